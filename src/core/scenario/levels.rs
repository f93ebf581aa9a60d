//! The levels of figures in a plan, converted to values.

use std::collections::BTreeSet;

use crate::problem::{Code, Problem, Problems, Span};
use crate::units::Decimal;

use super::columns::{Kind, TableColumn};
use super::conform::{Conform, join, placed};
use super::document::{Document, Number};
use super::keys::{self, ANY_NUMBER, Key, KeyKind, Sensible};
use super::number::read_number;
use super::paths::{OwnKey, PathTarget, Paths};
use super::row::Value;
use super::tree::{Doubts, Entry, Item, Node, get};
use super::{Row, Scenario, bounds, cell};

/// The value of a figure, or of another key of the scenario, in a run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// A number.
    Number(Decimal),
    /// Another value, as `--set` would give it.
    Word(String),
}

impl Level {
    /// Returns the value as `--set` would give it.
    pub fn to_text(&self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Word(word) => word.clone(),
        }
    }
}

/// A level as it is written in a plan.
#[derive(Clone, Debug)]
pub(super) enum WrittenLevel<'a> {
    /// A value, or one of the words `low`, `value` and `high`.
    Value(&'a str),
    /// A factor.
    Times(&'a str),
    /// An amount to add.
    Plus(&'a str),
}

impl<'a> WrittenLevel<'a> {
    /// Parses a cell of a CSV file as `--set` parses the text after `=`.
    pub(super) fn of_cell(text: &'a str) -> Self {
        if let Some(factor) = text.strip_prefix('*') {
            Self::Times(factor)
        } else if let Some(amount) = text.strip_prefix('+') {
            Self::Plus(amount)
        } else {
            Self::Value(text)
        }
    }
}

/// The figure or key at a path of a plan, with everything that its levels need.
pub(super) struct Target<'a> {
    path: String,
    kind: TargetKind<'a>,
}

enum TargetKind<'a> {
    /// A number: its value in the scenario, its bounds, its unit, and its sensible range.
    Figure { base: Option<Decimal>, bounds: [Option<Decimal>; 2], unit: &'a str, least: f64, most: f64 },
    /// Another cell of a table.
    TableCell(&'a Row, &'static TableColumn),
    /// Another key of the scenario.
    Key(Option<&'static Key>, Option<String>),
    /// A switch.
    Switch { name: String, is_on: bool },
}

impl<'a> Target<'a> {
    /// Finds the target of a path.
    ///
    /// # Errors
    /// Returns a problem without a position where the path leads nowhere.
    pub(super) fn find(path: &str, scenario: &'a Scenario) -> Result<Self, Problem> {
        let document = &scenario.document;
        let none = BTreeSet::new();
        let paths = Paths { date: Some(document.date.value), incomplete: &none, demands_known: true };
        let figure = |number: Option<&Number>, Sensible { unit, least, most }: Sensible| {
            let bounds = number.map_or([None; 2], |number| [number.low, number.high]);
            TargetKind::Figure { base: number.map(|number| number.value), bounds, unit, least, most }
        };
        let target = paths.find(path, document.demands.len(), &scenario.tables)?;
        let sensible = target.and_then(PathTarget::sensible);
        let kind = match (target, sensible) {
            (Some(PathTarget::Demand(index)), Some(sensible)) => {
                let tonnes = document.demands.get(index).and_then(|demand| demand.tonnes_per_year.as_ref());
                figure(tonnes, sensible)
            }
            (Some(PathTarget::Own(OwnKey::Cargo(key))), Some(sensible)) => {
                figure(cargo_number(document, key), sensible)
            }
            (Some(PathTarget::Own(key)), _) => own(key, document),
            (Some(PathTarget::Row(table, index, column)), _) => {
                of_cell(path, scenario.tables.rows(table).get(index), column)?
            }
            _ => TargetKind::Key(None, None),
        };
        Ok(Self { path: path.to_owned(), kind })
    }

    /// Returns the value in the scenario; `None` where it is blank or is no single word.
    pub(super) fn base(&self) -> Option<Level> {
        match &self.kind {
            TargetKind::Figure { base, .. } => base.map(Level::Number),
            TargetKind::TableCell(row, column) => match row.cell(column.name).map(|cell| &cell.value) {
                Some(Value::Text(text)) => Some(Level::Word(text.clone())),
                Some(Value::Flag(flag)) => Some(Level::Word(if *flag { "yes" } else { "no" }.to_owned())),
                _ => None,
            },
            TargetKind::Key(_, word) => word.clone().map(Level::Word),
            TargetKind::Switch { is_on, .. } => Some(Level::Word(is_on.to_string())),
        }
    }

    /// Returns whether the target is a number.
    pub(super) const fn is_number(&self) -> bool {
        matches!(self.kind, TargetKind::Figure { .. })
    }

    /// Computes the value of a level.
    ///
    /// # Errors
    /// Returns a problem at the given position where the figure cannot have such a value.
    pub(super) fn level(&self, written: &WrittenLevel<'_>, span: Option<&Span>) -> Result<Level, Problem> {
        let level = match &self.kind {
            TargetKind::Figure { .. } => self.number(written).map(Level::Number),
            TargetKind::TableCell(_, column) => self.word(written).and_then(|text| {
                let text = match (column.kind, text) {
                    (Kind::Flag, "true") => "yes",
                    (Kind::Flag, "false") => "no",
                    (_, text) => text,
                };
                cell::read(text, column)
                    .map(|_| Level::Word(text.to_owned()))
                    .map_err(|problem| Problem { message: format!("`{}`: {}", self.path, problem.message), ..problem })
            }),
            TargetKind::Key(key, _) => self.word(written).and_then(|text| {
                let kind = key.map_or(KeyKind::Flags, |key| key.kind);
                check_key(&bare(text), &kind, &self.path).map(|()| Level::Word(text.to_owned()))
            }),
            TargetKind::Switch { name, .. } => self.word(written).and_then(|text| {
                let text = match text {
                    "yes" => "true",
                    "no" => "false",
                    text => text,
                };
                check_key(&switch(name, text), &KeyKind::Flags, "switches").map(|()| Level::Word(text.to_owned()))
            }),
        };
        level.map_err(|problem| placed(problem, span))
    }

    fn word<'b>(&self, written: &WrittenLevel<'b>) -> Result<&'b str, Problem> {
        match written {
            WrittenLevel::Value(text) => Ok(text),
            WrittenLevel::Times(_) | WrittenLevel::Plus(_) => {
                let problem = Problem::new(Code::CannotChange, format!("`{}` is not a number", self.path));
                Err(problem.help("set it to a value"))
            }
        }
    }

    fn number(&self, written: &WrittenLevel<'_>) -> Result<Decimal, Problem> {
        let TargetKind::Figure { base, bounds, unit, least, most } = &self.kind else {
            return Err(Problem::new(Code::CannotChange, format!("`{}` is not a number", self.path)));
        };
        let read = |text: &str, least: f64, most: f64| {
            read_number(text, unit, least, most).map_err(|fault| {
                let code = if fault.absurd { Code::AbsurdNumber } else { Code::BadNumber };
                Problem::new(code, format!("`{}`: {}", self.path, fault.message)).help(fault.help)
            })
        };
        let changed = |operation: fn(Decimal, Decimal) -> Option<Decimal>, by: &str| {
            let by = read(by, ANY_NUMBER.least, ANY_NUMBER.most)?;
            let base = base.ok_or_else(|| {
                let message = format!("`{}`: there is no number to change", self.path);
                Problem::new(Code::CannotChange, message).help("give values")
            })?;
            let after = operation(base, by).ok_or_else(|| {
                Problem::new(Code::CannotChange, format!("`{}`: the result has too many digits", self.path))
            })?;
            read(&after.to_string(), *least, *most)
        };
        let own = |value: Option<Decimal>, word: &str| {
            let none = || {
                let problem = Problem::new(Code::NoBound, format!("`{}` has no `{word}`", self.path));
                problem.help("give it in its table, or write a number")
            };
            value.ok_or_else(none)
        };
        match written {
            WrittenLevel::Value("low") => own(bounds[0], "low"),
            WrittenLevel::Value("high") => own(bounds[1], "high"),
            WrittenLevel::Value("value") => own(*base, "value"),
            WrittenLevel::Value(text) => read(text, *least, *most),
            WrittenLevel::Times(factor) => changed(Decimal::times, factor),
            WrittenLevel::Plus(amount) => changed(Decimal::plus, amount),
        }
    }
}

fn bare(text: &str) -> Item {
    Item { node: Node::Bare(text.to_owned()), span: None }
}

/// Writes a switch as its section holds it: names of switches are checked with their values.
fn switch(name: &str, text: &str) -> Item {
    let entry = Entry { key: name.to_owned(), span: None, item: bare(text) };
    Item { node: Node::Table(vec![entry]), span: None }
}

/// Checks a value of one of the scenario's own keys as the file itself is checked.
fn check_key(item: &Item, kind: &KeyKind, path: &str) -> Result<(), Problem> {
    let mut problems = Problems::new();
    let mut conform = Conform { problems: &mut problems, doubts: &Doubts::default() };
    conform.value(item, kind, path);
    problems.iter().next().map_or(Ok(()), |problem| Err(problem.clone()))
}

fn cargo_number<'a>(document: &'a Document, key: &Key) -> Option<&'a Number> {
    match key.kind {
        KeyKind::Figure(role, _) => document.cargo.figure(role),
        _ => None,
    }
}

/// Returns the target of a path to a cell.
///
/// # Errors
/// Refuses columns that say which row it is.
fn of_cell<'a>(path: &str, row: Option<&'a Row>, column: &'static TableColumn) -> Result<TargetKind<'a>, Problem> {
    let Some(row) = row else { return Ok(TargetKind::Key(None, None)) };
    if let Kind::Number { unit, least, most, .. } = column.kind {
        let bounds = bounds::of_figure(row, column.name);
        return Ok(TargetKind::Figure { base: row.number(column.name), bounds, unit, least, most });
    }
    if column.is_identity() {
        let problem = Problem::new(Code::CannotChange, format!("`{path}` says which row it is"));
        return Err(problem.help("lay a folder of tables with another row over this one"));
    }
    Ok(TargetKind::TableCell(row, column))
}

/// Returns the target of a path to a key of the scenario that is no number.
fn own<'a>(key: OwnKey<'_>, document: &Document) -> TargetKind<'a> {
    let top = |name: &str, word: Option<String>| TargetKind::Key(keys::TOP.iter().find(|key| key.name == name), word);
    match key {
        OwnKey::Date => top("date", Some(document.date.value.to_string())),
        OwnKey::Currency => top("currency", Some(document.currency.value.clone())),
        OwnKey::Wait => top("wait", Some(document.wait.as_str().to_owned())),
        OwnKey::Baseline => top("baseline", document.baseline.as_ref().map(|given| given.value.clone())),
        OwnKey::Cargo(key) => {
            let cargo = &document.cargo;
            // The form is one of some words, the commodity any.
            let word = if matches!(key.kind, KeyKind::Choice(_)) { &cargo.form } else { &cargo.commodity };
            TargetKind::Key(Some(key), Some(word.value.clone()))
        }
        OwnKey::Switch(name) => TargetKind::Switch {
            name: name.to_owned(),
            is_on: document.switches.iter().any(|switch| switch.value == name),
        },
    }
}

impl Conform<'_> {
    /// Checks that a value is a whole number within its bounds.
    pub(super) fn count(&mut self, item: &Item, path: &str, least: u64, most: u64) {
        let sensible = keys::Sensible { unit: "a whole number", least: least as f64, most: most as f64 };
        let number = self.number(item, path, sensible, "a whole number");
        if number.is_some_and(|number| number.to_f64().fract() != 0.0) {
            let problem = Problem::new(Code::BadNumber, format!("`{path}` is no whole number"));
            self.push(problem.help("write it without decimals"), item.span.as_ref());
        }
    }

    /// Checks the shape of the section `[factors]`; the values of levels are checked against the scenario.
    pub(super) fn levels(&mut self, item: &Item, path: &str) {
        const WANTED: &str = "a list of values, { times = [..] }, { plus = [..] } or \"bounds\"";
        let Node::Table(entries) = &item.node else {
            return self.wrong(item, path, "a section [factors] of \"PATH\" = LEVELS");
        };
        for entry in entries {
            let path = format!("{path}.\"{}\"", entry.key);
            let list = match &entry.item.node {
                Node::List(items) => Some((items.as_slice(), &entry.item)),
                Node::Text(text) if text == "bounds" => continue,
                Node::Table(inner) if inner.len() == 1 && ["times", "plus"].contains(&inner[0].key.as_str()) => {
                    match &inner[0].item.node {
                        Node::List(items) => Some((items.as_slice(), &inner[0].item)),
                        _ => None,
                    }
                }
                _ => None,
            };
            match list {
                Some(([], item)) => {
                    let problem = Problem::new(Code::BadLevels, format!("`{path}` has no levels"));
                    self.push(problem.help("give at least one"), item.span.as_ref());
                }
                Some((items, _)) => {
                    for item in items.iter().filter(|item| matches!(item.node, Node::List(_) | Node::Table(_))) {
                        self.wrong(item, &path, "values");
                    }
                }
                None => self.wrong(&entry.item, &path, WANTED),
            }
        }
    }

    /// Checks the shape of the sections `[[run]]`.
    pub(super) fn runs(&mut self, item: &Item, path: &str) {
        let Node::List(items) = &item.node else {
            return self.wrong(item, path, "sections [[run]] of \"PATH\" = VALUE");
        };
        for (index, item) in items.iter().enumerate() {
            let path = join(path, &(index + 1).to_string());
            match &item.node {
                Node::Table(entries) => self.changes(entries, &path),
                _ => self.wrong(item, &path, "a section [[run]] of \"PATH\" = VALUE"),
            }
        }
    }
}

/// Returns the levels of a factor as they are written, with their positions.
pub(super) fn written(item: &Item) -> Vec<(WrittenLevel<'_>, Option<&Span>)> {
    match &item.node {
        Node::List(items) => values(items, WrittenLevel::Value),
        Node::Table(entries) => {
            let list = |name: &str| match get(entries, name).map(|item| &item.node) {
                Some(Node::List(items)) => items.as_slice(),
                _ => &[],
            };
            let mut found = values(list("times"), WrittenLevel::Times);
            found.extend(values(list("plus"), WrittenLevel::Plus));
            found
        }
        _ => ["low", "high"].map(|word| (WrittenLevel::Value(word), item.span.as_ref())).to_vec(),
    }
}

/// Returns one value or change as it is written.
pub(super) fn written_once(item: &Item) -> Option<WrittenLevel<'_>> {
    match &item.node {
        Node::Table(entries) => {
            let part = |name: &str| get(entries, name).and_then(|item| value_text(&item.node));
            part("times").map(WrittenLevel::Times).or_else(|| part("plus").map(WrittenLevel::Plus))
        }
        node => value_text(node).map(WrittenLevel::Value),
    }
}

fn values<'a>(items: &'a [Item], how: fn(&'a str) -> WrittenLevel<'a>) -> Vec<(WrittenLevel<'a>, Option<&'a Span>)> {
    items.iter().filter_map(|item| Some((how(value_text(&item.node)?), item.span.as_ref()))).collect()
}

fn value_text(node: &Node) -> Option<&str> {
    match node {
        Node::Text(text) | Node::Bare(text) | Node::Number(text) | Node::Date(text) => Some(text),
        Node::Flag(flag) => Some(if *flag { "true" } else { "false" }),
        Node::List(_) | Node::Table(_) => None,
    }
}
