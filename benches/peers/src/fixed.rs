//! P1 to P5 and P9: a fixed set of questions on a small network, answered for many sets of prices by the tape.

use std::error::Error;
use std::hint::black_box;

use corridor::ids::{FigureId, Id};
use corridor::lanes::{self, Block, LANES, Level, NARROW_LANES, Narrow};
use corridor::solve::{Keep, Query, Tape, Weight};
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand_distr::{Distribution, LogNormal};
use routingkit_cch::CCHMetric;

use crate::draw::{Prices, SIGMA};
use crate::input::Input;
use crate::peers;
use crate::race::{Contender, race};
use crate::scalar::Dijkstra;
use crate::table::{Table, Work};

/// The sets of prices that contenders go through in turn, so that none learns one by heart.
const SETS: usize = 8 * LANES;

/// Is what the project asks on a network with so many questions.
struct Asked {
    questions: usize,
    /// Drawn, priced and answered, against the same one at a time.
    full: Option<f64>,
    /// The same within narrow bounds.
    narrow: Option<f64>,
    /// Answered, against petgraph, `RoutingKit` and the search of our own.
    petgraph: Option<f64>,
    routingkit: Option<f64>,
    dijkstra: Option<f64>,
}

const NOTHING: Asked =
    Asked { questions: 0, full: None, narrow: None, petgraph: None, routingkit: None, dijkstra: None };

/// Runs all comparisons that suit the size of a graph.
pub(crate) fn compare(input: &Input, rounds: usize, table: &mut Table) -> Result<(), Box<dyn Error>> {
    if input.is_layered() || input.graph.nodes() > 2_000 {
        let asked = Asked { questions: 10, routingkit: Some(150.0), dijkstra: Some(45.0), ..NOTHING };
        return answers(input, &asked, "P4", rounds, table);
    }
    for asked in [
        Asked { questions: 1, full: Some(12.0), petgraph: Some(35.0), routingkit: Some(30.0), ..NOTHING },
        Asked {
            questions: 10,
            full: Some(35.0),
            narrow: Some(60.0),
            petgraph: Some(120.0),
            routingkit: Some(30.0),
            ..NOTHING
        },
        Asked { questions: 100, full: Some(150.0), petgraph: Some(500.0), routingkit: Some(30.0), ..NOTHING },
    ] {
        draws(input, &asked, None, "P1", asked.full, rounds, table)?;
        answers(input, &asked, "P2/P3", rounds, table)?;
        if asked.narrow.is_some() {
            draws(input, &asked, Some((0.7, 1.4)), "P5", asked.narrow, rounds, table)?;
            instruction_sets(input, asked.questions, rounds, table)?;
        }
    }
    Ok(())
}

/// Is a tape ready to be drawn for.
struct Ready {
    prices: Prices,
    tape: Tape,
    needed: Vec<FigureId>,
    /// The weight and the slot of each arc that is needed.
    arcs: Vec<(f64, u32)>,
}

impl Ready {
    fn new(input: &Input, questions: &[(u32, u32)], bounds: Option<(f64, f64)>) -> Self {
        let prices = Prices::new(input.graph.arcs(), bounds);
        let within: Vec<(f64, f64)> = input.weights.iter().map(|&weight| prices.bounds(weight)).collect();
        let tape = tape_of(input, questions, &within);
        let needed = tape.inputs().iter().map(|&(arc, _)| FigureId::new(arc as usize)).collect();
        let arcs = tape.inputs().iter().map(|&(arc, slot)| (input.weights[arc as usize], slot)).collect();
        Self { prices, tape, needed, arcs }
    }
}

fn tape_of(input: &Input, questions: &[(u32, u32)], bounds: &[(f64, f64)]) -> Tape {
    let queries: Vec<Query> =
        questions.iter().map(|&(source, target)| Query { source, targets: vec![target] }).collect();
    let classes: Vec<u32> = (0..input.graph.arcs() as u32).collect();
    Tape::build(&input.graph, &classes, bounds, &queries, Keep::Costs)
}

/// P1 and P5: figures drawn, arcs priced, questions answered.
fn draws(
    input: &Input,
    asked: &Asked,
    bounds: Option<(f64, f64)>,
    bar: &'static str,
    at_least: Option<f64>,
    rounds: usize,
    table: &mut Table,
) -> Result<(), Box<dyn Error>> {
    let questions = input.questions(asked.questions);
    let ready = Ready::new(input, &questions, bounds);
    let Ready { prices, tape, needed, arcs } = &ready;
    let (mut factors, mut slots) = (prices.start(), tape.slots());
    let mut dijkstra = Dijkstra::new(input.graph.nodes());
    let mut weights = vec![0.0; input.graph.arcs()];
    let mut one_draw = |draw: u64, found: &mut dyn FnMut(usize, f64)| {
        for (arc, weight) in weights.iter_mut().enumerate() {
            *weight = prices.weight(arc, input.weights[arc], draw);
        }
        for (question, &(source, target)) in questions.iter().enumerate() {
            found(question, dijkstra.cost(&input.graph, &weights, source, target));
        }
    };
    for block in 0..32 {
        let first = block * LANES as u64;
        prices.fill(first, needed, arcs, &mut factors, &mut slots);
        tape.run(&mut slots);
        for lane in 0..LANES {
            let mut differs = None;
            one_draw(first + lane as u64, &mut |question, cost| {
                let ours = tape.answer(&slots, question).0[lane];
                if ours.to_bits() != cost.to_bits() {
                    differs = Some(format!("{bar}: draw {first} + {lane}, question {question}: {ours} and {cost}"));
                }
            });
            if let Some(differs) = differs {
                return Err(differs.into());
            }
        }
    }
    let mut block = 0;
    let ours = Contender::new("corridor", LANES as f64, || {
        prices.fill(block * LANES as u64, needed, arcs, &mut factors, &mut slots);
        block += 1;
        tape.run(&mut slots);
        for question in 0..questions.len() {
            black_box(tape.answer(&slots, question));
        }
    });
    let mut draw = 0;
    let same = Contender::new("the same draws one at a time + own Dijkstra", 1.0, || {
        draw += 1;
        one_draw(draw, &mut |_, cost| {
            black_box(cost);
        });
    });
    let mut random = StdRng::seed_from_u64(1);
    let factor = LogNormal::new(0.0, SIGMA)?;
    let mut others = vec![0.0; input.graph.arcs()];
    let mut search = Dijkstra::new(input.graph.nodes());
    let (low, high) = bounds.unwrap_or((0.0, f64::INFINITY));
    let other = Contender::new("rand_distr + own Dijkstra (other draws)", 1.0, || {
        for (weight, &base) in others.iter_mut().zip(&input.weights) {
            let factor = loop {
                let factor: f64 = factor.sample(&mut random);
                if factor >= low && factor <= high {
                    break factor;
                }
            };
            *weight = (base * factor + 0.5).floor();
        }
        for &(source, target) in &questions {
            black_box(search.cost(&input.graph, &others, source, target));
        }
    });
    let outcomes = race(&mut [ours, same, other], rounds);
    let within = bounds.map_or_else(String::new, |(low, high)| format!(" within {low}..{high}"));
    let work = format!("draw{within} + cost + answer, K = {}", asked.questions);
    eprintln!("    {} of {} figures, {} steps", needed.len(), input.graph.arcs(), tape.steps());
    table.add(&Work { bar, work: &work, graph: &input.name, rounds }, &outcomes, &[at_least, None]);
    Ok(())
}

/// P2, P3 and P4: prices given, questions answered; nothing is known of the prices beforehand.
fn answers(
    input: &Input,
    asked: &Asked,
    bar: &'static str,
    rounds: usize,
    table: &mut Table,
) -> Result<(), Box<dyn Error>> {
    let questions = input.questions(asked.questions);
    let prices = Prices::new(input.graph.arcs(), None);
    let sets: Vec<Vec<f64>> = (0..SETS as u64)
        .map(|draw| input.weights.iter().enumerate().map(|(arc, &weight)| prices.weight(arc, weight, draw)).collect())
        .collect();
    let whole: Vec<Vec<u32>> =
        sets.iter().map(|set| set.iter().map(|&weight| weight.max(1.0) as u32).collect()).collect();
    let sets: Vec<Vec<f64>> = whole.iter().map(|set| set.iter().map(|&weight| f64::from(weight)).collect()).collect();
    let blocks: Vec<Vec<Block>> = sets
        .chunks(LANES)
        .map(|eight| (0..input.graph.arcs()).map(|arc| Block(std::array::from_fn(|lane| eight[lane][arc]))).collect())
        .collect();
    let narrow: Vec<Vec<Narrow>> = whole
        .chunks(NARROW_LANES)
        .map(|sets| (0..input.graph.arcs()).map(|arc| Narrow(std::array::from_fn(|lane| sets[lane][arc]))).collect())
        .collect();
    let tape = tape_of(input, &questions, &vec![Tape::ANY; input.graph.arcs()]);
    let (mut slots, mut narrow_slots) = (tape.slots::<Block>(), tape.slots::<Narrow>());

    let petgraph = peers::petgraph_of(input);
    let routingkit = peers::routingkit_of(input, &whole[0]);
    let mut metric = CCHMetric::new(&routingkit, whole[0].clone());
    let cch = peers::cch_of(input, &whole[0]);
    let cch_shape = cch.view();
    let (customizer, mut cch_metric) = (cch.customizer(), cch.customize(&whole[0]));
    let fast = peers::fast_paths_of(input, &whole[0], None);
    let order = fast_paths::get_node_ordering(&fast);
    let mut calculator = fast_paths::create_calculator(&fast);
    let mut dijkstra = Dijkstra::new(input.graph.nodes());

    let of_blocks: Vec<Vec<Block>> =
        blocks.iter().map(|block| answer(&tape, block, &mut slots, questions.len())).collect();
    let of_narrow: Vec<Vec<Narrow>> =
        narrow.iter().map(|block| answer(&tape, block, &mut narrow_slots, questions.len())).collect();
    for (set, (weights, integers)) in sets.iter().zip(&whole).enumerate() {
        let mut found = Vec::new();
        metric.reset(integers.clone());
        peers::routingkit_costs(&metric, &questions, |cost| found.push(cost));
        customizer.customize_into(integers, &mut cch_metric);
        // Preparation is slow, and one set of prices as good as another.
        let fast = (set == 0).then(|| peers::fast_paths_of(input, integers, Some(&order)));
        for (question, &(source, target)) in questions.iter().enumerate() {
            let ours = of_blocks[set / LANES][question].0[set % LANES];
            let narrow = of_narrow[set / NARROW_LANES][question].under(set % NARROW_LANES);
            let theirs = [
                ("corridor in narrow lanes", Some(narrow)),
                ("own Dijkstra", Some(dijkstra.cost(&input.graph, weights, source, target))),
                ("petgraph", cost(peers::petgraph_cost(&petgraph, integers, source, target))),
                ("pathfinding", cost(peers::pathfinding_cost(input, integers, source, target))),
                ("routingkit-cch", cost(found[question])),
                ("cch", cost(peers::cch_cost(&cch_shape, &cch_metric, source, target))),
                (
                    "fast_paths",
                    fast.as_ref().and_then(|fast| cost(peers::fast_paths_cost(&mut calculator, fast, source, target))),
                ),
            ];
            for (name, cost) in theirs {
                if cost.is_some_and(|cost| cost.to_bits() != ours.to_bits()) {
                    return Err(format!("{bar}: set {set}, question {question}: {ours}, and {cost:?} by {name}").into());
                }
            }
        }
    }

    let integers: Vec<&[u32]> = whole.iter().map(Vec::as_slice).collect();
    let mut turn = in_turn(blocks.len());
    let wide = Contender::new("corridor itself in 8 lanes of 64 bits", LANES as f64, || {
        black_box(answer(&tape, &blocks[turn()], &mut slots, questions.len()));
    });
    let mut turn = in_turn(narrow.len());
    let ours = Contender::new("corridor", NARROW_LANES as f64, || {
        black_box(answer(&tape, &narrow[turn()], &mut narrow_slots, questions.len()));
    });
    let mut turn = in_turn(SETS);
    let by_petgraph = Contender::new("petgraph", 1.0, || {
        let weights = integers[turn()];
        for &(source, target) in &questions {
            black_box(peers::petgraph_cost(&petgraph, weights, source, target));
        }
    });
    let by_routingkit = Contender::with_turns("routingkit-cch, reset + queries", 1.0, |repeats| {
        peers::resets(&mut metric, &integers, repeats, |metric| {
            peers::routingkit_costs(metric, &questions, |cost| {
                black_box(cost);
            });
        })
    });
    let mut turn = in_turn(SETS);
    let by_dijkstra = Contender::new("own Dijkstra", 1.0, || {
        let weights = &sets[turn()];
        for &(source, target) in &questions {
            black_box(dijkstra.cost(&input.graph, weights, source, target));
        }
    });
    let mut turn = in_turn(SETS);
    let by_pathfinding = Contender::new("pathfinding", 1.0, || {
        let weights = integers[turn()];
        for &(source, target) in &questions {
            black_box(peers::pathfinding_cost(input, weights, source, target));
        }
    });
    let mut turn = in_turn(SETS);
    let by_cch = Contender::new("cch, customize + queries", 1.0, || {
        customizer.customize_into(integers[turn()], &mut cch_metric);
        for &(source, target) in &questions {
            black_box(peers::cch_cost(&cch_shape, &cch_metric, source, target));
        }
    });
    let mut turn = in_turn(SETS);
    let by_fast_paths = Contender::new("fast_paths, prepare in a known order + queries", 1.0, || {
        let fast = peers::fast_paths_of(input, integers[turn()], Some(&order));
        for &(source, target) in &questions {
            black_box(peers::fast_paths_cost(&mut calculator, &fast, source, target));
        }
    });
    let contenders = &mut [ours, by_petgraph, by_routingkit, by_dijkstra, by_pathfinding, by_cch, by_fast_paths, wide];
    let outcomes = race(contenders, rounds);
    eprintln!("    {} of {} prices, {} steps", tape.inputs().len(), input.graph.arcs(), tape.steps());
    let at_least = [asked.petgraph, asked.routingkit, asked.dijkstra, None, None, None, None];
    let bars: &[&'static str] = if bar == "P4" { &["P4"; 7] } else { &["P2", "P3", "P2", "P2", "P3", "P3", "P2"] };
    let work = format!("prices given, K = {}, 16 lanes of 32 bits", asked.questions);
    for (index, bar) in bars.iter().enumerate() {
        let work = Work { bar, work: &work, graph: &input.name, rounds };
        table.add_one(&work, &outcomes[0], &outcomes[index + 1], at_least[index]);
    }
    Ok(())
}

/// Writes prices into the slots of a tape, runs it and returns the answers.
fn answer<W: Weight>(tape: &Tape, prices: &[W], slots: &mut [W], questions: usize) -> Vec<W> {
    for &(arc, slot) in tape.inputs() {
        slots[slot as usize] = prices[arc as usize];
    }
    tape.run(slots);
    (0..questions).map(|question| tape.answer(slots, question)).collect()
}

/// P9: the same draws on every instruction set that this machine has.
fn instruction_sets(input: &Input, count: usize, rounds: usize, table: &mut Table) -> Result<(), Box<dyn Error>> {
    let best = lanes::level();
    if best != Level::Avx512 {
        eprintln!("P9: this machine has no AVX-512 to compare with");
        return Ok(());
    }
    let questions = input.questions(count);
    let Ready { prices, tape, needed, arcs } = &Ready::new(input, &questions, None);
    let (mut factors, mut slots) = (prices.start(), tape.slots());
    let mut answers = Vec::new();
    for level in Level::ALL {
        lanes::choose(level);
        prices.fill(0, needed, arcs, &mut factors, &mut slots);
        tape.run(&mut slots);
        let found: Vec<[u64; LANES]> =
            (0..count).map(|question| tape.answer(&slots, question).0.map(f64::to_bits)).collect();
        answers.push(found);
    }
    if answers.windows(2).any(|two| two[0] != two[1]) {
        return Err("P9: the instruction sets give different answers".into());
    }
    let contender = |level: Level| {
        let (mut factors, mut slots) = (prices.start(), tape.slots());
        let mut block = 0;
        Contender::new(level.as_str(), LANES as f64, move || {
            lanes::choose(level);
            prices.fill(block * LANES as u64, needed, arcs, &mut factors, &mut slots);
            block += 1;
            tape.run(&mut slots);
            for question in 0..count {
                black_box(tape.answer(&slots, question));
            }
        })
    };
    let outcomes = race(&mut [Level::Avx512, Level::Portable, Level::Avx2].map(contender), rounds);
    lanes::choose(best);
    for (outcome, name, most) in [(&outcomes[1], "SSE2", 1.6), (&outcomes[2], "AVX2", 1.25)] {
        let work = format!("draw + cost + answer, K = {count}: {name} in the same program");
        // How fast the narrower set is beside AVX-512; at least 1 over what it may take longer.
        table.push_ratio(
            &Work { bar: "P9", work: &work, graph: &input.name, rounds },
            "AVX-512",
            1.0 / outcome.ratio,
            Some(1.0 / most),
            (outcome.seconds, outcomes[0].seconds),
        );
    }
    Ok(())
}

fn cost(found: Option<u32>) -> Option<f64> {
    Some(found.map_or(f64::INFINITY, f64::from))
}

/// Counts round and round.
fn in_turn(count: usize) -> impl FnMut() -> usize {
    let mut next = 0;
    move || {
        next = (next + 1) % count;
        next
    }
}
