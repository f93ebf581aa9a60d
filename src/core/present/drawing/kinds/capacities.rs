//! The capacities: how far each is used, in which months nothing is left, and what one unit more would save.

use crate::analysis::flow::{FlowCapacity, FlowPeriod, Flows};
use crate::present::drawing::palette::{Paint, Tint};
use crate::present::drawing::{DrawnScale, Glyph, LabelSide, LegendSample, Mark, Panel, Picture};
use crate::units::Money;

use super::flow::flow_subject;
use super::{Canvas, bar, key, label};

/// The most capacities in one drawing.
const MAX_CAPACITIES: usize = 12;
/// Half the height of a bar, where bars are 1 apart.
const HALF: f64 = 0.3;

/// Draws the capacities that are worth the most, then those that are used the most; none where no tonnes use any.
pub fn capacities(found: &Flows, canvas: Canvas) -> Option<Picture> {
    let mut drawn: Vec<&FlowCapacity> = found.capacities.iter().collect();
    let by_worth = |own: &&FlowCapacity| std::cmp::Reverse(own.worth_per_unit);
    drawn.sort_by(|one, other| by_worth(one).cmp(&by_worth(other)).then(other.share().total_cmp(&one.share())));
    drawn.truncate(MAX_CAPACITIES);
    let most_used = drawn.iter().max_by(|one, other| one.share().total_cmp(&other.share()))?;
    let currency = found.scenarios.first().map_or("", |used| used.currency.as_str());
    let percent = |share: f64| canvas.number(share * 100.0, 0);
    let title = if let Some(first) = found.bottlenecks.first() {
        let name = first.name.as_ref().unwrap_or(&first.row);
        let saves = canvas.number(first.saves.as_units(), 0);
        canvas.say("capacities.binds", &[("name", name), ("amount", &saves), ("currency", currency)])
    } else {
        let said = [("name", name(most_used)), ("percent", &percent(most_used.share()))];
        canvas.say("capacities.free", &said)
    };
    let mut picture = canvas.drawing("capacities", title);
    picture.subtitle = flow_subject(found, canvas);
    let (mut uses, mut worths, mut lines) = (Vec::new(), Vec::new(), Vec::new());
    let scarce = drawn.iter().filter(|own| own.worth_per_unit > Money::ZERO).count();
    for (row, own) in drawn.iter().enumerate() {
        let look = if own.full > 0 { (Tint::Bad, Paint::Fill) } else { (Tint::Bad, Paint::Soft) };
        let unit = canvas.say(&format!("unit.{}", own.unit), &[]);
        let (used, capacity) = (canvas.number(own.used, 0), canvas.number(own.capacity, 0));
        let said = [("used", used.as_str()), ("capacity", &capacity), ("unit", &unit)];
        let text = canvas.say("capacities.used", &said);
        let fullest = own.periods.iter().map(FlowPeriod::share).fold(0.0, f64::max);
        uses.push(bar(row, [0.0, own.share() * 100.0], HALF, look, text.clone()));
        let at = [fullest * 100.0, row as f64];
        uses.push(Mark::Point { at, tint: Tint::Ink, glyph: Glyph::Diamond, tip: format!("{} %", percent(fullest)) });
        uses.push(label([own.share().max(fullest) * 100.0, row as f64], text.clone(), LabelSide::Right));
        lines.push(format!("{}: {} %, {text}", name(own), percent(own.share())));
        if own.worth_per_unit > Money::ZERO {
            let worth = worth(own, canvas);
            let look = (Tint::Difference, Paint::Fill);
            worths.push(bar(row, [0.0, own.worth_per_unit.as_units()], HALF, look, worth.clone()));
            worths.push(label([own.worth_per_unit.as_units(), row as f64], worth.clone(), LabelSide::Right));
            lines.push(format!("{}: {worth}", name(own)));
        }
    }
    picture.legend = vec![
        key(canvas.say("capacities.full", &[]), Tint::Bad, LegendSample::Patch(Paint::Fill)),
        key(canvas.say("capacities.left", &[]), Tint::Bad, LegendSample::Patch(Paint::Soft)),
        key(canvas.say("capacities.fullest", &[]), Tint::Ink, LegendSample::Point(Glyph::Diamond)),
    ];
    let rest = found.capacities.len() - drawn.len();
    if rest > 0 {
        picture.notes.push(canvas.say("capacities.rest", &[("n", &rest.to_string())]));
    }
    picture.summary = format!("{}. {}.", picture.title, lines.join(canvas.semicolon()));
    let panel = |rows: usize, title: String, x: DrawnScale, marks| {
        let names = drawn[..rows].iter().map(|own| name(own).to_owned()).collect();
        // A row is as high in both panels, with the room of one more for title and scale.
        let share = rows as f64 + 1.0;
        Panel { share, title, x, y: DrawnScale { names, ..DrawnScale::default() }, aspect: None, marks }
    };
    let percents = DrawnScale {
        range: Some([0.0, 100.0]),
        suffix: canvas.lang.percent_sign().to_owned(),
        ..DrawnScale::default()
    };
    picture.panels.push(panel(drawn.len(), canvas.say("capacities.use", &[]), percents, uses));
    if scarce > 0 {
        let title = canvas.say("capacities.worth", &[("currency", currency)]);
        picture.panels.push(panel(
            scarce,
            title,
            DrawnScale { zero: true, bare: true, ..DrawnScale::default() },
            worths,
        ));
        picture.notes.push(canvas.say("capacities.note", &[]));
    }
    Some(picture)
}

fn name(own: &FlowCapacity) -> &str {
    own.name.as_ref().unwrap_or(&own.row)
}

/// Writes what one unit more in each period saves, and up to how many more it does.
fn worth(own: &FlowCapacity, canvas: Canvas) -> String {
    let amount = canvas.money(own.worth_per_unit);
    let scarce = own.periods.iter().filter(|period| period.more_saves > Money::ZERO);
    let up_to = scarce.filter_map(|period| period.more_holds_for).reduce(f64::min);
    let up_to = up_to.map(|units| canvas.say("capacities.up_to", &[("units", &canvas.number(units.floor(), 0))]));
    let departure = own.departure_t.map(|tonnes| {
        let amount = canvas.number(own.worth_per_unit.as_units() * tonnes, 0);
        canvas.say("capacities.departure", &[("amount", &amount)])
    });
    [Some(amount), up_to, departure].into_iter().flatten().collect::<Vec<_>>().join(canvas.semicolon())
}
