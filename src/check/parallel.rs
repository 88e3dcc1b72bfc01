//! TG202 and TG203: a heading that breaks the pattern of its sisters, a section out of proportion.

use std::hash::Hash;

use rustc_hash::FxHashMap;

use super::ground::Ground;
use super::{Found, Said};
use crate::outline::{Form, Node};
use crate::text::{Span, count_words, is_han};

pub(super) fn check(ground: &Ground, found: &mut Found) {
    for speech in ground.speeches() {
        for series in ground.series(speech).into_iter().filter(|series| series.len() >= 3 && heads(series)) {
            if series.iter().all(|node| (2..=40).contains(&count_words(ground.words(node.heading)))) {
                parallel(ground, &series, found);
            }
            if series[0].level <= 2 && !ground.is_broken(series[0].span.start(), series[series.len() - 1].span.end()) {
                proportion(ground, &series, found);
            }
        }
    }
}

fn heads(series: &[&Node]) -> bool {
    let form =
        |form| matches!(form, Form::Chapter | Form::Chinese | Form::BracketedChinese | Form::Arabic | Form::Plain);
    series.iter().all(|node| form(node.form))
}

/// A heading's clauses by their length in characters.
fn shape(words: &str) -> Vec<usize> {
    let clauses = words.split(['，', ',', '、', '；', '：', ' ', '\u{3000}']);
    clauses.map(|clause| clause.chars().filter(|c| is_han(*c)).count()).filter(|len| *len > 0).collect()
}

/// How many must be alike before one is odd.
const ALIKE: usize = 3;

fn parallel(ground: &Ground, series: &[&Node], found: &mut Found) {
    let words: Vec<&str> = series.iter().map(|node| ground.words(node.heading)).collect();
    let shapes: Vec<Vec<usize>> = words.iter().map(|words| shape(words)).collect();
    if let Some((usual, odd)) = minority(&shapes).filter(|(usual, _)| usual.len() > 1 || usual[0] >= 4) {
        let say = |shape: &[usize]| shape.iter().map(ToString::to_string).collect::<Vec<_>>().join("＋");
        for at in odd {
            let message = Said::new(
                format!("同级标题多为{}字，这里是{}字，不对仗", say(usual), say(&shapes[at])),
                format!("its sisters have {} characters, this heading has {}", say(usual), say(&shapes[at])),
            );
            mark(series, at, message, found);
        }
        return;
    }
    // The word all but one begin or end with.
    let begins: Vec<String> =
        words.iter().map(|words| words.chars().filter(|c| is_han(*c)).take(2).collect()).collect();
    let ends: Vec<String> = words
        .iter()
        .map(|words| words.chars().rev().filter(|c| is_han(*c)).take(2).collect::<Vec<_>>().into_iter().rev().collect())
        .collect();
    for (parts, zh, en) in [(&begins, "开头", "begin"), (&ends, "结尾", "end")] {
        let Some((usual, odd)) = minority(parts) else { continue };
        for at in odd {
            let message = Said::new(
                format!("同级标题多以“{usual}”{zh}，这里不是"),
                format!("its sisters {en} with “{usual}”, this heading does not"),
            );
            mark(series, at, message, found);
        }
        return;
    }
}

/// What all but one of few, or all but two of many, share; and the places of those that do not.
fn minority<T: Eq + Hash>(parts: &[T]) -> Option<(&T, Vec<usize>)> {
    let mut counts: FxHashMap<&T, usize> = FxHashMap::default();
    parts.iter().for_each(|part| *counts.entry(part).or_default() += 1);
    let usual = parts.iter().max_by_key(|part| counts[part])?;
    let odd: Vec<usize> = (0..parts.len()).filter(|&at| parts[at] != *usual).collect();
    let alike = parts.len() - odd.len();
    (!odd.is_empty() && alike >= ALIKE && odd.len() * 4 <= alike.max(4) && odd.len() <= 2).then_some((usual, odd))
}

fn mark(series: &[&Node], at: usize, message: Said, found: &mut Found) {
    let sisters = series.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, node)| node.heading).collect();
    found.with("TG202", series[at].heading, sisters, message, None);
}

/// So many times longer than the middle one of its sisters is out of proportion, and so many times shorter:
/// a short word of praise before long sections of faults is not.
const LONG: usize = 5;
const SHORT: usize = 7;

/// Sections shorter than this, all of them, are a list and no sections.
const SECTION: usize = 150;

fn proportion(ground: &Ground, series: &[&Node], found: &mut Found) {
    let lengths: Vec<usize> = series.iter().map(|node| count_words(ground.words(node.span))).collect();
    let mut sorted = lengths.clone();
    sorted.sort_unstable();
    for (node, own) in series.iter().zip(lengths) {
        // Of the others, by length.
        let place = sorted.partition_point(|len| *len < own);
        let other = |at: usize| sorted[if at < place { at } else { at + 1 }];
        let last = sorted.len() - 2;
        let (shortest, middle, longest) = (other(0), other(last.div_ceil(2)), other(last));
        let long = own > middle * LONG && own > longest * 3 && own >= SECTION * 4;
        let short = own * SHORT < middle && own * 3 < shortest && middle >= SECTION;
        if !long && !short {
            continue;
        }
        let place = if node.heading.is_empty() { node.marker } else { node.heading };
        let place = Span::new(node.span.start().min(place.start()), place.end());
        let (zh, en) = if long { ("长", "longer") } else { ("短", "shorter") };
        let message = Said::new(
            format!("这一部分{own}字，同级各部分多在{middle}字上下，过{zh}"),
            format!("{own} characters, far {en} than its sisters with about {middle}"),
        );
        found.add("TG203", place, message);
    }
}
