//! The cues of a list of rules as one list of patterns. Knows no other file, so that the build script can make
//! the built-in automaton ahead of time.

use std::collections::BTreeMap;

/// What a pattern is to a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Use {
    /// A whole cue of the rule.
    Whole { rule: u16 },
    /// A phrase that turns the rule's cues off.
    Unless { rule: u16 },
    /// The first part of gapped cues; `slot` keeps where it stood last.
    First { slot: u16 },
    /// A further part, behind those that `after` keeps.
    Next { after: u16, slot: u16 },
    /// The last part of a gapped cue of the rule, behind those that `after` keeps.
    Last { after: u16, rule: u16 },
}

/// Patterns, sorted and distinct, what each is to which rules, and how many slots there are.
///
/// Gapped cues that begin with the same parts share the slots of those.
pub(crate) fn index<'a>(
    rules: impl Iterator<Item = (u16, Vec<&'a str>, Vec<&'a str>)>,
) -> (Vec<(String, Vec<Use>)>, u16) {
    let mut patterns: BTreeMap<String, Vec<Use>> = BTreeMap::new();
    let mut slots: BTreeMap<&str, u16> = BTreeMap::new();
    let mut add = |text: &str, made: Use| {
        for variant in widths(text) {
            patterns.entry(variant).or_default().push(made);
        }
    };
    for (rule, cues, unless) in rules {
        for cue in cues {
            let mut after = None;
            let mut begin = 0;
            for (gap, mark) in cue.match_indices('…') {
                let count = slots.len() as u16;
                let slot = *slots.entry(&cue[..gap]).or_insert(count);
                // A cue that begins alike has put these parts down already.
                if slot == count {
                    let part = &cue[begin..gap];
                    add(part, after.map_or(Use::First { slot }, |after| Use::Next { after, slot }));
                }
                after = Some(slot);
                begin = gap + mark.len();
            }
            add(&cue[begin..], after.map_or(Use::Whole { rule }, |after| Use::Last { after, rule }));
        }
        for text in unless {
            add(text, Use::Unless { rule });
        }
    }
    let slots = slots.len() as u16;
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
