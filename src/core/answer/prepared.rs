//! One scenario from its file to its answers: the whole of the main job.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use super::absurd::absurd_costs;
use super::bounds::at_bounds;
use super::quotes::{far_quotes, quotes_used};
use super::structure::network_changes;
use super::{
    Answer, Detail, HoldReason, Manifest, MeasuredRoute, NothingSelected, PROGRAM, PairTable, PairTotals,
    PricedNetwork, ScenarioUsed, Selection, TonnesOfEachPair, VERSION, answers,
};
use crate::cost::{ArcPrices, Costs};
use crate::ids::{CorridorId, DemandId, FigureId, IdVec, Pair};
use crate::model::{Corridor, Demand, Figure, FigureOwner, Model, SwitchSet};
use crate::network::Waive;
use crate::problem::{Code, Problem, Problems};
use crate::scenario::{Change, InputFile, Override, Scenario, ScenarioFiles, TableName};
use crate::units::{Decimal, Lang};

/// The dearest that one arc may be, in millionths: a path of 90 such arcs still adds up below 2^53.
///
/// Costs are never below zero and sums of them never round down to less than 2^53, so whatever costs less in all is found and
/// added up exactly: 9,000 million units of the currency a tonne.
pub const MAX_ARC_MICROS: f64 = 1e14;

/// The longest that one arc may take: a path of 90 such arcs still fits the seconds of a rank.
pub const MAX_ARC_HOURS: f64 = 200_000.0;

/// Why a scenario cannot be asked what is selected.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// Its files have problems.
    #[error(transparent)]
    Invalid(#[from] Problems),
    /// The selection leaves nothing.
    #[error(transparent)]
    Selection(#[from] NothingSelected),
}

/// A scenario that has been read, checked, laid out and priced.
pub struct Prepared {
    pub(crate) scenario: Arc<Scenario>,
    pub(crate) model: Model,
    pub(crate) values: Vec<f64>,
    pub(crate) priced: PricedNetwork,
    network_changes: OnceLock<IdVec<FigureId, Option<HoldReason>>>,
    warnings: Problems,
    overrides: Vec<Override>,
}

impl Prepared {
    /// Reads and checks a scenario, with some figures changed.
    ///
    /// # Errors
    /// Returns every problem of its files.
    ///
    /// # Example
    /// ```
    /// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).expect("the project");
    /// use corridor::{answer::Prepared, scenario::Override};
    ///
    /// let scenario = std::path::Path::new("scenarios/hunchun-ningbo-2019.toml");
    /// let dearer = Override::parse("tariffs.cn-rail-class4.per_km=*1.2")?;
    /// let (before, after) = (Prepared::prepare(scenario, &[])?, Prepared::prepare(scenario, &[dearer])?);
    /// for (before, after) in before.answers().iter().zip(after.answers()) {
    ///     assert!(before.total_per_t <= after.total_per_t);
    /// }
    /// # Ok::<(), corridor::problem::Problems>(())
    /// ```
    pub fn prepare<'a>(files: impl Into<ScenarioFiles<'a>>, overrides: &[Override]) -> Result<Self, Problems> {
        Self::of(load(files.into(), overrides)?, overrides)
    }

    /// Reads and checks a scenario with some figures changed, and asks it only what is selected.
    ///
    /// # Errors
    /// Returns every problem of its files, or why the selection leaves nothing.
    pub fn prepare_selected<'a>(
        files: impl Into<ScenarioFiles<'a>>,
        overrides: &[Override],
        selection: &Selection,
    ) -> Result<Self, PrepareError> {
        let files = files.into();
        if selection.is_all() {
            return Ok(Self::prepare(files, overrides)?);
        }
        let select = |model: &Model| selection.questions(model).map_err(PrepareError::from);
        Self::prepare_asking(load(files, overrides)?, overrides, None, select)
    }

    /// Checks a scenario that was read with some changes.
    ///
    /// # Errors
    /// Returns every problem of its files.
    pub fn of(scenario: Scenario, overrides: &[Override]) -> Result<Self, Problems> {
        Self::prepare_asking(scenario, overrides, None, |model| Ok((model.demands.clone(), model.corridors.clone())))
    }

    /// Checks a scenario, and asks it some of its questions. What was laid out before for other values is kept as far as it
    /// is the same.
    fn prepare_asking<E: From<Problems>>(
        scenario: Scenario,
        overrides: &[Override],
        before: Option<&Self>,
        select: impl FnOnce(&Model) -> Result<(IdVec<DemandId, Demand>, IdVec<CorridorId, Corridor>), E>,
    ) -> Result<Self, E> {
        let found = scenario.warnings.clone();
        let (mut model, more) = Model::check(&scenario).map_err(|problems| joined(found.clone(), problems))?;
        if let Some(before) = before {
            model.name.clone_from(&before.model.name);
        }
        let (demands, corridors) = select(&model)?;
        let model = with_corridors(Model { demands, ..model }, corridors);
        let scenario = Arc::new(scenario);
        let kept = before.and_then(|before| before.priced_again(&scenario, &model));
        let case = match kept {
            Some(priced) => Self::of_priced(scenario, model, priced),
            None => Self::new(scenario, model),
        };
        let mut case = case.map_err(|problems| joined(found.clone(), problems))?;
        case.warnings = joined(found, more);
        for warning in far_quotes(&case) {
            case.warnings.push(warning);
        }
        case.warnings = case.checked_at_bounds()?;
        case.overrides = overrides.to_vec();
        Ok(case)
    }

    /// Lays out and prices a scenario with its meaning.
    ///
    /// # Errors
    /// Refuses costs below nothing, or beyond what can be counted exactly.
    pub fn new(scenario: impl Into<Arc<Scenario>>, model: Model) -> Result<Self, Problems> {
        let scenario = scenario.into();
        let values = model.register.values();
        let pairs: Vec<Pair> = model.pairs().collect();
        let priced = PricedNetwork::new(&model, &values, &pairs, Waive::default());
        Self::of_priced(scenario, model, priced)
    }

    fn of_priced(scenario: Arc<Scenario>, model: Model, priced: PricedNetwork) -> Result<Self, Problems> {
        let values = model.register.values();
        let (warnings, overrides) = (Problems::new(), Vec::new());
        Self { scenario, model, values, priced, network_changes: OnceLock::new(), warnings, overrides }.countable()
    }

    /// Prices the network for the same scenario with other changes, and lays out only what these change; nothing where more
    /// than values of figures may differ.
    fn priced_again(&self, scenario: &Scenario, model: &Model) -> Option<PricedNetwork> {
        let has_quotes = |scenario: &Scenario| !scenario.document.quotes.is_empty();
        if has_quotes(&self.scenario) || has_quotes(scenario) || !self.model.differs_in_values_alone(model) {
            return None;
        }
        let figures =
            || self.model.register.iter().zip(model.register.iter()).map(|((_, own), (_, other))| (own, other));
        if figures().any(|(own, other)| own.role.is_checked() && own.value != other.value) {
            return None;
        }
        let exact: Vec<Decimal> = figures().map(|(_, other)| other.value).collect();
        let pairs: Vec<Pair> = model.pairs().collect();
        Some(self.priced.at_values(&self.model, (&exact, &model.register.values()), &pairs, || model))
    }

    /// Returns itself.
    ///
    /// # Errors
    /// Refuses costs below nothing, or beyond what can be counted exactly.
    fn countable(self) -> Result<Self, Problems> {
        let problems = absurd_costs(&self.model, &self.values, &self.priced);
        if problems.is_empty() { Ok(self) } else { Err(problems) }
    }

    /// Returns its warnings, with those of what moving cargo costs with every figure at a bound.
    ///
    /// # Errors
    /// Returns all problems where that cannot be counted exactly.
    fn checked_at_bounds(&self) -> Result<Problems, Problems> {
        if self.is_ordinary_at_bounds() {
            return Ok(self.warnings.clone());
        }
        let mut found = Problems::new();
        for (name, end) in ["favourable", "unfavourable"].into_iter().zip(at_bounds(self)) {
            let Some((values, priced)) = end else { continue };
            for problem in &absurd_costs(&self.model, &values, &priced) {
                let is_below = matches!(problem.code, Code::NegativeCost | Code::PaidRoute);
                let code = if is_below { Code::BelowNothingAtBound } else { problem.code };
                let message = format!("with the figures at their {name} bounds, {}", problem.message);
                let help = match code {
                    Code::BelowNothingAtBound => {
                        "give bounds at which a subsidy does not exceed the price that it is taken off; \
                                                  totals at the bounds are those of other ways, or none"
                    }
                    _ => "give nearer bounds: sums are exact up to 100 million a move and 200,000 h",
                };
                if found.iter().all(|known: &Problem| known.span != problem.span) {
                    found.push(Problem { code, message, ..problem.clone() }.help(help));
                }
            }
        }
        joined(self.warnings.clone(), found).or(()).map(|((), warnings)| warnings)
    }

    /// Returns whether costs at any bounds stay far within what can be counted and above nothing, by intervals. Networks
    /// that are laid out otherwise at the bounds have other sums of the same prices: hence far, and no price below nothing.
    fn is_ordinary_at_bounds(&self) -> bool {
        const FAR: f64 = 100.0;
        let ends = |(_, figure): (FigureId, &Figure)| {
            let end = |bound: Option<Decimal>| bound.unwrap_or(figure.value).to_f64();
            (end(figure.low).min(end(None)), end(figure.high).max(end(None)))
        };
        let is_below_nothing = |(_, figure): (FigureId, &Figure)| {
            figure.role.is_amount() && figure.low.unwrap_or(figure.value).min(figure.value).is_negative()
        };
        if self.model.register.iter().any(is_below_nothing) {
            return false;
        }
        let bounds: Vec<(f64, f64)> = self.model.register.iter().map(ends).collect();
        let costs = self.priced.costs();
        let is_ordinary = |&(least, most): &(f64, f64)| least >= 0.0 && most < MAX_ARC_MICROS / FAR;
        costs.longest_hours_within(&bounds) < MAX_ARC_HOURS / FAR && costs.bounds(&bounds).iter().all(is_ordinary)
    }

    /// Lays out the same scenario with other questions in place of its own.
    ///
    /// # Errors
    /// As [`Prepared::new`].
    pub fn with_questions(
        &self,
        demands: IdVec<DemandId, Demand>,
        corridors: IdVec<CorridorId, Corridor>,
    ) -> Result<Self, Problems> {
        let model = with_corridors(Model { demands, ..self.model.clone() }, corridors);
        let case = Self::new(self.scenario.clone(), model)?;
        Ok(Self { overrides: self.overrides.clone(), ..case })
    }

    /// Lays out the same scenario with more switches turned on, for all corridors.
    ///
    /// # Errors
    /// As [`Prepared::new`].
    pub fn with_switches(&self, switches: SwitchSet) -> Result<Self, Problems> {
        let with = |own: &Corridor| Corridor { switches: own.switches.with(switches), ..own.clone() };
        self.with_questions(self.model.demands.clone(), self.model.corridors.iter().map(with).collect())
    }

    /// Reads the same scenario anew with other changes, and asks it of the same corridors.
    ///
    /// # Errors
    /// As [`Prepared::prepare`].
    pub fn again(&self, overrides: &[Override]) -> Result<Self, Problems> {
        let is_asked = |corridor: &&Corridor| self.model.corridors.iter().any(|own| own.key == corridor.key);
        Self::prepare_asking(self.scenario.again(overrides)?, overrides, Some(self), |model| {
            Ok((model.demands.clone(), model.corridors.iter().filter(is_asked).cloned().collect()))
        })
    }

    /// Prepares the same scenario with titles and names in a language, and asks it of the same corridors.
    ///
    /// # Errors
    /// As [`Prepared::prepare`].
    pub fn in_language(&self, lang: Lang) -> Result<Self, Problems> {
        let is_asked = |corridor: &&Corridor| self.model.corridors.iter().any(|own| own.key == corridor.key);
        let overrides = self.overrides();
        Self::prepare_asking(self.scenario.in_language(lang, overrides)?, overrides, None, |model| {
            Ok((model.demands.clone(), model.corridors.iter().filter(is_asked).cloned().collect()))
        })
    }

    /// Makes the same scenario with other changes, and asks it what is selected.
    ///
    /// # Errors
    /// As [`Prepared::prepare_selected`].
    pub fn selected_again(&self, overrides: &[Override], selection: &Selection) -> Result<Self, PrepareError> {
        let despite = || self.scenario.again_despite_amounts(overrides);
        let scenario = with_later_problems(self.scenario.again(overrides), despite, overrides)?;
        let select = |model: &Model| selection.questions(model).map_err(PrepareError::from);
        Self::prepare_asking(scenario, overrides, Some(self), select)
    }

    /// Lays out what changes where some figures take other values, which are then certain; nothing where checks of files
    /// rest on them, so that it has to be prepared anew. Its scenario stays that of today's values.
    ///
    /// # Errors
    /// As [`Prepared::new`].
    pub(crate) fn at_values(&self, changed: &[(FigureId, Decimal)]) -> Option<Result<Self, Problems>> {
        let (own, quotes) = (&self.model.register, &self.scenario.document.quotes);
        if !quotes.is_empty() || changed.iter().any(|&(figure, _)| own.figure(figure).role.is_checked()) {
            return None;
        }
        let register = own.with_certain(changed);
        let exact: Vec<Decimal> = register.iter().map(|(_, figure)| figure.value).collect();
        let values = register.values();
        let model = Model { register, ..self.model.clone() };
        let pairs: Vec<Pair> = model.pairs().collect();
        let priced = self.priced.at_values(&self.model, (&exact, &values), &pairs, || &model);
        let (scenario, overrides) = (self.scenario.clone(), self.overrides.clone());
        let warnings = Problems::new();
        let case = Self { scenario, model, values, priced, network_changes: OnceLock::new(), warnings, overrides };
        Some(case.countable().and_then(|case| Ok(Self { warnings: case.checked_at_bounds()?, ..case })))
    }

    /// Prepares it anew with some changes beside those that it has already; what is set again takes the place of what was
    /// set before.
    ///
    /// # Errors
    /// As [`Prepared::prepare`].
    pub fn with_set(&self, set: &[Override]) -> Result<Self, Problems> {
        let is_set = |own: &Override| matches!(own.change, Change::To(_));
        let is_set_again = |change: &&Override| set.iter().any(|own| own.path == change.path && is_set(own));
        let before = self.overrides.iter().filter(|change| !is_set_again(change));
        self.again(&before.chain(set).cloned().collect::<Vec<_>>())
    }

    /// Returns the problems that do not stop the run.
    pub const fn warnings(&self) -> &Problems {
        &self.warnings
    }

    /// Returns the changes that it was prepared with, besides those of its own `[set]`.
    pub fn overrides(&self) -> &[Override] {
        &self.overrides
    }

    /// Writes the changes that it was prepared with as arguments: `--set ..`, `--quote ..`.
    pub(crate) fn changes(&self) -> Vec<String> {
        let written = |own: &Override| match &own.change {
            Change::Quoted(text) => format!("--quote {text}"),
            _ => format!("--set {}", own.as_argument()),
        };
        self.overrides.iter().map(written).collect()
    }

    /// Returns the scenario's files.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// Returns the scenario's meaning.
    pub const fn model(&self) -> &Model {
        &self.model
    }

    /// Returns the network of all demands by all corridors with its prices.
    pub const fn priced(&self) -> &PricedNetwork {
        &self.priced
    }

    /// Returns why another value of a figure may change the network; nothing where new prices of the same network are
    /// those of a new network.
    pub fn network_change(&self, figure: FigureId) -> Option<HoldReason> {
        let decide = || network_changes(&self.scenario, &self.model.register, &self.priced);
        self.network_changes.get_or_init(decide)[figure]
    }

    /// Returns the values of the register's figures.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Answers every demand by every corridor, in the order of the file.
    pub fn answers(&self) -> Vec<Answer> {
        self.answers_in(Detail::Whole)
    }

    /// Answers every demand by every corridor, in the order of the file and no further than is asked.
    pub fn answers_in(&self, detail: Detail) -> Vec<Answer> {
        answers(&self.model, &self.values, &self.priced, detail)
    }

    /// Returns the total of every demand by every corridor; none where there is no route.
    pub fn totals(&self) -> PairTotals {
        self.priced.totals(&self.model)
    }

    /// Returns the route of every demand by every corridor without its steps; see [`PricedNetwork::measured`].
    pub fn measured(&self, with_stops: bool) -> PairTable<Option<MeasuredRoute>> {
        self.priced.measured(&self.model, &self.values, with_stops)
    }

    /// Returns the demands of the file whose yearly tonnes count for several pairs that are asked.
    fn tonnes_of_each_pair(&self) -> Vec<TonnesOfEachPair> {
        let mut pairs: BTreeMap<FigureId, usize> = BTreeMap::new();
        for figure in self.model.demands.iter().filter_map(|demand| demand.tonnes_per_year) {
            *pairs.entry(figure).or_default() += 1;
        }
        let several = pairs.into_iter().filter(|&(_, pairs)| pairs > 1).filter_map(|(id, pairs)| {
            let figure = self.model.register.figure(id);
            let FigureOwner::Demand(demand) = figure.owner else { return None };
            Some(TonnesOfEachPair { demand: demand + 1, pairs, tonnes_per_year: figure.value.to_f64() })
        });
        several.collect()
    }

    /// Returns the name of the goods in the language of the scenario.
    fn goods(&self) -> String {
        let key = &self.model.commodities[0];
        let rows = self.scenario.tables.rows(TableName::Commodities).of_key(key);
        rows.filter_map(|row| row.name(self.scenario.lang)).last().unwrap_or(key).to_owned()
    }

    /// Describes the scenario as results speak of it.
    pub fn used(&self) -> ScenarioUsed {
        let document = &self.scenario.document;
        ScenarioUsed {
            name: self.model.name.clone(),
            title: document.title.clone(),
            reading: document.reading.clone(),
            date: self.model.date.to_string(),
            date_asked: self.overrides.iter().any(|own| own.path == "date"),
            currency: self.model.currency.clone(),
            commodity: self.model.commodities[0].clone(),
            goods: self.goods(),
            lot_t: self.model.register.figure(self.model.cargo.lot_t).value.to_f64(),
            wait: self.model.wait.as_str(),
            switches: document.switches.iter().map(|switch| switch.value.clone()).collect(),
            set: document.set.iter().chain(&self.overrides).filter(|own| !own.is_quote()).map(in_words).collect(),
            tonnes_of_each_pair: self.tonnes_of_each_pair(),
            counted: document.counted.clone(),
            quotes: quotes_used(self),
            inputs: self.scenario.inputs.iter().map(InputFile::seen_from_here).collect(),
            audited: None,
        }
    }
}

/// Names scenarios of one file name by their folders too, so that answers tell them apart.
pub fn tell_apart(cases: &mut [Prepared]) {
    let named = |case: &Prepared, folders: usize| {
        let parents = case.scenario.path.parent().into_iter().flat_map(Path::components).rev();
        let mut parts: Vec<_> = parents.take(folders).map(|part| part.as_os_str().to_string_lossy()).collect();
        parts.reverse();
        parts.push(case.scenario.name.as_str().into());
        parts.join("/")
    };
    let longest = cases.iter().map(|case| case.scenario.path.components().count()).max().unwrap_or(0);
    let mut open: Vec<usize> = (0..cases.len()).collect();
    for folders in 0..longest {
        let names: Vec<String> = open.iter().map(|&place| named(&cases[place], folders)).collect();
        let is_alone = |name: &String| names.iter().filter(|other| *other == name).count() == 1;
        for (&place, name) in open.iter().zip(&names).filter(|(_, name)| is_alone(name)) {
            cases[place].model.name.clone_from(name);
        }
        open = open.into_iter().zip(&names).filter(|(_, name)| !is_alone(name)).map(|(place, _)| place).collect();
    }
    // One file, asked several times.
    for again in 1..open.len() {
        let place = open[again];
        let before = open[..again].iter().filter(|&&known| cases[known].scenario.path == cases[place].scenario.path);
        let times = before.count() + 1;
        if times > 1 {
            cases[place].model.name = format!("{} ({times})", cases[place].scenario.name);
        }
    }
}

/// Returns a model with other corridors in place of its own; its baseline is kept where it is one of them.
fn with_corridors(model: Model, corridors: IdVec<CorridorId, Corridor>) -> Model {
    let baseline = model.baseline.map(|id| &model.corridors[id].key);
    let named = corridors.enumerate().find(|(_, corridor)| Some(&corridor.key) == baseline);
    let baseline = named.map(|(id, _)| id);
    Model { corridors, baseline, ..model }
}

/// Returns whether prices have a cheapest route and an exact sum; a case with others is refused.
pub fn is_countable(costs: &Costs, prices: &ArcPrices) -> bool {
    let weights = costs.weights(prices);
    weights.iter().all(|&weight| (0.0..=MAX_ARC_MICROS).contains(&weight))
        && costs.longest_hours(prices) <= MAX_ARC_HOURS
}

/// Reads a scenario; where it has problems, those of its meaning and its costs are found in the same run.
fn load(files: ScenarioFiles<'_>, overrides: &[Override]) -> Result<Scenario, Problems> {
    let despite = || Scenario::load_despite_amounts(files, overrides);
    with_later_problems(Scenario::load(files, overrides), despite, overrides)
}

/// Adds to the problems of a scenario those of its meaning and its costs, which the scenario despite the amounts shows that
/// cannot be read.
fn with_later_problems(
    scenario: Result<Scenario, Problems>,
    despite: impl FnOnce() -> Option<Scenario>,
    overrides: &[Override],
) -> Result<Scenario, Problems> {
    let problems = match scenario {
        Ok(scenario) => return Ok(scenario),
        Err(problems) => problems,
    };
    let despite = despite();
    let later = despite.and_then(|scenario| Prepared::of(scenario, overrides).err()).unwrap_or_default();
    let mut all = problems.clone();
    let lines: BTreeSet<(&str, usize)> =
        problems.iter().filter_map(|known| Some(known.span.as_ref()?.line())).collect();
    for problem in &later {
        // Amounts beyond counting may be those of a stand-in, and one fault of a row may have brought the other about.
        let is_same_line = problem.span.as_ref().is_some_and(|span| lines.contains(&span.line()));
        if problem.code != Code::AbsurdCost && !is_same_line {
            all.push(problem.clone());
        }
    }
    all.sort();
    Err(all)
}

fn in_words(set: &Override) -> String {
    let change = match &set.change {
        Change::To(value) => format!("= {value}"),
        Change::Times(factor) => format!("times {factor}"),
        Change::Plus(more) => format!("plus {more}"),
        Change::Quoted(text) => format!("quoted {text}"),
    };
    format!("{} {change}", set.path)
}

fn joined(mut first: Problems, second: Problems) -> Problems {
    first.extend(second);
    first.sort();
    first
}

/// Describes a run on some scenarios.
pub(crate) fn manifest(cases: &[Prepared]) -> Manifest {
    Manifest {
        program: PROGRAM,
        version: VERSION,
        scenarios: cases.iter().map(Prepared::used).collect(),
        audited: None,
    }
}

#[cfg(all(test, feature = "shipped"))]
mod tests {
    use std::path::Path;

    use super::Prepared;
    use crate::scenario::Override;

    #[test]
    fn other_values_have_the_answers_of_a_new_network_and_prices_alone_keep_the_old_one() {
        let path = Path::new("shipped:hunchun-ningbo-2019");
        let before = Prepared::prepare(path, &[]).expect("a shipped scenario");
        let figures: Vec<String> = before.model().register.iter().map(|(_, own)| own.path()).collect();
        let mut kept = 0;
        for kind in ["rate", "per_km", "price", "lot_t", "every_days", "distance_km", "speed_kmh", "payload_t"] {
            let own = figures.iter().filter(|path| path.rsplit('.').next() == Some(kind) && !path.contains('@'));
            for figure in own.step_by(7).take(2) {
                let change = [Override::parse(&format!("{figure}=*1.25")).expect("a change")];
                let Ok(anew) = Prepared::prepare(path, &change) else { continue };
                let again = before.again(&change).expect("what can be read can be made again");
                assert_eq!((again.answers(), again.warnings()), (anew.answers(), anew.warnings()), "{figure}");
                kept += usize::from(again.priced().has_sums_of(before.priced()));
            }
        }
        assert!(kept > 3, "{kept} networks are kept");
    }

    #[test]
    fn a_switch_a_date_and_a_form_lay_the_network_out_anew() {
        let path = Path::new("shipped:hunchun-ningbo-2019");
        let before = Prepared::prepare(path, &[]).expect("a shipped scenario");
        for change in ["switches.zarubino-2017=true", "date=2018-01-01", "permissions.jilin-zarubino-ningbo.switch=off"]
        {
            let change = [Override::parse(change).expect("a change")];
            let (anew, again) =
                (Prepared::prepare(path, &change).expect("it holds"), before.again(&change).expect("it holds"));
            assert_eq!(again.answers(), anew.answers(), "{change:?}");
            assert!(!again.priced().has_sums_of(before.priced()), "{change:?}");
        }
    }
}
