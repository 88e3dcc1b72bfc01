//! `tigang outline`: the points of a speech as a tree.

use std::io::{self, Write};

use tigang::{Document, Entry, Speech};

use super::args::{self, Talk};
use super::output::Output;
use super::read::{self, Found, Frame};
use super::show::{Cell, Look, Paint, Side, Table, Walk, head, point, points};
use super::{End, Stop};

pub(crate) fn run(task: args::Outline, talk: Talk) -> Result<End, Stop> {
    let look = Look::stdout(task.language.lang, talk);
    let frame = Frame { between: "\n", ..Frame::default() };
    let depth = task.depth.unwrap_or(u32::MAX);
    let write = |entry: &Entry, to: &mut dyn Write| write(entry, depth, look, to);
    read::each(&task.reading, talk, Output::stdout(), frame, write)
}

fn write(entry: &Entry, depth: u32, look: Look, to: &mut dyn Write) -> io::Result<Found> {
    let mut walk = Walk::new(&entry.document);
    let mut found = Found(false);
    for (at, speech) in entry.document.speeches().iter().enumerate() {
        if at > 0 {
            writeln!(to)?;
        }
        head(entry, speech, look, to)?;
        if speech.outline().nodes().is_empty() {
            writeln!(to, "{}", look.paint(Paint::Dim, look.say("（没有分点）", "(no points)")))?;
        }
        tree(&entry.document, speech, depth, look, &mut walk).write(look, to)?;
        found.0 |= !speech.outline().nodes().is_empty();
    }
    Ok(found)
}

/// A row a point: mark and heading, what it is, where it stands.
fn tree(document: &Document, speech: &Speech, depth: u32, look: Look, walk: &mut Walk<'_>) -> Table {
    let mut table = Table::new(0, 0, &[Side::Left, Side::Left, Side::Right]);
    for id in points(speech.outline(), depth) {
        let node = speech.outline().node(id);
        let indent = "  ".repeat(node.level.saturating_sub(1) as usize);
        let kind = speech.kind(id);
        table.row([
            Cell::new(indent + &point(document, node)),
            kind.map_or(Cell::new(""), |kind| Cell::painted(Paint::Kind(kind), look.kind(kind))),
            Cell::painted(Paint::Dim, walk.to(node)),
        ]);
    }
    table
}
