//! Places in a text: spans, and the way back from a cleaned text to the original.

mod chars;
mod date;
mod language;
mod map;
mod number;
mod numeral;
mod path;
mod source;
mod span;
mod words;

pub(crate) use chars::{
    PLACES, begins_han, begins_with, count_words, find_past_han, first_han, first_place, is_closer, is_comma, is_end,
    is_han, is_mask, is_opener, is_space, last_place, past_han,
};
pub(crate) use date::{days, year};
pub use language::Language;
pub(crate) use map::{OffsetMap, Rewriter};
pub(crate) use number::{arabic, chinese, circled, digit_of, past_mark};
pub(crate) use numeral::{Numeral, Script, numeral};
pub use path::path_text;
pub(crate) use source::Places;
pub use source::{Offsets, Place};
pub use span::{Span, Spanned};
pub(crate) use words::Words;
