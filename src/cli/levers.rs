//! `levers`: what moving one figure is worth.

use std::path::PathBuf;

use clap::Args;

use corridor::analysis::Question;
use corridor::analysis::levers::{LeverKind, LeversQuestion};

use super::door::Asked;
use super::failure::{Exit, Failure};
use super::prepare::readable;

/// The examples below the help.
pub(super) const EXAMPLES: &str = "\
Examples:
  corridor levers scenarios/hunchun-ningbo-2019.toml
  corridor levers scenarios/slavyanka-bonded-2017.toml --kind borders,services
  corridor levers scenarios/jilin-maize-2017.toml --from hunchun --corridor borrowed-open,domestic
  corridor levers scenarios/hunchun-ningbo-2019.toml --packages scenarios/plans/facilitation.toml";

/// Arguments of `levers`.
#[derive(Debug, Args)]
pub(super) struct LeversArguments {
    #[command(flatten)]
    asked: Asked,
    /// Whose figures to move: tariffs, handling, borders, services, calendar, equipment or legs; several with commas
    #[arg(long, value_name = "TABLE", value_delimiter = ',', value_parser = LeverKind::ALL.map(LeverKind::as_str))]
    kind: Vec<String>,
    /// Answer packages of figures that are moved together, too: the runs of a plan of the design `list`
    #[arg(long, value_name = "FILE")]
    packages: Option<PathBuf>,
}

impl LeversArguments {
    /// Works out what levers are worth.
    pub(super) fn run(&self) -> Result<Exit, Failure> {
        let Self { asked, kind, packages } = self;
        if let Some(plan) = packages {
            readable(plan)?;
        }
        let kinds = kind.iter().filter_map(|word| LeverKind::named(word)).collect();
        asked.answer(Question::Levers(LeversQuestion { kinds, packages: packages.clone() }))
    }
}
