//! Lines to paragraphs: what was wrapped at the edge is joined, what was ended stays apart.

use std::collections::HashMap;

use super::super::manuscript::Manuscript;
use super::lines::{Column, Line, Page};

/// The text, with the page on which each paragraph begins.
pub(super) fn manuscript(pages: &[Page]) -> Manuscript {
    let print = Print::of(pages);
    let mut paragraphs: Vec<Draft> = Vec::new();
    let mut before: Option<(&Page, &Line)> = None;
    for page in pages {
        for line in &page.lines {
            let goes_on = before.is_some_and(|(on, last)| print.goes_on((on, last), (page, line)));
            match paragraphs.last_mut() {
                Some(draft) if goes_on => draft.join(line, print.count.is_some()),
                _ => paragraphs.push(Draft { text: line.text.clone(), page: page.number, size: line.size }),
            }
            before = Some((page, line));
        }
    }
    let levels = levels(&paragraphs, print.size);
    let mut made = Manuscript::default();
    for draft in &paragraphs {
        let heading = levels.iter().position(|size| *size == half_points(draft.size)).map(|level| level as u8 + 1);
        made.push(&draft.text, Some(draft.page), heading.filter(|_| draft.is_short()));
    }
    made
}

struct Draft {
    text: String,
    page: u32,
    size: f32,
}

impl Draft {
    /// Adds a line that was wrapped: Western words keep a space between them, and lose the hyphen.
    fn join(&mut self, line: &Line, cut_anywhere: bool) {
        let (last, first) = (self.text.chars().next_back(), line.text.chars().next());
        let (Some(last), Some(first)) = (last, first) else { return self.text.push_str(&line.text) };
        let hyphened = matches!(last, '-' | '\u{AD}' | '\u{2010}')
            && first.is_ascii_lowercase()
            && self.text.trim_end_matches(last).ends_with(|c: char| c.is_ascii_alphabetic());
        if hyphened {
            self.text.pop();
        } else if is_western(last) && is_western(first) && !"/-_".contains(last) && !cut_anywhere {
            self.text.push(' ');
        }
        self.text.push_str(&line.text);
    }

    fn is_short(&self) -> bool {
        self.text.chars().count() <= 50 && !self.text.ends_with(['。', '！', '？', '；', '，'])
    }
}

fn is_western(char: char) -> bool {
    (char as u32) < 0x2000 && !char.is_whitespace()
}

/// How the body of a document is printed.
struct Print {
    size: f32,
    /// From one base line to the next.
    pitch: f32,
    /// Letters on a line, where lines were cut by counting them.
    count: Option<usize>,
    edges: HashMap<(u32, Column), Edges>,
    /// Whether the first line of a paragraph stands in by two letters.
    is_indented: bool,
}

#[derive(Clone, Copy)]
struct Edges {
    left: f32,
    right: f32,
}

impl Print {
    fn of(pages: &[Page]) -> Print {
        let size = body_size(pages);
        let mut edges = HashMap::new();
        for column in [Column::Only, Column::Left, Column::Right] {
            column_edges(pages, column, &mut edges);
        }
        let is_indented = is_indented(pages, &edges);
        Print { size, pitch: pitch(pages, size), count: count(pages), edges, is_indented }
    }

    /// Whether a line continues the paragraph of the line before it.
    fn goes_on(&self, (on, last): (&Page, &Line), (page, line): (&Page, &Line)) -> bool {
        let (Some(wall), Some(edge)) =
            (self.edges.get(&(on.number, last.column)), self.edges.get(&(page.number, line.column)))
        else {
            return false;
        };
        let same_place = on.number == page.number && last.column == line.column;
        let step = line.y - last.y;
        let pitch = self.pitch * (line.size / self.size).max(1.0);
        if (line.size - last.size).abs() > 0.08 * last.size
            || (last.column == Column::Only) != (line.column == Column::Only)
            || same_place && !(0.0..1.3 * pitch).contains(&step)
            || is_tabular(last)
            || is_tabular(line)
        {
            return false;
        }
        let em = line.size;
        let is_ended = is_ended(&last.text);
        let is_full =
            wall.right - last.right < first_word(&line.text) * em + 0.5 * em || self.count == Some(last.count);
        if line.left - edge.left > em {
            // The start of a paragraph, unless it hangs below a number, or the whole block stands inside.
            let indent = line.left - edge.left;
            // Two lines that stand in by two letters each begin a paragraph.
            let is_block = (indent - (last.left - wall.left)).abs() < 0.3 * em && !(1.6..2.4).contains(&(indent / em));
            let hangs = is_numbered(&last.text) && last.left < line.left;
            let is_title =
                self.is_title(last, wall) && self.is_title(line, edge) && !line.text.starts_with(['（', '(']);
            return !is_ended && !is_numbered(&line.text) && (is_title || is_full && (is_block || hangs));
        }
        // Stops that hang over the edge stretch the widest lines; where paragraphs are indented this one begins none.
        let room = if is_ended { 2.0 } else { 4.0 };
        let is_nearly_full = self.is_indented && wall.right - last.right < room * em && !is_numbered(&line.text);
        is_full && !(is_ended && is_numbered(&line.text)) || is_nearly_full
    }

    /// Whether a line stands in the middle in large letters.
    fn is_title(&self, line: &Line, edges: &Edges) -> bool {
        let (before, behind) = (line.left - edges.left, edges.right - line.right);
        line.size > 1.15 * self.size && (before - behind).abs() < 1.5 * line.size && before > 0.0
    }
}

/// The size in which most of the text is set.
fn body_size(pages: &[Page]) -> f32 {
    let mut counts: HashMap<i32, usize> = HashMap::new();
    for line in pages.iter().flat_map(|page| &page.lines) {
        *counts.entry(half_points(line.size)).or_default() += line.text.chars().count();
    }
    let most = counts.into_iter().max_by_key(|(size, count)| (*count, *size));
    most.map_or(12.0, |(size, _)| size as f32 / 2.0)
}

fn half_points(size: f32) -> i32 {
    (size * 2.0).round() as i32
}

fn pitch(pages: &[Page], size: f32) -> f32 {
    let mut steps: Vec<f32> = pages
        .iter()
        .flat_map(|page| page.lines.windows(2))
        .filter(|pair| pair.iter().all(|line| half_points(line.size) == half_points(size)))
        .filter(|pair| pair[0].column == pair[1].column)
        .map(|pair| pair[1].y - pair[0].y)
        .filter(|step| (0.8 * size..4.0 * size).contains(step))
        .collect();
    steps.sort_by(f32::total_cmp);
    steps.get(steps.len() / 2).copied().unwrap_or(1.5 * size)
}

/// Whether nearly all lines behind the short end of a paragraph stand in by two letters.
fn is_indented(pages: &[Page], edges: &HashMap<(u32, Column), Edges>) -> bool {
    let (mut set_in, mut flush) = (0, 0);
    for page in pages {
        for pair in page.lines.windows(2).filter(|pair| pair[0].column == pair[1].column) {
            let Some(edge) = edges.get(&(page.number, pair[1].column)) else { continue };
            let is_short = edge.right - pair[0].right > 4.0 * pair[0].size;
            if is_short && is_ended(&pair[0].text) {
                match (pair[1].left - edge.left) / pair[1].size {
                    1.6..2.4 => set_in += 1,
                    ..0.5 => flush += 1,
                    _ => {}
                }
            }
        }
    }
    set_in >= 3 && flush * 5 <= set_in
}

/// The length of the longest lines, if it is common: then a line of that length was cut, however narrow.
fn count(pages: &[Page]) -> Option<usize> {
    let counts: Vec<usize> = pages.iter().flat_map(|page| &page.lines).map(|line| line.count).collect();
    let most = counts.iter().copied().max()?;
    let common = counts.iter().filter(|count| **count == most).count();
    (common >= 5 && common * 3 >= counts.len()).then_some(most)
}

/// Where the lines of a column begin and end, by its wide lines; a page may sit a little aside.
fn column_edges(pages: &[Page], column: Column, edges: &mut HashMap<(u32, Column), Edges>) {
    let of = |page: &Page| -> Vec<Line> { page.lines.iter().filter(|line| line.column == column).cloned().collect() };
    let lines: Vec<(u32, Vec<Line>)> = pages.iter().map(|page| (page.number, of(page))).collect();
    let mut widths: Vec<f32> = lines.iter().flat_map(|(_, lines)| lines).map(|line| line.right - line.left).collect();
    widths.sort_by(f32::total_cmp);
    let Some(&width) = widths.get((widths.len() * 98 / 100).min(widths.len().saturating_sub(1))) else { return };
    let wide = |lines: &[Line]| -> Vec<f32> {
        let mut lefts: Vec<f32> =
            lines.iter().filter(|line| line.right - line.left > 0.9 * width).map(|line| line.left).collect();
        lefts.sort_by(f32::total_cmp);
        lefts
    };
    let mut all: Vec<f32> = lines.iter().flat_map(|(_, lines)| wide(lines)).collect();
    all.sort_by(f32::total_cmp);
    let Some(&usual) = all.get(all.len() / 20) else { return };
    for (number, lines) in &lines {
        // Two lines at the same place are needed to believe in another edge.
        let lefts = wide(lines);
        let own = lefts.windows(2).find(|pair| pair[1] - pair[0] < 2.0).map(|pair| pair[0]);
        let left = own.filter(|own| lefts.len() >= 6 || (own - usual).abs() < 3.0).unwrap_or(usual);
        edges.insert((*number, column), Edges { left, right: left + width });
    }
}

/// Whether a line has cells; a tab after its number makes none.
fn is_tabular(line: &Line) -> bool {
    line.text.chars().skip(6).any(|char| char == '\t')
}

fn is_ended(text: &str) -> bool {
    let text = text.trim_end_matches(['”', '’', '）', ')', '」', '』', '》', '"']);
    text.ends_with(['。', '！', '？', '：', '；', '…', '!', '?', ':', ';', '.'])
}

/// Whether a line begins with 一、, （一）, 第一章, 1. or ①.
fn is_numbered(text: &str) -> bool {
    let numerals = |text: &str, of: &str| text.chars().take_while(|char| of.contains(*char)).map(char::len_utf8).sum();
    const CHINESE: &str = "〇零一二三四五六七八九十百";
    const ARABIC: &str = "0123456789０１２３４５６７８９";
    if let Some(inner) = text.strip_prefix(['（', '(']) {
        let len: usize = [CHINESE, ARABIC].iter().map(|of| numerals(inner, of)).max().unwrap_or(0);
        return len > 0 && inner[len..].starts_with(['）', ')']);
    }
    if let Some(inner) = text.strip_prefix('第') {
        let len: usize = [CHINESE, ARABIC].iter().map(|of| numerals(inner, of)).max().unwrap_or(0);
        return len > 0 && inner[len..].starts_with(['章', '节', '条', '编', '篇']);
    }
    let len: usize = numerals(text, CHINESE);
    if len > 0 {
        return text[len..].starts_with('、');
    }
    let len: usize = numerals(text, ARABIC);
    let rest = &text[len..];
    let is_mark = rest.starts_with(['.', '．', '、', ')', '）']);
    if len > 0 {
        return is_mark && !rest.chars().nth(1).is_some_and(|char| char.is_ascii_digit());
    }
    text.starts_with(|char| ('①'..='⑳').contains(&char))
}

/// How wide that is, in letters, which would have moved up to the line before had there been room.
fn first_word(text: &str) -> f32 {
    let mut width = 0.0;
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        let is_opening = "（“‘《〈「『【〔(".contains(char);
        width += if is_western(char) { 0.55 } else { 1.0 };
        let is_glued = chars.peek().is_some_and(|next| {
            "，。、；：？！）》〉」』”’】〕,.;:?!)%".contains(*next)
                || is_western(char) && is_western(*next)
                || is_opening
        });
        if !is_glued {
            break;
        }
    }
    width
}

/// Sizes above the body's that several short lines share, the largest first; a title stands alone.
fn levels(paragraphs: &[Draft], body: f32) -> Vec<i32> {
    let mut counts: HashMap<i32, (usize, usize)> = HashMap::new();
    for draft in paragraphs {
        let count = counts.entry(half_points(draft.size)).or_default();
        count.0 += 1;
        count.1 += usize::from(draft.is_short());
    }
    let mut sizes: Vec<i32> = counts
        .into_iter()
        .filter(|(size, (all, short))| *size as f32 > 2.0 * 1.12 * body && *short >= 2 && short == all)
        .map(|(size, _)| size)
        .collect();
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    if sizes.len() > 4 { vec![] } else { sizes }
}
