//! Flows of least cost beside `OR-tools` and `HiGHS`: one commodity, and many that share capacities.

use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use corridor_kernel::Query;
use corridor_kernel::flow::shared::{Commodity, PathSource, ResourceUse, SharedFlows};
use corridor_kernel::flow::{FlowArc, FlowNetwork};
use corridor_kernel::graph::Graph;
use serde_json::{Value, json};

use crate::input::{Input, Numbers};
use crate::race::{median, timed};
use crate::table::{Table, Task};

/// Nodes that send, and as many that need.
const SENDERS: usize = 250;
/// The penalty for each unit of many commodities that is not sent, dearer than any path.
const UNMET: i64 = 100_000_000;
/// The price of waiting from one period to the next.
const WAITING: i64 = 50_000;

/// Times one commodity with many supplies on a road network.
pub(crate) fn one(input: &Input, rounds: usize, table: &mut Table) -> Result<(), Box<dyn Error>> {
    let mut numbers = Numbers(7);
    let arc = |((&tail, &head), &weight): ((&u32, &u32), &f64)| {
        let capacity = Some(200 + numbers.below(1800) as i64);
        FlowArc { tail, head, capacity, cost: weight as i64 }
    };
    let arcs = input.tails.iter().zip(&input.heads).zip(&input.weights).map(arc).collect();
    let mut supplies = vec![0; input.graph.nodes()];
    for _ in 0..SENDERS {
        let units = 1 + numbers.below(100) as i64;
        supplies[numbers.below(input.graph.nodes())] += units;
        supplies[numbers.below(input.graph.nodes())] -= units;
    }
    let network = FlowNetwork { supplies, arcs };
    let flow = network.cheapest().map_err(|refusal| format!("no flow: {refusal:?}"))?;
    let ours = median((0..rounds).map(|_| timed(|| drop(network.cheapest())).as_secs_f64()).collect());
    let arcs: Vec<Value> = network.arcs.iter().map(|arc| json!([arc.tail, arc.head, arc.capacity, arc.cost])).collect();
    let what = format!("flow of one commodity, {} supplies", 2 * SENDERS);
    let work = Task { bar: "F1", work: &what, graph: &input.name, rounds };
    for (peer, name, least) in
        [("ortools", "OR-tools SimpleMinCostFlow", 1.0), ("highs", "HiGHS, a column for each arc", 20.0)]
    {
        let asked = json!({ "peer": peer, "arcs": arcs, "supplies": network.supplies });
        let Some(theirs) = asked_of_python(&asked)? else { return Ok(()) };
        theirs.must_cost(flow.cost as f64)?;
        table.push_ratio(&work, name, theirs.seconds / ours, Some(least), (ours, theirs.seconds));
    }
    Ok(())
}

/// A network over some periods: places, each tied to its nearest, in every period, and waiting between periods.
struct Periods {
    /// Tail, head, cost and resource of each arc, by tail.
    arcs: Vec<(u32, u32, i64, Option<u32>)>,
    nodes: usize,
    capacities: Vec<i64>,
    /// From where, to which place in any period, how much.
    commodities: Vec<(u32, u32, i64)>,
}

impl Periods {
    fn new(nodes: u32, periods: u32, demands: usize, spread: usize) -> Self {
        let (places, mut numbers) = (nodes / periods, Numbers(11));
        let points: Vec<[f64; 2]> =
            (0..places).map(|_| [numbers.unit() * 10_000.0, numbers.unit() * 10_000.0]).collect();
        let mut legs = Vec::new();
        for from in 0..places {
            let [x, y] = points[from as usize];
            let length = |to: u32| {
                let [across, along] = [points[to as usize][0] - x, points[to as usize][1] - y];
                (across * across + along * along).sqrt() as i64 + 1
            };
            let mut near: Vec<(i64, u32)> = (0..places).filter(|&to| to != from).map(|to| (length(to), to)).collect();
            near.sort_unstable();
            legs.extend(near.iter().take(4).map(|&(length, to)| (from.min(to), from.max(to), length)));
        }
        legs.sort_unstable();
        legs.dedup();
        let widths: Vec<i64> = legs.iter().map(|_| 20 + numbers.below(spread) as i64).collect();
        let mut arcs = Vec::new();
        for period in 0..periods {
            let (now, sinks) = (period * places, periods * places);
            for (&(one, other, length), leg) in legs.iter().zip(0..) {
                let resource = Some(period * legs.len() as u32 + leg);
                arcs.push((now + one, now + other, length * 1000, resource));
                arcs.push((now + other, now + one, length * 1000, resource));
            }
            for place in 0..places {
                arcs.push((now + place, sinks + place, 0, None));
                if period + 1 < periods {
                    arcs.push((now + place, now + places + place, WAITING, None));
                }
            }
        }
        arcs.sort_unstable();
        let ends: Vec<(u32, u32)> = (0..demands)
            .map(|_| (numbers.below(places as usize) as u32, numbers.below(places as usize) as u32))
            .collect();
        let mut commodities = Vec::new();
        for period in 0..periods {
            for &(from, to) in &ends {
                commodities.push((period * places + from, periods * places + to, 5 + numbers.below(20) as i64));
            }
        }
        let capacities = (0..periods).flat_map(|_| widths.iter().copied()).collect();
        Self { arcs, nodes: (places * (periods + 1)) as usize, capacities, commodities }
    }
}

/// Times many commodities that share the capacities of legs over some periods, and again after the price of a leg changes.
pub(crate) fn many(
    (nodes, periods, demands): (u32, u32, usize),
    spread: usize,
    table: &mut Table,
) -> Result<(), Box<dyn Error>> {
    let case = Periods::new(nodes, periods, demands, spread);
    let graph = Graph::from_sorted(case.nodes, case.arcs.iter().map(|arc| (arc.0, arc.1)));
    let uses = |resource: Option<u32>| {
        resource.into_iter().map(|resource| ResourceUse { resource, amount: 1.into() }).collect::<Vec<_>>()
    };
    let mut source = PathSource {
        graph: &graph,
        costs: case.arcs.iter().map(|arc| arc.2).collect(),
        uses: case.arcs.iter().map(|arc| uses(arc.3)).collect(),
        queries: case.commodities.iter().map(|&(source, target, _)| Query { source, target }).collect(),
    };
    let new = || {
        let commodity = |&(_, _, supply): &(u32, u32, i64)| Commodity { supply: supply.into(), unmet: Some(UNMET) };
        let commodities = case.commodities.iter().map(commodity).collect();
        SharedFlows::new(commodities, case.capacities.iter().map(|&capacity| capacity.into()).collect())
    };
    let (mut flows, mut found) = (new(), None);
    let ours = timed(|| found = flows.solve(&source).ok()).as_secs_f64();
    let found = found.ok_or("no flow")?;
    if found.bound != found.cost {
        return Err("many commodities: the bound is not reached".into());
    }
    let scarce = found.prices.iter().filter(|price| !price.is_zero()).count();
    let graph_name = format!("{} nodes, {periods} periods", case.nodes);
    let what =
        format!("{} commodities, {} resources, {scarce} of them scarce", case.commodities.len(), case.capacities.len());
    // The dearest leg of a path that is used becomes a tenth dearer.
    let path = &flows.columns()[found.flows.first().ok_or("nothing flows")?.0].path;
    let dearest = path.iter().copied().max_by_key(|&arc| source.costs[arc as usize]).ok_or("no path")? as usize;
    source.costs[dearest] += source.costs[dearest] / 10;
    let costs = source.costs.clone();
    let (mut again, mut anew) = (None, None);
    let seconds = timed(|| {
        flows.recost(|column| column.path.iter().map(|&arc| costs[arc as usize]).sum());
        again = flows.solve(&source).ok();
    });
    let from_nothing = timed(|| anew = new().solve(&source).ok()).as_secs_f64();
    if again.map(|found| found.cost) != anew.map(|found| found.cost) {
        return Err("many commodities: another cost after a price change than from nothing".into());
    }
    let work = Task { bar: "F3", work: &format!("{what}, after a price change"), graph: &graph_name, rounds: 1 };
    let seconds = seconds.as_secs_f64();
    table.push_ratio(&work, "corridor from nothing", from_nothing / seconds, Some(10.0), (seconds, from_nothing));
    let arcs: Vec<Value> =
        case.arcs.iter().map(|arc| json!([arc.0, arc.1, arc.2, arc.3.map_or(-1, i64::from)])).collect();
    let asked = json!({
        "peer": "highs-many",
        "nodes": case.nodes,
        "arcs": arcs,
        "capacities": case.capacities,
        "commodities": case.commodities,
        "unmet": UNMET,
    });
    let Some(theirs) = asked_of_python(&asked)? else { return Ok(()) };
    let is_done = if theirs.is_done { "" } else { ", which did not come to its end" };
    if theirs.is_done {
        theirs.must_cost(found.cost.to_f64().value())?;
    }
    let work = Task { bar: "F2", work: &what, graph: &graph_name, rounds: 1 };
    let name = format!("HiGHS, a column for each arc and target{is_done}");
    table.push_ratio(&work, &name, theirs.seconds / ours, Some(10.0), (ours, theirs.seconds));
    Ok(())
}

/// What a peer in Python found.
struct PeerFlow {
    cost: f64,
    is_done: bool,
    seconds: f64,
}

impl PeerFlow {
    /// Refuses another cost than ours.
    fn must_cost(&self, ours: f64) -> Result<(), Box<dyn Error>> {
        if (self.cost - ours).abs() > 1e-6 * ours.abs().max(1.0) {
            return Err(format!("flows: {} by the peer, {ours} by corridor", self.cost).into());
        }
        Ok(())
    }
}

/// Puts a network to a peer; nothing where it is not there.
fn asked_of_python(asked: &Value) -> Result<Option<PeerFlow>, Box<dyn Error>> {
    let has_peers =
        Command::new("python3").args(["-c", "import highspy, ortools, scipy"]).stderr(Stdio::null()).status();
    if !has_peers.is_ok_and(|status| status.success()) {
        eprintln!(
            "F   left out: there is no Python with OR-tools and HiGHS; `pip install ortools highspy scipy` brings them"
        );
        return Ok(None);
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("flows.py");
    let mut python = Command::new("python3").arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    python.stdin.take().ok_or("no input")?.write_all(asked.to_string().as_bytes())?;
    let output = python.wait_with_output()?;
    if !output.status.success() {
        return Err("a peer in Python failed".into());
    }
    let told = String::from_utf8(output.stdout)?;
    // HiGHS may greet on standard output first.
    let told: Value = serde_json::from_str(told.lines().last().unwrap_or_default())?;
    let (cost, seconds) = (told["cost"].as_f64().ok_or("no cost")?, told["seconds"].as_f64().ok_or("no time")?);
    Ok(Some(PeerFlow { cost, is_done: told["is_done"] == true, seconds }))
}
