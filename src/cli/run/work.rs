//! The run itself: results come in input order, those of the run before are put between them.

use std::path::Path;

use super::manifest::{Line, Outcome, Set, Stamp, Tally};
use super::outputs::{Chunk, Outputs};
use super::part::Part;
use super::plan::{Unit, file_hash};
use super::progress::{Progress, grouped, summary};
use super::{End, STOP, Stop, Talk, args, end_of, named, say};

pub(super) struct Work<'a> {
    units: &'a [Unit],
    plans: &'a [Option<usize>],
    set: Option<Set>,
    stamp: Stamp,
    part: Part<'a>,
    progress: Progress,
    // The file in work, and what it gave so far.
    at: usize,
    tally: Tally,
    sha256: Option<String>,
    many: bool,
    all: Tally,
    // Of this run alone.
    read: Tally,
}

/// Why it goes no further.
pub(super) enum Halt {
    Because(Stop),
    /// The person does not want to wait for the end of a file of many texts.
    InsideFile,
}

impl<'a> Work<'a> {
    pub(super) fn new(
        units: &'a [Unit],
        plans: &'a [Option<usize>],
        set: Option<Set>,
        stamp: Stamp,
        part: Part<'a>,
        progress: Progress,
        all: Tally,
    ) -> Self {
        let at = part.done;
        let (tally, read) = (Tally::default(), Tally::default());
        Self { units, plans, set, stamp, part, progress, at, tally, sha256: None, many: false, all, read }
    }

    /// Takes what one text of the file at `place` gave.
    pub(super) fn take(&mut self, place: usize, chunk: Chunk) -> Result<(), Halt> {
        use std::sync::atomic::Ordering;
        self.advance(place).map_err(Halt::Because)?;
        if let Some(failure) = &chunk.failure {
            self.progress.failure(failure);
        }
        chunk.notes.iter().for_each(|note| self.progress.note(note));
        self.part.add(&chunk.bytes).map_err(Halt::Because)?;
        self.tally.add(&chunk.tally);
        self.many |= chunk.part;
        self.sha256 = chunk.sha256;
        if self.many && STOP.load(Ordering::Relaxed) { Err(Halt::InsideFile) } else { Ok(()) }
    }

    /// All files before `place` are whole.
    pub(super) fn advance(&mut self, place: usize) -> Result<(), Stop> {
        while self.at < place {
            let unit = &self.units[self.at];
            match self.plans[self.at] {
                Some(kept) => self.again(kept)?,
                None => self.close()?,
            }
            self.progress.file(unit.bytes);
            self.at += 1;
        }
        Ok(())
    }

    /// The file in work is whole.
    fn close(&mut self) -> Result<(), Stop> {
        let unit = &self.units[self.at];
        let tally = std::mem::take(&mut self.tally);
        let result = tally.outcome();
        self.all.add(&tally);
        self.read.add(&tally);
        let many = std::mem::take(&mut self.many) || tally.documents == 0;
        let sha256 = self.sha256.take().filter(|_| !many);
        let sha256 = match result {
            Outcome::Failed => None,
            _ => sha256.or_else(|| file_hash(Path::new(&unit.path))),
        };
        self.part.close(Line {
            number: unit.number,
            path: unit.path.clone(),
            bytes: unit.bytes,
            mtime_ns: unit.mtime_ns,
            sha256,
            stamp: self.stamp.clone(),
            result,
            tally,
            written: Default::default(),
        })
    }

    /// What the run before found in the file in work stands.
    fn again(&mut self, kept: usize) -> Result<(), Stop> {
        let unit = &self.units[self.at];
        let Some(set) = &mut self.set else {
            return Ok(());
        };
        let line = set.line(kept).map_err(|error| Stop::Because(named(Path::new(&unit.path), &error)))?;
        self.part.copy(set, kept, &line)?;
        self.all.add(&line.tally);
        self.part.close(Line { number: unit.number, mtime_ns: unit.mtime_ns, ..line })
    }

    /// Gives the files their names, or says how to go on.
    pub(super) fn end(mut self, outputs: &Outputs, task: &args::Run, talk: Talk) -> Result<End, Stop> {
        let folder = task.output.display();
        if self.at < self.units.len() {
            self.progress.end();
            self.part.secure()?;
            say(format_args!(
                "stopped after {} of {} files; what is done is kept: the same command goes on from here",
                grouped(self.at as u64),
                grouped(self.units.len() as u64)
            ));
            return Ok(End::Stopped);
        }
        let notes = self.part.make(&outputs.made)?;
        self.part.finish()?;
        let taken = self.progress.end();
        if !talk.quiet {
            notes.iter().for_each(say);
            for line in summary(&self.all, &self.read, taken, task.language.lang) {
                say(line);
            }
            say(format_args!("written to {folder}"));
        }
        Ok(end_of(&self.all))
    }
}
