//! A planner asks whether the figures decide at all.

use serde_json::Value;

use super::{HUNCHUN, JILIN, answer, json, money, root, run};

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
fn a_demand_is_judged_alike_alone_and_among_many() {
    let many = json(&["compare", JILIN]);
    let alone = json(&["compare", JILIN, "--from", "dongning", "--to", "zhapu", "--draws", "0"]);
    let own = alone["verdicts"].as_array().expect("verdicts");
    let refused = own.iter().flat_map(|own| own["outside"].as_array().expect("a list"));
    assert!(refused.into_iter().any(|own| own.get("refused-cheaper").is_some()), "a refused way is cheaper: {own:?}");
    for own in own {
        let ends = |verdict: &Value| ["from", "to", "regime"].map(|end| verdict[end].clone());
        let among = many["verdicts"].as_array().expect("verdicts").iter().find(|many| ends(many) == ends(own));
        assert_eq!(among, Some(own));
    }
}

#[test]
fn bounds_decide_nothing_that_draws_leave_open() {
    let asked = ["compare", "scenarios/zarubino-qingdao-2020.toml", "--set", "switches.transit-tariff=true"];
    let judged = |draws: &str| json(&[&asked[..], &["--draws", draws]].concat())["verdicts"][0].clone();
    let (bounds, drawn) = (judged("0"), judged("1000"));
    // The cheapest way could be dearer too, not only the other cheaper.
    assert!(drawn["chances"][0]["share"].as_f64().expect("a share") < 0.95);
    assert_eq!((&bounds["decided"], &drawn["decided"]), (&Value::Bool(false), &Value::Bool(false)));
    assert_eq!(bounds["doubts"], drawn["doubts"]);
}

#[test]
fn a_switch_that_nobody_knows_keeps_bounds_from_deciding() {
    let folder = tempfile::tempdir().expect("a folder");
    let own = scenario(&folder, "fund.toml", "[hypotheses.test-fund]\nweight = 0.5\n");
    // Three yuan a kilometre on loose grain, so that all the way by rail is not cheapest with it.
    let tables = folder.path().join("tables/tariffs.csv");
    std::fs::write(tables, FUND.replace("0.033", "3")).expect("a table");
    let text = std::fs::read_to_string(&own).expect("a scenario").replace("hunchun-ningbo-2019", "maize-all-rail-2013");
    std::fs::write(&own, text).expect("a scenario");
    let judged = |set: &str| json(&["compare", &own, "--draws", "0", "--set", set])["verdicts"][0].clone();
    let (off, open, on) =
        (judged("switches.test-fund=false"), judged("date=2013-01-21"), judged("switches.test-fund=true"));
    assert!(off["decided"] == true && off["cheapest"] != on["cheapest"], "{off} {on}");
    assert_eq!((&open["cheapest"], &open["doubts"][0]), (&off["cheapest"], &"ranges-overlap".into()));
}

#[test]
fn a_page_says_that_nothing_is_decided_where_a_published_statement_says_the_opposite() {
    // Loose the published saving is the opposite of ours; boxes against boxes agree until their freight is dearer.
    for (more, are_opposite) in [("+0", [true, false]), ("+1000", [true, true])] {
        let set = format!("tariffs.sea-zarubino-box20.per_haul={more}");
        let ask = ["compare", HUNCHUN, "--set", &set];
        let compared = json(&ask);
        let verdict = &compared["verdicts"][0];
        let claim = &verdict["evidence"][0];
        assert_eq!((&claim["key"], &claim["value"]), (&"v01".into(), &"20".into()));
        let readings = claim["readings"].as_array().expect("readings");
        assert_eq!(readings.iter().map(|own| &own["reading"]).collect::<Vec<_>>(), ["loose", "boxes"]);
        for (read, is_opposite) in readings.iter().zip(are_opposite) {
            assert_eq!(read["ours"].as_f64().expect("a number") < 0.0, is_opposite, "{read}");
            assert_eq!(read["contradicts"], Value::Bool(is_opposite));
        }
        let contradicts = are_opposite == [true, true];
        assert_eq!(claim["contradicts"], Value::Bool(contradicts));
        let doubts: Vec<&str> =
            verdict["doubts"].as_array().expect("doubts").iter().filter_map(Value::as_str).collect();
        assert_eq!(doubts.contains(&"evidence-contradicts"), contradicts);
        assert_eq!(verdict["decided"], Value::Bool(doubts.is_empty()));
        let page = answer(&ask);
        assert_eq!(page.contains("Not decided:"), !doubts.is_empty(), "{page}");
        assert_eq!(page.contains("published figures say the opposite"), contradicts, "{page}");
        assert!(page.contains("Published in 2019:") && page.contains("read as boxes"), "{page}");
        let rows = answer(&[&ask[..], &["--format", "csv"]].concat());
        assert!(rows.contains(&format!(",{},", doubts.join(";"))), "{rows}");
    }
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

#[test]
fn every_question_that_names_a_cheapest_way_says_whether_it_is_decided() {
    let verdict = &json(&["compare", HUNCHUN])["verdicts"][0];
    let questions: [&[&str]; 9] = [
        &["alternatives", "-k", "2"],
        &["pareto"],
        &["critical", "--kind", "permission"],
        &["catchment", "--draws", "50"],
        &["breakeven", "--vary", "fx.usd-cny.rate"],
        &["levers", "--kind", "borders"],
        &["sensitivity", "--method", "oat"],
        &["discover", "--draws", "1000"],
        &["claims"],
    ];
    for question in questions {
        let arguments = [&[question[0], HUNCHUN], &question[1..]].concat();
        assert_eq!(&json(&arguments)["verdicts"][0], verdict, "{question:?}");
        let page = answer(&arguments).split_whitespace().collect::<Vec<_>>().join(" ");
        let (said, decided) = if question[0] == "claims" {
            ("Of 1 demand with a route the figures decide none", "Of 1 demand with a route the figures decide all")
        } else {
            (
                "Not decided: the ranges of the figures overlap. With every figure at its value the cheapest is",
                "Decided:",
            )
        };
        let is_decided = verdict["decided"] == true;
        assert_eq!((page.contains(said), page.contains(decided)), (!is_decided, is_decided), "{question:?}: {page}");
    }
    // Many demands are counted.
    let many =
        answer(&["breakeven", "scenarios/jilin-maize-2017.toml", "--from", "changchun", "--vary", "fx.usd-cny.rate"]);
    assert!(many.contains("with a route the figures decide"), "{many}");
}

#[test]
fn a_corridor_that_is_asked_for_alone_is_not_called_the_cheapest() {
    let all = json(&["compare", HUNCHUN, "--draws", "0"]);
    let total = |corridor: &str| {
        money(
            all["answers"]
                .as_array()
                .expect("answers")
                .iter()
                .find(|own| own["corridor"] == corridor)
                .map(|own| &own["total_per_t"])
                .expect("it"),
        )
    };
    let more = total("borrowed") - total("domestic");
    assert!(more > 0, "the case under test");
    for question in ["compare", "route", "explain", "risk", "alternatives", "pareto"] {
        let page = answer(&[question, HUNCHUN, "--corridor", "borrowed"]);
        let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
        for wrong in ["Cheapest: Zarubino", "Zarubino or Slavyanka is cheapest", "Decided:", "the only corridor"] {
            assert!(!page.contains(wrong), "{question}, {wrong}: {page}");
        }
        // A route is laid out step by step, and names no winner.
        if question == "route" {
            continue;
        }
        assert!(page.contains("Liaoning port and coastal ship"), "{question} names who is cheaper: {page}");
        assert!(page.contains(&format!("{:.2}", more as f64 / 1e6)), "{question} says by how much: {page}");
    }
    let verdict = &json(&["pareto", HUNCHUN, "--corridor", "borrowed"])["verdicts"][0];
    assert_eq!((&verdict["decided"], &verdict["cheapest"]), (&Value::Bool(false), &serde_json::json!(["borrowed"])));
    assert!(verdict["doubts"].as_array().is_some_and(|doubts| doubts.contains(&"outside-model".into())), "{verdict}");
    let left_out = &verdict["outside"][0]["corridor-left-out"];
    assert_eq!(left_out["corridor"], "domestic");
    assert_eq!(money(&left_out["less_per_t"]), more);
    // Who is cheapest of all is, asked for alone or not, but never the only one.
    let page = answer(&["compare", HUNCHUN, "--corridor", "domestic"]);
    let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(page.contains("the cheapest is Liaoning") && !page.contains("the only corridor"), "{page}");
}

#[test]
fn what_the_model_leaves_out_is_a_doubt_with_its_reason() {
    let outside = |arguments: &[&str], reason: &str| {
        let found = json(&[arguments, &["--draws", "0"]].concat());
        let verdict = &found["verdicts"][0];
        let own = verdict["outside"].as_array().expect("a list").iter().find_map(|own| own.get(reason)).cloned();
        let doubts = verdict["doubts"].as_array().expect("a list");
        assert!(own.is_none() || doubts.contains(&"outside-model".into()) && verdict["decided"] == false, "{verdict}");
        own
    };
    // A ship a week carries less than the whole harvest.
    let timber = ["compare", "scenarios/zarubino-qingdao-2020.toml"];
    assert_eq!(outside(&timber, "capacity-exceeded"), None);
    let crowd = [&timber[..], &["--set", "demand.1.tonnes_per_year=99000000"]].concat();
    let exceeded = outside(&crowd, "capacity-exceeded").expect("a doubt");
    assert!(exceeded["asked_t_per_month"].as_f64() > exceeded["capacity_t_per_month"].as_f64(), "{exceeded}");
    // In 2019 hardly a price is old; in 2031 all are but what the railway charges, for which no end is known.
    assert_eq!(outside(&["compare", HUNCHUN], "prices-old"), None);
    let old = outside(&["compare", HUNCHUN, "--date", "2031-01-01"], "prices-old").expect("a doubt");
    assert!(old["older"].as_u64() > Some(5) && old["older"].as_u64() < old["dated"].as_u64(), "{old}");
    let page = answer(&["compare", HUNCHUN, "--date", "2031-01-01", "--draws", "0"]);
    assert!(page.contains(&format!("Of the {} dated prices of this answer {}", old["dated"], old["older"])), "{page}");
    // Loose grain by Zarubino was forbidden; with dear rail to Liaoning it would be cheaper than what is allowed.
    let loose = ["compare", HUNCHUN, "--date", "2017-08-01", "--set", "switches.loose-grain=true"];
    assert_eq!(outside(&loose, "refused-cheaper"), None);
    let dear = ["--set", "tariffs.cn-rail-class4.per_km=*4", "--set", "tariffs.cn-rail-box20.per_km=*4"];
    let refused = outside(&[&loose[..], &dear].concat(), "refused-cheaper").expect("a doubt");
    assert_eq!(refused["corridor"], "borrowed");
}

#[test]
fn a_switch_that_prices_none_of_the_goods_is_no_open_question() {
    let named = |scenario: &str| {
        let found = json(&["compare", scenario, "--draws", "8"]);
        let all = found["verdicts"][0]["hypotheses"].as_array().expect("a list").clone();
        all.iter().map(|own| own["switch"].as_str().expect("a name").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(named(HUNCHUN), ["grain-fund", "transit-tariff"]);
    // Timber pays the fund in any case.
    assert_eq!(named("scenarios/hunchun-timber-2019.toml"), ["transit-tariff"]);
}

#[test]
fn a_switch_that_nobody_knows_may_be_the_condition_of_a_win() {
    let folder = tempfile::tempdir().expect("a folder");
    // Some 37 yuan on the domestic way alone: more than it leads by.
    let own = scenario(&folder, "fund.toml", "[hypotheses.test-fund]\nweight = 0.5\nreason = \"nobody knows\"\n");
    let found = json(&["discover", &own, "--wins", "borrowed", "--draws", "2000"]);
    let limits = found["limits"].as_array().expect("limits");
    let limit = limits.iter().find(|limit| limit["path"] == "switches.test-fund").expect("the switch is a condition");
    assert_eq!((&limit["is_switch"], &limit["low"], &limit["high"]), (&Value::Bool(true), &1.into(), &Value::Null));
    let page = answer(&["discover", &own, "--wins", "borrowed", "--draws", "2000"]);
    assert!(page.split_whitespace().collect::<Vec<_>>().join(" ").contains("switches.test-fund is on"), "{page}");
    // `sensitivity` leaves it off, and says so.
    let ranked = json(&["sensitivity", &own, "--method", "oat"]);
    let off = ranked["hypotheses_off"].as_array().expect("switches");
    assert!(off.iter().any(|own| own["switch"] == "test-fund"), "{off:?}");
    assert!(answer(&["sensitivity", &own, "--method", "oat"]).contains("Off here throughout"));
}

#[test]
fn a_title_that_names_a_day_stands_beside_the_day_asked_for() {
    let heading = |arguments: &[&str]| answer(arguments).lines().next().expect("a heading").to_owned();
    assert_eq!(heading(&["compare", HUNCHUN, "--draws", "0"]), "Maize from Hunchun to Ningbo, June 2019");
    assert_eq!(
        heading(&["compare", HUNCHUN, "--draws", "0", "--date", "2020-03-01"]),
        "Maize from Hunchun to Ningbo, June 2019, asked for 2020-03-01"
    );
}
