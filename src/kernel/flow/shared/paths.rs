//! The columns of a graph: its paths, which use resources on their arcs.

use dashu_ratio::RBig;

use crate::graph::Graph;
use crate::{Query, cheapest};

use super::{ColumnSource, FlowColumn, PricedColumn, ResourceUse, SharedPrices};

/// A graph whose arcs cost something and use resources; a commodity goes from a source to a target.
///
/// # Shape
/// `costs` and `uses` have one entry for each arc, `queries` one for each commodity.
pub struct PathSource<'a> {
    /// The graph.
    pub graph: &'a Graph,
    /// The cost of a unit on each arc, at or above 0.
    pub costs: Vec<i64>,
    /// What a unit uses on each arc.
    pub uses: Vec<Vec<ResourceUse>>,
    /// Whence and whither each commodity goes.
    pub queries: Vec<Query>,
}

impl ColumnSource for PathSource<'_> {
    type Path = Vec<u32>;

    fn cheapest(&self, prices: SharedPrices<'_>) -> Vec<Option<PricedColumn<Vec<u32>>>> {
        let weights: Vec<f64> =
            self.costs.iter().zip(&self.uses).map(|(&cost, uses)| prices.weight(cost, uses)).collect();
        let paths = cheapest(self.graph, &weights, &vec![1; weights.len()], &self.queries);
        let column = |(path, commodity): (Option<crate::Path>, u32)| {
            let path = path?;
            let least = path.cost as i64;
            let column = prices.is_of_use(commodity as usize, least).then(|| {
                let cost = path.arcs.iter().map(|&arc| self.costs[arc as usize]).sum();
                let uses = total(path.arcs.iter().flat_map(|&arc| &self.uses[arc as usize]));
                FlowColumn { commodity, cost, uses, path: path.arcs }
            });
            Some(PricedColumn { least, column })
        };
        paths.into_iter().zip(0..).map(column).collect()
    }
}

impl SharedPrices<'_> {
    /// Returns the whole weight of something that costs so much a unit and uses resources, rounded down.
    pub fn weight(&self, cost: i64, uses: &[ResourceUse]) -> f64 {
        let of_use = |uses: &ResourceUse| {
            let price = self.of[uses.resource as usize];
            if price == 0 { 0.0 } else { (&uses.amount * RBig::from(price)).floor().to_f64().value() }
        };
        (self.scale * cost) as f64 + uses.iter().map(of_use).sum::<f64>()
    }
}

/// Returns what is used of each resource in all.
fn total<'a>(uses: impl Iterator<Item = &'a ResourceUse>) -> Vec<ResourceUse> {
    let mut all: Vec<ResourceUse> = uses.cloned().collect();
    all.sort_by_key(|uses| uses.resource);
    all.dedup_by(|next, first| {
        let is_same = next.resource == first.resource;
        if is_same {
            first.amount += &next.amount;
        }
        is_same
    });
    all
}
