//! Items: the points a person would write on a list.

use std::collections::BTreeMap;

use unicode_segmentation::UnicodeSegmentation;

use crate::document::{Item, Sentence, Strength};
use crate::outline::{NodeId, Outline};
use crate::rules::{Kind, RuleId, Rules};
use crate::text::{Span, is_closer, is_comma, is_end, is_space};

/// The longest title, in graphemes.
const TITLE: usize = 30;

/// The kinds lists are made of.
const LISTED: [Kind; 6] =
    [Kind::Problem, Kind::Cause, Kind::Measure, Kind::Responsibility, Kind::Target, Kind::Achievement];

/// Ids already given in a speech, so that equal words get different ones.
#[derive(Default)]
pub(crate) struct Ids(BTreeMap<String, u32>);

impl Ids {
    pub(crate) fn unique(&mut self, id: String) -> String {
        let count = self.0.entry(id.clone()).or_default();
        *count += 1;
        if *count == 1 { id } else { format!("{id}-{count}") }
    }
}

/// An id that hangs on words alone; white space, stops and digits do not count.
pub(crate) fn stable_id(kind: &str, words: &[&str]) -> String {
    // FNV-1a, 64 bits.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let letters = words.iter().flat_map(|words| words.chars().chain(['\0']));
    for c in kind.chars().chain(letters) {
        if is_space(c) || is_end(c) || is_comma(c) || is_closer(c) || c.is_ascii_digit() {
            continue;
        }
        for byte in c.encode_utf8(&mut [0; 4]).bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    let prefix = kind.chars().next().unwrap_or('x');
    let mut id = String::from(prefix);
    for _ in 0..9 {
        id.push(char::from_digit((hash % 36) as u32, 36).unwrap_or('0'));
        hash /= 36;
    }
    id
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
    // Of every point the sentences directly in it.
    let mut own: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    for (at, sentence) in sentences.iter().enumerate() {
        if let Some(node) = sentence.node {
            own[node.index()].push(at);
        }
    }
    let mut taken = vec![[false; LISTED.len()]; sentences.len()];
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
        let words = &text[span.range()];
        let lead = words.char_indices().nth(60).map_or(words, |(at, _)| &words[..at]);
        found.push(Item {
            id: ids.unique(stable_id(kind.name(), &[&text[title.range()], lead])),
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
        let of = &own[i];
        if of.is_empty() || node.heading.is_empty() {
            continue;
        }
        for (place, kind) in LISTED.into_iter().enumerate() {
            let with: Vec<usize> = of.iter().copied().filter(|at| sentences[*at].is(kind)).collect();
            // The heading says it, and most of what stands under it does.
            let heading = sentences[of[0]].is(kind);
            if heading && with.len() * 2 > of.len() {
                for &at in &with {
                    taken[at][place] = true;
                }
                make(kind, title(text, node.heading), Some(NodeId(i as u32)), with, point.clone());
            }
        }
    }
    for (place, kind) in LISTED.into_iter().enumerate() {
        let mut at = 0;
        while at < sentences.len() {
            let begins = sentences[at].is(kind) && !taken[at][place];
            // A heading over points of its own is no item; the points are.
            let holds_points = sentences[at]
                .node
                .is_some_and(|node| nodes[node.index()].below > 0 && own[node.index()].first() == Some(&at));
            if !begins || holds_points {
                at += 1;
                continue;
            }
            let first = at;
            let node = sentences[at].node;
            while at < sentences.len() && sentences[at].is(kind) && sentences[at].node == node && !taken[at][place] {
                at += 1;
            }
            let words = Span::new(bodies[first].min(sentences[first].span.end()), sentences[first].span.end());
            make(kind, title(text, words), node, (first..at).collect(), run.clone());
        }
    }
    found.sort_by_key(|item| (item.span.start(), item.span.end(), item.kind));
    found
}

fn trimmed_end(text: &str, span: Span) -> usize {
    span.start() + text[span.range()].trim_end_matches(is_space).len()
}

/// At most 30 graphemes of `words`, whole clauses where they fit.
fn title(text: &str, words: Span) -> Span {
    let mut start = words.start();
    let piece = &text[words.range()];
    start += piece.len() - piece.trim_start_matches(|c| is_space(c) || is_comma(c) || is_end(c) || is_closer(c)).len();
    let first_stop = |c: char| matches!(c, '。' | '！' | '？' | '；' | '：' | '!' | '?' | ';' | ':' | '\n' | '\r');
    let rest = &text[start..words.end().max(start)];
    let rest = rest[..rest.find(first_stop).unwrap_or(rest.len())].trim_end_matches(is_space);
    let mut end = rest.len();
    // Graphemes are worth counting only where there may be too many.
    let long = rest.char_indices().nth(TITLE).is_some();
    if let Some((limit, _)) = long.then(|| rest.grapheme_indices(true).nth(TITLE)).flatten() {
        // The last comma that leaves a phrase of its own, else the last character that fits.
        let comma =
            rest[..limit].char_indices().rfind(|(at, c)| is_comma(*c) && *c != '、' && *at >= 12).map(|(at, _)| at);
        end = comma.unwrap_or(limit);
    }
    let end = rest[..end].trim_end_matches(|c| is_comma(c) || is_space(c)).len();
    Span::new(start, start + end)
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
    fn an_id_hangs_on_words_and_not_on_spaces() {
        assert_eq!(stable_id("problem", &["前期工作慢。"]), stable_id("problem", &["前期 工作慢"]));
        assert_ne!(stable_id("problem", &["前期工作慢"]), stable_id("measure", &["前期工作慢"]));
    }
}
