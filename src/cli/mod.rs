//! Stage 9: the command line: arguments to calls, answers to files, exit codes.

mod alternatives;
mod arguments;
mod ask;
mod ask_first;
mod breakeven;
mod calibrate;
mod catchment;
mod critical;
mod discover;
mod door;
mod failure;
mod flow;
mod guide;
mod import;
mod inspect;
mod levers;
mod memory;
mod merge;
mod output;
mod pareto;
mod plan;
mod plot;
mod prepare;
mod produce;
mod progress;
mod report;
mod risk;
mod sensitivity;
#[cfg(feature = "serve")]
mod serve;
mod signals;
mod simulate;
mod sweep;
mod typed;
mod verify;

use std::ffi::OsString;
use std::process::ExitCode;

use anstream::ColorChoice;
use clap::error::{ContextKind, ContextValue};
use clap::{CommandFactory, Parser, Subcommand};

use corridor::analysis::Question;
use corridor::analysis::claims::ClaimsQuestion;
use corridor::analysis::expect::TestQuestion;
use corridor::analysis::explain::ExplainQuestion;
use corridor::analysis::listing::SourcesQuestion;
use corridor::analysis::route::RouteQuestion;
use corridor::problem::clean;

use arguments::{CompletionsArguments, InitArguments, ManArguments, SchemaArguments};
use door::{Asked, CompareArguments, RouteArguments};
use failure::{Exit, Failure};
use inspect::{CheckArguments, DiffArguments, ScenariosArguments, ShowArguments};
use output::to_stdout;
use signals::report_file_limits;

const ABOUT: &str = "Compare borrowing a foreign port to go to the sea with all-domestic routes";

const EXIT_CODES: &str = "\
Exit codes:
  0  answered
  1  failed: a file cannot be read or written, a study is stopped or differs, or the audit disagrees
  2  the arguments make no sense
  3  a scenario or table is invalid; every problem is listed
  4  no route: not a single answer that was asked for has one; nothing for `discover` or `calibrate`
  5  an expectation of `corridor test` is not met

Units: money per tonne (1000 kg) of cargo in the scenario's currency, km, hours, days, kg CO2e.
The answer goes to stdout, everything else to stderr.";

const COMPARE_EXAMPLES: &str = "\
Examples:
  corridor compare scenarios/hunchun-ningbo-2019.toml
  corridor compare scenarios/jilin-maize-2017.toml --from changchun --format csv -o changchun.csv
  corridor compare 2017.toml 2019.toml --set fx.usd-cny.rate='*1.05' --audit";

const ROUTE_EXAMPLES: &str = "\
Examples:
  corridor route scenarios/jilin-maize-2017.toml --from hunchun --to ningbo --corridor borrowed
  corridor route scenarios/hunchun-ningbo-2019.toml --format geojson -o way.geojson";

const FIRST_STEPS: &str = "\
First steps:
  corridor init trial                          write a small scenario with its tables
  corridor compare trial/scenario.toml         the corridors side by side
  corridor explain trial/scenario.toml         why, in sentences
  corridor compare trial/scenario.toml --set tariffs.sea-cove.per_haul='*1.2'";

/// Compares routes; see the subcommands.
#[derive(Debug, Parser)]
#[command(name = "corridor", version, about = ABOUT, after_help = format!("{FIRST_STEPS}\n\n{EXIT_CODES}"), max_term_width = 110)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Compare the corridors of one or more scenarios
    #[command(after_help = format!("{COMPARE_EXAMPLES}\n\n{EXIT_CODES}"))]
    Compare(CompareArguments),
    /// Show the itinerary of each demand step by step
    #[command(after_help = format!("{ROUTE_EXAMPLES}\n\n{EXIT_CODES}"))]
    Route(RouteArguments),
    /// List the routes beside the cheapest: the next ones, and those that go another way
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", alternatives::EXAMPLES))]
    Alternatives(alternatives::AlternativesArguments),
    /// Say in sentences why an answer is what it is
    #[command(after_help = EXIT_CODES)]
    Explain(Asked),
    /// Write a report for a browser: one file with pictures, whose answer follows the figures that a reader moves
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", report::EXAMPLES))]
    Report(report::ReportArguments),
    /// Put a request that was written as JSON to scenarios
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", ask::EXAMPLES))]
    Ask(ask::AskArguments),
    /// Check scenarios and their tables; list every problem
    #[command(after_help = EXIT_CODES)]
    Check(CheckArguments),
    /// List what a scenario holds: tables, one table, figures, the network, unused rows
    #[command(after_help = EXIT_CODES)]
    Show(ShowArguments),
    /// List the documents that the figures of a scenario come from
    #[command(after_help = EXIT_CODES)]
    Sources(ScenariosArguments),
    /// List what differs between two scenarios
    #[command(after_help = EXIT_CODES)]
    Diff(DiffArguments),
    /// Check the expectations that scenarios state about their answers
    #[command(after_help = EXIT_CODES)]
    Test(ScenariosArguments),
    /// Answer a scenario many times with figures varied by a plan
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", sweep::EXAMPLES))]
    Sweep(sweep::SweepArguments),
    /// Join the shards of a study that several machines have run
    #[command(after_help = EXIT_CODES)]
    Merge(merge::MergeArguments),
    /// Run a study again and compare every byte
    #[command(after_help = EXIT_CODES)]
    Verify(verify::VerifyArguments),
    /// Draw the uncertain figures many times: how often each corridor is cheapest, and how its total is spread
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", risk::EXAMPLES))]
    Risk(risk::RiskArguments),
    /// Find where the answer turns: exact curves in one figure, or what must move least to turn it
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", breakeven::EXAMPLES))]
    Breakeven(breakeven::BreakevenArguments),
    /// Tell what one step of each fee, hour, tariff and wait is worth, and whom it wins
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", levers::EXAMPLES))]
    Levers(levers::LeversArguments),
    /// Show every route worth choosing where cost, time, CO2e and transfers count, and what a day or a tonne costs
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", pareto::EXAMPLES))]
    Pareto(pareto::ParetoArguments),
    /// Divide all tonnes over corridors, routes and months at the least cost where capacities are limited, and price each limit
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", flow::EXAMPLES))]
    Flow(flow::FlowArguments),
    /// Plan a consignment that is ready on a day: departures, waits and arrival by the timetable, or all ready dates of a year
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", plan::EXAMPLES))]
    Plan(plan::PlanArguments),
    /// Rank the uncertain figures by how much they drive the difference between corridors
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", sensitivity::EXAMPLES))]
    Sensitivity(sensitivity::SensitivityArguments),
    /// Take each leg, place, service and permission away in turn: what that costs, whom, and where they go instead
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", critical::EXAMPLES))]
    Critical(critical::CriticalArguments),
    /// Find the box of uncertain figures in which a corridor is cheapest, and check it on other draws
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", discover::EXAMPLES))]
    Discover(discover::DiscoverArguments),
    /// Send a year's consignments day by day: how long they lie and for what, at what cost, and who is in line
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", simulate::EXAMPLES))]
    Simulate(simulate::SimulateArguments),
    /// Tell which corridor and gateway each origin should use, and up to where, with a map
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", catchment::EXAMPLES))]
    Catchment(catchment::CatchmentArguments),
    /// Draw a picture of an answer, for a report or a paper: staircase, map, waterfall and others
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", plot::EXAMPLES))]
    Plot(plot::PlotArguments),
    /// Serve the scenarios as a page in the browser, and as an interface for programs
    #[cfg(feature = "serve")]
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", serve::EXAMPLES))]
    Serve(serve::ServeArguments),
    /// Read the guide: one chapter a command, and topics such as first-hour, quotation or glossary
    Guide(guide::GuideArguments),
    /// Write a small scenario with its tables to begin with, or the shipped ones
    #[command(after_help = EXIT_CODES)]
    Init(InitArguments),
    /// Make a scenario of a spreadsheet, a map, rows of UN/LOCODE or a public timetable
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", import::EXAMPLES))]
    Import(import::ImportArguments),
    /// Print the JSON Schema of scenarios, of plans, of results or of a table
    #[command(after_help = EXIT_CODES)]
    Schema(SchemaArguments),
    /// Print a completion script for a shell
    Completions(CompletionsArguments),
    /// Print the manual page, or write all manual pages to a folder
    Man(ManArguments),
    /// Set published claims beside the results
    #[command(after_help = EXIT_CODES)]
    Claims(Asked),
    /// Weigh draws of the figures by published claims: whether these can hold together, and what they teach
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", calibrate::EXAMPLES))]
    Calibrate(calibrate::CalibrateArguments),
    /// Rank documents and quotations by what knowing them before choosing would be worth
    #[command(name = "ask-first", after_help = format!("{}\n\n{EXIT_CODES}", ask_first::EXAMPLES))]
    AskFirst(ask_first::AskFirstArguments),
}

/// What the program prints where nothing is asked.
const GREETING: &str = "\
corridor compares borrowing a foreign port to go to the sea with all-domestic routes, with the source of every figure.
  corridor compare --from hunchun --to ningbo --commodity maize --tonnes 20000    an answer now, on the shipped tables
  corridor guide first-hour    your own question, step by step; `corridor --help` lists all commands
";

/// Runs the program on arguments, of which the first is its name.
pub(crate) fn main(words: impl IntoIterator<Item = OsString>) -> ExitCode {
    report_file_limits();
    let words: Vec<OsString> = words.into_iter().collect();
    let outcome = match Arguments::try_parse_from(&words) {
        Ok(Arguments { command: Some(command) }) => run(command),
        Ok(Arguments { command: None }) => to_stdout(GREETING.as_bytes()).map(|()| Exit::Answered),
        Err(error) => explain(error, &words),
    };
    match outcome {
        Ok(exit) => exit.into(),
        Err(failure) => {
            failure.report();
            failure.exit().into()
        }
    }
}

/// Writes help or version to stdout, or to stderr why the arguments make no sense.
fn explain(error: clap::Error, words: &[OsString]) -> Result<Exit, Failure> {
    // What is repeated of the arguments must not steer the terminal.
    let harmless = Arguments::try_parse_from(words.iter().map(|word| clean(&word.to_string_lossy())));
    let mut error = harmless.err().unwrap_or(error);
    advise(&mut error);
    if error.use_stderr() {
        // A stderr that is gone is no failure.
        let _ = error.print();
        return Ok(Exit::Usage);
    }
    let is_coloured = anstream::AutoStream::choice(&std::io::stdout()) != ColorChoice::Never;
    let text = if is_coloured { error.render().ansi().to_string() } else { error.render().to_string() };
    to_stdout(text.as_bytes())?;
    Ok(Exit::Answered)
}

/// Options that planners look for, each with what the program has for it.
const WANTED: [(&[&str], &str); 5] = [
    (&["--deadline", "--max-days", "--days"], "`corridor pareto --deadline 20d` shows the routes that keep a deadline"),
    (&["--lot", "--batch"], "--set cargo.lot_t=1000 takes another lot, in tonnes"),
    (&["--product", "--goods", "--cargo"], "--commodity names the goods; `corridor show commodities` lists them"),
    (
        &["--price", "--rate", "--quotation"],
        "--quote \"zarubino>ningbo=38 USD/t\" enters a price, --set PATH=VALUE changes a figure of the tables",
    ),
    (&["--year", "--month"], "--date 2019-06-24 takes another day"),
];

/// Replaces the advice to a word that is no command or option, where the program has something for it.
fn advise(error: &mut clap::Error) {
    let word = |kind| match error.get(kind) {
        Some(ContextValue::String(word)) => Some(word.clone()),
        _ => None,
    };
    let advice = if let Some(option) = word(ContextKind::InvalidArg) {
        WANTED.iter().find(|(options, _)| options.contains(&option.as_str())).map(|(_, advice)| (*advice).to_owned())
    } else {
        let topic = word(ContextKind::InvalidSubcommand).filter(|topic| guide::is_named(topic));
        topic.map(|topic| format!("`corridor guide {topic}` is about that"))
    };
    if let Some(advice) = advice {
        error.remove(ContextKind::SuggestedArg);
        error.remove(ContextKind::SuggestedSubcommand);
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![advice.into()]));
    }
}

fn run(command: Command) -> Result<Exit, Failure> {
    match command {
        Command::Compare(arguments) => arguments.run(),
        Command::Route(arguments) => arguments.run(Question::Route(RouteQuestion {})),
        Command::Alternatives(arguments) => arguments.run(),
        Command::Explain(arguments) => arguments.answer(Question::Explain(ExplainQuestion {})),
        Command::Claims(arguments) => arguments.answer(Question::Claims(ClaimsQuestion {})),
        Command::Calibrate(arguments) => arguments.run(),
        Command::AskFirst(arguments) => arguments.run(),
        Command::Check(arguments) => inspect::check(&arguments),
        Command::Show(arguments) => arguments.run(),
        Command::Sources(arguments) => arguments.run(Question::Sources(SourcesQuestion {})),
        Command::Diff(arguments) => arguments.run(),
        Command::Test(arguments) => arguments.run(Question::Test(TestQuestion {})),
        Command::Risk(arguments) => arguments.run(),
        Command::Report(arguments) => arguments.run(),
        Command::Ask(arguments) => arguments.run(),
        Command::Breakeven(arguments) => arguments.run(),
        Command::Levers(arguments) => arguments.run(),
        Command::Pareto(arguments) => arguments.run(),
        Command::Flow(arguments) => arguments.run(),
        Command::Plan(arguments) => arguments.run(),
        Command::Sensitivity(arguments) => arguments.run(),
        Command::Catchment(arguments) => arguments.run(),
        Command::Simulate(arguments) => arguments.run(),
        Command::Plot(arguments) => arguments.run(),
        Command::Sweep(arguments) => arguments.run(),
        Command::Merge(arguments) => arguments.run(),
        Command::Verify(arguments) => arguments.run(),
        Command::Critical(arguments) => arguments.run(),
        Command::Discover(arguments) => arguments.run(),
        #[cfg(feature = "serve")]
        Command::Serve(arguments) => arguments.run(),
        Command::Guide(arguments) => arguments.run(),
        Command::Init(arguments) => produce::init(&arguments),
        Command::Import(arguments) => arguments.run(),
        Command::Schema(arguments) => produce::schema(&arguments),
        Command::Completions(arguments) => produce::completions(&arguments, Arguments::command()),
        Command::Man(arguments) => produce::man(&arguments, Arguments::command()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_well_formed() {
        super::Arguments::command().debug_assert();
    }
}
