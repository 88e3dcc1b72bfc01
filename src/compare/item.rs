//! Which item of the old version is which of the new one: the one made of the same sentences.

use rustc_hash::FxHashMap;

use super::ground::{Side, Thing};
use super::pairs::{Candidate, Pairs};

/// Items are the same item from here on, out of 1000.
const ALIKE: u32 = 300;
/// A common kind makes a pair likelier by so much.
const KIND: u32 = 100;

/// Pairs the items.
pub(super) fn pair(old: &Side, new: &Side, sentences: &Pairs) -> Pairs {
    let mut of_sentence: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
    for (at, item) in new.items.iter().enumerate() {
        item.sentences.iter().for_each(|sentence| of_sentence.entry(*sentence).or_default().push(at));
    }
    let size =
        |side: &Side, item: &Thing| -> usize { item.sentences.iter().map(|at| side.sentences[*at].words.len()).sum() };
    let mut candidates = Vec::new();
    for (a, item) in old.items.iter().enumerate() {
        let mut shared: FxHashMap<usize, usize> = FxHashMap::default();
        for &sentence in &item.sentences {
            let Some(twin) = sentences.new_of(sentence) else { continue };
            let words = old.sentences[sentence].words.len() + new.sentences[twin].words.len();
            for &b in of_sentence.get(&twin).into_iter().flatten() {
                *shared.entry(b).or_default() += words;
            }
        }
        for (b, words) in shared {
            let whole = size(old, item) + size(new, &new.items[b]);
            let score = (1000 * words / whole.max(1)) as u32;
            if score >= ALIKE {
                let kind = if item.kind == new.items[b].kind { KIND } else { 0 };
                candidates.push(Candidate { old: a, new: b, score: score + kind });
            }
        }
    }
    let mut pairs = Pairs::new(old.items.len(), new.items.len());
    pairs.join_best(candidates);
    pairs
}
