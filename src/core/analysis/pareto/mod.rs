//! Every route worth choosing where cost, time, emissions and transfers count side by side.
//!
//! The kernel finds the front of each question; the forms of a demand by a corridor compete, then the corridors. Sums
//! are of whole numbers, so fronts are exact in them: millionths of money, milliseconds and milligrams, each arc rounded
//! once. What is written out of a route are its own sums, as `compare` writes them.

mod result;

pub use result::{Axis, Pareto, ParetoCorridor, ParetoDemand, ParetoPoint, Trade};

mod join;
mod kernel;

use crate::answer::Prepared;
use crate::answer::{Answer, Detail};
use crate::audit::AuditError;
use crate::ids::{CorridorId, DemandId};
use crate::units::Duration;

/// Says which fronts are asked for.
#[derive(Clone, Debug)]
pub struct ParetoAsked {
    /// The demands.
    pub demands: Vec<DemandId>,
    /// The corridors; routes by them compete.
    pub corridors: Vec<CorridorId>,
    /// What counts: two to four different things, the one by which routes are sorted first.
    pub axes: Vec<Axis>,
    /// The time within which cargo has to arrive, to the nearest second.
    pub deadline: Option<Duration>,
    /// How much is worked out of each route.
    pub detail: Detail,
}

/// Says why fronts cannot be found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParetoError {
    /// There is nothing to weigh against each other.
    #[error("a front needs at least two axes; take cost,time or cost,time,co2e")]
    OneAxis,
    /// An axis is named twice.
    #[error("the axis {0} is named twice")]
    Twice(&'static str),
    /// A deadline limits a thing that does not count.
    #[error("a deadline needs time among the axes; take cost,time or cost,time,co2e")]
    DeadlineWithoutTime,
}

/// Finds the complete front of every demand asked, by all corridors asked together and by each.
///
/// # Errors
/// Refuses fewer than two axes, repeated ones, and a deadline where time does not count.
///
/// # Example
/// ```
/// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).expect("the project");
/// use corridor::answer::Prepared;
/// use corridor::answer::Detail;
/// use corridor::analysis::pareto::{Axis, ParetoAsked, pareto};
///
/// let case = Prepared::prepare(std::path::Path::new("scenarios/hunchun-ningbo-2019.toml"), &[])?;
/// let asked = ParetoAsked {
///     demands: case.model().demands.ids().collect(),
///     corridors: case.model().corridors.ids().collect(),
///     axes: vec![Axis::Cost, Axis::Time],
///     deadline: None,
///     detail: Detail::Whole,
/// };
/// let found = pareto(&case, &asked).expect("two axes");
/// // Along a front of two axes what costs more is faster.
/// for pair in found.demands[0].points.windows(2) {
///     assert!(pair[0].answer.total_per_t < pair[1].answer.total_per_t);
///     assert!(pair[0].answer.time() > pair[1].answer.time());
/// }
/// # Ok::<(), corridor::problem::Problems>(())
/// ```
pub fn pareto(case: &Prepared, asked: &ParetoAsked) -> Result<Pareto, ParetoError> {
    for (position, axis) in asked.axes.iter().enumerate() {
        if asked.axes[..position].contains(axis) {
            return Err(ParetoError::Twice(axis.as_str()));
        }
    }
    if asked.deadline.is_some() && !asked.axes.contains(&Axis::Time) {
        return Err(ParetoError::DeadlineWithoutTime);
    }
    let demands = match asked.axes.len() {
        0 | 1 => return Err(ParetoError::OneAxis),
        2 => join::demands(case, asked, &kernel::fronts::<2>(case, asked)),
        3 => join::demands(case, asked, &kernel::fronts::<3>(case, asked)),
        _ => join::demands(case, asked, &kernel::fronts::<4>(case, asked)),
    };
    Ok(Pareto { used: case.used(), axes: asked.axes.clone(), deadline: asked.deadline, demands, audited: None })
}

/// Recomputes every route of fronts from the model alone, and notes how many there were.
///
/// The routes must have been worked out as a whole.
///
/// # Errors
/// Returns the first route that differs, and in what.
pub fn audit_pareto(case: &Prepared, found: &mut Pareto) -> Result<(), AuditError> {
    let mut answers: Vec<Answer> = Vec::new();
    for demand in &found.demands {
        for corridor in &demand.corridors {
            answers.extend(corridor.points.iter().map(|point| point.answer.clone()));
            answers.extend(corridor.late.clone());
        }
    }
    found.audited = Some(case.audit(&answers)?);
    Ok(())
}
