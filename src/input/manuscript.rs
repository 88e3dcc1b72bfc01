//! What a reader makes of a file: its text, paragraph by paragraph, and where each stood.

/// A file's text in reading order, with what the file says about its paragraphs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Manuscript {
    /// Every paragraph ends with `\n`.
    pub(crate) text: String,
    /// In order of their starts; together they cover the text.
    pub(crate) paragraphs: Vec<Paragraph>,
    /// What could not be read, one sentence each, in lower case without a full stop.
    pub(crate) losses: Vec<String>,
    // No more text is taken.
    pub(crate) full: bool,
}

/// One paragraph of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Paragraph {
    /// Its first byte in the text.
    pub(crate) start: usize,
    /// The page it begins on, from 1, where the format knows pages.
    pub(crate) page: Option<u32>,
    /// The level of the heading style it wears, from 1.
    pub(crate) heading: Option<u8>,
}

/// Why a file gives no text at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Damage {
    /// It is encrypted (需要密码).
    Password,
    /// It holds pictures of pages only (扫描件没有文字层).
    #[cfg(feature = "pdf")]
    Scanned,
    /// Unpacked, it is larger than a reader may become.
    TooLarge,
    /// Its structure is broken; the words say where.
    Broken(String),
}

/// No part of a file unpacks to more bytes.
pub(crate) const LARGEST: usize = 64 << 20;

/// Bytes and paragraphs that are read of one file. A book of speeches has a tenth of either; what is made of them
/// takes many times as much.
pub(crate) const MOST_TEXT: usize = 12 << 20;
pub(crate) const MOST_PARAGRAPHS: usize = 1 << 17;

/// What is said where a file has more.
pub(crate) fn too_long() -> String {
    format!(
        "the text is too long: what stands behind {} MB or {MOST_PARAGRAPHS} paragraphs was not read",
        MOST_TEXT >> 20
    )
}

impl Manuscript {
    /// Adds a paragraph; line ends inside it stay.
    pub(crate) fn push(&mut self, mut text: &str, page: Option<u32>, heading: Option<u8>) {
        if self.full {
            return;
        }
        let left = MOST_TEXT.saturating_sub(self.text.len());
        if text.len() > left || self.paragraphs.len() >= MOST_PARAGRAPHS {
            self.full = true;
            self.losses.push(too_long());
            text = &text[..text.floor_char_boundary(left)];
        }
        self.paragraphs.push(Paragraph { start: self.text.len(), page, heading });
        self.text.push_str(text);
        self.text.push('\n');
    }
}
