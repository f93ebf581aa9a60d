//! The waterfall: how the total of one corridor becomes that of the other, part by part.

use crate::analysis::compare::Results;
use crate::present::drawing::palette::{Dash, Paint, Tint};
use crate::present::drawing::{DrawnScale, LabelSide, LegendKey, LegendSample, Mark, Panel, Picture};
use crate::units::Money;

use super::{Canvas, Rivals, label};

/// Half the height of a bar, where bars are 1 apart.
const HALF: f64 = 0.34;

/// Draws the difference between the two corridors of a demand; none where fewer than two have a route.
pub fn waterfall(results: &Results, canvas: Canvas) -> Option<Picture> {
    let rivals = Rivals::of(results)?;
    let [(leader, leader_tint, _), (rival, rival_tint, _)] = rivals.pair().collect::<Vec<_>>().try_into().ok()?;
    let said = [
        ("leader", leader.corridor_title.as_str()),
        ("rival", &rival.corridor_title),
        ("amount", &canvas.money(rival.total() - leader.total())),
        ("currency", rivals.currency),
    ];
    let title = canvas.say("waterfall.title", &said);
    let mut drawing = canvas.drawing("waterfall", title);
    drawing.subtitle = rivals.subject(canvas);
    drawing.notes = rivals.note(canvas).into_iter().collect();
    let (of_leader, of_rival) = (leader.costs(), rival.costs());
    let differences = of_leader.iter().zip(of_rival.iter()).map(|((name, own), (_, other))| (name, other - own));
    let differences: Vec<(&str, Money)> = differences.filter(|(_, amount)| *amount != Money::ZERO).collect();
    let mut names = vec![leader.corridor_title.clone()];
    let mut marks = Vec::new();
    let mut bar = |row: usize, x: [f64; 2], tint: Tint, text: String| {
        let row = row as f64;
        // The sum so far, down to the next bar.
        marks.push(Mark::Line {
            at: vec![[x[1], row], [x[1], row + 1.0]],
            tint: Tint::Muted,
            paint: Paint::Thin,
            dash: Dash::Solid,
            tip: String::new(),
        });
        marks.push(Mark::Rect { x, y: [row - HALF, row + HALF], tint, paint: Paint::Fill, tip: text.clone() });
        marks.push(label([x[0].max(x[1]), row], text, LabelSide::Right));
    };
    let money = |amount: Money| format!("{} {}", canvas.money(amount), canvas.lang.currency(rivals.currency));
    bar(0, [0.0, leader.total().as_units()], leader_tint, money(leader.total()));
    let mut sum = leader.total();
    for (row, (name, amount)) in (1..).zip(&differences) {
        let next = [sum, *amount].into_iter().sum::<Money>();
        let tint = if *amount > Money::ZERO { Tint::Bad } else { Tint::Good };
        bar(row, [sum.as_units(), next.as_units()], tint, canvas.signed(*amount));
        names.push(canvas.say(&format!("part.{name}"), &[]));
        sum = next;
    }
    let last = names.len();
    bar(last, [0.0, rival.total().as_units()], rival_tint, money(rival.total()));
    // Nothing comes after the last bar.
    marks.remove(marks.len() - 3);
    names.push(rival.corridor_title.clone());
    let patch = |key: &str, tint| LegendKey {
        text: canvas.say(key, &[("rival", &rival.corridor_title)]),
        tint,
        sample: LegendSample::Patch(Paint::Fill),
    };
    drawing.legend = vec![patch("waterfall.dearer", Tint::Bad), patch("waterfall.cheaper", Tint::Good)];
    let listed =
        names[1..].iter().zip(&differences).map(|(name, (_, amount))| format!("{name} {}", canvas.signed(*amount)));
    let listed: Vec<String> = listed.collect();
    drawing.summary = format!("{} {}.", canvas.say("waterfall.summary", &[]), listed.join(canvas.semicolon()));
    let title = canvas.say("axis.total", &[("currency", rivals.currency)]);
    drawing.panels = vec![Panel {
        share: 1.0,
        title: String::new(),
        x: DrawnScale { title, zero: true, ..DrawnScale::default() },
        y: DrawnScale { names, ..DrawnScale::default() },
        aspect: None,
        marks,
    }];
    Some(drawing)
}
