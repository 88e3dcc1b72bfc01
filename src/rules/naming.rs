//! Where those stand who are told to act: every character, and every pair of neighbours, says how likely a name
//! begins or goes on at the characters around it. It finds names whose endings no rule knows.

use super::lattice::{Lattice, Tags};
use super::piece::{self, Piece};
use super::places::Places;
use crate::text::Span;

/// What a piece is worth for the characters around it: for two before its first to two behind, whether a name
/// begins there, and whether it goes on.
pub(crate) type Near = [f32; 10];

/// How far a clause is told apart: its first characters, each by its place, then all others.
pub(crate) const DEEP: usize = 9;

/// How likely a name must begin, and go on, to be one.
const BEGINS: f64 = 0.6;
const GOES_ON: f64 = 0.5;

/// How likely what a rule takes for a name must be one.
const MAY: f64 = 0.05;

/// The most characters of a sentence that are read; the rest of a longer one names nobody.
const MOST: usize = 1000;

/// What the wording is worth for names.
#[derive(Clone, Debug, Default)]
pub(crate) struct Naming {
    rows: Vec<Near>,
    places: Places,
    #[cfg(feature = "fit")]
    pieces: Vec<Piece>,
    // Of a character by its place in its clause.
    pub(crate) clause: [[f32; 2]; DEEP],
    // From outside, from a beginning, from inside.
    pub(crate) steps: [[f32; 3]; 3],
}

impl Naming {
    pub(crate) fn new(rows: impl IntoIterator<Item = (Piece, Near)>) -> Self {
        let (pieces, rows): (Vec<Piece>, Vec<Near>) = rows.into_iter().unzip();
        Self {
            rows,
            places: Places::new(&pieces),
            #[cfg(feature = "fit")]
            pieces,
            ..Self::default()
        }
    }

    /// Every piece with its row.
    #[cfg(feature = "fit")]
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Piece, &Near)> {
        self.pieces.iter().copied().zip(&self.rows)
    }

    /// How likely each character of a sentence belongs to a name.
    pub(crate) fn read(&self, words: &str) -> Chances {
        let mut starts: Vec<usize> = words.char_indices().map(|(at, _)| at).take(MOST + 1).collect();
        if starts.len() <= MOST {
            starts.push(words.len());
        }
        if self.rows.is_empty() {
            return Chances { starts, tags: Vec::new() };
        }
        let signs = signs(words);
        let lattice = Lattice::new(&self.worth(&signs), &self.steps.map(|row| row.map(f64::from)));
        Chances { starts, tags: (1..signs.len() - 1).map(|at| lattice.chance(at)).collect() }
    }

    /// What beginning and going on are worth at each character.
    fn worth(&self, signs: &[u16]) -> Vec<[f64; 2]> {
        let mut worth: Vec<[f64; 2]> = depths(signs).map(|depth| self.clause[depth].map(f64::from)).collect();
        pieces(signs, |piece, at| {
            let Some(row) = self.places.find(piece) else { return };
            for (pair, near) in self.rows[row].chunks_exact(2).zip(at..) {
                if let Some(worth) = near.checked_sub(2).and_then(|near| worth.get_mut(near)) {
                    worth[0] += f64::from(pair[0]);
                    worth[1] += f64::from(pair[1]);
                }
            }
        });
        worth
    }
}

/// What a sentence's characters are, as likely as wording tells; nothing is known without a table.
pub(crate) struct Chances {
    // Where each character begins, and where the last ends.
    starts: Vec<usize>,
    tags: Vec<Tags>,
}

impl Chances {
    /// The names, in bytes.
    pub(crate) fn names(&self) -> Vec<Span> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < self.tags.len() {
            let begin = at;
            at += 1;
            if self.tags[begin][1] < BEGINS {
                continue;
            }
            while self.tags.get(at).is_some_and(|tags| tags[2] >= GOES_ON) {
                at += 1;
            }
            found.push(Span::new(self.starts[begin], self.starts[at]));
        }
        found
    }

    /// Where the characters end that were read.
    pub(crate) fn end(&self) -> usize {
        self.starts.last().copied().unwrap_or(0)
    }

    /// Whether a name may stand here, as far as is known: its characters are in one with that likelihood on average.
    pub(crate) fn allow(&self, name: Span) -> bool {
        let place = |at: usize| self.starts.partition_point(|start| *start < at);
        let Some(tags) = self.tags.get(place(name.start())..place(name.end())) else { return true };
        let outside: f64 = tags.iter().map(|tags| tags[0]).sum();
        tags.len() as f64 - outside >= MAY * tags.len() as f64
    }
}

/// The characters of a sentence as pieces see them, a comma before the first and behind the last.
pub(crate) fn signs(words: &str) -> Vec<u16> {
    let comma = std::iter::once('，');
    comma.clone().chain(words.chars().take(MOST)).chain(comma).map(piece::sign).collect()
}

/// Every piece of a sentence, and the number of the sign it begins at.
pub(crate) fn pieces(signs: &[u16], mut take: impl FnMut(Piece, usize)) {
    for (at, sign) in signs.iter().enumerate() {
        take(Piece::one(*sign), at);
        if let Some(next) = signs.get(at + 1) {
            take(Piece::two(*sign, *next), at);
        }
    }
}

/// The place of every character in its clause.
pub(crate) fn depths(signs: &[u16]) -> impl Iterator<Item = usize> {
    let comma = piece::sign('，');
    signs.iter().scan(0, move |depth, sign| {
        let here = *depth;
        *depth = if *sign == comma { 0 } else { (here + 1).min(DEEP - 1) };
        Some(here)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn naming() -> Naming {
        let row = |begins: [f32; 5], on: [f32; 5]| {
            std::array::from_fn(|at| if at % 2 == 0 { begins[at / 2] } else { on[at / 2] })
        };
        let named = |name: &str, begins, on| (Piece::named(name).unwrap(), row(begins, on));
        let mut naming = Naming::new([
            // Behind a comma a name begins; before 要 it ends.
            named("，", [0.0, 0.0, 0.0, 9.0, 0.0], [0.0; 5]),
            named("要", [0.0; 5], [0.0, 0.0, -30.0, -30.0, -30.0]),
            named("有0", [0.0, 0.0, -30.0, 0.0, 0.0], [0.0; 5]),
        ]);
        (0..3).for_each(|from| naming.steps[from][1] = -6.0);
        naming.steps[1][2] = 2.0;
        naming.steps[2][2] = -2.0;
        naming
    }

    #[test]
    fn names_begin_and_end_by_what_stands_around_them() {
        let words = "各站要细，有3处，小李要快";
        let names: Vec<&str> = naming().read(words).names().iter().map(|span| &words[span.range()]).collect();
        assert_eq!(names, ["各站", "小李"]);
        let may = |name: &str| {
            naming().read(words).allow(Span::new(words.find(name).unwrap(), words.find(name).unwrap() + name.len()))
        };
        assert!(may("小李") && !may("有3"));
    }

    #[test]
    fn nothing_is_named_without_a_table_or_words() {
        assert!(Naming::default().read("各站要细").names().is_empty());
        assert!(Naming::default().read("各站要细").allow(Span::new(0, 6)));
        assert!(naming().read("").names().is_empty());
        assert_eq!(signs(&"站".repeat(MOST + 9)).len(), MOST + 2);
    }

    #[test]
    fn a_clause_is_told_apart_by_place() {
        assert_eq!(depths(&signs("甲，乙丙")).collect::<Vec<_>>(), [0, 0, 1, 0, 1, 2]);
    }
}
