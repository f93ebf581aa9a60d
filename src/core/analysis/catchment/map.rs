//! The map: what corridors save at the origins and points, as areas and boundaries in longitude and latitude.

use std::collections::BTreeSet;

use crate::ids::{CorridorId, IdVec};

use super::NoAreas;
use super::frame::Frame;
use super::mesh::{Mesh, Partition};
use super::outline::{At, Polygon};

/// A polygon: its outer ring, counter-clockwise, and its holes, clockwise, each closed; longitude and latitude.
pub type MapPolygon = Vec<Vec<[f64; 2]>>;

/// The map between the origins.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CatchmentMap {
    /// The areas; those where corridors lead do not overlap.
    pub areas: Vec<MapArea>,
    /// The boundaries.
    pub boundaries: Vec<MapBoundary>,
    /// Why it has no areas, where it has none.
    pub no_areas: Option<NoAreas>,
}

/// An area of the map.
#[derive(Clone, Debug, PartialEq)]
pub struct MapArea {
    /// What holds there.
    pub kind: AreaKind,
    /// The key of the corridor.
    pub corridor: String,
    /// Its polygons.
    pub polygons: Vec<MapPolygon>,
}

/// What holds in an area of the map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum AreaKind {
    /// The corridor leads with the figures at their values.
    Leads,
    /// The corridor saves in more than 5 and less than 95 of 100 draws.
    Band,
    /// The corridor could save with its own figures at their favourable bounds.
    Could,
}

/// A boundary on the map.
#[derive(Clone, Debug, PartialEq)]
pub struct MapBoundary {
    /// What changes there.
    pub kind: BoundaryKind,
    /// The key of the corridor.
    pub corridor: String,
    /// Its lines: longitude and latitude.
    pub lines: Vec<Vec<[f64; 2]>>,
}

/// What changes at a boundary of the map.
#[derive(Clone, Debug, PartialEq)]
pub enum BoundaryKind {
    /// The lead changes, with the figures at their values, to another corridor.
    Lead {
        /// Its key.
        other: String,
    },
    /// The corridor saves in so many of 100 draws.
    Chance {
        /// How many.
        percent: u8,
    },
    /// The corridor could save up to there with its own figures at their favourable bounds.
    Could,
}

/// The chances that boundaries are drawn of, in percent, the least first; the savings that all draws but so many stay
/// below decide.
pub(super) const CHANCES: [u8; 5] = [5, 25, 50, 75, 95];

/// What one corridor saves at one point, in the scenario's currency.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct SavingValues {
    /// With the figures at their values.
    pub(super) central: f64,
    /// What it exceeds in as many of 100 draws as [`CHANCES`].
    pub(super) exceeds: [f64; 5],
    /// With its own figures at their favourable bounds.
    pub(super) could: f64,
}

/// One point of the map; a corridor without values has no route there.
pub(super) struct MapPoint {
    /// Longitude and latitude.
    pub(super) at: At,
    pub(super) corridors: IdVec<CorridorId, Option<SavingValues>>,
}

pub(super) fn draw(frame: &Frame, points: &[MapPoint]) -> CatchmentMap {
    // Shrinking degrees of longitude by the cosine of the middle latitude makes triangles as they are on the ground.
    let middle = points.iter().map(|point| point.at.1).sum::<f64>() / points.len().max(1) as f64;
    let shrunk = libm::cos(middle.to_radians());
    let mesh = Mesh::new(points.iter().map(|point| (point.at.0 * shrunk, point.at.1)).collect());
    let neighbours = mesh.neighbours();
    let map = CatchmentMap { no_areas: mesh.no_areas(), ..CatchmentMap::default() };
    let mut drawing = MapDrawing { frame, points, neighbours, mesh, shrunk, map };
    drawing.leads();
    for corridor in frame.in_order().skip(1) {
        if points.iter().any(|point| point.corridors[corridor].is_some()) {
            drawing.band(corridor);
            drawing.could(corridor);
        }
    }
    drawing.map
}

struct MapDrawing<'a> {
    frame: &'a Frame,
    points: &'a [MapPoint],
    /// The points that each point is joined to.
    neighbours: Vec<BTreeSet<usize>>,
    mesh: Mesh,
    shrunk: f64,
    map: CatchmentMap,
}

impl MapDrawing<'_> {
    /// Returns the saving of the reference at every point.
    fn nothing(&self) -> Vec<f64> {
        vec![0.0; self.points.len()]
    }

    /// Returns a number of a corridor at every point. Where it has no route it is as far behind as it is ahead, or
    /// behind, beside there: a lead ends about halfway to where there is no way.
    fn field(&self, corridor: CorridorId, pick: impl Fn(&SavingValues) -> f64) -> Vec<f64> {
        let known: Vec<Option<f64>> =
            self.points.iter().map(|point| point.corridors[corridor].as_ref().map(&pick)).collect();
        let beside = |point: usize| {
            let all = self.neighbours[point].iter().filter_map(|&other| known[other]);
            -all.fold(1.0, |most, value| value.abs().max(most))
        };
        known.iter().enumerate().map(|(point, value)| value.unwrap_or_else(|| beside(point))).collect()
    }

    /// Draws where each corridor leads with the figures at their values.
    fn leads(&mut self) {
        let corridors: Vec<CorridorId> = self.frame.in_order().collect();
        let others = corridors.iter().skip(1).map(|&corridor| self.field(corridor, |values| values.central));
        let fields: Vec<Vec<f64>> = std::iter::once(self.nothing()).chain(others).collect();
        let Partition { regions, borders } = self.mesh.divide(&fields);
        for (region, &corridor) in regions.iter().zip(&corridors) {
            self.area(AreaKind::Leads, corridor, region);
        }
        for ((one, other), lines) in borders {
            self.boundary(BoundaryKind::Lead { other: self.key(corridors[one]) }, corridors[other], &lines);
        }
    }

    /// Draws where a corridor saves in how many draws.
    fn band(&mut self, corridor: CorridorId) {
        let savings: Vec<Vec<f64>> =
            (0..CHANCES.len()).map(|chance| self.field(corridor, |values| values.exceeds[chance])).collect();
        let ends = self.levels([&savings[0], &savings[CHANCES.len() - 1]]);
        self.area(AreaKind::Band, corridor, &ends.regions[1]);
        let divided = self.levels(&savings);
        for (chance, &percent) in CHANCES.iter().enumerate() {
            // Where nothing is uncertain several chances share a line.
            let over = divided.borders.iter().filter(|((below, above), _)| (*below..*above).contains(&chance));
            let lines: Vec<Vec<At>> = over.flat_map(|(_, lines)| lines).cloned().collect();
            self.boundary(BoundaryKind::Chance { percent }, corridor, &lines);
        }
    }

    /// Divides the map by how many of some savings are above nothing.
    ///
    /// Savings that fewer draws reach are greater: so the sum of the first few is the greatest where just they are above
    /// nothing.
    fn levels<'a>(&self, savings: impl IntoIterator<Item = &'a Vec<f64>>) -> Partition {
        let mut fields = vec![self.nothing()];
        for saving in savings {
            let before = &fields[fields.len() - 1];
            fields.push(before.iter().zip(saving).map(|(sum, saving)| sum + saving).collect());
        }
        self.mesh.divide(&fields)
    }

    fn could(&mut self, corridor: CorridorId) {
        let Partition { regions, borders } = self.levels([&self.field(corridor, |values| values.could)]);
        self.area(AreaKind::Could, corridor, &regions[1]);
        for lines in borders.values() {
            self.boundary(BoundaryKind::Could, corridor, lines);
        }
    }

    fn area(&mut self, kind: AreaKind, corridor: CorridorId, region: &[Polygon]) {
        if !region.is_empty() {
            let polygons = region.iter().map(|rings| self.unshrunk(rings)).collect();
            self.map.areas.push(MapArea { kind, corridor: self.key(corridor), polygons });
        }
    }

    fn boundary(&mut self, kind: BoundaryKind, corridor: CorridorId, lines: &[Vec<At>]) {
        if !lines.is_empty() {
            let lines = self.unshrunk(lines);
            self.map.boundaries.push(MapBoundary { kind, corridor: self.key(corridor), lines });
        }
    }

    fn key(&self, corridor: CorridorId) -> String {
        self.frame.model().corridors[corridor].key.clone()
    }

    /// Returns lines in longitude and latitude.
    fn unshrunk(&self, lines: &[Vec<At>]) -> Vec<Vec<[f64; 2]>> {
        lines.iter().map(|line| line.iter().map(|&(east, north)| [east / self.shrunk, north]).collect()).collect()
    }
}
