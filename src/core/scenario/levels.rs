//! The levels of figures in a plan, converted to values.

use std::collections::BTreeSet;

use crate::problem::{Code, Problem, Problems, Span};
use crate::units::Decimal;

use super::bounds;
use super::cell;
use super::columns::{Column, Kind};
use super::conform::{Conform, join, placed};
use super::document::Number;
use super::keys::{self, ANY_NUMBER, CARGO, DEMAND, Key, KeyKind};
use super::number::read_number;
use super::paths::{Found, Paths};
use super::row::Value;
use super::tree::{Doubts, Entry, Item, Node, get};
use super::{Row, Scenario};

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
    Cell(&'a Row, &'static Column),
    /// Another key of the scenario.
    Key(Option<&'static Key>, Option<String>),
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
        let figure = |number: Option<&Number>, kind: &KeyKind| {
            let KeyKind::Figure(sensible) = *kind else { return None };
            let bounds = number.map_or([None; 2], |number| [number.low, number.high]);
            let (least, most) = (sensible.least, sensible.most);
            Some(TargetKind::Figure {
                base: number.map(|number| number.value),
                bounds,
                unit: sensible.unit,
                least,
                most,
            })
        };
        let kind = match paths.find(path, document.demands.len(), &scenario.tables)? {
            Some(Found::Demand(index)) => {
                let tonnes = document.demands.get(index).and_then(|demand| demand.tonnes_per_year.as_ref());
                DEMAND.iter().find_map(|key| figure(tonnes, &key.kind))
            }
            Some(Found::Row(table, index, column)) => match (scenario.tables.rows(table).get(index), column.kind) {
                (Some(row), Kind::Number { unit, least, most }) => {
                    let bounds = bounds::of_figure(row, column.name);
                    Some(TargetKind::Figure { base: row.number(column.name), bounds, unit, least, most })
                }
                (Some(_), _) if matches!(column.name, "key" | "valid_from" | "valid_to") => {
                    let problem = Problem::new(Code::CannotChange, format!("`{path}` says which row it is"));
                    return Err(problem.help("lay a folder of tables with another row over this one"));
                }
                (row, _) => row.map(|row| TargetKind::Cell(row, column)),
            },
            Some(Found::Key(_)) | None => {
                let key = path.strip_prefix("cargo.").map_or_else(
                    || keys::TOP.iter().find(|key| key.name == path),
                    |name| CARGO.iter().find(|key| key.name == name),
                );
                key.and_then(|key| figure(cargo_number(scenario, key.name), &key.kind))
                    .or_else(|| Some(TargetKind::Key(key, word_of(path, scenario))))
            }
        };
        let kind = kind.unwrap_or(TargetKind::Key(None, None));
        Ok(Self { path: path.to_owned(), kind })
    }

    /// Returns the value in the scenario; `None` where it is blank or is no single word.
    pub(super) fn base(&self) -> Option<Level> {
        match &self.kind {
            TargetKind::Figure { base, .. } => base.map(Level::Number),
            TargetKind::Cell(row, column) => match row.cell(column.name).map(|cell| &cell.value) {
                Some(Value::Text(text)) => Some(Level::Word(text.clone())),
                Some(Value::Flag(flag)) => Some(Level::Word(if *flag { "yes" } else { "no" }.to_owned())),
                _ => None,
            },
            TargetKind::Key(_, word) => word.clone().map(Level::Word),
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
            TargetKind::Cell(_, column) => self.word(written).and_then(|text| {
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
                let text = match (kind, text) {
                    (KeyKind::Flags, "yes") => "true",
                    (KeyKind::Flags, "no") => "false",
                    (_, text) => text,
                };
                check_key(&self.path, &kind, text).map(|()| Level::Word(text.to_owned()))
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

/// Checks a value of a key of the scenario as the file itself is checked.
fn check_key(path: &str, kind: &KeyKind, text: &str) -> Result<(), Problem> {
    let item = |key: Option<&str>| {
        let bare = Item { node: Node::Bare(text.to_owned()), span: None };
        match key {
            None => bare,
            // Names of switches are checked with their values.
            Some(name) => {
                let entry = Entry { key: name.to_owned(), span: None, item: bare };
                Item { node: Node::Table(vec![entry]), span: None }
            }
        }
    };
    let mut problems = Problems::new();
    let mut conform = Conform { problems: &mut problems, doubts: &Doubts::default() };
    match path.strip_prefix("switches.") {
        Some(name) => conform.value(&item(Some(name)), kind, "switches"),
        None => conform.value(&item(None), kind, path),
    }
    problems.iter().next().map_or(Ok(()), |problem| Err(problem.clone()))
}

fn cargo_number<'a>(scenario: &'a Scenario, name: &str) -> Option<&'a Number> {
    let cargo = &scenario.document.cargo;
    match name {
        "lot_t" => Some(&cargo.lot_t),
        "value_per_t" => Some(&cargo.value_per_t),
        "holding_rate_per_year" => Some(&cargo.holding_rate_per_year),
        "carbon_price_per_t" => Some(&cargo.carbon_price_per_t),
        _ => None,
    }
}

/// Returns the value of a key of the scenario that is no number.
fn word_of(path: &str, scenario: &Scenario) -> Option<String> {
    let document = &scenario.document;
    match path {
        "date" => Some(document.date.value.to_string()),
        "currency" => Some(document.currency.value.clone()),
        "wait" => Some(document.wait.as_str().to_owned()),
        "baseline" => document.baseline.as_ref().map(|given| given.value.clone()),
        "cargo.form" => Some(document.cargo.form.value.clone()),
        "cargo.commodity" => Some(document.cargo.commodity.value.clone()),
        _ => {
            let name = path.strip_prefix("switches.")?;
            Some(document.switches.iter().any(|switch| switch.value == name).to_string())
        }
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
