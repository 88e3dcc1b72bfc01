//! The cues of a list of rules as one list of patterns. Knows no other file, so that the build script can make
//! the built-in automaton ahead of time.

use std::collections::BTreeMap;

/// What a pattern is to a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Use {
    /// The rule's number.
    pub(crate) rule: u16,
    /// [`WHOLE`], [`UNLESS`], or the part's place in a gapped cue, with [`LAST`] added to the last one's.
    pub(crate) part: u8,
    /// Of a part, where its last place is kept; the part before it has the slot before.
    pub(crate) slot: u16,
}

/// The whole cue.
pub(crate) const WHOLE: u8 = 255;
/// A phrase that turns a cue off.
pub(crate) const UNLESS: u8 = 254;
/// Marks the last part of a gapped cue.
pub(crate) const LAST: u8 = 64;

/// Patterns, sorted and distinct, what each is to which rules, and how many slots there are.
pub(crate) fn index<'a>(
    rules: impl Iterator<Item = (u16, Vec<&'a str>, Vec<&'a str>)>,
) -> (Vec<(String, Vec<Use>)>, u16) {
    let mut patterns: BTreeMap<String, Vec<Use>> = BTreeMap::new();
    let mut slots = 0;
    let mut add = |text: &str, made: Use| {
        for variant in widths(text) {
            patterns.entry(variant).or_default().push(made);
        }
    };
    for (rule, cues, unless) in rules {
        for cue in cues {
            let of = cue.split('…').count();
            for (n, part) in cue.split('…').enumerate() {
                if of == 1 {
                    add(part, Use { rule, part: WHOLE, slot: 0 });
                } else {
                    let last = if n + 1 == of { LAST } else { 0 };
                    add(part, Use { rule, part: n as u8 | last, slot: slots });
                    slots += 1;
                }
            }
        }
        for text in unless {
            add(text, Use { rule, part: UNLESS, slot: 0 });
        }
    }
    (patterns.into_iter().collect(), slots)
}

/// A cue as written, and with its punctuation of the other width.
fn widths(text: &str) -> Vec<String> {
    const PAIRS: [(char, char); 7] =
        [('，', ','), ('；', ';'), ('：', ':'), ('！', '!'), ('？', '?'), ('（', '('), ('）', ')')];
    let full: String =
        text.chars().map(|c| PAIRS.iter().find(|(_, half)| *half == c).map_or(c, |(full, _)| *full)).collect();
    let half: String =
        full.chars().map(|c| PAIRS.iter().find(|(full, _)| *full == c).map_or(c, |(_, half)| *half)).collect();
    if half == full { vec![full] } else { vec![full, half] }
}
