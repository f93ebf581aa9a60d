//! The queues: how long consignments take, and how many wait for what.

use crate::analysis::simulate::{ResourceKind, SimulatedResource, SimulatedRoute, SimulatedSpread, Simulation};
use crate::present::drawing::palette::{Dash, Paint, Tint};
use crate::present::drawing::{DrawnScale, Glyph, LabelSide, LegendSample, Mark, Panel, Picture};

use super::{Canvas, bar, key, label};

/// The most routes and the most things that are waited for in one drawing.
const MAX_ROWS: usize = 8;
/// The most of half the height of a bar, where bars are 1 apart, and what each row adds to it.
const MAX_HALF: f64 = 0.28;
const HALF_PER_ROW: f64 = 0.08;

/// Draws the days of the routes with the most tonnes and the longest lines; none where no consignment arrived.
pub fn queues(found: &Simulation, canvas: Canvas) -> Option<Picture> {
    let mut routes: Vec<(&SimulatedRoute, SimulatedSpread)> =
        found.routes.iter().filter_map(|route| Some((route, route.days?))).collect();
    let known = routes.len();
    routes.sort_by(|one, other| other.0.tonnes_per_year.total_cmp(&one.0.tonnes_per_year));
    routes.truncate(MAX_ROWS);
    let (first, days) = routes.first()?;
    let number = |value: f64| canvas.number(value, 1);
    let [mean, planned, within] = [days.mean, first.planned_days, days.p95].map(number);
    let [from, to] = [&first.from, &first.to].map(|place| canvas.place(place));
    let said = [("from", &*from), ("to", &*to), ("mean", &mean), ("planned", &planned), ("within", &within)];
    let mut picture = canvas.drawing("queues", canvas.say("queues.title", &said));
    let goods = found.scenario.goods.to_lowercase();
    let values = [("goods", goods), ("date", found.first_day.to_string()), ("days", found.days.to_string())];
    picture.subtitle = canvas.say("queues.subject", &values.each_ref().map(|(name, value)| (*name, value.as_str())));
    let mut resources: Vec<&SimulatedResource> = found.resources.iter().collect();
    resources.sort_by(|one, other| other.line.mean.total_cmp(&one.line.mean));
    resources.truncate(MAX_ROWS);
    let half = MAX_HALF.min(HALF_PER_ROW * (routes.len() + resources.len()) as f64);
    let (mut marks, mut lines) = (Vec::new(), Vec::new());
    for (row, (route, days)) in routes.iter().enumerate() {
        let text = spread(&mut marks, (row, half), days, (Tint::First, [1, 1]), canvas);
        let at = [route.planned_days, row as f64];
        marks.push(Mark::Point { at, tint: Tint::Ink, glyph: Glyph::Diamond, tip: number(route.planned_days) });
        lines.push(format!("{}: {text}", way(route, canvas)));
    }
    let names = routes.iter().map(|(route, _)| way(route, canvas)).collect();
    picture.panels.push(rows(canvas.say("queues.days", &[]), names, marks));
    let mut marks = Vec::new();
    for (row, resource) in resources.iter().enumerate() {
        let text = spread(&mut marks, (row, half), &resource.line, (Tint::Second, [0, 2]), canvas);
        lines.push(format!("{}: {text}", name(resource, canvas)));
    }
    if !resources.is_empty() {
        let names = resources.iter().map(|resource| name(resource, canvas)).collect();
        picture.panels.push(rows(canvas.say("queues.line", &[]), names, marks));
    }
    picture.legend = vec![
        key(canvas.say("queues.range", &[]), Tint::Neutral, LegendSample::Patch(Paint::Soft)),
        key(canvas.say("risk.median", &[]), Tint::Neutral, LegendSample::Stroke(Dash::Solid)),
        key(canvas.say("queues.most", &[]), Tint::Neutral, LegendSample::Point(Glyph::Bar)),
        key(canvas.say("queues.plan", &[]), Tint::Ink, LegendSample::Point(Glyph::Diamond)),
    ];
    let (runs, seed) = (canvas.lang.number(&found.runs.to_string()), found.seed.to_string());
    let note = if resources.is_empty() { "queues.note" } else { "queues.note.lines" };
    picture.notes = vec![canvas.say(note, &[("runs", &runs), ("seed", &seed)])];
    let rest = [(known - routes.len(), "queues.rest.routes"), (found.resources.len() - resources.len(), "queues.rest")];
    let rest = rest.into_iter().filter(|(n, _)| *n > 0).map(|(n, key)| canvas.say(key, &[("n", &n.to_string())]));
    picture.notes.extend(rest);
    picture.summary = format!("{}. {}.", picture.title, lines.join(canvas.semicolon()));
    Some(picture)
}

/// Draws what 90 of 100 are within, the median and the greatest, and returns them in words, with so many decimals and so many
/// of the mean.
fn spread(
    marks: &mut Vec<Mark>,
    (row, half): (usize, f64),
    own: &SimulatedSpread,
    (tint, [decimals, of_mean]): (Tint, [usize; 2]),
    canvas: Canvas,
) -> String {
    let number = |value: f64| canvas.number(value, decimals);
    let [p5, p50, p95, max] = [own.p5, own.p50, own.p95, own.max].map(number);
    let mean = canvas.number(own.mean, of_mean);
    let values = [("p5", &*p5), ("p50", &p50), ("p95", &p95), ("max", &max), ("mean", &mean)];
    let text = canvas.say("queues.spread", &values);
    marks.push(bar(row, [own.p5, own.p95], half, (tint, Paint::Soft), text.clone()));
    let at = [-half, half].map(|half| [own.p50, row as f64 + half]).to_vec();
    marks.push(Mark::Line { at, tint, paint: Paint::Thick, dash: Dash::Solid, tip: String::new() });
    marks.push(Mark::Point { at: [own.max, row as f64], tint, glyph: Glyph::Bar, tip: max });
    marks.push(label([own.max, row as f64], text.clone(), LabelSide::Right));
    text
}

fn rows(title: String, names: Vec<String>, marks: Vec<Mark>) -> Panel {
    let share = names.len() as f64 + 1.0;
    let x = DrawnScale { zero: true, ..DrawnScale::default() };
    Panel { share, title, x, y: DrawnScale { names, ..DrawnScale::default() }, aspect: None, marks }
}

fn way(route: &SimulatedRoute, canvas: Canvas) -> String {
    format!("{} \u{2192} {}", canvas.place(&route.from), canvas.place(&route.to))
}

/// Names what is waited for.
fn name(resource: &SimulatedResource, canvas: Canvas) -> String {
    let name = resource.name.as_ref().unwrap_or(&resource.key);
    match resource.kind {
        ResourceKind::Capacity => name.clone(),
        kind => canvas.say(&format!("queues.{}", kind.as_str()), &[("name", name)]),
    }
}
