//! Counts, and the figures they make.

use serde::Serialize;

/// One row of the table of scores.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Figure {
    /// What is measured: `problem`, `main`, `nodes found`, `meta title` …
    pub name: String,
    /// Of what was found, the share that is right (准确率).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub precision: Option<f64>,
    /// Of what is there, the share that was found (召回率).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recall: Option<f64>,
    /// The harmonic mean of the two; where only one share is measured, that share.
    pub f1: f64,
    /// How many there are in the gold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<usize>,
}

/// How often found and gold agree.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Hits {
    pub(super) right: usize,
    pub(super) got: usize,
    pub(super) want: usize,
}

impl Hits {
    pub(super) fn add(&mut self, right: usize, got: usize, want: usize) {
        self.right += right;
        self.got += got;
        self.want += want;
    }

    pub(super) fn f1(self) -> f64 {
        self.figure("").f1
    }

    /// Nothing found is all right, and nothing wanted all found.
    pub(super) fn figure(self, name: &str) -> Figure {
        let share = |of: usize| if of == 0 { 1.0 } else { self.right as f64 / of as f64 };
        figure(name, share(self.got), share(self.want), self.want)
    }

    /// Of what was found at all, `right` are right in one more respect.
    pub(super) fn figure_of(self, name: &str, right: usize) -> Figure {
        let share = |of: usize| right as f64 / of.max(1) as f64;
        figure(name, share(self.got), share(self.want), self.want)
    }
}

fn figure(name: &str, precision: f64, recall: f64, count: usize) -> Figure {
    let sum = precision + recall;
    let f1 = if sum == 0.0 { 0.0 } else { 2.0 * precision * recall / sum };
    Figure { name: name.to_owned(), precision: Some(precision), recall: Some(recall), f1, count: Some(count) }
}

pub(super) fn mean(name: &str, parts: impl ExactSizeIterator<Item = f64>) -> Figure {
    let count = parts.len().max(1) as f64;
    Figure { name: name.to_owned(), precision: None, recall: None, f1: parts.sum::<f64>() / count, count: None }
}

/// A share of what is wanted.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Share {
    pub(super) got: usize,
    pub(super) want: usize,
}

impl Share {
    pub(super) fn add(&mut self, right: bool) {
        self.got += usize::from(right);
        self.want += 1;
    }

    pub(super) fn figure(self, name: &str) -> Figure {
        let f1 = self.got as f64 / self.want.max(1) as f64;
        Figure { name: name.to_owned(), precision: None, recall: None, f1, count: Some(self.want) }
    }
}
