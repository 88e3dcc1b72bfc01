//! Words that lead to patterns. A pattern is slow and few texts hold what it looks for, so it is tried only where one
//! of its words stands; all words of all patterns are looked for in one pass.

use std::borrow::Cow;

use super::Head;

/// The cues of rules that have a pattern.
#[derive(Debug)]
pub(crate) struct Anchors {
    // Of the characters of each place, the first word from 1 that begins with one of them.
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

const HEADS: usize = 1 << 14;

impl Anchors {
    pub(super) fn new<'a>(rules: impl Iterator<Item = (u16, &'a Head)>) -> Self {
        let mut made = Self { heads: Box::new([0; HEADS]), words: Vec::new(), bare: Vec::new() };
        for (rule, head) in rules {
            if head.cues.is_empty() {
                made.bare.push(rule);
            }
            for text in head.cues.iter() {
                let Some((place, _)) = first(text.as_bytes()) else { continue };
                let head = &mut made.heads[place];
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
        let mut at = 0;
        while let Some((place, width)) = first(&bytes[at..]) {
            let mut next = usize::from(self.heads[place]);
            while next > 0 {
                let word = &self.words[next - 1];
                if begins(&bytes[at..], word.text.as_bytes()) {
                    take(at, word.rule);
                }
                next = word.next.into();
            }
            at += width;
        }
    }
}

/// The place of the first character, which its last two bytes tell, and its width.
#[inline(always)]
fn first(text: &[u8]) -> Option<(usize, usize)> {
    let (place, width) = match *text {
        [0xe0..0xf0, b, c, ..] => (u16::from_le_bytes([b, c]), 3),
        [c @ 0..0x80, ..] => (c.into(), 1),
        [b @ 0x80..0xe0, c, ..] => (u16::from_le_bytes([b, c]), 2),
        [_, _, b, c, ..] => (u16::from_le_bytes([b, c]), 4),
        _ => return None,
    };
    Some((usize::from(place) % HEADS, width))
}

/// Whether the text begins with the word; its last byte alone rules most words out.
fn begins(text: &[u8], word: &[u8]) -> bool {
    let last = word.len() - 1;
    text.get(last) == Some(&word[last]) && text.starts_with(word)
}
