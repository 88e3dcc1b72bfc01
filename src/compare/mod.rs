//! Two Documents → what became of every point, sentence and item.

mod fate;
mod ground;
mod item;
mod order;
mod pairs;
mod point;
mod sentence;
mod wording;

use std::ops::Range;

use self::fate::Fates;
use self::ground::Side;
#[cfg(feature = "json")]
pub(crate) use self::ground::unmarked;
pub use self::wording::{Piece, wording};
use crate::document::Document;
use crate::outline::NodeId;

/// What became of something from one version to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Fate {
    /// It stands where it stood, with the same words (未变). A new number alone changes nothing.
    Kept,
    /// It stands where it stood, with other words (改写).
    Reworded,
    /// It stands under another point, or among its sisters in another order (移动).
    Moved,
    /// It was not there before (新增).
    New,
    /// It is no longer there (删去).
    Gone,
}

impl Fate {
    /// All of them.
    pub const ALL: [Fate; 5] = [Fate::Kept, Fate::Reworded, Fate::Moved, Fate::New, Fate::Gone];

    /// The code: `kept`, `reworded`, `moved`, `new`, `gone`.
    pub fn name(self) -> &'static str {
        match self {
            Fate::Kept => "kept",
            Fate::Reworded => "reworded",
            Fate::Moved => "moved",
            Fate::New => "new",
            Fate::Gone => "gone",
        }
    }

    /// In Chinese.
    pub fn chinese(self) -> &'static str {
        match self {
            Fate::Kept => "未变",
            Fate::Reworded => "改写",
            Fate::Moved => "移动",
            Fate::New => "新增",
            Fate::Gone => "删去",
        }
    }
}

/// A part of a document: the speech, by its number, and what it is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct In<T> {
    /// The speech, by its place in [`Document::speeches`].
    pub speech: usize,
    /// The part of it.
    pub part: T,
}

/// One part of a speech in both versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Compared<T> {
    /// What became of it.
    pub fate: Fate,
    /// Whether its words are others; what was moved may be reworded too. An item of another kind is.
    pub reworded: bool,
    /// Whether its mark is another; points only.
    pub renumbered: bool,
    /// Where it stands in the old version; nothing where it is new.
    pub old: Option<In<T>>,
    /// Where it stands in the new version; nothing where it is gone.
    pub new: Option<In<T>>,
}

impl<T> Compared<T> {
    fn changed(&self) -> bool {
        self.fate != Fate::Kept || self.renumbered
    }
}

/// Two versions of a speech, or its versions of two years, compared point by point, sentence by sentence and item
/// by item.
///
/// A point is known again by the sentences in it and by its heading, whatever its number. Marks, blanks and the width
/// of signs make no difference. The same documents give the same answer; with old and new changed, what was new is
/// gone. Time grows little faster than the documents.
///
/// ```
/// use tigang::{Comparison, Fate, Parser};
/// let parser = Parser::new();
/// let old = parser.parse("一、抓项目\n要抓早。\n二、抓安全\n要抓细。\n");
/// let new = parser.parse("一、抓安全\n要抓实抓细。\n二、抓项目\n要抓早。\n三、抓作风\n要从严。\n");
/// let found = Comparison::new(&old, &new);
/// let fates: Vec<Fate> = found.points().iter().filter(|point| point.fate != Fate::Kept).map(|point| point.fate).collect();
/// assert_eq!(fates, [Fate::Reworded, Fate::Moved, Fate::New]);
/// assert!(Comparison::new(&old, &old).is_same());
/// ```
#[derive(Clone, Debug)]
pub struct Comparison {
    pub(crate) points: Vec<Compared<Option<NodeId>>>,
    // Of every point its sentences.
    pub(crate) ranges: Vec<Range<usize>>,
    pub(crate) sentences: Vec<Compared<usize>>,
    pub(crate) items: Vec<Compared<usize>>,
}

impl Comparison {
    /// Compares an old version and a new one.
    pub fn new(old: &Document, new: &Document) -> Self {
        let (old, new) = (Side::new(old), Side::new(new));
        let mut sentences = sentence::pair(&old, &new);
        let points = point::pair(&old, &new, &sentences);
        sentence::pair_within(&mut sentences, &old, &new, &points);
        let items = item::pair(&old, &new, &sentences);
        Fates { old: &old, new: &new, sentences, points, items }.tell()
    }

    /// Every point, in the order of the new version; what is gone stands behind what it stood behind.
    ///
    /// A speech comes before its points, with no node: what stands outside of them.
    pub fn points(&self) -> &[Compared<Option<NodeId>>] {
        &self.points
    }

    /// Every sentence that has words, by its number in [`Speech::sentences`](crate::Speech::sentences): those of the
    /// first of [`Comparison::points`], then those of the second, and so on.
    pub fn sentences(&self) -> &[Compared<usize>] {
        &self.sentences
    }

    /// The sentences directly under a point, by its place in [`Comparison::points`]. What was moved stands where it
    /// is now.
    pub fn sentences_of(&self, point: usize) -> &[Compared<usize>] {
        &self.sentences[self.ranges[point].clone()]
    }

    /// Every item, by its number in [`Speech::items`](crate::Speech::items), in the order of the new version; those
    /// that are gone behind what they stood behind.
    pub fn items(&self) -> &[Compared<usize>] {
        &self.items
    }

    /// Whether nothing differs: no word, no place, no number.
    pub fn is_same(&self) -> bool {
        !(self.points.iter().any(Compared::changed)
            || self.sentences.iter().any(Compared::changed)
            || self.items.iter().any(Compared::changed))
    }

    /// How many of `parts` had this fate.
    ///
    /// ```
    /// use tigang::{Comparison, Fate, Parser};
    /// let document = Parser::new().parse("一、抓项目。二、抓安全。");
    /// let found = Comparison::new(&document, &document);
    /// assert_eq!(Comparison::count(found.sentences(), Fate::Kept), 2);
    /// ```
    pub fn count<T>(parts: &[Compared<T>], fate: Fate) -> usize {
        parts.iter().filter(|part| part.fate == fate).count()
    }
}
