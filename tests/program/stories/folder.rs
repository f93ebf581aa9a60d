//! Files beside each other: what is read is not written over, what is written is whole, and names do no harm.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command as Process, Stdio};
use std::thread::sleep;
use std::time::Duration;

use tempfile::TempDir;

use super::{Outcome, program};

/// A plan for the starter with a thousand partitions.
const LONG: &str = "schema = 1\ndesign = \"halton\"\nruns = 4000\npartition_runs = 4\n[factors]\n\
                    \"cargo.value_per_t\" = [1600, 1900]\n";

/// The starter in a folder of its own, in which the program runs.
struct Room {
    folder: TempDir,
}

impl Room {
    fn new() -> Self {
        let room = Self { folder: tempfile::tempdir().expect("a folder") };
        room.answer(&["init", "trial"]);
        room
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.at(name), text).expect("a file");
    }

    fn run(&self, arguments: &[&str]) -> Outcome {
        let output = program().current_dir(self.folder.path()).args(arguments).output().expect("the program runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        Outcome { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    fn answer(&self, arguments: &[&str]) -> Outcome {
        let outcome = self.run(arguments);
        assert_eq!(outcome.code, Some(0), "{arguments:?}\n{}", outcome.stderr);
        outcome
    }

    /// Runs a command that fails, and returns what it says.
    fn refused(&self, arguments: &[&str]) -> String {
        let outcome = self.run(arguments);
        assert_eq!(outcome.code, Some(1), "{arguments:?}\n{}", outcome.stderr);
        outcome.stderr
    }

    fn start(&self, arguments: &[&str]) -> Child {
        let mut process = Process::new(program().get_program());
        process.current_dir(self.folder.path()).args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
        process.spawn().expect("the program starts")
    }

    /// Runs a line of the shell, in which `corridor` is the program.
    #[cfg(unix)]
    fn shell(&self, line: &str) -> Outcome {
        let line = format!("corridor() {{ '{}' \"$@\"; }}; {line}", program().get_program().display());
        let output = Process::new("bash").args(["-c", &line]).current_dir(self.folder.path()).output().expect("bash");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        Outcome { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// Lists all files below a folder.
    fn files(&self, name: &str) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.at(name)) else { return Vec::new() };
        let mut files = Vec::new();
        for entry in entries {
            let entry = entry.expect("a file");
            let path = format!("{name}/{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() { files.extend(self.files(&path)) } else { files.push(path) }
        }
        files.sort();
        files
    }
}

/// Waits until something is so.
fn wait_until(is: impl Fn() -> bool) {
    for _ in 0..4000 {
        if is() {
            return;
        }
        sleep(Duration::from_millis(2));
    }
    panic!("it does not come to that");
}

#[cfg(unix)]
#[test]
fn what_a_run_reads_is_not_replaced_by_its_answer() {
    let room = Room::new();
    room.write("request.json", r#"{ "question": { "compare": {} } }"#);
    room.write("packages.toml", "schema = 1\ndesign = \"list\"\n[[run]]\n\"cargo.value_per_t\" = 1700\n");
    room.write("child.toml", "schema = 1\nextends = \"trial/scenario.toml\"\n");
    fs::hard_link(room.at("trial/tables/legs.csv"), room.at("hard.csv")).expect("a link");
    std::os::unix::fs::symlink("trial/tables/legs.csv", room.at("soft.csv")).expect("a link");
    let scenario = "trial/scenario.toml";
    let before: Vec<Vec<u8>> =
        room.files("trial").iter().map(|name| fs::read(room.at(name)).expect("a file")).collect();
    let cases: [(&[&str], &str); 10] = [
        (&["compare", scenario], scenario),
        (&["compare", "child.toml"], scenario),
        (&["route", scenario, "--format", "csv"], "trial/tables/legs.csv"),
        (&["show", scenario, "legs"], "trial/../trial/./tables/legs.csv"),
        (&["sources", scenario, "--format", "csv"], "hard.csv"),
        (&["test", scenario, "--format", "csv"], "soft.csv"),
        (&["diff", "child.toml", scenario], "trial/tables/places.csv"),
        (&["ask", scenario, "request.json"], "request.json"),
        (&["levers", scenario, "--packages", "packages.toml"], "packages.toml"),
        (&["breakeven", scenario], scenario),
    ];
    for (command, output) in cases {
        let said = room.refused(&[command, &["-o", output, "--force"]].concat());
        assert!(said.contains("is read by this run") && said.contains(output), "{command:?}: {said}");
    }
    let after: Vec<Vec<u8>> = room.files("trial").iter().map(|name| fs::read(room.at(name)).expect("a file")).collect();
    assert!(before == after && fs::symlink_metadata(room.at("soft.csv")).expect("a link").is_symlink());
    assert!(fs::read_to_string(room.at("request.json")).expect("a file").contains("question"));
    room.write("answer.txt", "");
    room.answer(&["compare", scenario, "-o", "answer.txt", "--force"]);
}

#[test]
fn a_question_is_not_kept_in_a_table_or_in_the_file_of_the_answer() {
    let room = Room::new();
    room.answer(&["init", "shipped", "--from-shipped"]);
    let asked =
        ["compare", "--from", "hunchun", "--to", "ningbo", "--commodity", "maize", "--tonnes", "20000", "--force"];
    let tables = program().get_program().to_owned();
    let run = |more: &[&str]| {
        let mut process = Process::new(&tables);
        process.env("CORRIDOR_TABLES", "shipped/northeast-asia").current_dir(room.folder.path());
        let output = process.args(asked).args(more).output().expect("the program runs");
        (output.status.code(), String::from_utf8(output.stderr).expect("UTF-8"))
    };
    let (code, said) = run(&["--save", "shipped/northeast-asia/legs.csv"]);
    assert!(code == Some(1) && said.contains("is read by this run"), "{said}");
    let (code, said) = run(&["--save", "q.toml", "-o", "q.toml"]);
    assert!(code == Some(2) && said.contains("files of their own"), "{said}");
}

#[test]
fn a_study_does_not_clear_away_the_runs_that_it_reads() {
    let room = Room::new();
    room.write("plan.toml", "schema = 1\ndesign = \"grid\"\n[factors]\n\"cargo.value_per_t\" = [1600, 1900]\n");
    let sweep = ["sweep", "trial/scenario.toml", "--plan", "plan.toml", "-o", "out"];
    room.answer(&sweep);
    fs::write(room.at("out/part-000009.csv"), "cargo.value_per_t\n1700\n").expect("a file");
    room.write("plan.toml", "schema = 1\ndesign = \"csv\"\nfile = \"out/part-000009.csv\"\n");
    let said = room.refused(&[&sweep[..], &["--force"]].concat());
    assert!(said.contains("out/part-000009.csv is read by this run"), "{said}");
    assert!(room.at("out/part-000009.csv").exists() && room.at("out/_manifest.json").exists());
}

#[test]
fn every_byte_and_every_file_of_a_study_is_verified() {
    let room = Room::new();
    let plan =
        "schema = 1\ndesign = \"grid\"\npartition_runs = 2\n[factors]\n\"cargo.value_per_t\" = [1600, 1700, 1900]\n";
    room.write("plan.toml", plan);
    room.answer(&["sweep", "trial/scenario.toml", "--plan", "plan.toml", "-o", "out"]);
    let files = room.files("out");
    assert_eq!(files.len(), 6);
    for file in &files {
        let name = file.trim_start_matches("out/");
        let bytes = fs::read(room.at(file)).expect("a file");
        let named = |what: &str| {
            let said = room.refused(&["verify", "out"]);
            // The record of a partition is named by the partition.
            assert!(said.contains(name.trim_start_matches('_').trim_end_matches(".json")), "{what} {name}: {said}");
        };
        for at in [0, bytes.len() / 2, bytes.len() - 1] {
            let mut spoilt = bytes.clone();
            spoilt[at] = if spoilt[at] == b' ' { b'\t' } else { b' ' };
            fs::write(room.at(file), spoilt).expect("a file");
            named("one byte of");
        }
        fs::write(room.at(file), [&bytes[..], b"\n"].concat()).expect("a file");
        named("one byte more in");
        fs::remove_file(room.at(file)).expect("it was there");
        named("no");
        assert!(room.refused(&["verify", "out"]).contains(name), "what is missing is named itself");
        fs::write(room.at(file), bytes).expect("a file");
    }
    for surplus in ["notes.txt", "part-000007.csv", ".part-000000.csv.tmp", "part-000000.parquet"] {
        fs::write(room.at("out").join(surplus), "").expect("a file");
        let said = room.refused(&["verify", "out"]);
        assert!(said.contains(&format!("{surplus} is no file of this study")), "{said}");
        fs::remove_file(room.at("out").join(surplus)).expect("it was there");
    }
    room.answer(&["verify", "out"]);
}

#[test]
fn two_runs_do_not_write_to_one_folder_and_a_killed_one_is_in_nobodys_way() {
    let room = Room::new();
    room.write("plan.toml", LONG);
    let sweep = ["sweep", "trial/scenario.toml", "--plan", "plan.toml", "-o", "out"];
    let mut child = room.start(&sweep);
    wait_until(|| room.at("out/_part-000001.json").exists());
    for more in ["--resume", "--force"] {
        let said = room.refused(&[&sweep[..], &[more]].concat());
        let holder = format!("another run writes to out (process {})", child.id());
        assert!(said.contains(&holder) && said.contains("wait until it is done"), "{said}");
    }
    child.kill().expect("a signal that cannot be caught");
    child.wait().expect("the end");
    assert!(room.at("out/.lock").exists() && !room.at("out/_manifest.json").exists());
    room.answer(&[&sweep[..], &["--resume"]].concat());
    assert!(!room.at("out/.lock").exists());
    room.answer(&["verify", "out"]);
}

#[test]
fn a_shard_without_work_says_so_and_the_others_make_the_whole() {
    let room = Room::new();
    room.write("plan.toml", &LONG.replace("partition_runs = 4\n", "").replace("4000", "200"));
    let sweep = |folder: &str, more: &[&str]| {
        let own = ["sweep", "trial/scenario.toml", "--plan", "plan.toml", "-o", folder, "--quiet"];
        room.answer(&[&own[..], more].concat()).stdout
    };
    let empty = "the study has 200 runs in 1 partition, so 1 of 2 shards has nothing to do; `partition_runs = 100` in \
                 the plan gives each of them a share";
    assert_eq!(sweep("two", &["--shard", "2/2"]), format!("two: this shard is empty; {empty}\n"));
    assert_eq!(sweep("two", &["--shard", "2/2", "--dry-run"]), format!("{empty}\n"));
    sweep("one", &["--shard", "1/2"]);
    sweep("whole", &[]);
    room.answer(&["merge", "two", "one", "-o", "joined"]);
    let said = room.refused(&["merge", "two", "one", "-o", "joined"]);
    assert!(said.contains("--force") && !said.contains("--resume"), "merge has no other way on: {said}");
    for file in room.files("whole") {
        let joined = file.replace("whole", "joined");
        assert!(fs::read(room.at(&file)).ok() == fs::read(room.at(&joined)).ok(), "{file}");
    }
    room.write("plan.toml", &LONG.replace("partition_runs = 4\n", "partition_runs = 100\n").replace("4000", "200"));
    assert!(sweep("share", &["--shard", "2/2"]).contains("200 rows in 1 partition of 2"));
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_said_and_a_closed_pipe_is_none() {
    let room = Room::new();
    let compare = "compare trial/scenario.toml";
    let commands =
        ["--help", "-h", "--version", "help sweep", "guide", "completions bash", "man", "schema", "", compare];
    for command in commands {
        let full = room.shell(&format!("corridor {command} > /dev/full"));
        assert_eq!((full.code, full.stderr.trim_end()), (Some(1), "error: cannot write to stdout: the disk is full"));
        let closed = room.shell(&format!("set -o pipefail; corridor {command} | true"));
        assert_eq!((closed.code, closed.stderr.as_str()), (Some(0), ""), "{command}");
    }
    assert_eq!(room.shell("corridor nonsense 2> /dev/full").code, Some(2));
}

#[cfg(unix)]
#[test]
fn a_limit_on_files_leaves_nothing_behind_and_says_which_file() {
    let room = Room::new();
    room.write("plan.toml", LONG);
    for (command, file) in [
        ("compare trial/scenario.toml --format json -o out/answer.json", "out/answer.json"),
        ("sweep trial/scenario.toml --plan plan.toml --quiet -o out", "out/_study.json"),
        ("init out/new --from-shipped", "out/new/"),
        ("man out", "out/corridor"),
    ] {
        fs::create_dir(room.at("out")).expect("a folder");
        let outcome = room.shell(&format!("ulimit -f 1; corridor {command}"));
        let said = format!("error: cannot write {file}");
        assert!(outcome.code == Some(1) && outcome.stderr.starts_with(&said), "{command}: {}", outcome.stderr);
        assert!(outcome.stderr.contains("larger than files may be") && outcome.stderr.lines().count() == 1);
        assert_eq!(room.files("out"), Vec::<String>::new(), "{command}");
        fs::remove_dir_all(room.at("out")).expect("a folder");
    }
    let outcome = room.shell("ulimit -f 1; corridor compare trial/scenario.toml --format json > answer.json");
    assert!(outcome.code == Some(1) && outcome.stderr.contains("cannot write to stdout"), "{}", outcome.stderr);
}

#[cfg(unix)]
#[test]
fn a_signal_leaves_all_files_or_none_and_no_lock() {
    let room = Room::new();
    room.write("plan.toml", LONG);
    let all = {
        room.answer(&["init", "all", "--from-shipped"]);
        room.files("all").len()
    };
    let end = |mut child: Child, signal: &str, pause: u64| {
        sleep(Duration::from_millis(pause));
        Process::new("kill").args([signal, &child.id().to_string()]).status().expect("kill");
        child.wait().expect("the end");
    };
    for (round, signal) in ["-TERM", "-INT", "-HUP"].into_iter().cycle().take(12).enumerate() {
        let child = room.start(&["init", "new", "--from-shipped"]);
        wait_until(|| room.at("new").exists());
        end(child, signal, round as u64 * 2);
        let files = room.files("new").len();
        assert!([0, all].contains(&files), "{signal}: {files} files of {all}");
        fs::remove_dir_all(room.at("new")).expect("a folder");
    }
    for (round, signal) in ["-TERM", "-HUP", "-TERM", "-HUP", "-TERM"].into_iter().enumerate() {
        let resume: &[&str] = if round == 0 { &[] } else { &["--resume"] };
        let sweep = ["sweep", "trial/scenario.toml", "--plan", "plan.toml", "-o", "out", "--quiet"];
        let child = room.start(&[&sweep[..], resume].concat());
        wait_until(|| room.at("out/.lock").exists());
        end(child, signal, 20 + 7 * round as u64);
        let files = room.files("out");
        assert!(files.iter().all(|name| !name.contains("/.")), "{files:?}");
    }
}

#[test]
fn what_a_spreadsheet_would_run_is_made_inert_and_said_once() {
    let room = Room::new();
    let places = fs::read_to_string(room.at("trial/tables/places.csv")).expect("a table");
    room.write("trial/tables/places.csv", &places.replace("alder,Alder", "alder,=1+2"));
    let asked = ["compare", "trial/scenario.toml", "--format", "csv"];
    let outcome = room.answer(&asked);
    assert!(outcome.stdout.contains(",'=1+2,Ember,") && !outcome.stdout.contains(",=1+2"), "{}", outcome.stdout);
    assert_eq!(outcome.stderr.matches("spreadsheets run").count(), 1, "{}", outcome.stderr);
    assert_eq!(room.answer(&[&asked[..], &["--quiet"]].concat()).stderr, "");
    let table = room.answer(&["show", "trial/scenario.toml", "places", "--format", "csv"]).stdout;
    assert!(table.contains("alder,'=1+2,") && table.contains(",-39.6419,"), "coordinates stay numbers: {table}");
    let plain = room.answer(&["show", "trial/scenario.toml", "legs", "--format", "csv"]);
    assert_eq!(plain.stderr, "");
}

#[cfg(unix)]
#[test]
fn names_of_files_do_not_steer_the_terminal() {
    let room = Room::new();
    let hostile = "e\u{1b}[2Jvil\nerror: all is lost\u{202e}.toml";
    let shown = "e\\u{1b}[2Jvil error: all is lost\\u{202e}.toml";
    fs::copy(room.at("trial/scenario.toml"), room.at("trial").join(hostile)).expect("a copy");
    let path = format!("trial/{hostile}");
    assert_eq!(room.answer(&["check", &path]).stdout, format!("trial/{shown}: valid\n"));
    let fails: [&[&str]; 8] = [
        &["compare", hostile],
        &["compare", &path, "-o", &path],
        &["compare", "trial/scenario.toml", "-o", "none/\u{1b}[2J\n\u{202e}/x"],
        &["sweep", &path, "--plan", hostile, "-o", "out"],
        &["merge", hostile, "-o", "out"],
        &["verify", hostile],
        &["compare", "trial/broken.toml", "--color", "never"],
        &[hostile],
    ];
    fs::write(room.at("trial/broken.toml"), format!("schema = 1\nextends = {hostile:?}\ntables = \"\u{202e}\"\n"))
        .expect("a file");
    for arguments in fails {
        let outcome = room.run(arguments);
        assert_ne!(outcome.code, Some(0), "{arguments:?}");
        let text = outcome.stdout + &outcome.stderr;
        assert!(!text.contains(['\u{1b}', '\u{202e}']) && text.contains("\\u{"), "{arguments:?}: {text}");
        assert!(!text.contains("\nerror: all is lost"), "{arguments:?}: {text}");
    }
    for format in ["table", "markdown"] {
        let text = room.answer(&["compare", &path, "--format", format]).stdout;
        assert!(!text.contains(['\u{1b}', '\u{202e}']) && text.contains("vil error"), "{text}");
    }
}

#[test]
fn no_document_tells_where_on_a_machine_its_files_were() {
    let room = Room::new();
    room.write("plan.toml", "schema = 1\ndesign = \"grid\"\n[factors]\n\"cargo.value_per_t\" = [1600, 1900]\n");
    let here = fs::canonicalize(room.folder.path()).expect("a folder");
    let path = |name: &str| here.join(name).to_string_lossy().into_owned();
    let root = here.to_string_lossy().into_owned();
    let (scenario, plan) = (path("trial/scenario.toml"), path("plan.toml"));
    room.write(
        "trial/tables.toml",
        &format!("schema = 1\nextends = {scenario:?}\ntables = {:?}\n", path("trial/tables")),
    );
    for scenario in [&scenario, &path("trial/tables.toml")] {
        for command in ["compare", "route", "risk", "explain", "claims"] {
            let text = room.answer(&[command, scenario, "--format", "json"]).stdout;
            assert!(!text.contains(&root), "{command}: {text}");
            assert!(!text.contains("\"path\": \"/"), "{command}");
        }
    }
    room.answer(&["sweep", &scenario, "--plan", &plan, "-o", &path("out")]);
    room.answer(&["sweep", "trial/scenario.toml", "--plan", "plan.toml", "-o", "near"]);
    for file in room.files("out") {
        let text = fs::read_to_string(room.at(&file)).expect("text");
        assert!(!text.contains(&root), "{file}: {text}");
        assert!(Some(text) == fs::read_to_string(room.at(&file.replace("out", "near"))).ok(), "{file}");
    }
    room.answer(&["verify", "out"]);
}

#[test]
fn a_quiet_command_says_nothing_but_errors() {
    let room = Room::new();
    // Estimates without a note warn.
    let legs = fs::read_to_string(room.at("trial/tables/legs.csv")).expect("a table");
    room.write("trial/tables/legs.csv", &legs.replace("estimate,Rounded", "estimate,"));
    room.write("plan.toml", "schema = 1\ndesign = \"grid\"\n[factors]\n\"cargo.value_per_t\" = [1600, 1900]\n");
    room.write("packages.toml", "schema = 1\ndesign = \"list\"\n[[run]]\n\"cargo.value_per_t\" = 1700\n");
    room.write("request.json", r#"{ "question": { "compare": {} } }"#);
    let scenario = "trial/scenario.toml";
    assert!(room.answer(&["check", scenario]).stderr.contains("warning"), "there is something to be quiet about");
    let commands = "compare S|compare S --detail totals|route S|alternatives S|explain S|ask S request.json|check S|\
                    check S --set cargo.lot_t=2000|show S|show S figures|sources S|diff S S|test S|risk S --draws 100|\
                    breakeven S|breakeven S --vary cargo.value_per_t|levers S|pareto S|sensitivity S --method oat|critical S|\
                    claims S|catchment S|compare S --audit|\
                    levers S --packages packages.toml|sweep S --plan plan.toml -o out|\
                    sweep S --plan plan.toml -o out --resume|sweep S --plan plan.toml -o one --shard 1/2|\
                    sweep S --plan plan.toml -o two --shard 2/2 --threads 1|verify out";
    for command in commands.split('|') {
        let command = format!("{} --quiet", command.replace('S', scenario));
        let outcome = room.run(&command.split_whitespace().collect::<Vec<_>>());
        assert!([Some(0), Some(4), Some(5)].contains(&outcome.code), "{command}: {}", outcome.stderr);
        assert!(outcome.stderr.is_empty() || outcome.code == Some(4), "{command}: {}", outcome.stderr);
    }
    let strict = room.run(&["check", scenario, "--strict", "--quiet"]);
    assert!(strict.code == Some(3) && strict.stderr.contains("warning"), "there they are errors");
}

#[test]
fn no_temporary_name_is_in_a_message() {
    let room = Room::new();
    for output in ["/proc/answer.txt", "/sys/answer.txt"]
        .into_iter()
        .filter(|name| Path::new(name).parent().is_some_and(Path::exists))
    {
        let said = room.refused(&["compare", "trial/scenario.toml", "-o", output]);
        assert!(said.contains(&format!("cannot write {output}: ")) && !said.contains(".corridor-"), "{said}");
    }
}
