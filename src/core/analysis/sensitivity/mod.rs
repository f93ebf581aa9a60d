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
//! what corridors of a scenario cost more than others. [`study()`] puts both together.
//! Every sum is taken in an order that does not depend on threads, so neither do the answers.

mod contest;
mod drivers;
mod estimate;
mod function;
mod morris;
mod oat;
mod points;
mod question;
mod result;
mod shapley;
mod sobol;
mod study;
#[cfg(test)]
mod textbook;
mod walk;

use crate::draws::Distributions;

use super::{Analysis, Ask, Refusal};

pub use estimate::{Estimate, Sample};
pub use function::Function;
pub use morris::{ElementaryEffect, LEVELS, morris};
pub use oat::{Swing, oat};
pub use question::{Ends, MethodName, SensitivityError, SensitivityQuestion};
pub use result::{
    Driver, DriverRow, Drivers, DrivingPair, Estimated, LeadingFigure, Sensitivity, SensitivityDemand, Uncontested,
    VariedFigure,
};
pub use shapley::{Shapley, Together, shapley};
pub use sobol::{PairShare, Sobol, sobol};
pub use study::{SensitivityStudy, study};

impl Analysis for SensitivityQuestion {
    type Found = Sensitivity;

    fn answer(&self, ask: &Ask<'_>) -> Result<Sensitivity, Refusal> {
        self.check().map_err(Refusal::request)?;
        let prepared = ask.one()?;
        let among = ask.among_corridors(prepared)?;
        let prepared = among.as_ref().unwrap_or(prepared);
        let named = |key: &Option<String>| key.as_ref().map(|key| ask.corridor(prepared, key)).transpose();
        let asked = SensitivityStudy {
            question: self.clone(),
            corridor: named(&self.corridor)?,
            against: named(&self.against)?,
            demands: ask.demands(prepared)?,
        };
        let refused = |error: SensitivityError| match error {
            SensitivityError::Draw(_) | SensitivityError::Uncountable(_) => ask.failed(prepared, error),
            other => Refusal::request(other),
        };
        let distributions = Distributions::of_case(prepared).map_err(|error| ask.failed(prepared, error))?;
        let vary = || study(prepared, &distributions, &asked, ask.progress).map_err(refused);
        let (mut found, verdicts) = ask.beside_verdicts(vary)?;
        found.verdicts = verdicts;
        found.scenario.audited = ask.audit_draws(prepared, self.seed, &asked.demands)?;
        Ok(found)
    }
}
