//! What is measured: the words that are left before a number, or follow it.

use std::ops::Range;

use super::super::metric::{Direction, MetricType};
use super::super::period;
use super::super::time::When;
use super::{BEHIND, Before, MOVES, Reader, begins, is_break};
use crate::rules::{Part, Parts};
use crate::text::{Numeral, Script, is_closer, is_comma, is_mask, is_opener, is_space, numeral};

const NO_NAME_BEGINS: Parts = Parts::of([Part::Verb, Part::Deed, Part::Level, Part::Rise, Part::Fall, Part::Lead]);
/// A verb before one of these is part of the name: 完成率.
const NO_NAME: [char; 16] =
    ['率', '额', '量', '数', '面', '度', '值', '比', '里', '期', '者', '性', '型', '期', '费', '业'];

impl Reader<'_> {
    /// The name that is left when the words in front of it are taken away.
    pub(super) fn named(&mut self, before: &mut Before) -> Option<Range<usize>> {
        let words = self.words;
        let Range { mut start, end } = before.name.clone();
        let lead = Parts::of([Part::Lead, Part::Verb, Part::Deed, Part::Scope]);
        let mut verb = false;
        loop {
            let piece = &words[start..end];
            start += piece.len() - piece.trim_start_matches(|c| is_space(c) || is_closer(c) || is_comma(c)).len();
            let piece = &words[start..end];
            if piece.is_empty() {
                break;
            }
            // 2.实现…: the mark of a point.
            let digits = piece.bytes().take_while(u8::is_ascii_digit).count();
            if digits > 0 && piece[digits..].starts_with(['.', '．']) {
                start += digits + piece[digits..].chars().next().map_or(0, char::len_utf8);
                continue;
            }
            // 取消和下放
            if verb && piece.starts_with(['和', '与', '及', '并']) {
                start += 3;
                continue;
            }
            if let Some((len, _)) = period::period(piece, When::default()).filter(|(len, _)| *len <= piece.len()) {
                start += len;
                continue;
            }
            if let Some(sign) = self.lexicon.begins(piece, Parts::of([Part::Base])) {
                before.against = before.against.take().or(Some(start..start + sign.len));
                start += sign.len;
                continue;
            }
            let Some(sign) = self.lexicon.begins(piece, lead) else { break };
            let rest = &piece[sign.len..];
            if sign.part == Part::Scope {
                let verbs = Parts::of([Part::Lead, Part::Verb, Part::Deed, Part::Base]);
                let goes_on = rest.is_empty() || self.lexicon.begins(rest, verbs).is_some();
                if !goes_on {
                    break;
                }
            }
            verb = matches!(sign.part, Part::Verb | Part::Deed);
            if verb {
                // 完成率, 建设用地: the verb is part of the name.
                let name = rest.chars().count() >= 2 && !rest.starts_with(NO_NAME);
                if !name && !rest.is_empty() {
                    break;
                }
                before.verb = true;
                let moved = self.lexicon.begins(piece, MOVES).filter(|moved| moved.len == sign.len);
                if let Some(moved) = moved.filter(|_| before.sort.is_none()) {
                    before.sort = Some((MetricType::Change, moved.rule));
                    before.direction = Some(if moved.part == Part::Rise { Direction::Up } else { Direction::Down });
                }
            }
            if matches!(
                &piece[..sign.len],
                "力争" | "争取" | "确保" | "预计" | "有望" | "可望" | "努力" | "计划" | "拟"
            ) {
                before.hedges.insert(0, start..start + sign.len);
            }
            self.fire(sign, start);
            start += sign.len;
        }
        let name = words[start..end].trim_end_matches(|c| is_space(c) || is_opener(c) || is_comma(c) || c == '的');
        // 15个项目已开工8个: the second number is of the projects.
        let inner = name.char_indices().rev().find_map(|(at, c)| {
            let fresh = begins(c) && !name[..at].ends_with(begins);
            let plain = |number: &Numeral| number.script == Script::Chinese && number.scale == 0;
            let number = numeral(&name[at..]).filter(|number| fresh && !number.percent && !plain(number))?;
            let unit = self.lexicon.begins(&name[at + number.len..], Parts::of([Part::Count, Part::Unit]))?;
            let rest = &name[at + number.len + unit.len..];
            let part_of_name = rest.starts_with('级') || self.lexicon.begins(rest, BEHIND).is_some();
            (!part_of_name).then_some(at + number.len + unit.len)
        });
        let start = start + inner.unwrap_or(0);
        let name = &name[inner.unwrap_or(0)..];
        // A bracket that is closed, but not opened, is not the name's.
        let cut = name.rfind(['）', ')', '》', '”']).filter(|at| !name[..*at].contains(['（', '(', '《', '“']));
        let cut = cut.map_or(0, |at| at + name[at..].chars().next().map_or(0, char::len_utf8));
        let start = start + cut;
        let name = start..start + name.len() - cut;
        let count = words[name.clone()].chars().count();
        (2..=30).contains(&count).then_some(name)
    }

    /// 取消123项职业资格许可: what is counted follows the number.
    pub(super) fn name_behind(&self, end: usize, part: Option<Part>) -> Option<Range<usize>> {
        const LONGEST: usize = 16;
        if !matches!(part, Some(Part::Count | Part::Unit)) || self.words[..end].ends_with(['岁', '上', '下', '度', '%'])
        {
            return None;
        }
        let rest = &self.words[end..self.words.floor_char_boundary((end + 4 * 3 * LONGEST).min(self.words.len()))];
        let of = if rest.starts_with('的') { 3 } else { 0 };
        let rest = &rest[of..];
        let len = rest.find(|c: char| is_break(c) || is_closer(c) || is_opener(c)).unwrap_or(rest.len());
        let name = rest[..len].trim_end_matches(is_space);
        let fits = (2..=LONGEST).contains(&name.chars().count())
            && !name.contains(|c: char| c.is_ascii_digit() || is_mask(c))
            && self.lexicon.begins(name, NO_NAME_BEGINS).is_none()
            && !name.starts_with(['在', '从', '到', '于', '对', '向', '把', '用', '被'])
            && !name.contains('的');
        fits.then(|| end + of..end + of + name.len())
    }

    /// 甲、乙分别增长3%、5%: to each number its name, where there are as many.
    pub(super) fn share_names(&mut self) {
        let Some((first, names)) = self.group.take() else { return };
        let words = &self.words[names.clone()];
        let mut parts = Vec::new();
        let mut start = names.start;
        for (at, c) in words.char_indices().chain([(words.len(), '、')]) {
            let at = names.start + at;
            if matches!(c, '、' | '和' | '与' | '及') && at > start {
                parts.push(start..at);
                start = at + c.len_utf8();
            }
        }
        if parts.len() > 1 && parts.len() == self.found.len() - first {
            for (found, name) in self.found[first..].iter_mut().zip(parts) {
                found.name = Some(name);
            }
        }
    }
}
