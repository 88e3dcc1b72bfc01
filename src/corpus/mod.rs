//! Many inputs → many Documents, in input order, one failure at a time.

mod container;
mod inputs;
mod many;
#[cfg(feature = "table")]
mod table;

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc;

use rayon::{ThreadPool, ThreadPoolBuilder};

use self::container::{Job, jobs};
pub use self::inputs::{Input, inputs};
use crate::document::Document;
use crate::error::Error;
#[cfg(feature = "json")]
use crate::export::Source;
use crate::input::{Hint, decode};
use crate::parser::Parser;

/// More threads than this never read faster.
const MOST_THREADS: usize = 256;

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
    structure: bool,
    columns: Columns,
}

/// Which columns of a table hold what; nothing where it is to be found out.
#[derive(Clone, Debug, Default)]
struct Columns {
    text: Option<String>,
    id: Option<String>,
    // Whether standard input is a table too.
    stdin: bool,
}

impl Corpus {
    /// Reads with this parser, on one thread a core.
    pub fn new(parser: Parser) -> Self {
        Self { parser, threads: 0, structure: false, columns: Columns::default() }
    }

    /// Reads on so many threads; 0 means one a core.
    pub fn threads(self, threads: usize) -> Self {
        Self { threads, ..self }
    }

    /// Reads outlines and sentences only, as [`Parser::structure`] does.
    pub fn structure_only(self) -> Self {
        Self { structure: true, ..self }
    }

    /// The column of a table that holds the text; without it the one named `text`, `content`, `正文`, `内容` or
    /// `全文`.
    pub fn text_field(mut self, name: impl Into<String>) -> Self {
        self.columns.text = Some(name.into());
        self
    }

    /// The column of a table that names a record; without it the line does.
    pub fn id_field(mut self, name: impl Into<String>) -> Self {
        self.columns.id = Some(name.into());
        self
    }

    /// Standard input holds JSON lines: each is read as it comes. Without this, standard input is read to its end
    /// first, and found to be JSON lines only then.
    pub fn stdin_records(mut self, records: bool) -> Self {
        self.columns.stdin = records;
        self
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
        let pool = self.pool(&inputs);
        self.each_job(pool, inputs.into_iter(), turn, |_, result| each(result))
    }

    /// As [`Corpus::run`], for inputs that are made as they are asked for: `each` also hears which of them a
    /// result belongs to, counted from 0. An input that holds many texts has many results, or none.
    ///
    /// Where the inputs end early, those already given are still read and handed over.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use tigang::{Corpus, Parser, inputs};
    ///
    /// let two = inputs(["corpus/flood-control.txt", "corpus/no-marks.txt"]).into_iter();
    /// let mut seen = Vec::new();
    /// let _ = Corpus::new(Parser::new()).run_from(two, |_| (), |at, result| {
    ///     seen.push((at, result.is_ok()));
    ///     ControlFlow::<()>::Continue(())
    /// });
    /// assert_eq!(seen, [(0, true), (1, true)]);
    /// ```
    ///
    /// # Panics
    /// If `turn` or `each` does.
    pub fn run_from<T: Send, B>(
        &self,
        inputs: impl Iterator<Item = Result<Input, Error>> + Send,
        turn: impl Fn(Entry) -> T + Sync,
        each: impl FnMut(usize, Result<T, Error>) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        self.each_job(self.threads_for(usize::MAX), inputs, turn, each)
    }

    fn each_job<T: Send, B>(
        &self,
        pool: Option<ThreadPool>,
        inputs: impl Iterator<Item = Result<Input, Error>> + Send,
        turn: impl Fn(Entry) -> T + Sync,
        mut each: impl FnMut(usize, Result<T, Error>) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        let work = |(at, job): (usize, Result<Job, Error>)| (at, job.and_then(|job| self.read(job)).map(&turn));
        match pool {
            Some(pool) => {
                in_order(&pool, |give| jobs(inputs, &self.columns, give), work, |(at, result)| each(at, result))
            }
            None => {
                let mut end = ControlFlow::Continue(());
                jobs(inputs, &self.columns, &mut |job| {
                    let (at, result) = work(job);
                    end = each(at, result);
                    end.is_continue()
                });
                end
            }
        }
    }

    fn read(&self, job: Job) -> Result<Entry, Error> {
        let Job { input, bytes, fields, encoding, losses } = job;
        let named = |error: Error| error.at(input.path());
        let bytes = bytes.map_or_else(|| input.read(), Ok).map_err(|error| named(error.into()))?;
        #[cfg(feature = "json")]
        let source = Source::new(input.path(), &bytes);
        let mut decoded = decode(bytes, Hint::path(input.path())).map_err(named)?;
        decoded.encoding = decoded.encoding.map(|own| encoding.unwrap_or(own));
        decoded.losses.splice(0..0, losses);
        #[cfg(feature = "json")]
        let source = Source { fields, ..source.decoded(&decoded) };
        let document = match self.structure {
            true => self.parser.structure_decoded(decoded),
            false => self.parser.parse_decoded(decoded),
        };
        Ok(Entry {
            input,
            #[cfg(feature = "json")]
            source,
            document,
        })
    }

    /// Threads for these inputs; none where one will do, or where the system has no more to give.
    fn pool(&self, inputs: &[Result<Input, Error>]) -> Option<ThreadPool> {
        let many = || inputs.iter().flatten().any(|input| input.may_hold_many(&self.columns));
        let few = inputs.len() < self.most_threads();
        self.threads_for(if few && many() { usize::MAX } else { inputs.len() })
    }

    fn threads_for(&self, inputs: usize) -> Option<ThreadPool> {
        let threads = self.most_threads().min(inputs);
        let pool = || ThreadPoolBuilder::new().num_threads(threads).build().ok();
        (threads > 1).then(pool).flatten()
    }

    fn most_threads(&self) -> usize {
        let wanted = match self.threads {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            threads => threads,
        };
        wanted.min(MOST_THREADS)
    }
}

/// Works on a window of what `make` gives at once; each result handed over lets one more in. `make` runs on a
/// thread of its own and stops when `give` answers no.
fn in_order<I: Send, T: Send, B>(
    pool: &ThreadPool,
    make: impl FnOnce(&mut dyn FnMut(I) -> bool) + Send,
    work: impl Fn(I) -> T + Sync,
    mut each: impl FnMut(T) -> ControlFlow<B>,
) -> ControlFlow<B> {
    let work = &work;
    let window = 2 * pool.current_num_threads();
    let (give, left) = mpsc::sync_channel(window);
    let (send, receive) = mpsc::channel();
    std::thread::scope(|maker| {
        maker.spawn(move || make(&mut |item| give.send(item).is_ok()));
        // Dropped first on the way out, so that the maker stops.
        let mut left = left.into_iter().enumerate();
        pool.in_place_scope(|scope| {
            let mut started = 0;
            let mut start = |most: usize| {
                for (at, item) in left.by_ref().take(most) {
                    let send = send.clone();
                    scope.spawn(move |_| {
                        let done = catch_unwind(AssertUnwindSafe(|| work(item)));
                        // Nobody listens any more once `each` has broken off.
                        let _ = send.send((at, done));
                    });
                    started = at + 1;
                }
                started
            };
            let mut early = BTreeMap::new();
            let mut next = 0;
            let mut begun = start(window);
            while next < begun {
                let done = loop {
                    if let Some(done) = early.remove(&next) {
                        break done;
                    }
                    let (at, done) = receive.recv().expect("`send` lives as long as this loop");
                    early.insert(at, done);
                };
                each(done.unwrap_or_else(|panic| resume_unwind(panic)))?;
                next += 1;
                begun = start(1);
            }
            ControlFlow::Continue(())
        })
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
        let end = in_order(
            &pool,
            |give| _ = (0..count).all(give),
            slow_first,
            |square| {
                got.push(square);
                if got.len() == stop_at { ControlFlow::Break(square) } else { ControlFlow::Continue(()) }
            },
        );
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
        let _ = in_order(&pool, |give| _ = (0..50).all(give), work, |()| ControlFlow::<()>::Continue(()));
    }
}
