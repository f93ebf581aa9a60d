//! What binds behind the first bottleneck: capacities widened one after the other.

use dashu_ratio::RBig;

use super::assemble::{Assembly, money, number};
use super::problem::{SolvedFlows, sum_of};
use super::result::{FlowBottleneck, Flows};

/// Removes the limit of the dearest capacity, finds the flows anew, and so on as often as is asked, while any is left that costs
/// something.
///
/// # Errors
/// Fails where flows that could go within limits cannot go without one, which is a fault of the program.
pub(super) fn widened(
    assembly: &Assembly<'_>,
    solved: &mut SolvedFlows<'_>,
    found: &Flows,
) -> Result<Vec<FlowBottleneck>, &'static str> {
    let limits = &assembly.problem.space.limits.all;
    let mut cost = solved.allocation.cost.clone();
    let mut bottlenecks = Vec::new();
    while bottlenecks.len() < assembly.problem.question.bottlenecks {
        let Some(row) = dearest(assembly, solved) else { break };
        let own: Vec<u32> = (0..).zip(limits).filter(|(_, limit)| limit.row == row).map(|(at, _)| at).collect();
        for &limit in &own {
            solved.shared.set_capacity(limit, assembly.endless());
        }
        let anew = solved.shared.solve(&solved.routes);
        solved.allocation = anew.map_err(|_| "tonnes that can go within limits cannot go without one")?;
        let saved = &cost - &solved.allocation.cost;
        cost.clone_from(&solved.allocation.cost);
        let unmet = sum_of(&solved.allocation.unmet);
        let used = sum_of(own.iter().map(|&limit| &solved.allocation.used[limit as usize]));
        bottlenecks.push(FlowBottleneck {
            row: row.to_owned(),
            name: limits[own[0] as usize].name.clone(),
            saves: money(&saved),
            unmet_t: number(&unmet),
            tonnes_by_corridor: assembly.tonnes_by_corridor(solved, &found.corridors),
            used: number(&used),
        });
    }
    Ok(bottlenecks)
}

/// Returns the row whose capacity in all its periods is worth the most at today's prices; the first of equal ones.
fn dearest<'a>(assembly: &'a Assembly<'_>, solved: &SolvedFlows<'_>) -> Option<&'a str> {
    let mut dearest: Option<(&str, RBig)> = None;
    for row in assembly.rows() {
        let own = assembly.problem.space.limits.all.iter().enumerate().filter(|(_, limit)| limit.row == row);
        let worth = |(at, _)| &solved.allocation.prices[at] * &solved.shared.capacities()[at];
        let worth = own.map(worth).fold(RBig::ZERO, |sum, worth| sum + worth);
        if worth > dearest.as_ref().map_or(RBig::ZERO, |(_, worth)| worth.clone()) {
            dearest = Some((row, worth));
        }
    }
    dearest.map(|(row, _)| row)
}
