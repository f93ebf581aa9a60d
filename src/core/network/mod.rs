//! Stage 3: places x modes x permissions, expanded into the arcs that cargo can take.
//!
//! Every way of shipping - one corridor, one form of cargo, one standing to customs - is a layer of its own; all
//! layers together are one graph, so one set of weights answers every question.

mod arrivals;
mod constraint;
mod deciding;
mod expand;
mod haul;
mod permits;
mod physical;
mod stations;

use crate::ids::{ArcId, CorridorId, DemandId, IdVec, LegId, Pair, PlaceId, ServiceId, TariffId};
use crate::model::{CargoClass, Customs, Form, Mode, Model};
use crate::units::Decimal;
use corridor_kernel::graph::Graph;

pub use arrivals::Arrivals;
pub use haul::{HaulPlan, Laid, Line, LotShare, Piece, Plans, in_order, rows_for_lot};
pub use permits::Permit;
pub use physical::Physical;

/// Is one way of shipping.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Layer {
    /// The corridor.
    pub corridor: CorridorId,
    /// The form of the cargo.
    pub form: Form,
    /// How the goods stand to customs.
    pub customs: Customs,
}

/// Is what hauls have in common that can be one haul: by rail and road legs of the same ride follow each other without
/// unloading, by ship a haul is one leg.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ride {
    /// The mode.
    pub mode: Mode,
    /// The track gauge.
    pub gauge_mm: Option<u16>,
    /// The schedule; none for legs with a direct price.
    pub tariff: Option<TariffId>,
    /// The service.
    pub service: Option<ServiceId>,
}

/// Says what cargo does on an arc.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ArcKind {
    /// Is loaded at the origin.
    Load {
        /// Where.
        place: PlaceId,
        /// Onto which mode.
        to: Mode,
    },
    /// Boards a ride on one line of its tariff, and waits for its service.
    Board {
        /// Where.
        place: PlaceId,
        /// The ride.
        ride: u16,
        /// The line; 0 where there is only one.
        line: u16,
        /// The operation before it, whose lying counts towards storage.
        lay: Lay,
    },
    /// Moves over a leg.
    Move {
        /// The leg.
        leg: LegId,
        /// The ride.
        ride: u16,
        /// The line.
        line: u16,
        /// Whether it is the first leg of the haul.
        first: bool,
    },
    /// Moves a whole haul from station to station, crossings included.
    Haul {
        /// The legs in order.
        legs: Vec<LegId>,
        /// The ride.
        ride: u16,
        /// The operation before it, whose lying counts towards storage.
        lay: Lay,
    },
    /// Passes the border that a leg crosses.
    Cross {
        /// The leg.
        leg: LegId,
    },
    /// Ends a haul without unloading.
    Alight {
        /// Where.
        place: PlaceId,
    },
    /// Changes mode, or service within a mode.
    Tranship {
        /// Where.
        place: PlaceId,
        /// The mode that brought it.
        from: Mode,
        /// The mode that takes it on.
        to: Mode,
    },
    /// Changes gauge.
    Gauge {
        /// Where.
        place: PlaceId,
    },
    /// Is unloaded at the destination.
    Unload {
        /// Where.
        place: PlaceId,
        /// From which mode.
        from: Mode,
    },
}

/// Says what brought cargo to where it boards: its lying there counts with the wait towards storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lay {
    /// It stays on board: another tariff begins.
    Staying,
    /// It was loaded there.
    Loaded,
    /// It changed gauge there.
    Regauged,
    /// It was transhipped from another mode or service.
    From(Mode),
}

/// Is one arc of the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arc {
    /// The layer it belongs to.
    pub layer: u16,
    /// What cargo does on it.
    pub kind: ArcKind,
}

/// Asks one layer for one demand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The demand.
    pub demand: DemandId,
    /// The corridor.
    pub corridor: CorridorId,
    /// The layer.
    pub layer: u16,
    /// The node where the cargo is.
    pub source: u32,
    /// The node where it must get, if that can be reached at all.
    pub target: Option<u32>,
}

/// Says how far permissions are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Law {
    /// As they are.
    #[default]
    Kept,
    /// As if a row allowed every exit, foreign port and return: still one of each.
    AnyRow,
    /// Not at all.
    None,
}

/// Says which rules to leave out, to find out why there is no route or what a refused one would cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Waive {
    /// How far permissions are asked for.
    pub law: Law,
    /// The corridor's own constraints are not asked for.
    pub constraints: bool,
}

/// Is the expanded network: its shape, and what each arc means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network {
    graph: Graph,
    arcs: IdVec<ArcId, Arc>,
    layers: Vec<Layer>,
    rides: Vec<Ride>,
    questions: Vec<Question>,
}

impl Question {
    /// Returns the demand by the corridor.
    pub const fn pair(&self) -> Pair {
        Pair { demand: self.demand, corridor: self.corridor }
    }
}

impl Network {
    /// Expands a model for all its demands and corridors.
    pub fn expand(model: &Model) -> Self {
        let pairs: Vec<Pair> = model.pairs().collect();
        Self::expand_for(model, &pairs, Waive::default())
    }

    /// Expands a model for some demands by some corridors, with some rules left out.
    pub fn expand_for(model: &Model, pairs: &[Pair], waive: Waive) -> Self {
        expand::expand(model, pairs, waive)
    }

    /// Tells whether the model with other values of its figures would be expanded into the same network, priced by the
    /// same sums of products; not always where it would.
    ///
    /// # Shape
    /// `values` has one entry for each figure of the register.
    pub fn stands_at(&self, model: &Model, values: &[Decimal]) -> bool {
        deciding::stands_at(self, model, values)
    }

    /// Returns the shape.
    pub const fn graph(&self) -> &Graph {
        &self.graph
    }

    /// Returns the arcs.
    pub const fn arcs(&self) -> &IdVec<ArcId, Arc> {
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

    /// Returns the questions: for each demand and corridor asked, one for each form.
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// Returns the cargo class of a layer.
    pub fn cargo_class<'a>(&self, model: &'a Model, layer: u16) -> CargoClass<'a> {
        let layer = &self.layers[usize::from(layer)];
        model.cargo_class(layer.form, model.corridors[layer.corridor].switches)
    }
}
