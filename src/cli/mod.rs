//! Stage 9: the command line: arguments to calls, answers to files, exit codes.

mod answer;
mod arguments;
mod ask;
mod audited;
mod decide;
mod door;
mod failure;
mod guide;
mod inspect;
mod merge;
mod output;
mod produce;
mod progress;
mod risk;
mod select;
mod sweep;
mod typed;
mod verify;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command};
use failure::{Exit, Failure};
use output::to_stdout;

/// What the program prints where nothing is asked.
const GREETING: &str = "\
corridor compares borrowing a foreign port to go to the sea with all-domestic routes, with the source of every figure.
  corridor compare --from hunchun --to ningbo --commodity maize --tonnes 20000    an answer now, on the shipped tables
  corridor guide first-hour    your own question, step by step; `corridor --help` lists all commands
";

/// Runs the program on arguments, of which the first is its name.
pub(crate) fn main(words: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(words) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version go to stdout with 0, everything else to stderr with 2; a closed pipe is no failure.
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage.into() } else { Exit::Answered.into() };
        }
    };
    let outcome = match arguments.command {
        Some(command) => run(command),
        None => to_stdout(GREETING.as_bytes()).map(|()| Exit::Answered),
    };
    match outcome {
        Ok(exit) => exit.into(),
        Err(failure) => {
            failure.report();
            failure.exit().into()
        }
    }
}

fn run(command: Command) -> Result<Exit, Failure> {
    match command {
        Command::Compare(arguments) => answer::compare(&arguments),
        Command::Route(arguments) => answer::route(&arguments),
        Command::Alternatives(arguments) => decide::alternatives(&arguments),
        Command::Explain(arguments) => answer::explain(&arguments),
        Command::Claims(arguments) => answer::claims(&arguments),
        Command::Check(arguments) => inspect::check(&arguments),
        Command::Show(arguments) => inspect::show(&arguments),
        Command::Sources(arguments) => inspect::sources(&arguments),
        Command::Diff(arguments) => inspect::diff(&arguments),
        Command::Test(arguments) => inspect::test(&arguments),
        Command::Risk(arguments) => arguments.run(),
        Command::Ask(arguments) => arguments.run(),
        Command::Breakeven(arguments) => decide::breakeven(&arguments),
        Command::Levers(arguments) => decide::levers(&arguments),
        Command::Pareto(arguments) => decide::pareto(&arguments),
        Command::Sensitivity(arguments) => decide::sensitivity(&arguments),
        Command::Catchment(arguments) => decide::catchment(&arguments),
        Command::Sweep(arguments) => arguments.run(),
        Command::Merge(arguments) => arguments.run(),
        Command::Verify(arguments) => arguments.run(),
        Command::Critical(arguments) => decide::critical(&arguments),
        Command::Discover(arguments) => decide::discover(&arguments),
        Command::Guide(arguments) => arguments.run(),
        Command::Init(arguments) => produce::init(&arguments),
        Command::Schema(arguments) => produce::schema(&arguments),
        Command::Completions(arguments) => produce::completions(&arguments),
        Command::Man(arguments) => produce::man(&arguments),
    }
}
