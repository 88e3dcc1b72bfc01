//! The same text put twice into one file, as sites and pasted notes do.

use std::hash::{Hash, Hasher};
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use crate::text::is_space;

/// Fewer bytes in a row may be a refrain; fewer sentences a quotation.
const LEAST: usize = 1200;
const SENTENCES: usize = 6;

/// Words as far as a stop; white space and the ends of lines count for nothing.
struct Sentence {
    hash: u64,
    bytes: usize,
    range: Range<usize>,
}

/// Stretches of sentences that stood above already, in the same order, whatever their lines.
pub(crate) fn repeated(text: &str) -> Vec<Range<usize>> {
    if text.len() < 2 * LEAST {
        return Vec::new();
    }
    let sentences = sentences(text);
    let mut first: FxHashMap<u64, usize> = FxHashMap::default();
    let above: Vec<usize> =
        sentences.iter().enumerate().map(|(at, sentence)| *first.entry(sentence.hash).or_insert(at)).collect();
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while at < sentences.len() {
        let from = above[at];
        // Each the next of those above, so that a refrain is no repetition of itself.
        let alike = (at..sentences.len())
            .take_while(|i| from + (i - at) < at && sentences[from + (i - at)].hash == sentences[*i].hash)
            .count();
        let run = &sentences[at..at + alike];
        let kinds = || run.iter().map(|sentence| sentence.hash).collect::<FxHashSet<_>>().len();
        let bytes = run.iter().map(|sentence| sentence.bytes).sum::<usize>();
        // What breaks off above is a preview if it begins the file, however short.
        let is_long = bytes >= LEAST && kinds() >= SENTENCES;
        if is_long || from <= 1 && alike >= 2 && bytes >= LEAST / 4 {
            let copied = sentences[from].range.start..sentences[from + alike - 1].range.end;
            let copy = run[0].range.start..run[alike - 1].range.end;
            let free = found.last().map_or(0, |last| last.end).max(copied.end);
            let start = begins(text, copied.start, free..copy.start);
            let fragment = fragment(text, copied.end..start, copy.end);
            if is_long || fragment.is_some() {
                let end = if fragment.is_some() { copy.end } else { ends(text, copied.end..start, copy.end) };
                found.extend(fragment);
                found.push(start..end);
            }
        }
        at += alike.max(1);
    }
    found
}

fn sentences(text: &str) -> Vec<Sentence> {
    let mut found = Vec::new();
    let (mut hasher, mut bytes, mut range) = (FxHasher::default(), 0, 0..0);
    for (at, c) in words(text, 0..text.len()) {
        if bytes == 0 {
            range.start = at;
        }
        range.end = at + c.len_utf8();
        bytes += c.len_utf8();
        c.hash(&mut hasher);
        if matches!(c, '。' | '！' | '？' | '；' | '!' | '?' | ';') {
            found.push(Sentence { hash: hasher.finish(), bytes, range: range.clone() });
            (hasher, bytes) = (FxHasher::default(), 0);
        }
    }
    if bytes > 0 {
        found.push(Sentence { hash: hasher.finish(), bytes, range });
    }
    found
}

/// Where a copy begins: on the first of the lines above it that stand above the original too, a title or so.
fn begins(text: &str, original: usize, copy: Range<usize>) -> usize {
    let same = words(text, 0..original).rev().zip(words(text, copy.clone()).rev());
    let mut start = copy.end;
    for (_, (at, _)) in same.take_while(|(one, other)| one.1 == other.1) {
        if text[copy.start..at].trim_end_matches(is_blank).ends_with(['\n', '\r']) {
            start = at;
        }
    }
    start
}

/// Where a copy ends: with the last of the lines below it that stand below the original too.
fn ends(text: &str, original: Range<usize>, copy: usize) -> usize {
    let same = words(text, original).zip(words(text, copy..text.len()));
    let mut end = copy;
    for (_, (at, c)) in same.take_while(|(one, other)| one.1 == other.1) {
        let rest = text[at + c.len_utf8()..].trim_start_matches(is_blank);
        if rest.is_empty() || rest.starts_with(['\n', '\r']) {
            end = at + c.len_utf8();
        }
    }
    end
}

/// What stands above the copy of the words that go on below it: a preview breaks off in mid-sentence.
fn fragment(text: &str, gap: Range<usize>, copy: usize) -> Option<Range<usize>> {
    const SHORTEST: usize = 4;
    let (start, _) = words(text, gap.clone()).next()?;
    let mut below = words(text, copy..text.len()).peekable();
    let (mut count, mut end) = (0, start);
    for (at, c) in words(text, gap.clone()) {
        if below.next_if(|(_, other)| *other == c).is_none() {
            break;
        }
        (count, end) = (count + 1, at + c.len_utf8());
    }
    // A last line that stands below both is no fragment.
    below.peek()?;
    let rest = text[end..gap.end].trim_start_matches(|c| is_blank(c) || matches!(c, '…' | '.' | '．' | '·'));
    let end = gap.end - rest.len();
    (count >= SHORTEST && (rest.is_empty() || rest.starts_with(['\n', '\r']))).then_some(start..end)
}

/// White space within a line.
fn is_blank(c: char) -> bool {
    is_space(c) && !matches!(c, '\n' | '\r')
}

fn words(text: &str, range: Range<usize>) -> impl DoubleEndedIterator<Item = (usize, char)> {
    let start = range.start;
    text[range].char_indices().map(move |(at, c)| (start + at, c)).filter(|(_, c)| !is_space(*c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn speech() -> String {
        let sections = ["认清形势", "突出重点", "压实责任", "转变作风", "加强领导"];
        let body = |section| {
            let sentence = |day| format!("{section}要摆在突出位置，第{day}天就倒排工期、挂图作战，一件一件抓到底。");
            (1..=5).map(sentence).collect::<String>()
        };
        sections.iter().map(|section| format!("{section}\n{}\n", body(section))).collect()
    }

    #[test]
    fn a_text_that_stands_twice_is_read_once() {
        let speech = speech();
        let twice = format!("{speech}\n　{}", speech.replace('\n', "\r\n"));
        let found = repeated(&twice);
        assert_eq!(found.len(), 1);
        assert!(found[0].start > speech.len() && twice[found[0].clone()].ends_with("抓到底。"), "{found:?}");
    }

    #[test]
    fn a_copy_counts_whatever_its_lines() {
        let title = "在全县项目推进会上的讲话";
        let whole = format!("{title}\n同志们：\n{}谢谢大家\n", speech());
        let lines: String = whole
            .replace('\n', "")
            .chars()
            .collect::<Vec<_>>()
            .chunks(28)
            .fold(String::new(), |text, line| text + &line.iter().collect::<String>() + "\n");
        for copy in
            [whole.replace('。', "。\n"), whole.replace('\n', "\n\n　　"), format!("-----\n{whole}"), whole.clone()]
        {
            let text = format!("{whole}{copy}");
            let found = repeated(&text);
            assert_eq!(found.len(), 1, "{copy}");
            assert_eq!(found[0].start, text.rfind(title).unwrap());
            assert_eq!(text[found[0].end..].trim_matches(is_space), "");
        }
        assert_eq!(repeated(&format!("{lines}{whole}")).len(), 1);
        assert_eq!(repeated(&format!("{whole}{lines}")).len(), 1);
    }

    #[test]
    fn what_differs_stays() {
        let speech = speech();
        let text = format!("{speech}本文为试读内容。\n{speech}全文另有一段。\n");
        let found = repeated(&text);
        assert_eq!(found.len(), 1);
        assert!(text[found[0].end..].starts_with("\n全文另有一段"), "{}", &text[found[0].end..]);
        assert!(text[..found[0].start].ends_with("试读内容。\n"));
    }

    #[test]
    fn a_preview_that_breaks_off_is_read_once() {
        let speech = speech();
        let preview = |chars: usize| speech.chars().take(chars).collect::<String>();
        for (chars, dots) in [(160, "……"), (500, "..."), (500, "")] {
            let preview = preview(chars);
            let text = format!("{preview}{dots}\n在全县项目推进会上的讲话\n{}", speech.replace("，", "，\n"));
            let found = repeated(&text);
            let read: String = found.iter().rev().fold(text.clone(), |mut text, range| {
                text.replace_range(range.clone(), "");
                text
            });
            let read: String = read.replace("在全县项目推进会上的讲话", "").split_whitespace().collect();
            assert_eq!(read, speech.split_whitespace().collect::<String>(), "{chars}: {found:?}");
        }
        // A short one that does not break off may be a motto.
        assert!(repeated(&format!("{}。\n{speech}", preview(100))).is_empty());
    }

    #[test]
    fn a_refrain_stays() {
        let refrain = format!("{}{}", speech(), "同志们加油！\n".repeat(40));
        assert!(repeated(&refrain).is_empty());
    }
}
