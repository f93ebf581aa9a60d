//! Where the answer turns, as CSV.

use crate::analysis::breakeven::{BreakEven, DateSteps, Flip, FlipList};
use crate::units::{Decimal, Exact, fraction_text};

use super::super::words::Lang;
use super::write;

const DIGITS: i32 = 15;

/// Writes one row for each piece of each corridor's curve.
pub fn breakeven(found: &BreakEven, lang: Lang) -> String {
    let header = [
        "scenario",
        "figure",
        "unit",
        "from",
        "to",
        "from_name",
        "to_name",
        "corridor",
        "form",
        "way",
        "shape",
        "value_from",
        "value_to",
        "value_from_exact",
        "value_to_exact",
        "fixed_per_t",
        "slope_per_t",
        "cost_from_per_t",
        "cost_to_per_t",
        "leads",
        "currency",
    ];
    let rows = found.demands.iter().flat_map(|demand| {
        demand.curves.iter().flat_map(move |curve| {
            curve.pieces.iter().map(move |piece| {
                let leads = demand.leads.iter().any(|lead| {
                    lead.corridors.contains(&curve.corridor) && lead.from < piece.to && lead.to > piece.from
                });
                vec![
                    found.used.name.clone(),
                    found.figure.path.clone(),
                    found.figure.unit.clone(),
                    demand.from.key.clone(),
                    demand.to.key.clone(),
                    lang.name(&demand.from).to_owned(),
                    lang.name(&demand.to).to_owned(),
                    curve.corridor.clone(),
                    piece.form.to_owned(),
                    piece.way.iter().map(|place| place.key.as_str()).collect::<Vec<_>>().join(">"),
                    piece.shape.as_str().to_owned(),
                    decimal(&piece.from),
                    decimal(&piece.to),
                    fraction_text(&piece.from),
                    fraction_text(&piece.to),
                    decimal(&piece.fixed),
                    decimal(&piece.slope),
                    decimal(&piece.cost_from),
                    decimal(&piece.cost_to),
                    if leads { "somewhere" } else { "nowhere" }.to_owned(),
                    found.used.currency.clone(),
                ]
            })
        })
    });
    write(header.into_iter().map(String::from).collect(), rows)
}

/// Writes one row for each figure that could turn an answer.
pub fn flips(found: &FlipList, lang: Lang) -> String {
    let header = [
        "scenario",
        "figure",
        "unit",
        "value",
        "low",
        "high",
        "grade",
        "turns_at",
        "step",
        "exact",
        "distance",
        "share",
        "of_bound",
        "leaders",
        "then_leads",
        "from",
        "to",
        "regime",
        "from_name",
        "to_name",
        "other_turn",
        "turned_within_bounds",
        "sources",
    ];
    let rows = found.flips.iter().map(|flip| {
        let (figure, nearest): (_, &Flip) = (&flip.figure, &flip.nearest);
        let bound = |bound: Option<Decimal>| bound.map_or_else(String::new, |bound| bound.to_string());
        let ratio = |ratio: Option<f64>| ratio.map_or_else(String::new, super::super::words::plain);
        vec![
            found.used.name.clone(),
            figure.path.clone(),
            figure.unit.clone(),
            figure.value.to_string(),
            bound(figure.bounds.0),
            bound(figure.bounds.1),
            figure.grade.as_str().to_owned(),
            nearest.value.to_string(),
            nearest.step.to_string(),
            fraction_text(&nearest.exact),
            nearest.distance.to_string(),
            ratio(nearest.share),
            ratio(nearest.of_bound),
            flip.leaders.join(";"),
            nearest.to.join(";"),
            flip.from.key.clone(),
            flip.to.key.clone(),
            flip.regime.to_owned(),
            lang.name(&flip.from).to_owned(),
            lang.name(&flip.to).to_owned(),
            flip.other.as_ref().map_or_else(String::new, |other| other.value.to_string()),
            flip.turned_within_bounds.to_string(),
            figure.sources.join("; "),
        ]
    });
    write(header.into_iter().map(String::from).collect(), rows)
}

/// Writes one row for each span of days of each demand.
pub fn dates(found: &DateSteps, lang: Lang) -> String {
    let mut header: Vec<String> =
        ["scenario", "from", "to", "from_name", "to_name", "first_day", "last_day", "leaders", "problem"]
            .map(String::from)
            .to_vec();
    header.extend(found.corridors.iter().map(|(key, _)| format!("{key}_per_t")));
    header.push("currency".to_owned());
    let rows = found.demands.iter().flat_map(|demand| {
        demand.steps.iter().map(move |step| {
            let mut cells = vec![
                found.used.name.clone(),
                demand.from.key.clone(),
                demand.to.key.clone(),
                lang.name(&demand.from).to_owned(),
                lang.name(&demand.to).to_owned(),
                step.from.to_string(),
                step.to.to_string(),
                step.leaders.join(";"),
                step.problem.clone().unwrap_or_default(),
            ];
            let totals = &step.totals_per_t;
            cells.extend(totals.iter().map(|total| total.map_or_else(String::new, |total| total.to_string())));
            cells.push(found.used.currency.clone());
            cells
        })
    });
    write(header, rows)
}

pub(super) fn decimal(number: &Exact) -> String {
    Decimal::of_digits(number, DIGITS).map_or_else(|| fraction_text(number), |decimal| decimal.to_string())
}
