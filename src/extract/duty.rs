//! Duties: who, in what role, what, by when.

use crate::document::{Duty, Sentence, Strength};
use crate::rules::{Kind, Rules};
use crate::text::{Span, is_comma, is_end, is_han, is_space};

use super::actor::{self, Actor, clause_start, tail_label};
use super::evidence::Evidence;
use super::item::Ids;
use super::time::{self, Deadline, When};

/// The duties of the sentences that carry responsibility and name somebody.
pub(crate) fn duties(
    text: &str,
    sentences: &[Sentence],
    evidence: &[Evidence],
    when: When,
    ids: &mut Ids,
    rules: &Rules,
) -> Vec<Duty> {
    let mut found: Vec<Duty> = Vec::new();
    // Duties of one bracket share the limit that ends it: （牵头单位：甲；完成时限：6月底前）.
    let mut tail_from = 0;
    for (at, (sentence, evidence)) in sentences.iter().zip(evidence).enumerate() {
        let words = text[sentence.span.range()].trim_end_matches(is_space);
        let from = text.floor_char_boundary(sentence.span.start().saturating_sub(24));
        let before = text[from..sentence.span.start()].trim_end_matches(is_space);
        if is_limit_label(before) {
            if let Some(limit) = time::deadline(text, sentence.span, when, rules) {
                for duty in found[tail_from..].iter_mut().filter(|duty| at - duty.sentence <= 6) {
                    duty.deadline.get_or_insert_with(|| limit.clone());
                }
            }
            continue;
        }
        // A label within a bracket, 配合单位：, parts nothing; one that opens a bracket does.
        let in_tail = tail_label(before).is_some();
        let goes_on = in_tail || (is_label(words) && !words.contains(['（', '(']));
        if !goes_on || found.last().is_none_or(|duty| at - duty.sentence > 3) {
            tail_from = found.len();
        }
        if !sentence.is(Kind::Responsibility) {
            continue;
        }
        let actors = actor::with_worded(text, sentence.span, evidence, rules);
        if actors.is_empty() {
            continue;
        }
        let limits = limits(text, sentence.span, &actors, |span| time::deadline(text, span, when, rules));
        // The task of a tail is the point it ends.
        let task = if in_tail { tail_task(text, sentences, at) } else { None };
        for (actor, limit) in actors.iter().zip(limits).filter(|(actor, _)| !is_told(text, actor)) {
            // From the actor on: a mark before it may change.
            let words = &text[actor.span.start()..sentence.span.end().max(actor.span.end())];
            let id = ids.give("duty", words, actor.span.len());
            found.push(Duty {
                id,
                sentence: at,
                actor: actor.span,
                actor_type: actor.sort,
                role: actor.role,
                task: actor.task.or(task),
                deadline: limit.filter(|limit| !limit.span.overlaps(actor.span)),
                strength: if actor.subject || in_tail { Strength::Explicit } else { Strength::Context },
            });
        }
    }
    found
}

/// Whether an actor's task tells what was done: 工会下发了通知.
fn is_told(text: &str, actor: &Actor) -> bool {
    const VERB: usize = 5;
    let Some(task) = actor.task.filter(|task| task.start() == actor.span.end()) else { return false };
    let words = &text[task.range()];
    let asked = |c: char| "要须应必请将为得".contains(c) || is_comma(c) || is_end(c);
    let begins = words.chars().take(VERB + 1).take_while(|c| !asked(*c));
    begins.skip(1).any(|c| c == '了')
}

/// A clause with no more words than that behind the name says only the role: 牵头, 负责落实.
const BARE: usize = 4;

/// The limit of each actor: that of its own clauses, or one that stands before the first name, or, where its
/// own words are only 牵头 or 配合, the next that follows.
fn limits(
    text: &str,
    sentence: Span,
    actors: &[Actor],
    find: impl Fn(Span) -> Option<Deadline>,
) -> Vec<Option<Deadline>> {
    let Some(whole) = find(sentence) else { return vec![None; actors.len()] };
    if actors.len() == 1 {
        return vec![Some(whole)];
    }
    let mut starts: Vec<usize> = Vec::with_capacity(actors.len() + 1);
    for actor in actors {
        let from = starts.last().map_or(sentence.start(), |_| actors[starts.len() - 1].span.end());
        starts.push(clause_start(text, actor.span.start(), from.min(actor.span.start())));
    }
    starts.push(sentence.end());
    let before = (whole.span.start() < actors[0].span.start()).then_some(&whole);
    actors
        .iter()
        .enumerate()
        .map(|(at, actor)| {
            let own = find(Span::new(starts[at], starts[at + 1]));
            let shares = actor.task.is_none_or(|task| task.end() > starts[at + 1]);
            // 由甲牵头，乙配合: they have no more to do than what stands before.
            let words = &text[actor.span.end()..starts[at + 1].max(actor.span.end())];
            let bare = words.chars().filter(|c| is_han(*c)).count() <= BARE && whole.span.end() <= starts[at];
            own.or_else(|| before.cloned())
                .or_else(|| shares.then(|| find(Span::new(starts[at], sentence.end()))).flatten())
                .or_else(|| bare.then(|| whole.clone()))
        })
        .collect()
}

/// Whether a sentence ends with a label that stands in a tail: （牵头单位：.
fn is_label(words: &str) -> bool {
    tail_label(words).is_some() || is_limit_label(words)
}

fn is_limit_label(words: &str) -> bool {
    ["时限：", "时限:", "时间：", "时间:"].iter().any(|label| words.ends_with(label))
}

/// The sentence a tail belongs to, without the tail's opening bracket.
fn tail_task(text: &str, sentences: &[Sentence], at: usize) -> Option<Span> {
    (at.saturating_sub(6)..at).rev().find_map(|i| {
        let span = sentences[i].span;
        let words = &text[span.range()];
        let open = words.rfind(['（', '('])?;
        let words = words[..open].trim_end_matches(is_space);
        let lead = words.len() - words.trim_start_matches(is_space).len();
        (lead < words.len()).then(|| Span::new(span.start() + lead, span.start() + words.len()))
    })
}
