//! Recorded values: constants are folded, equal values are shared, and every value has bounds.

use std::collections::BTreeMap;

/// The number of a recorded value.
pub(super) type ValueId = u32;

/// The operation that computes a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ValueOrigin {
    /// The price of a class of arcs.
    Input(u32),
    /// A number that depends on no price, by its bits.
    Constant(u64),
    /// The sum of two values.
    Sum(ValueId, ValueId),
    /// The smaller of a value and the sum of two.
    Least(ValueId, ValueId, ValueId),
    /// The smaller of two values.
    Smaller(ValueId, ValueId),
}

/// An arc of the graph with its recorded weight.
#[derive(Clone, Copy)]
pub(super) struct RecordedArc {
    pub(super) tail: u32,
    pub(super) head: u32,
    pub(super) weight: ValueId,
}

/// A recording of values, in which equal values are one.
///
/// # Shape
/// `origins` and `bounds` have one entry for each value; the operands of a value come before it.
#[derive(Clone, Debug, Default)]
pub(super) struct Recording {
    /// Whether paths must be recoverable: then values of equal cost stay distinct, and values that could tie are kept.
    paths: bool,
    origins: Vec<ValueOrigin>,
    bounds: Vec<(f64, f64)>,
    known: BTreeMap<ValueOrigin, ValueId>,
}

impl Recording {
    pub(super) fn new(paths: bool) -> Self {
        Self { paths, ..Self::default() }
    }

    pub(super) fn origin(&self, value: ValueId) -> ValueOrigin {
        self.origins[value as usize]
    }

    pub(super) fn len(&self) -> usize {
        self.origins.len()
    }

    /// Returns the bounds of a value, both inclusive.
    pub(super) fn bounds(&self, value: ValueId) -> (f64, f64) {
        self.bounds[value as usize]
    }

    /// Records the price of a class of arcs with its bounds.
    pub(super) fn input(&mut self, class: u32, bounds: (f64, f64)) -> ValueId {
        if self.folds(bounds) { self.constant(bounds.0) } else { self.put(ValueOrigin::Input(class), bounds) }
    }

    /// Records a number that depends on no price.
    pub(super) fn constant(&mut self, number: f64) -> ValueId {
        self.put(ValueOrigin::Constant(number.to_bits()), (number, number))
    }

    /// Records a sum.
    pub(super) fn sum(&mut self, left: ValueId, right: ValueId) -> ValueId {
        let (left, right) = self.in_order(left, right);
        let (first, second) = (self.bounds(left), self.bounds(right));
        let bounds = (first.0 + second.0, first.1 + second.1);
        if self.is_nothing(left) {
            right
        } else if self.is_nothing(right) {
            left
        } else if self.folds(bounds) {
            self.constant(bounds.0)
        } else {
            self.put(ValueOrigin::Sum(left, right), bounds)
        }
    }

    /// Records the smaller of a value, if there is one, and the sum of two.
    ///
    /// An operand that can never be smaller is left out; where both are always equal the first value is kept.
    pub(super) fn least(&mut self, or: Option<ValueId>, left: ValueId, right: ValueId) -> ValueId {
        let Some(or) = or else { return self.sum(left, right) };
        let (known, first, second) = (self.bounds(or), self.bounds(left), self.bounds(right));
        let sum = (first.0 + second.0, first.1 + second.1);
        if self.loses(sum, known) {
            return or;
        }
        if self.loses(known, sum) {
            return self.sum(left, right);
        }
        if self.folds(sum) || self.is_nothing(left) || self.is_nothing(right) {
            let sum = self.sum(left, right);
            return self.smaller(or, sum);
        }
        let (left, right) = self.in_order(left, right);
        self.put(ValueOrigin::Least(or, left, right), (known.0.min(sum.0), known.1.min(sum.1)))
    }

    /// Records the smaller of two values.
    pub(super) fn smaller(&mut self, left: ValueId, right: ValueId) -> ValueId {
        let (first, second) = (self.bounds(left), self.bounds(right));
        if left == right || self.loses(second, first) {
            left
        } else if self.loses(first, second) {
            right
        } else {
            let (left, right) = (left.min(right), left.max(right));
            self.put(ValueOrigin::Smaller(left, right), (first.0.min(second.0), first.1.min(second.1)))
        }
    }

    /// Orders the operands of a sum, so that equal sums are one value; with paths the operands keep the order of the
    /// path.
    fn in_order(&self, left: ValueId, right: ValueId) -> (ValueId, ValueId) {
        if self.paths { (left, right) } else { (left.min(right), left.max(right)) }
    }

    /// Returns whether a value within `one` can be left out of a minimum with a value within `other`.
    fn loses(&self, one: (f64, f64), other: (f64, f64)) -> bool {
        one.0 > other.1 || !self.paths && one.0 >= other.1
    }

    /// Returns whether a value within some bounds can be replaced by a constant.
    fn folds(&self, bounds: (f64, f64)) -> bool {
        !self.paths && bounds.0.total_cmp(&bounds.1).is_eq()
    }

    /// Returns whether a value is the constant zero.
    fn is_nothing(&self, value: ValueId) -> bool {
        self.origin(value) == ValueOrigin::Constant(0.0_f64.to_bits())
    }

    fn put(&mut self, origin: ValueOrigin, bounds: (f64, f64)) -> ValueId {
        *self.known.entry(origin).or_insert_with(|| {
            self.origins.push(origin);
            self.bounds.push(bounds);
            (self.origins.len() - 1) as ValueId
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Recording, ValueOrigin};

    #[test]
    fn what_is_known_is_folded_and_what_is_the_same_is_shared() {
        let mut record = Recording::default();
        let free = (0.0, f64::INFINITY);
        let (a, b) = (record.input(0, free), record.input(1, free));
        let (nothing, two) = (record.input(2, (0.0, 0.0)), record.input(3, (2.0, 2.0)));
        assert_eq!(record.sum(a, nothing), a);
        assert_eq!(record.sum(a, b), record.sum(b, a));
        let four = record.sum(two, two);
        assert_eq!(record.origin(four), ValueOrigin::Constant(4.0_f64.to_bits()));
        let ab = record.sum(a, b);
        assert_eq!(record.least(Some(ab), a, b), record.least(Some(ab), b, a));
    }

    #[test]
    fn what_never_wins_is_left_out() {
        let mut record = Recording::default();
        let (cheap, dear) = (record.input(0, (1.0, 2.0)), record.input(1, (2.0, 9.0)));
        let between = record.input(2, (1.5, 3.0));
        assert_eq!(record.smaller(cheap, dear), cheap);
        assert_eq!(record.least(Some(cheap), dear, dear), cheap);
        let sum = record.sum(cheap, cheap);
        assert_eq!(record.least(Some(dear), cheap, cheap), record.least(Some(dear), cheap, cheap));
        assert!(matches!(record.origin(record.len() as u32 - 1), ValueOrigin::Least(..)));
        let open = record.smaller(between, cheap);
        assert_eq!(record.bounds(open), (1.0, 2.0));
        assert_eq!(record.bounds(sum), (2.0, 4.0));
    }
}
