//! Lines broken at a fixed width, joined again: 25 to 40 characters a line, in mid-sentence.

use std::ops::Range;

use crate::text::{arabic, chinese, digit_of, is_closer, is_comma, is_end, is_space};

/// Widths in columns, a Chinese character two: no page of text is narrower or wider.
const NARROWEST: usize = 36;
const WIDEST: usize = 110;

/// How far a full line may stay below the width, for a stop or a Latin word that would not fit, or hang over it.
const RAGGED: usize = 6;

/// How alike most lines are where each was cut as soon as it was full.
const CLOSE: usize = 2;

/// So many full lines that end in mid-sentence show the width; fewer may be chance.
const FEWEST: usize = 6;

/// A title stands on one of the first lines.
const TITLE: usize = 8;

/// A break between two lines of one paragraph.
pub(crate) struct Wrap {
    /// White space around the break included.
    pub(crate) range: Range<usize>,
    /// What stands in its place: Latin words stay two.
    pub(crate) leaves: &'static str,
}

struct Line<'a> {
    words: &'a str,
    start: usize,
    /// White space before the words, in characters and in columns.
    lead: (usize, usize),
    length: (usize, usize),
    after_blank: bool,
    /// Whether it ends in mid-sentence.
    open: bool,
}

/// The breaks between lines of one paragraph, and within a title of two lines; no others where the text is not broken
/// at a fixed width.
pub(crate) fn wraps(text: &str) -> Vec<Wrap> {
    let lines = lines(text);
    let title = lines.windows(2).take(TITLE).find(|pair| is_title(&pair[0], &pair[1]));
    let title = title.map(|pair| Wrap { range: pair[0].start + pair[0].words.len()..pair[1].start, leaves: "" });
    let Some(width) = Width::of(&lines) else { return title.into_iter().collect() };
    let goes_on = |pair: &&[Line]| {
        let (line, next) = (&pair[0], &pair[1]);
        !next.after_blank
            && (begins_with_stop(next.words)
                || line.open && width.is_full(line) && !width.is_set_in(next) && !begins_point(line.words, next.words))
    };
    let own = title.as_ref().map(|title| title.range.start);
    let joined = lines.windows(2).filter(goes_on).map(|pair| {
        let range = pair[0].start + pair[0].words.len()..pair[1].start;
        let latin = pair[0].words.ends_with(is_letter) && pair[1].words.starts_with(is_letter);
        Wrap { range, leaves: if latin && !width.by_characters { " " } else { "" } }
    });
    let joined = joined.filter(|wrap| Some(wrap.range.start) != own);
    title.into_iter().chain(joined).collect()
}

/// Whether two lines are one title: 在全县护林工作会议上的|讲话.
fn is_title(line: &Line, next: &Line) -> bool {
    let speech = ["讲话", "发言", "致辞", "讲话稿", "主持词"].iter().find_map(|word| next.words.strip_suffix(word));
    let rest = speech.is_some_and(|rest| ["", "的", "上的", "会上的", "会议上的", "大会上的"].contains(&rest));
    rest && line.open
        && !next.after_blank
        && line.words.contains(['在', '会'])
        && (10..=50).contains(&line.length.0)
        && !line.words.ends_with("讲话")
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut found: Vec<Line> = Vec::new();
    let mut start = 0;
    let mut after_blank = false;
    while start < text.len() {
        let end = memchr::memchr2(b'\n', b'\r', &text.as_bytes()[start..]).map_or(text.len(), |at| start + at + 1);
        let line = &text[start..end];
        let words = line.trim_matches(is_space);
        if words.is_empty() {
            // `\r\n` is one line end.
            after_blank |= line == "\n" && !text[..start].ends_with('\r') || line == "\r";
        } else {
            let lead = &line[..line.len() - line.trim_start_matches(is_space).len()];
            if let Some(last) = found.last_mut() {
                last.open = ends_open(last.words, words);
            }
            let start = start + lead.len();
            found.push(Line { words, start, lead: lengths(lead), length: lengths(words), after_blank, open: false });
            after_blank = false;
        }
        start = end;
    }
    found
}

/// Characters and columns.
fn lengths(words: &str) -> (usize, usize) {
    let count = words.chars().count();
    (count, 2 * count - words.bytes().filter(u8::is_ascii).count())
}

type Measure = fn(&Line) -> usize;

/// The ways to measure a line, in columns: with its indent or without, by columns or by counting characters.
const MEASURES: [(Measure, bool); 4] = [
    (|line| line.lead.1 + line.length.1, false),
    (|line| 2 * (line.lead.0 + line.length.0), true),
    (|line| line.length.1, false),
    (|line| 2 * line.length.0, true),
];

/// How the lines of a text were broken.
struct Width {
    measure: Measure,
    by_characters: bool,
    /// The widths of full lines.
    full: Range<usize>,
    /// The indent of lines that continue a paragraph, in columns.
    lead: usize,
}

impl Width {
    /// The measure in which lines that end in mid-sentence are most alike: most of them come close to one width, and
    /// hardly any line is longer.
    fn of(lines: &[Line]) -> Option<Width> {
        let mut best: Option<(usize, Width)> = None;
        for (measure, by_characters) in MEASURES {
            let open = lines.iter().filter(|line| line.open).map(measure);
            let mut open: Vec<usize> = open.filter(|width| *width >= NARROWEST).collect();
            open.sort_unstable();
            let peak = open.chunk_by(|a, b| a == b).max_by_key(|alike| alike.len())?[0];
            let near = peak.saturating_sub(RAGGED)..peak + RAGGED + 1;
            let full: Vec<usize> = open.iter().copied().filter(|width| near.contains(width)).collect();
            let longer = || lines.iter().filter(|line| measure(line) >= near.end).count();
            // Headings and chrome end without a stop too, but at any length.
            let close = full.iter().filter(|width| width.abs_diff(peak) <= CLOSE).count();
            let alike = full.len() * 5 >= open.len() * 4 || close * 5 >= open.len() * 3;
            if full.len() < FEWEST || peak > WIDEST || !alike || longer() * 20 > lines.len() {
                continue;
            }
            let astray = open.iter().map(|width| width.abs_diff(peak).min(RAGGED)).sum();
            if best.as_ref().is_none_or(|(least, _)| astray < *least) {
                // A heading that comes close to the width by chance does not widen it.
                let full = full[full.len() / 32].min(peak)..near.end;
                best = Some((astray, Width { measure, by_characters, full, lead: 0 }));
            }
        }
        let (_, mut width) = best?;
        let behind = lines.windows(2).filter(|pair| pair[0].open && width.is_full(&pair[0]));
        let mut leads: Vec<usize> = behind.map(|pair| pair[1].lead.1).collect();
        leads.sort_unstable();
        width.lead = leads.get(leads.len() / 2).copied().unwrap_or(0);
        Some(width)
    }

    fn is_full(&self, line: &Line) -> bool {
        self.full.contains(&(self.measure)(line))
    }

    /// Whether a line stands in as the first of a paragraph.
    fn is_set_in(&self, line: &Line) -> bool {
        line.lead.1 > self.lead + 1
    }
}

/// Whether words end in mid-sentence, where others follow.
fn ends_open(words: &str, next: &str) -> bool {
    let words = words.trim_end_matches(is_closer);
    match words.chars().next_back() {
        Some('.') => words.trim_end_matches('.').ends_with(is_digit) && next.starts_with(is_digit),
        last => last.is_some_and(|c| !is_end(c) && c != '…'),
    }
}

/// Whether a line begins with what never begins one.
fn begins_with_stop(words: &str) -> bool {
    words.starts_with(|c| is_comma(c) || is_end(c) || matches!(c, '。' | '”' | '’' | '」' | '』' | '》' | '）' | '】'))
}

/// Whether a line begins with 一、 （一） 1. or so, and not with the rest of a number that the line above begins.
fn begins_point(line: &str, next: &str) -> bool {
    let inner = next.trim_start_matches(['（', '(', '第']);
    let Some((_, len)) = chinese(inner).or_else(|| arabic(inner)) else { return false };
    let rest = &inner[len..];
    let decimal = rest.strip_prefix('.').is_some_and(|rest| rest.starts_with(is_digit));
    let cut =
        line.ends_with(|c| digit_of(c).is_some() || "第之点年十百千万亿.".contains(c)) && inner.len() == next.len();
    rest.starts_with(['、', '.', '．', '）', ')']) && !decimal && !cut
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How a text is cut into lines.
    #[derive(Clone, Copy, Debug, PartialEq)]
    enum By {
        Characters,
        /// Stops stay on the line they would leave.
        Stops,
        Columns,
    }

    /// A text, every paragraph broken at so many characters.
    fn broken(paragraphs: &[&str], at: usize, by: By, indent: &str) -> String {
        let mut text = String::new();
        for paragraph in paragraphs {
            let mut width = 0;
            for c in format!("{indent}{paragraph}").chars() {
                let own = if by == By::Columns && c.is_ascii() { 1 } else { 2 };
                if width + own > 2 * at && !(by == By::Stops && begins_with_stop(c.encode_utf8(&mut [0; 4]))) {
                    text.push('\n');
                    width = 0;
                }
                text.push(c);
                width += own;
            }
            text.push('\n');
        }
        text
    }

    fn joined(text: &str) -> String {
        let mut out = text.to_owned();
        wraps(text).into_iter().rev().for_each(|wrap| out.replace_range(wrap.range, wrap.leaves));
        out
    }

    const LONG: &str = "今年以来，全县上下坚持把项目建设作为第一抓手，倒排工期、挂图作战，一批打基础、利长远的项目先后开工，\
        但是也要看到，前期工作慢、要素保障难、协调推进弱的问题还没有根本解决，个别项目开工半年仍然停留在平整场地，必须引起高度重视。";

    const FIGURES: &str = "去年全县完成固定资产投资286.7亿元,同比增长12.5%,其中工业投资118.3亿元,占比41.3%,引进5000万元以上项目\
        37个,总投资402亿元,5G基站建成1206座,GDP增速高于全市1.8个百分点,居民人均可支配收入达到43,216元,增长百分之八点六,";

    #[test]
    fn lines_broken_at_a_width_are_joined() {
        let paragraphs = ["一、认清形势", LONG, "二、狠抓落实", FIGURES, LONG, FIGURES];
        for at in [25, 30, 35, 38, 40] {
            for by in [By::Characters, By::Stops, By::Columns] {
                for indent in ["", "　　", "  "] {
                    let whole: String = paragraphs.iter().map(|words| format!("{indent}{words}\n")).collect();
                    let text = broken(&paragraphs, at, by, indent);
                    // Where columns are counted a Latin word may as well have ended.
                    assert_eq!(joined(&text).replace("G DP", "GDP"), whole, "{at} {by:?} {indent:?}");
                }
            }
        }
    }

    #[test]
    fn a_title_of_two_lines_is_one() {
        assert_eq!(joined("在全县秋粮收购工作会议上的\n  讲话\n同志们："), "在全县秋粮收购工作会议上的讲话\n同志们：");
        for apart in
            ["在全县秋粮收购工作会议上的讲话\n讲话\n", "会议今天开完了。\n讲话\n", "全县秋粮收购工作会议材料\n\n讲话\n"]
        {
            assert_eq!(joined(apart), apart);
        }
    }

    #[test]
    fn a_cut_number_is_neither_an_end_nor_a_point() {
        const CASES: &[(&str, &str, bool)] = &[
            ("占比达到86.", "7%，比上年高", false),
            ("增长了1", "2.5%，比上年高", false),
            ("占到百分之三十", "八、比前一年高", false),
            ("今天我们来谈谈第", "一、第二产业", false),
            ("今天我们来谈谈", "一、形势", true),
            ("今天我们来谈谈", "（二）任务", true),
            ("今天我们来谈谈", "3.保障", true),
        ];
        for (line, next, point) in CASES {
            assert_eq!(begins_point(line, next), *point, "{line}|{next}");
            assert!(ends_open(line, next), "{line}|{next}");
        }
        assert!(!ends_open("见附件1.", "附件"));
    }

    #[test]
    fn a_short_line_goes_on_with_a_stop_only() {
        let text = broken(&[LONG, LONG, LONG], 30, By::Characters, "");
        assert_eq!(joined(&format!("{text}分管领导\n，各乡镇\n分管领导\n各乡镇\n")).lines().count(), 6);
    }

    #[test]
    fn whole_paragraphs_and_lists_stay_as_they_are() {
        let list = "加强前期工作，加快手续办理进度\n".repeat(30);
        let headed = format!("在全县推进重点项目建设暨优化营商环境工作会议上的讲话\n{LONG}\n").repeat(8);
        for text in [format!("一、认清形势\n{LONG}\n{LONG}\n"), list, headed, String::new()] {
            assert!(wraps(&text).is_empty(), "{text}");
        }
    }

    #[test]
    fn no_speech_of_the_corpus_is_joined() {
        for folder in ["corpus", "tests/unseen"] {
            let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
            // The published package has none of them.
            for file in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                let path = file.path();
                if path.extension().is_none_or(|kind| kind != "txt") {
                    continue;
                }
                let text = std::fs::read_to_string(&path).unwrap();
                assert!(wraps(&text).is_empty(), "{}", path.display());
            }
        }
    }
}
