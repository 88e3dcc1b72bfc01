//! Where results go: standard output, or a file that is renamed when it is whole.

use std::fs::{self, File};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use super::Stop;
use super::message::named;

const BUFFER: usize = 1 << 16;

pub(crate) struct Output {
    to: BufWriter<Box<dyn Write>>,
    name: PathBuf,
    // None: the bytes go straight where they belong.
    part: Option<Part>,
}

/// A file under a temporary name; taken away unless it was kept.
struct Part {
    at: PathBuf,
    target: PathBuf,
}

impl Drop for Part {
    fn drop(&mut self) {
        // Gone already where it was kept.
        let _ = fs::remove_file(&self.at);
    }
}

/// Whether a person looks at standard output.
pub(crate) fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// The format the ending of a file's name tells, of those that `known` names; none without a file.
pub(crate) fn by_ending<F: clap::ValueEnum>(path: Option<&Path>) -> Result<Option<F>, Stop> {
    let Some(path) = path.filter(|path| *path != "-") else { return Ok(None) };
    let end = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let end = if end == "txt" {
        "text"
    } else if end == "markdown" {
        "md"
    } else {
        &end
    };
    match F::from_str(end, true) {
        Ok(format) => Ok(Some(format)),
        Err(_) => {
            let names: Vec<String> =
                F::value_variants().iter().filter_map(F::to_possible_value).map(|v| v.get_name().to_owned()).collect();
            let path = path.display();
            Err(Stop::Because(format!(
                "{path}: its ending names no format; give --format, one of {}",
                names.join(", ")
            )))
        }
    }
}

/// Bytes for a program, not for a person's eyes.
pub(crate) fn not_on_a_terminal(path: Option<&Path>, example: &str) -> Result<(), Stop> {
    if path.is_none() && is_terminal() {
        return Err(Stop::Because(format!(
            "this format is for a file, not for a terminal; give -o, such as -o {example}"
        )));
    }
    Ok(())
}

impl Output {
    pub(crate) fn stdout() -> Self {
        let to: Box<dyn Write> = Box::new(io::stdout().lock());
        let name = PathBuf::from("standard output");
        Self { to: BufWriter::with_capacity(BUFFER, to), name, part: None }
    }

    /// A file that appears, or changes, only when [`Output::finish`] is reached. Pipes and devices
    /// are written to directly.
    pub(crate) fn file(path: &Path) -> Result<Self, Stop> {
        let fault = |error: io::Error| Stop::Because(named(path, &error));
        // Behind a link, the file it leads to is replaced, not the link.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let before = fs::metadata(&target).ok();
        let (file, part) = match &before {
            Some(meta) if meta.is_dir() => return Err(fault(io::ErrorKind::IsADirectory.into())),
            Some(meta) if !meta.is_file() => (File::options().write(true).open(&target), None),
            _ => {
                let at = beside(&target);
                (File::create_new(&at), Some(Part { at, target }))
            }
        };
        let file = file.map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => {
                Stop::Because(format!("{}: its folder does not exist; make it first", path.display()))
            }
            _ => fault(error),
        })?;
        if let Some(before) = before.filter(|_| part.is_some()) {
            file.set_permissions(before.permissions()).map_err(fault)?;
        }
        Ok(Self { to: BufWriter::with_capacity(BUFFER, Box::new(file)), name: path.to_owned(), part })
    }

    /// A file where one is named, and it is no input; else standard output.
    pub(crate) fn named(path: Option<&Path>, inputs: &[PathBuf]) -> Result<Self, Stop> {
        match path.filter(|path| *path != "-") {
            Some(path) => {
                super::read::not_an_input(path, inputs)?;
                Self::file(path)
            }
            None => Ok(Self::stdout()),
        }
    }

    /// What a failed write means for the run.
    pub(crate) fn stop(&self, error: &io::Error) -> Stop {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Stop::Closed,
            _ => Stop::Because(named(&self.name, error)),
        }
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        self.to.write_all(bytes).map_err(|error| self.stop(&error))
    }

    /// For what writes in small pieces; hand its error to [`Output::stop`].
    pub(crate) fn writer(&mut self) -> &mut dyn Write {
        &mut self.to
    }

    /// Everything is written: now the file gets its name.
    pub(crate) fn finish(mut self) -> Result<(), Stop> {
        self.to.flush().map_err(|error| self.stop(&error))?;
        match self.part.take() {
            Some(part) => fs::rename(&part.at, &part.target).map_err(|error| self.stop(&error)),
            None => Ok(()),
        }
    }
}

/// A name of our own in the same folder, so that renaming stays on one disk.
fn beside(target: &Path) -> PathBuf {
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(format!(".part-{}", std::process::id()));
    target.with_file_name(name)
}
