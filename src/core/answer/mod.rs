//! Stage 5: the cheapest routes of a scenario's demands by its corridors, as data.
//!
//! A [`Prepared`] scenario has been read, checked, laid out and priced; all questions are put to it.

mod absurd;
mod bounds;
mod columns;
mod dated;
mod find;
mod itinerary;
mod manifest;
mod measured;
mod measures;
mod missing;
mod pairs;
mod place;
mod places;
mod prepared;
mod priced;
mod progress;
mod quoted;
mod quotes;
mod refusal;
mod selection;
mod structure;
mod trace;

pub use crate::model::Place;
pub use crate::scenario::{CountedAmount, InputFile};
pub(crate) use absurd::PaidRoute;
pub use bounds::Leeways;
pub(crate) use bounds::leeways;
pub use columns::{Cell, CellKind, Column, MONEY};
pub use dated::{Aim, HORIZON_DAYS, PlanError, PlanTotal, PlannedRoute, StepTimes, WaitKind};
pub use find::{add_refusals, answers, reasons};
pub use itinerary::{Answer, PermissionUsed, Reason, ReasonKind, Refused, RefusedRow, Status, Step, StepKind};
pub use manifest::{Manifest, PROGRAM, ScenarioUsed, TonnesOfEachPair, VERSION};
pub use measured::MeasuredRoute;
pub(crate) use measures::RouteSums;
pub use measures::{Buffer, Grades, Hours, KmByMode, MAX_YEARS_APART, PARTS, Parts, PriceYear, RouteMeasures, SUPPORT};
pub use pairs::{PairTable, PairTotals};
pub use place::PlaceName;
pub use places::{NamedPlace, NamedPlaces};
pub(crate) use prepared::manifest;
pub use prepared::{MAX_ARC_HOURS, MAX_ARC_MICROS, PrepareError, Prepared, is_countable, tell_apart};
pub(crate) use priced::{Best, BestPaths};
pub use priced::{Detail, PricedNetwork};
pub use progress::{Cancelled, Keeper, Progress};
pub use quoted::{QuoteConversion, QuoteKept, QuoteOverruled, QuoteReplaced, QuoteUnused, QuoteUsed, QuoteWay};
pub use refusal::permissions_covering;
pub(crate) use selection::key_meant;
pub use selection::{NothingSelected, Selection, UnknownName};
pub use structure::HoldReason;
pub use trace::{Tracer, blank, permission_used, place_name, titles};
