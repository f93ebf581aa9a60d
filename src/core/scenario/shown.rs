//! Paths as people write them.

use std::path::{Component, Path, PathBuf};

/// What a path of a shipped file begins with.
pub const SHIPPED: &str = "shipped:";

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
    let path: PathBuf = kept.iter().collect();
    let text = path.to_string_lossy().replace('\\', "/");
    match text.strip_prefix(SHIPPED) {
        Some(inside) => format!("{SHIPPED}{}", inside.trim_start_matches('/')),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::shown;

    #[test]
    fn paths_are_shown_without_detours() {
        assert_eq!(shown(Path::new("a/b/../c.toml")), "a/c.toml");
        assert_eq!(shown(Path::new("./c.toml")), "c.toml");
        assert_eq!(shown(Path::new("../c.toml")), "../c.toml");
        assert_eq!(shown(Path::new("../../x/../c.toml")), "../../c.toml");
        assert_eq!(shown(Path::new("shipped:/a/../c.toml")), "shipped:c.toml");
    }
}
