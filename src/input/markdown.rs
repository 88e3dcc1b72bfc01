//! Outlines in Markdown: nothing but headings and entries of lists, whose marks say what hangs under what.

use std::ops::Range;

use crate::text::is_space;

/// A line of such an outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// The mark of Markdown before its words, blanks and all.
    pub(crate) mark: Range<usize>,
    /// How deep it stands; an entry stands deeper than the heading above it. 0 is a quotation: what is said, no point.
    pub(crate) level: u8,
}

/// The lines of a text that is an outline; none where anything else stands in it, or a sentence goes on behind a stop.
pub(crate) fn outline(text: &str) -> Option<Vec<Row>> {
    let mut rows = Vec::new();
    // The level of the heading above, and how far the entries that hold the next one are indented.
    let mut above = 0;
    let mut indents: Vec<usize> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let words = line.trim_start_matches(is_space);
        if words.is_empty() {
            continue;
        }
        if let Some(said) = words.strip_prefix('>') {
            let said = said.trim_start_matches(is_space);
            let said = said.strip_prefix("- ").unwrap_or(said);
            rows.push(Row { mark: start..at - said.len(), level: 0 });
            continue;
        }
        let indent = line.len() - words.len();
        let sign = words.len() - words.trim_start_matches('#').len();
        let level = if (1..=6).contains(&sign) {
            indents.clear();
            above = sign;
            sign
        } else if words.starts_with(['-', '*', '+']) {
            while indents.last().is_some_and(|outer| *outer >= indent) {
                indents.pop();
            }
            indents.push(indent);
            // The first level is that of titles.
            above.max(1) + indents.len()
        } else {
            return None;
        };
        let behind = &words[sign.max(1)..];
        let label = behind.trim_start_matches([' ', '\t']);
        if label.len() == behind.len() || label.trim_end().is_empty() || goes_on(label.trim_end()) {
            return None;
        }
        let mark = start..start + line.len() - label.len();
        rows.push(Row { mark, level: level.min(usize::from(u8::MAX)) as u8 });
    }
    (rows.iter().filter(|row| row.level > 0).count() >= 2).then_some(rows)
}

/// Whether more is said behind a full stop.
fn goes_on(label: &str) -> bool {
    label.trim_end_matches(['。', '”', '）']).contains('。')
}

/// The backslashes before signs that would be marks of Markdown.
pub(crate) fn escapes(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    let mut next = 0;
    memchr::memchr_iter(b'\\', bytes).filter(move |at| {
        let escapes = *at >= next && bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation);
        if escapes {
            next = at + 2;
        }
        escapes
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels(text: &str) -> Option<Vec<(u8, &str)>> {
        let rows = outline(text)?;
        Some(rows.into_iter().map(|row| (row.level, text[row.mark.end..].lines().next().unwrap())).collect())
    }

    #[test]
    fn headings_and_entries_tell_their_level() {
        let want = vec![(1, "讲话"), (2, "一、甲"), (3, "乙"), (2, "二、丙")];
        assert_eq!(levels("# 讲话\n\n## 一、甲\n\n### 乙\n\n## 二、丙\n"), Some(want.clone()));
        assert_eq!(levels("# 讲话\n\n- 一、甲\n  - 乙\n- 二、丙\n"), Some(want.clone()));
        assert_eq!(levels("# 讲话\r\n* 一、甲\r\n\t* 乙\r\n* 二、丙"), Some(want));
        assert_eq!(
            levels("# 讲话\n\n- 一、甲\n  > 要快。要好。\n  > - 举措：乙\n- 二、丙\n"),
            Some(vec![(1, "讲话"), (2, "一、甲"), (0, "要快。要好。"), (0, "举措：乙"), (2, "二、丙")])
        );
        assert_eq!(levels("## 甲\n- 乙\n    - 丙\n  - 丁\n"), Some(vec![(2, "甲"), (3, "乙"), (4, "丙"), (4, "丁")]));
    }

    #[test]
    fn what_is_more_than_an_outline_is_none() {
        for text in [
            "",
            "# 讲话\n",
            "# 讲话\n同志们：\n",
            "# 讲话\n> 同志们：\n",
            "- 要抓早。要抓小。\n- 要抓实。\n",
            "#甲\n#乙\n",
            "——甲\n——乙\n",
            "-甲\n-乙",
            "# \n# 乙",
        ] {
            assert_eq!(levels(text), None, "{text}");
        }
    }

    #[test]
    fn a_backslash_escapes_one_sign() {
        assert_eq!(escapes("某\\*局\\\\_a\\甲").collect::<Vec<_>>(), [3, 8]);
    }
}
