//! `tigang keywords`: the words that tell most, of the whole and of each kind.

use std::io::{self, Write};

use tigang::{Entry, Kind, Segmenter};

use super::args::{self, Talk};
use super::output::Output;
use super::read::{self, Found, Frame};
use super::show::{Cell, Look, Paint, Side, Table, head, plain};
use super::{End, Stop};

pub(crate) fn run(task: args::Keywords, talk: Talk) -> Result<End, Stop> {
    let look = Look::stdout(task.language.lang, talk);
    let frame = Frame { between: "\n", ..Frame::default() };
    let kinds: Vec<Option<Kind>> = match task.kinds.kind {
        Some(kinds) => kinds.0.into_iter().map(Some).collect(),
        None => [None].into_iter().chain(Kind::ALL.map(Some)).collect(),
    };
    let write = |entry: &Entry, to: &mut dyn Write| write(entry, &kinds, task.number, look, to);
    read::each(&task.reading, talk, Output::stdout(), frame, write)
}

/// A row a kind; kinds without a word are left out.
fn write(entry: &Entry, kinds: &[Option<Kind>], number: usize, look: Look, to: &mut dyn Write) -> io::Result<Found> {
    let Some(first) = entry.document.speeches().first() else {
        return Ok(Found(false));
    };
    let mut table = Table::new(2, 1, &[Side::Left, Side::Left]);
    let mut found = Found(false);
    for kind in kinds.iter().filter(|kind| kind.is_none_or(|kind| occurs(entry, kind))) {
        let words = Segmenter::new().keywords(&entry.document, *kind, number);
        if words.is_empty() {
            continue;
        }
        found.0 = true;
        let words: Vec<String> = words.iter().map(|keyword| plain(&keyword.word)).collect();
        let name = match kind {
            Some(kind) => Cell::painted(Paint::Kind(*kind), look.kind(*kind)),
            None => Cell::painted(Paint::Bold, look.say("全文", "all")),
        };
        table.row([name, Cell::new(words.join("  "))]);
    }
    if found.0 {
        head(entry, first, look, to)?;
        table.write(look, to)?;
    }
    Ok(found)
}

/// Whether any sentence is of this kind; looking for words where there are none takes as long.
fn occurs(entry: &Entry, kind: Kind) -> bool {
    let mut sentences = entry.document.speeches().iter().flat_map(|speech| speech.sentences());
    sentences.any(|sentence| sentence.is(kind))
}
