//! Properties that hold for every scenario: thousands of random ones, written as files and read by the program.

mod alternatives;
mod audited;
mod blocks;
mod breakeven;
mod certain;
mod changes;
mod critical;
mod engine;
mod figures;
mod hierarchy;
mod oracle;
mod pareto;
mod plan;
mod plane;
mod quotes;
mod random;
mod renamed;
mod sensitivity;
mod solver;
mod study;
#[path = "../support/mod.rs"]
mod support;
mod supported;
mod tape;

use proptest::test_runner::{Config, TestRunner};

/// Runs a property on some cases; on as many times more as `PROPERTY_TIMES` says when it is built for a long run.
///
/// A failure is printed with the smallest plan that shows it, not kept in a file.
fn holds_for<S: proptest::strategy::Strategy>(
    cases: u32,
    strategy: &S,
    property: impl Fn(S::Value) -> Result<(), proptest::test_runner::TestCaseError>,
) {
    let times = option_env!("PROPERTY_TIMES").and_then(|times| times.parse().ok()).unwrap_or(1);
    let config = Config { cases: cases * times, failure_persistence: None, max_shrink_iters: 400, ..Config::default() };
    if let Err(error) = TestRunner::new(config).run(strategy, property) {
        panic!("{error}");
    }
}
