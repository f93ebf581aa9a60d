//! The levels of figures in a plan, converted to values.

use crate::problem::{Code, Problem, Problems, Span};
use crate::units::Decimal;

use super::columns::{Kind, TableColumn};
use super::conform::{Conform, join};
use super::document::{Document, Number};
use super::keys::{ANY_NUMBER, KeyKind};
use super::number::{SensibleRange, read_number};
use super::paths::{OwnKey, PathTarget, Paths};
use super::row::{Row, Value};
use super::tree::{Doubts, Entry, Item, Node, get, list};
use super::{Scenario, bounds, cell};

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
pub(super) struct Target {
    pub(super) path: String,
    /// The value in the scenario; `None` where it is blank or is no single word.
    pub(super) base: Option<Level>,
    kind: TargetKind,
}

enum TargetKind {
    /// A number, with its bounds in the scenario.
    Figure { bounds: [Option<Decimal>; 2], range: SensibleRange },
    /// Another cell of a table.
    Cell(&'static TableColumn),
    /// Another key of the scenario.
    Key(KeyKind),
    /// A switch.
    Switch(String),
}

impl Target {
    /// Finds the target of a path.
    ///
    /// # Errors
    /// Returns a problem without a position where the path leads nowhere, or to the name of a row.
    pub(super) fn find(path: &str, scenario: &Scenario) -> Result<Self, Problem> {
        let document = &scenario.document;
        let (kind, base) = match Paths::of(scenario).find(path, document.demands.len(), &scenario.tables)? {
            Some(PathTarget::Demand(demand, range)) => figure(document.demands[demand].tonnes_per_year.as_ref(), range),
            Some(PathTarget::Own(OwnKey::Key(key))) => match key.kind {
                KeyKind::Figure(role, range) => figure(document.cargo.figure(role), range),
                kind => (TargetKind::Key(kind), word_of(key.name, document).map(Level::Word)),
            },
            Some(PathTarget::Own(OwnKey::Switch(name))) => {
                let is_on = document.switches.iter().any(|switch| switch.value == name);
                (TargetKind::Switch(name.to_owned()), Some(Level::Word(is_on.to_string())))
            }
            Some(PathTarget::Row(table, row, column)) => of_cell(path, &scenario.tables.rows(table)[row], column)?,
            None => (TargetKind::Key(KeyKind::Text), None),
        };
        Ok(Self { path: path.to_owned(), base, kind })
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
        let level = match (&self.kind, written) {
            (TargetKind::Figure { bounds, range }, _) => self.number(written, *bounds, *range).map(Level::Number),
            (_, WrittenLevel::Times(_) | WrittenLevel::Plus(_)) => {
                let problem = Problem::new(Code::CannotChange, format!("`{}` is not a number", self.path));
                Err(problem.help("set it to a value"))
            }
            (TargetKind::Cell(column), WrittenLevel::Value(text)) => {
                let text = cell::flag_word(text, column);
                cell::read_at(&self.path, text, column).map(|_| Level::Word(text.to_owned()))
            }
            (TargetKind::Key(kind), WrittenLevel::Value(text)) => {
                check_key(&bare(text), kind, &self.path).map(|()| Level::Word((*text).to_owned()))
            }
            (TargetKind::Switch(name), WrittenLevel::Value(text)) => {
                let text = match *text {
                    "yes" => "true",
                    "no" => "false",
                    text => text,
                };
                // Names of switches are checked with their values.
                let entry = Entry { key: name.clone(), span: None, item: bare(text) };
                let section = Item { node: Node::Table(vec![entry]), span: None };
                check_key(&section, &KeyKind::Flags, "switches").map(|()| Level::Word(text.to_owned()))
            }
        };
        level.map_err(|problem| problem.placed(span))
    }

    fn number(
        &self,
        written: &WrittenLevel<'_>,
        [low, high]: [Option<Decimal>; 2],
        range: SensibleRange,
    ) -> Result<Decimal, Problem> {
        let base = match self.base {
            Some(Level::Number(base)) => Some(base),
            _ => None,
        };
        let bad = |code: Code, what: &str| Problem::new(code, format!("`{}`{what}", self.path));
        let changed = |operation: fn(Decimal, Decimal) -> Option<Decimal>, by: &str| {
            let by = read_number(&self.path, by, SensibleRange { unit: range.unit, ..ANY_NUMBER })?;
            let none = || bad(Code::CannotChange, ": there is no number to change").help("give values");
            let after = operation(base.ok_or_else(none)?, by);
            let after = after.ok_or_else(|| bad(Code::CannotChange, ": the result has too many digits"))?;
            read_number(&self.path, &after.to_string(), range)
        };
        let own = |value: Option<Decimal>, word: &str| {
            let none =
                || bad(Code::NoBound, &format!(" has no `{word}`")).help("give it in its table, or write a number");
            value.ok_or_else(none)
        };
        match written {
            WrittenLevel::Value("low") => own(low, "low"),
            WrittenLevel::Value("high") => own(high, "high"),
            WrittenLevel::Value("value") => own(base, "value"),
            WrittenLevel::Value(text) => read_number(&self.path, text, range),
            WrittenLevel::Times(factor) => changed(Decimal::times, factor),
            WrittenLevel::Plus(amount) => changed(Decimal::plus, amount),
        }
    }
}

fn bare(text: &str) -> Item {
    Item { node: Node::Bare(text.to_owned()), span: None }
}

/// Checks a value of one of the scenario's own keys as the file itself is checked.
fn check_key(item: &Item, kind: &KeyKind, path: &str) -> Result<(), Problem> {
    let mut problems = Problems::new();
    Conform { problems: &mut problems, doubts: &Doubts::default() }.value(item, kind, path);
    problems.iter().next().map_or(Ok(()), |problem| Err(problem.clone()))
}

fn figure(number: Option<&Number>, range: SensibleRange) -> (TargetKind, Option<Level>) {
    let bounds = number.map_or([None; 2], |number| [number.low, number.high]);
    (TargetKind::Figure { bounds, range }, number.map(|number| Level::Number(number.value)))
}

/// Returns the target of a path to a cell, and its value.
///
/// # Errors
/// Refuses columns that say which row it is.
fn of_cell(path: &str, row: &Row, column: &'static TableColumn) -> Result<(TargetKind, Option<Level>), Problem> {
    if let Kind::Number { range, .. } = column.kind {
        let bounds = bounds::of_figure(row, column.name);
        return Ok((TargetKind::Figure { bounds, range }, row.number(column.name).map(Level::Number)));
    }
    if column.is_identity() {
        let problem = Problem::new(Code::CannotChange, format!("`{path}` says which row it is"));
        return Err(problem.help("lay a folder of tables with another row over this one"));
    }
    let word = match row.cell(column.name).map(|cell| &cell.value) {
        Some(Value::Text(text)) => Some(text.as_str()),
        Some(Value::Flag(flag)) => Some(if *flag { "yes" } else { "no" }),
        _ => None,
    };
    Ok((TargetKind::Cell(column), word.map(|word| Level::Word(word.to_owned()))))
}

/// Returns the value of a key of the scenario that is no number.
fn word_of(key: &str, document: &Document) -> Option<String> {
    match key {
        "date" => Some(document.date.value.to_string()),
        "currency" => Some(document.currency.value.clone()),
        "wait" => Some(document.wait.to_string()),
        "baseline" => document.baseline.as_ref().map(|given| given.value.clone()),
        "form" => Some(document.cargo.form.value.clone()),
        "commodity" => Some(document.cargo.commodity.value.clone()),
        _ => None,
    }
}

impl Conform<'_> {
    /// Checks that a value is a whole number within its bounds.
    pub(super) fn count(&mut self, item: &Item, path: &str, least: u64, most: u64) {
        let range = SensibleRange { unit: "a whole number", least: least as f64, most: most as f64 };
        let number = self.number(item, path, range, "a whole number");
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
            let item = match &entry.item.node {
                Node::Text(text) if text == "bounds" => continue,
                Node::Table(inner) if inner.len() == 1 && ["times", "plus"].contains(&inner[0].key.as_str()) => {
                    &inner[0].item
                }
                _ => &entry.item,
            };
            let Node::List(items) = &item.node else {
                self.wrong(&entry.item, &path, WANTED);
                continue;
            };
            if items.is_empty() {
                let problem = Problem::new(Code::BadLevels, format!("`{path}` has no levels"));
                self.push(problem.help("give at least one"), item.span.as_ref());
            }
            for item in items.iter().filter(|item| matches!(item.node, Node::List(_) | Node::Table(_))) {
                self.wrong(item, &path, "values");
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
            let mut found = values(list(entries, "times"), WrittenLevel::Times);
            found.extend(values(list(entries, "plus"), WrittenLevel::Plus));
            found
        }
        _ => ["low", "high"].map(|word| (WrittenLevel::Value(word), item.span.as_ref())).to_vec(),
    }
}

/// Returns one value or change as it is written.
pub(super) fn written_once(item: &Item) -> Option<WrittenLevel<'_>> {
    match &item.node {
        Node::Table(entries) => {
            let part = |name: &str| get(entries, name).and_then(|item| item.node.written());
            part("times").map(WrittenLevel::Times).or_else(|| part("plus").map(WrittenLevel::Plus))
        }
        node => node.written().map(WrittenLevel::Value),
    }
}

fn values<'a>(items: &'a [Item], how: fn(&'a str) -> WrittenLevel<'a>) -> Vec<(WrittenLevel<'a>, Option<&'a Span>)> {
    items.iter().filter_map(|item| Some((how(item.node.written()?), item.span.as_ref()))).collect()
}
