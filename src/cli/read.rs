//! Reads every input, writes what is made of it, in input order, and keeps count of what failed.

use std::fs;
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use tigang::{Corpus, Entry, Error, Hint, Input, Parser, Rules, inputs};

use super::args::{Reading, Tables, Talk};
use super::message::{count, named, reason, say};
use super::output::Output;
use super::{End, Stop};

/// What stands around and between the documents' parts of the output.
#[derive(Clone, Copy, Default)]
pub(crate) struct Frame {
    pub(crate) open: &'static str,
    pub(crate) between: &'static str,
    pub(crate) close: &'static str,
    /// Instead of all these, where no document has a part.
    pub(crate) none: &'static str,
    pub(crate) large: Large,
    /// No labels are asked for.
    pub(crate) structure: bool,
}

/// Where large documents are written.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Large {
    /// In memory like all others: their part is short.
    #[default]
    Held,
    /// Straight into the output: their part is longer than they are.
    Streamed,
}

/// From this many bytes on a document is large.
const LARGE: usize = 4 << 20;

/// What became of one input.
enum Part {
    Held(Vec<u8>, io::Result<Found>),
    Late(Box<Entry>),
}

/// Whether anything was found in a document.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found(pub(crate) bool);

/// Hands every document to `write`, on many threads, and puts what it writes into `output` in input order.
pub(crate) fn each(
    reading: &Reading,
    talk: Talk,
    mut output: Output,
    frame: Frame,
    write: impl Fn(&Entry, &mut dyn Write) -> io::Result<Found> + Sync,
) -> Result<End, Stop> {
    let corpus = if frame.structure { corpus(reading)?.structure_only() } else { corpus(reading)? };
    let inputs = inputs(&reading.paths);
    let mut tally = Tally::default();
    let turn = |entry: Entry| {
        let notes = if talk.quiet { Vec::new() } else { notes(&entry) };
        if frame.large == Large::Streamed && entry.document.source().len() >= LARGE {
            return (notes, Part::Late(Box::new(entry)));
        }
        let mut bytes = Vec::new();
        let found = write(&entry, &mut bytes);
        (notes, Part::Held(bytes, found))
    };
    let ended = corpus.run(inputs, turn, |result| {
        tally.inputs += 1;
        let step = match result {
            Ok((notes, part)) => {
                notes.into_iter().for_each(say);
                tally.add(part, &mut output, frame, &write)
            }
            Err(error) => {
                tally.failed += 1;
                say(reason(&error));
                Ok(())
            }
        };
        step.map_or_else(ControlFlow::Break, ControlFlow::Continue)
    });
    if let ControlFlow::Break(stop) = ended {
        return Err(stop);
    }
    output.write(if tally.written { frame.close } else { frame.none }.as_bytes())?;
    output.finish()?;
    Ok(tally.end(reading.fail_empty, talk))
}

/// What `turn` makes of every document, in input order, for an output that is made of them all.
pub(crate) fn gather<T: Send>(
    reading: &Reading,
    talk: Talk,
    turn: impl Fn(Entry) -> (T, Found) + Sync,
) -> Result<(Vec<T>, End), Stop> {
    let corpus = corpus(reading)?;
    let mut tally = Tally::default();
    let mut gathered = Vec::new();
    let turn = |entry: Entry| (if talk.quiet { Vec::new() } else { notes(&entry) }, turn(entry));
    let _ = corpus.run(inputs(&reading.paths), turn, |result| {
        tally.inputs += 1;
        match result {
            Ok((notes, (made, found))) => {
                notes.into_iter().for_each(say);
                tally.found |= found.0;
                gathered.push(made);
            }
            Err(error) => {
                tally.failed += 1;
                say(reason(&error));
            }
        }
        ControlFlow::<()>::Continue(())
    });
    Ok((gathered, tally.end(reading.fail_empty, talk)))
}

/// Reads as the flags say.
pub(crate) fn corpus(reading: &Reading) -> Result<Corpus, Stop> {
    let parser = Parser::with_rules(rules(&reading.tables)?);
    let mut corpus = Corpus::new(parser).threads(reading.threads).stdin_records(reading.from.is_some());
    if let Some(name) = &reading.text_field {
        corpus = corpus.text_field(name);
    }
    if let Some(name) = &reading.id_field {
        corpus = corpus.id_field(name);
    }
    Ok(corpus)
}

#[derive(Default)]
struct Tally {
    inputs: usize,
    failed: usize,
    found: bool,
    written: bool,
}

impl Tally {
    fn add(
        &mut self,
        part: Part,
        output: &mut Output,
        frame: Frame,
        write: &impl Fn(&Entry, &mut dyn Write) -> io::Result<Found>,
    ) -> Result<(), Stop> {
        if matches!(&part, Part::Held(bytes, Ok(_)) if bytes.is_empty()) {
            return Ok(());
        }
        output.write(if self.written { frame.between } else { frame.open }.as_bytes())?;
        self.written = true;
        let found = match part {
            Part::Held(bytes, found) => {
                output.write(&bytes)?;
                found.map_err(|error| Stop::Because(error.to_string()))?
            }
            Part::Late(entry) => {
                let written = write(&entry, output.writer());
                written.map_err(|error| output.stop(&error))?
            }
        };
        self.found |= found.0;
        Ok(())
    }

    fn end(&self, fail_empty: bool, talk: Talk) -> End {
        if self.failed > 0 {
            if !talk.quiet {
                say(format_args!("{} of {} failed", self.failed, count(self.inputs, "input")));
            }
            return End::Failed;
        }
        if fail_empty && !self.found { End::Nothing } else { End::Fine }
    }
}

/// What the person should know of an input that was read all the same.
pub(crate) fn notes(entry: &Entry) -> Vec<String> {
    let path = entry.input.path().display();
    let document = &entry.document;
    let told = document.warnings().iter().filter(|warning| matches!(warning.code, "damaged" | "mostly-noise"));
    let mut notes: Vec<String> = told.map(|warning| format!("{path}: {}", warning.message)).collect();
    if document.speeches().is_empty() {
        let empty = document.source().is_empty();
        notes.push(format!("{path}: {}", if empty { "the file is empty" } else { "no speech in it" }));
    }
    notes
}

/// The built-in rules and the person's own.
pub(crate) fn rules(tables: &Tables) -> Result<Rules, Stop> {
    tables.rules.iter().try_fold(Rules::builtin(), |rules, path| {
        let text = text(path)?;
        let own = Rules::from_named_toml(&path.to_string_lossy(), &text);
        own.and_then(|own| rules.with(&own)).map_err(|error| Stop::Because(error.to_string()))
    })
}

/// The text of a file the run cannot do without.
pub(crate) fn text(path: &Path) -> Result<String, Stop> {
    let bytes = fs::read(path).map_err(|error| Stop::Because(named(path, &error)))?;
    let decoded = tigang::decode(bytes, Hint::path(path));
    decoded.map(|decoded| decoded.text).map_err(|error| Stop::Because(error.at(path).to_string()))
}

/// An output that is also an input would be lost.
pub(crate) fn not_an_input(output: &Path, paths: &[PathBuf]) -> Result<(), Stop> {
    let Ok(target) = fs::canonicalize(output) else {
        return Ok(());
    };
    let same = |input: &Result<Input, Error>| match input {
        Ok(Input::File(path)) => fs::canonicalize(path).is_ok_and(|path| path == target),
        _ => false,
    };
    if target.is_file() && inputs(paths).iter().any(same) {
        return Err(Stop::Because(format!("{}: is also an input; give -o another name", output.display())));
    }
    Ok(())
}
