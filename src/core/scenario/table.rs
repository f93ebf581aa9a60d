//! Tables as written: headings matched with columns, every cell read, every problem reported.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::problem::{Code, Problem, Problems, SourceFile, Span};

use crate::units::{Decimal, Period};

use super::bounds;
use super::cell::{self, ton_help};
use super::columns::{FigurePart, Kind, TableColumn, TableName};
use super::number::decimal_in;
use super::role::Role;
use super::row::Row;
use super::rows::Rows;
use super::sheet::{Sheet, WrittenCell};
use super::stored::{CellPlace, StoredTable};

/// One record, read by the columns of its table.
#[derive(Debug, Default)]
pub(super) struct Record<'a> {
    /// The cells that are not blank and can be read, or referred to, each with the position of its column.
    pub(super) cells: Vec<(usize, WrittenCell<'a>)>,
    /// The bytes of the first cell.
    pub(super) first: Range<usize>,
    /// The columns whose cells could not be read.
    faulty: Vec<&'static str>,
    /// Whether the record has another number of cells than the heading.
    ragged: bool,
}

/// The rows of a table file.
#[derive(Debug)]
pub(super) struct TableFile {
    /// The rows, including those with problems, because other rows may refer to them.
    pub(super) rows: StoredTable,
    /// The completeness of the keys and words.
    pub(super) trust: Trust,
}

impl TableFile {
    /// Returns what is known of a table file that could not be read.
    pub(super) fn unread(table: TableName) -> Self {
        Self { rows: StoredTable::new(table), trust: Trust::default() }
    }
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
    let Some(mut records) = Records::open(source, table.columns(), problems) else { return TableFile::unread(table) };
    let mut rows = StoredTable::new(table);
    let mut trust = Trust { amounts: true, ..Trust::default() };
    let mut is_ragged = false;
    // The rows whose keys and periods are known.
    let mut placed = Vec::new();
    let mut record = Record::default();
    while records.read(&mut record, problems) {
        let index = rows.push(source, CellPlace::of(&record.first));
        for (column, cell) in &record.cells {
            store(&mut rows, (index, *column), cell, source);
            if let Some(number) = converted(&cell.text, &table.columns()[*column]) {
                rows.set(index, *column, Some(&number.to_string()));
            }
        }
        let Record { faulty, ragged, .. } = &record;
        is_ragged |= ragged;
        if *ragged {
            continue;
        }
        let row = Rows::of(&rows).at(index);
        check_row(row, faulty, problems);
        let undated = ["valid_from", "valid_to"].iter().any(|column| faulty.contains(column));
        let period = row.period();
        let is_backwards = period.from.zip(period.to).is_some_and(|(from, to)| to < from);
        if !undated && !is_backwards && !row.key().is_empty() {
            placed.push((index as u32, period));
        }
        trust.amounts &= stand_in(&mut rows, index, faulty);
    }
    check_repeated(&rows, placed, problems);
    (trust.keys, trust.words) = records.trust();
    trust.words &= !is_ragged;
    TableFile { rows, trust }
}

/// Returns the number of a cell that is written in a unit of the trade or in per cent.
fn converted(text: &str, column: &TableColumn) -> Option<Decimal> {
    let range = column.range().filter(|_| !text.ends_with(|last: char| last.is_ascii_digit()))?;
    Decimal::parse(text).is_err().then(|| decimal_in(text, range.unit).ok()).flatten()
}

/// Keeps the position of a cell, or its text where that is not written in one piece.
fn store(rows: &mut StoredTable, (row, column): (usize, usize), cell: &WrittenCell<'_>, source: &SourceFile) {
    let raw = &source.text[cell.at.clone()];
    let plain = raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(raw);
    let around = (raw.len() - plain.len()) / 2;
    if plain == cell.text {
        rows.put(row, column, CellPlace::of(&(cell.at.start + around..cell.at.end - around)));
    } else {
        rows.put(row, column, CellPlace::of(&cell.at));
        rows.set(row, column, Some(&cell.text));
    }
}

/// The records of a CSV file, read by any list of columns.
#[derive(Debug)]
pub(super) struct Records<'a> {
    sheet: Sheet<'a>,
    columns: &'static [TableColumn],
    /// The position of the column of each heading.
    places: Vec<Option<usize>>,
    written: Vec<WrittenCell<'a>>,
}

impl<'a> Records<'a> {
    /// Opens a CSV file; `None` where there is no heading.
    pub(super) fn open(
        source: &'a Arc<SourceFile>,
        columns: &'static [TableColumn],
        problems: &mut Problems,
    ) -> Option<Self> {
        let sheet = Sheet::open(source, problems)?;
        let places = match_headings(&sheet, columns, problems);
        Some(Self { sheet, columns, places, written: Vec::new() })
    }

    /// Returns whether all keys were found so far, and whether the words of all other columns were.
    fn trust(&self) -> (bool, bool) {
        let has = |column: usize| self.places.iter().flatten().any(|&place| place == column);
        let is_known = self.places.iter().all(Option::is_some)
            && self.columns.iter().enumerate().all(|(at, column)| !column.required || has(at));
        (self.sheet.complete && has(0), self.sheet.complete && is_known)
    }

    /// Reads the next record, and returns whether there is one.
    pub(super) fn read(&mut self, record: &mut Record<'a>, problems: &mut Problems) -> bool {
        if !self.sheet.read(&mut self.written, problems) {
            return false;
        }
        let (source, headings) = (self.sheet.source, self.places.len());
        record.cells.clear();
        record.faulty.clear();
        record.first = self.written.first().map_or(0..0, |cell| cell.at.clone());
        // Spreadsheets end lines with commas that have no meaning.
        let surplus = self.written.iter().skip(headings).any(|cell| !cell.text.is_empty());
        record.ragged = surplus || self.written.len() < headings;
        if record.ragged {
            let message = format!("the row has {} cells, the heading {headings}", self.written.len());
            let help = "put cells that contain commas into quotes; keep the commas of blank cells";
            let first = Span { source: source.clone(), start: record.first.start, end: record.first.end };
            problems.push(Problem::new(Code::CellCount, message).at(&first).help(help));
        }
        for (cell, place) in self.written.drain(..).zip(&self.places) {
            let Some(index) = *place else { continue };
            let column = &self.columns[index];
            // Cells of a ragged row may belong to other columns; only the key is read, for references to it.
            if record.ragged && column.kind != Kind::Key {
                continue;
            }
            match cell::is_blank(&cell.text, column) {
                Ok(true) => {}
                Ok(false) => record.cells.push((index, cell)),
                Err(problem) => {
                    problems.push(problem.at(&cell.span(source)));
                    record.faulty.push(column.name);
                    // A misspelt name can still be referred to, so that one fault gives one problem.
                    if matches!(column.kind, Kind::Key | Kind::Group) && !cell.text.is_empty() {
                        record.cells.push((index, cell));
                    }
                }
            }
        }
        true
    }
}

/// Finds the position of the column of each heading.
fn match_headings(sheet: &Sheet<'_>, columns: &'static [TableColumn], problems: &mut Problems) -> Vec<Option<usize>> {
    let mut first: BTreeMap<usize, Span> = BTreeMap::new();
    let mut found = Vec::with_capacity(sheet.headings.len());
    for (index, heading) in sheet.headings.iter().enumerate() {
        let span = heading.span(sheet.source);
        let Some(place) = columns.iter().position(|column| column.name == heading.text) else {
            problems.push(unknown_heading(&heading.text, &span, index, columns));
            found.push(None);
            continue;
        };
        if let Some(before) = first.get(&place) {
            let name = columns[place].name;
            let problem = Problem::new(Code::RepeatedColumn, format!("the column `{name}` is given twice"));
            problems.push(problem.at(&span).related(before, "first given here").help("remove one of them"));
            found.push(None);
        } else {
            first.insert(place, span);
            found.push(Some(place));
        }
    }
    let is_missing = |(place, column): &(usize, &TableColumn)| column.required && !first.contains_key(place);
    for (_, column) in columns.iter().enumerate().filter(is_missing) {
        let problem = Problem::new(Code::MissingColumn, format!("the column `{}` is missing", column.name));
        let problem = problem.help(format!("add it: {}", column.meaning));
        let start = sheet.headings.first().map(|heading| heading.span(sheet.source));
        problems.push(problem.placed(start.as_ref()));
    }
    found
}

fn unknown_heading(text: &str, span: &Span, index: usize, columns: &[TableColumn]) -> Problem {
    if text.is_empty() {
        let problem = Problem::new(Code::UnknownColumn, format!("column {} has no heading", index + 1));
        return problem.at(span).help("remove the comma, or name the column");
    }
    if let Some(help) = ton_help(text) {
        let message = format!("the column `{text}` does not say which ton it is");
        return Problem::new(Code::BareTon, message).at(span).help(help);
    }
    let problem = Problem::new(Code::UnknownColumn, format!("there is no column `{text}`")).at(span);
    let known: Vec<&str> = columns.iter().map(|column| column.name).collect();
    problem.help(format!("remove it; the columns are {}", known.join(", "))).suggest(text, known)
}

/// Gives a row stand-ins for amounts that could not be read, and returns whether every such cell has one.
///
/// A stand-in never makes a cost smaller: the checks of costs below nothing, which are made despite the problem of the
/// cell, blame no other row for it.
fn stand_in(rows: &mut StoredTable, row: usize, faulty: &[&'static str]) -> bool {
    faulty.iter().all(|name| {
        let Some(at) = rows.name.position(name) else { return false };
        let value = match rows.name.columns()[at].part() {
            Some(
                FigurePart::Low(_)
                | FigurePart::High(_)
                | FigurePart::Value(Role::Latitude | Role::Longitude | Role::MonthlyCapacity),
            ) => return true,
            Some(FigurePart::Value(Role::Support | Role::Emissions | Role::CargoLoss)) => Decimal::ZERO,
            Some(FigurePart::Value(role)) if role.is_time() => Decimal::whole(1),
            Some(FigurePart::Value(role)) if role.is_price() => Decimal::whole(STAND_IN_PRICE),
            _ => return false,
        };
        rows.set(row, at, Some(&value.to_string()));
        true
    })
}

/// The price in any currency and basis that stands in for one that cannot be read.
const STAND_IN_PRICE: i64 = 10_000;

/// Checks the cells of one row against each other.
fn check_row(row: Row<'_>, faulty: &[&str], problems: &mut Problems) {
    bounds::check(row, faulty, problems);
    for (from, to) in [("valid_from", "valid_to"), ("first", "last")] {
        let period = row.period_of(from, to);
        if let (Some(begin), Some(end)) = (period.from, period.to)
            && end < begin
        {
            let message = format!("the period ends on {end}, before it begins on {begin}");
            let problem = Problem::new(Code::PeriodBackwards, message).at(&row.span_of(to));
            problems.push(problem.related(&row.span_of(from), "begins here").help("exchange or correct the dates"));
        }
    }
    if row.text("grade") == Some("estimate") && row.cell("note").is_none() && !faulty.contains(&"note") {
        let problem = Problem::new(Code::EstimateWithoutNote, format!("the estimate `{}` has no note", row.key()));
        problems.push(problem.at(&row.span_of("grade")).help("say in `note` why and how it was estimated"));
    }
    if row.table().column("unit").is_some_and(|column| column.kind == Kind::Text)
        && let Some(help) = row.text("unit").and_then(ton_help)
    {
        let message = format!("`{}` does not say which ton it is", row.text("unit").unwrap_or(""));
        problems.push(Problem::new(Code::BareTon, message).at(&row.span_of("unit")).help(help));
    }
    if row.table() == TableName::Claims {
        check_claim(row, problems);
    }
}

/// Checks that a claim that compares names what with, and that one about a sign has one.
fn check_claim(row: Row<'_>, problems: &mut Problems) {
    let measure = row.text("measure").unwrap_or_default();
    let compares = ["saving_", "shorter_", "days_saved", "cost_ratio"].iter().any(|begin| measure.starts_with(begin));
    if compares && row.text("corridor").is_some() && row.text("against").is_none() {
        let message = format!("the claim `{}` is about `{measure}` and names no corridor to compare with", row.key());
        let problem = Problem::new(Code::BlankCell, message).at(&row.span_of("measure"));
        problems.push(problem.help("name it in `against`: savings are `against` less `corridor`"));
    }
    if row.text("relation") == Some("sign") && row.number("value").is_some_and(Decimal::is_zero) {
        let message = format!("the claim `{}` is about the sign of its value, and 0 has none", row.key());
        let problem = Problem::new(Code::AbsurdCellNumber, message).at(&row.span_of("value"));
        problems.push(problem.help("write 1 for more than nothing, -1 for less, or another relation"));
    }
}

/// Checks that no two rows of the same key are in force on the same day.
fn check_repeated(rows: &StoredTable, mut placed: Vec<(u32, Period)>, problems: &mut Problems) {
    let key = |row: u32| rows.key(row as usize);
    placed.sort_by_key(|&(row, period)| (key(row), period.from, row));
    let mut repeated = |(first, held): (u32, Period), (row, period): (u32, Period)| {
        let message = format!("a second row `{}` holds on the same days ({period})", key(row));
        let problem = Problem::new(Code::RepeatedRow, message).at(&rows.span_of_row(row as usize));
        let problem = problem.related(&rows.span_of_row(first as usize), format!("the first holds {held}"));
        problems.push(problem.help("give periods that do not overlap, or another key"));
    };
    for same in placed.chunk_by_mut(|left, right| key(left.0) == key(right.0)) {
        if same.len() <= MAX_PERIODS_COMPARED {
            same.sort_unstable_by_key(|&(row, _)| row);
            for (position, &own) in same.iter().enumerate() {
                let before = same[..position].iter().find(|(_, before)| before.overlaps(own.1));
                if let Some(&before) = before {
                    repeated(before, own);
                }
            }
            continue;
        }
        // Of rows by their first days, whatever overlaps any row before overlaps the one that holds longest.
        let mut longest: Option<(u32, Period)> = None;
        let mut found = BTreeMap::new();
        for &own in &*same {
            let Some(held) = longest.replace(own) else { continue };
            if held.1.overlaps(own.1) {
                let (first, second) = if held.0 < own.0 { (held, own) } else { (own, held) };
                found.entry(second.0).or_insert((first, second.1));
            }
            if held.1.to.is_none_or(|end| own.1.to.is_some_and(|to| to <= end)) {
                longest = Some(held);
            }
        }
        for (row, (first, period)) in found {
            repeated(first, (row, period));
        }
    }
}

/// The most periods of one key of which each is compared with all before it.
const MAX_PERIODS_COMPARED: usize = 1000;

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::{any, prop_assert_eq, proptest};

    use super::{TableFile, read};
    use crate::problem::{Code, Problems, SourceFile};
    use crate::scenario::Rows;
    use crate::scenario::TableName;

    fn table(table: TableName, text: &str) -> (TableFile, Problems) {
        let mut problems = Problems::new();
        let source = Arc::new(SourceFile::new("a.csv".to_owned(), text.to_owned()));
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
        assert_eq!(Rows::of(&file.rows).at(0).number("value").map(|value| value.to_string()).as_deref(), Some("1.0"));
    }

    #[test]
    fn headings_are_matched_with_columns() {
        let text = "kye,value,value,payload_ton,source,grade\n";
        let expected = vec![Code::UnknownColumn, Code::RepeatedColumn, Code::BareTon, Code::MissingColumn];
        assert_eq!(codes(TableName::Factors, text), expected);
    }

    #[test]
    fn rows_are_checked_against_the_heading_and_each_other() {
        let cases: [(&str, &[Code]); 8] = [
            ("fuel,1,x\n", &[Code::CellCount]),
            ("fuel,1,,,,,s,official,a,b\n", &[Code::CellCount]),
            // Spreadsheets end lines with commas that have no meaning.
            ("fuel,1,,,,,s,official,a,,\n", &[]),
            ("a,1,,,,2017,s,official,\na,2,,,2018,,s,official,\n", &[]),
            ("a,1,,,,2018-01,s,official,\na,2,,,2018,,s,official,\n", &[Code::RepeatedRow]),
            ("a,1,,,2018,,s,official,\na,2,,,,2018-01,s,official,\na,3,,,2017,,s,official,\n", &[Code::RepeatedRow; 2]),
            (
                "a,1,,,2017,2020,s,official,\na,2,,,2018,2018,s,official,\na,3,,,2019,2019,s,official,\n",
                &[Code::RepeatedRow; 2],
            ),
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
                let row = |row: usize| {
                    let row = Rows::of(&file.rows).at(row);
                    (0..row.table().columns().len()).map(|at| row.cell_of(at)?.value()).collect::<Vec<_>>()
                };
                (0..file.rows.len()).map(row).collect()
            };
            prop_assert_eq!(
                values(&format!("{FACTORS}{plain}")),
                values(&format!("{}{quoted}", FACTORS.replace('\n', "\r\n")))
            );
        }
    }
}
