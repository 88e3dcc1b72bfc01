//! Bytes to text: UTF-8, UTF-16, GB18030 and Big5 told apart by how much the result reads like Chinese.

use std::ops::Range;
use std::sync::LazyLock;

use encoding_rs::{BIG5, DecoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::gbk;

/// How a file writes its characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Charset {
    Utf8,
    Utf16Le,
    Utf16Be,
    /// With its older parts GBK and GB2312.
    Gb18030,
    Big5,
}

/// A file's text, without its byte order mark.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Decoded {
    pub(crate) text: String,
    pub(crate) charset: Charset,
    /// What was not read as it stands, one sentence each, in lower case without a full stop.
    pub(crate) losses: Vec<String>,
}

/// The bytes are no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Binary {
    /// What they look like, in words.
    pub(crate) looks_like: &'static str,
}

/// The text of a file's bytes, whatever charset they are in.
///
/// Bytes that are UTF-8 are not copied. Bad bytes become U+FFFD and are told in the losses; a
/// character cut off at the end is left out. A file with many bad bytes in every charset is no text.
pub(crate) fn decode(mut bytes: Vec<u8>) -> Result<Decoded, Binary> {
    if let Some(looks_like) = sign(&bytes, SIGNS) {
        return Err(Binary { looks_like });
    }
    let mark = mark(&bytes);
    if let Some((charset, len)) = mark {
        bytes.drain(..len);
        if charset != Charset::Utf8 {
            return trusted(&bytes, charset);
        }
    }
    let valid = match String::from_utf8(bytes) {
        Ok(text) if mark.is_some() || reads_as_utf8(&text) => return plain(text),
        Ok(text) => text.into_bytes(),
        Err(error) => error.into_bytes(),
    };
    if mark.is_some() {
        return trusted(&valid, Charset::Utf8);
    }
    best(valid)
}

/// The text of bytes known to be in a charset; a byte order mark at the beginning is not looked for.
#[cfg(feature = "html")]
pub(crate) fn decode_as(bytes: &[u8], charset: Charset) -> Decoded {
    read(bytes, charset).told(charset)
}

/// The charset the byte order mark at the beginning tells, and the mark's length.
pub(crate) fn mark(bytes: &[u8]) -> Option<(Charset, usize)> {
    const MARKS: &[(&[u8], Charset)] =
        &[(b"\xef\xbb\xbf", Charset::Utf8), (b"\xff\xfe", Charset::Utf16Le), (b"\xfe\xff", Charset::Utf16Be)];
    MARKS.iter().find(|(mark, _)| bytes.starts_with(mark)).map(|(mark, charset)| (*charset, mark.len()))
}

impl Charset {
    /// The charset of a name such as `gb2312` in a web page.
    #[cfg(any(feature = "html", test))]
    pub(crate) fn named(label: &str) -> Option<Self> {
        let encoding = Encoding::for_label(label.as_bytes())?.output_encoding();
        Some(match encoding.name() {
            "GBK" | "gb18030" => Self::Gb18030,
            "Big5" => Self::Big5,
            "UTF-8" if label.trim().to_ascii_lowercase().starts_with("utf-16") => return None,
            "UTF-8" => Self::Utf8,
            _ => return None,
        })
    }

    /// Its name in the output.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::Gb18030 => "gb18030",
            Self::Big5 => "big5",
        }
    }

    fn encoding(self) -> &'static Encoding {
        match self {
            Self::Utf8 => UTF_8,
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
            Self::Gb18030 => GB18030,
            Self::Big5 => BIG5,
        }
    }
}

/// No text begins with these.
const SIGNS: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "a zip archive or a Word, Excel or WPS file"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"%PDF-", "a PDF"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word, Excel or WPS file"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF87a", "a picture"),
    (b"GIF89a", "a picture"),
    (b"\x7fELF", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"\x1f\x8b\x08", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a rar archive"),
    (b"\xfd7zXZ\0", "an xz archive"),
    (b"SQLite format 3\0", "a database"),
];

/// A text may begin with these, so they only name what was found to be none.
const HINTS: &[(&[u8], &str)] = &[
    (b"MZ", "a program"),
    (b"BM", "a picture"),
    (b"II*\0", "a picture"),
    (b"MM\0*", "a picture"),
    (b"RIFF", "a picture or a recording"),
    (b"ID3", "a recording"),
    (b"\xff\xfb", "a recording"),
    (b"OggS", "a recording"),
    (b"\0\0\0", "a film or a program's file"),
    (b"BZh", "a bzip2 archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
];

fn sign(bytes: &[u8], signs: &[(&[u8], &'static str)]) -> Option<&'static str> {
    let named = || signs.iter().find(|(sign, _)| bytes.starts_with(sign)).map(|(_, name)| *name);
    if bytes.get(257..262) == Some(b"ustar") { Some("a tar archive") } else { named() }
}

fn binary(bytes: &[u8]) -> Binary {
    Binary { looks_like: sign(bytes, HINTS).unwrap_or("a binary file") }
}

/// Bytes that are UTF-8 throughout, unless control characters show them to be none.
fn plain(text: String) -> Result<Decoded, Binary> {
    if controls(text.as_bytes()) * 1000 > text.len().max(1000) {
        return Err(binary(text.as_bytes()));
    }
    Ok(Decoded { text, charset: Charset::Utf8, losses: Vec::new() })
}

/// What a byte order mark promises holds unless the text is full of damage.
fn trusted(bytes: &[u8], charset: Charset) -> Result<Decoded, Binary> {
    let read = read(bytes, charset);
    let strange = read.bad + controls(read.text.as_bytes());
    if strange * 5 > read.text.len() / 2 { Err(binary(bytes)) } else { Ok(read.told(charset)) }
}

/// Bytes of control characters that no text needs.
fn controls(bytes: &[u8]) -> usize {
    // Sums of u8 in short pieces are what the compiler turns into vector code.
    let count = |piece: &[u8]| piece.iter().map(|b| u8::from(*b < 32 && !matches!(b, 8..=13 | 26 | 27))).sum::<u8>();
    bytes.chunks(192).map(|piece| usize::from(count(piece))).sum()
}

fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\u{8}'..='\r' | '\u{1a}' | '\u{1b}')
}

/// The beginning is enough to tell a charset.
const SAMPLE: usize = 4 << 10;
/// Of ordinary text still less is.
const GLANCE: usize = 512;

/// Whether valid UTF-8 is meant as such: plain ASCII, or a character that two bytes of GBK hardly imitate.
fn reads_as_utf8(text: &str) -> bool {
    let bytes = text.as_bytes();
    if controls(bytes.get(..SAMPLE).unwrap_or(bytes)) > 0 {
        return false;
    }
    let Some(first) = bytes.iter().position(|b| *b >= 0x80) else { return true };
    let sample = sample(bytes, first);
    sample.iter().any(|b| *b >= 0xe3)
        || score(sample, Charset::Utf8) >= LIKELY
        || OTHERS.iter().all(|charset| score(sample, *charset) < SURE)
}

const OTHERS: [Charset; 4] = [Charset::Gb18030, Charset::Big5, Charset::Utf16Le, Charset::Utf16Be];
const ALL: [Charset; 5] = [Charset::Gb18030, Charset::Big5, Charset::Utf8, Charset::Utf16Le, Charset::Utf16Be];

/// Text scores between this and 1; the same bytes in a wrong charset stay below.
const LIKELY: f32 = 0.15;
/// A score no wrong charset reaches.
const SURE: f32 = 0.7;

/// The reading of bytes that are not plain UTF-8, in the charset that makes the most sense.
fn best(bytes: Vec<u8>) -> Result<Decoded, Binary> {
    let first = bytes.iter().position(|b| *b >= 0x80).unwrap_or(0);
    let sample = sample(&bytes, first);
    let mut fewest: Option<(usize, Decoded)> = None;
    for charset in likely(sample) {
        let read = read(&bytes, charset);
        let strange = read.bad + controls(read.text.as_bytes());
        if strange * 50 <= read.text.len() / 3 {
            return Ok(read.told(charset));
        }
        // The beginning misled: the next best may do better on the whole.
        if fewest.as_ref().is_none_or(|(fewest, _)| strange < *fewest) {
            fewest = Some((strange, read.told(charset)));
        }
    }
    let fewest = fewest.filter(|(strange, decoded)| strange * 5 <= decoded.text.len() / 3);
    fewest.map(|(_, decoded)| decoded).ok_or_else(|| binary(&bytes))
}

/// The charsets in which the sample reads like Chinese, the best first.
fn likely(sample: &[u8]) -> Vec<Charset> {
    let beginning = sample.get(..GLANCE).unwrap_or(sample);
    if let Some(sure) = ALL.into_iter().find(|charset| score(beginning, *charset) >= SURE) {
        return vec![sure];
    }
    if is_damaged_utf8(sample) {
        return vec![Charset::Utf8];
    }
    let mut scores = ALL.map(|charset| (score(sample, charset), charset));
    scores.sort_by(|a, b| b.0.total_cmp(&a.0));
    let likely: Vec<Charset> = scores.iter().filter(|(score, _)| *score >= LIKELY).map(|pair| pair.1).collect();
    if likely.is_empty() { vec![Charset::Utf8] } else { likely }
}

/// Some kilobytes that hold more than ASCII. `first` is the first byte beyond ASCII.
fn sample(bytes: &[u8], first: usize) -> &[u8] {
    let start = if first < SAMPLE / 2 { 0 } else { (first - 64) & !1 };
    let sample = &bytes[start.min(bytes.len())..];
    sample.get(..SAMPLE).unwrap_or(sample)
}

/// Whether at least four characters of UTF-8 stand against one bad byte.
fn is_damaged_utf8(sample: &[u8]) -> bool {
    let (mut good, mut bad) = (0, 0);
    for chunk in sample.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| *c >= '\u{800}').count();
        let invalid = chunk.invalid();
        let cut = std::str::from_utf8(invalid).is_err_and(|error| error.error_len().is_none());
        // The sample itself may end inside a character.
        bad += usize::from(!(invalid.is_empty() || cut && sample.ends_with(invalid)));
    }
    good >= (4 * bad).max(2)
}

/// How much the sample reads like Chinese in a charset: 1 for nothing but frequent characters and stops.
fn score(sample: &[u8], charset: Charset) -> f32 {
    let mut decoder = charset.encoding().new_decoder_without_bom_handling();
    let mut text = String::with_capacity(sample.len() * 3 + 16);
    let _ = decoder.decode_to_string(sample, &mut text, false);
    let wide = matches!(charset, Charset::Utf16Le | Charset::Utf16Be);
    let (mut sum, mut count) = (0i32, 0i32);
    for c in text.chars().filter(|c| wide || !c.is_ascii() || is_control(*c)) {
        sum += weight(c);
        count += 1;
    }
    sum as f32 / (count.max(1) * 10) as f32
}

/// Tenths of a point for a character.
fn weight(c: char) -> i32 {
    static WEIGHTS: LazyLock<Vec<i8>> = LazyLock::new(weights);
    WEIGHTS.get(c as usize).map_or(3, |weight| i32::from(*weight))
}

/// The weights of the characters of the basic plane.
fn weights() -> Vec<i8> {
    let mut weights = vec![-6; 0x10000];
    let mut set = |range: Range<usize>, weight: i8| weights[range].fill(weight);
    set(0..0x20, -20);
    set(0x08..0x0e, 5);
    set(0x20..0x7f, 5);
    set(0x7f..0xa0, -20);
    set(0xa0..0x250, -2);
    set(0x3400..0xa000, -3);
    set(0xff01..0xff5f, 4);
    set(0xfffd..0xfffe, -30);
    let mut put = |c: char, weight: i8| {
        if let Some(old) = weights.get_mut(c as usize) {
            *old = weight;
        }
    };
    common(GB18030, 0xb0..0xd8, 0xa1..0xff).chars().for_each(|c| put(c, 3));
    common(BIG5, 0xa4..0xc7, 0x40..0xff).chars().for_each(|c| put(c, 3));
    FREQUENT.chars().filter(|c| !c.is_whitespace()).for_each(|c| put(c, 10));
    STOPS.chars().for_each(|c| put(c, 9));
    PINYIN.chars().for_each(|c| put(c, 5));
    weights
}

/// The rows of a charset that its makers filled with common characters.
fn common(charset: &'static Encoding, rows: Range<u8>, cells: Range<u8>) -> String {
    let pairs: Vec<u8> = rows.flat_map(|row| cells.clone().flat_map(move |cell| [row, cell])).collect();
    let decode = |pair| charset.decode_without_bom_handling_and_without_replacement(pair);
    pairs.chunks(2).filter_map(decode).collect()
}

const STOPS: &str = "，。、；：！？“”‘’（）《》〈〉「」『』【】〔〕…—·　％①②③④⑤⑥";

const PINYIN: &str = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü\u{a0}";

/// Characters met often in speeches and reports, simplified, then the traditional ones that differ.
const FREQUENT: &str = "\
    的一是不了在有人和这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民\
    得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社\
    义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并\
    提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强\
    放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己\
    美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群\
    广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往\
    酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局\
    照参红细引听该铁价严首底液官德随病苏失尔死讲配女黄推显谈罪神艺呢席含企望密批营项防举球英氧势告李台落木帮轮破师围注远字材排\
    供河态封另施减树溶怎止案言士均武固叶鱼波视仅费紧爱左章早朝害续轻服试食充兵源判护司足某练差致板田降黑犯负击范继兴似余坚修\
    镇乡村街审督促协抓谋划创优扶贫脱攻坚战略部署贯彻落实责任担当廉政纪检察监督环境绿色生态文明城镇振兴招商引资产能投融财税收支\
    预算债险稳岗就业医疗卫健康保障养老幼儿童妇残困难群众信访矛盾纠纷化解隐患排查治理突破短板弱项补齐亮奋斗历程辉煌壮丽篇章谢祝\
    愿您同志们各位领导来宾朋友代表委员尊敬今天召会议讲话意见目的主要任务刚才宣读通报签订让忙忘初牢记使命梦复习近平书记央省市\
    來個們備傳價優兒兩則創劃動務勝勞勢勵區參員問單國圍團報場壓婦媒學察實審寫將專對導局屆層屬幹幾廣廳張強後從復愛態應懲戰採擇據擴數於時書\
    會東條業極構標樣樹機檢權歡步歷歸殘氣決減準灘灣為烈無熱營爭獎獲現環產當療發監確稅種積穩穫立競節築紀約級組結絡給統經網縣總繞罰羅義聯聽\
    腦腳臺與舉萬藥處號術衛裡規視親覽觀計訊記設話認說調請論講謝識議護讀變讓負財貧責買貿資賣質購躍車軍輕轉辦農這連進運過達選還邊鄉鄰醫釋銀\
    錄錢鎮長門開間關隊際難電鞏項領題願類風飛養馬騰體鳳點黨龍";

/// What a decoder made of the bytes.
struct Read {
    text: String,
    bad: usize,
    /// Where the first bad byte stands.
    first: Option<usize>,
    cut: bool,
}

impl Read {
    fn told(self, charset: Charset) -> Decoded {
        let mut losses = Vec::new();
        if let Some(first) = self.first {
            let bytes = if self.bad == 1 { "byte" } else { "bytes" };
            losses.push(format!("{} bad {bytes} read as U+FFFD, the first at byte {first}", self.bad));
        }
        if self.cut {
            losses.push("the last character is cut off and left out".to_owned());
        }
        Decoded { text: self.text, charset, losses }
    }
}

fn read(bytes: &[u8], charset: Charset) -> Read {
    let mut decoder = charset.encoding().new_decoder_without_bom_handling();
    let mut read = Read { text: String::with_capacity(bytes.len() / 2 * 3 + 64), bad: 0, first: None, cut: false };
    let mut at = if charset == Charset::Gb18030 { gbk::decode(bytes, &mut read.text) } else { 0 };
    let mut last = false;
    loop {
        let (result, len) = decoder.decode_to_string_without_replacement(&bytes[at..], &mut read.text, last);
        at += len;
        match result {
            DecoderResult::InputEmpty if last => return read,
            // Only a character that the end cuts off is still to come.
            DecoderResult::InputEmpty => last = true,
            DecoderResult::OutputFull => read.text.reserve(bytes.len() / 4 + 64),
            DecoderResult::Malformed(..) if last => {
                read.cut = true;
                return read;
            }
            DecoderResult::Malformed(bad, after) => {
                read.bad += 1;
                read.first.get_or_insert(at.saturating_sub(usize::from(bad) + usize::from(after)));
                read.text.push('\u{fffd}');
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "一、加快项目建设，推动高质量发展。同志们要抓好落实，确保年底前建成。\n";
    const OLD: &str = "一、加快項目建設，推動經濟發展。同志們要抓好落實，確保年底前建成。\n";

    fn bytes(text: &str, charset: Charset) -> Vec<u8> {
        match charset {
            Charset::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Charset::Utf16Be => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            _ => charset.encoding().encode(text).0.into_owned(),
        }
    }

    #[test]
    fn the_charset_is_known_from_whole_texts_and_from_their_first_bytes() {
        for charset in ALL {
            let text = if charset == Charset::Big5 { OLD } else { TEXT };
            let whole = bytes(text, charset);
            let long = decode(bytes(&text.repeat(800), charset)).unwrap();
            assert_eq!((long.text, long.charset, long.losses), (text.repeat(800), charset, vec![]));
            for len in [12, 16, 20, 21, 40, whole.len()] {
                let decoded = decode(whole[..len].to_vec()).unwrap();
                assert_eq!(decoded.charset, charset, "{len} bytes");
                assert!(text.starts_with(&decoded.text), "{len} bytes of {charset:?}: {}", decoded.text);
            }
        }
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_text() {
        for (mark, charset) in
            [(&b"\xef\xbb\xbf"[..], Charset::Utf8), (b"\xff\xfe", Charset::Utf16Le), (b"\xfe\xff", Charset::Utf16Be)]
        {
            let decoded = decode([mark, &bytes(TEXT, charset)].concat()).unwrap();
            assert_eq!((decoded.text.as_str(), decoded.charset), (TEXT, charset));
        }
    }

    #[test]
    fn utf8_is_not_copied() {
        let bytes = TEXT.as_bytes().to_vec();
        let place = bytes.as_ptr();
        assert_eq!(decode(bytes).unwrap().text.as_ptr(), place);
    }

    #[test]
    fn damage_is_told_and_the_rest_read() {
        for charset in [Charset::Utf8, Charset::Gb18030] {
            let mut damaged = bytes(&TEXT.repeat(20), charset);
            damaged[150] = 0xff;
            let decoded = decode(damaged).unwrap();
            assert_eq!(decoded.charset, charset);
            assert!(decoded.losses[0].contains("read as U+FFFD, the first at byte 1"), "{:?}", decoded.losses);
            assert!(decoded.text.ends_with(TEXT));
        }
        let decoded = decode(TEXT.as_bytes()[..20].to_vec()).unwrap();
        assert_eq!((decoded.text.as_str(), decoded.losses.len()), ("一、加快项目", 1));
    }

    #[test]
    fn rare_characters_of_four_bytes_are_read() {
        let text = format!("{TEXT}䶮家湾，㐀家村，𠀀坪。");
        assert_eq!(decode(bytes(&text, Charset::Gb18030)).unwrap().text, text);
    }

    const TEXTS: &[(&[u8], &str)] =
        &[(b"", ""), (b"a\r\n", "a\r\n"), (b"2025 Plan", "2025 Plan"), ("“一”".as_bytes(), "“一”")];

    #[test]
    fn short_and_latin_texts_stay_as_they_are() {
        for (bytes, text) in TEXTS {
            assert_eq!(decode(bytes.to_vec()).map(|decoded| decoded.text).as_deref(), Ok(*text));
        }
    }

    const NO_TEXTS: &[(&[u8], &str)] = &[
        (b"\x89PNG\r\n\x1a\n\0\0", "picture"),
        (b"PK\x03\x04\x14\0", "zip"),
        (b"%PDF-1.7\n", "PDF"),
        (b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0", "program"),
        (b"\x01\x02\x03\0\0\0\x04\x05\x06\x07", "binary"),
    ];

    #[test]
    fn what_is_no_text_is_named() {
        for (bytes, want) in NO_TEXTS {
            let binary = decode(bytes.to_vec()).unwrap_err();
            assert!(binary.looks_like.contains(want), "{binary:?}");
        }
    }

    #[test]
    fn names_in_pages_are_understood() {
        const NAMES: &[(&str, Option<Charset>)] = &[
            ("gb2312", Some(Charset::Gb18030)),
            ("GBK", Some(Charset::Gb18030)),
            ("utf-8", Some(Charset::Utf8)),
            ("big5", Some(Charset::Big5)),
            ("shift_jis", None),
            ("", None),
        ];
        for (name, charset) in NAMES {
            assert_eq!(Charset::named(name), *charset, "{name}");
        }
    }

    #[test]
    fn no_bytes_make_it_panic() {
        let mut seed = 11u64;
        let mut random = |below: usize| {
            seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (seed >> 33) as usize % below
        };
        for round in 0..400 {
            let mut bytes = bytes(TEXT, ALL[round % ALL.len()]);
            bytes.truncate(random(bytes.len()));
            for _ in 0..random(8) {
                let at = random(bytes.len() + 1).min(bytes.len().saturating_sub(1));
                bytes.get_mut(at).into_iter().for_each(|b| *b = random(256) as u8);
            }
            let _ = decode(bytes);
        }
    }
}
