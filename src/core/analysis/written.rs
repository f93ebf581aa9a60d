//! Requests as they are written in JSON: read, or refused with the place of the fault and what was probably meant.

use serde::de::DeserializeOwned;
use serde_json::error::Category;

use super::Request;
use crate::problem::nearest;

/// What a question is called that every version has: the names beside it are those of questions.
const A_QUESTION: &str = "compare";

/// JSON that is no request, described with the place of its fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct UnreadRequest(String);

impl Request {
    /// Reads a request that is written as JSON.
    ///
    /// # Errors
    /// Returns what is wrong with it, where, and what was probably meant.
    pub fn parse(text: &str) -> Result<Self, UnreadRequest> {
        parse(text)
    }
}

/// Reads a value that is a request or holds one, such as that of a local page, as [`Request::parse`] does.
///
/// # Errors
/// Returns what is wrong with it, where, and what was probably meant.
pub fn parse<T: DeserializeOwned>(text: &str) -> Result<T, UnreadRequest> {
    serde_json::from_str(text).map_err(|error| UnreadRequest(fault(text, &error)))
}

/// Describes what is wrong with JSON that is to be a request or holds one, where, and what was probably meant.
fn fault(text: &str, error: &serde_json::Error) -> String {
    if text.trim().is_empty() {
        return "the request is empty; the shortest is { \"question\": { \"compare\": {} } }".to_owned();
    }
    let place = format!("line {}, column {}", error.line(), error.column());
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
    match error.classify() {
        Category::Eof => format!("{place}: the request ends too early: a bracket or a quotation mark is not closed"),
        Category::Syntax => format!("{place}: this is no JSON: {message}"),
        Category::Data | Category::Io => format!("{place}: {}", mismatch(message)),
    }
}

/// Describes JSON that is no request, by what its reader reports.
fn mismatch(message: &str) -> String {
    // The reader marks names by backquotes: first the one that it has met, then those that it knows.
    let names: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let [name, known @ ..] = names.as_slice() else { return in_words(message) };
    let what = match message {
        _ if message.starts_with("missing field") => {
            return format!("`{name}` is missing, such as \"question\": {{ \"compare\": {{}} }}");
        }
        _ if message.starts_with("unknown variant") && known.contains(&A_QUESTION) => "question",
        _ if message.starts_with("unknown variant") => "choice",
        _ if message.starts_with("unknown field") => "field",
        _ => return in_words(message),
    };
    let known_names = known.join(", ");
    let near = nearest(name, known.iter().copied());
    let help = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    match (known.is_empty(), help.is_empty()) {
        (true, _) => format!("there is no {what} `{name}`: nothing can be given here"),
        (false, true) => format!("there is no {what} `{name}`; there are {known_names}"),
        (false, false) => format!("there is no {what} `{name}`{help} There are {known_names}"),
    }
}

/// Replaces the names of types by words.
fn in_words(message: &str) -> String {
    let types = [
        ("invalid type: ", "this is a wrong value: "),
        ("invalid value: ", "this is a wrong value: "),
        ("floating point", "the number"),
        ("integer", "the number"),
        ("string", "the text"),
        ("boolean", "the word"),
        ("a map", "{ .. }"),
        ("map", "{ .. }"),
        ("a sequence", "[ .. ]"),
        ("sequence", "[ .. ]"),
        ("expected u64", "expected a whole number"),
        ("expected u32", "expected a whole number"),
        ("expected usize", "expected a whole number"),
        ("expected f64", "expected a number"),
        ("expected a the text", "expected a text"),
        ("expected a the word", "expected true or false"),
    ];
    if message.contains("unit variant") {
        return "a question is written with its options, such as { \"risk\": {} }".to_owned();
    }
    let plain = types.iter().fold(message.to_owned(), |text, (from, to)| text.replace(from, to));
    match plain.split_once("expected struct ") {
        Some((before, _)) => format!("{before}expected {{ .. }}"),
        None => plain,
    }
}
