//! `critical`: what the loss of a leg, place, service or permission costs, and where its cargo goes instead.

use clap::Args;

use corridor::analysis::critical::{Asked as CriticalAsked, audit_critical, critical as find};
use corridor::model::{Element, Slowdown};
use corridor::present::pages::critical as critical_page;
use corridor::present::{csv, geojson, json};

use super::super::arguments::{Format, Look};
use super::super::failure::{Exit, Failure};
use super::{Asked, disagrees};

pub(in crate::cli) const EXAMPLES: &str = "\
Examples:
  corridor critical scenarios/hunchun-ningbo-2019.toml
  corridor critical scenarios/jilin-maize-2017.toml --kind leg --format geojson -o critical.geojson
  corridor critical scenarios/hunchun-ningbo-2019.toml --slow 3d
  corridor critical scenarios/hunchun-ningbo-2019.toml --pairs";

/// Arguments of `critical`.
#[derive(Debug, Args)]
pub(in crate::cli) struct CriticalArguments {
    #[command(flatten)]
    asked: Asked,
    /// Make each slower instead of taking it away: hours or days more at each use (24h, 3d), or a factor (x2)
    #[arg(long, value_name = "HOW", value_parser = Slowdown::parse, conflicts_with = "pairs")]
    slow: Option<Slowdown>,
    /// Take two away together as well, and list those whose joint loss exceeds the sum: each other's alternatives
    #[arg(long)]
    pairs: bool,
    /// What to take away: leg, place, service or permission; several with commas
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = Element::KINDS)]
    kind: Vec<String>,
    /// Lay out a network without each and without both of each pair, recompute its routes from the tables alone and fail
    /// where another one is left
    #[arg(long)]
    audit: bool,
    #[command(flatten)]
    look: Look,
}

/// Takes each element away in turn.
pub(in crate::cli) fn critical(arguments: &CriticalArguments) -> Result<Exit, Failure> {
    let look = &arguments.look;
    let formats = [Format::Table, Format::Markdown, Format::Json, Format::Csv, Format::Geojson];
    look.check("critical", &formats)?;
    let is_asked = |kind: &&'static str| arguments.kind.is_empty() || arguments.kind.iter().any(|word| word == kind);
    let mut kinds: Vec<&'static str> = Element::KINDS.into_iter().filter(is_asked).collect();
    if arguments.slow.is_some() {
        kinds.retain(|&kind| kind != "permission");
        if kinds.is_empty() {
            return Err(Failure::Usage("a permission cannot be slower: leave out --slow to take it away".to_owned()));
        }
    }
    let case = arguments.asked.case()?;
    let watching = arguments.asked.watching(&case);
    let asked = CriticalAsked {
        demands: arguments.asked.demands(&case)?,
        corridors: arguments.asked.corridors(&case)?,
        kinds,
        slow: arguments.slow,
        pairs: arguments.pairs,
    };
    let mut found = find(&case, &asked);
    if arguments.audit {
        audit_critical(&case, &asked, &mut found).map_err(disagrees)?;
    }
    let language = look.language();
    drop(watching);
    look.write(&match look.format {
        Format::Json => json::critical(&found),
        Format::Csv => csv::critical(&found, language),
        Format::Geojson => geojson::critical(&found, language),
        Format::Table | Format::Markdown => look.page(&critical_page::page(&found, language)),
    })?;
    Ok(if found.demands > 0 { Exit::Answered } else { Exit::NoRoute })
}
