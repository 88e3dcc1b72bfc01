//! TG404: what is still to be filled in.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::ground::Ground;
use super::{Found, Said};
use crate::text::{Span, is_han};

/// From so many of one sort on, the places of a mask are one finding.
const MANY: usize = 4;

pub(super) fn check(ground: &Ground, found: &mut Found) {
    let mut by_words: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
    for mask in &ground.masks {
        by_words.entry(ground.words(*mask)).or_default().push(*mask);
    }
    for (words, places) in by_words {
        if places.len() >= MANY {
            let message = Said::new(
                format!("“{words}”还没有填上，共{}处", places.len()),
                format!("“{words}” is still to be filled in, {} times", places.len()),
            );
            found.with("TG404", places[0], places[1..].to_vec(), message, None);
            continue;
        }
        for place in places {
            let message = Said::new(format!("“{words}”还没有填上"), format!("“{words}” is still to be filled in"));
            found.add("TG404", place, message);
        }
    }
}

/// What may be a mask: X月X日, XX, ××, 某某, ____, 2025年  月  日, （待补充）, （单位名称）, a single X.
const MASK: &[&str] = &[
    r"(?:[XＸxｘ×]{1,4}年)?[XＸxｘ×]{1,2}月[XＸxｘ×]{1,2}日",
    r"(?:[0-9]{4}|[〇○零一二三四五六七八九]{4})?年[ \x{3000}]{1,8}月(?:[ \x{3000}]{1,8}日)?|[0-9]{1,2}月[ \x{3000}]{1,8}日",
    r"[XＸxｘ]+[.．][XＸxｘ]+|[XＸ×]{2,}|x{2,}|ｘ{2,}|[○〇]{2,}|某某+",
    r"[\*＊]{2,}|_{2,}|＿{2,}|[□■△]+|[▲●◆◇◎]{2,}|TODO|TBD|[？?]{3,}",
    r"[（(【\[][^（）()【】\[\]\n]{0,8}(?:待补充|待补|待定|待核实|待核|待填|此处填写|请填写|插入)[^（）()【】\[\]\n]{0,8}[）)】\]]",
    r"[（(【\[](?:填写)?(?:具体|相关)?(?:(?:单位|部门|地区|会议|文件|活动|项目|企业|公司|领导)(?:名称|姓名)|地名|人名|姓名|具体(?:数字|数据|时间|日期|地点|内容|事例|案例))[）)】\]]",
    r"[（(【][ \x{3000}]{0,8}[）)】]|《[ \x{3000}]{0,8}》",
    r"(?:…{1,2}|\.{3,6}|。{3,6})(?:[万亿]?元|公里|平方米|人次|[所个项家名户亩吨件条处座台%％])",
    r"[XＸxｘ×NＮ○〇]",
];

/// The masks of a line, in order.
pub(super) fn find(words: &str) -> Vec<Range<usize>> {
    static PATTERN: LazyLock<Regex> = LazyLock::new(|| Regex::new(&MASK.join("|")).expect("a pattern of the tests"));
    // **一、…** is a heading of Markdown.
    let bold = words.trim_start_matches(['#', ' ']).starts_with("**") && words.matches("**").count().is_multiple_of(2);
    let hits = PATTERN.find_iter(words).map(|hit| hit.range());
    hits.filter(|hit| !(bold && &words[hit.clone()] == "**") && is_mask(words, hit)).collect()
}

/// Whether what looks like a mask is one where it stands.
fn is_mask(words: &str, hit: &Range<usize>) -> bool {
    let (before, own, after) = (&words[..hit.start], &words[hit.clone()], &words[hit.end..]);
    let last = before.chars().next_back();
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    let mut letters = own.chars();
    match (letters.next(), letters.next()) {
        (Some(only), None) if "XＸxｘ×NＮ○〇".contains(only) => is_single(before, only, after),
        // 二〇〇五 is a year.
        (Some('〇' | '○'), _) => !last.is_some_and(is_digit) && !after.starts_with(is_digit),
        // www.xx, XXL, f().
        (Some('X' | 'x' | 'T'), _) => {
            !letter(last) && !matches!(last, Some('.' | '/')) && !letter(after.chars().next())
        }
        (Some('('), Some(')')) => !letter(last),
        (Some('年'), _) => before.is_empty() || last.is_some_and(|c| c == ' ' || c == '\u{3000}' || c == '（'),
        // 建成学校……所，; but 还要……所以.
        (Some('…' | '.' | '。'), _) => {
            last.is_some_and(is_han)
                && (after.is_empty() || after.starts_with(['，', '。', '；', '、', ',', '）', '（']))
        }
        (Some('某'), _) => true,
        // *** is a rule across the page.
        _ => own.len() < words.len() || own.contains(is_han),
    }
}

/// What a mask stands for in front of it: a number of things, a day, a place, an office.
const COUNTED: &str = "个项件条家名户次批处所座台套亩吨亿万元倍%％";
const TOLD: &str = "年月日号时人位天周届期省市县区镇乡村州旗局委办部厅院校组站段园";
const NAMED: &[&str] = &["公里", "公司", "集团", "街道", "同志", "书记", "主任", "平方", "小时", "分钟"];

/// Whether one letter is a mask: X县, 增长X%, N个项目; X光, iPhone X and A-X5 are none.
fn is_single(before: &str, letter: char, after: &str) -> bool {
    let last = before.trim_end_matches(' ').chars().next_back();
    let rest = after.trim_start_matches(' ');
    let next = rest.chars().next();
    let within = |list: &str| next.is_some_and(|next| list.contains(next));
    if last.is_some_and(|last| last.is_ascii_alphanumeric() || "-/+=.＋－×*".contains(last)) {
        return false;
    }
    // N次方, X次方.
    if rest.starts_with("次方") {
        return false;
    }
    match letter {
        'N' | 'Ｎ' => within(COUNTED),
        '○' | '〇' => last.is_some_and(|last| is_han(last) && !is_digit(last)) && within("省市县区镇乡村州局"),
        _ if within(COUNTED) || within(TOLD) || NAMED.iter().any(|name| rest.starts_with(name)) => true,
        '×' | 'Ｘ' => {
            let between = last.is_some_and(is_han) && next.is_some_and(is_han);
            between && !within("光射线轴型形染片架")
        }
        _ => false,
    }
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || "〇○零一二三四五六七八九十".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{marked, shown};

    #[test]
    fn a_letter_is_a_mask_where_a_number_or_a_name_should_stand() {
        const LINES: &[&str] = &[
            "⟦X月X日⟧前完成，⟦Ｘ月Ｘ日⟧再看。",
            "9月⟦X⟧日前，全县⟦X⟧个镇、⟦Ｘ⟧个村都要到位。",
            "到⟦X⟧县调研，完成Ⅰ类项目⟦N⟧个，实施“1+N”行动、“5+N”项工作。",
            "投资⟦X⟧亿元，增长⟦X⟧%，占⟦X.X⟧%。",
            "（⟦2025年  月  日⟧）",
            "⟦2025年　　月　　日⟧",
            "新建学校⟦……所⟧，硬化道路⟦...公里⟧。",
            "各项工作……所以要抓紧，还有路灯……个个都亮。",
            "由⟦（单位名称）⟧牵头，各镇（单位）配合，⟦【具体数字】⟧要核。",
            "⟦〇〇⟧县和⟦▲▲⟧局，二〇〇五年和二〇一〇年。",
            "参加会议的有⟦（）⟧、⟦（ ）⟧和⟦《》⟧。",
            "X光机、X射线、X86芯片、5G、iPhone X和iPhone X 手机，A-X5型，4×100米。",
            "SpaceX公司、N95口罩、N次方、XXL码、f()函数、O型血、WWW.XX.CN、www.xx.cn",
            "用(1)代入(2)，3×4米，Ｘ光，GDP增长5%。",
        ];
        for line in LINES {
            let (text, want) = marked(line);
            let got: Vec<Span> = find(&text).into_iter().map(|hit| Span::new(hit.start, hit.end)).collect();
            assert!(got == want, "\n  want {line}\n  got  {}", shown(&text, &got));
        }
    }
}
