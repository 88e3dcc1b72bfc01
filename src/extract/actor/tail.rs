//! Names behind a label: （牵头单位：区教育局）, and posts that a duty is divided into.

use crate::rules::{ActorType, Role};
use crate::text::{Span, is_end, is_space};

use super::Actor;
use crate::extract::sentence::Cut;

const TAILS: &[(&str, Role)] = &[
    ("牵头单位", Role::Lead),
    ("牵头部门", Role::Lead),
    ("牵头领导", Role::Lead),
    ("主办单位", Role::Lead),
    ("牵头", Role::Lead),
    ("配合单位", Role::Support),
    ("配合部门", Role::Support),
    ("协办单位", Role::Support),
    ("参加单位", Role::Support),
    ("参与单位", Role::Support),
    ("督导单位", Role::Supervise),
    ("督查单位", Role::Supervise),
    ("督办单位", Role::Supervise),
    ("监督单位", Role::Supervise),
    ("责任单位", Role::Owner),
    ("责任部门", Role::Owner),
    ("承办单位", Role::Owner),
    ("实施单位", Role::Owner),
    ("落实单位", Role::Owner),
    ("责任领导", Role::Lead),
    ("责任人", Role::Owner),
    ("责任处室", Role::Owner),
    ("责任科室", Role::Owner),
];

/// The role a label before a colon gives: （牵头单位：.
pub(crate) fn tail_label(before: &str) -> Option<Role> {
    let before = before.trim_end_matches(is_space);
    let label = before.strip_suffix(['：', ':'])?;
    TAILS.iter().find(|(word, _)| label.ends_with(word)).map(|(_, role)| *role)
}

/// The tail form: （牵头单位：区教育局、区财政局）.
pub(super) fn tail(text: &str, sentence: &Cut) -> Option<Actor> {
    let start = sentence.span.start();
    let from = text.floor_char_boundary(start.saturating_sub(24));
    let role = tail_label(&text[from..start])?;
    let words = &text[sentence.span.range()];
    let lead = words.len() - words.trim_start_matches(is_space).len();
    let len = words[lead..]
        .find(|c| is_end(c) || matches!(c, '）' | ')' | '】' | '\n' | '\r' | '，' | ','))
        .unwrap_or(words.len() - lead);
    let name = words[lead..lead + len].trim_end_matches(is_space);
    let span = Span::new(start + lead, start + lead + name.len());
    (name.chars().count() >= 2).then_some(Actor { span, role, sort: ActorType::Unit, task: None, subject: false })
}

/// A clause that is a label and a name and no more: 责任单位解放路社区, 牵头人兰副院长.
pub(super) fn labelled(text: &str, clause: Span) -> Option<(Span, Option<Role>, ActorType)> {
    let words = text[clause.range()].trim_start_matches(is_space);
    if !words.starts_with(['责', '牵', '配', '协', '督', '主', '承']) {
        return None;
    }
    let (label, role) = TAILS.iter().chain(PERSONS).find(|(label, _)| words.starts_with(label))?;
    let rest = words[label.len()..].trim_start_matches(is_space);
    let name = &rest[..rest.find(['（', '(']).unwrap_or(rest.len())];
    let barred = super::deed::tells(name)
        || super::name::foreign(name)
        || name.starts_with(['和', '、', '的', '及', '与', '清']);
    if !(2..=20).contains(&name.chars().count()) || barred || label.ends_with('头') {
        return None;
    }
    let start = clause.end() - rest.len();
    Some((Span::new(start, start + name.len()), Some(*role), ActorType::Unit))
}

const PERSONS: &[(&str, Role)] = &[("牵头人", Role::Lead), ("承办人", Role::Owner), ("负责人", Role::Owner)];

/// 明确牵头部门和配合部门: duties are divided, and the parts have names.
pub(super) fn named_posts(text: &str, sentence: &Cut, found: &mut Vec<Actor>) {
    let words = &text[sentence.span.range()];
    if !["明确", "确定", "落实"].iter().any(|verb| words.contains(verb)) {
        return;
    }
    for (name, role) in [
        ("牵头部门", Role::Lead),
        ("牵头单位", Role::Lead),
        ("配合部门", Role::Support),
        ("配合单位", Role::Support),
        ("责任部门", Role::Owner),
        ("责任单位", Role::Owner),
        ("业务改进责任人", Role::Owner),
    ] {
        let Some(at) = words.find(name) else { continue };
        let before = &words[..at];
        let divided = before.ends_with("明确")
            || before.ends_with("确定")
            || before.ends_with('和')
            || before.ends_with('、')
            || before.ends_with("落实");
        if divided && !words[at + name.len()..].starts_with(['：', ':']) {
            let start = sentence.span.start() + at;
            let span = Span::new(start, start + name.len());
            found.push(Actor { span, role, sort: ActorType::Unit, task: None, subject: false });
        }
    }
}
