//! Many inputs → many Documents, in input order, one failure at a time.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc;

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::document::Document;
use crate::error::{Error, ErrorKind};
#[cfg(feature = "json")]
use crate::export::Source;
use crate::input::decode;
use crate::parser::Parser;

/// What counts as a speech in a folder, by the end of its name.
const ENDINGS: [&str; 4] = ["txt", "text", "md", "markdown"];

/// More threads than this never read faster.
const MOST_THREADS: usize = 256;

/// Where one text comes from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Input {
    /// A file.
    File(PathBuf),
    /// Standard input, named `-`.
    Stdin,
}

impl Input {
    /// Its name in messages and results: the path as it was given or found, `-` for standard input.
    pub fn path(&self) -> &Path {
        match self {
            Input::File(path) => path,
            Input::Stdin => Path::new("-"),
        }
    }

    fn read(&self) -> io::Result<Vec<u8>> {
        match self {
            Input::File(path) => fs::read(path),
            Input::Stdin => {
                let mut bytes = Vec::new();
                io::stdin().lock().read_to_end(&mut bytes)?;
                Ok(bytes)
            }
        }
    }
}

/// The inputs some paths stand for: files as given, folders with everything in them, `-` for standard
/// input.
///
/// A folder is walked in the order of its names, folders inside it too; it gives its `.txt`, `.text`,
/// `.md` and `.markdown` files. Names that begin with a dot, and links to folders, are passed over.
/// Whether a file can be read shows only when it is.
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
            Ok(sort) if !is_speech(&path) || sort.is_symlink() && path.is_dir() => {}
            Ok(sort) if sort.is_file() || sort.is_symlink() => found.push(Ok(Input::File(path))),
            Ok(_) => {}
            Err(error) => found.push(Err(Error::from(error).at(path))),
        }
    }
}

fn is_speech(path: &Path) -> bool {
    path.extension().is_some_and(|end| ENDINGS.iter().any(|ending| end.eq_ignore_ascii_case(ending)))
}

fn nothing_in(folder: &Path) -> Error {
    let message = "no .txt, .text, .md or .markdown file in this folder; name the files themselves";
    Error::new(ErrorKind::Io(io::Error::new(io::ErrorKind::NotFound, message))).at(folder)
}

/// One input, read.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Entry {
    /// Where it came from.
    pub input: Input,
    /// What its bytes were, for the contract.
    #[cfg(feature = "json")]
    pub source: Source,
    /// What was found in it.
    pub document: Document,
}

/// Reads many inputs on many threads and hands the results over in input order.
///
/// The results are the same for any number of threads, byte for byte. Only about two documents a
/// thread are in memory at once, however many inputs there are. A single input is read without any
/// thread being started.
///
/// ```
/// use std::ops::ControlFlow;
/// use tigang::{Corpus, Parser, inputs};
///
/// let corpus = Corpus::new(Parser::new()).threads(2);
/// let mut lines = Vec::new();
/// let _ = corpus.run(
///     inputs(["corpus/flood-control.txt", "no-such-file.txt", "corpus/no-marks.txt"]),
///     // On a thread of its own: from a document to whatever is wanted of it.
///     |entry| format!("{}: {}", entry.input.path().display(), entry.document.speeches().len()),
///     // Here, one after the other.
///     |result| {
///         lines.push(result.unwrap_or_else(|error| error.to_string()));
///         ControlFlow::<()>::Continue(())
///     },
/// );
/// assert_eq!(lines[0], "corpus/flood-control.txt: 1");
/// assert!(lines[1].starts_with("no-such-file.txt: "));
/// assert_eq!(lines[2], "corpus/no-marks.txt: 1");
/// ```
#[derive(Clone, Debug)]
pub struct Corpus {
    parser: Parser,
    // 0: one a core.
    threads: usize,
}

impl Corpus {
    /// Reads with this parser, on one thread a core.
    pub fn new(parser: Parser) -> Self {
        Self { parser, threads: 0 }
    }

    /// Reads on so many threads; 0 means one a core.
    pub fn threads(self, threads: usize) -> Self {
        Self { threads, ..self }
    }

    /// Reads every input, turns each document into a `T` where it was read, and hands the results to
    /// `each` in input order. `each` may break off; what it breaks with is returned.
    ///
    /// # Errors
    /// An input that cannot be read, or is no text, reaches `each` as an error that names it; the
    /// others go on.
    ///
    /// # Panics
    /// If `turn` or `each` does.
    pub fn run<T: Send, B>(
        &self,
        inputs: Vec<Result<Input, Error>>,
        turn: impl Fn(Entry) -> T + Sync,
        mut each: impl FnMut(Result<T, Error>) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        let work = |input: Result<Input, Error>| input.and_then(|input| self.read(input)).map(&turn);
        match self.pool(inputs.len()) {
            Some(pool) => in_order(&pool, inputs, work, each),
            None => inputs.into_iter().try_for_each(|input| each(work(input))),
        }
    }

    fn read(&self, input: Input) -> Result<Entry, Error> {
        let named = |error: Error| error.at(input.path());
        let bytes = input.read().map_err(|error| named(error.into()))?;
        #[cfg(feature = "json")]
        let source = Source::new(input.path(), &bytes);
        let text = decode(bytes).map_err(named)?;
        let document = self.parser.parse(&text);
        Ok(Entry {
            input,
            #[cfg(feature = "json")]
            source,
            document,
        })
    }

    /// Threads for so many inputs; none where one will do, or where the system has no more to give.
    fn pool(&self, inputs: usize) -> Option<ThreadPool> {
        let wanted = match self.threads {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            threads => threads,
        };
        let threads = wanted.min(inputs).min(MOST_THREADS);
        let pool = || ThreadPoolBuilder::new().num_threads(threads).build().ok();
        (threads > 1).then(pool).flatten()
    }
}

/// Works on a window of the inputs at once; each result handed over lets one more input in.
fn in_order<I: Send, T: Send, B>(
    pool: &ThreadPool,
    inputs: Vec<I>,
    work: impl Fn(I) -> T + Sync,
    mut each: impl FnMut(T) -> ControlFlow<B>,
) -> ControlFlow<B> {
    let work = &work;
    let window = 2 * pool.current_num_threads();
    let count = inputs.len();
    let mut left = inputs.into_iter().enumerate();
    let (send, receive) = mpsc::channel();
    pool.in_place_scope(|scope| {
        let start = |(at, input)| {
            let send = send.clone();
            scope.spawn(move |_| {
                let done = catch_unwind(AssertUnwindSafe(|| work(input)));
                // Nobody listens any more once `each` has broken off.
                let _ = send.send((at, done));
            });
        };
        left.by_ref().take(window).for_each(start);
        let mut early = BTreeMap::new();
        for next in 0..count {
            let done = loop {
                if let Some(done) = early.remove(&next) {
                    break done;
                }
                let (at, done) = receive.recv().expect("`send` lives as long as this loop");
                early.insert(at, done);
            };
            each(done.unwrap_or_else(|panic| resume_unwind(panic)))?;
            left.by_ref().take(1).for_each(start);
        }
        ControlFlow::Continue(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn squares(threads: usize, count: usize, stop_at: usize) -> (Vec<usize>, Option<usize>) {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let slow_first = |n: usize| {
            std::thread::sleep(std::time::Duration::from_micros((97 * n as u64) % 400));
            n * n
        };
        let mut got = Vec::new();
        let end = in_order(&pool, (0..count).collect(), slow_first, |square| {
            got.push(square);
            if got.len() == stop_at { ControlFlow::Break(square) } else { ControlFlow::Continue(()) }
        });
        (got, end.break_value())
    }

    #[test]
    fn results_come_in_input_order_on_any_number_of_threads() {
        let expected: Vec<usize> = (0..200).map(|n| n * n).collect();
        for threads in [2, 3, 8] {
            assert_eq!(squares(threads, 200, usize::MAX), (expected.clone(), None));
        }
    }

    #[test]
    fn breaking_off_ends_it_early() {
        assert_eq!(squares(4, 100_000, 3), (vec![0, 1, 4], Some(4)));
    }

    #[test]
    #[should_panic(expected = "seven")]
    fn a_panic_in_a_worker_reaches_the_caller() {
        let pool = ThreadPoolBuilder::new().num_threads(2).build().unwrap();
        let work = |n: usize| assert!(n != 7, "seven");
        let _ = in_order(&pool, (0..50).collect(), work, |()| ControlFlow::<()>::Continue(()));
    }
}
