//! A planner asks what goes where under capacities, and what a bottleneck is worth.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{json, root, run};

const NODES: &str = include_str!("../../cases/flow/corridor16/nodes.csv");
const LEGS: &str = include_str!("../../cases/flow/corridor16/legs.csv");

/// Writes a network and returns its folder as an argument.
fn written(folder: &Path, nodes: &str, legs: &str) -> String {
    fs::write(folder.join("nodes.csv"), nodes).expect("a file");
    fs::write(folder.join("legs.csv"), legs).expect("a file");
    folder.to_string_lossy().into_owned()
}

/// Returns a table with its rows rewritten, the heading as it is.
fn rewritten(table: &str, row: impl Fn(&[&str]) -> String) -> String {
    let (heading, rows) = table.split_once('\n').expect("a heading");
    rows.lines().fold(heading.to_owned() + "\n", |text, line| text + &row(&line.split(',').collect::<Vec<_>>()) + "\n")
}

fn leg<'a>(found: &'a Value, name: &str) -> &'a Value {
    found["legs"].as_array().expect("legs").iter().find(|leg| leg["leg"] == name).expect("the leg")
}

#[test]
fn the_practice_networks_cost_what_is_known_of_them() {
    let known = fs::read_to_string(root().join("tests/cases/flow/expected.json")).expect("the answers");
    let known: Value = serde_json::from_str(&known).expect("JSON");
    let found = json(&["flow", "--network", "tests/cases/flow/corridor16"]);
    assert_eq!(found["cost"], known["corridor16"]["min_cost_with_capacities"]);
    assert_eq!(found["bottlenecks"][1]["cost"], known["corridor16"]["min_cost_without_capacities"]);
    let folder = tempfile::tempdir().expect("a folder");
    let free = rewritten(LEGS, |leg| format!("{},{},{},,{}", leg[0], leg[1], leg[2], leg[4]));
    let found = json(&["flow", "--network", &written(folder.path(), NODES, &free)]);
    assert_eq!(found["cost"], known["corridor16"]["min_cost_without_capacities"]);

    let textbook = &known["textbook5"];
    let mut legs = "leg,from,to,capacity,cost\n".to_owned();
    for leg in textbook["legs"].as_array().expect("legs") {
        let text = |at: usize| leg[at].to_string().replace('"', "");
        writeln!(legs, "{0}-{1},{0},{1},{2},{3}", text(0), text(1), text(2), text(3)).expect("text");
    }
    let nodes = "node,supply\na,5\nb,0\nc,0\nd,-5\n";
    let found = json(&["flow", "--network", &written(folder.path(), nodes, &legs)]);
    assert_eq!(found["cost"], textbook["min_cost"]);
    for (name, flow) in textbook["flows"].as_object().expect("flows") {
        assert_eq!(leg(&found, name)["flow"], *flow);
    }
}

#[test]
fn neither_the_order_of_rows_nor_the_unit_changes_what_is_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let found = json(&["flow", "--network", "tests/cases/flow/corridor16"]);
    let backwards = |table: &str| {
        let (heading, rows) = table.split_once('\n').expect("a heading");
        rows.lines().rev().fold(heading.to_owned() + "\n", |text, line| text + line + "\n")
    };
    let turned = json(&["flow", "--network", &written(folder.path(), &backwards(NODES), &backwards(LEGS))]);
    for name in ["L001", "L019", "L024", "L026"] {
        assert_eq!(leg(&turned, name), leg(&found, name));
    }
    assert_eq!((&turned["cost"], &turned["bottlenecks"]), (&found["cost"], &found["bottlenecks"]));
    // Thousandths of the units at thousandths of the cost.
    let nodes = rewritten(NODES, |node| format!("{},{}e-3", node[0], node[1]));
    let legs = rewritten(LEGS, |leg| format!("{},{},{},{}e-3,{}e-3", leg[0], leg[1], leg[2], leg[3], leg[4]));
    let small = json(&["flow", "--network", &written(folder.path(), &nodes, &legs)]);
    assert_eq!(small["cost"].to_string(), "0.0699");
    let more = &leg(&small, "L024")["more"];
    assert_eq!((more["price"].to_string(), more["units"].to_string()), ("0.449".to_owned(), "0.02".to_owned()));
}

#[test]
fn every_fault_of_a_network_is_told_with_its_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let legs = "leg,from,to,capacity,cost\none,here,there,-4,2\ntwo,here,their,x,2\none,there,here,,\n";
    let network = written(folder.path(), "node,supply\nhere,1\nthere,-1\nhere,0\n", legs);
    let outcome = run(&["flow", "--network", &network]);
    assert_eq!((outcome.code, &*outcome.stdout), (Some(3), ""));
    for (code, place) in [
        ("T017", "nodes.csv:4:1"),
        ("T008", "legs.csv:2:16"),
        ("T007", "legs.csv:3:16"),
        ("T018", "legs.csv:3:10"),
        ("T017", "legs.csv:4:1"),
        ("T005", "legs.csv:4:17"),
    ] {
        let has = |block: &str| block.contains(code) && block.contains(place);
        assert!(outcome.stderr.split("error[").any(has), "{code} {place}: {}", outcome.stderr);
    }
    let outcome = run(&["flow", "--network", "nowhere"]);
    assert_eq!((outcome.code, outcome.stderr.contains("error[F002]")), (Some(3), true), "{}", outcome.stderr);
}
