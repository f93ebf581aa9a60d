//! The folder of a study: its outline, its partitions, each with a record, and in the end its manifest.
//!
//! Every file is written under a temporary name, synced and renamed. The record of a partition is renamed after the
//! partition itself, and gives the bytes that it must have: whatever stops the program, and whatever happens to the
//! files later, only whole partitions count.

mod fault;
mod lock;
mod merge;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::scenario::{read_file, sha256};

use lock::{LOCK, writing};

use super::{PartitionWritten, StudyManifest, StudyOutline};

pub use fault::{Damage, PartitionFault, StoreError, StoreFault, StudyDifference};
pub use lock::{FolderLock, WritingEnded};
pub use merge::{MergeError, MergeFault, Shards};

/// Readers of a folder of Parquet files pass over names that begin so.
const PASSED_OVER: &str = "_";
const OUTLINE: &str = "_study.json";
const MANIFEST: &str = "_manifest.json";
/// What the files of partitions are called, before their number.
const PARTITION: &str = "part-";
/// The endings of the files of partitions and of their records.
const ENDINGS: [&str; 3] = ["csv", "parquet", RECORD_ENDING];
const RECORD_ENDING: &str = "json";
/// What stands before the name of a writer among several in a temporary name.
const WRITER: &str = "-by-";

/// How a study that is in a folder already is treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// It is kept, and nothing is written beside it.
    Refuse,
    /// Its partitions are kept where it is the same study, and the others are written.
    Resume,
    /// It is removed.
    Replace,
}

/// The folder of a study.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    outline: StudyOutline,
    /// The SHA-256 of the outline's file.
    study: String,
    existing: Existing,
}

impl Store {
    /// Checks that a study can be written to a folder; nothing is written yet.
    ///
    /// # Errors
    /// Refuses a folder with other files, with another study that is to be resumed, or with any that is to be kept.
    pub fn at(path: &Path, outline: StudyOutline, existing: Existing) -> Result<Self, StoreError> {
        let study = sha256(&json(&outline));
        let store = Self { path: path.to_owned(), outline, study, existing };
        store.check()?;
        Ok(store)
    }

    fn check(&self) -> Result<(), StoreError> {
        let (path, folder) = (&self.path, || self.path.clone());
        if path.join(OUTLINE).exists() {
            match self.existing {
                Existing::Refuse => return Err(StoreError::HoldsStudy(folder())),
                Existing::Resume => {
                    if let Some(difference) = StudyDifference::between(&read_outline(path)?, &self.outline) {
                        return Err(StoreError::NotResumable { folder: folder(), difference });
                    }
                }
                Existing::Replace => {}
            }
        } else if path.exists()
            && let Some(name) = names(path)?.into_iter().find(|name| !is_temporary(name) && name != LOCK)
        {
            return Err(StoreError::HoldsOther { folder: folder(), name });
        }
        Ok(())
    }

    /// Opens the folder of a study that was begun.
    ///
    /// # Errors
    /// Returns why its outline cannot be read.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let outline = read_outline(path)?;
        let study = sha256(&json(&outline));
        Ok(Self { path: path.to_owned(), outline, study, existing: Existing::Resume })
    }

    /// Makes the folder, locks it against other runs, who are told this name, and writes the outline, after a study that
    /// is to be replaced is removed.
    ///
    /// # Errors
    /// Returns which file cannot be written or removed, and why, or that another run writes to the folder.
    pub fn begin(&self, holder: &str) -> Result<FolderLock, StoreError> {
        fs::create_dir_all(&self.path)
            .map_err(|error| StoreError::file("cannot make the folder", &self.path, error))?;
        let lock = FolderLock::take(&self.path, holder)?;
        // Another run may have begun before this one had the lock.
        self.check()?;
        if self.existing == Existing::Replace {
            self.clear()?;
        }
        if self.path.join(OUTLINE).exists() {
            return Ok(lock);
        }
        self.write(OUTLINE, &json(&self.outline))?;
        Ok(lock)
    }

    /// Lists the files of a study that are in the folder, whole or not, of whatever study.
    ///
    /// # Errors
    /// Returns why the folder cannot be read.
    pub fn files(&self) -> Result<Vec<PathBuf>, StoreError> {
        let names = if self.path.exists() { names(&self.path)? } else { Vec::new() };
        Ok(names.into_iter().filter(|name| is_ours(name)).map(|name| self.path.join(name)).collect())
    }

    /// Returns what the study is.
    pub const fn outline(&self) -> &StudyOutline {
        &self.outline
    }

    /// Returns the folder.
    pub fn folder(&self) -> &Path {
        &self.path
    }

    /// Returns the file of a partition.
    pub fn file_of(&self, partition: u64) -> String {
        partition_file(partition, &self.outline.format)
    }

    /// Writes a partition, then its record.
    ///
    /// # Errors
    /// Returns which file cannot be written, and why.
    pub fn keep(&self, partition: u64, bytes: &[u8]) -> Result<PartitionWritten, StoreError> {
        self.keep_among(partition, bytes, "")
    }

    /// Writes a partition, then its record, beside other processes that write to the folder: a folder that one process has
    /// begun may be filled by many. Each has a name of its own, of letters and digits; what they write for a partition is
    /// the same, so it does not matter whose is renamed last.
    ///
    /// # Errors
    /// Returns which file cannot be written, and why.
    pub fn keep_among(&self, partition: u64, bytes: &[u8], writer: &str) -> Result<PartitionWritten, StoreError> {
        let record = self.record(partition, bytes);
        self.write_as(&record.file, bytes, writer)?;
        self.write_as(&record_of(partition), &json(&record), writer)?;
        Ok(record)
    }

    /// Leaves those partitions that are missing or not whole; returns besides what is wrong with those that are there.
    pub fn open_of(&self, mut partitions: Vec<u64>) -> (Vec<u64>, Vec<PartitionFault>) {
        let mut faults = Vec::new();
        partitions.retain(|&number| match self.read(number) {
            Ok(_) => false,
            Err(PartitionFault::Missing { .. }) => true,
            Err(fault) => {
                faults.push(fault);
                true
            }
        });
        (partitions, faults)
    }

    /// Reads a partition and checks every byte against its record.
    ///
    /// # Errors
    /// Returns what is wrong with the partition.
    pub fn read(&self, partition: u64) -> Result<(PartitionWritten, Vec<u8>), PartitionFault> {
        let (folder, file) = (|| self.path.clone(), || self.file_of(partition));
        let missing = |name: &str| PartitionFault::Missing { folder: folder(), file: name.to_owned() };
        let read = |name: &str| read_file(&self.path.join(name)).map_err(|_| missing(name));
        let damaged = |damage: Damage| PartitionFault::Damaged { folder: folder(), file: file(), damage };
        let written = read(&record_of(partition))?;
        let bytes = read(&self.file_of(partition))?;
        let record: PartitionWritten = parse(&written).map_err(|_| damaged(Damage::UnreadableRecord))?;
        if record.study != self.study {
            return Err(damaged(Damage::OtherStudy));
        }
        if record != self.record(partition, &bytes) {
            return Err(damaged(Damage::NotAsRecorded));
        }
        if written != json(&record) {
            return Err(damaged(Damage::ChangedRecord));
        }
        Ok((record, bytes))
    }

    /// Compares the bytes of a partition with those of a new run.
    ///
    /// # Errors
    /// Returns where they first differ.
    pub fn compare(&self, partition: u64, kept: &[u8], again: &[u8]) -> Result<(), PartitionFault> {
        match first_difference(kept, again) {
            None => Ok(()),
            Some(at) => {
                Err(PartitionFault::Differs { folder: self.path.clone(), file: self.file_of(partition), byte: at + 1 })
            }
        }
    }

    /// Returns whether there is a partition, whole or not.
    pub fn has(&self, partition: u64) -> bool {
        self.path.join(self.file_of(partition)).exists() || self.path.join(record_of(partition)).exists()
    }

    /// Writes the manifest: all partitions are there.
    ///
    /// # Errors
    /// Returns why it cannot be written.
    pub fn finish(&self, partitions: Vec<PartitionWritten>) -> Result<(), StoreError> {
        self.write(MANIFEST, &self.manifest(partitions))
    }

    /// Returns what is wrong with the outline, the manifest and the names of the files, given the partitions as they
    /// must be.
    ///
    /// # Errors
    /// Returns why the folder cannot be read.
    pub fn fault(&self, partitions: Vec<PartitionWritten>) -> Result<Option<StoreFault>, StoreError> {
        let known = |name: &String| {
            let is_part = |record: &PartitionWritten| *name == record.file || *name == record_of(record.partition);
            [OUTLINE, MANIFEST, LOCK].contains(&name.as_str()) || partitions.iter().any(is_part)
        };
        if let Some(name) = names(&self.path)?.into_iter().find(|name| !known(name)) {
            return Ok(Some(StoreFault::Surplus(name)));
        }
        let outline = read_file(&self.path.join(OUTLINE)).unwrap_or_default();
        if outline != json(&self.outline) {
            return Ok(Some(StoreFault::Changed(OUTLINE)));
        }
        Ok(match read_file(&self.path.join(MANIFEST)) {
            Ok(bytes) if bytes == self.manifest(partitions) => None,
            Ok(_) => Some(StoreFault::Changed(MANIFEST)),
            Err(_) => Some(StoreFault::Unfinished(MANIFEST)),
        })
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

    fn manifest(&self, partitions: Vec<PartitionWritten>) -> Vec<u8> {
        json(&StudyManifest { study: self.outline.clone(), partitions })
    }

    /// Removes the files of the study that is there, the outline last, so that a half-cleared folder is known as one.
    fn clear(&self) -> Result<(), StoreError> {
        let mut ours = self.files()?;
        ours.sort_by_key(|path| (path.ends_with(OUTLINE), path.clone()));
        for path in ours {
            fs::remove_file(&path).map_err(|error| StoreError::file("cannot remove", &path, error))?;
        }
        Ok(())
    }

    /// Writes a file so that it appears whole or not at all.
    ///
    /// The temporary name is always the same: what a killed run leaves there the next one writes over.
    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        self.write_as(name, bytes, "")
    }

    /// The same under a temporary name of a writer among several; what a killed one leaves is removed by [`Store::join`].
    fn write_as(&self, name: &str, bytes: &[u8], writer: &str) -> Result<(), StoreError> {
        let mark = if writer.is_empty() { String::new() } else { format!("{WRITER}{writer}") };
        let (path, temporary) = (self.path.join(name), self.path.join(format!(".{name}{mark}.tmp")));
        let _writing = writing();
        let written = File::create(&temporary)
            .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
            .and_then(|()| fs::rename(&temporary, &path))
            .and_then(|()| sync_folder(&self.path));
        written.map_err(|error| {
            // Half a file is of no use, and may be in the way of a full disk.
            let _ = fs::remove_file(&temporary);
            StoreError::file("cannot write", &path, error)
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

/// Writes a record as JSON with a line for each field.
fn json<T: Serialize>(record: &T) -> Vec<u8> {
    // Writing into memory cannot fail, and no map here has keys other than text.
    let mut bytes = serde_json::to_vec_pretty(record).unwrap_or_default();
    debug_assert!(!bytes.is_empty(), "records are always writable as JSON");
    bytes.push(b'\n');
    bytes
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, serde_json::Error> {
    serde_json::from_slice(bytes)
}

fn read_outline(path: &Path) -> Result<StudyOutline, StoreError> {
    let file = path.join(OUTLINE);
    let bytes = read_file(&file).map_err(|error| StoreError::file("cannot read", &file, error))?;
    parse(&bytes).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        StoreError::file("cannot read", &file, format!("it is not as it was written at {place}"))
    })
}

fn partition_file(partition: u64, ending: &str) -> String {
    format!("{PARTITION}{partition:06}.{ending}")
}

fn record_of(partition: u64) -> String {
    format!("{PASSED_OVER}{}", partition_file(partition, RECORD_ENDING))
}

/// Returns whether a name is one that studies give to their files.
fn is_ours(name: &str) -> bool {
    let name = without_temporary(name).unwrap_or(name);
    let is_part = name
        .strip_prefix(PASSED_OVER)
        .unwrap_or(name)
        .strip_prefix(PARTITION)
        .and_then(|rest| rest.split_once('.'))
        .is_some_and(|(digits, ending)| digits.bytes().all(|byte| byte.is_ascii_digit()) && ENDINGS.contains(&ending));
    is_part || [OUTLINE, MANIFEST].contains(&name)
}

/// Returns the name that a file has once it is whole.
fn without_temporary(name: &str) -> Option<&str> {
    let name = name.strip_prefix('.')?.strip_suffix(".tmp")?;
    Some(name.split_once(WRITER).map_or(name, |(name, _)| name))
}

/// Returns whether a file was not finished.
fn is_temporary(name: &str) -> bool {
    without_temporary(name).is_some_and(is_ours)
}

/// Lists the names in a folder in order.
fn names(path: &Path) -> Result<Vec<String>, StoreError> {
    let entries = fs::read_dir(path).and_then(|entries| {
        entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect::<io::Result<Vec<_>>>()
    });
    let mut names = entries.map_err(|error| StoreError::file("cannot read the folder", path, error))?;
    names.sort();
    Ok(names)
}

fn first_difference(left: &[u8], right: &[u8]) -> Option<usize> {
    let shorter = left.len().min(right.len());
    let differs = (0..shorter).find(|&at| left[at] != right[at]);
    differs.or_else(|| (left.len() != right.len()).then_some(shorter))
}
