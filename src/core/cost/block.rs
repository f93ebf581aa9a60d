//! Prices of eight draws at once: the formulas of all arcs as one list of steps over slots.
//!
//! Fixed figures are folded into constants; a number that several arcs share is computed once.

use std::collections::{BTreeMap, BTreeSet};

use crate::ids::{FigureId, Id};
use corridor_kernel::lanes::{Block, Lanes, Work, dispatch};

use super::arithmetic::{Arithmetic, IntervalArithmetic};
use super::charge::ClassCosts;
use super::terms::LaneSums;
use super::{Costs, DatedHours, PricedArc};

/// The operation of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum StepOperation {
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
pub(crate) struct PriceStep {
    pub(crate) kind: StepOperation,
    pub(crate) to: u32,
    pub(crate) left: u32,
    pub(crate) right: u32,
}

/// The steps that price the classes of a network for eight draws at once.
#[derive(Clone, Debug)]
pub struct BlockPrices {
    pub(crate) steps: Vec<PriceStep>,
    pub(crate) slots: usize,
    /// The number and the slot of each constant.
    pub(crate) constants: Vec<(f64, u32)>,
    pub(crate) figures: Vec<(FigureId, u32)>,
    /// The slots of the results of each requested class.
    pub(crate) totals: Vec<u32>,
}

/// The results of a class that is priced in full; see [`Costs::whole_in_blocks`].
pub const CLASS_NUMBERS: usize = 18;

impl Costs {
    /// Records the steps that price some classes of arcs while some figures vary and the others keep their values.
    ///
    /// A class is an entry; see [`Costs::entry_number`]. The totals equal those of [`Costs::price`] to the last bit.
    ///
    /// # Shape
    /// `values` has one entry for each figure of the register; so have the values that the result prices.
    pub fn in_blocks(&self, values: &[f64], moving: &BTreeSet<FigureId>, classes: &[u32]) -> BlockPrices {
        self.recorded(values, moving, classes, |recorder, _, priced, _| vec![recorder.sum(&priced)])
    }

    /// Records the steps that price some classes of arcs in full, as [`Costs::in_blocks`] does their totals.
    ///
    /// # Shape
    /// There are [`CLASS_NUMBERS`] results for each class: its total with its shift, its eleven parts, its hours moving, waiting, handling
    /// and at the border, its kilograms of CO2e, and its hire of boxes rounded by itself.
    pub fn whole_in_blocks(&self, values: &[f64], moving: &BTreeSet<FigureId>, classes: &[u32]) -> BlockPrices {
        self.recorded(values, moving, classes, |recorder, entry, priced, sums| {
            let hire = self.hire_by(entry, &priced, recorder, sums);
            let mut numbers = vec![recorder.sum(&priced)];
            numbers.extend(priced.parts.into_iter().chain(priced.hours).chain([priced.co2e_kg_per_t, hire]));
            numbers
        })
    }

    fn recorded(
        &self,
        values: &[f64],
        moving: &BTreeSet<FigureId>,
        classes: &[u32],
        results: impl Fn(&mut StepRecorder<'_>, &ClassCosts, PricedArc<u32>, &mut LaneSums<u32>) -> Vec<u32>,
    ) -> BlockPrices {
        let mut sums = LaneSums::default();
        let mut recorder = StepRecorder { values, moving, numbers: Vec::new(), known: BTreeMap::new() };
        let mut wanted = Vec::new();
        for &class in classes {
            let entry = self.class(class);
            let priced = self.price_by(&entry, &mut recorder, &mut sums);
            wanted.extend(results(&mut recorder, &entry, priced, &mut sums));
        }
        recorder.allocate(&wanted)
    }

    /// Returns the bounds of the cost of each class of arcs while figures are within their bounds.
    ///
    /// # Shape
    /// `bounds` has one entry for each figure of the register, the answer one for each entry number.
    pub fn bounds(&self, bounds: &[(f64, f64)]) -> Vec<(f64, f64)> {
        self.bounds_of(&(0..self.classes() as u32).collect::<Vec<_>>(), bounds)
    }

    /// Returns such bounds of some classes.
    ///
    /// # Shape
    /// `bounds` has one entry for each figure of the register, the answer one for each of the classes.
    pub(crate) fn bounds_of(&self, classes: &[u32], bounds: &[(f64, f64)]) -> Vec<(f64, f64)> {
        let (mut within, mut known) = (IntervalArithmetic(bounds), LaneSums::default());
        let total = |&class: &u32| interval_sum(&self.price_by(&self.class(class), &mut within, &mut known));
        classes.iter().map(total).collect()
    }

    /// Returns the least that each class of arcs costs while figures are within their bounds, whatever time it takes.
    ///
    /// # Shape
    /// `bounds` has one entry for each figure of the register, the answer one for each entry number.
    pub(super) fn least_without_time(&self, bounds: &[(f64, f64)]) -> Vec<f64> {
        let (mut within, mut known) = (IntervalArithmetic(bounds), LaneSums::default());
        // So much less waiting that no storage is charged.
        let at_once = DatedHours { hours: [0.0; 4], longer_h: -1e12, by_started_days: false };
        let least = |class| {
            let priced = self.price_with(&self.class(class), (None, Some(&at_once)), &mut within, &mut known);
            interval_sum(&priced).0
        };
        (0..self.classes() as u32).map(least).collect()
    }

    /// Returns the greatest hours of any arc while figures are within their bounds.
    ///
    /// # Shape
    /// `bounds` has one entry for each figure of the register.
    pub fn longest_hours_within(&self, bounds: &[(f64, f64)]) -> f64 {
        let (mut within, mut known) = (IntervalArithmetic(bounds), LaneSums::default());
        let mut most = |kind| self.book.evaluate_in(kind, &mut within, &mut known).1;
        let mut longest = 0.0_f64;
        for class in 0..self.classes() as u32 {
            longest = longest.max(self.class(class).hours.into_iter().map(&mut most).sum());
        }
        longest
    }
}

impl BlockPrices {
    /// Returns the figures whose values are read.
    pub fn figures(&self) -> impl Iterator<Item = FigureId> + '_ {
        self.figures.iter().map(|&(figure, _)| figure)
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
        dispatch(PriceRun { steps: &self.steps, slots });
        for (class, &slot) in self.totals.iter().enumerate() {
            total(class, &slots[slot as usize]);
        }
    }
}

fn interval_sum(priced: &PricedArc<(f64, f64)>) -> (f64, f64) {
    let all = priced.parts.into_iter().chain([priced.shift]);
    all.fold((0.0, 0.0), |sum: (f64, f64), part| (sum.0 + part.0, sum.1 + part.1))
}

/// A run of the steps on slots.
struct PriceRun<'a> {
    steps: &'a [PriceStep],
    slots: &'a mut [Block],
}

impl Work for PriceRun<'_> {
    type Output = ();

    #[allow(clippy::inline_always)] // What is not inlined into `dispatch` is compiled without the instruction set.
    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) {
        for step in self.steps {
            let left = lanes.load(&self.slots[step.left as usize]);
            let right = lanes.load(&self.slots[step.right as usize]);
            let result = match step.kind {
                StepOperation::Add => lanes.add(left, right),
                StepOperation::Mul => lanes.mul(left, right),
                StepOperation::Div => lanes.div(left, right),
                StepOperation::Min => lanes.min(left, right),
                StepOperation::Max => lanes.max(left, right),
                StepOperation::Floor => lanes.floor(left),
            };
            lanes.store(result, &mut self.slots[step.to as usize]);
        }
    }
}

/// The operation that computes a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum NumberOrigin {
    Constant(u64),
    Figure(FigureId),
    Step(StepOperation, u32, u32),
}

/// A recorder of steps in which equal steps are one.
struct StepRecorder<'a> {
    values: &'a [f64],
    moving: &'a BTreeSet<FigureId>,
    numbers: Vec<NumberOrigin>,
    known: BTreeMap<NumberOrigin, u32>,
}

impl StepRecorder<'_> {
    fn put(&mut self, origin: NumberOrigin) -> u32 {
        *self.known.entry(origin).or_insert_with(|| {
            self.numbers.push(origin);
            (self.numbers.len() - 1) as u32
        })
    }

    fn sum(&mut self, priced: &PricedArc<u32>) -> u32 {
        let nothing = self.constant(0.0);
        let sum = priced.parts.into_iter().fold(nothing, |sum, part| self.add(sum, part));
        self.add(sum, priced.shift)
    }

    fn fixed(&self, number: u32) -> Option<f64> {
        match self.numbers[number as usize] {
            NumberOrigin::Constant(bits) => Some(f64::from_bits(bits)),
            _ => None,
        }
    }

    fn step(&mut self, kind: StepOperation, left: u32, right: u32, operation: fn(f64, f64) -> f64) -> u32 {
        match self.fixed(left).zip(self.fixed(right)) {
            Some((left, right)) => self.constant(operation(left, right)),
            None => self.put(NumberOrigin::Step(kind, left, right)),
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
            let NumberOrigin::Step(_, left, right) = self.numbers[number] else { continue };
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
                NumberOrigin::Constant(bits) => constants.push((f64::from_bits(bits), next)),
                NumberOrigin::Figure(figure) => figures.push((figure, next)),
                NumberOrigin::Step(..) => continue,
            }
            slot_of[number] = next;
            next += 1;
        }
        let first_free = next;
        for &number in &kept {
            let NumberOrigin::Step(kind, left, right) = self.numbers[number] else { continue };
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
            steps.push(PriceStep { kind, to: slot_of[number], left: from, right: to });
        }
        let totals = totals.iter().map(|&total| slot_of[total as usize]).collect();
        BlockPrices { steps, slots: next as usize, constants, figures, totals }
    }
}

impl Arithmetic for StepRecorder<'_> {
    type Number = u32;

    fn constant(&mut self, number: f64) -> u32 {
        self.put(NumberOrigin::Constant(number.to_bits()))
    }
    fn figure(&mut self, figure: FigureId) -> u32 {
        if self.moving.contains(&figure) {
            self.put(NumberOrigin::Figure(figure))
        } else {
            self.constant(self.values[figure.index()])
        }
    }
    fn add(&mut self, left: u32, right: u32) -> u32 {
        // Adding zero changes at most the sign of zero.
        match (self.fixed(left), self.fixed(right)) {
            (Some(0.0), None) => right,
            (None, Some(0.0)) => left,
            _ => self.step(StepOperation::Add, left, right, |left, right| left + right),
        }
    }
    fn mul(&mut self, left: u32, right: u32) -> u32 {
        match (self.fixed(left), self.fixed(right)) {
            (Some(1.0), None) => right,
            (None, Some(1.0)) => left,
            _ => self.step(StepOperation::Mul, left, right, |left, right| left * right),
        }
    }
    fn div(&mut self, left: u32, right: u32) -> u32 {
        self.step(StepOperation::Div, left, right, |left, right| left / right)
    }
    fn min(&mut self, left: u32, right: u32) -> u32 {
        self.step(StepOperation::Min, left, right, |left, right| if left < right { left } else { right })
    }
    fn max(&mut self, left: u32, right: u32) -> u32 {
        self.step(StepOperation::Max, left, right, |left, right| if left > right { left } else { right })
    }
    fn floor(&mut self, number: u32) -> u32 {
        self.step(StepOperation::Floor, number, number, |number, _| number.floor())
    }
    fn can_be_positive(&self, number: u32) -> bool {
        self.fixed(number).is_none_or(|number| number > 0.0)
    }
}
