//! Stage 7: one folder for each question: what is asked, how it is answered and audited, what is found.
//!
//! A [`Request`] is put to prepared scenarios by [`answer`]; what comes back is a [`Found`], or a [`Refusal`]. A new
//! question is a folder with a type that is asked and one that is found, and one line in the list of questions below.

pub mod alternatives;
mod ask;
pub mod ask_first;
mod audited;
pub mod breakeven;
pub mod calibrate;
pub mod catchment;
pub mod claims;
pub mod compare;
pub mod critical;
pub mod discover;
pub mod expect;
pub mod explain;
pub mod flow;
pub mod given;
pub mod levers;
pub mod listing;
pub mod months;
pub mod network_flow;
pub mod outside;
pub mod pareto;
pub mod payers;
pub mod plan;
mod refusal;
pub mod report;
mod request;
pub mod risk;
pub mod route;
pub mod sensitivity;
pub mod simulate;
pub mod totals;
pub mod verdict;
mod written;

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answer::{Prepared, Progress};
use crate::scenario::NeutralNetwork;

pub use ask::{Analysis, Answered, Ask};
pub use audited::{DrawsError, audit_draws};
pub use refusal::{Refusal, SelectionError};
pub use request::{Changes, Extent, Request};
pub use written::{UnreadRequest, parse};

pub use crate::answer::{Cell, Column, Selection, UnknownName};

macro_rules! questions {
    ($($(#[doc = $doc:literal])+ $(#[alias = $alias:literal])? $name:ident($asked:ty) -> $found:ty;)+) => {
        /// What is asked, with the options of the question.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "kebab-case")]
        pub enum Question {
            $($(#[doc = $doc])+ $(#[serde(alias = $alias)])? $name($asked),)+
        }

        /// What was found.
        #[derive(Debug)]
        pub enum Found {
            $($(#[doc = $doc])+ $name($found),)+
        }

        impl Found {
            /// Returns whether at least one route was found, or whatever else was asked for.
            pub fn is_answered(&self) -> bool {
                match self { $(Self::$name(found) => found.is_answered(),)+ }
            }
        }

        /// Puts a request to scenarios that were prepared with its changes.
        ///
        /// Work is spread over the threads of the pool that this is called in; the answer does not depend on them.
        ///
        /// # Errors
        /// Returns why there is no answer.
        pub fn answer(scenarios: &[Prepared], request: &Request, progress: &Progress) -> Result<Found, Refusal> {
            let ask = Ask::new(scenarios, request, progress);
            if ask.with.is_some() && !request.question.draws_with_a_fit() {
                return Err(Refusal::request(given::GivenError::Question));
            }
            match &request.question { $(Question::$name(asked) => asked.answer(&ask).map(Found::$name),)+ }
        }
    };
}

questions! {
    /// Every demand by every corridor, side by side.
    Compare(compare::CompareQuestion) -> compare::Results;
    /// The total of every demand by every corridor, and nothing else.
    Totals(totals::TotalsQuestion) -> totals::Totals;
    /// Every demand by every corridor in each month of a year.
    Months(months::MonthsQuestion) -> months::MonthTable;
    /// What everybody pays and receives for every demand by every corridor, and what would be cheapest without support.
    Payers(payers::PayersQuestion) -> payers::Payments;
    /// The itinerary of every demand by every corridor, step by step.
    Route(route::RouteQuestion) -> route::Itineraries;
    /// Why each answer is what it is.
    Explain(explain::ExplainQuestion) -> explain::Explanations;
    /// Published claims beside the results.
    Claims(claims::ClaimsQuestion) -> claims::Claims;
    /// What published claims teach about the figures.
    Calibrate(calibrate::CalibrateQuestion) -> calibrate::Calibration;
    /// What a scenario holds.
    Show(listing::ShowQuestion) -> listing::Listings;
    /// The documents that the figures of scenarios come from.
    Sources(listing::SourcesQuestion) -> listing::Listings;
    /// What differs between two scenarios.
    Diff(listing::DiffQuestion) -> listing::Listings;
    /// Whether the answers are what their scenarios expect.
    Test(expect::TestQuestion) -> expect::Expectations;
    /// How sure the answer is: the uncertain figures drawn many times.
    Risk(risk::RiskQuestion) -> risk::Risks;
    /// The routes beside the cheapest: the next ones, and those that go another way.
    Alternatives(alternatives::AlternativesQuestion) -> alternatives::Alternatives;
    /// Every route worth choosing where cost is not all that counts.
    Pareto(pareto::ParetoQuestion) -> pareto::Pareto;
    /// The dated plan for cargo that is ready on a day, or the cost for each of many ready dates.
    Plan(plan::PlanQuestion) -> plan::PlanFound;
    /// Which corridor and gateway each origin should use, and up to where.
    Catchment(catchment::CatchmentQuestion) -> catchment::Catchment;
    /// What is critical: each leg, place, service and permission taken away in turn, or made slower.
    Critical(critical::CriticalQuestion) -> critical::Critical;
    /// How all tonnes divide over corridors, routes and months where capacities are limited.
    Flow(flow::FlowQuestion) -> flow::Flows;
    /// Where the answer changes while figures move.
    #[alias = "breakeven"]
    BreakEven(breakeven::BreakEvenQuestion) -> breakeven::BreakEvenFound;
    /// What one step of each fee, hour, tariff and wait is worth, and whom it wins.
    Levers(levers::LeversQuestion) -> levers::Levers;
    /// The uncertain figures, ranked by how much they drive the difference between corridors.
    Sensitivity(sensitivity::SensitivityQuestion) -> sensitivity::Sensitivity;
    /// Which documents to get first: what knowing figures would be worth.
    AskFirst(ask_first::AskFirstQuestion) -> ask_first::AskFirst;
    /// The box of uncertain figures in which a corridor is cheapest.
    Discover(discover::DiscoverQuestion) -> discover::Discovery;
    /// The flow of least cost through a network that is read as it is, without a scenario.
    NetworkFlow(network_flow::NetworkFlowQuestion) -> network_flow::NetworkFlow;
    /// How consignments get through the days of a year: waits, queues, costs.
    Simulate(simulate::SimulateQuestion) -> simulate::Simulation;
    /// One report: the comparison, what it depends on, and what else the scenario has an answer to.
    Report(report::ReportQuestion) -> report::Report;
}

impl Question {
    /// Returns whether it is answered by draws that a fit may weigh.
    const fn draws_with_a_fit(&self) -> bool {
        matches!(self, Self::Compare(_) | Self::Risk(_) | Self::AskFirst(_) | Self::BreakEven(_))
    }

    /// Returns the files besides those of the scenarios that the question is read from; a door that opens no file refuses
    /// such a question.
    pub fn files(&self) -> Vec<PathBuf> {
        match self {
            Self::Levers(levers) => levers.packages.iter().cloned().collect(),
            Self::NetworkFlow(asked) => NeutralNetwork::files(&asked.network).to_vec(),
            _ => Vec::new(),
        }
    }
}
