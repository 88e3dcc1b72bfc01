//! The cells of one column in one group of rows, and how they are packed.

use std::collections::HashMap;
use std::ops::Range;

use rustc_hash::FxBuildHasher;

use super::super::layer::ColumnType;
use super::thrift::{Thrift, varint};

/// So many cells a page; a reader unpacks one at a time.
const PAGE: usize = 20_000;
/// Longer words are no use as least and greatest.
const SHORT: usize = 64;
const NONE: u32 = u32::MAX;

pub(super) const PLAIN: i32 = 0;
pub(super) const RLE: i32 = 3;
pub(super) const BY_DICTIONARY: i32 = 8;

/// Cells as they come in. Equal ones are held once.
pub(super) struct Column {
    sort: ColumnType,
    // Of every cell the number of its value.
    cells: Vec<u32>,
    values: HashMap<Box<[u8]>, u32, FxBuildHasher>,
    bytes: usize,
}

/// A packed column.
pub(super) struct Chunk {
    pub(super) bytes: Vec<u8>,
    /// Its length were it not compressed.
    pub(super) open: usize,
    /// Where the first page of cells stands in it; that of the dictionary, if there is one, stands at its beginning.
    pub(super) cells_at: usize,
    pub(super) dictionary: bool,
    pub(super) cells: usize,
    pub(super) empty: usize,
    /// The least and the greatest value, where there is one and it is short.
    pub(super) range: Option<(Vec<u8>, Vec<u8>)>,
}

impl Column {
    pub(super) fn new(sort: ColumnType) -> Self {
        Self { sort, cells: Vec::new(), values: HashMap::default(), bytes: 0 }
    }

    /// Adds a cell. A number that is none is left empty.
    pub(super) fn push(&mut self, cell: &str) {
        let number = match self.sort {
            _ if cell.is_empty() => NONE,
            ColumnType::Integer => cell.parse().map_or(NONE, |number: i64| self.number(&number.to_le_bytes())),
            ColumnType::Flag => self.number(&[u8::from(cell == "true")]),
            ColumnType::Text => self.number(cell.as_bytes()),
        };
        self.cells.push(number);
    }

    /// About how much memory it takes.
    pub(super) fn size(&self) -> usize {
        self.bytes + self.cells.len() * 4
    }

    fn number(&mut self, value: &[u8]) -> u32 {
        if let Some(number) = self.values.get(value) {
            return *number;
        }
        let number = self.values.len() as u32;
        self.bytes += value.len() + 32;
        self.values.insert(value.into(), number);
        number
    }

    /// Packs the cells, and is empty again.
    pub(super) fn pack(&mut self) -> Chunk {
        let cells = std::mem::take(&mut self.cells);
        let mut values: Vec<(Box<[u8]>, u32)> = self.values.drain().collect();
        values.sort_unstable_by_key(|(_, number)| *number);
        let values: Vec<Box<[u8]>> = values.into_iter().map(|(value, _)| value).collect();
        self.bytes = 0;

        let full = cells.iter().filter(|cell| **cell != NONE).count();
        let width = bits(values.len());
        let packed = values.iter().map(|value| self.length(value)).sum::<usize>() + full * width as usize / 8;
        let plain: usize =
            cells.iter().filter(|cell| **cell != NONE).map(|cell| self.length(&values[*cell as usize])).sum();
        let dictionary = self.sort != ColumnType::Flag && packed < plain;

        let mut chunk = Chunk {
            bytes: Vec::new(),
            open: 0,
            cells_at: 0,
            dictionary,
            cells: cells.len(),
            empty: cells.len() - full,
            range: self.range(&values),
        };
        if dictionary {
            let mut page = Vec::new();
            values.iter().for_each(|value| self.plain(value, &mut page));
            chunk.page(&page, |header| {
                header.int32(1, 2);
                header.sizes();
                header.structure(7, |dictionary| {
                    dictionary.int32(1, values.len() as i32);
                    dictionary.int32(2, PLAIN);
                });
            });
        }
        chunk.cells_at = chunk.bytes.len();
        for cells in cells.chunks(PAGE) {
            let page = self.page(cells, &values, dictionary.then_some(width));
            chunk.page(&page, |header| {
                header.int32(1, 0);
                header.sizes();
                header.structure(5, |page| {
                    page.int32(1, cells.len() as i32);
                    page.int32(2, if dictionary { BY_DICTIONARY } else { PLAIN });
                    page.int32(3, RLE);
                    page.int32(4, RLE);
                });
            });
        }
        chunk
    }

    /// Which cells are full, then those that are: as numbers of so many bits, or as they are.
    fn page(&self, cells: &[u32], values: &[Box<[u8]>], width: Option<u32>) -> Vec<u8> {
        let full: Vec<u32> = cells.iter().map(|cell| u32::from(*cell != NONE)).collect();
        let mut levels = Vec::new();
        hybrid(&full, 1, &mut levels);
        let mut page = (levels.len() as u32).to_le_bytes().to_vec();
        page.extend(levels);
        let full: Vec<u32> = cells.iter().copied().filter(|cell| *cell != NONE).collect();
        match width {
            Some(width) => {
                page.push(width as u8);
                hybrid(&full, width, &mut page);
            }
            None if self.sort == ColumnType::Flag => {
                let flags: Vec<u32> = full.iter().map(|cell| values[*cell as usize][0].into()).collect();
                packed(&flags, 1, &mut page);
            }
            None => full.iter().for_each(|cell| self.plain(&values[*cell as usize], &mut page)),
        }
        page
    }

    fn plain(&self, value: &[u8], to: &mut Vec<u8>) {
        if self.sort == ColumnType::Text {
            to.extend((value.len() as u32).to_le_bytes());
        }
        to.extend_from_slice(value);
    }

    fn length(&self, value: &[u8]) -> usize {
        value.len() + if self.sort == ColumnType::Text { 4 } else { 0 }
    }

    fn range(&self, values: &[Box<[u8]>]) -> Option<(Vec<u8>, Vec<u8>)> {
        let (least, greatest) = match self.sort {
            ColumnType::Text => (values.iter().min()?, values.iter().max()?),
            ColumnType::Integer => {
                let number =
                    |at: &usize| <[u8; 8]>::try_from(&*values[*at]).map(i64::from_le_bytes).unwrap_or_default();
                let (least, greatest) = ((0..values.len()).min_by_key(number)?, (0..values.len()).max_by_key(number)?);
                (&values[least], &values[greatest])
            }
            ColumnType::Flag => return None,
        };
        let short = least.len() <= SHORT && greatest.len() <= SHORT;
        short.then(|| (least.to_vec(), greatest.to_vec()))
    }
}

/// Bits for the numbers of so many values; one at least, as some readers expect.
fn bits(values: usize) -> u32 {
    (usize::BITS - values.saturating_sub(1).leading_zeros()).max(1)
}

/// Runs of one number as the number and how often, the rest packed.
fn hybrid(numbers: &[u32], width: u32, to: &mut Vec<u8>) {
    // Worth a run of its own.
    const LONG: usize = 8;
    let (mut at, mut loose) = (0, 0);
    let flush = |range: Range<usize>, to: &mut Vec<u8>| {
        if !range.is_empty() {
            varint((range.len().div_ceil(8) << 1 | 1) as u64, to);
            packed(&numbers[range], width, to);
        }
    };
    while at < numbers.len() {
        let run = numbers[at..].iter().take_while(|number| **number == numbers[at]).count();
        // What is packed comes in eights.
        let fill = (at - loose).next_multiple_of(8) - (at - loose);
        if run >= fill + LONG {
            flush(loose..at + fill, to);
            varint(((run - fill) << 1) as u64, to);
            to.extend(&numbers[at].to_le_bytes()[..width.div_ceil(8) as usize]);
            loose = at + run;
        }
        at += run;
    }
    flush(loose..at, to);
}

/// So many bits a number, the low ones first; zeros fill up the last eight numbers.
fn packed(numbers: &[u32], width: u32, to: &mut Vec<u8>) {
    for eight in numbers.chunks(8) {
        let (mut held, mut count) = (0_u64, 0);
        for at in 0..8 {
            held |= u64::from(eight.get(at).copied().unwrap_or(0)) << count;
            count += width;
            while count >= 8 {
                to.push(held as u8);
                held >>= 8;
                count -= 8;
            }
        }
    }
}

impl Chunk {
    /// Adds a page; `fill` writes its header.
    fn page(&mut self, page: &[u8], fill: impl FnOnce(&mut Header<'_>)) {
        let mut encoder = snap::raw::Encoder::new();
        // A page is far below the 4 GB snappy can take.
        let closed = encoder.compress_vec(page).expect("a page of at most 20,000 cells fits");
        let header =
            Thrift::whole(|thrift| fill(&mut Header { thrift, open: page.len() as i32, closed: closed.len() as i32 }));
        self.open += header.len() + page.len();
        self.bytes.extend(header);
        self.bytes.extend(closed);
    }
}

/// A page's header.
struct Header<'a> {
    thrift: &'a mut Thrift,
    open: i32,
    closed: i32,
}

impl Header<'_> {
    fn int32(&mut self, number: i16, value: i32) {
        self.thrift.int32(number, value);
    }

    fn sizes(&mut self) {
        self.thrift.int32(2, self.open);
        self.thrift.int32(3, self.closed);
    }

    fn structure(&mut self, number: i16, fill: impl FnOnce(&mut Thrift)) {
        self.thrift.structure(number, fill);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers `hybrid` packed.
    fn unpacked(mut bytes: &[u8], width: u32, count: usize) -> Vec<u32> {
        let mut numbers = Vec::new();
        while !bytes.is_empty() {
            let (mut head, mut shift) = (0_usize, 0);
            loop {
                let byte = bytes[0];
                bytes = &bytes[1..];
                head |= usize::from(byte & 0x7f) << shift;
                shift += 7;
                if byte < 0x80 {
                    break;
                }
            }
            if head & 1 == 0 {
                let (value, rest) = bytes.split_at(width.div_ceil(8) as usize);
                let value = value.iter().rev().fold(0, |value, byte| value << 8 | u32::from(*byte));
                numbers.extend(std::iter::repeat_n(value, head >> 1));
                bytes = rest;
            } else {
                let (own, rest) = bytes.split_at((head >> 1) * width as usize);
                let bit = |at: usize| u32::from(own[at / 8] >> (at % 8) & 1);
                for number in 0..(head >> 1) * 8 {
                    numbers.push((0..width as usize).map(|at| bit(number * width as usize + at) << at).sum());
                }
                bytes = rest;
            }
        }
        numbers.truncate(count);
        numbers
    }

    #[test]
    fn what_is_packed_is_unpacked() {
        let cases: &[(&[(u32, usize)], u32)] = &[
            (&[], 1),
            (&[(1, 1)], 1),
            (&[(1, 7), (0, 1)], 1),
            (&[(1, 1000)], 1),
            (&[(0, 3), (1, 20), (0, 5), (1, 2)], 1),
            (&[(5, 1), (4, 1), (3, 13), (2, 14), (1, 15), (0, 16)], 3),
            (&[(300, 9), (2, 1), (299, 8), (7, 200)], 9),
            (&[(70_000, 3), (1, 30), (69_999, 1)], 17),
        ];
        for (runs, width) in cases {
            let numbers: Vec<u32> = runs.iter().flat_map(|(value, run)| std::iter::repeat_n(*value, *run)).collect();
            let mut bytes = Vec::new();
            hybrid(&numbers, *width, &mut bytes);
            assert_eq!(unpacked(&bytes, *width, numbers.len()), numbers, "{runs:?}");
        }
    }

    #[test]
    fn as_many_bits_as_the_numbers_need() {
        for (values, want) in [(0, 1), (1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (256, 8), (257, 9)] {
            assert_eq!(bits(values), want, "{values}");
        }
    }

    #[test]
    fn cells_that_repeat_get_a_dictionary() {
        let mut column = Column::new(ColumnType::Text);
        (0..100).for_each(|at| column.push(["问题", "举措", ""][at % 3]));
        let chunk = column.pack();
        assert!(chunk.dictionary);
        assert_eq!((chunk.cells, chunk.empty), (100, 33));
        assert_eq!(chunk.range, Some(("举措".into(), "问题".into())));
        (0..100).for_each(|at| column.push(&at.to_string()));
        assert!(!column.pack().dictionary);
        assert_eq!(column.size(), 0);
    }
}
