//! Paths of files, among them those of the scenarios and tables that the program carries with it.
//!
//! `shipped:northeast-asia` is the folder of tables of Northeast Asia; a scenario of one's own may extend
//! `shipped:northeast-asia/corridors.toml` wherever it is.

use std::borrow::Cow;
use std::path::{Component, Path, PathBuf};

#[cfg(feature = "shipped")]
pub use embedded::shipped_files;

/// What a path of a shipped file begins with.
pub const SHIPPED: &str = "shipped:";

/// Returns the bytes of a shipped file; none where the path names no shipped file.
pub(super) fn read(path: &Path) -> Option<&'static [u8]> {
    embedded::read(&inside(path)?)
}

/// Returns the names of the files in a shipped folder; none where the path names no shipped folder.
pub(super) fn names(folder: &Path) -> Option<Vec<String>> {
    embedded::names(&inside(folder)?)
}

#[cfg(feature = "shipped")]
mod embedded {
    use std::path::Path;

    use include_dir::{Dir, File, include_dir};

    static FILES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../scenarios");

    /// Returns all shipped files in order, by their path without the prefix.
    pub fn shipped_files() -> Vec<(&'static Path, &'static [u8])> {
        let mut folders = vec![&FILES];
        let mut files = Vec::new();
        while let Some(folder) = folders.pop() {
            folders.extend(folder.dirs());
            files.extend(folder.files().map(|file| (file.path(), file.contents())));
        }
        files.sort_by_key(|&(path, _)| path);
        files
    }

    pub(super) fn read(name: &Path) -> Option<&'static [u8]> {
        FILES.get_file(name).map(File::contents)
    }

    pub(super) fn names(name: &Path) -> Option<Vec<String>> {
        let file_name = |file: &File<'_>| Some(file.path().file_name()?.to_string_lossy().into_owned());
        FILES.get_dir(name).map(|folder| folder.files().filter_map(file_name).collect())
    }
}

/// Without the feature nothing is shipped.
#[cfg(not(feature = "shipped"))]
mod embedded {
    use std::path::Path;

    pub(super) const fn read(_name: &Path) -> Option<&'static [u8]> {
        None
    }

    pub(super) const fn names(_name: &Path) -> Option<Vec<String>> {
        None
    }
}

/// Returns a path as the user would write it: with forward slashes, and without steps into a folder and out again.
pub(super) fn shown(path: &Path) -> String {
    let mut kept: Vec<Component<'_>> = Vec::new();
    for part in path.components() {
        match (part, kept.last()) {
            (Component::CurDir, Some(_)) => {}
            (Component::ParentDir, Some(Component::Normal(_))) => {
                kept.pop();
            }
            _ => kept.push(part),
        }
    }
    if kept.first() == Some(&Component::CurDir) && kept.len() > 1 {
        kept.remove(0);
    }
    kept.iter().collect::<PathBuf>().to_string_lossy().replace('\\', "/")
}

/// Returns whether a path names something that is shipped.
pub(super) fn is_shipped(path: &Path) -> bool {
    inside(path).is_some()
}

/// Returns the path below the shipped folder, without steps that go up and down again.
fn inside(path: &Path) -> Option<PathBuf> {
    shown(path).strip_prefix(SHIPPED).map(|inside| PathBuf::from(inside.trim_start_matches('/')))
}

/// Gives the prefix a folder of its own, so that what is beside a shipped file is shipped too.
pub(super) fn as_folder(path: &Path) -> Cow<'_, Path> {
    match path.to_str().and_then(|text| text.strip_prefix(SHIPPED)) {
        Some(inside) if !inside.starts_with('/') => Cow::Owned(PathBuf::from(format!("{SHIPPED}/{inside}"))),
        _ => Cow::Borrowed(path),
    }
}

/// Returns the path that a file in a folder means by a name.
pub(super) fn beside(folder: &Path, name: &str) -> PathBuf {
    if name.starts_with(SHIPPED) { as_folder(Path::new(name)).into_owned() } else { folder.join(name) }
}

#[cfg(all(test, feature = "shipped"))]
mod tests {
    use std::path::Path;

    use super::{beside, read, shipped_files, shown};

    #[test]
    fn paths_are_shown_without_detours() {
        for (path, text) in [
            ("a/b/../c.toml", "a/c.toml"),
            ("./c.toml", "c.toml"),
            ("../c.toml", "../c.toml"),
            ("../../x/../c.toml", "../../c.toml"),
        ] {
            assert_eq!(shown(Path::new(path)), text);
        }
    }

    #[test]
    fn shipped_files_are_those_of_the_project() {
        let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenarios"));
        assert!(shipped_files().len() > 40);
        for (path, bytes) in shipped_files() {
            assert_eq!(std::fs::read(root.join(path)).expect("a file"), bytes, "{}", path.display());
        }
    }

    #[test]
    fn what_is_beside_a_shipped_file_is_shipped() {
        let tables = beside(Path::new("anywhere"), "shipped:northeast-asia");
        assert!(read(&tables.join("legs.csv")).is_some());
        assert!(read(&tables.join("../hunchun-ningbo-2019.toml")).is_some());
        assert!(read(&tables.join("no.csv")).is_none());
        assert_eq!(beside(Path::new("a"), "legs.csv"), Path::new("a/legs.csv"));
    }
}
