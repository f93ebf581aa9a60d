//! `serve`: the local page.

use std::net::IpAddr;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use clap::Args;

use corridor::present::Lang;

use crate::serve::{self, ServeOptions, ServedFile};

use super::arguments::Running;
use super::failure::{Exit, Failure, say};
use super::output::to_stdout;
use super::prepare::{ScenarioFile, prepare_files, use_machine};

/// The examples below the help.
pub(super) const EXAMPLES: &str = "\
Examples:
  corridor serve scenarios/hunchun-ningbo-2019.toml --open
  corridor serve 2017.toml 2019.toml --port 8080 --watch";

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub(super) struct ServeArguments {
    /// Scenario files (TOML), or shipped ones such as shipped:hunchun-ningbo-2019; without one, the shipped ones are offered
    #[arg(value_name = "SCENARIO")]
    scenarios: Vec<PathBuf>,
    /// The port to listen at; 0 takes any that is free
    #[arg(long, value_name = "N", default_value_t = 0)]
    port: u16,
    /// The address to listen at; others than this machine's own let everybody who can reach it read the scenarios
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    host: IpAddr,
    /// Open the page in the browser
    #[arg(long)]
    open: bool,
    /// Read a scenario again when its files change, and tell the page
    #[arg(long)]
    watch: bool,
    /// The most answers that are worked out at once; others wait
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=256))]
    max_parallel: u16,
    /// The longest that an answer may take in seconds, but for jobs
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    timeout: u64,
    #[command(flatten)]
    running: Running,
}

impl ServeArguments {
    /// Serves the page until Ctrl-C.
    pub(super) fn run(&self) -> Result<Exit, Failure> {
        use_machine(&self.running);
        let cases = prepare_files(&ScenarioFile::paths(&self.scenarios, None), &[], &self.running, Lang::En)?;
        let files = self.scenarios.iter().cloned().zip(cases).map(|(path, case)| ServedFile { path, case }).collect();
        let options = ServeOptions {
            address: self.host,
            port: self.port,
            parallel: self.max_parallel.into(),
            limit: Duration::from_secs(self.timeout),
            watches: self.watch,
        };
        let quiet = self.running.quiet;
        if !self.host.is_loopback() && !quiet {
            say(&format!("note: whoever reaches {} can read these scenarios", self.host));
        }
        let began = |address: &str| {
            to_stdout(format!("{address}\n").as_bytes()).map_err(std::io::Error::other)?;
            if !quiet {
                say("open this address in a browser; Ctrl-C ends");
            }
            if self.open && !opened(address) {
                say("note: no browser could be opened");
            }
            Ok(())
        };
        let ends = || {
            if !quiet {
                say("ending after the answers at hand; Ctrl-C again ends at once");
            }
        };
        serve::serve(files, &options, began, ends)
            .map_err(|error| Failure::Failed(format!("cannot serve at {}:{}: {error}", self.host, self.port)))?;
        Ok(Exit::Answered)
    }
}

/// Opens an address in the browser, and returns whether something took it.
fn opened(address: &str) -> bool {
    let opener = match std::env::consts::OS {
        "macos" => "open",
        "windows" => "explorer",
        _ => "xdg-open",
    };
    let mut command = Command::new(opener);
    command.arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().is_ok()
}
