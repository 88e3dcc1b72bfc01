//! Whether what was made of the tables is still as it was: people work on workbooks and annotations.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::plan::{file_hash, hex};

/// What was made, with the hash of each.
const MADE: &str = "made.json";

/// Writes into `growing` the hashes of `names`, which stand there, and those that `folder` has of others.
pub(crate) fn record(growing: &Path, folder: &Path, names: &[String]) -> io::Result<()> {
    if names.is_empty() {
        return Ok(());
    }
    let mut hashes = read(folder);
    for name in names {
        hashes.insert(name.clone(), hash(&growing.join(name)).ok_or(io::ErrorKind::NotFound)?);
    }
    fs::write(growing.join(MADE), format!("{}\n", serde_json::to_string_pretty(&hashes)?))
}

/// The first of `names` in `folder` that is not as a run left it, and how to go on.
pub(crate) fn changed(folder: &Path, names: &[String]) -> Option<(PathBuf, &'static str)> {
    let hashes = read(folder);
    names.iter().map(|name| (name, folder.join(name))).filter(|(_, path)| path.exists()).find_map(|(name, path)| {
        let message = match hashes.get(name) {
            None => "is there already, and not from a run; choose another folder, or --force",
            Some(was) if hash(&path).as_ref() != Some(was) => {
                "was changed since the last run; keep it under another name, then use --force"
            }
            Some(_) => return None,
        };
        Some((path, message))
    })
}

fn read(folder: &Path) -> BTreeMap<String, String> {
    let bytes = fs::read(folder.join(MADE)).unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}

/// The hash of a file, or of the names and files in a folder.
fn hash(path: &Path) -> Option<String> {
    if !path.is_dir() {
        return file_hash(path);
    }
    let mut entries = fs::read_dir(path).ok()?.collect::<io::Result<Vec<_>>>().ok()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    let mut hasher = Sha256::new();
    for entry in entries {
        hasher.update(entry.file_name().to_string_lossy().as_bytes());
        hasher.update([0]);
        hasher.update(hash(&entry.path())?);
    }
    Some(hex(&hasher.finalize()))
}
