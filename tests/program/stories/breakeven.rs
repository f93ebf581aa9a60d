//! Where the answer turns, what levers are worth: what is printed is what `--set` gives.

use serde_json::Value;

use super::{HUNCHUN, answer, answers, json, money, run, total};

/// Returns the keys of the corridors of rank 1.
fn leaders(set: &str) -> Vec<String> {
    let found = answers(&["compare", HUNCHUN, "--set", set]);
    let cheapest = found.iter().filter(|answer| answer["rank"] == 1);
    cheapest.map(|answer| answer["corridor"].as_str().expect("a key").to_owned()).collect()
}

#[test]
fn the_flip_list_ranks_figures_and_each_value_turns_the_answer() {
    let found = json(&["breakeven", HUNCHUN]);
    let flips = found["flips"].as_array().expect("flips");
    assert!(flips.len() >= 5, "{} figures turn the answer", flips.len());
    let multiple = |flip: &Value| flip["nearest"]["of_bound"].as_f64().unwrap_or(f64::INFINITY);
    let multiples: Vec<f64> = flips.iter().map(multiple).collect();
    assert!(multiples.is_sorted(), "the likeliest given its own bounds comes first: {multiples:?}");
    let first = &flips[0];
    let (path, nearest) = (first["figure"]["path"].as_str().expect("a path"), &first["nearest"]);
    let number = |value: &Value| value.to_string().parse::<f64>().expect("a number");
    let (value, step) = (number(&nearest["value"]), number(&nearest["step"]));
    // Towards the other corridor, and back.
    let way = number(&nearest["distance"]).signum() * step;
    let places = step.to_string().split_once('.').map_or(0, |(_, places)| places.len());
    let at = |value: f64| leaders(&format!("{path}={value:.places$}"));
    assert!(at(value - way).iter().any(|leader| leader == "domestic"), "nearer to today it still leads");
    let then: Vec<&str> = nearest["to"].as_array().expect("keys").iter().filter_map(Value::as_str).collect();
    assert_eq!(at(value + way), then);

    let page = answer(&["breakeven", HUNCHUN]);
    let words = page.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("No figure alone turns that within its own bounds. The nearest:"), "{page}");
    assert!(words.contains("would have to") && page.contains(path), "{page}");
    // A distance that would have to shrink to a third is no row of the table; programs get it.
    let doubted = page.split("only further out").next().expect("a table");
    for flip in flips.iter().filter(|flip| multiple(flip) > 10.0 && flip["figure"]["grade"] != "estimate") {
        let value = format!(" {} ", flip["nearest"]["value"]);
        let row = |line: &&str| line.contains(&value);
        assert_eq!(doubted.lines().find(row), None, "{page}");
    }
}

#[test]
fn a_curve_says_what_setting_the_figure_gives() {
    let found = json(&["breakeven", HUNCHUN, "--vary", "fx.usd-cny.rate", "--between", "4,8"]);
    let curves = found["demands"][0]["curves"].as_array().expect("curves");
    for rate in ["4.25", "6.9", "7.75"] {
        let told = answers(&["compare", HUNCHUN, "--set", &format!("fx.usd-cny.rate={rate}")]);
        for curve in curves {
            let exact = |value: &Value| {
                let text = value["fraction"].as_str().expect("a fraction");
                let (numerator, denominator) = text.split_once('/').unwrap_or((text, "1"));
                numerator.parse::<f64>().expect("digits") / denominator.parse::<f64>().expect("digits")
            };
            let value: f64 = rate.parse().expect("a number");
            let pieces = curve["pieces"].as_array().expect("pieces");
            let piece = pieces.iter().find(|piece| exact(&piece["to"]) >= value).expect("a piece");
            let says = exact(&piece["fixed"]) + exact(&piece["slope"]) * value;
            let told = total(&told, curve["corridor"].as_str().expect("a key"));
            // What the rate moves is rounded to millionths in a few dozen amounts.
            assert!((says * 1e6 - told as f64).abs() < 30.0, "{says} is not {told} at {rate}");
        }
    }
}

#[test]
fn the_plane_of_two_figures_says_who_leads_where_both_are_set() {
    let vary =
        ["--vary", "fx.usd-cny.rate", "--between", "3,8", "--vary", "cargo.carbon_price_per_t", "--between", "0,2000"];
    let arguments: Vec<&str> = ["breakeven", HUNCHUN].into_iter().chain(vary).collect();
    let found = json(&arguments);
    let demand = &found["demands"][0];
    let rows = demand["rows"].as_array().expect("rows");
    let number = |value: &Value| value["decimal"].to_string().parse::<f64>().expect("a number");
    let mut tried = 0;
    for row in rows.iter().step_by(4) {
        for lead in row["leads"].as_array().expect("leads") {
            let middle = f64::midpoint(number(&lead["from"]), number(&lead["to"]));
            let rate = format!("fx.usd-cny.rate={middle:.6}");
            let carbon = format!("cargo.carbon_price_per_t={}", row["second"]);
            let told = answers(&["compare", HUNCHUN, "--set", &rate, "--set", &carbon]);
            let first = told.iter().filter(|answer| answer["rank"] == 1).map(|answer| &answer["corridor"]);
            assert_eq!(
                first.collect::<Vec<_>>(),
                lead["corridors"].as_array().expect("keys").iter().collect::<Vec<_>>()
            );
            tried += 1;
        }
    }
    assert!(tried >= 8, "{tried} points");

    let page = answer(&arguments);
    assert!(page.contains("* today; ") && page.contains("  4.83708\n"), "{page}");
    let csv = answer(&arguments.iter().copied().chain(["--format", "csv"]).collect::<Vec<_>>());
    let leads = rows.iter().map(|row| row["leads"].as_array().expect("leads").len());
    assert_eq!(csv.lines().count(), 1 + leads.sum::<usize>());
}

#[test]
fn a_plane_that_cannot_be_laid_out_says_why() {
    for (vary, why) in [
        (["fx.usd-cny.rate", "fx.usd-cny.rate"], "named twice"),
        (["date", "fx.usd-cny.rate"], "a date is moved alone"),
        (["fx.usd-cny.rate", "cargo.carbon_price_per_t"], "has no bounds and is 0 today"),
    ] {
        let found = run(&["breakeven", HUNCHUN, "--vary", vary[0], "--vary", vary[1]]);
        assert!(found.code == Some(2) && found.stderr.contains(why), "{vary:?}: {}", found.stderr);
    }
    let stepped = ["--vary", "tariffs.pair-box20.per_km", "--vary", "tariffs.class4-fertiliser.per_km"];
    let found = run(&[&["breakeven", "scenarios/rail-quotations-2022.toml"], &stepped[..]].concat());
    assert!(found.code == Some(2) && found.stderr.contains("rounded to steps"), "{}", found.stderr);
    // One of them alone has curves without the steps, and says so; where it flips is tried out with them.
    let alone = ["breakeven", "scenarios/rail-quotations-2022.toml", "--vary", "tariffs.class4-fertiliser.per_km"];
    assert!(answer(&alone).contains("The curves leave the steps out"));
    assert!(!answer(&["breakeven", HUNCHUN, "--vary", "fx.usd-cny.rate"]).contains("steps out"));
    let to_nothing = ["--vary", "equipment.box20.payload_t", "--between", "0,40", "--vary", "fx.usd-cny.rate"];
    let found = run(&[&["breakeven", HUNCHUN], &to_nothing[..]].concat());
    assert!(found.code == Some(2) && found.stderr.contains("at least 0.01 and at most 1000"), "{}", found.stderr);
}

#[test]
fn the_calendar_opens_and_closes_the_borrowed_port() {
    let found = json(&["breakeven", HUNCHUN, "--vary", "date", "--between", "2017-01-01,2019-12-31"]);
    let steps = found["demands"][0]["steps"].as_array().expect("steps");
    let totals = |day: &str| {
        let step = steps.iter().find(|step| step["from"].as_str() <= Some(day) && Some(day) <= step["to"].as_str());
        step.expect("every day is covered")["totals_per_t"].clone()
    };
    for day in ["2017-08-01", "2018-10-01", "2019-06-24"] {
        let told = run(&["compare", HUNCHUN, "--date", day, "--format", "json"]);
        let told: Value = serde_json::from_str(&told.stdout).expect("JSON");
        for answer in told["answers"].as_array().expect("answers") {
            let key = answer["corridor"].as_str().expect("a key");
            assert_eq!(totals(day)[key], answer["total_per_t"], "{key} on {day}");
        }
    }
    assert!(totals("2017-08-01")["borrowed"].is_null() && !totals("2018-10-01")["borrowed"].is_null());
}

#[test]
fn the_calendar_turns_where_a_quotation_ends() {
    let quote = ["--date", "2019-05-12", "--quote", "zarubino>ningbo=1200 CNY/box20, until 2019-05-17"];
    let asked = [&["breakeven", HUNCHUN, "--vary", "date", "--between", "2019-05-10,2019-05-25"], &quote[..]].concat();
    let found = json(&asked);
    let steps = found["demands"][0]["steps"].as_array().expect("steps");
    let days: Vec<&Value> = steps.iter().flat_map(|step| [&step["from"], &step["to"]]).collect();
    assert_eq!(days, ["2019-05-10", "2019-05-17", "2019-05-18", "2019-05-25"]);
    let problem = steps[1]["problem"].as_str().expect("it does not hold any more");
    assert!(steps[0]["problem"].is_null() && problem.starts_with("S027"), "{problem}");
}

#[test]
fn a_lever_is_worth_what_setting_it_saves() {
    let found = json(&["levers", HUNCHUN, "--packages", "scenarios/plans/facilitation.toml"]);
    let levers = found["levers"].as_array().expect("levers");
    let before = answers(&["compare", HUNCHUN]);
    for path in ["handling.zarubino-rail-sea-box20.price", "services.zarubino-feeder.cutoff_h"] {
        let lever = levers.iter().find(|lever| lever["figure"]["path"] == path).expect("a lever");
        for (moved, change) in [("one_step", format!("+{}", lever["step"])), ("a_tenth", lever["tenth"].to_string())] {
            let then = answers(&["compare", HUNCHUN, "--set", &format!("{path}={change}")]);
            for effects in lever["corridors"].as_array().expect("corridors") {
                let key = effects["corridor"].as_str().expect("a key");
                let saved = total(&before, key) - total(&then, key);
                let says = &effects[moved]["mean_saving_per_t"];
                assert_eq!(if says.is_null() { 0 } else { money(says) }, saved, "{path} by {key}");
            }
        }
    }
    let packages = found["packages"].as_array().expect("packages");
    assert_eq!(packages.len(), 3);
    let changes = packages[2]["changes"].as_array().expect("changes").iter().filter_map(Value::as_str);
    let mut words = vec!["compare", HUNCHUN];
    for change in changes {
        words.extend(["--set", change]);
    }
    let then = answers(&words);
    let says = packages[2]["by_corridor"].as_array().expect("corridors").iter();
    for (effect, answer) in says.zip(&before) {
        let key = answer["corridor"].as_str().expect("a key");
        let saving = &effect["mean_saving_per_t"];
        let saving = if saving.is_null() { 0 } else { money(saving) };
        assert_eq!(saving, total(&before, key) - total(&then, key), "{key}");
    }
}

#[test]
fn a_package_says_why_it_changes_nothing_and_by_how_much_it_makes_dearer() {
    let folder = tempfile::tempdir().expect("a folder");
    let plan = folder.path().join("plan.toml");
    let text = "schema = 1\ntitle = \"Packages\"\ndesign = \"list\"\n\
        [[run]]\n\"services.zarubino-feeder.every_days\" = { times = 0.5 }\n\
        [[run]]\n\"switches.grain-fund\" = false\n\
        [[run]]\n\"cargo.value_per_t\" = { times = 2 }\n\
        [[run]]\ndate = \"1980-01-01\"\n";
    std::fs::write(&plan, text).expect("a plan");
    let asked = ["levers", HUNCHUN, "--kind", "calendar", "--packages", &plan.to_string_lossy()];
    let found = json(&asked);
    let why: Vec<&Value> =
        found["packages"].as_array().expect("packages").iter().map(|own| &own["without_effect"]).collect();
    let no_cost = Value::from("no cost of these demands depends on it");
    assert_eq!(why, [&no_cost, &"all of it is so already".into(), &Value::Null, &Value::Null]);
    let page = answer(&asked);
    assert!(page.contains("It changes nothing: no cost of these demands depends on it."), "{page}");
    // The baseline becomes dearer as well: what a corridor costs more than before is what it costs more.
    let [before, then] =
        [&[][..], &["--set", "cargo.value_per_t=*2"]].map(|set| answers(&[&["compare", HUNCHUN], set].concat()));
    let effects = found["packages"][2]["by_corridor"].as_array().expect("corridors");
    for (effect, key) in effects.iter().zip(["borrowed", "domestic", "borrowed-box", "domestic-box"]) {
        let fall = total(&before, key) - total(&then, key);
        assert!(fall < 0 && money(&effect["mean_fall_per_t"]) == fall, "{key}: {effect}");
    }
    assert!(!page.contains("of -") && page.contains(" CNY/t more, "), "{page}");
    let rows = answer(&[&asked[..], &["--format", "csv"]].concat());
    let unanswered: Vec<&str> = rows.lines().filter(|row| row.contains(",4,,")).collect();
    // Beside why it has no answer stands no amount.
    let is_blank = |row: &&str| row.contains(&[&",".repeat(22), "CNY,,M015: "].concat());
    assert!(unanswered.len() == 5 && unanswered.iter().all(is_blank), "{rows}");
    // All that stops it is said, and nothing that only warns.
    let problem = found["packages"][3]["problem"].as_str().expect("a problem");
    let codes: Vec<&str> = problem.split("; ").filter_map(|one| one.get(..4)).collect();
    assert_eq!(codes, ["M015", "M014", "M014", "M015", "M015"], "{problem}");
    assert!(page.replace('\n', " ").contains(&format!("It cannot be answered: {problem}.")), "{page}");
}

#[test]
fn only_the_corridors_that_are_asked_for_are_compared() {
    let boxes = ["--corridor", "borrowed-box,domestic-box"];
    let asked = |words: &[&str]| json(&[words, &boxes[..], &["--audit"]].concat());
    let found = asked(&["breakeven", HUNCHUN, "--vary", "fx.usd-cny.rate"]);
    let keys: Vec<&str> = found["demands"][0]["curves"]
        .as_array()
        .expect("curves")
        .iter()
        .map(|curve| curve["corridor"].as_str().expect("a key"))
        .collect();
    assert_eq!(keys, ["borrowed-box", "domestic-box"]);
    assert_eq!(found["demands"][0]["leaders"], serde_json::json!(["borrowed-box"]));
    for flip in asked(&["breakeven", HUNCHUN])["flips"].as_array().expect("flips") {
        assert_eq!(flip["nearest"]["to"], serde_json::json!(["domestic-box"]), "{}", flip["figure"]["path"]);
    }
    let days = asked(&["breakeven", HUNCHUN, "--vary", "date", "--between", "2019-01-01,2019-12-31"]);
    assert_eq!(days["demands"][0]["steps"][0]["totals_per_t"].as_object().map(serde_json::Map::len), Some(2));
    let levers = asked(&["levers", HUNCHUN, "--kind", "borders,services"]);
    assert_eq!(levers["levers"][0]["corridors"].as_array().map(Vec::len), Some(2));
    let paths =
        levers["levers"].as_array().expect("levers").iter().filter_map(|lever| lever["figure"]["path"].as_str());
    assert!(paths.into_iter().all(|path| path.starts_with("borders.") || path.starts_with("services.")));

    let unknown = run(&["levers", HUNCHUN, "--corridor", "nosuch"]);
    assert!(
        unknown.code == Some(2) && unknown.stderr.contains("there are borrowed, borrowed-box"),
        "{}",
        unknown.stderr
    );
    let closed = run(&["breakeven", HUNCHUN, "--date", "2017-08-01", "--corridor", "borrowed"]);
    assert_eq!(closed.code, Some(4), "{}", closed.stderr);
    let spread = run(&["levers", HUNCHUN, "--packages", "scenarios/plans/spread.toml"]);
    assert!(spread.code == Some(2) && spread.stderr.contains("a plan of the design `list`"), "{}", spread.stderr);
}

#[test]
fn what_cannot_be_varied_says_why() {
    for (words, says) in [
        (&["--vary", "fx.usd-cny.rte"][..], "fx has no column `rte`; did you mean rate?"),
        (&["--vary", "fx.usd-cy.rate"], "did you mean usd-cny?"),
        (&["--vary", "legs.rail-changchun-jiutai.mode"], "is no figure: it is no number"),
        (&["--vary", "borders.cn-ru-rail-transit-customs-ru-box20.open_days"], "the cell is blank; give it a value"),
        (&["--vary", "fx.usd-cny.rate", "--between", "8,4"], "the lesser and the greater value"),
        (&["--vary", "fx.usd-cny.rate", "--between", "7,8"], "which does not lie between 7 and 8"),
        (&["--vary", "date", "--between", "1,2"], "two days"),
        (&["--vary", "demand.1.tonnes_per_year"], "no cost of these demands depends on"),
        (&["--between", "1,2"], "--vary"),
        (&["--vary", "handling.zarubino-rail-sea.loss_pct", "--between", "0,200"], "at least 0 and at most 100"),
        (&["--vary", "a", "--vary", "b", "--vary", "c"], "one figure is moved, or two against each other"),
        (&["--vary", "fx.usd-cny.rate", "--between", "6,7", "--between", "1,2"], "a --between for each --vary at most"),
    ] {
        let outcome = run(&[&["breakeven", HUNCHUN], words].concat());
        assert_eq!(outcome.code, Some(2), "{words:?}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(says), "{words:?}: {}", outcome.stderr);
    }
}
