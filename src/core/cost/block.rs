//! Prices of eight draws at once: the formulas of all arcs as one list of steps over slots.
//!
//! Fixed figures are folded into constants; a number that several arcs share is computed once.

use std::collections::{BTreeMap, BTreeSet};

use crate::ids::{FigureId, Id};
use corridor_kernel::lanes::{Block, Lanes, Work, dispatch};

use super::Costs;
use super::arithmetic::{Arithmetic, Bounds};

/// The operation of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Add,
    Mul,
    Div,
    Min,
    Max,
    /// The left operand rounded down.
    Floor,
}

/// One step: `slot[to] = left kind right`.
#[derive(Clone, Copy, Debug)]
struct Step {
    kind: Kind,
    to: u32,
    left: u32,
    right: u32,
}

/// The steps that price the classes of a network for eight draws at once.
#[derive(Clone, Debug)]
pub struct BlockPrices {
    steps: Vec<Step>,
    slots: usize,
    constants: Vec<(f64, u32)>,
    figures: Vec<(FigureId, u32)>,
    /// The slot of the total of each requested class.
    totals: Vec<u32>,
}

impl Costs {
    /// Records the steps that price some classes of arcs while some figures vary and the others keep their values.
    ///
    /// A class is an entry; see [`Costs::entry_number`]. The totals equal those of [`Costs::price`] to the last bit.
    ///
    /// # Shape
    /// `values` has one entry for each figure of the register; so have the values that the result prices.
    pub fn in_blocks(&self, values: &[f64], moving: &BTreeSet<FigureId>, classes: &[u32]) -> BlockPrices {
        let mut recorder = Recorder { values, moving, numbers: Vec::new(), known: BTreeMap::new() };
        let totals: Vec<u32> = classes
            .iter()
            .map(|&class| {
                let parts = self.price_by(&self.entries[class as usize], &mut recorder).parts;
                let nothing = recorder.constant(0.0);
                parts.into_iter().fold(nothing, |sum, part| recorder.add(sum, part))
            })
            .collect();
        recorder.allocate(&totals)
    }

    /// Returns the bounds of the cost of each class of arcs while figures are within their bounds.
    ///
    /// # Shape
    /// `bounds` has one entry for each figure of the register, the answer one for each entry number.
    pub fn bounds(&self, bounds: &[(f64, f64)]) -> Vec<(f64, f64)> {
        let mut within = Bounds(bounds);
        let total = |entry| {
            let parts = self.price_by(entry, &mut within).parts;
            parts.into_iter().fold((0.0, 0.0), |sum: (f64, f64), part| (sum.0 + part.0, sum.1 + part.1))
        };
        self.entries.iter().map(total).collect()
    }
}

impl Costs {
    /// Returns the greatest hours of any arc while figures are within their bounds.
    ///
    /// # Shape
    /// `bounds` has one entry for each figure of the register.
    pub fn longest_hours_within(&self, bounds: &[(f64, f64)]) -> f64 {
        let mut within = Bounds(bounds);
        let most = |entry| self.price_by(entry, &mut within).hours.into_iter().map(|(_, most)| most).sum();
        self.entries.iter().map(most).fold(0.0, f64::max)
    }
}

impl BlockPrices {
    /// Returns the figures whose values are read.
    pub fn figures(&self) -> impl Iterator<Item = FigureId> + '_ {
        self.figures.iter().map(|&(figure, _)| figure)
    }

    /// Returns the number of steps.
    pub fn steps(&self) -> usize {
        self.steps.len()
    }

    /// Allocates slots for eight draws; each thread needs its own.
    pub fn slots(&self) -> Vec<Block> {
        let mut slots = vec![Block::default(); self.slots];
        for &(number, slot) in &self.constants {
            slots[slot as usize] = Block::splat(number);
        }
        slots
    }

    /// Prices all classes and calls `total` with the total of each, in the order of the request.
    ///
    /// # Shape
    /// `values` has one block for each figure of the register; only those of [`BlockPrices::figures`] are read.
    pub fn price(&self, slots: &mut [Block], values: &[Block], mut total: impl FnMut(usize, &Block)) {
        for &(figure, slot) in &self.figures {
            slots[slot as usize] = values[figure.index()];
        }
        dispatch(Run { steps: &self.steps, slots });
        for (class, &slot) in self.totals.iter().enumerate() {
            total(class, &slots[slot as usize]);
        }
    }
}

/// A run of the steps on slots.
struct Run<'a> {
    steps: &'a [Step],
    slots: &'a mut [Block],
}

impl Work for Run<'_> {
    type Output = ();

    #[allow(clippy::inline_always)] // What is not inlined into `dispatch` is compiled without the instruction set.
    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) {
        for step in self.steps {
            let left = lanes.load(&self.slots[step.left as usize]);
            let right = lanes.load(&self.slots[step.right as usize]);
            let result = match step.kind {
                Kind::Add => lanes.add(left, right),
                Kind::Mul => lanes.mul(left, right),
                Kind::Div => lanes.div(left, right),
                Kind::Min => lanes.min(left, right),
                Kind::Max => lanes.max(left, right),
                Kind::Floor => lanes.floor(left),
            };
            lanes.store(result, &mut self.slots[step.to as usize]);
        }
    }
}

/// The operation that computes a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Origin {
    Constant(u64),
    Figure(FigureId),
    Step(Kind, u32, u32),
}

/// A recorder of steps in which equal steps are one.
struct Recorder<'a> {
    values: &'a [f64],
    moving: &'a BTreeSet<FigureId>,
    numbers: Vec<Origin>,
    known: BTreeMap<Origin, u32>,
}

impl Recorder<'_> {
    fn put(&mut self, origin: Origin) -> u32 {
        *self.known.entry(origin).or_insert_with(|| {
            self.numbers.push(origin);
            (self.numbers.len() - 1) as u32
        })
    }

    fn fixed(&self, number: u32) -> Option<f64> {
        match self.numbers[number as usize] {
            Origin::Constant(bits) => Some(f64::from_bits(bits)),
            _ => None,
        }
    }

    fn step(&mut self, kind: Kind, left: u32, right: u32, operation: fn(f64, f64) -> f64) -> u32 {
        match self.fixed(left).zip(self.fixed(right)) {
            Some((left, right)) => self.constant(operation(left, right)),
            None => self.put(Origin::Step(kind, left, right)),
        }
    }

    /// Allocates slots for the numbers that totals depend on; a slot is reused once its number has been read for the
    /// last time.
    fn allocate(self, totals: &[u32]) -> BlockPrices {
        const NEVER: u32 = u32::MAX;
        let count = self.numbers.len();
        // The last number that reads each number; numbers that none reads are left out.
        let mut last_read = vec![NEVER; count];
        for &total in totals {
            last_read[total as usize] = count as u32;
        }
        for number in (0..count).rev() {
            let Origin::Step(_, left, right) = self.numbers[number] else { continue };
            if last_read[number] == NEVER {
                continue;
            }
            for part in [left, right] {
                if last_read[part as usize] == NEVER {
                    last_read[part as usize] = number as u32;
                }
            }
        }
        let kept: Vec<usize> = (0..count).filter(|&number| last_read[number] != NEVER).collect();
        let (mut next, mut free) = (0, Vec::new());
        let mut slot_of = vec![NEVER; count];
        let (mut steps, mut constants, mut figures) = (Vec::new(), Vec::new(), Vec::new());
        // Slots written before the first step are never reused: the next draws need them again.
        for &number in &kept {
            match self.numbers[number] {
                Origin::Constant(bits) => constants.push((f64::from_bits(bits), next)),
                Origin::Figure(figure) => figures.push((figure, next)),
                Origin::Step(..) => continue,
            }
            slot_of[number] = next;
            next += 1;
        }
        let first_free = next;
        for &number in &kept {
            let Origin::Step(kind, left, right) = self.numbers[number] else { continue };
            let (from, to) = (slot_of[left as usize], slot_of[right as usize]);
            for part in [left, right] {
                if last_read[part as usize] == number as u32 && slot_of[part as usize] >= first_free {
                    free.push(slot_of[part as usize]);
                    // A step may read one number twice.
                    last_read[part as usize] = NEVER;
                }
            }
            slot_of[number] = free.pop().unwrap_or_else(|| {
                next += 1;
                next - 1
            });
            steps.push(Step { kind, to: slot_of[number], left: from, right: to });
        }
        let totals = totals.iter().map(|&total| slot_of[total as usize]).collect();
        BlockPrices { steps, slots: next as usize, constants, figures, totals }
    }
}

impl Arithmetic for Recorder<'_> {
    type Number = u32;

    fn constant(&mut self, number: f64) -> u32 {
        self.put(Origin::Constant(number.to_bits()))
    }
    fn figure(&mut self, figure: FigureId) -> u32 {
        if self.moving.contains(&figure) {
            self.put(Origin::Figure(figure))
        } else {
            self.constant(self.values[figure.index()])
        }
    }
    fn add(&mut self, left: u32, right: u32) -> u32 {
        // Adding zero changes at most the sign of zero.
        match (self.fixed(left), self.fixed(right)) {
            (Some(0.0), None) => right,
            (None, Some(0.0)) => left,
            _ => self.step(Kind::Add, left, right, |left, right| left + right),
        }
    }
    fn mul(&mut self, left: u32, right: u32) -> u32 {
        match (self.fixed(left), self.fixed(right)) {
            (Some(1.0), None) => right,
            (None, Some(1.0)) => left,
            _ => self.step(Kind::Mul, left, right, |left, right| left * right),
        }
    }
    fn div(&mut self, left: u32, right: u32) -> u32 {
        self.step(Kind::Div, left, right, |left, right| left / right)
    }
    fn min(&mut self, left: u32, right: u32) -> u32 {
        self.step(Kind::Min, left, right, |left, right| if left < right { left } else { right })
    }
    fn max(&mut self, left: u32, right: u32) -> u32 {
        self.step(Kind::Max, left, right, |left, right| if left > right { left } else { right })
    }
    fn floor(&mut self, number: u32) -> u32 {
        self.step(Kind::Floor, number, number, |number, _| number.floor())
    }
    fn can_be_positive(&self, number: u32) -> bool {
        self.fixed(number).is_none_or(|number| number > 0.0)
    }
}
