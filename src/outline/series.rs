//! Marks of a series that runs on.

use super::marker::{Line, Marker, Stand};
use super::tree::Form;
use crate::text::{Span, is_closer, is_comma, is_end, is_han};

/// Marks of a series that runs on; what stands alone and proves nothing is left out.
pub(super) fn series(text: &str, lines: &[Line], markers: &[Marker], speech: Span, gaps: &[usize]) -> Vec<Marker> {
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
        if marker.stand == Stand::Line && marker.form.is_section() {
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
                    let strong = marker.stand == Stand::Line || marker.form.is_section();
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
pub(super) fn counts_nouns(text: &str, a: &Marker, b: &Marker) -> bool {
    [a, b].iter().all(|mark| mark.form == Form::OrdinalNoun) && same_noun(text, a, b)
}

/// Whether a point counted with a noun may hold a series that begins anew without one: 第二个问题 … 第一，….
pub(super) fn may_hold(upper: &Marker, lower: &Marker) -> bool {
    (upper.form, lower.form, lower.ordinal) == (Form::OrdinalNoun, Form::Ordinal, 1)
}

/// Whether the line before ends in mid-sentence, so that the mark was put there by a page cutter.
fn cut_in_two(text: &str, lines: &[Line], marker: &Marker) -> bool {
    let Some(before) = marker.line.checked_sub(1).map(|line| lines[line as usize].words(text)) else { return false };
    let Some(last) = before.chars().next_back() else { return false };
    marker.form == Form::Arabic
        && (is_comma(last) || (!is_end(last) && !is_closer(last) && last != '…' && before.chars().count() > 60))
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
