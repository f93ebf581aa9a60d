//! How tonnes divide over corridors, routes and months, what limits them and what each limit is worth.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::{Answered, Cell, Column};
use crate::answer::{MONEY, NamedPlaces, PlaceName, ScenarioUsed};
use crate::units::Money;

/// The flows of least cost of all demands over some months.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Flows {
    /// What was asked, of which files.
    pub scenarios: Vec<ScenarioUsed>,
    /// The months, such as `2017-08`.
    pub months: Vec<String>,
    /// The penalty for a tonne that does not go; without one every tonne has to go.
    pub unmet_per_t: Option<Money>,
    /// What a tonne costs that is kept at its origin for a month, scenario by scenario: the holding of its value, and
    /// storage if that was given.
    pub storage_per_t_month: Vec<Money>,
    /// The tonnes of all demands.
    pub tonnes: f64,
    /// The tonnes that do not go.
    pub unmet_t: f64,
    /// What all tonnes cost, with the penalties: the least that is possible.
    pub cost: Money,
    /// A cost that no flow goes below, by exact shortest paths; equal to the cost where the proof is whole.
    pub bound: Money,
    /// What all tonnes would cost if nothing limited them: each by its cheapest route.
    pub cost_without_limits: Money,
    /// How many routes were recomputed from the model alone, with the rules of an optimum, if that was asked for.
    pub audited: Option<usize>,
    /// Every place named in the answer, by key.
    pub places: NamedPlaces,
    /// The corridors, scenario by scenario.
    pub corridors: Vec<FlowCorridor>,
    /// Every capacity that some tonnes use, in the order of the tables.
    pub capacities: Vec<FlowCapacity>,
    /// The capacities without which everything would cost less, widened one after the other: each is the dearest that is
    /// left when those before it have no limit.
    pub bottlenecks: Vec<FlowBottleneck>,
    /// How the flows settled at the waits that they make, if that was asked for.
    pub congestion: Option<FlowCongestion>,
    /// What many draws of the uncertain figures say of it, if any were asked for.
    pub spread: Option<FlowSpread>,
    /// The tonnes by demand, corridor, route and month.
    pub routes: Vec<FlowRoute>,
    /// The tonnes on each leg, in each direction.
    pub legs: Vec<LegTonnes>,
}

impl Answered for Flows {
    fn is_answered(&self) -> bool {
        self.unmet_t < self.tonnes
    }
}

/// How flows settled at the waits that they make.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FlowCongestion {
    /// What a day of waiting costs a tonne: the holding of its value, and what else was given.
    pub per_t_day: Money,
    /// What all waits cost.
    pub waiting: Money,
    /// What all could save by other routes at these waits, as a share of the cost.
    pub gap: f64,
    /// How often flows of least cost were found.
    pub steps: u32,
}

/// What many draws of the uncertain figures say of flows.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FlowSpread {
    /// How often the figures were drawn.
    pub draws: u64,
    /// What the random numbers begin with.
    pub seed: u64,
    /// What all tonnes cost.
    pub cost: SpreadOf,
    /// The tonnes by each corridor, in the order of `corridors`.
    pub tonnes_by_corridor: Vec<SpreadOf>,
    /// What one more unit of each capacity in each of its periods would save, in the order of `capacities`.
    pub worth_per_unit: Vec<SpreadOf>,
}

/// The spread of a number over draws.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SpreadOf {
    /// The mean.
    pub mean: f64,
    /// The value below which one draw in twenty lies.
    pub p5: f64,
    /// The middle value.
    pub p50: f64,
    /// The value above which one draw in twenty lies.
    pub p95: f64,
    /// The share of draws in which it is above 0.
    pub share_above_0: f64,
}

/// The tonnes by a corridor.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FlowCorridor {
    /// The name of the scenario.
    pub scenario: String,
    /// The corridor's key.
    pub corridor: String,
    /// The corridor's title.
    pub title: String,
    /// The tonnes that go by it.
    pub tonnes: f64,
    /// The same by month.
    pub tonnes_by_month: Vec<f64>,
    /// The tonnes that would go by it if nothing were limited.
    pub tonnes_without_limits: f64,
    /// What a tonne by it costs on average, with storage.
    pub mean_per_t: Option<Money>,
}

/// A capacity and how far it is used.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FlowCapacity {
    /// The row, such as `capacities.zarubino-port`.
    pub row: String,
    /// What people call it, if its row says so.
    pub name: Option<String>,
    /// What it counts: `t`, `box20`, `box40`, `box35` or `wagon`.
    pub unit: &'static str,
    /// The tonnes of one departure, where it limits those of a service.
    pub departure_t: Option<f64>,
    /// What passes in all months together at the most.
    pub capacity: f64,
    /// What is used in all months together.
    pub used: f64,
    /// In how many of its periods nothing is left.
    pub full: usize,
    /// What one more unit in each of its periods would save.
    pub worth_per_unit: Money,
    /// Its periods: months, or all of them together.
    pub periods: Vec<FlowPeriod>,
}

impl FlowCapacity {
    /// Returns the share of it that is used in all months together.
    pub fn share(&self) -> f64 {
        share(self.used, self.capacity)
    }
}

impl FlowPeriod {
    /// Returns the share of it that is used.
    pub fn share(&self) -> f64 {
        share(self.used, self.capacity)
    }
}

/// Returns the share of a capacity that is used; all of one that lets nothing pass.
fn share(used: f64, capacity: f64) -> f64 {
    if capacity > 0.0 { used / capacity } else { 1.0 }
}

/// A capacity in one month, or in all months together.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FlowPeriod {
    /// The month; nothing for all months together.
    pub month: Option<String>,
    /// What passes at the most.
    pub capacity: f64,
    /// What is used.
    pub used: f64,
    /// What one more unit saves, the shadow price.
    pub more_saves: Money,
    /// For how many more units it saves as much; nothing where there is no end.
    pub more_holds_for: Option<f64>,
    /// What one unit less costs; nothing where it cannot be spared.
    pub less_costs: Option<Money>,
    /// For how many units less it costs as much.
    pub less_holds_for: Option<f64>,
    /// The hours that a lot waits for it on average, where lots wait the longer the more goes through it.
    pub wait_h: Option<f64>,
}

/// A capacity that is widened until it limits nothing.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FlowBottleneck {
    /// The row.
    pub row: String,
    /// What people call it.
    pub name: Option<String>,
    /// What all tonnes cost less without its limit, those before it being widened too.
    pub saves: Money,
    /// The tonnes that do not go even then.
    pub unmet_t: f64,
    /// The tonnes by each corridor then, in the order of `corridors`.
    pub tonnes_by_corridor: Vec<f64>,
    /// What it then lets pass in all months together, in its own unit.
    pub used: f64,
}

/// The tonnes of a demand that come in one month and go in one by one route.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FlowRoute {
    /// The name of the scenario.
    pub scenario: String,
    /// The key of the origin.
    pub from: PlaceName,
    /// The key of the destination.
    pub to: PlaceName,
    /// The month in which the tonnes come.
    pub supplied: String,
    /// The month in which they go; nothing where they do not.
    pub month: Option<String>,
    /// The tonnes.
    pub tonnes: f64,
    /// The key of the corridor.
    pub corridor: Option<String>,
    /// The form in which they travel.
    pub form: Option<String>,
    /// The places where they change or cross a border: `hunchun > zarubino > ningbo`.
    pub route: Option<String>,
    /// The generalised cost of a tonne on the way.
    pub total_per_t: Option<Money>,
    /// What keeping a tonne until then costs.
    pub storage_per_t: Option<Money>,
    /// What waiting for others costs a tonne, where lots wait for each other.
    pub waiting_per_t: Option<Money>,
    /// Days on the way.
    pub days: Option<f64>,
}

/// The tonnes between two neighbouring places by one mode, in all months together.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct LegTonnes {
    /// `rail`, `road`, `sea` or `waterway`.
    pub mode: &'static str,
    /// The key of the place where it begins.
    pub from: PlaceName,
    /// The key of the place where it ends.
    pub to: PlaceName,
    /// The tonnes.
    pub tonnes: f64,
    /// The keys of the corridors by which they go.
    pub corridors: Vec<String>,
}

impl FlowRoute {
    /// The columns of the tonnes, as CSV and Parquet have them.
    pub const fn columns() -> [Column<Self>; 15] {
        [
            Column::new("scenario", "", |row| (&row.scenario).into()),
            Column::new("from", "", |row| (&row.from.key).into()),
            Column::new("to", "", |row| (&row.to.key).into()),
            Column::new("from_name", "", |row| Cell::Name(&row.from)),
            Column::new("to_name", "", |row| Cell::Name(&row.to)),
            Column::new("supplied", "", |row| (&row.supplied).into()),
            Column::new("month", "", |row| row.month.as_ref().into()),
            Column::new("corridor", "", |row| row.corridor.as_ref().into()),
            Column::new("form", "", |row| row.form.as_ref().into()),
            Column::new("route", "", |row| row.route.as_ref().into()),
            Column::new("tonnes", "t", |row| row.tonnes.into()),
            Column::new("total_per_t", MONEY, |row| row.total_per_t.into()),
            Column::new("storage_per_t", MONEY, |row| row.storage_per_t.into()),
            Column::new("waiting_per_t", MONEY, |row| row.waiting_per_t.into()),
            Column::new("days", "days", |row| row.days.into()),
        ]
    }
}
