//! P6 to P8: customization, questions and matrices on a large network by the hierarchy.

use std::error::Error;
use std::hint::black_box;

use corridor_kernel::lanes::{Block, LANES};
use corridor_kernel::{Hierarchy, Order, Targets, TreeQuery};
use routingkit_cch::{CCH, CCHMetric, CCHQuery};

use crate::input::{Input, some};
use crate::peers;
use crate::race::{Contender, race};
use crate::table::{Table, Task};

/// The questions of P7, and the sources and the targets of the matrix.
const ENDS: usize = 1000;
/// The rows of the matrix that petgraph works out; the others would take it as long each.
const PETGRAPH_ROWS: usize = 20;
/// The nodes that a graph must have for the bars to apply.
const LARGE: usize = 10_000;

/// Holds a graph with prices, and the hierarchies of all who have one.
struct Large<'a> {
    input: &'a Input,
    rounds: usize,
    /// Eight sets of prices, as everybody wants them.
    sets: [Vec<u32>; LANES],
    weights: Vec<Vec<f64>>,
    blocks: Vec<Block>,
    hierarchy: Hierarchy,
    routingkit: CCH,
    cch: cch::Cch,
    questions: Vec<(u32, u32)>,
}

/// Runs all comparisons on a graph.
pub(crate) fn compare(input: &Input, rounds: usize, table: &mut Table) -> Result<(), Box<dyn Error>> {
    let large = Large::new(input, rounds);
    eprintln!("    {} slots, {} triangles", large.hierarchy.slots(), large.hierarchy.triangles());
    large.check()?;
    large.customizations(table);
    large.questions(table)?;
    large.matrices(table)
}

impl<'a> Large<'a> {
    fn new(input: &'a Input, rounds: usize) -> Self {
        let sets: [Vec<u32>; LANES] = std::array::from_fn(|lane| {
            let factor = |arc: usize| 0.7 + ((arc * 31 + lane * 17) % 71) as f64 / 100.0;
            let weight = |(arc, &weight): (usize, &f64)| (weight * factor(arc)).round().max(1.0) as u32;
            input.weights.iter().enumerate().map(weight).collect()
        });
        let weights: Vec<Vec<f64>> =
            sets.iter().map(|set| set.iter().map(|&weight| f64::from(weight)).collect()).collect();
        let block = |arc: usize| Block(std::array::from_fn(|lane| weights[lane][arc]));
        let order = Order::dissection(&input.graph, Some(&input.coordinates()));
        Self {
            input,
            rounds,
            blocks: (0..input.graph.arcs()).map(block).collect(),
            hierarchy: Hierarchy::new(&input.graph, &order),
            routingkit: peers::routingkit_of(input, &sets[0]),
            cch: peers::cch_of(input, &sets[0]),
            questions: input.questions(ENDS),
            sets,
            weights,
        }
    }

    /// Returns what is asked if the graph is large enough.
    fn asked(&self, least: f64) -> Option<f64> {
        (self.input.graph.nodes() >= LARGE).then_some(least)
    }

    fn work(&self, bar: &'static str, work: &'static str) -> Task<'_> {
        Task { bar, work, graph: &self.input.name, rounds: self.rounds }
    }

    /// Checks the questions under all eight sets of prices against `RoutingKit`.
    fn check(&self) -> Result<(), Box<dyn Error>> {
        let hierarchy = &self.hierarchy;
        let eight = hierarchy.customize(&self.blocks);
        let (mut query, mut queries) = (TreeQuery::new(hierarchy), TreeQuery::new(hierarchy));
        let mut metric = CCHMetric::new(&self.routingkit, self.sets[0].clone());
        for (lane, set) in self.sets.iter().enumerate() {
            let one = hierarchy.customize(&self.weights[lane]);
            metric.reset(set.clone());
            let mut found = Vec::new();
            peers::routingkit_costs(&metric, &self.questions, |cost| found.push(cost));
            for (&(source, target), cost) in self.questions.iter().zip(found) {
                let from_to = format!("{source} to {target}");
                equal(&from_to, query.distance(hierarchy, &one, source, target), "routingkit-cch", cost)?;
                let of_lane = queries.distance(hierarchy, &eight, source, target).0[lane];
                equal(&from_to, of_lane, "routingkit-cch", cost)?;
            }
        }
        Ok(())
    }

    /// P6, and the first half of P7.
    fn customizations(&self, table: &mut Table) {
        let hierarchy = &self.hierarchy;
        let mut one = hierarchy.customize(&self.weights[0]);
        let mut eight = hierarchy.customize(&self.blocks);
        let eight = Contender::new("corridor", LANES as f64, || hierarchy.customize_into(&self.blocks, &mut eight));
        self.customize(table, eight, &self.work("P6", "customization per metric, 8 lanes of 64 bits"), None);
        let one = Contender::new("corridor", 1.0, || hierarchy.customize_into(&self.weights[0], &mut one));
        self.customize(table, one, &self.work("P7", "customization, one metric"), self.asked(2.0));
    }

    fn customize(&self, table: &mut Table, ours: Contender<'_>, work: &Task<'_>, at_least: Option<f64>) {
        let integers: Vec<&[u32]> = self.sets.iter().map(Vec::as_slice).collect();
        let mut metric = CCHMetric::new(&self.routingkit, self.sets[0].clone());
        let (customizer, mut cch_metric) = (self.cch.customizer(), self.cch.customize(&self.sets[0]));
        let routingkit = Contender::with_turns("routingkit-cch, reset", 1.0, |repeats| {
            peers::resets(&mut metric, &integers, repeats, |_| {})
        });
        let cch = Contender::new("cch, customize", 1.0, || customizer.customize_into(&self.sets[0], &mut cch_metric));
        table.add(work, &race(&mut [ours, routingkit, cch], self.rounds), &[at_least, None]);
    }

    /// The second half of P7.
    fn questions(&self, table: &mut Table) -> Result<(), Box<dyn Error>> {
        let hierarchy = &self.hierarchy;
        let one = hierarchy.customize(&self.weights[0]);
        let mut own = TreeQuery::new(hierarchy);
        let metric = CCHMetric::new(&self.routingkit, self.sets[0].clone());
        let mut query = CCHQuery::new(&metric);
        let (shape, cch_metric) = (self.cch.view(), self.cch.customize(&self.sets[0]));
        let fast = peers::fast_paths_of(self.input, &self.sets[0], None);
        let mut calculator = fast_paths::create_calculator(&fast);
        for &(source, target) in &self.questions {
            let ours = own.distance(hierarchy, &one, source, target);
            let from_to = format!("{source} to {target}");
            equal(&from_to, ours, "cch", peers::cch_cost(&shape, &cch_metric, source, target))?;
            let cost = peers::fast_paths_cost(&mut calculator, &fast, source, target);
            equal(&from_to, ours, "fast_paths", cost)?;
        }
        let all = ENDS as f64;
        let outcomes = race(
            &mut [
                Contender::new("corridor", all, || {
                    for &(source, target) in &self.questions {
                        black_box(own.distance(hierarchy, &one, source, target));
                    }
                }),
                Contender::new("routingkit-cch", all, || {
                    for &(source, target) in &self.questions {
                        query.add_source(source, 0);
                        query.add_target(target, 0);
                        black_box(query.run().distance());
                    }
                }),
                Contender::new("cch", all, || {
                    for &(source, target) in &self.questions {
                        black_box(peers::cch_cost(&shape, &cch_metric, source, target));
                    }
                }),
                Contender::new("fast_paths, prepared for one metric", all, || {
                    for &(source, target) in &self.questions {
                        black_box(peers::fast_paths_cost(&mut calculator, &fast, source, target));
                    }
                }),
            ],
            self.rounds,
        );
        table.add(&self.work("P7", "point-to-point query"), &outcomes, &[self.asked(2.0), None, None]);
        Ok(())
    }

    /// P8.
    fn matrices(&self, table: &mut Table) -> Result<(), Box<dyn Error>> {
        let hierarchy = &self.hierarchy;
        let one = hierarchy.customize(&self.weights[0]);
        let metric = CCHMetric::new(&self.routingkit, self.sets[0].clone());
        let (shape, cch_metric) = (self.cch.view(), self.cch.customize(&self.sets[0]));
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
            let theirs = peers::petgraph_row(&petgraph, &self.sets[0], source, &targets);
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
                    black_box(peers::petgraph_row(&petgraph, &self.sets[0], sources[row], &targets));
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
