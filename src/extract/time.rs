//! Time limits: found by the `time` rules, with a value where one follows.

use serde::Serialize;

use crate::rules::Rules;
use crate::text::{Span, arabic, chinese};

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

/// The first time limit in `span`; `year` is the year of the speech, if it is known.
pub(crate) fn deadline(text: &str, span: Span, year: Option<i32>, rules: &Rules) -> Option<Deadline> {
    let words = &text[span.range()];
    let mut best: Option<(usize, usize, u16)> = None;
    for (number, _) in rules.family("time").filter(|(_, head)| head.leads_to(words)) {
        let Some(found) = rules.pattern(number).and_then(|pattern| pattern.find(words)) else { continue };
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
    let value = (sort == DeadlineType::Date).then(|| last_day_of(words, year)).flatten();
    Some(Deadline {
        span: Span::new(span.start() + start, span.start() + end),
        sort,
        value,
        rule: rule.id.clone().into_owned(),
    })
}

/// The last day a phrase such as 9月底前 or 2026年上半年 names; nothing where it leaves the day open.
pub(crate) fn last_day(words: &str, when: When) -> Option<String> {
    last_day_of(words, when.year)
}

fn last_day_of(words: &str, speech: Option<i32>) -> Option<String> {
    let (year, rest) = year(words, speech);
    let year = year?;
    let number = |text: &str| chinese(text).or_else(|| arabic(text));
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
            _ if rest.starts_with("初") => return None,
            // 9月前 is over when August is.
            _ if rest.starts_with('前') || rest.starts_with("之前") || rest.starts_with("以前") => {
                let (year, month) = if month == 1 { (year - 1, 12) } else { (year, month - 1) };
                return Some(format!("{year:04}-{month:02}-{:02}", days(year, month)));
            }
            _ => days(year, month),
        };
        return (day <= days(year, month)).then(|| format!("{year:04}-{month:02}-{day:02}"));
    }
    let month = match () {
        () if rest.contains("上半年") => 6,
        () if rest.contains("一季度") => 3,
        () if rest.contains("二季度") => 6,
        () if rest.contains("三季度") => 9,
        () if rest.contains("下半年")
            || rest.contains("四季度")
            || rest.contains("年底")
            || rest.contains("年末")
            || rest.contains("年内") =>
        {
            12
        }
        () if rest.starts_with(['底', '末', '内']) && words.contains('年') => 12,
        () => return None,
    };
    Some(format!("{year:04}-{month:02}-{:02}", days(year, month)))
}

/// The year a phrase names or leaves to be understood, and what follows it.
fn year(words: &str, speech: Option<i32>) -> (Option<i32>, &str) {
    if let Some(digits) = words.get(..4).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit())) {
        return (digits.parse().ok(), words[4..].trim_start_matches('年'));
    }
    for (word, shift) in [("今年", 0), ("本年", 0), ("当年", 0), ("明年", 1), ("后年", 2)] {
        if let Some(rest) = words.strip_prefix(word) {
            return (speech.map(|year| year + shift), rest);
        }
    }
    (speech, words)
}

pub(crate) fn days(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: &[(&str, Option<&str>)] = &[
        ("9月底前", Some("2025-09-30")),
        ("明年二月底前", Some("2026-02-28")),
        ("2028年2月底前", Some("2028-02-29")),
        ("12月15日前", Some("2025-12-15")),
        ("9月前", Some("2025-08-31")),
        ("年底前", Some("2025-12-31")),
        ("上半年", Some("2025-06-30")),
        ("汛期到来前", None),
        ("本周五前", None),
        ("2月30日前", None),
    ];

    #[test]
    fn a_value_is_given_only_where_it_follows() {
        for (words, want) in LIMITS {
            assert_eq!(last_day_of(words, Some(2025)).as_deref(), *want, "{words}");
        }
        assert_eq!(last_day_of("9月底前", None), None);
    }
}
