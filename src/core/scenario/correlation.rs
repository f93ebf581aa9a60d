//! Correlations that can hold together: matrices that have a Cholesky factor.

use std::collections::{BTreeMap, BTreeSet};

use crate::problem::{Code, Problem, Problems};

use super::document::Correlated;

/// The least last weight of a figure that is not rounding alone.
pub(crate) const MIN_OWN_WEIGHT: f64 = 1e-6;

/// Reports the correlations that cannot hold together with the others of their group.
pub(super) fn check_together(all: &[Correlated], problems: &mut Problems) {
    let mut rhos: BTreeMap<(&str, &str), (f64, &Correlated)> = BTreeMap::new();
    for correlated in all {
        for (position, second) in correlated.figures.iter().enumerate() {
            for first in &correlated.figures[..position] {
                let (left, right) = (first.value.as_str(), second.value.as_str());
                rhos.insert((left.min(right), left.max(right)), (correlated.rho.to_f64(), correlated));
            }
        }
    }
    let known = |one: &str, other: &str| rhos.get(&(one.min(other), one.max(other))).copied();
    let rho = |one, other| known(one, other).map_or(0.0, |(rho, _)| rho);
    let figures: Vec<&str> = rhos.keys().flat_map(|&(left, right)| [left, right]).collect();
    for group in connected_groups(&figures, |one, other| known(one, other).is_some()) {
        let factor = cholesky(group.len(), |row, column| rho(group[row], group[column]));
        let Some(row) = (0..group.len()).find(|&row| factor[row][row] <= MIN_OWN_WEIGHT) else { continue };
        let pairs = (0..=row).flat_map(|second| (0..second).map(move |first| (first, second)));
        let given = pairs.filter_map(|(first, second)| {
            let (rho, correlated) = known(group[first], group[second])?;
            Some((rho, group[first], group[second], correlated))
        });
        // The strongest one is what the others leave no room for; of equal ones that which is given last.
        let start = |correlated: &Correlated| correlated.span.as_ref().map(|span| span.start);
        let strongest = given.max_by(|(left, .., one), (right, .., other)| {
            left.abs().total_cmp(&right.abs()).then(start(one).cmp(&start(other)))
        });
        let Some((rho, first, second, last)) = strongest else { continue };
        let message = format!(
            "`{first}` and `{second}` cannot be correlated by {rho}, given how they are correlated with others"
        );
        let problem = Problem::new(Code::BadCorrelation, message).placed(last.span.as_ref());
        problems.push(
            problem.help(
                "figures that both go with a third one go with each other: weaken this correlation or the others",
            ),
        );
    }
}

/// Returns the groups of what is connected, each in order; one that is connected with no other is a group of its own.
pub(crate) fn connected_groups<T: Copy + Ord>(all: &[T], is_connected: impl Fn(T, T) -> bool) -> Vec<Vec<T>> {
    let mut rest: BTreeSet<T> = all.iter().copied().collect();
    let mut groups = Vec::new();
    while let Some(start) = rest.pop_first() {
        let mut group = vec![start];
        let mut seen = 0;
        while let Some(&member) = group.get(seen) {
            group.extend(rest.extract_if(.., |&other| is_connected(member, other)));
            seen += 1;
        }
        group.sort_unstable();
        groups.push(group);
    }
    groups
}

/// Returns the lower triangle whose product with its own transpose is a correlation matrix of so many rows. Where no draws
/// can have such correlations a number on its diagonal is 0.
pub(crate) fn cholesky(rows: usize, correlation: impl Fn(usize, usize) -> f64) -> Vec<Vec<f64>> {
    let mut factor: Vec<Vec<f64>> = Vec::new();
    for row in 0..rows {
        let mut weights: Vec<f64> = Vec::new();
        for (column, above) in factor.iter().enumerate() {
            let known: f64 = weights.iter().zip(above).map(|(left, right)| left * right).sum();
            let rest = correlation(row, column) - known;
            weights.push(if above[column] > 0.0 { rest / above[column] } else { 0.0 });
        }
        let rest = 1.0 - weights.iter().map(|weight| weight * weight).sum::<f64>();
        weights.push(rest.max(0.0).sqrt());
        factor.push(weights);
    }
    factor
}
