//! Shards: the folders of one study that several machines have written; and a folder that many processes have filled.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use crate::problem::path_in_words;

use super::super::PartitionWritten;
use super::{Existing, PartitionFault, Store, StoreError, StudyDifference, is_temporary, names};

/// The most faults that are listed.
const MAX_FAULTS_LISTED: usize = 5;

/// The folders of the shards of one study.
#[derive(Debug)]
pub struct Shards {
    stores: Vec<Store>,
}

/// Why shards cannot be joined.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    /// There is none.
    #[error("there is no shard")]
    None,
    /// A folder cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Two are of different studies.
    #[error("{} and {} are not of one study: {difference}", path_in_words(one), path_in_words(other))]
    OtherStudy {
        /// The first folder.
        one: PathBuf,
        /// Another folder.
        other: PathBuf,
        /// How they differ.
        difference: StudyDifference,
    },
    /// Partitions are missing, damaged or twice there.
    #[error("these folders are not one whole study: {}", Listed(.0))]
    NotWhole(Vec<MergeFault>),
    /// The folder to write to is one of the shards.
    #[error("shards cannot be joined into the folder of one of them")]
    IntoShard,
    /// A partition was changed while the shards were joined.
    #[error("{0} has changed meanwhile")]
    Changed(String),
}

/// What is wrong with a partition of some shards.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MergeFault {
    /// No folder has it.
    #[error("{0} is in none of the folders")]
    Nowhere(String),
    /// Two folders have it.
    #[error("{file} is in {} and in {}", path_in_words(one), path_in_words(other))]
    Twice {
        /// Its file.
        file: String,
        /// One of the folders.
        one: PathBuf,
        /// Another one.
        other: PathBuf,
    },
    /// It is not finished.
    #[error("{}/{file} is not finished", path_in_words(folder))]
    Unfinished {
        /// The folder.
        folder: PathBuf,
        /// Its file.
        file: String,
    },
    /// It is not what its record says.
    #[error(transparent)]
    Damaged(PartitionFault),
}

/// The first faults, and how many more there are.
struct Listed<'a>(&'a [MergeFault]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first: Vec<String> = self.0.iter().take(MAX_FAULTS_LISTED).map(ToString::to_string).collect();
        out.write_str(&first.join("; "))?;
        match self.0.len().saturating_sub(MAX_FAULTS_LISTED) {
            0 => Ok(()),
            1 => out.write_str("; and 1 more such fault"),
            more => write!(out, "; and {more} more such faults"),
        }
    }
}

impl Store {
    /// Checks every partition of a folder that several processes have filled, removes what those that were killed left
    /// there in part, and writes the manifest: the folder is then what one process would have written.
    ///
    /// # Errors
    /// Returns the partitions that are missing or damaged, or which file cannot be written or removed.
    pub fn join(&self) -> Result<(), MergeError> {
        let read = |number| match self.read(number) {
            Ok((record, _)) => Ok(record),
            Err(PartitionFault::Missing { folder, .. }) => {
                Err(MergeFault::Unfinished { folder, file: self.file_of(number) })
            }
            Err(fault) => Err(MergeFault::Damaged(fault)),
        };
        let read: Vec<Result<PartitionWritten, MergeFault>> = (0..self.outline.partitions).map(read).collect();
        if read.iter().any(Result::is_err) {
            return Err(MergeError::NotWhole(read.into_iter().filter_map(Result::err).collect()));
        }
        for name in names(&self.path)?.into_iter().filter(|name| is_temporary(name)) {
            let path = self.path.join(name);
            match fs::remove_file(&path) {
                // Whoever wrote it has just renamed it.
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(StoreError::file("cannot remove", &path, error).into());
                }
                _ => {}
            }
        }
        Ok(self.finish(read.into_iter().flatten().collect())?)
    }
}

impl Shards {
    /// Opens the folders of shards.
    ///
    /// # Errors
    /// Refuses folders of different studies.
    pub fn open(folders: &[PathBuf]) -> Result<Self, MergeError> {
        let stores: Result<Vec<Store>, StoreError> = folders.iter().map(|path| Store::open(path)).collect();
        let stores = stores?;
        let Some(first) = stores.first() else { return Err(MergeError::None) };
        for other in &stores[1..] {
            if let Some(difference) = StudyDifference::between(&first.outline, &other.outline) {
                let (one, other) = (first.path.clone(), other.path.clone());
                return Err(MergeError::OtherStudy { one, other, difference });
            }
        }
        Ok(Self { stores })
    }

    /// Joins the shards into one folder; other runs that would write there are told this name.
    ///
    /// # Errors
    /// Refuses shards that are not one whole study, and a folder that cannot be written to.
    pub fn merge(&self, into: &Path, existing: Existing, holder: &str) -> Result<Store, MergeError> {
        let holders = self.holders()?;
        let outline = &self.stores[0].outline;
        if self.stores.iter().any(|store| is_same(&store.path, into)) {
            return Err(MergeError::IntoShard);
        }
        let joined = Store::at(into, outline.clone(), existing)?;
        let _lock = joined.begin(holder)?;
        let mut records = Vec::new();
        for (number, store) in (0..).zip(holders) {
            let (_, bytes) = store.read(number).map_err(|_| MergeError::Changed(store.file_of(number)))?;
            records.push(joined.keep(number, &bytes)?);
        }
        joined.finish(records)?;
        Ok(joined)
    }

    /// Returns the folder that holds each partition.
    fn holders(&self) -> Result<Vec<&Store>, MergeError> {
        let partitions = 0..self.stores[0].outline.partitions;
        let found: Vec<Result<&Store, MergeFault>> = partitions.map(|number| self.holder(number)).collect();
        if found.iter().any(Result::is_err) {
            return Err(MergeError::NotWhole(found.into_iter().filter_map(Result::err).collect()));
        }
        Ok(found.into_iter().flatten().collect())
    }

    fn holder(&self, number: u64) -> Result<&Store, MergeFault> {
        let holders: Vec<&Store> = self.stores.iter().filter(|store| store.has(number)).collect();
        match holders.as_slice() {
            [] => Err(MergeFault::Nowhere(self.stores[0].file_of(number))),
            [store] => match store.read(number) {
                Ok(_) => Ok(store),
                Err(PartitionFault::Missing { folder, file }) => Err(MergeFault::Unfinished { folder, file }),
                Err(fault) => Err(MergeFault::Damaged(fault)),
            },
            [one, other, ..] => {
                Err(MergeFault::Twice { file: one.file_of(number), one: one.path.clone(), other: other.path.clone() })
            }
        }
    }
}

fn is_same(one: &Path, other: &Path) -> bool {
    one.canonicalize().ok().zip(other.canonicalize().ok()).is_some_and(|(one, other)| one == other)
}
