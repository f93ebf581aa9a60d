//! The audit of break-even: the scenario is asked again with the figures set, on both sides of each flip, in every
//! interval of a plane, on the first of each span of days.

use std::collections::BTreeMap;

use crate::answer::{Prepared, Progress};
use crate::audit::AuditError;
use crate::ids::DemandId;
use crate::model::Model;
use crate::scenario::Override;
use crate::units::{Decimal, Exact, Money};

use super::super::audited::{self, differs, in_words};
use super::BreakEvenFound;
use super::dates::DATE;
use super::figures::keys;
use super::plane::Plane;
use super::result::{BreakEvenDemand, DemandSteps, FigureFlip, Flip};
use super::rounded::leaders;

/// The digits of values in the middle of an interval.
const DIGITS: i32 = 12;
/// The greatest amount by which rounding can make a route dearer than another that is cheapest in the unrounded model.
const MAX_ROUNDING: Money = Money::from_micros(100);

/// What must be found for one demand with some figures set.
struct Assertion {
    set: Vec<Override>,
    demand: DemandId,
    expected: Expected,
}

enum Expected {
    /// The corridors that are cheapest, and their total.
    Today(Vec<String>, Option<Money>),
    /// Corridors of which one is cheapest.
    Leading(Vec<String>),
    /// Corridors that are all cheapest, or dearer by no more than rounding.
    Close(Vec<String>),
    /// Corridors of which none is cheapest any more, and those that all are.
    Turned { old: Vec<String>, new: Vec<String> },
    /// The total of each corridor, by key.
    Totals(BTreeMap<String, Option<Money>>),
}

impl BreakEvenFound {
    /// Recomputes the leaders today and on both sides of each flip, those in the middle of each interval of a plane, and the
    /// totals on the first of each span of days.
    ///
    /// # Errors
    /// Returns the first finding that differs.
    pub fn audit(&mut self, case: &Prepared, demands: &[DemandId], progress: &Progress) -> Result<(), AuditError> {
        let (scenario, assertions) = match self {
            Self::Flips(found) => (&mut found.scenario, of_flips(case.model(), demands, &found.flips)?),
            Self::Curves(found) => (&mut found.scenario, of_curves(demands, &found.figure.path, &found.demands)),
            Self::Dates(found) => (&mut found.scenario, of_dates(demands, &found.demands)),
            Self::Plane(found) => {
                let assertions = of_plane(demands, found);
                (&mut found.scenario, assertions)
            }
        };
        scenario.audited = Some(check(case, &assertions, progress)?);
        Ok(())
    }
}

fn of_curves(demands: &[DemandId], path: &str, found: &[BreakEvenDemand]) -> Vec<Assertion> {
    let mut assertions = Vec::new();
    for (&demand, own) in demands.iter().zip(found) {
        assertions.push(today(demand, &own.leaders, own.total_per_t));
        let flips = [&own.below, &own.above].into_iter().flatten();
        assertions.extend(flips.flat_map(|flip| sides(path, flip, demand, &own.leaders)));
    }
    assertions
}

fn of_flips(model: &Model, demands: &[DemandId], found: &[FigureFlip]) -> Result<Vec<Assertion>, AuditError> {
    let mut assertions = Vec::new();
    for own in found {
        let demand = audited::demand_of(model, demands, [&own.from, &own.to], own.regime);
        let other_demand = || differs(model, None, format!("{} turns a demand that was not asked", own.figure.path));
        let demand = demand.ok_or_else(other_demand)?;
        // The flip on the other side may be that of another demand.
        let other = own.other.iter().filter(|_| demands.len() == 1);
        let flips = std::iter::once(&own.nearest).chain(other);
        assertions.extend(flips.flat_map(|flip| sides(&own.figure.path, flip, demand, &own.leaders)));
    }
    Ok(assertions)
}

fn of_plane(demands: &[DemandId], found: &Plane) -> Vec<Assertion> {
    let paths = found.axes().map(|axis| &axis.figure.path);
    let mut assertions = Vec::new();
    for (&demand, own) in demands.iter().zip(&found.demands) {
        assertions.push(today(demand, &own.leaders, own.total_per_t));
        for (path, flips) in paths.iter().zip(&own.alone) {
            let flips = [&flips.below, &flips.above].into_iter().flatten();
            assertions.extend(flips.flat_map(|flip| sides(path, flip, demand, &own.leaders)));
        }
        let places = own.rows.iter().flat_map(|row| row.leads.iter().map(move |lead| (row.second, lead)));
        assertions.extend(places.filter_map(|(y, lead)| {
            let x = Decimal::of_digits(&((&lead.from.0 + &lead.to.0) / Exact::from(2)), DIGITS)?;
            let set = paths.iter().zip([x, y]).map(|(path, value)| Override::set(path, value)).collect();
            Some(Assertion { set, demand, expected: Expected::Close(lead.corridors.clone()) })
        }));
    }
    assertions
}

fn of_dates(demands: &[DemandId], found: &[DemandSteps]) -> Vec<Assertion> {
    let mut assertions = Vec::new();
    for (&demand, own) in demands.iter().zip(found) {
        for step in own.steps.iter().filter(|step| step.problem.is_none()) {
            let set = vec![Override::set(DATE, step.from)];
            assertions.push(Assertion { set, demand, expected: Expected::Totals(step.totals_per_t.clone()) });
        }
    }
    assertions
}

/// A flip of a demand while a figure moves.
pub(crate) struct FlipOf<'a> {
    pub(crate) path: &'a str,
    pub(crate) flip: &'a Flip,
    pub(crate) demand: DemandId,
    /// The keys of the corridors that lead it today.
    pub(crate) leaders: Vec<String>,
}

/// Recomputes the leaders on both sides of some flips; returns how many routes there were.
///
/// # Errors
/// Returns the first finding that differs.
pub(crate) fn audit_sides(case: &Prepared, flips: &[FlipOf<'_>], progress: &Progress) -> Result<usize, AuditError> {
    let of_flip = |own: &FlipOf<'_>| sides(own.path, own.flip, own.demand, &own.leaders);
    let assertions: Vec<Assertion> = flips.iter().flat_map(of_flip).collect();
    check(case, &assertions, progress)
}

fn today(demand: DemandId, leaders: &[String], total: Option<Money>) -> Assertion {
    Assertion { set: Vec::new(), demand, expected: Expected::Today(leaders.to_vec(), total) }
}

/// Expects the old leaders one unit of a flip's last digit nearer to today's value, and the new ones one further.
fn sides(path: &str, flip: &Flip, demand: DemandId, old: &[String]) -> Vec<Assertion> {
    let falls = flip.distance.is_negative();
    let assertion = |(sign, expected): (i64, Expected)| {
        let step = flip.step.times(Decimal::whole(if falls { -sign } else { sign }))?;
        let set = vec![Override::set(path, flip.value.plus(step)?)];
        Some(Assertion { set, demand, expected })
    };
    let near = (-1, Expected::Leading(old.to_vec()));
    let far = (1, Expected::Turned { old: old.to_vec(), new: flip.to.clone() });
    [near, far].into_iter().filter_map(assertion).collect()
}

/// Asks the scenario again, in parallel, and returns how many routes were recomputed.
fn check(case: &Prepared, assertions: &[Assertion], progress: &Progress) -> Result<usize, AuditError> {
    audited::each(assertions, progress, |assertion| assertion.check(case))
}

impl Assertion {
    fn check(&self, case: &Prepared) -> Result<usize, AuditError> {
        let Self { set, demand, expected } = self;
        let model = case.model();
        let then = audited::with(case, set, &[*demand])?;
        let totals = then.totals.of_demand(*demand);
        let now = keys(model, &leaders(totals));
        let named = model.corridors.iter().map(|corridor| corridor.key.clone());
        let by_key: BTreeMap<String, Option<Money>> = named.zip(totals.iter().copied()).collect();
        if expected.holds(&now, &by_key) {
            return Ok(then.routes);
        }
        let place = if set.is_empty() { "today".to_owned() } else { format!("with {}", in_words(set)) };
        let costs = model.corridors.iter().zip(totals).map(|(corridor, total)| match total {
            Some(total) => format!("{} costs {total}", corridor.key),
            None => format!("{} has no route", corridor.key),
        });
        let what = format!("{place} {} leads: {}", now.join(", "), costs.collect::<Vec<_>>().join(", "));
        Err(differs(model, Some(*demand), what))
    }
}

impl Expected {
    /// Returns whether it is met by the corridors that lead and the totals of all.
    fn holds(&self, now: &[String], totals: &BTreeMap<String, Option<Money>>) -> bool {
        let least = totals.values().flatten().min().copied();
        let total = |key: &String| totals.get(key).copied().flatten();
        let is_close = |key: &String| total(key).zip(least).is_some_and(|(own, least)| own <= least + MAX_ROUNDING);
        match self {
            Self::Today(corridors, total) => corridors == now && *total == least,
            Self::Leading(corridors) => corridors.iter().any(|key| now.contains(key)),
            Self::Close(corridors) => corridors.iter().all(is_close),
            Self::Turned { old, new } => !old.iter().any(|key| now.contains(key)) && new == now,
            Self::Totals(expected) => expected == totals,
        }
    }
}
