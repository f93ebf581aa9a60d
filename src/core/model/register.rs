//! The register of figures: every number of every table and of the scenario, by one path each.

use std::collections::BTreeMap;

use crate::ids::{FigureId, IdVec};
use crate::problem::Span;
use crate::scenario::{ALWAYS, Kind, Number, Row, Scenario, TableName};
use crate::units::{Decimal, Exact, Grade, Period};

/// One number with its unit, bounds, evidence and position.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The path of the figure for `--set`, studies and results: `tariffs.cn-rail-class4.per_km`.
    pub path: String,
    /// The value as written, after overrides.
    pub value: Decimal,
    /// The unit as people write it.
    pub unit: String,
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

/// All figures of a scenario; the path of a figure whose row is not in force on the scenario's date ends in
/// `@valid_from`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Register {
    figures: IdVec<FigureId, Figure>,
    by_path: BTreeMap<String, FigureId>,
    by_row: BTreeMap<TableName, Vec<Vec<(&'static str, FigureId)>>>,
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
                let row = &rows[index];
                let period = row.period();
                let key = match (period.contains(date), period.from) {
                    (true, _) => row.key().to_owned(),
                    (false, Some(from)) => format!("{}@{from}", row.key()),
                    (false, None) => format!("{}@{ALWAYS}", row.key()),
                };
                of_rows[index] = register.add_row(row, &key, period);
            }
            register.by_row.insert(table, of_rows);
        }
        let cargo = &scenario.document.cargo;
        let currency = &scenario.document.currency.value;
        for (name, number, unit) in [
            ("lot_t", &cargo.lot_t, "t".to_owned()),
            ("value_per_t", &cargo.value_per_t, format!("{currency}/t")),
            ("holding_rate_per_year", &cargo.holding_rate_per_year, "1/year".to_owned()),
            ("carbon_price_per_t", &cargo.carbon_price_per_t, format!("{currency}/t CO2e")),
        ] {
            register.add_number(format!("cargo.{name}"), number, unit);
        }
        for (position, demand) in scenario.document.demands.iter().enumerate() {
            if let Some(tonnes) = &demand.tonnes_per_year {
                register.add_number(format!("demand.{}.tonnes_per_year", position + 1), tonnes, "t/year".to_owned());
            }
        }
        register
    }

    fn add_row(&mut self, row: &Row, key: &str, period: Period) -> Vec<(&'static str, FigureId)> {
        let mut found = Vec::new();
        let main = row.table.main_figure().map(|main| match row.table {
            // The bounds of a tariff without a kilometre price are those of its haul price.
            TableName::Tariffs if row.number("per_km").is_none() => "per_haul",
            _ => main,
        });
        for column in row.table.columns() {
            let Kind::Number { unit, .. } = column.kind else { continue };
            if is_bound(column.name) {
                continue;
            }
            let Some(value) = row.number(column.name) else { continue };
            let bound = |end: &str| {
                row.number(&format!("{}_{end}", column.name)).or_else(|| match main {
                    Some(main) if main == column.name => row.number(end),
                    _ => None,
                })
            };
            let figure = Figure {
                path: format!("{}.{key}.{}", row.table.as_str(), column.name),
                value,
                unit: unit_of(row, unit),
                low: bound("low"),
                high: bound("high"),
                grade: row.grade(),
                sources: row.words("source").to_vec(),
                note: row.text("note").map(str::to_owned),
                period,
                span: row.cell(column.name).map(|cell| cell.span.clone()),
            };
            found.push((column.name, self.add(figure)));
        }
        found
    }

    fn add_number(&mut self, path: String, number: &Number, unit: String) {
        self.add(Figure {
            path,
            value: number.value,
            unit,
            low: number.low,
            high: number.high,
            grade: number.grade,
            sources: number.sources.clone(),
            note: None,
            period: Period::default(),
            span: number.span.clone(),
        });
    }

    /// Adds a figure that is in no file.
    pub(super) fn add_supposed(&mut self, path: String, value: Decimal, unit: &str) -> FigureId {
        self.add(Figure {
            path,
            value,
            unit: unit.to_owned(),
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

    /// Iterates over all figures.
    pub fn iter(&self) -> impl Iterator<Item = (FigureId, &Figure)> {
        self.figures.enumerate()
    }

    /// Returns the number of figures.
    pub fn len(&self) -> usize {
        self.figures.len()
    }

    /// Returns whether there are no figures.
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

fn is_bound(column: &str) -> bool {
    matches!(column, "low" | "high") || column.ends_with("_low") || column.ends_with("_high")
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
