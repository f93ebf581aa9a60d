//! The question of a scenario: demands, corridors and their constraints.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::ids::{CorridorId, DemandId, FigureId, IdVec, PlaceId};
use crate::problem::{Code, Problem, Problems};
use crate::scenario::{CorridorSection, DemandSection, Given};

use super::places::{Place, Places};
use super::rows::{Basics, SwitchSet};
use super::words::{Form, Mode, Regime};

/// The maximum number of via constraints (`via_all` items and the one `via_any`) of a corridor; one more is reserved
/// for its gateway.
pub const MAX_VIAS: usize = 15;

/// An item that a corridor must or must not use.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CorridorItem {
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

/// A corridor: a named set of constraints on routes.
#[derive(Clone, Debug, PartialEq)]
pub struct Corridor {
    /// The name used in results.
    pub key: String,
    /// The title for people.
    pub title: String,
    /// Countries that routes must not leave; empty for no limit.
    pub within: Vec<String>,
    /// Items that must not be used.
    pub avoid: Vec<CorridorItem>,
    /// Groups of items, of each of which one item must be used; `via_any` is one group, every item of `via_all`
    /// another.
    pub via: Vec<Vec<CorridorItem>>,
    /// The place where the cargo must first board a ship; `None` for anywhere, or no ship. It is set by studies that
    /// compare gateways, not by files.
    pub gateway: Option<PlaceId>,
    /// The modes allowed; empty for all.
    pub modes: Vec<Mode>,
    /// The forms of cargo to choose the cheapest of; never empty.
    pub forms: Vec<Form>,
    /// All switches that are on for the corridor.
    pub switches: SwitchSet,
}

/// The customs status of the goods of a demand where they cross a border.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Customs {
    /// Domestic goods of a country: in transit abroad, and subject to permissions.
    Domestic(Arc<str>),
    /// Goods from or to a foreign country.
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

    /// Returns the word that results use.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Domestic(_) => "domestic",
            Self::Foreign(regime) => regime.as_str(),
        }
    }
}

/// A demand for transport of goods from one place to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Demand {
    /// The origin.
    pub from: PlaceId,
    /// The destination.
    pub to: PlaceId,
    /// The yearly tonnes.
    pub tonnes_per_year: Option<FigureId>,
    /// The customs status of the goods.
    pub customs: Customs,
}

/// Resolves a word of a corridor's lists, which the scenario stage has found to name something.
fn item(word: &Given<String>, places: &Places) -> CorridorItem {
    let text = word.value.as_str();
    if let Some(mode) = Mode::named(text) {
        CorridorItem::Mode(mode)
    } else if let Some(tag) = text.strip_prefix("tag:") {
        CorridorItem::Tag(tag.to_owned())
    } else if text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase()) {
        CorridorItem::Country(text.to_owned())
    } else {
        places.keyed(text).map_or_else(|| CorridorItem::Leg(text.to_owned()), CorridorItem::Place)
    }
}

/// Resolves all corridors in the order of the file.
pub(super) fn corridors(
    basics: &Basics<'_>,
    places: &Places,
    scenario_switches: SwitchSet,
    problems: &mut Problems,
) -> IdVec<CorridorId, Corridor> {
    let own_form = Form::named(&basics.scenario.document.cargo.form.value).unwrap_or(Form::Bulk);
    let mut read = |written: &CorridorSection| {
        let items = |words: &[Given<String>]| words.iter().map(|word| item(word, places)).collect::<Vec<_>>();
        let mut via: Vec<Vec<CorridorItem>> = items(&written.via_all).into_iter().map(|item| vec![item]).collect();
        if !written.via_any.is_empty() {
            via.push(items(&written.via_any));
        }
        let key = &written.key.value;
        if via.len() > MAX_VIAS {
            let message =
                format!("corridor `{key}` must pass {} things, and at most {MAX_VIAS} are possible", via.len());
            let problem = Problem::new(Code::TooManyDuties, message).placed(written.key.span.as_ref());
            problems.push(problem.help("shorten `via_all`; `via_any` counts as one"));
            via.truncate(MAX_VIAS);
        }
        let mut forms: Vec<Form> = written.forms.iter().filter_map(|word| Form::named(&word.value)).collect();
        if forms.is_empty() {
            forms.push(own_form);
        }
        Corridor {
            key: key.clone(),
            title: written.title.clone(),
            within: written.within.iter().map(|word| word.value.clone()).collect(),
            avoid: items(&written.avoid),
            via,
            gateway: None,
            modes: written.modes.iter().filter_map(|word| Mode::named(&word.value)).collect(),
            forms,
            switches: scenario_switches.with(basics.switches.turned_on(&written.switches)),
        }
    };
    basics.scenario.document.corridors.iter().map(&mut read).collect()
}

/// The most demands of a scenario; answers to so many take gigabytes.
const MAX_DEMANDS: usize = 2_000_000;

/// Resolves all demands: each pair of an origin and a destination once, in the order of the file.
pub(super) fn demands(basics: &Basics<'_>, places: &Places, problems: &mut Problems) -> IdVec<DemandId, Demand> {
    let mut demands = IdVec::new();
    let mut asked = BTreeSet::new();
    let mut pairs = 0_usize;
    for (position, written) in basics.scenario.document.demands.iter().enumerate() {
        let tonnes_per_year = basics.register.find(&format!("demand.{}.tonnes_per_year", position + 1));
        let (from, to) = (select(&written.from, places), select(&written.to, places));
        // Before they are listed: a few words may ask for more than any memory holds.
        pairs = pairs.saturating_add(from.len().saturating_mul(to.len()));
        if pairs > MAX_DEMANDS {
            let (origins, destinations) = (from.len(), to.len());
            let message = format!("{origins} origins by {destinations} destinations make more than 2 million demands");
            let problem = Problem::new(Code::TooManyDemands, message).placed(written.span.as_ref());
            problems.push(problem.help("ask in parts: fewer origins or destinations in each scenario"));
            return demands;
        }
        let listed = written.from.len() > 1 || written.to.len() > 1 || from.len() > 1 || to.len() > 1;
        for (&origin, &destination) in from.iter().flat_map(|origin| to.iter().map(move |to| (origin, to))) {
            let ends: [&Place; 2] = [origin, destination].map(|end| &*places.list[end]);
            if origin == destination {
                if !listed {
                    let message = format!("the demand begins and ends at `{}`", ends[0].key);
                    let problem = Problem::new(Code::SameEnds, message).placed(written.span.as_ref());
                    problems.push(problem.help("name two different places"));
                }
                continue;
            }
            let customs = customs(ends, written, problems);
            if asked.insert((origin, destination, customs.clone())) {
                demands.push(Demand { from: origin, to: destination, tonnes_per_year, customs });
            } else {
                let message = format!("goods from `{}` to `{}` are asked for twice", ends[0].key, ends[1].key);
                let problem = Problem::new(Code::DemandTwice, message).placed(written.span.as_ref());
                problems.push(problem.help("keep one of the two"));
            }
        }
    }
    demands
}

/// Returns the customs status of goods: domestic within a country, else as the demand states, else export.
fn customs(ends: [&Place; 2], written: &DemandSection, problems: &mut Problems) -> Customs {
    let stated = written.regime.as_ref().and_then(|word| Some((word, Regime::named(&word.value)?)));
    if ends[0].country != ends[1].country {
        return Customs::Foreign(stated.map_or(Regime::Export, |(_, regime)| regime));
    }
    if let Some((word, regime)) = stated {
        let [from, to] = ends.map(|place| &place.key);
        let message = format!("`{from}` and `{to}` lie in one country: the goods are domestic, not {regime}");
        let problem = Problem::new(Code::RegimeAtHome, message).placed(word.span.as_ref());
        problems.push(problem.help("leave `regime` out; domestic goods that leave and come back are in transit"));
    }
    Customs::Domestic(ends[0].country.clone())
}

fn select(words: &[Given<String>], places: &Places) -> Vec<PlaceId> {
    let holds = |word: &str, place: &Place| match word.split_once(':') {
        Some(("tag", tag)) => place.tags.iter().any(|held| held == tag),
        Some((_, region)) => place.region.as_deref() == Some(region),
        None => place.key == word,
    };
    let (mut found, mut known) = (Vec::new(), BTreeSet::new());
    for word in words {
        for (id, place) in places.list.enumerate() {
            if holds(&word.value, place) && known.insert(id) {
                found.push(id);
            }
        }
    }
    found
}
