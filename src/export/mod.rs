//! From a Document to bytes.

#[cfg(feature = "docx-out")]
mod docx;
mod freemind;
#[cfg(feature = "json")]
mod html;
mod json;
#[cfg(feature = "lists")]
mod lists;
mod markdown;
mod opml;
mod sketch;
#[cfg(feature = "json")]
mod verify;

#[cfg(feature = "docx-out")]
pub use docx::outline_docx;
pub use freemind::freemind;
#[cfg(feature = "json")]
pub use html::{Index, Language, Page};
pub use json::{Record, SCHEMA, Source};
#[cfg(feature = "lists")]
pub use lists::{
    Column, Columns, Field, Kept, ListKind, Lists, Row, Table, Unmatched, lists_csv, lists_docx, lists_markdown,
    lists_xlsx, merge,
};
pub use markdown::{Style, markdown};
pub use opml::opml;
pub use sketch::{Extent, Point, Sketch, With};
#[cfg(feature = "json")]
pub use verify::verify;
