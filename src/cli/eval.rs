//! `tigang eval`: the answers scored against gold annotations.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tigang::{Figure, Gold, Miss, Parser, Tally};

use super::args::{self, Lang, Talk};
use super::message::named;
use super::output::Output;
use super::show::{Look, Paint, place, plain};
use super::{End, Stop, read};

pub(crate) fn run(task: args::Eval, talk: Talk) -> Result<End, Stop> {
    let parser = Parser::with_rules(read::rules(&task.tables)?);
    let mut tally = Tally::default();
    for path in annotations(&task.gold)? {
        let text = read::text(&path.with_extension("txt"))?;
        let gold =
            Gold::read(&text, &read::text(&path)?).map_err(|error| Stop::Because(error.at(&path).to_string()))?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        tally.add(&name, &parser.parse(&text), &gold);
    }
    let rows = tally.table();
    let mut shown = String::new();
    if let Some(row) = &task.list {
        known(row, &rows)?;
        let look = Look::stdout(Lang::En, talk);
        tally.misses().iter().filter(|miss| belongs(&miss.what, row)).for_each(|miss| list(miss, look, &mut shown));
    }
    shown.push_str(&table(&rows));
    let mut output = Output::stdout();
    output.write(shown.as_bytes())?;
    output.finish()?;
    Ok(End::Fine)
}

/// The annotation files of a folder, sorted by name.
pub(super) fn annotations(folder: &Path) -> Result<Vec<PathBuf>, Stop> {
    let entries = fs::read_dir(folder).and_then(|entries| entries.collect::<io::Result<Vec<_>>>());
    let entries = entries.map_err(|error| Stop::Because(named(folder, &error)))?;
    let paths = entries.into_iter().map(|entry| entry.path());
    let mut found: Vec<PathBuf> = paths.filter(|path| path.extension().is_some_and(|end| end == "ann")).collect();
    found.sort();
    if found.is_empty() {
        let message =
            format!("{}: no NAME.ann in this folder; it takes pairs of NAME.txt and NAME.ann", folder.display());
        return Err(Stop::Because(message));
    }
    Ok(found)
}

/// Whether a row of the table is the one that was asked for, or one of that group.
fn belongs(name: &str, asked: &str) -> bool {
    name == asked || name.split(' ').next() == Some(asked)
}

fn known(asked: &str, rows: &[Figure]) -> Result<(), Stop> {
    if rows.iter().any(|row| belongs(&row.name, asked)) {
        return Ok(());
    }
    let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    Err(Stop::Because(format!("no row \"{asked}\" to list; there are {}", names.join(", "))))
}

fn list(miss: &Miss, look: Look, to: &mut String) {
    let Miss { document, what, want, got, text, .. } = miss;
    let or_none = |words: &str| {
        if words.is_empty() { "-".to_owned() } else { plain(words) }
    };
    let at = look.paint(Paint::Dim, &format!("{document}:{}", place(miss.place)));
    // Writing to a string does not fail.
    let _ = writeln!(to, "{at} {what}: want {}, got {}: {}", or_none(want), or_none(got), plain(text));
}

fn table(rows: &[Figure]) -> String {
    let mut shown = format!("{:18}{:>8}{:>8}{:>8}{:>7}\n", "", "P", "R", "F1", "n");
    for row in rows {
        let share = |share: Option<f64>| share.map_or(String::new(), |share| format!("{share:.3}"));
        let count = row.count.map_or(String::new(), |count| count.to_string());
        let (precision, recall, f1) = (share(row.precision), share(row.recall), share(Some(row.f1)));
        let _ = writeln!(shown, "{:18}{precision:>8}{recall:>8}{f1:>8}{count:>7}", row.name);
    }
    shown
}
