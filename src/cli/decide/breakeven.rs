//! `breakeven`: where the answer turns.

use clap::Args;

use crate::ids::FigureId;
use crate::model::Model;
use crate::present::{breakeven as pages, csv, json};
use crate::problem::nearest;
use crate::study::breakeven::{breakeven as curves, flips};
use crate::units::Decimal;

use super::super::arguments::{Format, Look};
use super::super::failure::{Exit, Failure};
use super::Asked;

/// The examples of `breakeven`.
pub(in crate::cli) const EXAMPLES: &str = "\
Examples:
  corridor breakeven scenarios/hunchun-ningbo-2019.toml
  corridor breakeven scenarios/hunchun-ningbo-2019.toml --vary fx.usd-cny.rate
  corridor breakeven scenarios/hunchun-ningbo-2019.toml --vary cargo.carbon_price_per_t --between 0,2000";

/// Arguments of `breakeven`.
#[derive(Debug, Args)]
pub(in crate::cli) struct BreakevenArguments {
    #[command(flatten)]
    asked: Asked,
    /// Move this figure, by its path as `--set` takes it; without it all figures are ranked by how little turns the answer
    #[arg(long, value_name = "PATH")]
    vary: Vec<String>,
    /// Look between two values of the figure; otherwise wherever costs make sense
    #[arg(long, value_name = "A,B", value_parser = interval, requires = "vary", allow_hyphen_values = true)]
    between: Vec<(Decimal, Decimal)>,
    #[command(flatten)]
    look: Look,
}

fn interval(text: &str) -> Result<(Decimal, Decimal), String> {
    let ends = text.split_once(',').and_then(|(low, high)| Decimal::parse(low).ok().zip(Decimal::parse(high).ok()));
    match ends {
        Some((low, high)) if low.compare(high).is_lt() => Ok((low, high)),
        _ => Err("write the lesser and the greater value with a comma between them: 0,2000".to_owned()),
    }
}

/// Finds out where the answer turns.
pub(in crate::cli) fn breakeven(arguments: &BreakevenArguments) -> Result<Exit, Failure> {
    let BreakevenArguments { asked, vary, between, look } = arguments;
    look.check("breakeven", &[Format::Table, Format::Markdown, Format::Json, Format::Csv])?;
    let case = asked.case()?;
    let demands = asked.demands(&case)?;
    let figures = vary.iter().map(|path| figure(case.model(), path)).collect::<Result<Vec<_>, _>>()?;
    let text = match figures[..] {
        [] => {
            let found = flips(&case, &demands);
            match look.format {
                Format::Json => json::flips(&found),
                Format::Csv => csv::flips(&found, look.language()),
                _ => look.page(&pages::flips(&found, look.language())),
            }
        }
        [figure] => {
            let found = curves(&case, &demands, figure, between.first().copied());
            let found = found.map_err(|error| Failure::Usage(error.to_string()))?;
            match look.format {
                Format::Json => json::breakeven(&found),
                Format::Csv => csv::breakeven(&found, look.language()),
                _ => look.page(&pages::page(&found, look.language())),
            }
        }
        _ => return Err(Failure::Usage("give --vary at most twice".to_owned())),
    };
    look.write(&text)?;
    Ok(Exit::Answered)
}

/// Finds a figure by its path.
fn figure(model: &Model, path: &str) -> Result<FigureId, Failure> {
    model.register.find(path).ok_or_else(|| {
        let near = nearest(path, model.register.iter().map(|(_, figure)| figure.path.as_str()));
        let help = near.map_or_else(
            || "; `corridor show SCENARIO figures` lists all".to_owned(),
            |near| format!("; did you mean {near}?"),
        );
        Failure::Usage(format!("`{path}` leads to no figure{help}"))
    })
}
