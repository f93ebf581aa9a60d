//! What an analysis is given: the scenarios, the demands and corridors asked for, and who counts its progress.

use std::collections::BTreeSet;

use crate::answer::{Prepared, Progress, place_name};
use crate::draws::Distributions;
use crate::ids::{CorridorId, DemandId, PlaceId};

use super::audited::audit_draws;
use super::refusal::{SelectionError, UnknownName};
use super::request::{Extent, Request, Selection};
use super::{Found, Refusal};

/// How one question is answered.
pub trait Analysis {
    /// What is found.
    type Found: Into<Found>;

    /// Answers the question.
    ///
    /// # Errors
    /// Returns why there is no answer.
    fn answer(&self, ask: &Ask<'_>) -> Result<Self::Found, Refusal>;
}

/// Whether something that was found answers the question.
pub trait Answered {
    /// Returns whether at least one route was found, or whatever else was asked for.
    fn is_answered(&self) -> bool;
}

/// The scenarios that a request is put to, with what it says of any question.
#[derive(Clone, Copy)]
pub struct Ask<'a> {
    /// The scenarios, in the order asked.
    pub scenarios: &'a [Prepared],
    /// The demands and corridors asked for.
    pub select: &'a Selection,
    /// Whether the answer is recomputed from the tables alone.
    pub audit: bool,
    /// How much of each answer is worked out.
    pub extent: Extent,
    /// Who counts how far the answer is.
    pub progress: &'a Progress,
}

impl<'a> Ask<'a> {
    /// Puts a request to some scenarios.
    pub const fn new(scenarios: &'a [Prepared], request: &'a Request, progress: &'a Progress) -> Self {
        let Request { select, audit, extent, .. } = request;
        Self { scenarios, select, audit: *audit, extent: *extent, progress }
    }

    /// Returns the scenario of a question that is put to one at a time.
    ///
    /// # Errors
    /// Refuses none and several.
    pub fn one(&self) -> Result<&'a Prepared, Refusal> {
        match self.scenarios {
            [one] => Ok(one),
            _ => Err(SelectionError::OneScenario.into()),
        }
    }

    /// Returns a copy of a scenario that has only the corridors asked for, so that who is cheapest is decided among them;
    /// nothing where all are asked for and the scenario serves as it is.
    ///
    /// # Errors
    /// Refuses corridors that are not there.
    pub fn among_corridors(&self, prepared: &Prepared) -> Result<Option<Prepared>, Refusal> {
        if self.select.corridor.is_empty() {
            return Ok(None);
        }
        let model = prepared.model();
        let corridors = self.corridors(prepared)?.into_iter().map(|id| model.corridors[id].clone()).collect();
        Ok(Some(prepared.with_questions(model.demands.clone(), corridors)?))
    }

    /// Returns the demands of a scenario that are asked for, in the order of the file.
    ///
    /// # Errors
    /// Refuses places that no demand has, and a selection that leaves no demand.
    pub fn demands(&self, prepared: &Prepared) -> Result<Vec<DemandId>, Refusal> {
        let model = prepared.model();
        let Selection { from, to, .. } = self.select;
        let is = |place: PlaceId, word: &String| place_name(model, place).is_called(word);
        let demands = || model.demands.iter();
        for (what, words, ends) in [
            ("origin", from, demands().map(|demand| demand.from).collect::<BTreeSet<_>>()),
            ("destination", to, demands().map(|demand| demand.to).collect()),
        ] {
            if let Some(word) = words.iter().find(|word| !ends.iter().any(|&place| is(place, word))) {
                let keys = ends.iter().map(|&place| model.places.list[place].key.as_str());
                return Err(unknown(what, word, keys).into());
            }
        }
        let is_any = |place: PlaceId, words: &[String]| words.is_empty() || words.iter().any(|word| is(place, word));
        let asked = model.demands.enumerate().filter(|(_, demand)| is_any(demand.from, from) && is_any(demand.to, to));
        let asked: Vec<DemandId> = asked.map(|(id, _)| id).collect();
        if asked.is_empty() { Err(SelectionError::NoDemand.into()) } else { Ok(asked) }
    }

    /// Returns the corridors of a scenario that are asked for, in the order of the file.
    ///
    /// # Errors
    /// Refuses keys that no corridor has.
    pub fn corridors(&self, prepared: &Prepared) -> Result<Vec<CorridorId>, Refusal> {
        let asked = &self.select.corridor;
        let all = || prepared.model().corridors.enumerate();
        if let Some(word) = asked.iter().find(|word| !all().any(|(_, corridor)| corridor.key == **word)) {
            return Err(unknown("corridor", word, all().map(|(_, corridor)| corridor.key.as_str())).into());
        }
        let is_asked = |key: &String| asked.is_empty() || asked.contains(key);
        Ok(all().filter(|(_, corridor)| is_asked(&corridor.key)).map(|(id, _)| id).collect())
    }

    /// Finds a corridor by its key.
    ///
    /// # Errors
    /// Refuses a key that no corridor has.
    pub fn corridor(&self, prepared: &Prepared, key: &str) -> Result<CorridorId, Refusal> {
        let all = || prepared.model().corridors.enumerate();
        let found = all().find(|(_, corridor)| corridor.key == key);
        found
            .map(|(id, _)| id)
            .ok_or_else(|| unknown("corridor", key, all().map(|(_, corridor)| corridor.key.as_str())).into())
    }

    /// Recomputes eight draws of a seed from the tables alone, if the audit was asked for; returns how many routes.
    ///
    /// # Errors
    /// Returns the audit's finding where it differs.
    pub fn audit_draws(&self, prepared: &Prepared, seed: u64, demands: &[DemandId]) -> Result<Option<usize>, Refusal> {
        if !self.audit {
            return Ok(None);
        }
        let distributions = Distributions::of_case(prepared).map_err(|error| self.failed(prepared, error))?;
        audit_draws(prepared, distributions, seed, demands).map(Some).map_err(|error| self.failed(prepared, error))
    }

    /// Returns why a scenario has no answer.
    pub fn failed(&self, prepared: &Prepared, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Refusal {
        Refusal::Failed { scenario: prepared.model().name.clone(), cause: cause.into() }
    }
}

impl From<SelectionError> for Refusal {
    fn from(error: SelectionError) -> Self {
        Self::request(error)
    }
}

fn unknown<'a>(what: &'static str, word: &str, keys: impl Iterator<Item = &'a str>) -> SelectionError {
    let known: BTreeSet<&str> = keys.collect();
    SelectionError::Unknown(UnknownName {
        what,
        word: word.to_owned(),
        known: known.into_iter().map(String::from).collect(),
    })
}
