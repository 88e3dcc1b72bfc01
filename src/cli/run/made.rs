//! What is made of the tables once these are whole.

use std::fs::File;
use std::path::Path;

use tigang::{Error, Layer};

use super::args::Table;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Made {
    #[cfg(feature = "parquet")]
    Parquet,
    #[cfg(feature = "sqlite")]
    Sqlite,
}

impl Made {
    pub(crate) const ALL: &[Made] = &[
        #[cfg(feature = "parquet")]
        Made::Parquet,
        #[cfg(feature = "sqlite")]
        Made::Sqlite,
    ];

    /// By what name it is asked for.
    pub(crate) fn format(self) -> Table {
        match self {
            #[cfg(feature = "parquet")]
            Made::Parquet => Table::Parquet,
            #[cfg(feature = "sqlite")]
            Made::Sqlite => Table::Sqlite,
        }
    }

    /// What it is made of.
    pub(crate) fn of(self) -> Table {
        Table::Csv
    }

    /// The files it comes to.
    pub(crate) fn names(self, layers: &[Layer]) -> Vec<String> {
        match self {
            #[cfg(feature = "parquet")]
            Made::Parquet => layers.iter().map(|layer| format!("{}.parquet", layer.name())).collect(),
            #[cfg(feature = "sqlite")]
            Made::Sqlite => vec!["tables.sqlite".to_owned()],
        }
    }

    /// Makes it of the files in `folder`, beside them.
    pub(crate) fn make(self, folder: &Path) -> Result<(), Error> {
        let table = |layer: Layer| folder.join(format!("{}.csv", layer.name()));
        let open = |layer: Layer| File::open(table(layer)).map_err(|error| Error::from(error).at(table(layer)));
        match self {
            #[cfg(feature = "parquet")]
            Made::Parquet => Layer::ALL.into_iter().try_for_each(|layer| {
                tigang::write_parquet(&folder.join(format!("{}.parquet", layer.name())), layer, open(layer)?)
            }),
            #[cfg(feature = "sqlite")]
            Made::Sqlite => tigang::write_sqlite(&folder.join("tables.sqlite"), |layer| File::open(table(layer))),
        }
    }
}
