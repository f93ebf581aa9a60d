//! The demand and the corridor whose win is looked for, where they are not given.

use crate::answer::{Detail, PairTable, Prepared};
use crate::draws::{Engine, Stream, Threads};
use crate::ids::{CorridorId, DemandId, Pair};

use super::DiscoverError;

/// The number of draws by which the demand and the corridor are chosen.
const PILOT_DRAWS: u64 = 4096;

/// The win that is looked for.
pub(super) struct WantedWin {
    /// The demands to choose from: the one is taken in which the corridor's win is least settled.
    pub(super) demands: Vec<DemandId>,
    /// The corridors that are compared.
    pub(super) corridors: Vec<CorridorId>,
    /// The corridor that is to win, see [`super::DiscoverQuestion::wins`].
    pub(super) wins: Option<CorridorId>,
    /// How often the figures are drawn.
    pub(super) draws: u64,
}

impl WantedWin {
    /// Iterates over the pairs of a demand with the corridors that are compared.
    pub(super) fn pairs_of(&self, demand: DemandId) -> impl Iterator<Item = Pair> {
        self.corridors.iter().map(move |&corridor| Pair { demand, corridor })
    }

    /// Chooses the demand and the corridor that are not given.
    pub(super) fn choose(&self, case: &Prepared, engine: &Engine) -> Result<Pair, DiscoverError> {
        let pilot = self.draws.min(PILOT_DRAWS);
        let won = self.won(case, engine, pilot);
        let totals = case.totals();
        let abroad = abroad(case);
        let mut best: Option<((bool, u64), Pair)> = None;
        let mut rivals = false;
        for &demand in &self.demands {
            let routes: Vec<Pair> = self.pairs_of(demand).filter(|&pair| won.get(pair).is_some()).collect();
            if routes.len() < 2 {
                continue;
            }
            rivals = true;
            let leader = routes.iter().copied().min_by_key(|&pair| (totals.get(pair), pair.corridor));
            for &pair in &routes {
                // A win is least settled where it is nearest to half of the draws.
                let chance = won.get(pair).unwrap_or_default();
                let is_other_side = leader.is_some_and(|leader| abroad.get(leader) != abroad.get(pair));
                let key = (is_other_side && chance > 0, chance.min(pilot - chance));
                let is_asked = self.wins.map_or(Some(pair) != leader, |wins| wins == pair.corridor);
                if is_asked && best.is_none_or(|(known, _)| key > known) {
                    best = Some((key, pair));
                }
            }
        }
        best.map(|(_, pair)| pair).ok_or_else(|| match self.wins {
            Some(wins) if rivals => DiscoverError::NeverWins(case.model().corridors[wins].key.clone(), self.draws),
            _ => DiscoverError::NoRival,
        })
    }

    /// Counts the draws that each pair wins; none where it has no route.
    fn won(&self, case: &Prepared, engine: &Engine, draws: u64) -> PairTable<Option<u64>> {
        let mut won = PairTable::new(case.model(), |_| None);
        Stream::new(engine, &[], draws, Threads::Shared).each(draws, |portion| {
            for &demand in &self.demands {
                let best = portion.cheapest(self.pairs_of(demand));
                for pair in self.pairs_of(demand) {
                    let totals = portion.totals_of(pair).zip(&best).take(portion.draws);
                    for (total, best) in totals.filter(|(total, _)| total.is_finite()) {
                        *won.get_mut(pair).get_or_insert(0) += u64::from(total <= *best);
                    }
                }
            }
        });
        won
    }
}

/// Returns of each pair whether its cheapest way with every figure at its value goes through a third country.
fn abroad(case: &Prepared) -> PairTable<bool> {
    let model = case.model();
    let answers = PairTable::of(model, case.answers_in(Detail::Sums));
    PairTable::new(model, |pair| {
        let ends = &model.demands[pair.demand];
        let at_home = |country: &str| country == model.country(ends.from) || country == model.country(ends.to);
        answers.get(pair).km_by_country.iter().flatten().any(|(country, _)| !at_home(country))
    })
}
