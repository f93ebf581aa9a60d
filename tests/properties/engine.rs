//! The engine of studies answers every draw as the kernel answers it alone.

use std::path::Path;

use corridor::answer::{MAX_ARC_MICROS, Prepared};
use corridor::draws::Engine;
use corridor::draws::{Distribution, Distributions};
use corridor::ids::Id;
use corridor_kernel::lanes;
use corridor_kernel::lanes::{Block, InstructionSet, LANES};
use corridor_kernel::{Query, cheapest};
use proptest::prelude::*;

use crate::holds_for;
use crate::random::{ALL, Dice, SUPPORT, plans, world};

/// Draws every figure from a triangle between two thirds and three halves of its value.
pub(crate) fn wide(case: &Prepared) -> Distributions {
    let register = &case.model().register;
    let mut all = Distributions::fixed(register.iter().map(|(_, figure)| (figure.path(), figure.value.to_f64())));
    for (id, figure) in register.iter() {
        let value = figure.value.to_f64();
        // There are 7 days in a week, and a share of cargo is below 1.
        if value > 0.0 && !figure.path().ends_with("open_days") {
            let triangle = Distribution::Triangular { low: value / 1.5, mode: value, high: value * 1.5 };
            all.set(id, triangle).expect("a triangle");
        }
    }
    all
}

/// Returns the least total of each demand by each corridor at some values of the figures.
pub(crate) fn alone(case: &Prepared, values: &[f64]) -> Vec<f64> {
    // Support may exceed the cost of steps at these values, so searches are held there anew.
    let priced = case.priced().priced_at(values);
    let (network, costs, prices) = (priced.network(), priced.costs(), priced.prices());
    let corridors = case.model().corridors.len();
    let mut least = vec![f64::INFINITY; case.model().demands.len() * corridors];
    let (weights, ranks) = (costs.weights(prices), costs.ranks(prices));
    for question in network.questions() {
        let Some(target) = question.target else { continue };
        let query = Query { source: question.source, target };
        let path = cheapest(network.graph(), &weights, &ranks, &[query]).remove(0);
        let pair = question.demand.index() * corridors + question.corridor.index();
        least[pair] = path.map_or(least[pair], |path| path.cost.min(least[pair]));
    }
    least
}

#[test]
fn every_draw_is_answered_as_the_kernel_answers_it_alone_on_every_instruction_set() {
    let before = lanes::level();
    let compared = std::cell::Cell::new(0);
    holds_for(120, &(plans(ALL | SUPPORT, 0), any::<u64>(), 0..1_000_000_u64), |(plan, seed, first)| {
        let case = world(&plan).case();
        // Subsidies may exceed what they are taken off, somewhere within such wide bounds.
        let Ok(engine) = Engine::new(&case, wide(&case), seed) else { return Ok(()) };
        for level in InstructionSet::ALL.into_iter().filter(|level| level.is_available()) {
            lanes::choose(level);
            let mut worker = engine.worker();
            let totals = engine.answer(&mut worker, first * 8).to_vec();
            for lane in 0..LANES {
                let mut values = case.model().register.values();
                for &figure in engine.figures() {
                    values[figure.index()] = engine.value(figure, first * 8 + lane as u64);
                }
                for (total, alone) in totals.iter().zip(alone(&case, &values)) {
                    prop_assert_eq!(total.0[lane].to_bits(), alone.to_bits());
                    compared.set(compared.get() + 1);
                }
            }
        }
        Ok(())
    });
    lanes::choose(before);
    assert!(compared.get() > 5_000, "only {} totals were compared", compared.get());
}

/// Checks answers to eight sets of figures, some of which are set beyond what can be drawn: those of the kernel, the
/// longer way only where it is needed. Returns how many totals were compared, and how many beyond the bounds.
fn check_beyond(case: &Prepared, engine: &Engine, dice: &mut Dice, beyond: usize) -> Result<[usize; 2], TestCaseError> {
    let register = &case.model().register;
    let mut values: Vec<Block> = register.values().into_iter().map(Block::splat).collect();
    for &figure in engine.figures() {
        values[figure.index()] = Block(std::array::from_fn(|lane| engine.value(figure, lane as u64)));
    }
    let all = wide(case);
    let priced = case.priced().costs().figures();
    let moving: Vec<_> = all.drawn().filter(|id| priced.contains(id) && case.network_change(*id).is_none()).collect();
    let mut outside = [false; LANES];
    for _ in 0..if moving.is_empty() { 0 } else { beyond } {
        let (figure, lane) = (moving[dice.below(moving.len())], dice.below(LANES));
        let (low, high) = all.distribution(figure).support();
        let factor = (1 + dice.below(30)) as f64;
        values[figure.index()].0[lane] =
            if dice.chance(50) { high * (1.0 + factor / 10.0) } else { low / (1.0 + factor) };
        outside[lane] = true;
    }
    let mut worker = engine.worker();
    let totals = engine.answer_at(case, &mut worker, &values).to_vec();
    prop_assert_eq!(worker.escapes(), u64::from(outside.contains(&true)));
    let mut compared = [0, 0];
    for (lane, outside) in outside.into_iter().enumerate() {
        let of_lane: Vec<f64> = values.iter().map(|block| block.0[lane]).collect();
        let costs = case.priced().costs();
        let weights = costs.weights(&costs.price(&of_lane));
        if !weights.iter().all(|weight| (0.0..=MAX_ARC_MICROS).contains(weight)) {
            prop_assert!(outside && totals.iter().all(|total| total.0[lane].is_nan()));
            continue;
        }
        for (total, alone) in totals.iter().zip(alone(case, &of_lane)) {
            prop_assert_eq!(total.0[lane].to_bits(), alone.to_bits());
            compared[usize::from(outside)] += 1;
        }
    }
    Ok(compared)
}

#[test]
fn figures_beyond_what_can_be_drawn_are_answered_as_the_kernel_answers_them() {
    let before = lanes::level();
    let compared = std::cell::Cell::new([0, 0]);
    let add = |[inside, outside]: [usize; 2]| compared.set([compared.get()[0] + inside, compared.get()[1] + outside]);
    holds_for(80, &(plans(ALL, 0), any::<u64>(), 0..4_usize), |(plan, seed, beyond)| {
        let case = world(&plan).case();
        let Ok(engine) = Engine::new(&case, wide(&case), seed) else { return Ok(()) };
        for level in InstructionSet::ALL.into_iter().filter(|level| level.is_available()) {
            lanes::choose(level);
            add(check_beyond(&case, &engine, &mut Dice::new(seed), beyond)?);
        }
        Ok(())
    });
    lanes::choose(before);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/hunchun-ningbo-2019.toml");
    let case = Prepared::prepare(&path, &[]).expect("the shipped scenario is valid");
    let engine = Engine::new(&case, wide(&case), 1).expect("an engine");
    for beyond in 0..12 {
        add(check_beyond(&case, &engine, &mut Dice::new(beyond), beyond as usize).expect("as the kernel answers"));
    }
    let [inside, outside] = compared.get();
    assert!(inside > 2000 && outside > 500, "{inside} totals inside and {outside} outside were compared");
}
