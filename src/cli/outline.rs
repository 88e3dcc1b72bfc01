//! `tigang outline`: the points of a speech as a tree.

use std::io::{self, Write};

use tigang::{Document, Entry, Extent, Sketch, Speech, Style, With, freemind, markdown, opml, outline_docx};

use super::args::{self, Beside, Drawn, Marks, Talk};
use super::output::{Output, by_ending, is_terminal, not_on_a_terminal};
use super::read::{self, Found, Frame};
use super::show::{Cell, Look, Paint, Side, Table, Walk, head, point, points};
use super::{End, Stop};

pub(crate) fn run(task: args::Outline, talk: Talk) -> Result<End, Stop> {
    let file = task.output.as_deref();
    let format = match task.format {
        Some(format) => format,
        None => by_ending(file)?.unwrap_or(Drawn::Text),
    };
    if format != Drawn::Text {
        return drawn(&task, format, talk);
    }
    if task.with.is_some() {
        return Err(Stop::Because("--with is for md, opml, mm and docx; give --format or -o".to_owned()));
    }
    let person = file.is_none() && is_terminal();
    let look = Look::new(task.language.lang, talk, person);
    let frame = Frame { between: "\n", ..Frame::default() };
    let depth = task.depth.unwrap_or(u32::MAX);
    let write = |entry: &Entry, to: &mut dyn Write| write(entry, depth, look, to);
    read::each(&task.reading, talk, Output::named(file, &task.reading.paths)?, frame, write)
}

/// The outlines of all inputs in one file.
fn drawn(task: &args::Outline, format: Drawn, talk: Talk) -> Result<End, Stop> {
    let file = task.output.as_deref();
    if format == Drawn::Docx {
        not_on_a_terminal(file, "提纲.docx")?;
    }
    let with = match task.with {
        Some(Beside::Heading) => With::Heading,
        Some(Beside::Lead) => With::Lead,
        Some(Beside::Items) => With::Items,
        None if matches!(format, Drawn::Opml | Drawn::Mm) => With::Lead,
        None => With::Heading,
    };
    let style = match task.style {
        Marks::Headings => Style::Headings,
        Marks::List => Style::List,
    };
    let mut output = Output::named(file, &task.reading.paths)?;
    let extent = Extent { depth: task.depth.unwrap_or(u32::MAX), with };
    let sketches = |entry: Entry| {
        let speeches = entry.document.speeches();
        let sketches: Vec<Sketch> =
            speeches.iter().map(|speech| Sketch::new(&entry.document, speech, extent)).collect();
        let found = Found(sketches.iter().any(|sketch| !sketch.points.is_empty()));
        (sketches, found)
    };
    let (sketches, end) = read::gather(&task.reading, talk, sketches)?;
    let sketches = sketches.concat();
    if sketches.is_empty() {
        return Ok(end);
    }
    match format {
        Drawn::Opml => output.write(opml(&sketches).as_bytes())?,
        Drawn::Mm => output.write(freemind(&sketches).as_bytes())?,
        Drawn::Docx => {
            output.write(&outline_docx(&sketches).map_err(|error| Stop::Because(error.to_string()))?)?;
        }
        Drawn::Md | Drawn::Text => output.write(markdown(&sketches, style).as_bytes())?,
    }
    output.finish()?;
    Ok(end)
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
