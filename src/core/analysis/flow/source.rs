//! The cheapest route of each supply at given prices of the limits: in any month from that in which it comes, with storage.

use std::collections::BTreeMap;
use std::sync::Mutex;

use dashu_int::IBig;
use dashu_ratio::RBig;
use rayon::prelude::*;

use crate::answer::Progress;
use crate::ids::{ArcId, DemandId, FigureId, Id};
use crate::model::Model;
use crate::units::Decimal;
use corridor_kernel::flow::shared::{ColumnSource, FlowColumn, PricedColumn, ResourceUse, SharedPrices};
use corridor_kernel::{Path, cheapest};

use super::limits::FlowLimits;
use super::months::MonthCase;
use super::supply::Supply;

/// A route of a supply in a month.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct FlowPath {
    /// The position of the supply.
    pub(super) supply: usize,
    /// The position of the case: the scenario in the month in which it goes.
    pub(super) case: usize,
    /// The position of the network among those of the case.
    pub(super) network: usize,
    /// The number of the question in the network.
    pub(super) question: usize,
    /// The path in the network.
    pub(super) path: Path,
    /// What keeping a tonne at its origin until then costs, in millionths.
    pub(super) storage: i64,
}

/// What an arc takes of a limit for each tonne.
struct ArcUse {
    arc: u32,
    limit: u32,
    /// The tonnes that one unit of the limit holds; nothing where it counts tonnes.
    payload_t: Option<Decimal>,
}

/// The best path of a demand in a network, with its question.
type BestOfDemand = BTreeMap<DemandId, (usize, Path)>;

/// What was found in a network at the last prices.
#[derive(Default)]
struct Remembered {
    /// The factor of costs and the prices of the limits that the network's arcs take from.
    asked: Option<(i64, Vec<i64>)>,
    best: BestOfDemand,
}

/// A network of a month, as flows search it.
struct SearchedNetwork {
    case: usize,
    network: usize,
    uses: Vec<ArcUse>,
    limits: Vec<u32>,
    /// The cost of each arc, in millionths.
    weights: Vec<f64>,
    /// The rank of each arc, by which paths of equal cost are chosen.
    ranks: Vec<u64>,
    remembered: Mutex<Remembered>,
}

/// All routes of all supplies.
pub(super) struct MonthlyRoutes<'a> {
    pub(super) space: RouteSpace<'a>,
    networks: Vec<SearchedNetwork>,
    /// The supplies that are asked for, in order: those of the commodities.
    pub(super) contested: Vec<usize>,
}

/// What scenarios, months and limits are to a search, whatever figures are worth.
#[derive(Clone, Copy)]
pub(super) struct RouteSpace<'a> {
    /// Each scenario in each month.
    pub(super) cases: &'a [MonthCase],
    /// What is to go.
    pub(super) supplies: &'a [Supply],
    /// The capacities.
    pub(super) limits: &'a FlowLimits,
    /// What keeping a tonne for a month costs: for each scenario, in millionths.
    pub(super) storage: &'a [i64],
    /// The limit that the routes of all corridors but one take from, for each such corridor by its key.
    pub(super) others: &'a [(String, u32)],
    /// Who counts the searches.
    pub(super) progress: &'a Progress,
}

impl<'a> MonthlyRoutes<'a> {
    /// Prepares to search at the prices of the scenarios, or at other values of the figures of each case; all supplies are
    /// asked for.
    pub(super) fn new(space: RouteSpace<'a>, values: Option<&[Vec<f64>]>) -> Self {
        let mut networks = Vec::new();
        for (position, case) in space.cases.iter().enumerate() {
            let values = values.map(|values| &*values[position]);
            let of_case =
                (0..case.networks.len()).map(|network| SearchedNetwork::new(space, (position, network), values));
            networks.extend(of_case);
        }
        Self { space, networks, contested: (0..space.supplies.len()).collect() }
    }

    /// Adds what each tonne pays for waiting at each limit, by its units.
    pub(super) fn with_waits(mut self, per_unit: &[i64]) -> Self {
        for searched in &mut self.networks {
            for own in &searched.uses {
                let paid = priced_use(per_unit[own.limit as usize], own.payload_t);
                searched.weights[own.arc as usize] += paid as f64;
            }
        }
        self
    }

    /// Returns the tonnes that a unit of a limit holds on the first arc that takes from it.
    pub(super) fn tonnes_per_unit(&self, limit: usize) -> f64 {
        let mut uses = self.networks.iter().flat_map(|searched| &searched.uses);
        let payload = uses.find(|own| own.limit as usize == limit).and_then(|own| own.payload_t);
        payload.map_or(1.0, Decimal::to_f64)
    }

    /// Finds the cheapest route of each supply where no limit has a price.
    pub(super) fn unlimited(&self) -> Vec<Option<FlowColumn<FlowPath>>> {
        let prices = vec![0; self.space.limits.all.len()];
        let offers = self.cheapest(SharedPrices { scale: 1, of: &prices, below: &[] });
        offers.into_iter().map(|offer| offer?.column).collect()
    }

    /// Asks for the supplies that a condition holds for alone, numbered anew.
    pub(super) fn contest(&mut self, is_contested: impl Fn(usize) -> bool) {
        self.contested.retain(|&supply| is_contested(supply));
    }

    /// Returns the exact cost of each arc of a network, in millionths; nothing where it cannot be used.
    pub(super) fn costs_of(&self, case: usize, network: usize) -> Vec<Option<i64>> {
        let own = self.networks.iter().find(|own| (own.case, own.network) == (case, network));
        own.map_or_else(Vec::new, |own| (0..own.weights.len()).map(|arc| own.cost(arc)).collect())
    }

    /// Finds the best path of each demand in a network at some prices.
    fn best_in(&self, searched: &SearchedNetwork, prices: SharedPrices<'_>) -> BestOfDemand {
        let own: Vec<i64> = searched.limits.iter().map(|&limit| prices.of[limit as usize]).collect();
        let mut shares = self.space.others.iter().map(|&(_, limit)| prices.of[limit as usize]);
        let is_free = prices.scale > 0 && own.iter().all(|&price| price == 0) && shares.all(|price| price == 0);
        let asked = (prices.scale, own);
        let mut remembered = searched.remembered.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if self.space.others.is_empty() && remembered.asked.as_ref() == Some(&asked) {
            return remembered.best.clone();
        }
        let case = &self.space.cases[searched.case];
        let (model, priced) = case.of(searched.network);
        let network = &case.networks[searched.network];
        let scale = prices.scale as f64;
        let scaled = |&weight: &f64| if weight.is_finite() { scale * weight } else { weight };
        let mut weights: Vec<f64> = searched.weights.iter().map(scaled).collect();
        for own in &searched.uses {
            weights[own.arc as usize] += priced_use(prices.of[own.limit as usize], own.payload_t) as f64;
        }
        let queries: Vec<_> = network.asked.iter().map(|&(_, query)| query).collect();
        let found = cheapest(priced.network().graph(), &weights, &searched.ranks, &queries);
        let mut best = BestOfDemand::new();
        for (&(question, _), path) in network.asked.iter().zip(found) {
            let Some(mut path) = path else { continue };
            let asked = &priced.network().questions()[question];
            let corridor = &model.corridors[asked.corridor].key;
            path.cost += self.others_of(corridor).map(|limit| prices.of[limit as usize]).sum::<i64>() as f64;
            let is_better = |(_, known): &(usize, Path)| (path.cost, path.rank) < (known.cost, known.rank);
            if best.get(&asked.demand).is_none_or(is_better) {
                best.insert(asked.demand, (question, path));
            }
        }
        if !is_free || remembered.asked.is_none() {
            *remembered = Remembered { asked: Some(asked), best: best.clone() };
        }
        best
    }

    /// Returns the limits from which a corridor takes because others have to have a share.
    pub(super) fn others_of<'b>(&'b self, corridor: &'b str) -> impl Iterator<Item = u32> + 'b {
        self.space.others.iter().filter(move |(key, _)| key != corridor).map(|&(_, limit)| limit)
    }

    /// Returns what keeping a tonne of a supply until a month costs, in millionths.
    pub(super) fn storage_until(&self, supply: &Supply, month: usize) -> i64 {
        self.space.storage[supply.scenario] * (month - supply.month) as i64
    }

    /// Makes the column of a supply by a route.
    fn column(&self, commodity: usize, supply: usize, offer: &Offer<'_>) -> FlowColumn<FlowPath> {
        let searched = offer.searched;
        let network = &self.space.cases[searched.case].networks[searched.network];
        let (model, priced) = self.space.cases[searched.case].of(searched.network);
        let arcs = &offer.path.arcs;
        let cost: f64 = arcs.iter().map(|&arc| searched.weights[arc as usize]).sum();
        let mut uses: BTreeMap<u32, RBig> = BTreeMap::new();
        for own in arcs.iter().flat_map(|&arc| network.uses.of(ArcId::new(arc as usize))) {
            let limit = self.space.limits.of_capacity(searched.case, own.capacity);
            *uses.entry(limit).or_default() += units_per_tonne(own.payload_t.map(|own| payload(model, own)));
        }
        let corridor = &model.corridors[priced.network().questions()[offer.question].corridor].key;
        uses.extend(self.others_of(corridor).map(|limit| (limit, RBig::ONE)));
        let path = Path { cost, ..offer.path.clone() };
        let (case, network, question) = (searched.case, searched.network, offer.question);
        FlowColumn {
            commodity: commodity as u32,
            cost: cost as i64 + offer.storage,
            uses: uses.into_iter().map(|(resource, amount)| ResourceUse { resource, amount }).collect(),
            path: FlowPath { supply, case, network, question, path, storage: offer.storage },
        }
    }
}

/// A route of a supply at some prices.
struct Offer<'a> {
    cost: i64,
    storage: i64,
    searched: &'a SearchedNetwork,
    question: usize,
    path: &'a Path,
}

impl ColumnSource for MonthlyRoutes<'_> {
    type Path = FlowPath;

    fn cheapest(&self, prices: SharedPrices<'_>) -> Vec<Option<PricedColumn<FlowPath>>> {
        self.space.progress.begin(1);
        let best: Vec<BestOfDemand> = self.networks.par_iter().map(|searched| self.best_in(searched, prices)).collect();
        let offer = |(commodity, &number): (usize, &usize)| {
            let supply = &self.space.supplies[number];
            let offers = self.networks.iter().zip(&best).filter_map(|(searched, best)| {
                let case = &self.space.cases[searched.case];
                let is_meant = case.scenario == supply.scenario && case.month >= supply.month;
                let (question, path) = best.get(&supply.demand).filter(|_| is_meant)?;
                let storage = self.storage_until(supply, case.month);
                // Beyond counting it is not the cheapest: in the month of the supply nothing is stored.
                let cost = (path.cost as i64).saturating_add(prices.scale.saturating_mul(storage));
                Some(Offer { cost, storage, searched, question: *question, path })
            });
            // Of equally cheap offers the first month is taken.
            let offer = offers.min_by_key(|offer| offer.cost)?;
            let is_of_use = prices.is_of_use(commodity, offer.cost);
            let column = is_of_use.then(|| self.column(commodity, number, &offer));
            Some(PricedColumn { least: offer.cost, column })
        };
        let offers = self.contested.par_iter().enumerate().map(offer).collect();
        self.space.progress.done();
        offers
    }
}

impl SearchedNetwork {
    fn new(space: RouteSpace<'_>, (case, network): (usize, usize), values: Option<&[f64]>) -> Self {
        let (model, priced) = space.cases[case].of(network);
        let taken = &space.cases[case].networks[network].uses;
        let mut uses = Vec::new();
        for (arc, _) in priced.network().arcs().enumerate() {
            uses.extend(taken.of(arc).iter().map(|own| ArcUse {
                arc: arc.index() as u32,
                limit: space.limits.of_capacity(case, own.capacity),
                payload_t: own.payload_t.map(|own| payload(model, own)),
            }));
        }
        let mut limits: Vec<u32> = uses.iter().map(|own| own.limit).collect();
        limits.sort_unstable();
        limits.dedup();
        let (weights, ranks) = values.map_or_else(|| priced.weighted(), |values| priced.priced_at(values).weighted());
        Self { case, network, uses, limits, weights, ranks, remembered: Mutex::default() }
    }

    /// Returns the exact cost of an arc, in millionths; nothing where it cannot be used.
    fn cost(&self, arc: usize) -> Option<i64> {
        Some(self.weights[arc]).filter(|weight| weight.is_finite()).map(|weight| weight as i64)
    }
}

fn payload(model: &Model, figure: FigureId) -> Decimal {
    model.register.figure(figure).value
}

/// Returns what a tonne pays for its units at a price of a unit, rounded down.
fn priced_use(price: i64, payload_t: Option<Decimal>) -> i64 {
    let Some(payload) = payload_t else { return price };
    let (mantissa, scale) = payload.parts();
    (i128::from(price) * 10_i128.pow(scale) / mantissa) as i64
}

/// Returns the units that a tonne takes.
pub(super) fn units_per_tonne(payload_t: Option<Decimal>) -> RBig {
    let Some(payload) = payload_t else { return RBig::ONE };
    let (mantissa, scale) = payload.parts();
    RBig::from_parts_signed(IBig::from(10).pow(scale as usize), IBig::from(mantissa))
}
