//! Answers for decisions: break-even beside running the scenario again, Sobol' indices beside `SALib`.

use std::error::Error;
use std::hint::black_box;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use corridor::analysis::breakeven::FlipList;
use corridor::analysis::breakeven::flips;
use corridor::analysis::sensitivity::{SensitivityQuestion, SensitivityStudy, study};
use corridor::answer::{Prepared, Progress};
use corridor::draws::Engine;
use corridor::draws::{Distribution, Distributions};
use corridor::ids::{DemandId, FigureId};
use corridor::model::Figure;
use corridor::scenario::{Change, Override};
use serde_json::{Value, json};

use crate::race::timed;
use crate::scenario::program;
use crate::table::{Table, Task};

/// Every so many figures one is moved by bisection.
const SAMPLE: usize = 60;
/// How often bisection halves the interval in which the lead changes hands.
const HALVINGS: u32 = 40;
/// The first value that bisection looks at lies this share of today's away, the next twice as far.
const FIRST_STEP: f64 = 1.0 / 64.0;
/// The evaluations of Sobol' indices.
const EVALUATIONS: u64 = 1_000_000;

/// Times the break-even of all figures and Sobol' indices of a scenario of one demand.
pub(crate) fn compare(path: &Path, table: &mut Table) -> Result<(), Box<dyn Error>> {
    let case = Prepared::prepare(path, &[]).map_err(|problems| problems.to_string())?;
    let name = path.file_stem().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    break_even(path, &case, &name, table)?;
    sobol(path, &case, &name, table)
}

/// Says who is cheapest with a figure set; nothing where the scenario is refused.
fn leaders(path: &Path, set: &str, value: f64) -> Option<Vec<usize>> {
    let change = Override { path: set.to_owned(), change: Change::To(format!("{value:.15}")), span: None };
    let totals = Prepared::prepare(path, &[change]).ok()?.totals();
    let least = totals.iter().flatten().min();
    Some((0..totals.len()).filter(|&place| totals[place].is_some() && totals[place].as_ref() == least).collect())
}

/// Finds where the lead changes hands nearest to today's value on one side, by running the scenario again and again.
fn bisect(path: &Path, figure: &Figure, sign: f64, old: &[usize]) -> Option<f64> {
    let (set, today, (least, most)) = (&*figure.path(), figure.value.to_f64(), figure.range());
    let end = if sign > 0.0 { most } else { least.max(0.0) };
    let keeps = |value: f64| leaders(path, set, value).map(|now| now.iter().any(|place| old.contains(place)));
    let (mut near, mut step) = (today, if today == 0.0 { FIRST_STEP } else { today.abs() * FIRST_STEP });
    loop {
        let far = if sign > 0.0 { (today + step).min(end) } else { (today - step).max(end) };
        if !keeps(far)? {
            let (mut near, mut far) = (near, far);
            for _ in 0..HALVINGS {
                let middle = f64::midpoint(near, far);
                if keeps(middle)? { near = middle } else { far = middle }
            }
            return Some(f64::midpoint(near, far));
        }
        if (far - end).abs() == 0.0 {
            return None;
        }
        (near, step) = (far, step * 2.0);
    }
}

fn break_even(path: &Path, case: &Prepared, name: &str, table: &mut Table) -> Result<(), Box<dyn Error>> {
    let demands: Vec<DemandId> = case.model().demands.ids().collect();
    let mut list = None::<FlipList>;
    let ours = timed(|| list = Some(flips(case, &demands, &Progress::default()))).as_secs_f64();
    let list = list.ok_or("no list")?;
    let register = &case.model().register;
    let moved: Vec<FigureId> =
        case.priced().costs().figures().into_iter().filter(|&figure| case.network_change(figure).is_none()).collect();
    let all = moved.len() + list.held.len();
    // Every so many of all, and each that turns the answer: those are what has to agree.
    let turning: Vec<FigureId> = list.flips.iter().filter_map(|flip| register.find(&flip.figure.path)).collect();
    let sample: Vec<FigureId> = moved.iter().copied().step_by(SAMPLE).chain(turning.iter().copied().take(4)).collect();
    let old = leaders(path, "cargo.value_per_t", register.figure(case.model().cargo.value_per_t).value.to_f64());
    let old = old.ok_or("the scenario is refused")?;
    let mut wrong = Vec::new();
    let theirs = timed(|| {
        for &figure in &sample {
            let known = register.figure(figure);
            let found = [-1.0, 1.0].map(|sign| bisect(path, known, sign, &old));
            let told = list.flips.iter().find(|flip| flip.figure.path == known.path());
            let told = told.iter().flat_map(|flip| std::iter::once(&flip.nearest).chain(&flip.other));
            let told: Vec<f64> = told.map(|flip| flip.value.to_f64()).collect();
            let agrees = |value: &f64| told.iter().any(|told| (value - told).abs() <= 1e-5 * told.abs().max(1e-9));
            if !found.iter().flatten().all(agrees) {
                wrong.push(format!("{}: {found:?} by bisection, {told:?} by corridor", known.path()));
            }
        }
    });
    if !wrong.is_empty() {
        return Err(format!("break-even: {}", wrong.join("; ")).into());
    }
    let each = (ours / all as f64, theirs.as_secs_f64() / sample.len() as f64);
    let what = format!("break-even of a figure, of {all}; bisection of {} of them", sample.len());
    let work = Task { bar: "D1", work: &what, graph: name, rounds: 1 };
    table.push_ratio(&work, "the scenario run again by bisection, in this process", each.1 / each.0, Some(50.0), each);
    Ok(())
}

fn sobol(path: &Path, case: &Prepared, name: &str, table: &mut Table) -> Result<(), Box<dyn Error>> {
    let distributions = Distributions::of_case(case)?;
    let corridors: Vec<_> = case.model().corridors.ids().take(2).collect();
    let asked = SensitivityStudy {
        question: SensitivityQuestion { samples: Some(EVALUATIONS), ..SensitivityQuestion::default() },
        demands: case.model().demands.ids().collect(),
        corridor: Some(corridors[0]),
        against: Some(corridors[1]),
    };
    let mut found = Ok(());
    let ours =
        timed(|| found = study(case, &distributions, &asked, &Progress::default()).map(|found| _ = black_box(found)));
    found?;
    let engine = Engine::new(case, distributions.clone(), 1)?;
    let figure = |&figure: &FigureId| match distributions.distribution(figure) {
        Distribution::Triangular { low, mode, high } if low < high => {
            let path = &case.model().register.figure(figure).path();
            Some(json!({ "path": path, "low": low, "mode": mode, "high": high }))
        }
        _ => None,
    };
    let figures: Vec<Value> = engine.figures().iter().filter_map(figure).collect();
    let key = |place: usize| case.model().corridors[corridors[place]].key.clone();
    let question = json!({
        "program": [program()?],
        "scenario": path,
        "figures": figures,
        "base": 1,
        "corridor": key(0),
        "against": key(1),
    });
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("salib.py");
    let has_peer = Command::new("python3").args(["-c", "import SALib"]).stderr(Stdio::null()).status();
    if !has_peer.is_ok_and(|status| status.success()) {
        eprintln!("D3  left out: there is no Python with SALib; `pip install SALib` brings it");
        return Ok(());
    }
    let mut python = Command::new("python3").arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    python.stdin.take().ok_or("no input")?.write_all(question.to_string().as_bytes())?;
    let output = python.wait_with_output()?;
    if !output.status.success() {
        return Err("SALib failed".into());
    }
    let told: Value = serde_json::from_slice(&output.stdout)?;
    let (done, seconds) = (told["evaluations"].as_f64().ok_or("no count")?, told["seconds"].as_f64().ok_or("no time")?);
    let each = (ours.as_secs_f64() / EVALUATIONS as f64, seconds / done);
    let what =
        format!("Sobol' indices of {} figures, an evaluation of {EVALUATIONS}; of {done} by the peer", figures.len());
    let work = Task { bar: "D3", work: &what, graph: name, rounds: 1 };
    table.push_ratio(&work, "SALib, which runs the program for each sample", each.1 / each.0, Some(1000.0), each);
    Ok(())
}
