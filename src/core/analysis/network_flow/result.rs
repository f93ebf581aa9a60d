//! What is found about a network of flows.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::{Answered, Column};
use crate::scenario::InputFile;
use crate::units::Decimal;

/// A flow of least cost.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct NetworkFlow {
    /// The files that were read.
    pub inputs: Vec<InputFile>,
    /// The number of nodes that send something.
    pub senders: usize,
    /// The number of nodes that need something.
    pub receivers: usize,
    /// The units that are sent in all.
    pub sent: Decimal,
    /// The least cost of sending them.
    pub cost: Decimal,
    /// Whether no other flow costs as little. Cost and prices are those of every flow that does.
    pub is_only: bool,
    /// The legs in the order of the file.
    pub legs: Vec<FlowLeg>,
    /// What limits the flow, one thing behind the other: the legs that are worth the most, then those that are once the
    /// first have no limit, and so on.
    pub bottlenecks: Vec<Bottleneck>,
}

/// A leg with what it carries.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FlowLeg {
    /// Its name.
    pub leg: String,
    /// The node at which it begins.
    pub from: String,
    /// The node at which it ends.
    pub to: String,
    /// The most units that it carries, if there is a limit.
    pub capacity: Option<Decimal>,
    /// The cost of a unit.
    pub cost: Decimal,
    /// The units that it carries.
    pub flow: Decimal,
    /// Whether it is full.
    pub is_full: bool,
    /// What each unit of capacity more saves, where it is full.
    pub more: Option<UnitWorth>,
    /// What each unit of capacity less costs, where it is full and there is a flow without that unit.
    pub fewer: Option<UnitWorth>,
}

/// What each of the next units of capacity is worth.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct UnitWorth {
    /// The change of the least cost by each unit.
    pub price: Decimal,
    /// The number of units for which this is the price; nothing where it has no end.
    pub units: Option<Decimal>,
}

/// Legs that are worth the most, and what it brings to take their limit away.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Bottleneck {
    /// The legs, of which each unit more saves as much.
    pub legs: Vec<BottleneckLeg>,
    /// What each unit more saves.
    pub price: Decimal,
    /// What is saved if these legs have no limit, beyond what those before save; nothing where there is no end to it.
    pub saved: Option<Decimal>,
    /// The least cost then.
    pub cost: Option<Decimal>,
}

/// A leg of a bottleneck.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct BottleneckLeg {
    /// Its name.
    pub leg: String,
    /// The number of units more, of this leg alone, that save as much each; nothing where it has no end.
    pub units: Option<Decimal>,
}

impl Answered for NetworkFlow {
    fn is_answered(&self) -> bool {
        true
    }
}

impl FlowLeg {
    /// Returns the columns of its table.
    pub const fn columns<'a>() -> [Column<&'a Self>; 11] {
        [
            Column::new("leg", "", |leg| (&leg.leg).into()),
            Column::new("from", "", |leg| (&leg.from).into()),
            Column::new("to", "", |leg| (&leg.to).into()),
            Column::new("capacity", "units", |leg| leg.capacity.into()),
            Column::new("cost", "cost per unit", |leg| leg.cost.into()),
            Column::new("flow", "units", |leg| leg.flow.into()),
            Column::new("is_full", "", |leg| leg.is_full.into()),
            Column::new("more_saves", "cost per unit", |leg| leg.more.as_ref().map(|worth| worth.price).into()),
            Column::new("more_units", "units", |leg| leg.more.as_ref().and_then(|worth| worth.units).into()),
            Column::new("fewer_costs", "cost per unit", |leg| leg.fewer.as_ref().map(|worth| worth.price).into()),
            Column::new("fewer_units", "units", |leg| leg.fewer.as_ref().and_then(|worth| worth.units).into()),
        ]
    }
}
