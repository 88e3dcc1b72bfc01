//! Takes out of a PDF what would blow up a parser: streams that unpack without end, and numbers that claim
//! memory.
//!
//! The parser unpacks whatever it comes across and believes `/Columns`. So wherever a stream may begin it is
//! unpacked here first, only counting; what counts too far is overwritten with zeros, and so are pictures.

use std::io::Read;

use flate2::read::{DeflateDecoder, ZlibDecoder};
use hayro_syntax::Filter;
use memchr::{memchr_iter, memmem, memrchr};

use super::super::manuscript::{Damage, LARGEST};

/// The file without its fuses, and whether text may have gone with them.
pub(super) fn drawn(mut bytes: Vec<u8>) -> Result<(Vec<u8>, bool), Damage> {
    // Of a damaged file the parser tries every object in every place.
    let is_crowded = |what: &[u8], most: usize| memmem::find_iter(&bytes, what).nth(most).is_some();
    if is_crowded(b"stream", MOST_STREAMS) || is_crowded(b"<<", MOST_OBJECTS) || is_crowded(b" obj", MOST_OBJECTS) {
        return Err(Damage::TooLarge);
    }
    let mut blanks = Vec::new();
    let mut lost = false;
    let mut budget = ALL_TOGETHER;
    for at in memmem::find_iter(&bytes, b"stream") {
        let Some(start) = data_start(&bytes, at) else { continue };
        let head = unescaped(&bytes[at.saturating_sub(HEAD)..at]);
        if is_picture(&head) {
            blanks.push(start);
            continue;
        }
        let data = &bytes[start..];
        let size = filters(&head)
            .into_iter()
            .map(|list| unpacked(data, &list?, LARGEST.min(budget)))
            .try_fold(0, |most, size| Some(size?.max(most)));
        match size {
            Some(size) => budget -= size,
            None => {
                lost = true;
                blanks.push(start);
            }
        }
    }
    for start in blanks {
        let end = memmem::find(&bytes[start..], b"endstream").map_or(bytes.len(), |len| start + len);
        bytes[start..end].fill(0);
    }
    unclaim(&mut bytes);
    Ok((bytes, lost))
}

const MOST_STREAMS: usize = 100_000;
const MOST_OBJECTS: usize = 200_000;

/// All streams of a file but its pictures unpack to so much.
const ALL_TOGETHER: usize = 2 * LARGEST;
/// So far before its data the dictionary of a stream is looked for.
const HEAD: usize = 8 << 10;

fn data_start(bytes: &[u8], at: usize) -> Option<usize> {
    let after = at + b"stream".len();
    if bytes[..at].ends_with(b"end") {
        return None;
    }
    match (bytes.get(after)?, bytes.get(after + 1)) {
        (b'\r', Some(b'\n')) => Some(after + 2),
        (b'\r' | b'\n', _) => Some(after + 1),
        _ => None,
    }
}

/// Names may be written `/Fil#74er`.
fn unescaped(bytes: &[u8]) -> Vec<u8> {
    let digit = |b: &u8| char::from(*b).to_digit(16);
    let mut plain = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&first, more)) = rest.split_first() {
        rest = more;
        let code = (first == b'#').then(|| Some(digit(more.first()?)? * 16 + digit(more.get(1)?)?)).flatten();
        match code {
            Some(code) => {
                plain.push(code as u8);
                rest = &more[2..];
            }
            None => plain.push(first),
        }
    }
    plain
}

/// Whether the dictionary that ends here is that of a picture.
fn is_picture(head: &[u8]) -> bool {
    let own = memmem::rfind(head, b"obj").map_or(head, |at| &head[at..]);
    memmem::find_iter(own, b"/Subtype").any(|at| {
        let value = own[at + 8..].trim_ascii_start();
        value.strip_prefix(b"/Image").is_some_and(|rest| rest.first().is_none_or(|b| !b.is_ascii_alphanumeric()))
    })
}

/// What a stream may be packed with, by all that stands before it; `None` is what cannot be told.
fn filters(head: &[u8]) -> Vec<Option<Vec<Filter>>> {
    let mut lists = vec![Some(vec![Filter::FlateDecode])];
    for at in memmem::find_iter(head, b"/F") {
        let rest = &head[at + 2..];
        let rest = rest.strip_prefix(b"ilter").unwrap_or(rest);
        if rest.first().is_some_and(u8::is_ascii_alphanumeric) {
            continue;
        }
        let value = rest.trim_ascii_start();
        let list = if is_reference(value) {
            None
        } else if let Some(array) = value.strip_prefix(b"[") {
            let array = &array[..memchr::memchr(b']', array).unwrap_or(array.len())];
            memmem::find(array, b" R").is_none().then(|| names(array))
        } else {
            let end = value.iter().skip(1).position(|b| !b.is_ascii_alphanumeric()).map_or(value.len(), |at| at + 1);
            Some(names(&value[..end.min(value.len())]))
        };
        if !lists.contains(&list) {
            lists.push(list);
        }
    }
    lists
}

fn names(array: &[u8]) -> Vec<Filter> {
    array
        .split(|b| *b == b'/')
        .filter_map(|name| match name.trim_ascii() {
            b"FlateDecode" | b"Fl" => Some(Filter::FlateDecode),
            b"LZWDecode" | b"LZW" => Some(Filter::LzwDecode),
            b"RunLengthDecode" | b"RL" => Some(Filter::RunLengthDecode),
            b"ASCII85Decode" | b"A85" => Some(Filter::Ascii85Decode),
            b"ASCIIHexDecode" | b"AHx" => Some(Filter::AsciiHexDecode),
            b"DCTDecode" | b"DCT" | b"JPXDecode" | b"JBIG2Decode" | b"CCITTFaxDecode" | b"CCF" => {
                Some(Filter::DctDecode)
            }
            _ => None,
        })
        .collect()
}

/// Whether `12 0 R` stands here.
fn is_reference(value: &[u8]) -> bool {
    let mut words = value.splitn(4, |b| b.is_ascii_whitespace()).filter(|word| !word.is_empty());
    let number = |word: Option<&[u8]>| word.is_some_and(|word| word.iter().all(u8::is_ascii_digit));
    number(words.next()) && number(words.next()) && words.next().is_some_and(|word| word.starts_with(b"R"))
}

/// The size of a stream when unpacked; `None` if it is more than `most` or would have to be unpacked to know.
pub(super) fn unpacked(data: &[u8], filters: &[Filter], most: usize) -> Option<usize> {
    let size = match filters {
        [] => 0,
        [Filter::Crypt, rest @ ..] => return unpacked(data, rest, most),
        [Filter::Ascii85Decode, rest @ ..] => return unpacked(&ascii85(data, most)?, rest, most),
        [Filter::AsciiHexDecode, rest @ ..] => return unpacked(&hex(data), rest, most),
        // Nobody asks for the pixels.
        [.., Filter::DctDecode | Filter::JpxDecode | Filter::Jbig2Decode | Filter::CcittFaxDecode] => 0,
        [Filter::FlateDecode] => inflated(data, most),
        [Filter::LzwDecode] => lzw(data, most),
        [Filter::RunLengthDecode] => run_lengths(data, most),
        _ => return None,
    };
    (size <= most).then_some(size)
}

/// Counts what comes out before the data end or are damaged, in both ways a parser may try. What unpacks to a
/// crowd of objects counts as too much.
fn inflated(data: &[u8], most: usize) -> usize {
    let count = |mut reader: &mut dyn Read| {
        let mut page = [0; 32 << 10];
        let (mut size, mut objects) = (0, 0);
        while let Ok(len @ 1..) = Read::read(&mut reader, &mut page) {
            size += len;
            objects += memmem::find_iter(&page[..len], b"<<").count();
            if objects > MOST_OBJECTS {
                return usize::MAX;
            }
            if size > most {
                break;
            }
        }
        size
    };
    match count(&mut ZlibDecoder::new(data)) {
        0 => count(&mut DeflateDecoder::new(data)),
        size => size,
    }
}

fn lzw(data: &[u8], most: usize) -> usize {
    // Of the entries only their lengths; one more for every code but the first after a clear code.
    let mut lengths: Vec<usize> = Vec::new();
    let (mut bits, mut held, mut size) = (0_u32, 0_u32, 0);
    let mut before: Option<usize> = None;
    for &byte in data {
        bits = bits << 8 | u32::from(byte);
        held += 8;
        let width = match lengths.len() + 259 {
            2048.. => 12,
            1024.. => 11,
            512.. => 10,
            _ => 9,
        };
        if held < width {
            continue;
        }
        held -= width;
        let code = (bits >> held & ((1 << width) - 1)) as usize;
        let len = match code {
            256 => {
                lengths.clear();
                before = None;
                continue;
            }
            257 => break,
            ..256 => 1,
            _ => lengths.get(code - 258).copied().or(before.map(|len| len + 1)).unwrap_or(0),
        };
        if let Some(before) = before.filter(|_| lengths.len() < 4096 - 258) {
            lengths.push(before + 1);
        }
        before = Some(len);
        size += len;
        if size > most {
            break;
        }
    }
    size
}

fn run_lengths(data: &[u8], most: usize) -> usize {
    let (mut at, mut size) = (0, 0);
    while let Some(&len) = data.get(at).filter(|len| **len != 128) {
        let len = usize::from(len);
        (at, size) = if len < 128 { (at + len + 2, size + len + 1) } else { (at + 2, size + 257 - len) };
        if size > most {
            break;
        }
    }
    size
}

fn hex(data: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = data
        .iter()
        .take_while(|b| **b != b'>')
        .filter_map(|b| char::from(*b).to_digit(16).map(|digit| digit as u8))
        .collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).unwrap_or(&0)).collect()
}

fn ascii85(data: &[u8], most: usize) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut value, mut count) = (0_u32, 0);
    for &b in data {
        match b {
            b'!'..=b'u' => {
                value = value.wrapping_mul(85).wrapping_add(u32::from(b - b'!'));
                count += 1;
                if count == 5 {
                    bytes.extend(value.to_be_bytes());
                    (value, count) = (0, 0);
                }
            }
            b'z' if count == 0 => bytes.extend([0; 4]),
            b'~' => break,
            _ => {}
        }
        if bytes.len() > most {
            return None;
        }
    }
    if count > 1 {
        let rest = (count..5).fold(value, |value, _| value.wrapping_mul(85).wrapping_add(84));
        bytes.extend(&rest.to_be_bytes()[..count - 1]);
    }
    Some(bytes)
}

/// Renames keys whose values claim memory, or hide in another object what they claim.
fn unclaim(bytes: &mut [u8]) {
    let mut keys = Vec::new();
    for at in memmem::find_iter(bytes, b"/Columns") {
        let value = bytes[at + 8..].trim_ascii_start();
        let digits = value.iter().take_while(|b| b.is_ascii_digit()).count();
        if !(1..=6).contains(&digits) || is_reference(value) {
            keys.push(at + 1);
        }
    }
    for key in [&b"/DecodeParms"[..], b"/DP"] {
        for at in memmem::find_iter(bytes, key) {
            let value = bytes[at + key.len()..].trim_ascii_start();
            let in_array = || {
                let Some(array) = value.strip_prefix(b"[") else { return false };
                let array = &array[..array.len().min(512)];
                let array = &array[..memchr::memchr(b']', array).unwrap_or(array.len())];
                memmem::find(array, b" R").is_some()
            };
            if is_reference(value) || in_array() {
                keys.push(at + 1);
            }
        }
    }
    for at in memchr_iter(b'#', bytes) {
        let from = at.saturating_sub(24);
        let Some(slash) = memrchr(b'/', &bytes[from..at]).map(|slash| from + slash) else { continue };
        let name = unescaped(&bytes[slash + 1..bytes.len().min(slash + 40)]);
        if [&b"Columns"[..], b"DecodeParms", b"DP"].iter().any(|key| name.starts_with(key)) {
            keys.push(slash + 1);
        }
    }
    for at in keys {
        bytes[at] = b'x';
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZES: &[(&[u8], &[Filter], Option<usize>)] = &[
        (b"x\x9c+I-.\x01\x00\x04]\x01\xc1", &[Filter::FlateDecode], Some(4)),
        (b"\x02abc\xff.\x80", &[Filter::RunLengthDecode], Some(5)),
        (b"\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01", &[Filter::LzwDecode], Some(10)),
        (b"02 61 62 63 fe 2e 80>", &[Filter::AsciiHexDecode, Filter::RunLengthDecode], Some(6)),
        (b"!!!", &[Filter::DctDecode], Some(0)),
        (b"\x81a\x81b\x80", &[Filter::RunLengthDecode], None),
        (b"", &[Filter::FlateDecode, Filter::FlateDecode], None),
    ];

    #[test]
    fn a_stream_is_measured_without_being_unpacked() {
        for (data, filters, want) in SIZES {
            assert_eq!(unpacked(data, filters, 200), *want, "{filters:?}");
        }
        assert_eq!(ascii85(b"87cURD]i,\"Ebo80~>", 99).unwrap(), b"Hello World!");
    }

    const HEADS: &[(&str, Option<usize>)] = &[
        ("<</Filter/FlateDecode>>", Some(1)),
        ("<</Filter [ /A85 /Fl ] /F 4>>", Some(2)),
        ("<</Filter 12 0 R>>", None),
        ("<</F[/Fl 12 0 R]>>", None),
    ];

    #[test]
    fn every_filter_that_may_be_meant_is_found() {
        for (head, want) in HEADS {
            let longest = filters(head.as_bytes()).into_iter().try_fold(0, |most, list| Some(list?.len().max(most)));
            assert_eq!(longest, *want, "{head}");
        }
        assert!(is_picture(b"1 0 obj<</Subtype /Image/Width 9>>") && !is_picture(b"obj<</ProcSet[/ImageC]>>"));
    }

    #[test]
    fn numbers_that_claim_memory_are_renamed() {
        let mut bytes = b"/Columns 5 /Columns 12345678 /DecodeParms 3 0 R /DP<<>> /DecodeP#61rms[2 0 R]".to_vec();
        unclaim(&mut bytes);
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(text, "/Columns 5 /xolumns 12345678 /xecodeParms 3 0 R /DP<<>> /xecodeP#61rms[2 0 R]");
    }
}
