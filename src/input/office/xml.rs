//! Pulls the elements and the text out of an XML part, as far as it is sound.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesStart, Event as Raw};

use super::manuscript::LARGEST;

/// What comes next in the part.
#[derive(Debug)]
pub(crate) enum Event<'a> {
    Open(Tag<'a>),
    /// The innermost element ends; one that is empty ends too.
    Close,
    Text(Cow<'a, str>),
}

/// The beginning of an element.
#[derive(Debug)]
pub(crate) struct Tag<'a>(BytesStart<'a>);

impl Tag<'_> {
    /// Its name without the prefix.
    pub(crate) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// The value of the attribute of that name, whatever its prefix.
    pub(crate) fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        let attribute =
            self.0.attributes().with_checks(false).flatten().find(|a| a.key.local_name().into_inner() == name)?;
        Some(match attribute.value {
            Cow::Borrowed(raw) => unescape(raw).unwrap_or(Cow::Borrowed(raw)),
            Cow::Owned(raw) => Cow::Owned(unescape(&raw).map(Cow::into_owned).unwrap_or(raw)),
        })
    }

    /// The value of an attribute that is a number.
    pub(crate) fn number<N: std::str::FromStr>(&self, name: &str) -> Option<N> {
        self.get(name)?.trim().parse().ok()
    }
}

// Word nests tables some dozens deep; what is deeper by far is meant to break a reader.
const DEEPEST: usize = 2_000;

/// A reader over one part.
pub(crate) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    depth: usize,
    broken: Option<String>,
}

impl<'a> Xml<'a> {
    pub(crate) fn new(text: &'a str) -> Xml<'a> {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        Xml { reader, depth: 0, broken: None }
    }

    /// The next event; none at the end, and where the part is broken.
    pub(crate) fn next(&mut self) -> Option<Event<'a>> {
        loop {
            if self.broken.is_some() {
                return None;
            }
            match self.reader.read_event() {
                Ok(Raw::Start(tag)) => {
                    self.depth += 1;
                    if self.depth > DEEPEST {
                        self.broken = Some(format!("its elements are nested more than {DEEPEST} deep"));
                        return None;
                    }
                    return Some(Event::Open(Tag(tag)));
                }
                Ok(Raw::End(_)) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Some(Event::Close);
                }
                Ok(Raw::Text(text)) => return Some(Event::Text(text.into_inner())),
                Ok(Raw::CData(text)) => return Some(Event::Text(text.into_inner())),
                Ok(Raw::GeneralRef(name)) => {
                    if let Ok(Some(c)) = name.resolve_char_ref() {
                        return Some(Event::Text(Cow::Owned(c.to_string())));
                    }
                    if let Some(text) = resolve_predefined_entity(&name) {
                        return Some(Event::Text(Cow::Borrowed(text)));
                    }
                }
                Ok(Raw::Eof) => {
                    if self.depth > 0 {
                        self.broken = Some("it ends in the middle of an element".to_owned());
                    }
                    return None;
                }
                Ok(_) => {}
                // Its own words would quote the file.
                Err(_) => {
                    self.broken = Some(format!("its XML is broken at byte {}", self.reader.error_position()));
                }
            }
        }
    }

    /// Reads past the end of the element that was opened last.
    pub(crate) fn skip(&mut self) {
        self.children(|_, _| {});
    }

    /// Shows every element inside the one that was opened last, at any depth, and reads past its end.
    pub(crate) fn children(&mut self, mut each: impl FnMut(&Tag, usize)) {
        let outer = self.depth;
        while self.depth >= outer {
            match self.next() {
                Some(Event::Open(tag)) => each(&tag, self.depth - outer),
                Some(_) => {}
                None => return,
            }
        }
    }

    /// How many elements are open.
    pub(crate) fn depth(&self) -> usize {
        self.depth
    }

    /// What is wrong with the part, if reading ended before its end.
    pub(crate) fn broken(&self) -> Option<&str> {
        self.broken.as_deref()
    }
}

/// The text of a part: UTF-8, or UTF-16 with its mark; bytes that are neither become `U+FFFD`.
pub(crate) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest),
        _ => utf8(bytes),
    }
}

fn utf16(bytes: &[u8], order: fn([u8; 2]) -> u16) -> Cow<'_, str> {
    let (pairs, _) = bytes.as_chunks();
    Cow::Owned(char::decode_utf16(pairs.iter().map(|pair| order(*pair))).map(|c| c.unwrap_or('\u{fffd}')).collect())
}

fn utf8(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            text.push('\u{fffd}');
        }
        // Each bad byte becomes three.
        if text.len() > LARGEST {
            break;
        }
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> String {
        let mut xml = Xml::new(text);
        let mut out = String::new();
        while let Some(event) = xml.next() {
            match event {
                Event::Open(tag) => out.push_str(&format!("<{}>", tag.name())),
                Event::Close => out.push('/'),
                Event::Text(text) => out.push_str(&text),
            }
        }
        out.push_str(xml.broken().map_or("", |_| " !"));
        out
    }

    const CASES: &[(&str, &str)] = &[
        ("<w:p><w:t>项目</w:t><w:tab/></w:p>", "<p><t>项目/<tab>//"),
        ("<a>1 &lt; 2 &amp;&#x4E00;&#20108;&what;三</a>", "<a>1 < 2 &一二三/"),
        ("<a><![CDATA[<一>]]></a>", "<a><一>/"),
        ("<a><b>一</a>", "<a><b>一 !"),
        ("<a>一</a><b", "<a>一/ !"),
        ("<a>一<b>", "<a>一<b> !"),
        ("<!DOCTYPE a [<!ENTITY x \"&x;&x;\">]><a>&x;一</a>", "<a>一/"),
        ("", ""),
    ];

    #[test]
    fn what_is_sound_is_given() {
        for (text, want) in CASES {
            assert_eq!(show(text), *want, "{text}");
        }
    }

    #[test]
    fn attributes_are_found_without_their_prefix() {
        let mut xml = Xml::new(r#"<w:lvl w:ilvl="2" x:text="&lt;一、&#10;>" y="&no;"/>"#);
        let Some(Event::Open(tag)) = xml.next() else { panic!("no element") };
        assert_eq!(tag.number("ilvl"), Some(2));
        assert_eq!(tag.number::<u8>("text"), None);
        assert_eq!(tag.get("text").as_deref(), Some("<一、\n>"));
        assert_eq!(tag.get("y").as_deref(), Some("&no;"));
        assert_eq!(tag.get("no"), None);
    }

    #[test]
    fn what_is_skipped_is_shown_to_nobody() {
        let mut xml = Xml::new("<a><b><c>1</c><b/></b>2</a>");
        xml.next();
        xml.next();
        xml.skip();
        assert!(matches!(xml.next(), Some(Event::Text(text)) if text == "2"));
        assert_eq!(xml.depth(), 1);
    }

    #[test]
    fn depth_has_an_end() {
        let deep = "<a>".repeat(60_000);
        let mut xml = Xml::new(&deep);
        while xml.next().is_some() {}
        assert!(xml.broken().unwrap().contains("nested"));
        xml.skip();
    }

    #[test]
    fn bytes_become_text() {
        assert_eq!(decode(b"\xef\xbb\xbf<a/>"), "<a/>");
        assert_eq!(decode(b"<a>\xff\xff</a>"), "<a>\u{fffd}\u{fffd}</a>");
        assert_eq!(decode(b"\xff\xfe<\0a\0\x00\x4e>\0\0"), "<a一>");
        assert_eq!(decode(b"\xfe\xff\0<\x4e\0"), "<一");
    }
}
