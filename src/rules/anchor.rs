//! Words that lead to patterns. A pattern is slow and few texts hold what it looks for, so it is tried only where one
//! of its words stands; all words of all patterns are looked for in one pass.

use std::borrow::Cow;

use super::Head;
use crate::text::{PLACES, begins_with, first_place};

/// The cues of rules that have a pattern.
#[derive(Debug)]
pub(crate) struct Anchors {
    // Of the characters of each place the first word, from 1, that begins with one of them.
    heads: Box<[u32; PLACES]>,
    words: Vec<Word>,
    // The rules that have none: every text leads to them.
    bare: Vec<u16>,
}

#[derive(Debug)]
struct Word {
    text: Cow<'static, str>,
    rule: u16,
    // The next word that begins alike.
    next: u32,
}

impl Anchors {
    pub(super) fn new<'a>(rules: impl Iterator<Item = (u16, &'a Head)>) -> Self {
        let mut made = Self { heads: Box::new([0; PLACES]), words: Vec::new(), bare: Vec::new() };
        for (rule, head) in rules {
            if head.cues.is_empty() {
                made.bare.push(rule);
            }
            for text in head.cues.iter() {
                let head = &mut made.heads[first_place(text.as_bytes()).0];
                made.words.push(Word { text: text.clone(), rule, next: *head });
                *head = made.words.len() as u32;
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
        let mut from = 0;
        while let Some((at, head)) = self.next(bytes, &mut from) {
            let mut next = head;
            while next > 0 {
                let word = &self.words[next as usize - 1];
                if begins_with(&text[at..], &word.text) {
                    take(at, word.rule);
                }
                next = word.next;
            }
        }
    }

    /// The next character that begins a word, and the first of its words; the next search begins behind it.
    // Apart, so that the loop over nearly all characters keeps what it needs in registers.
    #[inline(never)]
    fn next(&self, bytes: &[u8], from: &mut usize) -> Option<(usize, u32)> {
        let mut at = *from;
        while at < bytes.len() {
            let (place, width) = first_place(&bytes[at..]);
            if self.heads[place] > 0 {
                *from = at + width;
                return Some((at, self.heads[place]));
            }
            at += width;
        }
        None
    }
}
