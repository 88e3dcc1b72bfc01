//! Opens a zip archive in memory, also one that is cut off or whose directory is gone.

use std::io::Read;

use flate2::bufread::DeflateDecoder;
use memchr::memmem;

use super::manuscript::{Damage, LARGEST};

/// A zip archive: the parts of a .docx or .odt, or a folder of files.
#[derive(Debug)]
pub(crate) struct Package<'a> {
    bytes: &'a [u8],
    entries: Vec<Entry<'a>>,
    // How many more bytes may be unpacked from it.
    left: usize,
    whole: bool,
}

/// What the archive says about one of its files.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry<'a> {
    /// As it stands in the archive: UTF-8, or the writer's code page.
    pub(crate) name: &'a [u8],
    encrypted: bool,
    method: u16,
    crc: u32,
    // Where its local header begins.
    header: usize,
    // The packed length; none where only the end of the packed data tells.
    packed: Option<usize>,
}

#[cfg(feature = "parallel")]
impl Entry<'_> {
    /// Its name as text: UTF-8, else the code page of Chinese Windows.
    pub(crate) fn text_name(&self) -> std::borrow::Cow<'_, str> {
        match std::str::from_utf8(self.name) {
            Ok(name) => name.into(),
            Err(_) => encoding_rs::GB18030.decode_without_bom_handling(self.name).0,
        }
    }
}

/// An unpacked file.
#[derive(Debug, Default)]
pub(crate) struct Part {
    pub(crate) bytes: Vec<u8>,
    /// It breaks off, or its checksum is wrong; the bytes are what could be had.
    pub(crate) damaged: bool,
}

// All parts of a document together, so that many bombs of the largest size do not add up.
const MOST: usize = 2 * LARGEST;

const LOCAL: &[u8] = b"PK\x03\x04";
const CENTRAL: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";

impl<'a> Package<'a> {
    /// Forgets what was unpacked so far: of an archive of many documents each has the whole allowance.
    #[cfg(feature = "parallel")]
    pub(crate) fn renew(&mut self) {
        self.left = MOST;
    }

    /// Reads the directory, or where there is none, finds the files by their own headers.
    ///
    /// # Errors
    ///
    /// `Broken` where no file is found at all.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Package<'a>, Damage> {
        let listed = directory(bytes);
        let whole = listed.is_some();
        let entries = listed.unwrap_or_else(|| salvage(bytes));
        if entries.is_empty() {
            return Err(Damage::Broken("the zip archive holds no readable file; copy or download it again".to_owned()));
        }
        Ok(Package { bytes, entries, left: MOST, whole })
    }

    /// Whether the archive's directory was there; if not, files at the end may be missing.
    pub(crate) fn is_whole(&self) -> bool {
        self.whole
    }

    /// Whether it is one document of an office rather than a folder of files.
    pub(crate) fn is_document(&self) -> bool {
        const OWN: [&[u8]; 4] = [b"[Content_Types].xml", b"mimetype", b"content.xml", b"OFD.xml"];
        let own = |name: &[u8]| OWN.contains(&name) || name.starts_with(b"word/") && name.ends_with(b".xml");
        self.entries.iter().any(|entry| own(entry.name))
    }

    /// What it holds, in the order of its directory.
    pub(crate) fn entries(&self) -> &[Entry<'a>] {
        &self.entries
    }

    /// The number of the file of that name; case and a leading slash do not count.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        let name = name.trim_start_matches('/').as_bytes();
        self.entries.iter().position(|entry| {
            entry.name.len() == name.len()
                && entry.name.iter().zip(name).all(|(a, b)| {
                    // Some writers, on Windows, part folders with a backslash.
                    a.eq_ignore_ascii_case(b) || (*a == b'\\' && *b == b'/')
                })
        })
    }

    /// Unpacks the file of that name, if there is one.
    ///
    /// # Errors
    ///
    /// As [`Package::unpack`].
    pub(crate) fn part(&mut self, name: &str) -> Result<Option<Part>, Damage> {
        self.find(name).map(|at| self.unpack(at)).transpose()
    }

    /// Unpacks a file of [`Package::entries`]; one that breaks off gives what there is.
    ///
    /// # Errors
    ///
    /// `Password` where it is encrypted, `TooLarge` where it or all files so far exceed what a reader may take,
    /// `Broken` where nothing can be had.
    pub(crate) fn unpack(&mut self, at: usize) -> Result<Part, Damage> {
        let Some(entry) = self.entries.get(at) else {
            return Err(Damage::Broken("the zip archive has no such file".to_owned()));
        };
        let name = String::from_utf8_lossy(entry.name);
        if entry.encrypted {
            return Err(Damage::Password);
        }
        let Some(packed) = content(self.bytes, entry) else {
            return Err(Damage::Broken(format!("{name} is not where the zip archive says it is")));
        };
        let limit = LARGEST.min(self.left);
        let mut part = Part::default();
        let read = match entry.method {
            0 => packed.take(limit as u64 + 1).read_to_end(&mut part.bytes),
            8 => {
                // A claim is believed only as far as text packs.
                part.bytes.reserve(packed.len().saturating_mul(8).min(limit));
                DeflateDecoder::new(packed).take(limit as u64 + 1).read_to_end(&mut part.bytes)
            }
            other => {
                return Err(Damage::Broken(format!("{name} is packed in a way not known here (method {other})")));
            }
        };
        if part.bytes.len() > limit {
            return Err(Damage::TooLarge);
        }
        self.left -= part.bytes.len();
        part.damaged = read.is_err() || checksum(&part.bytes) != entry.crc;
        if part.damaged && part.bytes.is_empty() {
            return Err(Damage::Broken(format!("{name} cannot be unpacked")));
        }
        Ok(part)
    }
}

fn checksum(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// The files that the directory at the end of the archive lists; none where it is not all there.
fn directory(bytes: &[u8]) -> Option<Vec<Entry<'_>>> {
    // A comment of up to 64 KB may follow the end.
    let tail = bytes.len().saturating_sub(22 + usize::from(u16::MAX));
    let end = tail + memmem::rfind(&bytes[tail..], END)?;
    let size = long(bytes, end + 12)? as usize;
    let begin = end.checked_sub(size)?;
    // What stands before the archive shifts every place in it.
    let shift = begin.checked_sub(long(bytes, end + 16)? as usize)?;
    let mut entries = Vec::new();
    let mut rest = bytes.get(begin..end)?;
    while rest.starts_with(CENTRAL) {
        let flags = short(rest, 8)?;
        let name = usize::from(short(rest, 28)?);
        let after = usize::from(short(rest, 30)?) + usize::from(short(rest, 32)?);
        entries.push(Entry {
            name: rest.get(46..46 + name)?,
            encrypted: flags & 1 != 0,
            method: short(rest, 10)?,
            crc: long(rest, 16)?,
            packed: Some(long(rest, 20)? as usize),
            header: shift + long(rest, 42)? as usize,
        });
        rest = rest.get(46 + name + after..)?;
    }
    (entries.len() == usize::from(short(bytes, end + 10)?)).then_some(entries)
}

/// The files whose own headers are still there.
fn salvage(bytes: &[u8]) -> Vec<Entry<'_>> {
    let mut entries = Vec::new();
    let mut from = 0;
    let finder = memmem::Finder::new(LOCAL);
    while let Some(header) = finder.find(&bytes[from..]).map(|at| from + at) {
        from = header + LOCAL.len();
        let Some(entry) = local(bytes, header) else {
            continue;
        };
        // A length is believed where another header follows, or the file ends.
        let after = entry.packed.and_then(|len| body(bytes, header)?.checked_add(len)).map(|at| at.min(bytes.len()));
        if let Some(after) = after.filter(|at| bytes[*at..].is_empty() || bytes[*at..].starts_with(b"PK")) {
            from = after;
        }
        entries.push(entry);
    }
    entries
}

fn local(bytes: &[u8], header: usize) -> Option<Entry<'_>> {
    let head = bytes.get(header..)?;
    let flags = short(head, 6)?;
    let name = usize::from(short(head, 26)?);
    // Bit 3: checksum and lengths follow the data.
    let later = flags & 8 != 0;
    Some(Entry {
        name: head.get(30..30 + name)?,
        encrypted: flags & 1 != 0,
        method: short(head, 8)?,
        crc: long(head, 14)?,
        packed: (!later).then_some(long(head, 18)? as usize),
        header,
    })
}

/// Where the packed data begins.
fn body(bytes: &[u8], header: usize) -> Option<usize> {
    let head = bytes.get(header..)?;
    head.starts_with(LOCAL).then_some(())?;
    Some(header + 30 + usize::from(short(head, 26)?) + usize::from(short(head, 28)?))
}

/// The packed data, as far as it is there.
fn content<'a>(bytes: &'a [u8], entry: &Entry) -> Option<&'a [u8]> {
    let rest = bytes.get(body(bytes, entry.header)?..)?;
    Some(match entry.packed {
        Some(len) => &rest[..len.min(rest.len())],
        None => rest,
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::DeflateEncoder;

    use super::*;

    /// Packs parts into an archive; every second one is deflated.
    pub(crate) fn pack(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let (mut out, mut central) = (Vec::new(), Vec::new());
        for (at, (name, bytes)) in parts.iter().enumerate() {
            let mut packed = bytes.to_vec();
            if at % 2 == 1 {
                let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
                encoder.write_all(bytes).unwrap();
                packed = encoder.finish().unwrap();
            }
            let mut head = Vec::new();
            for short in [20, 0x800, if at % 2 == 1 { 8 } else { 0 }, 0, 0] {
                head.extend(u16::to_le_bytes(short));
            }
            for long in [checksum(bytes), packed.len() as u32, bytes.len() as u32] {
                head.extend(long.to_le_bytes());
            }
            head.extend((name.len() as u16).to_le_bytes());
            head.extend([0, 0]);
            central.extend([CENTRAL, &[20, 0], &head, &[0; 10]].concat());
            central.extend((out.len() as u32).to_le_bytes());
            central.extend(name.as_bytes());
            out.extend([LOCAL, &head, name.as_bytes(), &packed].concat());
        }
        let begin = out.len() as u32;
        out.extend(&central);
        out.extend([END, &[0; 4]].concat());
        for _ in 0..2 {
            out.extend((parts.len() as u16).to_le_bytes());
        }
        out.extend((central.len() as u32).to_le_bytes());
        out.extend(begin.to_le_bytes());
        out.extend([0, 0]);
        out
    }

    #[test]
    fn parts_are_found_by_name() {
        let archive = pack(&[("a.xml", b"stored"), ("dir/b.xml", b"deflated")]);
        let mut package = Package::open(&archive).unwrap();
        assert!(package.is_whole());
        assert_eq!(package.entries()[1].name, b"dir/b.xml");
        assert_eq!(package.part("a.xml").unwrap().unwrap().bytes, b"stored");
        let part = package.part("/Dir/B.xml").unwrap().unwrap();
        assert_eq!((&part.bytes[..], part.damaged), (&b"deflated"[..], false));
        assert!(package.part("c.xml").unwrap().is_none());
    }

    #[test]
    fn what_stands_before_an_archive_does_no_harm() {
        let archive = [b"#!/bin/sh\n", &pack(&[("a", b"1"), ("b", b"2")])[..]].concat();
        let mut package = Package::open(&archive).unwrap();
        assert!(package.is_whole());
        assert_eq!(package.part("b").unwrap().unwrap().bytes, b"2");
    }

    #[test]
    fn an_archive_cut_off_gives_what_it_has() {
        let long: Vec<u8> = (0..40_000u32).flat_map(|n| (n.wrapping_mul(n) % 251).to_string().into_bytes()).collect();
        let archive = pack(&[("a", b"1"), ("b", &long)]);
        let mut package = Package::open(&archive[..archive.len() / 2]).unwrap();
        assert!(!package.is_whole());
        assert_eq!(package.part("a").unwrap().unwrap().bytes, b"1");
        let part = package.part("b").unwrap().unwrap();
        assert!(part.damaged);
        assert!(part.bytes.len() > 1000 && long.starts_with(&part.bytes));
    }

    #[test]
    fn a_wrong_checksum_is_noticed() {
        let mut archive = pack(&[("a", b"stored")]);
        let at = memmem::find(&archive, b"stored").unwrap();
        archive[at] = b'S';
        let part = Package::open(&archive).unwrap().unpack(0).unwrap();
        assert_eq!((&part.bytes[..], part.damaged), (&b"Stored"[..], true));
    }

    #[test]
    fn a_bomb_is_not_unpacked() {
        let zeros = vec![0; LARGEST + 1];
        let archive = pack(&[("a", b""), ("bomb", &zeros)]);
        assert!(archive.len() < LARGEST / 100);
        assert_eq!(Package::open(&archive).unwrap().part("bomb").unwrap_err(), Damage::TooLarge);
    }

    #[test]
    fn an_encrypted_part_wants_its_password() {
        let mut archive = pack(&[("a", b"secret")]);
        let at = memmem::find(&archive, CENTRAL).unwrap();
        archive[at + 8] |= 1;
        assert_eq!(Package::open(&archive).unwrap().unpack(0).unwrap_err(), Damage::Password);
    }

    #[test]
    fn no_bytes_make_it_panic() {
        let archive = pack(&[("a.xml", b"stored"), ("b.xml", b"deflated deflated"), ("c", b"")]);
        let mut seed = 7u32;
        for round in 0..3000 {
            let mut bytes = archive.clone();
            for _ in 0..1 + round % 4 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let at = seed as usize / 256 % bytes.len();
                bytes[at] = if round % 2 == 0 { seed as u8 } else { 0xff };
            }
            bytes.truncate(if round % 3 == 0 { seed as usize / 512 % bytes.len() } else { usize::MAX });
            let Ok(mut package) = Package::open(&bytes) else { continue };
            for at in 0..package.entries().len() {
                let _ = package.unpack(at);
            }
        }
        assert!(Package::open(b"").is_err());
        assert!(Package::open(b"PK\x05\x06").is_err());
    }
}
