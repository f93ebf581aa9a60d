//! Prices of eight draws at once are those of one draw at a time, and within the bounds of all.

use std::collections::BTreeSet;

use corridor::ids::{FigureId, Id};
use corridor_kernel::lanes;
use corridor_kernel::lanes::{Block, InstructionSet, LANES};
use proptest::prelude::*;

use crate::holds_for;
use crate::random::{ALL, Dice, SUPPORT, plans, world};

#[test]
fn eight_draws_at_once_cost_what_each_costs_alone_on_every_instruction_set() {
    let before = lanes::level();
    let compared = std::cell::Cell::new(0);
    holds_for(250, &(plans(ALL | SUPPORT, 0), any::<u64>()), |(plan, seed)| {
        let case = world(&plan).case();
        let (costs, register) = (case.priced().costs(), &case.model().register);
        let mut dice = Dice::new(seed);
        let values = register.values();
        // Now and then a figure stays where it is; none turns its sign.
        let moving: BTreeSet<FigureId> = costs.figures().into_iter().filter(|_| dice.chance(80)).collect();
        let mut bounds: Vec<(f64, f64)> = values.iter().map(|&value| (value, value)).collect();
        let mut draws: Vec<Block> = values.iter().map(|&value| Block::splat(value)).collect();
        for figure in &moving {
            let value = values[figure.index()];
            let ends = [value * 0.6, value * 1.5];
            bounds[figure.index()] = (ends[0].min(ends[1]), ends[0].max(ends[1]));
            let drawn = |dice: &mut Dice| value * (0.6 + 0.9 * (dice.below(1001) as f64 / 1000.0));
            let (low, high) = bounds[figure.index()];
            draws[figure.index()] = Block(std::array::from_fn(|_| drawn(&mut dice).clamp(low, high)));
        }
        let within = costs.bounds(&bounds);
        let classes: Vec<u32> = (0..within.len() as u32).collect();
        let blocks = costs.in_blocks(&values, &moving, &classes);
        prop_assert!(blocks.figures().all(|figure| moving.contains(&figure)));
        for level in InstructionSet::ALL.into_iter().filter(|level| level.is_available()) {
            lanes::choose(level);
            let mut slots = blocks.slots();
            let mut totals = vec![Block::default(); classes.len()];
            // Twice: what one run leaves behind must not matter to the next.
            for _ in 0..2 {
                blocks.price(&mut slots, &draws, |class, total| totals[class] = *total);
            }
            for lane in 0..LANES {
                let alone: Vec<f64> = draws.iter().map(|block| block.0[lane]).collect();
                let prices = costs.price(&alone);
                let weights = costs.weights(&prices);
                for (arc, weight) in case.priced().network().arcs().ids().zip(weights) {
                    let class = costs.entry_number(arc) as usize;
                    prop_assert_eq!(totals[class].0[lane].to_bits(), weight.to_bits());
                    prop_assert!(within[class].0 <= weight && weight <= within[class].1);
                    compared.set(compared.get() + 1);
                }
            }
        }
        Ok(())
    });
    lanes::choose(before);
    assert!(compared.get() > 100_000, "only {} prices were compared", compared.get());
}
