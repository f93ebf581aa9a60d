//! The first sheet of an answer: what was asked, of which files, and the answer in a sentence.

use std::io;

use serde_json::Value;

use crate::analysis::{Found, Request};
use crate::answer::{PROGRAM, Prepared, VERSION};
use crate::present::digits::Look;
use crate::present::page::PageBlock;
use crate::present::pages;
use crate::present::words::plain;

use super::{SheetBook, refused, width};

/// The widths of the columns of values and of hashes.
const VALUE_WIDTH: usize = 80;
const HASH_WIDTH: f64 = 66.0;
/// The height of a line in points.
const LINE_HEIGHT: usize = 15;
/// What is said first of a scenario.
const FIRST: [&str; 10] =
    ["name", "title", "reading", "date", "currency", "commodity", "lot_t", "wait", "switches", "set"];

/// A line of the sheet: a name, what it is, and the hash of a file.
type QuestionLine = [String; 3];

fn line(name: &str, value: impl Into<String>) -> QuestionLine {
    [name.to_owned(), value.into(), String::new()]
}

/// Writes the sheet.
pub(super) fn write(
    found: &Found,
    request: &Request,
    scenarios: &[Prepared],
    look: Look,
    book: &mut SheetBook,
) -> io::Result<()> {
    let mut lines = vec![line("program", format!("{PROGRAM} {VERSION}"))];
    for block in pages::page(found, look).blocks {
        if let PageBlock::Lead(text) = block {
            lines.push(line("answer", text));
        }
    }
    flatten("", &serde_json::to_value(request).map_err(io::Error::other)?, &mut lines);
    for scenario in scenarios {
        lines.push(Default::default());
        let mut used = serde_json::to_value(scenario.used()).map_err(io::Error::other)?;
        let inputs = used.as_object_mut().and_then(|fields| fields.remove("inputs"));
        for name in FIRST {
            if let Some(field) = used.as_object_mut().and_then(|fields| fields.remove(name)) {
                flatten(&format!("scenario {name}"), &field, &mut lines);
            }
        }
        flatten("scenario", &used, &mut lines);
        for input in inputs.as_ref().and_then(Value::as_array).into_iter().flatten() {
            let field = |name: &str| input.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
            lines.push(["file".to_owned(), field("path"), field("sha256")]);
        }
    }
    let first = lines.iter().map(|[name, ..]| width(name)).max().unwrap_or(0);
    let (heading, wrapped) =
        (book.looks.heading.clone(), rust_xlsxwriter::Format::new().set_text_wrap().set_align(super::FormatAlign::Top));
    let sheet = book.add("question")?;
    sheet.set_portrait().set_print_fit_to_pages(1, 0);
    sheet.set_column_width(0, (first + 2) as f64).map_err(refused)?;
    sheet.set_column_width(1, VALUE_WIDTH as f64).map_err(refused)?;
    sheet.set_column_width(2, HASH_WIDTH).map_err(refused)?;
    sheet.set_freeze_panes(1, 0).map_err(refused)?;
    for (at, name) in (0..).zip(["what", "value", "SHA-256"]) {
        sheet.write_string_with_format(0, at, name, &heading).map_err(refused)?;
    }
    for (row, cells) in (1..).zip(lines) {
        // Words are not broken, so that a line is seldom full; what opens the book may not measure rows itself.
        let lines: usize = cells[1].lines().map(|line| width(line) / (VALUE_WIDTH * 9 / 10) + 1).sum();
        sheet.set_row_height(row, (lines.max(1) * LINE_HEIGHT) as f64).map_err(refused)?;
        for (at, text) in (0..).zip(cells) {
            sheet.write_string_with_format(row, at, text, &wrapped).map_err(refused)?;
        }
    }
    Ok(())
}

/// Writes a value as lines of names and words; what is not given is left out.
fn flatten(name: &str, value: &Value, lines: &mut Vec<QuestionLine>) {
    let below = |key: &str| if name.is_empty() { key.to_owned() } else { format!("{name} {key}") };
    match value {
        Value::Null => {}
        Value::Object(fields) if fields.is_empty() => {}
        // A question is named by its only field.
        Value::Object(fields) if name == "question" => {
            for (key, options) in fields {
                lines.push(line(name, key));
                flatten(key, options, lines);
            }
        }
        Value::Object(fields) => fields.iter().for_each(|(key, field)| flatten(&below(key), field, lines)),
        Value::Array(items) if items.iter().all(|item| !item.is_object() && !item.is_array()) => {
            let words: Vec<String> = items.iter().map(in_words).collect();
            if !words.is_empty() {
                lines.push(line(name, words.join(", ")));
            }
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, item)| flatten(&below(&(at + 1).to_string()), item, lines));
        }
        value => lines.push(line(name, in_words(value))),
    }
}

fn in_words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(is) => if *is { "yes" } else { "no" }.to_owned(),
        value => value.as_f64().map_or_else(|| value.to_string(), plain),
    }
}
