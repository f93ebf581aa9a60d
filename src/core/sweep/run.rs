//! The runs of a study: what each was asked, and one answer for each of its questions.

use serde::{Deserialize, Serialize};

use crate::answer::{Grades, Hours, InputFile, Parts, RouteSums, Selection};
use crate::draws::{HeldFigure, Spread};
use crate::scenario::{Factor, Level};
use crate::units::{Mass, Money, words};

/// A question of every run of a study: a demand by a corridor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StudyQuestion {
    /// The key of the origin.
    pub from: String,
    /// The key of the destination.
    pub to: String,
    /// How the goods stand to customs.
    pub regime: &'static str,
    /// The key of the corridor.
    pub corridor: String,
}

words! {
    /// The outcome of a question in a run.
    RunStatus {
        /// The cheapest route was found.
        Answered = "answered",
        /// No route keeps the corridor's rules.
        NoRoute = "no-route",
        /// The scenario cannot be answered with the run's values.
        Failed = "failed",
    }
}

/// The answer to one question in a run.
#[derive(Clone, Debug, PartialEq)]
pub struct RunAnswer {
    /// The outcome.
    pub status: RunStatus,
    /// Why there is no route (`permission`, `constraint` or `no-connection`), or the problems of a failed run.
    pub reason: Option<String>,
    /// 1 for the cheapest corridor of the demand; equal totals share a rank.
    pub rank: Option<u32>,
    /// Whether another corridor of the demand than the cheapest could be cheaper within the ranges of the figures that the
    /// study leaves alone: by draws where there are any, else by what their bounds can move at the values that the
    /// scenario has.
    pub ranges_overlap: Option<bool>,
    /// The form in which the cargo travels.
    pub form: Option<&'static str>,
    /// The generalised cost of a tonne in the scenario's currency.
    pub total_per_t: Option<Money>,
    /// Its eleven parts.
    pub parts: Parts,
    /// The time.
    pub hours: Hours,
    /// The emissions of a tonne of cargo.
    pub co2e: Mass,
    /// The share of the total that rests on figures of each grade.
    pub grades: Grades,
    /// How the total is spread where the figures that are not varied are drawn.
    pub spread: Option<Box<Spread>>,
}

impl RunAnswer {
    /// Makes an answer without a route.
    pub fn without(status: RunStatus, reason: Option<String>) -> Self {
        Self {
            status,
            reason,
            rank: None,
            ranges_overlap: None,
            form: None,
            total_per_t: None,
            parts: Parts::default(),
            hours: Hours::default(),
            co2e: Mass::default(),
            grades: Grades::default(),
            spread: None,
        }
    }

    /// Makes the answer of a route that costs so many millionths per tonne.
    pub(super) fn found(form: &'static str, cost: f64, sums: &RouteSums) -> Self {
        Self {
            form: Some(form),
            total_per_t: Some(Money::from_kernel(cost)),
            parts: sums.parts,
            hours: sums.hours,
            co2e: sums.co2e,
            grades: sums.grades(),
            ..Self::without(RunStatus::Answered, None)
        }
    }

    /// Returns whether there is a route.
    pub fn is_answered(&self) -> bool {
        self.status == RunStatus::Answered
    }
}

/// One run of a study.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Its number, counted from 1.
    pub number: u64,
    /// The value of each varied figure; none where it is blank in the scenario and stays so.
    pub settings: Vec<Option<Level>>,
    /// One answer for each question of the study.
    pub answers: Vec<RunAnswer>,
}

/// The figures that are drawn in the runs of a study.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FiguresDrawn {
    /// How many can move an answer.
    pub figures: usize,
    /// How many of them are estimates.
    pub estimates: usize,
    /// Those that stay at their value, because another would change the network.
    pub held: Vec<HeldFigure>,
}

/// Some runs of a study, as a partition holds them.
#[derive(Clone, Debug, PartialEq)]
pub struct Runs<'a> {
    /// The varied figures, in the order of the plan.
    pub varied: &'a [Factor],
    /// Whether the figures that are not varied are drawn.
    pub has_draws: bool,
    /// The questions, in the order of the scenario.
    pub questions: &'a [StudyQuestion],
    /// The runs in the order of their numbers.
    pub runs: Vec<Run>,
}

/// The outline of a study: enough to know whether two are the same, and to run it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StudyOutline {
    /// The program's name.
    pub program: String,
    /// The program's version.
    pub version: String,
    /// The scenario file as it was named.
    pub scenario: String,
    /// The folder or workbook in place of the tables that the scenario names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tables: Option<String>,
    /// The plan file as it was named.
    pub plan: String,
    /// The changes of the command line, as `--set` takes them.
    pub set: Vec<String>,
    /// The demands and corridors that are asked for.
    #[serde(default, skip_serializing_if = "Selection::is_all")]
    pub select: Selection,
    /// The currency of all amounts.
    pub currency: String,
    /// The design.
    pub design: String,
    /// How often the figures that are not varied are drawn in each run.
    pub draws: u64,
    /// The seed.
    pub seed: u32,
    /// The paths of the varied figures.
    pub varied: Vec<String>,
    /// Their plain names; of what is no figure its path.
    #[serde(default)]
    pub varied_names: Vec<String>,
    /// The form of the partitions: `csv` or `parquet`.
    pub format: String,
    /// The number of runs.
    pub runs: u64,
    /// The questions of each run.
    pub questions: u64,
    /// The rows of all partitions: one for each run and question.
    pub rows: u64,
    /// The runs of each partition but the last.
    pub partition_runs: u64,
    /// The number of partitions.
    pub partitions: u64,
    /// Every file read.
    pub inputs: Vec<InputFile>,
}

/// A partition that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartitionWritten {
    /// The SHA-256 of the outline of its study.
    pub study: String,
    /// Its number, counted from 0.
    pub partition: u64,
    /// Its file.
    pub file: String,
    /// The number of its first run.
    pub first_run: u64,
    /// Its runs.
    pub runs: u64,
    /// Its rows.
    pub rows: u64,
    /// Its bytes.
    pub bytes: u64,
    /// Their SHA-256.
    pub sha256: String,
}

/// A complete study.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StudyManifest {
    /// What it is.
    pub study: StudyOutline,
    /// Its partitions in order.
    pub partitions: Vec<PartitionWritten>,
}
