//! Fits where headings end that run into their bodies: the headings of annotated texts, put together with what stands
//! on the next line.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::outline::{self, EVIDENCE, Ground, WIDTH, Worth};
use crate::rules::{Piece, sign};
use crate::text::{Span, is_comma, is_end, is_space};

use super::minimum::minimum;

/// How far weights may stray from nothing: the variance of each.
const VARIANCE: f64 = 1.0;

/// How often a piece must stand in the texts to be worth a place in the table.
const OFTEN: u32 = 6;

/// How likely a seam must be to count as found.
const LEAST: f64 = 0.5;

/// How often pieces stand anywhere, open a sentence, end a clause.
pub(super) type Counts = BTreeMap<Piece, [u32; 3]>;

/// Counts the pieces of a sentence.
pub(super) fn count(words: &str, counts: &mut Counts) {
    let chars: Vec<char> = words.chars().filter(|c| !is_end(*c) && !is_space(*c)).collect();
    let signs: Vec<u16> = chars.iter().map(|c| sign(*c)).collect();
    for clause in 0..=chars.len() {
        let ends = chars.get(clause).is_none_or(|c| is_comma(*c));
        let pair = clause >= 2 && !is_comma(chars[clause - 2]);
        if clause >= 1 && !is_comma(chars[clause - 1]) {
            let opens = clause == 1;
            let found = counts.entry(Piece::one(signs[clause - 1])).or_default();
            *found = [found[0] + 1, found[1] + u32::from(opens), found[2] + u32::from(ends)];
            if pair {
                let found = counts.entry(Piece::two(signs[clause - 2], signs[clause - 1])).or_default();
                *found = [found[0] + 1, found[1] + u32::from(clause == 2), found[2] + u32::from(ends)];
            }
        }
    }
}

/// A heading and what stands behind it, as if on one line.
pub(super) struct Told {
    pub(super) document: usize,
    words: Vec<char>,
    // Where the heading ends, unless a stop ends it.
    seam: Option<usize>,
}

/// Of a point of an outline, where its line tells where the heading ends.
pub(super) fn told(document: usize, text: &str, marker: Span, heading: Span) -> Option<Told> {
    let mark = &text[marker.range()];
    if !mark.ends_with(['、', '.', '．', '）', ')']) {
        return None;
    }
    let rest = &text[heading.end()..];
    let (line, below) = rest.split_once('\n').unwrap_or((rest, ""));
    let mut words = text[heading.range()].trim().to_owned();
    let seam = if line.trim().is_empty() {
        let body = below.trim_start().lines().next().unwrap_or_default();
        let numbered = body.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '（' | '(' | '一' | '第' | '首'));
        if numbered || body.chars().count() < 15 {
            return None;
        }
        let seam = words.chars().count();
        words.push_str(body);
        Some(seam)
    } else if line.starts_with(is_end) && line.chars().count() > 12 {
        words.push_str(line);
        None
    } else {
        return None;
    };
    Some(Told { document, words: words.chars().collect(), seam })
}

/// The table of pieces and the weights.
pub(super) struct Seams {
    pieces: BTreeMap<(bool, Worth), Vec<Piece>>,
    weights: [f64; WIDTH],
}

/// Fitted to headings, with what is counted in all texts but their own.
pub(super) fn fitted(told: &[Told], counts: &[Counts]) -> (Seams, f64, f64) {
    let mut all = Counts::new();
    for (piece, found) in counts.iter().flatten() {
        let sum = all.entry(*piece).or_default();
        (0..3).for_each(|at| sum[at] += found[at]);
    }
    let is_pair = |piece: Piece| piece.name().chars().count() == 2;
    let worth = |piece: Piece, document: usize| {
        let own = counts[document].get(&piece).copied().unwrap_or_default();
        let found = all.get(&piece).copied().unwrap_or_default();
        let left: [u32; 3] = std::array::from_fn(|at| found[at] - own[at]);
        let left = if left[0] >= OFTEN { left } else { [0; 3] };
        outline::told(left, is_pair(piece))
    };
    let cases: Vec<Case> =
        told.iter().filter_map(|told| Case::new(told, |piece| worth(piece, told.document))).collect();
    let weights = learned(&cases, |_| true);
    let own = right(&cases, &weights, |_| true);
    let held = (0..super::FOLDS).map(|fold| {
        let weights = learned(&cases, |case| case.document % super::FOLDS != fold);
        right(&cases, &weights, |case| case.document % super::FOLDS == fold)
    });
    let held = held.sum();
    let mut pieces: BTreeMap<(bool, Worth), Vec<Piece>> = BTreeMap::new();
    for (piece, found) in all.iter().filter(|(_, found)| found[0] >= OFTEN) {
        let pair = is_pair(*piece);
        pieces.entry((pair, outline::told(*found, pair))).or_default().push(*piece);
    }
    // An end where no seam may be is missed too.
    let run_on = told.iter().filter(|told| told.seam.is_some()).count();
    let figure = |right: usize| right as f64 / run_on.max(1) as f64;
    (Seams { pieces, weights }, figure(own), figure(held))
}

impl Seams {
    /// The rows of the table of weights.
    pub(super) fn rows(&self) -> String {
        let mut out = String::new();
        let mut at = 0;
        for (name, values) in EVIDENCE {
            out.push_str(name);
            self.weights[at..at + values].iter().for_each(|value| {
                let _ = write!(out, "\t{value:.2}");
            });
            out.push('\n');
            at += values;
        }
        let _ = writeln!(out, "seam.none\t{:.2}", self.weights[at]);
        for ((pair, [side, opens, ends]), pieces) in &self.pieces {
            let names: String = pieces.iter().map(|piece| piece.name()).collect();
            let _ = writeln!(out, "={}:{side}:{opens}:{ends}\t{names}", 1 + u8::from(*pair));
        }
        out
    }
}

struct Case {
    document: usize,
    ground: Ground,
    // Which of its places is right; the last is none.
    right: usize,
}

impl Case {
    fn new(told: &Told, worth: impl Fn(Piece) -> Worth) -> Option<Self> {
        let ground = Ground::new(&told.words, worth);
        let right = match told.seam {
            Some(seam) => ground.places.iter().position(|place| *place == seam)?,
            None => ground.places.len(),
        };
        Some(Self { document: told.document, ground, right })
    }
}

fn learned(cases: &[Case], keep: impl Fn(&Case) -> bool) -> [f64; WIDTH] {
    let kept: Vec<&Case> = cases.iter().filter(|case| keep(case)).collect();
    let weights = minimum(vec![0.0; WIDTH], |weights, slope| {
        let mut loss = 0.0;
        for (slope, weight) in slope.iter_mut().zip(weights) {
            loss += 0.5 * weight.powi(2) / VARIANCE;
            *slope = weight / VARIANCE;
        }
        let now = std::array::from_fn(|at| weights[at]);
        for case in &kept {
            let chances = outline::chances(&case.ground, &now);
            loss -= chances[case.right].max(1e-300).ln();
            for (at, (found, chance)) in case.ground.evidence.iter().zip(&chances).enumerate() {
                let off = chance - f64::from(u8::from(at == case.right));
                found.iter().for_each(|feature| slope[*feature] += off);
            }
        }
        loss
    });
    // Two digits, as the table holds them.
    std::array::from_fn(|at| (weights[at] * 100.0).round() / 100.0)
}

/// How many of the headings that run into their bodies end where they should.
fn right(cases: &[Case], weights: &[f64; WIDTH], keep: impl Fn(&Case) -> bool) -> usize {
    let run_on = cases.iter().filter(|case| keep(case) && case.right < case.ground.places.len());
    run_on.filter(|case| outline::chances(&case.ground, weights)[case.right] >= LEAST).count()
}
