//! The figures that drive the difference between corridors of a scenario: the methods put to them.

use std::collections::BTreeSet;

use crate::answer::{Prepared, Progress};
use crate::draws::{Distributions, Engine};
use crate::ids::{CorridorId, DemandId, FigureId, Id};
use corridor_kernel::lanes::LANES;

use super::contest::{Contests, PairSides};
use super::drivers::Measured;
use super::error::{MAX_DEMANDS_WITH_PAIRS, SensitivityError};
use super::morris::morris;
use super::oat::oat;
use super::question::{Ends, Method};
use super::report::{Studied, report};
use super::result::Sensitivity;
use super::shapley::{Together, shapley};
use super::sobol::sobol;

/// The number of evaluations that a method other than `morris` takes unless another is given.
const EVALUATIONS: u64 = 400_000;
/// The number of evaluations that `morris` takes unless another is given.
const EVALUATIONS_OF_MORRIS: u64 = 40_000;
/// The least number of rows or walks.
const MIN_SAMPLES: u64 = 16;
/// The shares of draws between which `oat` moves figures by percentiles.
const PERCENTILES: (f64, f64) = (0.05, 0.95);

/// What is studied of a scenario: a method put to some of its demands.
#[derive(Clone, Debug, PartialEq)]
pub struct SensitivityStudy {
    /// The method.
    pub method: Method,
    /// The demands.
    pub demands: Vec<DemandId>,
    /// The corridor whose total is looked at; otherwise the nearest rival of the other one.
    pub corridor: Option<CorridorId>,
    /// The corridor whose total is taken off; otherwise the baseline, or the leader of each demand.
    pub against: Option<CorridorId>,
    /// The most evaluations of the case; otherwise what the method usually takes. `oat` takes what it takes.
    pub evaluations: Option<u64>,
    /// What the random numbers begin with.
    pub seed: u64,
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
/// use corridor::analysis::sensitivity::{Ends, Method, SensitivityStudy, study};
///
/// let case = Prepared::prepare(std::path::Path::new("scenarios/hunchun-ningbo-2019.toml"), &[])?;
/// let distributions = Distributions::of_case(&case)?;
/// let asked = SensitivityStudy {
///     method: Method::Oat(Ends::Bounds),
///     demands: case.model().demands.ids().collect(),
///     corridor: None,
///     against: None,
///     evaluations: None,
///     seed: 1,
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
    let model = case.model();
    let sides = PairSides { corridor: asked.corridor, against: asked.against, baseline: model.baseline };
    let (answers, corridors) = (case.answers(), model.corridors.len());
    let meet = |&demand: &DemandId| sides.meet(demand, &answers[demand.index() * corridors..][..corridors]);
    let contests: Vec<_> = asked.demands.iter().filter_map(meet).collect();
    let contested: Vec<DemandId> = contests.iter().map(|contest| contest.demand).collect();
    let engine = Engine::of_demands(case, distributions.clone(), asked.seed, &contested)?;
    let together = together(distributions, engine.figures());
    let function = Contests::new(case, &engine, contests, progress);
    let measured = find(&function, &together, distributions, asked)?;
    let studied = Studied {
        method: asked.method,
        seed: asked.seed,
        demands: &asked.demands,
        function: &function,
        engine: &engine,
        together: &together,
        distributions,
    };
    Ok(report(&studied, &measured))
}

/// Puts the method to the figures.
fn find(
    function: &Contests<'_>,
    together: &[Together],
    distributions: &Distributions,
    asked: &SensitivityStudy,
) -> Result<Measured, SensitivityError> {
    let figures = function.figures();
    if figures.is_empty() || function.contests().is_empty() {
        return Ok(Measured::nothing());
    }
    // A walk takes one evaluation more than there are figures, a row of a Sobol' design two walks' worth.
    let walk = figures.len() as u64 + 1;
    let samples =
        |each: u64, usual: u64| match asked.evaluations.unwrap_or_else(|| usual.max(MIN_SAMPLES * each)) / each {
            samples if samples >= MIN_SAMPLES => {
                let samples = samples / LANES as u64 * LANES as u64;
                function.progress().begin((samples * each / LANES as u64) as usize);
                Ok(samples)
            }
            _ => {
                let method = asked.method.name().as_str();
                Err(SensitivityError::TooFew { figures: figures.len(), least: MIN_SAMPLES * each, method })
            }
        };
    Ok(match asked.method {
        Method::Oat(ends) => {
            let of = |&figure: &FigureId| {
                let distribution = distributions.distribution(figure);
                match ends {
                    Ends::Bounds => distribution.support(),
                    Ends::Percentiles => (distribution.quantile(PERCENTILES.0), distribution.quantile(PERCENTILES.1)),
                }
            };
            let ends: Vec<(f64, f64)> = figures.iter().map(of).collect();
            let centre: Vec<f64> = figures.iter().map(|figure| function.case().values()[figure.index()]).collect();
            let (_, swings) = oat(function, &centre, &ends);
            let is_void =
                |input: &usize| swings.iter().any(|own| own[*input].low.is_nan() || own[*input].high.is_nan());
            if let Some(input) = (0..figures.len()).find(is_void) {
                return Err(SensitivityError::Uncountable(distributions.path(figures[input]).to_owned()));
            }
            Measured::Oat { swings, ends }
        }
        Method::Morris => {
            let walks = samples(walk, EVALUATIONS_OF_MORRIS)?;
            Measured::Morris { effects: morris(function, walks, asked.seed), walks }
        }
        Method::Sobol { with_pairs } => {
            if let Some(group) = together.first() {
                let [first, second] = [0, 1].map(|place| distributions.path(figures[group.inputs[place]]).to_owned());
                return Err(SensitivityError::GoTogether { first, second });
            }
            if with_pairs && function.contests().len() > MAX_DEMANDS_WITH_PAIRS {
                return Err(SensitivityError::TooManyForPairs(function.contests().len()));
            }
            let rows = samples(2 * walk, EVALUATIONS)?;
            Measured::Sobol { indices: sobol(function, rows, asked.seed, with_pairs), rows }
        }
        Method::Shapley => {
            let walks = samples(walk, EVALUATIONS)?;
            Measured::Shapley { shares: shapley(function, together, walks, asked.seed), walks }
        }
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
    let mut seen = BTreeSet::new();
    let mut groups = Vec::new();
    for &start in &mixed {
        let (mut group, mut open) = (BTreeSet::new(), vec![start]);
        while let Some(input) = open.pop() {
            if seen.insert(input) {
                group.insert(input);
                open.extend(mixed.iter().filter(|&&other| correlation(input, other).abs() > 0.0));
            }
        }
        if group.len() > 1 {
            let inputs: Vec<usize> = group.into_iter().collect();
            let row = |&one: &usize| inputs.iter().map(|&other| correlation(one, other)).collect();
            groups.push(Together { correlations: inputs.iter().map(row).collect(), inputs });
        }
    }
    groups
}
