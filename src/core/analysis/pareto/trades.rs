//! Prices between neighbours of a front: what a day saved or a tonne of CO2e avoided costs.

use crate::units::Money;
use corridor_kernel::{front_of, supported};

use super::axis::Axis;
use super::result::Trade;

pub(super) const MS_PER_DAY: i128 = 86_400_000;
pub(super) const MG_PER_TONNE: i128 = 1_000_000_000;

/// The prices that each route of a front pays for less of a quantity.
pub(super) struct Trades {
    /// Against the next cheaper route, among those that no other beats in cost and the quantity.
    pub(super) saved: Vec<Option<Trade>>,
    /// The same among those that are the best at some worth of the quantity.
    pub(super) best_from: Vec<Option<Trade>>,
}

/// Works out what each route pays for `unit` less of a quantity; nothing where cost or the quantity does not count.
pub(super) fn trades<const D: usize>(axes: &[Axis], sums: &[[u64; D]], quantity: Axis, unit: i128) -> Trades {
    let place = |wanted: Axis| axes.iter().position(|&axis| axis == wanted);
    let Some((cost, quantity)) = place(Axis::Cost).zip(place(quantity)) else {
        return Trades { saved: vec![None; sums.len()], best_from: vec![None; sums.len()] };
    };
    let two: Vec<[u64; 2]> = sums.iter().map(|sums| [sums[cost], sums[quantity]]).collect();
    let chain = front_of(&two);
    let on_chain: Vec<[u64; 2]> = chain.iter().map(|&position| two[position]).collect();
    let best = chain.iter().zip(supported(&on_chain)).filter_map(|(&position, is_best)| is_best.then_some(position));
    Trades { saved: along(&two, &chain, unit), best_from: along(&two, &best.collect::<Vec<_>>(), unit) }
}

/// Returns for each member of a chain of ever dearer routes, but the first, the price against the one before.
fn along(two: &[[u64; 2]], chain: &[usize], unit: i128) -> Vec<Option<Trade>> {
    let mut trades = vec![None; two.len()];
    for pair in chain.windows(2) {
        let [cheaper, dearer] = [two[pair[0]], two[pair[1]]].map(|sums| sums.map(i128::from));
        let (more, less) = ((dearer[0] - cheaper[0]) * unit, cheaper[1] - dearer[1]);
        // To the nearest millionth.
        let price = i64::try_from((2 * more + less) / (2 * less)).ok();
        trades[pair[1]] = price.map(|price| Trade { against: pair[0], price: Money::from_micros(price) });
    }
    trades
}
