//! Two documents made ready to be compared: words without marks, and trees without words.

use rustc_hash::FxHashMap;

use crate::document::{Document, Sentence, Speech};
use crate::text::{Span, is_han, is_space};

/// All that is compared of one document, its speeches behind each other.
pub(super) struct Side {
    /// Every speech, and behind it its points, in reading order.
    pub(super) nodes: Vec<Place>,
    pub(super) sentences: Vec<Words>,
    pub(super) items: Vec<Thing>,
}

/// A speech, or a point of its outline.
pub(super) struct Place {
    /// The speech, by its number in the document.
    pub(super) speech: usize,
    /// What it hangs under; nothing above a speech.
    pub(super) parent: Option<usize>,
    /// The node behind everything that hangs under it.
    pub(super) end: usize,
    /// Its mark without blanks, brackets of either width alike; empty where it has none.
    pub(super) mark: String,
    /// Its heading, or the title of a speech.
    pub(super) heading: Vec<char>,
    /// The sentences that stand directly under it, its heading among them.
    pub(super) own: Vec<usize>,
    /// Letters of all sentences in it, those of the points under it with them.
    pub(super) size: usize,
}

/// A sentence.
pub(super) struct Words {
    pub(super) speech: usize,
    /// Its number in its speech.
    pub(super) at: usize,
    pub(super) node: usize,
    /// Whether it begins its point.
    pub(super) heads: bool,
    /// Without its mark and blanks, signs of either width alike.
    pub(super) words: Vec<char>,
}

/// An item.
pub(super) struct Thing {
    pub(super) speech: usize,
    /// Its number in its speech.
    pub(super) at: usize,
    pub(super) node: usize,
    pub(super) kind: crate::rules::Kind,
    pub(super) sentences: Vec<usize>,
}

impl Side {
    pub(super) fn new(document: &Document) -> Self {
        let mut side = Self { nodes: Vec::new(), sentences: Vec::new(), items: Vec::new() };
        for (number, speech) in document.speeches().iter().enumerate() {
            side.speech(document, number, speech);
        }
        for at in 0..side.sentences.len() {
            let size = letters(&side.sentences[at].words).count();
            side.above(side.sentences[at].node).for_each(|node| side.nodes[node].size += size);
        }
        side
    }

    fn speech(&mut self, document: &Document, number: usize, speech: &Speech) {
        let root = self.nodes.len();
        let outline = speech.outline().nodes();
        let folded = |span: Span| fold(&document.shown(&span));
        self.nodes.push(Place {
            speech: number,
            parent: None,
            end: root + 1 + outline.len(),
            mark: String::new(),
            heading: speech.title.map(folded).unwrap_or_default(),
            own: Vec::new(),
            size: 0,
        });
        for (at, node) in outline.iter().enumerate() {
            self.nodes.push(Place {
                speech: number,
                parent: Some(node.parent.map_or(root, |parent| root + 1 + parent.index())),
                end: root + 2 + at + node.below as usize,
                mark: folded(node.marker).into_iter().collect(),
                heading: folded(node.heading),
                own: Vec::new(),
                size: 0,
            });
        }
        let first = self.sentences.len();
        // Of every sentence of the speech its number here, unless it has no words.
        let mut numbers = FxHashMap::default();
        for (at, sentence) in speech.sentences().iter().enumerate() {
            let marker = sentence.node.map(|node| outline[node.index()].marker);
            let mut words = fold(&document.shown(&unmarked(sentence, marker)));
            let node = sentence.node.map_or(root, |node| root + 1 + node.index());
            let heads = sentence.node.is_some() && self.nodes[node].own.is_empty();
            // A heading may end with a stop or not.
            while heads && words.last().is_some_and(|last| matches!(last, '。' | ':' | ';' | ',' | '.')) {
                words.pop();
            }
            if words.is_empty() {
                continue;
            }
            numbers.insert(at, first + numbers.len());
            self.nodes[node].own.push(self.sentences.len());
            self.sentences.push(Words { speech: number, at, node, heads, words });
        }
        self.items.extend(speech.items().iter().enumerate().map(|(at, item)| Thing {
            speech: number,
            at,
            node: item.node.map_or(root, |node| root + 1 + node.index()),
            kind: item.kind,
            sentences: item.sentences.iter().filter_map(|at| numbers.get(at).copied()).collect(),
        }));
    }

    /// A node and those it hangs under, from the inside out.
    pub(super) fn above(&self, node: usize) -> impl Iterator<Item = usize> + use<> {
        let parents: Vec<usize> =
            std::iter::successors(Some(node), |node| self.nodes[*node].parent).take(DEEPEST).collect();
        parents.into_iter()
    }
}

/// No outline is deeper than it has forms of marks; a made-up one may be.
const DEEPEST: usize = 20;

/// A sentence without the mark it begins with.
pub(crate) fn unmarked(sentence: &Sentence, marker: Option<Span>) -> Span {
    match marker.filter(|marker| !marker.is_empty() && sentence.span.contains(*marker)) {
        Some(marker) => Span::new(marker.end(), sentence.span.end()),
        None => sentence.span,
    }
}

/// The words without blanks, signs of either width alike; a comma behind the mark is none of them.
fn fold(words: &str) -> Vec<char> {
    let mut folded: Vec<char> = words.chars().filter_map(folded).collect();
    if matches!(folded.first(), Some(',' | '、' | ':')) {
        folded.remove(0);
    }
    folded
}

/// The character all its sisters are read as; nothing for a blank.
pub(super) fn folded(c: char) -> Option<char> {
    Some(match c {
        c if is_space(c) || c.is_control() => return None,
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0)?,
        '“' | '”' => '"',
        '‘' | '’' => '\'',
        '–' | '─' | '―' => '—',
        c => c,
    })
}

/// The characters that carry the sense.
pub(super) fn letters(words: &[char]) -> impl Iterator<Item = char> {
    words.iter().copied().filter(|c| is_han(*c) || c.is_alphanumeric())
}

/// Pairs of neighbouring letters, sorted; of a single letter, itself.
pub(super) fn bigrams(words: &[char]) -> Vec<u64> {
    let mut pairs = Vec::with_capacity(words.len());
    let mut before = None;
    for c in letters(words) {
        if let Some(before) = before.replace(c) {
            pairs.push(u64::from(before as u32) << 32 | u64::from(c as u32));
        }
    }
    if let (true, Some(only)) = (pairs.is_empty(), before) {
        pairs.push(u64::from(only as u32));
    }
    pairs.sort_unstable();
    pairs
}

/// How much two sorted lists share, from 0 to 1000 (Dice); two empty lists are the same.
pub(super) fn likeness(one: &[u64], other: &[u64]) -> u32 {
    if one.is_empty() && other.is_empty() {
        return 1000;
    }
    let (mut a, mut b, mut shared) = (0, 0, 0usize);
    while a < one.len() && b < other.len() {
        match one[a].cmp(&other[b]) {
            std::cmp::Ordering::Less => a += 1,
            std::cmp::Ordering::Greater => b += 1,
            std::cmp::Ordering::Equal => {
                (a, b, shared) = (a + 1, b + 1, shared + 1);
            }
        }
    }
    (2000 * shared / (one.len() + other.len())) as u32
}

/// The same for the words themselves.
pub(super) fn alike(one: &[char], other: &[char]) -> u32 {
    if one == other { 1000 } else { likeness(&bigrams(one), &bigrams(other)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> String {
        fold(text).into_iter().collect()
    }

    #[test]
    fn widths_and_blanks_make_no_difference() {
        for (one, other) in [("抓项目， 抓投资。", "抓项目,抓投资。"), ("（１）“好”", "(1) \"好\""), ("——", "──")]
        {
            assert_eq!(words(one), words(other), "{one} {other}");
        }
    }

    #[test]
    fn words_are_alike_by_neighbouring_letters() {
        let cases = [
            ("要抓早抓小。", "要抓早，抓小！", 1000),
            ("压实责任", "压实工作责任", 500),
            ("压实责任", "强化考核", 0),
            ("", "", 1000),
            ("早", "早", 1000),
        ];
        for (one, other, want) in cases {
            assert_eq!(alike(&fold(one), &fold(other)), want, "{one} {other}");
        }
    }

    #[test]
    fn a_point_knows_its_own_sentences_and_the_size_of_all_in_it() {
        let document = crate::Parser::new().parse("一、抓项目\n一是抓开工。要快。二是抓投产。\n二、抓安全");
        let side = Side::new(&document);
        let shown: Vec<(String, usize, usize)> =
            side.nodes.iter().map(|node| (node.heading.iter().collect(), node.own.len(), node.size)).collect();
        let want = [("", 0, 14), ("抓项目", 1, 11), ("抓开工", 2, 5), ("抓投产", 1, 3), ("抓安全", 1, 3)];
        assert_eq!(shown, want.map(|(heading, own, size)| (heading.to_owned(), own, size)));
        assert!(side.sentences[1].heads && !side.sentences[2].heads);
    }
}
