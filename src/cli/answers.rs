//! The commands that answer demands as they are: `compare` and `route`.

use clap::Args;

use corridor::analysis::Question;
use corridor::present::Digits;

use super::door::Asked;
use super::failure::{Exit, Failure};

/// The examples below the help of `compare`.
pub(super) const COMPARE_EXAMPLES: &str = "\
Examples:
  corridor compare scenarios/hunchun-ningbo-2019.toml
  corridor compare scenarios/jilin-maize-2017.toml --from changchun --format csv -o changchun.csv
  corridor compare 2017.toml 2019.toml --set fx.usd-cny.rate='*1.05' --audit";

/// The examples below the help of `route`.
pub(super) const ROUTE_EXAMPLES: &str = "\
Examples:
  corridor route scenarios/jilin-maize-2017.toml --from hunchun --to ningbo --corridor borrowed
  corridor route scenarios/hunchun-ningbo-2019.toml --format geojson -o way.geojson";

/// Arguments of `compare` and `route`.
#[derive(Debug, Args)]
pub(super) struct CompareArguments {
    #[command(flatten)]
    asked: Asked,
    /// Print amounts in tables with all six decimals instead of rounding them to the cent
    #[arg(long)]
    exact: bool,
}

impl CompareArguments {
    /// Puts a question and writes what was found.
    pub(super) fn run(&self, question: Question) -> Result<Exit, Failure> {
        self.asked.answer_with(question, if self.exact { Digits::All } else { Digits::Cents })
    }
}
