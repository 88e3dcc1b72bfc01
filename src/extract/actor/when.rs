//! Times at the beginning of a clause: 年底前, 从明天起, 五月十五号以前.

use crate::text::digit_of;

/// The longest time, in characters.
const LONGEST: usize = 12;

/// `words` behind the time they begin with; all of them where they begin with none.
///
/// A time is a run of numbers and units of time; it ends with 前, 内, 起 and the like, or with a day that needs none.
pub(super) fn passed(words: &str) -> &str {
    if !words.chars().next().is_some_and(|c| opens(c) || c == '节') {
        return words;
    }
    let (mut end, mut unit, mut open) = (0, false, true);
    for (at, c) in words.char_indices().take(LONGEST) {
        let next = at + c.len_utf8();
        if unit && is_limit(c) {
            end = next;
            open = false;
        } else if is_unit(c) {
            unit = true;
            // 今年, 每月, 上半年, 明天: times without a limit.
            if at > 0 && (starts_alone(words) || c == '度') {
                end = next;
            }
        } else if !(opens(c) || is_within(c)) {
            break;
        } else if !open && matches!(c, '之' | '以') {
            // 月底之前
        } else if !open {
            // 一个月内两次: what follows a limit is none of it.
            break;
        }
    }
    &words[end..]
}

/// Whether a time that begins so needs no limit.
fn starts_alone(words: &str) -> bool {
    words.starts_with(['今', '明', '每', '本', '当', '昨', '后', '下', '上'])
}

fn opens(c: char) -> bool {
    c.is_ascii_digit()
        || is_number(c)
        || matches!(
            c,
            '今' | '明'
                | '每'
                | '本'
                | '下'
                | '上'
                | '从'
                | '年'
                | '月'
                | '周'
                | '季'
                | '半'
                | '会'
                | '春'
                | '国'
                | '元'
                | '寒'
                | '暑'
                | '开'
                | '汛'
                | '入'
                | '到'
                | '在'
                | '当'
                | '这'
                | '散'
                | '正'
                | '腊'
        )
}

fn is_number(c: char) -> bool {
    digit_of(c).is_some() || matches!(c, '十' | '百' | '两' | '几' | '半' | '〇')
}

fn is_unit(c: char) -> bool {
    matches!(
        c,
        '年' | '月'
            | '日'
            | '号'
            | '天'
            | '周'
            | '季'
            | '度'
            | '旬'
            | '时'
            | '期'
            | '节'
            | '假'
            | '旦'
            | '学'
            | '晚'
            | '早'
            | '午'
    )
}

fn is_within(c: char) -> bool {
    matches!(
        c,
        '个' | '小'
            | '礼'
            | '拜'
            | '星'
            | '工'
            | '作'
            | '庆'
            | '后'
            | '份'
            | '中'
            | '间'
            | '点'
            | '分'
            | '钟'
            | '秋'
            | '冬'
            | '夏'
            | '上'
            | '下'
            | '的'
            | '之'
            | '以'
            | '自'
            | '到'
            | '来'
            | '至'
    ) || c == '-'
        || c == '～'
}

fn is_limit(c: char) -> bool {
    matches!(c, '前' | '后' | '起' | '内' | '底' | '末' | '初' | '间')
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIMES: &[(&str, &str)] = &[
        ("年底前各乡要报", "各乡要报"),
        ("五月十五号以前每个室报两项", "每个室报两项"),
        ("从明天起值班室要有人", "值班室要有人"),
        ("今年工会要办三件事", "工会要办三件事"),
        ("每月财务科要对账", "财务科要对账"),
        ("三个月内水利局拿出方案", "水利局拿出方案"),
        ("开学前教务处排好课表", "教务处排好课表"),
        ("一个班子跟进", "一个班子跟进"),
        ("十一月底之前把账平了", "把账平了"),
        ("二工区要加人", "二工区要加人"),
        ("三车间要停机", "三车间要停机"),
        ("本单位要自查", "本单位要自查"),
        ("上级部门要放权", "上级部门要放权"),
        ("三季度办四场招聘会", "办四场招聘会"),
        ("国企要带头", "国企要带头"),
        ("", ""),
    ];

    #[test]
    fn a_time_is_passed_over() {
        for (words, want) in TIMES {
            assert_eq!(passed(words), *want, "{words}");
        }
    }
}
