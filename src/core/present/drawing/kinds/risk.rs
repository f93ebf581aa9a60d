//! Risk: how the totals of corridors are spread over the draws, how often each is cheapest, and what it saves.

use crate::analysis::risk::{Risk, RiskAnswer, RiskDemand, Risks};
use crate::draws::Spread;
use crate::present::drawing::palette::{Dash, Paint, Tint};
use crate::present::drawing::{DrawnScale, Glyph, LabelSide, LegendSample, Mark, Panel, Picture};

use crate::units::Money;

use super::{Canvas, bar, key, label};

/// Draws the first demand that has a spread; none where there is no route.
pub fn risk(found: &Risks, canvas: Canvas) -> Option<Picture> {
    let has_spread = |demand: &&RiskDemand| demand.answers.iter().any(|answer| answer.spread.is_some());
    let (risk, demand) = found.studies.iter().find_map(|risk| Some((risk, risk.demands.iter().find(has_spread)?)))?;
    let spreads = demand.answers.iter().enumerate().filter_map(|(position, answer)| {
        Some((position, answer.corridor_title.clone(), (answer, answer.spread.as_ref()?)))
    });
    // Of corridors that take one route all is the same in every draw.
    let is_same = |one: &(&RiskAnswer, &Spread), other: &(&RiskAnswer, &Spread)| {
        let of = |own: &Spread| (own.p5_per_t, own.p50_per_t, own.p95_per_t, own.mean_per_t);
        one.0.central_per_t == other.0.central_per_t && of(one.1) == of(other.1)
    };
    let answers = canvas.grouped(spreads, is_same);
    let chance = |own: &(usize, String, (&RiskAnswer, &Spread))| own.2.1.chance_cheapest;
    let best = answers.iter().max_by(|one, other| chance(one).total_cmp(&chance(other)))?;
    let percent = |share: f64| canvas.lang.share(share);
    let draws = canvas.lang.number(&risk.draws.to_string());
    let said = [("corridor", best.1.as_str()), ("percent", &percent(chance(best))), ("draws", &draws)];
    let mut picture = canvas.drawing("risk", canvas.say("risk.title", &said));
    picture.subtitle = canvas.subject(&demand.from, &demand.to, &risk.scenario);
    let names: Vec<String> = answers.iter().map(|(_, title, _)| title.clone()).collect();
    let currency = &risk.scenario.currency;
    let mut totals = Vec::new();
    let mut chances = Vec::new();
    let mut lines = Vec::new();
    for (row, (position, title, (answer, spread))) in answers.iter().enumerate() {
        let tint = Tint::corridor(*position);
        let [p5, p50, p95] = [spread.p5_per_t, spread.p50_per_t, spread.p95_per_t];
        let text = format!(
            "{} \u{2013} {} \u{2013} {}",
            canvas.number(p5.as_units(), 0),
            canvas.number(p50.as_units(), 0),
            canvas.number(p95.as_units(), 0)
        );
        totals.push(bar(row, [p5.as_units(), p95.as_units()], 0.28, (tint, Paint::Soft), text.clone()));
        let half = [row as f64 - 0.28, row as f64 + 0.28];
        let median = half.map(|y| [p50.as_units(), y]).to_vec();
        totals.push(Mark::Line { at: median, tint, paint: Paint::Thick, dash: Dash::Solid, tip: String::new() });
        if let Some(central) = answer.central_per_t {
            totals.push(Mark::Point {
                at: [central.as_units(), row as f64],
                tint: Tint::Ink,
                glyph: Glyph::Diamond,
                tip: canvas.money(central),
            });
        }
        totals.push(label([p95.as_units(), row as f64], text.clone(), LabelSide::Right));
        let chance = spread.chance_cheapest * 100.0;
        let bounds = [spread.chance_bounds.0, spread.chance_bounds.1].map(|share| [share * 100.0, row as f64]).to_vec();
        chances.push(bar(row, [0.0, chance], 0.28, (tint, Paint::Fill), String::new()));
        chances.push(Mark::Line {
            at: bounds,
            tint: Tint::Ink,
            paint: Paint::Line,
            dash: Dash::Solid,
            tip: String::new(),
        });
        let saving = spread.saving_per_t.filter(|_| risk.baseline.as_ref() != Some(&answer.corridor));
        let saves = saving.map(|mean| {
            let (key, size) = if mean < Money::ZERO { ("risk.loses", -mean) } else { ("risk.saves", mean) };
            let share = percent(spread.chance_saves.unwrap_or_default());
            canvas.say(key, &[("amount", &canvas.money(size)), ("currency", currency), ("percent", &share)])
        });
        let is_baseline = risk.baseline.as_ref() == Some(&answer.corridor);
        let baseline = is_baseline.then(|| canvas.say("risk.baseline", &[]));
        let told = std::iter::once(percent(spread.chance_cheapest)).chain(saves).chain(baseline);
        let told = told.collect::<Vec<_>>().join(canvas.semicolon());
        lines.push(format!("{title}: {text} {}, {told}", canvas.lang.unit(&format!("{currency}/t"))));
        chances.push(label([spread.chance_bounds.1 * 100.0, row as f64], told, LabelSide::Right));
    }
    picture.legend = vec![
        key(canvas.say("risk.range", &[]), Tint::Neutral, LegendSample::Patch(Paint::Soft)),
        key(canvas.say("risk.median", &[]), Tint::Neutral, LegendSample::Stroke(Dash::Solid)),
        key(canvas.say("risk.central", &[]), Tint::Ink, LegendSample::Point(Glyph::Diamond)),
    ];
    picture.notes = notes(canvas, risk);
    picture.summary = format!("{}. {}.", picture.title, lines.join(canvas.semicolon()));
    let rows = |title: String, names: &[String], marks, x| {
        let y = DrawnScale { names: names.to_vec(), ..DrawnScale::default() };
        Panel { share: 1.0, title, x, y, aspect: None, marks }
    };
    let total = canvas.say("risk.totals", &[("currency", currency)]);
    let chance = DrawnScale {
        range: Some([0.0, 100.0]),
        suffix: canvas.lang.percent_sign().to_owned(),
        ..DrawnScale::default()
    };
    let baseline = demand.answers.iter().find(|answer| risk.baseline.as_ref() == Some(&answer.corridor));
    let chances_title = match baseline {
        Some(own) => canvas.say("risk.chances_saving", &[("baseline", &own.corridor_title)]),
        None => canvas.say("risk.chances", &[]),
    };
    picture.panels =
        vec![rows(total, &names, totals, DrawnScale::default()), rows(chances_title, &names, chances, chance)];
    Some(picture)
}

fn notes(canvas: Canvas, risk: &Risk) -> Vec<String> {
    let (figures, estimates) = (risk.figures_drawn.to_string(), risk.estimates_drawn.to_string());
    let seed = risk.seed.to_string();
    let note = canvas.say("risk.note", &[("figures", &figures), ("estimates", &estimates), ("seed", &seed)]);
    std::iter::once(note).chain(canvas.one_of(risk.demands.len())).collect()
}
