//! Samples whose items have weights: how many equal ones they are worth, their quantiles, a sample of fixed size from a
//! stream, and equal ones drawn from them.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// The sums of some weights.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct WeightSums {
    /// The number of weights.
    pub count: u64,
    /// Their sum.
    pub sum: f64,
    /// The sum of their squares.
    pub squares: f64,
}

impl WeightSums {
    /// Adds a weight.
    pub fn add(&mut self, weight: f64) {
        self.count += 1;
        self.sum += weight;
        self.squares += weight * weight;
    }

    /// Returns how many equal weights these are worth: 0 where all are 0.
    ///
    /// # Source
    /// Kong, Liu and Wong, Sequential imputations and Bayesian missing data problems, JASA 89 (1994).
    pub fn effective(&self) -> f64 {
        if self.squares > 0.0 { self.sum * self.sum / self.squares } else { 0.0 }
    }
}

impl FromIterator<f64> for WeightSums {
    fn from_iter<I: IntoIterator<Item = f64>>(weights: I) -> Self {
        let mut sums = Self::default();
        weights.into_iter().for_each(|weight| sums.add(weight));
        sums
    }
}

/// One item of a sample.
#[derive(Clone, Debug, PartialEq)]
pub struct Sampled<T> {
    /// The number of the item in the stream.
    pub number: u64,
    /// The weight that it stands for.
    pub weight: f64,
    /// What is kept of it.
    pub item: T,
}

/// A sample of at most so many items of a stream, whose weights estimate every sum over the stream without bias.
///
/// Which items are kept depends on their weights and random numbers alone, not on their order.
///
/// # Source
/// Duffield, Lund and Thorup, Priority sampling for estimation of arbitrary subset sums, J. ACM 54(6), 2007.
#[derive(Clone, Debug)]
pub struct PrioritySample<T> {
    most: usize,
    /// The least priority first; equal ones by their number.
    kept: BinaryHeap<Reverse<Ranked<T>>>,
    /// The greatest priority that was not kept.
    threshold: f64,
}

#[derive(Clone, Debug)]
struct Ranked<T> {
    priority: f64,
    sampled: Sampled<T>,
}

impl<T> PartialEq for Ranked<T> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl<T> Eq for Ranked<T> {}

impl<T> PartialOrd for Ranked<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Ranked<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let by_number = other.sampled.number.cmp(&self.sampled.number);
        self.priority.total_cmp(&other.priority).then(by_number)
    }
}

impl<T> PrioritySample<T> {
    /// Begins a sample of at most so many items, one at least.
    pub fn new(most: usize) -> Self {
        Self { most: most.max(1), kept: BinaryHeap::new(), threshold: 0.0 }
    }

    /// Offers an item with its weight and a random number above 0 and below 1 of its own; one of weight 0 is never kept.
    pub fn offer(&mut self, number: u64, weight: f64, random: f64, item: impl FnOnce() -> T) {
        let priority = weight / random;
        if weight <= 0.0 {
            return;
        }
        if self.kept.len() == self.most {
            let least = self.kept.peek().map_or(0.0, |Reverse(least)| least.priority);
            if priority <= least {
                self.threshold = self.threshold.max(priority);
                return;
            }
            self.kept.pop();
            self.threshold = self.threshold.max(least);
        }
        self.kept.push(Reverse(Ranked { priority, sampled: Sampled { number, weight, item: item() } }));
    }

    /// Returns what is kept so far, in the order of the stream, each with its own weight, its priority and what is kept of it;
    /// and the greatest priority that was not kept.
    pub fn state(&self) -> (Vec<(u64, f64, f64, &T)>, f64) {
        let mut kept = Vec::with_capacity(self.kept.len());
        for Reverse(Ranked { priority, sampled }) in &self.kept {
            kept.push((sampled.number, sampled.weight, *priority, &sampled.item));
        }
        kept.sort_by_key(|(number, ..)| *number);
        (kept, self.threshold)
    }

    /// Goes on with a sample of at most so many items from what its [`PrioritySample::state`] was.
    pub fn resume(most: usize, kept: impl IntoIterator<Item = (u64, f64, f64, T)>, threshold: f64) -> Self {
        let ranked =
            |(number, weight, priority, item)| Reverse(Ranked { priority, sampled: Sampled { number, weight, item } });
        Self { most: most.max(1), kept: kept.into_iter().map(ranked).collect(), threshold }
    }

    /// Returns what was kept, in the order of the stream, each with the weight that it stands for.
    pub fn finish(self) -> Vec<Sampled<T>> {
        let threshold = self.threshold;
        let stands_for = |Reverse(ranked): Reverse<Ranked<T>>| {
            let sampled = ranked.sampled;
            Sampled { weight: sampled.weight.max(threshold), ..sampled }
        };
        let mut kept: Vec<Sampled<T>> = self.kept.into_iter().map(stands_for).collect();
        kept.sort_by_key(|sampled| sampled.number);
        kept
    }
}

/// Returns the values below which shares of the weights lie; `NaN` where there is no weight.
///
/// # Shape
/// One weight for each value; one value is returned for each probability.
pub fn weighted_quantiles<const N: usize>(values: &[f64], weights: &[f64], probabilities: [f64; N]) -> [f64; N] {
    let mut order: Vec<usize> = (0..values.len()).filter(|&place| weights[place] > 0.0).collect();
    order.sort_by(|&one, &other| values[one].total_cmp(&values[other]));
    let all: f64 = order.iter().map(|&place| weights[place]).sum();
    probabilities.map(|probability| {
        let (mut below, wanted) = (0.0, probability * all);
        for &place in &order {
            below += weights[place];
            if below >= wanted {
                return values[place];
            }
        }
        order.last().map_or(f64::NAN, |&place| values[place])
    })
}

/// Returns the weighted mean and standard deviation of some values; `NaN` where there is no weight.
///
/// # Shape
/// One weight for each value.
pub fn weighted_moments(values: &[f64], weights: &[f64]) -> (f64, f64) {
    let all: f64 = weights.iter().sum();
    let mean = values.iter().zip(weights).map(|(value, weight)| value * weight).sum::<f64>() / all;
    let square = |(value, weight): (&f64, &f64)| weight * (value - mean) * (value - mean);
    (mean, (values.iter().zip(weights).map(square).sum::<f64>() / all).sqrt())
}

/// Returns the places of so many equal items that stand for weighted ones: systematic resampling from the middle of each step.
///
/// # Source
/// Kitagawa, Monte Carlo filter and smoother, J. Comput. Graph. Statist. 5 (1996).
pub fn resampled(weights: &[f64], count: usize) -> Vec<usize> {
    let all: f64 = weights.iter().sum();
    let step = all / count as f64;
    let mut places = Vec::with_capacity(count);
    let (mut below, mut place) = (weights.first().copied().unwrap_or(0.0), 0);
    for item in 0..count {
        let wanted = (item as f64 + 0.5) * step;
        while below < wanted && place + 1 < weights.len() {
            place += 1;
            below += weights[place];
        }
        places.push(place);
    }
    places
}

#[cfg(test)]
mod tests {
    use super::{PrioritySample, WeightSums, resampled, weighted_moments, weighted_quantiles};

    /// Returns numbers above 0 and below 1 that follow no pattern.
    fn numbers(seed: u64) -> impl Iterator<Item = f64> {
        let mut state = seed;
        std::iter::repeat_with(move || {
            state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64 + f64::EPSILON / 4.0
        })
    }

    #[test]
    fn equal_weights_are_worth_their_number_and_one_is_worth_one() {
        assert!((WeightSums::from_iter([0.5; 40]).effective() - 40.0).abs() < 1e-9);
        assert!((WeightSums::from_iter([7.0, 0.0, 0.0]).effective() - 1.0).abs() < 1e-12);
        assert!((WeightSums::from_iter([3.0, 1.0]).effective() - 1.6).abs() < 1e-12);
        assert_eq!(WeightSums::default().effective().to_bits(), 0.0_f64.to_bits());
    }

    #[test]
    fn quantiles_of_whole_weights_are_those_of_repeated_values() {
        let (values, weights) = ([5.0, 1.0, 3.0, 9.0], [1.0, 2.0, 0.0, 1.0]);
        let found = weighted_quantiles(&values, &weights, [0.0, 0.5, 0.51, 0.75, 0.76, 1.0]);
        assert_eq!(found.map(f64::to_bits), [1.0_f64, 1.0, 5.0, 5.0, 9.0, 9.0].map(f64::to_bits));
        let (mean, deviation) = weighted_moments(&values, &weights);
        assert!((mean - 4.0).abs() < 1e-12 && (deviation - 11.0_f64.sqrt()).abs() < 1e-12);
        assert!(weighted_quantiles(&[], &[], [0.5])[0].is_nan());
        assert_eq!(resampled(&weights, 4), [0, 1, 1, 3]);
    }

    #[test]
    fn a_sample_of_a_stream_estimates_its_sums_and_does_not_depend_on_the_order() {
        let stream: Vec<(u64, f64, f64)> = (0..5_000)
            .zip(numbers(1))
            .zip(numbers(2))
            .map(|((number, weight), random)| (number, weight * weight, random))
            .collect();
        let sample = |items: &mut dyn Iterator<Item = &(u64, f64, f64)>, most| {
            let mut sample = PrioritySample::new(most);
            items.for_each(|&(number, weight, random)| sample.offer(number, weight, random, || number));
            sample.finish()
        };
        let own = sample(&mut stream.iter(), 500);
        assert_eq!(own, sample(&mut stream.iter().rev(), 500));
        assert_eq!(own.len(), 500);
        let of_odd: f64 = own.iter().filter(|sampled| sampled.item % 2 == 1).map(|sampled| sampled.weight).sum();
        let wanted: f64 = stream.iter().filter(|item| item.0 % 2 == 1).map(|item| item.1).sum();
        // Of a sum the variance is at most that of equal weights: the sum squared over the sample, here about 3 % of it.
        assert!((of_odd / wanted - 1.0).abs() < 0.12, "{of_odd} {wanted}");
        // Where all fit in, all are kept with their own weights.
        let all = sample(&mut stream.iter(), 5_000);
        assert!(all.iter().zip(&stream).all(|(own, item)| own.weight.to_bits() == item.1.to_bits()));
    }
}
