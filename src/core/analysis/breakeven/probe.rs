//! Totals of all demands at many values of a figure, eight at a time: they show where the leaders cannot change without
//! looking at a single route.
//!
//! Between two values at which no bound begins or ceases to apply every route costs a straight line, in the figure or its reciprocal.
//! The cost of the cheapest rival is concave there, so it is never below the chord of its ends; the cost of the leader is
//! never above the line of its route of today. Where that line is below the rivals at both ends no rival leads in
//! between.

use std::collections::BTreeMap;

use crate::answer::{MAX_ARC_MICROS, Prepared, PricedNetwork};
use crate::cost::BlockPrices;
use crate::ids::{ArcId, CorridorId, DemandId, FigureId, Id};
use corridor_kernel::lanes::{Block, LANES};
use corridor_kernel::{Query, Retention, Tape, TapePath, cheapest};

/// An amount greater than all that rounding, also to the steps of quotations, can change the sum of a route's amounts by: a
/// tenth of a currency unit.
const ROUNDING_MICROS: f64 = 100_000.0;

/// Answers some demands at any values of the figures that are mere prices.
pub(super) struct Probe {
    tape: Tape,
    prices: BlockPrices,
    /// The classes that are priced, each with its slot on the tape.
    classes: Vec<Option<u32>>,
    /// The place of each class among those priced.
    places: BTreeMap<u32, usize>,
    /// The queries of each corridor of each demand.
    of_pair: Vec<Vec<usize>>,
    leaders: Vec<Leader>,
    values: Vec<Block>,
    corridors: usize,
}

/// The corridors that lead a demand today, and the route of the first of them.
struct Leader {
    /// The corridors, by their places: all that cost the same.
    corridors: Vec<usize>,
    /// How often the route uses the classes that are priced, by their places.
    route: Vec<(usize, f64)>,
}

/// The memory of one thread.
pub(crate) struct ProbeMemory {
    prices: Vec<Block>,
    tape: Vec<Block>,
    totals: Vec<Block>,
    values: Vec<Block>,
}

/// The costs of one demand at one value of a figure.
#[derive(Clone, Copy, Debug)]
pub(super) struct DemandCosts {
    /// The cost of the cheapest of today's leaders.
    leader: f64,
    /// The cost of today's route of the leader.
    route: f64,
    /// The cost of the cheapest other corridor.
    rival: f64,
}

/// The costs of all demands at one value of a figure.
#[derive(Clone, Debug)]
pub(super) struct ProbePoint {
    pub(super) value: f64,
    /// Whether every cost makes sense there.
    pub(super) makes_sense: bool,
    pub(super) seen: Vec<DemandCosts>,
}

impl ProbePoint {
    /// Returns whether none of the corridors that lead a demand today leads it here.
    pub(super) fn is_turned(&self, demand: usize) -> bool {
        self.seen[demand].rival < self.seen[demand].leader
    }
}

/// Returns whether other corridors may lead a demand between two values at which its costs are known.
pub(super) fn may_turn(one: &ProbePoint, other: &ProbePoint, demand: usize) -> bool {
    let is_led = |seen: &DemandCosts| seen.route + ROUNDING_MICROS < seen.rival || seen.rival == f64::INFINITY;
    !(is_led(&one.seen[demand]) && is_led(&other.seen[demand]))
}

impl Probe {
    /// Prepares to answer demands for any values of some figures.
    pub(super) fn new(case: &Prepared, demands: &[DemandId], figures: &[FigureId]) -> Self {
        let model = case.model();
        let pairs: Vec<(DemandId, CorridorId)> =
            demands.iter().flat_map(|&demand| model.corridors.ids().map(move |corridor| (demand, corridor))).collect();
        let own;
        let priced: &PricedNetwork = if demands.len() == model.demands.len() {
            case.priced()
        } else {
            own = PricedNetwork::new(model, case.values(), &pairs, crate::network::Waive::default());
            &own
        };
        let (network, costs) = (priced.network(), priced.costs());
        let mut of_pair = vec![Vec::new(); pairs.len()];
        let places: BTreeMap<(DemandId, CorridorId), usize> =
            pairs.iter().enumerate().map(|(place, &pair)| (pair, place)).collect();
        let mut queries = Vec::new();
        for question in network.questions() {
            if let (Some(target), Some(&pair)) = (question.target, places.get(&(question.demand, question.corridor))) {
                of_pair[pair].push(queries.len());
                queries.push(Query { source: question.source, target });
            }
        }
        let of_arc: Vec<u32> = network.arcs().ids().map(|arc| costs.entry_number(arc)).collect();
        let tape = Tape::build(network.graph(), &of_arc, &vec![Tape::ANY; costs.classes()], &queries, Retention::Paths);
        let mut slots = vec![None; costs.classes()];
        for &(class, slot) in tape.inputs() {
            slots[class as usize] = Some(slot);
        }
        let mut used = of_arc.clone();
        used.sort_unstable();
        used.dedup();
        let moving = figures.iter().copied().collect();
        let prices = costs.in_blocks(case.values(), &moving, &used);
        let corridors = model.corridors.len();
        let (weights, ranks) = (costs.weights(priced.prices()), costs.ranks(priced.prices()));
        let paths = cheapest(network.graph(), &weights, &ranks, &queries);
        let leaders = of_pair.chunks(corridors).map(|pairs| {
            let total = |pair: &Vec<usize>| {
                let costs = pair.iter().filter_map(|&query| Some((paths[query].as_ref()?.cost, query)));
                costs.min_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)))
            };
            let totals: Vec<Option<(f64, usize)>> = pairs.iter().map(total).collect();
            let least = totals.iter().flatten().map(|(cost, _)| *cost).fold(f64::INFINITY, f64::min);
            let leads = |(place, total): (usize, &Option<(f64, usize)>)| {
                total.filter(|(cost, _)| *cost <= least).map(|(_, query)| (place, query))
            };
            let leading: Vec<(usize, usize)> = totals.iter().enumerate().filter_map(leads).collect();
            let path = leading.first().and_then(|&(_, query)| paths[query].as_ref());
            let mut route: BTreeMap<usize, f64> = BTreeMap::new();
            for &arc in path.iter().flat_map(|path| &path.arcs) {
                let class = costs.entry_number(ArcId::new(arc as usize));
                *route.entry(used.partition_point(|&known| known < class)).or_default() += 1.0;
            }
            Leader {
                corridors: leading.into_iter().map(|(place, _)| place).collect(),
                route: route.into_iter().collect(),
            }
        });
        Self {
            leaders: leaders.collect(),
            places: used.iter().enumerate().map(|(place, &class)| (class, place)).collect(),
            classes: used.iter().map(|&class| slots[class as usize]).collect(),
            values: case.values().iter().map(|&value| Block::splat(value)).collect(),
            tape,
            prices,
            of_pair,
            corridors,
        }
    }

    /// Makes the memory of a thread.
    pub(super) fn memory(&self) -> ProbeMemory {
        ProbeMemory {
            prices: self.prices.slots(),
            tape: self.tape.slots(),
            totals: vec![Block::default(); self.classes.len()],
            values: self.values.clone(),
        }
    }

    /// Returns the total of every pair of demand and corridor with a figure at some values, of which none is `NaN`;
    /// infinity where there is no route.
    pub(super) fn totals(&self, memory: &mut ProbeMemory, figure: FigureId, values: &[f64]) -> Vec<Vec<f64>> {
        let mut all = Vec::with_capacity(values.len());
        for eight in values.chunks(LANES) {
            self.run(memory, figure, eight, f64::INFINITY);
            for lane in 0..eight.len() {
                all.push((0..self.of_pair.len()).map(|pair| self.total(&memory.tape, pair, lane)).collect());
            }
        }
        all
    }

    /// Answers all demands with a figure at some values, of which none is `NaN`.
    pub(super) fn at(&self, memory: &mut ProbeMemory, figure: FigureId, values: &[f64], most: f64) -> Vec<ProbePoint> {
        let mut points = Vec::with_capacity(values.len());
        for eight in values.chunks(LANES) {
            let makes_sense = self.run(memory, figure, eight, most);
            for (lane, &value) in eight.iter().enumerate() {
                let seen = self.leaders.iter().enumerate().map(|(demand, leader)| {
                    let mut seen = DemandCosts { leader: f64::INFINITY, route: 0.0, rival: f64::INFINITY };
                    for place in 0..self.corridors {
                        let total = self.total(&memory.tape, demand * self.corridors + place, lane);
                        let side = if leader.corridors.contains(&place) { &mut seen.leader } else { &mut seen.rival };
                        *side = side.min(total);
                    }
                    let amounts = leader.route.iter().map(|&(class, times)| memory.totals[class].0[lane] * times);
                    seen.route = amounts.sum();
                    seen
                });
                points.push(ProbePoint { value, makes_sense: makes_sense[lane], seen: seen.collect() });
            }
        }
        points
    }

    /// Returns those of some demands whose leaders may change between two values even if the leader is taken to keep
    /// to the route that it takes at the first of them.
    pub(super) fn still_open(
        &self,
        memory: &mut ProbeMemory,
        figure: FigureId,
        [near, far]: [f64; 2],
        demands: &[usize],
    ) -> Vec<usize> {
        self.run(memory, figure, &[near, far], f64::INFINITY);
        let is_open = |&demand: &usize| {
            let leader = &self.leaders[demand];
            let pairs = |place: usize| &self.of_pair[demand * self.corridors + place];
            let cost = |query: usize, lane: usize| self.tape.answer(&memory.tape, query).0[lane];
            let queries = leader.corridors.iter().flat_map(|&place| pairs(place)).copied();
            let Some(best) = queries.min_by(|&one, &other| cost(one, 0).total_cmp(&cost(other, 0))) else {
                return true;
            };
            let TapePath::Over(classes) = self.tape.path(&memory.tape, best, 0) else { return true };
            let rivals = (0..self.corridors).filter(|place| !leader.corridors.contains(place)).flat_map(pairs);
            let rivals: Vec<usize> = rivals.copied().collect();
            let is_led = |lane: usize| {
                let route: f64 = classes.iter().map(|class| memory.totals[self.places[class]].0[lane]).sum();
                let rival = rivals.iter().map(|&query| cost(query, lane)).fold(f64::INFINITY, f64::min);
                route + ROUNDING_MICROS < rival || rival == f64::INFINITY
            };
            !(is_led(0) && is_led(1))
        };
        demands.iter().copied().filter(is_open).collect()
    }

    /// Prices and answers with a figure at up to eight values; returns at which of them every cost makes sense.
    fn run(&self, memory: &mut ProbeMemory, figure: FigureId, eight: &[f64], most: f64) -> [bool; LANES] {
        let ProbeMemory { prices, tape, totals, values } = memory;
        // Lanes to spare repeat the last value.
        values[figure.index()] = Block(std::array::from_fn(|lane| eight[lane.min(eight.len() - 1)]));
        let mut makes_sense = [true; LANES];
        self.prices.price(prices, values, |place, total| {
            for (sense, total) in makes_sense.iter_mut().zip(total.0) {
                *sense &= (0.0..=most.min(MAX_ARC_MICROS)).contains(&total);
            }
            if let Some(slot) = self.classes[place] {
                tape[slot as usize] = *total;
            }
            totals[place] = *total;
        });
        self.tape.run(tape);
        values[figure.index()] = self.values[figure.index()];
        makes_sense
    }

    fn total(&self, tape: &[Block], pair: usize, lane: usize) -> f64 {
        let totals = self.of_pair[pair].iter().map(|&query| self.tape.answer(tape, query).0[lane]);
        totals.fold(f64::INFINITY, f64::min)
    }
}
