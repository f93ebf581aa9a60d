//! `corridor` compares borrowing a foreign port to go to the sea with staying all-domestic.
//!
//! Data flows one way, and a reader who opens `src/` sees it:
//!
//! ```text
//! scenario -> model -> network -> cost -> kernel -> answer -> analysis -> present
//! files       meaning  arcs       prices  arrays    routes    decisions   output
//! ```
//!
//! [`run`] is that row as one function. [`sweep`] runs it many times with figures varied, [`draws`] with figures drawn.
//! [`audit`] recomputes its answers from the model alone.
//!
//! # Imports
//!
//! `tests/architecture` reads this table and fails on an import that it lacks.
//!
//! | module | may import |
//! | --- | --- |
//! | units | |
//! | ids | |
//! | problem | |
//! | scenario | units, problem |
//! | model | scenario, units, ids, problem |
//! | network | model, ids, units |
//! | cost | network, model, ids, units |
//! | answer | cost, network, model, scenario, ids, units, problem |
//! | audit | answer, model, ids, units, problem |
//! | draws | answer, cost, model, scenario, ids, units, problem |
//! | analysis | draws, audit, answer, cost, network, model, scenario, ids, units, problem |
//! | sweep | draws, audit, answer, cost, network, model, scenario, ids, units, problem |
//! | present | sweep, analysis, draws, answer, units, problem |

#![forbid(unsafe_code)]

pub mod analysis;
pub mod answer;
pub mod audit;
pub mod cost;
pub mod draws;
pub mod ids;
pub mod model;
pub mod network;
pub mod present;
pub mod problem;
pub mod scenario;
pub mod sweep;
pub mod units;

pub use corridor_kernel as kernel;

#[cfg(doc)]
#[doc = include_str!(concat!(env!("OUT_DIR"), "/README.md"))]
pub mod guide {
    include!(concat!(env!("OUT_DIR"), "/guide.rs"));
}

/// The front page of the project, so that its example is run.
#[cfg(doctest)]
#[doc = include_str!(concat!(env!("OUT_DIR"), "/front.md"))]
pub struct Readme;

use std::path::Path;

use analysis::compare::{self, Results};
use problem::Problems;

/// Answers one scenario: every demand by every corridor.
///
/// # Errors
/// Returns every problem of the scenario's files at once.
///
/// # Example
/// ```
/// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).expect("the project");
/// let results = corridor::run(std::path::Path::new("scenarios/hunchun-ningbo-2019.toml"))?;
/// for answer in &results.answers {
///     // The eleven parts add up to the total exactly.
///     assert_eq!(answer.total_per_t, answer.parts.map(|parts| parts.total()));
/// }
/// # Ok::<(), corridor::problem::Problems>(())
/// ```
pub fn run(path: &Path) -> Result<Results, Problems> {
    let scenario = scenario::Scenario::load(path, &[])?;
    let (model, _warnings) = model::Model::check(&scenario)?;
    let case = answer::Prepared::new(scenario, model)?;
    Ok(compare::answer(std::slice::from_ref(&case)))
}
