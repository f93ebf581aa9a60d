//! The register of figures: every number of every table and of the scenario, by one path each.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::ids::{FigureId, Id, IdVec};
use crate::scenario::{
    CARGO, DEMAND, Document, Key, KeyKind, Number, Quote, QuoteSubject, Role, Row, Rows, Scenario, TableName, bounds_of,
};
use crate::units::{Date, Decimal, Exact, Grade, Lang};

use super::figure::{Figure, FigureOwner, OwnFacts};
use super::naming::{self, FigureNames};
use super::trade::{CENTS, OF_CENTS, TradeContent};
use super::words::Basis;

/// Every figure of a scenario; figures of rows that do not hold on the scenario's date carry `@valid_from` in their path.
#[derive(Clone, Debug, PartialEq)]
pub struct Register {
    /// Registers that differ in a value share all other figures.
    figures: IdVec<FigureId, Arc<Figure>>,
    names: Arc<FigureNames>,
    /// The first figure of each row of each table, and of the row after the last in the order of their keys.
    first_of_row: Arc<BTreeMap<TableName, Vec<FigureId>>>,
    /// The figures that no row holds, by their paths.
    own: Arc<BTreeMap<String, FigureId>>,
}

impl Register {
    /// Collects the figures of a scenario, rows in the order of their keys.
    pub(super) fn collect(scenario: &Scenario) -> Self {
        let date = scenario.document.date.value;
        let names = Arc::new(FigureNames::new(scenario.tables.clone(), date, scenario.lang));
        let (first_of_row, own) = (Arc::default(), Arc::default());
        let mut register = Self { figures: IdVec::new(), names: names.clone(), first_of_row, own };
        let firsts = TableName::ALL.map(|table| (table, register.add_rows(scenario.tables.rows(table))));
        register.first_of_row = Arc::new(firsts.into());
        let document = &scenario.document;
        register.add_section(FigureOwner::Cargo, "cargo", CARGO, document, |role| document.cargo.figure(role));
        for (position, demand) in document.demands.iter().enumerate() {
            let (owner, section) = (FigureOwner::Demand(position), format!("demand.{}", position + 1));
            register.add_section(owner, &section, DEMAND, document, |_| demand.tonnes_per_year.as_ref());
        }
        for (position, quote) in document.quotes.iter().enumerate() {
            register.add_quote(quote, position, names.of_quote(quote), date);
        }
        register.add_units(scenario);
        register
    }

    /// Adds what the units of the trade are worth that prices are in.
    fn add_units(&mut self, scenario: &Scenario) {
        let (mut units, mut has_cents) = (BTreeMap::new(), false);
        for table in
            [TableName::Tariffs, TableName::Handling, TableName::Borders, TableName::Legs, TableName::Equipment]
        {
            for row in scenario.tables.rows(table) {
                has_cents |= row.text("currency") == Some(CENTS);
                units
                    .extend(TradeContent::of(row).map(|unit| (unit.path(), (Role::TradeUnit, unit.amount, unit.unit))));
            }
        }
        has_cents |= scenario.document.quotes.iter().any(|quote| quote.currency.value == CENTS);
        let priced = |row: Row<'_>| [row.text("currency"), row.text("quote")].contains(&Some(CENTS));
        if has_cents && !scenario.tables.rows(TableName::Fx).iter().any(priced) {
            let hundredth = Decimal::parse("0.01").unwrap_or(Decimal::ZERO);
            units.insert(format!("unit.{CENTS}"), (Role::ExchangeRate, hundredth, OF_CENTS));
        }
        for (path, (role, value, unit)) in units {
            let note = Some("Exact by definition".to_owned());
            let facts = OwnFacts { unit: unit.to_owned(), note, ..OwnFacts::of(path.clone()) };
            let figure = Figure::own(facts, role, value, FigureOwner::Question);
            self.add_own(path, Figure { grade: Grade::Official, ..figure });
        }
    }

    /// Adds the amount of a quotation.
    fn add_quote(&mut self, quote: &Quote, position: usize, name: String, date: Date) {
        let role = match quote.subject {
            QuoteSubject::Haul { .. } | QuoteSubject::Leg(_) => Role::HaulPrice,
            QuoteSubject::Handling { .. } => Role::HandlingPrice,
            QuoteSubject::Border { .. } => Role::BorderPrice,
        };
        let facts = OwnFacts {
            name,
            unit: format!("{}/{}", quote.currency.value, quote.basis),
            range: (0.0, 1e9),
            note: quote.note.clone(),
            period: quote.period,
            price_day: Some(date),
            span: Some(quote.span.clone()),
            ..OwnFacts::of(quote.path())
        };
        let (path, basis) = (facts.path.clone(), Basis::named(&quote.basis));
        let figure = Figure::own(facts, role, quote.amount, FigureOwner::Quote(position));
        self.add_own(path, Figure { low: quote.low, high: quote.high, grade: Grade::Quoted, basis, ..figure });
    }

    /// Adds the figures of a table in the order of its keys, and returns the first of each row.
    fn add_rows(&mut self, rows: Rows<'_>) -> Vec<FigureId> {
        let mut firsts = vec![FigureId::new(0); rows.len()];
        let mut order: Vec<u32> = rows.by_key().to_vec();
        for same in order.chunk_by_mut(|&left, &right| rows.at(left as usize).key() == rows.at(right as usize).key()) {
            same.sort_by_key(|&row| (rows.at(row as usize).period().from, row));
        }
        for row in order.into_iter().map(|row| rows.at(row as usize)) {
            firsts[row.position()] = FigureId::new(self.figures.len());
            for column in row.table().columns() {
                let Some((role, value)) = column.role().zip(row.number(column.name)) else { continue };
                let numbers = (role, value, bounds_of(row, column.name));
                self.figures.push(Arc::new(Figure::in_row(row, column, numbers, &self.names)));
            }
        }
        firsts
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
            let lang = self.names.lang();
            let unit = match role {
                Role::HoldingRate => "1/year".to_owned(),
                _ => range.unit.replace("currency", &document.currency.value),
            };
            let place = match owner {
                FigureOwner::Demand(demand) => match lang {
                    Lang::En => format!(" of {}", section.replace('.', " ")),
                    Lang::Zh => format!("（需求 {}）", demand + 1),
                    Lang::Ru => format!(" (заявка {})", demand + 1),
                },
                _ => String::new(),
            };
            let facts = OwnFacts {
                name: naming::of_section(lang, role).to_owned() + &place,
                unit,
                range: (range.least, range.most),
                sources: number.sources.clone(),
                span: number.span.clone(),
                ..OwnFacts::of(format!("{section}.{}", key.name))
            };
            let path = facts.path.clone();
            let figure = Figure::own(facts, role, number.value, owner);
            self.add_own(path, Figure { low: number.low, high: number.high, grade: number.grade, ..figure });
        }
    }

    /// Adds a figure that no file holds.
    pub(super) fn add_supposed(&mut self, path: String, role: Role, value: Decimal, unit: &str) -> FigureId {
        let facts = OwnFacts { unit: unit.to_owned(), ..OwnFacts::of(path.clone()) };
        self.add_own(path, Figure::own(facts, role, value, FigureOwner::Question))
    }

    fn add_own(&mut self, path: String, figure: Figure) -> FigureId {
        let id = self.figures.push(Arc::new(figure));
        Arc::make_mut(&mut self.own).insert(path, id);
        id
    }

    /// Returns a figure.
    pub fn figure(&self, id: FigureId) -> &Figure {
        &self.figures[id]
    }

    /// Returns the figure of a path.
    pub fn find(&self, path: &str) -> Option<FigureId> {
        if let Some(&own) = self.own.get(path) {
            return Some(own);
        }
        let (table, rest) = path.split_once('.')?;
        let (row, column) = rest.rsplit_once('.')?;
        let key = row.split('@').next()?;
        let rows = self.names.rows(TableName::named(table)?).of_key(key);
        let mut of_row = rows.filter_map(|row| self.of_row(row.table(), row.position(), column));
        of_row.find(|&id| self.figures[id].path() == path)
    }

    /// Returns the figure in a column of a row, by the row's place in its table.
    pub(super) fn of_row(&self, table: TableName, row: usize, column: &str) -> Option<FigureId> {
        let first = self.first_of_row.get(&table)?.get(row)?.index();
        let own = &self.figures.as_slice()[first..];
        let mut own = own.iter().take_while(|figure| figure.owner == FigureOwner::Row(table, row));
        own.position(|figure| figure.column() == Some(column)).map(|at| FigureId::new(first + at))
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

    /// Returns the register with other values of some figures, which are certain.
    pub(crate) fn with_certain(&self, changed: &[(FigureId, Decimal)]) -> Self {
        let mut register = self.clone();
        for &(figure, value) in changed {
            let figure = Arc::make_mut(&mut register.figures[figure]);
            (figure.value, figure.low, figure.high) = (value, None, None);
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
