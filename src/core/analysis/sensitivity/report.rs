//! What was found as results: ranked, in units, with what is known of each figure.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::sensitivity::{
    Driver, Drivers, DrivingPair, Estimated, Leading, Sensitivity, SensitivityDemand, Uncontested, VariedFigure,
};
use crate::answer::Prepared;
use crate::answer::{place_name, titles};
use crate::draws::Distributions;
use crate::draws::Engine;
use crate::draws::wilson;
use crate::ids::{CorridorId, FigureId, Id};
use crate::units::{Grade, Money};

use super::contest::{Contest, Contests, OUTPUTS};
use super::estimate::Estimate;
use super::shapley::Together;
use super::{Asked, Effect, Method, Shapley, Sobol, Swing};

/// The deviation that 95 % of a normal distribution stay below, either way.
const Z95: f64 = 1.959_963_984_540_054;
/// The most demands of which all figures are listed, and the figures that are listed of more.
const MOST_IN_DETAIL: usize = 4;
const MOST_OF_MANY: usize = 10;
/// The fewest rows or walks in which the lead differs that say what it depends on.
const FEWEST_FLIPS: u64 = 30;
/// The millionths in a unit.
const MICROS: f64 = Money::SCALE as f64;

/// Is what a method found, for each output.
pub(super) enum Found {
    Oat { swings: Vec<Vec<Swing>>, ends: Vec<(f64, f64)> },
    Morris { effects: Vec<Vec<Effect>>, walks: u64 },
    Sobol { indices: Vec<Sobol>, rows: u64 },
    Shapley { shares: Vec<Shapley>, walks: u64 },
}

impl Found {
    /// Finds nothing, where there is nothing to vary.
    pub(super) const fn nothing() -> Self {
        Self::Oat { swings: Vec::new(), ends: Vec::new() }
    }

    const fn samples(&self) -> Option<u64> {
        match self {
            Self::Oat { .. } => None,
            Self::Morris { walks, .. } | Self::Shapley { walks, .. } => Some(*walks),
            Self::Sobol { rows, .. } => Some(*rows),
        }
    }

    fn evaluations(&self, figures: usize) -> u64 {
        let walk = figures as u64 + 1;
        match self {
            Self::Oat { swings, .. } if swings.is_empty() => 0,
            Self::Oat { .. } => 2 * walk - 1,
            Self::Morris { walks, .. } | Self::Shapley { walks, .. } => walks * walk,
            Self::Sobol { rows, .. } => 2 * rows * walk,
        }
    }
}

/// Lays out what was found.
pub(super) fn report(
    function: &Contests<'_>,
    engine: &Engine,
    together: &[Together],
    distributions: &Distributions,
    found: &Found,
    asked: &Asked,
) -> Sensitivity {
    let (case, figures) = (function.case(), function.figures());
    let model = case.model();
    let contests = function.contests();
    let most = if contests.len() > MOST_IN_DETAIL { MOST_OF_MANY } else { usize::MAX };
    let totals = case.totals();
    let demands: Vec<SensitivityDemand> = contests
        .iter()
        .enumerate()
        .map(|(place, contest)| demand(case, contest, &totals, [0, 1].map(|of| drivers(found, place, of, most))))
        .collect();
    let path = |figure: FigureId| model.register.figure(figure).path.clone();
    let varied: BTreeSet<FigureId> = figures.iter().copied().collect();
    let held: BTreeSet<&str> = engine.held().iter().map(|figure| figure.path.as_str()).collect();
    let priced: BTreeSet<FigureId> = case.priced().costs().figures().into_iter().collect();
    let idle = distributions.drawn().filter(|figure| !varied.contains(figure));
    let (irrelevant, unpriced): (Vec<FigureId>, Vec<FigureId>) =
        idle.filter(|figure| !held.contains(path(*figure).as_str())).partition(|figure| priced.contains(figure));
    let figures: Vec<VariedFigure> = figures
        .iter()
        .enumerate()
        .map(|(place, &figure)| {
            let set_to = match found {
                Found::Oat { ends, .. } if asked.method != Method::Oat(super::Ends::Bounds) => ends.get(place).copied(),
                _ => None,
            };
            varied_figure(case, distributions, figure, set_to)
        })
        .collect();
    let is_contested = |demand| contests.iter().any(|contest| contest.demand == demand);
    let uncontested = asked.demands.iter().filter(|&&demand| !is_contested(demand)).map(|&demand| {
        let ends = [model.demands[demand].from, model.demands[demand].to].map(|place| place_name(model, place).key);
        let [from, to] = ends;
        Uncontested { from, to }
    });
    let names = |together: &Together| together.inputs.iter().map(|&input| figures[input].path.clone()).collect();
    Sensitivity {
        used: case.used(),
        method: asked.method.as_str(),
        evaluations: found.evaluations(figures.len()),
        samples: found.samples(),
        seed: found.samples().map(|_| asked.seed),
        estimates: figures.iter().filter(|figure| figure.grade == Grade::Estimate).count(),
        irrelevant: irrelevant.into_iter().map(path).collect(),
        unpriced: unpriced.into_iter().map(path).collect(),
        held: engine.held().to_vec(),
        settled: engine.settled().to_vec(),
        correlated: together.iter().map(names).collect(),
        leading: leading(&demands, &figures),
        uncontested: uncontested.collect(),
        figures,
        demands,
    }
}

fn varied_figure(
    case: &Prepared,
    distributions: &Distributions,
    figure: FigureId,
    set_to: Option<(f64, f64)>,
) -> VariedFigure {
    let known = case.model().register.figure(figure);
    let (low, high) = distributions.distribution(figure).support();
    VariedFigure {
        path: known.path.clone(),
        value: known.value.to_f64(),
        low,
        high,
        set_to,
        unit: known.unit.clone(),
        grade: known.grade,
        sources: titles(case.model(), &known.sources),
        note: known.note.clone(),
    }
}

fn demand(
    case: &Prepared,
    contest: &Contest,
    totals: &[Option<Money>],
    [difference, flip]: [Drivers; OUTPUTS],
) -> SensitivityDemand {
    let model = case.model();
    let name = |corridor: CorridorId| {
        let known = &model.corridors[corridor];
        (known.key.clone(), if known.title.is_empty() { known.key.clone() } else { known.title.clone() })
    };
    let total = |corridor: CorridorId| {
        totals[contest.demand.index() * model.corridors.len() + corridor.index()].unwrap_or_default()
    };
    let asked = &model.demands[contest.demand];
    SensitivityDemand {
        from: place_name(model, asked.from),
        to: place_name(model, asked.to),
        corridor: name(contest.corridor),
        against: name(contest.against),
        leader: name(contest.leader),
        central_per_t: total(contest.corridor) - total(contest.against),
        difference,
        flip,
    }
}

/// Ranks the figures by what they do to an output of a contest: 0 the difference, 1 the lead.
fn drivers(found: &Found, contest: usize, of: usize, most: usize) -> Drivers {
    let output = contest * OUTPUTS + of;
    let scale = if of == 0 { MICROS } else { 1.0 };
    let sampled = |mean: Estimate, variance: f64, different: u64, samples: u64| {
        // Both points of a row, or both ends of a walk.
        let points = 2 * samples;
        let (low, high) = wilson(mean.value, points as f64);
        let mean = if of == 0 { bounded(mean, MICROS) } else { Estimated { estimate: mean.value, low, high } };
        let is_told = different >= if of == 0 { 1 } else { FEWEST_FLIPS };
        Drivers { mean: Some(mean), deviation: Some(variance.sqrt() / scale), points, is_told, ..Drivers::default() }
    };
    match found {
        Found::Oat { swings, .. } if of == 0 && !swings.is_empty() => {
            let flips = &swings[output + 1];
            let driver = |figure: usize| Driver {
                ends: Some((swings[output][figure].low / scale, swings[output][figure].high / scale)),
                flips: Some((flips[figure].low > 0.5, flips[figure].high > 0.5)),
                ..Driver::default()
            };
            // A figure whose ends change the lead is told even where they leave this difference alone.
            let measure = |figure: usize| swings[output][figure].size() + f64::EPSILON * flips[figure].size();
            ranked(Drivers { is_told: true, ..Drivers::default() }, swings[output].len(), measure, driver, most)
        }
        Found::Oat { .. } => Drivers::default(),
        Found::Morris { effects, .. } => {
            let own = &effects[output];
            let driver = |figure: usize| Driver {
                mean_effect: Some(bounded(own[figure].mean, scale)),
                size: Some(bounded(own[figure].size, scale)),
                deviation: Some(own[figure].deviation / scale),
                ..Driver::default()
            };
            let is_told = own.iter().any(|effect| effect.size.value > 0.0);
            ranked(Drivers { is_told, ..Drivers::default() }, own.len(), |figure| own[figure].size.value, driver, most)
        }
        Found::Sobol { indices, rows } => {
            let own = &indices[output];
            let driver = |figure: usize| Driver {
                first: Some(bounded(own.first[figure], 1.0)),
                total: Some(bounded(own.total[figure], 1.0)),
                left: Some((own.variance * (1.0 - own.first[figure].value).max(0.0)).sqrt() / scale),
                ..Driver::default()
            };
            let drivers = Drivers {
                interactions: Some(bounded(own.interactions, 1.0)),
                pairs: pairs(own),
                ..sampled(own.mean, own.variance, own.different, *rows)
            };
            ranked(drivers, own.total.len(), |figure| own.total[figure].value, driver, most)
        }
        Found::Shapley { shares, walks } => {
            let own = &shares[output];
            let driver = |figure: usize| Driver { share: Some(bounded(own.shares[figure], 1.0)), ..Driver::default() };
            let drivers = sampled(own.mean, own.variance, own.different, *walks);
            ranked(drivers, own.shares.len(), |figure| own.shares[figure].value, driver, most)
        }
    }
}

/// Lists the figures whose measure is not 0, the greatest first.
fn ranked(
    drivers: Drivers,
    figures: usize,
    measure: impl Fn(usize) -> f64,
    driver: impl Fn(usize) -> Driver,
    most: usize,
) -> Drivers {
    let mut order: Vec<usize> = (0..figures).filter(|&figure| measure(figure).abs() > 0.0).collect();
    order.sort_by(|&left, &right| measure(right).total_cmp(&measure(left)).then(left.cmp(&right)));
    let moving = order.len();
    let listed = order.into_iter().take(most).zip(1..).map(|(figure, rank)| Driver { figure, rank, ..driver(figure) });
    Drivers { moving, listed: listed.collect(), ..drivers }
}

/// Lists the pairs that are told from nothing.
fn pairs(own: &Sobol) -> Vec<DrivingPair> {
    let told = own.pairs.iter().filter(|pair| pair.share.value.abs() > Z95 * pair.share.error);
    let mut told: Vec<DrivingPair> =
        told.map(|pair| DrivingPair { figures: pair.inputs, share: bounded(pair.share, 1.0) }).collect();
    told.sort_by(|left, right| {
        right.share.estimate.total_cmp(&left.share.estimate).then(left.figures.cmp(&right.figures))
    });
    told
}

fn bounded(estimate: Estimate, scale: f64) -> Estimated {
    let (value, half) = (estimate.value / scale, Z95 * estimate.error / scale);
    Estimated { estimate: value, low: value - half, high: value + half }
}

/// Counts the demands for which each figure comes first.
fn leading(demands: &[SensitivityDemand], figures: &[VariedFigure]) -> Vec<Leading> {
    let mut counts: BTreeMap<usize, Leading> = BTreeMap::new();
    for demand in demands.iter().filter(|demand| demand.difference.is_told) {
        for driver in demand.difference.listed.iter().take(3) {
            let known = counts.entry(driver.figure).or_insert_with(|| Leading {
                path: figures[driver.figure].path.clone(),
                figure: driver.figure,
                first: 0,
                among_three: 0,
                greatest: 0.0,
                at: (String::new(), String::new()),
            });
            known.among_three += 1;
            if driver.rank == 1 {
                known.first += 1;
                let measure = driver.measure();
                if known.first == 1 || measure > known.greatest {
                    known.greatest = measure;
                    known.at = (demand.from.key.clone(), demand.to.key.clone());
                }
            }
        }
    }
    let mut leading: Vec<Leading> = counts.into_values().collect();
    leading.sort_by(|left, right| {
        (right.first, right.among_three).cmp(&(left.first, left.among_three)).then_with(|| left.path.cmp(&right.path))
    });
    leading
}
