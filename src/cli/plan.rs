//! `plan`: the dated plan for a ready date, or the cost of each of many.

use clap::Args;

use corridor::analysis::Question;
use corridor::analysis::plan::PlanQuestion;

use super::door::Asked;
use super::failure::{Exit, Failure};

/// The examples below the help.
pub(super) const EXAMPLES: &str = "\
Examples:
  corridor plan scenarios/rajin-coal-2011.toml --ready 2010-12-08
  corridor plan scenarios/hunchun-ningbo-2019.toml --ready 2020-01-02T08:00 --fastest
  corridor plan scenarios/hunchun-ningbo-2019.toml --from-date 2019-01-01 --to-date 2019-12-31 --every 7d";

/// Arguments of `plan`.
#[derive(Debug, Args)]
pub(super) struct PlanArguments {
    #[command(flatten)]
    asked: Asked,
    /// When the cargo is ready at its origin: a day, or a day and a time such as 2018-09-14T08:30 [default: the beginning of
    /// the scenario's date]
    #[arg(long, value_name = "DATE", conflicts_with_all = ["from_date", "to_date", "every"])]
    ready: Option<String>,
    /// Find the earliest arrival instead of the least cost
    #[arg(long)]
    fastest: bool,
    /// Plan each ready date from this day on
    #[arg(long, value_name = "DATE", requires = "to_date")]
    from_date: Option<String>,
    /// The last ready date
    #[arg(long, value_name = "DATE", requires = "from_date")]
    to_date: Option<String>,
    /// How far ready dates lie apart, such as 7d [default: 1d]
    #[arg(long, value_name = "DAYS", requires = "from_date", value_parser = days)]
    every: Option<u32>,
}

impl PlanArguments {
    /// Plans what is asked for.
    pub(super) fn run(&self) -> Result<Exit, Failure> {
        let Self { asked, ready, fastest, from_date, to_date, every } = self;
        asked.answer(Question::Plan(PlanQuestion {
            ready: ready.clone(),
            fastest: *fastest,
            from_date: from_date.clone(),
            to_date: to_date.clone(),
            every_days: *every,
        }))
    }
}

/// Reads a number of days.
fn days(word: &str) -> Result<u32, String> {
    let number = word.strip_suffix('d').unwrap_or(word);
    let days = number.parse::<u32>().ok().filter(|days| (1..=366).contains(days));
    days.ok_or_else(|| "give whole days from 1d to 366d, such as 7d".to_owned())
}
