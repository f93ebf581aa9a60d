//! The answer to a demand at any value of a figure, with every amount rounded and the network laid out anew where it
//! changes.

use num_traits::Zero;

use crate::answer::{Prepared, PricedNetwork, is_countable};
use crate::ids::{CorridorId, DemandId, FigureId, Id};
use crate::model::Model;
use crate::network::Waive;
use crate::units::{Decimal, Exact, Money, magnitude};

/// The greatest number of digits that a value is given with.
const MAX_DIGITS: i32 = 15;

/// One demand, ready to be answered by all corridors at any value of a figure.
pub(super) struct RoundedAnswers<'a> {
    case: &'a Prepared,
    model: &'a Model,
    demand: DemandId,
    priced: PricedNetwork,
    values: Vec<Decimal>,
    numbers: Vec<f64>,
}

/// The value at which other corridors become the cheapest, to the last decimal place that is certain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Turn {
    pub(super) value: Decimal,
    /// One unit of the last place.
    pub(super) step: Decimal,
    /// The corridors that lead one step beyond the value.
    pub(super) to: Vec<CorridorId>,
}

/// A side of today's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Below,
    Above,
}

impl<'a> RoundedAnswers<'a> {
    /// Prepares to answer a demand.
    pub(super) fn new(case: &'a Prepared, demand: DemandId) -> Self {
        let model = case.model();
        let pairs: Vec<_> = model.corridors.ids().map(|corridor| (demand, corridor)).collect();
        let values: Vec<Decimal> = model.register.iter().map(|(_, figure)| figure.value).collect();
        let numbers = model.register.values();
        let priced = PricedNetwork::new(model, &numbers, &pairs, Waive::default());
        Self { case, model, demand, priced, values, numbers }
    }

    /// Returns the demand.
    pub(super) const fn demand(&self) -> DemandId {
        self.demand
    }

    /// Returns the network of the demand at today's values.
    pub(super) const fn priced(&self) -> &PricedNetwork {
        &self.priced
    }

    /// Returns the total of each corridor, in the order of the file, with a figure at a value; nothing where some cost
    /// of the scenario cannot be counted there, so that it would be refused.
    pub(super) fn totals(&self, figure: FigureId, value: Decimal) -> Option<Vec<Option<Money>>> {
        let (mut values, mut numbers) = (self.values.clone(), self.numbers.clone());
        values[figure.index()] = value;
        numbers[figure.index()] = value.to_f64();
        let priced = if self.priced.network().is_unchanged_at(self.model, &values) {
            let all = self.case.priced().costs();
            if !is_countable(all, &all.price(&numbers)) {
                return None;
            }
            self.priced.priced_at(&numbers)
        } else {
            let pairs: Vec<_> = self.model.corridors.ids().map(|corridor| (self.demand, corridor)).collect();
            PricedNetwork::new(&self.model.with_values(&values), &numbers, &pairs, Waive::default())
        };
        is_countable(priced.costs(), priced.prices()).then(|| self.of_demand(&priced))
    }

    /// Returns the total of each corridor today.
    pub(super) fn today(&self) -> Vec<Option<Money>> {
        self.of_demand(&self.priced)
    }

    fn of_demand(&self, priced: &PricedNetwork) -> Vec<Option<Money>> {
        let corridors = self.model.corridors.len();
        let first = self.demand.index() * corridors;
        priced.totals(self.model)[first..first + corridors].to_vec()
    }

    /// Finds the last decimal place to which it is certain where other corridors become the cheapest: one unit of it nearer
    /// to today's value one of the old leaders still leads, one unit further none does. Nothing where no place is certain.
    ///
    /// `blur` is how far the rounding of costs can move the value.
    pub(super) fn turn(
        &self,
        figure: FigureId,
        exact: &Exact,
        side: Side,
        old: &[CorridorId],
        blur: &Exact,
    ) -> Option<Turn> {
        let known = self.model.register.figure(figure);
        let today = known.value.to_exact();
        let (least, greatest) = known.range;
        let digits = magnitude(exact);
        // Rounding cannot move it by more than the blur: places finer than that are not worth trying.
        let finest = if blur.is_zero() { MAX_DIGITS } else { -magnitude(blur) + 1 };
        let most = (MAX_DIGITS - 1 - digits).min(finest);
        for places in (-digits - 2..=most).rev() {
            let step = Exact::from_integer(10.into()).pow(-places);
            let value = Decimal::near(exact, places)?;
            let beyond = |steps: i32| {
                let steps = Exact::from_integer(steps.into()) * &step;
                let moved = if side == Side::Above { value.to_exact() + steps } else { value.to_exact() - steps };
                Decimal::near(&moved, places.max(0))
            };
            let (near, far) = (beyond(-1)?, beyond(1)?);
            // Coarser places are further out still, and the scenario refuses values out there.
            if ![near, far].iter().all(|value| (least..=greatest).contains(&value.to_f64())) {
                return None;
            }
            let is_past = match side {
                Side::Above => near.to_exact() < today,
                Side::Below => near.to_exact() > today,
            };
            if is_past {
                return None;
            }
            let leading = |value| Some(leaders(&self.totals(figure, value)?));
            let Some((kept, lost)) = leading(near).zip(leading(far)) else { continue };
            if kept.iter().any(|corridor| old.contains(corridor)) && !lost.iter().any(|corridor| old.contains(corridor))
            {
                return Some(Turn { value, step: Decimal::near(&step, places.max(0))?, to: lost });
            }
        }
        None
    }
}

/// Returns the corridors whose total is least.
pub(in crate::analysis) fn leaders(totals: &[Option<Money>]) -> Vec<CorridorId> {
    let least = totals.iter().flatten().min();
    let leads = |(place, total): (usize, &Option<Money>)| {
        (total.as_ref() == least && least.is_some()).then(|| CorridorId::new(place))
    };
    totals.iter().enumerate().filter_map(leads).collect()
}
