//! Names without an ending: told by a verb that only somebody can do (何敏负责起草), and 我 who takes a duty.

use crate::rules::{ActorType, Role};
use crate::text::{Span, Words, is_opener, is_space};

use super::{deed, name, when};

/// Verbs whose subject is a person or a body, never a thing.
static AGENTIVE: Words = Words::new(&[
    "负责",
    "牵头",
    "带队",
    "会同",
    "起草",
    "拿出",
    "汇总",
    "有权",
    "督办",
    "约谈",
    "代管",
    "签字",
    "挂帅",
    "出面",
    "任组长",
    "任总指挥",
    "任指挥长",
    "主抓",
    "负总责",
    "盯着",
    "拿方案",
    "提出",
    "认领",
    "定夺",
    "拍板",
]);

/// What 我 takes on.
static MINE: Words = Words::new(&[
    "任",
    "包",
    "负",
    "认领",
    "领",
    "牵头",
    "带队",
    "带头",
    "来抓",
    "亲自",
    "负责",
    "担任",
    "主抓",
    "分管",
    "来负责",
    "来协调",
    "去协调",
    "盯",
]);

/// The name at the beginning of a clause that has none of the known endings, or 我.
pub(super) fn named(text: &str, clause: Span, words_end: usize) -> Option<(Span, Option<Role>, ActorType)> {
    let words = &text[clause.range()];
    let rest = words.trim_start_matches(|c| is_space(c) || is_opener(c));
    let rest = when::passed(rest);
    let led = ["由", "请", "就由"].iter().find_map(|lead| rest.strip_prefix(lead));
    let rest = led.unwrap_or(rest);
    let start = clause.end() - rest.len();
    if let Some(own) = rest.strip_prefix('我') {
        let at = start + '我'.len_utf8();
        let with = own.starts_with('对') && own.contains("负总责");
        return (led.is_some() && !own.starts_with('们') || with || MINE.begins(own).is_some()).then(|| {
            let own = &text[at..words_end.min(clause.end())];
            let leads = ["任", "负总责", "牵头", "带队", "挂帅"].iter().any(|word| own.contains(word));
            (Span::new(start, at), leads.then_some(Role::Lead), ActorType::Person)
        });
    }
    if rest.starts_with('各') && !rest.starts_with("各自") && !rest.starts_with("各位") {
        // 各业务口自己来: the class has no ending, but what it is to do begins.
        let at = rest.char_indices().skip(2).take(5).map(|(at, _)| at).find(|at| {
            deed::begins_deed(&rest[*at..]) && !rest[*at..].starts_with('任') || rest[*at..].starts_with("自己")
        })?;
        let own = &rest[..at];
        let barred = name::foreign(own.trim_start_matches('各'))
            || own.contains(['的', '、', '，', '了', '和', '与', '项', '类', '种']);
        return (!barred).then(|| (Span::new(start, start + at), None, ActorType::Group));
    }
    let at =
        rest.char_indices().skip(2).take(6).map(|(at, _)| at).find(|at| AGENTIVE.begins(&rest[*at..]).is_some())?;
    let own = &rest[..at];
    let barred = name::foreign(own)
        || own.contains(['的', '、', '，', '了', '和', '与'])
        || deed::tells(own)
        || name::no_subject(own)
        || own.chars().any(|c| !crate::text::is_han(c));
    // What has an ending is found by it.
    (!barred && (led.is_some() || at <= 9)).then(|| (Span::new(start, start + at), None, ActorType::Person))
}
