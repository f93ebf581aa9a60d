//! No line of a page is wider than the screen, whatever is asked of which scenario, and no cell is cut.

use std::fs;
use std::path::{Path, PathBuf};

use corridor::analysis::{self, Extent, Request};
use corridor::answer::{Prepared, Progress};
use corridor::present::{self, Format, Lang, Look, Screen};
use unicode_width::UnicodeWidthStr;

/// What is asked of every shipped scenario.
const OF_ALL: [&str; 11] = [
    r#"{ "totals": { "detail": "route" } }"#,
    r#"{ "compare": { "draws": 0 } }"#,
    r#"{ "explain": {} }"#,
    r#"{ "route": {} }"#,
    r#"{ "claims": {} }"#,
    r#"{ "test": {} }"#,
    r#"{ "sources": {} }"#,
    r#"{ "show": {} }"#,
    r#"{ "show": { "what": "network" } }"#,
    r#"{ "show": { "what": "places" } }"#,
    r#"{ "show": { "what": "services" } }"#,
];

/// What is asked of one.
const OF_ONE: [&str; 14] = [
    r#"{ "compare": { "draws": 32 } }"#,
    r#"{ "alternatives": {} }"#,
    r#"{ "pareto": {} }"#,
    r#"{ "plan": { "ready": "2019-06-24T08:30" } }"#,
    r#"{ "plan": { "from_date": "2019-01-01", "to_date": "2019-03-31", "every_days": 9 } }"#,
    r#"{ "breakeven": {} }"#,
    r#"{ "breakeven": { "vary": [{ "path": "tariffs.sea-zarubino-box20.per_km" }] } }"#,
    r#"{ "breakeven": { "vary": [{ "path": "date", "between": ["2018-01-01", "2021-12-31"] }] } }"#,
    r#"{ "levers": {} }"#,
    r#"{ "risk": { "draws": 32 } }"#,
    r#"{ "critical": {} }"#,
    r#"{ "simulate": { "runs": 3, "departures": "on-time", "boxes": 200, "follow": 1 } }"#,
    r#"{ "show": { "what": "figures" } }"#,
    r#"{ "show": { "what": "unused" } }"#,
];

/// Returns the shipped scenarios, in the order of their names.
pub(super) fn shipped() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a file").path());
    let mut files: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|ending| ending == "toml")).collect();
    files.sort();
    files
}

/// Checks the pages of an answer on screens of several widths; returns how many lines they have.
fn check(case: &Prepared, question: &str) -> usize {
    let request: Request = serde_json::from_str(&format!("{{ \"question\": {question} }}")).expect("a request");
    let request = Request { extent: Extent::Page, ..request };
    let found = analysis::answer(std::slice::from_ref(case), &request, &Progress::default());
    let found = found.unwrap_or_else(|error| panic!("{question}: {error}"));
    let mut lines = 0;
    for (columns, lang) in
        [(40, Lang::En), (60, Lang::Zh), (60, Lang::Ru), (80, Lang::En), (100, Lang::Zh), (200, Lang::En)]
    {
        let (look, screen) = (Look { lang, ..Look::default() }, Screen { columns, colour: false });
        let page = present::write(&found, Format::Table, look, screen).expect("a page");
        for line in page.lines() {
            assert!(line.width() <= columns.into(), "{question} at {columns}: {} columns\n{line}", line.width());
            lines += 1;
        }
    }
    lines
}

#[test]
fn every_page_of_every_shipped_scenario_keeps_to_the_screen() {
    for path in shipped() {
        let case = Prepared::prepare(&path, &[]).unwrap_or_else(|problems| panic!("{problems}"));
        // Very many demands are summed up; their routes one by one would take too long.
        let is_large = case.model().demands.iter().len() > 40;
        let asked = OF_ALL
            .iter()
            .filter(|question| !is_large || !(question.contains("route\"") || question.contains("explain")));
        assert!(asked.map(|question| check(&case, question)).sum::<usize>() > 1000, "{}", path.display());
    }
}

#[test]
fn every_question_keeps_to_the_screen() {
    let path = shipped().into_iter().find(|path| path.ends_with("hunchun-ningbo-2019.toml")).expect("it is shipped");
    let case = Prepared::prepare(&path, &[]).expect("a good scenario");
    for question in OF_ONE {
        assert!(check(&case, question) > 100, "{question}");
    }
}

#[test]
fn what_a_narrow_screen_shows_is_all_that_a_wide_one_does() {
    let path = shipped().into_iter().find(|path| path.ends_with("hunchun-ningbo-2019.toml")).expect("it is shipped");
    let case = Prepared::prepare(&path, &[]).expect("a good scenario");
    let request: Request =
        serde_json::from_str(r#"{ "question": { "show": { "what": "figures" } } }"#).expect("a request");
    let found = analysis::answer(&[case], &request, &Progress::default()).expect("a list");
    let letters = |columns| {
        let screen = Screen { columns, colour: false };
        let page = present::write(&found, Format::Table, Look::default(), screen).expect("a page");
        page.chars().filter(|letter| letter.is_alphanumeric()).count()
    };
    // The keys of rows are repeated in each piece of a table, and nothing is left out.
    assert!(letters(40) >= letters(1000));
}
