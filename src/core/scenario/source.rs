//! Input files as text: encoding checked, hashed for the manifest, with problems for missing files.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::problem::{Code, Problem, Problems, SourceFile, Span, cause_in_words, nearest};

use super::shipped::{self, shown};

/// An input file with its hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema, Deserialize)]
pub struct InputFile {
    /// The path as it was given; one that was absolute as it is seen from the folder that the program ran in.
    pub path: String,
    /// The SHA-256 of its bytes in hexadecimal.
    pub sha256: String,
}

impl InputFile {
    /// Returns the file as a manifest names it.
    #[must_use]
    pub fn seen_from_here(&self) -> Self {
        Self { path: shipped::seen_from_here(Path::new(&self.path)), sha256: self.sha256.clone() }
    }
}

/// A reader of files with a list of the files read.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// The files that are given as text and not read.
    pub(super) given: Vec<(PathBuf, String)>,
    /// The files read, in order, each once.
    pub(super) inputs: Vec<InputFile>,
}

impl Files {
    /// Reads a file; `asked` is the position where another file names it.
    ///
    /// Returns `None` where the file cannot be read at all. A file with bytes that are not UTF-8 is returned with
    /// replacement characters, so that its other problems are found in the same run.
    pub(super) fn read(
        &mut self,
        path: &Path,
        asked: Option<&Span>,
        problems: &mut Problems,
    ) -> Option<Arc<SourceFile>> {
        let bytes = self.bytes(path, asked, problems)?;
        decode(shown(path), bytes, asked, problems)
    }

    /// Reads the bytes of a file; `None` where it cannot be read at all.
    pub(super) fn bytes(&mut self, path: &Path, asked: Option<&Span>, problems: &mut Problems) -> Option<Vec<u8>> {
        let given = self.given.iter().find(|(given, _)| given == path);
        let bytes = match given.map_or_else(|| bytes_of(path), |(_, text)| Ok(text.clone().into_bytes())) {
            Ok(bytes) => bytes,
            Err(error) => {
                problems.push(unreadable(path, &error).placed(asked));
                return None;
            }
        };
        let name = shown(path);
        if self.inputs.iter().all(|input| input.path != name) {
            self.inputs.push(InputFile { path: name, sha256: sha256(&bytes) });
        }
        Some(bytes)
    }

    /// Returns the sorted names of the CSV files and workbooks of a folder: of those that are given, if any are.
    pub(super) fn tables_in(
        &self,
        folder: &Path,
        asked: Option<&Span>,
        problems: &mut Problems,
    ) -> Option<Vec<String>> {
        let given = self.given.iter().filter(|(path, _)| path.parent() == Some(folder));
        let mut names: Vec<String> =
            given.filter_map(|(path, _)| Some(path.file_name()?.to_string_lossy().into_owned())).collect();
        names.sort();
        if names.is_empty() { table_files(folder, asked, problems) } else { Some(names) }
    }
}

/// The most bytes of a table or a file of demands or runs that are read.
pub(super) const MAX_TABLE_BYTES: u64 = 500_000_000;

/// The most bytes of a workbook that are read.
const MAX_BOOK_BYTES: u64 = 100_000_000;

/// The most bytes of a scenario, a plan or a request that are read.
pub const MAX_TEXT_BYTES: u64 = 16_000_000;

/// Reads a file whole: a regular file, or a link to one, of at most 500 MB of CSV, Parquet, a map or a timetable, 100 MB of a workbook, or 16 MB
/// of another kind.
///
/// # Errors
/// Returns why it cannot be read; of a pipe or a device, before it is opened.
pub fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    let about = fs::metadata(path)?;
    if !about.is_file() && !about.is_dir() {
        return Err(io::Error::other("it is a pipe or a device; only files are read, so write its text to one first"));
    }
    let name = path.to_string_lossy();
    let most = match () {
        () if ends_with(&name, &["csv", "parquet", "txt", "zip", "geojson", "osm"]) => MAX_TABLE_BYTES,
        () if is_workbook(&name) => MAX_BOOK_BYTES,
        () => MAX_TEXT_BYTES,
    };
    if about.is_file() && about.len() > most { Err(too_long(most)) } else { fs::read(path) }
}

/// Reads an input to its end.
///
/// # Errors
/// Returns why it cannot be read, or that it is longer than so many bytes.
pub fn read_at_most(input: impl Read, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most { Err(too_long(most)) } else { Ok(bytes) }
}

fn too_long(most: u64) -> io::Error {
    io::Error::other(format!("it is longer than {} MB, the most that is read of such a file", most / 1_000_000))
}

/// Reads a file of the file system, or one that is shipped.
fn bytes_of(path: &Path) -> io::Result<Vec<u8>> {
    if !shipped::is_shipped(path) {
        return read_file(path);
    }
    shipped::read(path).map(<[u8]>::to_vec).ok_or_else(|| ErrorKind::NotFound.into())
}

/// Converts bytes into text without a byte-order mark.
fn decode(name: String, bytes: Vec<u8>, asked: Option<&Span>, problems: &mut Problems) -> Option<Arc<SourceFile>> {
    const HELP: &str = "save the file as UTF-8; spreadsheets call it `CSV UTF-8`";
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        let problem = Problem::new(Code::NotUtf8, format!("`{name}` is UTF-16, not UTF-8")).help(HELP);
        problems.push(problem.placed(asked));
        return None;
    }
    if let Some(kind) = workbook(&bytes) {
        let problem = Problem::new(Code::NotUtf8, format!("`{name}` is {kind}, not text"));
        problems.push(problem.help("open it in a spreadsheet and save it as `CSV UTF-8`").placed(asked));
        return None;
    }
    let (text, bad) = match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let bytes = error.into_bytes();
            (String::from_utf8_lossy(&bytes).into_owned(), Some((at, bytes[at])))
        }
    };
    let mark = if text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
    let mut text = text;
    text.drain(..mark);
    let source = Arc::new(SourceFile::new(name, text));
    if let Some((at, byte)) = bad {
        let start = at - mark;
        let span = Span { source: source.clone(), start, end: start + '\u{FFFD}'.len_utf8() };
        let message = format!("the byte {byte:#04X} does not belong to UTF-8 text");
        problems.push(Problem::new(Code::NotUtf8, message).at(&span).help(HELP));
    }
    Some(source)
}

/// Returns the kind of a spreadsheet's own file, by the bytes that it begins with.
fn workbook(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"PK\x03\x04") {
        Some("an Excel or LibreOffice workbook")
    } else if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        Some("an old Excel workbook")
    } else {
        None
    }
}

/// Returns the sorted names of the CSV files and workbooks of a folder.
fn table_files(folder: &Path, asked: Option<&Span>, problems: &mut Problems) -> Option<Vec<String>> {
    let found = match shipped::names(folder) {
        Some(names) => Ok(names.into_iter().map(Ok).collect()),
        None => fs::read_dir(folder).map(|entries| {
            let names = entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
            names.collect::<Vec<io::Result<String>>>()
        }),
    };
    let found = found.map_err(|error| problems.push(unreadable_folder(folder, &error).placed(asked))).ok()?;
    let mut names = Vec::new();
    for name in found {
        match name {
            Ok(name) => names.extend(Some(name).filter(|name| is_csv(name) || is_workbook(name))),
            Err(error) => problems.push(unreadable_folder(folder, &error).placed(asked)),
        }
    }
    names.sort();
    Some(names)
}

/// Returns whether a file of a folder of tables is CSV by its name.
pub(super) fn is_csv(name: &str) -> bool {
    ends_with(name, &["csv"])
}

/// Returns whether a file is a workbook by its name.
pub(super) fn is_workbook(name: &str) -> bool {
    // Spreadsheets keep a lock file such as `~$tariffs.xlsx` beside an open workbook.
    let is_lock = Path::new(name).file_name().is_some_and(|name| name.to_string_lossy().starts_with("~$"));
    !is_lock && ends_with(name, &["xlsx", "xlsm", "xlsb", "xls", "ods", "et", "numbers"])
}

fn ends_with(name: &str, endings: &[&str]) -> bool {
    // Of a path only the last part is a name: others may be `..`.
    let name = Path::new(name).file_name().map(Path::new);
    let ending = name.and_then(Path::extension);
    !name.is_some_and(|name| name.to_string_lossy().starts_with('.'))
        && ending.is_some_and(|it| endings.iter().any(|known| it.eq_ignore_ascii_case(known)))
}

fn unreadable(path: &Path, error: &io::Error) -> Problem {
    let name = shown(path);
    if path.is_dir() {
        let problem = Problem::new(Code::CannotRead, format!("`{name}` is a folder, not a file"));
        return problem.help("name the scenario file, such as `scenarios/base.toml`");
    }
    if !is_missing(error) {
        return Problem::new(Code::CannotRead, format!("`{name}` cannot be read: {}", cause_in_words(error)));
    }
    let problem = Problem::new(Code::FileMissing, format!("there is no file `{name}`"));
    match near_file(path) {
        Some(near) => problem.help(format!("a file `{near}` stands there")),
        None => problem,
    }
}

fn unreadable_folder(folder: &Path, error: &io::Error) -> Problem {
    let name = shown(folder);
    if !is_missing(error) {
        return Problem::new(
            Code::CannotRead,
            format!("the folder `{name}` cannot be read: {}", cause_in_words(error)),
        );
    }
    let problem = Problem::new(Code::FolderMissing, format!("there is no folder `{name}`"));
    problem.help(neighbour(folder, Path::is_dir).map_or_else(
        || "paths are relative to the file that names them".to_owned(),
        |near| format!("a folder `{near}` stands there"),
    ))
}

fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

/// Returns the name of a file in the same folder that is nearest to a missing one.
pub fn near_file(path: &Path) -> Option<String> {
    neighbour(path, Path::is_file)
}

/// Returns the name in the same folder that is nearest to a missing one.
fn neighbour(path: &Path, kind: fn(&Path) -> bool) -> Option<String> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let wanted = path.file_name()?.to_string_lossy().into_owned();
    let mut names: Vec<String> = fs::read_dir(folder)
        .ok()?
        .flatten()
        .filter(|entry| kind(&entry.path()))
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    nearest(&wanted, names.iter().map(String::as_str)).map(str::to_owned)
}

/// Returns the first of some files that has changed or is missing.
pub fn changed(inputs: &[InputFile]) -> Option<&InputFile> {
    let is_same = |input: &InputFile| bytes_of(Path::new(&input.path)).is_ok_and(|it| sha256(&it) == input.sha256);
    inputs.iter().find(|input| !is_same(input))
}

/// Returns the SHA-256 of some bytes as 64 hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{decode, is_workbook, sha256};
    use crate::problem::Problems;

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_text() {
        let mut problems = Problems::new();
        let source = decode("a.csv".to_owned(), b"\xEF\xBB\xBFkey\n".to_vec(), None, &mut problems);
        assert_eq!(source.map(|source| source.text.clone()).as_deref(), Some("key\n"));
        assert!(problems.is_empty());
    }

    #[test]
    fn the_first_bad_byte_is_pointed_at() {
        let mut problems = Problems::new();
        let source = decode("a.csv".to_owned(), b"\xEF\xBB\xBFkey\nab\xFFcd\xFE".to_vec(), None, &mut problems);
        assert!(source.is_some_and(|source| source.text.contains("cd")));
        assert_eq!(problems.len(), 1);
        assert!(problems.to_string().starts_with("a.csv:2:3: error[F004]: the byte 0xFF"), "{problems}");
    }

    #[test]
    fn a_workbook_under_the_name_of_a_table_is_named_without_its_bytes() {
        for bytes in [&b"PK\x03\x04\x14\x00\x06\xFF"[..], b"\xD0\xCF\x11\xE0\xA1\xB1"] {
            let mut problems = Problems::new();
            assert!(decode("services.csv".to_owned(), bytes.to_vec(), None, &mut problems).is_none());
            let text = problems.to_string();
            assert!(text.starts_with("error[F004]: `services.csv` is an") && text.contains("CSV UTF-8"), "{text}");
            assert_eq!(problems.len(), 1);
        }
    }

    #[test]
    fn a_name_is_that_of_the_file_and_not_of_its_folders() {
        for name in ["../tables.xlsx", "./a/b.XLSX", "a.xlsx/b.ods"] {
            assert!(is_workbook(name), "{name}");
        }
        for name in ["../.xlsx", "../.b.xlsx", "~$b.xlsx", "../~$b.xlsx", "b.xlsx/tables", "xlsx"] {
            assert!(!is_workbook(name), "{name}");
        }
    }

    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
