//! TG301–TG303: a problem without a measure, a measure without who, a duty without when; one finding a section.

use std::collections::BTreeSet;

use super::ground::Ground;
use super::{Found, Said};
use crate::document::{RelationType, Speech};
use crate::outline::Node;
use crate::rules::Kind;
use crate::text::{Span, Spanned};

pub(super) fn check(ground: &Ground, found: &mut Found) {
    for speech in ground.speeches() {
        if found.wants("TG301") {
            problems(ground, speech, found);
        }
        if found.wants("TG302") {
            measures(ground, speech, found);
        }
        if found.wants("TG303") {
            duties(ground, speech, found);
        }
    }
}

fn problems(ground: &Ground, speech: &Speech, found: &mut Found) {
    let answered = ends(speech, RelationType::Answers, false);
    let open = speech.items().iter().filter(|item| item.kind == Kind::Problem && !answered.contains(&*item.id));
    let open: Vec<Span> = open.map(|item| item.title).collect();
    each_section(ground, speech, &open, found, "TG301", |count, section| {
        Said::new(
            format!("{section}有{count}个问题没有找到对应的举措"),
            format!("{section}: no measure answers {count} of the problems"),
        )
    });
}

fn measures(ground: &Ground, speech: &Speech, found: &mut Found) {
    let assigned = ends(speech, RelationType::Assigns, true);
    let acts: BTreeSet<usize> = speech.duties().iter().map(|duty| duty.sentence).collect();
    let open = speech.items().iter().filter(|item| {
        item.kind == Kind::Measure
            && !assigned.contains(&*item.id)
            && !item.sentences.iter().any(|sentence| acts.contains(sentence))
    });
    let open: Vec<Span> = open.map(|item| item.title).collect();
    each_section(ground, speech, &open, found, "TG302", |count, section| {
        Said::new(
            format!("{section}有{count}条举措没有说由谁来办"),
            format!("{section}: {count} measures name nobody who is to act"),
        )
    });
}

fn duties(ground: &Ground, speech: &Speech, found: &mut Found) {
    let limited = speech.duties().iter().filter(|duty| duty.deadline.is_some());
    let limited: BTreeSet<usize> = limited.map(|duty| duty.sentence).collect();
    let mut open: Vec<Span> = Vec::new();
    let mut last = None;
    for duty in speech.duties().iter().filter(|duty| !limited.contains(&duty.sentence)) {
        if last != Some(duty.sentence) {
            open.push(duty.actor);
        }
        last = Some(duty.sentence);
    }
    each_section(ground, speech, &open, found, "TG303", |count, section| {
        Said::new(
            format!("{section}有{count}项责任没有说什么时候办完"),
            format!("{section}: {count} duties have no time limit"),
        )
    });
}

/// The ids at one end of the relations of a sort.
fn ends(speech: &Speech, sort: RelationType, from: bool) -> BTreeSet<&str> {
    let relations = speech.relations().iter().filter(|relation| relation.sort == sort);
    relations.map(|relation| if from { &*relation.from } else { &*relation.to }).collect()
}

/// One finding for each outermost section that holds some of the places.
fn each_section(
    ground: &Ground,
    speech: &Speech,
    places: &[Span],
    found: &mut Found,
    code: &str,
    say: impl Fn(usize, &str) -> Said,
) {
    let roots: Vec<&Node> = speech.outline().roots().map(|id| speech.outline().node(id)).collect();
    let section = |place: Span| {
        let at = roots.partition_point(|root| root.span.end() < place.end());
        roots.get(at).filter(|root| root.span.contains(place)).copied()
    };
    let mut rest = places;
    while let Some(first) = rest.first() {
        let own = section(*first);
        let count =
            rest.iter().take_while(|place| section(**place).map(Spanned::span) == own.map(Spanned::span)).count();
        let name = own.map_or("全文".to_owned(), |node| {
            let heading: String = ground.words(node.heading).chars().take(16).collect();
            format!("“{}{heading}”", ground.words(node.marker))
        });
        found.with(code, *first, rest[1..count].to_vec(), say(count, &name), None);
        rest = &rest[count..];
    }
}
