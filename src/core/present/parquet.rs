//! Parquet: the columns of the CSV, typed. Money is a double, which every program draws and adds up, and beside it a decimal
//! with six places under the same name and `_exact`.
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

use crate::answer::{Cell, CellKind, PROGRAM, VERSION};

use super::csv::{CellSink, CsvTables, TableHeading};
use super::words::{Lang, plain};

/// The most rows of a group: they are in memory at once.
const ROWS_TOGETHER: usize = 1 << 17;
/// What follows the name of the column that has an amount to the last digit.
const EXACT: &str = "_exact";

/// Writes a table as one file: what is written as CSV, cell by cell; of columns that are chosen those alone.
///
/// # Errors
/// Returns why it cannot be written; several tables have no place in one file.
pub(super) fn into_file(
    to: &mut (dyn Write + Send),
    only: &[String],
    write: impl FnOnce(&mut CsvTables<'_>) -> io::Result<()>,
) -> io::Result<()> {
    let mut file = ParquetTable { to: Some(to), schema: None, writer: None, columns: Vec::new(), rows: 0 };
    write(&mut CsvTables::of_cells(&mut file).only(only))?;
    file.finish()
}

/// A table on its way into a file.
struct ParquetTable<'a> {
    /// Where it is written to, until that begins.
    to: Option<&'a mut (dyn Write + Send)>,
    schema: Option<Arc<Type>>,
    writer: Option<SerializedFileWriter<&'a mut (dyn Write + Send)>>,
    columns: Vec<ParquetColumn>,
    /// The rows that are in memory.
    rows: usize,
}

/// The cells of a column that are in memory.
enum ParquetColumn {
    Text(Vec<Option<ByteArray>>),
    Count(Vec<Option<i64>>),
    Number(Vec<Option<f64>>),
    /// Amounts: as doubles and to the last digit.
    Money(Vec<Option<f64>>, Vec<Option<i64>>),
}

impl CellSink for ParquetTable<'_> {
    fn begin(&mut self, _title: Option<&str>, headings: &[TableHeading<'_>]) -> io::Result<()> {
        if self.schema.is_some() {
            let text = "a Parquet file holds one table, and this answer has several: ask for one of them, or take CSV";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
        }
        let mut fields: Vec<Arc<Type>> = Vec::new();
        for heading in headings {
            let mut name = heading.name.replace('.', "_");
            while fields.iter().any(|field| field.name() == name) {
                name.push('_');
            }
            fields.push(Arc::new(field(&name, heading.kind).map_err(refused)?));
            if heading.kind == CellKind::Money {
                fields.push(Arc::new(exact(&format!("{name}{EXACT}")).map_err(refused)?));
            }
        }
        self.columns = headings.iter().map(|heading| ParquetColumn::new(heading.kind)).collect();
        let schema = Type::group_type_builder("rows").with_fields(fields).build().map_err(refused)?;
        self.schema = Some(Arc::new(schema));
        Ok(())
    }

    fn row(&mut self, cells: &[Cell<'_>], lang: Lang) -> io::Result<()> {
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            column.push(cell, lang);
        }
        self.rows += 1;
        if self.rows == ROWS_TOGETHER { self.write_group() } else { Ok(()) }
    }

    fn note(&mut self, _text: &str) -> io::Result<()> {
        Ok(())
    }
}

impl ParquetTable<'_> {
    /// Writes the rows that are in memory as a group. Nothing is written before the first one.
    fn write_group(&mut self) -> io::Result<()> {
        if let Some((to, schema)) = self.schema.as_ref().and_then(|schema| Some((self.to.take()?, schema.clone()))) {
            let properties = WriterProperties::builder()
                .set_compression(Compression::SNAPPY)
                .set_created_by(format!("{PROGRAM} {VERSION}"))
                .build();
            self.writer = Some(SerializedFileWriter::new(to, schema, Arc::new(properties)).map_err(refused)?);
        }
        let Some(writer) = &mut self.writer else { return Ok(()) };
        let mut group = writer.next_row_group().map_err(refused)?;
        for column in &mut self.columns {
            match column {
                ParquetColumn::Text(cells) => write::<ByteArrayType, _>(&mut group, cells),
                ParquetColumn::Count(cells) => write::<Int64Type, _>(&mut group, cells),
                ParquetColumn::Number(cells) => write::<DoubleType, _>(&mut group, cells),
                ParquetColumn::Money(cells, exact) => {
                    write::<DoubleType, _>(&mut group, cells).and_then(|()| write::<Int64Type, _>(&mut group, exact))
                }
            }
            .map_err(refused)?;
        }
        group.close().map_err(refused)?;
        self.rows = 0;
        Ok(())
    }

    /// Writes what is left, and the end of the file.
    fn finish(mut self) -> io::Result<()> {
        // A table without rows has one group without any.
        if self.rows > 0 || self.writer.is_none() {
            self.write_group()?;
        }
        match self.writer {
            Some(writer) => writer.close().map(|_| ()).map_err(refused),
            None => Err(io::ErrorKind::Unsupported.into()),
        }
    }
}

impl ParquetColumn {
    const fn new(kind: CellKind) -> Self {
        match kind {
            CellKind::Text => Self::Text(Vec::new()),
            CellKind::Count => Self::Count(Vec::new()),
            CellKind::Number => Self::Number(Vec::new()),
            CellKind::Money => Self::Money(Vec::new(), Vec::new()),
        }
    }

    fn push(&mut self, cell: &Cell<'_>, lang: Lang) {
        match self {
            Self::Text(cells) => cells.push(match cell {
                Cell::Blank => None,
                Cell::Text(text) => Some(text.as_ref().into()),
                Cell::Name(place) => Some(lang.name(place).into()),
                Cell::Money(amount) => Some(amount.to_string().as_str().into()),
                Cell::Number(number) => Some(plain(*number).as_str().into()),
                Cell::Decimal(number) => Some(number.to_string().as_str().into()),
                Cell::Count(number) => Some(number.to_string().as_str().into()),
            }),
            Self::Count(cells) => cells.push(if let Cell::Count(count) = cell {
                i64::try_from(*count).ok()
            } else {
                debug_assert_eq!(*cell, Cell::Blank, "the unit of a column tells the type of its cells");
                None
            }),
            Self::Number(cells) => cells.push(number(cell)),
            Self::Money(cells, exact) => {
                cells.push(number(cell));
                exact.push(if let Cell::Money(amount) = cell { Some(amount.micros()) } else { None });
            }
        }
    }
}

fn number(cell: &Cell<'_>) -> Option<f64> {
    match cell {
        Cell::Blank | Cell::Name(_) => None,
        Cell::Number(number) => Some(*number),
        Cell::Decimal(number) => Some(number.to_f64()),
        Cell::Money(amount) => Some(amount.as_units()),
        Cell::Count(count) => Some(*count as f64),
        // A number with more digits than a decimal has.
        Cell::Text(text) => text.parse().ok(),
    }
}

/// Whoever is written to may have gone, which only its own error tells.
fn refused(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => error.downcast().map_or_else(io::Error::other, |error| *error),
        error => io::Error::other(error),
    }
}

fn field(name: &str, kind: CellKind) -> Result<Type, ParquetError> {
    let physical = match kind {
        CellKind::Count => Physical::INT64,
        CellKind::Number | CellKind::Money => Physical::DOUBLE,
        CellKind::Text => Physical::BYTE_ARRAY,
    };
    let field = Type::primitive_type_builder(name, physical).with_repetition(Repetition::OPTIONAL);
    if kind == CellKind::Text { field.with_logical_type(Some(LogicalType::String)).build() } else { field.build() }
}

fn exact(name: &str) -> Result<Type, ParquetError> {
    let field = Type::primitive_type_builder(name, Physical::INT64).with_repetition(Repetition::OPTIONAL);
    field.with_logical_type(Some(LogicalType::decimal(6, 18))).with_precision(18).with_scale(6).build()
}

/// Writes the next column of a row group, and empties it in memory.
fn write<T: DataType, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    cells: &mut Vec<Option<T::T>>,
) -> Result<(), ParquetError> {
    let Some(mut column) = group.next_column()? else {
        return Err(ParquetError::General("there are more values than columns".to_owned()));
    };
    let present: Vec<i16> = cells.iter().map(|cell| i16::from(cell.is_some())).collect();
    let values: Vec<T::T> = cells.drain(..).flatten().collect();
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
    use super::super::{RunsFormat, Shown, csv};
    use super::{EXACT, into_file};

    #[test]
    fn every_cell_is_that_of_the_csv_with_its_type() {
        let found = sample::results();
        let mut bytes = Vec::new();
        into_file(&mut bytes, &[], |to| found.write_csv(Lang::Zh, to)).expect("room for it");
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(&bytes).expect("room for it");
        let reader = SerializedFileReader::new(file).expect("a file");
        let (text, _) = csv::into_text(|to| found.write_csv(Lang::Zh, to));
        let mut table = ::csv::Reader::from_reader(text.as_bytes());
        let headings = table.headers().expect("headings").clone();
        let mut compared = 0;
        for (row, record) in reader.get_row_iter(None).expect("rows").zip(table.records()) {
            let (row, record) = (row.expect("a row"), record.expect("a record"));
            let named = |name: &str| row.get_column_iter().find(|(own, _)| *own == name).map(|(_, field)| field);
            for (heading, cell) in headings.iter().zip(&record) {
                let double = named(heading).expect("a column of that name");
                let field = named(&format!("{heading}{EXACT}")).unwrap_or(double);
                let written = match field {
                    Field::Null => String::new(),
                    Field::Str(text) => text.clone(),
                    Field::Double(number) => plain(*number),
                    other => other.to_string(),
                };
                assert_eq!(written, cell, "{heading}");
                if let (Field::Decimal(_), Field::Double(double)) = (field, double) {
                    assert_eq!(cell.parse(), Ok(*double), "{heading}");
                }
                compared += 1;
            }
        }
        assert_eq!(compared, found.rows().count() * headings.len());
    }

    #[test]
    fn what_is_written_is_read_back() {
        let render = || RunsFormat::Parquet.render(&sample::runs()).expect("a file").0;
        let bytes = render();
        assert_eq!(bytes, render(), "the same bytes every time");
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
        assert_eq!(field(0, "cargo_lot_t"), Field::Double(3000.0));
        assert_eq!(field(0, "total_per_t"), Field::Double(214.31));
        assert_eq!(field(0, "total_per_t_exact").to_string(), "214.310000");
        assert_eq!((field(0, "estimate_share"), field(1, "estimate_share")), (Field::Double(0.61), Field::Null));
        assert_eq!(field(0, "p95_per_t_exact").to_string(), "241.125000");
        assert_eq!(field(0, "chance_cheapest"), Field::Double(0.8125));
        assert_eq!((field(3, "total_per_t"), field(1, "mean_per_t")), (Field::Null, Field::Null));
        assert_eq!(field(3, "reason"), Field::Str("M021: too dear".to_owned()));
    }
}
