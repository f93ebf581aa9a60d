//! Studies: the row of stages run many times over.

pub mod draw;
