//! Curves with known corners: `tests/cases/breakeven`, found by full enumeration.

use corridor::analysis::breakeven::{BreakEven, Curve};
use corridor::analysis::breakeven::{breakeven, flips};
use corridor::answer::{Prepared, Progress};
use corridor::scenario::TableName;
use corridor::units::Decimal;
use serde_json::Value;

use crate::support::neutral::{converted, folder, json, records};
use crate::support::world::{Corridor, World, row};

/// Makes the world in which each leg costs what a tag of it says times a fee more.
///
/// Every leg has a schedule of its own, so that a haul is one leg, and the fee is one figure that tagged ones share.
fn world(tag: usize) -> (World, Vec<String>) {
    let mut world = converted("breakeven/b1");
    let tags = records(&folder().join("breakeven/b1/tags.csv"));
    let tagged: Vec<String> = tags.iter().filter(|row| row[tag] == "1").map(|row| row[0].to_lowercase()).collect();
    let mut prices = Vec::new();
    for leg in world.rows_mut(TableName::Legs) {
        let (key, cost) = (leg["key"].clone(), leg.remove("cost_per_t").expect("a cost"));
        leg.remove("currency");
        leg.insert("tariff", key.clone());
        leg.insert("distance_km", "1".to_owned());
        prices.push(row! { key = format!("cost-{key}"), tariff = key, basis = "t", currency = "CNY", per_haul = cost });
        if tagged.contains(&key) {
            let fee = row! { key = format!("fee-{key}"), tariff = key, component = "fee", basis = "t", currency = "CNY",
            per_haul = 1, factor = "fee" };
            prices.push(fee);
        }
    }
    for price in prices {
        world.put(TableName::Tariffs, price);
    }
    world.put(TableName::Factors, row! { key = "fee", value = 0 });
    (world, tagged)
}

fn ask(case: &Prepared, high: i64) -> BreakEven {
    let demands: Vec<_> = case.model().demands.ids().collect();
    let fee = case.model().register.find("factors.fee.value").expect("the fee is a figure");
    breakeven(case, &demands, fee, Some((Decimal::ZERO, Decimal::whole(high))), &Progress::default()).expect("curves")
}

fn expected() -> Value {
    json("breakeven/expected.json")["b1"].clone()
}

fn pieces(curve: &Curve) -> Vec<[String; 4]> {
    let piece = |piece: &corridor::analysis::breakeven::CurvePiece| {
        [&piece.from, &piece.to, &piece.fixed, &piece.slope].map(|number| number.0.to_string())
    };
    curve.pieces.iter().map(piece).collect()
}

#[test]
fn surcharges_and_fees_turn_the_answer_where_enumeration_says() {
    let expected = expected();
    let ends = ["origin", "destination"].map(|end| expected[end].as_str().expect("a place").to_lowercase());
    for (tag, question) in [(1, "sea_surcharge_per_sea_leg"), (2, "fee_per_border_leg")] {
        let (mut world, _) = world(tag);
        world.ask(&ends[0], &ends[1]);
        let high = expected[question]["domain"][1].as_i64().expect("an end");
        let found = ask(&world.case(), high);
        let wanted = expected[question]["pieces"].as_array().expect("pieces").iter().map(|piece| {
            let end = |name: &str| piece[name].as_str().expect("a fraction").to_owned();
            let number = |name: &str| piece[name].to_string();
            [end("from"), end("to"), number("cost_at_zero"), number("slope")]
        });
        assert_eq!(pieces(&found.demands[0].curves[0]), wanted.collect::<Vec<_>>(), "{question}");
    }
}

#[test]
fn two_corridors_tie_at_the_fee_that_enumeration_says() {
    let expected = expected();
    let tie = &expected["corridor_break_even"];
    let ends = ["origin", "destination"].map(|end| expected[end].as_str().expect("a place").to_lowercase());
    let (mut world, border) = world(2);
    world.ask(&ends[0], &ends[1]);
    world.corridors =
        vec![Corridor::free("border").with("via_any", &border), Corridor::free("home").with("avoid", &border)];
    let case = world.case();
    let found = &ask(&case, 2000).demands[0];
    let at_zero = |place: usize| found.curves[place].pieces[0].cost_from.0.to_string();
    assert_eq!(at_zero(0), tie["best_with_border_at_zero_fee"].to_string());
    assert_eq!(at_zero(1), tie["best_without_border"].to_string());
    let above = found.above.as_ref().expect("the fee turns the answer");
    assert_eq!(above.exact.0.to_string(), tie["fee_at_which_they_tie"].as_str().expect("a fraction"));
    assert_eq!((above.value, &above.to), (Decimal::whole(498), &vec!["home".to_owned()]));
    assert!(found.below.is_none(), "a fee below nothing is not looked at");

    // The fee heads the list of what turns the answer, at the same value.
    let demands: Vec<_> = case.model().demands.ids().collect();
    let list = flips(&case, &demands, &Progress::default());
    let fee = list.flips.iter().find(|flip| flip.figure.path == "factors.fee.value").expect("the fee is listed");
    assert_eq!((fee.nearest.value, fee.nearest.share), (above.value, None));
}
