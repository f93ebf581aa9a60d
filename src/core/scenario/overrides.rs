//! Changes of single figures: `[set]` of the file first, then those of the command line.

use std::collections::BTreeSet;

use crate::problem::{Code, Problem, Problems};
use crate::units::Decimal;

use super::columns::{MODES, REGIMES, TableColumn, TableName};
use super::document::{Change, DemandSection, Given, Number, Override};
use super::keys::{Key, KeyKind};
use super::number::{SensibleRange, read_number};
use super::paths::{PathTarget, Paths};
use super::quotes::Quote;
use super::row::Row;
use super::rows::{Rows, Tables, called_rows};
use super::stored::StoredTable;
use super::tree::{Entry, Item, Node, get, set};
use super::value::Value;
use super::{bounds, cell, doubts};

/// What a quotation begins with among other changes.
const QUOTE: &str = "quote ";
/// What is set to close something to every corridor; it adds to what they avoid already.
const AVOID: &str = "avoid";

impl Override {
    /// Sets what is at a path to a value.
    pub fn set(path: &str, value: impl std::fmt::Display) -> Self {
        Self { path: path.to_owned(), change: Change::To(value.to_string()), span: None }
    }

    /// Returns the change in the form that `--set` accepts.
    pub fn as_argument(&self) -> String {
        match &self.change {
            Change::To(value) => format!("{}={value}", self.path),
            Change::Times(factor) => format!("{}=*{factor}", self.path),
            Change::Plus(more) => format!("{}=+{more}", self.path),
            Change::Quoted(text) => format!("{QUOTE}{text}"),
        }
    }

    /// Parses `PATH=VALUE` from the command line: `PATH=*1.2` multiplies, `PATH=+5` adds; `quote TEXT` is a quotation.
    ///
    /// # Errors
    /// Returns a problem where there is no `=`, no path, or no number after `*` or `+`.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        if let Some(quote) = text.strip_prefix(QUOTE) {
            return Ok(Self::quote(quote));
        }
        let bad = |message: String| {
            Problem::new(Code::BadOverride, message).help("write PATH=VALUE, PATH=*FACTOR or PATH=+AMOUNT")
        };
        let (path, value) = text.split_once('=').ok_or_else(|| bad(format!("there is no `=` in `{text}`")))?;
        let (path, value) = (path.trim(), value.trim());
        if path.is_empty() {
            return Err(bad(format!("no path stands before the `=` of `{text}`")));
        }
        let number = |digits: &str| {
            let fault = |error| bad(format!("`{digits}` of `{text}` is no number: {error}"));
            Decimal::parse(digits).map_err(fault)
        };
        let change = if let Some(factor) = value.strip_prefix('*') {
            Change::Times(number(factor)?)
        } else if let Some(amount) = value.strip_prefix('+') {
            Change::Plus(number(amount)?)
        } else {
            Change::To(value.to_owned())
        };
        Ok(Self { path: path.to_owned(), change, span: None })
    }

    /// Returns whether it says what the goods are, on which day or under which switches.
    pub(super) fn is_of_goods(&self) -> bool {
        matches!(self.path.as_str(), "date" | "cargo.commodity" | "cargo.form") || self.path.starts_with("switches.")
    }

    fn problem(&self, code: Code, message: &str) -> Problem {
        Problem::new(code, format!("`{}`: {message}", self.path)).placed(self.span.as_ref())
    }

    /// Returns the text of a value that is no number; fails for other changes than to a value.
    fn word(&self) -> Result<&str, Problem> {
        match &self.change {
            Change::To(text) => Ok(text),
            _ => Err(self.problem(Code::CannotChange, "this is not a number").help("set it to a value")),
        }
    }

    /// Returns the text of a changed number; fails where there is no number to change.
    fn applied(&self, before: Option<Decimal>) -> Result<String, Problem> {
        let change = |operation: fn(Decimal, Decimal) -> Option<Decimal>, by: Decimal| {
            let before = before.ok_or_else(|| {
                self.problem(Code::CannotChange, "there is no number to change").help("set it to a value")
            })?;
            let after = operation(before, by).map(|after| after.to_string());
            after.ok_or_else(|| self.problem(Code::CannotChange, "the result has too many digits"))
        };
        match &self.change {
            Change::To(text) | Change::Quoted(text) => Ok(text.clone()),
            Change::Times(factor) => change(Decimal::times, *factor),
            Change::Plus(amount) => change(Decimal::plus, *amount),
        }
    }
}

/// Applies to the scenario's own keys the changes that name them, and returns the others.
///
/// The values are checked afterwards with all others.
pub(super) fn apply_to_tree(
    changes: Vec<Override>,
    entries: &mut Vec<Entry>,
    problems: &mut Problems,
) -> Vec<Override> {
    changes.into_iter().filter(|change| !apply_to_key(change, entries, problems)).collect()
}

/// Applies a change to one of the scenario's own keys; returns whether its path names one.
fn apply_to_key(change: &Override, entries: &mut Vec<Entry>, problems: &mut Problems) -> bool {
    if change.path == AVOID {
        if let Err(problem) = change.word().map(|items| avoid(items, entries)) {
            problems.push(problem);
        }
        return true;
    }
    let Some(target) = PathTarget::own(&change.path) else { return false };
    let outcome = match (target, change.path.split_once('.')) {
        (PathTarget::Switch, Some((_, name))) if !cell::is_word(name) => return false,
        (PathTarget::Key(key), Some((section, _))) if target.range().is_some() => {
            in_section(entries, section, |inside| change_figure(change, key, inside, problems))
        }
        (_, Some((section, name))) => in_section(entries, section, |inside| change_word(change, name, inside)),
        (_, None) => change_word(change, &change.path, entries),
    };
    if let Err(problem) = outcome {
        problems.push(problem);
    }
    true
}

/// Writes places that changes close by their names by their keys.
pub(super) fn call_closed_by_keys(changes: &mut [Override], tables: &Tables, problems: &mut Problems) {
    let (places, legs) = (tables.rows(TableName::Places), tables.rows(TableName::Legs));
    for Override { path, change, span } in changes {
        let Change::To(items) = change else { continue };
        if path != AVOID {
            continue;
        }
        let key = |item: &str| {
            let item = item.trim();
            let is_country = || places.iter().any(|row| row.text("country") == Some(item));
            if MODES.contains(&item) || legs.has_key(item) || is_country() {
                return item.to_owned();
            }
            let keys: BTreeSet<&str> = called_rows(places, item).into_iter().map(Row::key).collect();
            if keys.len() > 1 {
                let problem = Problem::new(Code::UnknownName, format!("`{item}` is the name of several places"));
                let keys = keys.iter().copied().collect::<Vec<_>>().join(" or ");
                problems.push(problem.placed(span.as_ref()).help(format!("write {keys}")));
            }
            keys.first().map_or(item, |key| *key).to_owned()
        };
        *items = items.split(',').map(key).collect::<Vec<_>>().join(",");
    }
}

/// Adds places, legs, modes, countries or tags, with commas between, to what every corridor avoids.
fn avoid(items: &str, entries: &mut [Entry]) {
    let corridors = entries.iter_mut().find(|entry| entry.key == "corridors");
    let Some(Node::Table(corridors)) = corridors.map(|entry| &mut entry.item.node) else { return };
    for corridor in corridors {
        let Node::Table(keys) = &mut corridor.item.node else { continue };
        let item = |item: &str| Item { node: Node::Text(item.trim().to_owned()), span: None };
        let known = match get(keys, AVOID).map(|own| &own.node) {
            Some(Node::List(known)) => known.clone(),
            _ => Vec::new(),
        };
        let all = known.into_iter().chain(items.split(',').map(item)).collect();
        set(keys, AVOID, Item { node: Node::List(all), span: None });
    }
}

/// Runs an action on the keys of a section, which is made where it is missing.
fn in_section<T>(entries: &mut Vec<Entry>, name: &str, action: impl FnOnce(&mut Vec<Entry>) -> T) -> T {
    if !matches!(get(entries, name).map(|item| &item.node), Some(Node::Table(_))) {
        set(entries, name, Item { node: Node::Table(Vec::new()), span: None });
    }
    let found = entries.iter_mut().find(|entry| entry.key == name);
    match found.map(|entry| &mut entry.item.node) {
        Some(Node::Table(inside)) => action(inside),
        _ => action(&mut Vec::new()),
    }
}

/// Changes a number of the scenario's own.
fn change_figure(
    change: &Override,
    key: &Key,
    entries: &mut Vec<Entry>,
    problems: &mut Problems,
) -> Result<(), Problem> {
    let inside = entries.iter_mut().find(|entry| entry.key == key.name);
    if let Some(Entry { item: Item { node: Node::Table(parts), .. }, .. }) = inside {
        let text = change.applied(get(parts, "value").and_then(Item::decimal))?;
        let names = ["low", "high"];
        let before = names.map(|name| get(parts, name).and_then(Item::decimal));
        if let (Ok(value), KeyKind::Figure(_, range)) = (Decimal::parse(&text), key.kind) {
            let warning = doubts::beyond(change, value, before, range.unit);
            problems.extend(warning.map_or_else(Problems::new, Problems::from));
        }
        set(parts, "value", Item { node: Node::Bare(text), span: change.span.clone() });
        let after = change.change.moved(before);
        for (name, after) in names.into_iter().zip(after) {
            let span = get(parts, name).and_then(|item| item.span.clone());
            parts.retain(|entry| entry.key != name);
            if let Some(bound) = after {
                set(parts, name, Item { node: Node::Number(bound.to_string()), span });
            }
        }
        return Ok(());
    }
    // What a file may leave out is 0 by default and can be changed from there.
    let default = (!key.required).then_some(Decimal::ZERO);
    let text = change.applied(get(entries, key.name).map_or(default, Item::decimal))?;
    set(entries, key.name, Item { node: Node::Bare(text), span: change.span.clone() });
    Ok(())
}

/// Changes a key of the scenario's own that is no number.
fn change_word(change: &Override, name: &str, entries: &mut Vec<Entry>) -> Result<(), Problem> {
    let text = match change.word()? {
        "yes" => "true",
        "no" => "false",
        text => text,
    };
    set(entries, name, Item { node: Node::Bare(text.to_owned()), span: change.span.clone() });
    Ok(())
}

/// Applies changes to demands and rows of tables.
pub(super) fn apply(
    changes: &[Override],
    paths: &Paths<'_>,
    demands: &mut [DemandSection],
    quotes: &mut [Quote],
    tables: &mut Tables,
    problems: &mut Problems,
) {
    let mut changed = Vec::new();
    let before = tables.clone();
    for change in changes {
        let found = paths.find(&change.path, demands.len(), tables).ok().flatten();
        let own = found.and_then(|target| own_number(target, demands, quotes));
        match apply_one(change, paths, demands, quotes, tables) {
            Ok(Some(PathTarget::Row(table, index, column))) => {
                let row = before.rows(table).get(index);
                let warning = row.and_then(|row| doubts::of_row(change, tables, (index, column), row));
                problems.extend(warning.map_or_else(Problems::new, Problems::from));
                changed.push((change, table, index, column.name));
            }
            Ok(Some(target)) => {
                let unit = match target {
                    PathTarget::Quote(index, _) => format!("{}/{}", quotes[index].currency.value, quotes[index].basis),
                    _ => target.range().map_or_else(String::new, |range| range.unit.to_owned()),
                };
                if let (Some((_, before)), Some((value, _))) = (own, own_number(target, demands, quotes)) {
                    let warning = doubts::beyond(change, value, before, &unit);
                    problems.extend(warning.map_or_else(Problems::new, Problems::from));
                }
            }
            Ok(None) => {}
            Err(problem) => problems.push(problem),
        }
    }
    // Bounds that are themselves set stay, whether they are named before or after their figure.
    for &(change, table, index, column) in &changed {
        let is_set = |bound: &str| changed.iter().any(|&(_, of, row, name)| (of, row, name) == (table, index, bound));
        bounds::follow(tables.table_mut(table), index, column, &change.change, is_set);
    }
    let mut changed: Vec<_> = changed.into_iter().map(|(_, table, index, column)| (table, index, column)).collect();
    changed.sort_unstable();
    changed.dedup_by_key(|&mut (table, index, _)| (table, index));
    let mut found = Problems::new();
    for (table, index, _) in changed {
        bounds::check(tables.rows(table).at(index), &[], &mut found);
    }
    for problem in &found {
        // What the file itself gives wrongly has been reported already.
        if problems.iter().all(|known| known.code != problem.code || known.span != problem.span) {
            problems.push(problem.clone());
        }
    }
}

/// Returns the value and the bounds of a number of a demand or a quotation.
fn own_number(
    target: PathTarget,
    demands: &[DemandSection],
    quotes: &[Quote],
) -> Option<(Decimal, [Option<Decimal>; 2])> {
    match target {
        PathTarget::Demand(index, _) => {
            let tonnes = demands[index].tonnes_per_year.as_ref()?;
            Some((tonnes.value, [tonnes.low, tonnes.high]))
        }
        PathTarget::Quote(index, _) => Some((quotes[index].amount, [quotes[index].low, quotes[index].high])),
        _ => None,
    }
}

/// Applies a change and returns where, if that worked.
fn apply_one(
    change: &Override,
    paths: &Paths<'_>,
    demands: &mut [DemandSection],
    quotes: &mut [Quote],
    tables: &mut Tables,
) -> Result<Option<PathTarget>, Problem> {
    let found = paths.find(&change.path, demands.len(), tables);
    let found = found.map_err(|problem| problem.placed(change.span.as_ref()))?;
    match found {
        Some(PathTarget::Demand(index, range)) => change_demand(change, &mut demands[index], range)?,
        Some(PathTarget::Regime(index)) => change_regime(change, &mut demands[index])?,
        Some(PathTarget::Quote(index, range)) => change_quote(change, &mut quotes[index], range)?,
        Some(PathTarget::Row(table, index, column)) => change_row(change, tables.table_mut(table), index, column)?,
        Some(PathTarget::Key(_) | PathTarget::Switch) | None => {}
    }
    Ok(found)
}

fn change_demand(change: &Override, demand: &mut DemandSection, range: SensibleRange) -> Result<(), Problem> {
    let text = change.applied(demand.tonnes_per_year.as_ref().map(|tonnes| tonnes.value))?;
    let value = read_number(&change.path, &text, range).map_err(|problem| problem.placed(change.span.as_ref()))?;
    match &mut demand.tonnes_per_year {
        Some(tonnes) => tonnes.set(value, &change.change),
        None => demand.tonnes_per_year = Some(Number::bare(value, change.span.clone())),
    }
    Ok(())
}

/// Changes how the goods of a demand stand to customs.
fn change_regime(change: &Override, demand: &mut DemandSection) -> Result<(), Problem> {
    let word = change.word()?;
    if !REGIMES.contains(&word) {
        let problem = change.problem(Code::UnknownName, &format!("`{word}` is no customs regime"));
        return Err(problem.help(format!("write {}", REGIMES.join(", "))));
    }
    demand.regime = Some(Given { value: word.to_owned(), span: change.span.clone() });
    Ok(())
}

fn change_quote(change: &Override, quote: &mut Quote, range: SensibleRange) -> Result<(), Problem> {
    let text = change.applied(Some(quote.amount))?;
    quote.amount = read_number(&change.path, &text, range).map_err(|problem| problem.placed(change.span.as_ref()))?;
    [quote.low, quote.high] = change.change.moved([quote.low, quote.high]);
    Ok(())
}

fn change_row(
    change: &Override,
    table: &mut StoredTable,
    index: usize,
    column: &'static TableColumn,
) -> Result<(), Problem> {
    if column.is_identity() {
        let problem = change.problem(Code::CannotChange, "key and period say which row it is");
        return Err(problem.help("lay a folder of tables with another row over this one"));
    }
    let text = match column.part() {
        Some(_) => change.applied(Rows::of(table).at(index).number(column.name))?,
        None => cell::flag_word(change.word()?, column).to_owned(),
    };
    let value = cell::read_at(&change.path, &text, column);
    let value = value.map_err(|problem| problem.placed(change.span.as_ref()))?;
    if let Some(at) = table.name.position(column.name) {
        match value {
            // A number in a unit of the trade is kept in the unit of its column.
            Some(Value::Number(number)) if Decimal::parse(&text).is_err() => {
                table.set(index, at, Some(&number.to_string()));
            }
            value => table.set(index, at, value.map(|_| text.trim())),
        }
    }
    Ok(())
}
