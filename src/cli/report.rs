//! `report`: one file for a browser.

use clap::Args;

use corridor::analysis::Question;
use corridor::analysis::report::ReportQuestion;
use corridor::analysis::risk::MAX_DRAWS;
use corridor::present::Format;

use super::door::Asked;
use super::failure::{Exit, Failure};

/// The examples below the help.
pub(super) const EXAMPLES: &str = "\
Examples:
  corridor report scenarios/hunchun-ningbo-2019.toml -o report.html
  corridor report scenarios/jilin-maize-2017.toml --from suifenhe --to ningbo --lang zh -o report.html";

/// Arguments of `report`.
#[derive(Debug, Args)]
pub(super) struct ReportArguments {
    #[command(flatten)]
    asked: Asked,
    /// How often the uncertain figures are drawn
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u64).range(1..=MAX_DRAWS))]
    draws: u64,
    /// What the random numbers begin with
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Leave the arithmetic out: a smaller file whose answer stays as it is
    #[arg(long)]
    fixed: bool,
}

impl ReportArguments {
    /// Writes the report.
    pub(super) fn run(self) -> Result<Exit, Failure> {
        let Self { asked, draws, seed, fixed } = self;
        asked.usually(Format::Html).answer(Question::Report(ReportQuestion { draws, seed, live: !fixed }))
    }
}
