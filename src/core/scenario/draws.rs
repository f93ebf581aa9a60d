//! The checks of distributions in `[uncertain]`: known names, complete parameters, parameters in order.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::ops::Bound;

use crate::problem::{Code, Problem, Problems, Span};
use crate::units::Decimal;

use super::cell::choice_help;
use super::columns::TableName;
use super::conform::{Conform, join};
use super::correlation;
use super::document::{Correlated, Market, Uncertain, is_like};
use super::keys::{ANY_NUMBER, CARGO, DISTRIBUTIONS, DistributionKeys, LISTS, PROBABILITY};
use super::number::SensibleRange;
use super::rows::Tables;
use super::tree::{Entry, Item, Node, get};

/// Pairs of parameters of which the first must be at most the second; `low` must also be below `high`.
const ORDERED: &[(&str, &str)] = &[
    ("low", "mode"),
    ("mode", "high"),
    ("low", "high"),
    ("low", "mean"),
    ("mean", "high"),
    ("low", "median"),
    ("median", "high"),
];

/// Parameters that are possible values of the figure.
const VALUES: &[&str] = &["low", "mode", "high", "mean", "median", "value"];

/// Parameters that must be above 0.
const POSITIVE: &[&str] = &["sd", "median", "sigma"];

impl Conform<'_> {
    /// Checks the section `[uncertain]`.
    pub(super) fn draws(&mut self, entries: &[Entry], path: &str) {
        for entry in entries {
            let path = format!("{path}.\"{}\"", entry.key);
            match &entry.item.node {
                Node::Table(inner) => self.distribution(inner, &entry.item, &path),
                _ => self.wrong(&entry.item, &path, "a table { dist = \"..\", .. }"),
            }
        }
    }

    fn distribution(&mut self, entries: &[Entry], item: &Item, path: &str) {
        let names: Vec<&str> = DISTRIBUTIONS.iter().map(|known| known.name).collect();
        let Some(dist) = get(entries, "dist") else {
            if !self.doubts.concern("dist") {
                let problem = Problem::new(Code::MissingKey, format!("`{path}.dist` is missing"));
                self.push(problem.help(choice_help("", &names)), item.span.as_ref());
            }
            return;
        };
        self.choice(dist, &join(path, "dist"), &names, "a word");
        if let Some(known) = DISTRIBUTIONS.iter().find(|known| Some(known.name) == dist.node.text()) {
            let values = self.parameters(known, entries, item.span.as_ref(), path);
            self.order(&values, item.span.as_ref(), path);
            self.lists(known, entries, item.span.as_ref(), path);
        }
    }

    /// Checks which parameters are given, and returns those that can be read and are no lists.
    fn parameters(
        &mut self,
        known: &DistributionKeys,
        entries: &[Entry],
        span: Option<&Span>,
        path: &str,
    ) -> Vec<(&'static str, Decimal)> {
        let names: Vec<&'static str> = known.required.iter().chain(known.optional).copied().collect();
        for entry in entries.iter().filter(|entry| entry.key != "dist" && !names.contains(&entry.key.as_str())) {
            let problem = bad(path, &format!("{} has no `{}`", known.name, entry.key));
            self.push(problem.help(format!("it has {}", names.join(", "))), entry.span.as_ref());
        }
        let mut values = Vec::new();
        for name in names {
            match get(entries, name) {
                Some(_) if LISTS.contains(&name) => {}
                Some(item) => {
                    let sensible = if name == "probability" { PROBABILITY } else { ANY_NUMBER };
                    let number = self.number(item, &join(path, name), sensible, "a number");
                    values.extend(number.map(|number| (name, number)));
                }
                None if known.required.contains(&name) && !self.doubts.concern(name) => {
                    let problem = bad(path, &format!("{} needs `{name}`", known.name));
                    self.push(problem.help(format!("it needs {}", known.required.join(", "))), span);
                }
                None => {}
            }
        }
        values
    }

    /// Checks the parameters that are lists.
    fn lists(&mut self, known: &DistributionKeys, entries: &[Entry], span: Option<&Span>, path: &str) {
        let is_list = |name: &&&str| LISTS.contains(*name);
        let mut lists = Vec::new();
        for &name in known.required.iter().filter(is_list) {
            let Some(item) = get(entries, name) else { return };
            let Some(numbers) = self.numbers(item, &join(path, name), name) else { return };
            lists.push((name, numbers));
        }
        if known.name == "empirical" && lists.iter().any(|(_, numbers)| numbers.len() < 2) {
            self.push(bad(path, "empirical needs two values or more").help("give more values of the figure"), span);
        }
        let [(_, values), (_, probabilities)] = lists.as_slice() else { return };
        if values.len() != probabilities.len() {
            let message = format!("there are {} values and {} probabilities", values.len(), probabilities.len());
            self.push(bad(path, &message).help("give one probability for each value"), span);
            return;
        }
        let total = probabilities.iter().try_fold(Decimal::ZERO, |sum, &share| sum.plus(share));
        if let Some(total) = total.filter(|total| total.compare(Decimal::whole(1)) != Ordering::Equal) {
            let message = format!("the probabilities add up to {total}");
            self.push(bad(path, &message).help("make them add up to 1"), span);
        }
    }

    /// Checks a list of numbers and returns them if all are valid.
    fn numbers(&mut self, item: &Item, path: &str, name: &str) -> Option<Vec<Decimal>> {
        let Node::List(items) = &item.node else {
            self.wrong(item, path, "a list of numbers");
            return None;
        };
        let sensible = if name == "probabilities" { PROBABILITY } else { ANY_NUMBER };
        let numbers: Vec<_> = items.iter().map(|item| self.number(item, path, sensible, "a list of numbers")).collect();
        numbers.into_iter().collect()
    }

    /// Checks the order of parameters and their signs.
    fn order(&mut self, values: &[(&str, Decimal)], span: Option<&Span>, path: &str) {
        let value = |name: &str| values.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
        for &(least, most) in ORDERED {
            let Some((small, large)) = value(least).zip(value(most)) else { continue };
            let order = small.compare(large);
            if order == Ordering::Greater || (order == Ordering::Equal && (least, most) == ("low", "high")) {
                let message = format!("`{least}` is {small}, not below `{most}`, which is {large}");
                self.push(bad(path, &message).help("exchange or correct them"), span);
                break;
            }
        }
        for name in POSITIVE {
            if let Some(number) = value(name).filter(|number| number.is_negative() || number.is_zero()) {
                let problem = bad(path, &format!("`{name}` is {number}, not above 0"));
                self.push(problem.help("give a number above 0"), span);
            }
        }
    }
}

/// Checks that no possible value of a drawn figure is absurd; an end that is not given is cut to the sensible range
/// later.
pub(super) fn check_range(uncertain: &Uncertain, range: SensibleRange, problems: &mut Problems) {
    let path = &uncertain.path.value;
    let SensibleRange { unit, least, most } = range;
    let listed = uncertain.lists.iter().filter(|(name, _)| name == "values").flat_map(|(_, numbers)| numbers);
    let single = uncertain.parameters.iter().filter(|(name, _)| VALUES.contains(&name.as_str()));
    let is_absurd = |number: &&Decimal| !(least..=most).contains(&number.to_f64());
    if let Some(number) = single.map(|(_, number)| number).chain(listed).find(is_absurd) {
        let message = format!("`uncertain.\"{path}\"`: {number} makes no sense here");
        let problem = Problem::new(Code::AbsurdNumber, format!("{message}: at least {least}, at most {most} ({unit})"));
        problems.push(problem.help("check the unit and the decimal point").placed(uncertain.path.span.as_ref()));
    }
}

/// Checks that each correlation is between two figures or more, and that no pair is correlated twice.
pub(super) fn check_correlated(all: &[Correlated], problems: &mut Problems) {
    let mut known = BTreeSet::new();
    let before = problems.len();
    for correlated in all {
        let mut say = |message: String, help: &str, span: Option<&Span>| {
            let problem = Problem::new(Code::BadCorrelation, message).help(help);
            problems.push(problem.placed(span.or(correlated.span.as_ref())));
        };
        if let [figure] = correlated.figures.as_slice() {
            let message = format!("`{}` is correlated with nothing", figure.value);
            say(message, "name two figures or more", figure.span.as_ref());
        }
        if correlated.rho.to_f64().abs() >= 1.0 {
            let message = format!("the correlation is {}: the figures would be one", correlated.rho);
            say(message, "give less, or let both places name one figure", None);
        }
        for (position, second) in correlated.figures.iter().enumerate() {
            for first in &correlated.figures[..position] {
                let (left, right) = (first.value.as_str(), second.value.as_str());
                if left == right || !known.insert((left.min(right), left.max(right))) {
                    let message = format!("`{left}` and `{right}` are correlated more than once");
                    say(message, "keep one of them", second.span.as_ref());
                }
            }
        }
    }
    // Correlations of which one is given twice, or is 1, are not looked at together.
    if problems.len() == before {
        correlation::check_together(all, problems);
    }
}

/// Checks that each pattern of a market finds a number of the tables or of the cargo, and that no figure belongs to two
/// markets whose figures go together.
pub(super) fn check_markets(markets: &[Market], tables: &Tables, problems: &mut Problems) {
    if markets.is_empty() {
        return;
    }
    let paths = numbers(tables, markets);
    for market in markets {
        for pattern in market.figures.iter().filter(|pattern| like(&paths, &pattern.value).next().is_none()) {
            let message = format!(
                "`{}` leads to no figure, so the market `{}` has none of that name",
                pattern.value, market.key.value
            );
            let problem = Problem::new(Code::UnknownPath, message);
            let help = "write paths such as tariffs.KEY.per_km, with * for any characters; see corridor show figures";
            problems.push(problem.help(help).placed(pattern.span.as_ref()));
        }
    }
    // A market without a correlation is one that is turned off.
    let markets: Vec<&Market> = markets.iter().filter(|market| !market.rho.is_zero()).collect();
    let held: Vec<BTreeSet<&str>> = markets
        .iter()
        .map(|market| market.figures.iter().flat_map(|pattern| like(&paths, &pattern.value)).collect())
        .collect();
    for (position, second) in markets.iter().enumerate() {
        for (first, own) in markets.iter().zip(&held[..position]) {
            if let Some(path) = own.intersection(&held[position]).next() {
                let message =
                    format!("`{path}` belongs to the markets `{}` and `{}`", first.key.value, second.key.value);
                let problem = Problem::new(Code::BadCorrelation, message).help("name it in one of them alone");
                problems.push(problem.placed(second.key.span.as_ref()));
            }
        }
    }
}

/// Returns the paths that are like a pattern.
fn like<'a>(paths: &'a BTreeSet<String>, pattern: &str) -> impl Iterator<Item = &'a str> {
    let head = head(pattern);
    let near = paths
        .range::<str, _>((Bound::Included(head), Bound::Unbounded))
        .map(String::as_str)
        .take_while(move |path| path.starts_with(head));
    near.filter(|path| is_like(path, pattern))
}

/// Returns what a path that is like a pattern begins with.
fn head(pattern: &str) -> &str {
    pattern.split('*').next().unwrap_or("")
}

/// Returns the paths, without periods, of all numbers that are given in tables that a market may name.
fn numbers(tables: &Tables, markets: &[Market]) -> BTreeSet<String> {
    let mut paths: BTreeSet<String> = CARGO.iter().map(|key| format!("cargo.{}", key.name)).collect();
    let heads = || markets.iter().flat_map(|market| &market.figures).map(|pattern| head(&pattern.value));
    let is_named = |table: &TableName| heads().any(|head| head.starts_with(table.as_str()) || !head.contains('.'));
    for table in TableName::ALL.into_iter().filter(is_named) {
        for row in tables.rows(table) {
            let numbers = table.columns().iter().filter(|column| column.part().is_some());
            let given = numbers.map(|column| column.name).filter(|name| row.cell(name).is_some());
            paths.extend(given.map(|name| format!("{table}.{}.{name}", row.key())));
        }
    }
    paths
}

fn bad(path: &str, message: &str) -> Problem {
    Problem::new(Code::BadDistribution, format!("`{path}`: {message}"))
}
