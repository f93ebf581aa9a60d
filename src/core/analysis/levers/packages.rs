//! Packages: several figures moved together, as the runs of a plan write them out.

use std::path::Path;

use rayon::prelude::*;

use crate::analysis::breakeven::{keys, leaders};
use crate::answer::{PairTotals, Prepared, place_name};
use crate::ids::DemandId;
use crate::model::Model;
use crate::problem::Problems;
use crate::scenario::{Change, Design, Level, Override, Plan};

use super::effects::{Effects, Sums};
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
    let (before, sums) = (case.totals(), Sums::new(case.model(), demands));
    let answer = |(number, set): (usize, &Vec<Override>)| Package {
        title: plan.run_titles[number].clone(),
        ..package(case, number + 1, set, &before, &sums)
    };
    Ok(runs.par_iter().enumerate().map(answer).collect())
}

/// Returns what one run of a plan changes.
fn changes(plan: &Plan, levels: &[Option<Level>]) -> Vec<Override> {
    let set = |(path, level): (&String, &Option<Level>)| {
        Some(match level.as_ref()? {
            Level::Number(number) => Override::set(path, number),
            Level::Word(word) => Override::set(path, word),
        })
    };
    plan.factors.iter().map(|factor| &factor.path).zip(levels).filter_map(set).collect()
}

/// Writes a change of a package: what it is called, its value today and then.
fn in_words(case: &Prepared, change: &Override) -> String {
    let register = &case.model().register;
    let path = case.scenario().canonical(&change.path);
    let figure = path.and_then(|path| register.find(&path)).map(|id| register.figure(id));
    match (figure, &change.change) {
        (Some(figure), Change::To(value)) => {
            format!("{}: from {} to {value} {}", figure.name(), figure.value, figure.unit()).trim_end().to_owned()
        }
        _ => change.as_argument(),
    }
}

/// Returns whether two models have the same figures, switches and demands on the same day.
fn is_same(one: &Model, other: &Model) -> bool {
    let figures = |model: &Model| model.register.iter().map(|(_, own)| (own.path(), own.value)).collect::<Vec<_>>();
    let customs = |model: &Model| model.demands.iter().map(|own| own.customs.as_str()).collect::<Vec<_>>();
    let switches = |model: &Model| (model.switches, model.corridors.iter().map(|own| own.switches).collect::<Vec<_>>());
    figures(one) == figures(other)
        && customs(one) == customs(other)
        && switches(one) == switches(other)
        && one.date == other.date
}

/// Answers one package.
fn package(case: &Prepared, number: usize, set: &[Override], before: &PairTotals, sums: &Sums<'_>) -> Package {
    let model = case.model();
    let mut package = Package {
        number,
        title: String::new(),
        in_words: set.iter().map(|change| in_words(case, change)).collect(),
        gains: Vec::new(),
        changes: set.iter().map(Override::as_argument).collect(),
        by_corridor: vec![LeverEffect::default(); model.corridors.len()],
        of_cheapest: LeverEffect::default(),
        won: Vec::new(),
        without_effect: None,
        problem: None,
    };
    let overrides: Vec<Override> = case.overrides().iter().chain(set).cloned().collect();
    let then = match case.again(&overrides) {
        Ok(then) => then,
        Err(problems) => return Package { problem: Some(problems.in_a_line()), ..package },
    };
    let is_so_already = is_same(model, then.model());
    let then = then.totals();
    let is_changed = |&demand: &DemandId| before.of_demand(demand) != then.of_demand(demand);
    package.without_effect = (!sums.demands.iter().any(is_changed)).then_some(if is_so_already {
        "all of it is so already"
    } else {
        "no cost of these demands depends on it"
    });
    Effects { by_corridor: package.by_corridor, of_cheapest: package.of_cheapest } = sums.effects(before, &then);
    package.gains = sums.gains(before, &then);
    let won = |demand: DemandId| {
        let asked = &model.demands[demand];
        let [before, then] = [before, &then].map(|totals| keys(model, &leaders(totals.of_demand(demand))));
        PackageWon { from: place_name(model, asked.from), to: place_name(model, asked.to), before, then }
    };
    package.won = sums.turned(before, &then).map(won).collect();
    package
}
