//! `breakeven`: where the answer changes.

use std::path::PathBuf;

use clap::Args;

use corridor::analysis::Question;
use corridor::analysis::breakeven::{BreakEvenQuestion, Interval, IntervalError, Vary};

use super::door::Asked;
use super::failure::{Exit, Failure};

/// The examples below the help.
pub(super) const EXAMPLES: &str = "\
Examples:
  corridor breakeven scenarios/hunchun-ningbo-2019.toml
  corridor breakeven scenarios/hunchun-ningbo-2019.toml --vary fx.usd-cny.rate
  corridor breakeven scenarios/hunchun-ningbo-2019.toml --vary cargo.carbon_price_per_t --between 0,2000
  corridor breakeven scenarios/hunchun-ningbo-2019.toml --vary fx.usd-cny.rate --vary cargo.value_per_t
  corridor breakeven scenarios/jilin-maize-2017.toml --from hunchun --to ningbo --vary date";

/// Arguments of `breakeven`.
#[derive(Debug, Args)]
pub(super) struct BreakevenArguments {
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
    /// Give ranges and chances on published claims: the folder that `corridor calibrate .. -o FOLDER` wrote
    #[arg(long, value_name = "FOLDER")]
    with: Option<PathBuf>,
}

/// Reads two values, or two days, with a comma between them.
pub(super) fn interval(text: &str) -> Result<Interval, String> {
    let ends = text.split_once(',').map(|(low, high)| [low, high].map(|end| end.trim().to_owned()));
    let interval = ends.ok_or(IntervalError).and_then(Interval::try_from);
    interval.map_err(|error| format!("{error}, with a comma between them: 0,2000"))
}

impl BreakevenArguments {
    /// Finds out where the answer changes.
    pub(super) fn run(self) -> Result<Exit, Failure> {
        let Self { mut asked, vary, between, with } = self;
        asked.with = with;
        asked.answer(Question::BreakEven(BreakEvenQuestion { vary: varied(&vary, &between)? }))
    }
}

/// Puts figures and the values between which they move together.
pub(super) fn varied(vary: &[String], between: &[Interval]) -> Result<Vec<Vary>, Failure> {
    if between.len() > vary.len() {
        return Err(Failure::Usage("there is a --between for each --vary at most, in the same order".to_owned()));
    }
    let between = between.iter().copied().map(Some).chain(std::iter::repeat(None));
    Ok(vary.iter().zip(between).map(|(path, between)| Vary { path: path.clone(), between }).collect())
}
