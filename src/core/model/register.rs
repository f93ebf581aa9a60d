//! The register of figures: every number of every table and of the scenario, by one path each.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::ids::{FigureId, IdVec};
use crate::problem::Span;
use crate::scenario::{
    CARGO, DEMAND, Document, FigurePart, Key, KeyKind, Kind, Number, Quote, QuoteSubject, Role, Row, Scenario,
    TableName, bounds_of,
};
use crate::units::{Date, Decimal, Exact, Grade, Period};

use super::naming::{self, FigureNames};
use super::words::Basis;

/// One number with all that is known about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The path of the figure for `--set`, studies and results: `tariffs.cn-rail-class4.per_km`.
    pub path: String,
    /// Its plain name: `Handling at Zarubino, rail to sea`.
    pub name: String,
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
    /// The day whose prices a price is at: the middle of its `price_year`, or the scenario's date where the row is a period
    /// of its own; nothing where the table does not say.
    pub price_day: Option<Date>,
    /// The key of the series that carries the price from there to the scenario's date.
    pub series: Option<String>,
    /// The position.
    pub span: Option<Span>,
}

/// Returns the day whose prices a row's prices are at, as of a date.
fn price_day(row: Row<'_>, date: Date) -> Option<Date> {
    let Period { from, to } = row.period();
    row.priced_on().or(from.or(to).map(|_| date))
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
    /// A quotation, by its position among them.
    Quote(usize),
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
    /// Creates a figure about which no more is known.
    fn supposed(path: String, role: Role, value: Decimal, owner: FigureOwner) -> Self {
        Self {
            name: path.clone(),
            path,
            value,
            role,
            owner,
            unit: String::new(),
            basis: None,
            range: (f64::MIN, f64::MAX),
            low: None,
            high: None,
            grade: Grade::Estimate,
            sources: Vec::new(),
            note: None,
            period: Period { from: None, to: None },
            price_day: None,
            series: None,
            span: None,
        }
    }

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
    /// Registers that differ in a value share all other figures.
    figures: IdVec<FigureId, Arc<Figure>>,
    by_path: Arc<BTreeMap<String, FigureId>>,
    by_cell: Arc<BTreeMap<(TableName, usize, &'static str), FigureId>>,
}

impl Register {
    /// Collects the figures of a scenario, rows in the order of their keys.
    pub(super) fn collect(scenario: &Scenario) -> Self {
        let mut register = Self::default();
        let date = scenario.document.date.value;
        let names = FigureNames::new(&scenario.tables, date);
        for table in TableName::ALL {
            let mut rows: Vec<(usize, Row<'_>)> = scenario.tables.rows(table).iter().enumerate().collect();
            rows.sort_by_key(|&(index, row)| (row.key(), row.period().from, index));
            for (index, row) in rows {
                register.add_row(row, index, date, &names);
            }
        }
        let document = &scenario.document;
        register.add_section(FigureOwner::Cargo, "cargo", CARGO, document, |role| document.cargo.figure(role));
        for (position, demand) in document.demands.iter().enumerate() {
            let (owner, section) = (FigureOwner::Demand(position), format!("demand.{}", position + 1));
            register.add_section(owner, &section, DEMAND, document, |_| demand.tonnes_per_year.as_ref());
        }
        for (position, quote) in document.quotes.iter().enumerate() {
            register.add_quote(quote, position, names.of_quote(quote), date);
        }
        register
    }

    /// Adds the amount of a quotation.
    fn add_quote(&mut self, quote: &Quote, position: usize, name: String, date: Date) {
        let role = match quote.subject {
            QuoteSubject::Haul { .. } | QuoteSubject::Leg(_) => Role::HaulPrice,
            QuoteSubject::Handling { .. } => Role::HandlingPrice,
            QuoteSubject::Border { .. } => Role::BorderPrice,
        };
        self.add(Figure {
            name,
            unit: format!("{}/{}", quote.currency.value, quote.basis),
            basis: Basis::named(&quote.basis),
            range: (0.0, 1e9),
            low: quote.low,
            high: quote.high,
            grade: Grade::Quoted,
            note: quote.note.clone(),
            period: quote.period,
            price_day: Some(date),
            span: Some(quote.span.clone()),
            ..Figure::supposed(quote.path(), role, quote.amount, FigureOwner::Quote(position))
        });
    }

    fn add_row(&mut self, row: Row<'_>, position: usize, date: Date, names: &FigureNames<'_>) {
        let (path, name) = (row.path(date), names.of_row(row));
        for column in row.table().columns() {
            let Kind::Number { part: FigurePart::Value(role), range } = column.kind else { continue };
            let Some(value) = row.number(column.name) else { continue };
            let [low, high] = bounds_of(row, column.name);
            let id = self.add(Figure {
                name: name.of(role),
                unit: row.unit(range.unit),
                basis: row.text("basis").and_then(Basis::named),
                range: (range.least, range.most),
                low,
                high,
                grade: row.grade(),
                sources: row.words("source").map(str::to_owned).collect(),
                note: row.text("note").map(str::to_owned),
                period: row.period(),
                price_day: price_day(row, date).filter(|_| role.is_amount()),
                series: row.text("series").filter(|_| role.is_amount()).map(str::to_owned),
                span: row.cell(column.name).map(|cell| cell.span()),
                ..Figure::supposed(
                    format!("{path}.{}", column.name),
                    role,
                    value,
                    FigureOwner::Row(row.table(), position),
                )
            });
            Arc::make_mut(&mut self.by_cell).insert((row.table(), position, column.name), id);
        }
    }

    /// Adds the figures of a section of the scenario file.
    fn add_section<'a>(
        &mut self,
        owner: FigureOwner,
        section: &str,
        keys: &[Key],
        document: &Document,
        number: impl Fn(Role) -> Option<&'a Number>,
    ) {
        for key in keys {
            let KeyKind::Figure(role, range) = key.kind else { continue };
            let Some(number) = number(role) else { continue };
            let unit = match role {
                Role::HoldingRate => "1/year".to_owned(),
                _ => range.unit.replace("currency", &document.currency.value),
            };
            let place = match owner {
                FigureOwner::Demand(_) => format!(" of {}", section.replace('.', " ")),
                _ => String::new(),
            };
            self.add(Figure {
                name: naming::of_section(role).to_owned() + &place,
                unit,
                range: (range.least, range.most),
                low: number.low,
                high: number.high,
                grade: number.grade,
                sources: number.sources.clone(),
                span: number.span.clone(),
                ..Figure::supposed(format!("{section}.{}", key.name), role, number.value, owner)
            });
        }
    }

    /// Adds a figure that no file holds.
    pub(super) fn add_supposed(&mut self, path: String, role: Role, value: Decimal, unit: &str) -> FigureId {
        self.add(Figure { unit: unit.to_owned(), ..Figure::supposed(path, role, value, FigureOwner::Question) })
    }

    fn add(&mut self, figure: Figure) -> FigureId {
        let path = figure.path.clone();
        let id = self.figures.push(Arc::new(figure));
        Arc::make_mut(&mut self.by_path).insert(path, id);
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
    pub(super) fn of_row(&self, table: TableName, row: usize, column: &str) -> Option<FigureId> {
        self.by_cell.get(&(table, row, column)).copied()
    }

    /// Iterates over all figures.
    pub fn iter(&self) -> impl Iterator<Item = (FigureId, &Figure)> {
        self.figures.enumerate().map(|(id, figure)| (id, &**figure))
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
            if figure.value != value {
                Arc::make_mut(figure).value = value;
            }
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
