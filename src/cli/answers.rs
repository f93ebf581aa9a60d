//! The commands that answer demands as they are: `compare`, `route`, `explain`, `claims`.

use clap::Args;

use corridor::analysis::Question;
use corridor::analysis::claims::ClaimsQuestion;
use corridor::analysis::compare::CompareQuestion;
use corridor::analysis::explain::ExplainQuestion;
use corridor::analysis::route::RouteQuestion;
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
    const fn digits(&self) -> Digits {
        if self.exact { Digits::All } else { Digits::Cents }
    }

    /// Compares corridors.
    pub(super) fn compare(&self) -> Result<Exit, Failure> {
        self.asked.answer_with(Question::Compare(CompareQuestion {}), self.digits())
    }

    /// Itemises itineraries.
    pub(super) fn route(&self) -> Result<Exit, Failure> {
        self.asked.answer_with(Question::Route(RouteQuestion {}), self.digits())
    }
}

/// Explains answers.
pub(super) fn explain(asked: &Asked) -> Result<Exit, Failure> {
    asked.answer(Question::Explain(ExplainQuestion {}))
}

/// Sets published claims beside results.
pub(super) fn claims(asked: &Asked) -> Result<Exit, Failure> {
    asked.answer(Question::Claims(ClaimsQuestion {}))
}
