//! Short lists of words, asked for at every character.

/// A list of words of at least one Chinese character.
pub(crate) struct Words {
    words: &'static [&'static str],
    // A bit for each first character, by its hash: most questions end here.
    firsts: [u64; 16],
}

impl Words {
    pub(crate) const fn new(words: &'static [&'static str]) -> Self {
        let mut firsts = [0; 16];
        let mut i = 0;
        while i < words.len() {
            let bytes = words[i].as_bytes();
            let hash = hash(bytes[1], bytes[2]);
            firsts[hash / 64] |= 1 << (hash % 64);
            i += 1;
        }
        Self { words, firsts }
    }

    /// The longest word that `text` begins with.
    pub(crate) fn begins(&self, text: &str) -> Option<&'static str> {
        let &[a, b, c, ..] = text.as_bytes() else { return None };
        let hash = hash(b, c);
        if self.firsts[hash / 64] >> (hash % 64) & 1 == 0 {
            return None;
        }
        let begins = |word: &&&str| word.as_bytes()[..3] == [a, b, c] && text.starts_with(**word);
        self.words.iter().filter(begins).max_by_key(|word| word.len()).copied()
    }
}

/// The last two bytes of a character in UTF-8 tell most characters apart.
const fn hash(b: u8, c: u8) -> usize {
    (b as usize * 37 + c as usize) % 1024
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
