//! Time limits: found by the `time` rules, with a value where one follows.

use serde::Serialize;

use crate::rules::Rules;
use crate::text::{self, Span, arabic, chinese};

/// A time limit (时限).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Deadline {
    /// Where it stands.
    pub span: Span,
    /// What sort of limit it is.
    pub sort: DeadlineType,
    /// The last day, `YYYY-MM-DD`, where it follows from the words and the speech's date.
    pub value: Option<String>,
    /// The rule that found it.
    pub rule: String,
}

/// The sorts of [`Deadline`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum DeadlineType {
    /// A day, month or year: 9月底前.
    Date,
    /// A length of time: 三个月内.
    Period,
    /// A rhythm: 每季度.
    Recurring,
    /// A class of urgency: 立行立改.
    Class,
}

/// The day of a speech, as far as it is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct When {
    pub(crate) year: Option<i32>,
    pub(crate) month: Option<u32>,
    pub(crate) day: Option<u32>,
}

impl When {
    /// Of `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    pub(crate) fn new(date: Option<&str>) -> Self {
        let mut parts = date.unwrap_or_default().split('-');
        let mut part = || parts.next()?.parse::<u32>().ok();
        Self { year: part().map(|year| year as i32), month: part(), day: part() }
    }

    /// The same as `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    pub(crate) fn value(self) -> Option<String> {
        let year = self.year?;
        Some(match (self.month, self.day) {
            (Some(month), Some(day)) => format!("{year:04}-{month:02}-{day:02}"),
            (Some(month), None) => format!("{year:04}-{month:02}"),
            _ => format!("{year:04}"),
        })
    }
}

/// The first time limit in `span`; `when` is the day of the speech, as far as it is known.
pub(crate) fn deadline(text: &str, span: Span, when: When, rules: &Rules) -> Option<Deadline> {
    let words = &text[span.range()];
    // Most sentences hold none of the characters a limit is told with.
    if !words.contains(tells) {
        return None;
    }
    let mut best: Option<(usize, usize, u16)> = None;
    for number in rules.limits(words) {
        let mut found = rules.pattern(number).into_iter().flat_map(|pattern| pattern.find_iter(words));
        let Some(found) = found.find(|found| !is_past(&words[..found.start()])) else { continue };
        let key = (found.start(), usize::MAX - found.end());
        if best.is_none_or(|(start, end, _)| key < (start, usize::MAX - end)) {
            best = Some((found.start(), found.end(), number));
        }
    }
    let (start, end, number) = best?;
    let rule = rules.at(number);
    let sort = match rule.reason.as_deref() {
        Some("period") => DeadlineType::Period,
        Some("recurring") => DeadlineType::Recurring,
        Some("class") => DeadlineType::Class,
        _ => DeadlineType::Date,
    };
    let words = &words[start..end];
    let value = (sort == DeadlineType::Date).then(|| last_day(words, when)).flatten();
    Some(Deadline {
        span: Span::new(span.start() + start, span.start() + end),
        sort,
        value,
        rule: rule.id.clone().into_owned(),
    })
}

/// Whether every limit holds one of these: 前, 底, 末, 内, 初, 年, 月, 季, 每 …
fn tells(c: char) -> bool {
    matches!(
        c,
        '前' | '底'
            | '末'
            | '内'
            | '初'
            | '年'
            | '月'
            | '季'
            | '每'
            | '周'
            | '天'
            | '期'
            | '按'
            | '逐'
            | '提'
            | '改'
            | '办'
            | '度'
    )
}

/// 去年底, 截至6月底, 环节前: what stands before the words makes them no limit.
fn is_past(before: &str) -> bool {
    ["去", "截至", "截止", "截止到", "截至到", "往", "环", "季", "细", "情", "章"]
        .iter()
        .any(|word| before.ends_with(word))
        || before.ends_with(['上', '前']) && !before.ends_with("以上")
}

/// The last day a phrase such as 9月底前 or 2026年上半年 names; nothing where it leaves the day open.
pub(crate) fn last_day(words: &str, when: When) -> Option<String> {
    let cut = ["之前", "以前", "前后", "前"].iter().find_map(|tail| words.strip_suffix(tail));
    let (rest, before) = (cut.unwrap_or(words), cut.is_some());
    let day =
        plan(rest).or_else(|| this(rest, when)).or_else(|| feast(rest, when)).or_else(|| dated(rest, before, when))?;
    let (year, month, day) = day;
    // 一季度 said in December is that of the next year, or was.
    let bare = self::year(rest, when.year).1.len() == rest.len();
    if bare && Some(year) == when.year && month <= 6 && when.month.is_some_and(|now| now >= 10) {
        return None;
    }
    (day >= 1 && day <= days(year, month)).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

type Day = (i32, u32, u32);

/// “十五五”末
fn plan(words: &str) -> Option<Day> {
    let rest = words.trim_start_matches('“').strip_prefix('十')?;
    let number = "一二三四五六七八".chars().position(|c| rest.starts_with(c))? as i32 + 1;
    rest[3..].starts_with('五').then_some((2025 + 5 * (number - 4), 12, 31))
}

/// 今明两年, 月底, 本月10日, 下周五, 本季度: told from the day of the speech.
fn this(words: &str, when: When) -> Option<Day> {
    let year = when.year?;
    if words.starts_with("今明") {
        return Some((year + if words.contains("两年") { 1 } else { 2 }, 12, 31));
    }
    let month = when.month?;
    let end = |year: i32, month: u32| (year, month, days(year, month));
    let next = |month: u32, by: u32| if month + by > 12 { (year + 1, month + by - 12) } else { (year, month + by) };
    let words = words.trim_end_matches("下班");
    let (later, rest) = match () {
        () if words.starts_with('下') => (1, words.trim_start_matches(['下', '个'])),
        () => (0, words.trim_start_matches(['本', '这', '当', '个'])),
    };
    if let Some(rest) = rest.strip_prefix('月') {
        let (year, month) = next(month, later);
        return match rest {
            "" | "内" | "底" | "末" | "下旬" => Some(end(year, month)),
            "上旬" => Some((year, month, 10)),
            "中旬" => Some((year, month, 20)),
            rest => number(rest).map(|(day, _)| (year, month, day)),
        };
    }
    if rest.starts_with('季') {
        let (year, month) = next((month - 1) / 3 * 3 + 3, later * 3);
        return Some(end(year, month));
    }
    let rest = rest.strip_prefix('周')?;
    let at = "一二三四五六日".chars().position(|c| rest.starts_with(c));
    let at = at.or_else(|| rest.starts_with(['天', '末', '内']).then_some(6)).or(rest.is_empty().then_some(6))?;
    let today = day_number(year, month, when.day?);
    // The first of January 1970 was a Thursday.
    let monday = today - (today + 3).rem_euclid(7);
    let limit = monday + i64::from(later) * 7 + at as i64;
    (limit >= today).then(|| from_day_number(limit))
}

/// 国庆节, 元旦: feasts of the moon leave the day open.
fn feast(words: &str, when: When) -> Option<Day> {
    let (year, rest) = year(words, when.year);
    let said = rest.len() < words.len();
    let name = rest.trim_matches(['“', '”']).trim_start_matches('“');
    let (month, day) = match () {
        () if name.starts_with("元旦") => return year.map(|year| (if said { year - 1 } else { year }, 12, 31)),
        () if name.starts_with("五一") => (4, 30),
        () if name.starts_with("七一") => (6, 30),
        () if name.starts_with("八一") => (7, 31),
        () if name.starts_with("国庆") => (9, 30),
        () => return None,
    };
    // In November the 国庆节 that is meant may be the next.
    let over = !said && when.month.is_some_and(|now| now > month);
    year.filter(|_| !over).map(|year| (year, month, day))
}

/// 9月底, 2026年上半年, 12月15日; `before` where 前 stood behind it.
fn dated(words: &str, before: bool, when: When) -> Option<Day> {
    if words.starts_with("次年") {
        return None;
    }
    let (year, rest) = year(words, when.year);
    let year = year?;
    if rest.is_empty() && before {
        return Some((year - 1, 12, 31));
    }
    if let Some((month, len)) = number(rest)
        && let Some(rest) = rest[len..].strip_prefix('月')
    {
        let rest = rest.trim_start_matches('份');
        if !(1..=12).contains(&month) {
            return None;
        }
        let day = match number(rest) {
            Some((day, len)) if rest[len..].starts_with(['日', '号']) => day,
            _ if rest.starts_with("上旬") => 10,
            _ if rest.starts_with("中旬") => 20,
            _ if rest.starts_with('初') => return None,
            _ => days(year, month),
        };
        // 9月前 is over when August is.
        if rest.is_empty() && before {
            return Some(if month == 1 { (year - 1, 12, 31) } else { (year, month - 1, days(year, month - 1)) });
        }
        return Some((year, month, day));
    }
    let month = match () {
        () if rest.contains("上半年") => 6,
        () if rest.contains("一季度") => 3,
        () if rest.contains("二季度") => 6,
        () if rest.contains("三季度") => 9,
        () if rest.contains("下半年") || rest.contains("四季度") => 12,
        () if ["年底", "年末", "年内"].iter().any(|end| rest.starts_with(end)) => 12,
        () if rest.starts_with(['底', '末', '内']) && words.contains('年') => 12,
        () => return None,
    };
    Some((year, month, days(year, month)))
}

fn number(text: &str) -> Option<(u32, usize)> {
    chinese(text).or_else(|| arabic(text))
}

/// The year a phrase names or leaves to be understood, and what follows it.
fn year(words: &str, speech: Option<i32>) -> (Option<i32>, &str) {
    if let Some((year, len)) = text::year(words)
        && let Some(rest) = words[len..].strip_prefix('年')
    {
        return (Some(year), rest);
    }
    for (word, shift) in [("今年", 0), ("本年", 0), ("当年", 0), ("明年", 1), ("后年", 2)] {
        if let Some(rest) = words.strip_prefix(word) {
            return (speech.map(|year| year + shift), rest);
        }
    }
    (speech, words)
}

pub(crate) fn days(year: i32, month: u32) -> u32 {
    text::days(Some(year), month)
}

/// Days since 1 January 1970.
fn day_number(year: i32, month: u32, day: u32) -> i64 {
    let years = i64::from(year) - 1;
    let leaps = |years: i64| years / 4 - years / 100 + years / 400;
    let before: u32 = (1..month).map(|month| days(year, month)).sum();
    (years - 1969) * 365 + leaps(years) - leaps(1969) + i64::from(before + day) - 1
}

fn from_day_number(number: i64) -> Day {
    let mut year = 1970 + (number / 366) as i32;
    while day_number(year + 1, 1, 1) <= number {
        year += 1;
    }
    let mut left = (number - day_number(year, 1, 1)) as u32;
    let month = (1..=12).find(|month| {
        let here = left < days(year, *month);
        left -= if here { 0 } else { days(year, *month) };
        here
    });
    (year, month.unwrap_or(12), left + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: &[(&str, Option<&str>)] = &[
        ("9月底前", Some("2025-09-30")),
        ("9月底以前", Some("2025-09-30")),
        ("９月底前", Some("2025-09-30")),
        ("明年二月底前", Some("2026-02-28")),
        ("2028年2月底前", Some("2028-02-29")),
        ("二〇二六年六月底前", Some("2026-06-30")),
        ("二○二六年6月底前", Some("2026-06-30")),
        ("二零二六年前", Some("2025-12-31")),
        ("12月15日前", Some("2025-12-15")),
        ("12月31日24时前", Some("2025-12-31")),
        ("10月中旬前", Some("2025-10-20")),
        ("10月初前", None),
        ("9月前", Some("2025-08-31")),
        ("1月前", Some("2024-12-31")),
        ("年底前", Some("2025-12-31")),
        ("年内", Some("2025-12-31")),
        ("今年年底", Some("2025-12-31")),
        ("上半年", Some("2025-06-30")),
        ("一季度末", Some("2025-03-31")),
        ("2026年三季度", Some("2026-09-30")),
        ("2027年前", Some("2026-12-31")),
        ("今明两年", Some("2026-12-31")),
        ("“十五五”末", Some("2030-12-31")),
        ("“十四五”期间", Some("2025-12-31")),
        ("次年3月底前", None),
        ("汛期到来前", None),
        ("春节前", None),
        ("国庆节前", Some("2025-09-30")),
        ("“五一”前", None),
        ("明年五一前", Some("2026-04-30")),
        ("元旦前", Some("2025-12-31")),
        ("2026年元旦前", Some("2025-12-31")),
        ("月底前", Some("2025-07-31")),
        ("本月内", Some("2025-07-31")),
        ("下月5日前", Some("2025-08-05")),
        ("下个月底前", Some("2025-08-31")),
        ("本季度内", Some("2025-09-30")),
        ("季度末", Some("2025-09-30")),
        ("下季度内", Some("2025-12-31")),
        // 10 July 2025 was a Thursday.
        ("本周五前", Some("2025-07-11")),
        ("下周一前", Some("2025-07-14")),
        ("本周内", Some("2025-07-13")),
        ("周一前", None),
        ("会后三天内", None),
        ("2月30日前", None),
        ("13月前", None),
    ];

    #[test]
    fn a_value_is_given_only_where_it_follows() {
        for (words, want) in LIMITS {
            assert_eq!(last_day(words, When::new(Some("2025-07-10"))).as_deref(), *want, "{words}");
        }
        // A year alone tells no month, and no date tells nothing.
        for words in ["月底前", "本月内", "下月5日前", "本周五前", "本季度内"] {
            assert_eq!(last_day(words, When::new(Some("2025"))), None, "{words}");
        }
        for words in ["9月底前", "年底前", "国庆节前", "今明两年"] {
            assert_eq!(last_day(words, When::default()), None, "{words}");
        }
        assert_eq!(last_day("下月5日前", When::new(Some("2025-12-20"))).as_deref(), Some("2026-01-05"));
        assert_eq!(last_day("本周五前", When::new(Some("2024-02-29"))).as_deref(), Some("2024-03-01"));
    }

    #[test]
    fn a_limit_is_found_as_it_is_written() {
        // The limit in ⟦⟧, and its sort; none where nothing is marked.
        const FOUND: &[(&str, &str)] = &[
            ("由县水利局牵头，⟦9月底以前⟧完成。", "Date"),
            ("各乡镇⟦月底之前⟧报送。", "Date"),
            ("县水利局⟦10月底⟧完工。", "Date"),
            ("县水利局要在⟦12月31日24时前⟧报告。", "Date"),
            ("县水利局⟦“十五五”末⟧建成。", "Date"),
            ("县财政局⟦今明两年⟧安排到位。", "Date"),
            ("县人社局⟦春节前⟧清零欠薪。", "Date"),
            ("县住建局⟦下周五前⟧拿方案。", "Date"),
            ("县住建局⟦二○二六年6月底前⟧建成。", "Date"),
            ("县住建局⟦二零二六年上半年⟧建成。", "Date"),
            ("县住建局⟦二〇二七年前⟧建成。", "Date"),
            ("县住建局⟦二〇二六年国庆节前⟧建成。", "Date"),
            ("县住建局⟦三个月内⟧见效。", "Period"),
            ("县住建局⟦两年内⟧见效。", "Period"),
            ("县住建局⟦24小时内⟧回复。", "Period"),
            ("县住建局⟦三至五年内⟧建成。", "Period"),
            ("县统计局⟦每月5日前⟧报送。", "Recurring"),
            ("县统计局⟦每季度⟧通报。", "Recurring"),
            ("县统计局⟦每半个月⟧调度。", "Recurring"),
            ("县统计局⟦每周五下班前⟧上报。", "Recurring"),
            ("县统计局⟦按月调度⟧。", "Recurring"),
            ("县住建局要⟦限期整改⟧。", "Class"),
            ("去年底县水利局完成了。", ""),
            ("截至6月底，县水利局完成了一半。", ""),
            ("上年末县水利局的账没有清。", ""),
            ("县工信局推进移动4/5G建设。", ""),
            ("此刻、现在，县水利局要动起来。", ""),
            ("2024年3月31日事件多少起，县公安局要清楚。", ""),
            ("县水利局………………………………填写。", ""),
            ("县水利局抓好每一个环节前后的衔接。", ""),
        ];
        let rules = Rules::builtin();
        for (marked, sort) in FOUND {
            let text = marked.replace(['⟦', '⟧'], "");
            let found = deadline(&text, Span::new(0, text.len()), When::default(), &rules);
            let shown = found.as_ref().map_or(text.clone(), |found| {
                let (from, to) = (found.span.start(), found.span.end());
                format!("{}⟦{}⟧{}", &text[..from], &text[from..to], &text[to..])
            });
            let found = found.map_or(String::new(), |found| format!("{:?}", found.sort));
            assert_eq!((shown.as_str(), found.as_str()), (*marked, *sort));
        }
    }
}
