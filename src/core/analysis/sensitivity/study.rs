//! What drives the difference between corridors of a case: the methods put to its figures.

use std::collections::BTreeSet;

use crate::analysis::sensitivity::Sensitivity;
use crate::answer::Prepared;
use crate::draws::{Distributions, DrawError};
use crate::draws::{Engine, EngineError};
use crate::ids::{CorridorId, DemandId, FigureId, Id};
use corridor_kernel::lanes::LANES;

use super::contest::{Contests, Sides};
use super::report::{Found, report};
use super::shapley::Together;
use super::{morris, oat, shapley, sobol};

/// The evaluations that a method takes unless told otherwise.
const USUAL: u64 = 400_000;
const USUAL_OF_MORRIS: u64 = 40_000;
/// The fewest rows or walks that say anything.
const FEWEST: u64 = 16;
/// The most demands for which pairs of figures are looked at.
const MOST_WITH_PAIRS: usize = 4;
/// The shares of draws between which `oat` moves figures by percentiles.
const PERCENTILES: (f64, f64) = (0.05, 0.95);

/// Says between which values `oat` moves a figure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ends {
    /// The least and the greatest that it can take.
    #[default]
    Bounds,
    /// Those that 5 and 95 of 100 draws stay below.
    Percentiles,
}

/// Names a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// One figure after the other at its ends.
    Oat(Ends),
    /// Elementary effects.
    Morris,
    /// Sobol' indices.
    Sobol {
        /// Whether pairs of figures are looked at.
        with_pairs: bool,
    },
    /// Shapley effects.
    Shapley,
}

impl Method {
    /// Returns the word by which it is chosen.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Oat(_) => "oat",
            Self::Morris => "morris",
            Self::Sobol { .. } => "sobol",
            Self::Shapley => "shapley",
        }
    }
}

/// Says what is asked of a case.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
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

/// Says why figures cannot be ranked as asked.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SensitivityError {
    /// The figures cannot be drawn.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// Figures go together, which Sobol' indices make no sense for.
    #[error(
        "`{first}` and `{second}` are correlated, and Sobol' indices ask for independent figures: take --method shapley, which shares out the variance among figures that go together"
    )]
    GoTogether {
        /// The one figure.
        first: String,
        /// The other.
        second: String,
    },
    /// There are too few evaluations.
    #[error("{figures} figures can move these answers: that takes at least {least} samples by {method}")]
    TooFew {
        /// How many figures are varied.
        figures: usize,
        /// How many evaluations are needed.
        least: u64,
        /// The method.
        method: &'static str,
    },
    /// Pairs were asked for many demands.
    #[error(
        "pairs of figures are looked at for {MOST_WITH_PAIRS} demands at most, not {0}: choose with --from and --to"
    )]
    TooManyForPairs(usize),
    /// At an end of a figure the case makes no sense.
    #[error("with `{0}` at an end and all others at their values a move of cargo costs less than nothing or too much")]
    Uncountable(String),
}

impl From<DrawError> for SensitivityError {
    fn from(error: DrawError) -> Self {
        Self::Engine(error.into())
    }
}

/// Finds out which figures of a case drive the differences asked for.
///
/// # Errors
/// Refuses what cannot be drawn or counted, figures that go together for Sobol' indices, and too few evaluations.
///
/// # Example
/// ```
/// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).expect("the project");
/// use corridor::answer::Prepared;
/// use corridor::draws::Distributions;
/// use corridor::analysis::sensitivity::{Asked, Ends, Method, study};
///
/// let case = Prepared::prepare(std::path::Path::new("scenarios/hunchun-ningbo-2019.toml"), &[])?;
/// let distributions = Distributions::of_case(&case)?;
/// let asked = Asked {
///     method: Method::Oat(Ends::Bounds),
///     demands: case.model().demands.ids().collect(),
///     corridor: None,
///     against: None,
///     evaluations: None,
///     seed: 1,
/// };
/// let found = study(&case, &distributions, &asked)?;
/// // Who drives the difference most, with all that is known of the figure.
/// let first = &found.demands[0].difference.listed[0];
/// assert!(found.figures[first.figure].path.contains("zarubino"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn study(case: &Prepared, distributions: &Distributions, asked: &Asked) -> Result<Sensitivity, SensitivityError> {
    let model = case.model();
    let sides = Sides { corridor: asked.corridor, against: asked.against, baseline: model.baseline };
    let (answers, corridors) = (case.answers(), model.corridors.len());
    let meet = |&demand: &DemandId| sides.meet(demand, &answers[demand.index() * corridors..][..corridors]);
    let contests: Vec<_> = asked.demands.iter().filter_map(meet).collect();
    let contested: Vec<DemandId> = contests.iter().map(|contest| contest.demand).collect();
    let engine = Engine::of_demands(case, distributions.clone(), asked.seed, &contested)?;
    let together = together(distributions, engine.figures());
    let function = Contests::new(case, &engine, contests);
    let found = find(&function, &together, distributions, asked)?;
    Ok(report(&function, &engine, &together, distributions, &found, asked))
}

/// Puts the method to the figures.
fn find(
    function: &Contests<'_>,
    together: &[Together],
    distributions: &Distributions,
    asked: &Asked,
) -> Result<Found, SensitivityError> {
    let figures = function.figures();
    if figures.is_empty() || function.contests().is_empty() {
        return Ok(Found::nothing());
    }
    // A walk takes one evaluation more than there are figures, a row of a Sobol' design two walks' worth.
    let walk = figures.len() as u64 + 1;
    let samples = |each: u64, usual: u64| match asked.evaluations.unwrap_or_else(|| usual.max(FEWEST * each)) / each {
        samples if samples >= FEWEST => {
            let samples = samples / LANES as u64 * LANES as u64;
            function.case().watch().begin((samples * each / LANES as u64) as usize);
            Ok(samples)
        }
        _ => {
            let method = asked.method.as_str();
            Err(SensitivityError::TooFew { figures: figures.len(), least: FEWEST * each, method })
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
            Found::Oat { swings, ends }
        }
        Method::Morris => {
            let walks = samples(walk, USUAL_OF_MORRIS)?;
            Found::Morris { effects: morris(function, walks, asked.seed), walks }
        }
        Method::Sobol { with_pairs } => {
            if let Some(group) = together.first() {
                let [first, second] = [0, 1].map(|place| distributions.path(figures[group.inputs[place]]).to_owned());
                return Err(SensitivityError::GoTogether { first, second });
            }
            if with_pairs && function.contests().len() > MOST_WITH_PAIRS {
                return Err(SensitivityError::TooManyForPairs(function.contests().len()));
            }
            let rows = samples(2 * walk, USUAL)?;
            Found::Sobol { indices: sobol(function, rows, asked.seed, with_pairs), rows }
        }
        Method::Shapley => {
            let walks = samples(walk, USUAL)?;
            Found::Shapley { shares: shapley(function, together, walks, asked.seed), walks }
        }
    })
}

/// Returns the figures that go together, of those that are varied; one whose friends are not varied stands alone.
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
