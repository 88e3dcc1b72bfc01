//! TG405 and TG406: what was left out, what stands twice.

use std::collections::BTreeMap;

use super::ground::Ground;
use super::{Found, Said};
use crate::text::{Span, Spanned, count_words};

pub(super) fn check(ground: &Ground, found: &mut Found) {
    for gap in ground.document.gaps() {
        let message = match gap.omitted_chars {
            Some(count) => Said::new(format!("这里省略了{count}字"), format!("{count} characters were left out here")),
            None => Said::new("这里有文字省略", "text was left out here"),
        };
        found.add("TG405", gap.span(), message);
    }
    if found.wants("TG406") {
        repeated(ground, found);
    }
}

/// Shorter sentences are said twice on purpose.
const SENTENCE: usize = 24;

/// A long sentence that stands twice, word for word.
fn repeated(ground: &Ground, found: &mut Found) {
    for speech in ground.speeches() {
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        let mut before: Option<usize> = None;
        for (at, sentence) in speech.sentences().iter().enumerate() {
            let words = ground.words(sentence.span()).trim();
            let start = sentence.span().start() + ground.words(sentence.span()).find(words).unwrap_or(0);
            let span = Span::new(start, start + words.len());
            // The mark does not count: 二、 in place of 一、.
            let node = sentence.node.map(|node| speech.outline().node(node));
            let marker = node.filter(|node| node.marker.start() == start).map_or(0, |node| node.marker.len());
            let key = words.get(marker..).unwrap_or(words).trim_end_matches(['。', '；', '！']);
            if count_words(key) < SENTENCE || ground.is_apart(span) {
                continue;
            }
            match seen.get(key) {
                // Of a paragraph pasted twice the first sentence speaks for all.
                Some(first) => {
                    if before.is_none_or(|before| before + 1 != at) {
                        let message =
                            Said::new("这句话前面一字不差地出现过", "this sentence stands above, word for word");
                        found.with("TG406", span, vec![*first], message, None);
                    }
                    before = Some(at);
                }
                None => {
                    seen.insert(key, span);
                }
            }
        }
    }
}
