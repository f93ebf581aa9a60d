//! Routes beside the cheapest: what each costs more, and why.

use std::io;

use crate::analysis::alternatives::{
    Alternative, Alternatives, AlternativesList, AlternativesRow, ChoiceModel, CorridorShare, Difference, Ended,
    RouteShare, RouteShares, ShareRow, Stretch,
};
use crate::answer::PARTS;
use crate::units::{Duration, Grade, Money};

use super::compare::{judged, recomputed};
use crate::present::csv::CsvTables;
use crate::present::demand::{money, named, pair, route, slower, without_route};
use crate::present::digits::{Digits, Look};
use crate::present::geojson;
use crate::present::page::{Columns, Page, Table};
use crate::present::shown::{ALL_BUT_HTML, Format, Shown};
use crate::present::words::{Lang, and, count, days, fixed, part, percent, plain};

/// The most lists that are laid out one by one; more of them make one table.
const MAX_IN_DETAIL: usize = 6;
/// The share of the cost of a route by which another that changes at the same places must be dearer to be shown.
const NEAR_COST: f64 = 0.01;
/// The days by which it must differ.
pub(super) const NEAR_DAYS: f64 = 0.1;
/// The most parts and stretches that a sentence names.
const MAX_NAMED: usize = 3;

impl Shown for Alternatives {
    const FORM: &'static str = "alternatives";
    const FORMATS: &'static [Format] = ALL_BUT_HTML;

    fn page(&self, look: Look) -> Page {
        let mut page = Page::new();
        let Some(used) = self.manifest.scenarios.first() else { return page };
        judged(&mut page, used, look.digits, &self.verdicts, look.lang);
        let currency = &used.currency;
        if self.lists.len() > MAX_IN_DETAIL {
            page.heading(2, "Routes of all demands");
            page.table(table_of_all(self, currency, look));
            page.list(notes_on_all(self));
        } else {
            for (position, list) in self.lists.iter().enumerate() {
                let title = named(&list.corridor_title, &list.corridor);
                page.heading(2, format!("{}: {title}", pair(&list.from, &list.to, look.lang)));
                let Some(first) = list.routes.first() else {
                    page.lead(without_route(title, list.reason.as_deref()));
                    continue;
                };
                if let Some(same) = self.lists[..position].iter().find(|other| are_same(other, list, look.lang)) {
                    page.lead(format!("The same routes as by {}.", named(&same.corridor_title, &same.corridor)));
                    continue;
                }
                page.lead(lead(self, list, first, currency, look.digits));
                let shown = told_apart(list, look);
                page.table(table(&shown, currency, look.digits));
                page.list(shown.iter().map(|route| in_words(route, currency, look)).collect());
                page.text(left_out(list.routes.len() - shown.len()));
                page.list(notes(self, list, currency, look.digits));
            }
        }
        page.text(measure(self));
        if let Some(shares) = &self.shares {
            lay_out_shares(&mut page, shares, currency, look);
        }
        recomputed(&mut page, self.manifest.audited, "route");
        page
    }

    fn write_csv(&self, lang: Lang, to: &mut CsvTables<'_>) -> io::Result<()> {
        match &self.shares {
            None => to.rows(&AlternativesRow::columns(), self.rows(), lang),
            Some(shares) => to.rows(&ShareRow::columns(), shares.rows(), lang),
        }
    }

    fn geojson(&self, lang: Lang) -> String {
        geojson::alternatives(self, lang)
    }
}

/// Lays out the shares of routes and corridors, beside the cheapest.
fn lay_out_shares(page: &mut Page, shares: &RouteShares, currency: &str, Look { lang, digits }: Look) {
    let of_size = match shares.choice.model {
        ChoiceModel::Logit => "exp(-S c)",
        ChoiceModel::PathSize => "path size x exp(-S c)",
    };
    page.heading(2, "Shares, if not everybody takes the cheapest");
    page.text(format!(
        "By {of_size}, where c is the total of a route and S = {} for each {currency}/t, over the routes listed above, each \
         counted once. S is an assumption: the greater it is, the more goods take the cheapest.",
        plain(shares.choice.scale)
    ));
    let several = |share: f64| format!("{} %", fixed(share * 100.0, 1));
    let columns = Columns::new()
        .words("Corridor", |own: &CorridorShare| own.corridor.clone())
        .numbers(format!("Cheapest, {currency}/t"), |own| {
            own.total_per_t.map_or_else(|| "no route".to_owned(), |total| digits.text(total))
        })
        .numbers("Share", |own| several(own.share));
    let routes = Columns::new()
        .words("Route", |own: &RouteShare| own.route.clone())
        .words("Form", |own| own.form.clone())
        .words("Listed by", |own| own.corridors.join(", "))
        .numbers(format!("{currency}/t"), |own| digits.text(own.total_per_t))
        .numbers("Days", |own| fixed(own.days, 1))
        .numbers("Path size", |own| fixed(own.path_size, 3))
        .numbers("Share", |own| several(own.share));
    for demand in &shares.demands {
        page.heading(3, pair(&demand.from, &demand.to, lang));
        page.text(format!(
            "The cheapest costs {}, the mean of all by their shares {}. Corridors that list the same route both count it.",
            money(demand.least_per_t, currency, digits),
            money(demand.mean_per_t, currency, digits),
        ));
        page.table(columns.table(&demand.corridors));
        page.table(routes.table(&demand.routes));
    }
}

/// Writes what the cheapest route costs, and what the first that goes another way costs more.
fn lead(found: &Alternatives, list: &AlternativesList, first: &Alternative, currency: &str, digits: Digits) -> String {
    let answer = &first.answer;
    let mut said = vec![format!(
        "The cheapest route costs {} {currency}/t and takes {} days; {} of this total rests on estimates.",
        digits.text(answer.total()),
        days(answer.time()),
        percent(answer.share(Grade::Estimate)),
    )];
    let more = |route: &Alternative| money(route.answer.more_than_best.unwrap_or_default(), currency, digits);
    if let Some(last) = cheap(list).skip(1).last() {
        said.push(format!("The {} cheapest lie within {}.", cheap(list).count(), more(last)));
    }
    let elsewhere = percent(found.asked.min_difference);
    match another_way(list) {
        Some(other) => said.push(format!(
            "Going another way over at least {elsewhere} of the distance costs {} more, {}.",
            more(other),
            slower(other.against_cheapest.as_ref().map_or(0.0, |against| against.days)),
        )),
        None if found.asked.different > 1 => {
            said.push(format!("No route was found that goes another way over {elsewhere} of the distance."));
        }
        None => {}
    }
    said.join(" ")
}

/// Returns whether two corridors of one demand have the same routes.
fn are_same(one: &AlternativesList, other: &AlternativesList, lang: Lang) -> bool {
    let routes = |list: &AlternativesList| -> Vec<(Money, Duration, String)> {
        list.routes.iter().map(|of| (of.answer.total(), of.answer.time(), route(&of.answer, lang))).collect()
    };
    (&one.from.key, &one.to.key) == (&other.from.key, &other.to.key) && routes(one) == routes(other)
}

/// Returns the routes that a reader can tell apart: of those that change at the same places for much the same cost and
/// time, the first.
fn told_apart(list: &AlternativesList, look: Look) -> Vec<&Alternative> {
    let lang = look.lang;
    let mut shown: Vec<&Alternative> = Vec::new();
    for own in &list.routes {
        let is_near = |known: &&Alternative| {
            let (one, other) = (&known.answer, &own.answer);
            one.form == other.form
                && route(one, lang) == route(other, lang)
                && (other.total() - one.total()).as_units() < NEAR_COST * one.total().as_units()
                && one.days_more_than(other).abs() < NEAR_DAYS
        };
        if own.is_different || look.digits != Digits::Cents || !shown.iter().any(is_near) {
            shown.push(own);
        }
    }
    shown
}

/// Writes how many routes are not shown because nobody can tell them from others.
fn left_out(number: usize) -> String {
    if number == 0 {
        return String::new();
    }
    format!(
        "{} left out that change at the same places as one above, on other lines between them, for less than {} more \
         and within {NEAR_DAYS} days: --exact shows them.",
        if number == 1 { "1 route is".to_owned() } else { format!("{number} routes are") },
        percent(NEAR_COST),
    )
}

fn table(routes: &[&Alternative], currency: &str, digits: Digits) -> Table {
    let share = |route: &Alternative| route.against_cheapest.as_ref().map(|against| percent(against.share));
    Columns::new()
        .numbers("Rank", |route: &Alternative| route.answer.rank.map_or_else(String::new, |rank| rank.to_string()))
        .numbers(format!("{currency}/t"), |route| digits.text(route.answer.total()))
        .numbers("More", |route| digits.text(route.answer.more_than_best.unwrap_or_default()))
        .numbers("Days", |route| days(route.answer.time()))
        .numbers("Km", |route| fixed(route.answer.length().as_km(), 0))
        .numbers("CO2e, kg/t", |route| fixed(route.answer.emissions().as_kilograms(), 1))
        .words("Form", |route| route.answer.form.clone().unwrap_or_default())
        .numbers("Elsewhere", |route| share(route).unwrap_or_default())
        .words("Listed as", |route| listed_as(route).to_owned())
        .table(routes.iter().copied())
}

const fn listed_as(route: &Alternative) -> &'static str {
    match (route.is_cheap, route.is_different, route.against_cheapest.is_some()) {
        (_, _, false) => "cheapest",
        (true, true, _) => "cheap, another way",
        (false, _, _) => "another way",
        (true, false, _) => "cheap",
    }
}

/// Writes a route with its reasons.
fn in_words(route_of: &Alternative, currency: &str, look: Look) -> String {
    let answer = &route_of.answer;
    let rank = answer.rank.unwrap_or_default();
    let way = route(answer, look.lang);
    let loops = if route_of.has_loop { " It comes back to where it was, because that pays." } else { "" };
    let Some(against) = &route_of.against_cheapest else { return format!("{rank}: {way}.{loops}") };
    let more = answer.more_than_best.unwrap_or_default();
    let first = format!(
        "{rank}: {way}. {} more, {}: {}.",
        money(more, currency, look.digits),
        slower(against.days),
        dearer_by(against, more, look.digits)
    );
    let form = answer.form.as_deref().unwrap_or_default();
    let other_form = against.other_form.as_ref().map(|other| format!("in {form}, not in {other}"));
    let own = stretches(&against.own, look.lang);
    let others = stretches(&against.others, look.lang);
    let way = match (own.is_empty(), others.is_empty()) {
        (true, true) => None,
        (false, true) => Some(format!("besides the cheapest way {own}")),
        (true, false) => Some(format!("without {others}")),
        (false, false) => Some(format!("{own}, not {others}")),
    };
    let ways: Vec<String> = other_form.into_iter().chain(way).collect();
    let goes = if ways.is_empty() {
        let [own, others] = [&against.own_legs, &against.others_legs].map(|legs| legs.join(", "));
        format!("the same way by other legs: {own}, not {others}")
    } else {
        ways.join("; ")
    };
    format!("{first} It goes {goes}.{loops}")
}

/// Names the parts that differ most; with the rest they add up to the difference that is printed.
fn dearer_by(against: &Difference, more: Money, digits: Digits) -> String {
    let digits = digits.for_total(more);
    let rounded = digits.rounded(&against.parts.0, digits.round(more));
    let mut parts: Vec<(&str, Money)> =
        PARTS.into_iter().zip(rounded).filter(|(_, amount)| *amount != Money::ZERO).collect();
    parts.sort_by_key(|(_, amount)| -amount.micros().abs());
    // A part below one hundredth of the greatest is not named.
    let greatest = parts.first().map_or(0, |(_, amount)| amount.micros().abs());
    let named = parts.iter().take(MAX_NAMED).filter(|(_, amount)| amount.micros().abs() * 100 >= greatest).count();
    let rest: Money = parts.iter().skip(named).map(|(_, amount)| *amount).sum();
    let signed = |amount: Money| format!("{}{}", if amount > Money::ZERO { "+" } else { "" }, digits.write(amount));
    let mut texts: Vec<String> =
        parts.iter().take(named).map(|(name, amount)| format!("{} {}", part(name), signed(*amount))).collect();
    if rest != Money::ZERO {
        texts.push(format!("all else {}", signed(rest)));
    }
    if texts.is_empty() { "every part costs the same".to_owned() } else { texts.join(", ") }
}

/// Names stretches of a way.
fn stretches(stretches: &[Stretch], lang: Lang) -> String {
    let mut texts: Vec<String> = stretches
        .iter()
        .take(MAX_NAMED)
        .map(|stretch| {
            let (from, to) = (lang.name(&stretch.from), lang.name(&stretch.to));
            let via: Vec<&str> = stretch.via.iter().map(|place| lang.name(place)).collect();
            let via = match via.as_slice() {
                [] => String::new(),
                [one] => format!(" via {one}"),
                [first, .., last] => format!(" via {first} .. {last}"),
            };
            let km = if stretch.km > 0.0 { format!(", {} km", fixed(stretch.km, 0)) } else { String::new() };
            format!("{from} → {to} by {}{via}{km}", stretch.mode)
        })
        .collect();
    if stretches.len() > MAX_NAMED {
        texts.push(count(stretches.len() - MAX_NAMED, "more stretch").replace("stretchs", "stretches"));
    }
    and(&texts)
}

/// Writes how a list ends.
fn notes(found: &Alternatives, list: &AlternativesList, currency: &str, digits: Digits) -> Vec<String> {
    let mut notes = Vec::new();
    if list.tied_with_more {
        notes.push("At least one more route costs as much as the last of the cheapest ones listed.".to_owned());
    }
    match list.ended {
        Ended::Enough => {}
        Ended::All if list.routes_met == 1 => notes.push("There is no other route.".to_owned()),
        Ended::All => {
            notes.push(format!("There are {} in all{}.", count(list.routes_met, "route"), no_more(found, list)));
        }
        Ended::Within => {
            let within = money(found.asked.within_per_t.unwrap_or_default(), currency, digits);
            notes.push(if found.asked.cheapest.is_none_or(|wanted| cheap(list).count() < wanted) {
                format!("All other routes cost more than {within} beyond the cheapest.")
            } else {
                format!(
                    "Within {within} of the cheapest {} lie{}.",
                    count(list.routes_met, "route"),
                    no_more(found, list)
                )
            });
        }
        Ended::Limit => notes.push(stopped(found.asked.most_paths, list.routes_met)),
    }
    notes
}

/// Writes that no more routes differ, where more were asked for.
fn no_more(found: &Alternatives, list: &AlternativesList) -> String {
    let different = list.routes.iter().filter(|route| route.is_different).count();
    if different >= found.asked.different {
        return String::new();
    }
    let least = percent(found.asked.min_difference);
    match different {
        0 | 1 => format!(", and none of them differs from the cheapest by {least}"),
        _ => format!(", and no more than {different} of them differ from each other by {least}"),
    }
}

fn stopped(looked: usize, met: usize) -> String {
    format!(
        "Stopped after {looked} paths, {} among them: dearer routes were not looked at, so more of what was asked for \
         may exist. Give --most-paths to look further.",
        count(met, "route")
    )
}

/// Writes how difference is measured.
fn measure(found: &Alternatives) -> String {
    let text = "Elsewhere: the share of the kilometres of a route, or of the cheapest where that is shorter, on ways from \
                place to place by a mode that the other does not go. The rank counts all routes that do not come back \
                to where they were, listed or not.";
    if found.asked.different <= 1 {
        return text.to_owned();
    }
    format!(
        "{text} Another way differs from the cheapest route and from every cheaper other way by at least {}.",
        percent(found.asked.min_difference)
    )
}

/// Lays out one row for each demand and corridor.
fn table_of_all(found: &Alternatives, currency: &str, Look { lang, digits }: Look) -> Table {
    let more = |route: Option<&Alternative>| {
        let amount = route.and_then(|route| route.answer.more_than_best);
        amount.map_or_else(String::new, |amount| digits.text(amount))
    };
    let share =
        |list: &AlternativesList| another_way(list)?.against_cheapest.as_ref().map(|against| percent(against.share));
    let total = |list: &AlternativesList| {
        let total = list.routes.first().and_then(|route| route.answer.total_per_t);
        total.map_or_else(|| "no route".to_owned(), |total| digits.text(total))
    };
    Columns::new()
        .words("From", |list: &AlternativesList| lang.name(&list.from).to_owned())
        .words("To", |list| lang.name(&list.to).to_owned())
        .words("Corridor", |list| list.corridor.clone())
        .keyed()
        .numbers(format!("{currency}/t"), total)
        .numbers("Routes listed", |list| list.routes.len().to_string())
        .numbers("2nd, more", |list| more(cheap(list).nth(1)))
        .numbers("Last cheap, more", |list| more(cheap(list).skip(1).last()))
        .with(found.asked.different > 1, |columns| {
            columns
                .numbers("Another way, more", |list| more(another_way(list)))
                .numbers("Elsewhere", |list| share(list).unwrap_or_default())
                .words("Another way", |list| {
                    another_way(list).map_or_else(String::new, |other| route(&other.answer, lang))
                })
        })
        .table(&found.lists)
}

/// Iterates over the cheapest routes that were asked for.
fn cheap(list: &AlternativesList) -> impl Iterator<Item = &Alternative> {
    list.routes.iter().filter(|route| route.is_cheap)
}

/// Returns the cheapest route that goes another way.
fn another_way(list: &AlternativesList) -> Option<&Alternative> {
    list.routes.iter().find(|route| route.is_different && route.against_cheapest.is_some())
}

/// Writes in how many lists something is missing.
fn notes_on_all(found: &Alternatives) -> Vec<String> {
    let mut notes = Vec::new();
    let limited = found.lists.iter().filter(|list| list.ended == Ended::Limit).count();
    if limited > 0 {
        notes.push(format!(
            "{} stopped after {} paths: dearer routes were not looked at there. Give --most-paths to look further.",
            count(limited, "list"),
            found.asked.most_paths
        ));
    }
    let none = found.lists.iter().filter(|list| list.routes.is_empty()).count();
    if none > 0 {
        let have = if none == 1 { "1 pair has".to_owned() } else { format!("{none} pairs have") };
        notes.push(format!("{have} no route; name one with --from, --to and --corridor to learn why."));
    }
    notes
}

#[cfg(test)]
#[path = "../../../../tests/pages/alternatives.rs"]
mod snapshots;
