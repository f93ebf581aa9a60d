//! `pareto`: every route worth choosing where cost is not all that counts.

use clap::Args;

use corridor::analysis::pareto::Axis;
use corridor::analysis::pareto::{ParetoAsked, audit_pareto, pareto};
use corridor::answer::Detail;
use corridor::present::pages::pareto as page;
use corridor::present::{csv, geojson, json};
use corridor::units::Duration;

use super::super::arguments::{Format, Look};
use super::super::failure::{Exit, Failure};
use super::Asked;

/// What stands below the help.
pub(in crate::cli) const EXAMPLES: &str = "\
Examples:
  corridor pareto scenarios/hunchun-ningbo-2019.toml
  corridor pareto scenarios/hunchun-ningbo-2019.toml --deadline 10d
  corridor pareto scenarios/jilin-maize-2017.toml --from changchun --to ningbo --axes cost,time,co2e --audit";

/// The longest deadline in hours: ten years.
const LONGEST_H: f64 = 87_600.0;

/// Arguments of `pareto`.
#[derive(Debug, Args)]
pub(in crate::cli) struct ParetoArguments {
    #[command(flatten)]
    asked: Asked,
    /// What counts: two to four of cost, time, co2e and transfers; routes are sorted by the first
    #[arg(long, value_name = "AXES", value_delimiter = ',', default_value = "cost,time", value_parser = axis)]
    axes: Vec<Axis>,
    /// Show only routes that arrive within this time, such as 20d or 480h
    #[arg(long, value_name = "TIME", value_parser = time)]
    deadline: Option<Duration>,
    /// Recompute every route from the tables alone and fail where it differs
    #[arg(long)]
    audit: bool,
    #[command(flatten)]
    look: Look,
}

/// Finds the fronts that are asked for.
pub(in crate::cli) fn run(arguments: &ParetoArguments) -> Result<Exit, Failure> {
    let ParetoArguments { asked, look, .. } = arguments;
    look.check("pareto", &[Format::Table, Format::Markdown, Format::Json, Format::Csv, Format::Geojson])?;
    let case = asked.case()?;
    let watching = asked.watching(&case);
    let (demands, corridors) = (asked.demands(&case)?, asked.corridors(&case)?);
    let is_page = matches!(look.format, Format::Table | Format::Markdown);
    let in_sums = is_page && !arguments.audit && page::is_summed_up(demands.len());
    let question = ParetoAsked {
        demands,
        corridors,
        axes: arguments.axes.clone(),
        deadline: arguments.deadline,
        detail: if in_sums { Detail::Sums } else { Detail::Whole },
    };
    let mut found = pareto(&case, &question).map_err(|error| Failure::Usage(error.to_string()))?;
    if arguments.audit {
        audit_pareto(&case, &mut found).map_err(|error| Failure::Failed(error.to_string()))?;
    }
    let language = look.language();
    drop(watching);
    look.write(&match look.format {
        Format::Table | Format::Markdown => look.page(&page::page(&found, language)),
        Format::Json => json::pareto(&found),
        Format::Csv => csv::pareto(&found, language),
        Format::Geojson => geojson::pareto(&found, language),
    })?;
    let is_answered = found.demands.iter().any(|demand| !demand.points.is_empty());
    Ok(if is_answered { Exit::Answered } else { Exit::NoRoute })
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

/// Reads a time in days or hours.
fn time(word: &str) -> Result<Duration, String> {
    let help = || "give days or hours above 0, up to ten years, such as 20d or 480h".to_owned();
    let (number, hours_each) = match (word.strip_suffix('d'), word.strip_suffix('h')) {
        (Some(days), _) => (days, 24.0),
        (_, Some(hours)) => (hours, 1.0),
        _ => return Err(help()),
    };
    let is_decimal = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let hours = number.parse::<f64>().ok().filter(|_| is_decimal).map(|number| number * hours_each);
    hours.filter(|hours| (f64::MIN_POSITIVE..=LONGEST_H).contains(hours)).map(Duration::hours).ok_or_else(help)
}
