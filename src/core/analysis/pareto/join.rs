//! From the fronts of questions to those of demands: forms and corridors compete, neighbours are given their prices.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::answer::{Answer, BestPaths, Detail, Prepared, Reason, Tracer, place_name, reasons};
use crate::ids::{DemandId, Pair};
use crate::units::Money;
use corridor_kernel::{front_of, supported};

use super::kernel::{FrontRoute, Fronts};
use super::question::{Axis, ParetoAsked};
use super::result::{ParetoCorridor, ParetoDemand, ParetoPoint, ParetoStatus, Trade, first_faster};

const MS_PER_DAY: i128 = 86_400_000;
const LATE_PER_DAY: i128 = 1_440_000;
const MG_PER_TONNE: i128 = 1_000_000_000;

/// Makes the answers to the demands asked, in their order.
pub(super) fn demands<const D: usize>(case: &Prepared, asked: &ParetoAsked, fronts: &Fronts<D>) -> Vec<ParetoDemand> {
    let priced = case.priced();
    let is_limited = asked.deadline.is_some() && asked.axes.contains(&Axis::Cost);
    let writer = Writer {
        case,
        asked,
        fronts,
        reasons: no_routes(case, asked, fronts),
        without_deadline: if is_limited { priced.best() } else { BestPaths::default() },
    };
    let tracer = || priced.tracer(case.model(), case.values());
    asked.demands.par_iter().map_init(tracer, |tracer, &demand| writer.demand(tracer, demand)).collect()
}

/// What demands are written out with.
struct Writer<'a, const D: usize> {
    case: &'a Prepared,
    asked: &'a ParetoAsked,
    fronts: &'a Fronts<D>,
    /// Why a corridor has no route for a demand.
    reasons: BTreeMap<Pair, Reason>,
    /// The cheapest paths where a deadline limits them and cost counts; else none.
    without_deadline: BestPaths,
}

/// The front of a demand, and those of its corridors.
struct Joined<'f, const D: usize> {
    all: Vec<&'f FrontRoute<D>>,
    by_corridor: Vec<Vec<&'f FrontRoute<D>>>,
}

impl<const D: usize> Writer<'_, D> {
    fn demand(&self, tracer: &mut Tracer<'_>, demand: DemandId) -> ParetoDemand {
        let model = self.case.model();
        let known = &model.demands[demand];
        let pairs = || self.asked.corridors.iter().map(move |&corridor| Pair { demand, corridor });
        let of_pair = |pair| best_of(self.fronts.get(pair).iter().flat_map(|form| &form.points));
        let by_corridor: Vec<Vec<&FrontRoute<D>>> = pairs().map(of_pair).collect();
        let joined = Joined { all: best_of(by_corridor.iter().flatten().copied()), by_corridor };
        let own = pairs().zip(&joined.by_corridor);
        let corridors: Vec<ParetoCorridor> =
            own.map(|(pair, front)| self.corridor(tracer, &joined, pair, front)).collect();
        let front = self.points(tracer, &joined, &joined.all);
        let late = corridors.iter().filter_map(|corridor| corridor.fastest_too_late.as_ref());
        let cheapest = pairs().filter_map(|pair| self.without_deadline.get(&pair));
        let cheapest = cheapest.min_by_key(|best| (Money::from_kernel(best.path.cost), best.path.rank));
        ParetoDemand {
            from: place_name(model, known.from),
            to: place_name(model, known.to),
            regime: known.customs.as_str(),
            tonnes_per_year: model.tonnes_per_year(demand),
            first_day_saved: first_faster(&front).map(|(_, trade)| trade.price),
            fastest_too_late: if front.is_empty() { fastest(late).cloned() } else { None },
            front,
            cheapest_without_deadline: cheapest.map(|best| tracer.sums(best.question, &best.path)),
            corridors,
        }
    }

    fn corridor(
        &self,
        tracer: &mut Tracer<'_>,
        joined: &Joined<'_, D>,
        pair: Pair,
        front: &[&FrontRoute<D>],
    ) -> ParetoCorridor {
        let known = &self.case.model().corridors[pair.corridor];
        let late = if front.is_empty() { self.fastest_too_late(pair) } else { None };
        let reason = self.reasons.get(&pair);
        let front = self.points(tracer, joined, front);
        ParetoCorridor {
            corridor: known.key.clone(),
            corridor_title: known.title.clone(),
            status: match (front.is_empty(), late) {
                (false, _) => ParetoStatus::Answered,
                (true, Some(_)) => ParetoStatus::TooLate,
                (true, None) => ParetoStatus::NoRoute,
            },
            reason: reason.map(|reason| reason.text.clone()),
            first_day_saved: first_faster(&front).map(|(_, trade)| trade.price),
            front,
            fastest_too_late: late.map(|route| self.answer(tracer, route)),
        }
    }

    /// Returns the fastest route of a pair, of equal ones the best, where those of some form all miss the deadline.
    fn fastest_too_late(&self, pair: Pair) -> Option<&FrontRoute<D>> {
        let time = self.asked.axes.iter().position(|&axis| axis == Axis::Time)?;
        let late = self.fronts.get(pair).iter().filter_map(|form| form.late.as_ref());
        late.min_by_key(|found| (found.sums[time], found.sums, found.order))
    }

    /// Writes out the routes of a front.
    fn points(&self, tracer: &mut Tracer<'_>, joined: &Joined<'_, D>, front: &[&FrontRoute<D>]) -> Vec<ParetoPoint> {
        let axes = &self.asked.axes;
        let sums: Vec<[u64; D]> = front.iter().map(|found| with_days(axes, found.sums)).collect();
        let is_supported = supported(&sums);
        let holds = |front: &[&FrontRoute<D>], sums: &[u64; D]| front.iter().any(|found| found.sums == *sums);
        let day = trades(axes, &sums, Axis::Time, MS_PER_DAY);
        let co2e = trades(axes, &sums, Axis::Co2e, MG_PER_TONNE);
        let late = trades(axes, &sums, Axis::Late, LATE_PER_DAY);
        let point = |(position, found): (usize, &&FrontRoute<D>)| {
            let corridors = self.asked.corridors.iter().zip(&joined.by_corridor);
            let own = corridors.filter(|(_, points)| holds(points, &found.sums));
            ParetoPoint {
                answer: self.answer(tracer, found),
                transfers: found.transfers(),
                corridors: own.map(|(&corridor, _)| self.case.model().corridors[corridor].key.clone()).collect(),
                is_on_front: holds(&joined.all, &found.sums),
                is_supported: is_supported[position],
                per_day_saved: day.saved[position],
                per_tonne_co2e_avoided: co2e.saved[position],
                best_from_day_worth: day.best_from[position],
                best_from_co2e_worth: co2e.best_from[position],
                per_late_day_avoided: late.saved[position],
                best_from_late_day_worth: late.best_from[position],
            }
        };
        front.iter().enumerate().map(point).collect()
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

/// Returns the sums of a route with its late days, in thousandths of a minute, in place of the sum of their squares.
fn with_days<const D: usize>(axes: &[Axis], mut sums: [u64; D]) -> [u64; D] {
    for (sum, axis) in sums.iter_mut().zip(axes) {
        if *axis == Axis::Late {
            *sum = (u128::from(*sum) * 1_000_000).isqrt() as u64;
        }
    }
    sums
}

/// Returns the routes that no other beats; of equal ones that of the least cost and rank, then the first.
fn best_of<'f, const D: usize>(candidates: impl Iterator<Item = &'f FrontRoute<D>>) -> Vec<&'f FrontRoute<D>> {
    let mut candidates: Vec<&FrontRoute<D>> = candidates.collect();
    candidates.sort_by_key(|found| found.order);
    let sums: Vec<[u64; D]> = candidates.iter().map(|found| found.sums).collect();
    front_of(&sums).into_iter().map(|position| candidates[position]).collect()
}

/// Returns the fastest of some routes, of equal ones the cheapest.
fn fastest<'a>(answers: impl Iterator<Item = &'a Answer>) -> Option<&'a Answer> {
    let hours = |answer: &Answer| answer.time().as_hours();
    answers.min_by(|left, right| hours(left).total_cmp(&hours(right)).then(left.total_per_t.cmp(&right.total_per_t)))
}

/// Finds out why some corridors have no route for some demands, if that is asked.
fn no_routes<const D: usize>(case: &Prepared, asked: &ParetoAsked, fronts: &Fronts<D>) -> BTreeMap<Pair, Reason> {
    if asked.detail == Detail::Sums {
        return BTreeMap::new();
    }
    let of_demand = |&demand: &DemandId| asked.corridors.iter().map(move |&corridor| Pair { demand, corridor });
    let pairs = asked.demands.iter().flat_map(of_demand);
    let missing: Vec<Pair> = pairs.filter(|&pair| fronts.get(pair).is_empty()).collect();
    reasons(case.model(), case.values(), &missing)
}

/// The prices that each route of a front pays for less of a quantity.
struct Trades {
    /// Against the next cheaper route, among those that no other beats in cost and the quantity.
    saved: Vec<Option<Trade>>,
    /// The same among those that are the best at some worth of the quantity.
    best_from: Vec<Option<Trade>>,
}

/// Works out what each route pays for `unit` less of a quantity; nothing where cost or the quantity does not count.
fn trades<const D: usize>(axes: &[Axis], sums: &[[u64; D]], quantity: Axis, unit: i128) -> Trades {
    let place = |wanted: Axis| axes.iter().position(|&axis| axis == wanted);
    let Some((cost, quantity)) = place(Axis::Cost).zip(place(quantity)) else {
        return Trades { saved: vec![None; sums.len()], best_from: vec![None; sums.len()] };
    };
    let two: Vec<[u64; 2]> = sums.iter().map(|sums| [sums[cost], sums[quantity]]).collect();
    let chain = front_of(&two);
    let on_chain: Vec<[u64; 2]> = chain.iter().map(|&position| two[position]).collect();
    let best = chain.iter().zip(supported(&on_chain)).filter_map(|(&position, is_best)| is_best.then_some(position));
    Trades { saved: along(&two, &chain, unit), best_from: along(&two, &best.collect::<Vec<_>>(), unit) }
}

/// Returns for each member of a chain of ever dearer routes, but the first, the price against the one before.
fn along(two: &[[u64; 2]], chain: &[usize], unit: i128) -> Vec<Option<Trade>> {
    let mut trades = vec![None; two.len()];
    for pair in chain.windows(2) {
        let [cheaper, dearer] = [two[pair[0]], two[pair[1]]].map(|sums| sums.map(i128::from));
        let (more, less) = ((dearer[0] - cheaper[0]) * unit, cheaper[1] - dearer[1]);
        // To the nearest millionth.
        let price = i64::try_from((2 * more + less) / (2 * less)).ok();
        trades[pair[1]] = price.map(|price| Trade { against: pair[0], price: Money::from_micros(price) });
    }
    trades
}
