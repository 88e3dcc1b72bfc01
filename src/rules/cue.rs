//! All cues of all rules in one automaton, scanned once a sentence.

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};
use std::collections::BTreeMap;

use super::table::{At, Rule};
use crate::text::{Span, is_closer, is_comma, is_end, is_opener, is_space};

/// Characters a gap `…` in a cue may stand for.
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

#[derive(Clone, Copy, Debug)]
struct Use {
    rule: u16,
    part: Part,
}

#[derive(Clone, Copy, Debug)]
enum Part {
    Whole,
    // Part `n` of `of` of the rule's gapped cue `cue`.
    Of { cue: u16, n: u8, of: u8 },
    Unless,
}

/// The automaton over the cues, the parts of gapped cues and the `unless` phrases of a list of rules.
pub(crate) struct Cues {
    automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    // Uses of pattern i: uses[starts[i]..starts[i + 1]].
    starts: Vec<u32>,
    uses: Vec<Use>,
    at: Vec<At>,
}

/// Buffers a scan reuses.
#[derive(Default)]
pub(crate) struct Scratch {
    unless: Vec<(u16, Span)>,
    parts: Vec<(u16, u16, u8, Span)>,
    openings: Vec<u32>,
}

impl Cues {
    pub(crate) fn new<'a>(rules: impl Iterator<Item = (u16, &'a Rule)>) -> Self {
        let mut patterns: BTreeMap<String, Vec<Use>> = BTreeMap::new();
        let mut at = Vec::new();
        let mut add = |text: &str, made: Use| {
            for variant in widths(text) {
                patterns.entry(variant).or_default().push(made);
            }
        };
        for (number, rule) in rules {
            if at.len() <= number as usize {
                at.resize(number as usize + 1, At::Any);
            }
            at[number as usize] = rule.at;
            for (cue, text) in rule.cues.iter().enumerate() {
                let of = text.split('…').count() as u8;
                for (n, part) in text.split('…').enumerate() {
                    let part_use =
                        if of == 1 { Part::Whole } else { Part::Of { cue: cue as u16, n: n as u8, of } };
                    add(part, Use { rule: number, part: part_use });
                }
            }
            for text in &rule.unless {
                add(text, Use { rule: number, part: Part::Unless });
            }
        }
        let mut starts = vec![0];
        let mut uses = Vec::new();
        for made in patterns.values() {
            uses.extend_from_slice(made);
            starts.push(uses.len() as u32);
        }
        let automaton = (!patterns.is_empty()).then(|| {
            CharwiseDoubleArrayAhoCorasickBuilder::new()
                .build_with_values(patterns.keys().enumerate().map(|(i, text)| (text, i as u32)))
                .expect("patterns of a map are distinct and not empty")
        });
        Self { automaton, starts, uses, at }
    }

    fn uses(&self, pattern: u32) -> &[Use] {
        let pattern = pattern as usize;
        &self.uses[self.starts[pattern] as usize..self.starts[pattern + 1] as usize]
    }

    /// Every place where a cue stands, whatever its rule asks of the place; for tables whose cues only
    /// lead to a pattern.
    pub(crate) fn anchors<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (usize, u16)> + 'a {
        self.automaton
            .iter()
            .flat_map(move |automaton| automaton.find_overlapping_iter(text))
            .flat_map(move |found| self.uses(found.value()).iter().map(move |made| (found.start(), made.rule)))
    }

    /// The rules that fire in `text[sentence]`, whose words begin at byte `body`, in order of place.
    pub(crate) fn scan(&self, text: &str, sentence: Span, body: usize, scratch: &mut Scratch, hits: &mut Vec<Hit>) {
        hits.clear();
        let Some(automaton) = &self.automaton else { return };
        let base = sentence.start();
        let piece = &text[sentence.range()];
        scratch.unless.clear();
        scratch.parts.clear();
        openings(text, body, sentence.end(), &mut scratch.openings);
        let end = words_end(text, sentence);

        for found in automaton.find_overlapping_iter(piece) {
            let span = Span::new(base + found.start(), base + found.end());
            for made in self.uses(found.value()) {
                match made.part {
                    Part::Unless => scratch.unless.push((made.rule, span)),
                    Part::Whole => self.offer(text, made.rule, span, end, scratch, hits),
                    Part::Of { cue, n, of } => {
                        let whole = if n == 0 {
                            Some(span)
                        } else {
                            // The nearest earlier part; overlapping matches come ordered by their end.
                            scratch.parts.iter().rev().find_map(|&(rule, of_cue, part, before)| {
                                let follows = rule == made.rule
                                    && of_cue == cue
                                    && part + 1 == n
                                    && before.end() <= span.start()
                                    && span.start() - before.end() <= GAP;
                                follows.then(|| Span::new(before.start(), span.end()))
                            })
                        };
                        let Some(whole) = whole else { continue };
                        if n + 1 == of {
                            self.offer(text, made.rule, whole, end, scratch, hits);
                        } else {
                            scratch.parts.push((made.rule, cue, n, whole));
                            // A sentence with thousands of half cues must not take quadratic time.
                            if scratch.parts.len() > 64 {
                                scratch.parts.drain(..32);
                            }
                        }
                    }
                }
            }
        }
        if !scratch.unless.is_empty() {
            // Only the rules of the sentence that have an `unless` hit are looked at again.
            scratch.unless.sort_unstable_by_key(|&(rule, span)| (rule, span.start()));
            hits.retain(|hit| {
                let from = scratch.unless.partition_point(|&(rule, _)| rule < hit.rule);
                !scratch.unless[from..]
                    .iter()
                    .take_while(|&&(rule, span)| rule == hit.rule && span.start() < hit.span.end())
                    .any(|(_, span)| span.overlaps(hit.span))
            });
        }
        hits.sort_unstable_by_key(|hit| (hit.span.start(), hit.rule, hit.span.end()));
    }

    fn offer(&self, text: &str, rule: u16, span: Span, end: usize, scratch: &Scratch, hits: &mut Vec<Hit>) {
        let start = span.start();
        let opens = scratch.openings.contains(&(start as u32));
        let counts = match self.at[rule as usize] {
            At::Any => true,
            At::Open => opens,
            At::Clause => opens || text[..start].chars().next_back().is_some_and(begins_clause),
            At::End => span.end() >= end,
        };
        if counts {
            hits.push(Hit { rule, span, opens });
        }
    }
}

fn begins_clause(c: char) -> bool {
    is_comma(c) || is_end(c) || is_space(c) || is_opener(c)
}

const LINKS: &[&str] = &[
    "同时", "此外", "另外", "因此", "所以", "特别是", "尤其是", "其中", "当然", "总之", "为此", "对此", "但是", "但",
    "而且", "并且", "然而", "不过", "今后", "下一步", "当前", "目前", "现在",
];

/// Places where the sentence may be said to begin: its first word, and the word after each connective.
fn openings(text: &str, body: usize, end: usize, found: &mut Vec<u32>) {
    found.clear();
    let mut at = body.min(end);
    loop {
        let rest = &text[at..end];
        at += rest.len()
            - rest.trim_start_matches(|c| is_comma(c) || is_space(c) || is_opener(c) || is_closer(c) || is_end(c)).len();
        found.push(at as u32);
        let rest = &text[at..end];
        match LINKS.iter().find(|link| rest.starts_with(**link)) {
            Some(link) if found.len() < 5 => at += link.len(),
            _ => return,
        }
    }
}

/// Where the sentence's words end, before its stop, closing quotes and white space.
fn words_end(text: &str, sentence: Span) -> usize {
    let piece = &text[sentence.range()];
    sentence.start() + piece.trim_end_matches(|c| is_end(c) || is_closer(c) || is_space(c) || c == '…' || c == '.').len()
}

/// A cue as written, and with its punctuation of the other width.
fn widths(text: &str) -> Vec<String> {
    const PAIRS: [(char, char); 7] =
        [('，', ','), ('；', ';'), ('：', ':'), ('！', '!'), ('？', '?'), ('（', '('), ('）', ')')];
    let full: String = text
        .chars()
        .map(|c| PAIRS.iter().find(|(_, half)| *half == c).map_or(c, |(full, _)| *full))
        .collect();
    let half: String = full
        .chars()
        .map(|c| PAIRS.iter().find(|(full, _)| *full == c).map_or(c, |(_, half)| *half))
        .collect();
    if half == full { vec![full] } else { vec![full, half] }
}
