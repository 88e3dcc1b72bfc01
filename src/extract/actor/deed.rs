//! What follows a name: the beginning of what somebody is to do, or of something else.

use crate::text::{Span, Words, is_closer, is_comma, is_mask, is_opener, is_space};

use super::when;

/// How surely the words behind a name say what it is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Deed {
    /// They tell, describe or belong to the name.
    None,
    /// They may.
    Likely,
    /// They begin with a word of duty or of acting.
    Sure,
}

/// Adverbs between a subject and what it is to do.
static ADVERBS: Words = Words::new(&[
    "都",
    "也",
    "还",
    "就",
    "更",
    "均",
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
    "本人",
    "自己",
    "各自",
    "一起",
    "随后",
    "同时",
    "先",
    "只",
    "才",
    "继续",
    "进一步",
    "马上",
    "当场",
    "立即",
    "抓紧",
    "尽快",
    "定期",
    "直接",
    "以后",
    "往后",
    "回去",
    "则",
]);

/// Words with which a duty begins.
static SURE: Words = Words::new(&[
    "要",
    "应",
    "须",
    "需",
    "必须",
    "务必",
    "不得",
    "不能",
    "不要",
    "不许",
    "不准",
    "不可",
    "不再",
    "不用",
    "莫",
    "别",
    "可以",
    "一律",
    "绝不",
    "决不",
    "负责",
    "牵头",
    "主抓",
    "配合",
    "协助",
    "支持",
    "带头",
    "带队",
    "把",
    "每",
    "逐",
    "至少",
    "会同",
    "联合",
    "拿出",
    "落实",
    "组织",
    "制定",
    "抓",
    "盯",
    "管",
    "包",
    "任",
    "当好",
    "报",
    "派",
    "做好",
    "建立",
    "开展",
    "完成",
    "提出",
    "提供",
    "出台",
    "起草",
    "审核",
    "审批",
    "承担",
    "担负",
    "担任",
    "履行",
    "主动",
    "认真",
    "切实",
    "严格",
    "全程",
    "统一",
    "统筹",
    "具体",
    "亲自",
    "签字",
    "督",
    "约谈",
    "查",
    "通报",
    "考核",
    "打分",
    "有权",
    "跟踪",
    "监督",
    "检查",
    "抽查",
    "汇总",
    "研究",
    "召集",
    "参与",
    "参加",
    "挂",
    "坚持",
    "积极",
    "密切",
    "加强",
    "强化",
    "加快",
    "健全",
    "完善",
    "紧盯",
    "各负其责",
    "齐抓共管",
    "切不可",
    "千万",
    "也要",
    "代管",
    "代",
    "分头",
    "轮流",
    "凭",
    "写",
    "跟进",
    "公开",
    "守",
    "依法",
    "对照",
    "按",
    "备",
    "补",
    "摸清",
    "梳理",
    "列出",
    "办妥",
    "修",
    "给",
    "出",
    "拿",
    "送",
    "建",
    "收",
    "办理",
    "结对",
    "联系",
    "出面",
    "作为",
    "既要",
    "除了",
]);

/// Words behind a name of which something is told or said.
static TOLD: Words = Words::new(&[
    "已",
    "正在",
    "曾",
    "一直",
    "认为",
    "说",
    "反映",
    "跟我",
    "告诉",
    "觉得",
    "表示",
    "向我",
    "去年",
    "过去",
    "前年",
    "也是",
    "有了",
    "没有",
    "有的",
    "有人",
    "没",
    "出了",
    "来了",
    "愿意",
    "是否",
    "怕",
    "喜欢",
    "感到",
    "很",
    "最",
    "太",
    "越",
    "比",
    "被",
    "受",
    "由",
    "建设",
    "工作",
    "身上",
    "是",
    "的",
    "不是",
    "如果",
    "得到",
    "取得",
    "总",
    "像",
    "成为",
    "成了",
    "还没",
    "不到位",
    "不够",
    "不足",
    "不少",
    "不同",
    "之",
    "与",
    "和",
    "及",
    "或",
    "以外",
    "以上",
    "以下",
    "以内",
    "办学",
    "改革",
    "管理",
    "体制",
    "机制",
    "制度",
    "体系",
    "环境",
    "责任制",
    "质量",
    "水平",
    "能力",
    "作用",
    "情况",
    "问题",
    "主义",
    "较",
    "时候",
    "经济",
    "市场",
    "力量",
    "身份",
    "作风",
    "总数",
    "人数",
    "就地",
    "停职",
    "免职",
    "撤职",
    "降级",
    "被免",
    "一起问责",
    "一并",
    "扣减",
    "取消",
    "有",
    "收入",
    "利益",
    "队伍",
]);

/// What directly behind a name makes it a place or part of another word.
static PARTS: Words = Words::new(&[
    "里", "中", "内", "上", "下", "之间", "方面", "等", "为", "、", "）", "”", "化", "们", "层面", "间", "数", "变",
    "时", "后", "前", "外",
]);

/// Words that begin like a part and are verbs or times.
static NO_PARTS: Words = Words::new(&[
    "上门", "上报", "上岗", "上收", "上半", "上个", "上午", "上会", "上星", "下沉", "下乡", "下井", "下派", "下发",
    "下放", "下半", "下个", "下周", "下月", "下午", "下达", "内部", "中午", "前半", "后半", "外聘", "前往", "等候",
    "上线", "上传", "上交",
]);

/// What a name is, where that binds it: X是第一责任人.
const CHARGES: &[&str] = &[
    "责任人",
    "责任主体",
    "总指挥",
    "专责机关",
    "第一责任",
    "主体责任",
    "负责人",
    "组长",
    "路长",
    "机构",
    "执行者",
    "监督人",
    "指挥长",
];

/// Words that hand what follows over to a name.
const LEADS: &[&str] = &["由", "请", "责成", "会同", "联合", "交由"];

/// Whether the words behind a name only tell of what it did: 市委|部署的任务.
fn tells_of(words: &str) -> bool {
    words.chars().nth(2) == Some('的') && !words.starts_with("负责") && !words.starts_with("承担")
}

/// What begins behind a name.
pub(super) fn deed(text: &str, name: Span, clause: Span, words_end: usize) -> Deed {
    let rest = text[name.end()..clause.end()].trim_start_matches(|c| is_closer(c) || is_mask(c) || is_space(c));
    if let Some(what) = rest.strip_prefix('是').or_else(|| rest.strip_prefix("就是")) {
        // 妇联是娘家，要…
        let after = text[clause.end()..words_end].trim_start_matches(is_comma);
        let charged = CHARGES.iter().any(|charge| what.contains(charge))
            || ["要", "必须", "应当", "不能", "不得"].iter().any(|word| after.starts_with(word));
        return if charged { Deed::Sure } else { Deed::None };
    }
    if let Some(what) = rest.strip_prefix('的') {
        let charged = ["职责", "责任", "任务", "本分"]
            .iter()
            .any(|duty| what.strip_prefix(duty).is_some_and(|what| what.starts_with('是') || what.starts_with("就是")));
        return if charged { Deed::Sure } else { Deed::None };
    }
    let words = after_adverbs(rest);
    let led = LEADS.iter().any(|lead| text[..name.start()].ends_with(lead));
    let Some(next) = words.chars().next() else {
        if led {
            return Deed::Likely;
        }
        // 各乡镇，要…: the clause is the name alone.
        let after = text[clause.end()..words_end].trim_start_matches(is_comma);
        let after = after_adverbs(after);
        let charged = after.starts_with('是') && CHARGES.iter().any(|charge| after.contains(charge));
        let bound =
            ["要", "必须", "务必", "应", "不得", "不能", "不要", "一律"].iter().any(|word| after.starts_with(word));
        return if charged || bound { Deed::Sure } else { Deed::None };
    };
    if !led && PARTS.begins(rest).is_some() && NO_PARTS.begins(rest).is_none() {
        return Deed::None;
    }
    let timed = when::passed(rest).len() < rest.len()
        && !rest.starts_with(['昨', '上', '当', '后', '一', '两', '几', '十', '三']);
    // 区级田长每月、镇级田长每周
    if next == '、' && words.len() < rest.len() {
        return Deed::Sure;
    }
    if !led && tells_of(words) {
        return Deed::None;
    }
    let told = TOLD.begins(words).map_or(0, str::len);
    let sure = SURE.begins(words).map_or(0, str::len);
    let alone = words.chars().take(2).count() < 2 && !led && words.len() == rest.len();
    if alone || is_closer(next) || is_comma(next) || told > sure {
        Deed::None
    } else if sure > 0 && !NAMES.iter().any(|w| words.starts_with(w)) || (led || timed) && told == 0 {
        Deed::Sure
    } else if words.chars().skip(1).take(3).any(|c| c == '了') {
        // 做了, 开过了: told, not asked for.
        Deed::None
    } else {
        Deed::Likely
    }
}

/// Words in the name of a body that is there to look at what others do: 纪检监察组, 审计处, 督查室.
pub(super) static WATCHERS: Words = Words::new(&[
    "纪检",
    "纪委",
    "监委",
    "巡视",
    "巡察",
    "督查",
    "督察",
    "督导",
    "审计",
    "监察",
    "安监",
    "检验员",
    "考核组",
    "检查组",
    "巡查组",
    "暗访组",
]);

/// Whether words begin with a duty, an adverb or what is told of a name.
pub(super) fn tells(words: &str) -> bool {
    begins_deed(words)
        || TOLD.begins(words).is_some()
        || ADVERBS.begins(words).is_some()
        || PARTS.begins(words).is_some()
}

/// Whether words begin with a word of duty or acting that is no part of a name, or with a time.
pub(super) fn begins_deed(words: &str) -> bool {
    const NOUNS: &[&str] = &[
        "监督", "检查", "考核", "审核", "审批", "研究", "督", "查", "组织", "统筹", "联合", "应", "需", "包", "守",
        "补", "备", "修",
    ];
    when::passed(words).len() < words.len()
        || SURE
            .begins(words)
            .is_some_and(|word| !NOUNS.contains(&word) && !NAMES.iter().any(|name| words.starts_with(name)))
}

/// What begins like a word of duty and is none.
const NAMES: &[&str] = &[
    "要求",
    "应对",
    "应急",
    "要素",
    "要点",
    "报告",
    "包括",
    "按说",
    "牵头单位",
    "牵头部门",
    "配合单位",
    "配合部门",
    "把关",
    "每个",
    "每名",
    "每位",
    "每一",
    "每支",
    "每家",
    "逐步",
    "管理",
    "管委",
    "管护",
    "包保",
];

/// `name` with the few words between its last ending and a word of duty: 各市|主城区|要, 每个班|值日生|负责.
pub(super) fn stretched(text: &str, name: Span, clause: Span) -> Option<Span> {
    let rest = &text[name.end()..clause.end()];
    if begins_deed(rest) {
        return None;
    }
    let at = rest
        .char_indices()
        .skip(1)
        .take(5)
        .map(|(at, _)| at)
        .find(|at| begins_deed(&rest[*at..]) && !rest[*at..].starts_with('任'))?;
    let between = &rest[..at];
    let barred = super::name::foreign(between) || between.contains(['的', '、', '，', '了']) || begins_deed(between);
    (!barred && TOLD.begins(between).is_none() && ADVERBS.begins(between).is_none())
        .then(|| Span::new(name.start(), name.end() + at))
}

/// The words behind adverbs and times.
fn after_adverbs(words: &str) -> &str {
    let mut rest = words;
    loop {
        let from = rest.trim_start_matches(is_space);
        let next = when::passed(from);
        let next = ADVERBS.begins(next).map_or(next, |word| &next[word.len()..]);
        if next.len() == rest.len() {
            return rest;
        }
        rest = next;
    }
}

/// Whether there are only adverbs between a name and a word of duty.
pub(super) fn only_adverbs(between: &str) -> bool {
    let rest = after_adverbs(between.trim_matches(is_space));
    rest.chars().all(|c| is_closer(c) || is_opener(c) || is_mask(c))
}
