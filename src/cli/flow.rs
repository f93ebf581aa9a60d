//! `flow`: how all tonnes divide over corridors, routes and months where capacities are limited.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;

use corridor::analysis::Question;
use corridor::analysis::flow::FlowQuestion;
use corridor::analysis::network_flow::NetworkFlowQuestion;

use super::door::Asked;
use super::failure::{Exit, Failure};

/// The examples below the help.
pub(super) const EXAMPLES: &str = "\
Examples:
  corridor flow scenarios/jilin-maize-2017.toml --set demand.1.tonnes_per_year=36000 --from-month 2017-10 --to-month 2018-09
  corridor flow scenarios/hunchun-ningbo-2019.toml --set demand.1.tonnes_per_year=40000
  corridor flow scenarios/hunchun-ningbo-2019.toml --set demand.1.tonnes_per_year=400000 --corridor borrowed --unmet 1000
  corridor flow scenarios/hunchun-ningbo-2019.toml --set demand.1.tonnes_per_year=40000 --format geojson -o flow.geojson
  corridor flow --network tests/cases/flow/corridor16";

/// Arguments of `flow`.
#[derive(Debug, Args)]
pub(super) struct FlowArguments {
    #[command(flatten)]
    asked: Asked,
    /// A folder with a network that is read as it is, without a scenario: nodes.csv (node, supply) and legs.csv (leg, from,
    /// to, capacity, cost)
    #[arg(long, value_name = "DIR", conflicts_with_all = [
        "scenarios", "from_month", "to_month", "unmet", "storage", "min_share", "bottlenecks", "congestion", "draws", "seed",
    ])]
    network: Option<PathBuf>,
    /// The first month, such as 2017-10 [default: January of the scenario's year]
    #[arg(long, value_name = "MONTH")]
    from_month: Option<String>,
    /// The last month [default: eleven months after the first]
    #[arg(long, value_name = "MONTH")]
    to_month: Option<String>,
    /// What a tonne costs that does not go, in the scenario's currency; without it every tonne has to go
    #[arg(long, value_name = "AMOUNT")]
    unmet: Option<f64>,
    /// What keeping a tonne at its origin for a month costs, besides the holding of its value
    #[arg(long, value_name = "AMOUNT", default_value_t = 0.0)]
    storage: f64,
    /// The least share of all tonnes that has to go by a corridor, such as borrowed=0.1; may be given several times
    #[arg(long, value_name = "CORRIDOR=SHARE", value_parser = share)]
    min_share: Vec<(String, f64)>,
    /// How many bottlenecks are widened one after the other, to see what binds behind them
    #[arg(long, value_name = "N", default_value_t = 3)]
    bottlenecks: usize,
    /// Let lots wait for each other, the longer the more goes through a capacity, until no route is cheaper; a day of waiting
    /// costs a tonne the holding of its value, and this besides
    #[arg(long, value_name = "PER_T_DAY", num_args = 0..=1, default_missing_value = "0")]
    congestion: Option<f64>,
    /// How often the uncertain figures are drawn and all flows found anew, to see how tonnes and shadow prices spread
    #[arg(long, value_name = "N", default_value_t = 0)]
    draws: u64,
    /// What the random numbers begin with: the same seed gives the same draws on any machine
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

impl FlowArguments {
    /// Finds the flows that are asked for.
    pub(super) fn run(&self) -> Result<Exit, Failure> {
        if let Some(network) = &self.network {
            let question = NetworkFlowQuestion { network: network.clone() };
            return self.asked.without_scenario(Question::NetworkFlow(question));
        }
        let min_share: BTreeMap<String, f64> = self.min_share.iter().cloned().collect();
        if min_share.len() < self.min_share.len() {
            return Err(Failure::Usage("--min-share names a corridor twice: give each one share".to_owned()));
        }
        self.asked.answer(Question::Flow(FlowQuestion {
            from_month: self.from_month.clone(),
            to_month: self.to_month.clone(),
            unmet_per_t: self.unmet,
            storage_per_t_month: self.storage,
            min_share,
            bottlenecks: self.bottlenecks,
            congestion_per_t_day: self.congestion,
            draws: self.draws,
            seed: self.seed,
        }))
    }
}

/// Reads a corridor with its least share.
fn share(text: &str) -> Result<(String, f64), String> {
    let parts = text.split_once('=').and_then(|(corridor, share)| Some((corridor, share.trim().parse::<f64>().ok()?)));
    let share = parts.filter(|(_, share)| (0.0..=1.0).contains(share));
    share
        .map(|(corridor, share)| (corridor.trim().to_owned(), share))
        .ok_or_else(|| "give a corridor and a share from 0 to 1, such as borrowed=0.1".to_owned())
}
