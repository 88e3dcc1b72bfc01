//! The tables and their columns.

use self::ColumnType::{Flag, Integer, Number, Text};

/// The tables a document is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Layer {
    /// One row a speech; one for a document without speech.
    Documents,
    /// One row a point of the outline.
    Nodes,
    /// One row a sentence.
    Sentences,
    /// One row an item.
    Items,
    /// One row a duty.
    Duties,
    /// One row a relation between two findings.
    Relations,
    /// One row a figure.
    Metrics,
    /// One row a word, only where it is asked for: there are many.
    #[cfg(feature = "words")]
    Words,
}

/// What the cells of a column hold. Any cell may be empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ColumnType {
    /// Words.
    Text,
    /// A whole number.
    Integer,
    /// A number with decimals.
    Number,
    /// Yes or no.
    Flag,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Column {
    /// Its name: lower case, words joined by `_`; a column of the person's own keeps its name.
    pub name: String,
    /// What its cells hold.
    pub sort: ColumnType,
}

type Columns = &'static [(&'static str, ColumnType)];

const META: Columns = &[("path", Text), ("title", Text), ("meeting", Text), ("date", Text), ("speaker", Text)];
const PLACE: Columns =
    &[("char_start", Integer), ("char_end", Integer), ("byte_start", Integer), ("byte_end", Integer)];

impl Layer {
    /// Every layer that is written without being asked for, in the order of the tables.
    pub const ALL: [Layer; 7] = [
        Layer::Documents,
        Layer::Nodes,
        Layer::Sentences,
        Layer::Items,
        Layer::Duties,
        Layer::Relations,
        Layer::Metrics,
    ];

    /// The table's name: `documents`, `nodes` …
    pub fn name(self) -> &'static str {
        match self {
            Layer::Documents => "documents",
            Layer::Nodes => "nodes",
            Layer::Sentences => "sentences",
            Layer::Items => "items",
            Layer::Duties => "duties",
            Layer::Relations => "relations",
            Layer::Metrics => "metrics",
            #[cfg(feature = "words")]
            Layer::Words => "words",
        }
    }

    /// Its columns in order: ids, what the speech is called, the person's own columns `own`, the layer's own,
    /// and the place in characters and bytes.
    ///
    /// A column of the person's own that is called as one of the table's gets `own_` before its name. Words have
    /// neither those nor what the speech is called: their `sentence_id` and `speech_id` lead there.
    ///
    /// ```
    /// use tigang::Layer;
    /// let names: Vec<_> = Layer::Relations.columns(&["year".to_owned()]).into_iter().map(|column| column.name).collect();
    /// assert_eq!(names[..3], ["speech_id", "from_id", "to_id"]);
    /// assert_eq!(names[8], "year");
    /// ```
    pub fn columns(self, own: &[String]) -> Vec<Column> {
        let (meta, own) = if self.is_bare() { (&[] as Columns, &[] as &[String]) } else { (META, own) };
        let fixed = [self.ids(), meta, self.findings(), if self.has_place() { PLACE } else { &[] }];
        let column = |(name, sort): &(&str, ColumnType)| Column { name: (*name).to_owned(), sort: *sort };
        let taken = |own: &str| fixed.iter().flat_map(|part| part.iter()).any(|(name, _)| *name == own);
        let own = own
            .iter()
            .map(|name| Column { name: if taken(name) { format!("own_{name}") } else { name.clone() }, sort: Text });
        let head = fixed[..2].iter().flat_map(|part| part.iter()).map(column);
        head.chain(own).chain(fixed[2..].iter().flat_map(|part| part.iter()).map(column)).collect()
    }

    fn ids(self) -> Columns {
        match self {
            Layer::Documents => &[("speech_id", Text), ("document_id", Text)],
            Layer::Nodes => &[("node_id", Text), ("speech_id", Text), ("parent_id", Text)],
            Layer::Sentences => &[("sentence_id", Text), ("speech_id", Text), ("node_id", Text)],
            Layer::Items => &[("item_id", Text), ("speech_id", Text), ("node_id", Text)],
            Layer::Duties => &[("duty_id", Text), ("speech_id", Text), ("sentence_id", Text), ("node_id", Text)],
            Layer::Relations => &[("speech_id", Text), ("from_id", Text), ("to_id", Text)],
            Layer::Metrics => &[("metric_id", Text), ("speech_id", Text), ("sentence_id", Text), ("node_id", Text)],
            #[cfg(feature = "words")]
            Layer::Words => &[("sentence_id", Text), ("speech_id", Text)],
        }
    }

    fn findings(self) -> Columns {
        match self {
            Layer::Documents => &[
                ("speech", Integer),
                ("format", Text),
                ("encoding", Text),
                ("bytes", Integer),
                ("chars", Integer),
                ("sha256", Text),
                ("nodes", Integer),
                ("sentences", Integer),
                ("items", Integer),
                ("duties", Integer),
                ("problems", Integer),
                ("causes", Integer),
                ("measures", Integer),
                ("responsibilities", Integer),
                ("targets", Integer),
                ("achievements", Integer),
                ("declared_chars", Integer),
                ("complete", Flag),
                ("warnings", Text),
                ("fields", Text),
            ],
            Layer::Nodes => &[
                ("node", Text),
                ("level", Integer),
                ("section", Text),
                ("form", Text),
                ("ordinal", Integer),
                ("marker", Text),
                ("heading", Text),
                ("kind", Text),
                ("kind_zh", Text),
            ],
            Layer::Sentences => &[
                ("sentence", Integer),
                ("section", Text),
                ("text", Text),
                ("clean", Text),
                ("kind", Text),
                ("kind_zh", Text),
                ("kinds", Text),
                ("rule", Text),
                ("strength", Text),
                ("paragraph", Integer),
                ("page", Integer),
            ],
            Layer::Items => &[
                ("section", Text),
                ("kind", Text),
                ("kind_zh", Text),
                ("item", Text),
                ("text", Text),
                ("sentences", Text),
                ("rule", Text),
                ("strength", Text),
            ],
            Layer::Duties => &[
                ("section", Text),
                ("actor", Text),
                ("actor_type", Text),
                ("role", Text),
                ("role_zh", Text),
                ("task", Text),
                ("deadline", Text),
                ("deadline_type", Text),
                ("deadline_value", Text),
                ("strength", Text),
                ("text", Text),
            ],
            Layer::Relations => &[("type", Text), ("type_zh", Text), ("rule", Text)],
            #[cfg(feature = "words")]
            Layer::Words => &[("sentence", Integer), ("word_index", Integer), ("word", Text), ("pos", Text)],
            Layer::Metrics => &[
                ("section", Text),
                ("kind", Text),
                ("kind_zh", Text),
                ("kinds", Text),
                ("name", Text),
                ("figure", Text),
                ("value", Number),
                ("value_to", Number),
                ("unit", Text),
                ("type", Text),
                ("direction", Text),
                ("bound", Text),
                ("hedges", Text),
                ("from_figure", Text),
                ("from_value", Number),
                ("against", Text),
                ("period", Text),
                ("period_value", Text),
                ("rule", Text),
                ("metric", Text),
                ("text", Text),
            ],
        }
    }

    /// Whether its rows are too many to say of each what the speech is called.
    fn is_bare(self) -> bool {
        match self {
            #[cfg(feature = "words")]
            Layer::Words => true,
            _ => false,
        }
    }

    fn has_place(self) -> bool {
        self != Layer::Relations
    }
}
