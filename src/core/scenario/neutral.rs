//! A neutral network of flows: two tables, `nodes.csv` and `legs.csv`, read as they are, without a scenario.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::problem::{Code, Problem, Problems, SourceFile, Span};
use crate::units::Decimal;

use super::columns::{NEUTRAL_LEGS, NEUTRAL_NODES, TableColumn};
use super::shipped;
use super::source::{Files, InputFile};
use super::table::{Record, Records};

/// A network of flows, each of its names known.
#[derive(Clone, Debug, PartialEq)]
pub struct NeutralNetwork {
    /// The files that were read.
    pub inputs: Vec<InputFile>,
    /// The nodes, in the order of the file.
    pub nodes: Vec<NeutralNode>,
    /// The legs, in the order of the file.
    pub legs: Vec<NeutralLeg>,
}

/// A node.
#[derive(Clone, Debug, PartialEq)]
pub struct NeutralNode {
    /// The name.
    pub name: String,
    /// The units that it sends, above 0, or needs, below 0.
    pub supply: Decimal,
    /// The position of the supply.
    pub span: Span,
}

/// A leg.
#[derive(Clone, Debug, PartialEq)]
pub struct NeutralLeg {
    /// The name.
    pub name: String,
    /// The position in `nodes` of the node at which it begins.
    pub from: usize,
    /// The position in `nodes` of the node at which it ends.
    pub to: usize,
    /// The most units that it carries; nothing where there is no limit.
    pub capacity: Option<Decimal>,
    /// The cost of each unit.
    pub cost: Decimal,
    /// The position of the row.
    pub span: Span,
}

impl NeutralNetwork {
    /// Returns the files of a folder that make a network.
    pub fn files(folder: &Path) -> [std::path::PathBuf; 2] {
        ["nodes.csv", "legs.csv"].map(|name| folder.join(name))
    }

    /// Reads a network from a folder.
    ///
    /// # Errors
    /// Returns all problems of its files at once.
    pub fn load(folder: &Path) -> Result<Self, Problems> {
        let mut problems = Problems::new();
        let mut files = Files::default();
        let [nodes, legs] = Self::files(&shipped::file(folder)).map(|file| files.read(&file, None, &mut problems));
        let nodes = nodes.map(|source| read_nodes(&source, &mut problems)).unwrap_or_default();
        let legs = legs.map(|source| read_legs(&source, &nodes, &mut problems)).unwrap_or_default();
        problems.sort();
        problems.or(Self { inputs: files.inputs, nodes, legs }).map(|(network, _)| network)
    }
}

/// The cells of one row that can be read.
struct NeutralRow<'a> {
    record: &'a Record<'a>,
    source: &'a Arc<SourceFile>,
}

impl NeutralRow<'_> {
    /// Returns a text with its position.
    fn text(&self, column: usize) -> Option<(String, Span)> {
        let (_, cell) = self.record.cells.iter().find(|&&(at, _)| at == column)?;
        Some((cell.text.trim().to_owned(), cell.span(self.source)))
    }

    fn number(&self, column: usize) -> Option<(Decimal, Span)> {
        let (text, span) = self.text(column)?;
        Some((Decimal::parse(&text).ok()?, span))
    }
}

/// Reads all rows that have a name; each name belongs to one row.
fn read_rows<T>(
    source: &Arc<SourceFile>,
    columns: &'static [TableColumn],
    problems: &mut Problems,
    mut row: impl FnMut(&NeutralRow<'_>, String, Span, &mut Problems) -> Option<T>,
) -> Vec<T> {
    let Some(mut records) = Records::open(source, columns, problems) else { return Vec::new() };
    let (mut rows, mut record) = (Vec::new(), Record::default());
    let mut names: BTreeMap<String, Span> = BTreeMap::new();
    while records.read(&mut record, problems) {
        let cells = NeutralRow { record: &record, source };
        let Some((name, span)) = cells.text(0) else { continue };
        if let Some(first) = names.get(&name) {
            let problem = Problem::new(Code::RepeatedRow, format!("the {} `{name}` is given twice", columns[0].name));
            problems.push(problem.at(&span).related(first, "first given here").help("give each row a name of its own"));
            continue;
        }
        names.insert(name.clone(), span.clone());
        rows.extend(row(&cells, name, span, problems));
    }
    rows
}

fn read_nodes(source: &Arc<SourceFile>, problems: &mut Problems) -> Vec<NeutralNode> {
    read_rows(source, NEUTRAL_NODES, problems, |cells, name, span, _| {
        // A node whose supply cannot be read can still be referred to.
        let (supply, span) = cells.number(1).unwrap_or((Decimal::ZERO, span));
        Some(NeutralNode { name, supply, span })
    })
}

fn read_legs(source: &Arc<SourceFile>, nodes: &[NeutralNode], problems: &mut Problems) -> Vec<NeutralLeg> {
    let places: BTreeMap<&str, usize> = nodes.iter().enumerate().map(|(at, node)| (&*node.name, at)).collect();
    read_rows(source, NEUTRAL_LEGS, problems, |cells, name, span, problems| {
        let mut end = |column: usize| {
            let (node, span) = cells.text(column)?;
            let found = places.get(&*node).copied();
            if found.is_none() && !nodes.is_empty() {
                let problem = Problem::new(Code::UnknownReference, format!("`{node}` is no node of nodes.csv"));
                problems.push(problem.at(&span).suggest(&node, places.keys().copied()));
            }
            found
        };
        let (from, to) = (end(1), end(2));
        let capacity = cells.number(3).map(|(capacity, _)| capacity);
        Some(NeutralLeg { name, from: from?, to: to?, capacity, cost: cells.number(4)?.0, span })
    })
}
