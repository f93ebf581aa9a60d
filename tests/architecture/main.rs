//! The shape of the program: who imports whom, what each module may touch, what it all depends on.

mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The most lines of a source file.
const MAX_PARALLEL_LINES: usize = 600;
/// The most crates below the program.
const MOST_CRATES: usize = 220;
/// What reading a file needs of `std::fs`.
const READS: [&str; 5] = ["read", "read_dir", "read_to_string", "metadata", "canonicalize"];
/// The module that keeps the results of studies in files.
const STORE: [&str; 2] = ["sweep", "store"];
/// Crates that need more than a Rust compiler and a linker.
const FOREIGN_BUILDS: [&str; 4] = ["cc", "cmake", "bindgen", "pkg-config"];
/// Crates that only declare what an operating system or a browser offers.
const PLAIN_DECLARATIONS: [&str; 4] = ["core-foundation-sys", "js-sys", "linux-raw-sys", "windows-sys"];
/// Crates of operating systems that nobody here builds for; what they need is not needed.
const ELSEWHERE: [&str; 1] = ["iana-time-zone-haiku"];

// --- source text as words and signs, and the paths in it

/// Splits source text into words and signs; comments, strings and lifetimes are left out.
fn tokens(source: &str) -> Vec<String> {
    let chars: Vec<char> = source.chars().collect();
    let word = |at: usize| chars.get(at).is_some_and(|&c| c.is_alphanumeric() || c == '_');
    let starts = |at: usize, text: &str| text.chars().enumerate().all(|(i, c)| chars.get(at + i) == Some(&c));
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if starts(at, "//") {
            while at < chars.len() && chars[at] != '\n' {
                at += 1;
            }
        } else if starts(at, "/*") {
            let mut depth = 0;
            loop {
                if starts(at, "/*") {
                    (depth, at) = (depth + 1, at + 2);
                } else if starts(at, "*/") {
                    (depth, at) = (depth - 1, at + 2);
                } else {
                    at += 1;
                }
                if depth == 0 || at >= chars.len() {
                    break;
                }
            }
        } else if chars[at] == '"' {
            at += 1;
            while at < chars.len() && chars[at] != '"' {
                at += if chars[at] == '\\' { 2 } else { 1 };
            }
            at += 1;
        } else if chars[at] == '\'' {
            // A character ends with a quote; a lifetime does not.
            if chars.get(at + 1) == Some(&'\\') {
                at += 3;
                while at < chars.len() && chars[at] != '\'' {
                    at += 1;
                }
                at += 1;
            } else if chars.get(at + 2) == Some(&'\'') {
                at += 3;
            } else {
                at += 1;
                while word(at) {
                    at += 1;
                }
            }
        } else if word(at) {
            let start = at;
            while word(at) {
                at += 1;
            }
            let text: String = chars[start..at].iter().collect();
            let hashes = chars[at..].iter().take_while(|&&c| c == '#').count();
            let is_raw = ["r", "br", "cr"].contains(&text.as_str()) && chars.get(at + hashes) == Some(&'"');
            if is_raw {
                let end = format!("\"{}", "#".repeat(hashes));
                at += hashes + 1;
                while at < chars.len() && !starts(at, &end) {
                    at += 1;
                }
                at += end.len();
            } else if !["b", "c"].contains(&text.as_str()) || chars.get(at) != Some(&'"') {
                found.push(text);
            }
        } else if starts(at, "::") {
            found.push("::".to_owned());
            at += 2;
        } else {
            if !chars[at].is_whitespace() {
                found.push(chars[at].to_string());
            }
            at += 1;
        }
    }
    found
}

/// Returns the paths of a source file from the root of the crate, or from a crate such as `std`.
///
/// Paths that begin with `crate`, `self`, `super` or `std` are followed through nested groups; `module` is where the
/// file stands, and `mod name { .. }` in it stands one deeper.
fn paths(source: &str, module: &[String]) -> Vec<Vec<String>> {
    let tokens = tokens(source);
    let token = |at: usize| tokens.get(at).map_or("", String::as_str);
    let mut found = Vec::new();
    let mut here = module.to_vec();
    // The depths of braces at which inline modules began.
    let mut inside = Vec::new();
    let mut depth = 0;
    let mut at = 0;
    while at < tokens.len() {
        match token(at) {
            "mod" if token(at + 2) == "{" => {
                here.push(token(at + 1).to_owned());
                inside.push(depth);
                depth += 1;
                at += 3;
            }
            "{" => (depth, at) = (depth + 1, at + 1),
            "}" => {
                depth -= 1;
                if inside.last() == Some(&depth) {
                    inside.pop();
                    here.pop();
                }
                at += 1;
            }
            "crate" | "self" | "super" | "std" if token(at + 1) == "::" && (at == 0 || token(at - 1) != "::") => {
                at = follow(&tokens, at, &here, &mut found);
            }
            _ => at += 1,
        }
    }
    found
}

/// Follows a path or a group of paths from a token on, and returns the token after it.
fn follow(tokens: &[String], mut at: usize, base: &[String], found: &mut Vec<Vec<String>>) -> usize {
    let token = |at: usize| tokens.get(at).map_or("", String::as_str);
    let mut path = base.to_vec();
    loop {
        match token(at) {
            "{" => {
                at += 1;
                while !["}", ""].contains(&token(at)) {
                    at = follow(tokens, at, &path, found);
                    if token(at) == "," {
                        at += 1;
                    }
                }
                return at + 1;
            }
            "crate" => path.clear(),
            "self" => {}
            "super" => drop(path.pop()),
            "std" => path = vec!["std".to_owned()],
            word => path.push(word.to_owned()),
        }
        at += 1;
        if token(at) == "as" {
            at += 2;
        }
        // `::<` begins the types of a function, not a further name.
        if token(at) != "::" || token(at + 1) == "<" {
            found.push(path);
            return at;
        }
        at += 1;
    }
}

// --- the files of this package

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A source file with the crate that it belongs to and the module that it is.
struct File {
    path: PathBuf,
    member: Member,
    module: Vec<String>,
    text: String,
}

/// A crate of the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Member {
    Kernel,
    Core,
    Program,
}

impl File {
    /// Returns the folder of its crate that it belongs to; that of the root is empty.
    fn part(&self) -> &str {
        self.module.first().map_or("", String::as_str)
    }

    /// Returns whether it may write files: the store of studies.
    fn keeps_files(&self) -> bool {
        self.module.starts_with(&STORE.map(str::to_owned))
    }
}

fn sources() -> Vec<File> {
    let src = root().join("src");
    let mut folders = vec![src.clone()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("build.rs") {
                let inside = path.strip_prefix(&src).expect("a file of src").with_extension("");
                let mut module: Vec<String> = inside.iter().map(|part| part.to_string_lossy().into_owned()).collect();
                let member = match module[0].as_str() {
                    "kernel" => Member::Kernel,
                    "core" => Member::Core,
                    _ => Member::Program,
                };
                if member != Member::Program {
                    module.remove(0);
                }
                if ["mod", "lib", "main"].contains(&module.last().expect("a name").as_str()) {
                    module.pop();
                }
                files.push(File { text: read(&path), path, member, module });
            }
        }
    }
    files.sort_by(|left, right| left.path.cmp(&right.path));
    assert!(files.len() > 50, "the files of src are found");
    files
}

/// Reads the table of imports from the documentation of `src/core/lib.rs`.
fn allowed() -> BTreeMap<String, BTreeSet<String>> {
    let text = read(&root().join("src/core/lib.rs"));
    let rows = text.lines().filter_map(|line| line.strip_prefix("//! |")?.strip_suffix('|')).skip(2);
    let table: BTreeMap<String, BTreeSet<String>> = rows
        .map(|row| {
            let (module, imports) = row.split_once('|').expect("two columns");
            let imports = imports.split(',').map(str::trim).filter(|name| !name.is_empty());
            (module.trim().to_owned(), imports.map(str::to_owned).collect())
        })
        .collect();
    assert!(table.len() > 10, "the table of imports is found");
    table
}

/// Returns what a file imports against the table.
fn forbidden(file: &File, allowed: &BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    let part = file.part();
    let mut found = Vec::new();
    for path in paths(&file.text, &file.module) {
        let to = path.first().map_or("*", String::as_str);
        let known = to == part || to == "std" || part.is_empty();
        if !known && !allowed.get(part).is_some_and(|allowed| allowed.contains(to)) {
            found.push(format!("{}: {part} may not import {}", file.path.display(), path.join("::")));
        }
    }
    found
}

/// Returns what a file touches that only others may.
fn touched(file: &File) -> Vec<String> {
    let tokens = tokens(&file.text);
    let mut found = Vec::new();
    let mut say = |what: &str| found.push(format!("{}: {what}", file.path.display()));
    for word in ["HashMap", "HashSet", "unsafe"] {
        let may = word == "unsafe" && file.path.ends_with("kernel/lanes/machine.rs");
        if !may && tokens.iter().any(|token| token == word) {
            say(word);
        }
    }
    if file.member == Member::Program {
        return found;
    }
    for pair in tokens.windows(2).filter(|pair| pair[1] == "!") {
        if ["print", "println", "eprint", "eprintln", "dbg"].contains(&pair[0].as_str()) {
            say(&format!("{}!", pair[0]));
        }
    }
    for word in ["OpenOptions", "stdout", "stderr", "stdin"] {
        if tokens.iter().any(|token| token == word) {
            say(word);
        }
    }
    for path in paths(&file.text, &file.module).iter().filter(|path| path.first().is_some_and(|first| first == "std")) {
        let below = path.get(1).map_or("*", String::as_str);
        let what = path.get(2).map(String::as_str);
        let reads = what.is_none_or(|what| READS.contains(&what));
        let may_open = file.keeps_files() || file.part() == "scenario" && reads;
        if ["*", "env", "net", "process"].contains(&below) || below == "fs" && !may_open {
            say(&path.join("::"));
        }
    }
    for triple in tokens.windows(3).filter(|triple| triple[0] == "fs" && triple[1] == "::") {
        if !READS.contains(&triple[2].as_str()) && !file.keeps_files() {
            say(&triple.concat());
        }
    }
    found
}

// --- what is checked

#[test]
fn modules_import_only_what_the_table_allows() {
    let allowed = allowed();
    let files = sources();
    let core = || files.iter().filter(|file| file.member == Member::Core);
    let found: Vec<String> = core().flat_map(|file| forbidden(file, &allowed)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
    let parts: BTreeSet<&str> = core().map(File::part).filter(|part| !part.is_empty()).collect();
    let listed: BTreeSet<&str> = allowed.keys().map(String::as_str).collect();
    assert_eq!(parts, listed, "the table has one row for each module");
    for (part, imports) in &allowed {
        assert!(imports.iter().all(|import| listed.contains(import.as_str())), "{part} may import what is not there");
    }
}

#[test]
fn only_the_program_prints_writes_and_looks_around() {
    let found: Vec<String> = sources().iter().flat_map(touched).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn no_file_is_too_long_to_read() {
    let long = |file: &File| (file.text.lines().count() > MAX_PARALLEL_LINES).then(|| file.path.clone());
    let found: Vec<PathBuf> = sources().iter().filter_map(long).collect();
    assert!(found.is_empty(), "more than {MAX_PARALLEL_LINES} lines: {found:?}");
}

#[test]
fn the_program_stands_on_few_crates_and_on_rust_alone() {
    let lock = read(&root().join("Cargo.lock"));
    let mut below: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut package = "";
    for line in lock.lines() {
        if let Some(name) = line.strip_prefix("name = ") {
            package = name.trim_matches('"');
            below.entry(package).or_default();
        } else if let Some(name) = line.strip_prefix(" \"") {
            // Two versions of a crate are told apart after a space.
            let name = name.split(['"', ' ']).next().expect("a name");
            below.get_mut(package).expect("a package").insert(name);
        }
    }
    let manifests = ["", "src/core/", "src/kernel/"].map(|member| read(&root().join(format!("{member}Cargo.toml"))));
    let dependencies = |manifest: &'static str| {
        let section = manifest.split("\n[").find_map(|section| section.strip_prefix("dependencies]"));
        section.expect("dependencies").lines().filter_map(|line| Some(line.split_once([' ', '.'])?.0)).collect()
    };
    let manifests = manifests.map(|manifest| &*manifest.leak());
    let mut open: Vec<&str> =
        manifests.into_iter().flat_map(|manifest| -> Vec<&str> { dependencies(manifest) }).collect();
    open.retain(|name| *name != "corridor" && !name.starts_with('#'));
    assert!(open.len() > 20, "the dependencies are found");
    let mut reached: BTreeSet<&str> = BTreeSet::new();
    while let Some(name) = open.pop() {
        if !ELSEWHERE.contains(&name) && reached.insert(name) {
            open.extend(below.get(name).unwrap_or_else(|| panic!("{name} is locked")));
        }
    }
    assert!(reached.len() <= MOST_CRATES, "{} crates", reached.len());
    let is_foreign =
        |name: &&str| FOREIGN_BUILDS.contains(name) || name.ends_with("-sys") && !PLAIN_DECLARATIONS.contains(name);
    let foreign: Vec<&str> = reached.iter().copied().filter(is_foreign).collect();
    assert!(foreign.is_empty(), "{foreign:?}");
}

#[test]
fn every_dependency_says_what_it_is_for() {
    let mut checked = 0;
    for member in ["", "benches/peers/"] {
        let manifest = read(&root().join(format!("{member}Cargo.toml")));
        let mut section = "";
        for line in manifest.lines() {
            let is_named_elsewhere = line.contains("workspace = true") || line.contains(".workspace");
            if line.starts_with('[') {
                section = line;
            } else if section.ends_with("dependencies]") && line.contains('=') && !line.starts_with('#') {
                let reason = line.rsplit_once("# ").map_or("", |(_, reason)| reason);
                assert!(is_named_elsewhere || reason.len() > 5, "say after a # what this is for: {line}");
                checked += 1;
            }
        }
    }
    assert!(checked > 20, "the dependencies are found");
}

// --- that the collector sees what it must

fn sample(text: &str) -> File {
    let module = vec!["network".to_owned(), "haul".to_owned()];
    let path = PathBuf::from("src/core/network/haul.rs");
    File { path, member: Member::Core, module, text: text.to_owned() }
}

#[test]
fn a_forbidden_import_is_seen_however_it_is_written() {
    let allowed = allowed();
    for text in [
        "use crate::audit::AuditError;",
        "use crate::{ids::LegId, audit::{self, audit}};",
        "use super::super::audit::AuditError;",
        "use super::{super::audit::AuditError, Path};",
        "mod tests { use super::super::super::audit; }",
        "fn price(model: &crate::audit::AuditError) {}",
        "pub use crate::audit as meaning;",
        "use crate::*;",
        "use crate::run;",
        "const C: char = '\"'; use crate::audit::AuditError; // \"",
        "fn f<'a>(x: &'a str) -> &'a crate::audit::AuditError { todo!() }",
    ] {
        assert!(!forbidden(&sample(text), &allowed).is_empty(), "{text}");
    }
}

#[test]
fn an_allowed_import_or_a_mere_mention_is_none() {
    let allowed = allowed();
    for text in [
        "use crate::model::Model; use super::Path; use std::collections::BTreeMap;",
        "mod tests { use super::super::Path; } use super::Label;",
        "// use crate::audit::AuditError;",
        "/// ```\n/// use corridor::audit::AuditError; crate::audit::x\n/// ```\nfn f() {}",
        "/* a /* crate::model */ crate::model */ fn f() {}",
        "const A: &str = \"crate::audit::AuditError\"; const B: &str = r#\"crate::model \"quoted\" crate::cost\"#;",
        "pub(super) fn f() {} pub(crate) fn g() {}",
    ] {
        assert_eq!(forbidden(&sample(text), &allowed), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn printing_and_writing_are_seen() {
    for text in [
        "fn f() { println!(\"x\"); }",
        "use std::env;",
        "use std::{env::var, io};",
        "fn f() { std::fs::write(\"a\", \"b\"); }",
        "use std::fs::File;",
        "use std::collections::HashMap;",
        "unsafe fn f() {}",
    ] {
        assert!(!touched(&sample(text)).is_empty(), "{text}");
    }
    assert!(touched(&sample("fn f() { writeln!(out, \"println! unsafe\"); } // HashMap")).is_empty());
    let scenario = |text: &str| File { module: vec!["scenario".to_owned()], ..sample(text) };
    assert!(touched(&scenario("use std::fs; fn f() { fs::read(\"a\"); }")).is_empty());
    assert!(!touched(&scenario("use std::fs; fn f() { fs::write(\"a\", \"b\"); }")).is_empty());
    let store = |text: &str| File { module: STORE.map(str::to_owned).to_vec(), ..sample(text) };
    assert!(touched(&store("use std::fs; fn f() { fs::write(\"a\", \"b\"); }")).is_empty());
    assert!(!touched(&store("use std::env;")).is_empty());
}
