//! What is asked: which rows are taken away, from which demands.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{CorridorId, DemandId, Pair};
use crate::model::{ElementKind, Slowdown};

/// What the loss of a leg, place, service or permission costs, and where its cargo goes instead.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CriticalQuestion {
    /// The kinds of rows that are taken away; all where none is given.
    pub kind: Vec<ElementKind>,
    /// How much slower each is made instead of being taken away: hours or days more at each use (`24h`, `3d`), or a factor
    /// above 1 (`x2`).
    pub slow: Option<Slowdown>,
    /// Whether two are taken away together as well, to find those that are each other's alternative.
    pub pairs: bool,
}

impl CriticalQuestion {
    /// Returns the kinds of rows that are looked at.
    ///
    /// # Errors
    /// Refuses slower permissions, and slower pairs.
    pub(super) fn kinds(&self) -> Result<Vec<ElementKind>, CriticalError> {
        if self.slow.is_some() && self.pairs {
            return Err(CriticalError::SlowPairs);
        }
        let is_asked = |kind: &ElementKind| self.kind.is_empty() || self.kind.contains(kind);
        let mut kinds: Vec<ElementKind> = ElementKind::ALL.into_iter().filter(is_asked).collect();
        if self.slow.is_some() {
            kinds.retain(|&kind| kind != ElementKind::Permission);
        }
        if kinds.is_empty() { Err(CriticalError::SlowPermission) } else { Ok(kinds) }
    }
}

/// A question that cannot be answered as it is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CriticalError {
    /// Permissions alone are made slower.
    #[error("a permission cannot be slower: leave out --slow to take it away")]
    SlowPermission,
    /// Pairs are made slower.
    #[error("pairs are taken away, not made slower: ask for one of both")]
    SlowPairs,
}

/// The question with the demands and corridors that it is put to.
#[derive(Clone, Debug)]
pub struct CriticalAsked {
    /// The demands, in the order of the file.
    pub demands: Vec<DemandId>,
    /// The corridors that each demand takes the cheapest of.
    pub corridors: Vec<CorridorId>,
    /// The kinds of elements.
    pub kinds: Vec<ElementKind>,
    /// How much slower each is made; none takes it away.
    pub slow: Option<Slowdown>,
    /// Whether two are taken away together as well.
    pub pairs: bool,
}

impl CriticalAsked {
    /// Returns every demand by every corridor, demand by demand.
    pub(super) fn pairs_asked(&self) -> Vec<Pair> {
        let of_demand = |&demand: &DemandId| self.corridors.iter().map(move |&corridor| Pair { demand, corridor });
        self.demands.iter().flat_map(of_demand).collect()
    }
}
