//! Quotations laid over the prices of the tables: on legs, on operations at places, on crossings.
//!
//! A quoted haul gives each of its legs a twin for the quoted form of cargo, which the leg itself does not carry any
//! more. The twin has a schedule of its own: the quotation, and what the schedule of the leg charges in other parts than
//! haulage. Over several legs the amount is divided by their lengths, so that a haul over all of them costs it exactly.
//! Operations and crossings get copies of their rows that are more specific than all rows of the tables.

mod haul;
mod places;

use std::collections::BTreeMap;

use crate::ids::{FigureId, LegId, PlaceId};
use crate::problem::{Code, Problem, Problems, Span};
use crate::scenario::{Quote, QuoteIncludes, QuoteSubject, Scenario};
use crate::units::{Decimal, Period};

use super::rows::{Basics, Exchange};
use super::words::{Basis, Form, Mode, Operation, Regime};
use super::world::Model;

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

/// Reads the amounts of all quotations; what they price is found by [`lay`].
pub(super) fn read(basics: &Basics<'_>, problems: &mut Problems) -> Vec<Quotation> {
    let quotes = basics.scenario.document.quotes.iter();
    let mut read = |quote: &Quote| {
        let basis = Basis::named(&quote.basis)?;
        let named = quote.form.as_deref().and_then(Form::named);
        // A price of a tonne at a port or border is for cargo in any form; a freight is for the form that is asked.
        let usual = match quote.subject {
            QuoteSubject::Haul { .. } | QuoteSubject::Leg(_) => Form::named(&basics.scenario.document.cargo.form.value),
            QuoteSubject::Handling { .. } | QuoteSubject::Border { .. } => None,
        };
        Some(Quotation {
            name: quote.name.clone(),
            said: quote.said(),
            amount: basics.register.find(&quote.path())?,
            basis,
            exchange: basics.exchange_of(
                &quote.currency.value,
                quote.currency.span.as_ref().or(Some(&quote.span)),
                problems,
            ),
            form: named.or_else(|| basis.form()).or(usual),
            includes: quote.includes,
            subject: QuotedSubject::Border { legs: Vec::new() },
            by: quote.by.clone(),
            on: quote.on.clone(),
            period: quote.period,
            span: quote.span.clone(),
        })
    };
    quotes.filter_map(&mut read).collect()
}

/// Lays quotations over the prices of a model that has no problems.
pub(super) fn lay(model: &mut Model, scenario: &Scenario, quotations: Vec<Quotation>, problems: &mut Problems) {
    let quotes = &scenario.document.quotes;
    for (number, mut quotation) in quotations.into_iter().enumerate() {
        let quote = &quotes[number];
        let laid = match &quote.subject {
            QuoteSubject::Haul { from, to, mode } => {
                let mode = mode.as_deref().and_then(Mode::named);
                haul::between(model, number, &quotation, (from, to), mode)
            }
            QuoteSubject::Leg(key) => haul::on_leg(model, number, &quotation, key),
            QuoteSubject::Handling { .. } => places::handling(model, number, &quotation, &quote.subject),
            QuoteSubject::Border { place, mode } => {
                let mode = mode.as_deref().and_then(Mode::named);
                places::border(model, number, &quotation, place, mode)
            }
        };
        let laid = laid.and_then(|subject| has_payload(model, &quotation).map(|()| subject));
        match laid {
            Ok(subject) => {
                quotation.subject = subject;
                model.quotes.push(quotation);
            }
            Err(problem) => {
                problems.push(problem.at(&quote.span));
                return;
            }
        }
    }
}

/// Checks that a price per box or wagon can be divided by a payload.
fn has_payload(model: &Model, quotation: &Quotation) -> Result<(), Problem> {
    let basis = quotation.basis;
    let forms = model.corridors.iter().flat_map(|corridor| &corridor.forms).copied();
    let mut of_form = forms.filter(|&form| quotation.form.is_none_or(|own| own == form)).chain(quotation.form);
    let is_held = |form: Form| model.equipment_for(basis, &model.cargo_class(form, model.switches)).is_some();
    if !basis.is_unit() || of_form.any(is_held) {
        return Ok(());
    }
    let message =
        format!("the quotation is per {basis}, and nothing says how much `{}` one holds", model.commodities[0]);
    Err(Problem::new(Code::NoPayload, message).help(format!("add a row with unit `{basis}` to equipment.csv")))
}

/// Returns the problem that a quotation prices nothing of the tables.
fn fits_nothing(message: String, help: String) -> Problem {
    Problem::new(Code::QuoteFitsNothing, message).help(help)
}

/// Returns the regimes, each of which goods may have at a crossing.
const fn regimes() -> [Regime; 4] {
    Regime::ALL
}
