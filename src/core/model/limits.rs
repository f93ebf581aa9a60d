//! Limits on how many things of a kind a scenario may have: beyond them they could not be told apart, or would take more
//! memory than there is.

use std::collections::BTreeSet;

use crate::problem::{Code, Problem, Problems};
use crate::scenario::Scenario;

use super::world::Model;

/// The most combinations of corridor, form and customs regime, and the most kinds of rides.
const MAX_KINDS: usize = u16::MAX as usize;
/// The most answers: demands by corridors.
const MAX_ANSWERS: usize = 40_000_000;

/// Reports what a scenario has too many of.
pub(super) fn check(model: &Model, scenario: &Scenario, problems: &mut Problems) {
    let first = scenario.document.corridors.first().and_then(|corridor| corridor.key.span.as_ref());
    let regimes = model.demands.iter().map(|demand| &demand.customs).collect::<BTreeSet<_>>().len();
    let layers = model.corridors.iter().map(|corridor| corridor.forms.len() * regimes).sum::<usize>();
    if layers > MAX_KINDS {
        let message = format!("{layers} corridors by form and customs regime, and at most {MAX_KINDS} are possible");
        problems
            .push(Problem::new(Code::TooManyKinds, message).placed(first).help("ask about fewer corridors at once"));
    }
    let answers = model.demands.len().saturating_mul(model.corridors.len());
    if answers > MAX_ANSWERS {
        let (demands, corridors) = (model.demands.len(), model.corridors.len());
        let message = format!("{demands} demands by {corridors} corridors make more than 40 million answers");
        let problem = Problem::new(Code::TooManyDemands, message).placed(first);
        problems.push(problem.help("ask in parts: fewer demands or corridors in each scenario"));
    }
    let rides: BTreeSet<_> = model.legs.iter().map(|leg| (leg.mode, leg.gauge_mm, leg.tariff, leg.service)).collect();
    if rides.len() > MAX_KINDS {
        let number = rides.len();
        let message =
            format!("legs differ by mode, gauge, tariff and service in {number} ways; {MAX_KINDS} are possible");
        let span = model.legs.iter().next().map(|leg| &leg.span);
        let help = "let legs share their services and tariffs, or leave out what no corridor uses";
        problems.push(Problem::new(Code::TooManyKinds, message).placed(span).help(help));
    }
}
