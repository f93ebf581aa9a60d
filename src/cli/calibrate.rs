//! `calibrate`: what published claims teach about the figures.

use clap::Args;

use corridor::analysis::calibrate::{CalibrateQuestion, MAX_DRAWS, MIN_DRAWS};
use corridor::analysis::{Found, Question};
use corridor::present::Shown;

use super::door::Asked;
use super::failure::{Exit, Failure};

/// The examples below the help.
pub(super) const EXAMPLES: &str = "\
Examples:
  corridor calibrate scenarios/suifenhe-ningbo-2015.toml scenarios/vladivostok-zhoushan-2023.toml
  corridor calibrate scenarios/hunchun-ningbo-2019.toml scenarios/suifenhe-ningbo-2015.toml \\
    scenarios/vladivostok-zhoushan-2023.toml --claims v01,v06,v10 --hold-out v03,v11 --draws 1000000 -o fitted/
  corridor risk scenarios/hunchun-ningbo-2019.toml --with fitted/";

/// Arguments of `calibrate`.
#[derive(Debug, Args)]
pub(super) struct CalibrateArguments {
    #[command(flatten)]
    asked: Asked,
    /// The claims that are fitted, by their keys in claims.csv, v01:timber for one reading alone; without it, all whose
    /// role is fit
    #[arg(long, value_name = "KEY,..", value_delimiter = ',')]
    claims: Vec<String>,
    /// The claims that are predicted from the fitted ones and compared, or none; without it, all whose role is hold-out
    #[arg(long, value_name = "KEY,..", value_delimiter = ',')]
    hold_out: Vec<String>,
    /// How often the figures of all scenarios are drawn together
    #[arg(long, value_name = "N", default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(MIN_DRAWS..=MAX_DRAWS))]
    draws: u64,
    /// What the random numbers begin with: the same seed gives the same draws on any machine
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// What the model leaves out: one standard deviation, in percent of the dearer of the totals that a claim compares
    #[arg(long, value_name = "PERCENT", default_value_t = 5.0)]
    discrepancy: f64,
}

impl CalibrateArguments {
    /// Weighs draws by claims; an output without an ending is a folder for `--with`.
    pub(super) fn run(self) -> Result<Exit, Failure> {
        let Self { asked, claims, hold_out, draws, seed, discrepancy } = self;
        let question = CalibrateQuestion { claims, hold_out, draws, seed, discrepancy_pct: discrepancy };
        asked.answer_into_folder(Question::Calibrate(question), &["fit.json", "draws.csv"], |found| match found {
            Found::Calibrate(found) if !found.kept.is_empty() => {
                vec![found.json().into_bytes(), found.draws_csv().into_bytes()]
            }
            _ => Vec::new(),
        })
    }
}
