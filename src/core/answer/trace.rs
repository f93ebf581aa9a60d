//! From cheapest paths back to itineraries, in the words of the scenario.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::cost::PricedArc;
use crate::ids::{ArcId, FigureId, Id, LegId, Pair, PlaceId, ServiceId};
use crate::model::{Mode, Model, Part};
use crate::network::{ArcKind, Ride};
use crate::units::{Distance, Grade, GradeAmounts, Money};
use corridor_kernel::Path;

use super::{
    Answer, Buffer, Hours, KmByMode, Parts, PermissionUsed, PlaceName, PriceYear, PricedNetwork, RouteSums, Status,
    Step, StepKind,
};

/// Turns paths into answers; remembers the grades of arcs that it has met.
pub struct Tracer<'a> {
    pub(super) model: &'a Model,
    pub(super) priced: &'a PricedNetwork,
    /// What the network is priced at: one entry for each figure of the register.
    pub(super) values: &'a [f64],
    pub(super) graded: BTreeMap<u32, GradeAmounts>,
}

/// An arc of a route, priced as usual or on the days on which it is passed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PassedArc {
    /// The arc.
    pub(crate) arc: ArcId,
    /// What it costs and takes on its days, where that is not as usual.
    pub(crate) dated: Option<DatedPrice>,
}

/// What an arc costs and takes on the days on which it is passed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DatedPrice {
    /// Its parts, hours and emissions.
    pub(crate) priced: PricedArc,
    /// The hire of boxes on it.
    pub(crate) hire: f64,
    /// How well the days are known.
    pub(crate) grade: Grade,
}

impl PassedArc {
    /// Returns the arcs of a path, priced as usual.
    fn of(path: &Path) -> Vec<Self> {
        path.arcs.iter().map(|&arc| Self { arc: ArcId::new(arc as usize), dated: None }).collect()
    }
}

/// The part of a haul's boarding that belongs to the ride which follows.
struct Boarding {
    parts: Parts,
    grade: Grade,
    waiting: Option<Step>,
}

impl<'a> Tracer<'a> {
    /// Writes out one path as the answer to a question; ranks and differences are still to be filled in.
    pub fn answer(&mut self, question: usize, path: &Path) -> Answer {
        Answer { price_years: self.price_years(path), ..self.passed(question, &PassedArc::of(path)).0 }
    }

    /// Writes out arcs as the answer to a question, and the first and last of them in each of its steps.
    pub(crate) fn passed(&mut self, question: usize, passed: &[PassedArc]) -> (Answer, Vec<[usize; 2]>) {
        let (steps, spans) = self.steps(passed);
        (Answer { steps, ..self.sums_of(question, passed) }, spans)
    }

    /// Writes out one path as the answer to a question, but not its steps.
    pub fn sums(&mut self, question: usize, path: &Path) -> Answer {
        let answer = self.sums_of(question, &PassedArc::of(path));
        debug_assert_eq!(answer.total_per_t, Some(Money::from_kernel(path.cost)), "arcs add up to the path");
        answer
    }

    fn sums_of(&mut self, question: usize, passed: &[PassedArc]) -> Answer {
        let question = &self.priced.network().questions()[question];
        let mut answer = blank(self.model, question.pair());
        answer.status = Status::Answered;
        answer.form = Some(self.priced.network().layers()[usize::from(question.layer)].form.as_str().to_owned());
        let (mut sums, mut km) = (RouteSums::default(), KmByMode::default());
        let mut by_country: BTreeMap<&str, Distance> = BTreeMap::new();
        for passed in passed {
            sums.add(&self.price_of(passed), self.graded(passed));
            let network = self.priced.network();
            for &leg in network.legs(&network.arcs()[passed.arc].kind).iter() {
                let leg = &self.model.legs[leg];
                let length = self.km(leg.distance_km);
                *by_country.entry(self.model.country(leg.from)).or_default() += length;
                km.add(leg.mode, length);
            }
        }
        let by_country = by_country.into_iter().map(|(country, km)| (country.to_owned(), km)).collect();
        Answer {
            total_per_t: Some(sums.parts.total()),
            route_cost_per_t: Some(sums.parts.before_support()),
            parts: Some(sums.parts),
            hours: Some(sums.hours),
            days: Some(sums.hours.total().as_days()),
            buffer: self.model.cargo.buffer_price_per_day.map(|price| Buffer {
                late_days: sums.late_days,
                independent_late_days: sums.late_squares.sqrt(),
                per_t: Money::round(sums.late_days * self.values[price.index()]),
            }),
            km: Some(km),
            km_by_country: Some(by_country),
            co2e: Some(sums.co2e),
            grades: Some(sums.grades()),
            ..answer
        }
    }

    /// Returns the figures that a path's cost rests on, with the amounts per tonne they take part in, largest first.
    pub fn rests_on(&self, path: &Path) -> Vec<(FigureId, f64)> {
        let mut amounts: BTreeMap<FigureId, f64> = BTreeMap::new();
        for &arc in &path.arcs {
            for attribution in self.priced.costs().attribute(ArcId::new(arc as usize), self.values) {
                let mut figures = attribution.figures;
                figures.sort_unstable();
                figures.dedup();
                for figure in figures {
                    *amounts.entry(figure).or_default() += attribution.amount;
                }
            }
        }
        let mut amounts: Vec<(FigureId, f64)> = amounts.into_iter().collect();
        amounts.sort_by(|left, right| right.1.abs().total_cmp(&left.1.abs()).then(left.0.cmp(&right.0)));
        amounts
    }

    /// Returns what a path costs at prices of each year, the earliest first and those of no known year before them.
    fn price_years(&self, path: &Path) -> Vec<PriceYear> {
        let register = &self.model.register;
        let year = |id: FigureId| {
            let figure = register.figure(id);
            figure.role.is_amount().then(|| self.model.price_year(figure))
        };
        let mut years: BTreeMap<Option<i16>, f64> = BTreeMap::new();
        for &arc in &path.arcs {
            let class = self.priced.costs().entry_number(ArcId::new(arc as usize));
            for (year, amount) in self.priced.costs().by_year(class, self.values, year) {
                *years.entry(year).or_default() += amount;
            }
        }
        let rounded = years.into_iter().map(|(year, amount)| PriceYear { year, per_t: Money::round(amount) });
        rounded.filter(|own| own.per_t != Money::ZERO).collect()
    }

    /// Returns the amounts of an arc by the least well known figure that each rests on; what its days add to them or take
    /// off rests on the days.
    fn graded(&mut self, passed: &PassedArc) -> GradeAmounts {
        let entry = self.priced.costs().entry_number(passed.arc);
        let known = self.graded.get(&entry).copied();
        let mut amounts = known.unwrap_or_else(|| {
            let amounts = self.priced.costs().graded(entry, self.values, |id| self.model.register.figure(id).grade);
            self.graded.insert(entry, amounts);
            amounts
        });
        if let Some(dated) = &passed.dated {
            let usual = self.arc(passed.arc).total();
            amounts[dated.grade as usize] += Money::from_kernel(dated.priced.total() - usual).as_units();
        }
        amounts
    }

    /// Returns what an arc costs and takes.
    fn price_of(&self, passed: &PassedArc) -> Cow<'a, PricedArc> {
        passed.dated.map_or_else(|| self.arc(passed.arc), |dated| Cow::Owned(dated.priced))
    }

    pub(super) fn arc(&self, arc: ArcId) -> Cow<'a, PricedArc> {
        self.priced.costs().priced(self.priced.prices(), arc)
    }

    fn worst_of(&mut self, passed: &PassedArc) -> Grade {
        let amounts = self.graded(passed);
        Grade::ALL.into_iter().rev().find(|&grade| amounts[grade as usize] != 0.0).unwrap_or(Grade::Official)
    }

    pub(super) fn km(&self, figure: Option<FigureId>) -> Distance {
        Distance::km(figure.map_or(0.0, |figure| self.values[figure.index()]))
    }

    /// Joins arcs into steps: a ride takes in its boarding and all legs up to the next border or change.
    fn steps(&mut self, passed: &[PassedArc]) -> (Vec<Step>, Vec<[usize; 2]>) {
        let (mut steps, mut spans): (Vec<Step>, Vec<[usize; 2]>) = (Vec::new(), Vec::new());
        let mut boarding: Option<Boarding> = None;
        let mut rides = false;
        let network = self.priced.network();
        for (position, id) in passed.iter().enumerate() {
            let arc = &network.arcs()[id.arc];
            let was_riding = std::mem::replace(&mut rides, false);
            match &arc.kind {
                ArcKind::Board { place, ride, .. } => {
                    let mut boarded = self.boarding(*place, network.ride(*ride), id);
                    steps.extend(boarded.waiting.take());
                    boarding = Some(boarded);
                }
                ArcKind::Move { leg, ride, .. } => {
                    let mut step = self.ride(&[*leg], network.ride(*ride), id);
                    if let Some(boarded) = boarding.take() {
                        step.parts.add(&boarded.parts);
                        step.grade = step.grade.max(boarded.grade);
                    }
                    match steps.last_mut() {
                        Some(last) if was_riding => extend(last, step),
                        _ => steps.push(step),
                    }
                    rides = true;
                }
                ArcKind::Haul { way, ride, .. } => {
                    steps.push(self.ride(&network.ways().legs(*way), network.ride(*ride), id));
                }
                ArcKind::Alight { .. } => {}
                ArcKind::Cross { leg } => {
                    let leg = &self.model.legs[*leg];
                    let mut step = self.stay(StepKind::Cross, leg.from, Some(leg.mode), id);
                    step.to = self.name(leg.to);
                    step.through = vec![step.from.clone(), step.to.clone()];
                    step.legs = vec![leg.key.clone()];
                    step.regime = Some(network.layers()[usize::from(arc.layer)].customs.regime().as_str());
                    steps.push(step);
                }
                ArcKind::Load { place, to, .. } => steps.push(self.stay(StepKind::Load, *place, Some(*to), id)),
                ArcKind::Unload { place, from, .. } => steps.push(self.stay(StepKind::Unload, *place, Some(*from), id)),
                ArcKind::Tranship { place, to, .. } => {
                    steps.push(self.stay(StepKind::Tranship, *place, Some(*to), id));
                }
                ArcKind::Gauge { place } => steps.push(self.stay(StepKind::Gauge, *place, Some(Mode::Rail), id)),
            }
            spans.resize(steps.len(), [position; 2]);
            if let (ArcKind::Move { .. }, Some(last)) = (&arc.kind, spans.last_mut()) {
                last[1] = position;
            }
        }
        for step in &mut steps {
            step.total_per_t = step.parts.total();
        }
        (steps, spans)
    }

    /// Splits what boarding costs: storage, capital and box hire go to a waiting step, the rest to the ride.
    fn boarding(&mut self, place: PlaceId, ride: &Ride, arc: &PassedArc) -> Boarding {
        let priced = *self.price_of(arc);
        let all = Parts::of(&priced);
        let waits = priced.hours.iter().any(|&hours| hours > 0.0) || all.0[Part::Storage as usize] != Money::ZERO;
        if !waits {
            return Boarding { parts: all, grade: self.worst_of(arc), waiting: None };
        }
        let mut step = self.stay(StepKind::Wait, place, Some(ride.mode), arc);
        step.service = self.service(ride.service);
        let hire = match &arc.dated {
            Some(dated) => dated.hire,
            None => self.priced.costs().hire(arc.arc, self.values),
        };
        step.parts = Parts::lying(&priced, hire);
        let mut parts = all;
        for (part, lying) in parts.0.iter_mut().zip(step.parts.0) {
            *part += -lying;
        }
        Boarding { parts, grade: step.grade, waiting: Some(step) }
    }

    fn ride(&mut self, legs: &[LegId], ride: &Ride, arc: &PassedArc) -> Step {
        let first = &self.model.legs[legs[0]];
        let mut step = self.stay(StepKind::Ride, first.from, Some(ride.mode), arc);
        for &leg in legs {
            let leg = &self.model.legs[leg];
            step.through.push(self.name(leg.to));
            step.legs.push(leg.key.clone());
            step.km += self.km(leg.distance_km);
            step.to = self.name(leg.to);
        }
        step.tariff = ride.tariff.map(|tariff| self.model.schedules[tariff].name.clone());
        step.service = self.service(ride.service);
        step
    }

    fn stay(&mut self, kind: StepKind, place: PlaceId, mode: Option<Mode>, arc: &PassedArc) -> Step {
        let priced = self.price_of(arc);
        let name = self.name(place);
        Step {
            kind,
            from: name.clone(),
            to: name.clone(),
            through: vec![name],
            mode: mode.map(Mode::as_str),
            legs: Vec::new(),
            tariff: None,
            service: None,
            regime: None,
            km: Distance::default(),
            hours: Hours::of(&priced),
            total_per_t: Parts::of(&priced).total(),
            parts: Parts::of(&priced),
            co2e_kg_per_t: priced.co2e_kg_per_t,
            grade: self.worst_of(arc),
        }
    }

    fn service(&self, service: Option<ServiceId>) -> Option<String> {
        service.map(|service| self.model.services[service].key.clone())
    }

    fn name(&self, place: PlaceId) -> PlaceName {
        place_name(self.model, place)
    }
}

/// Names a place in all its languages.
pub fn place_name(model: &Model, place: PlaceId) -> PlaceName {
    (&model.places.list[place]).into()
}

/// Starts an answer that has no route yet.
pub fn blank(model: &Model, pair: Pair) -> Answer {
    let (demand, corridor) = (&model.demands[pair.demand], &model.corridors[pair.corridor]);
    let [from, to] = [demand.from, demand.to].map(|place| place_name(model, place));
    Answer {
        scenario: model.name.clone(),
        from_name: from.name.clone(),
        to_name: to.name.clone(),
        from,
        to,
        regime: demand.customs.as_str(),
        corridor: corridor.key.clone(),
        corridor_title: corridor.title.clone(),
        status: Status::NoRoute,
        reason: None,
        reason_kind: None,
        rank: None,
        form: None,
        tonnes_per_year: model.tonnes_per_year(pair.demand),
        total_per_t: None,
        route_cost_per_t: None,
        low_per_t: None,
        high_per_t: None,
        challenge_per_t: None,
        could_lead: false,
        parts: None,
        more_than_best: None,
        saving_per_t: None,
        hours: None,
        days: None,
        buffer: None,
        km: None,
        km_by_country: None,
        co2e: None,
        grades: None,
        price_years: Vec::new(),
        permissions: Vec::new(),
        refused: None,
        steps: Vec::new(),
    }
}

/// Describes a permission row.
pub fn permission_used(model: &Model, row: &crate::model::Permission) -> PermissionUsed {
    PermissionUsed {
        key: row.key.clone(),
        instrument: row.instrument.clone(),
        period: row.period.to_string(),
        sources: titles(model, &row.sources),
        grade: row.grade,
        switch: row.cargo.switch.map(|switch| model.switch_names.name(switch).to_owned()),
    }
}

/// Returns the titles of sources; a key without a row stands for itself.
pub fn titles(model: &Model, keys: &[String]) -> Vec<String> {
    keys.iter().map(|key| model.sources.get(key).unwrap_or(key).clone()).collect()
}

fn extend(last: &mut Step, step: Step) {
    last.through.extend(step.through.into_iter().skip(1));
    last.legs.extend(step.legs);
    last.km += step.km;
    last.hours.add(&step.hours);
    last.parts.add(&step.parts);
    last.co2e_kg_per_t += step.co2e_kg_per_t;
    last.to = step.to;
    last.grade = last.grade.max(step.grade);
}
