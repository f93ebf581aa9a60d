//! P2, P3 and P4: prices given, a fixed set of questions answered; nothing is known of the prices beforehand.

use std::error::Error;
use std::hint::black_box;

use corridor_kernel::Tape;
use corridor_kernel::lanes::{Block, LANES};
use petgraph::graph::DiGraph;
use routingkit_cch::{CCH, CCHMetric};

use crate::draw::Prices;
use crate::fixed::{Asked, tape_of};
use crate::input::Input;
use crate::peers;
use crate::race::{Contender, Outcome, race};
use crate::scalar::Dijkstra;
use crate::table::{Table, Task};

/// The sets of prices that contenders go through in turn, so that none learns one by heart.
const SETS: usize = 8 * LANES;

/// Holds questions, prices in every form that somebody wants, and the contenders.
struct Given<'a> {
    input: &'a Input,
    questions: Vec<(u32, u32)>,
    whole: Vec<Vec<u32>>,
    sets: Vec<Vec<f64>>,
    blocks: Vec<Vec<Block>>,
    tape: Tape,
    petgraph: DiGraph<(), ()>,
    routingkit: CCH,
    cch: cch::Cch,
    /// The order in which `fast_paths` contracts.
    order: Vec<usize>,
}

/// Runs the comparison.
pub(crate) fn compare(
    input: &Input,
    asked: &Asked,
    bar: &'static str,
    rounds: usize,
    table: &mut Table,
) -> Result<(), Box<dyn Error>> {
    let given = Given::new(input, asked.questions);
    given.check().map_err(|error| format!("{bar}: {error}"))?;
    let outcomes = given.race(rounds);
    eprintln!("    {} of {} prices, {} steps", given.tape.inputs().len(), input.graph.arcs(), given.tape.steps());
    let others: &'static str = if bar == "P4" { "P4" } else { "P3" };
    let asked_of = [
        (bar, asked.petgraph),
        (others, asked.routingkit),
        (bar, asked.dijkstra),
        (bar, None),
        (others, None),
        (others, None),
    ];
    let work = format!("prices given, K = {}", asked.questions);
    for ((bar, at_least), outcome) in asked_of.into_iter().zip(&outcomes[1..]) {
        table.add_one(&Task { bar, work: &work, graph: &input.name, rounds }, &outcomes[0], outcome, at_least);
    }
    Ok(())
}

impl<'a> Given<'a> {
    fn new(input: &'a Input, questions: usize) -> Self {
        let questions = input.questions(questions);
        let prices = Prices::new(input.graph.arcs(), None);
        // Some peers want weights above 0.
        let weight = |(arc, &weight): (usize, &f64), draw| prices.weight(arc, weight, draw).max(1.0) as u32;
        let whole: Vec<Vec<u32>> = (0..SETS as u64)
            .map(|draw| input.weights.iter().enumerate().map(|of_arc| weight(of_arc, draw)).collect())
            .collect();
        let arcs = 0..input.graph.arcs();
        let block = |sets: &[Vec<f64>]| {
            arcs.clone().map(|arc| Block(std::array::from_fn(|lane| sets[lane][arc]))).collect::<Vec<Block>>()
        };
        let sets: Vec<Vec<f64>> =
            whole.iter().map(|set| set.iter().map(|&weight| f64::from(weight)).collect()).collect();
        Self {
            input,
            blocks: sets.chunks(LANES).map(block).collect(),
            tape: tape_of(input, &questions, &vec![Tape::ANY; input.graph.arcs()]),
            petgraph: peers::petgraph_of(input),
            routingkit: peers::routingkit_of(input, &whole[0]),
            cch: peers::cch_of(input, &whole[0]),
            order: fast_paths::get_node_ordering(&peers::fast_paths_of(input, &whole[0], None)),
            questions,
            whole,
            sets,
        }
    }

    /// Checks that all give the same answers to all questions at all sets of prices.
    fn check(&self) -> Result<(), String> {
        let Self { input, questions, tape, .. } = self;
        let mut slots = tape.slots();
        let by_block: Vec<Vec<Block>> =
            self.blocks.iter().map(|block| answer(tape, block, &mut slots, questions.len())).collect();
        let mut metric = CCHMetric::new(&self.routingkit, self.whole[0].clone());
        let (shape, customizer) = (self.cch.view(), self.cch.customizer());
        let mut cch_metric = self.cch.customize(&self.whole[0]);
        let mut dijkstra = Dijkstra::new(input.graph.nodes());
        for (set, (weights, integers)) in self.sets.iter().zip(&self.whole).enumerate() {
            let mut found = Vec::new();
            metric.reset(integers.clone());
            peers::routingkit_costs(&metric, questions, |cost| found.push(cost));
            customizer.customize_into(integers, &mut cch_metric);
            // Preparation is slow, and one set of prices as good as another.
            let fast = (set == 0).then(|| peers::fast_paths_of(input, integers, Some(&self.order)));
            for (question, &(source, target)) in questions.iter().enumerate() {
                let ours = by_block[set / LANES][question].0[set % LANES];
                let mut theirs = vec![
                    ("own Dijkstra", dijkstra.cost(&input.graph, weights, source, target)),
                    ("petgraph", cost(peers::petgraph_cost(&self.petgraph, integers, source, target))),
                    ("pathfinding", cost(peers::pathfinding_cost(input, integers, source, target))),
                    ("routingkit-cch", cost(found[question])),
                    ("cch", cost(peers::cch_cost(&shape, &cch_metric, source, target))),
                ];
                if let Some(fast) = &fast {
                    let mut calculator = fast_paths::create_calculator(fast);
                    theirs.push(("fast_paths", cost(peers::fast_paths_cost(&mut calculator, fast, source, target))));
                }
                if let Some((name, cost)) = theirs.into_iter().find(|(_, cost)| cost.to_bits() != ours.to_bits()) {
                    return Err(format!("{source} to {target} at prices {set}: {ours} by corridor, {cost} by {name}"));
                }
            }
        }
        Ok(())
    }

    fn race(&self, rounds: usize) -> Vec<Outcome> {
        let Self { input, questions, tape, whole, .. } = self;
        let mut slots = tape.slots();
        let mut turn = in_turn(self.blocks.len());
        let ours = Contender::new("corridor", LANES as f64, || {
            black_box(answer(tape, &self.blocks[turn()], &mut slots, questions.len()));
        });
        let mut by_petgraph = self.each(whole, |weights, (source, target)| {
            black_box(peers::petgraph_cost(&self.petgraph, weights, source, target));
        });
        let mut by_pathfinding = self.each(whole, |weights, (source, target)| {
            black_box(peers::pathfinding_cost(input, weights, source, target));
        });
        let mut dijkstra = Dijkstra::new(input.graph.nodes());
        let mut by_dijkstra = self.each(&self.sets, |weights, (source, target)| {
            black_box(dijkstra.cost(&input.graph, weights, source, target));
        });
        let integers: Vec<&[u32]> = whole.iter().map(Vec::as_slice).collect();
        let mut metric = CCHMetric::new(&self.routingkit, whole[0].clone());
        let by_routingkit = Contender::with_turns("routingkit-cch, reset + queries", 1.0, |repeats| {
            peers::resets(&mut metric, &integers, repeats, |metric| {
                peers::routingkit_costs(metric, questions, |cost| {
                    black_box(cost);
                });
            })
        });
        let (shape, customizer) = (self.cch.view(), self.cch.customizer());
        let mut cch_metric = self.cch.customize(&whole[0]);
        let mut turn = in_turn(SETS);
        let by_cch = Contender::new("cch, customize + queries", 1.0, || {
            customizer.customize_into(integers[turn()], &mut cch_metric);
            for &(source, target) in questions {
                black_box(peers::cch_cost(&shape, &cch_metric, source, target));
            }
        });
        let mut turn = in_turn(SETS);
        let by_fast_paths = Contender::new("fast_paths, prepare in a known order + queries", 1.0, || {
            let fast = peers::fast_paths_of(input, integers[turn()], Some(&self.order));
            let mut calculator = fast_paths::create_calculator(&fast);
            for &(source, target) in questions {
                black_box(peers::fast_paths_cost(&mut calculator, &fast, source, target));
            }
        });
        let contenders = &mut [
            ours,
            Contender::new("petgraph", 1.0, &mut by_petgraph),
            by_routingkit,
            Contender::new("own Dijkstra", 1.0, &mut by_dijkstra),
            Contender::new("pathfinding", 1.0, &mut by_pathfinding),
            by_cch,
            by_fast_paths,
        ];
        race(contenders, rounds)
    }

    /// Returns what asks all questions one by one at the next set of prices.
    fn each<'b, T>(&'b self, sets: &'b [Vec<T>], mut ask: impl FnMut(&[T], (u32, u32)) + 'b) -> impl FnMut() + 'b {
        let mut turn = in_turn(sets.len());
        move || {
            let weights = &sets[turn()];
            for &question in &self.questions {
                ask(weights, question);
            }
        }
    }
}

/// Writes prices into the slots of a tape, runs it and returns the answers.
fn answer(tape: &Tape, prices: &[Block], slots: &mut [Block], questions: usize) -> Vec<Block> {
    for &(arc, slot) in tape.inputs() {
        slots[slot as usize] = prices[arc as usize];
    }
    tape.run(slots);
    (0..questions).map(|question| tape.answer(slots, question)).collect()
}

fn cost(found: Option<u32>) -> f64 {
    found.map_or(f64::INFINITY, f64::from)
}

/// Counts round and round.
fn in_turn(count: usize) -> impl FnMut() -> usize {
    let mut next = 0;
    move || {
        next = (next + 1) % count;
        next
    }
}
