//! Why each demand's answers are what they are.

mod result;

pub use result::{CorridorDifference, EstimateShare, Explanation, Explanations, PartDifference};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use corridor_kernel::Path;

use crate::analysis::{Analysis, Ask, Refusal, SelectionError};
use crate::answer::{Answer, Prepared, Status, Tracer, add_refusals, titles};
use crate::ids::{CorridorId, Id};
use crate::model::Model;
use crate::units::{Grade, Money};

/// The most figures that an explanation names.
const MAX_FIGURES: usize = 8;

/// Why each answer is what it is; where corridors are selected, among those.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ExplainQuestion {}

impl Analysis for ExplainQuestion {
    type Found = Explanations;

    fn answer(&self, ask: &Ask<'_>) -> Result<Explanations, Refusal> {
        ask.check_names()?;
        let mut scenarios = Vec::new();
        let mut explanations = Vec::new();
        for prepared in ask.scenarios {
            let among = ask.among_corridors(prepared)?;
            let own = explain(among.as_ref().unwrap_or(prepared), |answer| ask.is_asked(answer));
            let mut used = prepared.used();
            if ask.audit {
                let answers: Vec<Answer> = own.iter().flat_map(|explanation| &explanation.answers).cloned().collect();
                used.audited = Some(prepared.audit(&answers)?);
            }
            scenarios.push(used);
            explanations.extend(own);
        }
        if explanations.is_empty() && !ask.select.is_all() {
            return Err(SelectionError::NoDemand.into());
        }
        Ok(Explanations { scenarios, explanations })
    }
}

/// Explains the answers to the demands of a scenario that are wanted, judged by the first answer of each.
pub fn explain(prepared: &Prepared, wanted: impl Fn(&Answer) -> bool) -> Vec<Explanation> {
    let (model, values, priced) = (prepared.model(), prepared.values(), prepared.priced());
    let mut answers = prepared.answers();
    add_refusals(model, values, &mut answers);
    let best = priced.best();
    let corridors = model.corridors.len().max(1);
    let mut explanations = Vec::new();
    for (demand, of_demand) in model.demands.ids().zip(answers.chunks(corridors)) {
        if !of_demand.first().is_some_and(&wanted) {
            continue;
        }
        let mut order: Vec<usize> = (0..of_demand.len()).collect();
        order.sort_by_key(|&index| (of_demand[index].rank.unwrap_or(u32::MAX), index));
        let sorted: Vec<Answer> = order.iter().map(|&index| of_demand[index].clone()).collect();
        let winner = order.first().filter(|&&index| of_demand[index].status == Status::Answered);
        let estimates = winner
            .and_then(|&index| best.get(&(demand, CorridorId::new(index))))
            .map_or_else(Vec::new, |found| estimates(model, &priced.tracer(model, values), &found.path));
        explanations.push(Explanation {
            currency: model.currency.clone(),
            date: model.date.to_string(),
            differences: differences(&sorted),
            answers: sorted,
            estimates,
        });
    }
    explanations
}

fn differences(sorted: &[Answer]) -> Vec<CorridorDifference> {
    let Some(winner) = sorted.first() else { return Vec::new() };
    sorted[1..]
        .iter()
        .filter(|answer| answer.status == Status::Answered)
        .map(|answer| {
            let (ours, theirs) = (winner.costs(), answer.costs());
            let parts = ours.iter().zip(theirs.iter()).map(|((part, own), (_, other))| PartDifference {
                part,
                winner: own,
                other,
                difference: other - own,
            });
            let mut parts: Vec<PartDifference> = parts.filter(|part| part.difference != Money::ZERO).collect();
            parts.sort_by_key(|part| (std::cmp::Reverse(part.difference.micros().abs()), part.part));
            CorridorDifference { corridor: answer.corridor.clone(), parts }
        })
        .collect()
}

fn estimates(model: &Model, tracer: &Tracer<'_>, path: &Path) -> Vec<EstimateShare> {
    let by_amount = tracer.rests_on(path);
    by_amount
        .into_iter()
        .map(|(id, amount)| (model.register.figure(id), amount))
        .filter(|(figure, _)| figure.grade == Grade::Estimate)
        .take(MAX_FIGURES)
        .map(|(figure, amount)| EstimateShare {
            path: figure.path.clone(),
            value: figure.value.to_string(),
            unit: figure.unit.clone(),
            bounds: figure.low.zip(figure.high).map(|(low, high)| (low.to_string(), high.to_string())),
            grade: figure.grade,
            sources: titles(model, &figure.sources),
            note: figure.note.clone(),
            amount_per_t: Money::round(amount),
        })
        .collect()
}
