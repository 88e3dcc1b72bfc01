//! Finds who is told to do something: a name by its shape, in a place where a subject stands.

use crate::rules::{ActorType, Hit, Role, Rules, Sense};
use crate::text::{Span, Words, find_past_han, is_closer, is_comma, is_end, is_space};

use super::evidence::Evidence;
use super::sentence::Cut;

mod deed;
mod lists;
mod name;
mod plain;
mod tail;
mod when;

use deed::{Deed, deed, only_adverbs};
use name::{continued, name};
pub(crate) use tail::tail_label;
use tail::{named_posts, tail};

/// Somebody who is told to do something.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Actor {
    pub(crate) span: Span,
    pub(crate) role: Role,
    pub(crate) sort: ActorType,
    /// What is to be done.
    pub(crate) task: Option<Span>,
    /// The subject of a verb of duty; not the content of a tail or a list of posts.
    pub(crate) subject: bool,
}

/// The shortest task of a name's own, in characters.
const SHORTEST: usize = 5;

/// Bytes behind a name without an ending in which no ending may stand.
const NEAR: usize = 6;

/// The most names a sentence gives; more are bait.
const MOST: usize = 12;

/// Words inside a clause behind which a name may begin.
static CUTTERS: Words = Words::new(&[
    "由",
    "请",
    "要求",
    "希望",
    "责成",
    "督促",
    "一名",
    "一位",
    "坚持",
    "需要",
    "离不开",
    "确定",
    "指定",
    "会同",
    "联合",
    "让",
    "要让",
]);

/// Those who are told to do something in a sentence, in order of place.
pub(crate) fn find(text: &str, sentence: &Cut, hits: &[Hit], rules: &Rules) -> Vec<Actor> {
    let mut found: Vec<Actor> = Vec::new();
    if names_those_present(&text[sentence.body..sentence.span.end()]) {
        return found;
    }
    if let Some(actor) = tail(text, sentence) {
        found.push(actor);
        return found;
    }
    let Some(first) = hits.iter().position(|hit| matches!(rules.sense(hit.rule), Sense::Actor(_))) else {
        return found;
    };
    let mut names: Vec<(Span, ActorType)> = Vec::with_capacity(hits.len() - first);
    let mut duties: Vec<(Span, Role)> = Vec::new();
    let mut nobodies: Vec<Span> = Vec::new();
    for hit in hits {
        match rules.sense(hit.rule) {
            Sense::Actor(sort) if !continued(text, hit.span) => names.push((hit.span, sort)),
            Sense::Role(role) => duties.push((hit.span, role)),
            Sense::Nobody => nobodies.push(hit.span),
            _ => {}
        }
    }
    if names.is_empty() {
        return found;
    }
    let words_end = sentence.span.start()
        + text[sentence.span.range()].trim_end_matches(|c| is_end(c) || is_closer(c) || is_space(c)).len();
    // Hits come in order of place, so each clause has its stretch of them.
    let within = |list: &[(Span, ActorType)], clause: Span| {
        let from = list.partition_point(|(name, _)| name.start() < clause.start());
        from..from + list[from..].partition_point(|(name, _)| name.start() < clause.end())
    };
    for clause in clauses(text, sentence.body.max(sentence.span.start()), words_end) {
        if found.len() >= MOST {
            break;
        }
        let names = &names[within(&names, clause)];
        // What has an ending is found by it.
        let plain = || {
            let words = text[clause.range()].trim_start_matches(is_space);
            let may =
                words.starts_with(['我', '由']) || names.is_empty() && (words.starts_with('各') || !duties.is_empty());
            may.then(|| plain::named(text, clause, words_end)).flatten().filter(|(span, ..)| !near(names, *span))
        };
        if let Some((span, role, sort)) = tail::labelled(text, clause).or_else(plain) {
            let role = role.unwrap_or_else(|| role_of(text, span, span.end(), clause, &duties));
            found.push(Actor { span, role, sort, task: task(text, span, words_end), subject: false });
            continue;
        }
        if names.is_empty() {
            continue;
        }
        let duties = &duties[duties.partition_point(|(duty, _)| duty.start() < clause.start())..];
        let duties = &duties[..duties.partition_point(|(duty, _)| duty.start() < clause.end())];
        let mut from = clause.start();
        let mut first = true;
        while from < clause.end() && found.len() < MOST && names.last().is_some_and(|(name, _)| name.start() >= from) {
            let name = name(text, from, clause.end(), names);
            let name = name.filter(|(span, _)| !nobodies.iter().any(|nobody| nobody.contains(*span)));
            if let Some((mut span, sort)) = name {
                if text[span.range()].starts_with(['各', '每'])
                    && deed(text, span, clause, words_end) < Deed::Sure
                    && let Some(longer) = deed::stretched(text, span, clause)
                {
                    span = longer;
                }
                let verb = predicate(span, clause, duties);
                let bound = verb.is_some_and(|at| at <= span.end() + 36 && only_adverbs(&text[span.end()..at]));
                let deed = deed(text, span, clause, words_end);
                if bound && deed > Deed::None
                    || deed == Deed::Sure
                    || deed == Deed::Likely && !is_soft(&text[span.range()])
                {
                    let role = role_of(text, span, verb.unwrap_or(span.end()), clause, duties);
                    found.push(Actor { span, role, sort, task: task(text, span, words_end), subject: bound && first });
                }
                from = span.end();
            }
            first = false;
            // 由…, 请…; 主要领导亲自抓、分管领导具体抓: another name may begin within the clause.
            let Some(rest) = names.last().and_then(|(last, _)| text.get(from..last.start())) else { break };
            let next = rest.char_indices().find_map(|(at, _)| CUTTERS.begins(&rest[at..]).map(|word| at + word.len()));
            let listed = rest.find('、').map(|at| at + '、'.len_utf8()).filter(|_| name.is_some());
            match [next, listed].into_iter().flatten().min() {
                Some(step) => from += step.max(1),
                None => break,
            }
        }
    }
    if names.iter().any(|(name, _)| ["部门", "单位", "人"].iter().any(|end| text[..name.end()].ends_with(end))) {
        named_posts(text, sentence, &mut found);
    }
    found.sort_by_key(|actor| (actor.span.start(), std::cmp::Reverse(actor.span.end())));
    found.dedup_by(|b, a| a.span.overlaps(b.span));
    part_tasks(text, &mut found);
    found
}

/// Who has a duty in a sentence that gives some: those found by rules, but where the wording around them tells of no
/// name, and those whom only the wording tells.
pub(crate) fn with_worded(text: &str, sentence: Span, evidence: &Evidence, rules: &Rules) -> Vec<Actor> {
    let words = text[sentence.range()].trim_end_matches(|c| is_end(c) || is_closer(c) || is_space(c));
    if names_those_present(words) {
        return Vec::new();
    }
    let words_end = sentence.start() + words.len();
    let chances = rules.compiled().weights.naming.read(words);
    let own = |name: Span| Span::new(name.start() - sentence.start(), name.end() - sentence.start());
    let mut found = evidence.actors.to_vec();
    found.retain(|actor| actor.span.end() > words_end || chances.allow(own(actor.span)));
    let ruled = found.len();
    let read_to = sentence.start() + chances.end();
    let hits = &evidence.hits[..evidence.hits.partition_point(|hit| hit.span.start() < read_to)];
    let sense = |hit: &Hit| rules.sense(hit.rule);
    let nobody = |name: Span| hits.iter().any(|hit| sense(hit) == Sense::Nobody && hit.span.contains(name));
    for name in chances.names() {
        let mut name = Span::new(sentence.start() + name.start(), sentence.start() + name.end());
        // 班子成员部|署的工作
        let last = text[name.range()].chars().next_back().map_or(0, char::len_utf8);
        if continued(text, Span::new(name.end() - last, name.end())) {
            name = Span::new(name.start(), name.end() - last);
        }
        if name.is_empty() {
            continue;
        }
        let known = found.iter().any(|actor| actor.span.overlaps(name));
        if known || found.len() >= MOST || nobody(name) {
            continue;
        }
        let start = clause_start(text, name.start(), sentence.start());
        let Some(clause) = clauses(text, start, words_end).find(|clause| clause.end() >= name.end()) else { continue };
        let duty = |hit: &Hit| match sense(hit) {
            Sense::Role(role) if clause.contains(hit.span) => Some((hit.span, role)),
            _ => None,
        };
        let duties: Vec<(Span, Role)> = hits.iter().filter_map(duty).collect();
        let sort = hits.iter().rev().find_map(|hit| match sense(hit) {
            Sense::Actor(sort) if name.contains(hit.span) => Some(sort),
            _ => None,
        });
        let role = role_of(text, name, predicate(name, clause, &duties).unwrap_or(name.end()), clause, &duties);
        let sort = sort.unwrap_or(ActorType::Unit);
        found.push(Actor { span: name, role, sort, task: task(text, name, words_end), subject: false });
    }
    if found.len() > ruled {
        found.sort_by_key(|actor| actor.span.start());
        part_tasks(text, &mut found);
    }
    found
}

/// Whether a sentence lists who came: 参加今天会议的有各乡镇党委书记.
fn names_those_present(words: &str) -> bool {
    let words = words.trim_start_matches(is_space);
    let near = || words.char_indices().nth(14).map_or(words, |(at, _)| &words[..at]);
    ["参加", "出席", "列席"].iter().any(|word| words.starts_with(word))
        && ["的有", "的还有", "的是"].iter().any(|word| near().contains(word))
}

/// Ends each task where the clause of the next name begins.
fn part_tasks(text: &str, found: &mut [Actor]) {
    for at in 1..found.len() {
        let name = found[at - 1].span;
        let next = clause_start(text, found[at].span.start(), name.end());
        let task = text[name.end()..next].trim_end_matches(|c| is_comma(c) || is_space(c));
        // 甲牵头，乙配合，三个月内办成: the two share what follows.
        if task.chars().count() >= SHORTEST && found[at - 1].task.is_some() {
            found[at - 1].task = self::task(text, name, name.end() + task.len());
        }
    }
}

/// Where the clause that holds `at` begins, but not before `from`.
pub(crate) fn clause_start(text: &str, at: usize, from: usize) -> usize {
    let before = &text[from..at];
    let comma = before.char_indices().rev().find(|(_, c)| is_comma(*c) && *c != '、' || is_end(*c));
    match comma {
        Some((comma, c)) => from + comma + c.len_utf8(),
        None if from > 0 && !before.contains('、') => at,
        None => from + before.rfind('、').map_or(0, |mark| mark + '、'.len_utf8()),
    }
}

/// Whether an ending stands in a name or just behind it.
fn near(names: &[(Span, ActorType)], span: Span) -> bool {
    names.iter().any(|(name, _)| name.end() > span.start() && name.start() < span.end() + NEAR)
}

/// What is to be done, if the sentence goes on behind the name.
fn task(text: &str, name: Span, words_end: usize) -> Option<Span> {
    let words = text.get(name.end()..words_end)?.trim_start_matches(|c| is_comma(c) || is_space(c));
    (!words.is_empty()).then(|| Span::new(words_end - words.len(), words_end))
}

/// Names that only a word of duty behind them makes actors.
static SOFT: Words = Words::new(&[
    "企业",
    "群众",
    "学生",
    "青年",
    "家长",
    "系统",
    "组织",
    "行政",
    "财务",
    "质量",
    "市场",
    "采购",
    "销售",
    "研发",
    "监控",
    "财政",
    "统计",
    "审计",
    "应急",
    "公安",
    "商务",
    "税务",
    "水利",
    "交通运输",
    "教体",
    "人社",
    "民政",
    "医保",
    "领导",
    "干部",
    "党员",
    "员工",
    "职工",
    "人员",
    "代表",
    "同志",
    "家庭",
    "居民",
    "村民",
    "农户",
    "公司",
    "学校",
    "医院",
    "社区",
    "园区",
    "车间",
    "食堂",
    "仓库",
    "窗口",
    "媒体",
    "供应商",
    "骨干",
    "一线",
    "后勤",
    "防线",
    "体系",
    "水库",
    "机场",
    "港口",
    "机关",
    "团队",
    "集团",
    "部门",
    "单位",
    "主管",
    "经理",
    "专家",
    "班子",
    "各方",
    "双方",
    "物业",
    "政府",
    "总部",
    "主任",
    "书记",
    "业主",
    "法人",
    "成员",
    "平台",
    "基地",
    "调度",
    "热线",
    "客服",
    "药房",
    "党政",
    "中央",
    "县级",
    "市级",
    "省级",
    "秘书",
    "教师",
    "老师",
    "医生",
    "护士",
    "大夫",
]);

/// Whether a name is a bare class, or a class told apart by 的.
fn is_soft(name: &str) -> bool {
    name.contains('的') || name.ends_with('里') || SOFT.begins(name).is_some_and(|word| word.len() == name.len())
}

/// The place of the first word of duty behind a name.
fn predicate(name: Span, clause: Span, duties: &[(Span, Role)]) -> Option<usize> {
    duties
        .iter()
        .map(|(span, _)| *span)
        .find(|span| span.start() >= name.end() && span.end() <= clause.end())
        .map(|span| span.start())
}

/// Clauses: what commas, stops and dashes part; not what an enumeration comma parts.
fn clauses(text: &str, from: usize, to: usize) -> impl Iterator<Item = Span> {
    let mut at = from.min(to);
    std::iter::from_fn(move || {
        if at >= to {
            return None;
        }
        let rest = &text[at..to];
        let len = find_past_han(rest, |c| is_comma(c) && c != '、' || is_end(c)).unwrap_or(rest.len());
        let span = Span::new(at, at + len);
        at += len + rest[len..].chars().next().map_or(1, char::len_utf8);
        Some(span)
    })
}

fn role_of(text: &str, name: Span, verb: usize, clause: Span, duties: &[(Span, Role)]) -> Role {
    let own = &text[name.range()];
    if own.contains("牵头") {
        return Role::Lead;
    }
    if own.contains("配合") {
        return Role::Support;
    }
    let with = ["会同", "联合"].iter().any(|word| text[..name.start()].ends_with(word));
    let within = |role: Role, reach: usize| {
        duties.iter().any(|(span, of)| {
            *of == role
                && span.start() >= name.end()
                && span.end() <= clause.end()
                && text[verb..span.start().max(verb)].chars().count() <= reach
        })
    };
    let rest = &text[name.end()..clause.end()];
    let convenes = rest.starts_with("会同")
        || rest.starts_with("要会同")
        || rest.starts_with("任组长")
        || rest.starts_with("任指挥长");
    if !with && (convenes || within(Role::Lead, 14)) {
        Role::Lead
    } else if within(Role::Supervise, 6) {
        Role::Supervise
    } else if with || within(Role::Support, 9) {
        Role::Support
    } else if deed::WATCHERS.stand_in(own) && !own.contains(['、', '等']) {
        Role::Supervise
    } else {
        Role::Owner
    }
}

#[cfg(test)]
mod tests;
