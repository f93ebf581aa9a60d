//! A meeting reads the pages: what a measure is worth to one corridor, to whom, and in plain names.

use std::fs;

use serde_json::Value;

use super::{HUNCHUN, answer, json, root, run};

const SLAVYANKA: &str = "scenarios/slavyanka-bonded-2017.toml";
const BONDED: [&str; 5] = ["levers", SLAVYANKA, "--set", "demand.1.regime=export", "--packages"];
const PLAN: &str = "scenarios/plans/bonded-linkage.toml";

fn micros(amount: &Value) -> i64 {
    let text = amount.as_str().map_or_else(|| amount.to_string(), str::to_owned);
    (text.parse::<f64>().expect("an amount") * 1e6).round() as i64
}

#[test]
fn what_a_bonded_regime_takes_off_every_corridor_is_not_the_linkages_own() {
    let found = json(&[&BONDED[..], &[PLAN, "--kind", "borders"]].concat());
    assert_eq!(found["against"], "dalian");
    let package = &found["packages"][0];
    assert_eq!(package["title"], "Goods in bond instead of exported");
    // In bond the entry into Japan costs 60 instead of 100 USD for a box of 26 t: 40 x 6.75 / 26 = 10.3846 CNY/t for all.
    let of = |key: &str| {
        let place = found["corridors"].as_array().expect("corridors").iter().position(|own| own["corridor"] == key);
        package["by_corridor"][place.expect("the corridor")]["split"].clone()
    };
    for (corridor, own) in [("slavyanka", 225_874), ("kraskino-zarubino", 225_874), ("rail-zarubino", 451_768)] {
        let split = of(corridor);
        assert_eq!(micros(&split["common_per_t"]), 10_384_615, "{corridor}");
        assert_eq!(micros(&split["fall_per_t"]) - micros(&split["common_per_t"]), micros(&split["own_per_t"]));
        assert!((micros(&split["own_per_t"]) - own).abs() < 5_000, "{corridor}: {split}");
    }
    assert_eq!(of("dalian"), Value::Null);
    // The figures are those of two comparisons.
    let total = |regime: &str| {
        let set = format!("demand.1.regime={regime}");
        let results = json(&["compare", SLAVYANKA, "--draws", "0", "--corridor", "slavyanka", "--set", &set]);
        micros(&results["answers"][0]["total_per_t"])
    };
    assert_eq!(total("export") - total("bonded"), micros(&of("slavyanka")["fall_per_t"]));
    let page = answer(&[&BONDED[..], &[PLAN, "--kind", "borders"]].concat());
    assert!(page.contains("of 10.61 CNY/t less, 10.38 come off Dalian too; 0.23 are its own"), "{page}");
    assert!(
        page.contains("Package 1: Goods in bond instead of exported") && page.contains("- Changchun: 10.38 CNY/t.")
    );
    let rows = answer(&[&BONDED[..], &[PLAN, "--kind", "borders", "--format", "csv"]].concat());
    let row = rows.lines().find(|row| row.contains("instead of exported") && row.contains(",slavyanka,"));
    assert!(row.is_some_and(|row| row.contains(",10.384615,")), "{rows}");
}

#[test]
fn a_regime_is_one_of_three_words() {
    let refused = run(&["compare", SLAVYANKA, "--set", "demand.1.regime=free"]);
    assert_eq!(refused.code, Some(3));
    assert!(refused.stderr.contains("bonded, export, import"), "{}", refused.stderr);
    let refused = run(&["compare", SLAVYANKA, "--set", "demand.1.regime=*2"]);
    assert_eq!(refused.code, Some(3), "{}", refused.stderr);
}

#[test]
fn a_package_says_who_gains_and_how_much_a_year() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("a file");
        path.to_string_lossy().into_owned()
    };
    let base = root().join(HUNCHUN);
    let demand = |from: &str, tonnes: u32| {
        format!("[[demand]]\nfrom = \"{from}\"\nto = \"ningbo\"\ntonnes_per_year = {tonnes}\n")
    };
    let demands = demand("changchun", 100_000) + &demand("jilin", 400_000) + &demand("hunchun", 1000);
    let scenario = write("three.toml", &format!("schema = 1\nextends = {base:?}\nexpect = []\n{demands}"));
    let plan = write(
        "plan.toml",
        "schema = 1\ndesign = \"list\"\n[[run]]\ntitle = \"Cheaper unloading\"\n\"handling.south-unload.price\" = { plus = -3 }\n",
    );
    let arguments = ["levers", &scenario, "--kind", "borders", "--packages", &plan];
    let package = &json(&arguments)["packages"][0];
    let gains: Vec<(&str, i64, f64)> = package["gains"]
        .as_array()
        .expect("origins")
        .iter()
        .map(|gain| {
            let year = gain["saving_per_year"].as_f64().expect("a year");
            (gain["from"].as_str().expect("an origin"), micros(&gain["saving_per_t"]), year)
        })
        .collect();
    // 3 yuan off each tonne of loose goods, which all three send.
    assert_eq!(gains, [("jilin", 3_000_000, 1.2e6), ("changchun", 3_000_000, 3e5), ("hunchun", 3_000_000, 3e3)]);
    let page = answer(&arguments);
    assert!(page.contains("- Jilin City: 400000 t a year, 3.00 CNY/t, 1.2 million CNY a year."), "{page}");
    assert!(page.contains("Unloading from sea: from 28 to 25 CNY/t (handling.south-unload.price=25)."), "{page}");
}

#[test]
fn figures_have_plain_names_beside_their_keys() {
    const KEY: &str = "handling.zarubino-rail-sea-box20.price";
    const NAME: &str = "Handling at Zarubino, rail to sea, 20 ft boxes";
    let figures = answer(&["show", HUNCHUN, "figures", "--format", "csv"]);
    let row = figures.lines().find(|row| row.starts_with(KEY)).expect("the figure");
    assert!(row.ends_with(&format!("\"{NAME}\"")), "{row}");
    let page = answer(&["levers", HUNCHUN, "--kind", "handling", "--corridor", "borrowed"]);
    assert!(page.split_whitespace().collect::<Vec<_>>().join(" ").contains(&format!("{NAME}: {KEY}")), "{page}");
    // The baseline stays, or nothing could be said of what is the corridor's own.
    assert!(page.contains("Liaoning port and coastal ship"), "{page}");
}

#[test]
fn the_first_world_is_nowhere() {
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("trial").to_string_lossy().into_owned();
    answer(&["init", &target]);
    let places = |scenario: &str| -> Vec<String> {
        let list = json(&["show", scenario, "places"]);
        let rows = list["listings"][0]["rows"].as_array().or_else(|| list[0]["rows"].as_array());
        rows.expect("places").iter().map(|row| row[0].as_str().expect("a key").to_owned()).collect()
    };
    let (own, shipped) = (places(&format!("{target}/scenario.toml")), places(HUNCHUN));
    assert!(own.len() == 5 && own.iter().all(|key| !shipped.contains(key)), "{own:?}");
    let page = answer(&["compare", &format!("{target}/scenario.toml")]);
    assert!(page.contains("nothing follows for any real region"), "{page}");
}

#[test]
fn routes_that_nobody_can_tell_apart_are_left_out_of_the_page() {
    let page = answer(&["alternatives", HUNCHUN]);
    assert!(page.contains("The same routes as by Zarubino or Slavyanka."), "{page}");
    assert!(page.contains("2 routes are left out that change at the same places as one above"), "{page}");
    let rows = answer(&["alternatives", HUNCHUN, "--format", "csv"]);
    assert!(rows.lines().filter(|row| row.contains(",domestic,")).count() == 5, "all are in the rows:\n{rows}");
    let front = answer(&["pareto", HUNCHUN]);
    assert!(front.contains("9 routes are left out of this list"), "{front}");
    // The cheapest and the fastest stay, and those that some price of a day makes the best.
    for kept in ["257.96", "530.58", "305.33"] {
        assert!(front.contains(kept), "{kept}");
    }
}
