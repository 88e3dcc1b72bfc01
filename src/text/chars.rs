//! Characters of the genre, half and full width alike.

/// Ends a sentence: `。！？；：` and their half-width forms; an ASCII full stop does not.
pub(crate) fn is_end(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '；' | '：' | '!' | '?' | ';' | ':')
}

/// A comma or an enumeration comma.
pub(crate) fn is_comma(c: char) -> bool {
    matches!(c, '，' | ',' | '、')
}

/// Closes a quotation or bracket, so it stays with the sentence it ends.
pub(crate) fn is_closer(c: char) -> bool {
    matches!(c, '”' | '’' | '」' | '』' | '》' | '）' | '】' | ')' | ']' | '"' | '\'')
}

/// Opens a quotation or bracket.
pub(crate) fn is_opener(c: char) -> bool {
    matches!(c, '“' | '‘' | '「' | '『' | '《' | '（' | '【' | '(' | '[')
}

/// White space, the ideographic and the no-break space with it.
pub(crate) fn is_space(c: char) -> bool {
    // Between these stand the Chinese characters and stops, most of what is asked for.
    (c <= '\u{3000}' || c >= '\u{feff}') && (c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'))
}

/// A Chinese character.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{3134f}' | '〇')
}

/// Stands for a name that was taken out: `XX`, `**`, `×`, `_`.
pub(crate) fn is_mask(c: char) -> bool {
    matches!(c, 'X' | 'x' | 'Ｘ' | '×' | '*' | '＊' | '_' | '＿' | '○' | '■')
}

/// Whether the byte begins one of the three-byte characters U+4000 to U+9FFF: Chinese characters, which part
/// nothing and begin nothing. Most of a speech is passed over by this.
pub(crate) fn begins_han(byte: u8) -> bool {
    matches!(byte, 0xe4..=0xe9)
}

/// The scalar value of the character at the beginning of some bytes, where it is one that [`begins_han`] tells.
#[inline(always)]
pub(crate) fn first_han(bytes: &[u8]) -> Option<u32> {
    let &[a @ 0xe4..=0xe9, b, c, ..] = bytes else { return None };
    Some(u32::from(a & 0xf) << 12 | u32::from(b & 0x3f) << 6 | u32::from(c & 0x3f))
}

/// How many places there are for characters; see [`first_place`].
pub(crate) const PLACES: usize = 1 << 14;

/// The place of the first character in a table, and its width in bytes. Its last two bytes give the place, which tells
/// nearly all characters apart; of no character it is 0.
#[inline(always)]
pub(crate) fn first_place(text: &[u8]) -> (usize, usize) {
    let padded = || std::array::from_fn(|i| text.get(i).copied().unwrap_or(0));
    let (place, width) = match u32::from_le_bytes(text.first_chunk().copied().unwrap_or_else(padded)) {
        four if four & 0xf0 == 0xe0 => (four >> 8, 3),
        four if four & 0x80 == 0 => (four & 0x7f, 1),
        four if four & 0xe0 == 0xc0 => (four, 2),
        four => (four >> 16, 4),
    };
    (place as usize % PLACES, width)
}

/// The place of the last character.
#[inline(always)]
pub(crate) fn last_place(text: &[u8]) -> usize {
    match *text {
        [.., c @ 0..0x80] => c.into(),
        [.., b, c] => usize::from(u16::from_le_bytes([b, c])) % PLACES,
        _ => 0,
    }
}

/// Whether the text begins with the word; the word's last byte alone rules most texts out.
#[inline(always)]
pub(crate) fn begins_with(text: &str, word: &str) -> bool {
    let (text, word) = (text.as_bytes(), word.as_bytes());
    text.get(word.len().wrapping_sub(1)) == word.last() && text.starts_with(word)
}

/// Where the Chinese characters end that begin at byte `at`: the next character that may part or begin something.
pub(crate) fn past_han(bytes: &[u8], mut at: usize) -> usize {
    // Three at a time: what their first bytes have beyond 0xe4 is less than eight. That lets 0xea and 0xeb pass as well,
    // Yi and Hangul, which part nothing either.
    const FIRST: u64 = 0x00e4_0000_e400_00e4;
    const OTHER: u64 = 0x00f8_0000_f800_00f8;
    while let Some(eight) = bytes[at..].first_chunk()
        && u64::from_le_bytes(*eight).wrapping_sub(FIRST) & OTHER == 0
    {
        at += 9;
    }
    while bytes.get(at).is_some_and(|byte| begins_han(*byte)) {
        at += 3;
    }
    at
}

/// Where the first character stands for which `is` holds; Chinese characters, for which it must not, are passed over.
pub(crate) fn find_past_han(text: &str, is: impl Fn(char) -> bool) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        at = past_han(bytes, at);
        let c = text[at..].chars().next()?;
        if is(c) {
            return Some(at);
        }
        at += c.len_utf8();
    }
}

/// Characters that are no white space.
pub(crate) fn count_words(text: &str) -> usize {
    let (mut rest, mut spaces) = (text, 0);
    while let Some(at) = find_past_han(rest, is_space) {
        spaces += 1;
        rest = &rest[rest.ceil_char_boundary(at + 1)..];
    }
    text.chars().count() - spaces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_has_one_place_from_either_side() {
        for c in ['a', 'é', '一', '。', '，', '𠀀'] {
            let text = format!("量{c}");
            let (place, width) = first_place(&text.as_bytes()[3..]);
            assert_eq!((place, width), (last_place(text.as_bytes()), c.len_utf8()), "{c}");
        }
        assert_eq!((first_place(b"").0, last_place(b"")), (0, 0));
    }

    #[test]
    fn every_white_space_counts_for_nothing() {
        for c in '\0'..=char::MAX {
            assert_eq!(count_words(c.encode_utf8(&mut [0; 4])), usize::from(!is_space(c)), "{c:?}");
        }
        for len in 0..400 {
            let text: String = "镇 \u{3000}a\u{2009}“\n”".chars().cycle().take(len).collect();
            assert_eq!(count_words(&text), text.chars().filter(|c| !is_space(*c)).count(), "{len} characters");
        }
    }

    #[test]
    fn chinese_characters_are_passed_over() {
        for count in 0..12 {
            let han = "量".repeat(count);
            for rest in ["", "，", "a", "，量量量"] {
                assert_eq!(past_han(format!("。{han}{rest}").as_bytes(), 3), 3 + 3 * count, "{han}{rest}");
            }
        }
        assert_eq!(find_past_han("量量量量，量", |c| c == '，'), Some(12));
        assert_eq!(find_past_han("量量量量", |c| c == '，'), None);
    }

    #[test]
    fn words_are_counted_without_any_white_space() {
        let text = "一、 认\u{3000}清\u{a0}形\u{feff}势\u{2009}。\n\t“a”①é\u{85}";
        assert_eq!(count_words(text), text.chars().filter(|c| !is_space(*c)).count());
    }
}
