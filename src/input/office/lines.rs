//! Gathers the text of a Word or RTF file into paragraphs, with notes and boxes set aside.

use super::manuscript::{MOST_PARAGRAPHS, MOST_TEXT, Manuscript, Paragraph, too_long};

/// The number of a paragraph as the tables of a file give it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Label {
    /// With what parts it from the text.
    pub(crate) text: String,
    pub(crate) suffix: &'static str,
    /// It is a mark that shows no number.
    pub(crate) bullet: bool,
}

/// A paragraph in the making; a row of a table is one, too.
#[derive(Default)]
struct Line {
    text: String,
    // Where the paragraph begins that a number belongs to: after the last cell.
    start: usize,
    number: Option<String>,
    page: Option<u32>,
    notes: bool,
    // A note's mark was just written.
    marked: bool,
    // The cell has paragraphs of its own.
    many: bool,
    // The paragraphs of boxes that hang on this one.
    after: Vec<(String, Option<u32>, Option<u8>)>,
}

/// The text as it is gathered.
#[derive(Default)]
pub(crate) struct Lines {
    line: Line,
    // Lines that wait while a note or a box inside them is read.
    waiting: Vec<Line>,
    body: Manuscript,
    notes: Manuscript,
    // How many pages ended.
    pages: u32,
    // How many bytes and paragraphs were taken.
    bytes: usize,
    paragraphs: usize,
}

const LONGEST_NUMBER: usize = 256;

impl Lines {
    pub(crate) fn text(&mut self, text: &str) {
        let text = if self.line.marked { text.trim_start() } else { text };
        self.bytes += text.len();
        if self.is_full() || text.is_empty() {
            return;
        }
        self.line.marked = false;
        self.line.page.get_or_insert(self.pages + 1);
        let kept = |c: char| !c.is_control() || matches!(c, '\t' | '\n');
        if text.chars().all(kept) {
            self.line.text.push_str(text);
        } else {
            self.line.text.extend(text.chars().filter(|c| kept(*c)));
        }
    }

    /// Writes the mark of a note, in the text or in front of the note itself.
    pub(crate) fn note_mark(&mut self, number: usize) {
        self.text(&format!("[{number}]"));
        if self.line.notes {
            self.text(" ");
            self.line.marked = true;
        }
    }

    /// Begins the number that the program wrote for the paragraph.
    pub(crate) fn begin_number(&mut self) {
        self.line.number = Some(String::new());
    }

    pub(crate) fn number(&mut self, text: &str) {
        if let Some(number) = self.line.number.as_mut().filter(|number| number.len() + text.len() <= LONGEST_NUMBER) {
            number.push_str(text);
        }
    }

    pub(crate) fn forget_number(&mut self) {
        if self.line.text.is_empty() {
            self.line.number = None;
        }
    }

    /// Puts a paragraph's number in front of it: the written one, or else the computed one.
    pub(crate) fn put_number(&mut self, label: Option<Label>) {
        let written = self.line.number.take().filter(|number| !is_bullet(number));
        let written = written.as_deref().map(str::trim_start);
        let number = match (written, label) {
            (_, Some(label)) if label.bullet => return,
            (Some(written), Some(label)) => written.trim_end().to_owned() + label.suffix,
            (Some(written), None) => written.to_owned(),
            (None, Some(label)) => label.text,
            (None, None) => return,
        };
        self.bytes += number.len();
        self.line.text.insert_str(self.line.start, &number);
    }

    /// Ends a paragraph; a blank one is left out.
    pub(crate) fn end_paragraph(&mut self, heading: Option<u8>) {
        let fresh = Line { notes: self.line.notes, ..Line::default() };
        let line = std::mem::replace(&mut self.line, fresh);
        self.push(line.text, line.page, heading, line.notes);
        for (text, page, heading) in line.after {
            self.push(text, page, heading, line.notes);
        }
    }

    fn push(&mut self, mut text: String, page: Option<u32>, heading: Option<u8>, notes: bool) {
        text.truncate(text.trim_end_matches('\n').len());
        if text.trim().is_empty() {
            return;
        }
        self.paragraphs += 1;
        match self.waiting.last_mut() {
            _ if notes => self.notes.push(&text, None, heading),
            Some(outer) => outer.after.push((text, page, heading)),
            None => self.body.push(&text, page, heading),
        }
    }

    /// Ends a paragraph inside a cell: it stands on a line of its own.
    pub(crate) fn end_paragraph_in_cell(&mut self, heading: Option<u8>) {
        let own = self.line.text.split_off(self.line.start);
        if !self.line.text.is_empty() {
            self.line.text.pop();
            self.end_paragraph(None);
        }
        self.line.text = own;
        self.end_paragraph(heading);
        self.line.many = true;
    }

    /// Ends a cell; the next goes on behind it, unless this one holds paragraphs.
    pub(crate) fn end_cell(&mut self) {
        if self.line.many {
            return self.end_paragraph(None);
        }
        self.text("\t");
        self.line.start = self.line.text.len();
    }

    pub(crate) fn end_row(&mut self) {
        self.line.text.truncate(self.line.text.trim_end_matches('\t').len());
        self.end_paragraph(None);
    }

    pub(crate) fn end_page(&mut self) {
        if !self.line.text.is_empty() {
            self.line.text.push('\n');
        }
        if !self.line.notes {
            self.pages += 1;
        }
    }

    pub(crate) fn begin_side_text(&mut self, note: bool) {
        let notes = note || self.line.notes;
        let line = std::mem::replace(&mut self.line, Line { notes, ..Line::default() });
        self.waiting.push(line);
    }

    /// Ends a note or a box; the paragraphs of a box come behind the one that holds it.
    pub(crate) fn end_side_text(&mut self) {
        self.end_row();
        self.line = self.waiting.pop().unwrap_or_default();
    }

    /// No more text is taken.
    pub(crate) fn is_full(&self) -> bool {
        self.bytes > MOST_TEXT || self.paragraphs > MOST_PARAGRAPHS
    }

    pub(crate) fn in_notes(&self) -> bool {
        self.line.notes
    }

    /// Ends the text; pages are kept only if the file breaks any.
    pub(crate) fn finish(mut self) -> Manuscript {
        while !self.waiting.is_empty() {
            self.end_side_text();
        }
        self.end_row();
        let start = self.body.text.len();
        self.body.text.push_str(&self.notes.text);
        let notes = self.notes.paragraphs.iter();
        let notes = notes.map(|paragraph| Paragraph { start: start + paragraph.start, ..*paragraph });
        self.body.paragraphs.extend(notes);
        if self.pages == 0 {
            self.body.paragraphs.iter_mut().for_each(|paragraph| paragraph.page = None);
        }
        if self.is_full() {
            self.body.losses.push(too_long());
        }
        self.body
    }
}

/// The character that a private one of a font of symbols looks like.
pub(crate) fn symbol(unit: u16) -> Option<char> {
    // As in Wingdings, whose figures in circles are used for numbers.
    let c = match unit {
        0xF081..=0xF08A => u32::from(unit) - 0xF081 + u32::from('①'),
        0xF08C..=0xF095 => u32::from(unit) - 0xF08C + u32::from('❶'),
        0xE000..=0xF8FF => return None,
        _ => u32::from(unit),
    };
    char::from_u32(c).filter(|c| !c.is_control())
}

/// Whether a number is only a mark; 1 and ① are numbers.
fn is_bullet(number: &str) -> bool {
    !number.contains(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    // `;` ends a paragraph, `,` one in a cell, `|` a cell, `/` a row, `{` `}` are a box, `[` `]` a note; the rest is text.
    const CASES: &[(&str, &str)] = &[
        ("一;二", "一⏎二⏎"),
        (";; ;一;", "一⏎"),
        ("一|二|/三|/;", "一\t二⏎三⏎"),
        ("|一||二|/||/", "\t一\t\t二⏎"),
        ("一|二,三|四|五|/", "一⏎二⏎三⏎四\t五⏎"),
        ("一,二|/三|四|/", "一⏎二⏎三\t四⏎"),
        ("一{二;三}四;五", "一四⏎二⏎三⏎五⏎"),
        ("一[*  二;三]四;五[*六", "一四⏎五⏎[7] 二⏎三⏎[7] 六⏎"),
        ("一{二{三", "一⏎二⏎三⏎"),
    ];

    #[test]
    fn a_row_is_a_line() {
        for (steps, want) in CASES {
            let mut lines = Lines::default();
            for step in steps.chars() {
                match step {
                    ';' => lines.end_paragraph(None),
                    ',' => lines.end_paragraph_in_cell(None),
                    '|' => lines.end_cell(),
                    '/' => lines.end_row(),
                    '{' | '[' => lines.begin_side_text(step == '['),
                    '}' | ']' => lines.end_side_text(),
                    '*' => lines.note_mark(7),
                    text => lines.text(text.encode_utf8(&mut [0; 4])),
                }
            }
            assert_eq!(lines.finish().text.replace('\n', "⏎"), *want, "{steps}");
        }
    }

    #[test]
    fn no_text_is_too_long() {
        let mut lines = Lines::default();
        let text = "长".repeat(1 << 20);
        (0..30).for_each(|_| lines.text(&text));
        let manuscript = lines.finish();
        assert!(manuscript.text.len() <= MOST_TEXT + 1 && manuscript.losses.len() == 1);
    }
}
