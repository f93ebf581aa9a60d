//! What is compared with what: origins with their demands, their weights, the reference corridor.

use std::collections::BTreeMap;

use crate::answer::{Answer, Detail, Prepared};
use crate::ids::{CorridorId, DemandId, Id, IdVec, PlaceId};
use crate::model::{Corridor, Demand, Model};
use crate::problem::Problems;
use crate::units::Money;

use super::result::Weighing;

/// What a tonne weighs: tonnes are counted in thousandths.
const PER_TONNE: f64 = 1000.0;

/// One demand.
#[derive(Clone, Copy, Debug)]
pub(super) struct FrameDemand {
    /// The position of its origin.
    pub(super) origin: usize,
    /// The position of its destination; goods of another customs regime have another.
    pub(super) destination: usize,
    /// What it weighs where demands are added up.
    pub(super) weight: u64,
}

/// The demands and corridors asked, with the answers at the values of the figures.
pub(super) struct Frame {
    /// The demands by the corridors asked.
    pub(super) case: Prepared,
    /// One answer for each demand and corridor.
    pub(super) answers: Vec<Answer>,
    pub(super) corridors: usize,
    /// The corridor that savings are taken against.
    pub(super) reference: usize,
    pub(super) weighing: Weighing,
    pub(super) demands: Vec<FrameDemand>,
    /// The place of each origin.
    pub(super) origins: Vec<PlaceId>,
    /// The demands of each origin.
    pub(super) of_origin: Vec<Vec<usize>>,
    /// The place of each destination.
    pub(super) destinations: Vec<PlaceId>,
}

impl Frame {
    /// Asks some demands of a case by some of its corridors.
    ///
    /// # Errors
    /// As [`Prepared::new`].
    pub(super) fn new(case: &Prepared, demands: &[DemandId], corridors: &[CorridorId]) -> Result<Self, Problems> {
        let model = case.model();
        let own: IdVec<DemandId, Demand> = demands.iter().map(|&id| model.demands[id].clone()).collect();
        let by: IdVec<CorridorId, Corridor> = corridors.iter().map(|&id| model.corridors[id].clone()).collect();
        let case = case.with_questions(own, by)?;
        let answers = case.answers_in(Detail::Routes);
        let model = case.model();
        let tonnes = |demand: &Demand| demand.tonnes_per_year.map(|id| model.register.figure(id).value.to_f64());
        let weighing = if model.demands.iter().all(|demand| tonnes(demand).is_some_and(|tonnes| tonnes > 0.0)) {
            Weighing::Tonnes
        } else {
            Weighing::Equal
        };
        let mut origin_of: BTreeMap<PlaceId, usize> = BTreeMap::new();
        let mut destination_of: BTreeMap<(PlaceId, &str), usize> = BTreeMap::new();
        let (mut origins, mut of_origin, mut destinations): (Vec<_>, Vec<Vec<usize>>, Vec<_>) = Default::default();
        let mut all = Vec::new();
        for demand in &model.demands {
            let origin = *origin_of.entry(demand.from).or_insert_with(|| {
                origins.push(demand.from);
                of_origin.push(Vec::new());
                origins.len() - 1
            });
            let destination = *destination_of.entry((demand.to, demand.customs.as_str())).or_insert_with(|| {
                destinations.push(demand.to);
                destinations.len() - 1
            });
            let weight = match weighing {
                Weighing::Tonnes => (tonnes(demand).unwrap_or_default() * PER_TONNE).round().max(1.0) as u64,
                Weighing::Equal => 1,
            };
            of_origin[origin].push(all.len());
            all.push(FrameDemand { origin, destination, weight });
        }
        let corridors = model.corridors.len();
        let reference = reference(model, &answers, &all);
        Ok(Self { answers, corridors, reference, weighing, demands: all, origins, of_origin, destinations, case })
    }

    /// Returns the corridors in the order in which equal ones are taken: the reference, then the others.
    pub(super) fn in_order(&self) -> impl Iterator<Item = usize> + use<> {
        let (reference, corridors) = (self.reference, self.corridors);
        std::iter::once(reference).chain((0..corridors).filter(move |&corridor| corridor != reference))
    }

    /// Returns the total of a demand by a corridor, in millionths; infinite where there is no route.
    pub(super) fn total(&self, demand: usize, corridor: usize) -> f64 {
        self.of(demand, corridor).total_per_t.map_or(f64::INFINITY, |total| total.micros() as f64)
    }

    /// Returns what a demand would cost by a corridor with its own figures at their favourable bounds.
    pub(super) fn challenge(&self, demand: usize, corridor: usize) -> f64 {
        self.of(demand, corridor).challenge_per_t.map_or(f64::INFINITY, |total: Money| total.micros() as f64)
    }

    /// Returns the answer to a demand by a corridor.
    pub(super) fn of(&self, demand: usize, corridor: usize) -> &Answer {
        &self.answers[demand * self.corridors + corridor]
    }
}

/// Chooses the corridor that savings are taken against: the baseline, or else the one that is cheapest for most.
fn reference(model: &Model, answers: &[Answer], demands: &[FrameDemand]) -> usize {
    let corridors = model.corridors.len().max(1);
    let mut won = vec![0_u64; corridors];
    for (of_demand, demand) in answers.chunks(corridors).zip(demands) {
        if let Some(best) = of_demand.iter().position(Answer::is_cheapest) {
            won[best] += demand.weight;
        }
    }
    let most = (0..corridors).max_by(|&left, &right| won[left].cmp(&won[right]).then(right.cmp(&left)));
    model.baseline.map_or(most.unwrap_or(0), Id::index)
}
