//! From a priced network to one answer for each demand and corridor, with reasons where there is no route.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::ids::{CorridorId, DemandId, Pair};
use crate::model::{CorridorItem, Leg, Model};
use crate::network::{Law, Physical, Waive};
use crate::units::Money;

use super::bounds::give_bounds;
use super::missing::missing_rows;
use super::priced::{DEMANDS_TOGETHER, Detail, PricedNetwork};
use super::refusal::refused;
use super::{Answer, PairTable, Reason, ReasonKind, Refused, StepKind, Tracer, blank};

/// Answers all demands by all corridors, in the order of the files.
///
/// # Shape
/// `values` has one entry for each figure of the register and is what the network is priced at.
pub fn answers(model: &Model, values: &[f64], priced: &PricedNetwork, detail: Detail) -> Vec<Answer> {
    let best = priced.best();
    let demands: Vec<DemandId> = model.demands.ids().collect();
    let of_demand = |tracer: &mut Tracer<'_>, demand: DemandId| -> Vec<Answer> {
        let answer = |pair: Pair| match best.get(&pair) {
            None => blank(model, pair),
            Some(found) if detail == Detail::Sums => tracer.sums(found.question, &found.path),
            Some(found) => priced.itinerary(model, tracer, found.question, &found.path),
        };
        model.pairs_of(demand).map(answer).collect()
    };
    let traced = demands.into_par_iter().with_min_len(DEMANDS_TOGETHER);
    let traced = traced.map_init(|| priced.tracer(model, values), |tracer, demand| of_demand(tracer, demand));
    let mut answers = PairTable::of(model, traced.flatten_iter().collect::<Vec<Answer>>());
    give_bounds(model, values, priced, &best, &mut answers, detail);
    if detail == Detail::Whole {
        let missing: Vec<Pair> = model.pairs().filter(|pair| !best.contains_key(pair)).collect();
        for (pair, obstacle) in obstacles(model, values, &missing) {
            let answer = answers.get_mut(pair);
            answer.reason_kind = Some(obstacle.reason.kind);
            answer.reason = Some(obstacle.reason.text);
            answer.refused = obstacle.refused;
        }
    }
    for (_, of_demand) in answers.by_demand_mut() {
        rank(of_demand, model);
    }
    answers.into_items()
}

/// Fills in rank and differences for the answers to one demand.
fn rank(answers: &mut [Answer], model: &Model) {
    let mut totals: Vec<Money> = answers.iter().filter_map(|answer| answer.total_per_t).collect();
    totals.sort_unstable();
    let baseline = model.baseline.and_then(|corridor| {
        let key = &model.corridors[corridor].key;
        answers.iter().find(|answer| &answer.corridor == key)?.total_per_t
    });
    for answer in answers {
        let Some(total) = answer.total_per_t else { continue };
        answer.rank = Some(totals.partition_point(|&other| other < total) as u32 + 1);
        answer.more_than_best = totals.first().map(|&best| total - best);
        answer.saving_per_t = baseline.map(|baseline| baseline - total);
    }
}

/// Why a pair has no route, with the route that permissions refuse where they are in the way.
struct Obstacle {
    reason: Reason,
    refused: Option<Refused>,
}

/// Finds out why some demands have no route by some corridors.
///
/// # Shape
/// `values` has one entry for each figure of the register; the result has one entry for each pair.
pub fn reasons(model: &Model, values: &[f64], pairs: &[Pair]) -> BTreeMap<Pair, Reason> {
    obstacles(model, values, pairs).into_iter().map(|(pair, obstacle)| (pair, obstacle.reason)).collect()
}

/// Finds out why some pairs have no route, by leaving out more and more rules until there is one.
fn obstacles(model: &Model, values: &[f64], pairs: &[Pair]) -> BTreeMap<Pair, Obstacle> {
    let permissions = Waive { law: Law::AnyRow, constraints: false };
    let waives = [
        permissions,
        Waive { law: Law::Kept, constraints: true },
        Waive { law: Law::AnyRow, constraints: true },
        Waive { law: Law::None, constraints: false },
        Waive { law: Law::None, constraints: true },
    ];
    let mut found = BTreeMap::new();
    let mut open = pairs.to_vec();
    for waive in waives {
        if open.is_empty() {
            return found;
        }
        let relaxed = PricedNetwork::new(model, values, &open, waive);
        let mut tracer = relaxed.tracer(model, values);
        for (pair, best) in relaxed.best() {
            let obstacle = if waive == permissions {
                let refused = refused(model, relaxed.network(), best.question, &best.path);
                Obstacle { reason: permission_reason(model, refused.as_ref()), refused }
            } else {
                let route = tracer.answer(best.question, &best.path);
                let reason = match waive.law {
                    Law::None => one_of_each_reason(&route),
                    _ => constraint_reason(model, pair.corridor, &route),
                };
                Obstacle { reason, refused: None }
            };
            found.insert(pair, obstacle);
        }
        open.retain(|pair| !found.contains_key(pair));
    }
    for pair in open {
        let physical = Physical::of(model, model.corridors[pair.corridor].switches);
        found.insert(pair, Obstacle { reason: no_connection(model, &physical, pair), refused: None });
    }
    found
}

fn permission_reason(model: &Model, refused: Option<&Refused>) -> Reason {
    let text = match refused {
        Some(refused) => {
            let nearest = refused
                .nearest
                .first()
                .map_or_else(String::new, |row| format!("; nearest row `{}`: {}", row.permission.key, row.why_not));
            let port = refused.transit_port.as_ref().map_or_else(String::new, |port| format!(" over {}", port.name));
            format!(
                "no permission on {} lets {} of {} in {} leave at {}{port} and come back at {}{nearest}",
                model.date,
                refused.commodity,
                refused.region,
                refused.form,
                refused.exit_point.name,
                refused.entry_port.name
            )
        }
        None => format!("no permission on {} allows it", model.date),
    };
    Reason { kind: ReasonKind::Permission, text }
}

fn constraint_reason(model: &Model, corridor: CorridorId, without: &Answer) -> Reason {
    let rules = &model.corridors[corridor];
    let item = |item: &CorridorItem| match item {
        CorridorItem::Place(place) => model.places.list[*place].key.clone(),
        CorridorItem::Leg(key) => key.clone(),
        CorridorItem::Mode(mode) => mode.to_string(),
        CorridorItem::Country(country) => country.clone(),
        CorridorItem::Tag(tag) => format!("tag:{tag}"),
    };
    let mut said = Vec::new();
    if !rules.within.is_empty() {
        said.push(format!("within {}", rules.within.join(", ")));
    }
    if !rules.modes.is_empty() {
        said.push(format!("by {} only", rules.modes.iter().map(|mode| mode.as_str()).collect::<Vec<_>>().join(" or ")));
    }
    if !rules.avoid.is_empty() {
        said.push(format!("avoiding {}", rules.avoid.iter().map(item).collect::<Vec<_>>().join(", ")));
    }
    for group in &rules.via {
        said.push(format!("via {}", group.iter().map(item).collect::<Vec<_>>().join(" or ")));
    }
    let wanted = |leg: &Leg| rules.via.iter().flatten().any(|item| item.touches(leg, model));
    let text = format!(
        "no way keeps the corridor's rules ({}){}; without them it would be {}",
        said.join("; "),
        idle_services(model, wanted),
        places(without)
    );
    Reason { kind: ReasonKind::Constraint, text }
}

/// Explains that domestic goods would have to leave, come back or change abroad more than once.
fn one_of_each_reason(without: &Answer) -> Reason {
    let text = format!(
        "a permission covers one exit, one foreign port and one return of domestic goods, and there is no such way: \
         without that it would be {}",
        places(without)
    );
    Reason { kind: ReasonKind::Permission, text }
}

/// Names the places of a route in their order.
fn places(route: &Answer) -> String {
    let rides = route.steps.iter().filter(|step| step.kind == StepKind::Ride);
    let mut places: Vec<&str> = rides.flat_map(|step| &step.through).map(|place| place.key.as_str()).collect();
    places.dedup();
    places.join(" > ")
}

/// Names the services of some legs that do not run on the date.
fn idle_services(model: &Model, wanted: impl Fn(&Leg) -> bool) -> String {
    let idle: BTreeSet<&str> =
        model.legs.iter().filter(|leg| wanted(leg)).filter_map(|leg| leg.idle_service.as_deref()).collect();
    if idle.is_empty() {
        return String::new();
    }
    format!(", where on {} no service runs: {}", model.date, idle.into_iter().collect::<Vec<_>>().join(", "))
}

fn no_connection(model: &Model, physical: &Physical, pair: Pair) -> Reason {
    let demand = &model.demands[pair.demand];
    let (from, to) = (&model.places.list[demand.from], &model.places.list[demand.to]);
    let forms: Vec<&str> = model.corridors[pair.corridor].forms.iter().map(|form| form.as_str()).collect();
    let reachable = physical.reachable(demand.from);
    let text = if reachable.len() == 1 {
        format!("no leg that is open on {} leaves {}", model.date, from.name)
    } else if !reachable.contains(&demand.to) {
        format!("no chain of legs that are open on {} leads from {} to {}", model.date, from.name, to.name)
    } else {
        let missing = missing_rows(model, pair).map_or_else(String::new, |rows| format!(": {rows}"));
        format!(
            "legs lead from {} to {}, but on {} no tariff, handling and border rows carry {} as {} all the way{missing}",
            from.name,
            to.name,
            model.date,
            model.commodities[0],
            forms.join(" or ")
        )
    };
    Reason { kind: ReasonKind::NoConnection, text }
}

/// Fills in, for the answers to some demands, the route that permissions refuse, where it is cheaper or the only one.
pub fn add_refusals(model: &Model, values: &[f64], answers: &mut PairTable<Answer>, demands: &[DemandId]) {
    let pairs: Vec<Pair> = demands.iter().flat_map(|&demand| model.pairs_of(demand)).collect();
    let relaxed = PricedNetwork::new(model, values, &pairs, Waive { law: Law::AnyRow, constraints: false });
    for (pair, found) in relaxed.best() {
        let answer = answers.get_mut(pair);
        if answer.total_per_t.is_none_or(|total| Money::from_kernel(found.path.cost) < total) {
            answer.refused = refused(model, relaxed.network(), found.question, &found.path);
        }
    }
}
