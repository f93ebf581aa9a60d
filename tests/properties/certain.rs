//! What is set is certain everywhere, and a total lies between its own bounds whatever is changed.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use corridor::analysis::listing::diff;
use corridor::analysis::{self, Request};
use corridor::answer::{Answer, Prepared, Progress};
use corridor::draws::{Distribution, Distributions, Engine};
use corridor::present::{Format, Look, Screen, write};
use corridor::scenario::{Change, Override, Role, TableName};
use corridor::sweep::{RunStatus, Study};
use corridor::units::{Decimal, Money};
use proptest::prelude::*;
use serde_json::Value;

use crate::holds_for;
use crate::random::{ALL, Dice, Plan, ROUNDED, SLAB, plans, world};
use crate::renamed::{DRAWN, EXACT, positioned, request};
use crate::support::world::{Spelling, World};

/// The columns to which bounds are given, by table.
const BOUNDED: [(TableName, &str, [&str; 2]); 6] = [
    (TableName::Tariffs, "per_haul", ["per_haul_low", "per_haul_high"]),
    (TableName::Handling, "price", ["low", "high"]),
    (TableName::Borders, "price", ["low", "high"]),
    (TableName::Legs, "distance_km", ["distance_km_low", "distance_km_high"]),
    (TableName::Fx, "rate", ["low", "high"]),
    (TableName::Factors, "value", ["low", "high"]),
];

fn decimal(text: &str) -> Decimal {
    Decimal::parse(text).expect("a decimal number")
}

/// Returns a world of a plan whose prices, lengths and rates have bounds.
pub(crate) fn bounded(plan: &Plan) -> World {
    let mut world = world(plan);
    for (table, column, bounds) in BOUNDED {
        for row in world.rows_mut(table) {
            let Some(value) = row.get(column).filter(|cell| !cell.is_empty() && !cell.starts_with('-')).cloned() else {
                continue;
            };
            for (bound, factor) in bounds.into_iter().zip(["0.8", "1.5"]) {
                row.insert(bound, decimal(&value).times(decimal(factor)).expect("few digits").to_string());
            }
        }
    }
    world
}

/// Returns changes of some figures: set far beyond their bounds, multiplied, raised.
pub(crate) fn changes(case: &Prepared, dice: &mut Dice) -> Vec<Override> {
    let register = &case.model().register;
    let is_open = |role: Role| {
        let shapes = matches!(role, Role::OpeningDays | Role::TrackGauge | Role::Latitude | Role::Longitude);
        !shapes && !role.is_band_edge()
    };
    let priced = case.priced().costs().figures();
    let open: Vec<_> = priced.into_iter().filter(|&id| is_open(register.figure(id).role)).collect();
    let changed = (0..=dice.below(3)).map(|_| {
        let figure = register.figure(open[dice.below(open.len())]);
        let raised = figure.value.times(decimal("7")).expect("few digits");
        let change = match dice.below(4) {
            0 => Change::To(raised.to_string()),
            1 => Change::To(figure.value.times(decimal("0.1")).expect("few digits").to_string()),
            2 => Change::Times(decimal(dice.pick(&["0.3", "1.2", "4"]))),
            _ => Change::Plus(decimal(dice.pick(&["0.5", "3"]))),
        };
        Override { path: figure.path(), change, span: None }
    });
    changed.collect()
}

/// Writes a plan whose runs are changes of figures; of two of one figure the last.
pub(crate) fn plan_of(runs: &[Vec<Override>], draws: u32) -> String {
    let mut text = "schema = 1\ndesign = \"list\"\n".to_owned();
    if draws > 0 {
        let _ = writeln!(text, "draws = {draws}");
    }
    for (number, run) in runs.iter().enumerate() {
        let _ = write!(text, "\n[[run]]\ntitle = \"Run {number}\"\n");
        let by_path: BTreeMap<&str, &Change> = run.iter().map(|change| (&*change.path, &change.change)).collect();
        for (path, change) in by_path {
            let _ = match change {
                Change::To(value) => writeln!(text, "\"{path}\" = {value}"),
                Change::Times(factor) => writeln!(text, "\"{path}\" = {{ times = {factor} }}"),
                Change::Plus(amount) => writeln!(text, "\"{path}\" = {{ plus = {amount} }}"),
                Change::Quoted(_) => continue,
            };
        }
    }
    text
}

fn bounds_of(answer: &Answer) -> Option<[Money; 3]> {
    Some([answer.low_per_t?, answer.total_per_t?, answer.high_per_t?])
}

#[test]
fn a_total_lies_between_its_own_bounds_whatever_is_changed() {
    let (held, moved) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    holds_for(400, &(plans(ALL, 0), any::<u64>()), |(plan, seed)| {
        let world = bounded(&plan);
        let Ok(case) = world.prepare(&[]) else { return Ok(()) };
        let all = changes(&case, &mut Dice::new(seed));
        // A tariff whose bands no longer join, a value beyond what makes sense: refused, and no answer is wrong.
        let Ok(then) = world.prepare(&all) else { return Ok(()) };
        let register = &then.model().register;
        for change in &all {
            let figure = register.figure(register.find(&change.path).expect("a figure that was changed"));
            let is_last = |own: &Override| own.path == change.path && matches!(own.change, Change::To(_));
            if all.iter().any(is_last) {
                prop_assert_eq!((figure.low, figure.high), (None, None), "{} is set and has bounds", figure.path());
            } else if let (Some(low), Some(high)) = (figure.low, figure.high) {
                prop_assert!(low <= figure.value && figure.value <= high, "{}", figure.path());
                moved.set(moved.get() + 1);
            }
        }
        let answers = then.answers();
        for answer in &answers {
            let Some([low, total, high]) = bounds_of(answer) else { continue };
            prop_assert!(low <= total && total <= high, "{low} {total} {high} after {all:?}");
            held.set(held.get() + i32::from(low < high));
        }
        // What is drawn lies between the same bounds, where no tariff jumps: at a jump a longer haul may be cheaper.
        if plan.has(SLAB | ROUNDED) {
            return Ok(());
        }
        let mut drawn = Distributions::of_case(&then).expect("distributions");
        // The bounds of an estimate are no ends; here they are.
        for id in drawn.drawn().collect::<Vec<_>>() {
            let figure = register.figure(id);
            let mode = figure.value.to_f64();
            let [low, high] =
                [figure.low, figure.high].map(|bound| bound.map_or(mode, corridor::units::Decimal::to_f64));
            drawn.set(id, Distribution::Triangular { low, mode, high }).expect("a triangle");
        }
        let Ok(engine) = Engine::new(&then, drawn, seed) else { return Ok(()) };
        let mut worker = engine.worker();
        for (answer, totals) in answers.iter().zip(&engine.answer(&mut worker, 0).to_vec()) {
            let Some([low, _, high]) = bounds_of(answer) else { continue };
            let [low, high] = [low, high].map(|bound| bound.micros() as f64);
            prop_assert!(
                totals.0.iter().all(|total| (low..=high).contains(total)),
                "{totals:?} beyond {low} and {high}"
            );
        }
        Ok(())
    });
    assert!(held.get() > 300 && moved.get() > 30, "{} bounds, {} moved", held.get(), moved.get());
}

#[test]
fn with_every_figure_set_the_bounds_are_the_total() {
    let certain = std::cell::Cell::new(0);
    holds_for(60, &plans(ALL, 0), |plan| {
        let world = bounded(&plan);
        let Ok(case) = world.prepare(&[]) else { return Ok(()) };
        let figures = case.model().register.iter();
        let set = figures.filter(|(_, figure)| figure.low.or(figure.high).is_some());
        let all: Vec<Override> = set.map(|(_, figure)| Override::set(&figure.path(), figure.value)).collect();
        let then = world.prepare(&all).expect("the same values");
        for (before, answer) in case.answers().iter().zip(then.answers()) {
            let Some([low, total, high]) = bounds_of(&answer) else { continue };
            prop_assert_eq!((low, high), (total, total));
            prop_assert_eq!(before.total_per_t, answer.total_per_t);
            certain.set(certain.get() + i32::from(before.low_per_t < before.high_per_t));
        }
        let drawn = Distributions::of_case(&then).expect("distributions").drawn().count();
        prop_assert_eq!(drawn, 0, "certain figures are not drawn");
        Ok(())
    });
    assert!(certain.get() > 20, "only {} answers had bounds", certain.get());
}

/// Returns the number in a field of a document, whether it is written as one or as a text.
fn number(value: Option<&Value>) -> Option<f64> {
    match value? {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// Finds what does not lie between the bounds that stand beside it; counts what does.
fn beyond(value: &Value, held: &mut usize) -> Option<String> {
    match value {
        // The limits of a box that a value lies outside of.
        Value::Object(fields) if fields.contains_key("value_inside") => None,
        Value::Object(fields) => {
            let of = |name: &str| number(fields.get(name));
            let pair =
                fields.get("bounds").and_then(Value::as_array).map(|pair| [pair.first(), pair.get(1)].map(number));
            let [low, high] = pair.unwrap_or_else(|| [of("low"), of("high")]);
            let between = [
                [of("low_per_t"), of("total_per_t"), of("high_per_t")],
                [of("p5_per_t"), of("p50_per_t"), of("p95_per_t")],
                [of("most_saving_per_t").and(Some(0.0)), of("mean_saving_per_t"), of("most_saving_per_t")],
                [low, of("value").or_else(|| of("share")), high],
            ];
            for [low, middle, high] in between {
                let is_below = low.zip(middle).is_some_and(|(low, middle)| low > middle);
                if is_below || middle.zip(high).is_some_and(|(middle, high)| middle > high) {
                    return Some(value.to_string());
                }
                *held += usize::from(low.zip(high).is_some_and(|(low, high)| low < high) && middle.is_some());
            }
            fields.values().find_map(|inner| beyond(inner, held))
        }
        Value::Array(items) => items.iter().find_map(|item| beyond(item, held)),
        _ => None,
    }
}

/// Checks each total of the runs of a plan against the bounds that the scenario has with the values of the run, and what
/// is drawn in it against itself; returns how many totals have bounds.
fn runs_between(path: &Path, all: &[Override], runs: &[Vec<Override>]) -> Result<usize, TestCaseError> {
    // A value beyond what makes sense.
    let Ok(study) = Study::prepare(path, all, &path.with_file_name("plan.toml")) else { return Ok(0) };
    let answered = study.answer(0..runs.len() as u64);
    let mut held = 0;
    for run in &answered.runs {
        let set = run.settings.iter().zip(&study.plan().factors).zip(study.inputs(run.number - 1));
        let set = set.filter_map(|((level, factor), is_set)| {
            Some(Override::set(&factor.path, (is_set.and(level.as_ref()))?.to_text()))
        });
        let Ok(then) = Prepared::prepare(path, &all.iter().cloned().chain(set).collect::<Vec<_>>()) else { continue };
        for (row, answer) in run.answers.iter().zip(then.answers()) {
            if row.status == RunStatus::Failed {
                // A range in which a move of cargo would cost less than nothing.
                prop_assert!(row.reason.as_ref().is_some_and(|reason| reason.contains("is drawn from")), "{row:?}");
                continue;
            }
            prop_assert_eq!(row.total_per_t, answer.total_per_t);
            let Some([low, total, high]) = bounds_of(&answer) else { continue };
            prop_assert!(low <= total && total <= high, "{low} {total} {high} in run {} after {all:?}", run.number);
            held += usize::from(low < high);
            if let Some(spread) = &row.spread {
                // Percentiles are read off a fine scale, the mean of the dearest is not.
                let dearest = spread.cvar95_per_t + spread.resolution_per_t;
                let of_draws = [spread.p5_per_t, spread.p50_per_t, spread.p95_per_t, dearest];
                prop_assert!(of_draws.is_sorted(), "{spread:?}");
                prop_assert!((0.0..=1.0).contains(&spread.chance_cheapest), "{spread:?}");
            }
        }
    }
    Ok(held)
}

/// Checks each total in the difference of two scenarios against the bounds of its answer; returns how many have bounds.
fn differences_between(before: &Prepared, then: &Prepared) -> Result<usize, TestCaseError> {
    let answers = [before.answers(), then.answers()];
    let mut held = 0;
    for row in diff(before, then)[1].rows.iter().filter(|row| row[3] == "total") {
        for (answers, shown) in answers.iter().zip(&row[4..]) {
            let own =
                |answer: &&Answer| [&answer.from.key, &answer.to.key, &answer.corridor] == [&row[0], &row[1], &row[2]];
            let Some([low, total, high]) = answers.iter().find(own).and_then(bounds_of) else { continue };
            prop_assert!(low <= total && total <= high && total.to_string() == *shown, "{row:?}: {low} {total} {high}");
            held += usize::from(low < high);
        }
    }
    Ok(held)
}

#[test]
fn whatever_is_asked_of_changed_figures_lies_between_its_bounds() {
    let held = std::cell::RefCell::new(BTreeMap::<&str, usize>::new());
    holds_for(14, &(plans(ALL, 0), any::<u64>()), |(plan, seed)| {
        let world = positioned(&plan);
        let folder = tempfile::tempdir().expect("a folder");
        let path = world.write(folder.path(), Spelling::Plain);
        let Ok(case) = Prepared::prepare(&path, &[]) else { return Ok(()) };
        let mut dice = Dice::new(seed);
        let mut all = changes(&case, &mut dice);
        if dice.chance(40) {
            let leg = dice.pick(&world.rows(TableName::Legs).iter().collect::<Vec<_>>());
            let amount = dice.pick(&["38 USD/t", "900 CNY/t", "2 RUB/t"]);
            all.insert(0, Override::quote(&format!("{} {}>{}={amount}", leg["mode"], leg["from"], leg["to"])));
        }
        if dice.chance(40) {
            all.push(Override::set("date", dice.pick(&["2018-02-01", "2018-11-15"])));
        }
        let Ok(then) = Prepared::prepare(&path, &all) else { return Ok(()) };
        let runs = vec![changes(&then, &mut dice), changes(&then, &mut dice), all.clone()];
        fs::write(folder.path().join("plan.toml"), plan_of(&runs, 16)).expect("a plan");
        *held.borrow_mut().entry("sweep").or_default() += runs_between(&path, &all, &runs)?;
        *held.borrow_mut().entry("diff").or_default() += differences_between(&case, &then)?;
        for text in EXACT.iter().chain(DRAWN) {
            let request: Request = serde_json::from_value(request(text, folder.path())).expect("a request");
            let Ok(found) = analysis::answer(std::slice::from_ref(&then), &request, &Progress::default()) else {
                continue;
            };
            let screen = Screen { columns: 200, colour: false };
            let json = write(&found, Format::Json, Look::default(), screen).expect("a document");
            let json: Value = serde_json::from_str(&json).expect("JSON");
            let beyond = beyond(&json, held.borrow_mut().entry(text).or_default());
            prop_assert!(beyond.is_none(), "{text} after {all:?}: {}", beyond.unwrap_or_default());
        }
        Ok(())
    });
    let held = held.into_inner();
    let of = |name: &str| held.iter().filter(|(text, _)| text.contains(name)).map(|(_, held)| held).sum::<usize>();
    for name in
        ["compare", "explain", "route", "break-even", "levers", "packages", "sensitivity", "risk", "sweep", "diff"]
    {
        assert!(of(name) > 0, "nothing of {name} has bounds: {held:?}");
    }
}
