//! Every figure in the flip list of every shipped scenario really turns the answer at its last printed digit.

use std::path::{Path, PathBuf};

use corridor::analysis::breakeven::FigureFlip;
use corridor::analysis::breakeven::flips;
use corridor::answer::{Prepared, Progress};
use corridor::ids::DemandId;
use corridor::scenario::{Change, Override};
use corridor::units::Decimal;
use rayon::prelude::*;

/// Of scenarios with more demands than this some are asked.
const MOST_DEMANDS: usize = 3;

fn scenarios() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a file").path());
    let mut files: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|end| end == "toml")).collect();
    files.sort();
    files
}

/// Returns the corridors of rank 1 of a demand with a figure set, as `compare --set` gives them.
fn leaders(path: &Path, set: &str, value: Decimal, flip: &FigureFlip) -> Vec<String> {
    let change = Override { path: set.to_owned(), change: Change::To(value.to_string()), span: None };
    let case = Prepared::prepare(path, &[change]).unwrap_or_else(|problems| panic!("{set} = {value}:\n{problems}"));
    let answers = case.answers_in(corridor::answer::Detail::Sums);
    let asked = answers.into_iter().filter(|answer| answer.from == flip.from && answer.to == flip.to);
    asked.filter(|answer| answer.rank == Some(1)).map(|answer| answer.corridor).collect()
}

/// Checks the flips of one scenario, and returns how many there are.
fn turn(path: &Path) -> usize {
    let case = Prepared::prepare(path, &[]).expect("a good scenario");
    let all: Vec<DemandId> = case.model().demands.ids().collect();
    let every = all.len().div_ceil(MOST_DEMANDS);
    let demands: Vec<DemandId> = all.into_iter().step_by(every).collect();
    let flips = flips(&case, &demands, &Progress::default()).flips;
    flips.par_iter().for_each(|flip| {
        let (set, nearest) = (flip.figure.path.as_str(), &flip.nearest);
        let back = nearest.step.times(Decimal::whole(-1)).expect("few digits");
        let rises = nearest.value.compare(flip.figure.value).is_gt();
        let (near, far) = if rises { (back, nearest.step) } else { (nearest.step, back) };
        let at = |step: Decimal| leaders(path, set, nearest.value.plus(step).expect("few digits"), flip);
        let (before, then) = (at(near), at(far));
        let keeps = |leads: &[String]| leads.iter().any(|corridor| flip.leaders.contains(corridor));
        let whole = format!("{}: {set} at {}: {before:?} {then:?}", path.display(), nearest.value);
        assert!(keeps(&before) && !keeps(&then), "{whole}");
        assert_eq!(then, nearest.to, "{whole}");
    });
    flips.len()
}

#[test]
fn every_flip_of_every_shipped_scenario_turns_the_answer_at_its_last_printed_digit() {
    let tried: usize = scenarios().iter().map(|path| turn(path)).sum();
    assert!(tried > 60, "only {tried} flips were tried");
}
