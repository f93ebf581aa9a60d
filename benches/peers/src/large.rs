//! P6 and P8: customization and matrices on a large network by the hierarchy.

use std::error::Error;
use std::hint::black_box;

use corridor_kernel::{Hierarchy, Order, Targets};
use routingkit_cch::{CCH, CCHMetric};

use crate::input::{Input, some};
use crate::peers;
use crate::race::{Contender, race};
use crate::table::{Table, Task};

/// The sources and the targets of the matrix.
const ENDS: usize = 1000;
/// The rows of the matrix that petgraph works out; the others would take it as long each.
const PETGRAPH_ROWS: usize = 20;
/// The nodes that a graph must have for the bars to apply.
const LARGE: usize = 10_000;

/// Holds a graph with prices, and the hierarchies of all who have one.
struct Large<'a> {
    input: &'a Input,
    rounds: usize,
    /// One set of prices, as everybody wants it.
    set: Vec<u32>,
    weights: Vec<f64>,
    hierarchy: Hierarchy,
    routingkit: CCH,
    cch: cch::Cch,
}

/// Runs all comparisons on a graph.
pub(crate) fn compare(input: &Input, rounds: usize, table: &mut Table) -> Result<(), Box<dyn Error>> {
    let large = Large::new(input, rounds);
    eprintln!("    {} slots, {} triangles", large.hierarchy.slots(), large.hierarchy.triangles());
    large.customizations(table);
    large.matrices(table)
}

impl<'a> Large<'a> {
    fn new(input: &'a Input, rounds: usize) -> Self {
        let set: Vec<u32> = input.weights.iter().map(|weight| weight.round().max(1.0) as u32).collect();
        let order = Order::dissection(&input.graph, Some(&input.coordinates()));
        Self {
            input,
            rounds,
            weights: set.iter().map(|&weight| f64::from(weight)).collect(),
            hierarchy: Hierarchy::new(&input.graph, &order),
            routingkit: peers::routingkit_of(input, &set),
            cch: peers::cch_of(input, &set),
            set,
        }
    }

    /// Returns what is asked if the graph is large enough.
    fn asked(&self, least: f64) -> Option<f64> {
        (self.input.graph.nodes() >= LARGE).then_some(least)
    }

    fn work(&self, bar: &'static str, work: &'static str) -> Task<'_> {
        Task { bar, work, graph: &self.input.name, rounds: self.rounds }
    }

    /// P6.
    fn customizations(&self, table: &mut Table) {
        let mut metric = CCHMetric::new(&self.routingkit, self.set.clone());
        let (customizer, mut cch_metric) = (self.cch.customizer(), self.cch.customize(&self.set));
        let ours = Contender::new("corridor", 1.0, || {
            black_box(self.hierarchy.customize(&self.weights));
        });
        let routingkit = Contender::with_turns("routingkit-cch, reset", 1.0, |repeats| {
            peers::resets(&mut metric, &[&self.set], repeats, |_| {})
        });
        let cch = Contender::new("cch, customize", 1.0, || customizer.customize_into(&self.set, &mut cch_metric));
        let outcomes = race(&mut [ours, routingkit, cch], self.rounds);
        table.add(&self.work("P6", "customization, one metric"), &outcomes, &[self.asked(2.0), None]);
    }

    /// P8.
    fn matrices(&self, table: &mut Table) -> Result<(), Box<dyn Error>> {
        let hierarchy = &self.hierarchy;
        let one = hierarchy.customize(&self.weights);
        let metric = CCHMetric::new(&self.routingkit, self.set.clone());
        let (shape, cch_metric) = (self.cch.view(), self.cch.customize(&self.set));
        let petgraph = peers::petgraph_of(self.input);
        let (sources, targets) = (some(&self.input.sources, ENDS, 1), some(&self.input.targets, ENDS, 2));
        let matrix = Targets::new(hierarchy, &targets).matrix(hierarchy, &one, &sources);
        let theirs = peers::routingkit_matrix(&metric, &sources, &targets);
        let by_cch = cch::distance_matrix(&shape, &cch_metric.view(), &sources, &targets);
        for (entry, &ours) in matrix.iter().enumerate() {
            let what = format!("matrix, entry {entry}");
            equal(&what, ours, "routingkit-cch", theirs[entry])?;
            equal(&what, ours, "cch", (by_cch[entry] != cch::INF_WEIGHT).then_some(by_cch[entry]))?;
        }
        for (row, &source) in sources[..PETGRAPH_ROWS].iter().enumerate() {
            let theirs = peers::petgraph_row(&petgraph, &self.set, source, &targets);
            for (column, cost) in theirs.into_iter().enumerate() {
                equal(&format!("row {row}, column {column}"), matrix[row * ENDS + column], "petgraph", cost)?;
            }
        }
        let mut row = 0;
        let outcomes = race(
            &mut [
                Contender::new("corridor", 1.0, || {
                    black_box(Targets::new(hierarchy, &targets).matrix(hierarchy, &one, &sources));
                }),
                Contender::new("routingkit-cch", 1.0, || {
                    black_box(peers::routingkit_matrix(&metric, &sources, &targets));
                }),
                Contender::new("petgraph, one to all from each source", 1.0 / ENDS as f64, || {
                    row = (row + 1) % PETGRAPH_ROWS;
                    black_box(peers::petgraph_row(&petgraph, &self.set, sources[row], &targets));
                }),
                Contender::new("cch", 1.0, || {
                    black_box(cch::distance_matrix(&shape, &cch_metric.view(), &sources, &targets));
                }),
            ],
            self.rounds,
        );
        table.add(&self.work("P8", "1000 x 1000 matrix"), &outcomes, &[self.asked(15.0), self.asked(300.0), None]);
        Ok(())
    }
}

/// Refuses answers that differ.
fn equal(what: &str, ours: f64, name: &str, theirs: Option<u32>) -> Result<(), Box<dyn Error>> {
    let theirs = theirs.map_or(f64::INFINITY, f64::from);
    if ours.to_bits() == theirs.to_bits() {
        Ok(())
    } else {
        Err(format!("{what}: {ours} by corridor and {theirs} by {name}").into())
    }
}
