//! Automatic numbers as the office programs show them: formats, templates and the counters of a list.

use std::collections::{HashMap, HashSet};

/// How one number of a list is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Format {
    /// Nothing.
    None,
    /// A mark without a number; it gives no text.
    Bullet,
    /// 1 2 3
    #[default]
    Decimal,
    /// 01 02 … 10
    DecimalZero,
    /// １ ２ ３
    DecimalFullWidth,
    /// - 1 -
    InDashes,
    /// I II III
    UpperRoman,
    /// i ii iii
    LowerRoman,
    /// A … Z AA BB
    UpperLetter,
    /// a … z aa bb
    LowerLetter,
    /// A … Z AA AB
    UpperSeries,
    /// a … z aa ab
    LowerSeries,
    /// 九 一〇 一一
    Digits,
    /// 九 十 十一 … 九十九 一〇〇
    Counting,
    /// 十 十一 … 一百零一
    Thousands,
    /// 十 百 百一
    Japanese,
    /// 壹 贰 … 壹拾
    Legal,
    /// 壹 貳 … 壹拾
    LegalTraditional,
    /// 甲 乙 丙
    Stems,
    /// 子 丑 寅
    Branches,
    /// 甲子 乙丑
    StemsAndBranches,
    /// ① ②
    Circled,
    /// ⑴ ⑵
    Bracketed,
    /// ⒈ ⒉
    Stopped,
    /// ㈠ ㈡
    ChineseBracketed,
}

/// Word's codes in binary files and in RTF, its names in XML, and what they are here.
const WORD: &[(u8, &str, Format)] = &[
    (0, "decimal", Format::Decimal),
    (1, "upperRoman", Format::UpperRoman),
    (2, "lowerRoman", Format::LowerRoman),
    (3, "upperLetter", Format::UpperLetter),
    (4, "lowerLetter", Format::LowerLetter),
    (10, "ideographDigital", Format::Digits),
    (11, "japaneseCounting", Format::Japanese),
    (14, "decimalFullWidth", Format::DecimalFullWidth),
    (15, "decimalHalfWidth", Format::Decimal),
    (16, "japaneseLegal", Format::LegalTraditional),
    (17, "japaneseDigitalTenThousand", Format::Digits),
    (18, "decimalEnclosedCircle", Format::Circled),
    (19, "decimalFullWidth2", Format::DecimalFullWidth),
    (22, "decimalZero", Format::DecimalZero),
    (23, "bullet", Format::Bullet),
    (26, "decimalEnclosedFullstop", Format::Stopped),
    (27, "decimalEnclosedParen", Format::Bracketed),
    (28, "decimalEnclosedCircleChinese", Format::Circled),
    (29, "ideographEnclosedCircle", Format::ChineseBracketed),
    (30, "ideographTraditional", Format::Stems),
    (31, "ideographZodiac", Format::Branches),
    (32, "ideographZodiacTraditional", Format::StemsAndBranches),
    (33, "taiwaneseCounting", Format::Counting),
    (34, "ideographLegalTraditional", Format::LegalTraditional),
    (35, "taiwaneseCountingThousand", Format::Thousands),
    (36, "taiwaneseDigital", Format::Digits),
    (37, "chineseCounting", Format::Counting),
    (38, "chineseLegalSimplified", Format::Legal),
    (39, "chineseCountingThousand", Format::Thousands),
    (44, "koreanDigital2", Format::Digits),
    (57, "numberInDash", Format::InDashes),
    (255, "none", Format::None),
];

impl Format {
    /// The format that a `w:numFmt` names; a name unknown here counts in decimals.
    pub(crate) fn from_word_name(name: &str) -> Format {
        WORD.iter().find(|row| row.1 == name).map_or(Format::Decimal, |row| row.2)
    }

    /// The format of an nfc code, as in binary Word files and in `\levelnfc` of RTF.
    pub(crate) fn from_nfc(code: u8) -> Format {
        WORD.iter().find(|row| row.0 == code).map_or(Format::Decimal, |row| row.2)
    }

    /// Writes a number; past the end of a short row it is written in decimals, as Word does.
    pub(crate) fn write(self, n: u32, out: &mut String) {
        match self {
            Format::None | Format::Bullet => {}
            Format::Decimal => out.push_str(&n.to_string()),
            Format::DecimalZero => out.push_str(&format!("{n:02}")),
            Format::DecimalFullWidth => digits(n, "０１２３４５６７８９", out),
            Format::InDashes => out.push_str(&format!("- {n} -")),
            Format::UpperRoman => roman(n, out),
            Format::LowerRoman => lower(n, out, roman),
            Format::UpperLetter => letters(n, out),
            Format::LowerLetter => lower(n, out, letters),
            Format::UpperSeries => series(n, out),
            Format::LowerSeries => lower(n, out, series),
            Format::Digits => digits(n, "〇一二三四五六七八九", out),
            Format::Counting if n < 100 => chinese(n, PLAIN, out),
            Format::Counting => digits(n, "〇一二三四五六七八九", out),
            Format::Thousands => chinese(n, PLAIN, out),
            Format::Japanese => chinese(n, Numerals { zero: "", one: One::Left, ..PLAIN }, out),
            Format::Legal => chinese(n, LEGAL, out),
            Format::LegalTraditional => chinese(n, LEGAL_TRADITIONAL, out),
            Format::Stems => row(n, "甲乙丙丁戊己庚辛壬癸", out),
            Format::Branches => row(n, "子丑寅卯辰巳午未申酉戌亥", out),
            Format::StemsAndBranches => sixty(n, out),
            Format::Circled => row(n, "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳", out),
            Format::Bracketed => row(n, "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇", out),
            Format::Stopped => row(n, "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛", out),
            Format::ChineseBracketed => row(n, "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩", out),
        }
    }
}

/// One level of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Level {
    pub(crate) format: Format,
    /// The first number.
    pub(crate) start: u32,
    /// The level, counted from 1, after which this one begins anew; 0 is never, none is after any above it.
    pub(crate) restart_after: Option<u8>,
    /// Every number of the label is written in decimals (`isLgl`).
    pub(crate) legal: bool,
    /// The label: `%1` … `%9` stand for the numbers of the levels; what parts it from the text is its end.
    pub(crate) text: String,
}

/// How many levels a list has.
pub(crate) const LEVELS: usize = 9;

// Word allows 31 characters; a hostile file could have each of its paragraphs write megabytes.
const LONGEST_LABEL: usize = 32;

/// Which counters a paragraph moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct List {
    /// The list whose counters they are (`abstractNumId`, lsid).
    pub(crate) list: u32,
    /// The use of the list, with its own starts (`numId`, ilfo, `\lsN`).
    pub(crate) instance: u32,
    /// The starts that this use sets (`startOverride`): each is taken once, where the use first reaches the level.
    pub(crate) starts: [Option<u32>; LEVELS],
}

/// Where the lists of a document stand.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counters {
    // The number that each level showed last; none where it begins anew.
    lists: HashMap<u32, [Option<u32>; LEVELS]>,
    // The uses and levels whose own start was taken.
    started: HashSet<(u32, usize)>,
}

impl Counters {
    /// Counts a paragraph on and gives its label; levels past the last one count as the last.
    pub(crate) fn next(&mut self, list: List, level: usize, levels: [&Level; LEVELS]) -> String {
        let level = level.min(LEVELS - 1);
        let start = |at: usize| list.starts[at].unwrap_or(levels[at].start);
        let counts = self.lists.entry(list.list).or_default();
        let fresh = list.starts[level].is_some() && self.started.insert((list.instance, level));
        counts[level] = Some(match counts[level] {
            Some(last) if !fresh => last.wrapping_add(1),
            _ => start(level),
        });
        for deeper in level + 1..LEVELS {
            // `restart_after` counts from 1, `level` from 0.
            if levels[deeper].restart_after.is_none_or(|after| level < usize::from(after)) {
                counts[deeper] = None;
            }
        }
        label(levels[level], |at| (levels[at].format, counts[at].unwrap_or_else(|| start(at))))
    }

    /// Makes `n` the next number of a level.
    pub(crate) fn set(&mut self, list: u32, level: usize, n: u32) {
        if let Some(count) = self.lists.entry(list).or_default().get_mut(level) {
            *count = Some(n.wrapping_sub(1));
        }
    }
}

/// Fills a level's template; a label without any mark is empty, whatever space it ends with.
fn label(level: &Level, number: impl Fn(usize) -> (Format, u32)) -> String {
    let mut out = String::new();
    if level.format == Format::Bullet {
        return out;
    }
    let mut chars = level.text.chars().take(LONGEST_LABEL).peekable();
    while let Some(c) = chars.next() {
        let digit = chars.peek().and_then(|c| c.to_digit(10)).filter(|digit| c == '%' && *digit > 0);
        let Some(digit) = digit else {
            out.push(c);
            continue;
        };
        chars.next();
        match number(digit as usize - 1) {
            (Format::None | Format::Bullet, _) => {}
            (_, n) if level.legal => Format::Decimal.write(n, &mut out),
            (format, n) => format.write(n, &mut out),
        }
    }
    if out.trim().is_empty() {
        out.clear();
    }
    out
}

/// Writes a number digit by digit.
fn digits(n: u32, row: &str, out: &mut String) {
    for digit in n.to_string().bytes() {
        out.extend(row.chars().nth(usize::from(digit - b'0')));
    }
}

/// Writes the nth character of a row.
fn row(n: u32, row: &str, out: &mut String) {
    match (n as usize).checked_sub(1).and_then(|at| row.chars().nth(at)) {
        Some(c) => out.push(c),
        None => Format::Decimal.write(n, out),
    }
}

fn sixty(n: u32, out: &mut String) {
    let Some(at) = n.checked_sub(1).filter(|at| *at < 60) else {
        return Format::Decimal.write(n, out);
    };
    Format::Stems.write(at % 10 + 1, out);
    Format::Branches.write(at % 12 + 1, out);
}

fn lower(n: u32, out: &mut String, write: fn(u32, &mut String)) {
    let at = out.len();
    write(n, out);
    out[at..].make_ascii_lowercase();
}

fn roman(n: u32, out: &mut String) {
    const STEPS: &[(u32, &str)] = &[
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if n == 0 || n >= 4000 {
        return Format::Decimal.write(n, out);
    }
    let mut left = n;
    for (value, letters) in STEPS {
        while left >= *value {
            out.push_str(letters);
            left -= value;
        }
    }
}

/// A … Z, AA, BB …, up to thirty of a letter.
fn letters(n: u32, out: &mut String) {
    let Some(at) = n.checked_sub(1).filter(|at| *at < 26 * 30) else {
        return Format::Decimal.write(n, out);
    };
    let letter = char::from(b'A' + (at % 26) as u8);
    out.extend(std::iter::repeat_n(letter, at as usize / 26 + 1));
}

/// A … Z, AA, AB …
fn series(n: u32, out: &mut String) {
    if n == 0 {
        return Format::Decimal.write(n, out);
    }
    let mut letters = Vec::new();
    let mut left = n;
    while left > 0 {
        left -= 1;
        letters.push(char::from(b'A' + (left % 26) as u8));
        left /= 26;
    }
    out.extend(letters.iter().rev());
}

/// A way to write Chinese numerals.
#[derive(Clone, Copy)]
struct Numerals {
    digits: [&'static str; 10],
    // What stands in a gap: 一百零一.
    zero: &'static str,
    units: [&'static str; 4],
    myriads: [&'static str; 3],
    one: One,
}

/// Where a 一 before a unit is left out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum One {
    /// In 十 … 十九 only.
    First,
    /// Before 十, 百 and 千 anywhere.
    Left,
    /// Nowhere.
    Kept,
}

const PLAIN: Numerals = Numerals {
    digits: ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"],
    zero: "零",
    units: ["", "十", "百", "千"],
    myriads: ["", "万", "亿"],
    one: One::First,
};

const LEGAL: Numerals = Numerals {
    digits: ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"],
    zero: "零",
    units: ["", "拾", "佰", "仟"],
    myriads: ["", "万", "亿"],
    one: One::Kept,
};

const LEGAL_TRADITIONAL: Numerals = Numerals {
    digits: ["零", "壹", "貳", "參", "肆", "伍", "陸", "柒", "捌", "玖"],
    zero: "零",
    units: ["", "拾", "佰", "仟"],
    myriads: ["", "萬", "億"],
    one: One::Kept,
};

/// Writes a number with 十, 百, 千, 万 and 亿.
fn chinese(n: u32, how: Numerals, out: &mut String) {
    if n == 0 {
        return out.push_str(how.digits[0]);
    }
    let mut gap = false;
    let mut begun = false;
    for (myriad, value) in [(2, 100_000_000), (1, 10_000), (0, 1)] {
        let group = n / value % 10_000;
        for (unit, value) in [(3, 1000), (2, 100), (1, 10), (0, 1)] {
            let digit = group / value % 10;
            if digit == 0 {
                gap = begun;
                continue;
            }
            if std::mem::take(&mut gap) {
                out.push_str(how.zero);
            }
            let silent = digit == 1
                && match how.one {
                    One::First => unit == 1 && !begun,
                    One::Left => unit > 0,
                    One::Kept => false,
                };
            if !silent {
                out.push_str(how.digits[digit as usize]);
            }
            out.push_str(how.units[unit]);
            begun = true;
        }
        if group > 0 {
            out.push_str(how.myriads[myriad]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASES: &[(&str, &[(u32, &str)])] = &[
        ("decimal", &[(1, "1"), (0, "0"), (u32::MAX, "4294967295")]),
        ("decimalZero", &[(9, "09"), (10, "10")]),
        ("decimalFullWidth", &[(12, "１２")]),
        ("numberInDash", &[(3, "- 3 -")]),
        ("upperRoman", &[(4, "IV"), (1994, "MCMXCIV"), (4000, "4000")]),
        ("lowerRoman", &[(9, "ix"), (0, "0")]),
        ("upperLetter", &[(1, "A"), (26, "Z"), (27, "AA"), (28, "BB"), (781, "781")]),
        ("lowerLetter", &[(3, "c"), (53, "aaa")]),
        ("ideographDigital", &[(1, "一"), (10, "一〇"), (21, "二一")]),
        ("chineseCounting", &[(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (101, "一〇一")]),
        (
            "chineseCountingThousand",
            &[
                (0, "零"),
                (12, "十二"),
                (30, "三十"),
                (100, "一百"),
                (101, "一百零一"),
                (110, "一百一十"),
                (1001, "一千零一"),
                (10_010, "一万零一十"),
                (100_000, "十万"),
            ],
        ),
        ("taiwaneseCounting", &[(10, "十"), (19, "十九")]),
        ("taiwaneseCountingThousand", &[(120, "一百二十")]),
        ("japaneseCounting", &[(10, "十"), (101, "百一"), (110, "百十")]),
        ("chineseLegalSimplified", &[(3, "叁"), (10, "壹拾"), (25, "贰拾伍")]),
        ("ideographLegalTraditional", &[(2, "貳"), (11, "壹拾壹")]),
        ("ideographTraditional", &[(1, "甲"), (10, "癸"), (11, "11")]),
        ("ideographZodiac", &[(1, "子"), (12, "亥")]),
        ("ideographZodiacTraditional", &[(1, "甲子"), (60, "癸亥"), (61, "61")]),
        ("decimalEnclosedCircle", &[(1, "①"), (20, "⑳"), (21, "21")]),
        ("decimalEnclosedCircleChinese", &[(2, "②")]),
        ("decimalEnclosedParen", &[(1, "⑴")]),
        ("decimalEnclosedFullstop", &[(1, "⒈")]),
        ("ideographEnclosedCircle", &[(1, "㈠"), (11, "11")]),
        ("none", &[(1, "")]),
        ("bullet", &[(1, "")]),
        ("somethingNew", &[(7, "7")]),
    ];

    #[test]
    fn a_number_is_written_as_word_shows_it() {
        for (name, numbers) in CASES {
            for (n, want) in *numbers {
                let mut got = String::new();
                Format::from_word_name(name).write(*n, &mut got);
                assert_eq!(got, *want, "{name} {n}");
            }
        }
        let mut series = String::new();
        for n in [1, 26, 27, 28, 703] {
            Format::LowerSeries.write(n, &mut series);
        }
        assert_eq!(series, "azaaabaaa");
    }

    #[test]
    fn codes_and_names_say_the_same() {
        for (code, name, format) in WORD {
            assert_eq!(Format::from_nfc(*code), *format);
            assert_eq!(Format::from_word_name(name), *format);
        }
        for code in 0..=u8::MAX {
            for n in [0, 1, 61, 781, u32::MAX] {
                Format::from_nfc(code).write(n, &mut String::new());
            }
        }
    }

    /// 一、 (一) 1. and then bare levels.
    fn speech() -> Vec<Level> {
        let level = |name, text: &str| Level {
            format: Format::from_word_name(name),
            start: 1,
            text: text.to_owned(),
            ..Level::default()
        };
        let mut levels = vec![
            level("chineseCounting", "%1、"),
            level("chineseCounting", "(%2)"),
            level("decimal", "%3.\t"),
            level("decimal", "%1-%4"),
        ];
        levels.resize(LEVELS, level("none", "%9\t"));
        levels
    }

    fn count(levels: &[Level], steps: &[(u32, usize, Option<u32>)]) -> String {
        let mut counters = Counters::default();
        let levels: [&Level; LEVELS] = std::array::from_fn(|at| &levels[at]);
        let mut out = Vec::new();
        for (instance, level, start) in steps {
            let mut starts = [None; LEVELS];
            starts[(*level).min(LEVELS - 1)] = *start;
            out.push(counters.next(List { list: 1, instance: *instance, starts }, *level, levels));
        }
        out.join(" ")
    }

    #[test]
    fn deeper_levels_begin_anew() {
        let steps = [0, 1, 1, 2, 0, 1, 2, 2, 4].map(|level| (1, level, None));
        assert_eq!(count(&speech(), &steps), "一、 (一) (二) 1.\t 二、 (一) 1.\t 2.\t ");
    }

    #[test]
    fn a_level_may_go_on_past_those_above_it() {
        let mut levels = speech();
        levels[1].restart_after = Some(0);
        levels[2].restart_after = Some(1);
        let steps = [0, 1, 2, 1, 2, 0, 1, 2].map(|level| (1, level, None));
        assert_eq!(count(&levels, &steps), "一、 (一) 1.\t (二) 2.\t 二、 (三) 1.\t");
    }

    #[test]
    fn an_instance_takes_its_own_start_once() {
        let steps = [(1, 0, None), (2, 0, None), (3, 0, Some(7)), (3, 0, Some(7)), (1, 0, None)];
        assert_eq!(count(&speech(), &steps), "一、 二、 七、 八、 九、");
    }

    #[test]
    fn legal_labels_are_decimal() {
        let mut levels = speech();
        assert_eq!(count(&levels, &[(1, 0, None), (1, 3, None)]), "一、 一-1");
        levels[3].legal = true;
        assert_eq!(count(&levels, &[(1, 0, None), (1, 3, None)]), "一、 1-1");
        assert_eq!(count(&levels, &[(1, 3, None)]), "1-1", "a level not yet counted shows its start");
    }

    #[test]
    fn odd_templates_are_kept_as_they_are() {
        let mut levels = speech();
        levels[0].text = "%%1%0%x%".to_owned();
        assert_eq!(count(&levels, &[(1, 0, None)]), "%一%0%x%");
        levels[0].text = "第%1章".repeat(100_000);
        assert!(count(&levels, &[(1, 0, Some(u32::MAX)), (1, 0, None), (1, 99, None)]).len() < 10_000);
    }

    #[test]
    fn a_counter_can_be_set() {
        let levels = speech();
        let levels: [&Level; LEVELS] = std::array::from_fn(|at| &levels[at]);
        let list = List { list: 5, instance: 5, starts: [None; LEVELS] };
        let mut counters = Counters::default();
        counters.set(5, 0, 4);
        assert_eq!(counters.next(list, 0, levels), "四、");
    }
}
