//! Folders of tables in layers: later rows replace earlier ones of equal key and period.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;

use crate::problem::{Code, Problem, Problems, SourceFile, Span};
use crate::units::Period;

use super::columns::TableName;
use super::row::Row;
use super::rows::{Rows, Tables};
use super::shipped::shown;
use super::source::{Files, is_csv, table_files};
use super::stored::StoredTable;
use super::table::{self, TableFile};

/// One folder of tables.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct TableFolder {
    /// The path of the folder.
    pub(super) folder: PathBuf,
    /// The position where a scenario file names the folder.
    pub(super) span: Option<Span>,
}

/// The combined tables of all folders.
#[derive(Clone, Debug, Default)]
pub(super) struct Layered {
    /// The rows.
    pub(super) tables: Tables,
    /// The tables that at least one folder has.
    pub(super) present: BTreeSet<TableName>,
    /// The tables of which some file could not be read, so that no key can be reported as missing from them.
    pub(super) incomplete: BTreeSet<TableName>,
    /// The tables whose keys are complete, but whose cells may lack words.
    pub(super) doubtful: BTreeSet<TableName>,
    /// Whether every amount that could not be read has a stand-in.
    pub(super) amounts: bool,
}

/// Reads all folders, first to last; `used` are the CSV files that are known to be something else than tables.
pub(super) fn read(
    layers: &[TableFolder],
    used: &BTreeSet<String>,
    files: &mut Files,
    problems: &mut Problems,
) -> Layered {
    let mut layered = Layered { amounts: true, ..Layered::default() };
    let mut all_read = !layers.is_empty();
    for layer in layers {
        let Some(names) = table_files(&layer.folder, layer.span.as_ref(), problems) else {
            all_read = false;
            continue;
        };
        let is_table = |name: &String| TableName::ALL.into_iter().any(|table| table.file_name() == *name);
        for name in names.iter().filter(|name| !is_table(name)) {
            let path = shown(&layer.folder.join(name));
            if !used.contains(&path) {
                problems.push(stray(&path, name).placed(layer.span.as_ref()));
            }
        }
        let present = TableName::ALL.into_iter().filter(|table| names.contains(&table.file_name()));
        let sources = present.map(|table| {
            let mut problems = Problems::new();
            let path = layer.folder.join(table.file_name());
            (table, files.read(&path, layer.span.as_ref(), &mut problems), problems)
        });
        let sources: Vec<(TableName, Option<Arc<SourceFile>>, Problems)> = sources.collect();
        // Tables are independent of each other until they are merged with those of the folders before.
        let tables = sources.into_par_iter().map(|(table, source, mut problems)| {
            let file =
                source.map_or_else(|| TableFile::unread(table), |source| table::read(&source, table, &mut problems));
            (table, file, problems)
        });
        for (table, file, found) in tables.collect::<Vec<_>>() {
            layered.present.insert(table);
            if found.is_empty() && file.trust.keys && file.rows.len() == 0 {
                problems.push(empty(&shown(&layer.folder.join(table.file_name()))).placed(layer.span.as_ref()));
            }
            problems.extend(found);
            layered.incomplete.extend((!file.trust.keys).then_some(table));
            layered.doubtful.extend((!file.trust.words).then_some(table));
            layered.amounts &= file.trust.amounts;
            lay(&mut layered.tables, file.rows, problems);
        }
    }
    if !all_read {
        layered.incomplete.extend(TableName::ALL);
        return layered;
    }
    for table in TableName::ALL.into_iter().filter(|table| table.is_required() && !layered.present.contains(table)) {
        let folders: Vec<String> = layers.iter().map(|layer| format!("`{}`", shown(&layer.folder))).collect();
        let message = format!("there is no `{}` in {}", table.file_name(), folders.join(" or "));
        let span = layers.last().and_then(|layer| layer.span.as_ref());
        problems.push(Problem::new(Code::TableMissing, message).placed(span));
        layered.incomplete.insert(table);
    }
    layered
}

fn empty(path: &str) -> Problem {
    let problem = Problem::new(Code::EmptyTable, format!("`{path}` has a heading and no rows"));
    problem.help("add its rows, or remove the file")
}

fn stray(path: &str, name: &str) -> Problem {
    let problem = Problem::new(Code::StrayTable, format!("`{path}` is no table and is not read"));
    if !is_csv(name) {
        return problem.help("save each of its sheets as CSV UTF-8 under the name of a table, or move it elsewhere");
    }
    let names: Vec<String> = TableName::ALL.into_iter().map(TableName::file_name).collect();
    problem.help("move it out of the tables folder").suggest(name, names.iter().map(String::as_str))
}

/// Merges the rows of one folder into those of the folders before it.
fn lay(tables: &mut Tables, above: StoredTable, problems: &mut Problems) {
    if tables.rows(above.name).is_empty() {
        return tables.keep(above);
    }
    let below = tables.table_mut(above.name);
    let mut known: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for row in Rows::of(below) {
        known.entry(row.key().to_owned()).or_default().push(row.position());
    }
    let periods: Vec<Period> = Rows::of(below).iter().map(Row::period).collect();
    for row in Rows::of(&above) {
        let period = row.period();
        let same = known.get(row.key()).map_or(&[][..], Vec::as_slice);
        if let Some(&index) = same.iter().find(|&&index| periods[index] == period) {
            below.replace(index, &above, row.position());
            continue;
        }
        if let Some(&index) = same.iter().find(|&&index| periods[index].overlaps(period)) {
            let before = Rows::of(below).at(index);
            let message = format!("`{}` holds {period} here, but {} in a folder below", row.key(), before.period());
            let help = "give the same period to replace the row, or one that does not overlap to add a row";
            let problem = Problem::new(Code::LayersOverlap, message).at(&row.span()).help(help);
            problems.push(problem.related(&before.span(), "the row below"));
        }
        below.add(&above, row.position());
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::lay;
    use crate::problem::{Problems, SourceFile};
    use crate::scenario::{TableName, Tables, table};

    fn layered(layers: &[&str]) -> (Vec<String>, Problems) {
        let mut problems = Problems::new();
        let mut tables = Tables::default();
        for rows in layers {
            let text = format!("key,value,valid_from,valid_to,source,grade\n{rows}");
            let source = Arc::new(SourceFile::new("factors.csv".to_owned(), text));
            let file = table::read(&source, TableName::Factors, &mut problems);
            lay(&mut tables, file.rows, &mut problems);
        }
        let rows = tables.rows(TableName::Factors);
        (
            rows.iter().map(|row| format!("{} {:?}", row.key(), row.number("value").map(|v| v.to_string()))).collect(),
            problems,
        )
    }

    #[test]
    fn later_rows_replace_or_add() {
        let (rows, problems) =
            layered(&["a,1,,2017,s,official\nb,2,,,s,official\n", "a,3,,2017,s,official\na,4,2018,,s,official\n"]);
        assert!(problems.is_empty(), "{problems}");
        assert_eq!(rows, ["a Some(\"3\")", "b Some(\"2\")", "a Some(\"4\")"]);
    }

    #[test]
    fn a_part_of_a_period_cannot_be_replaced() {
        let (_, problems) = layered(&["a,1,,,s,official\n", "a,3,2018,,s,official\n"]);
        assert!(problems.to_string().contains("error[T024]"), "{problems}");
    }
}
