//! Prices in units of the trade: the basis that they are counted on, and what they are divided by.

use crate::scenario::Row;
use crate::units::{Decimal, TradeUnit};

use super::words::{Basis, Form};

/// The currency code of the cent of the United States, in which grain and its freight are quoted.
pub(super) const CENTS: &str = "USX";
/// The currency of which [`CENTS`] are hundredths.
pub(super) const OF_CENTS: &str = "USD";

/// Returns the basis on which a row's prices are counted: tonnes for all tons and bushels, boxes for TEU and FEU.
pub(super) fn basis(row: Row<'_>) -> Option<Basis> {
    let form = row.selector("form").and_then(Form::named);
    match (row.text("basis")?, form) {
        ("teu", Some(Form::Box40)) => Some(Basis::Box40),
        ("feu", form) if form != Some(Form::Box20) => Some(Basis::Box40),
        ("teu" | "feu", _) => Some(Basis::Box20),
        (word, _) => Basis::named(word).or_else(|| mass(word).map(|_| Basis::Tonne)),
    }
}

/// How much of the unit of [`basis`] one unit of the trade is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct TradeContent {
    /// The word of the unit.
    pub(super) word: &'static str,
    /// The amount.
    pub(super) amount: Decimal,
    /// The unit of the amount.
    pub(super) unit: &'static str,
}

impl TradeContent {
    /// Returns the content of the basis of a row; nothing where the row is in the unit of its basis already.
    pub(super) fn of(row: Row<'_>) -> Option<Self> {
        let content = |word, digits, unit| Some(Self { word, amount: Decimal::parse(digits).ok()?, unit });
        match (row.text("basis")?, row.selector("form").and_then(Form::named)) {
            // A forty-foot box is two twenty-foot units.
            ("teu", Some(Form::Box40)) => content("teu", "0.5", "box40"),
            ("feu", Some(Form::Box20)) => content("feu", "2", "box20"),
            (word, _) => mass(word).map(|unit| Self { word: unit.word, amount: unit.worth(), unit: unit.metric }),
        }
    }

    /// Returns the path of the figure that holds it.
    pub(super) fn path(self) -> String {
        format!("unit.{}", self.word)
    }
}

/// Returns a unit of mass.
fn mass(word: &str) -> Option<TradeUnit> {
    TradeUnit::named(word).filter(|unit| unit.metric == "t")
}
