//! How flows and the worth of capacities spread over draws of the uncertain figures.

use dashu_ratio::RBig;
use rayon::prelude::*;

use crate::draws::{Distributions, DrawError, Draws};
use crate::ids::Id;

use super::assemble::{Assembly, number};
use super::result::{FlowSpread, Flows, SpreadOf};

/// What one draw says: the cost, the tonnes by corridor, the worth of each capacity.
type DrawnFlows = Vec<f64>;

/// Draws the uncertain figures as often as is asked and finds the flows anew each time; nothing where no draws are asked for.
///
/// Prices move, networks do not: a figure or hypothesis that takes another network keeps its value. A draw in which tonnes that
/// have to go cannot go is as the scenario is, for capacities are not drawn.
///
/// # Errors
/// Refuses distributions that cannot be drawn from.
pub(super) fn drawn(assembly: &Assembly<'_>, found: &Flows) -> Result<Option<FlowSpread>, DrawError> {
    let (problem, question) = (assembly.problem, assembly.problem.question);
    if question.draws == 0 {
        return Ok(None);
    }
    let mut of_cases = Vec::new();
    for case in problem.space.cases {
        let distributions = Distributions::of_case(&case.case)?;
        of_cases.push((Draws::new(&distributions, question.seed), distributions));
    }
    let one = |draw: u64| -> Option<DrawnFlows> {
        let values = problem.space.cases.iter().zip(&of_cases).map(|(case, (draws, distributions))| {
            let mut values = case.case.values().to_vec();
            for figure in distributions.drawn().filter(|&figure| case.case.network_change(figure).is_none()) {
                values[figure.index()] = draws.value(figure, draw);
            }
            values
        });
        let values: Vec<Vec<f64>> = values.collect();
        let solved = problem.solve(Some(&values)).ok()?;
        let carried = assembly.carried(&solved);
        let cost = carried.iter().fold(RBig::ZERO, |sum, (column, amount)| sum + amount * RBig::from(column.cost));
        let penalty = RBig::from(question.penalty().unwrap_or_default().micros());
        let unmet = solved.allocation.unmet.iter().fold(RBig::ZERO, |sum, left| sum + left);
        let mut drawn = vec![number(&((cost + unmet * penalty) / RBig::from(1_000_000)))];
        drawn.extend(assembly.corridors(&solved, &carried).into_iter().map(|corridor| corridor.tonnes));
        for capacity in &found.capacities {
            let limits = problem.space.limits.all.iter().enumerate().filter(|(_, limit)| limit.row == capacity.row);
            let prices = limits.map(|(at, _)| &solved.allocation.prices[at]);
            let price = prices.fold(RBig::ZERO, |sum, price| sum + price);
            drawn.push(number(&(price / RBig::from(1_000_000))));
        }
        Some(drawn)
    };
    let steps = question.draws as usize;
    let drawn: Vec<DrawnFlows> =
        (0..question.draws).into_par_iter().map(problem.space.progress.counting(steps, one)).flatten().collect();
    let spread = |at: usize| spread_of(drawn.iter().map(|draw| draw[at]).collect());
    let corridors = found.corridors.len();
    Ok(Some(FlowSpread {
        draws: question.draws,
        seed: question.seed,
        cost: spread(0),
        tonnes_by_corridor: (1..=corridors).map(spread).collect(),
        worth_per_unit: (0..found.capacities.len()).map(|at| spread(1 + corridors + at)).collect(),
    }))
}

/// Sums up numbers, of which there is one at least; a percentile is the number of the nearest rank.
fn spread_of(mut numbers: Vec<f64>) -> SpreadOf {
    numbers.sort_by(f64::total_cmp);
    let count = numbers.len() as f64;
    let at = |share: f64| numbers.get(((share * count).ceil() as usize).saturating_sub(1)).copied().unwrap_or_default();
    SpreadOf {
        mean: numbers.iter().sum::<f64>() / count.max(1.0),
        p5: at(0.05),
        p50: at(0.5),
        p95: at(0.95),
        share_above_0: numbers.iter().filter(|&&number| number > 0.0).count() as f64 / count.max(1.0),
    }
}
