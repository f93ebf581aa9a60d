//! The staircase: cost and time of two corridors against the distance along their routes, with a step upwards at each
//! handling, wait and border.

use crate::analysis::compare::Results;
use crate::answer::{Answer, Step, StepKind};
use crate::present::drawing::palette::{Dash, Paint, Tint};
use crate::present::drawing::{DrawnScale, Glyph, LabelSide, LegendKey, LegendSample, Mark, Panel, Picture, Spot};

use super::{Canvas, Rivals, dash, label, modes};

/// The share of a total below which a step is no part of what a label says.
const MIN_SHARE: f64 = 0.012;
/// The share below which it has no label.
const MIN_LABELLED: f64 = 0.03;

/// What is added up along a route.
type Measure = fn(&Step) -> f64;

/// Draws the staircase of a demand; none where there is no route.
pub fn staircase(results: &Results, canvas: Canvas) -> Option<Picture> {
    let rivals = Rivals::of(results)?;
    let mut drawing = canvas.drawing("staircase", rivals.finding(canvas));
    drawing.subtitle = rivals.subject(canvas);
    drawing.legend = rivals.pair().map(|(answer, tint, glyph)| key(canvas, &rivals, answer, tint, glyph)).collect();
    let lines: Vec<String> = drawing.legend.iter().map(|key| key.text.clone()).collect();
    drawing.legend.extend(modes(canvas, rivals.pair().map(|(answer, ..)| answer)));
    drawing.notes = std::iter::once(canvas.say("staircase.note", &[])).chain(rivals.note(canvas)).collect();
    drawing.summary = format!("{} {}.", canvas.say("staircase.summary", &[]), lines.join(canvas.semicolon()));
    let measures: [(&str, Measure); 2] =
        [("cost", |step| step.total_per_t.as_units()), ("days", |step| step.hours.total().as_days())];
    for (name, measure) in measures.into_iter().take(if rivals.knows_time() { 2 } else { 1 }) {
        let is_last = name == "days" || !rivals.knows_time();
        let mut panel = Panel {
            share: if name == "days" { 0.8 } else { 1.0 },
            title: canvas.say(&format!("axis.{name}"), &[("currency", rivals.currency)]),
            x: DrawnScale { zero: true, bare: !is_last, ..DrawnScale::default() },
            y: DrawnScale { zero: true, ..DrawnScale::default() },
            aspect: None,
            marks: Vec::new(),
        };
        if is_last {
            panel.x.title = canvas.say("axis.km", &[]);
        }
        let mut labels = Vec::new();
        for (answer, tint, glyph) in rivals.pair() {
            climb(canvas, answer, (tint, glyph), measure, &mut panel.marks, &mut labels);
        }
        // The totals find their places first, then the greatest steps.
        labels.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        panel.marks.extend(labels.into_iter().map(|(_, label)| label));
        drawing.panels.push(panel);
    }
    Some(drawing)
}

fn key(canvas: Canvas, rivals: &Rivals<'_>, answer: &Answer, tint: Tint, glyph: Glyph) -> LegendKey {
    let (total, days) = (canvas.money(answer.total()), canvas.number(answer.time().as_days(), 1));
    let values = [
        ("corridor", answer.corridor_title.as_str()),
        ("total", &total),
        ("currency", rivals.currency),
        ("days", &days),
    ];
    let (key, values) =
        if rivals.knows_time() { ("staircase.key", &values[..]) } else { ("staircase.key.no_time", &values[..3]) };
    LegendKey { text: canvas.say(key, values), tint, sample: LegendSample::Marked(glyph) }
}

/// Draws one route: a line for each ride, a step for all that happens at one place.
fn climb(
    canvas: Canvas,
    answer: &Answer,
    (tint, glyph): (Tint, Glyph),
    measure: Measure,
    marks: &mut Vec<Mark>,
    labels: &mut Vec<(f64, Mark)>,
) {
    let total: f64 = answer.steps.iter().map(measure).sum();
    let mut at: Spot = [0.0, 0.0];
    let mut rest = answer.steps.as_slice();
    while let Some(first) = rest.first() {
        // Rides of no length are a part of what happens at a place.
        let is_long = |step: &Step| step.moves() && step.km.as_km() >= 0.05;
        let is_ride = is_long(first);
        let count = if is_ride { 1 } else { rest.iter().take_while(|step| !is_long(step)).count() };
        let (own, others) = rest.split_at(count);
        rest = others;
        let amount: f64 = own.iter().map(measure).sum();
        let to = [at[0] + if is_ride { first.km.as_km() } else { 0.0 }, at[1] + amount];
        let (paint, dash) = if is_ride { (Paint::Line, dash(first.mode)) } else { (Paint::Thick, Dash::Solid) };
        let tip = if is_ride { ride(canvas, first, amount) } else { stop(canvas, own, measure, amount, total) };
        marks.push(Mark::Line { at: vec![at, to], tint, paint, dash, tip: tip.clone() });
        if !is_ride && amount.abs() > total * MIN_SHARE {
            marks.push(Mark::Point { at: to, tint, glyph, tip: String::new() });
        }
        if !is_ride && amount.abs() > total * MIN_LABELLED {
            labels.push((amount.abs(), label([at[0], at[1] + amount / 2.0], tip, LabelSide::Any)));
        }
        at = to;
    }
    labels.push((f64::INFINITY, label(at, canvas.number(total, 1), LabelSide::Above)));
}

fn ride(canvas: Canvas, step: &Step, amount: f64) -> String {
    let mode = step.mode.map_or_else(String::new, |mode| canvas.say(&format!("mode.{mode}"), &[]));
    let ends = [&step.from, &step.to].map(|place| canvas.place(place));
    let (km, amount) = (canvas.number(step.km.as_km(), 0), canvas.number(amount, 1));
    canvas.say("ride", &[("from", &ends[0]), ("to", &ends[1]), ("mode", &mode), ("km", &km), ("amount", &amount)])
}

/// Writes where something happens, what of it counts, and how much.
fn stop(canvas: Canvas, steps: &[Step], measure: Measure, amount: f64, total: f64) -> String {
    let mut acts: Vec<String> = Vec::new();
    let (mut place, mut most) = (&steps[0].from, 0.0);
    for step in steps {
        let own = measure(step).abs();
        if own > most {
            (most, place) = (own, &step.from);
        }
        if own > total * MIN_SHARE && step.kind != StepKind::Ride {
            let act = canvas.say(&format!("act.{}", step.kind.as_str()), &[]);
            if !acts.contains(&act) {
                acts.push(act);
            }
        }
    }
    let acts = if acts.is_empty() { String::new() } else { canvas.colon().to_owned() + &acts.join(canvas.comma()) };
    // Support may take more off than a step costs.
    let sign = if amount < 0.0 { "" } else { "+" };
    format!("{}{acts} {sign}{}", canvas.place(place), canvas.number(amount, 1))
}
