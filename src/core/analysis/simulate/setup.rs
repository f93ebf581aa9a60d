//! What a simulation runs: the routes of the demands as stages, with what limits them.

use corridor_kernel::Path;
use corridor_kernel::events::Plant;

use crate::analysis::{Ask, Refusal};
use crate::answer::{Answer, Prepared};
use crate::draws::{Distributions, Draws, philox_stream};
use crate::ids::{ArcId, FigureId, Id, Pair};
use crate::model::Model;
use crate::scenario::Role;

use super::acts::{ALWAYS_OPEN, Resource, SentRoute};
use super::clock::{DAY, SimulatedClock};
use super::layout::{LaidOut, RouteDraft};
use super::plant::Builder;
use super::question::{ArrivalPattern, MAX_CONSIGNMENTS, MAX_DAYS, SimulateError, SimulateQuestion};

/// All that runs have in common.
pub(super) struct Setup<'a> {
    pub(super) case: &'a Prepared,
    pub(super) question: &'a SimulateQuestion,
    pub(super) ways: Vec<SentRoute>,
    /// The demands without a route.
    pub(super) without: Vec<Answer>,
    pub(super) plant: Plant,
    pub(super) resources: Vec<Resource>,
    pub(super) clock: SimulatedClock,
    pub(super) warm_up_days: u32,
    /// How hours are drawn; nothing where nothing is left to chance.
    pub(super) draws: Option<Draws>,
    /// The late days that are drawn, each with its stream.
    pub(super) late: Vec<(FigureId, u64)>,
    /// The figures of seasons and opening days at the values of a day without either: these come by the day.
    pub(super) neutral: Vec<(FigureId, f64)>,
    /// What holding a tonne for an hour costs.
    pub(super) holding_per_hour: f64,
}

impl<'a> Setup<'a> {
    /// Lays out the routes that are asked for.
    ///
    /// # Errors
    /// Refuses what makes no sense, demands without tonnes, and consignments that something can never carry.
    pub(super) fn new(ask: &Ask<'a>, case: &'a Prepared, question: &'a SimulateQuestion) -> Result<Self, Refusal> {
        question.check().map_err(Refusal::request)?;
        let (model, priced) = (case.model(), case.priced());
        let (demands, corridors) = (ask.demands(case)?, ask.corridors(case)?);
        let figure = |id: FigureId| case.values()[id.index()];
        let mut best = priced.best();
        let mut tracer = priced.tracer(model, case.values());
        let (mut found, mut without) = (Vec::new(), Vec::new());
        for demand in demands {
            let pairs = corridors.iter().map(|&corridor| Pair { demand, corridor });
            let known = pairs.clone().filter_map(|pair| Some((pair, best.get(&pair)?)));
            let cheapest = known.min_by_key(|(_, best)| (best.path.cost as u64, best.path.rank)).map(|(pair, _)| pair);
            let Some(best) = cheapest.and_then(|pair| best.remove(&pair)) else {
                without.extend(pairs.take(1).map(|pair| crate::answer::blank(model, pair)));
                continue;
            };
            let answer = priced.itinerary(model, &mut tracer, best.question, &best.path);
            let given = answer.tonnes_per_year.or(question.tonnes_per_year).filter(|&tonnes| tonnes > 0.0);
            let Some(tonnes) = given else {
                let [from, to] = [&answer.from, &answer.to].map(|place| place.key.clone());
                return Err(Refusal::request(SimulateError::NoTonnes { from, to }));
            };
            found.push((answer, best, tonnes));
        }
        let longest = found.iter().map(|(answer, ..)| answer.time().as_days()).fold(0.0, f64::max);
        let warm_up_days = question.warm_up_days.unwrap_or((2.0 * longest).ceil().min(f64::from(MAX_DAYS)) as u32);
        let clock = SimulatedClock::new(model.date.later(-(warm_up_days as i32)), warm_up_days + question.days);
        let mut builder = Builder::new(case, question, clock);
        let mut ways = Vec::new();
        for (answer, best, tonnes) in found {
            ways.push(route(&mut builder, answer, best.question, &best.path, tonnes)?);
        }
        builder.check_stacks()?;
        if builder.problems.has_errors() {
            return Err(builder.problems.into());
        }
        let seconds = f64::from(warm_up_days + question.days) * DAY as f64;
        let each: f64 = ways.iter().map(|way| (seconds / way.interval).ceil() + 1.0).sum();
        let consignments = (each * f64::from(question.runs)) as u64;
        if consignments > MAX_CONSIGNMENTS {
            return Err(Refusal::request(SimulateError::TooMany(consignments)));
        }
        let draws = if question.is_certain {
            None
        } else {
            let distributions = Distributions::of_case(case).map_err(|error| ask.failed(case, error))?;
            Some(Draws::new(&distributions, question.seed))
        };
        let Builder { plant, resources, clock, .. } = builder;
        if question.arrivals != ArrivalPattern::Even {
            for way in &mut ways {
                way.by_day = by_day(model, way, &clock, warm_up_days + question.days);
            }
        }
        let is_drawn = |id: &FigureId| draws.as_ref().is_some_and(|draws| draws.is_drawn(*id));
        for way in &mut ways {
            way.drawn.retain(is_drawn);
        }
        let mut late: Vec<(FigureId, u64)> = Vec::new();
        for &id in ways.iter().flat_map(|way| &way.acts).flat_map(|act| &act.late) {
            if draws.is_some() && late.iter().all(|(known, _)| *known != id) {
                late.push((id, philox_stream(&format!("simulate.{}", model.register.figure(id).path()))));
            }
        }
        let holding_per_hour = figure(model.cargo.value_per_t) * figure(model.cargo.holding_rate_per_year) / 8760.0;
        Ok(Self {
            case,
            question,
            ways,
            without,
            plant,
            resources,
            clock,
            warm_up_days,
            draws,
            late,
            neutral: neutral(model),
            holding_per_hour,
        })
    }

    /// Returns the seconds that are measured: after the first up to the second.
    pub(super) fn window(&self) -> (u64, u64) {
        let from = u64::from(self.warm_up_days) * DAY;
        (from, from + u64::from(self.question.days) * DAY)
    }
}

/// Lays out one route.
fn route(
    builder: &mut Builder<'_>,
    answer: Answer,
    question: usize,
    path: &Path,
    tonnes: f64,
) -> Result<SentRoute, Refusal> {
    let (case, priced) = (builder.case, builder.case.priced());
    let network = priced.network();
    let arcs: Vec<ArcId> = path.arcs.iter().map(|&arc| ArcId::new(arc as usize)).collect();
    let layer = network.questions()[question].layer;
    let cargo = network.cargo_class(case.model(), layer);
    let uses = builder.uses.clone();
    let (acts, stages) = (Vec::new(), Vec::new());
    let mut draft = RouteDraft { builder, network, uses: &uses, cargo, layer, arcs: &arcs, acts, stages };
    let LaidOut { planned_h, sails } = draft.lay_out(&answer).map_err(Refusal::request)?;
    let RouteDraft { acts, stages, .. } = draft;
    builder.plant.routes.push(stages);
    let drawn_roles = [Role::RunningTime, Role::OperationTime, Role::DwellTime, Role::BorderTime];
    let mut drawn: Vec<FigureId> = arcs.iter().flat_map(|&arc| priced.costs().figures_of(arc)).collect();
    drawn.retain(|&id| drawn_roles.contains(&case.model().register.figure(id).role));
    drawn.sort_unstable();
    drawn.dedup();
    let interval = builder.lot_t / tonnes * 365.0 * DAY as f64;
    let stream = philox_stream(&format!("simulate.{}.{}.{}", answer.from.key, answer.to.key, answer.regime));
    Ok(SentRoute {
        demand: network.questions()[question].demand,
        answer,
        arcs,
        acts,
        switches: cargo.switches,
        planned_h,
        sails,
        lot_t: builder.lot_t,
        tonnes_per_year: tonnes,
        interval,
        by_day: None,
        stream,
        drawn,
    })
}

/// Returns how many consignments of a route have come by the end of each day, where a harvest says when they come.
fn by_day(model: &Model, way: &SentRoute, clock: &SimulatedClock, days: u32) -> Option<Vec<f64>> {
    let harvest = model.harvest_of(way.demand)?;
    let share = |month: u32| {
        let figure = harvest.shares_pct[month as usize - 1];
        figure.map_or(0.0, |figure| model.register.figure(figure).value.to_f64() / 100.0)
    };
    let mut come = 0.0;
    let day = |number: u32| {
        let day = clock.first.later(number as i32);
        come += share(day.month()) / f64::from(day.days_of_month()) * way.tonnes_per_year / way.lot_t;
        come
    };
    Some((0..days).map(day).collect())
}

/// Returns the figures of seasons and opening days with the values at which they change no hours.
fn neutral(model: &Model) -> Vec<(FigureId, f64)> {
    let value = |role: Role| match role {
        Role::SeasonFactor => Some(1.0),
        Role::SeasonDelay => Some(0.0),
        Role::OpeningDays => Some(ALWAYS_OPEN),
        _ => None,
    };
    model.register.iter().filter_map(|(id, figure)| Some((id, value(figure.role)?))).collect()
}
