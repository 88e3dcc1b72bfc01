//! Tables as Parquet: typed columns, compressed by snappy.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use csv::StringRecord;
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};

use super::layer::{ColumnType, Layer};
use super::stored::Stored;
use crate::error::{Error, ErrorKind};

/// At most so many rows, and about so much memory, a group.
const ROWS: usize = 122_880;
const MEMORY: usize = 64 << 20;
/// So many cells are handed over at a time.
const BATCH: usize = 1024;

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
    let fault = |error| fault(error).at(path);
    let mut table = Stored::new(layer, table)?;
    let file = File::create(path).map_err(|error| Error::from(error).at(path))?;
    let schema = schema(&table.names, &table.sorts).map_err(fault)?;
    let mut file = SerializedFileWriter::new(file, schema, Arc::new(properties())).map_err(fault)?;
    let (mut rows, mut size) = (Vec::new(), 0);
    while let Some(row) = table.next()? {
        size += footprint(row);
        rows.push(row.clone());
        if rows.len() == ROWS || size >= MEMORY {
            group(&mut file, &table.sorts, &rows).map_err(fault)?;
            (rows, size) = (Vec::new(), 0);
        }
    }
    if !rows.is_empty() {
        group(&mut file, &table.sorts, &rows).map_err(fault)?;
    }
    file.finish().map_err(fault)?;
    file.inner().sync_all().map_err(|error| Error::from(error).at(path))
}

fn schema(names: &[String], sorts: &[ColumnType]) -> Result<TypePtr, ParquetError> {
    let column = |(name, sort): (&String, &ColumnType)| {
        let (physical, logical) = match sort {
            ColumnType::Flag => (Physical::BOOLEAN, None),
            ColumnType::Integer => (Physical::INT64, None),
            ColumnType::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        };
        let column = Type::primitive_type_builder(name, physical).with_logical_type(logical);
        column.with_repetition(Repetition::OPTIONAL).build().map(Arc::new)
    };
    let columns = names.iter().zip(sorts).map(column).collect::<Result<_, _>>()?;
    Type::group_type_builder("schema").with_fields(columns).build().map(Arc::new)
}

fn properties() -> WriterProperties {
    WriterProperties::builder()
        .set_created_by(concat!("tigang version ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::SNAPPY)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .build()
}

/// About how much memory a row takes.
fn footprint(row: &StringRecord) -> usize {
    row.as_slice().len() + row.len() * size_of::<usize>() + 128
}

fn group(
    file: &mut SerializedFileWriter<File>,
    sorts: &[ColumnType],
    rows: &[StringRecord],
) -> Result<(), ParquetError> {
    let mut group = file.next_row_group()?;
    for (at, sort) in sorts.iter().enumerate() {
        // The schema has a column for each.
        let Some(mut column) = group.next_column()? else { break };
        match sort {
            ColumnType::Flag => cells::<BoolType>(&mut column, rows, at, |cell| Some(cell == "true"))?,
            ColumnType::Integer => cells::<Int64Type>(&mut column, rows, at, |cell| cell.parse().ok())?,
            ColumnType::Text => cells::<ByteArrayType>(&mut column, rows, at, |cell| Some(ByteArray::from(cell)))?,
        }
        column.close()?;
    }
    group.close().map(drop)
}

/// Writes the cells of column `at`. Empty ones, and a number that is none, are null.
fn cells<T: DataType>(
    column: &mut SerializedColumnWriter<'_>,
    rows: &[StringRecord],
    at: usize,
    value: impl Fn(&str) -> Option<T::T>,
) -> Result<(), ParquetError> {
    for rows in rows.chunks(BATCH) {
        let cells = rows.iter().map(|row| Some(&row[at]).filter(|cell| !cell.is_empty()).and_then(&value));
        let cells: Vec<Option<T::T>> = cells.collect();
        let full: Vec<i16> = cells.iter().map(|cell| cell.is_some().into()).collect();
        let values: Vec<T::T> = cells.into_iter().flatten().collect();
        column.typed::<T>().write_batch(&values, Some(&full), None)?;
    }
    Ok(())
}

/// What the disk says is told as the disk says it.
fn fault(error: ParquetError) -> Error {
    match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => Error::from(*error),
            Err(other) => unwritable(&other),
        },
        other => unwritable(&other),
    }
}

fn unwritable(error: &dyn std::fmt::Display) -> Error {
    Error::new(ErrorKind::Format(format!("not to be written as Parquet: {error}")))
}

#[cfg(test)]
mod tests {
    use parquet::file::reader::{FileReader, SerializedFileReader};

    use super::*;

    /// A table as a Parquet file, gone when the test ends.
    struct Written(std::path::PathBuf);

    impl Written {
        fn new(name: &str, table: &str) -> Self {
            let path = std::env::temp_dir().join(format!("tigang-unit-{name}-{}.parquet", std::process::id()));
            write_parquet(&path, Layer::Documents, table.as_bytes()).unwrap();
            Self(path)
        }

        fn reader(&self) -> SerializedFileReader<File> {
            SerializedFileReader::new(File::open(&self.0).unwrap()).unwrap()
        }

        /// Each row as it shows, `{a: 1, b: null}`.
        fn rows(&self) -> Vec<String> {
            self.reader().get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect()
        }
    }

    impl Drop for Written {
        fn drop(&mut self) {
            let _ = std::fs::remove_file(&self.0);
        }
    }

    #[test]
    fn cells_have_their_types_and_empty_ones_are_null() {
        const CASES: &[(&str, &str)] = &[
            ("甲,3,true,02", r#"{title: "甲", chars: 3, complete: true, own: "02"}"#),
            (",,,", "{title: null, chars: null, complete: null, own: null}"),
            ("NA,many,false,=1+1", r#"{title: "NA", chars: null, complete: false, own: "=1+1"}"#),
            ("\"一,\n二\",-7,no,🈶", "{title: \"一,\n二\", chars: -7, complete: false, own: \"🈶\"}"),
        ];
        let table = CASES.iter().fold("title,chars,complete,own\n".to_owned(), |table, (row, _)| table + row + "\n");
        let found = Written::new("types", &table).rows();
        assert_eq!(found, CASES.iter().map(|(_, want)| *want).collect::<Vec<_>>());
    }

    #[test]
    fn rows_go_on_in_another_group() {
        let mut table = String::from("chars,title\n");
        (0..=ROWS).for_each(|at| table.push_str(&format!("{at},甲{}\n", at % 7)));
        let written = Written::new("rows", &table);
        let (reader, rows) = (written.reader(), written.rows());
        let groups: Vec<i64> = reader.metadata().row_groups().iter().map(|group| group.num_rows()).collect();
        assert_eq!(groups, [ROWS as i64, 1]);
        assert_eq!(rows.len(), ROWS + 1);
        assert_eq!(rows[ROWS], format!("{{chars: {ROWS}, title: \"甲{}\"}}", ROWS % 7));

        let long = "字".repeat(MEMORY / 5);
        let written = Written::new("long", &format!("title\n{long}\n{long}\n{long}\n"));
        let groups: Vec<i64> = written.reader().metadata().row_groups().iter().map(|group| group.num_rows()).collect();
        assert_eq!(groups, [2, 1]);
    }

    #[test]
    fn the_same_table_gives_the_same_bytes() {
        let mut table = String::from("title,chars,own\n");
        (0..50).for_each(|at| table.push_str(&format!("n{at},{},\"甲,{}\"\n", at % 3, at % 2)));
        let bytes = |name: &str| std::fs::read(&Written::new(name, &table).0).unwrap();
        assert!(bytes("one") == bytes("two"));
    }

    #[test]
    fn a_table_without_rows_has_its_columns() {
        let written = Written::new("none", "title,chars\n");
        let reader = written.reader();
        let file = reader.metadata().file_metadata();
        assert_eq!((file.num_rows(), file.schema().get_fields().len()), (0, 2));
        assert_eq!(file.created_by(), Some(concat!("tigang version ", env!("CARGO_PKG_VERSION"))));
    }

    #[test]
    fn a_table_that_is_none_is_told() {
        let path = std::env::temp_dir().join(format!("tigang-unit-torn-{}.parquet", std::process::id()));
        let error = write_parquet(&path, Layer::Nodes, "a,b\n1\n".as_bytes()).unwrap_err();
        assert_eq!(error.to_string(), "nodes.csv: line 2: 1 cells, not 2; make the tables again");
        std::fs::remove_file(&path).unwrap();
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_told() {
        let mut table = String::from("title\n");
        for rows in [0, 100_000] {
            (0..rows).for_each(|at| table.push_str(&format!("n{at}\n")));
            let error = write_parquet(Path::new("/dev/full"), Layer::Nodes, table.as_bytes()).unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Io(_)), "{error}");
            assert_eq!(error.to_string(), "/dev/full: No space left on device (os error 28)");
        }
    }
}
