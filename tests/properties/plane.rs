//! The plane of two figures is what the program says where both are set: who leads.

use std::cell::Cell;

use corridor::analysis::breakeven::{BreakEvenError, Lead, plane};
use corridor::answer::{Prepared, Progress};
use corridor::ids::FigureId;
use corridor::scenario::Override;
use corridor::units::{Decimal, Exact, Money};
use proptest::prelude::*;

use crate::holds_for;
use crate::random::{ALL, Dice, ROUNDED, plans, world};
use crate::support::world::{Spelling, World};

/// More than the amounts of a route are rounded by together, in currency units: each part of each arc by half a millionth.
const ROUNDING: f64 = 100e-6;

fn decimal(text: &str) -> Decimal {
    Decimal::parse(text).expect("a decimal number")
}

fn set(world: &World, values: [(&str, Decimal); 2]) -> Option<Prepared> {
    world.prepare(&values.map(|(path, value)| Override::set(path, value))).ok()
}

/// Returns an interval of values around that of a figure.
fn interval(value: Decimal) -> (Decimal, Decimal) {
    let times = |factor: &str| value.times(decimal(factor)).expect("few digits");
    if value.is_zero() { (Decimal::ZERO, Decimal::whole(3)) } else { (times("0.4"), times("2.2")) }
}

#[test]
fn the_leads_of_a_line_are_cheapest_where_both_figures_are_set() {
    let [compared, parted, refused] = [0; 3].map(Cell::new);
    holds_for(8, &plans(ALL & !ROUNDED, 0), |plan| {
        // Each line reads the files again.
        let (world, folder) = (world(&plan), tempfile::tempdir().expect("a folder"));
        let case = Prepared::prepare(&world.write(folder.path(), Spelling::Plain), &[]).expect("a scenario");
        let figures: Vec<FigureId> = case.priced().costs().figures();
        let mut dice = Dice::new(figures.len() as u64);
        let demands: Vec<_> = case.model().demands.ids().collect();
        for _ in 0..8 {
            let pair = [dice.pick(&figures), dice.pick(&figures)];
            let known = pair.map(|figure| case.model().register.figure(figure));
            let between = known.map(|figure| Some(interval(figure.value)));
            let found = match plane(&case, &demands, pair, between, &Progress::default()) {
                Ok(found) => found,
                Err(error) => {
                    prop_assert!(!matches!(error, BreakEvenError::Outside { .. }), "{error}");
                    refused.set(refused.get() + 1);
                    continue;
                }
            };
            let line = dice.below(18);
            for (&demand, asked) in demands.iter().zip(&found.demands) {
                let Some(row) = asked.rows.get(line) else { continue };
                for Lead { from, to, corridors } in &row.leads {
                    let middle = (&from.0 + &to.0) / Exact::from(2);
                    let x = Decimal::of_digits(&middle, 9).expect("few digits");
                    if !(**from < x.to_exact() && x.to_exact() < **to) {
                        continue;
                    }
                    let Some(then) = set(&world, [(&known[0].path(), x), (&known[1].path(), row.second)]) else {
                        continue;
                    };
                    let totals = then.totals();
                    let own = totals.of_demand(demand);
                    let least = own.iter().flatten().copied().map(Money::as_units).fold(f64::INFINITY, f64::min);
                    for (corridor, total) in then.model().corridors.iter().zip(own) {
                        let is_cheapest = total.is_some_and(|total| (total.as_units() - least).abs() < ROUNDING);
                        let leads = corridors.contains(&corridor.key);
                        let place = format!("{} = {x}, {} = {}", known[0].path(), known[1].path(), row.second);
                        prop_assert!(is_cheapest || !leads, "{place}: {} does not lead", corridor.key);
                    }
                    prop_assert_eq!(corridors.is_empty(), least.is_infinite());
                    compared.set(compared.get() + 1);
                }
            }
            parted.set(parted.get() + found.demands.iter().filter(|demand| demand.shares.len() > 1).count());
            for demand in &found.demands {
                let sum: f64 = demand.shares.iter().map(|own| own.share).sum();
                prop_assert!(demand.shares.is_empty() || (sum - 1.0).abs() < 1e-9, "shares add up to {sum}");
            }
        }
        Ok(())
    });
    let counts = [compared, parted, refused].map(Cell::into_inner);
    assert!(counts[0] > 100 && counts[1] > 2 && counts[2] < 40, "{counts:?}");
}
