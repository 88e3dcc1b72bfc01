//! What was said before, and what is said now, piece by piece.

use unicode_segmentation::UnicodeSegmentation;

use super::ground::folded;

/// A piece of two wordings: the same in both, or put in the place of another.
///
/// The pieces of one wording, put together, are that wording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What stands in the old wording; empty where words were put in.
    pub old: String,
    /// What stands in the new wording; empty where words were taken out.
    pub new: String,
    /// Whether the two are the same; signs of full and of half width are.
    pub same: bool,
}

/// What was changed from one wording to the other.
///
/// A character or two that happen to stand in both, in the midst of words that do not, are changed with them. Of
/// wordings that are too long, all between their common beginning and end is one change.
///
/// ```
/// let pieces = tigang::wording("由县发改局牵头，9月底前完成。", "由县住建局牵头，10月底前完成。");
/// let shown: String = pieces
///     .iter()
///     .map(|piece| if piece.same { piece.new.clone() } else { format!("【{}→{}】", piece.old, piece.new) })
///     .collect();
/// assert_eq!(shown, "由县【发改→住建】局牵头，【9→10】月底前完成。");
/// ```
pub fn wording(old: &str, new: &str) -> Vec<Piece> {
    let (old, new) = (tokens(old), tokens(new));
    let before = old.iter().zip(&new).take_while(|(a, b)| a.1 == b.1).count();
    let most = old.len().min(new.len()) - before;
    let after = old.iter().rev().zip(new.iter().rev()).take(most).take_while(|(a, b)| a.1 == b.1).count();
    let (from, to) = (&old[before..old.len() - after], &new[before..new.len() - after]);
    let mut pieces = Pieces::default();
    old[..before].iter().zip(&new).for_each(|(a, b)| pieces.add(a.0, b.0, true));
    for (a, b) in middle(from, to) {
        match (a.map(|at| from[at].0), b.map(|at| to[at].0)) {
            (Some(a), Some(b)) => pieces.add(a, b, true),
            (a, b) => pieces.add(a.unwrap_or_default(), b.unwrap_or_default(), false),
        }
    }
    old[old.len() - after..].iter().zip(&new[new.len() - after..]).for_each(|(a, b)| pieces.add(a.0, b.0, true));
    pieces.finish()
}

/// A grapheme, and what it is compared by: digits of one number stay together.
type Token<'a> = (&'a str, String);

fn tokens(words: &str) -> Vec<Token<'_>> {
    let mut found: Vec<Token<'_>> = Vec::new();
    let mut start = 0;
    let mut in_word = false;
    for (at, grapheme) in words.grapheme_indices(true) {
        let key: String = grapheme.chars().filter_map(folded).collect();
        let end = at + grapheme.len();
        let goes_on = key.chars().all(|c| c.is_ascii_alphanumeric()) && !key.is_empty();
        match found.last_mut().filter(|_| in_word && goes_on) {
            Some(last) => {
                last.0 = &words[start..end];
                last.1.push_str(&key);
            }
            None => {
                start = at;
                found.push((grapheme, key));
            }
        }
        in_word = goes_on;
    }
    found
}

/// Wordings whose lengths multiply to more are not compared character by character.
const MOST: usize = 4_000_000;

/// The longest common series: places in both, or in one.
fn middle(old: &[Token<'_>], new: &[Token<'_>]) -> Vec<(Option<usize>, Option<usize>)> {
    let (rows, columns) = (old.len() + 1, new.len() + 1);
    if rows * columns > MOST {
        return (0..old.len()).map(|at| (Some(at), None)).chain((0..new.len()).map(|at| (None, Some(at)))).collect();
    }
    // How long the longest common series of what is left is.
    let mut longest = vec![0u32; rows * columns];
    for a in (0..old.len()).rev() {
        for b in (0..new.len()).rev() {
            longest[a * columns + b] = if old[a].1 == new[b].1 {
                longest[(a + 1) * columns + b + 1] + 1
            } else {
                longest[(a + 1) * columns + b].max(longest[a * columns + b + 1])
            };
        }
    }
    let (mut a, mut b) = (0, 0);
    let mut steps = Vec::with_capacity(old.len() + new.len());
    while a < old.len() || b < new.len() {
        if a < old.len() && b < new.len() && old[a].1 == new[b].1 {
            steps.push((Some(a), Some(b)));
            (a, b) = (a + 1, b + 1);
        } else if b == new.len() || a < old.len() && longest[(a + 1) * columns + b] >= longest[a * columns + b + 1] {
            steps.push((Some(a), None));
            a += 1;
        } else {
            steps.push((None, Some(b)));
            b += 1;
        }
    }
    steps
}

#[derive(Default)]
struct Pieces(Vec<Piece>);

impl Pieces {
    fn add(&mut self, old: &str, new: &str, same: bool) {
        match self.0.last_mut().filter(|last| last.same == same) {
            Some(last) => {
                last.old.push_str(old);
                last.new.push_str(new);
            }
            None => self.0.push(Piece { old: old.to_owned(), new: new.to_owned(), same }),
        }
    }

    /// A short piece that is the same between two that are not only looks like sense.
    fn finish(self) -> Vec<Piece> {
        let mut joined = Pieces::default();
        let count = self.0.len();
        let letters = |words: &str| words.chars().filter(|c| c.is_alphanumeric()).count();
        let mut before = 0;
        let lengths: Vec<usize> = self.0.iter().map(|piece| letters(&piece.old).max(letters(&piece.new))).collect();
        for (at, piece) in self.0.into_iter().enumerate() {
            let island = piece.same && at > 0 && at + 1 < count && {
                let around = before + lengths[at + 1];
                lengths[at] <= 1 && around >= 4 || lengths[at] == 2 && around >= 10
            };
            before = if island { before + lengths[at] } else { lengths[at] };
            joined.add(&piece.old, &piece.new, piece.same && !island);
        }
        joined.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(old: &str, new: &str) -> String {
        let piece = |piece: &Piece| match piece.same {
            true => piece.new.clone(),
            false => format!("[{}|{}]", piece.old, piece.new),
        };
        wording(old, new).iter().map(piece).collect()
    }

    const CASES: &[(&str, &str, &str)] = &[
        ("", "", ""),
        ("要抓实。", "要抓实。", "要抓实。"),
        ("要抓实，不能松。", "要抓实,不能松。", "要抓实,不能松。"),
        ("要抓实。", "要抓紧抓实。", "要抓[|紧抓]实。"),
        ("投资12.5亿元。", "投资128亿元。", "投资[12.5|128]亿元。"),
        ("认真学习领会", "坚决贯彻落实", "[认真学习领会|坚决贯彻落实]"),
        ("甲", "", "[甲|]"),
        ("", "乙", "[|乙]"),
        ("前期工作的滞后", "要素保障的不力", "[前期工作的滞后|要素保障的不力]"),
    ];

    #[test]
    fn what_was_changed_is_what_a_reader_would_mark() {
        for (old, new, want) in CASES {
            assert_eq!(shown(old, new), *want, "{old} → {new}");
        }
    }

    #[test]
    fn the_pieces_put_together_are_the_wordings() {
        for (old, new, _) in CASES {
            let pieces = wording(old, new);
            assert_eq!(pieces.iter().map(|piece| piece.old.as_str()).collect::<String>(), *old);
            assert_eq!(pieces.iter().map(|piece| piece.new.as_str()).collect::<String>(), *new);
        }
    }
}
