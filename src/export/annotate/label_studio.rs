//! Annotations as Label Studio imports them: tasks with predictions, and the labels to set up a project with.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufRead, BufWriter, Write};
use std::path::Path;

use serde_json::{Value, json};

use super::{Annotated, arrows, labels};
use crate::error::{Error, ErrorKind};

/// Writes the lines [`doccano`](crate::doccano) made as the tasks of a Label Studio project at `path`, one JSON array;
/// the findings are predictions. [`label_studio_config`] is the project's labelling setup.
///
/// # Errors
/// The file cannot be written, or a line is not one of `doccano`'s.
///
/// ```
/// use tigang::{Parser, Source, doccano, write_label_studio};
/// let text = "一、存在问题\n一是前期工作滞后。";
/// let line = doccano(&Parser::new().parse(text), &Source::new("a.txt", text.as_bytes()));
/// let path = std::env::temp_dir().join(format!("tigang-tasks-{}.json", std::process::id()));
/// write_label_studio(&path, line.as_slice())?;
/// let tasks: serde_json::Value = serde_json::from_slice(&std::fs::read(&path)?)?;
/// let found = &tasks[0]["predictions"][0]["result"][2]["value"];
/// assert_eq!((found["labels"][0].as_str(), found["start"].as_u64()), (Some("problem"), Some(7)));
/// std::fs::remove_file(&path)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_label_studio(path: &Path, lines: impl BufRead) -> Result<(), Error> {
    let fault = |error: io::Error| Error::from(error).at(path);
    let mut to = BufWriter::new(File::create(path).map_err(fault)?);
    to.write_all(b"[").map_err(fault)?;
    for (at, line) in lines.lines().enumerate() {
        let document: Annotated = line
            .and_then(|line| Ok(serde_json::from_str(&line)?))
            .map_err(|error| Error::new(ErrorKind::Format(format!("no line of doccano's: {error}"))).at(path))?;
        to.write_all(if at == 0 { b"\n" } else { b",\n" }).map_err(fault)?;
        serde_json::to_writer(&mut to, &task(document)).map_err(|error| fault(error.into()))?;
    }
    to.write_all(b"\n]\n").map_err(fault)?;
    to.into_inner().map_err(|error| fault(error.into_error()))?.sync_all().map_err(fault)
}

fn task(document: Annotated) -> Value {
    let chars: Vec<char> = document.text.chars().collect();
    let mut result = Vec::with_capacity(document.entities.len() + document.relations.len());
    for entity in &document.entities {
        let words: String = chars[entity.start_offset..entity.end_offset].iter().collect();
        result.push(json!({
            "id": format!("t{}", entity.id),
            "from_name": "label",
            "to_name": "text",
            "type": "labels",
            "value": {
                "start": entity.start_offset, "end": entity.end_offset, "text": words, "labels": [entity.label],
            },
            "meta": { "text": [entity.finding] },
        }));
    }
    for arrow in &document.relations {
        result.push(json!({
            "type": "relation",
            "from_id": format!("t{}", arrow.from_id),
            "to_id": format!("t{}", arrow.to_id),
            "direction": "right",
            "labels": [arrow.sort],
        }));
    }
    json!({
        "data": {
            "text": document.text, "path": document.path, "title": document.title, "meeting": document.meeting,
            "date": document.date, "speaker": document.speaker,
        },
        "predictions": [{ "model_version": concat!("tigang ", env!("CARGO_PKG_VERSION")), "result": result }],
    })
}

/// The labelling setup of a Label Studio project for the tasks of [`write_label_studio`].
///
/// ```
/// assert!(tigang::label_studio_config().contains("<Label value=\"problem\""));
/// ```
pub fn label_studio_config() -> String {
    let mut xml = String::from("<View>\n  <Header value=\"$title\"/>\n  <Relations>\n");
    for (name, ..) in arrows() {
        let _ = writeln!(xml, "    <Relation value=\"{name}\"/>");
    }
    xml.push_str("  </Relations>\n  <Labels name=\"label\" toName=\"text\">\n");
    for (name, chinese, colour) in labels() {
        let _ = writeln!(xml, "    <Label value=\"{name}\" hint=\"{chinese}\" background=\"{colour}\"/>");
    }
    xml.push_str("  </Labels>\n  <Text name=\"text\" value=\"$text\"/>\n</View>\n");
    xml
}
