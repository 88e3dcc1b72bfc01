//! Places in a ranking, 居全国第9位, and doublings, 翻一番.

use std::ops::Range;

use super::super::metric::{Bound, Direction, MetricType};
use super::before::compared;
use super::{Before, Found, Reader, is_break};
use crate::rules::{Part, Parts};
use crate::text::{is_closer, is_space, numeral};

const SCOPES: [&str; 8] = ["全国", "全省", "全市", "全区", "世界", "全球", "全县", "亚洲"];

impl Reader<'_> {
    /// 居全国第9位
    pub(super) fn rank(&mut self, at: usize) -> Option<usize> {
        self.ranked(at, at + "第".len(), None)
    }

    /// A place in a ranking: 第 or 前 at `at`, its number at `from_number`.
    pub(super) fn ranked(&mut self, at: usize, from_number: usize, bound: Option<Bound>) -> Option<usize> {
        let number = numeral(&self.words[from_number..])?;
        let place = from_number + number.len;
        let rest = &self.words[place..];
        let unit = ["位", "名"].into_iter().find(|unit| rest.starts_with(unit)).unwrap_or("");
        let end = place + unit.len();
        let closed = self.words[end..].chars().next().is_none_or(|c| is_break(c) || is_closer(c) || is_space(c));
        if !closed || number.value.is_none() || number.percent {
            return None;
        }
        let from = self.clause(at);
        let piece = &self.words[from..at];
        let ranks = Parts::of([Part::Rank]);
        let verb = piece.char_indices().rev().take(12).find_map(|(place, _)| {
            let sign = self.lexicon.begins(&piece[place..], ranks)?;
            Some((place, sign))
        });
        let (name_end, base, rule) = match verb {
            Some((place, sign)) => {
                let end = place + sign.len;
                // 升至 ends 上升至.
                let whole = self.lexicon.ends(&piece[..end], ranks).unwrap_or(sign);
                self.fire(whole, from + end - whole.len);
                (from + end - whole.len, from + end..at, whole.rule)
            }
            None => {
                let scope = SCOPES.into_iter().find(|scope| piece.ends_with(scope))?;
                (at - scope.len(), at - scope.len()..at, self.rule_of(Part::Rank))
            }
        };
        let verb = &self.words[name_end..base.start];
        let mut before = Before {
            bound,
            sort: Some((MetricType::Rank, rule)),
            against: Some(base).filter(|base| base.len() >= 6),
            verb: true,
            name: from..name_end,
            ..Before::default()
        };
        // 产量稳步居…
        let fillers = Parts::of([Part::Filler, Part::Rank]);
        while let Some(sign) = self.lexicon.ends(&self.words[from..before.name.end], fillers) {
            before.name.end -= sign.len;
        }
        if unit.is_empty() && before.against.is_none() {
            return None;
        }
        let earlier = self.rank_before(&mut before);
        before.direction = match (earlier.as_ref().and_then(|(_, old)| *old), number.value) {
            // A smaller place is a better one.
            (Some(old), Some(new)) if old != new => Some(if new < old { Direction::Up } else { Direction::Down }),
            _ if verb.contains(['升', '跃']) || verb.starts_with("前移") => Some(Direction::Up),
            _ if verb.starts_with(['降', '退', '下']) => Some(Direction::Down),
            _ => None,
        };
        let own = self.named(&mut before);
        let start = own.as_ref().map_or(before.name.end, |name| name.start);
        let name = own.or_else(|| self.found.last().and_then(|last| last.name.clone()));
        if name.is_none() && !self.trusted {
            return None;
        }
        let (value, unit) = (number.value, Some("位".to_owned()));
        let figure = at..end;
        self.push(Found {
            span: start..end,
            name,
            figure,
            value,
            unit,
            from: earlier,
            rule,
            before,
            ..Found::default()
        })
    }

    /// 从全市第8位: the place it was and its number; what is left before it is the name.
    fn rank_before(&self, before: &mut Before) -> Option<(Range<usize>, Option<f64>)> {
        const FARTHEST: usize = 36;
        let Range { start: from, end } = before.name;
        let piece = &self.words[from..end];
        let start = piece.rfind(['由', '从']).filter(|start| piece.len() - start <= FARTHEST)?;
        let place = start + piece[start..].find('第')?;
        let number = numeral(&piece[place + "第".len()..]).filter(|number| !number.percent)?;
        let rest = &piece[place + "第".len() + number.len..];
        matches!(rest.trim_end_matches(is_space), "" | "位" | "名").then_some(())?;
        let scope = SCOPES.into_iter().find(|scope| piece[..place].ends_with(scope)).map_or(0, str::len);
        before.name.end = from + start;
        if before.against.is_none() && scope > 0 {
            before.against = Some(from + place - scope..from + place);
        }
        let end = end - (rest.len() - rest.trim_end_matches(is_space).len());
        Some((from + place..end, number.value))
    }

    /// 翻一番
    pub(super) fn times(&mut self, at: usize) -> Option<usize> {
        let sign = self.lexicon.begins(&self.words[at..], Parts::of([Part::Times]))?;
        let end = at + sign.len;
        let from = self.clause(at);
        let mut before = self.before(from, at, false, false);
        self.fire(sign, at);
        before.direction = Some(Direction::Up);
        before.hedges.reverse();
        if before.against.is_none()
            && let Some((place, base)) = compared(&self.words[before.name.clone()])
        {
            before.against = Some(from + base.start..from + base.end);
            before.name.end = from + place;
        }
        before.sort = Some((MetricType::Ratio, sign.rule));
        let name = self.named(&mut before).or_else(|| self.found.last().and_then(|last| last.name.clone()));
        if name.is_none() && !self.trusted {
            return Some(end);
        }
        let word = &self.words[at..end];
        let value = if word.contains('两') {
            4.0
        } else if word.contains('三') {
            8.0
        } else {
            2.0
        };
        let start = name.as_ref().map_or(at, |name| name.start).min(at);
        let (value, unit) = (Some(value), Some("倍".to_owned()));
        let rule = sign.rule;
        self.push(Found { span: start..end, name, figure: at..end, value, unit, rule, before, ..Found::default() })
    }
}
