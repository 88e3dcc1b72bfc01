//! Small Word files for the tests.

use std::io::{Cursor, Write};

use super::pieces::Table;

/// A text with one setting: its characters, and the changes to them and to its paragraph.
pub(super) struct Run {
    pub(super) text: &'static str,
    pub(super) character: Vec<u8>,
    pub(super) paragraph: Vec<u8>,
}

/// A run of the style 0 without changes.
pub(super) fn plain(text: &'static str) -> Run {
    Run { text, character: Vec::new(), paragraph: vec![0, 0] }
}

/// A run whose characters are changed: code and value.
pub(super) fn changed(text: &'static str, code: u16, value: u8) -> Run {
    Run { character: [&code.to_le_bytes()[..], &[value]].concat(), ..plain(text) }
}

/// A run whose paragraph has a style and changes.
pub(super) fn set(text: &'static str, style: u8, changes: &[(u16, &[u8])]) -> Run {
    let mut run = plain(text);
    run.paragraph[0] = style;
    for (code, value) in changes {
        run.paragraph.extend(code.to_le_bytes());
        run.paragraph.extend(*value);
    }
    run
}

/// A level of a list: its format, its label with the levels' places, and the number it begins with.
pub(super) fn level(nfc: u8, label: &str, start: u8) -> Vec<u8> {
    let mut bytes = vec![0; 28];
    (bytes[0], bytes[4], bytes[15]) = (start, nfc, 2);
    bytes.extend((label.encode_utf16().count() as u16).to_le_bytes());
    bytes.extend(label.encode_utf16().flat_map(u16::to_le_bytes));
    bytes
}

/// A style of paragraphs: Word's number of it, the style below it, and its changes.
pub(super) fn style(own: u16, base: u16, changes: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0; 10];
    bytes[..2].copy_from_slice(&own.to_le_bytes());
    bytes[2..4].copy_from_slice(&(base << 4 | 1).to_le_bytes());
    bytes[4] = 1;
    bytes.extend([1, 0, b's', 0, 0, 0]);
    bytes.extend((changes.len() as u16 + 2).to_le_bytes());
    bytes.extend([0, 0]);
    bytes.extend(changes);
    bytes
}

/// What a sample file is made of.
#[derive(Default)]
pub(super) struct Sample {
    pub(super) runs: Vec<Run>,
    /// How many characters of the text are its parts; the body has the rest.
    pub(super) notes: usize,
    pub(super) headers: usize,
    pub(super) styles: Vec<Vec<u8>>,
    /// The levels of one list of nine levels; fewer are filled up.
    pub(super) levels: Vec<Vec<u8>>,
    /// The uses of it: starts of the first level.
    pub(super) uses: Vec<Option<u8>>,
    pub(super) flags: u16,
    pub(super) tables: Vec<(Table, Vec<u8>)>,
}

const TEXT: usize = 0x800;

impl Sample {
    pub(super) fn bytes(self) -> Vec<u8> {
        let (document, table) = self.streams();
        container(&[("/WordDocument", &document), ("/1Table", &table)])
    }

    fn streams(mut self) -> (Vec<u8>, Vec<u8>) {
        let mut document = vec![0; TEXT];
        let mut ends = vec![TEXT];
        for run in &self.runs {
            document.extend(run.text.encode_utf16().flat_map(u16::to_le_bytes));
            ends.push(document.len());
        }
        let count = (document.len() - TEXT) / 2;
        let characters: Vec<_> =
            self.runs.iter().map(|run| prefixed(run.character.len() as u8, &run.character)).collect();
        let paragraphs: Vec<_> = self.runs.iter().map(|run| halved(&run.paragraph)).collect();
        for (table, width, properties) in
            [(Table::CharacterPages, 1, characters), (Table::ParagraphPages, 13, paragraphs)]
        {
            document.resize(document.len().next_multiple_of(512), 0);
            let number = (document.len() / 512) as u32;
            document.extend(page(&ends, width, &properties));
            self.tables
                .push((table, [TEXT as u32, ends[ends.len() - 1] as u32, number].map(u32::to_le_bytes).concat()));
        }
        self.tables.push((Table::Pieces, piece_table(count)));
        self.tables.push((Table::Styles, stylesheet(&self.styles)));
        self.tables.push((Table::ListUses, list_uses(&self.uses)));

        let word = |document: &mut Vec<u8>, at: usize, n: usize| {
            document[at..at + 4].copy_from_slice(&(n as u32).to_le_bytes());
        };
        word(&mut document, 0, 0x00C1_A5EC);
        word(&mut document, 0xA, usize::from(0x200 | self.flags));
        word(&mut document, 0x18, TEXT);
        word(&mut document, 0x1C, TEXT + count * 2);
        word(&mut document, 0x4C, count - self.notes - self.headers);
        word(&mut document, 0x50, self.notes);
        word(&mut document, 0x54, self.headers);
        // A stream shorter than this would lie among the small ones.
        let mut stream = vec![0; 4096];
        // The levels lie behind the table of lists and are not counted with it.
        let (lists, levels) = list(&self.levels);
        for (table, bytes) in self.tables.into_iter().chain([(Table::Lists, lists)]) {
            word(&mut document, 0x9A + table as usize * 8, stream.len());
            word(&mut document, 0x9A + table as usize * 8 + 4, bytes.len());
            stream.extend(bytes);
        }
        stream.extend(levels);
        (document, stream)
    }
}

/// A container with these streams.
pub(super) fn container(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (name, bytes) in streams {
        file.create_stream(name).unwrap().write_all(bytes).unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}

fn prefixed(len: u8, bytes: &[u8]) -> Vec<u8> {
    [&[len], bytes].concat()
}

/// Lengths of paragraphs' properties are counted in words.
fn halved(bytes: &[u8]) -> Vec<u8> {
    match bytes.len() % 2 {
        0 => [&[0, (bytes.len() / 2) as u8], bytes].concat(),
        _ => prefixed(bytes.len().div_ceil(2) as u8, bytes),
    }
}

fn page(ends: &[usize], width: usize, properties: &[Vec<u8>]) -> Vec<u8> {
    let mut page = vec![0; 512];
    for (at, end) in ends.iter().enumerate() {
        page[at * 4..at * 4 + 4].copy_from_slice(&(*end as u32).to_le_bytes());
    }
    let mut place = 511;
    for (at, bytes) in properties.iter().enumerate() {
        place = (place - bytes.len()) / 2 * 2;
        page[place..place + bytes.len()].copy_from_slice(bytes);
        page[ends.len() * 4 + at * width] = (place / 2) as u8;
    }
    page[511] = properties.len() as u8;
    page
}

fn piece_table(count: usize) -> Vec<u8> {
    let mut bytes = vec![2, 16, 0, 0, 0];
    bytes.extend([0, count as u32].map(u32::to_le_bytes).concat());
    bytes.extend([&[0, 0][..], &(TEXT as u32).to_le_bytes(), &[0, 0]].concat());
    bytes
}

fn stylesheet(styles: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = vec![4, 0, styles.len() as u8, 0, 10, 0];
    for style in styles {
        bytes.extend((style.len() as u16).to_le_bytes());
        bytes.extend(style);
        bytes.resize(bytes.len().next_multiple_of(2), 0);
    }
    bytes
}

fn list(levels: &[Vec<u8>]) -> (Vec<u8>, Vec<u8>) {
    let mut bytes = vec![1, 0, 77, 0, 0, 0];
    bytes.resize(2 + 28, 0);
    bytes[10..28].copy_from_slice(&[0xFF, 0x0F].repeat(9));
    // The second style is linked to the second level.
    bytes[12..14].copy_from_slice(&[2, 0]);
    let rest = std::iter::repeat_n(level(255, "", 1), 9 - levels.len());
    (bytes, levels.iter().cloned().chain(rest).flatten().collect())
}

fn list_uses(uses: &[Option<u8>]) -> Vec<u8> {
    let mut bytes = vec![uses.len() as u8, 0, 0, 0];
    for start in uses {
        let mut entry = vec![0; 16];
        (entry[0], entry[12]) = (77, u8::from(start.is_some()));
        bytes.extend(entry);
    }
    for start in uses {
        bytes.extend([0xFF; 4]);
        bytes.extend(start.iter().flat_map(|start| [*start, 0, 0, 0, 0x10, 0, 0, 0]));
    }
    bytes
}
