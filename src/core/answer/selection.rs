//! The demands and corridors that are asked for, by the names of their ends and by their keys.

use std::collections::BTreeSet;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{CorridorId, DemandId, IdVec, PlaceId};
use crate::model::{Corridor, Demand, Model};
use crate::problem::nearest;

use super::{PlaceName, place_name};

/// The most names that are listed.
const MAX_NAMES_LISTED: usize = 20;

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

    /// Refuses origins and destinations that no demand of some models has.
    ///
    /// # Errors
    /// Returns the first name that is not known.
    pub fn check_ends(&self, models: &[&Model]) -> Result<(), UnknownName> {
        type EndOf = fn(&Demand) -> PlaceId;
        let ends: [(&'static str, &Vec<String>, EndOf); 2] =
            [("origin", &self.from, |demand| demand.from), ("destination", &self.to, |demand| demand.to)];
        for (what, words, end) in ends {
            let of_model = |model: &Model| -> Vec<PlaceName> {
                let places: BTreeSet<PlaceId> = model.demands.iter().map(end).collect();
                places.into_iter().map(|place| place_name(model, place)).collect()
            };
            let known: Vec<PlaceName> = models.iter().flat_map(|model| of_model(model)).collect();
            if let Some(word) = words.iter().find(|word| !known.iter().any(|place| place.is_called(word))) {
                return Err(UnknownName::new(what, word, known.iter().map(|place| place.key.as_str())));
            }
        }
        Ok(())
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
        self.check_ends(&[model])?;
        let is = |place: PlaceId, word: &String| place_name(model, place).is_called(word);
        let is_any = |place: PlaceId, words: &[String]| words.is_empty() || words.iter().any(|word| is(place, word));
        let is_asked = |demand: &Demand| is_any(demand.from, &self.from) && is_any(demand.to, &self.to);
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

/// A name that is not known, with those that are.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct UnknownName {
    /// What it should name: an origin, a destination, a corridor.
    pub what: &'static str,
    /// The name given.
    pub word: String,
    /// The names that are known, sorted.
    pub known: Vec<String>,
}

impl UnknownName {
    /// Describes a name that is none of some keys.
    pub fn new<'a>(what: &'static str, word: &str, keys: impl Iterator<Item = &'a str>) -> Self {
        let known: BTreeSet<&str> = keys.collect();
        Self { what, word: word.to_owned(), known: known.into_iter().map(String::from).collect() }
    }
}

impl fmt::Display for UnknownName {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, word, known } = self;
        write!(to, "no demand has the {what} {word}")?;
        match nearest(word, known.iter().map(String::as_str)) {
            Some(near) => write!(to, "; did you mean {near}?"),
            None if known.len() <= MAX_NAMES_LISTED => write!(to, "; there are {}", known.join(", ")),
            None => {
                write!(to, "; there are {}, such as {}", known.len(), known[..MAX_NAMES_LISTED].join(", "))
            }
        }
    }
}
