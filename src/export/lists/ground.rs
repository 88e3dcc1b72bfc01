//! What the rows of a speech are read from: its words, places and limits.

use rustc_hash::FxHashMap;

use crate::document::{Document, Duty, Sentence, Speech};
use crate::export::sketch::{joined, line};
use crate::extract::{DeadlineType, deadline};
use crate::outline::{Form, NodeId};
use crate::rules::{ActorType, Role, Rules};
use crate::text::{Span, Spanned};

use super::{Field, Row};

pub(super) struct Ground<'a> {
    pub(super) document: &'a Document,
    pub(super) speech: &'a Speech,
    rules: &'a Rules,
    // Of every sentence its number, from 1, among those directly in its point.
    numbers: Vec<usize>,
    // The first sentence that is in a point.
    first: usize,
}

impl<'a> Ground<'a> {
    pub(super) fn new(document: &'a Document, speech: &'a Speech, rules: &'a Rules) -> Self {
        let mut counts: FxHashMap<Option<NodeId>, usize> = FxHashMap::default();
        let mut after = false;
        let number = |sentence: &Sentence| {
            // What stands behind the last point is counted anew.
            if sentence.node.is_some() && !after {
                after = true;
                counts.remove(&None);
            }
            let count = counts.entry(sentence.node).or_default();
            *count += 1;
            *count
        };
        let numbers = speech.sentences().iter().map(number).collect();
        let first = speech.sentences().iter().take_while(|sentence| sentence.node.is_none()).count();
        Self { document, speech, rules, numbers, first }
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

    /// 第二部分（三）第2句.
    pub(super) fn place(&self, sentences: &[usize]) -> String {
        let Some(first) = sentences.first() else { return String::new() };
        let node = self.speech.sentences()[*first].node;
        let mut place = match node {
            Some(node) => self.speech.outline().ancestors(node).iter().map(|id| self.mark(*id)).collect(),
            None if self.speech.outline().nodes().is_empty() => String::new(),
            None if self.first < *first => "结尾".into(),
            None => "开头".to_owned(),
        };
        let numbers = sentences.iter().filter(|at| self.speech.sentences()[**at].node == node);
        let numbers: Vec<usize> = numbers.map(|at| self.numbers[*at]).collect();
        let runs = numbers.chunk_by(|a, b| a + 1 == *b).map(|run| match run {
            [one] => one.to_string(),
            [first, .., last] => format!("{first}—{last}"),
            [] => String::new(),
        });
        place.push_str(&format!("第{}句", runs.collect::<Vec<_>>().join("、")));
        place
    }

    fn mark(&self, id: NodeId) -> String {
        let node = self.speech.outline().node(id);
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
