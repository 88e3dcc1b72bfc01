//! `tigang check --fix`: mends what needs no judgement, and changes nothing else.

use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use tigang::{Checks, Document, Entry, Fix, Input, Parser};

use super::Stop;
use super::message::{named, say};
use super::output::Output;

pub(crate) struct Mender {
    parser: Parser,
    checks: Checks,
    made: AtomicUsize,
    // The same file may be named twice.
    turn: Mutex<()>,
}

/// Mending one thing may uncover another; it hardly goes on so.
const ROUNDS: usize = 4;

impl Mender {
    pub(crate) fn new(parser: Parser, checks: Checks) -> Self {
        Self { parser, checks, made: AtomicUsize::new(0), turn: Mutex::new(()) }
    }

    /// How many findings were mended.
    pub(crate) fn made(&self) -> usize {
        self.made.load(Ordering::Relaxed)
    }

    /// The mended document, its file written; nothing where nothing was to mend or it could not be.
    pub(crate) fn mend(&self, entry: &Entry) -> Option<Document> {
        let mut text = entry.document.source().to_owned();
        let (mut document, mut made) = (None, 0);
        for _ in 0..ROUNDS {
            let findings = self.checks.run(document.as_ref().unwrap_or(&entry.document));
            let (mended, count) = Fix::apply(&text, findings.iter().filter_map(|finding| finding.fix.as_ref()));
            if count == 0 {
                break;
            }
            made += count;
            text = mended;
            document = Some(self.parser.parse(&text));
        }
        let document = document?;
        let _turn = self.turn.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        match save(entry, &text) {
            Ok(()) => {
                self.made.fetch_add(made, Ordering::Relaxed);
                Some(document)
            }
            Err(reason) => {
                say(reason);
                None
            }
        }
    }
}

/// Writes the text in place of the file it came from.
fn save(entry: &Entry, text: &str) -> Result<(), String> {
    let path = entry.input.path();
    let refused = |why: &str| Err(format!("{}: not mended: {why}", path.display()));
    if !matches!(entry.input, Input::File(_)) {
        return refused("it is no file of its own; mend the text where it comes from");
    }
    if !matches!(entry.source.format.as_str(), "txt" | "md") {
        return refused("--fix mends plain text and Markdown; make the changes in its own program");
    }
    if !matches!(entry.source.encoding.as_deref(), Some("utf-8" | "utf-8-bom")) {
        return refused("it is not in UTF-8; make the changes in its own program, or convert it with iconv first");
    }
    let bytes = fs::read(path).map_err(|error| named(path, &error))?;
    let Some(head) = bytes.strip_suffix(entry.document.source().as_bytes()).filter(|head| head.len() <= 3) else {
        return refused("it changed meanwhile; run again");
    };
    write(path, head, text).map_err(|stop| match stop {
        Stop::Because(reason) => format!("{reason}; not mended"),
        Stop::Closed => format!("{}: closed; not mended", path.display()),
    })
}

fn write(path: &Path, head: &[u8], text: &str) -> Result<(), Stop> {
    let mut output = Output::file(path)?;
    output.write(head)?;
    output.write(text.as_bytes())?;
    output.finish()
}
