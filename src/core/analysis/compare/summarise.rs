//! Counts who wins where.

use std::collections::BTreeMap;

use crate::model::Model;
use crate::units::Money;

use super::{CorridorSummary, CorridorWins, NearestCall, OriginLead, Summary};
use crate::answer::{Answer, PlaceName};

/// Sums up the answers of one scenario, given in the order of demands and corridors.
pub fn summarise(model: &Model, title: &str, answers: &[Answer]) -> Summary {
    let corridors = model.corridors.len().max(1);
    let demands: Vec<&[Answer]> = answers.chunks(corridors).collect();
    // Corridors whose totals are equal win together.
    let winners: Vec<Vec<&Answer>> =
        demands.iter().map(|of_demand| of_demand.iter().filter(|answer| answer.is_cheapest()).collect()).collect();
    let mut wins: BTreeMap<&str, usize> = BTreeMap::new();
    for winner in winners.iter().flatten() {
        *wins.entry(&winner.corridor).or_default() += 1;
    }
    // Of corridors that win as often the first of the file is the usual winner.
    let order = |key: &str| model.corridors.iter().position(|corridor| corridor.key == key);
    let usual_winner = wins
        .iter()
        .max_by_key(|&(key, &count)| (count, std::cmp::Reverse(order(key))))
        .map(|(key, _)| (*key).to_owned());
    let summaries = model.corridors.iter().enumerate().map(|(position, corridor)| {
        let own: Vec<&Answer> = demands.iter().map(|of_demand| &of_demand[position]).collect();
        let wins = wins.get(corridor.key.as_str()).copied().unwrap_or(0);
        corridor_summary(&corridor.key, &corridor.title, &own, &winners, wins)
    });
    Summary {
        scenario: model.name.clone(),
        title: title.to_owned(),
        demands: demands.len(),
        unanswered: winners.iter().filter(|winners| winners.is_empty()).count(),
        baseline: model.baseline.map(|corridor| model.corridors[corridor].key.clone()),
        corridors: summaries.collect(),
        origins: origins(&winners, usual_winner.as_deref()),
        nearest_calls: model.corridors.iter().filter_map(|corridor| nearest_call(&corridor.key, &demands)).collect(),
        usual_winner,
    }
}

fn corridor_summary(key: &str, title: &str, own: &[&Answer], winners: &[Vec<&Answer>], wins: usize) -> CorridorSummary {
    let could = could_win(own, winners);
    let totals: Vec<Money> = own.iter().filter_map(|answer| answer.total_per_t).collect();
    let savings: Vec<(Money, Option<f64>)> =
        own.iter().filter_map(|answer| Some((answer.saving_per_t?, answer.tonnes_per_year))).collect();
    let weighted = !savings.is_empty() && savings.iter().all(|(_, tonnes)| tonnes.is_some());
    let weight = |tonnes: Option<f64>| if weighted { tonnes.unwrap_or(1.0) } else { 1.0 };
    let weights: f64 = savings.iter().map(|&(_, tonnes)| weight(tonnes)).sum();
    let sum: f64 = savings.iter().map(|&(saving, tonnes)| saving.as_units() * weight(tonnes)).sum();
    let tonnes = |answers: &[&Answer]| answers.iter().map(|answer| answer.tonnes_per_year).sum::<Option<f64>>();
    let won: Vec<&Answer> = own.iter().copied().filter(|answer| answer.rank == Some(1)).collect();
    CorridorSummary {
        corridor: key.to_owned(),
        title: title.to_owned(),
        answered: totals.len(),
        no_route: own.len() - totals.len(),
        wins,
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
    answers.sort_by_key(|answer| (answer.more_than_best, answer.from.key.clone()));
    let mut origins: Vec<PlaceName> = Vec::new();
    for answer in answers {
        if !origins.contains(&answer.from) {
            origins.push(answer.from.clone());
        }
    }
    origins
}

fn origins(winners: &[Vec<&Answer>], usual: Option<&str>) -> Vec<OriginLead> {
    let mut order: Vec<&PlaceName> = Vec::new();
    let mut by_origin: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    // Destinations in question, and those where the usual winner is not among the cheapest.
    let mut destinations: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for of_demand in winners {
        let Some(first) = of_demand.first() else { continue };
        if !by_origin.contains_key(first.from.key.as_str()) {
            order.push(&first.from);
        }
        for winner in of_demand {
            *by_origin.entry(&first.from.key).or_default().entry(&winner.corridor).or_default() += 1;
        }
        let (asked, changed) = destinations.entry(&first.from.key).or_default();
        *asked += 1;
        *changed += usize::from(!of_demand.iter().any(|winner| Some(winner.corridor.as_str()) == usual));
    }
    order
        .into_iter()
        .map(|from| {
            let counts = &by_origin[from.key.as_str()];
            let of_corridor =
                |(key, &destinations): (&&str, &usize)| CorridorWins { corridor: (*key).to_owned(), destinations };
            let mut wins: Vec<CorridorWins> = counts.iter().map(of_corridor).collect();
            wins.sort_by(|left, right| {
                right.destinations.cmp(&left.destinations).then_with(|| left.corridor.cmp(&right.corridor))
            });
            OriginLead {
                from: from.clone(),
                from_name: from.name.clone(),
                destinations: destinations[from.key.as_str()].0,
                lead_changes: destinations[from.key.as_str()].1 > 0,
                wins,
            }
        })
        .collect()
}

/// Finds where a corridor that does not win comes closest to winning.
fn nearest_call(corridor: &str, demands: &[&[Answer]]) -> Option<NearestCall> {
    let mut best: Option<(&Answer, &Answer)> = None;
    for of_demand in demands {
        let own =
            of_demand.iter().find(|answer| answer.corridor == corridor && answer.rank.is_some_and(|rank| rank > 1));
        let winner = of_demand.iter().find(|answer| answer.rank == Some(1));
        if let Some((own, winner)) = own.zip(winner)
            && best.is_none_or(|(known, _)| own.more_than_best < known.more_than_best)
        {
            best = Some((own, winner));
        }
    }
    best.map(|(own, winner)| NearestCall {
        corridor: corridor.to_owned(),
        from: own.from.clone(),
        to: own.to.clone(),
        more_per_t: own.more_than_best.unwrap_or_default(),
        winner: winner.corridor.clone(),
    })
}
