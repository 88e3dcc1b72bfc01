//! From a Document to bytes.

#[cfg(feature = "table")]
mod delimited;
mod json;
mod table;
mod verify;

#[cfg(feature = "table")]
pub use delimited::{Delimiter, csv_header, csv_rows};
pub use json::{Record, SCHEMA, Source};
pub use table::{Cell, Column, ColumnType, Layer, Rows};
pub use verify::verify;
