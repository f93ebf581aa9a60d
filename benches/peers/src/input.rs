//! Graphs to run on: files in the neutral format, and roads that are made up.

use std::error::Error;
use std::fmt::Write as _;
use std::io::Read;
use std::path::Path;

use corridor_kernel::Dijkstra;
use corridor_kernel::graph::Graph;
use flate2::read::MultiGzDecoder;

/// The arc kind that leads from the layers of a graph to its sinks.
const TO_SINK: u32 = 5;

/// Is a graph with weights and places.
///
/// # Shape
/// `graph`, `tails` and `weights` have the arcs by tail; `latitude` and `longitude` have one entry for each node.
pub(crate) struct Input {
    pub(crate) name: String,
    pub(crate) graph: Graph,
    pub(crate) tails: Vec<u32>,
    pub(crate) heads: Vec<u32>,
    pub(crate) weights: Vec<f64>,
    pub(crate) latitude: Vec<f32>,
    pub(crate) longitude: Vec<f32>,
    /// The nodes where questions begin and where they end.
    pub(crate) sources: Vec<u32>,
    pub(crate) targets: Vec<u32>,
}

impl Input {
    /// Reads a file: `n m`, then n lines `lat lon`, then m lines `tail head weight [kind]`; packed by gzip or not.
    pub(crate) fn read(path: &Path) -> Result<Self, Box<dyn Error>> {
        let bytes = std::fs::read(path)?;
        let mut text = String::new();
        if bytes.starts_with(&[0x1f, 0x8b]) {
            MultiGzDecoder::new(&bytes[..]).read_to_string(&mut text)?;
        } else {
            text = String::from_utf8(bytes)?;
        }
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let name = name.trim_end_matches(".gz").trim_end_matches(".txt").to_owned();
        Self::parse(name, &text)
    }

    fn parse(name: String, text: &str) -> Result<Self, Box<dyn Error>> {
        let mut lines = text
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line.trim()))
            .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        let mut row = |wanted: &str, least: usize| -> Result<Vec<f64>, Box<dyn Error>> {
            let (number, line) = lines.next().ok_or_else(|| format!("the file ends where {wanted} should be"))?;
            let fields: Result<Vec<f64>, _> = line.split_whitespace().map(str::parse).collect();
            let fields = fields.map_err(|error| format!("line {number}: {error}: {wanted} wanted"))?;
            if fields.len() < least || fields.iter().any(|field| !field.is_finite()) {
                return Err(format!("line {number}: {wanted} wanted").into());
            }
            Ok(fields)
        };
        let counts = row("the numbers of nodes and arcs", 2)?;
        let (nodes, arcs) = (counts[0] as usize, counts[1] as usize);
        let mut places = Vec::new();
        for _ in 0..nodes {
            let place = row("latitude and longitude", 2)?;
            places.push((place[0], place[1]));
        }
        let mut rows = Vec::new();
        for _ in 0..arcs {
            let arc = row("tail, head and weight", 3)?;
            let (tail, head, weight) = (arc[0], arc[1], arc[2]);
            let is_node = |end: f64| end >= 0.0 && end < nodes as f64 && end.fract() == 0.0;
            if !is_node(tail) || !is_node(head) || weight < 1.0 || weight.fract() != 0.0 || weight >= f64::from(1 << 30)
            {
                return Err(
                    format!("{tail} {head} {weight}: no arc between nodes with a whole weight from 1 to 2^30").into()
                );
            }
            rows.push((tail as u32, head as u32, weight, arc.get(3).map_or(0, |&kind| kind as u32)));
        }
        Ok(Self::new(name, &places, rows))
    }

    /// Takes latitudes and longitudes of nodes, and arcs with weight and kind.
    pub(crate) fn new(name: String, places: &[(f64, f64)], mut arcs: Vec<(u32, u32, f64, u32)>) -> Self {
        // Peers keep arcs by tail too; those from a node to itself are on no cheapest path, and some peers refuse them.
        arcs.retain(|&(tail, head, ..)| tail != head);
        arcs.sort_by_key(|&(tail, head, ..)| (tail, head));
        let nodes = places.len();
        let mut sinks: Vec<u32> = arcs.iter().filter(|arc| arc.3 == TO_SINK).map(|arc| arc.1).collect();
        sinks.sort_unstable();
        sinks.dedup();
        // In layers questions lead from the first to a sink; there is one for each place.
        let (sources, targets) = if sinks.is_empty() {
            ((0..nodes as u32).collect(), (0..nodes as u32).collect())
        } else {
            ((0..sinks.len() as u32).collect(), sinks)
        };
        Self {
            name,
            graph: Graph::from_sorted(nodes, arcs.iter().map(|arc| (arc.0, arc.1))),
            tails: arcs.iter().map(|arc| arc.0).collect(),
            heads: arcs.iter().map(|arc| arc.1).collect(),
            weights: arcs.iter().map(|arc| arc.2).collect(),
            latitude: places.iter().map(|place| place.0 as f32).collect(),
            longitude: places.iter().map(|place| place.1 as f32).collect(),
            sources,
            targets,
        }
    }

    /// Returns longitude and latitude of the nodes.
    pub(crate) fn coordinates(&self) -> Vec<(f64, f64)> {
        self.longitude.iter().zip(&self.latitude).map(|(&x, &y)| (f64::from(x), f64::from(y))).collect()
    }

    /// Tells whether questions lead from layers to sinks.
    pub(crate) fn is_layered(&self) -> bool {
        self.sources.len() < self.graph.nodes()
    }

    /// Returns some questions that look random, are always the same, and have an answer.
    pub(crate) fn questions(&self, count: usize) -> Vec<(u32, u32)> {
        let mut numbers = Numbers(count as u64 + 2019);
        let mut search = Dijkstra::new(self.graph.nodes());
        let ranks = vec![1; self.graph.arcs()];
        let mut questions = Vec::with_capacity(count);
        let mut tries = 0;
        while questions.len() < count {
            let source = self.sources[numbers.below(self.sources.len())];
            let target = self.targets[numbers.below(self.targets.len())];
            search.run(&self.graph, &self.weights, &ranks, source, [target]);
            tries += 1;
            // A graph in which hardly anything is connected is asked all the same.
            if source != target && search.label(target).is_some() || tries > 100 * count {
                questions.push((source, target));
            }
        }
        questions
    }

    /// Says what the graph is.
    pub(crate) fn describe(&self) -> String {
        let mut text = format!("{}: {} nodes, {} arcs", self.name, self.graph.nodes(), self.graph.arcs());
        if self.is_layered() {
            let _ = write!(text, ", from {} places to {} sinks", self.sources.len(), self.targets.len());
        }
        text
    }
}

/// Returns some nodes that look random and are always the same.
pub(crate) fn some(among: &[u32], count: usize, seed: u64) -> Vec<u32> {
    let mut numbers = Numbers(seed);
    (0..count).map(|_| among[numbers.below(among.len())]).collect()
}

/// Counts out numbers that look random: a linear congruence, mixed.
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    /// Returns the next number.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mixed = (self.0 >> 32) ^ self.0;
        mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 11
    }

    /// Returns a number below another.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// Returns a number from 0 up to 1.
    pub(crate) fn unit(&mut self) -> f64 {
        self.next() as f64 / (1_u64 << 53) as f64
    }
}
