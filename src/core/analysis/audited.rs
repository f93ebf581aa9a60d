//! The audit of studies: a scenario with figures set, or without a row, is read, laid out and answered anew, and every
//! route recomputed from the model alone.

use rayon::prelude::*;

use crate::answer::{Detail, PairTable, PairTotals, PlaceName, Prepared, PricedNetwork, Progress, answers};
use crate::audit::{AuditError, audit};
use crate::draws::{Distributions, DrawError, Engine};
use crate::ids::{DemandId, Id, Pair};
use crate::model::Model;
use crate::network::Waive;
use crate::problem::Problems;
use crate::scenario::Override;
use crate::units::{Decimal, Money};
use corridor_kernel::lanes::LANES;

/// The totals of some pairs, and how many routes were recomputed for them.
pub(super) struct Audited {
    pub(super) totals: PairTotals,
    pub(super) routes: usize,
}

/// Answers some demands by all corridors with some figures set beside those that a case has set already.
pub(super) fn with(case: &Prepared, set: &[Override], demands: &[DemandId]) -> Result<Audited, AuditError> {
    let then = case.with_set(set).map_err(|problems| {
        let first = problems.iter().next().map_or_else(String::new, |problem| problem.message.clone());
        differs(case.model(), demands.first().copied(), format!("{} is refused: {first}", in_words(set)))
    })?;
    let model = then.model();
    let pairs: Vec<Pair> = demands.iter().flat_map(|&demand| model.pairs_of(demand)).collect();
    of(model, then.values(), &pairs)
}

/// Answers some pairs of a model.
///
/// # Errors
/// Returns the audit's finding.
///
/// # Shape
/// `values` has one entry for each figure of the register.
pub(super) fn of(model: &Model, values: &[f64], pairs: &[Pair]) -> Result<Audited, AuditError> {
    let priced = PricedNetwork::new(model, values, pairs, Waive::default());
    let all = PairTable::of(model, answers(model, values, &priced, Detail::Routes));
    let routes = audit(model, &all)?;
    Ok(Audited { totals: all.map(|answer| answer.total_per_t), routes })
}

/// Checks several things in parallel, and returns how many routes were recomputed for all of them.
pub(super) fn each<T: Sync>(
    all: &[T],
    progress: &Progress,
    check: impl Fn(&T) -> Result<usize, AuditError> + Send + Sync,
) -> Result<usize, AuditError> {
    let routes: Result<Vec<usize>, AuditError> = all.par_iter().map(progress.counting(all.len(), check)).collect();
    Ok(routes?.into_iter().sum())
}

/// Answers the first eight draws of a seed for some demands, and the first eight under each combination of the switches that
/// are drawn, recomputes every route with the figures as they are drawn, and compares all totals; returns how many routes
/// there were.
///
/// # Errors
/// Says why the figures cannot be drawn, or returns the audit's finding.
pub fn audit_draws(
    case: &Prepared,
    distributions: Distributions,
    seed: u64,
    demands: &[DemandId],
) -> Result<usize, DrawsError> {
    let engine = Engine::of_demands(case, distributions, seed, demands)?;
    let mut routes = 0;
    for (switches, first) in engine.firsts() {
        let branch = case.with_switches(switches)?;
        routes += audit_eight(&branch, &engine, first, demands)?;
    }
    Ok(routes)
}

fn audit_eight(case: &Prepared, engine: &Engine, first: u64, demands: &[DemandId]) -> Result<usize, DrawsError> {
    let model = case.model();
    let mut worker = engine.worker();
    let drawn = engine.answer(&mut worker, first).clone();
    let pairs: Vec<Pair> = demands.iter().flat_map(|&demand| model.pairs_of(demand)).collect();
    let audit = |lane: usize| -> Result<usize, DrawsError> {
        let mut values: Vec<Decimal> = model.register.iter().map(|(_, figure)| figure.value).collect();
        for &figure in engine.figures() {
            let value = engine.value(figure, first + lane as u64);
            values[figure.index()] = Decimal::parse(&value.to_string()).map_err(|_| DrawsError::TooFine(value))?;
        }
        let numbers: Vec<f64> = values.iter().map(|value| value.to_f64()).collect();
        let own = of(&model.with_values(&values), &numbers, &pairs)?;
        for &pair in &pairs {
            let (total, found) = (*own.totals.get(pair), drawn.get(pair).0[lane]);
            let found = found.is_finite().then(|| Money::from_kernel(found));
            if found != total {
                let [total, found] =
                    [total, found].map(|total| total.map_or_else(|| "no route".to_owned(), |own| own.to_string()));
                let key = &model.corridors[pair.corridor].key;
                let what = format!("in draw {} {key} costs {total}, not {found}", first + lane as u64);
                return Err(differs(model, Some(pair.demand), what).into());
            }
        }
        Ok(own.routes)
    };
    let routes: Result<Vec<usize>, DrawsError> = (0..LANES).into_par_iter().map(audit).collect();
    Ok(routes?.into_iter().sum())
}

/// Why draws could not be recomputed, or what differs.
#[derive(Debug, thiserror::Error)]
pub enum DrawsError {
    /// The figures cannot be drawn.
    #[error(transparent)]
    Engine(#[from] DrawError),
    /// The scenario has problems under switches that are drawn.
    #[error(transparent)]
    Invalid(#[from] Problems),
    /// A draw differs.
    #[error(transparent)]
    Differs(#[from] AuditError),
    /// A drawn number has more decimal places than the tables can hold.
    #[error("a figure is drawn as {0}, which has more decimal places than can be recomputed")]
    TooFine(f64),
}

/// Finds a demand by its ends and regime among some.
pub(super) fn demand_of(model: &Model, demands: &[DemandId], ends: [&PlaceName; 2], regime: &str) -> Option<DemandId> {
    let key = |place| &model.places.list[place].key;
    let is_it = |demand: DemandId| {
        let asked = &model.demands[demand];
        [key(asked.from), key(asked.to)] == ends.map(|end| &end.key) && asked.customs.as_str() == regime
    };
    demands.iter().copied().find(|&demand| is_it(demand))
}

/// Describes where a study differs from the scenario.
pub(super) fn differs(model: &Model, demand: Option<DemandId>, what: String) -> AuditError {
    let place = |place| model.places.list[place].key.clone();
    let ends = demand.map(|demand| &model.demands[demand]).map(|demand| (place(demand.from), place(demand.to)));
    let (from, to) = ends.unwrap_or_default();
    AuditError { scenario: model.name.clone(), from, to, corridor: "all corridors".to_owned(), what }
}

/// Writes settings as `--set` takes them.
pub(super) fn in_words(set: &[Override]) -> String {
    set.iter().map(Override::as_argument).collect::<Vec<_>>().join(", ")
}
