//! How far a run is, on a terminal; and what it came to, at its end.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tigang::{Kind, Rules};

use super::args::{Lang, Talk};
use super::manifest::Tally;
use super::message::count;
use super::say;

/// So many failures are told as they come; the rest stand in errors.jsonl.
const TOLD: usize = 20;

pub(crate) struct Progress {
    bar: ProgressBar,
    files: usize,
    done: usize,
    failed: u64,
    told: usize,
    more: bool,
    quiet: bool,
    start: Instant,
}

impl Progress {
    /// Of so many files and bytes; nothing is drawn where nobody would see it.
    pub(crate) fn new(files: usize, bytes: u64, talk: Talk) -> Self {
        let seen = !talk.quiet && io::stderr().is_terminal();
        let target = if seen { ProgressDrawTarget::stderr_with_hz(10) } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(bytes), target);
        let style = "{bar:24} {percent:>3}%  {msg}  {binary_bytes_per_sec}  {eta} left";
        // The template is ours; should it be wrong, indicatif's own is as good.
        bar.set_style(ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar()));
        let progress =
            Self { bar, files, done: 0, failed: 0, told: 0, more: false, quiet: talk.quiet, start: Instant::now() };
        progress.show();
        progress
    }

    /// So many files were done before.
    pub(crate) fn skip(&mut self, files: usize, bytes: u64) {
        self.done += files;
        self.bar.inc(bytes);
        self.bar.reset_eta();
        self.show();
    }

    pub(crate) fn file(&mut self, bytes: u64) {
        self.done += 1;
        self.bar.inc(bytes);
        self.show();
    }

    pub(crate) fn failure(&mut self, message: &str) {
        self.failed += 1;
        self.told += 1;
        if self.told <= TOLD {
            self.say(message);
        } else if !std::mem::replace(&mut self.more, true) {
            self.say("more files fail; all of them stand in errors.jsonl");
        }
    }

    /// Something about a file that was read all the same.
    pub(crate) fn note(&mut self, message: &str) {
        self.told += 1;
        if self.told <= TOLD && !self.quiet {
            self.say(message);
        }
    }

    pub(crate) fn say(&self, message: &str) {
        self.bar.suspend(|| say(message));
    }

    /// Takes the bar away.
    pub(crate) fn end(&self) -> Duration {
        self.bar.finish_and_clear();
        self.start.elapsed()
    }

    fn show(&self) {
        let failed = match self.failed {
            0 => String::new(),
            failed => format!(", {} failed", grouped(failed)),
        };
        self.bar.set_message(format!("{}/{} files{failed}", grouped(self.done as u64), grouped(self.files as u64)));
    }
}

/// What was found, in a few lines.
pub(crate) fn summary(all: &Tally, read: &Tally, taken: Duration, lang: Lang) -> Vec<String> {
    let zh = lang == Lang::Zh;
    let items: u64 = all.items.values().sum();
    let kinds: Vec<String> = Kind::ALL
        .into_iter()
        .filter_map(|kind| {
            let found = all.items.get(kind.name())?;
            Some(format!("{} {}", if zh { kind.chinese() } else { kind.name() }, grouped(*found)))
        })
        .collect();
    let seconds = taken.as_secs_f64();
    let rate = |number: u64| grouped((number as f64 / seconds.max(0.001)) as u64);
    let many =
        |number: u64, one: &str, many: &str| format!("{} {}", grouped(number), if number == 1 { one } else { many });
    let mut lines = vec![
        [
            many(all.documents, "document", "documents"),
            many(all.chars, "character", "characters"),
            many(all.nodes, "node", "nodes"),
            many(all.sentences, "sentence", "sentences"),
            many(items, "item", "items"),
            many(all.duties, "duty", "duties"),
        ]
        .join(", "),
    ];
    if !kinds.is_empty() {
        lines.push(format!("items: {}", kinds.join(if zh { "，" } else { ", " })));
    }
    if read.documents > 0 {
        lines.push(format!(
            "{} read in {seconds:.1} s: {} documents and {} characters a second",
            grouped(read.documents),
            rate(read.documents),
            rate(read.chars)
        ));
    }
    if all.failures > 0 {
        let failures = usize::try_from(all.failures).unwrap_or(usize::MAX);
        lines.push(format!("{} failed; errors.jsonl says why", count(failures, "input")));
    }
    lines
}

/// `12,345`.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut shown = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// The hash of all rules, so that results made by other rules are known.
pub(crate) fn rules_hash(rules: &Rules) -> String {
    use sha2::{Digest, Sha256};
    let mut hasher = Sha256::new();
    for rule in rules.iter() {
        hasher.update(format!("{rule:?}\n"));
    }
    super::plan::hex(&hasher.finalize()[..8])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_numbers_are_grouped() {
        for (number, want) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(number), want);
        }
    }
}
