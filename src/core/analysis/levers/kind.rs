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

    /// Returns the columns whose figures somebody can move.
    const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Tariffs => &["per_haul", "per_km"],
            Self::Handling => &["price", "time_h", "dwell_h", "free_days"],
            Self::Borders => &["price", "time_h"],
            Self::Services => &["every_days", "cutoff_h"],
            Self::Calendar => &["extra_h"],
            Self::Equipment => &["hire_per_day"],
            Self::Legs => &["cost_per_t", "time_h"],
        }
    }
}

/// Returns whether a figure is a lever of one of some kinds.
pub(super) fn is_lever(case: &Prepared, figure: FigureId, kinds: &[LeverKind]) -> bool {
    let path = &case.model().register.figure(figure).path;
    let (table, column) = (path.split('.').next(), path.rsplit('.').next());
    let is_own = |kind: &LeverKind| {
        Some(kind.as_str()) == table && column.is_some_and(|column| kind.columns().contains(&column))
    };
    kinds.iter().any(is_own)
}
