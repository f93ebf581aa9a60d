//! Totals at many values of some figures, on a tape that is made once: what runs of a study cost, and nothing else.

use std::path::Path;
use std::sync::OnceLock;

use rayon::prelude::*;

use crate::answer::{MAX_ARC_HOURS, PairTable, Prepared, Progress, Selection};
use crate::draws::{Bounded, Memory};
use crate::ids::{FigureId, Id};
use crate::problem::Problems;
use crate::scenario::{Level, Plan};
use crate::units::{Decimal, Money};
use corridor_kernel::lanes::{Block, LANES};
use corridor_kernel::{Query, Retention};

use super::runner::{Inputs, Runner};
use super::{RunStatus, StudyQuestion};

/// The name of the plan that values are checked by.
const GIVEN: &str = "values.toml";
/// The most sets of values that are answered between two looks at whether they are still wanted.
const SETS_TOGETHER: usize = 4096;

/// A case some figures of which take any values, one set after another.
pub struct MovingFigures {
    runner: Runner,
    paths: Vec<String>,
    /// The figures; none where one of them does more than change prices.
    figures: Option<Vec<FigureId>>,
    queries: Vec<Query>,
    /// The queries of each pair, one for each form that has a way.
    of_pair: PairTable<Vec<usize>>,
    /// Made for the range of the first values; others take longer, and are answered alike.
    bounded: OnceLock<Bounded>,
}

/// The totals of all pairs at one set of values after another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TotalsMoved {
    /// The total of a tonne of each pair, for each set of values; none where there is no route.
    pub totals: Vec<Option<Money>>,
    /// Whether it is the least of its demand; several are where they are equal.
    pub leads: Vec<bool>,
}

/// Why values cannot be answered.
#[derive(Debug, thiserror::Error)]
pub enum MovingError {
    /// A figure cannot have such a value, or there is none of this path.
    #[error(transparent)]
    Invalid(#[from] Problems),
    /// A value is no number.
    #[error("value {0} is no number")]
    NotANumber(
        /// Its position, counted from 1.
        usize,
    ),
    /// The last set has too few values.
    #[error("there is one value for each of {0} figures, set after set; the last set has fewer")]
    Incomplete(
        /// The number of figures.
        usize,
    ),
    /// The scenario makes no sense with a set of values.
    #[error("set {set} of values cannot be answered: {reason}")]
    Senseless {
        /// Its position, counted from 1.
        set: usize,
        /// What is wrong.
        reason: String,
    },
}

/// The memory of one thread.
struct MovingWorker {
    values: Vec<Block>,
    memory: Memory,
}

impl MovingFigures {
    /// Prepares to move figures of a case that was prepared with a selection.
    ///
    /// # Errors
    /// Returns what is wrong with the paths; each needs a value in the scenario.
    pub fn new(case: Prepared, select: Selection, paths: Vec<String>) -> Result<Self, Problems> {
        check(&case, &paths.iter().map(|path| format!("{path:?} = {{ times = 1 }}")).collect::<Vec<_>>())?;
        let register = &case.model().register;
        let priced_only = |path: &String| register.find(path).filter(|&id| case.network_change(id).is_none());
        let figures = paths.iter().map(priced_only).collect();
        let mut of_pair = PairTable::new(case.model(), |_| Vec::new());
        let (numbers, queries) = case.priced().queries();
        for (query, number) in numbers.into_iter().enumerate() {
            of_pair.get_mut(case.priced().network().questions()[number].pair()).push(query);
        }
        let mut runner = Runner::new(case, paths.clone());
        runner.selection = select;
        Ok(Self { runner, paths, figures, queries, of_pair, bounded: OnceLock::new() })
    }

    /// Returns the pairs, in the order of their totals.
    pub fn questions(&self) -> &[StudyQuestion] {
        self.runner.questions()
    }

    /// Answers sets of values: each total is to the last millionth that of the scenario with these values set.
    ///
    /// # Shape
    /// `values` has one value for each figure, set after set.
    ///
    /// # Errors
    /// Refuses values that the figures cannot have, or with which the scenario makes no sense.
    pub fn totals(&self, values: &[f64], progress: &Progress) -> Result<TotalsMoved, MovingError> {
        if let Some(position) = values.iter().position(|value| !value.is_finite()) {
            return Err(MovingError::NotANumber(position + 1));
        }
        let moved = self.paths.len();
        if !values.len().is_multiple_of(moved) {
            return Err(MovingError::Incomplete(moved));
        }
        let ends = |at: usize| {
            let own = values.iter().skip(at).step_by(moved).copied();
            own.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
        };
        let ranges: Vec<(f64, f64)> = (0..moved).map(ends).collect();
        if values.is_empty() {
            return Ok(TotalsMoved { totals: Vec::new(), leads: Vec::new() });
        }
        // What a figure may have is a range: where both ends are right all values are.
        let ends =
            |(path, (low, high)): (&String, &(f64, f64))| [format!("{path:?} = {low}"), format!("{path:?} = {high}")];
        check(self.runner.case(), &self.paths.iter().zip(&ranges).flat_map(ends).collect::<Vec<_>>())?;
        let parts: Vec<&[f64]> = values.chunks(SETS_TOGETHER * moved).collect();
        let part = |(number, part)| self.part(part, &ranges).map_err(|error| error.later(number * SETS_TOGETHER));
        let step = progress.counting(parts.len(), part);
        let mut totals = Vec::with_capacity(values.len() / moved * self.of_pair.len());
        for part in parts.into_iter().enumerate() {
            totals.extend(step(part)?);
        }
        let corridors = self.runner.case().model().corridors.len();
        let leads = |of_demand: &[Option<Money>]| {
            let least = of_demand.iter().flatten().min().copied();
            of_demand.iter().map(|total| total.is_some() && *total == least).collect::<Vec<_>>()
        };
        let leads = totals.chunks(corridors.max(1)).flat_map(leads).collect();
        Ok(TotalsMoved { totals, leads })
    }

    /// Answers some sets of values.
    fn part(&self, values: &[f64], ranges: &[(f64, f64)]) -> Result<Vec<Option<Money>>, MovingError> {
        let moved = self.paths.len();
        let Some(figures) = self.figures.as_ref().filter(|figures| self.hours_are_countable(figures, ranges)) else {
            return self.run(values);
        };
        let bounded = self.bounded.get_or_init(|| self.bounded(figures, ranges));
        let case = self.runner.case();
        let worker = || MovingWorker {
            values: case.values().iter().map(|&value| Block::splat(value)).collect(),
            memory: bounded.memory(),
        };
        let eights = values.par_chunks(LANES * moved);
        let answered = eights.map_init(worker, |worker, sets| self.eight(bounded, figures, sets, worker));
        answered.collect::<Vec<_>>().into_iter().enumerate().try_fold(Vec::new(), |mut totals, (eight, found)| {
            if let Some(found) = found {
                totals.extend(found);
            } else {
                // The long way finds what is wrong with one of them.
                let first = eight * LANES * moved;
                let own = &values[first..values.len().min(first + LANES * moved)];
                totals.extend(self.run(own).map_err(|error| error.later(eight * LANES))?);
            }
            Ok(totals)
        })
    }

    /// Answers up to eight sets of values; nothing where the prices of one make no sense.
    fn eight(
        &self,
        bounded: &Bounded,
        figures: &[FigureId],
        sets: &[f64],
        worker: &mut MovingWorker,
    ) -> Option<Vec<Option<Money>>> {
        let (moved, MovingWorker { values, memory }) = (figures.len(), worker);
        let lanes = sets.len() / moved;
        for (at, figure) in figures.iter().enumerate() {
            // Where there are fewer than eight the last is answered again.
            values[figure.index()] = Block(std::array::from_fn(|lane| sets[lane.min(lanes - 1) * moved + at]));
        }
        let case = self.runner.case();
        let answered = bounded.anywhere((case.priced(), case.values()), &self.queries, memory, values);
        if !answered.countable[..lanes].iter().all(|&is_countable| is_countable) {
            return None;
        }
        let total = |lane: usize, queries: &Vec<usize>| {
            let costs = queries.iter().map(|&query| answered.tape.answer(answered.slots, query).0[lane]);
            let least = costs.fold(f64::INFINITY, f64::min);
            least.is_finite().then(|| Money::from_kernel(least))
        };
        Some((0..lanes).flat_map(|lane| self.of_pair.iter().map(move |queries| total(lane, queries))).collect())
    }

    fn bounded(&self, figures: &[FigureId], ranges: &[(f64, f64)]) -> Bounded {
        let bounds = self.bounds(figures, ranges);
        let moving = figures.iter().copied().collect();
        let case = self.runner.case();
        Bounded::new((case.priced(), case.values()), moving, &bounds, &self.queries, Retention::Costs)
    }

    /// Returns the bounds of all figures; the values that stand are within them.
    fn bounds(&self, figures: &[FigureId], ranges: &[(f64, f64)]) -> Vec<(f64, f64)> {
        let mut bounds: Vec<(f64, f64)> = self.runner.case().values().iter().map(|&value| (value, value)).collect();
        for (figure, &(low, high)) in figures.iter().zip(ranges) {
            let own = &mut bounds[figure.index()];
            *own = (own.0.min(low), own.1.max(high));
        }
        bounds
    }

    fn hours_are_countable(&self, figures: &[FigureId], ranges: &[(f64, f64)]) -> bool {
        let costs = self.runner.case().priced().costs();
        costs.longest_hours_within(&self.bounds(figures, ranges)) <= MAX_ARC_HOURS
    }

    /// Answers sets of values as runs of a study, on networks of their own where these change.
    fn run(&self, values: &[f64]) -> Result<Vec<Option<Money>>, MovingError> {
        // The shortest decimal that is read as the number is what people write.
        let level = |value: &f64| Decimal::parse(&value.to_string()).ok().map(Level::Number);
        let runs: Vec<Inputs> = values.chunks(self.paths.len()).map(|set| set.iter().map(level).collect()).collect();
        let mut totals = Vec::new();
        for (set, answers) in self.runner.answer(&runs).into_iter().enumerate() {
            if let Some(failed) = answers.iter().find(|answer| answer.status == RunStatus::Failed) {
                let reason = failed.reason.clone().unwrap_or_default();
                return Err(MovingError::Senseless { set: set + 1, reason });
            }
            totals.extend(answers.into_iter().map(|answer| answer.total_per_t));
        }
        Ok(totals)
    }
}

impl MovingError {
    /// Counts a set from further before.
    fn later(self, sets: usize) -> Self {
        match self {
            Self::Senseless { set, reason } => Self::Senseless { set: set + sets, reason },
            other => other,
        }
    }
}

/// Checks settings as runs of a plan are.
fn check(case: &Prepared, settings: &[String]) -> Result<(), Problems> {
    let runs = settings.iter().map(|setting| format!("[[run]]\n{setting}\n"));
    let plan = format!("schema = 1\ndesign = \"list\"\n{}", runs.collect::<String>());
    Plan::load_given(Path::new(GIVEN), vec![(GIVEN.into(), plan)], case.scenario()).map(|_| ())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{MovingError, MovingFigures};
    use crate::answer::{Prepared, Progress, Selection};
    use crate::scenario::Override;

    const HUNCHUN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenarios/hunchun-ningbo-2019.toml");

    fn moving(paths: &[&str]) -> MovingFigures {
        let case = Prepared::prepare(Path::new(HUNCHUN), &[]).expect("a good scenario");
        let paths = paths.iter().map(|&path| path.to_owned()).collect();
        MovingFigures::new(case, Selection::default(), paths).expect("figures of the scenario")
    }

    #[test]
    fn totals_are_those_of_the_scenario_with_the_values_set() {
        // A rate of exchange alone; with it the value of the cargo; a lot, which makes networks of its own.
        for (paths, values) in [
            (&["fx.usd-cny.rate"][..], &[6.2, 6.88, 7.4, 6.9, 7.0, 7.123_456_789, 6.5, 6.6, 20.0, 0.5][..]),
            (&["cargo.value_per_t", "fx.usd-cny.rate"], &[1500.0, 6.9, 2100.25, 7.1, 900.0, 3.0]),
            (&["cargo.lot_t"], &[62.0, 5000.0, 26.0]),
        ] {
            let moving = moving(paths);
            // The second time values are beyond the range that the tape was made for.
            for values in [&values[..values.len() / paths.len() / 2 * paths.len()], values] {
                let found = moving.totals(values, &Progress::default()).expect("sensible values");
                let mut expected = Vec::new();
                for set in values.chunks(paths.len()) {
                    let set: Vec<Override> =
                        paths.iter().zip(set).map(|(path, value)| Override::set(path, value)).collect();
                    let anew = Prepared::prepare(Path::new(HUNCHUN), &set).expect("a good scenario");
                    expected.extend(anew.totals().into_items());
                }
                assert_eq!(found.totals, expected, "{paths:?}");
                for (totals, leads) in found.totals.chunks(4).zip(found.leads.chunks(4)) {
                    let least = totals.iter().flatten().min();
                    let expected: Vec<bool> = totals.iter().map(|total| total.as_ref() == least).collect();
                    assert_eq!(leads, expected);
                }
            }
        }
    }

    #[test]
    fn values_that_a_figure_cannot_have_are_refused() {
        let moving = moving(&["fx.usd-cny.rate"]);
        let refused = |values: &[f64]| moving.totals(values, &Progress::default()).expect_err("a refusal");
        assert!(matches!(refused(&[7.0, f64::NAN]), MovingError::NotANumber(2)));
        assert!(matches!(refused(&[7.0, -1.0]), MovingError::Invalid(_)));
        let pair = self::moving(&["fx.usd-cny.rate", "cargo.value_per_t"]);
        assert!(matches!(pair.totals(&[7.0, 1500.0, 7.1], &Progress::default()), Err(MovingError::Incomplete(2))));
        let MovingError::Senseless { set, reason } = refused(&[vec![7.0; 20], vec![1e9]].concat()) else {
            panic!("a freight beyond counting");
        };
        assert_eq!(set, 21);
        assert!(!reason.is_empty());
    }
}
