//! Items: the points a person would write on a list.

use rustc_hash::FxHashMap;
use unicode_segmentation::UnicodeSegmentation;

use crate::document::{Item, Sentence, Strength};
use crate::outline::{NodeId, Outline};
use crate::rules::{Kind, RuleId, Rules};
use crate::text::{Span, find_past_han, first_han, is_closer, is_comma, is_end, is_han, is_space};

/// The longest title, in characters.
const TITLE: usize = 30;

/// How many characters of its words make the id of a finding.
const LEAD: usize = 40;

/// The ids of a speech. They hang on words alone; equal words get different ones.
#[derive(Default)]
pub(crate) struct Ids(FxHashMap<(char, u64), u32>);

impl Ids {
    /// An id for a finding of some kind, by its own `own` bytes and all the first `words`, which begin with them; white
    /// space, stops and digits do not count.
    pub(crate) fn give(&mut self, kind: &str, words: &str, own: usize) -> String {
        let (bytes, mut at) = (words.as_bytes(), 0);
        let (mut told, mut count, mut own_count) = ([0; LEAD], 0, 0);
        while at < bytes.len() && count < LEAD {
            if let Some(han) = first_han(&bytes[at..]) {
                (told[count], at, count) = (han, at + 3, count + 1);
            } else if let Some(c) = words[at..].chars().next() {
                at += c.len_utf8();
                if !(is_space(c) || is_end(c) || is_comma(c) || is_closer(c) || c.is_ascii_digit()) {
                    (told[count], count) = (c.into(), count + 1);
                }
            }
            if at <= own {
                own_count = count;
            }
        }
        // FNV-1a, a character a step.
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        let mut add = |c: u32| hash = (hash ^ u64::from(c)).wrapping_mul(0x0100_0000_01b3);
        kind.bytes().for_each(|byte| add(byte.into()));
        for part in [&[][..], &told[..own_count], &told[..count]] {
            part.iter().for_each(|c| add(*c));
            add(0);
        }
        // The high bits have seen every character.
        hash ^= hash >> 32;
        let prefix = kind.chars().next().unwrap_or('x');
        let mut id = String::with_capacity(10);
        id.push(prefix);
        let mut rest = hash;
        for _ in 0..9 {
            id.push(char::from(b"0123456789abcdefghijklmnopqrstuvwxyz"[(rest % 36) as usize]));
            rest /= 36;
        }
        let count = self.0.entry((prefix, hash)).or_default();
        *count += 1;
        if *count == 1 { id } else { format!("{id}-{count}") }
    }
}

/// The items of a speech: points of the outline whose sentences are of one kind, and runs of neighbouring
/// sentences of one kind elsewhere.
pub(crate) fn items(
    text: &str,
    outline: &Outline,
    sentences: &[Sentence],
    bodies: &[usize],
    ids: &mut Ids,
    rules: &Rules,
) -> Vec<Item> {
    let nodes = outline.nodes();
    // Of every point the first sentence directly in it, and the one behind the last.
    let mut own = vec![0..0; nodes.len()];
    for (at, sentence) in sentences.iter().enumerate() {
        if let Some(node) = sentence.node {
            let own = &mut own[node.index()];
            own.start = if own.end == 0 { at } else { own.start };
            own.end = at + 1;
        }
    }
    // Of every sentence its kinds that no item has yet, a bit each.
    let mut free: Vec<u16> =
        sentences.iter().map(|sentence| sentence.labels.iter().fold(0, |bits, label| bits | bit(label.kind))).collect();
    let mut found = Vec::new();
    let mut make = |kind: Kind, title: Span, node: Option<NodeId>, of: Vec<usize>, rule: RuleId| {
        let end = trimmed_end(text, sentences[of[of.len() - 1]].span);
        let span = Span::new(bodies[of[0]].min(end), end);
        let says = of.iter().any(|at| {
            sentences[*at].labels.iter().any(|label| label.kind == kind && label.strength() == Strength::Explicit)
        });
        let start = node.map_or(span.start(), |node| {
            let marker = nodes[node.index()].span.start();
            if rule == "item.point" { marker } else { span.start() }
        });
        let span = Span::new(start.min(span.start()), span.end());
        // A title stands in its item; nothing to say is no item.
        let title =
            Span::new(title.start().clamp(span.start(), span.end()), title.end().clamp(span.start(), span.end()));
        if title.is_empty() {
            return;
        }
        found.push(Item {
            // Without the mark, so that a point put in before it does not change it.
            id: ids.give(kind.name(), &text[title.start()..span.end()], title.len()),
            kind,
            title,
            span,
            node,
            sentences: of,
            rule,
            strength: if says { Strength::Explicit } else { Strength::Context },
        });
    };

    let point = rules.id("item.point");
    let run = rules.id("item.run");
    for (i, node) in nodes.iter().enumerate().filter(|(_, node)| node.below == 0) {
        let of = own[i].clone();
        if of.is_empty() || node.heading.is_empty() {
            continue;
        }
        // The heading says it, and most of what stands under it does.
        for kind in Kind::LISTED.into_iter().filter(|kind| sentences[of.start].is(*kind)) {
            let with: Vec<usize> = of.clone().filter(|at| sentences[*at].is(kind)).collect();
            if with.len() * 2 > of.len() {
                with.iter().for_each(|at| free[*at] &= !bit(kind));
                make(kind, title(text, node.heading), Some(NodeId(i as u32)), with, point.clone());
            }
        }
    }
    for kind in Kind::LISTED {
        let mut at = 0;
        while let Some(ahead) = free[at..].iter().position(|kinds| kinds & bit(kind) != 0) {
            at += ahead;
            let node = sentences[at].node;
            // A heading over points of its own is no item; the points are.
            if node.is_some_and(|node| nodes[node.index()].below > 0 && own[node.index()].start == at) {
                at += 1;
                continue;
            }
            let first = at;
            while at < sentences.len() && free[at] & bit(kind) != 0 && sentences[at].node == node {
                at += 1;
            }
            let words = Span::new(bodies[first].min(sentences[first].span.end()), sentences[first].span.end());
            make(kind, title(text, words), node, (first..at).collect(), run.clone());
        }
    }
    found.sort_by_key(|item| (item.span.start(), item.span.end(), item.kind));
    found
}

fn bit(kind: Kind) -> u16 {
    1 << kind as u16
}

fn trimmed_end(text: &str, span: Span) -> usize {
    span.start() + text[span.range()].trim_end_matches(is_space).len()
}

/// At most 30 characters of `words`, whole clauses where they fit and graphemes in any case.
fn title(text: &str, words: Span) -> Span {
    let mut start = words.start();
    let piece = &text[words.range()];
    start += piece.len() - piece.trim_start_matches(|c| is_space(c) || is_comma(c) || is_end(c) || is_closer(c)).len();
    let first_stop = |c: char| matches!(c, '。' | '！' | '？' | '；' | '：' | '!' | '?' | ';' | ':' | '\n' | '\r');
    let rest = &text[start..words.end().max(start)];
    let rest = rest[..find_past_han(rest, first_stop).unwrap_or(rest.len())].trim_end_matches(is_space);
    let mut end = rest.len();
    if let Some(limit) = cut_after(rest, TITLE) {
        // The last comma that leaves a phrase of its own, else the last character that fits.
        let comma =
            rest[..limit].char_indices().rfind(|(at, c)| is_comma(*c) && *c != '、' && *at >= 12).map(|(at, _)| at);
        end = comma.unwrap_or(limit);
    }
    let end = rest[..end].trim_end_matches(|c| is_comma(c) || is_space(c)).len();
    Span::new(start, start + end)
}

/// Where the last grapheme ends of which all characters are among the first `count`; none of a shorter text.
fn cut_after(text: &str, count: usize) -> Option<usize> {
    let (limit, _) = text.char_indices().nth(count)?;
    // What the genre writes is a grapheme a character.
    let plain =
        |c: char| is_han(c) || is_comma(c) || is_end(c) || is_closer(c) || c.is_ascii_alphanumeric() || c == '“';
    if text[limit..].starts_with(plain) {
        return Some(limit);
    }
    text.grapheme_indices(true).map(|(at, grapheme)| at + grapheme.len()).take_while(|end| *end <= limit).last()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_keeps_whole_clauses() {
        let text = "前期工作推进不够有力，部分项目手续办理迟缓，开工时间一拖再拖，群众意见很大。";
        assert_eq!(&text[title(text, Span::new(0, text.len())).range()], "前期工作推进不够有力，部分项目手续办理迟缓");
    }

    #[test]
    fn a_title_has_thirty_characters_at_most() {
        let title = |text: &str| text[title(text, Span::new(0, text.len())).range()].chars().count();
        assert_eq!(title(&"水".repeat(40)), 30);
        // Two characters a grapheme, three, and one of forty.
        assert_eq!(title(&"e\u{301}".repeat(40)), 30);
        assert_eq!(title(&format!("水{}", "e\u{301}".repeat(40))), 29);
        assert_eq!(title(&"水\u{fe00}\u{fe01}".repeat(40)), 30);
        assert_eq!(title(&format!("水利{}", "\u{301}".repeat(40))), 1);
    }

    #[test]
    fn an_id_hangs_on_words_and_not_on_spaces() {
        let id = |kind, words| Ids::default().give(kind, words, 0);
        assert_eq!(id("problem", "前期工作慢。"), id("problem", "前期 工作慢"));
        assert_ne!(id("problem", "前期工作慢"), id("measure", "前期工作慢"));
        let mut ids = Ids::default();
        assert_ne!(ids.give("problem", "前期工作慢", 0), ids.give("problem", "前期工作慢", 0));
    }
}
