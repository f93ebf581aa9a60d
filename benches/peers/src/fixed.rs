//! P1, P5 and P9: a fixed set of questions on a small network, drawn, priced and answered by the tape; and what is asked
//! there.

use std::error::Error;
use std::hint::black_box;

use corridor::ids::{FigureId, Id};
use corridor_kernel::lanes;
use corridor_kernel::lanes::{InstructionSet, LANES};
use corridor_kernel::{Query, Retention, Tape};
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand_distr::{Distribution, LogNormal};

use crate::draw::{Prices, SIGMA};
use crate::given;
use crate::input::Input;
use crate::race::{Contender, race};
use crate::scalar::Dijkstra;
use crate::table::{Table, Task};

/// Is what the project asks on a network with so many questions.
pub(crate) struct Asked {
    pub(crate) questions: usize,
    /// Drawn, priced and answered, against the same one at a time.
    full: Option<f64>,
    /// The same within narrow bounds.
    narrow: Option<f64>,
    /// Answered, against petgraph, `RoutingKit` and the search of our own.
    pub(crate) petgraph: Option<f64>,
    pub(crate) routingkit: Option<f64>,
    pub(crate) dijkstra: Option<f64>,
}

const NOTHING: Asked =
    Asked { questions: 0, full: None, narrow: None, petgraph: None, routingkit: None, dijkstra: None };

/// Runs all comparisons that suit the size of a graph.
pub(crate) fn compare(input: &Input, rounds: usize, table: &mut Table) -> Result<(), Box<dyn Error>> {
    if input.is_layered() || input.graph.nodes() > 2_000 {
        let asked = Asked { questions: 10, routingkit: Some(150.0), dijkstra: Some(45.0), ..NOTHING };
        return given::compare(input, &asked, "P4", rounds, table);
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
        given::compare(input, &asked, "P2", rounds, table)?;
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
        // Figures in the order of the register, as a study draws them.
        let mut inputs = tape.inputs().to_vec();
        inputs.sort_unstable();
        let needed = inputs.iter().map(|&(arc, _)| FigureId::new(arc as usize)).collect();
        let arcs = inputs.iter().map(|&(arc, slot)| (input.weights[arc as usize], slot)).collect();
        Self { prices, tape, needed, arcs }
    }
}

/// Builds the tape of some questions.
pub(crate) fn tape_of(input: &Input, questions: &[(u32, u32)], bounds: &[(f64, f64)]) -> Tape {
    let queries: Vec<Query> = questions.iter().map(|&(source, target)| Query { source, target }).collect();
    let classes: Vec<u32> = (0..input.graph.arcs() as u32).collect();
    Tape::build(&input.graph, &classes, bounds, &queries, Retention::Costs)
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
    table.add(&Task { bar, work: &work, graph: &input.name, rounds }, &outcomes, &[at_least, None]);
    Ok(())
}

/// P9: the same draws on every instruction set that this machine has.
fn instruction_sets(input: &Input, count: usize, rounds: usize, table: &mut Table) -> Result<(), Box<dyn Error>> {
    let best = lanes::level();
    if best != InstructionSet::Avx512 {
        eprintln!("P9: this machine has no AVX-512 to compare with");
        return Ok(());
    }
    let questions = input.questions(count);
    let Ready { prices, tape, needed, arcs } = &Ready::new(input, &questions, None);
    let (mut factors, mut slots) = (prices.start(), tape.slots());
    let mut answers = Vec::new();
    for level in InstructionSet::ALL {
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
    let contender = |level: InstructionSet, is_full: bool| {
        let (mut factors, mut slots) = (prices.start(), tape.slots());
        prices.fill(0, needed, arcs, &mut factors, &mut slots);
        let mut block = 0;
        Contender::new(level.as_str(), LANES as f64, move || {
            lanes::choose(level);
            if is_full {
                prices.fill(block * LANES as u64, needed, arcs, &mut factors, &mut slots);
                block += 1;
            }
            tape.run(&mut slots);
            for question in 0..count {
                black_box(tape.answer(&slots, question));
            }
        })
    };
    for (is_full, what) in [(false, "answer"), (true, "draw + cost + answer")] {
        let levels = [InstructionSet::Avx512, InstructionSet::Portable, InstructionSet::Avx2];
        let outcomes = race(&mut levels.map(|level| contender(level, is_full)), rounds);
        for (outcome, name, most) in [(&outcomes[1], "SSE2", 1.6), (&outcomes[2], "AVX2", 1.25)] {
            let work = format!("{what}, K = {count}: {name} in the same program");
            // How fast the narrower set is beside AVX-512; at least 1 over what it may take longer.
            table.push_ratio(
                &Task { bar: "P9", work: &work, graph: &input.name, rounds },
                "AVX-512",
                1.0 / outcome.ratio,
                Some(1.0 / most),
                (outcome.seconds, outcomes[0].seconds),
            );
        }
    }
    lanes::choose(best);
    Ok(())
}
