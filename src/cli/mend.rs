//! `tigang check --fix`: mends what needs no judgement, and changes nothing else.

use std::borrow::Cow;
use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use encoding_rs::Encoding;
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
    let charset = entry.source.encoding.as_deref().unwrap_or_default();
    let bytes = fs::read(path).map_err(|error| named(path, &error))?;
    let read = encoded(entry.document.source(), charset);
    // What stands before the text is a byte order mark.
    let head = read.as_deref().and_then(|read| bytes.strip_suffix(read)).filter(|head| head.len() <= 3);
    let (Some(head), Some(text)) = (head, encoded(text, charset)) else {
        return refused(match charset {
            "utf-8" | "utf-8-bom" => "it changed meanwhile; run again",
            _ => "it is not in UTF-8; make the changes in its own program, or convert it with iconv first",
        });
    };
    write(path, head, &text).map_err(|stop| match stop {
        Stop::Because(reason) => format!("{reason}; not mended"),
        Stop::Closed => format!("{}: closed; not mended", path.display()),
    })
}

/// The text in a charset that holds all of it.
fn encoded<'a>(text: &'a str, charset: &str) -> Option<Cow<'a, [u8]>> {
    match charset {
        "utf-16le" => Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        "utf-16be" => Some(text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        _ => {
            let charset = Encoding::for_label(charset.trim_end_matches("-bom").as_bytes())?;
            let (bytes, _, lossy) = charset.encode(text);
            (!lossy).then_some(bytes)
        }
    }
}

fn write(path: &Path, head: &[u8], text: &[u8]) -> Result<(), Stop> {
    let mut output = Output::file(path)?;
    output.write(head)?;
    output.write(text)?;
    output.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_written_in_the_charset_it_came_in() {
        const CASES: &[(&str, &str, Option<&[u8]>)] = &[
            ("utf-8", "抓，", Some("抓，".as_bytes())),
            ("utf-8-bom", "抓", Some("抓".as_bytes())),
            ("utf-16le", "a抓", Some(b"a\0\x93\x62")),
            ("utf-16be", "a抓", Some(b"\0a\x62\x93")),
            ("gb18030", "抓，", Some(b"\xd7\xa5\xa3\xac")),
            ("big5", "抓", Some(b"\xa7\xec")),
            ("big5", "这", None),
            ("", "抓", None),
        ];
        for (charset, text, want) in CASES {
            assert_eq!(encoded(text, charset).as_deref(), *want, "{text} in {charset}");
        }
    }
}
