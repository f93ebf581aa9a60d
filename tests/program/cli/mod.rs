//! The program as its users run it: arguments, files and exit codes that need no scenario.

mod output;
mod usage;

use assert_cmd::Command;

/// Returns the program, with an environment that asks for nothing.
fn corridor() -> Command {
    let mut command = Command::cargo_bin("corridor").expect("the program");
    command.env_remove("NO_COLOR").env_remove("COLUMNS");
    command
}

/// Returns what a run wrote to stdout.
fn stdout(command: &mut Command) -> String {
    String::from_utf8(command.assert().get_output().stdout.clone()).expect("UTF-8")
}

/// Returns what a run wrote to stderr.
fn stderr(command: &mut Command) -> String {
    String::from_utf8(command.assert().get_output().stderr.clone()).expect("UTF-8")
}
