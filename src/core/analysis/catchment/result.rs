//! Which corridor and gateway each origin should use, how surely, and where on the map that changes.
//!
//! Corridors are named by their position in [`Catchment::corridors`], origins by that in [`Catchment::origins`].

use schemars::JsonSchema;
use serde::Serialize;

use crate::units::Money;

use crate::answer::{PlaceName, ScenarioUsed};
use crate::draws::HeldFigure;

/// Is one of the corridors compared.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CatchmentCorridor {
    /// Its key.
    pub key: String,
    /// Its title.
    pub title: String,
    /// The share of all demands, by weight, that it is cheapest for with the figures at their values; of equal
    /// corridors the reference counts, then the first.
    pub share: f64,
    /// The mean of that share over the draws.
    pub share_drawn: f64,
}

/// Says what a number of yearly tonnes stands for where demands are added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Weighing {
    /// Every demand counts by its yearly tonnes.
    Tonnes,
    /// Every demand counts alike, for some have no yearly tonnes.
    Equal,
}

/// Is a place with its distance by rail and road from an origin.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Anchor {
    /// Where the cargo leaves the country by land, or else boards its first ship.
    pub place: PlaceName,
    /// The kilometres to there on the shortest of the cheapest routes.
    pub km: f64,
}

/// Is one corridor from one origin, over the destinations that it and the reference both serve.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OriginCorridor {
    /// How many destinations both serve.
    pub destinations: usize,
    /// The port where its cargo first boards a ship, of several the one for most of the weight; none goes by land.
    pub gateway: Option<PlaceName>,
    /// The mean of what the reference costs more, by weight.
    pub saving_per_t: Money,
    /// The mean saving with its own bounded figures at their favourable bounds, and those that it shares with the
    /// cheapest other corridor as they are: where that is above nothing it could save.
    pub could_save_per_t: Option<Money>,
    /// The mean saving over the draws.
    pub mean_saving_per_t: Money,
    /// The saving that 5, 25, 50, 75 and 95 of 100 draws stay below or meet.
    pub saving_quantiles_per_t: [Money; 5],
    /// The share of draws in which it saves.
    pub chance_saves: f64,
    /// The share of draws in which no other corridor saves more; of equal ones the reference counts, then the first.
    pub chance_leads: f64,
}

/// Is one origin.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CatchmentOrigin {
    /// The origin.
    pub place: PlaceName,
    /// The province or region.
    pub region: Option<String>,
    /// Its yearly tonnes to all destinations, where all demands have them.
    pub tonnes_per_year: Option<f64>,
    /// How many destinations are asked for.
    pub destinations: usize,
    /// The border or port that it is measured from: the nearest.
    pub anchor: Option<Anchor>,
    /// The corridor with the greatest mean saving; none where the reference has no route.
    pub leader: Option<usize>,
    /// By how much it leads the next one.
    pub margin_per_t: Option<Money>,
    /// One entry for each corridor; none where it and the reference serve no destination together.
    pub corridors: Vec<Option<OriginCorridor>>,
}

/// Is one gateway of one corridor for one demand.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GatewayTotal {
    /// The port where the cargo first boards a ship; none goes by land all the way.
    pub gateway: Option<PlaceName>,
    /// The least total by it.
    pub total_per_t: Money,
    /// The share of draws in which the corridor's cheapest way goes by it; of equal ones the first counts.
    pub share: f64,
}

/// Is one corridor for one demand.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PairCorridor {
    /// The total with the figures at their values: what `compare` says.
    pub total_per_t: Money,
    /// What the reference costs more.
    pub saving_per_t: Option<Money>,
    /// Where its cargo first boards a ship; none goes by land all the way.
    pub gateway: Option<PlaceName>,
    /// The share of draws in which no corridor is cheaper: what `risk` says.
    pub chance_cheapest: f64,
    /// The share of draws in which it costs less than the reference.
    pub chance_saves: Option<f64>,
    /// All gateways that it has a route by, the cheapest first.
    pub gateways: Vec<GatewayTotal>,
}

/// Is one demand.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CatchmentPair {
    /// The origin.
    pub from: usize,
    /// The destination.
    pub to: PlaceName,
    /// How the goods stand to customs.
    pub regime: &'static str,
    /// The yearly tonnes, if given.
    pub tonnes_per_year: Option<f64>,
    /// The cheapest corridor; of equal ones the reference, then the first.
    pub leader: Option<usize>,
    /// By how much it is cheaper than the next one.
    pub margin_per_t: Option<Money>,
    /// One entry for each corridor; none where it has no route.
    pub corridors: Vec<Option<PairCorridor>>,
}

/// Is what one gateway gets where every demand takes its cheapest corridor.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GatewayShare {
    /// The port where the cargo first boards a ship; none goes by land all the way.
    pub gateway: Option<PlaceName>,
    /// The share of all demands, by weight, with the figures at their values.
    pub share: f64,
    /// The yearly tonnes, where all demands have them.
    pub tonnes_per_year: Option<f64>,
    /// The mean of the share over the draws.
    pub share_drawn: f64,
    /// The mean of the tonnes over the draws.
    pub tonnes_drawn_per_year: Option<f64>,
}

/// Tells how far from its beginning along a line a corridor leads.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// It leads at no origin of the line.
    Nowhere,
    /// It leads within so many kilometres.
    Km(f64),
    /// It still leads at the last origin.
    Whole,
}

/// Is an origin on a line.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LineStop {
    /// The origin.
    pub origin: usize,
    /// Its distance from the beginning of the line.
    pub km: f64,
    /// The mean saving there.
    pub saving_per_t: Money,
    /// The share of draws in which the corridor saves there.
    pub chance_saves: f64,
}

/// Is the break-even distance of a corridor against the reference along one of its routes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BreakEvenLine {
    /// The corridor.
    pub corridor: usize,
    /// Where the line begins: where the cargo leaves the country by land, or else boards its first ship.
    pub anchor: PlaceName,
    /// The origins that its route passes, the nearest first.
    pub stops: Vec<LineStop>,
    /// How far it leads with the figures at their values.
    pub central: Reach,
    /// How far it could save with its own figures at their favourable bounds.
    pub could: Reach,
    /// What it loses of its saving with each kilometre, from the first origin to the last.
    pub loss_per_km: Money,
    /// The kilometres that 5, 50 and 95 of 100 draws stay below or meet, to a tenth; 0 is nowhere.
    pub reach_quantiles_km: [f64; 3],
    /// The draws in which it leads at no origin of the line.
    pub nowhere: u64,
    /// The draws in which it still leads at the last one.
    pub whole: u64,
}

/// Is a polygon: its outer ring, counter-clockwise, and its holes, clockwise, each closed; longitude and latitude.
pub type MapPolygon = Vec<Vec<[f64; 2]>>;

/// Says what an area of the map is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AreaKind {
    /// The corridor leads with the figures at their values.
    Leads,
    /// The corridor saves in more than 5 and less than 95 of 100 draws.
    Band,
    /// The corridor could save with its own figures at their favourable bounds.
    Could,
}

/// Is an area of the map.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MapArea {
    /// What it is.
    pub kind: AreaKind,
    /// The corridor.
    pub corridor: usize,
    /// Its polygons.
    pub polygons: Vec<MapPolygon>,
}

/// Says what a line of the map is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
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

/// Is a boundary on the map.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MapBoundary {
    /// What it is.
    pub kind: BoundaryKind,
    /// The corridor.
    pub corridor: usize,
    /// Its lines: longitude and latitude.
    pub lines: Vec<Vec<[f64; 2]>>,
}

/// Is a map between the origins.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CatchmentMap {
    /// The areas; those where corridors lead do not overlap.
    pub areas: Vec<MapArea>,
    /// The boundaries.
    pub boundaries: Vec<MapBoundary>,
    /// The origins that are not on it, because they have no position or the reference has no route.
    pub without: Vec<PlaceName>,
}

/// Says how points between the origins reach them.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct GridUsed {
    /// The distance between the points.
    pub step_km: f64,
    /// How many there are.
    pub points: usize,
    /// How many of its nearest origins a point may use.
    pub nearest: usize,
    /// What a tonne costs a kilometre on the way there.
    pub access_per_km: Money,
    /// Where that price comes from: a path of a figure, or the command line.
    pub access_source: String,
    /// How much longer the way is than the straight line: an estimate.
    pub detour: f64,
}

/// Holds everything that one run of `catchment` found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Catchment {
    /// The scenario.
    pub used: ScenarioUsed,
    /// The number of draws.
    pub draws: u64,
    /// What the random numbers begin with.
    pub seed: u64,
    /// How many figures were drawn that can move an answer.
    pub figures_drawn: usize,
    /// How many of them are estimates.
    pub estimates_drawn: usize,
    /// Figures that have a distribution but stayed at their value, because another value would change the network.
    pub held: Vec<HeldFigure>,
    /// Figures that have a distribution but were set on the command line, and so are certain.
    pub settled: Vec<String>,
    /// What demands count by.
    pub weighing: Weighing,
    /// The corridors compared.
    pub corridors: Vec<CatchmentCorridor>,
    /// The corridor that savings are taken against: the scenario's baseline, or else the one that is cheapest most.
    pub reference: usize,
    /// The number of different destinations.
    pub destinations: Vec<PlaceName>,
    /// The origins, the nearest to its border or port first.
    pub origins: Vec<CatchmentOrigin>,
    /// The demands in the order of the file.
    pub pairs: Vec<CatchmentPair>,
    /// What each gateway gets, the most first.
    pub gateways: Vec<GatewayShare>,
    /// The break-even distances.
    pub lines: Vec<BreakEvenLine>,
    /// The map.
    pub map: CatchmentMap,
    /// The points between the origins, if asked for.
    pub grid: Option<GridUsed>,
}

impl Catchment {
    /// Tells whether any demand has a route.
    pub fn is_answered(&self) -> bool {
        self.pairs.iter().any(|pair| pair.leader.is_some())
    }
}
