//! The words of the source, as far as they can be counted: doc comments, limits, names of types, circles of files.

use std::collections::{BTreeMap, BTreeSet};

use super::{File, paths, sources, tokens};

/// Words that a doc comment must not begin with: a type is described by a noun.
const BANNED: [&str; 4] = ["Is", "Says", "Tells", "Takes"];
/// What a limit must not be called: limits are `MAX_` and `MIN_`, with the unit.
const BANNED_LIMITS: [&str; 4] = ["MOST_", "LEAST_", "FEWEST_", "GREATEST_"];

/// Returns the first words of the doc comments of a text, with their lines.
fn first_words(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut is_inside = false;
    for (line, content) in text.lines().enumerate() {
        let content = content.trim_start();
        let doc = content.strip_prefix("/// ").filter(|_| !is_inside);
        if let Some(word) = doc.and_then(|doc| doc.split(' ').next()) {
            found.push((line + 1, word));
        }
        is_inside = content.starts_with("///");
    }
    found
}

/// Returns the source without its tests, which have names of their own.
fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests").next().unwrap_or(text)
}

/// Returns the names of the types that a text declares outside of other items.
fn types(text: &str) -> Vec<String> {
    let tokens = tokens(without_tests(text));
    let mut depth = 0_usize;
    let mut found = Vec::new();
    for pair in tokens.windows(2) {
        match pair[0].as_str() {
            "{" => depth += 1,
            "}" => depth = depth.saturating_sub(1),
            "struct" | "enum" | "trait" | "union" if pair[1] != "$" => found.push(pair[1].clone()),
            // Deeper ones belong to a trait.
            "type" if depth == 0 => found.push(pair[1].clone()),
            _ => {}
        }
    }
    found
}

#[test]
fn doc_comments_begin_with_a_noun_or_with_what_a_function_does() {
    let found: Vec<String> = sources()
        .iter()
        .flat_map(|file| {
            let words = first_words(&file.text).into_iter().filter(|(_, word)| BANNED.contains(word));
            words.map(|(line, word)| format!("{}:{line}: {word}", file.path.display())).collect::<Vec<_>>()
        })
        .collect();
    assert!(found.is_empty(), "{} doc comments:\n{}", found.len(), found.join("\n"));
}

#[test]
fn limits_are_called_max_and_min() {
    let is_banned = |token: &String| BANNED_LIMITS.iter().any(|banned| token.starts_with(banned));
    let found: BTreeSet<String> = sources().iter().flat_map(|file| tokens(&file.text)).filter(is_banned).collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn every_type_has_a_name_of_its_own() {
    let mut declared: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in sources() {
        for name in types(&file.text) {
            declared.entry(name).or_default().push(file.path.display().to_string());
        }
    }
    assert!(declared.len() > 300, "the types are found");
    let twice: Vec<String> = declared
        .into_iter()
        .filter(|(_, files)| files.len() > 1)
        .map(|(name, files)| format!("{name}: {}", files.join(", ")))
        .collect();
    assert!(twice.is_empty(), "{} names:\n{}", twice.len(), twice.join("\n"));
}

/// Returns the folder of a file and its own name there; nothing for the file that stands for its folder.
fn place(file: &File) -> Option<(Vec<String>, String)> {
    let name = file.path.file_stem()?.to_string_lossy().into_owned();
    if ["mod", "lib", "main", "build"].contains(&name.as_str()) {
        return None;
    }
    let (name, folder) = file.module.split_last()?;
    Some((folder.to_vec(), name.clone()))
}

/// Returns which files and folders of each folder use which others of it.
fn uses(files: &[File]) -> BTreeMap<(String, Vec<String>), BTreeMap<String, BTreeSet<String>>> {
    let mut found: BTreeMap<(String, Vec<String>), BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
    let siblings: BTreeSet<(String, Vec<String>, String)> = files
        .iter()
        .filter_map(|file| place(file).map(|(folder, name)| (format!("{:?}", file.member), folder, name)))
        .collect();
    for file in files {
        let Some((folder, name)) = place(file) else { continue };
        let member = format!("{:?}", file.member);
        for path in paths(without_tests(&file.text), &file.module) {
            let Some(to) = path.strip_prefix(folder.as_slice()).and_then(|rest| rest.first()) else { continue };
            if *to != name && siblings.contains(&(member.clone(), folder.clone(), to.clone())) {
                let of_folder = found.entry((member.clone(), folder.clone())).or_default();
                of_folder.entry(name.clone()).or_default().insert(to.clone());
            }
        }
    }
    found
}

#[test]
fn no_files_of_a_folder_use_each_other_in_a_circle() {
    let mut circles = BTreeSet::new();
    for ((member, folder), uses) in uses(&sources()) {
        for start in uses.keys() {
            let mut open = vec![start];
            let mut seen = BTreeSet::new();
            while let Some(name) = open.pop() {
                for next in uses.get(name).into_iter().flatten() {
                    if next == start {
                        circles.insert(format!("{member} {}: {start}", folder.join("/")));
                    } else if seen.insert(next) {
                        open.push(next);
                    }
                }
            }
        }
    }
    assert!(circles.is_empty(), "{} files:\n{}", circles.len(), circles.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn what_is_counted_is_seen() {
    let text =
        "/// Is one.\n/// Says two.\nstruct One;\n    /// A three.\n    enum Two { A }\nimpl X { type Three = u8; }\n";
    assert_eq!(first_words(text), [(1, "Is"), (4, "A")]);
    assert_eq!(types(text), ["One", "Two"]);
}
