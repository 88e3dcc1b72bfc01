//! TG306: one actor, two names.

use rustc_hash::{FxHashMap, FxHashSet};

use super::ground::Ground;
use super::{Found, Said};
use crate::rules::ActorType;
use crate::text::Span;

/// How names of offices end.
const ENDS: &[&str] =
    &["委员会", "办公室", "工委", "局", "委", "办", "厅", "部", "中心", "集团", "公司", "大队", "支队"];

/// What stands before the name of an office and may be left out.
const LEVELS: &[&str] =
    &["国务院", "国家", "中央", "自治区", "省", "市", "县", "区", "州", "旗", "镇", "乡", "集团", "开发区", "高新区"];

pub(super) fn check(ground: &Ground, found: &mut Found) {
    if !found.wants("TG306") {
        return;
    }
    for speech in ground.speeches() {
        let units = speech.duties().iter().filter(|duty| duty.actor_type == ActorType::Unit).map(|duty| duty.actor);
        let mut seen: FxHashSet<Name> = FxHashSet::default();
        // By the letter they begin with; names of one office share it.
        let mut names: FxHashMap<char, Vec<(Name, Span)>> = FxHashMap::default();
        for span in units.flat_map(|span| offices(ground.words(span), span.start())) {
            let Some(own) = Name::of(ground.words(span)) else { continue };
            if !seen.insert(own) {
                continue;
            }
            let Some(letter) = own.stem.chars().next() else { continue };
            let names = names.entry(letter).or_default();
            if let Some((_, first)) = names.iter().find(|(other, _)| other.is_other_name_of(&own)) {
                let (a, b) = (ground.words(*first), ground.words(span));
                let message = Said::new(
                    format!("同一单位两种叫法：“{a}”和“{b}”"),
                    format!("one office under two names: “{a}” and “{b}”"),
                );
                found.with("TG306", span, vec![*first], message, None);
            }
            names.push((own, span));
        }
    }
}

/// Of a name that groups several, each: 人社局、应急局.
fn offices(words: &str, from: usize) -> impl Iterator<Item = Span> {
    let ends = words.match_indices('、').map(|(at, _)| at).chain([words.len()]);
    let parts = ends.scan(0, |start, end| {
        let part = (*start, end);
        *start = end + '、'.len_utf8();
        Some(part)
    });
    // The last of 交通、住建四个局 counts them all.
    let single = move |&(start, end): &(usize, usize)| !words[start..end].contains(['个', '等', '各']);
    parts.filter(single).map(move |(start, end)| Span::new(from + start, from + end))
}

/// The name of an office in its parts: 县 发展改革 局.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Name<'a> {
    level: &'a str,
    stem: &'a str,
    end: &'a str,
}

impl<'a> Name<'a> {
    fn of(words: &'a str) -> Option<Self> {
        let end = ENDS.iter().find(|end| words.ends_with(**end))?;
        let rest = words.strip_suffix(end)?;
        let level = LEVELS.iter().find(|level| rest.starts_with(**level)).copied().unwrap_or_default();
        let stem = &rest[level.len()..];
        let plain = stem.chars().all(crate::text::is_han) && (2..=14).contains(&stem.chars().count());
        plain.then_some(Self { level, stem, end })
    }

    /// 发改局 and 发展和改革局: the letters of the one in the other, in order, the first with the first.
    fn is_other_name_of(&self, other: &Self) -> bool {
        let (short, long) = if self.stem.len() < other.stem.len() { (self, other) } else { (other, self) };
        let level = short.level.is_empty() || long.level.is_empty() || short.level == long.level;
        let ends = short.end == long.end
            || (short.end == "委" && long.end == "委员会")
            || (short.end == "办" && long.end == "办公室");
        // 风险部和公司部 are two.
        let two = long.stem.contains(long.end) || long.stem.contains('、');
        if !level || !ends || two || short.stem == long.stem || short.stem.chars().next() != long.stem.chars().next() {
            return false;
        }
        let mut letters = long.stem.chars();
        short.stem.chars().all(|letter| letters.any(|other| other == letter))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_name_keeps_letters_of_the_long_one_in_order() {
        const PAIRS: &[(&str, &str, bool)] = &[
            ("县发改局", "县发展改革局", true),
            ("发改局", "县发展和改革局", true),
            ("县住建局", "县住房和城乡建设局", true),
            ("人社局", "人力资源和社会保障局", true),
            ("县发改局", "市发展改革局", false),
            ("县发改局", "发改局", false),
            ("风险部", "风险部和公司部", false),
            ("水利局", "林业局", false),
            ("国务院国资委", "省国资委", false),
            ("国家发展改革委", "省发改委", false),
            ("预算工委", "预算委", false),
            ("县财政局", "县政府办公室", false),
        ];
        for (a, b, want) in PAIRS {
            let got = Name::of(a).zip(Name::of(b)).is_some_and(|(a, b)| a.is_other_name_of(&b));
            assert_eq!(got, *want, "{a} {b}");
        }
    }
}
