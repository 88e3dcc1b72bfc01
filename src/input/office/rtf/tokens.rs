//! The tokens of RTF: braces, control words, bytes and plain text.

/// One token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `{`
    Open,
    /// `}`
    Close,
    /// A control word and its number: `\par`, `\fs32`.
    Word(&'a str, Option<i32>),
    /// A control symbol: `\~`, `\*`.
    Symbol(u8),
    /// A byte of text: `\'d4`.
    Byte(u8),
    /// Text as it stands, without line ends; they mean nothing here.
    Text(&'a [u8]),
}

/// Cuts RTF into tokens; it never fails.
pub(super) struct Tokens<'a> {
    bytes: &'a [u8],
    at: usize,
}

// The longest control word that Word reads.
const LONGEST_WORD: usize = 32;

impl<'a> Tokens<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Tokens { bytes, at: 0 }
    }

    /// What no token was cut from yet.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn control(&mut self) -> Token<'a> {
        match self.rest().first() {
            Some(b'\'') => self.byte(),
            Some(first) if first.is_ascii_alphabetic() => self.word(),
            Some(&symbol) => {
                self.at += 1;
                Token::Symbol(symbol)
            }
            None => Token::Text(&[]),
        }
    }

    fn byte(&mut self) -> Token<'a> {
        let digit = |at: usize| self.rest().get(at).and_then(|byte| char::from(*byte).to_digit(16));
        match (digit(1), digit(2)) {
            (Some(high), Some(low)) => {
                self.at += 3;
                Token::Byte((high * 16 + low) as u8)
            }
            _ => {
                self.at += 1;
                Token::Text(&[])
            }
        }
    }

    fn word(&mut self) -> Token<'a> {
        let rest = self.rest();
        let letters = rest.iter().take(LONGEST_WORD).take_while(|byte| byte.is_ascii_alphabetic()).count();
        let (word, after) = rest.split_at(letters);
        let minus = usize::from(after.first() == Some(&b'-') && after.get(1).is_some_and(u8::is_ascii_digit));
        let digits = after.iter().skip(minus).take_while(|byte| byte.is_ascii_digit()).count();
        let number = after.get(minus..minus + digits).filter(|digits| !digits.is_empty()).map(|digits| {
            let size =
                digits.iter().fold(0i32, |n, digit| n.saturating_mul(10).saturating_add(i32::from(digit - b'0')));
            if minus == 1 { -size } else { size }
        });
        let space = usize::from(after.get(minus + digits) == Some(&b' '));
        self.at += letters + minus + digits + space;
        let word = std::str::from_utf8(word).unwrap_or_default();
        if word == "bin" {
            // What follows is a picture or an object, and its bytes are no tokens.
            let len = usize::try_from(number.unwrap_or(0)).unwrap_or(0);
            self.at = self.at.saturating_add(len).min(self.bytes.len());
        }
        Token::Word(word, number)
    }

    fn text(&mut self) -> Token<'a> {
        let rest = self.rest();
        let len = rest.iter().position(|byte| b"{}\\\r\n".contains(byte)).unwrap_or(rest.len());
        self.at += len;
        Token::Text(rest.get(..len).unwrap_or_default())
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        self.at += self.rest().iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let first = *self.rest().first()?;
        if !b"{}\\".contains(&first) {
            return Some(self.text());
        }
        self.at += 1;
        Some(match first {
            b'{' => Token::Open,
            b'}' => Token::Close,
            _ => self.control(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASES: &[(&str, &[Token<'static>])] = &[
        (r"{\b x}", &[Token::Open, Token::Word("b", None), Token::Text(b"x"), Token::Close]),
        (r"\fs32x", &[Token::Word("fs", Some(32)), Token::Text(b"x")]),
        (r"\u-3 x", &[Token::Word("u", Some(-3)), Token::Text(b"x")]),
        (r"\li-x", &[Token::Word("li", None), Token::Text(b"-x")]),
        (r"\u99999999999", &[Token::Word("u", Some(i32::MAX))]),
        (r"\'d4\'DA\'", &[Token::Byte(0xD4), Token::Byte(0xDA), Token::Text(b"")]),
        ("\\~\\*a\r\nb", &[Token::Symbol(b'~'), Token::Symbol(b'*'), Token::Text(b"a"), Token::Text(b"b")]),
        (r"\bin3 }}}x", &[Token::Word("bin", Some(3)), Token::Text(b"x")]),
        (r"\bin9 }}", &[Token::Word("bin", Some(9))]),
        ("\\", &[Token::Text(b"")]),
    ];

    #[test]
    fn rtf_is_cut_into_tokens() {
        for (rtf, want) in CASES {
            assert_eq!(Tokens::new(rtf.as_bytes()).collect::<Vec<_>>(), *want, "{rtf}");
        }
    }
}
