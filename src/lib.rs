//! `corridor` compares borrowing a foreign port to go to the sea with staying all-domestic.
//!
//! Data flows one way, and a reader who opens `src/` sees it:
//!
//! ```text
//! scenario -> model -> network -> cost -> solve -> results -> present
//! files       meaning  arcs       prices  kernels  answers    output
//! ```
//!
//! [`run`] is that row as one function; [`study`] runs it many times, with figures varied or drawn. [`audit`] recomputes
//! its answers from the model alone.
//!
//! # Imports
//!
//! `tests/architecture.rs` reads this table and fails on an import that it lacks.
//!
//! | module | may import |
//! | --- | --- |
//! | units | |
//! | ids | |
//! | problem | |
//! | graph | |
//! | lanes | |
//! | scenario | units, problem |
//! | model | scenario, units, ids, problem |
//! | network | model, graph, ids, units |
//! | cost | network, model, graph, lanes, ids, units |
//! | solve | graph, lanes |
//! | results | solve, cost, network, model, graph, ids, units |
//! | audit | results, model, ids, units, problem |
//! | case | audit, results, solve, cost, network, model, scenario, graph, ids, units, problem |
//! | study | case, audit, results, solve, cost, network, model, scenario, graph, lanes, ids, units, problem |
//! | present | results, units |
//! | cli | study, case, present, audit, results, model, scenario, ids, units, problem, lanes |

pub mod audit;
pub mod case;
#[cfg(feature = "cli")]
pub mod cli;
pub mod cost;
pub mod graph;
pub mod ids;
pub mod lanes;
pub mod model;
pub mod network;
pub mod present;
pub mod problem;
pub mod results;
pub mod scenario;
pub mod solve;
pub mod study;
pub mod units;

/// Holds the page that the program is met by, so that its example is run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;

use std::path::Path;

use problem::Problems;
use results::Results;

/// Answers one scenario: every demand by every corridor.
///
/// # Errors
/// Returns every problem of the scenario's files at once.
///
/// # Example
/// ```
/// let results = corridor::run(std::path::Path::new("scenarios/hunchun-ningbo-2019.toml"))?;
/// for answer in &results.answers {
///     // The ten parts add up to the total exactly.
///     assert_eq!(answer.total_per_t, Some(answer.parts.total()));
/// }
/// # Ok::<(), corridor::problem::Problems>(())
/// ```
pub fn run(path: &Path) -> Result<Results, Problems> {
    let scenario = scenario::Scenario::load(path, &[])?;
    let (model, _warnings) = model::Model::check(&scenario)?;
    let case = case::Case::new(scenario, model)?;
    Ok(case::answer(std::slice::from_ref(&case)))
}
