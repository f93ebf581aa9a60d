//! A scenario is answered many times: reproducibly, interruptibly, on several machines.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Command as Process, Stdio};
use std::thread::sleep;
use std::time::Duration;

use corridor::scenario::sha256;
use serde_json::Value;
use tempfile::TempDir;

use super::{HUNCHUN, Outcome, PARTS, answer, answers, money, program, root, run};

/// A plan of prices that many runs are drawn from.
const DRAWN: &str = r#"
schema = 1
design = "latin-hypercube"
runs = 240
seed = 5
partition_runs = 12

[factors]
"tariffs.cn-rail-class4.per_km" = { times = [0.8, 1.3] }
"tariffs.sea-zarubino-box20.per_haul" = "bounds"
"cargo.value_per_t" = [1400, 2400]
"#;

/// A plan that changes prices, the network, and a word.
const MIXED: &str = r#"
schema = 1
design = "grid"
partition_runs = 5

[factors]
"cargo.lot_t" = [10, 3000]
"tariffs.cn-rail-class4.per_km" = { times = [0.9, 1.2] }
"wait" = ["half-headway", "full-headway"]
"#;

/// Is a plan in a folder of its own, beside which studies are written.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn with(plan: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("plan.toml"), plan).expect("a plan");
        Self { folder }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_string_lossy().into_owned()
    }

    fn arguments(&self, name: &str, more: &[&str]) -> Vec<String> {
        let own = ["sweep", HUNCHUN, "--plan", &self.path("plan.toml"), "-o", &self.path(name)].map(str::to_owned);
        own.into_iter().chain(more.iter().map(|&word| word.to_owned())).collect()
    }

    fn try_sweep(&self, name: &str, more: &[&str]) -> Outcome {
        let arguments = self.arguments(name, more);
        run(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// Sweeps into a folder and returns what is in it.
    fn sweep(&self, name: &str, more: &[&str]) -> BTreeMap<String, Vec<u8>> {
        let outcome = self.try_sweep(name, more);
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        self.files(name)
    }

    /// Begins a sweep that goes on by itself.
    fn start(&self, name: &str, more: &[&str]) -> Child {
        let mut process = Process::new(program().get_program());
        process.current_dir(root()).args(self.arguments(name, more)).stdout(Stdio::null());
        process.stderr(Stdio::piped()).spawn().expect("the program starts")
    }

    fn files(&self, name: &str) -> BTreeMap<String, Vec<u8>> {
        let entries = fs::read_dir(self.path(name)).expect("a folder");
        entries
            .map(|entry| {
                let path = entry.expect("a file").path();
                let name = path.file_name().expect("a name").to_string_lossy().into_owned();
                (name, fs::read(&path).expect("a file"))
            })
            .collect()
    }

    /// Waits until a number of partitions are whole.
    fn await_partitions(&self, name: &str, number: usize) {
        let records = || {
            let entries = fs::read_dir(self.path(name)).map(|entries| entries.flatten().collect::<Vec<_>>());
            let names = entries.unwrap_or_default().into_iter().map(|entry| entry.file_name());
            names.filter(|name| name.to_string_lossy().starts_with("_part-")).count()
        };
        for _ in 0..24_000 {
            if records() >= number {
                return;
            }
            sleep(Duration::from_millis(5));
        }
        panic!("no partition is written");
    }
}

/// Reads the rows of all partitions of a study in CSV.
fn rows(files: &BTreeMap<String, Vec<u8>>) -> Vec<BTreeMap<String, String>> {
    let partitions = files.iter().filter(|(name, _)| Path::new(name).extension().is_some_and(|end| end == "csv"));
    partitions
        .flat_map(|(_, bytes)| {
            let mut reader = csv::Reader::from_reader(bytes.as_slice());
            reader.deserialize().map(|row| row.expect("a row")).collect::<Vec<_>>()
        })
        .collect()
}

/// Compares two studies and names the files that differ.
fn assert_same(left: &BTreeMap<String, Vec<u8>>, right: &BTreeMap<String, Vec<u8>>, what: &str) {
    assert_eq!(left.keys().collect::<Vec<_>>(), right.keys().collect::<Vec<_>>(), "{what}");
    let differ: Vec<&String> = left.keys().filter(|&name| left[name] != right[name]).collect();
    assert!(differ.is_empty(), "{what}: {differ:?}");
}

#[test]
fn every_row_is_what_compare_says_of_the_same_values() {
    let desk = Desk::with(MIXED);
    let rows = rows(&desk.sweep("out", &[]));
    assert_eq!(rows.len(), 8 * 4, "one row for each run and question");
    for (index, of_run) in rows.chunks(4).enumerate() {
        let set = |path: &str| ["--set".to_owned(), format!("{path}={}", of_run[0][path])];
        let changes = ["cargo.lot_t", "tariffs.cn-rail-class4.per_km", "wait"].map(set).concat();
        let arguments: Vec<&str> = ["compare", HUNCHUN].into_iter().chain(changes.iter().map(String::as_str)).collect();
        let answers = answers(&arguments);
        assert_eq!(answers.len(), of_run.len());
        for (row, answer) in of_run.iter().zip(&answers) {
            assert_eq!(row["run"], (index + 1).to_string());
            let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            for name in ["from", "to", "regime", "corridor", "status", "form", "rank"] {
                assert_eq!(row[name], text(&answer[name]), "{name} of run {}", row["run"]);
            }
            assert_eq!(super::micros(&row["total_per_t"]), money(&answer["total_per_t"]), "{arguments:?}");
            for part in PARTS {
                assert_eq!(super::micros(&row[part]), money(&answer["parts"][part]), "{part}: {arguments:?}");
            }
            for kind in ["moving", "waiting", "handling", "border"] {
                assert_eq!(row[&format!("{kind}_h")], text(&answer["hours"][kind]), "{kind}: {arguments:?}");
            }
            assert_eq!(row["co2e_kg_per_t"], text(&answer["co2e_kg_per_t"]), "{arguments:?}");
            for grade in ["official", "published", "computed", "estimate"] {
                assert_eq!(row[&format!("{grade}_share")], text(&answer["grades"][grade]), "{grade}: {arguments:?}");
            }
        }
    }
}

#[test]
fn the_number_of_threads_changes_no_byte_in_either_form() {
    let desk = Desk::with(MIXED);
    for form in ["csv", "parquet"] {
        let one = desk.sweep(&format!("one-{form}"), &["--format", form, "--threads", "1"]);
        let four = desk.sweep(&format!("four-{form}"), &["--format", form, "--threads", "4"]);
        assert_same(&one, &four, form);
        assert_eq!(one.len(), 2 * 2 + 2, "two partitions with their records, the outline, the manifest");
    }
}

#[test]
fn the_manifest_names_every_input_and_every_partition() {
    let desk = Desk::with(MIXED);
    let files = desk.sweep("out", &["--set", "cargo.carbon_price_per_t=50"]);
    let manifest: Value = serde_json::from_slice(&files["_manifest.json"]).expect("JSON");
    let study = &manifest["study"];
    assert_eq!((study["runs"].as_u64(), study["rows"].as_u64()), (Some(8), Some(32)));
    assert_eq!(study["set"][0], "cargo.carbon_price_per_t=50");
    let inputs = study["inputs"].as_array().expect("inputs");
    for (path, text) in [(HUNCHUN.to_owned(), None), (desk.path("plan.toml"), Some(MIXED))] {
        // What is given by an absolute path is named as seen from the working folder.
        let is_it = |named: &str| named == path || (named.starts_with("../") && named.ends_with(&path));
        let input = inputs.iter().find(|input| input["path"].as_str().is_some_and(is_it));
        let input = input.unwrap_or_else(|| panic!("{path} is missing"));
        let bytes = text.map_or_else(|| fs::read(root().join(&path)).expect("a file"), Vec::from);
        assert_eq!(input["sha256"], sha256(&bytes));
    }
    let partitions = manifest["partitions"].as_array().expect("partitions");
    assert_eq!(partitions.iter().map(|part| part["rows"].as_u64()).collect::<Vec<_>>(), [Some(20), Some(12)]);
    for part in partitions {
        assert_eq!(part["sha256"], sha256(&files[part["file"].as_str().expect("a file")]));
    }
}

#[test]
fn a_sweep_that_is_killed_again_and_again_ends_as_one_that_is_not() {
    let desk = Desk::with(DRAWN);
    let whole = desk.sweep("whole", &[]);
    // Each round is killed a little after it has got further: while it writes, or while it works.
    let mut kills = 0;
    for (round, pause) in [3_u64, 9, 14, 6].into_iter().enumerate() {
        let resume: &[&str] = if round == 0 { &[] } else { &["--resume"] };
        let mut child = desk.start("killed", &[&["--threads", "1"], resume].concat());
        desk.await_partitions("killed", 3 * round + 1);
        sleep(Duration::from_millis(pause));
        child.kill().expect("a signal that cannot be caught");
        child.wait().expect("the end");
        kills += usize::from(!Path::new(&desk.path("killed/_manifest.json")).exists());
    }
    assert!(kills >= 2, "it was killed before its end");
    assert_same(&whole, &desk.sweep("killed", &["--resume", "--threads", "1"]), "killed and resumed");
    assert_same(&whole, &desk.sweep("killed", &["--resume"]), "resumed though it was whole");
}

#[cfg(unix)]
#[test]
fn a_sweep_that_is_stopped_ends_between_partitions_and_says_how_to_go_on() {
    let desk = Desk::with(DRAWN);
    let child = desk.start("out", &["--threads", "1"]);
    desk.await_partitions("out", 1);
    let sent = Process::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill");
    assert!(sent.success());
    let output = child.wait_with_output().expect("the end");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains("to go; give the same command with --resume"), "{stderr}");
    let files = desk.files("out");
    assert!(files.keys().all(|name| !name.starts_with('.')), "{:?}", files.keys());
    let resumed = desk.try_sweep("out", &["--resume"]);
    assert!(resumed.code == Some(0) && !resumed.stderr.contains("\n0 of"), "{}", resumed.stderr);
}

#[test]
fn what_is_truncated_spoilt_or_removed_by_hand_is_written_again() {
    let desk = Desk::with(&DRAWN.replace("runs = 240", "runs = 60"));
    let whole = desk.sweep("out", &[]);
    let path = |name: &str| desk.folder.path().join("out").join(name);
    let cut = |name: &str, to: usize| fs::write(path(name), &whole[name][..to]).expect("a file");
    cut("part-000000.csv", 100);
    cut("_part-000001.json", 20);
    fs::remove_file(path("part-000002.csv")).expect("it was there");
    fs::remove_file(path("_part-000003.json")).expect("it was there");
    let mut spoilt = whole["part-000004.csv"].clone();
    spoilt[700] ^= 1;
    fs::write(path("part-000004.csv"), spoilt).expect("a file");
    cut("_manifest.json", 50);
    let verified = run(&["verify", &desk.path("out")]);
    assert!(verified.code == Some(1) && verified.stderr.contains("part-000000.csv"), "{}", verified.stderr);
    let resumed = desk.try_sweep("out", &["--resume"]);
    assert!(resumed.stderr.contains("0 of 5 partitions are there and whole"), "{}", resumed.stderr);
    assert_same(&whole, &desk.files("out"), "mended");
    assert!(answer(&["verify", &desk.path("out")]).contains("every byte as in a new run"));
}

#[test]
fn a_changed_input_is_named_and_nothing_is_resumed() {
    let desk = Desk::with(MIXED);
    answer(&["init", &desk.path("trial")]);
    let plan = "schema = 1\ndesign = \"grid\"\n[factors]\n\"cargo.value_per_t\" = [1000, 2000]\n";
    fs::write(desk.path("plan.toml"), plan).expect("a plan");
    let scenario = desk.path("trial/scenario.toml");
    let arguments = ["sweep", &scenario, "--plan", &desk.path("plan.toml"), "-o", &desk.path("out")];
    answer(&arguments);
    let refused = |more: &[&str], word: &str| {
        let outcome = run(&[&arguments[..], more].concat());
        assert_eq!(outcome.code, Some(1), "{}", outcome.stderr);
        assert!(outcome.stderr.contains("cannot be resumed") && outcome.stderr.contains(word), "{}", outcome.stderr);
    };
    refused(&["--resume", "--set", "cargo.lot_t=5"], "changes by --set");
    for file in ["trial/tables/legs.csv", "trial/scenario.toml", "plan.toml"] {
        let before = fs::read_to_string(desk.path(file)).expect("a file");
        fs::write(desk.path(file), format!("{before}\n# looked at again\n")).expect("a file");
        refused(&["--resume"], &format!("{file} has changed since"));
        let verified = run(&["verify", &desk.path("out")]);
        assert!(verified.code == Some(1) && verified.stderr.contains(file), "{}", verified.stderr);
        fs::write(desk.path(file), before).expect("a file");
    }
    answer(&[&arguments[..], &["--resume"]].concat());
}

#[test]
fn eight_shards_joined_are_the_study_of_one_machine_though_one_was_killed() {
    // Draws make a partition last longer than it takes to kill a process.
    let desk = Desk::with(&DRAWN.replace("seed = 5", "seed = 5\ndraws = 20"));
    let whole = desk.sweep("whole", &[]);
    let names: Vec<String> = (1..=8).map(|shard| format!("shard-{shard}")).collect();
    // As an array of jobs runs them: eight processes at once, with the same command for a first try and for another.
    let begin = |(name, shard): (&String, usize)| {
        desk.start(name, &["--shard", &format!("{shard}/8"), "--resume", "--threads", "1"])
    };
    let mut jobs: Vec<Child> = names.iter().zip(1..).map(begin).collect();
    desk.await_partitions("shard-3", 1);
    jobs[2].kill().expect("a signal that cannot be caught");
    let ends: Vec<bool> = jobs.iter_mut().map(|job| job.wait().expect("the end").success()).collect();
    assert_eq!(ends, [true, true, false, true, true, true, true, true], "one was killed");
    assert!(begin((&names[2], 3)).wait().expect("the end").success());
    assert!(names.iter().all(|name| !desk.files(name).contains_key("_manifest.json")), "a shard is not the whole");
    let paths: Vec<String> = names.iter().map(|name| desk.path(name)).collect();
    let merge = |shards: &[&str], to: &str| run(&[&["merge"], shards, &["-o", &desk.path(to)]].concat());
    let shards: Vec<&str> = paths.iter().map(String::as_str).collect();
    assert_eq!(merge(&shards, "joined").code, Some(0));
    assert_same(&whole, &desk.files("joined"), "joined");
    let refused = |shards: &[&str], word: &str| {
        let outcome = merge(shards, "not");
        assert!(outcome.code == Some(1) && outcome.stderr.contains(word), "{word}: {}", outcome.stderr);
        assert!(!Path::new(&desk.path("not")).exists(), "nothing is written");
    };
    refused(&shards[1..], "part-000000.csv is in none of the folders");
    let (again, other) = (desk.path("again"), desk.path("other"));
    desk.sweep("again", &["--shard", "3/8"]);
    refused(&[&shards[..], &[&again]].concat(), "part-000002.csv is in");
    desk.sweep("other", &["--shard", "1/8", "--set", "cargo.lot_t=5000"]);
    refused(&[&shards[1..], &[&other]].concat(), "not of one study");
    fs::write(desk.path("shard-4/part-000003.csv"), "run\r\n1\r\n").expect("a file");
    refused(&shards, "part-000003.csv is not what its record says");
}

#[test]
fn a_selection_is_asked_alone_and_belongs_to_the_study() {
    let desk = Desk::with(MIXED);
    let all = rows(&desk.sweep("all", &[]));
    let only = desk.sweep("only", &["--corridor", "borrowed,domestic"]);
    let selected = rows(&only);
    assert!(selected.len() < all.len());
    let is_same = |row: &BTreeMap<String, String>, other: &BTreeMap<String, String>| {
        ["run", "corridor", "total_per_t"].iter().all(|name| row[*name] == other[*name])
    };
    for row in &selected {
        assert!(["borrowed", "domestic"].contains(&row["corridor"].as_str()));
        assert!(all.iter().any(|other| is_same(row, other)), "the totals are those of the whole study");
        assert!(["1", "2"].contains(&row["rank"].as_str()), "ranks are among the corridors asked for");
    }
    assert_eq!(run(&["verify", &desk.path("only")]).code, Some(0));
    let outcome = desk.try_sweep("only", &["--resume", "--corridor", "borrowed"]);
    assert!(
        outcome.stderr.contains("its selection was `--corridor borrowed --corridor domestic`"),
        "{}",
        outcome.stderr
    );
    let outcome = desk.try_sweep("none", &["--from", "nowhere"]);
    assert!(outcome.code == Some(2) && outcome.stderr.contains("no demand has the origin nowhere"));
}

#[test]
fn verifying_finds_bytes_that_no_record_betrays() {
    let desk = Desk::with(MIXED);
    let files = desk.sweep("out", &[]);
    let text = String::from_utf8(files["part-000001.csv"].clone()).expect("text");
    let forged = text.replacen("bulk", "bags", 1);
    let record = String::from_utf8(files["_part-000001.json"].clone()).expect("text");
    let record = record.replace(&sha256(text.as_bytes()), &sha256(forged.as_bytes()));
    fs::write(desk.path("out/part-000001.csv"), forged).expect("a file");
    fs::write(desk.path("out/_part-000001.json"), record).expect("a file");
    let verified = run(&["verify", &desk.path("out")]);
    assert_eq!(verified.code, Some(1));
    assert!(verified.stderr.contains("part-000001.csv differs from a new run"), "{}", verified.stderr);
}

#[test]
fn a_run_that_fails_is_a_row_with_its_reason_and_not_the_end() {
    // The bands of a tariff must join, boxes hold something, and no move may cost more than can be counted.
    let plan = r#"
schema = 1
design = "list"

[[run]]
"cargo.lot_t" = 3000

[[run]]
"cargo.lot_t" = 0.001
"cargo.value_per_t" = 1e13

[[run]]
"date" = 2017-08-01
"#;
    let desk = Desk::with(plan);
    let rows = rows(&desk.sweep("out", &[]));
    assert_eq!(rows.len(), 12);
    assert!(rows[..4].iter().all(|row| row["status"] == "answered"));
    for row in &rows[4..8] {
        assert!(row["status"] == "failed" && row["reason"].starts_with("M021: "), "{row:?}");
        assert!(row["total_per_t"].is_empty() && row["rank"].is_empty() && row["moving_h"].is_empty());
    }
    let borrowed = rows[8..].iter().find(|row| row["corridor"] == "borrowed").expect("a row");
    assert!(borrowed["status"] == "no-route" && borrowed["reason"] == "constraint", "{borrowed:?}");
    assert_eq!((borrowed["date"].as_str(), borrowed["cargo.lot_t"].as_str()), ("2017-08-01", "3000"));
    assert_eq!(rows[0]["date"], "2019-06-24", "what stays as it is is said too");
}

#[test]
fn runs_written_in_a_file_are_changes_as_on_the_command_line() {
    let desk = Desk::with("schema = 1\ndesign = \"csv\"\nfile = \"runs.csv\"\n");
    let runs = "cargo.lot_t,cargo.value_per_t,tariffs.sea-zarubino-box20.per_haul\n5000,*1.1,\n+500,high,700\n,,low\n";
    fs::write(desk.path("runs.csv"), runs).expect("a file");
    let rows = rows(&desk.sweep("out", &[]));
    let seen: Vec<[&str; 3]> = rows
        .iter()
        .step_by(4)
        .map(|row| {
            let value = |path: &str| row[path].as_str();
            [value("cargo.lot_t"), value("cargo.value_per_t"), value("tariffs.sea-zarubino-box20.per_haul")]
        })
        .collect();
    assert_eq!(seen, [["5000", "1996.5", "792"], ["3500", "1830", "700"], ["3000", "1815", "540"]]);
}

#[test]
fn the_size_is_said_beforehand_and_what_is_absurd_is_refused() {
    let desk = Desk::with(&DRAWN.replace("latin-hypercube", "halton").replace("seed = 5\n", ""));
    let dry = desk.try_sweep("out", &["--dry-run"]);
    assert_eq!(dry.code, Some(0), "{}", dry.stderr);
    assert!(dry.stdout.contains("240 runs of 4 questions, 960 rows in 20 partitions, about "), "{}", dry.stdout);
    let huge = DRAWN.replace("latin-hypercube", "halton").replace("seed = 5\n", "");
    let huge =
        huge.replace("runs = 240", "runs = 1000000000").replace("partition_runs = 12", "partition_runs = 100000");
    fs::write(desk.path("plan.toml"), huge).expect("a plan");
    let refused = desk.try_sweep("out", &[]);
    assert_eq!(refused.code, Some(2), "{}", refused.stderr);
    assert!(refused.stderr.contains("very large") && refused.stderr.contains("--yes"), "{}", refused.stderr);
    assert!(!Path::new(&desk.path("out")).exists(), "neither leaves a trace");
}

#[test]
fn the_size_that_is_said_is_about_the_size_that_is_written() {
    // Large partitions and small ones: what a file has however short it is weighs little or much.
    for (runs, partition) in [(3000, 3000), (1200, 40)] {
        let plan = DRAWN.replace("runs = 240", &format!("runs = {runs}"));
        let desk = Desk::with(&plan.replace("partition_runs = 12", &format!("partition_runs = {partition}")));
        for form in ["csv", "parquet"] {
            let outcome = desk.try_sweep(form, &["--format", form]);
            let said = outcome.stderr.split("about ").nth(1).expect("a size").trim_end_matches("; ").to_owned();
            let (number, unit) = said.split_once(' ').expect("a number and a unit");
            let said = number.parse::<f64>().expect("a number") * if unit == "kB" { 1e3 } else { 1e6 };
            let files = desk.files(form);
            let written: usize =
                files.iter().filter(|(name, _)| name.ends_with(form)).map(|(_, file)| file.len()).sum();
            let ratio = said / written as f64;
            assert!((0.7..1.4).contains(&ratio), "{form}, {partition} in a partition: {said} for {written}");
        }
    }
}

#[test]
fn a_folder_with_something_in_it_is_not_written_to() {
    let desk = Desk::with(MIXED);
    let before = desk.sweep("out", &[]);
    let again = desk.try_sweep("out", &[]);
    assert!(again.code == Some(1) && again.stderr.contains("--resume"), "{}", again.stderr);
    fs::write(desk.path("plan.toml"), MIXED.replace("[10, 3000]", "[3000]")).expect("a plan");
    let after = desk.sweep("out", &["--force"]);
    assert!(after.len() < before.len(), "no partition of the study before is left");
    fs::create_dir(desk.path("notes")).expect("a folder");
    fs::write(desk.path("notes/mine.txt"), "mine").expect("a file");
    let refused = desk.try_sweep("notes", &["--force"]);
    assert!(refused.code == Some(1) && refused.stderr.contains("mine.txt"), "{}", refused.stderr);
}

#[test]
fn a_plan_with_faults_is_refused_with_all_of_them() {
    let desk = Desk::with(&MIXED.replace("cargo.lot_t", "cargo.lott_t").replace("full-headway", "forever"));
    let outcome = desk.try_sweep("out", &[]);
    assert_eq!(outcome.code, Some(3));
    for word in ["S018", "did you mean lot_t?", "S010", "forever", "plan.toml:7:1", "2 errors"] {
        assert!(outcome.stderr.contains(word), "{word} is missing in\n{}", outcome.stderr);
    }
    let schema: Value = serde_json::from_str(&answer(&["schema", "plan"])).expect("JSON");
    assert_eq!(schema["properties"]["design"]["enum"][0], "grid");
}

#[test]
fn a_first_rank_that_the_figures_do_not_carry_says_so_in_its_row() {
    // Stripping whose highest price puts boxes out of reach; the network of the second lot is its own.
    let desk = Desk::with(
        "schema = 1\ndesign = \"grid\"\n[factors]\n\"cargo.lot_t\" = [3000, 500]\n\
         \"handling.stripping-sea-box20.price\" = [10, 60, 3000]\n\"tariffs.sea-zarubino-box20.per_km\" = [0.5, 0.7758]\n",
    );
    let corridors = ["--corridor", "borrowed-box,domestic"];
    let rows = rows(&desk.sweep("out", &corridors));
    let mut found = Vec::new();
    for of_run in rows.chunks(2) {
        let paths = ["cargo.lot_t", "handling.stripping-sea-box20.price", "tariffs.sea-zarubino-box20.per_km"];
        let set = paths.map(|path| ["--set".to_owned(), format!("{path}={}", of_run[0][path])]).concat();
        let asked = ["compare", HUNCHUN, "--draws", "0", "--format", "csv"].into_iter().chain(corridors);
        let csv = answer(&asked.chain(set.iter().map(String::as_str)).collect::<Vec<_>>());
        for (row, compared) in of_run.iter().zip(csv::Reader::from_reader(csv.as_bytes()).deserialize()) {
            let compared: BTreeMap<String, String> = compared.expect("a row");
            let overlaps = compared["undecided_because"].contains("ranges-overlap");
            assert_eq!(row["ranges_overlap"], if overlaps { "yes" } else { "no" }, "{set:?}");
            found.push(overlaps);
        }
    }
    assert!(found.contains(&true) && found.contains(&false), "{found:?}");
    let drawn = "schema = 1\ndesign = \"list\"\ndraws = 500\n[[run]]\n\"cargo.value_per_t\" = 1500\n[[run]]\n\
                 \"handling.stripping-sea-box20.price\" = 3000\n";
    fs::write(desk.path("plan.toml"), drawn).expect("a file");
    let rows = self::rows(&desk.sweep("drawn", &corridors));
    let firsts: Vec<&str> =
        rows.iter().filter(|row| row["rank"] == "1").map(|row| row["ranges_overlap"].as_str()).collect();
    assert_eq!(firsts, ["yes", "no"], "by draws, where 95 of 100 decide");
}

/// A plan whose runs are each drawn: prices, the network, a word; the figure of the lot stays where it is now and then.
const UNSURE: &str = r#"
schema = 1
design = "list"
draws = 300
seed = 9
partition_runs = 2

[[run]]
"tariffs.cn-rail-class4.per_km" = { times = 1.2 }

[[run]]
"tariffs.cn-rail-class4.per_km" = { times = 0.9 }
"cargo.value_per_t" = 2400

[[run]]
"cargo.lot_t" = 500

[[run]]
"wait" = "full-headway"
"cargo.value_per_t" = 1500

[[run]]
"cargo.value_per_t" = 1500
"#;

#[test]
fn a_run_with_draws_says_what_risk_says_of_the_same_values() {
    let desk = Desk::with(UNSURE);
    let rows = rows(&desk.sweep("out", &[]));
    assert_eq!(rows.len(), 5 * 4);
    let columns = ["mean_per_t", "standard_error_per_t", "p5_per_t", "p50_per_t", "p95_per_t", "cvar95_per_t"];
    let paths = ["tariffs.cn-rail-class4.per_km", "cargo.value_per_t", "cargo.lot_t", "wait"];
    for of_run in rows.chunks(4) {
        // What the plan varies in any run is drawn in none.
        let set = paths.map(|path| ["--set".to_owned(), format!("{path}={}", of_run[0][path])]).concat();
        let asked = ["risk", HUNCHUN, "--draws", "300", "--seed", "9", "--format", "json"];
        let arguments: Vec<&str> = asked.into_iter().chain(set.iter().map(String::as_str)).collect();
        let risk: Value = serde_json::from_str(&answer(&arguments)).expect("JSON");
        let answers = risk["studies"][0]["demands"][0]["answers"].as_array().expect("answers");
        for (row, answer) in of_run.iter().zip(answers) {
            assert_eq!(row["corridor"], answer["corridor"].as_str().expect("a key"));
            for column in columns {
                assert_eq!(super::micros(&row[column]), money(&answer["spread"][column]), "{column}: {arguments:?}");
            }
            let chance: f64 = row["chance_cheapest"].parse().expect("a number");
            let wanted = answer["spread"]["chance_cheapest"].as_f64().expect("a number");
            assert_eq!(chance.to_bits(), wanted.to_bits());
            assert_eq!(super::micros(&row["total_per_t"]), money(&answer["central_per_t"]), "as without draws");
        }
    }
}

#[test]
fn draws_change_no_byte_with_threads_shards_or_a_stop() {
    let desk = Desk::with(UNSURE);
    for form in ["csv", "parquet"] {
        let name = |name: &str| format!("{name}-{form}");
        let ask = |more: &[&'static str]| [&["--format", form][..], more].concat();
        let one = desk.sweep(&name("one"), &ask(&["--threads", "1"]));
        assert_same(&one, &desk.sweep(&name("sixteen"), &ask(&["--threads", "16"])), form);
        fs::remove_file(desk.path(&format!("sixteen-{form}/part-000001.{form}"))).expect("it was there");
        assert_same(&one, &desk.sweep(&name("sixteen"), &ask(&["--resume", "--threads", "2"])), "resumed");
        desk.sweep(&name("left"), &ask(&["--shard", "1/2"]));
        desk.sweep(&name("right"), &ask(&["--shard", "2/2"]));
        answer(&["merge", &desk.path(&name("right")), &desk.path(&name("left")), "-o", &desk.path(&name("joined"))]);
        assert_same(&one, &desk.files(&name("joined")), "joined");
    }
    let said = desk.try_sweep("one-csv", &["--dry-run"]).stdout;
    assert!(said.contains("5 runs of 4 questions with 300 draws each, 20 rows in 3 partitions, about "), "{said}");
    assert!(
        said.contains("estimates; held at their value") && said.contains("equipment.box20-maize.payload_t"),
        "{said}"
    );
    fs::write(desk.path("plan.toml"), UNSURE.replace("draws = 300", "draws = 301")).expect("a plan");
    let refused = desk.try_sweep("one-csv", &["--resume"]);
    assert!(refused.code == Some(1) && refused.stderr.contains("plan.toml has changed since"), "{}", refused.stderr);
}

#[test]
fn a_run_whose_draws_make_no_sense_fails_by_itself_and_moves_no_other() {
    // At its own value the second can be counted exactly, at the bounds of other figures it cannot.
    let mad = format!("{UNSURE}\n[[run]]\n\"cargo.value_per_t\" = 2e10\n");
    let (desk, beside) = (Desk::with(UNSURE), Desk::with(&mad));
    let (calm, mad) = (rows(&desk.sweep("out", &[])), rows(&beside.sweep("out", &[])));
    assert_eq!(calm[..], mad[..calm.len()], "an engine for one run gives what one for all of them gives");
    for row in &mad[calm.len()..] {
        assert!(row["status"] == "failed" && row["reason"].contains("`cargo.value_per_t` is 20000000000"), "{row:?}");
        assert!(row["mean_per_t"].is_empty() && row["total_per_t"].is_empty() && row["chance_cheapest"].is_empty());
    }
}
