//! Names: what stands before an ending, and what further endings add to it.

use crate::rules::ActorType;
use crate::text::{Span, is_closer, is_comma, is_end, is_space};

use super::deed::begins_deed;
use super::lists::{CONTINUED, MAKERS, NATIVE, NOBODIES, OBJECTS, PREFIXES, VERBS};
use super::when;

/// The longest name, in characters.
const LONGEST: usize = 40;

/// Bytes two endings may share.
const LAP: usize = 3;

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
    loop {
        while let Some((further, of)) = extended(text, end, limit, names) {
            end = further;
            sort = of.unwrap_or(sort);
        }
        // 各村（社区）: the last ending stood inside.
        let opened = text[start..end].rfind(['（', '(']).is_some_and(|at| !text[start + at..end].contains(['）', ')']));
        match text[end..limit].chars().next().filter(|c| opened && matches!(c, '）' | ')')) {
            Some(closer) => end += closer.len_utf8(),
            None => break,
        }
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
        "院" => "出住庭",
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
