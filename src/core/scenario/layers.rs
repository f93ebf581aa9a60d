//! Folders of tables in layers: later rows replace earlier ones of equal key and period.

use std::collections::{BTreeMap, BTreeSet};

use crate::problem::{Code, Problem, Problems};
use crate::units::Period;

use super::columns::TableName;
use super::layer::{LayerTable, TableFolder};
use super::row::Row;
use super::rows::{Rows, Tables};
use super::shipped::shown;
use super::source::Files;
use super::stored::StoredTable;

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

impl Layered {
    /// Lays the tables of one layer over those before.
    fn add(&mut self, tables: Vec<LayerTable>, problems: &mut Problems) {
        for LayerTable { table, file, problems: found } in tables {
            self.present.insert(table);
            problems.extend(found);
            self.incomplete.extend((!file.trust.keys).then_some(table));
            self.doubtful.extend((!file.trust.words).then_some(table));
            self.amounts &= file.trust.amounts;
            lay(&mut self.tables, file.rows, problems);
        }
    }
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
        match layer.read(used, files, problems) {
            Some(tables) => layered.add(tables, problems),
            None => all_read = false,
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
