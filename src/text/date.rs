//! Years as speeches write them, and the days of a month.

/// The year of four digits at the beginning of `text` and its length in bytes: 2024, ２０２４, 二〇二四, 二○二四,
/// 二零二四.
pub(crate) fn year(text: &str) -> Option<(i32, usize)> {
    let (mut year, mut len) = (0, 0);
    let mut rest = text.chars();
    for _ in 0..4 {
        let c = rest.next()?;
        year = year * 10 + digit(c)?;
        len += c.len_utf8();
    }
    Some((year, len))
}

fn digit(c: char) -> Option<i32> {
    Some(match c {
        '0'..='9' => c as i32 - '0' as i32,
        '０'..='９' => c as i32 - '０' as i32,
        '〇' | '○' | '零' => 0,
        _ => "一二三四五六七八九".chars().position(|digit| digit == c)? as i32 + 1,
    })
}

/// How many days the month has; none for what is no month. Of February in no year it may be 29.
pub(crate) fn days(year: Option<i32>, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_some_and(|year| year % 4 != 0 || year % 100 == 0 && year % 400 != 0) => 28,
        2 => 29,
        1..=12 => 31,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_read_in_every_spelling() {
        for text in ["2024年", "２０２４年", "二〇二四年", "二○二四年", "二零二四", "二0二四年"]
        {
            assert_eq!(year(text).map(|(year, _)| year), Some(2024), "{text}");
        }
        assert_eq!(year("二零二四年"), Some((2024, 12)));
        for text in ["", "202", "二十四年", "24年"] {
            assert_eq!(year(text), None, "{text}");
        }
    }

    #[test]
    fn a_month_has_the_days_of_its_year() {
        assert_eq!([Some(2024), Some(2023), Some(1900), None].map(|year| days(year, 2)), [29, 28, 28, 29]);
        assert_eq!([0, 1, 4, 12, 13].map(|month| days(None, month)), [0, 31, 30, 31, 0]);
    }
}
