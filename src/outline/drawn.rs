//! An outline that is drawn as one: every line is a point, and says itself how deep it stands.

use super::marker::{Line, Marker};
use super::series::widen_nouns;
use super::speech::Part;
use super::stack::{DEPTH, finish};
use super::tree::{Form, Node, NodeId, Outline};
use crate::input::looks_like_title;
use crate::text::{Span, is_comma, is_space};

/// The number 最后 has.
const LAST: u32 = 9;

/// The speeches of a drawn outline. The only line of the first level, or all of them where they are titles by their
/// words, are no points.
pub(crate) fn drawn_speeches(text: &str, lines: &[Line], markers: &[Marker]) -> Vec<Part> {
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return Vec::new() };
    let top: Vec<Span> = lines.iter().filter(|line| line.style == Some(1)).map(|line| line.span).collect();
    let whole = Span::new(first.span.start(), last.span.end());
    let titled = match top[..] {
        [only] => mark(markers, only).is_none() || text[only.range()].ends_with("讲话"),
        _ => top.iter().all(|line| names_speech(&text[line.range()])),
    };
    if top.first() != Some(&first.span) || !titled {
        return vec![Part { span: whole, title: None }];
    }
    let ends = top.iter().skip(1).map(|line| line.start()).chain([whole.end()]);
    top.iter().zip(ends).map(|(line, end)| Part { span: Span::new(line.start(), end), title: Some(*line) }).collect()
}

fn names_speech(words: &str) -> bool {
    looks_like_title(words) || ["讲话", "致辞", "发言", "报告"].iter().any(|word| words.contains(word))
}

/// The outline of one of them.
pub(crate) fn drawn(text: &str, part: Part, lines: &[Line], markers: &[Marker]) -> Outline {
    let from = lines.partition_point(|line| line.span.end() <= part.span.start());
    let to = lines.partition_point(|line| line.span.start() < part.span.end());
    let mut levels = Vec::new();
    let mut marks: Vec<Marker> = Vec::new();
    let mut begun = false;
    for (number, line) in lines.iter().enumerate().take(to).skip(from) {
        let Some(level) = line.style.filter(|_| Some(line.span) != part.title) else { continue };
        let plain = Marker::plain(line, number);
        levels.push(level);
        // 最后 ends what something began; 最后说几句 by itself is words.
        begun |= marks.last().is_some_and(|before| before.form == Form::First);
        let last = |mark: &Marker| mark.form == Form::First && mark.ordinal == LAST;
        let ends = |mark: &Marker| begun || text[mark.span.end()..].starts_with(is_comma);
        let found = mark(markers, line.span).filter(|mark| !last(mark) || ends(mark));
        marks.push(found.unwrap_or(plain));
    }
    widen_nouns(text, &mut marks);
    let mut nodes: Vec<Node> = Vec::with_capacity(marks.len());
    let mut open: Vec<(u8, NodeId)> = Vec::new();
    for (at, (mark, level)) in marks.iter().zip(levels).enumerate() {
        while open.last().is_some_and(|(above, _)| *above >= level) || open.len() > DEPTH {
            open.pop();
        }
        nodes.push(Node {
            marker: mark.span,
            form: mark.form,
            ordinal: (mark.ordinal > 0).then_some(mark.ordinal),
            heading: heading(text, mark, lines[mark.line as usize].span.end()),
            span: Span::new(mark.span.start(), part.span.end()),
            level: open.len() as u32 + 1,
            parent: open.last().map(|(_, id)| *id),
            place: 0,
            below: 0,
        });
        open.push((level, NodeId(at as u32)));
    }
    finish(text, part.span, lines, &marks, nodes)
}

/// The mark a line begins with.
fn mark(markers: &[Marker], line: Span) -> Option<Marker> {
    let at = markers.partition_point(|marker| marker.span.start() < line.start());
    markers.get(at).copied().filter(|marker| marker.span.start() == line.start())
}

/// What stands behind the mark.
fn heading(text: &str, mark: &Marker, end: usize) -> Span {
    let behind = &text[mark.span.end()..end];
    let words = behind.trim_start_matches(|c| is_space(c) || is_comma(c) || matches!(c, '：' | ':'));
    // A mark that says nothing has its empty heading right behind it.
    if words.is_empty() { Span::new(mark.span.end(), mark.span.end()) } else { Span::new(end - words.len(), end) }
}
