//! A table as it was stored: CSV whose header names the columns of a layer.

use std::io::Read;

use csv::{Reader, StringRecord};

use super::layer::{ColumnType, Layer};
use crate::error::{Error, ErrorKind};

/// The rows of a table, one after the other; never more than one in memory.
pub(super) struct Stored<R> {
    pub(super) layer: Layer,
    pub(super) names: Vec<String>,
    /// What the cells of each column hold; those of the person's own are words.
    pub(super) sorts: Vec<ColumnType>,
    reader: Reader<R>,
    record: StringRecord,
}

impl<R: Read> Stored<R> {
    pub(super) fn new(layer: Layer, table: R) -> Result<Self, Error> {
        let mut reader = Reader::from_reader(table);
        let header = reader.headers().map_err(|error| unreadable(layer, error))?;
        let names: Vec<String> = header.iter().map(|name| name.trim_start_matches('\u{feff}').to_owned()).collect();
        let known = layer.columns(&[]);
        let sort = |name: &String| {
            known.iter().find(|column| column.name == *name).map_or(ColumnType::Text, |column| column.sort)
        };
        let sorts = names.iter().map(sort).collect();
        Ok(Self { layer, names, sorts, reader, record: StringRecord::new() })
    }

    /// The next row, as many cells as there are names; an empty one knows nothing.
    pub(super) fn next(&mut self) -> Result<Option<&StringRecord>, Error> {
        match self.reader.read_record(&mut self.record) {
            Ok(true) => Ok(Some(&self.record)),
            Ok(false) => Ok(None),
            Err(error) => Err(unreadable(self.layer, error)),
        }
    }
}

fn unreadable(layer: Layer, error: csv::Error) -> Error {
    let name = format!("{}.csv", layer.name());
    match error.into_kind() {
        csv::ErrorKind::Io(error) => Error::from(error).at(name),
        csv::ErrorKind::UnequalLengths { pos, expected_len, len } => {
            let row = pos.map_or(0, |place| place.line());
            let says = format!("line {row}: {len} cells, not {expected_len}; make the tables again");
            Error::new(ErrorKind::Format(says)).at(name)
        }
        other => Error::new(ErrorKind::Format(format!("not to be read: {other:?}; make the tables again"))).at(name),
    }
}
