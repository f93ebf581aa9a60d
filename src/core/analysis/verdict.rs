//! Whether the figures decide which corridor of a demand is cheapest, or why not.

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use crate::analysis::breakeven::leaders;
use crate::analysis::claims::ClaimResult;
use crate::analysis::compare::{ExceededRow, exceeded, usual_draws};
use crate::analysis::given::{GivenClaims, GivenFit};
use crate::analysis::outside::{AgedPrices, OutsideModel, Surroundings, left_out};
use crate::analysis::{Ask, Refusal};
use crate::answer::{Answer, Detail, PairTable, PairTotals, PlaceName, Prepared};
use crate::draws::{
    DECIDED_CHANCE, Distributions, DrawError, DrawnHypothesis, Engine, Near, Tally, Threads, totals_by_switch,
};
use crate::ids::{DemandId, Pair};
use crate::model::Corridor;
use crate::units::words;

/// The seed of the draws by which answers are judged: that of `risk`.
const SEED: u64 = 1;
/// The days that a dearer corridor must be faster by for its time to count.
const MIN_DAYS: f64 = 1.0;

words! {
    /// A reason why the figures do not decide which corridor is cheapest.
    Doubt {
        /// Within the ranges of the figures, or with a switch on that nobody knows to be on, another corridor may be cheaper.
        RangesOverlap = "ranges-overlap",
        /// No figure has a range or a distribution, so nothing says how far off the answer may be.
        NoRanges = "no-ranges",
        /// A published statement says the opposite, however it is read.
        EvidenceContradicts = "evidence-contradicts",
        /// A corridor that costs hardly more is faster.
        CostAgainstDays = "cost-against-days",
        /// Something that the model leaves out, or was not asked, could turn it.
        OutsideModel = "outside-model",
    }
}

impl Serialize for Doubt {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

/// Whether the figures decide which corridor of a demand is cheapest.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Verdict {
    /// The file name of the scenario without ending.
    pub scenario: String,
    /// The key of the origin.
    pub from: PlaceName,
    /// The key of the destination.
    pub to: PlaceName,
    /// The customs procedure of the goods.
    pub regime: &'static str,
    /// The keys of the corridors that are cheapest with every figure at its value; none where there is no route.
    pub cheapest: Vec<String>,
    /// Whether the figures decide that, and nothing else speaks against it: hardly any draw says otherwise; without draws,
    /// no other corridor is cheaper with the figures that only one of the two uses at the bounds that favour it, nor with
    /// a switch on that nobody knows to be on.
    pub decided: bool,
    /// Why they do not: `ranges-overlap`, `evidence-contradicts`, `cost-against-days`, `outside-model`.
    #[schemars(with = "Vec<String>")]
    pub doubts: Vec<Doubt>,
    /// The number of draws of the uncertain figures; none where there were none.
    pub draws: Option<u64>,
    /// Why the uncertain figures could not be drawn; none where they were, or nobody asked for that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undrawn: Option<String>,
    /// The number of uncertain figures that were drawn; none without draws.
    pub figures: Option<usize>,
    /// Switches that are on in a share of the draws: nobody knows whether they are.
    pub hypotheses: Vec<DrawnHypothesis>,
    /// The published claims on which the chances are given; none unless that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given: Option<GivenClaims>,
    /// The chance of each corridor to be cheapest, in the order of the file; empty without draws.
    pub chances: Vec<CorridorChance>,
    /// The corridor that costs hardly more and is faster, if there is one.
    pub faster: Option<FasterCorridor>,
    /// What published statements say of the savings between its corridors.
    pub evidence: Vec<SavingClaim>,
    /// What the model leaves out, or was not asked, and could turn the answer.
    pub outside: Vec<OutsideModel>,
    /// The age of the prices that the cheapest way rests on.
    pub prices: Option<AgedPrices>,
    /// The key and the title of each corridor asked for, in the order of the file.
    #[serde(skip)]
    pub titles: Vec<(String, String)>,
    /// Whether one corridor alone has a route.
    #[serde(skip)]
    pub is_alone: bool,
}

/// The chance of a corridor to be cheapest.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CorridorChance {
    /// The corridor's key.
    pub corridor: String,
    /// The share of draws in which no other is cheaper.
    pub share: f64,
    /// The bounds of that chance with 95 % confidence.
    pub bounds: (f64, f64),
}

/// A corridor that is faster than the cheapest one and costs hardly more.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FasterCorridor {
    /// The corridor's key.
    pub corridor: String,
    /// How many days faster.
    pub days: f64,
}

/// A published saving set beside ours.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SavingClaim {
    /// The key of the row of `claims.csv`.
    pub key: String,
    /// The year that it speaks of.
    pub year: Option<String>,
    /// The corridor that saves.
    pub corridor: String,
    /// The corridor that it is compared with.
    pub against: String,
    /// The saving as published.
    pub value: String,
    /// The unit of the saving.
    pub unit: String,
    /// Ours in the same unit.
    pub ours: f64,
    /// Ours by each reading of the claim that the scenario measures, where there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub readings: Vec<ReadSaving>,
    /// Whether ours has the other sign by every reading, and all of the published range has one.
    pub contradicts: bool,
    /// Whether the chances are given on this claim, so that it is no test of them.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub fitted: bool,
    /// The titles of its sources.
    pub sources: Vec<String>,
}

/// Ours beside a published saving, as that may be read.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ReadSaving {
    /// How the claim is read.
    pub reading: String,
    /// The corridor that saves.
    pub corridor: String,
    /// The corridor that it is compared with.
    pub against: String,
    /// Ours in the unit of the claim.
    pub ours: f64,
    /// Whether ours has the other sign.
    pub contradicts: bool,
}

/// The chances of all pairs of some demands.
pub(super) struct DrawnChances {
    draws: u64,
    figures: usize,
    given: Option<GivenClaims>,
    hypotheses: Vec<DrawnHypothesis>,
    of_pair: PairTable<Option<(f64, (f64, f64))>>,
}

impl DrawnChances {
    /// Draws the uncertain figures so many times for some demands.
    ///
    /// # Errors
    /// As [`Engine::new`].
    pub(super) fn draw(case: &Prepared, demands: &[DemandId], draws: u64) -> Result<Self, DrawError> {
        let engine = Engine::of_demands(case, Distributions::of_case(case)?, SEED, demands)?;
        let tally = Tally::of(&engine, &[], Near::USUAL, draws, Threads::Shared);
        Ok(Self::of(case, &engine, &tally, draws))
    }

    /// Draws them for some demands in the proportions of a fit.
    ///
    /// # Errors
    /// As [`Engine::new`].
    pub(super) fn draw_given(case: &Prepared, demands: &[DemandId], given: &GivenFit) -> Result<Self, DrawError> {
        let engine = given.engine(case, Distributions::of_case(case)?, Some(demands))?;
        let draws = given.claims.draws;
        let tally = Tally::of(&engine, &[], Near::USUAL, draws, Threads::Shared);
        Ok(Self { given: Some(given.claims.clone()), ..Self::of(case, &engine, &tally, draws) })
    }

    /// Notes the claims on which the draws are given.
    #[must_use]
    pub(super) fn with_given(self, given: Option<&GivenFit>) -> Self {
        Self { given: given.map(|given| given.claims.clone()), ..self }
    }

    /// Collects the chances of draws that have been counted.
    pub(super) fn of(case: &Prepared, engine: &Engine, tally: &Tally, draws: u64) -> Self {
        let chance = |pair: Pair| tally.spread(pair).map(|spread| (spread.chance_cheapest, spread.chance_bounds));
        Self {
            draws,
            figures: engine.figures().len(),
            given: None,
            hypotheses: engine.hypotheses().to_vec(),
            of_pair: PairTable::new(case.model(), chance),
        }
    }
}

/// Judges the answers to some demands, of a scenario whose answers are all given, by the chances that are worked out
/// meanwhile, where that was asked for. Where the figures cannot be drawn their bounds judge.
pub(super) fn verdicts(
    case: &Prepared,
    answers: &PairTable<Answer>,
    demands: &[DemandId],
    chances: impl FnOnce() -> Option<Result<DrawnChances, DrawError>> + Send,
    exceeded: &[ExceededRow],
) -> Vec<Verdict> {
    let claims = case.saving_claims(answers);
    let (surroundings, chances) = rayon::join(|| Surroundings::new(case, answers, demands, exceeded), chances);
    let (chances, undrawn) = match chances {
        Some(Ok(chances)) => (Some(chances), None),
        Some(Err(error)) => (None, Some(error.to_string())),
        None => (None, None),
    };
    let by_switch = if chances.is_none() { totals_by_switch(case) } else { Vec::new() };
    let titled = |own: &Corridor| {
        let title = if own.title.is_empty() { &own.key } else { &own.title };
        (own.key.clone(), title.clone())
    };
    let titles: Vec<(String, String)> = case.model().corridors.iter().map(titled).collect();
    let judged = |&demand: &DemandId| {
        let own = answers.of_demand(demand);
        let first = own.first()?;
        let mut verdict = Verdict {
            scenario: first.scenario.clone(),
            from: first.from.clone(),
            to: first.to.clone(),
            regime: first.regime,
            cheapest: own.iter().filter(|answer| answer.is_cheapest()).map(|answer| answer.corridor.clone()).collect(),
            decided: false,
            doubts: Vec::new(),
            draws: chances.as_ref().map(|chances| chances.draws),
            undrawn: undrawn.clone(),
            figures: chances.as_ref().map(|chances| chances.figures),
            hypotheses: chances.as_ref().map_or_else(Vec::new, |chances| chances.hypotheses.clone()),
            given: chances.as_ref().and_then(|chances| chances.given.clone()),
            chances: chances.as_ref().map_or_else(Vec::new, |chances| of_corridors(case, chances, demand)),
            faster: faster(own),
            evidence: saving_evidence(&claims, own),
            outside: surroundings.of(demand, own),
            prices: surroundings.aged(demand),
            titles: titles.clone(),
            is_alone: own.iter().filter(|answer| answer.is_answered()).count() == 1,
        };
        let fitted = verdict.given.as_ref().map_or(&[][..], |given| &given.claims[..]);
        for claim in verdict.evidence.iter_mut().filter(|claim| fitted.contains(&claim.key)) {
            // What was fitted neither confirms nor contradicts.
            (claim.fitted, claim.contradicts) = (true, false);
        }
        let is_turned = |then: &PairTotals| {
            let leaders = leaders(then.of_demand(demand));
            case.model().corridors.ids().zip(own).any(|(id, answer)| answer.is_cheapest() && !leaders.contains(&id))
        };
        verdict.judge(could_be_other(own) || by_switch.iter().any(is_turned));
        Some(verdict)
    };
    demands.iter().filter_map(judged).collect()
}

impl Ask<'_> {
    /// Judges the demands asked for of the scenario, among the corridors asked for: by draws where they are few.
    pub(super) fn verdicts(&self) -> Result<Vec<Verdict>, Refusal> {
        self.verdicts_of(self.one()?)
    }

    /// Judges the demands asked for of the scenario while something else is found out about them.
    pub(super) fn beside_verdicts<T: Send>(
        &self,
        find: impl FnOnce() -> Result<T, Refusal> + Send,
    ) -> Result<(T, Vec<Verdict>), Refusal> {
        let (found, verdicts) = rayon::join(find, || self.verdicts());
        Ok((found?, verdicts?))
    }

    /// Judges the demands asked for of one of the scenarios; none where nobody asked for that.
    pub(super) fn verdicts_of(&self, prepared: &Prepared) -> Result<Vec<Verdict>, Refusal> {
        self.verdicts_given(prepared, self.given()?.as_ref())
    }

    /// Judges them by the draws of a fit, where there is one.
    pub(super) fn verdicts_given(
        &self,
        prepared: &Prepared,
        given: Option<&GivenFit>,
    ) -> Result<Vec<Verdict>, Refusal> {
        if !self.is_judged {
            return Ok(Vec::new());
        }
        let (among, demands) = (self.among_corridors(prepared)?, self.demands(prepared)?);
        let case = among.as_ref().unwrap_or(prepared);
        let answers = PairTable::of(case.model(), case.answers_in(Detail::Sums));
        let chances = || match (given, usual_draws(demands.len())) {
            (Some(given), _) => Some(DrawnChances::draw_given(case, &demands, given)),
            (None, 0) => None,
            (None, draws) => Some(DrawnChances::draw(case, &demands, draws)),
        };
        let mut verdicts = verdicts(case, &answers, &demands, chances, &exceeded(case));
        if among.is_some() {
            self.look_around((prepared, case), &answers, demands.iter().copied().zip(&mut verdicts));
        }
        Ok(verdicts)
    }

    /// Judges some demands anew by what is outside the model: among it a cheaper corridor that was not asked for.
    ///
    /// # Shape
    /// The first scenario has all corridors, the second and its answers those asked for.
    pub(super) fn look_around<'v>(
        &self,
        (all, case): (&Prepared, &Prepared),
        answers: &PairTable<Answer>,
        verdicts: impl Iterator<Item = (DemandId, &'v mut Verdict)>,
    ) {
        let verdicts: Vec<(DemandId, &mut Verdict)> = verdicts.collect();
        let demands: Vec<DemandId> = verdicts.iter().map(|(demand, _)| *demand).collect();
        let exceeded = exceeded(case);
        let surroundings = Surroundings::new(case, answers, &demands, &exceeded);
        let totals = (!self.select.corridor.is_empty()).then(|| all.totals());
        for (demand, verdict) in verdicts {
            let own = answers.of_demand(demand);
            let best = own.iter().find(|answer| answer.is_cheapest()).map(Answer::total);
            let left_out = totals.as_ref().zip(best).and_then(|(totals, best)| left_out(all, totals, demand, best));
            verdict.outside = surroundings.of(demand, own).into_iter().chain(left_out).collect();
            verdict.doubts.retain(|doubt| *doubt != Doubt::OutsideModel);
            verdict.doubts.extend((!verdict.outside.is_empty()).then_some(Doubt::OutsideModel));
            verdict.decided = verdict.doubts.is_empty() && !verdict.cheapest.is_empty();
        }
    }
}

impl Verdict {
    fn judge(&mut self, could_be_other: bool) {
        let leads = |key: &str| self.cheapest.iter().any(|own| own == key);
        let chance = self.chances.iter().filter(|own| leads(&own.corridor)).map(|own| own.share).reduce(f64::max);
        let overlaps = match chance {
            Some(chance) => chance < DECIDED_CHANCE,
            None => could_be_other,
        };
        let contradicts = self.evidence.iter().any(|claim| claim.contradicts);
        let no_ranges = self.figures == Some(0) && self.hypotheses.is_empty() && !self.is_alone;
        let all = [
            (overlaps, Doubt::RangesOverlap),
            (no_ranges, Doubt::NoRanges),
            (contradicts, Doubt::EvidenceContradicts),
            (self.faster.is_some(), Doubt::CostAgainstDays),
            (!self.outside.is_empty(), Doubt::OutsideModel),
        ];
        self.doubts = all.into_iter().filter(|(holds, _)| *holds).map(|(_, doubt)| doubt).collect();
        self.decided = self.doubts.is_empty() && !self.cheapest.is_empty();
    }

    /// Writes the doubts, apart by semicolons.
    pub fn doubts_in_words(&self) -> String {
        self.doubts.iter().map(|doubt| doubt.as_str()).collect::<Vec<_>>().join(";")
    }

    /// Returns whether an answer is one to its demand.
    pub fn is_about(&self, answer: &Answer) -> bool {
        (&self.scenario, &self.from.key, &self.to.key, self.regime)
            == (&answer.scenario, &answer.from.key, &answer.to.key, answer.regime)
    }

    /// Returns whether a cheaper corridor was not asked for.
    pub fn is_partial(&self) -> bool {
        self.outside.iter().any(|own| matches!(own, OutsideModel::CorridorLeftOut(_)))
    }

    /// Returns the title of a corridor, or its key where it is none of those asked for.
    pub fn title<'a>(&'a self, key: &'a str) -> &'a str {
        self.titles.iter().find(|(known, _)| known == key).map_or(key, |(_, title)| title)
    }

    /// Returns the chance of a corridor to be cheapest, if draws were made.
    pub fn chance(&self, corridor: &str) -> Option<f64> {
        self.chances.iter().find(|own| own.corridor == corridor).map(|own| own.share)
    }
}

/// Returns whether another corridor than the cheapest could be cheaper with the figures that only one of the two uses at
/// the bounds that favour it.
fn could_be_other(answers: &[Answer]) -> bool {
    answers.iter().any(|answer| answer.could_lead && !answer.is_cheapest())
}

fn of_corridors(case: &Prepared, chances: &DrawnChances, demand: DemandId) -> Vec<CorridorChance> {
    let chance = |(corridor, known): (_, &Corridor)| {
        let &(share, bounds) = chances.of_pair.get(Pair { demand, corridor }).as_ref()?;
        Some(CorridorChance { corridor: known.key.clone(), share, bounds })
    };
    case.model().corridors.enumerate().filter_map(chance).collect()
}

/// Finds the fastest corridor that is nearly as cheap as the cheapest, if it saves a day or more.
fn faster(answers: &[Answer]) -> Option<FasterCorridor> {
    let by_time = |one: &&Answer, other: &&Answer| one.days_more_than(other).total_cmp(&0.0);
    let best = answers.iter().filter(|answer| answer.is_cheapest()).min_by(by_time)?;
    let is_near = |answer: &&Answer| {
        answer.is_answered()
            && !answer.is_cheapest()
            && Near::USUAL.holds(answer.total().micros(), best.total().micros())
    };
    let fastest = answers.iter().filter(is_near).min_by(by_time)?;
    let days = best.days_more_than(fastest);
    (days >= MIN_DAYS).then(|| FasterCorridor { corridor: fastest.corridor.clone(), days })
}

/// Sets claims about two corridors beside the answers to one demand, where they are about these: all readings of a claim
/// together.
fn saving_evidence(claims: &[(ClaimResult, &Answer, &Answer)], answers: &[Answer]) -> Vec<SavingClaim> {
    let mut evidence: Vec<SavingClaim> = Vec::new();
    let one = |claim| Some((saving_claim(claim, answers)?, claim.0.reading.clone().unwrap_or_default()));
    for (own, reading) in claims.iter().filter_map(one) {
        let read = ReadSaving {
            reading,
            corridor: own.corridor.clone(),
            against: own.against.clone(),
            ours: own.ours,
            contradicts: own.contradicts,
        };
        match evidence.iter_mut().find(|known| known.key == own.key) {
            Some(known) => {
                known.contradicts &= own.contradicts;
                known.readings.push(read);
            }
            None => evidence.push(SavingClaim { readings: vec![read], ..own }),
        }
    }
    for claim in evidence.iter_mut().filter(|claim| claim.readings.len() == 1) {
        claim.readings.clear();
    }
    evidence
}

/// Sets one reading of a claim about two corridors beside the answers to one demand, where it is about these.
fn saving_claim((claim, own, against): &(ClaimResult, &Answer, &Answer), answers: &[Answer]) -> Option<SavingClaim> {
    answers.iter().find(|answer| std::ptr::eq(*answer, *own))?;
    let ours = claim.ours?;
    let number = |text: &str| text.parse::<f64>().ok();
    let value = number(&claim.value)?;
    let (low, high) = &claim.bounds;
    let bound = |bound: &Option<String>| bound.as_deref().and_then(number).unwrap_or(value);
    let contradicts = [bound(low), value, bound(high)].into_iter().all(|published| published * ours < 0.0);
    Some(SavingClaim {
        key: claim.key.clone(),
        year: claim.year.clone(),
        corridor: own.corridor.clone(),
        against: against.corridor.clone(),
        value: claim.value.clone(),
        unit: claim.unit.clone(),
        ours,
        readings: Vec::new(),
        contradicts,
        fitted: false,
        sources: claim.sources.clone(),
    })
}
