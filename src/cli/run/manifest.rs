//! What a run writes down of every input, so that the next one knows what is done.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::plan::Unit;

pub(crate) const MANIFEST: &str = "manifest.jsonl";

/// By what the results were made: where one of these differs, they are made again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stamp {
    /// The version of tigang.
    pub(crate) tigang: String,
    /// The hash of the rules.
    pub(crate) rules: String,
    /// The hash of the flags that show in the results.
    pub(crate) options: String,
}

/// One input.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Line {
    /// Its place among all inputs, those of other shards with them.
    pub(crate) number: usize,
    pub(crate) path: String,
    pub(crate) bytes: u64,
    /// When it was last changed, in nanoseconds since 1970.
    pub(crate) mtime_ns: i64,
    pub(crate) sha256: Option<String>,
    #[serde(flatten)]
    pub(crate) stamp: Stamp,
    pub(crate) result: Outcome,
    #[serde(flatten)]
    pub(crate) tally: Tally,
    /// How many bytes of every output file are this input's.
    pub(crate) written: BTreeMap<String, u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Outcome {
    Done,
    /// Of a file that holds many texts some failed.
    Partly,
    Failed,
}

/// How much was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tally {
    pub(crate) documents: u64,
    pub(crate) failures: u64,
    pub(crate) chars: u64,
    pub(crate) nodes: u64,
    pub(crate) sentences: u64,
    pub(crate) duties: u64,
    /// By kind.
    pub(crate) items: BTreeMap<String, u64>,
}

impl Tally {
    pub(crate) fn add(&mut self, other: &Tally) {
        self.documents += other.documents;
        self.failures += other.failures;
        self.chars += other.chars;
        self.nodes += other.nodes;
        self.sentences += other.sentences;
        self.duties += other.duties;
        for (kind, count) in &other.items {
            *self.items.entry(kind.clone()).or_default() += count;
        }
    }

    pub(crate) fn outcome(&self) -> Outcome {
        match (self.failures, self.documents) {
            (0, _) => Outcome::Done,
            (_, 0) => Outcome::Failed,
            _ => Outcome::Partly,
        }
    }
}

/// The lines of a manifest in order, each with the byte behind it; ends before the first that is not whole.
pub(crate) fn lines(path: &Path) -> io::Result<impl Iterator<Item = (Line, u64)> + use<>> {
    let mut reader = BufReader::new(File::open(path)?);
    let mut end = 0;
    let mut bytes = Vec::new();
    Ok(std::iter::from_fn(move || {
        bytes.clear();
        end += reader.read_until(b'\n', &mut bytes).ok()? as u64;
        let whole = bytes.strip_suffix(b"\n")?;
        Some((serde_json::from_slice(whole).ok()?, end))
    }))
}

/// A finished folder: every output file is its header and then what each input of the manifest gave, in order.
pub(crate) struct Set {
    folder: PathBuf,
    /// The output files and what stands in them before any document.
    pub(crate) headers: Vec<(String, Vec<u8>)>,
    stamp: Option<Stamp>,
    mixed: bool,
    kept: Vec<Kept>,
    by_path: HashMap<String, usize>,
    files: Vec<File>,
    manifest: Option<File>,
}

/// Where the results of one input stand.
pub(crate) struct Kept {
    pub(crate) number: usize,
    pub(crate) bytes: u64,
    pub(crate) mtime_ns: i64,
    pub(crate) failed: bool,
    // Its line in the manifest.
    line: (u64, u64),
    // Of every output file the first byte.
    starts: Box<[u64]>,
}

/// Why a folder's results cannot be built upon.
pub(crate) enum Unfit {
    /// There is no manifest.
    New,
    /// An output file is not as the manifest has it.
    Changed(PathBuf),
    Io(PathBuf, io::Error),
}

impl Set {
    /// What stands in `folder`.
    pub(crate) fn read(folder: &Path) -> Result<Self, Unfit> {
        let path = folder.join(MANIFEST);
        let lines = match lines(&path) {
            Ok(lines) => lines,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(Unfit::New),
            Err(error) => return Err(Unfit::Io(path, error)),
        };
        let mut set = Self {
            folder: folder.to_owned(),
            headers: Vec::new(),
            stamp: None,
            mixed: false,
            kept: Vec::new(),
            by_path: HashMap::new(),
            files: Vec::new(),
            manifest: None,
        };
        let mut starts: Vec<u64> = Vec::new();
        let mut from = 0;
        for (line, end) in lines {
            if set.stamp.is_none() {
                set.headers = headers(folder, line.written.keys())?;
                starts = set.headers.iter().map(|(_, header)| header.len() as u64).collect();
            }
            let stamp = set.stamp.get_or_insert_with(|| line.stamp.clone());
            set.mixed |= line.stamp != *stamp || !line.written.keys().eq(set.headers.iter().map(|(name, _)| name));
            set.by_path.insert(line.path, set.kept.len());
            set.kept.push(Kept {
                number: line.number,
                bytes: line.bytes,
                mtime_ns: line.mtime_ns,
                failed: line.result == Outcome::Failed,
                line: (from, end),
                starts: starts.clone().into(),
            });
            for (start, (name, _)) in starts.iter_mut().zip(&set.headers) {
                *start += line.written.get(name).copied().unwrap_or(0);
            }
            from = end;
        }
        set.unchanged(&starts)?;
        Ok(set)
    }

    /// A file that somebody else has written to must not be lost.
    fn unchanged(&self, ends: &[u64]) -> Result<(), Unfit> {
        for ((name, _), want) in self.headers.iter().zip(ends) {
            let path = self.folder.join(name);
            match std::fs::metadata(&path) {
                Ok(found) if found.len() == *want => {}
                Ok(_) => return Err(Unfit::Changed(path)),
                Err(error) => return Err(Unfit::Io(path, error)),
            }
        }
        Ok(())
    }

    /// By what all of it was made; nothing where that is not one thing.
    pub(crate) fn stamp(&self) -> Option<&Stamp> {
        self.stamp.as_ref().filter(|_| !self.mixed)
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn len(&self) -> usize {
        self.kept.len()
    }

    pub(crate) fn find(&self, path: &str) -> Option<usize> {
        self.by_path.get(path).copied()
    }

    /// How many inputs are not among these.
    pub(crate) fn gone(&self, units: &[Unit]) -> usize {
        self.len() - units.iter().filter(|unit| self.by_path.contains_key(&unit.path)).count()
    }

    pub(crate) fn kept(&self, at: usize) -> &Kept {
        &self.kept[at]
    }

    /// The line of an input.
    pub(crate) fn line(&mut self, at: usize) -> io::Result<Line> {
        let (from, end) = self.kept[at].line;
        let file = match &mut self.manifest {
            Some(file) => file,
            none => none.insert(File::open(self.folder.join(MANIFEST))?),
        };
        let mut bytes = vec![0; (end - from) as usize];
        file.seek(SeekFrom::Start(from))?;
        file.read_exact(&mut bytes)?;
        Ok(serde_json::from_slice(&bytes)?)
    }

    /// Copies so many bytes of one output file, from where those of an input begin.
    pub(crate) fn copy(&mut self, at: usize, name: &str, length: u64, to: &mut impl Write) -> io::Result<()> {
        if self.files.is_empty() {
            let open = |(name, _): &(String, Vec<u8>)| File::open(self.folder.join(name));
            self.files = self.headers.iter().map(open).collect::<io::Result<_>>()?;
        }
        let Some(output) = self.headers.iter().position(|(header, _)| header == name) else {
            return Err(io::ErrorKind::NotFound.into());
        };
        let file = &mut self.files[output];
        file.seek(SeekFrom::Start(self.kept[at].starts[output]))?;
        let copied = io::copy(&mut file.take(length), to)?;
        if copied < length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(())
    }
}

/// The first line of tables, nothing of other files.
fn headers<'a>(folder: &Path, names: impl Iterator<Item = &'a String>) -> Result<Vec<(String, Vec<u8>)>, Unfit> {
    let header = |name: &String| {
        let mut header = Vec::new();
        if name.ends_with(".csv") || name.ends_with(".tsv") {
            let path = folder.join(name);
            let read = File::open(&path).and_then(|file| BufReader::new(file).read_until(b'\n', &mut header));
            read.map_err(|error| Unfit::Io(path, error))?;
        }
        Ok((name.clone(), header))
    };
    names.map(header).collect()
}
