//! From a Document to bytes.

mod html;
mod json;
mod verify;

pub use html::{Index, Language, Page};
pub use json::{Record, SCHEMA, Source};
pub use verify::verify;
