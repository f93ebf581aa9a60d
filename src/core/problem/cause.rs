//! Files, and why the system refuses them, in words that are harmless on a terminal.

use std::io::{Error, ErrorKind};
use std::path::Path;

/// Makes a text harmless on a terminal: white space becomes a space, other control characters and those that turn
/// the direction of writing become visible.
pub fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter == '\n' || letter == '\t' || letter == '\r' {
            out.push(' ');
        } else if steers(letter) {
            out.extend(letter.escape_unicode());
        } else {
            out.push(letter);
        }
    }
    out
}

/// Returns whether a letter is a control character or turns the direction of writing.
pub(super) fn steers(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Writes a path for a message.
pub fn path_in_words(path: &Path) -> String {
    clean(&path.to_string_lossy())
}

/// Returns why the system refuses a file or folder, without the numbers that systems give to causes.
pub fn cause_in_words(error: &Error) -> String {
    // What is wrapped around a cause may name a temporary file.
    let inner = error.get_ref().and_then(std::error::Error::source).and_then(|inner| inner.downcast_ref::<Error>());
    if let Some(inner) = inner {
        return cause_in_words(inner);
    }
    let known = match error.kind() {
        ErrorKind::NotFound => "it is not there",
        ErrorKind::PermissionDenied => "you have no right to it",
        ErrorKind::IsADirectory => "it is a folder",
        ErrorKind::NotADirectory => "a part of its path is no folder",
        ErrorKind::StorageFull => "the disk is full",
        ErrorKind::QuotaExceeded => "your share of the disk is full",
        ErrorKind::FileTooLarge => "it would be larger than files may be here (`ulimit -f`)",
        ErrorKind::ReadOnlyFilesystem => "the disk takes no changes",
        ErrorKind::InvalidData => "it is not UTF-8 text",
        _ => {
            let text = error.to_string();
            return text.split(" (os error").next().unwrap_or(&text).to_owned();
        }
    };
    known.to_owned()
}

#[cfg(test)]
mod tests {
    use std::io::{Error, ErrorKind};

    use super::{cause_in_words, clean};

    #[test]
    fn a_name_cannot_steer_the_terminal() {
        assert_eq!(clean("a\u{1b}[2Jb\nc\u{202e}"), "a\\u{1b}[2Jb c\\u{202e}");
        assert_eq!(clean("\u{9b}31m\u{61c}\u{2029}\r"), "\\u{9b}31m\\u{61c}\\u{2029} ");
    }

    /// A cause as the crate of temporary files wraps it.
    #[derive(Debug, thiserror::Error)]
    #[error("{0} at path /tmp/.corridor-a1")]
    struct AtPath(#[source] Error);

    #[test]
    fn no_cause_names_a_temporary_file() {
        let cause = Error::from_raw_os_error(24);
        let said = cause_in_words(&cause);
        assert_eq!(cause_in_words(&Error::new(cause.kind(), AtPath(cause))), said);
    }

    #[test]
    fn no_cause_has_a_number() {
        assert_eq!(cause_in_words(&Error::from(ErrorKind::NotFound)), "it is not there");
        for number in 1..40 {
            assert!(!cause_in_words(&Error::from_raw_os_error(number)).contains("os error"), "{number}");
        }
    }
}
