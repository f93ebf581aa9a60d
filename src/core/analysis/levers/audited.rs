//! The audit of levers and packages: every route is recomputed with the figures set.

use crate::answer::{PairTotals, Prepared, Progress};
use crate::audit::AuditError;
use crate::ids::DemandId;
use crate::model::Model;
use crate::scenario::Override;

use super::super::audited::{self, demand_of, differs, in_words};
use super::super::breakeven::{FlipOf, audit_sides, keys, leaders};
use super::effects::{Effects, Sums};
use super::result::{Lever, LeverEffect, LeverEffects, Levers};

/// What must be saved with some figures set.
struct Saving {
    set: Vec<Override>,
    expected: Effects,
}

/// Recomputes every route with each lever a step on, a tenth of the way and at its end, and with each package, and
/// compares what they save; and on both sides of where each lever wins its first demand, and compares the leaders.
///
/// # Errors
/// Returns the first finding that differs.
pub fn audit_levers(
    case: &Prepared,
    demands: &[DemandId],
    found: &mut Levers,
    progress: &Progress,
) -> Result<(), AuditError> {
    let model = case.model();
    let sums = Sums::new(model, demands);
    let today = audited::with(case, &[], demands)?;
    let mut savings: Vec<Saving> = found.levers.iter().flat_map(of_lever).collect();
    for package in found.packages.iter().filter(|package| package.problem.is_none()) {
        let set: Result<Vec<Override>, _> = package.changes.iter().map(|change| Override::parse(change)).collect();
        let set = set.map_err(|problems| differs(model, None, format!("a package cannot be read: {problems}")))?;
        let expected = Effects { by_corridor: package.by_corridor.clone(), of_cheapest: package.of_cheapest };
        savings.push(Saving { set, expected });
    }
    let check = |Saving { set, expected }: &Saving| {
        let then = audited::with(case, set, demands)?;
        if sums.effects(&today.totals, &then.totals) == *expected {
            return Ok(then.routes);
        }
        Err(differs(model, None, format!("{} saves something else", in_words(set))))
    };
    let of_savings = audited::each(&savings, progress, check)?;
    let of_flips = audit_sides(case, &flips(model, demands, &today.totals, found)?, progress)?;
    found.scenario.audited = Some(of_savings + today.routes + of_flips);
    Ok(())
}

/// Returns what a lever says that it saves at each of its three values.
fn of_lever(lever: &Lever) -> Vec<Saving> {
    let step = lever.figure.value.plus(lever.step);
    let saving = |to, pick: fn(&LeverEffects) -> LeverEffect| Saving {
        set: vec![Override::set(&lever.figure.path, to)],
        expected: Effects {
            by_corridor: lever.corridors.iter().map(pick).collect(),
            of_cheapest: pick(&lever.cheapest),
        },
    };
    let one_step = step.map(|to| saving(to, |effects| effects.one_step));
    let further = [saving(lever.tenth, |effects| effects.a_tenth), saving(lever.end, |effects| effects.the_whole)];
    one_step.into_iter().chain(further).collect()
}

/// Returns where levers win their first demands, with who leads those today.
fn flips<'a>(
    model: &Model,
    demands: &[DemandId],
    today: &PairTotals,
    found: &'a Levers,
) -> Result<Vec<FlipOf<'a>>, AuditError> {
    let won = found.levers.iter().filter_map(|lever| Some((&lever.figure.path, lever.first_won.as_ref()?)));
    won.map(|(path, won)| {
        let demand = demand_of(model, demands, [&won.from, &won.to], won.regime);
        let demand = demand.ok_or_else(|| differs(model, None, format!("{path} wins a demand that was not asked")))?;
        let leaders = keys(model, &leaders(today.of_demand(demand)));
        Ok(FlipOf { path, flip: &won.flip, demand, leaders })
    })
    .collect()
}
