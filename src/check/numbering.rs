//! TG101–TG106: numbering that jumps, repeats, mixes its forms, stands alone or begins late.

use rustc_hash::FxHashSet;

use super::ground::{Ground, chinese_number, counts};
use super::{Change, Fix, Found, Said};
use crate::document::Speech;
use crate::outline::{Form, Marker, Node};
use crate::text::{Span, is_comma};

pub(super) fn check(ground: &Ground, found: &mut Found) {
    for speech in ground.speeches() {
        spoken(ground, speech, found);
        let all = ground.series(speech);
        let sisters: Sisters = all.iter().flat_map(|series| &series[1..]).map(|node| node.marker.start()).collect();
        for series in all.iter().filter(|series| counts(series[0].form)) {
            begins(ground, speech, series, found);
            lone(ground, speech, series, &sisters, found);
            for pair in series.windows(2) {
                step(ground, Mark::of(pair[0]), Mark::of(pair[1]), &sisters, found);
            }
        }
        styles(ground, speech, found);
        commas(ground, speech, found);
    }
}

/// One of these is enough to say of a mark.
const SERIES: &[&str] = &["TG101", "TG102", "TG103", "TG105"];

fn number(node: &Node) -> u32 {
    node.ordinal.unwrap_or(0)
}

fn quoted(ground: &Ground, mark: Span) -> String {
    format!("“{}”", ground.words(mark))
}

/// A mark with its number.
#[derive(Clone, Copy)]
struct Mark {
    span: Span,
    form: Form,
    number: u32,
}

impl Mark {
    fn of(node: &Node) -> Self {
        Self { span: node.marker, form: node.form, number: number(node) }
    }
}

impl From<&Marker> for Mark {
    fn from(mark: &Marker) -> Self {
        Self { span: mark.span, form: mark.form, number: mark.ordinal }
    }
}

/// Where the points begin that go on from a sister before them.
type Sisters = FxHashSet<usize>;

/// Two marks that follow each other in a series.
fn step(ground: &Ground, before: Mark, mark: Mark, sisters: &Sisters, found: &mut Found) {
    let (last, own) = (before.number, mark.number);
    if own == last + 1 || ground.is_broken(before.span.end(), mark.span.start()) || found.has(SERIES, mark.span) {
        return;
    }
    let (first, second) = (quoted(ground, before.span), quoted(ground, mark.span));
    if own <= last {
        // 一、 三、 三、: one wrong number, said already.
        if own == last && found.has(&["TG101"], before.span) {
            return;
        }
        let message = if own == last {
            Said::new(format!("{second}重复，前面已有{first}"), format!("{second} stands twice"))
        } else {
            Said::new(format!("{first}后面又回到{second}"), format!("{second} comes after {first}"))
        };
        found.with("TG102", mark.span, vec![before.span], message, None);
        return;
    }
    // The missing one may be there in another form: 一、 2、 三、.
    if starts_line(ground, mark.span)
        && let Some(odd) = stray(ground, before, mark.span.start(), Some(own), sisters)
    {
        mixed(ground, before.span, odd, found);
        return;
    }
    let lack: Vec<String> = (last + 1..own).take(3).map(chinese_number).collect();
    let message = Said::new(
        format!("{first}后面是{second}，中间缺“{}”", lack.join("、")),
        format!("{second} follows {first}; there is no {}", lack.join("、")),
    );
    found.with("TG101", mark.span, vec![before.span], message, None);
}

/// A sister in another form lies within so many marks.
const NEAR: usize = 500;

/// The next sister in another form. Its number goes on from `before`, up to `end` where that is known, and in its own
/// form nothing leads to it or follows from it: the （三） of 二、（一）（二）（三）四、 is no sister of 二、.
fn stray(ground: &Ground, before: Mark, to: usize, end: Option<u32>, sisters: &Sisters) -> Option<Span> {
    let marks = ground.marks_in(before.span.end(), to);
    let next = before.number + 1;
    let is_stray = |at: usize| {
        let family = marks[at].form.family();
        let same = |mark: &&Marker| mark.form.family() == family;
        let led_to = sisters.contains(&marks[at].span.start())
            || marks[..at].iter().rfind(same).is_some_and(|mark| mark.ordinal == before.number);
        let mut run = marks[at..].iter().filter(same).map(|mark| mark.ordinal);
        let fills =
            end.is_none_or(|end| (next..end).all(|number| run.next() == Some(number)) && run.next() != Some(end));
        family != before.form.family() && !led_to && fills
    };
    let carries = |mark: &Marker| mark.ordinal == next && mark.span.end() < to && starts_line(ground, mark.span);
    let near = marks.len().min(NEAR);
    (0..near).rev().find(|at| carries(&marks[*at]) && is_stray(*at)).map(|at| marks[at].span)
}

fn mixed(ground: &Ground, before: Span, mark: Span, found: &mut Found) {
    let (first, second) = (quoted(ground, before), quoted(ground, mark));
    let message = Said::new(
        format!("同一组序号，前面用{first}，这里用{second}"),
        format!("one series, but {first} is followed by {second}"),
    );
    found.with("TG103", mark, vec![before], message, None);
}

fn starts_line(ground: &Ground, mark: Span) -> bool {
    let before = ground.text[..mark.start()].trim_end_matches([' ', '\u{3000}', '\t', '*', '#']);
    before.is_empty() || before.ends_with(['\n', '\r'])
}

/// A series whose first point is not the first.
fn begins(ground: &Ground, speech: &Speech, series: &[&Node], found: &mut Found) {
    let first = series[0];
    let own = number(first);
    let start = first.marker.start();
    if own <= 1 || ground.is_broken(speech.span.start(), start) {
        return;
    }
    // Numbers may run on through the sections: 一、1. 2. 二、3. 4.
    let nodes = speech.outline().nodes();
    let above = &nodes[..nodes.partition_point(|node| node.span.start() < first.span.start())];
    let last = above.iter().rfind(|node| node.form.family() == first.form.family());
    if last.is_none_or(|last| number(last) + 1 != own) {
        late(ground, first.marker, own, found);
    }
}

fn late(ground: &Ground, mark: Span, own: u32, found: &mut Found) {
    if own <= 1 || found.has(SERIES, mark) {
        return;
    }
    let message = Said::new(
        format!("这组序号从{}开始，前面没有“{}”", quoted(ground, mark), chinese_number(own - 1)),
        format!("the series begins with {}", quoted(ground, mark)),
    );
    found.add("TG105", mark, message);
}

/// (一) without (二).
fn lone(ground: &Ground, speech: &Speech, series: &[&Node], sisters: &Sisters, found: &mut Found) {
    let only = series[0];
    let end = only.parent.map_or(speech.span.end(), |parent| speech.outline().node(parent).span.end());
    if series.len() > 1 || only.ordinal != Some(1) || ground.is_broken(only.span.start(), end) {
        return;
    }
    // Another form may go on from it: 一、 2、.
    if starts_line(ground, only.marker)
        && let Some(odd) = stray(ground, Mark::of(only), end, None, sisters)
    {
        mixed(ground, only.marker, odd, found);
        return;
    }
    alone(ground, only.marker, found);
}

fn alone(ground: &Ground, mark: Span, found: &mut Found) {
    let own = quoted(ground, mark);
    let message = Said::new(format!("只有{own}，没有第二点"), format!("{own} stands alone; there is no second point"));
    found.add("TG104", mark, message);
}

/// Marks said in the course of a paragraph: 一是…二是….
fn spoken(ground: &Ground, speech: &Speech, found: &mut Found) {
    let inside: Vec<&Marker> = ground
        .marks_in(speech.span.start(), speech.span.end())
        .iter()
        .filter(|mark| speech.span.contains(mark.span))
        .collect();
    let nodes = speech.outline().nodes();
    let kept = |mark: &Marker| nodes.binary_search_by_key(&mark.span.start(), |node| node.marker.start()).is_ok();
    // Of every form its last mark, and whether a series began with it.
    let mut open: Vec<&Marker> = Vec::new();
    for (at, mark) in inside.iter().enumerate() {
        if !matches!(mark.form, Form::OneIs | Form::OneMust | Form::OfThem | Form::Ordinal) {
            if kept(mark) && mark.form.rank() < Form::Ordinal.rank() {
                open.clear();
            }
            continue;
        }
        if mark.form == Form::Ordinal && !ground.text[mark.span.end()..].starts_with(is_comma) {
            continue;
        }
        let place = open.iter().position(|other| other.form == mark.form);
        if let Some(place) = place {
            let last = open[place];
            if mark.ordinal > 1 {
                step(ground, last.into(), Mark::from(*mark), &Sisters::default(), found);
            }
            open[place] = mark;
            continue;
        }
        if mark.ordinal > 1 {
            let other = open.iter().rev().find(|other| other.ordinal + 1 == mark.ordinal && other.line == mark.line);
            match other {
                Some(other) => mixed(ground, other.span, mark.span, found),
                None if mark.form == Form::OneIs && !kept(mark) && goes_on(&inside[at + 1..], mark) => {
                    let broken = ground.is_broken(speech.span.start(), mark.span.start());
                    late(ground, mark.span, if broken { 1 } else { mark.ordinal }, found);
                }
                None if !kept(mark) => continue,
                None => {}
            }
        }
        open.push(mark);
    }
}

/// Whether a further mark of the form stands in the same paragraph.
fn goes_on(after: &[&Marker], mark: &Marker) -> bool {
    let mut same = after.iter().take_while(|next| next.line == mark.line);
    same.any(|next| next.form == mark.form && next.ordinal == mark.ordinal + 1)
}

/// How a mark is written: its brackets, or what stands behind its number.
type Style = (&'static str, &'static str);

fn style(words: &str, form: Form) -> Option<Style> {
    let bracket = |open: &'static str, close: &'static str| Some((open, close));
    match form {
        Form::BracketedChinese | Form::BracketedArabic => match (words.chars().next()?, words.chars().next_back()?) {
            ('（', '）') => bracket("（", "）"),
            ('(', ')') => bracket("(", ")"),
            ('（', ')') => bracket("（", ")"),
            ('(', '）') => bracket("(", "）"),
            _ => None,
        },
        Form::Chinese | Form::Arabic => match words.chars().next_back()? {
            '、' => bracket("", "、"),
            '.' => bracket("", "."),
            '．' => bracket("", "．"),
            _ => None,
        },
        Form::HalfBracketed => match words.chars().next_back()? {
            ')' => bracket("", ")"),
            '）' => bracket("", "）"),
            _ => None,
        },
        _ => None,
    }
}

/// Forms whose marks may be written in several ways.
const WRITTEN: [Form; 5] =
    [Form::Chinese, Form::BracketedChinese, Form::Arabic, Form::BracketedArabic, Form::HalfBracketed];

/// A mark and how it is written.
type Written = (Span, Style);

fn written(ground: &Ground, speech: &Speech, form: Form) -> Vec<Written> {
    let own = speech.outline().nodes().iter().filter(|node| node.form == form);
    own.filter_map(|node| Some((node.marker, style(ground.words(node.marker), form)?))).collect()
}

/// How GB/T 9704 writes a form, where it leaves no choice that is in use.
fn standard(form: Form) -> Option<Style> {
    match form {
        Form::Chinese => Some(("", "、")),
        Form::BracketedChinese | Form::BracketedArabic => Some(("（", "）")),
        _ => None,
    }
}

/// Marks of one form written in two ways; the standard way is right, else the more frequent one, and brackets that do
/// not match never are.
fn styles(ground: &Ground, speech: &Speech, found: &mut Found) {
    for form in WRITTEN {
        let marks = written(ground, speech, form);
        let count = |style: Style| marks.iter().filter(|(_, other)| *other == style).count();
        let paired = |(open, close): Style| open.is_empty() || (open == "（") == (close == "）");
        let mut ways: Vec<Style> = Vec::new();
        for (_, style) in &marks {
            if !ways.contains(style) {
                ways.push(*style);
            }
        }
        // The first of the most frequent.
        let right = |style: &Style| (standard(form) == Some(*style), paired(*style), count(*style));
        let Some(most) = ways.into_iter().rev().max_by_key(right) else { continue };
        let usual = marks.iter().find(|(_, style)| *style == most).map(|(mark, _)| *mark);
        let odd: Vec<Written> = marks.iter().copied().filter(|(_, style)| *style != most).collect();
        let better = |(mark, own): Written| {
            let words = ground.words(mark);
            format!("{}{}{}", most.0, &words[own.0.len()..words.len() - own.1.len()], most.1)
        };
        for few in odd.chunks(if odd.len() > MANY { odd.len() } else { 1 }) {
            let (words, right) = (ground.words(few[0].0), better(few[0]));
            let message = Said::new(
                format!("同级序号写法不一：这里写作“{words}”，别处写作“{right}”"),
                format!("“{words}” is written “{right}” elsewhere"),
            );
            let more = usual.into_iter().chain(few[1..].iter().map(|(mark, _)| *mark)).collect();
            let changes = few.iter().map(|mark| Change { span: mark.0, text: better(*mark) }).collect();
            found.with("TG103", few[0].0, more, message, Some(Fix { changes }));
        }
    }
    // In a text that is narrow throughout the brackets are one fault with its commas; (1) alone is common.
    if !ground.is_narrow {
        for marks in narrow(ground, speech, &[Form::BracketedChinese]) {
            let words = ground.words(marks[0]);
            let message = Said::new(
                format!("序号“{words}”用了半角括号，公文用全角的“{}”", wide(words)),
                format!("“{words}” has half-width brackets; official papers have “{}”", wide(words)),
            );
            let changes = marks.iter().map(|mark| Change { span: *mark, text: wide(ground.words(*mark)) }).collect();
            found.with("TG103", marks[0], marks[1..].to_vec(), message, Some(Fix { changes }));
        }
    }
}

/// From more on, the marks written in an odd way are one finding.
const MANY: usize = 3;

/// The marks of each of these forms that has half-width brackets in all of the speech.
pub(super) fn narrow(ground: &Ground, speech: &Speech, forms: &[Form]) -> Vec<Vec<Span>> {
    let marks = forms.iter().map(|form| written(ground, speech, *form));
    let narrow = marks.filter(|marks| !marks.is_empty() && marks.iter().all(|(_, style)| *style == ("(", ")")));
    narrow.map(|marks| marks.into_iter().map(|(mark, _)| mark).collect()).collect()
}

/// （一） of (一).
pub(super) fn wide(mark: &str) -> String {
    mark.replace('(', "（").replace(')', "）")
}

/// 、 after a bracketed mark, or after 第一, 首先, 一是.
fn commas(ground: &Ground, speech: &Speech, found: &mut Found) {
    for node in speech.outline().nodes() {
        let bracketed =
            matches!(node.form, Form::BracketedChinese | Form::BracketedArabic | Form::HalfBracketed | Form::Circled);
        let spoken = matches!(node.form, Form::Ordinal | Form::First | Form::OfThem) && !node.marker.is_empty();
        let words = ground.words(node.marker);
        let (mark, tail) = match words.strip_suffix('、') {
            Some(mark) => (mark, Span::new(node.marker.end() - "、".len(), node.marker.end())),
            None if ground.text[node.marker.end()..].starts_with('、') => {
                (words, Span::new(node.marker.end(), node.marker.end() + "、".len()))
            }
            None => continue,
        };
        if !bracketed && !spoken {
            continue;
        }
        let whole = Span::new(node.marker.start(), tail.end());
        let (message, better) = if bracketed {
            (Said::new(format!("“{mark}”后面不用顿号"), format!("no 、 after “{mark}”")), "")
        } else {
            (Said::new(format!("“{mark}”后面用逗号，不用顿号"), format!("a comma after “{mark}”, not 、")), "，")
        };
        found.with("TG106", whole, Vec::new(), message, Some(Fix::one(tail, better)));
    }
}
