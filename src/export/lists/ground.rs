//! What the rows of a speech are read from: its words, places and limits.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::document::{Document, Duty, Speech};
use crate::export::sketch::{joined, line};
use crate::extract::{DeadlineType, deadline};
use crate::outline::{Form, Node, NodeId};
use crate::rules::{ActorType, Role, Rules};
use crate::text::{Span, Spanned, is_closer, is_end};

use super::rows::ordered;
use super::{Field, Row};

/// How a reader counts a sentence: those directly in a point by their full stops, from 1, and what stands between
/// colons and semicolons as parts of one.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Count {
    number: usize,
    part: usize,
    parts: usize,
}

pub(super) struct Ground<'a> {
    pub(super) document: &'a Document,
    pub(super) speech: &'a Speech,
    rules: &'a Rules,
    // Of every sentence how a reader counts it; nothing of the line of a heading.
    counts: Vec<Option<Count>>,
    // Of every point what a reader calls it: 第二部分, （三）, 第2个“——”.
    marks: Vec<String>,
    // The first sentence that is in a point.
    first: usize,
    // Of every sentence the bracket behind a task it lies in: （牵头单位：…；完成时限：…）.
    brackets: FxHashMap<usize, Range<usize>>,
    // Sentences outside of brackets that bind somebody.
    bound: FxHashSet<usize>,
}

impl<'a> Ground<'a> {
    pub(super) fn new(document: &'a Document, speech: &'a Speech, rules: &'a Rules) -> Self {
        let first = speech.sentences().iter().take_while(|sentence| sentence.node.is_none()).count();
        let mut ground = Self {
            document,
            speech,
            rules,
            counts: Vec::new(),
            marks: Vec::new(),
            first,
            brackets: FxHashMap::default(),
            bound: FxHashSet::default(),
        };
        ground.brackets = ground.bracketed();
        let loose = speech.duties().iter().map(|duty| duty.sentence).filter(|at| !ground.brackets.contains_key(at));
        ground.bound = loose.collect();
        ground.counts = ground.counted();
        ground.marks = ground.marked();
        ground
    }

    fn counted(&self) -> Vec<Option<Count>> {
        let sentences = self.speech.sentences();
        let mut counts: Vec<Option<Count>> = Vec::with_capacity(sentences.len());
        // Of every point its number so far, and the parts of a sentence that is not at its end.
        let mut open: FxHashMap<Option<NodeId>, (usize, Vec<usize>)> = FxHashMap::default();
        let whole = |parts: &[usize], counts: &mut Vec<Option<Count>>| {
            parts.iter().for_each(|at| counts[*at].iter_mut().for_each(|count| count.parts = parts.len()));
        };
        for (at, sentence) in sentences.iter().enumerate() {
            // What stands behind the last point is counted anew.
            if at == self.first
                && let Some((_, parts)) = open.remove(&None)
            {
                whole(&parts, &mut counts);
            }
            if sentence.node.is_some() && !open.contains_key(&sentence.node) && self.is_heading(at) {
                open.insert(sentence.node, (0, Vec::new()));
                counts.push(None);
                continue;
            }
            let (number, parts) = open.entry(sentence.node).or_default();
            *number += usize::from(parts.is_empty());
            parts.push(at);
            counts.push(Some(Count { number: *number, part: parts.len(), parts: 0 }));
            let stops = |c| matches!(c, '。' | '！' | '？' | '!' | '?');
            if self.sentence(at).trim_end_matches(is_closer).ends_with(stops) || self.ends_line(at) {
                whole(&std::mem::take(parts), &mut counts);
            }
        }
        open.values().for_each(|(_, parts)| whole(parts, &mut counts));
        counts
    }

    /// Whether a sentence is a heading by itself: a line without a stop.
    fn is_heading(&self, at: usize) -> bool {
        self.ends_line(at)
            && !self.sentence(at).trim_end_matches(is_closer).ends_with(|c| is_end(c) && !matches!(c, '：' | ':'))
    }

    /// Whether a sentence is the last of its line.
    fn ends_line(&self, at: usize) -> bool {
        let sentences = self.speech.sentences();
        let Some(next) = sentences.get(at + 1) else { return true };
        let start = sentences[at].span.start();
        let words = self.document.text(&Span::new(start, next.span.start().max(start)));
        words[words.trim_end().len()..].contains('\n')
    }

    /// The brackets that hold sentences to their end, by these sentences; what stands before the bracket in its
    /// first sentence is not of it.
    fn bracketed(&self) -> FxHashMap<usize, Range<usize>> {
        const LONGEST: usize = 20;
        let depth = |at: usize| {
            let words = self.sentence(at);
            words.matches(['（', '(']).count() as i32 - words.matches(['）', ')']).count() as i32
        };
        let mut found = FxHashMap::default();
        let mut next = 0;
        for at in 0..self.speech.sentences().len() {
            let begins = self.sentence(at).starts_with(['（', '(']);
            if at < next || !begins && depth(at) <= 0 {
                continue;
            }
            let first = if begins { at } else { at + 1 };
            let mut open = 0;
            for end in at..self.speech.sentences().len().min(at + LONGEST) {
                open += depth(end);
                if open <= 0 {
                    if self.sentence(end).trim_end_matches(is_end).ends_with(['）', ')']) {
                        next = end + 1;
                        (first..next).for_each(|inside| _ = found.insert(inside, first..next));
                    }
                    break;
                }
                if self.ends_line(end) {
                    break;
                }
            }
        }
        found
    }

    /// The bracket a sentence lies in, or the sentence alone.
    pub(super) fn around(&self, at: usize) -> Range<usize> {
        self.bracket(at).unwrap_or(at..at + 1)
    }

    /// The bracket a sentence lies in, by its sentences.
    pub(super) fn bracket(&self, at: usize) -> Option<Range<usize>> {
        self.brackets.get(&at).cloned()
    }

    /// The task of a duty where it stands outside of its sentence.
    pub(super) fn tail(&self, duty: &Duty) -> Option<Span> {
        let own = self.speech.sentences()[duty.sentence].span;
        duty.task.filter(|task| !own.overlaps(*task))
    }

    /// The sentences of the task some duties are about, other than their own.
    pub(super) fn before(&self, group: &[&Duty]) -> Range<usize> {
        let sentences = self.speech.sentences();
        let holds = |place: usize| sentences.partition_point(|sentence| sentence.span.end() <= place);
        let first = group[0].sentence;
        let Some(bracket) = self.bracket(first) else {
            return self.tail(group[0]).map_or(first..first, |task| holds(task.start()).min(first)..first);
        };
        let end = bracket.start;
        let goes_on = |at: &usize| {
            sentences[*at].node == sentences[first].node && !self.brackets.contains_key(at) && !self.ends_line(*at)
        };
        // A line of a text without points may be all of it.
        let most = if sentences[first].node.is_some() { end } else { 1.min(end) };
        let line = (end - most..end).rev().take_while(goes_on).last().unwrap_or(end);
        // A bracket on a line of its own is about the sentence before it.
        let alone = line == end && end > 0 && sentences[end - 1].node == sentences[first].node;
        let line = if alone { end - 1 } else { line };
        match group.iter().find_map(|duty| self.tail(duty)).map(|task| holds(task.start())) {
            Some(task) if (line..end).contains(&task) => task..end,
            _ => line..end,
        }
    }

    /// The sentences that say what some duties are: their own, where their limit stands, and their task. What
    /// binds somebody else is told there.
    pub(super) fn said(&self, group: &[&Duty]) -> Vec<usize> {
        let sentences = self.speech.sentences();
        let holds = |span: Span| sentences.partition_point(|sentence| sentence.span.end() <= span.start());
        let task = self.before(group).filter(|at| !self.bound.contains(at));
        let own = group.iter().flat_map(|duty| self.around(duty.sentence));
        let limits = group.iter().filter_map(|duty| duty.deadline.as_ref()).map(|limit| holds(limit.span));
        ordered(task.chain(own).chain(limits))
    }

    /// A mark that sisters share is told with its number among them.
    fn marked(&self) -> Vec<String> {
        let outline = self.speech.outline();
        let mut before: FxHashMap<(Option<NodeId>, String), usize> = FxHashMap::default();
        let keys: Vec<_> = outline.nodes().iter().map(|node| (node.parent, self.mark(node))).collect();
        let mut all: FxHashMap<&(Option<NodeId>, String), usize> = FxHashMap::default();
        keys.iter().for_each(|key| *all.entry(key).or_default() += 1);
        let told = |key: &(Option<NodeId>, String)| {
            let count = before.entry(key.clone()).or_default();
            *count += 1;
            match all[key] {
                1 => key.1.clone(),
                _ => format!("第{count}个“{}”", key.1),
            }
        };
        keys.iter().map(told).collect()
    }

    pub(super) fn words(&self, at: &impl Spanned) -> String {
        line(&self.document.shown(at))
    }

    pub(super) fn sentence(&self, at: usize) -> String {
        self.words(&self.speech.sentences()[at])
    }

    /// A sentence without the mark of the point it opens.
    pub(super) fn unmarked(&self, at: usize) -> String {
        let sentence = &self.speech.sentences()[at];
        let marker = sentence.node.map(|node| self.speech.outline().node(node).marker);
        match marker.filter(|marker| sentence.span.contains(*marker)) {
            Some(marker) => self.words(&Span::new(marker.end(), sentence.span.end())),
            None => self.words(sentence),
        }
    }

    /// The sentences as they stand; …… where others lie between.
    pub(super) fn quote(&self, sentences: &[usize]) -> String {
        let mut before = None;
        joined(sentences.iter().map(|at| {
            let gap = before.replace(*at).is_some_and(|before| before + 1 < *at);
            format!("{}{}", if gap { "……" } else { "" }, self.sentence(*at))
        }))
    }

    /// 第二部分（三）第2句: the point, and which of the sentences directly in it; 第2句第1小句 where only a part of
    /// one is meant. A heading on a line of its own is called 标题 and not counted.
    pub(super) fn place(&self, sentences: &[usize]) -> String {
        let node = |at: &usize| self.speech.sentences()[*at].node;
        let stretches = sentences.chunk_by(|a, b| node(a) == node(b)).map(|stretch| self.stretch(stretch));
        stretches.collect::<Vec<_>>().join("；")
    }

    /// The place of sentences of one point.
    fn stretch(&self, sentences: &[usize]) -> String {
        let mut place = match self.speech.sentences()[sentences[0]].node {
            Some(node) => {
                self.speech.outline().ancestors(node).iter().map(|id| self.marks[id.index()].as_str()).collect()
            }
            None if self.speech.outline().nodes().is_empty() => String::new(),
            None if self.first < sentences[0] => "结尾".into(),
            None => "开头".to_owned(),
        };
        let counts: Vec<Count> = sentences.iter().filter_map(|at| self.counts[*at]).collect();
        let mut told: Vec<String> = Vec::new();
        if counts.len() < sentences.len() {
            told.push("标题".to_owned());
        }
        let mut whole: Vec<usize> = Vec::new();
        for parts in counts.chunk_by(|a, b| a.number == b.number) {
            if parts.len() == parts[0].parts {
                whole.push(parts[0].number);
                continue;
            }
            told.extend(listed(&whole).map(|numbers| format!("第{numbers}句")));
            whole.clear();
            let of = listed(&parts.iter().map(|count| count.part).collect::<Vec<_>>()).unwrap_or_default();
            told.push(format!("第{}句第{of}小句", parts[0].number));
        }
        told.extend(listed(&whole).map(|numbers| format!("第{numbers}句")));
        place.push_str(&told.join("、"));
        place
    }

    fn mark(&self, node: &Node) -> String {
        if let (1, Form::Chinese | Form::Chapter, Some(number)) = (node.level, node.form, node.ordinal)
            && let Some(number) = crate::export::docx::chinese(number)
        {
            return format!("第{number}部分");
        }
        if node.marker.is_empty() {
            let heading: String = self.words(&node.heading).chars().take(12).collect();
            return format!("〈{heading}〉");
        }
        self.words(&node.marker).trim_end_matches(['、', '，', ',', '：', ':', ' ']).to_owned()
    }

    /// Fills what tells where a row stands.
    pub(super) fn locate(&self, row: &mut Row, sentences: &[usize]) {
        row.set(Field::Place, self.place(sentences));
        row.set(Field::Quote, self.quote(sentences));
        row.said = sentences.to_vec();
        let node = sentences.first().and_then(|at| self.speech.sentences()[*at].node);
        for id in node.map(|node| self.speech.outline().ancestors(node)).unwrap_or_default() {
            let node = self.speech.outline().node(id);
            let field = match node.level {
                1 => Field::Level1,
                2 => Field::Level2,
                _ => continue,
            };
            row.set(field, self.heading(id));
        }
    }

    /// Mark and heading of a point.
    fn heading(&self, id: NodeId) -> String {
        let node = self.speech.outline().node(id);
        let (mark, heading) = (line(&self.document.mark(node)), self.words(&node.heading));
        let tight = mark.is_empty() || !mark.ends_with(|c: char| c.is_ascii());
        format!("{mark}{}{heading}", if tight { "" } else { " " })
    }

    /// The heading of the group a point stands in, where that is not a part of the speech.
    pub(super) fn group(&self, node: NodeId) -> String {
        let parent = self.speech.outline().node(node).parent.map(|id| self.speech.outline().node(id));
        parent.filter(|parent| parent.level > 1).map(|parent| self.words(&parent.heading)).unwrap_or_default()
    }

    /// The time limits in these sentences, and those of the duties, each once.
    pub(super) fn limits(&self, sentences: &[usize], duties: &[&Duty]) -> Vec<String> {
        let when = self.speech.meta.when();
        let mut limits: Vec<String> = Vec::new();
        let told = duties.iter().filter_map(|duty| duty.deadline.as_ref()).map(|limit| self.words(&limit.span));
        let said = sentences.iter().filter_map(|at| {
            let words = self.sentence(*at);
            let limit = deadline(&words, Span::new(0, words.len()), when, self.rules)?;
            let found = &words[limit.span.range()];
            binds(&words[..limit.span.start()], found, limit.sort).then(|| found.to_owned())
        });
        for limit in told.chain(said) {
            if !limits.iter().any(|known| known.contains(&limit) || limit.contains(known.as_str())) {
                limits.push(limit);
            }
        }
        limits
    }

    /// Fills who is to act, in the column of each role.
    pub(super) fn assign(&self, row: &mut Row, duties: &[&Duty]) {
        let column = |duty: &Duty| match (duty.role, duty.actor_type) {
            (Role::Support, _) => Field::Support,
            (Role::Supervise, _) => Field::Supervise,
            (_, ActorType::Unit) => Field::Lead,
            (Role::Lead, _) => Field::Leader,
            _ => Field::Person,
        };
        let mixed = |role: Role| duties.iter().any(|duty| duty.role == role && column(duty) == Field::Lead);
        let told = mixed(Role::Lead) && mixed(Role::Owner);
        for field in [Field::Leader, Field::Lead, Field::Support, Field::Person, Field::Supervise] {
            let mut names: Vec<String> = Vec::new();
            let mut of: Vec<&&Duty> = duties.iter().filter(|duty| column(duty) == field).collect();
            of.sort_by_key(|duty| duty.role != Role::Lead);
            for duty in of {
                let leads = told && field == Field::Lead && duty.role == Role::Lead;
                let name = self.words(&duty.actor) + if leads { "（牵头）" } else { "" };
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            row.set(field, names.join("、"));
        }
    }

    /// The same where each row is a task: who only checks is the one who does it, as 审计处每半年检查一次.
    pub(super) fn charge(&self, row: &mut Row, duties: &[&Duty]) {
        if duties.iter().any(|duty| duty.role != Role::Supervise) {
            return self.assign(row, duties);
        }
        let doing: Vec<Duty> = duties.iter().map(|duty| Duty { role: Role::Owner, ..(*duty).clone() }).collect();
        self.assign(row, &doing.iter().collect::<Vec<_>>());
    }
}

/// `1—3、5`; nothing of nothing.
fn listed(numbers: &[usize]) -> Option<String> {
    let runs = numbers.chunk_by(|a, b| a + 1 == *b).map(|run| match run {
        [first, .., last] => format!("{first}—{last}"),
        [one] => one.to_string(),
        [] => String::new(),
    });
    let runs: Vec<String> = runs.collect();
    (!runs.is_empty()).then(|| runs.join("、"))
}

/// Whether a time without anybody bound to it is a limit: 9月底前 is, 8月底 need not be, 压到7天以内 is none.
fn binds(before: &str, limit: &str, sort: DeadlineType) -> bool {
    match sort {
        DeadlineType::Date => limit.ends_with(['前', '止']),
        DeadlineType::Period => limit.ends_with('内') && !before.ends_with(['到', '至', '成', '为', '在', '于']),
        DeadlineType::Class => true,
        DeadlineType::Recurring => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_alone_is_no_limit() {
        let cases = [
            ("", "9月底前", DeadlineType::Date, true),
            ("到", "8月底", DeadlineType::Date, false),
            ("", "三天之内", DeadlineType::Period, true),
            ("时间压到", "7天以内", DeadlineType::Period, false),
            ("", "每月", DeadlineType::Recurring, false),
            ("", "立行立改", DeadlineType::Class, true),
        ];
        for (before, limit, sort, want) in cases {
            assert_eq!(binds(before, limit, sort), want, "{before}{limit}");
        }
    }
}
