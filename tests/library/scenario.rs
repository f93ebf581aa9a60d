//! Scenarios as loaded: inheritance, layers of tables, overrides.

use std::fs;
use std::path::{Path, PathBuf};

use corridor::problem::{Code, Problems, Severity};
use corridor::scenario::{Override, Row, Scenario, TableName, Wait};
use proptest::prelude::{any, prop, prop_assert, proptest};

fn overrides(texts: &[&str]) -> Vec<Override> {
    texts.iter().map(|text| Override::parse(text).expect("an override")).collect()
}

fn load(name: &str, texts: &[&str]) -> Scenario {
    let loaded = Scenario::load(&Path::new("tests/scenario").join(name), &overrides(texts));
    loaded.unwrap_or_else(|problems| panic!("{problems}"))
}

fn refused(name: &str, texts: &[&str]) -> Vec<Code> {
    let loaded = Scenario::load(&Path::new("tests/scenario").join(name), &overrides(texts));
    let errors = |problems: &Problems| {
        let codes = problems.iter().map(|problem| problem.code);
        codes.filter(|code| code.severity() == Severity::Error).collect()
    };
    loaded.map_or_else(|problems| errors(&problems), |_| Vec::new())
}

fn cells(scenario: &Scenario, table: TableName, key: &str, column: &str) -> Vec<String> {
    let rows = scenario.tables.rows(table).iter().filter(|row| row.key() == key);
    let text =
        |row: Row<'_>| row.number(column).map(|number| number.to_string()).or(row.text(column).map(str::to_owned));
    rows.map(|row| text(row).unwrap_or_default()).collect()
}

const TARIFF: (TableName, &str) = (TableName::Tariffs, "border-rail-base");

#[test]
fn what_a_file_does_not_give_it_inherits() {
    let child = load("child.toml", &[]);
    assert_eq!((child.name.as_str(), child.document.title.as_str()), ("child", "A child"));
    assert_eq!(child.document.currency.value, "CNY");
    assert_eq!(child.document.cargo.lot_t.value.to_string(), "500");
    assert_eq!(child.document.cargo.value_per_t.low.map(|low| low.to_string()).as_deref(), Some("1600"));
    assert_eq!(child.document.wait, Wait::HalfHeadway);
    let corridors: Vec<_> =
        child.document.corridors.iter().map(|one| (one.key.value.as_str(), one.via_any.len())).collect();
    assert_eq!(corridors, [("borrowed", 1), ("domestic", 0)]);
    assert_eq!(child.document.corridors[0].title, "Borrowing a port");
}

#[test]
fn sections_are_merged_over_several_generations() {
    let grandchild = load("grandchild.toml", &[]);
    let domestic = &grandchild.document.corridors[1];
    assert_eq!((domestic.within.len(), domestic.avoid.len()), (1, 1));
    assert_eq!(cells(&grandchild, TableName::Factors, "fuel", "value"), ["1.5"]);
    // The tariff's change falls on the period of the later date.
    assert_eq!(cells(&grandchild, TARIFF.0, TARIFF.1, "per_km"), ["0.11", "0.22"]);
}

#[test]
fn demands_may_stand_in_a_file_of_their_own() {
    let child = load("child.toml", &["demand.1.tonnes_per_year=*2"]);
    let [first, second] = child.document.demands.as_slice() else { panic!("two demands") };
    assert_eq!(first.tonnes_per_year.as_ref().map(|tonnes| tonnes.value.to_string()).as_deref(), Some("24000"));
    assert_eq!(second.from.iter().map(|end| end.value.as_str()).collect::<Vec<_>>(), ["tag:grain", "ningbo"]);
    let place = second.from[1].span.as_ref().map(ToString::to_string);
    assert_eq!(place.as_deref(), Some("tests/scenario/demand.csv:4:11"));
    assert_eq!(second.regime.as_ref().map(|regime| regime.value.as_str()), Some("export"));
}

#[test]
fn a_row_of_the_same_period_is_replaced_where_it_stood() {
    let child = load("child.toml", &[]);
    // 0.11 of the child's own table, times 1.1 of its [set]; the second period is the base's.
    assert_eq!(cells(&child, TARIFF.0, TARIFF.1, "per_km"), ["0.121", "0.2"]);
    assert_eq!(cells(&child, TARIFF.0, TARIFF.1, "factor").len(), 2);
}

#[test]
fn overrides_come_after_the_changes_of_the_file() {
    let child = load("child.toml", &["tariffs.border-rail-base.per_km=*2", "factors.fuel.value=+0.25"]);
    assert_eq!(cells(&child, TARIFF.0, TARIFF.1, "per_km"), ["0.242", "0.2"]);
    assert_eq!(cells(&child, TableName::Factors, "fuel", "value"), ["1.5"]);
    assert_eq!(child.document.set.len(), 2);
}

#[test]
fn a_date_is_set_before_it_picks_the_rows() {
    let child = load("child.toml", &["tariffs.border-rail-base.per_km=9", "date=2018-06-01"]);
    assert_eq!(child.document.date.value.to_string(), "2018-06-01");
    assert_eq!(cells(&child, TARIFF.0, TARIFF.1, "per_km"), ["0.11", "9"]);
}

#[test]
fn a_period_is_named_by_its_first_day() {
    for begin in ["2018", "2018-01", "2018-01-01"] {
        let child = load("child.toml", &[&format!("tariffs.border-rail-base@{begin}.per_km=9")]);
        assert_eq!(cells(&child, TARIFF.0, TARIFF.1, "per_km"), ["0.121", "9"]);
    }
}

#[test]
fn a_figure_that_is_set_has_no_bounds_and_one_that_is_multiplied_takes_them_along() {
    let bounds =
        |scenario: &Scenario| ["low", "high"].map(|column| cells(scenario, TARIFF.0, TARIFF.1, column)[0].clone());
    let child = load("child.toml", &["tariffs.border-rail-base.per_km=0.05", "cargo.value_per_t=2000"]);
    assert_eq!(bounds(&child), ["", ""]);
    assert_eq!((child.document.cargo.value_per_t.low, child.document.cargo.value_per_t.high), (None, None));
    // Who sets bounds with it says how far it is known, before or after.
    let known = ["tariffs.border-rail-base.high=0.06", "tariffs.border-rail-base.per_km=0.05"];
    assert_eq!(bounds(&load("child.toml", &known)), ["", "0.06"]);
    // 0.1 and 0.12 in the table, times 1.1 in the file: 0.11 and 0.132.
    assert_eq!(bounds(&load("child.toml", &["tariffs.border-rail-base.per_km=*2"])), ["0.22", "0.264"]);
    assert_eq!(bounds(&load("child.toml", &["tariffs.border-rail-base.per_km=+0.01"])), ["0.12", "0.142"]);
}

#[test]
fn words_and_switches_can_be_set_too() {
    let child = load(
        "child.toml",
        &[
            "switches.summer=no",
            "cargo.form=bag",
            "wait=full-headway",
            "legs.zarubino-ningbo.mode=waterway",
            "legs.zarubino-ningbo.cost_per_t=",
        ],
    );
    assert!(child.document.switches.is_empty());
    assert_eq!(child.document.cargo.form.value, "bag");
    assert_eq!(child.document.wait, Wait::FullHeadway);
    assert_eq!(cells(&child, TableName::Legs, "zarubino-ningbo", "mode"), ["waterway"]);
    assert_eq!(cells(&child, TableName::Legs, "zarubino-ningbo", "cost_per_t"), [""]);
}

#[test]
fn what_is_set_is_checked_like_what_is_written() {
    assert_eq!(refused("child.toml", &["cargo.lot_t=12 t"]), [Code::BadNumber]);
    assert_eq!(refused("child.toml", &["date=2018"]), [Code::BadDate]);
    assert_eq!(refused("child.toml", &["wait=half"]), [Code::BadChoice]);
    assert_eq!(refused("child.toml", &["factors.fuel.value=-1"]), [Code::AbsurdCellNumber]);
    assert_eq!(refused("child.toml", &["factors.fuel.low=5"]), [Code::CellBoundsDisagree]);
    assert_eq!(refused("child.toml", &["legs.zarubino-ningbo.to=ningpo"]), [Code::UnknownReference]);
    assert_eq!(refused("child.toml", &["switches.sumer=true"]), [Code::UnknownName]);
    assert_eq!(refused("child.toml", &["demand.3.tonnes_per_year=1"]), [Code::UnknownPath]);
}

#[test]
fn every_file_that_was_read_is_listed_once_with_its_hash() {
    let child = load("child.toml", &[]);
    let paths: Vec<&str> = child.inputs.iter().map(|input| input.path.as_str()).collect();
    assert_eq!(paths[..3], ["tests/scenario/child.toml", "tests/problems/base/base.toml", "tests/scenario/demand.csv"]);
    assert!(paths.contains(&"tests/problems/base/tables/legs.csv"));
    assert!(child.inputs.iter().all(|input| input.sha256.len() == 64));
    assert_eq!(paths.len(), paths.iter().collect::<std::collections::BTreeSet<_>>().len());
}

#[test]
fn a_file_that_others_extend_need_not_ask_anything() {
    let path = Path::new("tests/problems/S015/scenario.toml");
    assert!(Scenario::load(path, &[]).is_err());
    assert!(Scenario::load_base(path, &[]).is_ok_and(|base| base.document.corridors.is_empty()));
}

#[test]
fn a_missing_scenario_is_one_problem() {
    let problems = Scenario::load(Path::new("tests/scenario/chlid.toml"), &[]).expect_err("a problem");
    let expected = "error[F002]: there is no file `tests/scenario/chlid.toml`; help: a file `child.toml` stands there";
    assert_eq!(problems.to_string(), expected);
}

#[test]
fn a_fault_is_not_reported_again_for_what_follows_from_it() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("one-fault");
    let tables = folder.join("tables");
    fs::create_dir_all(&tables).expect("a temporary folder");
    let codes = |file: &str, from: &str, to: &str| -> Vec<Code> {
        for name in ["places", "legs", "tariffs", "commodities", "sources"] {
            let path = format!("{name}.csv");
            fs::copy(Path::new("tests/problems/base/tables").join(&path), tables.join(&path)).expect("a table");
        }
        fs::copy("tests/problems/base/base.toml", folder.join("base.toml")).expect("the base");
        let text = fs::read_to_string(folder.join(file)).expect("a file");
        assert!(text.contains(from), "{file} has no {from}");
        fs::write(folder.join(file), text.replacen(from, to, 1)).expect("a spoilt file");
        match Scenario::load(&folder.join("base.toml"), &[]) {
            Ok(_) => Vec::new(),
            Err(problems) => problems.iter().map(|problem| problem.code).collect(),
        }
    };
    assert_eq!(codes("tables/places.csv", "Hunchun", "\"Hunchun"), [Code::BadQuotes]);
    assert_eq!(codes("tables/places.csv", "key,name", "kye,name"), [Code::UnknownColumn, Code::MissingColumn]);
    assert_eq!(codes("tables/tariffs.csv", "tariff,", "tarif,"), [Code::MissingColumn, Code::UnknownColumn]);
    assert_eq!(codes("tables/sources.csv", "book,A", "book,,A"), [Code::CellCount]);
    assert_eq!(codes("base.toml", "\"tables\"", "\"tabels\""), [Code::FolderMissing]);
    assert_eq!(codes("base.toml", "[cargo]", "[cargo"), [Code::Syntax]);
    assert_eq!(codes("base.toml", "[[demand]]", "[[demand]"), [Code::Syntax]);
    assert_eq!(codes("base.toml", "lot_t = 3000", "lot_t = 3,000"), [Code::Syntax]);
    assert_eq!(codes("base.toml", "from = \"hunchun\"", "from = \"hunchun"), [Code::Syntax]);
    assert_eq!(codes("base.toml", "2017-08-08", "2017-8-8"), [Code::Syntax]);
    assert_eq!(codes("base.toml", "[corridors.borrowed]", "[corridor.borrowed]"), [Code::NoCorridor, Code::UnknownKey]);
}

/// Writes a scenario beside the base so that its relative paths lead somewhere.
fn temporary(name: &str, text: &[u8]) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, text).expect("a temporary file");
    path
}

proptest! {
    #[test]
    fn any_spoilt_scenario_is_read_or_refused(
        cuts in proptest::collection::vec((any::<prop::sample::Index>(), "[a-z\"\\[\\]{}=.,0-9\n-]{0,6}", 0_usize..12), 1..4),
    ) {
        let base = fs::canonicalize("tests/problems/base/base.toml").expect("the base");
        let own = fs::read_to_string("tests/scenario/child.toml").expect("the child");
        let text = own.replace("../problems/base/base.toml", &base.to_string_lossy().replace('\\', "/"));
        let mut letters: Vec<char> = text.chars().collect();
        for (at, insert, length) in &cuts {
            let at = at.index(letters.len() + 1);
            let end = (at + length).min(letters.len());
            letters.splice(at..end, insert.chars());
        }
        let text: String = letters.into_iter().collect();
        let path = temporary("spoilt.toml", text.as_bytes());
        if let Err(problems) = Scenario::load(&path, &[]) {
            prop_assert!(problems.has_errors());
        }
    }

    #[test]
    fn any_override_is_applied_or_refused(
        path in "(tariffs|factors|cargo|demand|switches|date|x)?[.]?(border-rail-base|fuel|lot_t|1)?[.@]?(2018)?[.]?(per_km|value|tonnes_per_year|key|low)?",
        value in "[*+]?[0-9.eE+-]{0,6}",
    ) {
        if let Ok(change) = Override::parse(&format!("{path}={value}")) {
            let _ = Scenario::load(Path::new("tests/scenario/child.toml"), &[change]);
        }
    }
}

#[test]
fn amounts_of_goods_are_counted_in_boxes_and_wagons_of_the_goods_themselves() {
    let path = Path::new("scenarios/hunchun-ningbo-2019.toml");
    let found = |texts: &[&str]| Scenario::load(path, &overrides(texts));
    let tonnes = |texts: &[&str]| {
        let document = found(texts).unwrap_or_else(|problems| panic!("{problems}")).document;
        let yearly = document.demands[0].tonnes_per_year.as_ref().map(|tonnes| tonnes.value.to_string());
        let counted: Vec<_> = document.counted.iter().map(|own| own.equipment.clone()).collect();
        (document.cargo.lot_t.value.to_string(), yearly.expect("tonnes"), counted.join(" "))
    };
    for (texts, lot, yearly, counted) in [
        // 24.5 t of maize, 18 t of timber, 26 t of other goods; loose maize in wagons is grain.
        (&["cargo.lot_t=20 box20"][..], "490", "13600", "box20-maize"),
        (&["cargo.lot_t=20 box20", "cargo.commodity=timber"], "360", "13600", "box20-timber"),
        (&["cargo.commodity=ore", "cargo.lot_t=20 TEU"], "520", "13600", "box20"),
        (&["cargo.form=box40", "cargo.lot_t=20 boxes"], "530", "13600", "box40"),
        (&["cargo.lot_t=14 wagons", "cargo.form=bulk"], "884.8", "13600", "wagon-grain"),
        (&["demand.1.tonnes_per_year=20x20'/week"], "3000", "25480", "box20-maize"),
        (&["demand.1.tonnes_per_year=1.5 box35 a month"], "3000", "558", "box35"),
        // The payload is that of the tables, whatever else is changed; and what is said of boxes is of the last amount.
        (&["cargo.lot_t=20 box20", "equipment.box20-maize.payload_t=20"], "490", "13600", "box20-maize"),
        (&["cargo.lot_t=20 box20", "cargo.lot_t=+10"], "500", "13600", ""),
        (&["cargo.lot_t=20 box20", "cargo.lot_t=30 box20"], "735", "13600", "box20-maize"),
    ] {
        let expected = (lot.to_owned(), yearly.to_owned(), counted.to_owned());
        assert_eq!(tonnes(texts), expected, "{texts:?}");
    }
    for (text, why) in [
        ("cargo.lot_t=20 boxes", "`20 boxes` does not say how large the boxes are"),
        ("cargo.lot_t=20 box20/week", "is an amount of a week, and a lot is shipped at once"),
        ("cargo.lot_t=0 box20", "makes no sense here"),
        ("cargo.lot_t=20 pallets", "`pallets` is glued on to the number 20"),
        ("demand.1.tonnes_per_year=20 box20/fortnight", "is glued on to the number 20"),
    ] {
        let problems = found(&[text]).expect_err("a refusal").to_string();
        assert!(problems.contains(why), "{text}: {problems}");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("own.toml");
    let base = std::path::absolute("tests/problems/base/base.toml").expect("a path");
    fs::write(&file, format!("schema = 1\nextends = {base:?}\n[cargo]\nlot_t = \"20 box20\"\n")).expect("a file");
    let problems = Scenario::load(&file, &[]).expect_err("no equipment").to_string();
    assert!(problems.contains("no row of equipment.csv says how much maize a box20 holds"), "{problems}");
}
