//! From a Document to bytes.

#[cfg(feature = "table")]
mod delimited;
mod json;
mod layer;
#[cfg(feature = "sqlite")]
mod sqlite;
mod table;
mod verify;

#[cfg(feature = "table")]
pub use delimited::{Delimiter, csv_header, csv_rows};
pub use json::{Record, SCHEMA, Source};
pub use layer::{Column, ColumnType, Layer};
#[cfg(feature = "sqlite")]
pub use sqlite::write_sqlite;
pub use table::{Cell, Rows};
pub use verify::verify;
