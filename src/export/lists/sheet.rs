//! Lists as an Excel workbook.

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::merge::mark;
use super::{Field, Table};
use crate::error::{Error, ErrorKind};

/// Lists as a workbook (`.xlsx`), a sheet each: the heading frozen and printed on every page, words wrapped,
/// tasks merged, A4 across. Three hidden last columns hold what [`merge`](crate::merge) goes by.
///
/// # Errors
/// Excel cannot hold it: a sheet's name, or more rows than there can be.
pub fn lists_xlsx(tables: &[Table], title: &str) -> Result<Vec<u8>, Error> {
    written(tables, title)
        .map_err(|error| Error::new(ErrorKind::Format(format!("not to be written as .xlsx: {error}"))))
}

fn written(tables: &[Table], title: &str) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // The day of writing would make the bytes differ.
    let day = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&day));
    let mut names: Vec<String> = Vec::new();
    for table in tables {
        let name = sheet_name(&table.name, &names);
        let sheet = book.add_worksheet();
        sheet.set_name(&name)?;
        names.push(name);
        fill(sheet, table)?;
        set_up(sheet, table, title)?;
    }
    book.save_to_buffer()
}

/// Excel takes 31 characters and some not at all, and no name twice.
fn sheet_name(name: &str, taken: &[String]) -> String {
    let plain: String = name.chars().map(|c| if "[]:*?/\\'".contains(c) { ' ' } else { c }).take(28).collect();
    let plain = if plain.trim().is_empty() { "清单".to_owned() } else { plain.trim().to_owned() };
    let numbered = (2..).map(|number| format!("{plain}{number}"));
    std::iter::once(plain.clone()).chain(numbered).find(|name| !taken.contains(name)).unwrap_or(plain)
}

fn fill(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    let cell = Format::new()
        .set_font_name("宋体")
        .set_font_size(10)
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
        .set_border(FormatBorder::Thin);
    let middle = cell.clone().set_align(FormatAlign::Center);
    let head = middle.clone().set_bold().set_background_color(Color::RGB(0x00E7_E6E6));
    let ids = table.columns.len() as u16;
    for (at, column) in (0u16..).zip(&table.columns) {
        sheet.set_column_width(at, f64::from(column.width))?;
        sheet.write_string_with_format(0, at, &column.name, &head)?;
    }
    for (at, name) in [(ids, Field::Id.chinese()), (ids + 1, SILENT), (ids + 2, WRITTEN)] {
        sheet.write_string_with_format(0, at, name, &head)?;
        sheet.set_column_hidden(at)?;
    }
    let runs: Vec<Vec<usize>> = (0..table.columns.len()).map(|column| table.runs(column)).collect();
    for row in 0..table.rows.len() {
        let line = row as u32 + 1;
        for (at, column) in (0u16..).zip(&table.columns) {
            let words = fitting(&table.rows[row][usize::from(at)]);
            let centred = matches!(column.field, Some(Field::Number | Field::ProblemNumbers | Field::MeasureNumbers));
            let format = if centred { &middle } else { &cell };
            let below = runs[usize::from(at)][row] as u32 - 1;
            if table.goes_on(at.into(), row) {
                continue;
            }
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
        sheet.set_row_height(line, height(table, &runs, row))?;
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

/// A row as high as its fullest cell; programs that count themselves do not look into merged cells.
fn height(table: &Table, runs: &[Vec<usize>], row: usize) -> f64 {
    let lines = |at: usize| {
        let column = &table.columns[at];
        let room = f64::from(column.width).max(2.0) - 1.0;
        let lines: f64 = table.rows[row][at].split('\n').map(|line| (width(line) / room).ceil().max(1.0)).sum();
        (lines / runs[at][row] as f64).ceil()
    };
    let most = (0..table.columns.len()).map(lines).fold(1.0, f64::max);
    (most * LINE + 4.0).min(HIGHEST)
}

/// The height of a line and of the highest row, in points.
const LINE: f64 = 13.5;
const HIGHEST: f64 = 409.0;

/// The words in half-width characters.
fn width(words: &str) -> f64 {
    words.chars().map(|c| if c.is_ascii() { 1.0 } else { 2.0 }).sum()
}

fn set_up(sheet: &mut Worksheet, table: &Table, title: &str) -> Result<(), XlsxError> {
    let last = (table.columns.len() as u16).saturating_sub(1);
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_landscape();
    sheet.set_paper_size(9);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.4, 0.4, 0.7, 0.6, 0.3, 0.3);
    let name = |words: &str| words.replace('&', "&&").chars().take(80).collect::<String>();
    sheet.set_header(format!("&C&\"黑体,常规\"&14{}", name(&table.name)));
    sheet.set_footer(format!("&L&9{}&R&9第&P页 共&N页", name(title)));
    // Merged cells cannot be sorted.
    if !table.rows.is_empty() && !table.columns.iter().any(|column| column.merges()) {
        sheet.autofilter(0, 0, table.rows.len() as u32, last)?;
    }
    Ok(())
}

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
