//! What one corridor costs more than another, and whether today's leader is beaten, as a function of the figures.

use crate::answer::{Answer, Prepared, Progress, StepKind};
use crate::draws::{Distributions, Engine, Pool, Worker};
use crate::ids::{CorridorId, DemandId, FigureId, Id};
use crate::units::Money;
use corridor_kernel::lanes::Block;

use super::function::Function;
use super::shapley::Together;

/// The outputs of a contest.
pub(super) const OUTPUTS: usize = 2;

/// Two corridors of a demand that are compared, and the one that leads today.
#[derive(Clone, Copy, Debug)]
pub(super) struct Contest {
    pub(super) demand: DemandId,
    /// The corridor whose total is looked at.
    pub(super) corridor: CorridorId,
    /// The corridor whose total is taken off.
    pub(super) against: CorridorId,
    /// The cheapest corridor with every figure at its value; of equal ones the first.
    pub(super) leader: CorridorId,
}

/// The contests of some demands as a function of the figures of an engine.
///
/// # Shape
/// Inputs are [`Engine::figures`]. Outputs are two for each contest: what the corridor costs more than the other one, in
/// millionths, and 1 where any corridor of the demand costs less than the leader, else 0.
pub(super) struct Contests<'a> {
    pub(super) case: &'a Prepared,
    pub(super) distributions: &'a Distributions,
    pub(super) engine: &'a Engine,
    /// The figures that go together, by their places.
    pub(super) together: Vec<Together>,
    pub(super) of_demands: Vec<Contest>,
    pub(super) progress: &'a Progress,
    /// Workers, each with the values of all figures.
    pub(super) idle: Pool<(Worker, Vec<Block>)>,
}

impl Contests<'_> {
    /// Returns the figures that are varied.
    pub(super) fn figures(&self) -> &[FigureId] {
        self.engine.figures()
    }

    fn worker(&self) -> (Worker, Vec<Block>) {
        (self.engine.worker(), self.case.values().iter().map(|&value| Block::splat(value)).collect())
    }
}

impl Function for Contests<'_> {
    fn inputs(&self) -> usize {
        self.figures().len()
    }

    fn outputs(&self) -> usize {
        self.of_demands.len() * OUTPUTS
    }

    fn value(&self, input: usize, probability: f64) -> f64 {
        self.engine.quantile(self.figures()[input], probability)
    }

    fn evaluate(&self, inputs: &[Block]) -> Vec<Block> {
        let evaluate = |(worker, values): &mut (Worker, Vec<Block>)| {
            for (figure, input) in self.figures().iter().zip(inputs) {
                values[figure.index()] = *input;
            }
            let totals = self.engine.answer_at(self.case, worker, values);
            let outputs = |contest: &Contest| outputs(contest, totals.of_demand(contest.demand));
            self.of_demands.iter().flat_map(outputs).collect()
        };
        let outputs = self.idle.with(|| self.worker(), evaluate);
        self.progress.done();
        outputs
    }
}

/// Works out the outputs of a contest from the totals of its demand.
fn outputs(contest: &Contest, totals: &[Block]) -> [Block; OUTPUTS] {
    let [corridor, against, leader] =
        [contest.corridor, contest.against, contest.leader].map(|corridor| &totals[corridor.index()].0);
    let least = |lane: usize| totals.iter().map(|total| total.0[lane]).fold(f64::INFINITY, f64::min);
    [
        Block(std::array::from_fn(|lane| corridor[lane] - against[lane])),
        Block(std::array::from_fn(|lane| f64::from(u8::from(least(lane) < leader[lane])))),
    ]
}

/// The corridors that are compared; those that are not named are chosen for each demand.
#[derive(Clone, Copy, Debug)]
pub(super) struct PairSides {
    pub(super) corridor: Option<CorridorId>,
    pub(super) against: Option<CorridorId>,
    pub(super) baseline: Option<CorridorId>,
}

impl PairSides {
    /// Finds the two corridors of a demand that are compared; none where only one of them has a route.
    ///
    /// `against` is the baseline, or the leader where there is none or it has no route. `corridor` is the cheapest of
    /// the others that goes by other places, if any does: boxes by the same ports are no alternative to ask about.
    pub(super) fn meet(self, demand: DemandId, answers: &[Answer]) -> Option<Contest> {
        let total = |id: CorridorId| answers[id.index()].total_per_t;
        let routed = || (0..answers.len()).map(CorridorId::new).filter(|&id| total(id).is_some());
        let leader = routed().min_by_key(|&id| (total(id), id))?;
        let has_route = |id: &CorridorId| total(*id).is_some();
        let usual = || {
            let usual = self.baseline.filter(has_route).unwrap_or(leader);
            if self.corridor == Some(usual) { cheapest_beside(usual, answers) } else { Some(usual) }
        };
        let against = self.against.map_or_else(usual, |against| Some(against).filter(has_route))?;
        let rival = || cheapest_beside(against, answers);
        let corridor = self.corridor.map_or_else(rival, |corridor| Some(corridor).filter(has_route));
        let corridor = corridor.filter(|&corridor| corridor != against)?;
        Some(Contest { demand, corridor, against, leader })
    }
}

/// Returns the cheapest corridor beside another, of those that go elsewhere if there are any.
fn cheapest_beside(beside: CorridorId, answers: &[Answer]) -> Option<CorridorId> {
    let places = |id: CorridorId| {
        let rides = answers[id.index()].steps.iter().filter(|step| step.kind == StepKind::Ride);
        rides.map(|step| step.to.key.as_str()).collect::<Vec<_>>()
    };
    let rank = |id: CorridorId| -> Option<(bool, Money)> {
        Some((places(id) == places(beside), answers[id.index()].total_per_t?))
    };
    let others = (0..answers.len()).map(CorridorId::new).filter(|&id| id != beside);
    others.filter_map(|id| Some((rank(id)?, id))).min().map(|(_, id)| id)
}
