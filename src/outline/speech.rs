//! Tells the speeches of one file apart, and finds their titles.

use super::marker::Line;
use crate::input::{is_salutation, looks_like_title};
use crate::text::{Span, arabic, chinese, is_end, is_space, past_mark};

/// One speech of a file: where it stands, and its title.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part {
    pub(crate) span: Span,
    pub(crate) title: Option<Span>,
}

/// The speeches of a text. A text without words holds none; a text that names no second title holds one.
pub(crate) fn speeches(text: &str, lines: &[Line]) -> Vec<Part> {
    let Some(first) = lines.first() else { return Vec::new() };
    let end = lines.last().map_or(text.len(), |line| line.span.end());
    let mut starts = vec![first.span.start()];
    let title = title(text, &lines[..lines.len().min(40)]);
    starts.extend(further(text, lines, title));
    starts.sort_unstable();
    starts.dedup();

    let mut parts = Vec::with_capacity(starts.len());
    for (i, &start) in starts.iter().enumerate() {
        let until = starts.get(i + 1).copied().unwrap_or(end);
        let span = Span::new(start, until);
        let own = if i == 0 {
            title
        } else {
            let from = lines.partition_point(|line| line.span.end() <= start);
            repeated(text, start, title).or_else(|| self::title(text, &lines[from..lines.len().min(from + 6)]))
        };
        parts.push(Part { span, title: own.filter(|own| span.contains(*own)) });
    }
    parts
}

/// Where another speech begins after the first.
fn further(text: &str, lines: &[Line], title: Option<Span>) -> Vec<usize> {
    let mut starts = Vec::new();
    // 在…会上的讲话（二）: the title again, numbered.
    if let Some(title) = title {
        let name = unnumbered(text[title.range()].trim());
        if name.chars().count() >= 8 {
            let mut from = title.end();
            while let Some(at) = memchr::memmem::find(&text.as_bytes()[from..], name.as_bytes()).map(|at| from + at) {
                let after = at + name.len();
                if numbered(&text[after..]).is_some_and(|(number, _)| number >= 2) && starts.len() < 200 {
                    starts.push(at);
                }
                from = after;
            }
        }
    }
    // A title on a line of its own, and a salutation below it; or 篇二：….
    for (i, line) in lines.iter().enumerate().skip(3) {
        let words = line.words(text);
        if words.len() > 200 {
            continue;
        }
        let part = words.trim_start_matches(['【', '（', '(', '*', '#', ' ']);
        let chapter = ["篇二", "篇三", "篇四", "篇五", "篇六", "第二篇", "第三篇", "第四篇", "第五篇", "第六篇"];
        let chapter = chapter.iter().any(|word| {
            part.strip_prefix(word)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['：', ':', '】', '）', ')', ' ', '*', '、']))
        });
        let titled = looks_like_title(words) && {
            let far = lines[..i].iter().rev().take(12).any(|line| line.span.len() > 300)
                || lines[0].span.start() + 900 < line.span.start();
            let greeted = lines[i + 1..].iter().take(4).any(|next| is_salutation(next.words(text)));
            far && greeted
        };
        if chapter || titled {
            starts.push(line.span.start());
        }
    }
    // Two that stand close together are one title in two lines.
    starts.sort_unstable();
    starts.dedup_by(|b, a| *b - *a < 240);
    starts
}

/// `（二）` or `(2)` or `二` right behind a title.
fn numbered(rest: &str) -> Option<(u32, usize)> {
    let inner = rest.strip_prefix(['（', '(']);
    let (number, len) = chinese(inner.unwrap_or(rest)).or_else(|| arabic(inner.unwrap_or(rest)))?;
    match inner {
        Some(inner) => inner[len..].starts_with(['）', ')']).then(|| {
            let bracket = rest.len() - inner.len();
            let close = inner[len..].chars().next().map_or(1, char::len_utf8);
            (number, bracket + len + close)
        }),
        None => Some((number, len)),
    }
}

/// A title without the （一） at its end.
fn unnumbered(title: &str) -> &str {
    let Some(at) = title.rfind(['（', '(']) else { return title };
    let number = numbered(&title[at..]).filter(|(_, len)| at + len == title.len());
    number.map_or(title, |_| title[..at].trim_end_matches(is_space))
}

fn repeated(text: &str, start: usize, title: Option<Span>) -> Option<Span> {
    let name = unnumbered(text[title?.range()].trim());
    let rest = text[start..].strip_prefix(name)?;
    let (_, len) = numbered(rest)?;
    Some(Span::new(start, start + name.len() + len))
}

/// The title among the first lines of a speech: a line such as 在…会议上的讲话, else 政府工作报告 before its
/// subtitle, else a first line that is no sentence.
fn title(text: &str, lines: &[Line]) -> Option<Span> {
    let top = lines.iter().position(|line| {
        let words = line.words(text);
        is_salutation(words)
            || (words.chars().count() >= 45 && words.chars().next_back().is_some_and(is_end) && !words.contains("讲话"))
    });
    let top = &lines[..top.map_or(lines.len().min(8), |at| at + 1)];
    // A subtitle ——某某在…会上的讲话 stands under the title it belongs to.
    if let Some([title, _]) = top.windows(2).find(|two| is_subtitle(two[1].words(text))) {
        return Some(title.span);
    }
    let spans = || top.iter().filter_map(|line| named(text, line.span));
    spans().find(|span| text[span.range()].starts_with('在')).or_else(|| spans().next()).or_else(|| {
        let first = lines.first()?;
        let words = first.words(text);
        let count = words.chars().count();
        let sentence = words.chars().next_back().is_some_and(|c| is_end(c) || c == '，' || c == ',');
        let body_below = lines.len() > 1 || first.style == Some(1);
        let title = Span::new(first.span.start(), first.span.start() + unnoted(words).len());
        (body_below && (4..=50).contains(&count) && !sentence && past_mark(words).is_none()).then_some(title)
    })
}

/// Whether a line is a subtitle: ——在…会上的讲话.
fn is_subtitle(words: &str) -> bool {
    (words.starts_with("——") || words.starts_with("--")) && looks_like_title(unnoted(words))
}

/// What an editor adds to a title in brackets.
const NOTES: &[&str] = &["整理", "录音", "节选", "摘要", "摘录", "摘登", "速记", "实录", "记录稿", "审阅"];

/// A title without an editor's note, or the date, in brackets at its end: （根据录音整理）.
fn unnoted(title: &str) -> &str {
    let words = title.trim_end_matches(is_space);
    // The date, and perhaps the speaker behind it.
    let dated =
        words.char_indices().find(|(at, c)| *at > 0 && matches!(c, '（' | '(') && begins_with_date(&words[*at..]));
    if let Some((at, _)) = dated.filter(|(at, _)| !words[*at..].contains(is_end)) {
        return words[..at].trim_end_matches(is_space);
    }
    let note = words.ends_with(['）', ')']).then(|| words.rfind(['（', '('])).flatten();
    match note.filter(|at| *at > 0 && NOTES.iter().any(|note| words[*at..].contains(note))) {
        Some(at) => words[..at].trim_end_matches(is_space),
        None => title,
    }
}

/// Whether a bracket opens with a date: （2024年9月12日.
fn begins_with_date(bracket: &str) -> bool {
    let year = bracket.char_indices().nth(5).map_or("", |(at, _)| &bracket[at..]);
    year.starts_with('年') && year.chars().take(6).any(|c| c == '月')
}

/// How long the label before a title is: 第2篇：, 第2篇 , 篇一:, 范文：.
fn label(words: &str) -> usize {
    if let Some((_, rest)) = words.split_once("篇 ").filter(|(label, _)| {
        let number = label.strip_prefix('第').unwrap_or_default();
        chinese(number).or_else(|| arabic(number)).is_some_and(|(_, len)| len == number.len())
    }) {
        return words.len() - rest.trim_start_matches(is_space).len();
    }
    let Some((label, _)) = words.split_once(['：', ':']).filter(|(label, _)| label.chars().count() <= 6) else {
        return 0;
    };
    let is_label = label.contains('篇')
        && label.chars().any(|c| chinese(c.encode_utf8(&mut [0; 4])).is_some() || c.is_ascii_digit());
    if !is_label && !label.ends_with("范文") && !label.ends_with("标题") {
        return 0;
    }
    let rest = words[label.len()..].trim_start_matches(['：', ':']).trim_start_matches(is_space);
    words.len() - rest.len()
}

/// The part of a line that names a speech.
fn named(text: &str, line: Span) -> Option<Span> {
    let words = &text[line.range()];
    // A report's line may hold its subtitle too: 政府工作报告——2016年3月5日在….
    if let Some(at) = words.find("工作报告").filter(|at| *at < 400) {
        let end = at + "工作报告".len();
        let rest = words[end..].trim_start_matches(is_space);
        if rest.is_empty() || rest.starts_with("——") || rest.starts_with(['（', '(']) {
            let start = words[..at]
                .rfind(|c| is_space(c) || is_end(c) || c == '电')
                .map_or(0, |i| i + words[i..].chars().next().map_or(1, char::len_utf8));
            if words[start..end].chars().count() <= 30 {
                return Some(Span::new(line.start() + start, line.start() + end));
            }
        }
    }
    let cut = words.find(['|', '｜', '\t']).unwrap_or(words.len());
    let label = label(words).min(cut);
    let line = Span::new(line.start() + label, line.end());
    let mut words = unnoted(words[label..cut].trim_end_matches(is_space));
    // 讲话精编(2篇), …的讲话（3篇）
    if let Some(at) = words.rfind(['(', '（']) {
        let inner = &words[at..];
        if inner.contains('篇') && inner.chars().count() <= 8 {
            words = words[..at].trim_end_matches(is_space);
        }
    }
    // Where line breaks were lost, a salutation stands behind the title, and perhaps a name between them.
    let greeting = ["同志们", "各位", "尊敬的"].iter().filter_map(|word| words.find(word)).min();
    if let Some(at) = greeting {
        let title = words[..at].trim_end_matches(is_space);
        let ends = || title.char_indices().rev().take(4).map(|(end, _)| &title[..end]);
        if let Some(title) = std::iter::once(title).chain(ends()).find(|title| looks_like_title(title)) {
            words = title;
        }
    }
    looks_like_title(words).then(|| Span::new(line.start(), line.start() + words.len()))
}
