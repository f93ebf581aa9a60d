//! Figures that are proved to move no answer have no index, whoever evaluates them.

use std::cell::Cell;

use corridor::analysis::sensitivity::{Function, sobol};
use corridor::answer::Prepared;
use corridor::draws::Engine;
use corridor::draws::{Distributions, Draws};
use corridor::ids::{FigureId, Id};
use corridor_kernel::lanes::{Block, LANES};
use proptest::prelude::*;

use crate::engine::{alone, wide};
use crate::holds_for;
use crate::random::{ALL, plans, world};

/// Is the totals of all pairs by the kernel, one point after the other: it knows of no bounds and leaves no figure out.
struct Kernel<'a> {
    case: &'a Prepared,
    draws: Draws,
    figures: Vec<FigureId>,
    /// The pairs that have a route.
    pairs: Vec<usize>,
}

impl<'a> Kernel<'a> {
    fn new(case: &'a Prepared, distributions: &Distributions) -> Self {
        let priced = case.priced().costs().figures();
        let stands = |figure: &FigureId| priced.contains(figure) && case.network_change(*figure).is_none();
        let figures = distributions.drawn().filter(stands).collect();
        let totals = alone(case, case.values());
        let pairs = (0..totals.len()).filter(|&pair| totals[pair].is_finite()).collect();
        Self { case, draws: Draws::new(distributions, 0), figures, pairs }
    }
}

impl Function for Kernel<'_> {
    fn inputs(&self) -> usize {
        self.figures.len()
    }

    fn outputs(&self) -> usize {
        self.pairs.len()
    }

    fn value(&self, input: usize, probability: f64) -> f64 {
        self.draws.quantile(self.figures[input], probability)
    }

    fn evaluate(&self, inputs: &[Block]) -> Vec<Block> {
        let mut values = self.case.values().to_vec();
        let mut outputs = vec![Block::default(); self.pairs.len()];
        for lane in 0..LANES {
            for (figure, input) in self.figures.iter().zip(inputs) {
                values[figure.index()] = input.0[lane];
            }
            let totals = alone(self.case, &values);
            for (output, &pair) in outputs.iter_mut().zip(&self.pairs) {
                output.0[lane] = totals[pair];
            }
        }
        outputs
    }
}

#[test]
fn a_figure_that_is_proved_to_move_nothing_has_no_index_when_it_is_forced_in() {
    let (proved, others) = (Cell::new(0), Cell::new(0));
    holds_for(16, &(plans(ALL, 0), any::<u64>()), |(plan, seed)| {
        let case = world(&plan).case();
        let distributions = wide(&case);
        let Ok(engine) = Engine::new(&case, distributions.clone(), seed) else { return Ok(()) };
        let kernel = Kernel::new(&case, &distributions);
        for indices in sobol(&kernel, 8, seed, false) {
            for (input, figure) in kernel.figures.iter().enumerate() {
                let is_nothing = indices.total[input].value.to_bits() == 0 && indices.first[input].value.to_bits() == 0;
                if engine.figures().contains(figure) {
                    others.set(others.get() + usize::from(!is_nothing));
                } else {
                    prop_assert!(is_nothing, "{}: {:?}", distributions.path(*figure), indices.total[input]);
                    proved.set(proved.get() + 1);
                }
            }
        }
        Ok(())
    });
    assert!(proved.get() > 20 && others.get() > 100, "{} and {} were looked at", proved.get(), others.get());
}
