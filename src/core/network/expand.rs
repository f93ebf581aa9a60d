//! The expansion of the network: from the nodes where cargo is, step by step to every node that it can reach.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use crate::ids::{CorridorId, DemandId, IdVec, LegId, Pair, PlaceId, SubsidyId, WayId};
use crate::model::{CargoClass, Corridor, Customs, Form, Leg, Mode, Model, Operation};
use corridor_kernel::graph::Graph;

use super::arcs::{ArcKind, NetworkArc, PriorOperation, Ride};
use super::constraint::Rules;
use super::exits::Exits;
use super::expanded::{DeadEnds, Law, Layer, LayerQuery, Network, Waive};
use super::haul::{HaulPlan, Plans};
use super::node::{CargoNode, HaulKey, Stage, StationHauls, Track};
use super::permits::Permit;
use super::rides::RideStations;
use super::ways::WaysFound;

/// The working data of a layer during the expansion.
pub(super) struct LayerWork<'a> {
    corridor: &'a Corridor,
    home: Option<Arc<str>>,
    pub(super) rules: Rules,
    exits: Rc<Exits>,
    /// Whether a leg crosses a border for which `borders.csv` has a row.
    cleared: IdVec<LegId, bool>,
    /// Whether cargo is unloaded at a place.
    pub(super) destinations: IdVec<PlaceId, bool>,
    /// The nodes found at each place, sorted by the rest of their state.
    known: IdVec<PlaceId, Vec<(NodeState, u32)>>,
}

/// The state of a node at its place in its layer: stage, permit, and the via constraints that are met.
type NodeState = (Stage, u16, u16);

impl<'a> LayerWork<'a> {
    fn new(model: &'a Model, layer: &Layer, ride_of: &IdVec<LegId, u16>, waive: Waive) -> Self {
        let corridor = &model.corridors[layer.corridor];
        let rules = Rules::of(model, corridor, layer.form, waive.constraints);
        let cargo = model.cargo_class(layer.form, corridor.switches);
        let regime = layer.customs.regime();
        let cleared = |leg: &Leg| model.is_crossing(leg) && !model.borders_for(leg, regime, &cargo).is_empty();
        Self {
            corridor,
            home: match &layer.customs {
                Customs::Domestic(country) => Some(country.clone()),
                Customs::Foreign(_) => None,
            },
            exits: Rc::new(Exits::of(model, ride_of, &rules.allowed)),
            cleared: model.legs.enumerate().map(|(id, leg)| rules.allowed[id] && cleared(leg)).collect(),
            known: model.places.list.iter().map(|_| Vec::new()).collect(),
            rules,
            destinations: model.places.list.iter().map(|_| false).collect(),
        }
    }
}

/// The working data of an expansion.
pub(super) struct Expansion<'a> {
    pub(super) model: &'a Model,
    waive: Waive,
    /// Whether each demand that has support has layers of its own.
    apart: bool,
    layers: Vec<Layer>,
    work: Vec<LayerWork<'a>>,
    pub(super) rides: Vec<Ride>,
    /// Whether a ride is quoted from terminal to terminal.
    pub(super) is_terminal: Vec<bool>,
    /// The places where alone a ride begins and ends that is quoted as a way through.
    pub(super) through: Vec<Option<(PlaceId, PlaceId)>>,
    /// The ride of each leg.
    ride_of: IdVec<LegId, u16>,
    plans: Plans<'a>,
    permits: Vec<Permit>,
    pub(super) nodes: Vec<CargoNode>,
    /// The arcs with their heads, those out of one node after another.
    arcs: Vec<(NetworkArc, u32)>,
    /// The first arc out of each node whose arcs are created, and the number of arcs.
    first_arc: Vec<u32>,
    /// The hauls that are priced from station to station, their ways, and the stations by layer and ride.
    pub(super) hauls: BTreeMap<HaulKey, Rc<StationHauls>>,
    dead_ends: Vec<(u16, PriorOperation, Rc<StationHauls>)>,
    /// Whether any demand of the model ends at a place.
    pub(super) is_destination: IdVec<PlaceId, bool>,
    pub(super) ways: WaysFound,
    pub(super) stations: BTreeMap<(u16, u16), RideStations>,
}

impl Network {
    /// Expands a model for all its demands and corridors.
    pub fn expand(model: &Model) -> Self {
        let pairs: Vec<Pair> = model.pairs().collect();
        Self::expand_for(model, &pairs, Waive::default())
    }

    /// Expands a model for some demands by some corridors, with some rules left out.
    pub fn expand_for(model: &Model, pairs: &[Pair], waive: Waive) -> Self {
        grown(model, pairs, waive).0
    }

    /// Expands a model as [`Network::expand_for`] does, with layers of its own for each demand that has support: no way leads
    /// from the origin of one to the destination of another.
    pub fn expand_apart(model: &Model, pairs: &[Pair], waive: Waive) -> Self {
        Expansion { apart: true, ..Expansion::new(model, waive) }.grown(pairs).0
    }
}

/// What a layer is opened for: with a demand where that has layers of its own.
type LayerKey<'a> = (CorridorId, Form, &'a Customs, Vec<SubsidyId>, Option<DemandId>);

/// Expands a model, and returns the network, the expansion, and its nodes in canonical order.
pub(super) fn grown<'a>(model: &'a Model, pairs: &[Pair], waive: Waive) -> (Network, Expansion<'a>, Vec<u32>) {
    Expansion::new(model, waive).grown(pairs)
}

impl<'a> Expansion<'a> {
    /// Step 1: assigns a ride to every leg.
    fn new(model: &'a Model, waive: Waive) -> Self {
        let mut rides: Vec<Ride> = model.legs.iter().map(ride_of).collect();
        rides.sort_unstable();
        rides.dedup();
        let mut is_terminal = vec![false; rides.len()];
        let mut through = vec![None; rides.len()];
        for leg in
            model.legs.iter().filter(|leg| leg.quote.is_some_and(|quote| model.quotes[quote].includes_terminals()))
        {
            if let Ok(ride) = rides.binary_search(&ride_of(leg)) {
                is_terminal[ride] = true;
                through[ride] = model.through_ends(leg);
            }
        }
        let ride_of =
            model.legs.iter().map(|leg| rides.binary_search(&ride_of(leg)).map_or(0, |ride| ride as u16)).collect();
        let mut is_destination: IdVec<PlaceId, bool> = model.places.list.iter().map(|_| false).collect();
        for demand in &model.demands {
            is_destination[demand.to] = true;
        }
        Self {
            model,
            waive,
            apart: false,
            layers: Vec::new(),
            work: Vec::new(),
            rides,
            is_terminal,
            through,
            ride_of,
            plans: Plans::new(model),
            permits: Vec::new(),
            nodes: Vec::new(),
            arcs: Vec::new(),
            first_arc: vec![0],
            hauls: BTreeMap::new(),
            dead_ends: Vec::new(),
            is_destination,
            ways: WaysFound::default(),
            stations: BTreeMap::new(),
        }
    }

    /// Lays out a network for some pairs (steps 2 to 4), and returns it, itself, and its nodes in canonical order.
    fn grown(mut self, pairs: &[Pair]) -> (Network, Self, Vec<u32>) {
        let sources = self.add_origins(pairs);
        self.grow();
        let order = self.canonical();
        (self.finish(&sources, &order), self, order)
    }

    /// Step 2: opens a layer for each combination of corridor, form, customs status and support, and creates the nodes of the
    /// origins.
    ///
    /// Returns each form of each pair, by its layer and source.
    fn add_origins(&mut self, pairs: &[Pair]) -> Vec<(Pair, u16, u32)> {
        let model = self.model;
        let mut by_layer: BTreeMap<LayerKey<'_>, u16> = BTreeMap::new();
        let mut known: BTreeMap<(u16, PlaceId), u32> = BTreeMap::new();
        let mut sources = Vec::new();
        for &pair in pairs {
            let Pair { demand, corridor } = pair;
            let asked = &model.demands[demand];
            for &form in &model.corridors[corridor].forms {
                let cargo = model.cargo_class(form, model.corridors[corridor].switches);
                let support = model.subsidies_for(asked, &cargo);
                let alone = Some(demand).filter(|_| self.apart && !support.is_empty());
                let key = (corridor, form, &asked.customs, support, alone);
                let layer = *by_layer.entry(key).or_insert_with_key(|(.., support, _)| {
                    let layer = Layer { corridor, form, customs: asked.customs.clone(), support: support.clone() };
                    self.work.push(LayerWork::new(model, &layer, &self.ride_of, self.waive));
                    self.layers.push(layer);
                    (self.layers.len() - 1) as u16
                });
                self.work[usize::from(layer)].destinations[asked.to] = true;
                let source = *known.entry((layer, asked.from)).or_insert_with(|| self.origin(layer, asked.from));
                sources.push((pair, layer, source));
            }
        }
        sources
    }

    /// Creates the node of an origin in a layer, with the permissions of its region.
    fn origin(&mut self, layer: u16, place: PlaceId) -> u32 {
        let work = self.work(layer);
        let vias_met = work.rules.by_use[place];
        let permit = match (&work.home, self.waive.law) {
            (None, _) | (_, Law::None) => Permit::Free,
            (Some(_), Law::AnyRow) => Permit::Home(vec![(None, None, None)]),
            (Some(_), Law::Kept) => {
                Permit::home(self.model, self.model.places.list[place].region.as_deref(), self.cargo(layer))
            }
        };
        let permit = self.permit(permit);
        self.node(CargoNode { layer, place, stage: Stage::Origin, permit, vias_met })
    }

    /// Step 3: creates the arcs out of every node in the order of discovery.
    fn grow(&mut self) {
        let mut next = 0;
        while next < self.nodes.len() {
            let node = self.nodes[next];
            match node.stage {
                Stage::Origin => self.load(next as u32, node),
                Stage::Ready { mode, track, prior, .. } => {
                    self.board_all(next as u32, node, (mode, track), None, prior);
                }
                Stage::Boarded { ride, line } => self.move_on(next as u32, node, ride, line, true),
                Stage::Riding { ride, line } => {
                    if self.ride(ride).mode.runs_through() {
                        self.move_on(next as u32, node, ride, line, false);
                    }
                    let head = CargoNode { stage: Stage::Arrived { ride }, ..node };
                    self.arc(next as u32, head, ArcKind::Alight { place: node.place });
                }
                Stage::Crossed { ride, line, leg, first } => self.run(next as u32, node, leg, (ride, line), first),
                Stage::Arrived { ride } => self.end_haul(next as u32, node, ride),
                Stage::Done => {}
            }
            self.first_arc.push(self.arcs.len() as u32);
            next += 1;
        }
    }

    /// Step 4: puts nodes and arcs in their canonical order, builds the graph and records the questions.
    fn finish(&mut self, sources: &[(Pair, u16, u32)], order: &[u32]) -> Network {
        let mut place_of = vec![0_u32; order.len()];
        for (position, &node) in order.iter().enumerate() {
            place_of[node as usize] = position as u32;
        }
        let question = |&(Pair { demand, corridor }, layer, source): &(Pair, u16, u32)| {
            let known = &self.work[usize::from(layer)].known[self.model.demands[demand].to];
            let done = known.binary_search_by_key(&(Stage::Done, 0, 0), |&(state, _)| state);
            let target = done.ok().map(|at| place_of[known[at].1 as usize]);
            LayerQuery { demand, corridor, layer, source: place_of[source as usize], target }
        };
        let questions = sources.iter().map(question).collect();
        let (ways, numbers) = self.ways.sorted();
        let mut ends = Vec::with_capacity(self.arcs.len());
        let mut arcs = IdVec::new();
        for (tail, &node) in order.iter().enumerate() {
            let [first, end] = [0, 1].map(|next| self.first_arc[node as usize + next] as usize);
            let out = &mut self.arcs[first..end];
            for (arc, _) in &mut *out {
                if let ArcKind::Haul { way, .. } = &mut arc.kind {
                    *way = numbers[*way];
                }
            }
            out.sort_unstable_by(|(left, to), (right, other)| {
                (&left.kind, place_of[*to as usize]).cmp(&(&right.kind, place_of[*other as usize]))
            });
            for &mut (arc, head) in out {
                ends.push((tail as u32, place_of[head as usize]));
                arcs.push(arc);
            }
        }
        self.arcs = Vec::new();
        let graph = Graph::from_sorted(order.len(), ends);
        let (layers, rides, ways) = (self.layers.clone(), self.rides.clone(), Arc::new(ways));
        let of_station = |(layer, prior, hauls): (u16, PriorOperation, Rc<StationHauls>)| {
            let mut ways: Vec<WayId> = hauls.dead_ends.iter().map(|&way| numbers[way]).collect();
            ways.sort_unstable();
            DeadEnds { layer, prior, ways }
        };
        let dead_ends = std::mem::take(&mut self.dead_ends).into_iter().map(of_station).collect();
        Network { graph, arcs, ways, dead_ends, layers, rides, questions }
    }

    /// Sorts the nodes by their content, so that the choice between equally cheap paths does not depend on other
    /// questions.
    fn canonical(&self) -> Vec<u32> {
        let mut permits: Vec<usize> = (0..self.permits.len()).collect();
        permits.sort_by_key(|&permit| &self.permits[permit]);
        let mut rank = vec![0_usize; permits.len()];
        for (position, &permit) in permits.iter().enumerate() {
            rank[permit] = position;
        }
        let mut order = Vec::with_capacity(self.nodes.len());
        for known in self.work.iter().flat_map(|work| &work.known) {
            let at_place = known.iter().map(|&((stage, permit, vias_met), node)| {
                let permit = rank.get(usize::from(permit)).copied().unwrap_or(0);
                ((stage, permit, vias_met), node)
            });
            let mut at_place: Vec<_> = at_place.collect();
            at_place.sort_unstable();
            order.extend(at_place.into_iter().map(|(_, node)| node));
        }
        order
    }

    fn load(&mut self, tail: u32, node: CargoNode) {
        let cargo = self.cargo(node.layer);
        for mode in self.modes_from(node) {
            if !self.model.handling_for(node.place, Operation::Load, None, Some(mode), &cargo).is_empty() {
                for is_included in self.terminal_options(node, mode) {
                    let (track, prior) = (Track::Any, PriorOperation::Loaded);
                    let head = CargoNode { stage: Stage::Ready { mode, track, prior, is_included }, ..node };
                    self.arc(tail, head, ArcKind::Load { place: node.place, to: mode, is_included });
                }
            }
        }
    }

    /// Boards every ride of a mode that leaves the place; after a haul, only rides that do not charge it again.
    pub(super) fn board_all(
        &mut self,
        tail: u32,
        node: CargoNode,
        way: (Mode, Track),
        after: Option<u16>,
        prior: PriorOperation,
    ) {
        for (ride, vias_met) in self.boards(node, way, after) {
            let node = CargoNode { vias_met, ..node };
            if let Some(lines) = self.lines(node.layer, ride) {
                for line in 0..lines {
                    let head = CargoNode { stage: Stage::Boarded { ride, line }, ..node };
                    self.arc(tail, head, ArcKind::Board { place: node.place, ride, line, prior });
                }
            } else {
                let hauls = self.station_hauls(node, ride);
                for &(to, way) in &hauls.ends {
                    let head = node.in_state(Stage::Arrived { ride }, to);
                    self.arc(tail, head, ArcKind::Haul { way, ride, prior });
                }
                self.dead_ends.push((node.layer, prior, hauls));
            }
        }
    }

    /// Returns the rides that cargo at a place can board, each with the via constraints that are met then.
    pub(super) fn boards(&self, node: CargoNode, (mode, track): (Mode, Track), after: Option<u16>) -> Vec<(u16, u16)> {
        let work = self.work(node.layer);
        let fits = |ride: u16| {
            let boards = self.ride(ride);
            let is_meant = match node.stage {
                Stage::Ready { prior: PriorOperation::Loaded | PriorOperation::From(_), is_included, .. } => {
                    is_included == self.is_terminal[usize::from(ride)] && self.begins(ride, node.place)
                }
                // Cargo that changes gauge on a way through goes on with it.
                Stage::Ready { prior: PriorOperation::Regauged, is_included, .. } => {
                    is_included == self.through[usize::from(ride)].is_some_and(|(from, _)| from != node.place)
                }
                _ => self.begins(ride, node.place),
            };
            let is_on_track = match track {
                Track::Any => true,
                Track::Gauge(gauge_mm) => gauge_mm == boards.gauge_mm,
                Track::Through(gauge_mm, way) => {
                    gauge_mm == boards.gauge_mm && self.through[usize::from(ride)] == Some(way)
                }
            };
            let goes_on = after.is_none_or(|before| {
                let came = self.ride(before);
                // The same ride would charge twice for a haul that was never broken; another service is another
                // vehicle, which takes a transhipment.
                before != ride && (boards.service.is_none() || boards.service == came.service)
            });
            is_meant && boards.mode == mode && is_on_track && goes_on
        };
        let fitting = work.exits.rides(node.place).filter(|&ride| fits(ride));
        fitting.filter_map(|ride| Some((ride, work.rules.boards(node.vias_met, node.place, mode)?))).collect()
    }

    fn move_on(&mut self, tail: u32, node: CargoNode, ride: u16, line: u16, first: bool) {
        let exits = self.exits(node.layer);
        for &leg in exits.legs_on(node.place, ride) {
            if self.model.is_crossing(&self.model.legs[leg]) {
                if let Some(permit) = self.crosses(node, leg) {
                    let head = CargoNode { stage: Stage::Crossed { ride, line, leg, first }, permit, ..node };
                    self.arc(tail, head, ArcKind::Cross { leg });
                }
            } else {
                self.run(tail, node, leg, (ride, line), first);
            }
        }
    }

    fn run(&mut self, tail: u32, node: CargoNode, leg: LegId, (ride, line): (u16, u16), first: bool) {
        let (place, vias_met) = (self.model.legs[leg].to, self.vias_met(node, leg));
        let head = CargoNode { place, stage: Stage::Riding { ride, line }, vias_met, ..node };
        self.arc(tail, head, ArcKind::Move { leg, ride, line, first });
    }

    /// Returns whether a ride may begin at a place: a way through begins at its first alone.
    pub(super) fn begins(&self, ride: u16, place: PlaceId) -> bool {
        self.through[usize::from(ride)].is_none_or(|(from, _)| from == place)
    }

    /// Returns the ways in which cargo is made ready for a mode: for rides that are not quoted from terminal to terminal,
    /// and, where there is one, for the one that is, whose price includes the operation.
    pub(super) fn terminal_options(&self, node: CargoNode, mode: Mode) -> Vec<bool> {
        let exits = &self.work(node.layer).exits;
        let of_mode =
            exits.rides(node.place).filter(|&ride| self.ride(ride).mode == mode && self.begins(ride, node.place));
        let mut options: Vec<bool> = of_mode.map(|ride| self.is_terminal[usize::from(ride)]).collect();
        options.sort_unstable();
        options.dedup();
        options
    }

    pub(super) fn work(&self, layer: u16) -> &LayerWork<'a> {
        &self.work[usize::from(layer)]
    }

    pub(super) fn ride(&self, ride: u16) -> Ride {
        self.rides[usize::from(ride)]
    }

    /// Returns the constraints of the corridor of a layer.
    pub(super) fn rules(&self, layer: usize) -> &Rules {
        &self.work[layer].rules
    }

    pub(super) fn cargo(&self, layer: u16) -> CargoClass<'a> {
        self.model.cargo_class(self.layers[usize::from(layer)].form, self.work(layer).corridor.switches)
    }

    /// Returns the allowed legs of a layer.
    pub(super) fn exits(&self, layer: u16) -> Rc<Exits> {
        Rc::clone(&self.work(layer).exits)
    }

    pub(super) fn modes_from(&self, node: CargoNode) -> Vec<Mode> {
        let mut modes: Vec<Mode> =
            self.work(node.layer).exits.rides(node.place).map(|ride| self.ride(ride).mode).collect();
        modes.sort_unstable();
        modes.dedup();
        modes
    }

    /// Returns the permit after a crossing leg, or `None` where customs or permissions refuse the crossing.
    pub(super) fn crosses(&mut self, node: CargoNode, leg: LegId) -> Option<u16> {
        let crossing = &self.model.legs[leg];
        let work = self.work(node.layer);
        if !work.cleared[leg] {
            return None;
        }
        let Some(home) = work.home.as_deref() else { return Some(node.permit) };
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

    /// Returns the permit after a transhipment, or `None` where permissions refuse it.
    pub(super) fn changes(&mut self, node: CargoNode, from: Mode, to: Mode) -> Option<u16> {
        let abroad = self.work(node.layer).home.as_deref().is_some_and(|home| home != self.model.country(node.place));
        if !abroad || !from.changes_ship(to) {
            return Some(node.permit);
        }
        let after = self.permits[usize::from(node.permit)].change(node.place)?;
        Some(self.permit(after))
    }

    /// Returns the via constraints met after a leg.
    pub(super) fn vias_met(&self, node: CargoNode, leg: LegId) -> u16 {
        let rules = &self.work(node.layer).rules;
        node.vias_met | rules.by_leg[leg] | rules.by_place[self.model.legs[leg].to]
    }

    /// Returns the number of lines by which a ride is charged, or `None` where it is charged from station to station.
    fn lines(&mut self, layer: u16, ride: u16) -> Option<u16> {
        let Some(tariff) = self.ride(ride).tariff else { return Some(1) };
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

    fn node(&mut self, node: CargoNode) -> u32 {
        let CargoNode { layer, place, stage, permit, vias_met } = node;
        let (known, state) = (&mut self.work[usize::from(layer)].known[place], (stage, permit, vias_met));
        match known.binary_search_by_key(&state, |&(state, _)| state) {
            Ok(at) => known[at].1,
            Err(at) => {
                let number = self.nodes.len() as u32;
                known.insert(at, (state, number));
                self.nodes.push(node);
                number
            }
        }
    }

    /// Adds an arc out of the node whose arcs are being created.
    pub(super) fn arc(&mut self, tail: u32, head: CargoNode, kind: ArcKind) {
        debug_assert_eq!(tail as usize + 1, self.first_arc.len(), "arcs are created node by node");
        let layer = head.layer;
        let head = self.node(head);
        self.arcs.push((NetworkArc { layer, kind }, head));
    }
}

fn ride_of(leg: &Leg) -> Ride {
    Ride { mode: leg.mode, gauge_mm: leg.gauge_mm, tariff: leg.tariff, service: leg.service }
}
