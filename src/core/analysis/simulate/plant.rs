//! What limits routes, as servers, pools and carriers of the kernel.

use std::collections::BTreeMap;
use std::sync::Arc;

use corridor_kernel::events::{Carrier, JobStage, Leaves, Plant, ServicePoint, UnitPool};

use crate::analysis::Refusal;
use crate::answer::Prepared;
use crate::ids::{FigureId, Id, LegId, PlaceId, ServiceId};
use crate::model::{CapacityPeriod, Limited, Sailing, SwitchSet, Wait};
use crate::network::{CapacityUse, CapacityUses};
use crate::problem::{Code, Problem, Problems};

use super::acts::{ActKind, Resource};
use super::clock::{DAY, HOUR, ServiceCalendar, SimulatedClock};
use super::question::{DepartureRule, SimulateError, SimulateQuestion};
use super::result::{ResourceKind, SimulatedResource};

/// The seconds of a mean month.
const MONTH: f64 = 365.25 / 12.0 * DAY as f64;

/// A setup in the making.
pub(super) struct Builder<'a> {
    pub(super) case: &'a Prepared,
    pub(super) question: &'a SimulateQuestion,
    pub(super) clock: SimulatedClock,
    pub(super) lot_t: f64,
    pub(super) uses: Arc<CapacityUses>,
    pub(super) plant: Plant,
    pub(super) resources: Vec<Resource>,
    pub(super) known: BTreeMap<(ResourceKind, String), usize>,
    pub(super) problems: Problems,
}

impl<'a> Builder<'a> {
    /// Begins a setup.
    pub(super) fn new(case: &'a Prepared, question: &'a SimulateQuestion, clock: SimulatedClock) -> Self {
        Self {
            case,
            question,
            clock,
            lot_t: case.values()[case.model().cargo.lot_t.index()],
            uses: Arc::new(case.priced().network().capacity_uses(case.model())),
            plant: Plant::default(),
            resources: Vec::new(),
            known: BTreeMap::new(),
            problems: Problems::new(),
        }
    }

    pub(super) fn figure(&self, path: &str) -> Option<(FigureId, f64)> {
        let id = self.case.model().register.find(path)?;
        Some((id, self.case.values()[id.index()]))
    }

    /// Reports that something lets no consignment pass.
    pub(super) fn never(&mut self, figure: Option<FigureId>, message: String, help: &str) {
        let span = figure.and_then(|id| self.case.model().register.figure(id).span());
        self.problems.push(Problem::new(Code::NeverCarried, message).placed(span.as_ref()).help(help));
    }

    /// Returns the position of a resource, which is added where it is new.
    pub(super) fn resource(
        &mut self,
        kind: ResourceKind,
        key: &str,
        capacity: Option<f64>,
        add: impl FnOnce(&mut Plant) -> usize,
    ) -> usize {
        if let Some(&known) = self.known.get(&(kind, key.to_owned())) {
            return known;
        }
        let number = add(&mut self.plant);
        let about = SimulatedResource::new(kind, key, capacity);
        self.resources.push(Resource { about, number, departures: None, cutoff: 0 });
        self.known.insert((kind, key.to_owned()), self.resources.len() - 1);
        self.resources.len() - 1
    }

    pub(super) fn server(&mut self, kind: ResourceKind, key: &str, capacity: f64) -> usize {
        self.resource(kind, key, Some(capacity), |plant| {
            plant.servers.push(ServicePoint { channels: 1 });
            plant.servers.len() - 1
        })
    }

    pub(super) fn pool(&mut self, kind: ResourceKind, key: &str, units: u64, capacity: f64) -> usize {
        self.resource(kind, key, Some(capacity), |plant| {
            plant.pools.push(UnitPool { units });
            plant.pools.len() - 1
        })
    }

    /// Returns the service points of the capacities that an arc takes, with the seconds that a consignment takes of each.
    ///
    /// Quotas of permissions are no pace, and the room of a departure is its carrier's.
    pub(super) fn gates(&mut self, uses: &[CapacityUse]) -> Vec<(usize, u64)> {
        let (case, model) = (self.case, self.case.model());
        let mut gates = Vec::new();
        for taken in uses {
            let capacity = &model.capacities[usize::from(taken.capacity)];
            if matches!(capacity.limited, Limited::Permission(_)) || capacity.period == CapacityPeriod::Departure {
                continue;
            }
            let in_month = capacity.in_month(model, MONTH / DAY as f64);
            let (row, payload) = (&capacity.row, taken.payload_t.map(|payload| case.values()[payload.index()]));
            let seconds = (self.lot_t / payload.unwrap_or(1.0) / in_month * MONTH).round() as u64;
            let at = self.server(ResourceKind::Capacity, row, in_month);
            self.resources[at].about.name.clone_from(&capacity.name);
            if payload.is_some() {
                self.resources[at].about.capacity_unit = "units a month";
            }
            gates.push((at, seconds));
        }
        gates
    }

    /// Returns how many boxes or wagons a consignment needs, after checking that there are so many.
    pub(super) fn fleet(&self, what: &'static str, there: u64, payload: FigureId) -> Result<u64, SimulateError> {
        let payload = self.case.values()[payload.index()];
        let needed = ((self.lot_t / payload - 1e-9).ceil() as u64).max(1);
        let too_small = SimulateError::FleetTooSmall { what, lot_t: self.lot_t, needed, there };
        if needed > there { Err(too_small) } else { Ok(needed) }
    }

    pub(super) fn check_stacks(&self) -> Result<(), Refusal> {
        for stack in &self.question.stacks {
            if !self.known.contains_key(&(ResourceKind::Stack, stack.place.clone())) {
                return Err(Refusal::request(SimulateError::UnusedStack(stack.place.clone())));
            }
        }
        Ok(())
    }

    /// Returns the stage in which a service is waited for at a place, before a leg.
    pub(super) fn service(
        &mut self,
        (id, place): (ServiceId, PlaceId),
        first: Option<LegId>,
        switches: SwitchSet,
        planned_h: f64,
    ) -> (ActKind, JobStage, usize) {
        let (case, model) = (self.case, self.case.model());
        let service = &model.services[id];
        let value = |figure: FigureId| case.values()[figure.index()];
        let (rule, key) = (self.question.departures, service.key.clone());
        let capacity = self.figure(&format!("services.{key}.capacity_t"));
        let is_average = model.sailing(id, place, switches) == Sailing::Average;
        let collects = service.collects_t_per_day.filter(|_| model.wait == Wait::CollectedForShip && is_average);
        if let Some(collects) = collects.filter(|_| rule == DepartureRule::ByRule).map(value) {
            let at = self.server(ResourceKind::Collecting, &key, collects);
            let kind = ActKind::Collect((self.lot_t / collects * DAY as f64).round() as u64, planned_h);
            return (kind, JobStage::Serve(self.resources[at].number as u32), at);
        }
        let kilograms = |tonnes: f64| (tonnes * 1000.0).round() as u64;
        let load = kilograms(self.lot_t);
        if let Some((figure, tonnes)) = capacity.filter(|&(_, tonnes)| kilograms(tonnes) < load) {
            let message = format!("a departure of `{key}` carries {tonnes} t, and a consignment is {} t", self.lot_t);
            self.never(Some(figure), message, "take smaller lots (--set cargo.lot_t=..), or correct the capacity");
        }
        let room = capacity.map(|(_, tonnes)| kilograms(tonnes));
        if rule == DepartureRule::WhenFull && room.is_none() {
            let message = format!("`{key}` is to leave when it is full, and nothing says what it carries");
            self.never(service.every_days, message, "fill in `capacity_t`");
        }
        let leaves = match room {
            Some(room) if rule == DepartureRule::WhenFull => Leaves::WhenReady(room / load.max(1) * load),
            _ => Leaves::AtTimes,
        };
        let cutoff = match leaves {
            Leaves::WhenReady(_) => (service.cutoff_h.map_or(0.0, value) * HOUR).round() as u64,
            Leaves::AtTimes => 0,
        };
        let mut calendar = ServiceCalendar::of(case, &self.clock, (id, place), switches);
        if let Some(leg) = first {
            calendar.retain_days(&self.clock, |day| model.legs[leg].runs_on(day, switches));
        }
        // Where a service leaves at other times, as from another place, it is another departure with its own room.
        let is_known = |own: &Resource| own.about.key == key && own.departures.as_ref() == Some(&calendar);
        let at = self.resources.iter().position(is_known).unwrap_or_else(|| {
            self.plant.carriers.push(Carrier { room, leaves });
            let about = SimulatedResource::new(ResourceKind::Service, &key, capacity.map(|(_, tonnes)| tonnes));
            let number = self.plant.carriers.len() - 1;
            self.resources.push(Resource { about, number, departures: Some(calendar), cutoff });
            self.resources.len() - 1
        });
        (ActKind::Sail, JobStage::Board(self.resources[at].number as u32), at)
    }
}
