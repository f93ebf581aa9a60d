//! A page for people: its content, before it is known where it will be shown.

use schemars::JsonSchema;
use serde::Serialize;

/// The side on which the cells of a column are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Align {
    /// Words.
    Left,
    /// Numbers; they are never broken over lines.
    Right,
    /// Paths such as `tariffs.cn-rail.per_km`, on the left; broken over lines only after a dot.
    Path,
}

/// The heading of a column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PageColumn {
    /// The heading.
    pub title: String,
    /// The side on which its cells are set.
    pub align: Align,
}

/// A table; a row without cells is a gap between two groups of rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Table {
    /// The columns.
    pub columns: Vec<PageColumn>,
    /// How many columns name the row: they come first and are repeated where a table is too wide for one piece.
    pub keys: usize,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// Starts a table across some things: the first column names what is written of them, each of the others is one.
    pub fn across<S: Into<String>>(what: impl Into<String>, things: impl IntoIterator<Item = S>) -> Self {
        let first = PageColumn { title: what.into(), align: Align::Left };
        let others = things.into_iter().map(|title| PageColumn { title: title.into(), align: Align::Right });
        Self { columns: std::iter::once(first).chain(others).collect(), keys: 1, rows: Vec::new() }
    }

    /// Adds a row.
    pub fn row<I: IntoIterator<Item = S>, S: Into<String>>(&mut self, cells: I) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// Adds a gap between groups of rows.
    pub fn gap(&mut self) {
        self.rows.push(Vec::new());
    }
}

/// A writer of the cells of a column.
type WriteCell<'a, R> = Box<dyn Fn(&R) -> String + 'a>;

/// The columns of a table in one list: the heading of each with what it writes of a row.
pub(super) struct Columns<'a, R> {
    headings: Vec<PageColumn>,
    cells: Vec<WriteCell<'a, R>>,
    keys: usize,
}

impl<'a, R> Columns<'a, R> {
    /// Starts a list without columns, whose first will name the row.
    pub(super) const fn new() -> Self {
        Self { headings: Vec::new(), cells: Vec::new(), keys: 1 }
    }

    /// Adds a column.
    pub(super) fn column(mut self, align: Align, title: impl Into<String>, cell: impl Fn(&R) -> String + 'a) -> Self {
        self.headings.push(PageColumn { title: title.into(), align });
        self.cells.push(Box::new(cell));
        self
    }

    /// Adds a column of words.
    pub(super) fn words(self, title: impl Into<String>, cell: impl Fn(&R) -> String + 'a) -> Self {
        self.column(Align::Left, title, cell)
    }

    /// Adds a column of numbers.
    pub(super) fn numbers(self, title: impl Into<String>, cell: impl Fn(&R) -> String + 'a) -> Self {
        self.column(Align::Right, title, cell)
    }

    /// Lets all columns so far name the row, not the first alone: a table in pieces repeats them in each.
    pub(super) const fn keyed(mut self) -> Self {
        self.keys = self.headings.len();
        self
    }

    /// Adds more columns where they have something to show.
    pub(super) fn with(self, is_shown: bool, more: impl FnOnce(Self) -> Self) -> Self {
        if is_shown { more(self) } else { self }
    }

    /// Writes a table of some rows.
    pub(super) fn table<'r>(&self, rows: impl IntoIterator<Item = &'r R>) -> Table
    where
        R: 'r,
    {
        let cells = |row| self.cells.iter().map(|cell| cell(row)).collect();
        Table { columns: self.headings.clone(), keys: self.keys, rows: rows.into_iter().map(cells).collect() }
    }
}

/// One thing on a page.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PageBlock {
    /// A heading of level 1 to 3.
    Heading(u8, String),
    /// The sentence to read if only one is read.
    Lead(String),
    /// A paragraph.
    Text(String),
    /// Sentences beside each other.
    List(Vec<String>),
    /// A table.
    Table(Table),
    /// Bars in characters, which only a terminal shows: the numbers are in a table too.
    #[serde(skip)]
    Bars(Bars),
    /// Staircases in characters, which only a terminal shows.
    #[serde(skip)]
    Stairs(Stairs),
}

/// The most bars of a page in one place.
pub(super) const MAX_BARS: usize = 12;

/// Bars, each beside its name and its number.
#[derive(Clone, Debug, PartialEq)]
pub struct Bars {
    /// What they show, with the unit.
    pub title: String,
    /// The bars from top to bottom.
    pub rows: Vec<BarRow>,
}

/// One bar.
#[derive(Clone, Debug, PartialEq)]
pub struct BarRow {
    /// The name.
    pub name: String,
    /// The number in words.
    pub text: String,
    /// What it shows.
    pub shown: BarShape,
}

/// What a bar shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BarShape {
    /// A size from 0.
    Size(f64),
    /// A range: its ends with a point between them.
    Range([f64; 3]),
}

impl BarRow {
    /// Creates a bar from 0.
    pub fn size(name: impl Into<String>, text: impl Into<String>, size: f64) -> Self {
        Self { name: name.into(), text: text.into(), shown: BarShape::Size(size) }
    }
}

/// Staircases: what is added up along routes.
#[derive(Clone, Debug, PartialEq)]
pub struct Stairs {
    /// What is added up, with the unit.
    pub title: String,
    /// The unit along the routes.
    pub across: &'static str,
    /// The routes, the first in the heaviest line.
    pub lines: Vec<StairLine>,
}

/// One staircase.
#[derive(Clone, Debug, PartialEq)]
pub struct StairLine {
    /// What it is called.
    pub name: String,
    /// Its corners: along the route, and added up there. It begins at the first.
    pub corners: Vec<[f64; 2]>,
    /// What happens where along it, in a few letters.
    pub marks: Vec<(f64, String)>,
}

impl PageBlock {
    /// Returns whether it is made of characters for a terminal.
    pub const fn is_for_terminal(&self) -> bool {
        matches!(self, Self::Bars(_) | Self::Stairs(_))
    }
}

/// A page for people.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct Page {
    /// Its blocks from top to bottom.
    pub blocks: Vec<PageBlock>,
    /// Those that follow when what stands under the heading of level 1 is complete.
    #[serde(skip)]
    later: Vec<PageBlock>,
}

impl Page {
    /// Starts an empty page.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns all its blocks.
    pub fn all_blocks(&self) -> impl Iterator<Item = &PageBlock> {
        self.blocks.iter().chain(&self.later)
    }

    /// Ends the page: what was to follow later stands at its end.
    pub(super) fn closed(mut self) -> Self {
        self.blocks.append(&mut self.later);
        self
    }

    /// Adds a paragraph behind all that follows, up to the next heading of level 1.
    pub fn text_behind(&mut self, text: impl Into<String>) {
        let text = text.into();
        if !text.trim().is_empty() {
            self.later.push(PageBlock::Text(text));
        }
    }

    /// Adds a heading of level 1 to 3.
    pub fn heading(&mut self, level: u8, text: impl Into<String>) {
        if level == 1 {
            self.blocks.append(&mut self.later);
        }
        self.blocks.push(PageBlock::Heading(level, text.into()));
    }

    /// Adds the sentence to read if only one is read.
    pub fn lead(&mut self, text: impl Into<String>) {
        self.blocks.push(PageBlock::Lead(text.into()));
    }

    /// Adds a paragraph, unless there is nothing in it.
    pub fn text(&mut self, text: impl Into<String>) {
        let text = text.into();
        if !text.trim().is_empty() {
            self.blocks.push(PageBlock::Text(text));
        }
    }

    /// Adds a list, unless it is empty.
    pub fn list(&mut self, items: Vec<String>) {
        if !items.is_empty() {
            self.blocks.push(PageBlock::List(items));
        }
    }

    /// Adds bars, unless there is nothing to compare.
    pub fn bars(&mut self, title: impl Into<String>, rows: Vec<BarRow>) {
        if rows.len() > 1 {
            self.blocks.push(PageBlock::Bars(Bars { title: title.into(), rows }));
        }
    }

    /// Adds staircases, unless there are none.
    pub fn stairs(&mut self, stairs: Stairs) {
        if !stairs.lines.is_empty() {
            self.blocks.push(PageBlock::Stairs(stairs));
        }
    }

    /// Adds a table.
    pub fn table(&mut self, table: Table) {
        self.blocks.push(PageBlock::Table(table));
    }
}
