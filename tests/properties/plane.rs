//! The plane of two figures is what the program says where both are set: who leads, and for how much.

use std::cell::Cell;

use corridor::analysis::breakeven::Shape;
use corridor::analysis::breakeven::plane::{Plane, PlaneCell, PlaneStrip, PlaneTerms};
use corridor::analysis::breakeven::{BreakEvenError, plane};
use corridor::answer::{Prepared, Progress};
use corridor::ids::{FigureId, Id};
use corridor::scenario::{Change, Override};
use corridor::units::{Decimal, Money, to_f64};
use proptest::prelude::*;

use crate::holds_for;
use crate::random::{ALL, Dice, ROUNDED, plans, world};
use crate::support::world::World;

/// More than the amounts of a route are rounded by together, in currency units: each part of each arc by half a millionth.
const ROUNDING: f64 = 100e-6;

fn decimal(text: &str) -> Decimal {
    Decimal::parse(text).expect("a decimal number")
}

fn set(world: &World, values: [(&str, Decimal); 2]) -> Option<Prepared> {
    let change = |(path, value): (&str, Decimal)| Override {
        path: path.to_owned(),
        change: Change::To(value.to_string()),
        span: None,
    };
    world.prepare(&values.map(change)).ok()
}

/// Returns an interval of values around that of a figure, and some values in it.
fn interval(value: Decimal, dice: &mut Dice) -> ((Decimal, Decimal), Vec<Decimal>) {
    let times = |factor: &str| value.times(decimal(factor)).expect("few digits");
    let (low, high) = if value.is_zero() { (Decimal::ZERO, Decimal::whole(3)) } else { (times("0.4"), times("2.2")) };
    let step = (to_f64(&high.to_exact()) - to_f64(&low.to_exact())) / 97.0;
    let between = (0..5).map(|_| {
        let at = low.to_f64() + step * dice.below(98) as f64;
        decimal(&format!("{at:.7}")).clamp(low, high)
    });
    let values = between.chain([low, high]).collect();
    ((low, high), values)
}

/// Returns the two figures, or their reciprocals, as formulas take them.
fn inputs(found: &Plane, x: Decimal, y: Decimal) -> [f64; 2] {
    let one = |axis: usize, value: f64| match found.axes()[axis].shape {
        Shape::Straight => value,
        Shape::Reciprocal => value.recip(),
    };
    [one(0, x.to_f64()), one(1, y.to_f64())]
}

fn value(terms: &PlaneTerms, [u, v]: [f64; 2]) -> f64 {
    let [fixed, of_u, of_v, of_both] = terms.all().map(to_f64);
    fixed + of_u * u + of_v * v + of_both * u * v
}

/// Returns the cell of a strip in which a point lies.
fn cell<'a>(found: &Plane, strip: &'a PlaneStrip, x: f64, inputs: [f64; 2]) -> &'a PlaneCell {
    let is_left = |cell: &&PlaneCell| {
        let Some(boundary) = &cell.ends_where else { return true };
        let [fixed, of_u, of_v, of_both] = boundary.all().map(to_f64);
        let u = -(fixed + of_v * inputs[1]) / (of_u + of_both * inputs[1]);
        x <= if found.first.shape == Shape::Straight { u } else { u.recip() }
    };
    strip.cells.iter().find(is_left).expect("the last cell ends at the edge")
}

#[test]
fn the_cell_of_a_point_leads_where_both_figures_are_set_to_it() {
    let [compared, parted, refused] = [0; 3].map(Cell::new);
    holds_for(24, &plans(ALL & !ROUNDED, 0), |plan| {
        let world = world(&plan);
        let case = world.case();
        let figures: Vec<FigureId> = case.priced().costs().figures();
        let mut dice = Dice::new(figures.len() as u64);
        let demands: Vec<_> = case.model().demands.ids().collect();
        for _ in 0..8 {
            let pair = [dice.pick(&figures), dice.pick(&figures)];
            let known = pair.map(|figure| case.model().register.figure(figure));
            let [(first, xs), (second, ys)] = known.map(|figure| interval(figure.value, &mut dice));
            let found = match plane(&case, &demands, pair, [Some(first), Some(second)], &Progress::default()) {
                Ok(found) => found,
                Err(error) => {
                    prop_assert!(!matches!(error, BreakEvenError::Outside { .. }), "{error}");
                    refused.set(refused.get() + 1);
                    continue;
                }
            };
            for (x, y) in xs.into_iter().zip(ys) {
                let Some(then) = set(&world, [(&known[0].path, x), (&known[1].path, y)]) else { continue };
                let totals = then.totals();
                let inputs = inputs(&found, x, y);
                for (demand, asked) in demands.iter().zip(&found.demands) {
                    let count = then.model().corridors.len();
                    let own = &totals[demand.index() * count..][..count];
                    let least = own.iter().flatten().copied().map(Money::as_units).fold(f64::INFINITY, f64::min);
                    let (x, y) = (x.to_exact(), y.to_exact());
                    let holds = |strip: &&PlaneStrip| {
                        let [low, high] = [&strip.second_from, &strip.second_to].map(|level| &*level.near);
                        *strip.first_from <= x && x <= *strip.first_to && *low <= y && y <= *high
                    };
                    // On the line between two strips either tells the truth.
                    for strip in asked.strips.iter().filter(holds) {
                        if strip.cells.is_empty() {
                            prop_assert!(least.is_infinite());
                            continue;
                        }
                        let cell = cell(&found, strip, to_f64(&x), inputs);
                        let says = value(&cell.cost_per_t, inputs);
                        let place = format!("{} = {x}, {} = {y}", known[0].path, known[1].path);
                        prop_assert!((says - least).abs() < ROUNDING, "{place}: {says} is not {least}");
                        for (corridor, total) in then.model().corridors.iter().zip(own) {
                            let leads = total.is_some_and(|total| (total.as_units() - least).abs() < ROUNDING);
                            let told = cell.corridors.contains(&corridor.key);
                            prop_assert!(leads || !told, "{place}: {} does not lead", corridor.key);
                        }
                        compared.set(compared.get() + 1);
                    }
                }
            }
            parted.set(parted.get() + found.demands.iter().filter(|demand| demand.shares.len() > 1).count());
            for demand in &found.demands {
                let sum: f64 = demand.shares.iter().map(|own| own.share).sum();
                prop_assert!(sum < 1.000_001, "shares add up to {sum}");
            }
        }
        Ok(())
    });
    let counts = [compared, parted, refused].map(Cell::into_inner);
    assert!(counts[0] > 100 && counts[1] > 2 && counts[2] < 150, "{counts:?}");
}
