//! The networks of each month: prices, seasons, closures and permissions of the same day of every month.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::answer::{Prepared, PricedNetwork, Progress};
use crate::ids::{DemandId, Pair};
use crate::model::{Limited, Model, Permission};
use crate::network::{CapacityUses, Waive};
use crate::problem::Problems;
use crate::scenario::Override;
use crate::units::Date;
use corridor_kernel::Query;

/// The path by which the date is moved.
const DATE: &str = "date";

/// A scenario in one month.
pub(super) struct MonthCase {
    /// The position of the scenario.
    pub(super) scenario: usize,
    /// The position of the month.
    pub(super) month: usize,
    /// The scenario on its day of the month.
    pub(super) case: Prepared,
    /// Its networks: one for all permissions without a quota, and one for each with a quota.
    pub(super) networks: Vec<QuotaNetwork>,
}

/// A network in which a quota is taken by whoever leaves, or none is.
pub(super) struct QuotaNetwork {
    /// The network with its prices; nothing where it is that of the case itself.
    own: Option<(Model, PricedNetwork)>,
    /// What its arcs take of the capacities of the model.
    pub(super) uses: CapacityUses,
    /// The questions of the demands that are asked for, with their queries.
    pub(super) asked: Vec<(usize, Query)>,
}

impl MonthCase {
    /// Prepares a scenario for the month of a day.
    ///
    /// # Errors
    /// Returns what is wrong with it then.
    fn new(
        (scenario, prepared): (usize, &Prepared),
        (month, day): (usize, Date),
        demands: &BTreeSet<DemandId>,
    ) -> Result<Self, Problems> {
        let day = prepared.model().date.in_month_of(day);
        let case = prepared.with_set(&[Override::set(DATE, day)])?;
        let networks = quota_networks(&case, demands);
        Ok(Self { scenario, month, case, networks })
    }

    /// Returns the model and the priced network of one of its networks.
    pub(super) fn of(&self, network: usize) -> (&Model, &PricedNetwork) {
        match &self.networks[network].own {
            Some((model, priced)) => (model, priced),
            None => (self.case.model(), self.case.priced()),
        }
    }
}

/// Prepares all scenarios for all months, in the order of the scenarios and then of the months.
///
/// # Errors
/// Returns what is wrong with a scenario in a month.
pub(super) fn prepare(
    scenarios: &[(&Prepared, BTreeSet<DemandId>)],
    months: &[Date],
    progress: &Progress,
) -> Result<Vec<MonthCase>, Problems> {
    let pairs: Vec<(usize, usize)> =
        (0..scenarios.len()).flat_map(|scenario| (0..months.len()).map(move |month| (scenario, month))).collect();
    let prepare = |&(scenario, month): &(usize, usize)| {
        let (prepared, demands) = &scenarios[scenario];
        MonthCase::new((scenario, prepared), (month, months[month]), demands)
    };
    pairs.par_iter().map(progress.counting(pairs.len(), prepare)).collect()
}

/// Lays out the networks of a case: of several permissions that would do, a route uses one without a quota, or in a network of
/// its own the one that has a quota.
fn quota_networks(case: &Prepared, demands: &BTreeSet<DemandId>) -> Vec<QuotaNetwork> {
    let model = case.model();
    let quota = |key: &str| {
        let is_own = |limited: &Limited| matches!(limited, Limited::Permission(own) if own == key);
        model.capacities.iter().any(|capacity| is_own(&capacity.limited))
    };
    let limited: BTreeSet<&str> =
        model.permissions.iter().map(|row| row.key.as_str()).filter(|key| quota(key)).collect();
    if limited.is_empty() {
        return vec![QuotaNetwork::new(model, case.priced(), None, demands)];
    }
    let among = |is_kept: &dyn Fn(&Permission) -> bool| {
        let permissions = model.permissions.iter().filter(|row| is_kept(row)).cloned().collect();
        let model = Model { permissions, ..model.clone() };
        let pairs: Vec<Pair> = model.pairs().collect();
        let priced = PricedNetwork::new(&model, case.values(), &pairs, Waive::default());
        let bare = QuotaNetwork::new(&model, &priced, None, demands);
        QuotaNetwork { own: Some((model, priced)), ..bare }
    };
    let without = among(&|row| !limited.contains(row.key.as_str()));
    let with = limited.iter().map(|key| among(&|row| row.key == *key));
    std::iter::once(without).chain(with).collect()
}

impl QuotaNetwork {
    fn new(
        model: &Model,
        priced: &PricedNetwork,
        own: Option<(Model, PricedNetwork)>,
        demands: &BTreeSet<DemandId>,
    ) -> Self {
        let questions = priced.network().questions();
        let (numbers, queries) = priced.queries();
        let asked = numbers.into_iter().zip(queries);
        let asked = asked.filter(|&(question, _)| demands.contains(&questions[question].demand)).collect();
        Self { own, uses: priced.network().capacity_uses(model), asked }
    }
}
