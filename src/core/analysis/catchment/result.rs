//! Which corridor and gateway each origin should use, how surely, and where on the map that changes.
//!
//! A gateway is the port where cargo first boards a ship; none (`null`) goes by land all the way.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::verdict::Verdict;
use crate::analysis::{Answered, Cell, Column};
use crate::answer::{MONEY, NamedPlaces, PlaceName, ScenarioUsed};
use crate::draws::HeldFigure;
use crate::units::Money;

use super::frame::Weighing;
use super::map::CatchmentMap;

/// Which corridor and gateway each origin should use, and how surely; a gateway of `null` goes by land all the way.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Catchment {
    /// What was asked, of which files.
    pub scenario: ScenarioUsed,
    /// Whether the figures decide who is cheapest, demand by demand.
    pub verdicts: Vec<Verdict>,
    /// The number of draws.
    pub draws: u64,
    /// What the random numbers begin with.
    pub seed: u64,
    /// How many figures were drawn that can move an answer.
    pub figures_drawn: usize,
    /// How many of the figures drawn are estimates.
    pub estimates_drawn: usize,
    /// Figures that stayed at their value, and why.
    pub held: Vec<HeldFigure>,
    /// Figures that have a distribution but were set on the command line, and so are certain.
    pub settled: Vec<String>,
    /// What demands count by.
    pub weighing: Weighing,
    /// The key of the corridor that savings are taken against: the scenario's baseline, or else the one that is cheapest
    /// for most.
    pub reference: String,
    /// The corridors compared.
    pub corridors: Vec<CatchmentCorridor>,
    /// Every place named in the answer, by key.
    pub places: NamedPlaces,
    /// The different destinations.
    #[serde(skip)]
    pub destinations: Vec<PlaceName>,
    /// The origins, the nearest to its border or port first.
    pub origins: Vec<CatchmentOrigin>,
    /// What each gateway gets, the most first.
    pub gateways: Vec<GatewayShare>,
    /// The break-even distances.
    pub lines: Vec<BreakEvenLine>,
    /// The points between the origins, if asked for.
    pub grid: Option<GridUsed>,
    /// The keys of the origins that are not on the map, because they have no position or the reference has no route.
    pub without_map: Vec<PlaceName>,
    /// Why the map has no areas, where it has none.
    pub no_areas: Option<NoAreas>,
    /// The keys of the origins at the position of an earlier one, which alone counts on the map.
    pub at_one_position: Vec<PlaceName>,
    /// The map.
    #[serde(skip)]
    pub map: CatchmentMap,
    /// The demands in the order of the file.
    pub pairs: Vec<CatchmentPair>,
}

impl Answered for Catchment {
    fn is_answered(&self) -> bool {
        self.pairs.iter().any(|pair| pair.leader.is_some())
    }
}

/// Why a map has no areas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NoAreas {
    /// Fewer than three different positions are known.
    FewPositions,
    /// All positions are on one line.
    OneLine,
}

/// One of the corridors compared.
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

/// One origin.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CatchmentOrigin {
    /// Its key.
    #[serde(rename = "origin")]
    pub place: PlaceName,
    /// Its province or region.
    pub region: Option<String>,
    /// Its yearly tonnes to all destinations, where all demands have them.
    pub tonnes_per_year: Option<f64>,
    /// How many destinations are asked for.
    pub destinations: usize,
    /// The key of the border or port that it is measured from: where its cargo leaves the country by land, or else boards
    /// its first ship, whichever is nearest.
    pub anchor: Option<PlaceName>,
    /// The kilometres to there by rail and road, on the shortest of the cheapest routes.
    pub anchor_km: Option<f64>,
    /// The key of the corridor with the greatest mean saving; none where the reference has no route.
    pub leader: Option<String>,
    /// By how much it leads the next one.
    pub margin_per_t: Option<Money>,
    /// Each corridor that serves a destination together with the reference, by key.
    pub corridors: BTreeMap<String, OriginCorridor>,
}

/// One corridor from one origin, over the destinations that it and the reference both serve.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct OriginCorridor {
    /// How many destinations both serve.
    pub destinations: usize,
    /// The key of the port where its cargo first boards a ship, of several the one for most of the weight.
    pub gateway: Option<PlaceName>,
    /// The mean of what the reference costs more, by weight.
    pub saving_per_t: Money,
    /// The mean saving with its own bounded figures at their favourable bounds, and those that it shares with the
    /// cheapest other corridor as they are: above 0 it could save.
    pub could_save_per_t: Option<Money>,
    /// The mean saving over the draws.
    pub mean_saving_per_t: Money,
    /// The saving that 5 of 100 draws stay below or meet.
    pub p5_saving_per_t: Money,
    /// The saving that 25 of 100 draws stay below or meet.
    pub p25_saving_per_t: Money,
    /// The saving that 50 of 100 draws stay below or meet.
    pub p50_saving_per_t: Money,
    /// The saving that 75 of 100 draws stay below or meet.
    pub p75_saving_per_t: Money,
    /// The saving that 95 of 100 draws stay below or meet.
    pub p95_saving_per_t: Money,
    /// The share of draws in which it saves.
    pub chance_saves: f64,
    /// The share of draws in which no other corridor saves more; of equal ones the reference counts, then the first.
    pub chance_leads: f64,
}

/// What one gateway gets where every demand takes its cheapest corridor.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct GatewayShare {
    /// The key of the port where cargo first boards a ship.
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

/// The break-even distance of a corridor against the reference along one of its routes.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct BreakEvenLine {
    /// The corridor's key.
    pub corridor: String,
    /// The key of the place where the line begins: where the cargo leaves the country by land, or else boards its first
    /// ship.
    pub anchor: PlaceName,
    /// How far it leads with the figures at their values.
    pub central: Reach,
    /// How far it could save with its own figures at their favourable bounds.
    pub could: Reach,
    /// What it loses of its saving with each kilometre, from the first origin to the last.
    pub loss_per_km: Money,
    /// The kilometres that 5 of 100 draws stay below or meet, to a tenth; 0 is nowhere.
    pub p5_km: f64,
    /// The kilometres that 50 of 100 draws stay below or meet.
    pub p50_km: f64,
    /// The kilometres that 95 of 100 draws stay below or meet.
    pub p95_km: f64,
    /// The draws in which it leads at no origin of the line.
    pub nowhere: u64,
    /// The draws in which it still leads at the last one.
    pub whole: u64,
    /// The origins that the route passes, the nearest first.
    pub stops: Vec<LineStop>,
}

/// How far from its beginning along a line a corridor leads.
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

/// An origin on a line.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct LineStop {
    /// Its key.
    pub origin: PlaceName,
    /// Its distance from the beginning of the line.
    pub km: f64,
    /// The mean saving there.
    pub saving_per_t: Money,
    /// The share of draws in which the corridor saves there.
    pub chance_saves: f64,
}

/// The points between the origins, and how they reach them.
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

/// One demand.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CatchmentPair {
    /// The key of the origin.
    pub from: PlaceName,
    /// The key of the destination.
    pub to: PlaceName,
    /// The customs procedure of the goods: `domestic`, `bonded`, `export` or `import`.
    pub regime: &'static str,
    /// Its yearly tonnes, if given.
    pub tonnes_per_year: Option<f64>,
    /// The key of the cheapest corridor; of equal ones the reference, then the first.
    pub leader: Option<String>,
    /// By how much it is cheaper than the next one.
    pub margin_per_t: Option<Money>,
    /// Each corridor that has a route, by key.
    pub corridors: BTreeMap<String, PairCorridor>,
}

/// One corridor for one demand.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PairCorridor {
    /// Its total with the figures at their values, as `compare` gives it.
    pub total_per_t: Money,
    /// What the reference costs more.
    pub saving_per_t: Option<Money>,
    /// The key of the port where its cargo first boards a ship.
    pub gateway: Option<PlaceName>,
    /// The share of draws in which no corridor is cheaper, as `risk` gives it.
    pub chance_cheapest: f64,
    /// The share of draws in which it costs less than the reference.
    pub chance_saves: Option<f64>,
    /// All gateways that it has a route by, the cheapest first.
    pub gateways: Vec<GatewayTotal>,
}

/// One gateway of one corridor for one demand.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct GatewayTotal {
    /// The key of the port where cargo first boards a ship.
    pub gateway: Option<PlaceName>,
    /// The least total by it.
    pub total_per_t: Money,
    /// The share of draws in which the corridor's cheapest way goes by it; of equal ones the first counts.
    pub share: f64,
}

/// A row of the table for spreadsheets: one demand by one corridor.
pub struct CatchmentRow<'a> {
    catchment: &'a Catchment,
    origin: Option<&'a CatchmentOrigin>,
    pair: &'a CatchmentPair,
    corridor: &'a CatchmentCorridor,
}

impl Catchment {
    /// Returns the origin at a place.
    pub fn origin(&self, place: &PlaceName) -> Option<&CatchmentOrigin> {
        self.origins.iter().find(|origin| origin.place.key == place.key)
    }

    /// Returns one row for each demand and corridor.
    pub fn rows(&self) -> impl Iterator<Item = CatchmentRow<'_>> {
        self.pairs.iter().flat_map(move |pair| {
            let origin = self.origin(&pair.from);
            self.corridors.iter().map(move |corridor| CatchmentRow { catchment: self, origin, pair, corridor })
        })
    }
}

impl<'a> CatchmentRow<'a> {
    fn answer(&self) -> Option<&'a PairCorridor> {
        self.pair.corridors.get(&self.corridor.key)
    }

    fn leads(&self) -> bool {
        self.pair.leader.as_ref() == Some(&self.corridor.key)
    }

    /// Writes the gateways with their totals: `zarubino=214.310000;land=312.500000`.
    fn gateways(&self) -> Cell<'a> {
        let in_words = |own: &GatewayTotal| {
            let gateway = own.gateway.as_ref().map_or("land", |place| place.key.as_str());
            format!("{gateway}={}", own.total_per_t)
        };
        let list = |answer: &PairCorridor| answer.gateways.iter().map(in_words).collect::<Vec<_>>().join(";");
        self.answer().map(list).into()
    }

    /// Returns the columns of the rows.
    #[expect(clippy::redundant_closure_for_method_calls, reason = "the method by itself has another lifetime")]
    pub const fn columns() -> [Column<Self>; 23] {
        [
            Column::new("scenario", "", |row| (&row.catchment.scenario.name).into()),
            Column::new("from", "", |row| (&row.pair.from.key).into()),
            Column::new("to", "", |row| (&row.pair.to.key).into()),
            Column::new("from_name", "", |row| Cell::Name(&row.pair.from)),
            Column::new("to_name", "", |row| Cell::Name(&row.pair.to)),
            Column::new("regime", "", |row| row.pair.regime.into()),
            Column::new("anchor", "", |row| {
                row.origin.and_then(|own| own.anchor.as_ref()).map(|place| &place.key).into()
            }),
            Column::new("anchor_km", "km", |row| row.origin.and_then(|own| own.anchor_km).into()),
            Column::new("tonnes_per_year", "t", |row| row.pair.tonnes_per_year.into()),
            Column::new("corridor", "", |row| (&row.corridor.key).into()),
            Column::new("status", "", |row| if row.answer().is_some() { "answered" } else { "no-route" }.into()),
            Column::new("currency", "", |row| (&row.catchment.scenario.currency).into()),
            Column::new("draws", "count", |row| row.catchment.draws.into()),
            Column::new("seed", "count", |row| row.catchment.seed.into()),
            Column::new("leads", "", |row| row.leads().into()),
            Column::new("margin_per_t", MONEY, |row| row.pair.margin_per_t.filter(|_| row.leads()).into()),
            Column::new("total_per_t", MONEY, |row| row.answer().map(|own| own.total_per_t).into()),
            Column::new("reference", "", |row| (&row.catchment.reference).into()),
            Column::new("saving_per_t", MONEY, |row| row.answer().and_then(|own| own.saving_per_t).into()),
            Column::new("gateway", "", |row| {
                row.answer().and_then(|own| own.gateway.as_ref()).map(|place| &place.key).into()
            }),
            Column::new("chance_cheapest", "share", |row| row.answer().map(|own| own.chance_cheapest).into()),
            Column::new("chance_saves", "share", |row| row.answer().and_then(|own| own.chance_saves).into()),
            Column::new("gateways", "", |row| row.gateways()),
        ]
    }
}
