//! Stage 7: many runs of one scenario: figures varied by a plan, one row for each run and question.
//!
//! A [`Study`] knows its runs by their numbers and answers any range of them; that the ranges of a plan's partitions
//! are written once each, wherever and in whatever order, is the caller's business.

mod block;
mod design;
mod drawn;
mod run;
mod runner;

use std::ops::Range;
use std::path::Path;

use crate::answer::InputFile;
use crate::answer::Prepared;
use crate::ids::FigureId;
use crate::problem::Problems;
use crate::scenario::{Level, Override, Plan};

use crate::units::Grade;

use design::Points;

pub use drawn::Drawing;
pub use run::{
    FiguresDrawn, PartitionWritten, Run, RunAnswer, RunStatus, Runs, Setting, StudyManifest, StudyOutline,
    StudyQuestion, Varied,
};
pub use runner::{InputChanged, Inputs, Runner};

/// Is a scenario with the plan of its runs.
pub struct Study {
    plan: Plan,
    points: Points,
    runner: Runner,
    varied: Vec<Varied>,
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
    /// let first = study.answer(0..1).expect("no file changes meanwhile");
    /// assert_eq!(first.runs[0].answers.len(), study.questions().len());
    /// # Ok::<(), corridor::problem::Problems>(())
    /// ```
    pub fn prepare(scenario: &Path, overrides: &[Override], plan: &Path) -> Result<Self, Problems> {
        let case = Prepared::prepare(scenario, overrides)?;
        let plan = Plan::load(plan, case.scenario())?;
        let varied = plan
            .factors
            .iter()
            .map(|factor| Varied { path: factor.path.clone(), is_number: factor.is_number })
            .collect();
        let paths = plan.factors.iter().map(|factor| factor.path.clone()).collect();
        let points = Points::new(&plan);
        let ranges = (0..plan.factors.len()).map(|factor| plan.range(factor)).collect();
        let drawing = Drawing { draws: plan.draws, seed: u64::from(plan.seed), ranges };
        let runner = Runner::new(case, overrides.to_vec(), paths).with_draws(drawing);
        Ok(Self { plan, points, runner, varied })
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
    ///
    /// # Errors
    /// Returns the file that has changed since the study was prepared.
    pub fn answer(&self, runs: Range<u64>) -> Result<Runs<'_>, InputChanged> {
        self.answer_drawing(runs, self.plan.draws)
    }

    /// Answers some runs with another number of draws, as a sample of what takes long.
    ///
    /// # Errors
    /// As [`Study::answer`].
    pub fn answer_drawing(&self, runs: Range<u64>, draws: u64) -> Result<Runs<'_>, InputChanged> {
        let inputs: Vec<Inputs> = runs.clone().map(|run| self.inputs(run)).collect();
        let answers = self.runner.answer_drawing(&inputs, draws)?;
        let runs = runs.zip(inputs).zip(answers).map(|((run, inputs), answers)| {
            let with_base = inputs.into_iter().zip(&self.plan.factors);
            let settings = with_base.map(|(input, factor)| input.or_else(|| factor.base.clone()).map(setting));
            Run { number: run + 1, settings: settings.collect(), answers }
        });
        let has_draws = self.plan.draws > 0;
        Ok(Runs { varied: &self.varied, has_draws, questions: self.questions(), runs: runs.collect() })
    }

    /// Tells which figures are drawn in every run that takes the scenario's own network; none where nothing is drawn,
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

    /// Says what the study is, with its rows in some form.
    pub fn outline(&self, format: &str) -> StudyOutline {
        let (plan, case) = (&self.plan, self.case());
        let shown = |path: &Path| path.to_string_lossy().replace('\\', "/");
        let questions = self.questions().len() as u64;
        let inputs = case.scenario().inputs.iter().chain(&plan.inputs);
        StudyOutline {
            program: crate::PROGRAM.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            scenario: shown(&case.scenario().path),
            plan: shown(&plan.path),
            set: self.runner.overrides().iter().map(Override::as_argument).collect(),
            currency: case.model().currency.clone(),
            design: plan.design.as_str().to_owned(),
            draws: plan.draws,
            seed: plan.seed,
            varied: self.varied.iter().map(|varied| varied.path.clone()).collect(),
            format: format.to_owned(),
            runs: plan.runs,
            questions,
            rows: plan.runs * questions,
            partition_runs: plan.partition_runs,
            partitions: plan.partitions(),
            inputs: inputs.map(|input| InputFile { path: input.path.clone(), sha256: input.sha256.clone() }).collect(),
        }
    }
}

fn setting(level: Level) -> Setting {
    match level {
        Level::Number(number) => Setting::Number(number),
        Level::Word(word) => Setting::Word(word),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::Study;
    use crate::scenario::Level;

    #[test]
    fn every_run_of_a_plan_keeps_to_its_ranges() {
        let scenario = Path::new("scenarios/hunchun-ningbo-2019.toml");
        for plan in ["scenarios/plans/freight-and-value.toml", "scenarios/plans/spread.toml"] {
            let study = Study::prepare(scenario, &[], Path::new(plan)).expect("a good study");
            let known: Vec<_> = (0..study.plan().factors.len()).map(|factor| study.plan().range(factor)).collect();
            for run in 0..study.plan().runs {
                for (level, range) in study.inputs(run).iter().zip(&known) {
                    if let Some(Level::Number(number)) = level {
                        let number = number.to_f64();
                        let (low, high) = range.expect("a range for a path that is given numbers");
                        assert!((low..=high).contains(&number), "run {run} of {plan}");
                    }
                }
            }
        }
    }
}
