//! TG304–TG305 and TG307: a time limit before the speech, one that has passed, a day there is none of.

use std::sync::LazyLock;

use regex::Regex;

use super::ground::Ground;
use super::{Found, Said};
use crate::document::Speech;
use crate::text::{self, Span};

pub(super) fn check(ground: &Ground, today: Option<&str>, found: &mut Found) {
    for speech in ground.speeches() {
        limits(ground, speech, today, found);
    }
    if found.wants("TG307") {
        days(ground, found);
    }
}

/// From so many on, the limits that have passed are one finding: an old draft.
const MANY: usize = 5;

fn limits(ground: &Ground, speech: &Speech, today: Option<&str>, found: &mut Found) {
    let held = speech.meta.date_value.as_deref();
    let mut passed: Vec<(Span, &str)> = Vec::new();
    let mut last: Option<Span> = None;
    for limit in speech.duties().iter().filter_map(|duty| duty.deadline.as_ref()) {
        let Some(day) = limit.value.as_deref().filter(|_| last != Some(limit.span)) else { continue };
        if is_cut(ground, limit.span) || is_period(ground, limit.span) {
            continue;
        }
        last = Some(limit.span);
        let words = ground.words(limit.span);
        if let Some(held) = held.filter(|held| before(day, held)) {
            let more = speech.meta.date.into_iter().collect();
            let message = Said::new(
                format!("时限“{words}”（{day}）早于讲话日期（{held}）"),
                format!("the time limit “{words}” ({day}) lies before the speech ({held})"),
            );
            found.with("TG304", limit.span, more, message, None);
        } else if today.is_some_and(|today| before(day, today)) {
            passed.push((limit.span, day));
        }
    }
    let today = today.unwrap_or_default();
    if passed.len() >= MANY {
        let count = passed.len();
        let message = Said::new(
            format!("有{count}个时限到{today}已经过了"),
            format!("{count} time limits have passed on {today}"),
        );
        let more = passed[1..].iter().map(|(span, _)| *span).collect();
        found.with("TG305", passed[0].0, more, message, None);
        return;
    }
    for (span, day) in passed {
        let words = ground.words(span);
        let message = Said::new(
            format!("时限“{words}”（{day}）到{today}已经过了"),
            format!("the time limit “{words}” ({day}) has passed on {today}"),
        );
        found.add("TG305", span, message);
    }
}

/// Whether the limit ends within a word: 通报上半年内控情况 tells of 内控.
fn is_cut(ground: &Ground, limit: Span) -> bool {
    let goes_on = ["控", "部", "容", "外", "需", "涝", "设", "销", "河", "贸", "审", "政", "勤", "镜"];
    ground.words(limit).ends_with('内') && goes_on.iter().any(|next| ground.text[limit.end()..].starts_with(next))
}

/// Whether the limit is no more than a half-year or a quarter: 上半年写的是完好 tells of the past.
fn is_period(ground: &Ground, limit: Span) -> bool {
    ["上半年", "下半年", "季度"].iter().any(|period| ground.words(limit).ends_with(period))
}

/// Whether a day lies before a day, a month or a year, as far as the coarser of the two is told.
fn before(day: &str, other: &str) -> bool {
    let len = day.len().min(other.len());
    day.get(..len) < other.get(..len)
}

fn days(ground: &Ground, found: &mut Found) {
    static DAY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:([0-9]{4})年)?([0-9]{1,2})月([0-9]{1,2})(?:日|号)").expect("a pattern of the tests")
    });
    for hit in DAY.captures_iter(ground.text) {
        let whole = hit.get(0).map_or(0..0, |whole| whole.range());
        let number = |at: usize| hit.get(at).and_then(|words| words.as_str().parse::<u32>().ok());
        let (year, Some(month), Some(day)) = (number(1).map(|year| year as i32), number(2), number(3)) else {
            continue;
        };
        // 1949年13月 behind a digit is no date.
        let span = Span::new(whole.start, whole.end);
        if ground.text[..whole.start].ends_with(|c: char| c.is_ascii_digit()) || ground.is_apart(span) {
            continue;
        }
        if !(1..=text::days(year, month)).contains(&day) {
            let words = ground.words(span);
            let message = Said::new(format!("没有“{words}”这一天"), format!("there is no day “{words}”"));
            found.add("TG307", span, message);
        }
    }
}
