//! The indicators by which corridors are measured in Central Asia.

use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::{Answer, StepKind};
use crate::model::Part;

/// The tonnes of cargo to which costs are referred.
const LOAD_T: f64 = 20.0;
/// The kilometres to which the cost of a corridor is referred.
const SECTION_KM: f64 = 500.0;

/// The four trade facilitation indicators of a route; money in the scenario's currency.
///
/// # Source
/// CAREC Corridor Performance Measurement and Monitoring, annual reports: TFI 1 to TFI 4.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Indicators {
    /// TFI 1: the hours to clear a border, the mean of those crossed; none where none is.
    pub border_h: Option<f64>,
    /// TFI 2: the cost to clear a border for 20 tonnes, the mean of those crossed; none where none is.
    pub border_cost: Option<f64>,
    /// TFI 3: the cost of 500 kilometres of the corridor for 20 tonnes.
    pub section_cost: Option<f64>,
    /// TFI 4: the kilometres an hour under way.
    pub speed_moving_km_h: Option<f64>,
    /// TFI 4: the kilometres an hour with all delays.
    pub speed_km_h: Option<f64>,
}

impl Indicators {
    /// Measures the route of an answer; nothing where there is none.
    pub(super) fn of(answer: &Answer) -> Option<Self> {
        let (parts, hours, km) = (answer.parts?, answer.hours?, answer.km?.total().as_km());
        let crossings = answer.steps.iter().filter(|step| step.kind == StepKind::Cross).count() as f64;
        let over = |amount: f64, by: f64| (by > 0.0).then(|| amount / by);
        Some(Self {
            border_h: over(hours.border.as_hours(), crossings),
            border_cost: over(parts.0[Part::Border as usize].as_units() * LOAD_T, crossings),
            section_cost: over(parts.total().as_units() * LOAD_T * SECTION_KM, km),
            speed_moving_km_h: over(km, hours.moving.as_hours()),
            speed_km_h: over(km, hours.total().as_hours()),
        })
    }
}
