//! What the loss of a leg, place, service or permission costs, whom, and where they go instead.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::verdict::Verdict;
use crate::analysis::{Answered, Column};
use crate::answer::{MONEY, PlaceName, ScenarioUsed, place_name};
use crate::model::{Element, ElementKind, Model};
use crate::units::Money;

/// What the loss of each leg, place, service and permission costs.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Critical {
    /// What was asked, of which files.
    pub scenario: ScenarioUsed,
    /// Whether the figures decide who is cheapest, demand by demand.
    pub verdicts: Vec<Verdict>,
    /// How much slower each element was made; nothing where it was removed.
    pub slower: Option<String>,
    /// The kinds of elements that were looked at.
    #[schemars(with = "Vec<String>")]
    pub kinds: Vec<ElementKind>,
    /// The keys of the corridors asked for.
    pub corridors: Vec<String>,
    /// The demands that were asked for and have a route.
    pub demands: usize,
    /// The demands that were asked for and have none as it is.
    pub without_route: usize,
    /// The yearly tonnes of all demands, where every demand has them.
    pub tonnes_per_year: Option<f64>,
    /// How many rows of these kinds hold on the date.
    pub examined: usize,
    /// How many are on no cheapest route of any demand by any corridor: their loss changes no answer.
    pub unused: usize,
    /// Places that matter to no other demands than those that begin or end there, which are lost with them.
    pub own_ends: usize,
    /// Elements on a cheapest route whose loss costs no demand anything: another way is as cheap, another permission
    /// covers it, or only a dearer corridor uses it.
    pub harmless: Vec<ElementName>,
    /// What is critical, the greatest loss first.
    pub elements: Vec<CriticalElement>,
    /// Pairs that are each other's alternative, the greatest excess first, if asked for.
    pub pairs: Option<Vec<Joint>>,
}

impl Answered for Critical {
    fn is_answered(&self) -> bool {
        self.demands > 0
    }
}

/// What the loss of one element costs.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CriticalElement {
    /// The element.
    #[serde(flatten)]
    pub name: ElementName,
    /// The number, counted from 1, that it shares with those whose loss means the same: links of one chain.
    pub series: usize,
    /// The demands whose cheapest total rises.
    pub demands: usize,
    /// Their yearly tonnes, where every demand has them.
    pub tonnes_per_year: Option<f64>,
    /// What they lose, a mean by tonnes or else by demands.
    pub mean_per_t: Option<Money>,
    /// The most that one of them loses.
    pub worst_per_t: Option<Money>,
    /// The key of the origin of the demand that loses most.
    pub worst_from: Option<PlaceName>,
    /// The key of the destination of the demand that loses most.
    pub worst_to: Option<PlaceName>,
    /// The sum of what they lose per tonne; elements are sorted by it where there are no tonnes.
    pub sum_per_t: Money,
    /// What all of them lose in a year, where every demand has tonnes.
    pub per_year: Option<Money>,
    /// The days that they take longer, a mean by tonnes or else by demands.
    pub days_more: f64,
    /// The demands that change their corridor.
    pub change_corridor: usize,
    /// Their yearly tonnes, where every demand has them.
    pub change_corridor_tonnes: Option<f64>,
    /// The demands for which no route is left by any corridor.
    pub lost: Vec<LostDemand>,
    /// Their yearly tonnes, where every demand has them.
    pub lost_tonnes_per_year: Option<f64>,
    /// What is lost by each corridor that loses, in the order of the file.
    pub corridors: Vec<CorridorLoss>,
    /// Who goes where instead, the most demands first.
    pub moves: Vec<Move>,
    /// The origins that are hit, the greatest loss first.
    pub origins: Vec<HitOrigin>,
}

/// A demand for which no route is left by any corridor.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct LostDemand {
    /// The key of the origin.
    pub from: PlaceName,
    /// The key of the destination.
    pub to: PlaceName,
    /// Its yearly tonnes, if given.
    pub tonnes_per_year: Option<f64>,
}

/// What the answers by one corridor lose.
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

/// Demands that went one way and go another instead.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Move {
    /// The key of the corridor they went by.
    pub from_corridor: String,
    /// The form in which they travelled: `bulk`, `bag`, `box20`, `box40` or `box35`.
    pub from_form: &'static str,
    /// The key of the port where they boarded their first ship.
    pub from_port: Option<PlaceName>,
    /// The key of the corridor they go by instead.
    pub to_corridor: String,
    /// The form in which they travel instead.
    pub to_form: &'static str,
    /// The key of the port where they board their first ship instead.
    pub to_port: Option<PlaceName>,
    /// How many do.
    pub demands: usize,
    /// Their yearly tonnes, where every demand has them.
    pub tonnes_per_year: Option<f64>,
    /// What they lose, a mean by tonnes or else by demands.
    pub mean_per_t: Money,
}

/// An origin with what its demands lose.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct HitOrigin {
    /// The key of the origin.
    pub from: PlaceName,
    /// How many demands lose or have no route left.
    pub demands: usize,
    /// What those that still have a route lose, a mean by tonnes or else by demands; none where none has.
    pub mean_per_t: Option<Money>,
}

/// Two elements that are each other's alternative: losing both costs more than the sum of losing either.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Joint {
    /// The one that costs more alone; with several each of them, for each means the same.
    pub first: Vec<ElementName>,
    /// The other; with several each of them.
    pub second: Vec<ElementName>,
    /// The demands for which both together are worse than the sum.
    pub demands: usize,
    /// What the first alone costs those demands, a mean by tonnes or else by demands.
    pub first_alone_mean_per_t: Option<Money>,
    /// What the second alone costs them, a mean in the same way.
    pub second_alone_mean_per_t: Option<Money>,
    /// What both together cost more than the sum of each alone, a mean by tonnes or else by demands; none where they have
    /// no route left at all.
    pub excess_mean_per_t: Option<Money>,
    /// The sum of it over those demands.
    pub excess_sum_per_t: Money,
    /// The same in a year, where every demand has tonnes.
    pub excess_per_year: Option<Money>,
    /// The demands that have a route without either, and none without both.
    pub lost: Vec<LostDemand>,
    /// Their yearly tonnes, where every demand has them.
    pub lost_tonnes_per_year: Option<f64>,
}

/// The name of a row that a scenario could lose.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ElementName {
    /// `leg`, `place`, `service` or `permission`.
    #[schemars(with = "String")]
    pub kind: ElementKind,
    /// The key of its row.
    pub key: String,
    /// What people call it, in English.
    pub name: String,
    /// The title of a service; the instrument of a permission.
    #[serde(skip)]
    pub title: Option<String>,
    /// The mode of a leg.
    pub mode: Option<&'static str>,
    /// The keys of the ends of a leg, of the place itself, or of the ends of the legs of a service one after the other.
    pub places: Vec<PlaceName>,
}

impl ElementName {
    /// Names an element.
    pub(super) fn of(model: &Model, element: Element) -> Self {
        let (key, title, mode, places) = match element {
            Element::Leg(leg) => {
                let leg = &model.legs[leg];
                (leg.key.clone(), None, Some(leg.mode.as_str()), vec![leg.from, leg.to])
            }
            Element::Place(place) => (model.places.list[place].key.clone(), None, None, vec![place]),
            Element::Service(id) => {
                let service = &model.services[id];
                let legs = model.legs.iter().filter(|leg| leg.service == Some(id) && !leg.backwards);
                let places = legs.flat_map(|leg| [leg.from, leg.to]).collect();
                (service.key.clone(), service.name.clone(), None, places)
            }
            Element::Permission(permission) => {
                let row = &model.permissions[permission];
                let places = [row.exit_point, row.transit_port, row.entry_port].into_iter().flatten().collect();
                (row.key.clone(), Some(row.instrument.clone()), None, places)
            }
        };
        let places = places.into_iter().map(|place| place_name(model, place)).collect();
        let mut own = Self { kind: element.kind(), key, name: String::new(), title, mode, places };
        own.name = own.in_words(|place| &place.name);
        own
    }

    /// Writes what people call it, with places by the names that are given for them: `Hunchun - Makhalino (rail)`,
    /// `Zarubino (place)`.
    pub fn in_words<'a>(&'a self, name: impl Fn(&'a PlaceName) -> &'a str) -> String {
        let places: Vec<&str> = self.places.iter().map(name).collect();
        match (self.kind, self.mode, places.as_slice()) {
            (ElementKind::Leg, Some(mode), [from, to]) => format!("{from} - {to} ({mode})"),
            (ElementKind::Place, _, [place]) => format!("{place} (place)"),
            (kind, ..) => {
                let title = self.title.as_ref().filter(|_| kind == ElementKind::Service);
                format!("{} ({})", title.unwrap_or(&self.key), kind.as_str())
            }
        }
    }
}

/// A row of the table for spreadsheets.
#[derive(Default)]
pub struct CriticalRow<'a> {
    critical: Option<&'a Critical>,
    series: Option<usize>,
    element: Option<NamedElement<'a>>,
    second: Option<NamedElement<'a>>,
    corridor: &'a str,
    demands: usize,
    tonnes_per_year: Option<f64>,
    mean_per_t: Option<Money>,
    worst_per_t: Option<Money>,
    worst_from: Option<&'a PlaceName>,
    worst_to: Option<&'a PlaceName>,
    sum_per_t: Option<Money>,
    per_year: Option<Money>,
    days_more: Option<f64>,
    lost: usize,
    lost_tonnes_per_year: Option<f64>,
    change_corridor: Option<usize>,
    instead: Option<String>,
}

/// An element with its name in the language of the table.
struct NamedElement<'a> {
    name: &'a ElementName,
    in_words: String,
}

impl Critical {
    /// Returns the rows, elements named in the language of the table: for each element its own row and those of its
    /// corridors, then the pairs.
    pub fn rows<'a>(&'a self, in_words: impl Fn(&ElementName) -> String) -> Vec<CriticalRow<'a>> {
        let named = |name: &'a ElementName| Some(NamedElement { name, in_words: in_words(name) });
        let mut rows = Vec::new();
        for element in &self.elements {
            rows.push(CriticalRow { element: named(&element.name), ..self.of_element(element) });
            let of_corridor = |loss| CriticalRow { element: named(&element.name), ..self.of_corridor(element, loss) };
            rows.extend(element.corridors.iter().map(of_corridor));
        }
        for joint in self.pairs.iter().flatten() {
            for first in &joint.first {
                let of_pair =
                    |second| CriticalRow { element: named(first), second: named(second), ..self.of_pair(joint) };
                rows.extend(joint.second.iter().map(of_pair));
            }
        }
        rows
    }

    fn of_element<'a>(&'a self, element: &'a CriticalElement) -> CriticalRow<'a> {
        CriticalRow {
            critical: Some(self),
            series: Some(element.series),
            corridor: "cheapest",
            demands: element.demands,
            tonnes_per_year: element.tonnes_per_year,
            mean_per_t: element.mean_per_t,
            worst_per_t: element.worst_per_t,
            worst_from: element.worst_from.as_ref(),
            worst_to: element.worst_to.as_ref(),
            sum_per_t: Some(element.sum_per_t),
            per_year: element.per_year,
            days_more: Some(element.days_more),
            lost: element.lost.len(),
            lost_tonnes_per_year: element.lost_tonnes_per_year,
            change_corridor: Some(element.change_corridor),
            instead: Some(instead(&element.moves)),
            ..CriticalRow::default()
        }
    }

    fn of_corridor<'a>(&'a self, element: &CriticalElement, loss: &'a CorridorLoss) -> CriticalRow<'a> {
        CriticalRow {
            critical: Some(self),
            series: Some(element.series),
            corridor: &loss.corridor,
            demands: loss.dearer,
            mean_per_t: loss.mean_per_t,
            worst_per_t: loss.worst_per_t,
            lost: loss.lost,
            ..CriticalRow::default()
        }
    }

    fn of_pair(&self, joint: &Joint) -> CriticalRow<'_> {
        CriticalRow {
            critical: Some(self),
            corridor: "excess of both",
            demands: joint.demands,
            mean_per_t: joint.excess_mean_per_t,
            sum_per_t: Some(joint.excess_sum_per_t),
            per_year: joint.excess_per_year,
            lost: joint.lost.len(),
            lost_tonnes_per_year: joint.lost_tonnes_per_year,
            ..CriticalRow::default()
        }
    }
}

/// Writes where demands go instead: `borrowed by zarubino > domestic by dalian (12)`.
fn instead(moves: &[Move]) -> String {
    let via = |corridor: &String, port: &Option<PlaceName>| match port {
        Some(port) => format!("{corridor} by {}", port.key),
        None => corridor.clone(),
    };
    let in_words = |way: &Move| {
        let (from, to) = (via(&way.from_corridor, &way.from_port), via(&way.to_corridor, &way.to_port));
        format!("{from} > {to} ({})", way.demands)
    };
    moves.iter().map(in_words).collect::<Vec<_>>().join("; ")
}

impl CriticalRow<'_> {
    /// Returns the columns of the rows.
    pub const fn columns() -> [Column<Self>; 24] {
        [
            Column::new("scenario", "", |row| row.critical.map(|found| &found.scenario.name).into()),
            Column::new("slower", "", |row| row.critical.and_then(|found| found.slower.as_ref()).into()),
            Column::new("series", "count", |row| row.series.into()),
            Column::new("kind", "", |row| row.element.as_ref().map(|own| own.name.kind.as_str()).into()),
            Column::new("key", "", |row| row.element.as_ref().map(|own| &own.name.key).into()),
            Column::new("name", "", |row| row.element.as_ref().map(|own| &own.in_words).into()),
            Column::new("second_kind", "", |row| row.second.as_ref().map(|own| own.name.kind.as_str()).into()),
            Column::new("second_key", "", |row| row.second.as_ref().map(|own| &own.name.key).into()),
            Column::new("second_name", "", |row| row.second.as_ref().map(|own| &own.in_words).into()),
            Column::new("corridor", "", |row| row.corridor.into()),
            Column::new("currency", "", |row| row.critical.map(|found| &found.scenario.currency).into()),
            Column::new("demands_dearer", "count", |row| row.demands.into()),
            Column::new("tonnes_per_year", "t", |row| row.tonnes_per_year.into()),
            Column::new("mean_per_t", MONEY, |row| row.mean_per_t.into()),
            Column::new("worst_per_t", MONEY, |row| row.worst_per_t.into()),
            Column::new("worst_from", "", |row| row.worst_from.map(|place| &place.key).into()),
            Column::new("worst_to", "", |row| row.worst_to.map(|place| &place.key).into()),
            Column::new("sum_per_t", MONEY, |row| row.sum_per_t.into()),
            Column::new("per_year", "currency", |row| row.per_year.into()),
            Column::new("days_more", "d", |row| row.days_more.into()),
            Column::new("demands_lost", "count", |row| row.lost.into()),
            Column::new("lost_tonnes_per_year", "t", |row| row.lost_tonnes_per_year.into()),
            Column::new("demands_change_corridor", "count", |row| row.change_corridor.into()),
            Column::new("goes_instead", "", |row| row.instead.as_ref().into()),
        ]
    }
}
