//! The list of break-evens: how far each figure must move until another corridor leads, beside how far it may be off.

use crate::analysis::breakeven::{FigureFlip, FlipList};
use crate::present::drawing::palette::{Dash, Paint, Tint};
use crate::present::drawing::{DrawnScale, LabelSide, LegendSample, Mark, Panel, Picture};

use crate::present::local::in_percent;

use super::{Canvas, bar, glyph, key, label, upright};

/// The most figures in one drawing.
const MAX_FIGURES: usize = 10;
/// The greatest move that the scale reaches to, as a share of today's value; others end at its edge.
const MAX_MOVE: f64 = 2.0;
/// How far beyond the furthest break-even a range is drawn.
const BEYOND: f64 = 1.25;

/// Draws the figures that must move least; none where no figure can change the answer.
pub fn breakeven(found: &FlipList, canvas: Canvas) -> Option<Picture> {
    let flips: Vec<&FigureFlip> = found.flips.iter().take(MAX_FIGURES).collect();
    let first = flips.first()?;
    let moves = flips.iter().filter_map(|flip| flip.nearest.share).filter(|share| share.abs() <= MAX_MOVE);
    let furthest = moves.fold(0.1, |most: f64, share| most.max(share.abs()));
    let limit = (furthest * BEYOND * 100.0).ceil();
    let title_of = |corridor: &str| {
        let named = found.corridors.iter().find(|named| named.key == corridor);
        named.map_or_else(|| corridor.to_owned(), |named| named.title.clone())
    };
    let titles = |keys: &[String]| keys.first().map(|key| title_of(key)).unwrap_or_default();
    let position = |keys: &[String]| found.corridors.iter().position(|named| keys.contains(&named.key)).unwrap_or(0);
    let values = |flip: &FigureFlip| {
        let unit = &flip.figure.unit;
        let (today, _) = in_percent(flip.figure.value.to_f64(), unit);
        [canvas.short(today), canvas.value(flip.nearest.value, unit)]
    };
    let [today, turns_at] = values(first);
    let said = [
        ("leader", titles(&first.leaders)),
        ("figure", first.figure.name.clone()),
        ("today", today),
        ("value", turns_at),
        ("next", titles(&first.nearest.to)),
    ];
    let title = canvas.say("breakeven.title", &said.each_ref().map(|(name, text)| (*name, text.as_str())));
    let mut picture = canvas.drawing("breakeven", title);
    picture.subtitle = canvas.subject(&first.from, &first.to, &found.scenario);
    let mut marks = Vec::new();
    let mut names = Vec::new();
    let mut to: Vec<usize> = Vec::new();
    let mut lines = Vec::new();
    for (row, flip) in flips.iter().enumerate() {
        let today = flip.figure.value.to_f64();
        let percent =
            |value: f64| if today == 0.0 { 0.0 } else { ((value / today - 1.0) * 100.0).clamp(-limit, limit) };
        let ends = [flip.figure.low, flip.figure.high].map(|bound| bound.map_or(0.0, |bound| percent(bound.to_f64())));
        let towards = if flip.nearest.distance.is_negative() { -limit } else { limit };
        let at = flip.nearest.share.map_or(towards, |share| (share * 100.0).clamp(-limit, limit));
        let [from, value] = values(flip);
        let times = flip
            .nearest
            .of_bound
            .map(|times| format!(" ({}\u{d7})", canvas.number(times, if (0.9..1.1).contains(&times) { 2 } else { 1 })));
        let text = format!("{from} \u{2192} {value}{}", times.unwrap_or_default());
        lines.push(format!("{}: {text}", flip.figure.name));
        names.push(flip.figure.name.clone());
        if flip.figure.low.or(flip.figure.high).is_some() {
            let bounds = [flip.figure.low, flip.figure.high];
            let bounds =
                bounds.map(|bound| bound.map_or_else(|| "\u{2026}".to_owned(), |bound| canvas.short(bound.to_f64())));
            let tip = format!("{} \u{2013} {} {}", bounds[0], bounds[1], flip.figure.unit);
            marks.push(bar(row, ends, 0.3, (Tint::Neutral, Paint::Soft), tip));
        }
        let next = position(&flip.nearest.to);
        to.push(next);
        marks.push(Mark::Line {
            at: vec![[0.0, row as f64], [at, row as f64]],
            tint: Tint::corridor(next),
            paint: Paint::Line,
            dash: Dash::Solid,
            tip: String::new(),
        });
        marks.push(Mark::Point {
            at: [at, row as f64],
            tint: Tint::corridor(next),
            glyph: glyph(next),
            tip: text.clone(),
        });
        marks.push(label([limit, row as f64], text, LabelSide::Right));
    }
    marks.push(upright(0.0, Tint::Ink, Dash::Solid));
    to.sort_unstable();
    to.dedup();
    let passes = |next: usize| {
        let flip = flips.iter().find(|flip| position(&flip.nearest.to) == next);
        let corridor = flip.map(|flip| titles(&flip.nearest.to)).unwrap_or_default();
        let text = canvas.say("breakeven.passes", &[("corridor", &corridor)]);
        key(text, Tint::corridor(next), LegendSample::Point(glyph(next)))
    };
    picture.legend = to.into_iter().map(passes).collect();
    picture.legend.push(key(canvas.say("breakeven.known", &[]), Tint::Neutral, LegendSample::Patch(Paint::Soft)));
    picture.notes = vec![canvas.say("breakeven.note", &[])];
    picture.notes.extend(canvas.one_of(found.demands));
    picture.summary = format!("{}. {}.", picture.title, lines.join(canvas.semicolon()));
    picture.panels = vec![Panel {
        share: 1.0,
        title: String::new(),
        x: DrawnScale {
            title: canvas.say("axis.move", &[]),
            range: Some([-limit, limit]),
            suffix: canvas.lang.percent_sign().to_owned(),
            ..DrawnScale::default()
        },
        y: DrawnScale { names, ..DrawnScale::default() },
        aspect: None,
        marks,
    }];
    Some(picture)
}
