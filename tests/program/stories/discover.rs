//! A planner asks under which figures the other corridor wins.

use std::path::Path;

use corridor::answer::Prepared;
use corridor::draws::Distributions;
use corridor::draws::Engine;
use serde_json::Value;

use super::{HUNCHUN, answer, json, run};

const DRAWS: u64 = 3000;

/// Writes the small scenario that comes with the program.
fn trial(folder: &Path) -> String {
    let folder = folder.join("trial").to_string_lossy().into_owned();
    answer(&["init", &folder]);
    format!("{folder}/scenario.toml")
}

/// Counts by answering draw by draw: all wins, the draws within the limits printed, and the wins among them.
fn counted(scenario: &str, found: &Value, seed: u64) -> [u64; 3] {
    let case = Prepared::prepare(Path::new(scenario), &[]).expect("a good scenario");
    let engine = Engine::new(&case, Distributions::of_case(&case).expect("distributions"), seed).expect("an engine");
    let model = case.model();
    let own = model.corridors.iter().position(|corridor| found["corridor"] == corridor.key.as_str()).expect("it");
    let limits: Vec<_> = found["limits"]
        .as_array()
        .expect("limits")
        .iter()
        .map(|limit| {
            let figure = model.register.find(limit["path"].as_str().expect("a path")).expect("a figure");
            let bound = |name: &str, open: f64| limit[name].as_f64().unwrap_or(open);
            (figure, bound("low", f64::NEG_INFINITY)..=bound("high", f64::INFINITY))
        })
        .collect();
    let mut worker = engine.worker();
    let mut counts = [0; 3];
    for first in (0..DRAWS).step_by(8) {
        let totals = engine.answer(&mut worker, first);
        for (lane, draw) in (first..DRAWS.min(first + 8)).enumerate() {
            let best = totals.iter().map(|total| total.0[lane]).fold(f64::INFINITY, f64::min);
            let wins = totals[own].0[lane] <= best;
            let inside = limits.iter().all(|(figure, range)| range.contains(&engine.value(*figure, draw)));
            counts[0] += u64::from(wins);
            counts[1] += u64::from(inside);
            counts[2] += u64::from(inside && wins);
        }
    }
    counts
}

#[test]
fn coverage_and_density_are_what_the_printed_limits_give() {
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = trial(folder.path());
    let found = json(&["discover", &scenario, "--draws", &DRAWS.to_string(), "--seed", "5"]);
    assert!(found["limits"].as_array().is_some_and(|limits| !limits.is_empty()));
    for (side, seed) in [("found_on", 5), ("checked_on", 6)] {
        let [wins, inside, wins_inside] = counted(&scenario, &found, seed);
        let said = &found[side];
        assert_eq!(
            (&said["wins"], &said["inside"], &said["wins_inside"]),
            (&wins.into(), &inside.into(), &wins_inside.into())
        );
        let near = |name: &str, share: f64| (said[name].as_f64().expect("a share") - share).abs() < 1e-6;
        assert!(
            near("density", wins_inside as f64 / inside as f64) && near("coverage", wins_inside as f64 / wins as f64)
        );
        // A box is worth something only where it wins oftener than all draws do.
        assert!(wins_inside * DRAWS > wins * inside, "{said}");
    }
}

#[test]
fn no_box_is_named_from_a_handful_of_wins() {
    // Boxes by Liaoning win in hardly any draw, since loose goods by the same ports cost less: of 200 no box can be found.
    let few = run(&["discover", HUNCHUN, "--draws", "200", "--wins", "domestic-box"]);
    assert_eq!(few.code, Some(4));
    assert!(
        few.stderr.contains("the fewest that a box can be found from") || few.stderr.contains("wins in none"),
        "{}",
        few.stderr
    );
}

#[test]
fn threads_change_no_byte_of_a_box_and_the_page_says_what_it_means() {
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = trial(folder.path());
    for format in ["json", "csv", "table", "markdown"] {
        let ask = |threads: &str| {
            answer(&["discover", &scenario, "--draws", "1001", "--format", format, "--threads", threads])
        };
        assert_eq!(ask("1"), ask("4"), "{format}");
    }
    let page = answer(&["discover", &scenario, "--draws", "2000"]);
    let flowing = page.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in ["of the draws in the box where", "of its wins", "Checked on", "By chance", "chosen", "Today"] {
        assert!(flowing.contains(words), "{words} is missing in\n{page}");
    }
    let other = run(&["discover", &scenario, "--draws", "1000", "--wins", "borowed"]);
    assert!(other.code == Some(2) && other.stderr.contains("did you mean borrowed"), "{}", other.stderr);
    let one = run(&["discover", &scenario, "--draws", "1000", "--corridor", "borrowed"]);
    assert!(one.code == Some(4) && one.stderr.contains("nothing to win against"), "{}", one.stderr);
}
