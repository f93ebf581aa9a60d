//! What one corridor costs more than another, and whether today's leader is beaten, as a function of the figures.

use crate::answer::{Answer, Prepared, Progress, StepKind};
use crate::draws::{Engine, Worker};
use crate::ids::{CorridorId, DemandId, FigureId, Id};
use crate::units::Money;
use corridor_kernel::lanes::{Block, LANES};

use super::function::Function;

/// The outputs of a contest.
pub(super) const OUTPUTS: usize = 2;

/// Two corridors of a demand that are compared, and the one that leads today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contest {
    /// The demand.
    pub demand: DemandId,
    /// The corridor whose total is looked at.
    pub corridor: CorridorId,
    /// The corridor whose total is taken off.
    pub against: CorridorId,
    /// The cheapest corridor with every figure at its value; of equal ones the first.
    pub leader: CorridorId,
}

/// The contests of some demands as a function of the figures of an engine.
///
/// # Shape
/// Inputs are [`Engine::figures`]. Outputs are two for each contest: what the corridor costs more than the other one, in
/// millionths, and 1 where any corridor of the demand costs less than the leader, else 0.
pub struct Contests<'a> {
    case: &'a Prepared,
    engine: &'a Engine,
    of_demands: Vec<Contest>,
    progress: &'a Progress,
}

/// The memory of one thread.
pub struct ContestMemory {
    worker: Worker,
    values: Vec<Block>,
}

impl<'a> Contests<'a> {
    /// Makes a function of contests that the engine answers.
    pub const fn new(case: &'a Prepared, engine: &'a Engine, contests: Vec<Contest>, progress: &'a Progress) -> Self {
        Self { case, engine, of_demands: contests, progress }
    }

    /// Returns the contests.
    pub fn contests(&self) -> &[Contest] {
        &self.of_demands
    }

    /// Returns the figures that are varied.
    pub fn figures(&self) -> &[FigureId] {
        self.engine.figures()
    }

    /// Returns who counts the evaluations.
    pub(super) const fn progress(&self) -> &Progress {
        self.progress
    }

    /// Returns the case.
    pub const fn case(&self) -> &Prepared {
        self.case
    }
}

impl Function for Contests<'_> {
    type Memory = ContestMemory;

    fn inputs(&self) -> usize {
        self.engine.figures().len()
    }

    fn outputs(&self) -> usize {
        self.of_demands.len() * OUTPUTS
    }

    fn value(&self, input: usize, probability: f64) -> f64 {
        self.engine.quantile(self.figures()[input], probability)
    }

    fn memory(&self) -> ContestMemory {
        let values = self.case.values().iter().map(|&value| Block::splat(value)).collect();
        ContestMemory { worker: self.engine.worker(), values }
    }

    fn evaluate(&self, memory: &mut ContestMemory, inputs: &[Block], outputs: &mut [Block]) {
        for (figure, input) in self.engine.figures().iter().zip(inputs) {
            memory.values[figure.index()] = *input;
        }
        let totals = self.engine.answer_at(self.case, &mut memory.worker, &memory.values);
        self.progress.done();
        let corridors = self.case.model().corridors.len();
        for (contest, outputs) in self.of_demands.iter().zip(outputs.chunks_exact_mut(OUTPUTS)) {
            let own = &totals[contest.demand.index() * corridors..][..corridors];
            let (corridor, against) = (&own[contest.corridor.index()].0, &own[contest.against.index()].0);
            outputs[0] = Block(std::array::from_fn(|lane| corridor[lane] - against[lane]));
            let mut least = [f64::INFINITY; LANES];
            for total in own {
                for (least, total) in least.iter_mut().zip(total.0) {
                    *least = least.min(total);
                }
            }
            let leader = &own[contest.leader.index()].0;
            outputs[1] = Block(std::array::from_fn(|lane| f64::from(u8::from(least[lane] < leader[lane]))));
        }
    }
}

/// The corridors of a contest; those that are not named are chosen for each demand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
