//! `guide`: the chapters of the book in the terminal, by name or by what they are about.

use anstream::ColorChoice;
use clap::Args;
use include_dir::{Dir, File, include_dir};

use corridor::problem::nearest;

use super::failure::{Exit, Failure};
use super::output::to_stdout;

/// The book, one Markdown file a chapter.
static BOOK: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/src/guide");
/// The chapter that lists the others.
const CONTENTS: &str = "README.md";
/// The line that opens and closes a block.
const FENCE: &str = "```";
/// The most chapters that are listed for some words.
const MAX_CHAPTERS_LISTED: usize = 8;
/// The fewest letters of a word that are compared when its ending is left away.
const MIN_STEM: usize = 4;

/// The distance of a word from the title of a chapter that has it in its text alone.
const IN_TEXT: usize = 2;

/// Arguments of `guide`.
#[derive(Debug, Args)]
pub(super) struct GuideArguments {
    /// A chapter, or words to look for, such as quotation or closed border; without them the contents
    #[arg(value_name = "TOPIC")]
    topic: Vec<String>,
}

/// A chapter as the contents list it.
#[derive(Debug)]
struct Chapter {
    /// The heading that it is listed below.
    group: &'static str,
    /// The name that `guide` takes.
    name: &'static str,
    title: &'static str,
    /// What it is about.
    about: &'static str,
    text: &'static str,
}

impl GuideArguments {
    /// Prints the contents, a chapter, or the chapters that some words are found in.
    pub(super) fn run(&self) -> Result<Exit, Failure> {
        let chapters = chapters();
        let is_bold = anstream::AutoStream::choice(&std::io::stdout()) != ColorChoice::Never;
        let text = if self.topic.is_empty() {
            contents(&chapters, is_bold)
        } else {
            match found(&chapters, &self.topic).as_slice() {
                [] => return Err(unknown(&chapters, &self.topic)),
                [chapter] => in_terminal(chapter.text, is_bold),
                several => {
                    let lines: String = several.iter().map(|chapter| chapter.line()).collect();
                    let words = self.topic.join(" ");
                    format!("These chapters are about {words}; `corridor guide` and a name prints one:\n{lines}")
                }
            }
        };
        to_stdout(text.as_bytes())?;
        Ok(Exit::Answered)
    }
}

/// Returns whether a chapter is named by a word, or has it in its title or headings.
pub(super) fn is_named(word: &str) -> bool {
    chapters().iter().any(|chapter| chapter.distance(word).is_some_and(|distance| distance < IN_TEXT))
}

impl Chapter {
    /// Returns the line that lists it.
    fn line(&self) -> String {
        let title = if self.title == self.name { String::new() } else { format!("{}: ", self.title) };
        format!("  {:<14} {title}{}\n", self.name, self.about)
    }

    /// Returns how far from its title a word is found: 0 in it, 1 in a heading or in the contents, [`IN_TEXT`] elsewhere.
    fn distance(&self, word: &str) -> Option<usize> {
        let headings: String = self.text.lines().filter(|line| line.starts_with('#')).collect();
        let [title, headings] = [format!("{} {}", self.name, self.title), headings + " " + self.about];
        [title.as_str(), &headings, self.text].iter().position(|text| times(word, text) > 0)
    }
}

/// Returns the chapters in the order of the contents.
fn chapters() -> Vec<Chapter> {
    let text = |file: &'static File<'_>| file.contents_utf8().unwrap_or_default();
    let mut group = "";
    let mut chapters = Vec::new();
    for line in BOOK.get_file(CONTENTS).map_or("", text).lines() {
        group = line.strip_prefix("## ").unwrap_or(group);
        let Some((_, title, target, about)) = next_link(line).filter(|_| line.starts_with("- ")) else { continue };
        if let Some(file) = BOOK.get_file(target) {
            let about = about.trim_start_matches(": ").trim_end_matches('.');
            chapters.push(Chapter { group, name: target.trim_end_matches(".md"), title, about, text: text(file) });
        }
    }
    chapters
}

/// Lists all chapters below their headings.
fn contents(chapters: &[Chapter], is_bold: bool) -> String {
    let mut out = "`corridor guide` and a name prints a chapter; other words are looked for.\n".to_owned();
    for group in chapters.chunk_by(|one, next| one.group == next.group) {
        out.extend(["\n", &heading(group[0].group, is_bold), "\n"]);
        out.extend(group.iter().map(Chapter::line));
    }
    out
}

/// Returns the chapter that some words name, or those in which most of them are found, nearest to the title.
fn found<'a>(chapters: &'a [Chapter], words: &[String]) -> Vec<&'a Chapter> {
    let name = words.join("-").to_lowercase();
    if let Some(named) = chapters.iter().find(|chapter| chapter.name == name) {
        return vec![named];
    }
    let words: Vec<&str> = words.iter().flat_map(|word| word.split(' ')).filter(|word| !is_filler(word)).collect();
    let mut found: Vec<(usize, usize, &Chapter)> = Vec::new();
    for chapter in chapters {
        let distances: Vec<usize> = words.iter().filter_map(|word| chapter.distance(word)).collect();
        if let Some(&farthest) = distances.iter().max() {
            found.push((words.len() - distances.len(), farthest, chapter));
        }
    }
    let nearest = found.iter().map(|&(missed, farthest, _)| (missed, farthest)).min();
    found.retain(|&(missed, farthest, _)| Some((missed, farthest)) == nearest);
    let mut found: Vec<&Chapter> = found.into_iter().map(|(_, _, chapter)| chapter).collect();
    found.sort_by_key(|chapter| std::cmp::Reverse(words.iter().map(|word| times(word, chapter.text)).sum::<usize>()));
    found.truncate(MAX_CHAPTERS_LISTED);
    found
}

/// Returns whether a word is about nothing, such as `the`.
fn is_filler(word: &str) -> bool {
    const FILLERS: [&str; 16] =
        ["a", "an", "and", "by", "do", "for", "from", "how", "i", "in", "my", "of", "on", "the", "to", "which"];
    FILLERS.contains(&word.to_lowercase().as_str())
}

/// Counts the words of a text that begin as a word does without its ending.
fn times(word: &str, text: &str) -> usize {
    let word = word.to_lowercase();
    let without = |ending: &&str| word.strip_suffix(*ending).filter(|stem| stem.len() >= MIN_STEM);
    let stem = ["ing", "ed", "es", "s", "e"].iter().find_map(without).unwrap_or(&word);
    let is_like = |other: &&str| other.to_lowercase().starts_with(stem);
    text.split(|sign: char| !sign.is_alphanumeric()).filter(is_like).count()
}

fn unknown(chapters: &[Chapter], words: &[String]) -> Failure {
    let topic = words.join(" ");
    let near = nearest(&words.join("-"), chapters.iter().map(|chapter| chapter.name));
    let help = near.map_or_else(String::new, |near| format!("; did you mean {near}?"));
    Failure::Usage(format!("no chapter of the guide is about {topic}{help}\n`corridor guide` lists all chapters"))
}

/// Writes Markdown for a terminal: headings bold, links to chapters as what `guide` takes, blocks as they are.
fn in_terminal(text: &str, is_bold: bool) -> String {
    let mut out = String::new();
    for (number, part) in text.split(FENCE).enumerate() {
        if number % 2 == 1 {
            out.extend([FENCE, part, FENCE]);
            continue;
        }
        for line in links(part).split_inclusive('\n').filter(|line| !line.starts_with("<!--")) {
            match line.strip_suffix('\n').filter(|line| line.starts_with('#')) {
                Some(line) => out.extend([&heading(line, is_bold), "\n"]),
                None => out.push_str(line),
            }
        }
    }
    out
}

fn heading(text: &str, is_bold: bool) -> String {
    if is_bold { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
}

/// Replaces `[text](chapter.md)` by the text, with the chapter behind it where the text names another.
fn links(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
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

/// Splits a text around its first link: what is before it, its text, its target, what is after it.
fn next_link(text: &str) -> Option<(&str, &str, &str, &str)> {
    let middle = text.find("](")?;
    let start = text[..middle].rfind('[')?;
    let end = middle + text[middle..].find(')')?;
    Some((&text[..start], &text[start + 1..middle], &text[middle + 2..end], &text[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::{BOOK, chapters, found, in_terminal, links};

    #[test]
    fn links_become_what_the_command_takes() {
        assert_eq!(
            links("See [levers](levers.md) and [the\ntables](tables.md#rows)."),
            "See levers and the\ntables (tables)."
        );
        assert_eq!(links("No link [here]."), "No link [here].");
    }

    #[test]
    fn blocks_are_left_as_they_are() {
        let text = "# A\n[b](c.md)\n```sh\n# no [heading](x.md)\n```\n";
        assert_eq!(in_terminal(text, true), "\u{1b}[1m# A\u{1b}[0m\nb (c)\n```sh\n# no [heading](x.md)\n```\n");
    }

    #[test]
    fn no_chapter_keeps_a_link_of_markdown() {
        // Pictures of the book are no text.
        for file in BOOK.files().filter(|file| file.path().extension().is_some_and(|ending| ending == "md")) {
            let text = in_terminal(file.contents_utf8().expect("text"), false);
            let prose = text.split("```").step_by(2).collect::<String>();
            assert!(!prose.contains(".md)"), "{}", file.path().display());
        }
    }

    #[test]
    fn words_of_planners_find_their_chapter() {
        let chapters = chapters();
        let pages = BOOK.files().filter(|file| file.path().extension().is_some_and(|ending| ending == "md"));
        // Notebooks are pages of one gallery, no chapters.
        let pages = pages.filter(|file| file.path().to_str().is_some_and(|name| !name.starts_with("gallery-")));
        assert_eq!(chapters.len() + 1, pages.count(), "the contents list every chapter");
        for (words, chapter) in [
            ("quote", "quotation"),
            ("quotations", "quotation"),
            ("forwarder", "quotation"),
            ("closed border", "closed-border"),
            ("border", "closed-border"),
            ("closing", "closed-border"),
            ("deadline", "pareto"),
            ("machine", "speed"),
            ("speed", "speed"),
            ("python", "python"),
            ("spreadsheet", "output"),
            ("emissions", "pareto"),
            ("GLOSSARY", "glossary"),
            ("border closed in winter", "closed-border"),
            ("winter", "closed-border"),
            ("my own network", "own-world"),
            ("own data", "own-world"),
            ("64 cores", "speed"),
            ("cluster", "cluster"),
            ("api", "library"),
            ("script", "output"),
            ("most important figure", "sensitivity"),
            ("20 days", "pareto"),
        ] {
            let words: Vec<String> = words.split(' ').map(String::from).collect();
            let names: Vec<&str> = found(&chapters, &words).iter().map(|chapter| chapter.name).collect();
            assert!(names.contains(&chapter), "{words:?} finds {names:?}");
        }
        assert!(found(&chapters, &["zebra".to_owned()]).is_empty());
    }
}
