//! What answers would cost at the bounds of the figures.

use std::cell::LazyCell;
use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::cost::Costs;
use crate::ids::{ArcId, DemandId, FigureId, Id, Pair};
use crate::model::Model;
use crate::units::{Decimal, Money};

use super::priced::{Best, BestPaths, DEMANDS_TOGETHER};
use super::{Answer, Detail, PairTable, Prepared, PricedNetwork};

/// The best paths at one end of the bounds, with the network that they run on.
struct End {
    priced: PricedNetwork,
    best: BestPaths,
    values: Vec<f64>,
}

/// Fills in what each answer would cost with every bounded figure at its favourable and at its unfavourable bound, and
/// whether it could be cheapest.
///
/// The network is laid out anew at an end whose bounds may move a band's edge or make another line the least.
pub(super) fn give_bounds(
    model: &Model,
    values: &[f64],
    priced: &PricedNetwork,
    best: &BestPaths,
    answers: &mut PairTable<Answer>,
    detail: Detail,
) {
    let pairs: Vec<Pair> = model.pairs().collect();
    let [favourable, unfavourable] = priced.costs().extremes(&model.register);
    let favourable = at_end(model, values, priced, &pairs, &favourable);
    let worst: Vec<f64> = values_at(model, values, &unfavourable);
    if detail == Detail::Whole {
        let unfavourable = at_end(model, values, priced, &pairs, &unfavourable);
        for (pair, answer) in answers.enumerate_mut().filter(|(_, answer)| answer.is_answered()) {
            // A length at its lower bound may fall into a dearer band: then the total of today is the better end.
            let cost = |end: &End| end.best.get(&pair).map(|best| Money::from_kernel(best.path.cost));
            answer.low_per_t = cost(&favourable).zip(answer.total_per_t).map(|(low, total)| low.min(total));
            answer.high_per_t = cost(&unfavourable).zip(answer.total_per_t).map(|(high, total)| high.max(total));
        }
    }
    let demands: Vec<(DemandId, &mut [Answer])> = answers.by_demand_mut().collect();
    demands.into_par_iter().with_min_len(DEMANDS_TOGETHER).for_each_init(
        || Challenger::new(priced, &favourable, values, &worst),
        |challenger, (demand, of_demand)| {
            challenger.challenge(of_demand, &model.pairs_of(demand).collect::<Vec<_>>(), best);
        },
    );
}

/// Returns the values with those moved that have another bound.
fn values_at(model: &Model, values: &[f64], bounds: &[Decimal]) -> Vec<f64> {
    let moved = model.register.iter().zip(bounds).zip(values);
    moved.map(|(((_, figure), &bound), &value)| if figure.value == bound { value } else { bound.to_f64() }).collect()
}

fn at_end(model: &Model, values: &[f64], priced: &PricedNetwork, pairs: &[Pair], bounds: &[Decimal]) -> End {
    let (values, priced) = priced_at(model, values, priced, pairs, bounds);
    End { best: priced.best(), priced, values }
}

/// Returns the values of the figures at some bounds, and the network with its prices there.
fn priced_at(
    model: &Model,
    values: &[f64],
    priced: &PricedNetwork,
    pairs: &[Pair],
    bounds: &[Decimal],
) -> (Vec<f64>, PricedNetwork) {
    let values = values_at(model, values, bounds);
    let then = LazyCell::new(|| model.with_values(bounds));
    let priced = priced.at_values(model, (bounds, &values), pairs, || &*then);
    (values, priced)
}

/// Returns a case at the favourable and at the unfavourable bounds of its figures; nothing where no figure has another one.
pub(super) fn at_bounds(case: &Prepared) -> [Option<(Vec<f64>, PricedNetwork)>; 2] {
    let Prepared { model, values, priced, .. } = case;
    let pairs: Vec<Pair> = model.pairs().collect();
    let has_moved = |bounds: &[Decimal]| model.register.iter().zip(bounds).any(|((_, own), bound)| own.value != *bound);
    let extremes = priced.costs().extremes(&model.register);
    extremes.map(|bounds| has_moved(&bounds).then(|| priced_at(model, values, priced, &pairs, &bounds)))
}

/// How far bounds can narrow what one route costs more than another of its demand.
///
/// # Shape
/// One entry for each pair, in it one for each corridor of its demand; none where either has no route.
pub type Leeways = PairTable<Vec<Option<Money>>>;

/// Works out by how much less each pair can cost more than each other of its demand with the figures that only one of the
/// two uses at the bounds that favour it; some figures are certain whatever their bounds.
pub(crate) fn leeways(case: &Prepared, best: &BestPaths, certain: impl Iterator<Item = FigureId>) -> Leeways {
    let Prepared { model, values, priced, .. } = case;
    let mut bounds = priced.costs().extremes(&model.register);
    for figure in certain {
        for bounds in &mut bounds {
            bounds[figure.index()] = model.register.figure(figure).value;
        }
    }
    let [favourable, unfavourable] = bounds;
    let pairs: Vec<Pair> = model.pairs().collect();
    let favourable = at_end(model, values, priced, &pairs, &favourable);
    let worst = values_at(model, values, &unfavourable);
    let mut challenger = Challenger::new(priced, &favourable, values, &worst);
    let mut found = PairTable::new(model, |_| vec![None; model.corridors.len()]);
    for (demand, of_demand) in found.by_demand_mut() {
        let pairs: Vec<Pair> = model.pairs_of(demand).collect();
        let total = |place: usize| best.get(&pairs[place]).map(|best| Money::from_kernel(best.path.cost));
        let answered: Vec<usize> = (0..pairs.len()).filter(|&place| total(place).is_some()).collect();
        for &other in &answered {
            challenger.against(other, &answered, &pairs, best, |own, then| {
                let more = total(own).zip(total(other)).map(|(own, other)| own - other);
                of_demand[own][other] = more.map(|more| more - (then.own - then.rival));
            });
        }
    }
    found
}

/// What two routes cost with the figures that only one of them uses at the bounds that favour the first.
struct Challenge {
    own: Money,
    rival: Money,
}

/// Prices routes with some figures at their bounds and the others as they are.
struct Challenger<'a> {
    end: &'a End,
    values: &'a [f64],
    /// The values at the unfavourable bounds.
    worst: &'a [f64],
    /// What the routes of today and those at the end rest on.
    today: Rested<'a>,
    favourable: Rested<'a>,
    /// Whether the cheapest route of a demand uses each figure; between two demands no figure is used.
    shared: Vec<bool>,
    /// The values with some at their bounds; between two answers none is.
    mixed: Vec<f64>,
}

impl<'a> Challenger<'a> {
    fn new(priced: &'a PricedNetwork, end: &'a End, values: &'a [f64], worst: &'a [f64]) -> Self {
        let rested = |priced: &'a PricedNetwork| Rested { costs: priced.costs(), figures: BTreeMap::new() };
        Self {
            end,
            values,
            worst,
            today: rested(priced),
            favourable: rested(&end.priced),
            shared: vec![false; values.len()],
            mixed: values.to_vec(),
        }
    }

    /// Fills in what the answers to one demand would cost were only the figures favourable that the cheapest other route
    /// does not use.
    fn challenge(&mut self, answers: &mut [Answer], pairs: &[Pair], best: &BestPaths) {
        let mut answered: Vec<usize> = (0..answers.len()).filter(|&index| answers[index].is_answered()).collect();
        answered.sort_by_key(|&index| answers[index].total_per_t);
        let Some((&leader, others)) = answered.split_first() else { return };
        let mut give = |challenger: usize, Challenge { own, rival }: Challenge| {
            answers[challenger].challenge_per_t = Some(own);
            answers[challenger].could_lead = own < rival;
        };
        self.against(leader, others, pairs, best, &mut give);
        // Who leads is challenged by the next; alone it has no rival but itself.
        self.against(others.first().copied().unwrap_or(leader), &[leader], pairs, best, give);
    }

    /// Calls back with what some pairs and one of them cost with the figures that only one of the two uses at the bounds
    /// that favour the challenger.
    fn against(
        &mut self,
        rival: usize,
        challengers: &[usize],
        pairs: &[Pair],
        best: &BestPaths,
        mut give: impl FnMut(usize, Challenge),
    ) {
        let Some(of_rival) = best.get(&pairs[rival]) else { return };
        let Self { end, values, worst, today, favourable, shared, mixed } = self;
        today.each(of_rival, |figure| shared[figure] = true);
        for &challenger in challengers {
            let Some(own) = end.best.get(&pairs[challenger]) else { continue };
            favourable.each(own, |figure| {
                if !shared[figure] {
                    mixed[figure] = end.values[figure];
                }
            });
            let cost = arcs(own).map(|arc| favourable.costs.priced_at(arc, mixed).total()).sum();
            favourable.each(own, |figure| mixed[figure] = values[figure]);
            // The route of today bounds what the rival costs then: a detour would only be cheaper.
            today.each(of_rival, |figure| mixed[figure] = worst[figure]);
            favourable.each(own, |figure| mixed[figure] = values[figure]);
            let of_rival_then = arcs(of_rival).map(|arc| today.costs.priced_at(arc, mixed).total()).sum();
            today.each(of_rival, |figure| mixed[figure] = values[figure]);
            give(challenger, Challenge { own: Money::from_kernel(cost), rival: Money::from_kernel(of_rival_then) });
        }
        today.each(of_rival, |figure| shared[figure] = false);
    }
}

/// Remembers which figures arcs rest on.
struct Rested<'a> {
    costs: &'a Costs,
    figures: BTreeMap<u32, Vec<usize>>,
}

impl Rested<'_> {
    /// Calls back with each figure that a path rests on, with some of them several times.
    fn each(&mut self, best: &Best, mut visit: impl FnMut(usize)) {
        for arc in arcs(best) {
            let figures = self.figures.entry(self.costs.entry_number(arc)).or_insert_with(|| {
                let mut figures: Vec<usize> = self.costs.figures_of(arc).into_iter().map(Id::index).collect();
                figures.sort_unstable();
                figures.dedup();
                figures
            });
            for &figure in figures.iter() {
                visit(figure);
            }
        }
    }
}

fn arcs(best: &Best) -> impl Iterator<Item = ArcId> {
    best.path.arcs.iter().map(|&arc| ArcId::new(arc as usize))
}
