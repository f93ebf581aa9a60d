//! Scenario discovery for people: where a corridor wins, in limits of figures.

use std::io;

use crate::analysis::discover::{BoxCount, BoxLimit, BoxLimitRow, BoxOnTheWay, Discovery};
use crate::present::csv::CsvTables;
use crate::present::demand::{named, pair};
use crate::present::digits::{Digits, Look};
use crate::present::page::{Columns, Page, Table};
use crate::present::shown::Shown;
use crate::present::verdict::share_of;
use crate::present::words::{Lang, and, count, fixed, or_nothing, percent, plain, subject};

use super::compare::judged;
use super::figure_keys;
use super::risk::{drawn, hypothesis};

/// The greatest number of boxes of the way that are listed.
const MAX_BOXES: usize = 12;
/// The least share of its density that a box must keep on other draws to be trusted.
const MIN_DENSITY_KEPT: f64 = 0.9;
/// The number of wins below which a box is unsure.
const MIN_WINS: u64 = 200;
/// How much more of the draws in a box than of all draws a corridor must win for the box to say something.
const HARDLY_MORE: f64 = 0.1;

impl Shown for Discovery {
    const FORM: &'static str = "discover";

    fn page(&self, look: Look) -> Page {
        let mut page = Page::new();
        judged(&mut page, &self.scenario, Digits::Cents, &self.verdicts, look.lang);
        page.heading(2, pair(&self.from, &self.to, look.lang));
        page.lead(verdict(self));
        page.text(draws(self));
        if !self.limits.is_empty() {
            page.table(limits(self));
            figure_keys(&mut page, self.limits.iter().map(|limit| (&limit.name, &limit.path)));
            page.text(
                "Drawn: the least and the most of all draws. Without it: the share of draws that the corridor wins in the \
                 box without that limit. By chance: the probability that chance alone makes the box as dense with it \
                 (one-sided, binomial).",
            );
        }
        page.heading(2, "How far the box can be trusted");
        page.table(counts(self));
        page.text(trust(self));
        page.heading(2, "The way to the box");
        page.text(
            "Peeled slice by slice from all draws, at the figures whose values tell the draws that are won from the \
             others; the box with the greatest harmonic mean of density and coverage is chosen, its sides are moved out \
             again as long as that makes it denser, and rounded, and limits are dropped that chance explains.",
        );
        page.table(way(self));
        page
    }

    fn write_csv(&self, lang: Lang, to: &mut CsvTables<'_>) -> io::Result<()> {
        to.rows(&BoxLimitRow::columns(), self.rows(), lang)
    }
}

fn title(found: &Discovery) -> &str {
    named(&found.corridor_title, &found.corridor)
}

fn verdict(found: &Discovery) -> String {
    let on = &found.found_on;
    let (Some(density), Some(coverage)) = (on.density, on.coverage) else {
        return "There is no box.".to_owned();
    };
    if found.limits.is_empty() {
        let densest = found.way.iter().reduce(|best, other| if other.density > best.density { other } else { best });
        let why = densest.filter(|of| of.limited > 0).map_or_else(
            || "no limit of any figure makes that more".to_owned(),
            |of| {
                format!(
                    "no box is worth choosing: the densest, where it wins in {} of the draws, holds {} of its wins",
                    held_by(of.density, of.inside),
                    held_by(of.coverage, on.wins)
                )
            },
        );
        return format!("{} wins in {} of all draws; {why}.", title(found), held_by(density, on.inside));
    }
    let conditions: Vec<String> = found.limits.iter().map(condition).collect();
    let of_all = on.wins as f64 / on.draws as f64;
    let settles = if density < 0.5 {
        " Even there it mostly does not win."
    } else if density < of_all + HARDLY_MORE {
        " That is hardly more than of all draws: these limits alone do not settle who wins."
    } else {
        ""
    };
    format!(
        "{} wins in {} of the draws in the box where {} (it holds {} of its wins; of all draws it wins {}).{settles}",
        title(found),
        held_by(density, on.inside),
        and(&conditions),
        held_by(coverage, on.wins),
        held_by(of_all, on.draws),
    )
}

/// Writes a share of some draws that were counted: none and all of them are that.
fn held_by(share: f64, draws: u64) -> String {
    if share <= 0.0 || share >= 1.0 { percent(share) } else { share_of(share, draws) }
}

fn condition(limit: &BoxLimit) -> String {
    let unit = if limit.unit.is_empty() { String::new() } else { format!(" {}", limit.unit) };
    match (limit.low, limit.high) {
        (low, _) if limit.is_switch => format!("{} is {}", limit.path, if low.is_some() { "on" } else { "off" }),
        (Some(low), Some(high)) => format!("{} is from {low} to {high}{unit}", subject(&limit.name)),
        (Some(low), None) => format!("{} is at least {low}{unit}", subject(&limit.name)),
        (None, Some(high)) => format!("{} is at most {high}{unit}", subject(&limit.name)),
        (None, None) => format!("{} is anything", subject(&limit.name)),
    }
}

fn draws(found: &Discovery) -> String {
    let mut sentences = vec![
        drawn(found.found_on.draws, found.found_on.seed, found.figures_drawn, found.estimates_drawn),
        format!("Compared with {}.", and(&found.against)),
    ];
    sentences.extend(found.leader.iter().map(|leader| format!("With every figure at its value {leader} is cheapest.")));
    let inside = found.limits.iter().filter(|limit| limit.value_inside).count();
    match found.limits.len() {
        0 => {}
        all if inside == all => sentences.push(match &found.leader {
            Some(leader) if *leader != found.corridor => {
                format!("Today's values lie in the box, where {leader} still wins with every figure at its value.")
            }
            _ => "Today's values lie in the box.".to_owned(),
        }),
        all => sentences.push(format!("Today's values keep to {inside} of its {}.", count(all, "limit"))),
    }
    sentences.extend(found.hypotheses.iter().map(hypothesis));
    if found.chosen_from > 1 {
        sentences.push(format!(
            "Of {} this is the one in which its win is least settled; ask for another with --from and --to.",
            count(found.chosen_from, "demand")
        ));
    }
    sentences.join(" ")
}

fn limits(found: &Discovery) -> Table {
    Columns::new()
        .words("Figure", |limit: &BoxLimit| limit.name.clone())
        .words("Unit", |limit| limit.unit.clone())
        .numbers("At least", |limit| or_nothing(limit.low, |low| low.to_string()))
        .numbers("At most", |limit| or_nothing(limit.high, |high| high.to_string()))
        .numbers("Today", |limit| limit.value.to_string())
        .words("Inside", |limit| if limit.value_inside { "yes" } else { "no" }.to_owned())
        .numbers("Drawn from", |limit| short(limit.drawn.0))
        .numbers("to", |limit| short(limit.drawn.1))
        .words("Grade", |limit| limit.grade.to_string())
        .numbers("Without it", |limit| held_by(limit.density_without, found.found_on.inside))
        .numbers("By chance", |limit| chance(limit.by_chance))
        .table(&found.limits)
}

/// Writes a number with about four digits.
fn short(value: f64) -> String {
    let size = value.abs();
    let places = if size >= 1000.0 {
        0
    } else if size >= 10.0 {
        1
    } else if size >= 0.1 {
        3
    } else {
        6
    };
    plain(fixed(value, places).parse().unwrap_or(value))
}

/// Writes a small probability.
fn chance(chance: f64) -> String {
    if chance < 0.0001 { "under 0.0001".to_owned() } else { fixed(chance, 4) }
}

fn counts(found: &Discovery) -> Table {
    let unit = &found.scenario.currency;
    let mut table = Table::across("", ["Found on", "Checked on"]);
    let mut row = |label: &str, cell: &dyn Fn(&BoxCount) -> String| {
        table.row([label.to_owned(), cell(&found.found_on), cell(&found.checked_on)]);
    };
    row("Seed", &|of| of.seed.to_string());
    row("Draws", &|of| of.draws.to_string());
    row("Won", &|of| of.wins.to_string());
    row("Draws in the box", &|of| of.inside.to_string());
    row("Won in the box", &|of| of.wins_inside.to_string());
    row("Density: share won in the box", &|of| or_nothing(of.density, |share| held_by(share, of.inside)));
    row("Coverage: share of wins in the box", &|of| or_nothing(of.coverage, |share| held_by(share, of.wins)));
    row(&format!("Mean lead in the box, {unit}/t"), &|of| Digits::Cents.cell(of.lead_inside_per_t));
    row(&format!("Mean lead outside, {unit}/t"), &|of| Digits::Cents.cell(of.lead_outside_per_t));
    table
}

fn trust(found: &Discovery) -> String {
    let (Some(density), Some(again)) = (found.found_on.density, found.checked_on.density) else {
        return "No other draw lies in the box: it rests on too few.".to_owned();
    };
    let verdict = if again < MIN_DENSITY_KEPT * density {
        format!(
            "There it is less dense, {} instead of {}: part of it fits the chance of the draws that it was found on.",
            held_by(again, found.checked_on.inside),
            held_by(density, found.found_on.inside)
        )
    } else {
        "It holds there as well.".to_owned()
    };
    let text = format!(
        "The box was made to fit the draws that it was found on; the draws of another seed had no say in it. {verdict} Lead: \
         what the cheapest other corridor costs more, a loss where it is negative."
    );
    if found.found_on.wins < MIN_WINS {
        let won = count(found.found_on.wins as usize, "draw");
        return format!("{text} Only {won} are won: --draws with a greater number makes the box surer.");
    }
    text
}

fn way(found: &Discovery) -> Table {
    let last = found.way.len().saturating_sub(1);
    let step = found.way.len().div_ceil(MAX_BOXES).max(1);
    let is_listed =
        |(position, on_the_way): &(usize, &BoxOnTheWay)| position % step == 0 || *position == last || on_the_way.chosen;
    let boxes: Vec<(usize, &BoxOnTheWay)> = found.way.iter().enumerate().filter(is_listed).collect();
    let name = |&(position, on_the_way): &(usize, &BoxOnTheWay)| match (position, on_the_way.chosen) {
        (0, _) => "all draws".to_owned(),
        (_, true) => format!("{position}, chosen"),
        _ => position.to_string(),
    };
    let mut table = Columns::new()
        .words("Box", name)
        .numbers("Draws", |(_, on_the_way)| on_the_way.inside.to_string())
        .numbers("Density", |(_, on_the_way)| held_by(on_the_way.density, on_the_way.inside))
        .numbers("Coverage", |(_, on_the_way)| held_by(on_the_way.coverage, found.found_on.wins))
        .numbers("Limits", |(_, on_the_way)| on_the_way.limited.to_string())
        .table(&boxes);
    let on = &found.found_on;
    if let (Some(density), Some(coverage)) = (on.density, on.coverage) {
        table.gap();
        table.row([
            "the box".to_owned(),
            on.inside.to_string(),
            held_by(density, on.inside),
            held_by(coverage, on.wins),
            found.limits.len().to_string(),
        ]);
    }
    table
}

#[cfg(all(test, feature = "formats"))]
#[path = "../../../../tests/pages/discover.rs"]
mod snapshots;
