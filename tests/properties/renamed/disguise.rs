//! The disguise of a scenario: its rows, columns, sections and words shuffled, its keys renamed.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use corridor::scenario::{Kind, TableName};

use crate::random::Dice;
use crate::support::world::World;

/// Words that mean something by themselves, whatever rows are called.
const MEANT: &[&str] = &[
    "rail", "road", "sea", "waterway", "bulk", "bag", "box20", "box40", "box35", "wagon", "load", "unload", "tranship",
    "gauge", "storage", "transit", "bonded", "export", "import", "base", "*", "",
];

/// The letters and digits of a new name: the first of them are letters, and so is no other word.
const LETTERS: usize = 6;
const LETTERS_AND_DIGITS: usize = 10;

/// Names in place of others; without any, nothing is renamed.
#[derive(Default)]
pub(super) struct Names {
    new: BTreeMap<String, String>,
    old: BTreeMap<String, String>,
}

impl Names {
    /// Gives another name to each key of some worlds.
    pub(super) fn of(worlds: &[&World], dice: &mut Dice) -> Self {
        let mut names = Self::default();
        for world in worlds {
            for (&table, rows) in &world.tables {
                for (column, cell) in rows.iter().flatten() {
                    for word in words(table, column, cell) {
                        names.add(&word, dice);
                    }
                }
            }
            names.add("test", dice);
            for corridor in &world.corridors {
                names.add(&corridor.key, dice);
            }
        }
        names
    }

    /// Gives a word a name that sorts anywhere among the others.
    fn add(&mut self, word: &str, dice: &mut Dice) {
        let digits = word.chars().all(|letter| letter.is_ascii_digit());
        if MEANT.contains(&word) || digits || self.new.contains_key(word) {
            return;
        }
        let letters: String = (0..LETTERS).map(|_| char::from(b'a' + dice.below(26) as u8)).collect();
        let name = format!("{letters}{}", 1000 + self.new.len());
        self.old.insert(name.clone(), word.to_owned());
        self.new.insert(word.to_owned(), name);
    }

    fn name<'a>(&'a self, word: &'a str) -> &'a str {
        self.new.get(word).map_or(word, String::as_str)
    }

    /// Renames every word of a text that stands between other signs than those of keys.
    pub(super) fn rename(&self, text: &str) -> String {
        let is_of_key = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
        let mut renamed = String::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let end = rest.find(|letter| is_of_key(letter) != is_of_key(first)).unwrap_or(rest.len());
            renamed.push_str(self.name(&rest[..end]));
            rest = &rest[end..];
        }
        renamed
    }

    /// Turns new names back wherever they stand.
    pub(super) fn restore(&self, text: &str) -> String {
        let mut restored = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(letter) = rest.chars().next() {
            let word = rest.get(..LETTERS_AND_DIGITS).filter(|word| word.as_bytes()[LETTERS].is_ascii_digit());
            let (old, end) = match word.and_then(|word| self.old.get(word)) {
                Some(old) => (old.as_str(), LETTERS_AND_DIGITS),
                None => (&rest[..letter.len_utf8()], letter.len_utf8()),
            };
            restored.push_str(old);
            rest = &rest[end..];
        }
        restored
    }

    /// Shuffles a scenario and renames what it names.
    pub(super) fn disguise(&self, folder: &Path, dice: &mut Dice) {
        for table in TableName::ALL {
            let Some((header, mut rows)) = read(folder, table) else { continue };
            for (column, cell) in rows.iter_mut().flat_map(|row| header.iter().zip(row)) {
                let mut own = words(table, column, cell);
                if !own.is_empty() {
                    dice.shuffle(&mut own);
                    *cell = own.iter().map(|word| self.name(word)).collect::<Vec<_>>().join(";");
                }
            }
            dice.shuffle(&mut rows);
            let mut order: Vec<usize> = (0..header.len()).collect();
            dice.shuffle(&mut order);
            let mut writer = csv::Writer::from_path(path(folder, table)).expect("a table");
            writer.write_record(order.iter().map(|&column| &header[column])).expect("a heading");
            for row in &rows {
                writer.write_record(order.iter().map(|&column| &row[column])).expect("a row");
            }
        }
        let path = folder.join("world.toml");
        let text = fs::read_to_string(&path).expect("a scenario");
        fs::write(path, self.rename(&shuffle(&text, dice))).expect("a scenario");
    }
}

/// Shuffles the sections of a TOML file and the lines of each. Demands and corridors keep their order among each other: the
/// first of equal ones is named.
fn shuffle(text: &str, dice: &mut Dice) -> String {
    let sections: Vec<&str> = text.trim_end().split("\n\n").collect();
    let mut shuffled = sections[1..].to_vec();
    dice.shuffle(&mut shuffled);
    for kind in ["[[demand]]", "[corridors."] {
        let of_kind = |section: &&str| section.starts_with(kind);
        let in_order = sections.iter().copied().filter(of_kind);
        shuffled.iter_mut().filter(|section| of_kind(section)).zip(in_order).for_each(|(at, own)| *at = own);
    }
    let mut lines = |section: &str, title: &str| {
        let mut lines: Vec<&str> = section.lines().collect();
        dice.shuffle(&mut lines);
        format!("{title}\n{}\n", lines.join("\n"))
    };
    let mut text = lines(sections[0], "");
    for section in shuffled {
        let (title, section) = section.split_once('\n').unwrap_or((section, ""));
        text.push_str(&lines(section, title));
    }
    text
}

fn path(folder: &Path, table: TableName) -> std::path::PathBuf {
    folder.join(format!("tables/{}.csv", table.as_str()))
}

/// Reads the headings and rows of a table, if there is one.
fn read(folder: &Path, table: TableName) -> Option<(Vec<String>, Vec<Vec<String>>)> {
    let mut reader = csv::Reader::from_path(path(folder, table)).ok()?;
    let cells = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect();
    let header = cells(reader.headers().expect("a heading"));
    Some((header, reader.records().map(|record| cells(&record.expect("a row"))).collect()))
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
