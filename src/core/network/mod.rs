//! Stage 3: places x modes x permissions, expanded into the arcs that cargo can take.
//!
//! Every combination of a corridor, a form of cargo and a customs status is a layer of its own. All layers together are
//! one graph, so one set of weights answers every question.

mod arrivals;
mod constraint;
mod deciding;
mod expand;
mod haul;
mod permits;
mod physical;
mod stations;

use crate::ids::{ArcId, CorridorId, DemandId, IdVec, LegId, PlaceId, ServiceId, TariffId};
use crate::model::{CargoClass, Customs, Form, Mode, Model};
use crate::units::Decimal;
use corridor_kernel::graph::Graph;

pub use arrivals::Arrivals;
pub use haul::{CargoSchedule, HaulLine, HaulPiece, HaulPlan, LotShare, Plans, in_order, rows_for_lot};
pub use permits::Permit;
pub use physical::Physical;

/// One combination of corridor, form of cargo and customs status.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Layer {
    /// The corridor.
    pub corridor: CorridorId,
    /// The form of the cargo.
    pub form: Form,
    /// The customs status of the goods.
    pub customs: Customs,
}

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
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ArcKind {
    /// Loading at the origin.
    Load {
        /// The place.
        place: PlaceId,
        /// The mode to load onto.
        to: Mode,
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
        /// The legs in order.
        legs: Vec<LegId>,
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkArc {
    /// The layer of the arc.
    pub layer: u16,
    /// The action of cargo on the arc.
    pub kind: ArcKind,
}

/// A query for one demand in one layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerQuery {
    /// The demand.
    pub demand: DemandId,
    /// The corridor.
    pub corridor: CorridorId,
    /// The layer.
    pub layer: u16,
    /// The node of the cargo at its origin.
    pub source: u32,
    /// The node of the cargo at its destination, if the destination can be reached.
    pub target: Option<u32>,
}

/// The enforcement of permissions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Law {
    /// As they are.
    #[default]
    Kept,
    /// As if one row allowed every exit, foreign port and return, but still only one of each.
    AnyRow,
    /// Not enforced.
    None,
}

/// The rules to waive, in order to find out why there is no route or what a refused route would cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Waive {
    /// The enforcement of permissions.
    pub law: Law,
    /// Whether the corridor's own constraints are waived.
    pub constraints: bool,
}

/// The expanded network: its graph, and the meaning of each arc.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network {
    graph: Graph,
    arcs: IdVec<ArcId, NetworkArc>,
    layers: Vec<Layer>,
    rides: Vec<Ride>,
    questions: Vec<LayerQuery>,
}

impl Network {
    /// Expands a model for all its demands and corridors.
    pub fn expand(model: &Model) -> Self {
        let pairs: Vec<_> = model
            .demands
            .ids()
            .flat_map(|demand| model.corridors.ids().map(move |corridor| (demand, corridor)))
            .collect();
        Self::expand_for(model, &pairs, Waive::default())
    }

    /// Expands a model for some demands by some corridors, with some rules left out.
    pub fn expand_for(model: &Model, pairs: &[(DemandId, CorridorId)], waive: Waive) -> Self {
        expand::expand(model, pairs, waive)
    }

    /// Returns whether the model with other values of its figures would be expanded into the same network, priced by
    /// the same sums of products. The answer may be `false` although the network would be the same.
    ///
    /// # Shape
    /// `values` has one entry for each figure of the register.
    pub fn stands_at(&self, model: &Model, values: &[Decimal]) -> bool {
        deciding::stands_at(self, model, values)
    }

    /// Returns the graph.
    pub const fn graph(&self) -> &Graph {
        &self.graph
    }

    /// Returns the arcs.
    pub const fn arcs(&self) -> &IdVec<ArcId, NetworkArc> {
        &self.arcs
    }

    /// Returns the layers.
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// Returns a ride.
    pub fn ride(&self, ride: u16) -> &Ride {
        &self.rides[usize::from(ride)]
    }

    /// Returns the questions: for each demand and corridor of the expansion, one for each form.
    pub fn questions(&self) -> &[LayerQuery] {
        &self.questions
    }

    /// Returns the cargo class of a layer.
    pub fn cargo_class<'a>(&self, model: &'a Model, layer: u16) -> CargoClass<'a> {
        let layer = &self.layers[usize::from(layer)];
        model.cargo_class(layer.form, model.corridors[layer.corridor].switches)
    }
}
