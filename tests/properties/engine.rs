//! The engine of studies answers every draw as the kernel answers it alone.

use corridor::case::Case;
use corridor::ids::Id;
use corridor::lanes::{self, LANES, Level};
use corridor::solve::{Query, cheapest};
use corridor::study::Engine;
use corridor::study::draw::{Distribution, Distributions};
use proptest::prelude::*;

use crate::holds_for;
use crate::random::{ALL, plans, world};

/// Draws every figure from a triangle between two thirds and three halves of its value.
fn wide(case: &Case) -> Distributions {
    let register = &case.model().register;
    let mut all = Distributions::fixed(register.iter().map(|(_, figure)| (figure.path.clone(), figure.value.to_f64())));
    for (id, figure) in register.iter() {
        let value = figure.value.to_f64();
        // There are 7 days in a week, and a share of cargo is below 1.
        if value > 0.0 && !figure.path.ends_with("open_days") {
            let triangle = Distribution::Triangular { low: value / 1.5, mode: value, high: value * 1.5 };
            all.set(id, triangle).expect("a triangle");
        }
    }
    all
}

/// Returns the least total of each demand by each corridor at some values of the figures.
fn alone(case: &Case, values: &[f64]) -> Vec<f64> {
    let (network, costs) = (case.priced().network(), case.priced().costs());
    let prices = costs.price(values);
    let corridors = case.model().corridors.len();
    let mut least = vec![f64::INFINITY; case.model().demands.len() * corridors];
    let (weights, ranks) = (costs.weights(&prices), costs.ranks(&prices));
    for question in network.questions() {
        let Some(target) = question.target else { continue };
        let query = Query { source: question.source, targets: vec![target] };
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
    holds_for(120, &(plans(ALL, 0), any::<u64>(), 0..1_000_000_u64), |(plan, seed, first)| {
        let case = world(&plan).case();
        // Subsidies may exceed what they are taken off, somewhere within such wide bounds.
        let Ok(engine) = Engine::new(&case, wide(&case), seed) else { return Ok(()) };
        for level in Level::ALL.into_iter().filter(|level| level.is_available()) {
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
