//! `tigang verify`: whether every quote of a result still stands in its text.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tigang::{Corpus, Entry, Hint, Parser, inputs};

use super::args::{self, Talk};
use super::message::{count, named, reason, say};
use super::output::Output;
use super::{End, Stop};

pub(crate) fn run(task: args::Verify, talk: Talk) -> Result<End, Stop> {
    let path = task.result.as_path();
    let fault = |error: io::Error| Stop::Because(named(path, &error));
    let lines: Box<dyn BufRead> = match path.to_str() {
        Some("-") => Box::new(io::stdin().lock()),
        _ => Box::new(BufReader::new(File::open(path).map_err(fault)?)),
    };
    let mut output = Output::stdout();
    let mut corpus = Corpus::new(Parser::new()).structure_only();
    if let Some(name) = task.text_field {
        corpus = corpus.text_field(name);
    }
    if let Some(name) = task.id_field {
        corpus = corpus.id_field(name);
    }
    let mut texts = Texts { corpus, base: task.base, file: PathBuf::new(), held: HashMap::new() };
    let (mut records, mut failed, mut wrong) = (0, 0, 0);
    for (number, line) in lines.lines().enumerate() {
        let line = line.map_err(fault)?;
        if line.trim().is_empty() {
            continue;
        }
        records += 1;
        let Ok(record) = serde_json::from_str(&line) else {
            let message = "not JSON; give a file that tigang extract --format jsonl wrote";
            return Err(Stop::Because(format!("{}:{}: {message}", path.display(), number + 1)));
        };
        match faults(&record, &mut texts) {
            Ok((source, faults)) => {
                wrong += faults.len();
                for fault in faults {
                    output.write(format!("{source}: {fault}\n").as_bytes())?;
                }
            }
            Err(reason) => {
                failed += 1;
                say(format_args!("{}:{}: {reason}", path.display(), number + 1));
            }
        }
    }
    if !talk.quiet && wrong == 0 && failed == 0 {
        output.write(format!("{}, every quote in its place\n", count(records, "document")).as_bytes())?;
    }
    output.finish()?;
    if !talk.quiet && failed > 0 {
        say(format_args!("{failed} of {} failed", count(records, "document")));
    }
    Ok(match (failed, wrong) {
        (0, 0) => End::Fine,
        (0, _) => End::Nothing,
        _ => End::Failed,
    })
}

/// The text's path and what is wrong with the record of it.
fn faults(record: &Value, texts: &mut Texts) -> Result<(String, Vec<String>), String> {
    let Some(source) = record["source"]["path"].as_str() else {
        return Err("no result of tigang: it has no source.path".to_owned());
    };
    if source == "-" {
        return Err("made from standard input; its text is gone".to_owned());
    }
    let text = texts.read(source)?;
    Ok((source.to_owned(), tigang::verify(record, &text)))
}

/// Reads the texts again that results were made of.
struct Texts {
    corpus: Corpus,
    base: Option<PathBuf>,
    // The file of many texts that was read last, and its texts by their paths.
    file: PathBuf,
    held: HashMap<PathBuf, String>,
}

impl Texts {
    fn read(&mut self, source: &str) -> Result<String, String> {
        let path = self.base.as_ref().map_or_else(|| PathBuf::from(source), |base| base.join(source));
        let file = match holder(&path) {
            Some(file) if !path.is_file() => file,
            _ => {
                let bytes = fs::read(&path).map_err(|error| named(&path, &error))?;
                return Ok(tigang::decode(bytes, Hint::path(&path)).map_err(|error| reason(&error.at(&path)))?.text);
            }
        };
        if self.file != file {
            self.held.clear();
            let text = |entry: Entry| (entry.input.path().to_owned(), entry.document.source().to_owned());
            let _ = self.corpus.run(inputs([&file]), text, |read| {
                self.held.extend(read);
                ControlFlow::<()>::Continue(())
            });
            self.file = file;
        }
        let missing = || format!("{}: no such text in {}", path.display(), self.file.display());
        self.held.get(&path).cloned().ok_or_else(missing)
    }
}

/// The file of many texts that a path leads into: a.zip of a.zip/b.txt, a.csv of a.csv:12 and a.csv#id.
fn holder(path: &Path) -> Option<PathBuf> {
    let above = path.ancestors().skip(1).find(|above| above.is_file()).map(Path::to_owned);
    above.or_else(|| {
        let name = path.to_str()?;
        let mut ends = name.rmatch_indices(['#', ':']).map(|(at, _)| PathBuf::from(&name[..at]));
        ends.find(|file| file.is_file())
    })
}
