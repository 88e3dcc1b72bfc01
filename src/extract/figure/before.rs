//! Back from a number to the beginning of its clause: verb, bound, and what it is measured against.

use std::ops::Range;

use super::super::metric::{Direction, MetricType};
use super::super::period;
use super::super::time::When;
use super::{BEFORE, Before, Reader, bound};
use crate::rules::{Part, Parts, Sign};
use crate::text::is_space;

/// 以上, 左右 stand behind their number; before another they belong to something else.
const BEHIND_ONLY: [char; 5] = ['以', '之', '左', '及', '上'];
const DEEDS: Parts = Parts::of([Part::Verb, Part::Deed]);
const SIDES: Parts = Parts::of([Part::Above, Part::Below]);

impl Reader<'_> {
    /// Reads from a number back to the beginning of its clause.
    pub(super) fn before(&mut self, from: usize, at: usize, ratio: bool, times: bool) -> Before {
        let words = self.words;
        let mut before = Before { name: from..at, ..Before::default() };
        let mut end = at;
        loop {
            end = from + words[from..end].trim_end_matches(is_space).len();
            let piece = &words[from..end];
            if piece.is_empty() {
                break;
            }
            let bare = piece.ends_with('的') || self.lexicon.ends(piece, BEFORE).is_none();
            if (ratio || times)
                && bare
                && before.against.is_none()
                && before.sort.is_none()
                && let Some((place, whole)) = whole(piece, times)
            {
                if let Some(sign) = self.lexicon.begins(&piece[place..], Parts::of([Part::Share])) {
                    self.fire(sign, from + place);
                }
                let sort = if times { MetricType::Ratio } else { MetricType::Share };
                before.sort = Some((sort, self.rule_of(Part::Share)));
                before.against = Some(from + whole.start..from + whole.end);
                before.verb = true;
                end = from + place;
                continue;
            }
            let shares = Parts::of([Part::Share]);
            if ratio && let Some(sign) = self.lexicon.ends(piece, shares) {
                self.fire(sign, end - sign.len);
                if before.sort.is_none_or(|(sort, _)| sort == MetricType::Level) {
                    before.sort = Some((MetricType::Share, sign.rule));
                }
                before.verb = true;
                let noun = piece[piece.len() - sign.len..].contains(['比', '份', '率']);
                if noun {
                    before.against = before.against.or_else(|| {
                        let at = piece.rfind('占').filter(|at| at + 3 < piece.len() - sign.len)?;
                        let base = piece[at + 3..piece.len() - sign.len].trim_end_matches('的');
                        Some(from + at + 3..from + at + 3 + base.len())
                    });
                    break;
                }
                end -= sign.len;
                continue;
            }
            if let Some(sign) = self.lexicon.ends(piece, BEFORE) {
                let place = end - sign.len..end;
                let behind = BEHIND_ONLY.iter().any(|c| words[place.clone()].starts_with(*c));
                let alone = matches!(sign.part, Part::Rising | Part::Falling) && !before.to;
                if alone || behind && bound(sign.part).is_some() {
                    break;
                }
                self.fire(sign, place.start);
                // 增速, 降幅: the word is the name's too.
                let noun = matches!(sign.part, Part::Rise | Part::Fall) && piece.ends_with(['速', '幅']);
                self.take(&mut before, sign, place);
                if noun {
                    before.sort = before.sort.map(|(_, rule)| (MetricType::Change, rule));
                    before.direction = before.direction.or(Some(if sign.part == Part::Rise {
                        Direction::Up
                    } else {
                        Direction::Down
                    }));
                    break;
                }
                end -= sign.len;
                continue;
            }
            if before.against.is_none() {
                let moved = before.sort.is_some_and(|(sort, _)| sort == MetricType::Change);
                if moved && let Some((place, base)) = compared(piece) {
                    before.against = Some(from + base.start..from + base.end);
                    end = from + place;
                    continue;
                }
                if !moved && let Some((place, base, sign)) = self.side(piece) {
                    self.fire(sign, from + place);
                    before.against = Some(from + base.start..from + base.end);
                    before.sort = Some((MetricType::Gap, sign.rule));
                    before.direction = Some(if sign.part == Part::Above { Direction::Up } else { Direction::Down });
                    before.verb = true;
                    end = from + place;
                    continue;
                }
            }
            if words[..end].ends_with(['年', '月', '底', '末', '期', '间', '度', '前'])
                && let Some(start) = self.period_before(from, end)
            {
                end = start;
                continue;
            }
            if let Some(sign) = self.lexicon.ends(piece, DEEDS)
                && (sign.part == Part::Verb || sign.len == piece.len())
            {
                self.fire(sign, end - sign.len);
                before.verb = true;
                end -= sign.len;
                continue;
            }
            break;
        }
        // Higher than something else, not than before.
        if let (Some((MetricType::Change, rule)), Some(against)) = (before.sort, &before.against) {
            let base = &words[against.clone()];
            let time = ["年", "期", "月", "季", "初", "同比", "环比", "前", "次", "以往", "口径", "价格"];
            if !time.iter().any(|word| base.contains(word)) || base.contains("平均") || base.contains("计划") {
                before.sort = Some((MetricType::Gap, rule));
            }
        }
        if let (Some((MetricType::Gap, rule)), Some(against)) = (before.sort, &before.against)
            && ["年", "同期", "上月", "上季"].iter().any(|word| words[against.clone()].contains(word))
            && !["平均", "计划", "目标", "全"].iter().any(|word| words[against.clone()].contains(word))
        {
            before.sort = Some((MetricType::Change, rule));
        }
        before.name = from..end;
        before
    }

    pub(super) fn rule_of(&self, part: Part) -> u16 {
        let word = match part {
            Part::Share => "占",
            Part::Unit => "%",
            _ => "居",
        };
        self.lexicon.begins(word, Parts::of([part])).map_or(0, |sign| sign.rule)
    }

    pub(super) fn take(&self, before: &mut Before, sign: Sign, place: Range<usize>) {
        let word = &self.words[place.clone()];
        let set = |before: &mut Before, sort, direction| {
            match before.sort {
                None => {
                    before.sort = Some((sort, sign.rule));
                    before.direction = direction;
                }
                // 提高到12%: a level, and the way it took; 增长达到8% is a change.
                Some((MetricType::Level, _)) if before.to && before.direction.is_none() => {
                    before.direction = direction;
                    before.weak = false;
                    let way = self.words[place.end..].starts_with(['到', '至', '为']) || sort == MetricType::Level;
                    if !way {
                        before.sort = Some((sort, sign.rule));
                    }
                }
                _ => {}
            }
            before.verb = true;
        };
        match sign.part {
            Part::Level => {
                before.weak = before.sort.is_none() && word.len() == 3 && !matches!(word, "达");
                before.to |= matches!(word, "到" | "至" | "达到" | "控制在" | "稳定在" | "保持在" | "达" | "为");
                set(before, MetricType::Level, None);
            }
            Part::Rise => set(before, MetricType::Change, Some(Direction::Up)),
            Part::Fall => set(before, MetricType::Change, Some(Direction::Down)),
            Part::Rising => set(before, MetricType::Level, Some(Direction::Up)),
            Part::Falling => set(before, MetricType::Level, Some(Direction::Down)),
            Part::Base => before.against = before.against.take().or(Some(place)),
            Part::Filler => before.each |= word.starts_with("分别"),
            Part::Aim => before.hedges.push(place),
            part => {
                before.bound = before.bound.or(bound(part));
                before.hedges.push(place);
            }
        }
    }

    /// Where a period begins that ends at `end`: 增长到2025年的.
    pub(super) fn period_before(&self, from: usize, end: usize) -> Option<usize> {
        let piece = &self.words[from..end];
        let fits = |(at, c): (usize, char)| {
            let whole = !matches!(c, '到' | '至' | '截')
                && !piece[..at].ends_with(['比', '较', '于', '与', '占'])
                && period::period(&piece[at..], When::default()).is_some_and(|(len, _)| at + len == piece.len());
            whole.then_some(from + at)
        };
        piece.char_indices().rev().take(10).filter_map(fits).last()
    }

    /// 高于全省平均水平: where it begins, what it lies above, and the word.
    pub(super) fn side(&self, piece: &str) -> Option<(usize, Range<usize>, Sign)> {
        const FARTHEST: usize = 45;
        let first = piece.ceil_char_boundary(piece.len().saturating_sub(FARTHEST));
        piece[first..].char_indices().rev().find_map(|(at, _)| {
            let at = first + at;
            let sign = self.lexicon.begins(&piece[at..], SIDES)?;
            let base = at + sign.len..piece.len();
            (base.len() >= 6).then_some((at, base, sign))
        })
    }
}

/// 占年度计划的, 完成全年任务的, 是2020年的: where it begins, and the whole.
fn whole(piece: &str, times: bool) -> Option<(usize, Range<usize>)> {
    const FARTHEST: usize = 60;
    let of = piece.strip_suffix('的');
    let body = of.unwrap_or(piece);
    let openers: &[&str] = match (of, times) {
        (Some(_), true) => &["相当于", "达到", "是", "为", "低于", "高于", "超过"],
        (Some(_), false) => &["占", "完成", "达到", "相当于", "为", "过"],
        (None, false) => &["占"],
        (None, true) => return None,
    };
    let (at, opener) = openers.iter().filter_map(|opener| Some((body.rfind(opener)?, opener))).max()?;
    let base = at + opener.len()..body.len();
    let noun = ["比重", "比例", "率", "比", "份额"].iter().any(|noun| body.ends_with(noun));
    let fits =
        base.len() >= 6 && base.len() <= FARTHEST && !body[base.clone()].starts_with(['比', '用', '地']) && !noun;
    let moves = ["达", "超", "近", "约", "到"].iter().any(|word| of.is_none() && body.ends_with(word));
    (fits && !moves).then_some((at, base))
}

/// 比上年, 较全国平均, 与去年相比: where it begins, and against what.
pub(super) fn compared(piece: &str) -> Option<(usize, Range<usize>)> {
    const FARTHEST: usize = 60;
    let trimmed = piece.strip_suffix("相比").unwrap_or(piece);
    let marks: &[&str] = if trimmed.len() < piece.len() { &["与", "和", "同"] } else { &["比", "较"] };
    let (at, mark) = marks.iter().filter_map(|mark| Some((trimmed.rfind(mark)?, mark))).max()?;
    let base = at + mark.len()..trimmed.len();
    let words = &trimmed[base.clone()];
    let fits = !base.is_empty()
        && base.len() <= FARTHEST
        && !words.starts_with(['重', '例', '率', '较', '如'])
        && words.contains([
            '年', '期', '月', '季', '初', '前', '均', '国', '省', '市', '县', '划', '标', '上', '去', '过', '区',
        ]);
    fits.then_some((at, base))
}
