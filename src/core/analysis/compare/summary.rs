//! Who wins where, over all demands of a scenario.

use std::cmp::Reverse;

use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::{Answer, PairTable, PlaceName, Prepared};
use crate::units::Money;

use super::capacity::{self, CapacityExceeded, ExceededRow};
use super::support::{self, SupportCapExceeded};

/// Who wins where in one scenario.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Summary {
    /// The file name without ending.
    pub scenario: String,
    /// Its title.
    pub title: String,
    /// The demands asked.
    pub demands: usize,
    /// Those that no corridor answers.
    pub unanswered: usize,
    /// The corridor that savings are taken against, if one is named.
    pub baseline: Option<String>,
    /// The corridor that is cheapest most often.
    pub usual_winner: Option<String>,
    /// The corridors in the order of the file.
    pub corridors: Vec<CorridorSummary>,
    /// The origins in the order of the file.
    pub origins: Vec<OriginLead>,
    /// For each corridor that somewhere is not cheapest, where it comes closest to being cheapest.
    pub nearest_calls: Vec<NearestCall>,
    /// The capacities that all demands together ask more of than there is; answers do not keep to them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub capacity_exceeded: Vec<CapacityExceeded>,
    /// The support that all demands together ask for beyond its cap; answers do not keep to caps.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub support_beyond_cap: Vec<SupportCapExceeded>,
}

/// The answers of one corridor, counted.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "Corridor")]
pub struct CorridorSummary {
    /// The corridor's key.
    pub corridor: String,
    /// The corridor's title.
    pub title: String,
    /// Demands for which it has a route.
    pub answered: usize,
    /// Demands for which it has none.
    pub no_route: usize,
    /// Demands for which it is cheapest, alone or with others.
    pub wins: usize,
    /// Demands for which it is not cheapest, but would be with every bounded figure of its own route at its
    /// favourable bound, except those that it shares with the cheapest route, which stays as it is.
    pub could_win: usize,
    /// The keys of the origins of those demands, the least behind first.
    pub could_win_from: Vec<PlaceName>,
    /// The mean saving against the baseline over demands that both answer, weighted by tonnes where all have them.
    pub mean_saving_per_t: Option<Money>,
    /// The yearly tonnes for which it is cheapest, where all demands have tonnes.
    pub tonnes_won_per_year: Option<f64>,
    /// The least of its totals.
    pub least_per_t: Option<Money>,
    /// The greatest of its totals.
    pub most_per_t: Option<Money>,
}

/// Who is cheapest from one origin.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "Origin")]
pub struct OriginLead {
    /// The key of the origin.
    pub from: PlaceName,
    /// Its English name.
    pub from_name: String,
    /// Destinations asked.
    pub destinations: usize,
    /// Destinations to which each corridor is cheapest, the most first.
    pub wins: Vec<CorridorWins>,
    /// Whether another corridor than the scenario's usual winner is cheapest to some destination.
    pub lead_changes: bool,
}

/// The destinations that a corridor wins from one origin, counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Wins")]
pub struct CorridorWins {
    /// The corridor's key.
    pub corridor: String,
    /// The destinations to which it is cheapest.
    pub destinations: usize,
}

/// Where a corridor comes closest to being cheapest.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "Call")]
pub struct NearestCall {
    /// The corridor's key.
    pub corridor: String,
    /// The key of the origin.
    pub from: PlaceName,
    /// The key of the destination.
    pub to: PlaceName,
    /// How much more it costs than the winner.
    pub more_per_t: Money,
    /// The key of the cheapest corridor there.
    pub winner: String,
}

impl Summary {
    /// Sums up the answers of one scenario.
    pub(super) fn of(case: &Prepared, answers: &PairTable<Answer>, exceeded: &[ExceededRow]) -> Self {
        let model = case.model();
        // Corridors whose totals are equal win together.
        let winners: Vec<Vec<&Answer>> = answers
            .by_demand()
            .map(|(_, of_demand)| of_demand.iter().filter(|answer| answer.is_cheapest()).collect())
            .collect();
        let corridors: Vec<CorridorSummary> = model
            .corridors
            .enumerate()
            .map(|(id, corridor)| {
                let own: Vec<&Answer> = answers.of_corridor(id).collect();
                corridor_summary(&corridor.key, &corridor.title, &own, &winners)
            })
            .collect();
        // Of corridors that win as often the first of the file is the usual winner.
        let usual = corridors.iter().rev().max_by_key(|own| own.wins).filter(|own| own.wins > 0);
        let usual_winner = usual.map(|own| own.corridor.clone());
        Self {
            scenario: model.name.clone(),
            title: case.scenario().document.title.clone(),
            demands: winners.len(),
            unanswered: winners.iter().filter(|winners| winners.is_empty()).count(),
            baseline: model.baseline.map(|corridor| model.corridors[corridor].key.clone()),
            origins: origins(&winners, usual_winner.as_deref(), &corridors),
            corridors,
            nearest_calls: model.corridors.iter().filter_map(|own| nearest_call(&own.key, answers)).collect(),
            usual_winner,
            capacity_exceeded: capacity::worst(exceeded),
            support_beyond_cap: support::beyond_caps(case),
        }
    }

    /// Returns the origins where the lead changes.
    pub fn lead_changes(&self) -> impl Iterator<Item = &OriginLead> {
        self.origins.iter().filter(|origin| origin.lead_changes)
    }
}

fn corridor_summary(key: &str, title: &str, own: &[&Answer], winners: &[Vec<&Answer>]) -> CorridorSummary {
    let could = could_win(own, winners);
    let totals: Vec<Money> = own.iter().filter_map(|answer| answer.total_per_t).collect();
    let savings: Vec<(Money, Option<f64>)> =
        own.iter().filter_map(|answer| Some((answer.saving_per_t?, answer.tonnes_per_year))).collect();
    let weighted = savings.iter().all(|(_, tonnes)| tonnes.is_some());
    let weight = |tonnes: Option<f64>| if weighted { tonnes.unwrap_or(1.0) } else { 1.0 };
    let weights: f64 = savings.iter().map(|&(_, tonnes)| weight(tonnes)).sum();
    let sum: f64 = savings.iter().map(|&(saving, tonnes)| saving.as_units() * weight(tonnes)).sum();
    let tonnes = |answers: &[&Answer]| answers.iter().map(|answer| answer.tonnes_per_year).sum::<Option<f64>>();
    let won: Vec<&Answer> = own.iter().copied().filter(|answer| answer.is_cheapest()).collect();
    CorridorSummary {
        corridor: key.to_owned(),
        title: title.to_owned(),
        answered: totals.len(),
        no_route: own.len() - totals.len(),
        wins: won.len(),
        could_win: could.len(),
        could_win_from: origins_of(could),
        mean_saving_per_t: (weights > 0.0).then(|| Money::round(sum / weights)),
        tonnes_won_per_year: tonnes(own).and_then(|_| tonnes(&won)),
        least_per_t: totals.iter().min().copied(),
        most_per_t: totals.iter().max().copied(),
    }
}

/// Returns the answers that are not cheapest but could be, if what they do not share with the cheapest were favourable.
fn could_win<'a>(own: &[&'a Answer], winners: &[Vec<&Answer>]) -> Vec<&'a Answer> {
    let beats = |answer: &Answer, winner: &Answer| {
        answer.rank.is_some_and(|rank| rank > 1)
            && answer.challenge_per_t.zip(winner.total_per_t).is_some_and(|(challenge, total)| challenge < total)
    };
    let pairs = own.iter().zip(winners);
    pairs
        .filter(|(answer, winners)| winners.first().is_some_and(|winner| beats(answer, winner)))
        .map(|(answer, _)| *answer)
        .collect()
}

/// Lists the origins of some answers once each, the least behind the cheapest first.
fn origins_of(mut answers: Vec<&Answer>) -> Vec<PlaceName> {
    answers.sort_by_key(|answer| answer.more_than_best);
    let mut origins: Vec<PlaceName> = Vec::new();
    for answer in answers {
        if !origins.contains(&answer.from) {
            origins.push(answer.from.clone());
        }
    }
    origins
}

/// Counts who wins from each origin.
fn origins(winners: &[Vec<&Answer>], usual: Option<&str>, corridors: &[CorridorSummary]) -> Vec<OriginLead> {
    let mut origins: Vec<OriginLead> = Vec::new();
    for of_demand in winners {
        let Some(first) = of_demand.first() else { continue };
        let position = origins.iter().position(|origin| origin.from == first.from).unwrap_or(origins.len());
        if position == origins.len() {
            let (from, from_name) = (first.from.clone(), first.from.name.clone());
            origins.push(OriginLead { from, from_name, destinations: 0, wins: Vec::new(), lead_changes: false });
        }
        let origin = &mut origins[position];
        origin.destinations += 1;
        origin.lead_changes |= !of_demand.iter().any(|winner| Some(winner.corridor.as_str()) == usual);
        for Answer { corridor, .. } in of_demand {
            match origin.wins.iter_mut().find(|wins| wins.corridor == *corridor) {
                Some(wins) => wins.destinations += 1,
                None => origin.wins.push(CorridorWins { corridor: corridor.clone(), destinations: 1 }),
            }
        }
    }
    for origin in &mut origins {
        let place = |wins: &CorridorWins| corridors.iter().position(|own| own.corridor == wins.corridor);
        origin.wins.sort_by_key(|wins| (Reverse(wins.destinations), place(wins)));
    }
    origins
}

/// Finds where a corridor that does not win comes closest to winning, the first of equally close ones.
fn nearest_call(corridor: &str, answers: &PairTable<Answer>) -> Option<NearestCall> {
    let call = |(_, of_demand): (_, &[Answer])| {
        let is_own = |answer: &&Answer| answer.corridor == corridor && answer.rank.is_some_and(|rank| rank > 1);
        let own = of_demand.iter().find(is_own)?;
        let winner = of_demand.iter().find(|answer| answer.is_cheapest())?;
        Some(NearestCall {
            corridor: corridor.to_owned(),
            from: own.from.clone(),
            to: own.to.clone(),
            more_per_t: own.more_than_best.unwrap_or_default(),
            winner: winner.corridor.clone(),
        })
    };
    answers.by_demand().filter_map(call).min_by_key(|call| call.more_per_t)
}
