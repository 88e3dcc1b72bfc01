//! Tells by its content whether a file holds many texts.

use std::path::Path;

use super::Columns;
use super::inputs::ends_in;
#[cfg(feature = "table")]
use super::table::{self, TableFormat};
#[cfg(feature = "office")]
use crate::input::Package;
#[cfg(feature = "table")]
use crate::input::{Format, Hint, decode};

/// Columns that hold the text, where none is named.
#[cfg(feature = "table")]
pub(super) const TEXT: &[&str] = &["text", "content", "正文", "内容", "全文"];

/// How a file holds many texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Many {
    #[cfg(feature = "office")]
    Archive,
    #[cfg(feature = "table")]
    Table(TableFormat),
}

/// So much of a file shows whether it is worth reading whole to find out.
pub(super) const BEGINNING: usize = 4 << 10;

/// Whether a file that begins so may hold many texts.
pub(super) fn may_be(beginning: &[u8], columns: &Columns) -> bool {
    #[cfg(feature = "office")]
    if beginning.starts_with(b"PK\x03\x04") {
        return !begins_document(beginning);
    }
    #[cfg(feature = "table")]
    if begins_object(beginning) || table_in(Path::new(""), beginning, columns).is_some() {
        return true;
    }
    let _ = (beginning, columns);
    false
}

/// How a file holds many texts; none where it is one.
pub(super) fn many(path: &Path, bytes: &[u8], columns: &Columns) -> Option<Many> {
    #[cfg(feature = "office")]
    if (bytes.starts_with(b"PK") || ends_in(path, &["zip"]))
        && let Ok(package) = Package::open(bytes)
    {
        return (!package.is_document()).then_some(Many::Archive);
    }
    #[cfg(feature = "table")]
    return table_in(path, bytes, columns).map(Many::Table);
    #[cfg(not(feature = "table"))]
    {
        let _ = (path, bytes, columns);
        None
    }
}

/// Whether the first file of a zip archive is one that office documents have and folders of texts do not.
#[cfg(feature = "office")]
fn begins_document(beginning: &[u8]) -> bool {
    let name = || {
        let length = u16::from_le_bytes([*beginning.get(26)?, *beginning.get(27)?]);
        beginning.get(30..30 + usize::from(length))
    };
    name().is_some_and(|name| name == b"mimetype" || name.ends_with(b".xml") || name.ends_with(b".rels"))
}

/// Whether plain text in any charset begins as a JSON object does.
#[cfg(feature = "table")]
fn begins_object(bytes: &[u8]) -> bool {
    // Of UTF-16 every other byte is 0.
    let mut signs =
        bytes.iter().filter(|b| !matches!(b, 0 | 0xef | 0xbb | 0xbf | 0xfe | 0xff) && !b.is_ascii_whitespace());
    signs.next() == Some(&b'{') && signs.next() == Some(&b'"')
}

/// How the records of plain text are written, by its first line; and by its name where that leaves it open.
/// Commas stand in any text: without such a name one column must be named as was asked.
#[cfg(feature = "table")]
fn table_in(path: &Path, bytes: &[u8], columns: &Columns) -> Option<TableFormat> {
    use table::{likely_separator, separator_of};

    let named = match () {
        () if ends_in(path, &["jsonl", "ndjson"]) => Some(TableFormat::Jsonl),
        () if ends_in(path, &["csv"]) => Some(TableFormat::Separated(b',')),
        () if ends_in(path, &["tsv"]) => Some(TableFormat::Separated(b'\t')),
        () => None,
    };
    if named.is_none() && columns.text.is_none() && !begins_object(bytes) {
        return None;
    }
    let first = first_line(bytes)?;
    if matches!(serde_json::from_str(&first), Ok(serde_json::Value::Object(_))) {
        return Some(TableFormat::Jsonl);
    }
    let separator = match &columns.text {
        Some(text) => separator_of(&first, &[text]),
        None => named.and_then(|_| separator_of(&first, TEXT)),
    };
    separator.map(TableFormat::Separated).or(match named {
        Some(TableFormat::Separated(usual)) => Some(TableFormat::Separated(likely_separator(&first, usual))),
        _ => named,
    })
}

/// The first line of plain text that is not blank; empty where there is none, nothing where it is no plain text.
#[cfg(feature = "table")]
fn first_line(bytes: &[u8]) -> Option<String> {
    let rest = bytes.get(BEGINNING..).unwrap_or_default();
    let end = memchr::memchr(b'\n', rest).map_or(bytes.len(), |at| BEGINNING + at + 1);
    let decoded = decode(bytes[..end].to_vec(), Hint::none()).ok()?;
    let line = decoded.text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    (decoded.format == Format::Txt).then(|| line.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, bytes: &[u8], text: Option<&str>) -> Option<Many> {
        let columns = Columns { text: text.map(str::to_owned), ..Columns::default() };
        let found = many(path.as_ref(), bytes, &columns);
        // What a name does not tell shows at the beginning.
        assert!(
            found.is_none() || path.contains('.') || may_be(&bytes[..bytes.len().min(BEGINNING)], &columns),
            "{path}"
        );
        found
    }

    #[cfg(feature = "table")]
    #[test]
    fn tables_are_known_by_their_first_line() {
        use TableFormat::{Jsonl, Separated};
        let cases: &[(&str, &str, Option<&str>, Option<TableFormat>)] = &[
            ("a", "{\"text\":\"一\"}\n{\"text\":\"二\"}", None, Some(Jsonl)),
            ("a.csv", "\n { \"a\":1}", None, Some(Jsonl)),
            ("a", "{\"text\":\n\"一\"}", None, None),
            ("a", "{一}", None, None),
            ("a.jsonl", "没有引号", None, Some(Jsonl)),
            ("a", "编号,正文\n1,一", None, None),
            ("a", "编号,正文\n1,一", Some("正文"), Some(Separated(b','))),
            ("a", "编号;\"正文\"\n1;一", Some("正文"), Some(Separated(b';'))),
            ("a", "编号\t正文\n1\t一", Some("正文"), Some(Separated(b'\t'))),
            ("a", "编号,正文\n1,一", Some("全文"), None),
            // A heading of a speech, not a column.
            ("a", "正文\n一,二", Some("正文"), None),
            ("a.csv", "正文\n一", Some("正文"), Some(Separated(b','))),
            ("a.csv", "编号;正文\n1;一,二", None, Some(Separated(b';'))),
            ("a.csv", "a;b\n1;一,二", None, Some(Separated(b';'))),
            ("a.csv", "", None, Some(Separated(b','))),
            ("a.tsv", "a,b\tc,d", None, Some(Separated(b'\t'))),
            ("a.csv", "%PDF-1.7", None, None),
        ];
        for (path, text, column, want) in cases {
            assert_eq!(found(path, text.as_bytes(), *column), want.map(Many::Table), "{path}: {text}");
        }
        let long = format!("{{\"text\":\"{}\"}}\n", "抓".repeat(BEGINNING));
        let wide: Vec<u8> = long.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [long.as_bytes(), &wide] {
            assert_eq!(found("a", bytes, None), Some(Many::Table(Jsonl)));
        }
    }
}
