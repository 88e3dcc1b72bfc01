//! The tables as a SQLite database: keys, indexes, and a search that knows Chinese words.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use rusqlite::{Connection, ToSql, params_from_iter};

use super::layer::{ColumnType, Layer};
use super::stored::Stored;
use crate::error::Error;
use crate::words::Segmenter;

/// Writes a database at `path` out of the tables as CSV, header and all; a file that stands there is replaced.
///
/// Every layer of `layers` is a table whose ids are keys; all of [`Layer::ALL`] must be among them.
/// `sentence_search` and `item_search` find sentences and items by words, of two characters too:
///
/// ```sql
/// select text from sentence_search join sentences on row = sentence_search.rowid where words match '项目';
/// ```
///
/// # Errors
/// The database cannot be written, or a table cannot be read or does not fit its header.
///
/// ```
/// use tigang::{Delimiter, Layer, csv_header, write_sqlite};
/// let path = std::env::temp_dir().join(format!("tigang-{}.sqlite", std::process::id()));
/// write_sqlite(&path, &Layer::ALL, |layer| Ok(std::io::Cursor::new(csv_header(layer, &[], Delimiter::Comma))))?;
/// assert!(std::fs::read(&path)?.starts_with(b"SQLite format 3"));
/// std::fs::remove_file(&path)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_sqlite<R: Read>(
    path: &Path,
    layers: &[Layer],
    open: impl Fn(Layer) -> io::Result<R>,
) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(Error::from(error).at(path)),
        _ => {}
    }
    let fault = |error: rusqlite::Error| Error::from(as_io(error)).at(path);
    let mut database = Connection::open(path).map_err(fault)?;
    // Until all is written nobody reads it; should it break off, it is made anew.
    database
        .execute_batch("pragma journal_mode = off; pragma synchronous = off; pragma user_version = 1;")
        .map_err(fault)?;
    let all = database.transaction().map_err(fault)?;
    for layer in layers.iter().copied() {
        let table = open(layer).map_err(|error| Error::from(error).at(layer.name()))?;
        fill(&all, Stored::new(layer, table)?, &fault)?;
    }
    all.execute_batch(INDEXES).map_err(fault)?;
    if layers.contains(&Layer::Words) {
        all.execute_batch(WORD_INDEXES).map_err(fault)?;
    }
    all.commit().map_err(fault)?;
    database.close().map_err(|(_, error)| fault(error))?;
    fs::File::open(path).and_then(|file| file.sync_all()).map_err(|error| Error::from(error).at(path))
}

const INDEXES: &str = "\
create index nodes_by_speech on nodes (speech_id);
create index sentences_by_speech on sentences (speech_id);
create index sentences_by_node on sentences (node_id);
create index sentences_by_kind on sentences (kind);
create index items_by_speech on items (speech_id);
create index items_by_node on items (node_id);
create index items_by_kind on items (kind);
create index duties_by_speech on duties (speech_id);
create index duties_by_sentence on duties (sentence_id);
create index duties_by_actor on duties (actor);
create index metrics_by_speech on metrics (speech_id);
create index metrics_by_sentence on metrics (sentence_id);
create index relations_by_speech on relations (speech_id);
create index relations_by_from on relations (from_id);
create index relations_by_to on relations (to_id);
create index documents_by_path on documents (path);
";

const WORD_INDEXES: &str = "\
create index words_by_sentence on words (sentence_id);
create index words_by_word on words (word);
";

fn fill(
    database: &Connection,
    mut table: Stored<impl Read>,
    fault: &impl Fn(rusqlite::Error) -> Error,
) -> Result<(), Error> {
    let layer = table.layer;
    let searched = searched(layer).and_then(|(name, of)| Some((name, table.names.iter().position(|name| name == of)?)));
    database.execute_batch(&definition(layer, &table.names, &table.sorts)).map_err(fault)?;
    if let Some((name, _)) = searched {
        let search = format!("create virtual table {name} using fts5 (words, content = '')");
        database.execute_batch(&search).map_err(fault)?;
    }
    let places: Vec<String> = (1..=table.names.len() + 1).map(|at| format!("?{at}")).collect();
    let insert = format!("insert into {} values ({})", layer.name(), places.join(", "));
    let mut insert = database.prepare(&insert).map_err(fault)?;
    let mut index = searched
        .map(|(name, _)| database.prepare(&format!("insert into {name} (rowid, words) values (?1, ?2)")))
        .transpose()
        .map_err(fault)?;
    let segmenter = Segmenter::new();
    let sorts = table.sorts.clone();
    let mut row = 0_i64;
    while let Some(record) = table.next()? {
        row += 1;
        let cells = std::iter::once(Value::Integer(row))
            .chain(record.iter().zip(&sorts).map(|(cell, sort)| Value::new(cell, *sort)));
        insert.execute(params_from_iter(cells)).map_err(fault)?;
        if let (Some((_, at)), Some(index)) = (searched, &mut index) {
            index.execute((row, segmenter.search_words(&record[at]).join(" "))).map_err(fault)?;
        }
    }
    Ok(())
}

/// The search of a layer, and the column it looks at.
fn searched(layer: Layer) -> Option<(&'static str, &'static str)> {
    match layer {
        Layer::Sentences => Some(("sentence_search", "text")),
        Layer::Items => Some(("item_search", "text")),
        _ => None,
    }
}

fn definition(layer: Layer, names: &[String], sorts: &[ColumnType]) -> String {
    let column = |(at, (name, sort)): (usize, (&String, &ColumnType))| {
        let sort = match sort {
            ColumnType::Text => "text",
            ColumnType::Number => "real",
            _ => "integer",
        };
        let own = at == 0 && !matches!(layer, Layer::Relations | Layer::Words);
        let key = match name.as_str() {
            _ if own => " not null unique",
            "speech_id" => " not null references documents (speech_id)",
            "node_id" | "parent_id" => " references nodes (node_id)",
            "sentence_id" => " references sentences (sentence_id)",
            _ => "",
        };
        format!("  \"{}\" {sort}{key}", name.replace('"', "\"\""))
    };
    let columns: Vec<String> = names.iter().zip(sorts).enumerate().map(column).collect();
    format!("create table {} (\n  row integer primary key,\n{}\n);", layer.name(), columns.join(",\n"))
}

/// A cell as the database keeps it.
enum Value<'a> {
    Null,
    Integer(i64),
    Real(f64),
    Text(&'a str),
}

impl<'a> Value<'a> {
    fn new(cell: &'a str, sort: ColumnType) -> Self {
        match (cell, sort) {
            ("", _) => Value::Null,
            (cell, ColumnType::Integer) => cell.parse().map_or(Value::Text(cell), Value::Integer),
            (cell, ColumnType::Number) => cell.parse().map_or(Value::Text(cell), Value::Real),
            (cell, ColumnType::Flag) => Value::Integer(i64::from(cell == "true")),
            (cell, _) => Value::Text(cell),
        }
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        Ok(match self {
            Value::Null => rusqlite::types::Null.into(),
            Value::Integer(number) => (*number).into(),
            Value::Real(number) => (*number).into(),
            Value::Text(text) => (*text).into(),
        })
    }
}

fn as_io(error: rusqlite::Error) -> io::Error {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::DiskFull) => io::ErrorKind::StorageFull.into(),
        _ => io::Error::other(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Parser;
    use crate::export::{Delimiter, Rows, Source, csv_header, csv_rows};

    #[test]
    fn tables_join_and_two_characters_are_found() {
        let path = std::env::temp_dir().join(format!("tigang-unit-{}.sqlite", std::process::id()));
        let text = "一、存在问题\n（一）项目前期工作滞后。15个项目还没有开工。\n二、下步工作\n\
                    一是稳中求进抓招商。由县自然资源局牵头，6月底前完成。";
        let document = Parser::new().parse(text);
        let mut source = Source::new("a.txt", text.as_bytes());
        source.fields = vec![("年份".to_owned(), "2025".into())];
        let own = ["年份".to_owned()];
        let rows = Rows::new(&document, &source, &own);
        let table = |layer| {
            let mut lines = csv_header(layer, &own, Delimiter::Comma);
            lines.extend(csv_rows(&rows, layer, Delimiter::Comma));
            Ok(io::Cursor::new(lines))
        };
        write_sqlite(&path, &Layer::ALL, table).unwrap();
        let database = Connection::open(&path).unwrap();
        let one = |question: &str| -> String {
            let value = database.query_row(question, [], |row| row.get::<_, rusqlite::types::Value>(0)).unwrap();
            match value {
                rusqlite::types::Value::Integer(number) => number.to_string(),
                rusqlite::types::Value::Text(text) => text,
                other => format!("{other:?}"),
            }
        };
        let cases = [
            ("pragma integrity_check", "ok"),
            ("select count(*) from pragma_foreign_key_check", "0"),
            ("select count(*) from sentence_search where words match '项目'", "2"),
            ("select count(*) from sentence_search where words match '稳中求进'", "1"),
            (
                "select kind_zh from items join item_search on items.row = item_search.rowid where words match '招商'",
                "举措",
            ),
            ("select section from duties join nodes using (node_id, section)", "二/一是"),
            ("select \"年份\" from items limit 1", "2025"),
            ("select typeof(char_start) from items limit 1", "integer"),
            ("select typeof(speaker) from items limit 1", "null"),
        ];
        for (question, want) in cases {
            assert_eq!(one(question), want, "{question}");
        }
        fs::remove_file(&path).unwrap();
    }
}
