//! The kinds of levers: tables whose fees, times and waits somebody can move.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answer::Prepared;
use crate::ids::FigureId;

/// A table whose fees, times and waits somebody can move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LeverKind {
    /// Tariffs of hauls.
    Tariffs,
    /// Handling of cargo.
    Handling,
    /// Crossings of borders.
    Borders,
    /// Scheduled services.
    Services,
    /// Extra hours of the calendar.
    Calendar,
    /// Hire of equipment.
    Equipment,
    /// Costs and times of legs.
    Legs,
}

impl LeverKind {
    /// All kinds.
    pub const ALL: [Self; 7] =
        [Self::Tariffs, Self::Handling, Self::Borders, Self::Services, Self::Calendar, Self::Equipment, Self::Legs];

    /// Returns the name of the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tariffs => "tariffs",
            Self::Handling => "handling",
            Self::Borders => "borders",
            Self::Services => "services",
            Self::Calendar => "calendar",
            Self::Equipment => "equipment",
            Self::Legs => "legs",
        }
    }

    /// Finds a kind by the name of its table.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// Returns whether a figure is a lever of one of some kinds.
pub(super) fn is_lever(case: &Prepared, figure: FigureId, kinds: &[LeverKind]) -> bool {
    let known = case.model().register.figure(figure);
    let is_own = |kind: &LeverKind| known.owner.table().is_some_and(|table| table.as_str() == kind.as_str());
    known.role.is_negotiable() && kinds.iter().any(is_own)
}
