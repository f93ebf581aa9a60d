//! What corridors save against the reference over several demands, in any number of draws at once.

use super::frame::Frame;

/// The costs of each corridor for some demands that are weighed together, draw by draw.
///
/// # Shape
/// `totals` has for each demand one row for each corridor, of one total for each draw; infinite where there is no route.
pub(super) struct Basket<'a> {
    pub(super) weights: Vec<u64>,
    pub(super) totals: Vec<&'a [Vec<f64>]>,
}

impl Basket<'_> {
    /// Returns what each corridor saves on the mean of the demands that both it and the reference serve; none where
    /// there is no such demand.
    ///
    /// # Shape
    /// The result has one entry for each corridor, of one saving in millionths for each draw.
    pub(super) fn savings(&self, frame: &Frame) -> Vec<Option<Vec<i64>>> {
        let reference = frame.reference;
        (0..frame.corridors).map(|corridor| self.mean_gap(|totals| (&totals[reference], &totals[corridor]))).collect()
    }

    /// Returns the mean of what the first row of totals has more than the second, over the demands that have both.
    pub(super) fn mean_gap<'b>(&'b self, pick: impl Fn(&'b [Vec<f64>]) -> (&'b [f64], &'b [f64])) -> Option<Vec<i64>> {
        let mut sums: Vec<i128> = Vec::new();
        let mut weights = 0_u64;
        for (&weight, totals) in self.weights.iter().zip(&self.totals) {
            let (more, less) = pick(totals);
            // Whether there is a route does not depend on the draw.
            if !(more.first().is_some_and(|first| first.is_finite()) && less[0].is_finite()) {
                continue;
            }
            sums.resize(more.len(), 0);
            weights += weight;
            for ((sum, more), less) in sums.iter_mut().zip(more).zip(less) {
                *sum += i128::from(weight) * i128::from((more - less) as i64);
            }
        }
        let count = i128::from(weights);
        // To the nearest millionth, midpoints upwards.
        let mean = |sum: i128| (2 * sum + count).div_euclid(2 * count) as i64;
        (weights > 0).then(|| sums.into_iter().map(mean).collect())
    }
}

/// Returns the corridor that saves most in a draw; of equal ones the reference, then the first.
pub(super) fn leader(frame: &Frame, savings: &[Option<Vec<i64>>], draw: usize) -> Option<usize> {
    let mut best: Option<(i64, usize)> = None;
    for corridor in frame.in_order() {
        if let Some(savings) = &savings[corridor]
            && best.is_none_or(|(known, _)| savings[draw] > known)
        {
            best = Some((savings[draw], corridor));
        }
    }
    best.map(|(_, corridor)| corridor)
}
