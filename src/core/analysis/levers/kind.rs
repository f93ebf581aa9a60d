//! The kinds of levers: tables whose fees, times and waits somebody can move.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answer::Prepared;
use crate::ids::FigureId;
use crate::units::words;

words! {
    /// A table whose fees, times and waits somebody can move.
    #[derive(Serialize, Deserialize, JsonSchema)]
    #[serde(rename_all = "lowercase")]
    LeverKind {
        /// Tariffs of hauls.
        Tariffs = "tariffs",
        /// Handling of cargo.
        Handling = "handling",
        /// Crossings of borders.
        Borders = "borders",
        /// Scheduled services.
        Services = "services",
        /// Extra hours of the calendar.
        Calendar = "calendar",
        /// Hire of equipment.
        Equipment = "equipment",
        /// Costs and times of legs.
        Legs = "legs",
    }
}

/// Returns whether a figure is a lever of one of some kinds.
pub(super) fn is_lever(case: &Prepared, figure: FigureId, kinds: &[LeverKind]) -> bool {
    let known = case.model().register.figure(figure);
    let is_own = |kind: &LeverKind| known.owner.table().is_some_and(|table| table.as_str() == kind.as_str());
    known.role.is_negotiable() && kinds.iter().any(is_own)
}
