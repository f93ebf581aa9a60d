//! What many draws say: chances and spreads for people.

use std::io;

use crate::analysis::risk::{Risk, RiskAnswer, RiskDemand, Risks};
use crate::answer::HoldReason;
use crate::draws::{DrawnHypothesis, HeldFigure, Near, Percentile, Spread};

use super::compare::{header, too_many};
use crate::present::csv::CsvTables;
use crate::present::demand::{money, named, pair};
use crate::present::digits::{Digits, Look};
use crate::present::page::{BarRow, BarShape, Columns, Page, Table};
use crate::present::shown::Shown;
use crate::present::verdict::{about, given, published, share_of};
use crate::present::words::{Lang, NOTHING, and, count, first_of, or_nothing, plain, sentence};
use crate::units::Money;

/// The most demands that are laid out one by one.
const MAX_DEMANDS_IN_DETAIL: usize = 4;
/// The most origins that are named.
const MAX_NAMED: usize = 8;

/// What is said of a scenario whose figures have no ranges.
const NOTHING_DRAWN: &str = "No figure that can move an answer has a range or a distribution, so nothing was drawn: how sure \
    the answer is cannot be said. Ranges stand in `low` and `high` beside the figures of the tables, or under `[uncertain]`.";

impl Shown for Risks {
    const FORM: &'static str = "risk";

    fn page(&self, look: Look) -> Page {
        let mut page = Page::new();
        for risk in &self.studies {
            header(&mut page, &risk.scenario, Digits::Cents);
            if !is_certain(risk) {
                let drawn = drawn(risk.draws, risk.seed, risk.figures_drawn, risk.estimates_drawn);
                page.text(format!("{drawn} Every corridor meets the same draws, so differences are paired."));
            }
            if let Some(claims) = &risk.given {
                page.text(given(claims));
            }
            page.list(risk.hypotheses.iter().map(hypothesis).collect());
            settled(&mut page, &risk.settled);
            if let Some(held) = held(&risk.held) {
                page.text(format!("{held} Vary them with sweep."));
            }
            if risk.demands.len() > MAX_DEMANDS_IN_DETAIL {
                overview(&mut page, risk, look.lang);
            } else {
                for demand in &risk.demands {
                    detail(&mut page, risk, demand, look.lang);
                }
            }
        }
        page
    }

    fn write_csv(&self, lang: Lang, to: &mut CsvTables<'_>) -> io::Result<()> {
        to.rows(&self.columns(), self.rows(), lang)
    }
}

/// Writes how many draws there were, and how many figures they drew.
pub(super) fn drawn(draws: u64, seed: u64, figures: usize, estimates: usize) -> String {
    format!(
        "{draws} draws from seed {seed}, of {} that can move an answer, {estimates} of them estimates: their spread is \
         estimated too.",
        count(figures, "uncertain figure"),
    )
}

/// Writes in which share of the draws a switch is on, and why.
pub(super) fn hypothesis(own: &DrawnHypothesis) -> String {
    let reason = if own.reason.is_empty() { String::new() } else { format!(": {}", own.reason) };
    sentence(&format!("The switch {} is on in {} % of the draws{reason}", own.switch, plain(own.weight * 100.0)))
}

/// Names the figures that are not drawn because another value takes another network, if there are any.
pub(super) fn held(figures: &[HeldFigure]) -> Option<String> {
    let (switches, figures): (Vec<&HeldFigure>, Vec<&HeldFigure>) = figures.iter().partition(|figure| {
        matches!(figure.why, HoldReason::Routes | HoldReason::PaidRoute | HoldReason::Combinations)
    });
    let names = first_of(figures.iter().map(|figure| figure.called()));
    let text = || format!("Held at their value, because another would take another network: {names}.");
    let mut sentences: Vec<String> = (!figures.is_empty()).then(text).into_iter().collect();
    sentences.extend(switches.iter().map(|own| format!("Not drawn is {}: {}.", own.path, own.why.as_str())));
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

/// Names the figures that are certain because they were set.
pub(super) fn settled(page: &mut Page, settled: &[String]) {
    if !settled.is_empty() {
        let names = first_of(settled.iter());
        page.text(format!("Set on the command line, so taken as certain and not drawn: {names}."));
    }
}

/// Returns whether nothing was drawn.
const fn is_certain(risk: &Risk) -> bool {
    risk.figures_drawn == 0 && risk.hypotheses.is_empty()
}

fn title(answer: &RiskAnswer) -> &str {
    named(&answer.corridor_title, &answer.corridor)
}

/// Returns the title of the corridor of a key.
fn title_of<'a>(demand: &'a RiskDemand, key: &'a str) -> &'a str {
    demand.answers.iter().find(|answer| answer.corridor == key).map_or(key, title)
}

fn detail(page: &mut Page, risk: &Risk, demand: &RiskDemand, lang: Lang) {
    let currency = &risk.scenario.currency;
    page.heading(2, pair(&demand.from, &demand.to, lang));
    if is_certain(risk) {
        page.lead(NOTHING_DRAWN);
        page.list(published(&demand.verdict, currency));
        return;
    }
    page.lead(verdict(risk, demand));
    page.list(published(&demand.verdict, currency));
    page.text(robust(risk, demand));
    page.table(table(risk, demand));
    let spreads = || demand.answers.iter().filter_map(|answer| Some((title(answer), answer.spread.as_ref()?)));
    let range = |(name, spread): (&str, &Spread)| {
        let [low, middle, high] = [spread.p5_per_t, spread.p50_per_t, spread.p95_per_t];
        let text = format!("{} to {}", Digits::Cents.text(low), Digits::Cents.text(high));
        let shown = BarShape::Range([low, middle, high].map(Money::as_units));
        BarRow { name: name.to_owned(), text, shown }
    };
    let range_title = format!("Nine draws in ten lie between, {currency} per tonne; half lie below the point");
    page.bars(range_title, spreads().map(range).collect());
    let chance = |(name, spread): (&str, &Spread)| {
        BarRow::size(name, share_of(spread.chance_cheapest, risk.draws), spread.chance_cheapest)
    };
    page.bars("Share of draws in which each is cheapest", spreads().map(chance).collect());
    let moves = |(_, spread): (&str, &Spread)| {
        let [_, half, _, all] = spread.convergence_per_t;
        if half > all { half - all } else { all - half }
    };
    if let Some(moved) = spreads().map(moves).max() {
        let moved = money(moved, currency, Digits::Cents);
        page.text(format!("Between half of the draws and all of them no mean moves by more than {moved}."));
    }
}

fn verdict(risk: &Risk, demand: &RiskDemand) -> String {
    let currency = &risk.scenario.currency;
    let answered = demand.answers.iter().filter_map(|answer| Some((answer, answer.spread.as_ref()?)));
    // Of equal chances the first in the file.
    let likeliest =
        answered.reduce(|best, other| if other.1.chance_cheapest > best.1.chance_cheapest { other } else { best });
    let (Some((answer, spread)), Some(now), Some(see)) =
        (likeliest, demand.here_and_now_per_t, demand.wait_and_see_per_t)
    else {
        return "No corridor has a route.".to_owned();
    };
    let best = demand.here_and_now.as_deref().unwrap_or_default();
    let best = title_of(demand, best);
    if let [only] = &demand.answers[..] {
        return format!(
            "{} alone is asked for, so no corridor is compared: it costs {} on average.",
            title(only),
            money(now, currency, Digits::Cents)
        );
    }
    let decided = match (demand.verdict.decided, demand.verdict.is_partial()) {
        (true, _) => "Decided:",
        (false, false) => "Not decided:",
        (false, true) => "Not decided. Of the corridors asked for",
    };
    format!(
        "{decided} {} is cheapest in {} of the draws. Who decides now takes {best} and pays {} on average; who first knew \
         every figure would pay {}: knowing them all is worth {}.",
        title(answer),
        about(spread.chance_cheapest, risk.draws),
        money(now, currency, Digits::Cents),
        money(see, currency, Digits::Cents),
        money(now - see, currency, Digits::Cents),
    )
}

/// Writes in words what counts as near the cheapest corridor.
fn near_in_words(risk: &Risk) -> String {
    match risk.near {
        Near::PerTonne(most) => money(most, &risk.scenario.currency, Digits::Cents),
        Near::Share(share) => format!("{} %", plain(f64::from(share) / 10_000.0)),
    }
}

/// Names the robust choice by each of the criteria that there are.
fn robust(risk: &Risk, demand: &RiskDemand) -> String {
    let currency = &risk.scenario.currency;
    if demand.answers.len() == 1 {
        return String::new();
    }
    let (Some(choice), Some(p95), Some(minimax), Some(most), Some(near), Some(share)) = (
        demand.robust.as_ref(),
        demand.robust_p95_regret_per_t,
        demand.minimax_regret.as_ref(),
        demand.minimax_regret_per_t,
        demand.oftenest_near.as_ref(),
        demand.oftenest_near_chance,
    ) else {
        return String::new();
    };
    let [choice, minimax, near] = [choice, minimax, near].map(|key| title_of(demand, key));
    let worst = format!("{} in the worst draw", money(most, currency, Digits::Cents));
    let worst = if minimax == choice {
        format!("It is also the one that can be regretted least: {worst}.")
    } else {
        format!("By the greatest regret of all draws it would be {minimax}: {worst}.")
    };
    let now = if demand.here_and_now == demand.robust { "the same as here and now" } else { "unlike here and now" };
    format!(
        "The robust choice by the 95th percentile of regret is {choice}, {now}: in 95 % of the draws it costs at most {} \
         more than the cheapest. {worst} Oftenest within {} of the cheapest is {near}: in {} of the draws.",
        money(p95, currency, Digits::Cents),
        near_in_words(risk),
        about(share, risk.draws),
    )
}

/// Returns the percentiles of the first answer with a route: all have the same percentages.
fn percentiles(demand: &RiskDemand) -> &[Percentile] {
    demand.answers.iter().map(|answer| answer.percentiles.as_slice()).find(|own| !own.is_empty()).unwrap_or_default()
}

fn table(risk: &Risk, demand: &RiskDemand) -> Table {
    let mut table = Table::across(format!("{} per tonne", risk.scenario.currency), demand.answers.iter().map(title));
    let mut row = |label: &str, cell: &dyn Fn(&RiskAnswer, &Spread) -> Option<String>| {
        let cells = demand.answers.iter().map(|answer| {
            answer.spread.as_ref().map_or_else(
                || if label.starts_with("Mean total") { "no route" } else { NOTHING }.to_owned(),
                |spread| cell(answer, spread).unwrap_or_else(|| NOTHING.to_owned()),
            )
        });
        table.row(std::iter::once(label.to_owned()).chain(cells));
    };
    let text = |amount| Some(Digits::Cents.text(amount));
    row("Mean total", &|_, spread| text(spread.mean_per_t));
    row("Standard error of the mean", &|_, spread| text(spread.standard_error_per_t));
    for (place, percentile) in percentiles(demand).iter().enumerate() {
        let label = match percentile.percent {
            50.0 => "Half of draws stay below".to_owned(),
            percent => format!("{} % of draws stay below", plain(percent)),
        };
        row(&label, &|answer, _| Some(Digits::Cents.text(answer.percentiles.get(place)?.total_per_t)));
    }
    row("Mean of the dearest 5 % (CVaR)", &|_, spread| text(spread.cvar95_per_t));
    row("Cheapest in", &|_, spread| Some(share_of(spread.chance_cheapest, risk.draws)));
    row(&format!("Within {} of the cheapest in", near_in_words(risk)), &|_, spread| {
        Some(share_of(spread.chance_near, risk.draws))
    });
    row("Expected regret", &|_, spread| text(spread.regret_per_t));
    row("95 % of draws regret at most", &|_, spread| text(spread.p95_regret_per_t));
    row("Greatest regret of a draw", &|_, spread| text(spread.max_regret_per_t));
    if let Some(baseline) = &risk.baseline {
        row(&format!("Mean saving against {}", title_of(demand, baseline)), &|_, spread| text(spread.saving_per_t?));
        row("Its standard error", &|_, spread| text(spread.saving_standard_error_per_t?));
        row("Cheaper than that in", &|answer, spread| {
            let chance = spread.chance_saves.filter(|_| answer.corridor != *baseline)?;
            Some(share_of(chance, risk.draws))
        });
    }
    let central = demand.answers.iter().map(|answer| Digits::Cents.cell(answer.central_per_t));
    table.row(std::iter::once("Total with every figure at its value".to_owned()).chain(central));
    table
}

/// Lays out many demands: for how many each corridor is likeliest cheapest, and where its chance is greatest.
fn overview(page: &mut Page, risk: &Risk, lang: Lang) {
    page.heading(2, "How often each corridor is cheapest");
    let corridors = risk.demands.first().map_or(&[][..], |demand| &demand.answers);
    let own: Vec<OwnChances<'_>> =
        corridors.iter().enumerate().map(|(position, corridor)| chances(risk, position, corridor)).collect();
    let columns = Columns::new()
        .words("Corridor", |own: &OwnChances<'_>| own.corridor.corridor.clone())
        .words("Title", |own| title(own.corridor).to_owned())
        .numbers("Answered", |own| own.chances.len().to_string())
        .numbers("Likeliest for", |own| own.count(is_likeliest))
        .numbers("Possible for", |own| own.count(|_, chance| chance > 0.0))
        .numbers("Robust for", |own| own.count(|demand, _| demand.robust.as_ref() == Some(&own.corridor.corridor)))
        .numbers("Mean chance", |own| share_of(own.mean(), risk.draws))
        .numbers("Greatest", |own| or_nothing(own.greatest(), |(_, greatest)| share_of(greatest, risk.draws)))
        .words("From", |own| own.greatest().map_or("", |(demand, _)| lang.name(&demand.from)).to_owned())
        .words("To", |own| own.greatest().map_or("", |(demand, _)| lang.name(&demand.to)).to_owned());
    page.table(columns.table(&own));
    page.text(
        "Likeliest for: demands for which no other corridor is cheapest in more draws. Possible for: demands for which \
         it is cheapest in some draw. Robust for: demands for which its regret has the least 95th percentile.",
    );
    origins(page, &own, risk.draws, lang);
    page.text(too_many(risk.demands.len()));
}

/// The demands that a corridor serves, each with its chance to be cheapest.
struct OwnChances<'a> {
    corridor: &'a RiskAnswer,
    chances: Vec<(&'a RiskDemand, f64)>,
}

impl<'a> OwnChances<'a> {
    fn count(&self, is_counted: impl Fn(&RiskDemand, f64) -> bool) -> String {
        self.chances.iter().filter(|(demand, chance)| is_counted(demand, *chance)).count().to_string()
    }

    fn mean(&self) -> f64 {
        self.chances.iter().map(|(_, chance)| chance).sum::<f64>() / self.chances.len().max(1) as f64
    }

    fn greatest(&self) -> Option<(&'a RiskDemand, f64)> {
        let by_chance = |left: &&(&RiskDemand, f64), right: &&(&RiskDemand, f64)| {
            left.1.total_cmp(&right.1).then_with(|| right.0.from.key.cmp(&left.0.from.key))
        };
        self.chances.iter().max_by(by_chance).copied()
    }
}

fn chances<'a>(risk: &'a Risk, position: usize, corridor: &'a RiskAnswer) -> OwnChances<'a> {
    let chance = |demand: &RiskDemand| Some(demand.answers[position].spread.as_ref()?.chance_cheapest);
    let chances = risk.demands.iter().filter_map(|demand| Some((demand, chance(demand)?))).collect();
    OwnChances { corridor, chances }
}

/// Returns whether no other corridor has a greater chance.
fn is_likeliest(demand: &RiskDemand, chance: f64) -> bool {
    demand.answers.iter().filter_map(|answer| answer.spread.as_ref()).all(|other| other.chance_cheapest <= chance)
}

/// Names the origins from which a corridor that is not the usual winner is cheapest in one draw of twenty or more.
fn origins(page: &mut Page, all: &[OwnChances<'_>], draws: u64, lang: Lang) {
    let mut lines = Vec::new();
    for own in all {
        let mut best: Vec<(&RiskDemand, f64)> = Vec::new();
        for &(demand, share) in &own.chances {
            match best.iter_mut().find(|(known, _)| known.from == demand.from) {
                Some((_, known)) => *known = known.max(share),
                None => best.push((demand, share)),
            }
        }
        let all = best.len();
        best.retain(|&(_, share)| share >= 0.05);
        best.sort_by(|left, right| right.1.total_cmp(&left.1).then_with(|| left.0.from.key.cmp(&right.0.from.key)));
        if best.is_empty() || best.len() == all && best.iter().all(|&(_, share)| share >= 0.5) {
            continue;
        }
        let origin =
            |&(demand, share): &(&RiskDemand, f64)| format!("{} ({})", lang.name(&demand.from), share_of(share, draws));
        let names: Vec<String> = best.iter().take(MAX_NAMED).map(origin).collect();
        let rest = if best.len() > MAX_NAMED { format!(", {} more", best.len() - MAX_NAMED) } else { String::new() };
        lines.push(format!("{}: {}{rest}.", title(own.corridor), and(&names)));
    }
    if !lines.is_empty() {
        page.text("Origins from which it is cheapest to some destination in at least 5 % of draws, likeliest first:");
        page.list(lines);
    }
}
