//! Cuts a speech into sentences.

use crate::outline::{NodeId, Outline};
use crate::text::{Span, is_closer, is_end, is_space, past_han};

/// One sentence in the words that are read, and where its own words begin.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cut {
    /// With the white space behind it, so that sentences tile the speech.
    pub(crate) span: Span,
    /// Behind its numbering mark.
    pub(crate) body: usize,
    /// The innermost point it belongs to.
    pub(crate) node: Option<NodeId>,
    /// It holds (the beginning of) that point's heading.
    pub(crate) heads: bool,
}

/// The sentences of a speech: pieces that end at `。！？；：`, at a line end, or where a point of the outline
/// begins or its heading ends. They tile the speech.
pub(crate) fn sentences(text: &str, speech: Span, outline: &Outline, breaks: &[usize]) -> Vec<Cut> {
    let nodes = outline.nodes();
    let mut found: Vec<Cut> = Vec::new();
    let mut next_node = 0;
    let mut open: Vec<usize> = Vec::new();
    let mut start = speech.start();
    let end = speech.end();

    // Where the next piece must end although no stop stands there.
    let mut forced: Vec<usize> = Vec::with_capacity(nodes.len() * 2);
    for node in nodes {
        forced.push(node.span.start());
        // A heading that ran into its body.
        let rest = text[node.heading.end()..end].trim_start_matches([' ', '\t', '\u{3000}']);
        if rest.starts_with(|c| crate::text::is_han(c) || crate::text::is_mask(c) || c.is_ascii_digit()) {
            forced.push(node.heading.end());
        }
    }
    forced.extend(breaks.iter().filter(|at| (speech.start()..=speech.end()).contains(at)));
    forced.sort_unstable();
    forced.dedup();
    let mut forced = forced.into_iter().filter(|at| *at > speech.start()).peekable();

    let mut emit = |from: usize, to: usize| {
        while next_node < nodes.len() && nodes[next_node].span.start() < to {
            open.push(next_node);
            next_node += 1;
        }
        let words = from + (text[from..to].len() - text[from..to].trim_start_matches(is_space).len());
        while open.last().is_some_and(|&top| {
            let node = &nodes[top];
            node.span.end() <= words && !(node.span.start() >= from && node.span.start() < to)
        }) {
            open.pop();
        }
        let holder = open.iter().rev().copied().find(|&at| {
            nodes[at].span.start() < to && (nodes[at].span.end() > words || nodes[at].span.start() >= from)
        });
        let heads = holder.is_some_and(|at| nodes[at].span.start() >= from);
        let body = match holder {
            Some(at) if heads => nodes[at].heading.start().clamp(from, to),
            _ => words.min(to),
        };
        found.push(Cut { span: Span::new(from, to), body, node: holder.map(|at| NodeId(at as u32)), heads });
    };

    let bytes = &text.as_bytes()[..end];
    let char_at = |at: usize| text[at..end].chars().next();
    let mut digit_before = false;
    let mut next = start;
    while next < end {
        let at = next;
        while forced.peek().is_some_and(|place| *place < at) {
            forced.next();
        }
        if forced.peek() == Some(&at) {
            forced.next();
            // White space alone is no sentence; before a break it is none's.
            if !text[start..at].trim_matches(is_space).is_empty() {
                emit(start, at);
                start = at;
            } else if breaks.binary_search(&at).is_ok() {
                start = at;
            }
        }
        // Chinese characters end nothing.
        let until = forced.peek().map_or(end, |place| (*place).min(end));
        next = past_han(&bytes[..until], next);
        if next > at {
            digit_before = false;
            continue;
        }
        let Some(c) = char_at(at) else { break };
        next += c.len_utf8();
        let stop = match c {
            ':' => {
                let after = bytes.get(next).copied();
                after != Some(b'/') && !(digit_before && after.is_some_and(|byte| byte.is_ascii_digit()))
            }
            '\n' | '\r' => true,
            c => is_end(c),
        };
        digit_before = c.is_ascii_digit();
        if !stop {
            continue;
        }
        // Further stops, closing quotes and white space stay with the sentence.
        while let Some(c) = char_at(next).filter(|c| is_closer(*c) || is_space(*c) || is_end(*c)) {
            if forced.peek() == Some(&next) {
                break;
            }
            digit_before = false;
            next += c.len_utf8();
        }
        if text[start..next].trim_matches(is_space).is_empty() {
            continue;
        }
        emit(start, next);
        start = next;
    }
    if !text[start..end].trim_matches(is_space).is_empty() {
        emit(start, end);
    } else if let Some(last) = found.last_mut().filter(|last| last.span.end() == start) {
        last.span = Span::new(last.span.start(), end);
    }
    found.shrink_to_fit();
    found
}
