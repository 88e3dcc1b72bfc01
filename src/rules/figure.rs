//! The words around a figure: units, verbs, bounds. The `metric` tables as one list, asked by first or last character.

use std::borrow::Cow;

use super::Head;
use crate::text::{PLACES, begins_with, first_place, last_place};

/// What a word is to a figure; the part of a rule's id behind `metric.`, up to a hyphen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// A unit that measures: 元, 公里, %.
    Unit,
    /// A word that counts: 个, 家, 项.
    Count,
    /// A length of time, a figure only where something is said to change or reach it: 缩短5天.
    Span,
    /// Reaches, stands at: 达到, 为.
    Level,
    /// 增长, 提高
    Rise,
    /// 下降, 减少
    Fall,
    /// 提到: only with 到 behind it.
    Rising,
    /// 压到: the same.
    Falling,
    /// 高于, 快于: what follows is what it is measured against.
    Above,
    /// 低于, 慢于
    Below,
    /// 占, 占比, 比重
    Share,
    /// 居, 排名
    Rank,
    /// 翻一番
    Times,
    /// 同比, 环比
    Base,
    /// At least: 以上, 不低于.
    Least,
    /// More than: 超过, 突破.
    Over,
    /// At most: 以内, 不超过.
    Most,
    /// Less than: 不足.
    Under,
    /// 左右, 约
    About,
    /// Just below: 近, 接近.
    Near,
    /// 力争, 确保
    Aim,
    /// Stands between a name and its number and says nothing: 累计, 人均.
    Filler,
    /// Stands before a name: 其中, 力争.
    Lead,
    /// 全县, before a verb.
    Scope,
    /// A verb before what is counted: 完成, 建成.
    Verb,
    /// A verb that is a noun behind another word: 建设.
    Deed,
    /// Behind a number that is no figure: 号, 届.
    Never,
    /// The same behind a small number: 个方面.
    Few,
}

impl Part {
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match name.split('-').next().unwrap_or(name) {
            "unit" => Part::Unit,
            "count" => Part::Count,
            "span" => Part::Span,
            "level" => Part::Level,
            "rise" => Part::Rise,
            "fall" => Part::Fall,
            "rising" => Part::Rising,
            "falling" => Part::Falling,
            "above" => Part::Above,
            "below" => Part::Below,
            "share" => Part::Share,
            "rank" => Part::Rank,
            "times" => Part::Times,
            "base" => Part::Base,
            "least" => Part::Least,
            "over" => Part::Over,
            "most" => Part::Most,
            "under" => Part::Under,
            "about" => Part::About,
            "near" => Part::Near,
            "aim" => Part::Aim,
            "filler" => Part::Filler,
            "lead" => Part::Lead,
            "scope" => Part::Scope,
            "verb" => Part::Verb,
            "deed" => Part::Deed,
            "never" => Part::Never,
            "few" => Part::Few,
            _ => return None,
        })
    }

    fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// Several parts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parts(u32);

impl Parts {
    pub(crate) const fn of<const N: usize>(parts: [Part; N]) -> Self {
        let (mut bits, mut i) = (0, 0);
        while i < N {
            bits |= 1 << parts[i] as u32;
            i += 1;
        }
        Self(bits)
    }
}

/// A word that was found.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sign {
    pub(crate) part: Part,
    pub(crate) rule: u16,
    pub(crate) len: usize,
}

#[derive(Debug)]
struct Entry {
    word: Cow<'static, str>,
    part: Part,
    rule: u16,
    // Turns the rule's shorter words off.
    off: bool,
}

/// The words of the `metric` rules.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    words: Vec<Entry>,
    begin: Side,
    end: Side,
}

/// The words by the places of their first or of their last characters.
#[derive(Debug)]
struct Side {
    // Of each place which of `near`; the first is empty.
    places: Box<[u16; PLACES]>,
    near: Vec<Near>,
}

impl Default for Side {
    fn default() -> Self {
        Self { places: Box::new([0; PLACES]), near: vec![Near::default()] }
    }
}

impl Side {
    fn at(&self, place: usize) -> &Near {
        &self.near[usize::from(self.places[place])]
    }

    fn at_mut(&mut self, place: usize) -> &mut Near {
        let number = &mut self.places[place];
        if *number == 0 {
            *number = self.near.len() as u16;
            self.near.push(Near::default());
        }
        &mut self.near[usize::from(*number)]
    }
}

/// The words that begin or end alike, the longest first, and all their parts.
#[derive(Debug, Default)]
struct Near {
    words: Vec<u16>,
    parts: u32,
}

impl Figures {
    pub(super) fn new(heads: &[Head]) -> Self {
        let mut made = Self::default();
        for (rule, head) in heads.iter().enumerate() {
            let Some(part) = head.id.strip_prefix("metric.").and_then(Part::of) else { continue };
            let words = head.cues.iter().map(|word| (word, false)).chain(head.unless.iter().map(|word| (word, true)));
            made.words.extend(words.map(|(word, off)| Entry { word: word.clone(), part, rule: rule as u16, off }));
        }
        // Stable: of words alike the rule that stands first.
        made.words.sort_by_key(|entry| std::cmp::Reverse(entry.word.len()));
        for (at, entry) in made.words.iter().enumerate() {
            let word = entry.word.as_bytes();
            for near in [made.begin.at_mut(first_place(word).0), made.end.at_mut(last_place(word))] {
                near.words.push(at as u16);
                near.parts |= entry.part.bit();
            }
        }
        made
    }

    /// The longest word of these parts that `text` begins with.
    pub(crate) fn begins(&self, text: &str, parts: Parts) -> Option<Sign> {
        self.longest(self.begin.at(first_place(text.as_bytes()).0), parts, |word| begins_with(text, word))
    }

    /// The longest word of these parts that `text` ends with.
    pub(crate) fn ends(&self, text: &str, parts: Parts) -> Option<Sign> {
        self.longest(self.end.at(last_place(text.as_bytes())), parts, |word| text.ends_with(word))
    }

    fn longest(&self, near: &Near, parts: Parts, fits: impl Fn(&str) -> bool) -> Option<Sign> {
        if near.parts & parts.0 == 0 {
            return None;
        }
        // A longer phrase of the same rule turns its word off: 还是 is no 是.
        let mut off: Option<u16> = None;
        for entry in near.words.iter().map(|at| &self.words[usize::from(*at)]) {
            if parts.0 & entry.part.bit() == 0 || off == Some(entry.rule) || !fits(&entry.word) {
                continue;
            }
            if !entry.off {
                return Some(Sign { part: entry.part, rule: entry.rule, len: entry.word.len() });
            }
            off = Some(entry.rule);
        }
        None
    }
}
