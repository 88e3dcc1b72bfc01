//! How characters and paragraphs are set: property changes (sprm), the pages that hold them (FKP), and styles.

use std::{collections::HashSet, ops::Range};

use super::bytes::{part, size_at, u8_at, u16_at, u32_at};

/// What is known of a paragraph; the rest is as its style says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Paragraph {
    pub(super) style: Option<u16>,
    /// The use of a list, from 1; 0 is no list.
    pub(super) list: Option<u16>,
    pub(super) level: Option<u8>,
    /// From 0; 9 is text.
    pub(super) outline: Option<u8>,
    pub(super) in_table: Option<bool>,
    pub(super) row_end: Option<bool>,
    /// These two are of tables within tables.
    pub(super) inner_row_end: Option<bool>,
    pub(super) inner_cell_end: Option<bool>,
}

/// What is known of a character.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Character {
    pub(super) deleted: Option<bool>,
    /// 1 is hidden, 0 is not, 128 is as the style says, 129 the opposite.
    pub(super) hidden: Option<u8>,
    pub(super) style: Option<u16>,
    /// It stands for something else: a note's mark, a picture.
    pub(super) special: Option<bool>,
    pub(super) symbol: Option<u16>,
}

impl Paragraph {
    /// Applies property changes, and gives the place in the `Data` stream where more of them are if they say so.
    fn apply(&mut self, changes: &[u8]) -> Option<usize> {
        let mut more = None;
        for (code, value) in Changes(changes) {
            let byte = u8_at(value, 0);
            let flag = byte.map(|byte| byte != 0);
            match code {
                0x4600 => self.style = u16_at(value, 0),
                0x260A => self.level = byte,
                // Values above stand for a list that the paragraph was in.
                0x460B => self.list = u16_at(value, 0).map(|list| if list < 0x800 { list } else { 0 }),
                0x2640 => self.outline = byte,
                0x2416 => self.in_table = flag,
                0x2417 => self.row_end = flag,
                0x244B => self.inner_cell_end = flag,
                0x244C => self.inner_row_end = flag,
                0x6645 | 0x6646 => more = size_at(value, 0),
                _ => {}
            }
        }
        more
    }

    /// What `self` says, and else what `other` says.
    pub(super) fn or(self, other: Paragraph) -> Paragraph {
        Paragraph {
            style: self.style.or(other.style),
            list: self.list.or(other.list),
            level: self.level.or(other.level),
            outline: self.outline.or(other.outline),
            in_table: self.in_table.or(other.in_table),
            row_end: self.row_end.or(other.row_end),
            inner_row_end: self.inner_row_end.or(other.inner_row_end),
            inner_cell_end: self.inner_cell_end.or(other.inner_cell_end),
        }
    }
}

impl Character {
    fn apply(&mut self, changes: &[u8]) {
        for (code, value) in Changes(changes) {
            let byte = u8_at(value, 0);
            match code {
                0x0800 => self.deleted = byte.map(|byte| byte == 1),
                0x083C => self.hidden = byte,
                0x0855 => self.special = byte.map(|byte| byte != 0),
                0x4A30 => self.style = u16_at(value, 0),
                0x6A09 => self.symbol = u16_at(value, 2),
                _ => {}
            }
        }
    }

    /// What `self` says, and else what `other` says.
    pub(super) fn or(self, other: Character) -> Character {
        Character {
            deleted: self.deleted.or(other.deleted),
            hidden: self.hidden.or(other.hidden),
            style: self.style.or(other.style),
            special: self.special.or(other.special),
            symbol: self.symbol.or(other.symbol),
        }
    }
}

/// What a change of a whole piece (Prm) says: one property in two bytes, or the number of a list of changes.
pub(super) fn piece_change(change: u16, lists: &[&[u8]]) -> (Paragraph, Character) {
    let mut said = (Paragraph::default(), Character::default());
    let mut apply = |changes: &[u8]| {
        said.0.apply(changes);
        said.1.apply(changes);
    };
    if change & 1 == 1 {
        lists.get(usize::from(change >> 1)).copied().into_iter().for_each(apply);
        return said;
    }
    let code: u16 = match change >> 1 & 0x7F {
        0x0C => 0x260A,
        0x18 => 0x2416,
        0x19 => 0x2417,
        0x41 => 0x0800,
        0x5C => 0x083C,
        0x75 => 0x0855,
        0x78 => 0x2640,
        _ => return said,
    };
    let [low, high] = code.to_le_bytes();
    apply(&[low, high, (change >> 8) as u8]);
    said
}

/// The changes in a row of them (grpprl): a code and its value.
struct Changes<'a>(&'a [u8]);

impl<'a> Iterator for Changes<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let code = u16_at(self.0, 0)?;
        // The top three bits of the code tell how long its value is.
        let (at, len) = match code >> 13 {
            0 | 1 => (2, 1),
            2 | 4 | 5 => (2, 2),
            3 => (2, 4),
            7 => (2, 3),
            _ if code == 0xD608 => (4, usize::from(u16_at(self.0, 2)?).saturating_sub(1)),
            _ => (3, usize::from(u8_at(self.0, 2)?)),
        };
        let value = self.0.get(at..at + len)?;
        self.0 = &self.0[at + len..];
        Some((code, value))
    }
}

/// Properties of the places in the stream.
pub(super) struct Runs<T> {
    runs: Vec<(u32, u32, T)>,
    // The answer to the last question, and the places that it is true of.
    answer: (T, usize),
    places: Range<usize>,
}

// No real file has more; a hostile one may not fill the memory with them.
const MOST_RUNS: usize = 1 << 19;
const PAGE: usize = 512;

impl<T: Copy + Default> Runs<T> {
    /// The properties of a place, and where they end; 0 if nothing is said of it.
    pub(super) fn at(&mut self, place: usize) -> (T, usize) {
        if !self.places.contains(&place) {
            let next = self.runs.partition_point(|run| run.0 as usize <= place);
            let behind = self.runs.get(next).map_or(usize::MAX, |run| run.0 as usize);
            let run = next.checked_sub(1).and_then(|last| self.runs.get(last));
            (self.answer, self.places) = match run {
                Some((start, end, value)) if place < *end as usize => {
                    ((*value, *end as usize), *start as usize..*end as usize)
                }
                _ => ((T::default(), 0), place..behind),
            };
        }
        self.answer
    }

    /// Reads all pages that a table names; `width` is the size of a run's entry, `read` gives its properties.
    fn from_pages(stream: &[u8], table: &[u8], width: usize, mut read: impl FnMut(&[u8], usize) -> T) -> Runs<T> {
        let count = table.len().saturating_sub(4) / 8;
        let mut seen = HashSet::new();
        let mut runs = Vec::new();
        for number in (0..count).filter_map(|at| u32_at(table, (count + 1) * 4 + at * 4)) {
            let number = (number & 0x3F_FFFF) as usize;
            let page = part(stream, number * PAGE, PAGE);
            if page.len() < PAGE || !seen.insert(number) || runs.len() > MOST_RUNS {
                continue;
            }
            let count = usize::from(u8_at(page, PAGE - 1).unwrap_or(0));
            for at in 0..count {
                let (Some(start), Some(end)) = (u32_at(page, at * 4), u32_at(page, at * 4 + 4)) else { break };
                runs.push((start, end, read(page, (count + 1) * 4 + at * width)));
            }
        }
        runs.sort_by_key(|run| run.0);
        Runs { runs, answer: (T::default(), 0), places: 0..0 }
    }
}

/// Reads the properties of all characters.
pub(super) fn characters(stream: &[u8], table: &[u8]) -> Runs<Character> {
    Runs::from_pages(stream, table, 1, |page, entry| {
        let mut character = Character::default();
        let at = usize::from(u8_at(page, entry).unwrap_or(0)) * 2;
        if at > 0 {
            character.apply(part(page, at + 1, usize::from(u8_at(page, at).unwrap_or(0))));
        }
        character
    })
}

/// Reads the properties of all paragraphs.
pub(super) fn paragraphs(stream: &[u8], table: &[u8], data: &[u8]) -> Runs<Paragraph> {
    // No two paragraphs share what lies there.
    let mut left = data.len();
    Runs::from_pages(stream, table, 13, |page, entry| {
        let mut paragraph = Paragraph::default();
        let at = usize::from(u8_at(page, entry).unwrap_or(0)) * 2;
        if at > 0 {
            let (at, len) = match usize::from(u8_at(page, at).unwrap_or(0)) {
                0 => (at + 2, usize::from(u8_at(page, at + 1).unwrap_or(0)) * 2),
                half => (at + 1, half * 2 - 1),
            };
            paragraph.style = u16_at(page, at);
            if let Some(more) = paragraph.apply(part(page, at + 2, len.saturating_sub(2))) {
                let len = u16_at(data, more).map_or(0, usize::from).min(left);
                left -= len;
                paragraph.apply(part(data, more.saturating_add(2), len));
            }
        }
        paragraph
    })
}

/// A style with all that it inherits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Style {
    pub(super) paragraph: Paragraph,
    pub(super) hidden: bool,
    /// Word's own number of the style; 1 to 9 are headings.
    own: u16,
    base: u16,
    hides: Option<u8>,
}

// Word itself allows eleven styles above one another; a loop ends here, too.
const HIGHEST: usize = 16;
const NO_STYLE: u16 = 0xFFF;

/// Reads the stylesheet (STSH).
pub(super) fn styles(table: &[u8]) -> Vec<Style> {
    let header = usize::from(u16_at(table, 0).unwrap_or(0));
    let base = usize::from(u16_at(table, 4).unwrap_or(10));
    let mut at = 2 + header;
    let mut own = Vec::new();
    while let Some(len) = u16_at(table, at).map(usize::from).filter(|_| own.len() < usize::from(NO_STYLE)) {
        own.push(style(part(table, at + 2, len), base));
        at += 2 + len + len % 2;
    }
    (0..own.len()).map(|number| inherited(&own, number)).collect()
}

fn style(bytes: &[u8], base_len: usize) -> Style {
    let word = |at| u16_at(bytes, at).unwrap_or(0);
    let mut style = Style { own: word(0) & 0xFFF, base: word(2) >> 4, ..Style::default() };
    let name = base_len + 2 + usize::from(word(base_len)) * 2 + 2;
    let mut parts = Vec::new();
    let mut at = name;
    for _ in 0..(word(4) & 0xF).min(3) {
        let len = usize::from(word(at));
        parts.push(part(bytes, at + 2, len));
        at += 2 + len + len % 2;
    }
    let mut character = Character::default();
    // 1 is a style of paragraphs: properties of the paragraph, then of its characters. 2 is one of characters.
    match (word(2) & 0xF, parts.as_slice()) {
        (1, [paragraph, rest @ ..]) => {
            style.paragraph.apply(paragraph.get(2..).unwrap_or_default());
            rest.iter().take(1).for_each(|changes| character.apply(changes));
        }
        (2, [changes, ..]) => character.apply(changes),
        _ => {}
    }
    style.hides = character.hidden;
    style
}

fn inherited(own: &[Style], number: usize) -> Style {
    let mut whole = own[number];
    let mut above = whole.base;
    for _ in 0..HIGHEST {
        let Some(style) = own.get(usize::from(above)) else { break };
        whole.paragraph = whole.paragraph.or(style.paragraph);
        whole.hides = whole.hides.or(style.hides);
        if !(1..=9).contains(&whole.own) {
            whole.own = style.own;
        }
        above = style.base;
    }
    whole.hidden = matches!(whole.hides, Some(1 | 129));
    whole
}

impl Style {
    /// The level of the heading that the style makes of a paragraph, from 1.
    pub(super) fn heading(&self) -> Option<u8> {
        match self.paragraph.outline {
            Some(level) => (level < 9).then_some(level + 1),
            None => u8::try_from(self.own).ok().filter(|level| (1..=9).contains(level)),
        }
    }
}
