//! `sensitivity`: the uncertain figures that drive the difference between corridors.

use clap::Args;

use corridor::analysis::Question;
use corridor::analysis::sensitivity::{Ends, MethodName, SensitivityQuestion};
use corridor::present::Digits;

use super::arguments::{Choice, one_of};
use super::door::Asked;
use super::failure::{Exit, Failure};

/// The examples below the help.
pub(super) const EXAMPLES: &str = "\
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
pub(super) struct SensitivityArguments {
    #[command(flatten)]
    asked: Asked,
    /// How figures are ranked
    #[arg(long, value_parser = one_of(&METHODS), default_value = "sobol")]
    method: MethodName,
    /// The corridor whose total is taken off; otherwise the baseline, or the cheapest where there is none
    #[arg(long, value_name = "KEY")]
    against: Option<String>,
    /// How many times the scenario is evaluated at most; otherwise 400000, for morris 40000
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=MAX_SAMPLES))]
    samples: Option<u64>,
    /// What the random numbers begin with: the same seed gives the same answer on any machine
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Of sobol: look at pairs of figures too
    #[arg(long)]
    second_order: bool,
    /// Of oat: between which values a figure moves
    #[arg(long, value_parser = one_of(&ENDS), value_name = "WHICH")]
    ends: Option<Ends>,
}

/// The greatest number of evaluations.
const MAX_SAMPLES: u64 = 1_000_000_000_000;

const METHODS: [Choice<MethodName>; 4] = [
    Choice::new("oat", MethodName::Oat, "One figure after the other at its ends"),
    Choice::new("morris", MethodName::Morris, "Elementary effects"),
    Choice::new("sobol", MethodName::Sobol, "Shares of the variance"),
    Choice::new("shapley", MethodName::Shapley, "Shares of the variance that add up to 1"),
];

const ENDS: [Choice<Ends>; 2] = [
    Choice::new("bounds", Ends::Bounds, "The least and the greatest value"),
    Choice::new("percentiles", Ends::Percentiles, "What 5 and 95 of 100 draws stay below"),
];

impl SensitivityArguments {
    /// Ranks the figures that drive a difference.
    pub(super) fn run(&self) -> Result<Exit, Failure> {
        // The corridor that is selected is the one whose total is looked at; its rivals are all others.
        let mut select = self.asked.selected();
        let mut corridors = std::mem::take(&mut select.corridor);
        if corridors.len() > 1 {
            let text = "--corridor is the one corridor whose total is looked at; name its rival by --against";
            return Err(Failure::Usage(text.to_owned()));
        }
        let question = SensitivityQuestion {
            method: self.method,
            corridor: corridors.pop(),
            against: self.against.clone(),
            samples: self.samples,
            seed: self.seed,
            second_order: self.second_order,
            ends: self.ends,
        };
        // What makes no sense is refused before any file is read.
        question.check().map_err(|error| Failure::Usage(error.to_string()))?;
        self.asked.answer_about(Question::Sensitivity(question), select, Digits::Cents)
    }
}
