//! Figures that go together: a Gaussian copula.
//!
//! Each figure keeps its own distribution. Its uniform number is turned into a standard normal one, mixed with those
//! of the figures that it goes with, and turned back; mixing by the Cholesky factor of the correlation matrix gives
//! the normal numbers the correlations asked for. The rank correlation of two figures is then `6/pi asin(rho/2)`,
//! whatever their distributions.
//!
//! # Source
//! Nelsen, "An Introduction to Copulas" (2006), section 2.3 and exercise 5.1; Iman and Conover, "A Distribution-free
//! Approach to Inducing Rank Correlation among Input Variables", Communications in Statistics B 11 (1982).

use std::collections::{BTreeMap, BTreeSet};

use crate::ids::FigureId;
use crate::scenario::{MIN_OWN_WEIGHT, cholesky, connected_groups};

use super::error::DrawError;

/// The rank correlation of two figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Correlation {
    /// The path of the one figure.
    pub first: String,
    /// The path of the other.
    pub second: String,
    /// The correlation of the normal numbers behind them, between -1 and 1.
    pub rho: f64,
}

impl Correlation {
    /// Correlates two figures by their paths.
    pub fn new(first: &str, second: &str, rho: f64) -> Self {
        Self { first: first.to_owned(), second: second.to_owned(), rho }
    }
}

/// Returns, for every figure of a pair, the figures whose normal numbers make its own, with their weights.
///
/// Only figures that pairs connect are mixed with one another, and of those the first by path keeps its number: what
/// is correlated elsewhere changes nothing.
pub(super) fn mixtures(
    pairs: &[Correlation],
    find: impl Fn(&str) -> Option<FigureId>,
) -> Result<BTreeMap<FigureId, Vec<(FigureId, f64)>>, DrawError> {
    let mut rhos: BTreeMap<(&str, &str), f64> = BTreeMap::new();
    let mut friends: BTreeSet<&str> = BTreeSet::new();
    for pair in pairs {
        let (first, second) = (pair.first.as_str(), pair.second.as_str());
        if first == second || rhos.insert((first, second), pair.rho).or(rhos.get(&(second, first)).copied()).is_some() {
            return Err(DrawError::CorrelatedTwice { first: first.to_owned(), second: second.to_owned() });
        }
        friends.extend([first, second]);
    }
    let mut ids = BTreeMap::new();
    for &path in &friends {
        ids.insert(path, find(path).ok_or_else(|| DrawError::UnknownFigure(path.to_owned()))?);
    }
    let known = |one, other| rhos.get(&(one, other)).or(rhos.get(&(other, one))).copied();
    let rho = |one, other| known(one, other).unwrap_or(0.0);
    let mut mixtures = BTreeMap::new();
    let friends: Vec<&str> = friends.into_iter().collect();
    for group in connected_groups(&friends, |one, other| known(one, other).is_some()) {
        let factor = cholesky(group.len(), |row, column| rho(group[row], group[column]));
        for (row, weights) in factor.into_iter().enumerate() {
            if weights[row] <= MIN_OWN_WEIGHT {
                let size = |column: &usize| rho(group[row], group[*column]).abs();
                let strongest = (0..row).max_by(|left, right| size(left).total_cmp(&size(right))).unwrap_or(row);
                let (first, second) = (group[strongest], group[row]);
                let rho = rho(first, second);
                return Err(DrawError::Incompatible { first: first.to_owned(), second: second.to_owned(), rho });
            }
            let mixed = weights.into_iter().enumerate().filter(|(_, weight)| *weight != 0.0);
            mixtures.insert(ids[group[row]], mixed.map(|(column, weight)| (ids[group[column]], weight)).collect());
        }
    }
    Ok(mixtures)
}

#[cfg(test)]
mod tests {
    use super::{Correlation, DrawError, mixtures};
    use crate::ids::{FigureId, Id};

    fn find(path: &str) -> Option<FigureId> {
        ["a", "b", "c", "d", "e"].iter().position(|known| *known == path).map(FigureId::new)
    }

    #[test]
    fn the_factor_gives_the_correlations_back() {
        let pairs = [("c", "a", 0.5), ("a", "b", 0.8), ("b", "c", 0.3), ("e", "d", -0.9)];
        let pairs = pairs.map(|(first, second, rho)| Correlation::new(first, second, rho));
        let found = mixtures(&pairs, find).expect("correlations");
        let weight = |row: &str, column: &str| {
            let mixture = &found[&find(row).expect("a figure")];
            mixture.iter().find(|(id, _)| Some(*id) == find(column)).map_or(0.0, |(_, weight)| *weight)
        };
        let all = ["a", "b", "c", "d", "e"];
        for left in all {
            for right in all {
                let product: f64 = all.iter().map(|column| weight(left, column) * weight(right, column)).sum();
                let asked = pairs.iter().find(|pair| {
                    (pair.first == left && pair.second == right) || (pair.first == right && pair.second == left)
                });
                let wanted = if left == right { 1.0 } else { asked.map_or(0.0, |pair| pair.rho) };
                assert!((product - wanted).abs() < 1e-15, "{left} {right}: {product}");
            }
        }
        assert_eq!(found[&FigureId::new(0)], [(FigureId::new(0), 1.0)]);
    }

    #[test]
    fn correlations_that_no_draws_can_have_are_refused_by_name() {
        let refused = |pairs: &[(&str, &str, f64)]| {
            let pairs: Vec<_> =
                pairs.iter().map(|(first, second, rho)| Correlation::new(first, second, *rho)).collect();
            mixtures(&pairs, find).expect_err("a refusal").to_string()
        };
        assert_eq!(
            refused(&[("a", "b", 0.9), ("b", "c", 0.9), ("a", "c", -0.95)]),
            "`a` and `c` cannot be correlated by -0.95, given how others are"
        );
        assert!(refused(&[("a", "b", 1.0)]).starts_with("`a` and `b` cannot be correlated by 1"));
        assert!(refused(&[("a", "b", f64::NAN)]).starts_with("`a` and `b` cannot"));
        assert_eq!(refused(&[("a", "x", 0.1)]), "`x` leads to no figure");
        assert_eq!(refused(&[("a", "b", 0.1), ("b", "a", 0.1)]), "`b` and `a` are correlated more than once");
        assert_eq!(refused(&[("a", "a", 1.0)]), "`a` and `a` are correlated more than once");
    }

    #[test]
    fn strong_correlations_of_three_are_taken_together() {
        // Without the third pair no draws could have the other two.
        let pairs = [("a", "b", 0.9), ("b", "c", 0.9), ("a", "c", 0.9)];
        let pairs = pairs.map(|(first, second, rho)| Correlation::new(first, second, rho));
        assert!(mixtures(&pairs, find).is_ok());
        assert!(matches!(mixtures(&pairs[..2], find), Err(DrawError::Incompatible { .. })));
    }
}
