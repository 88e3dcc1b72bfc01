//! Lays paragraphs out in reading order: a table's row on a line, boxes and notes apart.

use super::manuscript::Manuscript;

/// A paragraph on its way into the manuscript.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) text: String,
    pub(crate) page: Option<u32>,
    pub(crate) heading: Option<u8>,
}

/// The manuscript so far, and the rows, cells and boxes that are still open.
#[derive(Debug, Default)]
pub(crate) struct Flow {
    manuscript: Manuscript,
    frames: Vec<Frame>,
}

#[derive(Debug)]
enum Frame {
    /// `joins`: the next cell goes on behind the last line.
    Row {
        lines: Vec<Line>,
        joins: bool,
    },
    Cell(Vec<Line>),
    Aside(Vec<Line>),
}

impl Flow {
    /// Adds a paragraph, unless it is blank.
    pub(crate) fn push(&mut self, line: Line) {
        if line.text.trim().is_empty() {
            return;
        }
        match self.frames.last_mut() {
            Some(Frame::Row { lines, .. } | Frame::Cell(lines) | Frame::Aside(lines)) => lines.push(line),
            None => self.manuscript.push(&line.text, line.page, line.heading),
        }
    }

    /// Whether nothing was written yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.manuscript.text.is_empty() && self.frames.is_empty()
    }

    /// How many rows, cells and boxes are open.
    pub(crate) fn depth(&self) -> usize {
        self.frames.len()
    }

    pub(crate) fn open_row(&mut self) {
        self.frames.push(Frame::Row { lines: vec![], joins: false });
    }

    pub(crate) fn open_cell(&mut self) {
        self.frames.push(Frame::Cell(vec![]));
    }

    /// Opens a place apart, a text box or a note: its lines come back from [`Flow::close`].
    pub(crate) fn open_aside(&mut self) {
        self.frames.push(Frame::Aside(vec![]));
    }

    /// Ends the innermost row, cell or box.
    pub(crate) fn close(&mut self) -> Vec<Line> {
        match self.frames.pop() {
            Some(Frame::Row { lines, .. }) => {
                for line in lines {
                    self.push(line);
                }
            }
            Some(Frame::Cell(lines)) => self.add_cell(lines),
            Some(Frame::Aside(lines)) => return lines,
            None => {}
        }
        vec![]
    }

    /// Ends the innermost row, which is not part of the text.
    pub(crate) fn drop_row(&mut self) {
        self.frames.pop();
    }

    /// A cell of one line goes on the row's line; one that holds paragraphs stands by itself.
    fn add_cell(&mut self, cell: Vec<Line>) {
        let Some(Frame::Row { lines, joins }) = self.frames.last_mut() else {
            for line in cell {
                self.push(line);
            }
            return;
        };
        if cell.len() > 1 {
            // A whole speech may stand in the one cell of a frame.
            if lines.is_empty() {
                *lines = cell;
            } else {
                lines.extend(cell);
            }
            *joins = false;
            return;
        }
        let cell = cell.into_iter().next().unwrap_or_default();
        match lines.last_mut().filter(|_| *joins) {
            Some(line) => {
                line.text.push('\t');
                line.text.push_str(&cell.text);
                line.page = line.page.or(cell.page);
                line.heading = line.heading.or(cell.heading);
            }
            None => lines.push(cell),
        }
        *joins = true;
    }

    /// The manuscript, with everything that was still open.
    pub(crate) fn finish(mut self) -> Manuscript {
        while let Some(frame) = self.frames.last() {
            let aside = matches!(frame, Frame::Aside(_));
            let lines = self.close();
            if aside {
                for line in lines {
                    self.push(line);
                }
            }
        }
        self.manuscript
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // `[` and `]` are a row, `(` and `)` a cell, `{` and `}` a box; anything else is a paragraph.
    const CASES: &[(&str, &str)] = &[
        ("一 二", "一|二"),
        ("[ ( 一 ) ( 二 ) ] 三", "一\t二|三"),
        ("[ ( ) ( 一 ) ( ) ( 二 ) ]", "\t一\t\t二"),
        ("[ ( ) ( ) ]", ""),
        ("[ ( 一 ) ( 二 三 ) ( 四 ) ( 五 ) ]", "一|二|三|四\t五"),
        ("[ ( [ ( 一 ) ( 二 ) ] [ ( 三 ) ] 四 ) ]", "一\t二|三|四"),
        ("[ ( 一 [ ( 二", "一|二"),
        ("{ 一 } 二", "二"),
        ("{ 一", "一"),
    ];

    #[test]
    fn a_row_is_a_line() {
        for (steps, want) in CASES {
            let mut flow = Flow::default();
            for step in steps.split(' ') {
                match step {
                    "[" => flow.open_row(),
                    "(" => flow.open_cell(),
                    "{" => flow.open_aside(),
                    "]" | ")" | "}" => drop(flow.close()),
                    text => flow.push(Line { text: text.to_owned(), ..Line::default() }),
                }
            }
            let text = flow.finish().text;
            assert_eq!(text.trim_end_matches('\n').replace('\n', "|"), *want, "{steps}");
        }
    }
}
