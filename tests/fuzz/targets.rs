//! What is fuzzed: the bytes of one input of each kind, put before the library as the program does.
//!
//! Each target panics where a promise is broken: what is refused has words, what is checked is answered or refused with
//! words, what is answered is written in every format.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use corridor::analysis::compare::CompareQuestion;
use corridor::analysis::{self, Question, Refusal, Request};
use corridor::answer::{Prepared, Progress, Selection};
use corridor::kernel::lanes;
use corridor::present::{self, Digits, Format, Lang, Look, Screen};
use corridor::scenario::{Override, Plan, Scenario};
use corridor::sweep::store::Store;

/// How many inputs were answered: most of them must get past the first checks to be of use.
pub(crate) static ANSWERED: AtomicU64 = AtomicU64::new(0);

/// Puts the bytes of an input before the library, in a world of their own.
pub(crate) type Target = fn(&World, &[u8]);

/// The kinds of input, each with the folder of its corpus.
pub(crate) const KINDS: [(&str, Target); 7] = [
    ("scenario", scenario),
    ("table", table),
    ("plan", plan),
    ("set", set),
    ("quotation", quotation),
    ("request", request),
    ("study", study),
];

/// The tables of the world; the first byte of an input of the kind `table` chooses one.
const TABLES: [&str; 11] = [
    "places",
    "legs",
    "tariffs",
    "handling",
    "borders",
    "permissions",
    "services",
    "fx",
    "equipment",
    "vehicles",
    "commodities",
];

/// Returns the folder of the project, from that of its package or of the targets of a coverage-guided fuzzer below it.
fn project() -> &'static Path {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    if own.ends_with("tests/fuzz/guided") { own.ancestors().nth(3).unwrap_or(own) } else { own }
}

/// A folder with the world of `corridor init`, of which each input takes the place of one file.
pub(crate) struct World(PathBuf);

impl World {
    /// Writes the world.
    pub(crate) fn new(folder: &Path) -> Self {
        let template = project().join("src/cli/template");
        fs::create_dir_all(folder.join("tables")).expect("a folder");
        for file in fs::read_dir(template.join("tables")).expect("the tables") {
            let file = file.expect("a table").path();
            fs::copy(&file, folder.join("tables").join(file.file_name().expect("a name"))).expect("a copy");
        }
        fs::copy(template.join("scenario.toml"), folder.join("scenario.toml")).expect("a copy");
        Self(folder.to_owned())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Runs something with a file that has other bytes.
    fn with(&self, name: &str, bytes: &[u8], run: impl FnOnce()) {
        let own = fs::read(self.path(name)).ok();
        fs::write(self.path(name), bytes).expect("the input is written");
        run();
        match own {
            Some(own) => fs::write(self.path(name), own),
            None => fs::remove_file(self.path(name)),
        }
        .expect("the world is as before");
    }

    /// Checks the scenario and asks it.
    fn ask(&self, overrides: &[Override], request: &Request) {
        let scenario = self.path("scenario.toml");
        let case = match Prepared::prepare(&scenario, overrides) {
            Ok(case) => case,
            Err(problems) => {
                assert!(problems.has_errors(), "refused without an error: {problems}");
                assert!(problems.iter().all(|problem| !problem.message.is_empty()), "an error without words");
                let _ = corridor::problem::render(&problems, true);
                return;
            }
        };
        let _ = corridor::problem::render(case.warnings(), false);
        let is_compared = matches!(request.question, Question::Compare(_));
        match analysis::answer(&[case], request, &Progress::default()) {
            Ok(found) => {
                ANSWERED.fetch_add(1, Ordering::Relaxed);
                for format in [Format::Json, Format::Csv, Format::Table] {
                    let look = Look { lang: Lang::En, digits: Digits::Cents };
                    let text = present::write(&found, format, look, Screen { columns: 100, colour: false });
                    assert!(text.is_none_or(|text| !text.is_empty()), "an answer without words");
                }
            }
            Err(refusal @ Refusal::Audit(_)) => panic!("the audit disagrees: {refusal}"),
            // What is valid is refused for what is asked of it, not for being invalid.
            Err(Refusal::Invalid(problems)) if request.select == Selection::default() && is_compared => {
                panic!("valid by check, but not by compare: {problems}")
            }
            Err(refusal) => assert!(!refusal.to_string().is_empty(), "a refusal without words"),
        }
    }

    /// Checks the scenario, and compares its corridors; where both can, an audit recomputes them.
    fn compare(&self, overrides: &[Override]) {
        let audited = Request { audit: true, ..Request::from(Question::Compare(CompareQuestion { draws: Some(8) })) };
        self.ask(overrides, &audited);
    }
}

fn scenario(world: &World, input: &[u8]) {
    world.with("scenario.toml", input, || world.compare(&[]));
}

fn table(world: &World, input: &[u8]) {
    let Some((&first, rows)) = input.split_first() else { return };
    let name = format!("tables/{}.csv", TABLES[usize::from(first) % TABLES.len()]);
    world.with(&name, rows, || world.compare(&[]));
}

fn plan(world: &World, input: &[u8]) {
    let own = Scenario::load(&world.path("scenario.toml"), &[]).expect("the world");
    world.with("plan.toml", input, || match Plan::load(&world.path("plan.toml"), &own) {
        Ok(_) => drop(ANSWERED.fetch_add(1, Ordering::Relaxed)),
        Err(problems) => assert!(problems.has_errors(), "refused without an error: {problems}"),
    });
}

fn set(world: &World, input: &[u8]) {
    match Override::parse(&String::from_utf8_lossy(input)) {
        Ok(change) => world.compare(&[change]),
        Err(problem) => assert!(!problem.message.is_empty()),
    }
}

fn quotation(world: &World, input: &[u8]) {
    world.compare(&[Override::quote(&String::from_utf8_lossy(input))]);
}

fn request(world: &World, input: &[u8]) {
    let Ok(request) = serde_json::from_slice::<Request>(input) else { return };
    match request.changes.overrides() {
        Ok(overrides) => world.ask(&overrides, &request),
        Err(problems) => assert!(problems.has_errors(), "refused without an error"),
    }
}

/// The first byte chooses which file of the study the rest is.
fn study(world: &World, input: &[u8]) {
    let Some((&first, bytes)) = input.split_first() else { return };
    let folder = world.path("study");
    if !folder.exists() {
        fs::create_dir(&folder).expect("a folder");
        for name in STUDY {
            let from = project().join("tests/fuzz/corpus/study").join(name);
            fs::copy(from, folder.join(name)).expect("a copy");
        }
    }
    let name = format!("study/{}", STUDY[usize::from(first) % STUDY.len()]);
    world.with(&name, bytes, || match Store::open(&folder) {
        Ok(store) => {
            for partition in 0..3 {
                if let Err(fault) = store.read(partition) {
                    assert!(!fault.to_string().is_empty());
                }
            }
            let _ = store.fault(Vec::new());
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    });
}

/// The files of the study of the corpus.
pub(crate) const STUDY: [&str; 3] = ["_study.json", "_part-000000.json", "part-000000.csv"];

/// Chooses the smallest set of instructions, so that all machines run the same code.
pub(crate) fn begin() {
    lanes::choose(lanes::InstructionSet::ALL[0]);
}

/// Puts one input of a kind before its target, in a world that is written once.
#[allow(dead_code, reason = "for targets that are guided by coverage")]
pub(crate) fn guided(kind: &str, input: &[u8]) {
    static WORLD: std::sync::OnceLock<(tempfile::TempDir, World)> = std::sync::OnceLock::new();
    let (_, world) = WORLD.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let world = World::new(folder.path());
        (folder, world)
    });
    KINDS.iter().filter(|(own, _)| *own == kind).for_each(|(_, target)| target(world, input));
}
