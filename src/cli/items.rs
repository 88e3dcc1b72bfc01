//! `tigang items`: the points to put on a list, and where each stands.

use std::io::{self, Write};

use tigang::{Entry, Item, Kind, Speech};

use super::args::{self, Talk};
use super::output::Output;
use super::read::{self, Found, Frame};
use super::show::{Cell, Look, Paint, Side, Table, Walk, head, line, section};
use super::{End, Stop};

pub(crate) fn run(task: args::Items, talk: Talk) -> Result<End, Stop> {
    let look = Look::stdout(task.language.lang, talk);
    let frame = Frame { between: "\n", ..Frame::default() };
    let kinds = task.kinds.kind.map_or(Kind::LISTED.to_vec(), |kinds| kinds.0);
    if let Some(kind) = kinds.iter().find(|kind| !Kind::LISTED.contains(kind)) {
        let name = kind.name();
        return Err(Stop::Because(format!(
            "no items of kind \"{name}\": there are {}; tigang extract labels the sentences of all kinds",
            Kind::LISTED.map(Kind::name).join(", ")
        )));
    }
    let write = |entry: &Entry, to: &mut dyn Write| write(entry, &kinds, look, to);
    read::each(&task.reading, talk, Output::stdout(), frame, write)
}

fn write(entry: &Entry, kinds: &[Kind], look: Look, to: &mut dyn Write) -> io::Result<Found> {
    let mut walk = Walk::new(&entry.document);
    let mut found = Found(false);
    for speech in entry.document.speeches() {
        let items: Vec<_> = speech.items().iter().filter(|item| kinds.contains(&item.kind)).collect();
        if items.is_empty() {
            continue;
        }
        if found.0 {
            writeln!(to)?;
        }
        found.0 = true;
        head(entry, speech, look, to)?;
        let placed: Vec<_> = items.into_iter().map(|item| (item, walk.to(item))).collect();
        for kind in kinds {
            list(entry, speech, *kind, &placed, look, to)?;
        }
    }
    Ok(found)
}

/// The items of one kind, numbered: title, section, line and column.
fn list(
    entry: &Entry,
    speech: &Speech,
    kind: Kind,
    placed: &[(&Item, String)],
    look: Look,
    to: &mut dyn Write,
) -> io::Result<()> {
    let document = &entry.document;
    let mut table = Table::new(2, 1, &[Side::Right, Side::Left, Side::Left, Side::Right]);
    let mut number = 0;
    for (item, place) in placed.iter().filter(|(item, _)| item.kind == kind) {
        number += 1;
        let section = item.node.map(|node| section(document, speech, node));
        table.row([
            Cell::painted(Paint::Dim, number.to_string()),
            Cell::new(line(document, &item.title)),
            Cell::new(section.unwrap_or_default()),
            Cell::painted(Paint::Dim, place.as_str()),
        ]);
    }
    if number == 0 {
        return Ok(());
    }
    writeln!(to, "{} {number}", look.paint(Paint::Kind(kind), look.kind(kind)))?;
    table.write(look, to)
}
