//! The files of the lists read back: tables of cells, the heading first, merged cells filled.

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

pub(crate) type Rows = Vec<Vec<String>>;

/// A list as CSV, without the `'` before what Excel would take for a formula.
pub(crate) fn csv(bytes: &[u8]) -> Rows {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
    let inert = |cell: &str| match cell.strip_prefix('\'') {
        Some(words) if words.starts_with(['=', '+', '-', '@', '\t']) => words.to_owned(),
        _ => cell.to_owned(),
    };
    reader.records().map(|record| record.unwrap().iter().map(inert).collect()).collect()
}

/// The tables of a Markdown file.
pub(crate) fn markdown(text: &str) -> Vec<Rows> {
    let mut tables: Vec<Rows> = Vec::new();
    for line in text.lines() {
        match line.strip_prefix("| ").and_then(|line| line.strip_suffix(" |")) {
            Some(line) if line.split(" | ").all(|cell| cell == "---") => {}
            Some(line) => tables.last_mut().unwrap().push(line.split(" | ").map(unescaped).collect()),
            None if line.starts_with("## ") => tables.push(Vec::new()),
            None => assert!(line.is_empty(), "{line}"),
        }
    }
    tables
}

fn unescaped(cell: &str) -> String {
    let mut out = String::new();
    let mut chars = cell.chars();
    while let Some(c) = chars.next() {
        out.push(if c == '\\' { chars.next().unwrap() } else { c });
    }
    out
}

fn part(bytes: &[u8], name: &str) -> Option<String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).ok()?.read_to_string(&mut text).unwrap();
    Some(text)
}

/// A piece of XML.
enum Piece<'a> {
    Open(&'a BytesStart<'a>),
    Close(&'a str),
    Words(&'a str),
}

fn each(xml: &str, mut take: impl FnMut(Piece<'_>)) {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().expand_empty_elements = true;
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => take(Piece::Open(&tag)),
            Event::End(tag) => take(Piece::Close(tag.name().as_ref())),
            Event::Text(words) => take(Piece::Words(&words.into_inner())),
            Event::GeneralRef(name) => {
                take(Piece::Words(quick_xml::escape::resolve_predefined_entity(&name).unwrap()));
            }
            Event::Eof => return,
            _ => {}
        }
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().map(Result::unwrap).find(|of| of.key.as_ref() == name)?;
    Some(quick_xml::escape::unescape(&found.value).unwrap().into_owned())
}

/// The sheets of a workbook, their hidden columns with them.
pub(crate) fn xlsx(bytes: &[u8]) -> Vec<Rows> {
    let mut strings: Vec<String> = Vec::new();
    each(&part(bytes, "xl/sharedStrings.xml").unwrap(), |piece| match piece {
        Piece::Open(tag) if tag.name().as_ref() == "si" => strings.push(String::new()),
        Piece::Words(words) => strings.iter_mut().last().into_iter().for_each(|last| last.push_str(words)),
        _ => {}
    });
    let sheet = |number| part(bytes, &format!("xl/worksheets/sheet{number}.xml"));
    (1..).map_while(sheet).map(|xml| cells(&xml, &strings)).collect()
}

fn cells(xml: &str, strings: &[String]) -> Rows {
    let mut rows: Rows = Vec::new();
    let mut merged: Vec<String> = Vec::new();
    let (mut at, mut shared, mut value) = ((0, 0), false, false);
    each(xml, |piece| match piece {
        Piece::Open(tag) => match tag.name().as_ref() {
            "c" => (at, shared) = (place(&attribute(tag, "r").unwrap()), attribute(tag, "t").as_deref() == Some("s")),
            "v" => value = true,
            "mergeCell" => merged.push(attribute(tag, "ref").unwrap()),
            _ => {}
        },
        Piece::Close(_) => value = false,
        Piece::Words(words) if value => {
            let words = if shared { strings[words.parse::<usize>().unwrap()].clone() } else { words.to_owned() };
            rows.resize(rows.len().max(at.1 + 1), Vec::new());
            let width = rows[at.1].len().max(at.0 + 1);
            rows[at.1].resize(width, String::new());
            rows[at.1][at.0] = words;
        }
        Piece::Words(_) => {}
    });
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    rows.iter_mut().for_each(|row| row.resize(width, String::new()));
    for range in merged {
        let (from, to) = range.split_once(':').map(|(from, to)| (place(from), place(to))).unwrap();
        for row in from.1 + 1..=to.1 {
            rows[row][from.0] = rows[from.1][from.0].clone();
        }
    }
    rows
}

/// Column and row of `B3`, from 0.
fn place(name: &str) -> (usize, usize) {
    let digits = name.find(|c: char| c.is_ascii_digit()).unwrap();
    let column = name[..digits].bytes().fold(0, |column, letter| column * 26 + usize::from(letter - b'A') + 1);
    (column - 1, name[digits..].parse::<usize>().unwrap() - 1)
}

/// The tables of a Word document.
pub(crate) fn docx(bytes: &[u8]) -> Vec<Rows> {
    let mut tables: Vec<Rows> = Vec::new();
    let (mut inside, mut goes_on) = (false, false);
    each(&part(bytes, "word/document.xml").unwrap(), |piece| match piece {
        Piece::Open(tag) => match tag.name().as_ref() {
            "w:tbl" => tables.push(Vec::new()),
            "w:tr" => tables.last_mut().unwrap().push(Vec::new()),
            "w:tc" => {
                inside = true;
                goes_on = false;
                tables.last_mut().unwrap().last_mut().unwrap().push(String::new());
            }
            "w:vMerge" => goes_on = attribute(tag, "w:val").as_deref() == Some("continue"),
            _ => {}
        },
        Piece::Close("w:tc") => {
            inside = false;
            if goes_on {
                let [.., above, row] = &mut tables.last_mut().unwrap()[..] else { panic!("nothing above") };
                let words = above[row.len() - 1].clone();
                *row.last_mut().unwrap() = words;
            }
        }
        Piece::Words(words) if inside => {
            tables.last_mut().unwrap().last_mut().unwrap().last_mut().unwrap().push_str(words);
        }
        _ => {}
    });
    tables
}
