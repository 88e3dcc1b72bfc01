//! Finds who is told to do something: a name by its shape, in a place where a subject stands.

use crate::rules::{ActorType, Hit, Role, Rules, Sense};
use crate::text::{Span, Words, is_closer, is_comma, is_end, is_mask, is_opener, is_space};

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

/// The most names a sentence gives; more are bait.
const MOST: usize = 12;

/// Bytes two endings may share.
const LAP: usize = 3;

/// The longest name, in characters.
const LONGEST: usize = 40;

/// Words passed over before a subject.
static PREFIXES: Words = Words::new(&[
    "同时",
    "因此",
    "所以",
    "另外",
    "此外",
    "今后",
    "下一步",
    "首先",
    "其次",
    "但是",
    "但",
    "而且",
    "而",
    "特别是",
    "尤其是",
    "原则上",
    "当然",
    "总之",
    "为此",
    "对此",
    "现在",
    "当前",
    "目前",
    "其中",
    "并且",
    "比如",
    "例如",
    "这里",
    "在这里",
    "再次",
    "最后",
    "今年",
    "会后",
    "近期",
    "接下来",
    "一句话",
    "一方面",
    "另一方面",
    "凡是",
    "也",
    "就",
    "由",
    "请",
    "要求",
    "希望",
    "责成",
    "督促",
    "建议",
    "我希望",
    "我建议",
    "我主张",
    "我要求",
    "必须由",
    "要由",
    "统一由",
    "都要",
    "还要",
    "这件事",
    "这项工作",
    "会上",
    "从现在起",
    "即日起",
    "我们",
    "要",
    "让",
    "要让",
    "明确",
    "继续",
    "这里面",
    "以后",
    "将来",
]);

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
    "让",
    "要让",
]);

/// A noun phrase that begins so is the object of a preposition or a verb, no subject.
static OBJECTS: Words = Words::new(&[
    "对",
    "把",
    "将",
    "向",
    "给",
    "与",
    "在",
    "从",
    "以",
    "按",
    "当",
    "通过",
    "围绕",
    "针对",
    "关于",
    "根据",
    "加强",
    "加大",
    "推进",
    "推动",
    "建立",
    "完善",
    "健全",
    "强化",
    "提高",
    "提升",
    "压实",
    "落实",
    "支持",
    "鼓励",
    "引导",
    "帮助",
    "动员",
    "组织各",
    "发挥",
    "依靠",
    "构建",
    "形成",
    "成立",
    "设立",
    "开展",
    "凡",
    "没有",
    "是",
    "有的",
    "不",
    "使",
    "还",
    "这是",
    "既",
    "无论",
    "不管",
    "考核",
    "结合",
    "作为",
    "面对",
    "经",
    "如果",
    "若",
    "因",
    "为",
    "做好",
    "抓好",
    "自觉接受",
    "接受",
    "主动接受",
    "集中",
    "打造",
    "培育",
    "优化",
    "深化",
    "统筹",
    "聚焦",
    "只要",
    "只有",
    "除",
    "超过",
    "连续",
    "排名",
    "末位",
    "每年",
    "每月",
    "每周",
    "每季度",
    "到",
    "交给",
    "全面",
    "进一步",
]);

/// Words of names that hold such a character.
static NATIVE: Words = Words::new(&[
    "有关",
    "同志",
    "所有",
    "负责人",
    "负责同志",
    "在座",
    "到会",
    "到场",
    "为主",
    "主管",
    "分管",
    "管委会",
    "管理",
    "牵头",
    "配合",
    "应急",
    "能源",
    "用户",
    "用服",
    "不同",
    "公管",
    "城管",
    "监管",
    "管网",
    "交管",
    "河道管",
    "被巡察",
    "被曝光",
    "被督察",
    "受表彰",
    "参会",
    "有条件",
    "国有",
    "县管",
    "市管",
    "共同体",
    "合同",
    "来宾",
    "对口",
    "一把手",
    "抓落实",
    "还没有",
    "过渡",
    "如东",
    "可研",
    "先进",
    "就业",
    "为民",
    "能力",
    "用地",
    "看守所",
    "同级",
    "每个",
    "每名",
    "每位",
    "每一",
    "要害",
    "重要",
    "主要",
    "需要",
    "必要",
    "驻在",
    "所在",
    "挂点",
    "讲师",
    "再生",
    "过程",
    "要素",
]);

/// What follows a one-character name ending when it is no ending: 部署, 办理.
static CONTINUED: Words = Words::new(&[
    "部署",
    "部分",
    "部位",
    "部队",
    "部件",
    "办理",
    "办事",
    "办法",
    "办结",
    "办好",
    "办成",
    "办学",
    "办案",
    "办医",
    "处理",
    "处置",
    "处于",
    "处分",
    "处罚",
    "科学",
    "科技",
    "科研",
    "所有",
    "所以",
    "所属",
    "所在",
    "所需",
    "站在",
    "站位",
    "站好",
    "站稳",
    "队伍",
    "局面",
    "局部",
    "委托",
    "委派",
    "村级",
    "村里",
    "院里",
    "系统治",
    "系统性",
    "系统推",
    "组织实",
    "组织开",
    "组织一",
    "组织好",
    "组织力",
    "组织全",
    "组织各",
    "组织召",
    "组织协",
    "组织对",
    "组织学",
    "组织领",
    "市场化",
    "市场主",
    "市场竞",
    "行政审",
    "行政执",
    "行政处",
    "领导力",
    "企业家精",
    "群众身",
    "群众的",
    "群众反",
    "干部队",
    "人员密",
    "公司化",
    "质量第",
    "安全",
    "后勤保",
    "体系建",
    "组织建",
    "队建",
]);

/// Adverbs between a subject and its verb of duty.
static ADVERBS: Words = Words::new(&[
    "都",
    "也",
    "还",
    "就",
    "更",
    "均",
    "一律",
    "同样",
    "首先",
    "及时",
    "今后",
    "特别",
    "尤其",
    "共同",
    "一定",
    "同志",
    "们",
    "也都",
    "本身",
    "自身",
    "之间",
    "一起",
    "在内",
    "同步",
    "全部",
    "分别",
    "统统",
    "再",
    "又",
    "仍",
    "将",
    "不仅",
    "普遍",
    "真正",
    "全体",
    "原则上",
    "每年",
    "每月",
    "每周",
    "每季度",
    "每半年",
    "月度",
    "年底前",
    "月底前",
]);

/// Those who are told to do something in a sentence, in order of place.
pub(crate) fn find(text: &str, sentence: &Cut, hits: &[Hit], rules: &Rules) -> Vec<Actor> {
    let mut found: Vec<Actor> = Vec::new();
    if let Some(actor) = tail(text, sentence) {
        found.push(actor);
        return found;
    }
    let named = hits.iter().filter(|hit| matches!(rules.sense(hit.rule), Sense::Actor(_))).count();
    if named == 0 {
        return found;
    }
    let mut names: Vec<(Span, ActorType)> = Vec::with_capacity(named);
    let mut duties: Vec<(Span, Role)> = Vec::new();
    let mut nobodies: Vec<Span> = Vec::new();
    for hit in hits {
        match rules.sense(hit.rule) {
            Sense::Actor(sort) if !continued(text, hit.span) && !ends_verb(text, hit.span) => {
                names.push((hit.span, sort));
            }
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
            if let Some((span, sort)) = name {
                let verb = predicate(span, clause, duties);
                let bound = verb.is_some_and(|at| at <= span.end() + 24 && only_adverbs(&text[span.end()..at]));
                if bound || acts(text, span, clause, words_end) {
                    let task = Span::new(span.end(), words_end);
                    let role = role_of(text, span, verb.unwrap_or(span.end()), clause, duties);
                    found.push(Actor {
                        span,
                        role,
                        sort,
                        task: (!task.is_empty()).then_some(task),
                        subject: bound && first,
                    });
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
    found
}

/// Whether a short ending is the beginning of another word.
fn continued(text: &str, span: Span) -> bool {
    span.len() <= 6 && CONTINUED.begins(&text[span.start()..]).is_some_and(|word| word.len() > span.len())
}

/// Whether a short ending is the end of another word: 全部, 至少办.
fn ends_verb(text: &str, span: Span) -> bool {
    let before = text[..span.start()].chars().next_back().unwrap_or(' ');
    match &text[span.range()] {
        "部" => "全内大局外".contains(before),
        "办" => "少多举开兴创承协代帮包".contains(before),
        _ => false,
    }
}

/// The place of the first word of duty behind a name.
fn predicate(name: Span, clause: Span, duties: &[(Span, Role)]) -> Option<usize> {
    duties
        .iter()
        .map(|(span, _)| *span)
        .find(|span| span.start() >= name.end() && span.end() <= clause.end())
        .map(|span| span.start())
}

/// Whether what follows a name may be what it is to do: words of its own, and no 的, 里 or 之间.
fn acts(text: &str, name: Span, clause: Span, words_end: usize) -> bool {
    let rest = &text[name.end()..clause.end()];
    let Some(next) = rest.chars().next() else {
        // 各乡镇，要…: the clause is the name alone.
        let after = text[name.end()..words_end].trim_start_matches(is_comma);
        return ["要", "必须", "务必", "应"].iter().any(|word| after.starts_with(word));
    };
    let bars = [
        "的", "里", "中", "内", "上", "下", "之间", "方面", "等", "是", "为", "、", "）", "”", "化", "们", "层面",
        "间", "建设", "工作", "身上", "出了",
    ];
    rest.chars().take(3).count() >= 2 && !bars.iter().any(|word| rest.starts_with(word)) && !is_closer(next)
}

/// The name that begins at `from`: what stands before its first ending, and what further endings add to it.
fn name(text: &str, from: usize, limit: usize, names: &[(Span, ActorType)]) -> Option<(Span, ActorType)> {
    let mut start = from;
    // The nearest ending must be near, whatever is passed over.
    let nearest = names[names.partition_point(|(name, _)| name.start() < from)..].first()?;
    if nearest.0.start() - from > 34 * 3 {
        return None;
    }
    loop {
        let rest = &text[start..limit];
        let words = rest.trim_start_matches(|c| is_space(c) || is_comma(c) || matches!(c, '*' | '“'));
        start += rest.len() - words.len();
        match PREFIXES.begins(words) {
            // A name may begin with the same character: 要素保障组.
            Some(prefix)
                if !around(names, start, start + 1)
                    .iter()
                    .any(|(name, _)| name.start() == start && name.len() >= prefix.len()) =>
            {
                start += prefix.len()
            }
            _ => break,
        }
    }
    let reach = text[start..limit].char_indices().nth(16).map_or(limit, |(at, _)| start + at);
    let (first, mut sort) = *around(names, start, reach)
        .iter()
        .filter(|(name, _)| name.start() >= start && name.end() <= reach.max(start))
        .min_by_key(|(name, _)| (name.start(), std::cmp::Reverse(name.end())))?;
    if foreign(&text[start..first.start()]) || OBJECTS.begins(&text[start..first.start()]).is_some() {
        return None;
    }
    let mut end = first.end();
    while let Some((further, of)) = extended(text, end, limit, names) {
        end = further;
        sort = of.unwrap_or(sort);
    }
    // 各村（社区）: the last ending stood inside.
    let opened = text[start..end].rfind(['（', '(']).is_some_and(|at| !text[start + at..end].contains(['）', ')']));
    if let Some(closer) = text[end..limit].chars().next().filter(|c| opened && matches!(c, '）' | ')')) {
        end += closer.len_utf8();
    }
    let count = text[start..end].chars().count();
    // One character alone names nobody.
    (2..=LONGEST).contains(&count).then(|| (Span::new(start, end), sort))
}

/// The endings that begin at `from`, or a little before it, and before `to`.
fn around(names: &[(Span, ActorType)], from: usize, to: usize) -> &[(Span, ActorType)] {
    let names = &names[names.partition_point(|(name, _)| name.start() + LAP < from)..];
    &names[..names.partition_point(|(name, _)| name.start() < to)]
}

/// Where a name goes on behind `end`: 、 or 和 and another name, a longer ending, 等部门, 三家, a bracket.
fn extended(text: &str, end: usize, limit: usize, names: &[(Span, ActorType)]) -> Option<(usize, Option<ActorType>)> {
    let rest = &text[end..limit];
    let joined =
        ["以及", "及其", "特别是", "、", "和", "及", "与", "或", "的"].iter().find(|word| rest.starts_with(**word));
    let from = end + joined.map_or(0, |word| word.len());
    let far = if joined.is_some() { 10 } else { 6 };
    let reach = text[from..limit].char_indices().nth(far + 1).map_or(limit, |(at, _)| from + at);
    let next = around(names, from, reach)
        .iter()
        // 各乡 and 乡镇 share a character.
        .filter(|(name, _)| name.start() + LAP >= from && name.end() <= reach && name.end() > end)
        .filter(|(name, _)| !foreign(&text[from..name.start().max(from)]))
        .min_by_key(|(name, _)| (name.start(), std::cmp::Reverse(name.end())));
    if let Some((name, sort)) = next {
        return Some((name.end(), Some(*sort)));
    }
    // 发改、住建三家; 财务、医政两个股室
    let counted = rest.trim_start_matches('等').trim_start_matches(|c| "一二三四五六七八九十两几各".contains(c));
    if counted.len() < rest.len() {
        let unit = ["个部门", "个单位", "个股室", "个科室", "家单位", "部门", "单位", "级", "家", "方", "地"]
            .iter()
            .find(|unit| counted.starts_with(**unit));
        if let Some(unit) = unit {
            return Some((end + rest.len() - counted.len() + unit.len(), None));
        }
    }
    if rest.starts_with(['（', '(']) {
        let inner = rest.char_indices().take(8).find(|(_, c)| matches!(c, '）' | ')'))?;
        return Some((end + inner.0 + inner.1.len_utf8(), None));
    }
    None
}

/// Whether words hold what no name holds.
fn foreign(words: &str) -> bool {
    // 分管, 有关: a word of names makes every character in it one of theirs.
    let mut native = 0;
    words.char_indices().any(|(at, c)| {
        native = native.max(NATIVE.begins(&words[at..]).map_or(0, |word| at + word.len()));
        c.is_ascii_digit()
            || is_end(c)
            || is_comma(c) && c != '、'
            || is_closer(c) && c != '”' && c != '）'
            || at >= native && is_foreign(c)
    })
}

/// A character no name holds.
fn is_foreign(c: char) -> bool {
    matches!(
        c,
        '要' | '应'
            | '须'
            | '必'
            | '把'
            | '对'
            | '将'
            | '向'
            | '给'
            | '为'
            | '同'
            | '每'
            | '在'
            | '于'
            | '用'
            | '按'
            | '从'
            | '由'
            | '到'
            | '负'
            | '牵'
            | '配'
            | '抓'
            | '管'
            | '不'
            | '再'
            | '也'
            | '都'
            | '就'
            | '先'
            | '可'
            | '能'
            | '是'
            | '有'
            | '了'
            | '着'
            | '过'
            | '并'
            | '而'
            | '但'
            | '若'
            | '如'
            | '凡'
            | '让'
            | '被'
            | '使'
            | '得'
            | '去'
            | '来'
            | '看'
            | '说'
            | '讲'
    )
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
        let Some(word) = ADVERBS.begins(rest) else {
            return rest.chars().all(|c| is_closer(c) || is_opener(c) || is_mask(c));
        };
        rest = &rest[word.len()..];
    }
    true
}

fn role_of(text: &str, name: Span, verb: usize, clause: Span, duties: &[(Span, Role)]) -> Role {
    let own = &text[name.range()];
    if own.contains("牵头") {
        return Role::Lead;
    }
    if own.contains("配合") {
        return Role::Support;
    }
    let within = |role: Role, reach: usize| {
        duties.iter().any(|(span, of)| {
            *of == role
                && span.start() >= name.end()
                && span.end() <= clause.end()
                && text[verb..span.start().max(verb)].chars().count() <= reach
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
fn tail(text: &str, sentence: &Cut) -> Option<Actor> {
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

/// 明确牵头部门和配合部门: duties are divided, and the parts have names.
fn named_posts(text: &str, sentence: &Cut, found: &mut Vec<Actor>) {
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
