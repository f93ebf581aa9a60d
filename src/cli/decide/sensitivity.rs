//! `corridor sensitivity`: which uncertain figures drive the difference between corridors.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::arguments::{Changes, Format, Look, Selection};
use crate::cli::failure::{Exit, Failure};
use corridor::analysis::sensitivity;
use corridor::analysis::sensitivity::{Ends, Method, SensitivityError};
use corridor::draws::Distributions;
use corridor::present::pages::sensitivity as sensitivity_page;
use corridor::present::{csv, json};

use super::super::audited::AuditDraws;
use super::Asked;

pub(in crate::cli) const EXAMPLES: &str = "\
Examples:
  corridor sensitivity scenarios/hunchun-ningbo-2019.toml
  corridor sensitivity scenarios/hunchun-ningbo-2019.toml --corridor borrowed-box --against domestic-box
  corridor sensitivity scenarios/jilin-maize-2017.toml --from hunchun --to ningbo --method oat
  corridor sensitivity scenarios/hunchun-ningbo-2019.toml --samples 1000000 --format csv -o drivers.csv

Methods:
  oat      each figure at its ends, all others at their values: 2 evaluations a figure
  morris   elementary effects: which figures matter at all, for little time
  sobol    shares of the variance: what each figure makes alone, and with others; figures must be independent
  shapley  shares that add up to 1, also where [[correlated]] figures go together";

/// Arguments of `sensitivity`.
#[derive(Debug, Args)]
pub(in crate::cli) struct SensitivityArguments {
    /// The scenario file
    #[arg(value_name = "SCENARIO")]
    scenario: PathBuf,
    /// How figures are ranked
    #[arg(long, value_enum, default_value_t = MethodName::Sobol)]
    method: MethodName,
    /// The corridor whose total is looked at; otherwise the nearest rival of the other one that goes another way
    #[arg(long, value_name = "KEY")]
    corridor: Option<String>,
    /// The corridor whose total is taken off; otherwise the baseline, or the cheapest where there is none
    #[arg(long, value_name = "KEY")]
    against: Option<String>,
    /// Look only at demands from this place, by key or name
    #[arg(long, value_name = "PLACE")]
    from: Option<String>,
    /// Look only at demands to this place, by key or name
    #[arg(long, value_name = "PLACE")]
    to: Option<String>,
    /// How many times the scenario is evaluated at most; otherwise 400000, for morris 40000
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=MOST_SAMPLES))]
    samples: Option<u64>,
    /// What the random numbers begin with: the same seed gives the same answer on any machine
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Of sobol: look at pairs of figures too
    #[arg(long)]
    second_order: bool,
    /// Of oat: between which values a figure moves
    #[arg(long, value_enum, value_name = "WHICH")]
    ends: Option<EndsName>,
    #[command(flatten)]
    changes: Changes,
    #[command(flatten)]
    audit: AuditDraws,
    #[command(flatten)]
    look: Look,
}

/// The most evaluations.
const MOST_SAMPLES: u64 = 1_000_000_000_000;

/// The methods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum MethodName {
    /// One figure after the other at its ends
    Oat,
    /// Elementary effects
    Morris,
    /// Shares of the variance
    Sobol,
    /// Shares of the variance that add up to 1
    Shapley,
}

/// The ends of figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum EndsName {
    /// The least and the greatest value
    Bounds,
    /// What 5 and 95 of 100 draws stay below
    Percentiles,
}

impl SensitivityArguments {
    /// Returns the method, unless something is asked for that it does not know.
    fn method(&self) -> Result<Method, Failure> {
        let only = |what: &str, method: &str| Err(Failure::Usage(format!("{what} belongs to --method {method}")));
        if self.second_order && self.method != MethodName::Sobol {
            return only("--second-order", "sobol");
        }
        if self.ends.is_some() && self.method != MethodName::Oat {
            return only("--ends", "oat");
        }
        if self.samples.is_some() && self.method == MethodName::Oat {
            let text = "--method oat takes two evaluations a figure and no samples: leave out --samples";
            return Err(Failure::Usage(text.to_owned()));
        }
        Ok(match self.method {
            MethodName::Oat if self.ends == Some(EndsName::Percentiles) => Method::Oat(Ends::Percentiles),
            MethodName::Oat => Method::Oat(Ends::Bounds),
            MethodName::Morris => Method::Morris,
            MethodName::Sobol => Method::Sobol { with_pairs: self.second_order },
            MethodName::Shapley => Method::Shapley,
        })
    }
}

/// Ranks the figures that drive a difference.
pub(in crate::cli) fn sensitivity(arguments: &SensitivityArguments) -> Result<Exit, Failure> {
    let look = &arguments.look;
    look.check("sensitivity", &[Format::Table, Format::Markdown, Format::Json, Format::Csv])?;
    let method = arguments.method()?;
    let (corridor, against) = (&arguments.corridor, &arguments.against);
    if let (Some(corridor), Some(against)) = (corridor, against)
        && corridor == against
    {
        return Err(Failure::Usage(format!("{corridor} does not differ from itself: name two corridors")));
    }
    let selection = Selection {
        from: arguments.from.iter().cloned().collect(),
        to: arguments.to.iter().cloned().collect(),
        corridor: corridor.iter().chain(against).cloned().collect(),
    };
    let asked = Asked { scenario: arguments.scenario.clone(), changes: arguments.changes.clone(), selection };
    let case = asked.case()?;
    let watching = asked.watching(&case);
    // Names that are not there are refused before anything is worked out.
    let known = asked.corridors(&case)?;
    let named =
        |key: &Option<String>| known.iter().copied().find(|&id| Some(&case.model().corridors[id].key) == key.as_ref());
    let asked = sensitivity::Asked {
        method,
        demands: asked.demands(&case)?,
        corridor: named(corridor),
        against: named(against),
        evaluations: arguments.samples,
        seed: arguments.seed,
    };
    let failed = |error: SensitivityError| match error {
        SensitivityError::GoTogether { .. }
        | SensitivityError::TooFew { .. }
        | SensitivityError::TooManyForPairs(_) => Failure::Usage(error.to_string()),
        other => Failure::Failed(format!("{}: {other}", case.model().name)),
    };
    let distributions = Distributions::of_case(&case).map_err(|error| failed(error.into()))?;
    let mut found = sensitivity::study(&case, &distributions, &asked).map_err(failed)?;
    found.used.audited = arguments.audit.check(&case, arguments.seed, &asked.demands)?;
    drop(watching);
    look.write(&match look.format {
        Format::Json => json::sensitivity(&found),
        Format::Csv => csv::sensitivity(&found, look.language()),
        _ => look.page(&sensitivity_page::page(&found, look.language())),
    })?;
    Ok(if found.demands.is_empty() { Exit::NoRoute } else { Exit::Answered })
}
