//! From a Document to bytes.

#[cfg(feature = "json")]
mod annotate;
#[cfg(feature = "json")]
mod comparison;
#[cfg(feature = "table")]
mod delimited;
#[cfg(feature = "docx-out")]
mod docx;
mod freemind;
#[cfg(feature = "json")]
mod html;
#[cfg(feature = "json")]
mod json;
#[cfg(feature = "json")]
mod layer;
#[cfg(feature = "lists")]
mod lists;
mod markdown;
mod opml;
#[cfg(feature = "parquet")]
mod parquet;
mod sketch;
#[cfg(feature = "sqlite")]
mod sqlite;
#[cfg(any(feature = "parquet", feature = "sqlite", feature = "xlsx"))]
mod stored;
#[cfg(feature = "json")]
mod table;
#[cfg(feature = "json")]
mod verify;
#[cfg(feature = "xlsx")]
mod xlsx;

#[cfg(feature = "parquet")]
pub use self::parquet::write_parquet;
#[cfg(feature = "json")]
pub use annotate::{doccano, label_studio_config, write_brat, write_label_studio};
#[cfg(feature = "json")]
pub use comparison::comparison_json;
#[cfg(feature = "table")]
pub use delimited::{Delimiter, csv_header, csv_rows};
#[cfg(feature = "docx-out")]
pub use docx::outline_docx;
pub use freemind::freemind;
#[cfg(feature = "json")]
pub use html::{ComparisonPage, Index, Page};
#[cfg(feature = "json")]
pub use json::{Record, SCHEMA, Source};
#[cfg(feature = "json")]
pub use layer::{Column, ColumnType, Layer};
#[cfg(feature = "lists")]
pub use lists::{
    Column as ListColumn, Columns, Field, Kept, ListKind, Lists, Row, Table, Unmatched, lists_csv, lists_docx,
    lists_markdown, lists_xlsx, merge,
};
pub use markdown::{Style, markdown};
pub use opml::opml;
pub use sketch::{Extent, Point, Sketch, With};
#[cfg(feature = "sqlite")]
pub use sqlite::write_sqlite;
#[cfg(feature = "json")]
pub use table::{Cell, Rows};
#[cfg(feature = "json")]
pub use verify::verify;
#[cfg(feature = "xlsx")]
pub use xlsx::{Overflow, write_xlsx};
