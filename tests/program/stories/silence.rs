//! Nothing is wrong in silence: what is doubtful is warned of, refused or understood, in a small world of four places.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{Outcome, json, run};

const SCENARIO: &str = r#"schema = 1
title = "A small world"
tables = "tables"
date = 2024-05-01
currency = "CNY"

[cargo]
commodity = "barley"
form = "bulk"
lot_t = 1000
value_per_t = 2000

[[demand]]
from = "alda"
to = "dorn"

[corridors.rail]
title = "Rail"
modes = ["rail"]

[corridors.road]
title = "Road"
modes = ["road"]
"#;

const TABLES: [(&str, &str); 6] = [
    (
        "places.csv",
        "key,name,country,lat_deg,lon_deg,source,grade\nalda,Alda,CN,45,125,mine,published\n\
         brin,Brin,CN,44,125,mine,published\ncole,Cole,CN,43,125,mine,published\ndorn,Dorn,CN,42,125,mine,published\n",
    ),
    (
        "legs.csv",
        "key,from,to,mode,both_ways,distance_km,tariff,speed_kmh,source,grade\nab,alda,brin,rail,yes,112,rail,50,mine,published\n\
         bc,brin,cole,rail,yes,112,rail,50,mine,published\ncd,cole,dorn,rail,yes,112,rail,50,mine,published\n\
         ad,alda,dorn,road,yes,340,road,60,mine,published\nbd,brin,dorn,road,yes,230,road,60,mine,published\n\
         cd-road,cole,dorn,road,yes,115,road,60,mine,published\n",
    ),
    (
        "tariffs.csv",
        "key,tariff,component,basis,currency,per_haul,per_km,minimum,cap,source,grade\n\
         rail,rail,base,t,CNY,10,0.1,,,mine,published\nroad,road,base,t,CNY,0,0.5,,,mine,published\n",
    ),
    (
        "handling.csv",
        "key,place,operation,from_mode,to_mode,price,basis,currency,source,grade\nload-rail,*,load,,rail,5,t,CNY,mine,published\n\
         load-road,*,load,,road,2,t,CNY,mine,published\nunload-rail,*,unload,rail,,5,t,CNY,mine,published\n\
         unload-road,*,unload,road,,2,t,CNY,mine,published\n",
    ),
    ("commodities.csv", "key,name,source,grade\nbarley,Barley,mine,published\n"),
    ("sources.csv", "key,title\nmine,Made-up figures\n"),
];

/// Holds the small world in a folder of its own.
pub(super) struct Small {
    folder: tempfile::TempDir,
}

impl Small {
    /// Writes the world with some texts of its files replaced by others.
    pub(super) fn with(changes: &[(&str, &str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("tables")).expect("the tables");
        let small = Self { folder };
        small.write("scenario.toml", SCENARIO);
        for (name, text) in TABLES {
            small.write(&format!("tables/{name}"), text);
        }
        for (name, before, after) in changes {
            let text = fs::read_to_string(small.path(name)).expect("a file");
            assert!(text.contains(before), "{name} has no {before}");
            small.write(name, &text.replacen(before, after, 1));
        }
        small
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("a file");
    }

    /// Runs a command on the scenario.
    pub(super) fn run(&self, command: &str, arguments: &[&str]) -> Outcome {
        run(&[&[command, text(&self.path("scenario.toml"))], arguments].concat())
    }

    pub(super) fn json(&self, command: &str, arguments: &[&str]) -> Value {
        json(&[&[command, text(&self.path("scenario.toml"))], arguments].concat())
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path of text")
}

#[test]
fn a_name_that_two_places_share_is_refused_and_their_titles_differ() {
    let demands = "from = \"alda\"\nto = \"dorn\"\n\n[[demand]]\nfrom = \"brin\"\nto = \"dorn\"\n";
    let small = Small::with(&[
        ("tables/places.csv", "brin,Brin", "brin,ALDA"),
        ("scenario.toml", "from = \"alda\"\nto = \"dorn\"\n", demands),
    ]);
    let refused = small.run("compare", &["--from", "Alda"]);
    assert_eq!(refused.code, Some(2));
    assert!(refused.stderr.contains("more than one origin: give the key, alda or brin"), "{}", refused.stderr);
    let one = small.run("compare", &["--from", "brin", "--format", "markdown"]);
    assert!(one.stdout.contains("## brin to Dorn") && !one.stdout.contains("alda to"), "{}", one.stdout);
}

#[test]
fn a_name_is_found_whether_its_letters_are_composed_or_not() {
    let small = Small::with(&[("tables/places.csv", "alda,Alda", "alda,O\u{308}rke\u{301}ny")]);
    let found = small.run("compare", &["--from", "\u{d6}RK\u{c9}NY"]);
    assert_eq!(found.code, Some(0), "{}", found.stderr);
}

#[test]
fn correlations_that_cannot_hold_together_are_a_problem_of_the_scenario() {
    let figures = ["tariffs.rail.per_km", "tariffs.road.per_km", "handling.load-rail.price"];
    let pair = |first: &str, second: &str, rho: &str| {
        format!("\n[[correlated]]\nfigures = [\"{first}\", \"{second}\"]\nrho = {rho}\n")
    };
    let correlated = [
        pair(figures[0], figures[1], "0.9"),
        pair(figures[2], figures[1], "0.9"),
        pair(figures[0], figures[2], "-0.9"),
    ];
    let small = Small::with(&[]);
    small.write("scenario.toml", &format!("{SCENARIO}{}", correlated.concat()));
    let line = SCENARIO.lines().count() + 10;
    for (command, arguments) in [("check", &[][..]), ("risk", &["--draws", "100"])] {
        let refused = small.run(command, arguments);
        assert_eq!(refused.code, Some(3), "{command}: {}", refused.stderr);
        let place = format!("scenario.toml:{line}:1");
        assert!(refused.stderr.contains("error[S023]") && refused.stderr.contains(&place), "{}", refused.stderr);
    }
    // Two of the three hold together.
    small.write("scenario.toml", &format!("{SCENARIO}{}", correlated[..1].concat()));
    assert_eq!(small.run("check", &["--strict"]).code, Some(0));
}

#[test]
fn a_bell_curve_on_a_price_is_cut_at_nothing() {
    let small = Small::with(&[]);
    let uncertain = "\n[uncertain]\n\"handling.unload-rail.price\" = { dist = \"normal\", mean = 5, sd = 2 }\n";
    small.write("scenario.toml", &format!("{SCENARIO}{uncertain}"));
    let risk = small.json("risk", &["--draws", "100000"]);
    let corridors = &risk["studies"][0]["demands"][0]["answers"];
    let rail = corridors.as_array().expect("corridors").iter().find(|own| own["corridor"] == "rail").expect("rail");
    let mean = rail["spread"]["mean_per_t"].as_f64().expect("a mean");
    // 10 + 336 x 0.1 + 5 to load, and the mean of a normal of 5 and 2 between 0 and 13:
    // 5 + 2 (phi(-2.5) - phi(4)) / (Phi(4) - Phi(-2.5)) = 5 + 2 (0.017528 - 0.000134) / 0.993759 = 5.03501.
    assert!((mean - 53.635).abs() < 0.02, "{mean}");
}

#[test]
fn a_rebate_that_is_drawn_beyond_its_price_is_named_with_its_line() {
    let rebate = "mine,published\nrebate,rail,rebate,t,CNY,-5,0,,,mine,published\nroad,road";
    let small = Small::with(&[("tables/tariffs.csv", "mine,published\nroad,road", rebate)]);
    let uncertain = "\n[uncertain]\n\"tariffs.rebate.per_haul\" = { dist = \"uniform\", low = -80, high = -10 }\n";
    small.write("scenario.toml", &format!("{SCENARIO}{uncertain}"));
    let refused = small.run("risk", &["--draws", "100"]);
    let line = SCENARIO.lines().count() + 3;
    assert_eq!(refused.code, Some(1), "{}", refused.stderr);
    assert!(refused.stderr.contains("`tariffs.rebate.per_haul` is drawn from -80 to -10"), "{}", refused.stderr);
    assert!(refused.stderr.contains(&format!("scenario.toml:{line}:1)")), "{}", refused.stderr);
}

#[test]
fn a_map_of_origins_on_one_line_says_that_it_has_no_areas() {
    let demands = "from = [\"alda\", \"brin\", \"cole\"]\n";
    let small = Small::with(&[("scenario.toml", "from = \"alda\"\n", demands)]);
    let page = small.run("catchment", &["--draws", "50"]);
    assert!(page.stdout.contains("All origins are on one line: no area between them is known"), "{}", page.stdout);
    let map = small.run("catchment", &["--draws", "50", "--format", "geojson"]).stdout;
    let map: Value = serde_json::from_str(&map).expect("GeoJSON");
    let said = map["catchment"]["not_drawn"].as_str().unwrap_or_default();
    assert!(said.starts_with("All origins are on one line"), "{said}");
}

#[test]
fn two_origins_at_one_position_are_named() {
    let demands = "from = [\"alda\", \"brin\", \"cole\"]\n";
    let small = Small::with(&[
        ("scenario.toml", "from = \"alda\"\n", demands),
        ("tables/places.csv", "brin,Brin,CN,44,125", "brin,Brin,CN,45,125"),
    ]);
    let page = small.run("catchment", &["--draws", "50"]).stdout;
    assert!(page.contains("Fewer than three positions of origins are known"), "{page}");
    assert!(page.contains("At the position of another origin"), "{page}");
}

#[test]
fn more_threads_than_are_of_use_change_nothing() {
    let small = Small::with(&[]);
    let one = small.run("compare", &["--threads", "1"]);
    let many = small.run("compare", &["--threads", "999999"]);
    assert_eq!((one.code, many.code), (Some(0), Some(0)), "{}", many.stderr);
    assert_eq!(one.stdout, many.stdout);
}

#[test]
fn diff_lists_what_changes_an_answer_and_no_equal_numbers() {
    let small = Small::with(&[]);
    let other = SCENARIO.replace("date = 2024-05-01", "date = 2024-05-01\nbaseline = \"road\"");
    small.write(
        "other.toml",
        &format!("{other}\n[set]\n\"tariffs.rail.per_km\" = 0.10\n\"tariffs.rail.per_haul\" = 1e1\n"),
    );
    let listed = |name: &str| {
        let outcome = small.run("diff", &[text(&small.path(name)), "--format", "markdown"]);
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        outcome.stdout
    };
    let page = listed("other.toml");
    assert!(page.contains("| baseline |") && !page.contains("per_km") && !page.contains("per_haul"), "{page}");
    small.write("third.toml", &SCENARIO.replace("to = \"dorn\"", "to = \"cole\""));
    assert!(listed("third.toml").contains("| demand.1.to |"));
    for (name, modes) in [("one.toml", "[\"rail\", \"road\"]"), ("turned.toml", "[\"road\", \"rail\"]")] {
        small.write(name, &SCENARIO.replace("[\"rail\"]", modes));
    }
    let turned = run(&["diff", text(&small.path("one.toml")), text(&small.path("turned.toml"))]);
    assert!(turned.stdout.contains("no input differs"), "{}", turned.stdout);
}

#[test]
fn a_file_that_is_not_there_is_named_in_plain_words() {
    let small = Small::with(&[]);
    let plan = small.path("plan.toml");
    let refused = small.run("sweep", &["--plan", text(&plan), "-o", text(&small.path("study"))]);
    assert_eq!(refused.code, Some(1));
    assert!(refused.stderr.contains("there is no file") && !refused.stderr.contains("os error"), "{}", refused.stderr);
}

#[test]
fn warnings_of_one_kind_are_a_few_before_an_answer_and_all_of_them_in_check() {
    let small = Small::with(&[]);
    let factors: Vec<String> = (0..269).map(|number| format!("f{number},1,mine,estimate\n")).collect();
    small.write("tables/factors.csv", &format!("key,value,source,grade\n{}", factors.concat()));
    let asked = small.run("compare", &[]);
    assert_eq!(asked.code, Some(0));
    assert!(asked.stderr.contains("and 266 more warnings T019"), "{}", asked.stderr);
    assert!(asked.stderr.lines().count() < 40, "{}", asked.stderr.lines().count());
    let checked = small.run("check", &[]);
    assert_eq!(checked.stderr.matches("warning[T019]").count(), 269);
}

#[test]
fn a_row_of_a_plan_that_changes_nothing_is_a_run() {
    let small = Small::with(&[]);
    small.write("plan.toml", "schema = 1\ndesign = \"csv\"\nfile = \"runs.csv\"\n");
    let runs = |text: &str, folder: &str| {
        small.write("runs.csv", text);
        let outcome = small.run("sweep", &["--plan", text_of(&small, "plan.toml"), "-o", text_of(&small, folder)]);
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        let rows = fs::read_to_string(small.path(&format!("{folder}/part-000000.csv"))).expect("the rows");
        rows.lines().skip(1).map(|row| row.split(',').take(3).collect::<Vec<_>>().join(",")).collect::<Vec<_>>()
    };
    let two = runs("tariffs.rail.per_km,cargo.lot_t\n,\n0.2,\n", "two");
    assert_eq!(two, ["1,0.1,1000", "1,0.1,1000", "2,0.2,1000", "2,0.2,1000"]);
    let one = runs("tariffs.rail.per_km\n\"\"\n0.2\n", "one");
    assert_eq!(one.len(), 4);
}

/// Returns the path of a file of the small world as a text that lives as long as the test.
fn text_of(small: &Small, name: &str) -> &'static str {
    Box::leak(text(&small.path(name)).to_owned().into_boxed_str())
}

#[test]
fn the_ending_of_the_output_file_chooses_the_format() {
    let small = Small::with(&[]);
    for (name, start) in [("x.json", "{"), ("x.csv", "scenario,"), ("x.geojson", "{"), ("x.md", "# A small world")] {
        let outcome = small.run("compare", &["-o", text_of(&small, name)]);
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        let written = fs::read_to_string(small.path(name)).expect("the answer");
        assert!(written.starts_with(start), "{name}: {written}");
    }
    let outcome = small.run("compare", &["-o", text_of(&small, "y.json"), "--format", "markdown"]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert!(fs::read_to_string(small.path("y.json")).expect("the answer").starts_with("# A small world"));
}

#[test]
fn a_way_across_the_date_line_is_cut_on_the_map() {
    let small = Small::with(&[
        ("tables/places.csv", "alda,Alda,CN,45,125", "alda,Alda,CN,45,179"),
        ("tables/places.csv", "brin,Brin,CN,44,125", "brin,Brin,CN,44,-179"),
        ("scenario.toml", "to = \"dorn\"", "to = \"brin\""),
    ]);
    let map = small.run("compare", &["--corridor", "rail", "--format", "geojson"]).stdout;
    let map: Value = serde_json::from_str(&map).expect("GeoJSON");
    let features = map["features"].as_array().expect("features");
    let ride = features.iter().find(|it| it["properties"]["kind"] == "ride").expect("a ride");
    assert_eq!(ride["geometry"]["type"], "MultiLineString");
    let edge = |part: usize, point: usize| ride["geometry"]["coordinates"][part][point][0].as_f64();
    assert_eq!((edge(0, 1), edge(1, 0)), (Some(180.0), Some(-180.0)));
}

#[test]
fn a_capacity_that_the_demands_exceed_is_said_on_the_page() {
    let small = Small::with(&[
        ("tables/legs.csv", "speed_kmh,source", "speed_kmh,capacity_t_per_month,source"),
        ("tables/legs.csv", "rail,yes,112,rail,50,", "rail,yes,112,rail,50,1000,"),
        ("tables/legs.csv", "rail,yes,112,rail,50,mine", "rail,yes,112,rail,50,,mine"),
        ("tables/legs.csv", "rail,yes,112,rail,50,mine", "rail,yes,112,rail,50,,mine"),
        ("tables/legs.csv", "road,yes,340,road,60,", "road,yes,340,road,60,5000,"),
        ("tables/legs.csv", "road,yes,230,road,60,", "road,yes,230,road,60,,"),
        ("tables/legs.csv", "road,yes,115,road,60,", "road,yes,115,road,60,,"),
        ("scenario.toml", "to = \"dorn\"", "to = \"dorn\"\ntonnes_per_year = 36000"),
    ]);
    let page = small.run("compare", &["--width", "160"]).stdout;
    let said =
        "The capacity of `legs.ab` is 1000 t a month, and the demands that use it by rail ask 3000 t: not enforced.";
    assert!(page.contains(said) && !page.contains("legs.ad"), "{page}");
    let summary = &small.json("compare", &[])["summary"][0]["capacity_exceeded"];
    assert_eq!((summary[0]["row"].as_str(), summary[0]["asked_t_per_month"].as_f64()), (Some("legs.ab"), Some(3000.0)));
}

#[test]
fn yearly_tonnes_of_several_pairs_say_what_they_add_up_to() {
    let several = "from = [\"alda\", \"brin\", \"cole\"]\nto = \"dorn\"\ntonnes_per_year = 20000";
    let small = Small::with(&[("scenario.toml", "from = \"alda\"\nto = \"dorn\"", several)]);
    let page = small.run("compare", &["--width", "160"]).stdout;
    let said = "The 20000 t a year of demand 1 count for each of its 3 pairs of places: 60000 t a year together.";
    assert!(page.contains(said), "{page}");
}

#[test]
fn a_table_in_pieces_repeats_both_ends_of_a_demand() {
    let several = "from = [\"alda\", \"brin\", \"cole\"]\nto = [\"brin\", \"cole\", \"dorn\"]";
    let small = Small::with(&[("scenario.toml", "from = \"alda\"\nto = \"dorn\"", several)]);
    let page = small.run("compare", &["--width", "60"]).stdout;
    let headings: Vec<&str> = page.lines().filter(|line| line.trim_start().starts_with("From")).collect();
    assert!(headings.len() > 1 && headings.iter().all(|line| line.contains("To ")), "{headings:?}\n{page}");
}

#[test]
fn a_row_that_is_missing_on_the_way_is_named_with_its_place_and_modes() {
    let reason = |file: &str, before: &str, after: &str, corridor: &str| {
        let small = Small::with(&[(file, before, after), ("scenario.toml", "modes = [\"road\"]", "")]);
        let outcome = small.run("compare", &["--corridor", corridor, "--format", "json"]);
        let found: Value = serde_json::from_str(&outcome.stdout).expect("JSON");
        found["answers"][0]["reason"].as_str().unwrap_or_default().to_owned()
    };
    let unload =
        "unload-rail,*,unload,rail,,5,t,CNY,mine,published\nunload-road,*,unload,road,,2,t,CNY,mine,published\n";
    let found = reason("tables/handling.csv", unload, "", "road");
    assert!(found.contains("handling.csv has no row `unload` from r"), "{found}");
    assert!(found.ends_with("at `dorn` for barley as bulk"), "{found}");
    let load = "load-rail,*,load,,rail,5,t,CNY,mine,published\nload-road,*,load,,road,2,t,CNY,mine,published\n";
    let found = reason("tables/handling.csv", load, "", "road");
    assert!(found.contains("handling.csv has no row `load` to r") && found.contains("at `alda`"), "{found}");
}
