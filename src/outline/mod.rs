//! From text to outline: numbering marks, the series they make, the tree.

mod build;
mod drawn;
mod heading;
mod marker;
mod plain;
mod seam;
mod series;
mod speech;
mod stack;
mod tree;

pub(crate) use build::build;
pub(crate) use drawn::{drawn, drawn_speeches};
pub(crate) use marker::{COUNTERS, Line, Marker, lines, markers, style};
#[cfg(feature = "fit")]
pub(crate) use seam::{EVIDENCE, Ground, WIDTH, Worth, chances, told};
pub(crate) use speech::{Part, speeches};
pub use tree::{Form, Node, NodeId, Outline};
