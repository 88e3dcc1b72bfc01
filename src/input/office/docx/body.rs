//! Walks the text of a Word document: paragraphs, rows, boxes, notes, and what of them is shown.

use std::collections::HashMap;

use super::super::flow::{Flow, Line};
use super::super::manuscript::Manuscript;
use super::super::numbering::Counters;
use super::super::xml::{Event, Tag, Xml};
use super::lists::Lists;
use super::styles::{Style, Styles, is_set, outline_level};

/// The walk through a document's parts: the main one first, then those of its notes.
pub(crate) struct Body<'a> {
    styles: &'a Styles,
    lists: &'a Lists,
    counters: Counters,
    flow: Flow,
    // The paragraphs that are open, one inside the other where a box hangs on one.
    open: Vec<Paragraph>,
    // Paragraphs whose mark is deleted or hidden: the next one at the same depth goes on with them.
    held: Vec<Paragraph>,
    // Of each row that is open, whether it is left out.
    rows: Vec<bool>,
    // Of each field that is open, whether its result has begun.
    fields: Vec<bool>,
    instructions: usize,
    // Of each choice that is open, how many pieces of text were taken before it.
    alternatives: Vec<usize>,
    taken: usize,
    hidden: bool,
    pages: Pages,
    page: Option<u32>,
    notes: HashMap<(Note, i64), usize>,
    note_lines: Vec<Vec<Line>>,
    embedded: bool,
}

/// Which notes a reference means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Note {
    Foot,
    End,
}

/// What tells where a page begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pages {
    /// Nothing.
    Unknown,
    /// The breaks that the writer set.
    Set,
    /// The breaks that Word noted when it last laid the document out.
    Laid,
}

/// A paragraph while it is read.
#[derive(Debug, Default)]
struct Paragraph {
    text: String,
    list: Option<u32>,
    level: Option<usize>,
    heading: Option<u8>,
    hidden: bool,
    page: Option<u32>,
    // The next paragraph goes on with it.
    runs_on: bool,
    // How many rows, cells and boxes it stands in.
    depth: usize,
    // What hangs on it.
    after: Vec<Line>,
}

/// What an element asks for where it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Element {
    Other,
    Paragraph,
    /// With what was hidden before it.
    Run(bool),
    Text,
    Row,
    Cell,
    Aside,
    Note(usize),
    Alternatives,
}

impl<'a> Body<'a> {
    /// Begins a walk; `text` is the main part.
    pub(crate) fn new(styles: &'a Styles, lists: &'a Lists, text: &str) -> Body<'a> {
        let pages = match text {
            text if text.contains("lastRenderedPageBreak") => Pages::Laid,
            text if text.contains("type=\"page\"") || text.contains("pageBreakBefore") => Pages::Set,
            _ => Pages::Unknown,
        };
        Body {
            styles,
            lists,
            counters: Counters::default(),
            flow: Flow::default(),
            open: vec![],
            held: vec![],
            rows: vec![],
            fields: vec![],
            instructions: 0,
            alternatives: vec![],
            taken: 0,
            hidden: false,
            pages,
            page: (pages != Pages::Unknown).then_some(1),
            notes: HashMap::new(),
            note_lines: vec![],
            embedded: false,
        }
    }

    /// Whether the text refers to notes of that sort.
    pub(crate) fn wants(&self, sort: Note) -> bool {
        self.notes.keys().any(|(of, _)| *of == sort)
    }

    /// Walks through the main part.
    pub(crate) fn read(&mut self, xml: &mut Xml) {
        self.walk(xml, None);
    }

    /// Walks through a part of notes; those that the text refers to are kept.
    pub(crate) fn read_notes(&mut self, xml: &mut Xml, sort: Note) {
        self.page = None;
        self.walk(xml, Some(sort));
    }

    /// The text and its notes.
    pub(crate) fn finish(mut self) -> Manuscript {
        for line in std::mem::take(&mut self.note_lines).into_iter().flatten() {
            self.flow.push(line);
        }
        let mut manuscript = self.flow.finish();
        if self.embedded {
            let loss = "it takes in another document, which was not read; save it as one file";
            manuscript.losses.push(loss.to_owned());
        }
        manuscript
    }

    fn walk(&mut self, xml: &mut Xml, sort: Option<Note>) {
        let mut elements = vec![];
        while let Some(event) = xml.next() {
            match event {
                Event::Open(tag) => elements.extend(self.begin(&tag, xml, sort)),
                Event::Close => elements.pop().into_iter().for_each(|element| self.end(element)),
                Event::Text(text) if elements.last() == Some(&Element::Text) => self.take(&text),
                Event::Text(_) => {}
            }
        }
        // Where the part broke off, everything is still open.
        elements.into_iter().rev().for_each(|element| self.end(element));
        self.release();
    }

    /// Begins an element; none if it was read to its end here.
    fn begin(&mut self, tag: &Tag, xml: &mut Xml, sort: Option<Note>) -> Option<Element> {
        let name = tag.name();
        match name {
            "p" => {
                self.open_paragraph();
                return Some(Element::Paragraph);
            }
            "r" => {
                let before = std::mem::replace(&mut self.hidden, self.open.last().is_some_and(|p| p.hidden));
                return Some(Element::Run(before));
            }
            "t" => return Some(Element::Text),
            "tr" => {
                self.release();
                self.flow.open_row();
                self.rows.push(false);
                return Some(Element::Row);
            }
            "tc" => {
                self.flow.open_cell();
                return Some(Element::Cell);
            }
            "txbxContent" if !self.hidden => {
                self.flow.open_aside();
                return Some(Element::Aside);
            }
            "AlternateContent" => {
                self.alternatives.push(self.taken);
                return Some(Element::Alternatives);
            }
            // The first alternative that gives text is read.
            "Choice" | "Fallback" if self.alternatives.last().is_none_or(|before| *before == self.taken) => {}
            "footnote" | "endnote" if sort.is_some() => {
                let id = tag.number("id");
                if let Some(at) = id.zip(sort).and_then(|(id, sort)| self.notes.get(&(sort, id))).copied() {
                    self.flow.open_aside();
                    return Some(Element::Note(at));
                }
                xml.skip();
                return None;
            }
            "pPr" => {
                self.paragraph_properties(xml);
                return None;
            }
            "rPr" => {
                self.run_properties(xml);
                return None;
            }
            "trPr" => {
                self.row_properties(xml);
                return None;
            }
            "del" | "moveFrom" | "delText" | "instrText" | "delInstrText" | "fldData" | "rt" | "rubyPr" | "sdtPr"
            | "sdtEndPr" | "sectPr" | "tblPr" | "tblPrEx" | "tblGrid" | "tcPr" | "txbxContent" | "Choice"
            | "Fallback" => {
                xml.skip();
                return None;
            }
            _ => {
                self.mark(name, tag);
                return Some(Element::Other);
            }
        }
        Some(Element::Other)
    }

    /// Ends an element.
    fn end(&mut self, element: Element) {
        match element {
            Element::Other | Element::Text => {}
            Element::Paragraph => {
                if let Some(paragraph) = self.open.pop() {
                    self.close_paragraph(paragraph);
                }
            }
            Element::Run(before) => self.hidden = before,
            Element::Row if self.rows.pop() == Some(true) => {
                self.release();
                self.flow.drop_row();
            }
            Element::Row | Element::Cell => {
                self.release();
                self.flow.close();
            }
            Element::Aside => {
                self.release();
                let lines = self.flow.close();
                match self.open.last_mut() {
                    Some(paragraph) => paragraph.after.extend(lines),
                    None => lines.into_iter().for_each(|line| self.flow.push(line)),
                }
            }
            Element::Note(at) => {
                self.release();
                let mut lines = self.flow.close();
                if let Some(first) = lines.first_mut() {
                    first.text = format!("[{}] {}", at + 1, first.text.trim_start());
                }
                self.note_lines[at] = lines;
            }
            Element::Alternatives => drop(self.alternatives.pop()),
        }
    }

    /// Takes what an element without text stands for.
    fn mark(&mut self, name: &str, tag: &Tag) {
        match name {
            "tab" | "ptab" => self.take("\t"),
            "cr" => self.take_line_end(),
            "br" if tag.get("type").is_some_and(|kind| kind == "page") => {
                if self.pages == Pages::Set {
                    self.turn_page();
                }
                self.take_line_end();
            }
            "br" => self.take_line_end(),
            "noBreakHyphen" => self.take("-"),
            "sym" => {
                if let Some(c) = symbol(tag) {
                    self.take(c.encode_utf8(&mut [0; 4]));
                }
            }
            "lastRenderedPageBreak" if self.pages == Pages::Laid => self.turn_page(),
            "fldChar" => self.field(tag),
            "footnoteReference" => self.refer(Note::Foot, tag),
            "endnoteReference" => self.refer(Note::End, tag),
            "altChunk" | "subDoc" => self.embedded = true,
            _ => {}
        }
    }

    fn turn_page(&mut self) {
        self.page = self.page.map(|page| page.saturating_add(1));
    }

    /// The paragraph that shown text goes into.
    fn writing(&mut self) -> Option<&mut Paragraph> {
        self.open.last_mut().filter(|_| !self.hidden && self.instructions == 0)
    }

    fn take(&mut self, text: &str) {
        let page = self.page;
        let Some(paragraph) = self.writing() else { return };
        if paragraph.page.is_none() && !text.trim().is_empty() {
            paragraph.page = page;
        }
        if text.contains(|c: char| c.is_control() && c != '\t') {
            // A line end inside a run is a blank to Word.
            let clean = |c: char| if matches!(c, '\n' | '\r') { ' ' } else { c };
            paragraph.text.extend(text.chars().map(clean).filter(|c| !c.is_control() || *c == '\t'));
        } else {
            paragraph.text.push_str(text);
        }
        self.taken += 1;
    }

    fn take_line_end(&mut self) {
        if let Some(paragraph) = self.writing() {
            paragraph.text.push('\n');
        }
    }

    fn field(&mut self, tag: &Tag) {
        match tag.get("fldCharType").as_deref() {
            Some("begin") => {
                self.fields.push(false);
                self.instructions += 1;
            }
            Some("separate") => {
                if let Some(field) = self.fields.last_mut().filter(|field| !**field) {
                    *field = true;
                    self.instructions -= 1;
                }
            }
            Some("end") if self.fields.pop() == Some(false) => self.instructions -= 1,
            _ => {}
        }
    }

    fn refer(&mut self, sort: Note, tag: &Tag) {
        let Some(id) = tag.number("id").filter(|_| self.writing().is_some()) else { return };
        let next = self.note_lines.len();
        let at = *self.notes.entry((sort, id)).or_insert(next);
        if at == next {
            self.note_lines.push(vec![]);
        }
        self.take(&format!("[{}]", at + 1));
    }

    fn open_paragraph(&mut self) {
        let mut paragraph = Paragraph { depth: self.flow.depth(), ..Paragraph::default() };
        if let Some(style) = self.styles.plain() {
            paragraph.wear(style);
        }
        self.open.push(paragraph);
    }

    fn paragraph_properties(&mut self, xml: &mut Xml) {
        let (mut list, mut level, mut heading, mut runs_on, mut turns) = (None, None, None, false, false);
        let outer = xml.depth();
        while xml.depth() >= outer {
            let Some(event) = xml.next() else { break };
            let Event::Open(tag) = event else { continue };
            match tag.name() {
                "pStyle" => self.wear(&tag),
                "numId" => list = tag.number("val"),
                "ilvl" => level = tag.number("val"),
                "outlineLvl" => heading = outline_level(&tag),
                "pageBreakBefore" => turns = is_set(&tag),
                // Of the paragraph's mark.
                "del" | "moveFrom" => runs_on = true,
                "vanish" => runs_on |= is_set(&tag),
                "pPrChange" | "rPrChange" | "sectPr" => xml.skip(),
                _ => {}
            }
        }
        if turns && self.pages == Pages::Set && !self.flow.is_empty() {
            self.turn_page();
        }
        if let Some(paragraph) = self.open.last_mut() {
            paragraph.list = list.or(paragraph.list);
            paragraph.level = level.or(paragraph.level);
            paragraph.heading = heading.or(paragraph.heading);
            paragraph.runs_on = runs_on;
        }
    }

    fn wear(&mut self, tag: &Tag) {
        let id = tag.get("val").unwrap_or_default();
        if let (Some(style), Some(paragraph)) = (self.styles.get(&id), self.open.last_mut()) {
            paragraph.wear(style);
        }
    }

    fn run_properties(&mut self, xml: &mut Xml) {
        let (mut direct, mut style) = (None, None);
        let outer = xml.depth();
        while xml.depth() >= outer {
            let Some(event) = xml.next() else { break };
            let Event::Open(tag) = event else { continue };
            match tag.name() {
                "vanish" => direct = Some(is_set(&tag)),
                "rStyle" => style = tag.get("val").and_then(|id| self.styles.get(&id)?.hidden),
                "rPrChange" => xml.skip(),
                _ => {}
            }
        }
        self.hidden = direct.or(style).unwrap_or_else(|| self.open.last().is_some_and(|p| p.hidden));
    }

    fn row_properties(&mut self, xml: &mut Xml) {
        let mut gone = false;
        xml.children(|tag, _| gone |= matches!(tag.name(), "del" | "hidden") && is_set(tag));
        if let Some(row) = self.rows.last_mut() {
            *row |= gone;
        }
    }

    fn close_paragraph(&mut self, mut paragraph: Paragraph) {
        // A field whose result never began must not swallow what follows.
        if self.instructions > 0 {
            self.fields.clear();
            self.instructions = 0;
        }
        if let Some(mut held) = self.held.pop_if(|held| held.depth == paragraph.depth) {
            if held.text.trim().is_empty() {
                held.after.append(&mut paragraph.after);
                paragraph.after = held.after;
            } else {
                held.text.push_str(&paragraph.text);
                held.after.append(&mut paragraph.after);
                paragraph = Paragraph { runs_on: paragraph.runs_on, ..held };
            }
        }
        if paragraph.runs_on {
            self.held.push(paragraph);
        } else {
            self.write(paragraph);
        }
    }

    /// Writes paragraphs that were to go on, where a row, a box or the text ends.
    fn release(&mut self) {
        while let Some(held) = self.held.pop_if(|held| held.depth >= self.flow.depth()) {
            self.write(held);
        }
    }

    /// Numbers a paragraph and writes it with what hangs on it. A blank one counts, as in Word, but gives no text.
    fn write(&mut self, paragraph: Paragraph) {
        let Paragraph { text, list, level, heading, page, depth, after, .. } = paragraph;
        let label = list
            .filter(|list| *list != 0)
            .and_then(|list| self.lists.label(list, level.unwrap_or(0), &mut self.counters))
            .unwrap_or_default();
        let body = text.trim_matches('\n');
        let text = if body.trim().is_empty() { String::new() } else { label + body };
        let line = Line { text, page: page.or(self.page), heading: heading.filter(|level| *level > 0) };
        let lines = std::iter::once(line).chain(after);
        match self.open.last_mut().filter(|outer| outer.depth == depth) {
            Some(outer) => outer.after.extend(lines),
            None => lines.for_each(|line| self.flow.push(line)),
        }
    }
}

impl Paragraph {
    fn wear(&mut self, style: &Style) {
        self.list = style.list;
        self.level = style.level;
        self.heading = style.heading;
        self.hidden = style.hidden.unwrap_or(false);
    }
}

/// The character of a symbol; fonts of symbols keep theirs in the private area.
fn symbol(tag: &Tag) -> Option<char> {
    let code = u32::from_str_radix(&tag.get("char")?, 16).ok()?;
    let font = tag.get("font").unwrap_or_default();
    let code = match code {
        0xe000..=0xf8ff if font.starts_with("Wingdings") => match code & 0xff {
            // Circled and black circled figures.
            n @ 0x81..=0x8a => n - 0x81 + 0x2460,
            n @ 0x8c..=0x95 => n - 0x8c + 0x2776,
            0x6c | 0x9f => 0x25cf,
            0x6e | 0xa7 => 0x25a0,
            0x6f | 0xa8 => 0x25a1,
            0xfc => 0x2713,
            0xfe | 0x52 => 0x2611,
            _ => return None,
        },
        0xe000..=0xf8ff => return None,
        code => code,
    };
    char::from_u32(code).filter(|c| !c.is_control())
}
