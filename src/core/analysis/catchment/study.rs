//! What is counted in every draw: demands by gateway, sites, and the lines along which corridors lead.

use crate::answer::PairTable;
use crate::ids::PlaceId;
use crate::problem::Problems;

use super::frame::Frame;
use super::gateways::ByGateway;
use super::line::{Approach, lines};
use super::result::GridUsed;
use super::site::Site;

/// Everything that is counted in the draws of a catchment.
pub(super) struct CatchmentStudy {
    pub(super) frame: Frame,
    pub(super) by: ByGateway,
    pub(super) grid: Option<GridUsed>,
    /// The points of the grid.
    pub(super) points: Vec<Site>,
    /// The route of each pair to the border or port.
    pub(super) approaches: PairTable<Option<Approach>>,
    /// The routes that break-even distances are measured along.
    pub(super) lines: Vec<Approach>,
}

impl CatchmentStudy {
    /// Lays out lines, along the routes from one origin if asked, and gateways.
    ///
    /// # Errors
    /// As [`ByGateway::of`].
    pub(super) fn new(
        frame: Frame,
        grid: Option<(GridUsed, Vec<Site>)>,
        along: Option<PlaceId>,
    ) -> Result<Self, Problems> {
        let (grid, points) = grid.unzip();
        let approaches = PairTable::new(frame.model(), |pair| Approach::of(&frame, pair));
        let lines = lines(&frame, &approaches, along);
        let by = ByGateway::of(&frame.case)?;
        Ok(Self { frame, by, grid, points: points.unwrap_or_default(), approaches, lines })
    }

    /// Iterates over the sites: the origins, then the points of the grid.
    pub(super) fn sites(&self) -> impl Iterator<Item = &Site> {
        self.frame.origins.iter().map(|origin| &origin.site).chain(&self.points)
    }
}
