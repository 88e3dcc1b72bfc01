//! Fonts of a PDF, for reading: which character a code stands for, and how far it goes.

use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use encoding_rs::{BIG5, Encoding, GB18030};
use hayro_cmap::{BfString, CMap, CMapName, load_embedded};
use hayro_font::{CMapResolverFn, Font, FontCache, FontGlyph, FontQuery, FontResolverFn};
use hayro_syntax::object::{Array, Dict, Name, Object, Stream, String as Bytes};

use super::super::manuscript::LARGEST;
use super::fuses;

/// The fonts of a document, each loaded once.
pub(super) struct Fonts<'a> {
    cache: FontCache<'a>,
    faces: HashMap<&'a [u8], Option<Rc<Face<'a>>>>,
    programs: FontResolverFn,
    maps: CMapResolverFn,
}

/// A font with what its codes mean.
pub(super) struct Face<'a> {
    pub(super) font: Font<'a>,
    coding: Coding,
    // A map made for this very font is better than any other knowledge.
    named: bool,
    // From character numbers of a known collection to characters.
    collection: Option<CMap>,
}

#[derive(Clone, Copy)]
enum Coding {
    Unknown,
    Unicode,
    Bytes(&'static Encoding),
}

impl<'a> Fonts<'a> {
    pub(super) fn new() -> Fonts<'a> {
        Fonts {
            cache: FontCache::new(),
            faces: HashMap::new(),
            programs: Arc::new(|query| match query {
                FontQuery::Standard(font) => Some(font.get_font_data()),
                FontQuery::Fallback(query) => Some(query.pick_standard_font().get_font_data()),
            }),
            maps: Arc::new(load_embedded),
        }
    }

    pub(super) fn face(&mut self, dict: &Dict<'a>) -> Option<Rc<Face<'a>>> {
        if let Some(face) = self.faces.get(dict.data()) {
            return face.clone();
        }
        let face = is_modest(dict)
            .then(|| self.cache.font(dict, &self.programs, &self.maps))
            .flatten()
            .map(|font| Rc::new(Face::new(font, dict)));
        self.faces.insert(dict.data(), face.clone());
        face
    }
}

impl<'a> Face<'a> {
    fn new(font: Font<'a>, dict: &Dict<'a>) -> Face<'a> {
        let named = dict.contains_key("ToUnicode");
        let coding = dict.get::<Name>("Encoding").map_or(Coding::Unknown, |name| coding(name.as_str()));
        let is_told = named || !matches!(coding, Coding::Unknown);
        let collection = if is_told { None } else { descendant(dict).and_then(|cid| collection(&cid)) };
        Face { font, coding, named, collection }
    }

    /// The characters that a code stands for, if anything tells.
    pub(super) fn text(&self, code: u32) -> Option<BfString> {
        if self.named {
            return self.by_font(code).or_else(|| self.by_coding(code));
        }
        let by_collection = || self.collection.as_ref().and_then(|map| map.lookup_bf_string(code));
        self.by_coding(code).or_else(by_collection).or_else(|| self.by_font(code))
    }

    fn by_font(&self, code: u32) -> Option<BfString> {
        match self.font.glyph(self.font.map_code(code), code) {
            FontGlyph::Outline(glyph) => glyph.as_unicode(),
            FontGlyph::Type3(glyph) => glyph.as_unicode(),
        }
    }

    fn by_coding(&self, code: u32) -> Option<BfString> {
        match self.coding {
            Coding::Unknown => None,
            Coding::Unicode => from_utf16(code),
            Coding::Bytes(encoding) => from_bytes(encoding, code),
        }
        .map(BfString::Char)
    }
}

/// What the codes of a predefined map are.
fn coding(map: &str) -> Coding {
    let map = map.trim_end_matches("-H").trim_end_matches("-V");
    match map {
        "GB-EUC" | "GBpc-EUC" | "GBK-EUC" | "GBKp-EUC" | "GBK2K" => Coding::Bytes(GB18030),
        "B5pc" | "HKscs-B5" | "ETen-B5" | "ETenms-B5" => Coding::Bytes(BIG5),
        _ if map.starts_with("Uni") && (map.ends_with("UCS2") || map.ends_with("UTF16")) => Coding::Unicode,
        _ => Coding::Unknown,
    }
}

fn from_utf16(code: u32) -> Option<char> {
    match code {
        ..=0xFFFF => char::from_u32(code),
        _ => char::decode_utf16([(code >> 16) as u16, code as u16]).next()?.ok(),
    }
}

fn from_bytes(encoding: &'static Encoding, code: u32) -> Option<char> {
    let bytes = code.to_be_bytes();
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count().min(3);
    let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes[zeros..])?;
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

fn descendant<'a>(dict: &Dict<'a>) -> Option<Dict<'a>> {
    dict.get::<Array>("DescendantFonts")?.iter::<Dict>().next()
}

/// The characters of a collection of Adobe's, for a font whose codes are their numbers.
fn collection(cid: &Dict) -> Option<CMap> {
    let info = cid.get::<Dict>("CIDSystemInfo")?;
    let name = match info.get::<Bytes>("Ordering")?.as_bytes() {
        b"GB1" => CMapName::AdobeGb1Ucs2,
        b"CNS1" => CMapName::AdobeCns1Ucs2,
        b"Japan1" => CMapName::AdobeJapan1Ucs2,
        b"Korea1" => CMapName::AdobeKorea1Ucs2,
        _ => return None,
    };
    CMap::parse(load_embedded(name)?, load_embedded)
}

/// Whether a font asks for no more than a font needs; the loader believes its tables of widths.
fn is_modest(dict: &Dict) -> bool {
    let Some(cid) = descendant(dict) else {
        return dict.get::<usize>("FirstChar").is_none_or(|first| first < 256) && are_modest_files(dict);
    };
    let are_modest_widths = ["W", "W2"].iter().all(|key| {
        let Some(array) = cid.get::<Array>(key) else { return true };
        let mut entries = array.flex_iter();
        let mut count = 0;
        loop {
            if entries.next::<(u32, Array)>().is_some() {
                continue;
            }
            let range = match *key {
                "W" => entries.next::<(u32, u32, f32)>().map(|(first, last, _)| (first, last)),
                _ => entries.next::<(u32, u32, f32, f32, f32)>().map(|(first, last, ..)| (first, last)),
            };
            let Some((first, last)) = range else { return true };
            count += u64::from(last.saturating_sub(first));
            if count > MOST_WIDTHS {
                return false;
            }
        }
    });
    are_modest_widths && are_modest_files(&cid) && are_modest_files(dict)
}

/// A collection has fewer than 65,536 characters; some writers give widths twice.
const MOST_WIDTHS: u64 = 1 << 20;

/// In an encrypted file nobody has counted yet what the streams of a font unpack to.
fn are_modest_files(dict: &Dict) -> bool {
    let descriptor = dict.get::<Dict>("FontDescriptor").unwrap_or_default();
    let files = ["FontFile", "FontFile2", "FontFile3"].iter().filter_map(|key| descriptor.get::<Stream>(key));
    let maps = ["ToUnicode", "Encoding", "CIDToGIDMap"].iter().filter_map(|key| match dict.get::<Object>(key)? {
        Object::Stream(stream) => Some(stream),
        _ => None,
    });
    files.chain(maps).all(|stream| is_modest_stream(&stream))
}

/// Whether a stream unpacks to something a reader can hold; what was not encrypted has been measured before.
pub(super) fn is_modest_stream(stream: &Stream) -> bool {
    match stream.raw_data() {
        Cow::Borrowed(_) => true,
        Cow::Owned(packed) => fuses::unpacked(&packed, &stream.filters(), LARGEST).is_some(),
    }
}
