//! Files of many texts, taken apart: zip archives and tables.

#[cfg(feature = "table")]
use std::collections::HashSet;

#[cfg(feature = "table")]
use serde_json::Value;

use super::Columns;
use super::inputs::Input;
use crate::error::Error;

/// One text to read.
pub(super) struct Job {
    pub(super) input: Input,
    /// Its bytes, where they are at hand.
    pub(super) bytes: Option<Vec<u8>>,
    /// The other columns of its row.
    #[cfg(feature = "json")]
    pub(super) fields: Vec<(String, serde_json::Value)>,
    #[cfg(not(feature = "json"))]
    pub(super) fields: (),
}

impl Job {
    fn new(input: Input, bytes: Option<Vec<u8>>) -> Self {
        Self { input, bytes, fields: Default::default() }
    }
}

/// Gives every text of the inputs, in order, with the place of its input among them, until `give` answers no. Of
/// files that hold many one is in memory.
pub(super) fn jobs(
    inputs: impl Iterator<Item = Result<Input, Error>>,
    columns: &Columns,
    give: &mut dyn FnMut((usize, Result<Job, Error>)) -> bool,
) {
    for (at, input) in inputs.enumerate() {
        let mut give = |job| give((at, job));
        let goes_on = match input {
            Ok(input) if input.holds_many(columns) => taken_apart(input, columns, &mut give),
            Ok(input) => give(Ok(Job::new(input, None))),
            Err(error) => give(Err(error)),
        };
        if !goes_on {
            return;
        }
    }
}

type Give<'a> = &'a mut dyn FnMut(Result<Job, Error>) -> bool;

fn taken_apart(input: Input, columns: &Columns, give: Give<'_>) -> bool {
    #[cfg(feature = "table")]
    if input == Input::Stdin {
        return stdin(columns, give);
    }
    let bytes = match input.read() {
        Ok(bytes) => bytes,
        Err(error) => return give(Err(Error::from(error).at(input.path()))),
    };
    if input.path().extension().is_some_and(|end| end.eq_ignore_ascii_case("zip")) {
        return archive(input, bytes, give);
    }
    #[cfg(feature = "table")]
    return table(&input, bytes, columns, give);
    #[cfg(not(feature = "table"))]
    {
        let _ = columns;
        give(Ok(Job::new(input, Some(bytes))))
    }
}

/// The files of a zip archive that can be read.
#[cfg(feature = "office")]
fn archive(input: Input, bytes: Vec<u8>, give: Give<'_>) -> bool {
    use super::inputs::is_speech;
    use crate::error::ErrorKind;
    use crate::input::Package;

    let mut package = match Package::open(&bytes) {
        Ok(package) => package,
        Err(damage) => return give(Err(Error::new(damage.into()).at(input.path()))),
    };
    let names: Vec<String> = package.entries().iter().map(|entry| entry.text_name().into_owned()).collect();
    // A Word file under the name of an archive.
    if names.iter().any(|name| name.starts_with("word/") || name == "content.xml") {
        return give(Ok(Job::new(input, Some(bytes))));
    }
    let mut any = false;
    for (at, name) in names.iter().enumerate() {
        let hidden = name.split('/').any(|part| part.starts_with('.') || part == "__MACOSX");
        if hidden || !is_speech(name.as_ref()) {
            continue;
        }
        any = true;
        let part = Input::Part(input.path().join(name));
        package.renew();
        let job = match package.unpack(at) {
            Ok(unpacked) => Ok(Job::new(part, Some(unpacked.bytes))),
            Err(damage) => Err(Error::new(damage.into()).at(part.path())),
        };
        if !give(job) {
            return false;
        }
    }
    any || give(Err(Error::new(ErrorKind::Binary { looks_like: "a zip archive of other files" }).at(input.path())))
}

#[cfg(not(feature = "office"))]
fn archive(input: Input, bytes: Vec<u8>, give: Give<'_>) -> bool {
    give(Ok(Job::new(input, Some(bytes))))
}

/// The rows of a table.
#[cfg(feature = "table")]
fn table(input: &Input, bytes: Vec<u8>, columns: &Columns, give: Give<'_>) -> bool {
    use super::table::{TableFormat, rows};
    use crate::input::{Hint, decode};

    let text = match decode(bytes, Hint::none()) {
        Ok(decoded) => decoded.text,
        Err(error) => return give(Err(error.at(input.path()))),
    };
    let ends_in = |ending: &str| input.path().extension().is_some_and(|end| end.eq_ignore_ascii_case(ending));
    let format = match () {
        () if ends_in("csv") => TableFormat::Csv,
        () if ends_in("tsv") => TableFormat::Tsv,
        () => TableFormat::Jsonl,
    };
    let mut seen = HashSet::new();
    rows(&text, format).all(|row| give(named_record(input, row, columns, &mut seen)))
}

/// The JSON lines of standard input, each as it comes.
#[cfg(feature = "table")]
fn stdin(columns: &Columns, give: Give<'_>) -> bool {
    use super::table::{TableFormat, rows};
    use std::io::BufRead;

    let mut seen = HashSet::new();
    for (at, line) in std::io::stdin().lock().split(b'\n').enumerate() {
        let line = match line {
            Ok(line) => line,
            Err(error) => return give(Err(Error::from(error).at("-"))),
        };
        let line = match std::str::from_utf8(&line) {
            Ok(line) => line,
            Err(bad) => {
                let fault = crate::error::ErrorKind::Encoding { at: bad.valid_up_to() };
                if !give(Err(Error::new(fault).at(format!("-:{}", at + 1)))) {
                    return false;
                }
                continue;
            }
        };
        let number = |line: &mut usize| *line = at + 1;
        for mut row in rows(line, TableFormat::Jsonl) {
            match &mut row {
                Ok(row) => number(&mut row.line),
                Err(bad) => number(&mut bad.line),
            }
            if !give(named_record(&Input::Stdin, row, columns, &mut seen)) {
                return false;
            }
        }
    }
    true
}

#[cfg(feature = "table")]
fn named_record(
    input: &Input,
    row: Result<super::table::Row, super::table::BadRow>,
    columns: &Columns,
    seen: &mut HashSet<String>,
) -> Result<Job, Error> {
    let line = row.as_ref().map_or_else(|bad| bad.line, |row| row.line);
    row.and_then(|row| record(input, row, columns, seen)).map_err(|bad| {
        let place = format!("{}:{line}", input.path().display());
        Error::new(crate::error::ErrorKind::Format(bad.reason)).at(place)
    })
}

/// Columns that hold the text, where none is named.
#[cfg(feature = "table")]
const TEXT: &[&str] = &["text", "content", "正文", "内容", "全文"];

#[cfg(feature = "table")]
fn record(
    input: &Input,
    row: super::table::Row,
    columns: &Columns,
    seen: &mut HashSet<String>,
) -> Result<Job, super::table::BadRow> {
    use super::table::{BadRow, field};

    let usual = || TEXT.iter().copied().find(|name| row.fields.iter().any(|(column, _)| column == name));
    let name = columns.text.as_deref().or_else(usual);
    let name = name.ok_or_else(|| match field(&row, "text") {
        Err(BadRow { line, reason }) => BadRow { line, reason: format!("{reason}; name one with --text-field") },
        Ok(_) => unreachable!("`usual` had found it"),
    })?;
    let Value::String(text) = field(&row, name)? else {
        return Err(BadRow { line: row.line, reason: format!("column \"{name}\" holds no text") });
    };
    let id = match columns.id.as_deref().map(|id| field(&row, id)).transpose()? {
        Some(Value::String(id)) => format!("#{id}"),
        Some(other) => format!("#{other}"),
        None => format!(":{}", row.line),
    };
    // Two records of one name could not be told apart in the results.
    let id = match columns.id {
        Some(_) if !seen.insert(id.clone()) => format!("{id}:{}", row.line),
        _ => id,
    };
    let mut path = input.path().as_os_str().to_owned();
    path.push(id);
    let mut job = Job::new(Input::Part(path.into()), Some(text.clone().into_bytes()));
    job.fields = row.fields.into_iter().filter(|(column, _)| column != name).collect();
    Ok(job)
}
