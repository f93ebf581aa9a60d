//! What is set is certain everywhere, and a total lies between its own bounds whatever is changed.

use corridor::answer::{Answer, Prepared};
use corridor::draws::{Distribution, Distributions, Engine};
use corridor::scenario::{Change, Override, Role, TableName};
use corridor::units::{Decimal, Money};
use proptest::prelude::*;

use crate::holds_for;
use crate::random::{ALL, Dice, Plan, ROUNDED, SLAB, plans, world};
use crate::support::world::World;

/// The columns to which bounds are given, by table.
const BOUNDED: [(TableName, &str, [&str; 2]); 6] = [
    (TableName::Tariffs, "per_haul", ["per_haul_low", "per_haul_high"]),
    (TableName::Handling, "price", ["low", "high"]),
    (TableName::Borders, "price", ["low", "high"]),
    (TableName::Legs, "distance_km", ["distance_km_low", "distance_km_high"]),
    (TableName::Fx, "rate", ["low", "high"]),
    (TableName::Factors, "value", ["low", "high"]),
];

fn decimal(text: &str) -> Decimal {
    Decimal::parse(text).expect("a decimal number")
}

/// Returns a world of a plan whose prices, lengths and rates have bounds.
fn bounded(plan: &Plan) -> World {
    let mut world = world(plan);
    for (table, column, bounds) in BOUNDED {
        for row in world.rows_mut(table) {
            let Some(value) = row.get(column).filter(|cell| !cell.is_empty() && !cell.starts_with('-')).cloned() else {
                continue;
            };
            for (bound, factor) in bounds.into_iter().zip(["0.8", "1.5"]) {
                row.insert(bound, decimal(&value).times(decimal(factor)).expect("few digits").to_string());
            }
        }
    }
    world
}

/// Returns changes of some figures: set far beyond their bounds, multiplied, raised.
fn changes(case: &Prepared, dice: &mut Dice) -> Vec<Override> {
    let register = &case.model().register;
    let is_open = |role: Role| {
        let shapes = matches!(role, Role::OpeningDays | Role::TrackGauge | Role::Latitude | Role::Longitude);
        !shapes && !role.is_band_edge()
    };
    let priced = case.priced().costs().figures();
    let open: Vec<_> = priced.into_iter().filter(|&id| is_open(register.figure(id).role)).collect();
    let changed = (0..=dice.below(3)).map(|_| {
        let figure = register.figure(open[dice.below(open.len())]);
        let raised = figure.value.times(decimal("7")).expect("few digits");
        let change = match dice.below(4) {
            0 => Change::To(raised.to_string()),
            1 => Change::To(figure.value.times(decimal("0.1")).expect("few digits").to_string()),
            2 => Change::Times(decimal(dice.pick(&["0.3", "1.2", "4"]))),
            _ => Change::Plus(decimal(dice.pick(&["0.5", "3"]))),
        };
        Override { path: figure.path.clone(), change, span: None }
    });
    changed.collect()
}

fn bounds_of(answer: &Answer) -> Option<[Money; 3]> {
    Some([answer.low_per_t?, answer.total_per_t?, answer.high_per_t?])
}

#[test]
fn a_total_lies_between_its_own_bounds_whatever_is_changed() {
    let (held, moved) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    holds_for(400, &(plans(ALL, 0), any::<u64>()), |(plan, seed)| {
        let world = bounded(&plan);
        let Ok(case) = world.prepare(&[]) else { return Ok(()) };
        let all = changes(&case, &mut Dice::new(seed));
        // A tariff whose bands no longer join, a value beyond what makes sense: refused, and no answer is wrong.
        let Ok(then) = world.prepare(&all) else { return Ok(()) };
        let register = &then.model().register;
        for change in &all {
            let figure = register.figure(register.find(&change.path).expect("a figure that was changed"));
            let is_last = |own: &Override| own.path == change.path && matches!(own.change, Change::To(_));
            if all.iter().any(is_last) {
                prop_assert_eq!((figure.low, figure.high), (None, None), "{} is set and has bounds", figure.path);
            } else if let (Some(low), Some(high)) = (figure.low, figure.high) {
                prop_assert!(low <= figure.value && figure.value <= high, "{}", figure.path);
                moved.set(moved.get() + 1);
            }
        }
        let answers = then.answers();
        for answer in &answers {
            let Some([low, total, high]) = bounds_of(answer) else { continue };
            prop_assert!(low <= total && total <= high, "{low} {total} {high} after {all:?}");
            held.set(held.get() + i32::from(low < high));
        }
        // What is drawn lies between the same bounds, where no tariff jumps: at a jump a longer haul may be cheaper.
        if plan.has(SLAB | ROUNDED) {
            return Ok(());
        }
        let mut drawn = Distributions::of_case(&then).expect("distributions");
        // The bounds of an estimate are no ends; here they are.
        for id in drawn.drawn().collect::<Vec<_>>() {
            let figure = register.figure(id);
            let mode = figure.value.to_f64();
            let [low, high] =
                [figure.low, figure.high].map(|bound| bound.map_or(mode, corridor::units::Decimal::to_f64));
            drawn.set(id, Distribution::Triangular { low, mode, high }).expect("a triangle");
        }
        let Ok(engine) = Engine::new(&then, drawn, seed) else { return Ok(()) };
        let mut worker = engine.worker();
        for (answer, totals) in answers.iter().zip(&engine.answer(&mut worker, 0).to_vec()) {
            let Some([low, _, high]) = bounds_of(answer) else { continue };
            let [low, high] = [low, high].map(|bound| bound.micros() as f64);
            prop_assert!(
                totals.0.iter().all(|total| (low..=high).contains(total)),
                "{totals:?} beyond {low} and {high}"
            );
        }
        Ok(())
    });
    assert!(held.get() > 300 && moved.get() > 30, "{} bounds, {} moved", held.get(), moved.get());
}

#[test]
fn with_every_figure_set_the_bounds_are_the_total() {
    let certain = std::cell::Cell::new(0);
    holds_for(60, &plans(ALL, 0), |plan| {
        let world = bounded(&plan);
        let Ok(case) = world.prepare(&[]) else { return Ok(()) };
        let figures = case.model().register.iter();
        let set = figures.filter(|(_, figure)| figure.low.or(figure.high).is_some());
        let all: Vec<Override> = set.map(|(_, figure)| Override::set(&figure.path, figure.value)).collect();
        let then = world.prepare(&all).expect("the same values");
        for (before, answer) in case.answers().iter().zip(then.answers()) {
            let Some([low, total, high]) = bounds_of(&answer) else { continue };
            prop_assert_eq!((low, high), (total, total));
            prop_assert_eq!(before.total_per_t, answer.total_per_t);
            certain.set(certain.get() + i32::from(before.low_per_t < before.high_per_t));
        }
        let drawn = Distributions::of_case(&then).expect("distributions").drawn().count();
        prop_assert_eq!(drawn, 0, "certain figures are not drawn");
        Ok(())
    });
    assert!(certain.get() > 20, "only {} answers had bounds", certain.get());
}
