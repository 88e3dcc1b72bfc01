//! From bytes to clean text, with the way back.

mod clean;
mod decode;
mod script;

pub use clean::{Edit, Gap, Noise};
pub(crate) use clean::{Text, clean, is_salutation, looks_like_title};
pub use decode::decode;
