//! What is critical, as JSON.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::critical::{CorridorLoss, Critical, CriticalElement, ElementName, Joint, LostDemand, Move};
use crate::answer::ScenarioUsed;
use crate::units::Money;

use super::form::{Form, document};
use crate::present::pages::critical::in_words;
use crate::present::words::Lang;

/// Tells what the loss of each leg, place, service and permission costs.
#[derive(Serialize, JsonSchema)]
pub(super) struct CriticalOut<'a> {
    /// What was asked, of which files.
    scenario: &'a ScenarioUsed,
    /// How much slower each element was made; nothing where it was removed.
    slower: Option<&'a str>,
    /// The kinds of elements that were looked at.
    kinds: &'a [&'static str],
    /// The keys of the corridors asked for.
    corridors: &'a [String],
    /// The demands that were asked for and have a route.
    demands: usize,
    /// The demands that were asked for and have none as it is.
    without_route: usize,
    /// The yearly tonnes of all demands, where every demand has them.
    tonnes_per_year: Option<f64>,
    /// How many rows of these kinds hold on the date.
    examined: usize,
    /// How many lie on no cheapest route of any demand by any corridor.
    unused: usize,
    /// Places that matter to no other demands than those that begin or end there.
    own_ends: usize,
    /// Elements on a cheapest route whose loss costs no demand anything.
    harmless: Vec<NameOut<'a>>,
    /// What is critical, the greatest loss first.
    elements: Vec<ElementOut<'a>>,
    /// Pairs that are each other's alternative, the greatest excess first, if asked for.
    pairs: Option<Vec<JointOut<'a>>>,
}

impl Form for CriticalOut<'_> {
    const NAME: &'static str = "critical";
}

/// Names an element.
#[derive(Serialize, JsonSchema)]
struct NameOut<'a> {
    /// `leg`, `place`, `service` or `permission`.
    kind: &'static str,
    /// The key of its row.
    key: &'a str,
    /// What people call it.
    name: String,
    /// The mode of a leg.
    mode: Option<&'static str>,
    /// The keys of the ends of a leg, of the place itself, or of the ends of the legs of a service.
    places: Vec<&'a str>,
}

/// Tells that some demands go another way.
#[derive(Serialize, JsonSchema)]
struct MoveOut<'a> {
    /// The key of the corridor they went by.
    from_corridor: &'a str,
    /// The form in which they travelled: `bulk`, `bag`, `box20` or `box40`.
    from_form: &'static str,
    /// The key of the port where they boarded their first ship.
    from_port: Option<&'a str>,
    /// The key of the corridor they go by instead.
    to_corridor: &'a str,
    /// The form in which they travel instead.
    to_form: &'static str,
    /// The key of the port where they board their first ship instead.
    to_port: Option<&'a str>,
    /// How many do.
    demands: usize,
    /// Their yearly tonnes, where every demand has them.
    tonnes_per_year: Option<f64>,
    /// What they lose, a mean by tonnes or else by demands.
    mean_per_t: Money,
}

/// Is what the loss of one element means.
#[derive(Serialize, JsonSchema)]
struct ElementOut<'a> {
    #[serde(flatten)]
    name: NameOut<'a>,
    /// The number that it shares with those whose loss means the same: links of one chain.
    series: usize,
    /// The demands whose cheapest total rises.
    demands: usize,
    /// Their yearly tonnes, where every demand has them.
    tonnes_per_year: Option<f64>,
    /// What they lose, a mean by tonnes or else by demands.
    mean_per_t: Option<Money>,
    /// The most that one of them loses.
    worst_per_t: Option<Money>,
    /// The key of the origin of the demand that loses most.
    worst_from: Option<&'a str>,
    /// The key of the destination of the demand that loses most.
    worst_to: Option<&'a str>,
    /// The sum of what they lose per tonne.
    sum_per_t: Money,
    /// What all of them lose in a year, where every demand has tonnes.
    per_year: Option<Money>,
    /// The days that they take longer, a mean by tonnes or else by demands.
    days_more: f64,
    /// The demands that change their corridor.
    change_corridor: usize,
    /// Their yearly tonnes, where every demand has them.
    change_corridor_tonnes: Option<f64>,
    /// The demands for which no route is left.
    lost: Vec<LostOut<'a>>,
    /// Their yearly tonnes, where every demand has them.
    lost_tonnes_per_year: Option<f64>,
    /// What is lost by each corridor that loses.
    corridors: &'a [CorridorLoss],
    /// Who goes where instead, the most demands first.
    moves: Vec<MoveOut<'a>>,
    /// The origins that are hit, the greatest loss first.
    origins: Vec<OriginOut<'a>>,
}

/// Is a demand for which no route is left.
#[derive(Serialize, JsonSchema)]
struct LostOut<'a> {
    /// The key of the origin.
    from: &'a str,
    /// The key of the destination.
    to: &'a str,
    /// Its yearly tonnes, if given.
    tonnes_per_year: Option<f64>,
}

/// Is an origin with what its demands lose.
#[derive(Serialize, JsonSchema)]
struct OriginOut<'a> {
    /// The key of the origin.
    from: &'a str,
    /// How many demands lose or have no route left.
    demands: usize,
    /// What those that still have a route lose, a mean by tonnes or else by demands.
    mean_per_t: Option<Money>,
}

/// Is what two elements are to each other: losing both costs more than the sum of losing either.
#[derive(Serialize, JsonSchema)]
struct JointOut<'a> {
    /// The one that costs more alone; with several each of them.
    first: Vec<NameOut<'a>>,
    /// The other; with several each of them.
    second: Vec<NameOut<'a>>,
    /// The demands for which both together are worse than the sum.
    demands: usize,
    /// What the first alone costs those demands, a mean.
    first_alone_mean_per_t: Option<Money>,
    /// What the second alone costs them.
    second_alone_mean_per_t: Option<Money>,
    /// What both together cost more than the sum of each alone, a mean.
    excess_mean_per_t: Option<Money>,
    /// The sum of it over those demands.
    excess_sum_per_t: Money,
    /// The same in a year, where every demand has tonnes.
    excess_per_year: Option<Money>,
    /// The demands that have a route without either, and none without both.
    lost: Vec<LostOut<'a>>,
    /// Their yearly tonnes, where every demand has them.
    lost_tonnes_per_year: Option<f64>,
}

/// Writes what is critical.
pub fn critical(found: &Critical) -> String {
    document(
        CriticalOut::NAME,
        &CriticalOut {
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
        },
    )
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
        from_form: way.from.form,
        from_port: way.from.port.as_ref().map(|port| port.key.as_str()),
        to_corridor: &way.to.corridor,
        to_form: way.to.form,
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
