//! Writes a text as a file of every format that is read, a line a paragraph.

#![allow(dead_code, reason = "not every user of this file writes every format")]

use std::io::{Cursor, Write};

use encoding_rs::{BIG5, GB18030};

type Writer = fn(&str) -> Vec<u8>;
type Coder = fn(&str) -> Option<Vec<u8>>;

/// The formats of paragraphs, by the end of a file's name, and their writers.
pub(crate) const WRITERS: &[(&str, Writer)] = &[
    ("md", md),
    ("html", html),
    ("docx", docx),
    ("odt", odt),
    ("rtf", rtf),
    ("doc", doc),
    // What WPS writes under its own name is a Word file.
    ("wps", doc),
    ("pdf", pdf),
];

/// The charsets of plain text, and their writers; nothing where a charset lacks a character of the text.
pub(crate) const CHARSETS: &[(&str, Coder)] = &[
    ("utf-8-bom", |text| Some([b"\xef\xbb\xbf", text.as_bytes()].concat())),
    ("gb18030", |text| exact(GB18030, text)),
    ("big5", |text| exact(BIG5, text)),
    ("utf-16le", |text| Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect())),
    ("utf-16be", |text| Some(text.encode_utf16().flat_map(u16::to_be_bytes).collect())),
];

fn exact(encoding: &'static encoding_rs::Encoding, text: &str) -> Option<Vec<u8>> {
    let (bytes, _, lost) = encoding.encode(text);
    (!lost).then(|| bytes.into_owned())
}

fn paragraphs(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A blank line between paragraphs; a short one without a full stop that begins 一、 or （一） is a heading, but not
/// beside masks of stars, which Markdown reads as bold type.
pub(crate) fn md(text: &str) -> Vec<u8> {
    let line = |line: &str| {
        let is_heading = line.chars().count() <= 30 && !line.contains(['。', '；', '：', '，']) && !text.contains("**");
        let mark = match (line.chars().nth(1), line.chars().nth(2)) {
            (Some('、'), _) if is_heading => "## ",
            (_, Some('）')) if is_heading => "### ",
            _ => "",
        };
        format!("{mark}{line}\n\n")
    };
    paragraphs(text).map(line).collect::<String>().into()
}

pub(crate) fn html(text: &str) -> Vec<u8> {
    let lines: String = paragraphs(text).map(|line| format!("<p>{}</p>\n", escaped(line))).collect();
    format!("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"></head><body><div>\n{lines}</div></body></html>\n")
        .into()
}

pub(crate) fn docx(text: &str) -> Vec<u8> {
    let lines: String = paragraphs(text)
        .map(|line| format!("<w:p><w:r><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>", escaped(line)))
        .collect();
    let name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    zip(&[
        ("[Content_Types].xml", "<Types/>".into()),
        ("word/document.xml", format!("<w:document xmlns:w=\"{name}\"><w:body>{lines}</w:body></w:document>")),
    ])
}

pub(crate) fn odt(text: &str) -> Vec<u8> {
    let lines: String = paragraphs(text).map(|line| format!("<text:p>{}</text:p>", escaped(line))).collect();
    let names = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
                 xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"";
    let body = format!("<office:body><office:text>{lines}</office:text></office:body>");
    zip(&[
        ("mimetype", "application/vnd.oasis.opendocument.text".into()),
        ("content.xml", format!("<office:document-content {names}>{body}</office:document-content>")),
    ])
}

fn zip(parts: &[(&str, String)]) -> Vec<u8> {
    let mut file = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        file.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        file.write_all(text.as_bytes()).unwrap();
    }
    file.finish().unwrap().into_inner()
}

pub(crate) fn rtf(text: &str) -> Vec<u8> {
    let mut out = String::from("{\\rtf1\\ansi\\ansicpg936\\uc1\n");
    for line in paragraphs(text) {
        for c in line.chars() {
            match c {
                '\\' | '{' | '}' => out.extend(['\\', c]),
                c if c.is_ascii() => out.push(c),
                c => c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out += &format!("\\u{}?", *unit as i16)),
            }
        }
        out.push_str("\\par\n");
    }
    out.push('}');
    out.into()
}

/// A Word file of one piece without any formats.
pub(crate) fn doc(text: &str) -> Vec<u8> {
    const TEXT: usize = 0x800;
    let text: String = paragraphs(text).flat_map(|line| [line, "\r"]).collect();
    let mut document = vec![0; TEXT];
    document.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    let count = (document.len() - TEXT) / 2;
    let mut table = vec![2, 16, 0, 0, 0];
    table.extend([0, count as u32].map(u32::to_le_bytes).concat());
    table.extend([&[0, 0][..], &(TEXT as u32).to_le_bytes(), &[0, 0]].concat());
    let pieces = table.len();
    let fields = [
        (0, 0x00C1_A5EC),
        (0xA, 0x200),
        (0x18, TEXT),
        (0x1C, document.len()),
        (0x4C, count),
        // The piece table, at the beginning of the table stream.
        (0x9A + 33 * 8, 0),
        (0x9A + 33 * 8 + 4, pieces),
    ];
    for (at, number) in fields {
        document[at..at + 4].copy_from_slice(&(number as u32).to_le_bytes());
    }
    // Shorter streams would lie among the small ones.
    document.resize(document.len().max(4096), 0);
    table.resize(4096, 0);
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (name, bytes) in [("/WordDocument", &document), ("/1Table", &table)] {
        file.create_stream(name).unwrap().write_all(bytes).unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}

/// Pages of lines of 28 characters, an ASCII character half of one, the first line of a paragraph two characters in.
pub(crate) fn pdf(text: &str) -> Vec<u8> {
    const FONT: &str = "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts\
        [<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)\
        /Supplement 4>>/DW 1000/W[1 95 500 814 939 500]\
        /FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 4>>>>]>>";
    let mut lines: Vec<(usize, Vec<char>)> = Vec::new();
    for paragraph in paragraphs(text) {
        lines.push((2, Vec::new()));
        let mut left = 52;
        for c in paragraph.chars() {
            let width = if c.is_ascii() { 1 } else { 2 };
            if left < width {
                lines.push((0, Vec::new()));
                left = 56;
            }
            left -= width;
            lines.last_mut().unwrap().1.push(c);
        }
    }
    let pages: Vec<String> = lines
        .chunks(34)
        .map(|page| {
            let put = |(row, (indent, chars)): (usize, &(usize, Vec<char>))| {
                let text: String = chars.iter().collect();
                let codes: String = text.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
                let (x, y) = (90 + 15 * indent, 770 - 21 * row);
                format!("BT /F1 15 Tf 1 0 0 1 {x} {y} Tm <{codes}> Tj ET\n")
            };
            page.iter().enumerate().map(put).collect()
        })
        .collect();
    let kids: String = (0..pages.len()).map(|page| format!("{} 0 R ", page * 2 + 4)).collect();
    let resources = "/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>";
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!("<</Type/Pages/Count {}/Kids[{kids}]{resources}>>", pages.len()),
        FONT.to_owned(),
    ];
    for (page, content) in pages.iter().enumerate() {
        objects.push(format!("<</Type/Page/Parent 2 0 R/Contents {} 0 R>>", page * 2 + 5));
        objects.push(format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()));
    }
    let mut bytes = b"%PDF-1.5\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in (1..).zip(&objects) {
        table += &format!("{:010} 00000 n \n", bytes.len());
        bytes.extend(format!("{number} 0 obj\n{object}\nendobj\n").bytes());
    }
    let start = bytes.len();
    bytes.extend(
        format!("{table}trailer <</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF", objects.len() + 1).bytes(),
    );
    bytes
}
