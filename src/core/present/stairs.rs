//! What routes cost along their way: a staircase for each, with a step at each handling, wait and border.

use crate::answer::{Answer, Step};

use super::demand::title;
use super::page::{StairLine, Stairs};
use super::words::fixed;

/// The most staircases of a page; more are read from a table.
pub(super) const MAX_STAIRS: usize = 6;
/// The share of the total from which a step is marked.
const MIN_SHARE: f64 = 0.01;

/// Lays out the cost along one route, with the numbers of the steps that cost something where the goods stand.
pub(super) fn of_steps(answer: &Answer, currency: &str) -> Stairs {
    Stairs {
        title: format!("{currency} per tonne along the way; below, the steps by their numbers:"),
        across: "km",
        lines: vec![line(answer, currency)],
    }
}

/// Lays out the cost along two routes.
pub(super) fn side_by_side(answers: [&Answer; 2], currency: &str) -> Stairs {
    let lines = answers.map(|answer| StairLine { marks: Vec::new(), ..line(answer, currency) });
    Stairs { title: format!("{currency} per tonne along the way:"), across: "km", lines: lines.into() }
}

fn line(answer: &Answer, currency: &str) -> StairLine {
    let cost = |step: &Step| step.total_per_t.as_units();
    let total = answer.total().as_units();
    let (mut at, mut corners, mut marks) = ([0.0, 0.0], vec![[0.0, 0.0]], Vec::new());
    for (number, step) in (1..).zip(&answer.steps) {
        if !step.moves() && cost(step) >= total * MIN_SHARE {
            marks.push((at[0], number.to_string()));
        }
        at = [at[0] + if step.moves() { step.km.as_km() } else { 0.0 }, at[1] + cost(step)];
        corners.push(at);
    }
    let name = format!("{}: {} {currency}/t, {} km", title(answer), fixed(total, 2), fixed(answer.length().as_km(), 0));
    StairLine { name, corners, marks }
}
