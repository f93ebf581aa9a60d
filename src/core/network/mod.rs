//! Stage 3: places x modes x permissions, expanded into the arcs that cargo can take.
//!
//! Every combination of a corridor, a form of cargo, a customs status and rows of support is a layer of its own. All layers together are
//! one graph, so one set of weights answers every question.

mod arcs;
mod arrivals;
mod capacity;
mod constraint;
mod ends;
mod exits;
mod expand;
mod expanded;
mod haul;
mod node;
mod permits;
mod physical;
mod rides;
mod stations;
mod unchanged;
mod ways;

pub use arcs::{ArcKind, NetworkArc, PriorOperation, Ride};
pub use arrivals::Arrivals;
pub use capacity::{CapacityUse, CapacityUses};
pub use expanded::{DeadEnds, Law, Layer, LayerQuery, Network, Waive};
pub use haul::{CargoSchedule, HaulLine, HaulPiece, HaulPlan, LotShare, Plans, in_order, rows_for_lot};
pub use permits::Permit;
pub use physical::Physical;
pub use unchanged::KeptNetwork;
pub use ways::{AlongWays, HaulWays};
