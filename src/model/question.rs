//! What is asked: demands, corridors and the goods.

use std::collections::BTreeSet;

use crate::ids::{CorridorId, DemandId, FigureId, IdVec, LegId, PlaceId};
use crate::problem::{Code, Problem, Problems, nearest};
use crate::scenario::{self, Given, TableName};

use super::places::{Leg, Place};
use super::rows::SwitchSet;
use super::words::{Form, Mode, Regime};
use super::{Basics, Places};

/// Is something that a corridor must or must not use.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    /// A place.
    Place(PlaceId),
    /// A leg, in either direction, by its key.
    Leg(String),
    /// A mode of transport.
    Mode(Mode),
    /// A country by its two letters.
    Country(String),
    /// All places and legs with a tag.
    Tag(String),
}

/// Is a named set of must and must-not.
#[derive(Clone, Debug, PartialEq)]
pub struct Corridor {
    /// The name by which results speak of it.
    pub key: String,
    /// The title for people.
    pub title: String,
    /// Countries that must not be left; empty is no limit.
    pub within: Vec<String>,
    /// What must not be used.
    pub avoid: Vec<Item>,
    /// Groups of which one item each must be used; `via_any` is one group, every item of `via_all` another.
    pub via: Vec<Vec<Item>>,
    /// The modes allowed; empty is all.
    pub modes: Vec<Mode>,
    /// The forms to choose the cheapest of; never empty.
    pub forms: Vec<Form>,
    /// All switches that are on for it.
    pub switches: SwitchSet,
}

/// Says how goods of a demand stand to customs where they cross a border.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Customs {
    /// Domestic goods of a country: in transit abroad, and bound by permissions.
    Domestic(String),
    /// Goods from or to abroad.
    Foreign(Regime),
}

impl Customs {
    /// Returns the regime at a crossing.
    pub const fn regime(&self) -> Regime {
        match self {
            Self::Domestic(_) => Regime::Transit,
            Self::Foreign(regime) => *regime,
        }
    }
}

/// Asks for goods to go from one place to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Demand {
    /// The origin.
    pub from: PlaceId,
    /// The destination.
    pub to: PlaceId,
    /// The yearly tonnes.
    pub tonnes_per_year: Option<FigureId>,
    /// How the goods stand to customs.
    pub customs: Customs,
}

/// Resolves the words of a corridor's lists.
fn item(word: &Given<String>, places: &Places, legs: &IdVec<LegId, Leg>, problems: &mut Problems) -> Option<Item> {
    let text = word.value.as_str();
    if let Some(mode) = Mode::named(text) {
        return Some(Item::Mode(mode));
    }
    if let Some(tag) = text.strip_prefix("tag:") {
        let known = places.list.iter().flat_map(|place| &place.tags).chain(legs.iter().flat_map(|leg| &leg.tags));
        let known: BTreeSet<&str> = known.map(String::as_str).collect();
        if known.contains(tag) {
            return Some(Item::Tag(tag.to_owned()));
        }
        problems.push(unknown(word, &format!("no place or leg has the tag `{tag}`"), nearest(tag, known)));
        return None;
    }
    if text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase()) {
        if places.list.iter().any(|place| place.country == text) {
            return Some(Item::Country(text.to_owned()));
        }
        let known: BTreeSet<&str> = places.list.iter().map(|place| place.country.as_str()).collect();
        problems.push(unknown(word, &format!("no place lies in the country `{text}`"), nearest(text, known)));
        return None;
    }
    if let Some(&place) = places.by_key.get(text) {
        return Some(Item::Place(place));
    }
    if legs.iter().any(|leg| leg.key == text) {
        return Some(Item::Leg(text.to_owned()));
    }
    let known = places.by_key.keys().map(String::as_str).chain(legs.iter().map(|leg| leg.key.as_str()));
    problems.push(unknown(word, &format!("`{text}` is no place, leg, mode, country or tag"), nearest(text, known)));
    None
}

fn unknown(word: &Given<String>, message: &str, near: Option<&str>) -> Problem {
    let mut problem = Problem::new(Code::UnknownItem, message).help(match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "name a row of places.csv or legs.csv, a mode, a country by two capitals, or `tag:WORD`".to_owned(),
    });
    problem.span.clone_from(&word.span);
    problem
}

/// Resolves all corridors in the order of the file.
pub(super) fn corridors(
    basics: &Basics<'_>,
    places: &Places,
    legs: &IdVec<LegId, Leg>,
    scenario_switches: SwitchSet,
    problems: &mut Problems,
) -> IdVec<CorridorId, Corridor> {
    let own_form = Form::named(&basics.scenario.document.cargo.form.value).unwrap_or(Form::Bulk);
    let mut corridors = IdVec::new();
    for written in &basics.scenario.document.corridors {
        let mut items = |words: &[Given<String>]| -> Vec<Item> {
            words.iter().filter_map(|word| item(word, places, legs, problems)).collect()
        };
        let avoid = items(&written.avoid);
        let any = items(&written.via_any);
        let mut via: Vec<Vec<Item>> = items(&written.via_all).into_iter().map(|item| vec![item]).collect();
        if !written.via_any.is_empty() {
            via.push(any);
        }
        let mut switches = scenario_switches;
        for word in &written.switches {
            match basics.switches.set_of(&word.value) {
                Some(set) => switches = switches.with(set),
                None => problems.push(unknown_switch(basics, word)),
            }
        }
        let known: BTreeSet<&str> = places.list.iter().map(|place| place.country.as_str()).collect();
        for word in written.within.iter().filter(|word| !known.contains(word.value.as_str())) {
            let text = &word.value;
            let message = format!("no place lies in the country `{text}`");
            problems.push(unknown(word, &message, nearest(text, known.iter().copied())));
        }
        let mut forms: Vec<Form> = written.forms.iter().filter_map(|word| Form::named(&word.value)).collect();
        if forms.is_empty() {
            forms.push(own_form);
        }
        corridors.push(Corridor {
            key: written.key.value.clone(),
            title: written.title.clone(),
            within: written.within.iter().map(|word| word.value.clone()).collect(),
            avoid,
            via,
            modes: written.modes.iter().filter_map(|word| Mode::named(&word.value)).collect(),
            forms,
            switches,
        });
    }
    corridors
}

/// Describes a switch that no row speaks of.
pub(super) fn unknown_switch(basics: &Basics<'_>, word: &Given<String>) -> Problem {
    let mut problem = Problem::new(Code::UnknownSwitch, format!("no row of any table has the switch `{}`", word.value))
        .help(match nearest(&word.value, basics.switches.iter()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "a switch is a word in the `switch` column of a table".to_owned(),
        });
    problem.span.clone_from(&word.span);
    problem
}

/// Resolves all demands: each pair of an origin and a destination once, in the order of the file.
pub(super) fn demands(basics: &Basics<'_>, places: &Places, problems: &mut Problems) -> IdVec<DemandId, Demand> {
    let mut demands = IdVec::new();
    let mut asked = BTreeSet::new();
    for (position, written) in basics.scenario.document.demands.iter().enumerate() {
        let tonnes = basics.register.find(&format!("demand.{}.tonnes_per_year", position + 1));
        let from = select(&written.from, places, problems);
        let to = select(&written.to, places, problems);
        let listed = written.from.len() > 1 || written.to.len() > 1 || from.len() > 1 || to.len() > 1;
        for &origin in &from {
            for &destination in &to {
                if origin == destination {
                    if !listed {
                        let mut problem = Problem::new(
                            Code::SameEnds,
                            format!("the demand begins and ends at `{}`", places.list[origin].key),
                        )
                        .help("name two different places");
                        problem.span.clone_from(&written.span);
                        problems.push(problem);
                    }
                    continue;
                }
                let ends = [&places.list[origin], &places.list[destination]];
                let customs = customs(ends, written, basics);
                if !asked.insert((origin, destination, customs.clone())) {
                    let mut problem = Problem::new(
                        Code::DemandTwice,
                        format!("goods from `{}` to `{}` are asked for twice", ends[0].key, ends[1].key),
                    )
                    .help("keep one of the two");
                    problem.span.clone_from(&written.span);
                    problems.push(problem);
                    continue;
                }
                demands.push(Demand { from: origin, to: destination, tonnes_per_year: tonnes, customs });
            }
        }
    }
    demands
}

fn customs(ends: [&Place; 2], written: &scenario::Demand, basics: &Basics<'_>) -> Customs {
    let stated = written.regime.as_ref().and_then(|word| Regime::named(&word.value));
    if ends[0].country == ends[1].country {
        return Customs::Domestic(ends[0].country.clone());
    }
    let home = &basics.home;
    Customs::Foreign(stated.unwrap_or(if &ends[1].country == home { Regime::Import } else { Regime::Export }))
}

fn select(words: &[Given<String>], places: &Places, problems: &mut Problems) -> Vec<PlaceId> {
    let mut found = Vec::new();
    for word in words {
        let all_with = |test: &dyn Fn(&Place) -> bool| -> Vec<PlaceId> {
            places.list.enumerate().filter(|(_, place)| test(place)).map(|(id, _)| id).collect()
        };
        let (selected, known): (Vec<PlaceId>, Vec<&str>) = if let Some(tag) = word.value.strip_prefix("tag:") {
            let known = places.list.iter().flat_map(|place| &place.tags).map(String::as_str).collect();
            (all_with(&|place| place.tags.iter().any(|held| held == tag)), known)
        } else if let Some(region) = word.value.strip_prefix("region:") {
            let known = places.list.iter().filter_map(|place| place.region.as_deref()).collect();
            (all_with(&|place| place.region.as_deref() == Some(region)), known)
        } else {
            (places.by_key.get(&word.value).copied().into_iter().collect(), places.by_key.keys().map(String::as_str).collect())
        };
        let nothing = selected.is_empty();
        for place in selected {
            if !found.contains(&place) {
                found.push(place);
            }
        }
        if nothing {
            let name = word.value.split_once(':').map_or(word.value.as_str(), |(_, name)| name);
            let mut problem = Problem::new(Code::UnknownPlace, format!("`{}` selects no place", word.value)).help(
                match nearest(name, known) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("name a row of {}.csv, `tag:WORD` or `region:WORD`", TableName::Places.as_str()),
                },
            );
            problem.span.clone_from(&word.span);
            problems.push(problem);
        }
    }
    found
}
