//! Writes HTML in which nothing a speech holds can be markup.

use crate::rules::Kind;
use crate::text::Language;

impl Language {
    /// As the attribute `lang` names it.
    pub(super) fn code(self) -> &'static str {
        self.of("zh", "en")
    }
}

/// HTML in the making.
#[derive(Default)]
pub(super) struct Markup(String);

impl Markup {
    pub(super) fn finish(self) -> String {
        self.0
    }

    /// Markup of our own.
    pub(super) fn raw(&mut self, markup: &str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Words of the speech, between tags or inside a quoted attribute.
    pub(super) fn words(&mut self, words: &str) -> &mut Self {
        for c in words.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                '\t' | '\n' => self.0.push(c),
                // No page may hold them.
                c if c.is_control() => self.0.push('\u{fffd}'),
                c => self.0.push(c),
            }
        }
        self
    }

    pub(super) fn number(&mut self, number: usize) -> &mut Self {
        self.raw(&number.to_string())
    }

    /// ` name="words"`
    pub(super) fn attribute(&mut self, name: &str, words: &str) -> &mut Self {
        self.raw(" ").raw(name).raw("=\"").words(words).raw("\"")
    }

    /// Words of our own in both languages; the page shows one.
    pub(super) fn both(&mut self, chinese: &str, english: &str) -> &mut Self {
        self.raw("<span class=\"zh\" lang=\"zh\">").words(chinese).raw("</span>");
        self.raw("<span class=\"en\" lang=\"en\">").words(english).raw("</span>")
    }

    /// An attribute in both languages; the script sets it when the language is switched.
    pub(super) fn both_attribute(
        &mut self,
        name: &str,
        (chinese, english): (&str, &str),
        opens: Language,
    ) -> &mut Self {
        self.attribute(name, opens.of(chinese, english));
        self.attribute(&format!("data-zh-{name}"), chinese).attribute(&format!("data-en-{name}"), english)
    }

    /// The sign of a kind: a coloured tile with a character, which is not part of any text that is copied.
    pub(super) fn sign(&mut self, kind: Kind) -> &mut Self {
        self.raw("<i class=\"t k-").raw(kind.name()).raw("\" aria-hidden=\"true\"></i>")
    }
}

/// The words on one line.
pub(super) fn line(words: &str) -> String {
    let mut shown = String::with_capacity(words.len());
    for word in words.split_whitespace() {
        if !shown.is_empty() {
            shown.push(' ');
        }
        shown.push_str(word);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &[(&str, &str)] = &[
        ("一、抓项目", "一、抓项目"),
        ("</script><img onerror='x'>", "&lt;/script&gt;&lt;img onerror=&#39;x&#39;&gt;"),
        ("\" onclick=\"a&b", "&quot; onclick=&quot;a&amp;b"),
        ("a\u{0}\u{1b}b\u{85}", "a\u{fffd}\u{fffd}b\u{fffd}"),
    ];

    #[test]
    fn words_cannot_become_markup() {
        for (words, want) in WORDS {
            let mut markup = Markup::default();
            markup.words(words);
            assert_eq!(markup.finish(), *want, "{words}");
        }
    }
}
