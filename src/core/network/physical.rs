//! The physical network of places and legs, and its connected parts.

use std::collections::BTreeSet;

use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::unionfind::UnionFind;
use petgraph::visit::{Bfs, EdgeRef};

use crate::ids::{Id, PlaceId};
use crate::model::{Model, SwitchSet};

/// The places and the legs that are open on the date.
#[derive(Clone, Debug)]
pub struct Physical {
    graph: DiGraph<PlaceId, (), u32>,
}

impl Physical {
    /// Builds the graph of the places and the legs that some switches leave open.
    pub fn of(model: &Model, switches: SwitchSet) -> Self {
        let mut graph = DiGraph::with_capacity(model.places.list.len(), model.legs.len());
        for place in model.places.list.ids() {
            graph.add_node(place);
        }
        for leg in model.legs.iter().filter(|leg| leg.is_open(switches)) {
            graph.add_edge(node(leg.from), node(leg.to), ());
        }
        Self { graph }
    }

    /// Returns the connected parts, largest first, then by their first place.
    pub fn parts(&self) -> Vec<Vec<PlaceId>> {
        let mut joined = UnionFind::new(self.graph.node_count());
        for edge in self.graph.edge_references() {
            joined.union(edge.source().index(), edge.target().index());
        }
        let labels = joined.into_labeling();
        let mut parts: Vec<Vec<PlaceId>> = vec![Vec::new(); labels.len()];
        for (place, &label) in labels.iter().enumerate() {
            parts[label].push(PlaceId::new(place));
        }
        parts.retain(|part| !part.is_empty());
        parts.sort_by_key(|part| (std::cmp::Reverse(part.len()), part[0]));
        parts
    }

    /// Returns the places that can be reached by open legs from a place, whatever cargo they carry.
    pub fn reachable(&self, from: PlaceId) -> BTreeSet<PlaceId> {
        let mut search = Bfs::new(&self.graph, node(from));
        let mut found = BTreeSet::new();
        while let Some(next) = search.next(&self.graph) {
            found.insert(self.graph[next]);
        }
        found
    }
}

fn node(place: PlaceId) -> NodeIndex<u32> {
    NodeIndex::new(place.index())
}
