//! A planner asks which origins should use which corridor and gateway, and up to where.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{Deserialize, Deserializer, IntoDeserializer, Visitor};

use geojson::{FeatureCollection, GeoJson, GeometryValue};
use serde_json::Value;

use super::{JILIN, answer, json, micros, money, run};

/// The distance of each origin of the strip from the eastern port, of 600 km between the two ports.
const STOPS: [u32; 4] = [100, 200, 400, 500];

/// Writes a strip of land between two ports, 600 km apart, with two rows of origins: a km costs 1, the ship from the
/// western port 50, that from the eastern one 50 as well, but anything from 0 to 100.
fn strip(folder: &Path, tonnes: bool) -> String {
    let mut places = vec![
        "key,name,country,kind,lat_deg,lon_deg,tags,source,grade".to_owned(),
        "east,East Port,CN,port,43,130,,hand,computed".to_owned(),
        "west,West Port,CN,port,43,124,,hand,computed".to_owned(),
        "south,South Port,CN,port,30,122,,hand,computed".to_owned(),
    ];
    let mut legs = vec!["key,from,to,mode,both_ways,distance_km,time_h,tariff,source,grade".to_owned()];
    for (row, lat) in [("n", 43.5), ("s", 42.5)] {
        let mut before = ("east".to_owned(), 0);
        let mut join = |key: &str, km: u32| {
            let (from, at) = before.clone();
            legs.push(format!("{from}-{key},{from},{key},road,yes,{},1,truck,hand,computed", km - at));
            before = (key.to_owned(), km);
        };
        for km in STOPS {
            let key = format!("{row}{km}");
            let lon = 130.0 - f64::from(km) / 100.0;
            places.push(format!("{key},{},CN,city,{lat},{lon},origin,hand,computed", key.to_uppercase()));
            join(&key, km);
        }
        join("west", 600);
    }
    for port in ["east", "west"] {
        legs.push(format!("{port}-sea,{port},south,sea,no,1500,60,{port}-sea,hand,computed"));
    }
    let tables = folder.join("tables");
    fs::create_dir_all(&tables).expect("a folder");
    let write = |name: &str, text: &str| fs::write(tables.join(name), text).expect("a table");
    write("places.csv", &places.join("\n"));
    write("legs.csv", &legs.join("\n"));
    write(
        "tariffs.csv",
        "key,tariff,basis,currency,per_haul,per_haul_low,per_haul_high,per_km,source,grade\n\
         truck,truck,t,CNY,,,,1,hand,computed\n\
         east-sea,east-sea,t,CNY,50,0,100,,hand,published\n\
         west-sea,west-sea,t,CNY,50,,,,hand,computed\n",
    );
    write(
        "handling.csv",
        "key,place,operation,price,basis,currency,source,grade\nload,*,load,0,t,CNY,hand,computed\n\
         lift,*,tranship,0,t,CNY,hand,computed\nunload,*,unload,0,t,CNY,hand,computed\n",
    );
    write("commodities.csv", "key,name,source,grade\nmaize,Maize,hand,computed\n");
    write("sources.csv", "key,title\nhand,Made for this test\n");
    let tonnes = if tonnes { "tonnes_per_year = 2000\n" } else { "" };
    let scenario = folder.join("scenario.toml");
    let text = format!(
        "schema = 1\ntitle = \"Two ports\"\ntables = \"tables\"\ndate = 2017-08-08\ncurrency = \"CNY\"\n\
         baseline = \"by-west\"\n[cargo]\ncommodity = \"maize\"\nform = \"bulk\"\nlot_t = 1000\nvalue_per_t = 0\n\
         holding_rate_per_year = 0\n[[demand]]\nfrom = \"tag:origin\"\nto = \"south\"\n{tonnes}\
         [corridors.by-east]\ntitle = \"By the eastern port\"\nvia_any = [\"east\"]\n\
         [corridors.by-west]\ntitle = \"By the western port\"\nvia_any = [\"west\"]\n"
    );
    fs::write(&scenario, text).expect("the scenario");
    scenario.to_string_lossy().into_owned()
}

/// Reads numbers as floating point: `serde_json` hands out their digits here, which the reader of maps does not know.
struct Plain<'de>(&'de Value);

impl<'de> IntoDeserializer<'de, serde_json::Error> for Plain<'de> {
    type Deserializer = Self;
    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Plain<'de> {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(is) => visitor.visit_bool(*is),
            Value::Number(number) => visitor.visit_f64(number.as_f64().expect("a number")),
            Value::String(text) => visitor.visit_str(text),
            Value::Array(items) => visitor.visit_seq(SeqDeserializer::new(items.iter().map(Plain))),
            Value::Object(items) => {
                visitor.visit_map(MapDeserializer::new(items.iter().map(|(key, value)| (key.as_str(), Plain(value)))))
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        visitor.visit_enum(self.0.as_str().expect("a word").into_deserializer())
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}

fn collection(text: &str) -> FeatureCollection {
    let value: Value = serde_json::from_str(text).expect("JSON");
    match GeoJson::deserialize(Plain(&value)).expect("GeoJSON") {
        GeoJson::FeatureCollection(collection) => collection,
        other => panic!("no collection: {other}"),
    }
}

/// Is a polygon: closed rings of longitude and latitude.
type Polygon = Vec<Vec<[f64; 2]>>;

/// Returns the polygons of the areas of a kind by their corridors.
fn areas(collection: &FeatureCollection, kind: &str) -> BTreeMap<String, Vec<Polygon>> {
    let ring = |ring: &Vec<geojson::Position>| ring.iter().map(|at| [at[0], at[1]]).collect();
    let polygon = |rings: &Vec<Vec<geojson::Position>>| rings.iter().map(ring).collect::<Polygon>();
    let of_kind = collection.features.iter().filter(|feature| {
        feature.property("feature") == Some(&"area".into()) && feature.property("kind") == Some(&kind.into())
    });
    of_kind
        .map(|feature| {
            let corridor = feature.property("corridor").and_then(Value::as_str).expect("a corridor").to_owned();
            let polygons = match &feature.geometry.as_ref().expect("a geometry").value {
                GeometryValue::Polygon { coordinates } => vec![polygon(coordinates)],
                GeometryValue::MultiPolygon { coordinates } => coordinates.iter().map(polygon).collect(),
                other => panic!("no area: {other:?}"),
            };
            (corridor, polygons)
        })
        .collect()
}

fn area(ring: &[[f64; 2]]) -> f64 {
    let [east, north] = ring[0];
    let edge =
        |edge: &[[f64; 2]]| (edge[0][0] - east) * (edge[1][1] - north) - (edge[1][0] - east) * (edge[0][1] - north);
    ring.windows(2).map(edge).sum::<f64>() / 2.0
}

fn crossings(ring: &[[f64; 2]], at: [f64; 2]) -> usize {
    let crosses = |edge: &&[[f64; 2]]| {
        let [from, to] = [edge[0], edge[1]];
        (from[1] > at[1]) != (to[1] > at[1])
            && at[0] < from[0] + (at[1] - from[1]) / (to[1] - from[1]) * (to[0] - from[0])
    };
    ring.windows(2).filter(crosses).count()
}

/// Tells whether polygons hold a point.
fn hold(polygons: &[Polygon], at: [f64; 2]) -> bool {
    polygons.iter().any(|rings| rings.iter().map(|ring| crossings(ring, at)).sum::<usize>() % 2 == 1)
}

/// Returns the distance of a point from the nearest edge of polygons, in degrees.
fn off(polygons: &[Polygon], at: [f64; 2]) -> f64 {
    let to_edge = |edge: &[[f64; 2]]| {
        let [from, to] = [edge[0], edge[1]];
        let (east, north) = (to[0] - from[0], to[1] - from[1]);
        let along = ((at[0] - from[0]) * east + (at[1] - from[1]) * north) / (east * east + north * north);
        let along = along.clamp(0.0, 1.0);
        let gap = [at[0] - from[0] - along * east, at[1] - from[1] - along * north];
        (gap[0] * gap[0] + gap[1] * gap[1]).sqrt()
    };
    polygons.iter().flatten().flat_map(|ring| ring.windows(2)).map(to_edge).fold(f64::INFINITY, f64::min)
}

/// Returns the longitudes of the points of a boundary.
fn longitudes(map: &FeatureCollection, kind: &str, percent: Option<f64>) -> Vec<f64> {
    let wanted = map.features.iter().find(|feature| {
        feature.property("feature") == Some(&"boundary".into())
            && feature.property("kind") == Some(&kind.into())
            && percent.is_none_or(|percent| feature.property("percent").and_then(Value::as_f64) == Some(percent))
    });
    match &wanted.expect("the boundary").geometry.as_ref().expect("a geometry").value {
        GeometryValue::MultiLineString { coordinates } => coordinates.iter().flatten().map(|at| at[0]).collect(),
        other => panic!("no lines: {other:?}"),
    }
}

/// Checks that rings are closed and wind as RFC 7946 asks, and that areas of different corridors share no point.
fn check_areas(areas: &BTreeMap<String, Vec<Polygon>>) {
    for polygon in areas.values().flatten() {
        for (position, ring) in polygon.iter().enumerate() {
            assert!(ring.len() > 3 && ring.first() == ring.last(), "{ring:?}");
            assert_eq!(area(ring) > 0.0, position == 0, "outer rings run counter-clockwise, holes clockwise: {ring:?}");
        }
    }
    // Where two areas overlapped, some point of a fine grid would lie in both.
    for step in 0..10_000_u32 {
        let at = [118.0 + f64::from(step % 100) * 0.153, 39.0 + f64::from(step / 100) * 0.123];
        let holding: Vec<&String> =
            areas.iter().filter(|(_, polygons)| hold(polygons, at)).map(|(corridor, _)| corridor).collect();
        assert!(holding.len() < 2, "{at:?} lies in {holding:?}");
    }
}

#[test]
fn the_lead_changes_where_the_longer_way_uses_up_the_cheaper_ship() {
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = strip(folder.path(), true);
    let ask = ["catchment", &scenario, "--draws", "10000", "--seed", "5"];
    let found = json(&ask);
    // By the east a tonne pays its km and 50, by the west the rest of the 600 km and 50: equal at 300 km.
    let line = &found["lines"][0];
    assert_eq!(line["corridor"], "by-east");
    assert_eq!(line["anchor"], "east");
    assert_eq!(line["central"]["km"], 300);
    // With the eastern ship for nothing 50 are 25 km more.
    assert_eq!(line["could"]["km"], 325);
    assert_eq!(money(&line["loss_per_km"]), 2_000_000);
    // The ship costs a triangular 0 to 100: 5 of 100 draws are below 100 x (0.05 / 2)^0.5 = 15.81, 5 above 84.19.
    let km = |name: &str| line[name].as_f64().expect("km");
    for (name, by_hand) in [("p5_km", 282.9), ("p50_km", 300.0), ("p95_km", 317.1)] {
        assert!((km(name) - by_hand).abs() < 0.8, "{name} is {} and by hand {by_hand}", km(name));
    }
    assert_eq!((&line["nowhere"], &line["whole"]), (&0.into(), &0.into()));
    for origin in found["origins"].as_array().expect("origins") {
        let stop: i64 = origin["origin"].as_str().and_then(|key| key[1..].parse().ok()).expect("its km");
        assert_eq!(origin["leader"], if stop < 300 { "by-east" } else { "by-west" });
        assert_eq!(money(&origin["margin_per_t"]), (600 - 2 * stop).abs() * 1_000_000);
        assert_eq!(money(&origin["corridors"]["by-east"]["saving_per_t"]), (600 - 2 * stop) * 1_000_000);
        assert_eq!(origin["corridors"]["by-east"]["gateway"], "east");
        assert_eq!(origin["anchor_km"], stop);
    }
    // Half of the eight origins lead by each port, with 2000 t each.
    for share in found["gateways"].as_array().expect("gateways") {
        assert_eq!(share["share"], 0.5);
        assert_eq!(share["tonnes_per_year"], 8000);
    }
    let map = collection(&answer(&[&ask[..], &["--format", "geojson"]].concat()));
    let leads = areas(&map, "leads");
    check_areas(&leads);
    // 300 km from the eastern port is 127 degrees east: a strip of 4 by 1 degrees is halved there.
    for polygons in leads.values() {
        let size: f64 = polygons.iter().flatten().map(|ring| area(ring)).sum();
        assert!((size - 2.0).abs() < 1e-3, "{size}");
    }
    let boundary = |kind: &str, percent: Option<f64>| longitudes(&map, kind, percent);
    assert!(boundary("lead", None).iter().all(|lon| (lon - 127.0).abs() < 1e-5));
    assert!(boundary("could", None).iter().all(|lon| (lon - 126.75).abs() < 1e-5));
    // In 5 of 100 draws it reaches beyond 317.1 km, in 95 beyond 282.9 km.
    assert!(boundary("chance", Some(5.0)).iter().all(|lon| (lon - 126.829).abs() < 0.01));
    assert!(boundary("chance", Some(95.0)).iter().all(|lon| (lon - 127.171).abs() < 0.01));
    let page = answer(&ask);
    for words in
        ["\"By the eastern port\" leads within 300 km of East Port", "283 to 317 km in 90 % of draws", "within 325 km"]
    {
        assert!(page.replace('\n', " ").contains(words), "{words} is missing in\n{page}");
    }
}

#[test]
fn points_of_a_grid_pay_their_way_to_an_origin() {
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = strip(folder.path(), false);
    let ask =
        |more: &[&str]| answer(&[&["catchment", &scenario, "--draws", "100", "--format", "geojson"], more].concat());
    let coarse = collection(&ask(&[]));
    // The one road tariff of the tables is taken, or what is said instead.
    let fine = ask(&["--grid", "20"]);
    let about: Value = serde_json::from_str(&fine).expect("JSON");
    assert_eq!(about["catchment"]["grid"]["access_source"], "tariffs.truck.per_km");
    let fine = collection(&fine);
    let leads = areas(&fine, "leads");
    check_areas(&leads);
    let size = |areas: &BTreeMap<String, Vec<Polygon>>| -> f64 {
        areas.values().flatten().flatten().map(|ring| area(ring)).sum()
    };
    assert!((size(&leads) - size(&areas(&coarse, "leads"))).abs() < 1e-3, "the map ends where it did");
    // East and west are alike: the lead changes half-way between the ports, at the rim of the map too.
    assert!(longitudes(&fine, "lead", None).iter().all(|lon| (lon - 127.0).abs() < 0.02));
    let dear: Value = serde_json::from_str(&ask(&["--grid", "20", "--access-per-km", "2.5"])).expect("JSON");
    assert_eq!(dear["catchment"]["grid"]["access_per_km"].to_string(), "2.500000");
    let tables = folder.path().join("tables");
    let legs = fs::read_to_string(tables.join("legs.csv")).expect("legs");
    fs::write(tables.join("legs.csv"), legs.replacen("n200,road,yes,100,1,truck,", "n200,road,yes,100,1,other,", 1))
        .expect("legs");
    let tariffs = fs::read_to_string(tables.join("tariffs.csv")).expect("tariffs");
    fs::write(tables.join("tariffs.csv"), tariffs + "other,other,t,CNY,,,,1,hand,computed\n").expect("tariffs");
    let unclear = run(&["catchment", &scenario, "--draws", "100", "--grid", "20"]);
    assert_eq!(unclear.code, Some(2));
    for words in ["tariffs.other.per_km", "tariffs.truck.per_km", "--access-per-km"] {
        assert!(unclear.stderr.contains(words), "{words} is missing in {}", unclear.stderr);
    }
}

#[test]
fn every_origin_lies_in_the_area_of_its_leader_and_gateways_are_what_compare_says() {
    let ask = ["--to", "ningbo", "--to", "shanghai"];
    let found = json(&[&["catchment", JILIN, "--draws", "120", "--seed", "3"], &ask[..]].concat());
    let places = found["places"].as_object().expect("places");
    let map =
        answer(&[&["catchment", JILIN, "--draws", "120", "--seed", "3", "--format", "geojson"], &ask[..]].concat());
    let map = collection(&map);
    let leads = areas(&map, "leads");
    check_areas(&leads);
    let origins = found["origins"].as_array().expect("origins");
    assert!(origins.len() > 50, "{}", origins.len());
    for origin in origins {
        let place = &places[origin["origin"].as_str().expect("a key")];
        let at = [&place["lon_deg"], &place["lat_deg"]].map(|degrees| degrees.as_f64().expect("degrees"));
        let own = &leads[origin["leader"].as_str().expect("a leader")];
        assert!(hold(own, at) || off(own, at) < 1e-5, "{origin}");
    }
    // What `compare` says is the least over the gateways, to the last digit, and so is what `risk` says.
    let csv = answer(&["compare", JILIN, "--to", "ningbo", "--format", "csv"]);
    let mut compared = BTreeMap::new();
    for row in csv::Reader::from_reader(csv.as_bytes()).deserialize::<BTreeMap<String, String>>() {
        let row = row.expect("a row");
        compared.insert((row["from"].clone(), row["corridor"].clone()), row["total_per_t"].clone());
    }
    let risk = json(&["risk", JILIN, "--draws", "120", "--seed", "3", "--to", "ningbo"]);
    let mut chances = BTreeMap::new();
    for demand in risk["studies"][0]["demands"].as_array().expect("demands") {
        for own in demand["answers"].as_array().expect("answers") {
            chances.insert((demand["from"].to_string(), own["corridor"].to_string()), own["spread"].clone());
        }
    }
    let mut met = 0;
    for pair in found["pairs"].as_array().expect("pairs").iter().filter(|pair| pair["to"] == "ningbo") {
        for (corridor, own) in pair["corridors"].as_object().expect("corridors") {
            let total = micros(&compared[&(pair["from"].as_str().expect("a key").to_owned(), corridor.clone())]);
            assert_eq!(money(&own["total_per_t"]), total);
            let gateways = own["gateways"].as_array().expect("gateways");
            assert_eq!(gateways.iter().map(|gateway| money(&gateway["total_per_t"])).min(), Some(total));
            assert!(
                gateways
                    .iter()
                    .any(|gateway| { gateway["gateway"] == own["gateway"] && money(&gateway["total_per_t"]) == total })
            );
            let shares: f64 = gateways.iter().map(|gateway| gateway["share"].as_f64().expect("a share")).sum();
            // Shares are written to six decimals.
            assert!((shares - 1.0).abs() < 1e-5, "{own}");
            let spread = &chances[&(pair["from"].to_string(), format!("\"{corridor}\""))];
            for name in ["chance_cheapest", "chance_saves"] {
                assert_eq!(own[name], spread[name], "{name} of {corridor} from {}", pair["from"]);
            }
            met += 1;
        }
    }
    assert!(met > 100, "only {met} answers");
}

#[test]
fn threads_change_no_byte_and_every_form_names_the_leader() {
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = strip(folder.path(), true);
    for form in ["json", "geojson", "csv", "markdown"] {
        let ask = |threads: &str| {
            let common = ["catchment", &scenario, "--draws", "3001", "--grid", "30", "--format", form];
            answer(&[&common[..], &["--threads", threads]].concat())
        };
        let first = ask("1");
        assert_eq!(ask("4"), first, "{form}");
        assert!(first.contains("by-east") && !first.contains("NaN") && !first.contains("inf,"), "{form}");
    }
    let ask = |more: &[&str]| {
        let common = ["catchment", JILIN, "--to", "ningbo", "--corridor", "borrowed-open,domestic", "--draws", "300"];
        answer(&[&common[..], more].concat())
    };
    assert_eq!(ask(&["--threads", "1", "--format", "csv"]), ask(&["--threads", "4", "--format", "csv"]));
    let page = ask(&["--along", "changchun"]);
    let page = page.replace('\n', " ");
    for words in ["leads nowhere with the figures at their values", "at Hunchun", "could save within", "Hunchun"] {
        assert!(page.contains(words), "{words} is missing in\n{page}");
    }
}

#[test]
fn the_lead_changes_between_the_border_and_changchun_for_plausible_figures() {
    let found = json(&[
        "catchment",
        JILIN,
        "--to",
        "ningbo",
        "--corridor",
        "borrowed-open,domestic",
        "--along",
        "changchun",
        "--draws",
        "1000",
    ]);
    let line = &found["lines"][0];
    assert_eq!(line["central"], "nowhere");
    let stops = line["stops"].as_array().expect("stops");
    assert_eq!((&stops[0]["origin"], &stops[stops.len() - 1]["origin"]), (&"hunchun".into(), &"changchun".into()));
    let could = line["could"]["km"].as_f64().expect("somewhere between");
    assert!(could > stops[0]["km"].as_f64().expect("km") && could < 500.0, "{could}");
    let some = 1000 - line["nowhere"].as_u64().expect("draws");
    assert!(some > 0 && some < 500, "it leads somewhere in some draws, but not in most: {some}");
}

#[test]
fn what_makes_no_sense_is_said() {
    for (arguments, words) in [
        (&["--to", "nimgbo"][..], "did you mean ningbo?"),
        (&["--along", "changchum"], "did you mean changchun?"),
        (&["--corridor", "borrowed-opem"], "did you mean borrowed-open?"),
        (&["--grid", "0"], "above 0"),
        (&["--grid", "1"], "widen it"),
        (&["--detour", "1.2"], "--grid"),
        (&["--access-per-km=-1", "--grid", "50"], "0.38"),
    ] {
        let outcome = run(&[&["catchment", JILIN, "--draws", "10"], arguments].concat());
        assert_eq!(outcome.code, Some(2), "{arguments:?}");
        assert!(outcome.stderr.contains(words), "{words} is missing in {}", outcome.stderr);
    }
}
