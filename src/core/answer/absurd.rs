//! Costs for which no cheapest route exists or no exact sum: what is wrong with them, and with which figures.

use std::collections::BTreeSet;

use super::{MAX_ARC_HOURS, MAX_ARC_MICROS, PricedNetwork};
use crate::cost::{Attribution, support_on};
use crate::ids::{ArcId, FigureId, Id, PlaceId, SubsidyId};
use crate::model::Model;
use crate::network::{ArcKind, Network};
use crate::problem::{Code, Problem, Problems, Span};

/// Describes costs for which no cheapest route exists or no exact sum: below nothing, or beyond what can be counted.
pub(super) fn absurd_costs(model: &Model, values: &[f64], priced: &PricedNetwork) -> Problems {
    let weights = priced.costs().weights(priced.prices());
    let hours = priced.costs().longest_hours(priced.prices());
    let network = priced.network();
    let words = |arc: usize| arc_in_words(model, network, &network.arcs().as_slice()[arc].kind);
    let mut found = Problems::new();
    if let Some(walk) = priced.costs().paid_walk() {
        found.push(paid_route(model, values, priced, walk));
        return found;
    }
    let mut blamed = BTreeSet::new();
    let mut below: Vec<usize> = (0..weights.len()).filter(|&arc| weights[arc] < 0.0).collect();
    below.sort_by(|&left, &right| weights[left].total_cmp(&weights[right]));
    for &arc in &below {
        let message = format!("the prices add up to less than nothing for {}", words(arc));
        let help = "a subsidy must not exceed the price that it is taken off";
        let span = figure_to_blame(model, values, priced.costs().attribute(ArcId::new(arc), values), true);
        if blamed.insert(span.as_ref().map(|span| (span.source.name.clone(), span.start))) {
            found.push(Problem { span, ..Problem::new(Code::NegativeCost, message).help(help) });
        }
    }
    let dearest = (0..weights.len()).max_by(|&left, &right| weights[left].total_cmp(&weights[right]));
    if let Some(arc) =
        dearest.filter(|&arc| below.is_empty() && (weights[arc] > MAX_ARC_MICROS || hours > MAX_ARC_HOURS))
    {
        let message = format!(
            "{} costs {:.0} {} per tonne, and the longest move takes {hours:.0} h",
            words(arc),
            weights[arc] / 1e6,
            model.currency
        );
        let help = "check payloads, lots, rates and multipliers: sums are exact up to 100 million a move and 200,000 h";
        let span = figure_to_blame(model, values, priced.costs().attribute(ArcId::new(arc), values), false);
        found.push(Problem { span, ..Problem::new(Code::AbsurdCost, message).help(help) });
    }
    found
}

/// A route, or a ring, that support makes cheaper than nothing.
pub(crate) struct PaidRoute {
    /// The rows of support that are paid on it.
    pub(crate) rows: Vec<SubsidyId>,
    /// Their keys, for people.
    pub(crate) keys: String,
    /// The places that it leads by, for people.
    pub(crate) places: String,
}

impl PaidRoute {
    /// Describes arcs in a row.
    pub(crate) fn of(model: &Model, network: &Network, arcs: &[ArcId]) -> Self {
        let arcs = || arcs.iter().map(|&arc| &network.arcs()[arc]);
        let rows: BTreeSet<SubsidyId> = arcs().flat_map(|arc| support_on(model, network, arc)).collect();
        let legs = arcs().flat_map(|arc| network.legs(&arc.kind).into_owned());
        let ends = legs.flat_map(|leg| [model.legs[leg].from, model.legs[leg].to]);
        let mut places: Vec<&str> = ends.map(|at| &*model.places.list[at].key).collect();
        places.dedup();
        let keys: Vec<String> = rows.iter().map(|&row| format!("`{}`", model.subsidies[row].key)).collect();
        Self { rows: rows.into_iter().collect(), keys: keys.join(" and "), places: places.join(" - ") }
    }
}

/// Describes a route that support makes cheaper than nothing, with the rows of it.
fn paid_route(model: &Model, values: &[f64], priced: &PricedNetwork, walk: &[u32]) -> Problem {
    let arcs: Vec<ArcId> = walk.iter().map(|&arc| ArcId::new(arc as usize)).collect();
    let total: f64 = arcs.iter().flat_map(|&arc| priced.costs().priced_at(arc, values).parts).sum();
    let PaidRoute { rows, keys, places } = PaidRoute::of(model, priced.network(), &arcs);
    let message =
        format!("with support {keys} a route costs {:.2} {} per tonne: {places}", total / 1e6, model.currency);
    let span = rows.first().and_then(|&row| model.register.figure(model.subsidies[row].price.amount).span());
    let help = "support may exceed the cost of its own step, but not that of a whole route: correct the amount, or say by \
                regions, goods or a step what it is paid for";
    Problem { span, ..Problem::new(Code::PaidRoute, message).help(help) }
}

/// Returns the position of a figure of the charge that weighs most in the direction of an arc's fault, of the figure that
/// is furthest from its own value where some are at bounds.
fn figure_to_blame(model: &Model, values: &[f64], mut amounts: Vec<Attribution>, is_negative: bool) -> Option<Span> {
    let sign = if is_negative { -1.0 } else { 1.0 };
    amounts.sort_by(|left, right| (right.amount * sign).total_cmp(&(left.amount * sign)));
    let figures = amounts.iter().flat_map(|charge| &charge.figures).copied();
    let figures = figures.filter(|id| !is_negative || values[id.index()] < 0.0);
    let moved = |id: FigureId| {
        let (own, value) = (model.register.figure(id).value.to_f64(), values[id.index()]);
        if own.total_cmp(&value).is_eq() { 0.0 } else { libm::log((value / own).abs()).abs() }
    };
    let placed = figures.filter_map(|id| Some((moved(id), model.register.figure(id).span()?)));
    placed.min_by(|left, right| right.0.total_cmp(&left.0)).map(|(_, span)| span)
}

/// Describes an arc for a problem.
fn arc_in_words(model: &Model, network: &Network, kind: &ArcKind) -> String {
    let name = |place: &PlaceId| model.places.list[*place].key.clone();
    match kind {
        ArcKind::Load { place, to, .. } => format!("loading at `{}` onto {to}", name(place)),
        ArcKind::Board { place, .. } => format!("boarding at `{}`", name(place)),
        ArcKind::Move { leg, .. } => format!("leg `{}`", model.legs[*leg].key),
        ArcKind::Haul { way, .. } => {
            format!("the haul that begins with leg `{}`", model.legs[network.ways().first(*way)].key)
        }
        ArcKind::Cross { leg } => format!("crossing the border on leg `{}`", model.legs[*leg].key),
        ArcKind::Alight { place } => format!("staying at `{}`", name(place)),
        ArcKind::Tranship { place, from, to, .. } => format!("transhipping at `{}` from {from} to {to}", name(place)),
        ArcKind::Gauge { place } => format!("changing gauge at `{}`", name(place)),
        ArcKind::Unload { place, from, .. } => format!("unloading at `{}` from {from}", name(place)),
    }
}
