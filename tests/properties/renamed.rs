//! Answers depend neither on the names of keys nor on the order of rows, columns and sections, whatever is asked.
//!
//! A world is written twice: as it is, and in disguise. What the second one answers, with the names turned back, is what
//! the first one answers.

mod disguise;
mod same;

use std::path::Path;

use corridor::analysis::{self, Request};
use corridor::answer::{Prepared, Progress};
use corridor::present::{Format, Look, RunsFormat, Screen, write};
use corridor::problem::Problems;
use corridor::scenario::TableName;
use corridor::sweep::Study;
use proptest::prelude::*;
use serde_json::Value;
use tempfile::TempDir;

use self::disguise::Names;
use self::same::{Cells, cells, difference, sort, without_files, without_names, without_places};
use crate::certain::{bounded, changes, plan_of};
use crate::holds_for;
use crate::random::{ALL, Dice, plans};
use crate::support::world::{Spelling, World, row};

/// The questions to which no random number leads.
pub(crate) const EXACT: &[&str] = &[
    r#"{"question": {"compare": {"draws": 0}}, "audit": true}"#,
    r#"{"question": {"alternatives": {"cheapest": 3}}}"#,
    r#"{"question": {"pareto": {"axes": ["cost", "time", "co2e"]}}}"#,
    r#"{"question": {"catchment": {"draws": 0}}}"#,
    r#"{"question": {"catchment": {"draws": 0, "grid": {"step_km": 150, "detour": 1.3}}}}"#,
    r#"{"question": {"critical": {}}}"#,
    r#"{"question": {"critical": {"slow": "x2"}}}"#,
    r#"{"question": {"critical": {"pairs": true}}}"#,
    r#"{"question": {"break-even": {}}}"#,
    r#"{"question": {"break-even": {"vary": [{"path": "cargo.lot_t", "between": ["500", "4000"]}]}}}"#,
    r#"{"question": {"break-even": {"vary": [{"path": "fx.usd.rate"}, {"path": "factors.fuel.value"}]}}}"#,
    r#"{"question": {"break-even": {"vary": [{"path": "date"}]}}}"#,
    r#"{"question": {"levers": {}}}"#,
    r#"{"question": {"levers": {"kinds": ["calendar"], "packages": "plan.toml"}}, "audit": true}"#,
    r#"{"question": {"sensitivity": {"method": "oat"}}}"#,
    r#"{"question": {"claims": {}}}"#,
    r#"{"question": {"test": {}}}"#,
];

/// The questions about what is there.
const LISTED: &[&str] = &[
    r#"{"question": {"show": {"what": "tables"}}}"#,
    r#"{"question": {"show": {"what": "figures"}}}"#,
    r#"{"question": {"show": {"what": "unused"}}}"#,
    r#"{"question": {"show": {"what": "tariffs"}}}"#,
    r#"{"question": {"sources": {}}}"#,
    r#"{"question": {"diff": {}}}"#,
];

/// The questions that draw figures: another name is another sample, another order is not.
pub(crate) const DRAWN: &[&str] = &[
    r#"{"question": {"show": {"what": "network"}}}"#,
    r#"{"question": {"compare": {"draws": 64}}}"#,
    r#"{"question": {"route": {}}}"#,
    r#"{"question": {"explain": {}}}"#,
    r#"{"question": {"risk": {"draws": 128}}, "audit": true}"#,
    r#"{"question": {"catchment": {"draws": 64}}}"#,
    r#"{"question": {"sensitivity": {"method": "morris", "samples": 200}}}"#,
    r#"{"question": {"sensitivity": {"method": "sobol", "samples": 2000, "second_order": true}}}"#,
    r#"{"question": {"sensitivity": {"method": "shapley", "samples": 2000}}}"#,
    r#"{"question": {"discover": {"draws": 1000}}}"#,
];

/// Reads a question; a plan that it names is in a folder.
pub(crate) fn request(text: &str, folder: &Path) -> Value {
    let mut request: Value = serde_json::from_str(text).expect("JSON");
    if let Some(plan) = request.pointer_mut("/question/levers/packages") {
        *plan = folder.join("plan.toml").to_string_lossy().into();
    }
    request
}

/// Gives every place a position, every price bounds, and currencies several rates that do not agree.
pub(crate) fn positioned(plan: &crate::random::Plan) -> World {
    let mut world = bounded(plan);
    for (key, currency, quote, rate) in [
        ("back", "CNY", "USD", "0.25"),
        ("cross", "RUB", "USD", "0.5"),
        ("won", "USD", "KRW", "1000"),
        ("rouble-won", "KRW", "RUB", "0.005"),
    ] {
        world.put(TableName::Fx, row! { key = key, currency = currency, quote = quote, rate = rate });
    }
    for table in [TableName::Tariffs, TableName::Handling, TableName::Borders, TableName::Legs] {
        let other = world.rows_mut(table).iter_mut().filter(|row| row.get("currency").is_some_and(|own| own == "RUB"));
        other.step_by(2).for_each(|row| drop(row.insert("currency", "KRW".to_owned())));
    }
    for (place, row) in world.rows_mut(TableName::Places).iter_mut().enumerate() {
        row.insert("lat_deg", format!("4{place}.{}", (place * 37) % 10));
        row.insert("lon_deg", format!("12{place}.{}", (place * 53) % 10));
    }
    world
}

/// Makes another world of one: some prices changed, a row and a corridor gone, another wait.
fn later(world: &World) -> World {
    let mut later = world.clone();
    later.wait = if world.wait == "half-headway" { "full-headway" } else { "half-headway" };
    for row in later.rows_mut(TableName::Tariffs).iter_mut().step_by(2) {
        row.insert("per_km", "0.37".to_owned());
    }
    later.rows_mut(TableName::Handling).pop();
    if later.corridors.len() > 1 {
        later.corridors.pop();
    }
    later
}

/// A world as it is or in disguise: its files, and the same at another time.
struct Side {
    names: Names,
    folder: TempDir,
    cases: [Prepared; 2],
}

/// What an answer says: as JSON, as rows, and as it is written.
struct Said {
    json: Value,
    rows: Cells,
    text: String,
}

impl Side {
    /// Writes two worlds, disguised if there are names for it, and reads them.
    fn of(worlds: [&World; 2], disguise: Option<(Names, &mut Dice)>) -> Result<Self, Problems> {
        let folder = tempfile::tempdir().expect("a folder");
        let folders = ["now", "later"].map(|name| folder.path().join(name));
        let paths = [0, 1].map(|place| worlds[place].write(&folders[place], Spelling::Plain));
        let names = disguise.map_or_else(Names::default, |(names, dice)| {
            for folder in &folders {
                names.disguise(folder, dice);
            }
            names
        });
        let [now, later] = paths.map(|path| Prepared::prepare(&path, &[]));
        Ok(Self { names, folder, cases: [now?, later?] })
    }

    /// Returns what an answer says, with the names of the other side.
    fn said(&self, json: &str, csv: &str) -> Said {
        let [json, text] = [json, csv].map(|text| without_places(&self.names.restore(text)));
        let mut json: Value = serde_json::from_str(&json).expect("JSON");
        without_files(&mut json);
        Said { json, rows: cells(&text), text }
    }

    /// Asks a question; returns the answer, or why there is none.
    fn ask(&self, text: &str) -> Said {
        let mut request = request(text, self.folder.path());
        rename_paths(&mut request, &self.names);
        let request: Request = serde_json::from_value(request).expect("a request");
        let cases = if text.contains("diff") { &self.cases[..] } else { &self.cases[..1] };
        match analysis::answer(cases, &request, &Progress::default()) {
            Ok(found) => {
                let screen = Screen { columns: 200, colour: false };
                let text = |format| write(&found, format, Look::default(), screen).unwrap_or_default();
                self.said(&text(Format::Json), &text(Format::Csv))
            }
            Err(refusal) => self.refused(&refusal),
        }
    }

    /// Returns why there is no answer, without where rows stand in their files, and which of figures that go equally far
    /// is named.
    fn refused(&self, refusal: &dyn std::fmt::Display) -> Said {
        let text = without_places(&self.names.restore(&refusal.to_string()));
        let reason = |line| {
            let (_, rest) = str::split_once(line, ": error[").unwrap_or(("", line));
            rest.split_once("; with it").map_or(rest, |(_, rest)| rest)
        };
        let mut lines: Vec<&str> = text.lines().map(reason).collect();
        lines.sort_unstable();
        let text = lines.join("\n");
        Said { json: Value::Null, rows: Cells::new(), text }
    }

    /// Answers all runs of a plan.
    fn sweep(&self, plan: &str) -> Said {
        let path = self.folder.path().join("plan.toml");
        std::fs::write(&path, self.names.rename(plan)).expect("a plan");
        let study = match Study::prepare(&self.folder.path().join("now/world.toml"), &[], &path) {
            Ok(study) => study,
            Err(problems) => return self.refused(&problems),
        };
        let runs = study.answer(0..study.plan().runs);
        let (rows, _) = RunsFormat::Csv.render(&runs).expect("rows");
        self.said("null", &String::from_utf8(rows).expect("text"))
    }
}

/// Renames the paths of figures in a request.
fn rename_paths(value: &mut Value, names: &Names) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(path)) = fields.get_mut("path") {
                *path = names.rename(path);
            }
            fields.values_mut().for_each(|value| rename_paths(value, names));
        }
        Value::Array(items) => items.iter_mut().for_each(|value| rename_paths(value, names)),
        _ => {}
    }
}

/// Compares what is asked of a world with what is asked of its disguise; returns how often there was an answer.
fn compare(world: &World, seed: u64, requests: &[&str], is_renamed: bool) -> Result<usize, TestCaseError> {
    let mut dice = Dice::new(seed);
    let worlds = [world, &later(world)];
    let Ok(one) = Side::of(worlds, None) else { return Ok(0) };
    let names = if is_renamed { Names::of(&worlds, &mut dice) } else { Names::default() };
    let refused = |problems| TestCaseError::fail(format!("refused: {problems}"));
    let other = Side::of(worlds, Some((names, &mut dice))).map_err(refused)?;
    let runs: Vec<_> = (0..6).map(|_| changes(&one.cases[0], &mut dice)).collect();
    let plan = plan_of(&runs, if is_renamed { 0 } else { 16 });
    let swept = [&one, &other].map(|side| side.sweep(&plan));
    let mut answered = 0;
    let asked = requests.iter().map(|request| (*request, [&one, &other].map(|side| side.ask(request))));
    for (request, [mut one, mut other]) in std::iter::once(("sweep", swept)).chain(asked) {
        answered += usize::from(!one.rows.is_empty());
        if is_renamed {
            for said in [&mut one, &mut other] {
                without_names(&mut said.json);
                sort(&mut said.json);
            }
        }
        let found = difference("", &one.json, &other.json);
        prop_assert!(found.is_none(), "{request}\n{}", found.unwrap_or_default());
        let is_same = if is_renamed && !one.rows.is_empty() { one.rows == other.rows } else { one.text == other.text };
        prop_assert!(is_same, "{request}\n{}\nnow:\n{}", one.text, other.text);
    }
    Ok(answered)
}

#[test]
fn what_is_renamed_and_shuffled_has_the_same_answers() {
    let answered = std::cell::Cell::new(0);
    let requests: Vec<&str> = EXACT.iter().chain(LISTED).copied().collect();
    holds_for(12, &(plans(ALL, 0), any::<u64>()), |(plan, seed)| {
        answered.set(answered.get() + compare(&positioned(&plan), seed, &requests, true)?);
        Ok(())
    });
    assert!(answered.get() > 100, "only {} answers", answered.get());
}

#[test]
fn what_is_shuffled_is_drawn_alike() {
    let answered = std::cell::Cell::new(0);
    holds_for(14, &(plans(ALL, 0), any::<u64>()), |(plan, seed)| {
        answered.set(answered.get() + compare(&positioned(&plan), seed, DRAWN, false)?);
        Ok(())
    });
    assert!(answered.get() > 40, "only {} answers", answered.get());
}
