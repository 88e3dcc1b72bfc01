//! The output files while they grow, under another name and in another folder until they are whole.

use std::fs::{self, File};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tigang::ErrorKind;

use super::made::{Made, layers};
use super::manifest::{Line, MANIFEST, Set, Stamp, lines};
use super::plan::Unit;
use super::{Stop, named, untouched};

/// What a run keeps to itself, inside the output folder.
const OWN: &str = ".tigang";
/// How much work a power cut may cost.
const SAFE_EVERY: Duration = Duration::from_millis(500);
const BUFFER: usize = 1 << 16;

/// The output folder, ours alone as long as this lives.
pub(crate) struct Folder {
    pub(crate) path: PathBuf,
    _lock: File,
}

impl Folder {
    /// Makes the folder, sees that no other run writes there, and brings to its end what a run before was about
    /// to finish.
    pub(crate) fn open(path: &Path) -> Result<Self, Stop> {
        let own = path.join(OWN);
        let fault = |error: io::Error| match error.kind() {
            io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
                Stop::Because(format!("{}: a file; -o takes a folder", path.display()))
            }
            _ => Stop::Because(named(path, &error)),
        };
        fs::create_dir_all(&own).map_err(fault)?;
        let lock = File::create(own.join("lock")).map_err(fault)?;
        match lock.try_lock() {
            // Where the disk knows no locks, we go without.
            Ok(()) | Err(fs::TryLockError::Error(_)) => {}
            Err(fs::TryLockError::WouldBlock) => {
                let message = format!("{}: another run is writing there; wait until it is done", path.display());
                return Err(Stop::Because(message));
            }
        }
        let folder = Self { path: path.to_owned(), _lock: lock };
        if folder.promise().exists() {
            folder.rename_all().map_err(fault)?;
        }
        Ok(folder)
    }

    /// Where the files grow.
    pub(crate) fn growing(&self) -> PathBuf {
        self.path.join(OWN).join("part")
    }

    /// There from the moment on when all files are whole, until all have their names.
    fn promise(&self) -> PathBuf {
        self.path.join(OWN).join("whole")
    }

    fn rename_all(&self) -> io::Result<()> {
        let growing = self.growing();
        let mut names = match fs::read_dir(&growing) {
            Ok(entries) => entries.map(|entry| Ok(entry?.file_name())).collect::<io::Result<Vec<_>>>()?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error),
        };
        // The manifest last: what it says must stand there already.
        names.sort_by_key(|name| (*name == *MANIFEST, name.clone()));
        for name in names {
            let target = self.path.join(&name);
            // A folder takes the place of an empty one only.
            if target.is_dir() {
                fs::remove_dir_all(&target)?;
            }
            fs::rename(growing.join(&name), target)?;
        }
        sync(&self.path);
        fs::remove_file(self.promise())?;
        Ok(())
    }

    /// Takes away what only a run that is not finished needs.
    pub(crate) fn clear(&self) {
        let _ = fs::remove_dir_all(self.path.join(OWN));
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let own = self.path.join(OWN);
        let _ = fs::remove_file(own.join("lock"));
        // Stays where a run that is not finished left something in it.
        let _ = fs::remove_dir(own);
    }
}

/// Asks the disk to remember the names in a folder; some systems have no such thing.
fn sync(folder: &Path) {
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

/// The growing files.
pub(crate) struct Part<'a> {
    folder: &'a Folder,
    files: Vec<Growing>,
    manifest: File,
    // Lines of inputs whose results may not be on the disk yet.
    pending: Vec<u8>,
    safe: Instant,
    /// How many inputs stood there already.
    pub(crate) done: usize,
}

struct Growing {
    path: PathBuf,
    name: String,
    to: BufWriter<File>,
    // Bytes of the input in work.
    bytes: u64,
}

impl<'a> Part<'a> {
    /// Goes on where a run that was killed had come to, as far as its inputs are those of this one; else begins.
    /// `each` hears of every input that is done.
    pub(crate) fn open(
        folder: &'a Folder,
        outputs: &[(String, Vec<u8>)],
        stamp: &Stamp,
        units: &[Unit],
        mut each: impl FnMut(&Line),
    ) -> Result<Self, Stop> {
        let growing = folder.growing();
        fs::create_dir_all(&growing).map_err(|error| Stop::Because(named(&growing, &error)))?;
        let mut lengths: Vec<u64> = outputs.iter().map(|(_, header)| header.len() as u64).collect();
        let there: Vec<u64> =
            outputs.iter().map(|(name, _)| fs::metadata(growing.join(name)).map_or(0, |found| found.len())).collect();
        let manifest = growing.join(MANIFEST);
        let (mut done, mut end) = (0, 0);
        for (line, line_end) in lines(&manifest).into_iter().flatten() {
            let same = units.get(done).is_some_and(|unit| unit.is(&line)) && line.stamp == *stamp;
            let grown: Vec<u64> = outputs
                .iter()
                .zip(&lengths)
                .map(|((name, _), length)| length + line.written.get(name).copied().unwrap_or(0))
                .collect();
            if !same || grown.iter().zip(&there).any(|(want, there)| want > there) {
                break;
            }
            each(&line);
            (lengths, done, end) = (grown, done + 1, line_end);
        }
        let mut files = Vec::with_capacity(outputs.len());
        for ((name, header), length) in outputs.iter().zip(lengths) {
            let path = growing.join(name);
            let to = cut(&path, length, header).map_err(|error| Stop::Because(named(&path, &error)))?;
            files.push(Growing { path, name: name.clone(), to: BufWriter::with_capacity(BUFFER, to), bytes: 0 });
        }
        let lines = cut(&manifest, end, b"").map_err(|error| Stop::Because(named(&manifest, &error)))?;
        Ok(Self { folder, files, manifest: lines, pending: Vec::new(), safe: Instant::now(), done })
    }

    /// Adds what one text of the input in work gave.
    pub(crate) fn add(&mut self, chunks: &[Vec<u8>]) -> Result<(), Stop> {
        for (file, chunk) in self.files.iter_mut().zip(chunks) {
            file.to.write_all(chunk).map_err(|error| fault(&file.path, &error))?;
            file.bytes += chunk.len() as u64;
        }
        Ok(())
    }

    /// Adds what an input gave in a run before.
    pub(crate) fn copy(&mut self, set: &mut Set, at: usize, line: &Line) -> Result<(), Stop> {
        for file in &mut self.files {
            let length = line.written.get(&file.name).copied().unwrap_or(0);
            set.copy(at, &file.name, length, &mut file.to).map_err(|error| fault(&file.path, &error))?;
            file.bytes += length;
        }
        Ok(())
    }

    /// The input in work is whole.
    pub(crate) fn close(&mut self, mut line: Line) -> Result<(), Stop> {
        line.written = self.files.iter_mut().map(|file| (file.name.clone(), std::mem::take(&mut file.bytes))).collect();
        // A line is a few strings and numbers; writing it to memory does not fail.
        let _ = serde_json::to_writer(&mut self.pending, &line);
        self.pending.push(b'\n');
        if self.safe.elapsed() >= SAFE_EVERY { self.secure() } else { Ok(()) }
    }

    /// Everything so far outlives a power cut: first the results, then the lines that speak of them.
    pub(crate) fn secure(&mut self) -> Result<(), Stop> {
        for file in &mut self.files {
            let flushed = file.to.flush().and_then(|()| file.to.get_ref().sync_data());
            flushed.map_err(|error| fault(&file.path, &error))?;
        }
        let path = self.folder.growing().join(MANIFEST);
        let written = self.manifest.write_all(&self.pending).and_then(|()| self.manifest.sync_data());
        written.map_err(|error| fault(&path, &error))?;
        self.pending.clear();
        self.safe = Instant::now();
        Ok(())
    }

    /// Makes the files that are made of the tables; what the person should know of them.
    pub(crate) fn make(&mut self, made: &[Made]) -> Result<Vec<String>, Stop> {
        self.secure()?;
        let growing = self.folder.growing();
        let mut notes = Vec::new();
        for made in made {
            let told = made.make(&growing).map_err(|error| match error.kind() {
                ErrorKind::Io(io) => fault(error.path().unwrap_or(&growing), io),
                _ => Stop::Because(error.to_string()),
            })?;
            notes.extend(told);
        }
        let names: Vec<String> = made.iter().flat_map(|made| made.names(&layers(&growing))).collect();
        let recorded = untouched::record(&growing, &self.folder.path, &names);
        recorded.map_err(|error| fault(&growing, &error))?;
        Ok(notes)
    }

    /// Everything is whole: now the files get their names.
    pub(crate) fn finish(mut self) -> Result<(), Stop> {
        self.secure()?;
        sync(&self.folder.growing());
        let promise = self.folder.promise();
        let renamed = File::create(&promise).and_then(|_| {
            sync(promise.parent().unwrap_or(&self.folder.path));
            self.folder.rename_all()
        });
        renamed.map_err(|error| fault(&self.folder.path, &error))?;
        self.folder.clear();
        Ok(())
    }
}

/// The file without what stands behind `length`; with its header where it is new.
fn cut(path: &Path, length: u64, header: &[u8]) -> io::Result<File> {
    let mut file = File::options().create(true).truncate(false).read(true).write(true).open(path)?;
    if file.metadata()?.len() < length || length <= header.len() as u64 {
        file.set_len(0)?;
        file.write_all(header)?;
    } else {
        file.set_len(length)?;
    }
    file.seek(SeekFrom::End(0))?;
    Ok(file)
}

fn fault(path: &Path, error: &io::Error) -> Stop {
    let says = named(path, error);
    Stop::Because(match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            format!("{says}; what is done is kept: make room and run the same command again")
        }
        _ => says,
    })
}
