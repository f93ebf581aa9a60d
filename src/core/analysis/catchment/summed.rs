//! What a catchment is summed up from: the counts of all draws, and the savings with the figures at their values.

use std::sync::Arc;

use crate::answer::{Answer, PlaceName, StepKind};
use crate::model::Mode;

use super::corridors::ComparedCorridor;
use super::line::Approach;
use super::saving::Basket;
use super::tally::{CatchmentTally, Counted, OriginSavings};

/// Everything that a catchment is summed up from.
pub(super) struct Summed<'a> {
    pub(super) counted: Counted<'a>,
    pub(super) tally: &'a CatchmentTally,
    pub(super) draws: u64,
    /// For each demand and corridor its route to the border or port.
    pub(super) approaches: &'a [Option<Approach>],
    /// The keys of the corridors compared.
    pub(super) keys: Arc<[String]>,
    /// What corridors save from each origin with the figures at their values.
    pub(super) central: Vec<OriginSavings>,
    /// What each corridor could save from each origin, with its own figures at their favourable bounds.
    pub(super) could: Vec<OriginSavings>,
}

impl<'a> Summed<'a> {
    /// Works out the savings with the figures at their values and bounds.
    pub(super) fn new(
        counted: Counted<'a>,
        tally: &'a CatchmentTally,
        approaches: &'a [Option<Approach>],
        draws: u64,
    ) -> Self {
        let keys = counted.frame.case.model().corridors.iter().map(|corridor| corridor.key.clone()).collect();
        Self { counted, tally, draws, approaches, keys, central: central(counted), could: could(counted) }
    }

    /// Returns a corridor as results name it.
    pub(super) fn corridor(&self, position: usize) -> ComparedCorridor {
        ComparedCorridor { position, key: self.keys[position].clone() }
    }

    /// Returns the share of draws that were counted.
    pub(super) fn chance(&self, count: u64) -> f64 {
        count as f64 / self.draws as f64
    }

    /// Returns the cheapest corridor of a demand; of equal ones the reference, then the first.
    pub(super) fn best(&self, demand: usize) -> Option<usize> {
        let frame = self.counted.frame;
        let mut best: Option<usize> = None;
        for corridor in frame.in_order().filter(|&corridor| frame.total(demand, corridor).is_finite()) {
            if best.is_none_or(|known| frame.total(demand, corridor) < frame.total(demand, known)) {
                best = Some(corridor);
            }
        }
        best
    }

    /// Returns whether both a corridor and the reference serve a demand.
    pub(super) fn is_compared(&self, demand: usize, corridor: usize) -> bool {
        let frame = self.counted.frame;
        frame.total(demand, corridor).is_finite() && frame.total(demand, frame.reference).is_finite()
    }
}

/// Returns what corridors save from each origin with the figures at their values.
fn central(counted: Counted<'_>) -> Vec<OriginSavings> {
    let frame = counted.frame;
    let of_origin = |demands: &Vec<usize>| {
        let total = |demand: usize, corridor: usize| vec![frame.total(demand, corridor)];
        let totals = |&demand: &usize| (0..frame.corridors).map(|corridor| total(demand, corridor)).collect();
        let owned: Vec<Vec<Vec<f64>>> = demands.iter().map(totals).collect();
        let weights = demands.iter().map(|&demand| frame.demands[demand].weight).collect();
        Basket { weights, totals: owned.iter().map(Vec::as_slice).collect() }.savings(frame)
    };
    frame.of_origin.iter().map(of_origin).collect()
}

/// Returns what each corridor could save from each origin, with its own figures at their favourable bounds.
fn could(counted: Counted<'_>) -> Vec<OriginSavings> {
    let frame = counted.frame;
    let of_corridor = |demands: &[usize], corridor: usize| {
        let owned: Vec<Vec<Vec<f64>>> = demands.iter().map(|&demand| gap(counted, demand, corridor)).collect();
        let weights = demands.iter().map(|&demand| frame.demands[demand].weight).collect();
        let basket = Basket { weights, totals: owned.iter().map(Vec::as_slice).collect() };
        basket.mean_gap(|rows| (&rows[0], &rows[1]))
    };
    let of_origin =
        |demands: &Vec<usize>| (0..frame.corridors).map(|corridor| of_corridor(demands, corridor)).collect();
    frame.of_origin.iter().map(of_origin).collect()
}

/// Returns the total of a demand by the reference, and what a corridor could cost.
pub(super) fn gap(counted: Counted<'_>, demand: usize, corridor: usize) -> Vec<Vec<f64>> {
    let frame = counted.frame;
    vec![vec![frame.total(demand, frame.reference)], vec![frame.challenge(demand, corridor)]]
}

/// Returns the port where an answer's cargo first boards a ship.
pub(super) fn gateway_of(answer: &Answer) -> Option<&PlaceName> {
    let sea = Some(Mode::Sea.as_str());
    let first = answer.steps.iter().find(|step| step.kind == StepKind::Ride && step.mode == sea);
    first.map(|step| &step.from)
}
