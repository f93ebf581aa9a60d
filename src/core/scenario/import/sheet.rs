//! Sheets under the headings of other people: which row holds them, which columns they are, in which units.

use std::collections::BTreeMap;

use crate::problem::{Code, Problem, Problems, Span};

use super::headings::{self, HeadingRead, SheetKind};
use super::text::SheetGrid;
use super::units::{ColumnQuantity, PriceBasis, TextUnit, unit_in};
use super::words::{folded, mode_named, mode_within};
use super::world::ImportedWorld;

/// The rows among which the headings are looked for: titles and notes stand above them.
const MAX_ROWS_BEFORE_DATA: usize = 20;

/// A sheet with the row of its headings and what they are.
pub(super) struct SheetTable {
    pub(super) grid: SheetGrid,
    pub(super) found: Option<(SheetKind, usize)>,
    headings: Vec<HeadingRead>,
    /// The heading that was taken as the mode by the cells below it.
    pub(super) mode_by_cells: Option<usize>,
}

/// The unit of a column as its heading says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ColumnUnit {
    /// It is read; nothing where the heading names no unit.
    Named(Option<TextUnit>),
    /// It is not read, and that is reported.
    Refused,
}

/// What is supposed of rows where the file does not say it: each supposition once, with the number of rows.
#[derive(Default)]
pub(super) struct Supposed(BTreeMap<(usize, String), (usize, Problem)>);

impl Supposed {
    /// Notes that a row supposes something; `{rows}` in the message becomes the number of such rows.
    pub(super) fn add(&mut self, column: usize, code: Code, message: &str, span: &Span, help: &str) {
        let new = || (0, Problem::new(code, message).at(span).help(help));
        self.0.entry((column, message.to_owned())).or_insert_with(new).0 += 1;
    }

    /// Reports them.
    pub(super) fn report(self, problems: &mut Problems) {
        for (rows, problem) in self.0.into_values() {
            let rows = if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") };
            problems.push(Problem { message: problem.message.replace("{rows}", &rows), ..problem });
        }
    }
}

impl SheetTable {
    /// Finds the row whose cells are headings of legs or of places; headings of an earlier import are read as they were then.
    pub(super) fn find(grid: SheetGrid, saved: &[HeadingRead]) -> Self {
        let mut best: Option<(usize, SheetKind, usize, Vec<HeadingRead>)> = None;
        for (at, row) in grid.rows.iter().enumerate().take(MAX_ROWS_BEFORE_DATA) {
            let texts: Vec<&str> = row.iter().map(|cell| cell.text.as_str()).collect();
            for kind in [SheetKind::Legs, SheetKind::Places] {
                let read = with_saved(headings::matched(&texts, kind), saved, kind);
                let has = |column: &&str| read.iter().any(|own| own.column.as_deref() == Some(column));
                let count = read.iter().filter(|own| own.column.is_some()).count();
                // A list of places says more of them than a name, so that a lone title is no table.
                let is_table = headings::needed(kind).iter().all(has) && count >= 2;
                if is_table && best.as_ref().is_none_or(|(most, ..)| count > *most) {
                    best = Some((count, kind, at, read));
                }
            }
        }
        let (found, headings) =
            best.map_or_else(Default::default, |(_, kind, at, headings)| (Some((kind, at)), headings));
        let mut table = Self { grid, found, headings, mode_by_cells: None };
        table.find_mode(saved);
        table
    }

    /// Returns a table whose rows are known: of a map.
    pub(super) const fn of_rows(grid: SheetGrid, kind: SheetKind, headings: Vec<HeadingRead>) -> Self {
        Self { grid, found: Some((kind, 0)), headings, mode_by_cells: None }
    }

    /// Reads the one column whose cells are modes of transport as the mode, where no heading is.
    fn find_mode(&mut self, saved: &[HeadingRead]) {
        let Some((SheetKind::Legs, heading)) = self.found else { return };
        if self.headings.iter().any(|own| own.column.as_deref() == Some("mode")) {
            return;
        }
        let is_of_modes = |column: usize| {
            let cells = self.grid.rows[heading + 1..].iter().filter_map(|row| row.get(column));
            let texts: Vec<&str> = cells.map(|cell| cell.text.as_str()).filter(|text| !text.is_empty()).collect();
            let modes = texts.iter().filter(|text| mode_named(text).or_else(|| mode_within(text)).is_some()).count();
            modes * 2 > texts.len()
        };
        let is_open =
            |own: &HeadingRead| own.column.is_none() && saved.iter().all(|saved| saved.heading != own.heading);
        let mut columns = (0..self.headings.len()).filter(|&at| is_open(&self.headings[at]) && is_of_modes(at));
        if let (Some(column), None) = (columns.next(), columns.next()) {
            self.headings[column].column = Some("mode".to_owned());
            self.mode_by_cells = Some(column);
        }
    }

    pub(super) fn kind(&self) -> Option<SheetKind> {
        self.found.map(|(kind, _)| kind)
    }

    /// Returns what the rows are, and the row of the headings, counted from 1.
    pub(super) fn place(&self) -> Option<(SheetKind, usize)> {
        self.found.map(|(kind, at)| (kind, at + 1))
    }

    pub(super) fn headings(&self) -> &[HeadingRead] {
        &self.headings
    }

    /// Returns the cells of the first row that has several.
    pub(super) fn first_row(&self) -> Vec<String> {
        let texts = |row: &Vec<super::text::GridCell>| -> Vec<String> {
            row.iter().filter(|cell| !cell.text.is_empty()).map(|cell| cell.text.clone()).collect()
        };
        self.grid.rows.iter().map(texts).find(|cells| cells.len() > 1).unwrap_or_default()
    }

    /// Returns the column of the table that is a column of an import.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.headings.iter().position(|own| own.column.as_deref() == Some(name))
    }

    /// Returns the position of a heading.
    pub(super) fn heading_span(&self, column: usize) -> Span {
        self.grid.span(self.found.map_or(0, |(_, at)| at), column)
    }

    /// Returns the units of all columns; a unit that is not known is a problem, and the column is not read.
    pub(super) fn units(&self, world: &mut ImportedWorld<'_>) -> Vec<ColumnUnit> {
        let mut units: Vec<ColumnUnit> = (0..self.headings.len()).map(|column| self.unit(column, world)).collect();
        // A unit beside one price is that of all: `Rate USD/t`, `low`, `high`.
        let prices = || ["cost_per_t", "low", "high"].into_iter().filter_map(|name| self.column(name));
        let named = prices().find_map(|column| match &units[column] {
            ColumnUnit::Named(Some(unit)) => Some(unit.clone()),
            _ => None,
        });
        for column in prices().collect::<Vec<_>>() {
            if units[column] == ColumnUnit::Named(None) {
                units[column] = ColumnUnit::Named(named.clone());
            }
        }
        units
    }

    fn unit(&self, at: usize, world: &mut ImportedWorld<'_>) -> ColumnUnit {
        let own = &self.headings[at];
        let quantity = own.column.as_deref().and_then(ColumnQuantity::of);
        let (Some(quantity), Some(named)) = (quantity, own.unit.as_deref()) else { return ColumnUnit::Named(None) };
        let text = folded(named);
        let read = unit_in(quantity, &text, 0..text.len()).map(|read| read.map(|read| read.unit));
        let (code, message, help) = match read {
            Ok(unit) => match &unit {
                Some(TextUnit::Price(_, Some(basis))) if let Some((code, message, help)) = basis_fault(*basis) => {
                    (code, message, help)
                }
                _ => return ColumnUnit::Named(unit),
            },
            Err(unknown) => {
                let help = match quantity {
                    ColumnQuantity::Price => {
                        "write a currency and what the price is per, such as USD/t, 元/吨 or руб/т"
                    }
                    _ => "write a usual unit, such as km, 公里, mi, h, days or 天, or leave it out",
                };
                (Code::UnknownColumn, format!("the unit `{unknown}` is not known"), help.to_owned())
            }
        };
        let message = format!("`{}`: {message}, and the column is not read", own.heading);
        world.problems.push(Problem::new(code, message).at(&self.heading_span(at)).help(help));
        ColumnUnit::Refused
    }
}

/// Returns what is wrong with a price per something for which legs have no price, with the remedy.
pub(super) fn basis_fault(basis: PriceBasis) -> Option<(Code, String, String)> {
    match basis {
        PriceBasis::Mass(..) | PriceBasis::TonneKm => None,
        PriceBasis::BareTon => {
            let help = "write t (1000 kg), short ton or long ton".to_owned();
            Some((Code::BareTon, "a bare ton does not say which ton it is".to_owned(), help))
        }
        PriceBasis::Other(what, basis) => {
            let help = basis.map_or_else(
                || "divide it by the tonnes that are carried and write a price per tonne, or a tariff per tonne and km".to_owned(),
                |basis| {
                    format!(
                        "divide it by the tonnes carried and write a price per tonne; or write a row of tariffs.csv with per_haul, \
                         basis {basis} and currency, name it in the column tariff of legs.csv, and give payload_t in equipment.csv"
                    )
                },
            );
            let message =
                format!("the price is per {}, and a leg has a price per tonne", what.trim_start_matches("a "));
            Some((Code::UnknownColumn, message, help))
        }
    }
}

/// Replaces the columns of headings by those that an earlier import saved.
pub(super) fn with_saved(mut read: Vec<HeadingRead>, saved: &[HeadingRead], kind: SheetKind) -> Vec<HeadingRead> {
    let known = headings::columns(kind);
    let mut taken: Vec<&str> = Vec::new();
    for at in 0..read.len() {
        let Some(saved) = saved.iter().find(|saved| saved.heading == read[at].heading) else { continue };
        let Some(column) = saved.column.as_deref() else {
            read[at].column = None;
            continue;
        };
        if !known.contains(&column) || taken.contains(&column) {
            continue;
        }
        // Only one heading is a column: the saved one, and not that which was the most like.
        for other in read.iter_mut().filter(|other| other.column.as_deref() == Some(column)) {
            other.column = None;
        }
        taken.push(column);
        read[at].column = Some(column.to_owned());
        read[at].unit = saved.unit.clone().or_else(|| headings::unit_text(&saved.heading, column));
        read[at].belongs = None;
    }
    read
}

impl SheetGrid {
    /// Fills the cells of a merged range with its first cell: a name that stands beside several rows belongs to all of them.
    #[cfg(feature = "xlsx")]
    pub(super) fn fill_merged(&mut self, range: &str) {
        let place = |cell: &str| {
            let letters = cell.len() - cell.trim_start_matches(|letter: char| letter.is_ascii_uppercase()).len();
            let column = cell[..letters].bytes().fold(0, |number, letter| number * 26 + usize::from(letter - b'A') + 1);
            Some((cell[letters..].parse::<usize>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
        };
        let Some((first, last)) = range.split_once(':').and_then(|(first, last)| Some((place(first)?, place(last)?)))
        else {
            return;
        };
        // A title across columns is one cell; only what spans rows is repeated.
        let Some(filled) = self.rows.get(first.0).and_then(|row| row.get(first.1)).cloned() else { return };
        let last_row = last.0.min(self.rows.len().saturating_sub(1));
        for row in first.0 + 1..=last_row {
            if let Some(cell) = self.rows[row].get_mut(first.1).filter(|cell| cell.text.is_empty()) {
                cell.text.clone_from(&filled.text);
            }
        }
    }
}
