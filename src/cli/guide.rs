//! `guide`: the chapters of the book in the terminal.

use std::path::Path;

use anstream::ColorChoice;
use clap::Args;
use include_dir::{Dir, include_dir};

use corridor::problem::nearest;

use super::failure::{Exit, Failure};
use super::output::to_stdout;

/// The book, one Markdown file a chapter.
static CHAPTERS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/src/guide");
/// The chapter that lists the others.
const CONTENTS: &str = "README";

/// Arguments of `guide`.
#[derive(Debug, Args)]
pub(super) struct GuideArguments {
    /// The chapter: a command, or a topic such as first-hour, quotation or glossary; without it the contents
    #[arg(value_name = "TOPIC")]
    topic: Option<String>,
}

impl GuideArguments {
    /// Prints a chapter.
    pub(super) fn run(&self) -> Result<Exit, Failure> {
        let topic = self.topic.as_deref().unwrap_or(CONTENTS);
        let text = CHAPTERS.get_file(format!("{topic}.md")).and_then(|file| file.contents_utf8());
        let text = text.ok_or_else(|| unknown(topic))?;
        let is_bold = anstream::AutoStream::choice(&std::io::stdout()) != ColorChoice::Never;
        let lines = text.lines().filter(|line| !line.starts_with("<!--")).map(|line| in_terminal(line, is_bold));
        to_stdout(lines.map(|line| line + "\n").collect::<String>().as_bytes())?;
        Ok(Exit::Answered)
    }
}

fn topics() -> impl Iterator<Item = &'static str> {
    let name = |path: &'static Path| path.file_stem().and_then(|stem| stem.to_str());
    CHAPTERS.files().filter_map(move |file| name(file.path())).filter(|topic| *topic != CONTENTS)
}

fn unknown(topic: &str) -> Failure {
    let mut known: Vec<&str> = topics().collect();
    known.sort_unstable();
    let help = nearest(topic, known.iter().copied()).map_or_else(String::new, |near| format!("; did you mean {near}?"));
    Failure::Usage(format!("the guide has no chapter {topic}{help}\nThere are {}.", known.join(", ")))
}

/// Writes a line of Markdown for a terminal: headings bold, links to chapters as what `guide` takes.
fn in_terminal(line: &str, is_bold: bool) -> String {
    let text = links(line);
    if is_bold && line.starts_with('#') { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text }
}

/// Replaces `[text](chapter.md)` by the text, with the chapter behind it where the text names another.
fn links(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, text, target, after)) = next_link(rest) {
        out.push_str(before);
        out.push_str(text);
        let chapter = target.split_once(".md").map_or(target, |(chapter, _)| chapter);
        if !text.trim_matches('`').eq_ignore_ascii_case(chapter) {
            out.extend([" (", chapter, ")"]);
        }
        rest = after;
    }
    out + rest
}

/// Splits a line around its first link: what is before it, its text, its target, what is after it.
fn next_link(line: &str) -> Option<(&str, &str, &str, &str)> {
    let middle = line.find("](")?;
    let start = line[..middle].rfind('[')?;
    let end = middle + line[middle..].find(')')?;
    Some((&line[..start], &line[start + 1..middle], &line[middle + 2..end], &line[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::links;

    #[test]
    fn links_become_what_the_command_takes() {
        assert_eq!(
            links("See [levers](levers.md) and [the tables](tables.md#rows)."),
            "See levers and the tables (tables)."
        );
        assert_eq!(links("No link [here]."), "No link [here].");
    }
}
