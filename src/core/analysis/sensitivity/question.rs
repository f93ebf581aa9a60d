//! What is asked of the figures that drive a difference.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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

/// A method by which figures are ranked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum MethodName {
    /// Each figure at its ends, all others at their values.
    Oat,
    /// Elementary effects: which figures matter at all.
    Morris,
    /// Sobol' indices, shares of the variance; figures must be independent.
    #[default]
    Sobol,
    /// Shapley effects, shares of the variance that add up to 1.
    Shapley,
}

impl MethodName {
    /// Returns the word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Oat => "oat",
            Self::Morris => "morris",
            Self::Sobol => "sobol",
            Self::Shapley => "shapley",
        }
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

/// A method with its options.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// One figure after the other at its ends.
    Oat(Ends),
    /// Elementary effects.
    Morris,
    /// Sobol' indices.
    Sobol {
        /// Whether pairs of figures are looked at.
        with_pairs: bool,
    },
    /// Shapley effects.
    Shapley,
}

impl Method {
    /// Returns its name.
    pub const fn name(self) -> MethodName {
        match self {
            Self::Oat(_) => MethodName::Oat,
            Self::Morris => MethodName::Morris,
            Self::Sobol { .. } => MethodName::Sobol,
            Self::Shapley => MethodName::Shapley,
        }
    }
}

/// Why a question about sensitivity makes no sense.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SensitivityRequestError {
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
}

impl SensitivityQuestion {
    /// Returns the method with its options.
    ///
    /// # Errors
    /// Refuses options of other methods, and a corridor that is compared with itself.
    pub fn method(&self) -> Result<Method, SensitivityRequestError> {
        let Self { method, second_order, ends, .. } = *self;
        let other = |option, method| Err(SensitivityRequestError::OtherMethod { option, method });
        if second_order && method != MethodName::Sobol {
            return other("--second-order", MethodName::Sobol);
        }
        if ends.is_some() && method != MethodName::Oat {
            return other("--ends", MethodName::Oat);
        }
        if self.samples.is_some() && method == MethodName::Oat {
            return Err(SensitivityRequestError::NoSamples);
        }
        if let (Some(corridor), Some(against)) = (&self.corridor, &self.against)
            && corridor == against
        {
            return Err(SensitivityRequestError::SameCorridor(corridor.clone()));
        }
        Ok(match method {
            MethodName::Oat => Method::Oat(ends.unwrap_or_default()),
            MethodName::Morris => Method::Morris,
            MethodName::Sobol => Method::Sobol { with_pairs: second_order },
            MethodName::Shapley => Method::Shapley,
        })
    }
}
