//! Many draws of all demands by all gateways, counted by demand, by origin, by point of the grid and along lines.

use rayon::prelude::*;

use crate::draws::{Counts, Engine, Near, Portion, Scale, Stream, Threads};
use crate::units::Money;
use corridor_kernel::lanes::LANES;

use super::frame::Frame;
use super::gateways::ByGateway;
use super::grid::Point;
use super::line::{Approach, Reaches, reach};
use super::result::Reach;
use super::saving::{Basket, leader};

/// The most steps that the savings of one count are counted in.
const MAX_STEPS: usize = 1 << 14;
/// The fewest.
const MIN_STEPS: usize = 512;
/// The most steps of all counts together.
const MAX_STEPS_OF_ALL: usize = 1 << 22;

/// The counts of one demand.
#[derive(Clone, Debug)]
pub(super) struct DemandTally {
    /// For each corridor the draws in which none is cheaper.
    pub(super) cheapest: Vec<u64>,
    /// For each corridor the draws in which it costs less than the reference.
    pub(super) saves: Vec<u64>,
    /// For each corridor by gateway the draws in which its corridor goes by it.
    pub(super) used: Vec<u64>,
    /// For each corridor by gateway the draws in which the demand goes by it, on its cheapest corridor.
    pub(super) won: Vec<u64>,
}

/// The counts of one corridor from one origin.
#[derive(Clone, Debug)]
pub(super) struct OriginTally {
    pub(super) savings: Counts,
    pub(super) saves: u64,
    pub(super) leads: u64,
}

/// The counts of all draws.
pub(super) struct CatchmentTally {
    pub(super) demands: Vec<DemandTally>,
    /// For each origin and corridor; none where it serves no destination with the reference.
    pub(super) origins: Vec<Vec<Option<OriginTally>>>,
    /// For each point of the grid and corridor its savings.
    pub(super) points: Vec<Vec<Option<Counts>>>,
    pub(super) lines: Vec<Reaches>,
}

/// What is counted.
#[derive(Clone, Copy)]
pub(super) struct Counted<'a> {
    pub(super) frame: &'a Frame,
    pub(super) by: &'a ByGateway,
    pub(super) points: &'a MapPoints<'a>,
    pub(super) lines: &'a [(usize, Approach)],
}

/// The totals of a demand: for each corridor one total for each draw.
type Totals = Vec<Vec<f64>>;

impl CatchmentTally {
    /// Answers draws and counts them.
    pub(super) fn of(engine: &Engine, counted: Counted<'_>, draws: u64) -> Self {
        let Counted { frame, by, points, lines } = counted;
        let nothing = DemandTally {
            cheapest: vec![0; frame.corridors],
            saves: vec![0; frame.corridors],
            used: vec![0; by.gateways.len()],
            won: vec![0; by.gateways.len()],
        };
        let mut tally = Self {
            demands: vec![nothing; frame.demands.len()],
            origins: vec![Vec::new(); frame.origins.len()],
            points: vec![Vec::new(); points.all.len()],
            lines: lines.iter().map(|(_, approach)| Reaches::over(approach.length())).collect(),
        };
        let counts = (frame.origins.len() + points.all.len()) * frame.corridors;
        let steps = (MAX_STEPS_OF_ALL / counts.max(1)).clamp(MIN_STEPS, MAX_STEPS);
        let resolution = Resolution { draws, steps };
        let stream = Stream::new(engine, &[], draws, Threads::Shared);
        stream.each(draws, |portion| tally.count(counted, portion, resolution));
        tally
    }

    fn count(&mut self, counted: Counted<'_>, portion: &Portion<'_>, resolution: Resolution) {
        let Counted { frame, by, points, lines } = counted;
        let all = self.demands.par_iter_mut().enumerate();
        let totals: Vec<Totals> = all.map(|(demand, tally)| tally.count(frame, by, portion, demand)).collect();
        let all = self.origins.par_iter_mut().enumerate();
        let savings: Vec<OriginSavings> =
            all.map(|(origin, tallies)| count_origin(frame, origin, &totals, tallies, portion, resolution)).collect();
        self.points.par_iter_mut().enumerate().for_each(|(point, tallies)| {
            count_point(frame, &points.savings(frame, point, &totals), tallies, portion, resolution);
        });
        self.lines.par_iter_mut().zip(lines).for_each(|(reaches, (corridor, approach))| {
            (0..portion.draws).for_each(|draw| reaches.add(reach_in(approach, &savings, *corridor, draw)));
        });
    }
}

/// How finely savings are counted.
#[derive(Clone, Copy)]
struct Resolution {
    draws: u64,
    steps: usize,
}

impl Resolution {
    /// Prepares to count savings; those of the first portion suggest the range of the steps.
    fn counts(self, savings: &[i64]) -> Counts {
        let widened = |(low, high): (i64, i64), &saving: &i64| (low.min(saving), high.max(saving));
        let (low, high) = savings.iter().fold((i64::MAX, i64::MIN), widened);
        // Savings are not compared with each other, so there is no regret to count.
        let scales = [Scale::over(low, high, self.steps), Scale::up_to(0, 1)];
        Counts::new(scales, Near::PerTonne(Money::ZERO), self.draws)
    }
}

/// The savings of each corridor from one origin in each draw of a portion; none where there is no comparison.
pub(super) type OriginSavings = Vec<Option<Vec<i64>>>;

/// Counts a portion for an origin, and returns the savings.
fn count_origin(
    frame: &Frame,
    origin: usize,
    totals: &[Totals],
    tallies: &mut Vec<Option<OriginTally>>,
    portion: &Portion<'_>,
    resolution: Resolution,
) -> OriginSavings {
    let own = &frame.of_origin[origin];
    let basket = Basket {
        weights: own.iter().map(|&demand| frame.demands[demand].weight).collect(),
        totals: own.iter().map(|&demand| totals[demand].as_slice()).collect(),
    };
    let savings = basket.savings(frame);
    tallies.resize(frame.corridors, None);
    for (tally, savings) in tallies.iter_mut().zip(&savings) {
        let Some(savings) = savings else { continue };
        let empty = || OriginTally { savings: resolution.counts(savings), saves: 0, leads: 0 };
        let tally = tally.get_or_insert_with(empty);
        tally.saves += savings.iter().filter(|&&saving| saving > 0).count() as u64;
        add(&mut tally.savings, portion.first, savings);
    }
    for draw in 0..portion.draws {
        if let Some(Some(tally)) = leader(frame, &savings, draw).map(|best| &mut tallies[best]) {
            tally.leads += 1;
        }
    }
    savings
}

/// Counts a portion for a point of the grid.
fn count_point(
    frame: &Frame,
    savings: &OriginSavings,
    tallies: &mut Vec<Option<Counts>>,
    portion: &Portion<'_>,
    resolution: Resolution,
) {
    tallies.resize(frame.corridors, None);
    for (counts, savings) in tallies.iter_mut().zip(savings) {
        let Some(savings) = savings else { continue };
        add(counts.get_or_insert_with(|| resolution.counts(savings)), portion.first, savings);
    }
}

/// Returns how far a corridor leads along a line in one draw; where it does not serve an origin it does not lead.
pub(super) fn reach_in(approach: &Approach, savings: &[OriginSavings], corridor: usize, draw: usize) -> Reach {
    reach(&approach.stops, |origin| savings[origin][corridor].as_ref().map_or(0, |savings| savings[draw]))
}

fn add(counts: &mut Counts, first: u64, savings: &[i64]) {
    for (draw, &saving) in (first..).zip(savings) {
        counts.add(draw, saving, saving, None);
    }
}

impl DemandTally {
    /// Counts a portion and returns the totals by corridor.
    fn count(&mut self, frame: &Frame, by: &ByGateway, portion: &Portion<'_>, demand: usize) -> Totals {
        let first = demand * by.gateways.len();
        let mut totals: Totals = Vec::new();
        let mut ways: Vec<Vec<usize>> = Vec::new();
        for range in &by.of_corridor {
            let mut least = vec![f64::INFINITY; portion.draws];
            let mut way = vec![range.start; portion.draws];
            for gateway in range.clone() {
                let rows = least.chunks_mut(LANES).zip(way.chunks_mut(LANES)).zip(portion.of(first + gateway));
                for ((least, way), totals) in rows {
                    for ((least, way), &total) in least.iter_mut().zip(way).zip(&totals.0) {
                        if total < *least {
                            (*least, *way) = (total, gateway);
                        }
                    }
                }
            }
            totals.push(least);
            ways.push(way);
        }
        let order: Vec<usize> = frame.in_order().collect();
        for draw in 0..portion.draws {
            let total = |corridor: usize| totals[corridor][draw];
            let best = order.iter().map(|&corridor| total(corridor)).fold(f64::INFINITY, f64::min);
            if best.is_infinite() {
                break;
            }
            let against = total(frame.reference);
            for (corridor, way) in ways.iter().enumerate() {
                if total(corridor).is_finite() {
                    self.used[way[draw]] += 1;
                    self.cheapest[corridor] += u64::from(total(corridor) <= best);
                    self.saves[corridor] += u64::from(total(corridor) < against);
                }
            }
            if let Some(&winner) = order.iter().find(|&&corridor| total(corridor) <= best) {
                self.won[ways[winner][draw]] += 1;
            }
        }
        totals
    }
}

/// The points of a grid with the demands that each takes its totals from.
pub(super) struct MapPoints<'a> {
    pub(super) all: &'a [Point],
    /// The demand from each origin to each destination.
    demands: Vec<Vec<Option<usize>>>,
    /// What all demands to a destination weigh.
    weights: Vec<u64>,
}

impl<'a> MapPoints<'a> {
    /// Prepares to answer for points.
    pub(super) fn new(frame: &Frame, all: &'a [Point]) -> Self {
        let mut demands = vec![vec![None; frame.destinations.len()]; frame.origins.len()];
        let mut weights = vec![0; frame.destinations.len()];
        for (position, demand) in frame.demands.iter().enumerate() {
            demands[demand.origin][demand.destination] = Some(position);
            weights[demand.destination] += demand.weight;
        }
        Self { all, demands, weights }
    }

    /// Returns what a point costs to each destination: by each corridor the way over its cheapest near origin.
    ///
    /// # Shape
    /// `totals` has for each demand one row for each corridor, of one total for each draw.
    pub(super) fn basket(&self, frame: &Frame, point: usize, totals: &[Totals]) -> Vec<Totals> {
        let near = &self.all[point].near;
        let draws = totals.first().and_then(|totals| totals.first()).map_or(0, Vec::len);
        (0..frame.destinations.len())
            .map(|destination| {
                let mut least = vec![vec![f64::INFINITY; draws]; frame.corridors];
                for &(origin, access) in near {
                    let Some(demand) = self.demands[origin][destination] else { continue };
                    for (least, totals) in least.iter_mut().zip(&totals[demand]) {
                        for (least, total) in least.iter_mut().zip(totals) {
                            *least = least.min(total + access);
                        }
                    }
                }
                least
            })
            .collect()
    }

    /// Returns what each corridor saves at a point, as [`Basket::savings`] does.
    pub(super) fn savings(&self, frame: &Frame, point: usize, totals: &[Totals]) -> Vec<Option<Vec<i64>>> {
        let owned = self.basket(frame, point, totals);
        let basket = Basket { weights: self.weights.clone(), totals: owned.iter().map(Vec::as_slice).collect() };
        basket.savings(frame)
    }

    /// Returns what destinations weigh.
    pub(super) fn weights(&self) -> &[u64] {
        &self.weights
    }
}
