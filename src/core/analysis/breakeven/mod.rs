//! Where the answer turns: what every corridor costs as an exact function of a figure, who leads where, and how little
//! must move until another leads.
//!
//! A cost is a sum of products of figures, so along one figure every route is a straight line, in the figure or in its
//! reciprocal, and every corridor the lower envelope of its routes. Curves are those of the model in which what the
//! figure moves is not rounded to millionths and everything else is; breakpoints are exact fractions. Where the lead
//! changes hands is then tried out with every amount rounded as ever, so that a printed value is certain to its last
//! digit.

mod result;

pub use result::{
    BreakEven, BreakEvenDemand, Curve, CurvePiece, DateStep, DateSteps, DemandSteps, FigureFlip, Flip, FlipList, Lead,
    MovedFigure, Shape,
};

mod audited;
mod dates;
mod ground;
mod lead;
mod line;
mod list;
mod moves;
pub mod plane;
mod probe;
mod search;
mod structure;
mod truth;

use std::collections::{BTreeMap, BTreeSet};

use num_traits::{Signed, Zero};
use rayon::prelude::*;

use crate::answer::Prepared;
use crate::answer::{place_name, titles};
use crate::ids::{CorridorId, DemandId, FigureId, PlaceId};
use crate::model::Model;
use crate::units::{Decimal, Exact, simplest, to_f64};

pub(super) use audited::{FlipOf, audit_sides};
pub use audited::{audit_curves, audit_dates, audit_flips, audit_plane};
pub use dates::dates;
pub use list::flips;
pub(super) use moves::{Leading, Moves};
pub use plane::plane;

use ground::{Ground, NoCurve};
use lead::Led;
use line::Span;
pub(super) use probe::Memory;
use truth::{Side, Truth, Turn, leaders};

/// Says why a figure's curve cannot be found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BreakEvenError {
    /// Nothing that any route costs depends on it.
    #[error("no cost of these demands depends on `{0}`")]
    Still(String),
    /// It enters some cost neither as itself nor as its reciprocal.
    #[error(
        "`{0}` enters some cost neither in proportion nor as a divisor, so there is no curve of straight lines in it"
    )]
    Bent(String),
    /// It is the edge of a band, which cannot move without its neighbour.
    #[error("`{0}` is the edge of a band, and bands must join: vary the rates instead")]
    Edge(String),
    /// The interval does not hold today's value.
    #[error("`{path}` is {value} today, which does not lie between {low} and {high}: take an interval around it")]
    Outside {
        /// The figure's path.
        path: String,
        /// Its value.
        value: Decimal,
        /// The lower end.
        low: Decimal,
        /// The upper end.
        high: Decimal,
    },
    /// The interval goes beyond what makes sense of the figure.
    #[error("`{path}` is {bounds}, so there is nothing to look at beyond that")]
    Beyond {
        /// The figure's path.
        path: String,
        /// What it is at least and at most.
        bounds: String,
    },
    /// A divisor is asked for at nothing.
    #[error("`{0}` divides, so it cannot be 0: look above that")]
    Divides(String),
    /// There is no interval to look at.
    #[error("`{0}` has no bounds and is 0 today, so it is not clear how far to move it: say so with --between A,B")]
    NoInterval(String),
    /// A figure cannot be moved against itself.
    #[error("`{0}` is named twice: vary two different figures")]
    Same(String),
    /// Both figures shape the network.
    #[error(
        "`{0}` and `{1}` both decide which ways there are, so that costs are no formulas of the two: vary one of them at \
         a time, or both by the runs of `corridor sweep`"
    )]
    BothShape(String, String),
    /// A figure moves an amount that is rounded to steps.
    #[error(
        "a price that `{0}` or `{1}` moves is rounded to steps, as quotations are, so that costs are no formulas of the \
         two: vary one of them at a time, or both by the runs of `corridor sweep`"
    )]
    Stepped(String, String),
    /// Where a bound takes hold of some charge depends on both figures.
    #[error(
        "whether some charge meets its minimum or maximum depends on `{0}` and `{1}` together, so that costs are no \
         formulas of the two there: look between nearer values with --between A,B --between C,D"
    )]
    Joint(String, String),
    /// Costs make no sense somewhere in the rectangle.
    #[error(
        "somewhere between these values of `{0}` and `{1}` a cost falls below nothing or rises beyond 100,000 a tonne: \
         look between nearer values with --between A,B --between C,D"
    )]
    Senseless(String, String),
}

/// Finds the curves of some demands in one figure.
///
/// # Errors
/// Says why there are none.
pub fn breakeven(
    case: &Prepared,
    demands: &[DemandId],
    figure: FigureId,
    between: Option<(Decimal, Decimal)>,
) -> Result<BreakEven, BreakEvenError> {
    let model = case.model();
    let known = model.register.figure(figure);
    let path = known.path.clone();
    if known.role.is_band_edge() {
        return Err(BreakEvenError::Edge(path));
    }
    let span = between.map(|between| asked_span(model, figure, between)).transpose()?;
    let span = span.unwrap_or_else(|| sensible_span(model, figure));
    case.watch().begin(demands.len());
    let found = each(case, demands, figure, &span, |truth, led| {
        let still;
        let led = match led {
            Ok(led) => led,
            // Others of the demands may move.
            Err(NoCurve::Still) => {
                let ground = Ground::new(model, truth.priced().clone());
                still = Led::joined(Led::still(&ground, &[truth.demand()], &span));
                &still
            }
            Err(NoCurve::Bent) => return None,
        };
        let told = told(case, truth, figure, led);
        case.watch().done();
        Some((told, led.is_still()))
    });
    let mut all = Vec::new();
    let mut is_still = true;
    for found in found {
        let Some((demand, stays)) = found else { return Err(BreakEvenError::Bent(path)) };
        is_still &= stays;
        all.push(demand);
    }
    if is_still {
        return Err(BreakEvenError::Still(path));
    }
    let ends =
        |pick: fn(&BreakEvenDemand) -> Option<&Exact>| all.iter().filter_map(|demand| pick(demand)).collect::<Vec<_>>();
    let looked = (ends(|demand| Some(&demand.leads.first()?.from)), ends(|demand| Some(&demand.leads.last()?.to)));
    let between = (
        looked.0.into_iter().min().unwrap_or(&span.from).clone(),
        looked.1.into_iter().max().unwrap_or(&span.to).clone(),
    );
    let (costs, moving) = (case.priced().costs(), BTreeSet::from([figure]));
    Ok(BreakEven {
        used: case.used(),
        figure: moved_figure(model, figure),
        is_stepped: costs.moved_by(figure).into_iter().any(|class| costs.is_stepped(class, &moving)),
        is_narrower: between.0 > span.from || between.1 < span.to,
        between,
        corridors: corridors(model),
        demands: all,
    })
}

/// Takes an interval that holds today's value of a figure and nothing that a scenario would refuse.
fn asked_span(model: &Model, figure: FigureId, (low, high): (Decimal, Decimal)) -> Result<Span, BreakEvenError> {
    let known = model.register.figure(figure);
    let (path, value) = (known.path.clone(), known.value);
    if !(low.compare(value).is_le() && value.compare(high).is_le()) {
        return Err(BreakEvenError::Outside { path, value, low, high });
    }
    let (least, most) = known.range;
    if (least..=most).contains(&low.to_f64()) && (least..=most).contains(&high.to_f64()) {
        return Ok(Span { from: low.to_exact(), to: high.to_exact() });
    }
    let bounds = match (least.is_finite(), most.is_finite()) {
        (true, true) => format!("at least {least} and at most {most}"),
        (true, false) => format!("at least {least}"),
        _ => format!("at most {most}"),
    };
    Err(BreakEvenError::Beyond { path, bounds })
}

/// Finds out who leads each of some demands where along a figure, and makes something of it.
///
/// Where the figure shapes the network, that is laid out for all demands of an origin together.
///
/// # Shape
/// The result has one entry for each demand.
fn each<T: Send>(
    case: &Prepared,
    demands: &[DemandId],
    figure: FigureId,
    span: &Span,
    make: impl Fn(&Truth<'_>, Result<&Led, NoCurve>) -> T + Sync,
) -> Vec<T> {
    let alone = |&demand: &DemandId| {
        let truth = Truth::new(case, demand);
        let led = led(case, &truth, figure, span);
        make(&truth, led.as_ref().map_err(|&why| why))
    };
    if case.network_change(figure).is_none() {
        return demands.par_iter().map(alone).collect();
    }
    let mut origins: BTreeMap<PlaceId, Vec<usize>> = BTreeMap::new();
    for (place, &demand) in demands.iter().enumerate() {
        origins.entry(case.model().demands[demand].from).or_default().push(place);
    }
    let of_origin = |places: &Vec<usize>| -> Vec<(usize, T)> {
        let own: Vec<DemandId> = places.iter().map(|&place| demands[place]).collect();
        let Ok(led) = structure::led(case.model(), &own, figure, span) else {
            // One alone may have a curve where all together have none.
            return places.iter().map(|&place| (place, alone(&demands[place]))).collect();
        };
        let own = |(&place, led): (&usize, &Led)| (place, make(&Truth::new(case, demands[place]), Ok(led)));
        places.par_iter().zip(&led).map(own).collect()
    };
    let mut all: Vec<(usize, T)> =
        origins.into_values().collect::<Vec<_>>().par_iter().flat_map_iter(of_origin).collect();
    all.sort_by_key(|(place, _)| *place);
    all.into_iter().map(|(_, made)| made).collect()
}

/// Finds out who leads a demand where along any figure.
fn led(case: &Prepared, truth: &Truth<'_>, figure: FigureId, span: &Span) -> Result<Led, NoCurve> {
    let (model, demand) = (case.model(), [truth.demand()]);
    let shapes = case.network_change(figure).is_some();
    let mut led = if shapes {
        structure::led(model, &demand, figure, span)?
    } else if truth.priced().costs().moved_by(figure).is_empty() {
        return Err(NoCurve::Still);
    } else {
        Led::of(&Ground::new(model, truth.priced().clone()), &demand, figure, span)?
    };
    led.pop().ok_or(NoCurve::Still)
}

/// Writes down what is known of one demand.
fn told(case: &Prepared, truth: &Truth<'_>, figure: FigureId, led: &Led) -> BreakEvenDemand {
    let (model, demand) = (case.model(), truth.demand());
    let [below, above] = turns(model, truth, led, figure);
    let asked = &model.demands[demand];
    let today = truth.today();
    BreakEvenDemand {
        from: place_name(model, asked.from),
        to: place_name(model, asked.to),
        regime: asked.customs.as_str(),
        leaders: keys(model, &leaders(&today)),
        total_per_t: today.iter().flatten().min().copied(),
        curves: led.curves(model),
        leads: led.leads(model),
        below,
        above,
    }
}

/// Finds the next flips below and above today's value.
fn turns(model: &Model, truth: &Truth<'_>, led: &Led, figure: FigureId) -> [Option<Flip>; 2] {
    let old = leaders(&truth.today());
    let today = model.register.figure(figure).value.to_exact();
    [Side::Below, Side::Above].map(|side| {
        let (exact, blur) = led.next_turn(&today, side, &old)?;
        let turn = truth.turn(figure, &exact, side, &old, &blur)?;
        as_flip(model, figure, side, exact, &turn)
    })
}

/// Measures how far a flip is away.
fn as_flip(model: &Model, figure: FigureId, side: Side, exact: Exact, turn: &Turn) -> Option<Flip> {
    let known = model.register.figure(figure);
    let today = known.value.to_exact();
    let moved = turn.value.to_exact() - &today;
    let distance = Decimal::near(&moved, 30).or_else(|| Decimal::near(&moved, 12))?;
    let ratio = |to: Exact| (!to.is_zero()).then(|| to_f64(&(distance.to_exact() / to)));
    let bound = if side == Side::Below { known.low } else { known.high };
    let room = bound.map(|bound| bound.to_exact() - &today);
    Some(Flip {
        exact,
        value: turn.value,
        step: turn.step,
        to: keys(model, &turn.to),
        share: ratio(today.abs()),
        of_bound: room.and_then(ratio),
        distance,
    })
}

/// Returns all values that make sense of a figure.
fn sensible_span(model: &Model, figure: FigureId) -> Span {
    let known = model.register.figure(figure);
    let (least, most) = known.range;
    let value = known.value.to_exact();
    let most = if most.is_finite() { simplest(most) } else { value.clone().abs() * thousand() + thousand() };
    let least = if least.is_finite() { simplest(least) } else { -most.clone() };
    // Nobody is paid for a price: below nothing lies only what is there already, or is asked for.
    let may_be_negative = known.value.is_negative() || known.low.is_some_and(Decimal::is_negative);
    let least = if may_be_negative { least } else { least.max(Exact::zero()) };
    Span { from: least.min(value.clone()), to: most.max(value) }
}

fn thousand() -> Exact {
    Exact::from_integer(1000.into())
}

pub(super) fn moved_figure(model: &Model, figure: FigureId) -> MovedFigure {
    let known = model.register.figure(figure);
    MovedFigure {
        path: known.path.clone(),
        unit: known.unit.clone(),
        value: known.value,
        bounds: (known.low, known.high),
        grade: known.grade,
        sources: titles(model, &known.sources),
        note: known.note.clone(),
    }
}

pub(super) fn corridors(model: &Model) -> Vec<(String, String)> {
    model.corridors.iter().map(|corridor| (corridor.key.clone(), corridor.title.clone())).collect()
}

fn keys(model: &Model, corridors: &[CorridorId]) -> Vec<String> {
    corridors.iter().map(|&corridor| model.corridors[corridor].key.clone()).collect()
}

/// Returns where bounds take hold of charges while a figure moves.
fn cuts_of(case: &Prepared, exact: &[Exact], figure: FigureId, span: &Span) -> Result<Vec<f64>, NoCurve> {
    let costs = case.priced().costs();
    let (_, bounded) = ground::shape(costs, figure, &costs.moved_by(figure))?;
    let cuts = ground::cuts(exact, costs, figure, &bounded, span)?;
    Ok(cuts.iter().map(to_f64).collect())
}
