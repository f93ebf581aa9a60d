//! `ask-first`: which documents and quotations to get first.

use std::path::PathBuf;

use clap::Args;

use corridor::analysis::Question;
use corridor::analysis::ask_first::{AskFirstQuestion, MAX_DRAWS, MIN_DRAWS};

use super::door::Asked;
use super::failure::{Exit, Failure};

/// The examples below the help.
pub(super) const EXAMPLES: &str = "\
Examples:
  corridor ask-first scenarios/hunchun-ningbo-2019.toml
  corridor ask-first scenarios/hunchun-ningbo-2019.toml --corridor borrowed,domestic --lang zh
  corridor ask-first scenarios/hunchun-ningbo-2019.toml --with fitted/ --format csv -o ask.csv";

/// Arguments of `ask-first`.
#[derive(Debug, Args)]
pub(super) struct AskFirstArguments {
    #[command(flatten)]
    asked: Asked,
    /// How often the uncertain figures are drawn
    #[arg(long, value_name = "N", default_value_t = 20_000, value_parser = clap::value_parser!(u64).range(MIN_DRAWS..=MAX_DRAWS))]
    draws: u64,
    /// What the random numbers begin with: the same seed gives the same draws on any machine
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Draw given published claims: the folder that `corridor calibrate .. -o FOLDER` wrote, which says how many draws and
    /// which seed
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["draws", "seed"])]
    with: Option<PathBuf>,
}

impl AskFirstArguments {
    /// Ranks what to ask for.
    pub(super) fn run(self) -> Result<Exit, Failure> {
        let Self { mut asked, draws, seed, with } = self;
        asked.with = with;
        asked.answer(Question::AskFirst(AskFirstQuestion { draws, seed }))
    }
}
