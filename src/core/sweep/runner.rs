//! Answers runs: those that only change prices on a network that stands, others on one of their own.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use rayon::prelude::*;

use crate::answer::{
    Best, BestPaths, Leeways, PairTable, PrepareError, Prepared, PricedNetwork, RouteSums, Selection, is_countable,
    leeways, reasons,
};
use crate::ids::{ArcId, FigureId, Id, Pair};
use crate::scenario::{Change, Level, Override};
use crate::sweep::{RunAnswer, RunStatus, StudyQuestion};
use crate::units::{Decimal, Money};

use super::block::{BlockBase, Blocks, RunPrices};
use super::drawn::{Drawing, Drawn};
use crate::draws::{DECIDED_CHANCE, Engine, Threads};

/// The values of a run: one entry for each path, none where it stays as it is.
pub type Inputs = Vec<Option<Level>>;

/// The paths of a run that change, each with its value.
type RunChanges<'a> = Vec<(usize, &'a Level)>;

/// The answers of runs by the position of the run.
type RunsAnswered = Vec<(usize, Vec<RunAnswer>)>;

/// What is asked of some runs.
struct RunsAsked<'a> {
    runs: &'a [Inputs],
    draws: u64,
    threads: Threads,
}

/// Answers runs of one scenario in which the same paths take other values.
pub struct Runner {
    paths: Vec<String>,
    standing: Standing,
    questions: Vec<StudyQuestion>,
    /// The demands and corridors that every run is asked; the case was asked the same.
    pub(super) selection: Selection,
    /// How the figures that the paths leave alone are drawn in every run, and the ranges of the paths where they are
    /// known; runs with values beyond take longer, and are answered alike.
    pub(super) drawing: Drawing,
}

/// A case whose network is kept while prices change.
struct Standing {
    base: BlockBase,
    /// The best paths at the values that stand.
    best: BestPaths,
    /// For each path the figure that only needs a new price.
    figures: Vec<Option<FigureId>>,
    /// What answers many runs at once, made when there are many.
    blocks: OnceLock<Blocks>,
    /// What draws what runs leave alone, made when it is asked for.
    drawn: OnceLock<Drawn>,
    /// How far the bounds of the figures that runs leave alone can narrow a lead, at the values that stand.
    leeways: OnceLock<Leeways>,
}

/// The least number of runs that is worth preparing to answer eight at a time.
const MIN_RUNS_IN_BLOCKS: usize = 64;

impl Standing {
    fn new(case: Prepared, paths: &[String]) -> Self {
        let register = &case.model().register;
        let priced_only = |path: &String| register.find(path).filter(|&id| case.network_change(id).is_none());
        let figures = paths.iter().map(priced_only).collect();
        Self::with(case, figures)
    }

    fn with(case: Prepared, figures: Vec<Option<FigureId>>) -> Self {
        let best = case.priced().best();
        let (numbers, queries) = case.priced().queries();
        let pair = |&number: &usize| case.priced().network().questions()[number].pair();
        let asked = numbers.iter().map(|number| (pair(number), form(&case, *number))).collect();
        let reasons = no_routes(&case, &best);
        let base = BlockBase { case, queries, asked, reasons };
        Self { base, best, figures, blocks: OnceLock::new(), drawn: OnceLock::new(), leeways: OnceLock::new() }
    }

    /// Answers every question on the same network at other prices.
    ///
    /// # Shape
    /// `values` is what the prices were computed from.
    fn answers(&self, priced: &PricedNetwork, values: &[f64], best: &BestPaths) -> Vec<RunAnswer> {
        let mut answers = PairTable::new(self.base.case.model(), |pair| match best.get(&pair) {
            Some(best) => self.answer(priced, values, best),
            None => RunAnswer::without(RunStatus::NoRoute, self.base.reasons.get(pair).clone()),
        });
        rank_all(&mut answers);
        answers.into_items()
    }

    fn answer(&self, priced: &PricedNetwork, values: &[f64], best: &Best) -> RunAnswer {
        let (costs, register) = (priced.costs(), &self.base.case.model().register);
        let mut sums = RouteSums::default();
        for &arc in &best.path.arcs {
            let arc = ArcId::new(arc as usize);
            let graded = costs.graded(costs.entry_number(arc), values, |id| register.figure(id).grade);
            sums.add(&costs.priced(priced.prices(), arc), graded);
        }
        RunAnswer::found(form(&self.base.case, best.question), best.path.cost, &sums)
    }

    /// Returns the prices that a run changes; nothing where it changes more.
    fn prices(&self, changes: &[(usize, &Level)]) -> Option<RunPrices> {
        let price = |&(path, level): &(usize, &Level)| match level {
            Level::Number(number) => Some((self.figures[path]?, number.to_f64())),
            Level::Word(_) => None,
        };
        changes.iter().map(price).collect()
    }

    /// Returns the figures that runs set, each with its range; the value that stands is in every range.
    fn open(&self, ranges: &[Option<(f64, f64)>]) -> Vec<(FigureId, (f64, f64))> {
        let open = self.figures.iter().zip(ranges).filter_map(|(figure, range)| {
            let figure = (*figure)?;
            let base = self.base.case.values()[figure.index()];
            let (low, high) = range.unwrap_or((base, base));
            Some((figure, (low.min(base), high.max(base))))
        });
        open.collect()
    }

    /// Answers the runs of a group that can be answered eight at a time, fastest where values are within the ranges of
    /// their paths or of the first runs.
    fn in_blocks(&self, runs: &[RunChanges<'_>], ranges: &[Option<(f64, f64)>]) -> Vec<Option<Vec<RunAnswer>>> {
        if runs.len() < MIN_RUNS_IN_BLOCKS {
            return vec![None; runs.len()];
        }
        let prices: Vec<Option<RunPrices>> = runs.iter().map(|changes| self.prices(changes)).collect();
        let blocks = self.blocks.get_or_init(|| {
            let seen = prices.iter().flatten().flatten().map(|&(figure, value)| (figure, (value, value)));
            Blocks::new(&self.base, self.open(ranges).into_iter().chain(seen))
        });
        let ranked = |mut answers: PairTable<RunAnswer>| {
            rank_all(&mut answers);
            answers.into_items()
        };
        blocks.answer(&self.base, &prices).into_iter().map(|answers| answers.map(ranked)).collect()
    }

    /// Returns what draws on this network.
    fn drawn(&self, paths: &[String], drawing: &Drawing) -> &Drawn {
        self.drawn.get_or_init(|| Drawn::new(&self.base.case, paths, self.open(&drawing.ranges), drawing.seed))
    }

    /// Fills in whether another corridor than the cheapest could be cheaper: by draws where there are any, else by bounds.
    fn doubt(&self, paths: &[String], answers: Vec<RunAnswer>) -> Vec<RunAnswer> {
        let model = self.base.case.model();
        let certain = || paths.iter().filter_map(|path| model.register.find(path));
        let leeways = self.leeways.get_or_init(|| leeways(&self.base.case, &self.best, certain()));
        let mut answers = PairTable::of(model, answers);
        for (demand, of_demand) in answers.by_demand_mut() {
            doubt(of_demand, leeways.of_demand(demand));
        }
        answers.into_items()
    }

    /// Answers a run in which only prices change; nothing where these paths do more, or the prices make no sense.
    fn reprice(&self, changes: &[(usize, &Level)]) -> Option<Vec<RunAnswer>> {
        let case = &self.base.case;
        if changes.is_empty() {
            return Some(self.answers(case.priced(), case.values(), &self.best));
        }
        let mut values = case.values().to_vec();
        for (figure, value) in self.prices(changes)? {
            values[figure.index()] = value;
        }
        let priced = case.priced().priced_at(&values);
        is_countable(priced.costs(), priced.prices()).then(|| self.answers(&priced, &values, &priced.best()))
    }
}

impl Runner {
    /// Prepares to vary some paths of a case, in every run with its own changes.
    pub fn new(case: Prepared, paths: Vec<String>) -> Self {
        let questions = questions(&case);
        let standing = Standing::new(case, &paths);
        let drawing = Drawing { draws: 0, seed: 0, ranges: vec![None; paths.len()] };
        Self { paths, standing, questions, selection: Selection::default(), drawing }
    }

    /// Returns what draws on the network of the scenario as it stands; none where the plan's range makes no sense as a
    /// whole.
    pub(super) fn engine(&self) -> Option<&Engine> {
        self.standing.drawn(&self.paths, &self.drawing).engine()
    }

    /// Returns the scenario as it stands.
    pub const fn case(&self) -> &Prepared {
        &self.standing.base.case
    }

    /// Returns what every run asks, in the order of its answers.
    pub fn questions(&self) -> &[StudyQuestion] {
        &self.questions
    }

    /// Answers runs, in their order; one that cannot be answered says why in each of its answers.
    ///
    /// # Shape
    /// Each run has one entry for each path; its answers have one entry for each question.
    pub fn answer(&self, runs: &[Inputs]) -> Vec<Vec<RunAnswer>> {
        self.answer_drawing(runs, self.drawing.draws)
    }

    /// Answers runs with another number of draws.
    pub(super) fn answer_drawing(&self, runs: &[Inputs], draws: u64) -> Vec<Vec<RunAnswer>> {
        // Many runs have a thread each, few share all of them.
        let threads = if runs.len() < rayon::current_num_threads() { Threads::Shared } else { Threads::Own };
        let asked = RunsAsked { runs, draws, threads };
        // Runs that ask for the same network share it.
        let mut groups: BTreeMap<RunChanges<'_>, Vec<usize>> = BTreeMap::new();
        for (run, inputs) in runs.iter().enumerate() {
            let network = changes(inputs).filter(|(path, _)| self.standing.figures[*path].is_none()).collect();
            groups.entry(network).or_default().push(run);
        }
        let groups: Vec<(RunChanges<'_>, Vec<usize>)> = groups.into_iter().collect();
        let answered = groups.par_iter().map(|(network, members)| self.group(network, members, &asked));
        let mut all: RunsAnswered = answered.flatten_iter().collect();
        all.sort_by_key(|(run, _)| *run);
        all.into_iter().map(|(_, answers)| answers).collect()
    }

    /// Answers runs that share a network.
    fn group(&self, network: &[(usize, &Level)], members: &[usize], asked: &RunsAsked<'_>) -> RunsAnswered {
        let runs = asked.runs;
        let own = match network {
            [] => None,
            _ => match self.on_other_network(network) {
                Some(own) => Some(own),
                // What is wrong may be put right by the other changes of a run.
                None => return members.par_iter().map(|&run| (run, self.alone(&runs[run], asked))).collect(),
            },
        };
        let standing = own.as_ref().unwrap_or(&self.standing);
        if questions(&standing.base.case) != self.questions {
            return members.par_iter().map(|&run| (run, self.alone(&runs[run], asked))).collect();
        }
        let shared: Vec<usize> = network.iter().map(|(path, _)| *path).collect();
        let rest = |&run: &usize| changes(&runs[run]).filter(|(path, _)| !shared.contains(path)).collect();
        let rests: Vec<RunChanges<'_>> = members.iter().map(rest).collect();
        let answered = standing.in_blocks(&rests, &self.drawing.ranges);
        members
            .par_iter()
            .zip(rests)
            .zip(answered)
            .map(|((&run, rest), answered)| {
                let answers = match answered.or_else(|| standing.reprice(&rest)) {
                    Some(answers) => self.judged(standing, answers, &rest, asked),
                    None => self.alone(&runs[run], asked),
                };
                (run, answers)
            })
            .collect()
    }

    /// Returns the case with changes after which prices alone do not do; nothing where it makes no sense.
    fn on_other_network(&self, changes: &[(usize, &Level)]) -> Option<Standing> {
        let number = |&(path, level): &(usize, &Level)| match level {
            Level::Number(number) => Some((self.case().model().register.find(&self.paths[path])?, *number)),
            Level::Word(_) => None,
        };
        let numbers: Option<Vec<(FigureId, Decimal)>> = changes.iter().map(number).collect();
        let case = match numbers.and_then(|numbers| self.case().at_values(&numbers)) {
            Some(case) => case.ok()?,
            None => self.prepare(changes.iter().copied()).ok()?,
        };
        let has_same_sums = case.priced().has_sums_of(self.case().priced());
        Some(if has_same_sums {
            Standing::with(case, self.standing.figures.clone())
        } else {
            Standing::new(case, &self.paths)
        })
    }

    /// Answers one run on a network of its own.
    fn alone(&self, inputs: &Inputs, asked: &RunsAsked<'_>) -> Vec<RunAnswer> {
        let failed = |reason: String| self.failed(reason);
        match self.prepare(changes(inputs)) {
            Ok(case) if questions(&case) != self.questions => failed("these values change what is asked".to_owned()),
            Ok(case) => {
                let standing = Standing::new(case, &[]);
                let answers = standing.reprice(&[]).unwrap_or_default();
                self.judged(&standing, answers, &[], asked)
            }
            Err(PrepareError::Invalid(problems)) => failed(problems.in_a_line()),
            Err(PrepareError::Selection(nothing)) => failed(nothing.to_string()),
        }
    }

    /// Answers every question with why there is no answer.
    fn failed(&self, reason: String) -> Vec<RunAnswer> {
        vec![RunAnswer::without(RunStatus::Failed, Some(reason)); self.questions.len()]
    }

    /// Adds to the answers of a run how their totals are spread, if that is asked, and whether the figures carry their
    /// ranks.
    fn judged(
        &self,
        standing: &Standing,
        mut answers: Vec<RunAnswer>,
        changes: &[(usize, &Level)],
        asked: &RunsAsked<'_>,
    ) -> Vec<RunAnswer> {
        if asked.draws == 0 {
            return standing.doubt(&self.paths, answers);
        }
        let drawing = Drawing { draws: asked.draws, ..self.drawing.clone() };
        let changed = standing.prices(changes).unwrap_or_default();
        let drawn = standing.drawn(&self.paths, &drawing);
        match drawn.spreads(&standing.base.case, &self.paths, &drawing, &changed, asked.threads) {
            Ok(spreads) => {
                for (answer, spread) in answers.iter_mut().zip(spreads) {
                    answer.spread = spread.map(Box::new);
                }
                standing.doubt(&self.paths, answers)
            }
            Err(error) => self.failed(error.to_string()),
        }
    }

    /// Prepares the scenario with some paths changed, from files that must be what they were.
    fn prepare<'a>(&self, changes: impl Iterator<Item = (usize, &'a Level)>) -> Result<Prepared, PrepareError> {
        let case = self.case();
        let mut overrides = case.overrides().to_vec();
        overrides.extend(changes.map(|(path, level)| Override {
            path: self.paths[path].clone(),
            change: Change::To(level.to_text()),
            span: None,
        }));
        case.selected_again(&overrides, &self.selection)
    }
}

/// Returns the paths of a run that change, each with its value.
fn changes(inputs: &Inputs) -> impl Iterator<Item = (usize, &Level)> {
    inputs.iter().enumerate().filter_map(|(path, level)| Some((path, level.as_ref()?)))
}

/// Finds out which pairs have no route, which prices do not change, and why.
fn no_routes(case: &Prepared, found: &BestPaths) -> PairTable<Option<String>> {
    let model = case.model();
    let missing: Vec<Pair> = model.pairs().filter(|pair| !found.contains_key(pair)).collect();
    let reasons = reasons(model, case.values(), &missing);
    PairTable::new(model, |pair| reasons.get(&pair).map(|reason| reason.kind.as_str().to_owned()))
}

/// Returns the form that a question of a case carries.
fn form(case: &Prepared, question: usize) -> &'static str {
    let network = case.priced().network();
    network.layers()[usize::from(network.questions()[question].layer)].form.as_str()
}

fn questions(case: &Prepared) -> Vec<StudyQuestion> {
    let model = case.model();
    let place = |id| model.places.list[id].key.clone();
    let question = |Pair { demand, corridor }: Pair| {
        let demand = &model.demands[demand];
        StudyQuestion {
            from: place(demand.from),
            to: place(demand.to),
            regime: demand.customs.as_str(),
            corridor: model.corridors[corridor].key.clone(),
        }
    };
    model.pairs().map(question).collect()
}

/// Ranks the answers to each demand.
fn rank_all(answers: &mut PairTable<RunAnswer>) {
    for (_, of_demand) in answers.by_demand_mut() {
        rank(of_demand);
    }
}

fn rank(answers: &mut [RunAnswer]) {
    let mut totals: Vec<Money> = answers.iter().filter_map(|answer| answer.total_per_t).collect();
    totals.sort_unstable();
    for answer in answers {
        answer.rank = answer.total_per_t.map(|total| totals.partition_point(|&other| other < total) as u32 + 1);
    }
}

/// Fills in whether another corridor of a demand than its cheapest could be cheaper.
fn doubt(answers: &mut [RunAnswer], leeways: &[Vec<Option<Money>>]) {
    let is_first = |answer: &&RunAnswer| answer.rank == Some(1);
    let Some(leader) = answers.iter().position(|answer| is_first(&answer)) else { return };
    let chances = answers.iter().filter(is_first).filter_map(|answer| Some(answer.spread.as_ref()?.chance_cheapest));
    let least = answers[leader].total_per_t;
    let could_lead = |(answer, leeways): (&RunAnswer, &Vec<Option<Money>>)| {
        let more = answer.total_per_t.zip(least).map(|(total, least)| total - least);
        answer.rank > Some(1) && more.zip(leeways[leader]).is_some_and(|(more, leeway)| more < leeway)
    };
    let overlaps = match chances.reduce(f64::max) {
        Some(chance) => chance < DECIDED_CHANCE,
        None => answers.iter().zip(leeways).any(could_lead),
    };
    for answer in answers.iter_mut().filter(|answer| answer.is_answered()) {
        answer.ranges_overlap = Some(overlaps);
    }
}
