//! Where the text of a Word file lies: the beginning of the file, and the piece table.

use super::bytes::{part, size_at, u8_at, u16_at, u32_at};

/// The beginning of the `WordDocument` stream, which says where everything lies.
pub(super) struct Fib<'a>(pub(super) &'a [u8]);

/// Tables and where the beginning of the file names them.
#[derive(Clone, Copy)]
pub(super) enum Table {
    Styles = 1,
    NoteMarks = 2,
    NoteTexts = 3,
    CharacterPages = 12,
    ParagraphPages = 13,
    Pieces = 33,
    EndNoteMarks = 46,
    EndNoteTexts = 47,
    Lists = 73,
    ListUses = 74,
}

impl Fib<'_> {
    pub(super) fn flag(&self, flag: u16) -> bool {
        u16_at(self.0, 0xA).unwrap_or(0) & flag != 0
    }

    /// How many characters the parts of the text have: body, footnotes, headers, macros, comments, endnotes, boxes.
    pub(super) fn lengths(&self) -> [usize; 7] {
        std::array::from_fn(|at| size_at(self.0, 0x4C + at * 4).unwrap_or(0))
    }

    /// A table of the table stream, as much of it as is there.
    pub(super) fn table<'t>(&self, stream: &'t [u8], table: Table) -> &'t [u8] {
        self.place(table).map_or(&[], |(at, len)| part(stream, at, len))
    }

    /// A table and all that follows it; some tables go on behind their stated end.
    pub(super) fn table_on<'t>(&self, stream: &'t [u8], table: Table) -> (&'t [u8], usize) {
        self.place(table).map_or((&[], 0), |(at, len)| (stream.get(at..).unwrap_or_default(), len))
    }

    fn place(&self, table: Table) -> Option<(usize, usize)> {
        let at = 0x9A + table as usize * 8;
        Some((size_at(self.0, at)?, size_at(self.0, at + 4)?)).filter(|(_, len)| *len > 0)
    }
}

/// A run of text that lies in one place of the stream.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    /// Its first character, and the one behind its last.
    pub(super) start: usize,
    pub(super) end: usize,
    /// Its first byte.
    place: usize,
    /// Two bytes to a character.
    pub(super) wide: bool,
    /// What changed all of it (Prm).
    pub(super) change: u16,
}

impl Piece {
    /// The byte in the stream where a character lies.
    pub(super) fn place_of(&self, at: usize) -> usize {
        self.place.saturating_add(at.saturating_sub(self.start).saturating_mul(self.width()))
    }

    pub(super) fn width(&self) -> usize {
        if self.wide { 2 } else { 1 }
    }
}

/// The pieces of the text in order, and the changes that they name.
#[derive(Default)]
pub(super) struct Pieces<'a> {
    pub(super) pieces: Vec<Piece>,
    pub(super) changes: Vec<&'a [u8]>,
}

// Word saves a file anew long before it has as many.
const MOST_PIECES: usize = 1 << 20;

/// Reads the piece table (Clx); it is empty if there is none.
pub(super) fn read(clx: &[u8]) -> Pieces<'_> {
    let mut changes = Vec::new();
    let mut at = 0;
    while u8_at(clx, at) == Some(1) {
        let len = usize::from(u16_at(clx, at + 1).unwrap_or(0));
        changes.push(part(clx, at + 3, len));
        at += 3 + len;
    }
    if u8_at(clx, at) != Some(2) {
        return Pieces { pieces: Vec::new(), changes };
    }
    let table = part(clx, at + 5, size_at(clx, at + 1).unwrap_or(0));
    let count = (table.len().saturating_sub(4) / 12).min(MOST_PIECES);
    let mut pieces: Vec<Piece> = Vec::new();
    for number in 0..count {
        let entry = (count + 1) * 4 + number * 8;
        let Some(piece) = piece(table, number * 4, entry) else { break };
        // Characters are counted on from piece to piece; where they are not the table is damaged.
        if piece.end < piece.start || pieces.last().is_some_and(|last| last.end != piece.start) {
            break;
        }
        pieces.push(piece);
    }
    Pieces { pieces, changes }
}

fn piece(table: &[u8], at: usize, entry: usize) -> Option<Piece> {
    let place = u32_at(table, entry + 2)?;
    let wide = place & 0x4000_0000 == 0;
    let place = (place & 0x3FFF_FFFF) as usize;
    Some(Piece {
        start: size_at(table, at)?,
        end: size_at(table, at + 4)?,
        place: if wide { place } else { place / 2 },
        wide,
        change: u16_at(table, entry + 6)?,
    })
}

/// The text as it lies, for a file whose piece table is lost.
pub(super) fn guess(fib: &Fib) -> Pieces<'static> {
    let (Some(start), Some(end)) = (size_at(fib.0, 0x18), size_at(fib.0, 0x1C)) else { return Pieces::default() };
    let count = fib.lengths().iter().fold(0usize, |sum, len| sum.saturating_add(*len));
    let wide = end.saturating_sub(start) >= count.saturating_mul(2);
    Pieces { pieces: vec![Piece { start: 0, end: count, place: start, wide, change: 0 }], changes: Vec::new() }
}

/// Reads the characters of the pieces, at most so many, as UTF-16; one that is missing is 0.
///
/// The second value is false if any is missing.
pub(super) fn text(stream: &[u8], pieces: &[Piece], most: usize) -> (Vec<u16>, bool) {
    // Pieces may not tell the same bytes again and again.
    let most = most.min(stream.len());
    let mut units: Vec<u16> = Vec::new();
    let mut whole = true;
    for piece in pieces {
        let wanted = (piece.end - piece.start).min(most.saturating_sub(units.len()));
        let bytes = part(stream, piece.place, wanted * piece.width());
        let end = units.len() + wanted;
        if piece.wide {
            units.extend(bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])));
        } else {
            let text = encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0;
            units.extend(text.encode_utf16());
        }
        whole &= units.len() == end && wanted == piece.end - piece.start;
        units.resize(end, 0);
    }
    (units, whole)
}
