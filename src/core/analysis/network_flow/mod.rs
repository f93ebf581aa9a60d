//! The flow of least cost through a neutral network, and what each full leg is worth.

mod result;

use std::path::PathBuf;

use corridor_kernel::flow::{Cut, Flow, FlowArc, FlowNetwork, FlowRefusal, FullArc, UnitPrice};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::problem::{Code, Problem};
use crate::scenario::{NeutralLeg, NeutralNetwork};
use crate::units::Decimal;

use super::{Analysis, Ask, Refusal};

pub use result::{Bottleneck, BottleneckLeg, FlowLeg, NetworkFlow, UnitWorth};

/// The most bottlenecks that are taken away one after the other.
const MAX_BOTTLENECKS: usize = 3;
/// The most decimal places of an amount or a cost.
const MAX_PLACES: u32 = 9;
/// The most positions that a problem names besides its own.
const MAX_RELATED: usize = 8;

/// What is asked about a network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NetworkFlowQuestion {
    /// The folder with `nodes.csv` and `legs.csv`.
    pub network: PathBuf,
}

impl Analysis for NetworkFlowQuestion {
    type Found = NetworkFlow;

    fn answer(&self, ask: &Ask<'_>) -> Result<NetworkFlow, Refusal> {
        ask.check_whole()?;
        if !ask.scenarios.is_empty() {
            return Err(Refusal::request("a network of flows is asked without a scenario"));
        }
        let network = NeutralNetwork::load(&self.network)?;
        let counted = WholeNetwork::of(&network).ok_or_else(|| too_great(&network))?;
        let flow = counted.network.cheapest().map_err(|refusal| counted.problem(&network, &refusal))?;
        counted.found(&network, &flow).ok_or_else(|| too_great(&network))
    }
}

/// A network in whole numbers, with the decimal places that these stand for.
struct WholeNetwork {
    network: FlowNetwork,
    amount_places: u32,
    cost_places: u32,
}

impl WholeNetwork {
    /// Counts amounts and costs in their smallest decimals; nothing where a number would be too great.
    fn of(read: &NeutralNetwork) -> Option<Self> {
        let places =
            |numbers: &mut dyn Iterator<Item = Decimal>| numbers.map(|number| number.parts().1).max().unwrap_or(0);
        let capacities = read.legs.iter().filter_map(|leg| leg.capacity);
        let amount_places = places(&mut read.nodes.iter().map(|node| node.supply).chain(capacities));
        let cost_places = places(&mut read.legs.iter().map(|leg| leg.cost));
        if amount_places.max(cost_places) > MAX_PLACES {
            return None;
        }
        let supplies = read.nodes.iter().map(|node| whole(node.supply, amount_places)).collect::<Option<_>>()?;
        let arc = |leg: &NeutralLeg| {
            let capacity = match leg.capacity {
                Some(capacity) => Some(whole(capacity, amount_places)?),
                None => None,
            };
            Some(FlowArc { tail: leg.from as u32, head: leg.to as u32, capacity, cost: whole(leg.cost, cost_places)? })
        };
        let arcs = read.legs.iter().map(arc).collect::<Option<_>>()?;
        Some(Self { network: FlowNetwork { supplies, arcs }, amount_places, cost_places })
    }

    fn amount(&self, units: i128) -> Decimal {
        decimal(units, self.amount_places)
    }

    fn price(&self, price: i64) -> Decimal {
        decimal(price.into(), self.cost_places)
    }

    /// Returns a cost; nothing where it has too many digits.
    fn cost(&self, cost: i128) -> Option<Decimal> {
        Decimal::of_parts(cost, self.amount_places + self.cost_places)
    }

    fn worth(&self, price: &UnitPrice) -> UnitWorth {
        UnitWorth { price: self.price(price.price), units: price.units.map(|units| self.amount(units.into())) }
    }

    /// Returns what was found; nothing where the cost has too many digits.
    fn found(&self, read: &NeutralNetwork, flow: &Flow) -> Option<NetworkFlow> {
        let node = |at: usize| read.nodes[at].name.clone();
        let mut legs: Vec<FlowLeg> = Vec::with_capacity(read.legs.len());
        for (leg, &units) in read.legs.iter().zip(&flow.flows) {
            legs.push(FlowLeg {
                leg: leg.name.clone(),
                from: node(leg.from),
                to: node(leg.to),
                capacity: leg.capacity,
                cost: leg.cost,
                flow: self.amount(units.into()),
                is_full: false,
                more: None,
                fewer: None,
            });
        }
        let prices = self.network.prices(flow);
        for price in &prices {
            let leg = &mut legs[price.arc as usize];
            leg.is_full = true;
            leg.more = Some(self.worth(&price.more));
            leg.fewer = price.fewer.as_ref().map(|fewer| self.worth(fewer));
        }
        let sent = self.network.supplies.iter().map(|&supply| i128::from(supply.max(0))).sum();
        Some(NetworkFlow {
            inputs: read.inputs.clone(),
            sent: self.amount(sent),
            cost: self.cost(flow.cost)?,
            is_only: self.network.is_only(flow),
            senders: self.network.supplies.iter().filter(|&&supply| supply > 0).count(),
            receivers: self.network.supplies.iter().filter(|&&supply| supply < 0).count(),
            legs,
            bottlenecks: self.bottlenecks(read, flow),
        })
    }

    /// Removes the limit of the legs that are worth the most, then of those that are worth the most then, and so on.
    fn bottlenecks(&self, read: &NeutralNetwork, flow: &Flow) -> Vec<Bottleneck> {
        let mut network = self.network.clone();
        let mut flow = flow.clone();
        let mut bottlenecks = Vec::new();
        while bottlenecks.len() < MAX_BOTTLENECKS {
            let prices = network.prices(&flow);
            let Some(price) = prices.iter().map(|arc| arc.more.price).max().filter(|&price| price > 0) else { break };
            let tied: Vec<_> = prices.iter().filter(|arc| arc.more.price == price).collect();
            let leg = |arc: &&FullArc| {
                let leg = read.legs[arc.arc as usize].name.clone();
                BottleneckLeg { leg, units: self.worth(&arc.more).units }
            };
            let legs = tied.iter().map(leg).collect();
            for arc in tied {
                network.arcs[arc.arc as usize].capacity = None;
            }
            let then = network.cheapest().ok();
            let cost = then.as_ref().and_then(|then| self.cost(then.cost));
            let saved = then.as_ref().and_then(|then| self.cost(flow.cost - then.cost));
            bottlenecks.push(Bottleneck { legs, price: self.price(price), saved, cost });
            let Some(then) = then else { break };
            flow = then;
        }
        bottlenecks
    }

    /// Returns why there is no flow, with its place in the files.
    fn problem(&self, read: &NeutralNetwork, refusal: &FlowRefusal) -> Refusal {
        match refusal {
            FlowRefusal::Unbalanced(sum) => {
                let sent: i128 = self.network.supplies.iter().map(|&supply| i128::from(supply.max(0))).sum();
                let (sends, needs) = (self.amount(sent), self.amount(sent - sum));
                let message = format!("all nodes together send {sends} and need {needs}");
                let first = read.nodes.iter().find(|node| (node.supply > Decimal::ZERO) == (*sum > 0));
                let help = "supplies above 0 and below 0 add up to 0; where some may stay, add a node that takes it, with \
                            legs to it and what that costs";
                let problem = Problem::new(Code::SupplyUnbalanced, message).placed(first.map(|node| &node.span));
                problem.help(help).into()
            }
            FlowRefusal::Blocked(cut) => self.blocked(read, cut),
            FlowRefusal::Endless(ring) => {
                let names: Vec<&str> = ring.iter().map(|&arc| &*read.legs[arc as usize].name).collect();
                let message = format!("the ring {} costs less than nothing and has no limit", names.join(", "));
                let problem = Problem::new(Code::EndlessFlow, message).at(&read.legs[ring[0] as usize].span);
                problem.help("give one of its legs a capacity, or a cost that is not below 0").into()
            }
            FlowRefusal::TooGreat => too_great(read),
        }
    }

    fn blocked(&self, read: &NeutralNetwork, cut: &Cut) -> Refusal {
        let supplies = &self.network.supplies;
        let supply: i128 = cut.nodes.iter().map(|&node| i128::from(supplies[node as usize])).sum();
        let from: Vec<&str> = cut
            .nodes
            .iter()
            .filter(|&&node| supplies[node as usize] > 0)
            .map(|&node| &*read.nodes[node as usize].name)
            .collect();
        let legs: Vec<&str> = cut.arcs.iter().map(|&arc| &*read.legs[arc as usize].name).collect();
        let ways = if legs.is_empty() {
            "no leg leads on from there".to_owned()
        } else {
            format!("no more than {} fits on {}", self.amount(supply - cut.missing), listed(&legs))
        };
        let (supply, missing) = (self.amount(supply), self.amount(cut.missing));
        let message = format!("{} must send on {supply}, and {ways}: {missing} cannot be sent", listed(&from));
        let mut problem = Problem::new(Code::FlowBlocked, message);
        let sender = cut.nodes.iter().find(|&&node| supplies[node as usize] > 0);
        let mut places = cut.arcs.iter().map(|&arc| &read.legs[arc as usize].span);
        problem = problem.placed(places.next().or(sender.map(|&node| &read.nodes[node as usize].span)));
        for place in places.take(MAX_RELATED) {
            problem = problem.related(place, "full, too");
        }
        problem.help("widen these legs, add others, or send less").into()
    }
}

/// Lists the first names, and the number of the others.
fn listed(names: &[&str]) -> String {
    let shown = names.len().min(MAX_RELATED);
    let more = names.len() - shown;
    let others = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{others}", names[..shown].join(", "))
}

fn too_great(read: &NeutralNetwork) -> Refusal {
    let message = "supplies, capacities and costs have so many digits that their sums might not be exact";
    let span = read.legs.first().map(|leg| &leg.span);
    let help = "count in greater units, or write fewer decimals";
    Problem::new(Code::FlowTooGreat, message).placed(span).help(help).into()
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::Invalid(problem.into())
    }
}

/// Counts a number in its last decimal place of some.
fn whole(number: Decimal, places: u32) -> Option<i64> {
    let (mantissa, own) = number.parts();
    let factor = 10_i128.checked_pow(places - own)?;
    i64::try_from(mantissa.checked_mul(factor)?).ok()
}

/// Returns the number that so many of the last decimal place make; an `i64` has few enough digits.
fn decimal(count: i128, places: u32) -> Decimal {
    Decimal::of_parts(count, places).unwrap_or(Decimal::ZERO)
}
