//! Paths of files, among them those of the scenarios and tables that the program carries with it.
//!
//! `shipped:northeast-asia` is the folder of tables of Northeast Asia; a scenario of one's own may extend
//! `shipped:northeast-asia/corridors.toml` wherever it is.

use std::borrow::Cow;
use std::path::{Component, Path, PathBuf};

use crate::problem::nearest;

#[cfg(feature = "shipped")]
pub use embedded::shipped_files;

/// What a path of a shipped file begins with.
pub const SHIPPED: &str = "shipped:";
/// What a shipped scenario or plan ends with.
const ENDING: &str = ".toml";

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
        let folder = if name.as_os_str().is_empty() { Some(&FILES) } else { FILES.get_dir(name) };
        folder.map(|folder| folder.files().filter_map(file_name).collect())
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

/// A path that begins with `shipped:` and leads to no shipped file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("nothing is shipped as {name}{near} there are {known}", near = did_you_mean(name, known), known = known.join(", "))]
pub struct NothingShipped {
    /// The path without the prefix.
    pub name: String,
    /// The scenarios and plans that are shipped, without prefix and ending.
    pub known: Vec<String>,
}

fn did_you_mean(name: &str, known: &[String]) -> String {
    let near = nearest(name, known.iter().map(String::as_str));
    near.map_or_else(|| ";".to_owned(), |near| format!("; did you mean {SHIPPED}{near}? Otherwise"))
}

/// Checks that a file is shipped, if its path begins with `shipped:`.
///
/// # Errors
/// Returns what is shipped instead.
pub fn check_shipped(path: &Path) -> Result<(), NothingShipped> {
    let path = file(path);
    match inside(&path) {
        Some(name) if embedded::read(&name).is_none() => {
            let known = ["", "plans"].into_iter().flat_map(|folder| questions(Path::new(folder)));
            Err(NothingShipped { name: name.with_extension("").to_string_lossy().into_owned(), known: known.collect() })
        }
        _ => Ok(()),
    }
}

/// Returns the scenarios or plans of a shipped folder, sorted, without their ending.
fn questions(folder: &Path) -> Vec<String> {
    let mut names = embedded::names(folder).unwrap_or_default();
    names.retain(|name| name.ends_with(ENDING));
    names.sort();
    names.iter().map(|name| folder.join(name.trim_end_matches(ENDING)).to_string_lossy().into_owned()).collect()
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
    let text = kept.iter().collect::<PathBuf>().to_string_lossy().replace('\\', "/");
    match text.strip_prefix(SHIPPED) {
        Some(inside) => format!("{SHIPPED}{}", inside.trim_start_matches('/')),
        None => text,
    }
}

/// Returns a path as manifests name it: as it was given, and where that tells of a machine, as seen from the working
/// folder.
pub fn seen_from_here(path: &Path) -> String {
    if !path.is_absolute() {
        return path.to_string_lossy().replace('\\', "/");
    }
    let here = std::path::absolute(".").unwrap_or_default();
    let shared = here.components().zip(path.components()).take_while(|(one, other)| one == other).count();
    // A file on another disk is not seen from here, and its folder is nobody's business.
    let up = if shared == 0 { 0 } else { here.components().count() - shared };
    let down = path.components().skip(if shared == 0 { path.components().count() - 1 } else { shared });
    shown(&std::iter::repeat_n(Component::ParentDir, up).chain(down).collect::<PathBuf>())
}

/// Returns whether a path names something that is shipped.
pub(super) fn is_shipped(path: &Path) -> bool {
    inside(path).is_some()
}

/// Returns the path below the shipped folder, without steps that go up and down again.
fn inside(path: &Path) -> Option<PathBuf> {
    shown(path).strip_prefix(SHIPPED).map(PathBuf::from)
}

/// Gives the prefix a folder of its own, so that what is beside a shipped file is shipped too.
pub(super) fn as_folder(path: &Path) -> Cow<'_, Path> {
    match path.to_str().and_then(|text| text.strip_prefix(SHIPPED)) {
        Some(inside) if !inside.starts_with('/') => Cow::Owned(PathBuf::from(format!("{SHIPPED}/{inside}"))),
        _ => Cow::Borrowed(path),
    }
}

/// Returns the path of a file that a user names: that of a shipped scenario or plan may lack its ending.
pub(super) fn file(path: &Path) -> Cow<'_, Path> {
    let path = as_folder(path);
    let with_ending = PathBuf::from(format!("{}{ENDING}", path.display()));
    if read(&with_ending).is_some() { Cow::Owned(with_ending) } else { path }
}

/// Returns the path that a file in a folder means by a name.
pub(super) fn beside(folder: &Path, name: &str) -> PathBuf {
    if name.starts_with(SHIPPED) { as_folder(Path::new(name)).into_owned() } else { folder.join(name) }
}

#[cfg(all(test, feature = "shipped"))]
mod tests {
    use std::path::Path;

    use super::{beside, check_shipped, file, read, seen_from_here, shipped_files, shown};

    #[test]
    fn paths_are_shown_without_detours() {
        for (path, text) in [
            ("a/b/../c.toml", "a/c.toml"),
            ("./c.toml", "c.toml"),
            ("../c.toml", "../c.toml"),
            ("../../x/../c.toml", "../../c.toml"),
            ("shipped:/a/../c.toml", "shipped:c.toml"),
        ] {
            assert_eq!(shown(Path::new(path)), text);
        }
    }

    #[test]
    fn no_path_of_a_manifest_is_absolute() {
        let here = std::path::absolute(".").expect("a folder");
        assert_eq!(seen_from_here(&here.join("a/../b.toml")), "b.toml");
        assert_eq!(seen_from_here(&here.with_file_name("beside").join("b.toml")), "../beside/b.toml");
        assert_eq!(seen_from_here(Path::new("a/./b.toml")), "a/./b.toml");
        let outside = seen_from_here(Path::new("/b.toml"));
        assert!(
            outside.starts_with("../") && here.join(&outside).exists() == Path::new("/b.toml").exists(),
            "{outside}"
        );
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

    #[test]
    fn a_shipped_scenario_is_found_with_and_without_its_ending() {
        for name in ["shipped:hunchun-ningbo-2019", "shipped:/hunchun-ningbo-2019.toml", "shipped:plans/spread"] {
            assert!(read(&file(Path::new(name))).is_some(), "{name}");
            assert_eq!(check_shipped(Path::new(name)), Ok(()));
        }
        // A folder has this name too.
        assert!(read(&file(Path::new("shipped:rail-quotations-2022"))).is_some());
        let refused = check_shipped(Path::new("shipped:hunchun-ningbo-2018.toml")).expect_err("nothing").to_string();
        assert!(
            refused
                .starts_with("nothing is shipped as hunchun-ningbo-2018; did you mean shipped:hunchun-ningbo-2019? ")
        );
        assert!(refused.contains("plans/spread"), "{refused}");
        assert_eq!(check_shipped(Path::new("hunchun-ningbo-2018.toml")), Ok(()), "no shipped file is meant");
    }
}
