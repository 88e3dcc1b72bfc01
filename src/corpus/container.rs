//! Files of many texts, taken apart: zip archives and tables.

#[cfg(feature = "table")]
use std::collections::HashSet;

#[cfg(feature = "table")]
use serde_json::Value;

use super::Columns;
use super::inputs::Input;
#[cfg(feature = "table")]
use super::many::TEXT;
use super::many::{Many, many};
#[cfg(feature = "table")]
use super::table::{BadRow, Row, TableFormat, field, rows};
use crate::error::{Error, ErrorKind};

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
    /// How the table it is a row of writes its characters.
    pub(super) encoding: Option<&'static str>,
    /// What could not be taken out as it stands, a sentence each.
    pub(super) losses: Vec<String>,
}

impl Job {
    fn new(input: Input, bytes: Option<Vec<u8>>) -> Self {
        Self { input, bytes, fields: Default::default(), encoding: None, losses: Vec::new() }
    }
}

/// Gives every text of the inputs, in order, with the place of its input among them, until `give` answers no. Of
/// files that hold many one is in memory, with the archives inside it that are open.
pub(super) fn jobs(
    inputs: impl Iterator<Item = Result<Input, Error>>,
    columns: &Columns,
    give: &mut dyn FnMut((usize, Result<Job, Error>)) -> bool,
) {
    for (at, input) in inputs.enumerate() {
        let mut give = |job| give((at, job));
        let goes_on = match input {
            #[cfg(feature = "table")]
            Ok(Input::Stdin) if columns.stdin => stdin(columns, &mut give),
            Ok(input) if input == Input::Stdin || input.may_hold_many(columns) => match input.read() {
                Ok(bytes) => taken_apart(input, bytes, columns, &mut Nest::new(), &mut give),
                Err(error) => give(Err(Error::from(error).at(input.path()))),
            },
            Ok(input) => give(Ok(Job::new(input, None))),
            Err(error) => give(Err(error)),
        };
        if !goes_on {
            return;
        }
    }
}

type Give<'a> = &'a mut dyn FnMut(Result<Job, Error>) -> bool;

fn taken_apart(input: Input, bytes: Vec<u8>, columns: &Columns, nest: &mut Nest, give: Give<'_>) -> bool {
    match many(input.path(), &bytes, columns) {
        #[cfg(feature = "office")]
        Some(Many::Archive) => archive(&input, &bytes, columns, nest, give),
        #[cfg(feature = "table")]
        Some(Many::Table(format)) => table(&input, bytes, format, columns, give),
        None => give(Ok(Job::new(input, Some(bytes)))),
    }
}

/// Archives inside an archive: how deep they lie, and how much more they may unpack.
struct Nest {
    depth: usize,
    left: usize,
}

impl Nest {
    fn new() -> Self {
        Self { depth: 0, left: 256 << 20 }
    }
}

/// An archive may lie in one that lies in another.
#[cfg(feature = "office")]
const DEEPEST: usize = 3;

/// The files of a zip archive that can be read.
#[cfg(feature = "office")]
fn archive(input: &Input, bytes: &[u8], columns: &Columns, nest: &mut Nest, give: Give<'_>) -> bool {
    use super::inputs::{is_many, is_speech};
    use crate::input::Package;

    let fault = |kind| Err(Error::new(kind).at(input.path()));
    if nest.depth == DEEPEST {
        return give(fault(ErrorKind::Format(
            "archives lie in archives too deep here; unpack the outer ones first".into(),
        )));
    }
    let mut package = match Package::open(bytes) {
        Ok(package) => package,
        Err(damage) => return give(fault(damage.into())),
    };
    let names: Vec<String> = package.entries().iter().map(|entry| entry.text_name().into_owned()).collect();
    let mut any = false;
    for (at, name) in names.iter().enumerate() {
        let hidden = name.split('/').any(|part| part.starts_with('.') || part == "__MACOSX");
        if hidden || !(is_speech(name.as_ref()) || is_many(name.as_ref())) {
            continue;
        }
        any = true;
        let part = Input::Part(input.path().join(name));
        package.renew();
        let goes_on = match package.unpack(at) {
            Err(damage) => give(Err(Error::new(damage.into()).at(part.path()))),
            Ok(unpacked) => {
                if nest.depth > 0 {
                    let Some(left) = nest.left.checked_sub(unpacked.bytes.len()) else {
                        let much = "archives in archives hold more than 256 MB; unpack the outer ones first";
                        return give(fault(ErrorKind::Format(much.to_owned())));
                    };
                    nest.left = left;
                }
                let lost = unpacked
                    .damaged
                    .then(|| "damaged in its archive: it breaks off, or some of it is wrong".to_owned());
                nest.depth += 1;
                let goes_on = taken_apart(part, unpacked.bytes, columns, nest, &mut |job| {
                    give(job.map(|mut job| {
                        job.losses.extend(lost.clone());
                        job
                    }))
                });
                nest.depth -= 1;
                goes_on
            }
        };
        if !goes_on {
            return false;
        }
    }
    if !any {
        return give(fault(ErrorKind::Binary { looks_like: "a zip archive of other files" }));
    }
    let torn = "the zip archive's directory is damaged or cut off: behind the files read others may be missing";
    package.is_whole() || give(fault(ErrorKind::Damaged(torn.to_owned())))
}

/// The rows of a table.
#[cfg(feature = "table")]
fn table(input: &Input, bytes: Vec<u8>, format: TableFormat, columns: &Columns, give: Give<'_>) -> bool {
    use crate::input::{Hint, decode};

    let decoded = match decode(bytes, Hint::none()) {
        Ok(decoded) => decoded,
        Err(error) => return give(Err(error.at(input.path()))),
    };
    let mut seen = HashSet::new();
    rows(&decoded.text, format).all(|row| {
        give(named_record(input, row, columns, &mut seen).map(|mut job| {
            job.encoding = decoded.encoding;
            // The losses tell of the whole table; rows that are all right have none.
            if job.bytes.as_ref().is_some_and(|bytes| memchr::memmem::find(bytes, "\u{fffd}".as_bytes()).is_some()) {
                job.losses.clone_from(&decoded.losses);
            }
            job
        }))
    })
}

/// The JSON lines of standard input, each as it comes.
#[cfg(feature = "table")]
fn stdin(columns: &Columns, give: Give<'_>) -> bool {
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
                let fault = ErrorKind::Encoding { at: bad.valid_up_to() };
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
    row: Result<Row, BadRow>,
    columns: &Columns,
    seen: &mut HashSet<String>,
) -> Result<Job, Error> {
    let line = row.as_ref().map_or_else(|bad| bad.line, |row| row.line);
    row.and_then(|row| record(input, row, columns, seen)).map_err(|bad| {
        let place = format!("{}:{line}", input.path().display());
        Error::new(ErrorKind::Format(bad.reason)).at(place)
    })
}

#[cfg(feature = "table")]
fn record(input: &Input, row: Row, columns: &Columns, seen: &mut HashSet<String>) -> Result<Job, BadRow> {
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

#[cfg(all(test, feature = "office", feature = "table"))]
mod tests {
    use std::io::{Cursor, Write};

    use super::*;

    fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut file = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            file.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            file.write_all(bytes).unwrap();
        }
        file.finish().unwrap().into_inner()
    }

    /// What a file holds: names, and behind them what was told of each.
    fn shown(path: &str, bytes: &[u8], columns: &Columns) -> Vec<String> {
        let mut shown = Vec::new();
        let input = Input::File(path.into());
        taken_apart(input, bytes.to_vec(), columns, &mut Nest::new(), &mut |job| {
            shown.push(match job {
                Ok(job) => {
                    let told = job.encoding.into_iter().chain(job.losses.iter().map(|_| "!"));
                    told.fold(job.input.path().display().to_string(), |shown, told| format!("{shown} {told}"))
                }
                Err(error) => error.to_string().split([';', '(']).next().unwrap().trim().to_owned(),
            });
            true
        });
        shown
    }

    #[test]
    fn archives_are_known_by_what_is_in_them() {
        let columns = Columns::default();
        let one = zip(&[("讲话/一.txt", "抓项目。".as_bytes()), ("__MACOSX/一.txt", b"x"), ("图.png", b"x")]);
        let mut damaged = one.clone();
        let at = memchr::memmem::find(&damaged, "讲话".as_bytes()).unwrap() + "讲话/一.txt".len();
        damaged[at + 4] ^= 1;
        let docx = zip(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")]);
        let table = "编号;正文\n1;抓项目。\n".as_bytes();
        let two = zip(&[("in.zip", &one), ("t.csv", table), ("b.txt", b"b")]);
        let [three, four] = [&zip(&[("in.zip", &two)]), &two].map(|inner| zip(&[("in.zip", inner)]));
        let deep = "a/in.zip/in.zip/in.zip: archives lie in archives too deep here";
        let cut = "a: damaged: the zip archive's directory is damaged or cut off: behind the files read others may be missing";
        let cases: &[(&str, &[u8], &[&str])] = &[
            ("a", &one, &["a/讲话/一.txt"]),
            ("a.docx", &one, &["a.docx/讲话/一.txt"]),
            ("a.zip", &docx, &["a.zip"]),
            ("a", &two, &["a/in.zip/讲话/一.txt", "a/t.csv:2 utf-8", "a/b.txt"]),
            ("a", &four, &["a/in.zip/in.zip/讲话/一.txt", "a/in.zip/t.csv:2 utf-8", "a/in.zip/b.txt"]),
            ("a", &three, &[deep, "a/in.zip/in.zip/t.csv:2 utf-8", "a/in.zip/in.zip/b.txt"]),
            ("a", &damaged, &["a/讲话/一.txt !"]),
            ("a", &one[..one.len() - 4], &["a/讲话/一.txt", cut]),
            ("a", &zip(&[("word/一.txt", b"x")]), &["a/word/一.txt"]),
            ("a", &zip(&[("图.png", b"x")]), &["a: no text in it"]),
            ("a.zip", b"text", &["a.zip"]),
        ];
        for (path, bytes, want) in cases {
            assert_eq!(shown(path, bytes, &columns), *want);
        }
    }

    #[test]
    fn archives_in_archives_unpack_no_more_than_a_machine_likes() {
        let large = vec![b' '; 60 << 20];
        let inner = zip(&[("1.txt", &large), ("2.txt", &large)]);
        let outer = zip(&[("1.zip", &inner), ("2.zip", &inner), ("3.zip", &inner)]);
        let shown = shown("a", &outer, &Columns::default());
        assert_eq!(shown[..4], ["a/1.zip/1.txt", "a/1.zip/2.txt", "a/2.zip/1.txt", "a/2.zip/2.txt"]);
        assert_eq!(shown[4..], ["a/3.zip: archives in archives hold more than 256 MB"]);
    }

    #[test]
    fn rows_tell_how_their_table_is_written() {
        let columns = Columns { text: Some("正文".to_owned()), id: Some("编号".to_owned()), ..Columns::default() };
        let table = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
        let text = "编号,正文\n甲,由县发改局牵头，逐月通报项目进度。\n甲,要把前期工作往前赶。\n";
        assert_eq!(shown("a", &table(text), &columns), ["a#甲 gb18030", "a#甲:3 gb18030"]);
    }
}
