//! Many draws of all demands by all gateways, counted by demand, by origin, by point of the grid and along lines.

use rayon::prelude::*;

use crate::analysis::catchment::Reach;
use crate::draws::Engine;
use crate::draws::Near;
use crate::draws::{Counts, Scale};
use crate::draws::{Portion, Stream, Threads};
use crate::units::Money;
use corridor_kernel::lanes::LANES;

use super::frame::Frame;
use super::gateways::ByGateway;
use super::grid::Point;
use super::line::{Approach, Reaches, reach};
use super::saving::{Basket, leader};

/// The most steps that savings are counted in, of one count and of all together, and the fewest.
const MOST_STEPS: usize = 1 << 14;
const ALL_STEPS: usize = 1 << 22;
const FEWEST_STEPS: usize = 512;

/// Is the counts of one demand.
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

/// Is the counts of one corridor from one origin.
#[derive(Clone, Debug)]
pub(super) struct OriginTally {
    pub(super) savings: Counts,
    pub(super) saves: u64,
    pub(super) leads: u64,
}

/// Holds the counts of all draws.
pub(super) struct Tally {
    pub(super) demands: Vec<DemandTally>,
    /// For each origin and corridor; none where it serves no destination with the reference.
    pub(super) origins: Vec<Vec<Option<OriginTally>>>,
    /// For each point of the grid and corridor its savings.
    pub(super) points: Vec<Vec<Option<Counts>>>,
    pub(super) lines: Vec<Reaches>,
}

/// Is what is counted.
#[derive(Clone, Copy)]
pub(super) struct Counted<'a> {
    pub(super) frame: &'a Frame,
    pub(super) by: &'a ByGateway,
    pub(super) points: &'a Points<'a>,
    pub(super) lines: &'a [(usize, Approach)],
}

/// Is the totals of a demand: for each corridor one total for each draw.
type Totals = Vec<Vec<f64>>;

impl Tally {
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
        let steps = (ALL_STEPS / counts.max(1)).clamp(FEWEST_STEPS, MOST_STEPS);
        let mut stream = Stream::new(engine, &[], draws, Threads::Shared);
        stream.each(draws, |portion| tally.count(counted, portion, (draws, steps)));
        tally
    }

    fn count(&mut self, counted: Counted<'_>, portion: &Portion<'_>, (draws, steps): (u64, usize)) {
        let Counted { frame, by, points, lines } = counted;
        let all = self.demands.par_iter_mut().enumerate();
        let totals: Vec<Totals> = all.map(|(demand, tally)| tally.count(frame, by, portion, demand)).collect();
        // The first portion suggests the range of the steps.
        let begin = |savings: &[i64]| {
            let (low, high) =
                savings.iter().fold((i64::MAX, i64::MIN), |(low, high), &saving| (low.min(saving), high.max(saving)));
            // Savings are not compared with each other, so there is no regret to count.
            Counts::new([Scale::over(low, high, steps), Scale::up_to(0, 1)], Near::PerTonne(Money::ZERO), draws)
        };
        let savings: Vec<Vec<Option<Vec<i64>>>> = self
            .origins
            .par_iter_mut()
            .enumerate()
            .map(|(origin, tallies)| {
                let own = &frame.of_origin[origin];
                let basket = Basket {
                    weights: own.iter().map(|&demand| frame.demands[demand].weight).collect(),
                    totals: own.iter().map(|&demand| totals[demand].as_slice()).collect(),
                };
                let savings = basket.savings(frame);
                tallies.resize(frame.corridors, None);
                for (tally, savings) in tallies.iter_mut().zip(&savings) {
                    let Some(savings) = savings else { continue };
                    let tally =
                        tally.get_or_insert_with(|| OriginTally { savings: begin(savings), saves: 0, leads: 0 });
                    tally.saves += savings.iter().filter(|&&saving| saving > 0).count() as u64;
                    add(&mut tally.savings, portion.first, savings);
                }
                for draw in 0..portion.draws {
                    if let Some(Some(tally)) = leader(frame, &savings, draw).map(|best| &mut tallies[best]) {
                        tally.leads += 1;
                    }
                }
                savings
            })
            .collect();
        self.points.par_iter_mut().enumerate().for_each(|(point, tallies)| {
            tallies.resize(frame.corridors, None);
            for (counts, savings) in tallies.iter_mut().zip(points.savings(frame, point, &totals)) {
                let Some(savings) = savings else { continue };
                add(counts.get_or_insert_with(|| begin(&savings)), portion.first, &savings);
            }
        });
        self.lines.par_iter_mut().zip(lines).for_each(|(reaches, (corridor, approach))| {
            for draw in 0..portion.draws {
                reaches.add(reach_in(approach, &savings, *corridor, draw));
            }
        });
    }
}

/// Tells how far a corridor leads along a line in one draw; where it does not serve an origin it does not lead.
pub(super) fn reach_in(approach: &Approach, savings: &[Vec<Option<Vec<i64>>>], corridor: usize, draw: usize) -> Reach {
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

/// Holds the points of a grid with the demands that each takes its totals from.
pub(super) struct Points<'a> {
    pub(super) all: &'a [Point],
    /// The demand from each origin to each destination.
    demands: Vec<Vec<Option<usize>>>,
    /// What all demands to a destination weigh.
    weights: Vec<u64>,
}

impl<'a> Points<'a> {
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
