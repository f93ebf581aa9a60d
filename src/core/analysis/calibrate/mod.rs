//! What published claims teach about the figures: our own draws weighed by how well they meet the claims.
//!
//! All scenarios are drawn together: one figure, market or hypothesis has the same draw in all of them. Nothing is fitted
//! by search and no figure is changed; the draws keep their values and get weights.

mod evidence;
mod fit;
mod result;
mod unfinished;

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::analysis::claims::{ClaimRole, role_of};
use crate::analysis::{Analysis, Ask, Refusal};
use crate::answer::{Prepared, VERSION, titles};
use crate::draws::{Distributions, DrawnHypothesis, Engine, Stream, Threads, common_hypotheses};
use crate::ids::FigureId;
use crate::scenario::sha256;
use corridor_kernel::lanes::LANES;
use corridor_kernel::resampled;

use evidence::{Central, Evidence, MeasuredReading, asked, demands_of, weighers};
use fit::{Fit, Fitting, MIN_EFFECTIVE, Weigher, WeightedDraws};
pub use result::{Calibration, ClaimFit, ClaimPair, FigureFit, FitStatus, HypothesisFit, KeptDraw, ReadingFit};
use unfinished::UnfinishedFit;

/// What published claims teach about the figures of scenarios.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CalibrateQuestion {
    /// The keys of the claims that are fitted, `v01:timber` for one reading alone; without any, all whose role is `fit` that
    /// the scenarios can measure.
    pub claims: Vec<String>,
    /// The keys of the claims that are predicted from the others; without any, all whose role is `hold-out`; `none` for none.
    pub hold_out: Vec<String>,
    /// How often the figures are drawn.
    pub draws: u64,
    /// What the random numbers begin with: the same seed gives the same draws on any machine.
    pub seed: u64,
    /// The standard deviation of what the model leaves out, in percent of the dearer of the totals that a claim compares.
    pub discrepancy_pct: f64,
}

impl Default for CalibrateQuestion {
    fn default() -> Self {
        Self { claims: Vec::new(), hold_out: Vec::new(), draws: 100_000, seed: 1, discrepancy_pct: 5.0 }
    }
}

/// The fewest and the most draws.
pub const MIN_DRAWS: u64 = 1_000;
/// The most draws.
pub const MAX_DRAWS: u64 = 100_000_000;
/// The word for holding no claim out.
const NO_CLAIM: &str = "none";
/// The most claims that are fitted together.
const MAX_CLAIMS: usize = 12;
/// The most draws that are kept with their weights.
const MAX_KEPT: usize = 20_000;
/// The draws that are weighed at a time.
const PORTION: u64 = 8_192;
/// The portions after which what has been weighed is kept.
const PORTIONS_KEPT: u64 = 4;
/// The draws that are answered anew for measures that are no costs.
const MAX_ANSWERED: usize = 100;
/// Four standard errors of a median, in widths of the range from the 5th to the 95th percentile, times the root of the
/// number of draws: of an even distribution, of which it is 0.56; of a normal one it is 0.38.
const MEDIAN_NOISE: f64 = 2.3;
/// The same of the width of that range: of a normal distribution, of which it is 0.89; of an even one it is 0.33.
const RANGE_NOISE: f64 = 3.6;

/// A calibration that cannot be made as it is asked for.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CalibrateError {
    /// A number of draws that is too small or too large.
    #[error("take {MIN_DRAWS} to {MAX_DRAWS} draws, not {0}")]
    Draws(u64),
    /// A discrepancy that makes no sense.
    #[error("the discrepancy of the model lies above 0 % and at 100 % at most, not at {0} %")]
    Discrepancy(f64),
    /// No claim has this key.
    #[error("no row of claims.csv has the key `{0}`")]
    UnknownClaim(String),
    /// None of the scenarios measures a claim.
    #[error("{}", unmeasured(claim, scenarios, *fitted))]
    Unmeasured {
        /// The key of the claim.
        claim: String,
        /// The scenarios that its readings name.
        scenarios: Vec<String>,
        /// Whether it was to be fitted.
        fitted: bool,
    },
    /// A claim is for context only.
    #[error("claim {0} has the role `context`: it is shown, and teaches nothing; its row says why")]
    Context(String),
    /// A claim is to be fitted and held out.
    #[error("claim {0} is to be fitted and held out: what was fitted is no test")]
    FittedAndHeldOut(String),
    /// Two scenarios have one name.
    #[error("two of the scenarios are called {0}, and readings of claims name them: give each file another name")]
    SameName(String),
    /// A scenario was changed otherwise than another one.
    #[error("{0} was changed otherwise than the other scenarios: a fit has the same changes in all")]
    OtherChanges(String),
    /// Two scenarios have different rows for one claim.
    #[error("the tables of two scenarios say different things by claim {0}: give one of the rows another key")]
    TwoRows(String),
    /// The word for no claim stands beside claims.
    #[error("`{NO_CLAIM}` beside other claims: hold out those, or none")]
    NoneAndSome,
    /// A claim is given twice.
    #[error("claim {0} is given twice: name one reading of it, or none for all")]
    Twice(String),
    /// There is nothing to fit.
    #[error("no claim whose role is `fit` is measured by these scenarios: name claims with --claims")]
    NoClaim,
    /// There are too many claims.
    #[error("fit {MAX_CLAIMS} claims at most, not {0}")]
    TooManyClaims(usize),
}

fn unmeasured(claim: &str, scenarios: &[String], fitted: bool) -> String {
    let given = match scenarios {
        [] => "it is about no scenario".to_owned(),
        all => format!(
            "it is about {}: give its file; its corridor needs a route for one demand between its ends, and for no other",
            all.join(", ")
        ),
    };
    let cost = if fitted { "; only claims about costs can be fitted, others can be held out" } else { "" };
    format!("claim {claim} is not measured by these scenarios: {given}{cost}")
}

impl Analysis for CalibrateQuestion {
    type Found = Calibration;

    fn answer(&self, ask: &Ask<'_>) -> Result<Calibration, Refusal> {
        ask.check_whole()?;
        if !(MIN_DRAWS..=MAX_DRAWS).contains(&self.draws) {
            return Err(Refusal::request(CalibrateError::Draws(self.draws)));
        }
        if !(self.discrepancy_pct > 0.0 && self.discrepancy_pct <= 100.0) {
            return Err(Refusal::request(CalibrateError::Discrepancy(self.discrepancy_pct)));
        }
        let names: Vec<&str> = ask.scenarios.iter().map(|case| case.scenario().name.as_str()).collect();
        if let Some(place) = (1..names.len()).find(|&place| names[..place].contains(&names[place])) {
            return Err(Refusal::request(CalibrateError::SameName(names[place].to_owned())));
        }
        let differ = |both: &&[Prepared]| both[0].changes() != both[1].changes();
        if let Some(both) = ask.scenarios.windows(2).find(differ) {
            return Err(Refusal::request(CalibrateError::OtherChanges(both[1].scenario().name.clone())));
        }
        let central = Central::of(ask.scenarios);
        let evidence = self.evidence(&central).map_err(Refusal::request)?;
        let study = ClaimStudy::new(ask, self, &evidence)?;
        Ok(study.found(&study.weigh(ask)))
    }
}

impl CalibrateQuestion {
    /// Collects the claims that are fitted, then those that are held out.
    fn evidence<'a>(&self, central: &Central<'a>) -> Result<Vec<Evidence<'a>>, CalibrateError> {
        let is_none = self.hold_out.iter().any(|name| name == NO_CLAIM);
        if is_none && self.hold_out.len() > 1 {
            return Err(CalibrateError::NoneAndSome);
        }
        let share = self.discrepancy_pct / 100.0;
        let mut fitted = central.evidence(&self.claims, ClaimRole::Fit, share)?;
        if self.claims.is_empty() {
            // Who names a claim to be held out takes it from those that are fitted by default.
            fitted.retain(|own| asked(&self.hold_out).all(|(name, _)| name != own.reading.claim.key()));
        }
        match fitted.len() {
            0 => return Err(CalibrateError::NoClaim),
            many if many > MAX_CLAIMS => return Err(CalibrateError::TooManyClaims(many)),
            _ => {}
        }
        if is_none {
            return Self::checked(fitted, Vec::new());
        }
        let mut held_out = central.evidence(&self.hold_out, ClaimRole::HoldOut, share)?;
        let key = |own: &Evidence<'a>| own.reading.claim.key();
        if self.hold_out.is_empty() {
            // Who names a claim to be fitted takes it from those that are held out by default.
            held_out.retain(|own| fitted.iter().all(|other| key(other) != key(own)));
        }
        Self::checked(fitted, held_out)
    }

    /// Refuses claims that must not be fitted, or not together; returns the fitted ones, then those that are held out.
    fn checked<'a>(
        fitted: Vec<Evidence<'a>>,
        held_out: Vec<Evidence<'a>>,
    ) -> Result<Vec<Evidence<'a>>, CalibrateError> {
        let key = |own: &Evidence<'a>| own.reading.claim.key();
        if let Some(both) = held_out.iter().find(|own| fitted.iter().any(|other| key(other) == key(own))) {
            return Err(CalibrateError::FittedAndHeldOut(key(both).to_owned()));
        }
        if let Some(own) = fitted.iter().find(|own| role_of(own.reading.claim) == ClaimRole::Context) {
            return Err(CalibrateError::Context(key(own).to_owned()));
        }
        let all: Vec<Evidence<'a>> = fitted.into_iter().chain(held_out).collect();
        match (1..all.len()).find(|&place| all[..place].iter().any(|other| key(other) == key(&all[place]))) {
            Some(place) => Err(CalibrateError::Twice(key(&all[place]).to_owned())),
            None => Ok(all),
        }
    }
}

/// Scenarios that are drawn together, and the claims that weigh the draws.
struct ClaimStudy<'a> {
    question: &'a CalibrateQuestion,
    changes: Vec<String>,
    cases: &'a [Prepared],
    evidence: &'a [Evidence<'a>],
    /// How many of the claims are fitted; the rest is held out.
    fitted: usize,
    weighers: Vec<Weigher>,
    common: Vec<DrawnHypothesis>,
    /// One for each scenario.
    engines: Vec<Engine>,
}

impl<'a> ClaimStudy<'a> {
    fn new(ask: &Ask<'a>, question: &'a CalibrateQuestion, evidence: &'a [Evidence<'a>]) -> Result<Self, Refusal> {
        let cases = ask.scenarios;
        let common = common_hypotheses(cases).map_err(Refusal::request)?;
        let engine = |(place, case): (usize, &Prepared)| {
            let demands = demands_of(evidence, place);
            let distributions = Distributions::of_case(case)?;
            Ok(Engine::in_common(case, distributions, question.seed, Some(&demands), &common)?
                .with_progress(ask.progress))
        };
        let engine =
            |(place, case)| engine((place, case)).map_err(|error: crate::draws::DrawError| ask.failed(case, error));
        let engines = cases.iter().enumerate().map(engine).collect::<Result<Vec<_>, _>>()?;
        let fitted = evidence.iter().filter(|own| own.role == ClaimRole::Fit).count();
        let (changes, weighers) = (cases.first().map_or_else(Vec::new, Prepared::changes), weighers(evidence));
        Ok(Self { question, changes, cases, evidence, fitted, weighers, common, engines })
    }

    /// Iterates over all readings, in the order of the values of a draw.
    fn readings(&self) -> impl Iterator<Item = &MeasuredReading<'a>> {
        self.evidence.iter().flat_map(|own| &own.readings)
    }

    /// Draws, answers and weighs, portion by portion in order.
    fn weigh(&self, ask: &Ask<'_>) -> Fit {
        let draws = self.question.draws;
        let streams: Vec<Stream<'_>> =
            self.engines.iter().map(|engine| Stream::new(engine, &[], draws, Threads::Shared)).collect();
        let is_needed: Vec<bool> =
            (0..self.cases.len()).map(|case| self.readings().any(|reading| reading.case == case)).collect();
        let needed = is_needed.iter().filter(|needed| **needed).count();
        let (weighers, seed) = (&self.weighers[..self.fitted], self.question.seed);
        let keeper = ask.progress.keeper().map(|keeper| (keeper, self.fingerprint()));
        let unfinished = keeper.as_ref().and_then(|(keeper, question)| {
            let unfinished = UnfinishedFit::read(&keeper.kept()?, question)?;
            keeper.resumed(unfinished.next(), draws);
            Some(unfinished)
        });
        let mut fitting = match unfinished {
            Some(unfinished) => unfinished.resume(weighers, MAX_KEPT, seed),
            None => Fitting::new(weighers, MAX_KEPT, seed),
        };
        ask.progress.begin((draws - fitting.draws).div_ceil(LANES as u64) as usize * needed);
        let mut values = vec![0.0; self.readings().count()];
        for first in (fitting.draws..draws).step_by(PORTION as usize) {
            if let Some((keeper, question)) = &keeper
                && first > 0
                && (first / PORTION).is_multiple_of(PORTIONS_KEPT)
                && let Ok(state) = UnfinishedFit::write(&fitting, question)
            {
                keeper.keep(state);
            }
            let count = PORTION.min(draws - first) as usize;
            let portions: Vec<_> = streams
                .iter()
                .zip(&is_needed)
                .map(|(stream, needed)| needed.then(|| stream.portion(first, count)))
                .collect();
            let column =
                |reading: &MeasuredReading<'_>| portions[reading.case].as_ref().map(|own| reading.of_portion(own));
            let columns: Vec<Option<Vec<f64>>> = self.readings().map(column).collect();
            for draw in 0..count {
                for (value, column) in values.iter_mut().zip(&columns) {
                    *value = column.as_ref().map_or(f64::NAN, |column| column[draw]);
                }
                fitting.take(first + draw as u64, &values);
            }
        }
        fitting.finish()
    }

    /// Returns the SHA-256 of all that decides which draws have which weights.
    fn fingerprint(&self) -> String {
        // Readings know a scenario by the name of its file.
        let files = |case: &Prepared| {
            let sums: Vec<String> = case.used().inputs.into_iter().map(|input| input.sha256).collect();
            (case.scenario().name.clone(), sums)
        };
        let files: Vec<_> = self.cases.iter().map(files).collect();
        let text = serde_json::to_string(&(VERSION, self.question, &self.changes, files)).unwrap_or_default();
        sha256(text.as_bytes())
    }

    /// Describes what the weighed draws say.
    fn found(&self, fit: &Fit) -> Calibration {
        let weighers = &self.weighers[..self.fitted];
        let contradictions = fit.contradictions();
        let status = fit.status();
        let is_fitted = status == FitStatus::Fitted;
        let key = |place: usize| self.evidence[place].reading.claim.key().to_owned();
        let share = |count: u64| count as f64 / fit.draws as f64;
        let pairs = fit.pairs.iter().enumerate().flat_map(|(first, counts)| {
            let of_second = move |(gap, count): (usize, &u64)| (first, first + 1 + gap, *count);
            counts.iter().enumerate().map(of_second)
        });
        let pairs = pairs.map(|(one, other, count)| ClaimPair {
            one: key(one),
            other: key(other),
            share: share(count),
            contradicts: contradictions.contains(&(one, other)),
        });
        let claims = (0..self.evidence.len()).map(|place| self.claim(fit, place, is_fitted)).collect();
        Calibration {
            scenarios: self.cases.iter().map(Prepared::used).collect(),
            draws: fit.draws,
            seed: self.question.seed,
            discrepancy_pct: self.question.discrepancy_pct,
            status,
            kept_share: share(fit.together),
            said_share: share(fit.as_said),
            effective: fit.fitted.effective(),
            claims,
            pairs: pairs.collect(),
            doubtful: fit.doubtful(weighers).map(key),
            hypotheses: self.hypotheses(fit, is_fitted),
            figures: if is_fitted { self.figures(fit) } else { Vec::new() },
            common: self.common.clone(),
            changes: self.changes.clone(),
            fingerprint: None,
            kept: if is_fitted { kept(&fit.fitted) } else { Vec::new() },
        }
        .sealed()
    }

    fn claim(&self, fit: &Fit, place: usize, is_fitted: bool) -> ClaimFit {
        let (own, weigher) = (&self.evidence[place], &self.weighers[place]);
        let row = own.reading.claim;
        let without = fit.without.get(place).filter(|_| place < self.fitted);
        let is_cost = own.readings.iter().any(|reading| reading.discrepancy.is_some());
        let is_shared = is_fitted && is_cost && weigher.readings.len() > 1;
        let shares = if is_shared { fit.fitted.shares(weigher) } else { Vec::new() };
        let measure = |(number, reading): (usize, &MeasuredReading<'_>)| {
            let (at, discrepancy) = weigher.readings[number];
            let deviation = weigher.deviation(discrepancy, reading.central.unwrap_or(own.said.value));
            let range = |draws: &WeightedDraws| {
                if reading.discrepancy.is_some() {
                    return draws.range(&draws.values(at));
                }
                let turns = resampled(&draws.weights(), MAX_ANSWERED.min(draws.sample.len()));
                let numbers: Vec<u64> = turns.into_iter().map(|turn| draws.sample[turn].number).collect();
                let values = reading.of_draws(&self.cases[reading.case], &self.engines[reading.case], &numbers);
                let range = corridor_kernel::weighted_quantiles(&values, &vec![1.0; values.len()], [0.05, 0.5, 0.95]);
                range.iter().all(|value| value.is_finite()).then_some(range)
            };
            ReadingFit {
                reading: reading.reading.name().map(str::to_owned),
                scenario: self.cases[reading.case].model().name.clone(),
                central: reading.central,
                deviation: reading.discrepancy.map(|_| deviation),
                prior: range(&fit.prior),
                fitted: is_fitted.then(|| range(&fit.fitted)).flatten(),
                without: without.filter(|draws| draws.effective() >= MIN_EFFECTIVE).and_then(range),
                share: shares.get(number).copied(),
            }
        };
        let surprise = match without {
            Some(without) => (without.effective() >= MIN_EFFECTIVE).then(|| without.surprise(weigher)),
            None => (is_fitted && is_cost).then(|| fit.fitted.surprise(weigher)),
        };
        let independent: Vec<&str> = row.words("independent_of").collect();
        let repeats = |other: &&Evidence<'_>| {
            let (own, other) = (row.key(), other.reading.claim);
            own != other.key()
                && !independent.contains(&other.key())
                && other.words("independent_of").all(|word| word != own)
        };
        let perhaps_repeats = self.evidence[..self.fitted].iter().filter(repeats);
        ClaimFit {
            key: row.key().to_owned(),
            role: own.role,
            year: row.number("year").map(|year| year.to_string()),
            claim: row.text("claim").unwrap_or_default().to_owned(),
            measure: own.reading.measure().to_owned(),
            relation: own.said.relation,
            value: own.said.value,
            bounds: own.said.bounds,
            unit: row.text("unit").unwrap_or_default().to_owned(),
            sources: titles(
                self.cases[own.readings[0].case].model(),
                &row.words("source").map(str::to_owned).collect::<Vec<_>>(),
            ),
            perhaps_repeats: perhaps_repeats.map(|other| other.reading.claim.key().to_owned()).collect(),
            share_alone: fit
                .alone
                .get(place)
                .filter(|_| place < self.fitted)
                .map(|count| *count as f64 / fit.draws as f64),
            effective_without: without.map(WeightedDraws::effective),
            surprise,
            readings: own.readings.iter().enumerate().map(measure).collect(),
        }
    }

    fn hypotheses(&self, fit: &Fit, is_fitted: bool) -> Vec<HypothesisFit> {
        let is_drawn = |own: &DrawnHypothesis| {
            self.engines.iter().any(|engine| engine.hypotheses().iter().any(|other| other.switch == own.switch))
        };
        let describe = |(bit, own): (usize, &DrawnHypothesis)| {
            let is_on = |draw: u64| self.engines[0].common_on(draw) >> bit & 1 == 1;
            let fitted = is_fitted.then(|| fit.fitted.share_of(is_on));
            let without = |draws: &WeightedDraws| draws.share_of(is_on);
            HypothesisFit {
                switch: own.switch.clone(),
                weight: own.weight,
                reason: own.reason.clone(),
                fitted,
                by: fitted.and_then(|fitted| self.taught(fit, |draws| (without(draws) - fitted).abs(), 0.02)),
            }
        };
        self.common.iter().enumerate().filter(|(_, own)| is_drawn(own)).map(describe).collect()
    }

    /// Returns the claim without which something would differ most, if it differs by more than so much.
    fn taught(&self, fit: &Fit, differs: impl Fn(&WeightedDraws) -> f64, least: f64) -> Option<String> {
        let usable = fit.without.iter().enumerate().filter(|(_, draws)| draws.effective() >= MIN_EFFECTIVE);
        let all = usable.map(|(place, draws)| (place, differs(draws)));
        let most = all.reduce(|best, other| if other.1 > best.1 { other } else { best });
        most.filter(|(_, most)| *most > least).map(|(place, _)| self.evidence[place].reading.claim.key().to_owned())
    }

    /// Describes what is left of each figure's range, first what was learnt most of.
    fn figures(&self, fit: &Fit) -> Vec<FigureFit> {
        let mut all: Vec<(usize, FigureId, String, Vec<usize>)> = Vec::new();
        let distributions: Vec<Option<Distributions>> =
            self.cases.iter().map(|case| Distributions::of_case(case).ok()).collect();
        for (case, engine) in self.engines.iter().enumerate() {
            for &id in engine.figures() {
                let path = self.cases[case].model().register.figure(id).path();
                let drawn =
                    |case: usize, id: FigureId| distributions[case].as_ref().map(|all| all.distribution(id).clone());
                let known = all.iter_mut().find(|own| own.2 == path && drawn(own.0, own.1) == drawn(case, id));
                match known {
                    Some(own) => own.3.push(case),
                    None => all.push((case, id, path, vec![case])),
                }
            }
        }
        let describe = |(case, id, path, cases): (usize, FigureId, String, Vec<usize>)| {
            let (engine, model) = (&self.engines[case], self.cases[case].model());
            let figure = model.register.figure(id);
            let prior = [0.05, 0.5, 0.95].map(|probability| engine.quantile(id, probability));
            let range = |draws: &WeightedDraws| {
                let values: Vec<f64> = draws.sample.iter().map(|sampled| engine.value(id, sampled.number)).collect();
                draws.range(&values)
            };
            let fitted = range(&fit.fitted)?;
            let width = prior[2] - prior[0];
            if width <= 0.0 {
                // Nearly always one value: there is no range to learn of.
                return None;
            }
            let moved = |range: [f64; 3], from: [f64; 3]| (range[1] - from[1]) / width;
            let left = |range: [f64; 3]| (range[2] - range[0]) / width;
            // What chance moves a median and a range by, in so many draws as are kept.
            let noise = fit.fitted.effective_kept().sqrt().recip();
            let is_moved =
                moved(fitted, prior).abs() > MEDIAN_NOISE * noise || left(fitted) < 1.0 - RANGE_NOISE * noise;
            let differs = |draws: &WeightedDraws| {
                range(draws).map_or(0.0, |own| moved(own, fitted).abs() + (left(own) - left(fitted)).abs())
            };
            Some(FigureFit {
                path,
                name: figure.name(),
                unit: figure.unit(),
                scenarios: cases.into_iter().map(|case| self.cases[case].model().name.clone()).collect(),
                value: figure.value.to_f64(),
                prior,
                fitted,
                moved: moved(fitted, prior),
                left: left(fitted),
                is_moved,
                by: if is_moved { self.taught(fit, differs, MEDIAN_NOISE * noise) } else { None },
                grade: figure.grade,
                fitted_grade: "inferred",
                sources: titles(model, &figure.sources()),
            })
        };
        let mut figures: Vec<FigureFit> = all.into_par_iter().filter_map(describe).collect();
        let learnt = |own: &FigureFit| if own.is_moved { own.moved.abs() + (1.0 - own.left) } else { -1.0 };
        figures.sort_by(|one, other| learnt(other).total_cmp(&learnt(one)).then_with(|| one.path.cmp(&other.path)));
        figures
    }
}

/// Returns the draws that stand for the fit.
fn kept(fitted: &WeightedDraws) -> Vec<KeptDraw> {
    fitted.sample.iter().map(|sampled| KeptDraw { draw: sampled.number, weight: sampled.weight }).collect()
}
