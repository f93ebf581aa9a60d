//! What must happen to answers when the tables change in a way whose effect is known.

use corridor::answer::{Answer, PARTS};
use corridor::scenario::TableName;
use proptest::prelude::*;

use crate::holds_for;
use crate::random::{
    ABROAD, ALL, CAP, CONCAVE, CONVEX, CURRENCIES, Dice, HANDLING, MINIMUM, ROUGH, ROUNDED, SLAB, STORAGE, SUPPORT,
    plans, world,
};
use crate::support::world::{Row, Spelling, World, ridden, totals};

/// The columns that hold money, by table.
const PRICES: [(TableName, &[&str]); 5] = [
    (TableName::Tariffs, &["per_haul", "per_km", "minimum", "cap", "round_to"]),
    (TableName::Handling, &["price"]),
    (TableName::Borders, &["price"]),
    (TableName::Legs, &["cost_per_t"]),
    (TableName::Equipment, &["hire_per_day"]),
];

/// Multiplies a written decimal by a whole number.
fn times(text: &str, factor: i64) -> String {
    let places = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let digits: i64 = text.replace('.', "").parse().expect("a decimal number");
    let size = format!("{:0>width$}", digits * factor, width = places + 1);
    let (whole, fraction) = size.split_at(size.len() - places);
    if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") }
}

/// Adds a number of units of a written decimal's last place.
fn plus_last_places(text: &str, more: i64) -> String {
    let digits: i64 = text.replace('.', "").parse().expect("a decimal number");
    let unit: String = text.chars().map(|letter| if letter == '.' { '.' } else { '0' }).collect();
    times(&format!("{}1", &unit[..unit.len() - 1]), digits + more)
}

fn multiply(row: &mut Row, column: &str, factor: i64) {
    if let Some(cell) = row.get_mut(column).filter(|cell| !cell.is_empty()) {
        *cell = times(cell, factor);
    }
}

/// Multiplies all prices, the value of the goods and the price of emissions.
fn all_prices_times(world: &World, factor: i64) -> World {
    let mut dearer = world.clone();
    for (table, columns) in PRICES {
        for row in dearer.rows_mut(table) {
            for column in columns {
                multiply(row, column, factor);
            }
        }
    }
    for key in ["value_per_t", "carbon_price_per_t", "buffer_price_per_day"] {
        if let Some(text) = dearer.cargo.get_mut(key) {
            *text = times(text, factor);
        }
    }
    dearer
}

/// Returns how often at most an answer's amounts were rounded: each part of each arc.
fn roundings(answer: &Answer) -> i64 {
    // Each leg is an arc and may have a border; each step is an arc at most and may have boarding besides.
    ((2 * ridden(answer).len() + 2 * answer.steps.len()) * PARTS.len()) as i64
}

#[test]
fn seven_times_the_prices_are_seven_times_the_totals_by_the_same_ways() {
    // No amount of these worlds has more than six decimals before it is rounded, so nothing is ever rounded.
    let answered = std::cell::Cell::new(0);
    holds_for(500, &plans(ALL & !ROUGH, 0), |plan| {
        let world = world(&plan);
        let (before, after) = (world.answers(), all_prices_times(&world, 7).answers());
        for (before, after) in before.iter().zip(&after) {
            let seven = before.costs().0.map(|part| part.micros() * 7);
            prop_assert_eq!(seven, after.costs().0.map(corridor::units::Money::micros));
            prop_assert_eq!(ridden(before), ridden(after));
            prop_assert_eq!(&before.hours, &after.hours);
            answered.set(answered.get() + i32::from(before.is_answered()));
        }
        Ok(())
    });
    assert!(answered.get() > 1000, "only {} answers", answered.get());
}

#[test]
fn seven_times_rough_prices_are_seven_times_the_totals_within_the_rounding() {
    holds_for(400, &plans(ALL, ROUGH), |plan| {
        let world = world(&plan);
        let (before, after) = (world.case(), all_prices_times(&world, 7).case());
        for (before, after) in before.answers().iter().zip(&after.answers()) {
            let totals = [before, after].map(|answer| answer.total_per_t.map(corridor::units::Money::micros));
            let [Some(once), Some(seven)] = totals else {
                prop_assert_eq!(totals, [None, None]);
                continue;
            };
            // Rounding errs by half a millionth (and a ten-thousandth, for midpoints): seven times that once, and once
            // more, for each part of each arc of whichever way has more of them.
            let arcs = roundings(before).max(roundings(after));
            prop_assert!((once * 7 - seven).abs() <= 4 * arcs + 1, "{once} and {seven}");
        }
        Ok(())
    });
}

#[test]
fn a_dearer_price_never_makes_an_optimum_cheaper() {
    // A price of bands stays as concave or convex as it is only if all its bands grow alike; see the figures' test.
    holds_for(900, &(plans(ALL, 0), any::<prop::sample::Index>(), 1..300_i64), |(plan, which, more)| {
        let mut world = world(&plan);
        let before = totals(&world.answers());
        let mut prices = Vec::new();
        for (table, columns) in PRICES {
            for (index, row) in world.rows(table).iter().enumerate() {
                let is_price =
                    |column: &&str| *column != "round_to" && row.get(*column).is_some_and(|cell| !cell.is_empty());
                let banded = row.contains_key("from_km");
                prices.extend(
                    columns.iter().copied().filter(is_price).filter(|_| !banded).map(|column| (table, index, column)),
                );
            }
        }
        let (table, index, column) = prices[which.index(prices.len())];
        let cell = world.rows_mut(table)[index].get_mut(column).expect("a price");
        *cell = plus_last_places(cell, more);
        let after = totals(&world.answers());
        prop_assert!(before.iter().zip(&after).all(|(before, after)| before <= after), "{before:?} {after:?}");
        Ok(())
    });
}

#[test]
fn the_order_of_rows_changes_no_byte() {
    holds_for(300, &(plans(ALL | SUPPORT, 0), any::<u64>()), |(plan, seed)| {
        let world = world(&plan);
        let mut shuffled = world.clone();
        let mut dice = Dice::new(seed);
        shuffled.tables.values_mut().for_each(|rows| dice.shuffle(rows));
        prop_assert_eq!(world.json(Spelling::Plain), shuffled.json(Spelling::Plain));
        Ok(())
    });
}

#[test]
fn byte_order_marks_line_ends_and_quotes_change_no_byte() {
    holds_for(150, &plans(ALL, 0), |plan| {
        let world = world(&plan);
        let plain = world.json(Spelling::Plain);
        for spelling in [Spelling::ByteOrderMark, Spelling::CarriageReturns, Spelling::Quoted] {
            prop_assert_eq!(&world.json(spelling), &plain);
        }
        Ok(())
    });
}

/// Gives every place another key.
fn renamed(world: &World, name: impl Fn(&str) -> String) -> World {
    let is_place = |key: &str| world.rows(TableName::Places).iter().any(|row| row["key"] == key);
    let rename = |cell: &mut String| {
        if is_place(cell) {
            *cell = name(cell);
        }
    };
    let mut other = world.clone();
    for (&table, rows) in &mut other.tables {
        for row in rows {
            let columns = table.columns().iter().map(|column| column.name);
            for column in columns.filter(|&column| column != "key" || table == TableName::Places) {
                row.get_mut(column).into_iter().for_each(rename);
            }
        }
    }
    for demand in &mut other.demands {
        rename(&mut demand.from);
        rename(&mut demand.to);
    }
    other.corridors.iter_mut().flat_map(|corridor| corridor.lists.values_mut()).flatten().for_each(rename);
    other
}

#[test]
fn the_names_of_places_change_no_number() {
    holds_for(300, &plans(ALL, 0), |plan| {
        let world = world(&plan);
        // Where the order of names stays, so does every byte but the names.
        let longer = renamed(&world, |key| format!("far-{key}"));
        prop_assert_eq!(longer.json(Spelling::Plain).replace("far-p", "p"), world.json(Spelling::Plain));
        // Where it turns round, another of several equally good ways may be taken, but none that costs or takes more.
        let turned = renamed(&world, |key| format!("q{}", 9 - key[1..].parse::<i32>().expect("a number")));
        let (ours, theirs) = (world.answers(), turned.answers());
        prop_assert_eq!(totals(&ours), totals(&theirs));
        for (ours, theirs) in ours.iter().zip(&theirs) {
            let seconds = |answer: &Answer| (answer.time().as_hours() * 3600.0).round();
            prop_assert!((seconds(ours) - seconds(theirs)).abs() <= 60.0, "both take the same time");
            prop_assert_eq!((ours.rank, &ours.form), (theirs.rank, &theirs.form));
        }
        Ok(())
    });
}

#[test]
fn another_currency_at_its_own_rate_changes_nothing() {
    holds_for(400, &plans(ALL, CURRENCIES), |plan| {
        let world = world(&plan);
        let before = world.answers();
        let mut other = world.clone();
        // Four of the new unit are a dollar: prices are four times as many, the rate is a quarter.
        for (table, columns) in PRICES {
            for row in
                other.rows_mut(table).iter_mut().filter(|row| row.get("currency").is_some_and(|code| code == "USD"))
            {
                for column in columns {
                    multiply(row, column, 4);
                }
                row.insert("currency", "HKD".to_owned());
            }
        }
        for row in other.rows_mut(TableName::Fx).iter_mut().filter(|row| row["key"] == "usd") {
            let quarter = if row["rate"] == "6.5" { "1.625" } else { "1.5" };
            row.insert("rate", quarter.to_owned());
            row.insert("currency", "HKD".to_owned());
        }
        prop_assert_eq!(&other.answers(), &before);
        Ok(())
    });
}

#[test]
fn a_bound_that_never_binds_changes_no_total() {
    // A least price of 0 makes the program price hauls from station to station instead of leg by leg.
    let shapes = CONCAVE | CONVEX | SLAB | MINIMUM | CAP | ROUNDED;
    // Leg by leg a haul may end where it began, which pays where handling differs from mode to mode; station to
    // station it may not.
    holds_for(300, &plans(ALL & !shapes & !HANDLING & !STORAGE & !ROUGH & !ABROAD, 0), |plan| {
        let mut world = world(&plan);
        // Only where the shortest way is the cheapest: one way between any two places.
        world.rows_mut(TableName::Legs).truncate(plan.places - 1);
        world.rows_mut(TableName::Calendar).clear();
        world.rows_mut(TableName::Borders).retain(|row| !row.contains_key("leg"));
        world.corridors.truncate(1);
        let before = totals(&world.answers());
        for row in world.rows_mut(TableName::Tariffs).iter_mut().filter(|row| !row.contains_key("from_t")) {
            row.insert("minimum", "0".to_owned());
        }
        prop_assert_eq!(totals(&world.answers()), before);
        Ok(())
    });
}
