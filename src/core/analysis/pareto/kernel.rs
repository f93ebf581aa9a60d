//! The front of each question, as the kernel finds it.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::answer::{PairTable, Prepared, Progress};
use crate::ids::{ArcId, DemandId, Id};
use crate::network::Network;
use crate::units::Duration;
use corridor_kernel::{Front, FrontPoint, Path, Workspace};

use super::question::{Axis, ParetoAsked};

const MS_PER_HOUR: f64 = 3_600_000.0;
const MINUTES_PER_DAY: f64 = 1_440.0;
const MG_PER_KG: f64 = 1_000_000.0;
/// The time by which a sum of rounded times may exceed a deadline: half a second, the rounding of a thousand moves.
const HALF_SECOND_MS: f64 = 500.0;
/// The lowest bit of the transfers in a rank.
const TRANSFERS_FROM: u32 = 48;

/// A route worth choosing, with the question that it answers.
#[derive(Clone, Debug)]
pub(super) struct FrontRoute<const D: usize> {
    pub(super) sums: [u64; D],
    /// Its cost before its rank: of routes with equal sums the one with the least is chosen.
    pub(super) order: u128,
    pub(super) question: usize,
    pub(super) path: Path,
}

impl<const D: usize> FrontRoute<D> {
    fn new(question: usize, point: FrontPoint<D>) -> Self {
        let (cost, rank) = ((point.rank >> 64) as u64, point.rank as u64);
        Self { sums: point.sums, order: point.rank, question, path: Path { cost: cost as f64, rank, arcs: point.arcs } }
    }

    /// Returns the changes of mode, service or gauge on the way.
    pub(super) const fn transfers(&self) -> u32 {
        (self.path.rank >> TRANSFERS_FROM) as u32
    }
}

/// The front of one question.
#[derive(Clone, Debug)]
pub(super) struct QuestionFront<const D: usize> {
    pub(super) points: Vec<FrontRoute<D>>,
    /// The fastest route where none arrives in time.
    pub(super) late: Option<FrontRoute<D>>,
}

/// The fronts of the questions of each demand by each corridor, one for each form that has a route.
pub(super) type Fronts<const D: usize> = PairTable<Vec<QuestionFront<D>>>;

/// Finds the fronts of all questions asked; those with one target share the bounds of what is still to come.
pub(super) fn fronts<const D: usize>(case: &Prepared, asked: &ParetoAsked, progress: &Progress) -> Fronts<D> {
    let network = case.priced().network();
    let (criteria, ranks) = of_arcs(case, &asked.axes);
    let time = asked.axes.iter().position(|&axis| axis == Axis::Time);
    let limit = asked.deadline.zip(time).map(|(deadline, axis)| (axis, milliseconds(deadline)));
    let search = FrontSearch { network, front: Front::new(network.graph(), criteria, ranks), limit };
    let groups = by_target(network, asked);
    let nodes = network.graph().nodes();
    let of_group = |workspace: &mut Workspace<D>, (target, questions): &(u32, Vec<usize>)| {
        let fronts = search.of_group(workspace, *target, questions);
        progress.done();
        fronts
    };
    progress.begin(groups.len());
    let mut found: Vec<(usize, QuestionFront<D>)> =
        groups.par_iter().map_init(|| Workspace::new(nodes), of_group).flatten_iter().collect();
    // Forms compete in the order of the questions.
    found.sort_by_key(|&(number, _)| number);
    let mut fronts = PairTable::new(case.model(), |_| Vec::new());
    for (number, front) in found {
        if !front.points.is_empty() || front.late.is_some() {
            fronts.get_mut(network.questions()[number].pair()).push(front);
        }
    }
    fronts
}

/// Returns the questions asked by their targets.
fn by_target(network: &Network, asked: &ParetoAsked) -> Vec<(u32, Vec<usize>)> {
    let demands: BTreeSet<DemandId> = asked.demands.iter().copied().collect();
    let mut by_target: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (number, question) in network.questions().iter().enumerate() {
        if let Some(target) = question.target
            && demands.contains(&question.demand)
            && asked.corridors.contains(&question.corridor)
        {
            by_target.entry(target).or_default().push(number);
        }
    }
    by_target.into_iter().collect()
}

/// What the fronts of questions are found with.
struct FrontSearch<'a, const D: usize> {
    network: &'a Network,
    front: Front<'a, D>,
    /// The axis of time with the deadline in milliseconds.
    limit: Option<(usize, u64)>,
}

impl<const D: usize> FrontSearch<'_, D> {
    /// Finds the fronts of questions with one target.
    fn of_group(
        &self,
        workspace: &mut Workspace<D>,
        target: u32,
        questions: &[usize],
    ) -> Vec<(usize, QuestionFront<D>)> {
        let bounds = self.front.bounds(target);
        let front = |&number: &usize| {
            let source = self.network.questions()[number].source;
            let mut within = |limit: Option<(usize, u64)>| self.front.from(source, &bounds, most(limit), workspace);
            let points: Vec<_> = within(self.limit).into_iter().map(|point| FrontRoute::new(number, point)).collect();
            let late = self.limit.filter(|_| points.is_empty()).and_then(|(axis, _)| {
                let fastest = within(Some((axis, bounds.least(source)?[axis])));
                fastest.into_iter().next().map(|point| FrontRoute::new(number, point))
            });
            (number, QuestionFront { points, late })
        };
        questions.iter().map(front).collect()
    }
}

/// Returns the most that the sums of a route may come to, with a limit to one of them.
fn most<const D: usize>(limit: Option<(usize, u64)>) -> [u64; D] {
    let mut most = Front::<D>::UNLIMITED;
    if let Some((axis, limit)) = limit {
        most[axis] = limit;
    }
    most
}

/// Returns what counts of each arc in whole numbers, and its cost before its rank.
fn of_arcs<const D: usize>(case: &Prepared, axes: &[Axis]) -> (Vec<[u64; D]>, Vec<u128>) {
    let priced = case.priced();
    let (costs, prices) = (priced.costs(), priced.prices());
    let (weights, ranks) = (costs.weights(prices), costs.ranks(prices));
    let criteria = (0..weights.len()).map(|arc| {
        let arc_priced = costs.priced(prices, ArcId::new(arc));
        std::array::from_fn(|axis| match axes[axis] {
            Axis::Cost => weights[arc] as u64,
            Axis::Time => (arc_priced.hours.iter().sum::<f64>() * MS_PER_HOUR).round() as u64,
            Axis::Co2e => (arc_priced.co2e_kg_per_t * MG_PER_KG).round() as u64,
            Axis::Transfers => ranks[arc] >> TRANSFERS_FROM,
            // Squares add up.
            Axis::Late => {
                let minutes = (arc_priced.late_days * MINUTES_PER_DAY).round() as u64;
                minutes * minutes
            }
        })
    });
    let orders = weights.iter().zip(&ranks).map(|(&cost, &rank)| u128::from(cost as u64) << 64 | u128::from(rank));
    (criteria.collect(), orders.collect())
}

/// Returns the greatest sum of rounded times that keeps a deadline.
fn milliseconds(deadline: Duration) -> u64 {
    (deadline.as_hours() * MS_PER_HOUR + HALF_SECOND_MS).floor() as u64
}
