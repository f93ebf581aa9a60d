//! The front: every route worth choosing by cost and time.

use crate::analysis::pareto::{Axis, Pareto, ParetoCorridor, ParetoPoint};
use crate::present::drawing::palette::{Dash, Paint, Tint};
use crate::present::drawing::{DrawnScale, LabelSide, LegendSample, Mark, Panel, Picture, Spot};

use super::{Canvas, glyph, key, label};

/// Draws the fronts of a demand; none where there is no route, or cost and time do not both count.
pub fn pareto(found: &Pareto, canvas: Canvas) -> Option<Picture> {
    if !found.has(Axis::Cost) || !found.has(Axis::Time) {
        return None;
    }
    let demand = found.demands.iter().find(|demand| !demand.front.is_empty())?;
    if demand.front.iter().all(|point| point.answer.time().as_days() <= 0.0) {
        return None;
    }
    let currency = &found.scenario.currency;
    let at = |point: &ParetoPoint| -> Spot { [point.answer.time().as_days(), point.answer.total().as_units()] };
    let title = |point: &ParetoPoint| point.answer.corridor_title.clone();
    let said = |key: &str, point: &ParetoPoint| {
        let (days, total) = (canvas.number(point.answer.time().as_days(), 1), canvas.money(point.answer.total()));
        canvas.say(key, &[("corridor", &title(point)), ("days", &days), ("total", &total), ("currency", currency)])
    };
    let (cheapest, fastest) = (demand.least(Axis::Cost)?, demand.least(Axis::Time)?);
    let headline = format!("{}; {}", said("pareto.cheapest", cheapest), said("pareto.fastest", fastest));
    let mut picture = canvas.drawing("pareto", headline);
    picture.subtitle = canvas.subject(&demand.from, &demand.to, &found.scenario);
    let mut marks = Vec::new();
    let mut labels = Vec::new();
    let fronts = demand.corridors.iter().enumerate().filter(|(_, own)| !own.front.is_empty());
    let fronts = fronts.map(|(position, own)| (position, own.corridor_title.clone(), own));
    let bend = bend(&demand.front.iter().map(at).collect::<Vec<_>>());
    let marked = [Some(at(cheapest)), Some(at(fastest)), bend];
    let is_same =
        |one: &&ParetoCorridor, other: &&ParetoCorridor| one.front.iter().map(at).eq(other.front.iter().map(at));
    let mut has_others = false;
    for (position, title, own) in canvas.grouped(fronts, is_same) {
        let (tint, glyph) = (Tint::corridor(position), glyph(position));
        let mut line: Vec<Spot> = own.front.iter().map(at).collect();
        line.sort_by(|one, other| one[0].total_cmp(&other[0]));
        marks.push(Mark::Line { at: stepped(&line), tint, paint: Paint::Thin, dash: Dash::Dashed, tip: title.clone() });
        for point in &own.front {
            let tip = said("pareto.point", point);
            marks.push(Mark::Point { at: at(point), tint, glyph, tip });
            let least = own.front.iter().map(|own| own.answer.total()).min();
            let is_labelled = marked.contains(&Some(at(point))) || Some(point.answer.total()) == least;
            has_others |= !is_labelled;
            if is_labelled {
                let [days, total] = at(point).map(|value| canvas.number(value, 1));
                let text = canvas.say("pareto.values", &[("days", &days), ("total", &total)]);
                labels.push(label(at(point), text, LabelSide::Any));
            }
        }
        picture.legend.push(key(title, tint, LegendSample::Marked(glyph)));
    }
    // The joint front is a line of its own below the points.
    let mut joint: Vec<Spot> = demand.front.iter().map(at).collect();
    joint.sort_by(|one, other| one[0].total_cmp(&other[0]));
    marks.insert(
        0,
        Mark::Line { at: stepped(&joint), tint: Tint::Grid, paint: Paint::Wide, dash: Dash::Solid, tip: String::new() },
    );
    marks.extend(labels);
    picture.legend.push(key(canvas.say("pareto.front", &[]), Tint::Grid, LegendSample::Patch(Paint::Fill)));
    picture.notes = has_others.then(|| canvas.say("pareto.note", &[])).into_iter().collect();
    picture.notes.extend(canvas.one_of(found.demands.len()));
    let lines: Vec<String> = demand.front.iter().map(|point| said("pareto.point", point)).collect();
    picture.summary = format!("{}. {}.", picture.title, lines.join(canvas.semicolon()));
    picture.panels = vec![Panel {
        share: 1.0,
        title: canvas.say("axis.total", &[("currency", currency)]),
        x: DrawnScale { title: canvas.say("axis.time", &[]), ..DrawnScale::default() },
        y: DrawnScale::default(),
        aspect: None,
        marks,
    }];
    Some(picture)
}

/// Returns the point of a front that is furthest from the line between its ends, both scales taken as long; none of a front
/// of two points.
fn bend(front: &[Spot]) -> Option<Spot> {
    let by_time = |one: &&Spot, other: &&Spot| one[0].total_cmp(&other[0]);
    let (first, last) = (front.iter().min_by(by_time)?, front.iter().max_by(by_time)?);
    let shares = |at: &Spot| [0, 1].map(|axis| (at[axis] - first[axis]) / (last[axis] - first[axis]));
    let below = |at: &Spot| shares(at)[1] - shares(at)[0];
    // The ends are on that line.
    let middle = front.iter().filter(|at| below(at) > 0.0);
    middle.max_by(|one, other| below(one).total_cmp(&below(other))).copied()
}

/// Returns the edge of what is beaten: to the right at the same cost, then down to the next route.
fn stepped(points: &[Spot]) -> Vec<Spot> {
    let mut line: Vec<Spot> = Vec::new();
    for &point in points {
        if let Some(&[_, cost]) = line.last() {
            line.push([point[0], cost]);
        }
        line.push(point);
    }
    line
}
