//! Numbers as speeches write them: 1.2万, 3,500, ３５, 两千, 1500多亿, 百分之八, 六成, **亿.

use super::chars::is_mask;

/// A number that stands at the beginning of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Numeral {
    /// Its length in bytes, 万 and 亿 and a 多 or 余 with it.
    pub(crate) len: usize,
    /// Its value with 万 and 亿 in it; none of a mask, and of what no decimal fraction says, 三分之二.
    pub(crate) value: Option<f64>,
    /// How it is written.
    pub(crate) script: Script,
    /// The power of ten its scale word stands for: 8 of 72亿.
    pub(crate) scale: u8,
    /// Somewhat more is meant: 1500多亿.
    pub(crate) more: bool,
    /// It counts per cent: 百分之八, 六成.
    pub(crate) percent: bool,
}

/// The letters of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Script {
    /// 35, ３５
    Arabic,
    /// 两千
    Chinese,
    /// `**`, for a number that was taken out.
    Mask,
}

/// The number at the beginning of `text`, if there is one.
///
/// ```text
/// 1.2万亿元 → 1200000000000    两千多名 → 2000, more    百分之八 → 8 per cent    十四五 → no value
/// ```
pub(crate) fn numeral(text: &str) -> Option<Numeral> {
    let first = text.chars().next()?;
    if matches!(first, '百' | '一' | '半')
        && let Some(found) = percent(text).or_else(|| half(text))
    {
        return Some(found);
    }
    let found = match first {
        '0'..='9' | '０'..='９' => arabic(text),
        '〇' | '零' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '两' | '十' => {
            chinese(text)
        }
        c if is_mask(c) => mask(text),
        _ => None,
    }?;
    fraction(text, found).or_else(|| hundred_million(text, found)).or(Some(found))
}

/// 五个亿
fn hundred_million(text: &str, found: Numeral) -> Option<Numeral> {
    let fits = found.scale <= 3 && text[found.len..].starts_with("个亿");
    fits.then(|| Numeral { len: found.len + 6, value: found.value.map(|value| value * 1e8), scale: 8, ..found })
}

/// Digits and a scale; what is behind `m` stands in front of a power of ten.
#[derive(Clone, Copy, Default)]
struct Decimal {
    m: u64,
    exp: i32,
}

impl Decimal {
    fn value(self) -> Option<f64> {
        // Both are exact, so the quotient is the nearest number to the decimal, as every reader of JSON gets it.
        let value = self.m as f64;
        let power = 10f64.powi(self.exp.abs().min(22));
        let value = if self.exp < 0 { value / power } else { value * power };
        (self.m < 1 << 53 && value < 9e15).then_some(value)
    }
}

fn arabic(text: &str) -> Option<Numeral> {
    let (mut len, mut sum, mut scale, mut more) = (0, None::<f64>, 0, false);
    // 3万5千, 1亿2000万: a second part with a smaller scale.
    for part in 0..2 {
        let (decimal, digits) = digits(&text[len..])?;
        let rest = &text[len + digits..];
        let many = [("多", 3), ("余", 3)].iter().find(|(word, _)| rest.starts_with(word)).map_or(0, |(_, len)| *len);
        let (power, words) = self::scale(&rest[many..]);
        if part == 1 && (power == 0 || power >= scale) {
            break;
        }
        let exp = decimal.exp + i32::from(power);
        let value = Decimal { exp, ..decimal }.value();
        sum = if part == 0 { value } else { sum.zip(value).map(|(a, b)| a + b) };
        if part == 0 {
            scale = power;
        }
        len += digits + many + words;
        more |= many > 0;
        if power == 0 || many > 0 || !text[len..].starts_with(|c: char| c.is_ascii_digit()) {
            break;
        }
    }
    let mut found = Numeral { len, value: sum, script: Script::Arabic, scale, more, percent: false };
    found.take_more(text);
    Some(found)
}

impl Numeral {
    /// A 多 or 余 behind the scale: 1亿多.
    fn take_more(&mut self, text: &str) {
        if !self.more && text[self.len..].starts_with(['多', '余']) {
            self.len += 3;
            self.more = true;
        }
    }
}

/// Digits of either width with groups of three and a decimal point, and their length.
fn digits(text: &str) -> Option<(Decimal, usize)> {
    let digit = |c: char| match c {
        '0'..='9' => Some(c as u64 - '0' as u64),
        '０'..='９' => Some(c as u64 - '０' as u64),
        _ => None,
    };
    let mut number = Decimal::default();
    let (mut len, mut count, mut point) = (0, 0, false);
    let (mut grouped, mut group) = (false, 0);
    for (at, c) in text.char_indices() {
        let behind = &text[at + c.len_utf8()..];
        match digit(c) {
            Some(value) if count < 17 => {
                number.m = number.m * 10 + value;
                number.exp -= i32::from(point);
                count += 1;
                group += 1;
                len = at + c.len_utf8();
            }
            Some(_) => return None,
            None if matches!(c, '.' | '．') && !point && behind.chars().next().and_then(digit).is_some() => {
                point = true
            }
            // 3,500: three digits behind every comma, and no more than three before the first.
            None if c == ',' && !point && group <= 3 && (group == 3 || !grouped) => {
                if behind.bytes().take_while(u8::is_ascii_digit).count() != 3 {
                    break;
                }
                (grouped, group) = (true, 0);
            }
            None => break,
        }
    }
    (count > 0).then_some((number, len))
}

/// What a Chinese digit counts, nought among them.
fn digit_of(c: char) -> Option<u64> {
    if matches!(c, '零' | '〇') { Some(0) } else { super::number::digit_of(c).map(u64::from) }
}

/// The power of ten of the scale words at the beginning, and their length: 万亿 is 12.
fn scale(text: &str) -> (u8, usize) {
    let (mut power, mut len) = (0, 0);
    for c in text.chars() {
        power += match c {
            // 千瓦, 千米 are units, 万分之 and 百分点 no scale.
            '百' | '千' | '万' if text[len + 3..].starts_with(NO_SCALE) => break,
            '百' if len == 0 => 2,
            '千' if len == 0 => 3,
            '万' => 4,
            '亿' => 8,
            _ => break,
        };
        len += c.len_utf8();
        if power > 12 {
            return (0, 0);
        }
    }
    (power, len)
}

const NO_SCALE: [char; 8] = ['分', '瓦', '米', '克', '卡', '伏', '帕', '赫'];

fn chinese(text: &str) -> Option<Numeral> {
    let (mut total, mut section, mut digit) = (0u64, 0u64, None::<u64>);
    let (mut len, mut scale, mut more, mut loose) = (0, 0u8, false, false);
    let mut after_point = Decimal::default();
    for c in text.chars() {
        if let Some(value) = digit_of(c) {
            // 三四百, 十五五: two digits side by side have no one value.
            loose |= digit.is_some() && after_point.exp == 0 && !text[..len].ends_with('点');
            if after_point.exp < 0 || text[..len].ends_with('点') {
                after_point = Decimal { m: after_point.m * 10 + value, exp: after_point.exp - 1 };
            } else {
                digit = Some(value).filter(|value| *value > 0);
            }
        } else {
            match c {
                '两' if digit.is_none() => digit = Some(2),
                '十' | '百' | '千' if after_point.exp == 0 => {
                    if text[len + 3..].starts_with(NO_SCALE) {
                        break;
                    }
                    if c != '十' && digit.is_none() {
                        break;
                    }
                    let power = if c == '十' {
                        1
                    } else if c == '百' {
                        2
                    } else {
                        3
                    };
                    section += digit.take().unwrap_or(1) * 10u64.pow(power.into());
                    scale = scale.max(power);
                }
                '万' | '亿' => {
                    if section == 0 && digit.is_none() || total >= 10_000_000_000 {
                        break;
                    }
                    let power = if c == '万' { 4 } else { 8 };
                    if after_point.exp < 0 {
                        // 一点二亿
                        let whole = digit.take().unwrap_or(0) + section;
                        let m = whole * 10u64.pow(-after_point.exp as u32) + after_point.m;
                        let value = Decimal { m, exp: after_point.exp + i32::from(power) }.value();
                        let len = len + 3;
                        return Some(Numeral {
                            len,
                            value,
                            script: Script::Chinese,
                            scale: power,
                            more,
                            percent: false,
                        });
                    }
                    let part = section + digit.take().unwrap_or(0);
                    total = if c == '亿' { (total + part) * 100_000_000 } else { total + part * 10_000 };
                    section = 0;
                    scale = scale.max(power);
                }
                '点' if section + digit.unwrap_or(0) > 0 || len == 3 => {
                    let next = text[len + 3..].chars().next();
                    if next.and_then(digit_of).is_none() {
                        break;
                    }
                }
                // 一百多万
                '多' | '余' if scale > 0 && text[len + 3..].starts_with(['万', '亿']) => more = true,
                _ => break,
            }
        }
        len += c.len_utf8();
        if len > 60 {
            return None;
        }
    }
    let whole = total + section + digit.unwrap_or(0);
    if len == 0 {
        return None;
    }
    let value = match after_point.exp {
        0 => Decimal { m: whole, exp: 0 }.value(),
        exp => Decimal { m: whole * 10u64.pow(-exp as u32) + after_point.m, exp }.value(),
    };
    let value = value.filter(|value| !loose && *value > 0.0);
    let mut found = Numeral { len, value, script: Script::Chinese, scale, more, percent: false };
    if scale > 0 {
        found.take_more(text);
    }
    Some(found)
}

fn mask(text: &str) -> Option<Numeral> {
    let len: usize = text.chars().take_while(|c| is_mask(*c)).map(char::len_utf8).sum();
    let (scale, words) = self::scale(&text[len..]);
    Some(Numeral { len: len + words, value: None, script: Script::Mask, scale, more: false, percent: false })
}

/// 百分之八
fn percent(text: &str) -> Option<Numeral> {
    const MARK: &str = "百分之";
    let rest = text.strip_prefix(MARK)?;
    let found = arabic(rest).or_else(|| chinese(rest))?;
    Some(Numeral { len: MARK.len() + found.len, percent: true, ..found })
}

/// 一半, 半数
fn half(text: &str) -> Option<Numeral> {
    let word = ["一半", "半数"].into_iter().find(|word| text.starts_with(word))?;
    let (len, value) = (word.len(), Some(50.0));
    Some(Numeral { len, value, script: Script::Chinese, scale: 0, more: false, percent: true })
}

/// 六成, 七成五; 四分之三.
fn fraction(text: &str, first: Numeral) -> Option<Numeral> {
    let rest = &text[first.len..];
    if let Some(behind) = rest.strip_prefix("分之") {
        let second = arabic(behind).or_else(|| chinese(behind))?;
        let (whole, part) = (first.value? as u64, second.value? as u64);
        let value = (whole > 0 && (part * 100).is_multiple_of(whole)).then(|| (part * 100 / whole) as f64);
        let len = first.len + "分之".len() + second.len;
        return Some(Numeral { len, value, percent: true, ..second });
    }
    let behind = rest.strip_prefix('成')?;
    if behind.starts_with(NO_TENTHS) || first.value? > 10.0 {
        return None;
    }
    let (half, words) = match chinese(behind) {
        Some(digit) if digit.scale == 0 && digit.len == 3 => (digit.value.unwrap_or(0.0), 3),
        _ if behind.starts_with('半') => (5.0, 3),
        _ => (0.0, 0),
    };
    let len = first.len + 3 + words;
    Some(Numeral { len, value: first.value.map(|value| value * 10.0 + half), percent: true, ..first })
}

/// 三成 is three tenths; 一成不变 and 第三成员 are none.
const NO_TENTHS: [char; 16] =
    ['不', '为', '立', '效', '果', '员', '本', '品', '熟', '长', '功', '就', '型', '绩', '都', '分'];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_value_a_reader_gives_them() {
        // The number, what it is worth, and whether per cent.
        const NUMBERS: &[(&str, &str, Option<f64>)] = &[
            ("72亿元", "72亿", Some(7.2e9)),
            ("1.2万户", "1.2万", Some(12000.0)),
            ("2.67万亿元", "2.67万亿", Some(2.67e12)),
            ("3,500人", "3,500", Some(3500.0)),
            ("1,234,567元", "1,234,567", Some(1234567.0)),
            ("5,乡", "5", Some(5.0)),
            ("12,3个", "12", Some(12.0)),
            ("３５．５％", "３５．５", Some(35.5)),
            ("95.", "95", Some(95.0)),
            ("1500多亿元", "1500多亿", Some(1.5e11)),
            ("1亿多", "1亿多", Some(1e8)),
            ("3万5千元", "3万5千", Some(35000.0)),
            ("1亿2000万元", "1亿2000万", Some(1.2e8)),
            ("2100万千瓦", "2100万", Some(2.1e7)),
            ("5千米", "5", Some(5.0)),
            ("3百分点", "3", Some(3.0)),
            ("0.3个", "0.3", Some(0.3)),
            ("两千多名", "两千多", Some(2000.0)),
            ("一百二十八个", "一百二十八", Some(128.0)),
            ("一百零八", "一百零八", Some(108.0)),
            ("十五", "十五", Some(15.0)),
            ("十二万", "十二万", Some(120000.0)),
            ("三千五百万亩", "三千五百万", Some(3.5e7)),
            ("一点二亿", "一点二亿", Some(1.2e8)),
            ("三点五个", "三点五", Some(3.5)),
            ("一百多万人", "一百多万", Some(1e6)),
            ("三四百人", "三四百", None),
            ("十五五规划", "十五五", None),
            ("二〇二五年", "二〇二五", None),
            ("**亿元", "**亿", None),
            ("百分之八", "百分之八", Some(8.0)),
            ("百分之3.5", "百分之3.5", Some(3.5)),
            ("六成以上", "六成", Some(60.0)),
            ("七成五", "七成五", Some(75.0)),
            ("四分之三", "四分之三", Some(75.0)),
            ("三分之二", "三分之二", None),
            ("一半以上", "一半", Some(50.0)),
            ("五个亿以上", "五个亿", Some(5e8)),
            ("300万户", "300万", Some(3e6)),
            ("一成不变", "一", Some(1.0)),
        ];
        for (text, words, value) in NUMBERS {
            let found = numeral(text).unwrap_or_else(|| panic!("no number in {text}"));
            assert_eq!((&text[..found.len], found.value), (*words, *value), "{text}");
        }
        for text in ["", "百姓", "千家万户", "万众", "几千", "亿元", "半天", "要3个"] {
            assert_eq!(numeral(text), None, "{text}");
        }
        assert_eq!(numeral("12345678901234567890号"), None);
    }
}
