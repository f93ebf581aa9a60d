//! The stations of a ride, and the shortest paths to them that a search has found.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::ids::{LegId, WayId};

use super::node::HaulState;

/// The length of a path of a haul, in the order in which paths are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct HaulLength {
    pub(super) micro_km: u64,
    pub(super) seconds: u64,
    pub(super) legs: u32,
}

/// A leg out of a station, with the number of the station where it ends.
pub(super) struct StationExit {
    pub(super) leg: LegId,
    pub(super) to: usize,
    pub(super) micro_km: u64,
    pub(super) seconds: u64,
}

/// The shortest path from the start of a search to a station.
#[derive(Clone, Default)]
pub(super) struct HaulPath {
    pub(super) length: HaulLength,
    /// The last leg with the number of the station where it begins; none at the start.
    pub(super) last: Option<(usize, LegId)>,
    pub(super) is_settled: bool,
    pub(super) way: Option<WayId>,
}

/// The stations of one ride in one layer, each in one state of the cargo, numbered as they are found.
#[derive(Default)]
pub(super) struct RideStations {
    pub(super) states: Vec<HaulState>,
    pub(super) numbers: BTreeMap<HaulState, usize>,
    /// The legs out of each station, once a search has come there.
    pub(super) exits: Vec<Option<Rc<[StationExit]>>>,
    /// Whether cargo can do anything there but go on by the same ride, once that was asked.
    pub(super) is_end: Vec<Option<bool>>,
    /// The paths of the search that is under way.
    pub(super) paths: Vec<Option<HaulPath>>,
}

impl RideStations {
    pub(super) fn number(&mut self, state: HaulState) -> usize {
        *self.numbers.entry(state).or_insert_with(|| {
            self.states.push(state);
            self.exits.push(None);
            self.is_end.push(None);
            self.paths.push(None);
            self.states.len() - 1
        })
    }
}
