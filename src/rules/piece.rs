//! The smallest pieces of wording. Knows no other file, so that the build script can read their names in the
//! table of weights.

/// A Chinese character or sign, or two side by side; anywhere in a sentence, or at its opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Piece(pub(crate) u32);

const OPENS: u32 = 1 << 30;

impl Piece {
    pub(crate) fn one(c: u16) -> Self {
        Self(u32::from(c))
    }

    pub(crate) fn two(a: u16, b: u16) -> Self {
        Self(u32::from(a) << 15 | u32::from(b))
    }

    /// The same at the opening of a sentence.
    pub(crate) fn opening(self) -> Self {
        Self(self.0 | OPENS)
    }

    /// The piece of this name: `要`, `差距`, `^首先` at the opening.
    #[allow(dead_code, reason = "the build script reads names, the trainer writes them")]
    pub(crate) fn named(name: &str) -> Option<Self> {
        let (opens, text) = name.strip_prefix('^').map_or((false, name), |text| (true, text));
        let mut chars = text.chars().map(number);
        let piece = match (chars.next()??, chars.next(), chars.next()) {
            (a, None, _) => Self::one(a),
            (a, Some(b), None) => Self::two(a, b?),
            _ => return None,
        };
        Some(if opens { piece.opening() } else { piece })
    }

    /// Its name.
    #[allow(dead_code, reason = "the build script reads names, the trainer writes them")]
    pub(crate) fn name(self) -> String {
        let char_of = |number: u32| match (number + FIRST).checked_sub(LAST + 2) {
            Some(sign) => SIGNS.get(sign as usize).copied(),
            None => char::from_u32(FIRST + number - 1),
        };
        let opens = (self.0 & OPENS != 0).then_some('^');
        let (a, b) = (self.0 >> 15 & 0x7fff, self.0 & 0x7fff);
        opens.into_iter().chain((a > 0).then(|| char_of(a)).flatten()).chain(char_of(b)).collect()
    }
}

const FIRST: u32 = 0x4e00;

const LAST: u32 = 0x9fff;

/// Signs that count as characters do where names are looked for; `，` stands for all that are not listed, `0` for
/// every digit, `A` for every letter.
const SIGNS: [char; 8] = ['，', '、', '（', '）', '“', '”', '0', 'A'];

/// All numbers lie below.
#[allow(dead_code, reason = "the build script reads names")]
pub(crate) const NUMBERS: usize = (LAST - FIRST) as usize + 2 + SIGNS.len();

/// The number of a character or sign, from 1.
fn number(c: char) -> Option<u16> {
    let sign = || SIGNS.iter().position(|sign| *sign == c).map(|at| (LAST - FIRST + 2) as u16 + at as u16);
    numbered(c.into()).or_else(sign)
}

/// The number of a common Chinese character by its scalar value.
pub(crate) fn numbered(c: u32) -> Option<u16> {
    matches!(c, FIRST..=LAST).then(|| (c - FIRST + 1) as u16)
}

/// The number of any character, or of the sign that stands for it.
#[allow(dead_code, reason = "the build script reads names")]
pub(crate) fn sign(c: char) -> u16 {
    let sign = match c {
        '(' => '（',
        ')' => '）',
        _ if c.is_numeric() && numbered(c.into()).is_none() => '0',
        _ if c.is_alphabetic() && numbered(c.into()).is_none() => 'A',
        _ => c,
    };
    number(sign).unwrap_or_else(|| number('，').unwrap_or_default())
}
