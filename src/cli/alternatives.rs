//! `alternatives`: the routes beside the cheapest.

use clap::Args;

use corridor::analysis::Question;
use corridor::analysis::alternatives::{AlternativesQuestion, ChoiceModel, RouteChoice};
use corridor::units::Money;

use super::door::{Asked, decimals};
use super::failure::{Exit, Failure};

/// The examples below the help.
pub(super) const EXAMPLES: &str = "\
Examples:
  corridor alternatives scenarios/hunchun-ningbo-2019.toml --corridor domestic
  corridor alternatives scenarios/jilin-maize-2017.toml --from changchun --to guangzhou_nansha -k 10 --audit
  corridor alternatives scenarios/jilin-maize-2017.toml --from jilin --to ningbo --within 5 --different 1";

/// Arguments of `alternatives`.
#[derive(Debug, Args)]
pub(super) struct AlternativesArguments {
    #[command(flatten)]
    asked: Asked,
    /// How many of the cheapest routes to list; 5, or with --within all of them
    #[arg(short = 'k', long = "cheapest", value_name = "N", value_parser = count)]
    cheapest: Option<usize>,
    /// How many routes to list that go different ways, the cheapest included; 1 lists none besides it
    #[arg(long, value_name = "N", default_value_t = 3)]
    different: usize,
    /// By which share different ways differ from each other at the least: of the kilometres of the shorter route, on legs
    /// that the other does not use
    #[arg(long, value_name = "SHARE", default_value_t = 0.3, value_parser = share)]
    min_difference: f64,
    /// List no route that costs more than the cheapest by more than this, per tonne in the scenario's currency
    #[arg(long, value_name = "AMOUNT", value_parser = amount)]
    within: Option<Money>,
    /// Look at so many paths for each demand and corridor before giving up; the answer says where this was met
    #[arg(long, value_name = "N", default_value_t = 20_000, value_parser = count)]
    most_paths: usize,
    /// Share the goods out among the routes listed, beside the cheapest, by this model; the shares need a --scale
    #[arg(long, value_name = "MODEL", value_parser = model, requires = "scale")]
    choice: Option<ChoiceModel>,
    /// How strongly costs decide the shares, per currency unit and tonne: a route that costs 1 / S more is taken 2.7 times
    /// more rarely
    #[arg(long, value_name = "S", value_parser = scale, requires = "choice")]
    scale: Option<f64>,
    /// Print amounts in tables with all six decimals instead of rounding them to the cent
    #[arg(long)]
    exact: bool,
}

impl AlternativesArguments {
    /// Lists the routes beside the cheapest.
    pub(super) fn run(&self) -> Result<Exit, Failure> {
        let &Self {
            cheapest, different, min_difference, within: within_per_t, most_paths, choice, scale, exact, ..
        } = self;
        let choice = choice.zip(scale).map(|(model, scale)| RouteChoice { model, scale });
        let question = AlternativesQuestion { cheapest, different, min_difference, within_per_t, most_paths, choice };
        self.asked.answer_with(Question::Alternatives(question), decimals(exact))
    }
}

fn count(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|&number| number > 0).ok_or_else(|| "give a whole number from 1 up".to_owned())
}

fn share(text: &str) -> Result<f64, String> {
    let share = text.parse().ok().filter(|&share: &f64| share > 0.0 && share <= 1.0);
    share.ok_or_else(|| "give a share above 0 and up to 1, such as 0.3; --different 1 turns it off".to_owned())
}

fn model(word: &str) -> Result<ChoiceModel, String> {
    ChoiceModel::named(word).ok_or_else(|| "take logit or path-size".to_owned())
}

fn scale(text: &str) -> Result<f64, String> {
    let scale = text.parse().ok().filter(|&scale: &f64| scale > 0.0 && scale.is_finite());
    scale.ok_or_else(|| "give a scale above 0, per currency unit and tonne, such as 0.05".to_owned())
}

fn amount(text: &str) -> Result<Money, String> {
    let amount = text.parse().ok().filter(|&amount: &f64| (0.0..=1e9).contains(&amount));
    amount.map(Money::round).ok_or_else(|| "give an amount per tonne at or above 0, such as 2.50".to_owned())
}
