//! What is found of shares: how they were worked out, and those of routes and corridors, demand by demand.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::analysis::{Cell, Column};
use crate::answer::{MONEY, PlaceName};
use crate::units::{Money, words};

words! {
    /// How goods are shared out among routes.
    #[derive(Serialize, Deserialize, JsonSchema)]
    #[serde(rename_all = "kebab-case")]
    ChoiceModel {
        /// By `exp(-S c)` of each route, where `c` is its total and `S` the scale.
        Logit = "logit",
        /// The same times the size of its path: ways that several routes share count once among them.
        PathSize = "path-size",
    }
}

/// How goods are shared out, and how strongly costs decide.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RouteChoice {
    /// The model.
    pub model: ChoiceModel,
    /// The scale `S` per currency unit and tonne, above 0: a route that costs 1 / S more is taken 2.7 times more rarely.
    pub scale: f64,
}

/// The shares of routes and corridors, demand by demand.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RouteShares {
    /// How they were worked out.
    pub choice: RouteChoice,
    /// The demands that have a route.
    pub demands: Vec<ChoiceShares>,
}

/// The shares of one demand.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ChoiceShares {
    /// The key of the origin.
    pub from: PlaceName,
    /// The key of the destination.
    pub to: PlaceName,
    /// The total of the cheapest route.
    pub least_per_t: Money,
    /// The mean total of all routes, each by its share.
    pub mean_per_t: Money,
    /// The share of each corridor: of the routes that it lists. A route that two corridors list counts for both.
    pub corridors: Vec<CorridorShare>,
    /// The routes, each once however many corridors list it, the cheapest first; their shares add up to 1.
    pub routes: Vec<RouteShare>,
}

/// The share of one corridor.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CorridorShare {
    /// The corridor's key.
    pub corridor: String,
    /// The share, from 0 to 1.
    pub share: f64,
    /// The total of its cheapest route; none where it has no route.
    pub total_per_t: Option<Money>,
}

/// The share of one route.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RouteShare {
    /// The keys of the corridors that list it.
    pub corridors: Vec<String>,
    /// The form of the cargo.
    pub form: String,
    /// Its total.
    pub total_per_t: Money,
    /// Its days.
    pub days: f64,
    /// The places where the cargo changes or crosses a border.
    pub route: String,
    /// The part of its way that is its own, from 0 to 1: 1 where no other route shares any of it.
    pub path_size: f64,
    /// The share, from 0 to 1.
    pub share: f64,
}

/// A row of the table for spreadsheets: the share of one route.
pub struct ShareRow<'a> {
    shares: &'a RouteShares,
    demand: &'a ChoiceShares,
    route: &'a RouteShare,
}

impl RouteShares {
    /// Returns one row for each route of each demand.
    pub fn rows(&self) -> impl Iterator<Item = ShareRow<'_>> {
        self.demands
            .iter()
            .flat_map(move |demand| demand.routes.iter().map(move |route| ShareRow { shares: self, demand, route }))
    }
}

impl ShareRow<'_> {
    /// Returns the columns of the rows.
    pub const fn columns() -> [Column<Self>; 13] {
        [
            Column::new("from", "", |row| (&row.demand.from.key).into()),
            Column::new("to", "", |row| (&row.demand.to.key).into()),
            Column::new("from_name", "", |row| Cell::Name(&row.demand.from)),
            Column::new("to_name", "", |row| Cell::Name(&row.demand.to)),
            Column::new("model", "", |row| row.shares.choice.model.as_str().into()),
            Column::new("scale", "t per currency unit", |row| row.shares.choice.scale.into()),
            Column::new("corridors", "", |row| row.route.corridors.join(";").into()),
            Column::new("form", "", |row| (&row.route.form).into()),
            Column::new("total_per_t", MONEY, |row| row.route.total_per_t.into()),
            Column::new("days", "days", |row| row.route.days.into()),
            Column::new("path_size", "share", |row| row.route.path_size.into()),
            Column::new("share", "share", |row| row.route.share.into()),
            Column::new("route", "", |row| (&row.route.route).into()),
        ]
    }
}
