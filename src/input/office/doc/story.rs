//! The text of a Word file, character by character, with all that holds for each.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

use super::{
    super::{
        lines::{Label, Lines, symbol},
        manuscript::{Damage, LARGEST, Manuscript},
    },
    bytes::size_at,
    lists::Lists,
    pieces::{self, Fib, Piece, Table},
    properties::{self, Character, Paragraph, Runs, Style},
};

/// All text of a file with what is known of it.
#[derive(Default)]
pub(super) struct Story {
    units: Vec<u16>,
    pieces: Vec<Piece>,
    lost_pieces: bool,
    characters: Option<Runs<Character>>,
    paragraphs: Option<Runs<Paragraph>>,
    // By what the piece table says of whole pieces.
    changes: HashMap<u16, (Paragraph, Character)>,
    styles: Vec<Style>,
    some_style_hides: bool,
    lists: Lists,
    // Where notes are called in the text, and where each begins in the parts of the notes.
    marks: [Vec<usize>; 2],
    notes: [Vec<usize>; 2],
    losses: Vec<String>,
    lines: Lines,
}

/// Where the reading of a part of the text stands.
#[derive(Default)]
struct Place {
    // The piece that is being read.
    piece: usize,
    // Which fields are open, and whether each is still in its code.
    fields: Vec<bool>,
    codes: usize,
    line: Vec<u16>,
}

impl Story {
    /// Reads all that the streams say.
    pub(super) fn open(fib: &Fib, table: &[u8], data: &[u8]) -> Story {
        let stream = fib.0;
        let mut pieces = pieces::read(fib.table(table, Table::Pieces));
        let lost_pieces = pieces.pieces.is_empty();
        if lost_pieces {
            pieces = pieces::guess(fib);
        }
        let (units, is_whole) = pieces::text(stream, &pieces.pieces, LARGEST / 4);
        let changes = pieces.pieces.iter().map(|piece| piece.change).filter(|change| *change != 0);
        let changes: HashSet<u16> = changes.collect();
        let styles = properties::styles(fib.table(table, Table::Styles));
        let places = |table_name, extra| places(fib.table(table, table_name), extra);
        let mut story = Story {
            units,
            lost_pieces,
            changes: changes
                .iter()
                .map(|change| (*change, properties::piece_change(*change, &pieces.changes)))
                .collect(),
            pieces: pieces.pieces,
            characters: Some(properties::characters(stream, fib.table(table, Table::CharacterPages))),
            paragraphs: Some(properties::paragraphs(stream, fib.table(table, Table::ParagraphPages), data)),
            some_style_hides: styles.iter().any(|style| style.hidden),
            styles,
            lists: Lists::read(fib.table_on(table, Table::Lists), fib.table(table, Table::ListUses)),
            marks: [places(Table::NoteMarks, 2), places(Table::EndNoteMarks, 2)],
            notes: [places(Table::NoteTexts, 0), places(Table::EndNoteTexts, 0)],
            ..Story::default()
        };
        if lost_pieces {
            story.lose("the file is damaged, its text is given as it lies and may be out of order");
        } else if !is_whole {
            story.lose("the file is damaged, some of its text is missing");
        }
        story
    }

    /// A text of which nothing more is known.
    pub(super) fn bare(units: Vec<u16>) -> Story {
        Story { units, lost_pieces: true, ..Story::default() }
    }

    /// Says what of the file is missing.
    pub(super) fn lose(&mut self, words: &str) {
        self.losses.push(words.to_owned());
    }

    /// Puts the text together; `lengths` are those of its parts.
    ///
    /// # Errors
    ///
    /// Something is missing, and nothing is left.
    pub(super) fn read(mut self, lengths: [usize; 7]) -> Result<Manuscript, Damage> {
        let mut at = 0usize;
        let parts = lengths.map(|len| {
            let start = at.min(self.units.len());
            at = at.saturating_add(len);
            start..at.min(self.units.len())
        });
        let [body, notes, _, _, _, end_notes, boxes] = parts;
        let marks = std::mem::take(&mut self.marks);
        self.read_part(body, |at| number_of(&marks, at));
        self.read_part(boxes, |_| None);
        self.lines.begin_side_text(true);
        let begins = std::mem::take(&mut self.notes);
        let count = marks[0].len();
        for (part, begins, before) in [(notes, &begins[0], 0), (end_notes, &begins[1], count)] {
            let start = part.start;
            self.read_part(part, |at| Some(before + begins.partition_point(|begin| *begin <= at - start)));
        }
        self.lines.end_side_text();
        let mut manuscript = self.lines.finish();
        if manuscript.text.trim().is_empty() && !self.losses.is_empty() {
            return Err(Damage::Broken("its text is damaged".to_owned()));
        }
        manuscript.losses.splice(0..0, self.losses);
        Ok(manuscript)
    }

    /// Reads a part of the text; `note` gives the number of the note that is marked at a character.
    fn read_part(&mut self, part: Range<usize>, note: impl Fn(usize) -> Option<usize>) {
        let mut stray = unclosed(&self.units[part.clone()], part.start).into_iter().peekable();
        let mut place = Place::default();
        for at in part.clone() {
            if self.lines.is_full() {
                break;
            }
            let unit = self.units[at];
            let character = self.character(at, &mut place);
            match unit {
                FIELD if stray.next_if_eq(&at).is_none() => {
                    place.fields.push(true);
                    place.codes += 1;
                }
                FIELD_RESULT => {
                    if let Some(code) = place.fields.last_mut() {
                        place.codes -= usize::from(std::mem::take(code));
                    }
                }
                FIELD_END => place.codes -= usize::from(place.fields.pop().unwrap_or(false)),
                _ if place.codes > 0 => {}
                PARAGRAPH | CELL | PAGE => self.end(at, unit, character, &mut place),
                _ if self.is_hidden(&character, at, &mut place) => {}
                2 if character.special == Some(true) => {
                    if let Some(number) = note(at) {
                        self.flush(&mut place);
                        self.lines.note_mark(number);
                    }
                }
                0x28 if character.special == Some(true) => {
                    place.line.extend(character.symbol.and_then(symbol).map(|c| c as u16));
                }
                0x0B | 0x0E => place.line.push(u16::from(b'\n')),
                0x1E => place.line.push(u16::from(b'-')),
                0..=8 | 0x0A..=0x1F => {}
                _ => place.line.push(unit),
            }
        }
        self.flush(&mut place);
        self.lines.end_row();
    }

    fn flush(&mut self, place: &mut Place) {
        if !place.line.is_empty() {
            self.lines.text(&String::from_utf16_lossy(&place.line));
            place.line.clear();
        }
    }

    /// Ends a paragraph, a cell, a row or a page.
    fn end(&mut self, at: usize, unit: u16, character: Character, place: &mut Place) {
        let (paragraph, last) = self.paragraph(at, place);
        if unit == PAGE && !last {
            self.flush(place);
            return self.lines.end_page();
        }
        if unit == PARAGRAPH && self.is_hidden(&character, at, place) {
            // Without its mark a paragraph goes on in the next.
            return;
        }
        self.flush(place);
        let bare_row = self.lost_pieces && unit == CELL && at.checked_sub(1).map(|at| self.units[at]) == Some(CELL);
        if (unit == CELL && (paragraph.row_end == Some(true) || bare_row)) || paragraph.inner_row_end == Some(true) {
            return self.lines.end_row();
        }
        let style = self.styles.get(usize::from(paragraph.style.unwrap_or(0))).copied().unwrap_or_default();
        let label = self.label(&paragraph, &style);
        self.lines.put_number(label);
        if unit == CELL || paragraph.inner_cell_end == Some(true) {
            return self.lines.end_cell();
        }
        let heading = match paragraph.outline {
            Some(level) => (level < 9).then_some(level + 1),
            None => style.heading(),
        };
        if paragraph.in_table == Some(true) {
            self.lines.end_paragraph_in_cell(heading);
        } else {
            self.lines.end_paragraph(heading);
        }
        if unit == PAGE {
            self.lines.end_page();
        }
    }

    fn label(&mut self, paragraph: &Paragraph, style: &Style) -> Option<Label> {
        let list = paragraph.list.or(style.paragraph.list).filter(|list| *list > 0)?;
        let level = paragraph.level.or(style.paragraph.level);
        let level = level.or_else(|| self.lists.level_of_style(list, paragraph.style?)).unwrap_or(0);
        self.lists.label(list, level)
    }

    /// The byte where a character lies, and its piece.
    fn locate(&self, at: usize, place: &mut Place) -> Option<(usize, Piece)> {
        while self.pieces.get(place.piece).is_some_and(|piece| piece.end <= at) {
            place.piece += 1;
        }
        let piece = *self.pieces.get(place.piece)?;
        Some((piece.place_of(at), piece))
    }

    fn change(&self, piece: Piece) -> Option<&(Paragraph, Character)> {
        (piece.change != 0).then(|| self.changes.get(&piece.change)).flatten()
    }

    fn character(&mut self, at: usize, place: &mut Place) -> Character {
        let Some((byte, piece)) = self.locate(at, place) else { return Character::default() };
        let own = self.characters.as_mut().map(|runs| runs.at(byte).0).unwrap_or_default();
        self.change(piece).map_or(own, |(_, change)| change.or(own))
    }

    /// The properties of the paragraph that a character is in, and whether it is the last one there.
    fn paragraph(&mut self, at: usize, place: &mut Place) -> (Paragraph, bool) {
        let Some((byte, piece)) = self.locate(at, place) else { return (Paragraph::default(), true) };
        let (own, end) = self.paragraphs.as_mut().map(|runs| runs.at(byte)).unwrap_or_default();
        let paragraph = self.change(piece).map_or(own, |(change, _)| change.or(own));
        (paragraph, end == 0 || end == byte + piece.width())
    }

    fn is_hidden(&mut self, character: &Character, at: usize, place: &mut Place) -> bool {
        if character.deleted == Some(true) {
            return true;
        }
        match character.hidden {
            Some(0) => false,
            Some(1) => true,
            None if !self.some_style_hides => false,
            other => {
                let paragraph = self.paragraph(at, place).0.style.or(Some(0));
                let styles = [character.style, paragraph].into_iter().flatten();
                let mut styles = styles.filter_map(|style| self.styles.get(usize::from(style)));
                styles.any(|style| style.hidden) != (other == Some(129))
            }
        }
    }
}

const CELL: u16 = 7;
const PAGE: u16 = 0x0C;
const PARAGRAPH: u16 = 0x0D;
const FIELD: u16 = 0x13;
const FIELD_RESULT: u16 = 0x14;
const FIELD_END: u16 = 0x15;

const MOST_NOTES: usize = 1 << 16;

/// Where the fields begin that never end; they may not swallow the text behind them.
fn unclosed(units: &[u16], start: usize) -> Vec<usize> {
    let mut open = Vec::new();
    for (at, unit) in units.iter().enumerate() {
        match *unit {
            FIELD => open.push(start + at),
            FIELD_END => {
                open.pop();
            }
            _ => {}
        }
    }
    open
}

/// The places in a table (PLC) whose entries have so many more bytes; the last place is only an end.
fn places(table: &[u8], extra: usize) -> Vec<usize> {
    let count = (table.len().saturating_sub(4) / (4 + extra)).min(MOST_NOTES);
    (0..count).filter_map(|at| size_at(table, at * 4)).collect()
}

/// The number of the note whose mark stands at a place: footnotes first, then endnotes.
fn number_of(marks: &[Vec<usize>; 2], at: usize) -> Option<usize> {
    let [notes, end_notes] = marks;
    let number = notes.binary_search(&at).ok();
    number.or_else(|| end_notes.binary_search(&at).ok().map(|number| notes.len() + number)).map(|number| number + 1)
}
