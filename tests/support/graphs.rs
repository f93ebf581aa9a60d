//! Reads the graphs of `tests/cases/graphs/`.

use std::io::Read;
use std::path::Path;

use corridor_kernel::graph::Graph;
use flate2::read::GzDecoder;

/// A graph with a place and a weight for each of its nodes and arcs.
pub(crate) struct Weighted {
    pub(crate) graph: Graph,
    pub(crate) weights: Vec<f64>,
    /// Longitude and latitude.
    pub(crate) coordinates: Vec<(f64, f64)>,
}

/// Reads a graph by its name.
pub(crate) fn read(name: &str) -> Weighted {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/cases/graphs/{name}.txt.gz"));
    let file = std::fs::File::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut text = String::new();
    GzDecoder::new(file).read_to_string(&mut text).expect("a whole file");
    let mut rows = text.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let numbers: Vec<f64> = line.split(' ').map(|number| number.parse().expect("a number")).collect();
        numbers
    });
    let counts = rows.next().expect("two counts");
    let (nodes, arcs) = (counts[0] as usize, counts[1] as usize);
    let coordinates: Vec<(f64, f64)> = rows.by_ref().take(nodes).map(|row| (row[1], row[0])).collect();
    let mut arcs: Vec<Vec<f64>> = rows.take(arcs).collect();
    arcs.sort_by(|one, other| one[0].total_cmp(&other[0]));
    let graph = Graph::from_sorted(nodes, arcs.iter().map(|arc| (arc[0] as u32, arc[1] as u32)));
    Weighted { graph, weights: arcs.iter().map(|arc| arc[2]).collect(), coordinates }
}
