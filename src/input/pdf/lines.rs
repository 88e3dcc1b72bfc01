//! Glyphs to lines: by base line, from left to right, column after column.

use super::content::{Glyph, Sheet};
use crate::text::is_han;

/// The lines of a page in reading order.
pub(super) struct Page {
    pub(super) number: u32,
    pub(super) height: f32,
    pub(super) lines: Vec<Line>,
}

/// A line of print.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) left: f32,
    pub(super) right: f32,
    /// The base line, from the top of the page.
    pub(super) y: f32,
    pub(super) size: f32,
    /// How many letters it has, with the spaces before them.
    pub(super) count: usize,
    pub(super) column: Column,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Column {
    Only,
    Left,
    Right,
}

pub(super) fn page(sheet: &Sheet) -> Page {
    let rows = rows(&sheet.glyphs);
    let lines = match gutter(&rows) {
        Some(gutter) => in_columns(rows, gutter),
        None => rows.iter().filter_map(|row| line(row, Column::Only)).collect(),
    };
    Page { number: sheet.number, height: sheet.height, lines }
}

/// Puts the footnotes of all pages behind the last one, each with its number in brackets as its mark has it:
/// [1] 指…, in smaller type, below 会议[1].
pub(super) fn notes_last(pages: &mut Vec<Page>) {
    let mut notes = Vec::new();
    for page in pages.iter_mut() {
        let Some(first) = (1..page.lines.len()).find(|at| note(&page.lines, *at).is_some()) else { continue };
        let largest = 1.05 * page.lines[first].size;
        if page.lines[first..].iter().any(|line| line.size > largest) {
            continue;
        }
        for at in first..page.lines.len() {
            if let Some((number, words)) = note(&page.lines, at) {
                page.lines[at].text = format!("[{number}] {words}");
            }
        }
        let lines = page.lines.split_off(first);
        notes.push(Page { number: page.number, height: page.height, lines });
    }
    pages.append(&mut notes);
}

/// No page has more lines.
const PAGE: usize = 200;

/// The number a line begins with and the words behind it, where the mark of that number stands in larger type above.
fn note(lines: &[Line], at: usize) -> Option<(&str, &str)> {
    let line = &lines[at];
    let words = line.text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '[' | ']' | ' '));
    let number = line.text[..line.text.len() - words.len()].trim_matches(['[', ']', ' ']);
    let mark = format!("[{number}]");
    let has_mark = |above: &Line| line.size < 0.9 * above.size && above.text.contains(&mark);
    let is_note = (1..3).contains(&number.len())
        && words.starts_with(|c| is_han(c) || matches!(c, '“' | '《'))
        && lines[..at].iter().rev().take(PAGE).any(has_mark);
    is_note.then_some((number, words))
}

/// Glyphs on one base line, from left to right.
type Row = Vec<Glyph>;

fn rows(glyphs: &[Glyph]) -> Vec<Row> {
    let is_sound = |g: &&Glyph| g.x.is_finite() && g.y.is_finite() && g.width.is_finite() && g.size > 0.5;
    let mut glyphs: Vec<Glyph> = glyphs.iter().filter(is_sound).copied().collect();
    glyphs.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut rows: Vec<Row> = Vec::new();
    // Where the row stands: the base line of its largest glyph, so that a raised mark does not lift it.
    let (mut y, mut size) = (f32::MIN, 0.0_f32);
    for glyph in glyphs {
        match rows.last_mut() {
            Some(row) if glyph.y - y < 0.5 * glyph.size.max(size) => {
                row.push(glyph);
                if glyph.size > size {
                    (y, size) = (glyph.y, glyph.size);
                }
            }
            _ => {
                rows.push(vec![glyph]);
                (y, size) = (glyph.y, glyph.size);
            }
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| a.x.total_cmp(&b.x));
        // Shadows and poor man's bold print a glyph twice.
        row.dedup_by(|b, a| a.char == b.char && b.x - a.x < 0.2 * a.size);
    }
    rows
}

fn line(row: &[Glyph], column: Column) -> Option<Line> {
    let mut text = String::with_capacity(row.len() * 3);
    let mut before: Option<&Glyph> = None;
    let mut spaces = String::new();
    let visible = |glyph: &&Glyph| !glyph.char.is_whitespace();
    let largest = row.iter().filter(visible).max_by(|a, b| a.size.total_cmp(&b.size).then(b.x.total_cmp(&a.x)))?;
    let mut note = false;
    for glyph in row {
        if glyph.char.is_whitespace() {
            if before.is_some() {
                spaces.push(if glyph.char == '\u{3000}' { '\u{3000}' } else { ' ' });
            }
            continue;
        }
        if glyph.char.is_control() || is_invisible(glyph.char) {
            continue;
        }
        if note && !is_raised(glyph, largest) {
            // At the beginning of a line stands the footnote itself.
            text.push_str(if text.rfind('[') == Some(0) { "] " } else { "]" });
            note = false;
        }
        if let Some(before) = before {
            match between(before, glyph) {
                Some('\t') => text.push('\t'),
                _ if !spaces.is_empty() => text.push_str(&spaces),
                Some(space) => text.push(space),
                None => {}
            }
        }
        spaces.clear();
        // Behind a letter or a figure it would be a power.
        if !note && is_raised(glyph, largest) && !text.ends_with(|c: char| c.is_ascii_alphanumeric()) {
            text.push('[');
            note = true;
        }
        text.push(glyph.char);
        before = Some(glyph);
    }
    text.extend(note.then_some(']'));
    let left = row.iter().find(visible)?.x;
    let right = before.map(end)?;
    Some(Line { text, left, right, y: largest.y, size: largest.size, count: row.len(), column })
}

/// The small raised figure that marks a footnote.
fn is_raised(glyph: &Glyph, largest: &Glyph) -> bool {
    glyph.char.is_ascii_digit() && glyph.size < 0.8 * largest.size && largest.y - glyph.y > 0.1 * largest.size
}

fn end(glyph: &Glyph) -> f32 {
    glyph.x + glyph.width
}

fn is_invisible(char: char) -> bool {
    matches!(char, '\u{200B}'..='\u{200F}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
}

/// What a gap between two glyphs means.
fn between(before: &Glyph, glyph: &Glyph) -> Option<char> {
    let gap = (glyph.x - end(before)) / before.size.max(glyph.size);
    let is_western = |char: char| (char as u32) < 0x2E80;
    let word_gap = if is_western(before.char) && is_western(glyph.char) { 0.18 } else { 0.7 };
    match gap {
        1.8.. => Some('\t'),
        _ if gap > word_gap => Some(' '),
        _ => None,
    }
}

/// Stretches of a row between wide gaps.
fn stretches(row: &Row) -> Vec<(f32, f32)> {
    let mut stretches: Vec<(f32, f32)> = Vec::new();
    for glyph in row.iter().filter(|glyph| !glyph.char.is_whitespace()) {
        match stretches.last_mut() {
            Some(last) if glyph.x - last.1 < 1.2 * glyph.size => last.1 = last.1.max(end(glyph)),
            _ => stretches.push((glyph.x, end(glyph))),
        }
    }
    stretches
}

/// Where a page parts into two columns of prose, if it clearly does.
fn gutter(rows: &[Row]) -> Option<f32> {
    let rows: Vec<Vec<(f32, f32)>> = rows.iter().map(stretches).filter(|row| !row.is_empty()).collect();
    if rows.len() < FEWEST_ROWS {
        return None;
    }
    let left = rows.iter().filter_map(|row| row.first()).map(|s| s.0).fold(f32::MAX, f32::min);
    let right = rows.iter().filter_map(|row| row.last()).map(|s| s.1).fold(f32::MIN, f32::max);
    let crossing = |x: f32| rows.iter().filter(|row| row.iter().any(|s| s.0 < x && x < s.1)).count();
    let (crossings, x) = (0..=40)
        .map(|step| left + (right - left) * (0.3 + 0.01 * step as f32))
        .map(|x| (crossing(x), x))
        .min_by_key(|(count, x)| (*count, ((x - (left + right) / 2.0).abs()) as i32))?;
    if crossings * 4 > rows.len() {
        return None;
    }
    // Columns of a table are filled here and there, columns of prose from edge to edge.
    let is_prose = |from: f32, to: f32| {
        let lines: Vec<f32> = rows
            .iter()
            .filter_map(|row| {
                let inside: Vec<_> = row.iter().filter(|s| s.0 >= from && s.1 <= to).collect();
                (inside.len() == 1).then(|| inside[0].1 - inside[0].0)
            })
            .collect();
        let full = lines.iter().filter(|width| **width > 0.75 * (to - from)).count();
        lines.len() >= FEWEST_ROWS && full * 2 > lines.len()
    };
    (is_prose(left - 1.0, x) && is_prose(x, right + 1.0)).then_some(x)
}

const FEWEST_ROWS: usize = 8;

/// Left column, then right, between the rows that cross the gutter.
fn in_columns(rows: Vec<Row>, gutter: f32) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut right = Vec::new();
    for row in rows {
        if stretches(&row).iter().any(|s| s.0 < gutter && gutter < s.1) {
            lines.append(&mut right);
            lines.extend(line(&row, Column::Only));
            continue;
        }
        let (west, east): (Row, Row) = row.iter().partition(|glyph| glyph.x < gutter);
        lines.extend(line(&west, Column::Left));
        right.extend(line(&east, Column::Right));
    }
    lines.append(&mut right);
    lines
}
