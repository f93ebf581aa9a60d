//! What one step of every fee, hour, kilometre tariff and wait is worth, and how far it must move to win whom.
//!
//! Each value is answered as `compare` would, all demands at once and eight values at a time; nothing is a derivative.

mod audited;
mod effects;
mod packages;
mod result;
mod worth;

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Analysis, Ask, Refusal};

pub use audited::audit_levers;
pub use packages::{PackagesError, packages};
pub use result::{Lever, LeverEffect, LeverEffects, LeverRow, LeverWon, Levers, Package, PackageWon};
pub use worth::levers;

/// What moving each fee, hour, kilometre tariff or wait is worth.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LeversQuestion {
    /// The tables whose figures are moved; all of them where none is named.
    pub kinds: Vec<LeverKind>,
    /// The path of a plan of the design `list`, whose runs are packages of figures that are moved together.
    pub packages: Option<PathBuf>,
}

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

impl Analysis for LeversQuestion {
    type Found = Levers;

    fn answer(&self, ask: &Ask<'_>) -> Result<Levers, Refusal> {
        let prepared = ask.one()?;
        let among = ask.among_corridors(prepared)?;
        let prepared = among.as_ref().unwrap_or(prepared);
        let demands = ask.demands(prepared)?;
        let kinds = if self.kinds.is_empty() { &LeverKind::ALL[..] } else { &self.kinds };
        let mut found = levers(prepared, &demands, kinds, ask.progress);
        if let Some(plan) = &self.packages {
            found.packages = packages(prepared, &demands, plan)?;
        }
        if ask.audit {
            audit_levers(prepared, &demands, &mut found, ask.progress)?;
        }
        Ok(found)
    }
}

impl From<PackagesError> for Refusal {
    fn from(error: PackagesError) -> Self {
        match error {
            PackagesError::Invalid(problems) => Self::Invalid(problems),
            PackagesError::OtherDesign(_) => Self::request(error),
        }
    }
}
