//! The container of old Office files: streams in chained sectors, as in a disk's FAT.
//!
//! It reads what is there: a chain that breaks off gives its beginning, and where the table of chains is cut off
//! the sectors are taken in the order in which they lie.

use super::bytes::{part, size_at, u8_at, u16_at, u32_at};

/// An open container.
pub(super) struct Ole<'a> {
    bytes: &'a [u8],
    sector: usize,
    // Which sectors hold the table of chains.
    tables: Vec<u32>,
    small: usize,
    cutoff: usize,
    // The chains of small sectors, and the stream that these lie in.
    small_table: Vec<u8>,
    small_bytes: Vec<u8>,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    start: u32,
    size: usize,
}

/// What was read of a stream.
#[derive(Default)]
pub(super) struct Stream {
    pub(super) bytes: Vec<u8>,
    /// Nothing of it is missing.
    pub(super) whole: bool,
}

const MAGIC: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
const ENTRY: usize = 128;
const LAST_SECTOR: u32 = 0xFFFF_FFFA;
// More of a directory, and of small streams and their table, no Word file has.
const MOST_SMALL: usize = 4 << 20;

impl<'a> Ole<'a> {
    /// Opens a container; none if the bytes do not begin as one.
    pub(super) fn open(bytes: &'a [u8]) -> Option<Ole<'a>> {
        if !bytes.starts_with(MAGIC) {
            return None;
        }
        let power = |at, most| u16_at(bytes, at).filter(|shift| (6..=most).contains(shift)).map(|shift| 1 << shift);
        let mut ole = Ole {
            bytes,
            sector: power(0x1E, 12).unwrap_or(512),
            tables: Vec::new(),
            small: power(0x20, 9).unwrap_or(64),
            cutoff: size_at(bytes, 0x38).unwrap_or(4096),
            small_table: Vec::new(),
            small_bytes: Vec::new(),
            entries: Vec::new(),
        };
        ole.tables = ole.find_tables();
        ole.small_table = ole.chain(u32_at(bytes, 0x3C).unwrap_or(u32::MAX), MOST_SMALL).bytes;
        let directory = ole.chain(u32_at(bytes, 0x30).unwrap_or(u32::MAX), MOST_SMALL).bytes;
        let root = u32_at(&directory, 0x74).unwrap_or(u32::MAX);
        ole.small_bytes = ole.chain(root, size_at(&directory, 0x78).unwrap_or(0).min(MOST_SMALL)).bytes;
        ole.entries = top_entries(&directory);
        Some(ole)
    }

    /// Whether a stream or a folder of this name stands at the top.
    pub(super) fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name == name)
    }

    /// Reads a stream at the top, up to a size; an unknown one is empty.
    pub(super) fn stream(&self, name: &str, most: usize) -> Stream {
        let Some(entry) = self.entries.iter().find(|entry| entry.name == name) else { return Stream::default() };
        if entry.size >= self.cutoff { self.chain(entry.start, entry.size.min(most)) } else { self.small_chain(entry) }
    }

    /// The rest of the file from the first sector on that begins so, for a file whose directory is lost.
    pub(super) fn search(&self, beginning: &[u8]) -> &'a [u8] {
        let mut places = (self.sector..self.bytes.len()).step_by(self.sector);
        let place = places.find(|at| self.bytes.get(*at..).is_some_and(|rest| rest.starts_with(beginning)));
        place.and_then(|at| self.bytes.get(at..)).unwrap_or_default()
    }

    fn sectors(&self) -> usize {
        self.bytes.len() / self.sector
    }

    fn sector(&self, number: u32) -> &'a [u8] {
        let at = (number as usize).checked_add(1).and_then(|number| number.checked_mul(self.sector));
        at.map_or(&[], |at| part(self.bytes, at, self.sector))
    }

    /// The sectors of the table of chains: 109 of them are named in the header, the others in sectors of their own.
    fn find_tables(&self) -> Vec<u32> {
        let per_sector = self.sector / 4;
        let most = self.sectors() / per_sector + 1;
        let mut tables: Vec<u32> = (0..109).filter_map(|at| u32_at(self.bytes, 0x4C + at * 4)).collect();
        let mut next = u32_at(self.bytes, 0x44).unwrap_or(u32::MAX);
        while next < LAST_SECTOR && tables.len() < most {
            let sector = self.sector(next);
            tables.extend((0..per_sector - 1).filter_map(|at| u32_at(sector, at * 4)));
            next = u32_at(sector, (per_sector - 1) * 4).unwrap_or(u32::MAX);
        }
        tables.truncate(most);
        tables
    }

    fn next(&self, number: u32) -> u32 {
        let per_sector = self.sector / 4;
        let table = self.tables.get(number as usize / per_sector).copied().filter(|table| *table < LAST_SECTOR);
        let entry = table.and_then(|table| u32_at(self.sector(table), number as usize % per_sector * 4));
        entry.unwrap_or(number.saturating_add(1))
    }

    fn chain(&self, start: u32, size: usize) -> Stream {
        let mut bytes = Vec::new();
        let mut number = start;
        // No chain is longer than the file, whatever size is claimed.
        for _ in 0..=self.sectors() {
            let sector = if number < LAST_SECTOR { self.sector(number) } else { &[] };
            if bytes.len() >= size || sector.is_empty() {
                break;
            }
            bytes.extend_from_slice(part(sector, 0, size - bytes.len()));
            number = self.next(number);
        }
        let whole = bytes.len() == size;
        Stream { bytes, whole }
    }

    fn small_chain(&self, entry: &Entry) -> Stream {
        let mut bytes = Vec::new();
        let mut number = entry.start;
        for _ in 0..=self.small_bytes.len() / self.small {
            let at = (number as usize).saturating_mul(self.small);
            let sector = part(&self.small_bytes, at, self.small.min(entry.size - bytes.len()));
            if sector.is_empty() {
                break;
            }
            bytes.extend_from_slice(sector);
            number = u32_at(&self.small_table, number as usize * 4).unwrap_or(u32::MAX);
        }
        let whole = bytes.len() == entry.size;
        Stream { bytes, whole }
    }
}

/// The entries right below the root; those deeper belong to embedded documents.
fn top_entries(directory: &[u8]) -> Vec<Entry> {
    let count = directory.len() / ENTRY;
    let mut seen = vec![false; count];
    let mut entries = Vec::new();
    let mut open = vec![u32_at(directory, 0x4C).unwrap_or(u32::MAX)];
    while let Some(number) = open.pop() {
        let Some(seen) = seen.get_mut(number as usize) else { continue };
        if std::mem::replace(seen, true) {
            continue;
        }
        let entry = part(directory, number as usize * ENTRY, ENTRY);
        open.extend([0x44, 0x48].iter().filter_map(|at| u32_at(entry, *at)));
        entries.extend(read_entry(entry));
    }
    entries
}

fn read_entry(entry: &[u8]) -> Option<Entry> {
    // 1 is a folder, 2 a stream.
    u8_at(entry, 0x42).filter(|kind| matches!(kind, 1 | 2))?;
    let len = usize::from(u16_at(entry, 0x40)?).saturating_sub(2).min(62);
    let units = part(entry, 0, len).chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    let name = char::decode_utf16(units).map(|c| c.unwrap_or('\u{FFFD}')).collect();
    Some(Entry { name, start: u32_at(entry, 0x74)?, size: size_at(entry, 0x78)? })
}
