//! A scenario as rows that a test can change, and its files.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use corridor::analysis::compare as case;
use corridor::answer::Answer;
use corridor::answer::Prepared;
use corridor::present::Shown;
use corridor::problem::Problems;
use corridor::scenario::{Override, TableName};
use corridor::units::Money;

/// Is one row of a table: cells by column; a column that is not there is blank.
pub(crate) type Row = BTreeMap<&'static str, String>;

/// Makes a row from `column = value` pairs.
macro_rules! row {
    ($($column:ident = $value:expr),* $(,)?) => {
        $crate::support::world::Row::from([$((stringify!($column), $value.to_string())),*])
    };
}
pub(crate) use row;

/// Asks for goods to go from one place to another.
#[derive(Clone, Debug, Default)]
pub(crate) struct Demand {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) regime: Option<&'static str>,
}

/// Is a named set of must and must-not: lists of words by their keys.
#[derive(Clone, Debug, Default)]
pub(crate) struct Corridor {
    pub(crate) key: String,
    pub(crate) lists: BTreeMap<&'static str, Vec<String>>,
}

impl Corridor {
    pub(crate) fn free(key: &str) -> Self {
        Self { key: key.to_owned(), lists: BTreeMap::new() }
    }

    pub(crate) fn with<T: ToString>(mut self, list: &'static str, words: impl IntoIterator<Item = T>) -> Self {
        self.lists.insert(list, words.into_iter().map(|word| word.to_string()).collect());
        self
    }

    pub(crate) fn list(&self, list: &str) -> &[String] {
        self.lists.get(list).map_or(&[], Vec::as_slice)
    }
}

/// Says how the tables are spelt; all spellings mean the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spelling {
    Plain,
    ByteOrderMark,
    CarriageReturns,
    Quoted,
}

/// Holds everything that a scenario's files say.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) date: &'static str,
    pub(crate) currency: &'static str,
    pub(crate) wait: &'static str,
    pub(crate) cargo: BTreeMap<&'static str, String>,
    pub(crate) demands: Vec<Demand>,
    pub(crate) corridors: Vec<Corridor>,
    pub(crate) tables: BTreeMap<TableName, Vec<Row>>,
}

impl World {
    /// Starts with goods and no tables.
    pub(crate) fn new() -> Self {
        let cargo = [("commodity", "\"maize\""), ("form", "\"bulk\""), ("lot_t", "3000"), ("value_per_t", "0")];
        Self {
            date: "2017-08-08",
            currency: "CNY",
            wait: "half-headway",
            cargo: cargo.into_iter().map(|(key, value)| (key, value.to_owned())).collect(),
            demands: Vec::new(),
            corridors: Vec::new(),
            tables: BTreeMap::from([(TableName::Sources, vec![row! { key = "test", title = "Made for a test" }])]),
        }
    }

    pub(crate) fn put(&mut self, table: TableName, row: Row) {
        self.tables.entry(table).or_default().push(row);
    }

    pub(crate) fn rows(&self, table: TableName) -> &[Row] {
        self.tables.get(&table).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn rows_mut(&mut self, table: TableName) -> &mut Vec<Row> {
        self.tables.entry(table).or_default()
    }

    pub(crate) fn ask(&mut self, from: &str, to: &str) {
        self.demands.push(Demand { from: from.to_owned(), to: to.to_owned(), regime: None });
    }

    /// Writes the scenario into a folder and returns its path.
    pub(crate) fn write(&self, folder: &Path, spelling: Spelling) -> PathBuf {
        let tables = folder.join("tables");
        fs::create_dir_all(&tables).expect("a folder for the tables");
        for (&table, rows) in &self.tables {
            if !rows.is_empty() {
                let path = tables.join(format!("{}.csv", table.as_str()));
                fs::write(path, csv_text(table, rows, spelling)).expect("a table");
            }
        }
        let path = folder.join("world.toml");
        let text = self.toml();
        let text = match spelling {
            Spelling::CarriageReturns => text.replace('\n', "\r\n"),
            Spelling::ByteOrderMark => format!("\u{feff}{text}"),
            _ => text,
        };
        fs::write(&path, text).expect("a scenario");
        path
    }

    fn toml(&self) -> String {
        let mut text = format!(
            "schema = 1\ntitle = \"A test\"\ntables = \"tables\"\ndate = {}\ncurrency = \"{}\"\nwait = \"{}\"\n\n[cargo]\n",
            self.date, self.currency, self.wait
        );
        for (key, value) in &self.cargo {
            let _ = writeln!(text, "{key} = {value}");
        }
        for demand in &self.demands {
            let _ = write!(text, "\n[[demand]]\nfrom = \"{}\"\nto = \"{}\"\n", demand.from, demand.to);
            if let Some(regime) = demand.regime {
                let _ = writeln!(text, "regime = \"{regime}\"");
            }
        }
        for corridor in &self.corridors {
            let _ = write!(text, "\n[corridors.{}]\n", corridor.key);
            for (list, words) in &corridor.lists {
                let _ = writeln!(text, "{list} = {words:?}");
            }
        }
        text
    }

    /// Reads the scenario through the program, with some figures changed.
    pub(crate) fn prepare(&self, overrides: &[Override]) -> Result<Prepared, Problems> {
        self.prepare_spelt(Spelling::Plain, overrides)
    }

    fn prepare_spelt(&self, spelling: Spelling, overrides: &[Override]) -> Result<Prepared, Problems> {
        let folder = tempfile::tempdir().expect("a folder");
        Prepared::prepare(&self.write(folder.path(), spelling), overrides)
    }

    /// Reads the scenario through the program, which must accept it.
    pub(crate) fn case(&self) -> Prepared {
        self.prepare(&[]).unwrap_or_else(|problems| panic!("the scenario is refused:\n{problems}\n{}", self.toml()))
    }

    pub(crate) fn answers(&self) -> Vec<Answer> {
        self.case().answers()
    }

    /// Returns the JSON results without the hashes of the inputs.
    pub(crate) fn json(&self, spelling: Spelling) -> String {
        let case = self.prepare_spelt(spelling, &[]).unwrap_or_else(|problems| panic!("{spelling:?}:\n{problems}"));
        let mut results = case::answer(&[case]);
        results.manifest.scenarios[0].inputs.clear();
        results.json()
    }
}

/// Returns the totals of answers in millionths.
pub(crate) fn totals(answers: &[Answer]) -> Vec<Option<i64>> {
    answers.iter().map(|answer| answer.total_per_t.map(Money::micros)).collect()
}

/// Returns the legs of an answer in the order in which they are ridden.
pub(crate) fn ridden(answer: &Answer) -> Vec<&str> {
    let rides = answer.steps.iter().filter(|step| step.kind == corridor::answer::StepKind::Ride);
    rides.flat_map(|step| step.legs.iter().map(String::as_str)).collect()
}

fn csv_text(table: TableName, rows: &[Row], spelling: Spelling) -> String {
    let used: BTreeSet<&str> = rows.iter().flat_map(|row| row.keys().copied()).collect();
    let wanted = |name: &str| used.contains(name) || matches!(name, "source" | "grade");
    let columns: Vec<&str> = table.columns().iter().map(|column| column.name).filter(|name| wanted(name)).collect();
    assert!(used.iter().all(|name| columns.contains(name)), "{table:?} has no such columns: {used:?}");
    let style = match spelling {
        Spelling::Quoted => csv::QuoteStyle::Always,
        _ => csv::QuoteStyle::Necessary,
    };
    let end = match spelling {
        Spelling::CarriageReturns => csv::Terminator::CRLF,
        _ => csv::Terminator::Any(b'\n'),
    };
    let mut writer = csv::WriterBuilder::new().quote_style(style).terminator(end).from_writer(Vec::new());
    writer.write_record(&columns).expect("a heading");
    for row in rows {
        let cell = |name: &&str| match (row.get(name), *name) {
            (Some(text), _) => text.clone(),
            (None, "source") => "test".to_owned(),
            (None, "grade") => "estimate".to_owned(),
            (None, _) => String::new(),
        };
        writer.write_record(columns.iter().map(cell)).expect("a row");
    }
    let text = String::from_utf8(writer.into_inner().expect("a table")).expect("UTF-8");
    if spelling == Spelling::ByteOrderMark { format!("\u{feff}{text}") } else { text }
}
