//! From bytes to clean text, with the way back.

#[cfg(feature = "charset")]
mod charset;
mod clean;
mod flat;
mod format;
#[cfg(feature = "charset")]
mod gbk;
#[cfg(feature = "html")]
mod html;
#[cfg_attr(
    not(any(feature = "html", feature = "office", feature = "pdf")),
    allow(dead_code, reason = "only readers need all of it")
)]
mod manuscript;
mod markdown;
#[cfg(feature = "office")]
mod office;
#[cfg(feature = "pdf")]
mod pdf;
mod repeat;
mod script;
mod wrap;

pub use clean::{Edit, Gap, Noise};
pub(crate) use clean::{Text, clean, is_salutation, looks_like_title};
pub use format::{Decoded, Format, Hint, decode};
pub(crate) use manuscript::Paragraph;
#[cfg(all(feature = "office", any(feature = "lists", feature = "parallel")))]
pub(crate) use office::Package;
#[cfg(feature = "lists")]
pub(crate) use office::{Event, Tag, Xml, xml_text};
