//! Stage 9: the command line: arguments to calls, answers to files, exit codes.

mod alternatives;
mod answers;
mod arguments;
mod ask;
mod breakeven;
mod catchment;
mod command;
mod critical;
mod discover;
mod door;
mod failure;
mod guide;
mod inspect;
mod levers;
mod merge;
mod output;
mod pareto;
mod prepare;
mod produce;
mod progress;
mod risk;
mod sensitivity;
mod sweep;
mod typed;
mod verify;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use command::{Arguments, Command};
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
        Command::Compare(arguments) => arguments.compare(),
        Command::Route(arguments) => arguments.route(),
        Command::Alternatives(arguments) => arguments.run(),
        Command::Explain(arguments) => answers::explain(&arguments),
        Command::Claims(arguments) => answers::claims(&arguments),
        Command::Check(arguments) => inspect::check(&arguments),
        Command::Show(arguments) => arguments.run(),
        Command::Sources(arguments) => arguments.sources(),
        Command::Diff(arguments) => arguments.run(),
        Command::Test(arguments) => arguments.test(),
        Command::Risk(arguments) => arguments.run(),
        Command::Ask(arguments) => arguments.run(),
        Command::Breakeven(arguments) => arguments.run(),
        Command::Levers(arguments) => arguments.run(),
        Command::Pareto(arguments) => arguments.run(),
        Command::Sensitivity(arguments) => arguments.run(),
        Command::Catchment(arguments) => arguments.run(),
        Command::Sweep(arguments) => arguments.run(),
        Command::Merge(arguments) => arguments.run(),
        Command::Verify(arguments) => arguments.run(),
        Command::Critical(arguments) => arguments.run(),
        Command::Discover(arguments) => arguments.run(),
        Command::Guide(arguments) => arguments.run(),
        Command::Init(arguments) => produce::init(&arguments),
        Command::Schema(arguments) => produce::schema(&arguments),
        Command::Completions(arguments) => produce::completions(&arguments),
        Command::Man(arguments) => produce::man(&arguments),
    }
}
