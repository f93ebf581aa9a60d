//! Quotations: prices as a forwarder, a carrier or a port has written them, in place of those of the tables.
//!
//! A quotation comes from a section `[[quote]]` or from the command line, and both give the same [`Quote`]. What it
//! replaces is found when the model is built.

mod context;
mod numbers;
mod piece;
mod price;
mod readings;
mod section;
mod subject;
mod text;
mod usual;
mod words;

use crate::problem::{Code, Problem, Problems, Span};
use crate::units::{Date, Decimal, Period};

use super::Given;
use super::document::{Change, Document, Override};
use super::number::{SensibleRange, sensible};
use super::rows::Tables;
use super::tree::{Entry, list};

pub(super) use words::{PriceWord, price_word};

use context::QuoteContext;
use words::{QuoteTerm, whole_term};

/// The sensible range of an amount that is quoted.
pub(super) const QUOTED: SensibleRange = sensible("currency/basis", 0.0, 1e9);

/// The most places that a help names.
const MAX_NAMED: usize = 6;

/// A price as somebody has quoted it.
#[derive(Clone, Debug, PartialEq)]
pub struct Quote {
    /// The name by which paths call it: `quotes.NAME.amount`.
    pub name: String,
    /// What is priced.
    pub subject: QuoteSubject,
    /// The amount, in its own currency on its own basis.
    pub amount: Decimal,
    /// The lower bound of the amount, if the quotation leaves a range open.
    pub low: Option<Decimal>,
    /// The upper bound.
    pub high: Option<Decimal>,
    /// What the amount is per: `t`, `box20`, `box40`, `wagon` or `consignment`.
    pub basis: String,
    /// The currency of the amount.
    pub currency: Given<String>,
    /// The form of cargo that it is for; absent for the one that its basis or the scenario's cargo says.
    pub form: Option<String>,
    /// The days on which it holds.
    pub period: Period,
    /// What it includes beside what it names.
    pub includes: QuoteIncludes,
    /// Whether VAT comes on top of the amount.
    pub is_without_vat: bool,
    /// Who quoted it.
    pub by: Option<String>,
    /// When it was quoted.
    pub on: Option<String>,
    /// What a reader should know.
    pub note: Option<String>,
    /// The position.
    pub span: Span,
    /// Whether it was given for this question and not in a file.
    pub is_typed: bool,
    /// The usual way of writing it, where it was written in another.
    pub read_as: Option<String>,
}

/// An amount within its bounds.
#[derive(Clone, Copy, Debug, PartialEq)]
struct QuoteBounds {
    amount: Decimal,
    low: Option<Decimal>,
    high: Option<Decimal>,
}

impl Quote {
    /// Makes a quotation of an amount, with what it is per, for what it names alone and without a limit of time.
    fn new(subject: QuoteSubject, amount: Decimal, per: &str, currency: Given<String>, span: Span) -> Self {
        Self {
            name: usual_name(&subject),
            subject,
            amount,
            low: None,
            high: None,
            basis: per.to_owned(),
            currency,
            form: None,
            period: Period { from: None, to: None },
            includes: QuoteIncludes::Itself,
            is_without_vat: false,
            by: None,
            on: None,
            note: None,
            span,
            is_typed: false,
            read_as: None,
        }
    }

    fn set_bounds(&mut self, QuoteBounds { amount, low, high }: QuoteBounds) {
        (self.amount, self.low, self.high) = (amount, low, high);
    }

    /// Checks that the bounds bracket the amount; the problem has no position.
    fn check_bounds(&self) -> Result<(), Problem> {
        let in_order: Vec<Decimal> = [self.low, Some(self.amount), self.high].into_iter().flatten().collect();
        if in_order.windows(2).all(|pair| pair[0].compare(pair[1]).is_le()) {
            return Ok(());
        }
        let problem = Problem::new(Code::BoundsDisagree, "the bounds of the quotation do not bracket its amount");
        Err(problem.help("low is at most the amount, high at least"))
    }
}

/// What a quotation prices; places are keys of `places.csv`.
#[derive(Clone, Debug, PartialEq)]
pub enum QuoteSubject {
    /// The transport from a place to another, by one leg or a chain of legs in one mode.
    Haul {
        /// The place where it begins.
        from: String,
        /// The place where it ends.
        to: String,
        /// The mode; absent where only one leads there.
        mode: Option<String>,
    },
    /// A leg, in the direction in which it is written.
    Leg(String),
    /// An operation at a place.
    Handling {
        /// The place.
        place: String,
        /// The operation; absent for loading, unloading and transhipment.
        operation: Option<String>,
        /// The mode by which cargo comes; absent for any.
        from_mode: Option<String>,
        /// The mode by which cargo goes on; absent for any.
        to_mode: Option<String>,
        /// Whether it is for changes to and from ships alone.
        is_port: bool,
    },
    /// The crossing of a border at a place or on a leg.
    Border {
        /// A word of its place, or a leg.
        place: String,
        /// The mode; absent for any.
        mode: Option<String>,
    },
}

/// What a quotation includes beside what it names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QuoteIncludes {
    /// Nothing else: what the tables charge in other parts, such as the return of empty boxes, stays.
    #[default]
    Itself,
    /// Every charge of the leg, haul, operation or crossing.
    AllIn,
    /// The handling at both ends of the leg or haul.
    Terminals,
}

impl QuoteIncludes {
    /// Returns the words of a quotation; nothing where it includes nothing else.
    pub const fn words(self) -> Option<&'static str> {
        match self {
            Self::Itself => None,
            Self::AllIn => Some("all in"),
            Self::Terminals => Some("terminal to terminal"),
        }
    }

    /// Reads the words of a quotation.
    fn named(words: &str) -> Option<Self> {
        match whole_term(words)? {
            QuoteTerm::Includes(includes) => Some(includes),
            _ => None,
        }
    }
}

impl Quote {
    /// Returns the path of its amount.
    pub fn path(&self) -> String {
        format!("quotes.{}.amount", self.name)
    }

    /// Returns the amount with currency and basis, such as `38 USD/t`.
    pub fn said(&self) -> String {
        format!("{} {}/{}", self.amount, self.currency.value, self.unit())
    }
}

impl Override {
    /// Returns the change that a quotation makes, written as `--quote` takes it.
    pub fn quote(text: &str) -> Self {
        Self { path: "quotes".to_owned(), change: Change::Quoted(text.to_owned()), span: None }
    }

    /// Returns whether it is a quotation.
    pub const fn is_quote(&self) -> bool {
        matches!(self.change, Change::Quoted(_))
    }
}

/// Reads all quotations: those of the sections `[[quote]]`, then those of the changes.
///
/// A later quotation of a name takes the place of an earlier one.
pub(super) fn read(
    entries: &[Entry],
    changes: &[Override],
    (tables, document): (&Tables, &Document),
    date: Option<Date>,
    problems: &mut Problems,
) -> Vec<Quote> {
    let context = QuoteContext { tables, document };
    let mut quotes: Vec<Quote> = Vec::new();
    let of_file = list(entries, "quote").iter().filter_map(|item| section::read(item, context, problems));
    let mut all: Vec<Quote> = of_file.collect();
    for change in changes {
        if let Change::Quoted(words) = &change.change {
            match text::read(words, context) {
                Ok(quote) => all.push(quote),
                Err(problem) => problems.push(problem),
            }
        }
    }
    for quote in all {
        if let Some(problem) = date.and_then(|date| not_in_force(&quote, date)) {
            problems.push(problem);
            continue;
        }
        if quote.is_without_vat {
            problems.push(without_vat(&quote));
        }
        // What is typed takes the place of what the file says under the same name; two of one place are two quotations.
        quotes.retain(|known| known.name != quote.name || known.is_typed == quote.is_typed);
        let is_taken = |name: &str| quotes.iter().any(|known: &Quote| known.name == name);
        let others = (2..).map(|number: u32| format!("{}-{number}", quote.name));
        let name = std::iter::once(quote.name.clone()).chain(others).find(|name| !is_taken(name));
        quotes.push(Quote { name: name.unwrap_or_default(), ..quote });
    }
    quotes
}

/// Returns the problem of a quotation that does not hold on the date.
fn not_in_force(quote: &Quote, date: Date) -> Option<Problem> {
    if quote.period.contains(date) {
        return None;
    }
    let code = if quote.is_typed { Code::QuoteExpired } else { Code::QuoteNotInForce };
    let message = format!("the quotation holds {}, and the scenario's date is {date}", quote.period);
    let help = "ask as of a day on which it holds (--date), or enter the quotation of this day";
    Some(Problem::new(code, message).at(&quote.span).help(help))
}

/// Returns the warning that VAT comes on top of a quotation.
fn without_vat(quote: &Quote) -> Problem {
    let message = format!("the quotation of {} is without VAT and is taken as it is: no VAT is added", quote.said());
    let help = "where VAT is neither deducted nor refunded, enter the amount with it; the notes of tables say which of their prices include it";
    Problem::new(Code::QuoteWithoutVat, message).at(&quote.span).help(help)
}

/// The units of quotations, in words.
const BASES: &str = "t, box20, box40, wagon or lot";

/// Returns the name that a quotation without one gets.
fn usual_name(subject: &QuoteSubject) -> String {
    match subject {
        QuoteSubject::Haul { from, to, mode } => {
            let mode = mode.as_ref().map_or_else(String::new, |mode| format!("{mode}-"));
            format!("{mode}{from}-{to}")
        }
        QuoteSubject::Leg(leg) => leg.clone(),
        QuoteSubject::Handling { place, operation, is_port, .. } => {
            let usual = if *is_port { "port" } else { "handling" };
            format!("{}-{place}", operation.as_deref().unwrap_or(usual))
        }
        QuoteSubject::Border { place, mode } => {
            let mode = mode.as_ref().map_or_else(String::new, |mode| format!("{mode}-"));
            format!("border-{mode}{place}")
        }
    }
}
