//! `levers`: what moving one figure is worth.

use std::path::PathBuf;

use clap::Args;

use corridor::analysis::levers::{KINDS, PackagesError, audit_levers, levers as worth, packages};
use corridor::present::pages::levers as pages;
use corridor::present::{csv, json};

use super::super::arguments::{Format, Look};
use super::super::failure::{Exit, Failure};
use super::super::prepare::readable;
use super::{Asked, disagrees};

/// The examples of `levers`.
pub(in crate::cli) const EXAMPLES: &str = "\
Examples:
  corridor levers scenarios/hunchun-ningbo-2019.toml
  corridor levers scenarios/slavyanka-bonded-2017.toml --kind borders,services
  corridor levers scenarios/jilin-maize-2017.toml --from hunchun --corridor borrowed-open,domestic
  corridor levers scenarios/hunchun-ningbo-2019.toml --packages scenarios/plans/facilitation.toml";

/// Arguments of `levers`.
#[derive(Debug, Args)]
pub(in crate::cli) struct LeversArguments {
    #[command(flatten)]
    asked: Asked,
    /// Whose figures to move: tariffs, handling, borders, services, calendar, equipment or legs; several with commas
    #[arg(long, value_name = "TABLE", value_delimiter = ',', value_parser = KINDS)]
    kind: Vec<String>,
    /// Answer packages of figures that are moved together, too: the runs of a plan of the design `list`
    #[arg(long, value_name = "FILE")]
    packages: Option<PathBuf>,
    /// Set each figure, read the scenario anew, recompute its routes from the tables alone and fail where it saves something
    /// else
    #[arg(long)]
    audit: bool,
    #[command(flatten)]
    look: Look,
}

/// Works out what levers are worth.
pub(in crate::cli) fn levers(arguments: &LeversArguments) -> Result<Exit, Failure> {
    let LeversArguments { asked, kind, packages: plan, audit, look } = arguments;
    look.check("levers", &[Format::Table, Format::Markdown, Format::Json, Format::Csv])?;
    if let Some(plan) = plan {
        readable(plan)?;
    }
    let case = asked.case_of_corridors()?;
    let watching = asked.watching(&case);
    let demands = asked.demands(&case)?;
    let kinds = KINDS.into_iter().filter(|known| kind.is_empty() || kind.iter().any(|word| word == known));
    let mut found = worth(&case, &demands, &kinds.collect::<Vec<_>>());
    if let Some(plan) = plan {
        found.packages = packages(&case, &demands, plan).map_err(|error| match error {
            PackagesError::Invalid(problems) => Failure::Invalid(problems),
            other @ PackagesError::OtherDesign(_) => Failure::Usage(other.to_string()),
        })?;
    }
    if *audit {
        audit_levers(&case, &demands, &mut found).map_err(disagrees)?;
    }
    drop(watching);
    look.write(&match look.format {
        Format::Json => json::levers(&found),
        Format::Csv => csv::levers(&found),
        _ => look.page(&pages::page(&found, look.language())),
    })?;
    Ok(Asked::answered(&case, &demands))
}
