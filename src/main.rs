//! The program: arguments in, answer and exit code out.

#![forbid(unsafe_code)]

mod cli;
#[cfg(feature = "serve")]
mod serve;
mod watch;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main(std::env::args_os())
}
