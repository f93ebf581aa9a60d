//! What is critical, for people: who is cut off, who pays more and where they go instead.

mod pairs;

use crate::analysis::critical::{CorridorLoss, Critical, CriticalElement, ElementName, Move, Via};
use crate::answer::PlaceName;
use crate::units::Money;

use super::compare::header;
use crate::present::digits::Digits;
use crate::present::page::{Page, Table};
use crate::present::words::{Lang, and, capital, count, fixed, size};

/// The most rows of a table.
const MOST_ROWS: usize = 20;
/// The most origins, moves and harmless elements that are named.
const MOST_NAMED: usize = 3;
const NOTHING: &str = "–";

/// Names an element: `Hunchun - Makhalino (rail)`, `Zarubino (place)`.
pub(crate) fn in_words(name: &ElementName, lang: Lang) -> String {
    let places: Vec<&str> = name.places.iter().map(|place| lang.name(place)).collect();
    match (name.kind, name.mode, places.as_slice()) {
        ("leg", Some(mode), [from, to]) => format!("{from} - {to} ({mode})"),
        ("place", _, [place]) => format!("{place} (place)"),
        (kind, ..) => match &name.title {
            Some(title) if kind == "service" => format!("{title} ({kind})"),
            _ => format!("{} ({kind})", name.key),
        },
    }
}

/// Lays out what is critical.
pub fn page(found: &Critical, lang: Lang) -> Page {
    let mut page = Page::new();
    header(&mut page, &found.used, Digits::Cents);
    page.lead(verdict(found, lang));
    page.text(scope(found));
    if found.tonnes_per_year.is_none() {
        page.text(
            "The demands have no tonnes: each counts as one, and losses are given per tonne only. Give \
             tonnes_per_year for losses in a year.",
        );
    }
    cut_off(&mut page, found, lang);
    dearer(&mut page, found, lang);
    by_corridor(&mut page, found, lang);
    harmless(&mut page, found, lang);
    if let Some(pairs) = &found.pairs {
        pairs::joint(&mut page, found, pairs, lang);
    }
    page
}

/// Says how an element is put out of use.
fn done(found: &Critical) -> &'static str {
    if found.slower.is_some() { "slower" } else { "lost" }
}

fn verdict(found: &Critical, lang: Lang) -> String {
    if found.demands == 0 {
        return "No demand has a route as it is: nothing can be lost.".to_owned();
    }
    let cut = found.elements.iter().filter(|element| !element.loss.lost.is_empty());
    let cut = cut.max_by_key(|element| element.loss.lost.len());
    let cut = cut.map(|element| {
        format!(
            "Without {} {} no route left.",
            in_words(&element.name, lang),
            have(element.loss.lost.len(), found.demands)
        )
    });
    let dear = found.elements.first().filter(|element| element.loss.demands > 0).map(|element| {
        let loss = &element.loss;
        let year = loss
            .per_year
            .map_or_else(String::new, |amount| format!(", {} {} a year", whole(amount), found.used.currency));
        let unit = &found.used.currency;
        let mean = loss.mean_per_t.map_or_else(String::new, |mean| format!("{} {unit}/t", size(mean)));
        let on_average = if loss.demands == 1 { "" } else { " on average" };
        format!(
            "The dearest to be {} is {}: it costs {} {mean}{on_average}{year}.",
            done(found),
            in_words(&element.name, lang),
            if found.demands == 1 { "the demand".to_owned() } else { count(loss.demands, "demand") },
        )
    });
    let sentences: Vec<String> = cut.into_iter().chain(dear).collect();
    if sentences.is_empty() {
        format!(
            "Nothing that is {} costs any demand anything: it lies on no cheapest route, or another way is as cheap.",
            done(found)
        )
    } else {
        sentences.join(" ")
    }
}

/// Writes an amount of a year without decimals.
fn whole(amount: Money) -> String {
    format!("{amount:.0}")
}

fn have(number: usize, of: usize) -> String {
    match (number, of) {
        (1, 1) => "the demand has".to_owned(),
        (1, _) => "one demand has".to_owned(),
        (all, of) if all == of => format!("all {all} demands have"),
        _ => format!("{number} of {of} demands have"),
    }
}

fn scope(found: &Critical) -> String {
    let kinds: Vec<String> = found.kinds.iter().map(|kind| format!("{kind}s")).collect();
    let how = match &found.slower {
        Some(slower) => format!("made slower one by one ({slower})"),
        None => "taken away one by one".to_owned(),
    };
    let without = match found.without_route {
        0 => String::new(),
        number => {
            let of = found.demands + number;
            format!(" {} no route as it is and cannot lose one.", capital(&have(number, of)))
        }
    };
    let idle = if found.unused > 0 {
        format!(
            " {} of them lie on no cheapest route of any demand by any of these, and change no answer.",
            found.unused
        )
    } else {
        String::new()
    };
    format!(
        "{} {how}, for {} by the cheapest of {}: {} in all.{idle}{without}",
        capital(&and(&kinds)),
        count(found.demands, "demand"),
        and(&found.corridors),
        count(found.examined, "row"),
    )
}

fn names(places: &[&PlaceName], lang: Lang) -> String {
    let mut names: Vec<String> = places.iter().take(MOST_NAMED).map(|place| lang.name(place).to_owned()).collect();
    if places.len() > MOST_NAMED {
        names.push(format!("{} more", places.len() - MOST_NAMED));
    }
    and(&names)
}

fn origins(element: &CriticalElement, lang: Lang) -> String {
    let places: Vec<&PlaceName> = element.origins.iter().map(|origin| &origin.from).collect();
    names(&places, lang)
}

fn tonnes(tonnes: Option<f64>) -> String {
    tonnes.map_or_else(|| NOTHING.to_owned(), |tonnes| fixed(tonnes, 0))
}

/// Puts elements of one series, which stand together, into one row each.
fn in_series<'a>(elements: impl Iterator<Item = &'a CriticalElement>) -> Vec<Vec<&'a CriticalElement>> {
    let mut rows: Vec<Vec<&CriticalElement>> = Vec::new();
    for element in elements {
        match rows.last_mut() {
            Some(row) if row[0].series == element.series => row.push(element),
            _ => rows.push(vec![element]),
        }
    }
    rows
}

/// Names some elements, each of which means the same; the first of many.
fn any_of<'a>(names: impl ExactSizeIterator<Item = &'a ElementName>, lang: Lang) -> String {
    let more = names.len().saturating_sub(MOST_NAMED);
    let mut words: Vec<String> = names.take(MOST_NAMED).map(|name| in_words(name, lang)).collect();
    if more > 0 {
        words.push(format!("{more} more"));
    }
    match words.as_slice() {
        [] | [_] => words.concat(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

fn names_of(row: &[&CriticalElement], lang: Lang) -> String {
    any_of(row.iter().map(|element| &element.name), lang)
}

/// Lists what cuts demands off from every corridor.
fn cut_off(page: &mut Page, found: &Critical, lang: Lang) {
    let mut cut = in_series(found.elements.iter().filter(|element| !element.loss.lost.is_empty()));
    if cut.is_empty() {
        return;
    }
    cut.sort_by_key(|row| std::cmp::Reverse(row[0].loss.lost.len()));
    page.heading(2, "No route left");
    let mut table = Table::new().words("Without").numbers("Demands cut off").numbers("of");
    if found.tonnes_per_year.is_some() {
        table = table.numbers("t a year");
    }
    table = table.words("From").words("To");
    for row in cut.iter().take(MOST_ROWS) {
        let element = row[0];
        let lost = &element.loss.lost;
        let mut cells = vec![in_words(&element.name, lang), lost.len().to_string(), found.demands.to_string()];
        if found.tonnes_per_year.is_some() {
            cells.push(tonnes(element.loss.lost_tonnes_per_year));
        }
        let ends = |pick: fn(&crate::analysis::critical::LostDemand) -> &PlaceName| {
            let mut places: Vec<&PlaceName> = Vec::new();
            for place in lost.iter().map(pick) {
                if !places.contains(&place) {
                    places.push(place);
                }
            }
            names(&places, lang)
        };
        cells.extend([ends(|lost| &lost.from), ends(|lost| &lost.to)]);
        table.row(cells);
    }
    page.table(table);
    more(page, cut.len());
}

fn more(page: &mut Page, all: usize) {
    if all > MOST_ROWS {
        page.text(format!("{} more: take all of them with --format csv.", all - MOST_ROWS));
    }
}

/// Lists what makes the cheapest corridor of demands dearer.
fn dearer(page: &mut Page, found: &Critical, lang: Lang) {
    let dear = in_series(found.elements.iter().filter(|element| element.loss.demands > 0));
    if dear.is_empty() {
        return;
    }
    let has_tonnes = found.tonnes_per_year.is_some();
    let unit = &found.used.currency;
    page.heading(2, "Dearer for those who still have a route");
    let mut table = Table::new().words(if found.slower.is_some() { "Slower" } else { "Without" });
    // Of one demand there is nothing to count and no mean.
    let has_many = found.demands > 1;
    table = if has_many {
        table.numbers("Demands").numbers(format!("Mean {unit}/t")).numbers(format!("Worst {unit}/t"))
    } else {
        table.numbers(format!("{unit}/t more"))
    };
    if has_tonnes {
        table = table.numbers(format!("{unit} a year"));
    }
    table = table.numbers("Days more");
    table = if has_many { table.numbers("Change corridor").words("Most hit") } else { table.words("It goes instead") };
    let mut ways = Vec::new();
    for row in dear.iter().take(MOST_ROWS) {
        let element = row[0];
        let loss = &element.loss;
        let money =
            |amount: Option<Money>| amount.map_or_else(|| NOTHING.to_owned(), |amount| Digits::Cents.text(amount));
        let mut cells = vec![names_of(row, lang)];
        if has_many {
            cells.push(loss.demands.to_string());
            cells.push(money(loss.mean_per_t));
        }
        cells.push(money(loss.worst_per_t));
        if has_tonnes {
            cells.push(loss.per_year.map_or_else(|| NOTHING.to_owned(), whole));
        }
        cells.push(fixed(loss.days_more, 1));
        if has_many {
            cells.extend([element.change_corridor.to_string(), origins(element, lang)]);
            ways.push(format!("{}: {}.", names_of(row, lang), instead(&element.moves, lang)));
        } else {
            cells.push(instead(&element.moves, lang));
        }
        table.row(cells);
    }
    page.table(table);
    more(page, dear.len());
    if !has_many {
        page.text(
            "It goes instead: how it went and goes then, by corridor, the port where it goes to sea, and the form in which \
             it travels where that changes.",
        );
        return;
    }
    page.text(
        "Most hit: the origins that lose most. Days more are a mean of all that are hit: those that change their form or \
         corridor may arrive much earlier or later.",
    );
    page.text(
        "How the demands hit went, and where they go instead: by corridor, the port where they go to sea, and the form in \
         which they travel where that changes; the most first:",
    );
    page.list(ways);
}

fn via(via: &Via, lang: Lang) -> String {
    match &via.port {
        Some(port) => format!("{} by {}", via.corridor, lang.name(port)),
        None => via.corridor.clone(),
    }
}

fn instead(moves: &[Move], lang: Lang) -> String {
    // Those that keep their form are told together, whatever it is.
    let mut told: Vec<(String, usize)> = Vec::new();
    for way in moves {
        let form = |via: &Via| if way.from.form == way.to.form { String::new() } else { format!(" in {}", via.form) };
        let [from, to] = [&way.from, &way.to].map(|own| format!("{}{}", via(own, lang), form(own)));
        let text = if from == to { format!("still {to}") } else { format!("{from} → {to}") };
        match told.iter_mut().find(|(known, _)| *known == text) {
            Some((_, demands)) => *demands += way.demands,
            None => told.push((text, way.demands)),
        }
    }
    told.sort_by_key(|&(_, demands)| std::cmp::Reverse(demands));
    if let [(text, _)] = told.as_slice() {
        return text.clone();
    }
    let others: usize = told.iter().skip(2).map(|(_, demands)| demands).sum();
    let mut texts: Vec<String> = told.iter().take(2).map(|(text, demands)| format!("{demands} {text}")).collect();
    if others > 0 {
        texts.push(format!("{others} others"));
    }
    texts.join("; ")
}

/// Lists what each corridor loses where that does not show in the cheapest of all.
fn by_corridor(page: &mut Page, found: &Critical, lang: Lang) {
    if found.corridors.len() < 2 {
        return;
    }
    let mut rows: Vec<(Vec<&CriticalElement>, Vec<&CorridorLoss>)> = Vec::new();
    for row in in_series(found.elements.iter()) {
        for corridor in &row[0].corridors {
            let same = |known: &CorridorLoss| {
                let numbers = |loss: &CorridorLoss| (loss.lost, loss.dearer, loss.mean_per_t, loss.worst_per_t);
                numbers(known) == numbers(corridor)
            };
            match rows.last_mut() {
                Some((known, corridors)) if known[0].series == row[0].series && same(corridors[0]) => {
                    corridors.push(corridor);
                }
                _ => rows.push((row.clone(), vec![corridor])),
            }
        }
    }
    if rows.is_empty() {
        return;
    }
    // Most of what a corridor can lose first, those whose loss the cheapest of a demand feels last.
    rows.sort_by_key(|(row, corridors)| {
        let loss = corridors[0];
        let is_felt = row[0].loss.demands > 0 || !row[0].loss.lost.is_empty();
        (is_felt, std::cmp::Reverse((loss.lost, loss.dearer, loss.mean_per_t)))
    });
    page.heading(2, "By corridor");
    page.text(
        "What each corridor loses by itself, whether it is the cheapest or not; first what matters to dearer corridors \
         only, so that no demand loses by it.",
    );
    let unit = &found.used.currency;
    let mut table = Table::new().words(if found.slower.is_some() { "Slower" } else { "Without" }).words("Corridor");
    let takes_away = found.slower.is_none();
    if takes_away {
        table = table.numbers("Carries no longer");
    }
    table = table.numbers("Dearer for");
    table = table.numbers(format!("Mean {unit}/t")).numbers(format!("Worst {unit}/t"));
    let all = rows.len();
    for (row, corridors) in rows.into_iter().take(MOST_ROWS) {
        let corridor = corridors[0];
        let money =
            |amount: Option<Money>| amount.map_or_else(|| NOTHING.to_owned(), |amount| Digits::Cents.text(amount));
        let keys: Vec<String> = corridors.iter().map(|loss| loss.corridor.clone()).collect();
        let mut cells = vec![names_of(&row, lang), and(&keys)];
        if takes_away {
            cells.push(corridor.lost.to_string());
        }
        cells.push(corridor.dearer.to_string());
        cells.extend([money(corridor.mean_per_t), money(corridor.worst_per_t)]);
        table.row(cells);
    }
    page.table(table);
    more(page, all);
}

fn harmless(page: &mut Page, found: &Critical, lang: Lang) {
    if !found.harmless.is_empty() {
        let mut names: Vec<String> = found.harmless.iter().take(8).map(|name| in_words(name, lang)).collect();
        if found.harmless.len() > 8 {
            names.push(format!("{} more", found.harmless.len() - 8));
        }
        let why = if found.slower.is_some() {
            "nothing is handled there, or time costs nothing"
        } else {
            "another way is as cheap or another permission covers it"
        };
        page.text(format!("On a cheapest route, but without loss, for {why}: {}.", and(&names)));
    }
    if found.own_ends > 0 {
        page.text(format!(
            "{} to no other demands than those that begin or end there, which would go with them.",
            if found.own_ends == 1 {
                "One place matters".to_owned()
            } else {
                format!("{} places matter", found.own_ends)
            }
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::instead;
    use crate::analysis::critical::{Move, Via};
    use crate::present::Lang;
    use crate::units::Money;

    fn moved(forms: [&'static str; 2], corridor: &str, demands: usize) -> Move {
        let via = |form, corridor: &str| Via { corridor: corridor.into(), form, port: None };
        let (from, to) = (via(forms[0], "home"), via(forms[1], corridor));
        Move { from, to, demands, tonnes_per_year: None, mean_per_t: Money::ZERO }
    }

    #[test]
    fn those_that_keep_their_form_are_told_together_and_others_by_their_forms() {
        let keeps = [moved(["bulk", "bulk"], "home", 3), moved(["box20", "box20"], "home", 2)];
        assert_eq!(instead(&keeps, Lang::En), "still home");
        let all = [&keeps[..], &[moved(["bulk", "box20"], "home", 4), moved(["bulk", "bulk"], "away", 1)]].concat();
        assert_eq!(instead(&all, Lang::En), "5 still home; 4 home in bulk → home in box20; 1 others");
    }
}
