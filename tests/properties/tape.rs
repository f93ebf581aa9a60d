//! The tape gives what Dijkstra's algorithm gives, whatever the prices, their bounds and the instruction set.

use corridor_kernel::graph::Graph;
use corridor_kernel::lanes;
use corridor_kernel::lanes::{Block, InstructionSet, LANES};
use corridor_kernel::{Guard, Query, Retention, Tape, TapePath, cheapest};
use proptest::prelude::*;

use crate::holds_for;
use crate::random::{ALL, Dice, SUPPORT, plans, world};

/// Is a graph whose arcs are of classes, with the bounds of each class.
#[derive(Clone, Debug)]
struct Classed {
    nodes: usize,
    arcs: Vec<(u32, u32, u32)>,
    bounds: Vec<(f64, f64)>,
    queries: Vec<Query>,
    seed: u64,
}

/// Returns layered graphs: most arcs lead to the next layer, some back, some to where they come from.
fn layered() -> impl Strategy<Value = Classed> {
    (1..5_u32, 1..6_u32, 1..12_usize, any::<u64>()).prop_flat_map(|(layers, width, classes, seed)| {
        let nodes = layers * width;
        let arc = (0..nodes, 0..nodes, 0..classes as u32, any::<bool>()).prop_map(move |(tail, head, class, far)| {
            (tail, if far { head } else { (tail + width + head % 2) % nodes }, class)
        });
        let bound = prop_oneof![
            3 => (0..6_u32, 0..6_u32).prop_map(|(low, more)| (f64::from(low), f64::from(low + more))),
            1 => Just(Tape::ANY),
            1 => Just((0.0, 0.0)),
        ];
        let query = (0..nodes, 0..nodes);
        (prop::collection::vec(arc, 0..60), prop::collection::vec(bound, classes), prop::collection::vec(query, 1..6))
            .prop_map(move |(mut arcs, bounds, queries)| {
                arcs.sort_by_key(|arc| arc.0);
                let queries = queries.into_iter().map(|(source, target)| Query { source, target }).collect();
                Classed { nodes: nodes as usize, arcs, bounds, queries, seed }
            })
    })
}

/// Draws a price for each class: whole, within its bounds, now and then at an end or infinite where that is allowed.
fn prices(bounds: &[(f64, f64)], dice: &mut Dice) -> Vec<[f64; LANES]> {
    let one = |&(low, high): &(f64, f64), dice: &mut Dice| match high {
        _ if high == f64::INFINITY && dice.chance(10) => high,
        _ if high == f64::INFINITY => dice.below(2_000_000_000) as f64,
        _ if dice.chance(30) => low,
        _ => low + dice.below((high - low) as usize + 1) as f64,
    };
    bounds.iter().map(|bounds| std::array::from_fn(|_| one(bounds, dice))).collect()
}

/// Runs a tape on eight sets of prices.
fn run(tape: &Tape, prices: &[[f64; LANES]]) -> Vec<Block> {
    let mut slots = tape.slots();
    for &(class, slot) in tape.inputs() {
        slots[slot as usize] = Block(prices[class as usize]);
    }
    tape.run(&mut slots);
    // The inputs stay, so that a second run gives the same.
    tape.run(&mut slots);
    slots
}

/// Checks a tape of costs and one of ways against the kernel, at eight sets of prices.
fn agree(
    graph: &Graph,
    classes: &[u32],
    bounds: &[(f64, f64)],
    queries: &[Query],
    prices: &[[f64; LANES]],
) -> Result<usize, TestCaseError> {
    let ranks = vec![1; graph.arcs()];
    let costs = Tape::build(graph, classes, bounds, queries, Retention::Costs);
    let ways = Tape::build(graph, classes, bounds, queries, Retention::Paths);
    let (of_costs, of_ways) = (run(&costs, prices), run(&ways, prices));
    let mut found_again = 0;
    let lane_of = |lane: usize| classes.iter().map(move |&class| prices[class as usize][lane]).collect();
    for (lane, weights) in (0..LANES).map(|lane| (lane, lane_of(lane))) {
        let weights: Vec<f64> = weights;
        for (question, path) in cheapest(graph, &weights, &ranks, queries).iter().enumerate() {
            let cost = path.as_ref().map_or(f64::INFINITY, |path| path.cost);
            prop_assert_eq!(costs.answer(&of_costs, question).0[lane].to_bits(), cost.to_bits());
            prop_assert_eq!(ways.answer(&of_ways, question).0[lane].to_bits(), cost.to_bits());
            match (ways.path(&of_ways, question, lane), path) {
                (TapePath::None, path) => prop_assert!(path.is_none()),
                (TapePath::Several, path) => prop_assert!(path.is_some()),
                (TapePath::Over(over), path) => {
                    // The only cheapest path is the one that the kernel takes; arcs that cost nothing may be missing.
                    let of_path = path.iter().flat_map(|path| &path.arcs).map(|&arc| classes[arc as usize]);
                    prop_assert_eq!(over, of_path.collect::<Vec<_>>());
                    found_again += 1;
                }
            }
        }
    }
    Ok(found_again)
}

#[test]
fn every_answer_is_that_of_the_kernel_on_layered_graphs() {
    let found_again = std::cell::Cell::new(0);
    holds_for(3000, &layered(), |classed| {
        let graph = Graph::from_sorted(classed.nodes, classed.arcs.iter().map(|&(tail, head, _)| (tail, head)));
        let classes: Vec<u32> = classed.arcs.iter().map(|arc| arc.2).collect();
        let prices = prices(&classed.bounds, &mut Dice::new(classed.seed));
        let found = agree(&graph, &classes, &classed.bounds, &classed.queries, &prices)?;
        found_again.set(found_again.get() + found);
        // Without bounds nothing is pruned; the same prices give the same answers.
        agree(&graph, &classes, &vec![Tape::ANY; classed.bounds.len()], &classed.queries, &prices)?;
        Ok(())
    });
    assert!(found_again.get() > 10_000, "only {} ways were found again", found_again.get());
}

#[test]
fn every_answer_is_that_of_the_kernel_on_networks_and_every_instruction_set() {
    let before = lanes::level();
    holds_for(200, &(plans(ALL | SUPPORT, 0), any::<u64>()), |(plan, seed)| {
        let case = world(&plan).case();
        let priced = case.priced();
        let (network, costs) = (priced.network(), priced.costs());
        let weights = costs.weights(priced.prices());
        let classes: Vec<u32> = network.arcs().ids().map(|arc| costs.entry_number(arc)).collect();
        let mut bounds = vec![Tape::ANY; classes.iter().max().map_or(0, |&class| class as usize + 1)];
        for (&class, &weight) in classes.iter().zip(&weights).filter(|&(_, &weight)| weight >= 0.0) {
            bounds[class as usize] = ((weight * 0.7).floor(), (weight * 1.4).ceil());
        }
        let asked = network.questions().iter().filter_map(|question| Some((question.source, question.target?)));
        let queries: Vec<Query> = asked.map(|(source, target)| Query { source, target }).collect();
        let prices = prices(&bounds, &mut Dice::new(seed));
        for level in InstructionSet::ALL.into_iter().filter(|level| level.is_available()) {
            lanes::choose(level);
            agree(network.graph(), &classes, &bounds, &queries, &prices)?;
        }
        Ok(())
    });
    lanes::choose(before);
}

/// Answers questions at prices that need not keep to their bounds; returns the costs and which lanes did not keep to them.
fn guarded(
    graph: &Graph,
    classes: &[u32],
    bounds: &[(f64, f64)],
    queries: &[Query],
    prices: &[[f64; LANES]],
) -> (Vec<Block>, u8) {
    let pruned = Tape::build(graph, classes, bounds, queries, Retention::Costs);
    let whole = Tape::build(graph, classes, &vec![Tape::ANY; bounds.len()], queries, Retention::Costs);
    // What the whole tape does not read moves no answer, wherever it is; what it reads may have been pruned, but counts.
    let guard = Guard::new(whole.inputs().iter().map(|&(class, _)| (class, bounds[class as usize])));
    let outside = guard.outside(&prices.iter().copied().map(Block).collect::<Vec<_>>());
    let tape = if outside == 0 { &pruned } else { &whole };
    let slots = run(tape, prices);
    ((0..queries.len()).map(|question| tape.answer(&slots, question)).collect(), outside)
}

#[test]
fn prices_beyond_their_bounds_are_noticed_and_answered_as_exactly() {
    let before = lanes::level();
    let seen = std::cell::Cell::new([0, 0, 0]);
    holds_for(2000, &(layered(), 0..3_usize), |(classed, escapes)| {
        let graph = Graph::from_sorted(classed.nodes, classed.arcs.iter().map(|&(tail, head, _)| (tail, head)));
        let classes: Vec<u32> = classed.arcs.iter().map(|arc| arc.2).collect();
        let mut dice = Dice::new(classed.seed);
        let mut prices = prices(&classed.bounds, &mut dice);
        let mut beyond = 0_u8;
        for _ in 0..escapes {
            let (class, lane) = (dice.below(prices.len()), dice.below(LANES));
            let (low, high) = classed.bounds[class];
            let below = low > 0.0 && dice.chance(50);
            let price = if below { dice.below(low as usize) as f64 } else { high + 1.0 + dice.below(9) as f64 };
            prices[class][lane] = price;
            beyond |= u8::from(price < low || price > high) << lane;
        }
        let mut answers = Vec::new();
        for level in InstructionSet::ALL.into_iter().filter(|level| level.is_available()) {
            lanes::choose(level);
            answers.push(guarded(&graph, &classes, &classed.bounds, &classed.queries, &prices));
        }
        prop_assert!(answers.windows(2).all(|two| two[0] == two[1]));
        let (found, outside) = answers.swap_remove(0);
        prop_assert_eq!(outside & !beyond, 0, "what is inside is never taken to be outside");
        let pruned = Tape::build(&graph, &classes, &classed.bounds, &classed.queries, Retention::Costs);
        let trusted = run(&pruned, &prices);
        let lane_of = |lane: usize| classes.iter().map(|&class| prices[class as usize][lane]).collect();
        for (lane, weights) in (0..LANES).map(|lane| (lane, lane_of(lane))) {
            let weights: Vec<f64> = weights;
            let paths = cheapest(&graph, &weights, &vec![1; graph.arcs()], &classed.queries);
            for (question, path) in paths.iter().enumerate() {
                let cost = path.as_ref().map_or(f64::INFINITY, |path| path.cost);
                prop_assert_eq!(found[question].0[lane].to_bits(), cost.to_bits());
                let [inside, out, wrong] = seen.get();
                let is_out = outside >> lane & 1;
                let is_wrong = pruned.answer(&trusted, question).0[lane].total_cmp(&cost).is_ne();
                prop_assert!(is_out == 1 || !is_wrong, "a pruned tape is right wherever no escape is seen");
                seen.set([inside + u32::from(1 - is_out), out + u32::from(is_out), wrong + u32::from(is_wrong)]);
            }
        }
        Ok(())
    });
    lanes::choose(before);
    let [inside, out, wrong] = seen.get();
    assert!(inside > 5000 && out > 500 && wrong > 50, "{inside} inside, {out} outside, {wrong} that pruning got wrong");
}

#[test]
fn what_can_never_be_cheapest_is_not_asked_for() {
    // 0 to 2: over 1 for 2 to 4, or straight for 5 to 9: the straight arc never wins.
    let graph = Graph::from_sorted(3, [(0, 1), (0, 2), (1, 2)]);
    let queries = [Query { source: 0, target: 2 }];
    let bounds = [(1.0, 2.0), (5.0, 9.0), (1.0, 2.0)];
    let tape = Tape::build(&graph, &[0, 1, 2], &bounds, &queries, Retention::Costs);
    assert_eq!(tape.inputs().iter().map(|input| input.0).collect::<Vec<_>>(), [0, 2]);
    assert_eq!(tape.steps(), 1);
    let tape = Tape::build(&graph, &[0, 1, 2], &[Tape::ANY; 3], &queries, Retention::Costs);
    assert_eq!(tape.inputs().len(), 3);
}

#[test]
fn the_prices_that_count_do_not_depend_on_how_nodes_are_numbered() {
    let seen = std::cell::Cell::new([0, 0]);
    holds_for(500, &layered(), |mut classed| {
        // No two classes have the same bounds, so that none can stand for another.
        for (class, bounds) in classed.bounds.iter_mut().enumerate() {
            *bounds = (bounds.0 * 100.0 + class as f64, bounds.1 * 100.0 + class as f64);
        }
        let mut dice = Dice::new(classed.seed);
        let mut numbers: Vec<u32> = (0..classed.nodes as u32).collect();
        let mut relevant = Vec::new();
        for _ in 0..4 {
            let number = |node: u32| numbers[node as usize];
            let mut arcs: Vec<(u32, u32, u32)> =
                classed.arcs.iter().map(|&(tail, head, class)| (number(tail), number(head), class)).collect();
            arcs.sort_unstable();
            let graph = Graph::from_sorted(classed.nodes, arcs.iter().map(|&(tail, head, _)| (tail, head)));
            let classes: Vec<u32> = arcs.iter().map(|arc| arc.2).collect();
            let query = |&Query { source, target }: &Query| Query { source: number(source), target: number(target) };
            let mut queries: Vec<Query> = classed.queries.iter().map(query).collect();
            dice.shuffle(&mut queries);
            let tape = Tape::build(&graph, &classes, &classed.bounds, &queries, Retention::Costs);
            let mut inputs: Vec<u32> = tape.inputs().iter().map(|&(class, _)| class).collect();
            inputs.sort_unstable();
            relevant.push(inputs);
            dice.shuffle(&mut numbers);
        }
        prop_assert!(relevant.windows(2).all(|two| two[0] == two[1]), "{relevant:?}");
        let [some, left_out] = seen.get();
        let is_short = relevant[0].len() < classed.bounds.len();
        seen.set([some + u32::from(!relevant[0].is_empty()), left_out + u32::from(is_short)]);
        Ok(())
    });
    let [some, left_out] = seen.get();
    assert!(some > 100 && left_out > 100, "{some} with prices that count, {left_out} with others");
}
