//! P10: the shipped scenario of every origin, port and corridor, from cold start to printed table.

#![allow(clippy::disallowed_types)] // How long things take is what this is about.

use std::error::Error;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use corridor::answer::Prepared;
use corridor_kernel as solve;
use corridor_kernel::Query;
use nix::sys::resource::{UsageWho, getrusage};
use petgraph::graph::{DiGraph, NodeIndex};

use crate::race::{Contender, median, race, timed};
use crate::table::{Table, Task};

/// Returns the program, which is built beside this one.
///
/// # Errors
/// Returns what to build where it is not there.
pub(crate) fn program() -> Result<PathBuf, Box<dyn Error>> {
    let program = std::env::current_exe()?.with_file_name("corridor");
    if program.exists() { Ok(program) } else { Err("build the program first: cargo build --release".into()) }
}

/// The runs of the program, of which the middle one counts, and the rounds beside petgraph.
const RUNS: usize = 21;
const ROUNDS: usize = 5;

/// Times the whole program, and petgraph at the questions that it answers on the same network.
pub(crate) fn compare(path: &Path, table: &mut Table) -> Result<(), Box<dyn Error>> {
    let name = path.file_stem().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let case = Prepared::prepare(path, &[]).map_err(|problems| format!("{problems:?}"))?;
    let (network, costs) = (case.priced().network(), case.priced().costs());
    let (weights, ranks) = (costs.weights(case.priced().prices()), costs.ranks(case.priced().prices()));
    let query =
        |question: &corridor::network::LayerQuery| Some(Query { source: question.source, target: question.target? });
    let queries: Vec<Query> = network.questions().iter().filter_map(query).collect();
    let mut graph = DiGraph::<(), u64>::new();
    for _ in 0..network.graph().nodes() {
        graph.add_node(());
    }
    for tail in 0..network.graph().nodes() as u32 {
        for arc in network.graph().out(tail).filter(|&arc| weights[arc] < f64::INFINITY) {
            let head = NodeIndex::new(network.graph().head(arc) as usize);
            graph.add_edge(NodeIndex::new(tail as usize), head, weights[arc] as u64);
        }
    }
    let cost = |query: &Query| {
        let (source, target) = (NodeIndex::new(query.source as usize), NodeIndex::new(query.target as usize));
        petgraph::algo::dijkstra(&graph, source, Some(target), |edge| *edge.weight()).get(&target).copied()
    };
    let ours = solve::cheapest(network.graph(), &weights, &ranks, &queries);
    for (query, path) in queries.iter().zip(&ours) {
        let (ours, theirs) = (path.as_ref().map(|path| path.cost as u64), cost(query));
        if ours != theirs {
            return Err(format!("P10: {query:?}: {ours:?} by corridor and {theirs:?} by petgraph").into());
        }
    }

    let program = program()?;
    let run = || -> Result<(Duration, Duration), Box<dyn Error>> {
        let mut command = Command::new(&program);
        command.arg("compare").arg(path).stdout(Stdio::piped());
        let (before, start) = (children_time()?, Instant::now());
        let output = command.stderr(Stdio::null()).output()?;
        let taken = start.elapsed();
        if !output.status.success() || output.stdout.is_empty() {
            return Err("P10: the program prints no table".into());
        }
        Ok((taken, children_time()?.saturating_sub(before)))
    };
    run()?;
    let mut wall = Vec::new();
    let mut processor = Vec::new();
    for _ in 0..RUNS {
        let (taken, used) = run()?;
        wall.push(taken.as_secs_f64());
        processor.push(used.as_secs_f64());
    }
    let (wall, processor) = (median(wall), median(processor));
    let what = format!("cold start to printed table, {} questions", network.questions().len());
    let work = Task { bar: "P10", work: &what, graph: &name, rounds: RUNS };
    table.push_ratio(&work, "100 ms on the clock", 0.1 / wall, Some(1.0), (wall, 0.1));

    let outcomes = race(
        &mut [
            Contender::new("corridor", 1.0, || {
                black_box(solve::cheapest(network.graph(), &weights, &ranks, &queries));
            }),
            Contender::with_turns("petgraph, one to one", 1.0, |repeats| {
                timed(|| {
                    for _ in 0..repeats {
                        for query in &queries {
                            black_box(cost(query));
                        }
                    }
                })
            }),
        ],
        ROUNDS,
    );
    let petgraph = outcomes[1].seconds;
    let work = Task { bar: "P10", work: &what, graph: &name, rounds: RUNS };
    table.push_ratio(
        &work,
        "petgraph, one to one, on the same network",
        petgraph / processor,
        Some(20.0),
        (processor, petgraph),
    );
    let what = format!("{} questions with ways and ties, network and prices given", queries.len());
    let work = Task { bar: "P10", work: &what, graph: &name, rounds: ROUNDS };
    table.add(&work, &outcomes, &[None]);
    Ok(())
}

/// Returns the processor time of all programs that this one has run.
fn children_time() -> Result<Duration, Box<dyn Error>> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let time = |value: nix::sys::time::TimeVal| {
        Duration::from_secs(value.tv_sec() as u64) + Duration::from_micros(value.tv_usec() as u64)
    };
    Ok(time(usage.user_time()) + time(usage.system_time()))
}
