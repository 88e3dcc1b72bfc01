//! TG201: a number of points is announced, and another number follows.

use std::sync::LazyLock;

use regex::Regex;
use rustc_hash::FxHashMap;

use super::ground::{Ground, chinese_number};
use super::{Found, Said};
use crate::document::Speech;
use crate::outline::{Node, NodeId};
use crate::text::{Span, Spanned, arabic, chinese};

/// What counts the points that follow, as it ends an announcement: 四个方面。 三点意见：
const ANNOUNCED: &str = r"(?P<n>[两二三四五六七八九十]{1,2}|[2-9]|1[0-9])(?P<noun>(?:个|点|条|件|项|种|类|句|道|场|步|层|大)(?:方面|问题|意见|举措|措施|任务|工作|重点|突破|硬仗|行动|\p{Han}{0,3}))";

pub(super) fn check(ground: &Ground, found: &mut Found) {
    if !found.wants("TG201") {
        return;
    }
    static AT_END: LazyLock<Regex> =
        LazyLock::new(|| pattern(&format!("{ANNOUNCED}(?:来讲|来说|谈起|入手)?[。：:，,！]?$")));
    for speech in ground.speeches() {
        let series: Vec<Vec<&Node>> = ground.series(speech).into_iter().filter(|series| series.len() >= 2).collect();
        for (at, sentence) in speech.sentences().iter().enumerate() {
            let words = ground.words(sentence.span()).trim_end();
            let Some(hit) = AT_END.captures(words) else { continue };
            let Some((number, place)) = number(&hit, sentence.span().start()) else { continue };
            // What follows the sentence at once is what it announces.
            let end = sentence.span().end();
            let next = speech.sentences().get(at + 1).map_or(end, |next| next.span().start());
            if !announces(words, place.start() - sentence.span().start()) || next > end + 8 {
                continue;
            }
            let nodes = speech.outline().nodes();
            let follows = nodes.get(nodes.partition_point(|node| node.span.start() < end));
            let Some(follows) = follows.filter(|node| goes_straight(ground, nodes, end, node)) else { continue };
            let own = series.binary_search_by_key(&follows.span.start(), |series| series[0].span.start());
            if let Ok(own) = own {
                compare(ground, number, place, &series[own], found);
            }
        }
        headings(ground, speech, &series, found);
    }
}

fn pattern(words: &str) -> Regex {
    Regex::new(words).expect("a pattern of the tests")
}

fn number(hit: &regex::Captures, base: usize) -> Option<(u32, Span)> {
    let words = hit.name("n")?;
    let text = words.as_str();
    let number = if text == "两" { 2 } else { chinese(text).or_else(|| arabic(text))?.0 };
    Some((number, Span::new(base + words.start(), base + hit.name("noun")?.end())))
}

/// Whether the words before the number say that the points are to come.
fn announces(words: &str, at: usize) -> bool {
    const VERBS: [&str; 34] = [
        "讲",
        "谈",
        "说",
        "提",
        "强调",
        "归拢",
        "归纳",
        "概括",
        "梳理",
        "集中在",
        "表现在",
        "体现在",
        "主要是",
        "大体是",
        "分为",
        "拿出",
        "抓好",
        "抓",
        "做好",
        "办好",
        "做到",
        "实现",
        "突出",
        "围绕",
        "有",
        "要求",
        "明确",
        "落实",
        "聚焦",
        "把握",
        "处理好",
        "干",
        "从",
        "整治",
    ];
    // 除了这四条, 针对上面四个问题 and 前面讲的三点 look back.
    const BACK: [&str; 9] = ["除了", "针对", "上面", "上述", "以上", "前面", "刚才", "这", "那"];
    let before = &words[..at];
    // The end of a greater number, or an ordinal.
    if before.ends_with(|c: char| c.is_ascii_digit() || "一二三四五六七八九十百千万第几.点".contains(c))
    {
        return false;
    }
    // 九个月 is a time, 提高三个百分点 a figure.
    const MEASURES: [&str; 9] = ["月", "季度", "星期", "礼拜", "小时", "钟头", "年头", "百分点", "工作日"];
    // 提出审议意见五条 tells how many there were.
    const GIVEN: [&str; 6] = ["意见", "建议", "线索", "问题", "信息", "措施"];
    // 67个。 counts things; 有四个： counts points.
    let noun = words[at..].trim_start_matches(|c: char| c.is_ascii_digit() || "两二三四五六七八九十".contains(c));
    let bare = noun.trim_end_matches(['。', '：', ':', '，', ',', '！']);
    if matches!(bare, "个" | "项" | "种" | "类" | "大" | "件" | "场" | "道" | "步" | "层" | "句")
        && !noun.ends_with(['：', ':'])
    {
        return false;
    }
    if MEASURES.iter().any(|measure| noun.strip_prefix('个').is_some_and(|noun| noun.starts_with(measure)))
        || bare == "条" && GIVEN.iter().any(|given| before.ends_with(given)) && !noun.ends_with(['：', ':'])
    {
        return false;
    }
    let clause = before.rsplit(['，', ',', '。', '；']).next().unwrap_or_default();
    let tail: String = clause.chars().rev().take(12).collect::<Vec<_>>().into_iter().rev().collect();
    // 怎么干，五条硬杠子。
    let bare = clause.is_empty() && at > 0;
    (bare || VERBS.iter().any(|verb| tail.contains(verb))) && !BACK.iter().any(|word| clause.contains(word))
}

/// Whether no more than a short lead stands between an announcement and the next point.
fn goes_straight(ground: &Ground, nodes: &[Node], from: usize, next: &Node) -> bool {
    let to = next.span.start();
    // Before the first point of the speech some words of the opening may follow.
    let lead = if nodes[0].span.start() == to { 400 } else { 4 };
    ground.text[from..to].chars().take(lead + 1).count() <= lead && !ground.is_broken(from, to)
}

/// A heading that counts its points: 坚决打好三场硬仗.
fn headings(ground: &Ground, speech: &Speech, series: &[Vec<&Node>], found: &mut Found) {
    static IN_HEADING: LazyLock<Regex> = LazyLock::new(|| pattern(&format!("{ANNOUNCED}$")));
    let mut under: FxHashMap<NodeId, Vec<&Vec<&Node>>> = FxHashMap::default();
    for own in series {
        own[0].parent.into_iter().for_each(|parent| under.entry(parent).or_default().push(own));
    }
    for (at, node) in speech.outline().nodes().iter().enumerate() {
        let words = ground.words(node.heading);
        if node.below == 0 || words.len() > 90 || words.contains('。') {
            continue;
        }
        for clause in words.split(['，', ',', '、', ' ', '\u{3000}', '：']) {
            let base = node.heading.start() + (clause.as_ptr() as usize - words.as_ptr() as usize);
            let hit = IN_HEADING.captures(clause).and_then(|hit| number(&hit, base));
            let Some((number, place)) = hit.filter(|(_, place)| announces(clause, place.start() - base)) else {
                continue;
            };
            // Several series, or none, answer no heading.
            if let Some([only]) = under.get(&NodeId(at as u32)).map(Vec::as_slice)
                && !found.has(&["TG201"], place)
            {
                compare(ground, number, place, only, found);
            }
        }
    }
}

fn compare(ground: &Ground, number: u32, place: Span, series: &[&Node], found: &mut Found) {
    let count = series.len() as u32;
    let (first, last) = (series[0], series[series.len() - 1]);
    if number == count || ground.is_broken(first.span.start(), last.span.end()) {
        return;
    }
    let marks = series.iter().map(|node| if node.marker.is_empty() { node.heading } else { node.marker }).collect();
    let digits = |c: char| c.is_ascii_digit() || "两二三四五六七八九十".contains(c);
    let unit = ground.words(place).trim_start_matches(digits).chars().next().unwrap_or('个');
    // 两个, never 二个.
    let counted = if count == 2 { "两".to_owned() } else { chinese_number(count) };
    let message = Said::new(
        format!("说的是“{}”，后面列出的是{counted}{unit}", ground.words(place)),
        format!("“{}” are announced, and {count} follow", ground.words(place)),
    );
    found.with("TG201", place, marks, message, None);
}

#[cfg(test)]
mod tests {
    use crate::check::Checks;
    use crate::parser::Parser;

    #[test]
    fn two_points_are_liang() {
        for (announced, want) in [("三个问题", "后面列出的是两个"), ("三点意见", "后面列出的是两点")]
        {
            let text = format!("下面，我讲{announced}。\n一、抓安全\n要抓实。\n二、抓质量\n要抓严。");
            let findings = Checks::default().select(&["TG201"]).run(&Parser::new().parse(&text));
            assert!(findings[0].message.chinese.ends_with(want), "{}", findings[0].message.chinese);
        }
    }
}
