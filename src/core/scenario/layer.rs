//! One layer of tables: a folder of CSV files, or a workbook with a sheet for each.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;

use crate::problem::{Code, Problem, Problems, SourceFile, Span};

use super::columns::TableName;
use super::shipped::shown;
use super::source::{Files, is_csv, is_workbook};
use super::table::{self, TableFile};

/// One folder of tables, or a workbook with a sheet for each.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct TableFolder {
    /// The path of the folder or the workbook.
    pub(super) folder: PathBuf,
    /// The position where a scenario file names it.
    pub(super) span: Option<Span>,
}

/// One table of a layer, with the problems of reading it.
pub(super) struct LayerTable {
    pub(super) table: TableName,
    pub(super) file: TableFile,
    pub(super) problems: Problems,
}

impl TableFolder {
    /// Reads its tables in their order; `used` are the CSV files that are known to be something else than tables.
    ///
    /// Returns `None` where it cannot be read at all.
    pub(super) fn read(
        &self,
        used: &BTreeSet<String>,
        files: &mut Files,
        problems: &mut Problems,
    ) -> Option<Vec<LayerTable>> {
        let Self { folder, span } = self;
        if is_workbook(&folder.to_string_lossy()) {
            return self.sheets(files, problems);
        }
        let names = files.tables_in(folder, span.as_ref(), problems)?;
        let is_table = |name: &String| TableName::ALL.into_iter().any(|table| table.file_name() == *name);
        for name in names.iter().filter(|name| !is_table(name)) {
            let path = shown(&folder.join(name));
            if !used.contains(&path) {
                problems.push(stray(&path, name).placed(span.as_ref()));
            }
        }
        let present = TableName::ALL.into_iter().filter(|table| names.contains(&table.file_name()));
        let sources = present.map(|table| {
            let mut problems = Problems::new();
            let path = folder.join(table.file_name());
            (table, files.read(&path, span.as_ref(), &mut problems), problems)
        });
        let sources: Vec<(TableName, Option<Arc<SourceFile>>, Problems)> = sources.collect();
        // Tables are independent of each other until they are merged with those of the folders before.
        let tables = sources.into_par_iter().map(|(table, source, mut problems)| {
            let file =
                source.map_or_else(|| TableFile::unread(table), |source| table::read(&source, table, &mut problems));
            if is_empty(&file, &problems) {
                problems.push(empty(&shown(&folder.join(table.file_name()))).placed(span.as_ref()));
            }
            LayerTable { table, file, problems }
        });
        Some(tables.collect())
    }

    /// Refuses a workbook, which this program was built without.
    #[cfg(not(feature = "xlsx"))]
    fn sheets(&self, _files: &mut Files, problems: &mut Problems) -> Option<Vec<LayerTable>> {
        let message = format!("`{}` is a workbook, which this build cannot read", shown(&self.folder));
        let problem =
            Problem::new(Code::CannotRead, message).help("save its sheets as CSV UTF-8 in a folder of tables");
        problems.push(problem.placed(self.span.as_ref()));
        None
    }
}

fn is_empty(file: &TableFile, problems: &Problems) -> bool {
    problems.is_empty() && file.trust.keys && file.rows.len() == 0
}

fn empty(path: &str) -> Problem {
    let problem = Problem::new(Code::EmptyTable, format!("`{path}` has a heading and no rows"));
    problem.help("add its rows, or remove the file")
}

fn stray(path: &str, name: &str) -> Problem {
    let problem = Problem::new(Code::StrayTable, format!("`{path}` is no table and is not read"));
    if !is_csv(name) {
        return problem
            .help("name it in `tables` of the scenario or by --tables to read its sheets, or move it elsewhere");
    }
    let names: Vec<String> = TableName::ALL.into_iter().map(TableName::file_name).collect();
    problem.help("move it out of the tables folder").suggest(name, names.iter().map(String::as_str))
}

#[cfg(feature = "xlsx")]
mod sheets {
    use std::sync::Arc;

    use crate::problem::{Code, Problem, Problems, SourceFile, Span};
    use crate::scenario::book::{BookError, SheetText, XlsxBook};
    use crate::scenario::columns::TableName;
    use crate::scenario::shipped::shown;
    use crate::scenario::source::Files;
    use crate::scenario::table::{self, TableFile};

    use super::{LayerTable, TableFolder, empty, is_empty};

    impl TableFolder {
        /// Reads the sheets of a workbook that are tables.
        pub(super) fn sheets(&self, files: &mut Files, problems: &mut Problems) -> Option<Vec<LayerTable>> {
            let Self { folder: path, span } = self;
            let bytes = files.bytes(path, span.as_ref(), problems)?;
            let name = shown(path);
            let tables = XlsxBook::open(&bytes).and_then(|mut book| tables(&mut book, &name, problems));
            let refused = |error: BookError| {
                let problem = Problem::new(Code::CannotRead, format!("`{name}` cannot be read: {error}"));
                problem.placed(span.as_ref())
            };
            tables.map_err(|error| problems.push(refused(error))).ok()
        }
    }

    fn tables(book: &mut XlsxBook<'_>, name: &str, problems: &mut Problems) -> Result<Vec<LayerTable>, BookError> {
        let names = book.names();
        let mut tables = Vec::new();
        let table_of = |sheet: &str| TableName::named(&sheet.trim().to_lowercase());
        for sheet in &names {
            match table_of(sheet) {
                Some(table) => tables.push(self::table(table, (name, sheet), book.sheet(sheet)?)),
                None => problems.push(
                    Problem::new(Code::StrayTable, format!("`{name}, sheet {sheet}` is no table and is not read"))
                        .help(
                            "a sheet is read that has the name of a table, such as legs; others may hold what you like",
                        )
                        .suggest(sheet, TableName::WORDS.iter().copied()),
                ),
            }
        }
        tables.sort_by_key(|read| TableName::ALL.iter().position(|table| *table == read.table));
        Ok(tables)
    }

    /// Reads a table from its sheet.
    fn table(table: TableName, (book, name): (&str, &str), sheet: SheetText) -> LayerTable {
        let SheetText { text, rows, faults } = sheet;
        let headings = text.find(|sign| sign != '\n').map_or(0, |begin| begin + text[begin..].find('\n').unwrap_or(0));
        let source = Arc::new(SourceFile::of_sheet(book, name, text, rows));
        let (mut problems, mut found) = (Problems::new(), Problems::new());
        for fault in &faults {
            let span = Span { source: source.clone(), start: fault.bytes.start, end: fault.bytes.end };
            problems.push(Problem::new(Code::BadBookCell, fault.message.clone()).at(&span).help(fault.help));
        }
        // Without sound headings nothing is known of the cells below.
        if faults.iter().any(|fault| fault.bytes.start <= headings) {
            return LayerTable { table, file: TableFile::unread(table), problems };
        }
        let file = table::read(&source, table, &mut found);
        let is_known = |problem: &Problem| {
            let span = problem.span.as_ref();
            span.is_some_and(|span| faults.iter().any(|fault| fault.bytes.start == span.start))
        };
        found.iter().filter(|problem| !is_known(problem)).for_each(|problem| problems.push(problem.clone()));
        if is_empty(&file, &problems) {
            problems.push(empty(&source.name));
        }
        LayerTable { table, file, problems }
    }
}
