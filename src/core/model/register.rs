//! The register of figures: every number of every table and of the scenario, by one path each.

use std::collections::BTreeMap;

use crate::ids::{FigureId, IdVec};
use crate::problem::Span;
use crate::scenario::{
    ALWAYS, FigureKey, FigurePart, Kind, Number, NumberPlace, Role, Row, Scenario, TableName, bounds_of, cargo_figures,
    demand_figures,
};
use crate::units::{Date, Decimal, Exact, Grade, Period};

use super::words::Basis;

/// One number with all that is known about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The path of the figure for `--set`, studies and results: `tariffs.cn-rail-class4.per_km`.
    pub path: String,
    /// The value as written, after overrides.
    pub value: Decimal,
    /// What it measures.
    pub role: Role,
    /// The row or section that holds it.
    pub owner: FigureOwner,
    /// The unit as people write it.
    pub unit: String,
    /// The basis of a price: a tonne, a box, a wagon or a consignment.
    pub basis: Option<Basis>,
    /// The least and the greatest value that make sense.
    pub range: (f64, f64),
    /// The lower bound, if given.
    pub low: Option<Decimal>,
    /// The upper bound, if given.
    pub high: Option<Decimal>,
    /// The grade of evidence.
    pub grade: Grade,
    /// The keys of the sources.
    pub sources: Vec<String>,
    /// The note of the row.
    pub note: Option<String>,
    /// The days on which the row is in force.
    pub period: Period,
    /// The position.
    pub span: Option<Span>,
}

/// The row or section of a scenario that holds a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FigureOwner {
    /// A row of a table, by its position there.
    Row(TableName, usize),
    /// The section `[cargo]`.
    Cargo,
    /// A demand, by its position in the file.
    Demand(usize),
    /// No file: the figure is supposed by a question.
    Question,
}

impl FigureOwner {
    /// Returns the table of its row; nothing where it is no row.
    pub const fn table(self) -> Option<TableName> {
        match self {
            Self::Row(table, _) => Some(table),
            _ => None,
        }
    }
}

impl Figure {
    /// Returns whether it is a price of a tonne, whatever the distance.
    pub fn is_price_per_tonne(&self) -> bool {
        match self.role {
            Role::HaulPrice | Role::HandlingPrice | Role::BorderPrice => self.basis == Some(Basis::Tonne),
            Role::LegPrice => true,
            _ => false,
        }
    }
}

/// Every figure of a scenario; figures of rows that do not hold on the scenario's date carry `@valid_from` in their path.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Register {
    figures: IdVec<FigureId, Figure>,
    by_path: BTreeMap<String, FigureId>,
    by_row: BTreeMap<TableName, Vec<Vec<(&'static str, FigureId)>>>,
    of_sections: BTreeMap<(FigureOwner, Role), FigureId>,
}

impl Register {
    /// Collects the figures of a scenario, rows in the order of their keys.
    pub(super) fn collect(scenario: &Scenario) -> Self {
        let mut register = Self::default();
        let date = scenario.document.date.value;
        for table in TableName::ALL {
            let rows = scenario.tables.rows(table);
            let mut order: Vec<usize> = (0..rows.len()).collect();
            order.sort_by_key(|&index| (rows[index].key().to_owned(), rows[index].period().from, index));
            let mut of_rows = vec![Vec::new(); rows.len()];
            for index in order {
                of_rows[index] = register.add_row(&rows[index], index, date);
            }
            register.by_row.insert(table, of_rows);
        }
        let (cargo, currency) = (&scenario.document.cargo, &scenario.document.currency.value);
        for key in cargo_figures() {
            if let Some(number) = cargo.figure(key.role) {
                register.add_number(FigureOwner::Cargo, "cargo", &key, number, currency);
            }
        }
        for (position, demand) in scenario.document.demands.iter().enumerate() {
            if let (Some(key), Some(tonnes)) = (demand_figures().next(), &demand.tonnes_per_year) {
                let section = format!("demand.{}", position + 1);
                register.add_number(FigureOwner::Demand(position), &section, &key, tonnes, currency);
            }
        }
        register
    }

    fn add_row(&mut self, row: &Row, position: usize, date: Date) -> Vec<(&'static str, FigureId)> {
        let name = row_name(row, date);
        let mut found = Vec::new();
        for column in row.table.columns() {
            let Kind::Number { part: FigurePart::Value(role), unit, least, most } = column.kind else { continue };
            let Some(value) = row.number(column.name) else { continue };
            let [low, high] = bounds_of(row, column.name);
            let figure = Figure {
                path: format!("{name}.{}", column.name),
                value,
                role,
                owner: FigureOwner::Row(row.table, position),
                unit: unit_of(row, unit),
                basis: row.text("basis").and_then(Basis::named),
                range: (least, most),
                low,
                high,
                grade: row.grade(),
                sources: row.words("source").to_vec(),
                note: row.text("note").map(str::to_owned),
                period: row.period(),
                span: row.cell(column.name).map(|cell| cell.span.clone()),
            };
            found.push((column.name, self.add(figure)));
        }
        found
    }

    fn add_number(&mut self, owner: FigureOwner, section: &str, key: &FigureKey, number: &Number, currency: &str) {
        let unit = match key.role {
            Role::HoldingRate => "1/year".to_owned(),
            _ => key.unit.replace("currency", currency),
        };
        let id = self.add(Figure {
            path: format!("{section}.{}", key.name),
            value: number.value,
            role: key.role,
            owner,
            unit,
            basis: None,
            range: key.range,
            low: number.low,
            high: number.high,
            grade: number.grade,
            sources: number.sources.clone(),
            note: None,
            period: Period::default(),
            span: number.span.clone(),
        });
        self.of_sections.insert((owner, key.role), id);
    }

    /// Adds a figure that no file holds.
    pub(super) fn add_supposed(&mut self, path: String, role: Role, value: Decimal, unit: &str) -> FigureId {
        self.add(Figure {
            path,
            value,
            role,
            owner: FigureOwner::Question,
            unit: unit.to_owned(),
            basis: None,
            range: (f64::MIN, f64::MAX),
            low: None,
            high: None,
            grade: Grade::Estimate,
            sources: Vec::new(),
            note: None,
            period: Period::default(),
            span: None,
        })
    }

    fn add(&mut self, figure: Figure) -> FigureId {
        let path = figure.path.clone();
        let id = self.figures.push(figure);
        self.by_path.insert(path, id);
        id
    }

    /// Returns a figure.
    pub fn figure(&self, id: FigureId) -> &Figure {
        &self.figures[id]
    }

    /// Returns the figure of a path.
    pub fn find(&self, path: &str) -> Option<FigureId> {
        self.by_path.get(path).copied()
    }

    /// Returns the figure in a column of a row, by the row's place in its table.
    pub fn of_row(&self, table: TableName, row: usize, column: &str) -> Option<FigureId> {
        let figures = self.by_row.get(&table)?.get(row)?;
        figures.iter().find(|(name, _)| *name == column).map(|&(_, id)| id)
    }

    /// Returns the figure of a role in a section of the scenario file.
    pub fn of_section(&self, owner: FigureOwner, role: Role) -> Option<FigureId> {
        self.of_sections.get(&(owner, role)).copied()
    }

    /// Returns the figure at a place of the scenario's files.
    pub fn at(&self, place: NumberPlace) -> Option<FigureId> {
        match place {
            NumberPlace::Cargo(role) => self.of_section(FigureOwner::Cargo, role),
            NumberPlace::Demand(demand) => self.of_section(FigureOwner::Demand(demand), Role::YearlyTonnes),
            NumberPlace::Cell { table, row, column } => self.of_row(table, row, column),
        }
    }

    /// Iterates over all figures.
    pub fn iter(&self) -> impl Iterator<Item = (FigureId, &Figure)> {
        self.figures.enumerate()
    }

    /// Returns the number of figures.
    pub fn len(&self) -> usize {
        self.figures.len()
    }

    /// Returns whether there is none.
    pub fn is_empty(&self) -> bool {
        self.figures.is_empty()
    }

    /// Returns the register with other values, one for each figure in the order of their ids.
    pub(super) fn with_values(&self, values: &[Decimal]) -> Self {
        let mut register = self.clone();
        for (figure, &value) in register.figures.iter_mut().zip(values) {
            figure.value = value;
        }
        register
    }

    /// Returns the values exactly, one for each figure in the order of their ids.
    pub fn exact_values(&self) -> Vec<Exact> {
        self.figures.iter().map(|figure| figure.value.to_exact()).collect()
    }

    /// Returns the values, one for each figure in the order of their ids.
    pub fn values(&self) -> Vec<f64> {
        self.figures.iter().map(|figure| figure.value.to_f64()).collect()
    }
}

/// Returns the path of a row: rows that do not hold on the scenario's date are named with the first day of their period.
pub fn row_name(row: &Row, date: Date) -> String {
    let (table, key, period) = (row.table.as_str(), row.key(), row.period());
    match (period.contains(date), period.from) {
        (true, _) => format!("{table}.{key}"),
        (false, Some(from)) => format!("{table}.{key}@{from}"),
        (false, None) => format!("{table}.{key}@{ALWAYS}"),
    }
}

/// Returns a column's unit with the row's own currency and basis.
fn unit_of(row: &Row, unit: &str) -> String {
    let mut text = unit.to_owned();
    if let Some(currency) = row.text("currency") {
        text = text.replace("currency", currency);
    }
    if let Some(basis) = row.text("basis") {
        text = text.replace("basis", basis);
    }
    if let Some(quote) = row.text("quote") {
        text = text.replace("quote", quote);
    }
    if let (Some(own), true) = (row.text("unit"), unit.starts_with("as the unit")) {
        own.clone_into(&mut text);
    }
    text
}
