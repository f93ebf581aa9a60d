//! Scenario files that extend one another, merged into one tree; later keys win.

use std::fs;
use std::path::{Path, PathBuf};

use crate::problem::{Code, Problem, Problems, Span};

use super::layer::TableFolder;
use super::shipped::{beside, shown};
use super::source::Files;
use super::tree::{self, Doubts, Entry, Item, Node, get};

/// The maximum number of files in a chain of files that extend one another.
const MAX_CHAIN_FILES: usize = 8;

/// The merged content of a scenario file and all files that it extends.
#[derive(Clone, Debug, Default)]
pub(super) struct Chain {
    /// The merged keys.
    pub(super) entries: Vec<Entry>,
    /// The folders of tables, lowest first.
    pub(super) layers: Vec<TableFolder>,
    /// The folder of the file whose `demand` is in force.
    pub(super) demand_folder: PathBuf,
    /// The keys whose absence cannot be trusted.
    pub(super) doubts: Doubts,
    /// The start of the file itself.
    pub(super) start: Option<Span>,
}

impl Chain {
    /// Reads a scenario file and all that it extends.
    pub(super) fn read(path: &Path, files: &mut Files, problems: &mut Problems) -> Self {
        let mut chain = Self::default();
        chain.add(path, None, &mut Vec::new(), files, problems);
        chain
    }

    fn add(
        &mut self,
        path: &Path,
        asked: Option<&Span>,
        open: &mut Vec<PathBuf>,
        files: &mut Files,
        problems: &mut Problems,
    ) {
        // The same file may be reached by different names.
        let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let source = match refusal(path, &real, open) {
            Some(problem) => {
                problems.push(problem.placed(asked));
                None
            }
            None => files.read(path, asked, problems),
        };
        let Some(source) = source else {
            self.doubts = Doubts::everything();
            return;
        };
        let (mut entries, doubts) = tree::parse(&source, problems);
        // Without the file that it extends, most of a scenario would be reported as missing.
        self.doubts.extend(if doubts.concern("extends") { Doubts::everything() } else { doubts });
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        open.push(real);
        if let Some(item) = get(&entries, "extends")
            && let Some(parent) = item.node.text()
        {
            self.add(&beside(&folder, parent), item.span.as_ref(), open, files, problems);
        }
        open.pop();
        self.add_layers(&entries, &folder);
        if get(&entries, "demand").is_some() {
            self.demand_folder = folder;
        }
        flatten_paths(&mut entries);
        merge(&mut self.entries, entries, None);
        self.start = Some(Span { source, start: 0, end: 0 });
    }

    /// Adds the folders of tables that a file names after those of the files that it extends.
    fn add_layers(&mut self, entries: &[Entry], folder: &Path) {
        for name in get(entries, "tables").iter().flat_map(|item| item.texts()) {
            let layer = TableFolder { folder: beside(folder, &name.value), span: name.span };
            let real = |layer: &TableFolder| fs::canonicalize(&layer.folder).unwrap_or_else(|_| layer.folder.clone());
            if self.layers.iter().all(|known| real(known) != real(&layer)) {
                self.layers.push(layer);
            }
        }
    }
}

/// Returns why a file cannot be read while those that it is extended by are open.
fn refusal(path: &Path, real: &PathBuf, open: &[PathBuf]) -> Option<Problem> {
    if open.contains(real) {
        let message = format!("`{}` extends itself by way of others", shown(path));
        return Some(Problem::new(Code::InheritanceLoop, message).help("remove one `extends` of the circle"));
    }
    let message = format!("more than {MAX_CHAIN_FILES} scenario files extend one another");
    let problem = Problem::new(Code::InheritanceDepth, message).help("merge some of them");
    (open.len() >= MAX_CHAIN_FILES).then_some(problem)
}

/// Returns the number of levels of a section that are merged key by key.
fn merged_levels(key: &str) -> usize {
    match key {
        "cargo" | "switches" | "set" | "uncertain" => 1,
        "corridors" | "markets" | "hypotheses" => 2,
        _ => 0,
    }
}

/// Merges keys into others; the keys of some sections are merged one by one.
fn merge(below: &mut Vec<Entry>, above: Vec<Entry>, levels: Option<usize>) {
    drop_translations(below, &above);
    for entry in above {
        let deeper = levels.unwrap_or_else(|| merged_levels(&entry.key));
        match below.iter_mut().find(|known| known.key == entry.key) {
            Some(known) => match (&mut known.item.node, entry.item.node) {
                (Node::Table(under), Node::Table(over)) if deeper > 0 => merge(under, over, Some(deeper - 1)),
                (_, over) => {
                    known.item = Item { node: over, span: entry.item.span };
                    known.span = entry.span;
                }
            },
            None => below.push(entry),
        }
    }
}

/// Drops the translations of texts that are written anew: they are those of the texts before.
fn drop_translations(below: &mut Vec<Entry>, above: &[Entry]) {
    for entry in above.iter().filter(|entry| matches!(entry.item.node, Node::Text(_))) {
        below.retain(|own| {
            let ending = own.key.strip_prefix(entry.key.as_str());
            !matches!(own.item.node, Node::Text(_)) || !matches!(ending, Some("_zh" | "_ru"))
        });
    }
}

/// Joins the keys of sections about figures to paths where they were written without quotes.
pub(super) fn flatten_paths(entries: &mut [Entry]) {
    const CHANGE: &[&str] = &["times", "plus"];
    for (section, leaf) in [("set", CHANGE), ("uncertain", &["dist"][..]), ("factors", CHANGE), ("run", CHANGE)] {
        if let Some(entry) = entries.iter_mut().find(|entry| entry.key == section) {
            flatten_section(&mut entry.item, leaf);
        }
    }
}

fn flatten_section(item: &mut Item, leaf: &[&str]) {
    match &mut item.node {
        Node::Table(paths) => {
            let mut flat = Vec::new();
            for path in std::mem::take(paths) {
                flatten(path, leaf, &mut flat);
            }
            *paths = flat;
        }
        Node::List(items) => items.iter_mut().for_each(|item| flatten_section(item, leaf)),
        _ => {}
    }
}

fn flatten(entry: Entry, leaf: &[&str], flat: &mut Vec<Entry>) {
    let braced = entry.item.span.as_ref().is_some_and(|span| span.text().starts_with('{'));
    match entry.item.node {
        Node::Table(inner) if !braced && !inner.iter().any(|key| leaf.contains(&key.key.as_str())) => {
            for mut below in inner {
                below.key = format!("{}.{}", entry.key, below.key);
                flatten(below, leaf, flat);
            }
        }
        node => flat.push(Entry { item: Item { node, span: entry.item.span }, ..entry }),
    }
}
