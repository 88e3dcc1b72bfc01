use std::fmt;
use std::ops::Range;

/// A half-open byte range in a document's text; both ends lie on char boundaries.
///
/// Units are UTF-8 bytes, counted from 0. [`Document::place`](crate::Document::place) turns an end
/// of it into characters, UTF-16 units, or line and column.
///
/// ```
/// let span = tigang::Span::new(3, 9);
/// assert_eq!("一、要".get(span.range()), Some("、要"));
/// assert_eq!(format!("{span:?}"), "3..9");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    // start <= end
    start: u32,
    end: u32,
}

impl Span {
    /// A span from byte `start` to byte `end`.
    ///
    /// # Panics
    /// If `start > end`.
    #[track_caller]
    pub fn new(start: usize, end: usize) -> Self {
        assert!(start <= end, "a span runs forward: {start}..{end}");
        Self { start: start as u32, end: end as u32 }
    }

    /// First byte.
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// Byte after the last.
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether nothing lies in it.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// As a range to index a `str` with.
    pub fn range(self) -> Range<usize> {
        self.start()..self.end()
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

/// Anything that stands at one place in a document's text.
///
/// ```
/// use tigang::{Parser, Spanned};
/// let document = Parser::new().parse("一、抓落实。");
/// let sentence = &document.speeches()[0].sentences()[0];
/// assert_eq!(sentence.span().len(), 18);
/// ```
pub trait Spanned {
    /// Where it stands, in bytes of the document's text.
    fn span(&self) -> Span;
}

impl Spanned for Span {
    fn span(&self) -> Span {
        *self
    }
}
