//! Tapes for figures that should keep to bounds, and for those that do not.
//!
//! A tape that knows the bounds of every price is a fraction of one that knows none. Whether it may be trusted is told
//! by the figures, not by the prices: prices are worked out by steps each of which is monotone, rounding included, so
//! where every figure keeps to its bounds every price does - those that were pruned away or never moved as well, which
//! nobody works out any more - and there are fewer figures than prices. Draws with a figure beyond its bounds are
//! answered by a tape that takes nothing for granted, built when the first of them comes.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use crate::answer::{MAX_ARC_MICROS, PricedNetwork};
use crate::cost::BlockPrices;
use crate::ids::{FigureId, Id};
use corridor_kernel::lanes::{Block, LANES};
use corridor_kernel::{Guard, Query, Retention, Tape};

/// Answers questions for any values of the figures, faster while these keep to their bounds.
#[derive(Debug)]
pub(crate) struct Bounded {
    tight: Line,
    guard: Guard,
    keep: Retention,
    moving: BTreeSet<FigureId>,
    any: OnceLock<Line>,
}

/// Prices of classes with the tape that they are written into.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) tape: Tape,
    prices: BlockPrices,
    classes: Vec<Priced>,
}

/// The slot and the guard of the price of a class.
#[derive(Clone, Copy, Debug)]
struct Priced {
    /// The tape's slot for it, if an answer can depend on it.
    slot: Option<u32>,
    /// Whether it may be a price that cannot be counted.
    is_doubtful: bool,
}

/// The scratch memory of one thread for one line.
#[derive(Clone, Debug)]
struct Slots {
    prices: Vec<Block>,
    tape: Vec<Block>,
}

/// The scratch memory of one thread.
#[derive(Clone, Debug)]
pub(crate) struct Memory {
    tight: Slots,
    any: Option<Slots>,
    escapes: u64,
}

/// The answers to eight sets of figures.
pub(crate) struct BlockAnswers<'a> {
    pub(crate) tape: &'a Tape,
    pub(crate) slots: &'a [Block],
    /// Where every price of an arc can be counted; elsewhere answers mean nothing.
    pub(crate) countable: [bool; LANES],
}

impl Bounded {
    /// Prepares to answer questions while some figures move.
    ///
    /// # Shape
    /// The values that stand and `bounds` have one entry for each figure of the register; the bounds of one that does not move
    /// are its value, twice.
    pub(crate) fn new(
        (priced, standing): (&PricedNetwork, &[f64]),
        moving: BTreeSet<FigureId>,
        bounds: &[(f64, f64)],
        queries: &[Query],
        keep: Retention,
    ) -> Self {
        let within = priced.costs().bounds(bounds);
        let tight = Line::new((priced, standing), &moving, &within, queries, keep);
        let guard = Guard::new(moving.iter().map(|figure| (figure.index() as u32, bounds[figure.index()])));
        Self { tight, guard, keep, moving, any: OnceLock::new() }
    }

    /// Returns the figures that can move an answer while all keep to their bounds.
    pub(crate) fn figures(&self) -> impl Iterator<Item = FigureId> + '_ {
        self.tight.prices.figures()
    }

    /// Returns all figures that move.
    pub(crate) fn moving(&self) -> impl Iterator<Item = FigureId> + '_ {
        self.moving.iter().copied()
    }

    pub(crate) fn memory(&self) -> Memory {
        Memory { tight: self.tight.slots(), any: None, escapes: 0 }
    }

    /// Answers eight sets of figures that are known to keep to their bounds.
    pub(crate) fn inside<'a>(&'a self, memory: &'a mut Memory, values: &[Block]) -> BlockAnswers<'a> {
        debug_assert_eq!(self.guard.outside(values), 0, "a figure is beyond its bounds");
        self.tight.run(&mut memory.tight, values)
    }

    /// Answers eight sets of figures, of which any may be anything; the network, the values that stand and the
    /// queries are those it was made for.
    ///
    /// Where one of the eight is beyond the bounds all of them are answered the longer way, which holds for each.
    ///
    /// # Shape
    /// `values` has one block for each figure of the register.
    pub(crate) fn anywhere<'a>(
        &'a self,
        (priced, standing): (&PricedNetwork, &[f64]),
        queries: &[Query],
        memory: &'a mut Memory,
        values: &[Block],
    ) -> BlockAnswers<'a> {
        if self.guard.outside(values) == 0 {
            return self.tight.run(&mut memory.tight, values);
        }
        memory.escapes += 1;
        let line = self.any.get_or_init(|| {
            let nothing_known = vec![(f64::NEG_INFINITY, f64::INFINITY); priced.costs().classes()];
            Line::new((priced, standing), &self.moving, &nothing_known, queries, self.keep)
        });
        line.run(memory.any.get_or_insert_with(|| line.slots()), values)
    }
}

impl Memory {
    /// Returns how many times eight sets of figures were answered the longer way.
    pub(crate) const fn escapes(&self) -> u64 {
        self.escapes
    }
}

impl Line {
    /// Prepares to answer questions while prices keep to bounds.
    ///
    /// # Shape
    /// `within` has one entry for each class of arcs.
    fn new(
        (priced, standing): (&PricedNetwork, &[f64]),
        moving: &BTreeSet<FigureId>,
        within: &[(f64, f64)],
        queries: &[Query],
        keep: Retention,
    ) -> Self {
        let (network, costs) = (priced.network(), priced.costs());
        let of_arc: Vec<u32> = network.arcs().ids().map(|arc| costs.entry_number(arc)).collect();
        // A price that cannot be counted makes its set of answers void: for the tape there is none below 0.
        let counted =
            |&(low, high): &(f64, f64)| (low.max(0.0), if high <= MAX_ARC_MICROS { high } else { Tape::ANY.1 });
        let tape =
            Tape::build(network.graph(), &of_arc, &within.iter().map(counted).collect::<Vec<_>>(), queries, keep);
        let mut slots = vec![None; within.len()];
        for &(class, slot) in tape.inputs() {
            slots[class as usize] = Some(slot);
        }
        let used: BTreeSet<u32> = of_arc.into_iter().collect();
        let (mut wanted, mut classes) = (Vec::new(), Vec::new());
        for class in used {
            let (low, high) = within[class as usize];
            let priced = Priced { slot: slots[class as usize], is_doubtful: !(low >= 0.0 && high <= MAX_ARC_MICROS) };
            if priced.slot.is_some() || priced.is_doubtful {
                wanted.push(class);
                classes.push(priced);
            }
        }
        Self { tape, prices: costs.in_blocks(standing, moving, &wanted), classes }
    }

    fn slots(&self) -> Slots {
        Slots { prices: self.prices.slots(), tape: self.tape.slots() }
    }

    fn run<'a>(&'a self, slots: &'a mut Slots, values: &[Block]) -> BlockAnswers<'a> {
        let mut countable = [true; LANES];
        let (tape, classes) = (&mut slots.tape, &self.classes);
        self.prices.price(&mut slots.prices, values, |place, total| {
            let priced = classes[place];
            if priced.is_doubtful {
                for (countable, total) in countable.iter_mut().zip(total.0) {
                    *countable &= (0.0..=MAX_ARC_MICROS).contains(&total);
                }
            }
            if let Some(slot) = priced.slot {
                tape[slot as usize] = *total;
            }
        });
        self.tape.run(tape);
        BlockAnswers { tape: &self.tape, slots: tape, countable }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::Bounded;
    use crate::answer::Prepared;
    use crate::ids::{FigureId, Id};
    use corridor_kernel::lanes::{Block, LANES};
    use corridor_kernel::{Query, Retention, TapePath, cheapest};

    const HUNCHUN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenarios/hunchun-ningbo-2019.toml");

    #[test]
    fn only_figures_beyond_their_bounds_go_the_longer_way_and_all_ways_are_found() {
        let case = Prepared::prepare(Path::new(HUNCHUN), &[]).expect("a good scenario");
        let (network, costs) = (case.priced().network(), case.priced().costs());
        let asked = network.questions().iter().filter_map(|question| Some((question.source, question.target?)));
        let queries: Vec<Query> = asked.map(|(source, target)| Query { source, target }).collect();
        let moving: BTreeSet<FigureId> =
            costs.figures().into_iter().filter(|&figure| case.network_change(figure).is_none()).collect();
        let mut bounds: Vec<(f64, f64)> = case.values().iter().map(|&value| (value, value)).collect();
        for figure in &moving {
            let value = case.values()[figure.index()];
            bounds[figure.index()] = (value * 0.9, value * 1.1);
        }
        let ground = (case.priced(), case.values());
        let bounded = Bounded::new(ground, moving.clone(), &bounds, &queries, Retention::Paths);
        let mut memory = bounded.memory();
        let classes: Vec<u32> = network.arcs().ids().map(|arc| costs.entry_number(arc)).collect();
        let (mut ways, mut escapes) = (0, 0);
        let raised: Vec<FigureId> =
            moving.iter().copied().filter(|figure| case.values()[figure.index()] > 0.0).collect();
        for round in 0..40 {
            // Every lane has factors of its own within the bounds; every other round one figure is far beyond in a lane.
            let mut values: Vec<Block> = case.values().iter().map(|&value| Block::splat(value)).collect();
            for figure in &moving {
                let factor = |lane: usize| 0.91 + ((figure.index() * 7 + lane * 5 + round) % 19) as f64 / 100.0;
                values[figure.index()] =
                    Block(std::array::from_fn(|lane| bounds[figure.index()].0 / 0.9 * factor(lane)));
            }
            if round % 2 == 1 {
                let figure = raised[round * 31 % raised.len()];
                values[figure.index()].0[round % LANES] *= if round % 4 == 1 { 3.0 } else { 0.3 };
                escapes += 1;
            }
            let answered = bounded.anywhere(ground, &queries, &mut memory, &values);
            for lane in 0..LANES {
                let alone: Vec<f64> = values.iter().map(|block| block.0[lane]).collect();
                let prices = costs.price(&alone);
                let (weights, ranks) = (costs.weights(&prices), costs.ranks(&prices));
                assert!(answered.countable[lane]);
                for (question, path) in cheapest(network.graph(), &weights, &ranks, &queries).iter().enumerate() {
                    let cost = path.as_ref().map_or(f64::INFINITY, |path| path.cost);
                    assert_eq!(answered.tape.answer(answered.slots, question).0[lane].to_bits(), cost.to_bits());
                    if let TapePath::Over(over) = answered.tape.path(answered.slots, question, lane) {
                        let arcs = path.iter().flat_map(|path| &path.arcs);
                        assert_eq!(over, arcs.map(|&arc| classes[arc as usize]).collect::<Vec<_>>());
                        ways += 1;
                    }
                }
            }
            assert_eq!(memory.escapes(), escapes, "in round {round}");
        }
        assert!(ways > 500, "only {ways} ways were compared");
    }
}
