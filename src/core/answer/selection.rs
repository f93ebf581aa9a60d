//! The demands and corridors that are asked for, by the names of their ends and by their keys.

use std::collections::BTreeSet;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{CorridorId, DemandId, IdVec, PlaceId};
use crate::model::{Corridor, Demand, Model};
use crate::problem::{meant, nearest};

use super::{PlaceName, place_name};

/// The most names that are listed.
const MAX_NAMES_LISTED: usize = 20;

/// The most names that are guessed at.
const MAX_NAMES_GUESSED: usize = 4;

/// The demands and corridors that a question is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Selection {
    /// The origins, by key or name; all where none is given.
    pub from: Vec<String>,
    /// The destinations, by key or name; all where none is given.
    pub to: Vec<String>,
    /// The corridors, by key; all where none is given.
    pub corridor: Vec<String>,
}

impl Selection {
    /// Returns whether nothing is left out.
    pub const fn is_all(&self) -> bool {
        self.from.is_empty() && self.to.is_empty() && self.corridor.is_empty()
    }

    /// Writes it as arguments of the command line.
    pub fn as_arguments(&self) -> String {
        let arguments = [("--from", &self.from), ("--to", &self.to), ("--corridor", &self.corridor)];
        let of_one = |(name, words): (&'static str, &Vec<String>)| {
            words.iter().map(|word| format!("{name} {word}")).collect::<Vec<_>>()
        };
        arguments.into_iter().flat_map(of_one).collect::<Vec<_>>().join(" ")
    }

    /// Refuses origins and destinations that no demand of some models has, and names that two of them share.
    ///
    /// # Errors
    /// Returns the first name that is not known, or that several places have.
    pub fn check_ends(&self, models: &[&Model]) -> Result<(), UnknownName> {
        self.keys_of_ends(models).map(|_| ())
    }

    /// Returns the keys of the origins and of the destinations that are asked for; empty where all are.
    fn keys_of_ends(&self, models: &[&Model]) -> Result<[BTreeSet<String>; 2], UnknownName> {
        type EndOf = fn(&Demand) -> PlaceId;
        let keys = |what: &'static str, words: &[String], end: EndOf| {
            if words.is_empty() {
                return Ok(BTreeSet::new());
            }
            let of_model = |model: &Model| -> Vec<PlaceName> {
                let places: BTreeSet<PlaceId> = model.demands.iter().map(end).collect();
                places.into_iter().map(|place| place_name(model, place)).collect()
            };
            let known: Vec<PlaceName> = models.iter().flat_map(|model| of_model(model)).collect();
            words.iter().map(|word| key_meant(what, word, &known)).collect()
        };
        Ok([keys("origin", &self.from, |demand| demand.from)?, keys("destination", &self.to, |demand| demand.to)?])
    }

    /// Refuses keys that no corridor of some models has.
    ///
    /// # Errors
    /// Returns the first key that is not known.
    pub fn check_corridors(&self, models: &[&Model]) -> Result<(), UnknownName> {
        let keys = || models.iter().flat_map(|model| model.corridors.iter().map(|corridor| corridor.key.as_str()));
        match self.corridor.iter().find(|word| keys().all(|key| key != **word)) {
            Some(word) => Err(UnknownName::new("corridor", word, keys())),
            None => Ok(()),
        }
    }

    /// Returns the demands of a model that are asked for, in the order of the file.
    ///
    /// # Errors
    /// Refuses places that no demand has, and a selection that leaves no demand.
    pub fn demands(&self, model: &Model) -> Result<Vec<DemandId>, NothingSelected> {
        let [from, to] = self.keys_of_ends(&[model])?;
        let is_any =
            |place: PlaceId, keys: &BTreeSet<String>| keys.is_empty() || keys.contains(&model.places.list[place].key);
        let is_asked = |demand: &Demand| is_any(demand.from, &from) && is_any(demand.to, &to);
        let asked = model.demands.enumerate().filter(|(_, demand)| is_asked(demand));
        let asked: Vec<DemandId> = asked.map(|(id, _)| id).collect();
        if asked.is_empty() { Err(NothingSelected::NoDemand) } else { Ok(asked) }
    }

    /// Returns the corridors of a model that are asked for, in the order of the file.
    ///
    /// # Errors
    /// Refuses keys that no corridor has.
    pub fn corridors(&self, model: &Model) -> Result<Vec<CorridorId>, UnknownName> {
        self.check_corridors(&[model])?;
        let is_asked = |key: &String| self.corridor.is_empty() || self.corridor.contains(key);
        let asked = model.corridors.enumerate().filter(|(_, corridor)| is_asked(&corridor.key));
        Ok(asked.map(|(id, _)| id).collect())
    }

    /// Returns copies of the demands and corridors of a model that are asked for.
    ///
    /// # Errors
    /// As [`Selection::demands`] and [`Selection::corridors`].
    pub(super) fn questions(&self, model: &Model) -> Result<Questions, NothingSelected> {
        let demands = self.demands(model)?.into_iter().map(|id| model.demands[id].clone()).collect();
        let corridors = self.corridors(model)?.into_iter().map(|id| model.corridors[id].clone()).collect();
        Ok((demands, corridors))
    }
}

/// Demands with the corridors that they are asked by.
pub(super) type Questions = (IdVec<DemandId, Demand>, IdVec<CorridorId, Corridor>);

/// A selection that leaves no demand, or names what is not there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NothingSelected {
    /// A name is not known.
    #[error(transparent)]
    Unknown(#[from] UnknownName),
    /// No demand is left.
    #[error("no demand goes that way")]
    NoDemand,
}

/// Returns the key of the place that a word means among some: the one whose key it is, or else the one of that name.
pub(crate) fn key_meant(what: &'static str, word: &str, known: &[PlaceName]) -> Result<String, UnknownName> {
    if known.iter().any(|place| place.key == word) {
        return Ok(word.to_owned());
    }
    let called: BTreeSet<&str> =
        known.iter().filter(|place| place.is_called(word)).map(|place| place.key.as_str()).collect();
    match called.first() {
        Some(key) if called.len() == 1 => Ok((*key).to_owned()),
        Some(_) => {
            let keys = called.into_iter().map(String::from).collect();
            Err(UnknownName { what, word: word.to_owned(), is_shared: true, near: keys, known: Vec::new() })
        }
        None => Err(UnknownName::of_place(what, word, known)),
    }
}

/// A name that is not known, or that several things share, with those that are meant perhaps.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct UnknownName {
    /// What it should name: an origin, a destination, a corridor.
    pub what: &'static str,
    /// The name given.
    pub word: String,
    /// Whether several things have the name.
    pub is_shared: bool,
    /// The keys that are probably meant.
    pub near: Vec<String>,
    /// The keys that are known, sorted.
    pub known: Vec<String>,
}

impl UnknownName {
    /// Describes a name that is none of some keys.
    pub fn new<'a>(what: &'static str, word: &str, keys: impl Iterator<Item = &'a str>) -> Self {
        let known: BTreeSet<&str> = keys.collect();
        let near = nearest(word, known.iter().copied()).map(String::from).into_iter().collect();
        let known = known.into_iter().map(String::from).collect();
        Self { what, word: word.to_owned(), is_shared: false, near, known }
    }

    /// Describes a name that is none of some places'.
    fn of_place(what: &'static str, word: &str, places: &[PlaceName]) -> Self {
        let unknown = Self::new(what, word, places.iter().map(|place| place.key.as_str()));
        let named: Vec<(&str, Vec<&str>)> = places.iter().map(|it| (it.key.as_str(), it.names().collect())).collect();
        let near: BTreeSet<&str> = meant(word, &named).into_iter().collect();
        if near.is_empty() { unknown } else { Self { near: near.into_iter().map(String::from).collect(), ..unknown } }
    }
}

impl fmt::Display for UnknownName {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, word, is_shared, near, known } = self;
        if *is_shared {
            return write!(to, "the name {word} has more than one {what}: give the key, {}", near.join(" or "));
        }
        write!(to, "no demand has the {what} {word}")?;
        if !near.is_empty() {
            write!(to, "; did you mean {}?", near[..near.len().min(MAX_NAMES_GUESSED)].join(" or "))
        } else if known.len() <= MAX_NAMES_LISTED {
            write!(to, "; there are {}", known.join(", "))
        } else {
            write!(to, "; there are {}, such as {}", known.len(), known[..MAX_NAMES_LISTED].join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{PlaceName, key_meant};
    use crate::model::Place;

    fn place(key: &str, name: &str) -> PlaceName {
        Place { key: key.to_owned(), name: name.to_owned(), ..Place::default() }.into()
    }

    #[test]
    fn a_name_that_two_places_share_is_refused_with_both_keys() {
        let known = [place("alda", "Alda"), place("alda-north", "Alda"), place("brin", "Alda-north")];
        let shared = key_meant("origin", "Alda", &known).map_err(|error| error.to_string());
        assert_eq!(shared, Err("the name Alda has more than one origin: give the key, alda or alda-north".to_owned()));
        // A key means its place, whatever others are called.
        assert_eq!(key_meant("origin", "alda", &known).ok().as_deref(), Some("alda"));
        assert_eq!(key_meant("origin", "alda-north", &known).ok().as_deref(), Some("alda-north"));
        assert_eq!(key_meant("origin", "ALDA-NORTH", &known).map_err(|error| error.near.len()), Err(2));
    }

    #[test]
    fn a_name_is_found_in_composed_and_decomposed_letters() {
        let known = [place("orkeny", "O\u{308}rke\u{301}ny")];
        assert_eq!(key_meant("origin", "\u{d6}rk\u{e9}ny", &known).ok().as_deref(), Some("orkeny"));
    }

    #[test]
    fn ports_of_a_city_are_offered_before_a_port_that_is_spelt_like_it() {
        let known = [place("quanzhou", "Quanzhou"), place("nansha", "Guangzhou Nansha"), place("ningbo", "Ningbo")];
        let error = key_meant("destination", "guangzhou", &known).expect_err("no such place");
        assert_eq!(error.to_string(), "no demand has the destination guangzhou; did you mean nansha?");
    }
}
