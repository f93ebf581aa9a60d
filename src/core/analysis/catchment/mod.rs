//! Which corridor and gateway each origin should use, how surely, and where on the map that changes.
//!
//! Every corridor is asked gateway by gateway, so that each origin has a total of its own by every gateway in every
//! draw. What a corridor saves against the reference, on the mean of the destinations that both serve, is known at the
//! origins and, if asked for, at the points of a grid; between them the map is interpolated.

mod result;

pub use result::{
    Anchor, AreaKind, BoundaryKind, BreakEvenLine, Catchment, CatchmentCorridor, CatchmentMap, CatchmentOrigin,
    CatchmentPair, GatewayShare, GatewayTotal, GridUsed, LineStop, MapArea, MapBoundary, MapPolygon, OriginCorridor,
    PairCorridor, Reach, Weighing,
};

mod frame;
mod gateways;
mod grid;
mod line;
mod map;
mod mesh;
mod saving;
mod summary;
mod tally;

use crate::answer::Prepared;
use crate::ids::{CorridorId, DemandId, PlaceId};
use crate::problem::Problems;

use crate::draws::{Distributions, DrawError};
use crate::draws::{Engine, EngineError};

use frame::Frame;
use gateways::ByGateway;
use grid::Access;
use line::Approach;
use tally::{Counted, Points, Tally};

pub use grid::{Grid, GridError};

/// Says what a catchment is asked about.
#[derive(Clone, Debug, PartialEq)]
pub struct CatchmentAsked {
    /// The demands.
    pub demands: Vec<DemandId>,
    /// The corridors compared.
    pub corridors: Vec<CorridorId>,
    /// How often the uncertain figures are drawn.
    pub draws: u64,
    /// What the random numbers begin with.
    pub seed: u64,
    /// The origin whose routes the break-even distances are measured along; none takes the routes that pass most origins.
    pub along: Option<PlaceId>,
    /// The points between the origins, if any.
    pub grid: Option<Grid>,
}

/// Says why there is no catchment.
#[derive(Debug, thiserror::Error)]
pub enum CatchmentError {
    /// The figures cannot be drawn.
    #[error(transparent)]
    Draw(#[from] DrawError),
    /// The draws cannot be answered.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// There are no points between the origins.
    #[error(transparent)]
    Grid(#[from] GridError),
    /// The questions cannot be asked.
    #[error("{} problems", .0.len())]
    Problems(Problems),
}

impl From<Problems> for CatchmentError {
    fn from(problems: Problems) -> Self {
        Self::Problems(problems)
    }
}

/// Finds which corridor and gateway each origin should use, and draws the uncertain figures many times to tell how surely.
///
/// # Errors
/// Refuses distributions that cannot be drawn from, costs that cannot be counted exactly, and grids without a price of
/// a road kilometre.
pub fn catchment(case: &Prepared, asked: &CatchmentAsked) -> Result<Catchment, CatchmentError> {
    let frame = Frame::new(case, &asked.demands, &asked.corridors)?;
    let access = match &asked.grid {
        Some(grid) => Some((grid, Access::of(&frame, grid.access_per_km)?)),
        None => None,
    };
    let all = match &access {
        Some((grid, access)) => grid::points(&frame, grid, access)?,
        None => Vec::new(),
    };
    let points = Points::new(&frame, &all);
    let approaches: Vec<Option<Approach>> = frame.answers.iter().map(|answer| Approach::of(&frame, answer)).collect();
    let lines = line::lines(&frame, &approaches, asked.along);
    let by = ByGateway::of(case, &asked.demands, &asked.corridors)?;
    let engine = Engine::new(&by.case, Distributions::of_case(&by.case)?, asked.seed)?;
    let counted = Counted { frame: &frame, by: &by, points: &points, lines: &lines };
    let tally = Tally::of(&engine, counted, asked.draws);
    let mut found = summary::Summed { counted, tally: &tally, approaches: &approaches }.catchment(&engine, asked);
    found.grid = access.map(|(grid, access)| grid::used(grid, access, all.len()));
    Ok(found)
}
