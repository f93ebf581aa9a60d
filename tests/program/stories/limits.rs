//! What no input may do: spoil an answer by an absurd bound, take all memory, or end the program without words.

use std::fs;
use std::path::{Path, PathBuf};

use super::run;

/// Writes the world of `corridor init` with a text of one of its files replaced.
fn world(name: &str, file: &str, from: &str, to: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("limits").join(name);
    let _ = fs::remove_dir_all(&folder);
    assert_eq!(run(&["init", &folder.display().to_string()]).code, Some(0));
    let path = folder.join(file);
    let text = fs::read_to_string(&path).expect("a file of the world");
    assert!(text.contains(from), "{file} has no {from}");
    fs::write(&path, text.replace(from, to)).expect("the changed file");
    folder.join("scenario.toml")
}

/// Returns what every command that answers a scenario says on stderr, all of which leave with 3.
fn refused(scenario: &Path, set: &[&str]) -> Vec<String> {
    let scenario = scenario.display().to_string();
    ["check", "compare", "risk"]
        .map(|command| {
            let outcome = run(&[&[command, &scenario], set].concat());
            assert_eq!(outcome.code, Some(3), "{command}: {}{}", outcome.stdout, outcome.stderr);
            outcome.stderr
        })
        .to_vec()
}

#[test]
fn a_bound_that_its_figure_could_not_have_is_refused_with_its_line() {
    for (name, file, from, to, words) in [
        (
            "interval",
            "services.csv",
            "7,24,7,14",
            "7,24,-7,14",
            "`low` is -7, which `every_days` cannot be: at least 0.01",
        ),
        ("payload", "equipment.csv", "CNY,22,26", "CNY,-22,26", "`low` is -22, which `payload_t` cannot be"),
        ("rate", "fx.csv", "0.10,0.12", "-0.10,0.12", "`low` is -0.10, which `rate` cannot be"),
        ("speed", "vehicles.csv", "rail,15,40", "rail,15,4000", "`high` is 4000, which `speed_kmh` cannot be"),
    ] {
        for said in refused(&world(name, &format!("tables/{file}"), from, to), &[]) {
            assert!(
                said.contains("error[T008]") && said.contains(words) && said.contains(&format!("{file}:")),
                "{said}"
            );
        }
    }
    let untouched = world("untouched", "scenario.toml", "20000", "20000");
    for said in refused(&untouched, &["--set", "services.cove-ember.low=-7"]) {
        assert!(said.contains("error[T008]: `low` is -7"), "{said}");
    }
}

#[test]
fn bounds_that_cannot_be_counted_are_refused_and_those_that_open_no_way_are_said() {
    let wide = world("wide", "tables/fx.csv", "0.10,0.12", "0.10,1000000000");
    for said in refused(&wide, &[]) {
        assert!(said.contains("error[M021]: with the figures at their unfavourable bounds, transhipping"), "{said}");
        assert!(said.contains("fx.csv:2:13"), "the rate is to blame: {said}");
    }
    let paid = world("paid", "tables/handling.csv", "150,250,starter", "-5000,250,starter").display().to_string();
    let outcome = run(&["compare", &paid]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert!(
        outcome.stderr.contains("warning[M035]") && outcome.stderr.contains("handling.csv:2:30"),
        "{}",
        outcome.stderr
    );
    let line =
        |name: &str| outcome.stdout.lines().find(|line| line.contains(name)).map(str::to_owned).unwrap_or_default();
    assert!(line("At the favourable bounds").contains("no way there"), "{}", outcome.stdout);
    assert!(!line("At the unfavourable bounds").contains("no way there"), "{}", outcome.stdout);
}

#[cfg(unix)]
#[test]
fn pipes_devices_folders_and_long_files_are_refused_before_they_are_read() {
    use std::os::unix::fs::symlink;

    let scenario = world("pipes", "scenario.toml", "20000", "20000");
    let folder = scenario.parent().expect("the folder").to_owned();
    let path = |name: &str| folder.join(name).display().to_string();
    let made = std::process::Command::new("mkfifo").arg(path("pipe")).status().expect("mkfifo");
    assert!(made.success());
    symlink("/dev/zero", path("zero.toml")).expect("a link");
    symlink("pipe", path("link.json")).expect("a link");
    fs::write(path("long.toml"), format!("# {}\n", "x".repeat(16_000_000))).expect("a long file");
    let own = scenario.display().to_string();
    let study = path("study");
    let cases: [(&[&str], &str); 7] = [
        (&["check", &path("pipe")], "it is a pipe or a device"),
        (&["compare", &path("zero.toml")], "it is a pipe or a device"),
        (&["compare", &path("long.toml")], "it is longer than 16 MB"),
        (&["ask", &own, &path("link.json")], "it is a pipe or a device"),
        (&["ask", &own, &path("long.toml").replace("long.toml", "tables")], "it is a folder"),
        (&["sweep", &own, "--plan", &path("pipe"), "--output", &study], "it is a pipe or a device"),
        (&["check", &path("tables")], "is a folder"),
    ];
    let said = |arguments: &[&str]| {
        let output = super::program().args(arguments).timeout(std::time::Duration::from_secs(20)).output();
        let output = output.expect("the program runs");
        (output.status.code(), String::from_utf8(output.stderr).expect("UTF-8"))
    };
    for (arguments, words) in cases {
        let (code, stderr) = said(arguments);
        assert!(matches!(code, Some(1 | 3)) && stderr.contains(words), "{arguments:?} {code:?} {stderr}");
    }
    for (target, words) in [("../pipe", "it is a pipe or a device"), ("/dev/zero", "it is a pipe or a device")] {
        fs::remove_file(path("tables/fx.csv")).expect("a table");
        symlink(target, path("tables/fx.csv")).expect("a link");
        let (code, stderr) = said(&["check", &own]);
        assert!(code == Some(3) && stderr.contains("fx.csv` cannot be read") && stderr.contains(words), "{stderr}");
    }
    // What is not there any more is missed like any table; a link to a file is read.
    fs::rename(path("tables/legs.csv"), path("elsewhere.csv")).expect("a table");
    symlink("../elsewhere.csv", path("tables/legs.csv")).expect("a link");
    fs::remove_file(path("tables/fx.csv")).expect("a link");
    let (code, stderr) = said(&["check", &own]);
    assert!(code == Some(3) && !stderr.contains("legs.csv` cannot be read"), "{stderr}");
}

#[test]
fn more_corridors_or_kinds_of_rides_than_can_be_told_apart_are_refused() {
    let corridors: Vec<String> = (0..65_535).map(|row| format!("[corridors.c{row}]\n")).collect();
    let many = world(
        "corridors",
        "scenario.toml",
        "[corridors.domestic]",
        &format!("{}[corridors.domestic]", corridors.concat()),
    );
    let rides = world("rides", "scenario.toml", "20000", "20000");
    let [services, legs] =
        ["services", "legs"].map(|table| rides.with_file_name("tables").join(format!("{table}.csv")));
    let add = |path: &Path, row: &dyn Fn(u32) -> String| {
        let rows: Vec<String> = (0..65_536).map(row).collect();
        fs::write(path, fs::read_to_string(path).expect("a table") + &rows.concat()).expect("the table");
    };
    add(&services, &|row| format!("s{row},S,3,12,2,4,starter,estimate,Many\n"));
    add(&legs, &|row| format!("x{row},delta,ember,sea,no,1040,sea-coastal,ship,s{row},,starter,estimate,Many\n"));
    for (scenario, words) in [
        (many, "error[M037]: 65537 corridors by form and customs regime, and at most 65535 are possible"),
        (rides, "error[M037]: legs differ by mode, gauge, tariff and service in 65541 ways; 65535 are possible"),
    ] {
        let outcome = run(&["check", "--quiet", &scenario.display().to_string()]);
        assert!(outcome.code == Some(3) && outcome.stderr.contains(words), "{}", outcome.stderr);
    }
}

#[test]
fn what_would_take_for_ever_is_refused_and_what_is_of_no_use_is_said() {
    let demand = "from = \"alder\"\nto = \"ember\"\ntonnes_per_year = 20000";
    let many = world("many", "scenario.toml", demand, "from = \"tag:all\"\nto = \"tag:all\"");
    let places = many.with_file_name("tables").join("places.csv");
    let text = fs::read_to_string(&places).expect("the places");
    let mut lines = text.lines();
    let heading = lines.next().expect("a heading");
    let own: Vec<String> = lines.map(|line| format!("{line},\n")).collect();
    let more: Vec<String> = (0..11_000).map(|row| format!("q{row},Q,XA,,,,,starter,estimate,Many,all\n")).collect();
    fs::write(&places, format!("{heading},tags\n{}{}", own.concat(), more.concat())).expect("the places");
    for said in refused(&many, &[]) {
        let words = "error[M036]: 11000 origins by 11000 destinations make more than 2 million demands";
        assert!(said.contains(words), "{said}");
    }
    let few = world("few", "scenario.toml", "20000", "20000").display().to_string();
    let outcome = run(&["compare", &few, "--draws", "1000001"]);
    assert!(outcome.code == Some(2) && outcome.stderr.contains("at most 1000000 draws"), "{}", outcome.stderr);
    let outcome = run(&["check", &few, "--threads", "100000"]);
    assert!(outcome.code == Some(0) && outcome.stderr.contains("threads, not 100000"), "{}", outcome.stderr);
    let outcome = run(&["check", &few, "--threads", "100000", "--quiet"]);
    assert!(outcome.code == Some(0) && outcome.stderr.is_empty(), "{}", outcome.stderr);
}
