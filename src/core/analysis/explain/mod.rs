//! Why each demand's answers are what they are.

mod result;

pub use result::{EstimateShare, Explanation, PartDifference};

use crate::ids::{CorridorId, Id};
use crate::model::Model;
use crate::units::{Grade, Money};
use corridor_kernel::Path;

use crate::answer::PricedNetwork;
use crate::answer::{Answer, Prepared, Status, Tracer, add_refusals, titles};

/// How many figures an explanation names.
const MOST_FIGURES: usize = 8;

/// Explains the answers to the demands that a test picks; `answers` stand in the order of demands and corridors.
pub fn explain(
    model: &Model,
    values: &[f64],
    priced: &PricedNetwork,
    answers: &[Answer],
    wanted: impl Fn(&Answer) -> bool,
) -> Vec<Explanation> {
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
            .and_then(|&index| best.get(&(demand, CorridorId::new(index)).into()))
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

fn differences(sorted: &[Answer]) -> Vec<(String, Vec<PartDifference>)> {
    let Some(winner) = sorted.first() else { return Vec::new() };
    sorted[1..]
        .iter()
        .filter(|answer| answer.status == Status::Answered)
        .map(|answer| {
            let parts = winner.parts.iter().zip(answer.parts.iter()).map(|((part, own), (_, other))| PartDifference {
                part,
                winner: own,
                other,
                difference: other - own,
            });
            let mut parts: Vec<PartDifference> = parts.filter(|part| part.difference != Money::ZERO).collect();
            parts.sort_by_key(|part| (std::cmp::Reverse(part.difference.micros().abs()), part.part));
            (answer.corridor.clone(), parts)
        })
        .collect()
}

fn estimates(model: &Model, tracer: &Tracer<'_>, path: &Path) -> Vec<EstimateShare> {
    let by_amount = tracer.rests_on(path);
    by_amount
        .into_iter()
        .map(|(id, amount)| (model.register.figure(id), amount))
        .filter(|(figure, _)| figure.grade == Grade::Estimate)
        .take(MOST_FIGURES)
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

impl Prepared {
    /// Explains the answers to the demands from and to the places given, or to all.
    pub fn explain(&self, from: Option<&str>, to: Option<&str>) -> Vec<Explanation> {
        let mut all = self.answers();
        add_refusals(&self.model, &self.values, &mut all);
        explain(&self.model, &self.values, &self.priced, &all, |answer| {
            from.is_none_or(|from| answer.from.is_called(from)) && to.is_none_or(|to| answer.to.is_called(to))
        })
    }
}
