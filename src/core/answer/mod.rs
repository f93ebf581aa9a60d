//! Stage 5: the cheapest routes of a scenario's demands by its corridors, as data.
//!
//! A [`Prepared`] scenario has been read, checked, laid out and priced; all questions are put to it.

mod bounds;
mod find;
mod itinerary;
mod manifest;
mod measures;
mod place;
mod places;
mod prepared;
mod progress;
mod refusal;
mod structure;
mod trace;

pub(crate) use find::Best;
pub use find::{Detail, PricedNetwork, add_refusals, answers, reasons};
pub use itinerary::{Answer, PermissionUsed, Reason, ReasonKind, Refused, RefusedRow, Status, Step, StepKind};
pub use manifest::{InputFile, Manifest, ScenarioUsed};
pub use measures::{Grades, Hours, KmByMode, PARTS, Parts};
pub use place::PlaceName;
pub use places::{NamedPlace, NamedPlaces};
pub(crate) use prepared::manifest;
pub use prepared::{MAX_ARC_MICROS, MAX_MOVE_HOURS, Prepared, is_countable};
pub use progress::Progress;
pub use refusal::permissions_covering;
pub(crate) use refusal::permissions_of;
pub use structure::changes_network;
pub use trace::{Tracer, blank, permission_used, place_name, titles};
