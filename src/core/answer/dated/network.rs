//! The network of dated plans: the arcs of the priced network, each with what its times depend on.
//!
//! Boarding and the first leg of a ride are one arc here: when the leg runs, and how long that takes, decides for which
//! departure cargo waits.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::answer::PricedNetwork;
use crate::ids::{ArcId, FigureId, Id, LegId, PlaceId, ServiceId};
use crate::model::{
    Departing, Leg, Model, OpenSpans, Opening, OpeningRow, RunningDays, Sailing, SwitchSet, Timeline, departing, hours,
    seconds,
};
use crate::network::{ArcKind, PriorOperation};
use corridor_kernel::graph::Graph;
use corridor_kernel::{Bound, Passage, TimedArcs};

use super::ride::{BoardTimes, BorderTimes, LegTimes, OperationTimes, PartTimes, RidePart, RideTimes};

/// How many millionths two waits, parted at an opening and rounded by themselves, may cost less than one.
const ROUNDED_APART: i64 = 9;

/// How an arc is passed.
enum Passing {
    /// At any time alike, with the seconds of each of its arcs.
    Usual { seconds: Vec<i64>, cost: i64 },
    /// An operation that begins in opening hours and before no ride.
    Operation(OperationTimes),
    /// A ride whose times depend on the day.
    Ride(Box<RideTimes>),
}

/// An arc of the network: the arcs of the priced network that it stands for, and how it is passed.
struct DatedArc {
    arcs: Vec<ArcId>,
    how: Passing,
}

/// The arcs of a way to pass a dated arc, with their times.
pub(super) struct PassedTimes {
    pub(super) parts: Vec<PartTimes>,
    /// The departure that is caught, if it is a dated one.
    pub(super) departure: Option<Departing>,
}

/// The network of dated plans.
pub(super) struct DatedNetwork<'a> {
    pub(super) model: &'a Model,
    pub(super) priced: &'a PricedNetwork,
    pub(super) values: &'a [f64],
    pub(super) timeline: Timeline,
    pub(super) graph: Graph,
    arcs: Vec<DatedArc>,
    /// Whether passing an arc is a transfer.
    pub(super) transfers: Vec<bool>,
    /// The least cost and time of each arc; nothing where it can never be passed.
    pub(super) least: Vec<Option<(i64, i64)>>,
}

/// The departures of a service at a place, if they are dated.
type ServiceDepartures = Option<Arc<Vec<Departing>>>;

/// What is known of legs, crossings, places and services.
struct Times<'a> {
    model: &'a Model,
    priced: &'a PricedNetwork,
    values: &'a [f64],
    timeline: &'a Timeline,
    days: BTreeMap<(LegId, SwitchSet), Option<Arc<RunningDays>>>,
    spans: BTreeMap<(usize, SwitchSet), Arc<OpenSpans>>,
    departures: BTreeMap<(ServiceId, PlaceId, SwitchSet), ServiceDepartures>,
}

impl<'a> DatedNetwork<'a> {
    /// Lays out the plans of a model that is open on all days; see [`Model::open_between`].
    pub(super) fn new(model: &'a Model, priced: &'a PricedNetwork, values: &'a [f64], timeline: Timeline) -> Self {
        let network = priced.network();
        let graph = network.graph();
        let (days, spans, departures) = Default::default();
        let mut times = Times { model, priced, values, timeline: &timeline, days, spans, departures };
        let (mut ends, mut arcs) = (Vec::new(), Vec::new());
        for (tail, arc) in graph.with_tails() {
            for chain in times.chains(arc, false) {
                ends.push((tail, graph.head(chain[chain.len() - 1])));
                arcs.push(times.arc(chain.into_iter().map(ArcId::new).collect()));
            }
        }
        let is_transfer = |arc: &DatedArc| {
            let is =
                |&arc: &ArcId| matches!(network.arcs()[arc].kind, ArcKind::Tranship { .. } | ArcKind::Gauge { .. });
            arc.arcs.iter().any(is)
        };
        let transfers = arcs.iter().map(is_transfer).collect();
        let graph = Graph::from_sorted(graph.nodes(), ends);
        let mut dated = Self { model, priced, values, timeline, graph, arcs, transfers, least: Vec::new() };
        dated.least = dated.arcs.iter().map(|arc| dated.least_of(arc)).collect();
        dated
    }

    /// Returns of each arc whether what it costs and takes depends on the time.
    pub(super) fn is_dated(&self) -> Vec<bool> {
        self.arcs.iter().map(|arc| !matches!(arc.how, Passing::Usual { .. })).collect()
    }

    /// Returns what an arc costs with some hours, in millionths; nothing where that is below nothing.
    fn cost(&self, part: &PartTimes) -> Option<i64> {
        let total = match &part.hours {
            None => self.priced.costs().priced(self.priced.prices(), part.arc).total(),
            Some(hours) => self.priced.costs().priced_dated(part.arc, self.values, hours).0.total(),
        };
        (total >= 0.0).then_some(total as i64)
    }

    fn cost_of(&self, parts: &[PartTimes]) -> Option<i64> {
        parts.iter().map(|part| self.cost(part)).sum()
    }

    fn least_of(&self, arc: &DatedArc) -> Option<(i64, i64)> {
        match &arc.how {
            Passing::Usual { seconds, cost } => (*cost >= 0).then(|| (*cost, seconds.iter().sum())),
            Passing::Operation(operation) => {
                let usual = PartTimes { arc: operation.arc, begins: 0, ends: 0, hours: None };
                Some((self.cost(&usual)?, seconds(operation.usual.iter().sum())))
            }
            Passing::Ride(ride) => {
                let (taken, parts) = ride.least(None)?;
                Some((self.cost_of(&parts)?, taken))
            }
        }
    }

    /// Returns the arcs that a way to pass an arc takes, with their times.
    pub(super) fn passed(&self, arc: u32, ready: i64, way: u32) -> Option<PassedTimes> {
        Some(Self::way(&self.arcs[arc as usize], ready, way)?.0)
    }

    /// Returns the first way to pass an arc from a number on, with its number.
    fn way(dated: &DatedArc, ready: i64, way: u32) -> Option<(PassedTimes, u32)> {
        let alone = |parts: Vec<PartTimes>| (PassedTimes { parts, departure: None }, 0);
        match &dated.how {
            Passing::Usual { seconds, .. } => {
                let mut at = ready;
                let part = |(&arc, seconds): (&ArcId, &i64)| {
                    let begins = at;
                    at += seconds;
                    PartTimes { arc, begins, ends: at, hours: None }
                };
                Some(alone(dated.arcs.iter().zip(seconds).map(part).collect()))
            }
            Passing::Operation(operation) => operation.at(ready).map(|(part, _)| alone(vec![part])),
            Passing::Ride(ride) => match ride.departures() {
                None => ride.at(ready, None).map(alone),
                Some(departures) => {
                    let first = departures.partition_point(|departing| departing.leaves < ready);
                    let from = first + way as usize;
                    departures.iter().enumerate().skip(from).find_map(|(position, departing)| {
                        let parts = ride.at(ready, Some(departing))?;
                        Some((PassedTimes { parts, departure: Some(*departing) }, (position - first) as u32))
                    })
                }
            },
        }
    }

    /// Returns bounds of the departures from a number on.
    fn later(&self, dated: &DatedArc, ready: i64, way: u32) -> Option<Bound> {
        let Passing::Ride(ride) = &dated.how else { return None };
        let departures = ride.departures()?;
        let first = departures.partition_point(|departing| departing.leaves < ready);
        let next = departures.get(first + way as usize)?;
        let before = ride.formalities() + ride.operates();
        let (taken, parts) = ride.least(Some(hours((next.leaves - ready - before).max(0))))?;
        // What is left of the least time once the departure has left.
        let after = taken - ride.operates() - ride.before_leaving()?;
        let cost = (self.cost_of(&parts)? - ROUNDED_APART).max(0);
        Some(Bound { arrives: next.leaves + after.max(0), cost, way })
    }
}

impl TimedArcs for DatedNetwork<'_> {
    fn pass(&self, arc: u32, ready: i64, way: u32) -> Option<Passage> {
        let dated = &self.arcs[arc as usize];
        if let Passing::Usual { seconds, cost } = &dated.how {
            let arrives = ready + seconds.iter().sum::<i64>();
            return (*cost >= 0).then_some(Passage { arrives, cost: *cost, later: None });
        }
        let (times, way) = Self::way(dated, ready, way)?;
        let cost = self.cost_of(&times.parts)?;
        let arrives = times.parts.last()?.ends;
        let later = times.departure.and_then(|_| self.later(dated, ready, way + 1));
        Some(Passage { arrives, cost, later })
    }

    fn latest(&self, arc: u32, by: i64) -> Option<i64> {
        let least = self.least[arc as usize]?.1;
        let Passing::Ride(ride) = &self.arcs[arc as usize].how else { return Some(by - least) };
        let Some(departures) = ride.departures() else { return Some(by - least) };
        let before = ride.operates() + ride.before_leaving()?;
        // What is left of the least time once the departure has left.
        let after = (least - before).max(0);
        let last = departures.partition_point(|departing| departing.leaves + after <= by).checked_sub(1)?;
        Some(departures[last].leaves - before)
    }
}

impl Times<'_> {
    /// Returns the arcs in a row that an arc of the network is passed with: boarding with the first leg of the ride, and an
    /// operation in opening hours with the boarding after it.
    fn chains(&mut self, arc: usize, is_rest: bool) -> Vec<Vec<usize>> {
        let network = self.priced.network();
        let (graph, layer) = (network.graph(), network.arcs()[ArcId::new(arc)].layer);
        let goes_on = match network.arcs()[ArcId::new(arc)].kind {
            ArcKind::Board { prior, .. } => prior != PriorOperation::Staying,
            ArcKind::Load { place, .. } | ArcKind::Tranship { place, .. } | ArcKind::Gauge { place } => {
                let switches = self.switches(layer);
                self.open(|row| row.of == Opening::Place(place), switches).is_some()
            }
            ArcKind::Cross { .. } => is_rest,
            _ => false,
        };
        if !goes_on {
            return vec![vec![arc]];
        }
        let rests = graph.out(graph.head(arc)).flat_map(|next| self.chains(next, true)).collect::<Vec<_>>();
        rests.into_iter().map(|rest| std::iter::once(arc).chain(rest).collect()).collect()
    }

    /// Collects what the times of some arcs in a row depend on.
    fn arc(&mut self, arcs: Vec<ArcId>) -> DatedArc {
        let network = self.priced.network();
        let first = &network.arcs()[arcs[0]];
        let switches = self.switches(first.layer);
        let mut usual_ride = None;
        let how = match first.kind {
            ArcKind::Unload { place, .. } => self.operation(arcs[0], place, switches).map(Passing::Operation),
            ArcKind::Load { .. } | ArcKind::Tranship { .. } | ArcKind::Gauge { .. } if arcs.len() == 1 => None,
            ArcKind::Alight { .. } | ArcKind::Board { prior: PriorOperation::Staying, .. } => None,
            _ => {
                let ride = self.ride(&arcs, switches);
                usual_ride = if ride.is_dated() { None } else { ride.at(0, None) };
                ride.is_dated().then(|| Passing::Ride(Box::new(ride)))
            }
        };
        let how = how.unwrap_or_else(|| {
            let priced = arcs.iter().map(|&arc| self.priced.costs().priced(self.priced.prices(), arc));
            let of_ride = usual_ride.map(|parts| parts.iter().map(|part| part.ends - part.begins).collect());
            let taken =
                of_ride.unwrap_or_else(|| priced.clone().map(|priced| seconds(priced.hours.iter().sum())).collect());
            let total = priced.fold(
                0.0,
                |total: f64, priced| {
                    if priced.total() < 0.0 { f64::NEG_INFINITY } else { total + priced.total() }
                },
            );
            Passing::Usual { seconds: taken, cost: if total < 0.0 { -1 } else { total as i64 } }
        });
        DatedArc { arcs, how }
    }

    fn switches(&self, layer: u16) -> SwitchSet {
        self.model.corridors[self.priced.network().layers()[usize::from(layer)].corridor].switches
    }

    /// Returns an operation that begins in the opening hours of its place; nothing where these are not known.
    fn operation(&mut self, arc: ArcId, place: PlaceId, switches: SwitchSet) -> Option<OperationTimes> {
        let open = self.open(|row| row.of == Opening::Place(place), switches)?;
        let usual = self.priced.costs().priced(self.priced.prices(), arc).hours;
        Some(OperationTimes { arc, usual, open })
    }

    fn ride(&mut self, arcs: &[ArcId], switches: SwitchSet) -> RideTimes {
        let (model, priced) = (self.model, self.priced);
        let network = priced.network();
        let (mut parts, mut legs, mut board, mut operation) = (Vec::new(), Vec::new(), None, None);
        for &id in arcs {
            let arc = &network.arcs()[id];
            let usual = priced.costs().priced(priced.prices(), id).hours;
            let part = match &arc.kind {
                ArcKind::Board { place, ride, .. } => {
                    board = Some(self.board(*place, network.ride(*ride).service, usual[1], switches));
                    RidePart::Board
                }
                ArcKind::Cross { leg } => {
                    legs.push(LegTimes { is_run: false, ..self.leg(*leg, arc.layer, switches, true) });
                    RidePart::Cross
                }
                ArcKind::Move { leg, .. } => {
                    let run = self.leg(*leg, arc.layer, switches, false);
                    match legs.last_mut() {
                        // The border of the leg was passed on the arc before.
                        Some(crossed) => *crossed = LegTimes { border: crossed.border.take(), ..run },
                        None => legs.push(run),
                    }
                    RidePart::Move
                }
                ArcKind::Haul { way, ride, prior } => {
                    let way = network.ways().legs(*way);
                    if *prior != PriorOperation::Staying {
                        let place = model.legs[way[0]].from;
                        board = Some(self.board(place, network.ride(*ride).service, usual[1], switches));
                    }
                    let of_leg = |leg| self.leg(leg, arc.layer, switches, true);
                    legs.extend(way.into_iter().map(of_leg));
                    RidePart::Whole
                }
                ArcKind::Load { place, .. } | ArcKind::Tranship { place, .. } | ArcKind::Gauge { place } => {
                    operation = self.operation(id, *place, switches);
                    continue;
                }
                _ => continue,
            };
            parts.push((part, id, usual));
        }
        RideTimes { arcs: parts, operation, board, legs }
    }

    fn board(&mut self, place: PlaceId, service: Option<ServiceId>, usual_h: f64, switches: SwitchSet) -> BoardTimes {
        let (timeline, model, values) = (self.timeline, self.model, self.values);
        let departures = service.and_then(|service| {
            let known = self.departures.entry((service, place, switches)).or_insert_with(|| {
                let is_dated = model.sailing(service, place, switches) != Sailing::Average;
                is_dated.then(|| departing(timeline, model, (service, place), switches, values).into())
            });
            known.clone()
        });
        BoardTimes { usual_h, departures }
    }

    /// Collects what the times of a leg depend on, with its border or without.
    fn leg(&mut self, id: LegId, layer: u16, switches: SwitchSet, with_border: bool) -> LegTimes {
        let (timeline, model, values) = (self.timeline, self.model, self.values);
        let leg = &model.legs[id];
        let cargo = self.priced.network().cargo_class(model, layer);
        let value = |figure: FigureId| values[figure.index()];
        let run = match (leg.time_h, leg.distance_km, model.speed_of(leg, &cargo)) {
            (Some(time), ..) => (value(time), None),
            (None, Some(km), Some(speed)) => (value(km), Some(value(speed))),
            _ => (0.0, None),
        };
        let has_seasons = !leg.seasons.is_empty() || leg.open_months.is_some();
        let days = has_seasons.then(|| {
            let known = self.days.entry((id, switches));
            known.or_insert_with(|| RunningDays::of(timeline, leg, switches, values).map(Arc::new)).clone()
        });
        let border = (with_border && model.is_crossing(leg)).then(|| self.border(leg, layer, switches));
        LegTimes { run, days: days.flatten(), border, is_run: true }
    }

    fn border(&mut self, leg: &Leg, layer: u16, switches: SwitchSet) -> BorderTimes {
        let (model, network) = (self.model, self.priced.network());
        let regime = network.layers()[usize::from(layer)].customs.regime();
        let cargo = network.cargo_class(model, layer);
        let open = self.open(|row| row.of == Opening::Leg(leg.key.clone()), switches);
        let has_hours = model.keeps_hours(leg, switches);
        let mut terms = Vec::new();
        for row in model.borders_for(leg, regime, &cargo) {
            terms.extend(row.time_h.map(|time| self.values[time.index()]));
            // The average wait for an open day gives way to the opening hours where they are known.
            if let Some(days) = row.open_days.filter(|_| !has_hours).map(|days| self.values[days.index()]) {
                terms.extend([84.0, -24.0 * days, 12.0 / 7.0 * days * days]);
            }
        }
        BorderTimes { terms, open }
    }

    /// Returns the opening hours that some rows give; nothing where there is no such row.
    fn open(&mut self, is_meant: impl Fn(&OpeningRow) -> bool, switches: SwitchSet) -> Option<Arc<OpenSpans>> {
        let (model, timeline) = (self.model, self.timeline);
        let rows: Vec<&OpeningRow> = model.openings.iter().filter(|row| is_meant(row)).collect();
        let first = model.openings.iter().position(&is_meant)?;
        let known = self.spans.entry((first, switches));
        Some(Arc::clone(known.or_insert_with(|| OpenSpans::of(timeline, &rows, switches).into())))
    }
}
