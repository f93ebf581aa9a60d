//! The figures that drive the difference between corridors of a scenario: measured, and described with what is known of
//! each.

use std::collections::{BTreeMap, BTreeSet};

use crate::answer::{PairTable, Prepared, Progress, place_name, titles};
use crate::draws::{Distributions, Engine, Pool};
use crate::ids::{CorridorId, DemandId, FigureId, Pair};
use crate::scenario::connected_groups;
use crate::units::{Grade, Money};

use super::contest::{Contest, Contests, PairSides};
use super::drivers::{Measures, Output, Ranking};
use super::question::{Ends, MethodName, SensitivityError, SensitivityQuestion};
use super::result::{Drivers, LeadingFigure, Sensitivity, SensitivityDemand, Uncontested, VariedFigure};
use super::shapley::Together;

/// The greatest number of demands for which all figures are listed.
const MAX_DEMANDS_IN_DETAIL: usize = 4;
/// The greatest number of figures that are listed for each of more demands.
const MAX_FIGURES_OF_MANY: usize = 10;

/// A question about some demands of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct SensitivityStudy {
    /// The method with its options.
    pub question: SensitivityQuestion,
    /// The demands.
    pub demands: Vec<DemandId>,
    /// The corridor whose total is looked at; otherwise the nearest rival of the other one.
    pub corridor: Option<CorridorId>,
    /// The corridor whose total is taken off; otherwise the baseline, or the leader of each demand.
    pub against: Option<CorridorId>,
}

/// Finds the figures of a scenario that drive the differences asked for.
///
/// # Errors
/// Refuses what cannot be drawn or counted, figures that go together for Sobol' indices, and too few evaluations.
///
/// # Example
/// ```
/// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).expect("the project");
/// use corridor::answer::{Prepared, Progress};
/// use corridor::draws::Distributions;
/// use corridor::analysis::sensitivity::{MethodName, SensitivityQuestion, SensitivityStudy, study};
///
/// let case = Prepared::prepare(std::path::Path::new("scenarios/hunchun-ningbo-2019.toml"), &[])?;
/// let distributions = Distributions::of_case(&case)?;
/// let asked = SensitivityStudy {
///     question: SensitivityQuestion { method: MethodName::Oat, ..SensitivityQuestion::default() },
///     demands: case.model().demands.ids().collect(),
///     corridor: None,
///     against: None,
/// };
/// let found = study(&case, &distributions, &asked, &Progress::default())?;
/// // Who drives the difference most, with all that is known of the figure.
/// let first = &found.demands[0].difference_per_t.figures[0];
/// assert!(first.path.contains("zarubino"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn study(
    case: &Prepared,
    distributions: &Distributions,
    asked: &SensitivityStudy,
    progress: &Progress,
) -> Result<Sensitivity, SensitivityError> {
    let (model, question) = (case.model(), &asked.question);
    let markets_apart = question.method != MethodName::Shapley && distributions.has_markets();
    let mut apart = distributions.clone();
    if markets_apart {
        apart.leave_markets();
    }
    let distributions = &apart;
    let sides = PairSides { corridor: asked.corridor, against: asked.against, baseline: model.baseline };
    let answers = PairTable::of(model, case.answers());
    let meet = |&demand: &DemandId| sides.meet(demand, answers.of_demand(demand));
    let of_demands: Vec<Contest> = asked.demands.iter().filter_map(meet).collect();
    let contested: Vec<DemandId> = of_demands.iter().map(|contest| contest.demand).collect();
    let engine = Engine::of_demands(case, distributions.clone(), question.seed, &contested)?;
    let varied = engine.figures();
    let together = together(distributions, varied);
    let contests = Contests { case, distributions, engine: &engine, together, of_demands, progress, idle: Pool::new() };
    let measured = contests.measure(question)?;

    let set_to = |place: usize| match &measured.measures {
        Measures::Oat { ends, .. } if question.ends == Some(Ends::Percentiles) => Some(ends[place]),
        _ => None,
    };
    let figure = |(place, &figure): (usize, &FigureId)| VariedFigure {
        set_to: set_to(place),
        ..varied_figure(case, distributions, figure)
    };
    let figures: Vec<VariedFigure> = varied.iter().enumerate().map(figure).collect();
    let max_listed = if contested.len() > MAX_DEMANDS_IN_DETAIL { MAX_FIGURES_OF_MANY } else { usize::MAX };
    let ranking = Ranking { measures: &measured.measures, figures: &figures, max_listed };
    let totals = case.totals();
    let compared_pairs = contests.of_demands.iter().enumerate();
    let demands: Vec<SensitivityDemand> = compared_pairs
        .map(|(place, contest)| SensitivityDemand {
            difference_per_t: ranking.drivers(place, Output::Difference),
            flip: ranking.drivers(place, Output::Flip),
            ..compared(case, contest, &totals)
        })
        .collect();
    let path = |figure: &FigureId| distributions.path(*figure).to_owned();
    let priced: BTreeSet<FigureId> = case.priced().costs().figures().into_iter().collect();
    let is_held = |figure: &FigureId| engine.held().iter().any(|held| held.path == distributions.path(*figure));
    let idle = distributions.drawn().filter(|figure| !varied.contains(figure) && !is_held(figure));
    let (irrelevant, unpriced): (Vec<FigureId>, Vec<FigureId>) = idle.partition(|figure| priced.contains(figure));
    let uncontested = asked.demands.iter().filter(|demand| !contested.contains(demand)).map(|&demand| {
        let asked = &model.demands[demand];
        let [from, to] = [asked.from, asked.to].map(|place| place_name(model, place).key.clone());
        Uncontested { from, to }
    });
    let names = |together: &Together| together.inputs.iter().map(|&input| figures[input].path.clone()).collect();
    Ok(Sensitivity {
        scenario: case.used(),
        verdicts: Vec::new(),
        method: question.method,
        evaluations: measured.evaluations,
        hypotheses_off: engine.hypotheses().to_vec(),
        samples: measured.samples,
        seed: measured.samples.map(|_| question.seed),
        estimates: figures.iter().filter(|figure| figure.grade == Grade::Estimate).count(),
        irrelevant: irrelevant.iter().map(path).collect(),
        unpriced: unpriced.iter().map(path).collect(),
        markets_apart,
        held: engine.held().to_vec(),
        settled: engine.settled().to_vec(),
        correlated: contests.together.iter().map(names).collect(),
        leading: leading(&demands),
        uncontested: uncontested.collect(),
        figures,
        demands,
    })
}

/// Returns the figures that go together, of those that are varied; one whose partners are not varied is by itself.
fn together(distributions: &Distributions, figures: &[FigureId]) -> Vec<Together> {
    let mixture = |input: usize| distributions.mixture(figures[input]).unwrap_or_default();
    let correlation = |one: usize, other: usize| -> f64 {
        if one == other {
            return 1.0;
        }
        let of_other = |figure| mixture(other).iter().find(|(known, _)| *known == figure).map_or(0.0, |own| own.1);
        mixture(one).iter().map(|&(figure, weight)| weight * of_other(figure)).sum()
    };
    let mixed: Vec<usize> = (0..figures.len()).filter(|&input| !mixture(input).is_empty()).collect();
    let groups = connected_groups(&mixed, |one, other| correlation(one, other).abs() > 0.0);
    let correlated = |inputs: Vec<usize>| {
        let row = |&one: &usize| inputs.iter().map(|&other| correlation(one, other)).collect();
        Together { correlations: inputs.iter().map(row).collect(), inputs }
    };
    groups.into_iter().filter(|inputs| inputs.len() > 1).map(correlated).collect()
}

/// Describes a figure that was varied between its ends.
fn varied_figure(case: &Prepared, distributions: &Distributions, figure: FigureId) -> VariedFigure {
    let known = case.model().register.figure(figure);
    let (low, high) = distributions.distribution(figure).support();
    VariedFigure {
        path: known.path(),
        name: known.name(),
        value: known.value.to_f64(),
        low,
        high,
        set_to: None,
        unit: known.unit(),
        grade: known.grade,
        sources: titles(case.model(), &known.sources()),
        note: known.note(),
    }
}

/// Describes the corridors that are compared, without the figures that drive their difference.
fn compared(case: &Prepared, contest: &Contest, totals: &PairTable<Option<Money>>) -> SensitivityDemand {
    let model = case.model();
    let total = |corridor: CorridorId| totals.get(Pair { demand: contest.demand, corridor }).unwrap_or_default();
    let title = |corridor: CorridorId| {
        let known = &model.corridors[corridor];
        if known.title.is_empty() { known.key.clone() } else { known.title.clone() }
    };
    let asked = &model.demands[contest.demand];
    SensitivityDemand {
        from: place_name(model, asked.from),
        to: place_name(model, asked.to),
        corridor: model.corridors[contest.corridor].key.clone(),
        corridor_title: title(contest.corridor),
        against: model.corridors[contest.against].key.clone(),
        against_title: title(contest.against),
        leader: model.corridors[contest.leader].key.clone(),
        leader_title: title(contest.leader),
        central_per_t: total(contest.corridor) - total(contest.against),
        difference_per_t: Drivers::default(),
        flip: Drivers::default(),
    }
}

/// Counts the demands for which each figure comes first.
fn leading(demands: &[SensitivityDemand]) -> Vec<LeadingFigure> {
    let mut counts: BTreeMap<usize, LeadingFigure> = BTreeMap::new();
    for demand in demands.iter().filter(|demand| demand.difference_per_t.is_told) {
        for driver in demand.difference_per_t.figures.iter().take_while(|driver| driver.rank <= 3) {
            let known = counts.entry(driver.figure).or_insert_with(|| LeadingFigure {
                path: driver.path.clone(),
                name: driver.name.clone(),
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
