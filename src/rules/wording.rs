//! What the wording of a sentence as a whole speaks for: every character and every pair of neighbours adds a
//! little. It catches what no cue names.

use std::ops::Range;

use super::piece::{Piece, numbered};
use super::places::Places;
use super::weights::{Row, Wide, narrow, wide};
use crate::text::{Span, first_han};

/// What is worth less is not worth showing.
const LEAST: f32 = 0.1;

/// What each piece of wording is worth for each kind.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wording {
    rows: Vec<Wide>,
    #[cfg(feature = "fit")]
    pieces: Vec<Piece>,
    places: Places,
}

/// Which rows have counted: of each the number of the sentence it counted in last.
#[derive(Default)]
pub(crate) struct Seen {
    rows: Vec<u32>,
    sentence: u32,
    // Those that count in the sentence at hand, in order.
    counted: Vec<u16>,
}

impl Wording {
    pub(crate) fn new(rows: impl IntoIterator<Item = (Piece, Row)>) -> Self {
        let (pieces, rows): (Vec<Piece>, Vec<Wide>) = rows.into_iter().map(|(piece, row)| (piece, wide(row))).unzip();
        Self {
            rows,
            places: Places::new(&pieces),
            #[cfg(feature = "fit")]
            pieces,
        }
    }

    /// Every piece with its row.
    #[cfg(feature = "fit")]
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Piece, Row)> {
        self.pieces.iter().copied().zip(self.rows.iter().copied().map(narrow))
    }

    /// What the wording of a sentence adds up to; a piece counts once.
    pub(crate) fn sum(&self, words: &str, seen: &mut Seen) -> Row {
        if self.rows.is_empty() {
            return Row::default();
        }
        seen.rows.resize(self.rows.len(), 0);
        seen.sentence += 1;
        seen.counted.clear();
        pieces(words, |piece, _| {
            if let Some(at) = self.places.find(piece)
                && seen.rows[at] != seen.sentence
            {
                seen.rows[at] = seen.sentence;
                seen.counted.push(at as u16);
            }
        });
        let mut sum = Wide::default();
        for row in seen.counted.iter().map(|at| &self.rows[usize::from(*at)]) {
            sum.iter_mut().zip(row).for_each(|(sum, worth)| *sum += worth);
        }
        narrow(sum)
    }

    /// The pieces of a sentence that speak most for one kind, at most `most`, in order of place.
    pub(crate) fn strongest(&self, words: &str, kind: usize, most: usize) -> Vec<Span> {
        let mut found: Vec<(f32, Span)> = Vec::with_capacity(words.len() / 3);
        pieces(words, |piece, at| {
            let worth = self.places.find(piece).map_or(0.0, |at| self.rows[at][kind]);
            if worth >= LEAST {
                found.push((worth, Span::new(at.start, at.end)));
            }
        });
        found.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut best: Vec<Span> = Vec::with_capacity(most);
        for (_, span) in found {
            if best.len() < most && !best.iter().any(|other| other.overlaps(span)) {
                best.push(span);
            }
        }
        best.sort_unstable();
        best
    }
}

/// Every piece of a sentence and where it stands, in bytes.
#[inline(always)]
pub(crate) fn pieces(words: &str, mut take: impl FnMut(Piece, Range<usize>)) {
    let bytes = words.as_bytes();
    // The character before, where it is Chinese; whether the opening is still to come, or was the character before.
    let (mut before, mut opening, mut opened) = (None, true, false);
    let mut at = 0;
    while at < bytes.len() {
        let Some(c) = number_at(bytes, at) else {
            (before, opened) = (None, false);
            at += width(bytes[at]);
            continue;
        };
        take(Piece::one(c), at..at + 3);
        if let Some(before) = before {
            take(Piece::two(before, c), at - 3..at + 3);
            if opened {
                take(Piece::two(before, c).opening(), at - 3..at + 3);
            }
        }
        if opening {
            take(Piece::one(c).opening(), at..at + 3);
        }
        (before, opened, opening) = (Some(c), opening, false);
        at += 3;
    }
}

/// The number of the character that begins at a byte.
fn number_at(bytes: &[u8], at: usize) -> Option<u16> {
    numbered(first_han(&bytes[at..])?)
}

/// How many bytes the character takes that begins with this one.
fn width(first: u8) -> usize {
    match first {
        0..0xc0 => 1,
        0xc0..0xe0 => 2,
        0xe0..0xf0 => 3,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_have_names() {
        let mut names = Vec::new();
        pieces("“要抓a紧", |piece, _| names.push(piece.name()));
        assert_eq!(names, ["要", "^要", "抓", "要抓", "^要抓", "紧"]);
        for name in ["要", "^要", "要抓", "^要抓"] {
            assert_eq!(Piece::named(name).map(Piece::name).as_deref(), Some(name));
        }
        assert_eq!([Piece::named(""), Piece::named("a"), Piece::named("要a"), Piece::named("一二三")], [None; 4]);
    }

    #[test]
    fn a_sentence_is_worth_what_its_pieces_are() {
        let row = |value: f32| [value, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
        let named = |name: &str, value: f32| (Piece::named(name).unwrap(), row(value));
        let wording = Wording::new([named("差", 1.0), named("差距", 2.0), named("^有", 0.5), named("很", -4.0)]);
        let mut seen = Seen::default();
        assert_eq!(wording.sum("有差距，差距", &mut seen)[0], 3.5);
        assert_eq!(wording.sum("没有差", &mut seen)[0], 1.0);
        assert_eq!(wording.strongest("有很大差距", 0, 3), [Span::new(0, 3), Span::new(9, 15)]);
        assert_eq!(Wording::default().sum("有差距", &mut seen), Row::default());
    }
}
