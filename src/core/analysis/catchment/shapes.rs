//! The map of a catchment as shapes: areas and boundaries in longitude and latitude.
//!
//! Corridors are named by their positions among those compared.

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
