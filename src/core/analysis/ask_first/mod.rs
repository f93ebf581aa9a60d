//! Which documents and quotations to get first: what knowing figures before a corridor is chosen would be worth.
//!
//! Whoever knows a figure chooses the corridor that is cheapest on average given it; what that saves on average, against
//! the choice without it, is the expected value of partial perfect information. One document may settle several figures at
//! once: the figures of a row, of a market, of a source.

mod result;

use std::collections::BTreeMap;

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::analysis::given::GivenFit;
use crate::analysis::{Analysis, Ask, Refusal};
use crate::answer::{Prepared, place_name, titles};
use crate::draws::{Distributions, Engine, Stream, Threads};
use crate::ids::{DemandId, FigureId, Pair};
use crate::model::FigureOwner;
use crate::scenario::TableName;
use crate::units::Money;
use corridor_kernel::{best_on_average, gains_by_knowing, mean_gain};

pub use result::{AskFirst, AskFirstDemand, AskRow, AskedFigure, AskedFor, ToAsk};

/// Which documents and quotations to get first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AskFirstQuestion {
    /// How often the uncertain figures are drawn; fewer times where very many totals would have to be kept.
    pub draws: u64,
    /// What the random numbers begin with: the same seed gives the same draws on any machine.
    pub seed: u64,
}

impl Default for AskFirstQuestion {
    fn default() -> Self {
        Self { draws: 20_000, seed: 1 }
    }
}

/// The fewest draws.
pub const MIN_DRAWS: u64 = 1_000;
/// The most draws.
pub const MAX_DRAWS: u64 = 200_000;
/// The most demands: each document is weighed for each.
const MAX_DEMANDS: usize = 64;
/// The most totals that are kept.
const MAX_TOTALS: u64 = 8_000_000;
/// The most figures of a document that are regressed on together: those that alone are worth most.
const MAX_TOGETHER: usize = 12;
/// The standard errors that a value must be from nothing to be told from it.
const SURE_ERRORS: f64 = 2.0;
/// The sources that stand for no document.
const NO_DOCUMENT: [&str; 2] = ["reasoned", "general-knowledge"];

/// A question that cannot be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AskFirstError {
    /// A number of draws that is too small or too large.
    #[error("take {MIN_DRAWS} to {MAX_DRAWS} draws, not {0}")]
    Draws(u64),
    /// A fit that is worth too few draws.
    #[error(
        "the fit is worth {0} draws of equal weight, and {MIN_DRAWS} at least are needed to say what a document is worth: calibrate with more --draws"
    )]
    Fit(u64),
    /// Too many demands.
    #[error("{0} demands are asked for, and {MAX_DEMANDS} at most are weighed: select some with --from or --to")]
    Demands(usize),
}

impl Analysis for AskFirstQuestion {
    type Found = AskFirst;

    fn answer(&self, ask: &Ask<'_>) -> Result<AskFirst, Refusal> {
        if !(MIN_DRAWS..=MAX_DRAWS).contains(&self.draws) {
            return Err(Refusal::request(AskFirstError::Draws(self.draws)));
        }
        let prepared = ask.one()?;
        let demands = ask.demands(prepared)?;
        if demands.len() > MAX_DEMANDS {
            return Err(Refusal::request(AskFirstError::Demands(demands.len())));
        }
        let among = ask.among_corridors(prepared)?;
        let case = among.as_ref().unwrap_or(prepared);
        let given = ask.given()?;
        if let Some(few) = given.as_ref().map(GivenFit::effective).filter(|few| *few < MIN_DRAWS) {
            return Err(Refusal::request(AskFirstError::Fit(few)));
        }
        let distributions = Distributions::of_case(case).map_err(|error| ask.failed(prepared, error))?;
        let most = (MAX_TOTALS / case.model().pairs().count().max(1) as u64).max(MIN_DRAWS);
        let (engine, draws, seed) = match &given {
            Some(given) => {
                (given.engine(case, distributions, Some(&demands)), given.claims.draws.min(most), given.seed())
            }
            None => (Engine::of_demands(case, distributions, self.seed, &demands), self.draws.min(most), self.seed),
        };
        let engine = engine.map_err(|error| ask.failed(prepared, error))?.with_progress(ask.progress);
        let mut used = case.used();
        used.audited = ask.audit_draws(prepared, seed, &demands)?;
        let halves = match &given {
            Some(given) => given.halves(draws as usize),
            None => (0..draws).map(|draw| draw % 2 == 1).collect(),
        };
        let study = AskStudy::new(case, &engine, demands, halves);
        let (worth_of_all, here_and_now) = study.worth_of_all();
        let mut asks = study.asks(&engine);
        asks.sort_by(|one, other| {
            let by_worth = other.worth.total_cmp(&one.worth);
            by_worth.then_with(|| one.key.cmp(&other.key))
        });
        Ok(AskFirst {
            scenario: used,
            given: given.map(|given| given.claims),
            draws,
            seed,
            yearly: study.is_yearly,
            demands: here_and_now,
            worth_of_all,
            figures: engine.figures().len(),
            asks,
        })
    }
}

/// What is drawn of a scenario's demands.
struct AskStudy<'a> {
    case: &'a Prepared,
    draws: usize,
    /// The half of the draws to which each counts.
    halves: Vec<bool>,
    /// Whether amounts are per year: whether the demands have tonnes.
    is_yearly: bool,
    demands: Vec<DrawnDemand>,
}

/// What one demand costs by each corridor that has a route.
struct DrawnDemand {
    id: DemandId,
    /// The tonnes of a year; where not all demands have them, an equal share of one tonne.
    tonnes: f64,
    corridors: Vec<String>,
    /// What each corridor pays in each draw: its total below nothing.
    payoffs: Vec<Vec<f64>>,
}

/// What may be asked for, before it is known what it is worth.
struct AskCandidate {
    kind: AskedFor,
    key: String,
    name: String,
    /// The columns of the figures that it would settle.
    columns: Vec<usize>,
}

impl<'a> AskStudy<'a> {
    fn new(case: &'a Prepared, engine: &Engine, demands: Vec<DemandId>, halves: Vec<bool>) -> Self {
        let (model, draws) = (case.model(), halves.len() as u64);
        let totals = case.totals();
        let has_route = |pair: &Pair| totals.get(*pair).is_some();
        let pairs: Vec<Pair> = demands.iter().flat_map(|&demand| model.pairs_of(demand)).filter(has_route).collect();
        let mut columns: Vec<Vec<f64>> = pairs.iter().map(|_| Vec::with_capacity(draws as usize)).collect();
        Stream::new(engine, &[], draws, Threads::Shared).each(draws, |portion| {
            for (pair, column) in pairs.iter().zip(&mut columns) {
                column.extend(portion.totals_of(*pair).take(portion.draws).map(|total| -total / 1e6));
            }
        });
        let is_yearly = demands.iter().all(|&demand| model.tonnes_per_year(demand).is_some());
        let mut columns = pairs.iter().zip(columns).collect::<Vec<_>>();
        let drawn = |id: DemandId| {
            let own = columns.extract_if(.., |(pair, _)| pair.demand == id).collect::<Vec<_>>();
            let corridors = own.iter().map(|(pair, _)| model.corridors[pair.corridor].key.clone()).collect();
            let tonnes = model.tonnes_per_year(id).filter(|_| is_yearly).unwrap_or(1.0);
            DrawnDemand { id, tonnes, corridors, payoffs: own.into_iter().map(|(_, column)| column).collect() }
        };
        let mut demands: Vec<DrawnDemand> =
            demands.into_iter().map(drawn).filter(|demand| !demand.payoffs.is_empty()).collect();
        if !is_yearly {
            let share = 1.0 / demands.len().max(1) as f64;
            for demand in &mut demands {
                demand.tonnes = share;
            }
        }
        Self { case, draws: draws as usize, halves, is_yearly, demands }
    }

    /// Returns what knowing all figures would be worth, and what is chosen without knowing more for each demand.
    fn worth_of_all(&self) -> (f64, Vec<AskFirstDemand>) {
        let model = self.case.model();
        let mean = |payoffs: &Vec<f64>| payoffs.iter().sum::<f64>() / self.draws as f64;
        let mut worth = 0.0;
        let describe = |demand: &DrawnDemand| {
            let means: Vec<f64> = demand.payoffs.iter().map(mean).collect();
            // Of equal ones the first in the file.
            let best = best_on_average(&demand.payoffs.iter().map(|own| &own[..]).collect::<Vec<_>>())?;
            let cheapest = |draw: usize| demand.payoffs.iter().map(|own| own[draw]).fold(f64::NEG_INFINITY, f64::max);
            let known = (0..self.draws).map(cheapest).sum::<f64>() / self.draws as f64;
            let is_other = |draw: &usize| demand.payoffs[best][*draw] < cheapest(*draw);
            let changes = (0..self.draws).filter(is_other).count() as f64 / self.draws as f64;
            worth += demand.tonnes * (known - means[best]);
            let asked = &model.demands[demand.id];
            Some(AskFirstDemand {
                from: place_name(model, asked.from),
                to: place_name(model, asked.to),
                tonnes_per_year: self.is_yearly.then_some(demand.tonnes),
                here_and_now: demand.corridors[best].clone(),
                here_and_now_title: model
                    .corridors
                    .iter()
                    .find(|corridor| corridor.key == demand.corridors[best] && !corridor.title.is_empty())
                    .map_or_else(|| demand.corridors[best].clone(), |corridor| corridor.title.clone()),
                mean_per_t: Money::round(-means[best]),
                worth_of_all_per_t: Money::round(known - means[best]),
                changes_if_all_known: changes,
            })
        };
        let demands = self.demands.iter().filter_map(describe).collect();
        (worth, demands)
    }

    /// Returns what could be asked for, with what knowing it would be worth.
    fn asks(&self, engine: &Engine) -> Vec<ToAsk> {
        let figures = engine.figures();
        let mut columns = engine.values(figures, self.draws as u64);
        columns.extend(engine.switched(self.case, self.draws as u64));
        let alone = self.single(engine);
        let of_alone: Vec<ToAsk> = alone.par_iter().map(|own| self.ask(own, &columns, figures, engine)).collect();
        let worth: Vec<f64> = of_alone.iter().map(|own| own.worth).collect();
        let groups = self.documents(figures, &worth);
        let of_groups: Vec<ToAsk> = groups.par_iter().map(|own| self.ask(own, &columns, figures, engine)).collect();
        of_alone.into_iter().chain(of_groups).collect()
    }

    /// Lists each figure and each open hypothesis by itself, in the order of the columns.
    fn single(&self, engine: &Engine) -> Vec<AskCandidate> {
        let register = &self.case.model().register;
        let figure = |(column, &id): (usize, &FigureId)| {
            let (key, name) = (register.figure(id).path(), register.figure(id).name());
            AskCandidate { kind: AskedFor::Figure, key, name, columns: vec![column] }
        };
        let first = engine.figures().len();
        let hypothesis = |(place, own): (usize, &crate::draws::DrawnHypothesis)| AskCandidate {
            kind: AskedFor::Hypothesis,
            key: format!("switches.{}", own.switch),
            name: own.switch.clone(),
            columns: vec![first + place],
        };
        let hypotheses = engine.hypotheses().iter().enumerate().map(hypothesis);
        engine.figures().iter().enumerate().map(figure).chain(hypotheses).collect()
    }

    /// Groups figures by the document that would settle several of them at once.
    fn documents(&self, figures: &[FigureId], worth: &[f64]) -> Vec<AskCandidate> {
        let model = self.case.model();
        let mut groups: BTreeMap<(AskedFor, String), (String, Vec<usize>)> = BTreeMap::new();
        let mut add = |kind: AskedFor, key: String, name: String, column: usize| {
            groups.entry((kind, key)).or_insert_with(|| (name, Vec::new())).1.push(column);
        };
        for (column, &id) in figures.iter().enumerate() {
            let figure = model.register.figure(id);
            let path = figure.path();
            if let FigureOwner::Row(table, row) = figure.owner {
                let row = self.case.scenario().tables.rows(table).at(row);
                add(AskedFor::Row, row.path(model.date), figure.name(), column);
            }
            for market in self.case.scenario().document.markets.iter().filter(|market| market.holds(&path)) {
                add(AskedFor::Market, market.key.value.clone(), market.title.clone(), column);
            }
            for source in figure.sources().into_iter().filter(|source| !NO_DOCUMENT.contains(&source.as_str())) {
                let title = titles(model, std::slice::from_ref(&source)).join("; ");
                add(AskedFor::Document, source, title, column);
            }
        }
        let several = groups.into_iter().filter(|(_, (_, columns))| columns.len() > 1);
        let candidate = |((kind, key), (name, mut columns)): ((AskedFor, String), (String, Vec<usize>))| {
            columns.sort_by(|&one, &other| worth[other].total_cmp(&worth[one]).then(one.cmp(&other)));
            AskCandidate { kind, key, name, columns }
        };
        several.map(candidate).collect()
    }

    /// Works out what knowing something would be worth.
    fn ask(&self, own: &AskCandidate, columns: &[Vec<f64>], figures: &[FigureId], engine: &Engine) -> ToAsk {
        let model = self.case.model();
        let known: Vec<&[f64]> = own.columns.iter().take(MAX_TOGETHER).map(|&column| &columns[column][..]).collect();
        let mut gains = vec![0.0; self.draws];
        let mut changed = 0.0;
        for demand in &self.demands {
            let payoffs: Vec<&[f64]> = demand.payoffs.iter().map(|own| &own[..]).collect();
            let changes = gains_by_knowing(&known, &payoffs, &self.halves, demand.tonnes, &mut gains);
            changed += demand.tonnes * changes as f64 / self.draws as f64;
        }
        let (worth, error) = mean_gain(&gains);
        let tonnes: f64 = self.demands.iter().map(|demand| demand.tonnes).sum();
        let per_t = |amount: f64| Money::round(if tonnes > 0.0 { amount / tonnes } else { 0.0 });
        let per_year = |amount: f64| self.is_yearly.then_some(amount);
        let asked = |&column: &usize| {
            let figure = model.register.figure(*figures.get(column)?);
            let (low, high) = (engine.quantile(figures[column], 0.05), engine.quantile(figures[column], 0.95));
            Some(AskedFigure {
                path: figure.path(),
                name: figure.name(),
                unit: figure.unit(),
                value: figure.value.to_f64(),
                low,
                high,
                grade: figure.grade,
                is_time: figure.unit().starts_with('h') || figure.unit().starts_with("day"),
                is_price: figure.owner.table().is_some_and(|table| {
                    matches!(
                        table,
                        TableName::Tariffs | TableName::Handling | TableName::Borders | TableName::Equipment
                    )
                }) && figure.role.is_amount(),
            })
        };
        let sources =
            own.columns.iter().filter_map(|&column| Some(model.register.figure(*figures.get(column)?).sources()));
        let mut sources: Vec<String> = sources.flatten().collect();
        sources.sort();
        sources.dedup();
        let hypothesis =
            engine.hypotheses().iter().find(|other| own.kind == AskedFor::Hypothesis && other.switch == own.name);
        ToAsk {
            kind: own.kind,
            key: own.key.clone(),
            name: own.name.clone(),
            worth: worth.max(0.0),
            error,
            worth_per_year: per_year(worth.max(0.0)),
            standard_error_per_year: per_year(error),
            is_sure: worth > SURE_ERRORS * error,
            worth_per_t: per_t(worth.max(0.0)),
            standard_error_per_t: per_t(error),
            changes: if tonnes > 0.0 { changed / tonnes } else { 0.0 },
            settles: own.columns.len(),
            figures: own.columns.iter().take(MAX_TOGETHER).filter_map(asked).collect(),
            reason: hypothesis.map(|own| own.reason.clone()).filter(|reason| !reason.is_empty()),
            sources: titles(model, &sources),
        }
    }
}
