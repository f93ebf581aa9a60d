//! The routes of very many demands without their steps: what is measured of them is added up along the paths that they
//! share.

use crate::ids::{ArcId, Id, PlaceId};
use crate::model::Model;
use crate::network::ArcKind;
use crate::units::{Mass, Money};
use corridor_kernel::{Along, Label, cheapest_along};

use super::{Hours, KmByMode, PARTS, PairTable, Parts, PricedNetwork, RouteMeasures, Tracer};

/// The route of a demand by a corridor, without its steps.
#[derive(Clone, Debug, PartialEq)]
pub struct MeasuredRoute {
    /// The total per tonne.
    pub total_per_t: Money,
    /// What is measured of it.
    pub measures: RouteMeasures,
    /// The places where its rides end.
    pub stops: Box<[PlaceId]>,
}

/// What adds up along a path.
#[derive(Clone, Default)]
struct RouteSum {
    /// The parts in whole millionths, which add up exactly in `f64`.
    micros: [f64; PARTS.len()],
    hours: Hours,
    km: KmByMode,
    co2e: Mass,
    /// Where its rides end.
    stops: Vec<PlaceId>,
    /// Whether it begins with a ride that may have begun before.
    begins_riding: bool,
    /// Whether it ends with a ride that may go on.
    ends_riding: bool,
}

/// Adds up what is measured of routes, and where asked for the stops.
struct Measuring<'a> {
    tracer: Tracer<'a>,
    with_stops: bool,
}

impl Along for Measuring<'_> {
    type Sum = RouteSum;

    fn arc(&self, arc: u32) -> RouteSum {
        let arc = ArcId::new(arc as usize);
        let priced = self.tracer.arc(arc);
        let network = self.tracer.priced.network();
        let kind = &network.arcs()[arc].kind;
        let mut km = KmByMode::default();
        let mut stops = Vec::new();
        for &leg in network.legs(kind).iter() {
            let leg = &self.tracer.model.legs[leg];
            km.add(leg.mode, self.tracer.km(leg.distance_km));
            if self.with_stops {
                stops = vec![leg.to];
            }
        }
        let rides = matches!(kind, ArcKind::Move { .. });
        RouteSum {
            micros: priced.parts,
            hours: Hours::of(&priced),
            km,
            co2e: Mass::kilograms(priced.co2e_kg_per_t),
            stops,
            begins_riding: rides,
            ends_riding: rides,
        }
    }

    fn join(&self, before: &RouteSum, after: &RouteSum) -> RouteSum {
        let mut sum = before.clone();
        for (sum, part) in sum.micros.iter_mut().zip(after.micros) {
            *sum += part;
        }
        sum.hours.add(&after.hours);
        sum.km.add_all(&after.km);
        sum.co2e += after.co2e;
        if before.ends_riding && after.begins_riding {
            // Of legs that one ride passes, the last one ends it.
            sum.stops.pop();
        }
        sum.stops.extend(&after.stops);
        sum.ends_riding = after.ends_riding;
        sum
    }
}

impl PricedNetwork {
    /// Finds the route of every demand by every corridor, and keeps of it only its total, what is measured of it and, where
    /// asked for, its stops; nothing where there is none.
    pub fn measured(&self, model: &Model, values: &[f64], with_stops: bool) -> PairTable<Option<MeasuredRoute>> {
        let (weights, ranks) = self.weighted();
        let (asked, queries) = self.queries();
        let network = self.network();
        let measuring = Measuring { tracer: self.tracer(model, values), with_stops };
        let make = |query: usize, label: Label, sum: RouteSum| {
            let form = network.layers()[usize::from(network.questions()[asked[query]].layer)].form.as_str();
            let parts = Parts(sum.micros.map(Money::from_kernel));
            let total_per_t = Money::from_kernel(label.cost);
            debug_assert_eq!(total_per_t, parts.total(), "parts add up to the total");
            let RouteSum { hours, km, co2e, stops, .. } = sum;
            let measures = RouteMeasures { form, parts, hours, km, co2e };
            (label.cost, label.rank, MeasuredRoute { total_per_t, measures, stops: stops.into() })
        };
        let found = cheapest_along(network.graph(), &weights, &ranks, &queries, &measuring, make);
        let mut best: PairTable<Option<(f64, u64, MeasuredRoute)>> = PairTable::new(model, |_| None);
        for (&question, route) in asked.iter().zip(found) {
            let Some(route) = route else { continue };
            let known = best.get_mut(network.questions()[question].pair());
            if known.as_ref().is_none_or(|known| (route.0, route.1) < (known.0, known.1)) {
                *known = Some(route);
            }
        }
        best.into_map(|best| best.map(|(.., route)| route))
    }
}
