//! Messages on standard error.

use std::fmt::Display;
use std::io::{self, ErrorKind as Io, Write};
use std::path::Path;

use tigang::{Error, ErrorKind};

/// One line for the person. Where nobody can read it, nothing is lost.
pub(crate) fn say(message: impl Display) {
    let _ = writeln!(io::stderr(), "tigang: {message}");
}

/// What went wrong with an input, in plain words, the file's name first.
pub(crate) fn reason(error: &Error) -> String {
    match (error.kind(), error.path()) {
        (ErrorKind::Io(io), Some(path)) => named(path, io),
        _ => error.to_string(),
    }
}

/// What the system says of a file, in plain words.
pub(crate) fn named(path: &Path, error: &io::Error) -> String {
    let path = path.display();
    match error.kind() {
        Io::NotFound if error.raw_os_error().is_some() => format!("{path}: no such file or folder"),
        Io::PermissionDenied => format!("{path}: not allowed; check its permissions"),
        Io::IsADirectory => format!("{path}: a folder; name a file"),
        Io::StorageFull => format!("{path}: no space left on the device"),
        _ => {
            let says = error.to_string();
            let says = says.split(" (os error").next().unwrap_or_default();
            format!("{path}: {}", lower(says))
        }
    }
}

fn lower(words: &str) -> String {
    let mut chars = words.chars();
    match chars.next() {
        Some(first) if chars.clone().next().is_some_and(char::is_lowercase) => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => words.to_owned(),
    }
}

/// How many, in words: `1 input`, `2 inputs`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// `the 12 files that were done before`.
pub(crate) fn files_done(number: usize) -> String {
    if number == 1 {
        "the file that was done before".to_owned()
    } else {
        format!("the {number} files that were done before")
    }
}
