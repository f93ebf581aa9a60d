//! The map: what corridors save at the origins and points, as regions and boundaries.

use crate::ids::{CorridorId, Id, IdVec};

use super::frame::Frame;
use super::mesh::{Mesh, Partition};
use super::outline::At;

/// A polygon: its outer ring, counter-clockwise, and its holes, clockwise, each closed; longitude and latitude.
pub type MapPolygon = Vec<Vec<[f64; 2]>>;

/// The map between the origins.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CatchmentMap {
    /// The areas; those where corridors lead do not overlap.
    pub areas: Vec<MapArea>,
    /// The boundaries.
    pub boundaries: Vec<MapBoundary>,
}

/// An area of the map.
#[derive(Clone, Debug, PartialEq)]
pub struct MapArea {
    /// What holds there.
    pub kind: AreaKind,
    /// The corridor.
    pub corridor: usize,
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
    /// The corridor.
    pub corridor: usize,
    /// Its lines: longitude and latitude.
    pub lines: Vec<Vec<[f64; 2]>>,
}

/// What changes at a boundary of the map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BoundaryKind {
    /// The lead changes, with the figures at their values, to another corridor.
    Lead {
        /// The other corridor.
        other: usize,
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

/// The values of one corridor at one point: its saving with the figures at their values, at the quantiles that go with [`CHANCES`]
/// and at its favourable bounds, in the scenario's currency.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct SavingValues {
    pub(super) central: f64,
    /// What the saving exceeds in 5, 25, 50, 75 and 95 of 100 draws.
    pub(super) exceeds: [f64; 5],
    pub(super) could: f64,
}

/// One point of the map; a corridor without values has no route there.
pub(super) struct MapPoint {
    /// Longitude and latitude.
    pub(super) at: At,
    pub(super) corridors: IdVec<CorridorId, Option<SavingValues>>,
}

/// Draws the map.
pub(super) fn draw(frame: &Frame, points: &[MapPoint]) -> CatchmentMap {
    // Shrinking degrees of longitude by the cosine of the middle latitude makes triangles as they are on the ground.
    let middle = points.iter().map(|point| point.at.1).sum::<f64>() / points.len().max(1) as f64;
    let shrunk = libm::cos(middle.to_radians());
    let mesh = Mesh::new(points.iter().map(|point| (point.at.0 * shrunk, point.at.1)).collect());
    let drawing = MapDrawing { frame, points, neighbours: mesh.neighbours(), mesh, shrunk };
    let mut map = CatchmentMap::default();
    drawing.leads(&mut map);
    for corridor in frame.in_order().skip(1) {
        if points.iter().any(|point| point.corridors[corridor].is_some()) {
            drawing.band(corridor, &mut map);
            drawing.could(corridor, &mut map);
        }
    }
    map
}

struct MapDrawing<'a> {
    frame: &'a Frame,
    points: &'a [MapPoint],
    neighbours: Vec<std::collections::BTreeSet<usize>>,
    mesh: Mesh,
    shrunk: f64,
}

impl MapDrawing<'_> {
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
    fn leads(&self, map: &mut CatchmentMap) {
        let order: Vec<CorridorId> = self.frame.in_order().collect();
        let fields: Vec<Vec<f64>> = order
            .iter()
            .map(|&corridor| {
                let is_reference = corridor == self.frame.reference;
                if is_reference { vec![0.0; self.points.len()] } else { self.field(corridor, |values| values.central) }
            })
            .collect();
        let divided = self.mesh.divide(&fields);
        for (region, &corridor) in divided.regions.iter().zip(&order) {
            self.area(AreaKind::Leads, corridor, region, map);
        }
        for (&(one, other), lines) in &divided.borders {
            let kind = BoundaryKind::Lead { other: order[one].index() };
            map.boundaries.push(MapBoundary { kind, corridor: order[other].index(), lines: self.lines(lines) });
        }
    }

    /// Draws where a corridor saves in how many draws.
    fn band(&self, corridor: CorridorId, map: &mut CatchmentMap) {
        let savings: Vec<Vec<f64>> =
            (0..CHANCES.len()).map(|chance| self.field(corridor, |values| values.exceeds[chance])).collect();
        // Savings that fewer draws reach are greater: so the sum of the first few is the greatest where just they are
        // above nothing.
        let levels = |chosen: &[usize]| -> Partition {
            let mut fields = vec![vec![0.0; self.points.len()]];
            for &chance in chosen {
                let before = &fields[fields.len() - 1];
                fields.push(before.iter().zip(&savings[chance]).map(|(sum, saving)| sum + saving).collect());
            }
            self.mesh.divide(&fields)
        };
        let ends = levels(&[0, CHANCES.len() - 1]);
        self.area(AreaKind::Band, corridor, &ends.regions[1], map);
        let all: Vec<usize> = (0..CHANCES.len()).collect();
        let divided = levels(&all);
        for (chance, &percent) in CHANCES.iter().enumerate() {
            // Where nothing is uncertain several chances share a line.
            let over = divided.borders.iter().filter(|((below, above), _)| (*below..*above).contains(&chance));
            let lines: Vec<Vec<[f64; 2]>> = over.flat_map(|(_, lines)| self.lines(lines)).collect();
            if !lines.is_empty() {
                map.boundaries.push(MapBoundary {
                    kind: BoundaryKind::Chance { percent },
                    corridor: corridor.index(),
                    lines,
                });
            }
        }
    }

    /// Draws where a corridor could save.
    fn could(&self, corridor: CorridorId, map: &mut CatchmentMap) {
        let nothing = vec![0.0; self.points.len()];
        let divided = self.mesh.divide(&[nothing, self.field(corridor, |values| values.could)]);
        self.area(AreaKind::Could, corridor, &divided.regions[1], map);
        if let Some(lines) = divided.borders.get(&(0, 1)) {
            map.boundaries.push(MapBoundary {
                kind: BoundaryKind::Could,
                corridor: corridor.index(),
                lines: self.lines(lines),
            });
        }
    }

    fn area(&self, kind: AreaKind, corridor: CorridorId, region: &[Vec<Vec<At>>], map: &mut CatchmentMap) {
        if !region.is_empty() {
            let polygon = |rings: &Vec<Vec<At>>| -> MapPolygon { self.lines(rings) };
            map.areas.push(MapArea {
                kind,
                corridor: corridor.index(),
                polygons: region.iter().map(polygon).collect(),
            });
        }
    }

    fn lines(&self, lines: &[Vec<At>]) -> Vec<Vec<[f64; 2]>> {
        lines.iter().map(|line| line.iter().map(|&(east, north)| [east / self.shrunk, north]).collect()).collect()
    }
}
