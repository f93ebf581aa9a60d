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
    assert!(said.contains("- 2 ends of lines moved to a place, by up to 0.56 km."), "{said}");
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
    assert!(said.contains("- 1 leg by road had no length: great circle x 1.3, graded computed."), "{said}");
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
    desk.write("bytes.csv", b"from,to,km\nA,\xFF,5\n");
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
        (
            "import csv bytes.csv none --encoding utf-8",
            "error[F004]: `bytes.csv` is not read: some of its letters are none of UTF-8\n --> bytes.csv:2:3",
        ),
    ] {
        let said = desk.refused(line, 3);
        assert!(said.contains(words), "{line}: {said}");
    }
    let said = desk.run("import csv twice.csv world --places places.csv").stdout;
    assert!(said.contains("places.csv:3:1: error[T017]: a second place is called `A`"), "{said}");
    assert!(said.contains("places.csv:4:") && said.contains("latitude and longitude are exchanged"), "{said}");
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
    assert!(said.contains("map.osm:6:1: warning[T029]: a railway has gauges of 1520 and 1435 mm"), "{said}");
    // Cut anywhere, it is refused.
    for end in [map.len() / 2, map.len() - 8] {
        desk.write("cut.osm", &map[..end]);
        assert!(desk.refused("import osm cut.osm other", 3).contains("`cut.osm` is no map of OpenStreetMap"));
    }
    desk.write("none.osm", "<html></html>");
    assert!(desk.refused("import osm none.osm none", 3).contains("is no map of OpenStreetMap"));
}

#[cfg(feature = "xlsx")]
#[test]
fn an_extract_says_its_encoding_its_directions_and_what_was_deleted() {
    let node = |id: &str, lat: f64, tags: &str| format!("<node id=\"{id}\" lat=\"{lat}\" lon=\"131\">{tags}</node>\n");
    let way = |more: &str, ends: [i32; 2], tags: &[(&str, &str)]| {
        let tags =
            tags.iter().fold(String::new(), |text, (key, value)| text + &format!("<tag k=\"{key}\" v=\"{value}\"/>"));
        format!("<way {more}><nd ref=\"{}\"/><nd ref=\"{}\"/>{tags}</way>\n", ends[0], ends[1])
    };
    let map = [
        "<?xml version='1.0' encoding='windows-1251'?>\n<osm>\n".to_owned(),
        node("1", 43.0, "<tag k=\"place\" v=\"city\"/><tag k=\"name\" v=\"Южный\"/>"),
        node("2", 44.0, ""),
        node("3", 45.0, ""),
        node("99999999999999999999", 46.0, ""),
        way("id=\"10\"", [1, 2], &[("highway", "motorway")]),
        way("id=\"11\"", [1, 3], &[("highway", "trunk"), ("oneway", "-1")]),
        way("id=\"12\" action=\"delete\"", [2, 3], &[("railway", "rail")]),
        way("id=\"13\" visible=\"false\"", [2, 3], &[("railway", "rail")]),
        way("id=\"14\"", [3, 2], &[("highway", "motorway"), ("oneway", "no")]),
        "</osm>\n".to_owned(),
    ]
    .concat();
    let desk = Desk::new();
    desk.write("map.osm", WINDOWS_1251.encode(&map).0);
    let (said, _) = desk.imported("osm map.osm --from Южный");
    assert!(
        said.starts_with("map.osm: 4 rows of legs, windows-1251.\n") && said.contains("and 3 legs to world"),
        "{said}"
    );
    assert!(said.contains("map.osm:6:1: warning[T029]: `id` is `99999999999999999999`"), "{said}");
    let legs = desk.read("world/tables/legs.csv");
    for leg in [
        "iuzhnyi,44-000n-131-000e,road,no,111.2,",
        "45-000n-131-000e,iuzhnyi,road,no,222.4,",
        "45-000n-131-000e,44-000n-131-000e,road,yes,111.2,",
    ] {
        assert!(legs.contains(leg), "{leg}\n{legs}");
    }
}

#[test]
fn prices_and_times_say_their_unit_or_are_asked_for_it() {
    let desk = Desk::new();
    let import = |heading: &str, cell: &str| {
        desk.write("one.csv", format!("from,to,mode,km,Both ways,{heading}\nA,B,truck,10,N,{cell}\n"));
        let folder = format!("{heading}{cell}")
            .chars()
            .fold(String::new(), |text, letter| text + &format!("{:x}", letter as u32));
        let made = desk.run(&format!("import csv one.csv {folder} --country XA"));
        assert_eq!(made.code, Some(0), "{heading} {cell}: {}", made.stderr);
        (desk.read(&format!("{folder}/tables/legs.csv")), made.stdout)
    };
    for (heading, cell, expected) in [
        ("Rate USD/t", "12", ",12,USD,"),
        ("Тариф руб/т", "12", ",12,RUB,"),
        ("运价（元/吨公里）", "0.5", ",5,CNY,"),
        // 2204.6226218488 / 2000 tonnes are a short ton.
        ("Freight USD per short ton", "10", ",11.023113,USD,"),
        ("Rate", "$55/t", ",55,USD,"),
        ("Rate USD/t", "55 USD/t", ",55,USD,"),
        ("Transit days", "3", ",no,10,,,72,"),
        ("Срок", "3 сут", ",no,10,,,72,"),
        ("time_h", "1 000", ",no,10,,,1000,"),
    ] {
        let (legs, said) = import(heading, cell);
        assert!(legs.contains(expected), "{heading}: {legs}");
        assert!(!said.contains("[T"), "{heading}: {said}");
    }
    for (heading, cell, expected) in [
        ("Freight USD/FEU", "900", "error[T001]: `Freight USD/FEU`: the price is per box of 40 feet"),
        ("Price per 40ft box", "900", "a row of tariffs.csv with per_haul, basis box40"),
        ("Rate USD/ton", "9", "error[T014]: `Rate USD/ton`: a bare ton"),
        ("Rate USD/gallon", "9", "the unit `rate usd/gallon` is not known"),
        (
            "Rate",
            "9",
            "one.csv:1:27: warning[T029]: `Rate`: no currency in heading or cells of 1 row: EUR supposed (--currency)",
        ),
        ("Rate USD", "9", "`Rate USD`: nothing says what the price of 1 row is per: a tonne supposed"),
        ("Rate USD/t", "9 EUR", "another currency than that of the heading stands in 1 row, and is read"),
        ("Transit time", "3", "error[T001]: `Transit time`: nothing says whether hours or days are meant"),
        ("Border cost USD/t", "3", "  Border cost USD/t is not read: it belongs into tables/borders.csv"),
    ] {
        let (_, said) = import(heading, cell);
        assert!(said.contains(expected), "{heading}: {said}");
    }
}

#[test]
fn cells_are_read_rightly_or_their_row_is_refused() {
    let desk = Desk::new();
    desk.write(
        "legs.csv",
        "From,To,Way,Distance miles,low USD/t,high,Both ways,From country,Quoted by\n\
         A 5\" pipe,B,TAZARA rail,1 000,10,20,N,USA,Maersk\nB,C,vessel,100,3,,单程,中国,\nC,D,barge,12 15,,,yes,,\n\
         C,E,barge,5'5,,,yes,,\nC,F,barge,1 2 3,,,yes,,\nC,G,barge,1,,,maybe,,\nC,H,barge,1,,,да,Narnia,\nC,I,barge,12,5,,,,,\n\
         C,J,barge,100 km,,,single,РФ,\nC,J,barge,100 km,,,single,РФ,\nC,J,barge,90 km,,,нет,РФ,\nC,K,truck or rail,9,,,,,\n",
    );
    let (said, _) = desk.imported("csv legs.csv --country XA --to J --from C");
    for line in [
        "  Way -> mode\n",
        "legs.csv:2:13: warning[T029]: `TAZARA rail` is taken as rail in 1 row",
        "legs.csv:1:9: warning[T029]: `Way` is read as the mode: its cells are modes of transport",
        "`low` and `high` alone in 1 row: the middle is taken as `cost_per_t`",
        "legs.csv:3:16: error[T016]: row 3 is not read: a bound stands in `low` and no value beside it",
        "legs.csv:4:11: error[T007]: row 4 is not read: `12 15` is not one number: groups have three digits each",
        "row 5 is not read: `5'5` is not one number",
        "row 6 is not read: `1 2 3` is not one number",
        "row 7 is not read: `maybe` is neither yes nor no",
        "row 8 is not read: `Narnia` is no country",
        "row 9 is not read: it has more cells than there are headings",
        "legs.csv:11:1: error[T017]: the same leg from `C` to `J` stands twice, and the second is left out",
        "legs.csv:12:1: warning[T029]: a second leg by waterway from `C` to `J`: both are kept",
        "row 13 is not read: `truck or rail` is no mode of transport",
    ] {
        assert!(said.contains(line), "{line}\n{said}");
    }
    let legs = desk.read("world/tables/legs.csv");
    assert!(legs.contains(",a-5-pipe,b,rail,no,1609.344,rail,,,,,15,USD,,10,20,maersk,estimate,"), "{legs}");
    assert!(legs.contains("c-j-waterway-2,c,j,waterway,no,90,"), "{legs}");
    let places = desk.read("world/tables/places.csv");
    assert!(places.contains("a-5-pipe,\"A 5\"\" pipe\",,,US,") && places.contains("c,C,,,RU,"), "{places}");
    assert!(desk.read("world/tables/sources.csv").contains("maersk,Maersk,legs.csv"));
    // With decimal commas a point groups three digits and nothing else.
    desk.write("point.csv", "from;to;mode;km\nA;B;rail;12.5\nB;C;rail;12.500\n");
    let said = desk.run("import csv point.csv point --decimal comma").stdout;
    assert!(
        said.contains("point.csv:2:10: error[T007]: row 2 is not read: `12.5` has a point where decimals"),
        "{said}"
    );
    assert!(desk.read("point/tables/legs.csv").contains("b-c-rail,b,c,rail,yes,12500,"));
}

#[test]
fn properties_of_a_map_are_read_as_the_cells_of_a_table() {
    let feature = |properties: &str, lines: &str| {
        let kind = if lines.starts_with("[[[") { "MultiLineString" } else { "LineString" };
        format!(
            "{{\"type\":\"Feature\",\"properties\":{properties},\"geometry\":{{\"type\":\"{kind}\",\"coordinates\":{lines}}}}}"
        )
    };
    let map = [
        "{\"type\":\"FeatureCollection\",\"features\":[".to_owned(),
        feature(
            r#"{"mode":"truck","cost_per_t":12.5,"distance_km":50,"time_h":3,"oneway":true,"currency":"USD"}"#,
            "[[131.9,43.1],[132.0,43.5]]",
        ) + ",",
        feature(r#"{"mode":"zeppelin","oneway":false}"#, "[[132.0,43.5],[131.1,44.4]]") + ",",
        feature(r#"{"mode":"rail","cost_per_t":3}"#, "[[[132.0,43.5],[131.1,44.4]],[[131.1,44.4],[130.0,45.0]]]"),
        "]}".to_owned(),
    ];
    let desk = Desk::new();
    desk.write("map.geojson", map.join("\n"));
    let (said, _) = desk.imported("geojson map.geojson --country RU");
    assert!(said.contains("map.geojson:3:1: error[T009]: feature 2 is not read: `zeppelin` is no mode"), "{said}");
    assert!(said.contains("map.geojson:4:1: error[T008]: feature 3 is not read: its length, time or price"), "{said}");
    let legs = desk.read("world/tables/legs.csv");
    assert!(legs.contains(",43-100n-131-900e,43-500n-132-000e,road,no,50,,,3,,,12.5,USD,"), "{legs}");
}

#[test]
fn saved_headings_name_columns_that_there_are_in_sheets_that_there_are() {
    let desk = Desk::new();
    desk.write("legs.csv", "from,to,mode,Transit (days),Freight,Other price,km\nA,B,rail,3,10,9,100\n");
    let mapped = |lines: &str| {
        desk.write("own.toml", format!("[columns]\n{lines}\n"));
        desk.run(&format!("import csv legs.csv world{} --mapping own.toml", lines.len()))
    };
    let made = mapped("\"Transit (days)\" = \"time_h\"\n\"Other price\" = \"cost_per_t in USD/t\"");
    assert!(made.stdout.contains("  Freight is not read\n  Other price -> cost_per_t, in USD/t\n"), "{}", made.stdout);
    let folder =
        fs::read_dir(desk.0.path()).expect("a folder").filter_map(Result::ok).find(|entry| entry.path().is_dir());
    let legs = fs::read_to_string(folder.expect("a world").path().join("tables/legs.csv")).expect("legs");
    assert!(legs.contains(",100,,,72,,,9,USD,"), "{legs}");
    for (lines, expected) in [
        (
            "\"Freight\" = \"price\"",
            "error[T001]: `Freight` cannot be `price`: no column of an import is called so\n --> own.toml:2:13",
        ),
        ("\"Freight\" = \"price\"", "of legs from, to, mode, distance_km, time_h,"),
        ("\"Frait\" = \"low\"", "error[S013]: no sheet has the heading `Frait`\n --> own.toml:2:11"),
        ("\"Freight\" = \"lat_deg\"", "error[T001]: `Freight` is not read as `lat_deg`"),
    ] {
        let refused = mapped(lines);
        assert!(refused.code == Some(3) && refused.stderr.contains(expected), "{lines}: {}", refused.stderr);
    }
}

#[test]
fn the_question_goes_with_the_rows_and_by_each_port_and_says_what_is_missing() {
    let desk = Desk::new();
    desk.write(
        "legs.csv",
        "from,to,mode,km,USD/t,country from\nKolwezi,Lubumbashi,road,300,40,COD\nLubumbashi,Durban,road,2600,150,\n\
         Lubumbashi,Dar,rail,2100,,\nDar,Ningbo,sea,11000,28,TZ\nDurban,Ningbo,sea,12000,30,ZA\n\
         Lubumbashi,Kolwezi,road,300,35,\n",
    );
    desk.write("towns.csv", "Town,Lat,Lon\nKolwezi,-10.7,25.5\n");
    desk.write("bare.csv", "Settlement,Lat\nKolwezi,-10.7\n");
    let (said, answered) = desk.imported("csv legs.csv --places towns.csv");
    assert!(
        said.contains("- 2 legs taken as one way: nothing says the direction, and a row stands for the other one."),
        "{said}"
    );
    assert!(said.contains("The question is from Kolwezi to Ningbo"), "{said}");
    assert!(said.contains("towns.csv: 1 row of places"), "{said}");
    let scenario = desk.read("world/scenario.toml");
    for line in
        ["title = \"Kolwezi to Ningbo\"", "via_any = [\"durban\"]", "title = \"By Dar\"", "1 of 6 legs have no price"]
    {
        assert!(scenario.contains(line), "{line}\n{scenario}");
    }
    assert!(!scenario.contains("Any way"), "{scenario}");
    // 40 and 28 with nothing between by Dar, and 40, 150 and 30 by Durban; the holding of neither is in these parts.
    assert!(answered.contains("by-dar") && answered.contains("by-durban"), "{answered}");
    let shown = desk.run("compare world/scenario.toml --draws 0").stdout;
    assert!(shown.contains("loading, unloading and changing cost 0 and no time"), "{shown}");
    let bare = desk.run("import csv legs.csv bare --places bare.csv").stdout;
    assert!(
        bare.contains("bare.csv: not read, no row names") && bare.contains("its first row is Settlement | Lat."),
        "{bare}"
    );
}
