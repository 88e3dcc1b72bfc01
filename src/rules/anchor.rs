//! Words that lead to patterns. A pattern is slow and few texts hold what it looks for, so it is tried only where one
//! of its words stands; all words of all patterns are looked for in one pass.

use std::borrow::Cow;

use super::Head;
use crate::text::first_han;

/// The cues of rules that have a pattern.
#[derive(Debug)]
pub(crate) struct Anchors {
    // Of the characters of each number, modulo [`HEADS`], the first word from 1 that begins with one of them.
    heads: Box<[u16; HEADS]>,
    words: Vec<Word>,
    // The rules that have none: every text leads to them.
    bare: Vec<u16>,
}

#[derive(Debug)]
struct Word {
    text: Cow<'static, str>,
    rule: u16,
    // The next word that begins alike.
    next: u16,
}

const HEADS: usize = 1 << 13;

impl Anchors {
    pub(super) fn new<'a>(rules: impl Iterator<Item = (u16, &'a Head)>) -> Self {
        let mut made = Self { heads: Box::new([0; HEADS]), words: Vec::new(), bare: Vec::new() };
        for (rule, head) in rules {
            if head.cues.is_empty() {
                made.bare.push(rule);
            }
            for text in head.cues.iter() {
                let Some(first) = text.chars().next() else { continue };
                let head = &mut made.heads[first as usize % HEADS];
                made.words.push(Word { text: text.clone(), rule, next: *head });
                *head = made.words.len() as u16;
            }
        }
        made
    }

    /// The rules without words.
    pub(super) fn bare(&self) -> &[u16] {
        &self.bare
    }

    /// Every place where a word stands, in order, and its rule.
    pub(crate) fn find(&self, text: &str, mut take: impl FnMut(usize, u16)) {
        let bytes = text.as_bytes();
        let mut behind = 0;
        while behind < bytes.len() {
            let at = behind;
            let first = match first_han(&bytes[at..]) {
                Some(han) => {
                    behind += 3;
                    han
                }
                None => {
                    let Some(c) = text[at..].chars().next() else { break };
                    behind += c.len_utf8();
                    c.into()
                }
            };
            let mut next = usize::from(self.heads[first as usize % HEADS]);
            while next > 0 {
                let word = &self.words[next - 1];
                if begins(&bytes[at..], word.text.as_bytes()) {
                    take(at, word.rule);
                }
                next = word.next.into();
            }
        }
    }
}

/// Whether the text begins with the word; its last byte alone rules most words out.
fn begins(text: &[u8], word: &[u8]) -> bool {
    let last = word.len() - 1;
    text.get(last) == Some(&word[last]) && text.starts_with(word)
}
