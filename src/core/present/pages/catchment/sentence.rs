//! How far a corridor leads along a line, in one paragraph.

use crate::analysis::catchment::{BreakEvenLine, Catchment, Reach};
use crate::units::Money;

use crate::present::demand::{money, named};
use crate::present::digits::Digits;
use crate::present::verdict::share_of;
use crate::present::words::{Lang, capital, fixed};

/// Writes in one paragraph how far a corridor leads along a line.
pub(in crate::present) fn sentence(found: &Catchment, line: &BreakEvenLine, lang: Lang) -> String {
    if line.stops.is_empty() {
        return String::new();
    }
    let (own, central) = (title(found, &line.corridor), central(found, line, lang));
    format!("{}, \"{own}\" {central}. {}; {}.", to_where(found, lang), capital(&drawn(found, line)), could(line))
}

/// Writes how far a corridor leads with the figures at their values.
fn central(found: &Catchment, line: &BreakEvenLine, lang: Lang) -> String {
    let (Some(first), Some(last)) = (line.stops.first(), line.stops.last()) else { return String::new() };
    let currency = &found.scenario.currency;
    let against = format!("\"{}\"", title(found, &found.reference));
    let [anchor, first_name, last_name] = [&line.anchor, &first.origin, &last.origin].map(|place| lang.name(place));
    let [first_km, last_km] = [first.km, last.km].map(|km| fixed(km, 0));
    match line.central {
        Reach::Nowhere => {
            let more = money(first.saving_per_t, currency, Digits::Cents);
            let grows = if line.loss_per_km > Money::ZERO && line.stops.len() > 1 {
                let loss = money(line.loss_per_km, currency, Digits::Cents);
                format!(", and on average {loss} more with each km on to {last_name}")
            } else {
                String::new()
            };
            format!(
                "leads nowhere with the figures at their values: at {first_name}, {first_km} km from {anchor}, it costs \
                 {more} more than {against}{grows}"
            )
        }
        Reach::Km(km) => format!(
            "leads within {} km of {anchor} on the way to {last_name} ({last_km} km) with the figures at their values, and \
             {against} beyond",
            fixed(km, 0),
        ),
        Reach::Whole if line.stops.len() == 1 => {
            format!("leads at {first_name}, {first_km} km from {anchor}, with the figures at their values")
        }
        Reach::Whole => {
            format!("leads all the way from {anchor} to {last_name} ({last_km} km) with the figures at their values")
        }
    }
}

/// Writes how far a corridor could save with its own figures at their favourable bounds.
fn could(line: &BreakEvenLine) -> String {
    match line.could {
        Reach::Km(_) | Reach::Whole if line.stops.len() == 1 => {
            "with its own figures at their favourable bounds it could save there".to_owned()
        }
        Reach::Nowhere => "not even with its own figures at their favourable bounds could it save there".to_owned(),
        Reach::Km(km) => {
            format!("with its own figures at their favourable bounds it could save within {} km", fixed(km, 0))
        }
        Reach::Whole => "with its own figures at their favourable bounds it could save all the way".to_owned(),
    }
}

/// Writes how far a corridor leads along a line in how many draws.
fn drawn(found: &Catchment, line: &BreakEvenLine) -> String {
    let reach_km = [line.p5_km, line.p50_km, line.p95_km];
    let [low, middle, high] = reach_km.map(|km| fixed(km, 0));
    let some = found.draws - line.nowhere;
    if some == 0 {
        return "it leads there in none of the draws".to_owned();
    }
    let share = share_of(some as f64 / found.draws as f64, found.draws);
    if line.stops.len() == 1 {
        return format!("in {some} of {} draws ({share}) it leads there", found.draws);
    }
    let whole = if line.whole > 0 { format!(", all the way in {}", line.whole) } else { String::new() };
    let band = match reach_km {
        [_, _, 0.0] => "in 95 % of draws nowhere".to_owned(),
        [_, 0.0, _] => format!("in 95 % of draws no further than {high} km"),
        _ => format!(
            "the distance up to which it leads is {low} to {high} km in 90 % of draws, {middle} km in the middle one"
        ),
    };
    format!("in {some} of {} draws ({share}) it leads somewhere on the way{whole}; {band}", found.draws)
}

/// Names the destinations that a sentence is about: `To Ningbo`, `On the mean of 21 destinations`.
fn to_where(found: &Catchment, lang: Lang) -> String {
    match found.destinations.as_slice() {
        [only] => format!("To {}", lang.name(only)),
        several => format!("On the mean of {} destinations", several.len()),
    }
}

/// Returns the title of a corridor, or its key where it has none.
pub(super) fn title<'a>(found: &'a Catchment, key: &'a str) -> &'a str {
    let corridor = found.corridors.iter().find(|corridor| corridor.key == key);
    corridor.map_or(key, |corridor| named(&corridor.title, key))
}
