//! Names: what stands before an ending, and what further endings add to it.

use crate::rules::ActorType;
use crate::text::{Span, Words, is_closer, is_comma, is_end, is_space};

use super::deed::begins_deed;
use super::when;

/// The longest name, in characters.
const LONGEST: usize = 40;

/// Bytes two endings may share.
const LAP: usize = 3;

/// Openings that point at nobody, at anybody, or at those just spoken of.
static NOBODIES: Words = Words::new(&[
    "谁",
    "哪",
    "这",
    "那",
    "很多",
    "有的",
    "一些",
    "有些",
    "大量",
    "许多",
    "不少",
    "某",
    "什么",
    "多数",
    "少数",
    "的",
    "我",
    "他",
    "她",
    "你",
    "且",
    "肯定",
    "今后",
    "另一",
    "现阶段",
    "下阶段",
    "专人",
    "有人",
    "人人",
    "第三次",
    "全党",
    "全国上下",
    "大部",
    "全部",
    "内部",
    "外部",
    "局部",
    "上部",
    "同部",
    "总部署",
    "大会",
    "会上",
    "社会",
    "机会",
]);

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

/// Verbs and adverbs with which a clause begins that has no subject.
static VERBS: Words = Words::new(&[
    "带动",
    "遴选",
    "更新",
    "建设",
    "整顿",
    "规范",
    "动员",
    "树立",
    "贯彻",
    "拉通",
    "指导",
    "协助",
    "带头",
    "提出",
    "移送",
    "严查",
    "严防",
    "严禁",
    "查办",
    "查处",
    "新增",
    "实现",
    "自觉",
    "教育",
    "引导",
    "教育引导",
    "阻止",
    "减少",
    "逐步",
    "增加",
    "增强",
    "发动",
    "号召",
    "组织",
    "培育",
    "培养",
    "选派",
    "选配",
    "选拔",
    "选树",
    "配齐",
    "配强",
    "建成",
    "建好",
    "创建",
    "新建",
    "改造",
    "改建",
    "扩建",
    "维护",
    "保护",
    "保障",
    "保证",
    "服务",
    "整合",
    "整治",
    "清理",
    "清查",
    "排查",
    "检查",
    "督促",
    "督导",
    "监督",
    "监管",
    "管理",
    "协调",
    "联系",
    "联合",
    "配合",
    "设计",
    "关注",
    "关心",
    "关爱",
    "严格",
    "切实",
    "充分",
    "广泛",
    "深入",
    "扎实",
    "认真",
    "及时",
    "主动",
    "积极",
    "持续",
    "大力",
    "着力",
    "努力",
    "全力",
    "一律",
    "一起",
    "彻底",
    "坚决",
    "坚持",
    "坚守",
    "利用",
    "运用",
    "借助",
    "依托",
    "调动",
    "激发",
    "激励",
    "凝聚",
    "团结",
    "带领",
    "率领",
    "巩固",
    "拓展",
    "扩大",
    "扶持",
    "扛牢",
    "扛起",
    "履行",
    "承担",
    "负责",
    "明确",
    "确定",
    "确保",
    "实行",
    "实施",
    "执行",
    "推行",
    "推广",
    "推荐",
    "稳住",
    "稳定",
    "抓住",
    "守住",
    "守牢",
    "管好",
    "用好",
    "办好",
    "建强",
    "打通",
    "打击",
    "打好",
    "补齐",
    "补足",
    "发展",
    "发放",
    "发布",
    "发现",
    "召开",
    "举办",
    "参加",
    "参与",
    "走访",
    "走进",
    "进入",
    "下派",
    "安排",
    "调整",
    "充实",
    "聘请",
    "邀请",
    "吸引",
    "引进",
    "招引",
    "签约",
    "对接",
    "服从",
    "遵守",
    "维持",
    "创新",
    "改进",
    "改善",
    "破除",
    "防止",
    "防范",
    "杜绝",
    "避免",
    "紧盯",
    "盯紧",
    "瞄准",
    "立足",
    "面向",
    "掌握",
    "了解",
    "熟悉",
    "学习",
    "宣传",
    "尊重",
    "信任",
    "爱护",
    "照顾",
    "帮扶",
    "救助",
    "协同",
    "拿出",
    "紧急",
    "集聚",
    "盘活",
    "释放",
    "压减",
    "降低",
    "减轻",
    "缩短",
    "简化",
    "开设",
    "开通",
    "开放",
    "划定",
    "签订",
    "制定",
    "出台",
    "修订",
    "听取",
    "征求",
    "接受",
    "需要",
    "跟",
    "和",
    "通报",
    "带",
    "听",
    "派",
    "报",
    "移交",
    "提交",
    "送交",
    "上报",
    "报请",
    "报送",
    "抄送",
    "帮",
    "选择",
    "调减",
    "追究",
    "严肃",
    "交",
    "找",
    "扣",
    "跟着",
    "掏",
    "占",
]);

/// Endings that make a name of the verb before them: 督导组, 建设单位.
static MAKERS: Words = Words::new(&[
    "组",
    "办",
    "局",
    "处",
    "科",
    "室",
    "股",
    "队",
    "部",
    "站",
    "所",
    "院",
    "厅",
    "委",
    "会",
    "员",
    "者",
    "中心",
    "单位",
    "部门",
    "机构",
    "小组",
    "专班",
    "公司",
    "学院",
    "机关",
    "人员",
    "岗",
    "方",
    "工作部",
    "工作者",
    "工作组",
    "工作专班",
    "工作领导",
    "企业",
    "负责",
    "领导",
    "体育",
    "卫生",
    "系统",
    "干部",
    "工人",
    "执法",
    "规划",
    "改革",
    "大厅",
    "基地",
    "层",
    "产品线",
    "型",
    "总队",
    "支队",
    "大队",
    "平台",
    "窗口",
    "同志",
    "检查",
    "整改",
]);

/// Words of names that hold such a character.
static NATIVE: Words = Words::new(&[
    "派出所",
    "派驻",
    "派出",
    "报社",
    "报业",
    "交通",
    "交警",
    "交易",
    "交投",
    "帮扶",
    "带班",
    "带头人",
    "听证",
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
    "经营",
    "经理",
    "经济",
    "经管",
    "经信",
    "当班",
    "当地",
    "从业",
    "不动产",
    "与会",
    "对外",
    "在建",
    "在家",
    "在岗",
    "在职",
    "在校",
    "给水",
    "按揭",
    "有限",
    "职能",
    "智能",
    "效能",
    "节能",
    "机能",
    "运管",
    "物管",
    "管护",
    "管道",
    "高管",
    "保管",
    "片管",
    "资管",
    "管控",
    "信用",
    "专用",
    "用人",
    "公用",
    "外来",
    "先锋",
    "配电",
    "配送",
    "宣讲",
    "双向",
    "定向",
    "大使",
    "每支",
    "每家",
    "每所",
    "每条",
    "每级",
    "每户",
    "为人",
    "报到",
    "在线",
    "集中办",
    "集中供",
    "支行",
    "经办",
    "结算",
    "考核办",
    "考核组",
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
    "组织",
    "组建",
    "组成",
    "层层",
    "层面",
    "层次",
    "层级",
    "员工",
    "庭审",
    "县级领",
    "所联",
    "所做",
    "所提",
    "所说",
    "所管",
    "所包",
    "所辖",
    "所驻",
    "所承",
    "市级领",
    "省级领",
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

/// The name that begins at `from`: what stands before its first ending, and what further endings add to it.
pub(super) fn name(text: &str, from: usize, limit: usize, names: &[(Span, ActorType)]) -> Option<(Span, ActorType)> {
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
        let behind = when::passed(words);
        if behind.len() < words.len() {
            start += words.len() - behind.len();
            continue;
        }
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
    // 不由片区派, 不得由他人代签
    if ["不由", "得由", "能由", "再由"].iter().any(|not| text[..start].ends_with(not)) {
        return None;
    }
    let before = &text[start..first.start()];
    // 今天受到表彰的家庭: what stands before 的 may hold any word.
    let told_apart = before.ends_with('的') && before.len() >= 9 && !before.contains(['、', '，']);
    if foreign(before) && !told_apart || NOBODIES.begins(&text[start..]).is_some() {
        return None;
    }
    let led = text[..start].ends_with('由');
    if !led
        && let Some(verb) =
            VERBS.begins(before).filter(|verb| NATIVE.begins(before).is_none_or(|word| word.len() < verb.len()))
        && MAKERS.begins(&text[start + verb.len()..]).is_none()
        && !text[start + verb.len()..].starts_with('、')
    {
        return None;
    }
    // 经营部 begins with no 经.
    let object =
        OBJECTS.begins(before).filter(|object| NATIVE.begins(before).is_none_or(|word| word.len() <= object.len()));
    if object.is_some_and(|object| object.len() == 3 || MAKERS.begins(&text[start + object.len()..]).is_none()) {
        return None;
    }
    let mut end = first.end();
    while let Some((further, of)) = extended(text, end, limit, names) {
        end = further;
        sort = of.unwrap_or(sort);
    }
    let count = text[start..end].chars().count();
    // One character alone names nobody, nor does 全县.
    let least = if text[start..].starts_with('全') && !text[start..].starts_with("全体") { 4 } else { 2 };
    (least..=LONGEST).contains(&count).then(|| (Span::new(start, end), sort))
}

/// Whether a clause begins so that it has no subject, or one that points at nobody.
pub(super) fn no_subject(words: &str) -> bool {
    [&PREFIXES, &OBJECTS, &VERBS, &NOBODIES].iter().any(|list| list.begins(words).is_some())
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
        .filter(|(name, _)| {
            joined.is_some() || goes_on(text, Span::new(from, name.start().max(from)), name.end(), limit)
        })
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

/// Whether a name goes on across `between` to a further ending, or a verb and its object begin there.
fn goes_on(text: &str, between: Span, end: usize, limit: usize) -> bool {
    let words = &text[between.range()];
    match words.len() / 3 {
        // 省政协|组织|委员开展监督
        0 => {
            let next = &text[between.end()..limit];
            !next.starts_with("组织") || next["组织".len()..].starts_with(['部', '办', '处', '科', '人', '干'])
        }
        1..=3 => !words.contains('、') && !begins_deed(words),
        // 街道党（工）委书记
        _ if words.contains('（') => !words.contains(['、', '的']),
        _ => !words.contains(['、', '的']) && !begins_deed(words) && begins_deed(&text[end..limit]),
    }
}

/// Whether words hold what no name holds.
pub(super) fn foreign(words: &str) -> bool {
    // 分管, 有关: a word of names makes every character in it one of theirs.
    let mut native = 0;
    words.char_indices().any(|(at, c)| {
        native = native.max(NATIVE.begins(&words[at..]).map_or(0, |word| at + word.len()));
        c.is_ascii_digit() && !counts(&words[at..])
            || is_end(c)
            || is_comma(c) && c != '、'
            || is_closer(c) && c != '”' && c != '）'
            || at >= native && is_foreign(c)
    })
}

/// Whether a number counts members or classes of a name: 6家企业, 18项指标的牵头单位.
fn counts(words: &str) -> bool {
    let unit = words.trim_start_matches(|c: char| c.is_ascii_digit());
    unit.starts_with(['个', '家', '名', '位', '所', '项', '支', '座', '大', '号', '类', '级'])
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

/// Whether a character and an ending behind it are another word: 全部, 到处, 举办.
fn merges(before: char, ending: &str) -> bool {
    let words = match ending {
        "部" => "全大局头",
        "处" => "到好害无深四此之出难长用查惩远近何坏益惩共短痛妙",
        "办" => "创主举经承协包开新班度怎来兴代缓停少多快",
        "员" => "动裁满超减复兼增",
        "科" => "专本百",
        "委" => "原编推",
        "院" => "出住",
        "站" => "上网到起",
        "组" => "分重改",
        "馆" => "茶餐",
        "镇" => "城集古重冰",
        "村" => "下进驻农空在",
        "局" => "大全格布结开僵定破",
        "室" => "教",
        "所" => "之有无",
        "队" => "带列排插",
        _ => return false,
    };
    words.contains(before)
}

/// Whether a short ending is the beginning of another word.
pub(super) fn continued(text: &str, span: Span) -> bool {
    // 纪委|会同
    if text[..span.end()].ends_with('会') && text[span.end()..].starts_with(['同', '议', '商']) {
        return true;
    }
    let before = text[..span.start()].chars().next_back();
    if span.len() == 3 && before.is_some_and(|before| merges(before, &text[span.range()])) {
        return true;
    }
    span.len() <= 6 && CONTINUED.begins(&text[span.start()..]).is_some_and(|word| word.len() > span.len())
}
