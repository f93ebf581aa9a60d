//! `catchment`: which corridor and gateway each origin should use, and up to where.

use std::path::PathBuf;

use clap::Args;

use corridor::analysis;
use corridor::analysis::catchment::{CatchmentAsked, CatchmentError, Grid};
use corridor::answer::Prepared;
use corridor::answer::place_name;
use corridor::ids::{DemandId, PlaceId};
use corridor::present::pages::catchment as page;
use corridor::present::{csv, geojson, json};
use corridor::problem::nearest;
use corridor::units::{Decimal, Money};

use super::super::audited::AuditDraws;
use super::Asked;
use crate::cli::arguments::{Changes, Format, Look, MOST_DRAWS, Selection};
use crate::cli::failure::{Exit, Failure};

/// The examples of the command's help.
pub(in crate::cli) const EXAMPLES: &str = "\
Examples:
  corridor catchment scenarios/jilin-maize-2017.toml --to ningbo
  corridor catchment scenarios/jilin-maize-2017.toml --corridor borrowed-open,domestic --along changchun
  corridor catchment scenarios/jilin-maize-2017.toml --grid 25 --format geojson -o map.geojson";

/// Arguments of `catchment`.
#[derive(Debug, Args)]
pub(in crate::cli) struct CatchmentArguments {
    /// The scenario file
    #[arg(value_name = "SCENARIO")]
    scenario: PathBuf,
    #[command(flatten)]
    changes: Changes,
    /// Ask only about demands to this place, by key or name; may be repeated
    #[arg(long, value_name = "PLACE")]
    to: Vec<String>,
    /// Compare only these corridors, by their keys; may be repeated
    #[arg(long, value_name = "KEY", value_delimiter = ',')]
    corridor: Vec<String>,
    /// How often the uncertain figures are drawn
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..=MOST_DRAWS))]
    draws: u64,
    /// What the random numbers begin with: the same seed gives the same draws on any machine
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Measure break-even distances along the routes from this origin; otherwise along those that pass most origins
    #[arg(long, value_name = "PLACE")]
    along: Option<String>,
    /// Lay points so many km apart between the origins, each of which goes by road to one of its nearest origins
    #[arg(long, value_name = "KM", value_parser = above_nothing)]
    grid: Option<f64>,
    /// What a tonne costs a km by road from a point of the grid; otherwise what the one road tariff there says
    #[arg(long, value_name = "PRICE", value_parser = price, requires = "grid")]
    access_per_km: Option<Money>,
    /// How much longer the road from a point of the grid is than the straight line: an estimate
    #[arg(long, value_name = "FACTOR", default_value = "1.3", value_parser = above_nothing, requires = "grid")]
    detour: f64,
    #[command(flatten)]
    audit: AuditDraws,
    #[command(flatten)]
    look: Look,
}

/// Reads a number above nothing.
fn above_nothing(text: &str) -> Result<f64, String> {
    let number = Decimal::parse(text).ok().map(Decimal::to_f64).filter(|number| *number > 0.0);
    number.ok_or_else(|| "take a number above 0, such as 25 or 1.3".to_owned())
}

/// Reads a price that is not below nothing.
fn price(text: &str) -> Result<Money, String> {
    let number = Decimal::parse(text).ok().map(Decimal::to_f64).filter(|number| (0.0..1e6).contains(number));
    number.map(Money::round).ok_or_else(|| "take a price per tonne and km such as 0.38".to_owned())
}

impl CatchmentArguments {
    fn asked(&self, to: Option<&String>) -> Asked {
        let selection =
            Selection { from: Vec::new(), to: to.into_iter().cloned().collect(), corridor: self.corridor.clone() };
        Asked { scenario: self.scenario.clone(), changes: self.changes.clone(), selection }
    }

    /// Returns the demands that are asked for, in the order of the file.
    fn demands(&self, case: &Prepared) -> Result<Vec<DemandId>, Failure> {
        if self.to.is_empty() {
            return self.asked(None).demands(case);
        }
        let mut demands = Vec::new();
        for to in &self.to {
            demands.extend(self.asked(Some(to)).demands(case)?);
        }
        demands.sort_unstable();
        demands.dedup();
        Ok(demands)
    }

    /// Returns the origin whose routes are followed.
    fn along(&self, case: &Prepared, demands: &[DemandId]) -> Result<Option<PlaceId>, Failure> {
        let Some(word) = &self.along else { return Ok(None) };
        let model = case.model();
        let origins = || demands.iter().map(|&demand| model.demands[demand].from);
        let found = origins().find(|&origin| place_name(model, origin).is_called(word));
        found.map(Some).ok_or_else(|| {
            let keys = origins().map(|origin| model.places.list[origin].key.as_str());
            let help = nearest(word, keys).map_or_else(String::new, |near| format!("; did you mean {near}?"));
            Failure::Usage(format!("no demand has the origin {word}{help}"))
        })
    }
}

/// Finds which corridor and gateway each origin should use.
pub(in crate::cli) fn catchment(arguments: &CatchmentArguments) -> Result<Exit, Failure> {
    let look = &arguments.look;
    look.check("catchment", &[Format::Table, Format::Markdown, Format::Json, Format::Csv, Format::Geojson])?;
    let asked = arguments.asked(arguments.to.first());
    let case = asked.case()?;
    let watching = asked.watching(&case);
    let demands = arguments.demands(&case)?;
    let grid = arguments.grid.map(|step_km| Grid {
        step_km,
        access_per_km: arguments.access_per_km,
        detour: arguments.detour,
    });
    let asked = CatchmentAsked {
        along: arguments.along(&case, &demands)?,
        demands,
        corridors: asked.corridors(&case)?,
        draws: arguments.draws,
        seed: arguments.seed,
        grid,
    };
    let mut found = analysis::catchment::catchment(&case, &asked).map_err(|error| match error {
        CatchmentError::Problems(problems) => Failure::Invalid(problems),
        CatchmentError::Grid(error) => Failure::Usage(error.to_string()),
        other => Failure::Failed(format!("{}: {other}", case.model().name)),
    })?;
    found.used.audited = arguments.audit.check(&case, arguments.seed, &asked.demands)?;
    drop(watching);
    look.write(&match look.format {
        Format::Json => json::catchment(&found),
        Format::Csv => csv::catchment(&found, look.language()),
        Format::Geojson => geojson::catchment(&found, look.language()),
        _ => look.page(&page::page(&found, look.language())),
    })?;
    Ok(if found.is_answered() { Exit::Answered } else { Exit::NoRoute })
}
