//! Which corridor each origin should use, and up to where: a catchment for people.

use crate::analysis::catchment::{BreakEvenLine, Catchment, CatchmentOrigin, OriginCorridor, Reach, Weighing};
use crate::answer::PlaceName;
use crate::units::Money;

use super::compare::header;
use crate::present::demand::money;
use crate::present::digits::Digits;
use crate::present::page::{Page, Table};
use crate::present::words::{Lang, and, capital, count, fixed, percent, plain};

const NOTHING: &str = "–";
/// The most figures that are named.
const MOST_NAMED: usize = 8;

/// Lays out a catchment.
pub fn page(found: &Catchment, lang: Lang) -> Page {
    let mut page = Page::new();
    header(&mut page, &found.used, Digits::Cents);
    compared(&mut page, found);
    let lines: Vec<&BreakEvenLine> = found
        .lines
        .iter()
        .enumerate()
        .filter(|(position, line)| first_like(found, line) == *position)
        .map(|(_, line)| line)
        .collect();
    for line in &lines {
        page.lead(sentence(found, line, lang));
    }
    page.text(likewise(found, lang));
    corridors(&mut page, found);
    page.heading(2, "Origins, the nearest to the border or port first");
    page.table(origins(found, lang));
    explain_origins(&mut page, found);
    gateways(&mut page, found, lang);
    for line in lines {
        stops(&mut page, found, line, lang);
    }
    on_the_map(&mut page, found, lang);
    page
}

/// Returns the position of the first line that says the same of another corridor, or of this one.
fn first_like(found: &Catchment, line: &BreakEvenLine) -> usize {
    let same = |other: &BreakEvenLine| BreakEvenLine { corridor: line.corridor, ..other.clone() } == *line;
    found.lines.iter().position(same).unwrap_or_default()
}

/// Names the corridors that do on a line exactly what another does.
fn likewise(found: &Catchment, lang: Lang) -> String {
    let mut said = Vec::new();
    for (position, line) in found.lines.iter().enumerate() {
        let first = first_like(found, line);
        if first < position {
            said.push(format!(
                "From {} on, \"{}\" does as \"{}\".",
                lang.name(&line.anchor),
                title(found, line.corridor),
                title(found, found.lines[first].corridor)
            ));
        }
    }
    said.join(" ")
}

/// Returns the title of a corridor, or its key where it has none.
pub(crate) fn title(found: &Catchment, corridor: usize) -> &str {
    let corridor = &found.corridors[corridor];
    if corridor.title.is_empty() { &corridor.key } else { &corridor.title }
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
        found.corridors[found.reference].key,
    ));
    page.text(format!(
        "{} draws from seed {}, of {} that can move an answer, {} of them estimates: their spread is estimated too.",
        found.draws,
        found.seed,
        count(found.figures_drawn, "uncertain figure"),
        found.estimates_drawn,
    ));
    let named = |paths: &[&str]| {
        let more = paths.len().saturating_sub(MOST_NAMED);
        let names = paths.iter().take(MOST_NAMED).copied().collect::<Vec<_>>().join(", ");
        if more > 0 { format!("{names} and {more} more") } else { names }
    };
    let settled: Vec<&str> = found.settled.iter().map(String::as_str).collect();
    if !settled.is_empty() {
        page.text(format!("Set on the command line, so taken as certain and not drawn: {}.", named(&settled)));
    }
    let held: Vec<&str> = found.held.iter().map(|figure| figure.path.as_str()).collect();
    if !held.is_empty() {
        page.text(format!("Held at their value, because another would take another network: {}.", named(&held)));
    }
}

/// Says what destinations a sentence is about: `To Ningbo`, `On the mean of 21 destinations`.
pub(crate) fn to_where(found: &Catchment, lang: Lang) -> String {
    match found.destinations.as_slice() {
        [only] => format!("To {}", lang.name(only)),
        several => format!("On the mean of {} destinations", several.len()),
    }
}

/// Says in one paragraph how far a corridor leads along a line.
pub fn sentence(found: &Catchment, line: &BreakEvenLine, lang: Lang) -> String {
    let currency = &found.used.currency;
    let place = |origin: usize| lang.name(&found.origins[origin].place);
    let quoted = |corridor: usize| format!("\"{}\"", title(found, corridor));
    let (own, against) = (quoted(line.corridor), quoted(found.reference));
    let anchor = lang.name(&line.anchor);
    let (Some(first), Some(last)) = (line.stops.first(), line.stops.last()) else { return String::new() };
    let grows = if line.loss_per_km > Money::ZERO && line.stops.len() > 1 {
        format!(
            ", and on average {} more with each km on to {}",
            money(line.loss_per_km, currency, Digits::Cents),
            place(last.origin)
        )
    } else {
        String::new()
    };
    let central = match line.central {
        Reach::Nowhere => format!(
            "leads nowhere with the figures at their values: at {}, {} km from {anchor}, it costs {} more than {against}{grows}",
            place(first.origin),
            fixed(first.km, 0),
            money(first.saving_per_t, currency, Digits::Cents),
        ),
        Reach::Km(km) => format!(
            "leads within {} km of {anchor} on the way to {} ({} km) with the figures at their values, and {against} beyond",
            fixed(km, 0),
            place(last.origin),
            fixed(last.km, 0),
        ),
        Reach::Whole if line.stops.len() == 1 => {
            format!(
                "leads at {}, {} km from {anchor}, with the figures at their values",
                place(first.origin),
                fixed(first.km, 0)
            )
        }
        Reach::Whole => format!(
            "leads all the way from {anchor} to {} ({} km) with the figures at their values",
            place(last.origin),
            fixed(last.km, 0),
        ),
    };
    let drawn = drawn(found, line);
    let could = match line.could {
        Reach::Km(_) | Reach::Whole if line.stops.len() == 1 => {
            "with its own figures at their favourable bounds it could save there".to_owned()
        }
        Reach::Nowhere => "not even with its own figures at their favourable bounds could it save there".to_owned(),
        Reach::Km(km) => {
            format!("with its own figures at their favourable bounds it could save within {} km", fixed(km, 0))
        }
        Reach::Whole => "with its own figures at their favourable bounds it could save all the way".to_owned(),
    };
    format!("{}, {own} {central}. {}; {could}.", to_where(found, lang), capital(&drawn))
}

/// Says how far a corridor leads along a line in how many draws.
fn drawn(found: &Catchment, line: &BreakEvenLine) -> String {
    let [low, middle, high] = line.reach_quantiles_km.map(|km| fixed(km, 0));
    let some = found.draws - line.nowhere;
    if some == 0 {
        return "it leads there in none of the draws".to_owned();
    }
    let share = share(some as f64 / found.draws as f64);
    if line.stops.len() == 1 {
        return format!("in {some} of {} draws ({share}) it leads there", found.draws);
    }
    let whole = if line.whole > 0 { format!(", all the way in {}", line.whole) } else { String::new() };
    let band = match line.reach_quantiles_km {
        [_, _, 0.0] => "in 95 % of draws nowhere".to_owned(),
        [_, 0.0, _] => format!("in 95 % of draws no further than {high} km"),
        _ => format!(
            "the distance up to which it leads is {low} to {high} km in 90 % of draws, {middle} km in the middle one"
        ),
    };
    format!("in {some} of {} draws ({share}) it leads somewhere on the way{whole}; {band}", found.draws)
}

/// Writes a chance; what is possible is never written as 0 % or 100 %.
fn share(share: f64) -> String {
    match fixed(share * 100.0, 1).as_str() {
        "0.0" if share > 0.0 => "under 0.1 %".to_owned(),
        "100.0" if share < 1.0 => "over 99.9 %".to_owned(),
        text => format!("{text} %"),
    }
}

fn corridors(page: &mut Page, found: &Catchment) {
    let mut table = Table::new()
        .words("Corridor")
        .words("Title")
        .numbers("Cheapest for")
        .numbers("In the draws")
        .numbers("Origins led")
        .numbers("Could save from");
    for (position, corridor) in found.corridors.iter().enumerate() {
        let leads = found.origins.iter().filter(|origin| origin.leader == Some(position)).count();
        let could = found.origins.iter().filter(|origin| {
            let own = origin.corridors[position].as_ref().and_then(|corridor| corridor.could_save_per_t);
            own.is_some_and(|saving| saving > Money::ZERO) || origin.leader == Some(position)
        });
        table.row([
            corridor.key.clone(),
            title(found, position).to_owned(),
            share(corridor.share),
            share(corridor.share_drawn),
            leads.to_string(),
            could.count().to_string(),
        ]);
    }
    page.heading(2, "Who leads");
    page.table(table);
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

/// Returns the corridor that comes next to the leader of an origin.
fn next(origin: &CatchmentOrigin) -> Option<(usize, &OriginCorridor)> {
    let others = origin.corridors.iter().enumerate().filter(|(corridor, _)| Some(*corridor) != origin.leader);
    let others = others.filter_map(|(corridor, own)| Some((corridor, own.as_ref()?)));
    others.max_by(|left, right| left.1.saving_per_t.cmp(&right.1.saving_per_t).then(right.0.cmp(&left.0)))
}

/// Names a gateway without what stands in brackets: the table has no room for it.
fn gateway(place: Option<&PlaceName>, lang: Lang) -> String {
    let short = |place: &PlaceName| lang.name(place).split(" (").next().unwrap_or_default().to_owned();
    place.map_or_else(|| "by land".to_owned(), short)
}

fn origins(found: &Catchment, lang: Lang) -> Table {
    let mut table = Table::new()
        .words("Origin")
        .numbers("Km")
        .words("Leads")
        .words("by")
        .numbers(format!("Lead, {}/t", found.used.currency))
        .numbers("in")
        .words("Next")
        .numbers("in")
        .words("Could save");
    for origin in &found.origins {
        let led = origin.leader.and_then(|leader| Some((leader, origin.corridors[leader].as_ref()?)));
        let next = next(origin);
        let key = |corridor: usize| found.corridors[corridor].key.clone();
        let nothing = || NOTHING.to_owned();
        let could = next.and_then(|(_, own)| own.could_save_per_t).map(|saving| saving > Money::ZERO);
        table.row([
            lang.name(&origin.place).to_owned(),
            origin.anchor.as_ref().map_or_else(nothing, |anchor| fixed(anchor.km, 0)),
            led.map_or_else(|| "no comparison".to_owned(), |(leader, _)| key(leader)),
            led.map_or_else(nothing, |(_, own)| gateway(own.gateway.as_ref(), lang)),
            origin.margin_per_t.map_or_else(nothing, |margin| Digits::Cents.text(margin)),
            led.map_or_else(nothing, |(_, own)| share(own.chance_leads)),
            next.map_or_else(nothing, |(corridor, _)| key(corridor)),
            next.map_or_else(nothing, |(_, own)| share(own.chance_leads)),
            could.map_or_else(nothing, |could| if could { "yes" } else { "no" }.to_owned()),
        ]);
    }
    table
}

fn explain_origins(page: &mut Page, found: &Catchment) {
    page.text(format!(
        "Km: by rail and road to where the cargo leaves the country by land, or else boards its first ship, on the \
         shortest of its routes but those of {}. Lead: mean saving against {0} less that of the next corridor; in: the \
         share of draws in which the corridor saves most. By: the port where the cargo first boards a ship.",
        found.corridors[found.reference].key,
    ));
    let partly = found.origins.iter().flat_map(|origin| {
        let all = origin.destinations;
        origin.corridors.iter().enumerate().filter_map(move |(corridor, own)| {
            let served = own.as_ref()?.destinations;
            (served < all).then_some((corridor, served, all))
        })
    });
    let mut of_corridor: Vec<(usize, usize, usize, usize)> = Vec::new();
    for (corridor, served, all) in partly {
        match of_corridor.iter_mut().find(|known| known.0 == corridor && known.1 == served && known.2 == all) {
            Some(known) => known.3 += 1,
            None => of_corridor.push((corridor, served, all, 1)),
        }
    }
    page.list(
        of_corridor
            .into_iter()
            .map(|(corridor, served, all, origins)| {
                format!(
                    "{} is compared on {served} of {all} destinations from {}: it, or {}, has no route to the others.",
                    found.corridors[corridor].key,
                    count(origins, "origin"),
                    found.corridors[found.reference].key,
                )
            })
            .collect(),
    );
}

fn gateways(page: &mut Page, found: &Catchment, lang: Lang) {
    page.heading(2, "What each gateway gets if every demand takes its cheapest corridor");
    let mut table = Table::new().words("Gateway").numbers("Share").numbers("Mean share in the draws");
    if found.weighing == Weighing::Tonnes {
        table = table.numbers("t a year").numbers("Mean t a year in the draws");
    }
    for own in &found.gateways {
        let mut row = vec![gateway(own.gateway.as_ref(), lang), share(own.share), share(own.share_drawn)];
        if found.weighing == Weighing::Tonnes {
            let tonnes = |tonnes: Option<f64>| tonnes.map_or_else(|| NOTHING.to_owned(), |tonnes| fixed(tonnes, 0));
            row.extend([tonnes(own.tonnes_per_year), tonnes(own.tonnes_drawn_per_year)]);
        }
        table.row(row);
    }
    page.table(table);
}

fn stops(page: &mut Page, found: &Catchment, line: &BreakEvenLine, lang: Lang) {
    page.heading(2, format!("{} along its route from {}", title(found, line.corridor), lang.name(&line.anchor)));
    let mut table = Table::new().words("Origin").numbers("Km").numbers("Saving").numbers("5 % of draws stay below");
    table = table.numbers("95 % of draws stay below").numbers("Saves in").words("Gateway");
    for stop in &line.stops {
        let origin = &found.origins[stop.origin];
        let Some(own) = &origin.corridors[line.corridor] else { continue };
        let [low, .., high] = own.saving_quantiles_per_t;
        table.row([
            lang.name(&origin.place).to_owned(),
            fixed(stop.km, 0),
            Digits::Cents.text(stop.saving_per_t),
            Digits::Cents.text(low),
            Digits::Cents.text(high),
            share(stop.chance_saves),
            gateway(own.gateway.as_ref(), lang),
        ]);
    }
    page.table(table);
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
            money(grid.access_per_km, &found.used.currency, Digits::Cents),
            grid.access_source,
        ),
    };
    page.text(format!(
        "{between}; the map (--format geojson) joins what is known to triangles and takes savings as straight over each; \
         it ends at the outermost origins. Break-even distances are straight between the origins of a line."
    ));
    if !found.map.without.is_empty() {
        let names: Vec<String> = found.map.without.iter().map(|place| lang.name(place).to_owned()).collect();
        page.text(format!("Not on the map, for want of a position or of a route by the reference: {}.", and(&names)));
    }
    let estimates = found.estimates_drawn as f64 / found.figures_drawn.max(1) as f64;
    page.text(format!("{} of the figures drawn are estimates.", percent(estimates)));
}
