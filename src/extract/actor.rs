//! Finds who is told to do something: a name by its shape, in a place where a subject stands.

use crate::rules::{ActorType, Hit, Role, Rules, Sense};
use crate::text::{Span, is_closer, is_comma, is_end, is_mask, is_opener, is_space};

use super::sentence::Cut;

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

/// The longest name, in bytes.
const LONGEST: usize = 45 * 3;

/// Words passed over before a subject.
const PREFIXES: &[&str] = &[
    "同时", "因此", "所以", "另外", "此外", "今后", "下一步", "首先", "其次", "希望", "要求", "请", "责成", "但是", "但", "而且",
    "而", "特别是", "尤其是", "原则上", "当然", "总之", "为此", "对此", "现在", "当前", "目前", "其中", "并且", "比如", "例如", "所以说",
    "这里", "在这里", "再次", "最后", "今年", "会后", "近期", "接下来", "一句话", "我希望", "我建议", "我主张", "我要求", "建议",
    "一方面", "另一方面", "如果", "凡是", "各位", "也", "就",
];

/// Words inside what stands before a verb of duty, behind which the name begins.
const CUTTERS: &[&str] = &[
    "由", "请", "要求", "希望", "责成", "督促", "一名", "一位", "坚持", "需要", "离不开", "让", "特别强调", "强调", "以及由",
    "确定", "指定",
];

/// A noun phrase that begins so is the object of a preposition or a verb, no subject.
const OBJECTS: &[&str] = &[
    "对", "把", "将", "向", "为", "给", "与", "在", "从", "以", "按", "当", "通过", "围绕", "针对", "关于", "根据", "加强", "加大",
    "推进", "推动", "建立", "完善", "健全", "强化", "提高", "提升", "明确", "压实", "落实", "支持", "鼓励", "引导", "帮助", "动员",
    "发挥", "依靠", "构建", "形成", "成立", "设立", "开展", "凡", "没有", "是", "有", "不", "使", "还", "这是", "既", "无论", "不管", "考核",
    "结合", "作为", "面对", "经", "会同",
];

/// Adverbs between a subject and its verb of duty.
const ADVERBS: &[&str] = &[
    "都", "也", "还", "就", "更", "均", "一律", "同样", "首先", "及时", "今后", "特别", "尤其", "共同", "一定", "同志", "们", "也都",
    "本身", "自身", "之间", "一起", "在内", "同步", "全部", "分别", "统统", "再", "又", "仍", "将", "不仅", "普遍", "真正", "全体",
    "原则上", "每年", "每月", "每周", "每季度", "每半年", "月度", "年底前", "月底前",
];

/// Those who are told to do something in a sentence, in order of place.
pub(crate) fn find(text: &str, sentence: &Cut, hits: &[Hit], rules: &Rules) -> Vec<Actor> {
    let mut found: Vec<Actor> = Vec::new();
    if let Some(actor) = tail(text, sentence) {
        found.push(actor);
        return found;
    }
    let names = |hit: &Hit| match rules.sense(hit.rule) {
        Sense::Actor(sort) => Some((hit.span, sort)),
        _ => None,
    };
    if !hits.iter().any(|hit| names(hit).is_some()) {
        return found;
    }
    let duties: Vec<(Span, Role)> = hits
        .iter()
        .filter_map(|hit| match rules.sense(hit.rule) {
            Sense::Role(role) => Some((hit.span, role)),
            _ => None,
        })
        .collect();
    let words_end = sentence.span.start()
        + text[sentence.span.range()].trim_end_matches(|c| is_end(c) || is_closer(c) || is_space(c)).len();
    for clause in clauses(text, sentence.body.max(sentence.span.start()), words_end) {
        let in_clause = |span: Span| clause.contains(span);
        let mut from = clause.start();
        for &(verb, _) in duties.iter().filter(|(verb, _)| in_clause(*verb)) {
            if verb.start() < from || found.len() >= 8 {
                continue;
            }
            // The name that ends where the verb begins, adverbs aside.
            let Some((end, sort)) = hits
                .iter()
                .filter_map(names)
                .filter(|(name, _)| name.start() >= from && name.end() <= verb.start())
                .filter(|(name, _)| only_adverbs(&text[name.end()..verb.start()]))
                .max_by_key(|(name, _)| (name.end(), name.len()))
                .map(|(name, sort)| (name.end(), sort))
            else {
                continue;
            };
            let Some(span) = name(text, from, end) else { continue };
            if hits.iter().any(|hit| rules.sense(hit.rule) == Sense::Nobody && hit.span.end() == end && hit.span.start() <= span.start()) {
                continue;
            }
            let role = role_of(text, span, verb, clause, &duties);
            let task = (verb.start() < words_end).then(|| Span::new(verb.start(), words_end));
            found.push(Actor { span, role, sort, task, subject: true });
            // 主要领导亲自抓、分管领导具体抓: a list of subjects goes on.
            from = text[verb.end()..clause.end()].find('、').map_or(clause.end(), |at| verb.end() + at + '、'.len_utf8());
        }
    }
    named_posts(text, sentence, &mut found);
    found.sort_by_key(|actor| actor.span.start());
    found.dedup_by(|b, a| a.span.overlaps(b.span));
    found
}

/// Clauses: what commas, stops and dashes part; not what an enumeration comma parts.
fn clauses(text: &str, from: usize, to: usize) -> impl Iterator<Item = Span> {
    let mut at = from.min(to);
    std::iter::from_fn(move || {
        if at >= to {
            return None;
        }
        let rest = &text[at..to];
        let len = rest.find(|c| (is_comma(c) && c != '、') || is_end(c)).unwrap_or(rest.len());
        let span = Span::new(at, at + len);
        at += len + rest[len..].chars().next().map_or(1, char::len_utf8);
        Some(span)
    })
}

fn only_adverbs(between: &str) -> bool {
    let mut rest = between.trim_matches(is_space);
    if rest.len() > 24 {
        return false;
    }
    while !rest.is_empty() {
        let Some(word) = ADVERBS.iter().filter(|word| rest.starts_with(**word)).max_by_key(|word| word.len()) else {
            return rest.chars().all(|c| is_closer(c) || is_opener(c) || is_mask(c));
        };
        rest = &rest[word.len()..];
    }
    true
}

/// The name that ends at `end`, or nothing where what stands there is no subject.
fn name(text: &str, from: usize, end: usize) -> Option<Span> {
    let mut start = from;
    loop {
        let rest = &text[start..end];
        let words = rest.trim_start_matches(|c| is_space(c) || is_comma(c) || matches!(c, '*'));
        start += rest.len() - words.len();
        match PREFIXES.iter().filter(|prefix| words.starts_with(**prefix) && words.len() > prefix.len()).max_by_key(|prefix| prefix.len()) {
            Some(prefix) => start += prefix.len(),
            None => break,
        }
    }
    let words = &text[start..end];
    // 对涉及…的项目，都要明确一名县级领导牵头: the name begins behind the last such word.
    let cut = CUTTERS.iter().filter_map(|word| words.rfind(word).map(|at| at + word.len())).filter(|at| *at < words.len()).max();
    let behind = cut.is_some();
    if let Some(cut) = cut {
        start += cut;
    }
    let words = &text[start..end];
    let object = !behind && OBJECTS.iter().any(|word| words.starts_with(word));
    let long = words.len() > LONGEST || words.chars().count() < 2;
    let quoted = words.chars().filter(|c| is_opener(*c)).count() != words.chars().filter(|c| is_closer(*c)).count();
    (!object && !long && !quoted).then(|| Span::new(start, end))
}

fn role_of(text: &str, name: Span, verb: Span, clause: Span, duties: &[(Span, Role)]) -> Role {
    let own = &text[name.range()];
    if own.contains("牵头") {
        return Role::Lead;
    }
    if own.contains("配合") {
        return Role::Support;
    }
    let within = |role: Role, reach: usize| {
        duties.iter().any(|(span, of)| {
            *of == role && span.start() >= name.end() && span.end() <= clause.end() && text[verb.start()..span.start().max(verb.start())].chars().count() <= reach
        })
    };
    if within(Role::Lead, 14) {
        Role::Lead
    } else if within(Role::Supervise, 6) {
        Role::Supervise
    } else if within(Role::Support, 9) {
        Role::Support
    } else {
        Role::Owner
    }
}

const TAILS: &[(&str, Role)] = &[
    ("牵头单位", Role::Lead), ("牵头部门", Role::Lead), ("牵头领导", Role::Lead), ("主办单位", Role::Lead), ("牵头", Role::Lead),
    ("配合单位", Role::Support), ("配合部门", Role::Support), ("协办单位", Role::Support), ("参加单位", Role::Support), ("参与单位", Role::Support),
    ("督导单位", Role::Supervise), ("督查单位", Role::Supervise), ("督办单位", Role::Supervise), ("监督单位", Role::Supervise),
    ("责任单位", Role::Owner), ("责任部门", Role::Owner), ("承办单位", Role::Owner), ("实施单位", Role::Owner), ("落实单位", Role::Owner),
    ("责任领导", Role::Lead), ("责任人", Role::Owner), ("责任处室", Role::Owner), ("责任科室", Role::Owner),
];

/// The role a label before a colon gives: （牵头单位：.
pub(crate) fn tail_label(before: &str) -> Option<Role> {
    let before = before.trim_end_matches(is_space);
    let label = before.strip_suffix(['：', ':'])?;
    TAILS.iter().find(|(word, _)| label.ends_with(word)).map(|(_, role)| *role)
}

/// The tail form: （牵头单位：区教育局、区财政局）.
fn tail(text: &str, sentence: &Cut) -> Option<Actor> {
    let start = sentence.span.start();
    let from = text.floor_char_boundary(start.saturating_sub(24));
    let role = tail_label(&text[from..start])?;
    let words = &text[sentence.span.range()];
    let lead = words.len() - words.trim_start_matches(is_space).len();
    let len = words[lead..].find(|c| is_end(c) || matches!(c, '）' | ')' | '】' | '\n' | '\r' | '，' | ',')).unwrap_or(words.len() - lead);
    let name = words[lead..lead + len].trim_end_matches(is_space);
    let span = Span::new(start + lead, start + lead + name.len());
    (name.chars().count() >= 2).then_some(Actor { span, role, sort: ActorType::Unit, task: None, subject: false })
}

/// 明确牵头部门和配合部门: duties are divided, and the parts have names.
fn named_posts(text: &str, sentence: &Cut, found: &mut Vec<Actor>) {
    let words = &text[sentence.span.range()];
    if !["明确", "确定", "落实"].iter().any(|verb| words.contains(verb)) {
        return;
    }
    for (name, role) in [
        ("牵头部门", Role::Lead), ("牵头单位", Role::Lead), ("配合部门", Role::Support), ("配合单位", Role::Support),
        ("责任部门", Role::Owner), ("责任单位", Role::Owner), ("业务改进责任人", Role::Owner),
    ] {
        let Some(at) = words.find(name) else { continue };
        let before = &words[..at];
        let divided = before.ends_with("明确") || before.ends_with("确定") || before.ends_with('和') || before.ends_with('、') || before.ends_with("落实");
        if divided && !words[at + name.len()..].starts_with(['：', ':']) {
            let start = sentence.span.start() + at;
            let span = Span::new(start, start + name.len());
            found.push(Actor { span, role, sort: ActorType::Unit, task: None, subject: false });
        }
    }
}
