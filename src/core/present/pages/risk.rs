//! What many draws say: chances and spreads for people.

use crate::analysis::risk::{Risk, RiskAnswer, RiskDemand, RiskRow, Risks};
use crate::draws::{Near, Spread};

use super::compare::header;
use crate::present::demand::money;
use crate::present::digits::{Digits, Look};
use crate::present::page::{Page, Table};
use crate::present::shown::{Format, Shown, rows};
use crate::present::words::{Lang, and, capital, chance, count, first_of, plain};

/// The most demands that are laid out one by one.
const MAX_DEMANDS_IN_DETAIL: usize = 4;
/// The most origins that are named.
const MAX_NAMED: usize = 8;
const NOTHING: &str = "–";

impl Shown for Risks {
    const FORM: &'static str = "risk";
    const FORMATS: &'static [Format] = &[Format::Table, Format::Markdown, Format::Json, Format::Csv];

    fn page(&self, look: Look) -> Page {
        page(&self.studies, look.lang)
    }

    fn csv(&self, lang: Lang) -> String {
        rows(&RiskRow::columns(), self.rows(), lang)
    }
}

/// Lays out the draws of scenarios, one after the other.
fn page(risks: &[Risk], lang: Lang) -> Page {
    let mut page = Page::new();
    for risk in risks {
        header(&mut page, &risk.scenario, Digits::Cents);
        page.text(format!(
            "{} draws from seed {}, of {} that can move an answer, {} of them estimates: their spread is estimated too. \
             Every corridor meets the same draws, so differences are paired.",
            risk.draws,
            risk.seed,
            count(risk.figures_drawn, "uncertain figure"),
            risk.estimates_drawn,
        ));
        settled(&mut page, &risk.settled);
        if !risk.held.is_empty() {
            let names = first_of(risk.held.iter().map(|figure| &figure.path));
            page.text(format!(
                "Held at their value, because another would take another network: {names}. Vary them with sweep."
            ));
        }
        if risk.demands.len() <= MAX_DEMANDS_IN_DETAIL {
            for demand in &risk.demands {
                detail(&mut page, risk, demand, lang);
            }
        } else {
            overview(&mut page, risk, lang);
        }
    }
    page
}

/// Names the figures that are certain because they were set.
pub(super) fn settled(page: &mut Page, settled: &[String]) {
    if !settled.is_empty() {
        let names = first_of(settled.iter());
        page.text(format!("Set on the command line, so taken as certain and not drawn: {names}."));
    }
}

fn title(answer: &RiskAnswer) -> &str {
    if answer.corridor_title.is_empty() { &answer.corridor } else { &answer.corridor_title }
}

fn detail(page: &mut Page, risk: &Risk, demand: &RiskDemand, lang: Lang) {
    let currency = &risk.scenario.currency;
    page.heading(2, format!("{} to {}", lang.name(&demand.from), lang.name(&demand.to)));
    page.lead(verdict(demand, currency));
    page.text(robust(risk, demand));
    page.table(table(risk, demand));
    let converged = |answer: &RiskAnswer| {
        let means = answer.spread.as_ref()?.convergence_per_t.map(|mean| Digits::Cents.text(mean)).join(", ");
        Some(format!("{}: mean after a quarter, half, three quarters and all draws: {means}.", title(answer)))
    };
    page.list(demand.answers.iter().filter_map(converged).collect());
}

fn verdict(demand: &RiskDemand, currency: &str) -> String {
    let answered = demand.answers.iter().filter_map(|answer| Some((answer, answer.spread.as_ref()?)));
    let likeliest = answered.max_by(|left, right| left.1.chance_cheapest.total_cmp(&right.1.chance_cheapest));
    let (Some((answer, spread)), Some(now), Some(see)) =
        (likeliest, demand.here_and_now_per_t, demand.wait_and_see_per_t)
    else {
        return "No corridor has a route.".to_owned();
    };
    let best = demand.here_and_now.as_deref().unwrap_or_default();
    let best = demand.answers.iter().find(|answer| answer.corridor == best).map_or(best, title);
    format!(
        "{} is cheapest in {} of the draws ({} to {} with 95 % confidence). Chosen here and now, {best} costs {} on \
         average; who could wait and see would pay {}: knowing the figures is worth {}.",
        title(answer),
        chance(spread.chance_cheapest),
        chance(spread.chance_bounds.0),
        chance(spread.chance_bounds.1),
        money(now, currency, Digits::Cents),
        money(see, currency, Digits::Cents),
        money(now - see, currency, Digits::Cents),
    )
}

/// Writes in words what counts as near the cheapest corridor.
fn near_in_words(risk: &Risk) -> String {
    match risk.near {
        Near::PerTonne(most) => money(most, &risk.scenario.currency, Digits::Cents),
        Near::Millionths(share) => format!("{} %", plain(f64::from(share) / 10_000.0)),
    }
}

/// Names the robust choice by each of the criteria that there are.
fn robust(risk: &Risk, demand: &RiskDemand) -> String {
    let currency = &risk.scenario.currency;
    let of = |key: &Option<String>| {
        let key = key.as_deref()?;
        Some(demand.answers.iter().find(|answer| answer.corridor == key).map_or(key, title).to_owned())
    };
    let (Some(choice), Some(p95), Some(minimax), Some(most), Some(near), Some(share)) = (
        of(&demand.robust),
        demand.robust_p95_regret_per_t,
        of(&demand.minimax_regret),
        demand.minimax_regret_per_t,
        of(&demand.oftenest_near),
        demand.oftenest_near_chance,
    ) else {
        return String::new();
    };
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
        chance(share),
    )
}

fn table(risk: &Risk, demand: &RiskDemand) -> Table {
    let mut table = Table::new().words(format!("{} per tonne", risk.scenario.currency));
    for answer in &demand.answers {
        table = table.numbers(title(answer));
    }
    let mut row = |label: &str, cell: &dyn Fn(&Spread) -> Option<String>| {
        let cells = demand.answers.iter().map(|answer| {
            answer.spread.as_ref().map_or_else(
                || if label.starts_with("Mean total") { "no route" } else { NOTHING }.to_owned(),
                |spread| cell(spread).unwrap_or_else(|| NOTHING.to_owned()),
            )
        });
        table.row(std::iter::once(label.to_owned()).chain(cells));
    };
    let text = |amount| Some(Digits::Cents.text(amount));
    row("Mean total", &|spread| text(spread.mean_per_t));
    row("Standard error of the mean", &|spread| text(spread.standard_error_per_t));
    row("5 % of draws stay below", &|spread| text(spread.p5_per_t));
    row("Half of draws stay below", &|spread| text(spread.p50_per_t));
    row("95 % of draws stay below", &|spread| text(spread.p95_per_t));
    row("Mean of the dearest 5 % (CVaR)", &|spread| text(spread.cvar95_per_t));
    row("Cheapest in", &|spread| Some(chance(spread.chance_cheapest)));
    row(&format!("Within {} of the cheapest in", near_in_words(risk)), &|spread| Some(chance(spread.chance_near)));
    row("Expected regret", &|spread| text(spread.regret_per_t));
    row("95 % of draws regret at most", &|spread| text(spread.p95_regret_per_t));
    row("Greatest regret of a draw", &|spread| text(spread.max_regret_per_t));
    if let Some(baseline) = &risk.baseline {
        let against = demand.answers.iter().find(|answer| &answer.corridor == baseline).map_or(&**baseline, title);
        row(&format!("Mean saving against {against}"), &|spread| text(spread.saving_per_t?));
        row("Its standard error", &|spread| text(spread.saving_standard_error_per_t?));
        row("Cheaper than that in", &|spread| Some(chance(spread.chance_saves?)));
    }
    let central = demand
        .answers
        .iter()
        .map(|answer| answer.central_per_t.map_or_else(|| NOTHING.to_owned(), |central| Digits::Cents.text(central)));
    table.row(std::iter::once("Total with every figure at its value".to_owned()).chain(central));
    table
}

/// Lays out many demands: for how many each corridor is likeliest cheapest, and where its chance is greatest.
fn overview(page: &mut Page, risk: &Risk, lang: Lang) {
    page.heading(2, "How often each corridor is cheapest");
    let mut table = Table::new()
        .words("Corridor")
        .words("Title")
        .numbers("Answered")
        .numbers("Likeliest for")
        .numbers("Possible for")
        .numbers("Robust for")
        .numbers("Mean chance")
        .numbers("Greatest")
        .words("From")
        .words("To");
    for (position, named) in corridors(risk).iter().enumerate() {
        let own = chances(risk, position);
        let is_likeliest = |&&(demand, chance): &&(&RiskDemand, f64)| {
            let mut others = demand.answers.iter().filter_map(|answer| answer.spread.as_ref());
            others.all(|other| other.chance_cheapest <= chance)
        };
        let is_robust = |(demand, _): &&(&RiskDemand, f64)| demand.robust.as_ref() == Some(&named.corridor);
        let greatest = own
            .iter()
            .max_by(|left, right| left.1.total_cmp(&right.1).then_with(|| right.0.from.key.cmp(&left.0.from.key)));
        let mean = own.iter().map(|(_, chance)| chance).sum::<f64>() / own.len().max(1) as f64;
        table.row([
            named.corridor.clone(),
            title(named).to_owned(),
            own.len().to_string(),
            own.iter().filter(is_likeliest).count().to_string(),
            own.iter().filter(|(_, chance)| *chance > 0.0).count().to_string(),
            own.iter().filter(is_robust).count().to_string(),
            chance(mean),
            greatest.map_or_else(|| NOTHING.to_owned(), |&(_, greatest)| chance(greatest)),
            greatest.map_or_else(String::new, |(demand, _)| lang.name(&demand.from).to_owned()),
            greatest.map_or_else(String::new, |(demand, _)| lang.name(&demand.to).to_owned()),
        ]);
    }
    page.table(table);
    page.text(
        "Likeliest for: demands for which no other corridor is cheapest in more draws. Possible for: demands for which \
         it is cheapest in some draw. Robust for: demands for which its regret has the least 95th percentile.",
    );
    origins(page, risk, lang);
    page.text(format!(
        "{} are too many to list here: ask with --from or --to, or take all of them with --format csv.",
        capital(&count(risk.demands.len(), "demand"))
    ));
}

/// Returns the corridors, as the first demand is answered by them.
fn corridors(risk: &Risk) -> &[RiskAnswer] {
    risk.demands.first().map_or(&[], |demand| &demand.answers)
}

/// Returns the demands that a corridor serves, each with its chance to be cheapest.
fn chances(risk: &Risk, corridor: usize) -> Vec<(&RiskDemand, f64)> {
    let chance = |demand: &RiskDemand| Some(demand.answers[corridor].spread.as_ref()?.chance_cheapest);
    risk.demands.iter().filter_map(|demand| Some((demand, chance(demand)?))).collect()
}

/// Names the origins from which a corridor that is not the usual winner is cheapest in one draw of twenty or more.
fn origins(page: &mut Page, risk: &Risk, lang: Lang) {
    let mut lines = Vec::new();
    for (position, named) in corridors(risk).iter().enumerate() {
        let mut best: Vec<(&RiskDemand, f64)> = Vec::new();
        for (demand, share) in chances(risk, position) {
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
        let origin = |&(demand, share): &(&RiskDemand, f64)| format!("{} ({})", lang.name(&demand.from), chance(share));
        let names: Vec<String> = best.iter().take(MAX_NAMED).map(origin).collect();
        let rest = if best.len() > MAX_NAMED { format!(", {} more", best.len() - MAX_NAMED) } else { String::new() };
        lines.push(format!("{}: {}{rest}.", title(named), and(&names)));
    }
    if !lines.is_empty() {
        page.text("Origins from which it is cheapest to some destination in at least 5 % of draws, likeliest first:");
        page.list(lines);
    }
}
