//! Stage 1: files as written, with positions; inheritance, layering and overrides.

mod columns;
mod document;
mod row;

pub use columns::{Column, Kind, TableName};
pub use document::{
    Cargo, Change, Corridor, Demand, Document, Expect, Given, Number, Override, Range, Uncertain, Wait,
};
pub use row::{Cell, Row, Tables, Value};

/// Describes a scenario file; placeholder.
pub fn scenario_schema() -> serde_json::Value {
    serde_json::json!({ "title": "scenario" })
}

/// Describes the rows of a table; placeholder.
pub fn table_schema(table: TableName) -> serde_json::Value {
    serde_json::json!({ "title": table.as_str() })
}
