//! `tigang text`: the text that offsets count in.

use std::io::{self, Write};

use tigang::Entry;

use super::args::{self, Talk};
use super::output::Output;
use super::read::{self, Found, Frame};
use super::{End, Stop};

pub(crate) fn run(task: args::Text, talk: Talk) -> Result<End, Stop> {
    let frame = Frame { between: "\n", structure: true, ..Frame::default() };
    let write = |entry: &Entry, to: &mut dyn Write| -> io::Result<Found> {
        let document = &entry.document;
        let text = if task.clean { document.cleaned() } else { document.source() };
        to.write_all(text.as_bytes())?;
        Ok(Found(!text.is_empty()))
    };
    read::each(&task.reading, talk, Output::stdout(), frame, write)
}
