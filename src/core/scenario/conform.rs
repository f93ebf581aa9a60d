//! The check of a scenario's tree against the description of its keys; every difference is reported.

use crate::problem::{Code, Problem, Problems, Span};
use crate::units::{Date, Decimal};

use super::cell::{WORD_RULE, choice_help, is_capitals, is_word, slug, ton_help};
use super::keys::{self, Key, KeyKind};
use super::number::{SensibleRange, read_number};
use super::tree::{Doubts, Entry, Item, Node, get};

/// The version of the scenario language that this program reads.
const SCHEMA: &str = "1";

/// A check of trees that collects problems.
pub(super) struct Conform<'a> {
    /// The problems found.
    pub(super) problems: &'a mut Problems,
    /// The keys whose absence cannot be trusted.
    pub(super) doubts: &'a Doubts,
}

/// Joins a section's path and a key.
pub(super) fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

impl Conform<'_> {
    /// Adds a problem with its position.
    pub(super) fn push(&mut self, problem: Problem, span: Option<&Span>) {
        self.problems.push(problem.placed(span));
    }

    /// Checks the keys of a section and their values.
    pub(super) fn section(&mut self, entries: &[Entry], keys: &'static [Key], path: &str, span: Option<&Span>) {
        for entry in entries {
            match keys.iter().find(|key| key.name == entry.key) {
                Some(key) if key.required && matches!(&entry.item.node, Node::List(items) if items.is_empty()) => {
                    let problem = Problem::new(Code::WrongType, format!("`{}` is an empty list", join(path, key.name)));
                    self.push(problem.help(format!("fill it in: {}", key.meaning)), entry.item.span.as_ref());
                }
                Some(key) => self.value(&entry.item, &key.kind, &join(path, key.name)),
                // Under a broken heading keys are found in another section than the one they were written in.
                None if self.doubts.heading => {}
                None => self.unknown(entry, keys, path),
            }
        }
        let doubts = self.doubts;
        let is_missing = |key: &&Key| key.required && !doubts.concern(key.name) && get(entries, key.name).is_none();
        for key in keys.iter().filter(is_missing) {
            let problem = Problem::new(Code::MissingKey, format!("`{}` is missing", join(path, key.name)));
            self.push(problem.help(format!("add it: {}", key.meaning)), span);
        }
    }

    fn unknown(&mut self, entry: &Entry, keys: &[Key], path: &str) {
        let problem = Problem::new(Code::UnknownKey, format!("there is no key `{}`", join(path, &entry.key)));
        let names = || keys.iter().map(|key| key.name);
        let list = || format!("the keys are {}", names().collect::<Vec<_>>().join(", "));
        let help = ton_help(&entry.key).map_or_else(list, str::to_owned);
        self.push(problem.help(help).suggest(&entry.key, names()), entry.span.as_ref());
    }

    /// Reports a value of the wrong type.
    pub(super) fn wrong(&mut self, item: &Item, path: &str, wanted: &str) {
        let problem = Problem::new(Code::WrongType, format!("`{path}` must be {wanted}, not {}", item.node.kind()));
        let problem = match &item.node {
            Node::Text(text) if Decimal::parse(text).is_ok() || matches!(text.as_str(), "true" | "false") => {
                problem.help(format!("write {text} without quotes"))
            }
            Node::Number(digits) if wanted.contains("text") || wanted.contains("word") => {
                problem.help(format!("write \"{digits}\" in quotes"))
            }
            _ => problem,
        };
        self.push(problem, item.span.as_ref());
    }

    /// Checks the value of a key.
    pub(super) fn value(&mut self, item: &Item, kind: &KeyKind, path: &str) {
        match *kind {
            KeyKind::Schema => self.schema(item, path),
            KeyKind::Text | KeyKind::File => {
                self.text(item, path, "a text");
            }
            KeyKind::Date => self.date(item, path),
            KeyKind::Currency => self.currency(item, path),
            KeyKind::Choice(choices) => self.choice(item, path, choices, "a word"),
            KeyKind::Choices(choices) => {
                self.each(item, |this, item| this.choice(item, path, choices, "a word or a list of words"));
            }
            KeyKind::Texts | KeyKind::Folders => self.each(item, |this, item| {
                this.text(item, path, "a text or a list of texts");
            }),
            KeyKind::Number(range) => {
                self.number(item, path, range, "a number");
            }
            KeyKind::Figure(_, range) => self.figure(item, path, range),
            KeyKind::Range => self.range(item, path),
            KeyKind::Section(keys) => match &item.node {
                Node::Table(entries) => self.section(entries, keys, path, item.span.as_ref()),
                _ => self.wrong(item, path, &format!("a section [{path}]")),
            },
            KeyKind::Named(keys) => match &item.node {
                Node::Table(entries) => self.named(entries, keys, path),
                _ => self.wrong(item, path, &format!("sections [{path}.NAME]")),
            },
            KeyKind::List(keys) => self.list(item, path, keys, &format!("sections [[{path}]]")),
            KeyKind::ListOrFile(_) if matches!(item.node, Node::Text(_)) => {}
            KeyKind::ListOrFile(keys) => {
                self.list(item, path, keys, &format!("sections [[{path}]] or the name of a CSV file"));
            }
            KeyKind::Flags => match &item.node {
                Node::Table(entries) => self.flags(entries, path),
                _ => self.wrong(item, path, &format!("a section [{path}] of NAME = true or false")),
            },
            KeyKind::Count(least, most) => self.count(item, path, least, most),
            KeyKind::Levels => self.levels(item, path),
            KeyKind::Runs => self.runs(item, path),
            // Paths are resolved against the tables later.
            KeyKind::Changes | KeyKind::Draws => match &item.node {
                Node::Table(entries) if *kind == KeyKind::Changes => self.changes(entries, path),
                Node::Table(entries) => self.draws(entries, path),
                _ => self.wrong(item, path, &format!("a section [{path}] of \"PATH\" = VALUE")),
            },
        }
    }

    fn schema(&mut self, item: &Item, path: &str) {
        let (Node::Number(digits) | Node::Bare(digits)) = &item.node else {
            return self.wrong(item, path, "the number 1");
        };
        if digits != SCHEMA {
            let problem = Problem::new(Code::UnsupportedSchema, format!("this program does not read schema {digits}"));
            let help = format!("write schema = {SCHEMA}, or use the program that the file was written for");
            self.push(problem.help(help), item.span.as_ref());
        }
    }

    /// Checks a text and returns it if it is valid.
    fn text<'a>(&mut self, item: &'a Item, path: &str, wanted: &str) -> Option<&'a str> {
        let text = item.node.text();
        match text {
            Some(text) if text.trim().is_empty() && path != "reading" => {
                let problem = Problem::new(Code::WrongType, format!("`{path}` is an empty text"));
                self.push(problem.help("fill it in, or remove the line"), item.span.as_ref());
                return None;
            }
            Some(_) => {}
            None => self.wrong(item, path, wanted),
        }
        text
    }

    fn date(&mut self, item: &Item, path: &str) {
        let (Node::Date(text) | Node::Text(text) | Node::Bare(text)) = &item.node else {
            return self.wrong(item, path, "a date");
        };
        if Date::parse(text).is_err() {
            let problem = Problem::new(Code::BadDate, format!("`{path}`: `{text}` is no day of the calendar"));
            self.push(problem.help("write a full date such as 2017-08-08"), item.span.as_ref());
        }
    }

    fn currency(&mut self, item: &Item, path: &str) {
        let Some(text) = self.text(item, path, "a text") else { return };
        if !is_capitals(text, 3) {
            let message = format!("`{text}` is no currency: three capital letters, such as CNY");
            let problem = Problem::new(Code::BadCurrency, message);
            let upper = text.to_uppercase();
            let problem = if is_capitals(&upper, 3) { problem.help(format!("write \"{upper}\"")) } else { problem };
            self.push(problem, item.span.as_ref());
        }
    }

    /// Checks that a text is one of some words.
    pub(super) fn choice(&mut self, item: &Item, path: &str, choices: &[&str], wanted: &str) {
        let Some(text) = self.text(item, path, wanted) else { return };
        if !choices.contains(&text) {
            let problem = Problem::new(Code::BadChoice, format!("`{path}` cannot be `{text}`"));
            self.push(problem.help(choice_help(text, choices)), item.span.as_ref());
        }
    }

    fn each(&mut self, item: &Item, mut check: impl FnMut(&mut Self, &Item)) {
        match &item.node {
            Node::List(items) => items.iter().for_each(|item| check(self, item)),
            _ => check(self, item),
        }
    }

    /// Checks a number and returns it if it is valid.
    pub(super) fn number(&mut self, item: &Item, path: &str, range: SensibleRange, wanted: &str) -> Option<Decimal> {
        let number = match &item.node {
            Node::Number(digits) | Node::Bare(digits) => read_number(path, digits, range).map(Some),
            Node::Text(text) if text.bytes().any(|byte| byte.is_ascii_digit()) => {
                // A number needs no quotes, unless a unit of the trade stands behind it.
                read_number(path, text, range).map(|number| Decimal::parse(text).is_err().then_some(number))
            }
            _ => Ok(None),
        };
        match number {
            Ok(Some(number)) => return Some(number),
            Ok(None) => self.wrong(item, path, wanted),
            Err(problem) => self.push(problem, item.span.as_ref()),
        }
        None
    }

    fn figure(&mut self, item: &Item, path: &str, range: SensibleRange) {
        let Node::Table(entries) = &item.node else {
            self.number(item, path, range, "a number or a table { value = .. }");
            return;
        };
        for entry in entries {
            match keys::FIGURE.iter().find(|key| key.name == entry.key) {
                // These have the bounds of the figure itself and are read below.
                Some(key) if matches!(key.kind, KeyKind::Number(_)) => {}
                Some(key) => self.value(&entry.item, &key.kind, &join(path, key.name)),
                None => self.unknown(entry, keys::FIGURE, path),
            }
        }
        if get(entries, "value").is_none() && !self.doubts.concern("value") {
            let problem = Problem::new(Code::MissingKey, format!("`{path}.value` is missing"));
            self.push(problem.help("write { value = .., low = .., high = .. }"), item.span.as_ref());
        }
        let mut amount =
            |name: &str| get(entries, name).and_then(|item| self.number(item, &join(path, name), range, "a number"));
        let amounts = ["low", "value", "high"].map(|name| (name, amount(name)));
        self.in_order(&amounts, path, item.span.as_ref());
    }

    /// Reports the first two of some amounts of which an earlier one is above a later one, neighbours first.
    fn in_order(&mut self, amounts: &[(&str, Option<Decimal>)], path: &str, span: Option<&Span>) {
        let neighbours = amounts.windows(2).map(|pair| (pair[0], pair[1]));
        let ends = amounts.first().copied().zip(amounts.last().copied());
        for ((small, least), (large, most)) in neighbours.chain(ends) {
            if let (Some(least), Some(most)) = (least, most)
                && least.compare(most).is_gt()
            {
                let message = format!("`{path}`: `{small}` is {least}, above `{large}`, which is {most}");
                return self.push(Problem::new(Code::BoundsDisagree, message).help("exchange or correct them"), span);
            }
        }
    }

    fn range(&mut self, item: &Item, path: &str) {
        let Node::Table(entries) = &item.node else {
            self.number(item, path, keys::ANY_NUMBER, "a number or a table { min = .., max = .. }");
            return;
        };
        self.section(entries, keys::RANGE, path, item.span.as_ref());
        if entries.is_empty() && !self.doubts.concern("min") {
            self.wrong(item, path, "a number or a table { min = .., max = .. }");
        }
        let amounts = ["min", "max"].map(|name| (name, get(entries, name).and_then(Item::decimal)));
        self.in_order(&amounts, path, item.span.as_ref());
    }

    fn named(&mut self, entries: &[Entry], keys: &'static [Key], path: &str) {
        for entry in entries {
            let path = join(path, &entry.key);
            self.name(entry);
            match &entry.item.node {
                Node::Table(inner) => self.section(inner, keys, &path, entry.item.span.as_ref()),
                _ => self.wrong(&entry.item, &path, &format!("a section [{path}]")),
            }
        }
    }

    fn name(&mut self, entry: &Entry) {
        if is_word(&entry.key) {
            return;
        }
        let problem = Problem::new(Code::BadName, format!("`{}` is no name: {WORD_RULE}", entry.key));
        let better = slug(&entry.key).map_or_else(String::new, |better| format!("write {better}; "));
        self.push(problem.help(format!("{better}a text for people goes into `title`")), entry.span.as_ref());
    }

    fn list(&mut self, item: &Item, path: &str, keys: &'static [Key], wanted: &str) {
        let Node::List(items) = &item.node else {
            self.wrong(item, path, wanted);
            if let Node::Table(entries) = &item.node {
                self.section(entries, keys, path, item.span.as_ref());
            }
            return;
        };
        for (index, item) in items.iter().enumerate() {
            let path = format!("{path}.{}", index + 1);
            match &item.node {
                Node::Table(entries) => {
                    self.section(entries, keys, &path, item.span.as_ref());
                    if keys == keys::EXPECT {
                        self.expectation(entries, item);
                    }
                }
                _ => self.wrong(item, &path, wanted),
            }
        }
    }

    fn expectation(&mut self, entries: &[Entry], item: &Item) {
        if !self.doubts.concern("winner")
            && entries.iter().all(|entry| matches!(entry.key.as_str(), "from" | "to" | "corridor"))
        {
            let problem = Problem::new(Code::EmptyExpectation, "this expectation expects nothing");
            let help = "give winner, status or a number such as total_per_t = { max = 300 }";
            self.push(problem.help(help), item.span.as_ref());
        }
    }

    fn flags(&mut self, entries: &[Entry], path: &str) {
        for entry in entries {
            self.name(entry);
            let is_flag = match &entry.item.node {
                Node::Flag(_) => true,
                Node::Bare(text) => matches!(text.as_str(), "true" | "false"),
                _ => false,
            };
            if !is_flag {
                self.wrong(&entry.item, &join(path, &entry.key), "true or false");
            }
        }
    }

    /// Checks a section of changes by the paths of figures.
    pub(super) fn changes(&mut self, entries: &[Entry], path: &str) {
        for entry in entries {
            let path = format!("{path}.\"{}\"", entry.key);
            match &entry.item.node {
                Node::Table(inner) => self.section(inner, keys::CHANGE, &path, entry.item.span.as_ref()),
                Node::List(_) => {}
                Node::Text(text) | Node::Number(text) if text.trim_start().starts_with(['*', '+', '×']) => {
                    self.change_as_text(text.trim(), &entry.item, &path);
                    continue;
                }
                _ => continue,
            }
            if entry.item.node.entries().len() != 1 {
                self.wrong(&entry.item, &path, "a value, { times = .. } or { plus = .. }");
            }
        }
    }

    /// Reports a change that is written as with `--set`, where a scenario file wants a table.
    fn change_as_text(&mut self, text: &str, item: &Item, path: &str) {
        let (sign, number) = text.split_at(text.chars().next().map_or(0, char::len_utf8));
        let (word, number) = (if sign == "+" { "plus" } else { "times" }, number.trim());
        let problem = Problem::new(Code::WrongType, format!("`{path}`: `{text}` is a change, not a value"));
        let help = match Decimal::parse(number) {
            Ok(_) if sign == "+" => format!("write {{ plus = {number} }} to add, or {number} to set the value"),
            Ok(_) => format!("write {{ {word} = {number} }}"),
            Err(_) => format!("write {{ {word} = NUMBER }}"),
        };
        self.push(problem.help(help), item.span.as_ref());
    }
}
