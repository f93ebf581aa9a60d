//! Who pays what: what the shipper, the payers of support and those who carry and handle pay and receive on each corridor,
//! and what would be cheapest without support.

mod result;

pub use result::{
    CorridorPayments, DemandPayments, OWN_COSTS, PARTY_PARTS, Party, Payment, PaymentRow, Payments, WithoutSupport,
};

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answer::{Answer, Detail, PairTotals, Prepared, SUPPORT};
use crate::cost::Attribution;
use crate::ids::{ArcId, CorridorId, DemandId, FigureId, Id, Pair};
use crate::model::{Basis, Model, Part};
use crate::network::ArcKind;
use crate::units::Money;

use super::compare::answer_pairs;
use super::{Analysis, Ask, Refusal};

/// What everybody pays and receives for every demand by every corridor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PayersQuestion {}

impl Analysis for PayersQuestion {
    type Found = Payments;

    fn answer(&self, ask: &Ask<'_>) -> Result<Payments, Refusal> {
        let (results, pairs) = answer_pairs(ask, |_| Detail::Routes, |_| 0)?;
        let mut shares: Vec<BTreeMap<Pair, Shares>> = ask.scenarios.iter().map(shares).collect();
        let mut demands: Vec<DemandPayments> = Vec::new();
        // The corridors asked for of each demand, by its scenario.
        let mut asked: Vec<(usize, DemandId, Vec<CorridorId>)> = Vec::new();
        for (answer, &(place, pair)) in results.answers.iter().zip(&pairs) {
            let is_next = asked.last().is_none_or(|&(scenario, demand, _)| (scenario, demand) != (place, pair.demand));
            if is_next {
                asked.push((place, pair.demand, Vec::new()));
                demands.push(DemandPayments::of(answer, place));
            }
            let Some((demand, own)) = demands.last_mut().zip(asked.last_mut()) else { continue };
            let shares = shares[place].remove(&pair).unwrap_or_default();
            demand.corridors.push(payments(ask.scenarios[place].model(), answer, shares));
            own.2.push(pair.corridor);
        }
        for (place, case) in ask.scenarios.iter().enumerate() {
            let of_case = || demands.iter().zip(&asked).filter(|(_, own)| own.0 == place);
            if !of_case().any(|(demand, _)| is_supported(demand)) {
                continue;
            }
            let totals = totals_without_support(case);
            for (demand, own) in demands.iter_mut().zip(&asked).filter(|(_, own)| own.0 == place) {
                demand.without_support = without_support(case.model(), &totals, demand, (own.1, &own.2));
            }
        }
        Ok(Payments { manifest: results.manifest, demands, verdicts: results.verdicts })
    }
}

/// What goes to and comes from parties on a route that its steps do not tell apart, for a tonne.
#[derive(Default)]
struct Shares {
    /// What each payer of support pays.
    by_payer: BTreeMap<String, Money>,
    /// What insurers receive for handling at ports, and elsewhere: prices that are a share of the value of the goods.
    to_insurers: [Money; 2],
}

/// Returns these shares of the cheapest route of each pair; what is rounded together is shared out so that it adds up.
fn shares(case: &Prepared) -> BTreeMap<Pair, Shares> {
    let model = case.model();
    let rows = model.handling.values().flatten();
    let insured: BTreeSet<FigureId> =
        rows.filter(|row| row.price.basis == Basis::Value).map(|row| row.price.amount).collect();
    let supports: BTreeMap<FigureId, &str> =
        model.subsidies.iter().map(|row| (row.price.amount, row.payer.as_str())).collect();
    if insured.is_empty() && supports.is_empty() {
        return BTreeMap::new();
    }
    let mut found = BTreeMap::new();
    for (pair, best) in case.priced().best() {
        let mut shares = Shares::default();
        for arc in best.path.arcs.iter().map(|&arc| ArcId::new(arc as usize)) {
            shares.add(case, arc, (&insured, &supports));
        }
        found.insert(pair, shares);
    }
    found
}

impl Shares {
    fn add(
        &mut self,
        case: &Prepared,
        arc: ArcId,
        (insured, supports): (&BTreeSet<FigureId>, &BTreeMap<FigureId, &str>),
    ) {
        let (costs, network) = (case.priced().costs(), case.priced().network());
        let amounts = costs.attribute(arc, case.values());
        let mut rest = Money::from_kernel(costs.priced(case.priced().prices(), arc).parts[SUPPORT]);
        let of_support = amounts.iter().filter(|own| own.part == Part::Support);
        let of_payer = |figures: &[FigureId]| figures.iter().find_map(|figure| supports.get(figure).copied());
        let mut rows = of_support.filter_map(|own| Some((of_payer(&own.figures)?, own.amount))).peekable();
        while let Some((payer, amount)) = rows.next() {
            let amount = if rows.peek().is_some() { Money::round(amount) } else { rest };
            rest += -amount;
            *self.by_payer.entry(payer.to_owned()).or_default() += amount;
        }
        let is_insured =
            |own: &&Attribution| own.part == Part::Handling && own.figures.iter().any(|id| insured.contains(id));
        let amount: Money = amounts.iter().filter(is_insured).map(|own| Money::round(own.amount)).sum();
        if amount != Money::ZERO {
            let at_port = match &network.arcs()[arc].kind {
                ArcKind::Load { place, .. }
                | ArcKind::Unload { place, .. }
                | ArcKind::Tranship { place, .. }
                | ArcKind::Gauge { place } => case.model().is_port(*place),
                _ => false,
            };
            self.to_insurers[usize::from(!at_port)] += amount;
        }
    }
}

/// Returns who pays and receives on a route.
fn payments(model: &Model, answer: &Answer, shares: Shares) -> CorridorPayments {
    let mut received: BTreeMap<Party, Money> = BTreeMap::new();
    let mut own_costs = Money::ZERO;
    for step in &answer.steps {
        let is_port = model.places.keyed(&step.from.key).is_some_and(|place| model.is_port(place));
        let at_place = if is_port { Party::Ports } else { Party::Stations };
        for (part, amount) in Part::ALL.into_iter().zip(step.parts.0) {
            let party = match part {
                Part::RailHaulage => Party::Railways,
                Part::RoadHaulage => Party::Hauliers,
                Part::SeaHaulage => Party::Carriers,
                Part::Handling | Part::Storage => at_place,
                Part::Border => Party::Borders,
                Part::Equipment => Party::BoxOwners,
                Part::Holding | Part::Loss | Part::Carbon => {
                    own_costs += amount;
                    continue;
                }
                Part::Support => continue,
            };
            *received.entry(party).or_default() += amount;
        }
    }
    for (party, amount) in [Party::Ports, Party::Stations].into_iter().zip(shares.to_insurers) {
        *received.entry(party).or_default() += -amount;
        *received.entry(Party::Insurers).or_default() += amount;
    }
    let mut all = Vec::new();
    if answer.is_answered() {
        let of = |party: Party, name: Option<String>, per_t: Money| Payment { party: party.as_str(), name, per_t };
        all.push(of(Party::Shipper, None, own_costs + -answer.total()));
        all.extend(shares.by_payer.into_iter().map(|(name, amount)| of(Party::Supporter, Some(name), amount)));
        let received = received.into_iter().filter(|(_, amount)| *amount != Money::ZERO);
        all.extend(received.map(|(party, amount)| of(party, None, amount)));
    }
    CorridorPayments {
        corridor: answer.corridor.clone(),
        title: answer.corridor_title.clone(),
        rank: answer.rank,
        total_per_t: answer.total_per_t,
        route_cost_per_t: answer.route_cost_per_t,
        own_costs_per_t: answer.total_per_t.map(|_| own_costs),
        parts: answer.parts,
        payments: all,
    }
}

/// Returns whether somebody pays support on a corridor of a demand.
fn is_supported(demand: &DemandPayments) -> bool {
    demand.corridors.iter().any(|own| own.total_per_t != own.route_cost_per_t)
}

/// Asks everything again without support.
fn totals_without_support(case: &Prepared) -> PairTotals {
    let model = case.model();
    let mut values = case.values().to_vec();
    for row in &model.subsidies {
        values[row.price.amount.index()] = 0.0;
    }
    case.priced().priced_at(&values).totals(model)
}

/// Returns what would be cheapest without support among the corridors asked for of a demand, where one of them has any.
fn without_support(
    model: &Model,
    totals: &PairTotals,
    demand: &DemandPayments,
    (id, asked): (DemandId, &[CorridorId]),
) -> Option<WithoutSupport> {
    let with_ids = demand.corridors.iter().zip(asked).filter(|(own, _)| own.rank.is_some());
    let (leader, &leading) = with_ids.min_by_key(|(own, _)| own.rank).filter(|_| is_supported(demand))?;
    let then = |corridor| *totals.get(Pair { demand: id, corridor });
    let costs = then(leading)?;
    // Of equally cheap corridors the one that leads with support stays ahead.
    let all = asked.iter().filter_map(|&corridor| Some((then(corridor)?, corridor != leading, corridor)));
    let (cheapest_costs, _, cheapest) = all.min()?;
    Some(WithoutSupport {
        leader: leader.corridor.clone(),
        leader_title: leader.title.clone(),
        leader_costs_per_t: costs,
        cheapest: model.corridors[cheapest].key.clone(),
        cheapest_title: model.corridors[cheapest].title.clone(),
        cheapest_costs_per_t: cheapest_costs,
        is_among_asked: asked.len() < model.corridors.len(),
    })
}
