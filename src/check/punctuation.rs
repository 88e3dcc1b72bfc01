//! TG402 and TG403: stops that stand twice, half-width signs between Chinese words.

use super::fix::Change;
use super::ground::Ground;
use super::numbering::{narrow, wide};
use super::{Fix, Found, Said};
use crate::outline::Form;
use crate::text::{Span, is_han};

pub(super) fn check(ground: &Ground, found: &mut Found) {
    if found.wants("TG402") {
        doubled(ground, found);
    }
    if found.wants("TG403") {
        let odd = odd(ground);
        if ground.is_narrow {
            let mut odd = odd.concat();
            odd.extend(marks(ground));
            odd.sort_by_key(|change| change.span);
            many(ground, "全文", "in the text", odd, found);
        } else {
            odd.into_iter().for_each(|odd| say(ground, odd, found));
        }
    }
}

/// Whether signs of the wrong width stand throughout the text.
pub(super) fn is_narrow(ground: &Ground) -> bool {
    ground.lines().filter(|line| !widths(ground, *line).is_empty()).nth(LINES).is_some()
}

/// The signs of the wrong width, by lines.
fn odd(ground: &Ground) -> Vec<Vec<Change>> {
    ground.lines().map(|line| widths(ground, line)).filter(|odd| !odd.is_empty()).collect()
}

/// Numbering marks with narrow brackets, where all of their form have them.
fn marks(ground: &Ground) -> Vec<Change> {
    const FORMS: [Form; 2] = [Form::BracketedChinese, Form::BracketedArabic];
    let marks = ground.speeches().iter().flat_map(|speech| narrow(ground, speech, &FORMS)).flatten();
    marks.map(|mark| Change { span: mark, text: wide(ground.words(mark)) }).collect()
}

/// Signs that never stand beside each other.
fn is_stop(c: char) -> bool {
    matches!(c, '。' | '，' | '、' | '；' | '：')
}

fn doubled(ground: &Ground, found: &mut Found) {
    for line in ground.lines() {
        let words = ground.words(line);
        let mut rest = 0;
        while let Some(at) = words[rest..].find(is_stop).map(|at| rest + at) {
            let run: String = words[at..].chars().take_while(|c| is_stop(*c) || matches!(c, '！' | '？')).collect();
            rest = at + run.len();
            if run.chars().count() < 2 {
                // 。 within the quotation and behind it.
                let behind = &words[rest..];
                if run == "。" && behind.starts_with("”。") {
                    let span = place(line, at, at + "。”。".len());
                    let tail = place(line, at + "。”".len(), at + "。”。".len());
                    let message =
                        Said::new("引号内外各有一个句号", "a full stop within the quotes and one behind them");
                    found.with("TG402", span, Vec::new(), message, Some(Fix::one(tail, "")));
                }
                continue;
            }
            let span = place(line, at, rest);
            if ground.is_apart(span) || ground.is_masked(span) {
                continue;
            }
            let message = Said::new(format!("标点重复：“{run}”"), format!("stops side by side: {run}"));
            let fix = single(&run).map(|better| Fix::one(span, better));
            found.with("TG402", span, Vec::new(), message, fix);
        }
    }
}

fn place(line: Span, from: usize, to: usize) -> Span {
    Span::new(line.start() + from, line.start() + to)
}

/// What the run should be, where that is certain: ，， is ，, ，。 is 。, and three full stops are …….
fn single(run: &str) -> Option<String> {
    let first = run.chars().next()?;
    let count = run.chars().count();
    if run.chars().all(|c| c == first) {
        return if first == '。' && count >= 3 { Some("……".to_owned()) } else { Some(first.to_string()) };
    }
    let last = run.chars().next_back()?;
    let commas = run.chars().take(count - 1).all(|c| matches!(c, '，' | '、'));
    (commas && matches!(last, '。' | '；' | '：' | '！' | '？')).then(|| last.to_string())
}

/// Half-width signs that should be wide, and wide digits that should not.
fn widths(ground: &Ground, line: Span) -> Vec<Change> {
    let words = ground.words(line);
    let mut odd: Vec<Change> = Vec::new();
    let mut quotes: Vec<usize> = Vec::new();
    for (at, c) in words.char_indices() {
        let span = place(line, at, at + c.len_utf8());
        if ground.is_apart(span) || ground.is_masked(span) || in_mark(ground, span) {
            continue;
        }
        let before = words[..at].chars().next_back();
        let after = words[at + c.len_utf8()..].chars().next();
        let chinese = |c: Option<char>| c.is_some_and(|c| is_han(c) || "”》）】“《（【％".contains(c));
        let better = match c {
            ',' | ';' | ':' | '?' | '!' => {
                let between = chinese(before)
                    && (chinese(after) || after.is_none_or(|c| c.is_ascii_alphanumeric() || c == '"' || c == ' '))
                    || chinese(after)
                        && before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '%' | '"' | ')'));
                let net = c == ':' && words[at..].starts_with("://");
                (between && !net).then_some(match c {
                    ',' => "，",
                    ';' => "；",
                    ':' => "：",
                    '?' => "？",
                    _ => "！",
                })
            }
            '.' if chinese(before) && (after.is_none() || chinese(after)) => Some("。"),
            '(' => encloses(words[at + 1..].chars(), &[')', '）']).then_some("（"),
            ')' => encloses(words[..at].chars().rev(), &['(', '（']).then_some("）"),
            '"' if chinese(before) || chinese(after) => {
                quotes.push(odd.len());
                Some("“")
            }
            '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
                let plain = char::from_u32(c as u32 - 0xfee0).map(String::from).unwrap_or_default();
                odd.push(Change { span, text: plain });
                None
            }
            _ => None,
        };
        odd.extend(better.map(|better| Change { span, text: better.to_owned() }));
    }
    // Straight quotes open and close in turn; an odd one leaves it open which.
    for (turn, at) in quotes.iter().enumerate().filter(|(turn, _)| turn % 2 == 1) {
        let _ = turn;
        odd[*at].text = "”".to_owned();
    }
    if quotes.len() % 2 == 1 {
        odd.retain(|change| ground.words(change.span) != "\"");
    }
    odd
}

/// More of a paragraph are one finding, and more paragraphs with some are one finding for the text.
const MANY: usize = 3;
const LINES: usize = 6;

fn say(ground: &Ground, odd: Vec<Change>, found: &mut Found) {
    if odd.len() > MANY {
        return many(ground, "这一段", "in this paragraph", odd, found);
    }
    for change in odd {
        let (own, better) = (ground.words(change.span), change.text.as_str());
        let message = Said::new(format!("“{own}”应为“{better}”"), format!("“{own}” should be “{better}”"));
        found.with("TG403", change.span, Vec::new(), message, Some(Fix { changes: vec![change] }));
    }
}

fn many(ground: &Ground, zh: &str, en: &str, odd: Vec<Change>, found: &mut Found) {
    let (first, more) = (odd[0].span, odd[1..].iter().map(|change| change.span).collect());
    let count = odd.len();
    let message = Said::new(
        format!("{zh}有{count}处全角、半角混用，如“{}”", ground.words(first)),
        format!("{count} signs of the wrong width {en}, such as “{}”", ground.words(first)),
    );
    found.with("TG403", first, more, message, Some(Fix { changes: odd }));
}

/// A bracket holds no more characters than these.
const BRACKET: usize = 80;

/// Whether Chinese words stand between a bracket and its other half.
fn encloses(from: impl Iterator<Item = char>, other: &[char]) -> bool {
    let mut chinese = false;
    for c in from.take(BRACKET) {
        if other.contains(&c) {
            return chinese;
        }
        chinese |= is_han(c);
    }
    false
}

/// Numbering marks are another check's.
fn in_mark(ground: &Ground, span: Span) -> bool {
    let at = ground.marks.partition_point(|mark| mark.span.end() <= span.start());
    ground.marks.get(at).is_some_and(|mark| mark.span.overlaps(span))
}
