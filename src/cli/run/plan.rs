//! Which files a run reads, and whether it may write where it is told to.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use sha2::{Digest, Sha256};
use tigang::{Error, Input, inputs, path_text};

use super::manifest::Line;
use super::{Stop, args, reason};

/// One file of a run.
pub(crate) struct Unit {
    /// Its place among all inputs, those of other shards with them.
    pub(crate) number: usize,
    pub(crate) path: String,
    pub(crate) bytes: u64,
    pub(crate) mtime_ns: i64,
}

impl Unit {
    fn new(number: usize, input: &Result<Input, Error>) -> Self {
        let path = match input {
            Ok(input) => input.path(),
            Err(error) => error.path().unwrap_or(Path::new("")),
        };
        let facts = fs::metadata(path).ok().filter(fs::Metadata::is_file);
        let changed = facts.as_ref().and_then(|facts| facts.modified().ok());
        let since = changed.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        Self {
            number,
            path: path_text(path).into_owned(),
            bytes: facts.map_or(0, |facts| facts.len()),
            mtime_ns: since.and_then(|since| i64::try_from(since.as_nanos()).ok()).unwrap_or(0),
        }
    }

    /// Whether a line speaks of this file as it is now.
    pub(crate) fn is(&self, line: &Line) -> bool {
        (self.number, self.bytes, self.mtime_ns) == (line.number, line.bytes, line.mtime_ns) && self.path == line.path
    }
}

/// The inputs as they were found.
type Found = Vec<Result<Input, Error>>;

/// The files of this run in input order, each once.
pub(crate) fn units(task: &args::Run) -> Result<(Vec<Unit>, Found), Stop> {
    let globs = Globs::new(&task.glob)?;
    // No folder holds a file twice.
    let several = task.reading.paths.len() > 1;
    let mut seen = HashSet::new();
    let (mut units, mut found) = (Vec::new(), Vec::new());
    let (mut number, mut passed) = (0, 0);
    for root in &task.reading.paths {
        if root == Path::new("-") {
            return Err(Stop::Because("run reads files and folders; for standard input use tigang extract".to_owned()));
        }
        if !root.exists() {
            return Err(Stop::Because(format!("{}: no such file or folder", root.display())));
        }
        for input in inputs([root]) {
            let path = match &input {
                Ok(input) => input.path(),
                Err(error) => error.path().unwrap_or(root),
            };
            let relative = path.strip_prefix(root).ok().filter(|rest| !rest.as_os_str().is_empty());
            if input.is_ok() && relative.is_some_and(|relative| !globs.take(relative)) {
                passed += 1;
                continue;
            }
            if several && !seen.insert(path.to_owned()) {
                continue;
            }
            let ours = task.shard.is_none_or(|shard| shard.has(relative.unwrap_or(path)));
            if ours {
                units.push(Unit::new(number, &input));
                found.push(input);
            }
            number += 1;
        }
    }
    if number == 0 && passed > 0 {
        let globs: Vec<String> = task.glob.iter().map(|glob| format!("--glob '{glob}'")).collect();
        return Err(Stop::Because(format!("{}: fits none of the {passed} files found", globs.join(" "))));
    }
    // Tables of an earlier run shall not be emptied because a disk is not there.
    match found.iter().find_map(|input| input.as_ref().err()) {
        Some(error) if found.iter().all(Result::is_err) => Err(Stop::Because(reason(error))),
        _ => Ok((units, found)),
    }
}

/// Which files of a folder are wanted.
struct Globs {
    with: GlobSet,
    without: GlobSet,
    any: bool,
}

impl Globs {
    fn new(globs: &[String]) -> Result<Self, Stop> {
        let (mut with, mut without) = (GlobSetBuilder::new(), GlobSetBuilder::new());
        let mut any = false;
        for glob in globs {
            let (set, words) = match glob.strip_prefix('!') {
                Some(words) => (&mut without, words),
                None => {
                    any = true;
                    (&mut with, glob.as_str())
                }
            };
            // Without a slash it speaks of the name, in whatever folder.
            let anywhere = if words.contains('/') { words.to_owned() } else { format!("**/{words}") };
            let built = GlobBuilder::new(&anywhere).literal_separator(true).build();
            set.add(built.map_err(|error| Stop::Because(format!("--glob '{glob}': {}", error.kind())))?);
        }
        let build = |set: GlobSetBuilder| set.build().map_err(|error| Stop::Because(format!("--glob: {error}")));
        Ok(Self { with: build(with)?, without: build(without)?, any })
    }

    fn take(&self, path: &Path) -> bool {
        (!self.any || self.with.is_match(path)) && !self.without.is_match(path)
    }
}

/// One of several machines that share the work: `2/8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shard {
    which: u64,
    of: u64,
}

impl Shard {
    /// Whether a file is this machine's: by its path below the folder that was named, so that it does not matter
    /// where the archive lies.
    fn has(self, path: &Path) -> bool {
        let digest = Sha256::digest(path.to_string_lossy().as_bytes());
        let number = digest.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        number % self.of == self.which - 1
    }
}

impl std::str::FromStr for Shard {
    type Err = String;

    fn from_str(words: &str) -> Result<Self, String> {
        let numbers = words.split_once('/').and_then(|(which, of)| Some((which.parse().ok()?, of.parse().ok()?)));
        match numbers {
            Some((which, of)) if 1 <= which && which <= of => Ok(Self { which, of }),
            _ => Err("write which of how many, such as 2/8".to_owned()),
        }
    }
}

/// Refuses a folder whose files would be read as inputs the next time.
pub(crate) fn not_inside_inputs(output: &Path, roots: &[PathBuf]) -> Result<(), Stop> {
    let target = absolute(output);
    for root in roots {
        let Ok(full) = fs::canonicalize(root) else {
            continue;
        };
        if full.is_dir() && target.starts_with(&full) {
            let message = format!(
                "{}: lies inside the input {}, and would be read the next time; choose a folder outside it",
                output.display(),
                root.display()
            );
            return Err(Stop::Because(message));
        }
    }
    Ok(())
}

/// Refuses to write over an input.
pub(crate) fn no_input_is_output(output: &Path, names: &[String], units: &[Unit]) -> Result<(), Stop> {
    let target = absolute(output);
    let same = |unit: &&Unit| {
        let path = Path::new(&unit.path);
        path.file_name().is_some_and(|name| names.iter().any(|own| name == own.as_str()))
            && fs::canonicalize(path).is_ok_and(|full| full.parent() == Some(&target))
    };
    units.iter().find(same).map_or(Ok(()), |unit| {
        Err(Stop::Because(format!("{}: is an input and would be written over; give -o another folder", unit.path)))
    })
}

/// The path without links, as far as it is there already.
fn absolute(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let there = whole.ancestors().find_map(|part| Some((part, fs::canonicalize(part).ok()?)));
    match there {
        Some((part, full)) => full.join(whole.strip_prefix(part).unwrap_or(Path::new(""))),
        None => whole,
    }
}

/// The hash of a file's bytes; nothing where it cannot be read.
pub(crate) fn file_hash(path: &Path) -> Option<String> {
    let mut file = fs::File::open(path).ok()?;
    let mut hasher = Sha256::new();
    let mut bytes = vec![0; 1 << 16];
    loop {
        match std::io::Read::read(&mut file, &mut bytes).ok()? {
            0 => break,
            read => hasher.update(&bytes[..read]),
        }
    }
    Some(hex(&hasher.finalize()))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glob_without_slash_speaks_of_the_name() {
        let cases: &[(&[&str], &str, bool)] = &[
            (&[], "a/b.txt", true),
            (&["*.txt"], "a/b.txt", true),
            (&["*.txt"], "a/b.docx", false),
            (&["*.{txt,docx}"], "a/b.docx", true),
            (&["a/*.txt"], "a/b.txt", true),
            (&["a/*.txt"], "a/c/b.txt", false),
            (&["a/**/*.txt"], "a/c/b.txt", true),
            (&["!*草稿*"], "a/草稿1.txt", false),
            (&["!*草稿*"], "a/b.txt", true),
            (&["*.txt", "!a/*"], "a/b.txt", false),
        ];
        for (globs, path, want) in cases {
            let globs: Vec<String> = globs.iter().map(|glob| (*glob).to_owned()).collect();
            let Ok(built) = Globs::new(&globs) else { panic!("{globs:?}") };
            assert_eq!(built.take(Path::new(path)), *want, "{globs:?} {path}");
        }
    }

    #[test]
    fn every_file_is_in_one_shard() {
        let shards: Vec<Shard> = (1..=3).map(|which| format!("{which}/3").parse().unwrap()).collect();
        let mut counts = [0; 3];
        for number in 0..300 {
            let path = format!("a/{number}.txt");
            let mine: Vec<usize> = (0..3).filter(|at| shards[*at].has(Path::new(&path))).collect();
            assert_eq!(mine.len(), 1, "{path}");
            counts[mine[0]] += 1;
        }
        assert!(counts.iter().all(|count| (60..140).contains(count)), "{counts:?}");
        for wrong in ["", "2", "0/3", "4/3", "a/b"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }
}
