//! The files of a scenario as they were read, before any change: what other changes of the same scenario begin with.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::problem::{Problems, Span};
use crate::units::Lang;

use super::chain::Chain;
use super::document::DemandSection;
use super::layer::TableFolder;
use super::layers::{self, Layered};
use super::settings;
use super::shipped::{self, shown};
use super::source::{Files, InputFile};
use super::tree::{Node, get};

/// The files that a scenario is read from.
#[derive(Clone, Copy, Debug)]
pub struct ScenarioFiles<'a> {
    /// The scenario file.
    pub path: &'a Path,
    /// A folder of tables, or a workbook with a sheet for each, in place of those that the scenario names.
    pub tables: Option<&'a Path>,
    /// The language of its titles and of the names of its figures.
    pub lang: Lang,
}

impl<'a> From<&'a Path> for ScenarioFiles<'a> {
    fn from(path: &'a Path) -> Self {
        Self { path, tables: None, lang: Lang::En }
    }
}

impl<'a> From<&'a PathBuf> for ScenarioFiles<'a> {
    fn from(path: &'a PathBuf) -> Self {
        path.as_path().into()
    }
}

/// The files of a scenario without any change.
#[derive(Clone, Debug)]
pub(super) struct UnchangedFiles {
    /// The scenario file.
    pub(super) path: PathBuf,
    /// Its text, where it was given as text and not read.
    pub(super) text: Option<String>,
    /// The folder or workbook that stands for the tables that it names.
    pub(super) given_tables: Option<PathBuf>,
    /// The language of titles and names.
    pub(super) lang: Lang,
    /// The start of the scenario file.
    pub(super) start: Span,
    /// The merged keys of the scenario file and all that it extends.
    pub(super) chain: Chain,
    /// The demands of a file of their own, if there is one that can be read.
    pub(super) demands: Option<Vec<DemandSection>>,
    /// The tables of all folders.
    pub(super) layered: Layered,
    /// The files read.
    pub(super) inputs: Vec<InputFile>,
    /// The problems of reading them.
    pub(super) problems: Problems,
}

impl UnchangedFiles {
    /// Reads the files of a scenario, some of which may be given as texts.
    ///
    /// # Errors
    /// Returns the problems of a scenario file that cannot be read at all.
    pub(super) fn read(scenario: ScenarioFiles<'_>, given: Vec<(PathBuf, String)>) -> Result<Self, Problems> {
        let path = shipped::file(scenario.path).into_owned();
        let mut problems = Problems::new();
        let text = given.iter().find(|(given, _)| *given == path).map(|(_, text)| text.clone());
        let mut files = Files { given, ..Files::default() };
        let mut chain = Chain::read(&path, &mut files, &mut problems);
        if let Some(folder) = scenario.tables {
            chain.layers = vec![TableFolder { folder: folder.to_owned(), span: None }];
        }
        // If the file is missing, no other check makes sense.
        let Some(start) = chain.start.clone() else { return Err(problems) };
        let demand_file = demand_file(&chain);
        let used: BTreeSet<String> = demand_file.iter().map(|(path, _)| shown(path)).collect();
        let demands = demand_file.and_then(|(path, span)| files.read(&path, span.as_ref(), &mut problems));
        let demands = demands.map(|source| settings::read_demands(&source, &mut problems));
        let layered = layers::read(&chain.layers, &used, &mut files, &mut problems);
        let given_tables = scenario.tables.map(Path::to_owned);
        let lang = scenario.lang;
        Ok(Self { path, text, given_tables, lang, start, chain, demands, layered, inputs: files.inputs, problems })
    }
}

/// Returns the path of the file that `demand` names, and the position of that name.
fn demand_file(chain: &Chain) -> Option<(PathBuf, Option<Span>)> {
    let item = get(&chain.entries, "demand")?;
    let Node::Text(name) = &item.node else { return None };
    Some((chain.demand_folder.join(name), item.span.clone()))
}
