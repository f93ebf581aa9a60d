//! The columns of a study's runs: the run, its varied figures, its question, its answer.

use crate::answer::{Cell, CellKind, MONEY, PARTS};
use crate::draws::Spread;
use crate::scenario::Level;
use crate::units::Grade;

use super::{Run, RunAnswer, Runs, StudyQuestion};

const SHARE: &str = "share";

/// A run with one of its questions and the answer: a row of the results.
#[derive(Clone, Copy, Debug)]
pub struct RunRow<'a> {
    /// The run.
    pub run: &'a Run,
    /// The question.
    pub question: &'a StudyQuestion,
    /// The answer.
    pub answer: &'a RunAnswer,
}

impl<'a> RunRow<'a> {
    /// Returns a cell of an answer that has a route.
    fn found<T: Into<Cell<'a>>>(&self, pick: fn(&RunAnswer) -> T) -> Cell<'a> {
        self.answer.is_answered().then(|| pick(self.answer)).into()
    }

    /// Returns a cell of an answer whose total was drawn.
    fn spread<T: Into<Cell<'a>>>(&self, pick: fn(&Spread) -> T) -> Cell<'a> {
        self.answer.spread.as_deref().map(pick).into()
    }
}

/// A column of the runs: its heading, the unit and type of its cells, and how a cell is read from a row.
#[derive(Clone, Copy, Debug)]
pub struct RunColumn<'a> {
    /// The heading; that of a varied figure is its path.
    pub heading: &'a str,
    /// The unit of its numbers, in words; empty where there is none or the figure has its own.
    pub unit: &'static str,
    /// The type of its cells.
    pub kind: CellKind,
    source: CellSource<'a>,
}

/// Where the cells of a column come from.
#[derive(Clone, Copy, Debug)]
enum CellSource<'a> {
    /// The value of a varied figure, by its position in the plan.
    Setting(usize),
    /// A cost part, by its position.
    Part(usize),
    /// Anything else of a row.
    Row(fn(&RunRow<'a>) -> Cell<'a>),
}

impl<'a> RunColumn<'a> {
    const fn text(heading: &'a str, cell: fn(&RunRow<'a>) -> Cell<'a>) -> Self {
        Self { heading, unit: "", kind: CellKind::Text, source: CellSource::Row(cell) }
    }

    const fn count(heading: &'a str, cell: fn(&RunRow<'a>) -> Cell<'a>) -> Self {
        Self { heading, unit: "", kind: CellKind::Count, source: CellSource::Row(cell) }
    }

    const fn number(heading: &'a str, unit: &'static str, cell: fn(&RunRow<'a>) -> Cell<'a>) -> Self {
        Self { heading, unit, kind: CellKind::Number, source: CellSource::Row(cell) }
    }

    const fn money(heading: &'a str, cell: fn(&RunRow<'a>) -> Cell<'a>) -> Self {
        Self { heading, unit: MONEY, kind: CellKind::Money, source: CellSource::Row(cell) }
    }

    /// Returns the cell of a row.
    pub fn cell(&self, row: &RunRow<'a>) -> Cell<'a> {
        match self.source {
            CellSource::Setting(index) => match &row.run.settings[index] {
                Some(Level::Number(number)) => Cell::Decimal(*number),
                Some(Level::Word(word)) => word.into(),
                None => Cell::Blank,
            },
            CellSource::Part(part) if row.answer.is_answered() => Cell::Money(row.answer.parts.0[part]),
            CellSource::Part(_) => Cell::Blank,
            CellSource::Row(cell) => cell(row),
        }
    }
}

impl Runs<'_> {
    /// Iterates over the rows: one for each run and question.
    pub fn rows(&self) -> impl Iterator<Item = RunRow<'_>> {
        self.runs.iter().flat_map(|run| {
            let answers = run.answers.iter().zip(self.questions);
            answers.map(move |(answer, question)| RunRow { run, question, answer })
        })
    }

    /// Lists the columns.
    pub fn columns(&self) -> Vec<RunColumn<'_>> {
        let mut columns = vec![RunColumn::count("run", |row| row.run.number.into())];
        columns.extend(self.varied.iter().enumerate().map(|(index, varied)| RunColumn {
            heading: &varied.path,
            unit: "",
            kind: if varied.is_number { CellKind::Number } else { CellKind::Text },
            source: CellSource::Setting(index),
        }));
        columns.extend(question());
        columns.extend(PARTS.into_iter().enumerate().map(|(part, heading)| RunColumn {
            heading,
            unit: MONEY,
            kind: CellKind::Money,
            source: CellSource::Part(part),
        }));
        columns.extend(answer());
        if self.has_draws {
            columns.extend(drawn());
        }
        columns
    }
}

/// Lists the columns of a question and its answer before those of the cost parts.
const fn question<'a>() -> [RunColumn<'a>; 10] {
    [
        RunColumn::text("from", |row| (&row.question.from).into()),
        RunColumn::text("to", |row| (&row.question.to).into()),
        RunColumn::text("regime", |row| row.question.regime.into()),
        RunColumn::text("corridor", |row| (&row.question.corridor).into()),
        RunColumn::text("status", |row| row.answer.status.as_str().into()),
        RunColumn::text("reason", |row| row.answer.reason.as_ref().into()),
        RunColumn::count("rank", |row| row.answer.rank.map(u64::from).into()),
        RunColumn::text("ranges_overlap", |row| row.answer.ranges_overlap.into()),
        RunColumn::text("form", |row| row.answer.form.into()),
        RunColumn::money("total_per_t", |row| row.answer.total_per_t.into()),
    ]
}

/// Lists the columns of an answer after those of the cost parts.
const fn answer<'a>() -> [RunColumn<'a>; 10] {
    [
        RunColumn::number("moving_h", "h", |row| row.found(|answer| answer.hours.moving.as_hours())),
        RunColumn::number("waiting_h", "h", |row| row.found(|answer| answer.hours.waiting.as_hours())),
        RunColumn::number("handling_h", "h", |row| row.found(|answer| answer.hours.handling.as_hours())),
        RunColumn::number("border_h", "h", |row| row.found(|answer| answer.hours.border.as_hours())),
        RunColumn::number("co2e_kg_per_t", "kg per tonne", |row| row.found(|answer| answer.co2e.as_kilograms())),
        RunColumn::number("official_share", SHARE, |row| row.found(|answer| answer.grades.share(Grade::Official))),
        RunColumn::number("quoted_share", SHARE, |row| row.found(|answer| answer.grades.share(Grade::Quoted))),
        RunColumn::number("published_share", SHARE, |row| row.found(|answer| answer.grades.share(Grade::Published))),
        RunColumn::number("computed_share", SHARE, |row| row.found(|answer| answer.grades.share(Grade::Computed))),
        RunColumn::number("estimate_share", SHARE, |row| row.found(|answer| answer.grades.share(Grade::Estimate))),
    ]
}

/// Lists the columns of draws, named as `risk` names them.
const fn drawn<'a>() -> [RunColumn<'a>; 11] {
    [
        RunColumn::money("mean_per_t", |row| row.spread(|spread| spread.mean_per_t)),
        RunColumn::money("standard_error_per_t", |row| row.spread(|spread| spread.standard_error_per_t)),
        RunColumn::money("p5_per_t", |row| row.spread(|spread| spread.p5_per_t)),
        RunColumn::money("p50_per_t", |row| row.spread(|spread| spread.p50_per_t)),
        RunColumn::money("p95_per_t", |row| row.spread(|spread| spread.p95_per_t)),
        RunColumn::money("cvar95_per_t", |row| row.spread(|spread| spread.cvar95_per_t)),
        RunColumn::money("regret_per_t", |row| row.spread(|spread| spread.regret_per_t)),
        RunColumn::money("p95_regret_per_t", |row| row.spread(|spread| spread.p95_regret_per_t)),
        RunColumn::money("max_regret_per_t", |row| row.spread(|spread| spread.max_regret_per_t)),
        RunColumn::number("chance_cheapest", SHARE, |row| row.spread(|spread| spread.chance_cheapest)),
        RunColumn::number("chance_near", SHARE, |row| row.spread(|spread| spread.chance_near)),
    ]
}
