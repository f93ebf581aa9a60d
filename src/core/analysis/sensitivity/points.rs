//! Points whose inputs are numbers between 0 and 1, spread more evenly than chance would, and numbers that look random.

use crate::draws::{philox, philox_key};

/// The greatest number of points of a sequence, which is what `sobol_burley` can distinguish; then another one begins.
const MAX_POINTS: u64 = 1 << 16;
/// The greatest number of inputs of one sequence; more have sequences of their own. The first dimensions are the best.
const MAX_DIMENSIONS: usize = 32;

/// Writes the coordinates of a point of a scrambled Sobol' sequence, between 0 and 1 and neither of them.
///
/// A sequence of more than 32 dimensions or 65,536 points is made of several that are scrambled and shuffled
/// independently, so all points stay without bias.
///
/// # Source
/// Owen, "Randomly Permuted (t,m,s)-Nets and (t,s)-Sequences" (1995); Burley, "Practical Hash-based Owen Scrambling",
/// Journal of Computer Graphics Techniques 9 (2020), also for the padding.
pub(super) fn fill(seed: u64, point: u64, coordinates: &mut [f64]) {
    let (sequence, index) = (point / MAX_POINTS, (point % MAX_POINTS) as u32);
    for (group, coordinates) in coordinates.chunks_mut(MAX_DIMENSIONS).enumerate() {
        let [scramble, ..] = philox([group as u32, sequence as u32, (sequence >> 32) as u32, 1], philox_key(seed));
        for (dimension, coordinate) in coordinates.iter_mut().enumerate() {
            // The middle of the 2^24 steps that the sequence knows.
            let step = sobol_burley::sample(index, dimension as u32, scramble);
            *coordinate = f64::from(step) + 0.5 / f64::from(1_u32 << 24);
        }
    }
}

/// Numbers that look random and are counted: each belongs to a seed, the number of a walk and a place in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chances {
    pub(super) seed: u64,
    pub(super) walk: u64,
}

impl Chances {
    /// Returns three numbers of 32 bits for a place.
    pub(super) fn at(&self, place: usize) -> [u32; 3] {
        let counter = [self.walk as u32, (self.walk >> 32) as u32, place as u32, 2];
        let [first, second, third, _] = philox(counter, philox_key(self.seed));
        [first, second, third]
    }

    /// Puts whole numbers from 0 on into a random order.
    pub(super) fn order(&self, count: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..count).collect();
        for last in (1..count).rev() {
            let [word, ..] = self.at(last);
            // The bias towards the first is one in 2^32 over the count at most.
            order.swap(last, ((u64::from(word) * (last as u64 + 1)) >> 32) as usize);
        }
        order
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Chances, MAX_POINTS, fill};

    fn row(seed: u64, point: u64) -> Vec<f64> {
        let mut row = vec![0.0; 612];
        fill(seed, point, &mut row);
        row
    }

    #[test]
    fn every_input_meets_every_slice_once_also_beyond_what_one_sequence_holds() {
        for first in [0, 3 * MAX_POINTS] {
            let rows: Vec<Vec<f64>> = (first..first + 256).map(|point| row(7, point)).collect();
            for dimension in [0, 31, 32, 611] {
                let slices: BTreeSet<u64> = rows.iter().map(|row| (row[dimension] * 256.0) as u64).collect();
                assert_eq!(slices, (0..256).collect(), "{dimension} from {first}");
            }
            assert!(rows.iter().flatten().all(|&coordinate| coordinate > 0.0 && coordinate < 1.0));
        }
        let (own, other) = (row(7, 5), row(8, 5));
        assert!((own[3] - own[35]).abs() > 0.0 && (own[3] - other[3]).abs() > 0.0, "scrambled apart");
    }

    #[test]
    fn every_order_of_three_comes_as_often() {
        let mut counts = std::collections::BTreeMap::new();
        for walk in 0..6_000 {
            *counts.entry(Chances { seed: 3, walk }.order(3)).or_insert(0) += 1;
        }
        // Binomial with 6000 and 1/6: 1000, give or take 5 times 29.
        assert_eq!(counts.len(), 6);
        assert!(counts.values().all(|&count: &i32| (855..=1145).contains(&count)), "{counts:?}");
    }
}
