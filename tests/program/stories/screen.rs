//! How pages look: columns that align in Chinese, colour only where it is wanted, any width.

use unicode_width::UnicodeWidthStr;

use super::{HUNCHUN, answer, program, run};

/// Returns the widths of the rules above and below tables, and checks that no row is wider.
fn check_tables(page: &str) {
    // A table has a rule above, one below its headings, and one below; a heading has one rule below.
    let is_rule = |line: &&str| line.starts_with('─');
    let lines: Vec<&str> = page.lines().collect();
    let headings = lines.windows(3).filter(|three| is_rule(&three[1]) && three[2].is_empty()).count();
    assert!(headings > 0, "{page}");
    let mut rule = 0;
    let mut seen = 0;
    for pair in lines.windows(2) {
        if is_rule(&pair[1]) && !pair[0].is_empty() && !pair[0].starts_with(' ') {
            // A long heading goes on in a second line, shorter than the rule below both.
            assert!(pair[1].width() >= pair[0].width(), "{}", pair[0]);
        } else if is_rule(&pair[1]) {
            (rule, seen) = (pair[1].width(), seen + 1);
        } else if seen % 3 != 0 {
            assert!(pair[1].width() <= rule, "{} columns under a rule of {rule}: {}", pair[1].width(), pair[1]);
        }
    }
    assert!(seen >= 3 && seen % 3 == 0, "{seen} rules of tables in\n{page}");
}

#[test]
fn chinese_names_keep_columns_aligned() {
    for width in ["60", "80", "120"] {
        for command in ["compare", "route"] {
            let page = answer(&[command, HUNCHUN, "--lang", "zh", "--width", width]);
            assert!(page.contains("珲春"), "{page}");
            check_tables(&page);
        }
    }
    // Rows of figures end in one column whatever stands in them.
    let page = answer(&["route", HUNCHUN, "--corridor", "borrowed", "--lang", "zh", "--exact", "--width", "200"]);
    let ends: Vec<usize> = page
        .lines()
        .filter(|line| line.starts_with(' ') && line.trim_start().starts_with(|first: char| first.is_ascii_digit()))
        .filter_map(|line| {
            let digits = line.char_indices().find(|(at, _)| {
                let rest = &line[*at..];
                rest.len() > 7 && rest.as_bytes()[0] == b'.' && rest[1..7].bytes().all(|byte| byte.is_ascii_digit())
            });
            digits.map(|(at, _)| line[..at].width())
        })
        .collect();
    assert!(ends.len() > 3 && ends.iter().all(|end| *end == ends[0]), "{ends:?}\n{page}");
}

#[test]
fn colour_is_written_only_where_it_is_wanted() {
    let escape = '\u{1b}';
    assert!(!answer(&["compare", HUNCHUN]).contains(escape), "a pipe is no terminal");
    assert!(answer(&["compare", HUNCHUN, "--color", "always"]).contains(escape));
    assert!(!answer(&["compare", HUNCHUN, "--color", "never"]).contains(escape));
    let mut quiet = program();
    let output = quiet.env("NO_COLOR", "1").args(["compare", HUNCHUN, "--set", "nothing=1"]).output();
    assert!(!String::from_utf8_lossy(&output.expect("the program runs").stderr).contains(escape));
    let problem = run(&["compare", HUNCHUN, "--set", "nothing=1", "--color", "always"]);
    assert!(problem.stderr.contains(escape), "{}", problem.stderr);
}

#[test]
fn completions_and_manual_pages_know_every_option() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = answer(&["completions", shell]);
        assert!(script.contains("--audit") || script.contains("audit"), "{shell}");
        assert!(script.contains("explain"), "{shell}");
    }
    let folder = tempfile::tempdir().expect("a folder");
    answer(&["man", folder.path().to_str().expect("UTF-8")]);
    let page = std::fs::read_to_string(folder.path().join("corridor-compare.1")).expect("the page");
    assert!(page.contains("audit") && page.contains("Exit codes"), "{page}");
}
