//! Makes the chapters of the guide modules of the documentation, and builds anew when a shipped file comes or goes.

#![expect(clippy::disallowed_methods, reason = "a build script is told its folder by the environment")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=../../scenarios");
    println!("cargo::rerun-if-changed=../guide");
    println!("cargo::rerun-if-changed=../../README.md");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets the folder"));
    let mut names: Vec<PathBuf> = fs::read_dir("../guide")
        .expect("the guide")
        .map(|entry| entry.expect("a chapter").path())
        .filter(|path| path.extension().is_some_and(|end| end == "md"))
        .collect();
    names.sort();
    let mut modules = String::new();
    for path in names {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("a chapter");
        let file = out.join(format!("{name}.md"));
        fs::write(&file, in_root(&linked(&text, name == "README"))).expect("a chapter is written");
        let quoted = file.display().to_string();
        if name != "README" {
            // Writing to a string cannot fail.
            let _ = writeln!(modules, "#[doc = include_str!({quoted:?})]\npub mod {} {{}}", module(&name));
        }
    }
    let front = fs::read_to_string("../../README.md").expect("the front page");
    fs::write(out.join("front.md"), in_root(&front)).expect("the front page is written");
    fs::write(out.join("guide.rs"), modules).expect("the guide is written");
}

/// Turns links to chapters into links to modules.
fn linked(text: &str, is_contents: bool) -> String {
    let mut pieces = text.split("](");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (target, rest) = piece.split_once(')').unwrap_or((piece, ""));
        let (file, anchor) = target.split_once('#').map_or((target, ""), |(file, anchor)| (file, anchor));
        let chapter = file
            .strip_suffix(".md")
            .filter(|name| !name.contains('/') && Path::new("../guide").join(file).exists() && *name != "README");
        let target = match chapter {
            Some(name) => {
                let above = if is_contents { "guide::" } else { "self::" };
                let anchor = if anchor.is_empty() { String::new() } else { format!("#{anchor}") };
                format!("{above}{}{anchor}", module(name))
            }
            None => target.to_owned(),
        };
        let _ = write!(out, "]({target}){rest}");
    }
    out
}

/// Lets examples run in the root of the project, where their readers are, by a line that the documentation hides.
fn in_root(text: &str) -> String {
    const MAIN: &str = "fn main() -> Result<(), corridor::problem::Problems> {\n";
    const MOVE: &str =
        "    # std::env::set_current_dir(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/../..\")).expect(\"the project\");\n";
    text.replace(MAIN, &format!("{MAIN}{MOVE}"))
}

fn module(name: &str) -> String {
    name.replace('-', "_")
}
