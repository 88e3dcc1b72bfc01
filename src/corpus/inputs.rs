//! What the person names, and the files that stand for it.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::Columns;
use super::many::{BEGINNING, may_be};
use crate::error::{Error, ErrorKind};

/// What counts as a speech in a folder, by the end of its name.
const ENDINGS: &[&str] = &["txt", "text", "md", "markdown"];

/// The same with the features that read them.
const MORE: &[(&str, bool)] = &[
    ("html", cfg!(feature = "html")),
    ("htm", cfg!(feature = "html")),
    ("mht", cfg!(feature = "html")),
    ("mhtml", cfg!(feature = "html")),
    ("docx", cfg!(feature = "office")),
    ("doc", cfg!(feature = "office")),
    ("wps", cfg!(feature = "office")),
    ("odt", cfg!(feature = "office")),
    ("rtf", cfg!(feature = "office")),
    ("pdf", cfg!(feature = "pdf")),
];

/// Files of many texts.
const MANY: &[(&str, bool)] = &[
    ("zip", cfg!(feature = "office")),
    ("jsonl", cfg!(feature = "table")),
    ("ndjson", cfg!(feature = "table")),
    ("csv", cfg!(feature = "table")),
    ("tsv", cfg!(feature = "table")),
];

/// Where one text comes from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Input {
    /// A file.
    File(PathBuf),
    /// Standard input, named `-`.
    Stdin,
    /// One text of a file that holds many, by its name: `a.zip/b.txt`, `a.csv:12`.
    Part(PathBuf),
}

impl Input {
    /// Its name in messages and results: the path as it was given or found, `-` for standard input.
    pub fn path(&self) -> &Path {
        match self {
            Input::File(path) | Input::Part(path) => path,
            Input::Stdin => Path::new("-"),
        }
    }

    /// Whether it may hold many texts: a file by its beginning or the end of its name, standard input where that was
    /// said.
    pub(super) fn may_hold_many(&self, columns: &Columns) -> bool {
        match self {
            Input::File(path) => is_many(path) || beginning(path).is_ok_and(|bytes| may_be(&bytes, columns)),
            Input::Stdin => columns.stdin,
            Input::Part(_) => false,
        }
    }

    pub(super) fn read(&self) -> io::Result<Vec<u8>> {
        match self {
            Input::File(path) | Input::Part(path) => fs::read(path),
            Input::Stdin => {
                let mut bytes = Vec::new();
                io::stdin().lock().read_to_end(&mut bytes)?;
                Ok(bytes)
            }
        }
    }
}

/// How a file begins; nothing is taken out of a pipe.
fn beginning(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if fs::metadata(path)?.is_file() {
        fs::File::open(path)?.take(BEGINNING as u64).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// The inputs some paths stand for: files as given, folders with everything in them, `-` for standard
/// input.
///
/// A folder is walked in the order of its names, folders inside it too; it gives the files whose names end as
/// those of a format that is read: `.txt`, `.md`, `.docx`, `.doc`, `.wps`, `.odt`, `.rtf`, `.pdf`, `.html`, and
/// files of many: `.zip`, `.jsonl`, `.csv`, `.tsv`. Names that begin with a dot, and links to folders, are passed over.
/// Whether a file can be read, and whether it holds many texts, shows only when it is.
///
/// # Errors
/// A folder that cannot be listed, or that holds no such file, stands as an error in its place; the
/// other paths are not touched by it.
///
/// ```
/// let inputs = tigang::inputs(["corpus", "-"]);
/// let paths: Vec<_> = inputs.iter().flatten().map(|input| input.path().to_str().unwrap()).collect();
/// assert!(paths.contains(&"corpus/flood-control.txt") && !paths.contains(&"corpus/flood-control.ann"));
/// assert_eq!(paths.last(), Some(&"-"));
/// ```
pub fn inputs<P: AsRef<Path>>(paths: impl IntoIterator<Item = P>) -> Vec<Result<Input, Error>> {
    let mut found = Vec::new();
    for path in paths {
        let path = path.as_ref();
        if path == Path::new("-") {
            found.push(Ok(Input::Stdin));
        } else if path.is_dir() {
            let before = found.len();
            walk(path, &mut found);
            if found.len() == before {
                found.push(Err(nothing_in(path)));
            }
        } else {
            found.push(Ok(Input::File(path.to_owned())));
        }
    }
    found
}

fn walk(folder: &Path, found: &mut Vec<Result<Input, Error>>) {
    let listed = fs::read_dir(folder).and_then(|entries| entries.collect::<io::Result<Vec<_>>>());
    let mut entries = match listed {
        Ok(entries) => entries,
        Err(error) => return found.push(Err(Error::from(error).at(folder))),
    };
    entries.sort_by_key(|entry| entry.file_name());
    for entry in entries {
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        let path = entry.path();
        match entry.file_type() {
            Ok(sort) if sort.is_dir() => walk(&path, found),
            Ok(sort) if !(is_speech(&path) || is_many(&path)) || sort.is_symlink() && path.is_dir() => {}
            Ok(sort) if sort.is_file() || sort.is_symlink() => found.push(Ok(Input::File(path))),
            Ok(_) => {}
            Err(error) => found.push(Err(Error::from(error).at(path))),
        }
    }
}

pub(super) fn is_speech(path: &Path) -> bool {
    ends_in(path, ENDINGS) || MORE.iter().any(|(ending, read)| *read && ends_in(path, &[ending]))
}

/// Whether it holds many texts by the end of its name.
pub(super) fn is_many(path: &Path) -> bool {
    MANY.iter().any(|(ending, read)| *read && ends_in(path, &[ending]))
}

pub(super) fn ends_in(path: &Path, endings: &[&str]) -> bool {
    path.extension().is_some_and(|end| endings.iter().any(|ending| end.eq_ignore_ascii_case(ending)))
}

fn nothing_in(folder: &Path) -> Error {
    let message =
        "no file in this folder ends as one that can be read (.txt, .docx, .pdf …); name the files themselves";
    Error::new(ErrorKind::Io(io::Error::new(io::ErrorKind::NotFound, message))).at(folder)
}
