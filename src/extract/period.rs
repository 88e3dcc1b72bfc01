//! Periods a figure is good for: 今年以来, 1—6月, 上半年, 截至9月底, 2025年, “十四五”期间.

use std::ops::Range;

use super::time::{When, days, last_day};
use crate::text::{self, arabic, chinese, is_mask};

/// The periods of a sentence in reading order, each with its value where that follows.
///
/// A value is `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, or two of them with a slash between: `2025-01/2025-06`.
pub(crate) fn periods(words: &str, when: When) -> Vec<(Range<usize>, Option<String>)> {
    let mut found = Vec::new();
    // Every period is told with one of these; most sentences hold none.
    if !words.contains(['年', '月', '季', '期', '末', '来', '目']) {
        return found;
    }
    let mut next = 0;
    for (at, c) in words.char_indices() {
        if at < next || !begins(c) || is_number(c) && words[..at].ends_with(is_number) {
            continue;
        }
        if let Some((len, value)) = period(&words[at..], when) {
            next = at + len;
            found.push((at..next, value));
        }
    }
    found
}

/// Whether a period may begin with it; most characters begin none.
fn begins(c: char) -> bool {
    matches!(
        c,
        '0'..='9' | '０'..='９' | '年' | '今' | '去' | '本' | '上' | '前' | '下' | '全' | '当' | '明' | '截' | '到' | '至' | '过' | '近'
            | '“' | '‘' | '十' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '两' | '这' | '未' | '第' | '最'
    ) || is_mask(c)
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit()
        || matches!(c, '０'..='９' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '两' | '十')
}

fn is_number(c: char) -> bool {
    c.is_ascii_digit() || c == '.' || c == '第'
}

/// The period at the beginning, its length and its value.
pub(crate) fn period(words: &str, when: When) -> Option<(usize, Option<String>)> {
    let first = words.chars().next().filter(|c| begins(*c))?;
    if is_numeral(first) {
        // Of a number 年, 月 or 五年规划's 五 follows soon.
        let ahead = words.char_indices().take(9).any(|(_, c)| matches!(c, '年' | '月' | '季' | '五'));
        if !ahead {
            return None;
        }
    }
    let lead = ["截至", "截止到", "截止", "到", "至"].into_iter().find(|lead| words.starts_with(lead)).unwrap_or("");
    let rest = &words[lead.len()..];
    if !lead.is_empty()
        && let Some(word) = ["目前为止", "目前"].into_iter().find(|word| rest.starts_with(word))
    {
        return (lead != "至").then(|| (lead.len() + word.len(), when.value()));
    }
    let (len, value) = plan(rest).or_else(|| years(rest)).or_else(|| dated(rest, !lead.is_empty(), when))?;
    // A limit is no period of its own, but stands before what is measured as one.
    let rest = &rest[len..];
    let limit = ["之前", "以前", "前"].into_iter().find(|word| rest.starts_with(word) && !rest.starts_with("前三"));
    let last = words[..lead.len() + len].ends_with(['底', '末', '日', '号']);
    let value = value.filter(|_| limit.is_none() || last);
    Some((lead.len() + len + limit.map_or(0, str::len), value))
}

/// “十四五”期间
fn plan(words: &str) -> Option<(usize, Option<String>)> {
    let open = words.starts_with(['“', '‘', '"']);
    let rest = &words[if open { words.chars().next()?.len_utf8() } else { 0 }..];
    let rest = rest.strip_prefix('十')?;
    let number = "一二三四五六七八".chars().position(|c| rest.starts_with(c))? as i32 + 1;
    let rest = rest[3..].strip_prefix('五')?;
    let rest = rest.strip_prefix(['”', '’', '"']).unwrap_or(rest);
    let rest = rest.strip_prefix("规划").unwrap_or(rest);
    let first = 2021 + 5 * (number - 4);
    let (tail, value) = match () {
        () if rest.starts_with("期间") => ("期间", format!("{first}/{}", first + 4)),
        () if rest.starts_with("时期") => ("时期", format!("{first}/{}", first + 4)),
        () if rest.starts_with("末") => ("末", format!("{}", first + 4)),
        () if rest.starts_with("以来") => ("以来", format!("{first}/")),
        () => return None,
    };
    let value = (!value.ends_with('/')).then_some(value);
    Some((words.len() - rest.len() + tail.len(), value))
}

/// 过去五年, 近三年来: from when is not said.
fn years(words: &str) -> Option<(usize, Option<String>)> {
    let lead = ["过去", "近", "这", "未来", "今后", "最近"].into_iter().find(|lead| words.starts_with(lead));
    let rest = &words[lead.map_or(0, str::len)..];
    let (_, len) = chinese(rest).or_else(|| rest.starts_with('两').then_some((2, 3))).or_else(|| arabic(rest))?;
    let rest = rest[len..].strip_prefix('年')?;
    let tail = ["以来", "来", "间", "里"].into_iter().find(|tail| rest.starts_with(tail));
    (lead.is_some() || tail.is_some()).then(|| (words.len() - rest.len() + tail.map_or(0, str::len), None))
}

/// A year, and what part of it: 今年以来, 去年上半年, 2025年底, 1—6月.
fn dated(words: &str, led: bool, when: When) -> Option<(usize, Option<String>)> {
    let (year, len) = year(words, when);
    let rest = &words[len..];
    let said = len > 0;
    let year = if said { year } else { when.year };
    let of = |year: Option<i32>, from: u32, to: u32| year.map(|year| format!("{year:04}-{from:02}/{year:04}-{to:02}"));
    const PARTS: [(&str, u32, u32); 12] = [
        ("上半年", 1, 6),
        ("下半年", 7, 12),
        ("前三季度", 1, 9),
        ("前三个季度", 1, 9),
        ("第一季度", 1, 3),
        ("一季度", 1, 3),
        ("第二季度", 4, 6),
        ("二季度", 4, 6),
        ("第三季度", 7, 9),
        ("三季度", 7, 9),
        ("第四季度", 10, 12),
        ("四季度", 10, 12),
    ];
    if let Some((word, from, to)) = PARTS.into_iter().find(|(word, ..)| rest.starts_with(word)) {
        return Some((len + word.len(), of(year, from, to)));
    }
    if let Some((months, value)) = months(rest, year, said || led) {
        return Some((len + months, value));
    }
    if !said {
        return ["年底", "年末"]
            .into_iter()
            .find(|word| led && rest.starts_with(word))
            .map(|word| (word.len(), last_day(word, when)));
    }
    // What it was in 去年同期 is said of that clause alone.
    if rest.starts_with("同期") {
        return Some((len + "同期".len(), None));
    }
    let tail = ["以来", "年底", "年末", "底", "末", "全年", "年内", "间", "度"]
        .into_iter()
        .find(|tail| rest.starts_with(tail));
    let tail_len = tail.map_or(0, str::len);
    let value = match tail {
        Some("年底" | "年末" | "底" | "末") => year.map(|year| format!("{year:04}-12-31")),
        _ => year.map(|year| format!("{year:04}")),
    };
    Some((len + tail_len, value))
}

/// 2025年, 二〇二五年, XX年, 今年, 全年; nothing where it does not begin so.
fn year(words: &str, when: When) -> (Option<i32>, usize) {
    if let Some((year, len)) = text::year(words)
        && (1900..2100).contains(&year)
        && words[len..].starts_with('年')
    {
        return (Some(year), len + 3);
    }
    let masked: usize = words.chars().take_while(|c| is_mask(*c) || c.is_ascii_digit()).map(char::len_utf8).sum();
    if masked > 0 && words.starts_with(|c| is_mask(c) || c == '2') && words[masked..].starts_with('年') {
        return (None, if words[..masked].contains(is_mask) { masked + 3 } else { 0 });
    }
    const WORDS: [(&str, i32); 10] = [
        ("年内", 0),
        ("今年", 0),
        ("本年度", 0),
        ("本年", 0),
        ("去年", -1),
        ("上年", -1),
        ("前年", -2),
        ("明年", 1),
        ("全年", 0),
        ("当年", 0),
    ];
    for (word, shift) in WORDS {
        if words.starts_with(word) {
            // The whole of which year is not always this one's; 当年 is the year spoken of.
            let open = matches!(word, "全年" | "当年");
            return (when.year.filter(|_| !open).map(|year| year + shift), word.len());
        }
    }
    (None, 0)
}

/// 1—6月, 9月份, 9月底; a lone month only behind a year or 截至.
fn months(words: &str, year: Option<i32>, led: bool) -> Option<(usize, Option<String>)> {
    let number = |text: &str| arabic(text).or_else(|| chinese(text)).filter(|(month, _)| (1..=12).contains(month));
    let (first, len) = number(words)?;
    let rest = &words[len..];
    let month = |year: Option<i32>, month: u32| year.map(|year| format!("{year:04}-{month:02}"));
    let rest = rest.strip_prefix('月').unwrap_or(rest);
    let till = ["—", "-", "－", "–", "～", "~", "至", "到", "——"].into_iter().find(|mark| rest.starts_with(mark));
    if let Some(mark) = till
        && let Some((last, len)) = number(&rest[mark.len()..])
        && let Some(rest) = rest[mark.len() + len..].strip_prefix('月')
    {
        let rest = rest.strip_prefix('份').unwrap_or(rest);
        let value = month(year, first).zip(month(year, last)).filter(|_| first < last);
        return Some((words.len() - rest.len(), value.map(|(from, to)| format!("{from}/{to}"))));
    }
    let rest = words[len..].strip_prefix('月')?;
    if let Some(rest) = rest.strip_prefix('份') {
        return Some((words.len() - rest.len(), month(year, first)));
    }
    if let Some(rest) = rest.strip_prefix(['底', '末']) {
        let value = year.map(|year| format!("{year:04}-{first:02}-{:02}", days(year, first)));
        return Some((words.len() - rest.len(), value));
    }
    if let Some((day, len)) = arabic(rest).filter(|(day, _)| *day <= 31)
        && let Some(rest) = rest[len..].strip_prefix(['日', '号'])
    {
        let value = year.filter(|year| day <= days(*year, first)).map(|year| format!("{year:04}-{first:02}-{day:02}"));
        return led.then(|| (words.len() - rest.len(), value));
    }
    led.then(|| (words.len() - rest.len(), month(year, first)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_has_the_value_that_follows() {
        let when = When::new(Some("2025-07-10"));
        const PERIODS: &[(&str, &str, Option<&str>)] = &[
            ("今年以来，全县完成", "今年以来", Some("2025")),
            ("今年上半年完成", "今年上半年", Some("2025-01/2025-06")),
            ("上半年，全县", "上半年", Some("2025-01/2025-06")),
            ("1—6月，全县", "1—6月", Some("2025-01/2025-06")),
            ("1至5月份全县", "1至5月份", Some("2025-01/2025-05")),
            ("去年1-11月", "去年1-11月", Some("2024-01/2024-11")),
            ("去年全县", "去年", Some("2024")),
            ("截至6月底，", "截至6月底", Some("2025-06-30")),
            ("截至目前，", "截至目前", Some("2025-07-10")),
            ("到2027年，", "到2027年", Some("2027")),
            ("到2027年底，", "到2027年底", Some("2027-12-31")),
            ("2024年，", "2024年", Some("2024")),
            ("二〇二四年，", "二〇二四年", Some("2024")),
            ("二零二四年，", "二零二四年", Some("2024")),
            ("前三季度", "前三季度", Some("2025-01/2025-09")),
            ("“十四五”期间，", "“十四五”期间", Some("2021/2025")),
            ("“十五五”末", "“十五五”末", Some("2030")),
            ("过去五年，", "过去五年", None),
            ("五年来，", "五年来", None),
            ("全年完成", "全年", None),
            ("9月份，", "9月份", Some("2025-09")),
        ];
        for (words, span, value) in PERIODS {
            let found = periods(words, when);
            let found: Vec<_> = found.iter().map(|(at, value)| (&words[at.clone()], value.as_deref())).collect();
            assert_eq!(found, [(*span, *value)], "{words}");
        }
        for words in ["“十四五”规划", "五年规划", "完成72亿元", "到位资金5亿元", "2024个", "至于", "9月的天气"]
        {
            assert_eq!(periods(words, when), [], "{words}");
        }
        assert_eq!(periods("上半年", When::default()), [(0..9, None)]);
    }
}
