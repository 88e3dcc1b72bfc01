//! Reads the words of a workbook, to find again what people wrote into it.
//!
//! The readers of office files have the archive and the XML; a crate for workbooks would bring its own of both.

use rustc_hash::FxHashMap;

use crate::error::{Error, ErrorKind};
use crate::input::{Event, Package, Tag, Xml, xml_text};

/// A sheet: its name and its rows, every cell as it is read.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) rows: Vec<Vec<String>>,
}

/// The sheets of a workbook, in order.
pub(super) fn sheets(bytes: &[u8]) -> Result<Vec<Sheet>, Error> {
    let fault = |why: &str| Error::new(ErrorKind::Damaged(why.to_owned()));
    let no_book = || fault("no workbook (.xlsx) in it; save it again as .xlsx");
    let mut package = Package::open(bytes).map_err(|_| no_book())?;
    let mut part = |name: &str| -> Option<String> {
        let part = package.part(name).ok().flatten()?;
        Some(xml_text(&part.bytes).into_owned())
    };
    let book = part("xl/workbook.xml").ok_or_else(no_book)?;
    let targets = targets(&part("xl/_rels/workbook.xml.rels").unwrap_or_default());
    let strings = part("xl/sharedStrings.xml").map(|text| strings(&text)).unwrap_or_default();
    let mut found = Vec::new();
    for (name, id) in names(&book) {
        let target = targets.get(&id).ok_or_else(|| fault("a sheet of the workbook is missing; save it again"))?;
        let path = match target.strip_prefix('/') {
            Some(whole) => whole.to_owned(),
            None => format!("xl/{target}"),
        };
        let text = part(&path).ok_or_else(|| fault("a sheet of the workbook is missing; save it again"))?;
        found.push(Sheet { name, rows: rows(&text, &strings) });
    }
    Ok(found)
}

fn tags(text: &str, mut each: impl FnMut(&Tag<'_>)) {
    let mut xml = Xml::new(text);
    while let Some(event) = xml.next() {
        if let Event::Open(tag) = event {
            each(&tag);
        }
    }
}

/// Name and relation of every sheet.
fn names(book: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    tags(book, |tag| {
        if tag.name() == "sheet"
            && let (Some(name), Some(id)) = (tag.get("name"), tag.get("id"))
        {
            found.push((name.into_owned(), id.into_owned()));
        }
    });
    found
}

/// Where every relation leads.
fn targets(rels: &str) -> FxHashMap<String, String> {
    let mut found = FxHashMap::default();
    tags(rels, |tag| {
        if let (Some(id), Some(target)) = (tag.get("Id"), tag.get("Target")) {
            found.insert(id.into_owned(), target.into_owned());
        }
    });
    found
}

/// The shared strings; readings of characters are none of the words.
fn strings(text: &str) -> Vec<String> {
    let mut xml = Xml::new(text);
    let mut found: Vec<String> = Vec::new();
    let mut open: Vec<String> = Vec::new();
    while let Some(event) = xml.next() {
        match event {
            Event::Open(tag) => {
                if tag.name() == "si" {
                    found.push(String::new());
                }
                open.push(tag.name().to_owned());
            }
            Event::Close => _ = open.pop(),
            Event::Text(words) => {
                let is = |name: &str| open.iter().any(|open| open == name);
                if is("t")
                    && !is("rPh")
                    && let Some(last) = found.last_mut()
                {
                    last.push_str(&words);
                }
            }
        }
    }
    found
}

/// No sheet of lists is wider; what is wider is meant to break a reader.
const WIDEST: usize = 1024;

/// The rows of a sheet; a cell stands in the column it names.
fn rows(text: &str, strings: &[String]) -> Vec<Vec<String>> {
    let mut xml = Xml::new(text);
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut shared = false;
    let mut value = String::new();
    let mut column = 0;
    while let Some(event) = xml.next() {
        match event {
            Event::Open(tag) => {
                match tag.name() {
                    "row" => rows.push(Vec::new()),
                    "c" => {
                        shared = tag.get("t").as_deref() == Some("s");
                        column = tag.get("r").map_or(rows.last().map_or(0, Vec::len), |place| letters(&place));
                        value.clear();
                    }
                    _ => {}
                }
                open.push(tag.name().to_owned());
            }
            Event::Close => {
                if open.pop().as_deref() == Some("c")
                    && column < WIDEST
                    && let Some(row) = rows.last_mut()
                {
                    let words = match value.trim().parse::<usize>() {
                        Ok(at) if shared => strings.get(at).cloned().unwrap_or_default(),
                        _ => std::mem::take(&mut value),
                    };
                    row.resize(row.len().max(column + 1), String::new());
                    row[column] = words;
                }
            }
            Event::Text(words) => {
                if open.last().is_some_and(|name| name == "v" || name == "t") && !open.iter().any(|name| name == "rPh")
                {
                    value.push_str(&words);
                }
            }
        }
    }
    rows
}

/// The column of a place such as `AB12`, from 0.
fn letters(place: &str) -> usize {
    let letters = place.bytes().take_while(u8::is_ascii_uppercase).take(4);
    letters.fold(0, |column, letter| column * 26 + usize::from(letter - b'A') + 1).saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_stands_where_it_says() {
        let strings =
            strings("<sst><si><t>问题</t></si><si><r><t>进</t></r><r><t>展</t></r><rPh><t>x</t></rPh></si></sst>");
        assert_eq!(strings, ["问题", "进展"]);
        let sheet = "<sheetData><row><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"C1\" t=\"s\"><v>1</v></c></row>\
            <row><c r=\"A2\"><v>1</v></c><c r=\"B2\" t=\"inlineStr\"><is><t>办结 </t></is></c></row></sheetData>";
        assert_eq!(rows(sheet, &strings), [vec!["问题", "", "进展"], vec!["1", "办结 "]]);
        assert_eq!((letters("A1"), letters("Z9"), letters("AB12")), (0, 25, 27));
    }

    #[test]
    fn what_is_no_workbook_says_so() {
        assert!(sheets(b"PK").unwrap_err().to_string().contains("no workbook"));
    }
}
