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

use crate::units::words;

use super::{Analysis, Ask, Refusal};

pub use audited::audit_levers;
pub use packages::{PackagesError, packages};
pub use result::{
    Lever, LeverEffect, LeverEffects, LeverRow, LeverSplit, LeverWon, Levers, OriginGain, Package, PackageWon,
};
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
        /// Support by others.
        Subsidies = "subsidies",
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

impl Analysis for LeversQuestion {
    type Found = Levers;

    fn answer(&self, ask: &Ask<'_>) -> Result<Levers, Refusal> {
        let prepared = ask.one()?;
        let among = ask.among_corridors_and_baseline(prepared)?;
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
        found.verdicts = ask.verdicts()?;
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
