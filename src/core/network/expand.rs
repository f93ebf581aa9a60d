//! The expansion: from the nodes where cargo is, step by step to every node that it can reach.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::ids::{CorridorId, IdVec, LegId, Pair, PlaceId};
use crate::model::{Corridor, Customs, Form, Leg, Mode, Model, Operation};
use corridor_kernel::graph::Graph;

use super::constraint::Rules;
use super::haul::{HaulPlan, Plans};
use super::permits::Permit;
use super::stations::{HaulKey, StationHaul};
use super::{Arc, ArcKind, Law, Lay, Layer, Network, Question, Ride, Waive};

/// Says on which track cargo may go on by rail: on any, or on that of one gauge; a gauge that is not given is its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Track {
    Any,
    Gauge(Option<u16>),
}

/// Says how far cargo has got at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// Lies at the origin, not yet loaded.
    Origin,
    /// Is made ready for a mode, free to board any ride of it on the track named, if one is.
    Ready { mode: Mode, track: Track, lay: Lay },
    /// Has boarded a ride on one line.
    Boarded { ride: u16, line: u16 },
    /// Has passed the border on a leg that it has still to run.
    Crossed { ride: u16, line: u16, leg: LegId, first: bool },
    /// Rides.
    Riding { ride: u16, line: u16 },
    /// Has ended a haul and is still on board.
    Arrived { ride: u16 },
    /// Is unloaded at the destination.
    Done,
}

/// Is a node: a place with all that matters for the rest of the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Node {
    pub(super) layer: u16,
    pub(super) place: PlaceId,
    pub(super) stage: Stage,
    pub(super) permit: u16,
    pub(super) duties: u16,
}

/// Holds what the expansion knows of a layer.
struct LayerWork<'a> {
    corridor: &'a Corridor,
    home: Option<String>,
    rules: Rules,
    /// The allowed legs out of each place.
    legs: IdVec<PlaceId, Vec<LegId>>,
    /// The rides of those legs.
    rides: IdVec<PlaceId, Vec<u16>>,
    /// Whether a leg crosses a border for which customs have a row.
    cleared: IdVec<LegId, bool>,
    /// Whether cargo is unloaded at a place.
    destinations: IdVec<PlaceId, bool>,
    /// The nodes found at each place, by all else that they are.
    known: IdVec<PlaceId, BTreeMap<(Stage, u16, u16), u32>>,
}

impl<'a> LayerWork<'a> {
    fn new(model: &'a Model, layer: &Layer, ride_of: &IdVec<LegId, u16>, waive: Waive) -> Self {
        let corridor = &model.corridors[layer.corridor];
        let rules = Rules::of(model, corridor, layer.form, waive.constraints);
        let mut legs: IdVec<PlaceId, Vec<LegId>> = model.places.list.iter().map(|_| Vec::new()).collect();
        for (id, leg) in model.legs.enumerate().filter(|&(id, _)| rules.allowed[id]) {
            legs[leg.from].push(id);
        }
        let rides_of = |legs: &Vec<LegId>| {
            let mut rides: Vec<u16> = legs.iter().map(|&leg| ride_of[leg]).collect();
            rides.sort_unstable();
            rides.dedup();
            rides
        };
        let cargo = model.cargo_class(layer.form, corridor.switches);
        let regime = layer.customs.regime();
        let cleared = |leg: &Leg| model.is_crossing(leg) && !model.borders_for(leg, regime, &cargo).is_empty();
        Self {
            corridor,
            home: match &layer.customs {
                Customs::Domestic(country) => Some(country.clone()),
                Customs::Foreign(_) => None,
            },
            rides: legs.iter().map(rides_of).collect(),
            cleared: model.legs.enumerate().map(|(id, leg)| rules.allowed[id] && cleared(leg)).collect(),
            known: legs.iter().map(|_| BTreeMap::new()).collect(),
            legs,
            rules,
            destinations: model.places.list.iter().map(|_| false).collect(),
        }
    }
}

/// Carries the expansion along.
pub(super) struct Expansion<'a> {
    pub(super) model: &'a Model,
    waive: Waive,
    layers: Vec<Layer>,
    work: Vec<LayerWork<'a>>,
    pub(super) rides: Vec<Ride>,
    /// The ride of each leg.
    ride_of: IdVec<LegId, u16>,
    plans: Plans<'a>,
    permits: Vec<Permit>,
    pub(super) nodes: Vec<Node>,
    /// The arcs out of each node with their heads.
    out: Vec<Vec<(Arc, u32)>>,
    pub(super) hauls: BTreeMap<HaulKey, Rc<Vec<StationHaul>>>,
}

/// Expands a model; see [`Network::expand_for`].
pub(super) fn expand(model: &Model, pairs: &[Pair], waive: Waive) -> Network {
    grown(model, pairs, waive).0
}

/// Expands a model, and returns the expansion with the nodes in their canonical order beside the network.
pub(super) fn grown<'a>(model: &'a Model, pairs: &[Pair], waive: Waive) -> (Network, Expansion<'a>, Vec<u32>) {
    let mut expansion = Expansion::new(model, waive);
    let sources = expansion.add_origins(pairs);
    expansion.grow();
    let order = expansion.canonical();
    (expansion.finish(pairs, &sources, &order), expansion, order)
}

impl<'a> Expansion<'a> {
    /// Step 1: gives every leg its ride.
    fn new(model: &'a Model, waive: Waive) -> Self {
        let mut rides: Vec<Ride> = model.legs.iter().map(ride_of).collect();
        rides.sort_unstable();
        rides.dedup();
        let ride_of =
            model.legs.iter().map(|leg| rides.binary_search(&ride_of(leg)).map_or(0, |ride| ride as u16)).collect();
        Self {
            model,
            waive,
            layers: Vec::new(),
            work: Vec::new(),
            rides,
            ride_of,
            plans: Plans::new(model),
            permits: Vec::new(),
            nodes: Vec::new(),
            out: Vec::new(),
            hauls: BTreeMap::new(),
        }
    }

    /// Step 2: opens a layer for each way of shipping and puts the cargo at its origins.
    ///
    /// Returns the layer and source of each form of each pair.
    fn add_origins(&mut self, pairs: &[Pair]) -> Vec<Vec<(u16, u32)>> {
        let model = self.model;
        let mut by_layer: BTreeMap<(CorridorId, Form, &Customs), u16> = BTreeMap::new();
        let mut known: BTreeMap<(u16, PlaceId), u32> = BTreeMap::new();
        let mut sources = Vec::new();
        for &Pair { demand, corridor } in pairs {
            let asked = &model.demands[demand];
            let mut of_pair = Vec::new();
            for &form in &model.corridors[corridor].forms {
                let layer = *by_layer.entry((corridor, form, &asked.customs)).or_insert_with(|| {
                    let layer = Layer { corridor, form, customs: asked.customs.clone() };
                    self.work.push(LayerWork::new(model, &layer, &self.ride_of, self.waive));
                    self.layers.push(layer);
                    (self.layers.len() - 1) as u16
                });
                self.work[usize::from(layer)].destinations[asked.to] = true;
                let source = *known.entry((layer, asked.from)).or_insert_with(|| self.origin(layer, asked.from));
                of_pair.push((layer, source));
            }
            sources.push(of_pair);
        }
        sources
    }

    /// Puts the cargo of a layer at an origin, with the permissions of its region.
    fn origin(&mut self, layer: u16, place: PlaceId) -> u32 {
        let work = &self.work[usize::from(layer)];
        let duties = work.rules.by_use[place];
        let permit = match (&work.home, self.waive.law) {
            (None, _) | (_, Law::None) => Permit::Free,
            (Some(_), Law::AnyRow) => Permit::Home(vec![(None, None, None)]),
            (Some(_), Law::Kept) => {
                Permit::home(self.model, self.model.places.list[place].region.as_deref(), self.cargo(layer))
            }
        };
        let permit = self.permit(permit);
        self.node(Node { layer, place, stage: Stage::Origin, permit, duties })
    }

    /// Step 3: follows every node in the order of discovery.
    fn grow(&mut self) {
        let mut next = 0;
        while next < self.nodes.len() {
            let node = self.nodes[next];
            match node.stage {
                Stage::Origin => self.load(next as u32, node),
                Stage::Ready { mode, track, lay } => self.board_all(next as u32, node, (mode, track), None, lay),
                Stage::Boarded { ride, line } => self.move_on(next as u32, node, ride, line, true),
                Stage::Riding { ride, line } => {
                    if self.rides[usize::from(ride)].mode.runs_through() {
                        self.move_on(next as u32, node, ride, line, false);
                    }
                    let head = Node { stage: Stage::Arrived { ride }, ..node };
                    self.arc(next as u32, head, ArcKind::Alight { place: node.place });
                }
                Stage::Crossed { ride, line, leg, first } => self.run(next as u32, node, leg, (ride, line), first),
                Stage::Arrived { ride } => self.leave_train(next as u32, node, ride),
                Stage::Done => {}
            }
            next += 1;
        }
    }

    /// Step 4: puts nodes and arcs in their canonical order, freezes the graph and writes the questions down.
    fn finish(&mut self, pairs: &[Pair], sources: &[Vec<(u16, u32)>], order: &[u32]) -> Network {
        let mut place_of = vec![0_u32; order.len()];
        for (position, &node) in order.iter().enumerate() {
            place_of[node as usize] = position as u32;
        }
        let mut questions = Vec::new();
        for (&Pair { demand, corridor }, of_pair) in pairs.iter().zip(sources) {
            for &(layer, source) in of_pair {
                let place = self.model.demands[demand].to;
                let done = self.work[usize::from(layer)].known[place].get(&(Stage::Done, 0, 0));
                let target = done.map(|&target| place_of[target as usize]);
                questions.push(Question { demand, corridor, layer, source: place_of[source as usize], target });
            }
        }
        let mut ends = Vec::new();
        let mut arcs = IdVec::new();
        for (tail, &node) in order.iter().enumerate() {
            let mut out = std::mem::take(&mut self.out[node as usize]);
            out.sort_unstable_by(|(left, to), (right, other)| {
                (&left.kind, place_of[*to as usize]).cmp(&(&right.kind, place_of[*other as usize]))
            });
            for (arc, head) in out {
                ends.push((tail as u32, place_of[head as usize]));
                arcs.push(arc);
            }
        }
        let graph = Graph::from_sorted(order.len(), ends);
        Network { graph, arcs, layers: self.layers.clone(), rides: self.rides.clone(), questions }
    }

    /// Sorts the nodes by what they mean: so which of two equal paths is taken depends on nothing else that is asked.
    fn canonical(&self) -> Vec<u32> {
        let mut permits: Vec<usize> = (0..self.permits.len()).collect();
        permits.sort_by_key(|&permit| &self.permits[permit]);
        let mut rank = vec![0_usize; permits.len()];
        for (position, &permit) in permits.iter().enumerate() {
            rank[permit] = position;
        }
        let mut order = Vec::with_capacity(self.nodes.len());
        for known in self.work.iter().flat_map(|work| &work.known) {
            let at_place = known.iter().map(|(&(stage, permit, duties), &node)| {
                let permit = rank.get(usize::from(permit)).copied().unwrap_or(0);
                ((stage, permit, duties), node)
            });
            let mut at_place: Vec<_> = at_place.collect();
            at_place.sort_unstable();
            order.extend(at_place.into_iter().map(|(_, node)| node));
        }
        order
    }

    fn load(&mut self, tail: u32, node: Node) {
        let cargo = self.cargo(node.layer);
        for mode in self.modes_from(node) {
            if !self.model.handling_for(node.place, Operation::Load, None, Some(mode), &cargo).is_empty() {
                let head = Node { stage: Stage::Ready { mode, track: Track::Any, lay: Lay::Loaded }, ..node };
                self.arc(tail, head, ArcKind::Load { place: node.place, to: mode });
            }
        }
    }

    /// Boards every ride of a mode that leaves the place; after a haul, only rides that do not rebill it.
    fn board_all(&mut self, tail: u32, node: Node, (mode, track): (Mode, Track), after: Option<u16>, lay: Lay) {
        for ride in self.rides_from(node) {
            let boards = self.rides[usize::from(ride)];
            let fits = boards.mode == mode && (track == Track::Any || track == Track::Gauge(boards.gauge_mm));
            let goes_on = after.is_none_or(|before| {
                let came = self.rides[usize::from(before)];
                // The same ride would charge a haul twice that was never broken; another service is another
                // vehicle, which takes a transhipment.
                before != ride && (boards.service.is_none() || boards.service == came.service)
            });
            if !fits || !goes_on {
                continue;
            }
            let rules = &self.work[usize::from(node.layer)].rules;
            let Some(duties) = rules.boards(node.duties, node.place, boards.mode) else { continue };
            let node = Node { duties, ..node };
            match self.lines(node.layer, ride) {
                Some(lines) => {
                    for line in 0..lines {
                        let head = Node { stage: Stage::Boarded { ride, line }, ..node };
                        self.arc(tail, head, ArcKind::Board { place: node.place, ride, line, lay });
                    }
                }
                None => {
                    for haul in self.station_hauls(node, ride).iter() {
                        let stage = Stage::Arrived { ride };
                        let head = Node { place: haul.to, stage, permit: haul.permit, duties: haul.duties, ..node };
                        self.arc(tail, head, ArcKind::Haul { legs: haul.legs.clone(), ride, lay });
                    }
                }
            }
        }
    }

    fn move_on(&mut self, tail: u32, node: Node, ride: u16, line: u16, first: bool) {
        for leg in self.legs_on(node, ride) {
            if self.model.is_crossing(&self.model.legs[leg]) {
                if let Some(permit) = self.crosses(node, leg) {
                    let head = Node { stage: Stage::Crossed { ride, line, leg, first }, permit, ..node };
                    self.arc(tail, head, ArcKind::Cross { leg });
                }
            } else {
                self.run(tail, node, leg, (ride, line), first);
            }
        }
    }

    fn run(&mut self, tail: u32, node: Node, leg: LegId, (ride, line): (u16, u16), first: bool) {
        let to = self.model.legs[leg].to;
        let head = Node { place: to, stage: Stage::Riding { ride, line }, duties: self.duties(node, leg), ..node };
        self.arc(tail, head, ArcKind::Move { leg, ride, line, first });
    }

    /// Ends a haul: goes on by another ride, is transhipped, changes gauge, or is unloaded.
    fn leave_train(&mut self, tail: u32, node: Node, ride: u16) {
        let came = self.rides[usize::from(ride)];
        if came.mode.runs_through() {
            self.board_all(tail, node, (came.mode, Track::Gauge(came.gauge_mm)), Some(ride), Lay::Staying);
        }
        let cargo = self.cargo(node.layer);
        for mode in self.modes_from(node) {
            if self.model.handling_for(node.place, Operation::Tranship, Some(came.mode), Some(mode), &cargo).is_empty()
            {
                continue;
            }
            let Some(permit) = self.changes(node, came.mode, mode) else { continue };
            // From train to train the gauge stays: changing it is an operation of its own.
            let track = if mode == came.mode { Track::Gauge(came.gauge_mm) } else { Track::Any };
            let stage = Stage::Ready { mode, track, lay: Lay::From(came.mode) };
            let kind = ArcKind::Tranship { place: node.place, from: came.mode, to: mode };
            let met = if came.mode.changes_ship(mode) {
                self.work[usize::from(node.layer)].rules.by_use[node.place]
            } else {
                0
            };
            let duties = node.duties | met;
            self.arc(tail, Node { stage, permit, duties, ..node }, kind);
        }
        if came.mode == Mode::Rail {
            let rail = Some(Mode::Rail);
            let mut gauges: Vec<_> =
                self.rides_from(node).into_iter().map(|ride| self.rides[usize::from(ride)]).collect();
            gauges.retain(|other| other.mode == Mode::Rail && other.gauge_mm != came.gauge_mm);
            gauges.dedup_by_key(|other| other.gauge_mm);
            if !self.model.handling_for(node.place, Operation::Gauge, rail, rail, &cargo).is_empty() {
                for other in gauges {
                    let stage =
                        Stage::Ready { mode: Mode::Rail, track: Track::Gauge(other.gauge_mm), lay: Lay::Regauged };
                    self.arc(tail, Node { stage, ..node }, ArcKind::Gauge { place: node.place });
                }
            }
        }
        let work = &self.work[usize::from(node.layer)];
        let met = node.duties | work.rules.by_use[node.place];
        let arrived = work.destinations[node.place] && met == work.rules.all;
        if arrived && !self.model.handling_for(node.place, Operation::Unload, Some(came.mode), None, &cargo).is_empty()
        {
            let head = Node { stage: Stage::Done, permit: 0, duties: 0, ..node };
            self.arc(tail, head, ArcKind::Unload { place: node.place, from: came.mode });
        }
    }

    /// Returns what the corridor of a layer asks for.
    pub(super) fn rules(&self, layer: usize) -> &Rules {
        &self.work[layer].rules
    }

    pub(super) fn cargo(&self, layer: u16) -> crate::model::CargoClass<'a> {
        let layer_work = &self.work[usize::from(layer)];
        self.model.cargo_class(self.layers[usize::from(layer)].form, layer_work.corridor.switches)
    }

    /// Returns the legs of a ride that leave a node's place and are allowed there.
    pub(super) fn legs_on(&self, node: Node, ride: u16) -> Vec<LegId> {
        let legs = self.work[usize::from(node.layer)].legs[node.place].iter().copied();
        legs.filter(|&leg| self.ride_of[leg] == ride).collect()
    }

    fn rides_from(&self, node: Node) -> Vec<u16> {
        self.work[usize::from(node.layer)].rides[node.place].clone()
    }

    fn modes_from(&self, node: Node) -> Vec<Mode> {
        let mut modes: Vec<Mode> =
            self.rides_from(node).into_iter().map(|ride| self.rides[usize::from(ride)].mode).collect();
        modes.sort_unstable();
        modes.dedup();
        modes
    }

    /// Returns the permit after a crossing leg, or nothing where customs or permissions refuse it.
    pub(super) fn crosses(&mut self, node: Node, leg: LegId) -> Option<u16> {
        let crossing = &self.model.legs[leg];
        let work = &self.work[usize::from(node.layer)];
        if !work.cleared[leg] {
            return None;
        }
        let Some(home) = &work.home else { return Some(node.permit) };
        let ends = [crossing.from, crossing.to];
        let permit = &self.permits[usize::from(node.permit)];
        let after = if self.model.country(crossing.from) == home {
            permit.leave(ends)?
        } else if self.model.country(crossing.to) == home {
            permit.come_back(ends)?
        } else {
            permit.clone()
        };
        Some(self.permit(after))
    }

    /// Returns the permit after a transhipment, or nothing where permissions refuse it.
    fn changes(&mut self, node: Node, from: Mode, to: Mode) -> Option<u16> {
        let abroad = self.work[usize::from(node.layer)]
            .home
            .as_deref()
            .is_some_and(|home| home != self.model.country(node.place));
        if !abroad || !from.changes_ship(to) {
            return Some(node.permit);
        }
        let after = self.permits[usize::from(node.permit)].change(node.place)?;
        Some(self.permit(after))
    }

    /// Returns the duties met after a leg.
    pub(super) fn duties(&self, node: Node, leg: LegId) -> u16 {
        let rules = &self.work[usize::from(node.layer)].rules;
        node.duties | rules.by_leg[leg] | rules.by_place[self.model.legs[leg].to]
    }

    /// Returns the number of lines as which a ride is charged, or nothing where it is charged from station to station.
    fn lines(&mut self, layer: u16, ride: u16) -> Option<u16> {
        let Some(tariff) = self.rides[usize::from(ride)].tariff else { return Some(1) };
        let cargo = self.cargo(layer);
        match self.plans.of(tariff, &cargo).as_deref().map(|laid| &laid.plan) {
            None => Some(0),
            Some(HaulPlan::Lines(lines)) => Some(lines.len() as u16),
            Some(HaulPlan::Pairs) => None,
        }
    }

    fn permit(&mut self, permit: Permit) -> u16 {
        let known = self.permits.iter().position(|known| *known == permit).unwrap_or_else(|| {
            self.permits.push(permit);
            self.permits.len() - 1
        });
        known as u16
    }

    fn node(&mut self, node: Node) -> u32 {
        let Node { layer, place, stage, permit, duties } = node;
        *self.work[usize::from(layer)].known[place].entry((stage, permit, duties)).or_insert_with(|| {
            self.nodes.push(node);
            self.out.push(Vec::new());
            (self.nodes.len() - 1) as u32
        })
    }

    fn arc(&mut self, tail: u32, head: Node, kind: ArcKind) {
        let layer = head.layer;
        let head = self.node(head);
        self.out[tail as usize].push((Arc { layer, kind }, head));
    }
}

fn ride_of(leg: &Leg) -> Ride {
    Ride { mode: leg.mode, gauge_mm: leg.gauge_mm, tariff: leg.tariff, service: leg.service }
}
