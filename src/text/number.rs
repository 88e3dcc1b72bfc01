//! Numerals of numbering marks: 一 … 九十九, 1 … 999 in either width, ① … ⑳.

/// The value of a Chinese numeral at the beginning of `text`, and its length in bytes.
pub(crate) fn chinese(text: &str) -> Option<(u32, usize)> {
    let mut value = 0;
    let mut digit = None;
    let mut len = 0;
    for c in text.chars() {
        match c {
            '十' => {
                if value != 0 {
                    return None;
                }
                value = digit.take().unwrap_or(1) * 10;
            }
            _ => match digit_of(c) {
                Some(of) if digit.is_none() => digit = Some(of),
                _ => break,
            },
        }
        len += c.len_utf8();
        if len > 9 {
            return None;
        }
    }
    let value = value + digit.unwrap_or(0);
    (value > 0).then_some((value, len))
}

/// What stands behind a mark such as 一、, （一） or 1. at the beginning of `text`.
pub(crate) fn past_mark(text: &str) -> Option<&str> {
    let inner = text.strip_prefix(['（', '(']);
    let close: &[char] = if inner.is_some() { &['）', ')'] } else { &['、', '.', '．'] };
    let inner = inner.unwrap_or(text);
    let (_, len) = chinese(inner).or_else(|| arabic(inner))?;
    inner[len..].strip_prefix(close)
}

/// What one of 一 to 九 counts.
pub(crate) fn digit_of(c: char) -> Option<u32> {
    Some(match c {
        '一' => 1,
        '二' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

/// The value of one to three Arabic digits at the beginning of `text`, and their length in bytes.
pub(crate) fn arabic(text: &str) -> Option<(u32, usize)> {
    let mut value = 0;
    let mut len = 0;
    for (count, c) in text.chars().enumerate() {
        let digit = match c {
            '0'..='9' => c as u32 - '0' as u32,
            '０'..='９' => c as u32 - '０' as u32,
            _ => break,
        };
        if count == 3 {
            return None;
        }
        value = value * 10 + digit;
        len += c.len_utf8();
    }
    (value > 0).then_some((value, len))
}

/// The value of a circled digit.
pub(crate) fn circled(c: char) -> Option<u32> {
    matches!(c, '①'..='⑳').then(|| c as u32 - '①' as u32 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NUMERALS: &[(&str, Option<(u32, usize)>)] = &[
        ("一、", Some((1, 3))),
        ("十、", Some((10, 3))),
        ("十二是", Some((12, 6))),
        ("二十一、", Some((21, 9))),
        ("一一", Some((1, 3))),
        ("要", None),
        ("", None),
    ];

    #[test]
    fn numerals_have_the_value_a_reader_gives_them() {
        for (text, want) in NUMERALS {
            assert_eq!(chinese(text), *want, "{text}");
        }
        assert_eq!(arabic("１２．"), Some((12, 6)));
        assert_eq!(arabic("2025年"), None);
        assert_eq!(circled('③'), Some(3));
    }
}
