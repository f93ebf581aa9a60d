//! An audit of an allocation in exact fractions, from the definition of the problem alone.

use dashu_ratio::RBig;

use super::{Allocation, Commodity, FlowColumn};

/// Something that is wrong with an allocation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AllocationFault {
    /// An amount, a price or what is left of a resource is below 0.
    BelowZero,
    /// What is sent of this commodity and what is not do not add up to its supply.
    Supply(u32),
    /// More is used of this resource than there is, or another amount than is told.
    Used(u32),
    /// The cost is not the sum of what the flows and the penalties cost.
    Cost,
    /// A unit of this commodity costs more than its cheapest column, or than its penalty, at the prices.
    Cheaper(u32),
    /// A column or penalty of this commodity is used and costs more than a unit of it.
    Dearer(u32),
    /// This resource has a price and is not used up.
    Unscarce(u32),
    /// The cost is not what the supplies cost at the prices less what the capacities bring.
    Gap,
}

/// Checks that flows are feasible, prices no column too cheap, and both fit, which together prove the least cost.
///
/// `cheapest` returns what the cheapest column of a commodity costs at the given prices of the resources, from the problem
/// itself; nothing where it has no column.
///
/// # Shape
/// `columns` are those that `allocation.flows` names.
pub fn audit<P>(
    commodities: &[Commodity],
    capacities: &[RBig],
    columns: &[FlowColumn<P>],
    allocation: &Allocation,
    cheapest: impl Fn(u32, &[RBig]) -> Option<RBig>,
) -> Vec<AllocationFault> {
    let Allocation { cost, flows, unmet, used, prices, levels, .. } = allocation;
    let mut faults = Vec::new();
    let mut require = |is_fine: bool, fault: AllocationFault| {
        if !is_fine {
            faults.push(fault);
        }
    };
    let amounts = flows.iter().map(|(_, amount)| amount).chain(unmet).chain(prices);
    amounts.for_each(|amount| require(*amount >= RBig::ZERO, AllocationFault::BelowZero));
    let mut sent = unmet.clone();
    let mut uses = vec![RBig::ZERO; capacities.len()];
    let mut sum = RBig::ZERO;
    for (column, amount) in flows {
        let column = &columns[*column];
        let mut priced = RBig::from(column.cost);
        for of in &column.uses {
            uses[of.resource as usize] += amount * &of.amount;
            priced += &prices[of.resource as usize] * &of.amount;
        }
        sent[column.commodity as usize] += amount;
        sum += amount * RBig::from(column.cost);
        require(priced == levels[column.commodity as usize], AllocationFault::Dearer(column.commodity));
    }
    let mut worth = RBig::ZERO;
    for (number, commodity) in (0_u32..).zip(commodities) {
        let at = number as usize;
        require(sent[at] == commodity.supply, AllocationFault::Supply(number));
        require(cheapest(number, prices).is_none_or(|least| levels[at] <= least), AllocationFault::Cheaper(number));
        let penalty = commodity.unmet.map(RBig::from);
        require(penalty.as_ref().is_none_or(|penalty| levels[at] <= *penalty), AllocationFault::Cheaper(number));
        let is_fine = unmet[at] == RBig::ZERO || penalty.as_ref() == Some(&levels[at]);
        require(is_fine, AllocationFault::Dearer(number));
        sum += &unmet[at] * penalty.unwrap_or_default();
        worth += &commodity.supply * &levels[at];
    }
    for (number, capacity) in (0_u32..).zip(capacities) {
        let at = number as usize;
        require(uses[at] == used[at] && uses[at] <= *capacity, AllocationFault::Used(number));
        require(prices[at] == RBig::ZERO || uses[at] == *capacity, AllocationFault::Unscarce(number));
        worth -= capacity * &prices[at];
    }
    require(sum == *cost, AllocationFault::Cost);
    require(worth == *cost, AllocationFault::Gap);
    faults
}
