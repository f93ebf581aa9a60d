//! Cases with known answers from their neutral tables, as scenarios.

use std::fs;
use std::path::{Path, PathBuf};

use corridor::scenario::TableName;
use serde_json::Value;

use super::world::{Corridor, World, row};

/// Returns the folder of the cases.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

/// Reads a JSON file of the cases.
pub(crate) fn json(file: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(folder().join(file)).expect("a file")).expect("JSON")
}

/// Starts a world in which loading and unloading are free.
pub(crate) fn free_world() -> World {
    let mut world = World::new();
    for operation in ["load", "unload"] {
        let free =
            row! { key = operation, place = "*", operation = operation, price = 0, basis = "t", currency = "CNY" };
        world.put(TableName::Handling, free);
    }
    world.put(TableName::Commodities, row! { key = "maize", name = "Maize" });
    world.corridors.push(Corridor::free("any"));
    world
}

pub(crate) fn put_place(world: &mut World, name: &str) {
    let key = name.to_lowercase();
    if !world.rows(TableName::Places).iter().any(|row| row["key"] == key) {
        world.put(TableName::Places, row! { key = key, name = name, country = "CN" });
    }
}

pub(crate) fn put_leg(world: &mut World, key: &str, ends: [&str; 2], mode: &str, [cost, time_h, co2]: [&str; 3]) {
    for end in ends {
        put_place(world, end);
    }
    let [from, to] = ends.map(str::to_lowercase);
    let leg = row! { key = key.to_lowercase(), from = from, to = to, mode = mode, both_ways = "no", cost_per_t = cost,
    currency = "CNY", time_h = time_h, co2e_kg_per_t = co2 };
    world.put(TableName::Legs, leg);
}

pub(crate) fn records(path: &Path) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_path(path).expect("a table");
    reader.records().map(|record| record.expect("a row").iter().map(str::to_owned).collect()).collect()
}

/// Turns the neutral network in a folder of `tests/cases`, such as `ksp/grid4`, into a world.
pub(crate) fn converted(name: &str) -> World {
    let mut world = free_world();
    let folder = folder().join(name);
    for leg in records(&folder.join("legs.csv")) {
        put_leg(&mut world, &leg[0], [&leg[1], &leg[2]], &leg[3], [&leg[4], &leg[5], &leg[6]]);
    }
    for (number, transfer) in records(&folder.join("transfers.csv")).iter().enumerate() {
        let (place, key) = (transfer[0].to_lowercase(), format!("transfer-{number}"));
        let tranship = row! { key = key, place = place, operation = "tranship", from_mode = transfer[1],
        to_mode = transfer[2], price = transfer[3], basis = "t", currency = "CNY",
        time_h = transfer[4], co2e_kg_per_t = transfer[5] };
        world.put(TableName::Handling, tranship);
    }
    // The neutral tables let ships sail on for nothing: here a row must say so.
    world.put(
        TableName::Handling,
        row! { key = "sail-on", place = "*", operation = "tranship", from_mode = "sea", to_mode = "sea", price = 0, basis = "t", currency = "CNY" },
    );
    world
}
