//! One demand: its corridors as columns, the winner in a sentence, the ways in a line each.

use crate::analysis::verdict::Verdict;
use crate::answer::{Answer, KmByMode, MAX_YEARS_APART, PARTS, PermissionUsed, PlaceName, Refused, SUPPORT, StepKind};
use crate::units::{Distance, Grade, Money};

use super::digits::{Digits, Look};
use super::page::{Page, Table};
use super::verdict::{self, undecided};
use super::words::{Lang, and, capital, days, fixed, or_nothing, part, percent, sentence};
use crate::present::pages::compare::ScenarioAnswers;

/// The kilometres of one mode.
type LengthOf = fn(KmByMode) -> Distance;

/// Lays out the answers to one demand.
pub(super) fn lay_out(
    page: &mut Page,
    scenario: &ScenarioAnswers<'_>,
    answers: &[Answer],
    verdict: Option<&Verdict>,
    look: Look,
) {
    let Look { lang, digits } = look;
    let Some(first) = answers.first() else {
        return;
    };
    let currency = &scenario.used.currency;
    let baseline = scenario.summary.and_then(|summary| summary.baseline.as_deref());
    page.heading(2, pair(&first.from, &first.to, lang));
    if let Some(tonnes) = first.tonnes_per_year {
        page.text(format!("{} t a year.", fixed(tonnes, 0)));
    }
    page.lead(winner(answers, verdict, currency, digits));
    page.list(verdict.map_or_else(Vec::new, |verdict| verdict::reasons(verdict, currency)));
    // Two columns with one answer would only be compared with each other.
    let of_own: Vec<Answer> = answers.iter().filter(|answer| twin(answer, answers).is_none()).cloned().collect();
    page.table(table(&of_own, currency, baseline, digits));
    let date = &scenario.used.date;
    let line = |answer: &Answer| match twin(answer, answers) {
        Some(twin) => format!("{}: the same route as {}.", title(answer), title(twin)),
        None => way(answer, currency, date, look),
    };
    page.list(answers.iter().map(line).collect());
    page.list(of_own.iter().filter_map(|answer| mixed_years(answer, currency, digits)).collect());
    page.list(of_own.iter().flat_map(allowed).collect());
    page.list(cheaper_but_refused(answers, currency, date, look));
}

/// Writes `Hunchun to Ningbo`.
pub(super) fn pair(from: &PlaceName, to: &PlaceName, lang: Lang) -> String {
    format!("{} to {}", lang.name(from), lang.name(to))
}

/// Writes the title of a corridor, or its key where it has none.
pub(super) const fn named<'a>(title: &'a str, key: &'a str) -> &'a str {
    if title.is_empty() { key } else { title }
}

/// Returns the first of the answers to a demand that is the same as a later one: the same route in the same form.
fn twin<'a>(answer: &Answer, answers: &'a [Answer]) -> Option<&'a Answer> {
    let is_same = |other: &&Answer| {
        other.is_answered()
            && (other.total_per_t, &other.form, &other.steps) == (answer.total_per_t, &answer.form, &answer.steps)
    };
    let first = answers.iter().find(is_same)?;
    (first.corridor != answer.corridor).then_some(first)
}

/// Names the corridor of an answer.
pub(super) fn title(answer: &Answer) -> &str {
    named(&answer.corridor_title, &answer.corridor)
}

/// The cheapest answers to one demand and the next.
pub(super) struct Leaders<'a> {
    /// The cheapest answers.
    pub(super) best: Vec<&'a Answer>,
    /// The cheapest of the others that is an alternative: it goes elsewhere, if any does.
    pub(super) next: Option<&'a Answer>,
    /// The cheapest before that, which goes by the same ports in another form of cargo.
    pub(super) other_form: Option<&'a Answer>,
}

/// Finds the cheapest answers and the next.
pub(super) fn leaders(answers: &[Answer]) -> Leaders<'_> {
    let is_own = |answer: &&Answer| twin(answer, answers).is_none();
    let best: Vec<&Answer> = answers.iter().filter(|answer| answer.is_cheapest()).filter(is_own).collect();
    let is_other_form = |answer: &Answer| {
        best.first().is_some_and(|first| first.form != answer.form && route(first, Lang::En) == route(answer, Lang::En))
    };
    let later = || answers.iter().filter(|answer| answer.rank.is_some_and(|rank| rank > 1));
    let next = later().min_by_key(|answer| (is_other_form(answer), answer.rank));
    let before = |answer: &&Answer| next.is_some_and(|next| answer.rank < next.rank);
    let other_form = later().filter(before).min_by_key(|answer| answer.rank);
    Leaders { best, next, other_form }
}

/// Writes in a sentence which corridor is cheapest and by how much.
pub(super) fn winner(answers: &[Answer], verdict: Option<&Verdict>, currency: &str, digits: Digits) -> String {
    let Leaders { best, next, other_form } = leaders(answers);
    let Some((&first, others)) = best.split_first() else {
        return match next {
            Some(next) => behind(next, verdict, currency, digits),
            None => "No corridor has a route.".to_owned(),
        };
    };
    let total = digits.text(first.total());
    let rests = format!("{} of this total rests on estimates.", percent(first.share(Grade::Estimate)));
    if !others.is_empty() {
        let titles: Vec<String> = best.iter().map(|answer| title(answer).to_owned()).collect();
        let lead = match verdict {
            Some(verdict) if !verdict.decided => format!("{} equally cheap: ", undecided(verdict)),
            _ => "Equally cheap: ".to_owned(),
        };
        return format!("{lead}{}, {total} {currency}/t each. {rests}", and(&titles));
    }
    let is_part = verdict.is_some_and(|verdict| verdict.titles.len() > answers.len());
    let against = match next {
        None if is_part => ", no more than any other corridor of the scenario".to_owned(),
        None => return format!("{} is the only corridor with a route: {total} {currency}/t. {rests}", title(first)),
        Some(next) => {
            let gap = money(next.more_than_best.unwrap_or_default(), currency, digits);
            // Of tables without any hours it would be no finding that the ways are as fast.
            let time = if is_timed(first) || is_timed(next) {
                format!(", {}", slower(first.days_more_than(next)))
            } else {
                String::new()
            };
            format!(", {gap} less than {}{time}", title(next))
        }
    };
    let other_form = other_form.map_or_else(String::new, |other| {
        format!(
            " {} goes by the same ports in {} for {} more.",
            title(other),
            other.form.as_deref().unwrap_or("another form"),
            money(other.more_than_best.unwrap_or_default(), currency, digits)
        )
    });
    let lead = match verdict {
        Some(verdict) if !verdict.decided => format!("{} the cheapest is ", undecided(verdict)),
        _ => "Cheapest: ".to_owned(),
    };
    format!("{lead}{}, {total} {currency}/t{against}. {rests}{other_form}", title(first))
}

/// Writes which prices a total adds up, where their years lie far apart.
pub(super) fn mixed_years(answer: &Answer, currency: &str, digits: Digits) -> Option<String> {
    let years: Vec<(i16, Money)> = answer.years_of_prices().collect();
    let (first, last) = (years.first()?.0, years.last()?.0);
    let amounts: Vec<String> =
        years.iter().map(|(year, amount)| format!("{} of {year}", digits.text(*amount))).collect();
    let text = || format!("{} adds up prices of {first} to {last}: {} {currency}/t.", title(answer), and(&amounts));
    (last - first > MAX_YEARS_APART).then(text)
}

/// Writes how an answer stands where the cheapest corridor was not asked for.
pub(super) fn behind(next: &Answer, verdict: Option<&Verdict>, currency: &str, digits: Digits) -> String {
    let more = money(next.more_than_best.unwrap_or_default(), currency, digits);
    let total = digits.text(next.total());
    let (decided, best) = verdict.map_or((String::new(), "the cheapest corridor".to_owned()), |verdict| {
        let titles: Vec<String> = verdict.cheapest.iter().map(|key| verdict.title(key).to_owned()).collect();
        let decided = if verdict.decided { String::new() } else { format!("{} ", undecided(verdict)) };
        (decided, format!("the cheapest of all, {}", and(&titles)))
    });
    format!("{decided}{} costs {total} {currency}/t, {more} more than {best}, which was not asked for.", title(next))
}

/// Writes the size of a difference.
pub(super) fn money(amount: Money, currency: &str, digits: Digits) -> String {
    let size = if amount < Money::ZERO { -amount } else { amount };
    format!("{} {currency}/t", digits.text(size))
}

/// Writes how much longer something takes.
pub(super) fn slower(days: f64) -> String {
    let size = fixed(days.abs(), 1);
    match size.as_str() {
        "0.0" => "as fast".to_owned(),
        "1.0" => format!("1.0 day {}", if days < 0.0 { "faster" } else { "slower" }),
        _ => format!("{size} days {}", if days < 0.0 { "faster" } else { "slower" }),
    }
}

/// Writes a total at the bounds, or that no way is open there.
fn or_no_way(total: Option<String>) -> String {
    total.unwrap_or_else(|| "no way there".to_owned())
}

/// Returns whether anything takes time on an answer's way; of tables without hours it is not known how long a way takes.
pub(super) fn is_timed(answer: &Answer) -> bool {
    answer.time().as_days() > 0.0
}

/// Writes the days of an answer, or that they are not known.
pub(super) fn days_known(answer: &Answer) -> String {
    if is_timed(answer) { days(answer.time()) } else { "not known".to_owned() }
}

/// Writes the emissions of an answer in kilograms per tonne, or that they are not known: no way of any length has none.
pub(super) fn emissions_known(answer: &Answer) -> String {
    let kilograms = answer.emissions().as_kilograms();
    if kilograms > 0.0 || answer.length().as_km() <= 0.0 { fixed(kilograms, 1) } else { "not known".to_owned() }
}

/// Lays the answers side by side; the parts that are printed add up to the total that is.
pub(super) fn table(answers: &[Answer], currency: &str, baseline: Option<&str>, digits: Digits) -> Table {
    let mut table = Table::across(format!("{currency} per tonne"), answers.iter().map(title));
    let row = |table: &mut Table, label: &str, cell: &dyn Fn(&Answer) -> Option<String>| {
        let cells = answers.iter().map(|answer| or_nothing(cell(answer), |text| text));
        table.row(std::iter::once(label.to_owned()).chain(cells));
    };
    let measured = |table: &mut Table, label: &str, cell: &dyn Fn(&Answer) -> String| {
        row(table, label, &|answer| answer.is_answered().then(|| cell(answer)));
    };
    let money = |amount: Money| digits.text(amount);
    let is_supported = answers.iter().any(|answer| answer.costs().support() != Money::ZERO);
    for (position, name) in PARTS.iter().enumerate() {
        if position == SUPPORT && !is_supported {
            continue;
        }
        measured(&mut table, &capital(&part(name)), &|answer| digits.parts(&answer.costs().0).swap_remove(position));
    }
    if answers.iter().any(|answer| answer.buffer.is_some()) {
        let buffer = |answer: &Answer| answer.buffer.map(|buffer| money(buffer.per_t));
        row(&mut table, "Of holding: buffer against late days", &buffer);
    }
    table.gap();
    if is_supported {
        row(&mut table, "What the route costs, whoever pays", &|answer| answer.route_cost_per_t.map(money));
    }
    let total = if is_supported { "Total: what the shipper pays" } else { "Total" };
    row(&mut table, total, &|answer| Some(answer.total_per_t.map_or_else(|| "no route".to_owned(), money)));
    measured(&mut table, "At the favourable bounds", &|answer| or_no_way(answer.low_per_t.map(money)));
    measured(&mut table, "At the unfavourable bounds", &|answer| or_no_way(answer.high_per_t.map(money)));
    row(&mut table, "More than the cheapest", &|answer| answer.more_than_best.map(money));
    if baseline.is_some() || answers.iter().any(|answer| answer.saving_per_t.is_some()) {
        let against = baseline.unwrap_or("the baseline");
        let against = answers.iter().find(|answer| answer.corridor == against).map_or(against, title);
        row(&mut table, &format!("Saving against {against}"), &|answer| answer.saving_per_t.map(money));
    }
    row(&mut table, "Rank", &|answer| answer.rank.map(|rank| rank.to_string()));
    row(&mut table, "Form of the cargo", &|answer| answer.form.clone());
    table.gap();
    measured(&mut table, "Days in all", &|answer| days_known(answer));
    let hours = |answer: &Answer| answer.hours.unwrap_or_default();
    if answers.iter().any(is_timed) {
        measured(&mut table, "Days moving", &|answer| days(hours(answer).moving));
        measured(&mut table, "Days waiting", &|answer| days(hours(answer).waiting));
        measured(&mut table, "Days handling", &|answer| days(hours(answer).handling));
        measured(&mut table, "Days at borders", &|answer| days(hours(answer).border));
    }
    if answers.iter().any(|answer| answer.buffer.is_some()) {
        row(&mut table, "Late days, added up", &|answer| answer.buffer.map(|own| fixed(own.late_days, 1)));
        row(&mut table, "Late days, if independent", &|answer| {
            answer.buffer.map(|own| fixed(own.independent_late_days, 1))
        });
    }
    measured(&mut table, "Km in all", &|answer| fixed(answer.length().as_km(), 0));
    let modes: [(&str, LengthOf); 4] = [
        ("Km by rail", |km| km.rail),
        ("Km by road", |km| km.road),
        ("Km by sea", |km| km.sea),
        ("Km by waterway", |km| km.waterway),
    ];
    for (label, length_of) in modes {
        let length = |answer: &Answer| length_of(answer.km.unwrap_or_default()).as_km();
        if answers.iter().any(|answer| length(answer) > 0.0) {
            measured(&mut table, label, &|answer| fixed(length(answer), 0));
        }
    }
    measured(&mut table, "CO2e, kg per tonne", &|answer| emissions_known(answer));
    table.gap();
    for (grade, label) in Grade::ALL.into_iter().zip([
        "Rests on official figures",
        "Rests on quotations",
        "Rests on published figures",
        "Rests on computed figures",
        "Rests on estimates",
    ]) {
        // Most answers rest on no quotation.
        if grade != Grade::Quoted || answers.iter().any(|answer| answer.share(grade) > 0.0) {
            measured(&mut table, label, &|answer| percent(answer.share(grade)));
        }
    }
    table
}

/// Writes the way of a corridor in one line, or why there is none.
fn way(answer: &Answer, currency: &str, date: &str, look: Look) -> String {
    if answer.is_answered() {
        return format!("{}: {}.", title(answer), route(answer, look.lang));
    }
    no_route(answer, currency, date, look)
}

/// Writes why a corridor has no route.
pub(super) fn no_route(answer: &Answer, currency: &str, date: &str, look: Look) -> String {
    match &answer.refused {
        Some(refused) => {
            format!("{} has no route. {}", title(answer), refusal(answer, refused, currency, date, look))
        }
        None => without_route(title(answer), answer.reason.as_deref()),
    }
}

/// Writes that a corridor has no route, and why.
pub(super) fn without_route(corridor: &str, reason: Option<&str>) -> String {
    match reason {
        Some(reason) => format!("{corridor} has no route: {}", sentence(reason)),
        None => format!("{corridor} has no route."),
    }
}

/// Writes the cheaper route that permissions refuse to each corridor that has a route, if there is one.
pub(super) fn cheaper_but_refused(answers: &[Answer], currency: &str, date: &str, look: Look) -> Vec<String> {
    let answered = answers.iter().filter(|answer| answer.is_answered());
    let refused = answered.filter_map(|answer| Some((answer, answer.refused.as_ref()?)));
    refused.map(|(answer, refused)| refusal(answer, refused, currency, date, look)).collect()
}

/// Writes the way as places with the modes between them: `Hunchun —rail→ Zarubino —sea→ Ningbo`.
pub(super) fn route(answer: &Answer, lang: Lang) -> String {
    let mut out = vec![lang.name(&answer.from).to_owned()];
    let mut border = "";
    for (position, step) in answer.steps.iter().enumerate() {
        if step.kind == StepKind::Cross {
            // The border lies on the leg that the next ride begins with.
            border = " over the border";
        }
        if !step.moves() {
            continue;
        }
        let mode = step.mode.unwrap_or("ride");
        // Rides that follow each other without a stop differ only in their tariff.
        let next = answer.steps[position + 1..].iter().find(|next| next.kind != StepKind::Cross);
        let goes_on = next.is_some_and(|next| next.moves() && next.mode == step.mode);
        if !goes_on {
            out.push(format!(" —{mode}{border}→ {}", lang.name(&step.to)));
            border = "";
        }
    }
    out.concat()
}

/// Writes which permissions allow a route.
pub(super) fn allowed(answer: &Answer) -> Vec<String> {
    let rows = answer.permissions.iter();
    rows.map(|permission| format!("{} is allowed by {}.", title(answer), permitted(permission))).collect()
}

/// Writes a permission with its instrument, validity, grade and sources.
pub(super) fn permitted(permission: &PermissionUsed) -> String {
    let mut text =
        format!("{} ({}), valid {}, {}", permission.key, permission.instrument, permission.period, permission.grade);
    if let Some(switch) = &permission.switch {
        text.push_str(", turned on by the switch ");
        text.push_str(switch);
    }
    text.push_str(&sources(&permission.sources));
    text
}

/// Writes `; source: ..` or nothing.
pub(super) fn sources(titles: &[String]) -> String {
    match titles {
        [] => String::new(),
        [only] => format!("; source: {only}"),
        many => format!("; sources: {}", many.join("; ")),
    }
}

/// Writes which way permissions refuse, what it would cost and what comes nearest to allowing it.
fn refusal(answer: &Answer, refused: &Refused, currency: &str, date: &str, look: Look) -> String {
    let Look { lang, digits } = look;
    let exit = lang.name(&refused.exit_point);
    let entry = lang.name(&refused.entry_port);
    let (what, by) = match &refused.transit_port {
        Some(port) => (lang.name(port), format!(" by {}", lang.name(port))),
        None => (exit, String::new()),
    };
    let first = format!(
        "{what} is refused to domestic goods of {} on {date}: no permission row covers ({}, {}, {}) leaving at {exit}{by} to {entry}.",
        refused.region, refused.region, refused.commodity, refused.form,
    );
    let mut text = vec![first];
    let would_be = digits.text(refused.total_per_t);
    text.push(match answer.total_per_t {
        Some(total) => format!(
            " {} would cost {would_be} {currency}/t that way, against {} the way that is allowed.",
            title(answer),
            digits.text(total)
        ),
        None => format!(" That way would cost {would_be} {currency}/t."),
    });
    for row in &refused.nearest {
        let permission = &row.permission;
        text.push(format!(
            " Nearest row: {} ({}), {}, {}{}.",
            permission.key,
            permission.instrument,
            row.why_not,
            permission.grade,
            sources(&permission.sources)
        ));
    }
    if refused.nearest.is_empty() {
        text.push(" No row comes near to allowing it.".to_owned());
    }
    text.concat()
}
