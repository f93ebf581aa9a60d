//! A fit that was stopped: what had been weighed, written so that every number comes back to its last bit.

use corridor_kernel::{PrioritySample, WeightSums};
use serde::{Deserialize, Serialize};

use super::fit::{Fitting, Weigher};
use crate::scenario::sha256;

/// The draws weighed so far, of one question about the same files.
#[derive(Serialize, Deserialize)]
pub(super) struct UnfinishedFit {
    /// The SHA-256 of the question, of the files, of the program and of what was weighed.
    of: String,
    weighed: FitSoFar,
}

/// What was weighed.
#[derive(Serialize, Deserialize)]
struct FitSoFar {
    /// The first draw that is not weighed yet.
    next: u64,
    /// In how many draws each claim is plausible.
    alone: Vec<u64>,
    /// In how many all are.
    together: u64,
    /// In how many all hold as they were said.
    as_said: u64,
    /// In how many each two are plausible.
    pairs: Vec<Vec<u64>>,
    /// All draws alike; by all claims; by all but each in turn.
    sets: Vec<WeighedSet>,
}

/// One set of weighed draws. Numbers with a point are given by their bits.
#[derive(Serialize, Deserialize)]
struct WeighedSet {
    count: u64,
    sum: u64,
    squares: u64,
    threshold: u64,
    kept: Vec<(u64, u64, u64, Vec<u64>)>,
}

impl UnfinishedFit {
    /// Writes what has been weighed for a question.
    pub(super) fn write(fitting: &Fitting<'_>, question: &str) -> serde_json::Result<String> {
        let set = |(sums, sample): &(WeightSums, PrioritySample<Vec<f64>>)| {
            let (kept, threshold) = sample.state();
            let bits = |(number, weight, priority, values): (u64, f64, f64, &Vec<f64>)| {
                (number, weight.to_bits(), priority.to_bits(), values.iter().map(|value| value.to_bits()).collect())
            };
            WeighedSet {
                count: sums.count,
                sum: sums.sum.to_bits(),
                squares: sums.squares.to_bits(),
                threshold: threshold.to_bits(),
                kept: kept.into_iter().map(bits).collect(),
            }
        };
        let weighed = FitSoFar {
            next: fitting.draws,
            alone: fitting.alone.clone(),
            together: fitting.together,
            as_said: fitting.as_said,
            pairs: fitting.pairs.clone(),
            sets: fitting.sets.iter().map(set).collect(),
        };
        serde_json::to_string(&Self { of: weighed.sealed(question)?, weighed })
    }

    /// Reads what was weighed for a question; nothing where it is of another one, or not as it was written.
    pub(super) fn read(text: &str, question: &str) -> Option<Self> {
        let found: Self = serde_json::from_str(text).ok()?;
        (found.weighed.sealed(question).ok()? == found.of).then_some(found)
    }

    /// Returns the first draw that is not weighed yet.
    pub(super) const fn next(&self) -> u64 {
        self.weighed.next
    }

    /// Goes on from what was weighed.
    pub(super) fn resume(self, weighers: &[Weigher], keep: usize, seed: u64) -> Fitting<'_> {
        let set = |set: WeighedSet| {
            let value = f64::from_bits;
            let sums = WeightSums { count: set.count, sum: value(set.sum), squares: value(set.squares) };
            let item = |(number, weight, priority, values): (u64, u64, u64, Vec<u64>)| {
                (number, value(weight), value(priority), values.into_iter().map(value).collect())
            };
            (sums, PrioritySample::resume(keep, set.kept.into_iter().map(item), value(set.threshold)))
        };
        let FitSoFar { next, alone, together, as_said, pairs, sets } = self.weighed;
        let mut fitting = Fitting::new(weighers, keep, seed);
        (fitting.draws, fitting.together, fitting.as_said) = (next, together, as_said);
        (fitting.alone, fitting.pairs) = (alone, pairs);
        fitting.sets = sets.into_iter().map(set).collect();
        fitting
    }
}

impl FitSoFar {
    fn sealed(&self, question: &str) -> serde_json::Result<String> {
        Ok(sha256(format!("{question}\n{}", serde_json::to_string(self)?).as_bytes()))
    }
}
