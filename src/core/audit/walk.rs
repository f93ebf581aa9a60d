//! The walk along an answer's steps, which charges each of them again.

use crate::answer::{Answer, PARTS, Step, StepKind};
use crate::ids::{ServiceId, TariffId};
use crate::model::{
    CalendarEffect, CargoClass, Demand, EmissionUnit, Leg, Mode, Model, Operation, Part, QuoteNumber, Regime, Wait,
};
use crate::units::{Exact, Moment, Money, fraction, to_f64};

use super::clock::PlanWalk;
use super::exact::{ArcTally, Figures, sum};
use super::haul::{self, AuditLine, HaulComponent};
use super::legal;
use super::rows;
use super::support::{AuditedStep, SupportedGoods};

/// The tolerance between binary time, distance and emissions and the exact ones.
const NEAR: f64 = 1e-6;

/// Recomputes an answer and compares the results.
pub(super) fn recompute(model: &Model, answer: &Answer) -> Result<(), String> {
    walk(model, answer, None).map(drop)
}

/// Recomputes an answer, day by day where it is a plan, compares the results, and returns when a plan arrives.
pub(super) fn walk<'a>(
    model: &'a Model,
    answer: &'a Answer,
    plan: Option<PlanWalk<'a>>,
) -> Result<Option<Moment>, String> {
    let asked = legal::asked(model, answer)?;
    let mut walk = AuditWalk {
        figures: Figures { model },
        model,
        cargo: asked.cargo,
        demand: asked.demand,
        regime: asked.demand.customs.regime(),
        parts: [Money::ZERO; PARTS.len()],
        hours: std::array::from_fn(|_| Exact::ZERO),
        co2e_kg: Exact::ZERO,
        late_days: Exact::ZERO,
        km: Exact::ZERO,
        lain: None,
        riding: None,
        last: None,
        ready_for: None,
        is_quoted_to_terminals: false,
        going_through: None,
        plan,
    };
    let mut steps = answer.steps.as_slice();
    while let Some((step, rest)) = steps.split_first() {
        if let Some(plan) = &mut walk.plan {
            plan.step = answer.steps.len() - steps.len();
        }
        steps = match step.kind {
            StepKind::Wait => rest,
            StepKind::Ride | StepKind::Cross => walk.haul(steps)?,
            _ => {
                walk.handle(step, rest)?;
                rest
            }
        };
    }
    if walk.going_through.is_some() {
        return Err("the route ends on a way through".to_owned());
    }
    walk.compare(answer)?;
    Ok(walk.plan.map(|plan| plan.now))
}

/// The charges of a haul, before its tariff's.
pub(super) struct HaulTallies {
    pub(super) boarding: ArcTally,
    /// The runs over its legs.
    pub(super) moves: Vec<ArcTally>,
    pub(super) crossings: Vec<ArcTally>,
}

/// The charges so far, and the state of the cargo.
pub(super) struct AuditWalk<'a> {
    pub(super) figures: Figures<'a>,
    pub(super) model: &'a Model,
    pub(super) cargo: CargoClass<'a>,
    demand: &'a Demand,
    regime: Regime,
    parts: [Money; PARTS.len()],
    hours: [Exact; 4],
    co2e_kg: Exact,
    late_days: Exact,
    km: Exact,
    /// The operation after which cargo dwells at the place, and the mode of its arrival; `None` while it stays on board.
    pub(super) lain: Option<(Operation, Option<Mode>)>,
    /// The mode by which the cargo arrived here.
    riding: Option<Mode>,
    /// The tariff, service and gauge of the last haul.
    last: Option<(Option<TariffId>, Option<ServiceId>, Option<u16>)>,
    /// The mode that the last handling made the cargo ready for.
    ready_for: Option<Mode>,
    /// Whether the quotation of the last haul includes the handling at its ends.
    is_quoted_to_terminals: bool,
    /// The quotation of a way through that the cargo has not left yet.
    going_through: Option<QuoteNumber>,
    /// The times of a plan.
    pub(super) plan: Option<PlanWalk<'a>>,
}

impl AuditWalk<'_> {
    fn settle(&mut self, tally: &ArcTally) {
        for (sum, part) in self.parts.iter_mut().zip(tally.parts(self.figures, &self.cargo)) {
            *sum += part;
        }
        for (sum, hours) in self.hours.iter_mut().zip(&tally.hours) {
            *sum += hours;
        }
        self.co2e_kg += &tally.co2e_kg;
        self.late_days += &tally.late_days;
    }

    const fn goods(&self) -> SupportedGoods<'_> {
        SupportedGoods { figures: self.figures, demand: self.demand, cargo: self.cargo }
    }

    fn place(&self, step: &Step) -> Result<crate::ids::PlaceId, String> {
        self.model.places.keyed(&step.from.key).ok_or_else(|| "a step is nowhere".to_owned())
    }

    fn handle(&mut self, step: &Step, rest: &[Step]) -> Result<(), String> {
        if self.going_through.is_some() && step.kind != StepKind::Gauge {
            return Err(format!("cargo leaves a way through at `{}`", step.from.key));
        }
        let is_included = self.is_quoted_to_terminals || self.next_is_quoted_to_terminals(rest)?;
        let place = self.place(step)?;
        let named = step.mode.and_then(Mode::named);
        let (operation, from, to) = match step.kind {
            StepKind::Load => (Operation::Load, None, named),
            StepKind::Unload => (Operation::Unload, self.riding, None),
            StepKind::Gauge => (Operation::Gauge, Some(Mode::Rail), Some(Mode::Rail)),
            _ => (Operation::Tranship, self.riding, named),
        };
        let rows = rows::handling(self.model, (place, operation), [from, to], &self.cargo);
        if let Some(shut) = rows.iter().find(|row| row.closed) {
            return Err(format!("row `{}` does not allow to {operation} at `{}`", shut.key, step.from.key));
        }
        if rows.is_empty() {
            return Err(format!("no row allows to {operation} at `{}`", step.from.key));
        }
        let mut tally = ArcTally::new();
        for row in rows {
            if !is_included || operation == Operation::Gauge {
                tally.charge(Part::Handling, self.figures.per_tonne(&row.price, &self.cargo));
            }
            tally.hours[2] += self.figures.or_zero(row.time_h);
            tally.hours[1] += self.figures.or_zero(row.dwell_h);
            tally.loss += self.figures.or_zero(row.loss_pct) / fraction(100, 1);
            tally.co2e_kg += self.figures.or_zero(row.co2e_kg_per_t);
            tally.late_days += self.figures.or_zero(row.late_days);
        }
        tally.charge(Part::Support, self.goods().support(AuditedStep::Operation(operation, &step.from.key)));
        self.begin_when_open(place, &mut tally)?;
        self.settle(&tally);
        self.lain = Some((operation, from));
        self.ready_for = named;
        Ok(())
    }

    /// Returns whether the cargo leaves by a leg whose quotation includes the handling at its ends.
    fn next_is_quoted_to_terminals(&self, rest: &[Step]) -> Result<bool, String> {
        // Between the operation and the ride may be a wait and a border, but no other operation.
        let next = rest.iter().find(|step| !matches!(step.kind, StepKind::Wait | StepKind::Cross));
        let Some(ride) = next.filter(|step| step.kind == StepKind::Ride) else { return Ok(false) };
        let legs = legal::legs(self.model, ride, self.cargo.form)?;
        Ok(legs.first().is_some_and(|leg| self.is_to_terminals(leg)))
    }

    fn is_to_terminals(&self, leg: &Leg) -> bool {
        leg.quote.is_some_and(|quote| self.model.quotes[quote].includes_terminals())
    }

    /// Charges the haul that the steps begin with, and returns the steps after it.
    fn haul<'s>(&mut self, steps: &'s [Step]) -> Result<&'s [Step], String> {
        let mut legs: Vec<&Leg> = Vec::new();
        let mut rest = steps;
        loop {
            // A border belongs to the leg that the next ride begins with.
            let ride = match rest {
                [cross, ride, ..] if cross.kind == StepKind::Cross && ride.kind == StepKind::Ride => 1,
                [ride, ..] if ride.kind == StepKind::Ride && legs.is_empty() => 0,
                _ => break,
            };
            let more = legal::legs(self.model, &rest[ride], self.cargo.form)?;
            let same = |leg: &Leg, other: &Leg| {
                (leg.mode, leg.tariff, leg.service, leg.gauge_mm)
                    == (other.mode, other.tariff, other.service, other.gauge_mm)
            };
            if legs.first().is_some_and(|first| !same(first, more[0])) {
                break;
            }
            if more.iter().any(|leg| !same(leg, more[0])) {
                return Err("a haul changes tariff, service or gauge on the way".to_owned());
            }
            legs.extend(more);
            rest = &rest[ride + 1..];
        }
        if legs.is_empty() {
            return Err("a border is passed on no leg".to_owned());
        }
        if legs.len() > 1 && !legs[0].mode.runs_through() {
            return Err(format!("a ship sails on after leg `{}` without being unloaded", legs[0].key));
        }
        self.may_board(legs[0])?;
        self.go_through(&legs)?;
        self.charge_haul(&legs)?;
        self.riding = Some(legs[0].mode);
        self.is_quoted_to_terminals = legs.last().is_some_and(|leg| self.is_to_terminals(leg));
        self.last = legs.last().map(|leg| (leg.tariff, leg.service, leg.gauge_mm));
        self.lain = None;
        Ok(rest)
    }

    /// Checks that a way through is gone from its first place to its last.
    fn go_through(&mut self, legs: &[&Leg]) -> Result<(), String> {
        let own = legs[0].quote.filter(|&quote| self.model.quotes[quote].through().is_some());
        let Some((quote, (from, to))) = own.zip(self.model.through_ends(legs[0])) else {
            return match self.going_through {
                None => Ok(()),
                Some(_) => Err(format!("cargo leaves a way through by leg `{}`", legs[0].key)),
            };
        };
        let goes_on = self.going_through == Some(quote);
        if !goes_on && (self.going_through.is_some() || legs[0].from != from) {
            return Err(format!("cargo joins a way through by leg `{}`", legs[0].key));
        }
        let arrives = legs.last().is_some_and(|leg| leg.to == to);
        self.going_through = Some(quote).filter(|_| !arrives);
        Ok(())
    }

    /// Checks that the cargo, in its current state, may continue by a leg.
    fn may_board(&self, leg: &Leg) -> Result<(), String> {
        let refuse = |why: &str| Err(format!("cargo boards leg `{}` {why}", leg.key));
        if leg.service.is_some_and(|service| !self.cargo.switches.allows(self.model.services[service].switch)) {
            return refuse("whose service a switch keeps out");
        }
        let same_gauge = self.last.is_none_or(|(_, _, gauge)| gauge == leg.gauge_mm);
        match (self.lain, self.riding, self.last) {
            (Some((operation, _)), ..) if self.ready_for != Some(leg.mode) => {
                refuse(&format!("that it was not made ready for by {operation}"))
            }
            (Some((Operation::Tranship, from)), ..)
                if from == Some(leg.mode) && leg.mode == Mode::Rail && !same_gauge =>
            {
                refuse("of another gauge")
            }
            (None, Some(mode), Some((tariff, service, _))) => {
                if !mode.runs_through() {
                    refuse("after a ship without being handled")
                } else if mode != leg.mode || !same_gauge {
                    refuse("of another mode or gauge without being handled")
                } else if leg.service.is_some() && leg.service != service {
                    refuse("of another service without being transhipped")
                } else if (tariff, service) == (leg.tariff, leg.service) {
                    refuse("in a haul that goes on")
                } else {
                    Ok(())
                }
            }
            _ => Ok(()),
        }
    }

    fn charge_haul(&mut self, legs: &[&Leg]) -> Result<(), String> {
        for leg in legs {
            self.km += self.figures.or_zero(leg.distance_km);
        }
        let HaulTallies { mut boarding, mut moves, crossings } = match self.plan {
            Some(_) => self.haul_on_days(legs)?,
            None => self.haul_as_usual(legs)?,
        };
        if self.lain.is_some() {
            boarding.charge(Part::Support, self.goods().support(AuditedStep::Boarding(legs[0])));
        }
        for (tally, leg) in moves.iter_mut().zip(legs) {
            tally.charge(Part::Support, self.goods().support(AuditedStep::Run(leg)));
        }
        let components = haul::components(self.model, legs, &self.cargo)?;
        if components.iter().all(|component| component.lines.is_some()) {
            let (boarding, moves) = self.cheapest_line(&components, &boarding, &moves);
            self.settle(&boarding);
            moves.iter().chain(&crossings).for_each(|tally| self.settle(tally));
        } else {
            // From station to station everything is rounded once, as one arc.
            let mut all = boarding;
            for component in components {
                all.charge(component.part, component.whole);
            }
            for tally in moves.iter().chain(&crossings) {
                add(&mut all, tally);
            }
            self.settle(&all);
        }
        Ok(())
    }

    /// Returns the combination of lines of a haul that charges least, rounded arc by arc.
    fn cheapest_line(
        &self,
        components: &[HaulComponent],
        boarding: &ArcTally,
        moves: &[ArcTally],
    ) -> (ArcTally, Vec<ArcTally>) {
        let mut choices: Vec<Vec<(Part, &AuditLine)>> = vec![Vec::new()];
        for component in components {
            let lines = component.lines.as_deref().unwrap_or_default();
            choices = choices
                .iter()
                .flat_map(|chosen| {
                    lines.iter().map(move |line| [chosen.as_slice(), &[(component.part, line)]].concat())
                })
                .collect();
        }
        let priced = choices.into_iter().map(|chosen| {
            let mut boarding = boarding.clone();
            let mut moves = moves.to_vec();
            for (part, line) in chosen {
                boarding.charge(part, line.boarding.clone());
                for (tally, price) in moves.iter_mut().zip(&line.legs) {
                    tally.charge(part, price.clone());
                }
            }
            let arcs = moves.iter().chain([&boarding]);
            let total: Money = arcs.flat_map(|tally| tally.parts(self.figures, &self.cargo)).sum();
            (total, boarding, moves)
        });
        let least = priced.min_by_key(|(total, ..)| *total);
        least.map_or_else(|| (boarding.clone(), moves.to_vec()), |(_, boarding, moves)| (boarding, moves))
    }

    fn haul_as_usual(&self, legs: &[&Leg]) -> Result<HaulTallies, String> {
        let mut crossings = Vec::new();
        for leg in legs.iter().filter(|leg| self.model.is_crossing(leg)) {
            crossings.push(self.cross(leg, true)?);
        }
        let moves = legs.iter().enumerate().map(|(position, leg)| {
            let effects = leg.calendar.iter().filter(|effect| self.cargo.switches.allows(effect.switch));
            self.run(leg, position == 0, effects)
        });
        Ok(HaulTallies {
            boarding: self.lying(legs[0], (&self.usual_wait(legs[0]), &Exact::ZERO), false),
            moves: moves.collect(),
            crossings,
        })
    }

    /// Returns the hours of the wait for the service of a leg by the scenario's rule.
    pub(super) fn usual_wait(&self, leg: &Leg) -> Exact {
        let day = || fraction(24, 1);
        let mut wait = Exact::ZERO;
        if let Some(service) = leg.service.filter(|_| self.lain.is_some()) {
            let service = &self.model.services[service];
            let half = self.model.wait != Wait::FullHeadway;
            let by_lot = (self.model.wait == Wait::CollectedForShip).then_some(service.collects_t_per_day).flatten();
            let gaps = service.gaps_days.iter().map(|&days| i64::from(days));
            let lot = || self.figures.value(self.model.cargo.lot_t);
            let days = match service.every_days {
                _ if by_lot.is_some() => lot() / self.figures.or_zero(by_lot) / fraction(2, 1),
                Some(days) if half => self.figures.value(days) / fraction(2, 1),
                Some(days) => self.figures.value(days),
                None if half => fraction(gaps.map(|days| days * days).sum(), 14),
                None => fraction(gaps.max().unwrap_or(0), 1),
            };
            wait = days * day() + self.figures.or_zero(service.cutoff_h);
        }
        wait
    }

    /// Charges a wait and the storage beyond the free days, by the hour or by started days; storage counts the time before the
    /// operation, too, for which cargo waited for the opening.
    pub(super) fn lying(&self, leg: &Leg, (wait, late): (&Exact, &Exact), by_started_days: bool) -> ArcTally {
        let mut tally = ArcTally::new();
        let Some((operation, from)) = self.lain else { return tally };
        let day = || fraction(24, 1);
        let late_days = leg.service.and_then(|service| self.model.services[service].late_days);
        tally.late_days += self.figures.or_zero(late_days);
        tally.hours[1] += wait;
        let rows =
            |operation, from| rows::handling(self.model, (leg.from, operation), [from, Some(leg.mode)], &self.cargo);
        let dwell = sum(rows(operation, from).iter().map(|row| self.figures.or_zero(row.dwell_h)));
        let came = if operation == Operation::Load { None } else { from };
        for row in rows(Operation::Storage, came) {
            let beyond = wait + late + &dwell - self.figures.or_zero(row.free_days) * day();
            if beyond > Exact::ZERO {
                let days = beyond / day();
                let days = if by_started_days { days.ceil().into() } else { days };
                tally.charge(Part::Storage, self.figures.per_tonne(&row.price, &self.cargo) * days);
            }
        }
        tally
    }

    /// Charges the run over a leg on which some effects of the calendar lie.
    pub(super) fn run<'e>(
        &self,
        leg: &Leg,
        first: bool,
        effects: impl Iterator<Item = &'e CalendarEffect>,
    ) -> ArcTally {
        let mut tally = ArcTally::new();
        let vehicle = leg.vehicle.as_deref().and_then(|name| self.model.vehicle_for(name, &self.cargo));
        let km = self.figures.or_zero(leg.distance_km);
        let speed = leg.speed_kmh.or_else(|| vehicle.and_then(|vehicle| vehicle.speed_kmh));
        let mut hours = match (leg.time_h, speed) {
            (Some(time), _) => self.figures.value(time),
            (None, Some(speed)) => &km / self.figures.value(speed),
            (None, None) => Exact::ZERO,
        };
        let mut extra = Exact::ZERO;
        for effect in effects {
            if let Some(factor) = effect.time_factor {
                hours *= self.figures.value(factor);
            }
            extra += self.figures.or_zero(effect.extra_h);
        }
        tally.hours[0] = hours + extra;
        tally.co2e_kg = match (leg.co2e_kg_per_t, vehicle.and_then(|vehicle| vehicle.emission)) {
            (Some(co2e), _) => self.figures.value(co2e),
            (None, Some((factor, EmissionUnit::GramsPerTkm))) => self.figures.value(factor) * km / fraction(1000, 1),
            (None, Some((factor, EmissionUnit::GramsPerTeuKm))) => {
                self.model.box_for(&self.cargo).map_or(Exact::ZERO, |unit| {
                    let teu = unit.teu.map_or_else(|| fraction(1, 1), |teu| self.figures.value(teu));
                    let payload = self.figures.in_unit(unit.payload_t);
                    self.figures.value(factor) * km * teu / payload / fraction(1000, 1)
                })
            }
            (None, None) => Exact::ZERO,
        };
        if first {
            let loss = vehicle.and_then(|vehicle| vehicle.loss_pct);
            tally.loss = self.figures.or_zero(loss) / fraction(100, 1);
        }
        tally
    }

    /// Charges the formalities on a leg, with the average wait for an open day or without.
    pub(super) fn cross(&self, leg: &Leg, with_average: bool) -> Result<ArcTally, String> {
        let rows = self.model.borders_for(leg, self.regime, &self.cargo);
        if rows.is_empty() {
            return Err(format!("no row lets {} goods cross on leg `{}`", self.regime, leg.key));
        }
        let mut tally = ArcTally::new();
        for row in rows {
            tally.charge(Part::Border, self.figures.per_tonne(&row.price, &self.cargo));
            tally.hours[3] += self.figures.or_zero(row.time_h);
            tally.late_days += self.figures.or_zero(row.late_days);
            if let Some(open) = row.open_days.filter(|_| with_average) {
                let closed = (fraction(7, 1) - self.figures.value(open)) * fraction(24, 1);
                tally.hours[3] += &closed * &closed / fraction(2 * 168, 1);
            }
        }
        Ok(tally)
    }

    fn compare(&self, answer: &Answer) -> Result<(), String> {
        for (name, (ours, theirs)) in PARTS.into_iter().zip(self.parts.iter().zip(answer.costs().0)) {
            if *ours != theirs {
                return Err(format!("{name} is {theirs} and should be {ours}"));
            }
        }
        if answer.total_per_t != Some(answer.costs().total()) {
            return Err("the parts do not add up to the total".to_owned());
        }
        let of_steps: Money = answer.steps.iter().map(|step| step.parts.total()).sum();
        if answer.total_per_t != Some(of_steps) {
            return Err("the steps do not add up to the total".to_owned());
        }
        let hours = answer.hours.unwrap_or_default();
        let near = |what: &str, ours: &Exact, theirs: f64| {
            let ours = to_f64(ours);
            if (ours - theirs).abs() <= NEAR { Ok(()) } else { Err(format!("{what} is {theirs} and should be {ours}")) }
        };
        near("hours moving", &self.hours[0], hours.moving.as_hours())?;
        near("hours waiting", &self.hours[1], hours.waiting.as_hours())?;
        near("hours handling", &self.hours[2], hours.handling.as_hours())?;
        near("hours at borders", &self.hours[3], hours.border.as_hours())?;
        if let Some(buffer) = &answer.buffer {
            near("late days", &self.late_days, buffer.late_days)?;
            near(
                "the cost of the buffer",
                &(self.figures.or_zero(self.model.cargo.buffer_price_per_day) * &self.late_days),
                buffer.per_t.as_units(),
            )?;
        }
        near("km", &self.km, answer.length().as_km())?;
        near("kg of CO2e", &self.co2e_kg, answer.emissions().as_kilograms())
    }
}

fn add(sum: &mut ArcTally, other: &ArcTally) {
    sum.amounts.iter_mut().zip(&other.amounts).for_each(|(sum, amount)| *sum += amount);
    sum.hours.iter_mut().zip(&other.hours).for_each(|(sum, hours)| *sum += hours);
    sum.loss += &other.loss;
    sum.co2e_kg += &other.co2e_kg;
    sum.late_days += &other.late_days;
}
