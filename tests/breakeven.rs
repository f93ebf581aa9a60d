//! Curves with known corners: `tests/cases/breakeven`, found by full enumeration.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use corridor::graph::Graph;
use corridor::solve::{Fraction, Parametric, Piece, Query};
use serde_json::Value;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/breakeven")
}

fn records(file: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_path(folder().join(file)).expect("a table");
    reader.records().map(|record| record.expect("a row").iter().map(str::to_owned).collect()).collect()
}

/// Finds the curve from one place to another when each leg costs what a tag of it says times the parameter more.
///
/// A node is a place with a mode in which cargo came to it, or in which it will leave.
fn curve(tag: usize, from: &str, to: &str, high: i128) -> Vec<Piece> {
    let mut known: BTreeMap<(String, String, bool), u32> = BTreeMap::new();
    let mut node = |place: &str, mode: &str, leaves: bool| {
        let next = known.len() as u32;
        *known.entry((place.to_owned(), mode.to_owned(), leaves)).or_insert(next)
    };
    let source = node("", "", true);
    let modes = ["rail", "road", "sea"];
    let mut arcs: Vec<(u32, u32, i64, i64)> = modes.iter().map(|mode| (source, node(from, mode, true), 0, 0)).collect();
    let targets = modes.iter().map(|mode| node(to, mode, false)).collect();
    for (leg, tags) in records("b1/legs.csv").iter().zip(records("b1/tags.csv")) {
        let (tail, head) = (node(&leg[1], &leg[3], true), node(&leg[2], &leg[3], false));
        arcs.push((tail, head, leg[4].parse().expect("a cost"), tags[tag].parse().expect("a tag")));
        arcs.push((head, node(&leg[2], &leg[3], true), 0, 0));
    }
    for transfer in records("b1/transfers.csv") {
        let (tail, head) = (node(&transfer[0], &transfer[1], false), node(&transfer[0], &transfer[2], true));
        arcs.push((tail, head, transfer[3].parse().expect("a cost"), 0));
    }
    arcs.sort_unstable();
    let graph = Graph::from_sorted(known.len(), arcs.iter().map(|arc| (arc.0, arc.1)));
    let fixed: Vec<i64> = arcs.iter().map(|arc| arc.2).collect();
    let slopes: Vec<i64> = arcs.iter().map(|arc| arc.3).collect();
    let ranks = vec![1; arcs.len()];
    let queries = [Query { source, targets }];
    let interval = [0, high].map(Fraction::from_integer);
    let problem = Parametric::new(&graph, &fixed, &slopes, &ranks, interval, &queries).expect("a surcharge");
    problem.by_searches().remove(0)
}

#[test]
fn surcharges_and_fees_turn_the_answer_where_enumeration_says() {
    let text = fs::read_to_string(folder().join("expected.json")).expect("a file");
    let expected: Value = serde_json::from_str(&text).expect("JSON");
    let expected = &expected["b1"];
    let ends = ["origin", "destination"].map(|end| expected[end].as_str().expect("a place"));
    for (tag, question) in [(1, "sea_surcharge_per_sea_leg"), (2, "fee_per_border_leg")] {
        let high = expected[question]["domain"][1].as_i64().expect("an end");
        let found = curve(tag, ends[0], ends[1], high.into());
        let text = |piece: &Piece| (piece.from.to_string(), piece.to.to_string(), piece.line.fixed, piece.line.slope);
        let wanted = expected[question]["pieces"].as_array().expect("pieces").iter().map(|piece| {
            let end = |name: &str| piece[name].as_str().expect("a fraction").to_owned();
            let number = |name: &str| piece[name].as_i64().expect("a number");
            (end("from"), end("to"), number("cost_at_zero"), number("slope"))
        });
        assert_eq!(found.iter().map(text).collect::<Vec<_>>(), wanted.collect::<Vec<_>>(), "{question}");
    }
}
