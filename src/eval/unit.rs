//! The pieces a text is annotated and scored in.

use crate::rules::Kind;
use crate::text::Span;

/// A unit: what ends at `。！？；：` or at a line end, with the labels a careful reader gave it.
///
/// Quality is scored by unit, so it does not matter how a parser cuts its sentences.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unit {
    /// Where it stands, in bytes of the text, without the white space around it.
    pub span: Span,
    /// The kinds it carries, in the order of [`Kind::ALL`]; none where nobody labelled it.
    pub labels: Vec<Kind>,
    /// Whether it is no part of the speech.
    pub noise: bool,
}

impl Unit {
    /// Whether anybody said what it is; what nobody labelled is not scored.
    pub fn is_labelled(&self) -> bool {
        self.noise || !self.labels.is_empty()
    }
}

// Annotations name units by number: these sets stay as they are whatever the parser learns to cut at.
const STOPS: [char; 9] = ['。', '！', '？', '；', '：', '!', '?', ';', ':'];
const CLOSERS: [char; 11] = ['”', '’', '」', '』', '》', '）', '】', ')', ']', '"', '\''];
const LINE_ENDS: [char; 2] = ['\r', '\n'];

/// The units of a text in reading order, trimmed; blank ones are left out.
pub(super) fn units(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let stop = stop(&text[at..]);
        if stop == 0 {
            at += c.len_utf8();
            continue;
        }
        at += stop;
        found.extend(trimmed(text, start, at));
        start = at;
    }
    found.extend(trimmed(text, start, at));
    found
}

/// Bytes of the stop that `rest` begins with, its closing quotes and brackets with it; 0 for none.
fn stop(rest: &str) -> usize {
    let mut tail = rest;
    while tail.starts_with(STOPS) && !tail.starts_with("://") {
        tail = &tail[tail.chars().next().map_or(0, char::len_utf8)..];
    }
    let ends_line = tail.len() == rest.len();
    let tail = if ends_line { tail.trim_start_matches(LINE_ENDS) } else { tail.trim_start_matches(CLOSERS) };
    rest.len() - tail.len()
}

fn trimmed(text: &str, start: usize, end: usize) -> Option<Span> {
    let words = text[start..end].trim_end_matches(is_blank);
    let end = start + words.len();
    let start = end - words.trim_start_matches(is_blank).len();
    (start < end).then(|| Span::new(start, end))
}

/// White space as Python's `str.isspace` has it, so that other tools cut the same units.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    const CUTS: &[(&str, &str)] = &[
        ("", ""),
        (" \n\u{3000}\n", ""),
        ("同志们：\n\n今天开会。", "⟦同志们：⟧⟦今天开会。⟧"),
        ("他说：“抓紧！”大家鼓掌。）散会", "⟦他说：⟧⟦“抓紧！”⟧⟦大家鼓掌。）⟧⟦散会⟧"),
        ("真的吗？！不；是!", "⟦真的吗？！⟧⟦不；⟧⟦是!⟧"),
        ("见http://a.cn，另见a:b。", "⟦见http://a.cn，另见a:⟧⟦b。⟧"),
        ("\u{3000}一、抓实 \r\n\t二、抓细\u{1f}", "⟦一、抓实⟧⟦二、抓细⟧"),
        ("。。\n。", "⟦。。⟧⟦。⟧"),
        ("3.5亿元.不是句号", "⟦3.5亿元.不是句号⟧"),
    ];

    #[test]
    fn a_unit_ends_at_a_stop_or_a_line_end() {
        for (text, want) in CUTS {
            let got: String = units(text).iter().map(|unit| format!("⟦{}⟧", &text[unit.range()])).collect();
            assert_eq!(got, *want, "in {text:?}");
        }
    }
}
