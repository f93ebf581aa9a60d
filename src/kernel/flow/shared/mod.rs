//! Many commodities that share capacities, by column generation: shortest paths offer columns, a simplex method picks.
//!
//! A commodity has a supply that must arrive, by any of its columns (a path with its cost for each unit, and what it uses
//! of each resource), or stays unmet at a penalty. Nobody lists all columns: a [`ColumnSource`] returns the cheapest one of
//! each commodity at given prices of the resources. The simplex method first calculates with rounding, then repeats its
//! last steps in exact fractions; prices, flows and costs are exact.
//!
//! # Source
//! Ford and Fulkerson, A suggested computation for maximal multi-commodity network flows, Management Science 5 (1958);
//! one key column for each commodity: Dantzig and Van Slyke, Generalized upper bounding techniques, Journal of Computer
//! and System Sciences 1 (1967).

mod audit;
mod inverse;
mod machine;
mod paths;
mod pivot;
mod scalar;
mod solve;
#[cfg(test)]
mod tests;
mod worth;

use dashu_ratio::RBig;

pub use audit::{AllocationFault, audit};
pub use paths::PathSource;
pub use solve::SharedFlows;
pub use worth::{ResourceWorth, WorthStep};

/// Something of which an amount must be sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Commodity {
    /// The amount, at or above 0.
    pub supply: RBig,
    /// The penalty for each unit that is not sent; nothing where all must be sent.
    pub unmet: Option<i64>,
}

/// What a unit of flow uses of a resource.
#[derive(Clone, Debug, PartialEq)]
pub struct ResourceUse {
    /// The number of the resource.
    pub resource: u32,
    /// The units of the resource for each unit of flow, above 0.
    pub amount: RBig,
}

/// A way to send a commodity.
#[derive(Clone, Debug, PartialEq)]
pub struct FlowColumn<P> {
    /// The number of the commodity.
    pub commodity: u32,
    /// The cost of each unit.
    pub cost: i64,
    /// What each unit uses, every resource at most once.
    pub uses: Vec<ResourceUse>,
    /// The caller's name for it.
    pub path: P,
}

/// The prices at which cheapest columns are asked for: a unit costs `scale` times its own cost, and the sum over its
/// resources of use times price.
#[derive(Clone, Copy, Debug)]
pub struct SharedPrices<'a> {
    /// The factor of the column's own cost, at or above 0.
    pub scale: i64,
    /// The price of each unit of each resource, at or above 0.
    pub of: &'a [i64],
    /// For each commodity the cost from which on a column is of no use to who asks; empty where any is.
    pub below: &'a [i64],
}

/// The cheapest column of a commodity.
#[derive(Clone, Debug, PartialEq)]
pub struct PricedColumn<P> {
    /// What a unit costs at the prices at which it was asked for. No column of the commodity costs less; rounding may only
    /// make this smaller.
    pub least: i64,
    /// The column; it may be missing where it is of no use, see [`SharedPrices::below`].
    pub column: Option<FlowColumn<P>>,
}

impl SharedPrices<'_> {
    /// Whether a column of a commodity that costs so much is of use to who asks.
    pub fn is_of_use(&self, commodity: usize, cost: i64) -> bool {
        self.below.get(commodity).is_none_or(|&below| cost < below)
    }
}

/// Whoever knows all columns.
pub trait ColumnSource {
    /// The caller's name for a column.
    type Path;

    /// Finds the cheapest column of each commodity, the same one each time that it is asked.
    ///
    /// Prices are such that the cheapest column costs less than 2^51, so that shortest paths may add in `f64`.
    ///
    /// # Shape
    /// One entry for each commodity; nothing where it has no column at all.
    fn cheapest(&self, prices: SharedPrices<'_>) -> Vec<Option<PricedColumn<Self::Path>>>;
}

/// The flows of least cost.
#[derive(Clone, Debug, PartialEq)]
pub struct Allocation {
    /// The cost of all flows, with the penalties.
    pub cost: RBig,
    /// A cost that no flow goes below; equal to `cost` unless fractions became too great for whole prices.
    pub bound: RBig,
    /// The columns that carry something, by their number in [`SharedFlows::columns`], with the amount.
    pub flows: Vec<(usize, RBig)>,
    /// The amount of each commodity that is not sent.
    pub unmet: Vec<RBig>,
    /// What is used of each resource.
    pub used: Vec<RBig>,
    /// The price of each resource: one of several where capacities are used up in several ways at once; see
    /// [`SharedFlows::worth`].
    pub prices: Vec<RBig>,
    /// What one more unit of each commodity costs at these prices.
    pub levels: Vec<RBig>,
}

/// The proof that not all can be sent: for each unit of these commodities at least their weight of the resources is needed.
#[derive(Clone, Debug, PartialEq)]
pub struct Shortage {
    /// The least amount that cannot be sent.
    pub missing: RBig,
    /// The amounts of each commodity that one way to send the most leaves.
    pub left: Vec<RBig>,
    /// The commodities that are held up, each with the weight of a unit.
    pub commodities: Vec<(u32, RBig)>,
    /// The resources that hold them up, each with the weight of a unit. Supplies times weights, less capacities times
    /// weights, is what is missing.
    pub resources: Vec<(u32, RBig)>,
}
