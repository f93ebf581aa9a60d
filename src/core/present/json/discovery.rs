//! Scenario discovery as JSON.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::discover::{BoxCount, BoxLimit, BoxOnTheWay, Discovery};
use crate::answer::ScenarioUsed;
use crate::draws::HeldFigure;

use super::form::{Form, document};

/// Is the box of figures in which a corridor is cheapest.
#[derive(Serialize, JsonSchema)]
pub(super) struct DiscoveryOut<'a> {
    /// What was asked, of which files.
    scenario: &'a ScenarioUsed,
    /// How the box was found: `prim`.
    method: &'static str,
    /// The key of the origin.
    from: &'a str,
    /// The key of the destination.
    to: &'a str,
    /// How many demands this one was chosen from, as the one in which the corridor's win is least settled.
    chosen_from: usize,
    /// The key of the corridor that is to win.
    corridor: &'a str,
    /// Its title.
    corridor_title: &'a str,
    /// The key of the corridor that is cheapest with every figure at its value.
    leader: Option<&'a str>,
    /// The keys of the corridors that it is compared with.
    against: &'a [String],
    /// How many figures were drawn that can move an answer.
    figures_drawn: usize,
    /// How many of the figures drawn are estimates.
    estimates_drawn: usize,
    /// Figures that stayed at their value, and why.
    held: &'a [HeldFigure],
    /// Figures that have a distribution but were set on the command line, and so are certain.
    settled: &'a [String],
    /// Whether the values of today lie in the box.
    today_is_inside: bool,
    /// The limits of the box, the one without which it would be least dense first; none where there is no box.
    limits: &'a [BoxLimit],
    /// The box on the draws that it was found on.
    found_on: &'a BoxCount,
    /// The same box on other draws.
    checked_on: &'a BoxCount,
    /// The boxes on the way of peeling, the box of all draws first.
    way: &'a [BoxOnTheWay],
}

impl Form for DiscoveryOut<'_> {
    const NAME: &'static str = "discover";
}

/// Writes the box of a discovery.
pub fn discovery(found: &Discovery) -> String {
    document(
        DiscoveryOut::NAME,
        &DiscoveryOut {
            scenario: &found.used,
            method: "prim",
            from: &found.from.key,
            to: &found.to.key,
            chosen_from: found.chosen_from,
            corridor: &found.corridor,
            corridor_title: &found.corridor_title,
            leader: found.leader.as_deref(),
            against: &found.against,
            figures_drawn: found.figures_drawn,
            estimates_drawn: found.estimates_drawn,
            held: &found.held,
            settled: &found.settled,
            today_is_inside: found.today_is_inside(),
            limits: &found.limits,
            found_on: &found.found_on,
            checked_on: &found.checked_on,
            way: &found.way,
        },
    )
}
