//! A planner asks whether the figures decide at all.

use serde_json::Value;

use super::{HUNCHUN, answer, json, money, root, run};

/// A row that charges grain the railway construction fund, but only under a switch.
const FUND: &str = "\
key,tariff,component,commodity,basis,currency,per_km,switch,source,grade
test-fund-grain,cn-rail,test-fund,grain,t,CNY,0.033,test-fund,general-knowledge,estimate
";

/// Writes a scenario that extends the published case by a table with a switch and some lines of its own.
fn scenario(folder: &tempfile::TempDir, name: &str, lines: &str) -> String {
    let tables = folder.path().join("tables");
    std::fs::create_dir_all(&tables).expect("a folder");
    std::fs::write(tables.join("tariffs.csv"), FUND).expect("a table");
    let path = folder.path().join(name);
    let base = root().join(HUNCHUN).display().to_string();
    let text = format!("schema = 1\nextends = '{base}'\ntitle = \"Under test\"\ntables = \"tables\"\n{lines}");
    std::fs::write(&path, text).expect("a scenario");
    path.to_string_lossy().into_owned()
}

fn demand(study: &Value) -> &Value {
    &study["studies"][0]["demands"][0]
}

fn mean(study: &Value, corridor: usize) -> i64 {
    money(&demand(study)["answers"][corridor]["spread"]["mean_per_t"])
}

#[test]
fn compare_gives_the_chance_that_risk_gives() {
    let compared = json(&["compare", HUNCHUN, "--draws", "2000"]);
    let drawn = json(&["risk", HUNCHUN, "--draws", "2000", "--seed", "1"]);
    let verdict = &compared["verdicts"][0];
    assert_eq!(verdict, &demand(&drawn)["verdict"]);
    for (chance, answer) in verdict["chances"]
        .as_array()
        .expect("chances")
        .iter()
        .zip(demand(&drawn)["answers"].as_array().expect("answers"))
    {
        assert_eq!(chance["corridor"], answer["corridor"]);
        assert_eq!(chance["share"], answer["spread"]["chance_cheapest"]);
    }
    // Without draws the bounds judge, and no chance is given.
    let bare = json(&["compare", HUNCHUN, "--draws", "0"]);
    assert_eq!(bare["verdicts"][0]["draws"], Value::Null);
    assert_eq!(bare["verdicts"][0]["chances"], Value::Array(Vec::new()));
}

#[test]
fn a_page_says_that_nothing_is_decided_where_a_published_statement_says_the_opposite() {
    let compared = json(&["compare", HUNCHUN]);
    let verdict = &compared["verdicts"][0];
    let claim = &verdict["evidence"][0];
    assert_eq!((&claim["key"], &claim["value"]), (&"v01".into(), &"20".into()));
    let saving = claim["ours"].as_f64().expect("a number");
    assert_eq!(claim["contradicts"], Value::Bool(saving < 0.0));
    let doubts: Vec<&str> = verdict["doubts"].as_array().expect("doubts").iter().filter_map(Value::as_str).collect();
    assert_eq!(doubts.contains(&"evidence-contradicts"), saving < 0.0);
    assert_eq!(verdict["decided"], Value::Bool(doubts.is_empty()));
    let page = answer(&["compare", HUNCHUN]);
    assert_eq!(page.contains("Not decided."), !doubts.is_empty(), "{page}");
    assert!(page.contains("Published in 2019:"), "{page}");
    let rows = answer(&["compare", HUNCHUN, "--format", "csv"]);
    assert!(rows.contains(&format!(",{},", doubts.join(";"))), "{rows}");
}

#[test]
fn a_switch_that_nobody_knows_is_on_in_its_share_of_the_draws() {
    let folder = tempfile::tempdir().expect("a folder");
    let weighed = |name: &str, weight: &str| {
        let lines = format!("[hypotheses.test-fund]\nweight = {weight}\nreason = \"nobody knows\"\n");
        json(&["risk", &scenario(&folder, name, &lines), "--draws", "4000", "--audit"])
    };
    let plain = scenario(&folder, "plain.toml", "");
    let off = json(&["risk", &plain, "--draws", "4000"]);
    let on = json(&["risk", &plain, "--draws", "4000", "--set", "switches.test-fund=true"]);
    let (never, half, always) = (weighed("never.toml", "0"), weighed("half.toml", "0.5"), weighed("always.toml", "1"));
    for corridor in 0..4 {
        // The same draws meet the same figures: to the last millionth.
        assert_eq!(mean(&never, corridor), mean(&off, corridor));
        assert_eq!(mean(&always, corridor), mean(&on, corridor));
    }
    // Loose grain by rail to Liaoning, some 1,111 km: 37 yuan in the draws that charge it, so 18 of the mean.
    let (domestic_off, domestic_half, domestic_on) = (mean(&off, 1), mean(&half, 1), mean(&on, 1));
    assert!(domestic_on - domestic_off > 25_000_000, "{domestic_off} {domestic_on}");
    let middle = i64::midpoint(domestic_off, domestic_on);
    assert!((domestic_half - middle).abs() < 2_000_000, "{domestic_off} {domestic_half} {domestic_on}");
    let is_drawn = |study: &Value| {
        let all = study["studies"][0]["hypotheses"].as_array().expect("switches");
        all.iter().any(|own| own["switch"] == "test-fund" && own["reason"] == "nobody knows")
    };
    assert!(is_drawn(&half));
    // Whoever turns it on or off knows.
    let lines = "[hypotheses.test-fund]\nweight = 0.5\n[switches]\ntest-fund = false\n";
    let settled = json(&["risk", &scenario(&folder, "settled.toml", lines), "--draws", "4000"]);
    assert_eq!(mean(&settled, 1), domestic_off);
    assert!(!is_drawn(&settled));
}

#[test]
fn two_switches_that_price_the_same_are_not_drawn_together() {
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = scenario(&folder, "both.toml", "[hypotheses.test-fund]\nweight = 0.5\n");
    // The same component for the same goods as the rows of the shipped switch.
    let row = FUND.replace("cn-rail,test-fund,", "cn-rail,fund,");
    std::fs::write(folder.path().join("tables/tariffs.csv"), row).expect("a table");
    let refused = run(&["check", &scenario]);
    assert_eq!(refused.code, Some(3), "{}", refused.stderr);
    assert!(refused.stderr.contains("M017") && refused.stderr.contains("are both on"), "{}", refused.stderr);
    // Who turns one of them off may draw the other.
    let settled = run(&["check", &scenario, "--set", "switches.grain-fund=false"]);
    assert_eq!(settled.code, Some(0), "{}", settled.stderr);
}

#[test]
fn figures_of_a_market_spread_a_total_further_than_independent_ones() {
    let folder = tempfile::tempdir().expect("a folder");
    let spread = |rho: &str| {
        let lines = format!("[markets.everything]\nfigures = \"*\"\nrho = {rho}\n{}", shipped_apart());
        let study = json(&["risk", &scenario(&folder, "market.toml", &lines), "--draws", "2000"]);
        let own = &demand(&study)["answers"][1]["spread"];
        money(&own["p95_per_t"]) - money(&own["p5_per_t"])
    };
    let (apart, together) = (spread("0"), spread("0.9"));
    // Some 150 figures of like size: the spread of their sum grows by far more than a half.
    assert!(together > apart + apart / 2, "{apart} {together}");
}

/// Turns the shipped markets off, so that another may hold their figures.
fn shipped_apart() -> String {
    let defaults = std::fs::read_to_string(root().join("scenarios/northeast-asia/defaults.toml")).expect("defaults");
    let names = defaults.lines().filter(|line| line.starts_with("[markets."));
    names.fold(String::new(), |text, name| text + name + "\nrho = 0\n")
}

#[test]
fn a_market_names_figures_that_there_are_and_shares_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let lines = "[markets.one]\nfigures = [\"tariffs.cn-truk*\"]\nrho = 0.5\n";
    let refused = run(&["check", &scenario(&folder, "nowhere.toml", lines)]);
    assert_eq!(refused.code, Some(3));
    assert!(refused.stderr.contains("S018") && refused.stderr.contains("nowhere.toml:6:"), "{}", refused.stderr);
    let lines = "[markets.one]\nfigures = [\"tariffs.cn-truck*\"]\nrho = 0.5\n\n[markets.two]\nfigures = \"*.per_km\"\nrho = 0.5\n";
    let refused = run(&["check", &scenario(&folder, "twice.toml", lines)]);
    assert_eq!(refused.code, Some(3));
    assert!(refused.stderr.contains("belongs to the markets `one` and `two`"), "{}", refused.stderr);
}

#[test]
fn percentiles_are_given_as_asked() {
    let study = json(&["risk", HUNCHUN, "--draws", "2000", "--percentiles", "1,5,50,99.5"]);
    let own = &demand(&study)["answers"][1];
    let given = own["percentiles"].as_array().expect("percentiles");
    let percents: Vec<f64> = given.iter().filter_map(|own| own["percent"].as_f64()).collect();
    assert_eq!(percents, [1.0, 5.0, 50.0, 99.5]);
    assert_eq!(given[1]["total_per_t"], own["spread"]["p5_per_t"]);
    let totals: Vec<i64> = given.iter().map(|own| money(&own["total_per_t"])).collect();
    assert!(totals.is_sorted(), "{totals:?}");
    let page = answer(&["risk", HUNCHUN, "--draws", "200", "--percentiles", "99.5"]);
    assert!(page.contains("99.5 % of draws stay below"), "{page}");
    let refused = run(&["risk", HUNCHUN, "--percentiles", "0"]);
    assert_eq!(refused.code, Some(2));
    assert!(refused.stderr.contains("above 0 and below 100"), "{}", refused.stderr);
}
