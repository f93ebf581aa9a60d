//! The uncertain figures that drive an answer: global sensitivity analysis.
//!
//! ```text
//! points   inputs between 0 and 1         oat      one input after the other at its ends
//! walk     from one point to another      morris   elementary effects, on walks
//! estimate ratios of sums with errors     sobol    first order, total and pairs, on rows
//!                                         shapley  shares that add up to 1, on walks; inputs may go together
//! ```
//!
//! The methods know nothing of corridors: they ask a [`Function`] for eight points at a time, be it a textbook's or
//! [`Contests`], which is what corridors of a scenario cost more than others. [`study()`] puts both together.
//! Every sum is taken in an order that does not depend on threads, so neither do the answers.

mod columns;
mod contest;
mod drivers;
mod error;
mod estimate;
mod function;
mod morris;
mod oat;
mod points;
mod question;
mod report;
mod result;
mod shapley;
mod sobol;
mod study;
#[cfg(test)]
mod textbook;
mod walk;

use crate::draws::Distributions;

use super::{Analysis, Ask, Refusal};

pub use columns::DriverRow;
pub use contest::{Contest, Contests};
pub use error::SensitivityError;
pub use estimate::Estimate;
pub use function::Function;
pub use morris::{ElementaryEffect, LEVELS, morris};
pub use oat::{Swing, oat};
pub use question::{Ends, Method, MethodName, SensitivityQuestion, SensitivityRequestError};
pub use result::{
    Driver, Drivers, DrivingPair, Estimated, LeadingFigure, Sensitivity, SensitivityDemand, Uncontested, VariedFigure,
};
pub use shapley::{Shapley, Together, shapley};
pub use sobol::{PairShare, Sobol, sobol};
pub use study::{SensitivityStudy, study};

impl Analysis for SensitivityQuestion {
    type Found = Sensitivity;

    fn answer(&self, ask: &Ask<'_>) -> Result<Sensitivity, Refusal> {
        let method = self.method().map_err(Refusal::request)?;
        let prepared = ask.one()?;
        let among = ask.among_corridors(prepared)?;
        let prepared = among.as_ref().unwrap_or(prepared);
        let named = |key: &Option<String>| key.as_ref().map(|key| ask.corridor(prepared, key)).transpose();
        let wanted = SensitivityStudy {
            method,
            corridor: named(&self.corridor)?,
            against: named(&self.against)?,
            demands: ask.demands(prepared)?,
            evaluations: self.samples,
            seed: self.seed,
        };
        let refused = |error: SensitivityError| match error {
            SensitivityError::GoTogether { .. }
            | SensitivityError::TooFew { .. }
            | SensitivityError::TooManyForPairs(_) => Refusal::request(error),
            other => ask.failed(prepared, other),
        };
        let distributions = Distributions::of_case(prepared).map_err(|error| refused(error.into()))?;
        let mut found = study(prepared, &distributions, &wanted, ask.progress).map_err(refused)?;
        found.scenario.audited = ask.audit_draws(prepared, self.seed, &wanted.demands)?;
        Ok(found)
    }
}
