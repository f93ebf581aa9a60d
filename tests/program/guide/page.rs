//! A Markdown page: its blocks, headings, links and tables.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The line that opens and closes a block.
const FENCE: &str = "```";

/// A Markdown file.
pub(crate) struct Page {
    /// The path from the folder of the project.
    pub(crate) path: PathBuf,
    pub(crate) text: String,
}

/// A fenced block of a page.
pub(crate) struct Block<'a> {
    pub(crate) language: &'a str,
    pub(crate) lines: Vec<&'a str>,
    /// The file that the block shows, named by a line `` `PATH`: `` before it.
    pub(crate) file: Option<&'a str>,
    /// The line of the page on which it begins.
    pub(crate) line: usize,
}

impl Block<'_> {
    pub(crate) fn text(&self) -> String {
        self.lines.iter().fold(String::new(), |text, line| text + line + "\n")
    }
}

/// Returns the folder of the project.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

impl Page {
    pub(crate) fn read(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let text = fs::read_to_string(root().join(&path));
        let text = text.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self { path, text }
    }

    /// Reads a chapter of the guide.
    pub(crate) fn chapter(name: &str) -> Self {
        Self::read(Path::new("src/guide").join(name).with_extension("md"))
    }

    /// Reads the README and all chapters of the guide, in the order of their names.
    pub(crate) fn all() -> Vec<Self> {
        std::iter::once(Self::read("README.md")).chain(chapters().iter().map(|name| Self::chapter(name))).collect()
    }

    /// Returns the page as messages name it.
    pub(crate) fn name(&self) -> String {
        self.path.display().to_string()
    }

    /// Returns all fenced blocks in order.
    pub(crate) fn blocks(&self) -> Vec<Block<'_>> {
        let mut blocks = Vec::new();
        let mut before = "";
        let mut lines = self.text.lines().enumerate();
        while let Some((number, line)) = lines.next() {
            if let Some(language) = line.strip_prefix(FENCE) {
                let body = lines.by_ref().map(|(_, line)| line).take_while(|line| *line != FENCE).collect();
                let file =
                    before.strip_prefix('`').and_then(|rest| rest.strip_suffix("`:")).filter(|path| path.contains('.'));
                blocks.push(Block { language, lines: body, file, line: number + 1 });
                before = "";
            } else if !line.trim().is_empty() {
                before = line;
            }
        }
        blocks
    }

    /// Tells whether nothing but blank lines is between the end of one block and the beginning of another.
    pub(crate) fn follows(&self, first: &Block<'_>, second: &Block<'_>) -> bool {
        let end = first.line + first.lines.len() + 1;
        self.text.lines().skip(end).take(second.line - end - 1).all(|line| line.trim().is_empty())
    }

    /// Returns the lines that are in no fenced block.
    fn prose(&self) -> Vec<&str> {
        let mut is_block = false;
        let is_prose = |line: &&str| {
            let is_fence = line.starts_with(FENCE);
            is_block ^= is_fence;
            !is_block && !is_fence
        };
        self.text.lines().filter(is_prose).collect()
    }

    /// Returns what may follow `#` in a link to the page.
    pub(crate) fn anchors(&self) -> BTreeSet<String> {
        let lines = self.prose().into_iter();
        let headings = lines.filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
        headings.map(anchor).collect()
    }

    /// Returns the targets of all links of the page.
    pub(crate) fn links(&self) -> Vec<String> {
        let prose = self.prose().join("\n");
        prose.split("](").skip(1).filter_map(|rest| rest.split(')').next()).map(str::to_owned).collect()
    }

    /// Returns the cells of the rows of the table whose heading begins like this.
    pub(crate) fn table(&self, heading: &str) -> Vec<Vec<&str>> {
        let lines = self.text.lines().skip_while(|line| !line.starts_with(heading)).skip(2);
        let rows = lines.take_while(|line| line.starts_with('|'));
        rows.map(|line| line.trim_matches('|').split('|').map(str::trim).collect()).collect()
    }
}

/// Returns the names of all chapters, without ending, in order.
pub(crate) fn chapters() -> BTreeSet<String> {
    let files = fs::read_dir(root().join("src/guide")).expect("the guide").map(|entry| entry.expect("a file").path());
    let pages = files.filter(|path| path.extension().is_some_and(|ending| ending == "md"));
    pages.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned())).collect()
}

/// Returns the name that a heading has in links.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|&letter| letter.is_alphanumeric() || " -_".contains(letter));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}
