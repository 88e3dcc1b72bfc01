//! Which point holds which: the tree that marks make.

use super::heading::heading;
use super::marker::{Line, Marker, Stand};
use super::series::{counts_nouns, may_hold};
use super::tree::{Form, Node, NodeId, Outline};
use crate::text::{Span, is_end};

/// Deeper nesting than this is no outline a person wrote.
pub(super) const DEPTH: usize = 12;

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
pub(super) fn stack(text: &str, speech: Span, lines: &[Line], marks: &[Marker]) -> Outline {
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
                        && !mark.form.is_section()
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
                    let begins = mark.stand == Stand::Line && (roomy || mark.form.is_section());
                    let new = || marks[..i].iter().all(|m| m.series != family);
                    // What begins for the first time below points that begin lines is theirs.
                    let fresh = mark.ordinal == 1 && begins && top.ordinal > 0 && !mark.form.is_section() && new();
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
