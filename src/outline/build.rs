//! Stacks the candidates that make a series into a tree.

use super::marker::{Line, Marker};
use super::plain::{headings, raise_holders, styles};
use super::series::{series, widen_nouns};
use super::stack::stack;
use super::tree::Outline;
use crate::text::Span;

/// The outline of the part of `text` that lies in `speech`.
pub(crate) fn build(text: &str, speech: Span, lines: &[Line], markers: &[Marker], gaps: &[usize]) -> Outline {
    let from = lines.partition_point(|line| line.span.end() <= speech.start());
    let to = lines.partition_point(|line| line.span.start() < speech.end());
    let inside = markers.partition_point(|marker| marker.span.start() < speech.start())
        ..markers.partition_point(|marker| marker.span.start() < speech.end());
    let mut marks = series(text, lines, &markers[inside.clone()], speech, gaps);
    if !styles(text, &lines[from..to], from, &mut marks) {
        headings(text, &lines[from..to], from, &markers[inside], &mut marks);
    }
    marks.sort_by_key(|mark| mark.span.start());
    widen_nouns(text, &mut marks);
    raise_holders(lines, &mut marks);
    stack(text, speech, lines, &marks)
}
