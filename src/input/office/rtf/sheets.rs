//! The fonts and the styles that an RTF file names at its beginning.

use std::collections::HashMap;

use encoding_rs::Encoding;

use super::charset;

// No more fonts and styles are kept.
const MOST_ENTRIES: usize = 1 << 15;
const LONGEST_NAME: usize = 256;

/// The encodings of the fonts.
#[derive(Default)]
pub(super) struct Fonts {
    /// The font of text that names none (`\deff`).
    pub(super) default: i32,
    encodings: HashMap<i32, &'static Encoding>,
    // The font that is being read.
    font: i32,
}

impl Fonts {
    /// Reads a control word of the font table.
    pub(super) fn word(&mut self, word: &str, number: Option<i32>) {
        let number = number.unwrap_or(0);
        let encoding = match word {
            "f" => {
                self.font = number;
                return;
            }
            "fcharset" => charset::of_charset(number),
            "cpg" => charset::of_codepage(number),
            _ => return,
        };
        if let Some(encoding) = encoding.filter(|_| self.encodings.len() < MOST_ENTRIES) {
            self.encodings.insert(self.font, encoding);
        }
    }

    /// The encoding of a font; none if it has that of the document.
    pub(super) fn encoding(&self, font: Option<i32>) -> Option<&'static Encoding> {
        self.encodings.get(&font.unwrap_or(self.default)).copied()
    }
}

/// The headings among the styles.
#[derive(Default)]
pub(super) struct Styles {
    headings: HashMap<i32, u8>,
    // The style that is being read; none if it is not one of paragraphs.
    style: Option<i32>,
    name: String,
}

impl Styles {
    /// Reads a control word of the stylesheet.
    pub(super) fn word(&mut self, word: &str, number: Option<i32>) {
        match word {
            "s" => self.style = number,
            // These have numbers of their own.
            "cs" | "ds" | "ts" => self.style = None,
            "outlinelevel" => self.insert(number.and_then(|level| u8::try_from(level).ok()?.checked_add(1))),
            _ => {}
        }
    }

    /// Reads a part of a style's name: `heading 1` and `标题 1` say their level themselves.
    pub(super) fn name(&mut self, text: &str) {
        if self.name.len() + text.len() <= LONGEST_NAME {
            self.name.push_str(text);
        }
        let Some(name) = self.name.strip_suffix(';') else { return };
        let name = name.trim().to_lowercase();
        let level = ["heading ", "标题 "].iter().find_map(|head| name.strip_prefix(head)?.parse().ok());
        if self.style.is_some_and(|style| !self.headings.contains_key(&style)) {
            self.insert(level);
        }
        (self.name, self.style) = (String::new(), Some(0));
    }

    /// Ends a group; a name does not go on behind it.
    pub(super) fn end(&mut self) {
        self.name.clear();
    }

    fn insert(&mut self, level: Option<u8>) {
        let (Some(style), Some(level)) = (self.style, level.filter(|level| (1..=9).contains(level))) else { return };
        if self.headings.len() < MOST_ENTRIES {
            self.headings.insert(style, level);
        }
    }

    /// The level of the heading that a style makes of a paragraph.
    pub(super) fn heading(&self, style: i32) -> Option<u8> {
        self.headings.get(&style).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASES: &[(&str, Option<i32>, &str, Option<u8>)] = &[
        ("s", Some(3), "heading 2;", Some(2)),
        ("s", Some(3), " 标题 1;", Some(1)),
        ("s", Some(3), "Heading 10;", None),
        ("s", Some(3), "标题;", None),
        ("s", Some(4), "heading 2;", None),
        ("cs", Some(3), "heading 2;", None),
    ];

    #[test]
    fn headings_are_known_by_name() {
        for (word, number, name, want) in CASES {
            let mut styles = Styles::default();
            styles.word(word, *number);
            name.split_inclusive(' ').for_each(|part| styles.name(part));
            assert_eq!(styles.heading(3), *want, "{name}");
        }
    }
}
