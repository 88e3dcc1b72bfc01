//! The encodings that RTF names by code page and by the character set of a font.

use encoding_rs::*;

/// The encoding of a Windows or Macintosh code page.
pub(super) fn of_codepage(page: i32) -> Option<&'static Encoding> {
    Some(match page {
        // GB18030 reads all of GBK and more.
        936 | 54936 | 10008 => GB18030,
        950 | 10002 => BIG5,
        932 | 10001 => SHIFT_JIS,
        949 | 1361 | 10003 => EUC_KR,
        874 => WINDOWS_874,
        1250 => WINDOWS_1250,
        1251 => WINDOWS_1251,
        1252 => WINDOWS_1252,
        1253 => WINDOWS_1253,
        1254 => WINDOWS_1254,
        1255 => WINDOWS_1255,
        1256 => WINDOWS_1256,
        1257 => WINDOWS_1257,
        1258 => WINDOWS_1258,
        10000 => MACINTOSH,
        65001 => UTF_8,
        _ => return None,
    })
}

/// The encoding of a font's character set; none is the document's own.
pub(super) fn of_charset(set: i32) -> Option<&'static Encoding> {
    of_codepage(match set {
        0 | 2 => 1252,
        77 => 10000,
        78 | 128 => 932,
        79 | 129 | 130 => 949,
        80 | 134 => 936,
        81 | 136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    })
}

/// Decodes bytes in the encoding of their font, or of the document where the font cannot be right.
///
/// Homemade RTF sets Chinese bytes in a Western font: pairs of high bytes all through are Chinese then.
pub(super) fn decode(bytes: &[u8], font: Option<&'static Encoding>, document: &'static Encoding) -> String {
    let encoding = match font {
        Some(font) if font == WINDOWS_1252 && !document.is_single_byte() && in_pairs(bytes) => document,
        Some(font) => font,
        None => document,
    };
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

fn in_pairs(bytes: &[u8]) -> bool {
    bytes.split(u8::is_ascii).all(|run| run.len() % 2 == 0 && run.iter().all(|byte| *byte > 0xA0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASES: &[(&[u8], i32, i32, &str)] = &[
        (b"\xCF\xEE\xC4\xBF", 134, 1252, "项目"),
        (b"\xCF\xEE\xC4\xBF 3", 0, 936, "项目 3"),
        (b"\x93XX\x94", 0, 936, "“XX”"),
        (b"caf\xE9", 0, 936, "café"),
        (b"\xCF\xEE", 1, 936, "项"),
        (b"\xB1M\xAE\xD7", 136, 936, "專案"),
        (b"\x82\xA0", 128, 1252, "あ"),
        (b"\xC3\xE9", 0, 1252, "Ãé"),
    ];

    #[test]
    fn bytes_are_read_by_their_font() {
        for (bytes, set, page, want) in CASES {
            let document = of_codepage(*page).unwrap();
            assert_eq!(decode(bytes, of_charset(*set), document), *want, "{bytes:x?}");
        }
    }
}
