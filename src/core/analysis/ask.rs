//! What an analysis is given: the scenarios, the demands and corridors asked for, and who counts its progress.

use std::path::Path;

use crate::answer::{Answer, PlaceName, Prepared, Progress, Selection, UnknownName};
use crate::draws::Distributions;
use crate::ids::{CorridorId, DemandId};
use crate::model::Model;

use super::Refusal;
use super::audited::audit_draws;
use super::refusal::SelectionError;
use super::request::{Extent, Request};

/// How one question is answered.
pub trait Analysis {
    /// What is found.
    type Found;

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
    /// The folder of the fit on whose claims chances are given.
    pub with: Option<&'a Path>,
    /// How much of each answer is worked out.
    pub extent: Extent,
    /// Who counts how far the answer is.
    pub progress: &'a Progress,
    /// Whether what is found says if the figures decide who is cheapest: a question within another leaves that to it.
    pub is_judged: bool,
}

impl<'a> Ask<'a> {
    /// Puts a request to some scenarios.
    pub fn new(scenarios: &'a [Prepared], request: &'a Request, progress: &'a Progress) -> Self {
        let Request { select, audit, extent, with, .. } = request;
        let (audit, with, extent) = (*audit, with.as_deref(), *extent);
        Self { scenarios, select, audit, with, extent, progress, is_judged: true }
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
        self.among(prepared, None)
    }

    /// Does as [`Ask::among_corridors`], but keeps the baseline beside a single corridor: for what it gains on the baseline.
    ///
    /// # Errors
    /// Refuses corridors that are not there.
    pub fn among_corridors_and_baseline(&self, prepared: &Prepared) -> Result<Option<Prepared>, Refusal> {
        self.among(prepared, prepared.model().baseline)
    }

    fn among(&self, prepared: &Prepared, too: Option<CorridorId>) -> Result<Option<Prepared>, Refusal> {
        if self.select.corridor.is_empty() {
            return Ok(None);
        }
        let model = prepared.model();
        let asked = self.corridors(prepared)?;
        let too = too.filter(|_| asked.len() == 1);
        let kept = model.corridors.enumerate().filter(|(id, _)| asked.contains(id) || too == Some(*id));
        let corridors = kept.map(|(_, corridor)| corridor.clone()).collect();
        Ok(Some(prepared.with_questions(model.demands.clone(), corridors)?))
    }

    /// Refuses names that none of the scenarios has.
    ///
    /// # Errors
    /// Refuses origins, destinations and corridors that are not there.
    pub fn check_names(&self) -> Result<(), Refusal> {
        let models: Vec<&Model> = self.scenarios.iter().map(Prepared::model).collect();
        self.select.check_ends(&models).map_err(Refusal::request)?;
        self.select.check_corridors(&models).map_err(Refusal::request)
    }

    /// Returns whether an answer is one of those asked for.
    pub fn is_asked(&self, answer: &Answer) -> bool {
        self.is_about(&answer.from, &answer.to) && self.is_by(&answer.corridor)
    }

    /// Returns whether a demand between two places is one of those asked for.
    pub fn is_about(&self, from: &PlaceName, to: &PlaceName) -> bool {
        self.is_named(from, &self.select.from) && self.is_named(to, &self.select.to)
    }

    /// Returns whether a corridor, by its key, is one of those asked for.
    pub fn is_by(&self, corridor: &str) -> bool {
        self.select.corridor.is_empty() || self.select.corridor.iter().any(|own| own == corridor)
    }

    /// Returns whether a place is one of those named; all are where none is named.
    fn is_named(&self, place: &PlaceName, words: &[String]) -> bool {
        // A key means its place, whatever others are called.
        let is_other_key = |word: &str| self.scenarios.iter().any(|case| case.model().is_end(word));
        let is = |word: &String| *word == place.key || (place.is_called(word) && !is_other_key(word));
        words.is_empty() || words.iter().any(is)
    }

    /// Refuses a selection and an audit where the question is about scenarios as a whole and answers no demand.
    ///
    /// # Errors
    /// Refuses either.
    pub fn check_whole(&self) -> Result<(), Refusal> {
        match (self.select.is_all(), self.audit) {
            (false, _) => Err(SelectionError::WholeScenario.into()),
            (true, true) => Err(SelectionError::NothingToAudit.into()),
            (true, false) => Ok(()),
        }
    }

    /// Returns the demands of a scenario that are asked for, in the order of the file.
    ///
    /// # Errors
    /// Refuses places that no demand has, and a selection that leaves no demand.
    pub fn demands(&self, prepared: &Prepared) -> Result<Vec<DemandId>, Refusal> {
        self.select.demands(prepared.model()).map_err(Refusal::request)
    }

    /// Returns the corridors of a scenario that are asked for, in the order of the file.
    ///
    /// # Errors
    /// Refuses keys that no corridor has.
    pub fn corridors(&self, prepared: &Prepared) -> Result<Vec<CorridorId>, Refusal> {
        self.select.corridors(prepared.model()).map_err(Refusal::request)
    }

    /// Finds a corridor by its key.
    ///
    /// # Errors
    /// Refuses a key that no corridor has.
    pub fn corridor(&self, prepared: &Prepared, key: &str) -> Result<CorridorId, Refusal> {
        let model = prepared.model();
        let found = model.corridors.enumerate().find(|(_, corridor)| corridor.key == key);
        let unknown = || UnknownName::new("corridor", key, model.corridors.iter().map(|own| own.key.as_str()));
        found.map(|(id, _)| id).ok_or_else(|| Refusal::request(unknown()))
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
