//! References by name: every name must be that of an existing row or word.

use std::collections::BTreeSet;

use crate::problem::{Code, Problem, Problems, nearest};

use super::columns::{Kind, MODES, TableColumn, TableName};
use super::document::{Document, Given, Number};
use super::layers::Layered;
use super::row::{Row, TableCell, span_of_word};
use super::rows::{Rows, similar_rows};

/// The words of a table that a column may name.
struct Vocabulary<'a> {
    table: TableName,
    /// The words; nothing where they are the keys of the rows.
    words: Option<BTreeSet<&'a str>>,
    /// The kind of problem of another word.
    code: Code,
}

/// All names of the tables.
pub(super) struct Names<'a> {
    layered: &'a Layered,
}

impl<'a> Names<'a> {
    /// Reads the names of all tables.
    pub(super) const fn of(layered: &'a Layered) -> Self {
        Self { layered }
    }

    fn rows(&self, table: TableName) -> Rows<'a> {
        self.layered.tables.rows(table)
    }

    fn is_incomplete(&self, table: TableName) -> bool {
        self.layered.incomplete.contains(&table)
    }

    fn is_doubtful(&self, table: TableName) -> bool {
        self.is_incomplete(table) || self.layered.doubtful.contains(&table)
    }

    fn keys(&self, table: TableName) -> BTreeSet<&'a str> {
        self.rows(table).in_key_order().map(Row::key).collect()
    }

    /// Returns the texts of a column.
    fn texts(&self, table: TableName, column: &str) -> BTreeSet<&'a str> {
        self.rows(table).iter().filter_map(|row| row.text(column)).collect()
    }

    /// Returns the words of a column.
    fn words(&self, table: TableName, column: &str) -> BTreeSet<&'a str> {
        self.rows(table).iter().flat_map(|row| row.words(column)).collect()
    }

    /// Returns the switches that rows name.
    fn switches(&self) -> BTreeSet<&'a str> {
        TableName::ALL.into_iter().flat_map(|table| self.texts(table, "switch")).collect()
    }

    /// Checks the references of all tables.
    pub(super) fn check_tables(&self, problems: &mut Problems) {
        self.check_sources_exist(problems);
        for table in TableName::ALL {
            for (index, column) in table.columns().iter().enumerate() {
                // Only keys are read from a ragged row; other words may be missing.
                if let Some(known) = self.vocabulary(table, column)
                    && !self.is_incomplete(known.table)
                    && (known.words.is_none() || !self.is_doubtful(known.table))
                    && (known.table != TableName::Sources || self.layered.present.contains(&known.table))
                {
                    for cell in self.rows(table).iter().filter_map(|row| row.cell_of(index)) {
                        self.check_cell(cell, column.name, &known, problems);
                    }
                }
            }
        }
    }

    /// Returns the words that the cells of a column may name; nothing for columns that name no rows.
    fn vocabulary(&self, table: TableName, column: &TableColumn) -> Option<Vocabulary<'a>> {
        use TableName::{Legs, Permissions, Places, Tariffs, Vehicles};
        let (table, words, code) = match (column.kind, column.name) {
            (Kind::Ref(table) | Kind::RefOrAny(table) | Kind::Refs(table), _) => {
                return Some(Vocabulary { table, words: None, code: Code::UnknownReference });
            }
            (Kind::Group, "tariff") if table == Legs => {
                (Tariffs, self.texts(Tariffs, "tariff"), Code::UnknownReference)
            }
            (Kind::Group, "vehicle") if table == Legs => {
                (Vehicles, self.texts(Vehicles, "vehicle"), Code::UnknownReference)
            }
            (Kind::WordOrAny, "region") if table == Permissions => {
                (Places, self.texts(Places, "region"), Code::UnusedWord)
            }
            (Kind::WordOrAny, "leg_tag") => (Legs, self.words(Legs, "tags"), Code::UnusedWord),
            _ => return None,
        };
        Some(Vocabulary { table, words: Some(words), code })
    }

    /// Reports the absence of a table of sources once, not for each row.
    fn check_sources_exist(&self, problems: &mut Problems) {
        if self.layered.present.contains(&TableName::Sources) || self.is_incomplete(TableName::Sources) {
            return;
        }
        let tables = TableName::ALL.into_iter();
        let first = tables.flat_map(|table| self.rows(table)).find(|row| row.words("source").next().is_some());
        if let Some(row) = first {
            let problem = Problem::new(Code::NoSources, "sources are named, but there is no sources.csv");
            problems.push(problem.at(&row.span_of("source")).help("add a sources.csv with the columns key and title"));
        }
    }

    fn check_cell(&self, cell: TableCell<'_>, column: &str, known: &Vocabulary<'_>, problems: &mut Problems) {
        let is_known = |word: &str| match &known.words {
            Some(words) => words.contains(word),
            None => self.rows(known.table).has_key(word),
        };
        for word in cell.words().filter(|word| !is_known(word)) {
            let file = known.table.file_name();
            let message = match known.code {
                Code::UnusedWord => format!("no row of {file} has the {column} `{word}`"),
                _ => format!("`{word}` names no row of {file}"),
            };
            let problem = Problem::new(known.code, message).at(&span_of_word(cell.span(), word));
            let problem = problem.help(self.where_to_add(known.table));
            problems.push(if problems.len() < MAX_GUESSED {
                problem.suggest(word, known.words.clone().unwrap_or_else(|| self.keys(known.table)))
            } else {
                problem
            });
        }
    }

    fn where_to_add(&self, table: TableName) -> String {
        let file = table.file_name();
        if self.layered.present.contains(&table) {
            format!("add it to {file}")
        } else {
            format!("there is no {file}: add one to the tables folder")
        }
    }

    /// Checks the names in a document; `switches` are all that it turns on or off.
    pub(super) fn check_document(&self, document: &Document, problems: &mut Problems) {
        let cargo = &document.cargo;
        if !cargo.commodity.value.is_empty() {
            self.check_key(&cargo.commodity, TableName::Commodities, problems);
        }
        let always = [&cargo.lot_t, &cargo.value_per_t, &cargo.holding_rate_per_year, &cargo.carbon_price_per_t];
        for number in always.into_iter().chain(&cargo.buffer_price_per_day) {
            self.check_sources(number, problems);
        }
        for demand in &document.demands {
            demand.from.iter().chain(&demand.to).for_each(|end| self.check_end(end, problems));
            demand.tonnes_per_year.iter().for_each(|number| self.check_sources(number, problems));
        }
        for corridor in &document.corridors {
            if !self.is_doubtful(TableName::Places) {
                let known = self.texts(TableName::Places, "country");
                corridor.within.iter().for_each(|it| check_word(it, &known, "the country of no place", problems));
            }
            let lists = [&corridor.avoid, &corridor.via_any, &corridor.via_all];
            lists.into_iter().flatten().for_each(|item| self.check_item(item, problems));
        }
        let known = self.switches();
        let everything = TableName::ALL.into_iter().all(|table| !self.is_doubtful(table));
        let of_corridors = document.corridors.iter().flat_map(|corridor| &corridor.switches);
        let of_draws = document.hypotheses.iter().map(|hypothesis| &hypothesis.switch);
        for switch in document.switched.iter().chain(of_corridors).chain(of_draws) {
            if !known.contains(switch.value.as_str()) {
                let problem = unknown(switch, "the switch of no row", &known);
                // A name that is nearly another word is misspelt, whatever else may be missing.
                if everything || nearest(&switch.value, known.iter().copied()).is_some() {
                    problems.push(problem);
                }
            }
        }
        for end in document.expects.iter().flat_map(|expect| expect.from.iter().chain(&expect.to)) {
            self.check_end(end, problems);
        }
    }

    fn check_key(&self, given: &Given<String>, table: TableName, problems: &mut Problems) {
        if !self.is_incomplete(table) && !self.rows(table).has_key(&given.value) {
            if problems.len() >= MAX_GUESSED {
                let message = format!("`{}` is no row of {}", given.value, table.file_name());
                return problems.push(Problem::new(Code::UnknownName, message).placed(given.span.as_ref()));
            }
            let problem = unknown(given, &format!("no row of {}", table.file_name()), &self.keys(table));
            let similar: BTreeSet<&str> =
                similar_rows(self.rows(table), &given.value).into_iter().map(Row::key).collect();
            let keys: Vec<&str> = similar.into_iter().take(MAX_GUESSES).collect();
            problems.push(match keys.as_slice() {
                [] if problem.help.is_some() => problem,
                [] => problem.help(self.where_to_add(table)),
                keys => problem.help(format!("did you mean {}?", keys.join(" or "))),
            });
        }
    }

    fn check_sources(&self, number: &Number, problems: &mut Problems) {
        for source in &number.sources {
            self.check_key(&Given { value: source.clone(), span: number.span.clone() }, TableName::Sources, problems);
        }
    }

    /// Checks the end of a demand: a place, `tag:WORD` or `region:WORD`.
    fn check_end(&self, end: &Given<String>, problems: &mut Problems) {
        let (known, what) = match end.value.split_once(':') {
            Some(("tag", _)) => (self.words(TableName::Places, "tags"), "the tag of no place"),
            Some(("region", _)) => (self.texts(TableName::Places, "region"), "the region of no place"),
            _ => return self.check_key(end, TableName::Places, problems),
        };
        if !self.is_doubtful(TableName::Places) {
            check_word(end, &known, what, problems);
        }
    }

    /// Checks an item that a corridor avoids or uses: a place, leg, mode, country or `tag:WORD`.
    fn check_item(&self, item: &Given<String>, problems: &mut Problems) {
        use TableName::{Legs, Places};
        if self.is_doubtful(Places) || self.is_doubtful(Legs) {
            return;
        }
        if item.value.starts_with("tag:") {
            let known = &self.words(Legs, "tags") | &self.words(Places, "tags");
            return check_word(item, &known, "the tag of no leg or place", problems);
        }
        let mut known = &self.keys(Places) | &self.keys(Legs);
        known.extend(MODES);
        known.extend(self.texts(Places, "country"));
        if !known.contains(item.value.as_str()) {
            problems.push(unknown(item, "no place, leg, mode or country", &known));
        }
    }
}

/// The most keys that a problem guesses at.
const MAX_GUESSES: usize = 4;

/// The most problems beside which names are guessed at; the guess is a look at every name.
const MAX_GUESSED: usize = 1000;

/// Checks a word, apart from what stands before a colon.
fn check_word(given: &Given<String>, known: &BTreeSet<&str>, what: &str, problems: &mut Problems) {
    let word = given.value.split_once(':').map_or(given.value.as_str(), |(_, word)| word);
    if !known.contains(word) {
        problems.push(unknown(&Given { value: word.to_owned(), span: given.span.clone() }, what, known));
    }
}

/// Checks the names of corridors that other parts of the document use.
pub(super) fn check_corridors(document: &Document, problems: &mut Problems) {
    let known: BTreeSet<&str> = document.corridors.iter().map(|corridor| corridor.key.value.as_str()).collect();
    let expected = document.expects.iter().flat_map(|expect| expect.corridor.iter().chain(&expect.winner));
    for name in document.baseline.iter().chain(expected) {
        if !known.contains(name.value.as_str()) {
            problems.push(unknown(name, "no corridor of this scenario", &known));
        }
    }
}

fn unknown(given: &Given<String>, what: &str, known: &BTreeSet<&str>) -> Problem {
    let problem = Problem::new(Code::UnknownName, format!("`{}` is {what}", given.value));
    let mut problem = problem.placed(given.span.as_ref());
    if (1..=12).contains(&known.len()) {
        problem = problem.help(format!("known are {}", known.iter().copied().collect::<Vec<_>>().join(", ")));
    }
    problem.suggest(&given.value, known.iter().copied())
}
