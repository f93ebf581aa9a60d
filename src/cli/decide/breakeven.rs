//! `breakeven`: where the answer turns.

use clap::Args;

use corridor::analysis::breakeven::{
    audit_curves, audit_dates, audit_flips, audit_plane, breakeven as curves, dates, flips, plane,
};
use corridor::answer::Prepared;
use corridor::ids::FigureId;
use corridor::present::pages::{breakeven as pages, flips as flips_page, plane as plane_page};
use corridor::present::{csv, json};
use corridor::units::{Date, Decimal};

use super::super::arguments::{Format, Look};
use super::super::failure::{Exit, Failure};
use super::{Asked, disagrees};

/// The examples of `breakeven`.
pub(in crate::cli) const EXAMPLES: &str = "\
Examples:
  corridor breakeven scenarios/hunchun-ningbo-2019.toml
  corridor breakeven scenarios/hunchun-ningbo-2019.toml --vary fx.usd-cny.rate
  corridor breakeven scenarios/hunchun-ningbo-2019.toml --vary cargo.carbon_price_per_t --between 0,2000
  corridor breakeven scenarios/hunchun-ningbo-2019.toml --vary fx.usd-cny.rate --vary cargo.value_per_t
  corridor breakeven scenarios/jilin-maize-2017.toml --from hunchun --to ningbo --vary date";

/// Arguments of `breakeven`.
#[derive(Debug, Args)]
pub(in crate::cli) struct BreakevenArguments {
    #[command(flatten)]
    asked: Asked,
    /// Move this figure, by its path as `--set` takes it, or `date`; given twice, two figures against each other; without it
    /// all figures are ranked by how little of it turns the answer
    #[arg(long, value_name = "PATH")]
    vary: Vec<String>,
    /// Look between two values of the figure, or two days; otherwise wherever costs make sense, or five years either way.
    /// For two figures once for each: otherwise between its bounds, or from half to twice its value
    #[arg(long, value_name = "A,B", value_parser = interval, requires = "vary", allow_hyphen_values = true)]
    between: Vec<Interval>,
    /// Set figures to both sides of each flip, or into each cell of the plane, read the scenario anew, recompute its routes from
    /// the tables alone and fail where something else leads
    #[arg(long)]
    audit: bool,
    #[command(flatten)]
    look: Look,
}

/// Is what `--between` names.
#[derive(Clone, Copy, Debug)]
enum Interval {
    Values(Decimal, Decimal),
    Days(Date, Date),
}

fn interval(text: &str) -> Result<Interval, String> {
    let ends = text.split_once(',').map(|(low, high)| (low.trim(), high.trim()));
    let days = ends.and_then(|(low, high)| Date::parse(low).ok().zip(Date::parse(high).ok()));
    let values = ends.and_then(|(low, high)| Decimal::parse(low).ok().zip(Decimal::parse(high).ok()));
    match (days, values) {
        (Some((first, last)), _) if first <= last => Ok(Interval::Days(first, last)),
        (_, Some((low, high))) if low.compare(high).is_lt() => Ok(Interval::Values(low, high)),
        _ => Err("write the lesser and the greater value, or two days, with a comma between them: 0,2000".to_owned()),
    }
}

/// Finds out where the answer turns.
pub(in crate::cli) fn breakeven(arguments: &BreakevenArguments) -> Result<Exit, Failure> {
    let BreakevenArguments { asked, vary, between, audit, look } = arguments;
    look.check("breakeven", &[Format::Table, Format::Markdown, Format::Json, Format::Csv])?;
    let case = asked.case_of_corridors()?;
    let watching = asked.watching(&case);
    let demands = asked.demands(&case)?;
    let language = look.language();
    if between.len() > vary.len() {
        return Err(Failure::Usage("there is a --between for each --vary at most, in the same order".to_owned()));
    }
    let mut exit = Asked::answered(&case, &demands);
    let text = match &vary[..] {
        [] => {
            let mut found = flips(&case, &demands);
            if *audit {
                audit_flips(&case, &demands, &mut found).map_err(disagrees)?;
            }
            match look.format {
                Format::Json => json::flips(&found),
                Format::Csv => csv::flips(&found, language),
                _ => look.page(&flips_page::page(&found, language)),
            }
        }
        [path] if path == "date" => {
            let mut found = dates(&case, &demands, days(between.first())?);
            if *audit {
                audit_dates(&case, &demands, &mut found).map_err(disagrees)?;
            }
            // A route may open on another day.
            let mut totals = found.demands.iter().flat_map(|demand| &demand.steps).flat_map(|step| &step.totals_per_t);
            exit = if totals.any(Option::is_some) { Exit::Answered } else { Exit::NoRoute };
            match look.format {
                Format::Json => json::dates(&found),
                Format::Csv => csv::dates(&found, language),
                _ => look.page(&pages::dates(&found, language)),
            }
        }
        [path] => {
            let figure = figure(&case, path)?;
            let found = curves(&case, &demands, figure, values(between.first())?);
            let mut found = found.map_err(|error| Failure::Usage(error.to_string()))?;
            if *audit {
                audit_curves(&case, &demands, &mut found).map_err(disagrees)?;
            }
            match look.format {
                Format::Json => json::breakeven(&found),
                Format::Csv => csv::breakeven(&found, language),
                _ => look.page(&pages::page(&found, language)),
            }
        }
        [one, other] => {
            if [one, other].contains(&&"date".to_owned()) {
                return Err(Failure::Usage("a date is moved alone: vary it without another figure".to_owned()));
            }
            let figures = [figure(&case, one)?, figure(&case, other)?];
            let between = [values(between.first())?, values(between.get(1))?];
            let found = plane(&case, &demands, figures, between);
            let mut found = found.map_err(|error| Failure::Usage(error.to_string()))?;
            if *audit {
                audit_plane(&case, &demands, &mut found).map_err(disagrees)?;
            }
            match look.format {
                Format::Json => json::plane(&found),
                Format::Csv => csv::plane(&found, language),
                _ => look.page(&plane_page::page(&found, language)),
            }
        }
        _ => {
            let help = "one figure is moved, or two against each other; `corridor sweep` varies more";
            return Err(Failure::Usage(help.to_owned()));
        }
    };
    drop(watching);
    look.write(&text)?;
    Ok(exit)
}

fn days(between: Option<&Interval>) -> Result<Option<(Date, Date)>, Failure> {
    match between {
        None => Ok(None),
        Some(Interval::Days(first, last)) => Ok(Some((*first, *last))),
        Some(Interval::Values(..)) => {
            Err(Failure::Usage("dates lie between two days: 2014-01-01,2023-12-31".to_owned()))
        }
    }
}

fn values(between: Option<&Interval>) -> Result<Option<(Decimal, Decimal)>, Failure> {
    match between {
        None => Ok(None),
        Some(Interval::Values(low, high)) => Ok(Some((*low, *high))),
        Some(Interval::Days(..)) => Err(Failure::Usage("a figure lies between two values: 0,2000".to_owned())),
    }
}

/// Finds a figure by its path.
fn figure(case: &Prepared, path: &str) -> Result<FigureId, Failure> {
    case.model().register.find(path).ok_or_else(|| {
        let problem = case.scenario().no_figure(path);
        let help = problem.help.unwrap_or_else(|| "`corridor show SCENARIO figures` lists all".to_owned());
        Failure::Usage(format!("{}; {help}", problem.message))
    })
}
