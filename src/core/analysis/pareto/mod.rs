//! Every route worth choosing where cost, time, emissions and transfers count side by side.
//!
//! The kernel finds the front of each question; the forms of a demand by a corridor compete, then the corridors. Sums
//! are of whole numbers, so fronts are exact in them: millionths of money, milliseconds and milligrams, each arc rounded
//! once. What is written out of a route are its own sums, as `compare` writes them.

mod join;
mod kernel;
mod question;
mod result;

use crate::analysis::{Analysis, Ask, Extent, Refusal};
use crate::answer::{Answer, Detail, NamedPlaces, Prepared, Progress};
use crate::audit::AuditError;
use crate::ids::Id;

pub use question::{Axis, ParetoAsked, ParetoError, ParetoQuestion};
pub use result::{Pareto, ParetoCorridor, ParetoDemand, ParetoPoint, ParetoRow, ParetoStatus, Trade};

/// The most demands that a page lays out one by one; more of them are summed up, which needs no more of their routes
/// than [`Detail::Sums`].
pub const MAX_DEMANDS_IN_DETAIL: usize = 4;

impl Analysis for ParetoQuestion {
    type Found = Pareto;

    fn answer(&self, ask: &Ask<'_>) -> Result<Pareto, Refusal> {
        let prepared = ask.one()?;
        let demands = ask.demands(prepared)?;
        let is_summed_up = ask.extent == Extent::Page && demands.len() > MAX_DEMANDS_IN_DETAIL;
        let asked = ParetoAsked {
            demands,
            corridors: ask.corridors(prepared)?,
            axes: self.axes.clone(),
            deadline: self.deadline().map_err(Refusal::request)?,
            detail: if is_summed_up && !ask.audit { Detail::Sums } else { Detail::Whole },
        };
        let find = || pareto(prepared, &asked, ask.progress).map_err(Refusal::request);
        let (mut found, verdicts) = ask.beside_verdicts(find)?;
        if ask.audit {
            audit_pareto(prepared, &mut found)?;
        }
        found.verdicts = verdicts;
        Ok(found)
    }
}

/// Finds the complete front of every demand asked, by all corridors asked together and by each.
///
/// # Errors
/// Refuses fewer than two axes, repeated ones, and a deadline where time does not count.
///
/// # Example
/// ```
/// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).expect("the project");
/// use corridor::analysis::pareto::{Axis, ParetoAsked, pareto};
/// use corridor::answer::{Detail, Prepared, Progress};
///
/// let case = Prepared::prepare(std::path::Path::new("scenarios/hunchun-ningbo-2019.toml"), &[])?;
/// let asked = ParetoAsked {
///     demands: case.model().demands.ids().collect(),
///     corridors: case.model().corridors.ids().collect(),
///     axes: vec![Axis::Cost, Axis::Time],
///     deadline: None,
///     detail: Detail::Whole,
/// };
/// let found = pareto(&case, &asked, &Progress::default()).expect("two axes");
/// // Along a front of two axes what costs more is faster.
/// for pair in found.demands[0].front.windows(2) {
///     assert!(pair[0].answer.total_per_t < pair[1].answer.total_per_t);
///     assert!(pair[0].answer.time() > pair[1].answer.time());
/// }
/// # Ok::<(), corridor::problem::Problems>(())
/// ```
pub fn pareto(case: &Prepared, asked: &ParetoAsked, progress: &Progress) -> Result<Pareto, ParetoError> {
    asked.check()?;
    let price = case.model().cargo.buffer_price_per_day;
    if asked.axes.contains(&Axis::Late) && price.is_none_or(|price| case.values()[price.index()] != 0.0) {
        return Err(ParetoError::Late);
    }
    let demands = match asked.axes.len() {
        2 => join::demands(case, asked, &kernel::fronts::<2>(case, asked, progress)),
        3 => join::demands(case, asked, &kernel::fronts::<3>(case, asked, progress)),
        _ => join::demands(case, asked, &kernel::fronts::<4>(case, asked, progress)),
    };
    let mut places = NamedPlaces::default();
    for demand in &demands {
        places.add(&demand.from);
        places.add(&demand.to);
        routes(demand).for_each(|answer| places.add_answer(answer));
    }
    Ok(Pareto {
        scenario: case.used(),
        verdicts: Vec::new(),
        axes: asked.axes.clone(),
        deadline: asked.deadline,
        audited: None,
        places,
        demands,
    })
}

/// Returns the routes of a demand by its corridors, with those that are too late.
fn routes(demand: &ParetoDemand) -> impl Iterator<Item = &Answer> {
    demand
        .corridors
        .iter()
        .flat_map(|corridor| corridor.front.iter().map(|point| &point.answer).chain(&corridor.fastest_too_late))
}

/// Recomputes every route of fronts from the model alone, and notes how many there were.
///
/// The routes must have been worked out as a whole.
///
/// # Errors
/// Returns the first route that differs, and in what.
pub fn audit_pareto(case: &Prepared, found: &mut Pareto) -> Result<(), AuditError> {
    let answers: Vec<Answer> = found.demands.iter().flat_map(routes).cloned().collect();
    found.audited = Some(case.audit(&answers)?);
    Ok(())
}
