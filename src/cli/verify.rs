//! `tigang verify`: whether every quote of a result still stands in its text.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use serde_json::Value;
use tigang::Hint;

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
        match faults(&record, task.base.as_deref()) {
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
fn faults(record: &Value, base: Option<&Path>) -> Result<(String, Vec<String>), String> {
    let Some(source) = record["source"]["path"].as_str() else {
        return Err("no result of tigang: it has no source.path".to_owned());
    };
    if source == "-" {
        return Err("made from standard input; its text is gone".to_owned());
    }
    let path = base.map_or_else(|| PathBuf::from(source), |base| base.join(source));
    let bytes = fs::read(&path).map_err(|error| named(&path, &error))?;
    let text = tigang::decode(bytes, Hint::path(&path)).map_err(|error| reason(&error.at(&path)))?.text;
    Ok((source.to_owned(), tigang::verify(record, &text)))
}
