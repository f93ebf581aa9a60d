//! `catchment`: which corridor and gateway each origin should use, and up to where.

use clap::Args;

use corridor::analysis::Question;
use corridor::analysis::catchment::{CatchmentQuestion, Grid};
use corridor::analysis::risk::MAX_DRAWS;
use corridor::units::{Decimal, Money};

use super::door::Asked;
use super::failure::{Exit, Failure};

/// The examples below the help.
pub(super) const EXAMPLES: &str = "\
Examples:
  corridor catchment scenarios/jilin-maize-2017.toml --to ningbo
  corridor catchment scenarios/jilin-maize-2017.toml --corridor borrowed-open,domestic --along changchun
  corridor catchment scenarios/jilin-maize-2017.toml --grid 25 --format geojson -o map.geojson";

/// The price from which a road kilometre is refused, per tonne.
const MAX_PRICE_PER_KM: f64 = 1e6;

/// Arguments of `catchment`.
#[derive(Debug, Args)]
pub(super) struct CatchmentArguments {
    #[command(flatten)]
    asked: Asked,
    /// How often the uncertain figures are drawn
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..=MAX_DRAWS))]
    draws: u64,
    /// What the random numbers begin with: the same seed gives the same draws on any machine
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Measure break-even distances along the routes from this origin; otherwise along those that pass most origins
    #[arg(long, value_name = "PLACE")]
    along: Option<String>,
    /// Lay points so many km apart between the origins, each of which goes by road to one of its nearest origins
    #[arg(long, value_name = "KM", value_parser = above_zero)]
    grid: Option<f64>,
    /// What a tonne costs a km by road from a point of the grid; otherwise what the one road tariff there says
    #[arg(long, value_name = "PRICE", value_parser = price, requires = "grid")]
    access_per_km: Option<Money>,
    /// How much longer the road from a point of the grid is than the straight line: an estimate
    #[arg(long, value_name = "FACTOR", default_value_t = Grid::USUAL_DETOUR, value_parser = above_zero, requires = "grid")]
    detour: f64,
}

impl CatchmentArguments {
    /// Finds which corridor and gateway each origin should use.
    pub(super) fn run(&self) -> Result<Exit, Failure> {
        let &Self { draws, seed, grid, access_per_km, detour, .. } = self;
        let grid = grid.map(|step_km| Grid { step_km, access_per_km, detour });
        let question = CatchmentQuestion { draws, seed, along: self.along.clone(), grid };
        self.asked.answer(Question::Catchment(question))
    }
}

/// Reads a number above 0.
fn above_zero(text: &str) -> Result<f64, String> {
    let number = Decimal::parse(text).ok().map(Decimal::to_f64).filter(|number| *number > 0.0);
    number.ok_or_else(|| "take a number above 0, such as 25 or 1.3".to_owned())
}

/// Reads a price that is not below 0.
fn price(text: &str) -> Result<Money, String> {
    let number = Decimal::parse(text).ok().map(Decimal::to_f64);
    let price = number.filter(|number| (0.0..MAX_PRICE_PER_KM).contains(number)).map(Money::round);
    price.ok_or_else(|| "take a price per tonne and km such as 0.38".to_owned())
}
