//! Lists as Markdown, CSV and Word.

use std::borrow::Cow;

use docx_rs::{AlignmentType, Docx, PageMargin, PageOrientationType, Paragraph, Run, Style, StyleType};

use super::Table;
use crate::error::{Error, ErrorKind};
use crate::export::docx::{fonts, packed_with};
use crate::export::markdown::told;
use crate::export::sketch::escaped;

/// Lists as Markdown: a heading and a table each.
///
/// ```
/// use tigang::{Columns, ListKind, Lists, Parser, lists_markdown};
/// let parser = Parser::new();
/// let document = parser.parse("一、存在的问题\n一是前期工作滞后。\n二是要素保障不力。");
/// let mut lists = Lists::new(parser.rules());
/// lists.add("draft", &document, &document.speeches()[0]);
/// let tables = Columns::preset("standard")?.only(&[ListKind::Problem]).tables(&lists);
/// assert!(lists_markdown(&tables).starts_with("## 问题清单\n\n| 序号 | 问题 |"));
/// # Ok::<(), tigang::Error>(())
/// ```
pub fn lists_markdown(tables: &[Table]) -> String {
    let mut out = String::new();
    for table in tables {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&format!("## {}\n\n", told(&table.name)));
        row(&mut out, table.columns.iter().map(|column| column.name.as_str()));
        row(&mut out, table.columns.iter().map(|_| "---"));
        for cells in &table.rows {
            row(&mut out, cells.iter().map(String::as_str));
        }
    }
    out
}

fn row<'a>(out: &mut String, cells: impl Iterator<Item = &'a str>) {
    out.push('|');
    for cell in cells {
        out.push_str(&format!(" {} |", told(cell).replace('\n', "<br>")));
    }
    out.push('\n');
}

/// One list as CSV, with the ids of its rows in a last column 编号. It begins with a byte order mark, which
/// Excel needs to see that it is UTF-8; a cell that begins with `=`, `+`, `-`, `@` or a tab gets a `'` in front,
/// lest Excel read it as a formula.
///
/// # Errors
/// The rows cannot be put together; never in practice.
pub fn lists_csv(table: &Table) -> Result<Vec<u8>, Error> {
    let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(vec![0xef, 0xbb, 0xbf]);
    let fault = |error: csv::Error| Error::new(ErrorKind::Format(error.to_string()));
    let names = table.columns.iter().map(|column| column.name.as_str());
    csv.write_record(names.chain([super::Field::Id.chinese()])).map_err(fault)?;
    for (cells, id) in table.rows.iter().zip(&table.ids) {
        csv.write_record(cells.iter().map(|cell| inert(cell)).chain([Cow::Borrowed(id.as_bytes())])).map_err(fault)?;
    }
    csv.into_inner().map_err(|error| Error::from(std::io::Error::other(error.to_string())))
}

/// The words of a cell, none of which Excel takes for a formula.
fn inert(words: &str) -> Cow<'_, [u8]> {
    match words.as_bytes() {
        [b'=' | b'+' | b'-' | b'@' | b'\t', ..] => Cow::Owned(format!("'{words}").into_bytes()),
        bytes => Cow::Borrowed(bytes),
    }
}

/// Lists as a Word document (`.docx`): A4 across, a real table each, cells of one task merged.
///
/// # Errors
/// The archive cannot be put together; never in practice.
pub fn lists_docx(tables: &[Table]) -> Result<Vec<u8>, Error> {
    let margin =
        PageMargin { top: 1134, left: MARGIN, bottom: 1134, right: MARGIN, header: 567, footer: 567, gutter: 0 };
    let heading = Style::new("Heading1", StyleType::Paragraph)
        .name("heading 1")
        .q_format(true)
        .fonts(fonts("方正小标宋简体"))
        .size(36)
        .align(AlignmentType::Center)
        .outline_lvl(0);
    let mut docx = Docx::new()
        .page_size(LONG, 11906)
        .page_orient(PageOrientationType::Landscape)
        .page_margin(margin)
        .default_fonts(fonts("仿宋"))
        .add_style(heading);
    let mut pages = Pages::default();
    for (at, table) in tables.iter().enumerate() {
        let title = pages.paragraph(&table.name, 36).style("Heading1").page_break_before(at > 0);
        docx = docx.add_paragraph(title);
    }
    // Word wants a paragraph behind the last table.
    let last = pages.paragraph("", TEXT);
    packed_with(docx.add_paragraph(last), |body| pages.insert(tables, body))
}

/// The long side of A4 and the margins at it, in twentieths of a point.
const LONG: u32 = 16838;
const MARGIN: i32 = 850;

/// A row with a cell of more characters may go on on the next page.
const TALL: usize = 120;
/// 小五: half points.
const TEXT: usize = 18;

/// What a table begins with.
const GRID: &str = "<w:jc w:val=\"left\" /><w:tblBorders><w:top w:val=\"single\" w:sz=\"2\" w:space=\"0\" w:color=\"000000\" />\
    <w:left w:val=\"single\" w:sz=\"2\" w:space=\"0\" w:color=\"000000\" />\
    <w:bottom w:val=\"single\" w:sz=\"2\" w:space=\"0\" w:color=\"000000\" />\
    <w:right w:val=\"single\" w:sz=\"2\" w:space=\"0\" w:color=\"000000\" />\
    <w:insideH w:val=\"single\" w:sz=\"2\" w:space=\"0\" w:color=\"000000\" />\
    <w:insideV w:val=\"single\" w:sz=\"2\" w:space=\"0\" w:color=\"000000\" /></w:tblBorders>\
    <w:tblLayout w:type=\"fixed\" />";

/// The look of the first row: grey, centred, 黑体.
const HEAD: Look = Look {
    cell: "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"E7E6E6\" />",
    paragraph: "<w:jc w:val=\"center\" />",
    run: "<w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:eastAsia=\"黑体\" />",
};
const PLAIN: Look = Look { cell: "", paragraph: "", run: "" };
const STARTS: Look = Look { cell: "<w:vMerge w:val=\"restart\" />", ..PLAIN };
const GOES_ON: Look = Look { cell: "<w:vMerge w:val=\"continue\" />", ..PLAIN };

/// The properties of a cell, its paragraph and its run, as XML.
struct Look {
    cell: &'static str,
    paragraph: &'static str,
    run: &'static str,
}

#[derive(Default)]
struct Pages {
    paragraphs: u32,
}

impl Pages {
    fn id(&mut self) -> String {
        self.paragraphs += 1;
        format!("{:08x}", self.paragraphs)
    }

    fn paragraph(&mut self, words: &str, size: usize) -> Paragraph {
        Paragraph::new().id(self.id()).add_run(Run::new().add_text(words).size(size))
    }

    /// Puts each table behind its title. As XML, for docx-rs takes ten kilobytes of memory a cell.
    fn insert(&mut self, tables: &[Table], body: &mut Vec<u8>) {
        const END: &str = "</w:p>";
        let Ok(text) = std::str::from_utf8(body) else { return };
        let mut out = String::new();
        let mut rest = text;
        for table in tables {
            let Some(at) = rest.find(END) else { break };
            let (title, after) = rest.split_at(at + END.len());
            out.push_str(title);
            self.grid(table, &mut out);
            rest = after;
        }
        out.push_str(rest);
        *body = out.into_bytes();
    }

    fn grid(&mut self, table: &Table, out: &mut String) {
        let whole: usize = table.columns.iter().map(|column| usize::from(column.width)).sum();
        let room = LONG as usize - 2 * MARGIN as usize;
        let widths: Vec<usize> =
            table.columns.iter().map(|column| usize::from(column.width) * room / whole.max(1)).collect();
        out.push_str(&format!("<w:tbl><w:tblPr><w:tblW w:w=\"{room}\" w:type=\"dxa\" />{GRID}</w:tblPr><w:tblGrid>"));
        for width in &widths {
            out.push_str(&format!("<w:gridCol w:w=\"{width}\" />"));
        }
        // Word repeats the first row of each table on every page it runs over.
        out.push_str("</w:tblGrid><w:tr><w:trPr><w:cantSplit /><w:tblHeader /></w:trPr>");
        for (column, width) in table.columns.iter().zip(&widths) {
            self.cell(&column.name, *width, &HEAD, out);
        }
        out.push_str("</w:tr>");
        for at in 0..table.rows.len() {
            self.row(table, at, &widths, out);
        }
        out.push_str("</w:tbl>");
    }

    fn row(&mut self, table: &Table, at: usize, widths: &[usize], out: &mut String) {
        let words = |column: usize| if table.goes_on(column, at) { "" } else { table.rows[at][column].as_str() };
        // A row half a page high leaves half a page blank before it.
        let tall = (0..widths.len()).any(|column| words(column).chars().nth(TALL).is_some());
        out.push_str(if tall { "<w:tr><w:trPr />" } else { "<w:tr><w:trPr><w:cantSplit /></w:trPr>" });
        for (column, width) in widths.iter().enumerate() {
            let look = match (table.goes_on(column, at), table.goes_on(column, at + 1)) {
                (true, _) => &GOES_ON,
                (false, true) => &STARTS,
                (false, false) => &PLAIN,
            };
            self.cell(words(column), *width, look, out);
        }
        out.push_str("</w:tr>");
    }

    fn cell(&mut self, words: &str, width: usize, look: &Look, out: &mut String) {
        let (id, words, Look { cell, paragraph, run }) = (self.id(), escaped(words), look);
        out.push_str(&format!(
            "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\" />{cell}<w:vAlign w:val=\"center\" /></w:tcPr>\
             <w:p w14:paraId=\"{id}\"><w:pPr>{paragraph}</w:pPr><w:r><w:rPr>{run}<w:sz w:val=\"{TEXT}\" />\
             <w:szCs w:val=\"{TEXT}\" /></w:rPr><w:t xml:space=\"preserve\">{words}</w:t></w:r></w:p></w:tc>"
        ));
    }
}

impl Table {
    /// Whether a cell continues the one above it: the same task, under the same one at its left.
    pub(super) fn goes_on(&self, column: usize, row: usize) -> bool {
        if row == 0 || row >= self.rows.len() || !self.columns[column].merges() {
            return false;
        }
        let same = |at: usize| self.rows[row][at] == self.rows[row - 1][at];
        !self.rows[row][column].is_empty()
            && (0..=column).filter(|at| *at == column || self.columns[*at].merges()).all(same)
    }

    /// Over how many rows the cell goes on that each row has a part of.
    pub(super) fn runs(&self, column: usize) -> Vec<usize> {
        let rows: Vec<usize> = (0..self.rows.len()).collect();
        let runs = rows.chunk_by(|_, row| self.goes_on(column, *row));
        runs.flat_map(|run| std::iter::repeat_n(run.len(), run.len())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::columns::Column;
    use super::super::{Field, ListKind};
    use super::*;

    pub(super) fn table(rows: &[[&str; 3]]) -> Table {
        let column = |field: Field| Column { name: field.chinese().to_owned(), field: Some(field), width: 10 };
        Table {
            list: ListKind::Task,
            name: "任务分解表".to_owned(),
            columns: [Field::Level1, Field::Level2, Field::Words].map(column).to_vec(),
            rows: rows.iter().map(|row| row.map(str::to_owned).to_vec()).collect(),
            ids: (1..=rows.len()).map(|number| format!("m{number}")).collect(),
            by_hand: Vec::new(),
            corrected: Vec::new(),
        }
    }

    #[test]
    fn cells_go_on_under_the_same_task_only() {
        let table = table(&[
            ["一", "（一）", "甲"],
            ["一", "（一）", "甲"],
            ["二", "（一）", "乙"],
            ["二", "", "丙"],
            ["二", "", "丁"],
        ]);
        let found: Vec<[bool; 3]> = (0..5).map(|row| [0, 1, 2].map(|column| table.goes_on(column, row))).collect();
        let want = [[false; 3], [true, true, false], [false; 3], [true, false, false], [true, false, false]];
        assert_eq!(found, want);
        assert_eq!([0, 1, 2].map(|column| table.runs(column)), [[2, 2, 3, 3, 3], [2, 2, 1, 1, 1], [1; 5]]);
    }

    #[test]
    fn a_cell_of_markdown_holds_one_line() {
        assert!(lists_markdown(&[table(&[["一", "a|b", "甲\n乙"]])]).ends_with("| 一 | a\\|b | 甲<br>乙 |\n"));
    }

    #[test]
    fn csv_is_for_excel() {
        let bytes = lists_csv(&table(&[["一", "甲,乙", "\"丙\""]])).unwrap();
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            "\u{feff}一级任务,二级任务,内容,编号\r\n一,\"甲,乙\",\"\"\"丙\"\"\",m1\r\n"
        );
    }

    #[test]
    fn no_cell_of_csv_is_a_formula() {
        let bytes = lists_csv(&table(&[["=1+1", "+86", "-5%"], ["@甲", "\t=1", "——甲=1"]])).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let rows: Vec<&str> = text.lines().skip(1).collect();
        assert_eq!(rows, ["'=1+1,'+86,'-5%,m1", "'@甲,'\t=1,——甲=1,m2"]);
    }

    #[cfg(feature = "office")]
    #[test]
    fn word_holds_a_table() {
        let tables = [table(&[["一", "（一）", "甲"], ["一", "（二）", "乙"]])];
        let bytes = lists_docx(&tables).unwrap();
        assert_eq!(bytes, lists_docx(&tables).unwrap());
        let text = crate::input::decode(bytes, crate::input::Hint::none()).unwrap().text;
        assert!(text.contains('甲') && text.contains('乙') && text.matches('一').count() >= 2, "{text}");
    }
}
