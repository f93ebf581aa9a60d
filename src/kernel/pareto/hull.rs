//! The Pareto front of given sums, and the points of a front that a weighted sum can find.

use dashu_int::IBig;
use num_traits::Signed;

use super::skyline::Skyline;

/// Returns the positions of the sums that no others dominate, in lexicographic order; of equal sums only the first.
pub fn front_of<const D: usize>(sums: &[[u64; D]]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..sums.len()).collect();
    order.sort_by_key(|&position| (sums[position], position));
    let mut skyline = Skyline::default();
    order.retain(|&position| {
        let is_better = !skyline.covers(&sums[position]);
        if is_better {
            skyline.add(&sums[position]);
        }
        is_better
    });
    order
}

/// Returns for each point of a front whether it is supported: some weights, all above 0, give it the least weighted sum
/// of all points.
///
/// The result is exact. A point that shares the least sum with others is supported.
///
/// # Method
/// The weights at or above 0 under which a point has no greater sum than another point are a half space. The
/// intersection of all of them is a cone, whose extreme rays are updated with each half space (double description). If
/// each weight is above 0 in some ray, all are above 0 in the sum of the rays. Otherwise that weight is 0 wherever the
/// point is least, so no weighted sum with all weights above 0 finds it.
///
/// # Source
/// Motzkin, Raiffa, Thompson and Thrall, The double description method, Contributions to the Theory of Games II (1953);
/// supported points: Ehrgott, Multicriteria Optimization, 2nd edition (2005), section 3.1.
pub fn supported<const D: usize>(front: &[[u64; D]]) -> Vec<bool> {
    (0..front.len()).map(|position| is_supported(front, position)).collect()
}

fn is_supported<const D: usize>(front: &[[u64; D]], position: usize) -> bool {
    let own = front[position];
    let mut cone = Cone::of_weights(D);
    // The nearest points restrict the weights most.
    let others = front[..position].iter().rev().chain(&front[position + 1..]);
    for other in others {
        let more: [IBig; D] = std::array::from_fn(|index| IBig::from(other[index]) - IBig::from(own[index]));
        cone.cut(&more);
        if (0..D).any(|index| cone.rays.iter().all(|ray| ray.weights[index].is_zero())) {
            return false;
        }
    }
    true
}

/// An extreme ray of a cone, with the numbers of the half spaces whose boundary contains it.
struct Ray {
    weights: Vec<IBig>,
    edges: Vec<usize>,
}

/// A cone of weights.
struct Cone {
    rays: Vec<Ray>,
    half_spaces: usize,
}

impl Cone {
    /// Creates the cone of all weights at or above 0.
    fn of_weights(criteria: usize) -> Self {
        let unit = |own: usize| {
            let weight = |index| if index == own { IBig::ONE } else { IBig::ZERO };
            let edges = (0..criteria).filter(|&index| index != own).collect();
            Ray { weights: (0..criteria).map(weight).collect(), edges }
        };
        Self { rays: (0..criteria).map(unit).collect(), half_spaces: criteria }
    }

    /// Intersects the cone with the half space of weights under which `amounts` has a sum at or above 0.
    fn cut(&mut self, amounts: &[IBig]) {
        let own = self.half_spaces;
        self.half_spaces += 1;
        let sums: Vec<IBig> = self.rays.iter().map(|ray| dot(&ray.weights, amounts)).collect();
        if sums.iter().all(Signed::is_positive) {
            return;
        }
        let mut rays = Vec::new();
        for (above, more) in sums.iter().enumerate().filter(|(_, sum)| sum.is_positive()) {
            for (below, less) in sums.iter().enumerate().filter(|(_, sum)| sum.is_negative()) {
                if let Some(mut edges) = self.shared_edge(above, below) {
                    let [above, below] = [above, below].map(|ray| &self.rays[ray].weights);
                    let mixed = above.iter().zip(below).map(|(above, below)| below * more - above * less);
                    edges.push(own);
                    rays.push(Ray { weights: reduced(mixed.collect()), edges });
                }
            }
        }
        let mut sums = sums.into_iter();
        self.rays.retain_mut(|ray| {
            let sum = sums.next().unwrap_or_default();
            if sum.is_zero() {
                ray.edges.push(own);
            }
            !sum.is_negative()
        });
        self.rays.extend(rays);
    }

    /// Returns the half spaces whose boundary contains both rays, if the two rays are adjacent: no other ray is on all
    /// those boundaries.
    fn shared_edge(&self, left: usize, right: usize) -> Option<Vec<usize>> {
        let edges = &self.rays[right].edges;
        let shared: Vec<usize> = self.rays[left].edges.iter().copied().filter(|edge| edges.contains(edge)).collect();
        let is_other = |&(index, _): &(usize, &Ray)| index != left && index != right;
        let mut others = self.rays.iter().enumerate().filter(is_other);
        let is_between = !others.any(|(_, ray)| shared.iter().all(|edge| ray.edges.contains(edge)));
        is_between.then_some(shared)
    }
}

fn dot(left: &[IBig], right: &[IBig]) -> IBig {
    left.iter().zip(right).map(|(left, right)| left * right).sum()
}

/// Divides by the greatest common divisor.
fn reduced(weights: Vec<IBig>) -> Vec<IBig> {
    let divisor = weights.iter().fold(IBig::ZERO, gcd);
    if divisor.is_zero() { weights } else { weights.into_iter().map(|weight| weight / &divisor).collect() }
}

/// Returns the greatest common divisor, by Euclid's algorithm.
fn gcd(mut left: IBig, right: &IBig) -> IBig {
    let mut right = right.clone();
    while !right.is_zero() {
        let rest = left % &right;
        left = std::mem::replace(&mut right, rest);
    }
    left.abs()
}
