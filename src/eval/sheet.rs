//! One document beside its gold, and where they differ.

use std::ops::Range;

use crate::document::Document;
use crate::outline::Node;
use crate::rules::Kind;
use crate::text::{Offsets, Place, Span, Spanned};

use super::gold::Gold;
use super::unit::is_blank;

/// One place where found and gold differ.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Miss {
    /// The document's name, as given to [`Tally::add`](crate::Tally::add).
    pub document: String,
    /// The [`Figure::name`](crate::Figure::name) it counts against.
    pub what: String,
    /// What the gold says; empty where it has nothing.
    pub want: String,
    /// What was found; empty for nothing.
    pub got: String,
    /// The words it is about, with a few around them.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

/// What does not count at the ends of a heading.
const STOPS: [char; 18] =
    ['。', '！', '？', '；', '：', '，', '!', '?', ';', ':', ',', '.', ' ', '\t', '\r', '\n', '\u{3000}', '\u{a0}'];

/// One document beside its gold. What is compared is compared in characters.
pub(super) struct Sheet<'a> {
    pub(super) name: &'a str,
    pub(super) document: &'a Document,
    pub(super) gold: &'a Gold,
}

/// The bit of a kind in [`Sheet::cover`]; noise has the one behind the last kind's.
pub(super) fn bit(kind: Kind) -> u16 {
    1 << kind as u16
}

pub(super) const NOISE: u16 = 1 << Kind::ALL.len();

impl Sheet<'_> {
    pub(super) fn char(&self, byte: usize) -> usize {
        self.document.offset(byte, Offsets::Char)
    }

    pub(super) fn chars(&self, span: Span) -> Range<usize> {
        self.char(span.start())..self.char(span.end())
    }

    /// For every character, the kinds of the sentences it lies in.
    pub(super) fn cover(&self) -> Vec<u16> {
        let mut cover = vec![0; self.char(self.document.source().len())];
        let mut mark = |span: Span, bits: u16| cover[self.chars(span)].iter_mut().for_each(|of| *of |= bits);
        for noise in self.document.noise() {
            mark(noise.span(), NOISE);
        }
        for sentence in self.document.speeches().iter().flat_map(|speech| speech.sentences()) {
            mark(sentence.span(), sentence.labels().iter().fold(0, |bits, label| bits | bit(label.kind)));
        }
        cover
    }

    /// Every point that was found, with the one it hangs under.
    pub(super) fn nodes(&self) -> impl Iterator<Item = (&Node, Option<&Node>)> {
        self.document.speeches().iter().flat_map(|speech| {
            let outline = speech.outline();
            outline.nodes().iter().map(|node| (node, node.parent.map(|parent| outline.node(parent))))
        })
    }

    /// What was found under a key of meta, speech by speech.
    pub(super) fn meta(&self, key: &str) -> impl Iterator<Item = Span> {
        self.document.speeches().iter().filter_map(move |speech| match key {
            "title" => speech.title,
            "meeting" => speech.meta.meeting,
            "date" => speech.meta.date,
            "speaker" => speech.meta.speaker,
            _ => None,
        })
    }

    pub(super) fn words(&self, span: Span) -> String {
        self.document.text(&span).to_owned()
    }

    pub(super) fn squeezed(&self, span: Span) -> String {
        self.document.text(&span).chars().filter(|c| !is_blank(*c)).collect()
    }

    pub(super) fn trimmed(&self, span: Span) -> (usize, usize) {
        let head = self.document.text(&span).trim_end_matches(STOPS);
        let start = span.start() + head.len() - head.trim_start_matches(STOPS).len();
        (start, span.start() + head.len())
    }

    /// At most `count` characters of the text from byte `from`.
    pub(super) fn excerpt(&self, from: usize, count: usize) -> String {
        self.document.source()[from..].chars().take(count).collect()
    }

    pub(super) fn miss(&self, what: &str, span: Span, want: String, got: String) -> Miss {
        let place = self.document.place(span.start());
        Miss { document: self.name.to_owned(), what: what.to_owned(), want, got, text: self.words(span), place }
    }

    pub(super) fn miss_near(&self, what: &str, byte: usize, want: String, got: String) -> Miss {
        let text = self.document.source();
        let before: usize = text[..byte].chars().rev().take(10).map(char::len_utf8).sum();
        let place = self.document.place(byte);
        let around = self.excerpt(byte - before, 40);
        Miss { document: self.name.to_owned(), what: what.to_owned(), want, got, text: around, place }
    }
}
