//! Packages: several figures moved together, as the runs of a plan write them out.

use std::path::Path;

use rayon::prelude::*;

use crate::answer::{Prepared, place_name};
use crate::ids::{DemandId, Id};
use crate::problem::Problems;
use crate::scenario::{Change, Design, Level, Override, Plan};
use crate::units::Money;

use super::effects::{Effects, Sums, leaders};
use super::result::{LeverEffect, Package, PackageWon};

/// Why there are no packages.
#[derive(Debug, thiserror::Error)]
pub enum PackagesError {
    /// The plan is invalid.
    #[error(transparent)]
    Invalid(#[from] Problems),
    /// Its runs are not written out.
    #[error("packages are the [[run]] of a plan of the design `list`, and this is one of the design `{0}`")]
    OtherDesign(&'static str),
}

/// Answers packages of figures that are moved together: the runs of a plan of the design `list`.
///
/// # Errors
/// Returns what is wrong with the plan.
pub fn packages(case: &Prepared, demands: &[DemandId], plan: &Path) -> Result<Vec<Package>, PackagesError> {
    let plan = Plan::load(plan, case.scenario())?;
    if plan.design != Design::List {
        return Err(PackagesError::OtherDesign(plan.design.as_str()));
    }
    let runs: Vec<Vec<Override>> = plan.written.iter().map(|levels| changes(&plan, levels)).collect();
    let before = totals_of(case, demands);
    let sums = Sums::new(case, demands);
    let answer = |(number, set): (usize, &Vec<Override>)| package(case, demands, number + 1, set, &before, &sums);
    Ok(runs.par_iter().enumerate().map(answer).collect())
}

/// Returns what one run of a plan changes.
fn changes(plan: &Plan, levels: &[Option<Level>]) -> Vec<Override> {
    let set = |(path, level): (&String, &Option<Level>)| {
        let to = match level.as_ref()? {
            Level::Number(number) => number.to_string(),
            Level::Word(word) => word.clone(),
        };
        Some(Override { path: path.clone(), change: Change::To(to), span: None })
    };
    plan.factors.iter().map(|factor| &factor.path).zip(levels).filter_map(set).collect()
}

/// Returns the totals of some demands by all corridors.
fn totals_of(case: &Prepared, demands: &[DemandId]) -> Vec<Option<Money>> {
    let (corridors, all) = (case.model().corridors.len(), case.totals());
    let first = |demand: &DemandId| demand.index() * corridors;
    demands.iter().flat_map(|demand| all[first(demand)..first(demand) + corridors].to_vec()).collect()
}

/// Answers one package.
fn package(
    case: &Prepared,
    demands: &[DemandId],
    number: usize,
    set: &[Override],
    before: &[Option<Money>],
    sums: &Sums,
) -> Package {
    let model = case.model();
    let changes = set.iter().map(Override::as_argument).collect();
    let overrides: Vec<Override> = case.overrides().iter().chain(set).cloned().collect();
    let then = match case.again(&overrides) {
        Ok(then) => totals_of(&then, demands),
        Err(problems) => {
            let problem = problems.iter().next().map(|problem| format!("{}: {}", problem.code, problem.message));
            let none = vec![LeverEffect::default(); sums.corridors];
            return Package {
                number,
                changes,
                by_corridor: none,
                of_cheapest: LeverEffect::default(),
                won: Vec::new(),
                problem,
            };
        }
    };
    let Effects { by_corridor, of_cheapest } = sums.effects(before, &then);
    let leaders =
        |totals: &[Option<Money>], demand: usize| leaders(model, &totals[demand * sums.corridors..][..sums.corridors]);
    let won = sums.turned(before, &then).map(|demand| {
        let asked = &model.demands[demands[demand]];
        PackageWon {
            from: place_name(model, asked.from),
            to: place_name(model, asked.to),
            before: leaders(before, demand),
            then: leaders(&then, demand),
        }
    });
    Package { number, changes, by_corridor, of_cheapest, won: won.collect(), problem: None }
}
