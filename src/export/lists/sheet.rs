//! Lists as an Excel workbook.

use std::io::{Cursor, Read, Write};

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{DateTime, ZipArchive, ZipWriter};

use super::merge::mark;
use super::{Field, Table};
use crate::error::{Error, ErrorKind};
use crate::text::{is_closer, is_comma, is_end};

/// Lists as a workbook (`.xlsx`), a sheet each: the heading frozen and printed on every page, words wrapped,
/// tasks merged, A4 across in 10 points. A last column 原文 is there to be read on the screen and is not
/// printed. Three hidden last columns hold what [`merge`](crate::merge) goes by.
///
/// # Errors
/// Excel cannot hold it: a sheet's name, or more rows than there can be.
pub fn lists_xlsx(tables: &[Table], title: &str) -> Result<Vec<u8>, Error> {
    let fault = |error: String| Error::new(ErrorKind::Format(format!("not to be written as .xlsx: {error}")));
    let looks: Vec<Look> = tables.iter().map(Look::new).collect();
    let book = written(tables, &looks, title).map_err(|error| fault(error.to_string()))?;
    loosened(&book, &looks).map_err(|error| fault(error.to_string()))
}

fn written(tables: &[Table], looks: &[Look], title: &str) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // The day of writing would make the bytes differ.
    let day = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&day));
    // A column's width is counted in digits of this.
    book.set_default_format(&Format::new().set_font_name(FACE).set_font_size(11), 18, 72)?;
    let mut names: Vec<String> = Vec::new();
    for (table, look) in tables.iter().zip(looks) {
        let name = sheet_name(&table.name, &names);
        let sheet = book.add_worksheet();
        sheet.set_name(&name)?;
        names.push(name);
        fill(sheet, table, look)?;
        set_up(sheet, table, look, title)?;
    }
    book.save_to_buffer()
}

/// The same workbook, whose rows may grow when people write into them; only those stay as high as they are
/// whose height is that of a merged cell, which no program counts itself.
fn loosened(book: &[u8], looks: &[Look]) -> Result<Vec<u8>, ZipError> {
    let mut from = ZipArchive::new(Cursor::new(book))?;
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..from.len() {
        let mut part = from.by_index(at)?;
        let name = part.name()?.into_owned();
        let sheet = name.strip_prefix("xl/worksheets/sheet").and_then(|name| name.strip_suffix(".xml"));
        let look = sheet.and_then(|number| looks.get(number.parse::<usize>().ok()?.checked_sub(1)?));
        to.start_file(&name, SimpleFileOptions::default().last_modified_time(DateTime::default()))?;
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes)?;
        match (look, std::str::from_utf8(&bytes)) {
            (Some(look), Ok(xml)) => to.write_all(look.loosen(xml).as_bytes())?,
            _ => to.write_all(&bytes)?,
        }
    }
    Ok(to.finish()?.into_inner())
}

/// Excel takes 31 characters and some not at all, and no name twice.
fn sheet_name(name: &str, taken: &[String]) -> String {
    let plain: String = name.chars().map(|c| if "[]:*?/\\'".contains(c) { ' ' } else { c }).take(28).collect();
    let plain = if plain.trim().is_empty() { "清单".to_owned() } else { plain.trim().to_owned() };
    let numbered = (2..).map(|number| format!("{plain}{number}"));
    std::iter::once(plain.clone()).chain(numbered).find(|name| !taken.contains(name)).unwrap_or(plain)
}

fn fill(sheet: &mut Worksheet, table: &Table, look: &Look) -> Result<(), XlsxError> {
    let cell = Format::new()
        .set_font_name(FACE)
        .set_font_size(POINTS)
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
        .set_border(FormatBorder::Thin);
    let middle = cell.clone().set_align(FormatAlign::Center);
    let head = middle.clone().set_bold().set_background_color(Color::RGB(0x00E7_E6E6));
    let ids = table.columns.len() as u16;
    for (at, column) in (0u16..).zip(&table.columns) {
        sheet.set_column_width(at, look.widths[usize::from(at)])?;
        sheet.write_string_with_format(0, at, &column.name, &head)?;
    }
    for (at, name) in [(ids, Field::Id.chinese()), (ids + 1, SILENT), (ids + 2, WRITTEN)] {
        sheet.write_string_with_format(0, at, name, &head)?;
        sheet.set_column_hidden(at)?;
    }
    sheet.set_row_height(0, look.head)?;
    for row in 0..table.rows.len() {
        let line = row as u32 + 1;
        for (at, column) in (0u16..).zip(&table.columns) {
            let words = fitting(&table.rows[row][usize::from(at)]);
            let centred = matches!(column.field, Some(Field::Number | Field::ProblemNumbers | Field::MeasureNumbers));
            let format = if centred { &middle } else { &cell };
            if look.goes_on(table, at.into(), row) {
                continue;
            }
            let below = (look.run(table, at.into(), row) - 1) as u32;
            match (below, words.parse::<u32>()) {
                (1.., _) => _ = sheet.merge_range(line, at, line + below, at, words, format)?,
                (0, Ok(number)) if column.field == Some(Field::Number) => {
                    sheet.write_number_with_format(line, at, number, format)?;
                }
                _ => _ = sheet.write_string_with_format(line, at, words, format)?,
            }
        }
        sheet.write_string_with_format(line, ids, &table.ids[row], &cell)?;
        let silent: Vec<&str> = table.silent(row).map(|column| column.name.as_str()).collect();
        sheet.write_string_with_format(line, ids + 1, silent.join(BETWEEN), &cell)?;
        sheet.write_string_with_format(line, ids + 2, written_into(table, row), &cell)?;
        sheet.set_row_height(line, look.heights[row])?;
    }
    Ok(())
}

/// The hidden column that says where the speech is silent, so that what stands there later is by hand.
pub(super) const SILENT: &str = "空栏";
pub(super) const BETWEEN: &str = "|";

/// The hidden column with a mark of every cell the program filled, so that what differs later is a correction.
pub(super) const WRITTEN: &str = "原填";

fn written_into(table: &Table, row: usize) -> String {
    let cells = table.columns.iter().zip(&table.rows[row]);
    let filled = cells.filter(|(column, words)| {
        column.field.is_some() && !words.is_empty() && !table.by_hand.contains(&(row, column.name.clone()))
    });
    let marks = filled.map(|(column, words)| {
        let own = |(at, name, _): &&(usize, String, String)| *at == row && *name == column.name;
        let first = table.corrected.iter().find(own).map_or(words, |(.., first)| first);
        format!("{}={}", column.name, mark(fitting(first)))
    });
    marks.collect::<Vec<_>>().join(BETWEEN)
}

/// Excel's longest cell.
const LONGEST: usize = 32_767;

fn fitting(words: &str) -> &str {
    words.char_indices().nth(LONGEST).map_or(words, |(end, _)| &words[..end])
}

/// The letters, and their points.
const FACE: &str = "宋体";
const POINTS: f64 = 10.0;
/// The height of a line and of the highest row, in points.
const LINE: f64 = 14.5;
const HIGHEST: f64 = 409.0;
/// The room for rows on a page of A4 across, its heading with them, in points; and for columns, in pixels.
const PAGE: f64 = 475.0;
const ACROSS: f64 = 1000.0;
/// The width of a column that is not printed.
const BESIDE: f64 = 70.0;

/// How a sheet is laid out.
struct Look {
    // Of every column, in characters.
    widths: Vec<f64>,
    // So many columns are printed.
    printed: usize,
    // The height of the heading and of every row, and whether that is the height of a merged cell.
    head: f64,
    heights: Vec<f64>,
    tied: Vec<bool>,
    // The rows that begin a page; none where nothing is merged, for there any break will do.
    pages: Vec<usize>,
}

impl Look {
    fn new(table: &Table) -> Self {
        let beside = table.columns.last().is_some_and(|column| column.field == Some(Field::Quote));
        let printed = table.columns.len() - usize::from(beside && table.columns.len() > 1);
        let wanted = table.columns[..printed].iter().map(|column| f64::from(column.width)).sum::<f64>();
        let scale = ((ACROSS / PIXELS - printed as f64 * EDGE / PIXELS) / wanted).min(WIDEN);
        let mut widths: Vec<f64> =
            table.columns.iter().map(|column| (f64::from(column.width) * scale).clamp(NARROWEST, 255.0)).collect();
        widths[printed..].fill(BESIDE);
        let head = (0..printed).map(|at| lines(&table.columns[at].name, widths[at])).max().unwrap_or(1);
        let mut look = Self {
            widths,
            printed,
            head: head as f64 * LINE + 4.0,
            heights: Vec::new(),
            tied: vec![false; table.rows.len()],
            pages: Vec::new(),
        };
        let free = |at: &usize| !table.columns[*at].merges();
        let own = |row: &Vec<String>| (0..row.len()).filter(free).map(|at| lines(&row[at], look.widths[at])).max();
        look.heights = table.rows.iter().map(|row| high(own(row).unwrap_or(1))).collect();
        look.turn(table);
        look.stretch(table);
        look
    }

    /// Finds where pages begin, where cells are merged.
    fn turn(&mut self, table: &Table) {
        let merged: Vec<usize> = (0..table.columns.len()).filter(|at| table.columns[*at].merges()).collect();
        if merged.is_empty() {
            return;
        }
        let runs: Vec<Vec<usize>> = merged.iter().map(|at| table.runs(*at)).collect();
        let mut filled = self.head;
        for row in 0..table.rows.len() {
            let share = |(at, runs): (&usize, &Vec<usize>)| {
                high(lines(&table.rows[row][*at], self.widths[*at])) / runs[row] as f64
            };
            let height = merged.iter().zip(&runs).map(share).fold(self.heights[row], f64::max);
            if filled + height > PAGE && row > 0 {
                self.pages.push(row);
                filled = self.head;
            }
            filled += height;
        }
    }

    /// Makes the last row of a merged cell so high that all of its words are seen.
    fn stretch(&mut self, table: &Table) {
        for at in (0..table.columns.len()).filter(|at| table.columns[*at].merges()) {
            for row in 0..table.rows.len() {
                if self.goes_on(table, at, row) {
                    continue;
                }
                let last = row + self.run(table, at, row) - 1;
                let lacks =
                    high(lines(&table.rows[row][at], self.widths[at])) - self.heights[row..=last].iter().sum::<f64>();
                if lacks > 0.0 {
                    self.heights[last] = (self.heights[last] + lacks).min(HIGHEST);
                    self.tied[last] = true;
                }
            }
        }
    }

    /// Whether a cell is one with that above it; on a new page it is told anew.
    fn goes_on(&self, table: &Table, column: usize, row: usize) -> bool {
        table.goes_on(column, row) && self.pages.binary_search(&row).is_err()
    }

    /// Over how many rows a cell goes on.
    fn run(&self, table: &Table, column: usize, row: usize) -> usize {
        1 + (row + 1..table.rows.len()).take_while(|below| self.goes_on(table, column, *below)).count()
    }

    /// A sheet's XML without the word that the height of a row is to stay.
    fn loosen(&self, xml: &str) -> String {
        const STAYS: &str = " customHeight=\"1\"";
        let mut out = String::with_capacity(xml.len());
        for (number, part) in xml.split("<row ").enumerate() {
            if number > 0 {
                out.push_str("<row ");
            }
            // The first part is what stands before the rows, the second is the heading.
            let tied = number.checked_sub(2).is_some_and(|row| self.tied.get(row) == Some(&true));
            if number == 0 || tied { out.push_str(part) } else { out.push_str(&part.replacen(STAYS, "", 1)) }
        }
        out
    }
}

/// Pixels of a character of a column's width, and those its edges take.
const PIXELS: f64 = 8.0;
const EDGE: f64 = 5.0;
/// The narrowest column, and how much wider than asked for columns become to fill the page.
const NARROWEST: f64 = 4.0;
const WIDEN: f64 = 1.6;

fn high(lines: usize) -> f64 {
    (lines as f64 * LINE + 4.0).min(HIGHEST)
}

/// How many lines words take in a column: a stop does not begin one, a number or a Latin word is not parted.
fn lines(words: &str, width: f64) -> usize {
    // Half-width characters of ten points that fit.
    let room = ((width * PIXELS / (POINTS / 72.0 * 96.0 / 2.0)).floor() as usize).max(2);
    words.split('\n').map(|line| wrapped(line, room)).sum()
}

fn wrapped(line: &str, room: usize) -> usize {
    let (mut lines, mut filled) = (1, 0);
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        // What stays together: a word, or a character with the stops behind it.
        let latin = |c: char| c.is_ascii() && c != ' ';
        let stays = |c: char| is_end(c) || is_comma(c) || is_closer(c);
        let end = match latin(first) {
            true => rest.find(|c| !latin(c)).unwrap_or(rest.len()),
            false => first.len_utf8(),
        };
        let end = end + rest[end..].find(|c| !stays(c)).unwrap_or(rest.len() - end);
        let width: usize = rest[..end].chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        rest = &rest[end..];
        if filled + width > room && filled > 0 {
            lines += 1;
            filled = 0;
        }
        // What is longer than a line is parted after all.
        lines += (filled + width - 1) / room;
        filled = (filled + width - 1) % room + 1;
    }
    lines
}

fn set_up(sheet: &mut Worksheet, table: &Table, look: &Look, title: &str) -> Result<(), XlsxError> {
    let last = (table.columns.len() as u16).saturating_sub(1);
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_print_area(0, 0, table.rows.len() as u32, (look.printed as u16).saturating_sub(1))?;
    sheet.set_landscape();
    sheet.set_paper_size(9);
    sheet.set_margins(0.3, 0.3, 0.7, 0.6, 0.3, 0.3);
    sheet.set_print_center_horizontally(true);
    // They do fit; where 宋体 is missing, another face may be wider.
    sheet.set_print_fit_to_pages(1, 0);
    let breaks: Vec<u32> = look.pages.iter().map(|row| *row as u32 + 1).take(MOST_BREAKS).collect();
    sheet.set_page_breaks(&breaks)?;
    let name = |words: &str| words.replace('&', "&&").chars().take(80).collect::<String>();
    sheet.set_header(format!("&C&\"黑体,常规\"&14{}", name(&table.name)));
    sheet.set_footer(format!("&L&9{}&R&9第&P页 共&N页", name(title)));
    // Merged cells cannot be sorted.
    if !table.rows.is_empty() && !table.columns.iter().any(|column| column.merges()) {
        sheet.autofilter(0, 0, table.rows.len() as u32, last)?;
    }
    Ok(())
}

/// Excel takes no more page breaks.
const MOST_BREAKS: usize = 1023;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_have_names_excel_takes() {
        let taken = ["清单".to_owned()];
        let cases = [("问题/举措", "问题 举措"), ("清单", "清单2"), ("", "清单2")];
        for (name, want) in cases {
            assert_eq!(sheet_name(name, &taken), want, "{name}");
        }
        assert_eq!(sheet_name(&"长".repeat(40), &[]).chars().count(), 28);
    }
}
