//! The sections of a report about days and capacities: asked for where the scenario holds what they need and they are quick.

use crate::analysis::flow::{FlowQuestion, Flows};
use crate::analysis::plan::{PlanFound, PlanQuestion, ReadyCalendar};
use crate::analysis::simulate::{SimulateQuestion, Simulation};
use crate::analysis::{Analysis, Ask, Refusal};
use crate::ids::Id;
use crate::model::{Demand, Model};
use crate::scenario::Wait;

/// The most demands whose tonnes are divided over capacities in a report.
const MAX_DEMANDS_OF_FLOW: usize = 50;
/// How often the days of a simulation are run.
const RUNS: u32 = 100;
/// The most consignments that all runs of a simulation send in the days that are measured.
const MAX_CONSIGNMENTS: f64 = 100_000.0;

/// Demands whose tonnes take longer to divide than a report may.
#[derive(Debug, thiserror::Error)]
#[error("dividing the tonnes of {0} demands takes longer than a report may: `corridor {1}` does it")]
struct TooMany(usize, &'static str);

/// What a section found, or why it found nothing; none where it is not asked for.
type SectionAnswer<T> = Option<Result<T, Refusal>>;

/// Asks what cargo costs by the day of the year on which it is ready, where departures are known by their days.
pub(super) fn calendar(ask: &Ask<'_>) -> SectionAnswer<ReadyCalendar> {
    let case = ask.one().ok()?;
    let Model { wait, departures, .. } = case.model();
    let is_dated = *wait == Wait::Timetable || !departures.is_empty();
    is_dated.then(|| match PlanQuestion::of_year(case).answer(ask)? {
        PlanFound::Calendar(found) => Ok(found),
        PlanFound::Plan(_) => unreachable!("many ready dates have a calendar"),
    })
}

/// Asks how all tonnes divide over a year, where capacities are known and demands have tonnes.
pub(super) fn flow(ask: &Ask<'_>, demands: &[&Demand]) -> SectionAnswer<Flows> {
    let with_tonnes = demands.iter().filter(|demand| demand.tonnes_per_year.is_some()).count();
    let is_limited = !ask.one().ok()?.model().capacities.is_empty();
    (is_limited && with_tonnes > 0).then(|| match with_tonnes {
        ..=MAX_DEMANDS_OF_FLOW => FlowQuestion::default().answer(ask),
        _ => Err(Refusal::request(TooMany(with_tonnes, "flow"))),
    })
}

/// Asks how the consignments of a year get through its days, where all demands have tonnes.
pub(super) fn simulation(ask: &Ask<'_>, demands: &[&Demand]) -> SectionAnswer<Simulation> {
    let case = ask.one().ok()?;
    let value = |id: crate::ids::FigureId| case.values()[id.index()];
    let tonnes: Option<Vec<f64>> = demands.iter().map(|demand| demand.tonnes_per_year.map(value)).collect();
    let consignments = f64::from(RUNS) * tonnes?.iter().sum::<f64>() / value(case.model().cargo.lot_t);
    Some(if consignments <= MAX_CONSIGNMENTS {
        SimulateQuestion { runs: RUNS, ..SimulateQuestion::default() }.answer(ask)
    } else {
        Err(Refusal::request(TooMany(demands.len(), "simulate")))
    })
}
