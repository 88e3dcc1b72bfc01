//! `tigang lists`: 问题清单, 举措清单, 责任清单, 任务分解表, as files to hand out.

use std::fs;
use std::path::{Path, PathBuf};

use tigang::{
    Columns, Document, Entry, Kept, Lists, Speech, Table, lists_csv, lists_docx, lists_markdown, lists_xlsx, merge,
};

use super::args::{self, Filed, Talk};
use super::message::{count, named, say};
use super::output::{Output, by_ending, not_on_a_terminal};
use super::read::{self, Found};
use super::show::line;
use super::{End, Stop};

pub(crate) fn run(task: args::Lists, talk: Talk) -> Result<End, Stop> {
    if task.presets {
        return presets();
    }
    let file = task.output.as_deref().filter(|path| *path != "-");
    let format = match task.format {
        Some(format) => format,
        None => by_ending(file)?.unwrap_or(Filed::Md),
    };
    if matches!(format, Filed::Xlsx | Filed::Docx) {
        not_on_a_terminal(file, "清单.xlsx")?;
    }
    let columns = columns(&task)?;
    let old = task.merge.as_deref().map(|path| fs::read(path).map_err(|error| Stop::Because(named(path, &error))));
    let old = old.transpose()?;
    let mut files = Files::open(format, file, &columns, &task.reading.paths)?;
    let (entries, end) = read::gather(&task.reading, talk, |entry: Entry| {
        let found = Found(entry.document.speeches().iter().any(|speech| !speech.items().is_empty()));
        (entry, found)
    })?;
    if entries.is_empty() {
        return Ok(end);
    }
    let mut lists = Lists::new(&read::rules(&task.reading.tables)?);
    for entry in &entries {
        for speech in entry.document.speeches() {
            lists.add(&source(entry, speech), &entry.document, speech);
        }
    }
    let mut tables = columns.tables(&lists);
    if let (Some(path), Some(old)) = (&task.merge, &old) {
        let kept = merge(&mut tables, old).map_err(|error| Stop::Because(error.at(path).to_string()))?;
        tell(&kept, path, talk);
    }
    files.write(&tables, &title(&entries))?;
    files.finish(talk)?;
    Ok(end)
}

/// The presets, a line each.
fn presets() -> Result<End, Stop> {
    let mut output = Output::stdout();
    for (name, says) in Columns::presets() {
        output.write(format!("{name:<10}{says}\n").as_bytes())?;
    }
    output.finish()?;
    Ok(End::Fine)
}

fn columns(task: &args::Lists) -> Result<Columns, Stop> {
    let columns = match &task.columns {
        Some(path) => Columns::from_toml(&path.to_string_lossy(), &read::text(path)?),
        None => Columns::preset(&task.preset),
    };
    let columns = columns.map_err(|error| Stop::Because(error.to_string()))?;
    let Some(asked) = &task.list else { return Ok(columns) };
    if let Some(list) = asked.0.iter().find(|list| !columns.lists().contains(list)) {
        let there = columns.lists().iter().map(|list| list.name()).collect::<Vec<_>>().join(", ");
        return Err(Stop::Because(format!("no columns for list \"{}\" here, only for {there}", list.name())));
    }
    Ok(columns.only(&asked.0))
}

/// What to call a speech: its title, else its file.
fn source(entry: &Entry, speech: &Speech) -> String {
    let title = |document: &Document| speech.title.map(|title| line(document, &title));
    title(&entry.document).unwrap_or_else(|| entry.input.path().display().to_string())
}

fn title(entries: &[Entry]) -> String {
    let first = entries.iter().flat_map(|entry| entry.document.speeches().iter().map(move |speech| (entry, speech)));
    let mut titles = first.map(|(entry, speech)| source(entry, speech));
    let title = titles.next().unwrap_or_default();
    match titles.count() {
        0 => title,
        more => format!("{title} 等{}篇", more + 1),
    }
}

/// Says what was kept, and what has no place any more.
fn tell(kept: &Kept, path: &Path, talk: Talk) {
    if talk.quiet {
        return;
    }
    let path = path.display();
    say(format_args!("{path}: {} kept", count(kept.cells, "cell")));
    for lost in &kept.unmatched {
        let (list, column) = (&lost.list, &lost.column);
        say(format_args!("{path}: {list} \"{}\" fits no row any more; {column}: {}", lost.about, lost.words));
    }
}

/// One file, or of .csv one a list.
enum Files {
    One(Filed, Output),
    // Under the name that was given, with that of the list behind it.
    Each(PathBuf, Vec<(PathBuf, Output)>),
}

impl Files {
    fn open(format: Filed, file: Option<&Path>, columns: &Columns, inputs: &[PathBuf]) -> Result<Self, Stop> {
        match file {
            Some(path) if format == Filed::Csv && columns.lists().len() > 1 => {
                // Fails now rather than after reading.
                drop(Output::named(Some(path), inputs)?);
                Ok(Files::Each(path.to_owned(), Vec::new()))
            }
            None if format == Filed::Csv && columns.lists().len() > 1 => Err(Stop::Because(
                "standard output holds one list; choose it with --list, such as --list task".to_owned(),
            )),
            _ => Ok(Files::One(format, Output::named(file, inputs)?)),
        }
    }

    fn write(&mut self, tables: &[Table], title: &str) -> Result<(), Stop> {
        let fault = |error: tigang::Error| Stop::Because(error.to_string());
        match self {
            Files::One(format, output) => {
                let bytes = match (format, tables) {
                    (Filed::Xlsx, _) => lists_xlsx(tables, title).map_err(fault)?,
                    (Filed::Docx, _) => lists_docx(tables).map_err(fault)?,
                    (Filed::Csv, [first, ..]) => lists_csv(first).map_err(fault)?,
                    _ => lists_markdown(tables).into_bytes(),
                };
                output.write(&bytes)
            }
            Files::Each(path, files) => {
                for table in tables {
                    let (stem, end) =
                        (path.file_stem().unwrap_or_default(), path.extension().unwrap_or("csv".as_ref()));
                    let name = table.name.replace(['/', '\\'], " ");
                    let path = path.with_file_name(format!("{}-{name}.{}", stem.display(), end.display()));
                    let mut output = Output::file(&path)?;
                    output.write(&lists_csv(table).map_err(fault)?)?;
                    files.push((path, output));
                }
                Ok(())
            }
        }
    }

    fn finish(self, talk: Talk) -> Result<(), Stop> {
        match self {
            Files::One(_, output) => output.finish(),
            Files::Each(_, files) => files.into_iter().try_for_each(|(path, output)| {
                output.finish()?;
                if !talk.quiet {
                    say(format_args!("{}: written", path.display()));
                }
                Ok(())
            }),
        }
    }
}
