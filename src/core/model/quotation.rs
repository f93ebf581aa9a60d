//! Quotations: what each prices, and how the legs and rows that it prices know it.

use std::collections::BTreeMap;

use crate::ids::{FigureId, LegId, PlaceId};
use crate::problem::Span;
use crate::scenario::QuoteIncludes;
use crate::units::{Decimal, Period};

use super::rows::Exchange;
use super::words::{Basis, Form, Mode, Operation};

/// The least difference in specificity between a row that is quoted and any row of the tables.
pub(super) const QUOTED_SCORE: u32 = 1_000_000;

/// The position of a quotation in the model.
pub type QuoteNumber = usize;

/// A quotation with what it prices.
#[derive(Clone, Debug, PartialEq)]
pub struct Quotation {
    /// The name by which paths call it.
    pub name: String,
    /// The amount with currency and basis, as it was written.
    pub said: String,
    /// The usual way of writing it, where it was written in another.
    pub read_as: Option<String>,
    /// The amount.
    pub amount: FigureId,
    /// What the amount is per.
    pub basis: Basis,
    /// The conversion of its currency to the scenario's.
    pub exchange: Vec<Exchange>,
    /// The form of cargo that it is for; absent for any.
    pub form: Option<Form>,
    /// What it includes beside what it names.
    pub includes: QuoteIncludes,
    /// What it prices.
    pub subject: QuotedSubject,
    /// Who quoted it.
    pub by: Option<String>,
    /// When it was quoted.
    pub on: Option<String>,
    /// The days on which it holds.
    pub period: Period,
    /// The position.
    pub span: Span,
}

impl Quotation {
    /// Returns whether it includes every charge of what it names.
    pub fn is_all_in(&self) -> bool {
        self.includes == QuoteIncludes::AllIn
    }

    /// Returns the ends between which it is one price: of several legs with the handling at both ends, which only cargo
    /// has that goes all the way.
    pub fn through(&self) -> Option<(PlaceId, PlaceId)> {
        match self.subject {
            QuotedSubject::Haul { from, to, is_chain: true, .. } if self.includes_terminals() => Some((from, to)),
            _ => None,
        }
    }

    /// Returns whether it includes the handling at both ends of its haul.
    pub fn includes_terminals(&self) -> bool {
        self.includes == QuoteIncludes::Terminals
    }
}

/// What a quotation prices in the model.
#[derive(Clone, Debug, PartialEq)]
pub enum QuotedSubject {
    /// Legs of one mode.
    Haul {
        /// The place where the haul begins.
        from: PlaceId,
        /// The place where it ends.
        to: PlaceId,
        /// The mode.
        mode: Mode,
        /// The legs that are priced: one after the other, or side by side where each leads all the way.
        legs: Vec<LegId>,
        /// Whether the legs follow one another.
        is_chain: bool,
    },
    /// Operations at a place.
    Handling {
        /// The place.
        place: PlaceId,
        /// The operations.
        operations: Vec<Operation>,
    },
    /// Crossings of a border.
    Border {
        /// The keys of the crossing legs.
        legs: Vec<String>,
    },
}

/// What a charge of a tariff that is quoted comes to on each leg.
#[derive(Clone, Debug, PartialEq)]
pub struct HaulShares {
    /// The amount for all legs together.
    pub amount: FigureId,
    /// The share of each leg in it, by the key of the leg.
    pub of_leg: BTreeMap<String, Decimal>,
}

/// The operations and crossings that a quoted row is for, beside what the row itself selects.
#[derive(Clone, Debug, PartialEq)]
pub struct QuotedRow {
    /// The quotation.
    pub quote: QuoteNumber,
    /// The form of cargo; absent for any.
    pub form: Option<Form>,
    /// The mode by which cargo comes; absent for any.
    pub from: Option<Mode>,
    /// The mode by which cargo goes on; absent for any.
    pub to: Option<Mode>,
    /// Whether it is for changes to and from ships alone.
    pub is_port: bool,
    /// Whether it names the operation or its modes, and so takes precedence over a quotation of all operations.
    pub is_specific: bool,
    /// The keys of the crossing legs; empty for an operation.
    pub legs: Vec<String>,
}

impl QuotedRow {
    /// Returns the specificity that a match adds, or nothing where it does not match.
    pub(super) fn score(&self, from: Option<Mode>, to: Option<Mode>, form: Form) -> Option<u32> {
        let fits = |wanted: Option<Mode>, mode: Option<Mode>| wanted.is_none() || wanted == mode;
        let is_afloat = |mode: Option<Mode>| mode.is_some_and(Mode::is_afloat);
        let matches = self.form.is_none_or(|own| own == form)
            && fits(self.from, from)
            && fits(self.to, to)
            && (!self.is_port || is_afloat(from) || is_afloat(to));
        matches.then_some(QUOTED_SCORE * (1 + u32::from(self.is_specific)))
    }
}
