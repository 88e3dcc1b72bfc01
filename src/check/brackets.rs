//! TG401: quotes and brackets that do not close, or close what was never opened.

use super::ground::Ground;
use super::{Found, Said};
use crate::text::Span;

/// What opens, what closes it, half and full width alike.
const PAIRS: &[(&[char], &[char])] = &[
    (&['“'], &['”']),
    (&['‘'], &['’']),
    (&['《'], &['》']),
    (&['「'], &['」']),
    (&['『'], &['』']),
    (&['【'], &['】']),
    (&['（', '('], &['）', ')']),
    (&['[', '［'], &[']', '］']),
];

pub(super) fn check(ground: &Ground, found: &mut Found) {
    if !found.wants("TG401") {
        return;
    }
    for paragraph in ground.paragraphs() {
        pair(ground, paragraph, found);
    }
}

/// A sign that opens: which pair, and where.
struct Open {
    pair: usize,
    span: Span,
}

/// Nobody opens more within each other.
const DEPTH: usize = 32;

fn pair(ground: &Ground, paragraph: Span, found: &mut Found) {
    let words = ground.words(paragraph);
    let mut open: Vec<Open> = Vec::new();
    for (at, c) in words.char_indices() {
        let span = Span::new(paragraph.start() + at, paragraph.start() + at + c.len_utf8());
        let Some(pair) = PAIRS.iter().position(|(opens, closes)| opens.contains(&c) || closes.contains(&c)) else {
            continue;
        };
        if ground.is_apart(span) || (c == '’' && words[..at].ends_with(|c: char| c.is_ascii_alphabetic())) {
            continue;
        }
        if PAIRS[pair].0.contains(&c) {
            // “ in “ before the first is closed: the first never is.
            if let Some(same) = open.iter().position(|other| other.pair == pair).filter(|_| pair == 0) {
                unclosed(ground, open.remove(same), found);
            }
            if open.len() == DEPTH {
                unclosed(ground, open.remove(0), found);
            }
            open.push(Open { pair, span });
            continue;
        }
        match open.iter().rposition(|other| other.pair == pair) {
            // What opened since then is not closed.
            Some(own) => open.drain(own..).skip(1).for_each(|other| unclosed(ground, other, found)),
            None if is_mark(&words[..at], c) => {}
            None => {
                let message = Said::new(format!("{c} 前面没有对应的左半边"), format!("nothing opens before this {c}"));
                found.add("TG401", span, message);
            }
        }
    }
    open.into_iter().for_each(|open| unclosed(ground, open, found));
}

fn unclosed(ground: &Ground, open: Open, found: &mut Found) {
    let sign = ground.words(open.span);
    let close = PAIRS[open.pair].1[0];
    let message = Said::new(format!("{sign} 没有闭合，缺 {close}"), format!("{sign} is never closed by {close}"));
    found.add("TG401", open.span, message);
}

/// The bracket of a mark: 1） or 一）.
fn is_mark(before: &str, c: char) -> bool {
    let number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c) || c.is_ascii_lowercase();
    let rest = before.trim_end_matches(number);
    matches!(c, '）' | ')')
        && rest.len() < before.len()
        && (rest.is_empty() || rest.ends_with(['。', '；', '：', ' ', '\u{3000}', '，', '\n', '\r']))
}
