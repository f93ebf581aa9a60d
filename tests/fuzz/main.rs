//! Fuzzing on stable Rust: the inputs of the corpora, mutated by a seeded generator and put before every target.
//!
//! `cargo test --test fuzz` puts a few thousand; README.md says how to put many more.

mod mutate;
mod targets;

use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::sync::atomic::Ordering;

use mutate::Mutator;
use targets::{KINDS, World};

/// The longest that one input may take.
const MAX_SECONDS: u64 = 20;

/// Puts so many inputs of each kind, and returns how many there were.
fn run(of_each: u64, seed: u64) -> u64 {
    targets::begin();
    let folder = tempfile::tempdir().expect("a folder");
    let mut faults = Vec::new();
    let mut done = 0;
    for (kind, target) in KINDS {
        let world = World::new(&folder.path().join(kind));
        let corpus = corpus(kind);
        let mut mutator = Mutator::new(seed, &corpus);
        for input in corpus.iter().cloned().chain((0..of_each).map(|_| mutator.next())).collect::<Vec<_>>() {
            let (outcome, seconds) = timed(|| panic::catch_unwind(AssertUnwindSafe(|| target(&world, &input))));
            done += 1;
            if outcome.is_err() || seconds > MAX_SECONDS {
                let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{kind}-{done}"));
                fs::write(&kept, &input).expect("the input is kept");
                faults.push(format!("{kind}: {} after {seconds} s", kept.display()));
                // The fault may have left the input in the place of a file.
                fs::remove_dir_all(folder.path().join(kind)).expect("the world");
                World::new(&folder.path().join(kind));
            }
        }
    }
    let answered = targets::ANSWERED.load(Ordering::Relaxed);
    println!("{done} inputs, {answered} answered");
    assert!(faults.is_empty(), "{done} inputs, faults:\n{}", faults.join("\n"));
    assert!(answered * 8 > done, "only {answered} of {done} inputs are answered: they break nothing that matters");
    done
}

/// Reads the inputs that mutations begin with, in the order of their names.
fn corpus(kind: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(kind);
    let mut names: Vec<_> = fs::read_dir(folder).expect("a corpus").map(|file| file.expect("a file").path()).collect();
    names.sort();
    let read = |name: &Path| fs::read(name).expect("an input");
    match kind {
        // The first byte of an input says which file of the study it is.
        "study" => (0..)
            .zip(targets::STUDY)
            .map(|(place, name)| {
                let file = names.iter().find(|path| path.ends_with(name)).expect("a file of the study");
                [vec![place], read(file)].concat()
            })
            .collect(),
        _ => names.iter().map(|name| read(name)).collect(),
    }
}

/// Returns what a function returns, and the seconds that it took.
#[expect(clippy::disallowed_types, reason = "a hang is known by time; no answer depends on it")]
fn timed<T>(run: impl FnOnce() -> T) -> (T, u64) {
    let start = std::time::Instant::now();
    let outcome = run();
    (outcome, start.elapsed().as_secs())
}

#[test]
fn no_input_ends_the_library_without_words() {
    assert!(run(300, 1) > 2000);
}

/// Puts 100,000 inputs, which takes minutes in a release build.
#[test]
#[ignore = "long: README.md"]
fn no_input_of_very_many_ends_the_library_without_words() {
    assert!(run(14_300, 2) > 100_000);
}
