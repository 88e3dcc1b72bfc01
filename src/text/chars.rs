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
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}')
}

/// A Chinese character.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{3134f}' | '〇')
}

/// Stands for a name that was taken out: `XX`, `**`, `×`, `_`.
pub(crate) fn is_mask(c: char) -> bool {
    matches!(c, 'X' | 'x' | 'Ｘ' | '×' | '*' | '＊' | '_' | '＿' | '○' | '■')
}
