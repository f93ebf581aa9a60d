//! A route as stages: the work of its arcs, what limits it, and what is taken and given back on the way.

use corridor_kernel::events::JobStage;

use crate::answer::{Answer, StepKind};
use crate::ids::{ArcId, Id, LegId, PlaceId, ServiceId};
use crate::model::{Basis, CargoClass, Form, Mode};
use crate::network::{ArcKind, CapacityUses, Network, PriorOperation};

use super::acts::{ALWAYS_OPEN, Act, ActKind, BORDER, MOVING, WAITING};
use super::clock::{HOUR, LegCalendar};
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

/// The work of an arc: where, what limits it, and to which arc waits are charged.
struct ArcWork {
    step: StepKind,
    from: PlaceId,
    to: PlaceId,
    gates: Vec<(usize, u64)>,
    legs: Vec<(LegCalendar, f64)>,
    open_days: f64,
    waits_on: (usize, usize),
}

impl RouteDraft<'_, '_, '_> {
    /// Lays out all arcs, and returns the hours of each that wait for a service by plan.
    pub(super) fn lay_out(&mut self, answer: &Answer) -> Result<Vec<f64>, SimulateError> {
        let (case, form) = (self.builder.case, self.cargo.form);
        let costs = case.priced().costs();
        let mut planned_h = vec![0.0; self.arcs.len()];
        let boxes = self.boxes()?;
        let wagons = self.wagons(form)?;
        let mut rail_h = 0.0;
        let mut stacked: Option<(PlaceId, (usize, u64))> = None;
        for (at, &arc) in self.arcs.iter().enumerate() {
            let priced = costs.priced_at(arc, case.values());
            let gates = self.builder.gates(self.uses.of(arc));
            let kind = self.network.arcs()[arc].kind;
            let (to_rail, from_rail) = (leads_to(&kind) == Some(Mode::Rail), comes_from(&kind) == Some(Mode::Rail));
            if let (ArcKind::Load { place, .. }, Some(fleet)) = (&kind, boxes) {
                self.take(ActKind::Fleet, StepKind::Load, *place, at, fleet);
            }
            if let (true, Some(fleet), Some(place)) = (to_rail, wagons, place_of(&kind)) {
                self.take(ActKind::Fleet, step_of(&kind), place, at, fleet);
                rail_h = 0.0;
            }
            if let ArcKind::Tranship { place, .. } = kind
                && let Some(room) = self.room(place)?
            {
                self.take(ActKind::Room, StepKind::Tranship, place, at, room);
                stacked = Some((place, room));
            }
            if let ArcKind::Board { place, .. } = kind {
                self.pass(&gates, &plain(ActKind::Leave, StepKind::Wait, place, at));
            }
            if let Some((place, service)) = self.boards(&kind) {
                planned_h[at] = self.wait(service, place, at, priced.hours[WAITING]);
            }
            if matches!(kind, ArcKind::Board { .. } | ArcKind::Haul { .. })
                && let Some((place, room)) = stacked.take()
            {
                self.release(ActKind::Leave, StepKind::Wait, place, at, room);
            }
            if let Some(work) = self.work(&kind, at, gates) {
                self.act(work, at);
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
        Ok(planned_h)
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

    fn take(&mut self, kind: ActKind, step: StepKind, place: PlaceId, arc: usize, (pool, units): (usize, u64)) {
        let act = Act { resource: Some(pool), waits_on: (arc, WAITING), ..plain(kind, step, place, arc) };
        self.push(act, JobStage::Take(self.builder.resources[pool].number as u32, units));
    }

    fn release(&mut self, kind: ActKind, step: StepKind, place: PlaceId, arc: usize, (pool, units): (usize, u64)) {
        self.push(plain(kind, step, place, arc), JobStage::Return(self.builder.resources[pool].number as u32, units));
    }

    /// Adds the wait for a service, and returns its planned hours.
    fn wait(&mut self, service: ServiceId, place: PlaceId, arc: usize, planned_h: f64) -> f64 {
        let (kind, stage, resource) = self.builder.service(service, planned_h);
        let act = Act { resource: Some(resource), waits_on: (arc, WAITING), ..plain(kind, StepKind::Wait, place, arc) };
        self.push(act, stage);
        planned_h
    }

    /// Returns the work of an arc, and what limits it; nothing where cargo does nothing.
    fn work(&self, kind: &ArcKind, at: usize, gates: Vec<(usize, u64)>) -> Option<ArcWork> {
        let (case, model) = (self.builder.case, self.builder.case.model());
        // Cargo that waits before it boards lies in store there, whatever it waits for.
        let is_boarding =
            |arc: &ArcId| matches!(self.network.arcs()[*arc].kind, ArcKind::Board { .. } | ArcKind::Haul { .. });
        let next = self.arcs[at..].iter().position(is_boarding).map_or(at, |later| at + later);
        let at_place = |place, gates, waits_on| {
            let (step, legs) = (step_of(kind), Vec::new());
            Some(ArcWork { step, from: place, to: place, gates, legs, open_days: ALWAYS_OPEN, waits_on })
        };
        match *kind {
            ArcKind::Load { place, .. } | ArcKind::Tranship { place, .. } | ArcKind::Gauge { place } => {
                at_place(place, gates, (next, WAITING))
            }
            ArcKind::Unload { place, .. } => at_place(place, gates, (at, WAITING)),
            ArcKind::Cross { leg } => {
                let (open_days, legs) = (self.open_days(leg), Vec::new());
                let (from, to) = (model.legs[leg].from, model.legs[leg].to);
                Some(ArcWork { step: StepKind::Cross, from, to, gates, legs, open_days, waits_on: (at, BORDER) })
            }
            ArcKind::Move { .. } | ArcKind::Haul { .. } => {
                let legs = self.network.legs(kind).into_owned();
                // The crossings of a haul that is priced as a whole are part of it.
                let crosses =
                    |leg: &&LegId| matches!(kind, ArcKind::Haul { .. }) && model.is_crossing(&model.legs[**leg]);
                let open_days = legs.iter().filter(crosses).map(|&leg| self.open_days(leg)).fold(ALWAYS_OPEN, f64::min);
                let km = |leg: &LegId| model.legs[*leg].distance_km.map_or(0.0, |km| case.values()[km.index()]);
                let whole: f64 = legs.iter().map(km).sum();
                let share = |leg: &LegId| if whole > 0.0 { km(leg) / whole } else { 1.0 / legs.len() as f64 };
                let calendar = |leg: &LegId| LegCalendar::of(case, &model.legs[*leg], self.cargo.switches);
                let with_shares = legs.iter().map(|leg| (calendar(leg), share(leg))).collect();
                let (from, to) = (model.legs[legs[0]].from, model.legs[legs[legs.len() - 1]].to);
                let step = StepKind::Ride;
                Some(ArcWork { step, from, to, gates, legs: with_shares, open_days, waits_on: (at, WAITING) })
            }
            ArcKind::Board { .. } | ArcKind::Alight { .. } => None,
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

    /// Returns the days of a week on which a crossing is open.
    fn open_days(&self, leg: LegId) -> f64 {
        let (case, model) = (self.builder.case, self.builder.case.model());
        let regime = self.network.layers()[usize::from(self.layer)].customs.regime();
        let rows = model.borders_for(&model.legs[leg], regime, &self.cargo).into_iter();
        let open = rows.filter_map(|row| row.open_days).map(|days| case.values()[days.index()]);
        open.fold(ALWAYS_OPEN, f64::min)
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
    fn act(&mut self, work: ArcWork, arc: usize) {
        let ArcWork { step, from, to, gates, legs, open_days, waits_on } = work;
        let longest = gates.iter().map(|&(_, seconds)| seconds).max().unwrap_or(0);
        let act = Act { to, waits_on, legs, open_days, ..plain(ActKind::Do(longest as f64 / HOUR), step, from, arc) };
        self.pass(&gates, &act);
        self.push(act, JobStage::Pass);
    }
}

fn seconds(hours: f64) -> u64 {
    (hours * HOUR).round() as u64
}

fn plain(kind: ActKind, step: StepKind, place: PlaceId, arc: usize) -> Act {
    let (from, to, waits_on) = (place, place, (arc, WAITING));
    Act { kind, step, from, to, arc, waits_on, resource: None, legs: Vec::new(), open_days: ALWAYS_OPEN }
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
