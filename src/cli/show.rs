//! What a person sees: words that fit, columns that line up, colours, two languages.

use std::io::{self, Write};

use tigang::{Document, Entry, Kind, Language, Node, NodeId, Outline, Place, Spanned, Speech};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::args::{Lang, Talk, When};
use super::output::is_terminal;

/// How things are shown on this output.
#[derive(Clone, Copy)]
pub(crate) struct Look {
    pub(crate) lang: Lang,
    color: bool,
    // Columns of the window; none where the output is no terminal, and nothing need be cut.
    window: Option<usize>,
}

#[derive(Clone, Copy)]
pub(crate) enum Paint {
    Bold,
    Dim,
    Kind(Kind),
}

const NARROW: usize = 40;

impl Look {
    pub(crate) fn stdout(lang: Lang, talk: Talk) -> Self {
        Self::new(lang, talk, is_terminal())
    }

    pub(crate) fn new(lang: Lang, talk: Talk, terminal: bool) -> Self {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let color = match talk.color {
            When::Always => true,
            When::Never => false,
            When::Auto => terminal && !dumb && !set("NO_COLOR"),
        };
        let columns = || terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0));
        Self { lang, color, window: terminal.then(|| columns().max(NARROW)) }
    }

    /// The same, cut to so many columns where there is no window to go by.
    pub(crate) fn within(self, columns: usize) -> Self {
        Self { window: self.window.or(Some(columns)), ..self }
    }

    pub(crate) fn say<'a>(self, chinese: &'a str, english: &'a str) -> &'a str {
        match self.lang {
            Lang::Zh => chinese,
            Lang::En => english,
        }
    }

    pub(crate) fn language(self) -> Language {
        match self.lang {
            Lang::Zh => Language::Chinese,
            Lang::En => Language::English,
        }
    }

    /// Columns to write in.
    pub(crate) fn columns(self) -> usize {
        self.window.unwrap_or(100)
    }

    pub(crate) fn has_color(self) -> bool {
        self.color
    }

    pub(crate) fn kind(self, kind: Kind) -> &'static str {
        self.say(kind.chinese(), kind.name())
    }

    pub(crate) fn paint(self, paint: Paint, words: &str) -> String {
        if !self.color || words.is_empty() {
            return words.to_owned();
        }
        let code = match paint {
            Paint::Bold => "1",
            Paint::Dim => "2",
            Paint::Kind(Kind::Problem) => "31",
            Paint::Kind(Kind::Cause) => "35",
            Paint::Kind(Kind::Measure) => "32",
            Paint::Kind(Kind::Responsibility) => "33",
            Paint::Kind(Kind::Target) => "36",
            Paint::Kind(Kind::Achievement) => "34",
            Paint::Kind(_) => "2",
        };
        format!("\x1b[{code}m{words}\x1b[0m")
    }

    /// The words, cut to what the window leaves beside `taken` columns.
    pub(crate) fn fit(self, words: &str, taken: usize) -> String {
        match self.window {
            Some(window) => clip(words, window.saturating_sub(taken).max(NARROW / 2)),
            None => words.to_owned(),
        }
    }
}

/// Columns the words take on a terminal.
pub(crate) fn width(words: &str) -> usize {
    words.width()
}

/// The words in at most so many columns; `…` stands for what was cut.
pub(crate) fn clip(words: &str, columns: usize) -> String {
    if width(words) <= columns {
        return words.to_owned();
    }
    let mut cut = String::new();
    let mut taken = width("…");
    for grapheme in words.graphemes(true) {
        taken += width(grapheme);
        if taken > columns {
            break;
        }
        cut.push_str(grapheme);
    }
    cut + "…"
}

/// The words of a place on one line, without what could steer a terminal.
pub(crate) fn line(document: &Document, at: &impl Spanned) -> String {
    plain(&document.shown(at))
}

/// The words on one line, without what could steer a terminal.
pub(crate) fn plain(words: &str) -> String {
    let mut shown = String::with_capacity(words.len());
    for word in words.split_whitespace() {
        if !shown.is_empty() {
            shown.push(' ');
        }
        shown.extend(word.chars().filter(|c| !c.is_control()));
    }
    shown
}

/// The file and the title of a speech.
pub(crate) fn head(entry: &Entry, speech: &Speech, look: Look, to: &mut dyn Write) -> io::Result<()> {
    let path = plain(&entry.input.path().to_string_lossy());
    writeln!(to, "{}", look.paint(Paint::Dim, &path))?;
    match speech.title {
        Some(title) => writeln!(to, "{}", look.paint(Paint::Bold, &line(&entry.document, &title))),
        None => Ok(()),
    }
}

/// Every point down to level `depth`, in reading order.
pub(crate) fn points(outline: &Outline, depth: u32) -> impl Iterator<Item = NodeId> {
    let mut open: Vec<NodeId> = outline.roots().collect();
    open.reverse();
    std::iter::from_fn(move || {
        let id = open.pop()?;
        if outline.node(id).level < depth {
            let from = open.len();
            open.extend(outline.children(id));
            open[from..].reverse();
        }
        Some(id)
    })
    .filter(move |id| outline.node(*id).level <= depth)
}

/// A point's mark and heading: `一、抓项目`, `1. 抓项目`, `第一，抓项目`.
pub(crate) fn point(document: &Document, node: &Node) -> String {
    let (mark, heading) = (plain(&document.mark(node)), line(document, &node.heading));
    let tight =
        mark.is_empty() || mark.chars().next_back().is_some_and(|last| width(last.encode_utf8(&mut [0; 4])) > 1);
    format!("{mark}{}{heading}", if tight { "" } else { " " })
}

/// Where a point stands, told by the marks above it: `二(三)一是`.
pub(crate) fn section(document: &Document, speech: &Speech, node: NodeId) -> String {
    let outline = speech.outline();
    let mut path = vec![node];
    while let Some(parent) = outline.node(path[path.len() - 1]).parent {
        path.push(parent);
    }
    let mark = |id: &NodeId| {
        let node = outline.node(*id);
        if node.marker.is_empty() {
            return format!("〈{}〉", clip(&line(document, &node.heading), 12));
        }
        let mark = line(document, &node.marker).replace('（', "(").replace('）', ")");
        mark.trim_end_matches(['、', '.', '．', '，', ',', '：', ':', ' ']).to_owned()
    };
    path.iter().rev().map(mark).collect()
}

/// Line and column of places, asked for in reading order: each step only looks at what lies between.
pub(crate) struct Walk<'a> {
    document: &'a Document,
    byte: usize,
    line: usize,
    column: usize,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(document: &'a Document) -> Self {
        Self { document, byte: 0, line: 1, column: 1 }
    }

    /// `line:column`, both from 1, and before them the page, where the file has pages.
    pub(crate) fn to(&mut self, at: &impl Spanned) -> String {
        let byte = at.span().start();
        if byte < self.byte {
            *self = Self::new(self.document);
        }
        for c in self.document.source()[self.byte..byte].chars() {
            if c == '\n' {
                self.line += 1;
                self.column = 0;
            }
            self.column += 1;
        }
        self.byte = byte;
        let page = self.document.place(byte).page.map(|page| format!("p{page} "));
        format!("{}{}:{}", page.unwrap_or_default(), self.line, self.column)
    }
}

/// `line:column` of a place.
pub(crate) fn place(place: Place) -> String {
    format!("{}:{}", place.line, place.column)
}

/// How a column lines up.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Left,
    Right,
}

/// One field of a table.
pub(crate) struct Cell {
    words: String,
    paint: Option<Paint>,
}

impl Cell {
    pub(crate) fn new(words: impl Into<String>) -> Self {
        Self { words: words.into(), paint: None }
    }

    pub(crate) fn painted(paint: Paint, words: impl Into<String>) -> Self {
        Self { words: words.into(), paint: Some(paint) }
    }

    fn width(&self) -> usize {
        width(&self.words)
    }
}

/// Rows whose columns line up, full-width characters and all. The column `wide` gives way when the
/// window is too narrow.
pub(crate) struct Table {
    indent: usize,
    wide: usize,
    sides: Vec<Side>,
    rows: Vec<Vec<Cell>>,
}

/// No row widens its column beyond this; a longer one runs over by itself.
const WIDEST: usize = 64;
const BETWEEN: usize = 2;

impl Table {
    pub(crate) fn new(indent: usize, wide: usize, sides: &[Side]) -> Self {
        Self { indent, wide, sides: sides.to_vec(), rows: Vec::new() }
    }

    /// A row with a cell for every column.
    pub(crate) fn row<const N: usize>(&mut self, cells: [Cell; N]) {
        debug_assert_eq!(N, self.sides.len());
        self.rows.push(cells.into());
    }

    pub(crate) fn write(mut self, look: Look, to: &mut dyn Write) -> io::Result<()> {
        let columns = 0..self.sides.len();
        let others = columns.clone().filter(|at| *at != self.wide).map(|at| self.widest(at) + BETWEEN);
        let taken = self.indent + others.sum::<usize>();
        for row in &mut self.rows {
            let cell = &mut row[self.wide];
            cell.words = look.fit(&cell.words, taken);
        }
        let widths: Vec<usize> = columns.map(|at| self.widest(at)).collect();
        self.rows.iter().try_for_each(|row| writeln!(to, "{}", self.line(row, &widths, look)))
    }

    fn widest(&self, column: usize) -> usize {
        let widths = self.rows.iter().map(|row| row[column].width());
        widths.filter(|width| *width <= WIDEST).max().unwrap_or(0)
    }

    fn line(&self, row: &[Cell], widths: &[usize], look: Look) -> String {
        let mut line = " ".repeat(self.indent);
        for ((cell, side), width) in row.iter().zip(&self.sides).zip(widths) {
            let gap = " ".repeat(width.saturating_sub(cell.width()));
            let words = cell.paint.map_or_else(|| cell.words.clone(), |paint| look.paint(paint, &cell.words));
            match side {
                Side::Left => line.extend([words.as_str(), gap.as_str()]),
                Side::Right => line.extend([gap.as_str(), words.as_str()]),
            }
            line.push_str(&" ".repeat(BETWEEN));
        }
        line.truncate(line.trim_end().len());
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Look = Look { lang: Lang::Zh, color: false, window: None };

    #[test]
    fn words_are_cut_by_columns_between_graphemes() {
        let cases = [
            ("项目建设", 8, "项目建设"),
            ("项目建设", 7, "项目建…"),
            ("项目建设", 6, "项目…"),
            ("e\u{301}abc", 3, "e\u{301}a…"),
        ];
        for (words, columns, want) in cases {
            assert_eq!(clip(words, columns), want, "{words} in {columns}");
        }
    }

    #[test]
    fn nothing_shown_can_steer_the_terminal() {
        assert_eq!(plain(" 一、\n抓\x1b[31m实\u{3000}效 "), "一、 抓[31m实 效");
    }

    #[test]
    fn columns_line_up_under_full_width_characters() {
        let mut table = Table::new(2, 1, &[Side::Right, Side::Left, Side::Left]);
        table.row(["1", "慢", "2:1"].map(Cell::new));
        table.row(["10", "not慢", ""].map(Cell::new));
        let mut shown = Vec::new();
        table.write(PLAIN, &mut shown).unwrap();
        assert_eq!(String::from_utf8(shown).unwrap(), "   1  慢     2:1\n  10  not慢\n");
    }

    #[test]
    fn a_walk_gives_the_places_the_document_gives() {
        let text = "一、认清形势\n😀一是抓。二是干。\r\n\n二、抓好落实";
        let document = tigang::Parser::new().parse(text);
        let mut walk = Walk::new(&document);
        for byte in text.char_indices().map(|(byte, _)| byte).chain([3, 0]) {
            let span = tigang::Span::new(byte, byte);
            assert_eq!(walk.to(&span), place(document.place(byte)));
        }
    }
}
