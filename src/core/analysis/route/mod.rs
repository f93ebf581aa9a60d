//! Itineraries step by step: the answers of `compare` with every step laid out.

mod result;

pub use result::{Itineraries, StepRow};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::analysis::compare::answer_selected;
use crate::analysis::{Analysis, Ask, Refusal};
use crate::answer::Detail;

/// The itinerary of every demand by every corridor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RouteQuestion {}

impl Analysis for RouteQuestion {
    type Found = Itineraries;

    fn answer(&self, ask: &Ask<'_>) -> Result<Itineraries, Refusal> {
        Ok(Itineraries { results: answer_selected(ask, |_| Detail::Whole)? })
    }
}
