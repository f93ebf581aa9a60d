//! `pareto`: every route worth choosing where cost is not all that counts.

use clap::Args;

use corridor::analysis::Question;
use corridor::analysis::pareto::{Axis, ParetoQuestion};

use super::door::Asked;
use super::failure::{Exit, Failure};

/// The examples below the help.
pub(super) const EXAMPLES: &str = "\
Examples:
  corridor pareto scenarios/hunchun-ningbo-2019.toml
  corridor pareto scenarios/hunchun-ningbo-2019.toml --deadline 10d
  corridor pareto scenarios/jilin-maize-2017.toml --from changchun --to ningbo --axes cost,time,co2e --audit";

/// The longest deadline in hours: ten years.
const MAX_DEADLINE_H: f64 = 87_600.0;

/// Arguments of `pareto`.
#[derive(Debug, Args)]
pub(super) struct ParetoArguments {
    #[command(flatten)]
    asked: Asked,
    /// What counts: two to four of cost, time, co2e, transfers and late; routes are sorted by the first
    #[arg(long, value_name = "AXES", value_delimiter = ',', default_value = "cost,time", value_parser = axis)]
    axes: Vec<Axis>,
    /// Show only routes that arrive within this time, such as 20d or 480h; a number alone is days
    #[arg(long, value_name = "TIME", value_parser = hours)]
    deadline: Option<f64>,
}

impl ParetoArguments {
    /// Finds the fronts that are asked for.
    pub(super) fn run(&self) -> Result<Exit, Failure> {
        let Self { asked, axes, deadline } = self;
        asked.answer(Question::Pareto(ParetoQuestion { axes: axes.clone(), deadline_h: *deadline }))
    }
}

/// Reads an axis.
fn axis(word: &str) -> Result<Axis, String> {
    Axis::named(word).ok_or_else(|| {
        let words: Vec<&str> = Axis::ALL.into_iter().map(Axis::as_str).collect();
        let near = corridor::problem::nearest(word, words.iter().copied());
        let help = near.map_or_else(String::new, |near| format!("; did you mean {near}?"));
        format!("take two to four of {}{help}", words.join(", "))
    })
}

/// Reads a time in days or hours, as hours.
fn hours(word: &str) -> Result<f64, String> {
    let help = || "give days or hours above 0, up to ten years, such as 20d or 480h".to_owned();
    // A number alone is days, as on every page.
    let (number, hours_each) = match word.strip_suffix('h') {
        Some(hours) => (hours, 1.0),
        None => (word.strip_suffix('d').unwrap_or(word), 24.0),
    };
    let is_decimal = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let hours = number.parse::<f64>().ok().filter(|_| is_decimal).map(|number| number * hours_each);
    hours.filter(|hours| (f64::MIN_POSITIVE..=MAX_DEADLINE_H).contains(hours)).ok_or_else(help)
}
