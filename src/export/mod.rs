//! From a Document to bytes.

#[cfg(feature = "table")]
mod delimited;
mod json;
#[cfg(feature = "sqlite")]
mod sqlite;
mod table;
mod verify;

#[cfg(feature = "table")]
pub use delimited::{Delimiter, csv_header, csv_rows};
pub use json::{Record, SCHEMA, Source};
#[cfg(feature = "sqlite")]
pub use sqlite::write_sqlite;
pub use table::{Cell, Column, ColumnType, Layer, Rows};
pub use verify::verify;
