//! Where answers go: stdout, or a file that appears whole or not at all.

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use anstream::{AutoStream, ColorChoice};

use corridor::present::{Format, Screen};

use super::arguments::LookArguments;
use super::failure::Failure;

/// The width of tables where there is no terminal to ask.
const DEFAULT_WIDTH: u16 = 100;
/// The width beyond which lines are hard to read.
const MAX_WIDTH_COLUMNS: u16 = 160;

impl LookArguments {
    /// Settles colours and fails early where the answer could not be written in the end.
    pub(super) fn check(&self, formats: &[Format]) -> Result<(), Failure> {
        self.color.write_global();
        if !formats.contains(&self.format()) {
            let names: Vec<&str> = formats.iter().map(|format| format.as_str()).collect();
            let text = format!("there is no {} of this answer; take {}", self.format().as_str(), names.join(", "));
            return Err(Failure::Usage(text));
        }
        self.output.as_deref().map_or(Ok(()), |path| replaceable(path, self.force))
    }

    /// Returns the width and the colours to write for.
    pub(super) fn screen(&self) -> Screen {
        Screen { columns: self.columns(), colour: self.colour() }
    }

    /// Writes the answer to the file asked for, or to stdout.
    pub(super) fn write(&self, text: &str) -> Result<(), Failure> {
        match &self.output {
            Some(path) => write_file(path, text.as_bytes(), self.force),
            None => to_stdout(text.as_bytes()),
        }
    }

    fn columns(&self) -> u16 {
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

/// Writes to stdout; a reader that has seen enough is no failure.
pub(super) fn to_stdout(bytes: &[u8]) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::Failed(format!("cannot write to stdout: {error}")))
        }
        _ => Ok(()),
    }
}

/// Writes a file under a temporary name beside it and renames it: it is never there in part.
pub(super) fn write_file(path: &Path, bytes: &[u8], force: bool) -> Result<(), Failure> {
    replaceable(path, force)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let failed = |error: &io::Error| Failure::file("cannot write", path, error);
    let mut builder = tempfile::Builder::new();
    builder.prefix(".corridor-");
    let mut file = with_usual_rights(&mut builder).tempfile_in(folder).map_err(|error| failed(&error))?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(|error| failed(&error))?;
    let kept = if force { file.persist(path) } else { file.persist_noclobber(path) };
    match kept {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Err(exists(path)),
        Err(error) => Err(failed(&error.error)),
    }
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
        return Err(Failure::Failed(format!("there is no folder {} to write in", folder.display())));
    }
    match path.metadata() {
        Ok(about) if !about.is_file() => Err(Failure::Failed(format!("{} is not a file", path.display()))),
        Ok(_) if !force => Err(exists(path)),
        _ => Ok(()),
    }
}

fn exists(path: &Path) -> Failure {
    Failure::Failed(format!("{} is there already; give --force to replace it", path.display()))
}

/// Counts things as people say it: `1 run`, `2 runs`.
pub(super) fn counted(number: u64, word: &str) -> String {
    if number == 1 { format!("1 {word}") } else { format!("{number} {word}s") }
}
