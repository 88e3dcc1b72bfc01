//! Headings without a mark: lines that stand above a body, or wear a style.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use super::heading::heading_below;
use super::marker::{Line, Marker, Stand};
use super::tree::Form;
use crate::input::{is_salutation, looks_like_title};
use crate::text::{is_closer, is_end, is_han, is_space};

/// Headings that wear a style and have no mark; whether there are any. The title of the speech is none.
pub(super) fn styles(text: &str, lines: &[Line], offset: usize, marks: &mut Vec<Marker>) -> bool {
    let mut numbered: Vec<u32> = marks.iter().filter(|mark| mark.stand == Stand::Line).map(|mark| mark.line).collect();
    numbered.sort_unstable();
    let bare = |(i, line): &(usize, &Line)| {
        let words = line.words(text);
        line.style.is_some()
            && *i > 0
            && numbered.binary_search(&((offset + i) as u32)).is_err()
            && !looks_like_title(words)
            && !(*i < 4 && names_person(words))
            && !is_dated(words)
            && words.chars().nth(60).is_none()
    };
    let found: Vec<(usize, &Line)> = lines.iter().enumerate().filter(bare).collect();
    let deepest = found.iter().filter_map(|(_, line)| line.style).max();
    if found.len() < 2 {
        return false;
    }
    marks.extend(
        found.into_iter().map(|(i, line)| Marker { upper: line.style < deepest, ..Marker::plain(line, offset + i) }),
    );
    true
}

/// Headings on a line of their own: short, without a stop, with a body below. Such a line proves the mark it
/// begins with; most have none.
pub(super) fn headings(text: &str, lines: &[Line], offset: usize, markers: &[Marker], marks: &mut Vec<Marker>) {
    let stops = |line: &Line| {
        let last = line.words(text).chars().next_back();
        last.is_some_and(|c| is_end(c) || is_closer(c) && !matches!(c, '”' | '》' | '）' | ')') || c == '…' || c == '.')
            || last.is_some_and(is_closer) && line.words(text).contains('。')
    };
    let long = |line: &Line| line.words(text).chars().count() >= 45;
    let mut numbered: Vec<usize> =
        marks.iter().filter(|mark| mark.stand == Stand::Line).map(|mark| mark.line as usize).collect();
    numbered.sort_unstable();
    let marked = |line: usize| numbered.binary_search(&(offset + line)).is_ok();
    let alone = |mark: &&Marker| heading_below(text, lines, mark, mark.line as usize - offset).is_some();
    let mut taken: Vec<usize> = marks.iter().filter(alone).map(|mark| mark.line as usize + 1 - offset).collect();
    taken.sort_unstable();
    // A paragraph may end with the heading of the next point.
    let ends_with_point = |line: &Line| {
        let at = marks.partition_point(|mark| mark.span.start() < line.span.end());
        at > 0 && marks[at - 1].span.start() > line.span.start() && line.span.end() - marks[at - 1].span.end() < 120
    };
    let (ended, broken) = lines.iter().filter(|line| long(line)).fold((0, 0), |(ended, broken), line| {
        if stops(line) || ends_with_point(line) { (ended + 1, broken) } else { (ended, broken + 1) }
    });
    // Hard-wrapped lines end anywhere, and prove nothing.
    if broken * 4 > ended {
        return;
    }
    let heads = |i: usize, length: RangeInclusive<usize>, parts: fn(char) -> bool| {
        let words = lines[i].words(text);
        let count = words.chars().count();
        length.contains(&count)
            && !stops(&lines[i])
            && words.chars().filter(|c| is_han(*c)).count() * 2 > count
            && !words.chars().any(parts)
            && !words.starts_with(['（', '(', '【', '['])
            // The name of a document.
            && (!words.starts_with('《') || !words.ends_with('》'))
            && !names_person(words)
            && !words.ends_with(['，', ',', '、'])
            && !words.starts_with(['—', '-'])
            && !looks_like_title(words)
            && !is_salutation(words)
            && !is_dated(words)
            && !marked(i)
            && taken.binary_search(&i).is_err()
            && !is_appendix(words)
            // A name above a salutation is the speaker's.
            && lines.get(i + 1).is_none_or(|next| !is_salutation(next.words(text)))
    };
    let strict = |i: usize| lines.get(i + 1).is_some_and(|next| (long(next) && stops(next)) || marked(i + 1));
    // Where several headings stand over long paragraphs, others may be shorter, longer or parted by a colon, and
    // stand over a short paragraph.
    let several = (0..lines.len()).filter(|i| heads(*i, 4..=36, is_end) && strict(*i)).take(2).count() == 2;
    let fits =
        |i: usize| heads(i, 4..=36, is_end) || several && heads(i, 2..=44, |c| is_end(c) && !matches!(c, '：' | ':'));
    let body_below = |i: usize| {
        strict(i)
            || (several || names_section(lines[i].words(text)))
                && lines.get(i + 1).is_some_and(|next| stops(next) && next.words(text).chars().count() >= 12)
    };
    let mut body = false;
    let mut found = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        // A heading may stand right above another one.
        let above = i + 1 < lines.len() && fits(i + 1) && body_below(i + 1);
        let broken = i > 0 && long(&lines[i - 1]) && !stops(&lines[i - 1]);
        let appended = i > 0 && is_appendix(lines[i - 1].words(text));
        // The first may stand right below title, date or speaker; a shorter line is a name.
        let first = || {
            several && (1..=6).contains(&i) && line.words(text).chars().nth(4).is_some() && {
                let before = lines[i - 1].words(text);
                is_dated(before) || names_person(before) || looks_like_title(before)
            }
        };
        if (body || i > 0 && names_section(line.words(text)) || first())
            && !broken
            && fits(i)
            && (body_below(i) || above)
        {
            let own = markers.partition_point(|marker| marker.span.start() < line.span.start());
            if let Some(own) = markers.get(own).filter(|own| own.span.start() == line.span.start() && own.ordinal > 0) {
                found.push(*own);
                continue;
            }
            found.push(Marker { upper: above || appended, ..Marker::plain(line, offset + i) });
        }
        body |= is_salutation(line.words(text)) || (stops(line) && line.words(text).chars().count() >= 12);
    }
    raise_odd_ones(text, &mut found);
    marks.extend(found);
}

/// 附件：
fn is_appendix(words: &str) -> bool {
    matches!(words.trim_end_matches(is_end), "附件" | "附" | "附表" | "附录")
}

/// 县委书记　林守岳
fn names_person(words: &str) -> bool {
    words.rsplit(is_space).next().is_some_and(|last| last.len() < words.len() && last.chars().count() <= 4)
}

/// （2019年11月16日）
fn is_dated(words: &str) -> bool {
    words.contains('年') && words.contains('日')
}

/// Below a heading that stands above others, one that breaks with their wording stands beside it:
/// 重点任务 (在…上下功夫, 在…上下功夫, 在…上下功夫), 自身建设.
fn raise_odd_ones(text: &str, found: &mut [Marker]) {
    let words = |mark: &Marker| &text[mark.span.start()..mark.end];
    let alike = |a: &str, b: &str| {
        let ends = a.chars().rev().zip(b.chars().rev()).take_while(|(a, b)| a == b).count();
        ends >= 2 || ["在", "把", "让", "以"].iter().any(|first| a.starts_with(first) && b.starts_with(first))
    };
    // How many below the last upper one are alike.
    let mut run = 0;
    for i in 1..found.len() {
        let (before, own) = (found[i - 1], found[i]);
        let plain = |mark: Marker| mark.form == Form::Plain && !mark.upper;
        if !plain(own) || !plain(before) {
            run = usize::from(plain(own) && before.upper);
        } else if run > 0 && alike(words(&before), words(&own)) {
            run += 1;
        } else {
            found[i].upper = run >= 3;
            run = 0;
        }
    }
}

/// Headings without a mark hold the series 一、 that begins right below them and ends before the next of them,
/// where there are several.
pub(super) fn raise_holders(lines: &[Line], marks: &mut [Marker]) {
    let plain: Vec<usize> = (0..marks.len()).filter(|i| marks[*i].form == Form::Plain).collect();
    if plain.len() < 2 {
        return;
    }
    for (at, &i) in plain.iter().enumerate() {
        let until = plain.get(at + 1).copied().unwrap_or(marks.len());
        let mut below = marks[i + 1..until].iter().filter(|mark| mark.form == Form::Chinese);
        let begins = marks.get(i + 1).is_some_and(|next| next.form == Form::Chinese && next.ordinal == 1);
        let last = below.next_back().map_or(0, |mark| mark.ordinal);
        let goes_on = marks[until..].iter().find(|mark| mark.form == Form::Chinese);
        marks[i].upper |= begins && goes_on.is_none_or(|next| next.ordinal != last + 1);
    }
    // Those that wear the same style stand beside each other.
    let style = |mark: &Marker| lines[mark.line as usize].style;
    let raised: BTreeSet<u8> = plain.iter().filter(|i| marks[**i].upper).filter_map(|i| style(&marks[*i])).collect();
    for i in plain {
        marks[i].upper |= style(&marks[i]).is_some_and(|own| raised.contains(&own));
    }
}

/// Whether a line names a section of a report: 2026年重点工作.
fn names_section(words: &str) -> bool {
    const NOUNS: &[&str] = &[
        "工作", "任务", "目标", "回顾", "要求", "情况", "成就", "安排", "部署", "打算", "问题", "经验", "体会", "建议",
        "举措", "措施", "实事", "思路", "形势", "重点", "清单", "计划",
    ];
    NOUNS.iter().any(|noun| words.ends_with(noun))
}
