//! `flow`: the flow of least cost under capacities, and what each capacity is worth.

use std::path::PathBuf;

use clap::Args;

use corridor::analysis::network_flow::NetworkFlowQuestion;
use corridor::analysis::{Question, Request};
use corridor::present::Digits;

use super::arguments::{LookArguments, Running};
use super::door::answer;
use super::failure::{Exit, Failure};

/// The examples below the help.
pub(super) const EXAMPLES: &str = "\
Examples:
  corridor flow --network tests/cases/flow/corridor16
  corridor flow --network tests/cases/flow/corridor16 --format csv -o legs.csv";

/// Arguments of `flow`.
#[derive(Debug, Args)]
pub(super) struct FlowArguments {
    /// A folder with a network that is read as it is, without a scenario: nodes.csv (node, supply) and legs.csv (leg, from,
    /// to, capacity, cost)
    #[arg(long, value_name = "DIR", required = true)]
    network: PathBuf,
    #[command(flatten)]
    running: Running,
    #[command(flatten)]
    look: LookArguments,
}

impl FlowArguments {
    /// Finds the flow.
    pub(super) fn run(&self) -> Result<Exit, Failure> {
        let question = NetworkFlowQuestion { network: self.network.clone() };
        answer(&[], Request::from(Question::NetworkFlow(question)), &self.running, &self.look, Digits::Cents)
    }
}
