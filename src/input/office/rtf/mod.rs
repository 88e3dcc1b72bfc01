//! Reads RTF as Word, WPS, LibreOffice and homemade programs write it.

mod charset;
mod group;
mod lists;
mod sheets;
mod tokens;

use encoding_rs::{Encoding, WINDOWS_1252};

use self::{
    group::{Group, Kind, Look, SKIPPED},
    lists::{Lists, Part},
    sheets::{Fonts, Styles},
    tokens::{Token, Tokens},
};
use super::{
    lines::{Lines, symbol},
    manuscript::{Damage, LARGEST, Manuscript},
};

/// Reads an RTF file.
///
/// Numbers that the program wrote beside the text (`\listtext`) are taken as they stand, others are computed from
/// the list tables. Headers, pictures, hidden and deleted text are left out; notes stand at the end.
///
/// # Errors
///
/// The bytes are no RTF, or break off before any text.
pub(crate) fn read(bytes: &[u8]) -> Result<Manuscript, Damage> {
    let start = bytes.iter().take(64).position(|byte| *byte == b'{').unwrap_or(0);
    let bytes = bytes.get(start..).unwrap_or_default();
    if !bytes.starts_with(b"{\\rt") {
        return Err(Damage::Broken("it does not begin as RTF does".to_owned()));
    }
    let (manuscript, whole) = Reader::default().read(bytes);
    if whole {
        return Ok(manuscript);
    }
    // A brace too few or too many hides what follows it; what nobody wrote is not worth a second reading.
    let again = bytes.len() < LARGEST / 4;
    let loose = if again { Reader { loose: true, ..Reader::default() }.read(bytes).0 } else { manuscript };
    if loose.text.trim().is_empty() {
        return Err(Damage::Broken("it breaks off before its text begins".to_owned()));
    }
    Ok(loose)
}

// Groups that nest deeper hold nothing a person wrote.
const DEEPEST: usize = 1000;
// Text is decoded in parts of this size if nothing else cuts it.
const MOST_PENDING: usize = 1 << 20;

#[derive(Default)]
struct Reader {
    group: Group,
    outer: Vec<Group>,
    // Groups open beyond the deepest that are kept.
    deeper: usize,
    // The last token was `\*`.
    optional: bool,
    document: Option<&'static Encoding>,
    fonts: Fonts,
    styles: Styles,
    lists: Lists,
    // Bytes of text not yet decoded; a character may be cut in two by a control word.
    pending: Vec<u8>,
    // Characters still to be left out after a `\u`.
    skip: u32,
    // The first half of a character beyond the first plane.
    high: Option<u16>,
    // How many notes began.
    notes: usize,
    lines: Lines,
    // A brace may be wrong: a paragraph that begins is text, wherever it stands.
    loose: bool,
    done: bool,
}

impl Reader {
    /// Reads the text, and tells whether the braces allowed to read all of it.
    fn read(mut self, bytes: &[u8]) -> (Manuscript, bool) {
        let mut tokens = Tokens::new(bytes);
        for token in tokens.by_ref() {
            self.take(token);
            if self.done || self.lines.is_full() {
                break;
            }
        }
        let cut = !self.done && !self.lines.is_full();
        let closed_early = self.done && tokens.rest().windows(4).any(|word| word == b"\\par");
        while !self.outer.is_empty() {
            self.close();
        }
        self.finish_line();
        let mut manuscript = self.lines.finish();
        if self.loose {
            manuscript.losses.push("a brace in the file is wrong, its text may be out of order".to_owned());
        } else if cut {
            manuscript.losses.push("the file breaks off, what followed is missing".to_owned());
        }
        let whole = !closed_early && (!cut || !manuscript.text.trim().is_empty());
        (manuscript, whole)
    }

    fn take(&mut self, token: Token) {
        let optional = std::mem::take(&mut self.optional);
        match token {
            Token::Open => self.open(),
            Token::Close => self.close(),
            Token::Symbol(b'*') => self.optional = true,
            _ if self.deeper > 0 => {}
            Token::Word(word, number) => self.word(word, number, optional),
            Token::Symbol(symbol) => self.symbol(symbol),
            Token::Byte(byte) => self.bytes(&[byte]),
            Token::Text(text) => self.bytes(text),
        }
    }

    fn open(&mut self) {
        self.flush();
        self.skip = 0;
        if self.outer.len() >= DEEPEST {
            self.deeper += 1;
            return;
        }
        self.outer.push(self.group);
        self.group.opened = false;
    }

    fn close(&mut self) {
        self.flush();
        self.skip = 0;
        if self.deeper > 0 {
            self.deeper -= 1;
            return;
        }
        if self.group.opened {
            match self.group.kind {
                Kind::Note | Kind::Box => self.end_side_text(),
                Kind::Lists(part) => self.lists.end(part),
                _ => {}
            }
        }
        self.group = self.outer.pop().unwrap_or_default();
        self.done = self.outer.is_empty() && !self.loose;
        self.styles.end();
    }

    fn become_kind(&mut self, kind: Kind) {
        self.flush();
        // A group has one kind; what holds a note within a note is damaged.
        if self.group.opened && matches!(self.group.kind, Kind::Note | Kind::Box) {
            self.end_side_text();
        }
        self.group.outside = self.group.kind;
        self.group.kind = kind;
        self.group.opened = true;
    }

    fn word(&mut self, word: &str, number: Option<i32>, optional: bool) {
        let on = number != Some(0);
        if self.loose && word == "pard" && !self.in_text() && self.group.kind != Kind::Number {
            self.become_kind(Kind::Text);
        }
        match self.group.kind {
            Kind::Shape if word == "shptxt" => return self.begin_side_text(Kind::Box),
            Kind::Twice if word == "ud" => return self.become_kind(self.group.outside),
            Kind::Skipped | Kind::Shape | Kind::Twice => return,
            Kind::Fonts => return self.fonts.word(word, number),
            Kind::Styles => self.styles.word(word, number),
            Kind::Lists(part) => {
                if let Some(part) = self.lists.word(part, word, number) {
                    self.become_kind(Kind::Lists(part));
                }
            }
            _ => {}
        }
        match word {
            "u" => self.unicode(number.unwrap_or(0)),
            "uc" => self.group.fallback = Some(u32::try_from(number.unwrap_or(1)).unwrap_or(1)),
            "ansicpg" => self.document = number.and_then(charset::of_codepage),
            "mac" => self.document = charset::of_codepage(10000),
            "deff" => self.fonts.default = number.unwrap_or(0),
            "f" | "af" => self.change(|group| group.fonts[group.script] = number),
            "loch" | "ltrch" => self.change(|group| group.script = 0),
            "hich" => self.change(|group| group.script = 1),
            "dbch" => self.change(|group| group.script = 2),
            "rtlch" => self.change(|group| group.script = 3),
            "plain" => self.change(|group| {
                (group.fonts, group.script, group.hidden, group.deleted) = ([None; 4], 0, false, false);
            }),
            "v" => self.change(|group| group.hidden = on),
            "deleted" => self.change(|group| group.deleted = on),
            "pard" => self.group.look = Look::default(),
            "s" => self.group.look.style = number.unwrap_or(0),
            "ls" => self.group.look.list = number.filter(|list| *list > 0),
            "ilvl" => self.group.look.level = number.and_then(|level| u8::try_from(level).ok()).unwrap_or(0),
            "intbl" => self.group.look.in_table = true,
            "outlinelevel" => self.group.look.outline = number.and_then(|level| u8::try_from(level).ok()),
            "fonttbl" => self.become_kind(Kind::Fonts),
            "stylesheet" => self.become_kind(Kind::Styles),
            "listtable" => self.become_kind(Kind::Lists(Part::Table)),
            "listoverridetable" => self.become_kind(Kind::Lists(Part::Table)),
            "listtext" | "pntext" => self.begin_number(),
            "footnote" => self.begin_side_text(Kind::Note),
            "upr" => self.become_kind(Kind::Twice),
            "shp" => self.become_kind(Kind::Shape),
            _ if SKIPPED.contains(&word) => self.become_kind(Kind::Skipped),
            "nesttableprops" => {}
            _ if optional => self.become_kind(Kind::Skipped),
            _ => self.special(word),
        }
    }

    /// Characters and ends that have a name.
    fn special(&mut self, word: &str) {
        match word {
            "par" | "sect" => self.end_paragraph(),
            "cell" | "nestcell" => self.end_cell(),
            "row" | "nestrow" => self.end_row(),
            "page" | "pagebb" | "softpage" => self.end_page(),
            "line" | "lbr" | "column" => self.character('\n'),
            "tab" => self.character('\t'),
            "chftn" => self.note_mark(),
            "emdash" => self.character('—'),
            "endash" => self.character('–'),
            "lquote" => self.character('‘'),
            "rquote" => self.character('’'),
            "ldblquote" => self.character('“'),
            "rdblquote" => self.character('”'),
            "bullet" => self.character('•'),
            "emspace" => self.character('\u{2003}'),
            "enspace" => self.character('\u{2002}'),
            "qmspace" => self.character('\u{2005}'),
            _ => {}
        }
    }

    fn symbol(&mut self, symbol: u8) {
        match symbol {
            b'\\' | b'{' | b'}' => self.bytes(&[symbol]),
            b'~' => self.character('\u{A0}'),
            b'_' => self.character('-'),
            b'\r' | b'\n' => self.end_paragraph(),
            b'\t' => self.character('\t'),
            _ => {}
        }
    }

    /// Changes the setting; text before it is decoded in the old one, if that makes a difference.
    fn change(&mut self, change: impl FnOnce(&mut Group)) {
        let setting = |reader: &Reader| (reader.encoding(), reader.group.hidden, reader.group.deleted);
        let (old, before) = (self.group, setting(self));
        change(&mut self.group);
        if !self.pending.is_empty() && before != setting(self) {
            let new = std::mem::replace(&mut self.group, old);
            self.flush();
            self.group = new;
        }
    }

    /// The encoding of the font in use; none if it says nothing.
    fn encoding(&self) -> Option<&'static Encoding> {
        let font = self.group.fonts.get(self.group.script).copied().flatten().or(self.group.fonts[0]);
        self.fonts.encoding(font)
    }

    fn bytes(&mut self, bytes: &[u8]) {
        if matches!(self.group.kind, Kind::Skipped | Kind::Shape | Kind::Twice | Kind::Fonts) {
            return;
        }
        let skipped = bytes.len().min(self.skip as usize);
        self.skip -= skipped as u32;
        let bytes = bytes.get(skipped..).unwrap_or_default();
        // A zero is the place of the first level in a template, and no text anywhere else.
        let template = self.group.kind == Kind::Lists(Part::Template);
        for part in bytes.chunks(MOST_PENDING) {
            self.pending.extend(part.iter().filter(|byte| **byte != 0 || template));
            if self.pending.len() >= MOST_PENDING {
                self.flush();
            }
        }
    }

    fn flush(&mut self) {
        if self.high.take().is_some() {
            self.text("\u{FFFD}");
        }
        if !self.pending.is_empty() {
            let text = charset::decode(&self.pending, self.encoding(), self.document.unwrap_or(WINDOWS_1252));
            self.pending.clear();
            self.text(&text);
        }
    }

    fn unicode(&mut self, number: i32) {
        let unit = (number & 0xFFFF) as u16;
        match (self.high.take(), unit) {
            (None, 0xD800..=0xDBFF) => {
                self.flush();
                self.high = Some(unit);
            }
            (Some(high), 0xDC00..=0xDFFF) => {
                char::decode_utf16([high, unit]).flatten().for_each(|c| self.character(c));
            }
            (None, unit) if u32::from(unit) != number as u32 && number > 0xFFFF => {
                // Some write the whole number of a character beyond the first plane.
                self.character(char::from_u32(number as u32).unwrap_or('\u{FFFD}'));
            }
            (_, 0xD800..=0xDFFF) => self.character('\u{FFFD}'),
            (_, unit) => self.character(symbol(unit).unwrap_or('\0')),
        }
        self.skip = self.group.fallback.unwrap_or(1);
    }

    fn character(&mut self, c: char) {
        self.flush();
        if c != '\0' {
            self.text(c.encode_utf8(&mut [0; 4]));
        }
    }

    fn text(&mut self, text: &str) {
        match self.group.kind {
            Kind::Styles => self.styles.name(text),
            Kind::Lists(Part::Template) => self.lists.text(text),
            Kind::Number => self.lines.number(text),
            _ if !self.in_text() || self.group.hidden || self.group.deleted => {}
            _ => self.lines.text(text),
        }
    }

    fn in_text(&self) -> bool {
        matches!(self.group.kind, Kind::Text | Kind::Note | Kind::Box)
    }

    fn begin_number(&mut self) {
        self.become_kind(Kind::Number);
        self.lines.begin_number();
    }

    fn begin_side_text(&mut self, kind: Kind) {
        self.become_kind(kind);
        (self.group.hidden, self.group.deleted, self.group.look) = (false, false, Look::default());
        self.lines.begin_side_text(kind == Kind::Note);
    }

    fn end_side_text(&mut self) {
        self.finish_line();
        self.lines.end_side_text();
    }

    fn note_mark(&mut self) {
        self.flush();
        if self.in_text() && !self.group.hidden && !self.group.deleted {
            // A note repeats the number that led to it.
            self.notes += usize::from(!self.lines.in_notes());
            self.lines.note_mark(self.notes);
        }
    }

    fn end_paragraph(&mut self) {
        self.flush();
        if !self.in_text() {
            return;
        }
        if self.group.hidden || self.group.deleted {
            // Without its mark a paragraph goes on in the next.
            return self.lines.forget_number();
        }
        self.finish_line();
        let look = self.group.look;
        let outlined = look.outline.map(|level| (level < 9).then_some(level + 1));
        let heading = outlined.unwrap_or_else(|| self.styles.heading(look.style));
        if look.in_table { self.lines.end_paragraph_in_cell(heading) } else { self.lines.end_paragraph(heading) }
    }

    fn end_cell(&mut self) {
        self.flush();
        if self.in_text() {
            self.finish_line();
            self.lines.end_cell();
        }
    }

    fn end_row(&mut self) {
        self.flush();
        if self.in_text() {
            self.lines.end_row();
        }
    }

    fn end_page(&mut self) {
        self.flush();
        if self.in_text() {
            self.lines.end_page();
        }
    }

    /// Puts its number in front of a paragraph.
    fn finish_line(&mut self) {
        let look = self.group.look;
        let label = look.list.and_then(|list| self.lists.label(list, usize::from(look.level)));
        self.lines.put_number(label);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASES: &[(&str, &str)] = &[
        (r"{\rtf1\ansi\ansicpg936 \'cf\'ee\'c4\'bf\par\'bd\'a8\'c9\'e8}", "项目⏎建设⏎"),
        (r"{\rtf1{\fonttbl{\f0\fcharset134 \'cb\'ce;}{\f1\fcharset136 Ming;}}\f0\'cf\'ee\f1\'b1M\par}", "项專⏎"),
        (r"{\rtf1{\fonttbl{\f3\fcharset134 x;}}\loch\af0\hich\af0\dbch\f3 \'cf\b\'ee\b0\'c4\'bf\par}", "项目⏎"),
        (r"{\rtf1\uc2\u39033\'cf\'ee\uc1\u30446 ?\u-10179?\u-8704?\u128512?\par}", "项目😀😀⏎"),
        (r"{\rtf1 a{\b b}\tab c\line d\~e\{\}\emdash\par}", "ab\tc⏎d\u{A0}e{}—⏎"),
        (
            r"{\rtf1{\info{\upr{\title x}{\*\ud{\title y}}}}{\header h{\shp{\*\shpinst{\shptxt box}}}}a{\*\new b}{\pict 00}\par}",
            "a⏎",
        ),
        (r"{\rtf1{\upr{a?}{\*\ud{a\u19968 ?}}}\par}", "a一⏎"),
        (r"{\rtf1 a{\v hidden}{\deleted gone}{\revised kept}\v x\plain b\par}", "akeptb⏎"),
        (r"{\rtf1 a{\deleted b\par}c\par{\v d\par}e\par}", "ac⏎e⏎"),
        (r"{\rtf1{\field{\*\fldinst HYPERLINK x}{\fldrslt link}}{\field{\fldinst PAGE}{\fldrslt 3}}\par}", "link3⏎"),
        (r"{\rtf1\trowd\intbl a\cell b\cell\row\intbl a\cell b\par c\cell\row\pard d\par}", "a\tb⏎a⏎b⏎c⏎d⏎"),
        (
            r"{\rtf1 a\chftn{\footnote\pard\chftn  note\par two}b\par c\chftn{\footnote\chftn  n}\par}",
            "a[1]b⏎c[2]⏎[1] note⏎two⏎[2] n⏎",
        ),
        (r"{\rtf1 a{\shp{\*\shpinst{\sp{\sn x}{\sv 1}}{\shptxt box\par}}{\shprslt old}}b\par}", "ab⏎box⏎"),
        (r"{\rtf1{\listtext\pard  \u19968 ?\u12289 ?\tab}a\par{\listtext\u61623 ?\tab}b\u61569 ?\par}", "一、\ta⏎b①⏎"),
    ];

    fn shown(rtf: &str) -> String {
        read(rtf.as_bytes())
            .map_or_else(|damage| format!("{damage:?}"), |manuscript| manuscript.text.replace('\n', "⏎"))
    }

    #[test]
    fn the_text_is_what_word_shows() {
        for (rtf, want) in CASES {
            assert_eq!(shown(rtf), *want, "{rtf}");
        }
    }

    const LISTS: &str = r"{\*\listtable{\list\listtemplateid1
        {\listlevel\levelnfc39\leveljc0\levelstartat1\levelfollow2{\leveltext\'02\'00\u12289 ?;}{\levelnumbers\'01;}\fi0}
        {\listlevel\levelnfc39\levelstartat1\levelfollow1{\leveltext\'03(\'01);}{\levelnumbers\'02;}}
        {\listlevel\levelnfc0\levelstartat1\levelfollow0{\leveltext\'04\'00-\'02.;}{\levelnumbers\'02;}\levellegal1}\listid7}
        {\list{\listlevel\levelnfc23{\leveltext\'01\u61623 ?;}{\levelnumbers;}}\listid8}}
        {\*\listoverridetable{\listoverride\listid7\listoverridecount0\ls1}
        {\listoverride\listid7\listoverridecount1{\lfolevel\listoverridestartat1\levelstartat5}\ls2}
        {\listoverride\listid8\listoverridecount0\ls3}}";

    fn lists() -> String {
        LISTS.replace("\n        ", "")
    }

    #[test]
    fn numbers_nobody_wrote_out_are_computed() {
        let rtf = format!(
            r"{{\rtf1{}\pard\ls1 a\par\ilvl1 b\par c\par\ilvl2 d\par\ilvl0\ls2 e\par\ls3 f\par\ls9 g\par\pard h\par}}",
            lists()
        );
        assert_eq!(shown(&rtf), "一、a⏎(一) b⏎(二) c⏎1-1.\td⏎五、e⏎f⏎g⏎h⏎");
    }

    #[test]
    fn a_number_that_was_written_out_wins() {
        let rtf = format!(
            r"{{\rtf1{}{{\listtext 9.\tab}}\ls1 a\par{{\listtext\'b7\tab}}\ls3 b\par\pard\ls1 c\par}}",
            lists()
        );
        assert_eq!(shown(&rtf), "9.a⏎b⏎二、c⏎");
    }

    #[test]
    fn headings_are_known_by_style_and_by_outline() {
        let rtf = r"{\rtf1{\stylesheet{ Normal;}{\s1 heading 1;}{\s5\outlinelevel1 Own;}{\*\cs1 heading 9;}}
            \s1 a\par\pard b\par\s5 c\par\pard\outlinelevel2 d\par\pard\s1\outlinelevel9 e\par}";
        let got: Vec<_> = read(rtf.as_bytes()).unwrap().paragraphs.iter().map(|paragraph| paragraph.heading).collect();
        assert_eq!(got, [Some(1), None, Some(2), Some(3), None]);
    }

    #[test]
    fn pages_are_told_if_the_file_breaks_any() {
        let pages = |rtf: &str| -> Vec<_> {
            read(rtf.as_bytes()).unwrap().paragraphs.iter().map(|paragraph| paragraph.page).collect()
        };
        assert_eq!(pages(r"{\rtf1 a\par b\page c\par\page d\par}"), [Some(1), Some(1), Some(3)]);
        assert_eq!(pages(r"{\rtf1 a\par b\par}"), [None, None]);
    }

    #[test]
    fn a_file_that_breaks_off_gives_what_it_has() {
        let manuscript = read(br"{\rtf1 a\par{\b b").unwrap();
        assert_eq!(manuscript.text, "a\nb\n");
        assert_eq!(manuscript.losses, ["the file breaks off, what followed is missing"]);
        let manuscript = read(br"{\rtf1{\stylesheet{\s1 x;}\pard a\par}}\pard b\par}").unwrap();
        assert_eq!(manuscript.text, "a\nb\n");
        assert_eq!(manuscript.losses, ["a brace in the file is wrong, its text may be out of order"]);
        assert!(matches!(read(br"{\rtf1{\fonttbl"), Err(Damage::Broken(_))));
        assert!(matches!(read(b"<html>"), Err(Damage::Broken(_))));
    }

    #[test]
    fn damaged_files_do_no_harm() {
        let whole = CASES.iter().map(|(rtf, _)| *rtf).chain([LISTS]).collect::<String>().replace("{\\rtf1", "{");
        let whole = format!("{{\\rtf1{whole}\\ls1 a\\par}}").into_bytes();
        let mut seed = 7u32;
        let mut random = move |below: usize| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 8) as usize % below
        };
        for _ in 0..300 {
            let mut bytes = whole.clone();
            bytes.truncate(random(whole.len()) + 1);
            for _ in 0..random(20) {
                let at = random(bytes.len());
                bytes[at] = b"{}\\'u0;\xFF"[random(8)];
            }
            let _ = read(&bytes);
        }
        let _ = read(&b"{\\rtf1 ".iter().chain([b'{'; 200_000].iter()).copied().collect::<Vec<_>>());
    }
}
