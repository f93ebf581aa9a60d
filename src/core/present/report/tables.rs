//! The tables of a report.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::analysis::breakeven::FlipList;
use crate::analysis::claims::Claims;
use crate::analysis::report::{Indicators, Report};
use crate::analysis::sensitivity::Sensitivity;
use crate::answer::{Answer, PARTS, PlaceName, ScenarioUsed};
use crate::present::digits::Digits;
use crate::present::words::{Lang, NOTHING, or_nothing, plain};
use crate::units::{Decimal, Grade, Money};

use super::first::{groups, knows_time};
use super::words::Words;

/// The most figures in a table of those that matter.
const MAX_FIGURES: usize = 10;

/// A table.
#[derive(Default, Serialize)]
pub(super) struct ReportTable {
    head: Vec<ReportCell>,
    /// How many columns from the left hold words; the others hold numbers.
    words: usize,
    rows: Vec<ReportRow>,
}

#[derive(Serialize)]
struct ReportRow {
    cells: Vec<ReportCell>,
    is_total: bool,
}

#[derive(Serialize)]
struct ReportCell {
    text: String,
    /// What the page writes there while figures move, such as `part 3 1`: of the second corridor the fourth part.
    live: Option<String>,
    /// The position of the corridor whose cell it is, where its column is that of one.
    corridor: Option<usize>,
    /// Whether an earlier column has the same route.
    is_repeated: bool,
}

/// How much of a total rests on figures of one grade.
#[derive(Serialize)]
pub(super) struct GradeBar {
    title: String,
    shares: Vec<GradeShare>,
}

#[derive(Serialize)]
struct GradeShare {
    grade: &'static str,
    name: String,
    text: String,
    from: f64,
    width: f64,
}

impl From<String> for ReportCell {
    fn from(text: String) -> Self {
        Self { text, live: None, corridor: None, is_repeated: false }
    }
}

impl ReportTable {
    fn new(head: impl IntoIterator<Item = String>, words: usize) -> Self {
        Self { head: head.into_iter().map(Into::into).collect(), words, rows: Vec::new() }
    }

    fn row<C: Into<ReportCell>>(&mut self, cells: impl IntoIterator<Item = C>) {
        self.rows.push(ReportRow { cells: cells.into_iter().map(Into::into).collect(), is_total: false });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// Lays out the eleven parts of each corridor, as far as there is any of them, their total, days and kilometres.
pub(super) fn parts(answers: &[Answer], words: Words<'_>) -> ReportTable {
    let is_repeated = |corridor: usize| groups(answers).iter().any(|own| own[1..].contains(&corridor));
    let of_corridor = |corridor: usize, text: String, live: Option<String>| ReportCell {
        text,
        live,
        corridor: Some(corridor),
        is_repeated: is_repeated(corridor),
    };
    let mut table = ReportTable::new([words.per_t()], 1);
    let titles = answers.iter().enumerate();
    table.head.extend(titles.map(|(corridor, answer)| of_corridor(corridor, answer.corridor_title.clone(), None)));
    let columns: Vec<Option<Vec<String>>> =
        answers.iter().map(|answer| answer.parts.map(|parts| Digits::Cents.parts(&parts.0))).collect();
    let mut add = |name: String, is_total: bool, live: &str, cell: &dyn Fn(usize) -> String| {
        let cells = (0..answers.len())
            .map(|corridor| of_corridor(corridor, cell(corridor), Some(format!("{live} {corridor}"))));
        let cells = std::iter::once(name.into()).chain(cells).collect();
        table.rows.push(ReportRow { cells, is_total });
    };
    for (part, key) in PARTS.into_iter().enumerate() {
        let is_nothing = |parts: &crate::answer::Parts| parts.0[part] == Money::ZERO;
        if answers.iter().filter_map(|answer| answer.parts.as_ref()).all(is_nothing) {
            continue;
        }
        let cell = |corridor: usize| {
            or_nothing(columns[corridor].as_ref(), |column: &Vec<String>| words.written(&column[part]))
        };
        add(words.say(&format!("part.{key}"), &[]), false, &format!("part {part}"), &cell);
    }
    let total = |corridor: usize| or_nothing(answers[corridor].total_per_t, |total| words.bare(total));
    add(words.say("table.total", &[]), true, "total", &total);
    let is_known = knows_time(answers);
    let written = |days: f64| if is_known { words.days(days) } else { words.say("table.not_known", &[]) };
    let days = |corridor: usize| or_nothing(answers[corridor].days, written);
    add(words.say("table.days", &[]), false, "days", &days);
    let km = |corridor: usize| or_nothing(answers[corridor].km, |km| words.number(km.total().as_km(), 0));
    add(words.say("table.km", &[]), false, "km", &km);
    table
}

/// Lays out the four indicators of each corridor.
pub(super) fn indicators(report: &Report, words: Words<'_>) -> ReportTable {
    let answers = &report.results.answers;
    let shown: Vec<usize> = groups(answers).iter().map(|own| own[0]).collect();
    let titles = shown.iter().map(|&at| answers[at].corridor_title.clone());
    let mut table = ReportTable::new(std::iter::once(String::new()).chain(titles), 1);
    let number = |value: Option<f64>, places| or_nothing(value, |value| words.number(value, places));
    let mut add = |key: &str, cell: &dyn Fn(&Indicators) -> String| {
        let cells: Vec<String> = shown.iter().map(|&at| or_nothing(report.indicators[at].as_ref(), cell)).collect();
        if cells.iter().any(|cell| cell.contains(|letter: char| letter.is_ascii_digit())) {
            table.row(std::iter::once(words.say(key, &[("currency", words.currency)])).chain(cells));
        }
    };
    add("indicator.border_h", &|own| number(own.border_h, 1));
    add("indicator.border_cost", &|own| number(own.border_cost, 0));
    add("indicator.cost", &|own| number(own.section_cost, 0));
    add("indicator.speed", &|own| format!("{} / {}", number(own.speed_moving_km_h, 1), number(own.speed_km_h, 1)));
    table
}

fn bounds(words: Words<'_>, low: Option<Decimal>, high: Option<Decimal>) -> String {
    let written = |bound: Option<Decimal>| or_nothing(bound, |bound| words.written(&bound.to_string()));
    if low.is_none() && high.is_none() { NOTHING.to_owned() } else { format!("{} … {}", written(low), written(high)) }
}

/// Writes the name of a figure with its unit.
fn named(words: Words<'_>, name: &str, unit: &str) -> String {
    match (words.lang, words.lang.unit(unit)) {
        (_, unit) if unit.is_empty() => name.to_owned(),
        (Lang::Zh, unit) => format!("{name}（{unit}）"),
        (_, unit) => format!("{name} ({unit})"),
    }
}

fn grade(words: Words<'_>, grade: Grade) -> String {
    words.say(&format!("grade.{grade}"), &[])
}

/// Lays out the figures that turn the answer, the nearest first.
pub(super) fn flips(found: &FlipList, words: Words<'_>) -> ReportTable {
    let keys = ["figure", "grade", "then", "today", "turns_at", "bounds", "times"].map(|key| format!("table.{key}"));
    let mut table = ReportTable::new(keys.map(|key| words.say(&key, &[])), 3);
    let title = |key: &String| {
        found.corridors.iter().find(|own| own.key == *key).map_or_else(|| key.clone(), |own| own.title.clone())
    };
    for flip in found.flips.iter().take(MAX_FIGURES) {
        let figure = &flip.figure;
        table.row([
            named(words, &figure.name, &figure.unit),
            grade(words, figure.grade),
            flip.nearest.to.first().map(title).unwrap_or_default(),
            words.written(&figure.value.to_string()),
            words.short(flip.nearest.value),
            bounds(words, figure.low, figure.high),
            or_nothing(flip.nearest.of_bound, |times| words.times(times)),
        ]);
    }
    table
}

/// Lays out the uncertain figures that move the difference most, with their sources.
pub(super) fn find_out(found: &Sensitivity, words: Words<'_>) -> ReportTable {
    let keys = ["table.figure", "table.grade", "table.source", "table.swing", "table.today", "table.range"];
    let mut table = ReportTable::new(keys.map(|key| words.say(key, &[])), 3);
    let Some(demand) = found.demands.first() else { return table };
    for driver in demand.difference_per_t.figures.iter().take(MAX_FIGURES) {
        let Some(figure) = found.figures.get(driver.figure) else { continue };
        let number =
            |value: f64| Decimal::parse(&plain(value)).map_or_else(|_| plain(value), |value| words.short(value));
        table.row([
            named(words, &figure.name, &figure.unit),
            grade(words, figure.grade),
            figure.sources.join("; "),
            format!("{} {}", words.number(driver.measure(), 2), words.per_t()),
            number(figure.value),
            format!("{} … {}", number(figure.low), number(figure.high)),
        ]);
    }
    table
}

/// Lays out published claims beside the results.
pub(super) fn claims(found: &Claims, words: Words<'_>) -> ReportTable {
    let keys = ["table.claim", "table.measured_on", "table.source", "table.unit", "table.claimed", "table.ours"];
    let mut table = ReportTable::new(keys.map(|key| words.say(key, &[])), 4);
    for claim in &found.claims {
        table.row([
            claim.claim.clone(),
            claim.measured_on.clone().unwrap_or_default(),
            claim.sources.iter().chain(&claim.year).cloned().collect::<Vec<_>>().join(", "),
            words.lang.unit(&claim.unit),
            words.written(&claim.value),
            or_nothing(claim.ours, |ours| words.number(ours, 2)),
        ]);
    }
    table
}

/// The origin, the destination and the customs procedure of a demand.
type DemandEnds<'a> = (&'a PlaceName, &'a PlaceName, &'a str);

/// Lays out the total of every pair by every corridor.
pub(super) fn overview(answers: &[Answer], words: Words<'_>) -> ReportTable {
    let mut corridors: Vec<(&str, &str)> = Vec::new();
    let mut rows: Vec<(DemandEnds<'_>, BTreeMap<&str, &Answer>)> = Vec::new();
    for answer in answers {
        if corridors.iter().all(|own| own.0 != answer.corridor) {
            corridors.push((&answer.corridor, &answer.corridor_title));
        }
        let ends = (&answer.from, &answer.to, answer.regime);
        match rows.last_mut().filter(|(known, of)| *known == ends && !of.contains_key(answer.corridor.as_str())) {
            Some((_, of)) => drop(of.insert(&answer.corridor, answer)),
            None => rows.push((ends, BTreeMap::from([(answer.corridor.as_str(), answer)]))),
        }
    }
    let head = ["table.from", "table.to"].map(|key| words.say(key, &[])).into_iter();
    let mut table = ReportTable::new(head.chain(corridors.iter().map(|own| own.1.to_owned())), 2);
    for ((from, to, _), of) in rows {
        let cell = |(key, _): &(&str, &str)| {
            let answer = of.get(key);
            let text = or_nothing(answer.and_then(|answer| answer.total_per_t), |total| words.bare(total));
            if answer.is_some_and(|answer| answer.is_cheapest()) { format!("{text} ★") } else { text }
        };
        let ends = [from, to].map(|place| words.place(place).to_owned()).into_iter();
        table.row(ends.chain(corridors.iter().map(cell)));
    }
    table
}

/// Lists the files that were read.
pub(super) fn inputs(used: &ScenarioUsed, words: Words<'_>) -> ReportTable {
    let mut table = ReportTable::new(["table.file", "table.hash"].map(|key| words.say(key, &[])), 2);
    let parts = |path: &str| path.split(['/', '\\']).map(str::to_owned).collect::<Vec<_>>();
    let all: Vec<Vec<String>> = used.inputs.iter().map(|input| parts(&input.path)).collect();
    let folders = all.iter().map(|path| path.len() - 1).min().unwrap_or_default();
    // The folder in which all lie is of no use to a reader elsewhere.
    let common = (0..folders).take_while(|&at| all.iter().all(|path| path[at] == all[0][at])).count();
    for (input, path) in used.inputs.iter().zip(&all) {
        table.row([path[common..].join("/"), input.sha256.clone()]);
    }
    table
}

/// Returns how much of each corridor's total rests on figures of each grade.
pub(super) fn grade_bars(answers: &[Answer], words: Words<'_>) -> Vec<GradeBar> {
    let bar = |answer: &Answer| {
        let grades = answer.grades.as_ref()?;
        let mut from = 0.0;
        let mut shares = Vec::new();
        for grade in Grade::ALL {
            let width = grades.share(grade) * 100.0;
            if width > 0.0 {
                let (name, text) = (self::grade(words, grade), words.share(grades.share(grade)));
                shares.push(GradeShare { grade: grade.as_str(), name, text, from, width });
            }
            from += width;
        }
        Some(GradeBar { title: answer.corridor_title.clone(), shares })
    };
    groups(answers).iter().filter_map(|own| bar(&answers[own[0]])).collect()
}
