//! Sets corridor beside other programs of its field: equality first, then processor time in turns, one table out.

mod decisions;
mod draw;
mod fixed;
mod flows;
mod given;
mod input;
mod large;
mod peers;
mod race;
mod road;
mod scalar;
mod scenario;
mod table;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;

use input::Input;
use table::Table;

/// The most nodes of a network that a tape is made of.
const MOST_FOR_TAPE: usize = 10_000;

/// Sets corridor beside petgraph, pathfinding, `fast_paths`, routingkit-cch and cch.
///
/// Every peer must give the same answers before anybody is timed; then all run in turns on one thread, and the median of
/// the ratios of processor time counts.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Graphs in the neutral format (`n m`, then `lat lon` for each node, then `tail head weight [kind]` for each arc),
    /// packed by gzip or not, or `road:NODES` for roads that are made up; without any the shipped scenario, the four of
    /// tests/cases/graphs and road:100000
    graphs: Vec<String>,
    /// Rounds in which everybody runs once
    #[arg(long, default_value_t = 11, value_parser = clap::value_parser!(u64).range(1..))]
    rounds: u64,
    /// Prints the table as CSV
    #[arg(long)]
    table: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    rayon::ThreadPoolBuilder::new().num_threads(1).build_global()?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut graphs = arguments.graphs.clone();
    if graphs.is_empty() {
        let known = ["corridor_m", "corridor_l", "marnet", "us_freeway"];
        let path = |name: &str| root.join(format!("tests/cases/graphs/{name}.txt.gz")).display().to_string();
        graphs = known.into_iter().map(path).collect();
        graphs.push("road:100000".to_owned());
    }
    let rounds = arguments.rounds as usize;
    let mut table = Table::default();
    if arguments.graphs.is_empty() {
        scenario::compare(&root.join("scenarios/jilin-maize-2017.toml"), &mut table)?;
        decisions::compare(&root.join("scenarios/hunchun-ningbo-2019.toml"), &mut table)?;
        flows::many((2000, 6, 20), 60, &mut table)?;
        flows::many((5000, 12, 40), 400, &mut table)?;
    }
    for graph in &graphs {
        let input = read(graph).map_err(|error| format!("{graph}: {error}"))?;
        eprintln!("{}", input.describe());
        if input.graph.nodes() <= MOST_FOR_TAPE {
            fixed::compare(&input, rounds, &mut table).map_err(|error| format!("{graph}: {error}"))?;
        }
        if input.name == "us_freeway" {
            flows::one(&input, rounds, &mut table)?;
        }
        large::compare(&input, rounds, &mut table).map_err(|error| format!("{graph}: {error}"))?;
    }
    let out = std::io::stdout().lock();
    if arguments.table { table.write_csv(out) } else { table.write_markdown(out) }
}

/// Reads a graph from a file or makes one up.
fn read(name: &str) -> Result<Input, Box<dyn Error>> {
    let input = match name.strip_prefix("road:") {
        Some(nodes) => road::roads(nodes.parse()?, 1),
        None => Input::read(&PathBuf::from(name))?,
    };
    if input.graph.nodes() < 2 || input.graph.arcs() == 0 {
        return Err("no two nodes with an arc between them".into());
    }
    Ok(input)
}
