//! Traditional script read as simplified, for analysis: one character stands for one character.

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
    use std::sync::LazyLock;
    // A bit for each character of the basic plane.
    static SET: LazyLock<Vec<u64>> = LazyLock::new(|| {
        let mut set = vec![0; 1024];
        // Only those that simplified script does not write prove anything.
        for c in TELLTALE.chars().filter(|c| !"任察型".contains(*c)) {
            set[c as usize / 64] |= 1 << (c as usize % 64);
        }
        set
    });
    SET.get(c as usize / 64).is_some_and(|bits| bits >> (c as usize % 64) & 1 == 1)
}

#[cfg(feature = "script")]
fn convert(text: &str) -> Option<(String, OffsetMap)> {
    use crate::text::Rewriter;
    use ferrous_opencc::{OpenCC, config::BuiltinConfig};
    use std::collections::HashMap;
    use std::sync::LazyLock;
    static CONVERTER: LazyLock<Option<OpenCC>> = LazyLock::new(|| OpenCC::from_config(BuiltinConfig::T2s).ok());

    let converter = CONVERTER.as_ref()?;
    let mut known: HashMap<char, char> = HashMap::new();
    // Character by character: one of a kind is asked for once, and the count of characters cannot change.
    let mut simple = |c: char| {
        *known.entry(c).or_insert_with(|| {
            let new = converter.convert(c.encode_utf8(&mut [0; 4]));
            let mut chars = new.chars();
            chars.next().filter(|_| chars.next().is_none()).unwrap_or(c)
        })
    };
    let mut rewriter = Rewriter::new(text);
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        // A line of a mixed file may be simplified already.
        if line.chars().any(is_telltale) {
            for (i, old) in line.char_indices().filter(|(_, c)| crate::text::is_han(*c)) {
                let new = simple(old);
                if new != old {
                    rewriter.keep(at + i);
                    rewriter.put(new.encode_utf8(&mut [0; 4]), at + i + old.len_utf8());
                }
            }
        }
        at += line.len();
    }
    Some(rewriter.finish())
}

#[cfg(not(feature = "script"))]
fn convert(_: &str) -> Option<(String, OffsetMap)> {
    None
}

#[cfg(all(test, feature = "script"))]
mod tests {
    use super::*;
    use crate::text::Span;

    #[test]
    fn traditional_reads_as_simplified_and_leads_back() {
        let (new, map) = simplified("這個項目開工後進展順利").unwrap();
        assert_eq!(new, "这个项目开工后进展顺利");
        assert_eq!(map.origin(Span::new(6, 12)), Span::new(6, 12));
        assert!(simplified("这个项目开工后进展顺利").is_none());
    }
}
