//! Files that a scenario was read from, looked at now and then for a change.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use corridor::answer::Prepared;
use corridor::problem::Problems;
use corridor::scenario::{SHIPPED, changed};

/// How often files are looked at.
pub(crate) const BETWEEN_LOOKS: Duration = Duration::from_millis(200);

/// The most looks for which something may go on changing before it is read as it is.
const MAX_UNSETTLED_LOOKS: usize = 25;

/// The files that are watched, as they were when they were last looked at.
///
/// Of the folders that they are in, the names of scenarios and tables are watched too: a new table belongs to the scenario.
#[derive(Debug, Default)]
pub(crate) struct FileWatch {
    files: BTreeMap<PathBuf, Option<FileMark>>,
    folders: BTreeMap<PathBuf, BTreeSet<PathBuf>>,
    has_changed: bool,
}

/// What differs where a file was written: the time of that in nanoseconds, and its size in bytes.
type FileMark = (u128, u64);

impl FileWatch {
    /// Begins to watch some files beside those that it watches already; shipped ones do not change.
    pub(crate) fn add<P: Into<PathBuf>>(&mut self, paths: impl IntoIterator<Item = P>) {
        for path in paths.into_iter().map(Into::into).filter(|path| !path.to_string_lossy().starts_with(SHIPPED)) {
            if let Some(folder) = path.parent() {
                self.folders.entry(folder.to_owned()).or_insert_with(|| names(folder));
            }
            self.files.entry(path).or_insert_with_key(|path| mark(path));
        }
    }

    /// Begins to watch what a scenario was read from.
    pub(crate) fn add_inputs(&mut self, case: &Prepared) {
        let inputs = &case.scenario().inputs;
        self.add(inputs.iter().map(|input| &input.path));
        // What was written between the reading and the first look is seen by its contents.
        let files: Vec<_> = inputs.iter().filter(|input| !input.path.starts_with(SHIPPED)).cloned().collect();
        self.has_changed |= changed(&files).is_some();
    }

    /// Begins to watch the files that have problems.
    pub(crate) fn add_faulty(&mut self, problems: &Problems) {
        let places = problems.iter().filter_map(|problem| problem.span.as_ref());
        let files: BTreeSet<&str> = places.map(|span| span.source.path()).collect();
        self.add(files);
    }

    /// Returns whether anything has changed since it was last asked.
    pub(crate) fn has_changed(&mut self) -> bool {
        let mut has_changed = std::mem::take(&mut self.has_changed);
        for (path, seen) in &mut self.files {
            let now = mark(path);
            has_changed |= std::mem::replace(seen, now) != now;
        }
        for (folder, seen) in &mut self.folders {
            let now = names(folder);
            has_changed |= *seen != now;
            *seen = now;
        }
        has_changed
    }

    /// Waits until something has changed, and until nothing changes any more: a file that is emptied and then written is
    /// read once, and whole.
    pub(crate) fn wait(&mut self) {
        while !self.has_changed() {
            std::thread::sleep(BETWEEN_LOOKS);
        }
        for _ in 0..MAX_UNSETTLED_LOOKS {
            std::thread::sleep(BETWEEN_LOOKS);
            if !self.has_changed() {
                break;
            }
        }
    }
}

fn mark(path: &Path) -> Option<FileMark> {
    let about = path.metadata().ok()?;
    let time = about.modified().ok()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    Some((time.as_nanos(), about.len()))
}

/// Returns the scenarios and tables of a folder.
fn names(folder: &Path) -> BTreeSet<PathBuf> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let is_read = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "csv" || ending == "toml");
    entries.map(|entry| entry.path()).filter(is_read).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::FileWatch;

    #[test]
    fn a_change_a_new_table_and_a_lost_file_are_each_seen_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = |name: &str| folder.path().join(name);
        fs::write(file("legs.csv"), "key\n").expect("a table");
        let mut watch = FileWatch::default();
        watch.add([file("legs.csv"), file("missing.csv"), "shipped:northeast-asia/legs.csv".into()]);
        assert!(!watch.has_changed());
        fs::write(file("legs.csv"), "key\na\n").expect("a table");
        assert!(watch.has_changed() && !watch.has_changed());
        fs::write(file("places.csv"), "key\n").expect("a table");
        assert!(watch.has_changed() && !watch.has_changed());
        fs::write(file("answer.json"), "{}").expect("an answer beside the tables");
        assert!(!watch.has_changed());
        fs::remove_file(file("legs.csv")).expect("a table");
        assert!(watch.has_changed() && !watch.has_changed());
    }
}
