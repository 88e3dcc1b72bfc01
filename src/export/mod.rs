//! From a Document to bytes.

mod json;

pub use json::{Record, SCHEMA, Source};
