//! What is asked of the figures that drive a difference, and why that may make no sense.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::draws::DrawError;
use crate::units::words;

/// The uncertain figures, ranked by how much they drive the difference between two corridors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SensitivityQuestion {
    /// How figures are ranked.
    pub method: MethodName,
    /// The key of the corridor whose total is looked at; otherwise the nearest rival of the other one that goes another
    /// way.
    pub corridor: Option<String>,
    /// The key of the corridor whose total is taken off; otherwise the baseline, or the cheapest where there is none.
    pub against: Option<String>,
    /// How many times the scenario is evaluated at most; otherwise 400000, for `morris` 40000. `oat` takes two evaluations
    /// a figure.
    pub samples: Option<u64>,
    /// What the random numbers begin with: the same seed gives the same answer on any machine.
    pub seed: u64,
    /// Whether `sobol` looks at pairs of figures too.
    pub second_order: bool,
    /// Between which values `oat` moves a figure; otherwise its bounds.
    pub ends: Option<Ends>,
}

impl Default for SensitivityQuestion {
    fn default() -> Self {
        let method = MethodName::default();
        Self { method, corridor: None, against: None, samples: None, seed: 1, second_order: false, ends: None }
    }
}

words! {
    /// A method by which figures are ranked.
    #[derive(Default, Serialize, Deserialize, JsonSchema)]
    #[serde(rename_all = "lowercase")]
    MethodName {
        /// Each figure at its ends, all others at their values.
        Oat = "oat",
        /// Elementary effects: which figures matter at all.
        Morris = "morris",
        /// Sobol' indices, shares of the variance; figures must be independent.
        #[default]
        Sobol = "sobol",
        /// Shapley effects, shares of the variance that add up to 1.
        Shapley = "shapley",
    }
}

/// The values between which `oat` moves a figure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Ends {
    /// The least and the greatest that it can have.
    #[default]
    Bounds,
    /// Those that 5 and 95 of 100 draws stay below.
    Percentiles,
}

impl SensitivityQuestion {
    /// Checks that the options belong to the method.
    ///
    /// # Errors
    /// Refuses options of other methods, and a corridor that is compared with itself.
    pub fn check(&self) -> Result<(), SensitivityError> {
        let other = |option, method| Err(SensitivityError::OtherMethod { option, method });
        if self.second_order && self.method != MethodName::Sobol {
            return other("--second-order", MethodName::Sobol);
        }
        if self.ends.is_some() && self.method != MethodName::Oat {
            return other("--ends", MethodName::Oat);
        }
        if self.samples.is_some() && self.method == MethodName::Oat {
            return Err(SensitivityError::NoSamples);
        }
        match &self.corridor {
            Some(corridor) if self.against.as_ref() == Some(corridor) => {
                Err(SensitivityError::SameCorridor(corridor.clone()))
            }
            _ => Ok(()),
        }
    }
}

/// The greatest number of demands for which pairs of figures are looked at.
pub(super) const MAX_DEMANDS_WITH_PAIRS: usize = 4;

/// Why figures cannot be ranked as asked.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SensitivityError {
    /// An option belongs to another method.
    #[error("{option} belongs to --method {}", method.as_str())]
    OtherMethod {
        /// The option.
        option: &'static str,
        /// The method that it belongs to.
        method: MethodName,
    },
    /// A number of samples is given for a method that has none.
    #[error("--method oat takes two evaluations a figure and no samples: leave out --samples")]
    NoSamples,
    /// A corridor is compared with itself.
    #[error("{0} does not differ from itself: name two corridors")]
    SameCorridor(String),
    /// Figures go together, which Sobol' indices make no sense for.
    #[error(
        "`{first}` and `{second}` are correlated, and Sobol' indices ask for independent figures: take --method shapley, which shares out the variance among figures that go together"
    )]
    GoTogether {
        /// The one figure.
        first: String,
        /// The other.
        second: String,
    },
    /// There are too few evaluations.
    #[error("{figures} figures can move these answers: that takes at least {least} samples by {method}")]
    TooFew {
        /// How many figures are varied.
        figures: usize,
        /// How many evaluations are needed.
        least: u64,
        /// The method.
        method: &'static str,
    },
    /// Pairs were asked for many demands.
    #[error(
        "pairs of figures are looked at for {MAX_DEMANDS_WITH_PAIRS} demands at most, not {0}: choose with --from and --to"
    )]
    TooManyForPairs(usize),
    /// The figures cannot be drawn.
    #[error(transparent)]
    Draw(#[from] DrawError),
    /// At an end of a figure the case makes no sense.
    #[error("with `{0}` at an end and all others at their values a move of cargo costs less than nothing or too much")]
    Uncountable(String),
}
