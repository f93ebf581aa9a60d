//! The flow map: each way as a line that is as wide as its tonnes.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::flow::{Flows, LegTonnes};
use crate::answer::PlaceName;
use crate::present::drawing::palette::Tint;
use crate::present::drawing::scale::step;
use crate::present::drawing::{Glyph, LabelSide, LegendSample, Mark, Picture};

use super::map::{MapSheet, by_water};
use super::{Canvas, key, label};

/// The widths in pixels of the line with the most tonnes, and of those with the fewest.
const MAX_WIDTH: f64 = 12.0;
const MIN_WIDTH: f64 = 0.8;
/// The most ways whose tonnes are written beside them, and the most ends of demands whose names are.
const MAX_WRITTEN: usize = 4;
const MAX_NAMED: usize = 12;

/// The tonnes between two places by one mode.
struct FlowWay<'a> {
    leg: &'a LegTonnes,
    /// Tonnes there and back.
    tonnes: f64,
    back: Option<&'a LegTonnes>,
}

/// Draws where tonnes go; none where no way has a position.
pub fn flow(found: &Flows, canvas: Canvas) -> Option<Picture> {
    let gone = found.tonnes - found.unmet_t;
    let leader = found.corridors.iter().max_by(|one, other| one.tonnes.total_cmp(&other.tonnes))?;
    let ways = ways(&found.legs);
    let widest = ways.first()?;
    let tonnes = |number: f64| canvas.number(number, 0);
    let percent = canvas.number(100.0 * leader.tonnes / gone, 0);
    let said =
        [("gone", &*tonnes(gone)), ("all", &tonnes(found.tonnes)), ("corridor", &leader.title), ("percent", &percent)];
    let title = if found.unmet_t > 0.0 { "flow.title.unmet" } else { "flow.title" };
    let mut picture = canvas.drawing("flow", canvas.say(title, &said));
    picture.subtitle = flow_subject(found, canvas);
    picture.notes = vec![canvas.say("flow.note", &[]), canvas.say("map.note", &[])];
    let mut sheet = MapSheet::new(&widest.leg.from)?;
    let mut is_shared = false;
    let mut labels = Vec::new();
    let mut written = BTreeSet::new();
    for way in ways.iter().rev() {
        let LegTonnes { mode, from, to, .. } = way.leg;
        let at: Vec<_> = [from, to].into_iter().filter_map(|place| sheet.at(place)).collect();
        if at.len() < 2 {
            continue;
        }
        sheet.include(&at);
        let at = if *mode == "sea" { by_water(&at) } else { at };
        let tint = way.tint(found);
        is_shared |= tint == Tint::Ink;
        let width = (MAX_WIDTH * way.tonnes / widest.tonnes).max(MIN_WIDTH);
        let tip = std::iter::once(way.leg).chain(way.back).map(|leg| tip(leg, canvas)).collect::<Vec<_>>().join("; ");
        labels.push(label(
            at[at.len() / 2],
            canvas.say("flow.tonnes", &[("tonnes", &tonnes(way.tonnes))]),
            LabelSide::Any,
        ));
        sheet.add_mark(Mark::Band { at, width, tint, tip });
    }
    let (gateways, ends) = stops(found);
    for place in gateways {
        sheet.add_place(place, Tint::Ink, Glyph::Disc, canvas);
    }
    for place in ends.iter().take(MAX_NAMED) {
        sheet.add_place(place, Tint::Ink, Glyph::Ring, canvas);
    }
    for place in ends.iter().skip(MAX_NAMED) {
        let Some(at) = sheet.at(place) else { continue };
        sheet.include(&[at]);
        sheet.add_mark(Mark::Point { at, tint: Tint::Ink, glyph: Glyph::Ring, tip: canvas.place(place) });
    }
    // The widest ways come first, and legs of one haul with the same tonnes are written at once.
    labels.reverse();
    let is_new = |mark: &Mark| matches!(mark, Mark::Label { text, .. } if written.insert(text.clone()));
    labels.into_iter().filter(is_new).take(MAX_WRITTEN).for_each(|label| sheet.add_label(label));
    let corridors = found.corridors.iter().enumerate().filter(|(_, own)| own.tonnes > 0.0);
    let entry = |text: String, tint| key(text, tint, LegendSample::Band(MAX_WIDTH / 2.0));
    for (position, own) in corridors {
        let values = [("corridor", own.title.as_str()), ("tonnes", &tonnes(own.tonnes))];
        picture.legend.push(entry(canvas.say("flow.corridor", &values), Tint::corridor(position)));
    }
    if is_shared {
        picture.legend.push(entry(canvas.say("flow.shared", &[]), Tint::Ink));
    }
    let shown = step(widest.tonnes / 5.0);
    let sample = LegendSample::Band((MAX_WIDTH * shown / widest.tonnes).max(MIN_WIDTH));
    picture.legend.push(key(canvas.say("flow.tonnes", &[("tonnes", &tonnes(shown))]), Tint::Muted, sample));
    let told: Vec<String> = picture
        .legend
        .iter()
        .filter(|key| key.sample == LegendSample::Band(MAX_WIDTH / 2.0))
        .map(|key| key.text.clone())
        .collect();
    picture.summary = format!("{}. {}.", picture.title, told.join(canvas.semicolon()));
    picture.panels = vec![sheet.panel()?];
    Some(picture)
}

/// Writes the goods and the months.
pub(super) fn flow_subject(found: &Flows, canvas: Canvas) -> String {
    let mut goods: Vec<String> = found.scenarios.iter().map(|used| used.commodity.replace('-', " ")).collect();
    goods.dedup();
    let month = |month: Option<&String>| month.cloned().unwrap_or_default();
    let values =
        [("goods", goods.join(", ")), ("from", month(found.months.first())), ("to", month(found.months.last()))];
    canvas.say("flow.subject", &values.each_ref().map(|(name, value)| (*name, value.as_str())))
}

impl FlowWay<'_> {
    /// Returns the colour of the corridor by which its tonnes go; of several that of text.
    fn tint(&self, found: &Flows) -> Tint {
        let of_back = self.back.iter().flat_map(|leg| &leg.corridors);
        let keys: BTreeSet<&String> = self.leg.corridors.iter().chain(of_back).collect();
        let mut positions =
            keys.into_iter().filter_map(|key| found.corridors.iter().position(|own| own.corridor == *key));
        match (positions.next(), positions.next()) {
            (Some(only), None) => Tint::corridor(only),
            _ => Tint::Ink,
        }
    }
}

/// Puts both directions of each leg together, those with the most tonnes first.
fn ways(legs: &[LegTonnes]) -> Vec<FlowWay<'_>> {
    let mut of_ends: BTreeMap<(&str, [&str; 2]), FlowWay<'_>> = BTreeMap::new();
    for leg in legs {
        let mut ends = [leg.from.key.as_str(), leg.to.key.as_str()];
        ends.sort_unstable();
        let new = FlowWay { leg, tonnes: 0.0, back: None };
        let way = of_ends.entry((leg.mode, ends)).or_insert(new);
        way.tonnes += leg.tonnes;
        way.back = Some(leg).filter(|leg| leg.from.key != way.leg.from.key);
    }
    let mut ways: Vec<FlowWay<'_>> = of_ends.into_values().collect();
    ways.sort_by(|one, other| other.tonnes.total_cmp(&one.tonnes));
    ways
}

/// Returns the places where the mode changes, and those where most tonnes come from or go to, these first.
fn stops(found: &Flows) -> (Vec<&PlaceName>, Vec<&PlaceName>) {
    let mut modes: BTreeMap<&str, (&PlaceName, BTreeSet<&str>)> = BTreeMap::new();
    for leg in &found.legs {
        for place in [&leg.from, &leg.to] {
            modes.entry(&place.key).or_insert((place, BTreeSet::new())).1.insert(leg.mode);
        }
    }
    let mut ends: BTreeMap<&str, (&PlaceName, f64)> = BTreeMap::new();
    for route in found.routes.iter().filter(|route| route.month.is_some()) {
        for place in [&route.from, &route.to] {
            ends.entry(&place.key).or_insert((place, 0.0)).1 += route.tonnes;
        }
    }
    let is_gateway = |(place, modes): &(&PlaceName, BTreeSet<&str>)| modes.len() > 1 && !ends.contains_key(&*place.key);
    let gateways = modes.into_values().filter(is_gateway).map(|(place, _)| place).collect();
    let mut ends: Vec<(&PlaceName, f64)> = ends.into_values().collect();
    ends.sort_by(|one, other| other.1.total_cmp(&one.1));
    (gateways, ends.into_iter().map(|(place, _)| place).collect())
}

fn tip(leg: &LegTonnes, canvas: Canvas) -> String {
    let ends = [&leg.from, &leg.to].map(|place| canvas.place(place));
    let tonnes = canvas.say("flow.tonnes", &[("tonnes", &canvas.number(leg.tonnes, 0))]);
    format!("{} \u{2192} {}: {tonnes}", ends[0], ends[1])
}
