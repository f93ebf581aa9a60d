//! The expanded network: its layers, its arcs and the questions that it answers.

use std::borrow::Cow;
use std::sync::Arc;

use crate::ids::{ArcId, CorridorId, DemandId, IdVec, LegId, Pair, SubsidyId, WayId};
use crate::model::{CargoClass, Customs, Form, Model};
use corridor_kernel::graph::Graph;

use super::arcs::{ArcKind, NetworkArc, PriorOperation, Ride};
use super::ways::HaulWays;

/// One combination of corridor, form of cargo, customs status and support.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Layer {
    /// The corridor.
    pub corridor: CorridorId,
    /// The form of the cargo.
    pub form: Form,
    /// The customs status of the goods.
    pub customs: Customs,
    /// The rows of support for the goods.
    pub support: Vec<SubsidyId>,
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

impl LayerQuery {
    /// Returns the demand by the corridor.
    pub const fn pair(&self) -> Pair {
        Pair { demand: self.demand, corridor: self.corridor }
    }
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

/// The ways of the hauls of a ride from one place to stations where cargo could do nothing but go on by the same ride: no arcs,
/// but the figures of their legs decide the ways of hauls at other values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadEnds {
    /// The layer.
    pub layer: u16,
    /// The operation before boarding.
    pub prior: PriorOperation,
    /// The ways, in their order.
    pub ways: Vec<WayId>,
}

/// The expanded network: its graph, and the meaning of each arc.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network {
    pub(super) graph: Graph,
    pub(super) arcs: IdVec<ArcId, NetworkArc>,
    pub(super) ways: Arc<HaulWays>,
    pub(super) dead_ends: Vec<DeadEnds>,
    pub(super) layers: Vec<Layer>,
    pub(super) rides: Vec<Ride>,
    pub(super) questions: Vec<LayerQuery>,
}

impl Network {
    /// Returns the graph.
    pub const fn graph(&self) -> &Graph {
        &self.graph
    }

    /// Returns the arcs.
    pub const fn arcs(&self) -> &IdVec<ArcId, NetworkArc> {
        &self.arcs
    }

    /// Returns the ways of the hauls that are priced from station to station.
    pub const fn ways(&self) -> &Arc<HaulWays> {
        &self.ways
    }

    /// Returns the hauls that lead nowhere.
    pub fn dead_ends(&self) -> &[DeadEnds] {
        &self.dead_ends
    }

    /// Returns the legs that an arc rides over; none for the crossing of a border, which comes besides the ride.
    pub fn legs<'a>(&self, kind: &'a ArcKind) -> Cow<'a, [LegId]> {
        match kind {
            ArcKind::Move { leg, .. } => Cow::Borrowed(std::slice::from_ref(leg)),
            ArcKind::Haul { way, .. } => Cow::Owned(self.ways.legs(*way)),
            _ => Cow::Borrowed(&[]),
        }
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
