//! What can be wrong with the folder of a study.

use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};

use crate::problem::{cause_in_words, clean, path_in_words};

use super::super::StudyOutline;
use super::OUTLINE;

/// Why a folder cannot hold a study, or its files cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A file cannot be read, written or removed.
    #[error("{action} {}: {}", path_in_words(path), in_words(&**cause))]
    File {
        /// What was tried, such as `cannot read`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What is in the way.
        cause: Box<dyn Error + Send + Sync>,
    },
    /// The folder holds a study already.
    #[error("{} holds a study already", path_in_words(.0))]
    HoldsStudy(PathBuf),
    /// The folder holds something that is no study.
    #[error("{} holds {} and no study; name an empty folder", path_in_words(folder), clean(name))]
    HoldsOther {
        /// The folder.
        folder: PathBuf,
        /// A file in it.
        name: String,
    },
    /// Another run writes to the folder.
    #[error("another run writes to {}{}: wait until it is done, or stop it", path_in_words(folder), by(holder))]
    Locked {
        /// The folder.
        folder: PathBuf,
        /// What the other run is called, such as `process 4711`; empty where that is not known.
        holder: String,
    },
    /// The folder holds another study than the one that is to be resumed.
    #[error("{} cannot be resumed: {difference}", path_in_words(folder))]
    NotResumable {
        /// The folder.
        folder: PathBuf,
        /// How the two differ.
        difference: StudyDifference,
    },
}

impl StoreError {
    /// Makes the error of an action on a file or folder that failed.
    pub(super) fn file(action: &'static str, path: &Path, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::File { action, path: path.to_owned(), cause: cause.into() }
    }
}

fn in_words(cause: &(dyn Error + Send + Sync + 'static)) -> String {
    cause.downcast_ref::<io::Error>().map_or_else(|| cause.to_string(), cause_in_words)
}

fn by(holder: &str) -> String {
    if holder.is_empty() { String::new() } else { format!(" ({})", clean(holder)) }
}

/// What is wrong with a partition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PartitionFault {
    /// It is not there, or not finished.
    #[error("{}: {file} is not there", path_in_words(folder))]
    Missing {
        /// The folder.
        folder: PathBuf,
        /// Its file.
        file: String,
    },
    /// It is not what its record says.
    #[error("{}/{file} {damage}", path_in_words(folder))]
    Damaged {
        /// The folder.
        folder: PathBuf,
        /// Its file.
        file: String,
        /// What is wrong.
        damage: Damage,
    },
    /// It is not what a new run gives.
    #[error("{}: {file} differs from a new run, first at byte {byte}", path_in_words(folder))]
    Differs {
        /// The folder.
        folder: PathBuf,
        /// Its file.
        file: String,
        /// The first byte that differs, counted from 1.
        byte: usize,
    },
}

/// How a partition and its record disagree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// The record cannot be read.
    #[error("has a record that cannot be read")]
    UnreadableRecord,
    /// The record is of another study.
    #[error("belongs to another study")]
    OtherStudy,
    /// The record is not written as the program writes it.
    #[error("has a record that was changed")]
    ChangedRecord,
    /// The bytes are not those of the record.
    #[error("is not what its record says")]
    NotAsRecorded,
}

/// What is wrong with a folder whose partitions are all as they must be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreFault {
    /// A file is there that belongs to no study, or to no partition of this one.
    #[error("{} is no file of this study", clean(.0))]
    Surplus(String),
    /// The outline or the manifest was changed.
    #[error("{0} is not as it was written")]
    Changed(&'static str),
    /// There is no manifest.
    #[error("{0} is not there: the study is not finished")]
    Unfinished(&'static str),
}

/// How two studies differ.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StudyDifference {
    /// A file was changed.
    #[error("{} has changed since", clean(.0))]
    FileChanged(String),
    /// A file is read by the first only.
    #[error("{} is no longer read", clean(.0))]
    FileDropped(String),
    /// A file is read by the second only.
    #[error("{} was not read before", clean(.0))]
    FileAdded(String),
    /// A setting differs.
    #[error("its {name} was `{before}` and is now `{now}`")]
    Setting {
        /// What is set.
        name: &'static str,
        /// The value of the first.
        before: String,
        /// The value of the second.
        now: String,
    },
    /// Anything else differs.
    #[error("its {OUTLINE} says something else now")]
    Outline,
}

impl StudyDifference {
    /// Compares two studies: first the files, as they are what people change.
    pub fn between(before: &StudyOutline, now: &StudyOutline) -> Option<Self> {
        for input in &before.inputs {
            match now.inputs.iter().find(|other| other.path == input.path) {
                Some(other) if other.sha256 == input.sha256 => {}
                Some(_) => return Some(Self::FileChanged(input.path.clone())),
                None => return Some(Self::FileDropped(input.path.clone())),
            }
        }
        let is_new = |path: &String| before.inputs.iter().all(|known| known.path != *path);
        if let Some(new) = now.inputs.iter().find(|input| is_new(&input.path)) {
            return Some(Self::FileAdded(new.path.clone()));
        }
        for ((name, before), (_, now)) in settings(before).into_iter().zip(settings(now)) {
            if before != now {
                return Some(Self::Setting { name, before, now });
            }
        }
        (before != now).then_some(Self::Outline)
    }
}

fn settings(outline: &StudyOutline) -> [(&'static str, String); 6] {
    [
        ("program", format!("{} {}", outline.program, outline.version)),
        ("scenario", outline.scenario.clone()),
        ("plan", outline.plan.clone()),
        ("changes by --set", outline.set.join(" ")),
        ("selection", outline.select.as_arguments()),
        ("form", outline.format.clone()),
    ]
}
