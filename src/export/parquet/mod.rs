//! Tables as Parquet: typed columns, compressed by snappy.
//!
//! The format is small where a table is flat, and the crates for it are large; so it is written here.

mod column;
mod thrift;

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;

use self::column::{BY_DICTIONARY, Chunk, Column, PLAIN, RLE};
use self::thrift::{BINARY, I32, STRUCT, Thrift};
use super::layer::{ColumnType, Layer};
use super::stored::Stored;
use crate::error::Error;

/// At most so many rows, and about so much memory, a group.
const ROWS: usize = 122_880;
const MEMORY: usize = 24 << 20;
const MAGIC: &[u8] = b"PAR1";
const SNAPPY: i32 = 1;

/// Writes a table, given as CSV with its header, as a Parquet file at `path`; a file that stands there is replaced.
///
/// Numbers are 64-bit integers, yes and no booleans, all else text; empty cells are null. Rows are written in groups,
/// so memory stays small however long the table is. The same table gives the same bytes.
///
/// # Errors
/// The file cannot be written, or the table cannot be read.
///
/// ```
/// use tigang::{Delimiter, Layer, csv_header, write_parquet};
/// let path = std::env::temp_dir().join(format!("tigang-{}.parquet", std::process::id()));
/// let table = csv_header(Layer::Items, &[], Delimiter::Comma);
/// write_parquet(&path, Layer::Items, table.as_slice())?;
/// assert!(std::fs::read(&path)?.ends_with(b"PAR1"));
/// std::fs::remove_file(&path)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_parquet(path: &Path, layer: Layer, table: impl Read) -> Result<(), Error> {
    let fault = |error: io::Error| Error::from(error).at(path);
    let mut table = Stored::new(layer, table)?;
    let mut file = Growing { to: BufWriter::new(File::create(path).map_err(fault)?), length: 0, groups: Vec::new() };
    file.write(MAGIC).map_err(fault)?;
    let mut columns: Vec<Column> = table.sorts.iter().map(|sort| Column::new(*sort)).collect();
    let mut rows = 0;
    while let Some(row) = table.next()? {
        columns.iter_mut().zip(row).for_each(|(column, cell)| column.push(cell));
        rows += 1;
        if rows == ROWS || columns.iter().map(Column::size).sum::<usize>() >= MEMORY {
            file.group(&mut columns, rows).map_err(fault)?;
            rows = 0;
        }
    }
    if rows > 0 {
        file.group(&mut columns, rows).map_err(fault)?;
    }
    file.end(&table.names, &table.sorts).map_err(fault)
}

struct Growing {
    to: BufWriter<File>,
    length: usize,
    groups: Vec<Group>,
}

/// Rows that stand together.
struct Group {
    at: usize,
    rows: usize,
    columns: Vec<Packed>,
}

/// A column that stands in the file.
struct Packed {
    at: usize,
    length: usize,
    // All of the column but its bytes.
    chunk: Chunk,
}

impl Growing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.length += bytes.len();
        self.to.write_all(bytes)
    }

    fn group(&mut self, columns: &mut [Column], rows: usize) -> io::Result<()> {
        let at = self.length;
        let mut packed = Vec::with_capacity(columns.len());
        for column in columns {
            let at = self.length;
            let mut chunk = column.pack();
            let bytes = std::mem::take(&mut chunk.bytes);
            self.write(&bytes)?;
            packed.push(Packed { at, length: bytes.len(), chunk });
        }
        self.groups.push(Group { at, rows, columns: packed });
        Ok(())
    }

    /// What stands where comes last.
    fn end(mut self, names: &[String], sorts: &[ColumnType]) -> io::Result<()> {
        let rows = self.groups.iter().map(|group| group.rows as i64).sum();
        let footer = Thrift::whole(|file| {
            file.int32(1, 1);
            file.list(2, STRUCT, names.len() + 1);
            file.item(|root| {
                root.binary(4, b"schema");
                root.int32(5, names.len() as i32);
            });
            for (name, sort) in names.iter().zip(sorts) {
                file.item(|column| schema(column, name, *sort));
            }
            file.int64(3, rows);
            file.list(4, STRUCT, self.groups.len());
            for group in &self.groups {
                file.item(|to| group.write(to, names, sorts));
            }
            file.binary(6, concat!("tigang version ", env!("CARGO_PKG_VERSION")).as_bytes());
            // Every column is ordered as its type is.
            file.list(7, STRUCT, names.len());
            for _ in names {
                file.item(|order| order.structure(1, |_| ()));
            }
        });
        self.write(&footer)?;
        self.write(&(footer.len() as u32).to_le_bytes())?;
        self.write(MAGIC)?;
        self.to.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
    }
}

fn schema(to: &mut Thrift, name: &str, sort: ColumnType) {
    const OPTIONAL: i32 = 1;
    const UTF8: i32 = 0;
    to.int32(1, physical(sort));
    to.int32(3, OPTIONAL);
    to.binary(4, name.as_bytes());
    if sort == ColumnType::Text {
        to.int32(6, UTF8);
        to.structure(10, |logical| logical.structure(1, |_| ()));
    }
}

fn physical(sort: ColumnType) -> i32 {
    match sort {
        ColumnType::Flag => 0,
        ColumnType::Integer => 2,
        ColumnType::Text => 6,
    }
}

impl Group {
    fn write(&self, to: &mut Thrift, names: &[String], sorts: &[ColumnType]) {
        let open = self.columns.iter().map(|column| column.chunk.open as i64).sum();
        let length = self.columns.iter().map(|column| column.length as i64).sum();
        to.list(1, STRUCT, names.len());
        for ((column, name), sort) in self.columns.iter().zip(names).zip(sorts) {
            to.item(|chunk| {
                chunk.int64(2, 0);
                chunk.structure(3, |meta| column.write(meta, name, *sort));
            });
        }
        to.int64(2, open);
        to.int64(3, self.rows as i64);
        to.int64(5, self.at as i64);
        to.int64(6, length);
    }
}

impl Packed {
    fn write(&self, to: &mut Thrift, name: &str, sort: ColumnType) {
        let chunk = &self.chunk;
        to.int32(1, physical(sort));
        let encodings: &[i32] = if chunk.dictionary { &[PLAIN, RLE, BY_DICTIONARY] } else { &[PLAIN, RLE] };
        to.list(2, I32, encodings.len());
        encodings.iter().for_each(|encoding| to.number((*encoding).into()));
        to.list(3, BINARY, 1);
        to.text(name.as_bytes());
        to.int32(4, SNAPPY);
        to.int64(5, chunk.cells as i64);
        to.int64(6, chunk.open as i64);
        to.int64(7, self.length as i64);
        to.int64(9, (self.at + chunk.cells_at) as i64);
        if chunk.dictionary {
            to.int64(11, self.at as i64);
        }
        to.structure(12, |statistics| {
            statistics.int64(3, chunk.empty as i64);
            if let Some((least, greatest)) = &chunk.range {
                statistics.binary(5, greatest);
                statistics.binary(6, least);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_table_gives_the_same_bytes() {
        let path = std::env::temp_dir().join(format!("tigang-unit-{}.parquet", std::process::id()));
        let mut table = String::from("node_id,level,own\n");
        (0..50).for_each(|at| table.push_str(&format!("n{at},{},\"甲,{}\"\n", at % 3, at % 2)));
        let write = || {
            write_parquet(&path, Layer::Nodes, table.as_bytes()).unwrap();
            std::fs::read(&path).unwrap()
        };
        let (one, two) = (write(), write());
        assert!(one == two);
        assert!(one.starts_with(MAGIC) && one.ends_with(MAGIC));
        let footer = u32::from_le_bytes(one[one.len() - 8..one.len() - 4].try_into().unwrap()) as usize;
        let footer = &one[one.len() - 8 - footer..];
        for name in ["node_id", "level", "own"] {
            assert!(footer.windows(name.len()).any(|part| part == name.as_bytes()), "{name}");
        }
        std::fs::remove_file(&path).unwrap();
    }

    #[test]
    fn a_table_that_is_none_is_told() {
        let path = std::env::temp_dir().join(format!("tigang-unit-none-{}.parquet", std::process::id()));
        let error = write_parquet(&path, Layer::Nodes, "a,b\n1\n".as_bytes()).unwrap_err();
        assert_eq!(error.to_string(), "nodes.csv: line 2: 1 cells, not 2; make the tables again");
        std::fs::remove_file(&path).unwrap();
    }
}
