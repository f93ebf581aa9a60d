//! The calendar: what cargo costs and how long it takes by the day on which it is ready.

use crate::analysis::plan::{ReadyCalendar, ReadyCost, ReadyDay};
use crate::present::drawing::palette::{Dash, Tint};
use crate::present::drawing::{DrawnScale, LabelSide, LegendSample, Mark, Panel, Picture, Spot};
use crate::units::Date;

use super::months::{along, finish};
use super::{Canvas, glyph, key, label};

/// What is measured upwards, by its name.
type ReadyMeasure = (&'static str, fn(&ReadyCost) -> f64);

/// Draws the ready dates of the first demand that has a plan; none where none has one.
pub fn calendar(found: &ReadyCalendar, canvas: Canvas) -> Option<Picture> {
    let demand = found.demands.iter().find(|demand| demand.best.is_some())?;
    let currency = &found.scenario.currency;
    let cost = |ready: Date| {
        demand.days.iter().find(|day| day.ready == ready)?.best(&found.corridors).map(|cost| cost.total_per_t)
    };
    let ends = [demand.best?, demand.worst?];
    let [best, worst] =
        ends.map(|day| (day.to_string(), cost(day).map_or_else(String::new, |cost| canvas.money(cost))));
    let said = [
        ("best", best.0.as_str()),
        ("least", &best.1),
        ("worst", &worst.0),
        ("most", &worst.1),
        ("currency", currency),
    ];
    let mut picture = canvas.drawing("calendar", canvas.say("calendar.title", &said));
    picture.subtitle = canvas.subject(&demand.from, &demand.to, &found.scenario);
    picture.notes = vec![canvas.say(if found.fastest { "calendar.note.fastest" } else { "calendar.note" }, &[])];
    picture.notes.extend(canvas.one_of(found.demands.len()));
    picture.summary = picture.title.clone();
    let measures: [ReadyMeasure; 2] = [("total", |cost| cost.total_per_t.as_units()), ("time", |cost| cost.days)];
    for (name, measure) in measures {
        let mut marks = Vec::new();
        for (place, corridor) in found.corridors.iter().enumerate() {
            let days = demand.days.iter().map(|day| (day, day.by_corridor.get(place).copied().flatten()));
            line(&mut marks, found.from, days, (place, &corridor.title), measure);
        }
        let is_last = name == "time";
        if !is_last {
            let at = |day: Date| Some([along(found.from, day, 0.5), cost(day)?.as_units()]);
            let named = ends
                .into_iter()
                .zip([&best, &worst])
                .filter_map(|(day, (date, cost))| Some(label(at(day)?, format!("{date}: {cost}"), LabelSide::Any)));
            marks.extend(named);
        }
        picture.panels.push(Panel {
            share: if is_last { 0.7 } else { 1.0 },
            title: canvas.say(&format!("axis.{name}"), &[("currency", currency)]),
            x: DrawnScale { names: months(canvas, found.from, found.to), bare: !is_last, ..DrawnScale::default() },
            y: DrawnScale::default(),
            aspect: None,
            marks,
        });
    }
    let has_plan = |place: usize| demand.days.iter().any(|day| day.by_corridor.get(place).copied().flatten().is_some());
    let drawn = found.corridors.iter().enumerate().filter(|(place, _)| has_plan(*place));
    let entry = |(place, corridor): (usize, &crate::analysis::breakeven::NamedCorridor)| {
        key(corridor.title.clone(), Tint::corridor(place), LegendSample::Marked(glyph(place)))
    };
    picture.legend = drawn.map(entry).collect();
    Some(picture)
}

/// Draws the ready dates of a corridor, with a point where its line begins and on the first of each month.
fn line<'a>(
    marks: &mut Vec<Mark>,
    first: Date,
    days: impl Iterator<Item = (&'a ReadyDay, Option<ReadyCost>)>,
    (place, title): (usize, &str),
    measure: fn(&ReadyCost) -> f64,
) {
    let tint = Tint::corridor(place);
    let dash = if place % 2 == 0 { Dash::Solid } else { Dash::Dashed };
    let mut line: Vec<Spot> = Vec::new();
    let mut points = Vec::new();
    let mut month = 0;
    for (day, cost) in days {
        let Some(cost) = cost else {
            finish(marks, &mut line, tint, dash, title);
            month = 0;
            continue;
        };
        let at = [along(first, day.ready, 0.5), measure(&cost)];
        line.push(at);
        if month != day.ready.month() {
            points.push(Mark::Point { at, tint, glyph: glyph(place), tip: format!("{title}, {}", day.ready) });
        }
        month = day.ready.month();
    }
    finish(marks, &mut line, tint, dash, title);
    marks.extend(points);
}

/// Names the months between two days, with the year where it is not the same throughout.
fn months(canvas: Canvas, from: Date, to: Date) -> Vec<String> {
    let first = from.later(1 - from.day() as i32);
    let name = |month: Date| {
        let name = canvas.say(&format!("month.{}", month.month()), &[]);
        let year = month.year().to_string();
        if from.year() == to.year() { name } else { canvas.say("month.of_year", &[("month", &name), ("year", &year)]) }
    };
    Date::months_between(first, to).into_iter().map(name).collect()
}
