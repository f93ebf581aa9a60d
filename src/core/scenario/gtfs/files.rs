//! The files of a feed, from a folder or a ZIP archive.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use crate::scenario::source::read_file;
#[cfg(feature = "xlsx")]
use crate::scenario::source::{MAX_TABLE_BYTES, read_at_most};

/// The files of a feed that are read.
const FILES: [&str; 9] = [
    "agency.txt",
    "feed_info.txt",
    "stops.txt",
    "routes.txt",
    "trips.txt",
    "stop_times.txt",
    "calendar.txt",
    "calendar_dates.txt",
    "frequencies.txt",
];
/// Reads the files of a feed, by their names: a folder, or a ZIP archive.
///
/// # Errors
/// Returns why one cannot be read.
pub fn read_feed(path: &Path) -> io::Result<BTreeMap<String, Vec<u8>>> {
    if !path.is_dir() {
        return unpack(path);
    }
    let mut files = BTreeMap::new();
    for name in FILES {
        match read_file(&path.join(name)) {
            Ok(bytes) => drop(files.insert(name.to_owned(), bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(files)
}

/// Unpacks the files of a feed; what the archive declares of their size is not trusted.
#[cfg(feature = "xlsx")]
fn unpack(path: &Path) -> io::Result<BTreeMap<String, Vec<u8>>> {
    let mut archive = zip::ZipArchive::new(io::Cursor::new(read_file(path)?)).map_err(io::Error::other)?;
    let mut files = BTreeMap::new();
    for name in FILES {
        match archive.by_name(name) {
            Ok(file) => drop(files.insert(name.to_owned(), read_at_most(file, MAX_TABLE_BYTES)?)),
            Err(zip::result::ZipError::FileNotFound) => {}
            Err(error) => return Err(io::Error::other(error)),
        }
    }
    Ok(files)
}

#[cfg(not(feature = "xlsx"))]
fn unpack(_: &Path) -> io::Result<BTreeMap<String, Vec<u8>>> {
    Err(io::Error::other("this build unpacks no ZIP archives: name the folder of the unpacked feed"))
}
