//! The command line as a door: arguments become a request, what was found becomes text.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use corridor::analysis::compare::CompareQuestion;
use corridor::analysis::months::MonthsQuestion;
use corridor::analysis::payers::PayersQuestion;
use corridor::analysis::risk::MAX_DRAWS;
use corridor::analysis::totals::{TotalsDetail, TotalsQuestion};
use corridor::analysis::{self, Extent, Found, Question, Refusal, Request, Selection as Selected};
use corridor::answer::{Keeper, Prepared, Progress};
use corridor::present::{self, Digits, Format, Look as Reading};
use corridor::problem::path_in_words;

use super::arguments::{ChangeArguments, LookArguments, Running, SelectionArguments};
use super::failure::{Exit, Failure, say};
use super::memory;
use super::output::{replaceable, spare, write_files, write_parts};
use super::prepare::{ScenarioFile, prepare_files, use_machine};
use super::progress::Watching;
use super::signals::end_quietly;
use super::typed::Typed;
use crate::watch::FileWatch;

/// The note on cells that are not written as they are.
pub(super) const INERT: &str = "some cells begin with what spreadsheets run, such as =: a ' is put before them";

/// What every command takes that answers a question about scenarios.
#[derive(Debug, Args)]
pub(super) struct Asked {
    /// Scenario files (TOML), or shipped ones such as shipped:hunchun-ningbo-2019; without one, what is typed in is asked
    #[arg(value_name = "SCENARIO")]
    scenarios: Vec<PathBuf>,
    #[command(flatten)]
    changes: ChangeArguments,
    #[command(flatten)]
    selection: SelectionArguments,
    #[command(flatten)]
    typed: Typed,
    /// Recompute the answer from the tables alone and fail where it differs
    #[arg(long)]
    audit: bool,
    #[command(flatten)]
    look: LookArguments,
    /// The fit that the answer is given on, where the command takes one.
    #[arg(skip)]
    pub(super) with: Option<PathBuf>,
}

impl Asked {
    /// Writes in a format where none is asked for.
    pub(super) fn usually(mut self, format: Format) -> Self {
        self.look.usual = format;
        self
    }

    /// Puts a question and writes what was found, with the usual decimals.
    pub(super) fn answer(&self, question: Question) -> Result<Exit, Failure> {
        self.answer_with(question, Digits::Cents)
    }

    /// Puts a question and writes what was found.
    pub(super) fn answer_with(&self, question: Question, digits: Digits) -> Result<Exit, Failure> {
        self.answer_about(question, self.selected(), digits)
    }

    /// Returns the demands and corridors that are selected.
    pub(super) fn selected(&self) -> Selected {
        (&self.selection).into()
    }

    /// Puts a question that is about no scenario, and writes what was found.
    pub(super) fn without_scenario(&self, question: Question) -> Result<Exit, Failure> {
        answer(&[], Request::from(question), &self.changes.running, &self.look, Digits::Cents)
    }

    /// Puts a question about some demands and corridors and writes what was found.
    pub(super) fn answer_about(&self, question: Question, select: Selected, digits: Digits) -> Result<Exit, Failure> {
        self.answer_beside(question, select, digits, None)
    }

    /// Puts a question, writes what was found, and where the output is a folder, files that are made of it in there.
    pub(super) fn answer_into_folder(
        mut self,
        question: Question,
        names: &[&str],
        files: impl Fn(&Found) -> Vec<Vec<u8>>,
    ) -> Result<Exit, Failure> {
        let is_folder = |path: &PathBuf| path.is_dir() || path.extension().is_none();
        let Some(folder) = self.look.output.take_if(|path| is_folder(path)) else { return self.answer(question) };
        if self.look.watch {
            return Err(Failure::Usage("--watch asks again and writes no folder".to_owned()));
        }
        let failed = |error: std::io::Error| Failure::Failed(format!("{}: {error}", path_in_words(&folder)));
        std::fs::create_dir_all(&folder).map_err(failed)?;
        let force = self.look.force;
        let paths: Vec<PathBuf> = names.iter().map(|name| folder.join(name)).collect();
        paths.iter().try_for_each(|path| replaceable(path, force))?;
        let unfinished = folder.join(UNFINISHED);
        let keep = |found: &Found| {
            let files = files(found);
            if files.is_empty() {
                // What was to be replaced by nothing does not stay: it would be taken for what was asked now.
                for path in &paths {
                    let _ = std::fs::remove_file(path);
                }
                if !self.changes.running.quiet {
                    say(&format!("{} keeps nothing: there is no answer to keep", path_in_words(&folder)));
                }
            } else {
                let files: Vec<(&Path, &[u8])> =
                    paths.iter().map(PathBuf::as_path).zip(files.iter().map(|it| &it[..])).collect();
                write_files(&files, force)?;
            }
            // What is finished need not be gone on with; that there is nothing to remove is as good.
            let _ = std::fs::remove_file(&unfinished);
            Ok(())
        };
        let request = self.request(question, self.selected());
        let files = (&*self.scenarios, self.changes.tables.as_deref());
        let scenarios = ScenarioFile::asked(files, &self.typed, &request, &self.look)?;
        self.look.check(present::formats(&request.question))?;
        use_machine(&self.changes.running);
        let extent = if self.look.format().is_page() { Extent::Page } else { Extent::Whole };
        let request = Request { extent, ..request };
        let shown = (&self.look, Digits::Cents);
        let progress = Progress::keeping(FileKeeper { path: unfinished.clone(), quiet: self.changes.running.quiet });
        let answered = answer_once(&scenarios, &request, &self.changes.running, shown, (progress, Some(&keep)));
        answered.map(|(exit, _)| exit)
    }

    fn request(&self, question: Question, select: Selected) -> Request {
        Request {
            question,
            select,
            changes: (&self.changes).into(),
            audit: self.audit,
            with: self.with.clone(),
            extent: Extent::Whole,
        }
    }

    /// Puts a question, writes what was found, and a file beside it.
    pub(super) fn answer_beside(
        &self,
        question: Question,
        select: Selected,
        digits: Digits,
        beside: Option<&FileBeside<'_>>,
    ) -> Result<Exit, Failure> {
        let request = self.request(question, select);
        let files = (&*self.scenarios, self.changes.tables.as_deref());
        let scenarios = ScenarioFile::asked(files, &self.typed, &request, &self.look)?;
        answer_and(&scenarios, request, &self.changes.running, (&self.look, digits), beside)
    }
}

/// A writer of a file about what scenarios were asked.
type WriteBeside<'a> = dyn Fn(&[Prepared], &Request, &mut (dyn Write + Send)) -> Result<(), Failure> + 'a;

/// The file in the folder of an answer that says how far it is.
const UNFINISHED: &str = "unfinished.json";

/// A file in which an answer keeps what it has worked out.
#[derive(Debug)]
struct FileKeeper {
    path: PathBuf,
    /// Whether nothing is said of it.
    quiet: bool,
}

impl Keeper for FileKeeper {
    fn kept(&self) -> Option<String> {
        std::fs::read_to_string(&self.path).ok()
    }

    fn keep(&self, state: String) {
        // An answer that cannot be kept on the way is worked out all the same; writing what is found says what is wrong.
        let _ = write_files(&[(&self.path, state.as_bytes())], true);
    }

    fn resumed(&self, done: u64, of: u64) {
        if !self.quiet {
            say(&format!("goes on after {done} of {of} draws, which {} keeps", path_in_words(&self.path)));
        }
    }
}

/// What keeps something of what was found.
type KeepFound<'a> = dyn Fn(&Found) -> Result<(), Failure> + 'a;

/// A file that is written beside an answer.
pub(super) struct FileBeside<'a> {
    /// Its path.
    pub(super) path: &'a Path,
    /// What writes it.
    pub(super) write: &'a WriteBeside<'a>,
}

/// Arguments of `compare`.
#[derive(Debug, Args)]
pub(super) struct CompareArguments {
    #[command(flatten)]
    plain: RouteArguments,
    /// How often the uncertain figures are drawn to see whether they decide who is cheapest; 0 for not at all [default:
    /// 1000 for up to four demands, else 0]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(0..=MAX_DRAWS))]
    draws: Option<u64>,
    /// How much of each answer is worked out: with less than `all` a batch of very many demands takes a
    /// fraction of the time
    #[arg(long, value_enum, default_value_t, conflicts_with = "draws")]
    detail: ComparedDetail,
    /// Give the chances on published claims: the folder that `corridor calibrate .. -o FOLDER` wrote; totals stay as they are
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["draws", "detail", "by"])]
    with: Option<PathBuf>,
    /// Compare in each month of the year of the scenario's date, one scenario at a time
    #[arg(long, value_enum, value_name = "PERIOD", conflicts_with_all = ["draws", "detail"])]
    by: Option<ComparedBy>,
    /// Show what the shipper, payers of support, railways, ports and others pay and receive on each corridor, and what
    /// would be cheapest without support
    #[arg(long, conflicts_with_all = ["draws", "detail", "by"])]
    payer: bool,
}

/// What a comparison is repeated over.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum ComparedBy {
    /// Each month of the year of the scenario's date, which --date may change
    Month,
}

/// How much of each answer is worked out.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum ComparedDetail {
    /// The total by each corridor and its rank
    Totals,
    /// The eleven parts, the days, the kilometres by mode and the emissions too
    Parts,
    /// The places on the way too
    Route,
    /// The total by each corridor; CSV has a row for each origin and a column for each destination
    Matrix,
    /// Everything: steps, range, how sure the answer is, and reasons where there is no route
    #[default]
    All,
}

impl CompareArguments {
    /// Compares the corridors.
    pub(super) fn run(mut self) -> Result<Exit, Failure> {
        self.plain.asked.with = self.with.take();
        if let Some(ComparedBy::Month) = self.by {
            return self.plain.run(Question::Months(MonthsQuestion::default()));
        }
        if self.payer {
            return self.plain.run(Question::Payers(PayersQuestion::default()));
        }
        let totals = |detail| Question::Totals(TotalsQuestion { detail });
        self.plain.run(match self.detail {
            ComparedDetail::Totals => totals(TotalsDetail::Totals),
            ComparedDetail::Parts => totals(TotalsDetail::Parts),
            ComparedDetail::Route => totals(TotalsDetail::Route),
            ComparedDetail::Matrix => totals(TotalsDetail::Matrix),
            ComparedDetail::All => Question::Compare(CompareQuestion { draws: self.draws }),
        })
    }
}

/// Arguments of `route`.
#[derive(Debug, Args)]
pub(super) struct RouteArguments {
    #[command(flatten)]
    asked: Asked,
    /// Print amounts in tables with all six decimals instead of rounding them to the cent
    #[arg(long)]
    exact: bool,
}

impl RouteArguments {
    /// Puts a question and writes what was found.
    pub(super) fn run(&self, question: Question) -> Result<Exit, Failure> {
        self.asked.answer_with(question, decimals(self.exact))
    }
}

/// Returns the decimals of tables, all of which `--exact` asks for.
pub(super) const fn decimals(exact: bool) -> Digits {
    if exact { Digits::All } else { Digits::Cents }
}

/// Puts a request to scenario files and writes what was found; with `--watch` again after each change of a file.
pub(super) fn answer(
    scenarios: &[ScenarioFile],
    request: Request,
    running: &Running,
    look: &LookArguments,
    digits: Digits,
) -> Result<Exit, Failure> {
    answer_and(scenarios, request, running, (look, digits), None)
}

/// Does the same, and writes a file beside the answer.
fn answer_and(
    scenarios: &[ScenarioFile],
    request: Request,
    running: &Running,
    (look, digits): (&LookArguments, Digits),
    beside: Option<&FileBeside<'_>>,
) -> Result<Exit, Failure> {
    look.check(present::formats(&request.question))?;
    if let Some(beside) = beside {
        if look.watch {
            return Err(Failure::Usage("--watch asks again and writes no file beside the answer".to_owned()));
        }
        replaceable(beside.path, look.force)?;
    }
    let extent = if look.format().is_page() { Extent::Page } else { Extent::Whole };
    let request = Request { extent, ..request };
    use_machine(running);
    if look.watch {
        return Err(answer_again(scenarios, &request, running, look, digits));
    }
    let (exit, prepared) = answer_once(scenarios, &request, running, (look, digits), (Progress::default(), None))?;
    if let Some(beside) = beside {
        let inputs = prepared.iter().flat_map(|case| &case.scenario().inputs).map(|input| PathBuf::from(&input.path));
        spare([beside.path], inputs)?;
        let mut failed = None;
        let written = write_parts(beside.path, look.force, |to| {
            (beside.write)(&prepared, &request, to).map_err(|failure| {
                failed = Some(failure);
                std::io::ErrorKind::Other.into()
            })
        });
        failed.map_or(written, Err)?;
    }
    for typed in scenarios.iter().filter_map(ScenarioFile::typed) {
        typed.close(look, running)?;
    }
    // The program ends here, and all its memory goes back at once: taking it apart would be wasted time.
    std::mem::forget(prepared);
    Ok(exit)
}

/// Puts a request to scenario files and writes what was found; returns what it was put to, too.
fn answer_once(
    scenarios: &[ScenarioFile],
    request: &Request,
    running: &Running,
    (look, digits): (&LookArguments, Digits),
    (progress, keep): (Progress, Option<&KeepFound<'_>>),
) -> Result<(Exit, Vec<Prepared>), Failure> {
    let prepared =
        prepare_files(scenarios, &request.changes.overrides().map_err(Failure::Invalid)?, running, look.lang)?;
    // A question that was typed in has the name of the file to keep it in, and is not read from there.
    let is_typed = |path: &PathBuf| scenarios.iter().filter_map(ScenarioFile::typed).any(|typed| typed.path == *path);
    let tables = prepared.iter().flat_map(|case| &case.scenario().inputs).map(|input| PathBuf::from(&input.path));
    let tables = tables.filter(|path| !is_typed(path));
    let read: Vec<PathBuf> =
        scenarios.iter().filter_map(ScenarioFile::path).chain(tables).chain(request.files()).collect();
    let kept = scenarios.iter().filter_map(|scenario| scenario.typed()?.kept());
    spare(look.output.as_deref().into_iter().chain(kept), &read)?;
    let watching = Watching::of(&progress, running.quiet);
    let found = analysis::answer(&prepared, request, &progress)?;
    drop(watching);
    memory::check(running.max_memory)?;
    let reading = Reading { lang: look.lang, digits };
    let has_inert = look.write(|to| {
        if look.bom {
            to.write_all("\u{feff}".as_bytes())?;
        }
        match look.format() {
            #[cfg(feature = "xlsx")]
            Format::Xlsx => {
                let asked = (request, &*prepared);
                present::xlsx::write_book(&found, asked, reading, &look.columns, to).map(|()| false)
            }
            format => present::write_to(&found, format, reading, look.screen(), &look.columns, to),
        }
    })?;
    if has_inert && !running.quiet {
        say(INERT);
    }
    keep.map_or(Ok(()), |keep| keep(&found))?;
    let exit = Exit::of(&found);
    if !look.watch {
        std::mem::forget(found);
    }
    Ok((exit, prepared))
}

/// Answers a request, and again after each change of a file that it rests on, until Ctrl-C; returns what makes no sense.
fn answer_again(
    scenarios: &[ScenarioFile],
    request: &Request,
    running: &Running,
    look: &LookArguments,
    digits: Digits,
) -> Failure {
    if scenarios.iter().filter_map(ScenarioFile::typed).any(|typed| typed.kept().is_some()) {
        return Failure::Usage("--save keeps one question and --watch asks again: give one of them".to_owned());
    }
    let mut look = look.clone();
    let mut files = FileWatch::default();
    files.add(scenarios.iter().filter_map(ScenarioFile::path).chain(request.files()));
    files.add(scenarios.iter().filter_map(ScenarioFile::tables));
    end_quietly();
    loop {
        look.clear_screen();
        match answer_once(scenarios, request, running, (&look, digits), (Progress::default(), None)) {
            // The first answer replaces no file that it was not told to; the next ones replace their own.
            Ok((_, prepared)) => {
                look.force = true;
                for case in &prepared {
                    files.add_inputs(case);
                }
            }
            Err(usage @ Failure::Usage(_)) => return usage,
            Err(failure) => {
                failure.report();
                if let Failure::Invalid(problems) = &failure {
                    files.add_faulty(problems);
                }
            }
        }
        if !running.quiet {
            say("answered again when a file changes; Ctrl-C ends");
        }
        files.wait();
    }
}

impl Exit {
    /// Returns how the program ends on something that was found.
    fn of(found: &Found) -> Self {
        match found {
            Found::Test(expectations) if !expectations.are_met => Self::Unmet,
            _ if found.is_answered() => Self::Answered,
            _ => Self::NoRoute,
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Request(cause) => Self::Usage(cause.to_string()),
            Refusal::Invalid(problems) => Self::Invalid(problems),
            Refusal::Nothing { .. } => Self::Nothing(refusal.to_string()),
            Refusal::Audit(_) | Refusal::Failed { .. } => Self::Failed(refusal.to_string()),
        }
    }
}
