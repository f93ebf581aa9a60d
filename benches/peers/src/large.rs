//! P6 to P8: customization, questions and matrices on a large network by the hierarchy.

use std::error::Error;
use std::hint::black_box;

use corridor::lanes::{Block, LANES, NARROW_LANES, Narrow};
use corridor::solve::{Climb, Hierarchy, Order, Targets};
use routingkit_cch::{CCHMetric, CCHQuery};

use crate::input::Input;
use crate::peers;
use crate::race::{Contender, race};
use crate::table::{Table, Work};

/// The questions of P7, and the sources and the targets of the matrix.
const ENDS: usize = 1000;
/// The rows of the matrix that petgraph works out; the others would take it as long each.
const PETGRAPH_ROWS: usize = 20;
/// The nodes that a graph must have for the bars to apply.
const LARGE: usize = 10_000;

/// Runs all comparisons on a graph.
pub(crate) fn compare(input: &Input, rounds: usize, table: &mut Table) -> Result<(), Box<dyn Error>> {
    let name = input.name.as_str();
    let asked = |least: f64| (input.graph.nodes() >= LARGE).then_some(least);
    // Two sets of prices in turn.
    let sets: [Vec<u32>; LANES] = std::array::from_fn(|lane| {
        let factor = |arc: usize| 0.7 + ((arc * 31 + lane * 17) % 71) as f64 / 100.0;
        input.weights.iter().enumerate().map(|(arc, &weight)| (weight * factor(arc)).round().max(1.0) as u32).collect()
    });
    let weights: Vec<Vec<f64>> = sets.iter().map(|set| set.iter().map(|&weight| f64::from(weight)).collect()).collect();
    let blocks: Vec<Block> =
        (0..input.graph.arcs()).map(|arc| Block(std::array::from_fn(|lane| weights[lane][arc]))).collect();
    let narrow: Vec<Narrow> =
        (0..input.graph.arcs()).map(|arc| Narrow(std::array::from_fn(|lane| sets[lane % LANES][arc]))).collect();

    let order = Order::best(&input.graph, Some(&input.coordinates()), &[]);
    let hierarchy = Hierarchy::new(&input.graph, &order);
    eprintln!("    {} slots, {} triangles", hierarchy.slots(), hierarchy.triangles());
    let routingkit = peers::routingkit_of(input, &sets[0]);
    let mut metric = CCHMetric::new(&routingkit, sets[0].clone());
    let cch = peers::cch_of(input, &sets[0]);
    let cch_shape = cch.view();
    let (customizer, mut cch_metric) = (cch.customizer(), cch.customize(&sets[0]));
    let petgraph = peers::petgraph_of(input);

    let (mut one, mut eight) = (hierarchy.customize(&weights[0]), hierarchy.customize(&blocks));
    let mut sixteen = hierarchy.customize(&narrow);
    if (0..LANES).any(|lane| sixteen.lane(lane + LANES) != eight.lane(lane)) {
        return Err("sixteen narrow sets of prices and eight differ".into());
    }
    let (mut climb, mut climbs) = (Climb::new(&hierarchy), Climb::new(&hierarchy));
    let questions = input.questions(ENDS);
    check(input, &hierarchy, &mut climb, &mut climbs, &sets, &weights, &blocks, &mut metric, &questions)?;

    let integers: Vec<&[u32]> = sets.iter().map(Vec::as_slice).collect();
    let outcomes = race(
        &mut [
            Contender::new("corridor", NARROW_LANES as f64, || hierarchy.customize_into(&narrow, &mut sixteen)),
            Contender::with_turns("routingkit-cch, reset", 1.0, |repeats| {
                peers::resets(&mut metric, &integers, repeats, |_| {})
            }),
            Contender::new("cch, customize", 1.0, || customizer.customize_into(&sets[0], &mut cch_metric)),
        ],
        rounds,
    );
    let p6 = asked(12.0).filter(|_| input.graph.nodes() <= 200_000);
    let work = Work { bar: "P6", work: "customization per metric, 16 lanes of 32 bits", graph: name, rounds };
    table.add(&work, &outcomes, &[p6, None]);
    let outcomes = race(
        &mut [
            Contender::new("corridor", LANES as f64, || hierarchy.customize_into(&blocks, &mut eight)),
            Contender::with_turns("routingkit-cch, reset", 1.0, |repeats| {
                peers::resets(&mut metric, &integers, repeats, |_| {})
            }),
        ],
        rounds,
    );
    let work = Work { bar: "P6", work: "customization per metric, 8 lanes of 64 bits", graph: name, rounds };
    table.add(&work, &outcomes, &[None]);

    let outcomes = race(
        &mut [
            Contender::new("corridor", 1.0, || hierarchy.customize_into(&weights[0], &mut one)),
            Contender::with_turns("routingkit-cch, reset", 1.0, |repeats| {
                peers::resets(&mut metric, &integers[..1], repeats, |_| {})
            }),
            Contender::new("cch, customize", 1.0, || customizer.customize_into(&sets[0], &mut cch_metric)),
        ],
        rounds,
    );
    let work = Work { bar: "P7", work: "customization, one metric", graph: name, rounds };
    table.add(&work, &outcomes, &[asked(2.0), None]);

    metric.reset(sets[0].clone());
    let mut query = CCHQuery::new(&metric);
    let fast = peers::fast_paths_of(input, &sets[0], None);
    let mut calculator = fast_paths::create_calculator(&fast);
    for &(source, target) in &questions {
        let ours = climb.distance(&hierarchy, &one, source, target);
        let theirs = [
            ("cch", peers::cch_cost(&cch_shape, &cch_metric, source, target)),
            ("fast_paths", peers::fast_paths_cost(&mut calculator, &fast, source, target)),
        ];
        for (name, cost) in theirs {
            equal(&format!("{source} to {target}"), ours, name, cost)?;
        }
    }
    let outcomes = race(
        &mut [
            Contender::new("corridor", ENDS as f64, || {
                for &(source, target) in &questions {
                    black_box(climb.distance(&hierarchy, &one, source, target));
                }
            }),
            Contender::new("routingkit-cch", ENDS as f64, || {
                for &(source, target) in &questions {
                    query.add_source(source, 0);
                    query.add_target(target, 0);
                    black_box(query.run().distance());
                }
            }),
            Contender::new("cch", ENDS as f64, || {
                for &(source, target) in &questions {
                    black_box(peers::cch_cost(&cch_shape, &cch_metric, source, target));
                }
            }),
            Contender::new("fast_paths, prepared for one metric", ENDS as f64, || {
                for &(source, target) in &questions {
                    black_box(peers::fast_paths_cost(&mut calculator, &fast, source, target));
                }
            }),
        ],
        rounds,
    );
    let work = Work { bar: "P7", work: "point-to-point query", graph: name, rounds };
    table.add(&work, &outcomes, &[asked(2.0), None, None]);

    let (sources, targets) = (input.some(&input.sources, ENDS, 1), input.some(&input.targets, ENDS, 2));
    let selected = Targets::new(&hierarchy, &targets);
    let ours = selected.matrix(&hierarchy, &one, &sources);
    let mut matrix = ours.clone();
    let theirs = peers::routingkit_matrix(&metric, &sources, &targets);
    let by_cch = cch::distance_matrix(&cch_shape, &cch_metric.view(), &sources, &targets);
    for (entry, &ours) in ours.iter().enumerate() {
        let from_to = format!("matrix, entry {entry}");
        equal(&from_to, ours, "routingkit-cch", theirs[entry])?;
        equal(&from_to, ours, "cch", (by_cch[entry] != cch::INF_WEIGHT).then_some(by_cch[entry]))?;
    }
    for (row, &source) in sources[..PETGRAPH_ROWS].iter().enumerate() {
        let theirs = peers::petgraph_row(&petgraph, &sets[0], source, &targets);
        for (column, cost) in theirs.into_iter().enumerate() {
            equal(&format!("row {row}, column {column}"), ours[row * ENDS + column], "petgraph", cost)?;
        }
    }
    let mut row = 0;
    let outcomes = race(
        &mut [
            Contender::new("corridor", 1.0, || {
                Targets::new(&hierarchy, &targets).matrix_into(&hierarchy, &one, &sources, &mut matrix);
                black_box(&matrix);
            }),
            Contender::new("routingkit-cch", 1.0, || {
                black_box(peers::routingkit_matrix(&metric, &sources, &targets));
            }),
            Contender::new("petgraph, one to all from each source", 1.0 / ENDS as f64, || {
                row = (row + 1) % PETGRAPH_ROWS;
                black_box(peers::petgraph_row(&petgraph, &sets[0], sources[row], &targets));
            }),
            Contender::new("cch", 1.0, || {
                black_box(cch::distance_matrix(&cch_shape, &cch_metric.view(), &sources, &targets));
            }),
        ],
        rounds,
    );
    let work = Work { bar: "P8", work: "1000 x 1000 matrix", graph: name, rounds };
    table.add(&work, &outcomes, &[asked(15.0), asked(300.0), None]);
    Ok(())
}

/// Checks the questions under all eight sets of prices against `RoutingKit`.
#[allow(clippy::too_many_arguments)] // One of each kind that is checked.
fn check(
    input: &Input,
    hierarchy: &Hierarchy,
    climb: &mut Climb<f64>,
    climbs: &mut Climb<Block>,
    sets: &[Vec<u32>; LANES],
    weights: &[Vec<f64>],
    blocks: &[Block],
    metric: &mut CCHMetric<'_>,
    questions: &[(u32, u32)],
) -> Result<(), Box<dyn Error>> {
    let eight = hierarchy.customize(blocks);
    for (lane, set) in sets.iter().enumerate() {
        let one = hierarchy.customize(&weights[lane]);
        metric.reset(set.clone());
        let mut found = Vec::new();
        peers::routingkit_costs(metric, questions, |cost| found.push(cost));
        for (&(source, target), cost) in questions.iter().zip(found) {
            let from_to = format!("{}: {source} to {target}", input.name);
            equal(&from_to, climb.distance(hierarchy, &one, source, target), "routingkit-cch", cost)?;
            equal(&from_to, climbs.distance(hierarchy, &eight, source, target).0[lane], "routingkit-cch", cost)?;
        }
    }
    Ok(())
}

/// Refuses answers that differ.
fn equal(what: &str, ours: f64, name: &str, theirs: Option<u32>) -> Result<(), Box<dyn Error>> {
    let theirs = theirs.map_or(f64::INFINITY, f64::from);
    if ours.to_bits() == theirs.to_bits() {
        Ok(())
    } else {
        Err(format!("{what}: {ours} by corridor and {theirs} by {name}").into())
    }
}
