//! All cues of all rules in one automaton, scanned once a sentence.

use std::borrow::Cow;

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};

use super::index::{Use, index};
use super::table::{At, Rule};
use crate::text::{Span, Words, is_closer, is_comma, is_end, is_opener, is_space};

/// The longest `unless` phrase that is looked for, in bytes.
const LONGEST: usize = 128;

/// Bytes a gap `…` in a cue may stand for.
const GAP: usize = 30 * 3;

/// A rule that fired, and the cue that made it fire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) rule: u16,
    /// Bytes of the scanned text.
    pub(crate) span: Span,
    /// The cue stands at the opening of the sentence.
    pub(crate) opens: bool,
}

/// The automaton over the cues, the parts of gapped cues and the `unless` phrases of a list of rules.
pub(crate) struct Cues {
    automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    // Uses of pattern i: uses[starts[i]..starts[i + 1]].
    starts: Cow<'static, [u32]>,
    uses: Cow<'static, [Use]>,
    slots: u16,
    // Of every rule by its number.
    at: Vec<At>,
}

/// An automaton made by the build script.
pub(crate) struct Built {
    pub(super) automaton: &'static [u8],
    pub(super) starts: &'static [u32],
    pub(super) uses: &'static [Use],
    pub(super) slots: u16,
}

/// Buffers a scan reuses.
#[derive(Default)]
pub(crate) struct Scratch {
    unless: Vec<(u16, Span)>,
    // Of every slot, in which scan the gapped cue up to there stood, and the last two places: the last may
    // overlap the part that follows, as in 谁…谁就.
    parts: Vec<(u32, [Span; 2])>,
    scan: u32,
    openings: Vec<u32>,
    hits: Vec<Hit>,
}

impl Scratch {
    /// Keeps where the parts of a slot stood.
    fn keep(&mut self, slot: u16, span: Span) {
        let (scan, [last, _]) = self.parts[usize::from(slot)];
        let last = if scan == self.scan { last } else { Span::default() };
        self.parts[usize::from(slot)] = (self.scan, [span, last]);
    }

    /// The parts of a slot and `span`, where they stand before it and near enough.
    fn joined(&self, after: u16, span: Span) -> Option<Span> {
        let (scan, places) = self.parts[usize::from(after)];
        if scan != self.scan {
            return None;
        }
        let follows =
            |before: &&Span| !before.is_empty() && before.end() <= span.start() && span.start() - before.end() <= GAP;
        places.iter().find(follows).map(|before| Span::new(before.start(), span.end()))
    }

    /// Drops the hits that an `unless` phrase of their rule overlaps.
    fn turn_off(&mut self) {
        if self.unless.is_empty() {
            return;
        }
        self.unless.sort_unstable_by_key(|&(rule, span)| (rule, span.start()));
        let unless = &self.unless;
        self.hits.retain(|hit| {
            // No phrase is longer than that, so none that begins before reaches the hit.
            let near = |&(rule, span): &(u16, Span)| (rule, span.start() + LONGEST) < (hit.rule, hit.span.start());
            let from = unless.partition_point(near);
            !unless[from..]
                .iter()
                .take_while(|&&(rule, span)| rule <= hit.rule && (rule < hit.rule || span.start() < hit.span.end()))
                .filter(|(rule, _)| *rule == hit.rule)
                .any(|(_, span)| span.overlaps(hit.span))
        });
    }
}

impl Cues {
    /// The automaton over some rules; `at` says of every rule where its cues count.
    pub(crate) fn new<'a>(rules: impl Iterator<Item = (u16, &'a Rule)>, at: Vec<At>) -> Self {
        let of = |texts: &'a [String]| texts.iter().map(String::as_str).collect();
        let (patterns, slots) = index(rules.map(|(number, rule)| (number, of(&rule.cues), of(&rule.unless))));
        let mut starts = vec![0];
        let mut uses = Vec::new();
        for (_, made) in &patterns {
            uses.extend_from_slice(made);
            starts.push(uses.len() as u32);
        }
        let automaton = (!patterns.is_empty()).then(|| {
            CharwiseDoubleArrayAhoCorasickBuilder::new()
                .build_with_values(patterns.iter().enumerate().map(|(at, (text, _))| (text, at as u32)))
                .expect("patterns of a map are distinct and not empty")
        });
        Self { automaton, starts: starts.into(), uses: uses.into(), slots, at }
    }

    /// The automaton the build script made.
    pub(crate) fn built(from: &Built, at: Vec<At>) -> Self {
        let (automaton, _) =
            CharwiseDoubleArrayAhoCorasick::deserialize(from.automaton).expect("the build script wrote it");
        Self { automaton: Some(automaton), starts: from.starts.into(), uses: from.uses.into(), slots: from.slots, at }
    }

    fn uses(&self, pattern: u32) -> &[Use] {
        let pattern = pattern as usize;
        &self.uses[self.starts[pattern] as usize..self.starts[pattern + 1] as usize]
    }

    /// The rules that fire in `text[sentence]`, whose words begin at byte `body`, in order of place.
    pub(crate) fn scan<'a>(&self, text: &str, sentence: Span, body: usize, scratch: &'a mut Scratch) -> &'a [Hit] {
        scratch.hits.clear();
        let Some(automaton) = &self.automaton else { return &[] };
        let base = sentence.start();
        scratch.unless.clear();
        scratch.parts.resize(usize::from(self.slots), (0, [Span::default(); 2]));
        scratch.scan += 1;
        openings(text, body, sentence.end(), &mut scratch.openings);
        let end = words_end(text, sentence);
        for found in automaton.find_overlapping_iter(&text[sentence.range()]) {
            let span = Span::new(base + found.start(), base + found.end());
            for made in self.uses(found.value()) {
                match *made {
                    Use::Whole { rule } => self.offer(text, rule, span, end, scratch),
                    Use::Unless { rule } => scratch.unless.push((rule, span)),
                    Use::First { slot } => scratch.keep(slot, span),
                    Use::Next { after, slot } => {
                        if let Some(whole) = scratch.joined(after, span) {
                            scratch.keep(slot, whole);
                        }
                    }
                    Use::Last { after, rule } => {
                        if let Some(whole) = scratch.joined(after, span) {
                            self.offer(text, rule, whole, end, scratch);
                        }
                    }
                }
            }
        }
        scratch.turn_off();
        scratch.hits.sort_unstable_by_key(|hit| (hit.span.start(), hit.rule, hit.span.end()));
        &scratch.hits
    }

    fn offer(&self, text: &str, rule: u16, span: Span, end: usize, scratch: &mut Scratch) {
        let start = span.start();
        let opens = scratch.openings.last().is_some_and(|last| start <= *last as usize)
            && scratch.openings.contains(&(start as u32));
        let counts = match self.at[usize::from(rule)] {
            At::Any => true,
            At::Open => opens,
            At::Clause => opens || text[..start].chars().next_back().is_some_and(begins_clause),
            At::End => span.end() >= end,
        };
        if counts {
            scratch.hits.push(Hit { rule, span, opens });
        }
    }
}

fn begins_clause(c: char) -> bool {
    is_comma(c) || is_end(c) || is_space(c) || is_opener(c)
}

static LINKS: Words = Words::new(&[
    "同时",
    "此外",
    "另外",
    "因此",
    "所以",
    "特别是",
    "尤其是",
    "其中",
    "当然",
    "总之",
    "为此",
    "对此",
    "但是",
    "但",
    "而且",
    "并且",
    "然而",
    "不过",
    "今后",
    "下一步",
    "当前",
    "目前",
    "现在",
]);

/// Places where the sentence may be said to begin: its first word, and the word after each connective.
fn openings(text: &str, body: usize, end: usize, found: &mut Vec<u32>) {
    found.clear();
    let mut at = body.min(end);
    found.push(at as u32);
    loop {
        let rest = &text[at..end];
        at += rest.len()
            - rest
                .trim_start_matches(|c| is_comma(c) || is_space(c) || is_opener(c) || is_closer(c) || is_end(c))
                .len();
        found.push(at as u32);
        let rest = &text[at..end];
        match LINKS.begins(rest) {
            Some(link) if found.len() < 5 => at += link.len(),
            _ => return,
        }
    }
}

/// Where the sentence's words end, before its stop, closing quotes and white space.
fn words_end(text: &str, sentence: Span) -> usize {
    let piece = &text[sentence.range()];
    sentence.start()
        + piece.trim_end_matches(|c| is_end(c) || is_closer(c) || is_space(c) || c == '…' || c == '.').len()
}
