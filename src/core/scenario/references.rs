//! References by name: every name must be that of an existing row or word.

use std::collections::{BTreeMap, BTreeSet};

use crate::problem::{Code, Problem, Problems, nearest};

use super::columns::{Kind, MODES, TableName};
use super::conform::placed;
use super::demands::word_span;
use super::document::{Document, Given, Number};
use super::layers::{Layered, file_name};
use super::row::{Row, Value, similar_rows};

/// All names of the tables.
pub(super) struct Names<'a> {
    layered: &'a Layered,
    keys: BTreeMap<TableName, BTreeSet<&'a str>>,
}

impl<'a> Names<'a> {
    /// Collects the names of all tables.
    pub(super) fn of(layered: &'a Layered) -> Self {
        let keys = |table| layered.tables.rows(table).iter().map(Row::key).collect();
        Self { layered, keys: TableName::ALL.into_iter().map(|table| (table, keys(table))).collect() }
    }

    fn rows(&self, table: TableName) -> &'a [Row] {
        self.layered.tables.rows(table)
    }

    fn is_incomplete(&self, table: TableName) -> bool {
        self.layered.incomplete.contains(&table)
    }

    fn is_doubtful(&self, table: TableName) -> bool {
        self.is_incomplete(table) || self.layered.doubtful.contains(&table)
    }

    fn keys(&self, table: TableName) -> BTreeSet<&'a str> {
        self.keys.get(&table).cloned().unwrap_or_default()
    }

    fn has_key(&self, table: TableName, key: &str) -> bool {
        self.keys.get(&table).is_some_and(|keys| keys.contains(key))
    }

    /// Returns the texts of a column.
    fn texts(&self, table: TableName, column: &str) -> BTreeSet<&'a str> {
        self.rows(table).iter().filter_map(|row| row.text(column)).collect()
    }

    /// Returns the words of a column.
    fn words(&self, table: TableName, column: &str) -> BTreeSet<&'a str> {
        self.rows(table).iter().flat_map(|row| row.words(column)).map(String::as_str).collect()
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
                match (column.kind, column.name) {
                    (Kind::Ref(to) | Kind::RefOrAny(to) | Kind::Refs(to), _) => {
                        self.check_column(table, index, to, &self.keys(to), Code::UnknownReference, problems);
                    }
                    (Kind::Group, "tariff") if table == TableName::Legs => {
                        let known = self.texts(TableName::Tariffs, "tariff");
                        self.check_column(table, index, TableName::Tariffs, &known, Code::UnknownReference, problems);
                    }
                    (Kind::Group, "vehicle") if table == TableName::Legs => {
                        let known = self.texts(TableName::Vehicles, "vehicle");
                        self.check_column(table, index, TableName::Vehicles, &known, Code::UnknownReference, problems);
                    }
                    (Kind::WordOrAny, "region") if table == TableName::Permissions => {
                        let known = self.texts(TableName::Places, "region");
                        self.check_column(table, index, TableName::Places, &known, Code::UnusedWord, problems);
                    }
                    (Kind::WordOrAny, "leg_tag") => {
                        let known = self.words(TableName::Legs, "tags");
                        self.check_column(table, index, TableName::Legs, &known, Code::UnusedWord, problems);
                    }
                    _ => {}
                }
            }
        }
    }

    /// Reports the absence of a table of sources once, not for each row.
    fn check_sources_exist(&self, problems: &mut Problems) {
        if self.layered.present.contains(&TableName::Sources) || self.is_incomplete(TableName::Sources) {
            return;
        }
        let tables = TableName::ALL.into_iter();
        let first = tables.flat_map(|table| self.rows(table)).find(|row| !row.words("source").is_empty());
        if let Some(row) = first {
            let problem = Problem::new(Code::NoSources, "sources are named, but there is no sources.csv");
            problems.push(problem.at(row.span_of("source")).help("add a sources.csv with the columns key and title"));
        }
    }

    fn check_column(
        &self,
        table: TableName,
        index: usize,
        to: TableName,
        known: &BTreeSet<&str>,
        code: Code,
        problems: &mut Problems,
    ) {
        // Only keys are read from a ragged row; other words may be missing.
        let by_key = matches!(table.columns()[index].kind, Kind::Ref(_) | Kind::RefOrAny(_) | Kind::Refs(_));
        if self.is_incomplete(to)
            || (!by_key && self.is_doubtful(to))
            || (to == TableName::Sources && !self.layered.present.contains(&to))
        {
            return;
        }
        let column = table.columns()[index].name;
        for cell in self.rows(table).iter().filter_map(|row| row.cells[index].as_ref()) {
            let words: &[String] = match &cell.value {
                Value::Text(text) if text != "*" => std::slice::from_ref(text),
                Value::Words(words) => words,
                _ => &[],
            };
            for word in words.iter().filter(|word| !known.contains(word.as_str())) {
                let message = match code {
                    Code::UnusedWord => format!("no row of {} has the {column} `{word}`", file_name(to)),
                    _ => format!("`{word}` names no row of {}", file_name(to)),
                };
                let problem = Problem::new(code, message).at(&word_span(&cell.span, word));
                problems.push(match nearest(word, known.iter().copied()) {
                    Some(near) => problem.help(format!("did you mean {near}?")),
                    None => problem.help(self.where_to_add(to)),
                });
            }
        }
    }

    fn where_to_add(&self, table: TableName) -> String {
        if self.layered.present.contains(&table) {
            format!("add it to {}", file_name(table))
        } else {
            format!("there is no {}: add one to the tables folder", file_name(table))
        }
    }

    /// Checks the names in a document; `switches` are all that it turns on or off.
    pub(super) fn check_document(&self, document: &Document, switches: &[Given<String>], problems: &mut Problems) {
        let cargo = &document.cargo;
        if !cargo.commodity.value.is_empty() {
            self.check_key(&cargo.commodity, TableName::Commodities, problems);
        }
        for number in [&cargo.lot_t, &cargo.value_per_t, &cargo.holding_rate_per_year, &cargo.carbon_price_per_t] {
            self.check_sources(number, problems);
        }
        for demand in &document.demands {
            demand.from.iter().chain(&demand.to).for_each(|end| self.check_end(end, problems));
            demand.tonnes_per_year.iter().for_each(|number| self.check_sources(number, problems));
        }
        for corridor in &document.corridors {
            corridor.within.iter().for_each(|country| self.check_country(country, problems));
            let lists = [&corridor.avoid, &corridor.via_any, &corridor.via_all];
            lists.into_iter().flatten().for_each(|item| self.check_item(item, problems));
        }
        let known = self.switches();
        let everything = TableName::ALL.into_iter().all(|table| !self.is_doubtful(table));
        for switch in switches.iter().chain(document.corridors.iter().flat_map(|corridor| &corridor.switches)) {
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
        if !self.is_incomplete(table) && !self.has_key(table, &given.value) {
            let problem = unknown(given, &format!("no row of {}", file_name(table)), &self.keys(table));
            let similar = similar_rows(self.rows(table), &given.value);
            problems.push(match similar.first() {
                _ if problem.help.is_some() => problem,
                Some(row) => problem.help(format!("did you mean {}?", row.key())),
                None => problem.help(self.where_to_add(table)),
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
            Self::check_word(end, &known, what, problems);
        }
    }

    fn check_word(given: &Given<String>, known: &BTreeSet<&str>, what: &str, problems: &mut Problems) {
        let word = given.value.split_once(':').map_or(given.value.as_str(), |(_, word)| word);
        if !known.contains(word) {
            problems.push(unknown(&Given { value: word.to_owned(), span: given.span.clone() }, what, known));
        }
    }

    fn check_country(&self, country: &Given<String>, problems: &mut Problems) {
        if !self.is_doubtful(TableName::Places) {
            let known = self.texts(TableName::Places, "country");
            Self::check_word(country, &known, "the country of no place", problems);
        }
    }

    /// Checks an item that a corridor avoids or uses: a place, leg, mode, country or `tag:WORD`.
    fn check_item(&self, item: &Given<String>, problems: &mut Problems) {
        if self.is_doubtful(TableName::Places) || self.is_doubtful(TableName::Legs) {
            return;
        }
        if item.value.starts_with("tag:") {
            let mut known = self.words(TableName::Legs, "tags");
            known.extend(self.words(TableName::Places, "tags"));
            return Self::check_word(item, &known, "the tag of no leg or place", problems);
        }
        let mut known = self.keys(TableName::Places);
        known.extend(self.keys(TableName::Legs));
        known.extend(MODES);
        known.extend(self.texts(TableName::Places, "country"));
        if !known.contains(item.value.as_str()) {
            problems.push(unknown(item, "no place, leg, mode or country", &known));
        }
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
    let problem = placed(problem, given.span.as_ref());
    match nearest(&given.value, known.iter().copied()) {
        Some(near) => problem.help(format!("did you mean {near}?")),
        None if (1..=12).contains(&known.len()) => {
            problem.help(format!("known are {}", known.iter().copied().collect::<Vec<_>>().join(", ")))
        }
        None => problem,
    }
}
