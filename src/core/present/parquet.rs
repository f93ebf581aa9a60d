//! The runs of a study as Parquet: the columns of the CSV, money as decimals with six places.
//!
//! Only 64-bit whole numbers, doubles and text are used, which every reader knows. The same runs give the same bytes.

use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::Type;

use crate::answer::{Cell, PROGRAM, VERSION};
use crate::sweep::{CellKind, RunColumn, RunRow, Runs};

/// Writes some runs.
///
/// # Errors
/// Returns what the Parquet writer objects to; writing into memory itself does not fail.
pub fn render(runs: &Runs<'_>) -> Result<Vec<u8>, ParquetError> {
    let rows: Vec<RunRow<'_>> = runs.rows().collect();
    let columns = runs.columns();
    let fields: Result<Vec<Arc<Type>>, ParquetError> =
        columns.iter().map(|column| field(column).map(Arc::new)).collect();
    let schema = Type::group_type_builder("runs").with_fields(fields?).build()?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(format!("{PROGRAM} {VERSION}"))
        .build();
    let mut writer = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties))?;
    let mut group = writer.next_row_group()?;
    for column in &columns {
        let cells = rows.iter().map(|row| column.cell(row));
        match column.kind {
            CellKind::Count | CellKind::Money => {
                write::<Int64Type>(&mut group, cells.map(|cell| whole(&cell)).collect())?;
            }
            CellKind::Number => write::<DoubleType>(&mut group, cells.map(|cell| number(&cell)).collect())?,
            CellKind::Text => write::<ByteArrayType>(&mut group, cells.map(|cell| text(&cell)).collect())?,
        }
    }
    group.close()?;
    writer.into_inner()
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

fn text(cell: &Cell<'_>) -> Option<ByteArray> {
    match cell {
        Cell::Text(text) => Some(ByteArray::from(text.as_ref())),
        _ => None,
    }
}

fn field(column: &RunColumn<'_>) -> Result<Type, ParquetError> {
    let physical = match column.kind {
        CellKind::Count | CellKind::Money => Physical::INT64,
        CellKind::Number => Physical::DOUBLE,
        CellKind::Text => Physical::BYTE_ARRAY,
    };
    let field = Type::primitive_type_builder(column.heading, physical).with_repetition(Repetition::OPTIONAL);
    match column.kind {
        CellKind::Money => {
            let decimal = LogicalType::decimal(6, 18);
            field.with_logical_type(Some(decimal)).with_precision(18).with_scale(6).build()
        }
        CellKind::Text => field.with_logical_type(Some(LogicalType::String)).build(),
        CellKind::Count | CellKind::Number => field.build(),
    }
}

/// Writes the next column of a row group.
fn write<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
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
    use super::render;

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
