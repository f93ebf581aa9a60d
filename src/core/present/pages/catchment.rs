//! Which corridor each origin should use, and up to where: a catchment for people.

pub(in crate::present) mod sentence;

use std::io;

use crate::analysis::catchment::{
    BreakEvenLine, Catchment, CatchmentCorridor, CatchmentOrigin, CatchmentRow, GatewayShare, LineStop, NoAreas,
    OriginCorridor, Weighing,
};
use crate::answer::PlaceName;
use crate::units::Money;

use super::compare::judged;
use super::risk::{drawn, held, settled};
use crate::present::csv::CsvTables;
use crate::present::demand::money;
use crate::present::digits::{Digits, Look};
use crate::present::geojson;
use crate::present::page::{Columns, Page, Table};
use crate::present::shown::{ALL_BUT_HTML, Format, Shown};
use crate::present::verdict::share_of;
use crate::present::words::{Lang, and, count, fixed, or_nothing, percent, plain};

use sentence::{sentence, title};

impl Shown for Catchment {
    const FORM: &'static str = "catchment";
    const FORMATS: &'static [Format] = ALL_BUT_HTML;

    fn page(&self, look: Look) -> Page {
        let lang = look.lang;
        let mut page = Page::new();
        judged(&mut page, &self.scenario, Digits::Cents, &self.verdicts, look.lang);
        compared(&mut page, self);
        let lines: Vec<&BreakEvenLine> =
            self.lines.iter().filter(|line| std::ptr::eq(first_like(self, line), *line)).collect();
        for line in &lines {
            page.lead(sentence(self, line, lang));
        }
        page.text(likewise(self, lang));
        corridors(&mut page, self);
        page.heading(2, "Origins, the nearest to the border or port first");
        page.table(origins(self, lang));
        explain_origins(&mut page, self);
        gateways(&mut page, self, lang);
        for line in lines {
            stops(&mut page, self, line, lang);
        }
        on_the_map(&mut page, self, lang);
        page
    }

    fn write_csv(&self, lang: Lang, to: &mut CsvTables<'_>) -> io::Result<()> {
        to.rows(&CatchmentRow::columns(), self.rows(), lang)
    }

    fn geojson(&self, lang: Lang) -> String {
        geojson::catchment(self, lang)
    }
}

/// Returns the first line that is the same but for its corridor.
fn first_like<'a>(found: &'a Catchment, line: &'a BreakEvenLine) -> &'a BreakEvenLine {
    let same = |other: &&BreakEvenLine| BreakEvenLine { corridor: line.corridor.clone(), ..(*other).clone() } == *line;
    found.lines.iter().find(same).unwrap_or(line)
}

/// Names the corridors whose line is exactly like that of another.
fn likewise(found: &Catchment, lang: Lang) -> String {
    let mut sentences = Vec::new();
    for line in &found.lines {
        let first = first_like(found, line);
        if first.corridor != line.corridor {
            sentences.push(format!(
                "From {} on, \"{}\" does as \"{}\".",
                lang.name(&line.anchor),
                title(found, &line.corridor),
                title(found, &first.corridor)
            ));
        }
    }
    sentences.join(" ")
}

fn compared(page: &mut Page, found: &Catchment) {
    let titles: Vec<String> =
        found.corridors.iter().map(|corridor| format!("{} ({})", corridor.key, corridor.title)).collect();
    let weighing = match found.weighing {
        Weighing::Tonnes => "demands count by their yearly tonnes",
        Weighing::Equal => "demands count alike, for they have no yearly tonnes",
    };
    let over = match found.destinations.len() {
        1 => String::new(),
        several => format!(", on the mean of those of the {several} destinations that both serve"),
    };
    page.text(format!(
        "Compared are {}. Savings are taken against {}{over}; {weighing}.",
        and(&titles),
        found.reference,
    ));
    page.text(drawn(found.draws, found.seed, found.figures_drawn, found.estimates_drawn));
    settled(page, &found.settled);
    page.text(held(&found.held).unwrap_or_default());
}

/// Returns whether a corridor would save with its own figures at their favourable bounds.
fn could_save(own: &OriginCorridor) -> bool {
    own.could_save_per_t.is_some_and(|saving| saving > Money::ZERO)
}

/// Iterates over the corridors that are compared from an origin, with their keys.
fn compared_from<'a>(
    found: &'a Catchment,
    origin: &'a CatchmentOrigin,
) -> impl Iterator<Item = (&'a String, &'a OriginCorridor)> {
    let keys = found.corridors.iter().map(|corridor| &corridor.key);
    keys.filter_map(|key| Some((key, origin.corridors.get(key)?)))
}

/// Lays out what each corridor gets.
fn corridors(page: &mut Page, found: &Catchment) {
    let leads = |corridor: &CatchmentCorridor, origin: &CatchmentOrigin| origin.leader.as_ref() == Some(&corridor.key);
    let led = |corridor: &CatchmentCorridor| found.origins.iter().filter(|origin| leads(corridor, origin)).count();
    let could = |corridor: &CatchmentCorridor| {
        let could = |origin: &&CatchmentOrigin| {
            leads(corridor, origin) || origin.corridors.get(&corridor.key).is_some_and(could_save)
        };
        found.origins.iter().filter(could).count()
    };
    let columns = Columns::new()
        .words("Corridor", |corridor: &CatchmentCorridor| corridor.key.clone())
        .words("Title", |corridor| title(found, &corridor.key).to_owned())
        .numbers("Cheapest for", |corridor| percent(corridor.share))
        .numbers("In the draws", |corridor| share_of(corridor.share_drawn, found.draws))
        .numbers("Origins led", |corridor| led(corridor).to_string())
        .numbers("Could save from", |corridor| could(corridor).to_string());
    page.heading(2, "Who leads");
    page.table(columns.table(&found.corridors));
    let whole = match found.weighing {
        Weighing::Tonnes => "of the tonnes of all demands that have a route",
        Weighing::Equal => "of all demands that have a route",
    };
    page.text(format!(
        "Cheapest for: the share {whole}, with the figures at their values and on the mean of the draws; of equal \
         corridors the reference counts, then the first. Could save from: origins from which it would save with its \
         own bounded figures at their favourable bounds, those that it shares with the cheapest other corridor as they \
         are."
    ));
}

/// Returns the corridor that comes next to the leader of an origin, of equal ones the first.
fn next<'a>(found: &'a Catchment, origin: &'a CatchmentOrigin) -> Option<(&'a String, &'a OriginCorridor)> {
    let others = compared_from(found, origin).filter(|(key, _)| origin.leader.as_ref() != Some(key));
    others.reduce(|best, next| if next.1.saving_per_t > best.1.saving_per_t { next } else { best })
}

/// Names a gateway without the part of its name in brackets, for which the table has no room.
fn gateway(place: Option<&PlaceName>, lang: Lang) -> String {
    let short = |place: &PlaceName| lang.name(place).split(" (").next().unwrap_or_default().to_owned();
    place.map_or_else(|| "by land".to_owned(), short)
}

/// Returns the corridor that leads from an origin.
fn leader(origin: &CatchmentOrigin) -> Option<&OriginCorridor> {
    origin.corridors.get(origin.leader.as_ref()?)
}

fn origins(found: &Catchment, lang: Lang) -> Table {
    let could = |origin: &CatchmentOrigin| next(found, origin)?.1.could_save_per_t.map(|saving| saving > Money::ZERO);
    Columns::new()
        .words("Origin", |origin: &CatchmentOrigin| lang.name(&origin.place).to_owned())
        .numbers("Km", |origin| or_nothing(origin.anchor_km, |km| fixed(km, 0)))
        .words("Leads", |origin| origin.leader.clone().unwrap_or_else(|| "no comparison".to_owned()))
        .words("by", |origin| or_nothing(leader(origin), |own| gateway(own.gateway.as_ref(), lang)))
        .numbers(format!("Lead, {}/t", found.scenario.currency), |origin| Digits::Cents.cell(origin.margin_per_t))
        .numbers("in", |origin| or_nothing(leader(origin), |own| share_of(own.chance_leads, found.draws)))
        .words("Next", |origin| or_nothing(next(found, origin), |(key, _)| key.clone()))
        .numbers("in", |origin| or_nothing(next(found, origin), |(_, own)| share_of(own.chance_leads, found.draws)))
        .words("Could save", |origin| or_nothing(could(origin), |could| if could { "yes" } else { "no" }.to_owned()))
        .table(&found.origins)
}

fn explain_origins(page: &mut Page, found: &Catchment) {
    page.text(format!(
        "Km: by rail and road to where the cargo leaves the country by land, or else boards its first ship, on the \
         shortest of its routes but those of {}. Lead: mean saving against {0} less that of the next corridor; in: the \
         share of draws in which the corridor saves most. By: the port where the cargo first boards a ship.",
        found.reference,
    ));
    page.list(partly_served(found));
}

/// Names the corridors that are compared on some of the destinations only.
fn partly_served(found: &Catchment) -> Vec<String> {
    // The corridor, the destinations served of how many, and the number of origins.
    let mut partly: Vec<((&String, usize, usize), usize)> = Vec::new();
    for origin in &found.origins {
        for (key, own) in compared_from(found, origin).filter(|(_, own)| own.destinations < origin.destinations) {
            let part = (key, own.destinations, origin.destinations);
            match partly.iter_mut().find(|(known, _)| *known == part) {
                Some((_, origins)) => *origins += 1,
                None => partly.push((part, 1)),
            }
        }
    }
    let in_words = |((key, served, all), origins): ((&String, usize, usize), usize)| {
        format!(
            "{key} is compared on {served} of {all} destinations from {}: it, or {}, has no route to the others.",
            count(origins, "origin"),
            found.reference,
        )
    };
    partly.into_iter().map(in_words).collect()
}

fn gateways(page: &mut Page, found: &Catchment, lang: Lang) {
    page.heading(2, "What each gateway gets if every demand takes its cheapest corridor");
    let tonnes = |tonnes: Option<f64>| or_nothing(tonnes, |tonnes| fixed(tonnes, 0));
    let columns = Columns::new()
        .words("Gateway", |own: &GatewayShare| gateway(own.gateway.as_ref(), lang))
        .numbers("Share", |own| percent(own.share))
        .numbers("Mean share in the draws", |own| share_of(own.share_drawn, found.draws))
        .with(found.weighing == Weighing::Tonnes, |columns| {
            columns
                .numbers("t a year", |own| tonnes(own.tonnes_per_year))
                .numbers("Mean t a year in the draws", |own| tonnes(own.tonnes_drawn_per_year))
        });
    page.table(columns.table(&found.gateways));
}

fn stops<'a>(page: &mut Page, found: &'a Catchment, line: &'a BreakEvenLine, lang: Lang) {
    page.heading(2, format!("{} along its route from {}", title(found, &line.corridor), lang.name(&line.anchor)));
    let of_corridor = |stop: &'a LineStop| Some((stop, found.origin(&stop.origin)?.corridors.get(&line.corridor)?));
    let rows: Vec<(&LineStop, &OriginCorridor)> = line.stops.iter().filter_map(of_corridor).collect();
    let columns = Columns::new()
        .words("Origin", |(stop, _): &(&LineStop, &OriginCorridor)| lang.name(&stop.origin).to_owned())
        .numbers("Km", |(stop, _)| fixed(stop.km, 0))
        .numbers("Saving", |(stop, _)| Digits::Cents.text(stop.saving_per_t))
        .numbers("5 % of draws stay below", |(_, own)| Digits::Cents.text(own.p5_saving_per_t))
        .numbers("95 % of draws stay below", |(_, own)| Digits::Cents.text(own.p95_saving_per_t))
        .numbers("Saves in", |(stop, _)| share_of(stop.chance_saves, found.draws))
        .words("Gateway", |(_, own)| gateway(own.gateway.as_ref(), lang));
    page.table(columns.table(&rows));
}

fn on_the_map(page: &mut Page, found: &Catchment, lang: Lang) {
    let between = match &found.grid {
        None => "Between the origins nothing is known".to_owned(),
        Some(grid) => format!(
            "Beside the origins the map knows {} every {} km, each of which goes by road to whichever of its {} nearest \
             origins is cheapest for each corridor and destination: straight line x {} (an estimate) at {} a km ({})",
            count(grid.points, "point"),
            plain(grid.step_km),
            grid.nearest,
            plain(grid.detour),
            money(grid.access_per_km, &found.scenario.currency, Digits::Cents),
            grid.access_source,
        ),
    };
    page.text(format!(
        "{between}; the map (--format geojson) joins what is known to triangles and takes savings as straight over each; \
         it ends at the outermost origins. Break-even distances are straight between the origins of a line. A border is \
         that of the figures at their values and known only within its band{}.",
        decided(found)
    ));
    let missing = no_areas(found, lang);
    if !missing.is_empty() {
        page.text(missing.join(" "));
    }
    if !found.without_map.is_empty() {
        let names: Vec<String> = found.without_map.iter().map(|place| lang.name(place).to_owned()).collect();
        page.text(format!("Not on the map, for want of a position or of a route by the reference: {}.", and(&names)));
    }
    let estimates = found.estimates_drawn as f64 / found.figures_drawn.max(1) as f64;
    page.text(format!("{} of the figures drawn are estimates.", percent(estimates)));
}

/// Writes which share of the demands is decided.
fn decided(found: &Catchment) -> String {
    let all = found.verdicts.iter().filter(|own| !own.cheapest.is_empty()).count();
    let decided = found.verdicts.iter().filter(|own| own.decided).count();
    let text = || format!(": {} of the demands are decided", percent(decided as f64 / all as f64));
    (all > 0).then(text).unwrap_or_default()
}

/// Writes what the map cannot show, for want of origins at different positions.
pub(in crate::present) fn no_areas(found: &Catchment, lang: Lang) -> Vec<String> {
    let mut said = Vec::new();
    match found.no_areas {
        Some(NoAreas::OneLine) => said.push(
            "All origins are on one line: no area between them is known, and the map has no areas and no boundaries."
                .to_owned(),
        ),
        Some(NoAreas::FewPositions) => said.push(
            "Fewer than three positions of origins are known: the map has no areas and no boundaries, which need three."
                .to_owned(),
        ),
        None => {}
    }
    if !found.at_one_position.is_empty() {
        let names: Vec<String> = found.at_one_position.iter().map(|place| lang.name(place).to_owned()).collect();
        said.push(format!(
            "At the position of another origin, which alone counts for areas and boundaries: {}.",
            and(&names)
        ));
    }
    said
}

#[cfg(all(test, feature = "formats"))]
#[path = "../../../../tests/pages/catchment.rs"]
mod snapshots;
