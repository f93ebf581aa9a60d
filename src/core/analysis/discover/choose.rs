//! The demand and the corridor whose win is looked for, where they are not given.

use crate::answer::{Detail, Prepared};
use crate::draws::{Engine, Stream, Threads};
use crate::ids::{CorridorId, DemandId, Id};

use super::error::DiscoverError;

/// The number of draws by which the demand and the corridor are chosen.
const PILOT_DRAWS: u64 = 4096;

/// The win that is looked for.
#[derive(Clone, Debug)]
pub struct WantedWin {
    /// The demands to choose from: the one is taken in which the corridor's win is least settled.
    pub demands: Vec<DemandId>,
    /// The corridors that are compared.
    pub corridors: Vec<CorridorId>,
    /// The corridor that is to win, see [`super::DiscoverQuestion::wins`].
    pub wins: Option<CorridorId>,
    /// How often the figures are drawn, and drawn again to check.
    pub draws: u64,
    /// The seed of the random numbers; those of the check begin with the next number.
    pub seed: u64,
}

/// Chooses the demand and the corridor that are not given.
pub(super) fn choose(
    case: &Prepared,
    engine: &Engine,
    wanted: &WantedWin,
) -> Result<(DemandId, CorridorId), DiscoverError> {
    let corridors = case.model().corridors.len();
    let position = |demand: DemandId, corridor: CorridorId| demand.index() * corridors + corridor.index();
    let pilot = wanted.draws.min(PILOT_DRAWS);
    let mut won = vec![0_u64; engine.pairs()];
    let mut answered = vec![false; engine.pairs()];
    Stream::new(engine, &[], pilot, Threads::Shared).each(pilot, |portion| {
        let lanes: Vec<usize> = portion.lanes().collect();
        for &demand in &wanted.demands {
            let pairs: Vec<usize> = wanted.corridors.iter().map(|&corridor| position(demand, corridor)).collect();
            let mut rows: Vec<_> = pairs.iter().map(|&pair| portion.of(pair)).collect();
            for &lanes in &lanes {
                let totals: Vec<_> = rows.iter_mut().filter_map(Iterator::next).collect();
                for lane in 0..lanes {
                    let best = totals.iter().map(|totals| totals.0[lane]).fold(f64::INFINITY, f64::min);
                    for (totals, &pair) in totals.iter().zip(&pairs) {
                        answered[pair] |= totals.0[lane].is_finite();
                        won[pair] += u64::from(totals.0[lane] <= best && best.is_finite());
                    }
                }
            }
        }
    });
    let totals = case.totals();
    let abroad = abroad(case);
    let mut best: Option<((bool, u64), DemandId, CorridorId)> = None;
    let mut rivals = false;
    for &demand in &wanted.demands {
        let routes: Vec<CorridorId> =
            wanted.corridors.iter().copied().filter(|&corridor| answered[position(demand, corridor)]).collect();
        let leader = routes.iter().min_by_key(|&&corridor| (totals[position(demand, corridor)], corridor)).copied();
        rivals |= routes.len() > 1;
        for &corridor in routes.iter().filter(|_| routes.len() > 1) {
            let is_asked = wanted.wins.map_or(Some(corridor) != leader, |wins| wins == corridor);
            // A win is least settled where it is nearest to half of the draws.
            let chance = won[position(demand, corridor)];
            let crosses = |corridor: CorridorId| abroad[position(demand, corridor)];
            let is_other_side = leader.is_some_and(|leader| crosses(leader) != crosses(corridor));
            let key = (is_other_side && chance > 0, chance.min(pilot - chance));
            if is_asked && best.as_ref().is_none_or(|(known, ..)| key > *known) {
                best = Some((key, demand, corridor));
            }
        }
    }
    match best {
        Some((_, demand, corridor)) => Ok((demand, corridor)),
        None if rivals && wanted.wins.is_some() => {
            let wins = wanted.wins.map(|corridor| case.model().corridors[corridor].key.clone());
            Err(DiscoverError::NeverWins(wins.unwrap_or_default(), wanted.draws))
        }
        None => Err(DiscoverError::NoRival),
    }
}

/// Returns of each pair whether its cheapest way with every figure at its value goes through a third country.
fn abroad(case: &Prepared) -> Vec<bool> {
    let model = case.model();
    let answers = case.answers_in(Detail::Sums);
    let pairs = model.demands.ids().flat_map(|demand| model.corridors.ids().map(move |_| demand));
    pairs
        .zip(answers)
        .map(|(demand, answer)| {
            let ends = &model.demands[demand];
            let at_home = |country: &str| country == model.country(ends.from) || country == model.country(ends.to);
            answer.km_by_country.iter().flatten().any(|(country, _)| !at_home(country))
        })
        .collect()
}
