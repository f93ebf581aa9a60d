//! The audit of break-even: the scenario is asked again with the figures set, on both sides of each flip, in every
//! interval of a plane, on the first of each span of days, and beyond where a price of support must end.

use std::collections::BTreeMap;

use num_traits::Signed;

use crate::answer::{Prepared, Progress};
use crate::audit::AuditError;
use crate::ids::{DemandId, FigureId, Id};
use crate::model::Model;
use crate::scenario::Override;
use crate::units::{Decimal, Exact, Money};

use super::super::audited::{self, differs, in_words};
use super::BreakEvenFound;
use super::dates::DATE;
use super::figures::{keys, sensible_span};
use super::held::{held_spans, is_beyond};
use super::line::FigureSpan;
use super::plane::Plane;
use super::result::{BreakEvenDemand, DemandSteps, FigureFlip, Flip};
use super::rounded::leaders;

/// The digits of values in the middle of an interval.
const DIGITS: i32 = 12;
/// The end of a range is passed by one part in so many of it.
const STEPS: i64 = 1000;
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
    /// No answer: the scenario is refused.
    Refusal,
}

impl BreakEvenFound {
    /// Recomputes the leaders today and on both sides of each flip, those in the middle of each interval of a plane, and the
    /// totals on the first of each span of days; beyond where a price of support must end the scenario must be refused.
    ///
    /// # Errors
    /// Returns the first finding that differs.
    pub fn audit(&mut self, case: &Prepared, demands: &[DemandId], progress: &Progress) -> Result<(), AuditError> {
        let (scenario, assertions) = match self {
            Self::Flips(found) => {
                let mut assertions = of_flips(case.model(), demands, &found.flips)?;
                let prices = case.model().subsidies.iter().map(|row| row.price.amount);
                assertions.extend(prices.flat_map(|price| of_ends(case, price)));
                (&mut found.scenario, assertions)
            }
            Self::Curves(found) => {
                let mut assertions = of_curves(demands, &found.figure.path, &found.demands);
                let is_moved = |price: &FigureId| case.model().register.figure(*price).path() == found.figure.path;
                let price = case.model().subsidies.iter().map(|row| row.price.amount).find(is_moved);
                assertions.extend(price.into_iter().flat_map(|price| of_ends(case, price)));
                (&mut found.scenario, assertions)
            }
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

/// Expects the scenario to be refused beyond where a price of support must end.
fn of_ends(case: &Prepared, price: FigureId) -> Vec<Assertion> {
    let span = sensible_span(case.model(), price);
    if case.network_change(price).is_some() || !is_beyond(case, price, &span) {
        return Vec::new();
    }
    let held = held_spans(case.model(), case.priced(), price, &span);
    beyond(case.model(), price, (&span, &held)).into_iter().collect()
}

/// Expects that of where the intervals end on which searches are held, short of all values that make sense.
fn beyond(model: &Model, price: FigureId, (span, held): (&FigureSpan, &[FigureSpan])) -> Option<Assertion> {
    let known = model.register.figure(price);
    let today = known.value.to_exact();
    let end = held.last().map_or(&today, |last| &last.to);
    let value = end + end.abs() / Exact::from(STEPS);
    // Nearer to the last value that makes sense rounding decides.
    let value = Decimal::near(&value, DIGITS).filter(|_| value < span.to)?;
    Some(Assertion {
        set: vec![Override::set(&known.path(), value)],
        demand: DemandId::new(0),
        expected: Expected::Refusal,
    })
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
        if matches!(expected, Expected::Refusal) {
            let what = || format!("{} is not refused, though its values end there", in_words(set));
            return if case.with_set(set).is_err() { Ok(0) } else { Err(differs(model, None, what())) };
        }
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
            Self::Refusal => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{FigureSpan, beyond, check, held_spans, is_beyond, sensible_span};
    use crate::answer::{Prepared, Progress};
    use crate::scenario::Scenario;
    use crate::units::Exact;

    /// Returns a scenario in which each box of a line is paid for.
    fn supported() -> Prepared {
        let row = "aid,Somebody,zarubino-feeder,1000,box20,CNY,reasoned,estimate";
        let head = "key,payer,service,price,basis,currency,source,grade";
        let parent = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/hunchun-ningbo-2019.toml");
        let text = format!("schema = 1\nextends = {parent:?}\ntables = \"given\"\n");
        let given = vec![("given.toml".into(), text), ("given/subsidies.csv".into(), format!("{head}\n{row}\n"))];
        let scenario = Scenario::load_given(Path::new("given.toml"), given, &[]);
        Prepared::of(scenario.expect("a good scenario"), &[]).expect("a good scenario")
    }

    #[test]
    fn values_that_end_too_early_are_found_out() {
        let case = supported();
        let figure = case.model().register.find("subsidies.aid.price").expect("a figure");
        let span = sensible_span(case.model(), figure);
        assert!(is_beyond(&case, figure, &span));
        let held = held_spans(case.model(), case.priced(), figure, &span);
        let ends = held.last().expect("an interval").to.clone();
        let is_fine = |to: Exact| {
            let held = [FigureSpan { from: span.from.clone(), to }];
            let assertion = beyond(case.model(), figure, (&span, &held)).expect("it ends short of what makes sense");
            check(&case, &[assertion], &Progress::default()).is_ok()
        };
        let share = |percent: i64| &ends * Exact::from(percent) / Exact::from(100);
        assert!(is_fine(share(100)) && !is_fine(share(98)));
    }
}
