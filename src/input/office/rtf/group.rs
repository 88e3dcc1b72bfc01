//! What a group of RTF holds, and what holds in it.

use super::lists::Part;

/// What the text of a group is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text of the document.
    #[default]
    Text,
    /// Nothing that is read.
    Skipped,
    /// A drawing; of it only a box of text is read.
    Shape,
    /// Text that stands twice; the second, in Unicode (`\ud`), is read.
    Twice,
    /// `\footnote`
    Note,
    /// The text of a drawn box.
    Box,
    /// The number of a paragraph, written out.
    Number,
    Fonts,
    Styles,
    Lists(Part),
}

/// How a paragraph is set.
#[derive(Clone, Copy, Default)]
pub(super) struct Look {
    pub(super) style: i32,
    /// The number of the use of a list.
    pub(super) list: Option<i32>,
    pub(super) level: u8,
    /// From 0; 9 is text.
    pub(super) outline: Option<u8>,
    pub(super) in_table: bool,
}

/// What holds until a group ends.
#[derive(Clone, Copy, Default)]
pub(super) struct Group {
    pub(super) kind: Kind,
    /// The kind began with this group and ends with it.
    pub(super) opened: bool,
    /// How many characters stand in for one `\u`.
    pub(super) fallback: Option<u32>,
    /// For Western, high and Eastern text, and for scripts from right to left.
    pub(super) fonts: [Option<i32>; 4],
    pub(super) script: usize,
    pub(super) hidden: bool,
    pub(super) deleted: bool,
    pub(super) look: Look,
    /// What `\ud` goes back to.
    pub(super) outside: Kind,
}

/// Groups whose text is no text of the document.
pub(super) const SKIPPED: &[&str] = &[
    "aftnsep",
    "aftnsepc",
    "annotation",
    "atnauthor",
    "atnid",
    "bkmkend",
    "bkmkstart",
    "colortbl",
    "do",
    "fldinst",
    "footer",
    "footerf",
    "footerl",
    "footerr",
    "ftnsep",
    "ftnsepc",
    "header",
    "headerf",
    "headerl",
    "headerr",
    "info",
    "nonesttables",
    "nonshppict",
    "object",
    "pict",
    "pn",
    "private",
    "rxe",
    "shppict",
    "sp",
    "tc",
    "tcn",
    "template",
    "txe",
    "xe",
];
