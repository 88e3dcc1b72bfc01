//! Tables as an Excel workbook, a sheet a layer.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::Path;

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::layer::{ColumnType, Layer};
use super::stored::Stored;
use crate::error::{Error, ErrorKind};

/// Rows of a sheet, its header among them.
const ROWS: u32 = 1_048_576;
/// Bytes of a sheet after which another begins. From 4 GB on it would be packed as zip64, which LibreOffice 7.4 does
/// not open; a row is of 7 MB at most.
const LENGTH: usize = 4_000_000_000;
/// UTF-16 units of a cell.
const UNITS: usize = 32_767;
/// So much of a sheet is packed at once.
const BUFFER: usize = 1 << 16;

/// What did not fit a sheet or a cell of [`write_xlsx`], and what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Overflow {
    /// The table.
    pub layer: Layer,
    /// How many rows it has.
    pub rows: u64,
    /// How many sheets they take: `sentences`, `sentences 2` …
    pub sheets: u32,
    /// How many cells were longer than Excel's 32,767 characters; they end in `…`.
    pub cut: u64,
}

/// Writes tables, given as CSV with their headers, as one workbook at `path`; a file that stands there is replaced.
///
/// Every layer is a sheet with a frozen header, filters and fitting widths. Words stay words, also those that begin as
/// a formula does. A layer of more rows than a sheet holds goes on in a second one. Says where that was so, and where
/// a cell had to be cut; nothing is said of layers that fit. Memory stays small however long the tables are. The same
/// tables give the same bytes.
///
/// # Errors
/// The workbook cannot be written, or a table cannot be read.
///
/// ```
/// use tigang::{Delimiter, Layer, csv_header, write_xlsx};
/// let path = std::env::temp_dir().join(format!("tigang-{}.xlsx", std::process::id()));
/// let table = |layer: Layer| Ok(std::io::Cursor::new(csv_header(layer, &[], Delimiter::Comma)));
/// assert!(write_xlsx(&path, &Layer::ALL, table)?.is_empty());
/// assert!(std::fs::read(&path)?.starts_with(b"PK"));
/// std::fs::remove_file(&path)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_xlsx<R: Read>(
    path: &Path,
    layers: &[Layer],
    open: impl Fn(Layer) -> std::io::Result<R>,
) -> Result<Vec<Overflow>, Error> {
    let file = File::create(path).map_err(|error| Error::from(error).at(path))?;
    let mut book = Book { zip: ZipWriter::new(BufWriter::new(file)), sheets: Vec::new(), path };
    let mut overflows = Vec::new();
    for layer in layers {
        let table = open(*layer).map_err(|error| Error::from(error).at(layer.name()))?;
        let told = book.fill(Stored::new(*layer, table)?, ROWS, LENGTH)?;
        overflows.extend((told.sheets > 1 || told.cut > 0).then_some(told));
    }
    let file = book.end()?.into_inner().map_err(|error| Error::from(error.into_error()).at(path))?;
    file.sync_all().map_err(|error| Error::from(error).at(path))?;
    Ok(overflows)
}

/// A workbook in work. Its sheets go straight to the disk; of each only its name and extent are kept.
struct Book<'a, W: Write + std::io::Seek> {
    zip: ZipWriter<W>,
    sheets: Vec<Sheet>,
    path: &'a Path,
}

struct Sheet {
    name: String,
    // The last cell, `AB17`.
    corner: (usize, u32),
}

impl<W: Write + std::io::Seek> Book<'_, W> {
    fn fill(&mut self, mut table: Stored<impl Read>, most: u32, length: usize) -> Result<Overflow, Error> {
        let (layer, names, sorts) = (table.layer, table.names.clone(), table.sorts.clone());
        let mut told = Overflow { layer, rows: 0, sheets: 0, cut: 0 };
        let mut more = table.next()?.cloned();
        let mut xml = String::new();
        // A layer without rows is a sheet too.
        while told.sheets == 0 || more.is_some() {
            told.sheets += 1;
            let name = match told.sheets {
                1 => layer.name().to_owned(),
                number => format!("{} {number}", layer.name()),
            };
            self.file(&format!("xl/worksheets/sheet{}.xml", self.sheets.len() + 1))?;
            head(&names, &sorts, &mut xml);
            let (mut line, mut written) = (1, 0);
            while let Some(row) = more.take_if(|_| line < most && written + xml.len() < length) {
                line += 1;
                told.rows += 1;
                told.cut += cells(line, &row, &sorts, &mut xml);
                if xml.len() >= BUFFER {
                    written += xml.len();
                    self.flush(&mut xml)?;
                }
                more = table.next()?.cloned();
            }
            let corner = (names.len() - 1, line);
            let _ = write!(xml, "</sheetData><autoFilter ref=\"A1:{}\"/></worksheet>", place(corner.0, corner.1));
            self.flush(&mut xml)?;
            self.sheets.push(Sheet { name, corner });
        }
        Ok(told)
    }

    fn end(mut self) -> Result<W, Error> {
        let (mut types, mut links, mut sheets, mut filters) =
            (String::new(), String::new(), String::new(), String::new());
        for (at, Sheet { name, corner }) in self.sheets.iter().enumerate() {
            let number = at + 1;
            let _ = write!(
                types,
                "<Override PartName=\"/xl/worksheets/sheet{number}.xml\" ContentType=\"{MAIN}.worksheet+xml\"/>"
            );
            let _ = write!(
                links,
                "<Relationship Id=\"rId{number}\" Type=\"{LINKS}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"
            );
            let _ = write!(sheets, "<sheet name=\"{name}\" sheetId=\"{number}\" r:id=\"rId{number}\"/>");
            let corner = format!("${}${}", letters(corner.0), corner.1);
            let _ = write!(
                filters,
                "<definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"{at}\" hidden=\"1\">'{name}'!$A$1:{corner}</definedName>"
            );
        }
        let styles = self.sheets.len() + 1;
        let parts = [
            (
                "xl/workbook.xml",
                format!(
                    "<workbook xmlns=\"{SPACE}/main\" xmlns:r=\"{LINKS}\"><sheets>{sheets}</sheets><definedNames>{filters}</definedNames></workbook>"
                ),
            ),
            (
                "xl/_rels/workbook.xml.rels",
                format!(
                    "<Relationships xmlns=\"{PACKAGE}/relationships\">{links}<Relationship Id=\"rId{styles}\" Type=\"{LINKS}/styles\" Target=\"styles.xml\"/></Relationships>"
                ),
            ),
            ("xl/styles.xml", STYLES.replace("SPACE", SPACE)),
            (
                "_rels/.rels",
                format!(
                    "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" Type=\"{LINKS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
                ),
            ),
            (
                "[Content_Types].xml",
                format!(
                    "<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"{MAIN}.sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"{MAIN}.styles+xml\"/>{types}</Types>"
                ),
            ),
        ];
        for (name, words) in parts {
            self.file(name)?;
            self.flush(&mut format!("{XML}{words}"))?;
        }
        let path = self.path;
        self.zip.finish().map_err(|error| fault(error).at(path))
    }

    fn file(&mut self, name: &str) -> Result<(), Error> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            // The hour of writing would make the bytes differ.
            .last_modified_time(DateTime::default());
        self.zip.start_file(name, options).map_err(|error| fault(error).at(self.path))
    }

    fn flush(&mut self, xml: &mut String) -> Result<(), Error> {
        let written = self.zip.write_all(xml.as_bytes());
        xml.clear();
        written.map_err(|error| Error::from(error).at(self.path))
    }
}

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const SPACE: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006";
const LINKS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const MAIN: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/// Style 0 is a cell, 1 the header: bold on grey.
const STYLES: &str = "<styleSheet xmlns=\"SPACE/main\"><fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font>\
<font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts><fills count=\"3\"><fill><patternFill patternType=\"none\"/></fill>\
<fill><patternFill patternType=\"gray125\"/></fill><fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFE7E6E6\"/></patternFill></fill></fills>\
<borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf/></cellStyleXfs><cellXfs count=\"2\"><xf xfId=\"0\"/>\
<xf fontId=\"1\" fillId=\"2\" xfId=\"0\" applyFont=\"1\" applyFill=\"1\"/></cellXfs>\
<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>";

/// What stands in a sheet before its rows: the frozen first line, the widths, the names.
fn head(names: &[String], sorts: &[ColumnType], to: &mut String) {
    let _ = write!(
        to,
        "{XML}<worksheet xmlns=\"{SPACE}/main\"><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" \
         topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><cols>"
    );
    for (at, (name, sort)) in (1..).zip(names.iter().zip(sorts)) {
        let _ = write!(to, "<col min=\"{at}\" max=\"{at}\" width=\"{}\" customWidth=\"1\"/>", width(name, *sort));
    }
    to.push_str("</cols><sheetData><row r=\"1\">");
    for (at, name) in names.iter().enumerate() {
        words(&place(at, 1), " s=\"1\"", name, to);
    }
    to.push_str("</row>");
}

fn width(name: &str, sort: ColumnType) -> usize {
    match name {
        "text" | "clean" | "task" => 60,
        "path" | "title" | "heading" | "item" | "meeting" => 32,
        "sha256" | "fields" | "warnings" => 16,
        _ if name.ends_with("_id") => 24,
        // Room for the name and the arrow of its filter.
        _ if sort != ColumnType::Text => (name.len() + 4).max(9),
        _ => (name.len() + 4).max(14),
    }
}

/// Adds a row; how many of its cells were cut.
fn cells(line: u32, row: &csv::StringRecord, sorts: &[ColumnType], to: &mut String) -> u64 {
    let mut cut = 0;
    let _ = write!(to, "<row r=\"{line}\">");
    for (at, (cell, sort)) in row.iter().zip(sorts).enumerate().filter(|(_, (cell, _))| !cell.is_empty()) {
        let place = place(at, line);
        match (sort, cell.parse::<u32>()) {
            (ColumnType::Integer, Ok(number)) => _ = write!(to, "<c r=\"{place}\"><v>{number}</v></c>"),
            (ColumnType::Flag, _) => {
                let _ = write!(to, "<c r=\"{place}\" t=\"b\"><v>{}</v></c>", u8::from(cell == "true"));
            }
            _ => match fitting(cell) {
                Some(part) => {
                    cut += 1;
                    words(&place, "", &format!("{part}…"), to);
                }
                None => words(&place, "", cell, to),
            },
        }
    }
    to.push_str("</row>");
    cut
}

/// A cell of words. They are no formula, whatever they begin with.
fn words(place: &str, style: &str, words: &str, to: &mut String) {
    let _ = write!(to, "<c r=\"{place}\"{style} t=\"inlineStr\"><is><t xml:space=\"preserve\">");
    for (at, c) in words.char_indices() {
        match c {
            '&' => to.push_str("&amp;"),
            '<' => to.push_str("&lt;"),
            '>' => to.push_str("&gt;"),
            '\r' => to.push_str("&#13;"),
            '\t' | '\n' => to.push(c),
            // Excel's way to write what XML cannot; what looks like it is written that way too.
            '\0'..' ' | '\u{fffe}' | '\u{ffff}' => _ = write!(to, "_x{:04X}_", c as u32),
            '_' if looks_escaped(&words[at..]) => to.push_str("_x005F_"),
            _ => to.push(c),
        }
    }
    to.push_str("</t></is></c>");
}

/// `_x0041_` and the like.
fn looks_escaped(words: &str) -> bool {
    let code = words.strip_prefix("_x").and_then(|rest| rest.get(..5));
    code.is_some_and(|code| code.ends_with('_') && code[..4].bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn place(column: usize, line: u32) -> String {
    format!("{}{line}", letters(column))
}

/// `A` … `Z`, `AA` …
fn letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(b'A' + (rest % 26) as u8);
        rest /= 26;
    }
    letters.iter().rev().map(|letter| char::from(*letter)).collect()
}

/// The beginning of a cell that is too long, with room for an ellipsis.
fn fitting(cell: &str) -> Option<&str> {
    if cell.len() <= UNITS || cell.encode_utf16().count() <= UNITS {
        return None;
    }
    let mut units = 1;
    let end = cell.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > UNITS
    });
    end.map(|(end, _)| &cell[..end])
}

fn fault(error: ZipError) -> Error {
    match error {
        ZipError::Io(error) => error.into(),
        other => Error::new(ErrorKind::Format(format!("not to be written as .xlsx: {other}"))),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn book() -> Book<'static, Cursor<Vec<u8>>> {
        Book { zip: ZipWriter::new(Cursor::new(Vec::new())), sheets: Vec::new(), path: Path::new("a.xlsx") }
    }

    #[test]
    fn more_rows_than_a_sheet_holds_go_on_in_another() {
        let mut table = String::from("node_id,level\n");
        (0..10).for_each(|at| table.push_str(&format!("n{at},{at}\n")));
        let mut before = String::new();
        head(&["node_id".to_owned(), "level".to_owned()], &[ColumnType::Text, ColumnType::Integer], &mut before);
        let (head, full) = (before.len(), usize::MAX);
        // With the header: 3 rows a sheet, 5, all; then as many as begin in so many bytes.
        for (most, length, sheets, corner) in [
            (4, full, 4, "B2"),
            (6, full, 2, "B6"),
            (11, full, 1, "B11"),
            (12, full, 1, "B11"),
            (11, head + 1, 10, "B2"),
            (11, head + 450, 2, "B6"),
        ] {
            let mut book = book();
            let stored = Stored::new(Layer::Nodes, table.as_bytes()).unwrap();
            let told = book.fill(stored, most, length).unwrap();
            assert_eq!((told.rows, told.sheets, told.cut), (10, sheets, 0), "{most} {length}");
            let last = book.sheets.last().unwrap();
            assert_eq!(place(last.corner.0, last.corner.1), corner);
            let bytes = book.end().unwrap().into_inner();
            // 2.0 unpacks it; zip64 would need 4.5.
            assert!(bytes.starts_with(b"PK\x03\x04\x14\x00"));
        }
    }

    #[test]
    fn words_are_written_as_xml_can_hold_them() {
        const CASES: &[(&str, &str)] = &[
            ("=1+1", "=1+1"),
            ("a<b&c>", "a&lt;b&amp;c&gt;"),
            ("一\r\n二", "一&#13;\n二"),
            ("\u{1}\u{ffff}🈶", "_x0001__xFFFF_🈶"),
            ("_x0041_ _x_ _x12三4_", "_x005F_x0041_ _x_ _x12三4_"),
        ];
        for (given, want) in CASES {
            let mut xml = String::new();
            words("A1", "", given, &mut xml);
            let want = format!("<c r=\"A1\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{want}</t></is></c>");
            assert_eq!(xml, want);
        }
    }

    #[test]
    fn columns_have_letters() {
        for (column, want) in [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(letters(column), want);
        }
    }

    #[test]
    fn a_cell_is_cut_where_excel_would_refuse_it() {
        assert_eq!(fitting("短"), None);
        assert_eq!(fitting(&"字".repeat(UNITS)), None);
        assert_eq!(fitting(&"字".repeat(UNITS + 1)).unwrap().chars().count(), UNITS - 1);
        assert_eq!(fitting(&"🈶".repeat(UNITS)).unwrap().chars().count(), (UNITS - 1) / 2);
    }
}
