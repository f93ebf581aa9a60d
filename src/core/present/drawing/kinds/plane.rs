//! The plane: which corridor leads where two figures move.

use crate::analysis::breakeven::plane::{Plane, PlaneDemand};
use crate::present::drawing::palette::{Paint, Tint};
use crate::present::drawing::{DrawnScale, Glyph, LabelSide, LegendSample, Mark, Panel, Picture};
use crate::units::to_f64;

use super::{Canvas, key, label};

/// The least share of the plane of an area that is named.
const MIN_SHARE: f64 = 0.02;

/// Draws who leads a demand; none where nothing has a route.
pub fn plane(found: &Plane, canvas: Canvas) -> Option<Picture> {
    let demand = found.demands.iter().find(|demand| demand.total_per_t.is_some())?;
    let [first, second] = found.axes();
    let names = [&first.figure.name, &second.figure.name];
    let mut picture = canvas.drawing("plane", canvas.say("plane.title", &[("first", names[0]), ("second", names[1])]));
    picture.subtitle = canvas.subject(&demand.from, &demand.to, &found.scenario);
    let position = |keys: &[String]| found.corridors.iter().position(|named| keys.contains(&named.key));
    let title = |keys: &[String]| {
        let named = found.corridors.iter().filter(|named| keys.contains(&named.key));
        named.map(|named| named.title.as_str()).collect::<Vec<_>>().join(" = ")
    };
    let tint = |keys: &[String]| position(keys).map_or(Tint::Neutral, Tint::corridor);
    let today = [first.figure.value.to_f64(), second.figure.value.to_f64()];
    let mut marks = areas(demand, &tint);
    let mut shares = Vec::new();
    for share in demand.shares.iter().filter(|share| share.share >= MIN_SHARE) {
        let percent = format!("{} %", canvas.number(share.share * 100.0, 0));
        let name = if share.corridors.is_empty() { canvas.say("plane.none", &[]) } else { title(&share.corridors) };
        picture.legend.push(key(
            format!("{name}: {percent}"),
            tint(&share.corridors),
            LegendSample::Patch(Paint::Soft),
        ));
        shares.push(format!("{name}: {percent}"));
        if let Some(at) = widest(demand, &share.corridors) {
            marks.push(label(at, name, LabelSide::On));
        }
    }
    marks.push(Mark::Point { at: today, tint: Tint::Ink, glyph: Glyph::Ring, tip: String::new() });
    let values = found.axes().map(|axis| canvas.value(axis.figure.value, &axis.figure.unit));
    marks.push(label(today, canvas.say("curve.today", &[("value", &values.join(", "))]), LabelSide::Any));
    picture.notes = canvas.one_of(found.demands.len()).into_iter().collect();
    picture.summary = format!("{}. {}.", picture.title, shares.join("; "));
    let range = [to_f64(&first.from), to_f64(&first.to)];
    let heights = [to_f64(&second.from), to_f64(&second.to)];
    picture.panels = vec![Panel {
        share: 1.0,
        title: format!("{}, {}", names[1], second.figure.unit),
        x: DrawnScale {
            title: format!("{}, {}", names[0], first.figure.unit),
            range: Some(range),
            ..DrawnScale::default()
        },
        y: DrawnScale { range: Some(heights), ..DrawnScale::default() },
        aspect: None,
        marks,
    }];
    Some(picture)
}

/// Makes the area of each set of leaders: strips from line to line, half of the way to the next one on each side.
fn areas(demand: &PlaneDemand, tint: &impl Fn(&[String]) -> Tint) -> Vec<Mark> {
    let heights: Vec<f64> = demand.rows.iter().map(|row| row.second.to_f64()).collect();
    let between = |at: usize, other: usize| f64::midpoint(heights[at], heights[other]);
    let mut marks = Vec::new();
    for share in &demand.shares {
        let mut rings = Vec::new();
        for (at, row) in demand.rows.iter().enumerate() {
            let low = if at == 0 { heights[0] } else { between(at, at - 1) };
            let high = if at + 1 == heights.len() { heights[at] } else { between(at, at + 1) };
            for lead in row.leads.iter().filter(|lead| lead.corridors == share.corridors) {
                let (left, right) = (to_f64(&lead.from), to_f64(&lead.to));
                rings.push(vec![[left, low], [right, low], [right, high], [left, high]]);
            }
        }
        if !rings.is_empty() {
            marks.push(Mark::Polygon {
                rings,
                tint: tint(&share.corridors),
                paint: Paint::Faint,
                tip: share.corridors.join(", "),
            });
        }
    }
    marks
}

/// Returns the middle of the widest strip of some leaders; of several that are as wide, the middle one.
fn widest(demand: &PlaneDemand, corridors: &[String]) -> Option<[f64; 2]> {
    let strips = demand.rows.iter().flat_map(|row| {
        let own = row.leads.iter().filter(|lead| lead.corridors == corridors);
        own.map(|lead| [to_f64(&lead.from), to_f64(&lead.to), row.second.to_f64()])
    });
    let mut strips: Vec<[f64; 3]> = strips.collect();
    let widest = strips.iter().map(|[left, right, _]| right - left).reduce(f64::max)?;
    strips.retain(|[left, right, _]| right - left >= widest * 0.999);
    // Above the middle, where a label of today's values is not.
    let [left, right, height] = strips[strips.len() * 3 / 5];
    Some([f64::midpoint(left, right), height])
}
