//! The folder of a study: its outline, its partitions, each with a record, and in the end its manifest.
//!
//! Every file is written under a temporary name, synced and renamed. The record of a partition is renamed after the
//! partition itself, and says which bytes it must have: whatever stops the program, and whatever happens to the files
//! later, only whole partitions count.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use corridor::present::json;
use corridor::scenario::sha256;
use corridor::sweep::{PartitionWritten, StudyManifest, StudyOutline};

use super::super::failure::Failure;

const OUTLINE: &str = "study.json";
const MANIFEST: &str = "manifest.json";

/// Is the folder of a study.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    /// What the study is.
    pub(super) outline: StudyOutline,
    /// The SHA-256 of the outline's file.
    study: String,
}

/// Says what is wrong with a partition.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It is not there, or not finished.
    Missing,
    /// It is not what its record says.
    Damaged(String),
}

impl Folder {
    /// Checks that a study can be written to a folder: one that is empty or not there, or that holds the same study and
    /// is to be resumed, or any study and is to be begun anew.
    pub(super) fn at(path: &Path, outline: StudyOutline, resume: bool, force: bool) -> Result<Self, Failure> {
        let study = sha256(json::study(&outline).as_bytes());
        let folder = Self { path: path.to_owned(), outline, study };
        if path.join(OUTLINE).exists() {
            if !resume && !force {
                let text = format!(
                    "{} holds a study already; give --resume to go on with it, --force to begin anew",
                    path.display()
                );
                return Err(Failure::Failed(text));
            }
            let before = if resume { Some(read_outline(path)?) } else { None };
            if let Some(what) = before.and_then(|before| difference(&before, &folder.outline)) {
                return Err(Failure::Failed(format!("{} cannot be resumed: {what}", path.display())));
            }
        } else if path.exists()
            && let Some(name) = names(path)?.into_iter().find(|name| !is_temporary(name))
        {
            let text = format!("{} holds {name} and no study; name an empty folder", path.display());
            return Err(Failure::Failed(text));
        }
        Ok(folder)
    }

    /// Makes the folder and writes the outline, after what is there is removed if it is to be.
    pub(super) fn begin(&self, force: bool) -> Result<(), Failure> {
        fs::create_dir_all(&self.path).map_err(|error| Failure::file("cannot make the folder", &self.path, &error))?;
        if force {
            self.clear()?;
        }
        if self.path.join(OUTLINE).exists() {
            return Ok(());
        }
        self.write(OUTLINE, json::study(&self.outline).as_bytes())
    }

    /// Opens the folder of a study that was begun.
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let outline = read_outline(path)?;
        let study = sha256(json::study(&outline).as_bytes());
        Ok(Self { path: path.to_owned(), outline, study })
    }

    /// Returns the path for people.
    pub(super) fn shown(&self) -> std::path::Display<'_> {
        self.path.display()
    }

    /// Returns the file of a partition.
    pub(super) fn file_of(&self, partition: u64) -> String {
        format!("part-{partition:06}.{}", self.outline.format)
    }

    fn record_of(partition: u64) -> String {
        format!("part-{partition:06}.json")
    }

    /// Describes a partition by its bytes.
    fn record(&self, partition: u64, bytes: &[u8]) -> PartitionWritten {
        let outline = &self.outline;
        let first = partition * outline.partition_runs;
        let runs = outline.partition_runs.min(outline.runs - first);
        PartitionWritten {
            study: self.study.clone(),
            partition,
            file: self.file_of(partition),
            first_run: first + 1,
            runs,
            rows: runs * outline.questions,
            bytes: bytes.len() as u64,
            sha256: sha256(bytes),
        }
    }

    /// Writes a partition, then its record.
    pub(super) fn keep(&self, partition: u64, bytes: &[u8]) -> Result<PartitionWritten, Failure> {
        let record = self.record(partition, bytes);
        self.write(&record.file, bytes)?;
        self.write(&Self::record_of(partition), json::study(&record).as_bytes())?;
        Ok(record)
    }

    /// Reads a partition and checks every byte against its record.
    pub(super) fn read(&self, partition: u64) -> Result<(PartitionWritten, Vec<u8>), Fault> {
        let read = |name: &str| fs::read(self.path.join(name)).map_err(|_| Fault::Missing);
        let damaged = |what: &str| Fault::Damaged(format!("{}/{} {what}", self.shown(), self.file_of(partition)));
        let record = read(&Self::record_of(partition))?;
        let bytes = read(&self.file_of(partition))?;
        let record: PartitionWritten =
            serde_json::from_slice(&record).map_err(|_| damaged("has a record that cannot be read"))?;
        if record.study != self.study {
            return Err(damaged("belongs to another study"));
        }
        if record != self.record(partition, &bytes) {
            return Err(damaged("is not what its record says"));
        }
        Ok((record, bytes))
    }

    /// Tells whether there is a partition, whole or not.
    pub(super) fn has(&self, partition: u64) -> bool {
        self.path.join(self.file_of(partition)).exists() || self.path.join(Self::record_of(partition)).exists()
    }

    /// Says that all partitions are there.
    pub(super) fn finish(&self, partitions: Vec<PartitionWritten>) -> Result<(), Failure> {
        self.write(MANIFEST, self.manifest(partitions).as_bytes())
    }

    fn manifest(&self, partitions: Vec<PartitionWritten>) -> String {
        json::study(&StudyManifest { study: self.outline.clone(), partitions })
    }

    /// Tells what is wrong with the manifest, given the partitions as they must be, and with what else is there.
    pub(super) fn fault(&self, partitions: Vec<PartitionWritten>) -> Result<Option<String>, Failure> {
        let known = |name: &String| {
            let is_part =
                |record: &PartitionWritten| *name == record.file || *name == Self::record_of(record.partition);
            is_temporary(name) || [OUTLINE, MANIFEST].contains(&name.as_str()) || partitions.iter().any(is_part)
        };
        if let Some(name) = names(&self.path)?.into_iter().find(|name| is_ours(name) && !known(name)) {
            return Ok(Some(format!("{name} is no partition of this study")));
        }
        let outline = fs::read(self.path.join(OUTLINE)).unwrap_or_default();
        if outline != json::study(&self.outline).as_bytes() {
            return Ok(Some(format!("{OUTLINE} is not as it was written")));
        }
        Ok(match fs::read(self.path.join(MANIFEST)) {
            Ok(bytes) if bytes == self.manifest(partitions).as_bytes() => None,
            Ok(_) => Some(format!("{MANIFEST} is not as it was written")),
            Err(_) => Some(format!("{MANIFEST} is not there: the study is not finished")),
        })
    }

    /// Removes the files of the study that is there, the outline last, so that a half-cleared folder is known as one.
    fn clear(&self) -> Result<(), Failure> {
        let mut ours: Vec<String> = names(&self.path)?.into_iter().filter(|name| is_ours(name)).collect();
        ours.sort_by_key(|name| (name == OUTLINE, name.clone()));
        for name in ours {
            let path = self.path.join(name);
            fs::remove_file(&path).map_err(|error| Failure::file("cannot remove", &path, &error))?;
        }
        Ok(())
    }

    /// Writes a file so that it appears whole or not at all.
    ///
    /// The temporary name is always the same: what a killed run leaves there the next one writes over.
    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let (path, temporary) = (self.path.join(name), self.path.join(format!(".{name}.tmp")));
        let written = File::create(&temporary)
            .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
            .and_then(|()| fs::rename(&temporary, &path))
            .and_then(|()| sync_folder(&self.path));
        written.map_err(|error| {
            // Half a file is of no use, and may stand in the way of a full disk.
            let _ = fs::remove_file(&temporary);
            Failure::file("cannot write", &path, &error)
        })
    }
}

/// Makes a renaming last.
#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// Tells whether a name is one that studies give to their files.
fn is_ours(name: &str) -> bool {
    let name = without_temporary(name).unwrap_or(name);
    let is_part = name.strip_prefix("part-").and_then(|rest| rest.split_once('.')).is_some_and(|(digits, ending)| {
        digits.bytes().all(|byte| byte.is_ascii_digit()) && ["csv", "parquet", "json"].contains(&ending)
    });
    is_part || [OUTLINE, MANIFEST].contains(&name)
}

/// Returns the name that a file has once it is whole.
fn without_temporary(name: &str) -> Option<&str> {
    name.strip_prefix('.')?.strip_suffix(".tmp")
}

/// Tells whether a file was not finished.
fn is_temporary(name: &str) -> bool {
    without_temporary(name).is_some_and(is_ours)
}

/// Lists the names in a folder in order.
fn names(path: &Path) -> Result<Vec<String>, Failure> {
    let entries = fs::read_dir(path).and_then(|entries| {
        entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect::<io::Result<Vec<_>>>()
    });
    let mut names = entries.map_err(|error| Failure::file("cannot read the folder", path, &error))?;
    names.sort();
    Ok(names)
}

fn read_outline(path: &Path) -> Result<StudyOutline, Failure> {
    let file = path.join(OUTLINE);
    let bytes = fs::read(&file).map_err(|error| Failure::file("cannot read", &file, &error))?;
    serde_json::from_slice(&bytes).map_err(|error| Failure::file("cannot read", &file, &error))
}

/// Says in what two studies differ: first the file, as it is what people change.
pub(super) fn difference(before: &StudyOutline, now: &StudyOutline) -> Option<String> {
    for input in &before.inputs {
        match now.inputs.iter().find(|other| other.path == input.path) {
            Some(other) if other.sha256 == input.sha256 => {}
            Some(_) => return Some(format!("{} has changed since", input.path)),
            None => return Some(format!("{} is no longer read", input.path)),
        }
    }
    if let Some(new) = now.inputs.iter().find(|input| before.inputs.iter().all(|known| known.path != input.path)) {
        return Some(format!("{} was not read before", new.path));
    }
    let words = |outline: &StudyOutline| {
        [
            ("program", format!("{} {}", outline.program, outline.version)),
            ("scenario", outline.scenario.clone()),
            ("plan", outline.plan.clone()),
            ("changes by --set", outline.set.join(" ")),
            ("form", outline.format.clone()),
        ]
    };
    for ((name, before), (_, now)) in words(before).into_iter().zip(words(now)) {
        if before != now {
            return Some(format!("its {name} was `{before}` and is now `{now}`"));
        }
    }
    (before != now).then(|| format!("its {OUTLINE} says something else now"))
}
