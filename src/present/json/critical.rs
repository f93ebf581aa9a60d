//! What is critical, as JSON.

use serde::Serialize;

use crate::results::{CorridorLoss, Critical, CriticalElement, ElementName, Joint, LostDemand, Move, ScenarioUsed};
use crate::units::Money;

use super::{VERSION, write};
use crate::present::critical::in_words;
use crate::present::words::Lang;

#[derive(Serialize)]
struct CriticalOut<'a> {
    schema: &'static str,
    version: u32,
    scenario: &'a ScenarioUsed,
    slower: Option<&'a str>,
    kinds: &'a [&'static str],
    corridors: &'a [String],
    demands: usize,
    without_route: usize,
    tonnes_per_year: Option<f64>,
    examined: usize,
    unused: usize,
    own_ends: usize,
    harmless: Vec<NameOut<'a>>,
    elements: Vec<ElementOut<'a>>,
    pairs: Option<Vec<JointOut<'a>>>,
}

#[derive(Serialize)]
struct NameOut<'a> {
    kind: &'static str,
    key: &'a str,
    name: String,
    mode: Option<&'static str>,
    places: Vec<&'a str>,
}

#[derive(Serialize)]
struct MoveOut<'a> {
    from_corridor: &'a str,
    from_port: Option<&'a str>,
    to_corridor: &'a str,
    to_port: Option<&'a str>,
    demands: usize,
    tonnes_per_year: Option<f64>,
    mean_per_t: Money,
}

#[derive(Serialize)]
struct ElementOut<'a> {
    #[serde(flatten)]
    name: NameOut<'a>,
    series: usize,
    demands: usize,
    tonnes_per_year: Option<f64>,
    mean_per_t: Option<Money>,
    worst_per_t: Option<Money>,
    worst_from: Option<&'a str>,
    worst_to: Option<&'a str>,
    sum_per_t: Money,
    per_year: Option<Money>,
    days_more: f64,
    change_corridor: usize,
    change_corridor_tonnes: Option<f64>,
    lost: Vec<LostOut<'a>>,
    lost_tonnes_per_year: Option<f64>,
    corridors: &'a [CorridorLoss],
    moves: Vec<MoveOut<'a>>,
    origins: Vec<OriginOut<'a>>,
}

#[derive(Serialize)]
struct LostOut<'a> {
    from: &'a str,
    to: &'a str,
    tonnes_per_year: Option<f64>,
}

#[derive(Serialize)]
struct OriginOut<'a> {
    from: &'a str,
    demands: usize,
    mean_per_t: Option<Money>,
}

#[derive(Serialize)]
struct JointOut<'a> {
    first: Vec<NameOut<'a>>,
    second: Vec<NameOut<'a>>,
    demands: usize,
    first_alone_mean_per_t: Option<Money>,
    second_alone_mean_per_t: Option<Money>,
    excess_mean_per_t: Option<Money>,
    excess_sum_per_t: Money,
    excess_per_year: Option<Money>,
    lost: Vec<LostOut<'a>>,
    lost_tonnes_per_year: Option<f64>,
}

/// Writes what is critical.
pub fn critical(found: &Critical) -> String {
    write(&CriticalOut {
        schema: "corridor.critical",
        version: VERSION,
        scenario: &found.used,
        slower: found.slower.as_deref(),
        kinds: &found.kinds,
        corridors: &found.corridors,
        demands: found.demands,
        without_route: found.without_route,
        tonnes_per_year: found.tonnes_per_year,
        examined: found.examined,
        unused: found.unused,
        own_ends: found.own_ends,
        harmless: found.harmless.iter().map(name).collect(),
        elements: found.elements.iter().map(element).collect(),
        pairs: found.pairs.as_ref().map(|pairs| pairs.iter().map(joint).collect()),
    })
}

fn name(name: &ElementName) -> NameOut<'_> {
    NameOut {
        kind: name.kind,
        key: &name.key,
        name: in_words(name, Lang::En),
        mode: name.mode,
        places: name.places.iter().map(|place| place.key.as_str()).collect(),
    }
}

fn lost(lost: &[LostDemand]) -> Vec<LostOut<'_>> {
    lost.iter()
        .map(|demand| LostOut { from: &demand.from.key, to: &demand.to.key, tonnes_per_year: demand.tonnes_per_year })
        .collect()
}

fn element(element: &CriticalElement) -> ElementOut<'_> {
    let loss = &element.loss;
    ElementOut {
        name: name(&element.name),
        series: element.series,
        demands: loss.demands,
        tonnes_per_year: loss.tonnes_per_year,
        mean_per_t: loss.mean_per_t,
        worst_per_t: loss.worst_per_t,
        worst_from: loss.worst.as_ref().map(|(from, _)| from.key.as_str()),
        worst_to: loss.worst.as_ref().map(|(_, to)| to.key.as_str()),
        sum_per_t: loss.sum_per_t,
        per_year: loss.per_year,
        days_more: loss.days_more,
        change_corridor: element.change_corridor,
        change_corridor_tonnes: element.change_corridor_tonnes,
        lost: lost(&loss.lost),
        lost_tonnes_per_year: loss.lost_tonnes_per_year,
        corridors: &element.corridors,
        moves: element.moves.iter().map(moved).collect(),
        origins: element
            .origins
            .iter()
            .map(|origin| OriginOut { from: &origin.from.key, demands: origin.demands, mean_per_t: origin.mean_per_t })
            .collect(),
    }
}

fn moved(way: &Move) -> MoveOut<'_> {
    MoveOut {
        from_corridor: &way.from.corridor,
        from_port: way.from.port.as_ref().map(|port| port.key.as_str()),
        to_corridor: &way.to.corridor,
        to_port: way.to.port.as_ref().map(|port| port.key.as_str()),
        demands: way.demands,
        tonnes_per_year: way.tonnes_per_year,
        mean_per_t: way.mean_per_t,
    }
}

fn joint(joint: &Joint) -> JointOut<'_> {
    JointOut {
        first: joint.first.iter().map(name).collect(),
        second: joint.second.iter().map(name).collect(),
        demands: joint.demands,
        first_alone_mean_per_t: joint.alone_mean_per_t.map(|(first, _)| first),
        second_alone_mean_per_t: joint.alone_mean_per_t.map(|(_, second)| second),
        excess_mean_per_t: joint.excess_mean_per_t,
        excess_sum_per_t: joint.excess_sum_per_t,
        excess_per_year: joint.excess_per_year,
        lost: lost(&joint.lost),
        lost_tonnes_per_year: joint.lost_tonnes_per_year,
    }
}
