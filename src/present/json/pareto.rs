//! Fronts as JSON, every route as a whole answer.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::results::{Answer, Axis, Pareto, ParetoCorridor, ParetoDemand, ParetoPoint, ScenarioUsed, Trade};
use crate::units::Money;

use super::answer::AnswerOut;
use super::{PlaceOut, VERSION, collect, insert, write};

#[derive(Serialize)]
struct ParetoOut<'a> {
    schema: &'static str,
    version: u32,
    scenario: &'a ScenarioUsed,
    axes: Vec<&'static str>,
    deadline_h: Option<f64>,
    audited: Option<usize>,
    places: BTreeMap<&'a str, PlaceOut<'a>>,
    demands: Vec<DemandOut<'a>>,
}

#[derive(Serialize)]
struct DemandOut<'a> {
    from: &'a str,
    to: &'a str,
    regime: &'static str,
    tonnes_per_year: Option<f64>,
    front: Vec<PointOut<'a>>,
    fastest_too_late: Option<AnswerOut<'a>>,
    cheapest_without_deadline_per_t: Option<Money>,
    first_day_saved: Option<Money>,
    corridors: Vec<CorridorOut<'a>>,
}

#[derive(Serialize)]
struct CorridorOut<'a> {
    corridor: &'a str,
    corridor_title: &'a str,
    status: &'static str,
    reason: Option<&'a str>,
    front: Vec<PointOut<'a>>,
    fastest_too_late: Option<AnswerOut<'a>>,
    first_day_saved: Option<Money>,
}

#[derive(Serialize)]
struct PointOut<'a> {
    transfers: u32,
    corridors: &'a [String],
    is_on_front: bool,
    is_supported: bool,
    per_day_saved: Option<TradeOut>,
    per_tonne_co2e_avoided: Option<TradeOut>,
    best_from_day_worth: Option<TradeOut>,
    best_from_co2e_worth: Option<TradeOut>,
    answer: AnswerOut<'a>,
}

#[derive(Serialize)]
struct TradeOut {
    /// The position of the next cheaper route in the same front, counted from 0.
    against: usize,
    price: Money,
}

/// Writes fronts.
pub fn pareto(found: &Pareto) -> String {
    let mut places = BTreeMap::new();
    for demand in &found.demands {
        insert(&mut places, &demand.from);
        insert(&mut places, &demand.to);
        for corridor in &demand.corridors {
            corridor.points.iter().for_each(|point| collect(&mut places, &point.answer));
            corridor.late.iter().for_each(|late| collect(&mut places, late));
        }
    }
    write(&ParetoOut {
        schema: "corridor.pareto",
        version: VERSION,
        scenario: &found.used,
        axes: found.axes.iter().map(|axis: &Axis| axis.as_str()).collect(),
        deadline_h: found.deadline.map(crate::units::Duration::as_hours),
        audited: found.audited,
        places,
        demands: found.demands.iter().map(demand).collect(),
    })
}

fn demand(demand: &ParetoDemand) -> DemandOut<'_> {
    DemandOut {
        from: &demand.from.key,
        to: &demand.to.key,
        regime: demand.regime,
        tonnes_per_year: demand.tonnes_per_year,
        front: demand.points.iter().map(point).collect(),
        fastest_too_late: demand.late().map(AnswerOut::new),
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
        fastest_too_late: corridor.late.as_ref().map(AnswerOut::new),
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
        answer: AnswerOut::new(&point.answer),
    }
}
