//! A planner asks which figure to go and find out first.

use std::path::Path;

use corridor::scenario::TableName;
use serde_json::Value;

use super::{HUNCHUN, JILIN, answer, answers, json, money, run, total};
use crate::support::neutral::{free_world, json as neutral, put_leg};
use crate::support::world::{Corridor, Spelling, World, row};

/// Writes a world with what is uncertain of it and returns the scenario.
fn written(world: &World, folder: &Path, uncertain: &str) -> String {
    let path = world.write(folder, Spelling::Plain);
    let text = std::fs::read_to_string(&path).expect("a scenario");
    std::fs::write(&path, format!("{text}\n{uncertain}")).expect("a scenario");
    path.to_string_lossy().into_owned()
}

/// Returns a world of a way by rail and sea, with a fee between them, and a road that costs 400.
fn additive() -> World {
    let mut world = free_world();
    put_leg(&mut world, "rail", ["A", "B"], "rail", ["130", "1", "0"]);
    put_leg(&mut world, "sea", ["B", "C"], "sea", ["80", "1", "0"]);
    put_leg(&mut world, "road", ["A", "C"], "road", ["400", "1", "0"]);
    world.put(
        TableName::Handling,
        row! { key = "fee", place = "b", operation = "tranship", from_mode = "rail", to_mode = "sea", price = 20,
        basis = "t", currency = "CNY" },
    );
    world.ask("a", "c");
    world.corridors =
        vec![Corridor::free("by-sea").with("via_any", ["sea"]), Corridor::free("by-road").with("modes", ["road"])];
    world
}

const ADDITIVE: &str = "[uncertain]
\"legs.rail.cost_per_t\" = { dist = \"uniform\", low = 100, high = 160 }
\"handling.fee.price\" = { dist = \"triangular\", low = 10, mode = 20, high = 45 }
\"legs.sea.cost_per_t\" = { dist = \"uniform\", low = 50, high = 110 }
";

fn figures(output: &Value) -> &Vec<Value> {
    output["figures"].as_array().expect("figures")
}

/// Returns what is said of a figure.
fn of<'a>(output: &'a Value, path: &str) -> &'a Value {
    let found = figures(output).iter().find(|figure| figure["path"] == path);
    found.unwrap_or_else(|| panic!("{path} is not in {output}"))
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

/// Checks an estimate: within twice its half-width at 95 %, which one in 10,000 is not.
fn check(what: &str, estimated: &Value, wanted: f64) {
    let [found, low, high] = ["estimate", "low", "high"].map(|name| number(&estimated[name]));
    assert!((found - wanted).abs() <= high - low + 1e-5, "{what}: {estimated}, not {wanted}");
    assert!(high - low < 0.06, "{what}: {estimated} says little");
}

#[test]
fn the_parts_of_a_route_have_their_shares_of_its_variance() {
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = written(&additive(), folder.path(), ADDITIVE);
    let wanted = &neutral("montecarlo/expected.json")["additive_route"];
    let shares = &wanted["sobol_first_order_equals_total"];
    let paths = [
        ("legs.rail.cost_per_t", "rail"),
        ("handling.fee.price", "border_fee"),
        ("legs.sea.cost_per_t", "sea_freight"),
    ];
    let ask = |method: &str| json(&["sensitivity", &scenario, "--method", method, "--samples", "60000"]);
    for method in ["sobol", "shapley"] {
        let found = ask(method);
        let demand = &found["demands"][0];
        assert_eq!((demand["corridor"].as_str(), demand["against"].as_str()), (Some("by-road"), Some("by-sea")));
        assert_eq!(money(&demand["central_per_t"]), 170_000_000);
        let difference = &demand["difference_per_t"];
        let mean = &difference["mean"];
        let wide = number(&mean["high"]) - number(&mean["low"]);
        assert!((number(&mean["estimate"]) - (400.0 - number(&wanted["mean"]))).abs() < wide, "{mean}");
        let deviation = number(&difference["standard_deviation"]);
        assert!((deviation / number(&wanted["sd"]) - 1.0).abs() < 0.02, "{deviation}");
        for (path, name) in paths {
            let (own, share) = (of(difference, path), number(&shares[name]));
            if method == "sobol" {
                check(path, &own["total"], share);
                check(path, &own["first_order"], share);
                // A sum has no interactions: not even the sample's noise shows any.
                assert!((number(&own["total"]["estimate"]) - number(&own["first_order"]["estimate"])).abs() < 2e-6);
            } else {
                check(path, &own["shapley"], share);
            }
        }
        assert_eq!(number(&demand["flip"]["mean"]["estimate"]).to_bits(), 0, "the road never costs less");
    }
    let morris = ask("morris");
    // Over the middles of quarters a uniform figure moves by its half, whatever the others do.
    let rail = of(&morris["demands"][0]["difference_per_t"], "legs.rail.cost_per_t");
    assert!((number(&rail["mu"]["estimate"]) + 60.0).abs() < 1e-5 && number(&rail["sigma"]) < 1e-5, "{rail}");
}

#[test]
fn one_at_a_time_is_what_compare_says_at_each_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = written(&additive(), folder.path(), ADDITIVE);
    let oat = json(&["sensitivity", &scenario, "--method", "oat"]);
    assert_eq!(number(&oat["evaluations"]).to_bits(), 7.0_f64.to_bits());
    let difference = &oat["demands"][0]["difference_per_t"];
    let ranked: Vec<&str> = figures(difference).iter().filter_map(|figure| figure["path"].as_str()).collect();
    assert_eq!(ranked, ["legs.rail.cost_per_t", "legs.sea.cost_per_t", "handling.fee.price"]);
    let fee = of(difference, "handling.fee.price");
    assert_eq!((number(&fee["at_low"]), number(&fee["at_high"])), (180.0, 145.0));
    // 5 % of a triangle from 10 over 20 to 45: 10 + sqrt(0.05 * 35 * 10), 95 %: 45 - sqrt(0.05 * 35 * 25).
    let oat = json(&["sensitivity", &scenario, "--method", "oat", "--ends", "percentiles"]);
    let fee = of(&oat["demands"][0]["difference_per_t"], "handling.fee.price");
    assert!((number(&fee["at_low"]) - (190.0 - (10.0 + 17.5_f64.sqrt()))).abs() < 1e-5, "{fee}");
    assert!((number(&fee["at_high"]) - (190.0 - (45.0 - 43.75_f64.sqrt()))).abs() < 1e-5, "{fee}");
}

#[test]
fn of_two_corridors_that_cost_alike_the_wider_one_decides_who_leads() {
    let mut world = free_world();
    put_leg(&mut world, "first", ["A", "B"], "rail", ["449", "1", "0"]);
    put_leg(&mut world, "second", ["A", "B"], "road", ["450", "1", "0"]);
    world.ask("a", "b");
    world.corridors =
        vec![Corridor::free("first").with("modes", ["rail"]), Corridor::free("second").with("modes", ["road"])];
    let folder = tempfile::tempdir().expect("a folder");
    let uncertain = "[uncertain]
\"legs.first.cost_per_t\" = { dist = \"uniform\", low = 400, high = 500 }
\"legs.second.cost_per_t\" = { dist = \"uniform\", low = 420, high = 480 }
";
    let scenario = written(&world, folder.path(), uncertain);
    let found = json(&["sensitivity", &scenario, "--samples", "60000", "--second-order"]);
    let demand = &found["demands"][0];
    let wanted = neutral("montecarlo/expected.json")["two_corridors"]["prob_A_cheaper_decimal"].clone();
    check("the chance that the lead is lost", &demand["flip"]["mean"], 1.0 - number(&wanted));
    // See the textbook tests of the estimators: 0.15 and 0.03 of 0.25 alone.
    for (path, alone, total) in [("legs.first.cost_per_t", 0.6, 0.88), ("legs.second.cost_per_t", 0.12, 0.4)] {
        check(path, &of(&demand["flip"], path)["first_order"], alone);
        check(path, &of(&demand["flip"], path)["total"], total);
    }
    check("the pair", &demand["flip"]["pairs"][0]["second_order"], 0.28);
    // 100^2 and 60^2 of 13,600.
    check("the first", &of(&demand["difference_per_t"], "legs.first.cost_per_t")["total"], 10_000.0 / 13_600.0);
    // What knowing is worth: the regret of always taking the first, by the draws of risk.
    let risk = json(&["risk", &scenario, "--draws", "60000"]);
    let regret = number(&risk["studies"][0]["demands"][0]["answers"][0]["spread"]["regret_per_t"]);
    let wanted = neutral("montecarlo/expected.json")["two_corridors"]["expected_regret_always_A"].clone();
    assert!((regret - number(&wanted)).abs() < 0.5, "{regret}");
}

#[test]
fn threads_and_instruction_sets_change_no_byte_of_any_method() {
    let folder = tempfile::tempdir().expect("a folder");
    let small = written(&additive(), folder.path(), ADDITIVE);
    let ways = [
        (HUNCHUN, "sobol", "10000"),
        (&small, "sobol", "5000"),
        (&small, "morris", "5000"),
        (&small, "shapley", "5000"),
    ];
    for (scenario, method, samples) in ways {
        let ask = |more: &[&str]| {
            let asked = ["sensitivity", scenario, "--method", method, "--samples", samples, "--format", "json"];
            answer(&[&asked, more].concat())
        };
        let first = ask(&["--threads", "1"]);
        assert_eq!(ask(&["--threads", "4"]), first, "{method} with 4 threads");
        for level in corridor_kernel::lanes::InstructionSet::ALL.into_iter().filter(|level| level.is_available()) {
            assert_eq!(ask(&["--instructions", level.as_str()]), first, "{method} on {}", level.as_str());
        }
        assert_ne!(ask(&["--seed", "2"]), first, "another seed draws others");
    }
}

#[test]
fn figures_that_go_together_are_shared_out_by_shapley_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let correlated = "[[correlated]]\nfigures = [\"legs.rail.cost_per_t\", \"legs.sea.cost_per_t\"]\nrho = 0.6\n";
    let scenario = written(&additive(), folder.path(), &format!("{ADDITIVE}{correlated}"));
    let refused = run(&["sensitivity", &scenario]);
    assert_eq!(refused.code, Some(2));
    assert!(refused.stderr.contains("--method shapley") && refused.stderr.contains("legs.sea"), "{}", refused.stderr);
    let found = json(&["sensitivity", &scenario, "--method", "shapley", "--samples", "60000"]);
    let difference = &found["demands"][0]["difference_per_t"];
    let shares: Vec<f64> = figures(difference).iter().map(|own| number(&own["shapley"]["estimate"])).collect();
    assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-5, "{shares:?}");
    // Rail and sea are alike and share alike; what they make together makes the fee's share smaller than it was.
    // Their correlation is 6/pi asin(0.6/2) = 0.582: 54.1667 / (600 + 2 * 300 * 0.582 + 54.1667).
    check("the fee", &of(difference, "handling.fee.price")["shapley"], 0.054);
    let page = answer(&["sensitivity", &scenario, "--method", "morris", "--samples", "500"]);
    assert!(page.contains("although they go together"), "{page}");
}

#[test]
fn a_planner_reads_what_to_find_out_first() {
    let page = answer(&["sensitivity", HUNCHUN, "--samples", "12000", "--lang", "zh"]);
    for words in ["珲春", "drives", "of the variance", "95 % confidence", "provably move none", "Held", "estimate"] {
        assert!(page.to_lowercase().contains(&words.to_lowercase()), "{words} is missing in\n{page}");
    }
    let csv = answer(&["sensitivity", HUNCHUN, "--method", "oat", "--format", "csv"]);
    assert!(csv.lines().count() > 50 && csv.contains("flips_at_low"), "{csv}");
    let markdown = answer(&["sensitivity", HUNCHUN, "--method", "morris", "--samples", "6000", "--format", "markdown"]);
    assert!(markdown.contains("| Figure") && markdown.contains("Deviation sigma"), "{markdown}");
    // Who is set against whom can be chosen.
    let boxes =
        json(&["sensitivity", HUNCHUN, "--method", "oat", "--corridor", "borrowed-box", "--against", "domestic-box"]);
    let demand = &boxes["demands"][0];
    assert_eq!((demand["corridor"].as_str(), demand["against"].as_str()), (Some("borrowed-box"), Some("domestic-box")));
    let compared = answers(&["compare", HUNCHUN]);
    let difference = total(&compared, "borrowed-box") - total(&compared, "domestic-box");
    assert_eq!(money(&demand["central_per_t"]), difference);
}

#[test]
fn many_demands_are_summed_up_and_each_has_its_first_figures() {
    let ask = ["sensitivity", JILIN, "--from", "hunchun", "--method", "oat"];
    let page = answer(&ask);
    assert!(page.contains("Which figures come first") && page.contains("too many to lay out"), "{page}");
    let found = json(&ask);
    let demands = found["demands"].as_array().expect("demands");
    assert!(demands.len() > 4);
    for demand in demands {
        let listed = figures(&demand["difference_per_t"]);
        assert!(listed.len() <= 10 && !listed.is_empty());
    }
    let first: f64 = found["leading"].as_array().expect("figures").iter().map(|own| number(&own["first"])).sum();
    assert_eq!(first as usize, demands.len(), "some figure comes first for each");
}

#[test]
fn what_makes_no_sense_is_refused_with_what_to_do() {
    for (arguments, words) in [
        (&["--corridor", "borowed"][..], "did you mean borrowed?"),
        (&["--corridor", "borrowed", "--against", "borrowed"], "does not differ from itself"),
        (&["--samples", "100"], "at least"),
        (&["--method", "oat", "--samples", "100"], "no samples"),
        (&["--method", "morris", "--second-order"], "belongs to --method sobol"),
        (&["--ends", "percentiles"], "belongs to --method oat"),
        (&["--format", "geojson"], "there is no geojson of this answer"),
        (&["--from", "nowhere"], "no demand has the origin nowhere"),
    ] {
        let outcome = run(&[&["sensitivity", HUNCHUN], arguments].concat());
        assert_eq!(outcome.code, Some(2), "{arguments:?}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(words), "{arguments:?}: {}", outcome.stderr);
    }
    // Without a second corridor there is nothing to compare, and without bounds nothing to vary.
    let alone = run(&["sensitivity", JILIN, "--from", "changchun", "--to", "haikou", "--corridor", "all-rail"]);
    assert_eq!(alone.code, Some(4), "{}", alone.stderr);
    let certain = answer(&["sensitivity", "scenarios/rail-quotations-2022.toml"]);
    assert!(certain.contains("nothing to find out") || certain.contains("No demand has two"), "{certain}");
}
