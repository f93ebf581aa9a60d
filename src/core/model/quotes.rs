//! Quotations laid over the prices of the tables: on legs, on operations at places, on crossings.
//!
//! A quoted haul gives each of its legs a twin for the quoted form of cargo, which the leg itself does not carry any
//! more. The twin has a schedule of its own: the quotation, and what the schedule of the leg charges in other parts than
//! haulage. Over several legs the amount is divided by their lengths, so that a haul over all of them costs it exactly.
//! Operations and crossings get copies of their rows that are more specific than all rows of the tables.

mod haul;
mod places;

use crate::problem::{Code, Problem, Problems};
use crate::scenario::{Quote, QuoteSubject, Scenario};

use super::quotation::{Quotation, QuotedSubject};
use super::rows::Basics;
use super::words::{Basis, Form, Mode, Regime};
use super::world::Model;

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
            read_as: quote.read_as.clone(),
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
pub(super) fn lay(model: &mut Model, scenario: &Scenario, quotations: &[Quotation], problems: &mut Problems) {
    let quotes = &scenario.document.quotes;
    // Ways through come first: they stand beside the prices of their legs, which other quotations replace.
    let is_beside = |number: &usize| match &quotes[*number].subject {
        QuoteSubject::Haul { from, to, mode } => {
            haul::is_way_through(model, &quotations[*number], (from, to), mode.as_deref().and_then(Mode::named))
        }
        _ => false,
    };
    let (mut order, others): (Vec<usize>, Vec<usize>) = (0..quotations.len()).partition(is_beside);
    order.extend(others);
    model.quotes = quotations.to_vec();
    for number in order {
        let (quote, quotation) = (&quotes[number], &quotations[number]);
        let laid = match &quote.subject {
            QuoteSubject::Haul { from, to, mode } => {
                let mode = mode.as_deref().and_then(Mode::named);
                haul::between(model, number, quotation, (from, to), mode)
            }
            QuoteSubject::Leg(key) => haul::on_leg(model, number, quotation, key),
            QuoteSubject::Handling { .. } => places::handling(model, number, quotation, &quote.subject),
            QuoteSubject::Border { place, mode } => {
                let mode = mode.as_deref().and_then(Mode::named);
                places::border(model, number, quotation, place, mode)
            }
        };
        let laid = laid.and_then(|subject| has_payload(model, quotation).map(|()| subject));
        match laid {
            Ok(subject) => model.quotes[number].subject = subject,
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
