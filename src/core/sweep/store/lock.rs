//! The lock on the folder of a study: one run at a time writes to it.
//!
//! The system holds the lock and lets it go with the program, however that ends. The file alone locks nothing.

use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::StoreError;

/// The file that is locked; it names the run that writes.
pub(super) const LOCK: &str = ".lock";

/// The locks that this program holds. Itself it is held while a file of a study is there in part.
static WRITING: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Waits until no file of a study is there in part, and keeps others from being begun.
pub(super) fn writing() -> MutexGuard<'static, Vec<PathBuf>> {
    WRITING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The right of one run to write to a folder, until it is dropped.
#[derive(Debug)]
#[must_use = "the folder is locked no longer than this is kept"]
pub struct FolderLock {
    path: PathBuf,
    /// What the system's lock is on.
    _file: File,
}

/// The end of all writing to studies: no file is there in part, and none is begun while this is kept.
#[derive(Debug)]
pub struct WritingEnded {
    _writing: MutexGuard<'static, Vec<PathBuf>>,
}

impl WritingEnded {
    /// Waits for the file at hand and lets all folders go, in a program that a signal ends.
    pub fn wait() -> Self {
        let mut writing = writing();
        for path in writing.drain(..) {
            // A file without a lock is in nobody's way.
            let _ = fs::remove_file(path);
        }
        Self { _writing: writing }
    }
}

impl FolderLock {
    /// Locks a folder for a run that others are told by this name.
    pub(super) fn take(folder: &Path, holder: &str) -> Result<Self, StoreError> {
        let path = folder.join(LOCK);
        let failed = |error| StoreError::file("cannot write", &path, error);
        loop {
            // Through a link the file at its end would be written to, whatever it is.
            if fs::symlink_metadata(&path).is_ok_and(|found| !found.is_file()) {
                return Err(failed(ErrorKind::AlreadyExists.into()));
            }
            let file = File::options().read(true).write(true).create(true).truncate(false).open(&path);
            let mut file = file.map_err(failed)?;
            match file.try_lock() {
                // Whoever had it has removed it meanwhile.
                Ok(()) if !is_at(&file, &path) => continue,
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    let mut other = String::new();
                    // Some systems let nobody read a locked file.
                    let _ = file.read_to_string(&mut other);
                    return Err(StoreError::Locked { folder: folder.to_owned(), holder: other.trim().to_owned() });
                }
                // Some network disks know no locks; a single run is right there, too.
                Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {}
                Err(TryLockError::Error(error)) => return Err(failed(error)),
            }
            // What it says helps people alone.
            let _ = file.set_len(0).and_then(|()| writeln!(file, "{holder}"));
            writing().push(path.clone());
            return Ok(Self { path, _file: file });
        }
    }
}

impl Drop for FolderLock {
    fn drop(&mut self) {
        writing().retain(|path| *path != self.path);
        // A file without a lock is in nobody's way.
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |about: fs::Metadata| (about.dev(), about.ino());
    file.metadata().map(identity).ok() == fs::metadata(path).map(identity).ok()
}

#[cfg(not(unix))]
const fn is_at(_file: &File, _path: &Path) -> bool {
    true
}
