//! What was found as results: in units, with what is known of each figure.

use std::collections::{BTreeMap, BTreeSet};

use crate::answer::{Prepared, place_name, titles};
use crate::draws::{Distributions, Engine};
use crate::ids::{CorridorId, DemandId, FigureId, Id};
use crate::units::{Grade, Money};

use super::contest::{Contest, Contests};
use super::drivers::{Measured, Output, Ranking};
use super::question::{Ends, Method};
use super::result::{Drivers, LeadingFigure, Sensitivity, SensitivityDemand, Uncontested, VariedFigure};
use super::shapley::Together;

/// The greatest number of demands for which all figures are listed.
const MAX_DEMANDS_IN_DETAIL: usize = 4;
/// The greatest number of figures that are listed for each of more demands.
const MAX_FIGURES_OF_MANY: usize = 10;

/// What was put to a method, and by whom it was answered.
pub(super) struct Studied<'a> {
    pub(super) method: Method,
    pub(super) seed: u64,
    pub(super) demands: &'a [DemandId],
    pub(super) function: &'a Contests<'a>,
    pub(super) engine: &'a Engine,
    pub(super) together: &'a [Together],
    pub(super) distributions: &'a Distributions,
}

/// Describes what was found.
pub(super) fn report(studied: &Studied<'_>, measured: &Measured) -> Sensitivity {
    let Studied { function, engine, together, distributions, .. } = studied;
    let case = function.case();
    let model = case.model();
    let contests = function.contests();
    let figures = figures(studied, measured);
    let max_listed = if contests.len() > MAX_DEMANDS_IN_DETAIL { MAX_FIGURES_OF_MANY } else { usize::MAX };
    let ranking = Ranking { measured, figures: &figures, max_listed };
    let totals = case.totals();
    let demands: Vec<SensitivityDemand> = contests
        .iter()
        .enumerate()
        .map(|(place, contest)| {
            let [difference, flip] = [Output::Difference, Output::Flip].map(|of| ranking.drivers(place, of));
            demand(case, contest, &totals, difference, flip)
        })
        .collect();
    let path = |figure: FigureId| model.register.figure(figure).path.clone();
    let varied: BTreeSet<FigureId> = function.figures().iter().copied().collect();
    let held: BTreeSet<&str> = engine.held().iter().map(|figure| figure.path.as_str()).collect();
    let priced: BTreeSet<FigureId> = case.priced().costs().figures().into_iter().collect();
    let idle = distributions.drawn().filter(|figure| !varied.contains(figure));
    let (irrelevant, unpriced): (Vec<FigureId>, Vec<FigureId>) =
        idle.filter(|figure| !held.contains(path(*figure).as_str())).partition(|figure| priced.contains(figure));
    let is_contested = |demand| contests.iter().any(|contest| contest.demand == demand);
    let uncontested = studied.demands.iter().filter(|&&demand| !is_contested(demand)).map(|&demand| {
        let asked = &model.demands[demand];
        let [from, to] = [asked.from, asked.to].map(|place| place_name(model, place).key);
        Uncontested { from, to }
    });
    let names = |together: &Together| together.inputs.iter().map(|&input| figures[input].path.clone()).collect();
    Sensitivity {
        scenario: case.used(),
        method: studied.method.name(),
        evaluations: measured.evaluations(figures.len()),
        samples: measured.samples(),
        seed: measured.samples().map(|_| studied.seed),
        estimates: figures.iter().filter(|figure| figure.grade == Grade::Estimate).count(),
        irrelevant: irrelevant.into_iter().map(path).collect(),
        unpriced: unpriced.into_iter().map(path).collect(),
        held: engine.held().to_vec(),
        settled: engine.settled().to_vec(),
        correlated: together.iter().map(names).collect(),
        leading: leading(&demands),
        uncontested: uncontested.collect(),
        figures,
        demands,
    }
}

/// Describes the figures that were varied.
fn figures(studied: &Studied<'_>, measured: &Measured) -> Vec<VariedFigure> {
    let set_to = |place: usize| match measured {
        Measured::Oat { ends, .. } if studied.method != Method::Oat(Ends::Bounds) => ends.get(place).copied(),
        _ => None,
    };
    let (case, distributions) = (studied.function.case(), studied.distributions);
    let figures = studied.function.figures().iter().enumerate();
    figures.map(|(place, &figure)| varied_figure(case, distributions, figure, set_to(place))).collect()
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

/// Describes one demand with the corridors that are compared.
fn demand(
    case: &Prepared,
    contest: &Contest,
    totals: &[Option<Money>],
    difference_per_t: Drivers,
    flip: Drivers,
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
    let [(corridor, corridor_title), (against, against_title), (leader, leader_title)] =
        [contest.corridor, contest.against, contest.leader].map(name);
    SensitivityDemand {
        from: place_name(model, asked.from),
        to: place_name(model, asked.to),
        corridor,
        corridor_title,
        against,
        against_title,
        leader,
        leader_title,
        central_per_t: total(contest.corridor) - total(contest.against),
        difference_per_t,
        flip,
    }
}

/// Counts the demands for which each figure comes first.
fn leading(demands: &[SensitivityDemand]) -> Vec<LeadingFigure> {
    let mut counts: BTreeMap<usize, LeadingFigure> = BTreeMap::new();
    for demand in demands.iter().filter(|demand| demand.difference_per_t.is_told) {
        for driver in demand.difference_per_t.figures.iter().take(3) {
            let known = counts.entry(driver.figure).or_insert_with(|| LeadingFigure {
                path: driver.path.clone(),
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
    let mut leading: Vec<LeadingFigure> = counts.into_values().collect();
    leading.sort_by(|left, right| {
        (right.first, right.among_three).cmp(&(left.first, left.among_three)).then_with(|| left.path.cmp(&right.path))
    });
    leading
}
