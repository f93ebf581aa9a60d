//! A page for people: what stands on it, before it is known where it will be shown.

/// Says on which side the cells of a column stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Numbers; they are never broken over lines.
    Right,
    /// Paths such as `tariffs.cn-rail.per_km`, on the left; broken over lines only after a dot.
    Path,
}

/// Is the heading of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The heading.
    pub title: String,
    /// The side on which its cells stand.
    pub align: Align,
}

/// Is a table; a row without cells is a gap between two groups of rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The columns; the first names the row and is repeated where a table is too wide for one piece.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// Starts a table without columns.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a column of words.
    #[must_use]
    pub fn words(mut self, title: impl Into<String>) -> Self {
        self.columns.push(Column { title: title.into(), align: Align::Left });
        self
    }

    /// Adds a column of numbers.
    #[must_use]
    pub fn numbers(mut self, title: impl Into<String>) -> Self {
        self.columns.push(Column { title: title.into(), align: Align::Right });
        self
    }

    /// Adds a column of paths.
    #[must_use]
    pub fn paths(mut self, title: impl Into<String>) -> Self {
        self.columns.push(Column { title: title.into(), align: Align::Path });
        self
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

/// Is one thing on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading of level 1 to 3.
    Heading(u8, String),
    /// The sentence to read if only one is read.
    Lead(String),
    /// A paragraph.
    Text(String),
    /// Sentences that stand beside each other.
    List(Vec<String>),
    /// A table.
    Table(Table),
}

/// Is a page for people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// What stands on it, from top to bottom.
    pub blocks: Vec<Block>,
}

impl Page {
    /// Starts an empty page.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a heading of level 1 to 3.
    pub fn heading(&mut self, level: u8, text: impl Into<String>) {
        self.blocks.push(Block::Heading(level, text.into()));
    }

    /// Adds the sentence to read if only one is read.
    pub fn lead(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Lead(text.into()));
    }

    /// Adds a paragraph, unless there is nothing in it.
    pub fn text(&mut self, text: impl Into<String>) {
        let text = text.into();
        if !text.trim().is_empty() {
            self.blocks.push(Block::Text(text));
        }
    }

    /// Adds a list, unless it is empty.
    pub fn list(&mut self, items: Vec<String>) {
        if !items.is_empty() {
            self.blocks.push(Block::List(items));
        }
    }

    /// Adds a table.
    pub fn table(&mut self, table: Table) {
        self.blocks.push(Block::Table(table));
    }
}
