//! Stage 1: files as written, with positions; inheritance, layering and overrides.
//!
//! [`Scenario::load`] reads a scenario file, the files that it extends and the tables of all of them, applies the
//! changes of `[set]` and of the caller, and makes every check that needs no knowledge of the meaning. It continues
//! after each problem, so that all problems are reported at once.

mod bounds;
mod cell;
mod chain;
// One line a column reads better than what the formatter makes of it.
#[rustfmt::skip]
mod columns;
mod conform;
mod demands;
mod document;
mod draws;
mod keys;
mod layers;
mod levels;
mod number;
mod overrides;
mod paths;
mod plan;
mod references;
mod role;
mod row;
mod schema;
mod settings;
mod sheet;
mod shipped;
mod shown;
mod source;
mod table;
mod tree;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::problem::{Code, Problem, Problems, Span};

pub use bounds::of_figure as bounds_of;
pub use columns::{
    BASES, FORMS, FORMS_OR_ANY, FigurePart, GRADES, Kind, MODES, MODES_OR_ANY, REGIMES_OR_ANY, TableColumn, TableName,
};
pub use document::{
    Cargo, Change, Correlated, CorridorSection, DemandSection, Document, Expect, Given, Number, Override, Range,
    Uncertain, Wait,
};
pub use keys::{FigureKey, cargo_figures, demand_figures};
pub use levels::Level;
pub use paths::ALWAYS;
pub use plan::{Design, Factor, Plan};
pub use role::Role;
pub use row::{Row, TableCell, Tables, Value, similar_rows};
pub use schema::{plan_schema, scenario_schema, table_schema};
#[cfg(feature = "shipped")]
pub use shipped::shipped_files;
pub use shipped::{NothingShipped, check_shipped};
pub use shown::SHIPPED;
pub use source::{HashedFile, changed, sha256};

use chain::Chain;
use conform::{Conform, placed};
use keys::{Key, KeyKind};
use layers::Layered;
use paths::{OwnKey, PathTarget, Paths};
use references::Names;
use shown::shown;
use source::Files;
use tree::{Node, get};

/// The place of a number in a scenario's files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberPlace {
    /// A key of the section `[cargo]`, by its role.
    Cargo(Role),
    /// The yearly tonnes of a demand, by its position in the file.
    Demand(usize),
    /// A cell of a table.
    Cell {
        /// The table.
        table: TableName,
        /// The position of the row.
        row: usize,
        /// The heading of the column.
        column: &'static str,
    },
}

/// A scenario as its files state it: read, inherited, layered, changed, and free of errors.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// The file's name without folder and extension.
    pub name: String,
    /// The file.
    pub path: PathBuf,
    /// Its text, where it was given as text and not read.
    pub text: Option<String>,
    /// The question and settings.
    pub document: Document,
    /// The tables of the modelled world.
    pub tables: Tables,
    /// Every file that was read.
    pub inputs: Vec<HashedFile>,
    /// The problems that do not stop the run.
    pub warnings: Problems,
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
    pub fn load(path: &Path, overrides: &[Override]) -> Result<Self, Problems> {
        load(path, None, overrides, Asks::Something)
    }

    /// Reads a scenario from a text, as if it were a file of that path; the files that it names are read.
    ///
    /// # Errors
    /// As [`Scenario::load`].
    pub fn load_text(path: &Path, text: &str, overrides: &[Override]) -> Result<Self, Problems> {
        load(path, Some(text.to_owned()), overrides, Asks::Something)
    }

    /// Reads the same scenario anew with other changes.
    ///
    /// # Errors
    /// As [`Scenario::load`].
    pub fn again(&self, overrides: &[Override]) -> Result<Self, Problems> {
        load(&self.path, self.text.clone(), overrides, Asks::Something)
    }

    /// Reads a file that others extend: like [`Scenario::load`], but demands and corridors may be missing.
    ///
    /// # Errors
    /// Returns all problems of all its files where at least one of them is an error.
    pub fn load_base(path: &Path, overrides: &[Override]) -> Result<Self, Problems> {
        load(path, None, overrides, Asks::Nothing)
    }

    /// Returns where the number of a path is; nothing where it leads to none.
    pub fn locate(&self, path: &str) -> Option<NumberPlace> {
        match self.find(path).ok()?? {
            PathTarget::Own(OwnKey::Cargo(Key { kind: KeyKind::Figure(role, _), .. })) => {
                Some(NumberPlace::Cargo(*role))
            }
            PathTarget::Own(_) => None,
            PathTarget::Demand(demand) => Some(NumberPlace::Demand(demand)),
            PathTarget::Row(table, row, column) => {
                column.part().map(|_| NumberPlace::Cell { table, row, column: column.name })
            }
        }
    }

    fn find<'a>(&self, path: &'a str) -> Result<Option<PathTarget<'a>>, Problem> {
        let none = BTreeSet::new();
        let paths = Paths { date: Some(self.document.date.value), incomplete: &none, demands_known: true };
        paths.find(path, self.document.demands.len(), &self.tables)
    }

    /// Returns the problem that a path leads to no figure of the register: the part of the path that is wrong, or what
    /// is at its end instead.
    pub fn no_figure(&self, path: &str) -> Problem {
        let here = |why: &str| Problem::new(Code::UnknownPath, format!("`{path}` is no figure: {why}"));
        match self.find(path) {
            Err(problem) => problem,
            Ok(Some(PathTarget::Row(table, row, column))) => match self.tables.rows(table)[row].cell(column.name) {
                None => here("the cell is blank").help("give it a value in the table, or by --set"),
                Some(cell) if !matches!(cell.value, Value::Number(_)) => here("it is no number"),
                Some(_) => here("nothing that is computed rests on it"),
            },
            Ok(Some(PathTarget::Demand(_))) => here("the demand has no yearly tonnes"),
            Ok(Some(PathTarget::Own(key))) if !key.is_figure() => here("it is no number"),
            Ok(_) => here("the scenario gives it no value"),
        }
    }
}

fn load(path: &Path, text: Option<String>, overrides: &[Override], asks: Asks) -> Result<Scenario, Problems> {
    let path = &*shipped::file(path);
    let mut problems = Problems::new();
    let given = text.clone().map(|text| (path.to_owned(), text));
    let mut files = Files { given, ..Files::default() };
    let mut chain = Chain::read(path, &mut files, &mut problems);
    // If the file is missing, no other check makes sense.
    let Some(start) = chain.start.clone() else { return Err(problems) };

    let mut changes = settings::changes(&chain.entries);
    changes.extend_from_slice(overrides);
    let changes = overrides::apply_to_tree(changes, &mut chain.entries, &mut problems);
    Conform { problems: &mut problems, doubts: &chain.doubts }.section(&chain.entries, keys::TOP, "", Some(&start));

    let (mut document, date) = settings::read(&chain.entries);
    let demand_file = demand_file(&chain);
    let used: BTreeSet<String> = demand_file.iter().map(|(path, _)| shown(path)).collect();
    let demands = demand_file.and_then(|(path, span)| files.read(&path, span.as_ref(), &mut problems));
    if let Some(source) = &demands {
        document.demands = demands::read(source, &mut problems);
    }
    let mut layered = layers::read(&chain.layers, &used, &mut files, &mut problems);

    let incomplete = layered.incomplete.clone();
    let paths = Paths { date, incomplete: &incomplete, demands_known: !chain.doubts.concern("demand") };
    overrides::apply(&changes, &paths, &mut document.demands, &mut layered.tables, &mut problems);
    check_draws(&document, &layered, &paths, &mut problems);
    let names = Names::of(&layered);
    names.check_tables(&mut problems);
    names.check_document(&document, &settings::switch_names(&chain.entries), &mut problems);
    if !chain.doubts.concern("corridors") {
        references::check_corridors(&document, &mut problems);
    }
    if asks == Asks::Something {
        check_question(&document, &chain, demands.is_some(), &mut problems);
    }

    problems.sort();
    let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let ((document, tables), warnings) = problems.or((document, layered.tables))?;
    Ok(Scenario { name, path: path.to_owned(), text, document, tables, inputs: files.inputs, warnings })
}

/// Returns the path of the file that `demand` names, and the position of that name.
fn demand_file(chain: &Chain) -> Option<(PathBuf, Option<Span>)> {
    let item = get(&chain.entries, "demand")?;
    let Node::Text(name) = &item.node else { return None };
    Some((chain.demand_folder.join(name), item.span.clone()))
}

/// Checks that every drawn figure exists and is a number, and that its possible values make sense.
fn check_draws(document: &Document, layered: &Layered, paths: &Paths<'_>, problems: &mut Problems) {
    let mut check = |path: &Given<String>| match drawable(&path.value, document, layered, paths) {
        Ok(target) => target.and_then(PathTarget::sensible),
        Err(problem) => {
            problems.push(placed(problem, path.span.as_ref()));
            None
        }
    };
    let sensible: Vec<_> = document.uncertain.iter().map(|uncertain| check(&uncertain.path)).collect();
    for path in document.correlated.iter().flat_map(|correlated| &correlated.figures) {
        check(path);
    }
    for (uncertain, sensible) in document.uncertain.iter().zip(sensible) {
        if let Some(sensible) = sensible {
            draws::check_range(uncertain, sensible, problems);
        }
    }
    draws::check_correlated(&document.correlated, problems);
}

/// Finds the figure of a path for draws; nothing where that cannot be said because of other problems.
///
/// # Errors
/// Returns why no figure that can be drawn has this path.
fn drawable<'a>(
    path: &'a str,
    document: &Document,
    layered: &Layered,
    paths: &Paths<'_>,
) -> Result<Option<PathTarget<'a>>, Problem> {
    let target = paths.find(path, document.demands.len(), &layered.tables)?;
    let no_number = || Err(Problem::new(Code::CannotChange, format!("`{path}` is not a number")));
    match target {
        Some(PathTarget::Own(key)) if !key.is_figure() => no_number(),
        Some(PathTarget::Row(_, _, column)) if column.part().is_none() => no_number(),
        Some(PathTarget::Row(table, index, column))
            if layered.tables.rows(table).get(index).is_some_and(|row| row.cell(column.name).is_none()) =>
        {
            let problem = Problem::new(Code::CannotChange, format!("`{path}` is blank and cannot be drawn"));
            Err(problem.help("give the figure in the table, or set it"))
        }
        _ => Ok(target),
    }
}

/// Checks that there are demands and corridors, unless another problem may be the reason for their absence.
fn check_question(document: &Document, chain: &Chain, has_file: bool, problems: &mut Problems) {
    let entries = chain.entries.as_slice();
    let has_shape =
        |key: &str| get(entries, key).is_none_or(|item| matches!(item.node, Node::List(_) | Node::Table(_)));
    let place = |key: &str| get(entries, key).and_then(|item| item.span.as_ref()).or(chain.start.as_ref());
    let demands_known = !chain.doubts.concern("demand") && (has_file || has_shape("demand"));
    if document.demands.is_empty() && demands_known {
        let problem = Problem::new(Code::NoDemand, "nothing is to be carried: there is no demand");
        let problem = problem.help("add a section [[demand]] with from and to, or demand = \"demand.csv\"");
        problems.push(placed(problem, place("demand")));
    }
    if document.corridors.is_empty() && !chain.doubts.concern("corridors") && has_shape("corridors") {
        let problem = Problem::new(Code::NoCorridor, "there is no corridor to compare");
        let problem = problem.help("add a section [corridors.NAME]; an empty one allows every way");
        problems.push(placed(problem, place("corridors")));
    }
}
