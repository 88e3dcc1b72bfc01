//! Lines broken at a fixed width, joined again: 25 to 40 characters a line, in mid-sentence.

use std::ops::Range;

use crate::text::{arabic, chinese, is_closer, is_end, is_space};

/// Widths in columns, a Chinese character two: no page of text is narrower or wider.
const NARROWEST: usize = 36;
const WIDEST: usize = 110;

/// How far a full line may stay below the width: a stop or a Latin word that would not fit.
const RAGGED: usize = 6;

/// So many full lines that end in mid-sentence show the width; fewer may be chance.
const FEWEST: usize = 6;

struct Line {
    words: Range<usize>,
    indented: bool,
    after_blank: bool,
}

/// The breaks between lines of one paragraph, white space around them included; none where the text is not broken
/// at a fixed width.
pub(crate) fn wraps(text: &str) -> Vec<Range<usize>> {
    let lines = lines(text);
    let Some(width) = width(text, &lines) else { return Vec::new() };
    lines
        .windows(2)
        .filter(|pair| {
            let next = &pair[1];
            ends_open(&text[pair[0].words.clone()])
                && is_full(text, &pair[0], width)
                && !next.after_blank
                && (!next.indented || pair[0].indented)
                && !begins_point(&text[next.words.clone()])
        })
        .map(|pair| pair[0].words.end..pair[1].words.start)
        .collect()
}

fn lines(text: &str) -> Vec<Line> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut after_blank = false;
    while start < text.len() {
        let end = memchr::memchr2(b'\n', b'\r', &text.as_bytes()[start..]).map_or(text.len(), |at| start + at + 1);
        let line = &text[start..end];
        let words = line.trim_matches(is_space);
        let lead = line.len() - line.trim_start_matches(is_space).len();
        if words.is_empty() {
            // `\r\n` is one line end.
            after_blank |= line == "\n" && !text[..start].ends_with('\r') || line == "\r";
        } else {
            let words = start + lead..start + lead + words.len();
            let indented = lead >= "\u{3000}".len();
            found.push(Line { words, indented, after_blank });
            after_blank = false;
        }
        start = end;
    }
    found
}

fn columns(words: &str) -> usize {
    2 * words.chars().count() - words.bytes().filter(u8::is_ascii).count()
}

/// The width at which the lines are broken: most lines that end in mid-sentence come close to it, and hardly any
/// is longer.
fn width(text: &str, lines: &[Line]) -> Option<usize> {
    let open = lines.iter().map(|line| &text[line.words.clone()]).filter(|words| ends_open(words));
    let mut widths: Vec<usize> = open.map(columns).filter(|width| *width >= NARROWEST).collect();
    widths.sort_unstable();
    let width = *widths.get(widths.len() * 9 / 10)?;
    let full = widths.iter().filter(|at| (width - RAGGED.min(width)..=width + RAGGED).contains(at)).count();
    let alike = full >= FEWEST && full * 5 >= widths.len() * 4 && width <= WIDEST;
    let longer = || lines.iter().filter(|line| columns(&text[line.words.clone()]) > width + RAGGED).count();
    (alike && longer() * 20 <= lines.len()).then_some(width)
}

fn is_full(text: &str, line: &Line, width: usize) -> bool {
    // An indent of two characters is part of the line.
    let indent = if line.indented { 4 } else { 0 };
    columns(&text[line.words.clone()]) + indent + RAGGED >= width
}

/// Whether words end in mid-sentence.
fn ends_open(words: &str) -> bool {
    let last = words.trim_end_matches(is_closer).chars().next_back();
    last.is_some_and(|c| !is_end(c) && c != '…' && c != '.')
}

/// Whether a line begins with 一、 （一） 1. or so.
fn begins_point(words: &str) -> bool {
    let inner = words.trim_start_matches(['（', '(', '第']);
    let number = chinese(inner).or_else(|| arabic(inner));
    number.is_some_and(|(_, len)| inner[len..].starts_with(['、', '.', '．', '）', ')', '，', ',']))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text, every paragraph broken at so many characters.
    fn broken(paragraphs: &[&str], at: usize) -> String {
        let mut text = String::new();
        for paragraph in paragraphs {
            for (i, c) in paragraph.chars().enumerate() {
                if i > 0 && i % at == 0 {
                    text.push('\n');
                }
                text.push(c);
            }
            text.push('\n');
        }
        text
    }

    fn joined(text: &str) -> String {
        let mut out = text.to_owned();
        wraps(text).into_iter().rev().for_each(|range| out.replace_range(range, ""));
        out
    }

    const LONG: &str = "今年以来，全县上下坚持把项目建设作为第一抓手，倒排工期、挂图作战，一批打基础、利长远的项目先后开工，\
        但是也要看到，前期工作慢、要素保障难、协调推进弱的问题还没有根本解决，个别项目开工半年仍然停留在平整场地，必须引起高度重视。";

    #[test]
    fn lines_broken_at_a_width_are_joined() {
        for at in [25, 30, 38, 40] {
            let text = broken(&["一、认清形势", LONG, "二、狠抓落实", LONG, LONG], at);
            assert_eq!(joined(&text), format!("一、认清形势\n{LONG}\n二、狠抓落实\n{LONG}\n{LONG}\n"), "{at}");
        }
    }

    #[test]
    fn whole_paragraphs_and_lists_stay_as_they_are() {
        let list = "加强前期工作，加快手续办理进度\n".repeat(30);
        for text in [format!("一、认清形势\n{LONG}\n{LONG}\n"), list, String::new()] {
            assert!(wraps(&text).is_empty(), "{text}");
        }
    }
}
