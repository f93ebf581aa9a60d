//! The README is run: its commands, its output, its scenario, its tables, its links.

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use corridor::scenario::TableName;

/// What stands between the first command and its output.
const CARGO_RUN: &str = "cargo run --release -- ";
/// The columns that the text of the README describes for every table.
const COMMON: [&str; 9] = ["key", "source", "grade", "note", "valid_from", "valid_to", "switch", "low", "high"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).expect("the README")
}

/// Returns the fenced blocks in a language.
fn blocks<'a>(readme: &'a str, language: &str) -> Vec<&'a str> {
    let fence = format!("\n```{language}\n");
    let parts = readme.split(&fence).skip(1);
    parts.map(|rest| rest.split_inclusive("\n```").next().expect("an end").trim_end_matches("```")).collect()
}

/// Returns a folder that holds what a reader has who has just fetched the program.
fn fresh_folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    copy(&root().join("scenarios"), &folder.path().join("scenarios"));
    folder
}

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).expect("a folder");
        for entry in fs::read_dir(from).expect("a folder") {
            let entry = entry.expect("an entry");
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        fs::copy(from, to).expect("a copy");
    }
}

/// Splits a line as a shell does that knows single quotes; what follows `#` or `>` is not for the program.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (position, piece) in line.split('\'').enumerate() {
        if position % 2 == 1 {
            words.push(piece.to_owned());
            continue;
        }
        for word in piece.split_whitespace() {
            if ["#", ">"].contains(&word) {
                return words;
            }
            words.push(word.to_owned());
        }
    }
    words
}

fn run(folder: &Path, line: &str) -> Output {
    let mut command = Command::cargo_bin("corridor").expect("the program");
    command.env_remove("NO_COLOR").current_dir(folder).args(words(line).into_iter().skip(1));
    command.output().expect("the program runs")
}

/// Returns the commands of the README that are the program's, with the exit codes that it notes.
fn commands(readme: &str) -> Vec<(String, i32)> {
    let lines = blocks(readme, "sh").into_iter().flat_map(str::lines);
    let lines = lines.map(|line| line.replace(CARGO_RUN, "corridor "));
    let ours = lines.filter(|line| line.starts_with("corridor "));
    ours.map(|line| {
        let code = line.split_once("# exit ").map_or(0, |(_, code)| code.trim().parse().expect("an exit code"));
        (line, code)
    })
    .collect()
}

fn first_output(readme: &str) -> String {
    let (line, _) = commands(readme).into_iter().next().expect("a first command");
    let lines = String::from_utf8(run(root(), &line).stdout).expect("UTF-8");
    lines.lines().fold(String::new(), |text, line| text + line.trim_end() + "\n")
}

#[test]
fn every_command_does_what_it_says() {
    let folder = fresh_folder();
    let readme = readme();
    let commands = commands(&readme);
    assert!(commands.len() > 20, "the commands are found");
    for (line, code) in commands {
        let output = run(folder.path(), &line);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{line}\n{stderr}");
    }
}

#[test]
fn the_output_shown_is_the_output() {
    let readme = readme();
    let shown = blocks(&readme, "text")[0];
    let real = first_output(&readme);
    assert!(shown == real, "the first command prints something else now:\n{real}");
}

#[test]
fn the_scenario_and_the_plan_shown_are_complete() {
    let folder = fresh_folder();
    let readme = readme();
    let shown: Vec<&str> = blocks(&readme, "toml").into_iter().filter(|block| block.contains("schema = 1")).collect();
    assert_eq!(shown.len(), 2, "a scenario and a plan");
    fs::write(folder.path().join("scenarios/shown.toml"), shown[0]).expect("a file");
    fs::write(folder.path().join("scenarios/plans/shown.toml"), shown[1]).expect("a file");
    let sweep = "corridor sweep scenarios/hunchun-ningbo-2019.toml --plan scenarios/plans/shown.toml -o shown";
    let output = run(folder.path(), sweep);
    assert!(output.status.success(), "{sweep}\n{}", String::from_utf8_lossy(&output.stderr));
    for line in ["check --strict", "test", "compare --audit"] {
        let output = run(folder.path(), &format!("corridor {line} scenarios/shown.toml"));
        assert!(output.status.success(), "{line}\n{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn the_tables_are_described_as_they_are() {
    let readme = readme();
    let rows = readme.lines().skip_while(|line| !line.starts_with("| table |")).skip(2);
    let rows: Vec<Vec<&str>> = rows
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
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
    let help = run(root(), "corridor --help").stdout;
    let help = String::from_utf8(help).expect("UTF-8");
    let readme = readme();
    let rows = readme.lines().skip_while(|line| !line.starts_with("| code |")).skip(2);
    let rows: Vec<&str> = rows.take_while(|line| line.starts_with('|')).collect();
    assert_eq!(rows.len(), 6);
    for row in rows {
        let row = row.trim_matches('|').replace('|', "");
        let (code, meaning) = row.trim().split_once(' ').expect("a code and its meaning");
        assert!(help.contains(&format!("  {code}  {}", meaning.trim())), "{row}");
    }
}

#[test]
fn every_link_leads_somewhere() {
    let readme = readme();
    let links: Vec<&str> = readme.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect();
    assert!(links.len() > 10, "the links are found");
    for link in links {
        let heading = link.strip_prefix('#').map(|name| format!("\n## {}{}\n", name[..1].to_uppercase(), &name[1..]));
        let is_here = heading.is_some_and(|heading| readme.contains(&heading));
        assert!(link.starts_with("https://") || is_here || root().join(link).exists(), "{link}");
    }
}
