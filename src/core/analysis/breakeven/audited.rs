//! What break-even says, asked again of the scenario with the figures set: on both sides of each flip, in every cell of a
//! plane, on the first of each span of days.

use rayon::prelude::*;

use crate::analysis::breakeven::plane::{Plane, PlaneAxis, PlaneCell, PlaneStrip};
use crate::analysis::breakeven::{BreakEven, DateSteps, Flip, FlipList};
use crate::answer::Prepared;
use crate::audit::AuditError;
use crate::ids::{DemandId, Id};
use crate::scenario::{Change, Override};
use crate::units::{Decimal, Exact, Money, to_f64};

use super::super::audited::{self, differs, in_words, setting};
use super::keys;
use super::truth::leaders;

/// The digits of values in the middle of a cell.
const DIGITS: i32 = 12;
/// What rounding may make a route dearer than another that is cheapest in the unrounded model: 100 amounts of a millionth.
const ROUNDING: Money = Money::from_micros(100);

/// Is what is said of one demand with some figures set.
struct Claim {
    set: Vec<Override>,
    demand: DemandId,
    says: Says,
}

enum Says {
    /// These are cheapest, and cost this.
    Today(Vec<String>, Option<Money>),
    /// One of these corridors is cheapest.
    Led(Vec<String>),
    /// All of these are cheapest, or dearer by no more than rounding.
    Close(Vec<String>),
    /// None of these is cheapest, but all of those are.
    Turned { old: Vec<String>, new: Vec<String> },
    /// Corridors cost this, in the order of the file.
    Totals(Vec<Option<Money>>),
}

/// Recomputes who leads today, and on both sides of each flip.
///
/// # Errors
/// Returns the first finding that differs.
pub fn audit_curves(case: &Prepared, demands: &[DemandId], found: &mut BreakEven) -> Result<(), AuditError> {
    let mut claims = Vec::new();
    for (&demand, own) in demands.iter().zip(&found.demands) {
        claims.push(today(demand, &own.leaders, own.total_per_t));
        for flip in [&own.below, &own.above].into_iter().flatten() {
            claims.extend(sides(&found.figure.path, flip, demand, &own.leaders));
        }
    }
    found.used.audited = Some(check(case, &claims)?);
    Ok(())
}

/// Recomputes who leads on both sides of each flip of a list.
///
/// # Errors
/// Returns the first finding that differs.
pub fn audit_flips(case: &Prepared, demands: &[DemandId], found: &mut FlipList) -> Result<(), AuditError> {
    let model = case.model();
    let mut claims = Vec::new();
    for own in &found.flips {
        let demand = audited::place_of(model, demands, [&own.from, &own.to], own.regime).map(|place| demands[place]);
        let other_demand = || differs(model, None, format!("{} turns a demand that was not asked", own.figure.path));
        let demand = demand.ok_or_else(other_demand)?;
        // The flip on the other side may be that of another demand.
        let other = own.other.iter().filter(|_| demands.len() == 1);
        let flips = std::iter::once(&own.nearest).chain(other);
        claims.extend(flips.flat_map(|flip| sides(&own.figure.path, flip, demand, &own.leaders)));
    }
    found.used.audited = Some(check(case, &claims)?);
    Ok(())
}

/// Recomputes who leads in the middle of each cell of a plane, and on both sides of the flips of either figure.
///
/// # Errors
/// Returns the first finding that differs.
pub fn audit_plane(case: &Prepared, demands: &[DemandId], found: &mut Plane) -> Result<(), AuditError> {
    let paths = found.axes.each_ref().map(|axis| axis.figure.path.clone());
    let mut claims = Vec::new();
    for (&demand, own) in demands.iter().zip(&found.demands) {
        claims.push(today(demand, &own.leaders, own.total_per_t));
        for (path, flips) in paths.iter().zip(&own.alone) {
            claims.extend(flips.iter().flatten().flat_map(|flip| sides(path, flip, demand, &own.leaders)));
        }
        for strip in &own.strips {
            for (values, cell) in middles(&found.axes, strip).into_iter().zip(&strip.cells) {
                let Some(values) = values else { continue };
                let set = paths.iter().zip(values).map(|(path, value)| setting(path, value)).collect();
                claims.push(Claim { set, demand, says: Says::Close(cell.corridors.clone()) });
            }
        }
    }
    found.used.audited = Some(check(case, &claims)?);
    Ok(())
}

/// Recomputes the totals on the first of each span of days.
///
/// # Errors
/// Returns the first finding that differs.
pub fn audit_dates(case: &Prepared, demands: &[DemandId], found: &mut DateSteps) -> Result<(), AuditError> {
    let mut claims = Vec::new();
    for (&demand, own) in demands.iter().zip(&found.demands) {
        for step in own.steps.iter().filter(|step| step.problem.is_none()) {
            let date = Override { path: "date".to_owned(), change: Change::To(step.from.to_string()), span: None };
            claims.push(Claim { set: vec![date], demand, says: Says::Totals(step.totals_per_t.clone()) });
        }
    }
    found.used.audited = Some(check(case, &claims)?);
    Ok(())
}

/// Is a flip of a demand while the figure of a path moves, with the keys of the corridors that lead it today.
pub(crate) type FlipOf<'a> = (&'a str, &'a Flip, DemandId, Vec<String>);

/// Recomputes who leads on both sides of some flips; returns how many routes there were.
///
/// # Errors
/// Returns the first finding that differs.
pub(crate) fn audit_sides(case: &Prepared, flips: &[FlipOf<'_>]) -> Result<usize, AuditError> {
    let claims: Vec<Claim> =
        flips.iter().flat_map(|(path, flip, demand, old)| sides(path, flip, *demand, old)).collect();
    check(case, &claims)
}

fn today(demand: DemandId, leaders: &[String], total: Option<Money>) -> Claim {
    Claim { set: Vec::new(), demand, says: Says::Today(leaders.to_vec(), total) }
}

/// Says what a flip says: one unit of its last digit nearer to today's value, and one further.
fn sides(path: &str, flip: &Flip, demand: DemandId, old: &[String]) -> Vec<Claim> {
    let falls = flip.distance.is_negative();
    let beside = |sign: i64| {
        let step = flip.step.times(Decimal::whole(if falls { -sign } else { sign }));
        step.and_then(|step| flip.value.plus(step)).map(|value| vec![setting(path, value)])
    };
    let near = beside(-1).map(|set| Claim { set, demand, says: Says::Led(old.to_vec()) });
    let turned = Says::Turned { old: old.to_vec(), new: flip.to.clone() };
    let far = beside(1).map(|set| Claim { set, demand, says: turned });
    near.into_iter().chain(far).collect()
}

/// Returns values in the middle of each cell of a strip; none of those that are thinner than the digits of a value.
fn middles(axes: &[PlaneAxis; 2], strip: &PlaneStrip) -> Vec<Option<[Decimal; 2]>> {
    let two = Exact::from_integer(2.into());
    let shapes = axes.each_ref().map(|axis| axis.shape);
    let y = Decimal::of_digits(&((&strip.from.near + &strip.to.near) / two), DIGITS);
    let ends = [&strip.first.0, &strip.first.1].map(to_f64);
    let mut from = ends[0];
    let middle = |cell: &PlaneCell| {
        let y = y?;
        let to = cell.until.first_at(shapes, y.to_f64()).unwrap_or(ends[1]);
        let width = to - from;
        let left = std::mem::replace(&mut from, to);
        let x = Exact::from_float(left + width / 2.0)?;
        let is_wide = |width: f64, ends: [f64; 2]| width > 1e-9 * (ends[1] - ends[0]).abs();
        let heights = [&strip.from.near, &strip.to.near].map(to_f64);
        let is_seen = is_wide(width, ends) && is_wide(heights[1] - heights[0], [0.0, heights[1]]);
        is_seen.then_some([Decimal::of_digits(&x, DIGITS)?, y])
    };
    strip.cells.iter().map(middle).collect()
}

/// Asks the scenario again, in parallel, and returns how many routes were recomputed.
fn check(case: &Prepared, claims: &[Claim]) -> Result<usize, AuditError> {
    let model = case.model();
    let routes: Result<Vec<usize>, AuditError> = claims
        .par_iter()
        .map(case.watch().counting(claims.len(), |Claim { set, demand, says }: &Claim| {
            let then = audited::with(case, set, &[*demand])?;
            let least = then.totals.iter().flatten().min().copied();
            let now = keys(model, &leaders(&then.totals));
            let total = |key: &String| {
                let place = model.corridors.enumerate().find(|(_, corridor)| corridor.key == *key);
                place.and_then(|(id, _)| then.totals[id.index()])
            };
            let is_close = |key: &String| total(key).zip(least).is_some_and(|(own, least)| own <= least + ROUNDING);
            let holds = match says {
                Says::Today(corridors, total) => (corridors, *total) == (&now, least),
                Says::Led(corridors) => corridors.iter().any(|key| now.contains(key)),
                Says::Close(corridors) => corridors.iter().all(is_close),
                Says::Turned { old, new } => !old.iter().any(|key| now.contains(key)) && *new == now,
                Says::Totals(totals) => *totals == then.totals,
            };
            let place = if set.is_empty() { "today".to_owned() } else { format!("with {}", in_words(set)) };
            let costs = model.corridors.iter().zip(&then.totals).map(|(corridor, total)| match total {
                Some(total) => format!("{} costs {total}", corridor.key),
                None => format!("{} has no route", corridor.key),
            });
            let what = format!("{place} {} leads: {}", now.join(", "), costs.collect::<Vec<_>>().join(", "));
            if holds { Ok(then.routes) } else { Err(differs(model, Some(*demand), what)) }
        }))
        .collect();
    Ok(routes?.into_iter().sum())
}
