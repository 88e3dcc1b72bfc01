//! Traditional script read as simplified, for analysis: one character stands for one character.

use std::sync::LazyLock;

use crate::text::OffsetMap;

/// Frequent characters that only traditional script writes.
const TELLTALE: &str = "們這國會為發經項設進動區於時開關現實際產業務農種場點體學習與對問題見議長張總統當過還個來說認識組織領導幹責任後東車門間頭幾邊變應該讓從眾濟環節營資財貧鄉鎮縣廳處辦構築鞏強穩擴結據證調標質歷書記講話團隊紀檢監察層級黨員標準規劃計劃條線網絡數據";

/// The simplified reading of `text` and its way back, or nothing where the text is not traditional.
///
/// A text counts as traditional where one character in fifty of its beginning is one that only
/// traditional script writes.
pub(crate) fn simplified(text: &str) -> Option<(String, OffsetMap)> {
    const SAMPLE: usize = 4096;
    let (mut seen, mut telling) = (0usize, 0usize);
    for c in text.chars().filter(|c| crate::text::is_han(*c)).take(SAMPLE) {
        seen += 1;
        telling += usize::from(is_telltale(c));
    }
    if telling * 50 < seen || telling == 0 { None } else { convert(text) }
}

fn is_telltale(c: char) -> bool {
    // Only those that simplified script does not write prove anything.
    static SET: LazyLock<Set> = LazyLock::new(|| Set::of(TELLTALE.chars().filter(|c| !"任察型".contains(*c))));
    SET.holds(c)
}

/// Characters, a bit for each of the basic plane.
struct Set(Vec<u64>);

impl Set {
    fn of(chars: impl Iterator<Item = char>) -> Self {
        let mut bits = vec![0; 1024];
        chars.for_each(|c| bits[c as usize / 64] |= 1 << (c as usize % 64));
        Self(bits)
    }

    fn holds(&self, c: char) -> bool {
        self.0.get(c as usize / 64).is_some_and(|bits| bits >> (c as usize % 64) & 1 == 1)
    }
}

#[cfg(feature = "script")]
fn convert(text: &str) -> Option<(String, OffsetMap)> {
    use crate::text::{Rewriter, is_han};

    let mut tables = tables::Tables::new()?;
    let mut rewriter = Rewriter::new(text);
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if !tables.is_simplified(line) {
            for run in line.split_inclusive(|c| !is_han(c)) {
                let words = tables.by_word(run);
                let mut words = words.as_deref().unwrap_or_default().chars();
                for (i, old) in run.char_indices() {
                    let by_word = words.next();
                    let new = match old {
                        '著' if is_particle(&run[..i], &run[i + old.len_utf8()..]) => '着',
                        '畫' if is_picture(&run[i + old.len_utf8()..]) => '画',
                        '畫' if run[..i].ends_with(PLANS) => '划',
                        _ if is_by_word(old) => by_word.unwrap_or_else(|| tables.simple(old)),
                        _ if is_han(old) => tables.simple(old),
                        _ => old,
                    };
                    if new != old {
                        rewriter.keep(at + i);
                        rewriter.put(new.encode_utf8(&mut [0; 4]), at + i + old.len_utf8());
                    }
                }
                at += run.len();
            }
        } else {
            at += line.len();
        }
    }
    Some(rewriter.finish())
}

/// Characters whose reading the word decides: 乾淨 is 干净, 乾坤 stays; 瞭解 is 了解, 瞭望 stays; 慰藉 stays.
#[cfg(feature = "script")]
const BY_WORD: &str = "乾瞭藉覆畫鍊沈彷彿傢俱";

#[cfg(feature = "script")]
fn is_by_word(c: char) -> bool {
    static SET: LazyLock<Set> = LazyLock::new(|| Set::of(BY_WORD.chars()));
    SET.holds(c)
}

/// Whether 著 between these is the particle 着: 沿著, 看著; and not part of 著名 or 顯著.
#[cfg(feature = "script")]
fn is_particle(before: &str, behind: &str) -> bool {
    !before.ends_with(|c| "顯显昭卓名原論论專专譯译編编巨鉅遺土拙合新共".contains(c))
        && !behind.starts_with(|c| "名作述者書书稱称錄録录有於于".contains(c))
        && (!before.is_empty() || behind.starts_with(|c| "力手眼重實实急".contains(c)))
}

/// Before 畫 these make it the 划 of plans, as Taiwan writes it: 計畫, 企畫.
#[cfg(feature = "script")]
const PLANS: [char; 6] = ['計', '企', '規', '策', '籌', '區'];

/// Whether 畫 before these is a picture: 設計畫冊 is no 計畫.
#[cfg(feature = "script")]
fn is_picture(behind: &str) -> bool {
    behind.starts_with(|c| "冊展家面作像室廊院師".contains(c))
}

#[cfg(feature = "script")]
mod tables {
    use std::sync::LazyLock;

    use ferrous_opencc::{OpenCC, config::BuiltinConfig};
    use rustc_hash::FxHashMap;

    use super::{Set, TELLTALE, is_by_word, is_telltale};

    /// Variants of Hong Kong, Taiwan and old print that OpenCC's table does not have, each before its reading.
    const VARIANTS: &str = "衞卫擡抬鬭斗鬪斗鬬斗攷考敍叙枱台粧妆糭粽痺痹簷檐揹背伕夫暱昵徬彷竝并蔴麻迺乃牠它\
        傚效倣仿姪侄彊强欵款畧略畱留眞真敎教旣既卽即淸清靑青滙汇盃杯踰逾";

    /// Simplified forms that traditional script writes too: 皇后, 若干, 批准.
    const BOTH: &str = "后干准据划面台只里松制系余几丑斗云";

    static CONVERTER: LazyLock<Option<OpenCC>> = LazyLock::new(|| OpenCC::from_config(BuiltinConfig::T2s).ok());

    /// What each character reads as.
    pub(super) struct Tables {
        converter: &'static OpenCC,
        // One of a kind is asked for once.
        known: FxHashMap<char, char>,
        // What only simplified script writes, of frequent characters.
        simplified: Set,
    }

    impl Tables {
        pub(super) fn new() -> Option<Tables> {
            let converter = CONVERTER.as_ref()?;
            let mut variants = VARIANTS.chars();
            let known = std::iter::from_fn(|| variants.next().zip(variants.next())).collect();
            let mut tables = Tables { converter, known, simplified: Set::of(std::iter::empty()) };
            let both = |c: &char| BOTH.contains(*c) || TELLTALE.contains(*c);
            tables.simplified = Set::of(TELLTALE.chars().map(|c| tables.simple(c)).filter(|c| !both(c)));
            Some(tables)
        }

        /// The one character that stands for `c`.
        pub(super) fn simple(&mut self, c: char) -> char {
            *self.known.entry(c).or_insert_with(|| {
                let new = self.converter.convert(c.encode_utf8(&mut [0; 4]));
                let mut chars = new.chars();
                chars.next().filter(|_| chars.next().is_none()).unwrap_or(c)
            })
        }

        /// A run read word by word, one character for one, where the word decides one of them.
        pub(super) fn by_word(&self, run: &str) -> Option<String> {
            let new = run.contains(is_by_word).then(|| self.converter.convert(run))?;
            (new.chars().count() == run.chars().count()).then_some(new)
        }

        /// Whether a line of a mixed file is simplified already.
        pub(super) fn is_simplified(&self, line: &str) -> bool {
            line.contains(|c| self.simplified.holds(c)) && !line.contains(is_telltale)
        }
    }
}

#[cfg(not(feature = "script"))]
fn convert(_: &str) -> Option<(String, OffsetMap)> {
    None
}

#[cfg(all(test, feature = "script"))]
mod tests {
    use super::*;
    use crate::text::Span;

    /// Enough to tell that the words behind it are traditional.
    const TRADITIONAL: &str = "各級幹部要認真學習貫徹會議精神，把經濟發展擺在首位。\n";

    fn read(words: &str) -> String {
        let (new, _) = simplified(&format!("{TRADITIONAL}{words}\n")).unwrap();
        assert_eq!(new.chars().count(), TRADITIONAL.chars().count() + words.chars().count() + 1, "{words}");
        new.lines().nth(1).unwrap_or_default().to_owned()
    }

    #[test]
    fn a_character_reads_as_its_word_does() {
        const CASES: &[(&str, &str)] = &[
            ("乾淨整潔，乾坤未定", "干净整洁，乾坤未定"),
            ("乾隆年間與乾嘉學派", "乾隆年间与乾嘉学派"),
            ("若干幹部", "若干干部"),
            ("瞭解情況，簡單明瞭，瞭望塔", "了解情况，简单明了，瞭望塔"),
            ("憑藉優勢，找藉口，藉此機會，慰藉", "凭借优势，找借口，借此机会，慰藉"),
            ("沿著這條路看著前方走", "沿着这条路看着前方走"),
            ("著力抓好，著名作家的著作有顯著影響", "着力抓好，著名作家的著作有显著影响"),
            ("答覆群眾，覆蓋城鄉", "答复群众，覆盖城乡"),
            ("對於單位", "对于单位"),
            ("企畫、計畫、規畫、策畫，設計畫冊，刻畫", "企划、计划、规划、策划，设计画册，刻画"),
            ("衞生、擡頭、鬭爭、攷核、綫上、麪粉、説明、羣衆", "卫生、抬头、斗争、考核、线上、面粉、说明、群众"),
        ];
        for (old, new) in CASES {
            assert_eq!(read(old), *new, "{old}");
        }
    }

    #[test]
    fn short_lines_are_read_as_their_document_is() {
        for (old, new) in [("二、糧食安全", "二、粮食安全"), ("鬥爭精神", "斗争精神"), ("裝置", "装置")]
        {
            assert_eq!(read(old), new);
        }
    }

    #[test]
    fn simplified_lines_of_a_mixed_file_stay() {
        for line in ["这位著名学者说到宫商角徵羽与狼藉", "皇后与干将", "一、乾隆年间的水利著作"]
        {
            assert_eq!(read(line), line);
        }
    }

    #[test]
    fn simplified_speeches_would_stay_in_a_mixed_file() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
        // The published package has none of them.
        for file in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let text = std::fs::read_to_string(file.path()).unwrap();
            if simplified(&text).is_some() {
                continue;
            }
            let (new, _) = convert(&text).unwrap();
            for (old, new) in text.lines().zip(new.lines()) {
                assert_eq!(old, new, "{}", file.path().display());
            }
        }
    }

    #[test]
    fn traditional_reads_as_simplified_and_leads_back() {
        let (new, map) = simplified("這個項目開工後進展順利").unwrap();
        assert_eq!(new, "这个项目开工后进展顺利");
        assert_eq!(map.origin(Span::new(6, 12)), Span::new(6, 12));
        assert!(simplified("这个项目开工后进展顺利").is_none());
    }
}
