//! Somebody who has just installed the program, in an empty folder: what stops them, and what helps.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::{Outcome, program};

/// The question of the README that needs no file.
const MAIZE: [&str; 9] =
    ["compare", "--from", "hunchun", "--to", "ningbo", "--commodity", "maize", "--tonnes", "20000"];
const SHIPPED: &str = "shipped:hunchun-ningbo-2019";

fn empty_folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

/// Runs the program in a folder.
fn run_in(folder: &Path, arguments: &[&str]) -> Outcome {
    let output = program().current_dir(folder).args(arguments).output().expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Outcome { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

fn answer_in(folder: &Path, arguments: &[&str]) -> Outcome {
    let outcome = run_in(folder, arguments);
    assert_eq!(outcome.code, Some(0), "{arguments:?}\n{}", outcome.stderr);
    outcome
}

/// Runs commands that are refused, and checks that the message has all words.
fn check_refusals(folder: &Path, code: i32, cases: &[(&[&str], &[&str])]) {
    for (arguments, words) in cases {
        let refused = run_in(folder, arguments);
        assert_eq!(refused.code, Some(code), "{arguments:?}\n{}", refused.stderr);
        assert_eq!(refused.stdout, "", "{arguments:?}");
        for word in *words {
            assert!(refused.stderr.contains(word), "{arguments:?}: {word} is missing in\n{}", refused.stderr);
        }
    }
}

#[test]
fn a_question_without_a_file_says_what_it_assumes() {
    let folder = empty_folder();
    let asked = answer_in(folder.path(), &MAIZE);
    for word in ["3000 t shipped at once", "--set cargo.lot_t=500", "2023-06-07", "--date", "--save question.toml"] {
        assert!(asked.stderr.contains(word), "{word} is missing in\n{}", asked.stderr);
    }
    let own = [&MAIZE[..], &["--set", "cargo.lot_t=500", "--date", "2019-01-01"]].concat();
    let asked = answer_in(folder.path(), &own);
    assert!(!asked.stderr.contains("Assumed"), "nothing is assumed\n{}", asked.stderr);
    for silent in [&["--quiet"][..], &["--format", "csv"]] {
        let asked = answer_in(folder.path(), &[&MAIZE[..], silent].concat());
        assert_eq!(asked.stderr, "", "{silent:?}");
    }
}

#[test]
fn a_question_is_kept_as_a_scenario_with_the_same_answer() {
    let folder = empty_folder();
    let csv = ["--format", "csv"];
    let changed = ["--set", "fx.usd-cny.rate=*1.05", "--set", "cargo.lot_t=500", "--date", "2019-06-24"];
    let cases: [(&str, &[&str]); 2] = [("plain.toml", &[]), ("changed.toml", &changed)];
    for (file, changes) in cases {
        let keep = [&MAIZE[..], changes, &["--save", file], &csv].concat();
        let asked = answer_in(folder.path(), &keep);
        let text = fs::read_to_string(folder.path().join(file)).expect("the question");
        assert!(text.contains("shipped:northeast-asia/corridors.toml"), "{text}");
        assert_eq!(asked.stdout, answer_in(folder.path(), &[&["compare", file][..], &csv].concat()).stdout, "{text}");
        answer_in(folder.path(), &["check", "--strict", file]);
        check_refusals(folder.path(), 1, &[(&keep, &["is there already", "--force"])]);
        answer_in(folder.path(), &[&keep[..], &["--force"]].concat());
    }
    let shown = answer_in(folder.path(), &[&MAIZE[..], &["--save", "shown.toml"]].concat());
    assert!(shown.stderr.contains("`corridor compare shown.toml`"), "{}", shown.stderr);
    check_refusals(folder.path(), 2, &[(&["compare", "shown.toml", "--save", "again.toml"], &["--save", "leave"])]);
}

#[test]
fn a_kept_question_finds_the_tables_from_another_folder() {
    let folder = empty_folder();
    let tables = folder.path().join("tables");
    answer_in(folder.path(), &["init", "--from-shipped", "mine"]);
    fs::rename(folder.path().join("mine/northeast-asia"), &tables).expect("the tables");
    fs::create_dir(folder.path().join("questions")).expect("a folder");
    let keep = [&MAIZE[..], &["--save", "questions/q.toml", "-q"]].concat();
    let asked = program().current_dir(folder.path()).env("CORRIDOR_TABLES", "tables").args(&keep).output();
    assert_eq!(asked.expect("the program runs").status.code(), Some(0));
    answer_in(folder.path(), &["check", "--strict", "questions/q.toml"]);
    // Messages name the tables that are used.
    let value = ["compare", "--from", "hunchun", "--to", "ningbo", "--commodity", "coal", "--tonnes", "5"];
    let refused = program().current_dir(folder.path()).env("CORRIDOR_TABLES", "tables").args(value).output();
    let stderr = String::from_utf8(refused.expect("the program runs").stderr).expect("UTF-8");
    assert!(stderr.contains("the tables in tables give the value of maize alone"), "{stderr}");
}

#[test]
fn an_unknown_name_is_answered_by_near_ones_and_where_to_look() {
    let folder = empty_folder();
    let ask = |from: &'static str, commodity: &'static str, tonnes: &'static str| {
        ["compare", "--from", from, "--to", "ningbo", "--commodity", commodity, "--tonnes", tonnes]
    };
    check_refusals(
        folder.path(),
        2,
        &[
            (
                &ask("hunchun", "corn", "20000"),
                &["no commodity corn", "maize, rice, soybean", "`corridor show commodities`"],
            ),
            (&ask("moscow", "maize", "20000"), &["no place moscow", "`corridor show places`"]),
            (&ask("hunchum", "maize", "20000"), &["did you mean hunchun (Hunchun, 珲春"]),
            (&ask("Vladivostock", "maize", "20000"), &["did you mean vladivostok"]),
            (&ask("上海", "maize", "20000"), &["shanghai ("]),
            (&ask("Владивосто", "maize", "20000"), &["vladivostok ("]),
            (&ask("hunchun", "maize", "5,000"), &["without separators"]),
            (&ask("hunchun", "maize", "-5"), &["give tonnes above 0"]),
            (
                &["compare", "--from", "hunchun", "--to", "ningbo", "--tonnes", "5"],
                &["give as well: --commodity KEY\n"],
            ),
            (&["compare", "--commodity", "maize", "--tonnes", "5"], &["give as well: --from PLACE --to PLACE\n"]),
            (
                &["compare"],
                &["name a scenario file", "--from PLACE --to PLACE --commodity KEY --tonnes N", "corridor init"],
            ),
        ],
    );
    assert!(answer_in(folder.path(), &["show", "places"]).stdout.contains("Владивосток"));
    assert!(answer_in(folder.path(), &["show", "commodities", "--lang", "zh"]).stdout.contains("玉米"));
    assert!(answer_in(folder.path(), &["show"]).stdout.contains("northeast-asia"));
    answer_in(folder.path(), &["show", "figures", "--format", "csv"]);
    let only = |words: &[&str]| {
        let csv = answer_in(folder.path(), &[&["show"], words, &["--format", "csv"]].concat()).stdout;
        csv.lines().skip(1).map(|line| line.split(',').next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    // The figure of handling in Zarubino, by words, by its name in Russian, by a pattern and by its grade.
    let price = "handling.zarubino-rail-sea-box20.price".to_owned();
    let by_words = only(&["figures", "zarubino", "Handling", "rail", "box20"]);
    assert!(by_words.contains(&price) && by_words.iter().all(|path| path.starts_with("handling.")), "{by_words:?}");
    assert!(only(&["figures", "ЗАРУБИНО", "handling.*.price", "estimate"]).contains(&price));
    assert!(only(&["figures", "zarubino-rail-sea-box20", "official"]).is_empty());
    assert_eq!(only(&["figures", "handling.zarubino-rail-sea-box20.*", "price"]), [price]);
    assert_eq!(only(&["places", "нинбо"]), ["ningbo"]);
    let none = answer_in(folder.path(), &["show", "places", "atlantis"]).stdout;
    assert!(none.contains("0 of 121 rows hold atlantis"), "{none}");
    check_refusals(
        folder.path(),
        2,
        &[(&["show", "plases"], &["did you mean places?"]), (&["show", "unused"], &["name the scenario file"])],
    );
}

#[test]
fn a_place_is_guessed_by_name_and_only_when_it_is_near() {
    let folder = empty_folder();
    let text = |to: &str| {
        format!(
            "schema = 1\nextends = \"shipped:northeast-asia/corridors.toml\"\ntitle = \"A\"\n[[demand]]\nfrom = \"hunchun\"\nto = \"{to}\"\n"
        )
    };
    for (to, help) in [("Ningbo (Zhenhai/Beilun)", "did you mean ningbo?"), ("上海", "did you mean shanghai?")] {
        fs::write(folder.path().join("a.toml"), text(to)).expect("a scenario");
        check_refusals(folder.path(), 3, &[(&["compare", "a.toml"], &[help])]);
    }
    let refused = run_in(folder.path(), &["compare", "shipped:jilin-maize-2017", "--to", "guangzhou"]);
    assert!(!refused.stderr.contains("quanzhou?"), "{}", refused.stderr);
}

#[test]
fn shipped_scenarios_are_named_with_and_without_their_ending() {
    let folder = empty_folder();
    let csv = |scenario| answer_in(folder.path(), &["compare", scenario, "--format", "csv"]).stdout;
    assert_eq!(csv(SHIPPED), csv("shipped:hunchun-ningbo-2019.toml"));
    assert!(answer_in(folder.path(), &["check", SHIPPED]).stdout.starts_with("shipped:hunchun-ningbo-2019: valid"));
    let json = answer_in(folder.path(), &["compare", SHIPPED, "--format", "json"]).stdout;
    assert!(json.contains("\"shipped:hunchun-ningbo-2019.toml\"") && !json.contains("shipped:/"), "{json}");
    let refused =
        ["nothing is shipped as hunchun", "did you mean shipped:hunchun-", "jilin-maize-2017", "plans/spread"];
    check_refusals(
        folder.path(),
        1,
        &[(&["compare", "shipped:hunchun"], &refused), (&["compare", "no.toml"], &["no.toml"])],
    );
    let study = ["sweep", SHIPPED, "--plan", "shipped:plans/freight-and-value", "-o", "study"];
    let size = answer_in(folder.path(), &[&study[..], &["--dry-run"]].concat());
    assert!(size.stdout.contains("36 runs of 4 questions") && size.stderr.is_empty(), "{}{}", size.stdout, size.stderr);
    answer_in(folder.path(), &study);
    answer_in(folder.path(), &["verify", "study"]);
}

#[test]
fn the_guide_is_found_by_the_words_of_planners() {
    let folder = empty_folder();
    let guide = |words: &[&str]| answer_in(folder.path(), &[&["guide"][..], words].concat()).stdout;
    let contents = guide(&[]);
    for line in ["Begin\n", "\n  quotation      Entering a quotation: a price", "\n  critical       what the loss"] {
        assert!(contents.contains(line), "{line} is missing in\n{contents}");
    }
    for (words, title) in [
        (&["quote"][..], "# Entering a quotation"),
        (&["forwarder"], "# Entering a quotation"),
        (&["closed", "border"], "# A closed border"),
        (&["closed border"], "# A closed border"),
        (&["deadline"], "# pareto"),
        (&["machine"], "These chapters are about machine"),
    ] {
        assert!(guide(words).starts_with(title), "{words:?}");
    }
    assert!(guide(&["machine"]).contains("\n  speed          Speed: how long"));
    check_refusals(
        folder.path(),
        2,
        &[
            (&["guide", "quotatoin"], &["did you mean quotation?"]),
            (&["guide", "zebra"], &["`corridor guide` lists all"]),
        ],
    );
}

#[test]
fn init_says_how_to_go_on() {
    let folder = empty_folder();
    for arguments in [&["init", "trial"][..], &["init", "--from-shipped", "scenarios"]] {
        let text = answer_in(folder.path(), arguments).stdout;
        for word in ["corridor compare ", "corridor guide own-world", "compare --from hunchun --to ningbo"] {
            assert!(text.contains(word), "{word} is missing in\n{text}");
        }
    }
    // The recipes of the README name the files that are now there.
    answer_in(folder.path(), &["explain", "scenarios/hunchun-ningbo-2019.toml"]);
}

#[test]
fn rows_have_the_packages_beside_the_single_levers() {
    let folder = empty_folder();
    let levers =
        ["levers", SHIPPED, "--packages", "shipped:plans/facilitation", "--kind", "borders", "--format", "csv"];
    let rows = answer_in(folder.path(), &levers);
    assert!(!rows.stderr.contains("leave"), "{}", rows.stderr);
    let of = |column: usize| {
        rows.stdout.lines().skip(1).filter(|row| !row.split(',').nth(column).unwrap().is_empty()).count()
    };
    assert!(of(1) > 0 && of(3) > 0, "{}", rows.stdout);
}

#[test]
fn other_goods_keep_the_value_that_was_typed_and_no_bounds_of_maize() {
    let folder = empty_folder();
    let question = ["--from", "jiamusi", "--to", "guangzhou", "--commodity", "soybean", "--tonnes", "15000"];
    let value = ["--set", "cargo.value_per_t=3900", "--set", "cargo.lot_t=1000", "--save", "beans.toml"];
    let draws = ["--draws", "200", "--format", "csv"];
    let asked = answer_in(folder.path(), &[&["risk"], &question[..], &value, &draws].concat());
    let text = fs::read_to_string(folder.path().join("beans.toml")).expect("the question");
    assert!(text.contains("lot_t = 1000\nvalue_per_t = 3900\n") && !text.contains("[set]"), "{text}");
    assert_eq!(asked.stdout, answer_in(folder.path(), &[&["risk", "beans.toml"], &draws[..]].concat()).stdout);
    let figures = answer_in(folder.path(), &["show", "beans.toml", "figures", "--format", "csv"]).stdout;
    let value = figures.lines().find(|line| line.contains("cargo.value_per_t")).expect("the value");
    assert!(!value.contains("1280") && !value.contains("aize"), "{value}");
    fs::write(folder.path().join("beans.toml"), text.replace("15000", "15,000")).expect("a file");
    let help = ["15,000", "write 15000 if the comma groups thousands, or 15.000 if decimals begin there"];
    check_refusals(folder.path(), 3, &[(&["compare", "beans.toml"], &help)]);
}

#[test]
fn what_is_looked_for_elsewhere_is_pointed_to() {
    let folder = empty_folder();
    let scenario = "scenarios/hunchun-ningbo-2019.toml";
    check_refusals(folder.path(), 1, &[(&["compare", scenario], &[SHIPPED, "init --from-shipped"])]);
    let keep = [&MAIZE[..], &["--save", "nowhere/question.toml"]].concat();
    check_refusals(folder.path(), 1, &[(&keep, &["there is no folder nowhere"])]);
    check_refusals(
        folder.path(),
        2,
        &[
            (&["compare", SHIPPED, "--deadline", "20d"], &["corridor pareto --deadline"]),
            (&["compare", SHIPPED, "--lot", "500"], &["--set cargo.lot_t="]),
            (&["quote"], &["corridor guide quote"]),
        ],
    );
}
