//! Distributions of `[uncertain]`: known, complete, and with parameters in order.

use std::cmp::Ordering;

use crate::problem::{Code, Problem, Span};
use crate::units::Decimal;

use super::cell::choice_help;
use super::conform::{Conform, join};
use super::keys::{ANY_NUMBER, DISTRIBUTIONS, Distribution};
use super::tree::{Entry, Item, Node, get};

/// Pairs of parameters of which the first is at most the second; a range has a width besides.
const ORDERED: &[(&str, &str)] = &[
    ("low", "mode"),
    ("mode", "high"),
    ("low", "high"),
    ("low", "mean"),
    ("mean", "high"),
    ("low", "median"),
    ("median", "high"),
];

/// Parameters that are above 0.
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
        }
    }

    /// Checks which parameters are given, and returns those that can be read.
    fn parameters(
        &mut self,
        known: &Distribution,
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
                Some(item) => {
                    let number = self.number(item, &join(path, name), ANY_NUMBER, "a number");
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

fn bad(path: &str, message: &str) -> Problem {
    Problem::new(Code::BadDistribution, format!("`{path}`: {message}"))
}
