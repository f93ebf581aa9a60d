//! Draws inside the runs of a study: what the design leaves alone is drawn, with the same numbers in every run.

use crate::answer::Prepared;
use crate::draws::{Distributions, DrawError, Engine, Near, Spread, Tally, Threads};
use crate::ids::{FigureId, Id};

/// The draws of the figures that a study does not vary, in each of its runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// How often; not at all if 0.
    pub draws: u64,
    /// What the random numbers begin with.
    pub seed: u64,
    /// For each path the least and the greatest number that it takes in any run.
    pub ranges: Vec<Option<(f64, f64)>>,
}

/// Answers the draws of all runs on one network.
#[derive(Debug)]
pub(super) struct Drawn {
    /// The figures that runs set, each with its range.
    open: Vec<(FigureId, (f64, f64))>,
    /// The engine for the whole range of the runs; none where some of them makes no sense.
    engine: Option<Engine>,
}

impl Drawn {
    /// Prepares to draw on the network of a case while runs set some figures within their ranges.
    pub(super) fn new(case: &Prepared, paths: &[String], open: Vec<(FigureId, (f64, f64))>, seed: u64) -> Self {
        let engine = engine(case, paths, seed, &open).ok();
        Self { open, engine }
    }

    /// Returns the engine for the whole range of the runs.
    pub(super) const fn engine(&self) -> Option<&Engine> {
        self.engine.as_ref()
    }

    /// Answers a run: for each pair how its total is spread; none where there is no route.
    ///
    /// # Errors
    /// Says why the run's figures cannot be drawn.
    pub(super) fn spreads(
        &self,
        case: &Prepared,
        paths: &[String],
        drawing: &Drawing,
        changed: &[(FigureId, f64)],
        threads: Threads,
    ) -> Result<Vec<Option<Spread>>, DrawError> {
        let value = |figure: FigureId| {
            let own = changed.iter().find(|(known, _)| *known == figure);
            own.map_or(case.values()[figure.index()], |&(_, value)| value)
        };
        let values: Vec<(FigureId, f64)> = self.open.iter().map(|&(figure, _)| (figure, value(figure))).collect();
        let own;
        let engine = if let Some(engine) = &self.engine {
            engine
        } else {
            // Whether a run makes sense must not depend on the others.
            let point: Vec<_> = values.iter().map(|&(figure, value)| (figure, (value, value))).collect();
            own = engine(case, paths, drawing.seed, &point)?;
            &own
        };
        let tally = Tally::of(engine, &values, Near::USUAL, drawing.draws, threads);
        Ok(tally.spreads())
    }
}

/// Prepares to draw what neither the design nor the command line sets.
fn engine(case: &Prepared, paths: &[String], seed: u64, open: &[(FigureId, (f64, f64))]) -> Result<Engine, DrawError> {
    let mut distributions = Distributions::of_case(case)?;
    distributions.settle_paths(case, paths.iter().map(String::as_str));
    Engine::with_open(case, distributions, seed, open, None)
}
