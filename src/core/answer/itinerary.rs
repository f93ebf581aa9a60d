//! One answer: a demand by a corridor.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::units::{Distance, Duration, Grade, Mass, Money, words};

use super::{Buffer, Grades, Hours, KmByMode, Parts, PlaceName, PriceYear};

words! {
    /// Whether there is a route.
    #[derive(Serialize, JsonSchema)]
    #[serde(rename_all = "kebab-case")]
    Status {
        /// The cheapest route was found.
        Answered = "answered",
        /// No route keeps the corridor's rules.
        NoRoute = "no-route",
    }
}

/// Why there is no route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// What is in the way.
    pub kind: ReasonKind,
    /// The reason as a sentence.
    pub text: String,
}

words! {
    /// What is in the way of a route.
    #[derive(Serialize, JsonSchema)]
    #[serde(rename_all = "kebab-case")]
    ReasonKind {
        /// Permissions refuse every route.
        Permission = "permission",
        /// Every route breaks a rule of the corridor.
        Constraint = "constraint",
        /// There is no chain of open legs, or none that carries the goods.
        NoConnection = "no-connection",
        /// No dated departure that is known can be caught.
        NoDeparture = "no-departure",
    }
}

/// A row of permissions.csv.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "Permission")]
pub struct PermissionUsed {
    /// Its key.
    pub key: String,
    /// The notice or agreement.
    pub instrument: String,
    /// Its validity in words.
    pub period: String,
    /// The titles of its sources.
    pub sources: Vec<String>,
    /// How well it is known.
    pub grade: Grade,
    /// The switch that turns it on, if it is contested.
    pub switch: Option<String>,
}

/// A row that would allow a refused route if something about it were different.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "Nearest")]
pub struct RefusedRow {
    /// The row.
    pub permission: PermissionUsed,
    /// What keeps it from allowing the route, such as `valid only from 2018-07-01`.
    pub why_not: String,
}

/// A route that permissions refuse, with its price.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Refused {
    /// What it would cost per tonne.
    pub total_per_t: Money,
    /// The region that the goods come from.
    pub region: String,
    /// The goods.
    pub commodity: String,
    /// Their form.
    pub form: String,
    /// The key of the place where they would leave the country.
    pub exit_point: PlaceName,
    /// The key of the foreign port.
    pub transit_port: Option<PlaceName>,
    /// The key of the place where they would come back.
    pub entry_port: PlaceName,
    /// The rows that come nearest to allowing it.
    pub nearest: Vec<RefusedRow>,
}

words! {
    /// What happens in a step.
    #[derive(Serialize, JsonSchema)]
    #[serde(rename_all = "kebab-case")]
    StepKind {
        /// Cargo is loaded at the origin.
        Load = "load",
        /// Cargo waits for a service.
        Wait = "wait",
        /// Cargo rides some legs on one tariff.
        Ride = "ride",
        /// Cargo passes a border.
        Cross = "cross",
        /// Cargo changes mode or service.
        Tranship = "tranship",
        /// Cargo or wagons change gauge.
        Gauge = "gauge",
        /// Cargo is unloaded at the destination.
        Unload = "unload",
    }
}

/// One ride, wait, crossing or handling of an itinerary.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Step {
    /// What happens.
    pub kind: StepKind,
    /// The key of the place where it begins.
    pub from: PlaceName,
    /// The key of the place where it ends.
    pub to: PlaceName,
    /// The keys of the places passed, both ends included.
    pub through: Vec<PlaceName>,
    /// The mode of the ride or crossing, or the mode that handling leads to: `rail`, `road`, `sea` or `waterway`.
    pub mode: Option<&'static str>,
    /// The keys of the legs ridden: rows of legs.csv.
    pub legs: Vec<String>,
    /// The tariff charged, if any.
    pub tariff: Option<String>,
    /// The service ridden or waited for, if any.
    pub service: Option<String>,
    /// The customs procedure of the goods, at a crossing.
    pub regime: Option<&'static str>,
    /// Its length in kilometres.
    pub km: Distance,
    /// The time it takes.
    pub hours: Hours,
    /// What it costs per tonne: the sum of its parts.
    pub total_per_t: Money,
    /// The same by part.
    pub parts: Parts,
    /// Kilograms of CO2e per tonne of cargo.
    pub co2e_kg_per_t: f64,
    /// The least well known grade among its figures.
    pub grade: Grade,
}

impl Step {
    /// Returns whether the cargo is elsewhere after it.
    pub fn moves(&self) -> bool {
        self.kind == StepKind::Ride
    }
}

/// The answer to one demand by one corridor; money is per tonne of cargo in the scenario's currency.
///
/// What is measured of a route is there only where there is one.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Answer {
    /// The file name without ending.
    pub scenario: String,
    /// The key of the origin.
    pub from: PlaceName,
    /// The key of the destination.
    pub to: PlaceName,
    /// The English name of the origin.
    pub from_name: String,
    /// The English name of the destination.
    pub to_name: String,
    /// The customs procedure of the goods: `domestic`, `bonded`, `export` or `import`.
    pub regime: &'static str,
    /// The corridor's key.
    pub corridor: String,
    /// The corridor's title.
    pub corridor_title: String,
    /// Whether there is a route.
    pub status: Status,
    /// Why there is no route, as a sentence.
    pub reason: Option<String>,
    /// What kind of reason: `permission`, `constraint`, `no-connection` or, in plans, `no-departure`.
    #[schemars(with = "Option<String>")]
    pub reason_kind: Option<ReasonKind>,
    /// 1 for the cheapest corridor of the demand; equal totals share a rank.
    pub rank: Option<u32>,
    /// The form in which the cargo travels: `bulk`, `bag`, `box20`, `box40` or `box35`.
    pub form: Option<String>,
    /// The yearly tonnes of the demand, if given.
    pub tonnes_per_year: Option<f64>,
    /// The generalised cost of a tonne to its shipper: the sum of its eleven parts, exactly.
    pub total_per_t: Option<Money>,
    /// What a tonne costs by the route, whoever pays: the total without support.
    pub route_cost_per_t: Option<Money>,
    /// The total with every bounded figure at its favourable bound; none where no way is open there.
    pub low_per_t: Option<Money>,
    /// The total with every bounded figure at its unfavourable bound; none where no way is open there.
    pub high_per_t: Option<Money>,
    /// The total with its own bounded figures at their favourable bounds and those that it shares with the cheapest
    /// other route of the demand as they are: below the total of that route it could be cheapest.
    pub challenge_per_t: Option<Money>,
    /// Whether it would be cheaper than the cheapest other route with the figures that only one of the two uses at the
    /// bounds that favour it.
    #[serde(skip)]
    pub could_lead: bool,
    /// Its eleven parts.
    pub parts: Option<Parts>,
    /// The total less that of the cheapest corridor.
    pub more_than_best: Option<Money>,
    /// The total of the baseline corridor less this one.
    pub saving_per_t: Option<Money>,
    /// The time, by what the cargo does in it.
    pub hours: Option<Hours>,
    /// Days in all.
    pub days: Option<f64>,
    /// What is held against late days, where the scenario has a price for it; part of holding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub buffer: Option<Buffer>,
    /// Kilometres by mode.
    pub km: Option<KmByMode>,
    /// Kilometres by the country of the leg's beginning.
    pub km_by_country: Option<BTreeMap<String, Distance>>,
    /// Kilograms of CO2e per tonne of cargo.
    #[serde(rename = "co2e_kg_per_t")]
    pub co2e: Option<Mass>,
    /// The shares of the total that are computed from figures of each grade; they add up to 1.
    pub grades: Option<Grades>,
    /// What the total holds at the prices of each year, before rounding; holding, loss and carbon are no such prices.
    pub price_years: Vec<PriceYear>,
    /// The rows of permissions.csv that allow the route.
    pub permissions: Vec<PermissionUsed>,
    /// The cheaper or only route that permissions refuse, if there is one.
    pub refused: Option<Refused>,
    /// The itinerary; its parts add up to the answer's.
    pub steps: Vec<Step>,
}

impl Answer {
    /// Returns whether the corridor has a route.
    pub fn is_answered(&self) -> bool {
        self.status == Status::Answered
    }

    /// Returns whether the cargo goes the same way in the same form as by another corridor.
    pub fn is_same_route(&self, other: &Self) -> bool {
        self.is_answered() && self.form == other.form && self.steps == other.steps
    }

    /// Returns whether no corridor of the demand is cheaper.
    pub fn is_cheapest(&self) -> bool {
        self.rank == Some(1)
    }

    /// Returns the eleven parts; nothing of each where there is no route.
    pub fn costs(&self) -> Parts {
        self.parts.unwrap_or_default()
    }

    /// Returns the generalised cost of a tonne; none where there is no route.
    pub fn total(&self) -> Money {
        self.total_per_t.unwrap_or_default()
    }

    /// Returns the years at whose prices at least a hundredth of the total is, the earliest first, with the amounts.
    pub fn years_of_prices(&self) -> impl Iterator<Item = (i16, Money)> {
        let total = self.total().as_units();
        let is_worth = move |amount: Money| amount.as_units() * 100.0 >= total;
        self.price_years.iter().filter_map(move |own| Some((own.year?, own.per_t)).filter(|_| is_worth(own.per_t)))
    }

    /// Returns the time in all; none where there is no route.
    pub fn time(&self) -> Duration {
        self.hours.unwrap_or_default().total()
    }

    /// Returns the length in all; none where there is no route.
    pub fn length(&self) -> Distance {
        self.km.unwrap_or_default().total()
    }

    /// Returns the emissions of a tonne of cargo; none where there is no route.
    pub fn emissions(&self) -> Mass {
        self.co2e.unwrap_or_default()
    }

    /// Returns the share of the total that is computed from figures of a grade.
    pub fn share(&self, grade: Grade) -> f64 {
        self.grades.unwrap_or_default().share(grade)
    }

    /// Writes the places where the cargo changes or crosses a border by their keys: `hunchun > zarubino > ningbo`; nothing
    /// where there is no route.
    pub fn places_in_order(&self) -> String {
        if !self.is_answered() {
            return String::new();
        }
        let stops = self.steps.iter().filter(|step| step.moves()).map(|step| step.to.key.as_str());
        std::iter::once(self.from.key.as_str()).chain(stops).collect::<Vec<_>>().join(" > ")
    }

    /// Returns by how many days this answer takes longer than another; negative where it is faster.
    pub fn days_more_than(&self, other: &Self) -> f64 {
        self.time().as_days() - other.time().as_days()
    }
}
