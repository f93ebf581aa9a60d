//! A planner has a chief, and sends one file that answers, shows why, and follows the figures that are moved.

use std::fs;

use super::{HUNCHUN, JILIN, answer, answers, json, program, run};

/// A scenario whose tables know no time, no emissions and no ranges.
const CORN: &str = "scenarios/us-corn-2023q2.toml";
/// A scenario with services on weekdays.
const DATED: &str = "tests/golden/timetable/scenario.toml";

/// Returns the text between two others.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let rest = text.split_once(from).unwrap_or_else(|| panic!("there is {from}")).1;
    rest.split_once(to).unwrap_or_else(|| panic!("there is {to}")).0
}

#[test]
fn a_report_says_in_each_language_who_is_cheapest_and_that_it_is_not_decided() {
    for (lang, total, open, unit, leader) in [
        ("en", "257.96", "Not decided", "CNY/t", "Liaoning port and coastal ship"),
        ("zh", "257.96", "结论未定", "元/吨", "辽宁港口加沿海船"),
        ("ru", "257,96", "Вывод неоднозначен", "CNY/т", "Порт Ляонина и каботаж"),
    ] {
        let page = answer(&["report", HUNCHUN, "--lang", lang, "--draws", "200"]);
        let sentence = between(&page, "id=\"sentence\" aria-live=\"polite\">", "</dd>").replace("&#x2f;", "/");
        assert!(sentence.contains(&format!("{total} {unit}")), "{sentence}");
        assert!(sentence.contains(leader), "{sentence}");
        // Two corridors take one route: one card is shown for both.
        assert!(
            page.contains("id=\"card-2\" data-corridor=\"2\" hidden")
                && !page.contains("id=\"card-0\" data-corridor=\"0\" hidden")
        );
        assert_eq!(between(&page, "id=\"certainty\">", "</span>"), open);
        assert_eq!(page.matches("<figure ").count(), page.matches("</figure>").count());
        assert!(page.contains("id=\"picture-map\"") && page.contains("id=\"picture-staircase\""));
    }
}

#[test]
fn what_is_not_known_or_not_drawn_is_said_and_not_shown_as_nothing() {
    let page = answer(&["report", CORN, "--draws", "20", "--fixed"]);
    let lines = between(&page, "<dl class=\"lines\">", "</dl>");
    assert!(lines.contains("how long they take is not known") && lines.contains("nothing was drawn"), "{lines}");
    assert!(page.contains("time not known") && page.contains("emissions not known"));
    assert!(!page.contains("0.0 days") && !page.contains("id=\"picture-risk\"") && !page.contains("TFI 4"));
    assert!(!page.contains("Time so far"), "there is no scale of days");
}

#[test]
fn a_report_asks_for_nothing_beyond_itself() {
    let page = answer(&["report", HUNCHUN, "--draws", "50"]);
    let policy = between(&page, "Content-Security-Policy\" content=\"", "\"");
    assert!(policy.starts_with("default-src &#x27;none&#x27;; style-src &#x27;sha256-"), "{policy}");
    for asks in ["<link", "<img", "<iframe", "url(", "@import", "fetch(", "XMLHttpRequest"] {
        assert!(!page.contains(asks), "{asks}");
    }
    assert!(page.len() < 3_000_000);
    let fixed = answer(&["report", HUNCHUN, "--draws", "50", "--fixed"]);
    assert!(!fixed.contains("<script") && fixed.len() * 2 < page.len());
    let again = answer(&["report", HUNCHUN, "--draws", "50", "--fixed"]);
    assert_eq!(fixed, again, "the same bytes every time");
}

#[test]
fn the_answers_of_a_report_are_those_of_compare() {
    let found = json(&["report", JILIN, "--from", "suifenhe", "--to", "ningbo", "--draws", "50", "--fixed"]);
    let compared = answers(&["compare", JILIN, "--from", "suifenhe", "--to", "ningbo", "--draws", "50"]);
    assert_eq!(found["results"]["answers"].as_array().expect("answers"), &compared);
    let of_all = json(&["report", JILIN, "--from", "suifenhe", "--draws", "20", "--fixed"]);
    assert_eq!(of_all["demands"], 21);
    assert_eq!(of_all["overview"].as_array().map(Vec::len), Some(21 * 4));
}

#[test]
fn a_report_has_the_sections_that_its_scenario_holds_the_figures_for() {
    let found = json(&["report", HUNCHUN, "--draws", "20", "--fixed"]);
    let flow = json(&["flow", HUNCHUN]);
    for field in ["cost", "capacities", "legs"] {
        assert_eq!(found["flow"][field], flow[field], "{field}");
    }
    let days = &json(&["simulate", HUNCHUN, "--runs", "100"])["routes"][0]["days"];
    assert_eq!(found["simulation"]["routes"][0]["days"], *days);
    assert!(found["calendar"].is_null(), "its departures are known by their interval alone");
    let dated = json(&["report", DATED, "--draws", "20", "--fixed"]);
    let date = dated["results"]["manifest"]["scenarios"][0]["date"].as_str().expect("a date")[..4].to_owned();
    let ends = ["01-01", "12-31"].map(|day| format!("{date}-{day}"));
    let plan = json(&["plan", DATED, "--from-date", &ends[0], "--to-date", &ends[1]]);
    assert_eq!(dated["calendar"]["demands"], plan["demands"]);
    assert!(dated["flow"].is_null(), "no demand has tonnes");
    let page = answer(&["report", DATED, "--draws", "20", "--lang", "ru"]);
    assert!(page.contains("id=\"picture-calendar\"") && !page.contains("id=\"picture-flow\""));
}

#[test]
fn a_title_is_text_and_never_a_part_of_the_page() {
    let folder = tempfile::tempdir().expect("a folder");
    let trial = folder.path().join("trial");
    program().args(["init", trial.to_str().expect("a path")]).assert().success();
    let file = trial.join("scenario.toml");
    let title = "title = \"</script><script>alert(1)</script><b>&\"";
    let text = fs::read_to_string(&file).expect("a scenario");
    let own = text.lines().find(|line| line.starts_with("title")).expect("a title").to_owned();
    fs::write(&file, text.replacen(&own, title, 1)).expect("it is written");
    let page = answer(&["report", file.to_str().expect("a path"), "--draws", "20"]);
    assert!(!page.contains("<script>alert") && page.contains("&lt;script&gt;alert(1)"));
}

#[test]
fn a_report_is_of_one_scenario_and_for_a_browser() {
    let two = run(&["report", HUNCHUN, JILIN]);
    assert_eq!(two.code, Some(2), "{}", two.stderr);
    let csv = run(&["report", HUNCHUN, "--format", "csv"]);
    assert_eq!(csv.code, Some(2));
    assert!(csv.stderr.contains("take html, json"), "{}", csv.stderr);
    let elsewhere = run(&["compare", HUNCHUN, "--format", "html"]);
    assert_eq!(elsewhere.code, Some(2));
}
