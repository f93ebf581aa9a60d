//! Answers made comparable: without what only a name decides, and without an order.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// What goes by the draws, which go by the paths of figures: a figure of another name is another random number. Two samples
/// are close and not the same, and no bound on how close holds for every seed; so chances are not compared.
const DRAWN: &[&str] = &["chances", "decided", "doubts"];

/// The rows of a table without an order: the cells of each by their headings.
pub(super) type Cells = Vec<BTreeMap<String, String>>;

/// Leaves out what tells files apart, and what figures are called, which is made from keys where rows have no names.
pub(super) fn without_files(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.remove("inputs");
            fields.remove("names");
            fields.remove("in_words");
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

/// Leaves out where rows stand in their files.
pub(super) fn without_places(text: &str) -> String {
    let mut parts = text.split(" (/");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |before, part| before + part.split_once(')').map_or("", |(_, after)| after))
}

/// Leaves out draws, and puts in place of numbers in a list what they stand for.
pub(super) fn without_names(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, value| !(DRAWN.contains(&name.as_str()) || name == "figure" && value.is_number()));
            if let Some(Value::Array(elements)) = fields.get_mut("elements") {
                name_series(elements);
            }
            // Of two that cost the same alone neither is the first.
            let alone = ["first_alone_mean_per_t", "second_alone_mean_per_t"].map(|name| fields.get(name));
            if alone[0].is_some() && alone[0] == alone[1] {
                let both = ["first", "second"].map(|name| fields.remove(name).unwrap_or_default());
                fields.insert("both".to_owned(), Value::Array(both.to_vec()));
            }
            fields.values_mut().for_each(without_names);
        }
        Value::Array(items) => items.iter_mut().for_each(without_names),
        _ => {}
    }
}

/// Gives elements, in place of the number of their series, the keys of all its elements.
fn name_series(elements: &mut [Value]) {
    let mut members: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for element in &*elements {
        members.entry(element["series"].to_string()).or_default().insert(element["key"].to_string());
    }
    for element in elements {
        let own = members.get(&element["series"].to_string()).cloned().unwrap_or_default();
        element["series"] = own.into_iter().collect();
    }
}

/// Sorts every list, and the words of every cell.
pub(super) fn sort(value: &mut Value) {
    match value {
        Value::Object(fields) => fields.values_mut().for_each(sort),
        Value::Array(items) => {
            items.iter_mut().for_each(sort);
            items.sort_by_cached_key(Value::to_string);
        }
        Value::String(text) => *text = words_sorted(text),
        _ => {}
    }
}

fn words_sorted(cell: &str) -> String {
    let mut words: Vec<&str> = cell.split(';').map(str::trim).collect();
    words.sort_unstable();
    words.join(";")
}

/// Reads the rows of tables, leaves out what [`without_names`] does, and sorts them.
pub(super) fn cells(text: &str) -> Cells {
    let mut cells = Cells::new();
    let mut headings = csv::StringRecord::new();
    let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    for row in reader.into_records() {
        let row = row.expect("a row");
        // Several tables, one below the other.
        if row.len() != headings.len() {
            headings = row;
            continue;
        }
        let is_of_figures = headings.iter().any(|heading| matches!(heading, "path" | "figure"));
        let is_kept = |heading: &str| {
            let is_drawn = heading.starts_with("chance") || DRAWN.contains(&heading);
            !is_drawn && heading != "series" && !(is_of_figures && heading == "name")
        };
        let cell = |(heading, cell): (&str, &str)| (heading.to_owned(), words_sorted(cell));
        let mut row: BTreeMap<String, String> =
            headings.iter().zip(&row).filter(|(heading, _)| is_kept(heading)).map(cell).collect();
        // Of two that cost the same alone neither is the first, and a table does not say what they cost.
        if row.get("second_key").is_some_and(|second| !second.is_empty() && *second < row["key"]) {
            for name in ["key", "kind", "name"] {
                let second = row.insert(format!("second_{name}"), row[name].clone()).unwrap_or_default();
                row.insert(name.to_owned(), second);
            }
        }
        cells.push(row);
    }
    cells.sort_unstable();
    cells
}

/// Returns where two answers differ, and what each says there.
pub(super) fn difference(path: &str, one: &Value, other: &Value) -> Option<String> {
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
