//! `levers`: what moving one figure is worth.

use std::path::PathBuf;

use clap::Args;

use crate::present::{csv, json, levers as pages};
use crate::study::levers::{audit_levers, levers as worth, packages};

use super::super::answer::readable;
use super::super::arguments::{Format, Look};
use super::super::failure::{Exit, Failure};
use super::{Asked, disagrees};

/// The examples of `levers`.
pub(in crate::cli) const EXAMPLES: &str = "\
Examples:
  corridor levers scenarios/hunchun-ningbo-2019.toml
  corridor levers scenarios/jilin-maize-2017.toml --from hunchun --packages scenarios/plans/facilitation.toml";

/// Arguments of `levers`.
#[derive(Debug, Args)]
pub(in crate::cli) struct LeversArguments {
    #[command(flatten)]
    asked: Asked,
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
    let LeversArguments { asked, packages: plan, audit, look } = arguments;
    look.check("levers", &[Format::Table, Format::Markdown, Format::Json, Format::Csv])?;
    if let Some(plan) = plan {
        readable(plan)?;
    }
    let case = asked.case()?;
    let watching = asked.watching(&case);
    let demands = asked.demands(&case)?;
    let mut found = worth(&case, &demands);
    if let Some(plan) = plan {
        found.packages = packages(&case, &demands, plan).map_err(Failure::Invalid)?;
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
    Ok(Exit::Answered)
}
