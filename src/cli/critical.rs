//! `critical`: what the loss of a leg, place, service or permission costs, and where its cargo goes instead.

use clap::Args;

use corridor::analysis::Question;
use corridor::analysis::critical::{CriticalQuestion, ElementKind};
use corridor::model::Slowdown;

use super::door::Asked;
use super::failure::{Exit, Failure};

/// The examples below the help.
pub(super) const EXAMPLES: &str = "\
Examples:
  corridor critical scenarios/hunchun-ningbo-2019.toml
  corridor critical scenarios/jilin-maize-2017.toml --kind leg --format geojson -o critical.geojson
  corridor critical scenarios/hunchun-ningbo-2019.toml --slow 3d
  corridor critical scenarios/hunchun-ningbo-2019.toml --pairs";

/// Arguments of `critical`.
#[derive(Debug, Args)]
pub(super) struct CriticalArguments {
    #[command(flatten)]
    asked: Asked,
    /// Make each slower instead of taking it away: hours or days more at each use (24h, 3d), or a factor (x2)
    #[arg(long, value_name = "HOW", value_parser = Slowdown::parse, conflicts_with = "pairs")]
    slow: Option<Slowdown>,
    /// Take two away together as well, and list those whose joint loss exceeds the sum: each other's alternatives
    #[arg(long)]
    pairs: bool,
    /// What to take away: leg, place, service or permission; several with commas
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = ElementKind::ALL.map(ElementKind::as_str))]
    kind: Vec<String>,
}

impl CriticalArguments {
    /// Removes each element in turn.
    pub(super) fn run(&self) -> Result<Exit, Failure> {
        let Self { asked, slow, pairs, kind } = self;
        let is_named = |known: &ElementKind| kind.iter().any(|word| word == known.as_str());
        let kind = ElementKind::ALL.into_iter().filter(is_named).collect();
        asked.answer(Question::Critical(CriticalQuestion { kind, slow: *slow, pairs: *pairs }))
    }
}
