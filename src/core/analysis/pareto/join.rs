//! From the fronts of questions to those of demands: forms and corridors compete, neighbours are given their prices.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::answer::{Answer, Detail, Prepared, Reason, Tracer, place_name, reasons};
use crate::ids::{CorridorId, DemandId};
use corridor_kernel::{Path, Query, cheapest, front_of, supported};

use super::axis::Axis;
use super::kernel::{FrontRoute, Fronts, QuestionFront};
use super::question::ParetoAsked;
use super::result::{ParetoCorridor, ParetoDemand, ParetoPoint, ParetoStatus, fastest, first_faster};
use super::trades::{MG_PER_TONNE, MS_PER_DAY, trades};

/// Makes the answers to the demands asked, in their order.
pub(super) fn demands<const D: usize>(case: &Prepared, asked: &ParetoAsked, fronts: &Fronts<D>) -> Vec<ParetoDemand> {
    let (model, priced) = (case.model(), case.priced());
    let writer = Writer {
        case,
        asked,
        fronts,
        reasons: no_routes(case, asked, fronts),
        without_deadline: without_deadline(case, asked),
    };
    let tracer = || Tracer::new(model, priced.network(), priced.costs(), priced.prices(), case.values());
    asked.demands.par_iter().map_init(tracer, |tracer, &demand| writer.demand(tracer, demand)).collect()
}

/// What demands are written out with.
struct Writer<'a, const D: usize> {
    case: &'a Prepared,
    asked: &'a ParetoAsked,
    fronts: &'a Fronts<D>,
    /// Why a corridor has no route for a demand.
    reasons: BTreeMap<(DemandId, CorridorId), Option<Reason>>,
    /// The question and the path of the cheapest route of each demand without its deadline.
    without_deadline: BTreeMap<DemandId, (usize, Path)>,
}

impl<const D: usize> Writer<'_, D> {
    fn demand(&self, tracer: &mut Tracer<'_>, demand: DemandId) -> ParetoDemand {
        let Self { case, asked, .. } = *self;
        let model = case.model();
        let known = &model.demands[demand];
        let joined = Joined::new(asked, self.fronts, demand);
        let corridors = asked.corridors.iter().enumerate();
        let corridors: Vec<ParetoCorridor> = corridors
            .map(|(position, &corridor)| self.corridor(tracer, &joined, position, (demand, corridor)))
            .collect();
        let front = joined.points(case, asked, &joined.all, &mut |route| self.answer(tracer, route));
        let late = corridors.iter().filter_map(|corridor| corridor.fastest_too_late.as_ref());
        let fastest_too_late = if front.is_empty() { fastest(late).cloned() } else { None };
        let cheapest = self.without_deadline.get(&demand);
        ParetoDemand {
            from: place_name(model, known.from),
            to: place_name(model, known.to),
            regime: known.customs.as_str(),
            tonnes_per_year: known.tonnes_per_year.map(|id| model.register.figure(id).value.to_f64()),
            first_day_saved: first_faster(&front).map(|(_, trade)| trade.price),
            front,
            fastest_too_late,
            cheapest_without_deadline: cheapest.map(|(question, path)| tracer.sums(*question, path)),
            corridors,
        }
    }

    fn corridor(
        &self,
        tracer: &mut Tracer<'_>,
        joined: &Joined<'_, D>,
        position: usize,
        pair: (DemandId, CorridorId),
    ) -> ParetoCorridor {
        let Self { case, asked, .. } = *self;
        let known = &case.model().corridors[pair.1];
        let mut write = |route: &FrontRoute<D>| self.answer(tracer, route);
        let front = joined.points(case, asked, &joined.by_corridor[position], &mut write);
        let fastest_too_late = joined.late[position].map(write);
        let reason = self.reasons.get(&pair).and_then(Option::as_ref);
        ParetoCorridor {
            corridor: known.key.clone(),
            corridor_title: known.title.clone(),
            status: match (front.is_empty(), &fastest_too_late) {
                (false, _) => ParetoStatus::Answered,
                (true, Some(_)) => ParetoStatus::TooLate,
                (true, None) => ParetoStatus::NoRoute,
            },
            reason: reason.map(|reason| reason.text.clone()),
            first_day_saved: first_faster(&front).map(|(_, trade)| trade.price),
            front,
            fastest_too_late,
        }
    }

    /// Writes a route out as an answer.
    fn answer(&self, tracer: &mut Tracer<'_>, route: &FrontRoute<D>) -> Answer {
        match self.asked.detail {
            Detail::Sums => tracer.sums(route.question, &route.path),
            Detail::Whole | Detail::Routes => {
                self.case.priced().itinerary(self.case.model(), tracer, route.question, &route.path)
            }
        }
    }
}

/// The front of a demand, and those of its corridors.
struct Joined<'f, const D: usize> {
    all: Vec<&'f FrontRoute<D>>,
    by_corridor: Vec<Vec<&'f FrontRoute<D>>>,
    late: Vec<Option<&'f FrontRoute<D>>>,
}

impl<'f, const D: usize> Joined<'f, D> {
    fn new(asked: &ParetoAsked, fronts: &'f Fronts<D>, demand: DemandId) -> Self {
        let forms = |corridor: CorridorId| fronts.get(&(demand, corridor)).map_or(&[][..], Vec::as_slice);
        let by_corridor: Vec<Vec<&FrontRoute<D>>> = asked
            .corridors
            .iter()
            .map(|&corridor| best_of(forms(corridor).iter().flat_map(|form: &QuestionFront<D>| &form.points).collect()))
            .collect();
        let time = asked.axes.iter().position(|&axis| axis == Axis::Time).unwrap_or(0);
        let late = |(&corridor, points): (&CorridorId, &Vec<&FrontRoute<D>>)| {
            let late = forms(corridor).iter().filter_map(|form| form.late.as_ref());
            let fastest = late.min_by_key(|found| (found.sums[time], found.sums, found.order));
            fastest.filter(|_| points.is_empty())
        };
        Self {
            all: best_of(by_corridor.iter().flatten().copied().collect()),
            late: asked.corridors.iter().zip(&by_corridor).map(late).collect(),
            by_corridor,
        }
    }

    /// Writes out the routes of a front.
    fn points(
        &self,
        case: &Prepared,
        asked: &ParetoAsked,
        front: &[&FrontRoute<D>],
        write: &mut impl FnMut(&FrontRoute<D>) -> Answer,
    ) -> Vec<ParetoPoint> {
        let sums: Vec<[u64; D]> = front.iter().map(|found| found.sums).collect();
        let is_supported = supported(&sums);
        let holds = |front: &[&FrontRoute<D>], sums: &[u64; D]| front.iter().any(|found| found.sums == *sums);
        let day = trades(&asked.axes, &sums, Axis::Time, MS_PER_DAY);
        let co2e = trades(&asked.axes, &sums, Axis::Co2e, MG_PER_TONNE);
        let point = |(position, found): (usize, &&FrontRoute<D>)| {
            let corridors = asked.corridors.iter().zip(&self.by_corridor);
            let own = corridors.filter(|(_, points)| holds(points, &found.sums));
            ParetoPoint {
                answer: write(found),
                transfers: found.transfers(),
                corridors: own.map(|(&corridor, _)| case.model().corridors[corridor].key.clone()).collect(),
                is_on_front: holds(&self.all, &found.sums),
                is_supported: is_supported[position],
                per_day_saved: day.saved[position],
                per_tonne_co2e_avoided: co2e.saved[position],
                best_from_day_worth: day.best_from[position],
                best_from_co2e_worth: co2e.best_from[position],
            }
        };
        front.iter().enumerate().map(point).collect()
    }
}

/// Returns the routes that no other beats; of equal ones that of the least cost and rank, then the first.
fn best_of<const D: usize>(mut candidates: Vec<&FrontRoute<D>>) -> Vec<&FrontRoute<D>> {
    candidates.sort_by_key(|found| found.order);
    let sums: Vec<[u64; D]> = candidates.iter().map(|found| found.sums).collect();
    front_of(&sums).into_iter().map(|position| candidates[position]).collect()
}

/// Finds out why some corridors have no route for some demands, if that is asked.
fn no_routes<const D: usize>(
    case: &Prepared,
    asked: &ParetoAsked,
    fronts: &Fronts<D>,
) -> BTreeMap<(DemandId, CorridorId), Option<Reason>> {
    if asked.detail == Detail::Sums {
        return BTreeMap::new();
    }
    let pairs =
        asked.demands.iter().flat_map(|&demand| asked.corridors.iter().map(move |&corridor| (demand, corridor)));
    let missing: Vec<_> = pairs.filter(|pair| !fronts.contains_key(pair)).collect();
    let why = reasons(case.model(), case.values(), &missing);
    missing.into_iter().zip(why).collect()
}

/// Finds the cheapest route of each demand without its deadline, where there is one and cost counts.
fn without_deadline(case: &Prepared, asked: &ParetoAsked) -> BTreeMap<DemandId, (usize, Path)> {
    let mut best: BTreeMap<DemandId, (usize, Path)> = BTreeMap::new();
    if asked.deadline.is_none() || !asked.axes.contains(&Axis::Cost) {
        return best;
    }
    let priced = case.priced();
    let (network, costs) = (priced.network(), priced.costs());
    let wanted: std::collections::BTreeSet<DemandId> = asked.demands.iter().copied().collect();
    let mut questions = Vec::new();
    let mut queries = Vec::new();
    for (number, question) in network.questions().iter().enumerate() {
        if let Some(target) = question.target
            && wanted.contains(&question.demand)
            && asked.corridors.contains(&question.corridor)
        {
            questions.push(number);
            queries.push(Query { source: question.source, target });
        }
    }
    let (weights, ranks) = (costs.weights(priced.prices()), costs.ranks(priced.prices()));
    for (number, path) in questions.into_iter().zip(cheapest(network.graph(), &weights, &ranks, &queries)) {
        let Some(path) = path else { continue };
        let demand = network.questions()[number].demand;
        if best.get(&demand).is_none_or(|(_, known)| (path.cost, path.rank) < (known.cost, known.rank)) {
            best.insert(demand, (number, path));
        }
    }
    best
}
