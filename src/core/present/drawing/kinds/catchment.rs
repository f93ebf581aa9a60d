//! The catchment: which corridor each origin should use, the areas between them, and the band in which it is uncertain.

use crate::analysis::catchment::{AreaKind, BoundaryKind, Catchment};
use crate::present::drawing::palette::{Dash, Paint, Tint};
use crate::present::drawing::{Glyph, LegendSample, Mark, Picture};

use super::map::MapSheet;
use super::{Canvas, glyph, key};

/// Draws the map; none where no origin has a position and a leader.
pub fn catchment(found: &Catchment, canvas: Canvas) -> Option<Picture> {
    let origins: Vec<_> =
        found.origins.iter().filter(|origin| origin.leader.is_some() && origin.place.position.is_some()).collect();
    let mut sheet = MapSheet::new(&origins.first()?.place)?;
    let position = |key: &str| found.corridors.iter().position(|corridor| corridor.key == key).unwrap_or(usize::MAX);
    let leads = |key: &str| origins.iter().filter(|origin| origin.leader.as_deref() == Some(key)).count();
    let told: Vec<String> = found
        .corridors
        .iter()
        .map(|corridor| {
            canvas
                .say("catchment.leads", &[("corridor", &corridor.title), ("count", &leads(&corridor.key).to_string())])
        })
        .collect();
    let mut picture =
        canvas.drawing("catchment", canvas.say("catchment.title", &[("origins", &origins.len().to_string())]));
    let to: Vec<String> = found.destinations.iter().take(3).map(|place| canvas.place(place)).collect();
    let more = if found.destinations.len() > 3 { " \u{2026}" } else { "" };
    let goods = found.scenario.goods.to_lowercase();
    let values = [("to", format!("{}{more}", to.join(", "))), ("goods", goods), ("date", found.scenario.date.clone())];
    picture.subtitle = canvas.say("catchment.subject", &values.each_ref().map(|(name, value)| (*name, value.as_str())));
    let title = |key: &str| found.corridors.get(position(key)).map_or_else(String::new, |own| own.title.clone());
    for area in &found.map.areas {
        let paint = match area.kind {
            AreaKind::Leads => Paint::Faint,
            AreaKind::Band | AreaKind::Could => continue,
        };
        let rings: Vec<Vec<[f64; 2]>> = area.polygons.iter().flatten().map(|ring| sheet.ring(ring)).collect();
        if !rings.is_empty() {
            let tint = Tint::corridor(position(&area.corridor));
            sheet.add_mark(Mark::Polygon { rings, tint, paint, tip: title(&area.corridor) });
        }
    }
    let mut has_band = false;
    for boundary in &found.map.boundaries {
        let (dash, paint) = match boundary.kind {
            BoundaryKind::Lead { .. } => (Dash::Solid, Paint::Line),
            BoundaryKind::Chance { percent: 5 | 95 } => (Dash::Dotted, Paint::Line),
            _ => continue,
        };
        has_band |= dash == Dash::Dotted;
        for line in &boundary.lines {
            let (at, tint) = (sheet.ring(line), Tint::Ink);
            sheet.add_mark(Mark::Line { at, tint, paint, dash, tip: title(&boundary.corridor) });
        }
    }
    for origin in &origins {
        let own = position(origin.leader.as_deref().unwrap_or_default());
        sheet.add_place(&origin.place, Tint::corridor(own), glyph(own), canvas);
    }
    for gateway in found.gateways.iter().filter_map(|gateway| gateway.gateway.as_ref()) {
        sheet.add_place(gateway, Tint::Ink, Glyph::Ring, canvas);
    }
    for (at, text) in told.iter().enumerate().filter(|(at, _)| leads(&found.corridors[*at].key) > 0) {
        picture.legend.push(key(text.clone(), Tint::corridor(at), LegendSample::Point(glyph(at))));
    }
    picture.legend.push(key(canvas.say("catchment.gateway", &[]), Tint::Ink, LegendSample::Point(Glyph::Ring)));
    if has_band {
        picture.legend.push(key(canvas.say("catchment.band", &[]), Tint::Ink, LegendSample::Stroke(Dash::Dotted)));
    }
    let (draws, seed) = (canvas.lang.number(&found.draws.to_string()), found.seed.to_string());
    picture.notes = vec![canvas.say("catchment.note", &[("draws", &draws), ("seed", &seed)])];
    picture.summary = format!("{}. {}.", picture.title, told.join(canvas.semicolon()));
    picture.panels = vec![sheet.panel()?];
    Some(picture)
}
