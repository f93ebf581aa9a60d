//! The costs alone of very many queries: nodes that only pass paths on are taken out first, so that the searches are
//! over a graph of a few times the ends; where these are thousands, they run on a hierarchy of it.

use rayon::prelude::*;

use crate::graph::Graph;

use super::backward::QueryGroups;
use super::contraction::{Core, MIN_SEARCHES};
use super::heap::Heap;
use super::hierarchy::{Hierarchy, Targets};
use super::order::Order;
use super::path::Query;

/// The searches that take about as long as making a hierarchy: both grow with the nodes, so that this number does not
/// depend on them. Measured on grids of 10^4 and 10^5 nodes.
const HIERARCHY_SEARCHES: usize = 3000;

/// The distances that are held at once while a hierarchy finds them.
const MAX_MATRIX: usize = 1 << 22;

/// Returns the cost of the cheapest path of each query; infinity where there is none.
///
/// Weights are whole numbers at or above 0, infinite where an arc cannot be used. The costs are those of
/// [`cheapest`](super::cheapest), to the last bit.
///
/// # Shape
/// `weights` has one entry for each arc; the result has one entry for each query.
///
/// # Panics
/// If `weights` has more or fewer entries than the graph has arcs.
pub fn least_costs(graph: &Graph, weights: &[f64], queries: &[Query]) -> Vec<f64> {
    costs_by(graph, weights, queries, HIERARCHY_SEARCHES)
}

/// Does what [`least_costs`] does, on a hierarchy from a number of searches on.
fn costs_by(graph: &Graph, weights: &[f64], queries: &[Query], hierarchy_from: usize) -> Vec<f64> {
    assert_eq!(weights.len(), graph.arcs(), "one weight for each arc");
    let QueryGroups { groups, by_target } = QueryGroups::new(queries);
    let usable = graph.with_tails().filter(|&(_, arc)| weights[arc] < f64::INFINITY);
    let arcs = usable.map(|(tail, arc)| {
        let head = graph.head(arc);
        if by_target { (head, tail, weights[arc]) } else { (tail, head, weights[arc]) }
    });
    let mut core =
        Core::of(graph.nodes(), arcs, |before, after| before + after, |known, other| *known = known.min(other));
    if groups.len() >= MIN_SEARCHES {
        core.contract(queries);
    }
    let arcs = CoreArcs::of(core.into_lists());
    let ends = |query: &Query| if by_target { [query.target, query.source] } else { [query.source, query.target] };
    let ends: Vec<[u32; 2]> = queries.iter().map(ends).collect();
    let found: Vec<Vec<f64>> = if groups.len() >= hierarchy_from {
        arcs.by_hierarchy(&groups, &ends)
    } else {
        let answer = |search: &mut CostSearch, group: &Vec<usize>| {
            search.run(&arcs, ends[group[0]][0], group.iter().map(|&index| ends[index][1]));
            group.iter().map(|&index| search.costs[ends[index][1] as usize]).collect()
        };
        groups.par_iter().map_init(|| CostSearch::new(graph.nodes()), answer).collect()
    };
    let mut costs = vec![f64::INFINITY; queries.len()];
    for (&index, cost) in groups.iter().flatten().zip(found.into_iter().flatten()) {
        costs[index] = cost;
    }
    costs
}

/// The arcs that are left of a graph.
///
/// # Shape
/// The arcs out of node `u` are `arcs[first[u]..first[u + 1]]`, each a head and a weight.
struct CoreArcs {
    first: Vec<u32>,
    arcs: Vec<(u32, f64)>,
}

impl CoreArcs {
    fn of(lists: Vec<Vec<(u32, f64)>>) -> Self {
        let mut first = Vec::with_capacity(lists.len() + 1);
        let mut arcs = Vec::new();
        for own in lists {
            first.push(arcs.len() as u32);
            arcs.extend(own);
        }
        first.push(arcs.len() as u32);
        Self { first, arcs }
    }

    /// Returns the costs of queries on a hierarchy.
    ///
    /// # Shape
    /// `ends` has the begin and the end of each query; all queries of a group begin at the same node.
    fn by_hierarchy(&self, groups: &[Vec<usize>], ends: &[[u32; 2]]) -> Vec<Vec<f64>> {
        // Nodes that were taken out have no place in the order.
        let mut is_left = vec![false; self.first.len() - 1];
        for node in self.arcs.iter().map(|arc| arc.0).chain(ends.iter().copied().flatten()) {
            is_left[node as usize] = true;
        }
        for (node, bounds) in self.first.windows(2).enumerate() {
            is_left[node] |= bounds[0] < bounds[1];
        }
        let nodes: Vec<usize> = (0..is_left.len()).filter(|&node| is_left[node]).collect();
        let mut places = vec![u32::MAX; is_left.len()];
        for (place, &node) in nodes.iter().enumerate() {
            places[node] = place as u32;
        }
        let tails =
            self.first.windows(2).enumerate().flat_map(|(node, bounds)| (bounds[0]..bounds[1]).map(move |_| node));
        let arcs = tails.zip(&self.arcs).map(|(tail, arc)| (places[tail], places[arc.0 as usize]));
        let graph = Graph::from_sorted(nodes.len(), arcs);
        let weights: Vec<f64> = self.arcs.iter().map(|arc| arc.1).collect();
        let hierarchy = Hierarchy::new(&graph, &Order::dissection(&graph, None));
        let metric = hierarchy.customize(&weights);
        let mut targets: Vec<u32> = ends.iter().map(|ends| places[ends[1] as usize]).collect();
        targets.sort_unstable();
        targets.dedup();
        let selected = Targets::new(&hierarchy, &targets);
        let column = |index: &usize| targets.partition_point(|&target| target < places[ends[*index][1] as usize]);
        let mut found = Vec::with_capacity(groups.len());
        for groups in groups.chunks((MAX_MATRIX / targets.len()).max(1)) {
            let sources: Vec<u32> = groups.iter().map(|group| places[ends[group[0]][0] as usize]).collect();
            let matrix = selected.matrix(&hierarchy, &metric, &sources);
            let rows = groups.iter().zip(matrix.chunks(targets.len()));
            found.extend(rows.map(|(group, row)| group.iter().map(|index| row[column(index)]).collect()));
        }
        found
    }
}

/// A search for costs; its memory is used again.
struct CostSearch {
    costs: Vec<f64>,
    reached: Vec<u32>,
    is_awaited: Vec<bool>,
    heap: Heap<u64>,
}

impl CostSearch {
    fn new(nodes: usize) -> Self {
        Self {
            costs: vec![f64::INFINITY; nodes],
            reached: Vec::new(),
            is_awaited: vec![false; nodes],
            heap: Heap::new(nodes),
        }
    }

    /// Finds the costs from a node to some others.
    fn run(&mut self, core: &CoreArcs, begin: u32, ends: impl Iterator<Item = u32>) {
        for node in self.reached.drain(..) {
            (self.costs[node as usize], self.is_awaited[node as usize]) = (f64::INFINITY, false);
        }
        let mut left = 0_usize;
        for end in ends {
            left += usize::from(!std::mem::replace(&mut self.is_awaited[end as usize], true));
            self.reached.push(end);
        }
        self.improve(begin, 0.0);
        while let Some((_, node)) = self.heap.pop() {
            left -= usize::from(std::mem::replace(&mut self.is_awaited[node as usize], false));
            if left == 0 {
                break;
            }
            let here = self.costs[node as usize];
            for &(head, weight) in
                &core.arcs[core.first[node as usize] as usize..core.first[node as usize + 1] as usize]
            {
                if here + weight < self.costs[head as usize] {
                    self.improve(head, here + weight);
                }
            }
        }
        self.heap.clear();
    }

    fn improve(&mut self, node: u32, cost: f64) {
        self.costs[node as usize] = cost;
        self.reached.push(node);
        // Costs are never negative, so their bits sort as their values do; a sum never is a negative zero.
        self.heap.push(node, (cost + 0.0).to_bits());
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Query, costs_by, least_costs};
    use crate::cheapest;
    use crate::graph::Graph;

    proptest! {
        #[test]
        fn costs_are_those_of_the_cheapest_paths(
            arcs in prop::collection::btree_map((0_u32..40, 0_u32..40), 0_u32..9, 0..160),
            ends in prop::collection::vec((0_u32..40, 0_u32..40), 1..60),
        ) {
            let graph = Graph::from_sorted(40, arcs.keys().copied());
            // One price of nine is none at all.
            let weights: Vec<f64> = arcs.values().map(|&w| if w == 8 { f64::INFINITY } else { f64::from(w) }).collect();
            let queries: Vec<Query> = ends.iter().map(|&(source, target)| Query { source, target }).collect();
            let paths = cheapest(&graph, &weights, &vec![1; weights.len()], &queries);
            let expected: Vec<f64> = paths.iter().map(|path| path.as_ref().map_or(f64::INFINITY, |path| path.cost)).collect();
            prop_assert_eq!(&least_costs(&graph, &weights, &queries), &expected);
            prop_assert_eq!(costs_by(&graph, &weights, &queries, 1), expected, "on a hierarchy");
        }
    }
}
