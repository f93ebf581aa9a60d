//! Which corridor and gateway each origin should use, how surely, and where on the map that changes.
//!
//! Every corridor is asked gateway by gateway, so that each origin has a total of its own by every gateway in every
//! draw. What a corridor saves against the reference, on the mean of the destinations that both serve, is known at the
//! origins and, if asked for, at the points of a grid; between them the map is interpolated.

mod demands;
mod frame;
mod gateways;
mod grid;
mod line;
mod map;
mod mesh;
mod outline;
mod question;
mod result;
mod site;
mod summary;
mod tally;

use crate::analysis::{Analysis, Ask, Refusal};
use crate::answer::{PlaceName, Prepared, key_meant, place_name};
use crate::draws::{Distributions, Engine};
use crate::ids::{DemandId, PlaceId};

pub use frame::Weighing;
pub use map::{AreaKind, BoundaryKind, CatchmentMap, MapArea, MapBoundary, MapPolygon};
pub use question::{CatchmentError, CatchmentQuestion, Grid};
pub use result::{
    BreakEvenLine, Catchment, CatchmentCorridor, CatchmentOrigin, CatchmentPair, CatchmentRow, GatewayShare,
    GatewayTotal, GridUsed, LineStop, NoAreas, OriginCorridor, PairCorridor, Reach,
};

use frame::Frame;
use summary::Summed;
use tally::{CatchmentStudy, CatchmentTally};

impl Analysis for CatchmentQuestion {
    type Found = Catchment;

    fn answer(&self, ask: &Ask<'_>) -> Result<Catchment, Refusal> {
        let prepared = ask.one()?;
        let demands = ask.demands(prepared)?;
        let along = self.along(prepared, &demands).map_err(Refusal::request)?;
        let corridors = ask.corridors(prepared)?;
        if self.draws == 0 {
            return Err(Refusal::request(CatchmentError::NoDraw));
        }
        let frame = Frame::new(prepared, &demands, &corridors)?;
        let grid = self.grid.as_ref().map(|grid| grid::lay(&frame, grid)).transpose().map_err(Refusal::request)?;
        let study = CatchmentStudy::new(frame, grid, along)?;
        let case = &study.by.case;
        let draw = || {
            let distributions = Distributions::of_case(case).map_err(|error| ask.failed(prepared, error))?;
            let engine = Engine::new(case, distributions, self.seed).map_err(|error| ask.failed(prepared, error))?;
            let engine = engine.with_progress(ask.progress);
            let tally = CatchmentTally::of(&engine, &study, self.draws);
            Ok(Summed::new(&study, &tally).catchment(&engine, self.seed))
        };
        let (mut found, verdicts) = ask.beside_verdicts(draw)?;
        found.verdicts = verdicts;
        found.scenario.audited = ask.audit_draws(prepared, self.seed, &demands)?;
        Ok(found)
    }
}

impl CatchmentQuestion {
    /// Returns the origin whose routes are followed, if one is named.
    fn along(&self, prepared: &Prepared, demands: &[DemandId]) -> Result<Option<PlaceId>, CatchmentError> {
        let Some(word) = &self.along else { return Ok(None) };
        let model = prepared.model();
        let origins = || demands.iter().map(|&demand| model.demands[demand].from);
        let known: Vec<PlaceName> = origins().map(|origin| place_name(model, origin)).collect();
        let key = key_meant("origin", word, &known)?;
        Ok(origins().find(|&origin| model.places.list[origin].key == key))
    }
}
