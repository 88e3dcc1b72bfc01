//! Stacks the candidates that make a series into a tree.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use super::marker::{Line, Marker, Stand};
use super::tree::{Form, Node, NodeId, Outline};
use crate::input::{is_salutation, looks_like_title};
use crate::text::{Span, is_closer, is_comma, is_end, is_han, is_mask, is_space};

/// Deeper nesting than this is no outline a person wrote.
pub(super) const DEPTH: usize = 12;

/// The outline of the part of `text` that lies in `speech`.
pub(crate) fn build(text: &str, speech: Span, lines: &[Line], markers: &[Marker], gaps: &[usize]) -> Outline {
    let from = lines.partition_point(|line| line.span.end() <= speech.start());
    let to = lines.partition_point(|line| line.span.start() < speech.end());
    let inside = markers.partition_point(|marker| marker.span.start() < speech.start())
        ..markers.partition_point(|marker| marker.span.start() < speech.end());
    let mut marks = series(text, lines, &markers[inside.clone()], speech, gaps);
    if !styles(text, &lines[from..to], from, &mut marks) {
        headings(text, &lines[from..to], from, &markers[inside], &mut marks);
    }
    marks.sort_by_key(|mark| mark.span.start());
    widen_nouns(text, &mut marks);
    raise_holders(lines, &mut marks);
    stack(text, speech, lines, &marks)
}

/// Marks of a series that runs on; what stands alone and proves nothing is left out.
fn series(text: &str, lines: &[Line], markers: &[Marker], speech: Span, gaps: &[usize]) -> Vec<Marker> {
    let mut open: Vec<(Form, Vec<usize>)> = Vec::new();
    let mut keep = vec![false; markers.len()];
    let mut series: Vec<Form> = markers.iter().map(|marker| marker.series).collect();
    // Of every form, where its last mark stood.
    let mut seen: Vec<(Form, usize)> = Vec::new();
    let missing = |from: usize, to: usize| {
        let next = gaps.partition_point(|gap| *gap <= from);
        gaps.get(next).is_some_and(|gap| *gap <= to)
    };
    let mut close = |run: (Form, Vec<usize>), seen: &mut Vec<(Form, usize)>| {
        let last = seen.iter().rev().find(|(form, _)| *form == run.0).map(|(_, at)| *at);
        if makes_sense(text, &run, markers, last, speech, missing) {
            if let Some(&i) = run.1.last() {
                seen.retain(|(form, _)| *form != run.0);
                seen.push((run.0, markers[i].span.start()));
            }
            for i in run.1 {
                keep[i] = true;
            }
        }
    };
    for (i, marker) in markers.iter().enumerate() {
        if marker.stand == Stand::Line && cut_in_two(text, lines, marker) {
            continue;
        }
        let family = marker.form.family();
        // A mark that stands above ends the series below it; a series that began earlier may hold this one:
        // 1. … 一、 … 二、 … 2.
        if marker.stand == Stand::Line && marker.form.rank() <= Form::BracketedChinese.rank() {
            let rank = marker.form.rank();
            let own = open.iter().find(|(form, _)| *form == family).map(|(_, run)| run[0]);
            let below = |run: &[usize]| own.map_or(marker.ordinal > 1, |own| own < run[0]);
            let (ended, going): (Vec<_>, Vec<_>) =
                open.drain(..).partition(|(form, run)| form.rank() > rank && below(run));
            ended.into_iter().for_each(|run| close(run, &mut seen));
            open = going;
        }
        let of_family = |(form, run): &(Form, Vec<usize>)| *form == family && same_noun(text, &markers[run[0]], marker);
        // 第三个问题 goes on with its own series, behind the 第一 第二 that the point before held.
        let goes_on = |(form, run): &(Form, Vec<usize>)| {
            let (head, last) = (&markers[run[0]], &markers[run[run.len() - 1]]);
            *form == family && counts_nouns(text, head, marker) && last.ordinal + 1 == marker.ordinal
        };
        let waiting = open.iter().rposition(goes_on);
        if let Some(at) = waiting {
            let (below, above): (Vec<_>, Vec<_>) = open.drain(at + 1..).partition(|(form, _)| *form == family);
            below.into_iter().for_each(|run| close(run, &mut seen));
            open.extend(above);
        }
        let place = waiting.or_else(|| open.iter().rposition(of_family));
        let last = place.and_then(|at| open[at].1.last()).map(|&i| &markers[i]);
        if let (Some(at), Some(last)) = (place, last) {
            let runs_on = match marker.form {
                Form::Dash => true,
                Form::First | Form::Side => marker.ordinal > last.ordinal,
                _ => {
                    let step = marker.ordinal.saturating_sub(last.ordinal);
                    // Points may be missing where the mark is strong, or where text was left out; one may have been
                    // given its sister's number, or the next.
                    let strong = marker.stand == Stand::Line || marker.form.rank() <= Form::BracketedChinese.rank();
                    let slip = marker.stand == Stand::Stop && is_spoken(marker.form) && marker.form == last.form;
                    step == 1
                        || (2..=4).contains(&step) && (strong || missing(last.span.start(), marker.span.start()))
                        || slip && (step == 2 || step == 0 && marker.ordinal == last.ordinal && marker.ordinal > 1)
                }
            };
            if runs_on {
                open[at].1.push(i);
                continue;
            }
        }
        // 一是 第二， 三要: spoken marks change within a series.
        let next = |(form, run): &(Form, Vec<usize>)| {
            is_spoken(*form) && *form != family && markers[run[run.len() - 1]].ordinal + 1 == marker.ordinal
        };
        if is_spoken(marker.form)
            && marker.ordinal > 1
            && let Some(at) = open.iter().rposition(next)
        {
            series[i] = open[at].0;
            open[at].1.push(i);
            continue;
        }
        if let Some(at) = place
            && !may_hold(&markers[open[at].1[0]], marker)
        {
            let ended = open.remove(at);
            close(ended, &mut seen);
        }
        open.push((family, vec![i]));
    }
    open.into_iter().for_each(|run| close(run, &mut seen));
    let marks = markers.iter().zip(series).map(|(marker, series)| Marker { series, ..*marker });
    marks.zip(keep).filter(|(_, keep)| *keep).map(|(marker, _)| marker).collect()
}

fn makes_sense(
    text: &str,
    (form, run): &(Form, Vec<usize>),
    markers: &[Marker],
    before: Option<usize>,
    speech: Span,
    missing: impl Fn(usize, usize) -> bool,
) -> bool {
    let head = &markers[run[0]];
    let start = head.span.start();
    let at_line = head.stand == Stand::Line;
    // Its beginning may lie in a gap, or before the text begins.
    let lost = head.ordinal > 1
        && (missing(before.unwrap_or(speech.start()), start)
            || (before.is_none() && (run.len() >= 2 || text[speech.start()..start].chars().take(400).count() < 400)));
    // Its end may lie in a gap.
    let next = markers.get(run[run.len() - 1] + 1).map_or(usize::MAX, |next| next.span.start());
    let cut_off = head.ordinal == 1 && missing(start, next);
    let several = run.len() >= 2 && (head.ordinal <= 1 || lost || at_line);
    // The last of a series: the others stood before a text that is a part of a longer one.
    let left = at_line && head.ordinal > 1 && before.is_none();
    match form {
        // After a stop 三、 is hardly ever anything else, even alone.
        Form::Chapter | Form::Chinese | Form::BracketedChinese => {
            at_line || several || (before.is_none() && head.stand != Stand::Word)
        }
        Form::Arabic | Form::BracketedArabic | Form::HalfBracketed | Form::Circled => {
            several || (at_line && (head.ordinal == 1 || lost))
        }
        Form::Ordinal if head.form == Form::OrdinalNoun => several,
        Form::Ordinal | Form::OneIs | Form::OneMust => several || cut_off || left || (at_line && head.ordinal == 1),
        Form::First => {
            run.len() >= 2 && (markers[run[1]].ordinal <= 3) && (head.ordinal == 1 || lost)
                || head.ordinal <= 3 && left && text[head.span.end()..].starts_with(is_comma)
        }
        Form::OrdinalNoun | Form::OfThem | Form::Side | Form::Dash => run.len() >= 2,
        Form::Plain => true,
    }
}

/// Whether two ordinals count alike: 第一点 and 第二点, or 第二; 第一条 and 第一个 do not.
fn same_noun(text: &str, a: &Marker, b: &Marker) -> bool {
    let noun = |mark: &Marker| text[mark.span.range()].chars().next_back().filter(|_| mark.form == Form::OrdinalNoun);
    noun(a).zip(noun(b)).is_none_or(|(a, b)| a == b)
}

/// Whether a mark is said rather than written, so that its form may slip: 一是 … 第二， ….
fn is_spoken(form: Form) -> bool {
    matches!(form, Form::OneIs | Form::OneMust | Form::Ordinal | Form::OfThem)
}

/// Whether both count the same noun: 第二个问题, 第三个问题.
fn counts_nouns(text: &str, a: &Marker, b: &Marker) -> bool {
    [a, b].iter().all(|mark| mark.form == Form::OrdinalNoun) && same_noun(text, a, b)
}

/// Whether a point counted with a noun may hold a series that begins anew without one: 第二个问题 … 第一，….
fn may_hold(upper: &Marker, lower: &Marker) -> bool {
    (upper.form, lower.form, lower.ordinal) == (Form::OrdinalNoun, Form::Ordinal, 1)
}

/// Whether the line before ends in mid-sentence, so that the mark was put there by a page cutter.
fn cut_in_two(text: &str, lines: &[Line], marker: &Marker) -> bool {
    let Some(before) = marker.line.checked_sub(1).map(|line| lines[line as usize].words(text)) else { return false };
    let Some(last) = before.chars().next_back() else { return false };
    marker.form == Form::Arabic
        && (is_comma(last) || (!is_end(last) && !is_closer(last) && last != '…' && before.chars().count() > 60))
}

/// Headings that wear a style and have no mark; whether there are any. The title of the speech is none.
fn styles(text: &str, lines: &[Line], offset: usize, marks: &mut Vec<Marker>) -> bool {
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
    marks.extend(found.into_iter().map(|(i, line)| Marker {
        span: Span::new(line.span.start(), line.span.start()),
        form: Form::Plain,
        series: Form::Plain,
        ordinal: 0,
        stand: Stand::Line,
        line: (offset + i) as u32,
        end: line.span.end(),
        upper: line.style < deepest,
    }));
    true
}

/// Headings on a line of their own: short, without a stop, with a body below. Such a line proves the mark it
/// begins with; most have none.
fn headings(text: &str, lines: &[Line], offset: usize, markers: &[Marker], marks: &mut Vec<Marker>) {
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
            found.push(Marker {
                span: Span::new(line.span.start(), line.span.start()),
                form: Form::Plain,
                series: Form::Plain,
                ordinal: 0,
                stand: Stand::Line,
                line: (offset + i) as u32,
                end: line.span.end(),
                upper: above || appended,
            });
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
fn raise_holders(lines: &[Line], marks: &mut [Marker]) {
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

/// The noun of 第一个共识 is what the marks of its series share.
pub(super) fn widen_nouns(text: &str, marks: &mut [Marker]) {
    let ends: Vec<usize> = (0..marks.len()).filter(|&i| marks[i].form == Form::OrdinalNoun).collect();
    let after = |i: usize| text[marks[i].span.end()..].chars().take(5).collect::<Vec<_>>();
    let wide: Vec<(usize, usize)> = ends
        .iter()
        .enumerate()
        .filter(|(_, i)| text[..marks[**i].span.end()].ends_with('个'))
        .map(|(at, &i)| {
            let other =
                if marks[i].ordinal == 1 { ends.get(at + 1) } else { at.checked_sub(1).and_then(|b| ends.get(b)) };
            let own = after(i);
            let shared = other.map_or(0, |&other| {
                let other = after(other);
                own.iter().zip(&other).take_while(|(a, b)| a == b && is_han(**a) && !matches!(a, '是' | '就')).count()
            });
            (i, own[..shared].iter().map(|c| c.len_utf8()).sum())
        })
        .collect();
    for (i, len) in wide {
        let span = marks[i].span;
        marks[i].span = Span::new(span.start(), span.end() + len);
    }
}

/// A line of so many bytes is more than a paragraph: its line breaks were lost.
const GLUED: usize = 3000;

/// Sections take at least so many bytes each; a list of points takes less.
const ROOM: usize = 300;

struct Open {
    node: usize,
    form: Form,
    // Which of the marks it is.
    mark: usize,
    upper: bool,
    ordinal: u32,
    line: u32,
    stand: Stand,
    // How many lines each of its sisters takes, and how many take as many; points of a line or two are even.
    stride: u32,
    even: u32,
    // Whether it is a paragraph whose sisters before it are lost.
    left: bool,
}

/// The tree: a mark of an open series is the next sister, a new form hangs below what is open.
fn stack(text: &str, speech: Span, lines: &[Line], marks: &[Marker]) -> Outline {
    let mut nodes: Vec<Node> = Vec::with_capacity(marks.len());
    let mut open: Vec<Open> = Vec::new();
    // Forms that hold a form which mostly stands above them: 1. holds 一、.
    let mut holds: Vec<(Form, Form)> = Vec::new();
    let mut turns = turns(text, speech, lines);
    // 最后，… may be a point.
    turns.retain(|turn| {
        marks.binary_search_by_key(&lines[*turn as usize].span.start(), |mark| mark.span.start()).is_err()
    });
    let outermost = outermost(text, lines, marks);
    let rank = |form: Form| if outermost == Some(form.family()) { Form::Chinese.rank() } else { form.rank() };
    for (i, mark) in marks.iter().enumerate() {
        let family = mark.series;
        let goes_on = open.iter().any(|entry| entry.form == family && mark.ordinal == entry.ordinal + 1);
        if !goes_on && rank(mark.form) > Form::Chinese.rank() {
            // A series behind a turn of the speech belongs to the section, not to the last point before it.
            while open.last().is_some_and(|top| {
                rank(top.form) > Form::Chinese.rank()
                    && turns.get(turns.partition_point(|turn| *turn <= top.line)).is_some_and(|turn| *turn <= mark.line)
            }) {
                open.pop();
            }
        }
        let counted = |entry: &Open| counts_nouns(text, &marks[entry.mark], mark) && entry.ordinal + 1 == mark.ordinal;
        let same = open.iter().rposition(counted);
        let same = same.or_else(|| open.iter().rposition(|e| e.form == family && e.upper == mark.upper));
        let next_of = |entry: &Open| marks[i + 1..].iter().take(200).find(|m| m.series == entry.form);
        let keep = match same {
            Some(at) if mark.ordinal > open[at].ordinal || matches!(mark.form, Form::Dash | Form::Plain) => at,
            Some(at)
                if may_hold(&marks[open[at].mark], mark)
                    && open.len() < DEPTH
                    && (heads(lines, open[at].stand, open[at].line)
                        || marks[i + 1..].iter().any(|m| {
                            counts_nouns(text, &marks[open[at].mark], m) && m.ordinal == open[at].ordinal + 1
                        })) =>
            {
                open.len()
            }
            // 第一 again, but inside a paragraph where the open series begins lines: a series within its point.
            Some(at)
                if open[at].stand == Stand::Line
                    && mark.stand != Stand::Line
                    && open.len() < DEPTH
                    && (family == Form::Ordinal || open[at].line == mark.line) =>
            {
                open.len()
            }
            Some(at) => at,
            None => {
                let mut keep = open.len();
                while keep > 0 {
                    let top = &open[keep - 1];
                    let equal = rank(top.form) == rank(mark.form);
                    // A dash point holds points of its own only inside its paragraph.
                    let held =
                        top.form == Form::Dash && top.line == mark.line && lines[mark.line as usize].span.len() < GLUED;
                    let held = held || (top.form == Form::Dash && dashes_go_on(&marks[i..], false));
                    let held = held || (top.form == Form::Plain && top.upper && !mark.upper);
                    // A new form inside the paragraph of a point is a series of that point.
                    let inside = mark.ordinal == 1
                        && mark.stand != Stand::Line
                        && mark.line == top.line
                        && rank(mark.form) > Form::BracketedChinese.rank()
                        && !equal
                        && top.form != Form::Side
                        && lines[mark.line as usize].span.len() < GLUED;
                    let headed = top.form == Form::Dash
                        && mark.ordinal == 1
                        && !section(mark.form)
                        && is_heading(text, lines, top.stand, top.line)
                        && dashes_go_on(&marks[i..], true);
                    if inside || headed {
                        break;
                    }
                    // Points of one paragraph each end with it, and points of a heading and a paragraph.
                    // What begins a line may still be theirs, what stands in a further paragraph is not.
                    let stride = if top.left { 2 } else { top.stride };
                    let theirs = (top.line + stride).saturating_sub(u32::from(mark.stand != Stand::Line));
                    let over = (top.even >= 2 || top.left)
                        && mark.line > theirs
                        && rank(top.form) >= Form::BracketedChinese.rank()
                        && rank(mark.form) >= Form::Circled.rank();
                    // Dashes that begin lines are not those of a point inside a paragraph further above.
                    let apart = family == Form::Dash
                        && mark.stand == Stand::Line
                        && top.stand != Stand::Line
                        && mark.line > top.line + 1;
                    if over || apart {
                        keep -= 1;
                        continue;
                    }
                    if !(rank(top.form) > rank(mark.form) || (equal && !held)) {
                        break;
                    }
                    // The form above may stand below in this document: its series goes on afterwards.
                    let goes_on = mark.ordinal == 1
                        && top.ordinal > 0
                        && top.form != Form::Side
                        && next_of(top).is_some_and(|next| {
                            next.ordinal == top.ordinal + 1 || (top.form == Form::First && next.ordinal > top.ordinal)
                        })
                        && marks[i + 1..]
                            .iter()
                            .take_while(|m| m.series != top.form)
                            .all(|m| m.series != family || m.ordinal != 1);
                    // It holds it then behind its last point too: 第三，… 1. … 2. …, with no 第四.
                    // Points of a line or two end with it, unless they announce what follows.
                    let heading = is_heading(text, lines, top.stand, top.line);
                    let announced = || {
                        let before = mark.line as usize - 1;
                        announces(lines[before].words(text))
                            || heading
                                && before == top.line as usize
                                && !heads(lines, Stand::Line, top.line - top.stride)
                    };
                    let roomy = top.stand == Stand::Line && (top.even == 0 || announced());
                    let begins = mark.stand == Stand::Line && (roomy || section(mark.form));
                    let new = || marks[..i].iter().all(|m| m.series != family);
                    // What begins for the first time below points that begin lines is theirs.
                    let fresh = mark.ordinal == 1 && begins && top.ordinal > 0 && !section(mark.form) && new();
                    // So is what a line that is nothing but a heading leads to: 1、存在的问题 （一）…
                    let led = mark.ordinal == 1
                        && begins
                        && top.ordinal > 0
                        && heading
                        && (top.even < 2 || announced())
                        && (mark.line == top.line + 1 || keep == 1 && mark.form == Form::BracketedChinese && new());
                    if begins && (goes_on || led) {
                        holds.push((top.form, family));
                    }
                    if goes_on || fresh || led || (begins && mark.ordinal == 1 && holds.contains(&(top.form, family))) {
                        break;
                    }
                    keep -= 1;
                }
                keep.min(DEPTH)
            }
        };
        // A numbered series that goes on holds an unnumbered heading.
        let keep = if mark.form == Form::Plain && same.is_none() {
            open.iter()
                .position(|entry| {
                    rank(entry.form) == Form::Chinese.rank()
                        && entry.form != Form::Plain
                        && next_of(entry).is_some_and(|next| next.ordinal == entry.ordinal + 1)
                })
                .map_or(keep, |at| at + 1)
        } else {
            keep
        };
        let sister = open.get(keep).filter(|sister| sister.form == family);
        let (stride, even) =
            match sister.filter(|sister| sister.line > 0).map(|sister| (mark.line - sister.line, sister)) {
                Some((stride @ 1..=2, sister)) if sister.stride == stride || sister.left => {
                    (stride, sister.even.max(u32::from(sister.left)) + 1)
                }
                Some((stride @ 1..=2, _)) => (stride, 1),
                _ => (0, 0),
            };
        let left = sister.is_none() && mark.ordinal > 1 && !heads(lines, mark.stand, mark.line);
        open.truncate(keep);
        let parent = open.last().map(|entry| NodeId(entry.node as u32));
        let next = marks.get(i + 1).map_or(speech.end(), |next| next.span.start());
        let heading = heading(text, lines, mark, next);
        open.push(Open {
            node: nodes.len(),
            form: family,
            mark: i,
            upper: mark.upper,
            ordinal: mark.ordinal,
            line: mark.line,
            stand: mark.stand,
            stride,
            even,
            left,
        });
        nodes.push(Node {
            marker: mark.span,
            form: mark.form,
            ordinal: (mark.ordinal > 0).then_some(mark.ordinal),
            heading,
            span: Span::new(mark.span.start(), speech.end()),
            level: open.len() as u32,
            parent,
            place: 0,
            below: 0,
        });
    }
    finish(text, speech, lines, marks, nodes)
}

/// The family of the marks that head the sections of a speech without 一、 and without headings that lack a mark:
/// its first marks at lines, counted once, which are headings or hold series.
fn outermost(text: &str, lines: &[Line], marks: &[Marker]) -> Option<Form> {
    // Where line breaks were lost, a sentence begins as a line does.
    let broken = marks.iter().any(|mark| mark.stand == Stand::Line && mark.ordinal > 0);
    let begins = |mark: &&Marker| mark.stand == if broken { Stand::Line } else { Stand::Stop };
    let first = marks.iter().filter(begins).find(|mark| !matches!(mark.form, Form::Dash | Form::Side))?;
    let family = first.series;
    if marks.iter().any(|mark| matches!(mark.form, Form::Chapter | Form::Chinese | Form::Plain)) {
        return None;
    }
    let sections: Vec<&Marker> = marks.iter().filter(begins).filter(|mark| mark.series == family).collect();
    let once = sections.is_sorted_by(|a, b| a.ordinal < b.ordinal);
    let steps = sections.len() - 1;
    let roomy = sections[steps].span.start() - first.span.start() >= ROOM * steps;
    let headings = sections.iter().filter(|mark| is_heading(text, lines, mark.stand, mark.line)).count();
    // Series that begin under two of them show that they hold what follows, unless a stronger mark comes up last.
    let mut section = 0;
    let mut under = Vec::new();
    let mut stronger = Vec::new();
    for mark in marks {
        if mark.series == family {
            section += usize::from(begins(&mark));
        } else if mark.ordinal == 1 && section > 0 {
            under.push(section);
            if mark.form.rank() < family.rank() {
                stronger.push(section);
            }
        }
    }
    let several = under.first() != under.last() && (stronger.is_empty() || stronger[0] <= steps);
    (once && roomy && (headings * 2 > steps || several)).then_some(family)
}

/// Whether a point is a heading with a short line of its own.
fn heads(lines: &[Line], stand: Stand, line: u32) -> bool {
    const SHORT: usize = 120;
    stand == Stand::Line && lines[line as usize].span.len() <= SHORT
}

/// Whether a point's line is short and holds one clause or sentence, as a heading does.
fn is_heading(text: &str, lines: &[Line], stand: Stand, line: u32) -> bool {
    let parts = |c: char| is_end(c) && !matches!(c, '：' | ':');
    heads(lines, stand, line) && !lines[line as usize].words(text).trim_end_matches(is_end).contains(parts)
}

/// Whether a line ends with a colon.
fn announces(words: &str) -> bool {
    words.ends_with(['：', ':'])
}

/// Whether marks of this form mostly head sections.
fn section(form: Form) -> bool {
    form.rank() <= Form::BracketedChinese.rank()
}

/// Whether a series of dashes goes on right below the series that `marks` begin with, so that it holds it; where
/// dashes head sections, somewhere below it.
fn dashes_go_on(marks: &[Marker], heads: bool) -> bool {
    let family = marks[0].series;
    let own = marks.iter().take(30).take_while(|mark| mark.series == family).last();
    let next = marks.iter().take(31).find(|mark| mark.series != family);
    own.zip(next).is_some_and(|(own, next)| {
        family != Form::Dash && next.form == Form::Dash && (heads || next.line == own.line + 1)
    })
}

/// Lines at which a speech turns: a salutation in the middle, 在肯定成绩的同时, ….
fn turns(text: &str, speech: Span, lines: &[Line]) -> Vec<u32> {
    const TURNS: &[&str] = &[
        "各位代表",
        "同志们",
        "在肯定成绩",
        "在充分肯定",
        "在看到成绩",
        "在总结成绩",
        "同时，我们也",
        "同时，我们清醒",
        "同时也要看到",
        "我们也清醒",
        "我们清醒",
        "但我们也",
        "我们也要看到",
        "也要清醒",
        "成绩固然",
        "成绩来之不易",
        "成绩的取得",
        "回顾过去",
        "肯定成绩的同时",
        "成绩面前",
        "取得这些成绩",
        "取得这样的成绩",
        "最后，我",
        "最后我",
        "最后，再",
        "最后再",
    ];
    let from = lines.partition_point(|line| line.span.end() <= speech.start());
    let to = lines.partition_point(|line| line.span.start() < speech.end());
    (from..to).filter(|&i| TURNS.iter().any(|turn| lines[i].words(text).starts_with(turn))).map(|i| i as u32).collect()
}

/// Where each point ends, how many hang below it, and its place among its sisters.
pub(super) fn finish(text: &str, speech: Span, lines: &[Line], marks: &[Marker], mut nodes: Vec<Node>) -> Outline {
    let mut open: Vec<usize> = Vec::new();
    let mut ends = vec![speech.end(); nodes.len()];
    let mut places: Vec<u32> = vec![0; DEPTH + 3];
    for i in 0..nodes.len() {
        let start = nodes[i].span.start();
        while let Some(&top) = open.last()
            && nodes[top].level >= nodes[i].level
        {
            ends[top] = start;
            nodes[top].below = (i - top - 1) as u32;
            open.pop();
        }
        let level = nodes[i].level as usize;
        places[level] += 1;
        places[level + 1..].fill(0);
        nodes[i].place = places[level];
        open.push(i);
    }
    for top in open {
        nodes[top].below = (nodes.len() - top - 1) as u32;
    }
    for (i, node) in nodes.iter_mut().enumerate() {
        // A point inside a paragraph ends with it.
        let line_end = lines[marks[i].line as usize].span.end();
        let limit = match (marks[i].stand, node.form) {
            (_, Form::Side) => {
                let rest = &text[node.heading.end()..line_end.min(ends[i]).max(node.heading.end())];
                node.heading.end() + rest.find(is_end).unwrap_or(rest.len())
            }
            (Stand::Line, _) => speech.end(),
            _ if node.below > 0 => speech.end(),
            _ => line_end,
        };
        node.span = Span::new(node.span.start(), ends[i].min(limit.max(node.heading.end())));
    }
    Outline { nodes }
}

/// The line below a mark that stands alone on its own, where that is a heading.
fn heading_below<'a>(text: &str, lines: &'a [Line], mark: &Marker, own: usize) -> Option<&'a Line> {
    let alone = mark.stand == Stand::Line && lines[own].span.end() == mark.span.end();
    let line = lines.get(own + 1).filter(|_| alone)?;
    let words = line.words(text);
    (words.chars().nth(44).is_none() && !words.ends_with(is_end) && !is_salutation(words)).then_some(line)
}

/// The point's lead: a heading line whole, a point in running text up to its first stop.
fn heading(text: &str, lines: &[Line], mark: &Marker, next: usize) -> Span {
    if mark.form == Form::Plain {
        return Span::new(mark.span.start(), mark.end);
    }
    if let Some(line) = heading_below(text, lines, mark, mark.line as usize).filter(|line| line.span.end() <= next) {
        return line.span;
    }
    let line_end = lines[mark.line as usize].span.end();
    let limit = line_end.min(next).max(mark.span.end());
    let mut start = mark.span.end();
    let rest = &text[start..limit];
    start += rest.len() - rest.trim_start_matches(|c| is_space(c) || is_comma(c) || matches!(c, '：' | ':')).len();
    if matches!(mark.form, Form::Ordinal | Form::OrdinalNoun | Form::First | Form::OfThem) {
        let rest = &text[start..limit];
        start += ["就是", "是"].iter().find(|word| rest.starts_with(**word)).map_or(0, |word| word.len());
    }
    // 第一个承诺是，说过的话算数
    let rest = &text[start..limit];
    start += rest.len() - rest.trim_start_matches(|c| is_space(c) || is_comma(c)).len();
    let body = &text[start..limit];
    // "含金量" closes what it opens.
    let quoted = body.matches('"').count().is_multiple_of(2);
    let whole = body.trim_end_matches(|c| {
        is_end(c)
            || is_closer(c) && !matches!(c, '”' | '》' | ')' | '）') && !(c == '"' && quoted)
            || is_space(c)
            || is_comma(c)
            || c == '…'
    });
    let full_stop = |c: char| matches!(c, '。' | '！' | '？' | '；' | '!' | '?' | ';');
    // A heading line may hold a semicolon.
    let section = section(mark.form);
    let parted = |c: char| full_stop(c) && !(section && matches!(c, '；' | ';'));
    let alone = mark.stand == Stand::Line && limit == line_end && !whole.contains(parted) && whole.len() <= 450;
    let end = if alone { whole.len() } else { whole.find(is_end).unwrap_or(whole.len()) };
    let mut words = &body[..end];
    if section {
        let long = words.char_indices().nth(60).is_some();
        // A line that ends with a stop may be a heading and its body's only sentence.
        let cut = if let Some(cut) = spaced(words) {
            Some(cut)
        } else if !alone || long {
            run_on(words)
        } else if whole.len() < body.len() {
            dated_body(words)
        } else {
            None
        };
        words = cut.map_or(words, |cut| &words[..cut]);
    }
    let words = without_tail(words);
    let words = words.trim_end_matches(|c| is_end(c) || is_space(c) || is_comma(c));
    // A mark that says nothing has its empty heading right behind it.
    if words.is_empty() { Span::new(mark.span.end(), mark.span.end()) } else { Span::new(start, start + words.len()) }
}

/// Without a bracket at its end that names who is in charge.
fn without_tail(words: &str) -> &str {
    let Some(at) = words.rfind(['（', '(']) else { return words };
    let inner = words[at..].trim_start_matches(['（', '(']);
    let names =
        ["牵头", "责任", "配合", "主办", "督办", "承办", "督查", "完成时限"].iter().any(|word| inner.starts_with(word));
    if names { &words[..at] } else { words }
}

/// Words with which a body begins when the line break before it was lost.
const OPENERS: &[&str] = &[
    "今年以来",
    "今年",
    "去年",
    "年初",
    "近年来",
    "近几年",
    "过去一年",
    "过去的一年",
    "一年来",
    "当前",
    "目前",
    "实践证明",
    "实践告诉",
    "实践表明",
    "经验表明",
    "事实证明",
    "同志们",
    "我们",
    "大家",
    "各级各部门",
    "这次",
    "前段时间",
    "从目前",
    "从总体",
    "总的看",
    "应该说",
    "应当说",
    "可以说",
    "众所周知",
    "全年",
    "先说",
    "随着",
    "过去",
];

/// Words with which a heading of the genre ends.
const ENDERS: &[&str] = &[
    "突破",
    "实处",
    "目标",
    "势头",
    "基础",
    "保障",
    "水平",
    "效能",
    "成效",
    "实效",
    "环境",
    "氛围",
    "合力",
    "紧迫感",
    "责任感",
    "信心",
    "局面",
    "台阶",
    "根基",
    "支撑",
    "动力",
    "活力",
    "作风",
    "效率",
    "任务",
    "落实",
    "质量",
    "能力",
    "形象",
    "优势",
    "格局",
    "防线",
    "底线",
    "攻坚战",
    "见效",
    "功夫",
    "文章",
    "力度",
    "短板",
    "回顾",
    "部署",
    "意识",
    "认识",
    "思想",
    "法",
];

/// Words that want what follows, so that no heading ends behind them.
const TAKERS: &[&str] = &[
    "认清",
    "看清",
    "把握",
    "分析",
    "适应",
    "立足",
    "面对",
    "做好",
    "完成",
    "谋划",
    "总结",
    "明确",
    "对",
    "在",
    "从",
    "的",
    "把",
    "为",
    "是",
    "和",
    "与",
    "及",
    "让",
    "使",
    "将",
    "以",
    "要",
    "抓好",
    "围绕",
    "聚焦",
    "落实",
    "于",
    "到",
    "正确认识",
    "统一",
];

/// A heading that runs into its body does so within so many characters.
const HEADING: usize = 200;

/// Where a short heading ends whose body's first words no heading holds: 筑牢防线|今年以来，….
fn dated_body(words: &str) -> Option<usize> {
    OPENERS.iter().find_map(|opener| {
        let at = words.find(opener)?;
        let parted = words[at + opener.len()..].starts_with(is_comma);
        (parted && ENDERS.iter().any(|ender| words[..at].ends_with(ender))).then_some(at)
    })
}

/// Where a heading ends whose line break became white space: three blanks, or one behind a pair of clauses.
fn spaced(words: &str) -> Option<usize> {
    let at = words.find(is_space)?;
    let (heading, rest) = (&words[..at], words[at..].trim_start_matches(is_space));
    let blanks = words[at..].chars().take_while(|c| is_space(*c)).count();
    let pair = || heading.split_once(is_comma).is_some_and(|(a, b)| a.len() == b.len() && !b.contains(is_comma));
    let inside = heading.ends_with(is_han) && rest.starts_with(is_han) && (4..=40).contains(&heading.chars().count());
    let body = rest.chars().count();
    (inside && (blanks >= 3 && body >= 6 || body >= 12 && pair())).then_some(at)
}

/// Where a heading ends that runs into its body without a stop: 奋力实现新突破|实践证明，….
fn run_on(words: &str) -> Option<usize> {
    let words = words.char_indices().nth(HEADING).map_or(words, |(end, _)| &words[..end]);
    let count = words.chars().count();
    if count < 18 {
        return None;
    }
    let mut begun = 0;
    let mut before = ' ';
    for (at, c) in words.char_indices() {
        begun += 1;
        let left = &words[..at];
        // In mid-clause, and with enough on both sides to be a heading and a sentence.
        let inside = is_han(before) || is_closer(before);
        let rest = &words[at..];
        before = c;
        if !inside || begun < 5 {
            continue;
        }
        // 奠定基础_指出：, 完成目标2024年，…; 落到实处_年，….
        let year = rest.trim_start_matches(|c: char| c.is_ascii_digit() || is_mask(c) || c == '-' || c == '—');
        let dated =
            ["年，", "年,", "年是", "年以来", "年来", "月份", "指出", "强调"].iter().any(|word| year.starts_with(word));
        if year.len() < rest.len() && dated {
            return Some(at);
        }
        if rest.chars().take(8).count() < 8 {
            continue;
        }
        if TAKERS.iter().any(|word| left.ends_with(word)) {
            continue;
        }
        let body = rest.find(is_comma).is_some();
        let ends = ENDERS.iter().any(|word| left.ends_with(word));
        // 尊重我们自己: 我们 begins a body where it does something.
        let acts = |word: &str| {
            let rest = &rest[word.len()..];
            !matches!(word, "我们" | "大家")
                || ["要", "必须", "有", "在", "已", "也", "都", "就", "这", "坚持", "始终"]
                    .iter()
                    .any(|verb| rest.starts_with(verb))
        };
        let opens = OPENERS.iter().any(|word| rest.starts_with(word) && (ends || acts(word)));
        if opens && (ends || (body && count >= 30)) {
            return Some(at);
        }
        if left.ends_with("的问题") && is_han(c) {
            return Some(at);
        }
        // 把项目建设抓在手上项目建设是…: the body says what something of the heading is.
        if count >= 20 && subject(rest).is_some_and(|subject| ends && body || left.contains(subject)) {
            return Some(at);
        }
        // 推进成果倒逼法|推进园区经济…: the body takes up the heading's verb.
        let verb: String = rest.chars().take(2).collect();
        if ends
            && body
            && count >= 30
            && (left.contains(&verb) || rest.starts_with('以') || rest.starts_with('从') || rest.starts_with('抓'))
        {
            return Some(at);
        }
    }
    None
}

/// The subject of a text that begins with a definition: 项目建设 of 项目建设是….
fn subject(text: &str) -> Option<&str> {
    let at = text.char_indices().take(7).find(|(_, c)| *c == '是')?.0;
    let words = &text[..at];
    // 抓好落实|工作是: half of a word of the heading's.
    let half = matches!(words, "工作" | "任务" | "问题" | "重点" | "关键" | "目标");
    let whole =
        words.chars().count() >= 2 && words.chars().all(is_han) && !half && !words.starts_with(['和', '与', '及']);
    (whole && !words.ends_with(['就', '还', '都', '也', '不', '正', '要', '于'])).then_some(words)
}
