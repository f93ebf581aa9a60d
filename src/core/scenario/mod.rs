//! Stage 1: files as written, with positions; inheritance, layering and overrides.
//!
//! [`Scenario::load`] reads a scenario file, the files that it extends and the tables of all of them, applies the
//! changes of `[set]` and of the caller, and makes every check that needs no knowledge of the meaning. It continues
//! after each problem, so that all problems are reported at once.

#[cfg(feature = "xlsx")]
mod book;
mod bounds;
mod cell;
mod chain;
// One line a column reads better than what the formatter makes of it.
#[rustfmt::skip]
mod columns;
mod conform;
mod correlation;
mod counted;
mod degrees;
mod document;
mod doubts;
mod draws;
mod fitted;
mod gtfs;
mod import;
mod key_index;
mod keys;
mod kind;
mod layer;
mod layers;
mod levels;
mod made;
mod neutral;
mod number;
mod overrides;
mod paths;
mod plan;
mod quotes;
mod references;
mod role;
mod row;
mod rows;
mod schema;
mod settings;
mod sheet;
mod shipped;
mod source;
mod stored;
mod table;
mod tree;
mod unchanged;
mod unread;
mod value;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::problem::{Code, Problem, Problems, Severity};
use crate::units::{Decimal, Lang};

pub use bounds::of_figure as bounds_of;
pub use columns::{FigurePart, Kind, TableColumn, TableName};
pub(crate) use correlation::{MIN_OWN_WEIGHT, cholesky, connected_groups};
pub(crate) use counted::commodity_chain;
pub(crate) use document::is_like;
pub use document::{
    Cargo, Change, Correlated, CorridorSection, CountedAmount, DemandSection, Document, Expect, Fill, Given,
    Hypothesis, Market, Number, Override, Range, Uncertain, Wait,
};
pub use fitted::{FittedDraws, FittedError};
pub use gtfs::{GtfsError, GtfsOptions, GtfsScenario, read_feed, scenario_of_feed};
pub use import::{
    DecimalMark, HeadingRead, ImportError, ImportFile, ImportOptions, Imported, SheetKind, SheetRead, import_map,
    import_tables,
};
pub(crate) use key_index::KeyIndex;
pub use keys::{CARGO, DEMAND, Design, Key, KeyKind};
pub use levels::Level;
pub use neutral::{NeutralLeg, NeutralNetwork, NeutralNode};
pub use number::SensibleRange;
pub use plan::{Factor, Plan};
pub use quotes::{Quote, QuoteIncludes, QuoteSubject};
pub use role::Role;
pub use row::{Row, TableCell};
pub use rows::{RowIter, Rows, Tables, called_rows, similar_rows};
pub use schema::{plan_schema, scenario_schema, table_schema};
#[cfg(feature = "shipped")]
pub use shipped::shipped_files;
pub use shipped::{NothingShipped, SHIPPED, check_shipped, seen_from_here};
pub use source::{InputFile, MAX_TEXT_BYTES, changed, near_file, read_at_most, read_file, sha256};
pub use stored::StoredTable;
pub use unchanged::ScenarioFiles;
pub use value::Value;

use chain::Chain;
use conform::Conform;
use layers::Layered;
use paths::{PathTarget, Paths};
use references::Names;
use tree::{Entry, Node, get};
use unchanged::UnchangedFiles;

/// A scenario as its files state it: read, inherited, layered, changed, and free of errors.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// The file's name without folder and extension.
    pub name: String,
    /// The file.
    pub path: PathBuf,
    /// Its text, where it was given as text and not read.
    pub text: Option<String>,
    /// The folder or workbook that was given in place of the tables that it names.
    pub given_tables: Option<PathBuf>,
    /// The language of its titles and of the names of its figures.
    pub lang: Lang,
    /// The question and settings.
    pub document: Document,
    /// The tables of the modelled world.
    pub tables: Tables,
    /// Every file that was read.
    pub inputs: Vec<InputFile>,
    /// The problems that do not stop the run.
    pub warnings: Problems,
    files: ReadFiles,
}

/// The files that a scenario was made of, which are no part of what it says.
#[derive(Clone, Debug)]
struct ReadFiles(Arc<UnchangedFiles>);

impl PartialEq for ReadFiles {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// The parts of a question that a file must have.
#[derive(Clone, Copy, PartialEq)]
enum Asks {
    /// At least one demand and one corridor.
    Something,
    /// None: other files extend it.
    Nothing,
}

impl Scenario {
    /// Reads a scenario that can be answered, and applies changes after those of its own `[set]`.
    ///
    /// # Errors
    /// Returns all problems of all its files where at least one of them is an error.
    pub fn load<'a>(files: impl Into<ScenarioFiles<'a>>, overrides: &[Override]) -> Result<Self, Problems> {
        load(files.into(), Vec::new(), overrides, Asks::Something)
    }

    /// Reads a scenario some of whose files are given as texts with their paths: the scenario file, tables, others; where
    /// tables of a folder are given, the folder has no others.
    ///
    /// # Errors
    /// As [`Scenario::load`].
    pub fn load_given<'a>(
        files: impl Into<ScenarioFiles<'a>>,
        given: Vec<(PathBuf, String)>,
        overrides: &[Override],
    ) -> Result<Self, Problems> {
        load(files.into(), given, overrides, Asks::Something)
    }

    /// Makes the same scenario with other changes, of the files as they were read.
    ///
    /// # Errors
    /// As [`Scenario::load`].
    pub fn again(&self, overrides: &[Override]) -> Result<Self, Problems> {
        sound(&self.files.0, overrides, Asks::Something)
    }

    /// Makes the same scenario with some changes and with titles and names in a language, of the files as they were read.
    ///
    /// # Errors
    /// As [`Scenario::load`].
    pub fn in_language(&self, lang: Lang, overrides: &[Override]) -> Result<Self, Problems> {
        sound(&UnchangedFiles { lang, ..(*self.files.0).clone() }.into(), overrides, Asks::Something)
    }

    /// Makes the same scenario with a demand from a place to another in place of its own, of the files as they were read;
    /// what is made of it again has that demand, too.
    ///
    /// # Errors
    /// As [`Scenario::load`].
    pub fn with_demand(
        &self,
        (from, to): (&str, &str),
        tonnes_per_year: Option<Decimal>,
        overrides: &[Override],
    ) -> Result<Self, Problems> {
        let given = |place: &str| vec![Given { value: place.to_owned(), span: None }];
        let tonnes_per_year = tonnes_per_year.map(|tonnes| Number::bare(tonnes, None));
        let demand = DemandSection { from: given(from), to: given(to), tonnes_per_year, regime: None, span: None };
        let files = UnchangedFiles { demands: Some(vec![demand]), ..(*self.files.0).clone() };
        sound(&files.into(), overrides, Asks::Something)
    }

    /// Reads a file that others extend: like [`Scenario::load`], but demands and corridors may be missing.
    ///
    /// # Errors
    /// Returns all problems of all its files where at least one of them is an error.
    pub fn load_base(path: &Path, overrides: &[Override]) -> Result<Self, Problems> {
        load(path.into(), Vec::new(), overrides, Asks::Nothing)
    }

    /// Reads a scenario whose only errors are amounts that cannot be read, with stand-ins for them, so that the checks of
    /// later stages can be made in the same run.
    ///
    /// Returns `None` where other errors leave the meaning open. The result is never to be answered.
    pub fn load_despite_amounts<'a>(files: impl Into<ScenarioFiles<'a>>, overrides: &[Override]) -> Option<Self> {
        despite_amounts(&UnchangedFiles::read(files.into(), Vec::new()).ok()?.into(), overrides)
    }

    /// Makes the same scenario with other changes as [`Scenario::load_despite_amounts`] reads one.
    pub fn again_despite_amounts(&self, overrides: &[Override]) -> Option<Self> {
        despite_amounts(&self.files.0, overrides)
    }

    /// Returns the path by which the register knows the figure of a path, which may name the period of a row that holds
    /// on the date; nothing where it leads nowhere.
    pub fn canonical(&self, path: &str) -> Option<String> {
        Some(match self.find(path).ok()?? {
            PathTarget::Key(_) | PathTarget::Switch | PathTarget::Quote(..) => path.to_owned(),
            PathTarget::Demand(demand, _) => format!("demand.{}.tonnes_per_year", demand + 1),
            PathTarget::Regime(demand) => format!("demand.{}.regime", demand + 1),
            PathTarget::Row(table, row, column) => {
                let row = self.tables.rows(table).at(row).path(self.document.date.value);
                format!("{row}.{}", column.name)
            }
        })
    }

    fn find(&self, path: &str) -> Result<Option<PathTarget>, Problem> {
        Paths::of(self).find(path, self.document.demands.len(), &self.tables)
    }

    /// Returns the problem that a path leads to no figure of the register: the part of the path that is wrong, or what
    /// is at its end instead.
    pub fn no_figure(&self, path: &str) -> Problem {
        let here = |why: &str| Problem::new(Code::UnknownPath, format!("`{path}` is no figure: {why}"));
        match self.find(path) {
            Err(problem) => problem,
            Ok(Some(PathTarget::Row(table, row, column))) => match self.tables.rows(table).at(row).cell(column.name) {
                None => here("the cell is blank").help("give it a value in the table, or by --set"),
                Some(_) if column.part().is_none() => here("it is no number"),
                Some(_) => here("nothing that is computed rests on it"),
            },
            Ok(Some(PathTarget::Demand(..))) => here("the demand has no yearly tonnes"),
            Ok(Some(target)) if target.range().is_none() => here("it is no number"),
            Ok(_) => here("the scenario gives it no value"),
        }
    }
}

/// The errors beside which the meaning of everything else is known.
const APART_FROM_MEANING: &[Code] = &[
    Code::UnknownKey,
    Code::BoundsDisagree,
    Code::UnknownPath,
    Code::CannotChange,
    Code::BadDistribution,
    Code::BadCorrelation,
    Code::BadCellNumber,
    Code::AbsurdCellNumber,
    Code::CellBoundsDisagree,
    Code::BoundWithoutFigure,
];

fn load(
    files: ScenarioFiles<'_>,
    given: Vec<(PathBuf, String)>,
    overrides: &[Override],
    asks: Asks,
) -> Result<Scenario, Problems> {
    sound(&UnchangedFiles::read(files, given)?.into(), overrides, asks)
}

/// Makes a scenario whose only errors are amounts that cannot be read, if it is one.
fn despite_amounts(files: &Arc<UnchangedFiles>, overrides: &[Override]) -> Option<Scenario> {
    let (scenario, problems, has_stand_ins) = make(files, overrides, Asks::Something);
    let is_error = |problem: &&Problem| problem.code.severity() == Severity::Error;
    let is_apart = |problem: &Problem| APART_FROM_MEANING.contains(&problem.code);
    (has_stand_ins && problems.iter().filter(is_error).all(is_apart)).then_some(scenario)
}

/// Makes a scenario of its files, if it has no errors.
fn sound(files: &Arc<UnchangedFiles>, overrides: &[Override], asks: Asks) -> Result<Scenario, Problems> {
    let (scenario, problems, _) = make(files, overrides, asks);
    let (scenario, warnings) = problems.or(scenario)?;
    Ok(Scenario { warnings, ..scenario })
}

/// Makes a scenario of its files with all its problems, and returns whether every amount that cannot be read has a
/// stand-in.
fn make(files: &Arc<UnchangedFiles>, overrides: &[Override], asks: Asks) -> (Scenario, Problems, bool) {
    let UnchangedFiles { path, text, given_tables, lang, start, chain, demands, layered, inputs, .. } = &**files;
    let mut problems = files.problems.clone();
    let (mut entries, mut layered) = (chain.entries.clone(), layered.clone());
    let mut changes = settings::changes(&entries);
    let (quoted, others): (Vec<_>, Vec<_>) = overrides.iter().cloned().partition(Override::is_quote);
    changes.extend(others);
    // What boxes and wagons hold is looked up for the goods, the day and the switches that are asked for.
    let (of_goods, mut changes): (Vec<_>, Vec<_>) = changes.into_iter().partition(Override::is_of_goods);
    let unknown = overrides::apply_to_tree(of_goods, &mut entries, &mut problems);
    let day = settings::date(&entries).map(|date| date.value);
    let counted = counted::convert(&mut entries, &mut changes, day, &layered, &mut problems);
    changes.extend(unknown);
    overrides::call_closed_by_keys(&mut changes, &layered.tables, &mut problems);
    let changes = overrides::apply_to_tree(changes, &mut entries, &mut problems);
    Conform { problems: &mut problems, doubts: &chain.doubts }.section(&entries, keys::TOP, "", Some(start));

    let (mut document, date) = settings::read(&entries, *lang);
    if let Some(demands) = demands {
        document.demands.clone_from(demands);
    }
    let incomplete = layered.incomplete.clone();
    document.quotes = quotes::read(&entries, &quoted, (&layered.tables, &document), date, &mut problems);
    let quotes = document.quotes.clone();
    let demands_known = !chain.doubts.concern("demand");
    let paths = Paths { date, incomplete: &incomplete, demands_known, quotes: &quotes };
    let (demands_of, quotes_of) = (&mut document.demands, &mut document.quotes);
    overrides::apply(&changes, &paths, demands_of, quotes_of, &mut layered.tables, &mut problems);
    document.counted = counted::retain(counted, &document);
    check_draws(&document, &layered, &paths, &mut problems);
    let names = Names::of(&layered);
    names.check_tables(&mut problems);
    names.check_document(&document, &mut problems);
    if !chain.doubts.concern("corridors") {
        references::check_corridors(&document, &mut problems);
    }
    if asks == Asks::Something {
        check_question(&document, chain, &entries, demands.is_some(), &mut problems);
    }

    problems.sort();
    let scenario = Scenario {
        name: path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default(),
        path: path.clone(),
        text: text.clone(),
        given_tables: given_tables.clone(),
        lang: *lang,
        document,
        tables: layered.tables,
        inputs: inputs.clone(),
        warnings: Problems::new(),
        files: ReadFiles(files.clone()),
    };
    (scenario, problems, layered.incomplete.is_empty() && layered.amounts)
}

/// Checks that every drawn figure exists and is a number, and that its possible values make sense.
fn check_draws(document: &Document, layered: &Layered, paths: &Paths<'_>, problems: &mut Problems) {
    let drawn = document.uncertain.iter().map(|uncertain| (&uncertain.path, Some(uncertain)));
    let correlated = document.correlated.iter().flat_map(|correlated| &correlated.figures).map(|path| (path, None));
    for (path, uncertain) in drawn.chain(correlated) {
        match drawable(&path.value, document, layered, paths) {
            Ok(target) => {
                if let Some((uncertain, range)) = uncertain.zip(target.and_then(PathTarget::range)) {
                    draws::check_range(uncertain, range, problems);
                }
            }
            Err(problem) => problems.push(problem.placed(path.span.as_ref())),
        }
    }
    draws::check_correlated(&document.correlated, problems);
    if layered.incomplete.is_empty() {
        draws::check_markets(&document.markets, &layered.tables, problems);
    }
}

/// Finds the figure of a path for draws; nothing where that cannot be said because of other problems.
///
/// # Errors
/// Returns why no figure that can be drawn has this path.
fn drawable(
    path: &str,
    document: &Document,
    layered: &Layered,
    paths: &Paths<'_>,
) -> Result<Option<PathTarget>, Problem> {
    let target = paths.find(path, document.demands.len(), &layered.tables)?;
    if target.is_some_and(|target| target.range().is_none()) {
        return Err(Problem::new(Code::CannotChange, format!("`{path}` is not a number")));
    }
    if let Some(PathTarget::Row(table, row, column)) = target
        && layered.tables.rows(table).at(row).cell(column.name).is_none()
    {
        let problem = Problem::new(Code::CannotChange, format!("`{path}` is blank and cannot be drawn"));
        return Err(problem.help("give the figure in the table, or set it"));
    }
    Ok(target)
}

/// Checks that there are demands and corridors, unless another problem may be the reason for their absence.
fn check_question(document: &Document, chain: &Chain, entries: &[Entry], has_file: bool, problems: &mut Problems) {
    let has_shape =
        |key: &str| get(entries, key).is_none_or(|item| matches!(item.node, Node::List(_) | Node::Table(_)));
    let place = |key: &str| get(entries, key).and_then(|item| item.span.as_ref()).or(chain.start.as_ref());
    let demands_known = !chain.doubts.concern("demand") && (has_file || has_shape("demand"));
    if document.demands.is_empty() && demands_known {
        let problem = Problem::new(Code::NoDemand, "nothing is to be carried: there is no demand");
        let problem = problem.help("add a section [[demand]] with from and to, or demand = \"demand.csv\"");
        problems.push(problem.placed(place("demand")));
    }
    if document.corridors.is_empty() && !chain.doubts.concern("corridors") && has_shape("corridors") {
        let problem = Problem::new(Code::NoCorridor, "there is no corridor to compare");
        let problem = problem.help("add a section [corridors.NAME]; an empty one allows every way");
        problems.push(problem.placed(place("corridors")));
    }
}
