//! The lines a reader of a page sees: paragraphs, headings, and the rows of its tables.

use super::element::{Kind, element};
use super::tags::{Piece, pieces, resolve};

/// A paragraph, or a row of a table with its cells separated by tabs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) heading: Option<u8>,
}

/// The lines of nested markup, none of them empty.
pub(super) fn lines(markup: &str) -> Vec<Line> {
    let mut writer = Writer::default();
    for piece in pieces(markup) {
        match piece {
            Piece::Open(name, _) => writer.open(name),
            Piece::Close(name) => writer.close(name),
            Piece::Words(words) => writer.words(&resolve(words)),
        }
    }
    writer.end_line();
    while !writer.rows.is_empty() {
        writer.end_row();
    }
    writer.lines
}

#[derive(Default)]
struct Writer {
    lines: Vec<Line>,
    line: String,
    /// White space seen but not yet written.
    gap: Gap,
    heading: Option<u8>,
    /// The rows that are open, of tables in cells of tables.
    rows: Vec<Row>,
}

#[derive(Default)]
struct Row {
    cells: Vec<Vec<Line>>,
    /// Whether a table stands in one of the cells.
    frame: bool,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Space,
    /// White space with a line end in it: nothing between two Chinese characters.
    Wrap,
}

impl Writer {
    fn open(&mut self, name: &str) {
        let Some((_, kind)) = element(name) else { return };
        if kind == Kind::Inline {
            return;
        }
        self.end_line();
        match kind {
            Kind::Heading(level) => self.heading = Some(level),
            Kind::Table => self.rows.iter_mut().for_each(|row| row.frame = true),
            Kind::Row => self.rows.push(Row::default()),
            Kind::Cell => self.rows.iter_mut().next_back().into_iter().for_each(|row| row.cells.push(Vec::new())),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        let Some((_, kind)) = element(name) else { return };
        if kind == Kind::Inline {
            return;
        }
        self.end_line();
        match kind {
            Kind::Heading(_) => self.heading = None,
            Kind::Row => self.end_row(),
            _ => {}
        }
    }

    fn words(&mut self, words: &str) {
        for c in words.chars() {
            match c {
                '\n' | '\r' => self.gap = Gap::Wrap,
                ' ' | '\t' | '\u{c}' => self.gap = self.gap.max(Gap::Space),
                // Marks of where a word may break; they show nothing.
                '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{ad}' => {}
                '\u{a0}' => self.put(' '),
                c => self.put(c),
            }
        }
    }

    fn put(&mut self, c: char) {
        let gap = std::mem::take(&mut self.gap);
        let last = self.line.chars().next_back();
        let shows = match (gap, last) {
            (Gap::None, _) | (_, None | Some(' ')) => false,
            (Gap::Space, _) => true,
            (Gap::Wrap, Some(last)) => !(is_wide(last) && is_wide(c)),
        };
        if shows {
            self.line.push(' ');
        }
        self.line.push(c);
    }

    fn end_line(&mut self) {
        self.gap = Gap::None;
        let text = self.line.trim();
        if !text.is_empty() {
            let line = Line { text: text.to_owned(), heading: self.heading };
            self.add([line]);
        }
        self.line.clear();
    }

    fn add(&mut self, lines: impl IntoIterator<Item = Line>) {
        let cell = self.rows.last_mut().and_then(|row| row.cells.last_mut());
        cell.unwrap_or(&mut self.lines).extend(lines);
    }

    fn end_row(&mut self) {
        let Some(row) = self.rows.pop() else { return };
        if row.is_data() {
            let cells: Vec<String> = row.cells.iter().map(|cell| joined(cell)).collect();
            let text = cells.join("\t").trim_end().to_owned();
            self.add((!text.is_empty()).then_some(Line { text, heading: None }));
        } else {
            self.add(row.cells.into_iter().flatten());
        }
    }
}

impl Row {
    /// Whether the cells hold figures and short words; a page also sets its columns with tables.
    fn is_data(&self) -> bool {
        let short = |cell: &Vec<Line>| cell.iter().map(|line| line.text.len()).sum::<usize>() <= 900;
        !self.frame && self.cells.len() > 1 && self.cells.iter().all(short)
    }
}

fn joined(cell: &[Line]) -> String {
    cell.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// Han characters, full-width stops and letters: no space separates them.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{a4cf}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
        || matches!(c, '“' | '”' | '‘' | '’' | '—' | '…' | '·')
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARKUP: &[(&str, &str)] = &[
        ("<div>一<p>二</p>三</div>", "一|二|三"),
        ("同志们<br>\n\u{a0}\u{a0}大家好", "同志们|大家好"),
        ("<p>抓好\n  落实  X  项\n目A\n工程</p>", "抓好落实 X 项目A 工程"),
        ("<p>某\u{a0}\u{a0}\u{a0}县</p>", "某   县"),
        ("<h2>一、<span>形势</span></h2>很好", "#2 一、形势|很好"),
        ("<table><tr><td>项目</td><td><p>投资</p></td></tr><tr><td></td><td>3亿</td></tr></table>", "项目\t投资|\t3亿"),
        ("<table><tr><td><table><tr><td>甲</td><td>乙</td></tr></table></td><td>丙</td></tr></table>", "甲\t乙|丙"),
        ("<tr><td>没有完", "没有完"),
    ];

    #[test]
    fn markup_becomes_the_lines_a_reader_sees() {
        for (markup, want) in MARKUP {
            let show = |line: Line| line.heading.map_or(String::new(), |level| format!("#{level} ")) + &line.text;
            let found: Vec<String> = lines(markup).into_iter().map(show).collect();
            assert_eq!(found.join("|"), *want, "{markup}");
        }
    }
}
