//! The plan of a study: the figures to vary, their levels, and the design of the runs.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::problem::{Code, Problem, Problems, SourceFile, Span};

use super::Scenario;
use super::chain::flatten_paths;
use super::conform::Conform;
use super::keys::{Design, MAX_RUNS, PLAN};
use super::levels::{Level, LevelTarget, WrittenLevel, written, written_once};
use super::sheet::{Sheet, WrittenCell};
use super::shipped;
use super::source::{Files, InputFile};
use super::tree::{self, Doubts, Entry, Node, get, section};

/// The number of runs in one partition where the plan gives none.
const PARTITION_RUNS: u64 = 1000;
/// The maximum number of partitions: a folder with more files is of no use.
const MAX_PARTITIONS: u64 = 1_000_000;
/// The maximum number of points of the Sobol' sequence.
const MAX_SOBOL_RUNS: u64 = 1 << 16;
/// The maximum number of figures of the Sobol' sequence.
const MAX_SOBOL_FIGURES: usize = 256;
/// The maximum number of points of a Latin hypercube, whose permutations are kept in memory.
const MAX_HYPERCUBE_RUNS: u64 = 1 << 22;
/// The maximum number of figures of the Halton sequence; later primes leave gaps for thousands of points.
const MAX_HALTON_FIGURES: usize = 20;

/// The key of a run that says what it is called.
pub(super) const RUN_TITLE: &str = "title";

impl Design {
    /// Returns whether points are spread between the least and the greatest level.
    pub const fn is_spread(self) -> bool {
        matches!(self, Self::LatinHypercube | Self::Sobol | Self::Halton)
    }

    /// Returns the keys of a plan that the design needs, and the other keys that it allows.
    const fn keys(self) -> (&'static [&'static str], &'static [&'static str]) {
        match self {
            Self::Grid | Self::OneAtATime => (&["factors"], &[]),
            Self::LatinHypercube | Self::Sobol => (&["factors", "runs"], &["seed"]),
            Self::Halton => (&["factors", "runs"], &[]),
            Self::List => (&["run"], &[]),
            Self::Csv => (&["file"], &[]),
        }
    }
}

/// A figure, or another key of the scenario, that is varied.
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    /// The path.
    pub path: String,
    /// Whether the value is a number.
    pub is_number: bool,
    /// The value in the scenario, unless it is blank.
    pub base: Option<Level>,
    /// The levels, empty where runs are written out. For designs that spread points, the two ends of the range.
    pub levels: Vec<Level>,
}

/// A plan checked against a scenario, free of errors.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The file.
    pub path: PathBuf,
    /// The title for people.
    pub title: String,
    /// The design of the runs.
    pub design: Design,
    /// The number of runs.
    pub runs: u64,
    /// The number of draws, in each run, of the figures that are not varied; 0 for none.
    pub draws: u64,
    /// The seed of randomized designs and of the draws.
    pub seed: u32,
    /// The number of runs in one partition.
    pub partition_runs: u64,
    /// The factors that are varied.
    pub factors: Vec<Factor>,
    /// Runs that are written out: one entry for each factor, `None` where the run does not change it.
    pub written: Vec<Vec<Option<Level>>>,
    /// What each run that is written out is called; blank where it has no title.
    pub run_titles: Vec<String>,
    /// The files that were read.
    pub inputs: Vec<InputFile>,
}

impl Plan {
    /// Reads a plan and checks it against the scenario that it varies.
    ///
    /// # Errors
    /// Returns all problems of its files at once.
    pub fn load(path: &Path, scenario: &Scenario) -> Result<Self, Problems> {
        Self::load_given(path, Vec::new(), scenario)
    }

    /// Reads a plan some of whose files are given as texts with their paths.
    ///
    /// # Errors
    /// As [`Plan::load`].
    pub fn load_given(path: &Path, given: Vec<(PathBuf, String)>, scenario: &Scenario) -> Result<Self, Problems> {
        let path = &*shipped::file(path);
        let mut problems = Problems::new();
        let mut files = Files { given, ..Files::default() };
        let Some(source) = files.read(path, None, &mut problems) else { return Err(problems) };
        let (mut entries, doubts) = tree::parse(&source, &mut problems);
        flatten_paths(&mut entries);
        let start = Span { source, start: 0, end: 0 };
        Conform { problems: &mut problems, doubts: &doubts }.section(&entries, PLAN, "", Some(&start));
        let design = get(&entries, "design").and_then(|item| Design::named(item.node.text()?));
        let mut reader = Reader { scenario, problems: &mut problems, entries: &entries, doubts: &doubts };
        let mut plan = Self {
            path: path.to_owned(),
            title: get(&entries, "title").and_then(|item| item.node.text()).unwrap_or_default().to_owned(),
            design: design.unwrap_or(Design::Grid),
            runs: 0,
            draws: reader.count("draws").unwrap_or(0),
            seed: reader.count("seed").unwrap_or(0) as u32,
            partition_runs: reader.count("partition_runs").unwrap_or(PARTITION_RUNS).max(1),
            factors: Vec::new(),
            written: Vec::new(),
            run_titles: Vec::new(),
            inputs: Vec::new(),
        };
        if let Some(design) = design {
            reader.keys(design, &start);
            match design {
                Design::List => reader.list(&mut plan),
                Design::Csv => {
                    let item = get(&entries, "file");
                    let file = item.and_then(|item| Some((item.node.text()?, item.span.as_ref())));
                    let folder = path.parent().map(Path::to_owned).unwrap_or_default();
                    let read = file.and_then(|(name, span)| files.read(&folder.join(name), span, reader.problems));
                    if let Some(source) = read {
                        reader.csv(&source, &mut plan);
                    }
                }
                _ => reader.factors(&mut plan),
            }
            reader.runs(&mut plan, &start);
        }
        plan.inputs = files.inputs;
        problems.sort();
        problems.or(plan).map(|(plan, _)| plan)
    }

    /// Returns the least and the greatest number that a factor takes in any run that changes it.
    pub fn range(&self, factor: usize) -> Option<(f64, f64)> {
        let written = self.written.iter().filter_map(|run| run[factor].as_ref());
        let numbers = self.factors[factor].levels.iter().chain(written).filter_map(|level| match level {
            Level::Number(number) => Some(number.to_f64()),
            Level::Word(_) => None,
        });
        numbers.fold(None, |range, number| {
            let (low, high) = range.unwrap_or((number, number));
            Some((number.min(low), number.max(high)))
        })
    }

    /// Returns the number of partitions of the runs.
    pub const fn partitions(&self) -> u64 {
        self.runs.div_ceil(self.partition_runs)
    }

    /// Returns the runs of a partition, all counted from 0.
    pub fn partition(&self, number: u64) -> std::ops::Range<u64> {
        let first = number * self.partition_runs;
        first.min(self.runs)..(first + self.partition_runs).min(self.runs)
    }
}

/// A reader of the parts of a plan's tree that have a valid shape.
struct Reader<'a> {
    scenario: &'a Scenario,
    problems: &'a mut Problems,
    entries: &'a [Entry],
    doubts: &'a Doubts,
}

impl<'a> Reader<'a> {
    fn count(&self, key: &str) -> Option<u64> {
        match &get(self.entries, key)?.node {
            Node::Number(digits) => digits.replace('_', "").parse().ok(),
            _ => None,
        }
    }

    fn span(&self, key: &str) -> Option<&'a Span> {
        self.entries.iter().find(|entry| entry.key == key).and_then(|entry| entry.span.as_ref())
    }

    /// Checks that the keys of the design are present, and no keys of other designs.
    fn keys(&mut self, design: Design, start: &Span) {
        let (needed, allowed) = design.keys();
        for key in needed.iter().filter(|key| !self.doubts.concern(key) && get(self.entries, key).is_none()) {
            let message = format!("the design {} needs `{key}`", design.as_str());
            let meaning = PLAN.iter().find(|known| known.name == *key).map_or("", |known| known.meaning);
            let problem = Problem::new(Code::PlanKeyMissing, message).help(format!("add it: {meaning}"));
            self.problems.push(problem.at(self.span("design").unwrap_or(start)));
        }
        for key in ["factors", "run", "file", "runs", "seed"] {
            let is_drawn = key == "seed" && self.span("draws").is_some();
            let is_used = is_drawn || needed.contains(&key) || allowed.contains(&key);
            if let Some(span) = self.span(key).filter(|_| !is_used) {
                let message = format!("`{key}` means nothing to the design {}", design.as_str());
                let problem = Problem::new(Code::PlanKeyUnused, message).at(span);
                self.problems.push(problem.help("remove it, or take another design"));
            }
        }
    }

    fn target(&mut self, path: &str, span: Option<&Span>) -> Option<LevelTarget> {
        LevelTarget::find(path, self.scenario).map_err(|problem| self.problems.push(problem.placed(span))).ok()
    }

    fn level(&mut self, target: &LevelTarget, written: &WrittenLevel<'_>, span: Option<&Span>) -> Option<Level> {
        target.level(written, span).map_err(|problem| self.problems.push(problem)).ok()
    }

    /// Reads the section `[factors]`.
    fn factors(&mut self, plan: &mut Plan) {
        let entries = section(self.entries, "factors");
        for entry in entries {
            let Some(target) = self.target(&entry.key, entry.span.as_ref()) else { continue };
            let before = self.problems.len();
            let levels = written(&entry.item).into_iter();
            let levels = levels.filter_map(|(written, span)| self.level(&target, &written, span)).collect();
            let factor = factor(target, levels);
            // An empty list has been reported already.
            if before == self.problems.len() && !factor.levels.is_empty() {
                self.suits(&factor, plan.design, entry);
            }
            plan.factors.push(factor);
        }
        if entries.is_empty() && get(self.entries, "factors").is_some() && !self.doubts.concern("factors") {
            self.nothing(self.span("factors"));
        }
    }

    /// Checks that the levels are valid for the design.
    fn suits(&mut self, factor: &Factor, design: Design, entry: &Entry) {
        let path = &factor.path;
        let mut known: Vec<&Level> = Vec::new();
        for level in &factor.levels {
            let is_same = |other: &&Level| match (level, other) {
                (Level::Number(left), Level::Number(right)) => left.compare(*right).is_eq(),
                (left, right) => left == *right,
            };
            if known.iter().any(is_same) {
                let message = format!("`{path}` has the level {} twice", level.to_text());
                self.problems.push(Problem::new(Code::BadLevels, message).placed(entry.span.as_ref()));
                return;
            }
            known.push(level);
        }
        if design.is_spread() {
            let rises = match factor.levels.as_slice() {
                [Level::Number(low), Level::Number(high)] => low.compare(*high).is_lt(),
                _ => false,
            };
            if !rises {
                let message = format!("`{path}`: {} spreads points between two numbers", design.as_str());
                let problem = Problem::new(Code::BadLevels, message);
                let problem = problem.help("give the least and the greatest value, in this order, or \"bounds\"");
                self.problems.push(problem.placed(entry.span.as_ref()));
            }
        }
    }

    fn nothing(&mut self, span: Option<&Span>) {
        let problem = Problem::new(Code::NothingVaried, "nothing is varied");
        self.problems.push(problem.help("name at least one figure, such as \"cargo.lot_t\"").placed(span));
    }

    /// Reads the sections `[[run]]`; figures are in the order in which they are first named.
    fn list(&mut self, plan: &mut Plan) {
        let Some(Node::List(items)) = get(self.entries, "run").map(|item| &item.node) else { return };
        let mut targets: Vec<LevelTarget> = Vec::new();
        let of_figures = |item: &'a tree::Item| item.node.entries().iter().filter(|entry| entry.key != RUN_TITLE);
        for entry in items.iter().flat_map(of_figures) {
            if targets.iter().all(|target| target.path != entry.key) {
                targets.extend(self.target(&entry.key, entry.span.as_ref()));
            }
        }
        if items.iter().all(|item| of_figures(item).next().is_none()) {
            self.nothing(self.span("run"));
        }
        for item in items {
            let level = |target: &LevelTarget| {
                let item = get(item.node.entries(), &target.path)?;
                self.level(target, &written_once(item)?, item.span.as_ref())
            };
            plan.written.push(targets.iter().map(level).collect());
            let title = get(item.node.entries(), RUN_TITLE).and_then(|item| item.node.text());
            plan.run_titles.push(title.unwrap_or_default().to_owned());
        }
        plan.factors = targets.into_iter().map(|target| factor(target, Vec::new())).collect();
    }

    /// Reads runs from a CSV file.
    fn csv(&mut self, source: &Arc<SourceFile>, plan: &mut Plan) {
        let Some(mut sheet) = Sheet::open_with_blanks(source, self.problems) else { return };
        let mut targets: Vec<Option<LevelTarget>> = Vec::new();
        for heading in &sheet.headings {
            let (path, span) = (&*heading.text, heading.span(source));
            if targets.iter().flatten().any(|known| known.path == path) {
                let problem = Problem::new(Code::VariedTwice, format!("`{path}` is varied twice"));
                self.problems.push(problem.at(&span).help("remove one of the columns"));
                targets.push(None);
            } else {
                targets.push(self.target(path, Some(&span)));
            }
        }
        let mut record = Vec::new();
        while sheet.read(&mut record, self.problems) {
            if record.len() != targets.len() {
                let message = format!("{} cells stand below {} headings", record.len(), targets.len());
                let problem = Problem::new(Code::CellCount, message).help("put one cell below each heading");
                self.problems.push(problem.placed(record.first().map(|cell| cell.span(source)).as_ref()));
                continue;
            }
            let known = record.iter().zip(&targets).filter_map(|(cell, target)| Some((cell, target.as_ref()?)));
            let level = |(cell, target): (&WrittenCell<'_>, &LevelTarget)| {
                let written = WrittenLevel::of_cell(&cell.text);
                if cell.text.is_empty() { None } else { self.level(target, &written, Some(&cell.span(source))) }
            };
            plan.written.push(known.map(level).collect());
        }
        plan.factors = targets.into_iter().flatten().map(|target| factor(target, Vec::new())).collect();
        if plan.written.is_empty() {
            self.nothing(sheet.headings.first().map(|heading| heading.span(source)).as_ref());
        }
    }

    /// Counts the runs and checks that the design allows so many.
    fn runs(&mut self, plan: &mut Plan, start: &Span) {
        let levels = || plan.factors.iter().map(|factor| factor.levels.len() as u64);
        let runs = match plan.design {
            Design::Grid => levels().try_fold(1_u64, u64::checked_mul),
            Design::OneAtATime => Some(1 + levels().sum::<u64>()),
            Design::List | Design::Csv => Some(plan.written.len() as u64),
            Design::LatinHypercube | Design::Sobol | Design::Halton => self.count("runs").or(Some(0)),
        };
        plan.runs = runs.unwrap_or(u64::MAX);
        let figures = plan.factors.len();
        let too_many = |what: String, help: &str| Some(Problem::new(Code::TooManyRuns, what).help(help));
        let problem = match plan.design {
            Design::Sobol if plan.runs > MAX_SOBOL_RUNS || figures > MAX_SOBOL_FIGURES => too_many(
                format!("{} runs of {figures} figures are more than sobol gives", plan.runs),
                "it gives at most 65536 runs of 256 figures; latin-hypercube gives more",
            ),
            Design::Sobol if !plan.runs.is_power_of_two() => too_many(
                format!("{} runs are no power of two, which alone sobol spreads evenly", plan.runs),
                &format!("write runs = {}", plan.runs.next_power_of_two().min(MAX_SOBOL_RUNS)),
            ),
            Design::LatinHypercube if plan.runs > MAX_HYPERCUBE_RUNS => too_many(
                format!("{} runs are more than latin-hypercube can hold", plan.runs),
                "it gives at most 4194304; halton gives more",
            ),
            Design::Halton if figures > MAX_HALTON_FIGURES => too_many(
                format!("halton spreads {figures} figures badly"),
                "take at most 20, or latin-hypercube or sobol",
            ),
            _ if plan.runs > MAX_RUNS => too_many(
                "the levels make more than 1000000000 runs".to_owned(),
                "take fewer levels, or a design that spreads points: latin-hypercube, sobol or halton",
            ),
            _ if plan.partitions() > MAX_PARTITIONS => too_many(
                format!("{} partitions are more than a folder can hold", plan.partitions()),
                &format!("write partition_runs = {} or more", plan.runs.div_ceil(MAX_PARTITIONS)),
            ),
            _ => None,
        };
        // A wrong count has been reported already.
        if let Some(problem) = problem.filter(|_| plan.runs > 0 && self.problems.is_empty()) {
            let at = ["runs", "factors", "run", "file"].into_iter().find_map(|key| self.span(key));
            self.problems.push(problem.at(at.unwrap_or(start)));
        }
    }
}

/// Returns a factor with its levels, which may be in the runs instead.
fn factor(target: LevelTarget, levels: Vec<Level>) -> Factor {
    Factor { is_number: target.is_number(), path: target.path, base: target.base, levels }
}
