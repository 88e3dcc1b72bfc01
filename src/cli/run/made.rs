//! What is made of the tables once these are whole.

use std::fs::{self, File};
use std::io::{self, BufReader};
use std::path::Path;

use tigang::{Error, Layer};

use super::args::Table;
use super::progress::grouped;

/// Texts and findings on lines, of which the annotators' formats are made.
pub(crate) const DOCCANO: &str = "doccano.jsonl";
const BRAT: &str = "brat";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Made {
    #[cfg(feature = "parquet")]
    Parquet,
    #[cfg(feature = "sqlite")]
    Sqlite,
    #[cfg(feature = "xlsx")]
    Xlsx,
    Brat,
    LabelStudio,
}

impl Made {
    pub(crate) const ALL: &[Made] = &[
        #[cfg(feature = "parquet")]
        Made::Parquet,
        #[cfg(feature = "sqlite")]
        Made::Sqlite,
        #[cfg(feature = "xlsx")]
        Made::Xlsx,
        Made::Brat,
        Made::LabelStudio,
    ];

    /// By what name it is asked for.
    pub(crate) fn format(self) -> Table {
        match self {
            #[cfg(feature = "parquet")]
            Made::Parquet => Table::Parquet,
            #[cfg(feature = "sqlite")]
            Made::Sqlite => Table::Sqlite,
            #[cfg(feature = "xlsx")]
            Made::Xlsx => Table::Xlsx,
            Made::Brat => Table::Brat,
            Made::LabelStudio => Table::LabelStudio,
        }
    }

    /// What it is made of.
    pub(crate) fn of(self) -> Table {
        match self {
            Made::Brat | Made::LabelStudio => Table::Doccano,
            _ => Table::Csv,
        }
    }

    /// The files, and folders, it comes to.
    pub(crate) fn names(self, layers: &[Layer]) -> Vec<String> {
        match self {
            #[cfg(feature = "parquet")]
            Made::Parquet => layers.iter().map(|layer| format!("{}.parquet", layer.name())).collect(),
            #[cfg(feature = "sqlite")]
            Made::Sqlite => vec!["tables.sqlite".to_owned()],
            #[cfg(feature = "xlsx")]
            Made::Xlsx => vec!["tables.xlsx".to_owned()],
            Made::Brat => vec![BRAT.to_owned()],
            Made::LabelStudio => vec!["labelstudio.json".to_owned(), "labelstudio.xml".to_owned()],
        }
    }

    /// Makes it of the files in `folder`, beside them; what the person should know of it.
    pub(crate) fn make(self, folder: &Path) -> Result<Vec<String>, Error> {
        let table = |layer: Layer| folder.join(format!("{}.csv", layer.name()));
        let layers = layers(folder);
        match self {
            #[cfg(feature = "parquet")]
            Made::Parquet => layers.into_iter().try_for_each(|layer| {
                let open = File::open(table(layer)).map_err(|error| Error::from(error).at(table(layer)))?;
                tigang::write_parquet(&folder.join(format!("{}.parquet", layer.name())), layer, open)
            })?,
            #[cfg(feature = "sqlite")]
            Made::Sqlite => {
                tigang::write_sqlite(&folder.join("tables.sqlite"), &layers, |layer| File::open(table(layer)))?;
            }
            #[cfg(feature = "xlsx")]
            Made::Xlsx => {
                let told = tigang::write_xlsx(&folder.join("tables.xlsx"), &layers, |layer| File::open(table(layer)))?;
                return Ok(told.iter().flat_map(overflow).collect());
            }
            Made::Brat => {
                let brat = folder.join(BRAT);
                // Of a run that was killed while it made it.
                match fs::remove_dir_all(&brat) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(Error::from(error).at(brat)),
                    _ => tigang::write_brat(&brat, lines(folder)?)?,
                }
            }
            Made::LabelStudio => {
                tigang::write_label_studio(&folder.join("labelstudio.json"), lines(folder)?)?;
                let config = folder.join("labelstudio.xml");
                fs::write(&config, tigang::label_studio_config()).map_err(|error| Error::from(error).at(config))?;
            }
        }
        Ok(Vec::new())
    }
}

/// The layers whose tables stand in `folder`, if any do.
pub(crate) fn layers(folder: &Path) -> Vec<Layer> {
    let words = folder.join(format!("{}.csv", Layer::Words.name())).exists();
    Layer::ALL.into_iter().chain(words.then_some(Layer::Words)).collect()
}

fn lines(folder: &Path) -> Result<BufReader<File>, Error> {
    let path = folder.join(DOCCANO);
    File::open(&path).map(BufReader::new).map_err(|error| Error::from(error).at(path))
}

/// What did not fit a sheet of Excel's.
#[cfg(feature = "xlsx")]
fn overflow(of: &tigang::Overflow) -> Vec<String> {
    let name = of.layer.name();
    let mut notes = Vec::new();
    if of.sheets > 1 {
        notes.push(format!(
            "tables.xlsx: {name} has {} rows, more than a sheet of Excel's holds; they go on in {name} 2{}",
            grouped(of.rows),
            if of.sheets > 2 { format!(" to {name} {}", of.sheets) } else { String::new() }
        ));
    }
    if of.cut > 0 {
        let (cells, end) =
            if of.cut == 1 { ("1 cell".to_owned(), "ends") } else { (format!("{} cells", grouped(of.cut)), "end") };
        notes.push(format!(
            "tables.xlsx: {cells} of {name} {end} in …, longer than Excel's 32,767 characters; {name}.csv has all of it"
        ));
    }
    notes
}
