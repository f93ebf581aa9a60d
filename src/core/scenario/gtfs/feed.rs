//! The files of a timetable feed as rows, each with its line.

use std::collections::BTreeMap;

use csv::{ByteRecord, ReaderBuilder};

use crate::units::Date;

/// Why a feed cannot be read: always the file, and where there is one the line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GtfsError {
    /// A file that a feed must have is not there.
    #[error(
        "{0} is missing: a feed has stops.txt, routes.txt, trips.txt, stop_times.txt, and calendar.txt or calendar_dates.txt"
    )]
    NoFile(&'static str),
    /// A file lacks a column.
    #[error("{file} has no column {column}")]
    NoColumn {
        /// The file.
        file: &'static str,
        /// The heading that is missing.
        column: &'static str,
    },
    /// A cell does not hold what it should.
    #[error("{file}, line {line}: {column} is `{found}`; it should be {wanted}")]
    BadCell {
        /// The file.
        file: &'static str,
        /// The line, counted from 1.
        line: u64,
        /// The heading.
        column: &'static str,
        /// The content.
        found: String,
        /// What it should be, in words.
        wanted: &'static str,
    },
    /// A row is no CSV.
    #[error("{file}: {cause}")]
    NotCsv {
        /// The file.
        file: &'static str,
        /// What the CSV reader says, with the line.
        cause: String,
    },
    /// Nothing in the feed can carry anything.
    #[error("the feed has no trip that runs on some day between two places")]
    Empty,
    /// An end of the example question is no stop of the feed that a trip serves.
    #[error("no trip serves a stop `{0}`: name a stop_id of stops.txt")]
    NoStop(String),
}

/// A file of a feed.
pub(super) struct FeedTable {
    file: &'static str,
    headings: BTreeMap<String, usize>,
    rows: Vec<(u64, ByteRecord)>,
}

/// A row of a file.
#[derive(Clone, Copy)]
pub(super) struct FeedRow<'a> {
    table: &'a FeedTable,
    line: u64,
    record: &'a ByteRecord,
}

impl FeedTable {
    /// Reads a file, or nothing where there is none.
    pub(super) fn optional(files: &BTreeMap<String, Vec<u8>>, file: &'static str) -> Result<Option<Self>, GtfsError> {
        let Some(bytes) = files.get(file) else { return Ok(None) };
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        let fault = |cause: csv::Error| GtfsError::NotCsv { file, cause: cause.to_string() };
        let mut reader = ReaderBuilder::new().from_reader(bytes);
        let text = |cell: &[u8]| String::from_utf8_lossy(cell).trim().to_owned();
        let headings = reader.byte_headers().map_err(fault)?.iter().map(text).enumerate();
        let headings = headings.map(|(place, name)| (name, place)).collect();
        let mut rows = Vec::new();
        for record in reader.into_byte_records() {
            let record = record.map_err(fault)?;
            rows.push((record.position().map_or(0, csv::Position::line), record));
        }
        Ok(Some(Self { file, headings, rows }))
    }

    /// Reads a file that must be there.
    pub(super) fn required(files: &BTreeMap<String, Vec<u8>>, file: &'static str) -> Result<Self, GtfsError> {
        Self::optional(files, file)?.ok_or(GtfsError::NoFile(file))
    }

    /// Iterates over the rows.
    pub(super) fn rows(&self) -> impl Iterator<Item = FeedRow<'_>> {
        self.rows.iter().map(|(line, record)| FeedRow { table: self, line: *line, record })
    }
}

impl FeedRow<'_> {
    /// Returns a cell; empty where the column is not there.
    pub(super) fn text(&self, column: &str) -> String {
        let cell = self.table.headings.get(column).and_then(|&place| self.record.get(place)).unwrap_or_default();
        String::from_utf8_lossy(cell).trim().to_owned()
    }

    /// Returns a cell that must not be empty.
    pub(super) fn must(&self, column: &'static str) -> Result<String, GtfsError> {
        if !self.table.headings.contains_key(column) {
            return Err(GtfsError::NoColumn { file: self.table.file, column });
        }
        let text = self.text(column);
        if text.is_empty() { Err(self.fault(column, "filled in")) } else { Ok(text) }
    }

    /// Describes a cell that does not hold what it should.
    pub(super) fn fault(&self, column: &'static str, wanted: &'static str) -> GtfsError {
        GtfsError::BadCell { file: self.table.file, line: self.line, column, found: self.text(column), wanted }
    }

    /// Returns a whole number that must be there.
    pub(super) fn whole(&self, column: &'static str) -> Result<u32, GtfsError> {
        self.must(column)?.parse().map_err(|_| self.fault(column, "a whole number"))
    }

    /// Returns an angle within a bound; nothing where the cell is empty.
    pub(super) fn angle(&self, column: &'static str, most: f64) -> Result<Option<f64>, GtfsError> {
        let text = self.text(column);
        if text.is_empty() {
            return Ok(None);
        }
        let angle = text.parse::<f64>().ok().filter(|angle| angle.abs() <= most);
        angle.map(Some).ok_or_else(|| self.fault(column, "an angle in degrees"))
    }

    /// Returns a day that must be there.
    pub(super) fn day(&self, column: &'static str) -> Result<Date, GtfsError> {
        let text = self.must(column)?;
        let is_written = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
        let day = is_written.then(|| Date::parse(&format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..])).ok());
        day.flatten().ok_or_else(|| self.fault(column, "a day such as 20180131"))
    }

    /// Returns a flag that must be there.
    pub(super) fn flag(&self, column: &'static str) -> Result<bool, GtfsError> {
        match self.must(column)?.as_str() {
            "0" => Ok(false),
            "1" => Ok(true),
            _ => Err(self.fault(column, "0 or 1")),
        }
    }

    /// Returns a time in whole minutes after the midnight with which its day of service begins, which may be more than a
    /// day; nothing where the cell is empty. Seconds are dropped.
    pub(super) fn minutes(&self, column: &'static str) -> Result<Option<u32>, GtfsError> {
        let text = self.text(column);
        if text.is_empty() {
            return Ok(None);
        }
        let read = || {
            let mut pieces = text.split(':');
            let mut number = |most: u32| {
                let piece = pieces.next()?;
                let is_written = matches!(piece.len(), 1..=3) && piece.bytes().all(|byte| byte.is_ascii_digit());
                piece.parse::<u32>().ok().filter(|&number| is_written && number <= most)
            };
            let (hours, minutes, _) = (number(999)?, number(59)?, number(59)?);
            pieces.next().is_none().then_some(hours * 60 + minutes)
        };
        read().map(Some).ok_or_else(|| self.fault(column, "a time such as 08:30:00"))
    }
}
