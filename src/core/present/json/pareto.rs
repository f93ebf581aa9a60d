//! Fronts as JSON, every route as a whole answer.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::pareto::{Axis, Pareto, ParetoCorridor, ParetoDemand, ParetoPoint, Trade};
use crate::answer::{Answer, Places, ScenarioUsed};
use crate::units::Money;

use super::form::{Form, document};

/// Holds the routes that no other beats in every axis.
#[derive(Serialize, JsonSchema)]
pub(super) struct ParetoOut<'a> {
    /// What was asked, of which files.
    scenario: &'a ScenarioUsed,
    /// What routes are compared by: `cost`, `time`, `co2e`, `transfers`.
    axes: Vec<&'static str>,
    /// The hours that a route may take, if that was asked for.
    deadline_h: Option<f64>,
    /// How many routes were recomputed from the model alone, if that was asked for.
    audited: Option<usize>,
    /// Every place named in the answer, by key.
    places: Places,
    /// The demands in the order of the file.
    demands: Vec<DemandOut<'a>>,
}

impl Form for ParetoOut<'_> {
    const NAME: &'static str = "pareto";
}

/// Is the front of one demand over all corridors.
#[derive(Serialize, JsonSchema)]
struct DemandOut<'a> {
    /// The key of the origin.
    from: &'a str,
    /// The key of the destination.
    to: &'a str,
    /// How the goods stand to customs: `domestic`, `bonded`, `export` or `import`.
    regime: &'static str,
    /// Its yearly tonnes, if given.
    tonnes_per_year: Option<f64>,
    /// Its routes, the cheapest first.
    front: Vec<PointOut<'a>>,
    /// The fastest route, where every one misses the deadline.
    fastest_too_late: Option<&'a Answer>,
    /// What the cheapest route costs without the deadline, where there is one and cost counts.
    cheapest_without_deadline_per_t: Option<Money>,
    /// The price of a day on leaving the cheapest route for the next faster: what a tonne of cargo pays more, divided by
    /// the days saved, which may be less than one.
    first_day_saved: Option<Money>,
    /// The front of each corridor.
    corridors: Vec<CorridorOut<'a>>,
}

/// Is the front of one corridor.
#[derive(Serialize, JsonSchema)]
struct CorridorOut<'a> {
    /// The corridor's key.
    corridor: &'a str,
    /// The corridor's title.
    corridor_title: &'a str,
    /// `answered`, `too-late` or `no-route`.
    status: &'static str,
    /// Why there is no route, as a sentence.
    reason: Option<&'a str>,
    /// Its routes, the cheapest first.
    front: Vec<PointOut<'a>>,
    /// Its fastest route, where every one misses the deadline.
    fastest_too_late: Option<&'a Answer>,
    /// The price of a day on leaving its cheapest route for the next faster: what a tonne of cargo pays more, divided by
    /// the days saved, which may be less than one.
    first_day_saved: Option<Money>,
}

/// Is one route of a front.
#[derive(Serialize, JsonSchema)]
struct PointOut<'a> {
    /// Its changes of mode, service or gauge.
    transfers: u32,
    /// The keys of the corridors that it is a route of.
    corridors: &'a [String],
    /// Whether no route of another corridor beats it.
    is_on_front: bool,
    /// Whether some weighing of the axes makes it the best; the others no weighted sum finds.
    is_supported: bool,
    /// What each day costs that it saves against the next cheaper route.
    per_day_saved: Option<TradeOut>,
    /// What each tonne of CO2e costs that it avoids against the next cheaper route.
    per_tonne_co2e_avoided: Option<TradeOut>,
    /// What a day must be worth for it to be the best in cost and time.
    best_from_day_worth: Option<TradeOut>,
    /// What a tonne of CO2e must be worth for it to be the best in cost and emissions.
    best_from_co2e_worth: Option<TradeOut>,
    /// The route as a whole answer.
    answer: &'a Answer,
}

/// Is a price between two routes of a front.
#[derive(Serialize, JsonSchema)]
struct TradeOut {
    /// The position of the next cheaper route in the same front, counted from 0.
    against: usize,
    /// The price in the scenario's currency: what a tonne of cargo pays for a day saved or worth it; or what a tonne of CO2e
    /// costs.
    price: Money,
}

/// Writes fronts.
pub fn pareto(found: &Pareto) -> String {
    let mut places = Places::default();
    for demand in &found.demands {
        places.add(&demand.from);
        places.add(&demand.to);
        for corridor in &demand.corridors {
            corridor.points.iter().for_each(|point| places.add_answer(&point.answer));
            corridor.late.iter().for_each(|late| places.add_answer(late));
        }
    }
    document(
        ParetoOut::NAME,
        &ParetoOut {
            scenario: &found.used,
            axes: found.axes.iter().map(|axis: &Axis| axis.as_str()).collect(),
            deadline_h: found.deadline.map(crate::units::Duration::as_hours),
            audited: found.audited,
            places,
            demands: found.demands.iter().map(demand).collect(),
        },
    )
}

fn demand(demand: &ParetoDemand) -> DemandOut<'_> {
    DemandOut {
        from: &demand.from.key,
        to: &demand.to.key,
        regime: demand.regime,
        tonnes_per_year: demand.tonnes_per_year,
        front: demand.points.iter().map(point).collect(),
        fastest_too_late: demand.late(),
        cheapest_without_deadline_per_t: demand.unhurried.as_ref().and_then(|answer: &Answer| answer.total_per_t),
        first_day_saved: demand.first_faster().map(|(_, trade)| trade.price),
        corridors: demand.corridors.iter().map(corridor).collect(),
    }
}

fn corridor(corridor: &ParetoCorridor) -> CorridorOut<'_> {
    CorridorOut {
        corridor: &corridor.key,
        corridor_title: &corridor.title,
        status: corridor.status(),
        reason: corridor.reason.as_ref().map(|reason| reason.text.as_str()),
        front: corridor.points.iter().map(point).collect(),
        fastest_too_late: corridor.late.as_ref(),
        first_day_saved: corridor.first_faster().map(|(_, trade)| trade.price),
    }
}

fn point(point: &ParetoPoint) -> PointOut<'_> {
    let trade = |trade: Trade| TradeOut { against: trade.against, price: trade.price };
    PointOut {
        transfers: point.transfers,
        corridors: &point.corridors,
        is_on_front: point.is_on_front,
        is_supported: point.is_supported,
        per_day_saved: point.per_day_saved.map(trade),
        per_tonne_co2e_avoided: point.per_tonne_co2e_avoided.map(trade),
        best_from_day_worth: point.best_from_day_worth.map(trade),
        best_from_co2e_worth: point.best_from_co2e_worth.map(trade),
        answer: &point.answer,
    }
}
