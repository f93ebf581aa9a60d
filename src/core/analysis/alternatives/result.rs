//! The routes of one demand by one corridor beside the cheapest: what each costs more, and why.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::verdict::Verdict;
use crate::analysis::{Answered, Cell, Column};
use crate::answer::{Answer, MONEY, Manifest, NamedPlaces, Parts, PlaceName, ScenarioUsed};
use crate::units::{Money, words};

use super::question::AlternativesAsked;
use super::shares::RouteShares;

/// The routes of each demand by each corridor, the cheapest first.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Alternatives {
    /// What was run, on which inputs.
    pub manifest: Manifest,
    /// What was asked for.
    pub asked: AlternativesAsked,
    /// Whether the figures decide who is cheapest, demand by demand.
    pub verdicts: Vec<Verdict>,
    /// Every place named in the answer, by key.
    pub places: NamedPlaces,
    /// One list for each demand and corridor, in the order of the file.
    pub lists: Vec<AlternativesList>,
    /// The shares of the routes listed, where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shares: Option<RouteShares>,
}

impl Answered for Alternatives {
    fn is_answered(&self) -> bool {
        self.lists.iter().any(|list| !list.routes.is_empty())
    }
}

/// The routes of one demand by one corridor.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct AlternativesList {
    /// The key of the origin.
    pub from: PlaceName,
    /// The key of the destination.
    pub to: PlaceName,
    /// The corridor's key.
    pub corridor: String,
    /// The corridor's title.
    #[serde(skip)]
    pub corridor_title: String,
    /// Why there is no route, as a sentence.
    pub reason: Option<String>,
    /// Why the list ends where it does.
    pub ended: Ended,
    /// Whether routes as dear as the last of the cheapest ones are left out.
    pub tied_with_more: bool,
    /// The routes met, listed or not.
    pub routes_met: usize,
    /// The paths looked at, several of which may be one route; those that are no route run in a loop.
    pub paths_looked_at: usize,
    /// The routes, the cheapest first.
    pub routes: Vec<Alternative>,
}

words! {
    /// Why a list of routes ends.
    #[derive(Serialize, JsonSchema)]
    #[serde(rename_all = "kebab-case")]
    Ended {
        /// All that were asked for are listed.
        Enough = "enough",
        /// There is no further route.
        All = "all",
        /// All further routes cost more than is allowed.
        Within = "within",
        /// As many paths were looked at as may be: what was not found by then may still exist.
        Limit = "limit",
    }
}

/// One route beside the cheapest.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Alternative {
    /// Whether it is one of the cheapest that were asked for.
    pub is_cheap: bool,
    /// Whether it is one of those that differ enough from each other.
    pub is_different: bool,
    /// Whether it passes a place twice: only the cheapest route may, where that pays.
    pub has_loop: bool,
    /// The difference to the cheapest route; nothing for that one.
    pub against_cheapest: Option<Difference>,
    /// The route as a whole answer: its rank is that among the routes of this demand by this corridor, equal totals
    /// sharing one, and what it costs more is more than the cheapest of them.
    pub answer: Answer,
}

/// What a route has more than the cheapest, and where it goes elsewhere.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Difference {
    /// The share of the shorter route's kilometres from places to the next, by a mode, that the other does not use; where
    /// a route has no kilometres, all such ways count the same.
    pub share: f64,
    /// What it costs more per tonne; negative where it costs less.
    pub total_per_t: Money,
    /// The same by part.
    pub parts: Parts,
    /// The days that it takes longer.
    pub days: f64,
    /// The kilometres that it is longer.
    pub km: f64,
    /// The kilograms of CO2e per tonne that it emits more.
    pub co2e_kg_per_t: f64,
    /// The form of the cheapest, where it is another.
    pub other_form: Option<String>,
    /// The keys of the legs that it uses and the cheapest does not, in the order of the way.
    pub own_legs: Vec<String>,
    /// The keys of the legs that the cheapest uses and it does not, in the order of the way.
    pub others_legs: Vec<String>,
    /// Where it goes and the cheapest does not, in the order of the way.
    pub own: Vec<Stretch>,
    /// Where the cheapest goes and it does not, in the order of the way.
    pub others: Vec<Stretch>,
}

/// A part of a way by one mode.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Stretch {
    /// The key of the place where it begins.
    pub from: PlaceName,
    /// The keys of the places on the way.
    pub via: Vec<PlaceName>,
    /// The key of the place where it ends.
    pub to: PlaceName,
    /// `rail`, `road`, `sea` or `waterway`.
    pub mode: &'static str,
    /// Its length in kilometres.
    pub km: f64,
    /// The rows of legs.csv.
    pub legs: Vec<String>,
}

/// A row of the table for spreadsheets: one route of a demand by a corridor, or the reason why there is none.
pub struct AlternativesRow<'a> {
    alternatives: &'a Alternatives,
    list: &'a AlternativesList,
    route: Option<&'a Alternative>,
}

impl Alternatives {
    /// Returns one row for each route; a demand without a route by a corridor has one row with the reason.
    pub fn rows(&self) -> impl Iterator<Item = AlternativesRow<'_>> {
        self.lists.iter().flat_map(move |list| {
            let none = list.routes.is_empty().then_some(None);
            let row = move |route| AlternativesRow { alternatives: self, list, route };
            list.routes.iter().map(Some).chain(none).map(row)
        })
    }
}

impl<'a> AlternativesRow<'a> {
    fn route<T: Into<Cell<'a>>>(&self, pick: impl Fn(&'a Alternative) -> T) -> Cell<'a> {
        self.route.map(pick).into()
    }

    fn answer<T: Into<Cell<'a>>>(&self, pick: fn(&'a Answer) -> T) -> Cell<'a> {
        self.route(|route| pick(&route.answer))
    }

    fn part(&self, part: usize) -> Cell<'a> {
        self.route(|route| route.answer.costs().0[part])
    }

    /// Reads an amount that the cheapest route has none of.
    fn more(&self, pick: fn(&Difference) -> f64) -> Cell<'a> {
        self.route(|route| route.against_cheapest.as_ref().map_or(0.0, pick))
    }

    fn more_of(&self, part: usize) -> Cell<'a> {
        self.route(|route| route.against_cheapest.as_ref().map_or(Money::ZERO, |against| against.parts.0[part]))
    }

    fn legs(&self, pick: fn(&'a Difference) -> &'a Vec<String>) -> Cell<'a> {
        self.route(|route| route.against_cheapest.as_ref().map(|against| pick(against).join(";")))
    }

    fn used(&self) -> Option<&'a ScenarioUsed> {
        self.alternatives.manifest.scenarios.first()
    }

    /// Returns the columns of the rows.
    #[expect(clippy::redundant_closure_for_method_calls, reason = "the method by itself has another lifetime")]
    pub const fn columns() -> [Column<Self>; 47] {
        [
            Column::new("scenario", "", |row| row.used().map(|used| &used.name).into()),
            Column::new("from", "", |row| (&row.list.from.key).into()),
            Column::new("to", "", |row| (&row.list.to.key).into()),
            Column::new("from_name", "", |row| Cell::Name(&row.list.from)),
            Column::new("to_name", "", |row| Cell::Name(&row.list.to)),
            Column::new("corridor", "", |row| (&row.list.corridor).into()),
            Column::new("status", "", |row| if row.route.is_some() { "answered" } else { "no-route" }.into()),
            Column::new("reason", "", |row| row.list.reason.as_ref().into()),
            Column::new("ended", "", |row| row.list.ended.as_str().into()),
            Column::new("rank", "count", |row| row.answer(|answer| answer.rank.map(u64::from))),
            Column::new("is_cheap", "", |row| row.route(|route| route.is_cheap)),
            Column::new("is_different", "", |row| row.route(|route| route.is_different)),
            Column::new("has_loop", "", |row| row.route(|route| route.has_loop)),
            Column::new("form", "", |row| row.answer(|answer| answer.form.as_ref())),
            Column::new("currency", "", |row| row.route.and(row.used()).map(|used| &used.currency).into()),
            Column::new("total_per_t", MONEY, |row| row.answer(|answer| answer.total())),
            Column::new("more_than_cheapest", MONEY, |row| {
                row.answer(|answer| answer.more_than_best.unwrap_or_default())
            }),
            Column::new("rail_haulage", MONEY, |row| row.part(0)),
            Column::new("road_haulage", MONEY, |row| row.part(1)),
            Column::new("sea_haulage", MONEY, |row| row.part(2)),
            Column::new("handling", MONEY, |row| row.part(3)),
            Column::new("border", MONEY, |row| row.part(4)),
            Column::new("storage", MONEY, |row| row.part(5)),
            Column::new("holding", MONEY, |row| row.part(6)),
            Column::new("loss", MONEY, |row| row.part(7)),
            Column::new("carbon", MONEY, |row| row.part(8)),
            Column::new("equipment", MONEY, |row| row.part(9)),
            Column::new("support", MONEY, |row| row.part(10)),
            Column::new("more_rail_haulage", MONEY, |row| row.more_of(0)),
            Column::new("more_road_haulage", MONEY, |row| row.more_of(1)),
            Column::new("more_sea_haulage", MONEY, |row| row.more_of(2)),
            Column::new("more_handling", MONEY, |row| row.more_of(3)),
            Column::new("more_border", MONEY, |row| row.more_of(4)),
            Column::new("more_storage", MONEY, |row| row.more_of(5)),
            Column::new("more_holding", MONEY, |row| row.more_of(6)),
            Column::new("more_loss", MONEY, |row| row.more_of(7)),
            Column::new("more_carbon", MONEY, |row| row.more_of(8)),
            Column::new("more_equipment", MONEY, |row| row.more_of(9)),
            Column::new("more_support", MONEY, |row| row.more_of(10)),
            Column::new("days", "days", |row| row.answer(|answer| answer.time().as_days())),
            Column::new("more_days", "days", |row| row.more(|against| against.days)),
            Column::new("km", "km", |row| row.answer(|answer| answer.length().as_km())),
            Column::new("co2e_kg_per_t", "kg/t", |row| row.answer(|answer| answer.emissions().as_kilograms())),
            Column::new("elsewhere_share", "share", |row| row.more(|against| against.share)),
            Column::new("route", "", |row| row.answer(Answer::places_in_order)),
            Column::new("own_legs", "", |row| row.legs(|against| &against.own_legs)),
            Column::new("others_legs", "", |row| row.legs(|against| &against.others_legs)),
        ]
    }
}
