//! Tables as written: headings matched with columns, every cell read, every problem reported.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::problem::{Code, Problem, Problems, SourceFile, Span};

use crate::units::{Decimal, Period};

use super::bounds;
use super::cell::{self, ton_help};
use super::columns::{FigurePart, Kind, TableColumn, TableName};
use super::role::Role;
use super::row::{Row, TableCell, Value};
use super::sheet::{Sheet, WrittenCell};

/// One record, read by the columns of its table.
#[derive(Debug)]
pub(super) struct Record {
    /// One entry for each column; blank and unreadable cells are `None`.
    pub(super) cells: Vec<Option<TableCell>>,
    /// The position of the first cell.
    pub(super) span: Span,
    /// The columns whose cells could not be read.
    faulty: Vec<&'static str>,
    /// Whether the record has another number of cells than the heading.
    ragged: bool,
}

/// The rows of a table file.
#[derive(Debug, Default)]
pub(super) struct TableFile {
    /// The rows, including those with problems, because other rows may refer to them.
    pub(super) rows: Vec<Row>,
    /// The completeness of the keys and words.
    pub(super) trust: Trust,
}

/// The completeness of a table file, so that one problem is not reported again for everything that depends on it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Trust {
    /// Whether all keys were found.
    pub(super) keys: bool,
    /// Whether the words of all other columns were found too.
    pub(super) words: bool,
    /// Whether every amount that could not be read has a stand-in.
    pub(super) amounts: bool,
}

/// Reads a table file.
pub(super) fn read(source: &Arc<SourceFile>, table: TableName, problems: &mut Problems) -> TableFile {
    let Some((records, mut trust)) = read_records(source, table.columns(), problems) else {
        return TableFile::default();
    };
    trust.words &= records.iter().all(|record| !record.ragged);
    let mut file = TableFile { rows: Vec::with_capacity(records.len()), trust };
    let mut known: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for record in records {
        let Record { cells, span, faulty, ragged } = record;
        let mut row = Row { table, cells, span };
        if !ragged {
            check_row(&row, &faulty, problems);
            let undated = ["valid_from", "valid_to"].iter().any(|column| faulty.contains(column));
            let Period { from, to } = row.period();
            let backwards = from.zip(to).is_some_and(|(from, to)| to < from);
            if !undated && !backwards && !row.key().is_empty() {
                let same = known.entry(row.key().to_owned()).or_default();
                check_repeated(&row, same.iter().map(|&index| &file.rows[index]), problems);
                same.push(file.rows.len());
            }
            file.trust.amounts &= stand_in(&mut row, &faulty);
        }
        file.rows.push(row);
    }
    file
}

/// Reads the records of a CSV file by any list of columns.
///
/// Returns `None` where there is no heading.
pub(super) fn read_records(
    source: &Arc<SourceFile>,
    columns: &'static [TableColumn],
    problems: &mut Problems,
) -> Option<(Vec<Record>, Trust)> {
    let sheet = Sheet::read(source, problems)?;
    let places = match_headings(&sheet.headings, columns, problems);
    let has = |column: &TableColumn| places.iter().flatten().any(|place| place.name == column.name);
    let known = places.iter().all(Option::is_some) && columns.iter().all(|column| !column.required || has(column));
    let (keys, words) = (sheet.complete && columns.first().is_some_and(has), sheet.complete && known);
    let trust = Trust { keys, words, amounts: true };
    let records = sheet.records.iter().map(|written| read_record(written, &sheet.headings, &places, columns, problems));
    Some((records.collect(), trust))
}

/// Finds the column of each heading.
fn match_headings(
    headings: &[WrittenCell],
    columns: &'static [TableColumn],
    problems: &mut Problems,
) -> Vec<Option<&'static TableColumn>> {
    let mut first: BTreeMap<&str, &Span> = BTreeMap::new();
    let mut found = Vec::with_capacity(headings.len());
    for (index, heading) in headings.iter().enumerate() {
        let Some(column) = columns.iter().find(|column| column.name == heading.text) else {
            problems.push(unknown_heading(heading, index, columns));
            found.push(None);
            continue;
        };
        if let Some(before) = first.get(column.name) {
            let problem = Problem::new(Code::RepeatedColumn, format!("the column `{}` is given twice", column.name));
            problems.push(problem.at(&heading.span).related(before, "first given here").help("remove one of them"));
            found.push(None);
        } else {
            first.insert(column.name, &heading.span);
            found.push(Some(column));
        }
    }
    for column in columns.iter().filter(|column| column.required && !first.contains_key(column.name)) {
        let problem = Problem::new(Code::MissingColumn, format!("the column `{}` is missing", column.name));
        let problem = problem.help(format!("add it: {}", column.meaning));
        problems.push(problem.placed(headings.first().map(|heading| &heading.span)));
    }
    found
}

fn unknown_heading(heading: &WrittenCell, index: usize, columns: &[TableColumn]) -> Problem {
    let text = &heading.text;
    if text.is_empty() {
        let problem = Problem::new(Code::UnknownColumn, format!("column {} has no heading", index + 1));
        return problem.at(&heading.span).help("remove the comma, or name the column");
    }
    if let Some(help) = ton_help(text) {
        let message = format!("the column `{text}` does not say which ton it is");
        return Problem::new(Code::BareTon, message).at(&heading.span).help(help);
    }
    let problem = Problem::new(Code::UnknownColumn, format!("there is no column `{text}`")).at(&heading.span);
    let known: Vec<&str> = columns.iter().map(|column| column.name).collect();
    problem.help(format!("remove it; the columns are {}", known.join(", "))).suggest(text, known)
}

fn read_record(
    written: &[WrittenCell],
    headings: &[WrittenCell],
    places: &[Option<&'static TableColumn>],
    columns: &'static [TableColumn],
    problems: &mut Problems,
) -> Record {
    let point = || Span { source: headings[0].span.source.clone(), start: 0, end: 0 };
    let span = written.first().map_or_else(point, |cell| cell.span.clone());
    let mut record = Record { cells: vec![None; columns.len()], span, faulty: Vec::new(), ragged: false };
    // Spreadsheets end lines with commas that have no meaning.
    let surplus = written.iter().skip(headings.len()).any(|cell| !cell.text.is_empty());
    if surplus || written.len() < headings.len() {
        let message = format!("the row has {} cells, the heading {}", written.len(), headings.len());
        let help = "put cells that contain commas into quotes; keep the commas of blank cells";
        problems.push(Problem::new(Code::CellCount, message).at(&record.span).help(help));
        record.ragged = true;
    }
    for (cell, column) in written.iter().zip(places) {
        let Some(column) = column else { continue };
        let Some(index) = columns.iter().position(|known| known.name == column.name) else { continue };
        // Cells of a ragged row may belong to other columns; only the key is read, for references to it.
        if record.ragged && column.kind != Kind::Key {
            continue;
        }
        let value = match cell::read(&cell.text, column) {
            Ok(value) => value,
            Err(problem) => {
                problems.push(problem.at(&cell.span));
                record.faulty.push(column.name);
                // A misspelt name can still be referred to, so that one fault gives one problem.
                matches!(column.kind, Kind::Key | Kind::Group).then(|| Value::Text(cell.text.clone()))
            }
        };
        record.cells[index] = value.map(|value| TableCell { value, span: cell.span.clone() });
    }
    record
}

/// Gives a row stand-ins for amounts that could not be read, and returns whether every such cell has one.
///
/// A stand-in never makes a cost smaller: the checks of costs below nothing, which are made despite the problem of the
/// cell, blame no other row for it.
fn stand_in(row: &mut Row, faulty: &[&'static str]) -> bool {
    faulty.iter().all(|name| {
        let Some(column) = row.table.column(name) else { return false };
        let value = match column.part() {
            Some(
                FigurePart::Low(_)
                | FigurePart::High(_)
                | FigurePart::Value(Role::Latitude | Role::Longitude | Role::MonthlyCapacity),
            ) => return true,
            Some(FigurePart::Value(Role::Emissions | Role::CargoLoss)) => Decimal::ZERO,
            Some(FigurePart::Value(role)) if role.is_time() => Decimal::whole(1),
            Some(FigurePart::Value(role)) if role.is_price() => Decimal::whole(STAND_IN_PRICE),
            _ => return false,
        };
        row.set_cell(name, Some(TableCell { value: Value::Number(value), span: row.span.clone() }));
        true
    })
}

/// The price in any currency and basis that stands in for one that cannot be read.
const STAND_IN_PRICE: i64 = 10_000;

/// Checks the cells of one row against each other.
fn check_row(row: &Row, faulty: &[&str], problems: &mut Problems) {
    bounds::check(row, faulty, problems);
    for (from, to) in [("valid_from", "valid_to"), ("first", "last")] {
        let period = row.period_of(from, to);
        if let (Some(begin), Some(end)) = (period.from, period.to)
            && end < begin
        {
            let message = format!("the period ends on {end}, before it begins on {begin}");
            let problem = Problem::new(Code::PeriodBackwards, message).at(row.span_of(to));
            problems.push(problem.related(row.span_of(from), "begins here").help("exchange or correct the dates"));
        }
    }
    if row.text("grade") == Some("estimate") && row.cell("note").is_none() && !faulty.contains(&"note") {
        let problem = Problem::new(Code::EstimateWithoutNote, format!("the estimate `{}` has no note", row.key()));
        problems.push(problem.at(row.span_of("grade")).help("say in `note` why and how it was estimated"));
    }
    if row.table.column("unit").is_some_and(|column| column.kind == Kind::Text)
        && let Some(help) = row.text("unit").and_then(ton_help)
    {
        let message = format!("`{}` does not say which ton it is", row.text("unit").unwrap_or(""));
        problems.push(Problem::new(Code::BareTon, message).at(row.span_of("unit")).help(help));
    }
}

/// Checks that no earlier row of the same key is in force on the same day.
fn check_repeated<'a>(row: &Row, mut same: impl Iterator<Item = &'a Row>, problems: &mut Problems) {
    let period = row.period();
    if let Some(before) = same.find(|before| before.period().overlaps(period)) {
        let message = format!("a second row `{}` holds on the same days ({period})", row.key());
        let problem = Problem::new(Code::RepeatedRow, message).at(&row.span);
        let label = format!("the first holds {}", before.period());
        problems.push(problem.related(&before.span, label).help("give periods that do not overlap, or another key"));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::{any, prop_assert_eq, proptest};

    use super::{TableFile, read};
    use crate::problem::{Code, Problems, SourceFile};
    use crate::scenario::TableName;

    fn table(table: TableName, text: &str) -> (TableFile, Problems) {
        let mut problems = Problems::new();
        let source = Arc::new(SourceFile { name: "a.csv".to_owned(), text: text.to_owned() });
        (read(&source, table, &mut problems), problems)
    }

    fn codes(name: TableName, text: &str) -> Vec<Code> {
        table(name, text).1.iter().map(|problem| problem.code).collect()
    }

    const FACTORS: &str = "key,value,low,high,valid_from,valid_to,source,grade,note\n";

    #[test]
    fn a_good_table_has_no_problems() {
        let (file, problems) = table(TableName::Factors, &format!("{FACTORS}fuel,1.0,0.9,1.4,2017,2017,s,official,\n"));
        assert!(problems.is_empty(), "{problems}");
        assert!(file.trust.keys && file.trust.words);
        assert_eq!(file.rows[0].number("value").map(|value| value.to_string()).as_deref(), Some("1.0"));
    }

    #[test]
    fn headings_are_matched_with_columns() {
        let text = "kye,value,value,payload_ton,source,grade\n";
        let expected = vec![Code::UnknownColumn, Code::RepeatedColumn, Code::BareTon, Code::MissingColumn];
        assert_eq!(codes(TableName::Factors, text), expected);
    }

    #[test]
    fn rows_are_checked_against_the_heading_and_each_other() {
        let cases: [(&str, &[Code]); 6] = [
            ("fuel,1,x\n", &[Code::CellCount]),
            ("fuel,1,,,,,s,official,a,b\n", &[Code::CellCount]),
            // Spreadsheets end lines with commas that have no meaning.
            ("fuel,1,,,,,s,official,a,,\n", &[]),
            ("a,1,,,,2017,s,official,\na,2,,,2018,,s,official,\n", &[]),
            ("a,1,,,,2018-01,s,official,\na,2,,,2018,,s,official,\n", &[Code::RepeatedRow]),
            // A bad date does not make a row repeated.
            ("a,1,,,,2017-13,s,official,\na,2,,,2018,,s,official,\n", &[Code::BadCellDate]),
        ];
        for (rows, expected) in cases {
            assert_eq!(codes(TableName::Factors, &format!("{FACTORS}{rows}")), expected, "{rows}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = table(TableName::Tariffs, &String::from_utf8_lossy(&bytes));
        }

        #[test]
        fn any_cells_under_a_good_heading_are_read_or_refused(cells in "[a-z0-9,;\"*. \n-]{0,200}") {
            let _ = table(TableName::Factors, &format!("{FACTORS}{cells}"));
        }

        #[test]
        fn line_ends_and_quotes_change_nothing(
            rows in proptest::collection::vec(("[a-z]{1,4}", 0_u32..1000, "[a-z é珲]{0,8}"), 0..6),
        ) {
            let (mut plain, mut quoted) = (String::new(), String::new());
            for (index, (key, value, note)) in rows.iter().enumerate() {
                plain += format!("{key}{index},{value},,,,,s,official,{note}\n").as_str();
                quoted += format!("\"{key}{index}\",\"{value}\",,\"\",,,s,\"official\",\"{note}\"\r\n").as_str();
            }
            let values = |text: &str| -> Vec<_> {
                let (file, problems) = table(TableName::Factors, text);
                assert!(problems.is_empty(), "{problems}");
                file.rows.iter().map(|row| {
                    row.cells.iter().map(|cell| cell.as_ref().map(|cell| cell.value.clone())).collect::<Vec<_>>()
                }).collect()
            };
            prop_assert_eq!(
                values(&format!("{FACTORS}{plain}")),
                values(&format!("{}{quoted}", FACTORS.replace('\n', "\r\n")))
            );
        }
    }
}
