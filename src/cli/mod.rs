//! Stage 9: the command line: arguments to calls, answers to files, exit codes.

mod answer;
mod arguments;
mod ask;
mod audited;
mod breakeven;
mod decide;
mod discover;
mod door;
mod failure;
mod inspect;
mod levers;
mod output;
mod produce;
mod progress;
mod risk;
mod select;
mod sensitivity;
mod study;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command};
use failure::{Exit, Failure};

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
    match run(arguments.command) {
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
        Command::Breakeven(arguments) => arguments.run(),
        Command::Levers(arguments) => arguments.run(),
        Command::Pareto(arguments) => decide::pareto(&arguments),
        Command::Sensitivity(arguments) => arguments.run(),
        Command::Catchment(arguments) => decide::catchment(&arguments),
        Command::Sweep(arguments) => study::sweep(&arguments),
        Command::Merge(arguments) => study::merge(&arguments),
        Command::Verify(arguments) => study::verify(&arguments),
        Command::Critical(arguments) => decide::critical(&arguments),
        Command::Discover(arguments) => arguments.run(),
        Command::Init(arguments) => produce::init(&arguments),
        Command::Schema(arguments) => produce::schema(&arguments),
        Command::Completions(arguments) => produce::completions(&arguments),
        Command::Man(arguments) => produce::man(&arguments),
    }
}
