//! Who pays what: what the shipper, the payers of support and those who carry and handle pay and receive on each corridor,
//! and what would be cheapest without support.

mod result;

pub use result::{CorridorPayments, DemandPayments, Party, Payment, PaymentRow, Payments, WithoutSupport};

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use corridor_kernel::Path;

use crate::answer::{Answer, Detail, PairTotals, Prepared, SUPPORT};
use crate::ids::{ArcId, Id, Pair};
use crate::model::{Model, Part};
use crate::units::Money;

use super::compare::answer_selected;
use super::{Analysis, Ask, Refusal};

/// What everybody pays and receives for every demand by every corridor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PayersQuestion {}

impl Analysis for PayersQuestion {
    type Found = Payments;

    fn answer(&self, ask: &Ask<'_>) -> Result<Payments, Refusal> {
        let results = answer_selected(ask, |_| Detail::Routes, |_| 0)?;
        let mut demands: Vec<DemandPayments> = Vec::new();
        for case in ask.scenarios {
            let name = &case.model().name;
            let mut payers = supported_by_payer(case);
            for answer in results.answers.iter().filter(|answer| answer.scenario == *name) {
                let is_it = |own: &DemandPayments| {
                    own.scenario == *name
                        && (&own.from.key, &own.to.key, own.regime) == (&answer.from.key, &answer.to.key, answer.regime)
                };
                if !demands.iter().any(is_it) {
                    demands.push(DemandPayments::of(answer));
                }
                let Some(demand) = demands.iter_mut().find(|own| is_it(own)) else { continue };
                let support = pair_of(case.model(), answer).and_then(|pair| payers.remove(&pair));
                demand.corridors.push(payments(case.model(), answer, support.unwrap_or_default()));
            }
            let mut of_case: Vec<&mut DemandPayments> =
                demands.iter_mut().filter(|own| own.scenario == *name).collect();
            if of_case.iter().any(|demand| is_supported(demand)) {
                let totals = totals_without_support(case);
                for demand in &mut of_case {
                    demand.without_support = without_support(case.model(), &totals, demand);
                }
            }
        }
        Ok(Payments { manifest: results.manifest, demands, verdicts: results.verdicts })
    }
}

/// What each payer of support pays on a tonne.
type ByPayer = BTreeMap<String, Money>;

fn pair_of(model: &Model, answer: &Answer) -> Option<Pair> {
    let is_it = |&pair: &Pair| {
        let demand = &model.demands[pair.demand];
        let key = |place| &model.places.list[place].key;
        (key(demand.from), key(demand.to), demand.customs.as_str(), &model.corridors[pair.corridor].key)
            == (&answer.from.key, &answer.to.key, answer.regime, &answer.corridor)
    };
    model.pairs().find(is_it)
}

/// Returns what the payers of support pay on the cheapest route of each pair; what is rounded together is shared out so that
/// it adds up.
fn supported_by_payer(case: &Prepared) -> BTreeMap<Pair, ByPayer> {
    let mut found = BTreeMap::new();
    if case.model().subsidies.iter().next().is_none() {
        return found;
    }
    for (pair, best) in case.priced().best() {
        let mut of_pair = ByPayer::new();
        add_support(case, &best.path, &mut of_pair);
        found.insert(pair, of_pair);
    }
    found
}

fn add_support(case: &Prepared, path: &Path, sums: &mut ByPayer) {
    let (model, costs) = (case.model(), case.priced().costs());
    for arc in path.arcs.iter().map(|&arc| ArcId::new(arc as usize)) {
        let mut rest = Money::from_kernel(costs.priced(case.priced().prices(), arc).parts[SUPPORT]);
        let amounts = costs.attribute(arc, case.values()).into_iter().filter(|own| own.part == Part::Support);
        let mut rows = amounts.filter_map(|own| {
            let row = model.subsidies.iter().find(|row| own.figures.contains(&row.price.amount))?;
            Some((row, Money::round(own.amount)))
        });
        let mut next = rows.next();
        while let Some((row, amount)) = next {
            next = rows.next();
            let amount = if next.is_some() { amount } else { rest };
            rest += -amount;
            *sums.entry(row.payer.clone()).or_default() += amount;
        }
    }
}

/// Returns who pays and receives on a route.
fn payments(model: &Model, answer: &Answer, support: ByPayer) -> CorridorPayments {
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
    let mut all = Vec::new();
    if answer.is_answered() {
        let of = |party: Party, name: Option<String>, per_t: Money| Payment { party: party.as_str(), name, per_t };
        all.push(of(Party::Shipper, None, own_costs + -answer.total()));
        all.extend(support.into_iter().map(|(name, amount)| of(Party::Supporter, Some(name), amount)));
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

/// Returns what would be cheapest without support where the cheapest corridor of a demand has any, or another one that was
/// asked for.
fn without_support(model: &Model, totals: &PairTotals, demand: &DemandPayments) -> Option<WithoutSupport> {
    let leader = demand.corridors.iter().find(|own| own.rank == Some(1)).filter(|_| is_supported(demand))?;
    let key = |place| &model.places.list[place].key;
    let (id, _) = model.demands.enumerate().find(|(_, own)| {
        (key(own.from), key(own.to), own.customs.as_str()) == (&demand.from.key, &demand.to.key, demand.regime)
    })?;
    let then = |corridor| *totals.get(Pair { demand: id, corridor });
    let (leading, _) = model.corridors.enumerate().find(|(_, own)| own.key == leader.corridor)?;
    let costs = then(leading)?;
    // Of equally cheap corridors the one that leads with support stays ahead.
    let all = model.corridors.ids().filter_map(|corridor| Some((then(corridor)?, corridor != leading, corridor)));
    let (cheapest_costs, _, cheapest) = all.min()?;
    Some(WithoutSupport {
        leader: leader.corridor.clone(),
        leader_title: leader.title.clone(),
        leader_costs_per_t: costs,
        cheapest: model.corridors[cheapest].key.clone(),
        cheapest_title: model.corridors[cheapest].title.clone(),
        cheapest_costs_per_t: cheapest_costs,
    })
}
