//! From outline to findings: sentences, labels, duties, items and how they hang together.

mod actor;
mod duty;
mod evidence;
mod figure;
mod item;
mod label;
mod meta;
mod metric;
mod period;
mod relation;
mod sentence;
mod time;

pub(crate) use duty::duties;
pub(crate) use evidence::{Evidence, Ground, each, gather, strongest, worded};
pub(crate) use item::{Ids, items};
#[cfg(feature = "fit")]
pub(crate) use label::{Context, reweigh, weigh};
pub(crate) use label::{decide, judge};
pub use meta::Meta;
pub(crate) use meta::meta;
pub(crate) use metric::metrics;
pub use metric::{Bound, Direction, Earlier, Metric, MetricType, Period};
pub(crate) use relation::relations;
pub(crate) use sentence::{Cut, sentences};
#[cfg(feature = "lists")]
pub(crate) use time::deadline;
pub use time::{Deadline, DeadlineType};
