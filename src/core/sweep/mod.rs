//! Stage 7: many runs of one scenario: figures varied by a plan, one row for each run and question.
//!
//! A [`Study`] knows its runs by their numbers and answers any range of them. A [`store::Store`] keeps the partitions of
//! a study in a folder, each written once, wherever and in whatever order.

mod block;
mod columns;
mod design;
mod drawn;
mod moving;
mod run;
mod runner;
pub mod store;

use std::ops::Range;
use std::path::Path;

use crate::answer::{PROGRAM, PrepareError, Prepared, Selection, VERSION};
use crate::ids::FigureId;
use crate::problem::Problems;
use crate::scenario::{InputFile, Override, Plan, ScenarioFiles, changed, seen_from_here};
use crate::units::Grade;

use design::DesignPoints;

pub use crate::scenario::{Factor, Level};
pub use columns::{RunColumn, RunRow};
pub use drawn::Drawing;
pub use moving::{MovingError, MovingFigures, TotalsMoved};
pub use run::{
    FiguresDrawn, PartitionWritten, Run, RunAnswer, RunStatus, Runs, StudyManifest, StudyOutline, StudyQuestion,
};
pub use runner::{Inputs, Runner};

/// A file that is no longer what it was when the study was prepared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} has changed while the study ran")]
pub struct InputChanged(
    /// The file.
    pub String,
);

/// A scenario with the plan of its runs.
pub struct Study {
    plan: Plan,
    points: DesignPoints,
    runner: Runner,
}

impl Study {
    /// Reads and checks a scenario and a plan.
    ///
    /// # Errors
    /// Returns every problem of their files.
    ///
    /// # Example
    /// ```
    /// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).expect("the project");
    /// use std::path::Path;
    /// use corridor::sweep::Study;
    ///
    /// let (scenario, plan) = ("scenarios/hunchun-ningbo-2019.toml", "scenarios/plans/freight-and-value.toml");
    /// let study = Study::prepare(Path::new(scenario), &[], Path::new(plan))?;
    /// let first = study.answer(0..1);
    /// assert_eq!(first.runs[0].answers.len(), study.questions().len());
    /// # Ok::<(), corridor::problem::Problems>(())
    /// ```
    pub fn prepare(scenario: &Path, overrides: &[Override], plan: &Path) -> Result<Self, Problems> {
        let case = Prepared::prepare(scenario, overrides)?;
        let plan = Plan::load(plan, case.scenario())?;
        Ok(Self::of(case, Selection::default(), plan))
    }

    /// Reads and checks a scenario and a plan, and asks only some demands by some corridors; which of them is cheapest
    /// is decided among them.
    ///
    /// # Errors
    /// Returns every problem of their files, or why the selection leaves nothing.
    pub fn prepare_selected<'a>(
        scenario: impl Into<ScenarioFiles<'a>>,
        overrides: &[Override],
        plan: &Path,
        select: Selection,
    ) -> Result<Self, PrepareError> {
        let case = Prepared::prepare_selected(scenario, overrides, &select)?;
        let plan = Plan::load(plan, case.scenario())?;
        Ok(Self::of(case, select, plan))
    }

    /// Runs a plan of a scenario that was prepared with a selection.
    pub fn of(case: Prepared, select: Selection, plan: Plan) -> Self {
        let paths = plan.factors.iter().map(|factor| factor.path.clone()).collect();
        let points = DesignPoints::new(&plan);
        let ranges = (0..plan.factors.len()).map(|factor| plan.range(factor)).collect();
        let drawing = Drawing { draws: plan.draws, seed: u64::from(plan.seed), ranges };
        let mut runner = Runner::new(case, paths);
        runner.selection = select;
        runner.drawing = drawing;
        Self { plan, points, runner }
    }

    /// Returns the plan.
    pub const fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Returns the scenario as it stands.
    pub fn case(&self) -> &Prepared {
        self.runner.case()
    }

    /// Returns what every run asks, in the order of its answers.
    pub fn questions(&self) -> &[StudyQuestion] {
        self.runner.questions()
    }

    /// Returns the inputs of a run, counted from 0.
    pub fn inputs(&self, run: u64) -> Inputs {
        self.points.run(&self.plan, run)
    }

    /// Answers some runs, counted from 0.
    pub fn answer(&self, runs: Range<u64>) -> Runs<'_> {
        self.answer_drawing(runs, self.plan.draws)
    }

    /// Answers some runs with another number of draws, as a sample of what takes long.
    pub fn answer_drawing(&self, runs: Range<u64>, draws: u64) -> Runs<'_> {
        let inputs: Vec<Inputs> = runs.clone().map(|run| self.inputs(run)).collect();
        let answers = self.runner.answer_drawing(&inputs, draws);
        let runs = runs.zip(inputs).zip(answers).map(|((run, inputs), answers)| {
            let with_base = inputs.into_iter().zip(&self.plan.factors);
            let settings = with_base.map(|(input, factor)| input.or_else(|| factor.base.clone()));
            Run { number: run + 1, settings: settings.collect(), answers }
        });
        let has_draws = self.plan.draws > 0;
        Runs { varied: &self.plan.factors, has_draws, questions: self.questions(), runs: runs.collect() }
    }

    /// Returns the figures that are drawn in every run that takes the scenario's own network; none where nothing is drawn,
    /// or where the runs make sense at most one by one.
    pub fn drawn(&self) -> Option<FiguresDrawn> {
        let engine = (self.plan.draws > 0).then(|| self.runner.engine())??;
        let register = &self.case().model().register;
        let is_estimate = |&&figure: &&FigureId| register.figure(figure).grade == Grade::Estimate;
        Some(FiguresDrawn {
            figures: engine.figures().len(),
            estimates: engine.figures().iter().filter(is_estimate).count(),
            held: engine.held().to_vec(),
        })
    }

    /// Checks that the files of the study are still what they were.
    ///
    /// # Errors
    /// Returns the file that has changed since the study was prepared.
    pub fn check_unchanged(&self) -> Result<(), InputChanged> {
        let inputs = [&self.case().scenario().inputs, &self.plan.inputs];
        match inputs.into_iter().find_map(|inputs| changed(inputs)) {
            Some(input) => Err(InputChanged(input.path.clone())),
            None => Ok(()),
        }
    }

    /// Returns the outline of the study, with its rows in some form.
    pub fn outline(&self, format: &str) -> StudyOutline {
        let (plan, case) = (&self.plan, self.case());
        let questions = self.questions().len() as u64;
        let inputs = case.scenario().inputs.iter().chain(&plan.inputs);
        let register = &case.model().register;
        let name = |path: &String| register.find(path).map_or_else(|| path.clone(), |id| register.figure(id).name());
        StudyOutline {
            program: PROGRAM.to_owned(),
            version: VERSION.to_owned(),
            scenario: seen_from_here(&case.scenario().path),
            tables: case.scenario().given_tables.as_deref().map(seen_from_here),
            plan: seen_from_here(&plan.path),
            set: case.overrides().iter().map(Override::as_argument).collect(),
            select: self.runner.selection.clone(),
            currency: case.model().currency.clone(),
            design: plan.design.as_str().to_owned(),
            draws: plan.draws,
            seed: plan.seed,
            varied: plan.factors.iter().map(|factor| factor.path.clone()).collect(),
            varied_names: plan.factors.iter().map(|factor| name(&factor.path)).collect(),
            format: format.to_owned(),
            runs: plan.runs,
            questions,
            rows: plan.runs * questions,
            partition_runs: plan.partition_runs,
            partitions: plan.partitions(),
            inputs: inputs.map(InputFile::seen_from_here).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Runner, Study};
    use crate::answer::Prepared;
    use crate::scenario::{Level, Override};
    use crate::units::Decimal;

    #[test]
    fn a_run_of_another_lot_or_payload_is_the_scenario_prepared_with_it() {
        let shipped = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenarios"));
        let scenario = &shipped.join("hunchun-ningbo-2019.toml");
        let case = Prepared::prepare(scenario, &[]).expect("a good scenario");
        let paths = ["cargo.lot_t", "equipment.box20.payload_t"].map(str::to_owned);
        let runner = Runner::new(case, paths.to_vec());
        // Lots of boxes, below and above what a wagon holds, and of ships; the least is dearer than can be counted.
        let runs = [("0.0001", "26"), ("15", "26"), ("25", "24"), ("62", "26"), ("5000", "20"), ("7000", "26")];
        let number = |text: &str| Some(Level::Number(Decimal::parse(text).expect("a number")));
        let inputs: Vec<_> = runs.iter().map(|(lot, payload)| vec![number(lot), number(payload)]).collect();
        for ((lot, payload), answers) in runs.into_iter().zip(runner.answer(&inputs)) {
            let set = [("cargo.lot_t", lot), ("equipment.box20.payload_t", payload)];
            let set = set.map(|(path, value)| Override::parse(&format!("{path}={value}")).expect("a change"));
            match Prepared::prepare(scenario, &set) {
                Ok(anew) => {
                    let totals: Vec<_> = anew.totals().into_items();
                    let own: Vec<_> = answers.iter().map(|answer| answer.total_per_t).collect();
                    assert_eq!(own, totals, "{lot} t, {payload} t a box");
                }
                Err(problems) => {
                    assert!(answers.iter().all(|answer| answer.reason == Some(problems.in_a_line())), "{lot} t");
                }
            }
        }
    }

    #[test]
    fn every_run_of_a_plan_keeps_to_its_ranges() {
        let shipped = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenarios"));
        let scenario = &shipped.join("hunchun-ningbo-2019.toml");
        for plan in ["freight-and-value.toml", "spread.toml"] {
            let plan = &shipped.join("plans").join(plan);
            let study = Study::prepare(scenario, &[], Path::new(plan)).expect("a good study");
            let known: Vec<_> = (0..study.plan().factors.len()).map(|factor| study.plan().range(factor)).collect();
            for run in 0..study.plan().runs {
                for (level, range) in study.inputs(run).iter().zip(&known) {
                    if let Some(Level::Number(number)) = level {
                        let number = number.to_f64();
                        let (low, high) = range.expect("a range for a path that is given numbers");
                        assert!((low..=high).contains(&number), "run {run} of {}", plan.display());
                    }
                }
            }
        }
    }
}
