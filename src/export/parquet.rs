//! Tables as Parquet: typed columns, compressed by snappy.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use csv::StringRecord;
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
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
/// Words up to so many bytes, all together, are written once a group and column.
const DICTIONARY: usize = 4 << 20;
/// So many cells are handed over at a time.
const BATCH: usize = 1024;

/// Writes a table, given as CSV with its header, as a Parquet file at `path`; a file that stands there is replaced.
///
/// Counts are 64-bit integers, figures doubles, yes and no booleans, all else text; empty cells are null. Rows are written in groups,
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
    let mut rows = Rows::new(&table.sorts);
    while let Some(row) = table.next()? {
        rows.push(row);
        if rows.count() == ROWS || rows.size() >= MEMORY {
            rows.write(&mut file).map_err(fault)?;
        }
    }
    if rows.count() > 0 {
        rows.write(&mut file).map_err(fault)?;
    }
    file.finish().map_err(fault)?;
    file.inner().sync_all().map_err(|error| Error::from(error).at(path))
}

fn schema(names: &[String], sorts: &[ColumnType]) -> Result<TypePtr, ParquetError> {
    let column = |(name, sort): (&String, &ColumnType)| {
        let (physical, logical) = match sort {
            ColumnType::Flag => (Physical::BOOLEAN, None),
            ColumnType::Integer => (Physical::INT64, None),
            ColumnType::Number => (Physical::DOUBLE, None),
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
        .set_dictionary_page_size_limit(DICTIONARY)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .build()
}

/// The columns of rows that go into the file together.
struct Rows(Vec<Column>);

struct Column {
    sort: ColumnType,
    // Cell by cell.
    text: String,
    ends: Vec<usize>,
}

impl Rows {
    fn new(sorts: &[ColumnType]) -> Self {
        Self(sorts.iter().map(|sort| Column { sort: *sort, text: String::new(), ends: Vec::new() }).collect())
    }

    fn push(&mut self, row: &StringRecord) {
        for (column, cell) in self.0.iter_mut().zip(row) {
            column.text.push_str(cell);
            column.ends.push(column.text.len());
        }
    }

    fn count(&self) -> usize {
        self.0.first().map_or(0, |column| column.ends.len())
    }

    /// How many bytes they take.
    fn size(&self) -> usize {
        self.0.iter().map(|column| column.text.len() + size_of_val(&*column.ends)).sum()
    }

    /// Writes the rows, and is empty again.
    fn write(&mut self, file: &mut SerializedFileWriter<File>) -> Result<(), ParquetError> {
        let mut group = file.next_row_group()?;
        for column in &mut self.0 {
            // The schema has one for each.
            let Some(mut to) = group.next_column()? else { break };
            match column.sort {
                ColumnType::Flag => column.write::<BoolType>(&mut to, |cell| Some(cell == "true"))?,
                ColumnType::Integer => column.write::<Int64Type>(&mut to, |cell| cell.parse().ok())?,
                ColumnType::Number => column.write::<DoubleType>(&mut to, |cell| cell.parse().ok())?,
                ColumnType::Text => column.write::<ByteArrayType>(&mut to, |cell| Some(ByteArray::from(cell)))?,
            }
            to.close()?;
            column.text.clear();
            column.ends.clear();
        }
        group.close().map(drop)
    }
}

impl Column {
    /// Writes the cells. Empty ones, and a number that is none, are null.
    fn write<T: DataType>(
        &self,
        to: &mut SerializedColumnWriter<'_>,
        value: impl Fn(&str) -> Option<T::T>,
    ) -> Result<(), ParquetError> {
        let mut start = 0;
        for ends in self.ends.chunks(BATCH) {
            let (mut values, mut full) = (Vec::new(), Vec::new());
            for end in ends {
                let cell = &self.text[std::mem::replace(&mut start, *end)..*end];
                let value = Some(cell).filter(|cell| !cell.is_empty()).and_then(&value);
                full.push(i16::from(value.is_some()));
                values.extend(value);
            }
            to.typed::<T>().write_batch(&values, Some(&full), None)?;
        }
        Ok(())
    }
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
        let mut many = String::from("chars,title\n");
        (0..=ROWS).for_each(|at| many.push_str(&format!("{at},甲\n")));
        let long = "字".repeat(MEMORY / 5);
        let long = format!("title\n{long}\n{long}\n乙\n");
        for (name, table, groups, last) in [
            ("many", many, [ROWS as i64, 1], format!("{{chars: {ROWS}, title: \"甲\"}}")),
            ("long", long, [2, 1], "{title: \"乙\"}".to_owned()),
        ] {
            let written = Written::new(name, &table);
            let reader = written.reader();
            let found: Vec<i64> = reader.metadata().row_groups().iter().map(|group| group.num_rows()).collect();
            assert_eq!(found, groups, "{name}");
            let group = reader.get_row_group(1).unwrap();
            assert_eq!(group.get_row_iter(None).unwrap().next().unwrap().unwrap().to_string(), last);
        }
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
