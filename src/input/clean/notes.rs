//! Notes put at the end of a text, and the marks inside its sentences that lead to them.

use std::ops::Range;

use crate::text::{is_closer, is_han, is_space};

use super::{lines, trimmed};

/// What is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// A mark inside a sentence.
    Mark,
    /// The notes themselves.
    Note,
}

/// How a mark is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// `①`
    Circle,
    /// `[1]` `〔1〕`
    Bracket,
    /// `注1：` `（注1）` `注①：`
    Named,
    /// `1.` `1、` before a note, `¹` in a sentence.
    Plain,
}

/// Notes are the last lines of a text; no more of them are looked at.
const LAST: usize = 120;

/// Finds notes that stand last in the text and count from 1, and the marks above that lead to them.
pub(super) fn find(text: &str, mut take: impl FnMut(Range<usize>, Part)) {
    let Some((block, form, count)) = block(text) else { return };
    let end = block.start;
    take(block, Part::Note);
    // What a mark may begin with, so that most of the text is passed over fast.
    let starts: &[char] = match form {
        Form::Circle => &['①', '②', '③', '④', '⑤', '⑥', '⑦', '⑧', '⑨', '⑩'],
        Form::Bracket => &['[', '［', '〔'],
        Form::Named => &['（', '(', '['],
        Form::Plain => &['¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'],
    };
    let mut from = 0;
    while let Some(found) = text[from..end].find(starts) {
        let at = from + found;
        from = at + text[at..].chars().next().map_or(1, char::len_utf8);
        let Some((number, len)) = mark(&text[at..end], form) else { continue };
        let before = text[..at].chars().next_back();
        let behind = text[at + len..end].chars().find(|c| !matches!(c, ' ' | '\t' | '\u{3000}' | '\r'));
        let closes = behind.is_none_or(|c| c == '\n');
        let inside = before.is_some_and(|c| {
            is_han(c) || is_closer(c) || c.is_ascii_alphanumeric() || c == '%' || closes && "。！？；".contains(c)
        });
        if inside && (1..=count).contains(&number) {
            take(at..at + len, Part::Mark);
            from = at + len;
        }
    }
}

/// The notes, their form and how many they are.
fn block(text: &str) -> Option<(Range<usize>, Form, usize)> {
    // A word such as 注释, or a note that names itself, is the first line of them.
    let (start, mut at) = text.rmatch_indices('注').find_map(|(at, _)| head(text, at))?;
    let mut form = None;
    let mut count = 0;
    let mut end = at;
    for line in lines(text, at).take(LAST) {
        let line = trimmed(text, line);
        if line.is_empty() {
            continue;
        }
        let words = &text[line.clone()];
        let next = note(words).filter(|(found, number)| *number == count + 1 && form.is_none_or(|form| form == *found));
        match next {
            Some((found, _)) => {
                form = Some(found);
                count += 1;
                end = line.end;
            }
            None if count == 0 => return None,
            // A paragraph more of the same note.
            None => at = line.end,
        }
        // What stands behind the last of them is short, or is no page of notes.
        if at > end + 600 {
            return None;
        }
    }
    form.map(|form| (trimmed(text, start..end), form, count))
}

/// Where a line of 注释： begins and where the notes behind it do, if one stands at a place.
fn head(text: &str, at: usize) -> Option<(usize, usize)> {
    // Nothing but spaces, a bracket and one character stands before it.
    let near = text.floor_char_boundary(at.saturating_sub(16));
    let line = match text[near..at].rfind(['\n', '\r']) {
        Some(found) => near + found + 1,
        None if near == 0 => 0,
        None => return None,
    };
    let before = text[line..at].trim_matches(|c| is_space(c) || matches!(c, '【' | '[' | '（' | '('));
    if !matches!(before, "" | "附" | "脚" | "尾") {
        return None;
    }
    let words = text[at..].strip_prefix('注')?;
    // 注①： is a note of its own.
    if before.is_empty() && note(&text[at..]).is_some_and(|(form, number)| form == Form::Named && number == 1) {
        return Some((line, at));
    }
    let rest = words.strip_prefix(['释', '解']).unwrap_or(words);
    let rest = rest.trim_start_matches([' ', '\u{3000}', '】', ']', '）', ')']);
    let colon = rest.strip_prefix(['：', ':']);
    let ends = rest.is_empty() || rest.starts_with(['\n', '\r']);
    let rest = colon.or(ends.then_some(rest))?;
    Some((line, text.len() - rest.len()))
}

/// How the number of a note at the beginning of a line is written, and the number.
fn note(line: &str) -> Option<(Form, usize)> {
    let forms = [Form::Named, Form::Circle, Form::Bracket];
    if let Some(found) = forms.into_iter().find_map(|form| Some((form, mark(line, form)?.0))) {
        return Some(found);
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let number = line[..digits].parse().ok().filter(|_| digits <= 2)?;
    line[digits..].starts_with(['.', '．', '、', ' ']).then_some((Form::Plain, number))
}

/// The number of a mark that begins here, and its length.
fn mark(text: &str, form: Form) -> Option<(usize, usize)> {
    match form {
        Form::Circle => circle(text),
        Form::Bracket => {
            let inner = text.strip_prefix(['[', '［', '〔'])?;
            let (number, len) = digits(inner)?;
            let close = inner[len..].chars().next().filter(|c| matches!(c, ']' | '］' | '〕'))?;
            Some((number, text.len() - inner.len() + len + close.len_utf8()))
        }
        Form::Named => {
            let inner = text.strip_prefix(['（', '(', '[']).unwrap_or(text);
            let words = inner.strip_prefix('注')?;
            let (number, len) = circle(words).or_else(|| digits(words))?;
            let close = words[len..].chars().next()?;
            let closes = if inner.len() < text.len() { "）)]" } else { "：:" };
            closes.contains(close).then(|| (number, text.len() - words.len() + len + close.len_utf8()))
        }
        Form::Plain => {
            let raised = "⁰¹²³⁴⁵⁶⁷⁸⁹";
            let values = text.chars().map_while(|c| raised.chars().position(|raised| raised == c));
            let (number, count) = values.take(3).fold((0, 0), |(sum, count), value| (sum * 10 + value, count + 1));
            let len = text.chars().take(count).map(char::len_utf8).sum();
            (count > 0 && number > 0).then_some((number, len))
        }
    }
}

fn circle(text: &str) -> Option<(usize, usize)> {
    let c = text.chars().next()?;
    matches!(c, '①'..='⑳').then(|| (c as usize - '①' as usize + 1, c.len_utf8()))
}

fn digits(text: &str) -> Option<(usize, usize)> {
    let len = text.bytes().take_while(u8::is_ascii_digit).count();
    Some((text[..len].parse().ok().filter(|number| *number > 0 && len <= 2)?, len))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Notes in `⟦⟧`, marks in `‹›`.
    fn shown(text: &str) -> String {
        let mut found = Vec::new();
        find(text, |range, part| found.push((range, part)));
        found.sort_by_key(|(range, _)| range.start);
        let mut shown = text.to_owned();
        for (range, part) in found.into_iter().rev() {
            let (open, close) = if part == Part::Mark { ("‹", "›") } else { ("⟦", "⟧") };
            shown.insert_str(range.end, close);
            shown.insert_str(range.start, open);
        }
        shown
    }

    #[test]
    fn notes_at_the_end_and_their_marks_are_found() {
        const TEXTS: &[&str] = &[
            "林长制‹①›要落地，护林员‹②›要上岗。\n⟦注：\n①林长制指由领导包山。\n②护林员由村里聘。⟧",
            "推行林长制‹①›。\n⟦注：①林长制指由领导包山。⟧",
            "推行林长制‹〔1〕›和河长制‹[2]›。\n⟦注释：\n[1]由领导包山。\n[2]由领导包河。⟧",
            "推行林长制‹（注1）›。\n⟦注1：由领导包山。\n注2：由领导包河。⟧",
            "推行林长制‹¹›，亩产提高²⁰公斤。\n⟦注释\n1.由领导包山。⟧",
            "推行林长制。‹①›\n⟦【注释】\n① 由领导包山。⟧\n责任编辑：麦穗",
        ];
        for text in TEXTS {
            let plain: String = text.chars().filter(|c| !"⟦⟧‹›".contains(*c)).collect();
            assert_eq!(shown(&plain), *text);
        }
    }

    #[test]
    fn points_of_an_outline_are_no_marks() {
        const TEXTS: &[&str] = &[
            "抓好三件事：①把山看住；②把水管好。",
            "要做到：①看住山。②管好水。③留住人。",
            "注意：①山上不用火。②山下不堆柴。",
            "注：\n今天讲的都在材料里。\n①看住山。",
            "推行林长制〔1〕。\n备注：①由领导包山。",
        ];
        for text in TEXTS {
            assert_eq!(shown(text), *text);
        }
    }
}
