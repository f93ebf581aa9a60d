//! The months: what each corridor costs on every day of a year.

use crate::analysis::breakeven::{DateStep, DateSteps, NamedCorridor};
use crate::present::drawing::palette::{Dash, Paint, Tint};
use crate::present::drawing::{DrawnScale, LabelSide, LegendSample, Mark, Panel, Picture, Spot};
use crate::units::{Date, Money};

use super::{Canvas, glyph, key, label};

/// Draws the year of the first demand that has a route; none where none has one.
pub fn months(found: &DateSteps, canvas: Canvas) -> Option<Picture> {
    let is_answered = |step: &DateStep| found.totals(step).any(|total| total.is_some());
    let demand = found.demands.iter().find(|demand| demand.steps.iter().any(is_answered))?;
    let year = found.from.year().to_string();
    let mut picture = canvas.drawing("months", canvas.say("months.title", &[("year", &year)]));
    picture.subtitle = canvas.subject(&demand.from, &demand.to, &found.scenario);
    let mut marks = Vec::new();
    let mut labels = Vec::new();
    let mut lines = Vec::new();
    let corridors = found.corridors.iter().enumerate().map(|(position, own)| (position, own.title.clone(), own));
    let total_of = |step: &DateStep, key: &str| step.totals_per_t.get(key).copied().flatten();
    let is_same = |one: &&NamedCorridor, other: &&NamedCorridor| {
        demand.steps.iter().all(|step| total_of(step, &one.key) == total_of(step, &other.key))
    };
    for (position, title, corridor) in canvas.grouped(corridors, is_same) {
        let total = |step: &DateStep| total_of(step, &corridor.key);
        let (tint, glyph) = (Tint::corridor(position), glyph(position));
        let dash = if position % 2 == 0 { Dash::Solid } else { Dash::Dashed };
        let mut line: Vec<Spot> = Vec::new();
        let mut told: Option<Money> = None;
        for step in &demand.steps {
            let Some(amount) = total(step) else {
                finish(&mut marks, &mut line, tint, dash, &title);
                told = None;
                continue;
            };
            let (from, to) = (along(found.from, step.from, 0.0), along(found.from, step.to, 1.0));
            line.extend([[from, amount.as_units()], [to, amount.as_units()]]);
            let text = canvas.money(amount);
            lines.push(format!("{}, {} \u{2013} {}: {text}", title, step.from, step.to));
            if told != Some(amount) {
                marks.push(Mark::Point {
                    at: [from, amount.as_units()],
                    tint,
                    glyph,
                    tip: format!("{}: {text}", step.from),
                });
                labels.push(label([f64::midpoint(from, to), amount.as_units()], text, LabelSide::Any));
            }
            told = Some(amount);
        }
        finish(&mut marks, &mut line, tint, dash, &title);
        picture.legend.push(key(title, tint, LegendSample::Marked(glyph)));
    }
    marks.extend(labels);
    picture.notes = vec![canvas.say("months.note", &[])];
    picture.notes.extend(canvas.one_of(found.demands.len()));
    picture.summary = format!("{}. {}.", picture.title, lines.join(canvas.semicolon()));
    let names = (1..=12).map(|month| canvas.say(&format!("month.{month}"), &[])).collect();
    picture.panels = vec![Panel {
        share: 1.0,
        title: canvas.say("axis.total", &[("currency", &found.scenario.currency)]),
        x: DrawnScale { names, ..DrawnScale::default() },
        y: DrawnScale::default(),
        aspect: None,
        marks,
    }];
    Some(picture)
}

/// Ends a line where a corridor has no route, or the year is over.
pub(super) fn finish(marks: &mut Vec<Mark>, line: &mut Vec<Spot>, tint: Tint, dash: Dash, title: &str) {
    let at = std::mem::take(line);
    if !at.is_empty() {
        marks.push(Mark::Line { at, tint, paint: Paint::Line, dash, tip: title.to_owned() });
    }
}

/// Returns where a part of a day has passed, where the middle of the month of the first day is 0 and that of the next 1.
pub(super) fn along(first: Date, day: Date, passed: f64) -> f64 {
    let months = |of: Date| f64::from(of.year()) * 12.0 + f64::from(of.month());
    months(day) - months(first) - 0.5 + (f64::from(day.day()) - 1.0 + passed) / f64::from(day.days_of_month())
}
