//! A researcher brings a network of their own: one command imports it, one more answers it, and nothing is read in silence.

use std::fs;
use std::path::Path;

use encoding_rs::{GB18030, WINDOWS_1251};
use tempfile::TempDir;

use super::{Outcome, program};

struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.0.path().join(name), bytes).expect("a file");
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.path().join(name)).expect("a file")
    }

    fn run(&self, line: &str) -> Outcome {
        let output = program().current_dir(self.0.path()).args(line.split(' ')).output().expect("the program runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        Outcome { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// Imports and returns what is said of it, with the totals of the first question.
    fn imported(&self, line: &str) -> (String, String) {
        let made = self.run(&format!("import {line} world"));
        assert_eq!(made.code, Some(0), "{}", made.stderr);
        let answered = self.run("compare world/scenario.toml --draws 0 --format csv --audit");
        assert_eq!(answered.code, Some(0), "{}", answered.stderr);
        assert!(answered.stdout.contains(",answered,"), "{}", answered.stdout);
        (made.stdout, answered.stdout)
    }

    fn refused(&self, line: &str, code: i32) -> String {
        let outcome = self.run(line);
        assert_eq!(outcome.code, Some(code), "{}{}", outcome.stdout, outcome.stderr);
        outcome.stderr
    }
}

#[cfg(feature = "xlsx")]
#[test]
fn a_chinese_workbook_with_a_title_and_merged_cells_is_answered_by_one_more_command() {
    let desk = Desk::new();
    let book = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/import/chinese-rates.xlsx");
    desk.write("rates.xlsx", fs::read(book).expect("the fixture"));
    let (said, _) = desk.imported("xlsx rates.xlsx --from 石城 --to 远港 --country CN");
    for line in [
        "rates.xlsx, sheet 运价: 4 rows of legs, headings in row 2.",
        "  序号 is not read",
        "  里程（公里） -> distance_km, in 公里",
        "  运价（元/吨） -> cost_per_t, in 元/吨",
        "rates.xlsx, sheet 说明: not read",
        "rates.xlsx, sheet 运价, cell C7: error[T005]: row 7 is not read: `to` is blank",
    ] {
        assert!(said.contains(line), "{line}\n{said}");
    }
    let legs = desk.read("world/tables/legs.csv");
    // The origin of two rows is one merged cell, and the price is a text with a group of thousands.
    assert!(legs.contains("shi-cheng-hai-wan-road,shi-cheng,hai-wan,road,yes,610,road,,,,,1200.50,CNY,"), "{legs}");
    assert!(desk.read("world/tables/places.csv").contains("shi-cheng,石城,石城,,CN,"));
    // 63.5 by rail, 35 by waterway and 80.25 by sea, and the holding of 420/30 + 700/10 + 1850/24 hours at 50 a year.
    let route = desk.run("compare world/scenario.toml --draws 0 --set cargo.holding_rate_per_year=0 --format csv");
    assert!(route.stdout.contains("178.750000"), "{}", route.stdout);
}

#[test]
fn semicolons_decimal_commas_and_old_encodings_are_guessed_and_said() {
    let russian = "Откуда;Куда;Вид транспорта;Расстояние, км;Тариф (руб/т);Время, сут\n\
                   Находка;Гродеково;жд;212,5;1 450,50;1,5\nГродеково;Харбин;жд;520;2300;3\nХарбин;Далянь;дирижабль;9;9;1\n";
    let desk = Desk::new();
    desk.write("legs.csv", WINDOWS_1251.encode(russian).0);
    let (said, _) = desk.imported("csv legs.csv");
    assert!(said.starts_with("legs.csv: 2 rows of legs, headings in row 1, windows-1251, cells between semicolons, decimals behind commas.\n"), "{said}");
    assert!(
        said.contains("legs.csv:4:")
            && said.contains("error[T009]: row 4 is not read: `дирижабль` is no mode of transport"),
        "{said}"
    );
    let legs = desk.read("world/tables/legs.csv");
    assert!(legs.contains("nakhodka-grodekovo-rail,nakhodka,grodekovo,rail,yes,212.5,,,36,,,1450.50,RUB,"), "{legs}");
    // The headings as they were read are kept, and read that way again where a person has changed them.
    let saved = desk.read("world/import.toml");
    assert!(saved.contains("\"Расстояние, км\" = \"distance_km in км\"\n"), "{saved}");
    desk.write("own.toml", saved.replace("distance_km in км", "distance_km in мили"));
    let again = desk.run("import csv legs.csv again --mapping own.toml");
    assert_eq!(again.code, Some(0), "{}", again.stderr);
    assert!(desk.read("again/tables/legs.csv").contains(",341.9856,"), "212.5 miles");
    // The same tables in two encodings are the same tables.
    let chinese = "起点,终点,方式,距离（公里）\n甲城,乙城,铁路,100\n乙城,丙城,公路,50\n";
    let of = |name: &str, bytes: &[u8]| {
        desk.write("same.csv", bytes);
        let made = desk.run(&format!("import csv same.csv {name}"));
        assert_eq!(made.code, Some(0), "{}", made.stderr);
        (desk.read(&format!("{name}/tables/legs.csv")), made.stdout)
    };
    let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(chinese.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let (plain, _) = of("utf8", chinese.as_bytes());
    let (gbk, said) = of("gbk", &GB18030.encode(chinese).0);
    assert!(plain == gbk && said.contains("gb18030"), "{gbk}");
    assert_eq!(of("utf16", &utf16).0, plain);
}

#[test]
fn a_map_in_the_layout_of_natural_earth_becomes_legs_with_lengths() {
    let map = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"scalerank":8,"featurecla":"Railroad"},"geometry":{"type":"LineString","coordinates":[[131.9,43.1],[132.0,43.5]]}},
        {"type":"Feature","properties":{"featurecla":"Railroad"},"geometry":{"type":"MultiLineString","coordinates":[[[132.001,43.501],[131.1,44.4]]]}},
        {"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[180.0,65.0],[-179.0,65.0]]}},
        {"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[-180.0,65.0],[179.0,65.0]]}},
        {"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[43.1,131.9],[43.5,132.0]]}},
        {"type":"Feature","properties":{"name":"Harbour"},"geometry":{"type":"Point","coordinates":[131.9,43.105]}}]}"#;
    let desk = Desk::new();
    desk.write("map.geojson", map);
    let (said, _) = desk.imported("geojson map.geojson --country RU --from Harbour");
    assert!(said.contains("- 2 ends of lines were moved to a place, by up to 0.56 km."), "{said}");
    assert!(said.contains("feature 5 is not read") && said.contains("longitude first"), "{said}");
    let legs = desk.read("world/tables/legs.csv");
    // Both pieces across the date line meet at its one place; each is a degree at 65 north: 47.0 km.
    assert_eq!(legs.matches(",47,").count(), 2, "{legs}");
    assert!(legs.contains("harbour-43-500n-132-000e-rail,harbour,") && legs.contains(",45.2,"), "{legs}");
}

#[test]
fn rows_of_unlocode_give_legs_their_places() {
    let rows = ",\"FI\",,\".FINLAND\",,,,,,,,\n\
                ,\"FI\",\"HEL\",\"Helsinki (Helsingfors)\",\"Helsinki (Helsingfors)\",\"18\",\"12345---\",\"AI\",\"0701\",,\"6010N 02458E\",\"\"\n\
                ,\"EE\",\"TLL\",\"Tallinn\",\"Tallinn\",\"37\",\"12345---\",\"AI\",\"0701\",,\"5926N 02445E\",\"\"\n\
                \"+\",\"LV\",\"RIX\",\"Rīga\",\"Riga\",\"RIX\",\"12345---\",\"AI\",\"0701\",,\"5657N 02406E\",\"\"\n\
                ,\"LV\",\"VNT\",\"Ventspils\",\"Ventspils\",\"\",\"1-------\",\"AI\",\"0701\",,\"5724N 2134E\",\"\"\n";
    let desk = Desk::new();
    desk.write("rows.csv", rows);
    desk.write("legs.csv", "from,to,mode\nHELSINKI (HELSINGFORS),Tallinn,sea\nTallinn,Riga,road\n");
    let (said, _) = desk.imported("csv legs.csv --places rows.csv");
    assert!(said.contains("- 1 legs by road had no length: great circle x 1.3, graded computed."), "{said}");
    assert!(said.contains("`5724N 2134E` is no position") && said.contains("rows.csv:5:"), "{said}");
    let places = desk.read("world/tables/places.csv");
    assert!(places.contains(",Rīga,,,LV,RIX,port,56.95,24.1,LVRIX,Riga,"), "{places}");
    // Without legs, near places are joined.
    let made = desk.run("import unlocode rows.csv joined --link-km 300 --mode road");
    assert!(made.stdout.contains("Wrote 3 places and 2 legs"), "{}{}", made.stdout, made.stderr);
    assert!(desk.refused("import unlocode rows.csv none", 3).contains("is no position"));
}

#[test]
fn hostile_files_are_refused_with_their_place() {
    let desk = Desk::new();
    desk.write("empty.csv", "");
    desk.write("wrong.csv", "a,b,c\n1,2,3\n");
    desk.write("open.csv", "from,to,km\n\"A,B,10\nC,D,5\n");
    desk.write("far.csv", "from,to,km\nA,B,1e9\n");
    desk.write("long.csv", "x".repeat(5_000_000));
    desk.write("twice.csv", "from,to,km\nA,B,10\n");
    desk.write("places.csv", "name,lat,lon\nA,50,20\nA,51,20\nB,131.9,43.1\n");
    desk.write("doubtful.csv", "from,to,km\nA;B,C,\"1,234\"\n");
    desk.write("box.csv", "from,to,\"freight, USD/box\",km\nA,B,100,5\n");
    for (line, words) in [
        ("import csv empty.csv none", "error[T023]: `empty.csv` has no row of headings"),
        ("import csv wrong.csv none", "error[T023]: `wrong.csv` has no row of headings"),
        (
            "import csv doubtful.csv none",
            "error[T007]: row 2 is not read: the comma of `1,234` groups thousands or begins decimals\n --> doubtful.csv:2:7",
        ),
        ("import geojson wrong.csv none", "is no GeoJSON"),
        ("import csv open.csv none", "error[T021]: a quote is not closed"),
        ("import csv far.csv none", "error[T008]: row 2 is not read: `1e9` makes no sense here"),
        ("import csv long.csv none", "error[T023]"),
    ] {
        let said = desk.refused(line, 3);
        assert!(said.contains(words), "{line}: {said}");
    }
    let said = desk.run("import csv twice.csv world --places places.csv").stdout;
    assert!(said.contains("places.csv:3:1: error[T017]: a second place is called `A`"), "{said}");
    assert!(said.contains("places.csv:4:") && said.contains("latitude and longitude are exchanged"), "{said}");
    let said = desk.run("import csv box.csv box").stdout;
    assert!(said.contains("the unit `usd/box` is not known, and the column is not read"), "{said}");
    assert!(desk.refused("import csv twice.csv new --encoding klingon", 1).contains("no encoding is called"));
    assert!(desk.refused("import csv twice.csv new --snap-km nan", 1).contains("a distance of snapping"));
    assert!(desk.refused("import csv twice.csv new --from Nowhere", 1).contains("no place is called `Nowhere`"));
}

#[cfg(feature = "xlsx")]
#[test]
fn an_extract_of_openstreetmap_becomes_railways_with_gauge_between_named_places() {
    let node = |id: i32, lon: f64, lat: f64, tags: &str| {
        format!("<node id=\"{id}\" lat=\"{lat}\" lon=\"{lon}\">{tags}</node>\n")
    };
    let tag = |key: &str, value: &str| format!("<tag k=\"{key}\" v=\"{value}\"/>");
    let way = |id: i32, nodes: &[i32], tags: &str| {
        let nodes = nodes.iter().fold(String::new(), |text, node| text + &format!("<nd ref=\"{node}\"/>"));
        format!("<way id=\"{id}\">{nodes}{tags}</way>\n")
    };
    let station = tag("railway", "station");
    let rail = tag("railway", "rail");
    let map = [
        "<?xml version=\"1.0\"?><osm version=\"0.6\">\n".to_owned(),
        node(1, 131.0, 43.0, &(station.clone() + &tag("name", "Южная") + &tag("name:en", "South &amp; Yard"))),
        node(2, 131.0, 44.0, ""),
        node(3, 131.0, 45.0, &(station + &tag("name", "North"))),
        node(4, 132.0, 44.0, &(tag("harbour", "yes") + &tag("name", "Haven"))),
        way(10, &[1, 2, 3], &(rail.clone() + &tag("gauge", "1520;1435") + &tag("electrified", "contact_line"))),
        way(11, &[2, 4], &tag("highway", "trunk")),
        way(12, &[1, 4], &(rail + &tag("service", "siding"))),
        way(13, &[3, 99], &tag("route", "ferry")),
        "</osm>\n".to_owned(),
    ]
    .concat();
    let desk = Desk::new();
    desk.write("map.osm", &map);
    let (said, _) = desk.imported("osm map.osm --country RU --from North --to Haven");
    assert!(said.contains("Wrote 4 places and 3 legs"), "{said}");
    let legs = desk.read("world/tables/legs.csv");
    assert_eq!(legs.matches(",1520,,0,EUR,electrified,").count(), 2, "{legs}");
    // A degree of the meridian, and one of the parallel at 44 north.
    assert!(
        legs.contains("south-yard,44-000n-131-000e,rail,yes,111.2,") && legs.contains(",haven,road,yes,80,"),
        "{legs}"
    );
    assert!(desk.read("world/tables/places.csv").contains("south-yard,South & Yard,,,RU,,station,43,131,"));
    desk.write("cut.osm", &map[..map.len() / 2]);
    assert!(matches!(desk.run("import osm cut.osm other").code, Some(0 | 3)));
    desk.write("none.osm", "<html></html>");
    assert!(desk.refused("import osm none.osm none", 3).contains("is no map of OpenStreetMap"));
}
