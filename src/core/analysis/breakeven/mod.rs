//! Where the answer changes: what every corridor costs as an exact function of a figure, who leads where, and how little
//! must move until another leads.
//!
//! A cost is a sum of products of figures, so along one figure every route is a straight line, in the figure or in its
//! reciprocal, and every corridor the lower envelope of its routes. Curves are those of the model in which what the
//! figure moves is not rounded to millionths and everything else is; breakpoints are exact fractions. Where the lead
//! changes is then tried out with every amount rounded as ever, so that a printed value is certain to its last digit.

mod audited;
mod base;
mod columns;
mod curves;
mod dates;
mod envelope;
mod error;
mod figures;
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

use crate::answer::Prepared;
use crate::ids::{DemandId, FigureId};
use crate::units::{Date, Decimal};

use super::{Analysis, Answered, Ask, Refusal};

pub use audited::{audit_curves, audit_dates, audit_flips, audit_plane};
pub use columns::{CurveRow, FlipRow};
pub use curves::breakeven;
pub use dates::dates;
pub use error::{BreakEvenError, BreakEvenRequestError};
pub use list::flips;
pub use plane::plane;
pub use question::{BreakEvenQuestion, Interval, IntervalError, Vary};
pub use result::{
    BreakEven, BreakEvenDemand, Curve, CurvePiece, DateStep, DateSteps, DemandSteps, FigureFlip, Flip, FlipList, Lead,
    MovedFigure, NamedCorridor, Shape,
};

pub(super) use audited::{FlipOf, audit_sides};
pub(super) use figures::{corridors, moved_figure};
pub(super) use moves::Moves;
pub(super) use probe::ProbeMemory;
pub(super) use rounded::Side;

use plane::Plane;

/// The path by which the date is moved.
const DATE: &str = "date";

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
        match &self.vary[..] {
            [] => all_figures(ask, prepared, &demands).map(BreakEvenFound::Flips),
            [date] if date.path == DATE => calendar(ask, prepared, &demands, date).map(BreakEvenFound::Dates),
            [one] => one_figure(ask, prepared, &demands, one).map(BreakEvenFound::Curves),
            [one, other] => two_figures(ask, prepared, &demands, [one, other]).map(BreakEvenFound::Plane),
            _ => Err(Refusal::request(BreakEvenRequestError::TooManyFigures)),
        }
    }
}

fn all_figures(ask: &Ask<'_>, prepared: &Prepared, demands: &[DemandId]) -> Result<FlipList, Refusal> {
    let mut found = flips(prepared, demands, ask.progress);
    if ask.audit {
        audit_flips(prepared, demands, &mut found, ask.progress)?;
    }
    Ok(found)
}

fn calendar(ask: &Ask<'_>, prepared: &Prepared, demands: &[DemandId], date: &Vary) -> Result<DateSteps, Refusal> {
    let mut found = dates(prepared, demands, date.days()?, ask.progress);
    if ask.audit {
        audit_dates(prepared, demands, &mut found, ask.progress)?;
    }
    Ok(found)
}

fn one_figure(ask: &Ask<'_>, prepared: &Prepared, demands: &[DemandId], one: &Vary) -> Result<BreakEven, Refusal> {
    let (figure, between) = (one.figure(prepared)?, one.values()?);
    let mut found = breakeven(prepared, demands, figure, between, ask.progress).map_err(Refusal::request)?;
    if ask.audit {
        audit_curves(prepared, demands, &mut found, ask.progress)?;
    }
    Ok(found)
}

fn two_figures(ask: &Ask<'_>, prepared: &Prepared, demands: &[DemandId], both: [&Vary; 2]) -> Result<Plane, Refusal> {
    if both.iter().any(|vary| vary.path == DATE) {
        return Err(Refusal::request(BreakEvenRequestError::DateWithFigure));
    }
    let figures = [both[0].figure(prepared)?, both[1].figure(prepared)?];
    let between = [both[0].values()?, both[1].values()?];
    let mut found = plane(prepared, demands, figures, between, ask.progress).map_err(Refusal::request)?;
    if ask.audit {
        audit_plane(prepared, demands, &mut found, ask.progress)?;
    }
    Ok(found)
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
