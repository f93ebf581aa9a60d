//! Stage 1: files as written, with positions; inheritance, layering and overrides.

mod columns;
mod document;
mod row;

pub use columns::{Column, Kind, TableName};
pub use document::{Cargo, Change, Corridor, Demand, Document, Expect, Given, Number, Override, Range, Uncertain, Wait};
pub use row::{Cell, Row, Tables, Value};
/// stub
pub struct Scenario { 
    /// x
    pub name: String, 
    /// x
    pub document: Document, 
    /// x
    pub tables: Tables }
