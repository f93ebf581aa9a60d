//! The answer to a demand at any value of a figure, with every amount rounded and the network laid out anew where it
//! changes.

use std::sync::OnceLock;

use num_traits::Signed;

use crate::answer::{PairTotals, Prepared, PricedNetwork, is_countable};
use crate::ids::{CorridorId, DemandId, FigureId, Id, Pair};
use crate::network::Waive;
use crate::units::{Decimal, Exact, Money, magnitude, to_f64};

use super::base::BaseNetwork;
use super::figures::keys;
use super::result::Flip;

/// The greatest number of digits that a value is given with.
const MAX_DIGITS: i32 = 15;

/// One demand, ready to be answered by all corridors at any value of a figure.
pub(super) struct RoundedAnswers<'a> {
    pub(super) case: &'a Prepared,
    pub(super) demand: DemandId,
    /// The network of the demand at today's values, laid out when it is first asked for.
    base: OnceLock<BaseNetwork<'a>>,
    /// The total of each corridor today, in the order of the file.
    pub(super) today: Vec<Option<Money>>,
    /// The corridors that lead today.
    pub(super) leaders: Vec<CorridorId>,
}

/// A side of today's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Below,
    Above,
}

impl<'a> RoundedAnswers<'a> {
    pub(super) fn new(case: &'a Prepared, demand: DemandId) -> Self {
        let base = laid_out(case, demand);
        let today = base.priced.totals(case.model()).of_demand(demand).to_vec();
        Self { base: base.into(), ..Self::of_totals(case, demand, today) }
    }

    /// Prepares for what the corridors cost today, in the order of the file.
    pub(super) fn of_totals(case: &'a Prepared, demand: DemandId, today: Vec<Option<Money>>) -> Self {
        Self { case, demand, base: OnceLock::new(), leaders: leaders(&today), today }
    }

    pub(super) fn base(&self) -> &BaseNetwork<'a> {
        self.base.get_or_init(|| laid_out(self.case, self.demand))
    }

    pub(super) fn value(&self, figure: FigureId) -> Exact {
        self.case.model().register.figure(figure).value.to_exact()
    }

    /// Returns the total of each corridor, in the order of the file, with a figure at a value; nothing where some cost
    /// of the scenario cannot be counted there, so that it would be refused.
    fn totals(&self, figure: FigureId, value: Decimal) -> Option<Vec<Option<Money>>> {
        let mut numbers = self.case.values().to_vec();
        numbers[figure.index()] = value.to_f64();
        if self.case.network_change(figure).is_none() {
            return self.case.priced().is_countable_at(figure, &numbers).then(|| self.base().totals(figure, &numbers));
        }
        let known = &self.base().priced;
        Some(shaped_totals(self.case, Some(known), &[self.demand], figure, value)?.of_demand(self.demand).to_vec())
    }

    /// Returns whether none of today's leaders leads with a figure at a value.
    pub(super) fn is_turned_at(&self, figure: FigureId, value: Decimal) -> bool {
        self.totals(figure, value).is_some_and(|totals| self.is_turned_by(&totals))
    }

    /// Returns whether none of today's leaders leads with some totals of the corridors.
    pub(super) fn is_turned_by(&self, totals: &[Option<Money>]) -> bool {
        !self.keeps(&leaders(totals))
    }

    fn keeps(&self, corridors: &[CorridorId]) -> bool {
        corridors.iter().any(|corridor| self.leaders.contains(corridor))
    }

    /// Finds the last decimal place to which it is certain where other corridors become the cheapest, and which do: one unit
    /// of it nearer to today's value one of the old leaders still leads, one unit further none does. Nothing where no place
    /// is certain.
    fn last_certain(
        &self,
        figure: FigureId,
        side: Side,
        exact: &Exact,
        blur: &Exact,
    ) -> Option<(i32, Vec<CorridorId>)> {
        let (least, greatest) = self.case.model().register.figure(figure).range();
        let digits = magnitude(exact);
        let away = Exact::from(if side == Side::Above { 1 } else { -1 });
        let leading = |value| Some(leaders(&self.totals(figure, value)?));
        // Rounding cannot move it by more than the blur: places finer than that are not worth trying.
        let finest = if blur.is_zero() { MAX_DIGITS } else { -magnitude(blur) + 1 };
        let most = (MAX_DIGITS - 1 - digits).min(finest);
        for places in (-digits - 2..=most).rev() {
            let (value, step) = (Decimal::near(exact, places)?.to_exact(), &away * unit(places));
            let near = Decimal::near(&(&value - &step), places.max(0))?;
            let far = Decimal::near(&(&value + &step), places.max(0))?;
            // Coarser places are further out still, and the scenario refuses values out there.
            let is_refused = |value: &Decimal| !(least..=greatest).contains(&value.to_f64());
            let is_past_today = ((near.to_exact() - self.value(figure)) * &away).is_negative();
            if [near, far].iter().any(is_refused) || is_past_today {
                return None;
            }
            let Some((kept, lost)) = leading(near).zip(leading(far)) else { continue };
            if self.keeps(&kept) && !self.keeps(&lost) {
                return Some((places, lost));
            }
        }
        None
    }

    /// Measures how far away a flip is, and prints it to the last certain place.
    ///
    /// `exact` is the value in the unrounded model, and `blur` how far the rounding of costs can move it.
    pub(super) fn flip(&self, figure: FigureId, side: Side, exact: Exact, blur: &Exact) -> Option<Flip> {
        let (places, to) = self.last_certain(figure, side, &exact, blur)?;
        let known = self.case.model().register.figure(figure);
        let (value, today) = (Decimal::near(&exact, places)?, self.value(figure));
        let moved = value.to_exact() - &today;
        let distance = Decimal::near(&moved, 30).or_else(|| Decimal::near(&moved, 12))?;
        let ratio = |to: Exact| (!to.is_zero()).then(|| to_f64(&(distance.to_exact() / to)));
        let bound = if side == Side::Below { known.low } else { known.high };
        Some(Flip {
            value,
            step: Decimal::near(&unit(places), places.max(0))?,
            exact: exact.into(),
            to: keys(self.case.model(), &to),
            share: ratio(today.abs()),
            of_bound: bound.and_then(|bound| {
                if known.role.is_divisor() {
                    // Hours are a straight line of what the speed divides: half the speed is as far as the hours twice.
                    ratio_of_reciprocals(&today, &value.to_exact(), &bound.to_exact())
                } else {
                    ratio(bound.to_exact() - &today)
                }
            }),
            distance,
        })
    }
}

/// Returns what some demands cost where a figure that shapes the network has another value; nothing where some cost cannot
/// be counted. `known` is the network of these demands at today's values, where that is laid out.
pub(super) fn shaped_totals(
    case: &Prepared,
    known: Option<&PricedNetwork>,
    demands: &[DemandId],
    figure: FigureId,
    value: Decimal,
) -> Option<PairTotals> {
    let model = case.model();
    let mut values: Vec<Decimal> = model.register.iter().map(|(_, known)| known.value).collect();
    values[figure.index()] = value;
    let moved = model.with_values(&values);
    let pairs: Vec<Pair> = demands.iter().flat_map(|&demand| model.pairs_of(demand)).collect();
    let numbers = moved.register.values();
    let priced = match known {
        Some(known) => known.at_values(model, (&values, &numbers), &pairs, || &moved),
        None => PricedNetwork::new(&moved, &numbers, &pairs, Waive::default()),
    };
    is_countable(priced.costs(), priced.prices()).then(|| priced.totals(model))
}

/// Returns the way from today's reciprocal to that of a value, as a share of the way to that of a bound.
fn ratio_of_reciprocals(today: &Exact, value: &Exact, bound: &Exact) -> Option<f64> {
    let is_positive = [today, value, bound].into_iter().all(Signed::is_positive);
    let away = |to: &Exact| Exact::ONE / to - Exact::ONE / today;
    (is_positive && bound != today).then(|| to_f64(&(away(value) / away(bound))))
}

fn laid_out(case: &Prepared, demand: DemandId) -> BaseNetwork<'_> {
    let pairs: Vec<Pair> = case.model().pairs_of(demand).collect();
    let priced = if case.model().demands.len() == 1 {
        case.priced().clone()
    } else {
        PricedNetwork::new(case.model(), case.values(), &pairs, Waive::default())
    };
    BaseNetwork::new(case.model(), priced, &[demand])
}

/// Returns one unit of a decimal place.
fn unit(places: i32) -> Exact {
    Exact::from(10).pow(-places as isize)
}

/// Returns the corridors whose total is least.
pub(in crate::analysis) fn leaders(totals: &[Option<Money>]) -> Vec<CorridorId> {
    let least = totals.iter().flatten().min();
    let leads = |&place: &usize| totals[place].is_some() && totals[place].as_ref() == least;
    (0..totals.len()).filter(leads).map(CorridorId::new).collect()
}

#[cfg(test)]
mod tests {
    use super::ratio_of_reciprocals;
    use crate::units::Exact;

    #[test]
    fn a_speed_is_as_far_off_as_the_hours_that_it_takes() {
        let speed = |value: i64| Exact::from(value);
        // 1000 km: 10 h today and 20 h at the bound; 40 h is three times as far off, 1000 h ninety-nine times.
        let of_bound = |value| ratio_of_reciprocals(&speed(100), &value, &speed(50));
        assert_eq!(of_bound(speed(50)), Some(1.0));
        assert_eq!(of_bound(speed(25)), Some(3.0));
        assert_eq!(of_bound(speed(1)), Some(99.0));
        assert_eq!(of_bound(speed(0)), None);
    }
}
