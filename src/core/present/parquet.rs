//! Parquet: the columns of the CSV, typed, money as decimals with six places.
//!
//! Only 64-bit whole numbers, doubles and text are used, which every reader knows. The same rows give the same bytes.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::Type;

use crate::answer::{Cell, CellKind, Column, PROGRAM, VERSION};
use crate::sweep::Runs;

use super::words::Lang;

/// The most rows of a group: they are in memory at once.
const ROWS_TOGETHER: usize = 1 << 17;

/// Writes some runs.
///
/// # Errors
/// Returns what the Parquet writer objects to; writing into memory itself does not fail.
pub fn render(runs: &Runs<'_>) -> Result<Vec<u8>, ParquetError> {
    let columns = runs.columns();
    let headings: Vec<ParquetHeading<'_>> = columns.iter().map(|column| (column.heading, column.kind)).collect();
    let mut bytes = Vec::new();
    table("runs", &headings, runs.rows(), |row, column| columns[column].cell(row), Lang::default(), &mut bytes)?;
    Ok(bytes)
}

/// The heading and the type of a column.
pub(super) type ParquetHeading<'a> = (&'a str, CellKind);

/// Writes rows by a list of columns, only those with some headings where there are any.
///
/// # Errors
/// Returns why they cannot be written.
pub(super) fn rows<R>(
    columns: &[Column<R>],
    rows: impl IntoIterator<Item = R>,
    lang: Lang,
    only: &[String],
    to: &mut (dyn Write + Send),
) -> io::Result<()> {
    let headings: Vec<ParquetHeading<'_>> = columns.iter().map(|column| (column.heading, column.kind())).collect();
    chosen(&headings, rows, |row, column| (columns[column].cell)(row), lang, only, to)
}

/// Writes rows, only the columns with some headings where there are any.
///
/// # Errors
/// Returns why they cannot be written.
pub(super) fn chosen<'a, R>(
    headings: &[ParquetHeading<'_>],
    rows: impl IntoIterator<Item = R>,
    cell: impl for<'r> Fn(&'r R, usize) -> Cell<'r>,
    lang: Lang,
    only: &[String],
    to: &mut (dyn Write + Send),
) -> io::Result<()> {
    let names: Vec<&str> = headings.iter().map(|&(name, _)| name).collect();
    let places = super::csv::chosen(&names, only)?;
    let headings: Vec<ParquetHeading<'_>> = places.iter().map(|&place| headings[place]).collect();
    let written = table("rows", &headings, rows, |row, column| cell(row, places[column]), lang, to);
    written.map_err(|error| match error {
        // Whoever is written to may have gone, which only its own error tells.
        ParquetError::External(error) => error.downcast().map_or_else(io::Error::other, |error| *error),
        error => io::Error::other(error),
    })
}

fn table<R>(
    name: &str,
    headings: &[ParquetHeading<'_>],
    rows: impl IntoIterator<Item = R>,
    cell: impl for<'r> Fn(&'r R, usize) -> Cell<'r>,
    lang: Lang,
    to: &mut (dyn Write + Send),
) -> Result<(), ParquetError> {
    let fields: Result<Vec<Arc<Type>>, ParquetError> =
        headings.iter().map(|&heading| field(heading).map(Arc::new)).collect();
    let schema = Type::group_type_builder(name).with_fields(fields?).build()?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(format!("{PROGRAM} {VERSION}"))
        .build();
    let mut writer = SerializedFileWriter::new(to, Arc::new(schema), Arc::new(properties))?;
    let mut rows = rows.into_iter();
    loop {
        let some: Vec<R> = rows.by_ref().take(ROWS_TOGETHER).collect();
        // A table without rows has one group without any.
        if some.is_empty() && !writer.flushed_row_groups().is_empty() {
            break;
        }
        let mut group = writer.next_row_group()?;
        for (column, &(_, kind)) in headings.iter().enumerate() {
            let cells = some.iter().map(|row| cell(row, column));
            match kind {
                CellKind::Count | CellKind::Money => {
                    write::<Int64Type, _>(&mut group, cells.map(|cell| whole(&cell)).collect())?;
                }
                CellKind::Number => write::<DoubleType, _>(&mut group, cells.map(|cell| number(&cell)).collect())?,
                CellKind::Text => write::<ByteArrayType, _>(&mut group, cells.map(|cell| text(&cell, lang)).collect())?,
            }
        }
        group.close()?;
    }
    writer.close()?;
    Ok(())
}

fn whole(cell: &Cell<'_>) -> Option<i64> {
    match cell {
        Cell::Count(count) => i64::try_from(*count).ok(),
        Cell::Money(amount) => Some(amount.micros()),
        _ => None,
    }
}

fn number(cell: &Cell<'_>) -> Option<f64> {
    match cell {
        Cell::Number(number) => Some(*number),
        Cell::Decimal(number) => Some(number.to_f64()),
        _ => None,
    }
}

fn text(cell: &Cell<'_>, lang: Lang) -> Option<ByteArray> {
    match cell {
        Cell::Text(text) => Some(ByteArray::from(text.as_ref())),
        Cell::Name(place) => Some(ByteArray::from(lang.name(place))),
        _ => None,
    }
}

fn field((heading, kind): ParquetHeading<'_>) -> Result<Type, ParquetError> {
    let physical = match kind {
        CellKind::Count | CellKind::Money => Physical::INT64,
        CellKind::Number => Physical::DOUBLE,
        CellKind::Text => Physical::BYTE_ARRAY,
    };
    let field = Type::primitive_type_builder(heading, physical).with_repetition(Repetition::OPTIONAL);
    match kind {
        CellKind::Money => {
            let decimal = LogicalType::decimal(6, 18);
            field.with_logical_type(Some(decimal)).with_precision(18).with_scale(6).build()
        }
        CellKind::Text => field.with_logical_type(Some(LogicalType::String)).build(),
        CellKind::Count | CellKind::Number => field.build(),
    }
}

/// Writes the next column of a row group.
fn write<T: DataType, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    values: Vec<Option<T::T>>,
) -> Result<(), ParquetError> {
    let Some(mut column) = group.next_column()? else {
        return Err(ParquetError::General("there are more values than columns".to_owned()));
    };
    let present: Vec<i16> = values.iter().map(|value| i16::from(value.is_some())).collect();
    let values: Vec<T::T> = values.into_iter().flatten().collect();
    column.typed::<T>().write_batch(&values, Some(&present), None)?;
    column.close()
}

#[cfg(test)]
mod tests {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;
    use std::io::Write as _;

    use super::super::sample;
    use super::super::words::{Lang, plain};
    use super::super::{Shown, csv};
    use super::{render, rows};
    use crate::analysis::compare::AnswerRow;

    #[test]
    fn every_cell_is_that_of_the_csv_with_its_type() {
        let found = sample::results();
        let mut bytes = Vec::new();
        rows(&AnswerRow::columns(), found.rows(), Lang::Zh, &[], &mut bytes).expect("room for it");
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(&bytes).expect("room for it");
        let reader = SerializedFileReader::new(file).expect("a file");
        let (text, _) = csv::into_text(|to| found.write_csv(Lang::Zh, to));
        let mut table = ::csv::Reader::from_reader(text.as_bytes());
        let headings = table.headers().expect("headings").clone();
        let mut compared = 0;
        for (row, record) in reader.get_row_iter(None).expect("rows").zip(table.records()) {
            let (row, record) = (row.expect("a row"), record.expect("a record"));
            for ((name, field), (heading, cell)) in row.get_column_iter().zip(headings.iter().zip(&record)) {
                let written = match field {
                    Field::Null => String::new(),
                    Field::Str(text) => text.clone(),
                    Field::Double(number) => plain(*number),
                    other => other.to_string(),
                };
                assert_eq!((name.as_str(), written.as_str()), (heading, cell));
                compared += 1;
            }
        }
        assert_eq!(compared, found.rows().count() * headings.len());
    }

    #[test]
    fn what_is_written_is_read_back() {
        let bytes = render(&sample::runs()).expect("a file");
        assert_eq!(bytes, render(&sample::runs()).expect("a file"), "the same bytes every time");
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(&bytes).expect("room for it");
        let reader = SerializedFileReader::new(file).expect("a file");
        let rows: Vec<_> = reader.get_row_iter(None).expect("rows").map(|row| row.expect("a row")).collect();
        assert_eq!(rows.len(), 4);
        let field = |row: usize, name: &str| {
            rows[row].get_column_iter().find(|(known, _)| *known == name).map(|(_, field)| field.clone()).expect(name)
        };
        assert_eq!(field(0, "run"), Field::Long(1));
        assert_eq!(field(0, "corridor"), Field::Str("borrowed".to_owned()));
        assert_eq!(field(0, "cargo.lot_t"), Field::Double(3000.0));
        assert_eq!(field(0, "total_per_t").to_string(), "214.310000");
        assert_eq!((field(0, "estimate_share"), field(1, "estimate_share")), (Field::Double(0.61), Field::Null));
        assert_eq!(field(0, "p95_per_t").to_string(), "241.125000");
        assert_eq!(field(0, "chance_cheapest"), Field::Double(0.8125));
        assert_eq!((field(3, "total_per_t"), field(1, "mean_per_t")), (Field::Null, Field::Null));
        assert_eq!(field(3, "reason"), Field::Str("M021: too dear".to_owned()));
    }
}
