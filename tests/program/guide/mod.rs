//! The README and the guide are run: their commands, outputs, files, tables and links.

mod page;
mod shell;

use std::fs;
use std::num::NonZero;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use corridor::problem::Code;
use corridor::scenario::TableName;

use page::{Page, chapters, root};

/// The most lines that the README may have.
const MAX_README_LINES: usize = 150;
/// The columns that the chapter on tables describes once for all of them.
const COMMON: [&str; 9] = ["key", "source", "grade", "note", "valid_from", "valid_to", "switch", "low", "high"];

fn help() -> String {
    String::from_utf8(shell::corridor(root(), &["--help"]).stdout).expect("UTF-8")
}

/// Returns the commands that the help lists.
fn commands(help: &str) -> Vec<&str> {
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let commands = lines.filter_map(|line| line.strip_prefix("  ").filter(|line| !line.starts_with(' ')));
    commands.filter_map(|line| line.split(' ').next()).filter(|command| *command != "help").collect()
}

#[test]
fn every_command_does_what_its_page_says() {
    let pages = Page::all();
    assert!(pages.iter().map(shell::count).sum::<usize>() > 60, "the commands are found");
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    let (next, faults) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(page) = pages.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let found = shell::faults(page);
                    faults.lock().expect("no thread has failed").extend(found);
                }
            });
        }
    });
    let faults = faults.into_inner().expect("no thread has failed");
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

/// Tells whether a shipped scenario or plan consists of a text.
fn is_shipped(text: &str) -> bool {
    ["scenarios", "scenarios/plans"].iter().any(|folder| {
        let mut files = fs::read_dir(root().join(folder)).expect("a folder").map(|entry| entry.expect("a file").path());
        files.any(|file| fs::read_to_string(file).is_ok_and(|shipped| shipped == text))
    })
}

#[test]
fn every_scenario_and_plan_shown_is_run_or_shipped() {
    for page in Page::all() {
        let files = shell::named_files(&page);
        for block in page.blocks().iter().filter(|block| block.text().contains("schema = 1")) {
            if is_shipped(&block.text()) {
                continue;
            }
            let file = block.file.unwrap_or_else(|| panic!("{}:{} is written to no file", page.name(), block.line));
            assert!(files.iter().any(|named| named == file), "{}: no command takes {file}", page.name());
        }
    }
}

#[test]
fn the_readme_is_short() {
    let lines = Page::read("README.md").text.lines().count();
    assert!(lines <= MAX_README_LINES, "the README has {lines} lines; move some to a chapter of src/guide");
}

#[test]
fn every_command_of_the_program_has_a_chapter() {
    let (help, chapters) = (help(), chapters());
    let commands = commands(&help);
    assert!(commands.len() > 20, "the commands are found");
    let missing: Vec<&str> = commands.into_iter().filter(|command| !chapters.contains(*command)).collect();
    assert!(missing.is_empty(), "no chapter src/guide/COMMAND.md for {}", missing.join(", "));
}

#[test]
fn the_contents_name_every_chapter() {
    let links = Page::chapter("README").links();
    for name in chapters().iter().filter(|name| *name != "README") {
        assert!(links.contains(&format!("{name}.md")), "src/guide/README.md does not link to {name}.md");
    }
}

#[test]
fn every_problem_code_has_its_cause_and_cure() {
    let page = Page::chapter("problems");
    for code in Code::ALL {
        let entry =
            page.text.split(&format!("\n- **{}** ", code.as_str())).nth(1).and_then(|rest| rest.split("\n- ").next());
        assert!(entry.is_some_and(|entry| entry.contains("*Cure:*")), "{} is not in problems.md", code.as_str());
    }
}

#[test]
fn the_tables_are_described_as_they_are() {
    let page = Page::chapter("tables");
    let rows = page.table("| table | one row is |");
    let names: Vec<String> = TableName::ALL.iter().map(|table| format!("`{}`", table.as_str())).collect();
    assert_eq!(rows.iter().map(|row| row[0]).collect::<Vec<_>>(), names);
    for (row, table) in rows.iter().zip(TableName::ALL) {
        let columns = table.columns().iter().filter(|column| {
            let is_bound = column.name.ends_with("_low") || column.name.ends_with("_high");
            !is_bound && !COMMON.contains(&column.name)
        });
        let columns: Vec<String> = columns
            .map(|column| if column.required { format!("**{}**", column.name) } else { column.name.to_owned() })
            .collect();
        assert_eq!(row[2], columns.join(", "), "{}", row[0]);
    }
}

#[test]
fn the_exit_codes_are_those_of_the_help() {
    let (help, page) = (help(), Page::chapter("output"));
    let rows = page.table("| code |");
    assert_eq!(rows.len(), 6);
    for row in rows {
        assert!(help.contains(&format!("  {}  {}", row[0], row[1])), "{row:?}");
    }
}

#[test]
fn every_link_leads_somewhere() {
    let others = ["CHANGELOG.md", ".github/CONTRIBUTING.md"].map(Page::read);
    let mut faults = Vec::new();
    for page in Page::all().into_iter().chain(others) {
        let folder = page.path.parent().unwrap_or(Path::new(""));
        for link in page.links().into_iter().filter(|link| !link.starts_with("https://")) {
            let (file, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let target = if file.is_empty() { page.path.clone() } else { folder.join(file) };
            let is_there = root().join(&target).exists();
            if !is_there || !(anchor.is_empty() || Page::read(target).anchors().contains(anchor)) {
                faults.push(format!("{}: {link}", page.name()));
            }
        }
    }
    assert!(faults.is_empty(), "links that lead nowhere:\n{}", faults.join("\n"));
}

#[test]
fn the_citation_names_the_version() {
    let citation = Page::read("CITATION.cff").text;
    assert!(
        citation.contains(concat!("\nversion: ", env!("CARGO_PKG_VERSION"), "\n")),
        "CITATION.cff is of another version"
    );
}
