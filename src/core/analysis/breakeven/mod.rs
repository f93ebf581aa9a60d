//! Where the answer changes: what every corridor costs as an exact function of a figure, who leads where, and how little
//! must move until another leads.
//!
//! A cost is a sum of products of figures, so along one figure every route is a straight line, in the figure or in its
//! reciprocal, and every corridor the lower envelope of its routes. Curves are those of the model in which what the
//! figure moves is not rounded to millionths and everything else is; breakpoints are exact fractions. Where the lead
//! changes is then tried out with every amount rounded as ever, so that a printed value is certain to its last digit.

mod audited;
mod base;
mod curves;
mod dates;
mod envelope;
mod figures;
mod given;
mod held;
mod lead;
mod line;
mod list;
mod moves;
pub mod plane;
mod probe;
mod question;
mod result;
mod rounded;
mod structure;
mod tile;

use crate::answer::{Prepared, Progress};
use crate::ids::{DemandId, FigureId};
use crate::units::{Date, Decimal};

use super::{Analysis, Answered, Ask, Refusal};

pub use curves::breakeven;
pub use dates::dates;
pub use list::flips;
pub use plane::plane;
pub use question::{BreakEvenError, BreakEvenQuestion, BreakEvenRequestError, Interval, IntervalError, Vary};
pub use result::{
    BreakEven, BreakEvenDemand, Curve, CurvePiece, CurveRow, DateStep, DateSteps, DemandSteps, FigureFlip, FittedRange,
    Flip, FlipList, FlipRow, Lead, MovedFigure, NamedCorridor, Shape,
};

pub(super) use audited::{FlipOf, audit_sides};
pub(super) use dates::{changes, on_day};
pub(super) use figures::{corridors, keys, moved_figure};
pub(super) use moves::Moves;
pub(super) use probe::ProbeMemory;
pub(super) use rounded::{Side, leaders};

use dates::DATE;
use plane::Plane;

/// What is found where figures are moved.
#[expect(clippy::large_enum_variant, reason = "there is one a request")]
#[derive(Clone, Debug, PartialEq)]
pub enum BreakEvenFound {
    /// All figures, ranked by how little each must move.
    Flips(FlipList),
    /// The curves of one figure.
    Curves(BreakEven),
    /// The answers along the calendar.
    Dates(DateSteps),
    /// Two figures against each other.
    Plane(Plane),
}

impl Answered for BreakEvenFound {
    fn is_answered(&self) -> bool {
        match self {
            Self::Flips(found) => found.is_answered,
            Self::Curves(found) => found.demands.iter().any(|demand| demand.total_per_t.is_some()),
            // A route may open on another day.
            Self::Dates(found) => found.steps().flat_map(|step| step.totals_per_t.values()).any(Option::is_some),
            Self::Plane(found) => found.demands.iter().any(|demand| demand.total_per_t.is_some()),
        }
    }
}

impl Analysis for BreakEvenQuestion {
    type Found = BreakEvenFound;

    fn answer(&self, ask: &Ask<'_>) -> Result<BreakEvenFound, Refusal> {
        let prepared = ask.one()?;
        let among = ask.among_corridors(prepared)?;
        let prepared = among.as_ref().unwrap_or(prepared);
        let demands = ask.demands(prepared)?;
        let given = ask.given()?;
        let mut found = self.find(prepared, &demands, ask.progress)?;
        if let (BreakEvenFound::Flips(list), Some(given)) = (&mut found, &given) {
            list.given_fit(prepared, &demands, given).map_err(|error| ask.failed(prepared, error))?;
        }
        if ask.audit {
            found.audit(prepared, &demands, ask.progress)?;
        }
        *match &mut found {
            BreakEvenFound::Flips(found) => &mut found.verdicts,
            BreakEvenFound::Curves(found) => &mut found.verdicts,
            BreakEvenFound::Dates(found) => &mut found.verdicts,
            BreakEvenFound::Plane(found) => &mut found.verdicts,
        } = ask.verdicts_given(ask.one()?, given.as_ref())?;
        Ok(found)
    }
}

impl BreakEvenQuestion {
    fn find(&self, prepared: &Prepared, demands: &[DemandId], progress: &Progress) -> Result<BreakEvenFound, Refusal> {
        match &self.vary[..] {
            [] => Ok(BreakEvenFound::Flips(flips(prepared, demands, progress))),
            [date] if date.path == DATE => Ok(BreakEvenFound::Dates(dates(prepared, demands, date.days()?, progress))),
            [one] => {
                let (figure, between) = (one.figure(prepared)?, one.values()?);
                let found = breakeven(prepared, demands, figure, between, progress);
                found.map(BreakEvenFound::Curves).map_err(Refusal::request)
            }
            [one, other] if one.path != DATE && other.path != DATE => {
                let figures = [one.figure(prepared)?, other.figure(prepared)?];
                let found = plane(prepared, demands, figures, [one.values()?, other.values()?], progress);
                found.map(BreakEvenFound::Plane).map_err(Refusal::request)
            }
            [_, _] => Err(Refusal::request(BreakEvenRequestError::DateWithFigure)),
            _ => Err(Refusal::request(BreakEvenRequestError::TooManyFigures)),
        }
    }
}

impl Vary {
    /// Finds the figure.
    fn figure(&self, prepared: &Prepared) -> Result<FigureId, Refusal> {
        prepared.model().register.find(&self.path).ok_or_else(|| {
            let problem = prepared.scenario().no_figure(&self.path);
            let help = problem.help.unwrap_or_else(|| "`corridor show SCENARIO figures` lists all".to_owned());
            Refusal::request(BreakEvenRequestError::UnknownFigure { message: problem.message, help })
        })
    }

    /// Returns the values between which a figure moves.
    fn values(&self) -> Result<Option<(Decimal, Decimal)>, Refusal> {
        match self.between {
            None => Ok(None),
            Some(Interval::Values(low, high)) => Ok(Some((low, high))),
            Some(Interval::Days(..)) => Err(Refusal::request(BreakEvenRequestError::DaysOfFigure)),
        }
    }

    /// Returns the days between which the date moves.
    fn days(&self) -> Result<Option<(Date, Date)>, Refusal> {
        match self.between {
            None => Ok(None),
            Some(Interval::Days(first, last)) => Ok(Some((first, last))),
            Some(Interval::Values(..)) => Err(Refusal::request(BreakEvenRequestError::ValuesOfDate)),
        }
    }
}
