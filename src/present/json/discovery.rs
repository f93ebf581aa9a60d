//! Scenario discovery as JSON.

use serde::Serialize;

use crate::results::{BoxCount, BoxLimit, BoxOnTheWay, Discovery, HeldFigure, ScenarioUsed};

use super::{VERSION, write};

#[derive(Serialize)]
struct DiscoveryOut<'a> {
    schema: &'static str,
    version: u32,
    scenario: &'a ScenarioUsed,
    method: &'static str,
    from: &'a str,
    to: &'a str,
    chosen_from: usize,
    corridor: &'a str,
    corridor_title: &'a str,
    leader: Option<&'a str>,
    against: &'a [String],
    figures_drawn: usize,
    estimates_drawn: usize,
    held: &'a [HeldFigure],
    settled: &'a [String],
    today_is_inside: bool,
    limits: &'a [BoxLimit],
    found_on: &'a BoxCount,
    checked_on: &'a BoxCount,
    way: &'a [BoxOnTheWay],
}

/// Writes the box of a discovery.
pub fn discovery(found: &Discovery) -> String {
    write(&DiscoveryOut {
        schema: "corridor.discover",
        version: VERSION,
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
    })
}
