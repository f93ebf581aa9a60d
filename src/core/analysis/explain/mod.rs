//! Why each demand's answers are what they are.

use std::cmp::Reverse;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use corridor_kernel::Path;

use crate::analysis::compare::{exceeded, usual_draws};
use crate::analysis::verdict::{DrawnChances, Verdict, verdicts};
use crate::analysis::{Analysis, Answered, Ask, Refusal};
use crate::answer::{Answer, NothingSelected, PARTS, PairTable, Prepared, ScenarioUsed, Tracer, add_refusals, titles};
use crate::ids::{CorridorId, DemandId, Pair};
use crate::model::Model;
use crate::units::{Grade, Money};

/// The most figures that an explanation names.
const MAX_FIGURES: usize = 8;

/// Why each answer is what it is; ranks are those among all corridors.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ExplainQuestion {}

impl Analysis for ExplainQuestion {
    type Found = Explanations;

    fn answer(&self, ask: &Ask<'_>) -> Result<Explanations, Refusal> {
        ask.check_names()?;
        let mut scenarios = Vec::new();
        let mut explanations = Vec::new();
        for prepared in ask.scenarios {
            let own = explain(prepared, |answer| ask.is_asked(answer));
            let mut used = prepared.used();
            if ask.audit {
                let answers: Vec<Answer> = own.iter().flat_map(|explanation| &explanation.answers).cloned().collect();
                used.audited = Some(prepared.audit(&answers)?);
            }
            scenarios.push(used);
            explanations.extend(own);
        }
        if explanations.is_empty() && !ask.select.is_all() {
            return Err(Refusal::request(NothingSelected::NoDemand));
        }
        Ok(Explanations { scenarios, explanations })
    }
}

/// Explains the answers of a scenario that are wanted, and so the demands that have one.
pub fn explain(prepared: &Prepared, wanted: impl Fn(&Answer) -> bool) -> Vec<Explanation> {
    let (model, values, priced) = (prepared.model(), prepared.values(), prepared.priced());
    let mut answers = PairTable::of(model, prepared.answers());
    let best = priced.best();
    let is_wanted = |(_, answers): &(DemandId, &[Answer])| answers.iter().any(&wanted);
    let demands: Vec<DemandId> = answers.by_demand().filter(is_wanted).map(|(demand, _)| demand).collect();
    add_refusals(model, values, &mut answers, &demands);
    let chances = || match usual_draws(demands.len()) {
        0 => None,
        draws => Some(DrawnChances::draw(prepared, &demands, draws)),
    };
    let mut verdicts = verdicts(prepared, &answers, &demands, chances, &exceeded(prepared)).into_iter();
    let explain = |&demand: &DemandId| {
        let answers = answers.of_demand(demand);
        let mut sorted: Vec<(CorridorId, &Answer)> =
            model.corridors.ids().zip(answers).filter(|(_, answer)| wanted(answer)).collect();
        sorted.sort_by_key(|(_, answer)| answer.rank.unwrap_or(u32::MAX));
        let winner = sorted.first().and_then(|&(corridor, _)| best.get(&Pair { demand, corridor }));
        Explanation {
            currency: model.currency.clone(),
            date: model.date.to_string(),
            verdict: verdicts.next(),
            differences: differences(&sorted),
            answers: sorted.iter().map(|(_, answer)| (*answer).clone()).collect(),
            estimates: winner.map_or_else(Vec::new, |best| estimates(model, &priced.tracer(model, values), &best.path)),
        }
    };
    demands.iter().map(explain).collect()
}

fn differences(sorted: &[(CorridorId, &Answer)]) -> Vec<CorridorDifference> {
    let Some(((_, winner), others)) = sorted.split_first() else { return Vec::new() };
    let difference = |(_, answer): &(CorridorId, &Answer)| {
        let own = PARTS.into_iter().zip(winner.costs().0.into_iter().zip(answer.costs().0));
        let parts =
            own.map(|(part, (winner, other))| PartDifference { part, winner, other, difference: other - winner });
        let mut parts: Vec<PartDifference> = parts.filter(|part| part.difference != Money::ZERO).collect();
        parts.sort_by_key(|part| (Reverse(part.difference.micros().abs()), part.part));
        CorridorDifference { corridor: answer.corridor.clone(), parts }
    };
    others.iter().filter(|(_, answer)| answer.is_answered()).map(difference).collect()
}

fn estimates(model: &Model, tracer: &Tracer<'_>, path: &Path) -> Vec<EstimateShare> {
    tracer
        .rests_on(path)
        .into_iter()
        .map(|(id, amount)| (model.register.figure(id), amount))
        .filter(|(figure, _)| figure.grade == Grade::Estimate)
        .take(MAX_FIGURES)
        .map(|(figure, amount)| EstimateShare {
            path: figure.path(),
            name: figure.name(),
            value: figure.value.to_string(),
            unit: figure.unit(),
            bounds: figure.low.zip(figure.high).map(|(low, high)| (low.to_string(), high.to_string())),
            grade: figure.grade,
            sources: titles(model, &figure.sources()),
            note: figure.note(),
            amount_per_t: Money::round(amount),
        })
        .collect()
}

/// How much one cost part adds to the difference between two corridors.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PartDifference {
    /// The name of the part.
    pub part: &'static str,
    /// The winner's amount per tonne.
    pub winner: Money,
    /// The other corridor's amount per tonne.
    pub other: Money,
    /// The other's less the winner's.
    pub difference: Money,
}

/// An estimated figure with the amount of the charges that are computed from it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct EstimateShare {
    /// The figure's path.
    pub path: String,
    /// Its plain name.
    pub name: String,
    /// Its value as written.
    pub value: String,
    /// Its unit.
    pub unit: String,
    /// Its bounds, if given.
    pub bounds: Option<(String, String)>,
    /// Its grade.
    pub grade: Grade,
    /// The titles of its sources.
    pub sources: Vec<String>,
    /// What the row notes about it.
    pub note: Option<String>,
    /// The amount per tonne of the charges in which it takes part.
    pub amount_per_t: Money,
}

/// What makes a later corridor dearer than the winner, part by part.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "Difference")]
pub struct CorridorDifference {
    /// The corridor's key.
    pub corridor: String,
    /// One entry for each part that differs, the greatest difference first.
    pub parts: Vec<PartDifference>,
}

/// Why the answers to one demand are what they are.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Explanation {
    /// The currency of all amounts.
    pub currency: String,
    /// The day that picks dated rows.
    pub date: String,
    /// Whether the figures decide which corridor is cheapest.
    pub verdict: Option<Verdict>,
    /// All corridors of the demand, cheapest first, then those without a route.
    pub answers: Vec<Answer>,
    /// What makes each later corridor dearer than the winner, part by part.
    pub differences: Vec<CorridorDifference>,
    /// The estimates that the winner's cost is computed from, the largest amount first.
    pub estimates: Vec<EstimateShare>,
}

/// Why answers are what they are.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Explanations {
    /// What was asked, of which files.
    pub scenarios: Vec<ScenarioUsed>,
    /// One for each demand.
    pub explanations: Vec<Explanation>,
}

impl Answered for Explanations {
    fn is_answered(&self) -> bool {
        self.explanations.iter().flat_map(|explanation| &explanation.answers).any(Answer::is_answered)
    }
}
