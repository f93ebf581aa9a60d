//! The engine of a study: figures drawn, priced and answered eight draws at a time.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::answer::{HoldReason, MAX_ARC_MICROS, PaidRoute, PairTable, Prepared, PricedNetwork, Progress};
use crate::cost::{Costs, PaidWalk};
use crate::ids::{CorridorId, DemandId, FigureId, Id, Pair};
use crate::model::SwitchSet;
use crate::scenario::Given;
use corridor_kernel::lanes::{Block, LANES};
use corridor_kernel::{Query, Retention};

use super::bounded::{BlockAnswers, Bounded, Memory};
use super::hypotheses::{Branches, DrawnHypothesis, HeldFigure, Share, place_of_block};
use super::{Distribution, Distributions, DrawError, Draws};

/// The blocks among which those of each branch are looked for.
const MAX_BLOCKS: u64 = 1_000_000;

/// How many figures one thread draws at a time where values are kept: draws and normal numbers are looked up for all of them.
const FIGURES_TOGETHER: usize = 128;

/// Answers all demands by all corridors of a case for any draw of its figures.
///
/// The network is kept; figures whose value shapes it are held.
#[derive(Debug)]
pub struct Engine {
    draws: Draws,
    figures: Vec<FigureId>,
    bounds: Vec<(f64, f64)>,
    /// The scenario as it is, and under each other combination of the switches that are drawn.
    branches: Vec<Branch>,
    /// Which of them answers which share of the blocks of draws.
    places: Vec<BlockPlace>,
    /// The numbers of the draws that are taken in turn, where they are not simply the first.
    sample: Option<Vec<u64>>,
    hypotheses: Vec<DrawnHypothesis>,
    /// The corridor that differences are taken against.
    pub(super) baseline: Option<CorridorId>,
    held: Vec<HeldFigure>,
    settled: Vec<String>,
    /// Who counts the draws that are answered.
    pub(super) progress: Progress,
}

/// The network under some switches.
#[derive(Debug)]
struct Branch {
    /// The switches that are on besides the scenario's.
    switches: SwitchSet,
    /// Its costs, by which no arc costs less than nothing in any draw.
    priced: PricedNetwork,
    bounded: Bounded,
    queries: Vec<Query>,
    /// What is to be added to the cost of each query: less than nothing where support exceeds the cost of steps.
    of_query: Vec<f64>,
    /// The questions of each pair of demand and corridor, one for each form that has a way.
    of_pair: PairTable<Vec<usize>>,
}

/// A part of the sequence of blocks.
#[derive(Clone, Copy, Debug)]
struct BlockPlace {
    /// The place in the sequence where it ends.
    until: f64,
    /// The branch that answers it.
    branch: usize,
    /// The hypotheses that are so in it, a bit for each.
    on: u32,
}

/// The scratch memory of one thread.
#[derive(Clone, Debug)]
pub struct Worker {
    values: Vec<Block>,
    /// One for each branch.
    memory: Vec<Memory>,
    totals: PairTable<Block>,
}

impl Worker {
    /// Returns how many times [`Engine::answer_at`] was given a figure beyond its bounds and had to go the longer way.
    pub fn escapes(&self) -> u64 {
        self.memory[0].escapes()
    }

    /// Gives a figure that the engine leaves open its value.
    pub(crate) fn hold(&mut self, figure: FigureId, value: f64) {
        self.values[figure.index()] = Block::splat(value);
    }
}

/// Describes a class of moves whose cost goes beyond what can be counted, by the figure that alone goes furthest there.
fn absurd(
    (case, costs): (&Prepared, &Costs),
    moving: &BTreeSet<FigureId>,
    bounds: &[(f64, f64)],
    (class, (least, most)): (usize, (f64, f64)),
) -> DrawError {
    let register = &case.model().register;
    let mut alone: Vec<(f64, f64)> = register.values().into_iter().map(|value| (value, value)).collect();
    let mut worst: Option<(f64, FigureId)> = None;
    for &figure in moving {
        let index = figure.index();
        let value = std::mem::replace(&mut alone[index], bounds[index]);
        let (low, high) = costs.bounds(&alone)[class];
        alone[index] = value;
        let beyond = if least < 0.0 { -low } else { high };
        if worst.is_none_or(|(known, _)| beyond > known) {
            worst = Some((beyond, figure));
        }
    }
    let (figure, (low, high), place) = blamed(case, bounds, worst.map(|(_, figure)| figure));
    let currency = case.model().currency.clone();
    DrawError::Absurd { figure, place, low, high, least: least / 1e6, most: most / 1e6, currency }
}

/// Returns the path of a figure, its bounds and the position where they are given, for a message.
fn blamed(case: &Prepared, bounds: &[(f64, f64)], figure: Option<FigureId>) -> (String, (f64, f64), String) {
    let Some(id) = figure else { return ("a figure".to_owned(), (0.0, 0.0), String::new()) };
    let figure = case.model().register.figure(id);
    let mut asked = case.scenario().document.uncertain.iter().map(|uncertain| &uncertain.path);
    let by_path = |path: &&Given<String>| case.scenario().canonical(&path.value).as_ref() == Some(&figure.path());
    let span = asked.find(by_path).map_or_else(|| figure.span(), |path| path.span.clone());
    let place = span.map_or_else(String::new, |span| format!(" ({span})"));
    (format!("`{}`", figure.path()), bounds[id.index()], place)
}

/// Describes a route that support may make cheaper than nothing: by the support on it whose range does most to that, where any
/// is drawn; else by the figure that does.
fn paid(case: &Prepared, moving: &BTreeSet<FigureId>, bounds: &[(f64, f64)], walk: &PaidWalk) -> DrawError {
    let (model, priced) = (case.model(), case.priced());
    let route = PaidRoute::of(model, priced.network(), &walk.arcs);
    let support: Vec<FigureId> = route.rows.iter().map(|&row| model.subsidies[row].price.amount).collect();
    let (of_support, others): (Vec<FigureId>, Vec<FigureId>) =
        moving.iter().copied().partition(|figure| support.contains(figure));
    let mut alone: Vec<(f64, f64)> = case.values().iter().map(|&value| (value, value)).collect();
    let mut least = |figure: FigureId| {
        let value = std::mem::replace(&mut alone[figure.index()], bounds[figure.index()]);
        let within = priced.costs().bounds(&alone);
        alone[figure.index()] = value;
        walk.arcs.iter().map(|&arc| within[priced.costs().entry_number(arc) as usize].0).sum::<f64>()
    };
    let among = if of_support.is_empty() { others } else { of_support };
    let worst = among.into_iter().map(|figure| (least(figure), figure)).min_by(|one, other| one.0.total_cmp(&other.0));
    let (figure, (low, high), place) = blamed(case, bounds, worst.map(|(_, figure)| figure));
    let (figure, least, currency) = (figure + &place, walk.least / 1e6, model.currency.clone());
    DrawError::PaidRoute { rows: route.keys, route: route.places, figure, low, high, least, currency }
}

impl Engine {
    /// Prepares to draw from distributions, by default those of the case; see [`Distributions::of_case`].
    ///
    /// # Errors
    /// Refuses distributions that cannot be drawn from and costs that cannot be counted exactly.
    pub fn new(case: &Prepared, distributions: Distributions, seed: u64) -> Result<Self, DrawError> {
        Self::with_open(case, distributions, seed, &[], None)
    }

    /// Prepares to draw for some demands alone: fewer figures can move their answers than those of all. Of the pairs of
    /// other demands the totals are infinite.
    ///
    /// # Errors
    /// As [`Engine::new`].
    pub fn of_demands(
        case: &Prepared,
        distributions: Distributions,
        seed: u64,
        demands: &[DemandId],
    ) -> Result<Self, DrawError> {
        Self::with_open(case, distributions, seed, &[], Some(demands))
    }

    /// Prepares to draw all figures but some, which are left open: each takes any value between two. Answers all demands
    /// unless some are named.
    ///
    /// # Errors
    /// As [`Engine::new`], wherever in their range the open figures may lie.
    pub(crate) fn with_open(
        case: &Prepared,
        distributions: Distributions,
        seed: u64,
        open: &[(FigureId, (f64, f64))],
        demands: Option<&[DemandId]>,
    ) -> Result<Self, DrawError> {
        Self::make(case, distributions, seed, open, demands, &[])
    }

    /// Prepares to draw for some demands, or all, so that hypotheses that several scenarios have in common are so in the same
    /// draws of all of them.
    ///
    /// # Errors
    /// As [`Engine::new`].
    pub(crate) fn in_common(
        case: &Prepared,
        distributions: Distributions,
        seed: u64,
        demands: Option<&[DemandId]>,
        common: &[DrawnHypothesis],
    ) -> Result<Self, DrawError> {
        Self::make(case, distributions, seed, &[], demands, common)
    }

    fn make(
        case: &Prepared,
        mut distributions: Distributions,
        seed: u64,
        open: &[(FigureId, (f64, f64))],
        demands: Option<&[DemandId]>,
        common: &[DrawnHypothesis],
    ) -> Result<Self, DrawError> {
        for &(figure, _) in open {
            distributions.settle(figure);
        }
        let register = &case.model().register;
        let cases = Branches::of(case, common);
        let (hypotheses, mut held) = (cases.hypotheses.clone(), cases.held.clone());
        let priced: BTreeSet<FigureId> = cases.cases().flat_map(|(_, case)| case.priced().costs().figures()).collect();
        let drawn: Vec<FigureId> = distributions.drawn().filter(|figure| priced.contains(figure)).collect();
        let mut bounds: Vec<(f64, f64)> = register.values().into_iter().map(|value| (value, value)).collect();
        let mut moving = BTreeSet::new();
        for figure in drawn {
            // What nothing is priced by under some switches is priced by it under others.
            let change =
                |(_, case): (_, &Prepared)| case.network_change(figure).filter(|why| *why != HoldReason::Unpriced);
            if let Some(why) = cases.cases().find_map(change) {
                held.push(HeldFigure::of(register.figure(figure), why));
                distributions.set(figure, Distribution::Constant(distributions.value(figure)))?;
            } else {
                bounds[figure.index()] = distributions.distribution(figure).support();
                moving.insert(figure);
            }
        }
        for &(figure, range) in open {
            bounds[figure.index()] = range;
            moving.insert(figure);
        }
        let made = cases.cases().collect::<Vec<_>>().into_par_iter();
        let made = made.map(|(switches, case)| Branch::new(case, switches, &moving, &bounds, demands));
        // Of several faults that of the first branch is named.
        let branches = made.collect::<Vec<_>>().into_iter().collect::<Result<Vec<_>, _>>()?;
        let mut until = 0.0;
        let place = |own: &Share| {
            until += own.part;
            BlockPlace { until, branch: own.case, on: own.on }
        };
        let mut places: Vec<BlockPlace> = cases.shares.iter().map(place).collect();
        // Sums of shares may be a hair below 1.
        if let Some(last) = places.last_mut() {
            last.until = 1.0;
        }
        let draws = Draws::new(&distributions, seed);
        let moved: BTreeSet<FigureId> = branches.iter().flat_map(|branch| branch.bounded.figures()).collect();
        let figures = moved.into_iter().filter(|&figure| draws.is_drawn(figure)).collect();
        let settled = distributions.settled().filter(|figure| priced.contains(figure));
        let settled = settled.map(|figure| register.figure(figure).path()).collect();
        let (baseline, progress) = (case.model().baseline, Progress::default());
        let sample = None;
        Ok(Self { draws, figures, bounds, branches, places, sample, hypotheses, baseline, held, settled, progress })
    }

    /// Returns the switches that are drawn.
    pub fn hypotheses(&self) -> &[DrawnHypothesis] {
        &self.hypotheses
    }

    /// Returns the first draw of eight that are answered under each combination of switches that are drawn, with the
    /// switches that are on besides the scenario's.
    pub(crate) fn firsts(&self) -> Vec<(SwitchSet, u64)> {
        let first = |(place, branch): (usize, &Branch)| {
            let is_own = |block: &u64| self.place_of(block * LANES as u64).branch == place;
            let block = (0..MAX_BLOCKS).find(is_own)?;
            Some((branch.switches, block * LANES as u64))
        };
        self.branches.iter().enumerate().filter_map(first).collect()
    }

    /// Makes a table of all pairs of demand and corridor.
    pub(super) fn of_pairs<T>(&self, mut make: impl FnMut() -> T) -> PairTable<T> {
        self.branches[0].of_pair.map(|_| make())
    }

    /// Returns the position of a pair among the totals of a draw.
    pub(super) fn position(&self, pair: Pair) -> usize {
        self.branches[0].of_pair.position(pair)
    }

    /// Draws the same figures with another seed from here on.
    pub(crate) fn reseed(&mut self, seed: u64) {
        self.draws.reseed(seed);
    }

    /// Replaces the first draws by those of these numbers, in turn, from here on.
    #[must_use]
    pub(crate) fn with_sample(self, case: &Prepared, sample: Vec<u64>) -> Self {
        let count = sample.len() as u64;
        let mut own = Self { sample: Some(sample).filter(|sample| !sample.is_empty()), ..self };
        // Switches are on as often as they are in the sample.
        for (hypothesis, on) in own.switched(case, count).into_iter().enumerate() {
            let share = on.iter().sum::<f64>() / count.max(1) as f64;
            own.hypotheses[hypothesis].weight = (share * 1e3).round() / 1e3;
        }
        own
    }

    /// Returns the number of the draw that is taken in some turn.
    fn taken(&self, turn: u64) -> u64 {
        self.sample.as_ref().map_or(turn, |sample| sample[(turn % sample.len() as u64) as usize])
    }

    /// Counts the draws that are answered for somebody who shows them.
    #[must_use]
    pub fn with_progress(self, progress: &Progress) -> Self {
        Self { progress: progress.clone(), ..self }
    }

    /// Returns the figures that are drawn because they can move an answer.
    pub fn figures(&self) -> &[FigureId] {
        &self.figures
    }

    /// Returns the figures that are held at their value.
    pub fn held(&self) -> &[HeldFigure] {
        &self.held
    }

    /// Returns the paths of the figures that would be drawn, had they not been settled.
    pub fn settled(&self) -> &[String] {
        &self.settled
    }

    /// Returns the number of pairs of demand and corridor.
    pub fn pairs(&self) -> usize {
        self.branches[0].of_pair.len()
    }

    /// Makes the memory of a thread.
    pub fn worker(&self) -> Worker {
        let mut values = self.draws.start();
        for figure in self.branches[0].bounded.moving() {
            // A figure that is not drawn moves no answer while it keeps to its bounds: its value need not.
            let (low, high) = self.bounds[figure.index()];
            values[figure.index()] = Block(values[figure.index()].0.map(|value| value.max(low).min(high)));
        }
        let memory = self.branches.iter().map(|branch| branch.bounded.memory()).collect();
        Worker { values, memory, totals: self.of_pairs(|| Block::splat(f64::INFINITY)) }
    }

    /// Answers eight draws and returns the totals of each pair in whole millionths; infinity where there is no route.
    ///
    /// No draw leaves the support of its distribution, and so none the bounds that the tape was pruned by.
    pub fn answer<'w>(&self, worker: &'w mut Worker, first_draw: u64) -> &'w PairTable<Block> {
        if self.sample.is_some() {
            return self.answer_taken(worker, first_draw);
        }
        self.draws.fill(first_draw, &self.figures, &mut worker.values);
        let place = self.place_of(first_draw).branch;
        let branch = &self.branches[place];
        let answered = branch.bounded.inside(&mut worker.memory[place], &worker.values);
        branch.total(&answered, [true; LANES], &mut worker.totals);
        &worker.totals
    }

    /// Answers eight draws of a sample, each by the branch that it belongs to.
    fn answer_taken<'w>(&self, worker: &'w mut Worker, first: u64) -> &'w PairTable<Block> {
        let draws: [u64; LANES] = std::array::from_fn(|lane| self.taken(first + lane as u64));
        for &figure in &self.figures {
            worker.values[figure.index()] = Block(draws.map(|draw| self.draws.value(figure, draw)));
        }
        let of_lane = draws.map(|draw| self.place_of(draw).branch);
        for (place, branch) in self.branches.iter().enumerate().filter(|(place, _)| of_lane.contains(place)) {
            let answered = branch.bounded.inside(&mut worker.memory[place], &worker.values);
            branch.total(&answered, of_lane.map(|of_lane| of_lane == place), &mut worker.totals);
        }
        &worker.totals
    }

    /// Answers eight sets of values for the engine's own case, also beyond what can be drawn, and returns the totals of
    /// each pair as [`Engine::answer`] does; `NaN` throughout a set at which some move of cargo costs less than nothing, or more than
    /// can be counted exactly.
    ///
    /// # Shape
    /// `values` has one block for each figure of the register, none of them `NaN`; those of figures that are not drawn or
    /// held are not read.
    ///
    /// # Panics
    /// Where there are fewer.
    pub fn answer_at<'w>(&self, case: &Prepared, worker: &'w mut Worker, values: &[Block]) -> &'w PairTable<Block> {
        let Some(branch) = self.branches.first() else { return &worker.totals };
        let ground = (&branch.priced, case.values());
        let answered = branch.bounded.anywhere(ground, &branch.queries, &mut worker.memory[0], values);
        branch.total(&answered, [true; LANES], &mut worker.totals);
        for total in worker.totals.as_mut_slice() {
            for (total, countable) in total.0.iter_mut().zip(answered.countable) {
                *total = if countable { *total } else { f64::NAN };
            }
        }
        &worker.totals
    }

    /// Returns the value of a figure whose lower values have a probability: that of a draw that comes to this number.
    pub fn quantile(&self, figure: FigureId, probability: f64) -> f64 {
        self.draws.quantile(figure, probability)
    }

    /// Returns the values of some figures in the first draws.
    ///
    /// # Shape
    /// One list for each figure, with one value for each draw.
    pub(crate) fn values(&self, figures: &[FigureId], draws: u64) -> Vec<Vec<f64>> {
        if self.sample.is_some() {
            let column = |&figure: &FigureId| (0..draws).map(|turn| self.value(figure, turn)).collect();
            return figures.par_iter().map(column).collect();
        }
        let of_some = |figures: &[FigureId]| {
            let mut columns = vec![Vec::with_capacity(draws as usize); figures.len()];
            let mut values = self.draws.start();
            for first in (0..draws).step_by(LANES) {
                self.draws.fill(first, figures, &mut values);
                let drawn = LANES.min((draws - first) as usize);
                for (column, figure) in columns.iter_mut().zip(figures) {
                    column.extend(&values[figure.index()].0[..drawn]);
                }
            }
            columns
        };
        figures.par_chunks(FIGURES_TOGETHER).map(of_some).flatten_iter().collect()
    }

    /// Returns of each switch that is drawn whether it is on in the first draws: 1, or else 0.
    ///
    /// # Shape
    /// One list for each switch, with one value for each draw.
    pub(crate) fn switched(&self, case: &Prepared, draws: u64) -> Vec<Vec<f64>> {
        let column = |own: &DrawnHypothesis| {
            let position = case.model().switch_names.position(&own.switch);
            let is_on = |turn: u64| self.branches[self.place_of(self.taken(turn)).branch].switches.allows(position);
            (0..draws).map(|draw| f64::from(u8::from(is_on(draw)))).collect()
        };
        self.hypotheses.iter().map(column).collect()
    }

    /// Returns the part of the sequence of blocks that a draw lies in.
    fn place_of(&self, draw: u64) -> &BlockPlace {
        let place = place_of_block(draw / LANES as u64);
        &self.places[self.places.partition_point(|own| own.until <= place)]
    }

    /// Returns which of the hypotheses that several scenarios have in common are so in a draw, a bit for each.
    pub(crate) fn common_on(&self, draw: u64) -> u32 {
        self.place_of(draw).on
    }

    /// Returns the switches that are on in a draw besides the scenario's.
    pub(crate) fn switches_of(&self, draw: u64) -> SwitchSet {
        self.branches[self.place_of(draw).branch].switches
    }

    /// Returns the value of a figure in a draw, for whoever wants to answer a draw by itself.
    pub fn value(&self, figure: FigureId, draw: u64) -> f64 {
        self.draws.value(figure, self.taken(draw))
    }
}

impl Branch {
    /// Prepares to answer some demands, or all, while some figures move within bounds.
    fn new(
        case: &Prepared,
        switches: SwitchSet,
        moving: &BTreeSet<FigureId>,
        bounds: &[(f64, f64)],
        demands: Option<&[DemandId]>,
    ) -> Result<Self, DrawError> {
        let mut of_pair = PairTable::new(case.model(), |_| Vec::new());
        let mut queries = Vec::new();
        let is_asked = |demand| demands.is_none_or(|demands| demands.contains(&demand));
        for question in case.priced().network().questions().iter().filter(|question| is_asked(question.demand)) {
            if let Some(target) = question.target {
                of_pair.get_mut(question.pair()).push(queries.len());
                queries.push(Query { source: question.source, target });
            }
        }
        let held = case.priced().held_within(case.values(), bounds, &queries);
        let (priced, of_query) = match held {
            Ok(held) => held,
            // Costs beyond counting are found below.
            Err(walk) if walk.arcs.is_empty() => (case.priced().clone(), vec![0.0; queries.len()]),
            Err(walk) => return Err(paid(case, moving, bounds, &walk)),
        };
        let within = priced.costs().bounds(bounds);
        // The move that goes furthest is named: one below nothing rather than one that is too dear.
        let beyond = |&(_, (least, most)): &(usize, (f64, f64))| least < 0.0 || most > MAX_ARC_MICROS;
        let worst = |one: &(usize, (f64, f64)), other: &(usize, (f64, f64))| {
            let ((least, most), (other_least, other_most)) = (one.1, other.1);
            least.min(0.0).total_cmp(&other_least.min(0.0)).then(other_most.total_cmp(&most))
        };
        if let Some(found) = within.iter().copied().enumerate().filter(beyond).min_by(worst) {
            return Err(absurd((case, priced.costs()), moving, bounds, found));
        }
        let bounded = Bounded::new((&priced, case.values()), moving.clone(), bounds, &queries, Retention::Costs);
        Ok(Self { switches, priced, bounded, queries, of_query, of_pair })
    }

    /// Writes the totals of some of the eight draws.
    fn total(&self, answered: &BlockAnswers<'_>, lanes: [bool; LANES], totals: &mut PairTable<Block>) {
        for (total, questions) in totals.as_mut_slice().iter_mut().zip(self.of_pair.iter()) {
            let mut least = Block::splat(f64::INFINITY);
            for &question in questions {
                let (answer, more) = (answered.tape.answer(answered.slots, question), self.of_query[question]);
                for lane in 0..LANES {
                    least.0[lane] = least.0[lane].min(answer.0[lane] + more);
                }
            }
            for lane in (0..LANES).filter(|&lane| lanes[lane]) {
                total.0[lane] = least.0[lane];
            }
        }
    }
}
