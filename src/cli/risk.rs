//! `risk`: how sure the answer is.

use std::path::PathBuf;

use clap::Args;

use corridor::analysis::Question;
use corridor::analysis::risk::{MAX_DRAWS, PERCENTILES, RiskQuestion};
use corridor::draws::Near;
use corridor::units::{Decimal, Money};

use super::door::Asked;
use super::failure::{Exit, Failure};

/// The examples below the help.
pub(super) const EXAMPLES: &str = "\
Examples:
  corridor risk scenarios/hunchun-ningbo-2019.toml --draws 1000000 --seed 1
  corridor risk scenarios/jilin-maize-2017.toml --from hunchun --format csv -o risk.csv";

/// Arguments of `risk`.
#[derive(Debug, Args)]
pub(super) struct RiskArguments {
    #[command(flatten)]
    asked: Asked,
    /// How often the uncertain figures are drawn
    #[arg(long, value_name = "N", default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(1..=MAX_DRAWS))]
    draws: u64,
    /// What the random numbers begin with: the same seed gives the same draws on any machine
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// What counts as near the cheapest corridor of a draw: an amount per tonne (8), or a share of its total (5%)
    #[arg(long, value_name = "N", default_value = "5%", value_parser = near)]
    near: Near,
    /// Which percentiles of the totals are given
    #[arg(long, value_name = "P,..", value_delimiter = ',', default_values_t = PERCENTILES)]
    percentiles: Vec<f64>,
    /// Draw given published claims: the folder that `corridor calibrate .. -o FOLDER` wrote, which says how many draws and
    /// which seed
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["draws", "seed"])]
    with: Option<PathBuf>,
}

impl RiskArguments {
    /// Draws the uncertain figures many times.
    pub(super) fn run(self) -> Result<Exit, Failure> {
        let Self { mut asked, draws, seed, near, percentiles, with } = self;
        asked.with = with;
        asked.answer(Question::Risk(RiskQuestion { draws, seed, near, percentiles }))
    }
}

/// Reads what counts as near: an amount per tonne, or a share with a percent sign.
fn near(text: &str) -> Result<Near, String> {
    let help = || format!("{text} is neither an amount per tonne such as 8 nor a share such as 5%, of 1000% at most");
    let (digits, is_share) = text.trim().strip_suffix('%').map_or((text, false), |digits| (digits, true));
    let number = Decimal::parse(digits).map_err(|_| help())?.to_f64();
    if is_share {
        return Near::share(number / 100.0).ok_or_else(help);
    }
    if (0.0..=1e6).contains(&number) { Ok(Near::PerTonne(Money::round(number))) } else { Err(help()) }
}
