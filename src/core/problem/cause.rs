//! Why the system refuses a file, in words.

use std::io::{Error, ErrorKind};

/// Returns why the system refuses a file or folder, without the numbers that systems give to causes.
pub fn cause_in_words(error: &Error) -> String {
    let known = match error.kind() {
        ErrorKind::NotFound => "it is not there",
        ErrorKind::PermissionDenied => "you have no right to it",
        ErrorKind::IsADirectory => "it is a folder",
        ErrorKind::NotADirectory => "a part of its path is no folder",
        ErrorKind::StorageFull => "the disk is full",
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

    use super::cause_in_words;

    #[test]
    fn no_cause_has_a_number() {
        assert_eq!(cause_in_words(&Error::from(ErrorKind::NotFound)), "it is not there");
        for number in 1..40 {
            assert!(!cause_in_words(&Error::from_raw_os_error(number)).contains("os error"), "{number}");
        }
    }
}
