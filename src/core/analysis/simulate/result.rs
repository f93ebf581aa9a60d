//! What a simulation finds.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::{Answered, Cell, Column};
use crate::answer::{NamedPlaces, PlaceName, ScenarioUsed, StepKind};
use crate::units::{Date, Money, words};

use super::measure::{RunMean, SimulatedSpread};
use super::question::{ArrivalPattern, DepartureRule};

words! {
    /// What is waited for.
    #[derive(Serialize, JsonSchema)]
    #[serde(rename_all = "kebab-case")]
    ResourceKind {
        /// A leg, crossing or operation that lets so many tonnes pass in a month.
        Capacity = "capacity",
        /// Lots that come together for the ship of a service.
        Collecting = "collecting",
        /// A service that leaves.
        Service = "service",
        /// Boxes.
        Boxes = "boxes",
        /// Rail wagons.
        Wagons = "wagons",
        /// Room at a place.
        Stack = "stack",
    }
}

/// How consignments got through the days.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Simulation {
    /// What was asked, of which files.
    pub scenario: ScenarioUsed,
    /// The days measured in each run.
    pub days: u32,
    /// The first of them.
    pub first_day: Date,
    /// The days before them in which the routes filled.
    pub warm_up_days: u32,
    /// The number of runs.
    pub runs: u32,
    /// What the random numbers begin with.
    pub seed: u64,
    /// How consignments came.
    pub arrivals: ArrivalPattern,
    /// When services left.
    pub departures: DepartureRule,
    /// Whether nothing was left to chance.
    pub is_certain: bool,
    /// Whether harvests decide when consignments of some route came.
    pub is_by_harvest: bool,
    /// How many hours of the routes were drawn anew for each consignment.
    pub hours_drawn: usize,
    /// The days until an unloaded box was back, if that was given.
    pub back_days: Option<f64>,
    /// The number of events of all runs.
    pub events: u64,
    /// How many runs were recomputed from what happened in them, if that was asked for.
    pub audited: Option<usize>,
    /// Every place named in the answer, by key.
    pub places: NamedPlaces,
    /// The demands with a route, in the order of the file.
    pub routes: Vec<SimulatedRoute>,
    /// The demands without one.
    pub without_route: Vec<UnroutedDemand>,
    /// What limits the routes, in the order in which they meet it.
    pub resources: Vec<SimulatedResource>,
    /// The consignment that was followed.
    pub story: Option<ConsignmentStory>,
}

impl Answered for Simulation {
    fn is_answered(&self) -> bool {
        !self.routes.is_empty()
    }
}

/// A demand without a route by the corridors asked for.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct UnroutedDemand {
    /// The key of the origin.
    pub from: PlaceName,
    /// The key of the destination.
    pub to: PlaceName,
}

/// The consignments of one demand.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SimulatedRoute {
    /// The key of the origin.
    pub from: PlaceName,
    /// The key of the destination.
    pub to: PlaceName,
    /// The customs procedure of the goods.
    pub regime: &'static str,
    /// The key of the corridor that they took: the cheapest of those asked for.
    pub corridor: String,
    /// Its title.
    pub corridor_title: String,
    /// Their form.
    pub form: Option<String>,
    /// The tonnes of a consignment.
    pub lot_t: f64,
    /// The tonnes of a year.
    pub tonnes_per_year: f64,
    /// The days that the route takes by plan.
    pub planned_days: f64,
    /// What a tonne costs by plan.
    pub planned_per_t: Money,
    /// The days of the plan that are spent waiting for services.
    pub planned_wait_days: f64,
    /// Consignments under way when the measured days began, mean of the runs.
    pub inside_before: f64,
    /// Consignments that came in the measured days.
    pub came: f64,
    /// Consignments that arrived in them.
    pub arrived: f64,
    /// Consignments under way when they ended: those before, and those that came, less those that arrived.
    pub inside_after: f64,
    /// The tonnes that arrived, in a year.
    pub arrived_t_per_year: RunMean,
    /// The days that a consignment took.
    pub days: Option<SimulatedSpread>,
    /// The days of them that it waited.
    pub wait_days: Option<SimulatedSpread>,
    /// What a tonne of it cost.
    pub cost_per_t: Option<SimulatedSpread>,
    /// What of it was storage, holding and hire for the waiting.
    pub waiting_cost_per_t: Option<SimulatedSpread>,
}

/// Something that is waited for.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SimulatedResource {
    /// What it is.
    pub kind: ResourceKind,
    /// The key of the service, place or equipment, or the row with the capacity.
    pub key: String,
    /// What people call it, if its row has a name.
    pub name: Option<String>,
    /// Its capacity; none where it has no limit.
    pub capacity: Option<f64>,
    /// The unit of the capacity.
    pub capacity_unit: &'static str,
    /// The consignments that waited for it, over the measured days.
    pub line: SimulatedSpread,
    /// The hours that a consignment waited for it.
    pub wait_h: Option<RunMean>,
    /// The share of it that was in use: of the days, of the units, or of the room of its departures.
    pub use_share: Option<RunMean>,
    /// The departures of the measured days.
    pub departures: Option<RunMean>,
    /// Those of them that left without cargo of these demands.
    pub empty_departures: Option<RunMean>,
}

impl SimulatedResource {
    /// Begins to describe something.
    pub(super) fn new(kind: ResourceKind, key: &str, capacity: Option<f64>) -> Self {
        let capacity_unit = match kind {
            ResourceKind::Capacity => "t a month",
            ResourceKind::Collecting => "t a day",
            ResourceKind::Service => "t a departure",
            ResourceKind::Boxes => "boxes",
            ResourceKind::Wagons => "wagons",
            ResourceKind::Stack => "t",
        };
        Self {
            kind,
            key: key.to_owned(),
            name: None,
            capacity,
            capacity_unit,
            line: SimulatedSpread::default(),
            wait_h: None,
            use_share: None,
            departures: None,
            empty_departures: None,
        }
    }
}

/// What happened to one consignment.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ConsignmentStory {
    /// Its number in the measured days of the first run.
    pub number: u32,
    /// The key of its origin.
    pub from: PlaceName,
    /// The key of its destination.
    pub to: PlaceName,
    /// Its corridor.
    pub corridor: String,
    /// Its tonnes.
    pub lot_t: f64,
    /// The day on which it came.
    pub came: Date,
    /// The day on which it arrived, unless it was still under way when the days ended.
    pub arrived: Option<Date>,
    /// The days that it took.
    pub days: Option<f64>,
    /// What a tonne of it cost.
    pub cost_per_t: Option<Money>,
    /// What of it was for the waiting.
    pub waiting_cost_per_t: Option<Money>,
    /// Its waits and steps in their order.
    pub steps: Vec<StoryStep>,
}

/// A wait or step of a consignment.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct StoryStep {
    /// The day on which it began.
    pub day: Date,
    /// The days since the consignment came.
    pub after_days: f64,
    /// What was done, or waited for.
    pub step: StepKind,
    /// The key of the place where it began.
    pub from: PlaceName,
    /// The key of the place where it ended.
    pub to: PlaceName,
    /// The hours that it took.
    pub hours: f64,
    /// Whether it was a wait.
    pub is_wait: bool,
    /// What was waited for; none where the way was shut.
    pub waited_for: Option<ResourceKind>,
    /// Its key.
    pub resource: Option<String>,
    /// Its name, if its row has one.
    pub name: Option<String>,
}

/// A row of the table for spreadsheets: one measure of a route or of something that is waited for.
pub struct SimulateRow<'a> {
    simulation: &'a Simulation,
    route: Option<&'a SimulatedRoute>,
    resource: Option<&'a SimulatedResource>,
    measure: &'static str,
    unit: &'static str,
    spread: SimulatedSpread,
    /// Whether there is a mean alone.
    is_mean: bool,
}

impl Simulation {
    /// Returns one row for each measure of each route and of each thing that is waited for.
    pub fn rows(&self) -> impl Iterator<Item = SimulateRow<'_>> {
        let routes = self.routes.iter().flat_map(|route| {
            let spreads = [
                ("days", "days", route.days),
                ("wait_days", "days", route.wait_days),
                ("cost_per_t", "currency per tonne", route.cost_per_t),
                ("waiting_cost_per_t", "currency per tonne", route.waiting_cost_per_t),
            ];
            let counts = [
                ("came", "consignments", RunMean { mean: route.came, error: None }),
                ("arrived", "consignments", RunMean { mean: route.arrived, error: None }),
                ("inside_before", "consignments", RunMean { mean: route.inside_before, error: None }),
                ("inside_after", "consignments", RunMean { mean: route.inside_after, error: None }),
                ("arrived_t_per_year", "t/year", route.arrived_t_per_year),
            ];
            self.measures(
                (Some(route), None),
                spreads.into(),
                counts.map(|(name, unit, mean)| (name, unit, Some(mean))).into(),
            )
        });
        let resources = self.resources.iter().flat_map(|resource| {
            let spreads = vec![("line", "consignments", Some(resource.line))];
            let means = vec![
                ("wait_h", "h", resource.wait_h),
                ("use_share", "share", resource.use_share),
                ("departures", "departures", resource.departures),
                ("empty_departures", "departures", resource.empty_departures),
            ];
            self.measures((None, Some(resource)), spreads, means)
        });
        routes.chain(resources)
    }

    fn measures<'a>(
        &'a self,
        (route, resource): (Option<&'a SimulatedRoute>, Option<&'a SimulatedResource>),
        spreads: Vec<(&'static str, &'static str, Option<SimulatedSpread>)>,
        means: Vec<(&'static str, &'static str, Option<RunMean>)>,
    ) -> Vec<SimulateRow<'a>> {
        let row = |(measure, unit, spread, is_mean)| SimulateRow {
            simulation: self,
            route,
            resource,
            measure,
            unit,
            spread,
            is_mean,
        };
        let spreads = spreads.into_iter().filter_map(|(name, unit, spread)| Some((name, unit, spread?, false)));
        let means = means.into_iter().filter_map(|(name, unit, mean)| {
            let RunMean { mean, error } = mean?;
            Some((name, unit, SimulatedSpread { mean, mean_error: error, ..SimulatedSpread::default() }, true))
        });
        spreads.chain(means).map(row).collect()
    }
}

impl<'a> SimulateRow<'a> {
    fn of_spread(&self, number: f64) -> Cell<'a> {
        if self.is_mean { Cell::Blank } else { number.into() }
    }

    /// Returns the columns of the rows.
    pub const fn columns() -> [Column<Self>; 20] {
        [
            Column::new("scenario", "", |row| (&row.simulation.scenario.name).into()),
            Column::new("runs", "count", |row| u64::from(row.simulation.runs).into()),
            Column::new("seed", "count", |row| row.simulation.seed.into()),
            Column::new("from", "", |row| row.route.map(|route| &route.from.key).into()),
            Column::new("to", "", |row| row.route.map(|route| &route.to.key).into()),
            Column::new("corridor", "", |row| row.route.map(|route| &route.corridor).into()),
            Column::new("resource_kind", "", |row| row.resource.map(|resource| resource.kind.as_str()).into()),
            Column::new("resource", "", |row| row.resource.map(|resource| &resource.key).into()),
            Column::new("capacity", "as its unit", |row| row.resource.and_then(|resource| resource.capacity).into()),
            Column::new("capacity_unit", "", |row| row.resource.map(|resource| resource.capacity_unit).into()),
            Column::new("measure", "", |row| row.measure.into()),
            Column::new("unit", "", |row| row.unit.into()),
            Column::new("mean", "as its unit", |row| row.spread.mean.into()),
            Column::new("mean_error", "as its unit", |row| row.spread.mean_error.into()),
            Column::new("p5", "as its unit", |row| row.of_spread(row.spread.p5)),
            Column::new("p50", "as its unit", |row| row.of_spread(row.spread.p50)),
            Column::new("p95", "as its unit", |row| row.of_spread(row.spread.p95)),
            Column::new("p95_error", "as its unit", |row| row.spread.p95_error.into()),
            Column::new("max", "as its unit", |row| row.of_spread(row.spread.max)),
            Column::new("planned", "as its unit", |row| match (row.route, row.measure) {
                (Some(route), "days") => route.planned_days.into(),
                (Some(route), "wait_days") => route.planned_wait_days.into(),
                (Some(route), "cost_per_t") => route.planned_per_t.as_units().into(),
                _ => Cell::Blank,
            }),
        ]
    }
}
