//! What the rows of a speech are read from: its words, places and limits.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::document::{Document, Duty, Sentence, Speech};
use crate::export::sketch::{joined, line};
use crate::extract::{DeadlineType, deadline};
use crate::outline::{Form, Node, NodeId};
use crate::rules::{ActorType, Role, Rules};
use crate::text::{Span, Spanned, is_closer, is_end};

use super::rows::ordered;
use super::{Field, Row};

pub(super) struct Ground<'a> {
    pub(super) document: &'a Document,
    pub(super) speech: &'a Speech,
    rules: &'a Rules,
    // Of every sentence its number, from 1, among those directly in its point; nothing of the line of a heading.
    numbers: Vec<Option<usize>>,
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
            numbers: Vec::new(),
            marks: Vec::new(),
            first,
            brackets: FxHashMap::default(),
            bound: FxHashSet::default(),
        };
        ground.brackets = ground.bracketed();
        let loose = speech.duties().iter().map(|duty| duty.sentence).filter(|at| !ground.brackets.contains_key(at));
        ground.bound = loose.collect();
        ground.numbers = ground.numbered();
        ground.marks = ground.marked();
        ground
    }

    fn numbered(&self) -> Vec<Option<usize>> {
        let sentences = self.speech.sentences();
        let mut counts: FxHashMap<Option<NodeId>, usize> = FxHashMap::default();
        let number = |(at, sentence): (usize, &Sentence)| {
            // What stands behind the last point is counted anew.
            if at == self.first {
                counts.remove(&None);
            }
            let heads = sentence.node.is_some() && !counts.contains_key(&sentence.node) && self.is_heading(at);
            let count = counts.entry(sentence.node).or_default();
            *count += usize::from(!heads);
            (!heads).then_some(*count)
        };
        sentences.iter().enumerate().map(number).collect()
    }

    /// Whether a sentence is a heading by itself: a line without a stop.
    fn is_heading(&self, at: usize) -> bool {
        self.ends_line(at)
            && !self.sentence(at).trim_end_matches(is_closer).ends_with(|c| is_end(c) && !matches!(c, '：' | ':'))
    }

    fn ends_line(&self, at: usize) -> bool {
        let sentences = self.speech.sentences();
        sentences.get(at + 1).is_none_or(|next| {
            let between = Span::new(sentences[at].span.end(), next.span.start().max(sentences[at].span.end()));
            self.document.text(&between).contains('\n')
        })
    }

    /// The brackets that begin a sentence and end one, by their sentences.
    fn bracketed(&self) -> FxHashMap<usize, Range<usize>> {
        const LONGEST: usize = 20;
        let mut found = FxHashMap::default();
        let mut next = 0;
        for at in 0..self.speech.sentences().len() {
            if at < next || !self.sentence(at).starts_with(['（', '(']) {
                continue;
            }
            let mut depth = 0;
            for end in at..self.speech.sentences().len().min(at + LONGEST) {
                let words = self.sentence(end);
                depth += words.matches(['（', '(']).count() as i32 - words.matches(['）', ')']).count() as i32;
                if depth <= 0 {
                    if !words.trim_end_matches(is_end).ends_with(['）', ')']) {
                        break;
                    }
                    next = end + 1;
                    (at..next).for_each(|inside| _ = found.insert(inside, at..next));
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

    /// 第二部分（三）第2句: the point, and which of the sentences directly in it; a heading on a line of its own
    /// is called 标题 and not counted.
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
        let numbers: Vec<usize> = sentences.iter().filter_map(|at| self.numbers[*at]).collect();
        let runs = numbers.chunk_by(|a, b| a + 1 == *b).map(|run| match run {
            [one] => one.to_string(),
            [first, .., last] => format!("{first}—{last}"),
            [] => String::new(),
        });
        let runs: Vec<String> = runs.collect();
        let headed = if numbers.len() < sentences.len() { "标题" } else { "" };
        let between = if headed.is_empty() || runs.is_empty() { "" } else { "和" };
        place.push_str(headed);
        place.push_str(between);
        if !runs.is_empty() {
            place.push_str(&format!("第{}句", runs.join("、")));
        }
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
