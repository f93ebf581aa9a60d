//! Folders of tables in layers: later rows replace earlier ones of equal key and period.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;

use crate::problem::{Code, Problem, Problems, SourceFile, Span, nearest};

use super::columns::TableName;
use super::row::{Row, Tables};
use super::shown::shown;
use super::source::{Files, csv_files};
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
#[derive(Debug, Default)]
pub(super) struct Layered {
    /// The rows.
    pub(super) tables: Tables,
    /// The tables that at least one folder has.
    pub(super) present: BTreeSet<TableName>,
    /// The tables of which some file could not be read, so that no key can be reported as missing from them.
    pub(super) incomplete: BTreeSet<TableName>,
    /// The tables whose keys are complete, but whose cells may lack words.
    pub(super) doubtful: BTreeSet<TableName>,
}

/// Reads all folders, first to last; `used` are the CSV files that are known to be something else than tables.
pub(super) fn read(
    layers: &[TableFolder],
    used: &BTreeSet<String>,
    files: &mut Files,
    problems: &mut Problems,
) -> Layered {
    let mut layered = Layered::default();
    let mut all_read = true;
    for layer in layers {
        let Some(names) = csv_files(&layer.folder, layer.span.as_ref(), problems) else {
            all_read = false;
            continue;
        };
        for name in &names {
            if !is_table(name) && !used.contains(&shown(&layer.folder.join(name))) {
                problems.push(stray(layer, name));
            }
        }
        let present: Vec<TableName> =
            TableName::ALL.into_iter().filter(|name| names.contains(&file_name(*name))).collect();
        let sources = present.iter().map(|name| {
            let mut problems = Problems::new();
            let path = layer.folder.join(file_name(*name));
            (files.read(&path, layer.span.as_ref(), &mut problems), problems)
        });
        let sources: Vec<(Option<Arc<SourceFile>>, Problems)> = sources.collect();
        // Tables are independent of each other until they are merged with those of the folders before.
        let tables: Vec<(Option<TableFile>, Problems)> = sources
            .into_par_iter()
            .zip(&present)
            .map(|((source, mut problems), name)| {
                let file = source.map(|source| table::read(&source, *name, &mut problems));
                (file, problems)
            })
            .collect();
        for (&name, (rows, found)) in present.iter().zip(tables) {
            layered.present.insert(name);
            problems.extend(found);
            match rows {
                Some(file) => {
                    if !file.trust.keys {
                        layered.incomplete.insert(name);
                    }
                    if !file.trust.words {
                        layered.doubtful.insert(name);
                    }
                    lay(&mut layered.tables, name, file.rows, problems);
                }
                None => {
                    layered.incomplete.insert(name);
                }
            }
        }
    }
    if !all_read || layers.is_empty() {
        layered.incomplete.extend(TableName::ALL);
        return layered;
    }
    for name in TableName::ALL.into_iter().filter(|name| name.is_required() && !layered.present.contains(name)) {
        let folders: Vec<String> = layers.iter().map(|layer| format!("`{}`", shown(&layer.folder))).collect();
        let message = format!("there is no `{}` in {}", file_name(name), folders.join(" or "));
        let problem = Problem::new(Code::TableMissing, message);
        problems.push(match layers.last().and_then(|layer| layer.span.as_ref()) {
            Some(span) => problem.at(span),
            None => problem,
        });
        layered.incomplete.insert(name);
    }
    layered
}

/// Returns the file name of a table.
pub(super) fn file_name(name: TableName) -> String {
    format!("{}.csv", name.as_str())
}

fn is_table(file: &str) -> bool {
    TableName::ALL.into_iter().any(|name| file_name(name) == file)
}

fn stray(layer: &TableFolder, name: &str) -> Problem {
    let message = format!("`{}` is no table and is not read", shown(&layer.folder.join(name)));
    let problem = Problem::new(Code::StrayTable, message);
    let names: Vec<String> = TableName::ALL.into_iter().map(file_name).collect();
    let problem = match nearest(name, names.iter().map(String::as_str)) {
        Some(near) => problem.help(format!("did you mean {near}?")),
        None => problem.help("move it out of the tables folder"),
    };
    match &layer.span {
        Some(span) => problem.at(span),
        None => problem,
    }
}

/// Merges the rows of one folder into those of the folders before it.
fn lay(tables: &mut Tables, name: TableName, rows: Vec<Row>, problems: &mut Problems) {
    let below = tables.rows_mut(name);
    let mut known: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, row) in below.iter().enumerate() {
        known.entry(row.key().to_owned()).or_default().push(index);
    }
    for row in rows {
        let period = row.period();
        let same = known.get(row.key()).map_or(&[][..], Vec::as_slice);
        if let Some(&index) = same.iter().find(|&&index| below[index].period() == period) {
            below[index] = row;
            continue;
        }
        if let Some(&index) = same.iter().find(|&&index| below[index].period().overlaps(period)) {
            let before = &below[index];
            let message = format!("`{}` holds {period} here, but {} in a folder below", row.key(), before.period());
            let help = "give the same period to replace the row, or one that does not overlap to add a row";
            let problem = Problem::new(Code::LayersOverlap, message).at(&row.span).help(help);
            problems.push(problem.related(&before.span, "the row below"));
        }
        below.push(row);
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
            let source = Arc::new(SourceFile { name: "factors.csv".to_owned(), text });
            let file = table::read(&source, TableName::Factors, &mut problems);
            lay(&mut tables, TableName::Factors, file.rows, &mut problems);
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
