//! Demands in a CSV file of their own.

use std::sync::Arc;

use crate::problem::{Problems, SourceFile};

use super::columns::{FigurePart, Kind, TableColumn};
use super::document::{DemandSection, Given, Number};
use super::keys::REGIMES;
use super::number::sensible;
use super::role::Role;
use super::row::{TableCell, Value};
use super::table::{Record, read_records};

/// The columns of a demand file.
#[rustfmt::skip]
pub(super) const COLUMNS: &[TableColumn] = &[
    TableColumn { name: "from", kind: Kind::Words, required: true, meaning: "The origins: keys of places, or tag:WORD or region:WORD, separated by `;`." },
    TableColumn { name: "to", kind: Kind::Words, required: true, meaning: "The destinations: keys of places, or tag:WORD or region:WORD, separated by `;`." },
    TableColumn { name: "tonnes_per_year", kind: Kind::Number { part: FigurePart::Value(Role::YearlyTonnes), range: sensible("t/year", 0.0, 1e10) }, required: false, meaning: "The yearly tonnes of each pair." },
    TableColumn { name: "regime", kind: Kind::Choice(REGIMES), required: false, meaning: "How the goods stand to customs where the countries at both ends do not say it all." },
];

/// Reads a demand file.
pub(super) fn read(source: &Arc<SourceFile>, problems: &mut Problems) -> Vec<DemandSection> {
    let records = read_records(source, COLUMNS, problems).map(|(records, _)| records).unwrap_or_default();
    records.iter().map(demand).collect()
}

fn demand(record: &Record) -> DemandSection {
    let [from, to, tonnes, regime] = [0, 1, 2, 3].map(|index| record.cells.get(index).and_then(Option::as_ref));
    let tonnes_per_year = tonnes.and_then(|cell| match cell.value {
        Value::Number(value) => Some(Number::bare(value, Some(cell.span.clone()))),
        _ => None,
    });
    let regime = regime.and_then(|cell| match &cell.value {
        Value::Text(text) => Some(Given { value: text.clone(), span: Some(cell.span.clone()) }),
        _ => None,
    });
    DemandSection { from: words(from), to: words(to), tonnes_per_year, regime, span: Some(record.span.clone()) }
}

fn words(cell: Option<&TableCell>) -> Vec<Given<String>> {
    let Some(cell) = cell else { return Vec::new() };
    cell.words().iter().map(|word| Given { value: word.clone(), span: Some(cell.span_of(word)) }).collect()
}
