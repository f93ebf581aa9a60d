//! The states of cargo that the expansion tells apart: nodes of the network, and stations on a haul.

use crate::ids::{LegId, PlaceId, WayId};
use crate::model::Mode;

use super::arcs::PriorOperation;

/// The track on which cargo may continue by rail: any track, or that of one gauge; a missing gauge is a gauge of its
/// own; or that of the same way through, which begins and ends at two places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Track {
    Any,
    Gauge(Option<u16>),
    Through(Option<u16>, (PlaceId, PlaceId)),
}

/// The progress of cargo at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// At the origin, not yet loaded.
    Origin,
    /// Ready for a mode, free to board any ride of it on the given track: where the operation is included in a quotation
    /// from terminal to terminal, rides of that quotation, and else the others.
    Ready { mode: Mode, track: Track, prior: PriorOperation, is_included: bool },
    /// Aboard a ride on one line.
    Boarded { ride: u16, line: u16 },
    /// Past the border of a leg that is still to be run.
    Crossed { ride: u16, line: u16, leg: LegId, first: bool },
    /// On the way.
    Riding { ride: u16, line: u16 },
    /// At the end of a haul, still on board.
    Arrived { ride: u16 },
    /// Unloaded at the destination.
    Done,
}

/// The state of cargo on a haul: where it is, what permissions are left, which via constraints are met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct HaulState {
    pub(super) place: PlaceId,
    pub(super) permit: u16,
    pub(super) vias_met: u16,
}

/// A node: a place with the state that determines how cargo can continue.
#[derive(Clone, Copy, Debug)]
pub(super) struct CargoNode {
    pub(super) layer: u16,
    pub(super) place: PlaceId,
    pub(super) stage: Stage,
    pub(super) permit: u16,
    pub(super) vias_met: u16,
}

impl CargoNode {
    /// Returns the state without layer and stage.
    pub(super) const fn state(self) -> HaulState {
        HaulState { place: self.place, permit: self.permit, vias_met: self.vias_met }
    }

    /// Returns the node of the same layer with another state.
    pub(super) const fn in_state(self, stage: Stage, state: HaulState) -> Self {
        let HaulState { place, permit, vias_met } = state;
        Self { layer: self.layer, place, stage, permit, vias_met }
    }
}

/// The start of hauls: layer, ride, state.
pub(super) type HaulKey = (u16, u16, HaulState);

/// The hauls from a station to others.
#[derive(Debug, Default)]
pub(super) struct StationHauls {
    /// The ways to stations where cargo can do anything but go on by the same ride, each with the state at its end.
    pub(super) ends: Vec<(HaulState, WayId)>,
    /// The ways to the other stations.
    pub(super) dead_ends: Vec<WayId>,
}
