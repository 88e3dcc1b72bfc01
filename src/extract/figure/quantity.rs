//! Around a number: its unit, the end of a range, and the clause it stands in.

use super::super::period;
use super::super::time::When;
use super::{BEFORE, Before, Quantity, Reader, UNITS, is_break, near};
use crate::text::{Numeral, Script, is_space, numeral};

impl<'a> Reader<'a> {
    /// The unit behind a number; its end is that of the number where it has none.
    pub(super) fn quantity(&mut self, at: usize, number: Numeral) -> Option<Quantity> {
        let mut end = at + number.len;
        if number.percent {
            return Some(Quantity { number, unit: None, end });
        }
        let rest = self.words[end..].trim_start_matches(' ');
        let from = self.words.len() - rest.len();
        let Some(sign) = self.lexicon.begins(rest, UNITS) else {
            return (number.script != Script::Mask).then_some(Quantity { number, unit: None, end });
        };
        if rest[sign.len..].starts_with(|c: char| c.is_ascii_alphabetic()) && rest[..sign.len].is_ascii() {
            return Some(Quantity { number, unit: None, end });
        }
        self.fire(sign, from);
        end = from + sign.len;
        let mut unit = match &rest[..sign.len] {
            "％" | "﹪" => "%".to_owned(),
            "个百分点" | "个点" => "百分点".to_owned(),
            "万人" => "人".to_owned(),
            unit => unit.to_owned(),
        };
        // 人/百亿元, 微克/立方米
        if let Some(rest) = self.words[end..].strip_prefix(['/', '／']) {
            let per: String = rest.chars().take_while(|c| crate::text::is_han(*c)).take(4).collect();
            let per = match rest.char_indices().find(|(at, _)| self.lexicon.begins(&rest[*at..], UNITS).is_some()) {
                Some((at, _)) if at <= per.len() => {
                    let sign = self.lexicon.begins(&rest[at..], UNITS);
                    &rest[..at + sign.map_or(0, |sign| sign.len)]
                }
                _ => &rest[..0],
            };
            if !per.is_empty() {
                unit = format!("{unit}/{per}");
                end = self.words.len() - rest.len() + per.len();
            }
        }
        Some(Quantity { number, unit: Some((sign.part, sign.rule, unit)), end })
    }

    /// 5%—6%, 30至50万元: the low end, and the quantity that ends at the high one.
    #[allow(clippy::type_complexity)]
    pub(super) fn range(&mut self, first: &Quantity) -> Option<(Option<f64>, (Quantity, Option<f64>))> {
        let rest = &self.words[first.end..];
        let mark =
            ["——", "—", "-", "－", "–", "～", "~", "至", "到"].into_iter().find(|mark| rest.starts_with(mark))?;
        let at = first.end + mark.len();
        let number = numeral(&self.words[at..]).filter(|number| number.script == first.number.script)?;
        let second = self.quantity(at, number)?;
        let second_unit = second.unit.as_ref().map(|(_, _, unit)| unit.clone())?;
        let same = first.unit.as_ref().is_none_or(|(_, _, unit)| *unit == second_unit);
        if !same || first.number.value > second.number.value && first.number.scale >= second.number.scale {
            return None;
        }
        let low = match (first.number.scale, second.number.scale) {
            (0, scale) if first.unit.is_none() => first.number.value.map(|value| value * 10f64.powi(scale.into())),
            _ => first.number.value,
        };
        let high = second.number.value;
        Some((low, (second, high)))
    }

    /// Where the clause of a number begins: behind the last comma, or behind the figure before.
    pub(super) fn clause(&self, at: usize) -> usize {
        let first = near(self.words, at);
        let (mut from, mut closed) = (first, 0);
        for (place, c) in self.words[first..at].char_indices().rev().map(|(place, c)| (first + place, c)) {
            // 12,34 is no number.
            let digits = || self.words[place + 1..].bytes().take_while(u8::is_ascii_digit).count();
            let grouping = c == ',' && digits() == 3;
            closed += i32::from(matches!(c, '）' | ')'));
            let open = matches!(c, '（' | '(');
            if is_break(c) && !grouping && closed == 0 || c == '—' || open && closed == 0 {
                from = place + c.len_utf8();
                break;
            }
            closed -= i32::from(open);
        }
        let wide = &self.words[..from - if self.words[..from].ends_with('、') { 3 } else { 0 }];
        // 钢铁、有色、化工等行业…, 二氧化硫、化学需氧量排放量分别…: the list is the name.
        if wide.len() < from && self.words[from..at].contains(['等', '分']) {
            let piece = &self.words[from..at];
            if piece.contains('等') || piece.contains("分别") {
                let first = near(self.words, from);
                let back = self.words[first..from].char_indices().rev().find(|(_, c)| is_break(*c) && *c != '、');
                let start = back.map_or(first, |(place, c)| first + place + c.len_utf8());
                if self.found.last().is_none_or(|last| last.figure.end <= start) {
                    return start;
                }
            }
        }
        let last = self.found.last().map_or(0, |last| last.span.end);
        let pending = self.pending.as_ref().map_or(0, |(was, ..)| was.end);
        from.max(last).max(pending).min(at)
    }

    /// 由12%降到9.3%: the first of the two is what it was before.
    pub(super) fn earlier(&mut self, from: usize, at: usize, before: &Before, quantity: &Quantity) -> bool {
        let rest = &self.words[quantity.end..];
        let Some(behind) = self.leads_on(quantity.end) else { return false };
        let skipped = period::period(behind, When::default()).map_or(0, |(len, _)| len);
        let behind = behind[skipped..].trim_start_matches(['的', '约', '近']);
        let behind = self.lexicon.begins(behind, BEFORE).map_or(behind, |sign| &behind[sign.len..]);
        // 一小时四十分缩到…: the first is not whole.
        let goes_on = numeral(rest).is_some_and(|more| self.lexicon.begins(&rest[more.len..], UNITS).is_some());
        if numeral(behind).is_none() || goes_on {
            return false;
        }
        let piece = &self.words[from..at];
        let Some(place) = piece.rfind(['由', '从']).filter(|place| piece.len() - place <= 30) else { return false };
        let mut own = Before { name: from..from + place, ..before.clone() };
        let name = self.named(&mut own).unwrap_or(at..at);
        self.pending = Some((at..quantity.end, quantity.number.value, name));
        true
    }

    /// 12%降到…: what follows 到, where it follows soon.
    pub(super) fn leads_on(&self, end: usize) -> Option<&'a str> {
        let rest = &self.words[end..];
        let to = rest.char_indices().take(5).find(|(_, c)| matches!(c, '到' | '至' | '为' | '成') || is_break(*c));
        to.and_then(|(at, c)| Some(&rest[at + c.len_utf8()..]).filter(|_| !is_break(c)))
    }

    /// Whether only a comma or 和 parts the number from the figure before.
    pub(super) fn continues(&self, at: usize) -> bool {
        let Some(last) = self.found.last() else { return false };
        let gap = self.words[last.span.end.min(at)..at].trim_matches(is_space);
        matches!(gap, "、" | "和" | "与" | "及" | "以及" | "，" | ",")
    }
}
