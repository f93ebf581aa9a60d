//! Answers depend neither on the names of keys nor on the order of rows and columns, whatever is asked.
//!
//! A world is written twice: as it is, and in disguise - its rows and columns shuffled, and every key renamed. What the
//! second one answers, with the names turned back, is what the first one answers.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use corridor::analysis::{self, Request};
use corridor::answer::{Prepared, Progress};
use corridor::present::{Format, Look, Screen, write};
use corridor::scenario::{Kind, TableName};
use proptest::prelude::*;
use serde_json::Value;

use crate::certain::bounded;
use crate::holds_for;
use crate::random::{ALL, Dice, plans};
use crate::support::world::{Spelling, World, row};

/// The questions to which no random number leads.
pub(crate) const EXACT: &[&str] = &[
    r#"{"question": {"compare": {"draws": 0}}, "audit": true}"#,
    r#"{"question": {"alternatives": {"cheapest": 3}}}"#,
    r#"{"question": {"pareto": {"axes": ["cost", "time", "co2e"]}}}"#,
    r#"{"question": {"catchment": {"draws": 0}}}"#,
    r#"{"question": {"catchment": {"draws": 0, "grid": {"step_km": 150, "detour": 1.3}}}}"#,
    r#"{"question": {"critical": {}}}"#,
    r#"{"question": {"critical": {"slow": "x2"}}}"#,
    r#"{"question": {"critical": {"pairs": true}}}"#,
    r#"{"question": {"break-even": {}}}"#,
    r#"{"question": {"break-even": {"vary": [{"path": "cargo.lot_t", "between": ["500", "4000"]}]}}}"#,
    r#"{"question": {"break-even": {"vary": [{"path": "fx.usd.rate"}, {"path": "factors.fuel.value"}]}}}"#,
    r#"{"question": {"break-even": {"vary": [{"path": "date"}]}}}"#,
    r#"{"question": {"levers": {}}}"#,
    r#"{"question": {"sensitivity": {"method": "oat"}}}"#,
    r#"{"question": {"claims": {}}}"#,
    r#"{"question": {"test": {}}}"#,
];

/// The questions about what is there.
const LISTED: &[&str] = &[
    r#"{"question": {"show": {"what": "tables"}}}"#,
    r#"{"question": {"show": {"what": "figures"}}}"#,
    r#"{"question": {"show": {"what": "unused"}}}"#,
    r#"{"question": {"show": {"what": "tariffs"}}}"#,
    r#"{"question": {"sources": {}}}"#,
];

/// The questions that draw figures: another name is another sample, another order is not.
pub(crate) const DRAWN: &[&str] = &[
    r#"{"question": {"show": {"what": "network"}}}"#,
    r#"{"question": {"compare": {"draws": 64}}}"#,
    r#"{"question": {"route": {}}}"#,
    r#"{"question": {"explain": {}}}"#,
    r#"{"question": {"risk": {"draws": 128}}, "audit": true}"#,
    r#"{"question": {"catchment": {"draws": 64}}}"#,
    r#"{"question": {"sensitivity": {"method": "sobol", "samples": 2000}}}"#,
    r#"{"question": {"sensitivity": {"method": "shapley", "samples": 2000}}}"#,
    r#"{"question": {"discover": {"draws": 1000}}}"#,
];

/// Words that mean something by themselves, whatever rows are called.
const MEANT: &[&str] = &[
    "rail", "road", "sea", "waterway", "bulk", "bag", "box20", "box40", "box35", "wagon", "load", "unload", "tranship",
    "gauge", "storage", "transit", "bonded", "export", "import", "base", "*", "",
];

/// Names in place of others.
#[derive(Default)]
struct Names {
    new: BTreeMap<String, String>,
}

impl Names {
    /// Gives a word a name that sorts anywhere among the others.
    fn add(&mut self, word: &str, dice: &mut Dice) {
        let digits = word.chars().all(|letter| letter.is_ascii_digit());
        if MEANT.contains(&word) || digits || self.new.contains_key(word) {
            return;
        }
        loop {
            let letters: String = (0..6).map(|_| char::from(b'a' + dice.below(26) as u8)).collect();
            let name = format!("{letters}{}", 1000 + self.new.len());
            if !self.new.values().any(|other| *other == name) {
                self.new.insert(word.to_owned(), name);
                return;
            }
        }
    }

    fn of<'a>(&'a self, word: &'a str) -> &'a str {
        self.new.get(word).map_or(word, String::as_str)
    }

    /// Renames every word of a text that stands between other signs than those of keys.
    fn rename(&self, text: &str) -> String {
        let is_of_key = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
        let mut renamed = String::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let end = rest.find(|letter| is_of_key(letter) != is_of_key(first)).unwrap_or(rest.len());
            renamed.push_str(self.of(&rest[..end]));
            rest = &rest[end..];
        }
        renamed
    }

    /// Turns new names back wherever they stand.
    fn restore(&self, text: &str) -> String {
        let back: BTreeMap<&str, &str> = self.new.iter().map(|(old, new)| (new.as_str(), old.as_str())).collect();
        let mut restored = String::new();
        let mut from = 0;
        // A new name is six letters and four digits.
        while from < text.len() {
            if let Some(old) = text.get(from..from + 10).and_then(|word| back.get(word)) {
                restored.push_str(old);
                from += 10;
            } else {
                let letter = text[from..].chars().next().expect("a letter");
                restored.push(letter);
                from += letter.len_utf8();
            }
        }
        restored
    }
}

/// Returns the words of a cell that are names.
fn words(table: TableName, column: &str, cell: &str) -> Vec<String> {
    let kind = table.columns().iter().find(|own| own.name == column).map(|own| own.kind);
    match kind {
        Some(Kind::Key | Kind::Ref(_) | Kind::RefOrAny(_) | Kind::Group | Kind::WordOrAny) => vec![cell.to_owned()],
        Some(Kind::Refs(_)) => cell.split(';').map(str::to_owned).collect(),
        Some(Kind::Words) if column == "tags" => cell.split(';').map(str::to_owned).collect(),
        Some(Kind::Text) if column == "name" => vec![cell.to_owned()],
        _ => Vec::new(),
    }
}

/// Collects the names of a scenario's tables and corridors.
fn names(folder: &Path, dice: &mut Dice) -> Names {
    let mut names = Names::default();
    for table in TableName::ALL {
        let Ok(mut reader) = csv::Reader::from_path(folder.join(format!("tables/{}.csv", table.as_str()))) else {
            continue;
        };
        let header = reader.headers().expect("a heading").clone();
        for record in reader.records() {
            for (column, cell) in header.iter().zip(&record.expect("a row")) {
                for word in words(table, column, cell) {
                    names.add(&word, dice);
                }
            }
        }
    }
    let text = fs::read_to_string(folder.join("world.toml")).expect("a scenario");
    for line in text.lines() {
        if let Some(key) = line.strip_prefix("[corridors.").and_then(|rest| rest.strip_suffix(']')) {
            names.add(key, dice);
        }
    }
    names
}

/// Shuffles the rows and columns of the tables of a folder, and renames what they name.
fn disguise(folder: &Path, names: &Names, dice: &mut Dice) {
    for table in TableName::ALL {
        let path = folder.join(format!("tables/{}.csv", table.as_str()));
        let Ok(mut reader) = csv::Reader::from_path(&path) else { continue };
        let header: Vec<String> = reader.headers().expect("a heading").iter().map(str::to_owned).collect();
        let rename = |(column, cell): (&String, &str)| {
            let own = words(table, column, cell);
            let renamed: Vec<&str> = own.iter().map(|word| names.of(word)).collect();
            if own.is_empty() { cell.to_owned() } else { renamed.join(";") }
        };
        let mut rows: Vec<Vec<String>> = Vec::new();
        for record in reader.records() {
            rows.push(header.iter().zip(&record.expect("a row")).map(rename).collect());
        }
        dice.shuffle(&mut rows);
        let mut order: Vec<usize> = (0..header.len()).collect();
        dice.shuffle(&mut order);
        let mut writer = csv::Writer::from_path(&path).expect("a table");
        writer.write_record(order.iter().map(|&column| &header[column])).expect("a heading");
        for row in &rows {
            writer.write_record(order.iter().map(|&column| &row[column])).expect("a row");
        }
    }
    let path = folder.join("world.toml");
    let text = fs::read_to_string(&path).expect("a scenario");
    fs::write(path, names.rename(&text)).expect("a scenario");
}

/// Leaves out what tells files apart, and what figures are called, which is made from keys where rows have no names.
fn without_files(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.remove("inputs");
            fields.remove("names");
            if ["path", "figure"].iter().any(|own| fields.contains_key(*own)) {
                fields.remove("name");
            }
            let columns = fields.get("columns").and_then(Value::as_array);
            if let Some(place) = columns.and_then(|all| all.iter().position(|column| column == "name"))
                && columns.is_some_and(|all| all.contains(&"path".into()))
                && let Some(Value::Array(rows)) = fields.get_mut("rows")
            {
                for row in rows {
                    row[place] = Value::Null;
                }
            }
            fields.values_mut().for_each(without_files);
        }
        Value::Array(items) => items.iter_mut().for_each(without_files),
        _ => {}
    }
}

/// What a name decides where nothing else does: a number in a list, the order of equals, which of equally near rows is
/// named, how far the search for figures that cannot move an answer comes, and the draws, which go by the paths of figures.
const BY_NAME: &[&str] = &[
    "series",
    "figure",
    "nearest",
    "irrelevant",
    "estimates",
    "evaluations",
    "figures",
    "chances",
    "decided",
    "doubts",
];

/// Leaves out what a name decides where nothing else does; nothing of it says who wins, by which way or by how much.
fn without_names(value: &mut Value, is_inner: bool) {
    match value {
        Value::Object(fields) => {
            // The figures that drive a demand are listed inside it.
            fields.retain(|name, _| !BY_NAME.contains(&name.as_str()) || (is_inner && name == "figures"));
            if let Some(Value::String(reason)) = fields.get_mut("reason") {
                let end = reason.find("; nearest row").unwrap_or(reason.len());
                reason.truncate(end);
            }
            // Of two that cost the same alone neither is the first.
            let alone = ["first_alone_mean_per_t", "second_alone_mean_per_t"].map(|name| fields.get(name));
            if alone[0].is_some() && alone[0] == alone[1] {
                let both = ["first", "second"].map(|name| fields.remove(name).unwrap_or_default());
                fields.insert("both".to_owned(), Value::Array(both.to_vec()));
            }
            let inner = |name: &str| is_inner || name == "demands";
            fields.iter_mut().for_each(|(name, value)| without_names(value, inner(name)));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| without_names(item, is_inner)),
        _ => {}
    }
}

/// Leaves what figures are called out of a table of theirs.
fn unnamed(text: &str) -> String {
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let headings = rows.headers().expect("headings").clone();
    let is_of_figures = ["path", "figure"].iter().any(|own| headings.iter().any(|heading| heading == *own));
    if !is_of_figures {
        return text.to_owned();
    }
    let kept = |row: &csv::StringRecord| {
        let cells = row.iter().zip(&headings).filter(|(_, heading)| *heading != "name").map(|(cell, _)| cell);
        cells.collect::<Vec<_>>().join(",")
    };
    rows.records().map(|row| kept(&row.expect("a row")) + "\n").collect()
}

/// Sorts the rows of a table and the words of a row.
fn sorted(text: &str) -> Vec<Vec<&str>> {
    let words = |line| {
        let mut words: Vec<&str> = str::split(line, [',', ';', '>']).map(str::trim).collect();
        words.sort_unstable();
        words
    };
    let mut lines: Vec<Vec<&str>> = text.lines().map(words).collect();
    lines.sort_unstable();
    lines
}

/// Sorts every list.
fn sort(value: &mut Value) {
    match value {
        Value::Object(fields) => fields.values_mut().for_each(sort),
        Value::Array(items) => {
            items.iter_mut().for_each(sort);
            items.sort_by_key(Value::to_string);
        }
        _ => {}
    }
}

/// Renames the paths of figures in a request.
fn rename_paths(value: &mut Value, names: &Names) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(path)) = fields.get_mut("path") {
                *path = names.rename(path);
            }
            fields.values_mut().for_each(|value| rename_paths(value, names));
        }
        Value::Array(items) => items.iter_mut().for_each(|value| rename_paths(value, names)),
        _ => {}
    }
}

/// Asks a question; returns the answer as JSON and as CSV, or why there is none.
fn ask(case: &Prepared, names: &Names, request: &str) -> (Value, String) {
    let mut request: Value = serde_json::from_str(request).expect("JSON");
    rename_paths(&mut request, names);
    let request: Request = serde_json::from_value(request).expect("a request");
    match analysis::answer(std::slice::from_ref(case), &request, &Progress::default()) {
        Ok(found) => {
            let screen = Screen { columns: 200, colour: false };
            let text = |format| write(&found, format, Look::default(), screen).unwrap_or_default();
            let json = names.restore(&text(Format::Json));
            let mut json: Value = serde_json::from_str(&json).expect("JSON");
            without_files(&mut json);
            (json, unnamed(&names.restore(&text(Format::Csv))))
        }
        Err(refusal) => {
            // Where a row stands in its file is not what is compared.
            let text = names.restore(&refusal.to_string());
            let (before, after) = text.split_once(" (/").unwrap_or((&text, ""));
            (Value::Null, format!("{before}{}", after.split_once(')').map_or("", |(_, after)| after)))
        }
    }
}

/// Returns where two answers differ, and what each says there.
fn difference(path: &str, one: &Value, other: &Value) -> Option<String> {
    match (one, other) {
        (Value::Object(left), Value::Object(right)) => {
            let keys: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
            let of = |fields: &serde_json::Map<String, Value>, key| fields.get(key).cloned().unwrap_or_default();
            keys.iter().find_map(|key| difference(&format!("{path}.{key}"), &of(left, *key), &of(right, *key)))
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => (left.iter().zip(right).enumerate())
            .find_map(|(place, (left, right))| difference(&format!("{path}[{place}]"), left, right)),
        _ => (one != other).then(|| format!("{path}: {one}\n     now: {other}")),
    }
}

/// Gives every place a position, every price bounds, and currencies several rates that do not agree.
pub(crate) fn positioned(plan: &crate::random::Plan) -> World {
    let mut world = bounded(plan);
    for (key, currency, quote, rate) in [
        ("back", "CNY", "USD", "0.25"),
        ("cross", "RUB", "USD", "0.5"),
        ("won", "USD", "KRW", "1000"),
        ("rouble-won", "KRW", "RUB", "0.005"),
    ] {
        world.put(TableName::Fx, row! { key = key, currency = currency, quote = quote, rate = rate });
    }
    for table in [TableName::Tariffs, TableName::Handling, TableName::Borders, TableName::Legs] {
        let other = world.rows_mut(table).iter_mut().filter(|row| row.get("currency").is_some_and(|own| own == "RUB"));
        other.step_by(2).for_each(|row| drop(row.insert("currency", "KRW".to_owned())));
    }
    for (place, row) in world.rows_mut(TableName::Places).iter_mut().enumerate() {
        row.insert("lat_deg", format!("4{place}.{}", (place * 37) % 10));
        row.insert("lon_deg", format!("12{place}.{}", (place * 53) % 10));
    }
    world
}

/// Compares what is asked of a world with what is asked of its disguise; returns how often there was an answer.
fn compare(world: &World, seed: u64, requests: &[&str], is_renamed: bool) -> Result<usize, TestCaseError> {
    let folders = [(), ()].map(|()| tempfile::tempdir().expect("a folder"));
    let [path, other] = folders.each_ref().map(|folder| world.write(folder.path(), Spelling::Plain));
    let mut dice = Dice::new(seed);
    let new = if is_renamed { names(folders[1].path(), &mut dice) } else { Names::default() };
    disguise(folders[1].path(), &new, &mut dice);
    let Ok(case) = Prepared::prepare(&path, &[]) else { return Ok(0) };
    let refused = |problems| TestCaseError::fail(format!("refused: {problems}"));
    let disguised = Prepared::prepare(&other, &[]).map_err(refused)?;
    let mut answered = 0;
    for request in requests {
        let (mut one, text) = ask(&case, &Names::default(), request);
        let (mut two, other) = ask(&disguised, &new, request);
        let is_answered = one != Value::Null;
        let mut is_same = text == other;
        if is_renamed {
            for answer in [&mut one, &mut two] {
                without_names(answer, !request.contains("sensitivity"));
                sort(answer);
            }
            // Rows of a table have the same numbers, which a document leaves out.
            let is_numbered = request.contains("critical") || request.contains("sensitivity");
            is_same = !is_answered || is_numbered || sorted(&text) == sorted(&other);
        }
        let found = difference("", &one, &two);
        prop_assert!(found.is_none(), "{request}\n{}", found.unwrap_or_default());
        prop_assert!(is_same, "{request}\n{text}\nnow:\n{other}");
        answered += usize::from(is_answered);
    }
    Ok(answered)
}

#[test]
fn what_is_renamed_and_shuffled_has_the_same_answers() {
    let answered = std::cell::Cell::new(0);
    let requests: Vec<&str> = EXACT.iter().chain(LISTED).copied().collect();
    holds_for(12, &(plans(ALL, 0), any::<u64>()), |(plan, seed)| {
        answered.set(answered.get() + compare(&positioned(&plan), seed, &requests, true)?);
        Ok(())
    });
    assert!(answered.get() > 100, "only {} answers", answered.get());
}

#[test]
fn what_is_shuffled_is_drawn_alike() {
    let answered = std::cell::Cell::new(0);
    holds_for(14, &(plans(ALL, 0), any::<u64>()), |(plan, seed)| {
        answered.set(answered.get() + compare(&positioned(&plan), seed, DRAWN, false)?);
        Ok(())
    });
    assert!(answered.get() > 40, "only {} answers", answered.get());
}
