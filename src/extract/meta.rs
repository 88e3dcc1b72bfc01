//! What a speech says of itself: meeting, date, speaker.

use super::time::When;
use crate::input::is_salutation;
use crate::outline::{Line, Part};
use crate::rules::Rules;
use crate::text::{self, Span, arabic, chinese, is_end};

/// What a speech says of itself; what it does not say is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Meta {
    /// Name of the meeting (会议名称).
    pub meeting: Option<Span>,
    /// Date of the meeting or speech, as written.
    pub date: Option<Span>,
    /// The same as `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    pub date_value: Option<String>,
    /// The speaker's name.
    pub speaker: Option<Span>,
}

impl Meta {
    pub(crate) fn when(&self) -> When {
        When::new(self.date_value.as_deref())
    }
}

pub(crate) fn meta(text: &str, part: Part, lines: &[Line], rules: &Rules) -> Meta {
    let from = lines.partition_point(|line| line.span.end() <= part.span.start());
    let lines = &lines[from..lines.partition_point(|line| line.span.start() < part.span.end())];
    // Title, date and speaker stand above the first sentence.
    let head_len = lines
        .iter()
        .take(14)
        .position(|line| {
            let words = line.words(text);
            is_salutation(words) || (words.chars().count() >= 40 && words.chars().next_back().is_some_and(is_end))
        })
        .unwrap_or(lines.len().min(8));
    let head = &lines[..head_len.min(lines.len())];
    let top = Span::new(part.span.start(), text.floor_char_boundary((part.span.start() + 4500).min(part.span.end())));

    let is_name = |name: &str| {
        let surname = rules.number("meta.surname").and_then(|number| rules.pattern(number));
        surname.is_none_or(|surname| surname.is_match(name))
    };
    let find = |id: &str, span: Span| -> Option<Span> {
        let number = rules.number(id)?;
        let words = &text[span.range()];
        if !rules.at(number).leads_to(words) {
            return None;
        }
        let mut names = rules.pattern(number)?.captures_iter(words).filter_map(|found| found.name("name"));
        let found = names.find(|name| match id.split_once('-').map_or(id, |(kind, _)| kind) {
            "meta.speaker" => is_name(name.as_str()),
            "meta.meeting" => !["这次", "此次", "本次", "这个", "一次", "重要", "十分", "非常", "关键", "特殊"]
                .iter()
                .any(|any| name.as_str().starts_with(any)),
            _ => true,
        })?;
        Some(Span::new(span.start() + found.start(), span.start() + found.end()))
    };
    let in_head = |id: &str| head.iter().find_map(|line| find(id, line.span));
    let in_title = |id: &str| part.title.and_then(|title| find(id, title)).or_else(|| find(id, lines.first()?.span));
    let first_line = lines.first().map(|line| {
        Span::new(line.span.start(), text.floor_char_boundary(line.span.end().min(line.span.start() + 600)))
    });

    let opened = find("meta.meeting-opened", top);
    // The title may say more of it: 全县春季植树动员会 for 植树动员会.
    let fuller = opened.zip(part.title.and_then(|title| find("meta.meeting-titled", title)));
    let fuller = fuller.filter(|(short, long)| text[long.range()].ends_with(&text[short.range()]));
    let meeting = fuller
        .map(|(_, long)| long)
        .or(opened)
        .or_else(|| first_line.and_then(|line| find("meta.meeting-reported", line)))
        .or_else(|| in_head("meta.meeting-reported"))
        .or_else(|| in_head("meta.meeting-subtitle"))
        .or_else(|| part.title.and_then(|title| find("meta.meeting-titled", title)))
        .or_else(|| in_head("meta.meeting-titled"))
        .or_else(|| in_title("meta.meeting-minuted"))
        .or_else(|| in_title("meta.meeting-spoken"))
        .or_else(|| in_head("meta.meeting-spoken"))
        .or_else(|| in_title("meta.meeting-alone"))
        .or_else(|| in_head("meta.meeting-alone"))
        .or_else(|| in_head("meta.meeting-recorded"));
    let said = find("meta.date-said", top);
    let date = head
        .iter()
        .map(|line| line.span)
        .chain(first_line)
        .find_map(|line| find("meta.date-line", line))
        .or_else(|| in_head("meta.date-month"))
        .or_else(|| in_head("meta.date-plain"))
        .or_else(|| in_head("meta.date-day"))
        .or_else(|| said.filter(|said| text[said.range()].contains('年')))
        .or_else(|| part.title.and_then(|title| find("meta.date-year", title)))
        .or_else(|| meeting.and_then(|meeting| find("meta.date-year", meeting)))
        .or(said);
    let speaker = in_head("meta.speaker-dash")
        .or_else(|| in_head("meta.speaker-label"))
        .or_else(|| in_head("meta.speaker-line"))
        .or_else(|| in_head("meta.speaker-dated"))
        .or_else(|| in_head("meta.speaker-noted"))
        .or_else(|| in_head("meta.speaker-bracketed"))
        .or_else(|| in_head("meta.speaker-and-date"))
        .or_else(|| in_head("meta.speaker-office"))
        .or_else(|| first_line.and_then(|line| find("meta.speaker-office", line)))
        .or_else(|| in_head("meta.office-name"))
        .or_else(|| in_head("meta.speaker-joined"))
        .or_else(|| in_head("meta.speaker-titled"))
        .or_else(|| first_line.and_then(|line| find("meta.speaker-glued", line)))
        .or_else(|| in_title("meta.office-title"))
        .or_else(|| in_head("meta.office-title"))
        .or_else(|| in_head("meta.speaker-title"))
        .or_else(|| in_title("meta.office-minuted"))
        .or_else(|| in_head("meta.office-dated"))
        .or_else(|| head.iter().skip(1).find_map(|line| find("meta.office-line", line.span)));
    let date_value = date.and_then(|date| date_value(&text[date.range()]));
    Meta { meeting, date, date_value, speaker }
}

/// `2024年9月12日` as `2024-09-12`, Chinese numerals too.
fn date_value(words: &str) -> Option<String> {
    let machine: Vec<u32> = words.split(['-', '/', '.']).filter_map(|part| part.parse().ok()).collect();
    let (year, month, day) = match machine[..] {
        [year, month, day] => (year as i32, month, Some(day)),
        _ => {
            let (year, len) = text::year(words.trim_start())?;
            let rest = words.trim_start()[len..].trim_start().strip_prefix('年')?;
            let number = |part: &str| {
                let part = part.trim();
                arabic(part).or_else(|| chinese(part)).filter(|(_, len)| *len == part.len()).map(|(number, _)| number)
            };
            let Some((month, rest)) = rest.split_once('月') else { return Some(format!("{year:04}")) };
            (year, number(month)?, number(rest.trim_end_matches(['日', '号'])))
        }
    };
    // The 30th of February is a slip, and whose is not known.
    let value = match day {
        Some(day) if (1..=text::days(Some(year), month)).contains(&day) => format!("{year:04}-{month:02}-{day:02}"),
        _ if (1..=12).contains(&month) => format!("{year:04}-{month:02}"),
        _ => return None,
    };
    Some(value)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_date_has_the_value_it_says() {
        for (words, want) in [
            ("2024年9月12日", "2024-09-12"),
            ("二〇二四年十月三日", "2024-10-03"),
            ("2025年", "2025"),
            ("2019-05-28", "2019-05-28"),
            ("一九九九年八月", "1999-08"),
            ("2025年4月8号", "2025-04-08"),
            ("二零二四年十月三日", "2024-10-03"),
            ("二○二四年 二月 二十九日", "2024-02-29"),
            ("2024年2月30日", "2024-02"),
            ("2023-02-29", "2023-02"),
        ] {
            assert_eq!(super::date_value(words).as_deref(), Some(want));
        }
    }
}
