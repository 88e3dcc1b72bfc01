//! Line ends that became a space, as where a page is saved as one line: put back.

use std::borrow::Cow;
use std::ops::Range;

use super::{is_salutation, looks_like_title};
use crate::text::{is_closer, is_comma, is_end, is_han, is_mask, is_opener, is_space, past_mark};

/// A shorter line, in bytes, is a paragraph; a longer heading is none.
const LEAST: usize = 600;

/// So many stops and marks with a space between or behind show that paragraphs ended there; fewer may be chance.
const FEWEST: usize = 3;

/// Widths of lines in columns: no page is narrower or wider; so many full lines show it; they differ by so much.
const NARROWEST: usize = 36;
const WIDEST: usize = 110;
const FULL: usize = 6;
const RAGGED: usize = 4;

/// No salutation is longer, in bytes.
const NEAR: usize = 96;

/// No longer heading, in characters, ends at a space; nor without a mark.
const HEADING: usize = 80;
const PLAIN: usize = 30;

/// The text with its line ends put back, each in the place of the space and as long, so that every byte stays where
/// it is.
pub(super) fn lined(text: Cow<'_, str>) -> Cow<'_, str> {
    let ends = ends(&text);
    if ends.is_empty() {
        return text;
    }
    let mut lined = String::with_capacity(text.len());
    for space in ends {
        lined.push_str(&text[lined.len()..space.start]);
        lined.push('\n');
        lined.extend(std::iter::repeat_n(' ', space.len() - 1));
    }
    lined.push_str(&text[lined.len()..]);
    Cow::Owned(lined)
}

/// The spaces that were line ends.
fn ends(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    for end in memchr::memchr2_iter(b'\n', b'\r', text.as_bytes()).chain([text.len()]) {
        let line = &text[from..end];
        if line.len() >= LEAST && has_space(line) {
            let width = width(line);
            if width.is_some() || is_flat(line) {
                found.extend(of_line(line, width).map(|space| from + space.start..from + space.end));
            }
        }
        from = end + 1;
    }
    found
}

fn has_space(line: &str) -> bool {
    [" ", "\u{a0}", "\u{3000}"].iter().any(|space| memchr::memmem::find(line.as_bytes(), space.as_bytes()).is_some())
}

/// The width in columns, a Chinese character two, at which the lines had been broken before: most spaces stand that far
/// apart, in the middle of sentences.
fn width(line: &str) -> Option<usize> {
    let words = line.split(is_space).filter(|words| !words.is_empty() && !is_stopped(words));
    let mut apart: Vec<usize> = words.map(columns).filter(|width| *width >= NARROWEST).collect();
    apart.sort_unstable();
    let middle = *apart.get(apart.len() / 2)?;
    let alike = apart.iter().filter(|width| width.abs_diff(middle) <= RAGGED).count();
    (alike >= FULL && alike * 10 >= apart.len() * 7 && middle <= WIDEST).then_some(middle)
}

fn columns(words: &str) -> usize {
    words.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// Whether a line is a whole text: spaces stand behind some of its stops, but not behind every one, as some people
/// type. A mark behind the space tells as much as another stop.
fn is_flat(line: &str) -> bool {
    let bytes = line.as_bytes();
    let find = |bytes, space: &str| memchr::memmem::find(bytes, space.as_bytes());
    if memchr::memchr(b' ', bytes).is_none() && ["\u{a0}", "\u{3000}"].iter().all(|space| find(bytes, space).is_none())
    {
        return false;
    }
    let (mut spaced, mut told) = (0, 0);
    for (at, _) in line.match_indices(is_space) {
        if !is_stopped(&line[..at]) {
            continue;
        }
        let behind = line[at..].trim_start_matches(is_space);
        if behind.starts_with(begins) {
            spaced += 1;
            told += if past_mark(behind).is_some() { 2 } else { 1 };
        }
    }
    told >= FEWEST && spaced * 10 <= line.matches(is_end).count() * 7
}

/// Whether words end with a stop. Those of a style sheet do not: `size: 10pt; margin: 0`.
fn is_stopped(words: &str) -> bool {
    let words = words.trim_end_matches(is_closer);
    let before = words.trim_end_matches(|c| is_end(c) || c == '…');
    before.len() < words.len() && (before.ends_with(|c| is_han(c) || is_closer(c)) || !words.ends_with([':', ';']))
}

/// What words of a speech begin with.
fn begins(c: char) -> bool {
    is_han(c) || is_mask(c) || c.is_ascii_digit() || is_opener(c)
}

/// Spaces behind a stop, behind a title, before a salutation and before a mark; where no stop stands, behind a heading;
/// and behind a full line of that width.
fn of_line(line: &str, width: Option<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    let mut next = 0;
    std::iter::from_fn(move || {
        loop {
            let at = next + line[next..].find(is_space)?;
            let behind = line[at..].trim_start_matches(is_space);
            next = line.len() - behind.len();
            let words = &line[start..at];
            let first = &behind[..behind.floor_char_boundary(NEAR)];
            let greets = first.split_once(['：', ':']).is_some_and(|(words, _)| is_salutation(words));
            // 会 2017 年第二次会议 is spaced by a machine.
            let number = [words.rsplit(is_space).next(), first.split(is_space).next()];
            let number = number.into_iter().flatten().any(|word| word.bytes().all(|c| c.is_ascii_digit()));
            let named = || looks_like_title(words) || is_heading(words) && !number && behind.starts_with(begins);
            let marked = past_mark(behind).is_some_and(|words| words.trim_start_matches(is_space).starts_with(is_han));
            let begun = marked || behind.starts_with("——") || behind.starts_with("##") || greets;
            let full = || width.is_some_and(|width| columns(words).abs_diff(width) <= RAGGED);
            let alone = || words.len() <= LEAST && (full() || named());
            if !words.is_empty() && (is_stopped(words) || begun || alone()) {
                start = next;
                return Some(at..next);
            }
        }
    })
}

/// Whether words are a heading without a stop: with a mark, or short.
fn is_heading(words: &str) -> bool {
    let words = words.trim_start_matches(|c: char| matches!(c, '#' | '*') || is_space(c));
    let heading = past_mark(words);
    let commas = heading.is_some() || !words.contains(is_comma);
    let long = heading.unwrap_or(words).chars().nth(if heading.is_some() { HEADING } else { PLAIN }).is_some();
    let short = heading.unwrap_or(words).chars().nth(if heading.is_some() { 1 } else { 2 }).is_none();
    // 一、家底：这一年怎么过来的
    let colon = |c| heading.is_some() && matches!(c, '：' | ':');
    commas && !long && !short && !words.contains(|c| is_end(c) && !colon(c)) && !words.ends_with(is_comma)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_in_one_line_gets_its_lines_back() {
        let body = "仓容要抓紧腾出来。各收储库点月底前完成清仓消毒，做到有仓收粮。价格要守得住，压级压价的要马上整改。"
            .repeat(2);
        let text = format!(
            "在全县秋粮收购会上的讲话 同志们： 今天开个短会。 一、腾出仓容，早做准备 {body} 二、守住价格 10月起，{body} \
             （一）算清账 {body} 讲三点意见。"
        );
        assert_eq!(lined(text.as_str().into()), text.replace(' ', "\n"));
        let wide = text.replace(' ', "\u{3000}");
        assert_eq!(lined(wide.as_str().into()), text.replace(' ', "\n  "));
        // In one line each, a paragraph may hold a space, and a machine may have put one around every number.
        assert!(ends(&format!("王 明同志{body} 完。")).is_empty());
        let spaced = format!("{body} 一、做好 2021 年的准备。 {body} 完。 {body} 完");
        assert_eq!(lined(spaced.as_str().into()).matches(' ').count(), 2);
    }

    #[test]
    fn lines_of_one_width_are_told_by_their_spaces() {
        let line = "秋粮收购今天开磅各乡镇的收储库点要在月底前完成清仓";
        let text = format!("{line} ").repeat(8) + "消毒。 讲三点意见。";
        assert_eq!(lined(text.as_str().into()), text.replace(' ', "\n"));
    }

    #[test]
    fn a_space_behind_every_stop_is_how_somebody_types() {
        let typed = "仓容要抓紧腾出来。 价格要守得住，压级压价的要马上整改。 ".repeat(12);
        assert!(ends(&typed).is_empty());
    }
}
