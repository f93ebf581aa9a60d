//! Which corridor and gateway each origin should use, how surely, and where on the map that changes.
//!
//! Every corridor is asked gateway by gateway, so that each origin has a total of its own by every gateway in every
//! draw. What a corridor saves against the reference, on the mean of the destinations that both serve, is known at the
//! origins and, if asked for, at the points of a grid; between them the map is interpolated.

mod corridors;
mod demands;
mod frame;
mod gateways;
mod grid;
mod line;
mod map;
mod mesh;
mod origins;
mod outline;
mod question;
mod result;
mod rows;
mod saving;
mod shapes;
mod summary;
mod summed;
mod tally;

use crate::analysis::{Analysis, Ask, Refusal};
use crate::answer::{Prepared, Progress, place_name};
use crate::draws::{Distributions, Engine};
use crate::ids::{DemandId, PlaceId};

pub use corridors::{ByCorridor, ComparedCorridor};
pub use question::{CatchmentAsked, CatchmentError, CatchmentQuestion, Grid, GridError};
pub use result::{
    BreakEvenLine, Catchment, CatchmentCorridor, CatchmentOrigin, CatchmentPair, GatewayShare, GatewayTotal, GridUsed,
    LineStop, OriginCorridor, PairCorridor, Reach, Weighing,
};
pub use rows::CatchmentRow;
pub use shapes::{AreaKind, BoundaryKind, CatchmentMap, MapArea, MapBoundary, MapPolygon};

use frame::Frame;
use gateways::ByGateway;
use grid::Access;
use line::Approach;
use summed::Summed;
use tally::{CatchmentTally, Counted, MapPoints};

impl Analysis for CatchmentQuestion {
    type Found = Catchment;

    fn answer(&self, ask: &Ask<'_>) -> Result<Catchment, Refusal> {
        let prepared = ask.one()?;
        let demands = ask.demands(prepared)?;
        let refused = |error: CatchmentError| match error {
            CatchmentError::Problems(problems) => Refusal::Invalid(problems),
            CatchmentError::Draw(_) => ask.failed(prepared, error),
            CatchmentError::NoDraw | CatchmentError::UnknownOrigin { .. } | CatchmentError::Grid(_) => {
                Refusal::request(error)
            }
        };
        let asked = CatchmentAsked {
            along: self.along(prepared, &demands).map_err(refused)?,
            demands,
            corridors: ask.corridors(prepared)?,
            draws: self.draws,
            seed: self.seed,
            grid: self.grid.clone(),
        };
        let mut found = catchment(prepared, &asked, ask.progress).map_err(refused)?;
        found.scenario.audited = ask.audit_draws(prepared, self.seed, &asked.demands)?;
        Ok(found)
    }
}

impl CatchmentQuestion {
    /// Returns the origin whose routes are followed, if one is named.
    fn along(&self, prepared: &Prepared, demands: &[DemandId]) -> Result<Option<PlaceId>, CatchmentError> {
        let Some(word) = &self.along else { return Ok(None) };
        let model = prepared.model();
        let origins = || demands.iter().map(|&demand| model.demands[demand].from);
        let found = origins().find(|&origin| place_name(model, origin).is_called(word));
        let keys = origins().map(|origin| model.places.list[origin].key.as_str());
        found.map(Some).ok_or_else(|| CatchmentError::unknown_origin(word, keys))
    }
}

/// Finds which corridor and gateway each origin should use, and draws the uncertain figures many times to find how surely.
///
/// # Errors
/// Refuses distributions that cannot be drawn from, costs that cannot be counted exactly, and grids without a price of
/// a road kilometre.
pub fn catchment(case: &Prepared, asked: &CatchmentAsked, progress: &Progress) -> Result<Catchment, CatchmentError> {
    if asked.draws == 0 {
        return Err(CatchmentError::NoDraw);
    }
    let frame = Frame::new(case, &asked.demands, &asked.corridors)?;
    let access = match &asked.grid {
        Some(grid) => Some((grid, Access::of(&frame, grid)?)),
        None => None,
    };
    let all = match &access {
        Some((grid, access)) => grid::points(&frame, grid, access)?,
        None => Vec::new(),
    };
    let points = MapPoints::new(&frame, &all);
    let approaches: Vec<Option<Approach>> = frame.answers.iter().map(|answer| Approach::of(&frame, answer)).collect();
    let lines = line::lines(&frame, &approaches, asked.along);
    let by = ByGateway::of(case, &asked.demands, &asked.corridors)?;
    let engine = Engine::new(&by.case, Distributions::of_case(&by.case)?, asked.seed)?.with_progress(progress);
    let counted = Counted { frame: &frame, by: &by, points: &points, lines: &lines };
    let tally = CatchmentTally::of(&engine, counted, asked.draws);
    let mut found = Summed::new(counted, &tally, &approaches, asked.draws).catchment(&engine, asked);
    found.grid = access.map(|(grid, access)| grid::used(grid, access, all.len()));
    Ok(found)
}
