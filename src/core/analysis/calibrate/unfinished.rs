//! A fit that was stopped: what had been weighed, written so that every number comes back to its last bit.

use corridor_kernel::{PrioritySample, WeightSums};
use serde::{Deserialize, Serialize};

use super::fit::{Fitting, Weigher};

/// The draws weighed so far, of one question about the same files.
#[derive(Serialize, Deserialize)]
pub(super) struct UnfinishedFit {
    /// The SHA-256 of the question, of the files and of the program.
    of: String,
    /// The first draw that is not weighed yet.
    pub(super) next: u64,
    counts: WeighedCounts,
    /// All draws alike; by all claims; by all but each in turn.
    sets: Vec<WeighedSet>,
}

/// In how many draws claims hold.
#[derive(Serialize, Deserialize)]
struct WeighedCounts {
    alone: Vec<u64>,
    together: u64,
    as_said: u64,
    pairs: Vec<Vec<u64>>,
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
    /// Describes what has been weighed.
    pub(super) fn of(fitting: &Fitting<'_>, question: &str) -> Self {
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
        let Fitting { draws, alone, together, as_said, pairs, sets, .. } = fitting;
        let (alone, pairs) = (alone.clone(), pairs.clone());
        let counts = WeighedCounts { alone, together: *together, as_said: *as_said, pairs };
        Self { of: question.to_owned(), next: *draws, counts, sets: sets.iter().map(set).collect() }
    }

    /// Reads what was weighed for a question; nothing where it is of another one.
    pub(super) fn read(text: &str, question: &str) -> Option<Self> {
        serde_json::from_str(text).ok().filter(|found: &Self| found.of == question)
    }

    /// Goes on from what was weighed.
    pub(super) fn resume(self, weighers: &[Weigher], keep: usize, seed: u64) -> Fitting<'_> {
        let mut fitting = Fitting::new(weighers, keep, seed);
        fitting.draws = self.next;
        (fitting.alone, fitting.pairs) = (self.counts.alone, self.counts.pairs);
        (fitting.together, fitting.as_said) = (self.counts.together, self.counts.as_said);
        let set = |set: WeighedSet| {
            let value = f64::from_bits;
            let sums = WeightSums { count: set.count, sum: value(set.sum), squares: value(set.squares) };
            let item = |(number, weight, priority, values): (u64, u64, u64, Vec<u64>)| {
                (number, value(weight), value(priority), values.into_iter().map(value).collect())
            };
            (sums, PrioritySample::resume(keep, set.kept.into_iter().map(item), value(set.threshold)))
        };
        fitting.sets = self.sets.into_iter().map(set).collect();
        fitting
    }
}
