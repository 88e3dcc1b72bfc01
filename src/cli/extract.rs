//! `tigang extract`: everything found, by the contract or as a summary.

use std::fs;
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use serde::Serialize;
use serde_json::ser::{PrettyFormatter, Serializer};
use tigang::{Entry, Record, Segmenter};

use super::args::{self, Format, Talk};
use super::output::{Output, is_terminal};
use super::read::{self, Found, Frame, Large};
use super::show::Look;
use super::{End, Stop, summary};

const LINES: Frame = Frame { open: "", between: "", close: "", none: "", large: Large::Streamed, structure: false };
const ARRAY: Frame =
    Frame { open: "[", between: ",", close: "\n]\n", none: "[]\n", large: Large::Streamed, structure: false };
const SUMMARIES: Frame = Frame { open: "", between: "\n", close: "", none: "", large: Large::Held, structure: false };

/// A summary is a glance; JSON has everything.
const COLUMNS: usize = 100;

pub(crate) fn run(task: args::Extract, talk: Talk) -> Result<End, Stop> {
    let file = task.output.as_deref().filter(|path| *path != "-");
    let person = file.is_none() && is_terminal();
    let format = task.format.unwrap_or(if person { Format::Text } else { Format::Jsonl });
    let output = match file {
        Some(path) => {
            read::not_an_input(path, &task.reading.paths)?;
            Output::file(path)?
        }
        None => Output::stdout(),
    };
    let look = Look::new(task.language.lang, talk, person).within(COLUMNS);
    let segmenter = Segmenter::new();
    let record = |entry: &Entry, to: &mut dyn Write| {
        task.save_text.as_deref().map_or(Ok(()), |folder| save(entry, folder))?;
        let mut record = Record::new(&entry.document, &entry.source).offsets(task.offsets.into());
        if task.words {
            record = record.words(&segmenter);
        }
        match format {
            Format::Json => pretty(&record, to)?,
            _ => {
                serde_json::to_writer(&mut *to, &record)?;
                to.write_all(b"\n")?;
            }
        }
        Ok(found(entry))
    };
    let summary = |entry: &Entry, to: &mut dyn Write| {
        task.save_text.as_deref().map_or(Ok(()), |folder| save(entry, folder))?;
        summary::write(entry, look, to).map(|()| found(entry))
    };
    match format {
        Format::Jsonl => read::each(&task.reading, talk, output, LINES, record),
        Format::Json => read::each(&task.reading, talk, output, ARRAY, record),
        Format::Text => read::each(&task.reading, talk, output, SUMMARIES, summary),
    }
}

/// Writes the text of a document into `folder`, under the path of its file with `.txt` behind it.
fn save(entry: &Entry, folder: &Path) -> io::Result<()> {
    let inside = |part: Component<'_>| match part {
        Component::Normal(name) => Some(file_name(&name.to_string_lossy())),
        _ => None,
    };
    let mut path: PathBuf = folder.join(entry.input.path().components().filter_map(inside).collect::<PathBuf>());
    path.as_mut_os_string().push(".txt");
    let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    path.parent().map_or(Ok(()), fs::create_dir_all).map_err(named)?;
    fs::write(&path, entry.document.source()).map_err(named)
}

/// A name every file system takes: where an id is too long or holds signs no name may have, these go, and a mark of
/// the whole keeps it apart from others.
fn file_name(name: &str) -> String {
    const LONGEST: usize = 180;
    let bad = |c: char| c.is_control() || matches!(c, '\\' | '<' | '>' | '"' | '|' | '?' | '*');
    if name.len() <= LONGEST && !name.contains(bad) {
        return name.to_owned();
    }
    let kept: String =
        name[..name.floor_char_boundary(LONGEST)].chars().map(|c| if bad(c) { '_' } else { c }).collect();
    let mark = name.bytes().fold(0x811c_9dc5_u32, |mark, byte| (mark ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!("{kept}~{mark:08x}")
}

fn found(entry: &Entry) -> Found {
    let any = |speech: &tigang::Speech| {
        !(speech.outline().nodes().is_empty() && speech.items().is_empty() && speech.duties().is_empty())
    };
    Found(entry.document.speeches().iter().any(any))
}

/// One element of the array, two columns in.
fn pretty(record: &Record<'_>, to: &mut dyn Write) -> io::Result<()> {
    let mut indented = Indented(to);
    indented.write_all(b"\n")?;
    let mut serializer = Serializer::with_formatter(indented, PrettyFormatter::new());
    Ok(record.serialize(&mut serializer)?)
}

/// Puts two blanks behind every line end; JSON has none inside its strings.
struct Indented<'a>(&'a mut dyn Write);

impl Write for Indented<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.0.write_all(line)?;
            if line.ends_with(b"\n") {
                self.0.write_all(b"  ")?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
