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
    static SET: LazyLock<Vec<char>> = LazyLock::new(|| {
        // Only those whose simplified form differs prove anything.
        let mut set: Vec<char> = TELLTALE.chars().filter(|c| !"任習話察級員準型".contains(*c)).collect();
        set.sort_unstable();
        set.dedup();
        set
    });
    SET.binary_search(&c).is_ok()
}

#[cfg(feature = "script")]
fn convert(text: &str) -> Option<(String, OffsetMap)> {
    use crate::text::Rewriter;
    use ferrous_opencc::{OpenCC, config::BuiltinConfig};
    use std::sync::LazyLock;
    static CONVERTER: LazyLock<Option<OpenCC>> = LazyLock::new(|| OpenCC::from_config(BuiltinConfig::T2s).ok());

    let converter = CONVERTER.as_ref()?;
    let mut rewriter = Rewriter::new(text);
    let mut at = 0;
    // By line, so that a line the tables would lengthen is left as it is.
    for line in text.split_inclusive('\n') {
        let new = converter.convert(line);
        let same = new.chars().count() == line.chars().count();
        for (old, new) in line.chars().zip(new.chars()).filter(|_| same) {
            let end = at + old.len_utf8();
            if old != new {
                rewriter.keep(at);
                rewriter.put(new.encode_utf8(&mut [0; 4]), end);
            }
            at = end;
        }
        if !same {
            at += line.len();
        }
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
