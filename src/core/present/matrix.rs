//! Many demands: who wins where, where the lead changes, and one row for each demand.

use crate::analysis::compare::{CorridorSummary, Summary};
use crate::answer::Answer;
use crate::units::{Grade, Money};

use super::demand::{Leaders, leaders, money, title};
use super::digits::{Digits, Look};
use super::page::{Page, Table};
use super::words::{Lang, and, count, days, fixed, percent, plain};
use crate::present::pages::compare::ScenarioAnswers;

/// The most demands that are listed one by one.
const MAX_ROWS: usize = 200;

/// The most origins that are named in one line.
const MAX_NAMES: usize = 12;

/// Lays out a scenario of many demands.
pub(super) fn lay_out(page: &mut Page, scenario: &ScenarioAnswers<'_>, look: Look) {
    let Look { lang, digits } = look;
    let currency = &scenario.used.currency;
    if let Some(summary) = scenario.summary {
        who_wins(page, summary, currency, digits);
        lead_changes(page, summary, lang);
        could_change(page, summary, lang);
        nearest_calls(page, summary, currency, look);
    } else {
        page.text("Only a part of the scenario's demands and corridors is shown, so they are not summed up.");
        legend(page, std::slice::from_ref(scenario));
    }
    page.heading(2, "Demand by demand");
    if scenario.demands.len() > MAX_ROWS {
        page.text(format!(
            "{} are too many to list here: ask with --from or --to, or take all of them with --format csv.",
            count(scenario.demands.len(), "demand")
        ));
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

/// Lists demands, one a row, which begins with the scenario if that is named.
fn demand_rows(scenarios: &[ScenarioAnswers<'_>], names_scenario: bool, currency: &str, look: Look) -> Table {
    let table = if names_scenario { Table::new().words("Scenario") } else { Table::new() };
    let mut table = table
        .words("From")
        .words("To")
        .words("Cheapest")
        .numbers(format!("{currency}/t"))
        .numbers("Days")
        .words("Next")
        .numbers(format!("{currency}/t more"))
        .numbers("Its days")
        .numbers("On estimates");
    for scenario in scenarios {
        for answers in &scenario.demands {
            if let Some(first) = answers.first() {
                let name = names_scenario.then(|| scenario.used.name.clone());
                let places = [&first.from, &first.to].map(|place| look.lang.name(place).to_owned());
                table.row(name.into_iter().chain(places).chain(cells(answers, look.digits)));
            }
        }
    }
    table
}

fn cells(answers: &[Answer], digits: Digits) -> Vec<String> {
    let Leaders { best, next, .. } = leaders(answers);
    let mut cells = match best.first() {
        Some(&first) => {
            let keys: Vec<String> = best.iter().map(|answer| answer.corridor.clone()).collect();
            let total = first.total();
            vec![and(&keys), digits.text(total), days(first.time())]
        }
        None if next.is_some() => vec!["not shown".to_owned(), String::new(), String::new()],
        None => vec!["no route".to_owned(), String::new(), String::new()],
    };
    cells.extend(match next {
        Some(next) => {
            let more = next.more_than_best.unwrap_or_default();
            [next.corridor.clone(), digits.text(more), days(next.time())]
        }
        None => [String::new(), String::new(), String::new()],
    });
    cells.push(best.first().map_or_else(String::new, |first| percent(first.share(Grade::Estimate))));
    cells
}

fn who_wins(page: &mut Page, summary: &Summary, currency: &str, digits: Digits) {
    page.heading(2, "Who wins");
    page.lead(verdict(summary));
    let baseline = summary.baseline.as_deref();
    let has_tonnes = summary.corridors.iter().any(|corridor| corridor.tonnes_won_per_year.is_some());
    let mut table = Table::new()
        .words("Corridor")
        .words("Title")
        .numbers("Cheapest for")
        .numbers("Could be for")
        .numbers("Answered")
        .numbers("No route");
    if has_tonnes {
        table = table.numbers("Tonnes a year");
    }
    if let Some(baseline) = baseline {
        table = table.numbers(format!("Mean saving against {baseline}"));
    }
    table = table.numbers(format!("{currency}/t, least")).numbers("most");
    for corridor in &summary.corridors {
        let mut cells = vec![
            corridor.corridor.clone(),
            corridor_title(corridor).to_owned(),
            corridor.wins.to_string(),
            corridor.could_win.to_string(),
            corridor.answered.to_string(),
            corridor.no_route.to_string(),
        ];
        if has_tonnes {
            cells.push(corridor.tonnes_won_per_year.map_or_else(|| "–".to_owned(), |tonnes| fixed(tonnes, 0)));
        }
        if baseline.is_some() {
            cells.push(corridor.mean_saving_per_t.map_or_else(|| "–".to_owned(), |saving| digits.text(saving)));
        }
        let total = |total: Option<Money>| total.map_or_else(|| "–".to_owned(), |total| digits.text(total));
        cells.extend([total(corridor.least_per_t), total(corridor.most_per_t)]);
        table.row(cells);
    }
    page.table(table);
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
    format!("{} is cheapest for {wins} of {}.{unanswered}", named(summary, winner), count(summary.demands, "demand"))
}

fn lead_changes(page: &mut Page, summary: &Summary, lang: Lang) {
    let Some(winner) = summary.usual_winner.as_deref() else {
        return;
    };
    page.heading(2, "Where the lead changes");
    let changing = summary.lead_changes().count();
    let others = summary.origins.len() - changing;
    let winner = named(summary, winner);
    if changing == 0 {
        page.text(format!("Nowhere: from every origin {winner} is cheapest wherever there is a route."));
        return;
    }
    page.text(format!(
        "From {} of {} another corridor than {winner} is cheapest to some destination:",
        changing,
        count(summary.origins.len(), "origin")
    ));
    let mut table = Table::new().words("From").numbers("Destinations");
    for corridor in &summary.corridors {
        table = table.numbers(&*corridor.corridor);
    }
    for origin in summary.lead_changes() {
        let won = summary.corridors.iter().map(|corridor| {
            let wins = origin.wins.iter().find(|wins| wins.corridor == corridor.corridor);
            wins.map_or(0, |wins| wins.destinations).to_string()
        });
        let first = [lang.name(&origin.from).to_owned(), origin.destinations.to_string()];
        table.row(first.into_iter().chain(won));
    }
    page.table(table);
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
            named(summary, &call.corridor),
            look.lang.name(&call.from),
            look.lang.name(&call.to),
            money(call.more_per_t, currency, look.digits),
            named(summary, &call.winner),
        )
    });
    page.list(calls.collect());
}

fn corridor_title(corridor: &CorridorSummary) -> &str {
    if corridor.title.is_empty() { &corridor.corridor } else { &corridor.title }
}

fn named<'a>(summary: &'a Summary, key: &'a str) -> &'a str {
    summary.corridors.iter().find(|corridor| corridor.corridor == key).map_or(key, corridor_title)
}
