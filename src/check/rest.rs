//! TG404–TG406: what is still to be filled in, what was left out, what stands twice.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::ground::Ground;
use super::{Found, Said};
use crate::text::{Span, Spanned, count_words};

pub(super) fn check(ground: &Ground, found: &mut Found) {
    if found.wants("TG404") {
        masks(ground, found);
    }
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

/// From so many of one sort on, the places of a mask are one finding.
const MANY: usize = 4;

/// Masks and placeholders: XX, ××, 某某, ____, （待补充）.
fn masks(ground: &Ground, found: &mut Found) {
    const PATTERN: &str = r"(?:[XＸ×]{2,}|x{2,}|[\*＊]{2,}|_{2,}|＿{2,}|[○〇]{2,}|[□■△]+|某某+|(?:TODO|TBD|[？?]{3,})|[（(【\[][^（）()【】\[\]\n]{0,8}(?:待补充|待补|待定|待核实|待核|待填|此处填写|请填写|插入)[^（）()【】\[\]\n]{0,8}[）)】\]]|[（(【][ \x{3000}]{1,8}[）)】]|\p{Han}[×Ｘ]\p{Han})";
    static MASK: LazyLock<Regex> = LazyLock::new(|| Regex::new(PATTERN).expect("a pattern of the tests"));
    let mut by_words: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
    for line in ground.lines() {
        let words = ground.words(line);
        // **一、…** is a heading of Markdown.
        let bold =
            words.trim_start_matches(['#', ' ']).starts_with("**") && words.matches("**").count().is_multiple_of(2);
        for hit in MASK.find_iter(words) {
            let mut span = Span::new(line.start() + hit.start(), line.start() + hit.end());
            let own = hit.as_str();
            let mut letters = own.chars();
            // A cross between two letters: the letters are none of it.
            if let (Some(first), Some(_), Some(last), None) =
                (letters.next(), letters.next(), letters.next(), letters.next())
                && crate::text::is_han(first)
                && crate::text::is_han(last)
                && first != '某'
                && first != '〇'
            {
                span = Span::new(span.start() + first.len_utf8(), span.end() - last.len_utf8());
            }
            // 二〇〇五 is a year, xxx an address, ** Markdown, *** a rule across the page.
            let year = own.starts_with('〇');
            let latin = words[..hit.start()].ends_with(|c: char| c.is_ascii_alphabetic() || c == '.' || c == '/');
            let rule = hit.len() == words.len() && !own.starts_with('某');
            let innocent = year || latin || rule || bold && own == "**";
            if !innocent && !ground.is_apart(span) {
                by_words.entry(ground.words(span)).or_default().push(span);
            }
        }
    }
    for (words, places) in by_words {
        if places.len() >= MANY {
            let message = Said::new(
                format!("“{words}”还没有填上，共{}处", places.len()),
                format!("“{words}” is still to be filled in, {} times", places.len()),
            );
            found.with("TG404", places[0], places[1..].to_vec(), message, None);
            continue;
        }
        for place in places {
            let message = Said::new(format!("“{words}”还没有填上"), format!("“{words}” is still to be filled in"));
            found.add("TG404", place, message);
        }
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
