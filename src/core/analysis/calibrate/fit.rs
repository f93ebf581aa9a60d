//! How claims weigh draws: implausibility, kernel, effective sample size, and the same without each claim in turn.
//!
//! A draw is implausible by how far ours is from what the claim says, in standard deviations of the claim's error and of
//! the model's discrepancy together. Its weight is the normal kernel of that, multiplied over the claims; of a claim that
//! can be read in several ways, the mean over its readings.
//!
//! # Source
//! Craig, Goldstein, Seheult and Smith, Pressure matching for hydrocarbon reservoirs, Case Studies in Bayesian Statistics 3
//! (1997), for implausibility; Pukelsheim, The three sigma rule, The American Statistician 48 (1994), for its limit; Bower,
//! Goldstein and Vernon, Galaxy formation: a Bayesian uncertainty analysis, Bayesian Analysis 5 (2010), for discrepancy;
//! Beaumont, Zhang and Balding, Approximate Bayesian computation in population genetics, Genetics 162 (2002), for smooth
//! kernels in place of plain rejection.

use corridor_kernel::{PrioritySample, Sampled, WeightSums, weighted_moments, weighted_quantiles};

use crate::analysis::claims::Said;
use crate::draws::{philox_key, philox_stream, philox_uniform};

use super::result::FitStatus;

/// The implausibility beyond which a draw is ruled out.
pub(super) const MAX_IMPLAUSIBILITY: f64 = 3.0;
/// The fewest draws of equal weight that a fit must be worth.
pub(super) const MIN_EFFECTIVE: f64 = 200.0;
/// The probabilities of the ranges that are given.
const RANGE: [f64; 3] = [0.05, 0.5, 0.95];
/// The draws in which two claims must be expected to hold together, were they independent, before none says that they
/// contradict each other: chance leaves out so many once in 22,000 times.
const MIN_EXPECTED: f64 = 10.0;

/// A claim as it weighs draws.
#[derive(Clone, Debug)]
pub(super) struct Weigher {
    pub(super) said: Said,
    /// The places of its readings among the values of a draw, each with the standard deviation of the model.
    pub(super) readings: Vec<(usize, f64)>,
}

impl Weigher {
    /// Returns the standard deviation of claim and model together, where ours is a value.
    pub(super) fn deviation(&self, discrepancy: f64, ours: f64) -> f64 {
        libm::hypot(self.said.error(ours), discrepancy)
    }

    fn implausibility_of(&self, (place, discrepancy): (usize, f64), values: &[f64]) -> f64 {
        let miss = self.said.miss(values[place]);
        if miss == 0.0 {
            0.0
        } else if miss.is_finite() {
            miss / self.deviation(discrepancy, values[place])
        } else {
            f64::INFINITY
        }
    }

    /// Returns the implausibility of a draw by the reading that it suits best.
    fn implausibility(&self, values: &[f64]) -> f64 {
        self.readings.iter().map(|&reading| self.implausibility_of(reading, values)).fold(f64::INFINITY, f64::min)
    }

    /// Returns whether the claim holds as it was said, by any reading.
    fn holds(&self, values: &[f64]) -> bool {
        self.readings.iter().any(|&(place, _)| self.said.holds(values[place]))
    }

    /// Returns the weight that a draw has by each reading.
    fn kernels<'a>(&'a self, values: &'a [f64]) -> impl Iterator<Item = f64> + 'a {
        self.readings.iter().map(|&reading| {
            let implausibility = self.implausibility_of(reading, values);
            libm::exp(-implausibility * implausibility / 2.0)
        })
    }

    fn kernel(&self, values: &[f64]) -> f64 {
        self.kernels(values).sum::<f64>() / self.readings.len() as f64
    }
}

/// The draws weighed so far.
pub(super) struct Fitting<'a> {
    weighers: &'a [Weigher],
    random: ([u32; 2], u64),
    pub(super) draws: u64,
    pub(super) alone: Vec<u64>,
    pub(super) together: u64,
    pub(super) as_said: u64,
    pub(super) pairs: Vec<Vec<u64>>,
    /// All draws alike; by all claims; by all but each in turn.
    pub(super) sets: Vec<(WeightSums, PrioritySample<Vec<f64>>)>,
    kernels: Vec<f64>,
    held: Vec<bool>,
}

/// The draws weighed by claims.
pub(super) struct Fit {
    /// The number of draws.
    pub(super) draws: u64,
    /// In how many of them each claim is plausible.
    pub(super) alone: Vec<u64>,
    /// In how many all are.
    pub(super) together: u64,
    /// In how many all hold as they were said.
    pub(super) as_said: u64,
    /// In how many each two are: by the place of the first, and of the second after it.
    pub(super) pairs: Vec<Vec<u64>>,
    /// All draws alike.
    pub(super) prior: WeightedDraws,
    /// Weighed by all claims.
    pub(super) fitted: WeightedDraws,
    /// Weighed by all claims but one.
    pub(super) without: Vec<WeightedDraws>,
}

/// Some draws with their weights.
pub(super) struct WeightedDraws {
    sums: WeightSums,
    /// At most so many of the draws, each with its values.
    pub(super) sample: Vec<Sampled<Vec<f64>>>,
}

impl<'a> Fitting<'a> {
    /// Begins to weigh draws, and to keep at most so many of them.
    pub(super) fn new(weighers: &'a [Weigher], keep: usize, seed: u64) -> Self {
        let count = weighers.len();
        Self {
            weighers,
            random: (philox_key(seed), philox_stream("calibrate")),
            draws: 0,
            alone: vec![0; count],
            together: 0,
            as_said: 0,
            pairs: (0..count).map(|first| vec![0; count - first - 1]).collect(),
            sets: (0..count + 2).map(|_| (WeightSums::default(), PrioritySample::new(keep))).collect(),
            kernels: vec![0.0; count],
            held: vec![false; count],
        }
    }

    /// Weighs a draw by its values, one for each reading.
    pub(super) fn take(&mut self, draw: u64, values: &[f64]) {
        self.draws += 1;
        for (place, weigher) in self.weighers.iter().enumerate() {
            self.held[place] = weigher.implausibility(values) <= MAX_IMPLAUSIBILITY;
            self.kernels[place] = weigher.kernel(values);
            self.alone[place] += u64::from(self.held[place]);
        }
        self.together += u64::from(self.held.iter().all(|held| *held));
        self.as_said += u64::from(self.weighers.iter().all(|weigher| weigher.holds(values)));
        for (first, counts) in self.pairs.iter_mut().enumerate() {
            for (gap, count) in counts.iter_mut().enumerate() {
                *count += u64::from(self.held[first] && self.held[first + 1 + gap]);
            }
        }
        let random = philox_uniform(self.random.0, self.random.1, draw);
        for (set, (sums, sample)) in self.sets.iter_mut().enumerate() {
            let counts = |place: &usize| set > 0 && place + 2 != set;
            let weight = (0..self.kernels.len()).filter(counts).map(|place| self.kernels[place]).product();
            sums.add(weight);
            sample.offer(draw, weight, random, || values.to_vec());
        }
    }

    /// Ends the weighing.
    pub(super) fn finish(self) -> Fit {
        let mut sets = self.sets.into_iter().map(|(sums, sample)| WeightedDraws { sums, sample: sample.finish() });
        let mut next =
            || sets.next().unwrap_or_else(|| WeightedDraws { sums: WeightSums::default(), sample: Vec::new() });
        let (prior, fitted) = (next(), next());
        Fit {
            draws: self.draws,
            alone: self.alone,
            together: self.together,
            as_said: self.as_said,
            pairs: self.pairs,
            prior,
            fitted,
            without: sets.collect(),
        }
    }
}

impl Fit {
    /// Returns the pairs of claims that hold alone, but never together, though they would by chance.
    pub(super) fn contradictions(&self) -> Vec<(usize, usize)> {
        let expected = |one: usize, other: usize| self.alone[one] as f64 * self.alone[other] as f64 / self.draws as f64;
        let of_first = |(first, counts): (usize, &Vec<u64>)| -> Vec<(usize, usize)> {
            let never = counts.iter().enumerate().filter(|(_, count)| **count == 0).map(|(gap, _)| first + 1 + gap);
            never.filter(|&other| expected(first, other) >= MIN_EXPECTED).map(|other| (first, other)).collect()
        };
        self.pairs.iter().enumerate().flat_map(of_first).collect()
    }

    /// Returns whether the claims could be fitted.
    ///
    /// Kernels are smooth: draws that are ruled out have weights too, and of very many draws these look like a fit. Where
    /// none is plausible there is none, however much they are worth.
    pub(super) fn status(&self) -> FitStatus {
        let is_enough = self.fitted.effective() >= MIN_EFFECTIVE;
        let is_impossible = self.alone.contains(&0) || !self.contradictions().is_empty();
        match is_enough {
            _ if is_impossible || is_enough && self.together == 0 => FitStatus::Contradiction,
            true => FitStatus::Fitted,
            false => FitStatus::TooFew,
        }
    }

    /// Returns how surprising each claim is to the others; nothing where they leave too few draws to say.
    pub(super) fn surprises(&self, weighers: &[Weigher]) -> Vec<Option<f64>> {
        let of_claim = |(weigher, without): (&Weigher, &WeightedDraws)| {
            (without.effective() >= MIN_EFFECTIVE).then(|| without.surprise(weigher))
        };
        weighers.iter().zip(&self.without).map(of_claim).collect()
    }

    /// Returns the claim that surprises the others most, if it does so beyond what is plausible.
    pub(super) fn doubtful(&self, weighers: &[Weigher]) -> Option<usize> {
        let surprises = self.surprises(weighers);
        let known = surprises.iter().enumerate().filter_map(|(place, own)| Some((place, (*own)?)));
        let most = known.reduce(|best, other| if other.1 > best.1 { other } else { best });
        most.filter(|&(_, surprise)| surprise > MAX_IMPLAUSIBILITY).map(|(place, _)| place)
    }
}

impl WeightedDraws {
    /// Returns how many draws of equal weight these are worth.
    pub(super) fn effective(&self) -> f64 {
        self.sums.effective()
    }

    /// Returns how many draws of equal weight those that were kept are worth: what ranges are read from.
    pub(super) fn effective_kept(&self) -> f64 {
        self.sample.iter().map(|sampled| sampled.weight).collect::<WeightSums>().effective()
    }

    pub(super) fn weights(&self) -> Vec<f64> {
        self.sample.iter().map(|sampled| sampled.weight).collect()
    }

    /// Returns the values of a reading in the draws that were kept.
    pub(super) fn values(&self, place: usize) -> Vec<f64> {
        self.sample.iter().map(|sampled| sampled.item[place]).collect()
    }

    /// Returns the value below which a twentieth lies, the median, and that above which a twentieth lies; nothing without draws.
    pub(super) fn range(&self, values: &[f64]) -> Option<[f64; 3]> {
        let range = weighted_quantiles(values, &self.weights(), RANGE);
        range.iter().all(|value| value.is_finite()).then_some(range)
    }

    /// Returns how far a claim is from what these draws predict, in standard deviations of all that is uncertain in both.
    pub(super) fn surprise(&self, weigher: &Weigher) -> f64 {
        let weights = self.weights();
        let of_reading = |&(place, discrepancy): &(usize, f64)| {
            let (mean, spread) = weighted_moments(&self.values(place), &weights);
            weigher.said.miss(mean) / libm::hypot(spread, weigher.deviation(discrepancy, mean))
        };
        weigher.readings.iter().map(of_reading).fold(f64::INFINITY, f64::min)
    }

    /// Returns the share of the weight that each reading of a claim has.
    pub(super) fn shares(&self, weigher: &Weigher) -> Vec<f64> {
        let mut shares = vec![0.0; weigher.readings.len()];
        let mut all = 0.0;
        for sampled in &self.sample {
            let kernels: Vec<f64> = weigher.kernels(&sampled.item).collect();
            let sum: f64 = kernels.iter().sum();
            if sum > 0.0 {
                all += sampled.weight;
                for (share, kernel) in shares.iter_mut().zip(&kernels) {
                    *share += sampled.weight * kernel / sum;
                }
            }
        }
        shares.iter().map(|share| if all > 0.0 { share / all } else { 0.0 }).collect()
    }

    /// Returns the share of the weight of draws that something holds of, by their numbers.
    pub(super) fn share_of(&self, holds: impl Fn(u64) -> bool) -> f64 {
        let sum = |all: &mut dyn Iterator<Item = &Sampled<Vec<f64>>>| all.map(|sampled| sampled.weight).sum::<f64>();
        let all = sum(&mut self.sample.iter());
        let own = sum(&mut self.sample.iter().filter(|sampled| holds(sampled.number)));
        if all > 0.0 { own / all } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::{Fit, FitStatus, Fitting, MIN_EFFECTIVE, Weigher};
    use crate::analysis::claims::{Relation, Said};
    use crate::draws::{normal_quantile, philox_key, philox_stream, philox_uniform};

    /// Returns a standard normal number of a world.
    fn normal(world: u64, what: &str, draw: u64) -> f64 {
        normal_quantile(philox_uniform(philox_key(world), philox_stream(what), draw))
    }

    /// Returns a claim of about a value, with the standard deviation of its error and of the model together.
    fn about(place: usize, value: f64, deviation: f64) -> Weigher {
        Weigher {
            said: Said { relation: Relation::About, value, bounds: (value, value) },
            readings: vec![(place, deviation)],
        }
    }

    /// What each claim measures of two figures.
    const MEASURES: [[f64; 2]; 6] = [[1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [1.0, -1.0], [0.5, 1.0], [1.0, -0.5]];

    fn measured(figures: [f64; 2]) -> [f64; 6] {
        MEASURES.map(|weights| weights.iter().zip(figures).map(|(weight, figure)| weight * figure).sum())
    }

    fn figures(world: u64, draw: u64) -> [f64; 2] {
        ["first", "second"].map(|what| normal(world, what, draw))
    }

    /// Weighs draws of a world by its claims, and keeps some of them.
    fn fit(world: u64, draws: u64, keep: usize, weighers: &[Weigher]) -> Fit {
        let mut fitting = Fitting::new(weighers, keep, world);
        for draw in 0..draws {
            fitting.take(draw, &measured(figures(world, draw)));
        }
        fitting.finish()
    }

    /// Returns the claims of a world whose figures are known, each with an error of its own.
    fn claims(world: u64, truth: [f64; 2], deviation: f64) -> Vec<Weigher> {
        let said = measured(truth).into_iter().enumerate();
        said.map(|(place, value)| about(place, value + deviation * normal(world, "error", place as u64), deviation))
            .collect()
    }

    const TRUTH: u64 = 1 << 40;

    #[test]
    fn the_truth_lies_in_nine_of_ten_regions_that_hold_nine_tenths() {
        let (worlds, mut inside, mut all) = (200, 0, 0);
        for world in 0..worlds {
            // The true figures are one draw more of the same distributions.
            let truth = figures(world, TRUTH);
            let found = fit(world, 20_000, 2_000, &claims(world, truth, 2.0));
            assert!(found.fitted.effective() >= MIN_EFFECTIVE, "{world}: {}", found.fitted.effective());
            for (place, truth) in truth.into_iter().enumerate() {
                let values: Vec<f64> =
                    found.fitted.sample.iter().map(|sampled| figures(world, sampled.number)[place]).collect();
                let [low, _, high] = found.fitted.range(&values).expect("draws");
                all += 1;
                inside += u32::from((low..=high).contains(&truth));
            }
        }
        let share = f64::from(inside) / f64::from(all);
        assert!((0.85..=0.95).contains(&share), "{inside} of {all}");
    }

    #[test]
    fn a_false_claim_is_found_by_leaving_out_each() {
        let (worlds, mut found_out, mut accused) = (40_u64, 0, 0);
        for world in 0..worlds {
            let mut said = claims(world, figures(world, TRUTH), 0.5);
            let honest = fit(world, 20_000, 2_000, &said);
            accused += u32::from(honest.doubtful(&said).is_some());
            // One that is wrong by ten standard deviations of its error.
            let wrong = (world % 6) as usize;
            let by = if world % 2 == 0 { 5.0 } else { -5.0 };
            let Said { value, bounds, .. } = &mut said[wrong].said;
            (*value, *bounds) = (*value + by, (bounds.0 + by, bounds.1 + by));
            let found = fit(world, 20_000, 2_000, &said);
            found_out += u32::from(found.doubtful(&said) == Some(wrong));
        }
        assert!(found_out >= 36, "{found_out} of {worlds}");
        assert!(accused <= 4, "{accused} of {worlds} without a false claim");
    }

    #[test]
    fn claims_that_cannot_hold_together_are_named_as_a_pair() {
        for world in 0..10 {
            let first = normal(world, "said", 0) / 2.0 - 1.0;
            // The first and the last say the same figure to be two different things.
            let mut said = vec![about(0, first, 0.1), about(1, first, 0.5), about(0, first + 2.0, 0.1)];
            let found = fit(world, 4_000, 2_000, &said);
            assert_eq!(found.contradictions(), [(0, 2)], "{world}");
            assert!(found.together == 0 && found.fitted.effective() < 200.0);
            said.remove(2);
            assert!(fit(world, 4_000, 2_000, &said).contradictions().is_empty());
        }
        // Two rare claims about two figures: none of 4,000 draws meets both, and nothing says that none could.
        let rare = [about(0, 3.2, 0.1), about(2, 3.2, 0.1)];
        let found = fit(1, 4_000, 2_000, &rare);
        assert!(found.alone.iter().all(|count| *count > 0) && found.together == 0, "{:?}", found.alone);
        assert!(found.contradictions().is_empty());
        // However many draws there are between two claims that contradict each other, they are no fit; nor are those
        // nearest to a claim that none makes plausible.
        let apart = [about(0, -0.8, 0.2), about(0, 0.8, 0.2)];
        let unheard = [about(0, 11.0, 2.0)];
        for (said, pairs) in [(&apart[..], vec![(0, 1)]), (&unheard[..], vec![])] {
            let found = fit(2, 40_000, 2_000, said);
            assert!(found.fitted.effective() >= MIN_EFFECTIVE, "{}", found.fitted.effective());
            assert_eq!((found.status(), found.contradictions()), (FitStatus::Contradiction, pairs));
        }
        assert_eq!(fit(2, 40_000, 2_000, &apart[..1]).status(), FitStatus::Fitted);
    }

    #[test]
    fn a_normal_figure_with_normal_claims_has_its_conjugate_posterior() {
        // Prior N(0, 1); claims 1.2 with deviation 0.8 of it and 0.5 with 0.6: precisions add up.
        let said = [about(0, 1.2, 0.8), about(0, 0.5, 0.6)];
        let found = fit(3, 100_000, 100_000, &said);
        let precisions = [1.0, 1.0 / 0.64, 1.0 / 0.36];
        let precision: f64 = precisions.iter().sum();
        let mean = (1.2 * precisions[1] + 0.5 * precisions[2]) / precision;
        let deviation = 1.0 / precision.sqrt();
        let [low, middle, high] = found.fitted.range(&found.fitted.values(0)).expect("draws");
        let error = deviation / found.fitted.effective().sqrt();
        // A median is off by 1.25, a 5th percentile by 2.1 times that of a mean.
        assert!((middle - mean).abs() < 4.0 * 1.25 * error, "{middle} {mean} {error}");
        for (found, wanted) in [(low, mean - 1.645 * deviation), (high, mean + 1.645 * deviation)] {
            assert!((found - wanted).abs() < 4.0 * 2.1 * error, "{found} {wanted} {error}");
        }
        // Each claim by the other alone: N(0, 1) with one claim, by hand.
        let other = (0.5 / 0.36) / (1.0 + 1.0 / 0.36);
        let wanted = (1.2 - other) / (1.0 / (1.0 + 1.0 / 0.36) + 0.64_f64).sqrt();
        let surprise = found.surprises(&said)[0].expect("enough draws");
        assert!((surprise - wanted).abs() < 0.05, "{surprise} {wanted}");
    }

    #[test]
    fn a_claim_that_holds_by_one_reading_weighs_by_that_and_a_sample_says_the_same_as_all() {
        let two = Weigher {
            said: Said { relation: Relation::AtLeast, value: 2.0, bounds: (2.0, 2.0) },
            readings: vec![(0, 0.2), (1, 0.2)],
        };
        let said = std::slice::from_ref(&two);
        let found = fit(5, 50_000, 50_000, said);
        let shares = found.fitted.shares(&two);
        // The sum of two figures is more often above 2 than one of them is.
        assert!(shares[1] > shares[0] && (shares[0] + shares[1] - 1.0).abs() < 1e-9, "{shares:?}");
        let mut fitting = Fitting::new(said, 2_000, 5);
        for draw in (0..50_000).rev() {
            fitting.take(draw, &measured(figures(5, draw)));
        }
        let few = fitting.finish();
        let ranges = [&found, &few].map(|found| found.fitted.range(&found.fitted.values(1)).expect("draws"));
        assert!(few.fitted.sample.len() == 2_000 && found.fitted.sample.len() > 20_000);
        for (all, few) in ranges[0].iter().zip(ranges[1]) {
            assert!((all - few).abs() < 0.15, "{ranges:?}");
        }
    }
}
