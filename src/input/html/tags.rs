//! Cuts a page into tags and the words between them, whatever state its markup is in.

use std::borrow::Cow;

/// A piece of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// A start tag: its name and what stands behind it.
    Open(&'a str, &'a str),
    /// An end tag.
    Close(&'a str),
    /// Words, with entities still in them.
    Words(&'a str),
}

/// The pieces of a page in order; comments, declarations, scripts and styles are left out.
pub(super) fn pieces(page: &str) -> Pieces<'_> {
    Pieces { page, at: 0, missing: Vec::new() }
}

pub(super) struct Pieces<'a> {
    page: &'a str,
    at: usize,
    /// Ends that were looked for in vain: no second search to the end of the page.
    missing: Vec<&'static str>,
}

/// What stands in these is no markup, up to their end tag.
const RAW: &[(&str, &str)] = &[
    ("script", "</script"),
    ("style", "</style"),
    ("textarea", "</textarea"),
    ("noembed", "</noembed"),
    ("noframes", "</noframes"),
    ("iframe", "</iframe"),
    ("xml", "</xml"),
];

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        loop {
            let rest = self.rest();
            if rest.is_empty() {
                return None;
            }
            if !begins_tag(rest) {
                return Some(self.words());
            }
            if let Some(piece) = self.tag() {
                return Some(piece);
            }
        }
    }
}

impl<'a> Pieces<'a> {
    fn rest(&self) -> &'a str {
        self.page.get(self.at..).unwrap_or("")
    }

    fn words(&mut self) -> Piece<'a> {
        let rest = self.rest();
        let ends = rest.match_indices('<').map(|(at, _)| at).filter(|at| *at > 0);
        let len = ends.map_while(Some).find(|at| begins_tag(&rest[*at..])).unwrap_or(rest.len());
        self.at += len;
        Piece::Words(&rest[..len])
    }

    /// The tag that begins here; none for one that only hides something.
    fn tag(&mut self) -> Option<Piece<'a>> {
        let rest = self.rest();
        let name_at = if rest.starts_with("</") { 2 } else { 1 };
        let name = &rest[name_at..];
        let name =
            &name[..name.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')).unwrap_or(name.len())];
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            self.skip_declaration(rest);
            return None;
        }
        let behind = name_at + name.len();
        let Some(len) = tag_len(&rest[behind..]) else {
            // The page is cut off inside a tag.
            self.at = self.page.len();
            return None;
        };
        self.at += behind + len;
        if name_at == 2 {
            return Some(Piece::Close(name));
        }
        if let Some((_, end)) = RAW.iter().find(|(raw, _)| name.eq_ignore_ascii_case(raw)) {
            if !rest[..behind + len].ends_with("/>") {
                self.skip_to(end);
            }
            return None;
        }
        Some(Piece::Open(name, &rest[behind..behind + len]))
    }

    fn skip_declaration(&mut self, rest: &str) {
        if rest.starts_with("<!--") && !self.missing.contains(&"-->") {
            // `<!-->` is a whole comment.
            match rest[2..].find("-->") {
                Some(len) => return self.at += 2 + len + 3,
                None => self.missing.push("-->"),
            }
        }
        self.at += rest.find('>').map_or(rest.len(), |at| at + 1);
    }

    /// Moves to an end tag; stays where there is none.
    fn skip_to(&mut self, end: &'static str) {
        if self.missing.contains(&end) {
            return;
        }
        let rest = self.rest();
        let mut ends = rest.match_indices("</").map(|(at, _)| at);
        match ends.find(|at| rest.get(*at..at + end.len()).is_some_and(|found| found.eq_ignore_ascii_case(end))) {
            Some(at) => self.at += at,
            None => self.missing.push(end),
        }
    }
}

fn begins_tag(rest: &str) -> bool {
    let mut bytes = rest.bytes();
    bytes.next() == Some(b'<')
        && bytes.next().is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!' | b'?'))
}

/// The bytes from behind a tag's name to behind its `>`, quotes heeded.
fn tag_len(rest: &str) -> Option<usize> {
    let mut quote = None;
    let mut before = b' ';
    for (at, b) in rest.bytes().enumerate() {
        match quote {
            Some(open) if b == open => quote = None,
            Some(_) => continue,
            None if b == b'>' => return Some(at + 1),
            None if matches!(b, b'"' | b'\'') && before == b'=' => quote = Some(b),
            None => {}
        }
        if !b.is_ascii_whitespace() {
            before = b;
        }
    }
    // A quote that is never closed hides nothing.
    quote.and_then(|_| rest.find('>')).map(|at| at + 1)
}

/// The attributes of a start tag: names as written, values with their entities resolved.
pub(super) fn attributes(behind: &str) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
    let mut rest = behind.trim_end_matches('>');
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() {
            return None;
        }
        let len = rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '/')).unwrap_or(rest.len());
        let name = &rest[..len];
        rest = rest[len..].trim_start();
        let Some(value) = rest.strip_prefix('=') else { return Some((name, Cow::Borrowed(""))) };
        let value = value.trim_start();
        let (value, behind) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
            _ => value.split_at(value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len())),
        };
        rest = behind;
        Some((name, resolve(value)))
    })
}

/// The words with their entities resolved; what is none stays as it stands.
pub(super) fn resolve(words: &str) -> Cow<'_, str> {
    if !words.contains('&') {
        return Cow::Borrowed(words);
    }
    let mut out = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match entity(rest) {
            Some((c, len)) => {
                out.push(c);
                rest = &rest[len..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The character an entity at the beginning stands for, and the entity's length.
fn entity(text: &str) -> Option<(char, usize)> {
    let body = &text[1..];
    if let Some(number) = body.strip_prefix('#') {
        let hex = number.starts_with(['x', 'X']);
        let digits = &number[usize::from(hex)..];
        let len = digits.bytes().take_while(|b| if hex { b.is_ascii_hexdigit() } else { b.is_ascii_digit() }).count();
        let code = u32::from_str_radix(digits.get(..len.min(8))?, if hex { 16 } else { 10 }).ok()?;
        let end = 2 + usize::from(hex) + len;
        return Some((numbered(code), end + usize::from(text[end..].starts_with(';'))));
    }
    let len = body.bytes().take(10).take_while(u8::is_ascii_alphanumeric).count();
    let name = &body[..len];
    let (_, c) = ENTITIES.iter().find(|(known, _)| *known == name)?;
    // Old pages forget the semicolon of these; elsewhere `&times` may belong to an address.
    let closed = body[len..].starts_with(';');
    (closed || matches!(name, "nbsp" | "lt" | "gt" | "amp" | "quot")).then_some((*c, 1 + len + usize::from(closed)))
}

fn numbered(code: u32) -> char {
    match code {
        // What browsers take for Windows' own characters.
        0x80..=0x9f => {
            let pair = [code as u8];
            encoding_rs::WINDOWS_1252.decode_without_bom_handling(&pair).0.chars().next().unwrap_or(' ')
        }
        0 => '\u{fffd}',
        _ => char::from_u32(code).unwrap_or('\u{fffd}'),
    }
}

const ENTITIES: &[(&str, char)] = &[
    ("nbsp", '\u{a0}'),
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("mdash", '—'),
    ("ndash", '–'),
    ("hellip", '…'),
    ("middot", '·'),
    ("bull", '•'),
    ("ensp", ' '),
    ("emsp", '　'),
    ("thinsp", ' '),
    ("zwnj", '\u{200c}'),
    ("zwj", '\u{200d}'),
    ("shy", '\u{ad}'),
    ("copy", '©'),
    ("reg", '®'),
    ("trade", '™'),
    ("times", '×'),
    ("divide", '÷'),
    ("plusmn", '±'),
    ("deg", '°'),
    ("permil", '‰'),
    ("sect", '§'),
    ("para", '¶'),
    ("yen", '¥'),
    ("euro", '€'),
    ("pound", '£'),
    ("cent", '¢'),
    ("sup2", '²'),
    ("sup3", '³'),
    ("frac12", '½'),
    ("le", '≤'),
    ("ge", '≥'),
    ("ne", '≠'),
    ("rarr", '→'),
    ("larr", '←'),
    ("uarr", '↑'),
    ("darr", '↓'),
    ("alpha", 'α'),
    ("beta", 'β'),
    ("radic", '√'),
    ("infin", '∞'),
];

#[cfg(test)]
mod tests {
    use super::*;

    const PAGES: &[(&str, &str)] = &[
        ("<p class='a'>抓项目</p>", "p|抓项目|/p"),
        ("一<br/>二<BR>三", "一|br|二|BR|三"),
        ("<!-- <p> --><!DOCTYPE html><?xml?><p>", "p"),
        ("<!--[if mso]><xml>x</xml><![endif]--><![if !a]>一、<![endif]>实", "一、|实"),
        ("<script>if (a<b) '</p>'</SCRIPT>完", "/SCRIPT|完"),
        ("<a href=\"x>y\">同志</a>", "a|同志|/a"),
        ("<a href=\"x>同志", "a|同志"),
        ("3 < 5，而且 5 > 3", "3 < 5，而且 5 > 3"),
        ("会议<p 没有完", "会议"),
        ("<!-- 没有完 > 会议", " 会议"),
        ("<style>没有完 会议", "没有完 会议"),
        ("<", "<"),
    ];

    #[test]
    fn a_page_falls_into_its_pieces() {
        for (page, want) in PAGES {
            let found: Vec<String> = pieces(page)
                .map(|piece| match piece {
                    Piece::Open(name, _) => name.to_owned(),
                    Piece::Close(name) => format!("/{name}"),
                    Piece::Words(words) => words.to_owned(),
                })
                .collect();
            assert_eq!(found.join("|"), *want, "{page}");
        }
    }

    #[test]
    fn attributes_are_read_in_every_way_of_quoting() {
        let found: Vec<_> = attributes(" id=zoom class=\"a b\" hidden style='x:&quot;y&quot;' href=/a/b />").collect();
        let want = [("id", "zoom"), ("class", "a b"), ("hidden", ""), ("style", "x:\"y\""), ("href", "/a/b")];
        assert_eq!(found.iter().map(|(name, value)| (*name, &**value)).collect::<Vec<_>>(), want);
    }

    const ENTITIES_IN_WORDS: &[(&str, &str)] = &[
        ("&ldquo;双随机&rdquo;&nbsp;检查", "“双随机”\u{a0}检查"),
        ("&#21516;&#x5fd7;们", "同志们"),
        ("&#150;&#0;&#99999999999;", "–\u{fffd}\u{fffd}"),
        ("?a=1&times=2&x", "?a=1&times=2&x"),
        ("&nbsp&nbsp一", "\u{a0}\u{a0}一"),
        ("&;&", "&;&"),
    ];

    #[test]
    fn entities_become_their_characters() {
        for (words, want) in ENTITIES_IN_WORDS {
            assert_eq!(resolve(words), *want);
        }
    }
}
