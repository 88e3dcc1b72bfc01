//! Short lists of words, asked for at every character.

use super::chars::begins_with;

/// A list of words of at least one Chinese character, at most [`MOST`].
pub(crate) struct Words {
    words: &'static [&'static str],
    // Of each first character, by its hash, the number of a word from 1; and of each word the next of that hash.
    heads: [u8; HEADS],
    next: [u8; MOST],
}

const HEADS: usize = 1024;
const MOST: usize = 255;

impl Words {
    pub(crate) const fn new(words: &'static [&'static str]) -> Self {
        let (mut heads, mut next) = ([0; HEADS], [0; MOST]);
        let mut i = 0;
        while i < words.len() {
            let bytes = words[i].as_bytes();
            let hash = hash(bytes[1], bytes[2]);
            next[i] = heads[hash];
            heads[hash] = i as u8 + 1;
            i += 1;
        }
        Self { words, heads, next }
    }

    /// The longest word that `text` begins with.
    pub(crate) fn begins(&self, text: &str) -> Option<&'static str> {
        let &[_, b, c, ..] = text.as_bytes() else { return None };
        let mut number = usize::from(self.heads[hash(b, c)]);
        let mut longest: Option<&'static str> = None;
        while number > 0 {
            let word = self.words[number - 1];
            if longest.is_none_or(|longest| word.len() > longest.len()) && begins_with(text, word) {
                longest = Some(word);
            }
            number = usize::from(self.next[number - 1]);
        }
        longest
    }

    /// Whether one of the words stands in `text`.
    pub(crate) fn stand_in(&self, text: &str) -> bool {
        text.char_indices().any(|(at, _)| self.begins(&text[at..]).is_some())
    }
}

/// The last two bytes of a character in UTF-8 tell most characters apart.
const fn hash(b: u8, c: u8) -> usize {
    (b as usize * 37 + c as usize) % HEADS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_word_is_found_at_the_beginning() {
        const LIST: Words = Words::new(&["要", "要求", "希望"]);
        const CASES: &[(&str, Option<&str>)] =
            &[("要求各局", Some("要求")), ("要抓", Some("要")), ("我要", None), ("", None), ("ab", None), ("希", None)];
        for (text, want) in CASES {
            assert_eq!(LIST.begins(text), *want, "{text}");
        }
    }
}
