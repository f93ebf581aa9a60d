//! What is critical, for people: who is cut off, who pays more and where they go instead.

mod tables;
pub(in crate::present) mod words;

use std::io;

use crate::analysis::critical::{Critical, CriticalRow};

use super::compare::judged;
use crate::present::csv::CsvTables;
use crate::present::digits::{Digits, Look};
use crate::present::geojson;
use crate::present::page::Page;
use crate::present::shown::{ALL_BUT_HTML, Format, Shown};
use crate::present::words::{Lang, a_year, and, capital, count, size};

use words::{have, in_words};

/// The most elements without loss that are named.
const MAX_HARMLESS_NAMED: usize = 8;

impl Shown for Critical {
    const FORM: &'static str = "critical";
    const FORMATS: &'static [Format] = ALL_BUT_HTML;

    fn page(&self, look: Look) -> Page {
        let lang = look.lang;
        let mut page = Page::new();
        judged(&mut page, &self.scenario, Digits::Cents, &self.verdicts, look.lang);
        page.lead(verdict(self, lang));
        page.text(scope(self));
        if self.tonnes_per_year.is_none() {
            page.text(
                "The demands have no tonnes: each counts as one, and losses are given per tonne only. Give \
                 tonnes_per_year for losses in a year.",
            );
        }
        tables::cut_off(&mut page, self, lang);
        tables::dearer(&mut page, self, lang);
        tables::by_corridor(&mut page, self, lang);
        harmless(&mut page, self, lang);
        if let Some(pairs) = &self.pairs {
            tables::joint(&mut page, self, pairs, lang);
        }
        page
    }

    fn write_csv(&self, lang: Lang, to: &mut CsvTables<'_>) -> io::Result<()> {
        to.rows(&CriticalRow::columns(), self.rows(|name| in_words(name, lang)), lang)
    }

    fn geojson(&self, lang: Lang) -> String {
        geojson::critical(self, lang)
    }
}

/// Returns the word for an element that is put out of use.
fn done(found: &Critical) -> &'static str {
    if found.slower.is_some() { "slower" } else { "lost" }
}

/// Writes what cuts most demands off, and what costs most.
fn verdict(found: &Critical, lang: Lang) -> String {
    if found.demands == 0 {
        return "No demand has a route as it is: nothing can be lost.".to_owned();
    }
    let sentences: Vec<String> = worst_cut(found, lang).into_iter().chain(dearest(found, lang)).collect();
    if sentences.is_empty() {
        format!(
            "Nothing that is {} costs any demand anything: it lies on no cheapest route, or another way is as cheap.",
            done(found)
        )
    } else {
        sentences.join(" ")
    }
}

/// Writes which element cuts most demands off, if any does.
fn worst_cut(found: &Critical, lang: Lang) -> Option<String> {
    let cut = found.elements.iter().filter(|element| !element.lost.is_empty());
    let worst = cut.max_by_key(|element| element.lost.len())?;
    Some(format!("Without {} {} no route left.", in_words(&worst.name, lang), have(worst.lost.len(), found.demands)))
}

/// Writes which element costs most of those that leave a route, if any costs anything.
fn dearest(found: &Critical, lang: Lang) -> Option<String> {
    let element = found.elements.first().filter(|element| element.demands > 0)?;
    let unit = &found.scenario.currency;
    let year = element.per_year.map_or_else(String::new, |amount| format!(", {}", a_year(amount.as_units(), unit)));
    let mean = element.mean_per_t.map_or_else(String::new, |mean| format!("{} {unit}/t", size(mean)));
    let on_average = if element.demands == 1 { "" } else { " on average" };
    Some(format!(
        "The dearest to be {} is {}: it costs {} {mean}{on_average}{year}.",
        done(found),
        in_words(&element.name, lang),
        if found.demands == 1 { "the demand".to_owned() } else { count(element.demands, "demand") },
    ))
}

/// Writes what was taken away, from whom.
fn scope(found: &Critical) -> String {
    let kinds: Vec<String> = found.kinds.iter().map(|kind| format!("{}s", kind.as_str())).collect();
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

/// Names what costs nothing although it is used.
fn harmless(page: &mut Page, found: &Critical, lang: Lang) {
    if !found.harmless.is_empty() {
        let mut names: Vec<String> =
            found.harmless.iter().take(MAX_HARMLESS_NAMED).map(|name| in_words(name, lang)).collect();
        if found.harmless.len() > MAX_HARMLESS_NAMED {
            names.push(format!("{} more", found.harmless.len() - MAX_HARMLESS_NAMED));
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
#[path = "../../../../tests/pages/critical.rs"]
mod snapshots;
