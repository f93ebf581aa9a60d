//! What is said of a quotation: how it was converted, what it replaces, and who uses it.

use schemars::JsonSchema;
use serde::Serialize;

use super::PlaceName;
use crate::units::Money;

/// A quotation in answers.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "Quotation")]
pub struct QuoteUsed {
    /// The name by which paths call it: `quotes.NAME.amount`.
    pub name: String,
    /// The amount with currency and basis, as it was written.
    pub said: String,
    /// The usual way of writing it, where it was written in another.
    pub read_as: Option<String>,
    /// What is quoted, such as `sea zarubino>ningbo`.
    pub of: String,
    /// The form of cargo that it is for; absent for any.
    pub form: Option<String>,
    /// The amount per tonne in the scenario's currency.
    pub per_t: Money,
    /// The figures by which it was converted.
    pub conversion: Vec<QuoteConversion>,
    /// What it replaces.
    pub replaces: Vec<QuoteReplaced>,
    /// The prices on the same legs that stay.
    pub keeps: Vec<QuoteKept>,
    /// Where a quotation that says more exactly what it is for holds in its place.
    pub overruled: Vec<QuoteOverruled>,
    /// What it includes beside what it names: `all in`, or `terminal to terminal`.
    pub includes: Option<String>,
    /// Whether it is one price for several legs, which a route that gets on or off on the way does not have.
    pub is_through: bool,
    /// Who quoted it.
    pub by: Option<String>,
    /// When it was quoted.
    pub on: Option<String>,
    /// The days on which it holds, if they are limited.
    pub valid: Option<String>,
    /// The corridors whose cheapest route uses it, for at least one demand.
    pub used_by: Vec<String>,
    /// Those of them that ride only a part of the quoted way and pay its part of the amount.
    pub partly_used_by: Vec<String>,
    /// Why the cheapest route of no demand uses it; absent where one does.
    pub unused: Option<QuoteUnused>,
}

/// A figure by which a quotation was converted.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct QuoteConversion {
    /// The path of the figure.
    pub path: String,
    /// Its value.
    pub value: f64,
    /// Its unit.
    pub unit: String,
}

/// A part of what a quotation is for where another holds, which is more specific.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct QuoteOverruled {
    /// The path of the amount of the other quotation.
    pub by: String,
    /// The crossing or the operation.
    pub on: String,
}

/// A row of tariffs that a quotation leaves in force.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct QuoteKept {
    /// The path of the row.
    pub path: String,
    /// Its plain name.
    pub name: String,
}

/// A price of the tables that a quotation replaces.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct QuoteReplaced {
    /// What it is: a tariff, a direct price, or a row of handling or borders.
    pub what: String,
    /// Its plain name.
    pub name: String,
    /// The legs or the operation that it was for.
    pub on: String,
    /// What it came to per tonne; absent where nothing carried the cargo before.
    pub per_t: Option<Money>,
}

/// Why the cheapest route of no demand uses a quotation.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct QuoteUnused {
    /// The corridor that comes closest to winning with it; absent where no route can use it at any price.
    pub corridor: Option<String>,
    /// The origin of that demand.
    pub from: Option<PlaceName>,
    /// The destination of that demand.
    pub to: Option<PlaceName>,
    /// The form of cargo in which the cheapest route of that corridor goes.
    pub form: Option<String>,
    /// The amount, in the currency and basis of the quotation, to which it would have to fall for that corridor to be
    /// cheapest with it; absent where nothing suffices.
    pub must_fall_to: Option<f64>,
    /// The cheapest way of that corridor that takes it at the amount that is quoted.
    pub with_it: Option<QuoteWay>,
    /// The way that the corridor takes instead; absent where it takes the quoted one.
    pub instead: Option<QuoteWay>,
    /// The cheapest way of the demand, where it is another corridor's.
    pub cheapest: Option<QuoteWay>,
}

/// A way with and without a quotation.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct QuoteWay {
    /// The corridor.
    pub corridor: String,
    /// The places where the cargo changes or crosses a border, by their keys.
    pub way: String,
    /// The form in which it goes.
    pub form: String,
    /// What it costs.
    pub per_t: Money,
}
