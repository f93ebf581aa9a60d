//! Many demands: who wins where, where the lead changes, and one row for each demand.

use crate::analysis::compare::{CorridorSummary, OriginLead, Summary};
use crate::analysis::verdict::Verdict;
use crate::answer::Answer;
use crate::units::Grade;

use super::demand::{Leaders, leaders, money, named, title};
use super::digits::{Digits, Look};
use super::page::{Columns, Page, Table};
use super::verdict::counted;
use super::words::{Lang, and, count, days, fixed, or_nothing, percent, plain};
use crate::present::pages::compare::{ScenarioAnswers, too_many};

/// The most demands that are listed one by one.
const MAX_ROWS: usize = 200;

/// The most origins that are named in one line.
const MAX_NAMES: usize = 12;

/// Lays out a scenario of many demands.
pub(super) fn lay_out(page: &mut Page, scenario: &ScenarioAnswers<'_>, look: Look) {
    let Look { lang, digits } = look;
    let currency = &scenario.used.currency;
    if let Some(summary) = scenario.summary {
        who_wins(page, summary, &scenario.verdicts, currency, digits);
        lead_changes(page, summary, lang);
        could_change(page, summary, lang);
        nearest_calls(page, summary, currency, look);
    } else {
        page.text("Only a part of the scenario's demands and corridors is shown, so they are not summed up.");
        legend(page, std::slice::from_ref(scenario));
    }
    page.heading(2, "Demand by demand");
    if scenario.demands.len() > MAX_ROWS {
        page.text(too_many(scenario.demands.len()));
    } else {
        page.table(demand_rows(std::slice::from_ref(scenario), false, currency, look));
    }
}

/// Lays out every demand of several scenarios in one table.
pub(super) fn side_by_side(page: &mut Page, scenarios: &[ScenarioAnswers<'_>], look: Look) {
    let demands: usize = scenarios.iter().map(|scenario| scenario.demands.len()).sum();
    page.heading(1, "The scenarios side by side");
    if demands > MAX_ROWS {
        page.text(format!("{} are too many to list here: take them with --format csv.", count(demands, "demand")));
        return;
    }
    let mut currencies: Vec<&str> = scenarios.iter().map(|scenario| scenario.used.currency.as_str()).collect();
    currencies.dedup();
    let currency = if let [only] = currencies[..] { only } else { "currency" };
    page.table(demand_rows(scenarios, true, currency, look));
    legend(page, scenarios);
    if currencies.len() > 1 {
        page.text(format!("Mind the currencies: {}.", currencies.join(", ")));
    }
}

/// Lists the titles of the corridors by their keys.
fn legend(page: &mut Page, scenarios: &[ScenarioAnswers<'_>]) {
    let mut lines: Vec<String> = Vec::new();
    for answer in scenarios.iter().flat_map(|scenario| scenario.demands.iter().copied().flatten()) {
        let line = format!("{}: {}", answer.corridor, title(answer));
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    page.list(lines);
}

/// One demand of a scenario: its first answer, which names its ends, and those that lead.
struct DemandLine<'a> {
    scenario: &'a str,
    first: &'a Answer,
    leaders: Leaders<'a>,
    verdict: Option<&'a Verdict>,
}

/// Lists demands, one a row, which begins with the scenario if that is named.
fn demand_rows(scenarios: &[ScenarioAnswers<'_>], names_scenario: bool, currency: &str, look: Look) -> Table {
    let Look { lang, digits } = look;
    let mut rows = Vec::new();
    for scenario in scenarios {
        let own = scenario.demands.iter().zip(&scenario.verdicts);
        rows.extend(own.filter_map(|(answers, &verdict)| {
            let leaders = leaders(answers);
            Some(DemandLine { scenario: &scenario.used.name, first: answers.first()?, leaders, verdict })
        }));
    }
    let best = |row: &DemandLine<'_>, write: &dyn Fn(&Answer) -> String| {
        row.leaders.best.first().map_or_else(String::new, |best| write(best))
    };
    let next =
        |row: &DemandLine<'_>, write: &dyn Fn(&Answer) -> String| row.leaders.next.map_or_else(String::new, write);
    Columns::new()
        .with(names_scenario, |columns| columns.words("Scenario", |row: &DemandLine<'_>| row.scenario.to_owned()))
        .words("From", |row| lang.name(&row.first.from).to_owned())
        .words("To", |row| lang.name(&row.first.to).to_owned())
        .keyed()
        .words("Cheapest", |row| cheapest(&row.leaders))
        .words("Decided", |row| {
            let yes_or_no = |verdict: &Verdict| if verdict.decided { "yes" } else { "no" };
            row.verdict.filter(|own| !own.cheapest.is_empty()).map_or("", yes_or_no).to_owned()
        })
        .numbers(format!("{currency}/t"), |row| best(row, &|answer| digits.text(answer.total())))
        .numbers("Days", |row| best(row, &|answer| days(answer.time())))
        .words("Next", |row| next(row, &|answer| answer.corridor.clone()))
        .numbers(format!("{currency}/t more"), |row| {
            next(row, &|answer| digits.text(answer.more_than_best.unwrap_or_default()))
        })
        .numbers("Its days", |row| next(row, &|answer| days(answer.time())))
        .numbers("On estimates", |row| best(row, &|answer| percent(answer.share(Grade::Estimate))))
        .table(&rows)
}

/// Names the cheapest corridors of a demand.
fn cheapest(leaders: &Leaders<'_>) -> String {
    match (leaders.best.is_empty(), leaders.next) {
        (false, _) => and(&leaders.best.iter().map(|answer| answer.corridor.clone()).collect::<Vec<_>>()),
        (true, Some(_)) => "not shown".to_owned(),
        (true, None) => "no route".to_owned(),
    }
}

fn who_wins(page: &mut Page, summary: &Summary, verdicts: &[Option<&Verdict>], currency: &str, digits: Digits) {
    page.heading(2, "Who wins");
    let verdicts: Vec<&Verdict> = verdicts.iter().flatten().copied().collect();
    page.lead(format!("{} {}", verdict(summary), counted(&verdicts)));
    let has_tonnes = summary.corridors.iter().any(|corridor| corridor.tonnes_won_per_year.is_some());
    let columns = Columns::new()
        .words("Corridor", |corridor: &CorridorSummary| corridor.corridor.clone())
        .words("Title", |corridor| corridor_title(corridor).to_owned())
        .numbers("Cheapest for", |corridor| corridor.wins.to_string())
        .numbers("Could be for", |corridor| corridor.could_win.to_string())
        .numbers("Answered", |corridor| corridor.answered.to_string())
        .numbers("No route", |corridor| corridor.no_route.to_string())
        .with(has_tonnes, |columns| {
            columns.numbers("Tonnes a year", |corridor| {
                or_nothing(corridor.tonnes_won_per_year, |tonnes| fixed(tonnes, 0))
            })
        })
        .with(summary.baseline.is_some(), |columns| {
            let title = format!("Mean saving against {}", summary.baseline.as_deref().unwrap_or_default());
            columns.numbers(title, |corridor| digits.cell(corridor.mean_saving_per_t))
        })
        .numbers(format!("{currency}/t, least"), |corridor| digits.cell(corridor.least_per_t))
        .numbers("most", |corridor| digits.cell(corridor.most_per_t));
    page.table(columns.table(&summary.corridors));
}

fn verdict(summary: &Summary) -> String {
    let Some(winner) = summary.usual_winner.as_deref() else {
        return format!("No corridor has a route for any of {}.", count(summary.demands, "demand"));
    };
    let wins =
        summary.corridors.iter().find(|corridor| corridor.corridor == winner).map_or(0, |corridor| corridor.wins);
    let unanswered = match summary.unanswered {
        0 => String::new(),
        number => format!(" {} have no route by any corridor.", plain(number as f64)),
    };
    format!("{} is cheapest for {wins} of {}.{unanswered}", title_of(summary, winner), count(summary.demands, "demand"))
}

fn lead_changes(page: &mut Page, summary: &Summary, lang: Lang) {
    let Some(winner) = summary.usual_winner.as_deref() else {
        return;
    };
    page.heading(2, "Where the lead changes");
    let changing = summary.lead_changes().count();
    let others = summary.origins.len() - changing;
    let winner = title_of(summary, winner);
    if changing == 0 {
        page.text(format!("Nowhere: from every origin {winner} is cheapest wherever there is a route."));
        return;
    }
    page.text(format!(
        "From {} of {} another corridor than {winner} is cheapest to some destination:",
        changing,
        count(summary.origins.len(), "origin")
    ));
    let mut columns = Columns::new()
        .words("From", |origin: &OriginLead| lang.name(&origin.from).to_owned())
        .numbers("Destinations", |origin| origin.destinations.to_string());
    for corridor in &summary.corridors {
        columns = columns.numbers(&*corridor.corridor, |origin| {
            let wins = origin.wins.iter().find(|wins| wins.corridor == corridor.corridor);
            wins.map_or(0, |wins| wins.destinations).to_string()
        });
    }
    page.table(columns.table(summary.lead_changes()));
    if others > 0 {
        page.text(format!("From {} {winner} is cheapest wherever there is a route.", count(others, "other origin")));
    }
}

/// Lists where a corridor could lead within the bounds of its figures.
fn could_change(page: &mut Page, summary: &Summary, lang: Lang) {
    if summary.corridors.iter().all(|corridor| corridor.could_win == 0) {
        return;
    }
    page.heading(2, "Where it could change within the bounds of the figures");
    page.text(
        "A corridor could be cheapest where its route costs less than today's cheapest once every bounded figure of \
         its own lies at its favourable bound; figures that both routes use stay as they are. Origins stand in order, \
         the least behind first.",
    );
    let lines = summary.corridors.iter().filter(|corridor| corridor.could_win > 0).map(|corridor| {
        let all = corridor.could_win_from.len();
        let names: Vec<String> =
            corridor.could_win_from.iter().take(MAX_NAMES).map(|place| lang.name(place).to_owned()).collect();
        let rest = if all > MAX_NAMES { format!(" and {} more", all - MAX_NAMES) } else { String::new() };
        format!(
            "{}: for {} from {}: {}{rest}.",
            corridor_title(corridor),
            count(corridor.could_win, "demand"),
            count(all, "origin"),
            names.join(", ")
        )
    });
    page.list(lines.collect());
}

fn nearest_calls(page: &mut Page, summary: &Summary, currency: &str, look: Look) {
    if summary.nearest_calls.is_empty() {
        return;
    }
    page.heading(2, "Nearest calls");
    let calls = summary.nearest_calls.iter().map(|call| {
        format!(
            "{}, where it is not cheapest, comes closest from {} to {}: {} more than {}.",
            title_of(summary, &call.corridor),
            look.lang.name(&call.from),
            look.lang.name(&call.to),
            money(call.more_per_t, currency, look.digits),
            title_of(summary, &call.winner),
        )
    });
    page.list(calls.collect());
}

fn corridor_title(corridor: &CorridorSummary) -> &str {
    named(&corridor.title, &corridor.corridor)
}

fn title_of<'a>(summary: &'a Summary, key: &'a str) -> &'a str {
    summary.corridors.iter().find(|corridor| corridor.corridor == key).map_or(key, corridor_title)
}
