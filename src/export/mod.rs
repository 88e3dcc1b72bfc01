//! From a Document to bytes.

mod json;
mod verify;

pub use json::{Record, SCHEMA, Source};
pub use verify::verify;
