//! Published claims as evidence: readings, fits, answers given a fit, and what to find out first.

use std::fs;

use super::{HUNCHUN, answer, json, root, run};

/// Fits the boxes of Ningbo customs into a folder.
fn fit(folder: &str, threads: &str) -> String {
    let draws = ["--hold-out", "none", "--draws", "3000", "--threads", threads, "-o", folder];
    answer(&[&["calibrate", HUNCHUN, "--claims", "v01:boxes"][..], &draws].concat())
}

#[test]
fn a_claim_with_several_readings_holds_by_some_of_them() {
    let timber = HUNCHUN.replace("ningbo", "timber");
    let found = json(&["claims", HUNCHUN, &timber]);
    let claims = found["claims"].as_array().expect("claims");
    let read = |reading: &str| claims.iter().find(|claim| claim["key"] == "v01" && claim["reading"] == reading);
    for reading in ["loose", "boxes", "timber"] {
        let claim = read(reading).expect(reading);
        // About 20 is said with one digit: 15 to 25.
        let ours = claim["ours"].as_f64().expect("a value");
        assert_eq!(claim["holds"], (15.0..=25.0).contains(&ours), "{reading}: {ours}");
    }
    assert!(read("copper").is_none());
    assert_eq!(found["unasked"][0]["scenario"], "hunchun-copper-2019", "{}", found["unasked"]);
    assert!(answer(&["claims", HUNCHUN]).contains("was not asked as"));
}

#[test]
fn a_claim_is_measured_on_the_one_demand_that_it_is_about() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("own")).expect("a folder");
    let head = "key,claim,value,unit,measure,scenario,from,to,corridor,against,source,grade\n";
    let rows = [("said", "changchun"), ("unsaid", "")].map(|(key, from)| {
        let of = "40,yuan/t,saving_per_t,many";
        format!("{key},So it is said,{of},{from},ningbo,borrowed-box,domestic-box,ningbo-customs-2019,published\n")
    });
    fs::write(folder.path().join("own/claims.csv"), [head, &rows.concat()].concat()).expect("a table");
    let many = folder.path().join("many.toml");
    let ends = ["hunchun", "changchun"].map(|from| format!("[[demand]]\nfrom = {from:?}\nto = \"ningbo\"\n"));
    let head = format!("schema = 1\nextends = {:?}\ntables = \"own\"\n", root().join(HUNCHUN));
    fs::write(&many, head + &ends.concat()).expect("a scenario");
    let found = json(&["claims", many.to_str().expect("UTF-8")]);
    let claim = |key: &str| {
        let all = found["claims"].as_array().expect("claims");
        all.iter().find(|claim| claim["key"] == key).expect(key).clone()
    };
    assert!(claim("said")["measured_on"].as_str().expect("a place").contains("changchun > ningbo"));
    // Which of the two demands would be for the order of the file to say.
    assert!(claim("unsaid")["ours"].is_null(), "{}", claim("unsaid"));
}

#[test]
fn no_claim_is_fitted_and_shown_as_a_test() {
    let refused = |words: &[&str]| {
        let outcome = run(&[&["calibrate", HUNCHUN, "--draws", "1000"], words].concat());
        assert_eq!(outcome.code, Some(2), "{words:?}: {}", outcome.stdout);
        outcome.stderr
    };
    assert!(refused(&["--claims", "v01", "--hold-out", "v01"]).contains("what was fitted is no test"));
    assert!(refused(&["--claims", "v01:boxes,v01:loose"]).contains("given twice"));
    assert!(refused(&["--claims", "v02"]).contains("only claims about costs"));
    assert!(refused(&["--claims", "v06"]).contains("suifenhe-ningbo-2015"));
    assert!(refused(&["--claims", "v99"]).contains("no row of claims.csv"));
    assert!(refused(&["--claims", "v01", "--hold-out", "v03,v03"]).contains("given twice"));
    assert!(refused(&["--hold-out", "none,v01"]).contains("hold out those, or none"));
    // A reading names its scenario, so two of one name would be one scenario or the other.
    assert!(refused(&[HUNCHUN]).contains("two of the scenarios are called hunchun-ningbo-2019"));
    let folder = tempfile::tempdir().expect("a folder");
    let fitted = folder.path().join("fitted");
    let fitted = fitted.to_str().expect("UTF-8");
    fit(fitted, "2");
    let found = json(&["compare", HUNCHUN, "--with", fitted]);
    let verdict = &found["verdicts"][0];
    assert_eq!(verdict["given"]["claims"][0], "v01");
    assert_eq!(verdict["given"]["grade"], "inferred");
    let evidence = verdict["evidence"].as_array().expect("claims").iter().find(|claim| claim["key"] == "v01");
    let evidence = evidence.expect("v01 is shown");
    assert!(evidence["fitted"] == true && evidence["contradicts"] == false, "{evidence}");
    let before = json(&["compare", HUNCHUN]);
    assert!(before["verdicts"][0].get("given").is_none());
    // With dearer boxes it says the opposite of the answer; fitted, it says nothing for or against it.
    let dear = ["compare", HUNCHUN, "--set", "tariffs.sea-zarubino-box20.per_haul=+1000"];
    let doubts = |words: &[&str]| json(&[&dear[..], words].concat())["verdicts"][0]["doubts"].to_string();
    assert!(doubts(&[]).contains("evidence-contradicts"));
    assert!(!doubts(&["--with", fitted]).contains("evidence-contradicts"));
    // Totals and grades stay as they are.
    assert_eq!(before["answers"], found["answers"]);
    assert!(answer(&["compare", HUNCHUN, "--with", fitted]).contains("Given v01 as fitted in"));
}

#[test]
fn a_fit_has_the_same_bytes_with_any_threads_and_only_draws_are_given_on_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let [one, other] = ["one", "other"].map(|name| folder.path().join(name));
    let pages = [(&one, "1"), (&other, "3")].map(|(path, threads)| fit(path.to_str().expect("UTF-8"), threads));
    assert_eq!(pages[0], pages[1]);
    for name in ["fit.json", "draws.csv"] {
        let read = |path: &std::path::PathBuf| fs::read(path.join(name)).expect("a file");
        assert!(read(&one) == read(&other), "{name}");
    }
    let with = one.to_str().expect("UTF-8");
    let chance = |found: &serde_json::Value| {
        let answers = found["studies"][0]["demands"][0]["answers"].as_array().expect("corridors").clone();
        let boxes = answers.iter().find(|answer| answer["corridor"] == "domestic-box").expect("boxes at home").clone();
        boxes["spread"]["p50_per_t"].as_f64().expect("a median")
    };
    let (before, given) = (json(&["risk", HUNCHUN, "--draws", "3000"]), json(&["risk", HUNCHUN, "--with", with]));
    assert!(before["studies"][0].get("given").is_none());
    assert_eq!(given["studies"][0]["given"]["claims"][0], "v01");
    assert!((chance(&before) - chance(&given)).abs() > 0.01);
    // The saving of boxes that the claim is about lies nearer to what it says.
    let asked = json(&["ask-first", HUNCHUN, "--with", with]);
    assert_eq!(asked["given"]["claims"][0], "v01");
    let request = folder.path().join("request.json");
    fs::write(&request, format!(r#"{{"question": {{"levers": {{}}}}, "with": {with:?}}}"#)).expect("a request");
    let outcome = run(&["ask", HUNCHUN, request.to_str().expect("UTF-8")]);
    assert!(
        outcome.code == Some(2) && outcome.stderr.contains("only compare, risk, breakeven and ask-first"),
        "{}",
        outcome.stderr
    );
    // What would turn the answer is ranked by how often the weighed draws are there.
    let list = json(&["breakeven", HUNCHUN, "--corridor", "borrowed-box,domestic-box", "--with", with]);
    assert_eq!(list["given"]["claims"][0], "v01");
    let flips = list["flips"].as_array().expect("figures");
    let beyond: Vec<f64> = flips.iter().map(|flip| flip["fitted"]["beyond"].as_f64().unwrap_or(0.0)).collect();
    assert!(beyond.is_sorted_by(|one, other| one >= other) && beyond[0] > 0.0, "{beyond:?}");
    let first = &flips[0];
    let (range, flip) = (&first["fitted"]["range"], first["nearest"]["value"].as_f64().expect("a value"));
    // One draw of twenty is below the first value: where fewer are beyond a flip below, it is further out.
    let is_out = flip < range[0].as_f64().expect("a value") || flip > range[2].as_f64().expect("a value");
    assert_eq!(is_out, beyond[0] < 0.05, "{first}");
    // Every conditioned answer names the claims, in tables too.
    for command in ["compare", "risk", "breakeven", "ask-first"] {
        let words = [command, HUNCHUN, "--corridor", "borrowed-box,domestic-box", "--format", "csv", "--with", with];
        let table = answer(&words);
        let mut lines = table.lines();
        assert!(lines.next().expect("headings").ends_with(",given_claims") && lines.all(|line| line.ends_with(",v01")));
    }
    assert!(!answer(&["compare", HUNCHUN, "--format", "csv"]).contains("given_claims"));
    // A fit that was made with changed figures is for answers with the same change.
    let changed = folder.path().join("changed");
    let changed = changed.to_str().expect("UTF-8");
    let set = ["--set", "cargo.value_per_t=2000"];
    answer(
        &[
            &["calibrate", HUNCHUN, "--claims", "v01:boxes", "--hold-out", "none", "--draws", "3000"][..],
            &set,
            &["-o", changed],
        ]
        .concat(),
    );
    assert!(run(&["risk", HUNCHUN, "--with", changed]).stderr.contains("made with --set cargo.value_per_t=2000"));
    answer(&[&["risk", HUNCHUN, "--with", changed][..], &set].concat());
    // Other tables are other figures, wherever they are; other scenarios of the same tables are not.
    let shipped = root().join("scenarios");
    let copy = folder.path().join("copy");
    answer(&["init", "--from-shipped", copy.to_str().expect("UTF-8")]);
    let own = copy.join("hunchun-ningbo-2019.toml");
    let own = own.to_str().expect("UTF-8");
    answer(&["risk", own, "--with", with]);
    answer(&["risk", shipped.join("hunchun-timber-2019.toml").to_str().expect("UTF-8"), "--with", with]);
    let legs = copy.join("northeast-asia/legs.csv");
    let text = fs::read_to_string(&legs).expect("legs");
    fs::write(&legs, format!("{text}\n")).expect("legs");
    assert!(run(&["risk", own, "--with", with]).stderr.contains("legs.csv is not as it was"));
    // Seed, claims and draws belong together.
    let draws = fs::read_to_string(one.join("draws.csv")).expect("draws");
    let fewer: Vec<&str> = draws.lines().take(20).collect();
    fs::write(one.join("draws.csv"), fewer.join("\n")).expect("draws");
    assert!(run(&["risk", HUNCHUN, "--with", with]).stderr.contains("another fingerprint"));
    // A fit of other files, or no fit, is refused.
    fs::write(one.join("draws.csv"), "draw,weight\n0,-1\n").expect("a file");
    assert!(run(&["risk", HUNCHUN, "--with", with]).stderr.contains("line 2 is no draw"));
    fs::remove_file(one.join("fit.json")).expect("a file");
    assert!(run(&["risk", HUNCHUN, "--with", with]).stderr.contains("fit.json"));
}

#[test]
fn two_claims_that_cannot_hold_together_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let tables = folder.path().join("own");
    fs::create_dir(&tables).expect("a folder");
    let head = "key,claim,value,low,high,unit,measure,scenario,from,to,corridor,against,role,source,grade\n";
    let row = |key: &str, value: i32| {
        format!(
            "{key},Somebody says so,{value},{},{},yuan/t,saving_per_t,two,hunchun,ningbo,borrowed-box,domestic-box,fit,\
             ningbo-customs-2019,published\n",
            value - 1,
            value + 1
        )
    };
    fs::write(tables.join("claims.csv"), [head.to_owned(), row("x1", 40), row("x2", -40)].concat()).expect("a table");
    let scenario = folder.path().join("two.toml");
    let parent = root().join(HUNCHUN);
    fs::write(&scenario, format!("schema = 1\nextends = {parent:?}\ntables = \"own\"\n")).expect("a scenario");
    let words = [
        "calibrate",
        scenario.to_str().expect("UTF-8"),
        "--claims",
        "x1,x2",
        "--hold-out",
        "none",
        "--draws",
        "2000",
        "--discrepancy",
        "1",
    ];
    let outcome = run(&words);
    assert_eq!(outcome.code, Some(4), "{}", outcome.stderr);
    assert!(outcome.stdout.contains("x1 and x2 contradict each other"), "{}", outcome.stdout);
    // A fit of before does not stay where one was to replace it.
    let fitted = folder.path().join("fitted");
    let keep = ["-o", fitted.to_str().expect("UTF-8"), "--force"];
    fit(keep[1], "2");
    let outcome = run(&[&words[..], &keep].concat());
    assert!(outcome.code == Some(4) && outcome.stderr.contains("fitted keeps nothing"), "{}", outcome.stderr);
    assert!(!fitted.join("fit.json").exists() && !fitted.join("draws.csv").exists());
    let found: serde_json::Value =
        serde_json::from_str(&run(&[&words[..], &["--format", "json"]].concat()).stdout).expect("JSON");
    assert!(found["status"] == "contradiction" && found["pairs"][0]["contradicts"] == true, "{found}");
}

#[test]
fn what_to_ask_first_is_worded_in_three_languages() {
    let words = ["ask-first", HUNCHUN, "--draws", "3000", "--corridor", "borrowed-box,domestic-box"];
    let found = json(&words);
    let asks = found["asks"].as_array().expect("asks");
    let worth = |ask: &serde_json::Value| ask["worth_per_year"].as_f64().expect("an amount");
    assert!(asks.windows(2).all(|two| worth(&two[0]) >= worth(&two[1])));
    let all = found["worth_of_all"].as_f64().expect("an amount");
    // Nothing tells more than all figures do.
    assert!(worth(&asks[0]) > 0.0 && worth(&asks[0]) <= all, "{} {all}", asks[0]);
    assert!(asks.iter().any(|ask| ask["kind"] == "market" && ask["is_sure"] == true));
    let [english, chinese, russian] =
        ["en", "zh", "ru"].map(|lang| answer(&[&words[..], &["--lang", lang, "--threads", "1"]].concat()));
    assert!(english.contains("What is charged for") && chinese.contains("请") && russian.contains("Сейчас принято"));
    assert_eq!(english, answer(&[&words[..], &["--threads", "3"]].concat()));
}
