//! What the loss of a leg, place, service or permission costs, whom, and where they go instead.

use schemars::JsonSchema;
use serde::Serialize;

use crate::units::Money;

use crate::answer::{PlaceName, ScenarioUsed};

/// Names a row that a scenario could lose.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ElementName {
    /// `leg`, `place`, `service` or `permission`.
    pub kind: &'static str,
    /// The key of its row.
    pub key: String,
    /// What people call a service; the instrument of a permission.
    pub title: Option<String>,
    /// The mode of a leg.
    pub mode: Option<&'static str>,
    /// Both ends of a leg, the place itself, or the ends of the legs of a service one after the other.
    pub places: Vec<PlaceName>,
}

/// Is how cargo goes: by a corridor, in a form, over the port where it first changes to a ship.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Via {
    /// The corridor's key.
    pub corridor: String,
    /// The form in which it travels.
    pub form: &'static str,
    /// The port; none where cargo does not go to sea.
    pub port: Option<PlaceName>,
}

/// Tells that some demands go another way.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Move {
    /// How they went.
    pub from: Via,
    /// How they go instead.
    pub to: Via,
    /// How many do.
    pub demands: usize,
    /// Their yearly tonnes, where every demand has them.
    pub tonnes_per_year: Option<f64>,
    /// What they lose, a mean by tonnes or else by demands.
    pub mean_per_t: Money,
}

/// Is an origin with what its demands lose.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HitOrigin {
    /// The origin.
    pub from: PlaceName,
    /// How many demands lose or have no route left.
    pub demands: usize,
    /// What those that still have a route lose, a mean by tonnes or else by demands; none where none has.
    pub mean_per_t: Option<Money>,
}

/// Is a demand for which no route is left by any corridor.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LostDemand {
    /// The origin.
    pub from: PlaceName,
    /// The destination.
    pub to: PlaceName,
    /// Its yearly tonnes.
    pub tonnes_per_year: Option<f64>,
}

/// Is what the answers by one corridor lose.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CorridorLoss {
    /// The corridor's key.
    pub corridor: String,
    /// The corridor's title.
    pub title: String,
    /// The demands that it carries dearer.
    pub dearer: usize,
    /// The mean of what they cost more, by tonnes or else by demands.
    pub mean_per_t: Option<Money>,
    /// The most that one of them costs more.
    pub worst_per_t: Option<Money>,
    /// The demands that it carries no longer.
    pub lost: usize,
}

/// Is what is lost together.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Loss {
    /// The demands whose cheapest total rises.
    pub demands: usize,
    /// Their yearly tonnes, where every demand has them.
    pub tonnes_per_year: Option<f64>,
    /// What they lose, a mean by tonnes or else by demands.
    pub mean_per_t: Option<Money>,
    /// The most that one of them loses.
    pub worst_per_t: Option<Money>,
    /// The origin and destination of that one.
    pub worst: Option<(PlaceName, PlaceName)>,
    /// What all of them lose in a year, where every demand has tonnes.
    pub per_year: Option<Money>,
    /// The sum of what they lose per tonne: what is sorted by where there are no tonnes.
    pub sum_per_t: Money,
    /// The days that they take longer, a mean by tonnes or else by demands.
    pub days_more: f64,
    /// The demands for which no route is left by any corridor.
    pub lost: Vec<LostDemand>,
    /// Their yearly tonnes, where every demand has them.
    pub lost_tonnes_per_year: Option<f64>,
}

/// Is what the loss of one element means.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CriticalElement {
    /// The element.
    pub name: ElementName,
    /// The number, counted from 1, that it shares with those whose loss means the same: links of one chain.
    pub series: usize,
    /// What is lost by the cheapest corridors of the demands.
    pub loss: Loss,
    /// What is lost by each corridor that loses, in the order of the file.
    pub corridors: Vec<CorridorLoss>,
    /// The demands that change their corridor.
    pub change_corridor: usize,
    /// Their yearly tonnes, where every demand has them.
    pub change_corridor_tonnes: Option<f64>,
    /// Who goes where instead, the most demands first.
    pub moves: Vec<Move>,
    /// The origins that are hit, the greatest loss first.
    pub origins: Vec<HitOrigin>,
}

/// Is what two elements are to each other: losing both costs more than the sum of losing either.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Joint {
    /// The one that costs more alone; with several each of them, for each means the same.
    pub first: Vec<ElementName>,
    /// The other; with several each of them.
    pub second: Vec<ElementName>,
    /// The demands for which both together are worse than the sum.
    pub demands: usize,
    /// What the first and the second alone cost those demands, means by tonnes or else by demands.
    pub alone_mean_per_t: Option<(Money, Money)>,
    /// What both together cost more than the sum of each alone, per tonne and summed over demands.
    pub excess_sum_per_t: Money,
    /// The mean of it over those demands, by tonnes or else by demands; none where they have no route left at all.
    pub excess_mean_per_t: Option<Money>,
    /// The same in a year, where every demand has tonnes.
    pub excess_per_year: Option<Money>,
    /// The demands that have a route without either, and none without both.
    pub lost: Vec<LostDemand>,
    /// Their yearly tonnes, where every demand has them.
    pub lost_tonnes_per_year: Option<f64>,
}

/// Holds everything that one run of `critical` found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Critical {
    /// The scenario.
    pub used: ScenarioUsed,
    /// How much slower each element was made; none where it was removed.
    pub slower: Option<String>,
    /// The kinds of elements that were looked at.
    pub kinds: Vec<&'static str>,
    /// The demands that were asked for and have a route.
    pub demands: usize,
    /// The demands that were asked for and have none as it is.
    pub without_route: usize,
    /// The corridors that were asked for.
    pub corridors: Vec<String>,
    /// The yearly tonnes of all demands, where every demand has them.
    pub tonnes_per_year: Option<f64>,
    /// How many rows of these kinds hold on the date.
    pub examined: usize,
    /// How many lie on no cheapest route of any demand by any corridor: their loss changes no answer.
    pub unused: usize,
    /// Elements on a cheapest route whose loss costs no demand anything: another way is as cheap, another permission
    /// covers it, or only a dearer corridor uses it.
    pub harmless: Vec<ElementName>,
    /// Places that matter to no other demands than those that begin or end there, which go with them.
    pub own_ends: usize,
    /// What is critical, the greatest loss first.
    pub elements: Vec<CriticalElement>,
    /// Pairs that are each other's alternative, the greatest excess first; none where pairs were not asked for.
    pub pairs: Option<Vec<Joint>>,
}
