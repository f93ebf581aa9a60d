//! The arcs of a network: the actions of cargo.

use crate::ids::{LegId, PlaceId, ServiceId, TariffId, WayId};
use crate::model::Mode;

/// The properties shared by legs that can form one haul: by rail and road legs of the same ride follow each other
/// without unloading, by ship a haul is one leg.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ride {
    /// The mode.
    pub mode: Mode,
    /// The track gauge.
    pub gauge_mm: Option<u16>,
    /// The tariff schedule; `None` for legs with a direct price.
    pub tariff: Option<TariffId>,
    /// The service.
    pub service: Option<ServiceId>,
}

/// The action of cargo on an arc.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ArcKind {
    /// Loading at the origin.
    Load {
        /// The place.
        place: PlaceId,
        /// The mode to load onto.
        to: Mode,
        /// Whether the quotation of the haul that follows includes it.
        is_included: bool,
    },
    /// Boarding of a ride on one line of its tariff, with the wait for its service.
    Board {
        /// The place.
        place: PlaceId,
        /// The ride.
        ride: u16,
        /// The line; 0 where there is only one.
        line: u16,
        /// The operation before boarding, whose dwell counts towards storage.
        prior: PriorOperation,
    },
    /// A move over a leg.
    Move {
        /// The leg.
        leg: LegId,
        /// The ride.
        ride: u16,
        /// The line.
        line: u16,
        /// Whether the leg is the first of the haul.
        first: bool,
    },
    /// A whole haul from station to station, crossings included.
    Haul {
        /// The way; see [`Network::ways`](super::Network::ways).
        way: WayId,
        /// The ride.
        ride: u16,
        /// The operation before boarding, whose dwell counts towards storage.
        prior: PriorOperation,
    },
    /// The crossing of the border on a leg.
    Cross {
        /// The leg.
        leg: LegId,
    },
    /// The end of a haul, before unloading.
    Alight {
        /// The place.
        place: PlaceId,
    },
    /// A change of mode, or of service within a mode.
    Tranship {
        /// The place.
        place: PlaceId,
        /// The mode of arrival.
        from: Mode,
        /// The mode of departure.
        to: Mode,
        /// Whether the quotation of the haul before or after includes it.
        is_included: bool,
    },
    /// A change of gauge.
    Gauge {
        /// The place.
        place: PlaceId,
    },
    /// Unloading at the destination.
    Unload {
        /// The place.
        place: PlaceId,
        /// The mode to unload from.
        from: Mode,
        /// Whether the quotation of the haul before includes it.
        is_included: bool,
    },
}

/// The operation before boarding. Storage is charged for its dwell time plus the wait for the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PriorOperation {
    /// None: the cargo stays on board, and another tariff begins.
    Staying,
    /// Loading at the place.
    Loaded,
    /// A change of gauge at the place.
    Regauged,
    /// A transhipment from another mode or service.
    From(Mode),
}

/// One arc of the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NetworkArc {
    /// The layer of the arc.
    pub layer: u16,
    /// The action of cargo on the arc.
    pub kind: ArcKind,
}
