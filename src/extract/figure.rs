//! Reads the figures of a sentence: from every number outwards, to the unit behind it and the verb before it, and on to
//! what is measured.

use std::ops::Range;

use super::metric::{Bound, Direction, Earlier, Metric, MetricType, Period};
use super::period::{self, periods};
use super::time::When;
use crate::rules::{Figures, Part, Parts, Rules, Sign};
use crate::text::{Numeral, Script, Span, is_closer, is_comma, is_end, is_mask, is_opener, is_space, numeral};

/// Whether a sentence may hold a figure; most hold none.
pub(crate) fn holds_number(words: &str) -> bool {
    let bytes = words.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'0'..=b'9' | b'*' | b'X' | b'x' | b'_' => return true,
            0xe4..=0xe9 => {
                let c = u32::from_be_bytes([0, bytes[at], bytes[at + 1], bytes[at + 2]]);
                // 万 亿 千 百 成 半 倍 番 十, next to what counts them.
                let scale = matches!(
                    c,
                    0xe4b887 | 0xe4babf | 0xe58d83 | 0xe799be | 0xe68890 | 0xe58d8a | 0xe5808d | 0xe795aa | 0xe58d81
                );
                if scale && (counts_behind(&words[..at]) || counts_before(&words[at + 3..])) {
                    return true;
                }
                at += 3;
            }
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
/// 以上, 左右 stand behind their number; before another they belong to something else.
const BEHIND_ONLY: [char; 5] = ['以', '之', '左', '及', '上'];
const UNITS: Parts = Parts::of([Part::Unit, Part::Count, Part::Span]);
const DEEDS: Parts = Parts::of([Part::Verb, Part::Deed]);
const MOVES: Parts = Parts::of([Part::Rise, Part::Fall]);
const SIDES: Parts = Parts::of([Part::Above, Part::Below]);

/// A figure as places in its sentence.
#[derive(Clone, Debug)]
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
        let first = numeral(&self.words[at..])?;
        let skip = Some(at + first.len);
        // 两点三十四分
        if first.script == Script::Chinese && self.words[..at].ends_with(|c| begins(c) && c != '翻' && c != '半') {
            return skip;
        }
        if self.words[..at].chars().next_back().is_some_and(|c| c.is_ascii_alphanumeric() || "+.．/—第届".contains(c))
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
        let mut quantity = self.quantity(at, first)?;
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
        if !behind && !end_of_clause && (of || !says && !(number.percent || ratio)) {
            return skip;
        }
        let short = name.as_ref().is_some_and(|name| self.words[name.clone()].chars().count() <= 2);
        if counts && !says && short && !behind && !self.trusted {
            return skip;
        }
        if let Some((was, value, pending)) = self.pending.take() {
            if !self.words[was.end..at].contains(is_break) {
                name = Some(pending).filter(|name| !name.is_empty()).or(name);
                let start = name.as_ref().map_or(was.start, |name| name.start.min(was.start));
                return self.push(Found {
                    span: start..stop,
                    name,
                    figure: at..end,
                    value: number.value,
                    value_to,
                    unit,
                    percent: number.percent,
                    from: Some((was, value)),
                    rule: before.sort.map_or(rule.unwrap_or_default(), |(_, rule)| rule),
                    before,
                });
            }
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
                return self.push(Found {
                    span: at..stop,
                    name: name_before,
                    figure: at..end_of_unit.max(end),
                    value: number.value,
                    value_to,
                    unit,
                    percent: number.percent,
                    from: None,
                    rule,
                    before,
                });
            }
            if name.is_none() && !empty && !before.weak && last.lends(unit.as_deref()) {
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
        self.push(Found {
            span: start..stop,
            name,
            figure: at..end,
            value: number.value,
            value_to,
            unit,
            percent: number.percent,
            from: None,
            rule: before.sort.map_or(rule.unwrap_or_default(), |(_, rule)| rule),
            before,
        })
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

    /// The unit behind a number; its end is that of the number where it has none.
    fn quantity(&mut self, at: usize, number: Numeral) -> Option<Quantity> {
        let mut end = at + number.len;
        if number.percent {
            return Some(Quantity { number, unit: None, end });
        }
        let rest = self.words[end..].trim_start_matches(' ');
        let from = self.words.len() - rest.len();
        let Some(sign) = self.lexicon.begins(rest, UNITS) else {
            return (number.script != Script::Mask).then_some(Quantity { number, unit: None, end });
        };
        if rest[sign.len..].starts_with(|c: char| c.is_ascii_alphabetic()) && rest[..sign.len].is_ascii() {
            return Some(Quantity { number, unit: None, end });
        }
        self.fire(sign, from);
        end = from + sign.len;
        let mut unit = match &rest[..sign.len] {
            "％" | "﹪" => "%".to_owned(),
            "个百分点" | "个点" => "百分点".to_owned(),
            "万人" => "人".to_owned(),
            unit => unit.to_owned(),
        };
        // 人/百亿元, 微克/立方米
        if let Some(rest) = self.words[end..].strip_prefix(['/', '／']) {
            let per: String = rest.chars().take_while(|c| crate::text::is_han(*c)).take(4).collect();
            let per = match rest.char_indices().find(|(at, _)| self.lexicon.begins(&rest[*at..], UNITS).is_some()) {
                Some((at, _)) if at <= per.len() => {
                    let sign = self.lexicon.begins(&rest[at..], UNITS);
                    &rest[..at + sign.map_or(0, |sign| sign.len)]
                }
                _ => &rest[..0],
            };
            if !per.is_empty() {
                unit = format!("{unit}/{per}");
                end = self.words.len() - rest.len() + per.len();
            }
        }
        Some(Quantity { number, unit: Some((sign.part, sign.rule, unit)), end })
    }

    /// 5%—6%, 30至50万元: the low end, and the quantity that ends at the high one.
    #[allow(clippy::type_complexity)]
    fn range(&mut self, first: &Quantity) -> Option<(Option<f64>, (Quantity, Option<f64>))> {
        let rest = &self.words[first.end..];
        let mark =
            ["——", "—", "-", "－", "–", "～", "~", "至", "到"].into_iter().find(|mark| rest.starts_with(mark))?;
        let at = first.end + mark.len();
        let number = numeral(&self.words[at..]).filter(|number| number.script == first.number.script)?;
        let second = self.quantity(at, number)?;
        let second_unit = second.unit.as_ref().map(|(_, _, unit)| unit.clone())?;
        let same = first.unit.as_ref().is_none_or(|(_, _, unit)| *unit == second_unit);
        if !same || first.number.value > second.number.value && first.number.scale >= second.number.scale {
            return None;
        }
        let low = match (first.number.scale, second.number.scale) {
            (0, scale) if first.unit.is_none() => first.number.value.map(|value| value * 10f64.powi(scale.into())),
            _ => first.number.value,
        };
        let high = second.number.value;
        Some((low, (second, high)))
    }

    /// Where the clause of a number begins: behind the last comma, or behind the figure before.
    fn clause(&self, at: usize) -> usize {
        let (mut from, mut closed) = (0, 0);
        for (place, c) in self.words[..at].char_indices().rev() {
            let grouping = c == ',' && self.words[place + 1..].starts_with(|c: char| c.is_ascii_digit());
            closed += i32::from(matches!(c, '）' | ')'));
            let open = matches!(c, '（' | '(');
            if is_break(c) && !grouping && closed == 0 || c == '—' || open && closed == 0 {
                from = place + c.len_utf8();
                break;
            }
            closed -= i32::from(open);
        }
        let wide = self.words[..from].trim_end_matches('、');
        // 钢铁、有色、化工等行业…, 二氧化硫、化学需氧量排放量分别…: the list is the name.
        if wide.len() < from && self.words[from..at].contains(['等', '分']) {
            let piece = &self.words[from..at];
            if piece.contains('等') || piece.contains("分别") {
                let back = self.words[..from].char_indices().rev().find(|(_, c)| is_break(*c) && *c != '、');
                let start = back.map_or(0, |(place, c)| place + c.len_utf8());
                if self.found.last().is_none_or(|last| last.figure.end <= start) {
                    return start;
                }
            }
        }
        let last = self.found.last().map_or(0, |last| last.span.end);
        let pending = self.pending.as_ref().map_or(0, |(was, ..)| was.end);
        from.max(last).max(pending).min(at)
    }

    /// Reads from a number back to the beginning of its clause.
    fn before(&mut self, from: usize, at: usize, ratio: bool, times: bool) -> Before {
        let words = self.words;
        let mut before = Before { name: from..at, ..Before::default() };
        let mut end = at;
        loop {
            end = from + words[from..end].trim_end_matches(is_space).len();
            let piece = &words[from..end];
            if piece.is_empty() {
                break;
            }
            let bare = piece.ends_with('的') || self.lexicon.ends(piece, BEFORE).is_none();
            if (ratio || times) && bare && before.against.is_none() && before.sort.is_none() {
                if let Some((place, whole)) = whole(piece, times) {
                    if let Some(sign) = self.lexicon.begins(&piece[place..], Parts::of([Part::Share])) {
                        self.fire(sign, from + place);
                    }
                    let sort = if times { MetricType::Ratio } else { MetricType::Share };
                    before.sort = Some((sort, self.rule_of(Part::Share)));
                    before.against = Some(from + whole.start..from + whole.end);
                    before.verb = true;
                    end = from + place;
                    continue;
                }
            }
            let shares = Parts::of([Part::Share]);
            if ratio && let Some(sign) = self.lexicon.ends(piece, shares) {
                self.fire(sign, end - sign.len);
                if before.sort.is_none_or(|(sort, _)| sort == MetricType::Level) {
                    before.sort = Some((MetricType::Share, sign.rule));
                }
                before.verb = true;
                let noun = piece[piece.len() - sign.len..].contains(['比', '份', '率']);
                if noun {
                    before.against = before.against.or_else(|| {
                        let at = piece.rfind('占').filter(|at| at + 3 < piece.len() - sign.len)?;
                        let base = piece[at + 3..piece.len() - sign.len].trim_end_matches('的');
                        Some(from + at + 3..from + at + 3 + base.len())
                    });
                    break;
                }
                end -= sign.len;
                continue;
            }
            if let Some(sign) = self.lexicon.ends(piece, BEFORE) {
                let place = end - sign.len..end;
                let behind = BEHIND_ONLY.iter().any(|c| words[place.clone()].starts_with(*c));
                let alone = matches!(sign.part, Part::Rising | Part::Falling) && !before.to;
                if alone || behind && bound(sign.part).is_some() {
                    break;
                }
                self.fire(sign, place.start);
                // 增速, 降幅: the word is the name's too.
                let noun = matches!(sign.part, Part::Rise | Part::Fall) && piece.ends_with(['速', '幅']);
                self.take(&mut before, sign, place);
                if noun {
                    before.sort = before.sort.map(|(_, rule)| (MetricType::Change, rule));
                    before.direction = before.direction.or(Some(if sign.part == Part::Rise {
                        Direction::Up
                    } else {
                        Direction::Down
                    }));
                    break;
                }
                end -= sign.len;
                continue;
            }
            if before.against.is_none() {
                let moved = before.sort.is_some_and(|(sort, _)| sort == MetricType::Change);
                if moved && let Some((place, base)) = compared(piece) {
                    before.against = Some(from + base.start..from + base.end);
                    end = from + place;
                    continue;
                }
                if !moved && let Some((place, base, sign)) = self.side(piece) {
                    self.fire(sign, from + place);
                    before.against = Some(from + base.start..from + base.end);
                    before.sort = Some((MetricType::Gap, sign.rule));
                    before.direction = Some(if sign.part == Part::Above { Direction::Up } else { Direction::Down });
                    before.verb = true;
                    end = from + place;
                    continue;
                }
            }
            if words[..end].ends_with(['年', '月', '底', '末', '期', '间', '度', '前'])
                && let Some(start) = self.period_before(from, end)
            {
                end = start;
                continue;
            }
            if let Some(sign) = self.lexicon.ends(piece, DEEDS)
                && (sign.part == Part::Verb || sign.len == piece.len())
            {
                self.fire(sign, end - sign.len);
                before.verb = true;
                end -= sign.len;
                continue;
            }
            break;
        }
        // Higher than something else, not than before.
        if let (Some((MetricType::Change, rule)), Some(against)) = (before.sort, &before.against) {
            let base = &words[against.clone()];
            let time = ["年", "期", "月", "季", "初", "同比", "环比", "前", "次", "以往", "口径", "价格"];
            if !time.iter().any(|word| base.contains(word)) || base.contains("平均") || base.contains("计划") {
                before.sort = Some((MetricType::Gap, rule));
            }
        }
        if let (Some((MetricType::Gap, rule)), Some(against)) = (before.sort, &before.against)
            && ["年", "同期", "上月", "上季"].iter().any(|word| words[against.clone()].contains(word))
            && !["平均", "计划", "目标", "全"].iter().any(|word| words[against.clone()].contains(word))
        {
            before.sort = Some((MetricType::Change, rule));
        }
        before.name = from..end;
        before
    }

    fn rule_of(&self, part: Part) -> u16 {
        let word = match part {
            Part::Share => "占",
            Part::Unit => "%",
            _ => "居",
        };
        self.lexicon.begins(word, Parts::of([part])).map_or(0, |sign| sign.rule)
    }

    fn take(&self, before: &mut Before, sign: Sign, place: Range<usize>) {
        let word = &self.words[place.clone()];
        let set = |before: &mut Before, sort, direction| {
            match before.sort {
                None => {
                    before.sort = Some((sort, sign.rule));
                    before.direction = direction;
                }
                // 提高到12%: a level, and the way it took; 增长达到8% is a change.
                Some((MetricType::Level, _)) if before.to && before.direction.is_none() => {
                    before.direction = direction;
                    before.weak = false;
                    let way = self.words[place.end..].starts_with(['到', '至', '为']) || sort == MetricType::Level;
                    if !way {
                        before.sort = Some((sort, sign.rule));
                    }
                }
                _ => {}
            }
            before.verb = true;
        };
        match sign.part {
            Part::Level => {
                before.weak = before.sort.is_none() && word.len() == 3 && !matches!(word, "达");
                before.to |= matches!(word, "到" | "至" | "达到" | "控制在" | "稳定在" | "保持在" | "达" | "为");
                set(before, MetricType::Level, None);
            }
            Part::Rise => set(before, MetricType::Change, Some(Direction::Up)),
            Part::Fall => set(before, MetricType::Change, Some(Direction::Down)),
            Part::Rising => set(before, MetricType::Level, Some(Direction::Up)),
            Part::Falling => set(before, MetricType::Level, Some(Direction::Down)),
            Part::Base => before.against = before.against.take().or(Some(place)),
            Part::Filler => before.each |= word.starts_with("分别"),
            Part::Aim => before.hedges.push(place),
            part => {
                before.bound = before.bound.or(bound(part));
                before.hedges.push(place);
            }
        }
    }

    /// Where a period begins that ends at `end`: 增长到2025年的.
    fn period_before(&self, from: usize, end: usize) -> Option<usize> {
        let piece = &self.words[from..end];
        let fits = |(at, c): (usize, char)| {
            let whole = !matches!(c, '到' | '至' | '截')
                && !piece[..at].ends_with(['比', '较', '于', '与', '占'])
                && period::period(&piece[at..], When::default()).is_some_and(|(len, _)| at + len == piece.len());
            whole.then_some(from + at)
        };
        piece.char_indices().rev().take(10).filter_map(fits).last()
    }

    /// 高于全省平均水平: where it begins, what it lies above, and the word.
    fn side(&self, piece: &str) -> Option<(usize, Range<usize>, Sign)> {
        const FARTHEST: usize = 45;
        let first = piece.ceil_char_boundary(piece.len().saturating_sub(FARTHEST));
        piece[first..].char_indices().rev().find_map(|(at, _)| {
            let at = first + at;
            let sign = self.lexicon.begins(&piece[at..], SIDES)?;
            let base = at + sign.len..piece.len();
            (base.len() >= 6).then_some((at, base, sign))
        })
    }

    /// 12%降到…: what follows 到, where it follows soon.
    fn leads_on(&self, end: usize) -> Option<&'a str> {
        let rest = &self.words[end..];
        let to = rest.char_indices().take(5).find(|(_, c)| matches!(c, '到' | '至' | '为' | '成') || is_break(*c));
        to.and_then(|(at, c)| Some(&rest[at + c.len_utf8()..]).filter(|_| !is_break(c)))
    }

    /// 由12%降到9.3%: the first of the two is what it was before.
    fn earlier(&mut self, from: usize, at: usize, before: &Before, quantity: &Quantity) -> bool {
        let rest = &self.words[quantity.end..];
        let Some(behind) = self.leads_on(quantity.end) else { return false };
        let skipped = period::period(behind, When::default()).map_or(0, |(len, _)| len);
        let behind = behind[skipped..].trim_start_matches(['的', '约', '近']);
        let behind = self.lexicon.begins(behind, BEFORE).map_or(behind, |sign| &behind[sign.len..]);
        // 一小时四十分缩到…: the first is not whole.
        let goes_on = numeral(rest).is_some_and(|more| self.lexicon.begins(&rest[more.len..], UNITS).is_some());
        if numeral(behind).is_none() || goes_on {
            return false;
        }
        let piece = &self.words[from..at];
        let Some(place) = piece.rfind(['由', '从']).filter(|place| piece.len() - place <= 30) else { return false };
        let mut own = Before { name: from..from + place, ..before.clone() };
        let name = self.named(&mut own).unwrap_or(at..at);
        self.pending = Some((at..quantity.end, quantity.number.value, name));
        true
    }

    /// Whether only a comma or 和 parts the number from the figure before.
    fn continues(&self, at: usize) -> bool {
        let Some(last) = self.found.last() else { return false };
        let gap = self.words[last.span.end.min(at)..at].trim_matches(is_space);
        matches!(gap, "、" | "和" | "与" | "及" | "以及" | "，" | ",")
    }

    /// The name that is left when the words in front of it are taken away.
    fn named(&mut self, before: &mut Before) -> Option<Range<usize>> {
        let words = self.words;
        let Range { mut start, end } = before.name.clone();
        let lead = Parts::of([Part::Lead, Part::Verb, Part::Deed, Part::Scope]);
        let mut verb = false;
        loop {
            let piece = &words[start..end];
            start += piece.len() - piece.trim_start_matches(|c| is_space(c) || is_closer(c) || is_comma(c)).len();
            let piece = &words[start..end];
            if piece.is_empty() {
                break;
            }
            // 2.实现…: the mark of a point.
            let digits = piece.bytes().take_while(u8::is_ascii_digit).count();
            if digits > 0 && piece[digits..].starts_with(['.', '．']) {
                start += digits + piece[digits..].chars().next().map_or(0, char::len_utf8);
                continue;
            }
            // 取消和下放
            if verb && piece.starts_with(['和', '与', '及', '并']) {
                start += 3;
                continue;
            }
            if let Some((len, _)) = period::period(piece, When::default()).filter(|(len, _)| *len <= piece.len()) {
                start += len;
                continue;
            }
            if let Some(sign) = self.lexicon.begins(piece, Parts::of([Part::Base])) {
                before.against = before.against.take().or(Some(start..start + sign.len));
                start += sign.len;
                continue;
            }
            let Some(sign) = self.lexicon.begins(piece, lead) else { break };
            let rest = &piece[sign.len..];
            if sign.part == Part::Scope {
                let verbs = Parts::of([Part::Lead, Part::Verb, Part::Deed, Part::Base]);
                let goes_on = rest.is_empty() || self.lexicon.begins(rest, verbs).is_some();
                if !goes_on {
                    break;
                }
            }
            verb = matches!(sign.part, Part::Verb | Part::Deed);
            if verb {
                // 完成率, 建设用地: the verb is part of the name.
                let name = rest.chars().count() >= 2 && !rest.starts_with(NO_NAME);
                if !name && !rest.is_empty() {
                    break;
                }
                before.verb = true;
                let moved = self.lexicon.begins(piece, MOVES).filter(|moved| moved.len == sign.len);
                if let Some(moved) = moved.filter(|_| before.sort.is_none()) {
                    before.sort = Some((MetricType::Change, moved.rule));
                    before.direction = Some(if moved.part == Part::Rise { Direction::Up } else { Direction::Down });
                }
            }
            if matches!(
                &piece[..sign.len],
                "力争" | "争取" | "确保" | "预计" | "有望" | "可望" | "努力" | "计划" | "拟"
            ) {
                before.hedges.insert(0, start..start + sign.len);
            }
            self.fire(sign, start);
            start += sign.len;
        }
        let name = words[start..end].trim_end_matches(|c| is_space(c) || is_opener(c) || is_comma(c) || c == '的');
        // 15个项目已开工8个: the second number is of the projects.
        let inner = name.char_indices().rev().find_map(|(at, c)| {
            let fresh = begins(c) && !name[..at].ends_with(begins);
            let plain = |number: &Numeral| number.script == Script::Chinese && number.scale == 0;
            let number = numeral(&name[at..]).filter(|number| fresh && !number.percent && !plain(number))?;
            let unit = self.lexicon.begins(&name[at + number.len..], Parts::of([Part::Count, Part::Unit]))?;
            let rest = &name[at + number.len + unit.len..];
            let part_of_name = rest.starts_with('级') || self.lexicon.begins(rest, BEHIND).is_some();
            (!part_of_name).then_some(at + number.len + unit.len)
        });
        let start = start + inner.unwrap_or(0);
        let name = &name[inner.unwrap_or(0)..];
        // A bracket that is closed, but not opened, is not the name's.
        let cut = name.rfind(['）', ')', '》', '”']).filter(|at| !name[..*at].contains(['（', '(', '《', '“']));
        let cut = cut.map_or(0, |at| at + name[at..].chars().next().map_or(0, char::len_utf8));
        let start = start + cut;
        let name = start..start + name.len() - cut;
        let count = words[name.clone()].chars().count();
        (2..=30).contains(&count).then_some(name)
    }

    /// 取消123项职业资格许可: what is counted follows the number.
    fn name_behind(&self, end: usize, part: Option<Part>) -> Option<Range<usize>> {
        const LONGEST: usize = 16;
        if !matches!(part, Some(Part::Count | Part::Unit)) || self.words[..end].ends_with(['岁', '上', '下', '度', '%'])
        {
            return None;
        }
        let rest = &self.words[end..];
        let of = rest.len() - rest.trim_start_matches('的').len();
        let rest = &rest[of..];
        let len = rest.find(|c: char| is_break(c) || is_closer(c) || is_opener(c)).unwrap_or(rest.len());
        let name = rest[..len].trim_end_matches(is_space);
        let fits = (2..=LONGEST).contains(&name.chars().count())
            && !name.contains(|c: char| c.is_ascii_digit() || is_mask(c))
            && self.lexicon.begins(name, NO_NAME_BEGINS).is_none()
            && !name.starts_with(['在', '从', '到', '于', '对', '向', '把', '用', '被'])
            && !name.contains('的');
        fits.then(|| end + of..end + of + name.len())
    }

    /// 居全国第9位
    fn rank(&mut self, at: usize) -> Option<usize> {
        self.ranked(at, at + "第".len(), None)
    }

    /// A place in a ranking: 第 or 前 at `at`, its number at `from_number`.
    fn ranked(&mut self, at: usize, from_number: usize, bound: Option<Bound>) -> Option<usize> {
        let number = numeral(&self.words[from_number..])?;
        let place = from_number + number.len;
        let rest = &self.words[place..];
        let unit = ["位", "名"].into_iter().find(|unit| rest.starts_with(unit)).unwrap_or("");
        let end = place + unit.len();
        let closed = self.words[end..].chars().next().is_none_or(|c| is_break(c) || is_closer(c) || is_space(c));
        if !closed || number.value.is_none() || number.percent {
            return None;
        }
        let from = self.clause(at);
        let piece = &self.words[from..at];
        let ranks = Parts::of([Part::Rank]);
        let verb = piece.char_indices().rev().take(12).find_map(|(place, _)| {
            let sign = self.lexicon.begins(&piece[place..], ranks)?;
            Some((place, sign))
        });
        const SCOPES: [&str; 8] = ["全国", "全省", "全市", "全区", "世界", "全球", "全县", "亚洲"];
        let (name_end, base, rule) = match verb {
            Some((place, sign)) => {
                let whole = self
                    .lexicon
                    .ends(&piece[..place + sign.len], ranks)
                    .map_or(place, |whole| place + sign.len - whole.len);
                self.fire(sign, from + place);
                (from + whole, from + place + sign.len..at, sign.rule)
            }
            None => {
                let scope = SCOPES.into_iter().find(|scope| piece.ends_with(scope))?;
                (at - scope.len(), at - scope.len()..at, self.rule_of(Part::Rank))
            }
        };
        let mut before = Before {
            bound,
            sort: Some((MetricType::Rank, rule)),
            against: Some(base).filter(|base| base.len() >= 6),
            verb: true,
            name: from..name_end,
            ..Before::default()
        };
        // 产量稳步居…
        let fillers = Parts::of([Part::Filler, Part::Rank]);
        while let Some(sign) = self.lexicon.ends(&self.words[from..before.name.end], fillers) {
            before.name.end -= sign.len;
        }
        if unit.is_empty() && before.against.is_none() {
            return None;
        }
        let own = self.named(&mut before);
        let start = own.as_ref().map_or(before.name.end, |name| name.start);
        let name = own.or_else(|| self.found.last().and_then(|last| last.name.clone()));
        if name.is_none() && !self.trusted {
            return None;
        }
        let value = number.value;
        let unit = Some("位".to_owned());
        self.push(Found {
            span: start..end,
            name,
            figure: at..end,
            value,
            value_to: None,
            unit,
            percent: false,
            from: None,
            rule,
            before,
        })
    }

    /// 翻一番
    fn times(&mut self, at: usize) -> Option<usize> {
        let sign = self.lexicon.begins(&self.words[at..], Parts::of([Part::Times]))?;
        let end = at + sign.len;
        let from = self.clause(at);
        let mut before = self.before(from, at, false, false);
        self.fire(sign, at);
        before.direction = Some(Direction::Up);
        before.hedges.reverse();
        if before.against.is_none()
            && let Some((place, base)) = compared(&self.words[before.name.clone()])
        {
            before.against = Some(from + base.start..from + base.end);
            before.name.end = from + place;
        }
        before.sort = Some((MetricType::Ratio, sign.rule));
        let name = self.named(&mut before).or_else(|| self.found.last().and_then(|last| last.name.clone()));
        if name.is_none() && !self.trusted {
            return Some(end);
        }
        let word = &self.words[at..end];
        let value = if word.contains('两') {
            4.0
        } else if word.contains('三') {
            8.0
        } else {
            2.0
        };
        let start = name.as_ref().map_or(at, |name| name.start).min(at);
        let (value, unit) = (Some(value), Some("倍".to_owned()));
        let rule = sign.rule;
        self.push(Found {
            span: start..end,
            name,
            figure: at..end,
            value,
            value_to: None,
            unit,
            percent: false,
            from: None,
            rule,
            before,
        })
    }

    /// 甲、乙分别增长3%、5%: to each number its name, where there are as many.
    fn share_names(&mut self) {
        let Some((first, names)) = self.group.take() else { return };
        let words = &self.words[names.clone()];
        let mut parts = Vec::new();
        let mut start = names.start;
        for (at, c) in words.char_indices().chain([(words.len(), '、')]) {
            let at = names.start + at;
            if matches!(c, '、' | '和' | '与' | '及') && at > start {
                parts.push(start..at);
                start = at + c.len_utf8();
            }
        }
        if parts.len() > 1 && parts.len() == self.found.len() - first {
            for (found, name) in self.found[first..].iter_mut().zip(parts) {
                found.name = Some(name);
            }
        }
    }
}

impl Before {
    /// 如果达到5亿元: nobody says that it does.
    fn if_clause(&self, words: &str, at: usize) -> bool {
        const IFS: [&str; 4] = ["如果", "假如", "要是", "倘若"];
        let piece = words[..at].rsplit(is_break).next().unwrap_or_default();
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
        let period = periods.iter().rev().find(|(at, _)| at.end <= figure.start && apart(at));
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

const NO_NAME_BEGINS: Parts = Parts::of([Part::Verb, Part::Deed, Part::Level, Part::Rise, Part::Fall, Part::Lead]);

/// A verb before one of these is part of the name: 完成率.
const NO_NAME: [char; 16] =
    ['率', '额', '量', '数', '面', '度', '值', '比', '里', '期', '者', '性', '型', '期', '费', '业'];

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

/// 占年度计划的, 完成全年任务的, 是2020年的: where it begins, and the whole.
fn whole(piece: &str, times: bool) -> Option<(usize, Range<usize>)> {
    const FARTHEST: usize = 60;
    let of = piece.strip_suffix('的');
    let body = of.unwrap_or(piece);
    let openers: &[&str] = match (of, times) {
        (Some(_), true) => &["相当于", "达到", "是", "为", "低于", "高于", "超过"],
        (Some(_), false) => &["占", "完成", "达到", "相当于", "为", "过"],
        (None, false) => &["占"],
        (None, true) => return None,
    };
    let (at, opener) = openers.iter().filter_map(|opener| Some((body.rfind(opener)?, opener))).max()?;
    let base = at + opener.len()..body.len();
    let noun = ["比重", "比例", "率", "比", "份额"].iter().any(|noun| body.ends_with(noun));
    let fits =
        base.len() >= 6 && base.len() <= FARTHEST && !body[base.clone()].starts_with(['比', '用', '地']) && !noun;
    let moves = ["达", "超", "近", "约", "到"].iter().any(|word| of.is_none() && body.ends_with(word));
    (fits && !moves).then_some((at, base))
}

/// 比上年, 较全国平均, 与去年相比: where it begins, and against what.
fn compared(piece: &str) -> Option<(usize, Range<usize>)> {
    const FARTHEST: usize = 60;
    let trimmed = piece.strip_suffix("相比").unwrap_or(piece);
    let marks: &[&str] = if trimmed.len() < piece.len() { &["与", "和", "同"] } else { &["比", "较"] };
    let (at, mark) = marks.iter().filter_map(|mark| Some((trimmed.rfind(mark)?, mark))).max()?;
    let base = at + mark.len()..trimmed.len();
    let words = &trimmed[base.clone()];
    let fits = !base.is_empty()
        && base.len() <= FARTHEST
        && !words.starts_with(['重', '例', '率', '较', '如'])
        && words.contains([
            '年', '期', '月', '季', '初', '前', '均', '国', '省', '市', '县', '划', '标', '上', '去', '过', '区',
        ]);
    fits.then_some((at, base))
}

#[cfg(test)]
mod tests;
