//! The commands of a page, run in order in a folder of the page's own.

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;

use super::page::{Block, Page, root};

/// What runs the program where it is not installed.
const CARGO_RUN: &str = "cargo run --release -- ";
/// The line of a shown output that stands for any number of lines.
const ANY_LINES: &str = "...";

/// One command of a page.
struct Call {
    line: String,
    arguments: Vec<String>,
    /// The file that stdout is written to.
    redirect: Option<String>,
    /// The exit code that the page notes.
    code: i32,
}

impl Call {
    /// Reads a line as a shell does that knows single quotes, comments and `>`.
    fn parse(line: &str) -> Self {
        let code = line.split_once("# exit ").map_or(0, |(_, code)| code.trim().parse().expect("an exit code"));
        let mut words = words(line).into_iter().skip(1);
        let arguments = words.by_ref().take_while(|word| word != ">").collect();
        Self { line: line.to_owned(), arguments, redirect: words.next(), code }
    }

    /// Runs the command and returns what it printed to stdout.
    fn run(&self, folder: &Path) -> Result<String, String> {
        let arguments: Vec<&str> = self.arguments.iter().map(String::as_str).collect();
        let output = corridor(folder, &arguments);
        if output.status.code() != Some(self.code) {
            let stderr = String::from_utf8_lossy(&output.stderr);
            return Err(format!("{}\nends with {}, not {}\n{stderr}", self.line, output.status, self.code));
        }
        if let Some(file) = &self.redirect {
            fs::write(folder.join(file), &output.stdout).expect("a file");
        }
        Ok(String::from_utf8(output.stdout).expect("UTF-8"))
    }
}

/// Splits a line at blanks outside of single quotes; a comment ends it.
fn words(line: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let (mut is_quoted, mut is_open) = (false, false);
    for letter in line.chars() {
        match letter {
            '\'' => is_quoted = !is_quoted,
            ' ' if !is_quoted => is_open = false,
            '#' if !is_quoted && !is_open => return words,
            _ if is_open => words.last_mut().expect("an open word").push(letter),
            _ => {
                words.push(letter.to_string());
                is_open = true;
            }
        }
    }
    words
}

/// Returns the commands of a block that are the program's.
fn calls(block: &Block<'_>) -> Vec<Call> {
    let text = block.text().replace("\\\n", " ").replace(CARGO_RUN, "corridor ");
    text.lines().filter(|line| line.starts_with("corridor ")).map(Call::parse).collect()
}

/// Runs the program.
pub(crate) fn corridor(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::cargo_bin("corridor").expect("the program");
    command.env_remove("NO_COLOR").current_dir(folder).args(arguments);
    command.output().expect("the program runs")
}

/// Returns how many commands of the program a page has.
pub(crate) fn count(page: &Page) -> usize {
    page.blocks().iter().filter(|block| block.language == "sh").map(|block| calls(block).len()).sum()
}

/// Returns the paths of files that commands of a page name.
pub(crate) fn named_files(page: &Page) -> Vec<String> {
    let blocks = page.blocks();
    let calls = blocks.iter().filter(|block| block.language == "sh").flat_map(calls);
    calls.flat_map(|call| call.arguments).collect()
}

/// Writes the files of a page and runs its commands, as a reader does who has just fetched the program; returns what is
/// not as the page says.
pub(crate) fn faults(page: &Page) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    copy(&root().join("scenarios"), &folder.path().join("scenarios"));
    let mut faults = Vec::new();
    let mut last: Option<(&Block<'_>, String)> = None;
    let blocks = page.blocks();
    for block in &blocks {
        let place = format!("{}:{}", page.name(), block.line);
        if let Some(file) = block.file {
            let file = folder.path().join(file);
            fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
            fs::write(file, block.text()).expect("a file");
        }
        let printed = last.take().filter(|(before, _)| block.language == "text" && page.follows(before, block));
        if let Some((_, real)) = printed
            && !is_shown(&block.lines, &real)
        {
            faults.push(format!("{place}: the command before prints something else:\n{real}"));
        }
        if block.language == "sh" {
            for call in calls(block) {
                match call.run(folder.path()) {
                    Ok(stdout) => last = Some((block, stdout)),
                    Err(fault) => faults.push(format!("{place}: {fault}")),
                }
            }
        }
    }
    faults
}

/// Tells whether an output is the one shown, blanks at the ends of lines apart.
fn is_shown(shown: &[&str], real: &str) -> bool {
    let shown: Vec<&str> = shown.iter().map(|line| line.trim_end()).collect();
    let real: Vec<&str> = real.lines().map(str::trim_end).collect();
    fits(&shown, &real)
}

fn fits(shown: &[&str], real: &[&str]) -> bool {
    match shown.split_first() {
        None => real.is_empty(),
        Some((&ANY_LINES, rest)) => (0..=real.len()).any(|skipped| fits(rest, &real[skipped..])),
        Some((line, rest)) => real.first() == Some(line) && fits(rest, &real[1..]),
    }
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

#[test]
fn a_line_is_split_as_a_shell_does() {
    let call = Call::parse("corridor compare a.toml --set 'a.b=*1.2' --set c=+2   > out.csv   # exit 3");
    assert_eq!(call.arguments, ["compare", "a.toml", "--set", "a.b=*1.2", "--set", "c=+2"]);
    assert_eq!((call.redirect.as_deref(), call.code), (Some("out.csv"), 3));
}

#[test]
fn three_dots_stand_for_any_number_of_lines() {
    assert!(is_shown(&["a", "...", "d"], "a\nb  \nc\nd\n"));
    assert!(is_shown(&["...", "a", "...", "b", "..."], "a\nb\n"));
    assert!(!is_shown(&["a", "...", "c"], "a\nb\nc\nd\n"));
    assert!(!is_shown(&["a"], "a\nb\n"));
}
