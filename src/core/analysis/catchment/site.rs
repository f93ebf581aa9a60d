//! What corridors save against the reference at a site: an origin, or a point of the grid.

use crate::answer::PairTable;
use crate::ids::{CorridorId, DemandId, IdVec, Pair};

use super::outline::At;

/// A place from which cargo goes to several destinations.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Site {
    /// Longitude and latitude, if known.
    pub(super) at: Option<At>,
    pub(super) destinations: Vec<SiteDestination>,
}

/// One destination of a site; goods of another customs regime have another.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct SiteDestination {
    /// What it weighs where destinations are added up.
    pub(super) weight: u64,
    /// The demands by which it is reached, with what it costs to get to their origins in millionths.
    pub(super) demands: Vec<(DemandId, f64)>,
}

/// The savings of each corridor in each of some draws, in millionths; none where there is no comparison.
pub(super) type Savings = IdVec<CorridorId, Option<Vec<i64>>>;

impl Site {
    /// Returns what a corridor saves in each draw on the mean of the destinations that both it and the reference serve;
    /// none where there is no such destination.
    ///
    /// # Shape
    /// `totals` has one total for each draw, infinite where there is no route; `against` has one row for each destination
    /// of what it costs by the reference.
    pub(super) fn saving(
        &self,
        corridor: CorridorId,
        totals: &PairTable<Vec<f64>>,
        against: &[Vec<f64>],
    ) -> Option<Vec<i64>> {
        let mut sums: Vec<i128> = Vec::new();
        let mut weights = 0_u64;
        // Whether there is a route does not depend on the draw.
        let is_served = |totals: &[f64]| totals.first().is_some_and(|total| total.is_finite());
        for (destination, against) in self.destinations.iter().zip(against).filter(|(_, against)| is_served(against)) {
            let totals = destination.least(corridor, totals);
            if !is_served(&totals) {
                continue;
            }
            sums.resize(totals.len(), 0);
            weights += destination.weight;
            for ((sum, against), total) in sums.iter_mut().zip(against).zip(totals) {
                *sum += i128::from(destination.weight) * i128::from((against - total) as i64);
            }
        }
        let count = i128::from(weights);
        // To the nearest millionth, midpoints upwards.
        let mean = |sum: i128| (2 * sum + count).div_euclid(2 * count) as i64;
        (weights > 0).then(|| sums.into_iter().map(mean).collect())
    }
}

impl SiteDestination {
    /// Returns the least that a corridor costs in each draw over the demands by which the destination is reached.
    pub(super) fn least(&self, corridor: CorridorId, totals: &PairTable<Vec<f64>>) -> Vec<f64> {
        let mut least = Vec::new();
        for &(demand, access) in &self.demands {
            let totals = totals.get(Pair { demand, corridor });
            least.resize(totals.len(), f64::INFINITY);
            for (least, total) in least.iter_mut().zip(totals) {
                *least = least.min(total + access);
            }
        }
        least
    }
}
