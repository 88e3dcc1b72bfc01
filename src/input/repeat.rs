//! The same text put twice into one file, as sites and pasted notes do.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::text::is_space;

/// Fewer bytes in a row may be a refrain; fewer lines a quotation.
const LEAST: usize = 1200;
const LINES: usize = 4;

/// Stretches of lines that stood above already, in the same order.
pub(crate) fn repeated(text: &str) -> Vec<Range<usize>> {
    let lines: Vec<(&str, Range<usize>)> = lines(text).collect();
    let mut first: FxHashMap<&str, usize> = FxHashMap::default();
    let above: Vec<usize> = lines.iter().enumerate().map(|(at, line)| *first.entry(line.0).or_insert(at)).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        // Each line the next of those above, so that a refrain is no repetition of itself.
        let alike = (at..lines.len()).take_while(|i| above[*i] < at && above[*i] == above[at] + (i - at)).count();
        if alike >= LINES {
            let range = lines[at].1.start..lines[at + alike - 1].1.end;
            found.extend((range.len() >= LEAST).then_some(range));
        }
        at += alike.max(1);
    }
    found
}

/// Lines with words, trimmed, and where they stand.
fn lines(text: &str) -> impl Iterator<Item = (&str, Range<usize>)> {
    let mut at = 0;
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).map(|end| end + 1).chain([text.len()]);
    ends.filter_map(move |end| {
        let line = &text[at..end];
        let words = line.trim_matches(is_space);
        let start = at + line.len() - line.trim_start_matches(is_space).len();
        at += line.len();
        (!words.is_empty()).then_some((words, start..start + words.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn speech() -> String {
        let sections = ["认清形势", "突出重点", "压实责任", "转变作风", "加强领导"];
        let body = "要把项目建设摆在突出位置，倒排工期、挂图作战，一件一件抓到底。".repeat(5);
        sections.iter().map(|section| format!("{section}\n{section}，{body}\n")).collect()
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
    fn a_refrain_stays() {
        let refrain = format!("{}{}", speech(), "同志们加油！\n".repeat(40));
        assert!(repeated(&refrain).is_empty());
    }
}
