//! The files a run writes, and what each gets of a document.

use serde_json::json;
use tigang::{
    Delimiter, Entry, Error, ErrorKind, Input, Kind, Layer, Record, Rows, Segmenter, csv_header, csv_rows, doccano,
};

use super::args::{self, Table, Unit};
use super::made::{DOCCANO, Made};
use super::manifest::Tally;
use super::read::notes;
use super::reason;

/// The files in order.
pub(crate) struct Outputs {
    files: Vec<(String, Sort)>,
    /// What is made of the files once these are whole.
    pub(crate) made: Vec<Made>,
    layers: Vec<Layer>,
    own: Vec<String>,
    words: Option<Segmenter>,
    bom: bool,
    offsets: Unit,
}

#[derive(Clone, Copy)]
enum Sort {
    Rows(Layer, Delimiter),
    Records,
    Annotated,
    Errors,
}

/// What one text gave.
pub(crate) struct Chunk {
    /// Of every output file the bytes.
    pub(crate) bytes: Vec<Vec<u8>>,
    pub(crate) tally: Tally,
    /// The hash of its bytes.
    pub(crate) sha256: Option<String>,
    /// Whether it is one text of a file that holds many.
    pub(crate) part: bool,
    /// Why it could not be read.
    pub(crate) failure: Option<String>,
    /// What the person should know of it all the same.
    pub(crate) notes: Vec<String>,
}

impl Outputs {
    pub(crate) fn new(task: &args::Run) -> Self {
        let formats = &task.format;
        let mut layers = Layer::ALL.to_vec();
        layers.extend(task.words.then_some(Layer::Words));
        let mut files = Vec::new();
        let made: Vec<Made> = Made::ALL.iter().copied().filter(|made| formats.contains(&made.format())).collect();
        for (format, delimiter) in [(Table::Csv, Delimiter::Comma), (Table::Tsv, Delimiter::Tab)] {
            if formats.contains(&format) || made.iter().any(|made| made.of() == format) {
                let ending = if format == Table::Csv { "csv" } else { "tsv" };
                let file = |layer: Layer| (format!("{}.{ending}", layer.name()), Sort::Rows(layer, delimiter));
                files.extend(layers.iter().copied().map(file));
            }
        }
        if formats.contains(&Table::Jsonl) {
            files.push(("documents.jsonl".to_owned(), Sort::Records));
        }
        if formats.contains(&Table::Doccano) || made.iter().any(|made| made.of() == Table::Doccano) {
            files.push((DOCCANO.to_owned(), Sort::Annotated));
        }
        files.push(("errors.jsonl".to_owned(), Sort::Errors));
        let words = task.words.then(Segmenter::new);
        Self { files, made, layers, own: task.columns.clone(), words, bom: task.bom, offsets: task.offsets }
    }

    /// The files a run leaves; a folder counts as one.
    pub(crate) fn names(&self) -> Vec<String> {
        self.files.iter().map(|(name, _)| name.clone()).chain(self.made_names()).collect()
    }

    /// Those of them that are made of others.
    pub(crate) fn made_names(&self) -> Vec<String> {
        self.made.iter().flat_map(|made| made.names(&self.layers)).collect()
    }

    /// The files, each with what stands in it before any document.
    pub(crate) fn headers(&self) -> Vec<(String, Vec<u8>)> {
        let header = |sort: &Sort| match sort {
            Sort::Rows(layer, delimiter) => {
                let mut header = if self.bom { "\u{feff}".as_bytes().to_vec() } else { Vec::new() };
                header.extend(csv_header(*layer, &self.own, *delimiter));
                header
            }
            Sort::Records | Sort::Annotated | Sort::Errors => Vec::new(),
        };
        self.files.iter().map(|(name, sort)| (name.clone(), header(sort))).collect()
    }

    pub(crate) fn of(&self, entry: &Entry) -> Chunk {
        let rows = Rows::new(&entry.document, &entry.source, &self.own);
        let bytes = |(_, sort): &(String, Sort)| match sort {
            Sort::Rows(layer, delimiter) => csv_rows(&rows, *layer, *delimiter),
            Sort::Records => {
                let mut line = Vec::new();
                let mut record = Record::new(&entry.document, &entry.source).offsets(self.offsets.into());
                if let Some(segmenter) = &self.words {
                    record = record.words(segmenter);
                }
                // A record is text and numbers; writing it to memory does not fail.
                let _ = serde_json::to_writer(&mut line, &record);
                line.push(b'\n');
                line
            }
            Sort::Annotated => doccano(&entry.document, &entry.source),
            Sort::Errors => Vec::new(),
        };
        Chunk {
            bytes: self.files.iter().map(bytes).collect(),
            tally: tally(entry),
            sha256: Some(entry.source.sha256.clone()),
            part: matches!(entry.input, Input::Part(_)),
            failure: None,
            notes: notes(entry),
        }
    }

    /// What an input that could not be read leaves.
    pub(crate) fn failure(&self, file: &str, error: Error) -> Chunk {
        let place = error.path().map_or(file.into(), |path| path.to_string_lossy());
        let told = reason(&error);
        let says = told.strip_prefix(&format!("{place}: ")).unwrap_or(&told);
        let line = json!({ "path": file, "place": place, "kind": kind(&error), "reason": says });
        let bytes = |(_, sort): &(String, Sort)| match sort {
            Sort::Errors => format!("{line}\n").into_bytes(),
            _ => Vec::new(),
        };
        let tally = Tally { failures: 1, ..Tally::default() };
        let part = place != file;
        Chunk {
            bytes: self.files.iter().map(bytes).collect(),
            tally,
            sha256: None,
            part,
            failure: Some(told),
            notes: Vec::new(),
        }
    }
}

fn kind(error: &Error) -> &'static str {
    match error.kind() {
        ErrorKind::Io(_) => "io",
        ErrorKind::Encoding { .. } => "encoding",
        ErrorKind::Binary { .. } => "binary",
        ErrorKind::Password => "password",
        ErrorKind::Scanned => "scanned",
        ErrorKind::TooLarge => "too-large",
        ErrorKind::Damaged(_) => "damaged",
        ErrorKind::Rules(_) => "rules",
        ErrorKind::Format(_) => "format",
        _ => "other",
    }
}

fn tally(entry: &Entry) -> Tally {
    let document = &entry.document;
    let chars = document.offset(document.source().len(), tigang::Offsets::Char);
    let mut tally = Tally { documents: 1, chars: chars as u64, ..Tally::default() };
    for speech in document.speeches() {
        tally.nodes += speech.outline().nodes().len() as u64;
        tally.sentences += speech.sentences().len() as u64;
        tally.duties += speech.duties().len() as u64;
        for kind in Kind::ALL {
            let count = speech.items().iter().filter(|item| item.kind == kind).count() as u64;
            if count > 0 {
                *tally.items.entry(kind.name().to_owned()).or_default() += count;
            }
        }
    }
    tally
}
