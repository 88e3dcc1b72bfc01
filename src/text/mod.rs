//! Places in a text: spans, and the way back from a cleaned text to the original.

mod chars;
mod date;
mod map;
mod number;
mod numeral;
mod source;
mod span;
mod words;

pub(crate) use chars::{begins_han, count_words, is_closer, is_comma, is_end, is_han, is_mask, is_opener, is_space};
pub(crate) use date::{days, year};
pub(crate) use map::{OffsetMap, Rewriter};
pub(crate) use number::{arabic, chinese, circled};
pub(crate) use numeral::{Numeral, Script, numeral};
pub(crate) use source::Places;
pub use source::{Offsets, Place};
pub use span::{Span, Spanned};
pub(crate) use words::Words;
