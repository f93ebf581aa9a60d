//! The levels of figures in a plan, converted to values.

use crate::problem::{Code, Problem, Problems, Span};
use crate::units::Decimal;

use super::conform::{Conform, join};
use super::document::Document;
use super::keys::{ANY_NUMBER, Key, KeyKind};
use super::number::{SensibleRange, read_number};
use super::paths::{PathTarget, Paths, REGIME};
use super::tree::{Doubts, Entry, Item, Node, get, list};
use super::value::Value;
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
pub(super) struct LevelTarget {
    pub(super) path: String,
    /// The value in the scenario; `None` where it is blank or is no single word.
    pub(super) base: Option<Level>,
    /// The lower and the upper bound in the scenario.
    bounds: [Option<Decimal>; 2],
    at: Option<PathTarget>,
}

impl LevelTarget {
    /// Finds the target of a path.
    ///
    /// # Errors
    /// Returns a problem without a position where the path leads nowhere, or to what says which row it is.
    pub(super) fn find(path: &str, scenario: &Scenario) -> Result<Self, Problem> {
        let document = &scenario.document;
        let at = Paths::of(scenario).find(path, document.demands.len(), &scenario.tables)?;
        let mut target = Self { path: path.to_owned(), base: None, bounds: [None; 2], at };
        let number = match at {
            Some(PathTarget::Demand(demand, _)) => document.demands[demand].tonnes_per_year.as_ref(),
            Some(PathTarget::Key(Key { kind: KeyKind::Figure(role, _), .. })) => document.cargo.figure(*role),
            _ => None,
        };
        if let Some(number) = number {
            target.base = Some(Level::Number(number.value));
            target.bounds = [number.low, number.high];
        } else if let Some(PathTarget::Row(table, row, column)) = at {
            if column.is_identity() {
                let problem = Problem::new(Code::CannotChange, format!("`{path}` says which row it is"));
                return Err(problem.help("lay a folder of tables with another row over this one"));
            }
            let row = scenario.tables.rows(table).at(row);
            target.base = row.cell(column.name).and_then(|cell| level_of(&cell.value()?));
            target.bounds = bounds::of_figure(row, column.name);
        } else if let Some(PathTarget::Regime(demand)) = at {
            target.base = document.demands[demand].regime.as_ref().map(|regime| Level::Word(regime.value.clone()));
        } else {
            target.base = word_of(path, document).map(Level::Word);
        }
        Ok(target)
    }

    fn range(&self) -> Option<SensibleRange> {
        self.at.and_then(PathTarget::range)
    }

    /// Returns whether the target is a number.
    pub(super) fn is_number(&self) -> bool {
        self.range().is_some()
    }

    /// Computes the value of a level.
    ///
    /// # Errors
    /// Returns a problem at the given position where the figure cannot have such a value.
    pub(super) fn level(&self, written: &WrittenLevel<'_>, span: Option<&Span>) -> Result<Level, Problem> {
        let level = match (self.range(), written) {
            (Some(range), _) => self.number(written, range).map(Level::Number),
            (None, WrittenLevel::Value(text)) => self.word(text).map(|word| Level::Word(word.to_owned())),
            (None, WrittenLevel::Times(_) | WrittenLevel::Plus(_)) => {
                let problem = Problem::new(Code::CannotChange, format!("`{}` is not a number", self.path));
                Err(problem.help("set it to a value"))
            }
        };
        level.map_err(|problem| problem.placed(span))
    }

    /// Checks a value of what is no number as the file itself is checked, and returns it as files give it.
    fn word<'a>(&self, text: &'a str) -> Result<&'a str, Problem> {
        let bare = |text: &str| Item { node: Node::Bare(text.to_owned()), span: None };
        match self.at {
            Some(PathTarget::Row(_, _, column)) => {
                let text = cell::flag_word(text, column);
                cell::read_at(&self.path, text, column).map(|_| text)
            }
            Some(PathTarget::Key(key)) => check_key(&bare(text), &key.kind, &self.path).map(|()| text),
            Some(PathTarget::Regime(_)) => check_key(&bare(text), &REGIME, &self.path).map(|()| text),
            _ => {
                let text = match text {
                    "yes" => "true",
                    "no" => "false",
                    text => text,
                };
                // Names of switches are checked with their values.
                let name = self.path.strip_prefix("switches.").unwrap_or_default().to_owned();
                let entry = Entry { key: name, span: None, item: bare(text) };
                let section = Item { node: Node::Table(vec![entry]), span: None };
                check_key(&section, &KeyKind::Flags, "switches").map(|()| text)
            }
        }
    }

    fn number(&self, written: &WrittenLevel<'_>, range: SensibleRange) -> Result<Decimal, Problem> {
        let [low, high] = self.bounds;
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

/// Checks a value of one of the scenario's own keys as the file itself is checked.
fn check_key(item: &Item, kind: &KeyKind, path: &str) -> Result<(), Problem> {
    let mut problems = Problems::new();
    Conform { problems: &mut problems, doubts: &Doubts::default() }.value(item, kind, path);
    problems.iter().next().map_or(Ok(()), |problem| Err(problem.clone()))
}

fn level_of(value: &Value) -> Option<Level> {
    match value {
        Value::Number(number) => Some(Level::Number(*number)),
        Value::Text(text) => Some(Level::Word(text.clone())),
        Value::Flag(flag) => Some(Level::Word(if *flag { "yes" } else { "no" }.to_owned())),
        _ => None,
    }
}

/// Returns the value of a key of the scenario that is no number.
fn word_of(path: &str, document: &Document) -> Option<String> {
    match path {
        "date" => Some(document.date.value.to_string()),
        "currency" => Some(document.currency.value.clone()),
        "wait" => Some(document.wait.to_string()),
        "baseline" => document.baseline.as_ref().map(|given| given.value.clone()),
        "cargo.fill" => Some(document.cargo.fill.to_string()),
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
