//! One number of a scenario with all that is known about it.

use std::sync::Arc;

use crate::problem::Span;
use crate::scenario::{Role, Row, TableColumn, TableName};
use crate::units::{Date, Decimal, Grade, Period};

use super::naming::FigureNames;
use super::trade::{self, TradeContent};
use super::words::Basis;

/// One number with all that is known about it.
///
/// What its row says is read there when it is asked for: a network has a million figures, and an answer names few.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The value as written, after overrides.
    pub value: Decimal,
    /// The lower bound, if given.
    pub low: Option<Decimal>,
    /// The upper bound, if given.
    pub high: Option<Decimal>,
    /// The row or section that holds it.
    pub owner: FigureOwner,
    /// What it measures.
    pub role: Role,
    /// The basis of a price: a tonne, a box, a wagon or a consignment.
    pub basis: Option<Basis>,
    /// The grade of evidence.
    pub grade: Grade,
    pub(super) facts: FigureFacts,
}

/// Where the rest is found that is known about a figure.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum FigureFacts {
    /// In the row that owns it, in this column.
    InRow(&'static TableColumn, Arc<FigureNames>),
    /// Here, because no row holds it.
    Own(Arc<OwnFacts>),
}

/// What is known about a figure that no row holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct OwnFacts {
    pub(super) path: String,
    pub(super) name: String,
    pub(super) unit: String,
    pub(super) range: (f64, f64),
    pub(super) sources: Vec<String>,
    pub(super) note: Option<String>,
    pub(super) period: Period,
    pub(super) price_day: Option<Date>,
    pub(super) span: Option<Span>,
}

impl OwnFacts {
    /// Creates the facts of a figure about which no more is known.
    pub(super) fn of(path: String) -> Self {
        Self {
            name: path.clone(),
            path,
            unit: String::new(),
            range: (f64::MIN, f64::MAX),
            sources: Vec::new(),
            note: None,
            period: Period { from: None, to: None },
            price_day: None,
            span: None,
        }
    }
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
    /// Creates a figure that no row holds.
    pub(super) fn own(facts: OwnFacts, role: Role, value: Decimal, owner: FigureOwner) -> Self {
        let (low, high, basis, grade) = (None, None, None, Grade::Estimate);
        Self { value, low, high, owner, role, basis, grade, facts: FigureFacts::Own(Arc::new(facts)) }
    }

    /// Creates the figure in a column of a row.
    pub(super) fn in_row(
        row: Row<'_>,
        column: &'static TableColumn,
        (role, value, [low, high]): (Role, Decimal, [Option<Decimal>; 2]),
        names: &Arc<FigureNames>,
    ) -> Self {
        Self {
            value,
            low,
            high,
            owner: FigureOwner::Row(row.table(), row.position()),
            role,
            basis: trade::basis(row),
            grade: row.grade(),
            facts: FigureFacts::InRow(column, names.clone()),
        }
    }

    /// Returns its row with the column and the names; nothing where no row holds it.
    fn row(&self) -> Result<(Row<'_>, &'static TableColumn, &FigureNames), &OwnFacts> {
        match (&self.facts, self.owner) {
            (FigureFacts::InRow(column, names), FigureOwner::Row(table, row)) => {
                Ok((names.row(table, row), column, names))
            }
            (FigureFacts::InRow(..), _) => unreachable!("a row owns it"),
            (FigureFacts::Own(facts), _) => Err(facts),
        }
    }

    /// Returns the name of the column that holds it; nothing where no row holds it.
    pub(super) const fn column(&self) -> Option<&'static str> {
        match &self.facts {
            FigureFacts::InRow(column, _) => Some(column.name),
            FigureFacts::Own(_) => None,
        }
    }

    /// Returns the path of the figure for `--set`, studies and results: `tariffs.cn-rail-class4.per_km`.
    pub fn path(&self) -> String {
        match self.row() {
            Ok((row, column, names)) => format!("{}.{}", row.path(names.date()), column.name),
            Err(own) => own.path.clone(),
        }
    }

    /// Returns its plain name: `Handling at Zarubino, rail to sea`.
    pub fn name(&self) -> String {
        match self.row() {
            Ok((row, _, names)) => names.of_row(row).of(self.role),
            Err(own) => own.name.clone(),
        }
    }

    /// Returns the unit as people write it.
    pub fn unit(&self) -> String {
        match self.row() {
            Ok((row, column, _)) => column.range().map_or_else(String::new, |range| row.unit(range.unit)),
            Err(own) => own.unit.clone(),
        }
    }

    /// Returns what its price is divided by to be one on its basis, where its row is in a unit of the trade.
    pub fn trade_content(&self) -> Option<Decimal> {
        TradeContent::of(self.row().ok()?.0).map(|content| content.amount)
    }

    /// Returns the least and the greatest value that make sense.
    pub fn range(&self) -> (f64, f64) {
        match self.row() {
            Ok((_, column, _)) => column.range().map_or((f64::MIN, f64::MAX), |range| (range.least, range.most)),
            Err(own) => own.range,
        }
    }

    /// Returns the keys of the sources.
    pub fn sources(&self) -> Vec<String> {
        match self.row() {
            Ok((row, ..)) => row.words("source").map(str::to_owned).collect(),
            Err(own) => own.sources.clone(),
        }
    }

    /// Returns the note of the row.
    pub fn note(&self) -> Option<String> {
        match self.row() {
            Ok((row, column, _)) => {
                let note = row.text("note");
                match row.written(column.name).filter(|text| Decimal::parse(text).is_err()) {
                    Some(text) => {
                        Some(note.map_or_else(String::new, |note| format!("{note}; ")) + "written as " + &text)
                    }
                    None => note.map(str::to_owned),
                }
            }
            Err(own) => own.note.clone(),
        }
    }

    /// Returns the days on which the row is in force.
    pub fn period(&self) -> Period {
        self.row().map_or_else(|own| own.period, |(row, ..)| row.period())
    }

    /// Returns the day whose prices a price is at: the middle of its `price_year`, or the scenario's date where the row is a
    /// period of its own; nothing where the table does not say.
    pub fn price_day(&self) -> Option<Date> {
        match self.row() {
            Ok((row, _, names)) if self.role.is_amount() => {
                let Period { from, to } = row.period();
                row.priced_on().or(from.or(to).map(|_| names.date()))
            }
            Ok(_) => None,
            Err(own) => own.price_day,
        }
    }

    /// Returns the key of the series that carries the price from there to the scenario's date.
    pub fn series(&self) -> Option<String> {
        let (row, ..) = self.row().ok().filter(|_| self.role.is_amount())?;
        row.text("series").map(str::to_owned)
    }

    /// Returns the position.
    pub fn span(&self) -> Option<Span> {
        match self.row() {
            Ok((row, column, _)) => Some(row.span_of(column.name)),
            Err(own) => own.span.clone(),
        }
    }

    /// Returns whether it is a price of a tonne, whatever the distance.
    pub fn is_price_per_tonne(&self) -> bool {
        match self.role {
            Role::HaulPrice | Role::HandlingPrice | Role::BorderPrice | Role::Support => {
                self.basis == Some(Basis::Tonne) && self.trade_content().is_none()
            }
            Role::LegPrice => true,
            _ => false,
        }
    }
}
