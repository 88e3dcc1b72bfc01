//! TG202 and TG203: a heading that breaks the pattern of its sisters, a section out of proportion.

use std::hash::Hash;

use rustc_hash::FxHashMap;

use super::ground::Ground;
use super::{Found, Said};
use crate::outline::{Form, Node};
use crate::text::{Span, count_words, is_han};

pub(super) fn check(ground: &Ground, found: &mut Found) {
    for speech in ground.speeches() {
        for series in ground.series(speech).into_iter().filter(|series| series.len() >= 2 && heads(series)) {
            if series.iter().all(|node| (2..=40).contains(&count_words(ground.words(node.heading)))) {
                parallel(ground, &series, found);
            }
            if series.len() >= 3
                && series[0].level <= 2
                && !ground.is_broken(series[0].span.start(), series[series.len() - 1].span.end())
            {
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
    clauses(words).map(|clause| clause.chars().filter(|c| is_han(*c)).count()).collect()
}

fn clauses(words: &str) -> impl Iterator<Item = &str> {
    words.split(['，', ',', '、', '；', '：', ' ', '\u{3000}']).filter(|clause| clause.contains(is_han))
}

/// How many must be alike before one is odd.
const ALIKE: usize = 3;

fn parallel(ground: &Ground, series: &[&Node], found: &mut Found) {
    let words: Vec<&str> = series.iter().map(|node| ground.words(node.heading)).collect();
    let shapes: Vec<Vec<usize>> = words.iter().map(|words| shape(words)).collect();
    let usual = minority(&shapes).filter(|(usual, _)| usual.len() > 1 || usual[0] >= 4);
    if let Some((usual, odd)) = usual.or_else(|| single(&shapes)) {
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
    if let Some((at, usual, own)) = built_apart(&words, &shapes) {
        let message = Said::new(
            format!("同级标题多是{}，这里是{}，不对仗", usual.0, own.0),
            format!("its sisters are built {}, this heading {}", usual.1, own.1),
        );
        mark(series, at, message, found);
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

/// Of two or three, the one with a single clause where the others have two alike: 提高站位，把牢方向 / 加强考核.
fn single(shapes: &[Vec<usize>]) -> Option<(&Vec<usize>, Vec<usize>)> {
    let at = shapes.iter().position(|shape| shape.len() == 1).filter(|_| shapes.len() <= ALIKE)?;
    let mut others = shapes.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, shape)| shape);
    let usual = others.next().filter(|usual| usual.len() == 2 && usual[0] == usual[1])?;
    // Two headings say less than three: there the one is half of the other.
    let near = shapes.len() == ALIKE || shapes[at] == usual[..1];
    (near && others.all(|other| other == usual)).then_some((usual, vec![at]))
}

/// How a clause is built, in both languages.
type Build = (&'static str, &'static str);

const VERB_FIRST: Build = ("动宾结构", "as verb and object");
const NOUN_FIRST: Build = ("主谓结构", "as noun and predicate");

/// What a clause begins with that tells what to do: 压实责任.
const DO: &[&str] = &[
    "把握", "把牢", "保持", "补齐", "畅通", "筹措", "创新", "打好", "打造", "动员", "发展", "防范", "改进", "改善",
    "巩固", "贯彻", "规范", "厚植", "化解", "汇聚", "加大", "加快", "加强", "坚持", "坚守", "健全", "建强", "建设",
    "降低", "紧盯", "聚焦", "抓好", "抓紧", "抓实", "狠抓", "凝聚", "培育", "强化", "认清", "深化", "守牢", "树立",
    "提升", "提高", "提振", "统筹", "突出", "推动", "推进", "完善", "维护", "稳定", "细化", "夯实", "形成", "压实",
    "严格", "严守", "优化", "增强", "振奋", "整合", "整治", "筑牢", "转变", "壮大",
];

/// What a clause ends with that tells how something is: 作风过硬.
const BE: &[&str] = &[
    "到位", "得力", "扎实", "过硬", "严明", "有力", "有序", "有效", "优良", "清廉", "清正", "显著", "明显", "坚定",
    "坚强", "充足", "充分", "顺畅", "严密", "严谨", "高效", "精湛", "精干", "团结", "务实",
];

fn build(clause: &str) -> Option<Build> {
    let does = DO.iter().any(|word| clause.starts_with(word));
    let is = BE.iter().any(|word| clause.ends_with(word));
    match (does, is) {
        (true, false) => Some(VERB_FIRST),
        (false, true) => Some(NOUN_FIRST),
        _ => None,
    }
}

/// Of headings with clauses of one length, the one that is built in another way than all others.
fn built_apart(words: &[&str], shapes: &[Vec<usize>]) -> Option<(usize, Build, Build)> {
    if words.len() < ALIKE || shapes.iter().any(|shape| *shape != shapes[0]) {
        return None;
    }
    let clauses: Vec<Vec<&str>> = words.iter().map(|words| clauses(words).collect()).collect();
    (0..shapes[0].len()).find_map(|place| {
        let builds = clauses.iter().map(|clauses| build(clauses[place])).collect::<Option<Vec<Build>>>()?;
        let at = (0..builds.len()).find(|at| builds.iter().filter(|other| **other == builds[*at]).count() == 1)?;
        let usual = builds[usize::from(at == 0)];
        Some((at, usual, builds[at]))
    })
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
