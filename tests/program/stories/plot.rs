//! A picture for a report or a paper: its numbers are those of the answer, and it is the same wherever it is made.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{HUNCHUN, PARTS, RAJIN, answer, json, root, run};

fn drawn(folder: &Path, ending: &str, arguments: &[&str]) -> Vec<u8> {
    let file = folder.join(format!("picture.{ending}"));
    let path = file.to_str().expect("a path");
    answer(&[&["plot", HUNCHUN, "--force", "-o", path], arguments].concat());
    fs::read(&file).expect("the picture")
}

fn data(folder: &Path, arguments: &[&str]) -> Value {
    serde_json::from_slice(&drawn(folder, "json", arguments)).expect("JSON")
}

fn marks<'a>(picture: &'a Value, panel: usize, kind: &str) -> Vec<&'a Value> {
    let marks = picture["panels"][panel]["marks"].as_array().expect("marks");
    marks.iter().filter_map(|mark| mark.get(kind)).collect()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

#[test]
fn the_staircase_ends_at_the_totals_of_compare() {
    let folder = tempfile::tempdir().expect("a folder");
    let picture = data(folder.path(), &["--kind", "staircase"]);
    let compared = json(&["compare", HUNCHUN, "--draws", "0"]);
    for (corridor, tint) in [("borrowed", "first"), ("domestic", "second")] {
        let answers = compared["answers"].as_array().expect("answers");
        let own = answers.iter().find(|own| own["corridor"] == corridor).expect("the corridor");
        for (panel, total) in [&own["total_per_t"], &own["days"]].into_iter().enumerate() {
            let lines = marks(&picture, panel, "line");
            let last = lines.iter().rev().find(|line| line["tint"] == tint).expect("a line");
            let end = last["at"].as_array().expect("positions").last().expect("an end").clone();
            assert!((number(&end[1]) - number(total)).abs() < 1e-6, "{corridor}: {end} and {total}");
            let km: f64 = ["rail", "road", "sea", "waterway"].iter().map(|mode| number(&own["km"][mode])).sum();
            // Rides of less than 50 m are drawn as a step.
            assert!((number(&end[0]) - km).abs() < 0.3, "{corridor}: {end} and {km} km");
        }
    }
}

#[test]
fn the_bars_of_a_waterfall_are_the_differences_of_the_parts() {
    let folder = tempfile::tempdir().expect("a folder");
    let picture = data(folder.path(), &["--kind", "waterfall"]);
    let compared = json(&["compare", HUNCHUN, "--draws", "0"]);
    let parts = |corridor: &str| {
        let own = compared["answers"].as_array().expect("answers").iter().find(|own| own["corridor"] == corridor);
        let own = own.expect("the corridor").clone();
        PARTS.map(|part| number(&own["parts"][part]))
    };
    let differences = parts("borrowed").into_iter().zip(parts("domestic")).map(|(other, leader)| other - leader);
    let differences: Vec<f64> = differences.filter(|difference| difference.abs() > 1e-9).collect();
    let bars = marks(&picture, 0, "rect");
    assert_eq!(bars.len(), differences.len() + 2);
    for (bar, difference) in bars[1..].iter().zip(differences) {
        assert!((number(&bar["x"][1]) - number(&bar["x"][0]) - difference).abs() < 1e-6, "{bar} and {difference}");
    }
}

#[test]
fn the_calendar_has_the_costs_and_days_of_each_ready_date() {
    let folder = tempfile::tempdir().expect("a folder");
    let dates = r#"{"plan": {"from_date": "2010-12-30", "to_date": "2011-01-04"}}"#;
    let file = folder.path().join("calendar.json");
    let path = file.to_str().expect("a path");
    answer(&["plot", RAJIN, "--kind", "calendar", "--question", dates, "-o", path]);
    let picture: Value = serde_json::from_slice(&fs::read(&file).expect("it")).expect("JSON");
    let found = json(&["plan", RAJIN, "--from-date", "2010-12-30", "--to-date", "2011-01-04"]);
    assert_eq!(picture["panels"][0]["x"]["names"], serde_json::json!(["Dec 2010", "Jan 2011"]));
    let days = found["demands"][0]["days"].as_array().expect("days");
    for (panel, measure) in ["total_per_t", "days"].into_iter().enumerate() {
        for (place, tint) in ["first", "second"].into_iter().enumerate() {
            let lines = marks(&picture, panel, "line");
            let line = lines.iter().find(|line| line["tint"] == tint).expect("a line")["at"].as_array().expect("at");
            assert_eq!(line.len(), days.len());
            for (at, day) in line.iter().zip(days) {
                let cost = number(&day["by_corridor"][place][measure]);
                assert!((number(&at[1]) - cost).abs() < 1e-6, "{day}: {at}");
            }
        }
    }
    // The noon of 31 December is half a day before the edge between the months.
    let line = &marks(&picture, 0, "line")[0]["at"];
    assert!((number(&line[1][0]) - (0.5 - 0.5 / 31.0)).abs() < 1e-9, "{line}");
}

#[test]
fn the_bars_of_capacities_are_the_use_and_the_worth_that_flow_finds() {
    let folder = tempfile::tempdir().expect("a folder");
    let most = ["--corridor", "borrowed", "--set", "demand.1.tonnes_per_year=200000"];
    let asked = ["--kind", "capacities", "--question", r#"{"flow": {"unmet_per_t": 1000, "to_month": "2019-02"}}"#];
    let picture = data(folder.path(), &[&asked[..], &most].concat());
    let found = json(&[&["flow", HUNCHUN, "--unmet", "1000", "--to-month", "2019-02"], &most[..]].concat());
    let capacities = found["capacities"].as_array().expect("capacities");
    let scarce = capacities.iter().find(|own| number(&own["worth_per_unit"]) > 0.0).expect("one that binds");
    let bars = marks(&picture, 0, "rect");
    assert_eq!(bars.len(), capacities.len());
    // What is worth the most is on top, the others by their use.
    assert_eq!(picture["panels"][0]["y"]["names"][0], scarce["name"]);
    let mut shares: Vec<f64> = capacities.iter().map(|own| number(&own["used"]) / number(&own["capacity"])).collect();
    shares.sort_by(|one, other| other.total_cmp(one));
    for (bar, share) in bars.iter().zip(shares) {
        assert!((number(&bar["x"][1]) - share * 100.0).abs() < 1e-4, "{bar} and {share}");
    }
    let worth = number(&marks(&picture, 1, "rect")[0]["x"][1]);
    assert!((worth - number(&scarce["worth_per_unit"])).abs() < 1e-6, "{worth}");
    let map = data(folder.path(), &[&["--kind", "flow"], &asked[2..], &most].concat());
    let bands = marks(&map, 0, "band");
    let widest = bands.iter().map(|band| number(&band["width"])).fold(0.0, f64::max);
    assert!((widest - 12.0).abs() < 1e-9 && bands.len() == found["legs"].as_array().map_or(0, Vec::len), "{bands:?}");
}

#[test]
fn the_bars_of_queues_are_what_simulate_finds() {
    let folder = tempfile::tempdir().expect("a folder");
    let asked = r#"{"simulate": {"departures": "on-time", "runs": 5}}"#;
    let picture = data(folder.path(), &["--kind", "queues", "--corridor", "borrowed-box", "--question", asked]);
    let simulated = ["simulate", HUNCHUN, "--corridor", "borrowed-box", "--departures", "on-time", "--runs", "5"];
    let found = json(&simulated);
    let days = &found["routes"][0]["days"];
    let bar = &marks(&picture, 0, "rect")[0]["x"];
    for (end, share) in ["p5", "p95"].into_iter().enumerate() {
        assert!((number(&bar[end]) - number(&days[share])).abs() < 1e-6, "{bar} and {days}");
    }
    let lines = found["resources"].as_array().expect("resources");
    assert_eq!(marks(&picture, 1, "rect").len(), lines.len());
    let mean = |own: &&Value| number(&own["line"]["mean"]);
    let first = lines.iter().max_by(|one, other| mean(one).total_cmp(&mean(other))).expect("the longest");
    assert!((number(&marks(&picture, 1, "rect")[0]["x"][1]) - number(&first["line"]["p95"])).abs() < 1e-6, "{first}");
}

#[test]
fn every_kind_is_drawn_and_its_title_is_in_the_language_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let kinds: [(&str, &[&str]); 9] = [
        ("map", &[]),
        ("breakeven", &[]),
        ("curve", &["--vary", "fx.usd-cny.rate"]),
        ("plane", &["--vary", "fx.usd-cny.rate", "--vary", "cargo.value_per_t"]),
        ("risk", &["--draws", "100"]),
        ("tornado", &[]),
        ("pareto", &[]),
        ("months", &[]),
        ("queues", &["--draws", "3"]),
    ];
    for (kind, options) in kinds {
        let picture = data(folder.path(), &[&["--kind", kind, "--lang", "zh"], options].concat());
        assert_eq!((picture["kind"].as_str(), picture["lang"].as_str()), (Some(kind), Some("zh-Hans")));
        let title = picture["title"].as_str().expect("a title");
        assert!(title.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter)), "{kind}: {title}");
        assert!(!picture["panels"][0]["marks"].as_array().expect("marks").is_empty(), "{kind}");
    }
}

#[test]
fn a_picture_has_the_size_asked_for_in_every_format_and_the_same_bytes_each_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let size = ["--size", "160x90mm"];
    let svg = String::from_utf8(drawn(folder.path(), "svg", &size)).expect("UTF-8");
    assert!(svg.contains("width=\"160mm\" height=\"90mm\"") && !svg.contains("<text"), "{}", &svg[..400]);
    assert!(svg.contains("<title>Liaoning port and coastal ship costs 26.83 CNY/t less"), "{}", &svg[..400]);
    assert_eq!(svg.as_bytes(), drawn(folder.path(), "svg", &size));
    let text = String::from_utf8(drawn(folder.path(), "svg", &["--text"])).expect("UTF-8");
    assert!(text.contains("<text") && text.contains("Yingkou old port: transhipment +41.6"));
    let png = drawn(folder.path(), "png", &["--size", "160x90mm", "--dpi", "300"]);
    // 160 mm are 6.2992 inches; 300 dots of an inch are 11811 of a metre.
    assert_eq!((&png[..8], &png[12..16]), (&b"\x89PNG\r\n\x1a\n"[..], &b"IHDR"[..]));
    assert_eq!((&png[16..20], &png[20..24]), (&1890_u32.to_be_bytes()[..], &1063_u32.to_be_bytes()[..]));
    assert_eq!((&png[37..41], &png[41..45]), (&b"pHYs"[..], &11811_u32.to_be_bytes()[..]));
    let pdf = drawn(folder.path(), "pdf", &size);
    // 160 mm are 453.54 points.
    let head = String::from_utf8_lossy(&pdf[..400]).into_owned();
    assert!(head.starts_with("%PDF-1.4") && head.contains("/MediaBox [0 0 453.54 255.12]"), "{head}");
    assert!(pdf.ends_with(b"%%EOF\n"));
}

#[test]
fn the_picture_of_the_front_page_is_made_by_the_program() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = drawn(folder.path(), "svg", &["--kind", "staircase", "--size", "200x115mm"]);
    let kept = fs::read(root().join("src/guide/staircase.svg")).expect("the picture of the README");
    assert!(
        made == kept,
        "make it anew: corridor plot {HUNCHUN} --kind staircase --size 200x115mm --force -o src/guide/staircase.svg"
    );
}

#[test]
fn what_makes_no_sense_is_refused_with_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("x.svg");
    let path = file.to_str().expect("a path");
    let refused = |arguments: &[&str], code: i32, words: &str| {
        let outcome = run(&[&["plot", HUNCHUN], arguments].concat());
        assert_eq!(outcome.code, Some(code), "{arguments:?}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(words), "{arguments:?}: {}", outcome.stderr);
        assert!(!file.exists(), "{arguments:?}");
    };
    refused(&["--kind", "pie", "-o", path], 2, "staircase");
    refused(&["--size", "0x90mm", "-o", path], 2, "give a width and a height of 40 to 2000 mm, such as 160x90mm");
    refused(&["--size", "160x90", "-o", path], 2, "such as 160x90mm");
    refused(&["-o", "x.gif"], 2, "x.gif is to end in .svg, .png, .pdf or .json");
    refused(&["-o", "no/such/folder/x.svg"], 1, "there is no folder no/such/folder to write in");
    refused(&["-o", HUNCHUN], 2, "is to end in");
    refused(&["--kind", "curve", "-o", path], 2, "name the figure of the curve: --vary PATH");
    refused(&["--vary", "fx.usd-cny.rate", "-o", path], 2, "--vary is for curve and plane, not for staircase");
    let other = ["--kind", "flow", "--question", r#"{"simulate": {}}"#, "-o", path];
    refused(&other, 2, "flow draws the answer to another question");
    let unknown = ["--kind", "flow", "--question", r#"{"flow": {"penalty": 3}}"#, "-o", path];
    refused(&unknown, 2, "unmet_per_t");
    refused(&["--kind", "waterfall", "--corridor", "domestic", "-o", path], 4, "fewer than two corridors have a route");
    refused(&["--font", "no-font.ttf", "-o", path], 1, "no-font.ttf");
    refused(&["--font", "README.md", "-o", path], 1, "README.md: this is no TrueType or OpenType font");
    let large = folder.path().join("x.png");
    let large = large.to_str().expect("a path");
    refused(&["--size", "2000x2000mm", "--dpi", "2400", "-o", large], 2, "take a smaller --size or less --dpi");
    refused(&["--dpi", "300", "--text", "-o", large], 2, "--text is for SVG");
    fs::write(&file, "kept").expect("a file");
    let outcome = run(&["plot", HUNCHUN, "-o", path]);
    assert_eq!((outcome.code, fs::read_to_string(&file).expect("it")), (Some(1), "kept".to_owned()));
}

#[test]
fn a_letter_that_no_font_has_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let world = folder.path().join("world");
    answer(&["init", world.to_str().expect("a path")]);
    let tables = world.join("tables/places.csv");
    let text = fs::read_to_string(&tables).expect("places");
    let (first, _) = text.lines().nth(1).and_then(|row| row.split_once(',')).expect("a row");
    let row = text.lines().nth(1).expect("a row").to_owned();
    let name = row.split(',').nth(1).expect("a name").to_owned();
    fs::write(&tables, text.replacen(&format!("{first},{name}"), &format!("{first},ก{name}"), 1)).expect("places");
    let scenario = world.join("scenario.toml");
    let outcome = run(&["plot", scenario.to_str().expect("a path"), "--quiet"]);
    assert_eq!(outcome.code, Some(1), "{}", outcome.stderr);
    assert!(
        outcome.stderr.contains("no font has the character 'ก' (U+0E01): give one that has it by --font FILE"),
        "{}",
        outcome.stderr
    );
}
