//! tigang 提纲 cuts Chinese meeting speeches (会议讲话) into their outline, their sentences, and the items
//! a person would write on a list: problems 问题, causes 原因, measures 举措, responsibilities 责任, targets
//! 目标, achievements 成绩 — every one pointing at its exact place in the text.
//!
//! Offline, deterministic, explainable: no network, the same bytes out for the same text in, and for every
//! label, item, figure, time limit and relation the rule that made it.
//!
//! ```
//! use tigang::{Kind, Parser};
//!
//! let text = "一、存在的问题\n一是前期工作滞后。\n二、下一步工作\n由县发改局牵头，9月底前办结手续。\n";
//! let document = Parser::new().parse(text);
//! let speech = &document.speeches()[0];
//!
//! for node in speech.outline().nodes() {
//!     println!("{}{} {}", "  ".repeat(node.level as usize - 1), document.text(&node.marker), document.text(&node.heading));
//! }
//! let problem = speech.items().iter().find(|item| item.kind == Kind::Problem).unwrap();
//! assert_eq!(document.text(&problem.title), "前期工作滞后");
//! assert_eq!(document.text(&speech.duties()[0].actor), "县发改局");
//! ```
//!
//! Start with [`Parser`]; its answer is a [`Document`]. What the labels mean is said at [`Kind`]; what made
//! them is a [`Rule`].

mod check;
mod compare;
#[cfg(feature = "parallel")]
mod corpus;
mod document;
mod error;
#[cfg(feature = "json")]
mod eval;
mod export;
mod extract;
#[cfg(feature = "fit")]
mod fit;
mod input;
mod outline;
mod parser;
mod rules;
mod text;
#[cfg(feature = "words")]
mod words;

pub use check::{Change, Check, Checks, Finding, Fix, Said};
pub use compare::{Compared, Comparison, Fate, In, Piece, wording};
#[cfg(feature = "parallel")]
pub use corpus::{Corpus, Entry, Input, inputs};
pub use document::{
    Completeness, Document, Duty, Item, Label, Relation, RelationType, Sentence, Speech, Strength, Warning,
};
pub use error::{Error, ErrorKind};
#[cfg(feature = "json")]
pub use eval::{Figure, Gold, Miss, Tally, Unit};
#[cfg(feature = "docx-out")]
pub use export::outline_docx;
#[cfg(feature = "parquet")]
pub use export::write_parquet;
#[cfg(feature = "sqlite")]
pub use export::write_sqlite;
#[cfg(feature = "json")]
pub use export::{
    Cell, Column, ColumnType, ComparisonPage, Index, Layer, Page, Record, Rows, SCHEMA, Source, comparison_json, verify,
};
#[cfg(feature = "lists")]
pub use export::{
    Columns, Field, Kept, ListColumn, ListKind, Lists, Row, Table, Unmatched, lists_csv, lists_docx, lists_markdown,
    lists_xlsx, merge,
};
#[cfg(feature = "table")]
pub use export::{Delimiter, csv_header, csv_rows};
pub use export::{Extent, Point, Sketch, Style, With, freemind, markdown, opml};
#[cfg(feature = "xlsx")]
pub use export::{Overflow, write_xlsx};
#[cfg(feature = "json")]
pub use export::{doccano, label_studio_config, write_brat, write_label_studio};
pub use extract::{Bound, Deadline, DeadlineType, Direction, Earlier, Meta, Metric, MetricType, Period};
#[cfg(feature = "fit")]
pub use fit::{Fitted, fit};
pub use input::{Decoded, Edit, Format, Gap, Hint, Noise, decode};
pub use outline::{Form, Node, NodeId, Outline};
pub use parser::Parser;
pub use rules::{ActorType, At, Kind, Reach, Role, Rule, RuleId, Rules};
pub use text::{Language, Offsets, Place, Span, Spanned, path_text};
#[cfg(feature = "words")]
pub use words::{Keyword, Segmenter, Word};
