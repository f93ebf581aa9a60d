//! A route as stages: the work of its arcs, what limits it, and what is taken and given back on the way.

use std::sync::Arc;

use corridor_kernel::events::JobStage;

use crate::answer::{Answer, StepKind};
use crate::ids::{ArcId, Id, LegId, PlaceId, ServiceId};
use crate::model::{Basis, CargoClass, Form, Mode, OpenSpans, Opening, Operation};
use crate::network::{ArcKind, CapacityUses, Network, PriorOperation};

use super::acts::{ALWAYS_OPEN, Act, ActKind, BORDER, MOVING, WAITING};
use super::clock::HOUR;
use super::plant::Builder;
use super::question::SimulateError;
use super::result::ResourceKind;

/// A route in the making.
pub(super) struct RouteDraft<'b, 'a, 'n> {
    pub(super) builder: &'b mut Builder<'a>,
    pub(super) network: &'n Network,
    pub(super) uses: &'n CapacityUses,
    pub(super) cargo: CargoClass<'n>,
    pub(super) layer: u16,
    pub(super) arcs: &'n [ArcId],
    pub(super) acts: Vec<Act>,
    pub(super) stages: Vec<JobStage>,
}

/// What is found of a route besides its stages, arc by arc.
pub(super) struct LaidOut {
    /// The hours that wait for a service by plan.
    pub(super) planned_h: Vec<f64>,
    /// Whether cargo waits for a departure.
    pub(super) sails: Vec<bool>,
}

impl RouteDraft<'_, '_, '_> {
    /// Lays out all arcs.
    pub(super) fn lay_out(&mut self, answer: &Answer) -> Result<LaidOut, SimulateError> {
        let (case, form) = (self.builder.case, self.cargo.form);
        let costs = case.priced().costs();
        let (mut planned_h, mut sails) = (vec![0.0; self.arcs.len()], vec![false; self.arcs.len()]);
        let boxes = self.boxes()?;
        let wagons = self.wagons(form)?;
        let mut rail_h = 0.0;
        let mut stacked: Option<(PlaceId, (usize, u64))> = None;
        for (at, &arc) in self.arcs.iter().enumerate() {
            let priced = costs.priced_at(arc, case.values());
            let kind = self.network.arcs()[arc].kind;
            if matches!(kind, ArcKind::Cross { .. }) && at > 0 && sails[at - 1] {
                // The formalities were done before the departure.
                continue;
            }
            let gates = self.builder.gates(self.uses.of(arc));
            let (to_rail, from_rail) = (leads_to(&kind) == Some(Mode::Rail), comes_from(&kind) == Some(Mode::Rail));
            if let (ArcKind::Load { place, .. }, Some(fleet)) = (&kind, boxes) {
                self.take(ActKind::Fleet, StepKind::Load, (*place, at), None, fleet);
            }
            if let (true, Some(fleet), Some(place)) = (to_rail, wagons, place_of(&kind)) {
                self.take(ActKind::Fleet, step_of(&kind), (place, at), None, fleet);
                rail_h = 0.0;
            }
            if let ArcKind::Tranship { place, .. } = kind
                && let Some(room) = self.room(place)?
            {
                // No table says what a wagon costs that is not unloaded: at the least what the store would.
                let stores_on = self.boarding_from(at);
                self.take(ActKind::Room, StepKind::Tranship, (place, at), stores_on, room);
                stacked = Some((place, room));
            }
            if let ArcKind::Board { place, .. } = kind {
                self.pass(&gates, &plain(ActKind::Leave, StepKind::Wait, place, at));
            }
            if let Some((place, service)) = self.boards(&kind) {
                planned_h[at] = priced.hours[WAITING];
                sails[at] = self.wait(service, place, at, planned_h[at]);
            }
            if matches!(kind, ArcKind::Board { .. } | ArcKind::Haul { .. })
                && let Some((place, room)) = stacked.take()
            {
                self.release(ActKind::Leave, StepKind::Wait, place, at, room);
            }
            if let Some(work) = self.work(&kind, at) {
                self.act(&gates, work);
            }
            rail_h += priced.hours[MOVING] + priced.hours[BORDER];
            if let (true, Some(fleet), Some(place)) = (from_rail, wagons, place_of(&kind)) {
                self.release(ActKind::Back(seconds(rail_h)), step_of(&kind), place, at, fleet);
            }
            if let (ArcKind::Unload { place, .. }, Some(fleet)) = (&kind, boxes) {
                let hours = answer.hours.unwrap_or_default();
                let planned = (hours.moving + hours.border).as_hours();
                let back = self.builder.question.back_days.map_or(planned, |days| days * 24.0);
                self.release(ActKind::Back(seconds(back)), StepKind::Unload, *place, at, fleet);
            }
        }
        Ok(LaidOut { planned_h, sails })
    }

    /// Returns the pool of boxes and how many of them a consignment takes; nothing where they are not limited.
    fn boxes(&mut self) -> Result<Option<(usize, u64)>, SimulateError> {
        let unit = self.builder.case.model().box_for(&self.cargo);
        let Some((there, unit)) = self.builder.question.boxes.zip(unit) else { return Ok(None) };
        let needed = self.builder.fleet("boxes", there, unit.payload_t)?;
        Ok(Some((self.builder.pool(ResourceKind::Boxes, &unit.key, there, there as f64), needed)))
    }

    /// Does the same for wagons; how many boxes a wagon carries no table says.
    fn wagons(&mut self, form: Form) -> Result<Option<(usize, u64)>, SimulateError> {
        let is_loose = matches!(form, Form::Bulk | Form::Bag);
        let unit = self.builder.case.model().equipment_for(Basis::Wagon, &self.cargo).filter(|_| is_loose);
        let Some((there, unit)) = self.builder.question.wagons.zip(unit) else { return Ok(None) };
        let needed = self.builder.fleet("wagons", there, unit.payload_t)?;
        Ok(Some((self.builder.pool(ResourceKind::Wagons, &unit.key, there, there as f64), needed)))
    }

    /// Returns the stack at a place and the kilograms that a consignment takes of it, if it is limited.
    fn room(&mut self, place: PlaceId) -> Result<Option<(usize, u64)>, SimulateError> {
        let key = &self.builder.case.model().places.list[place].key;
        let Some(stack) = self.builder.question.stacks.iter().find(|stack| stack.place == *key) else {
            return Ok(None);
        };
        let (tonnes, lot_t, key) = (stack.tonnes, self.builder.lot_t, key.clone());
        if lot_t > tonnes {
            return Err(SimulateError::StackTooSmall { place: key, lot_t, tonnes });
        }
        let units = |tonnes: f64| (tonnes * 1000.0).round() as u64;
        let pool = self.builder.pool(ResourceKind::Stack, &key, units(tonnes), tonnes);
        Ok(Some((pool, units(lot_t))))
    }

    fn push(&mut self, act: Act, stage: JobStage) {
        self.acts.push(act);
        self.stages.push(stage);
    }

    fn take(
        &mut self,
        kind: ActKind,
        step: StepKind,
        (place, arc): (PlaceId, usize),
        stores_on: Option<usize>,
        (pool, units): (usize, u64),
    ) {
        let act = Act { resource: Some(pool), waits_on: (arc, WAITING), stores_on, ..plain(kind, step, place, arc) };
        self.push(act, JobStage::Take(self.builder.resources[pool].number as u32, units));
    }

    fn release(&mut self, kind: ActKind, step: StepKind, place: PlaceId, arc: usize, (pool, units): (usize, u64)) {
        self.push(plain(kind, step, place, arc), JobStage::Return(self.builder.resources[pool].number as u32, units));
    }

    /// Adds the wait for a service, after the formalities where it leaves at times; returns whether it is for a departure.
    fn wait(&mut self, service: ServiceId, place: PlaceId, arc: usize, planned_h: f64) -> bool {
        let first = self.leg_from(arc);
        let (kind, stage, resource) = self.builder.service((service, place), first, self.cargo.switches, planned_h);
        let sails = kind == ActKind::Sail;
        let next = self.arcs.get(arc + 1).map(|&next| (next, self.network.arcs()[next].kind));
        if let Some((next, crossing @ ArcKind::Cross { .. })) = next.filter(|_| sails)
            && let Some(work) = self.work(&crossing, arc + 1)
        {
            let gates = self.builder.gates(self.uses.of(next));
            let (waits_on, stores_on) = ((arc, WAITING), Some(arc));
            self.act(&gates, Act { waits_on, stores_on, is_before_boarding: true, ..work });
        }
        let wait = plain(kind, StepKind::Wait, place, arc);
        self.push(Act { resource: Some(resource), stores_on: Some(arc), ..wait }, stage);
        sails
    }

    /// Returns the leg that cargo boards at an arc.
    fn leg_from(&self, arc: usize) -> Option<LegId> {
        self.arcs[arc..].iter().find_map(|&arc| match self.network.arcs()[arc].kind {
            ArcKind::Cross { leg } | ArcKind::Move { leg, .. } => Some(leg),
            ArcKind::Haul { way, .. } => Some(self.network.ways().first(way)),
            _ => None,
        })
    }

    /// Returns the position of the first arc from one on by which cargo boards.
    fn boarding_from(&self, at: usize) -> Option<usize> {
        let is_boarding =
            |arc: &ArcId| matches!(self.network.arcs()[*arc].kind, ArcKind::Board { .. } | ArcKind::Haul { .. });
        self.arcs[at..].iter().position(is_boarding).map(|later| at + later)
    }

    /// Returns the work of an arc; nothing where cargo does nothing.
    fn work(&self, kind: &ArcKind, at: usize) -> Option<Act> {
        let (case, model) = (self.builder.case, self.builder.case.model());
        let at_place = |place, operation, [from, to]: [Option<Mode>; 2]| {
            // Cargo that waits before it boards lies in store there, whatever it waits for.
            let next = self.boarding_from(at);
            let rows = model.handling_for(place, operation, from, to, &self.cargo).into_iter();
            Act {
                stores_on: next.filter(|_| operation != Operation::Unload),
                open: self.opening(&Opening::Place(place)).into_iter().collect(),
                late: rows.filter_map(|row| row.late_days).collect(),
                ..plain(ActKind::Do(0.0), step_of(kind), place, at)
            }
        };
        let rail = Some(Mode::Rail);
        Some(match *kind {
            ArcKind::Load { place, to, .. } => at_place(place, Operation::Load, [None, Some(to)]),
            ArcKind::Tranship { place, from, to, .. } => at_place(place, Operation::Tranship, [Some(from), Some(to)]),
            ArcKind::Gauge { place } => at_place(place, Operation::Gauge, [rail, rail]),
            ArcKind::Unload { place, from, .. } => at_place(place, Operation::Unload, [Some(from), None]),
            ArcKind::Cross { leg } => {
                let (from, to) = (model.legs[leg].from, model.legs[leg].to);
                let act = Act { to, waits_on: (at, BORDER), ..plain(ActKind::Do(0.0), StepKind::Cross, from, at) };
                self.with_border(act, leg)
            }
            ArcKind::Move { .. } | ArcKind::Haul { .. } => {
                let legs = self.network.legs(kind).into_owned();
                let km = |leg: &LegId| model.legs[*leg].distance_km.map_or(0.0, |km| case.values()[km.index()]);
                let whole: f64 = legs.iter().map(km).sum();
                let share = |leg: &LegId| if whole > 0.0 { km(leg) / whole } else { 1.0 / legs.len() as f64 };
                let (from, to) = (model.legs[legs[0]].from, model.legs[legs[legs.len() - 1]].to);
                let boards = self.boarding_before(at);
                let service = boards.and_then(|board| self.boards(&self.network.arcs()[self.arcs[board]].kind));
                let act = Act {
                    to,
                    waits_on: (boards.unwrap_or(at), WAITING),
                    stores_on: boards,
                    legs: legs.iter().map(|leg| (*leg, share(leg))).collect(),
                    late: service.and_then(|(_, service)| model.services[service].late_days).into_iter().collect(),
                    ..plain(ActKind::Do(0.0), StepKind::Ride, from, at)
                };
                // The crossings of a haul that is priced as a whole are part of it.
                let crosses =
                    |leg: &&LegId| matches!(kind, ArcKind::Haul { .. }) && model.is_crossing(&model.legs[**leg]);
                legs.iter().filter(crosses).fold(act, |act, &leg| self.with_border(act, leg))
            }
            ArcKind::Board { .. } | ArcKind::Alight { .. } => return None,
        })
    }

    /// Returns the arc at which cargo boards just before a run, if it does.
    fn boarding_before(&self, at: usize) -> Option<usize> {
        let kind = |at: usize| &self.network.arcs()[self.arcs[at]].kind;
        let crossed = at.checked_sub(1).filter(|&before| matches!(kind(before), ArcKind::Cross { .. })).unwrap_or(at);
        match (kind(at), crossed.checked_sub(1)) {
            (ArcKind::Haul { prior, .. }, _) => Some(at).filter(|_| *prior != PriorOperation::Staying),
            (_, Some(before)) => match kind(before) {
                ArcKind::Board { prior, .. } => Some(before).filter(|_| *prior != PriorOperation::Staying),
                _ => None,
            },
            _ => None,
        }
    }

    /// Returns the place and the service for which cargo waits before an arc.
    fn boards(&self, kind: &ArcKind) -> Option<(PlaceId, ServiceId)> {
        let (place, ride, prior) = match *kind {
            ArcKind::Board { place, ride, prior, .. } => (place, ride, prior),
            ArcKind::Haul { way, ride, prior } => {
                (self.builder.case.model().legs[self.network.ways().first(way)].from, ride, prior)
            }
            _ => return None,
        };
        let service = self.network.ride(ride).service.filter(|_| prior != PriorOperation::Staying);
        service.map(|service| (place, service))
    }

    /// Returns the opening hours of a crossing or place, if they are known.
    fn opening(&self, of: &Opening) -> Option<Arc<OpenSpans>> {
        self.builder.clock.opening(self.builder.case.model(), of, self.cargo.switches).map(Arc::new)
    }

    /// Adds the formalities on a leg: the days and hours in which they begin, and their late days.
    fn with_border(&self, mut act: Act, leg: LegId) -> Act {
        let (case, model) = (self.builder.case, self.builder.case.model());
        let regime = self.network.layers()[usize::from(self.layer)].customs.regime();
        let leg = &model.legs[leg];
        for row in model.borders_for(leg, regime, &self.cargo) {
            let open = row
                .open_days
                .filter(|_| !model.keeps_hours(leg, self.cargo.switches))
                .map(|days| case.values()[days.index()]);
            act.open_days = open.map_or(act.open_days, |open| open.min(act.open_days));
            act.late.extend(row.late_days);
        }
        act.open.extend(self.opening(&Opening::Leg(leg.key.clone())));
        act
    }

    /// Adds what limits an arc.
    fn pass(&mut self, gates: &[(usize, u64)], blank: &Act) {
        for &(at, seconds) in gates {
            self.push(
                Act { kind: ActKind::Gate(seconds), resource: Some(at), ..blank.clone() },
                JobStage::Serve(self.builder.resources[at].number as u32),
            );
        }
    }

    /// Adds what limits an arc, and its work.
    fn act(&mut self, gates: &[(usize, u64)], work: Act) {
        let longest = gates.iter().map(|&(_, seconds)| seconds).max().unwrap_or(0);
        let act = Act { kind: ActKind::Do(longest as f64 / HOUR), ..work };
        self.pass(gates, &act);
        self.push(act, JobStage::Pass);
    }
}

fn seconds(hours: f64) -> u64 {
    (hours * HOUR).round() as u64
}

fn plain(kind: ActKind, step: StepKind, place: PlaceId, arc: usize) -> Act {
    Act {
        kind,
        step,
        from: place,
        to: place,
        arc,
        waits_on: (arc, WAITING),
        stores_on: None,
        resource: None,
        legs: Vec::new(),
        open_days: ALWAYS_OPEN,
        open: Vec::new(),
        late: Vec::new(),
        is_before_boarding: false,
    }
}

/// Returns the mode onto which cargo is loaded.
const fn leads_to(kind: &ArcKind) -> Option<Mode> {
    match kind {
        ArcKind::Load { to, .. } | ArcKind::Tranship { to, .. } => Some(*to),
        _ => None,
    }
}

/// Returns the mode from which cargo is unloaded.
const fn comes_from(kind: &ArcKind) -> Option<Mode> {
    match kind {
        ArcKind::Unload { from, .. } | ArcKind::Tranship { from, .. } => Some(*from),
        _ => None,
    }
}

const fn place_of(kind: &ArcKind) -> Option<PlaceId> {
    match kind {
        ArcKind::Load { place, .. } | ArcKind::Unload { place, .. } | ArcKind::Tranship { place, .. } => Some(*place),
        _ => None,
    }
}

const fn step_of(kind: &ArcKind) -> StepKind {
    match kind {
        ArcKind::Load { .. } => StepKind::Load,
        ArcKind::Unload { .. } => StepKind::Unload,
        ArcKind::Tranship { .. } => StepKind::Tranship,
        ArcKind::Gauge { .. } => StepKind::Gauge,
        ArcKind::Cross { .. } => StepKind::Cross,
        _ => StepKind::Ride,
    }
}
