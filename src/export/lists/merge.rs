//! Keeps what people wrote into an older workbook.

use super::book::{Sheet, sheets};
use super::columns::{Column, Columns, Table};
use super::sheet::{BETWEEN, SILENT, WRITTEN};
use super::{Field, ListKind};
use crate::error::{Error, ErrorKind};

/// What became of the words of people in an older workbook.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Kept {
    /// So many cells were taken over.
    pub cells: usize,
    /// Those that have no place any more, in the order of the old workbook.
    pub unmatched: Vec<Unmatched>,
}

/// A cell that has no place any more: its row is gone from the draft.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unmatched {
    /// The list it stood in.
    pub list: String,
    /// The id of its row.
    pub id: String,
    /// What the row was about.
    pub about: String,
    /// The heading of its column.
    pub column: String,
    /// What was written.
    pub words: String,
}

/// Takes over what people wrote into `old`, a workbook [`lists_xlsx`](crate::lists_xlsx) once made, row by row
/// by their ids.
///
/// Kept are the columns left open for people and those they added; and what they filled in where the speech
/// is silent, as long as it stays so. What finds no place is told, and put into a table of its own, 未对应,
/// from where a later merge takes it back.
///
/// # Errors
/// `old` is no workbook, or has no column 编号.
pub fn merge(tables: &mut Vec<Table>, old: &[u8]) -> Result<Kept, Error> {
    let sheets = sheets(old)?;
    let known = known();
    let mut kept = Kept::default();
    let mut read = false;
    for sheet in &sheets {
        let Some((notes, by_ids)) = notes(sheet, &known) else { continue };
        read |= by_ids;
        for note in notes {
            match place(tables, &note) {
                Placed::Kept => kept.cells += 1,
                Placed::Known => {}
                Placed::Nowhere => kept.unmatched.push(note.told),
            }
        }
    }
    if !read {
        let message = "no sheet has a column 编号; name a workbook that tigang lists wrote".to_owned();
        return Err(Error::new(ErrorKind::Format(message)));
    }
    tables.extend(leftover(&kept.unmatched));
    Ok(kept)
}

/// A cell of the old workbook that people may have written.
struct Note {
    told: Unmatched,
    by: By,
}

/// Who wrote a cell.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    /// People, in a column of theirs.
    People,
    /// People, where the speech was silent.
    Hand,
    /// People, who put something else for what tigang wrote.
    Corrected,
    /// tigang.
    Speech,
}

enum Placed {
    Kept,
    /// The speech says it itself.
    Known,
    Nowhere,
}

/// Every heading a column with a field can have.
fn known() -> Vec<String> {
    let columns = Columns::presets().into_iter().filter_map(|(name, _)| Columns::preset(&name).ok());
    let headings = columns.flat_map(|columns| columns.headings());
    headings.chain([Field::Source.chinese().to_owned()]).collect()
}

/// The cells of a sheet, and whether it has ids; nothing where it is none of ours.
fn notes(sheet: &Sheet, known: &[String]) -> Option<(Vec<Note>, bool)> {
    const OURS: usize = 3;
    let names = |cell: &&String| known.iter().any(|name| name == cell.trim());
    let is_head = |row: &Vec<String>| row.iter().any(|cell| cell.trim() == Field::Id.chinese());
    let at = sheet.rows.iter().position(is_head);
    let at = at.or_else(|| sheet.rows.iter().position(|row| row.iter().filter(names).count() >= OURS))?;
    let head: Vec<&str> = sheet.rows[at].iter().map(|cell| cell.trim()).collect();
    let column = |name: &str| head.iter().position(|cell| *cell == name);
    let ids = column(Field::Id.chinese());
    let cell = |row: &'_ [String], at: Option<usize>| at.and_then(|at| row.get(at)).cloned().unwrap_or_default();
    let mut notes = Vec::new();
    for row in &sheet.rows[at + 1..] {
        let id = cell(row, ids).trim().to_owned();
        if sheet.name == LEFTOVER {
            let [list, about, column, words] = LEFT.map(|name| cell(row, column(name)));
            if !words.trim().is_empty() {
                notes.push(Note { told: Unmatched { list, id, about, column, words }, by: By::People });
            }
            continue;
        }
        let silent = cell(row, column(SILENT));
        let written = cell(row, column(WRITTEN));
        let about = head.iter().zip(row).find(|(name, _)| ABOUT.contains(name)).map(|(_, words)| words.clone());
        for (name, words) in head.iter().zip(row) {
            if words.trim().is_empty()
                || [Field::Id.chinese(), Field::Number.chinese(), SILENT, WRITTEN, ""].contains(name)
            {
                continue;
            }
            let ours = known.iter().any(|known| known == name);
            let by = if ids.is_some() && id.is_empty() || !ours {
                By::People
            } else if silent.split(BETWEEN).any(|silent| silent == *name) {
                By::Hand
            } else if corrects(&written, name, words) {
                By::Corrected
            } else {
                By::Speech
            };
            notes.push(Note {
                told: Unmatched {
                    list: sheet.name.clone(),
                    id: id.clone(),
                    about: about.clone().unwrap_or_default(),
                    column: (*name).to_owned(),
                    words: words.clone(),
                },
                by,
            });
        }
    }
    Some((notes, ids.is_some()))
}

/// Whether a cell holds other words than tigang wrote into it, by the marks of a row.
fn corrects(written: &str, column: &str, words: &str) -> bool {
    let mark = written.split(BETWEEN).find_map(|part| part.strip_prefix(column)?.strip_prefix('='));
    mark.is_some_and(|mark| mark != self::mark(words))
}

/// What is remembered of a cell's words, white space aside: FNV-1a of 32 bits.
pub(super) fn mark(words: &str) -> String {
    let bytes = words.split_whitespace().flat_map(str::bytes);
    let hash = bytes.fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!("{hash:08x}")
}

/// Headings under which a row says what it is about.
const ABOUT: [&str; 9] =
    ["问题", "存在问题", "举措（任务）", "整改措施", "责任事项", "具体任务", "工作措施", "成效", "内容"];

fn place(tables: &mut [Table], note: &Note) -> Placed {
    let Unmatched { list, id, about, column, words } = &note.told;
    if note.by == By::Speech {
        return Placed::Known;
    }
    let Some(table) = tables.iter_mut().find(|table| table.name == *list) else { return Placed::Nowhere };
    let row = match id.is_empty() {
        false => table.ids.iter().position(|known| known == id),
        true => table.only_about(about),
    };
    let Some(row) = row else { return Placed::Nowhere };
    let at = match table.columns.iter().position(|known| known.name == *column) {
        Some(at) => at,
        None if note.by != By::People => return Placed::Nowhere,
        None => table.open(column),
    };
    let cell = &mut table.rows[row][at];
    if table.columns[at].field.is_some() {
        if cell == words {
            return Placed::Known;
        }
        if note.by == By::Corrected {
            table.corrected.push((row, column.clone(), std::mem::replace(cell, words.clone())));
            return Placed::Kept;
        }
        // The speech says something else by now.
        if !cell.is_empty() {
            return Placed::Nowhere;
        }
        table.by_hand.push((row, column.clone()));
    }
    *cell = words.clone();
    Placed::Kept
}

impl Table {
    /// The one row that is about this.
    fn only_about(&self, about: &str) -> Option<usize> {
        let at = self.columns.iter().position(|column| ABOUT.contains(&column.name.as_str()))?;
        let mut rows = (0..self.rows.len()).filter(|row| !about.is_empty() && self.rows[*row][at] == about);
        rows.next().filter(|_| rows.next().is_none())
    }

    /// A new column for people, before the place and the quote where these end the table.
    fn open(&mut self, name: &str) -> usize {
        let tail = |column: &&Column| matches!(column.field, Some(Field::Place | Field::Quote));
        let at = self.columns.len() - self.columns.iter().rev().take_while(tail).count();
        self.columns.insert(at, Column::open(name));
        self.rows.iter_mut().for_each(|row| row.insert(at, String::new()));
        at
    }
}

/// The table of what has no place, and its columns.
const LEFTOVER: &str = "未对应";
const LEFT: [&str; 4] = ["清单", "内容", "栏目", "填写内容"];

fn leftover(unmatched: &[Unmatched]) -> Option<Table> {
    let row = |of: &Unmatched| [&of.list, &of.about, &of.column, &of.words].map(Clone::clone).to_vec();
    (!unmatched.is_empty()).then(|| Table {
        list: ListKind::Task,
        name: LEFTOVER.to_owned(),
        columns: LEFT.map(Column::open).to_vec(),
        rows: unmatched.iter().map(row).collect(),
        ids: unmatched.iter().map(|of| of.id.clone()).collect(),
        by_hand: Vec::new(),
        corrected: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Lists, lists_xlsx};
    use super::*;
    use crate::Parser;

    const OLD: &str = "一、存在的问题\n一是前期工作滞后。\n二是要素保障不力。\n三是作风不实。\n";
    const NEW: &str = "一、存在的问题\n一是要素保障不力。\n二是前期工作滞后。\n三是服务跟不上。\n";

    fn tables(text: &str) -> Vec<Table> {
        let parser = Parser::new();
        let document = parser.parse(text);
        let mut lists = Lists::new(parser.rules());
        lists.add("draft", &document, &document.speeches()[0]);
        Columns::preset("standard").unwrap().only(&[ListKind::Problem]).tables(&lists)
    }

    fn column(table: &Table, name: &str) -> usize {
        table.columns.iter().position(|column| column.name == name).unwrap_or_else(|| panic!("no column {name}"))
    }

    /// What stands in a column, by the words of the row.
    fn told(table: &Table, name: &str) -> Vec<(String, String)> {
        let (about, at) = (column(table, "问题"), column(table, name));
        table.rows.iter().map(|row| (row[about].clone(), row[at].clone())).collect()
    }

    #[test]
    fn words_of_people_follow_their_row() {
        let mut old = tables(OLD);
        let progress = column(&old[0], "进展情况");
        for (row, words) in [(0, "已开工"), (1, "指标已下达"), (2, "已约谈")] {
            old[0].rows[row][progress] = words.to_owned();
        }
        let own = old[0].open("备注");
        old[0].rows[1][own] = "每周报".to_owned();
        let category = column(&old[0], "问题类别");
        old[0].rows[1][category] = "要素".to_owned();
        old[0].by_hand.push((1, "问题类别".to_owned()));
        let book = lists_xlsx(&old, "").unwrap();

        let mut new = tables(NEW);
        let kept = merge(&mut new, &book).unwrap();
        let want = [("要素保障不力", "指标已下达"), ("前期工作滞后", "已开工"), ("服务跟不上", "")];
        assert_eq!(told(&new[0], "进展情况"), want.map(|(a, b)| (a.to_owned(), b.to_owned())));
        assert_eq!(told(&new[0], "备注")[0].1, "每周报");
        assert_eq!(told(&new[0], "问题类别")[0].1, "要素");
        let lost: Vec<_> = kept.unmatched.iter().map(|of| (of.about.as_str(), of.words.as_str())).collect();
        assert_eq!(lost, [("作风不实", "已约谈")]);
        assert_eq!((kept.cells, new[1].name.as_str()), (4, "未对应"));

        // What had no place comes back with its row; what was filled in by hand stays known as such.
        let book = lists_xlsx(&new, "").unwrap();
        let mut again = tables(OLD);
        assert_eq!(merge(&mut again, &book).unwrap().unmatched, []);
        assert_eq!(told(&again[0], "进展情况")[2].1, "已约谈");
        assert_eq!(told(&again[0], "问题类别")[1].1, "要素");
    }

    #[test]
    fn rows_and_corrections_of_people_are_not_lost() {
        let mut old = tables(OLD);
        let (about, progress) = (column(&old[0], "问题"), column(&old[0], "进展情况"));
        let place = column(&old[0], "原文位置");
        let mut added = vec![String::new(); old[0].columns.len()];
        (added[about], added[progress]) = ("食堂太小".to_owned(), "已扩建".to_owned());
        old[0].rows.push(added);
        old[0].ids.push(String::new());
        // As if the program had written something else there.
        let first = std::mem::replace(&mut old[0].rows[1][place], "会上另说".to_owned());
        old[0].corrected.push((1, "原文位置".to_owned(), first));
        let book = lists_xlsx(&old, "").unwrap();

        let mut new = tables(NEW);
        let kept = merge(&mut new, &book).unwrap();
        let lost: Vec<_> = kept.unmatched.iter().map(|of| (of.about.as_str(), of.words.as_str())).collect();
        assert_eq!(lost, [("食堂太小", "食堂太小"), ("食堂太小", "已扩建")]);
        assert_eq!((kept.cells, told(&new[0], "原文位置")[0].1.as_str()), (1, "会上另说"));

        // The next merge keeps both.
        let book = lists_xlsx(&new, "").unwrap();
        let mut again = tables(NEW);
        assert_eq!(merge(&mut again, &book).unwrap(), kept);
        assert_eq!(told(&again[0], "原文位置")[0].1, "会上另说");
    }

    #[test]
    fn rows_without_ids_are_known_by_what_they_are_about() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        sheet.set_name("问题清单").unwrap();
        let ids = book.add_worksheet();
        ids.write_string(0, 0, "编号").unwrap();
        let sheet = book.worksheet_from_index(0).unwrap();
        for (row, cells) in
            [["问题", "原因", "进展情况", "原文位置"], ["要素保障不力", "", "指标已下达", ""]].iter().enumerate()
        {
            for (at, cell) in cells.iter().enumerate() {
                sheet.write_string(row as u32, at as u16, *cell).unwrap();
            }
        }
        let mut new = tables(NEW);
        let kept = merge(&mut new, &book.save_to_buffer().unwrap()).unwrap();
        assert_eq!((kept.cells, kept.unmatched.len()), (1, 0));
        assert_eq!(told(&new[0], "进展情况")[0].1, "指标已下达");
    }

    #[test]
    fn a_foreign_workbook_is_not_taken() {
        let mut book = rust_xlsxwriter::Workbook::new();
        book.add_worksheet().write_string(0, 0, "序号").unwrap();
        let bytes = book.save_to_buffer().unwrap();
        assert!(merge(&mut tables(OLD), &bytes).unwrap_err().to_string().contains("编号"));
    }
}
