//! Rows as CSV and TSV.

use csv::{Terminator, Writer, WriterBuilder};

use super::layer::Layer;
use super::table::{Cell, Rows};

/// How fields are kept apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Delimiter {
    /// Commas, `.csv`.
    Comma,
    /// Tabs, `.tsv`.
    Tab,
}

/// The line that names a layer's columns, as in RFC 4180; lines end in `\n`.
///
/// ```
/// use tigang::{Delimiter, Layer, csv_header};
/// let header = csv_header(Layer::Relations, &[], Delimiter::Comma);
/// assert!(header.starts_with(b"speech_id,from_id,to_id,path,"));
/// ```
pub fn csv_header(layer: Layer, own: &[String], delimiter: Delimiter) -> Vec<u8> {
    let mut lines = writer(Vec::new(), delimiter);
    // Writing to memory does not fail, and all rows are of one length.
    let _ = lines.write_record(layer.columns(own).iter().map(|column| column.name.as_str()));
    lines.into_inner().unwrap_or_default()
}

/// The rows of a layer of one document, a line each; fields that hold line ends, quotes or the delimiter are quoted.
///
/// ```
/// use tigang::{Delimiter, Layer, Parser, Rows, Source, csv_rows};
/// let document = Parser::new().parse("一、抓安全。\n二、抓招商。");
/// let source = Source::new("a.txt", b"");
/// let lines = csv_rows(&Rows::new(&document, &source, &[]), Layer::Nodes, Delimiter::Tab);
/// assert_eq!(String::from_utf8(lines).unwrap().lines().count(), 2);
/// ```
pub fn csv_rows(rows: &Rows<'_>, layer: Layer, delimiter: Delimiter) -> Vec<u8> {
    let mut lines = writer(Vec::new(), delimiter);
    rows.each(layer, |cells| {
        for cell in cells {
            let _ = match cell {
                Cell::Text(text) => lines.write_field(text.as_bytes()),
                Cell::Empty => lines.write_field(b""),
                other => lines.write_field(other.to_string()),
            };
        }
        let _ = lines.write_record(None::<&[u8]>);
    });
    lines.into_inner().unwrap_or_default()
}

fn writer(to: Vec<u8>, delimiter: Delimiter) -> Writer<Vec<u8>> {
    let delimiter = match delimiter {
        Delimiter::Comma => b',',
        Delimiter::Tab => b'\t',
    };
    WriterBuilder::new().delimiter(delimiter).terminator(Terminator::Any(b'\n')).flexible(true).from_writer(to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Parser;
    use crate::export::Source;

    #[test]
    fn what_is_written_is_read_back() {
        let text = "一、他说\"快\",就是快\n不能慢。\t二、抓，\"招商\"。";
        let document = Parser::new().parse(text);
        let source = Source::new("a,\"b\".txt", text.as_bytes());
        let rows = Rows::new(&document, &source, &[]);
        for (delimiter, byte) in [(Delimiter::Comma, b','), (Delimiter::Tab, b'\t')] {
            for layer in Layer::ALL {
                let mut lines = csv_header(layer, &[], delimiter);
                lines.extend(csv_rows(&rows, layer, delimiter));
                let mut reader = csv::ReaderBuilder::new().delimiter(byte).from_reader(lines.as_slice());
                let back: Vec<Vec<String>> =
                    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
                let mut want = Vec::new();
                rows.each(layer, |cells| want.push(cells.iter().map(Cell::to_string).collect::<Vec<_>>()));
                assert_eq!(back, want, "{}", layer.name());
            }
        }
    }
}
