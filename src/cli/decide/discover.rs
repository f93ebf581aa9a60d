//! `discover`: the box of figures in which a corridor is cheapest.

use clap::{Args, ValueEnum};

use corridor::analysis::discover::{Asked as Wanted, DiscoverError, discover as find};
use corridor::draws::Distributions;
use corridor::present::pages::discovery as page;
use corridor::present::{csv, json};
use corridor::problem::nearest;

use super::super::arguments::{Format, Look};
use super::super::audited::AuditDraws;
use super::super::failure::{Exit, Failure};
use super::Asked;

pub(in crate::cli) const EXAMPLES: &str = "\
Examples:
  corridor discover scenarios/hunchun-ningbo-2019.toml
  corridor discover scenarios/hunchun-timber-2019.toml --wins borrowed --draws 50000 --seed 2
  corridor discover scenarios/jilin-maize-2017.toml --from suifenhe --to ningbo --format csv -o box.csv";

/// How a box is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Method {
    /// Patient rule induction: thin slices peeled off all draws, then pasted back
    Prim,
}

/// Arguments of `discover`.
#[derive(Debug, Args)]
pub(in crate::cli) struct DiscoverArguments {
    #[command(flatten)]
    asked: Asked,
    /// The corridor that is to win, by its key; by default the likeliest that is not today's leader: the borrowed port where
    /// the leader stays at home, and the other way round
    #[arg(long, value_name = "KEY")]
    wins: Option<String>,
    /// How often the uncertain figures are drawn, and drawn again to check the box
    #[arg(long, value_name = "N", default_value_t = 20_000, value_parser = clap::value_parser!(u64).range(200..=200_000))]
    draws: u64,
    /// What the random numbers begin with; those of the check begin with the next number
    #[arg(long, value_name = "S", default_value_t = 1, value_parser = clap::value_parser!(u64).range(..u64::MAX))]
    seed: u64,
    /// How the box is looked for
    #[arg(long, value_enum, default_value_t = Method::Prim)]
    method: Method,
    #[command(flatten)]
    audit: AuditDraws,
    #[command(flatten)]
    look: Look,
}

/// Finds the box.
pub(in crate::cli) fn discover(arguments: &DiscoverArguments) -> Result<Exit, Failure> {
    let look = &arguments.look;
    look.check("discover", &[Format::Table, Format::Markdown, Format::Json, Format::Csv])?;
    let Method::Prim = arguments.method;
    let case = arguments.asked.case()?;
    let watching = arguments.asked.watching(&case);
    let model = case.model();
    let corridors = arguments.asked.corridors(&case)?;
    let wins = match &arguments.wins {
        None => None,
        Some(word) => {
            let found = corridors.iter().copied().find(|&id| model.corridors[id].key == *word);
            let keys = || corridors.iter().map(|&id| model.corridors[id].key.as_str());
            let help = || nearest(word, keys()).map_or_else(String::new, |near| format!("; did you mean {near}?"));
            Some(found.ok_or_else(|| Failure::Usage(format!("no corridor asked for is {word}{}", help())))?)
        }
    };
    let asked = Wanted {
        demands: arguments.asked.demands(&case)?,
        corridors,
        wins,
        draws: arguments.draws,
        seed: arguments.seed,
    };
    let failed = |error: &dyn std::fmt::Display| Failure::Failed(format!("{}: {error}", model.name));
    let distributions = Distributions::of_case(&case).map_err(|error| failed(&error))?;
    let mut found = find(&case, distributions, &asked).map_err(|error| match error {
        DiscoverError::Engine(_) => failed(&error),
        _ => Failure::Nothing(format!("{}: {error}", model.name)),
    })?;
    found.used.audited = arguments.audit.check(&case, arguments.seed, &asked.demands)?;
    drop(watching);
    look.write(&match look.format {
        Format::Json => json::discovery(&found),
        Format::Csv => csv::discovery(&found),
        _ => look.page(&page::page(&found, look.language())),
    })?;
    Ok(Exit::Answered)
}
