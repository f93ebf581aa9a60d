//! What drives a difference, for people: what to go and find out first.

mod overview;
mod words;

use std::io;

use crate::analysis::sensitivity::{
    Driver, DriverRow, Drivers, DrivingPair, Estimated, MethodName, Sensitivity, SensitivityDemand,
};
use crate::present::csv::CsvTables;
use crate::present::demand::pair;
use crate::present::digits::{Digits, Look};
use crate::present::page::{BarRow, Columns, MAX_BARS, Page, Table};
use crate::present::shown::Shown;
use crate::present::words::{Lang, and, capital, count, first_of, fixed, percent};

use super::compare::judged;
use overview::overview;
use words::{amount, between, bounds, find_out, told};

/// The greatest number of demands that are laid out one by one.
const MAX_IN_DETAIL: usize = 4;
/// The greatest number of figures in a table.
const MAX_ROWS: usize = 15;
/// The greatest number of pairs that are listed.
const MAX_PAIRS: usize = 5;

impl Shown for Sensitivity {
    const FORM: &'static str = "sensitivity";

    fn page(&self, look: Look) -> Page {
        let lang = look.lang;
        let mut page = Page::new();
        judged(&mut page, &self.scenario, Digits::Cents, &self.verdicts, look.lang);
        page.text(method(self));
        if self.demands.is_empty() {
            page.lead("No demand has two such corridors with a route, so there is no difference to explain.");
        } else if self.figures.is_empty() {
            page.lead("No figure with bounds can move these answers: there is nothing to find out.");
        } else if self.demands.len() <= MAX_IN_DETAIL {
            for demand in &self.demands {
                detail(&mut page, self, demand, lang);
            }
        } else {
            overview(&mut page, self, lang);
        }
        uncontested(&mut page, self);
        left_out(&mut page, self);
        page
    }

    fn write_csv(&self, lang: Lang, to: &mut CsvTables<'_>) -> io::Result<()> {
        to.rows(&DriverRow::columns(), self.rows(), lang)
    }
}

/// Writes how it was found out.
fn method(found: &Sensitivity) -> String {
    if found.figures.is_empty() {
        return String::new();
    }
    let sampled = |what: &str, each: usize| {
        format!(
            "{what} of {each} evaluations, {} in all, from seed {}.",
            found.evaluations,
            found.seed.unwrap_or_default()
        )
    };
    let (walk, samples) = (found.figures.len() + 1, found.samples.unwrap_or_default());
    let how = match found.method {
        MethodName::Oat => format!(
            "One figure after the other at its ends, all others at their values: {} evaluations.",
            found.evaluations
        ),
        MethodName::Morris => sampled(&format!("Elementary effects on {samples} walks"), walk),
        MethodName::Shapley => sampled(&format!("Shapley effects from {samples} walks"), walk),
        MethodName::Sobol => sampled(&format!("Sobol' indices from {samples} rows"), 2 * walk),
    };
    format!(
        "{how} {} can move these answers, {} of them estimates: what they drive is an estimate too.",
        capital(&count(found.figures.len(), "uncertain figure")),
        found.estimates
    )
}

fn detail(page: &mut Page, found: &Sensitivity, demand: &SensitivityDemand, lang: Lang) {
    let currency = &found.scenario.currency;
    page.heading(2, pair(&demand.from, &demand.to, lang));
    let drawn = match (demand.difference_per_t.mean, demand.difference_per_t.standard_deviation) {
        (Some(mean), Some(deviation)) => format!(
            ", and over their distributions {} on average ({} to {} with 95 % confidence), with a standard deviation of {}",
            amount(mean.estimate, mean),
            amount(mean.low, mean),
            amount(mean.high, mean),
            amount(deviation, mean)
        ),
        _ => String::new(),
    };
    page.text(format!(
        "The difference: what {} costs more than {}. It is {} {currency}/t with every figure at its value{drawn}.",
        demand.corridor_title,
        demand.against_title,
        Digits::Cents.text(demand.central_per_t),
    ));
    let drivers = &demand.difference_per_t;
    let Some(first) = drivers.figures.first().filter(|_| drivers.is_told) else {
        page.lead("No figure moves that difference.");
        return;
    };
    // What the sample does not tell from nothing is no driver.
    if first.total.or(first.shapley).is_some_and(|own| own.low <= 0.0) {
        page.lead("The sample is too small to say which figure drives the difference: --samples takes more.");
    } else {
        page.lead(quote(found, demand, first));
    }
    page.table(table(found, drivers));
    let (title, size): (_, fn(&Driver) -> String) = match found.method {
        MethodName::Oat => ("Swing between the ends", |driver| fixed(driver.measure(), 2)),
        MethodName::Morris => {
            ("Mean size of the change, mu*", |driver| amount(driver.measure(), driver.mu_star.unwrap_or_default()))
        }
        MethodName::Shapley | MethodName::Sobol => ("Share of the variance", |driver| told(share(driver))),
    };
    let bar = |driver: &Driver| {
        BarRow::size(found.figures[driver.figure].name.clone(), size(driver), driver.measure().max(0.0))
    };
    page.bars(title, drivers.figures.iter().take(MAX_BARS).map(bar).collect());
    page.text(rest(found, drivers));
    find_out(page, found, drivers.figures.iter().map(|driver| driver.figure).take(MAX_ROWS));
    pairs(page, drivers);
    page.text(flip(demand));
}

/// Writes in a sentence what the first figure does.
fn quote(found: &Sensitivity, demand: &SensitivityDemand, first: &Driver) -> String {
    let (figure, currency) = (&found.figures[first.figure], &found.scenario.currency);
    let named = format!("{} ({}, {})", figure.name, bounds(figure), figure.grade);
    let rest = |what: &str, of: Estimated| {
        format!("{named} {what} {} of the variance of the difference ({} with 95 % confidence)", told(of), between(of))
    };
    if let (Some(alone), Some(total)) = (first.first_order, first.total) {
        let drawn = &demand.difference_per_t;
        let left = match (drawn.mean, drawn.standard_deviation, first.standard_deviation_if_known) {
            (Some(mean), Some(deviation), Some(left)) => format!(
                " Were it known, the standard deviation would fall from {} to about {} {currency}/t.",
                amount(deviation, mean),
                amount(left, mean)
            ),
            _ => String::new(),
        };
        let together = format!("with what it does together with others it has a part in {}", told(total));
        format!("{}; {together}.{left}", rest("drives", alone))
    } else if let Some(own) = first.shapley {
        format!("{}, its share in what it does with others included.", rest("drives", own))
    } else if let Some(size) = first.mu_star {
        format!(
            "{named} matters most: moved over its whole distribution it changes the difference by {} {currency}/t on \
             average ({} to {} with 95 % confidence), wherever the others stand.",
            amount(size.estimate, size),
            amount(size.low.max(0.0), size),
            amount(size.high, size)
        )
    } else {
        let (low, high) = first.at_low.zip(first.at_high).unwrap_or_default();
        format!(
            "{named} matters most: from one end to the other it takes the difference from {} to {} {currency}/t while \
             all others stay.",
            fixed(low, 2),
            fixed(high, 2)
        )
    }
}

fn table(found: &Sensitivity, drivers: &Drivers) -> Table {
    let currency = &found.scenario.currency;
    let of = |driver: &Driver| &found.figures[driver.figure];
    let cents = |number: f64| fixed(number, 2);
    let columns = Columns::new().words("Figure", |driver: &Driver| of(driver).name.clone());
    let columns = match found.method {
        MethodName::Oat => columns
            .numbers(format!("At low, {currency}/t"), |driver| cents(driver.at_low.unwrap_or_default()))
            .numbers("At high", |driver| cents(driver.at_high.unwrap_or_default()))
            .numbers("Swing", |driver| cents(driver.measure()))
            .words("Lead lost", |driver| lead_lost(driver).to_owned()),
        MethodName::Morris => columns
            .numbers(format!("Mean size mu*, {currency}/t"), |driver| {
                amount(driver.measure(), driver.mu_star.unwrap_or_default())
            })
            .numbers("95 %", |driver| {
                let size = driver.mu_star.unwrap_or_default();
                format!("{} to {}", amount(size.low.max(0.0), size), amount(size.high, size))
            })
            .numbers("Mean mu", |driver| amount(driver.mu.unwrap_or_default().estimate, driver.mu.unwrap_or_default()))
            .numbers("Deviation sigma", |driver| {
                amount(driver.sigma.unwrap_or_default(), driver.mu_star.unwrap_or_default())
            }),
        MethodName::Shapley | MethodName::Sobol => columns
            .numbers(if found.method == MethodName::Sobol { "Total" } else { "Share" }, |driver| told(share(driver)))
            .numbers("95 %", |driver| between(share(driver)))
            .with(found.method == MethodName::Sobol, |columns| {
                columns.numbers("Alone", |driver| told(driver.first_order.unwrap_or_default()))
            }),
    };
    columns
        .words(if found.method == MethodName::Oat { "Value (ends)" } else { "Value (bounds)" }, |driver| {
            bounds(of(driver))
        })
        .words("Grade", |driver| of(driver).grade.to_string())
        .table(drivers.figures.iter().take(MAX_ROWS))
}

/// Returns the share of the variance that a figure has a part in.
fn share(driver: &Driver) -> Estimated {
    driver.total.or(driver.shapley).unwrap_or_default()
}

/// Names the ends of a figure at which the lead is lost.
const fn lead_lost(driver: &Driver) -> &'static str {
    match (driver.flips_at_low, driver.flips_at_high) {
        (Some(true), Some(true)) => "at both",
        (Some(true), _) => "at low",
        (_, Some(true)) => "at high",
        _ => "no",
    }
}

/// Writes how a table goes on and what no figure makes alone.
fn rest(found: &Sensitivity, drivers: &Drivers) -> String {
    let mut sentences = Vec::new();
    let more = drivers.moving.saturating_sub(MAX_ROWS);
    if more > 0 {
        sentences.push(format!("{} less; --format csv lists all.", capital(&moves(more))));
    }
    let still = found.figures.len() - drivers.moving;
    if still > 0 {
        sentences.push(format!("{} it not at all here.", capital(&moves(still))));
    }
    match found.method {
        MethodName::Oat => {}
        MethodName::Morris => sentences.push(
            "Sigma beside mu*: near 0 the effect is the same everywhere; as great as mu*, it depends on the other figures."
                .to_owned(),
        ),
        MethodName::Shapley => sentences.push("Shares add up to 100 %; small ones may be estimated below 0.".to_owned()),
        MethodName::Sobol => sentences.extend(drivers.interactions.map(|of| {
            if of.low <= 0.0 {
                format!("What no figure makes alone is not told from nothing: {} at most.", percent(of.high.max(0.0)))
            } else {
                format!("{} of the variance no figure makes alone ({}).", told(of), between(of))
            }
        })),
    }
    sentences.join(" ")
}

fn moves(number: usize) -> String {
    if number == 1 { "1 figure moves".to_owned() } else { format!("{number} figures move") }
}

fn pairs(page: &mut Page, drivers: &Drivers) {
    if drivers.pairs.is_empty() {
        return;
    }
    page.text("Pairs that do more together than each does alone, told from nothing with 95 % confidence each, so that of a hundred pairs looked at five may be there by chance:");
    let line = |pair: &DrivingPair| {
        let ([one, other], own) = (&pair.names, pair.second_order);
        format!("{one} and {other}: {} ({}).", told(own), between(own))
    };
    page.list(drivers.pairs.iter().take(MAX_PAIRS).map(line).collect());
}

/// Writes how likely the lead is lost, and what that depends on.
fn flip(demand: &SensitivityDemand) -> String {
    let leader = &demand.leader_title;
    let Some(lost) = demand.flip.mean else {
        return String::new();
    };
    if lost.estimate <= 0.0 {
        return format!(
            "The lead: {leader} is cheapest today and in all of the {} points of the sample: with 95 % confidence the \
             chance that another corridor costs less is below {}.",
            demand.flip.points,
            percent(lost.high)
        );
    }
    let begin = format!(
        "The lead: {leader} is cheapest today; over the distributions another corridor costs less with a chance of {} \
         ({} with 95 % confidence).",
        told(lost),
        between(lost)
    );
    if !demand.flip.is_told {
        return format!("{begin} That is too rare in this sample to say what it depends on; --samples takes more.");
    }
    let name = |driver: &Driver| format!("{} ({})", driver.name, told(share(driver)));
    let names: Vec<String> = demand.flip.figures.iter().take(3).map(name).collect();
    let alone = demand.flip.interactions.map_or_else(String::new, |of| {
        format!(
            " No figure decides it alone in {} of its variance.",
            told(Estimated { estimate: of.estimate.max(0.0), ..of })
        )
    });
    format!("{begin} It depends most on {}: shares of the variance of whether it is lost.{alone}", and(&names))
}

fn uncontested(page: &mut Page, found: &Sensitivity) {
    if !found.uncontested.is_empty() && !found.demands.is_empty() {
        let demands = match found.uncontested.len() {
            1 => "1 demand has".to_owned(),
            more => format!("{more} demands have"),
        };
        page.text(format!("{demands} no two corridors with a route to compare."));
    }
}

/// Names the figures that were not varied, and why.
fn left_out(page: &mut Page, found: &Sensitivity) {
    let mut lines = Vec::new();
    let mut line = |figures: &[String], why: &str| {
        if !figures.is_empty() {
            lines.push(format!("{} {why}: {}.", figures.len(), first_of(figures.iter())));
        }
    };
    line(&found.irrelevant, "provably move none of these answers, wherever they lie within their bounds");
    line(
        &found.unpriced,
        "price nothing in the network as it stands: goods, days and ways that are not asked for, or another network",
    );
    line(&found.settled, "set on the command line, so taken as certain");
    let held: Vec<String> = found.held.iter().map(|held| held.path.clone()).collect();
    line(&held, "held at their value, because another would take another network (vary them with sweep)");
    if !lines.is_empty() {
        page.text("Uncertain figures that were not varied:");
        page.list(lines);
    }
    if !found.hypotheses_off.is_empty() {
        let names: Vec<String> = found.hypotheses_off.iter().map(|own| own.switch.clone()).collect();
        page.text(format!(
            "Off here throughout, though nobody knows whether they are so: {}. Turn each on with --set switches.NAME=true; \
             risk and discover draw them.",
            and(&names)
        ));
    }
    if !found.correlated.is_empty() && matches!(found.method, MethodName::Oat | MethodName::Morris) {
        let groups: Vec<String> = found.correlated.iter().map(|group| first_of(group.iter())).collect();
        page.text(format!(
            "Moved one by one here although they go together: {}. --method shapley lets them.",
            groups.join("; ")
        ));
    }
    if found.markets_apart {
        page.text(
            "Each figure is varied by itself here, also where it goes with a market, so a market's figures weigh less than \
             all of them do: --method shapley lets them rise and fall together.",
        );
    }
}

#[cfg(all(test, feature = "formats"))]
#[path = "../../../../../tests/pages/sensitivity.rs"]
mod snapshots;
