//! Files of many records: rows of .csv, .tsv and .jsonl, one by one.

use csv::{Reader, ReaderBuilder, StringRecord};
use serde_json::Value;

/// How the records of a file are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TableFormat {
    /// Fields with this between them, quoted as in RFC 4180; the first row names the columns.
    Separated(u8),
    /// A JSON object on each line.
    Jsonl,
}

/// One record.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    /// The line it begins on, from 1.
    pub(crate) line: usize,
    /// Its columns and their values, in the order of the file.
    pub(crate) fields: Vec<(String, Value)>,
}

/// A record that cannot be read, or lacks what is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BadRow {
    /// The line it begins on, from 1.
    pub(crate) line: usize,
    /// Why, in lower case without a full stop.
    pub(crate) reason: String,
}

/// The records of a file in order; after a bad one the rest is still read.
pub(crate) fn rows(text: &str, format: TableFormat) -> impl Iterator<Item = Result<Row, BadRow>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (objects, fields) = match format {
        TableFormat::Jsonl => (Some(objects(text)), None),
        TableFormat::Separated(by) => (None, Some(Fields::new(text, by))),
    };
    objects.into_iter().flatten().chain(fields.into_iter().flatten())
}

const SEPARATORS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// What stands between the columns of a header that names one of these, and others.
pub(crate) fn separator_of(header: &str, columns: &[impl AsRef<str>]) -> Option<u8> {
    SEPARATORS.into_iter().find(|by| {
        let names = header_names(header, *by);
        names.len() > 1 && names.iter().any(|name| columns.iter().any(|column| column.as_ref() == name))
    })
}

/// What parts a header into columns: the usual separator, else the first that does.
pub(crate) fn likely_separator(header: &str, usual: u8) -> u8 {
    let parts = |by: &u8| header_names(header, *by).len() > 1;
    std::iter::once(usual).chain(SEPARATORS).find(parts).unwrap_or(usual)
}

fn header_names(header: &str, separator: u8) -> Vec<String> {
    let mut record = StringRecord::new();
    // A header that is none has no names.
    let _ = reader(header, separator).read_record(&mut record);
    names(&record)
}

/// The value of a column; the error names the columns there are.
pub(crate) fn field<'a>(row: &'a Row, name: &str) -> Result<&'a Value, BadRow> {
    row.fields.iter().find(|(column, _)| column == name).map(|(_, value)| value).ok_or_else(|| {
        let there: Vec<&str> = row.fields.iter().map(|(column, _)| column.as_str()).take(30).collect();
        let reason = match there.as_slice() {
            [] => format!("no column \"{name}\": the record is empty"),
            _ => format!("no column \"{name}\"; there are: {}", there.join(", ")),
        };
        BadRow { line: row.line, reason }
    })
}

fn objects(text: &str) -> impl Iterator<Item = Result<Row, BadRow>> {
    let lines = text.split('\n').enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(at, line)| {
        let line_number = at + 1;
        match serde_json::from_str(line) {
            Ok(Value::Object(fields)) => Ok(Row { line: line_number, fields: fields.into_iter().collect() }),
            Ok(_) => Err(BadRow {
                line: line_number,
                reason: "not a JSON object: write {\"text\": …} on a line".to_owned(),
            }),
            Err(error) => Err(BadRow { line: line_number, reason: format!("not JSON: {error}") }),
        }
    })
}

/// The rows of a file with separated fields.
struct Fields<'a> {
    text: &'a str,
    separator: u8,
    reader: Reader<&'a [u8]>,
    header: Option<Vec<String>>,
    /// Where the reader began: its first byte, and the lines before it.
    start: (usize, usize),
    restarts: usize,
}

impl<'a> Fields<'a> {
    fn new(text: &'a str, separator: u8) -> Self {
        Self { text, separator, reader: reader(text, separator), header: None, start: (0, 0), restarts: 0 }
    }

    /// The next record, its first byte and its line.
    fn record(&mut self) -> Option<(StringRecord, usize, usize)> {
        let mut record = StringRecord::new();
        // Text cannot hold bad UTF-8, and rows of any length are let through.
        self.reader.read_record(&mut record).ok().filter(|more| *more)?;
        let position = record.position()?;
        let (byte, line) = (position.byte() as usize, position.line() as usize);
        // The reader counts empty lines in front of a record as part of it.
        let passed = self.text[self.start.0..]
            .get(byte..)
            .map_or(0, |rest| rest.bytes().take_while(|b| matches!(b, b'\n' | b'\r')).filter(|b| *b == b'\n').count());
        Some((record, self.start.0 + byte, self.start.1 + line + passed))
    }

    fn row(&mut self, record: &StringRecord, line: usize, header: &[String]) -> Result<Row, BadRow> {
        if record.len() != header.len() {
            let reason = format!("{} fields where the header names {}", record.len(), header.len());
            return Err(BadRow { line, reason });
        }
        let fields = header.iter().cloned().zip(record.iter().map(Value::from)).collect();
        Ok(Row { line, fields })
    }

    /// Begins again on the line below an opening quote that is never closed.
    fn restart(&mut self, byte: usize, line: usize) -> BadRow {
        const MOST: usize = 50;
        self.restarts += 1;
        let blank = self.text[byte..].bytes().take_while(|b| matches!(b, b'\n' | b'\r')).count();
        let next = self.text[byte + blank..].find('\n').map_or(self.text.len(), |len| byte + blank + len + 1);
        let mut reason = "a quote opens here that nothing closes; write \"\" for a quote in a field".to_owned();
        let mut rest = &self.text[next..];
        if self.restarts > MOST {
            reason = format!("more than {MOST} quotes that nothing closes: the rest is not read");
            rest = "";
        }
        self.reader = reader(rest, self.separator);
        self.start = (next, line);
        BadRow { line, reason }
    }
}

fn reader(text: &str, separator: u8) -> Reader<&[u8]> {
    ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(text.as_bytes())
}

impl Iterator for Fields<'_> {
    type Item = Result<Row, BadRow>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (record, byte, line) = self.record()?;
            let end = self.start.0 + self.reader.position().byte() as usize;
            if end >= self.text.len() && is_open(&self.text[byte..], self.separator) {
                return Some(Err(self.restart(byte, line)));
            }
            match self.header.take() {
                Some(header) => {
                    let row = self.row(&record, line, &header);
                    self.header = Some(header);
                    return Some(row);
                }
                None => self.header = Some(names(&record)),
            }
        }
    }
}

/// The names of the columns; one without a name is called by its number.
fn names(record: &StringRecord) -> Vec<String> {
    let named = |(at, name): (usize, &str)| match name.trim() {
        "" => format!("column {}", at + 1),
        name => name.to_owned(),
    };
    record.iter().enumerate().map(named).collect()
}

/// Whether the last record of a text ends inside quotes.
fn is_open(record: &str, separator: u8) -> bool {
    let mut quoted = false;
    let mut before = separator;
    for b in record.bytes() {
        let begins = before == separator || matches!(before, b'\n' | b'\r');
        match b {
            b'"' if quoted => quoted = false,
            // A quote right behind a closing one is a quote in the field.
            b'"' if begins || before == b'"' => quoted = true,
            _ => {}
        }
        before = if quoted { b' ' } else { b };
    }
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    const CSV: TableFormat = TableFormat::Separated(b',');
    const TSV: TableFormat = TableFormat::Separated(b'\t');

    fn shown(text: &str, format: TableFormat) -> String {
        let rows = rows(text, format).map(|row| match row {
            Ok(row) => {
                let fields = row.fields.iter().map(|(name, value)| format!("{name}={}", value.as_str().unwrap_or("?")));
                format!("{} {}", row.line, fields.collect::<Vec<_>>().join(" "))
            }
            Err(bad) => format!("{} ! {}", bad.line, bad.reason.split(['.', ';', ':']).next().unwrap_or("")),
        });
        rows.collect::<Vec<_>>().join("|")
    }

    const TABLES: &[(TableFormat, &str, &str)] = &[
        (CSV, "", ""),
        (CSV, "编号,正文\n", ""),
        (CSV, "\u{feff}编号,正文\r\n1,抓项目\r\n2,\"抓,招商\"", "2 编号=1 正文=抓项目|3 编号=2 正文=抓,招商"),
        (CSV, "编号,正文\n1,\"一、\n\"\"抓\"\"\"\n\n2,二", "2 编号=1 正文=一、\n\"抓\"|5 编号=2 正文=二"),
        (
            CSV,
            "编号,\n1,一\n2\n3,三",
            "2 编号=1 column 2=一|3 ! 1 fields where the header names 2|4 编号=3 column 2=三",
        ),
        (CSV, "甲,乙\n1,\"没有完\n2,二\n3,三", "2 ! a quote opens here that nothing closes|3 甲=2 乙=二|4 甲=3 乙=三"),
        (CSV, "甲,乙\n1,5\"的管子\n2,\"\"", "2 甲=1 乙=5\"的管子|3 甲=2 乙="),
        (TSV, "甲\t乙\n1\t一,二", "2 甲=1 乙=一,二"),
        (
            TableFormat::Jsonl,
            "{\"乙\":\"二\",\"甲\":\"一\"}\r\n\n[1]\n{\"甲\":\n{\"甲\":\"三\"}",
            "1 乙=二 甲=一|3 ! not a JSON object|4 ! not JSON|5 甲=三",
        ),
    ];

    #[test]
    fn good_rows_are_read_and_bad_ones_named_by_their_line() {
        for (format, text, want) in TABLES {
            assert_eq!(shown(text, *format), *want, "{text}");
        }
    }

    #[test]
    fn a_missing_column_is_told_with_those_there_are() {
        let row = rows("编号,正文\n1,抓项目", CSV).next().unwrap().unwrap();
        assert_eq!(field(&row, "正文").unwrap(), "抓项目");
        assert_eq!(field(&row, "text").unwrap_err().reason, "no column \"text\"; there are: 编号, 正文");
    }

    #[test]
    fn quotes_without_end_take_no_time_by_the_square() {
        let text = format!("甲,乙\n{}", "1,\"没有完\n".repeat(20_001));
        let bad = rows(&text, CSV).filter(Result::is_err).count();
        assert!(bad > 0, "{bad}");
    }
}
