//! From the fronts of questions to those of demands: forms and corridors compete, neighbours are given their prices.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::analysis::pareto::{Axis, ParetoCorridor, ParetoDemand, ParetoPoint, Trade};
use crate::answer::Prepared;
use crate::answer::{Answer, Detail, Reason, Tracer, place_name, reasons};
use crate::ids::{CorridorId, DemandId};
use crate::units::Money;
use corridor_kernel::{Query, cheapest, front_of, supported};

use super::kernel::{Found, Fronts, QuestionFront};
use crate::analysis::pareto::ParetoAsked;

const MS_PER_DAY: i128 = 86_400_000;
const MG_PER_TONNE: i128 = 1_000_000_000;

/// Makes the answers to the demands asked, in their order.
pub(super) fn demands<const D: usize>(case: &Prepared, asked: &ParetoAsked, fronts: &Fronts<D>) -> Vec<ParetoDemand> {
    let model = case.model();
    let priced = case.priced();
    let why = no_routes(case, asked, fronts);
    let unhurried = unhurried(case, asked);
    let tracer = || Tracer::new(model, priced.network(), priced.costs(), priced.prices(), case.values());
    let of_demand = |tracer: &mut Tracer<'_>, &demand: &DemandId| {
        let mut write = |found: &Found<D>| match asked.detail {
            Detail::Sums => tracer.sums(found.question, &found.path),
            Detail::Whole | Detail::Routes => priced.itinerary(model, tracer, found.question, &found.path),
        };
        let joined = Joined::new(asked, fronts, demand);
        let known = &model.demands[demand];
        let corridors = asked.corridors.iter().enumerate().map(|(position, &corridor)| ParetoCorridor {
            key: model.corridors[corridor].key.clone(),
            title: model.corridors[corridor].title.clone(),
            points: joined.points(case, asked, &joined.by_corridor[position], &mut write),
            late: joined.late[position].map(&mut write),
            reason: why.get(&(demand, corridor)).cloned().flatten(),
        });
        ParetoDemand {
            from: place_name(model, known.from),
            to: place_name(model, known.to),
            regime: known.customs.as_str(),
            tonnes_per_year: known.tonnes_per_year.map(|id| model.register.figure(id).value.to_f64()),
            corridors: corridors.collect(),
            points: joined.points(case, asked, &joined.all, &mut write),
            unhurried: unhurried.get(&demand).map(|(question, path)| tracer.sums(*question, path)),
        }
    };
    asked.demands.par_iter().map_init(tracer, of_demand).collect()
}

/// Holds the front of a demand, and those of its corridors.
struct Joined<'f, const D: usize> {
    all: Vec<&'f Found<D>>,
    by_corridor: Vec<Vec<&'f Found<D>>>,
    late: Vec<Option<&'f Found<D>>>,
}

impl<'f, const D: usize> Joined<'f, D> {
    fn new(asked: &ParetoAsked, fronts: &'f Fronts<D>, demand: DemandId) -> Self {
        let forms = |corridor: CorridorId| fronts.get(&(demand, corridor)).map_or(&[][..], Vec::as_slice);
        let by_corridor: Vec<Vec<&Found<D>>> = asked
            .corridors
            .iter()
            .map(|&corridor| best_of(forms(corridor).iter().flat_map(|form: &QuestionFront<D>| &form.points).collect()))
            .collect();
        let time = asked.axes.iter().position(|&axis| axis == Axis::Time).unwrap_or(0);
        let late = |(&corridor, points): (&CorridorId, &Vec<&Found<D>>)| {
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
        front: &[&Found<D>],
        write: &mut impl FnMut(&Found<D>) -> Answer,
    ) -> Vec<ParetoPoint> {
        let sums: Vec<[u64; D]> = front.iter().map(|found| found.sums).collect();
        let is_supported = supported(&sums);
        let holds = |front: &[&Found<D>], sums: &[u64; D]| front.iter().any(|found| found.sums == *sums);
        let day = trades(&asked.axes, &sums, Axis::Time, MS_PER_DAY);
        let co2e = trades(&asked.axes, &sums, Axis::Co2e, MG_PER_TONNE);
        let point = |(position, found): (usize, &&Found<D>)| {
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
fn best_of<const D: usize>(mut candidates: Vec<&Found<D>>) -> Vec<&Found<D>> {
    candidates.sort_by_key(|found| found.order);
    let sums: Vec<[u64; D]> = candidates.iter().map(|found| found.sums).collect();
    front_of(&sums).into_iter().map(|position| candidates[position]).collect()
}

/// Holds what each route of a front pays for less of a thing.
struct Trades {
    /// Against the next cheaper route, among those that no other beats in cost and the thing.
    saved: Vec<Option<Trade>>,
    /// The same among those that are the best at some worth of the thing.
    best_from: Vec<Option<Trade>>,
}

/// Works out what each route pays for `unit` less of a thing; nothing where cost or the thing does not count.
fn trades<const D: usize>(axes: &[Axis], sums: &[[u64; D]], thing: Axis, unit: i128) -> Trades {
    let place = |wanted: Axis| axes.iter().position(|&axis| axis == wanted);
    let Some((cost, thing)) = place(Axis::Cost).zip(place(thing)) else {
        return Trades { saved: vec![None; sums.len()], best_from: vec![None; sums.len()] };
    };
    let two: Vec<[u64; 2]> = sums.iter().map(|sums| [sums[cost], sums[thing]]).collect();
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
fn unhurried(case: &Prepared, asked: &ParetoAsked) -> BTreeMap<DemandId, (usize, corridor_kernel::Path)> {
    let mut best: BTreeMap<DemandId, (usize, corridor_kernel::Path)> = BTreeMap::new();
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
            queries.push(Query { source: question.source, targets: vec![target] });
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
