//! Reads the figures of a sentence: from every number outwards, to the unit behind it and the verb before it, and on to
//! what is measured.

mod before;
mod name;
mod quantity;
mod rank;
#[cfg(test)]
mod tests;

use std::ops::Range;

use super::metric::{Bound, Direction, Earlier, Metric, MetricType, Period};
use super::period::periods;
use super::time::When;
use crate::rules::{Figures, Part, Parts, Rules, Sign};
use crate::text::{Numeral, Script, Span, first_han, is_closer, is_comma, is_end, is_mask, is_space, numeral};

/// Whether a sentence may hold a figure; most hold none.
pub(crate) fn holds_number(words: &str) -> bool {
    let bytes = words.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if let Some(han) = first_han(&bytes[at..]) {
            at += 3;
            let scale =
                SCALES_LAST >> (han & 0x3f) & 1 == 1 && char::from_u32(han).is_some_and(|c| SCALES.contains(&c));
            if scale && (counts_behind(&words[..at - 3]) || counts_before(&words[at..])) {
                return true;
            }
            continue;
        }
        match bytes[at] {
            b'0'..=b'9' | b'*' | b'X' | b'x' | b'_' => return true,
            // ０ and ＊, × and ■.
            0xef | 0xc3 | 0xe2 => {
                let Some(c) = words[at..].chars().next() else { return false };
                if is_mask(c) || ('０'..='９').contains(&c) {
                    return true;
                }
                at += c.len_utf8();
            }
            _ => at += 1,
        }
    }
    false
}

/// What makes a number next to what counts it.
const SCALES: [char; 9] = ['万', '亿', '千', '百', '成', '半', '倍', '番', '十'];

/// Their last six bits, as a set; few other characters share them.
const SCALES_LAST: u64 = {
    let (mut set, mut i) = (0, 0);
    while i < SCALES.len() {
        set |= 1 << (SCALES[i] as u32 & 0x3f);
        i += 1;
    }
    set
};

/// 三千, 一成, 翻番
fn counts_behind(before: &str) -> bool {
    before.ends_with(['一', '二', '三', '四', '五', '六', '七', '八', '九', '两', '十', '百', '翻', '了'])
}

/// 十五, 百分之, 半数
fn counts_before(behind: &str) -> bool {
    behind.starts_with(['一', '二', '三', '四', '五', '六', '七', '八', '九', '分', '数', '多', '余', '万', '亿'])
}

/// The figures of a sentence in reading order.
///
/// In a sentence that is not `trusted` a figure counts only where it says what it measures.
pub(crate) fn figures(text: &str, span: Span, trusted: bool, when: When, rules: &Rules) -> Vec<Metric> {
    let words = &text[span.range()];
    let mut reader = Reader {
        words,
        lexicon: rules.figures(),
        trusted,
        found: Vec::new(),
        group: None,
        pending: None,
        #[cfg(test)]
        fired: Vec::new(),
    };
    reader.read();
    let found = reader.found;
    if found.is_empty() {
        return Vec::new();
    }
    let periods = periods(words, when);
    found.into_iter().map(|found| found.metric(span.start(), &periods, words, rules)).collect()
}

/// Words that may stand right before a number.
const BEFORE: Parts = Parts::of([
    Part::Level,
    Part::Rise,
    Part::Fall,
    Part::Rising,
    Part::Falling,
    Part::Base,
    Part::Least,
    Part::Over,
    Part::Most,
    Part::Under,
    Part::About,
    Part::Near,
    Part::Aim,
    Part::Filler,
]);
const BEHIND: Parts = Parts::of([Part::Least, Part::Most, Part::About]);
const UNITS: Parts = Parts::of([Part::Unit, Part::Count, Part::Span]);
const MOVES: Parts = Parts::of([Part::Rise, Part::Fall]);

/// A figure as places in its sentence.
#[derive(Clone, Debug, Default)]
struct Found {
    span: Range<usize>,
    name: Option<Range<usize>>,
    figure: Range<usize>,
    value: Option<f64>,
    value_to: Option<f64>,
    unit: Option<String>,
    percent: bool,
    before: Before,
    from: Option<(Range<usize>, Option<f64>)>,
    rule: u16,
}

/// What stands before a number.
#[derive(Clone, Debug, Default)]
struct Before {
    sort: Option<(MetricType, u16)>,
    direction: Option<Direction>,
    bound: Option<Bound>,
    hedges: Vec<Range<usize>>,
    against: Option<Range<usize>>,
    // 分别: several names share several numbers.
    each: bool,
    // A verb is said of it; of one character, 有, it may be of something else.
    verb: bool,
    weak: bool,
    // 到 or 至 stood behind the verb.
    to: bool,
    // What is left: the name with the words in front of it.
    name: Range<usize>,
}

/// A number with its unit, and where it has ended.
struct Quantity {
    number: Numeral,
    unit: Option<(Part, u16, String)>,
    end: usize,
}

struct Reader<'a> {
    words: &'a str,
    lexicon: &'a Figures,
    trusted: bool,
    found: Vec<Found>,
    // Of 分别: the first of the figures, and the names.
    group: Option<(usize, Range<usize>)>,
    // What it was before, and the name: 开工率由12%.
    pending: Option<(Range<usize>, Option<f64>, Range<usize>)>,
    // The rules whose words counted, and where.
    #[cfg(test)]
    fired: Vec<(u16, Range<usize>)>,
}

impl<'a> Reader<'a> {
    fn read(&mut self) {
        let mut next = 0;
        let mut quoted = 0;
        for (at, c) in self.words.char_indices() {
            match c {
                '《' => quoted += 1,
                '》' => quoted -= 1,
                _ => {}
            }
            if at < next || quoted > 0 || !begins(c) {
                continue;
            }
            let end = match c {
                '第' => self.rank(at),
                '翻' => self.times(at),
                _ => self.number(at),
            };
            next = end.unwrap_or(at + c.len_utf8());
        }
        self.share_names();
    }

    fn fire(&mut self, sign: Sign, at: usize) {
        #[cfg(test)]
        self.fired.push((sign.rule, at..at + sign.len));
        let _ = (sign, at);
    }

    /// A number and its unit; returns where to go on.
    fn number(&mut self, at: usize) -> Option<usize> {
        let Some(first) = numeral(&self.words[at..]) else {
            // An endless row of digits is no number.
            let digits = self.words[at..].bytes().take_while(u8::is_ascii_digit).count();
            return (digits > 0).then_some(at + digits);
        };
        let skip = Some(at + first.len);
        // 两点三十四分
        if first.script == Script::Chinese && self.words[..at].ends_with(|c| begins(c) && c != '翻' && c != '半') {
            return skip;
        }
        if self.words[..at]
            .chars()
            .next_back()
            .is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '．' | '/' | '—' | '第' | '届'))
            && first.script != Script::Mask
        {
            return skip;
        }
        if let Some(place) = self.words[..at].strip_suffix('前')
            && self.words[at + first.len..].starts_with(['位', '名'])
        {
            return self.ranked(place.len(), at, Some(Bound::Most)).or(skip);
        }
        let few = first.value.is_none_or(|value| value < 20.0);
        let never = if few { Parts::of([Part::Never, Part::Few]) } else { Parts::of([Part::Never]) };
        let behind = at + first.len;
        if let Some(sign) = self.lexicon.begins(&self.words[behind..], never) {
            let unit = self.lexicon.begins(&self.words[behind..], UNITS);
            if unit.is_none_or(|unit| unit.len <= sign.len) {
                self.fire(sign, behind);
                return skip;
            }
        }
        let Some(mut quantity) = self.quantity(at, first) else { return skip };
        let mut value_to = None;
        if let Some((low, high)) = self.range(&quantity) {
            quantity = Quantity { number: Numeral { value: low, ..quantity.number }, ..high.0 };
            value_to = high.1;
        }
        let number_rule = first.percent.then(|| self.rule_of(Part::Unit));
        let (part, rule, unit) = match &quantity.unit {
            Some((part, rule, unit)) => (Some(*part), Some(*rule), Some(unit.clone())),
            None => (None, number_rule, None),
        };
        let number = quantity.number;
        let mut end = quantity.end;
        let end_of_unit = end;
        let mut hedges_behind = Vec::new();
        let mut bound_behind = None;
        while let Some(sign) = self.lexicon.begins(&self.words[end..], BEHIND) {
            self.fire(sign, end);
            bound_behind = bound_behind.or(bound(sign.part));
            hedges_behind.push(end..end + sign.len);
            end += sign.len;
        }
        let end_of_clause = self.words[end..]
            .chars()
            .next()
            .is_none_or(|c| is_break(c) || is_closer(c) || matches!(c, '和' | '与' | '及'));
        // A number without unit says something only at the end of its clause, and behind a verb.
        let bare = number.scale >= 4 || self.words[at..end].contains('.');
        if part.is_none() && !number.percent && !(bare && end_of_clause) && self.leads_on(end).is_none() {
            return skip;
        }
        let plain = number.script == Script::Chinese && number.scale == 0 && !number.percent;
        let sharp = matches!(unit.as_deref(), Some("百分点" | "倍" | "元" | "%"));
        if plain && (part == Some(Part::Count) || number.value == Some(1.0)) && self.leads_on(end).is_none() {
            return skip;
        }
        let ratio = number.percent || unit.as_deref().is_some_and(|unit| matches!(unit, "%" | "‰"));
        let from = self.clause(at);
        let tail = at.max(from);
        let mut before = self.before(from, tail, ratio, unit.as_deref() == Some("倍"));
        if self.earlier(from, at, &before, &quantity) {
            return Some(end);
        }
        before.bound = bound_behind.or(before.bound);
        before.hedges.reverse();
        before.hedges.extend(hedges_behind);

        if !number.percent && part.is_none() && !before.verb {
            return skip;
        }
        if plain && !(sharp || before.verb) {
            return skip;
        }
        if part == Some(Part::Span) {
            let day = number.value.is_some_and(|value| (1900.0..2100.0).contains(&value));
            let to = before.to || before.sort.is_some_and(|(sort, _)| sort == MetricType::Change);
            let run = ["连续", "近", "过去", "用了"].iter().any(|word| self.words[..at].ends_with(word));
            if !to || day || plain || run {
                return skip;
            }
        }
        let continues = self.continues(at);
        let mut name = self.named(&mut before);
        let empty = before.sort.is_none() && before.bound.is_none() && before.against.is_none() && !before.verb;
        let counts = matches!(part, Some(Part::Count)) || unit.as_deref().is_some_and(|unit| "人名户位".contains(unit));
        let mut stop = end;
        let half = ["一半", "半数"].iter().any(|word| self.words[at..].starts_with(word));
        if half && before.sort.is_none() && before.bound.is_none() || before.if_clause(self.words, at) {
            return skip;
        }
        if name.as_ref().is_none_or(|name| counts && empty && self.words[name.clone()].chars().count() <= 2)
            && (before.verb
                || !empty
                || name.is_some()
                || continues && self.found.last().is_some_and(Found::is_named_behind))
            && let Some(behind) = self.name_behind(end, part)
        {
            before.name.end = before.name.start;
            stop = behind.end;
            name = Some(behind);
        }
        if number.more && before.bound.is_none() {
            before.bound = Some(Bound::Over);
        }
        // 28个省份开展试点, 15%的标: a number in the run of a sentence measures nothing.
        let behind = stop > end;
        let of = self.words[end..].starts_with('的');
        let says = before.sort.is_some() && !before.weak
            || before.bound.is_some() && bound_behind.is_none() && !before.hedges.is_empty();
        if !behind && !end_of_clause && (of || !(says || number.percent || ratio)) {
            return skip;
        }
        let short = name.as_ref().is_some_and(|name| self.words[name.clone()].chars().count() <= 2);
        if counts && !says && short && !behind && !self.trusted {
            return skip;
        }
        let rule = rule.unwrap_or_default();
        let lends = |last: &Found| last.lends(unit.as_deref());
        let lent = self.found.last().is_some_and(lends);
        let read =
            Found { figure: at..end, value: number.value, value_to, unit, percent: number.percent, ..Found::default() };
        if let Some((was, value, pending)) = self.pending.take()
            && was.end >= near(self.words, at)
            && !self.words[was.end..at].contains(is_break)
        {
            name = Some(pending).filter(|name| !name.is_empty()).or(name);
            let start = name.as_ref().map_or(was.start, |name| name.start.min(was.start));
            let rule = before.sort.map_or(rule, |(_, rule)| rule);
            return self.push(Found { span: start..stop, name, from: Some((was, value)), rule, before, ..read });
        }
        if let Some(last) = self.found.last() {
            if continues && empty && (name.is_none() || last.is_named_behind()) {
                // 13.1%和17.7%: as the number before.
                let (sort, direction, against) = (last.before.sort, last.before.direction, last.before.against.clone());
                let behind = last.is_named_behind();
                let (mut name_before, rule) = (last.name.clone(), last.rule);
                let mut stop = end;
                if behind {
                    name_before = self.name_behind(end, part);
                    stop = name_before.as_ref()?.end;
                }
                before = Before { sort, direction, against, name: at..at, ..before };
                let (name, figure) = (name_before, at..end_of_unit.max(end));
                return self.push(Found { span: at..stop, name, figure, rule, before, ..read });
            }
            if name.is_none() && !empty && !before.weak && lent {
                name = last.name.clone();
            }
        }
        if name.is_none() && (!self.trusted || empty || counts && !before.verb) {
            return skip;
        }
        let own = name
            .as_ref()
            .filter(|name| name.start < at && self.found.last().is_none_or(|last| last.figure.end <= name.start));
        let lead = [
            own.map(|name| name.start),
            before.against.as_ref().map(|against| against.start),
            before.hedges.first().map(|hedge| hedge.start),
        ];
        let start = lead.into_iter().flatten().chain([before.name.end.max(from)]).min().unwrap_or(at).min(at);
        if before.each {
            self.share_names();
            self.group = name.clone().map(|name| (self.found.len(), name));
        } else if !continues {
            self.share_names();
        }
        let rule = before.sort.map_or(rule, |(_, rule)| rule);
        self.push(Found { span: start..stop, name, rule, before, ..read })
    }

    fn push(&mut self, mut found: Found) -> Option<usize> {
        // Trailing and leading white space is no part of it.
        let words = &self.words[found.span.clone()];
        found.span.start += words.len() - words.trim_start_matches(is_space).len();
        let end = found.span.end.max(found.figure.end);
        found.span.end = end;
        self.found.push(found);
        Some(end)
    }
}

impl Before {
    /// 如果达到5亿元: nobody says that it does.
    fn if_clause(&self, words: &str, at: usize) -> bool {
        const IFS: [&str; 4] = ["如果", "假如", "要是", "倘若"];
        let piece = words[near(words, at)..at].rsplit(is_break).next().unwrap_or_default();
        IFS.iter().any(|word| piece.contains(word))
            || words[self.name.clone()].ends_with('每')
            || self.against.is_none() && piece.contains("相当于")
    }
}

impl Found {
    /// 取消123项职业资格许可
    fn is_named_behind(&self) -> bool {
        self.name.as_ref().is_some_and(|name| name.start > self.figure.start)
    }

    /// Whether a number of this unit behind it may be said of the same thing: 余额318亿元，增加21亿元.
    fn lends(&self, unit: Option<&str>) -> bool {
        let relative = |unit: Option<&str>| matches!(unit, Some("%" | "百分点" | "倍" | "位") | None);
        relative(unit) || relative(self.unit.as_deref()) || self.unit.as_deref() == unit
    }

    fn metric(self, from: usize, periods: &[(Range<usize>, Option<String>)], words: &str, rules: &Rules) -> Metric {
        let span = |range: Range<usize>| Span::new(from + range.start, from + range.end);
        let against = self.before.against.clone();
        // 比2020年: the year it is measured against is not the year it is good for.
        let apart = |period: &Range<usize>| {
            against.as_ref().is_none_or(|against| period.end <= against.start || period.start >= against.end)
                && !words[..period.start].ends_with(['比', '较'])
        };
        let figure = self.figure.clone();
        let before = &periods[..periods.partition_point(|(at, _)| at.end <= figure.start)];
        let period = before.iter().rev().take(4).find(|(at, _)| apart(at));
        Metric {
            span: span(self.span),
            name: self.name.map(span),
            figure: span(self.figure),
            value: self.value,
            value_to: self.value_to,
            unit: self.unit.or(self.percent.then(|| "%".to_owned())),
            sort: self.before.sort.map_or(MetricType::Level, |(sort, _)| sort),
            direction: self.before.direction,
            bound: self.before.bound,
            hedges: self.before.hedges.into_iter().map(span).collect(),
            from: self.from.map(|(at, value)| Earlier { span: span(at), value }),
            against: self.before.against.map(span),
            period: period.map(|(at, value)| Period { span: span(at.clone()), value: value.clone() }),
            rule: rules.id_of(self.rule),
        }
    }
}

fn begins(c: char) -> bool {
    c.is_ascii_digit()
        || matches!(
            c,
            '０'
                ..='９'
                    | '第'
                    | '翻'
                    | '一'
                    | '二'
                    | '三'
                    | '四'
                    | '五'
                    | '六'
                    | '七'
                    | '八'
                    | '九'
                    | '两'
                    | '十'
                    | '百'
                    | '半'
                    | '零'
        )
        || is_mask(c)
}

/// How far before a number its clause may reach.
fn near(words: &str, at: usize) -> usize {
    const FARTHEST: usize = 300;
    words.ceil_char_boundary(at.saturating_sub(FARTHEST)).min(at)
}

fn is_break(c: char) -> bool {
    is_comma(c) || is_end(c) || c == '\n'
}

fn bound(part: Part) -> Option<Bound> {
    Some(match part {
        Part::Least => Bound::Least,
        Part::Over => Bound::Over,
        Part::Most => Bound::Most,
        Part::Under => Bound::Under,
        Part::About => Bound::About,
        Part::Near => Bound::Near,
        _ => return None,
    })
}
