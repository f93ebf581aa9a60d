//! The tornado: what each uncertain figure does to the difference between two corridors, the strongest first.

use crate::analysis::sensitivity::{Driver, Sensitivity, SensitivityDemand};
use crate::present::drawing::palette::{Dash, Paint, Tint};
use crate::present::drawing::{DrawnScale, LabelSide, LegendSample, Panel, Picture};

use crate::present::local::in_percent;

use super::{Canvas, bar, key, label, upright};

/// The most figures in one drawing.
const MAX_FIGURES: usize = 12;

/// Iterates over the drivers of a difference that are drawn, in their order.
pub fn tornado_drivers(demand: &SensitivityDemand) -> impl Iterator<Item = &Driver> {
    let moves =
        |driver: &&Driver| driver.at_low.zip(driver.at_high).is_some_and(|(low, high)| (low - high).abs() > 0.0);
    demand.difference_per_t.figures.iter().filter(moves).take(MAX_FIGURES)
}

/// Draws the drivers of the first difference; none where no figure moves it, or they were not set to their ends.
pub fn tornado(found: &Sensitivity, canvas: Canvas) -> Option<Picture> {
    let ends = |driver: &Driver| Some([driver.at_low?, driver.at_high?]);
    let demand = found.demands.iter().find(|demand| tornado_drivers(demand).next().is_some())?;
    let drivers = tornado_drivers(demand);
    let currency = &found.scenario.currency;
    let (corridor, against) = (demand.corridor_title.as_str(), demand.against_title.as_str());
    let central = demand.central_per_t;
    let difference = canvas.signed(central);
    let said = [("corridor", corridor), ("against", against), ("amount", &difference), ("currency", currency)];
    let mut picture = canvas.drawing("tornado", canvas.say("tornado.title", &said));
    picture.subtitle = canvas.subject(&demand.from, &demand.to, &found.scenario);
    let mut marks = Vec::new();
    let mut names = Vec::new();
    let mut lines = Vec::new();
    for (row, driver) in drivers.enumerate() {
        let [at_low, at_high] = ends(driver)?;
        let middle = central.as_units();
        let figure = &found.figures[driver.figure];
        let set_to = figure.set_to.unwrap_or((figure.low, figure.high));
        let [(low, unit), (high, _)] = [set_to.0, set_to.1].map(|end| in_percent(end, &figure.unit));
        let text = canvas.with_unit(&format!("{} \u{2026} {}", canvas.short(low), canvas.short(high)), unit);
        let reach = format!("{} \u{2026} {}", canvas.number(at_low, 1), canvas.number(at_high, 1));
        marks.push(bar(row, [middle, at_low], 0.34, (Tint::Difference, Paint::Soft), reach.clone()));
        marks.push(bar(row, [middle, at_high], 0.34, (Tint::Difference, Paint::Fill), reach.clone()));
        marks.push(label([at_low.max(at_high).max(middle), row as f64], text.clone(), LabelSide::Right));
        lines.push(format!("{} ({text}): {reach}", driver.name));
        names.push(driver.name.clone());
    }
    marks.push(upright(central.as_units(), Tint::Ink, Dash::Dotted));
    picture.legend = vec![
        key(canvas.say("tornado.low", &[]), Tint::Difference, LegendSample::Patch(Paint::Soft)),
        key(canvas.say("tornado.high", &[]), Tint::Difference, LegendSample::Patch(Paint::Fill)),
        key(canvas.say("tornado.central", &[]), Tint::Ink, LegendSample::Stroke(Dash::Dotted)),
    ];
    picture.notes = vec![canvas.say("tornado.note", &said[..2])];
    picture.notes.extend(canvas.one_of(found.demands.len()));
    picture.summary = format!("{}. {}.", picture.title, lines.join(canvas.semicolon()));
    picture.panels = vec![Panel {
        share: 1.0,
        title: String::new(),
        x: DrawnScale {
            title: canvas.say("axis.difference", &[("currency", currency)]),
            zero: true,
            ..DrawnScale::default()
        },
        y: DrawnScale { names, ..DrawnScale::default() },
        aspect: None,
        marks,
    }];
    Some(picture)
}
