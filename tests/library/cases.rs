//! Cases with known answers, turned into scenarios and read like any other.

use std::collections::{BTreeMap, BTreeSet};

use corridor::analysis::alternatives::{AlternativesAsked, AlternativesList, Ended, alternatives};
use corridor::analysis::pareto::{Axis, Pareto, ParetoAsked, audit_pareto, pareto};
use corridor::answer::{Answer, Detail, Prepared, Progress, StepKind};
use corridor::network::ArcKind;
use corridor::problem::Code;
use corridor::scenario::TableName;
use corridor::units::{Duration, Money};
use serde_json::Value;

use crate::support::neutral::{converted, free_world, json, put_leg, put_place};
use crate::support::world::{World, ridden, row, totals};

/// Asks one question and returns its routes, all of them or the cheapest; each is audited.
fn routes(world: &mut World, from: &str, to: &str, cheapest: Option<usize>) -> AlternativesList {
    world.ask(&from.to_lowercase(), &to.to_lowercase());
    let case = world.case();
    let asked =
        AlternativesAsked { cheapest, different: 1, min_difference: 0.3, within_per_t: None, most_paths: 1_000_000 };
    let pairs: Vec<_> = case.model().pairs().take(1).collect();
    let mut found = alternatives(&case, &pairs, &asked, true, &Progress::default()).expect("an audit that agrees");
    found.lists.remove(0)
}

/// Reads whole amounts as millionths.
fn costs(list: &Value) -> Vec<Option<i64>> {
    list.as_array().expect("costs").iter().map(|cost| Some(cost.as_i64()? * 1_000_000)).collect()
}

fn totals_of(list: &AlternativesList) -> Vec<Option<i64>> {
    list.routes.iter().map(|route| route.answer.total_per_t.map(Money::micros)).collect()
}

/// Asks one question, audits the answer and returns it.
fn answered(mut world: World, from: &str, to: &str) -> Answer {
    world.ask(&from.to_lowercase(), &to.to_lowercase());
    let case = world.case();
    let mut answers = case.answers();
    assert_eq!(case.audit(&answers).expect("an audit that agrees"), 1);
    answers.remove(0)
}

#[test]
fn the_cheapest_way_over_a_grid_costs_six() {
    let answer = answered(converted("ksp/grid4"), "G00", "G33");
    assert_eq!(answer.total_per_t, Some(Money::from_micros(6_000_000)));
    assert_eq!(ridden(&answer).len(), 6);
}

#[test]
fn the_cheapest_way_over_a_multimodal_network_is_the_first_of_the_known_ones() {
    let expected = &json("ksp/expected.json")["mm12"];
    let ends = ["origin", "destination"].map(|end| expected[end].as_str().expect("a node"));
    let answer = answered(converted("ksp/mm12"), ends[0], ends[1]);
    let cost = expected["costs"][0].as_i64().expect("a cost");
    assert_eq!(cost, 541);
    assert_eq!(answer.total_per_t, Some(Money::from_micros(cost * 1_000_000)));
    let route = expected["routes"][0].as_array().expect("a route").iter();
    let route: Vec<String> = route.map(|leg| leg.as_str().expect("a leg").to_lowercase()).collect();
    assert_eq!(ridden(&answer), route);
}

/// Returns Yen's worked example, from leg `C-D` to `G-H`.
fn yen(case: &Value) -> World {
    let mut world = free_world();
    for leg in case["legs"].as_array().expect("legs") {
        let [from, to] = [0, 1].map(|end| leg[end].as_str().expect("a node"));
        put_leg(&mut world, &format!("{from}-{to}"), [from, to], "road", [&leg[2].to_string(), "0", "0"]);
    }
    world
}

#[test]
fn yen_s_worked_example_has_its_published_first_path() {
    let case = &json("yen.json")["yen_example"];
    let ends = ["origin", "destination"].map(|end| case[end].as_str().expect("a node"));
    let answer = answered(yen(case), ends[0], ends[1]);
    assert_eq!(answer.total_per_t, Some(Money::from_micros(case["costs"][0].as_i64().expect("a cost") * 1_000_000)));
    assert_eq!(case["routes"][0], "C-E-F-H");
    assert_eq!(ridden(&answer), ["c-e", "e-f", "f-h"]);
}

#[test]
fn yen_s_worked_example_has_its_published_three_paths() {
    let case = &json("yen.json")["yen_example"];
    let ends = ["origin", "destination"].map(|end| case[end].as_str().expect("a node"));
    let found = routes(&mut yen(case), ends[0], ends[1], Some(3));
    assert_eq!(costs(&case["costs"]), [5, 7, 8].map(|cost| Some(cost * 1_000_000)));
    assert_eq!(totals_of(&found), costs(&case["costs"]));
    // Two further routes cost 8; the published one has the fewest legs.
    let nodes = |answer: &Answer| {
        let legs = ridden(answer).into_iter().map(|leg| leg.split_once('-').expect("two nodes"));
        legs.fold(ends[0].to_owned(), |nodes, (_, to)| format!("{nodes}-{}", to.to_uppercase()))
    };
    let routes_found: Vec<String> = found.routes.iter().map(|route| nodes(&route.answer)).collect();
    assert_eq!(serde_json::to_value(routes_found).expect("routes"), case["routes"]);
    assert!(found.tied_with_more);
    let every = routes(&mut yen(case), ends[0], ends[1], None);
    assert_eq!(totals_of(&every).iter().filter(|total| **total == Some(8_000_000)).count(), 3);
}

#[test]
fn the_eight_cheapest_routes_over_a_multimodal_network_are_the_known_ones() {
    let expected = &json("ksp/expected.json")["mm12"];
    let ends = ["origin", "destination"].map(|end| expected[end].as_str().expect("a node"));
    let found = routes(&mut converted("ksp/mm12"), ends[0], ends[1], Some(8));
    assert_eq!(totals_of(&found), costs(&expected["costs"]));
    let known = expected["routes"].as_array().expect("routes");
    assert_eq!(known.len(), 8);
    for (route, known) in found.routes.iter().zip(known) {
        let legs = known.as_array().expect("legs").iter().map(|leg| leg.as_str().expect("a leg").to_lowercase());
        assert_eq!(ridden(&route.answer), legs.collect::<Vec<_>>());
        assert!(!route.has_loop);
    }
}

#[test]
fn all_routes_over_a_grid_are_found_once_and_none_comes_back_to_a_node() {
    let expected = &json("ksp/expected.json")["grid4"];
    let ends = ["origin", "destination"].map(|end| expected[end].as_str().expect("a node"));
    let found = routes(&mut converted("ksp/grid4"), ends[0], ends[1], None);
    assert_eq!((found.ended, found.routes.len(), found.routes_met), (Ended::All, 184, 184));
    assert_eq!(expected["loopfree_routes_in_all"], 184);
    let mut by_cost: BTreeMap<String, u64> = BTreeMap::new();
    let mut ways = BTreeSet::new();
    for route in &found.routes {
        let total = route.answer.total_per_t.expect("a total").micros();
        *by_cost.entry((total / 1_000_000).to_string()).or_default() += 1;
        let mut nodes = BTreeSet::from(["g00"]);
        for step in route.answer.steps.iter().filter(|step| step.kind == StepKind::Ride) {
            assert!(step.through.iter().skip(1).all(|place| nodes.insert(&place.key)), "a node twice");
        }
        assert!(ways.insert(ridden(&route.answer)), "a route twice");
    }
    assert_eq!(serde_json::to_value(by_cost).expect("counts"), expected["routes_by_cost"]);
    assert!(totals_of(&found).is_sorted());
}

/// Returns a number's text, blank for null.
fn text(value: &Value) -> String {
    if value.is_null() { String::new() } else { value.to_string() }
}

fn micros(value: &Value) -> i64 {
    Money::round(value.as_f64().expect("a number")).micros()
}

/// Lays one leg of a schedule and asks for it.
fn over(mut world: World, km: &Value) -> i64 {
    for place in ["from", "to"] {
        put_place(&mut world, place);
    }
    let leg = row! { key = "leg", from = "from", to = "to", mode = "rail", both_ways = "no", distance_km = km,
    tariff = "schedule", time_h = 0 };
    world.put(TableName::Legs, leg);
    world.ask("from", "to");
    let case = world.case();
    let answers = case.answers();
    case.audit(&answers).expect("an audit that agrees");
    totals(&answers)[0].expect("a route")
}

/// Puts bands `[from, to, rate]` under a schedule.
fn banded(bands: &Value, columns: [&'static str; 3], method: &str) -> World {
    let mut world = free_world();
    for (number, band) in bands["rows"].as_array().expect("bands").iter().enumerate() {
        let mut row = row! { key = format!("band-{number}"), tariff = "schedule", basis = "t", currency = "CNY", method = method };
        row.extend((0..3).map(|index| (columns[index], text(&band[index]))));
        world.put(TableName::Tariffs, row);
    }
    world
}

#[test]
fn bands_of_distance_charge_to_the_millionth_around_their_edges() {
    let case = json("tariff.json");
    let expected = case["expected"]["distance_per_t"].as_array().expect("cases");
    assert_eq!(expected.len(), 4);
    for wanted in expected {
        for method in ["slab", "graduated"] {
            let world = banded(&case["distance_rate_bands"], ["from_km", "to_km", "per_km"], method);
            assert_eq!(over(world, &wanted["km"]), micros(&wanted[method]), "{method} over {} km", wanted["km"]);
        }
    }
}

#[test]
fn bands_of_tonnage_charge_to_the_millionth_around_their_edges() {
    let case = json("tariff.json");
    let expected = case["expected"]["tonnage_total"].as_array().expect("cases");
    assert_eq!(expected.len(), 3);
    for wanted in expected {
        for method in ["slab", "graduated"] {
            let mut world = banded(&case["tonnage_bands"], ["from_t", "to_t", "per_haul"], method);
            let tonnes = wanted["t"].as_i64().expect("whole tonnes");
            world.cargo.insert("lot_t", tonnes.to_string());
            let per_tonne = over(world, &Value::from(500));
            // The nearest millionth a tonne: times the tonnes it is the total within half a millionth a tonne.
            let total = micros(&wanted[method]);
            assert!((per_tonne * tonnes - total).abs() * 2 <= tonnes, "{method} of {tonnes} t: {per_tonne} a tonne");
        }
    }
}

#[test]
fn a_capped_surcharge_stops_at_its_cap() {
    let case = json("tariff.json");
    let expected = case["expected"]["capped_surcharge_per_t"].as_array().expect("cases");
    assert_eq!(expected.len(), 4);
    for wanted in expected {
        let mut world = free_world();
        let (rate, cap) = (&case["cap"]["rate_per_t_km"], &case["cap"]["cap_per_t"]);
        let free = row! { key = "base", tariff = "schedule", basis = "t", currency = "CNY", per_haul = 0 };
        world.put(TableName::Tariffs, free);
        let surcharge = row! { key = "surcharge", tariff = "schedule", component = "surcharge", basis = "t", currency = "CNY",
        per_km = rate, cap = cap };
        world.put(TableName::Tariffs, surcharge);
        assert_eq!(over(world, &wanted["km"]), micros(&wanted["value"]), "over {} km", wanted["km"]);
    }
}

/// Puts two bands of lots, below and from 1000 t, with their own currency and basis.
fn lots(method: &str) -> World {
    let mut world = free_world();
    world.put(TableName::Fx, row! { key = "usd", currency = "USD", quote = "CNY", rate = 7 });
    world.put(TableName::Equipment, row! { key = "wagon", unit = "wagon", payload_t = 50 });
    let small = row! { key = "small", tariff = "schedule", basis = "t", currency = "CNY", per_haul = 80, to_t = 1000, method = method };
    let large = row! { key = "large", tariff = "schedule", basis = "wagon", currency = "USD", per_km = 2, from_t = 1000, method = method };
    world.put(TableName::Tariffs, small);
    world.put(TableName::Tariffs, large);
    world
}

#[test]
fn a_slab_band_of_lots_is_charged_by_its_own_basis_and_currency() {
    for (lot, total) in [("999", 80_000_000), ("1000", 28_000_000)] {
        let mut world = lots("slab");
        world.cargo.insert("lot_t", lot.to_owned());
        // From 1000 t: 2 dollars a wagon-km x 100 km x 7 yuan a dollar / 50 t.
        assert_eq!(over(world, &Value::from(100)), total, "a lot of {lot} t");
    }
}

#[test]
fn graduated_bands_that_differ_in_more_than_their_rates_are_refused() {
    let mut world = lots("graduated");
    for place in ["from", "to"] {
        put_place(&mut world, place);
    }
    put_leg(&mut world, "leg", ["from", "to"], "rail", ["1", "1", "0"]);
    world.ask("from", "to");
    let problems = world.prepare(&[]).err().expect("a refusal");
    assert!(problems.iter().any(|problem| problem.code == Code::MixedBands), "{problems}");
}

#[test]
fn bands_may_write_their_factors_in_any_order() {
    let mut world = lots("graduated");
    for key in ["fuel", "tax"] {
        world.put(TableName::Factors, row! { key = key, value = 2 });
    }
    for (row, factors) in world.rows_mut(TableName::Tariffs).iter_mut().zip(["fuel;tax", "tax;fuel"]) {
        for (column, cell) in [("basis", "t"), ("currency", "CNY"), ("factor", factors)] {
            row.insert(column, cell.to_owned());
        }
    }
    world.cargo.insert("lot_t", "2000".to_owned());
    // 1000 t at 80 yuan, 1000 t at 2 yuan a kilometre for 100 km, and twice two times as much: (80 + 200) / 2 x 4.
    assert_eq!(over(world, &Value::from(100)), 560_000_000);
}

/// Finds the front of a case's only demand by some axes.
fn front(case: &Prepared, axes: &[Axis], deadline_h: Option<f64>) -> Pareto {
    let asked = ParetoAsked {
        demands: case.model().demands.ids().collect(),
        corridors: case.model().corridors.ids().collect(),
        axes: axes.to_vec(),
        deadline: deadline_h.map(Duration::hours),
        detail: Detail::Whole,
    };
    let mut found = pareto(case, &asked, &Progress::default()).expect("sound axes");
    audit_pareto(case, &mut found).expect("an audit that agrees");
    found
}

/// Returns what counts of an answer, as the expected fronts give it.
fn sums(answer: &Answer, axes: &[Axis]) -> Vec<i64> {
    let whole = |value: f64| {
        assert!((value - value.round()).abs() < 1e-9, "{value} is whole");
        value.round() as i64
    };
    axes.iter()
        .map(|axis| match axis {
            Axis::Time => whole(answer.time().as_hours()),
            Axis::Co2e => whole(answer.emissions().as_kilograms()),
            _ => whole(answer.total_per_t.expect("a total").as_units()),
        })
        .collect()
}

fn numbers(rows: &Value) -> Vec<Vec<i64>> {
    let numbers = |row: &Value| row.as_array().expect("a row").iter().map(|n| n.as_i64().expect("a number")).collect();
    rows.as_array().expect("rows").iter().map(numbers).collect()
}

#[test]
fn fronts_deadlines_and_what_no_weighted_sum_finds_are_those_of_every_route() {
    let known = json("pareto/expected.json");
    for name in ["p1", "p2"] {
        let expected = &known[name];
        let mut world = converted(&format!("pareto/{name}"));
        let [from, to] = ["origin", "destination"].map(|end| expected[end].as_str().expect("a node").to_lowercase());
        world.ask(&from, &to);
        let case = world.case();

        let two = [Axis::Cost, Axis::Time];
        let found = front(&case, &two, None);
        let points = &found.demands[0].front;
        let wanted = numbers(&expected["pareto_cost_time"]);
        assert_eq!(points.iter().map(|point| sums(&point.answer, &two)).collect::<Vec<_>>(), wanted, "{name}");
        let missed = points.iter().filter(|point| !point.is_supported);
        let missed: Vec<Vec<i64>> = missed.map(|point| sums(&point.answer, &two)).collect();
        assert_eq!(missed, numbers(&expected["unsupported_points_a_weighted_sum_cannot_find"]), "{name}");
        for (position, point) in points.iter().enumerate() {
            let trade = point.per_day_saved.map(|trade| (trade.against, trade.price));
            let price = |before: usize| {
                let (more, hours) = (wanted[position][0] - wanted[before][0], wanted[before][1] - wanted[position][1]);
                Money::round(more as f64 * 24.0 / hours as f64)
            };
            assert_eq!(trade, position.checked_sub(1).map(|before| (before, price(before))), "{name}, {position}");
        }

        // Whatever the order of the axes, the routes are the same.
        let three = [Axis::Cost, Axis::Time, Axis::Co2e];
        let turned = [Axis::Co2e, Axis::Cost, Axis::Time];
        let found = [three, turned].map(|axes| front(&case, &axes, None).demands.swap_remove(0).front);
        let [straight, mut other] =
            found.map(|points| points.into_iter().map(|point| point.answer).collect::<Vec<Answer>>());
        let wanted = numbers(&expected["pareto_cost_time_co2"]);
        assert_eq!(straight.iter().map(|answer| sums(answer, &three)).collect::<Vec<_>>(), wanted, "{name}");
        other.sort_by_key(|answer| answer.total_per_t);
        assert_eq!(straight, other);

        for limit in expected["cheapest_within_deadline"].as_array().expect("limits") {
            let hours = limit["max_time_h"].as_i64().expect("hours");
            let found = front(&case, &two, Some(hours as f64));
            let demand = &found.demands[0];
            let cheapest = demand.front.first().map(|point| sums(&point.answer, &two)[0]);
            assert_eq!(cheapest, limit["min_cost"].as_i64(), "{name} within {hours} h");
            let fastest = numbers(&expected["pareto_cost_time"]).pop().expect("a route");
            let late = demand.fastest_too_late.as_ref().map(|answer| sums(answer, &two));
            assert_eq!(late, cheapest.is_none().then_some(fastest), "{name} within {hours} h");
            assert_eq!(
                demand.cheapest_without_deadline.as_ref().map(|answer| sums(answer, &two)[0]),
                expected["min_cost"].as_i64()
            );
        }
    }
}

/// Starts a world with rail that costs 0.1 yuan per tonne and kilometre, and 25 yuan a haul at least.
fn rail_with_a_minimum() -> World {
    let mut world = free_world();
    let tariff = row! { key = "rail", tariff = "rail", basis = "t", currency = "CNY", per_km = "0.1", minimum = 25 };
    world.put(TableName::Tariffs, tariff);
    world
}

fn put_rail(world: &mut World, [from, to]: [&str; 2], [low, km, high]: [u32; 3]) {
    for place in [from, to] {
        put_place(world, place);
    }
    let leg = row! { key = format!("{from}-{to}"), from = from, to = to, mode = "rail", both_ways = "yes", tariff = "rail",
    distance_km = km, distance_km_low = low, distance_km_high = high, time_h = 1 };
    world.put(TableName::Legs, leg);
}

#[test]
fn hauls_from_station_to_station_end_only_where_cargo_can_do_more_than_go_on() {
    let mut world = rail_with_a_minimum();
    let stations: Vec<String> = (0..40).map(|number| format!("s{number}")).collect();
    for pair in stations.windows(2) {
        put_rail(&mut world, [&pair[0], &pair[1]], [10; 3]);
    }
    put_leg(&mut world, "lorry", ["s20", "s39"], "road", ["100", "1", "0"]);
    let change = row! { key = "change", place = "s20", operation = "tranship", from_mode = "rail", to_mode = "road",
    price = 0, basis = "t", currency = "CNY" };
    world.put(TableName::Handling, change);
    world.ask("s0", "s39");
    world.ask("s0", "s5");
    let case = world.case();
    // 390 km at 0.1 yuan; and 50 km for the least that a haul costs.
    assert_eq!(totals(&case.answers()), [Some(39_000_000), Some(25_000_000)]);
    assert_eq!(case.audit(&case.answers()).expect("an audit that agrees"), 2);
    let network = case.priced().network();
    let hauls = network.arcs().iter().filter_map(|arc| match arc.kind {
        ArcKind::Haul { way, .. } => Some(network.ways().legs(way).len()),
        _ => None,
    });
    assert_eq!(hauls.collect::<BTreeSet<_>>(), BTreeSet::from([5, 20, 39]));
    assert_eq!(network.ways().len(), 39, "each way is the one before it and a leg");
}

#[test]
fn at_a_bound_also_the_legs_are_longer_that_no_haul_goes_by_today() {
    let mut world = rail_with_a_minimum();
    put_rail(&mut world, ["a", "b"], [950, 1000, 1500]);
    put_rail(&mut world, ["a", "c"], [570, 600, 900]);
    put_rail(&mut world, ["c", "b"], [570, 600, 900]);
    world.ask("a", "b");
    let answer = world.answers().remove(0);
    assert_eq!(answer.total_per_t, Some(Money::from_micros(100_000_000)));
    // The way over c is longer at its bound too: 1,800 km rather than the 1,200 km of today.
    assert_eq!(answer.high_per_t, Some(Money::from_micros(150_000_000)));
}
