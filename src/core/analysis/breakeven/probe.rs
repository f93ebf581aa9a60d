//! Totals of all demands at many values of a figure, eight at a time: they show where the leaders cannot change without
//! looking at a single route exactly.
//!
//! Between two values at which no bound begins or ceases to apply every route costs a straight line, in the figure or its
//! reciprocal. The cost of the cheapest rival is concave there, so it is never below the chord of its ends; the cost of the
//! leader is never above the line of the route that it takes at one of them. Where that line is below the rivals at both
//! ends no rival leads in between.

use std::collections::{BTreeMap, BTreeSet};

use crate::answer::{Prepared, PricedNetwork};
use crate::cost::BlockPrices;
use crate::ids::{DemandId, FigureId, Id, Pair};
use crate::network::Waive;
use corridor_kernel::lanes::{Block, LANES};
use corridor_kernel::{Query, Retention, Tape};

use super::base::MAX_ARC_MICROS;
use super::rounded::leaders;

/// An amount greater than all that rounding, also to the steps of quotations, can change the sum of a route's amounts by: a
/// tenth of a currency unit.
const ROUNDING_MICROS: f64 = 100_000.0;

/// How many figures are looked at together, each at both ends of its values.
pub(super) const FIGURES_TOGETHER: usize = LANES / 2;
/// Where fewer than one class in so many moves these are priced one by one, else all at once.
const FEW_PARTS: usize = 16;

/// Answers some demands at any values of the figures that are mere prices.
pub(super) struct Probe {
    tape: Tape,
    priced: PricedNetwork,
    /// What prices all classes at once.
    prices: BlockPrices,
    /// What each class costs today.
    base: Vec<Block>,
    /// Whether every cost makes sense today.
    makes_sense: bool,
    /// The slot of each class on the tape.
    slots: Vec<Option<u32>>,
    demands: Vec<ProbedDemand>,
    values: Vec<f64>,
}

/// The questions of one demand, by their places on the tape.
struct ProbedDemand {
    by_corridor: Vec<Vec<usize>>,
    /// Those of the corridors that lead today.
    of_leaders: Vec<usize>,
    /// Those of all others.
    of_rivals: Vec<usize>,
    /// The classes of arcs on a cheapest route of the leaders today.
    route: Option<Vec<u32>>,
}

/// The memory of one thread.
pub(crate) struct ProbeMemory {
    prices: Vec<Block>,
    tape: Vec<Block>,
    totals: Vec<Block>,
    blocks: Vec<Block>,
    values: Vec<f64>,
    /// The classes that do not cost what they cost today.
    moved: Vec<u32>,
}

/// An interval between two values of a figure.
pub(super) struct ProbeInterval {
    pub(super) near: f64,
    pub(super) far: f64,
    /// Whether every cost makes sense at both.
    pub(super) makes_sense: bool,
    pub(super) open: Vec<OpenDemand>,
}

/// A demand that other corridors may lead somewhere on an interval.
#[derive(Clone, Copy, Debug)]
pub(super) struct OpenDemand {
    /// The place of the demand.
    pub(super) demand: usize,
    /// How much dearer its old leaders are than their rivals at the far end, in millionths.
    pub(super) behind: f64,
}

impl Probe {
    /// Prepares to answer demands for any values of some figures.
    pub(super) fn new(case: &Prepared, demands: &[DemandId], figures: &[FigureId]) -> Self {
        let model = case.model();
        let priced: PricedNetwork = if demands.len() == model.demands.len() {
            case.priced().clone()
        } else {
            let pairs: Vec<Pair> = demands.iter().flat_map(|&demand| model.pairs_of(demand)).collect();
            PricedNetwork::new(model, case.values(), &pairs, Waive::default())
        };
        let (network, costs) = (priced.network(), priced.costs());
        let mut queries = Vec::new();
        let mut of_pair: BTreeMap<Pair, Vec<usize>> = BTreeMap::new();
        for question in network.questions() {
            if let Some(target) = question.target {
                of_pair.entry(question.pair()).or_default().push(queries.len());
                queries.push(Query { source: question.source, target });
            }
        }
        let of_arc: Vec<u32> = network.arcs().ids().map(|arc| costs.entry_number(arc)).collect();
        let tape = Tape::build(network.graph(), &of_arc, &vec![Tape::ANY; costs.classes()], &queries, Retention::Paths);
        let mut slots = vec![None; costs.classes()];
        for &(class, slot) in tape.inputs() {
            slots[class as usize] = Some(slot);
        }
        let classes: Vec<u32> = (0..costs.classes() as u32).collect();
        let totals = case.totals();
        let probed = |&demand: &DemandId| {
            let leaders = leaders(totals.of_demand(demand));
            let (own, others): (Vec<Pair>, Vec<Pair>) =
                model.pairs_of(demand).partition(|pair| leaders.contains(&pair.corridor));
            let queries = |pair: Pair| of_pair.get(&pair).cloned().unwrap_or_default();
            ProbedDemand {
                by_corridor: model.pairs_of(demand).map(queries).collect(),
                of_leaders: own.into_iter().flat_map(queries).collect(),
                of_rivals: others.into_iter().flat_map(queries).collect(),
                route: None,
            }
        };
        let base: Vec<f64> = classes.iter().map(|&class| costs.priced_class(class, case.values()).total()).collect();
        let mut probe = Self {
            slots,
            demands: demands.iter().map(probed).collect(),
            values: case.values().to_vec(),
            prices: costs.in_blocks(case.values(), &figures.iter().copied().collect(), &classes),
            makes_sense: base.iter().all(|&total| is_sensible(total)),
            base: base.into_iter().map(Block::splat).collect(),
            tape,
            priced,
        };
        let mut memory = probe.memory();
        probe.run(&mut memory, &[]);
        let route = |demand: &ProbedDemand| probe.route(&memory, &demand.of_leaders, 0);
        let routes: Vec<Option<Vec<u32>>> = probe.demands.iter().map(route).collect();
        for (demand, route) in probe.demands.iter_mut().zip(routes) {
            demand.route = route;
        }
        probe
    }

    pub(super) fn memory(&self) -> ProbeMemory {
        let mut tape = self.tape.slots();
        for (slot, total) in self.slots.iter().zip(&self.base) {
            if let Some(slot) = slot {
                tape[*slot as usize] = *total;
            }
        }
        ProbeMemory {
            prices: self.prices.slots(),
            tape,
            totals: self.base.clone(),
            blocks: self.values.iter().copied().map(Block::splat).collect(),
            values: self.values.clone(),
            moved: Vec::new(),
        }
    }

    /// Returns for each figure whether no rival leads a demand wherever it is between two values, on which no bound of a
    /// charge begins or ceases to apply; a figure for which that is not certain is one that may.
    pub(super) fn turn_nothing(&self, memory: &mut ProbeMemory, spans: &[(FigureId, [f64; 2])]) -> Vec<bool> {
        let mut all = Vec::with_capacity(spans.len());
        for together in spans.chunks(FIGURES_TOGETHER) {
            let moves: Vec<(FigureId, Block)> = (0..)
                .step_by(2)
                .zip(together)
                .map(|(lane, &(figure, ends))| {
                    let mut block = Block::splat(self.values[figure.index()]);
                    block.0[lane..lane + 2].copy_from_slice(&ends);
                    (figure, block)
                })
                .collect();
            let makes_sense = self.run(memory, &moves);
            all.extend((0..together.len()).map(|place| {
                let lane = 2 * place;
                let is_led = |demand: usize| !self.may_turn(memory, demand, lane);
                makes_sense[lane] && makes_sense[lane + 1] && (0..self.demands.len()).all(is_led)
            }));
        }
        all
    }

    /// Returns the total of every pair of demand and corridor with a figure at some values, of which none is `NaN`;
    /// infinity where there is no route.
    pub(super) fn totals(&self, memory: &mut ProbeMemory, figure: FigureId, values: &[f64]) -> Vec<Vec<f64>> {
        let mut all = Vec::with_capacity(values.len());
        for eight in values.chunks(LANES) {
            self.run(memory, &[(figure, block_of(eight))]);
            for lane in 0..eight.len() {
                let pairs = self.demands.iter().flat_map(|demand| &demand.by_corridor);
                all.push(pairs.map(|queries| self.least(memory, queries, lane)).collect());
            }
        }
        all
    }

    /// Returns the demands, by their places, that rivals lead with a figure at one of some values.
    pub(super) fn turned(&self, memory: &mut ProbeMemory, figure: FigureId, values: &[f64]) -> BTreeSet<usize> {
        let mut turned = BTreeSet::new();
        for eight in values.chunks(LANES) {
            self.run(memory, &[(figure, block_of(eight))]);
            for lane in 0..eight.len() {
                turned.extend((0..self.demands.len()).filter(|&demand| self.behind(memory, demand, lane) > 0.0));
            }
        }
        turned
    }

    /// Looks at some demands, by their places, on the intervals between values that follow each other, of which none is
    /// `NaN`.
    pub(super) fn intervals(
        &self,
        memory: &mut ProbeMemory,
        figure: FigureId,
        values: &[f64],
        demands: &[usize],
    ) -> Vec<ProbeInterval> {
        let mut all = Vec::with_capacity(values.len());
        // The last value of eight is the first of the next.
        for first in (0..values.len().saturating_sub(1)).step_by(LANES - 1) {
            let eight = &values[first..values.len().min(first + LANES)];
            let makes_sense = self.run(memory, &[(figure, block_of(eight))]);
            for (lane, ends) in eight.windows(2).enumerate() {
                let is_open = |&demand: &usize| self.may_turn(memory, demand, lane);
                let open = demands.iter().copied().filter(is_open);
                let open = open.map(|demand| OpenDemand { demand, behind: self.behind(memory, demand, lane + 1) });
                all.push(ProbeInterval {
                    near: ends[0],
                    far: ends[1],
                    makes_sense: makes_sense[lane] && makes_sense[lane + 1],
                    open: open.collect(),
                });
            }
        }
        all
    }

    /// Returns whether rivals may lead a demand between the values of a lane and the next.
    fn may_turn(&self, memory: &ProbeMemory, demand: usize, lane: usize) -> bool {
        let ProbedDemand { of_leaders, of_rivals, .. } = &self.demands[demand];
        let rivals = [lane, lane + 1].map(|lane| self.least(memory, of_rivals, lane));
        if rivals.iter().all(|rival| rival.is_infinite()) {
            return false;
        }
        let leads = |route: &[u32]| {
            let cost = |lane: usize| route.iter().map(|&class| memory.totals[class as usize].0[lane]).sum::<f64>();
            [(lane, rivals[0]), (lane + 1, rivals[1])].iter().all(|&(lane, rival)| cost(lane) + ROUNDING_MICROS < rival)
        };
        // Most demands are led by today's route all along; only for the others the route at this value is looked up.
        if self.demands[demand].route.as_ref().is_some_and(|route| leads(route)) {
            return false;
        }
        self.route(memory, of_leaders, lane).is_none_or(|route| !leads(&route))
    }

    /// Returns the classes of arcs on a cheapest route of some questions; nothing where there is none.
    fn route(&self, memory: &ProbeMemory, queries: &[usize], lane: usize) -> Option<Vec<u32>> {
        let cost = |query: usize| self.tape.answer(&memory.tape, query).0[lane];
        let best = queries.iter().copied().min_by(|&one, &other| cost(one).total_cmp(&cost(other)))?;
        self.tape.any_path(&memory.tape, best, lane).map(|(classes, _)| classes)
    }

    /// Returns how much dearer today's leaders of a demand are than their rivals.
    fn behind(&self, memory: &ProbeMemory, demand: usize, lane: usize) -> f64 {
        let ProbedDemand { of_leaders, of_rivals, .. } = &self.demands[demand];
        self.least(memory, of_leaders, lane) - self.least(memory, of_rivals, lane)
    }

    /// Returns the least cost of some questions; infinity where none has a route.
    fn least(&self, memory: &ProbeMemory, queries: &[usize], lane: usize) -> f64 {
        queries.iter().map(|&query| self.tape.answer(&memory.tape, query).0[lane]).fold(f64::INFINITY, f64::min)
    }

    /// Prices and answers with some figures at eight values each and all others as they are today; returns at which of them
    /// every cost makes sense.
    fn run(&self, memory: &mut ProbeMemory, moves: &[(FigureId, Block)]) -> [bool; LANES] {
        let ProbeMemory { prices, tape, totals, blocks, values, moved } = memory;
        let costs = self.priced.costs();
        let mut put = |class: u32, total: Block| {
            totals[class as usize] = total;
            if let Some(slot) = self.slots[class as usize] {
                tape[slot as usize] = total;
            }
        };
        for class in moved.drain(..) {
            put(class, self.base[class as usize]);
        }
        for &(figure, _) in moves {
            moved.extend_from_slice(&costs.moved_by(figure));
        }
        moved.sort_unstable();
        moved.dedup();
        if moved.len() * FEW_PARTS < self.base.len() {
            let mut own = vec![Block::default(); moved.len()];
            for lane in 0..LANES {
                for (figure, block) in moves {
                    values[figure.index()] = block.0[lane];
                }
                for (total, &class) in own.iter_mut().zip(&*moved) {
                    total.0[lane] = costs.priced_class(class, values).total();
                }
            }
            for (&class, total) in moved.iter().zip(own) {
                put(class, total);
            }
            for (figure, _) in moves {
                values[figure.index()] = self.values[figure.index()];
            }
        } else {
            for (figure, block) in moves {
                blocks[figure.index()] = *block;
            }
            self.prices.price(prices, blocks, |class, total| put(class as u32, *total));
            for (figure, _) in moves {
                blocks[figure.index()] = Block::splat(self.values[figure.index()]);
            }
        }
        self.tape.run(tape);
        let is_sensible_at = |lane: usize| moved.iter().all(|&class| is_sensible(totals[class as usize].0[lane]));
        std::array::from_fn(|lane| self.makes_sense && is_sensible_at(lane))
    }
}

/// Returns up to eight values, the last of them in all lanes to spare.
fn block_of(values: &[f64]) -> Block {
    Block(std::array::from_fn(|lane| values[lane.min(values.len() - 1)]))
}

/// Returns whether anybody would pay so much for an arc.
fn is_sensible(total: f64) -> bool {
    (0.0..=MAX_ARC_MICROS as f64).contains(&total)
}
