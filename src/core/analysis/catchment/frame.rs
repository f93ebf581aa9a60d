//! What is compared with what: origins with their demands, their weights, the reference corridor.

use std::cmp::Reverse;

use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::{Answer, Detail, PairTable, Prepared};
use crate::ids::{CorridorId, DemandId, Id, IdVec, PlaceId};
use crate::model::Model;
use crate::problem::Problems;

use super::site::{Savings, Site, SiteDestination};

/// What a tonne weighs: tonnes are counted in thousandths.
const PER_TONNE: f64 = 1000.0;

/// What demands count by where they are added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Weighing {
    /// Every demand counts by its yearly tonnes.
    Tonnes,
    /// Every demand counts alike, for some have no yearly tonnes.
    Equal,
}

/// An origin with its demands.
pub(super) struct FrameOrigin {
    pub(super) place: PlaceId,
    pub(super) demands: Vec<DemandId>,
    pub(super) site: Site,
}

/// The demands and corridors asked, with the answers at the values of the figures.
pub(super) struct Frame {
    /// The demands by the corridors asked.
    pub(super) case: Prepared,
    pub(super) answers: PairTable<Answer>,
    /// The corridor that savings are taken against.
    pub(super) reference: CorridorId,
    pub(super) weighing: Weighing,
    /// What each demand weighs where demands are added up.
    pub(super) weights: IdVec<DemandId, u64>,
    pub(super) origins: Vec<FrameOrigin>,
}

impl Frame {
    /// Asks some demands of a case by some of its corridors.
    pub(super) fn new(case: &Prepared, demands: &[DemandId], corridors: &[CorridorId]) -> Result<Self, Problems> {
        let model = case.model();
        let demands = demands.iter().map(|&id| model.demands[id].clone()).collect();
        let corridors = corridors.iter().map(|&id| model.corridors[id].clone()).collect();
        let case = case.with_questions(demands, corridors)?;
        let model = case.model();
        let answers = PairTable::of(model, case.answers_in(Detail::Routes));
        let (weighing, weights) = weigh(model);
        let positions = || model.demands.iter().filter_map(|demand| model.places.list[demand.from].position);
        let start = positions().next().map_or(0.0, |(_, lon)| lon);
        let mut origins: Vec<FrameOrigin> = Vec::new();
        for (id, demand) in model.demands.enumerate() {
            let known = origins.iter().position(|origin| origin.place == demand.from).unwrap_or_else(|| {
                let at = model.places.list[demand.from].position.map(|(lat, lon)| (unrolled(lon, start), lat));
                let site = Site { at, destinations: Vec::new() };
                origins.push(FrameOrigin { place: demand.from, demands: Vec::new(), site });
                origins.len() - 1
            });
            origins[known].demands.push(id);
            let destination = SiteDestination { weight: weights[id], demands: vec![(id, 0.0)] };
            origins[known].site.destinations.push(destination);
        }
        let reference = reference(model, &answers, &weights);
        Ok(Self { case, answers, reference, weighing, weights, origins })
    }

    /// Returns the meaning of the scenario with the demands and corridors asked.
    pub(super) const fn model(&self) -> &Model {
        self.case.model()
    }

    /// Returns the corridors in the order in which equal ones are taken: the reference, then the others.
    pub(super) fn in_order(&self) -> impl Iterator<Item = CorridorId> + use<> {
        let reference = self.reference;
        let others = self.model().corridors.ids().filter(move |&corridor| corridor != reference);
        std::iter::once(reference).chain(others)
    }

    /// Returns the corridor with the greatest value; of equal ones the reference, then the first.
    pub(super) fn leader<T: PartialOrd>(&self, value: impl Fn(CorridorId) -> Option<T>) -> Option<CorridorId> {
        let valued = self.in_order().filter_map(|corridor| Some((value(corridor)?, corridor)));
        let best = valued.reduce(|best, next| if next.0 > best.0 { next } else { best });
        best.map(|(_, corridor)| corridor)
    }

    /// Returns what each corridor saves at a site in each draw, given the totals of each pair and those that the reference's
    /// are taken from.
    pub(super) fn savings(&self, site: &Site, totals: &PairTable<Vec<f64>>, against: &PairTable<Vec<f64>>) -> Savings {
        let by_reference = site.destinations.iter().map(|destination| destination.least(self.reference, against));
        let against: Vec<Vec<f64>> = by_reference.collect();
        self.model().corridors.ids().map(|corridor| site.saving(corridor, totals, &against)).collect()
    }
}

/// Returns a longitude within half a turn of the first origin's: a map across the date line runs on beyond it.
fn unrolled(lon: f64, start: f64) -> f64 {
    if lon - start > 180.0 {
        lon - 360.0
    } else if lon - start < -180.0 {
        lon + 360.0
    } else {
        lon
    }
}

/// Weighs demands by their tonnes where all have them, else alike.
fn weigh(model: &Model) -> (Weighing, IdVec<DemandId, u64>) {
    let tonnes = |demand| model.tonnes_per_year(demand).filter(|&tonnes| tonnes > 0.0);
    let known: Option<Vec<f64>> = model.demands.ids().map(tonnes).collect();
    let Some(known) = known else { return (Weighing::Equal, model.demands.iter().map(|_| 1).collect()) };
    let weight = |tonnes: f64| (tonnes * PER_TONNE).round().max(1.0) as u64;
    (Weighing::Tonnes, known.into_iter().map(weight).collect())
}

/// Chooses the corridor that savings are taken against: the baseline, or else the one that is cheapest for most.
fn reference(model: &Model, answers: &PairTable<Answer>, weights: &IdVec<DemandId, u64>) -> CorridorId {
    let mut won = vec![0_u64; model.corridors.len()];
    for (demand, answers) in answers.by_demand() {
        if let Some(best) = answers.iter().position(Answer::is_cheapest) {
            won[best] += weights[demand];
        }
    }
    let most = model.corridors.ids().max_by_key(|&corridor| (won[corridor.index()], Reverse(corridor)));
    model.baseline.or(most).unwrap_or_else(|| CorridorId::new(0))
}
