//! Fits what wording is worth for names: a conditional random field over the characters of a sentence.

use std::collections::BTreeMap;

use crate::rules::{DEEP, Lattice, Naming, Piece, Steps, depths, near_pieces, signs};
use crate::text::Span;

use super::Score;
use super::minimum::minimum;

/// How far weights may stray from nothing: the variance of each.
const VARIANCE: f64 = 0.7;

/// How often a piece must stand in the sentences to be worth a row.
const OFTEN: usize = 4;

/// How much of the longer of two names both must share to be the same.
const SAME: f64 = 0.5;

/// A sentence that gives duties, and the names in it, in bytes.
pub(super) struct Told {
    pub(super) document: usize,
    pub(super) words: String,
    pub(super) names: Vec<Span>,
}

/// What characters and pieces are worth, fitted to sentences.
pub(super) fn fitted(told: &[&Told]) -> Naming {
    let all: Vec<Vec<u16>> = told.iter().map(|told| signs(&told.words)).collect();
    let layout = Layout::new(&all);
    let chains: Vec<Chain> = told.iter().zip(&all).map(|(told, signs)| layout.chain(told, signs)).collect();
    let weights = minimum(vec![0.0; layout.width()], |weights, slope| {
        let mut loss = 0.0;
        for (slope, weight) in slope.iter_mut().zip(weights) {
            loss += 0.5 * weight.powi(2) / VARIANCE;
            *slope = weight / VARIANCE;
        }
        loss + chains.iter().map(|chain| chain.loss(weights, slope, layout.steps())).sum::<f64>()
    });
    layout.bound(&weights)
}

/// Names found, against those that stand there.
pub(super) fn score(naming: &Naming, told: &[&Told]) -> Score {
    let mut score = Score::default();
    for told in told {
        let mut left = naming.read(&told.words).names();
        for name in &told.names {
            let same = |found: &Span| {
                let shared = name.end().min(found.end()).saturating_sub(name.start().max(found.start()));
                shared as f64 >= SAME * name.len().max(found.len()) as f64
            };
            match left.iter().position(same) {
                Some(at) => {
                    left.remove(at);
                    score.right += 1;
                }
                None => score.missing += 1,
            }
        }
        score.extra += left.len();
    }
    score
}

/// A sentence as the fit sees it.
struct Chain {
    // Of every sign where the weights of its features stand, each a pair: begins, goes on.
    features: Vec<Vec<usize>>,
    // 0 outside a name, 1 at its beginning, 2 inside.
    tags: Vec<usize>,
}

impl Chain {
    /// What the tags are short of certain; adds to the slope of each weight.
    fn loss(&self, weights: &[f64], slope: &mut [f64], steps_at: usize) -> f64 {
        let worth: Vec<[f64; 2]> = self
            .features
            .iter()
            .map(|features| {
                features.iter().fold([0.0; 2], |sum, at| [sum[0] + weights[*at], sum[1] + weights[*at + 1]])
            })
            .collect();
        let steps: Steps = std::array::from_fn(|from| std::array::from_fn(|to| weights[steps_at + 3 * from + to]));
        let lattice = Lattice::new(&worth, &steps);
        let mut loss = lattice.total();
        let mut before = 0;
        for (at, (features, tag)) in self.features.iter().zip(&self.tags).enumerate() {
            let chance = lattice.chance(at);
            for (side, tag_of_side) in [1, 2].into_iter().enumerate() {
                let off = chance[tag_of_side] - f64::from(u8::from(*tag == tag_of_side));
                features.iter().for_each(|feature| slope[*feature + side] += off);
            }
            if *tag > 0 {
                loss -= worth[at][*tag - 1];
            }
            let step = lattice.step(at);
            for (from, row) in step.iter().enumerate() {
                for (to, value) in row.iter().enumerate() {
                    slope[steps_at + 3 * from + to] += value - f64::from(u8::from((from, to) == (before, *tag)));
                }
            }
            loss -= steps[before][*tag];
            before = *tag;
        }
        loss
    }
}

/// Where each weight stands: ten a piece, two a place in a clause, nine steps.
struct Layout {
    pieces: Vec<Piece>,
}

impl Layout {
    fn new(all: &[Vec<u16>]) -> Self {
        let mut counts: BTreeMap<Piece, usize> = BTreeMap::new();
        all.iter().for_each(|signs| near_pieces(signs, |piece, _| *counts.entry(piece).or_default() += 1));
        Self { pieces: counts.into_iter().filter(|(_, count)| *count >= OFTEN).map(|(piece, _)| piece).collect() }
    }

    fn clause(&self) -> usize {
        10 * self.pieces.len()
    }

    fn steps(&self) -> usize {
        self.clause() + 2 * DEEP
    }

    fn width(&self) -> usize {
        self.steps() + 9
    }

    fn chain(&self, told: &Told, signs: &[u16]) -> Chain {
        let mut features: Vec<Vec<usize>> = depths(signs).map(|depth| vec![self.clause() + 2 * depth]).collect();
        near_pieces(signs, |piece, at| {
            let Ok(row) = self.pieces.binary_search(&piece) else { return };
            for near in 0..5 {
                if let Some(features) = (at + near).checked_sub(2).and_then(|at| features.get_mut(at)) {
                    features.push(10 * row + 2 * near);
                }
            }
        });
        let tag = |at: usize| match told.names.iter().find(|name| name.start() <= at && at < name.end()) {
            Some(name) if name.start() == at => 1,
            Some(_) => 2,
            None => 0,
        };
        let own = told.words.char_indices().map(|(at, _)| tag(at)).take(signs.len() - 2);
        let tags = std::iter::once(0).chain(own).chain([0]).collect();
        Chain { features, tags }
    }

    fn bound(&self, weights: &[f64]) -> Naming {
        // Two digits, as the table holds them.
        let of = |at: usize| ((weights[at] * 100.0).round() / 100.0) as f32;
        let rows =
            self.pieces.iter().zip(0..).map(|(piece, row)| (*piece, std::array::from_fn(|at| of(10 * row + at))));
        let kept = rows.filter(|(_, row): &(Piece, [f32; 10])| row.iter().any(|value| value.abs() >= LEAST));
        let mut naming = Naming::new(kept);
        naming.clause = std::array::from_fn(|depth| [of(self.clause() + 2 * depth), of(self.clause() + 2 * depth + 1)]);
        naming.steps = std::array::from_fn(|from| std::array::from_fn(|to| of(self.steps() + 3 * from + to)));
        naming
    }
}

/// A piece with no weight of this size is left out.
const LEAST: f32 = 0.1;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_around_names_is_learnt() {
        let told = |words: &str, name: &str| {
            let start = words.find(name).unwrap();
            Told { document: 0, words: words.to_owned(), names: vec![Span::new(start, start + name.len())] }
        };
        let texts: Vec<Told> = ["甲", "乙", "丙", "丁", "戊"]
            .iter()
            .map(|name| told(&format!("会后，{name}站要办好。"), &format!("{name}站")))
            .collect();
        let naming = fitted(&texts.iter().collect::<Vec<_>>());
        let unseen = told("散会，己站要办好。", "己站");
        assert_eq!(naming.read(&unseen.words).names(), unseen.names);
        assert_eq!(score(&naming, &[&unseen]).f1(), 1.0);
    }
}
