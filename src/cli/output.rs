//! Where answers go: stdout, or a file that appears whole or not at all.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

use anstream::{AutoStream, ColorChoice};

use corridor::present::{Format, Screen};
use corridor::problem::{cause_in_words, path_in_words};

use super::arguments::LookArguments;
use super::failure::Failure;
use super::signals::{is_ending, wait_for_the_end, watch, writing};

/// The width of tables where there is no terminal to ask.
const DEFAULT_WIDTH: u16 = 100;
/// The width beyond which lines are hard to read.
const MAX_WIDTH_COLUMNS: u16 = 160;
/// How much is written at once; between two times a signal is looked for.
const BUFFER_BYTES: usize = 1 << 18;

impl LookArguments {
    /// Settles colours and fails early where the answer could not be written in the end.
    pub(super) fn check(&self, formats: &[Format]) -> Result<(), Failure> {
        self.color.write_global();
        if self.format() == Format::Xlsx && !cfg!(feature = "xlsx") {
            return Err(Failure::Usage("this build writes no workbooks; take CSV".to_owned()));
        }
        if !formats.contains(&self.format()) {
            let names: Vec<&str> = formats.iter().map(|format| format.as_str()).collect();
            let text = format!("there is no {} of this answer; take {}", self.format().as_str(), names.join(", "));
            return Err(Failure::Usage(text));
        }
        if self.bom && self.format() != Format::Csv {
            return Err(Failure::Usage("--bom is for CSV: give --format csv too".to_owned()));
        }
        if !self.columns.is_empty() && !matches!(self.format(), Format::Csv | Format::Parquet | Format::Xlsx) {
            return Err(Failure::Usage("--columns chooses those of CSV: give --format csv too".to_owned()));
        }
        if self.output.is_none() && io::stdout().is_terminal() {
            match self.format() {
                Format::Parquet => {
                    return Err(Failure::Usage("Parquet is for programs: give -o FILE.parquet too".to_owned()));
                }
                Format::Xlsx => return Err(Failure::Usage("a workbook is a file: give -o FILE.xlsx too".to_owned())),
                _ => {}
            }
        }
        self.output.as_deref().map_or(Ok(()), |path| replaceable(path, self.force))
    }

    /// Returns the width and the colours to write for.
    pub(super) fn screen(&self) -> Screen {
        Screen { columns: self.screen_columns(), colour: self.colour() }
    }

    /// Writes the answer, part by part, to the file asked for, or to stdout.
    pub(super) fn write<T: Default>(
        &self,
        write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<T>,
    ) -> Result<T, Failure> {
        match &self.output {
            Some(path) => {
                let mut made = T::default();
                let keep = |to: &mut (dyn Write + Send)| write(to).map(|written| made = written);
                write_all_or_none([(path.as_path(), keep)], self.force)?;
                Ok(made)
            }
            None => in_stdout(write),
        }
    }

    /// Clears the terminal for the next answer, where it is one.
    pub(super) fn clear_screen(&self) {
        if self.output.is_none() && io::stdout().is_terminal() {
            // A terminal that cannot be cleared shows the answers one below the other.
            let _ = io::stdout().write_all(b"\x1b[2J\x1b[H");
        }
    }

    fn screen_columns(&self) -> u16 {
        let terminal = || {
            let (width, _) = terminal_size::terminal_size_of(io::stdout())?;
            self.output.is_none().then_some(width.0.clamp(60, MAX_WIDTH_COLUMNS))
        };
        self.width.or_else(terminal).unwrap_or(DEFAULT_WIDTH)
    }

    fn colour(&self) -> bool {
        match self.color {
            ColorChoice::Always | ColorChoice::AlwaysAnsi => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                let stdout = io::stdout();
                let wanted = AutoStream::choice(&stdout) != ColorChoice::Never;
                self.output.is_none() && stdout.is_terminal() && wanted
            }
        }
    }
}

/// Writes to stdout.
pub(super) fn to_stdout(bytes: &[u8]) -> Result<(), Failure> {
    in_stdout(|to| to.write_all(bytes))
}

/// Writes to stdout, part by part; a reader that has seen enough is no failure.
fn in_stdout<T: Default>(write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<T>) -> Result<T, Failure> {
    let mut stdout = io::BufWriter::with_capacity(BUFFER_BYTES, io::stdout());
    let written = write(&mut stdout).and_then(|made| stdout.flush().map(|()| made));
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(T::default()),
        Err(error) => Err(refused(&error)
            .unwrap_or_else(|| Failure::Failed(format!("cannot write to stdout: {}", cause_in_words(&error))))),
        Ok(made) => Ok(made),
    }
}

/// Returns the failure where what is asked for cannot be written anywhere.
fn refused(error: &io::Error) -> Option<Failure> {
    (error.kind() == io::ErrorKind::InvalidInput).then(|| Failure::Usage(error.to_string()))
}

/// Writes a file under a temporary name beside it and renames it: it is never there in part.
pub(super) fn write_file(path: &Path, bytes: &[u8], force: bool) -> Result<(), Failure> {
    write_files(&[(path, bytes)], force)
}

/// Writes files each of which is there whole or not at all, and new ones all or none.
pub(super) fn write_files(files: &[(&Path, &[u8])], force: bool) -> Result<(), Failure> {
    write_all_or_none(
        files.iter().map(|&(path, bytes)| (path, |to: &mut (dyn Write + Send)| to.write_all(bytes))),
        force,
    )
}

/// Writes a file part by part; it is there whole or not at all.
pub(super) fn write_parts(
    path: &Path,
    force: bool,
    write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> Result<(), Failure> {
    write_all_or_none([(path, write)], force)
}

fn write_all_or_none<'a, W: FnOnce(&mut (dyn Write + Send)) -> io::Result<()>>(
    files: impl IntoIterator<Item = (&'a Path, W)>,
    force: bool,
) -> Result<(), Failure> {
    watch();
    let whole = writing();
    let mut written = Vec::new();
    for (path, write) in files {
        if let Err(failure) = write_whole(path, write, force) {
            for path in written.into_iter().filter(|_| !force) {
                // Each was written a moment ago; whoever removes it meanwhile does the same.
                let _ = fs::remove_file(path);
            }
            drop(whole);
            return if is_ending() { wait_for_the_end() } else { Err(failure) };
        }
        written.push(path);
    }
    Ok(())
}

/// A file in the making that takes nothing more once the program is ending.
struct UntilTheEnd<'a>(&'a mut (dyn Write + Send));

impl Write for UntilTheEnd<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if is_ending() {
            Err(io::Error::other("stopped"))
        } else {
            self.0.write(&bytes[..bytes.len().min(BUFFER_BYTES)])
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

fn write_whole(
    path: &Path,
    write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
    force: bool,
) -> Result<(), Failure> {
    replaceable(path, force)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let failed = |error: &io::Error| Failure::file("cannot write", path, error);
    let mut builder = tempfile::Builder::new();
    builder.prefix(".corridor-");
    let mut file = with_usual_rights(&mut builder).tempfile_in(folder).map_err(|error| failed(&error))?;
    let mut to = io::BufWriter::with_capacity(BUFFER_BYTES, UntilTheEnd(&mut file));
    let written = write(&mut to).and_then(|()| to.flush());
    drop(to);
    written.map_err(|error| {
        let stopped = || Failure::Failed(format!("stopped; {} is not written", path_in_words(path)));
        if is_ending() { stopped() } else { refused(&error).unwrap_or_else(|| failed(&error)) }
    })?;
    file.as_file().sync_all().map_err(|error| failed(&error))?;
    let kept = if force { file.persist(path) } else { file.persist_noclobber(path) };
    match kept {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Err(exists(path)),
        Err(error) => Err(failed(&error.error)),
    }
}

/// Fails where a file to write is one that the run has read, by whatever name or link.
pub(super) fn spare<'a, P: AsRef<Path> + 'a>(
    outputs: impl IntoIterator<Item = &'a Path>,
    read: impl IntoIterator<Item = P>,
) -> Result<(), Failure> {
    let read: Vec<_> = read.into_iter().filter_map(|path| Some((identity(path.as_ref())?, path))).collect();
    for output in outputs {
        let Some(own) = identity(output) else { continue };
        if let Some((_, input)) = read.iter().find(|(input, _)| *input == own) {
            let [output, input] = [output, input.as_ref()].map(path_in_words);
            let also = if output == input { String::new() } else { format!(", there called {input}") };
            let text = format!("{output} is read by this run{also}: it is not replaced; write to another file");
            return Err(Failure::Failed(text));
        }
    }
    Ok(())
}

/// Returns what is the same for two paths that lead to one file.
#[cfg(unix)]
fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    path.metadata().ok().map(|about| (about.dev(), about.ino()))
}

#[cfg(not(unix))]
fn identity(path: &Path) -> Option<std::path::PathBuf> {
    path.canonicalize().ok()
}

/// Lets others read the file as far as the user's mask allows, unlike other temporary files.
#[cfg(unix)]
fn with_usual_rights<'a, 'b>(builder: &'a mut tempfile::Builder<'b, 'b>) -> &'a mut tempfile::Builder<'b, 'b> {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(std::fs::Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn with_usual_rights<'a, 'b>(builder: &'a mut tempfile::Builder<'b, 'b>) -> &'a mut tempfile::Builder<'b, 'b> {
    builder
}

/// Fails where a path is taken: by a file that is to be kept, or by a folder or device that a file must not replace.
pub(super) fn replaceable(path: &Path, force: bool) -> Result<(), Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
        return Err(Failure::Failed(format!("there is no folder {} to write in", path_in_words(folder))));
    }
    match path.metadata() {
        Ok(about) if !about.is_file() => Err(Failure::Failed(format!("{} is not a file", path_in_words(path)))),
        Ok(_) if !force => Err(exists(path)),
        _ => Ok(()),
    }
}

fn exists(path: &Path) -> Failure {
    Failure::Failed(format!("{} is there already; give --force to replace it", path_in_words(path)))
}

/// Names this run for others that find a folder locked.
pub(super) fn this_process() -> String {
    format!("process {}", std::process::id())
}

/// Counts things as people say it: `1 run`, `2 runs`.
pub(super) fn counted(number: u64, word: &str) -> String {
    if number == 1 { format!("1 {word}") } else { format!("{number} {word}s") }
}
