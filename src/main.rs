//! The program: arguments in, answer and exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    corridor::cli::main(std::env::args_os())
}
