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

use crate::sweep::{Run, RunAnswer, Runs, Setting, StudyQuestion};
use crate::units::{Grade, Money};

use super::runs::{CHANCES, DRAWN, columns};

/// Is one row: a run with one of its questions and the answer.
type Row<'a> = (&'a Run, &'a StudyQuestion, &'a RunAnswer);

/// Is the values of a column, none where a row has none.
enum Column<'a> {
    Whole(Vec<Option<i64>>),
    Money(Vec<Option<i64>>),
    Double(Vec<Option<f64>>),
    Text(Vec<Option<&'a str>>),
}

/// Writes some runs.
///
/// # Errors
/// Returns what the Parquet writer objects to; writing into memory itself does not fail.
pub fn render(runs: &Runs<'_>) -> Result<Vec<u8>, ParquetError> {
    let rows: Vec<Row<'_>> = runs
        .runs
        .iter()
        .flat_map(|run| run.answers.iter().zip(runs.questions).map(move |(answer, question)| (run, question, answer)))
        .collect();
    let values = values(runs, &rows);
    let names = columns(runs);
    debug_assert_eq!(names.len(), values.len(), "one name for each column");
    let fields: Result<Vec<Arc<Type>>, ParquetError> =
        names.iter().zip(&values).map(|(name, column)| field(name, column).map(Arc::new)).collect();
    let schema = Type::group_type_builder("runs").with_fields(fields?).build()?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(format!("{} {}", crate::PROGRAM, env!("CARGO_PKG_VERSION")))
        .build();
    let mut writer = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties))?;
    let mut group = writer.next_row_group()?;
    for column in values {
        match column {
            Column::Whole(values) | Column::Money(values) => write::<Int64Type>(&mut group, values)?,
            Column::Double(values) => write::<DoubleType>(&mut group, values)?,
            Column::Text(values) => {
                let bytes = values.into_iter().map(|text| text.map(ByteArray::from));
                write::<ByteArrayType>(&mut group, bytes.collect())?;
            }
        }
    }
    group.close()?;
    writer.into_inner()
}

/// Collects the values of all columns, in the order of their names.
fn values<'a>(runs: &Runs<'a>, rows: &[Row<'a>]) -> Vec<Column<'a>> {
    let whole = |get: &dyn Fn(&Row<'a>) -> Option<i64>| Column::Whole(rows.iter().map(get).collect());
    let text = |get: &dyn Fn(&Row<'a>) -> Option<&'a str>| Column::Text(rows.iter().map(get).collect());
    let mut columns = vec![whole(&|row| Some(row.0.number as i64))];
    for (index, varied) in runs.varied.iter().enumerate() {
        let setting = |row: &Row<'a>| row.0.settings[index].as_ref();
        columns.push(if varied.is_number {
            let number = |row: &Row<'a>| match setting(row) {
                Some(Setting::Number(number)) => Some(number.to_f64()),
                _ => None,
            };
            Column::Double(rows.iter().map(number).collect())
        } else {
            text(&|row| match setting(row) {
                Some(Setting::Word(word)) => Some(word.as_str()),
                _ => None,
            })
        });
    }
    columns.extend([
        text(&|row| Some(&row.1.from)),
        text(&|row| Some(&row.1.to)),
        text(&|row| Some(row.1.regime)),
        text(&|row| Some(&row.1.corridor)),
        text(&|row| Some(row.2.status.as_str())),
        text(&|row| row.2.reason.as_deref()),
        whole(&|row| row.2.rank.map(i64::from)),
        text(&|row| row.2.form),
        Column::Money(rows.iter().map(|row| row.2.total_per_t.map(Money::micros)).collect()),
    ]);
    let found = |row: &Row<'a>| row.2.is_answered();
    for part in 0..10 {
        columns.push(Column::Money(rows.iter().map(|row| found(row).then(|| row.2.parts.0[part].micros())).collect()));
    }
    let double = |get: &dyn Fn(&RunAnswer) -> f64| {
        Column::Double(rows.iter().map(|row| found(row).then(|| get(row.2))).collect())
    };
    columns.extend([
        double(&|answer| answer.hours.moving.as_hours()),
        double(&|answer| answer.hours.waiting.as_hours()),
        double(&|answer| answer.hours.handling.as_hours()),
        double(&|answer| answer.hours.border.as_hours()),
        double(&|answer| answer.co2e.as_kilograms()),
    ]);
    columns.extend(Grade::ALL.map(|grade| double(&|answer| answer.grades.share(grade))));
    if runs.has_draws {
        let spread = |row: &Row<'a>| row.2.spread.as_deref();
        for (_, get) in DRAWN {
            columns
                .push(Column::Money(rows.iter().map(|row| spread(row).map(|spread| get(spread).micros())).collect()));
        }
        for (_, get) in CHANCES {
            columns.push(Column::Double(rows.iter().map(|row| spread(row).map(get)).collect()));
        }
    }
    columns
}

fn field(name: &str, column: &Column<'_>) -> Result<Type, ParquetError> {
    let physical = match column {
        Column::Whole(_) | Column::Money(_) => Physical::INT64,
        Column::Double(_) => Physical::DOUBLE,
        Column::Text(_) => Physical::BYTE_ARRAY,
    };
    let field = Type::primitive_type_builder(name, physical).with_repetition(Repetition::OPTIONAL);
    match column {
        Column::Money(_) => {
            let decimal = LogicalType::decimal(6, 18);
            field.with_logical_type(Some(decimal)).with_precision(18).with_scale(6).build()
        }
        Column::Text(_) => field.with_logical_type(Some(LogicalType::String)).build(),
        Column::Whole(_) | Column::Double(_) => field.build(),
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
