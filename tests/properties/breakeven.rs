//! Curves along a figure are what the program says where the figure is set, and flips really turn the answer.

use corridor::analysis::breakeven::{BreakEvenError, breakeven, flips};
use corridor::analysis::breakeven::{Curve, CurvePiece, Flip, Shape};
use corridor::answer::{Prepared, Progress};
use corridor::ids::FigureId;
use corridor::scenario::{Change, Override};
use corridor::units::{Decimal, Exact, Money, to_f64};
use proptest::prelude::*;

use crate::holds_for;
use crate::random::{ALL, Dice, Plan, ROUNDED, plans, world};
use crate::support::world::World;

/// More than the amounts of a route are rounded by together, in currency units: each part of each arc by half a millionth.
const ROUNDING: f64 = 100e-6;

fn decimal(text: &str) -> Decimal {
    Decimal::parse(text).expect("a decimal number")
}

fn set(world: &World, path: &str, value: Decimal) -> Option<Prepared> {
    world.prepare(&[Override { path: path.to_owned(), change: Change::To(value.to_string()), span: None }]).ok()
}

/// Returns what a curve says at a value, in currency units: two costs at a corner, which differ where the edge of a band
/// makes it jump; nothing where it has no piece.
fn costs(curve: &Curve, value: &Exact) -> Vec<f64> {
    let pieces = curve.pieces.iter().filter(|piece| *piece.from <= *value && *value <= *piece.to);
    let cost = |piece: &CurvePiece| {
        let moved = match piece.shape {
            Shape::Straight => &piece.slope.0 * value,
            Shape::Reciprocal => &piece.slope.0 / value,
        };
        to_f64(&(&piece.fixed.0 + moved))
    };
    pieces.map(cost).collect()
}

/// Returns values at, on both sides of and between the corners of curves.
fn values_around(curves: &[Curve], [low, high]: [&Exact; 2]) -> Vec<Decimal> {
    let mut values = Vec::new();
    for piece in curves.iter().flat_map(|curve| &curve.pieces) {
        let middle = (&piece.from.0 + &piece.to.0) / Exact::from(2);
        for corner in [&*piece.from, &*piece.to, &middle] {
            let near = Decimal::near(corner, 6).expect("few digits");
            let beside = ["0", "0.000001", "-0.000001"].map(|step| near.plus(decimal(step)).expect("few digits"));
            values.extend(beside.into_iter().filter(|value| (low..=high).contains(&&value.to_exact())));
        }
    }
    values.sort_unstable();
    values.dedup();
    values
}

#[test]
fn curves_are_what_setting_the_figure_gives_at_and_around_every_corner() {
    let (pieces, compared, bent) = (std::cell::Cell::new(0), std::cell::Cell::new(0), std::cell::Cell::new(0));
    holds_for(24, &plans(ALL & !ROUNDED, 0), |plan| {
        let world = world(&plan);
        let case = world.case();
        let figures: Vec<FigureId> = case.priced().costs().figures();
        let mut dice = Dice::new(figures.len() as u64);
        let demands: Vec<_> = case.model().demands.ids().collect();
        for _ in 0..4 {
            let figure = dice.pick(&figures);
            let known = case.model().register.figure(figure);
            let (low, high) = match known.value {
                nothing if nothing.is_zero() => (Decimal::ZERO, Decimal::whole(3)),
                value => (value.times(decimal("0.3")).expect("few"), value.times(decimal("2.7")).expect("few")),
            };
            let found = match breakeven(&case, &demands, figure, Some((low, high)), &Progress::default()) {
                Ok(found) => found,
                Err(error) => {
                    prop_assert!(!matches!(error, BreakEvenError::Outside { .. }), "{error}");
                    bent.set(bent.get() + 1);
                    continue;
                }
            };
            for (demand, asked) in demands.iter().zip(&found.demands) {
                let ends = [&*found.from, &*found.to];
                for value in values_around(&asked.curves, ends) {
                    let Some(then) = set(&world, &known.path(), value) else { continue };
                    let totals = then.totals();
                    let corridors = asked.curves.len();
                    let own = &totals[corridor::ids::Id::index(*demand) * corridors..][..corridors];
                    for (curve, total) in asked.curves.iter().zip(own) {
                        let says = costs(curve, &value.to_exact());
                        let close = match total.map(Money::as_units) {
                            Some(total) => says.iter().any(|says| (says - total).abs() < ROUNDING),
                            None => says.is_empty(),
                        };
                        prop_assert!(
                            close,
                            "{} = {value}: {says:?} is not {total:?} by {}",
                            known.path(),
                            curve.corridor
                        );
                        compared.set(compared.get() + 1);
                    }
                }
                pieces.set(pieces.get() + asked.curves.iter().map(|curve| curve.pieces.len()).sum::<usize>());
            }
        }
        Ok(())
    });
    assert!(compared.get() > 100 && pieces.get() > 20 && bent.get() < 90, "{compared:?} {pieces:?} {bent:?}");
}

#[test]
fn demands_laid_out_together_have_the_curves_that_each_has_alone() {
    let (compared, turned) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    holds_for(72, &plans(ALL & !ROUNDED, 0), |plan| {
        let case = world(&plan).case();
        let demands: Vec<_> = case.model().demands.ids().collect();
        for figure in case.priced().costs().figures() {
            if case.network_change(figure).is_none() {
                continue;
            }
            let Ok(together) = breakeven(&case, &demands, figure, None, &Progress::default()) else { continue };
            for (&demand, found) in demands.iter().zip(&together.demands) {
                // Alone it may be said to be still.
                let Ok(alone) = breakeven(&case, &[demand], figure, None, &Progress::default()) else { continue };
                let alone = &alone.demands[0];
                prop_assert_eq!(alone, found);
                compared.set(compared.get() + 1);
                turned.set(turned.get() + usize::from(alone.below.is_some() || alone.above.is_some()));
            }
        }
        Ok(())
    });
    assert!(compared.get() > 50 && turned.get() > 0, "{compared:?} were compared, {turned:?} of them turn");
}

/// Checks that a flip turns an answer: on its near side an old leader leads, on its far side none.
fn turns(world: &World, path: &str, flip: &Flip, today: Decimal, demand: (&str, &str), old: &[String]) -> bool {
    let rises = flip.value.compare(today).is_gt();
    let step = if rises { flip.step } else { flip.step.times(decimal("-1")).expect("few digits") };
    let back = step.times(decimal("-1")).expect("few digits");
    let leads = |value: Decimal| {
        let case = set(world, path, value).unwrap_or_else(|| panic!("{path} = {value} is refused"));
        let answers = case.answers();
        let best = answers.iter().filter(|answer| (answer.from.key.as_str(), answer.to.key.as_str()) == demand);
        best.filter(|answer| answer.rank == Some(1)).any(|answer| old.contains(&answer.corridor))
    };
    leads(flip.value.plus(back).expect("few digits")) && !leads(flip.value.plus(step).expect("few digits"))
}

#[test]
fn every_flip_turns_the_answer_at_its_last_printed_digit() {
    let found = std::cell::Cell::new(0);
    holds_for(20, &plans(ALL, 0), |plan| {
        let world = world(&plan);
        let case = world.case();
        let demands: Vec<_> = case.model().demands.ids().collect();
        let list = flips(&case, &demands, &Progress::default());
        for flip in &list.flips {
            let figure = &flip.figure;
            for one in std::iter::once(&flip.nearest) {
                let ends = (flip.from.key.as_str(), flip.to.key.as_str());
                prop_assert!(
                    turns(&world, &figure.path, one, figure.value, ends, &flip.leaders),
                    "{} at {} by {}",
                    figure.path,
                    one.value,
                    one.step
                );
                found.set(found.get() + 1);
            }
        }
        Ok(())
    });
    assert!(found.get() > 0, "no flip was tried");
}

#[test]
fn a_flip_is_printed_only_where_the_scenario_takes_the_values_on_both_sides() {
    // In this world the length of a leg decides which way a haul takes, and a flip that is certain to tens at best would
    // have a length below nothing beside it.
    let plan = Plan { seed: 15_975_597_609_115_805_625, places: 4, extra_legs: 1, features: 16_684_705 };
    let world = world(&plan);
    let case = world.case();
    let demands: Vec<_> = case.model().demands.ids().collect();
    let found = flips(&case, &demands, &Progress::default()).flips;
    assert!(!found.is_empty());
    for flip in found {
        for sign in ["1", "-1"] {
            let step = flip.nearest.step.times(decimal(sign)).expect("few digits");
            let value = flip.nearest.value.plus(step).expect("few digits");
            assert!(set(&world, &flip.figure.path, value).is_some(), "{} = {value}", flip.figure.path);
        }
    }
}
