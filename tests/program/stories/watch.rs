//! A planner edits a table beside the terminal and sees the answer move.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use super::{answer, root, run};

/// What no wait is longer than.
const PATIENCE: Duration = Duration::from_mins(5);

/// Hands on the lines of a stream as they come.
fn lines(stream: impl std::io::Read + Send + 'static) -> Receiver<String> {
    let (send, lines) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if send.send(line).is_err() {
                return;
            }
        }
    });
    lines
}

/// Returns the next answer of a program, which has so many lines.
fn next(lines: &Receiver<String>, count: usize) -> String {
    (0..count).map(|_| lines.recv_timeout(PATIENCE).expect("a line") + "\n").collect()
}

/// Replaces a table at once, as no look can see it half written.
#[cfg(unix)]
fn replace(table: &Path, text: &str) {
    let new = table.with_extension("new");
    fs::write(&new, text).expect("a table");
    fs::rename(&new, table).expect("a table in its place");
}

#[cfg(unix)]
#[test]
fn a_question_is_answered_again_when_a_table_changes_until_ctrl_c() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("watch");
    let _ = fs::remove_dir_all(&folder);
    assert_eq!(run(&["init", &folder.display().to_string()]).code, Some(0));
    let scenario = folder.join("scenario.toml").display().to_string();
    let asked = ["compare", &scenario, "--detail", "totals", "--format", "csv"];
    let table = folder.join("tables/fx.csv");
    let good = fs::read_to_string(&table).expect("a table");
    let mut child = Command::new(assert_cmd::cargo::cargo_bin("corridor"))
        .args(asked)
        .arg("--watch")
        .current_dir(root())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let (stdout, stderr) = (lines(child.stdout.take().expect("a pipe")), lines(child.stderr.take().expect("a pipe")));
    let told = |words: &str| while !stderr.recv_timeout(PATIENCE).expect("words").contains(words) {};
    // The lines of CSV end as those of spreadsheets do.
    let answer = || answer(&asked).replace("\r\n", "\n");
    let first = answer();
    let count = first.lines().count();
    assert_eq!(next(&stdout, count), first);
    told("Ctrl-C ends");
    replace(&table, &good.replace("0.109", "0.115"));
    let second = next(&stdout, count);
    assert!(second != first && second == answer(), "{second}");
    told("Ctrl-C ends");
    replace(&table, &good.replace("0.109", "much"));
    told("error[T0");
    told("Ctrl-C ends");
    replace(&table, &good);
    assert_eq!(next(&stdout, count), first);
    told("Ctrl-C ends");
    let interrupt = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("a signal");
    assert!(interrupt.success());
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}
