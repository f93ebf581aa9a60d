//! The patient rule induction method: a box of inputs in which an outcome is frequent.
//!
//! From the box of all points, slice after slice is peeled off; each time the one whose loss raises the share of wins in
//! the box most for each point given up. From the boxes on that path one is chosen, and its sides are pasted out again
//! as long as that raises the share. All counts are whole numbers and all comparisons exact.
//!
//! # Source
//! Friedman and Fisher, Bump hunting in high-dimensional data, Statistics and Computing 9 (1999); for scenarios, with
//! coverage, density and quasi-p-values: Bryant and Lempert, Thinking inside the box, Technological Forecasting and
//! Social Change 77 (2010).

use std::cmp::Ordering;

use rayon::prelude::*;

use crate::draws::beta_probability;

use super::distinguish::distinguishing;
use super::sample::{DrawnSample, Held, Limits};

/// One point in so many of those in the box is peeled off at a time.
const PATIENCE: usize = 20;
/// Peeling ends where the box would hold fewer than one point in so many of all.
const MIN_SHARE_PARTS: usize = 100;
/// Peeling ends where the box would hold fewer points than this.
const MIN_POINTS: usize = 20;
/// A restriction that chance explains with this probability or more is dropped.
const SIGNIFICANT: f64 = 0.05;

/// A box on the way of peeling.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Peel {
    pub(super) limits: Limits,
    pub(super) held: Held,
}

/// The box that was chosen from the way of peeling, pasted and simplified, with that way.
pub(super) struct PrimBox {
    pub(super) peels: Vec<Peel>,
    pub(super) chosen: usize,
    pub(super) limits: Limits,
    /// The probability that chance alone explains each restriction, in the order of [`Limits::restricted`].
    pub(super) chances: Vec<f64>,
}

/// Finds a box.
pub(super) fn find(sample: &DrawnSample) -> PrimBox {
    let peels = peel(sample, &distinguishing(sample));
    let chosen = choose(&peels, sample.won());
    let mut limits = peels[chosen].limits.clone();
    paste(sample, &mut limits);
    limits.round(sample);
    let chances = simplify(sample, &mut limits);
    PrimBox { peels, chosen, limits, chances }
}

/// A slice that could be peeled off: the limits of its input then, and the points that are left.
#[derive(Clone, Copy, Debug)]
struct Slice {
    input: usize,
    limits: (f64, f64),
    left: Held,
}

/// Compares two shares of wins.
fn density(left: Held, right: Held) -> Ordering {
    (u128::from(left.wins) * u128::from(right.points)).cmp(&(u128::from(right.wins) * u128::from(left.points)))
}

/// Compares two slices of one box: how much each raises the share of wins for each point that it gives up.
fn gain(held: Held, left: &Slice, right: &Slice) -> Ordering {
    let rise = |slice: &Slice| {
        let (points, wins) = (i128::from(slice.left.points), i128::from(slice.left.wins));
        wins * i128::from(held.points) - i128::from(held.wins) * points
    };
    let given = |slice: &Slice| i128::from(slice.left.points) * i128::from(held.points - slice.left.points);
    (rise(left) * given(right)).cmp(&(rise(right) * given(left)))
}

/// Peels slices off the box of all points, as long as that makes the box no less dense.
fn peel(sample: &DrawnSample, inputs: &[usize]) -> Vec<Peel> {
    let all = sample.wins.len();
    let mut orders: Vec<Vec<u32>> = inputs
        .par_iter()
        .map(|&input| {
            let column = &sample.columns[input];
            let mut order: Vec<u32> = (0..all as u32).collect();
            order.sort_by(|&left, &right| column[left as usize].total_cmp(&column[right as usize]));
            order
        })
        .collect();
    let mut limits = Limits::everything(sample.columns.len());
    let mut held = Held { points: all as u64, wins: sample.won() };
    let mut peels = vec![Peel { limits: limits.clone(), held }];
    let least = (all / MIN_SHARE_PARTS).max(MIN_POINTS) as u64;
    while held.wins < held.points {
        let slices: Vec<Slice> = orders
            .par_iter()
            .zip(inputs)
            .flat_map_iter(|(order, &input)| slices(sample, &limits, held, input, order))
            .collect();
        // Of equally good slices the first input's is taken, its lower end first.
        let fits = slices.into_iter().filter(|slice| slice.left.points >= least);
        let Some(best) = fits.reduce(|best, slice| if gain(held, &slice, &best).is_gt() { slice } else { best }) else {
            break;
        };
        if density(best.left, held).is_lt() {
            break;
        }
        limits.0[best.input] = best.limits;
        held = best.left;
        let column = &sample.columns[best.input];
        let (low, high) = best.limits;
        orders.par_iter_mut().for_each(|order| order.retain(|&point| (low..=high).contains(&column[point as usize])));
        peels.push(Peel { limits: limits.clone(), held });
    }
    peels
}

/// Returns the slices at both ends of an input, given its points in the box in order; none where all are equal.
fn slices(sample: &DrawnSample, limits: &Limits, held: Held, input: usize, order: &[u32]) -> Vec<Slice> {
    let value = |point: u32| sample.columns[input][point as usize];
    let (Some(&first), Some(&last)) = (order.first(), order.last()) else { return Vec::new() };
    if value(first) >= value(last) {
        return Vec::new();
    }
    let size = (order.len() / PATIENCE).max(1);
    let below = |edge: f64| order.partition_point(|&point| value(point) < edge);
    let up_to = |edge: f64| order.partition_point(|&point| value(point) <= edge);
    // Equal values go together: at least those at the very end, else none that reach beyond the slice.
    let from_low = match below(value(order[size])) {
        0 => up_to(value(first)),
        from_low => from_low,
    };
    let to_high = match up_to(value(order[order.len() - 1 - size])) {
        all if all == order.len() => below(value(last)),
        to_high => to_high,
    };
    let left = |gone: &[u32]| Held {
        points: held.points - gone.len() as u64,
        wins: held.wins - gone.iter().filter(|&&point| sample.wins[point as usize]).count() as u64,
    };
    let (low, high) = limits.0[input];
    let lower = Slice { input, limits: (value(order[from_low]), high), left: left(&order[..from_low]) };
    let upper = Slice { input, limits: (low, value(order[to_high - 1])), left: left(&order[to_high..]) };
    vec![lower, upper]
}

/// Chooses the box on the way of peeling with the greatest harmonic mean of density and coverage of all wins, the larger
/// of equals.
fn choose(peels: &[Peel], all: u64) -> usize {
    // 2 d c / (d + c) with d = wins / points and c = wins / all is 2 wins / (points + all): compared as a share of wins.
    let mean = |peel: &Peel| Held { points: peel.held.points + all, wins: peel.held.wins };
    (1..peels.len())
        .fold(0, |best, next| if density(mean(&peels[next]), mean(&peels[best])).is_gt() { next } else { best })
}

/// Pastes sides out again, a slice at a time, as long as the share of wins grows: the slice that raises it most.
fn paste(sample: &DrawnSample, limits: &mut Limits) {
    let mut held = limits.count(sample, None);
    loop {
        let restricted: Vec<usize> = limits.restricted().collect();
        let grown: Vec<Slice> =
            restricted.par_iter().flat_map_iter(|&input| pasted(sample, limits, held, input)).collect();
        let better = grown.into_iter().filter(|slice| density(slice.left, held).is_gt());
        let best = better.reduce(|best, slice| {
            let order = density(slice.left, best.left).then(slice.left.points.cmp(&best.left.points));
            if order.is_gt() { slice } else { best }
        });
        let Some(best) = best else { break };
        limits.0[best.input] = best.limits;
        held = best.left;
    }
}

/// Returns the boxes that are wider by a slice at either side of an input.
fn pasted(sample: &DrawnSample, limits: &Limits, held: Held, input: usize) -> Vec<Slice> {
    let column = &sample.columns[input];
    let (low, high) = limits.0[input];
    let inside: Vec<usize> = limits.inside(sample, Some(input)).collect();
    let mut below: Vec<usize> = inside.iter().copied().filter(|&point| column[point] < low).collect();
    let mut above: Vec<usize> = inside.into_iter().filter(|&point| column[point] > high).collect();
    below.sort_by(|&left, &right| column[right].total_cmp(&column[left]));
    above.sort_by(|&left, &right| column[left].total_cmp(&column[right]));
    let size = (held.points as usize / PATIENCE).max(1);
    // The slice of the nearest points beyond a side; equal values go together, and the last slice opens the side.
    let grown = |beyond: &[usize]| {
        let edge = column[*beyond[..size.min(beyond.len())].last()?];
        let is_taken = |&&point: &&usize| (low.min(edge)..=high.max(edge)).contains(&column[point]);
        let taken: Vec<usize> = beyond.iter().take_while(is_taken).copied().collect();
        let wins = taken.iter().filter(|&&point| sample.wins[point]).count() as u64;
        let left = Held { points: held.points + taken.len() as u64, wins: held.wins + wins };
        Some(((taken.len() < beyond.len()).then_some(edge), left))
    };
    let lower = grown(&below).map(|(edge, left)| (edge.unwrap_or(f64::NEG_INFINITY), high, left));
    let upper = grown(&above).map(|(edge, left)| (low, edge.unwrap_or(f64::INFINITY), left));
    let slice = |(low, high, left)| Slice { input, limits: (low, high), left };
    lower.into_iter().chain(upper).map(slice).collect()
}

/// Drops the restrictions that chance explains, the likeliest first, and returns how likely each of the others is.
fn simplify(sample: &DrawnSample, limits: &mut Limits) -> Vec<f64> {
    loop {
        let held = limits.count(sample, None);
        let restricted: Vec<usize> = limits.restricted().collect();
        let chances: Vec<f64> =
            restricted.par_iter().map(|&input| by_chance(held, limits.count(sample, Some(input)))).collect();
        let worst = restricted.iter().zip(&chances).max_by(|left, right| left.1.total_cmp(right.1));
        match worst {
            Some((&input, &chance)) if chance >= SIGNIFICANT => {
                limits.0[input] = (f64::NEG_INFINITY, f64::INFINITY);
            }
            _ => return chances,
        }
    }
}

/// Returns the probability that a box holds at least its wins if each of its points won with the share that it has
/// without one restriction: one-sided, binomial.
fn by_chance(held: Held, without: Held) -> f64 {
    if held.wins == 0 || without.wins == without.points {
        return 1.0;
    }
    let share = without.wins as f64 / without.points as f64;
    beta_probability(held.wins as f64, (held.points - held.wins + 1) as f64, share)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{DrawnSample, Held, find};
    use crate::draws::philox;

    /// Draws numbers between 0 and 1.
    fn uniform(inputs: usize, points: usize, seed: u32) -> Vec<Vec<f64>> {
        let number = |input: usize, point: usize| {
            f64::from(philox([point as u32, input as u32, 0, 0], [seed, 0])[0]) / f64::from(u32::MAX)
        };
        (0..inputs).map(|input| (0..points).map(|point| number(input, point)).collect()).collect()
    }

    #[test]
    fn a_box_that_was_hidden_is_found() {
        // Wins where the first input is above 0.6 and the third below 0.5; one point in fifty errs.
        let columns = uniform(6, 5000, 3);
        let errs = |point: usize| philox([point as u32, 99, 0, 0], [3, 0])[0].is_multiple_of(50);
        let wins: Vec<bool> =
            (0..5000).map(|point| (columns[0][point] > 0.6 && columns[2][point] < 0.5) != errs(point)).collect();
        let sample = DrawnSample { columns, wins, ..DrawnSample::default() };
        let found = find(&sample);
        assert_eq!(found.limits.restricted().collect::<Vec<_>>(), [0, 2], "{:?}", found.limits);
        let ((low, none), (nothing, high)) = (found.limits.0[0], found.limits.0[2]);
        assert!((low - 0.6).abs() < 0.03 && none.is_infinite(), "{low}");
        assert!((high - 0.5).abs() < 0.03 && nothing.is_infinite(), "{high}");
        assert!(found.chances.iter().all(|&chance| chance < 1e-6));
        let Held { points, wins } = found.limits.count(&sample, None);
        assert!(wins * 100 > points * 94, "{wins} of {points}");
    }

    #[test]
    fn inputs_that_decide_nothing_are_not_restricted() {
        let columns = uniform(8, 3000, 5);
        let wins: Vec<bool> = (0..3000).map(|point| columns[4][point] > 0.7).collect();
        let sample = DrawnSample { columns, wins, ..DrawnSample::default() };
        let found = find(&sample);
        assert_eq!(found.limits.restricted().collect::<Vec<_>>(), [4]);
        let held = found.limits.count(&sample, None);
        assert_eq!(held.wins, held.points);
    }

    proptest! {
        #[test]
        fn every_box_on_the_way_holds_what_it_is_counted_to_hold(
            values in prop::collection::vec((0..6_u32, 0..40_u32, any::<bool>(), 0..3_u32), 30..200),
        ) {
            // Few values, so that many points are equal; a win is likelier where the first is great.
            let wins: Vec<bool> = values.iter().map(|&(first, _, coin, third)| first + third > 5 || first > 3 && coin).collect();
            let columns: Vec<Vec<f64>> = vec![
                values.iter().map(|value| f64::from(value.0)).collect(),
                values.iter().map(|value| f64::from(value.1) / 7.0).collect(),
                values.iter().map(|value| f64::from(value.3)).collect(),
            ];
            let sample = DrawnSample { columns, wins, ..DrawnSample::default() };
            let found = find(&sample);
            for pair in found.peels.windows(2) {
                prop_assert_eq!(pair[1].limits.count(&sample, None), pair[1].held);
                prop_assert!(pair[1].held.points < pair[0].held.points);
                // A slice is never taken that lowers the share of wins.
                prop_assert!(pair[1].held.wins * pair[0].held.points >= pair[0].held.wins * pair[1].held.points);
            }
            prop_assert_eq!(found.chances.len(), found.limits.restricted().count());
            prop_assert!(found.chances.iter().all(|&chance| chance < 0.05));
        }
    }
}
