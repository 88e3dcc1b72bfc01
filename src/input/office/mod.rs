//! Office files: Word, OpenDocument and rich text, with their automatic numbers.

mod doc;
mod docx;
mod flow;
mod lines;
mod numbering;
mod odt;
mod package;
mod rtf;
mod xml;

use super::manuscript;

pub(super) use doc::read as doc;
pub(super) use docx::read as docx;
pub(super) use odt::read as odt;
pub(crate) use package::Package;
pub(super) use rtf::read as rtf;
#[cfg(feature = "lists")]
pub(crate) use xml::{Event, Tag, Xml, decode as xml_text};
